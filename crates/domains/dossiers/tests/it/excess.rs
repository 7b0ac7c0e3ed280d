//! Money that nobody asked for: every đồng that arrives is a fee, owed back or given back, in whatever order it comes.

use dossiers::commands as act;
use dossiers::model::{DossierId, PaymentState, State};
use dossiers::recount::recount;
use dossiers::{permissions, queries};
use kernel::rng::SequenceRng;
use kernel::{Kind, Result};
use payments::{Excess, Notice, Payment, Taken};
use runtime::Actor;
use serde_json::json;
use testkit::both_engines;

use crate::acts::Do;
use crate::common::{MARITAL, Town, migrations, paid_notice, rights_in};
use crate::money::standing;
use crate::rows;

/// The fee for one copy, in đồng.
const COPY: i64 = 15_000;
/// Dossiers of a walk and acts tried on each.
const DOSSIERS: usize = 12;
const TRIES: usize = 18;

async fn payments_of(town: &Town, id: DossierId) -> Vec<Payment> {
    let house = Actor::system();
    payments::of_dossier(&town.reader(&house), id.uuid()).await.unwrap()
}

fn cashier(town: &Town) -> Actor {
    rights_in(&[town.ward], &[permissions::READ, payments::REFUND])
}

/// The applicant supplements a number of copies, whatever else was asked for.
async fn supplement(town: &Town, id: DossierId, copies: i64) -> Result<()> {
    let answers = json!({ "copies": copies }).as_object().cloned().unwrap();
    town.run(&town.citizen, act::GiveSupplement { id, answers, note: String::new() }).await
}

async fn record_refund(town: &Town, id: DossierId, payment: Option<uuid::Uuid>) -> Result<()> {
    let version = town.version(id).await;
    town.run(&cashier(town), act::RecordRefund { id, version, payment, note: String::new() }).await
}

/// The acts of the history with their notes, the last ones.
async fn last_lines(town: &Town, id: DossierId, number: usize) -> Vec<(String, String)> {
    let house = Actor::system();
    let mut lines = queries::history(&town.reader(&house), &town.case(id).await).await.unwrap();
    let from = lines.len().saturating_sub(number);
    lines.drain(from..).map(|(line, note)| (line.act, note)).collect()
}

fn line(act: &str, note: &str) -> (String, String) {
    (act.to_owned(), note.to_owned())
}

both_engines!(
    async fn money_that_comes_after_a_refusal_is_owed_back_and_makes_nothing_paid(house: &House) {
        let town = Town::new(house).await;
        let id = town.file(MARITAL).await;
        let asked = payments_of(&town, id).await.remove(0);
        town.must(id, Do::Refuse).await;
        assert_eq!(standing(&town, id).await, [(payments::State::Cancelled, COPY)]);
        payments::take(&town.runtime, &paid_notice(&asked)).await.unwrap();
        town.settle().await;
        let refused = town.dossier(id).await;
        assert_eq!((refused.state, refused.payment), (State::Refused, PaymentState::None));
        let owed = payments_of(&town, id).await.remove(0);
        assert_eq!((owed.state, owed.excess), (payments::State::RefundAsked, Some(Excess::Late)));
        assert!(!owed.is_news(), "the dossier knows of it");
        assert_eq!(last_lines(&town, id, 1).await, [line("fee-excess", "15000")]);
        let told = queries::notices(&town.reader(&town.citizen)).await.unwrap();
        let told: Vec<&str> = told.iter().map(|notice| notice.kind.as_str()).collect();
        assert!(told.contains(&"fee-excess") && !told.contains(&"fee-paid"), "{told:?}");

        // The job that follows a payment may run twice.
        let again = town.run(&Actor::system(), act::SettleFee { id }).await.unwrap_err();
        assert_eq!((again.kind(), town.version(id).await), (Kind::Conflict, refused.version));
        record_refund(&town, id, None).await.unwrap();
        assert_eq!(record_refund(&town, id, Some(owed.id)).await.unwrap_err().kind(), Kind::Conflict);
        assert_eq!(standing(&town, id).await, [(payments::State::Refunded, COPY)]);
        assert_eq!(town.dossier(id).await.payment, PaymentState::None);
        assert!(house.store().verify(|_, _| {}).await.unwrap().faults.is_empty());
    },
    &migrations()
);

both_engines!(
    async fn what_is_paid_at_the_counter_and_at_the_gateway_is_owed_back_once(house: &House) {
        let town = Town::new(house).await;
        let id = town.file(MARITAL).await;
        let asked = payments_of(&town, id).await.remove(0);
        town.run(&town.reception, town.counter_payment(id).await).await.unwrap();
        payments::take(&town.runtime, &paid_notice(&asked)).await.unwrap();
        town.settle().await;
        let fee = (payments::State::Paid, COPY);
        assert_eq!(standing(&town, id).await, [fee, (payments::State::RefundAsked, COPY)]);
        assert_eq!(last_lines(&town, id, 1).await, [line("fee-excess", "15000")]);
        record_refund(&town, id, None).await.unwrap();
        assert_eq!(standing(&town, id).await, [fee, (payments::State::Refunded, COPY)]);
        assert_eq!(town.dossier(id).await.payment, PaymentState::Paid);
        let again = record_refund(&town, id, None).await.unwrap_err();
        assert_eq!(again.fields().first().map(|field| &*field.field), Some("payment"), "nothing is owed any more");
    },
    &migrations()
);

both_engines!(
    async fn money_for_a_fee_that_was_counted_anew_counts_towards_the_new_one(house: &House) {
        let town = Town::new(house).await;
        let (paid, owed) = (payments::State::Paid, payments::State::RefundAsked);
        // (copies at first and later; what the late money for the first fee becomes, what is said, whether all is paid)
        for (first, later, expected, said, is_paid) in [
            (1, 3, vec![(payments::State::Due, 2 * COPY), (paid, COPY)], vec![line("recount-fee", "30000")], false),
            (
                3,
                1,
                vec![(paid, COPY), (owed, 2 * COPY)],
                vec![line("recount-fee", "0"), line("fee-excess", "30000"), line("pay-fee", "")],
                true,
            ),
        ] {
            let draft = town.draft(&town.citizen, MARITAL).await;
            let copies = json!({ "copies": first }).as_object().cloned().unwrap();
            town.run(&town.citizen, town.save(draft, copies)).await.unwrap();
            let id = town.run(&town.citizen, act::Submit { id: draft }).await.unwrap().id;
            let asked = payments_of(&town, id).await.remove(0);
            town.must(id, Do::AskSupplement).await;
            supplement(&town, id, later).await.unwrap();
            payments::take(&town.runtime, &paid_notice(&asked)).await.unwrap();
            town.settle().await;
            let mut found = standing(&town, id).await;
            found.retain(|(state, _)| *state != payments::State::Cancelled);
            assert_eq!(found, expected, "{first} then {later} copies");
            assert_eq!(last_lines(&town, id, said.len()).await, said);
            let state = if is_paid { PaymentState::Paid } else { PaymentState::Due };
            assert_eq!(town.dossier(id).await.payment, state);
            town.pay(id).await;
            assert_eq!(town.dossier(id).await.payment, PaymentState::Paid);
        }
    },
    &migrations()
);

both_engines!(
    async fn a_fee_that_went_back_is_paid_by_no_money_that_comes_late(house: &House) {
        let town = Town::new(house).await;
        let id = town.file(MARITAL).await;
        let asked = payments_of(&town, id).await.remove(0);
        town.pay(id).await;
        let version = town.version(id).await;
        let reason = "Người nộp được miễn lệ phí.".to_owned();
        town.run(&cashier(&town), act::AskRefund { id, version, payment: None, reason }).await.unwrap();
        payments::take(&town.runtime, &Notice { txn: "AGAIN".into(), ..paid_notice(&asked) }).await.unwrap();
        record_refund(&town, id, Some(asked.id)).await.unwrap();
        assert_eq!(town.dossier(id).await.payment, PaymentState::Refunded, "what came again was no fee");
        town.settle().await;
        record_refund(&town, id, None).await.unwrap();
        assert_eq!(town.dossier(id).await.payment, PaymentState::Refunded);
        assert_eq!(standing(&town, id).await, [(payments::State::Refunded, COPY), (payments::State::Refunded, COPY)]);
    },
    &migrations()
);

/// A dossier of a walk, and what is known of it beside the records.
struct Walk {
    id: DossierId,
    number: usize,
    copies: i64,
    /// What arrived, in đồng.
    received: i64,
    /// Whether an officer gave a fee back that was to be paid.
    is_given_up: bool,
    told: Vec<Notice>,
}

impl Walk {
    /// The gateway tells of a payment that was asked for at any time, with a new transaction.
    async fn notice(&mut self, town: &Town, rng: &SequenceRng) -> Result<()> {
        let asked: Vec<Payment> =
            payments_of(town, self.id).await.into_iter().filter(|one| one.excess_of.is_none()).collect();
        let Some(payment) = pick(rng, &asked) else { return Ok(()) };
        let txn = format!("W-{}-{}", self.number, self.told.len());
        let notice = Notice { txn, amount: payment.asked(), ..paid_notice(payment) };
        assert_eq!(payments::take(&town.runtime, &notice).await?, Taken::New);
        self.received += notice.amount;
        self.told.push(notice);
        Ok(())
    }

    async fn repeat(&self, town: &Town, rng: &SequenceRng) -> Result<()> {
        let Some(notice) = pick(rng, &self.told) else { return Ok(()) };
        assert_eq!(payments::take(&town.runtime, notice).await?, Taken::Known);
        let dearer = Notice { amount: notice.amount + 1, ..notice.clone() };
        assert_eq!(payments::take(&town.runtime, &dearer).await.unwrap_err().kind(), Kind::Conflict);
        Ok(())
    }

    async fn pay_at_counter(&mut self, town: &Town) -> Result<()> {
        let command = town.counter_payment(self.id).await;
        let amount = command.amount;
        town.run(&town.clerk, command).await?;
        self.received += amount;
        Ok(())
    }

    async fn recount(&mut self, town: &Town, rng: &SequenceRng) -> Result<()> {
        town.attempt(&town.clerk, &town.citizen, self.id, Do::AskSupplement).await?;
        let copies = 1 + i64::try_from(rng.below(3)).unwrap();
        supplement(town, self.id, copies).await?;
        self.copies = copies;
        Ok(())
    }

    async fn ask_refund(&mut self, town: &Town, rng: &SequenceRng) -> Result<()> {
        let paid = self.in_state(town, payments::State::Paid).await;
        let Some(payment) = pick(rng, &paid) else { return Ok(()) };
        let (id, version) = (self.id, town.version(self.id).await);
        let reason = "Lý do mẫu của phép thử.".to_owned();
        town.run(&cashier(town), act::AskRefund { id, version, payment: Some(payment.id), reason }).await?;
        self.is_given_up = true;
        Ok(())
    }

    async fn record_refund(&self, town: &Town, rng: &SequenceRng) -> Result<()> {
        let owed = self.in_state(town, payments::State::RefundAsked).await;
        let Some(payment) = pick(rng, &owed) else { return Ok(()) };
        record_refund(town, self.id, Some(payment.id)).await
    }

    async fn in_state(&self, town: &Town, state: payments::State) -> Vec<Payment> {
        payments_of(town, self.id).await.into_iter().filter(|payment| payment.state == state).collect()
    }

    /// One act by chance. What the rules refuse is part of the walk.
    async fn stumble(&mut self, town: &Town, rng: &SequenceRng) {
        let id = self.id;
        let office = |what: Do| town.attempt(&town.clerk, &town.citizen, id, what);
        let done = match rng.below(16) {
            0 => office(Do::Accept).await,
            1 => office(Do::AskFee).await,
            2 if rng.below(3) == 0 => office(Do::Refuse).await,
            2 => office(Do::AskWithdrawal).await,
            3 => office([Do::AgreeWithdrawal, Do::RefuseWithdrawal][usize::from(rng.below(2) == 0)]).await,
            4..=6 => self.notice(town, rng).await,
            7 => self.repeat(town, rng).await,
            8 => self.pay_at_counter(town).await,
            9..=11 => self.recount(town, rng).await,
            12 => self.ask_refund(town, rng).await,
            13 => self.record_refund(town, rng).await,
            _ => {
                town.settle().await;
                Ok(())
            }
        };
        if let Err(error) = done {
            assert!(matches!(error.kind(), Kind::Conflict | Kind::Invalid), "{error}");
        }
    }

    /// What arrived is what is a fee, owed back and given back.
    async fn check(&self, town: &Town) {
        let found = payments_of(town, self.id).await;
        let mut sums = [0; 3];
        for payment in &found {
            let place = match payment.state {
                payments::State::Paid => 0,
                payments::State::RefundAsked => 1,
                payments::State::Refunded => 2,
                _ => continue,
            };
            sums[place] += payment.amount;
            assert!(payment.paid_at.is_some() && payment.amount > 0, "{payment:?}");
        }
        assert_eq!(sums.iter().sum::<i64>(), self.received, "{found:#?}");
        let dossier = town.dossier(self.id).await;
        let is_open = |payment: &&Payment| payment.state.can_start();
        assert!(!dossier.state.is_terminal() || !found.iter().any(|payment| is_open(&payment)), "{found:#?}");
        let is_filing = |payment: &&Payment| payment.purpose == dossier.reference;
        let is_fee = |payment: &&Payment| payment.state == payments::State::Paid || is_open(payment);
        let fee: i64 = found.iter().filter(is_filing).filter(is_fee).map(|payment| payment.amount).sum();
        if !dossier.state.is_terminal() && !self.is_given_up {
            assert_eq!(fee, self.copies * COPY, "{found:#?}");
        }
    }

    /// All that came is taken into the record, and all that is owed goes back once.
    async fn end(&self, town: &Town) {
        town.settle().await;
        self.check(town).await;
        let found = payments_of(town, self.id).await;
        assert!(!found.iter().any(Payment::is_news), "{found:#?}");
        let is_due = found.iter().any(|payment| payment.state.can_start());
        assert_eq!(town.dossier(self.id).await.payment == PaymentState::Due, is_due, "{found:#?}");
        for owed in self.in_state(town, payments::State::RefundAsked).await {
            record_refund(town, self.id, Some(owed.id)).await.unwrap();
            assert_eq!(record_refund(town, self.id, Some(owed.id)).await.unwrap_err().kind(), Kind::Conflict);
        }
        self.check(town).await;
    }
}

fn pick<'a, T>(rng: &SequenceRng, list: &'a [T]) -> Option<&'a T> {
    let length = u64::try_from(list.len()).unwrap();
    usize::try_from(rng.below(length)).ok().and_then(|index| list.get(index))
}

both_engines!(
    async fn every_dong_is_a_fee_or_owed_or_given_back_in_whatever_order(house: &House) {
        let town = Town::new(house).await;
        let rng = SequenceRng::new(17);
        let mut received = 0;
        for number in 0..DOSSIERS {
            let id = town.file(MARITAL).await;
            let mut walk = Walk { id, number, copies: 1, received: 0, is_given_up: false, told: Vec::new() };
            for _ in 0..TRIES {
                walk.stumble(&town, &rng).await;
                walk.check(&town).await;
            }
            walk.end(&town).await;
            received += walk.received;
        }
        let house = Actor::system();
        let reader = town.reader(&house);
        let day = town.runtime.now().day_number();
        let figure: i64 = reader.figure(payments::FIGURE_PAID, day, day).await.unwrap().iter().map(|sum| sum.den).sum();
        let counted: i64 = payments::recount_paid(&reader, day, day).await.unwrap().iter().map(|row| row.3).sum();
        assert_eq!((figure, counted), (received, received));
        assert!(received > 0);
        let mut figures = rows::figures(town.runtime.store()).await;
        figures.retain(|key, _| key.0 == "dossiers.paid");
        let mut recounted = recount(&reader).await.unwrap();
        recounted.retain(|key, _| key.0 == "dossiers.paid");
        assert_eq!(figures, recounted);
    },
    &migrations()
);
