//! What came for a filing against its fee, in whatever order fee, refusal and money came (facts 2.57, 2.73): every đồng
//! is counted as a fee, or owed back.

use kernel::Result;
use payments::{Excess, Payment};
use runtime::Decide;

use crate::case::Case;
use crate::model::PaymentState;
use crate::work::{Work, settled_state};

/// How the payments of a filing meet a fee.
#[derive(Debug, PartialEq, Eq)]
struct Balance<'a> {
    /// Payments that were made of which another part is the fee now: how many đồng.
    counted: Vec<(&'a Payment, i64)>,
    /// What is still to be paid, in đồng.
    due: i64,
    /// Whether exactly that is asked for already.
    is_asked: bool,
}

impl<'a> Balance<'a> {
    /// Meets a fee of `wanted` đồng, 0 or more, first with what counted before, then with what came late.
    fn of(filing: &[&'a Payment], wanted: i64) -> Self {
        let mut due = wanted;
        let mut counted = Vec::new();
        for payment in made(filing).chain(late(filing)) {
            let takes = payment.amount.min(due);
            due -= takes;
            if payment.state != payments::State::Paid || takes != payment.amount {
                counted.push((payment, takes));
            }
        }
        Self { counted, due, is_asked: due == open(filing) }
    }

    /// Writes it down: payments are counted anew, and what is still to be paid is asked for in one payment.
    fn write(&self, work: &mut Work<'_>, cx: &Decide<'_>, case: &Case, filing: &[&Payment]) -> Result<()> {
        for (payment, takes) in &self.counted {
            payments::count_as_fee(cx, &mut work.set, payment, *takes)?;
        }
        if self.is_asked {
            return Ok(());
        }
        for payment in filing.iter().filter(|payment| payment.state.can_start()) {
            payments::cancel_payment(cx, &mut work.set, payment)?;
        }
        if self.due > 0 {
            let payment = payments::NewPayment {
                dossier: case.dossier.id.uuid(),
                account: case.dossier.account,
                amount: self.due,
                purpose: case.dossier.reference.clone(),
                home: case.dossier.home,
            };
            payments::draft_payment(cx, &mut work.set, &payment)?;
        }
        Ok(())
    }
}

/// Payments that count as the fee.
fn made<'a>(filing: &[&'a Payment]) -> impl Iterator<Item = &'a Payment> {
    filing.iter().copied().filter(|payment| payment.state == payments::State::Paid)
}

/// Money that came for a payment that nobody asked for any more, and of which nothing was said yet.
fn late<'a>(filing: &[&'a Payment]) -> impl Iterator<Item = &'a Payment> {
    filing.iter().copied().filter(|payment| payment.is_news() && payment.excess == Some(Excess::Late))
}

fn open(payments: &[&Payment]) -> i64 {
    sum(payments.iter().copied().filter(|payment| payment.state.can_start()))
}

fn sum<'a>(payments: impl Iterator<Item = &'a Payment>) -> i64 {
    payments.fold(0, |sum, payment| sum.saturating_add(payment.amount))
}

/// The payments of the filing and those that were asked for while handling: the former stand under the reference, the
/// latter under the dossier's code.
fn parts<'a>(case: &Case, asked: &'a [Payment]) -> (Vec<&'a Payment>, Vec<&'a Payment>) {
    asked.iter().partition(|payment| payment.purpose == case.dossier.reference)
}

/// Counts the fee of a filing anew: it is `wanted` đồng now. What nobody paid yet is let go and asked for anew; of what
/// came only the difference is asked for; what came beyond the fee is owed back. Fees that were found while handling do
/// not follow from answers and stay. Gives the fee without what came for it, in đồng; below 0 when more came.
pub(super) fn recount(
    work: &mut Work<'_>,
    cx: &Decide<'_>,
    case: &Case,
    asked: &[Payment],
    wanted: i64,
) -> Result<i64> {
    let (filing, others) = parts(case, asked);
    let came = sum(made(&filing).chain(late(&filing)));
    let balance = Balance::of(&filing, wanted);
    balance.write(work, cx, case, &filing)?;
    work.after.payment = if balance.due > 0 || open(&others) > 0 {
        PaymentState::Due
    } else if wanted > 0 {
        PaymentState::Paid
    } else {
        settled_state(others.into_iter())
    };
    Ok(wanted.saturating_sub(came))
}

/// What became of money that nobody had asked for.
pub(super) struct News {
    /// How much of it is owed back, in đồng.
    pub(super) owed: i64,
    /// Whether anything is still to be paid for the dossier.
    pub(super) is_open: bool,
}

/// Takes money that nobody asked for into the record. What came for a fee that was counted anew meanwhile counts
/// towards what is still asked for; all the rest is owed back. Each of both leaves a line in the history.
pub(super) fn take_news(work: &mut Work<'_>, cx: &Decide<'_>, case: &Case, asked: &[Payment]) -> Result<News> {
    let (filing, others) = parts(case, asked);
    let asked_for = open(&filing);
    let balance = Balance::of(&filing, sum(made(&filing)).saturating_add(asked_for));
    balance.write(work, cx, case, &filing)?;
    let is_met = |payment: &Payment| balance.counted.iter().any(|(met, _)| met.id == payment.id);
    for payment in asked.iter().filter(|payment| payment.is_news() && !is_met(payment)) {
        payments::count_as_fee(cx, &mut work.set, payment, 0)?;
    }
    if balance.due != asked_for {
        work.note("recount-fee", &balance.due.to_string())?;
    }
    let came = sum(asked.iter().filter(|payment| payment.is_news()));
    let owed = came.saturating_sub(asked_for.saturating_sub(balance.due));
    if owed > 0 {
        work.note("fee-excess", &owed.to_string())?;
    }
    Ok(News { owed, is_open: balance.due > 0 || open(&others) > 0 })
}

#[cfg(test)]
mod tests {
    use kernel::Timestamp;
    use kernel::rng::SequenceRng;
    use payments::State;
    use uuid::Uuid;

    use super::*;

    fn payment(number: u128, state: State, excess: Option<Excess>, amount: i64) -> Payment {
        Payment {
            id: Uuid::from_u128(number),
            home: Uuid::nil(),
            dossier: Uuid::nil(),
            account: None,
            amount,
            purpose: "T-1".into(),
            state,
            method: None,
            gateway_txn: None,
            receipt: None,
            made_at: Timestamp(0),
            paid_at: None,
            reconciled_at: None,
            excess,
            excess_of: None,
            noted_at: None,
            split_off: 0,
            refunded_at: None,
            version: 1,
        }
    }

    #[test]
    fn a_fee_is_met_first_by_what_counted_before_then_by_what_came_late() {
        let (late, again) = (Some(Excess::Late), Some(Excess::Again));
        // (payments of the filing, the fee; which of them count otherwise, what is due, whether that is asked for)
        for (filing, wanted, counted, due, is_asked) in [
            (vec![(State::Due, None, 15)], 15, vec![], 15, true),
            (vec![(State::Due, None, 15)], 45, vec![], 45, false),
            (vec![(State::Failed, None, 15)], 0, vec![], 0, false),
            (vec![(State::Paid, None, 15)], 15, vec![], 0, true),
            (vec![(State::Paid, None, 15)], 45, vec![], 30, false),
            (vec![(State::Paid, None, 45)], 15, vec![(0, 15)], 0, true),
            (vec![(State::Paid, None, 15), (State::Paid, None, 30)], 20, vec![(1, 5)], 0, true),
            (vec![(State::Paid, None, 15), (State::Paid, None, 30)], 15, vec![(1, 0)], 0, true),
            (vec![(State::RefundAsked, late, 15), (State::Due, None, 45)], 45, vec![(0, 15)], 30, false),
            (vec![(State::RefundAsked, late, 45), (State::Due, None, 15)], 15, vec![(0, 15)], 0, false),
            (vec![(State::RefundAsked, late, 15), (State::Paid, None, 45)], 45, vec![(0, 0)], 0, true),
            (vec![(State::RefundAsked, again, 15), (State::Due, None, 45)], 45, vec![], 45, true),
            (vec![(State::Refunded, late, 15), (State::Cancelled, None, 15)], 15, vec![], 15, false),
        ] {
            let rows: Vec<Payment> =
                (0..).zip(&filing).map(|(n, (state, excess, amount))| payment(n, *state, *excess, *amount)).collect();
            let balance = Balance::of(&rows.iter().collect::<Vec<_>>(), wanted);
            let found: Vec<(u128, i64)> =
                balance.counted.iter().map(|(payment, takes)| (payment.id.as_u128(), *takes)).collect();
            assert_eq!((found, balance.due, balance.is_asked), (counted, due, is_asked), "{filing:?} for {wanted}");
        }
    }

    #[test]
    fn no_dong_is_counted_twice_or_lost() {
        let rng = SequenceRng::new(3);
        let below = |most: u64| i64::try_from(rng.below(most)).unwrap();
        for _ in 0..2_000 {
            let kinds = [(State::Paid, None), (State::RefundAsked, Some(Excess::Late)), (State::Due, None)];
            let rows: Vec<Payment> = (0..u128::from(rng.below(5)))
                .map(|n| {
                    let (state, excess) = kinds[usize::try_from(rng.below(3)).unwrap()];
                    payment(n, state, excess, 1 + below(60))
                })
                .collect();
            let filing: Vec<&Payment> = rows.iter().collect();
            let wanted = below(100);
            let balance = Balance::of(&filing, wanted);
            let came = sum(made(&filing).chain(late(&filing)));
            let takes = |payment: &Payment| {
                let anew = balance.counted.iter().find(|(met, _)| met.id == payment.id).map(|(_, takes)| *takes);
                anew.unwrap_or(payment.amount)
            };
            let counted: i64 = made(&filing).chain(late(&filing)).map(takes).sum();
            assert_eq!((counted, counted + balance.due), (came.min(wanted), wanted), "{rows:?} for {wanted}");
            assert!(balance.counted.iter().all(|(payment, takes)| (0..=payment.amount).contains(takes)), "{balance:?}");
        }
    }
}
