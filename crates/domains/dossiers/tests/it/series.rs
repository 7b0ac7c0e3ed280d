//! Numbers under the units of the period, of today and of its begin: a derived series moves numbers to other lines, it
//! never changes a sum, and each number still opens to exactly its dossiers (fact 8.14).

use std::collections::{BTreeMap, BTreeSet};

use dossiers::model::DossierId;
use dossiers::queries::{self, Among, Behind, Series, Shown, UnitLine};
use kernel::time::HOUR;
use organisation::reform;
use organisation::{Directory, Level, UnitId};
use runtime::Actor;
use testkit::both_engines;

use crate::common::{BIRTH, MARITAL, Town, all_rights, migrations};
use crate::reorganisation::{PLAN, again, day};

/// One ward goes on alone in a new one.
const ALONE: &str = r#"
title = "Đổi phường mẫu"
basis = "Căn cứ mẫu [SAMPLE]"
effective = "2024-12-12"

[[unit]]
code = "18880"
name = "Phường Mẫu Mới"
kind = "phường"
parent = "450"
identifier = "000.01.00.H46"
from = ["18853"]
"#;

type Days = (i64, i64);

async fn lines(town: &Town, among: Among, days: Days) -> Vec<UnitLine> {
    let leader = again(town, &town.leader).await;
    queries::lines(&town.reader(&leader), &among, days).await.unwrap()
}

/// The dossiers behind a number, each once, as many as the number says.
async fn behind(town: &Town, among: Among, number: Behind, days: Days) -> BTreeSet<DossierId> {
    let leader = again(town, &town.leader).await;
    let (mut found, mut next) = (BTreeSet::new(), None);
    loop {
        let reader = town.reader(&leader);
        let page = queries::behind(&reader, &among, number, days, next.as_deref(), 3).await.unwrap();
        for dossier in &page.items {
            assert!(found.insert(dossier.id), "{number:?} of {among:?} shows a dossier twice");
        }
        next = page.next;
        if next.is_none() {
            assert_eq!(page.total, i64::try_from(found.len()).unwrap(), "{number:?} of {among:?}");
            return found;
        }
    }
}

fn sums(lines: &[UnitLine]) -> [i64; 11] {
    Behind::ALL.map(|number| lines.iter().map(|line| number.of(&line.numbers)).sum())
}

/// The parts of each line.
fn parts(lines: &[UnitLine]) -> BTreeMap<UnitId, BTreeSet<UnitId>> {
    lines.iter().map(|line| (line.unit, line.parts.iter().map(|(unit, _)| *unit).collect())).collect()
}

/// Dossiers that an area takes in; every other one is accepted.
async fn work_of(town: &Town, area: UnitId, count: usize) {
    let directory = town.runtime.services().get::<Directory>().unwrap();
    let clerk = all_rights(&[area, directory.on(town.runtime.now()).one_stop_of(area)]);
    for place in 0..count {
        let procedure = if place % 2 == 0 { BIRTH } else { MARITAL };
        let id = town.take_in(&clerk, procedure, area).await.unwrap();
        if procedure == BIRTH {
            town.accept(&clerk, id).await.unwrap();
        }
    }
}

fn shown(town: &Town, series: Series, days: Days) -> Shown {
    let house = Actor::system();
    queries::shown(&town.reader(&house), &Among { series, ..Among::default() }, days).unwrap()
}

/// Work of two wards, then the plan and work of the new one: the new unit and the days before and after.
async fn reorganised(town: &Town, plan: &str) -> (UnitId, Days, Days) {
    let before = (town.runtime.now().day_number(), day().day_number() - 1);
    work_of(town, town.ward, 5).await;
    work_of(town, town.neighbour, 4).await;
    let then = lines(town, Among::default(), before).await;
    assert_eq!(shown(town, Series::Then, before).choices(), [Series::Then], "nothing has changed yet");
    reform::apply(&town.runtime, &Actor::system(), plan).await.unwrap();
    reform::tend(&town.runtime).await.unwrap();
    town.clock.set(day().plus(HOUR));
    reform::tend(&town.runtime).await.unwrap();
    assert_eq!(lines(town, Among::default(), before).await, then, "a period stays with its units");
    let directory = town.runtime.services().get::<Directory>().unwrap();
    let heir = directory.on(town.runtime.now()).by_code("18880").unwrap().id;
    work_of(town, heir, 5).await;
    let today = town.runtime.now().day_number();
    (heir, before, (today, today))
}

/// Whatever the series: the sums are those of the figures, and lines and sums open to exactly their dossiers.
async fn assert_whole(town: &Town, days: Days) {
    let leader = again(town, &town.leader).await;
    let table = queries::numbers(&town.reader(&leader), days.0, days.1).await.unwrap();
    let counted = Behind::ALL.map(|number| table.values().map(|numbers| number.of(numbers)).sum::<i64>());
    let city = Among { unit: Some(town.city), ..Among::default() };
    let communes = Among { level: Some(Level::Commune), ..Among::default() };
    for wanted in [Among::default(), city, communes] {
        let then = sums(&lines(town, wanted, days).await);
        for series in Series::ALL {
            let among = Among { series, ..wanted };
            let lines = lines(town, among, days).await;
            assert_eq!(sums(&lines), then, "{among:?}");
            if wanted == Among::default() {
                assert_eq!(sums(&lines), counted, "{among:?}");
            }
            for number in [Behind::Received, Behind::Counter, Behind::Open, Behind::Offered] {
                let mut one_by_one = BTreeSet::new();
                for line in &lines {
                    let of_line = behind(town, Among { line: Some(line.unit), ..among }, number, days).await;
                    assert_eq!(number.of(&line.numbers), i64::try_from(of_line.len()).unwrap(), "{number:?} {line:?}");
                    one_by_one.extend(of_line);
                }
                assert_eq!(behind(town, among, number, days).await, one_by_one, "{number:?} of {among:?}");
            }
        }
    }
}

both_engines!(
    async fn numbers_of_merged_units_are_added_up_and_not_divided(house: &House) {
        let town = Town::new(house).await;
        let (heir, before, after) = reorganised(&town, PLAN).await;
        let across = (before.0, after.1);
        for days in [before, after, across] {
            assert_whole(&town, days).await;
        }
        let of = async |series: Series, days: Days| {
            let found = lines(&town, Among { series, ..Among::default() }, days).await;
            parts(&found)
        };
        let alone = |unit: UnitId| (unit, BTreeSet::from([unit]));
        let all = BTreeSet::from([town.ward, town.neighbour, heir]);
        let each = BTreeMap::from([alone(town.ward), alone(town.neighbour), alone(heir)]);
        assert_eq!(of(Series::Then, across).await, each);
        assert_eq!(of(Series::Before, across).await, each, "what was merged cannot be divided");
        assert_eq!(of(Series::Today, across).await, BTreeMap::from([(heir, all.clone())]));
        assert_eq!(of(Series::Then, after).await, BTreeMap::from([(heir, all)]), "the wards had ended before");

        let then = shown(&town, Series::Then, across);
        assert_eq!(then.span(town.ward).ended, Some(day()));
        assert_eq!((then.span(heir).begun, then.span(heir).is_undivided), (Some(day()), false));
        assert!(shown(&town, Series::Before, across).span(heir).is_undivided);
        assert_eq!(then.levels(), Level::ALL, "the period had districts");
        assert_eq!(then.choices(), Series::ALL);
        let earlier = shown(&town, Series::Then, before);
        assert_eq!(earlier.span(town.ward), queries::Span::default());
        assert_eq!(earlier.choices(), [Series::Then, Series::Today]);
        assert_eq!(shown(&town, Series::Then, after).choices(), [Series::Then]);
    },
    &migrations()
);

both_engines!(
    async fn numbers_of_a_unit_with_one_predecessor_lead_back_to_it(house: &House) {
        let town = Town::new(house).await;
        let (heir, before, after) = reorganised(&town, ALONE).await;
        let across = (before.0, after.1);
        for days in [before, across] {
            assert_whole(&town, days).await;
        }
        let back = lines(&town, Among { series: Series::Before, ..Among::default() }, across).await;
        let both = BTreeSet::from([town.ward, heir]);
        let beside = (town.neighbour, BTreeSet::from([town.neighbour]));
        assert_eq!(parts(&back), BTreeMap::from([(town.ward, both), beside]));
        assert!(back.iter().any(|line| line.is_derived() && line.name == "UBND phường Hải Thành"));
        assert!(!shown(&town, Series::Before, across).span(town.ward).is_undivided);
    },
    &migrations()
);
