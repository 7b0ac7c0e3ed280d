//! The daily comparison with the gateway. Its account is one for the whole province, so the page takes a right of its
//! own and shows no payment of an agency.

use serde::Serialize;
use web::{Cx, Outcome, TemplateSample, view_of};

use crate::reconcile::Difference;
use crate::store;

const TEMPLATE: &str = "payments/days.html";
/// Days that are shown, beside older ones in which the sides differ.
const DAYS: i64 = 14;
/// Most rows of the page.
const LIMIT: i64 = 100;

#[derive(Serialize)]
struct DaysView {
    days: Vec<Day>,
}

#[derive(Serialize)]
struct Day {
    at: i64,
    our_count: i64,
    our_sum: i64,
    their_count: i64,
    their_sum: i64,
    our_refunds: i64,
    our_refunded: i64,
    their_refunds: i64,
    their_refunded: i64,
    differences: Vec<DifferenceRow>,
}

#[derive(Serialize)]
struct DifferenceRow {
    txn: String,
    what: &'static str,
    ours: i64,
    theirs: i64,
}

/// GET /officer/reconciliation
pub(crate) async fn get(cx: Cx) -> Outcome {
    let reader = cx.reader();
    let days = store::days_to_show(&reader, reader.now.day_number() - DAYS, LIMIT).await?;
    cx.page(TEMPLATE, DaysView { days: days.iter().map(day).collect() }).await
}

fn day(row: &store::DayRow) -> Day {
    let differences: Vec<Difference> = serde_json::from_str(&row.differences).unwrap_or_default();
    Day {
        at: kernel::Timestamp::of_day_number(row.day).0,
        our_count: row.our_count,
        our_sum: row.our_sum,
        their_count: row.their_count,
        their_sum: row.their_sum,
        our_refunds: row.our_refunds,
        our_refunded: row.our_refunded,
        their_refunds: row.their_refunds,
        their_refunded: row.their_refunded,
        differences: differences.into_iter().map(difference).collect(),
    }
}

fn difference(found: Difference) -> DifferenceRow {
    let what = match found.what.as_str() {
        "missing-here" => "payments-difference-missing-here",
        "missing-there" => "payments-difference-missing-there",
        "amount" => "payments-difference-amount",
        "refund-missing-here" => "payments-difference-refund-missing-here",
        "refund-missing-there" => "payments-difference-refund-missing-there",
        "refund-amount" => "payments-difference-refund-amount",
        _ => "payments-difference-unsettled",
    };
    DifferenceRow { txn: found.txn, what, ours: found.ours, theirs: found.theirs }
}

fn sample_full() -> DaysView {
    let found =
        |what: &str| difference(Difference { txn: "SBX-0193b0a2".into(), what: what.into(), ours: 5, theirs: 0 });
    let kinds = ["missing-here", "missing-there", "amount", "unsettled"];
    let of_refunds = ["refund-missing-here", "refund-missing-there", "refund-amount"];
    let good = Day {
        at: 1_733_706_000_000_000,
        our_count: 0,
        our_sum: 0,
        their_count: 0,
        their_sum: 0,
        our_refunds: 0,
        our_refunded: 0,
        their_refunds: 0,
        their_refunded: 0,
        differences: Vec::new(),
    };
    let bad = Day {
        our_count: 3,
        our_sum: 150_000,
        their_count: 2,
        their_sum: 100_000,
        our_refunds: 1,
        our_refunded: 50_000,
        differences: kinds.into_iter().chain(of_refunds).map(found).collect(),
        ..good
    };
    DaysView { days: vec![bad, good] }
}

pub(super) fn samples() -> Vec<TemplateSample> {
    vec![
        TemplateSample { template: TEMPLATE, case: "days", view: |_| view_of(sample_full()) },
        TemplateSample { template: TEMPLATE, case: "empty", view: |_| view_of(DaysView { days: Vec::new() }) },
    ]
}
