use std::collections::BTreeMap;

use kernel::Timestamp;
use kernel::time::HOUR;
use runtime::Actor;
use testkit::both_engines;

use super::tests::{HEAD, day, good, heir, look, open, rows_of};
use super::*;
use crate::ids::unit_id;
use crate::model::{Level, QueueId, Role, Unit};
use crate::sample_reform;
use crate::snapshot::Snapshot;

fn split(from: &str, villages: &str, to: &str) -> String {
    format!("[[split]]\nfrom = \"{from}\"\nvillages = [{villages}]\nto = \"{to}\"\n")
}

fn levels(code: &str, rest: &str) -> String {
    format!("[[procedure]]\ncode = \"{code}\"\n{rest}\n")
}

fn bad_rows() -> Vec<(&'static str, &'static str, String)> {
    let reopen = |code: &str, ended: &str| format!("[[reopen]]\ncode = \"{code}\"\nended = \"{ended}\"\n");
    let village = "\"Thôn Mẫu\"";
    let merged = good("99001", "\"18853\"");
    let districts = ["450", "452", "453", "454", "455", "456", "457", "458"];
    let abolished = |code: &&str| format!("[[abolish]]\ncode = \"{code}\"\nreceiver = \"44\"\n");
    let gone = districts.iter().map(abolished).collect::<Vec<_>>().concat();
    vec![
        ("a unit that never ended", "not-ended", reopen("18853", "2025-01-01")),
        ("no day", "not-ended", reopen("18853", "1/1/2025")),
        ("a split of nobody", "unknown", split("1", village, "18856")),
        ("a split of an agency", "no-area", split("18853.mot-cua", village, "18856")),
        ("a split of the province", "province", split("44", village, "18856")),
        ("villages for nobody", "unknown-after", split("18853", village, "1")),
        ("villages for an agency", "no-area", split("18853", village, "so-tu-phap")),
        ("villages for another level", "other-level", split("18853", village, "450")),
        ("no villages", "villages", split("18853", "", "18856")),
        ("a village without a name", "villages", split("18853", "\" , \"", "18856")),
        (
            "a village twice",
            "village-twice",
            format!("{}{}", split("18853", village, "18856"), split("18853", "\"thôn  mẫu\"", "18853")),
        ),
        ("a split of what goes over whole", "split-of-whole", format!("{merged}{}", split("18853", village, "18856"))),
        ("a row that says nothing", "procedure-of-nothing", levels("1.1", "")),
        ("a process without levels", "process-alone", levels("1.1", "to = \"area\"\nprocess = \"one-day\"")),
        ("an unknown level", "level", levels("1.1", "levels = [\"xã\"]")),
        ("a level that is gone", "level-gone", format!("{gone}{}", levels("1.1", "levels = [\"district\"]"))),
        ("levels before nothing", "level-before", levels("1.1", "levels = [\"before\"]")),
    ]
}

#[test]
fn bad_rows_of_splits_returns_and_levels_are_refused() {
    for (what, key, rows) in bad_rows() {
        let problems = look(&format!("{HEAD}{rows}")).map(|_| ()).unwrap_err();
        let wanted = format!("organisation-reform-{key}");
        let found: Vec<&str> = problems.iter().map(|problem| problem.message.key.as_ref()).collect();
        assert!(found.contains(&wanted.as_str()), "{what}: {found:?}");
    }
    let stranger = format!("{HEAD}reverses = \"no id\"\n{}", good("99001", "\"18853\""));
    let problems = look(&stranger).map(|_| ()).unwrap_err();
    assert_eq!((problems[0].message.key.as_ref(), problems[0].line), ("organisation-reform-no-such-plan", 4));
    assert!(look(&format!("{HEAD}{}", split("18853", "\"Thôn Mẫu\"", "18856"))).is_ok());
    assert!(look(&format!("{HEAD}{}", levels("1.1", "levels = [\"commune\", \"province\"]"))).is_ok());
}

#[test]
fn a_unit_made_of_villages_has_the_agencies_of_who_gave_them() {
    let unit = "[[unit]]\ncode = \"99001\"\nname = \"Xã Mẫu\"\nkind = \"xã\"\nparent = \"450\"\n";
    let rows = format!("{unit}identifier = \"000.91.99.H46\"\n{}", split("18853", "\"Thôn Mẫu\"", "99001"));
    let resolved = look(&format!("{HEAD}{rows}")).unwrap();
    assert!(resolved.begins.iter().any(|begin| begin.unit.code == "99001.mot-cua"));
    assert!(resolved.turns.is_empty(), "who gives up a village goes on");
    let parts: Vec<_> = resolved.successions.iter().map(|one| (one.from, one.is_whole)).collect();
    assert_eq!(parts, [(unit_id("18853"), false)]);
    let address = |text: &str| resolved.area_of_village(unit_id("18853"), &[text.to_owned()]);
    assert_eq!(address("Số 1, thôn Mẫu, phường Hải Thành"), Some(resolved.begins[0].unit.id));
    assert_eq!(address("Số 1, đường Mẫu"), None);
}

/// The units that are open, as they are but for the days of their versions, and who serves which queue.
fn shape(snapshot: &Snapshot) -> (BTreeMap<UnitId, Unit>, BTreeMap<QueueId, UnitId>) {
    let open: BTreeMap<UnitId, Unit> = snapshot
        .all()
        .filter(|unit| snapshot.is_open(unit.id))
        .map(|unit| (unit.id, Unit { valid_from: 0, valid_to: None, ..unit.clone() }))
        .collect();
    let ids: Vec<UnitId> = open.keys().copied().collect();
    let queues = Role::ALL.into_iter().flat_map(|role| snapshot.queues_of(&ids, role));
    let served = queues.filter_map(|queue| snapshot.unit_of_queue(queue).map(|unit| (queue, unit))).collect();
    (open, served)
}

both_engines!(
    async fn a_plan_that_leads_back_gives_the_directory_before(house: &House) {
        let (runtime, directory) = open(house).await;
        let (units, queues) = shape(&directory.on(day().plus(-1)));
        let system = Actor::system();
        apply(&runtime, &system, sample_reform().1).await.unwrap();
        tend(&runtime).await.unwrap();
        let plan = plans(&runtime.reader(&system)).await.unwrap().remove(0);
        let early = reverse(&directory, &plan, runtime.now(), "2025-09-01", "Căn cứ mẫu").unwrap_err();
        assert_eq!(early.message().key, "organisation-reform-not-in-force");
        house.clock.set(day().plus(HOUR));
        let written = rows_of(&runtime).await;
        let text = reverse(&directory, &plan, runtime.now(), "2025-09-01", "Căn cứ \"mẫu\"").unwrap();
        let bad_day = reverse(&directory, &plan, runtime.now(), "1/9/2025", "Căn cứ mẫu").unwrap();
        assert!(matches!(examine(&runtime, &bad_day).await.unwrap(), Checked::Bad(_)));
        let Checked::Good(looked) = examine(&runtime, &text).await.unwrap() else { panic!("{text}") };
        assert!(looked.outline().takes_back && looked.outline().back.len() == 145 + 8);
        let id = apply(&runtime, &system, &text).await.unwrap();
        tend(&runtime).await.unwrap();

        let back = Timestamp::start_of(jiff::civil::date(2025, 9, 1));
        let after = directory.on(back);
        let (units_after, queues_after) = shape(&after);
        assert_eq!(units_after, units);
        for (queue, unit) in &queues {
            assert_eq!(queues_after.get(queue), Some(unit));
        }
        assert!(!after.is_open(heir()) && after.is_open(unit_id("18853")));
        assert_eq!(after.heir(unit_id("18853")), unit_id("18853"));
        assert!(queues_after.len() > queues.len(), "queues of units that ended again are served");
        let last = directory.on(back.plus(-1));
        assert_eq!((last.areas(Level::District).len(), last.areas(Level::Commune).len()), (0, 78));
        let alone = after.reach(unit_id("18919"), false);
        assert!(alone.len() > 1, "the only one that went on in a unit has what was done there");

        take_back(&runtime, &system, id).await.unwrap();
        tend(&runtime).await.unwrap();
        assert_eq!(rows_of(&runtime).await, written);
        assert!(house.store().verify(|_, _| {}).await.unwrap().faults.is_empty());
    },
    crate::MIGRATIONS
);
