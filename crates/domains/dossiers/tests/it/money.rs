//! Fees: asked for, paid, settled once.

use dossiers::commands as act;
use dossiers::model::{DossierId, PaymentState, State};
use dossiers::permissions;
use kernel::time::{DAY, HOUR};
use kernel::{Kind, Timestamp};
use payments::{StartPayment, Taken};
use runtime::Actor;
use testkit::both_engines;

use crate::acts::Do;
use crate::common::{MARITAL, Town, migrations, paid_notice, rights_in};

both_engines!(
    async fn a_fee_stops_the_clock_until_it_is_paid_and_settling_twice_changes_nothing(house: &House) {
        let town = Town::new(house).await;
        let id = town.in_state(State::Accepted).await;
        let due = town.dossier(id).await.due_at.unwrap();
        let asked = town.runtime.now();
        let version = town.version(id).await;
        let ask = |amount: i64| act::AskFee { id, version, amount, reason: "Lệ phí bản sao trích lục.".into() };
        for wrong in [0, -5, 999, i64::MAX] {
            let error = town.run(&town.handler, ask(wrong)).await.unwrap_err();
            assert_eq!(error.fields().first().map(|field| &*field.field), Some("amount"), "{wrong}");
        }
        let payment = town.run(&town.handler, ask(24_000)).await.unwrap();
        let waiting = town.dossier(id).await;
        assert_eq!((waiting.state, waiting.payment), (State::PaymentAsked, PaymentState::Due));
        assert_eq!(waiting.paused_at, Some(asked));

        town.clock.advance(DAY + HOUR);
        town.run(&town.citizen, StartPayment { id: payment }).await.unwrap();
        let actor = Actor::system();
        let found = payments::payment(&town.reader(&actor), payment).await.unwrap();
        assert_eq!((found.amount, found.dossier), (24_000, id.uuid()));
        let notice = paid_notice(&found);
        assert_eq!(payments::take(&town.runtime, &notice).await.unwrap(), Taken::New);
        assert_eq!(payments::take(&town.runtime, &notice).await.unwrap(), Taken::Known);
        town.settle().await;
        let paid = town.dossier(id).await;
        assert_eq!((paid.state, paid.payment, paid.paused_at), (State::InProgress, PaymentState::Paid, None));
        let left = |from: Timestamp, to: Timestamp| {
            town.with_calendar(town.ward, |calendar| calendar.working_time_between(from, to))
        };
        assert_eq!(left(town.runtime.now(), paid.due_at.unwrap()), left(asked, due));

        let again = town.run(&actor, act::SettleFee { id }).await.unwrap_err();
        assert_eq!(again.kind(), Kind::Conflict);
        town.settle().await;
        assert_eq!(town.version(id).await, paid.version);
        assert_eq!(town.acts(id).await.iter().filter(|done| *done == "pay-fee").count(), 1);
    },
    &migrations()
);

both_engines!(
    async fn a_fee_of_the_filing_is_due_at_once_and_its_payment_moves_no_state(house: &House) {
        let town = Town::new(house).await;
        let draft = town.draft(&town.citizen, MARITAL).await;
        let submitted = town.run(&town.citizen, act::Submit { id: draft }).await.unwrap();
        let payment = submitted.payment.unwrap();
        assert_eq!(town.dossier(draft).await.payment, PaymentState::Due);
        let stranger = town.run(&town.stranger, StartPayment { id: payment }).await.unwrap_err();
        assert_eq!(stranger.kind(), Kind::NotFound);
        town.pay(draft).await;
        let paid = town.dossier(draft).await;
        assert_eq!((paid.state, paid.payment), (State::Submitted, PaymentState::Paid));
    },
    &migrations()
);

both_engines!(
    async fn a_supplement_that_changes_the_fee_asks_for_the_right_amount(house: &House) {
        let town = Town::new(house).await;
        let supplement = |id: DossierId, copies: serde_json::Value| act::GiveSupplement {
            id,
            answers: serde_json::json!({ "copies": copies }).as_object().cloned().unwrap(),
            note: String::new(),
        };
        // (copies in the supplement, paid before it, what is asked for now, what the history says)
        for (copies, is_paid, rest, note) in [
            (serde_json::json!(3.0), false, Some(45_000), Some("45000")),
            (serde_json::json!(3), true, Some(30_000), Some("30000")),
            (serde_json::json!(1), false, Some(15_000), None),
            (serde_json::json!(1), true, None, None),
        ] {
            let id = town.file(MARITAL).await;
            if is_paid {
                town.pay(id).await;
            }
            town.must(id, Do::AskSupplement).await;
            town.run(&town.citizen, supplement(id, copies)).await.unwrap();
            assert_eq!(open_of(&town, id).await, rest.into_iter().collect::<Vec<i64>>());
            let lines = dossiers::queries::history(&town.reader(&town.citizen), &town.case(id).await).await.unwrap();
            let line = lines.iter().find(|(line, _)| line.act == "recount-fee").map(|(_, note)| note.as_str());
            assert_eq!(line, note);
            let standing = if rest.is_some() { PaymentState::Due } else { PaymentState::Paid };
            assert_eq!(town.dossier(id).await.payment, standing);
            town.pay(id).await;
            assert_eq!(town.dossier(id).await.payment, PaymentState::Paid);
        }
    },
    &migrations()
);

both_engines!(
    async fn a_fee_that_was_paid_and_became_less_leaves_a_line_and_is_owed_back(house: &House) {
        let town = Town::new(house).await;
        let draft = town.draft(&town.citizen, MARITAL).await;
        let copies = |copies: i64| serde_json::json!({ "copies": copies }).as_object().cloned().unwrap();
        town.run(&town.citizen, town.save(draft, copies(3))).await.unwrap();
        town.run(&town.citizen, act::Submit { id: draft }).await.unwrap();
        assert_eq!(open_of(&town, draft).await, [45_000]);
        town.pay(draft).await;
        town.must(draft, Do::AskSupplement).await;
        let less = act::GiveSupplement { id: draft, answers: copies(1), note: String::new() };
        town.run(&town.citizen, less).await.unwrap();
        assert!(open_of(&town, draft).await.is_empty());
        let lines = dossiers::queries::history(&town.reader(&town.citizen), &town.case(draft).await).await.unwrap();
        let line = lines.iter().find(|(line, _)| line.act == "recount-fee").map(|(_, note)| note.as_str());
        assert_eq!(line, Some("-30000"));
        assert_eq!(town.dossier(draft).await.payment, PaymentState::Paid);
        let owed = payments::State::RefundAsked;
        assert_eq!(standing(&town, draft).await, [(payments::State::Paid, 15_000), (owed, 30_000)]);
        // What is owed back was asked for by the fee itself: an officer only records that it was given back.
        let cashier = rights_in(&[town.ward], &[permissions::READ, payments::REFUND]);
        let version = town.version(draft).await;
        let back = act::RecordRefund { id: draft, version, payment: None, note: String::new() };
        town.run(&cashier, back).await.unwrap();
        assert_eq!(town.dossier(draft).await.payment, PaymentState::Paid, "the fee itself stays");
        let given = payments::State::Refunded;
        assert_eq!(standing(&town, draft).await, [(payments::State::Paid, 15_000), (given, 30_000)]);
    },
    &migrations()
);

/// Where the payments of a dossier stand, and their amounts, in the order of the codes of their states.
pub(crate) async fn standing(town: &Town, id: DossierId) -> Vec<(payments::State, i64)> {
    let house = Actor::system();
    let asked = payments::of_dossier(&town.reader(&house), id.uuid()).await.unwrap();
    let mut standing: Vec<_> = asked.iter().map(|payment| (payment.state, payment.amount)).collect();
    standing.sort_by_key(|(state, amount)| (state.code(), *amount));
    standing
}

/// The amounts that are still to be paid.
async fn open_of(town: &Town, id: DossierId) -> Vec<i64> {
    let house = Actor::system();
    let asked = payments::of_dossier(&town.reader(&house), id.uuid()).await.unwrap();
    asked.iter().filter(|payment| payment.state.can_start()).map(|payment| payment.amount).collect()
}

both_engines!(
    async fn a_fee_can_be_settled_only_by_the_house_and_only_when_all_is_paid(house: &House) {
        let town = Town::new(house).await;
        let id = town.in_state(State::PaymentAsked).await;
        for actor in [&town.citizen, &town.clerk] {
            assert_eq!(town.run(actor, act::SettleFee { id }).await.unwrap_err().kind(), Kind::Forbidden);
        }
        let early = town.run(&Actor::system(), act::SettleFee { id }).await.unwrap_err();
        assert_eq!((early.kind(), &*early.message().key), (Kind::Conflict, "dossiers-error-unpaid"));
        assert_eq!(town.dossier(id).await.state, State::PaymentAsked);
        // An unpaid fee keeps the next step closed.
        let forward = town.attempt(&town.clerk, &town.citizen, id, Do::Forward).await.unwrap_err();
        assert_eq!(&*forward.message().key, "dossiers-error-paused");
        town.pay(id).await;
        town.must(id, Do::Forward).await;
    },
    &migrations()
);

both_engines!(
    async fn a_fee_paid_while_a_withdrawal_is_decided_leaves_nobody_waiting(house: &House) {
        let town = Town::new(house).await;
        let id = town.in_state(State::PaymentAsked).await;
        town.must(id, Do::AskWithdrawal).await;
        town.pay(id).await;
        let asked = town.dossier(id).await;
        assert_eq!((asked.state, asked.payment), (State::WithdrawalAsked, PaymentState::Paid));
        assert!(asked.paused_at.is_some());
        town.must(id, Do::RefuseWithdrawal).await;
        let after = town.dossier(id).await;
        assert_eq!((after.state, after.paused_at), (State::InProgress, None));
        town.must(id, Do::Forward).await;
    },
    &migrations()
);

both_engines!(
    async fn what_ends_while_its_clock_stands_is_measured_when_the_clock_was_stopped(house: &House) {
        let town = Town::new(house).await;
        let id = town.in_state(State::SupplementAsked).await;
        town.clock.advance(60 * DAY);
        town.must(id, Do::Stop).await;
        let stopped = town.dossier(id).await;
        assert_eq!((stopped.state, stopped.on_time), (State::Stopped, Some(true)));
    },
    &migrations()
);

both_engines!(
    async fn a_fee_is_given_back_with_a_reason_and_a_line_in_the_history(house: &House) {
        let town = Town::new(house).await;
        let id = town.file(MARITAL).await;
        let ask = async |actor: &Actor, reason: &str| {
            let version = town.version(id).await;
            town.run(actor, act::AskRefund { id, version, payment: None, reason: reason.into() }).await
        };
        let cashier = rights_in(&[town.ward], &[permissions::READ, payments::REFUND]);
        let why = "Nộp hai lần cho cùng một hồ sơ.";
        let early = ask(&cashier, why).await.unwrap_err();
        assert_eq!(early.fields().first().map(|field| &*field.field), Some("payment"), "nothing was paid");
        town.pay(id).await;
        for (actor, kind) in
            [(&town.handler, Kind::Forbidden), (&town.citizen, Kind::Forbidden), (&town.other_handler, Kind::Forbidden)]
        {
            assert_eq!(ask(actor, why).await.unwrap_err().kind(), kind);
        }
        let elsewhere = rights_in(&[town.neighbour], &[permissions::READ, payments::REFUND]);
        assert_eq!(ask(&elsewhere, why).await.unwrap_err().kind(), Kind::NotFound);
        let reads_only_here = rights_in(&[town.ward], &[permissions::READ]);
        assert_eq!(ask(&reads_only_here, why).await.unwrap_err().kind(), Kind::Forbidden);
        for reason in ["", "  ", "Vì"] {
            let error = ask(&cashier, reason).await.unwrap_err();
            assert_eq!(error.fields().first().map(|field| &*field.field), Some("reason"), "{reason:?}");
        }
        let before = town.version(id).await;
        ask(&cashier, why).await.unwrap();
        assert_eq!(town.dossier(id).await.payment, PaymentState::Paid, "it is not given back yet");
        let stale = act::RecordRefund { id, version: before, payment: None, note: String::new() };
        assert_eq!(&*town.run(&cashier, stale).await.unwrap_err().message().key, "error-changed");

        let version = town.version(id).await;
        let note = "Chứng từ chi 17/2024.".to_owned();
        town.run(&cashier, act::RecordRefund { id, version, payment: None, note: note.clone() }).await.unwrap();
        assert_eq!(town.dossier(id).await.payment, PaymentState::Refunded);
        let lines = dossiers::queries::history(&town.reader(&cashier), &town.case(id).await).await.unwrap();
        let told: Vec<(&str, &str)> = lines.iter().map(|(line, note)| (line.act.as_str(), note.as_str())).collect();
        assert!(told.ends_with(&[("ask-refund", why), ("record-refund", note.as_str())]), "{told:?}");
        assert!(lines.iter().rev().take(2).all(|(line, _)| line.actor == cashier.account));

        // A notice that comes again later does not make it paid once more.
        let again = town.run(&Actor::system(), act::SettleFee { id }).await.unwrap_err();
        assert_eq!(&*again.message().key, "dossiers-error-already-paid");
        let actor = Actor::system();
        let paid = payments::of_dossier(&town.reader(&actor), id.uuid()).await.unwrap();
        assert_eq!(paid.iter().map(|payment| payment.state).collect::<Vec<_>>(), [payments::State::Refunded]);
        let names = dossiers::queries::names(&town.reader(&actor), &[id.uuid(), uuid::Uuid::nil()]).await.unwrap();
        assert_eq!(names.len(), 1);
        assert_eq!(names.get(&id.uuid()), Some(&town.dossier(id).await.reference));
    },
    &migrations()
);
