//! The clock stands while the citizen is awaited, and nothing of the time is lost or gained (fact 2.57).

use dossiers::case::Case;
use dossiers::commands as act;
use dossiers::model::State;
use jiff::civil::date;
use kernel::time::{DAY, HOUR, MINUTE};
use kernel::{Kind, Timestamp};
use testkit::both_engines;

use crate::acts::{Do, changed};
use crate::common::{BIRTH, MARITAL, Town, migrations};

/// Working time from `from` to `to` by the calendar of the ward.
fn left(town: &Town, from: Timestamp, to: Timestamp) -> i64 {
    town.with_calendar(town.ward, |calendar| calendar.working_time_between(from, to))
}

both_engines!(
    async fn a_pause_keeps_the_remaining_working_time(house: &House) {
        let town = Town::new(house).await;
        let id = town.in_state(State::Accepted).await;
        town.clock.advance(70 * MINUTE);
        let before = town.case(id).await;
        let (due, step_due) = (before.dossier.due_at.unwrap(), before.step_task().unwrap().clock.due);
        let paused = town.runtime.now();
        let (whole, step) = (left(&town, paused, due), left(&town, paused, step_due));
        assert!(whole > 0 && step > 0);
        town.must(id, Do::AskSupplement).await;
        let standing = town.case(id).await;
        assert_eq!((standing.dossier.state, standing.dossier.paused_at), (State::SupplementAsked, Some(paused)));
        assert_eq!(standing.dossier.due_at, Some(due), "the promised date is not rewritten while the clock stands");
        assert!(standing.tasks.iter().all(|task| task.clock.paused_at.is_some()));
        // Over a night, a weekend and into a lunch break.
        town.clock.advance(6 * DAY + 3 * HOUR);
        town.must(id, Do::GiveSupplement).await;
        let resumed = town.runtime.now();
        let after = town.case(id).await;
        assert_eq!((after.dossier.state, after.dossier.paused_at), (State::InProgress, None));
        assert_eq!(left(&town, resumed, after.dossier.due_at.unwrap()), whole);
        assert_eq!(left(&town, resumed, after.step_task().unwrap().clock.due), step);
        assert!(after.tasks.iter().all(|task| task.clock.paused_at.is_none()));
    },
    &migrations()
);

both_engines!(
    async fn a_pause_keeps_the_remaining_days(house: &House) {
        let town = Town::new(house).await;
        let id = town.file(MARITAL).await;
        town.accept(&town.reception, id).await.unwrap();
        let days = |from: Timestamp, to: Timestamp| {
            town.with_calendar(town.ward, |calendar| calendar.working_days_between(from.date(), to.date()))
        };
        let due = town.dossier(id).await.due_at.unwrap();
        let before = days(town.runtime.now(), due);
        assert_eq!(before, 3);
        town.must(id, Do::AskSupplement).await;
        town.clock.advance(6 * DAY);
        town.must(id, Do::GiveSupplement).await;
        let moved = town.dossier(id).await.due_at.unwrap();
        assert!(moved > due);
        assert_eq!(days(town.runtime.now(), moved), before);
    },
    &migrations()
);

both_engines!(
    async fn a_supplement_is_asked_once_and_a_second_needs_a_reason_and_counts_as_late(house: &House) {
        let town = Town::new(house).await;
        let id = town.file(BIRTH).await;
        // Before acceptance it comes back as new (fact 2.41).
        let ask = |version: i64, override_reason: &str| act::AskSupplement {
            id,
            version,
            request: "Gửi lại ảnh rõ hơn của Giấy chứng sinh.".into(),
            override_reason: override_reason.into(),
            held_reason: String::new(),
        };
        town.run(&town.reception, ask(1, "")).await.unwrap();
        let nothing = act::GiveSupplement { id, answers: serde_json::Map::new(), note: "Đã gửi.".into() };
        assert_eq!(town.run(&town.citizen, nothing).await.unwrap_err().kind(), Kind::Conflict);
        town.add(&town.citizen, id, "birth-certificate-medical", act::FileSource::Upload).await.unwrap();
        let give = act::GiveSupplement { id, answers: serde_json::Map::new(), note: "Đã gửi.".into() };
        town.run(&town.citizen, give).await.unwrap();
        assert_eq!(town.dossier(id).await.state, State::Submitted);
        town.accept(&town.reception, id).await.unwrap();

        let first = town.in_state(State::Accepted).await;
        let early =
            act::AskLeader { id: first, version: town.version(first).await, reason: "Thiếu giấy tờ.".into() };
        let early = town.run(&town.handler, early).await.unwrap_err();
        assert_eq!(&*early.message().key, "dossiers-error-no-leader-needed");

        let version = town.version(id).await;
        let second = town.run(&town.handler, ask(version, "Giấy tờ mới phát sinh.")).await.unwrap_err();
        assert_eq!((second.kind(), &*second.message().key), (Kind::Conflict, "dossiers-error-second-supplement"));
        let why = "Cơ quan hộ tịch cấp huyện hỏi thêm.";
        let wish = |version: i64, reason: &str| act::AskLeader { id, version, reason: reason.into() };
        let due = town.dossier(id).await.due_at;
        assert_eq!(town.run(&town.approver, wish(version, why)).await.unwrap_err().kind(), Kind::Forbidden);
        assert_eq!(town.run(&town.other_handler, wish(version, why)).await.unwrap_err().kind(), Kind::NotFound);
        let silent = town.run(&town.handler, wish(version, "")).await.unwrap_err();
        assert_eq!(silent.fields().first().map(|field| &*field.field), Some("reason"));
        town.run(&town.handler, wish(version, why)).await.unwrap();
        let asked = town.dossier(id).await;
        assert_eq!((asked.state, asked.supplements, asked.due_at), (State::Accepted, 1, due));
        let lines = dossiers::queries::history(&town.reader(&town.leader), &town.case(id).await).await.unwrap();
        assert_eq!(lines.last().map(|(line, note)| (line.act.as_str(), note.as_str())), Some(("ask-leader", why)));
        let version = town.version(id).await;

        let deputy = town.with_role("handler.ward", town.handler.account, "leader").await;
        let silent = town.run(&deputy, ask(version, "")).await.unwrap_err();
        assert_eq!(silent.fields().first().map(|field| &*field.field), Some("override_reason"));
        town.run(&deputy, ask(version, "Giấy tờ mới phát sinh.")).await.unwrap();
        assert!(town.acts(id).await.contains(&"second-supplement".to_owned()));
        town.run(&town.citizen, act::GiveSupplement { id, answers: changed(), note: String::new() }).await.unwrap();
        town.forward(&town.handler, id).await.unwrap();
        town.add_result(&town.approver, id).await;
        town.approve(&town.approver, id, "").await.unwrap();
        let end = town.dossier(id).await;
        assert!(end.finished_at <= end.due_at, "it was decided before its due date");
        assert_eq!((end.supplements, end.on_time), (2, Some(false)));
    },
    &migrations()
);

both_engines!(
    async fn a_supplement_with_wrong_answers_is_named_field_by_field(house: &House) {
        let town = Town::new(house).await;
        let id = town.in_state(State::SupplementAsked).await;
        let answers = serde_json::json!({ "copies": 99 }).as_object().cloned().unwrap();
        let give = act::GiveSupplement { id, answers, note: String::new() };
        let error = town.run(&town.citizen, give).await.unwrap_err();
        assert_eq!(error.kind(), Kind::Invalid);
        assert_eq!(error.fields().iter().map(|field| field.field.to_string()).collect::<Vec<_>>(), ["copies"]);
        assert_eq!(town.dossier(id).await.state, State::SupplementAsked);
    },
    &migrations()
);

/// The states from which a withdrawal may be asked (fact 2.41).
const WITHDRAWABLE: [State; 5] =
    [State::Submitted, State::Accepted, State::InProgress, State::SupplementAsked, State::PaymentAsked];

both_engines!(
    async fn a_refused_withdrawal_goes_back_to_where_it_came_from(house: &House) {
        let town = Town::new(house).await;
        for state in WITHDRAWABLE {
            let id = town.in_state(state).await;
            let asked = town.runtime.now();
            let due = town.dossier(id).await.due_at;
            town.must(id, Do::AskWithdrawal).await;
            let standing = town.dossier(id).await;
            assert_eq!((standing.state, standing.paused_at), (State::WithdrawalAsked, Some(asked)), "{state:?}");
            town.clock.advance(30 * MINUTE);
            town.must(id, Do::RefuseWithdrawal).await;
            let back = town.case(id).await;
            assert_eq!(back.dossier.state, state);
            assert_eq!(back.dossier.paused_at.is_some(), state.is_paused(), "{state:?}");
            assert!(back.tasks.iter().all(|task| task.clock.paused_at.is_some() == state.is_paused()), "{state:?}");
            if let (Some(due), false) = (due, state.is_paused()) {
                let moved = back.dossier.due_at.unwrap();
                assert_eq!(left(&town, town.runtime.now(), moved), left(&town, asked, due), "{state:?}");
            }
            assert!(back.dossier.closed_at.is_none());
        }
    },
    &migrations()
);

both_engines!(
    async fn an_agreed_withdrawal_ends_the_dossier(house: &House) {
        let town = Town::new(house).await;
        for state in WITHDRAWABLE {
            let id = town.in_state(state).await;
            town.must(id, Do::AskWithdrawal).await;
            town.must(id, Do::AgreeWithdrawal).await;
            let end = town.case(id).await;
            assert_eq!(end.dossier.state, State::Stopped, "{state:?}");
            assert!(end.dossier.closed_at.is_some() && end.tasks.is_empty(), "{state:?}");
            // What was never received is no finished dossier in the figures.
            assert_eq!(end.dossier.finished_at.is_some(), end.dossier.received_at.is_some(), "{state:?}");
        }
    },
    &migrations()
);

both_engines!(
    async fn after_a_refused_withdrawal_a_supplement_can_still_be_given(house: &House) {
        let town = Town::new(house).await;
        let id = town.in_state(State::SupplementAsked).await;
        let paused = town.runtime.now();
        let due = town.dossier(id).await.due_at.unwrap();
        town.clock.advance(HOUR);
        town.must(id, Do::AskWithdrawal).await;
        town.clock.advance(HOUR);
        town.must(id, Do::RefuseWithdrawal).await;
        town.clock.advance(HOUR);
        town.must(id, Do::GiveSupplement).await;
        let after = town.dossier(id).await;
        assert_eq!(after.state, State::InProgress);
        let remaining = left(&town, town.runtime.now(), after.due_at.unwrap());
        assert_eq!(remaining, left(&town, paused, due), "every hour of waiting is given back");
    },
    &migrations()
);

both_engines!(
    async fn a_date_appointed_anew_moves_with_the_clock_and_stays_after_the_legal_end(house: &House) {
        let town = Town::new(house).await;
        let id = town.file(MARITAL).await;
        town.accept(&town.reception, id).await.unwrap();
        town.clock.advance(3 * DAY);
        let version = town.version(id).await;
        let reason = "Cơ quan xác minh trả lời chậm.".to_owned();
        let day = date(2024, 12, 18);
        town.run(&town.handler, act::Reappoint { id, version, date: day, reason }).await.unwrap();
        let days = |from: Timestamp, to: Timestamp| {
            town.with_calendar(town.ward, |calendar| calendar.working_days_between(from.date(), to.date()))
        };
        let before = town.dossier(id).await;
        let left = days(town.runtime.now(), before.promised_at.unwrap());
        town.must(id, Do::AskSupplement).await;
        assert_eq!(town.dossier(id).await.promised_at, before.promised_at, "while the clock stands nothing moves");
        town.clock.advance(17 * DAY);
        town.must(id, Do::GiveSupplement).await;
        let after = town.dossier(id).await;
        assert_eq!((left, days(town.runtime.now(), after.promised_at.unwrap())), (3, 3));
        assert!(after.promised_at > before.promised_at && after.promised_at > after.due_at, "{after:?}");
        assert!(after.due_at > before.promised_at, "the legal end has overtaken the old date");
    },
    &migrations()
);

both_engines!(
    async fn a_step_in_hours_ends_with_the_whole_after_a_pause_within_the_last_day(house: &House) {
        let town = Town::new(house).await;
        let id = town.file(MARITAL).await;
        town.accept(&town.reception, id).await.unwrap();
        // The last day of the whole: the step of six working hours ends at 16:00, an hour before it.
        town.clock.set(testkit::START.plus(3 * DAY));
        town.forward(&town.handler, id).await.unwrap();
        let opened = town.case(id).await;
        let step = |case: &Case| case.step_task().unwrap().clock.due;
        assert_eq!(step(&opened).rfc3339(), "2024-12-13T16:00:00+07:00");
        assert_eq!(opened.dossier.due_at.unwrap().rfc3339(), "2024-12-13T17:00:00+07:00");
        // From 9:00 to 14:30 the clock stands: no working day for the whole, three and a half hours for the step.
        town.clock.advance(HOUR);
        town.must(id, Do::AskWithdrawal).await;
        town.clock.advance(5 * HOUR + 30 * MINUTE);
        town.must(id, Do::RefuseWithdrawal).await;
        let resumed = town.case(id).await;
        assert_eq!(resumed.dossier.due_at, opened.dossier.due_at);
        assert_eq!(step(&resumed), resumed.dossier.due_at.unwrap(), "it ends with the whole");
        // Over the weekend: from now on it counts as the whole does.
        town.must(id, Do::AskWithdrawal).await;
        town.clock.set(testkit::START.plus(6 * DAY));
        town.must(id, Do::RefuseWithdrawal).await;
        let monday = town.case(id).await;
        assert_eq!(monday.dossier.due_at.unwrap().rfc3339(), "2024-12-16T17:00:00+07:00");
        assert_eq!(step(&monday), monday.dossier.due_at.unwrap());
    },
    &migrations()
);

both_engines!(
    async fn the_limit_of_an_opinion_moves_with_the_pause(house: &House) {
        let town = Town::new(house).await;
        // Once the opinion comes after the pause, once while the clock stands.
        for (is_standing, offset, end, moved) in [
            (false, 0, "2024-12-11T17:00:00+07:00", "2024-12-17T17:00:00+07:00"),
            (true, 14 * DAY, "2024-12-25T17:00:00+07:00", "2024-12-31T17:00:00+07:00"),
        ] {
            town.clock.set(testkit::START.plus(offset));
            let id = town.file(MARITAL).await;
            town.accept(&town.reception, id).await.unwrap();
            town.must(id, Do::AskOpinion).await;
            let asked = town.case(id).await;
            let (task, first) = (asked.opinions[0].task, asked.opinions[0].due_at);
            assert_eq!(first.rfc3339(), end);
            town.must(id, Do::AskSupplement).await;
            assert_eq!(town.case(id).await.opinions[0].due_at, first);
            town.clock.advance(6 * DAY);
            if !is_standing {
                town.must(id, Do::GiveSupplement).await;
                let case = town.case(id).await;
                assert_eq!(case.opinions[0].due_at, case.task(task).unwrap().clock.due);
            }
            let answer = "Thống nhất, không có ý kiến thêm.".into();
            let give = act::GiveOpinion { id, task, verdict: "agree".into(), answer };
            town.run(&town.clerk, give).await.unwrap();
            let given = town.case(id).await;
            assert_eq!(given.opinions[0].due_at.rfc3339(), moved, "four working days later");
            assert!(given.opinions[0].answered_at.unwrap() <= given.opinions[0].due_at, "it is not late");
        }
    },
    &migrations()
);
