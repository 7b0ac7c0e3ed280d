//! The daily comparison of both sides (facts 2.21 and N11): what we were told was paid, and what the gateway lists.

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
use crate::store::{self, DayRow, Transaction};

/// What differs for one transaction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// The gateway's id of the transaction.
    pub txn: String,
    /// `missing-here`, `missing-there`, `amount` or `unsettled` (the money is there, but settled no payment).
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

fn sum(amounts: impl Iterator<Item = i64>) -> (i64, i64) {
    amounts.fold((0, 0), |(count, sum), amount| (count + 1, sum.saturating_add(amount)))
}

/// Compares yesterday, unless it was done or there is no gateway to ask.
pub(crate) async fn yesterday(runtime: &Runtime) -> Result<()> {
    let Ok(settings) = runtime.services().get::<Settings>() else { return Ok(()) };
    let system = Actor::system();
    let day = runtime.now().day_number() - 1;
    if !settings.has_sandbox || store::has_day(&runtime.reader(&system), day).await? {
        return Ok(());
    }
    match reconcile_day(runtime, day).await {
        // Another node compared it at the same moment.
        Err(error) if error.kind() == Kind::Conflict => Ok(()),
        other => other.map(|_| ()),
    }
}

/// Compares one day (a day number) with the gateway's list, stores what differs and gives it. A day is compared once.
pub async fn reconcile_day(runtime: &Runtime, day: i64) -> Result<Vec<Difference>> {
    let theirs = listed(runtime, day).await?;
    let system = Actor::system();
    let ours = store::told_paid(&runtime.reader(&system), day).await?;
    let mut settled = Vec::new();
    let mut found: Vec<(Uuid, Uuid)> = Vec::new();
    for our in &ours {
        if let Some((payment, home)) = store::home_of_txn(&runtime.reader(&system), &our.txn).await? {
            settled.push(our.txn.clone());
            if theirs.iter().any(|their| their.txn == our.txn && their.amount == our.amount) {
                found.push((home, payment));
            }
        }
    }
    let differences = compare(&ours, &settled, &theirs);
    let (our_count, our_sum) = sum(ours.iter().map(|our| our.amount));
    let (their_count, their_sum) = sum(theirs.iter().map(|their| their.amount));
    let text = serde_json::to_string(&differences).map_err(Error::internal)?;
    let row = DayRow { day, our_count, our_sum, their_count, their_sum, differences: text };
    // A write set writes one home, so each home's payments are marked by their own.
    found.sort_unstable();
    for group in found.chunk_by(|a, b| a.0 == b.0) {
        let Some((home, _)) = group.first() else { continue };
        let payments = group.iter().map(|(_, payment)| *payment).collect();
        runtime.execute(&system, &MarkReconciled { home: *home, day, payments }).await?;
    }
    runtime.execute(&system, &CloseDay { row }).await?;
    Ok(differences)
}

/// The gateway's paid transactions of a day.
async fn listed(runtime: &Runtime, day: i64) -> Result<Vec<ListedTransaction>> {
    let settings = runtime.services().get::<Settings>()?;
    let date = Timestamp::of_day_number(day).date().to_string();
    let url = format!("{}/sandbox/gateway/transactions?day={date}", settings.base_url);
    let signature = settings.sign(runtime.vault(), date.as_bytes());
    let answer = client::send(Method::GET, &url, &signature, String::new()).await?;
    if answer.status != 200 {
        return Err(Error::unavailable(format!("the gateway's list was refused with {}", answer.status)));
    }
    let listed: Listed = serde_json::from_slice(&answer.body)
        .map_err(|e| Error::unavailable(format!("the gateway's list cannot be read: {e}")))?;
    Ok(listed.transactions.into_iter().filter(|their| their.outcome == Outcome::Paid).collect())
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

/// Keeps the comparison of a day.
struct CloseDay {
    row: DayRow,
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
        store::insert_day(&mut set, row, cx.now);
        let payload = json!({
            "day": row.day, "our_count": row.our_count, "our_sum": row.our_sum,
            "their_count": row.their_count, "their_sum": row.their_sum,
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
}
