//! SQL of the daily comparison, and of what went back on both sides.

use kernel::{Result, Timestamp};
use runtime::Reader;
use store::{Row, StoreError, WriteSet, params, sql};
use uuid::Uuid;

/// Money of a transaction that went back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refund {
    /// Our payment that was given back; both sides call the refund by it.
    pub(crate) payment: Uuid,
    /// The transaction with which the money came; empty when we do not know it.
    pub(crate) txn: String,
    pub(crate) amount: i64,
    pub(crate) at: Timestamp,
}

fn refund_of(row: &Row<'_>) -> Result<Refund, StoreError> {
    Ok(Refund { payment: row.get(0)?, txn: row.get(1)?, amount: row.get(2)?, at: row.time(3)? })
}

/// What we recorded as given back on a day of what came over the gateway.
pub(crate) async fn refunds_on(reader: &Reader<'_>, day: i64) -> Result<Vec<Refund>> {
    let stmt = sql!(
        "SELECT p.payment_id, COALESCE(p.gateway_txn, o.gateway_txn, ''), p.amount, p.refunded_at
         FROM payment p LEFT JOIN payment o ON o.payment_id = p.excess_of
         WHERE p.refunded_at >= $1 AND p.refunded_at < $2 AND p.method = 'gateway'
         ORDER BY p.refunded_at, p.payment_id"
    );
    let (from, to) = (Timestamp::of_day_number(day), Timestamp::of_day_number(day + 1));
    reader.all(stmt, params![from, to], refund_of).await
}

/// A payment that came over the gateway and was given back.
pub(crate) async fn refund(reader: &Reader<'_>, payment: Uuid) -> Result<Option<Refund>> {
    let stmt = sql!(
        "SELECT p.payment_id, COALESCE(p.gateway_txn, o.gateway_txn, ''), p.amount, p.refunded_at
         FROM payment p LEFT JOIN payment o ON o.payment_id = p.excess_of
         WHERE p.payment_id = $1 AND p.refunded_at IS NOT NULL AND p.method = 'gateway'"
    );
    reader.opt(stmt, params![payment], refund_of).await
}

/// What the sandbox gave back on a day.
pub(crate) async fn sandbox_refunds_on(reader: &Reader<'_>, day: i64) -> Result<Vec<Refund>> {
    let stmt = sql!(
        "SELECT payment_id, txn, amount, at FROM sandbox_refund WHERE at >= $1 AND at < $2 ORDER BY at, payment_id"
    );
    let (from, to) = (Timestamp::of_day_number(day), Timestamp::of_day_number(day + 1));
    reader.all(stmt, params![from, to], refund_of).await
}

/// Whether the sandbox has given back for a payment.
pub(crate) async fn sandbox_has_refund(reader: &Reader<'_>, payment: Uuid) -> Result<bool> {
    let stmt = sql!("SELECT COUNT(*) FROM sandbox_refund WHERE payment_id = $1");
    Ok(reader.number(stmt, params![payment]).await? > 0)
}

/// How much the sandbox took with a transaction, in đồng; none when it knows of none.
pub(crate) async fn sandbox_paid(reader: &Reader<'_>, txn: &str) -> Result<Option<i64>> {
    let stmt = sql!("SELECT amount FROM sandbox_transaction WHERE txn = $1 AND outcome = 'paid'");
    reader.opt(stmt, params![txn.to_owned()], |row| row.get(0)).await
}

/// How much of a transaction the sandbox has given back, in đồng.
pub(crate) async fn sandbox_given_back(reader: &Reader<'_>, txn: &str) -> Result<i64> {
    let stmt = sql!("SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM sandbox_refund WHERE txn = $1");
    reader.number(stmt, params![txn.to_owned()]).await
}

/// Adds what the sandbox gave back; for one payment once only.
pub(crate) fn insert_sandbox_refund(set: &mut WriteSet, refund: &Refund) {
    set.run(
        sql!("INSERT INTO sandbox_refund (payment_id, txn, amount, at) VALUES ($1, $2, $3, $4)"),
        params![refund.payment, refund.txn.clone(), refund.amount, refund.at],
    );
}

/// One day's comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DayRow {
    pub(crate) day: i64,
    pub(crate) our_count: i64,
    pub(crate) our_sum: i64,
    pub(crate) their_count: i64,
    pub(crate) their_sum: i64,
    /// JSON list of differences.
    pub(crate) differences: String,
    /// When it was made last.
    pub(crate) made_at: Timestamp,
    /// How many refunds, and how much in đồng they come to.
    pub(crate) our_refunds: i64,
    pub(crate) our_refunded: i64,
    pub(crate) their_refunds: i64,
    pub(crate) their_refunded: i64,
}

impl DayRow {
    /// Whether the sides differ.
    pub(crate) fn differs(&self) -> bool {
        self.differences != "[]"
    }

    /// Whether it was made so late that notices which came after midnight are in it: not on the very next day.
    pub(crate) fn is_late_enough(&self) -> bool {
        self.made_at.day_number() > self.day + 1
    }
}

fn day_of(row: &Row<'_>) -> Result<DayRow, StoreError> {
    Ok(DayRow {
        day: row.get(0)?,
        our_count: row.get(1)?,
        our_sum: row.get(2)?,
        their_count: row.get(3)?,
        their_sum: row.get(4)?,
        differences: row.get(5)?,
        made_at: row.time(6)?,
        our_refunds: row.get(7)?,
        our_refunded: row.get(8)?,
        their_refunds: row.get(9)?,
        their_refunded: row.get(10)?,
    })
}

/// The comparison of a day.
pub(crate) async fn day(reader: &Reader<'_>, day: i64) -> Result<Option<DayRow>> {
    let stmt = sql!(
        "SELECT day, our_count, our_sum, their_count, their_sum, differences, made_at,
                our_refunds, our_refunded, their_refunds, their_refunded
         FROM reconciliation WHERE day = $1"
    );
    reader.opt(stmt, params![day], day_of).await
}

/// The comparisons of this day and later ones.
pub(crate) async fn days_since(reader: &Reader<'_>, day: i64) -> Result<Vec<DayRow>> {
    let stmt = sql!(
        "SELECT day, our_count, our_sum, their_count, their_sum, differences, made_at,
                our_refunds, our_refunded, their_refunds, their_refunded
         FROM reconciliation WHERE day >= $1 ORDER BY day"
    );
    reader.all(stmt, params![day], day_of).await
}

/// The comparisons of this day and later ones, and those older ones in which the sides differ; the newest first.
pub(crate) async fn days_to_show(reader: &Reader<'_>, day: i64, limit: i64) -> Result<Vec<DayRow>> {
    let stmt = sql!(
        "SELECT day, our_count, our_sum, their_count, their_sum, differences, made_at,
                our_refunds, our_refunded, their_refunds, their_refunded
         FROM reconciliation WHERE day >= $1 OR differences <> '[]' ORDER BY day DESC LIMIT $2"
    );
    reader.all(stmt, params![day, limit], day_of).await
}

/// Adds the first comparison of a day; a second one is refused.
pub(crate) fn insert_day(set: &mut WriteSet, row: &DayRow) {
    set.run(
        sql!(
            "INSERT INTO reconciliation (day, our_count, our_sum, their_count, their_sum, differences, made_at,
                our_refunds, our_refunded, their_refunds, their_refunded)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
        ),
        params![
            row.day,
            row.our_count,
            row.our_sum,
            row.their_count,
            row.their_sum,
            row.differences.clone(),
            row.made_at,
            row.our_refunds,
            row.our_refunded,
            row.their_refunds,
            row.their_refunded
        ],
    );
}

/// Puts a later comparison of a day in the place of the one that was made at `before`; a version conflict when somebody
/// was faster.
pub(crate) fn update_day(set: &mut WriteSet, row: &DayRow, before: Timestamp) {
    set.one(
        sql!(
            "UPDATE reconciliation SET our_count = $2, our_sum = $3, their_count = $4, their_sum = $5, differences = $6,
                    made_at = $7, our_refunds = $8, our_refunded = $9, their_refunds = $10, their_refunded = $11
             WHERE day = $1 AND made_at = $12"
        ),
        params![
            row.day,
            row.our_count,
            row.our_sum,
            row.their_count,
            row.their_sum,
            row.differences.clone(),
            row.made_at,
            row.our_refunds,
            row.our_refunded,
            row.their_refunds,
            row.their_refunded,
            before
        ],
    );
}

/// The first instant at which we were told that something was paid.
pub(crate) async fn first_told(reader: &Reader<'_>) -> Result<Option<Timestamp>> {
    let stmt = sql!("SELECT MIN(at) FROM gateway_notice WHERE outcome = 'paid'");
    Ok(reader.opt(stmt, Vec::new(), |row| row.opt_time(0)).await?.flatten())
}

/// The days of transactions whose payments were made since an instant and stood on no list of the gateway yet.
pub(crate) async fn unmatched_days(reader: &Reader<'_>, since: Timestamp) -> Result<Vec<i64>> {
    let stmt = sql!(
        "SELECT n.at FROM payment p JOIN gateway_notice n ON n.txn = p.gateway_txn
         WHERE p.gateway_txn IS NOT NULL AND p.reconciled_at IS NULL AND p.paid_at >= $1"
    );
    let mut days = reader.all(stmt, params![since], |row| Ok(row.time(0)?.day_number())).await?;
    days.sort_unstable();
    days.dedup();
    Ok(days)
}
