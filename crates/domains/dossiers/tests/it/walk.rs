//! The whole way of a dossier, and the numbers it gets.

use dossiers::commands as act;
use dossiers::model::{DeliveryState, State};
use dossiers::queries;
use futures::future::join_all;
use kernel::Kind;
use kernel::time::{DAY, HOUR};
use runtime::Actor;
use testkit::both_engines;

use crate::common::{BIRTH, MARITAL, Town, migrations};
use crate::rows;

/// What stands before the serial number of the ward on the day of the tests (fact 2.42).
const PREFIX: &str = "000.01.31.H46-241210-";

both_engines!(
    async fn a_same_day_dossier_walks_from_the_form_to_the_rating(house: &House) {
        let town = Town::new(house).await;
        let draft = town.draft(&town.citizen, BIRTH).await;
        let submitted = town.run(&town.citizen, act::Submit { id: draft }).await.unwrap();
        let id = submitted.id;
        assert_eq!(id, draft, "a dossier keeps the id of its draft");
        assert_eq!((submitted.at, submitted.payment), (testkit::START, None));
        let filed = town.dossier(id).await;
        assert_eq!((filed.state, filed.code.as_deref(), filed.due_at), (State::Submitted, None, None));
        assert!(filed.reference.starts_with("T-") && filed.reference.len() == 12, "{}", filed.reference);
        assert_eq!((filed.competent, filed.receiving, filed.continuing), (town.ward, town.one_stop, None));

        town.clock.advance(HOUR);
        town.accept(&town.reception, id).await.unwrap();
        let accepted = town.dossier(id).await;
        let code = format!("{PREFIX}0001");
        assert_eq!((accepted.state, accepted.code.as_deref()), (State::Accepted, Some(code.as_str())));
        assert_eq!(accepted.received_at, Some(testkit::START.plus(HOUR)));
        assert_eq!(accepted.due_at.map(kernel::Timestamp::rfc3339).as_deref(), Some("2024-12-10T17:00:00+07:00"));

        let version = accepted.version;
        let take = act::Assign { id, version, officer: town.handler.account };
        town.run(&town.handler, take).await.unwrap();
        let taken = town.case(id).await;
        assert_eq!(taken.dossier.state, State::InProgress);
        assert_eq!(taken.step_task().and_then(|task| task.assignee), Some(town.handler.account));
        town.forward(&town.handler, id).await.unwrap();
        town.add_result(&town.approver, id).await;
        town.approve(&town.approver, id, "").await.unwrap();
        let decided = town.dossier(id).await;
        assert_eq!((decided.state, decided.delivery), (State::Decided, DeliveryState::Ready));
        assert_eq!((decided.on_time, decided.finished_at), (Some(true), Some(town.runtime.now())));
        let actor = Actor::system();
        let results = queries::results(&town.reader(&actor), id).await.unwrap();
        assert_eq!(results.iter().map(|result| result.code.clone()).collect::<Vec<_>>(), [format!("{code}-KQ(1)")]);

        let version = decided.version;
        let deliver = act::Deliver { id, version, proof: "Người nộp ký nhận.".into() };
        town.run(&town.reception, deliver).await.unwrap();
        town.run(&town.citizen, act::Rate { id, score: 5, comment: "Nhanh.".into() }).await.unwrap();
        let end = town.case(id).await;
        assert_eq!((end.dossier.state, end.dossier.delivery), (State::Returned, DeliveryState::Delivered));
        assert_eq!((end.dossier.rating, end.dossier.closed_at), (Some(5), Some(town.runtime.now())));
        assert!(end.tasks.is_empty(), "{:?}", end.tasks);
        // Facts 2.20 and 2.42: the code never changes, and neither does the reference.
        assert_eq!((end.dossier.code, end.dossier.reference), (Some(code), filed.reference));
        assert_eq!(town.acts(id).await, ["submit", "accept", "assign", "forward", "approve", "deliver", "rate"]);
        assert!(house.store().verify(|_, _| {}).await.unwrap().faults.is_empty());
    },
    &migrations()
);

both_engines!(
    async fn twenty_accepts_at_once_draw_numbers_without_a_gap(house: &House) {
        let town = Town::new(house).await;
        let mut ids = Vec::new();
        for _ in 0..20 {
            ids.push(town.file(MARITAL).await);
        }
        let accepts = ids.iter().map(|id| town.accept(&town.reception, *id));
        for result in join_all(accepts).await {
            result.unwrap();
        }
        let mut codes = Vec::new();
        for id in &ids {
            codes.extend(town.dossier(*id).await.code);
        }
        codes.sort();
        let expected: Vec<String> = (1..=20).map(|number| format!("{PREFIX}{number:04}")).collect();
        assert_eq!(codes, expected);
    },
    &migrations()
);

both_engines!(
    async fn each_agency_and_each_day_counts_from_one_and_a_refusal_takes_no_number(house: &House) {
        let town = Town::new(house).await;
        let refused = town.in_state(State::Refused).await;
        assert_eq!(town.dossier(refused).await.code, None);
        for serial in ["0001", "0002"] {
            let id = town.in_state(State::Accepted).await;
            assert_eq!(town.dossier(id).await.code, Some(format!("{PREFIX}{serial}")));
        }
        let other = crate::common::all_rights(&[town.neighbour, town.units.one_stop_of(town.neighbour)]);
        let id = town.take_in(&other, BIRTH, town.neighbour).await.unwrap();
        town.accept(&other, id).await.unwrap();
        assert_eq!(town.dossier(id).await.code.as_deref(), Some("000.02.31.H46-241210-0001"));
        town.clock.advance(DAY);
        let id = town.in_state(State::Accepted).await;
        assert_eq!(town.dossier(id).await.code.as_deref(), Some("000.01.31.H46-241211-0001"));
    },
    &migrations()
);

both_engines!(
    async fn a_draft_that_is_sent_twice_is_one_dossier(house: &House) {
        let town = Town::new(house).await;
        let id = town.draft(&town.citizen, MARITAL).await;
        let sends = (0..8).map(|_| town.run(&town.citizen, act::Submit { id }));
        let results = join_all(sends).await;
        assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1, "{results:?}");
        for error in results.iter().filter_map(|result| result.as_ref().err()) {
            assert!(matches!(error.kind(), Kind::NotFound | Kind::Conflict), "{error}");
        }
        let later = town.run(&town.citizen, act::Submit { id }).await;
        assert_eq!(later.unwrap_err().kind(), Kind::NotFound);
        assert_eq!(rows::dossiers(house.store()).await, 1);
        let actor = Actor::system();
        let payments = payments::of_dossier(&town.reader(&actor), id.uuid()).await.unwrap();
        assert_eq!(payments.len(), 1, "the fee is asked for once");
    },
    &migrations()
);

both_engines!(
    async fn a_refused_dossier_is_closed_and_its_reason_is_kept(house: &House) {
        let town = Town::new(house).await;
        let id = town.file(BIRTH).await;
        let short = act::Refuse { id, version: 1, reason: "Sai".into() };
        let error = town.run(&town.reception, short).await.unwrap_err();
        assert_eq!((error.kind(), error.fields().len()), (Kind::Invalid, 1));
        let why = "Thủ tục này không thuộc thẩm quyền của phường.";
        town.run(&town.reception, act::Refuse { id, version: 1, reason: why.into() }).await.unwrap();
        let case = town.case(id).await;
        assert_eq!(case.dossier.state, State::Refused);
        assert!(case.tasks.is_empty() && case.dossier.closed_at.is_some() && case.dossier.code.is_none());
        let lines = queries::history(&town.reader(&town.citizen), &case).await.unwrap();
        assert_eq!(lines.last().map(|(line, note)| (line.act.as_str(), note.as_str())), Some(("refuse", why)));
    },
    &migrations()
);
