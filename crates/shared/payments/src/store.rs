//! All SQL of payments.

mod days;
mod record;

use kernel::{Result, Timestamp};
use runtime::Reader;
use store::{Row, StoreError, WriteSet, params, sql};
use uuid::Uuid;

use crate::hook::Notice;
use crate::model::{Excess, Method, Payment, State};

pub(crate) use days::{
    DayRow, Refund, day, days_since, days_to_show, first_told, insert_day, insert_sandbox_refund, refund, refunds_on,
    sandbox_given_back, sandbox_has_refund, sandbox_paid, sandbox_refunds_on, unmatched_days, update_day,
};
pub(crate) use record::fixed;
pub use record::records;

fn payment_of(row: &Row<'_>) -> Result<Payment, StoreError> {
    let state: String = row.get(6)?;
    let method: Option<String> = row.get(12)?;
    let known = |code: String| Method::parse(&code).ok_or_else(|| StoreError::bug(format!("no way of paying {code}")));
    let excess: Option<String> = row.get(14)?;
    let reason = |code: String| Excess::parse(&code).ok_or_else(|| StoreError::bug(format!("no excess {code}")));
    Ok(Payment {
        id: row.get(0)?,
        home: row.get(1)?,
        dossier: row.get(2)?,
        account: row.get(3)?,
        amount: row.get(4)?,
        purpose: row.get(5)?,
        state: State::parse(&state).ok_or_else(|| StoreError::bug(format!("no state {state}")))?,
        method: method.map(known).transpose()?,
        gateway_txn: row.get(7)?,
        receipt: row.get(13)?,
        made_at: row.time(8)?,
        paid_at: row.opt_time(9)?,
        reconciled_at: row.opt_time(10)?,
        excess: excess.map(reason).transpose()?,
        excess_of: row.get(15)?,
        noted_at: row.opt_time(16)?,
        split_off: row.get(17)?,
        refunded_at: row.opt_time(18)?,
        version: row.get(11)?,
    })
}

/// One payment.
pub(crate) async fn payment(reader: &Reader<'_>, id: Uuid) -> Result<Payment> {
    let stmt = sql!(
        "SELECT payment_id, home_id, dossier_id, account_id, amount, purpose, state, gateway_txn, made_at, paid_at,
                reconciled_at, version, method, receipt, excess, excess_of, noted_at, split_off, refunded_at
         FROM payment WHERE payment_id = $1"
    );
    reader.one(stmt, params![id], payment_of).await
}

/// The payments of a dossier.
pub(crate) async fn of_dossier(reader: &Reader<'_>, dossier: Uuid) -> Result<Vec<Payment>> {
    let stmt = sql!(
        "SELECT payment_id, home_id, dossier_id, account_id, amount, purpose, state, gateway_txn, made_at, paid_at,
                reconciled_at, version, method, receipt, excess, excess_of, noted_at, split_off, refunded_at
         FROM payment WHERE dossier_id = $1 ORDER BY made_at, payment_id"
    );
    reader.all(stmt, params![dossier], payment_of).await
}

/// Where a page of payments begins: newest first, after this instant and id.
#[derive(Clone, Copy)]
pub(crate) struct After {
    pub(crate) made_at: i64,
    pub(crate) id: Uuid,
}

impl After {
    /// Before all payments.
    pub(crate) const START: Self = Self { made_at: i64::MAX, id: Uuid::max() };
}

/// Payments of a home; of a state, or of all states (the empty text).
pub(crate) async fn newest(
    reader: &Reader<'_>,
    home: Uuid,
    state: &'static str,
    after: After,
    limit: i64,
) -> Result<Vec<Payment>> {
    let stmt = sql!(
        "SELECT payment_id, home_id, dossier_id, account_id, amount, purpose, state, gateway_txn, made_at, paid_at,
                reconciled_at, version, method, receipt, excess, excess_of, noted_at, split_off, refunded_at
         FROM payment
         WHERE home_id = $5 AND (made_at < $1 OR (made_at = $1 AND payment_id < $2))
           AND (CAST($3 AS TEXT) = '' OR state = $3)
         ORDER BY made_at DESC, payment_id DESC LIMIT $4"
    );
    reader.all(stmt, params![after.made_at, after.id, state, limit, home], payment_of).await
}

/// Numbers of payments by home and state: (home, state, count, sum in đồng).
pub(crate) async fn counts(reader: &Reader<'_>) -> Result<Vec<(Uuid, String, i64, i64)>> {
    let stmt =
        sql!("SELECT home_id, state, COUNT(*), CAST(SUM(amount) AS BIGINT) FROM payment GROUP BY home_id, state");
    reader.all(stmt, Vec::new(), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))).await
}

/// Adds a payment that is due, or money that nobody asked for.
pub(crate) fn insert(set: &mut WriteSet, payment: &Payment) {
    set.run(
        sql!(
            "INSERT INTO payment (payment_id, home_id, dossier_id, account_id, amount, purpose, state, made_at, version,
                method, gateway_txn, paid_at, reconciled_at, excess, excess_of, noted_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)"
        ),
        params![
            payment.id,
            payment.home,
            payment.dossier,
            payment.account,
            payment.amount,
            payment.purpose.clone(),
            payment.state.code(),
            payment.made_at,
            payment.version,
            payment.method.map(Method::code),
            payment.gateway_txn.clone(),
            payment.paid_at,
            payment.reconciled_at,
            payment.excess.map(Excess::code),
            payment.excess_of,
            payment.noted_at
        ],
    );
}

/// A payment one version later.
fn next(payment: &Payment) -> Payment {
    Payment { version: payment.version.saturating_add(1), ..payment.clone() }
}

/// Moves a payment to another state, and gives what it is then; a version conflict when somebody was faster.
pub(crate) fn change(set: &mut WriteSet, payment: &Payment, to: State) -> Payment {
    set.one(
        sql!("UPDATE payment SET state = $2, version = version + 1 WHERE payment_id = $1 AND version = $3"),
        params![payment.id, to.code(), payment.version],
    );
    Payment { state: to, ..next(payment) }
}

/// Notes that a payment was paid by a transaction.
pub(crate) fn settle(set: &mut WriteSet, payment: &Payment, txn: &str, at: Timestamp) -> Payment {
    set.one(
        sql!(
            "UPDATE payment SET state = 'paid', method = 'gateway', gateway_txn = $2, paid_at = $3, version = version + 1
             WHERE payment_id = $1 AND version = $4"
        ),
        params![payment.id, txn.to_owned(), at, payment.version],
    );
    paid(payment, State::Paid, txn, at)
}

fn paid(payment: &Payment, state: State, txn: &str, at: Timestamp) -> Payment {
    let gateway_txn = Some(txn.to_owned());
    Payment { state, method: Some(Method::Gateway), gateway_txn, paid_at: Some(at), ..next(payment) }
}

/// Notes that money came for a payment that was let go: it waits to be given back.
pub(crate) fn settle_late(set: &mut WriteSet, payment: &Payment, txn: &str, at: Timestamp) -> Payment {
    set.one(
        sql!(
            "UPDATE payment SET state = 'refund_asked', excess = 'late', method = 'gateway', gateway_txn = $2,
                    paid_at = $3, version = version + 1
             WHERE payment_id = $1 AND version = $4"
        ),
        params![payment.id, txn.to_owned(), at, payment.version],
    );
    Payment { excess: Some(Excess::Late), ..paid(payment, State::RefundAsked, txn, at) }
}

/// Notes that so many đồng of a payment that was made are the fee; the rest stands in a payment of its own.
pub(crate) fn count(set: &mut WriteSet, payment: &Payment, counted: i64, over: i64) -> Payment {
    set.one(
        sql!(
            "UPDATE payment SET state = 'paid', excess = NULL, amount = $2, split_off = split_off + $3,
                    version = version + 1
             WHERE payment_id = $1 AND version = $4"
        ),
        params![payment.id, counted, over, payment.version],
    );
    let split_off = payment.split_off.saturating_add(over);
    Payment { state: State::Paid, excess: None, amount: counted, split_off, ..next(payment) }
}

/// Notes that all of a payment that was made is owed back, as the domain that asked for it knows.
pub(crate) fn owe(set: &mut WriteSet, payment: &Payment, excess: Excess, at: Timestamp) -> Payment {
    set.one(
        sql!(
            "UPDATE payment SET state = 'refund_asked', excess = $2, noted_at = $3, version = version + 1
             WHERE payment_id = $1 AND version = $4"
        ),
        params![payment.id, excess.code(), at, payment.version],
    );
    Payment { state: State::RefundAsked, excess: Some(excess), noted_at: Some(at), ..next(payment) }
}

/// Notes that a payment was given back.
pub(crate) fn give_back(set: &mut WriteSet, payment: &Payment, at: Timestamp) -> Payment {
    set.one(
        sql!(
            "UPDATE payment SET state = 'refunded', refunded_at = $2, version = version + 1
             WHERE payment_id = $1 AND version = $3"
        ),
        params![payment.id, at, payment.version],
    );
    Payment { state: State::Refunded, refunded_at: Some(at), ..next(payment) }
}

/// Notes that a payment was paid at a counter; an agency's receipt can be kept once only.
pub(crate) fn settle_at_counter(
    set: &mut WriteSet,
    payment: &Payment,
    method: Method,
    receipt: &str,
    at: Timestamp,
) -> Payment {
    set.one(
        sql!(
            "UPDATE payment SET state = 'paid', method = $2, receipt = $3, paid_at = $4, version = version + 1
             WHERE payment_id = $1 AND version = $5"
        ),
        params![payment.id, method.code(), receipt.to_owned(), at, payment.version],
    );
    let receipt = Some(receipt.to_owned());
    Payment { state: State::Paid, method: Some(method), receipt, paid_at: Some(at), ..next(payment) }
}

/// The payment of an agency that has this receipt.
pub(crate) async fn of_receipt(reader: &Reader<'_>, home: Uuid, receipt: &str) -> Result<Option<Payment>> {
    let stmt = sql!(
        "SELECT payment_id, home_id, dossier_id, account_id, amount, purpose, state, gateway_txn, made_at, paid_at,
                reconciled_at, version, method, receipt, excess, excess_of, noted_at, split_off, refunded_at
         FROM payment WHERE home_id = $1 AND receipt = $2"
    );
    reader.opt(stmt, params![home, receipt.to_owned()], payment_of).await
}

/// Keeps a notice of the gateway; the same transaction can be kept once only (fact 2.73).
pub(crate) fn insert_notice(set: &mut WriteSet, notice: &Notice, taken_at: Timestamp) {
    set.run(
        sql!(
            "INSERT INTO gateway_notice (txn, payment_id, amount, outcome, at, taken_at)
             VALUES ($1, $2, $3, $4, $5, $6)"
        ),
        params![notice.txn.clone(), notice.payment, notice.amount, notice.outcome.code(), notice.at, taken_at],
    );
}

/// The payment, outcome and amount that a transaction was noted for.
pub(crate) async fn notice(reader: &Reader<'_>, txn: &str) -> Result<Option<(Uuid, String, i64)>> {
    let stmt = sql!("SELECT payment_id, outcome, amount FROM gateway_notice WHERE txn = $1");
    reader.opt(stmt, params![txn.to_owned()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).await
}

/// One transaction of a day on one of the two sides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Transaction {
    pub(crate) txn: String,
    pub(crate) payment: Uuid,
    pub(crate) amount: i64,
    pub(crate) outcome: String,
    pub(crate) at: i64,
}

fn transaction_of(row: &Row<'_>) -> Result<Transaction, StoreError> {
    Ok(Transaction {
        txn: row.get(0)?,
        payment: row.get(1)?,
        amount: row.get(2)?,
        outcome: row.get(3)?,
        at: row.get(4)?,
    })
}

/// What we were told was paid on a day of the gateway's clock, whether or not it settled a payment.
pub(crate) async fn told_paid(reader: &Reader<'_>, day: i64) -> Result<Vec<Transaction>> {
    let stmt = sql!(
        "SELECT txn, payment_id, amount, outcome, at FROM gateway_notice
         WHERE outcome = 'paid' AND at >= $1 AND at < $2 ORDER BY txn"
    );
    let (from, to) = (Timestamp::of_day_number(day), Timestamp::of_day_number(day + 1));
    reader.all(stmt, params![from, to], transaction_of).await
}

/// What the sandbox did on a day.
pub(crate) async fn sandbox_day(reader: &Reader<'_>, day: i64) -> Result<Vec<Transaction>> {
    let stmt = sql!(
        "SELECT txn, payment_id, amount, outcome, at FROM sandbox_transaction WHERE at >= $1 AND at < $2 ORDER BY at, txn"
    );
    let (from, to) = (Timestamp::of_day_number(day), Timestamp::of_day_number(day + 1));
    reader.all(stmt, params![from, to], transaction_of).await
}

/// Whether the sandbox has taken money for a payment.
pub(crate) async fn sandbox_has_paid(reader: &Reader<'_>, payment: Uuid) -> Result<bool> {
    let stmt = sql!("SELECT COUNT(*) FROM sandbox_transaction WHERE payment_id = $1 AND outcome = 'paid'");
    Ok(reader.number(stmt, params![payment]).await? > 0)
}

/// Adds a transaction of the sandbox.
pub(crate) fn insert_sandbox(set: &mut WriteSet, notice: &Notice) {
    set.run(
        sql!("INSERT INTO sandbox_transaction (txn, payment_id, amount, outcome, at) VALUES ($1, $2, $3, $4, $5)"),
        params![notice.txn.clone(), notice.payment, notice.amount, notice.outcome.code(), notice.at],
    );
}

/// The payment that holds the money of a transaction: (payment, home, whether it was found on the gateway's list).
pub(crate) async fn holder_of_txn(reader: &Reader<'_>, txn: &str) -> Result<Option<(Uuid, Uuid, bool)>> {
    let stmt = sql!("SELECT payment_id, home_id, reconciled_at FROM payment WHERE gateway_txn = $1");
    reader.opt(stmt, params![txn.to_owned()], |row| Ok((row.get(0)?, row.get(1)?, row.opt_time(2)?.is_some()))).await
}

/// Notes that a payment was found on the gateway's list.
pub(crate) fn mark_reconciled(set: &mut WriteSet, payment: Uuid, at: Timestamp) {
    set.run(
        sql!("UPDATE payment SET reconciled_at = $2 WHERE payment_id = $1 AND reconciled_at IS NULL"),
        params![payment, at],
    );
}

/// Money that came from day `from` to day `to`: (home, day, number, amount). What was split off a payment came with it.
pub(crate) async fn paid_between(reader: &Reader<'_>, from: i64, to: i64) -> Result<Vec<(Uuid, i64, i64, i64)>> {
    let stmt = sql!(
        "SELECT home_id, paid_at, CAST(CASE WHEN excess = 'over' AND excess_of IS NOT NULL THEN 0 ELSE 1 END AS BIGINT),
                amount
         FROM payment WHERE paid_at >= $1 AND paid_at < $2"
    );
    let (from, to) = (Timestamp::of_day_number(from), Timestamp::of_day_number(to.saturating_add(1)));
    reader
        .all(stmt, params![from, to], |row| Ok((row.get(0)?, row.time(1)?.day_number(), row.get(2)?, row.get(3)?)))
        .await
}
