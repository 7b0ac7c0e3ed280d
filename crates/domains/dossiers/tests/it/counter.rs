//! What an applicant brings to the counter or sends by post: a paper dossier from intake to its end, no account.

use std::collections::BTreeMap;

use dossiers::commands as act;
use dossiers::model::{Channel, DeliveryWay, DossierId, PaymentState, State};
use dossiers::permissions::{READ, RECEIVE};
use dossiers::queries;
use dossiers::recount::recount;
use futures::future::join_all;
use kernel::time::{DAY, HOUR};
use kernel::{Kind, Timestamp};
use organisation::UnitId;
use payments::{Method, Payment, Taken};
use runtime::Actor;
use serde_json::Map;
use testkit::both_engines;

use crate::acts::{Do, changed};
use crate::common::{BIRTH, MARITAL, Town, answers, migrations, rights_in};
use crate::rows;

const NOTE: &str = "Đã nhận bản chính giấy ủy quyền.";

impl Town {
    /// The command that takes a supplement whose papers were digitised before.
    async fn supplement(&self, id: DossierId, channel: Channel) -> act::SupplementAtCounter {
        let version = self.version(id).await;
        act::SupplementAtCounter { id, version, channel, answers: Map::new(), note: NOTE.into() }
    }

    async fn payments(&self, id: DossierId) -> Vec<Payment> {
        let house = Actor::system();
        payments::of_dossier(&self.reader(&house), id.uuid()).await.unwrap()
    }

    /// Working days from now to the due date.
    async fn days_left(&self, id: DossierId) -> i64 {
        let due = self.dossier(id).await.due_at.unwrap();
        let now = self.runtime.now();
        self.with_calendar(self.ward, |calendar| calendar.working_days_between(now.date(), due.date()))
    }
}

fn key(error: &kernel::Error) -> &str {
    &error.message().key
}

fn fields(error: &kernel::Error) -> Vec<String> {
    error.fields().iter().map(|field| field.field.to_string()).collect()
}

both_engines!(
    async fn a_paper_dossier_walks_to_its_end_without_an_account(house: &House) {
        let town = Town::new(house).await;
        let id = town.take_in(&town.reception, MARITAL, town.ward).await.unwrap();
        let asked = town.payments(id).await;
        assert_eq!(asked.iter().map(|payment| (payment.amount, payment.account)).collect::<Vec<_>>(), [(15_000, None)]);
        assert_eq!(town.dossier(id).await.payment, PaymentState::Due, "intake asks for the fee as filing does");
        town.run(&town.reception, town.counter_payment(id).await).await.unwrap();
        let paid = town.dossier(id).await;
        assert_eq!((paid.state, paid.payment), (State::Submitted, PaymentState::Paid));
        town.accept(&town.reception, id).await.unwrap();

        // The work is the handler's now: the desk has no papers to add until some are asked for.
        let early = town.add(&town.reception, id, "other", act::FileSource::Scan).await.unwrap_err();
        assert_eq!(early.kind(), Kind::Forbidden);
        let left = town.days_left(id).await;
        town.must(id, Do::AskSupplement).await;
        town.clock.advance(6 * DAY);
        let empty = town.run(&town.reception, town.supplement(id, Channel::Post).await).await.unwrap_err();
        assert_eq!((empty.kind(), key(&empty)), (Kind::Conflict, "dossiers-error-supplement-empty"));
        town.add(&town.reception, id, "other", act::FileSource::Scan).await.unwrap();
        town.run(&town.reception, town.supplement(id, Channel::Post).await).await.unwrap();
        let resumed = town.case(id).await;
        assert_eq!((resumed.dossier.state, resumed.dossier.paused_at), (State::InProgress, None));
        assert!(resumed.tasks.iter().all(|task| task.clock.paused_at.is_none()));
        assert_eq!(town.days_left(id).await, left, "the days of waiting are given back");

        town.forward(&town.handler, id).await.unwrap();
        town.add_result(&town.approver, id).await;
        town.approve(&town.approver, id, "").await.unwrap();
        let version = town.version(id).await;
        let deliver = act::Deliver { id, version, proof: "Người nộp ký nhận.".into() };
        town.run(&town.reception, deliver).await.unwrap();
        let acts = [
            "submit",
            "pay-at-counter",
            "accept",
            "ask-supplement",
            "supplement-by-post",
            "forward",
            "approve",
            "deliver",
        ];
        assert_eq!(town.acts(id).await, acts);
        assert_eq!(town.dossier(id).await.on_time, Some(true));

        let counted = recount(&town.reader(&Actor::system())).await.unwrap();
        let figures = rows::figures(house.store()).await.into_iter();
        assert_eq!(
            figures
                .filter(|(key, _)| !["dossiers.queue", "dossiers.due"].contains(&key.0.as_str()))
                .collect::<BTreeMap<_, _>>(),
            counted
        );
        assert!(house.store().verify(|_, _| {}).await.unwrap().faults.is_empty());
    },
    &migrations()
);

both_engines!(
    async fn the_applicant_of_a_paper_dossier_asks_at_the_counter_to_withdraw(house: &House) {
        let town = Town::new(house).await;
        let id = town.take_in(&town.reception, MARITAL, town.ward).await.unwrap();
        town.run(&town.reception, town.counter_payment(id).await).await.unwrap();
        town.accept(&town.reception, id).await.unwrap();
        let ask = act::WithdrawAtCounter { id, version: town.version(id).await, reason: "x".into() };
        let short = town.run(&town.reception, ask).await.unwrap_err();
        assert_eq!(fields(&short), ["reason"]);
        let stale = act::WithdrawAtCounter { id, version: 1, reason: "Người nộp xin rút hồ sơ.".into() };
        assert_eq!(town.run(&town.reception, stale).await.unwrap_err().kind(), Kind::Conflict);
        // The work is the handler's: the desk only writes the wish down, and the handler answers it.
        town.must(id, Do::WithdrawAtCounter).await;
        let asked = town.dossier(id).await;
        assert_eq!((asked.state, asked.paused_at), (State::WithdrawalAsked, Some(town.runtime.now())));
        town.must(id, Do::AgreeWithdrawal).await;
        assert_eq!(town.dossier(id).await.state, State::Stopped);
        assert!(town.acts(id).await.contains(&"withdraw-at-counter".to_owned()));
    },
    &migrations()
);

both_engines!(
    async fn a_supplement_goes_on_alike_whoever_brings_it_in(house: &House) {
        let town = Town::new(house).await;
        for (channel, action) in [(Channel::Counter, "supplement-at-counter"), (Channel::Post, "supplement-by-post")] {
            for is_accepted in [false, true] {
                let mut ids = Vec::new();
                for _ in 0..2 {
                    let id = town.file(BIRTH).await;
                    if is_accepted {
                        town.must(id, Do::Accept).await;
                    }
                    town.must(id, Do::AskSupplement).await;
                    ids.push(id);
                }
                let (online, brought) = (ids[0], ids[1]);
                town.clock.advance(3 * HOUR);
                town.must(online, Do::GiveSupplement).await;
                let papers = town.supplement(brought, channel).await;
                let command = act::SupplementAtCounter { answers: changed(), ..papers };
                town.run(&town.reception, command).await.unwrap();
                let (expected, found) = (town.dossier(online).await, town.dossier(brought).await);
                let standing = |d: &dossiers::model::Dossier| {
                    (d.state, d.state_before, d.step.clone(), d.paused_at, d.due_at, d.supplements, d.version)
                };
                assert_eq!(standing(&found), standing(&expected), "{channel:?} {is_accepted}");
                let case = town.case(brought).await;
                let opened = queries::opened(&town.reader(&town.reception), &case).await.unwrap();
                assert_eq!(opened.answers.get("copies"), changed().get("copies"));
                let lines = queries::history(&town.reader(&town.reception), &case).await.unwrap();
                let (line, note) = lines.last().unwrap();
                assert_eq!((line.act.as_str(), note.as_str()), (action, NOTE));
                assert_eq!((line.actor, line.unit), (town.reception.account, town.reception.unit), "who took it");
                let corrected = lines.iter().find(|(line, _)| line.act == "correct-answers").unwrap();
                assert!(corrected.1.contains(": 2 → 3"), "old and new beside each other: {}", corrected.1);
            }
        }
        let channels: Vec<bool> = rows::payloads(house.store(), "dossiers.supplement-at-counter")
            .await
            .iter()
            .map(|payload| payload.contains("\"channel\":\"post\""))
            .collect();
        assert_eq!((channels.len(), channels.iter().filter(|is_post| **is_post).count()), (4, 2));
        // The holder of the account is told that somebody came.
        town.settle().await;
        let told = queries::notices(&town.reader(&town.citizen)).await.unwrap();
        assert_eq!(told.iter().filter(|notice| notice.kind == "supplement-taken").count(), 4);
    },
    &migrations()
);

both_engines!(
    async fn what_goes_by_post_is_delivered_with_the_number_of_its_posting(house: &House) {
        let town = Town::new(house).await;
        let id = town.draft(&town.citizen, BIRTH).await;
        let save = act::SaveDraft { delivery_way: Some(DeliveryWay::Post), ..town.save(id, answers(BIRTH.1)) };
        town.run(&town.citizen, save).await.unwrap();
        town.run(&town.citizen, act::Submit { id }).await.unwrap();
        town.accept(&town.reception, id).await.unwrap();
        town.forward(&town.handler, id).await.unwrap();
        town.add_result(&town.approver, id).await;
        town.approve(&town.approver, id, "").await.unwrap();
        let version = town.version(id).await;
        let deliver = |proof: &str| act::Deliver { id, version, proof: proof.into() };
        assert_eq!(fields(&town.run(&town.reception, deliver(" ")).await.unwrap_err()), ["proof"]);
        assert_eq!(town.dossier(id).await.state, State::Decided);
        town.run(&town.reception, deliver("EB123456789VN")).await.unwrap();
        assert_eq!(town.dossier(id).await.state, State::Returned);
    },
    &migrations()
);

both_engines!(
    async fn papers_that_were_brought_can_be_taken_away_until_the_supplement_is_taken(house: &House) {
        let town = Town::new(house).await;
        let id = town.in_state(State::SupplementAsked).await;
        town.add(&town.reception, id, "other", act::FileSource::Scan).await.unwrap();
        let key = town.case(id).await.key;
        let files = queries::files(&town.reader(&town.reception), id, &key).await.unwrap();
        let file = files.iter().find(|file| file.row.source == "scan").unwrap();
        assert_eq!(file.row.round, 1, "it belongs to the supplement");
        let remove = || act::RemoveFile { dossier: id, file: file.row.id };
        for stranger in [&town.handler, &town.other_reception, &town.stranger] {
            assert_eq!(town.run(stranger, remove()).await.unwrap_err().kind(), Kind::NotFound);
        }
        assert_eq!(town.run(&town.citizen, remove()).await.unwrap_err().kind(), Kind::Conflict);
        town.run(&town.reception, remove()).await.unwrap();
        town.add(&town.reception, id, "other", act::FileSource::Scan).await.unwrap();
        town.run(&town.reception, town.supplement(id, Channel::Counter).await).await.unwrap();
        let files = queries::files(&town.reader(&town.reception), id, &key).await.unwrap();
        let file = files.iter().find(|file| file.row.source == "scan").unwrap();
        let late = act::RemoveFile { dossier: id, file: file.row.id };
        assert_eq!(town.run(&town.reception, late).await.unwrap_err().kind(), Kind::Conflict);
    },
    &migrations()
);

both_engines!(
    async fn a_wrong_scan_is_taken_away_by_the_desk_that_added_it_while_it_has_the_work(house: &House) {
        let town = Town::new(house).await;
        let id = town.take_in(&town.reception, MARITAL, town.ward).await.unwrap();
        let key = town.case(id).await.key;
        let newest = async || {
            let files = queries::files(&town.reader(&town.reception), id, &key).await.unwrap();
            files.last().unwrap().row.id
        };
        town.add(&town.reception, id, "other", act::FileSource::Scan).await.unwrap();
        let wrong = newest().await;
        let remove = |file| act::RemoveFile { dossier: id, file };
        for stranger in [&town.handler, &town.other_reception, &town.citizen] {
            assert_eq!(town.run(stranger, remove(wrong)).await.unwrap_err().kind(), Kind::NotFound);
        }
        town.run(&town.reception, remove(wrong)).await.unwrap();
        assert_eq!(town.run(&town.reception, remove(wrong)).await.unwrap_err().kind(), Kind::NotFound);

        town.clock.advance(HOUR);
        town.add(&town.reception, id, "other", act::FileSource::Scan).await.unwrap();
        let of_desk = newest().await;
        town.run(&town.reception, town.counter_payment(id).await).await.unwrap();
        town.accept(&town.reception, id).await.unwrap();
        assert_eq!(town.run(&town.reception, remove(of_desk)).await.unwrap_err().kind(), Kind::Conflict);
        town.clock.advance(HOUR);
        town.add(&town.handler, id, "other", act::FileSource::Scan).await.unwrap();
        let of_handler = newest().await;
        town.run(&town.colleague, remove(of_handler)).await.unwrap();
        let case = town.case(id).await;
        let scans = queries::scans(&town.reader(&town.handler), &case).await.unwrap();
        let told: Vec<_> = scans.iter().map(|scan| (scan.row.added_by, scan.row.removed_by)).collect();
        let (reception, handler) = (town.reception.account, town.handler.account);
        assert_eq!(
            told,
            [(reception, Some(reception)), (reception, None), (handler, Some(town.colleague.account))],
            "the history knows who added and who removed"
        );
    },
    &migrations()
);

both_engines!(
    async fn only_the_desk_that_received_it_takes_papers_and_money(house: &House) {
        let town = Town::new(house).await;
        let id = town.in_state(State::SupplementAsked).await;
        let elsewhere = rights_in(&[town.ward], &[READ, RECEIVE, payments::TAKE]);
        let no_money = rights_in(&[town.one_stop], &[READ, RECEIVE]);
        for (actor, kind) in [
            (&town.handler, Kind::Forbidden),
            (&elsewhere, Kind::Forbidden),
            (&town.citizen, Kind::Forbidden),
            (&town.other_reception, Kind::NotFound),
        ] {
            let error = town.run(actor, town.supplement(id, Channel::Counter).await).await.unwrap_err();
            assert_eq!(error.kind(), kind, "{error}");
        }
        let copies = serde_json::json!({ "copies": 99 }).as_object().cloned().unwrap();
        let online = act::SupplementAtCounter { answers: copies, ..town.supplement(id, Channel::Online).await };
        assert_eq!(fields(&town.run(&town.reception, online).await.unwrap_err()), ["channel", "copies"]);
        let stale = act::SupplementAtCounter { version: 1, ..town.supplement(id, Channel::Counter).await };
        assert_eq!(key(&town.run(&town.reception, stale).await.unwrap_err()), "error-changed");
        let wrong = serde_json::json!({ "copies": 99 }).as_object().cloned().unwrap();
        let wrong = act::SupplementAtCounter { answers: wrong, ..town.supplement(id, Channel::Counter).await };
        assert_eq!(fields(&town.run(&town.reception, wrong).await.unwrap_err()), ["copies"]);
        assert_eq!(town.dossier(id).await.state, State::SupplementAsked);

        let id = town.file(MARITAL).await;
        for (actor, kind) in [
            (&town.handler, Kind::Forbidden),
            (&elsewhere, Kind::Forbidden),
            (&no_money, Kind::Forbidden),
            (&town.other_reception, Kind::NotFound),
        ] {
            let command = town.counter_payment(id).await;
            let error = act::take_payment(&town.runtime, actor, &command).await.unwrap_err();
            assert_eq!(error.kind(), kind, "{error}");
        }
        assert_eq!(town.dossier(id).await.payment, PaymentState::Due);
    },
    &migrations()
);

both_engines!(
    async fn a_fee_paid_at_the_counter_lets_the_clock_run_on(house: &House) {
        let town = Town::new(house).await;
        let id = town.in_state(State::Accepted).await;
        let (asked, due) = (town.runtime.now(), town.dossier(id).await.due_at.unwrap());
        town.must(id, Do::AskFee).await;
        town.clock.advance(DAY + HOUR);
        town.run(&town.reception, town.counter_payment(id).await).await.unwrap();
        let paid = town.dossier(id).await;
        assert_eq!((paid.state, paid.payment, paid.paused_at), (State::InProgress, PaymentState::Paid, None));
        let left = |from: Timestamp, to: Timestamp| {
            town.with_calendar(town.ward, |calendar| calendar.working_time_between(from, to))
        };
        assert_eq!(left(town.runtime.now(), paid.due_at.unwrap()), left(asked, due));
        let payment = town.payments(id).await.remove(0);
        assert_eq!((payment.state, payment.method), (payments::State::Paid, Some(Method::Cash)));
        assert_eq!(rows::audited(house.store(), "payments.pay-at-counter").await, 1);
        // Nothing is left for the job that follows the notice of a gateway.
        town.settle().await;
        assert_eq!(town.version(id).await, paid.version);
        let told = queries::notices(&town.reader(&town.citizen)).await.unwrap();
        assert!(told.iter().any(|notice| notice.kind == "fee-paid"));
        town.must(id, Do::Forward).await;
    },
    &migrations()
);

both_engines!(
    async fn of_two_fees_each_has_its_receipt_and_the_last_one_lets_it_go_on(house: &House) {
        let town = Town::new(house).await;
        let id = town.file(MARITAL).await;
        town.accept(&town.reception, id).await.unwrap();
        town.must(id, Do::AskFee).await;
        let first = town.counter_payment(id).await;
        let which = act::PayAtCounter { payment: None, ..town.counter_payment(id).await };
        assert_eq!(fields(&town.run(&town.reception, which).await.unwrap_err()), ["payment"]);
        let (amount, receipt) = (first.amount - 1, " ".into());
        let cheap = act::PayAtCounter { amount, receipt, ..town.counter_payment(id).await };
        assert_eq!(fields(&town.run(&town.reception, cheap).await.unwrap_err()), ["amount", "receipt"]);
        let gateway = act::PayAtCounter { method: Method::Gateway, ..town.counter_payment(id).await };
        assert_eq!(fields(&town.run(&town.reception, gateway).await.unwrap_err()), ["method"]);

        let receipt = first.receipt.clone();
        town.run(&town.reception, first).await.unwrap();
        let half = town.dossier(id).await;
        assert_eq!((half.state, half.payment), (State::PaymentAsked, PaymentState::Due));
        let same = act::PayAtCounter { receipt, ..town.counter_payment(id).await };
        assert_eq!(fields(&town.run(&town.reception, same).await.unwrap_err()), ["receipt"]);
        // Only one is open now, so it need not be named.
        let last = act::PayAtCounter { payment: None, ..town.counter_payment(id).await };
        town.run(&town.reception, last).await.unwrap();
        let whole = town.dossier(id).await;
        assert_eq!((whole.state, whole.payment), (State::InProgress, PaymentState::Paid));
        let nothing = town.run(&town.reception, town.counter_payment(id).await).await.unwrap_err();
        assert_eq!((nothing.kind(), key(&nothing)), (Kind::Conflict, "dossiers-error-nothing-due"));
    },
    &migrations()
);

both_engines!(
    async fn a_receipt_that_is_told_again_changes_nothing(house: &House) {
        let town = Town::new(house).await;
        let id = town.take_in(&town.reception, MARITAL, town.ward).await.unwrap();
        let command = town.counter_payment(id).await;
        let sends = (0..8).map(|_| act::take_payment(&town.runtime, &town.reception, &command));
        let results = join_all(sends).await;
        assert!(results.iter().all(Result::is_ok), "{results:?}");
        assert_eq!(results.iter().filter(|result| matches!(result, Ok(Taken::New))).count(), 1);
        let version = town.version(id).await;
        assert_eq!(act::take_payment(&town.runtime, &town.reception, &command).await.unwrap(), Taken::Known);
        assert_eq!((town.version(id).await, version), (2, 2));
        assert_eq!(rows::audited(house.store(), "payments.pay-at-counter").await, 1);
        let other = town.take_in(&town.reception, MARITAL, town.ward).await.unwrap();
        let used = act::PayAtCounter { receipt: command.receipt, ..town.counter_payment(other).await };
        let error = act::take_payment(&town.runtime, &town.reception, &used).await.unwrap_err();
        assert_eq!(fields(&error), ["receipt"]);
        assert_eq!(town.dossier(other).await.payment, PaymentState::Due);
    },
    &migrations()
);

both_engines!(
    async fn a_paper_dossier_is_taken_in_for_an_area_whose_level_decides(house: &House) {
        let town = Town::new(house).await;
        // Another level, a desk that is no area, and a unit that is not there.
        for area in [town.city, town.one_stop, UnitId(uuid::Uuid::nil())] {
            let error = town.take_in(&town.reception, BIRTH, area).await.unwrap_err();
            assert_eq!((error.kind(), fields(&error)), (Kind::Invalid, vec!["area".to_owned()]), "{area:?}");
        }
        assert_eq!(town.take_in(&town.reception, BIRTH, town.neighbour).await.unwrap_err().kind(), Kind::Forbidden);
        town.take_in(&town.reception, BIRTH, town.ward).await.unwrap();
    },
    &migrations()
);
