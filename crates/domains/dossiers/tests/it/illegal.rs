//! What the table of fact 2.41 and the steps of a process do not allow is refused, audited, and changes nothing.

use dossiers::commands as act;
use dossiers::model::{DossierId, State};
use dossiers::queries;
use futures::future::join_all;
use kernel::Kind;
use runtime::Actor;
use serde_json::Value;
use testkit::both_engines;

use crate::acts::Do;
use crate::common::{BIRTH, Town, migrations};
use crate::rows;

/// What a same-day dossier of civil status allows in each state, `InProgress` standing before the approver. A second
/// supplement asked by somebody who may override is allowed where a first one is.
const ALLOWED: [(State, &[Do]); 10] = [
    (State::Submitted, &[Do::Accept, Do::Refuse, Do::AskSupplement, Do::AskWithdrawal]),
    (State::Accepted, &[Do::AskSupplement, Do::AskFee, Do::Forward, Do::Stop, Do::AskWithdrawal, Do::Reappoint]),
    (State::Refused, &[Do::Rate]),
    (State::InProgress, &[Do::SendBack, Do::Approve, Do::Stop, Do::AskWithdrawal, Do::Reappoint]),
    (State::SupplementAsked, &[Do::GiveSupplement, Do::SupplementAtCounter, Do::Stop, Do::AskWithdrawal]),
    (State::PaymentAsked, &[Do::PayAtCounter, Do::Stop, Do::AskWithdrawal]),
    (State::WithdrawalAsked, &[Do::AgreeWithdrawal, Do::RefuseWithdrawal, Do::Stop]),
    (State::Stopped, &[Do::Rate]),
    (State::Decided, &[Do::Deliver, Do::Rate]),
    (State::Returned, &[Do::Rate]),
];

both_engines!(
    async fn every_act_that_a_state_does_not_allow_is_refused_audited_and_changes_nothing(house: &House) {
        let town = Town::new(house).await;
        for (state, allowed) in ALLOWED {
            let id = town.in_state(state).await;
            let before = town.dossier(id).await;
            let acts = town.acts(id).await;
            for what in Do::ALL.into_iter().filter(|what| !allowed.contains(what)) {
                let refused = rows::audited(house.store(), "refused").await;
                let error = town.attempt(&town.clerk, &town.citizen, id, what).await;
                let Err(error) = error else { panic!("{state:?} allows {what:?}") };
                assert_eq!(error.kind(), Kind::Conflict, "{state:?} {what:?}: {error}");
                assert_eq!(rows::audited(house.store(), "refused").await, refused + 1, "{state:?} {what:?}");
                assert_eq!(town.dossier(id).await, before, "{state:?} {what:?}");
            }
            assert_eq!(town.acts(id).await, acts, "{state:?}");
        }
        assert!(house.store().verify(|_, _| {}).await.unwrap().faults.is_empty());
    },
    &migrations()
);

both_engines!(
    async fn every_act_that_a_state_allows_is_done(house: &House) {
        let town = Town::new(house).await;
        for (state, allowed) in ALLOWED {
            for what in allowed {
                let id = town.in_state(state).await;
                if *what == Do::Approve {
                    town.add_result(&town.clerk, id).await;
                }
                let version = town.version(id).await;
                let done = town.attempt(&town.clerk, &town.citizen, id, *what).await;
                assert!(done.is_ok(), "{state:?} {what:?}: {done:?}");
                assert_eq!(town.version(id).await, version + 1, "{state:?} {what:?}");
            }
        }
    },
    &migrations()
);

/// The moves of a dossier, from and to, as its history tells them.
async fn moves(town: &Town, id: DossierId) -> Vec<(State, State)> {
    let house = Actor::system();
    let lines = queries::history(&town.reader(&house), &town.case(id).await).await.unwrap();
    let state = |code: i64| State::of_code(code).unwrap();
    lines.iter().map(|(line, _)| (state(line.from_state), state(line.to_state))).collect()
}

both_engines!(
    async fn what_is_recorded_are_moves_of_the_table_without_a_gap(house: &House) {
        let town = Town::new(house).await;
        for (state, allowed) in ALLOWED {
            for what in allowed {
                let id = town.in_state(state).await;
                if *what == Do::Approve {
                    town.add_result(&town.clerk, id).await;
                }
                town.must(id, *what).await;
                let mut at = State::Submitted;
                let mut before = None;
                for (from, to) in moves(&town, id).await {
                    assert_eq!(from, at, "{state:?} {what:?}");
                    assert!(from == to || from.may_become(to, before), "{state:?} {what:?}: {from:?} to {to:?}");
                    (at, before) = (to, (to != from).then_some(from).or(before));
                }
                assert_eq!(at, town.dossier(id).await.state, "{state:?} {what:?}");
            }
        }
    },
    &migrations()
);

both_engines!(
    async fn a_dossier_that_ends_right_after_acceptance_passes_through_its_work(house: &House) {
        let town = Town::new(house).await;
        let id = town.in_state(State::Accepted).await;
        town.must(id, Do::Stop).await;
        assert_eq!(town.acts(id).await, ["submit", "accept", "begin", "stop"]);
        let last = moves(&town, id).await.split_off(2);
        assert_eq!(last, [(State::Accepted, State::InProgress), (State::InProgress, State::Stopped)]);
        for (action, from, to) in [("dossiers.begin", 2, 4), ("dossiers.stop", 4, 8)] {
            let told = rows::payloads(house.store(), action).await;
            let payload: Value = serde_json::from_str(told.first().unwrap()).unwrap();
            assert_eq!((&payload["from"], &payload["to"]), (&Value::from(from), &Value::from(to)), "{told:?}");
        }
    },
    &migrations()
);

both_engines!(
    async fn a_stale_tab_is_told_and_not_obeyed(house: &House) {
        let town = Town::new(house).await;
        let id = town.in_state(State::Accepted).await;
        let version = town.version(id).await;
        for stale in [0, version - 1, version + 1] {
            let forward = act::Forward { id, version: stale, note: String::new(), assignee: None };
            let error = town.run(&town.handler, forward).await.unwrap_err();
            assert_eq!((error.kind(), &*error.message().key), (Kind::Conflict, "error-changed"), "{stale}");
            assert_eq!(error.version(), Some(version), "{stale}");
        }
        assert_eq!(town.version(id).await, version);
    },
    &migrations()
);

both_engines!(
    async fn of_two_officers_who_act_on_the_same_page_one_wins(house: &House) {
        let town = Town::new(house).await;
        for _ in 0..5 {
            let id = town.in_state(State::Accepted).await;
            let version = town.version(id).await;
            let forward = |actor| town.run(actor, act::Forward { id, version, note: String::new(), assignee: None });
            let results = join_all([forward(&town.handler), forward(&town.colleague)]).await;
            assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1, "{results:?}");
            let errors: Vec<Kind> = results.iter().filter_map(|r| r.as_ref().err()).map(kernel::Error::kind).collect();
            assert_eq!(errors, [Kind::Conflict]);
            assert_eq!(town.version(id).await, version + 1);
            assert_eq!(town.case(id).await.tasks.len(), 1);
        }
    },
    &migrations()
);

both_engines!(
    async fn an_officer_without_the_right_of_the_step_is_refused_and_audited(house: &House) {
        let town = Town::new(house).await;
        let id = town.file(BIRTH).await;
        let table = [
            (&town.handler, Do::Accept),
            (&town.approver, Do::Accept),
            (&town.leader, Do::Accept),
            (&town.citizen, Do::Accept),
            (&town.reception, Do::Forward),
            (&town.handler, Do::Deliver),
            (&town.handler, Do::Approve),
            (&town.handler, Do::SupplementAtCounter),
            (&town.handler, Do::PayAtCounter),
            (&town.handler, Do::WithdrawAtCounter),
            (&town.citizen, Do::PayAtCounter),
        ];
        for (actor, what) in table {
            let refused = rows::audited(house.store(), "refused").await;
            let error = town.attempt(actor, &town.citizen, id, what).await.unwrap_err();
            assert_eq!(error.kind(), Kind::Forbidden, "{what:?}: {error}");
            assert_eq!(rows::audited(house.store(), "refused").await, refused + 1, "{what:?}");
        }
        // Whoever did the act before the step moved on is told that, not that a right is missing.
        let walked = town.in_state(State::InProgress).await;
        for (actor, what) in
            [(&town.reception, Do::Accept), (&town.handler, Do::Forward), (&town.reception, Do::Deliver)]
        {
            let error = town.attempt(actor, &town.citizen, walked, what).await.unwrap_err();
            assert_eq!((error.kind(), &*error.message().key), (Kind::Conflict, "dossiers-error-not-at-this-step"));
        }
        // A handler may ask for supplements, but not while the step is that of the reception.
        let error = town.attempt(&town.handler, &town.citizen, id, Do::AskSupplement).await.unwrap_err();
        assert_eq!(error.kind(), Kind::Forbidden);
        assert_eq!(town.version(id).await, 1);
    },
    &migrations()
);
