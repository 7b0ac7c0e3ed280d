//! The daily comparison of both sides (facts 2.21 and N11): what we were told was paid and what we gave back, and what
//! the gateway lists of both.

use ::store::WriteSet;
use axum::http::Method;
use kernel::{Error, Kind, Result, Timestamp};
use runtime::{Actor, Command, Decide, Reader, Runtime};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use crate::client;
use crate::commands::only_system;
use crate::gateway::Settings;
use crate::hook::Outcome;
use crate::store::{self, DayRow, Refund, Transaction};

/// Days without a comparison are looked for so far back.
const BACK: i64 = 366;
/// While the sides differ a day is compared again for so many days.
const AGAIN: i64 = 31;
/// Most days of each kind in one run; the next one takes the others.
const RUN: usize = 31;

/// What differs for one transaction or refund.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// The gateway's id of the transaction.
    pub txn: String,
    /// `missing-here`, `missing-there`, `amount` or `unsettled` (the money is there, but stands in no payment); of a
    /// refund `refund-missing-here`, `refund-missing-there` or `refund-amount`.
    pub what: String,
    /// Our amount in đồng; 0 when we know of none.
    pub ours: i64,
    /// The gateway's amount in đồng; 0 when it knows of none.
    pub theirs: i64,
}

/// The gateway's list of a day, as it sends it.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Listed {
    pub(crate) transactions: Vec<ListedTransaction>,
    #[serde(default)]
    pub(crate) refunds: Vec<ListedRefund>,
}

/// One line of the list.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ListedTransaction {
    pub(crate) txn: String,
    pub(crate) payment: Uuid,
    pub(crate) amount: i64,
    pub(crate) outcome: Outcome,
    pub(crate) at: i64,
}

/// Money that went back.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ListedRefund {
    /// Our payment that was given back, by which both sides call it.
    pub(crate) payment: Uuid,
    /// The transaction with which the money had come.
    pub(crate) txn: String,
    pub(crate) amount: i64,
    pub(crate) at: i64,
}

/// Compares the transactions of both sides by their ids. `settled` says which of ours settled a payment.
fn compare(ours: &[Transaction], settled: &[String], theirs: &[ListedTransaction]) -> Vec<Difference> {
    let mut differences = Vec::new();
    let mut note = |txn: &str, what: &str, ours: i64, theirs: i64| {
        differences.push(Difference { txn: txn.to_owned(), what: what.to_owned(), ours, theirs });
    };
    for our in ours {
        match theirs.iter().find(|their| their.txn == our.txn) {
            None => note(&our.txn, "missing-there", our.amount, 0),
            Some(their) if their.amount != our.amount => note(&our.txn, "amount", our.amount, their.amount),
            Some(their) if !settled.contains(&our.txn) => note(&our.txn, "unsettled", our.amount, their.amount),
            Some(_) => {}
        }
    }
    for their in theirs.iter().filter(|their| ours.iter().all(|our| our.txn != their.txn)) {
        note(&their.txn, "missing-here", 0, their.amount);
    }
    differences
}

/// Compares what went back on both sides by the payments that were given back.
fn compare_refunds(ours: &[Refund], theirs: &[ListedRefund]) -> Vec<Difference> {
    let mut differences = Vec::new();
    let mut note = |txn: &str, what: &str, ours: i64, theirs: i64| {
        differences.push(Difference { txn: txn.to_owned(), what: what.to_owned(), ours, theirs });
    };
    for our in ours {
        match theirs.iter().find(|their| their.payment == our.payment) {
            None => note(&our.txn, "refund-missing-there", our.amount, 0),
            Some(their) if their.amount != our.amount => note(&our.txn, "refund-amount", our.amount, their.amount),
            Some(_) => {}
        }
    }
    for their in theirs.iter().filter(|their| ours.iter().all(|our| our.payment != their.payment)) {
        note(&their.txn, "refund-missing-here", 0, their.amount);
    }
    differences
}

fn sum(amounts: impl Iterator<Item = i64>) -> (i64, i64) {
    amounts.fold((0, 0), |(count, sum), amount| (count + 1, sum.saturating_add(amount)))
}

/// Compares every day up to yesterday that calls for it, unless there is no gateway to ask. A day that cannot be
/// compared is tried again in the next run and holds up no other.
pub async fn reconcile_open_days(runtime: &Runtime) -> Result<()> {
    let Ok(settings) = runtime.services().get::<Settings>() else { return Ok(()) };
    if !settings.has_sandbox {
        return Ok(());
    }
    let mut failed = Ok(());
    for day in open_days(runtime).await? {
        match reconcile_day(runtime, day).await {
            Ok(_) => {}
            // Another node compared it at the same moment.
            Err(error) if error.kind() == Kind::Conflict => {}
            Err(error) => failed = Err(error),
        }
    }
    failed
}

async fn open_days(runtime: &Runtime) -> Result<Vec<i64>> {
    let system = Actor::system();
    let reader = runtime.reader(&system);
    let yesterday = reader.now.day_number() - 1;
    let known = store::days_since(&reader, yesterday - BACK).await?;
    let told = store::first_told(&reader).await?.map(Timestamp::day_number);
    let first = known.first().map(|row| row.day).into_iter().chain(told).min().unwrap_or(yesterday);
    let unmatched = store::unmatched_days(&reader, Timestamp::of_day_number(yesterday - AGAIN)).await?;
    Ok(due_days(first.max(yesterday - BACK), yesterday, &known, &unmatched))
}

/// The days that are to be compared, the newest first: those without a comparison, then those whose comparison may have
/// become wrong. That is one made on the very next day, when notices of the last minutes may still be on their way; one
/// in which the sides differ; and one of a day with a payment that stood on no list yet.
fn due_days(first: i64, yesterday: i64, known: &[DayRow], unmatched: &[i64]) -> Vec<i64> {
    let known_of = |day: i64| known.iter().find(|row| row.day == day);
    let is_wrong = |day: &i64| {
        let is_early = |row: &DayRow| *day < yesterday && !row.is_late_enough();
        let is_young = *day >= yesterday - AGAIN;
        let is_open = |row: &DayRow| unmatched.contains(day) || (is_young && (row.differs() || is_early(row)));
        known_of(*day).is_some_and(is_open)
    };
    let days = || (first..=yesterday).rev();
    let missing = days().filter(|day| known_of(*day).is_none()).take(RUN);
    missing.chain(days().filter(is_wrong).take(RUN)).collect()
}

/// Compares one day (a day number) with the gateway's list, keeps what differs and gives it. It may be done again: a
/// later comparison takes the place of the one before.
pub async fn reconcile_day(runtime: &Runtime, day: i64) -> Result<Vec<Difference>> {
    let system = Actor::system();
    let reader = runtime.reader(&system);
    let known = store::day(&reader, day).await?;
    let theirs = listed(runtime, day).await?;
    let ours = store::told_paid(&reader, day).await?;
    let given = store::refunds_on(&reader, day).await?;
    let mut settled = Vec::new();
    let mut found: Vec<(Uuid, Uuid)> = Vec::new();
    for our in &ours {
        if let Some((payment, home, is_marked)) = store::holder_of_txn(&reader, &our.txn).await? {
            settled.push(our.txn.clone());
            let is_listed = theirs.transactions.iter().any(|their| their.txn == our.txn && their.amount == our.amount);
            if is_listed && !is_marked {
                found.push((home, payment));
            }
        }
    }
    let mut differences = compare(&ours, &settled, &theirs.transactions);
    differences.extend(compare_refunds(&given, &theirs.refunds));
    mark_found(runtime, day, found).await?;
    let row = row_of(runtime, day, (ours.as_slice(), given.as_slice()), &theirs, &differences)?;
    close(runtime, known, row).await?;
    Ok(differences)
}

/// Marks the payments that were found on the gateway's list. A write set writes one home, so each home's by their own.
async fn mark_found(runtime: &Runtime, day: i64, mut found: Vec<(Uuid, Uuid)>) -> Result<()> {
    found.sort_unstable();
    for group in found.chunk_by(|a, b| a.0 == b.0) {
        let Some((home, _)) = group.first() else { continue };
        let payments = group.iter().map(|(_, payment)| *payment).collect();
        runtime.execute(&Actor::system(), &MarkReconciled { home: *home, day, payments }).await?;
    }
    Ok(())
}

/// What is kept of a comparison that is made now.
fn row_of(
    runtime: &Runtime,
    day: i64,
    (ours, given): (&[Transaction], &[Refund]),
    theirs: &Listed,
    differences: &[Difference],
) -> Result<DayRow> {
    let (our_count, our_sum) = sum(ours.iter().map(|our| our.amount));
    let (their_count, their_sum) = sum(theirs.transactions.iter().map(|their| their.amount));
    let (our_refunds, our_refunded) = sum(given.iter().map(|our| our.amount));
    let (their_refunds, their_refunded) = sum(theirs.refunds.iter().map(|their| their.amount));
    Ok(DayRow {
        day,
        our_count,
        our_sum,
        their_count,
        their_sum,
        differences: serde_json::to_string(differences).map_err(Error::internal)?,
        made_at: runtime.now(),
        our_refunds,
        our_refunded,
        their_refunds,
        their_refunded,
    })
}

/// Keeps a comparison, unless it says what the one before said and nothing hangs on when it was made.
async fn close(runtime: &Runtime, known: Option<DayRow>, row: DayRow) -> Result<()> {
    let says_the_same = |known: &DayRow| {
        let is_same = DayRow { made_at: known.made_at, ..row.clone() } == *known;
        is_same && known.is_late_enough() == row.is_late_enough()
    };
    if known.as_ref().is_some_and(says_the_same) {
        return Ok(());
    }
    let before = known.map(|known| known.made_at);
    runtime.execute(&Actor::system(), &CloseDay { row, before }).await.map(|_| ())
}

/// The gateway's list of a day, of its transactions only those that were paid.
async fn listed(runtime: &Runtime, day: i64) -> Result<Listed> {
    let settings = runtime.services().get::<Settings>()?;
    let date = Timestamp::of_day_number(day).date().to_string();
    let url = format!("{}/sandbox/gateway/transactions?day={date}", settings.base_url);
    let signature = settings.sign(runtime.vault(), date.as_bytes());
    let answer = client::send(Method::GET, &url, &signature, String::new()).await?;
    if answer.status != 200 {
        return Err(Error::unavailable(format!("the gateway's list was refused with {}", answer.status)));
    }
    let mut listed: Listed = serde_json::from_slice(&answer.body)
        .map_err(|e| Error::unavailable(format!("the gateway's list cannot be read: {e}")))?;
    listed.transactions.retain(|their| their.outcome == Outcome::Paid);
    Ok(listed)
}

/// Marks the payments of one home that were found on the gateway's list.
struct MarkReconciled {
    home: Uuid,
    day: i64,
    payments: Vec<Uuid>,
}

impl Command for MarkReconciled {
    const NAME: &'static str = "payments.mark-reconciled";
    type State = ();
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        only_system(actor)
    }

    async fn read(&self, _: &Reader<'_>) -> Result<Self::State> {
        Ok(())
    }

    fn decide(&self, (): &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, Self::Outcome)> {
        let mut set = cx.write(self.home);
        for payment in &self.payments {
            store::mark_reconciled(&mut set, *payment, cx.now);
        }
        let payload = json!({ "day": self.day, "payments": self.payments });
        set.audit(cx.audit(Self::NAME, "reconciliation", self.home, &payload));
        Ok((set, ()))
    }
}

/// Keeps the comparison of a day, in the place of an earlier one that was made at `before`.
struct CloseDay {
    row: DayRow,
    before: Option<Timestamp>,
}

impl Command for CloseDay {
    const NAME: &'static str = "payments.close-day";
    type State = ();
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        only_system(actor)
    }

    async fn read(&self, _: &Reader<'_>) -> Result<Self::State> {
        Ok(())
    }

    fn decide(&self, (): &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, Self::Outcome)> {
        let row = &self.row;
        let mut set = cx.write(Uuid::nil());
        match self.before {
            None => store::insert_day(&mut set, row),
            Some(before) => store::update_day(&mut set, row, before),
        }
        let payload = json!({
            "day": row.day, "our_count": row.our_count, "our_sum": row.our_sum,
            "their_count": row.their_count, "their_sum": row.their_sum,
            "our_refunded": row.our_refunded, "their_refunded": row.their_refunded,
        });
        set.audit(cx.audit(Self::NAME, "reconciliation", Uuid::nil(), &payload));
        Ok((set, ()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_difference_is_named() {
        let our = |txn: &str, amount: i64| Transaction {
            txn: txn.into(),
            payment: Uuid::nil(),
            amount,
            outcome: "paid".into(),
            at: 0,
        };
        let their = |txn: &str, amount: i64| ListedTransaction {
            txn: txn.into(),
            payment: Uuid::nil(),
            amount,
            outcome: Outcome::Paid,
            at: 0,
        };
        let ours = [our("same", 5), our("dearer", 5), our("lost", 7), our("again", 9)];
        let theirs = [their("same", 5), their("dearer", 6), their("again", 9), their("unheard", 3)];
        let settled = ["same", "dearer", "lost"].map(str::to_owned);
        let found: Vec<(String, String, i64, i64)> =
            compare(&ours, &settled, &theirs).into_iter().map(|d| (d.txn, d.what, d.ours, d.theirs)).collect();
        let expected = [
            ("dearer", "amount", 5, 6),
            ("lost", "missing-there", 7, 0),
            ("again", "unsettled", 9, 9),
            ("unheard", "missing-here", 0, 3),
        ];
        assert_eq!(found, expected.map(|(txn, what, a, b)| (txn.to_owned(), what.to_owned(), a, b)));
        assert!(compare(&[], &[], &[]).is_empty());
    }

    #[test]
    fn refunds_are_compared_by_what_was_given_back() {
        let id = Uuid::from_u128;
        let our = |n: u128, amount: i64| Refund { payment: id(n), txn: format!("T{n}"), amount, at: Timestamp(0) };
        let their = |n: u128, amount: i64| ListedRefund { payment: id(n), txn: format!("T{n}"), amount, at: 0 };
        let found = compare_refunds(&[our(1, 5), our(2, 5), our(3, 7)], &[their(1, 5), their(2, 4), their(4, 9)]);
        let found: Vec<(&str, &str, i64, i64)> =
            found.iter().map(|d| (d.txn.as_str(), d.what.as_str(), d.ours, d.theirs)).collect();
        let expected =
            [("T2", "refund-amount", 5, 4), ("T3", "refund-missing-there", 7, 0), ("T4", "refund-missing-here", 0, 9)];
        assert_eq!(found, expected);
    }

    /// A comparison of a day that was made so many days after it.
    fn made(day: i64, after: i64, differences: &str) -> DayRow {
        DayRow {
            day,
            our_count: 0,
            our_sum: 0,
            their_count: 0,
            their_sum: 0,
            differences: differences.into(),
            made_at: Timestamp::of_day_number(day + after),
            our_refunds: 0,
            our_refunded: 0,
            their_refunds: 0,
            their_refunded: 0,
        }
    }

    #[test]
    fn no_day_is_left_out_and_what_may_be_wrong_is_compared_again() {
        let differs = r#"[{"txn":"x"}]"#;
        let table: [(Vec<DayRow>, Vec<i64>, Vec<i64>); 5] = [
            (vec![], vec![], vec![100, 99, 98]),
            (vec![made(98, 3, "[]"), made(99, 2, "[]"), made(100, 1, "[]")], vec![], vec![]),
            // A day in the middle was left out, and one was compared before its last notices came.
            (vec![made(98, 1, "[]"), made(100, 1, "[]")], vec![], vec![99, 98]),
            (vec![made(98, 3, differs), made(99, 2, "[]"), made(100, 1, differs)], vec![], vec![100, 98]),
            (vec![made(98, 3, "[]"), made(99, 2, "[]"), made(100, 1, "[]")], vec![99, 101], vec![99]),
        ];
        for (known, unmatched, expected) in table {
            assert_eq!(due_days(98, 100, &known, &unmatched), expected, "{known:?} {unmatched:?}");
        }
        // Differences of long ago are not asked for without end; a payment that stood on no list is.
        let old = [made(1, 3, differs), made(2, 3, "[]")];
        let days = due_days(1, 100, &old, &[2]);
        assert_eq!((days.len(), days.first(), days.last()), (RUN + 1, Some(&100), Some(&2)));
    }
}
