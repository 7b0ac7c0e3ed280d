//! What an approver must have before deciding, whom work may be given to, when a date may be appointed anew.

use dossiers::commands as act;
use dossiers::model::{DossierId, State};
use dossiers::permissions::{APPROVE, READ};
use dossiers::queries;
use jiff::civil::date;
use kernel::time::DAY;
use kernel::{Kind, Timestamp};
use runtime::Actor;
use testkit::both_engines;
use uuid::Uuid;

use crate::common::{BIRTH, MARITAL, Town, migrations, rights_in};
use crate::rows;

async fn at_the_approver(town: &Town, id: DossierId) {
    town.accept(&town.reception, id).await.unwrap();
    town.forward(&town.handler, id).await.unwrap();
}

fn key(error: &kernel::Error) -> &str {
    &error.message().key
}

/// How many files of the result there are, and how many results with a code.
async fn of_the_result(town: &Town, id: DossierId) -> (usize, usize) {
    let house = Actor::system();
    let reader = town.reader(&house);
    let files = queries::files(&reader, id, &town.case(id).await.key).await.unwrap();
    let attached = files.iter().filter(|file| file.row.source == "result").count();
    (attached, queries::results(&reader, id).await.unwrap().len())
}

const WHY: &str = "Đã đối chiếu bản giấy tại quầy.";

both_engines!(
    async fn nothing_is_decided_without_its_result(house: &House) {
        let town = Town::new(house).await;
        let id = town.in_state(State::InProgress).await;
        for reason in ["", WHY] {
            let error = town.approve(&town.approver, id, reason).await.unwrap_err();
            assert_eq!((error.kind(), key(&error)), (Kind::Conflict, "dossiers-error-result-missing"));
        }
        town.add_result(&town.approver, id).await;
        town.approve(&town.approver, id, "").await.unwrap();
        assert_eq!(rows::audited(house.store(), "dossiers.override").await, 0);
    },
    &migrations()
);

both_engines!(
    async fn a_refused_approval_attaches_nothing_and_the_next_one_exactly_its_own_result(house: &House) {
        let town = Town::new(house).await;
        let id = town.file(MARITAL).await;
        at_the_approver(&town, id).await;
        let version = town.version(id).await;
        let approve = |version: i64, why: &str| act::Approve {
            id,
            version,
            override_reason: why.to_owned(),
            attached: None,
            results: vec![town.new_file()],
        };
        let too_long = "x".repeat(2_001);
        for (version, why) in [(version - 1, WHY), (version, ""), (version, "ừ"), (version, too_long.as_str())] {
            let error = town.run(&town.approver, approve(version, why)).await.unwrap_err();
            assert!(matches!(error.kind(), Kind::Conflict | Kind::Invalid), "{error}");
            assert_eq!(of_the_result(&town, id).await, (0, 0), "{error}");
        }
        let narrow = rights_in(&[town.ward], &[READ, APPROVE]);
        let error = town.run(&narrow, approve(version, WHY)).await.unwrap_err();
        assert_eq!(key(&error), "dossiers-error-override-right");
        assert_eq!(of_the_result(&town, id).await, (0, 0));
        town.run(&town.approver, approve(version, WHY)).await.unwrap();
        assert_eq!(of_the_result(&town, id).await, (1, 1));
        assert!(house.store().verify(|_, _| {}).await.unwrap().faults.is_empty());
    },
    &migrations()
);

both_engines!(
    async fn a_decision_brings_several_results_but_no_more_files_than_fit(house: &House) {
        let town = Town::new(house).await;
        let id = town.in_state(State::InProgress).await;
        let version = town.version(id).await;
        let approve = |files: usize| act::Approve {
            id,
            version,
            override_reason: String::new(),
            attached: None,
            results: vec![town.new_file(); files],
        };
        let error = town.run(&town.approver, approve(61)).await.unwrap_err();
        assert_eq!((error.kind(), key(&error)), (Kind::Invalid, "dossiers-error-too-many-files"));
        assert_eq!(of_the_result(&town, id).await, (0, 0));
        // A result that was sent twice is taken back, and what is no draft of a result cannot be decided on.
        town.add_result(&town.approver, id).await;
        let (reader, case) = (town.reader(&town.approver), town.case(id).await);
        let files = queries::files(&reader, id, &case.key).await.unwrap();
        let twice = files.iter().find(|file| file.row.source == "result").map(|file| file.row.id).unwrap();
        let foreign = act::Approve { attached: Some(vec![dossiers::model::FileId(id.uuid())]), ..approve(1) };
        assert_eq!(key(&town.run(&town.approver, foreign).await.unwrap_err()), "error-invalid");
        let take_back = act::RemoveFile { dossier: id, file: twice };
        assert_eq!(town.run(&town.citizen, take_back).await.unwrap_err().kind(), Kind::Conflict);
        town.run(&town.approver, act::RemoveFile { dossier: id, file: twice }).await.unwrap();
        // What was attached before is decided with what comes along.
        town.add_result(&town.approver, id).await;
        town.run(&town.approver, approve(2)).await.unwrap();
        assert_eq!(of_the_result(&town, id).await, (3, 3));
    },
    &migrations()
);

both_engines!(
    async fn a_missing_paper_stops_the_decision_until_it_is_there(house: &House) {
        let town = Town::new(house).await;
        // An exception at the desk is none at the approver.
        let id = town.take_in(&town.reception, BIRTH, town.ward).await.unwrap();
        town.accept(&town.reception, id).await.unwrap();
        town.hand_on(&town.clerk, id, WHY).await.unwrap();
        town.forward(&town.handler, id).await.unwrap();
        town.add_result(&town.approver, id).await;
        let error = town.approve(&town.approver, id, "").await.unwrap_err();
        assert_eq!((error.kind(), key(&error)), (Kind::Conflict, "dossiers-error-papers-missing"));
        town.add(&town.clerk, id, "birth-certificate-medical", act::FileSource::Scan).await.unwrap();
        town.approve(&town.approver, id, "").await.unwrap();
        assert_eq!(town.dossier(id).await.state, State::Decided);
    },
    &migrations()
);

both_engines!(
    async fn an_unpaid_fee_is_overridden_only_with_the_right_and_a_reason_and_is_audited(house: &House) {
        let town = Town::new(house).await;
        let id = town.file(MARITAL).await;
        at_the_approver(&town, id).await;
        town.add_result(&town.approver, id).await;
        let error = town.approve(&town.approver, id, "").await.unwrap_err();
        assert_eq!((error.kind(), key(&error)), (Kind::Conflict, "dossiers-error-unpaid"));
        let narrow = rights_in(&[town.ward], &[READ, APPROVE]);
        let error = town.approve(&narrow, id, WHY).await.unwrap_err();
        assert_eq!(key(&error), "dossiers-error-override-right");
        let error = town.approve(&town.approver, id, "ừ").await.unwrap_err();
        assert_eq!(error.fields().first().map(|field| &*field.field), Some("override_reason"));
        assert_eq!(rows::audited(house.store(), "dossiers.override").await, 0);
        town.approve(&town.approver, id, WHY).await.unwrap();
        assert_eq!(rows::audited(house.store(), "dossiers.override").await, 1);
        assert_eq!(town.dossier(id).await.state, State::Decided);
        let case = town.case(id).await;
        let lines = queries::history(&town.reader(&town.approver), &case).await.unwrap();
        assert!(lines.iter().any(|(line, note)| line.act == "override" && note == WHY));
    },
    &migrations()
);

both_engines!(
    async fn work_is_assigned_only_to_officers_of_the_unit(house: &House) {
        let town = Town::new(house).await;
        let id = town.in_state(State::Accepted).await;
        let version = town.version(id).await;
        let assign = |officer: Uuid| act::Assign { id, version, officer };
        for stranger in [town.other_handler.account, town.citizen.account, Uuid::from_u128(7)] {
            let error = town.run(&town.approver, assign(stranger)).await.unwrap_err();
            assert_eq!(error.fields().first().map(|field| &*field.field), Some("officer"), "{error}");
        }
        // A colleague may take work, not give it away.
        let error = town.run(&town.handler, assign(town.colleague.account)).await.unwrap_err();
        assert_eq!(error.kind(), Kind::Forbidden);
        // An approver does not take the work of a handler.
        let error = town.run(&town.approver, assign(town.approver.account)).await.unwrap_err();
        assert_eq!(error.kind(), Kind::Forbidden);
        town.run(&town.approver, assign(town.colleague.account)).await.unwrap();
        let case = town.case(id).await;
        assert_eq!(case.step_task().and_then(|task| task.assignee), Some(town.colleague.account));
        assert_eq!(case.dossier.state, State::Accepted, "being given work is not yet beginning it");
        let take = |version: i64| act::Assign { id, version, officer: town.colleague.account };
        town.run(&town.colleague, take(version + 1)).await.unwrap();
        let again = town.run(&town.colleague, take(version + 2)).await.unwrap_err();
        assert_eq!((again.kind(), key(&again)), (Kind::Conflict, "dossiers-error-has-it"));
        assert_eq!(town.version(id).await, version + 2);
    },
    &migrations()
);

both_engines!(
    async fn work_handed_on_goes_only_to_officers_of_the_next_unit(house: &House) {
        let town = Town::new(house).await;
        for stranger in [town.other_handler.account, town.citizen.account] {
            let id = town.file(BIRTH).await;
            let accept = act::Accept { id, version: 1, assignee: Some(stranger), papers: None };
            let error = town.run(&town.reception, accept).await.map(|()| "accepted").unwrap_err();
            assert_eq!(error.kind(), Kind::Invalid, "{error}");
            let id = town.in_state(State::Accepted).await;
            let version = town.version(id).await;
            let forward = act::Forward { id, version, note: String::new(), assignee: Some(stranger) };
            let error = town.run(&town.handler, forward).await.map(|()| "forwarded").unwrap_err();
            assert_eq!(error.kind(), Kind::Invalid, "{error}");
        }
        let id = town.file(BIRTH).await;
        let accept = act::Accept { id, version: 1, assignee: Some(town.handler.account), papers: None };
        town.run(&town.reception, accept).await.unwrap();
        assert_eq!(town.case(id).await.step_task().and_then(|task| task.assignee), Some(town.handler.account));
    },
    &migrations()
);

both_engines!(
    async fn a_new_date_is_appointed_once_after_the_due_date_and_the_dossier_stays_late(house: &House) {
        let town = Town::new(house).await;
        let id = town.file(MARITAL).await;
        town.accept(&town.reception, id).await.unwrap();
        let due = town.dossier(id).await.due_at.unwrap();
        assert_eq!(due.date(), date(2024, 12, 13));
        let version = town.version(id).await;
        let reappoint = |version: i64, day| act::Reappoint {
            id,
            version,
            date: day,
            reason: "Cơ quan xác minh trả lời chậm.".into(),
        };
        // Before the due date, on it, on a Sunday, on a day off.
        for wrong in [date(2024, 12, 12), date(2024, 12, 13), date(2024, 12, 15), date(2025, 1, 1)] {
            let error = town.run(&town.handler, reappoint(version, wrong)).await.unwrap_err();
            assert_eq!(error.fields().first().map(|field| &*field.field), Some("date"), "{wrong}");
        }
        town.clock.advance(6 * DAY);
        let past = town.run(&town.handler, reappoint(version, date(2024, 12, 16))).await.unwrap_err();
        assert_eq!(past.kind(), Kind::Invalid, "a date that has come already is no promise");
        let far = town.run(&town.handler, reappoint(version, date(2034, 12, 20))).await.unwrap_err();
        assert_eq!(far.fields().first().map(|field| &*field.message.key), Some("dossiers-error-new-date-far"));
        town.run(&town.handler, reappoint(version, date(2024, 12, 18))).await.unwrap();
        let promised = town.dossier(id).await;
        assert_eq!(promised.promised_at.map(Timestamp::date), Some(date(2024, 12, 18)));
        assert_eq!((promised.due_at, promised.reappointed), (Some(due), 1));
        let again = town.run(&town.handler, reappoint(version + 1, date(2024, 12, 20))).await.unwrap_err();
        assert_eq!((again.kind(), key(&again)), (Kind::Conflict, "dossiers-error-reappointed"));
        town.pay(id).await;
        town.forward(&town.handler, id).await.unwrap();
        town.add_result(&town.approver, id).await;
        town.approve(&town.approver, id, "").await.unwrap();
        assert_eq!(town.dossier(id).await.on_time, Some(false), "late by its first date (fact 2.37)");
    },
    &migrations()
);

both_engines!(
    async fn a_new_date_ends_when_its_day_does_and_one_that_is_told_late_is_marked(house: &House) {
        let town = Town::new(house).await;
        // The day before the due date is in time, the due date itself is not.
        for (days, is_late) in [(2, false), (3, true)] {
            let id = town.file(MARITAL).await;
            town.accept(&town.reception, id).await.unwrap();
            let due = town.dossier(id).await.due_at.unwrap();
            let day = town.with_calendar(town.ward, |calendar| {
                let mut day = due.date();
                while calendar.working_days_between(due.date(), day) < 2 {
                    day = day.tomorrow().unwrap();
                }
                day
            });
            town.clock.advance(days * DAY);
            let version = town.version(id).await;
            let reason = "Cơ quan xác minh trả lời chậm.".to_owned();
            town.run(&town.handler, act::Reappoint { id, version, date: day, reason }).await.unwrap();
            let promised = Timestamp::from_local(day.at(17, 0, 0, 0));
            assert_eq!(town.dossier(id).await.promised_at, Some(promised));
            assert_eq!(town.acts(id).await.contains(&"reappoint-late".to_owned()), is_late, "{days}");
            // Back to a Tuesday morning.
            town.clock.set(testkit::START.plus(28 * DAY));
        }
    },
    &migrations()
);
