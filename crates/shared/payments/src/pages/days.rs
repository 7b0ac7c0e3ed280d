//! The daily comparison with the gateway. Its account is one for the whole province, so the page takes a right of its
//! own and shows no payment of an agency.

use serde::Serialize;
use web::{Cx, Outcome, TemplateSample, view_of};

use crate::reconcile::Difference;
use crate::store;

const TEMPLATE: &str = "payments/days.html";
/// Days that are shown.
const DAYS: i64 = 14;

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
    let days = store::days(&cx.reader(), DAYS).await?;
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
        differences: differences.into_iter().map(difference).collect(),
    }
}

fn difference(found: Difference) -> DifferenceRow {
    let what = match found.what.as_str() {
        "missing-here" => "payments-difference-missing-here",
        "missing-there" => "payments-difference-missing-there",
        "amount" => "payments-difference-amount",
        _ => "payments-difference-unsettled",
    };
    DifferenceRow { txn: found.txn, what, ours: found.ours, theirs: found.theirs }
}

fn sample_full() -> DaysView {
    let found =
        |what: &str| difference(Difference { txn: "SBX-0193b0a2".into(), what: what.into(), ours: 5, theirs: 0 });
    let differences = ["missing-here", "missing-there", "amount", "unsettled"].map(found).into();
    let at = 1_733_706_000_000_000;
    let bad = Day { at, our_count: 3, our_sum: 150_000, their_count: 2, their_sum: 100_000, differences };
    let good = Day { at, our_count: 0, our_sum: 0, their_count: 0, their_sum: 0, differences: Vec::new() };
    DaysView { days: vec![bad, good] }
}

pub(super) fn samples() -> Vec<TemplateSample> {
    vec![
        TemplateSample { template: TEMPLATE, case: "days", view: |_| view_of(sample_full()) },
        TemplateSample { template: TEMPLATE, case: "empty", view: |_| view_of(DaysView { days: Vec::new() }) },
    ]
}
