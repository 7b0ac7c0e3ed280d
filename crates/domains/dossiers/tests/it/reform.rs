//! A reorganisation with open dossiers: what was promised stays, the heirs find what was there, the rest is moved.

use std::collections::BTreeMap;

use access::Assignments as _;
use dossiers::commands as act;
use dossiers::model::DossierId;
use dossiers::permissions::{APPROVE, HANDLE, READ};
use dossiers::queries::{self, HistoryRow};
use dossiers::recount::recount;
use identity::Accounts;
use kernel::Timestamp;
use kernel::time::{DAY, HOUR};
use organisation::reform::{self, Resolved};
use organisation::{Directory, Role, UnitId};
use runtime::Actor;
use store::{params, sql};
use testkit::both_engines;
use uuid::Uuid;

use crate::common::{ALLOWANCE, BIRTH, BUILDING, MARITAL, Town, all_rights, migrations, rights_in};
use crate::rows;

pub(crate) const PLAN: &str = r#"
title = "Sắp xếp mẫu"
basis = "Căn cứ mẫu [SAMPLE]"
effective = "2024-12-12"

[[unit]]
code = "18880"
name = "Phường Mẫu Mới"
kind = "phường"
parent = "44"
identifier = "000.01.00.H46"
from = ["18853", "18856"]

[[abolish]]
code = "450"
receiver = "18880"

[[abolish]]
code = "452"
receiver = "18880"
"#;

/// Dossiers of each kind.
const EACH: usize = 25;

pub(crate) fn day() -> Timestamp {
    Timestamp::start_of(jiff::civil::date(2024, 12, 12))
}

/// What must never change: codes, dates, version, the units on its papers, and what was done.
#[derive(Debug, PartialEq)]
pub(crate) struct Kept {
    code: String,
    version: i64,
    dates: [Option<Timestamp>; 4],
    places: (UnitId, UnitId),
    history: Vec<HistoryRow>,
    papers: usize,
}

pub(crate) async fn kept(town: &Town, ids: &[DossierId]) -> BTreeMap<DossierId, Kept> {
    let house = Actor::system();
    let mut found = BTreeMap::new();
    for id in ids {
        let case = town.case(*id).await;
        let reader = town.reader(&house);
        let lines = queries::history(&reader, &case).await.unwrap();
        let papers = queries::handed_in(&reader, &case).await.unwrap().len();
        let d = case.dossier;
        let one = Kept {
            code: d.shown_code().to_owned(),
            version: d.version,
            dates: [d.due_at, d.received_at, Some(d.answer_due_at), d.promised_at],
            places: (d.receiving, d.competent),
            history: lines.into_iter().map(|(line, _)| line).filter(|line| line.act != "moved").collect(),
            papers,
        };
        found.insert(*id, one);
    }
    found
}

/// Open dossiers of the ward, of its neighbour and of the city, at several steps.
pub(crate) async fn open_dossiers(town: &Town) -> (Vec<DossierId>, Vec<DossierId>, Vec<DossierId>) {
    let city = all_rights(&[town.city, town.units.one_stop_of(town.city)]);
    let other = all_rights(&[town.neighbour, town.units.one_stop_of(town.neighbour)]);
    let (mut all, mut handed_up, mut of_city) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..EACH {
        all.push(town.file(MARITAL).await);
        let birth = town.take_in(&other, BIRTH, town.neighbour).await.unwrap();
        town.accept(&other, birth).await.unwrap();
        all.push(birth);
        let allowance = town.take_in(&town.reception, ALLOWANCE, town.ward).await.unwrap();
        town.accept(&town.reception, allowance).await.unwrap();
        town.forward(&town.handler, allowance).await.unwrap();
        handed_up.push(allowance);
        of_city.push(town.take_in(&city, BUILDING, town.city).await.unwrap());
    }
    all.extend(handed_up.iter().chain(&of_city));
    (all, handed_up, of_city)
}

pub(crate) async fn again(town: &Town, actor: &Actor) -> Actor {
    let accounts = town.runtime.services().get::<Accounts>().unwrap();
    accounts.actor(&town.runtime, actor.account, town.runtime.now()).await.unwrap().unwrap()
}

pub(crate) async fn resolved(town: &Town) -> Resolved {
    let house = Actor::system();
    let directory = town.runtime.services().get::<Directory>().unwrap();
    reform::plans(&town.reader(&house)).await.unwrap()[0].resolved(&directory).unwrap()
}

pub(crate) async fn assert_figures(town: &Town) {
    let house = Actor::system();
    let store = town.runtime.store();
    let (queues, summed): (BTreeMap<_, _>, BTreeMap<_, _>) = rows::figures(store)
        .await
        .into_iter()
        .partition(|(key, _)| ["dossiers.queue", "dossiers.due"].contains(&key.0.as_str()));
    assert_eq!(summed, recount(&town.reader(&house)).await.unwrap());
    let (sums, hours): (BTreeMap<_, _>, BTreeMap<_, _>) =
        queues.into_iter().partition(|(key, _)| key.0 == "dossiers.queue");
    let sums: BTreeMap<(Uuid, String), i64> = sums.into_iter().map(|(key, sum)| ((key.1, key.2), sum.0)).collect();
    assert_eq!(sums, rows::open_work(store).await);
    let hours: BTreeMap<_, _> = hours.into_iter().map(|(key, sum)| ((key.1, key.2, key.3), sum.0)).collect();
    assert_eq!(hours, rows::due_by_hour(store).await);
}

both_engines!(
    async fn what_was_promised_stays_and_the_heirs_find_what_was_there(house: &House) {
        let town = Town::new(house).await;
        let (all, handed_up, of_city) = open_dossiers(&town).await;
        let waits = town.take_in(&town.reception, ALLOWANCE, town.ward).await.unwrap();
        town.accept(&town.reception, waits).await.unwrap();
        let (before, work) = (kept(&town, &all).await, rows::open_work(house.store()).await);
        let opened_at = town.version(waits).await;
        reform::apply(&town.runtime, &Actor::system(), PLAN).await.unwrap();
        reform::tend(&town.runtime).await.unwrap();

        // Up to the last microsecond everything is as it was.
        town.clock.set(day().plus(-1));
        reform::tend(&town.runtime).await.unwrap();
        let directory = town.runtime.services().get::<Directory>().unwrap();
        let heir = directory.on(day()).by_code("18880").unwrap().id;
        let old = again(&town, &town.handler).await;
        assert!(old.can_in(HANDLE, town.ward.uuid()) && !old.can_in(READ, heir.uuid()));
        assert_eq!(rows::open_work(house.store()).await, work);

        // From then on the clock alone has turned queues and rights; nothing was moved yet.
        town.clock.set(day());
        let after = directory.on(day());
        let handler = again(&town, &town.handler).await;
        assert!(handler.can_in(HANDLE, heir.uuid()) && handler.can_in(READ, town.ward.uuid()));
        assert!(again(&town, &town.other_handler).await.can_in(READ, town.ward.uuid()), "one ward now");
        assert_eq!(rows::open_work(house.store()).await, work);
        let queues = after.queues_of(&[heir], Role::Handling);
        for ward in [town.ward, town.neighbour] {
            assert!(queues.contains(&town.units.queue(ward, Role::Handling).unwrap()));
        }
        let of_queues = |work: &BTreeMap<(Uuid, String), i64>| -> i64 {
            let is_theirs = |queue: &Uuid| queues.iter().any(|known| known.uuid() == *queue);
            work.iter().filter(|((queue, _), _)| is_theirs(queue)).map(|(_, count)| count).sum()
        };
        let counts = queries::unit_counts(&town.reader(&handler)).await.unwrap();
        assert_eq!(counts.all, of_queues(&work));

        // A form that was opened before is sent after.
        let forward = act::Forward { id: waits, version: opened_at, note: String::new(), assignee: None };
        town.run(&handler, forward).await.unwrap();
        reform::tend(&town.runtime).await.unwrap();
        reform::tend(&town.runtime).await.unwrap();
        assert_eq!(kept(&town, &all).await, before);
        assert_figures(&town).await;
        for id in &handed_up {
            let case = town.case(*id).await;
            let task = case.step_task().unwrap();
            assert_eq!(task.queue, after.queue(heir, Role::Handling).unwrap(), "the city's work is the ward's");
            assert_eq!(case.dossier.responsible(&after), heir);
            assert!(town.acts(*id).await.contains(&"moved".to_owned()));
        }
        for id in &of_city {
            assert_eq!(town.case(*id).await.dossier.continuing, None, "a person decides where it goes");
        }
        assert!(house.store().verify(|_, _| {}).await.unwrap().faults.is_empty());
    },
    &migrations()
);

both_engines!(
    async fn a_person_sends_what_no_rule_could_send(house: &House) {
        let town = Town::new(house).await;
        let (_, _, of_city) = open_dossiers(&town).await;
        let before = kept(&town, &of_city).await;
        reform::apply(&town.runtime, &Actor::system(), PLAN).await.unwrap();
        reform::tend(&town.runtime).await.unwrap();
        town.clock.set(day().plus(HOUR));
        reform::tend(&town.runtime).await.unwrap();
        let resolved = resolved(&town).await;
        let (ask, choose) = dossiers::reform().undecided.unwrap();
        let waiting = ask(&town.runtime, &resolved).await.unwrap();
        assert_eq!(waiting.len(), of_city.len());
        let directory = town.runtime.services().get::<Directory>().unwrap();
        let heir = directory.on(town.runtime.now()).by_code("18880").unwrap().id;
        let operator = rights_in(&[town.units.province().unwrap()], &[organisation::REFORM]);
        let work = waiting[0].id;
        let refused = choose(&town.runtime, &town.leader, &resolved, work, heir).await.unwrap_err();
        assert_eq!(refused.kind(), kernel::Kind::Forbidden);
        let gone = choose(&town.runtime, &operator, &resolved, work, town.city).await.unwrap_err();
        assert_eq!(gone.kind(), kernel::Kind::Invalid);
        choose(&town.runtime, &operator, &resolved, work, heir).await.unwrap();
        let twice = choose(&town.runtime, &operator, &resolved, work, heir).await.unwrap_err();
        assert_eq!(twice.kind(), kernel::Kind::Conflict);
        assert_eq!(ask(&town.runtime, &resolved).await.unwrap().len(), of_city.len() - 1);
        let mut continued = 0;
        for id in &of_city {
            let dossier = town.dossier(*id).await;
            assert_eq!(dossier.competent, town.city);
            continued += usize::from(dossier.continuing == Some(heir));
        }
        assert_eq!(continued, 1);
        assert_eq!(kept(&town, &of_city).await, before);
        assert_figures(&town).await;
    },
    &migrations()
);

both_engines!(
    async fn a_plan_that_is_taken_back_leaves_officers_where_they_are(house: &House) {
        let town = Town::new(house).await;
        let plan = reform::apply(&town.runtime, &Actor::system(), PLAN).await.unwrap();
        reform::tend(&town.runtime).await.unwrap();
        reform::take_back(&town.runtime, &Actor::system(), plan).await.unwrap();
        reform::tend(&town.runtime).await.unwrap();
        town.clock.set(day());
        let handler = again(&town, &town.handler).await;
        assert!(handler.can_in(HANDLE, town.ward.uuid()));
        assert_eq!(handler.grants.len(), 1);
    },
    &migrations()
);

/// The approver of the ward delegates to the handler, and is away while the colleague stands in.
async fn trust_others(town: &Town) {
    let (from, to) = (day().plus(-DAY), day().plus(20 * DAY));
    let rights = "dossiers.approve dossiers.read".to_owned();
    let giver = town.approver.account;
    let delegation = sql!(
        "INSERT INTO delegation (delegation_id, from_account, to_account, unit_id, permissions, basis, valid_from,
                                 valid_to, made_at)
         VALUES ($1, $2, $3, $4, $5, 'Giấy mẫu', $6, $7, $6)"
    );
    let given = params![Uuid::from_u128(1), giver, town.handler.account, town.ward.uuid(), rights.clone(), from, to];
    let absence = sql!(
        "INSERT INTO absence (absence_id, account_id, deputy_id, permissions, basis, valid_from, valid_to, made_by,
                              made_at)
         VALUES ($1, $2, $3, $4, 'Giấy mẫu', $5, $6, $2, $5)"
    );
    let away = params![Uuid::from_u128(2), giver, town.colleague.account, rights, from, to];
    town.runtime.store().maintain(vec![(delegation, given), (absence, away)]).await.unwrap();
}

both_engines!(
    async fn what_was_delegated_in_a_unit_ends_with_it_and_a_deputy_goes_along(house: &House) {
        let town = Town::new(house).await;
        trust_others(&town).await;
        reform::apply(&town.runtime, &Actor::system(), PLAN).await.unwrap();
        reform::tend(&town.runtime).await.unwrap();
        let lines = reform::preview(&town.runtime, &resolved(&town).await).await.unwrap();
        for label in ["identity-reform-delegations", "identity-reform-deputies"] {
            let line = lines.iter().find(|line| line.label.key == label).unwrap();
            assert_eq!(line.count, 1, "{label}");
        }
        town.clock.set(day().plus(-1));
        for officer in [&town.handler, &town.colleague] {
            assert!(again(&town, officer).await.can_in(APPROVE, town.ward.uuid()), "up to the last microsecond");
        }
        town.clock.set(day());
        let directory = town.runtime.services().get::<Directory>().unwrap();
        let heir = directory.on(day()).by_code("18880").unwrap().id;
        let handler = again(&town, &town.handler).await;
        assert!(!handler.can_in(APPROVE, town.ward.uuid()) && !handler.can_in(APPROVE, heir.uuid()));
        assert!(again(&town, &town.colleague).await.can_in(APPROVE, heir.uuid()));
        assert!(again(&town, &town.approver).await.can_in(APPROVE, heir.uuid()));
        assert!(house.store().verify(|_, _| {}).await.unwrap().faults.is_empty());
    },
    &migrations()
);
