//! Whoever changes the row of a payment and leaves the audit log as it is, is found. The same list stands in
//! docs/security.md.

use payments::{GatewayOutcome, StartPayment, take};
use runtime::Runtime;
use store::records::{Kind, Records};
use store::{Migration, Sql, params, sql};
use testkit::{House, both_engines};
use uuid::Uuid;

use crate::{change, citizen, due, migrations, notice, take_at_counter};

/// Where the rows are kept while one attempt after the other is made.
const KEPT: &[Migration] =
    &[Migration { module: "kept", version: 1, sql: "CREATE TABLE kept_payment AS SELECT * FROM payment" }];
/// What is said of a record that is not as it should be.
const CHANGED: &str = "it is not as its newest audit row left it";

/// A statement made of a text while the test runs.
fn made(text: String) -> &'static Sql {
    Box::leak(Box::new(Sql::new(text.leak(), "records")))
}

async fn found(house: &House) -> Records {
    house.store().verify_records(&payments::records()).await.unwrap()
}

/// The columns with what changes them, within what the checks of the table allow.
fn columns() -> Vec<(&'static str, String)> {
    let records = payments::records();
    let all = records[0].columns.iter().filter(|(name, _)| *name != "payment_id");
    all.map(|(name, kind)| {
        let other = match (*name, kind) {
            ("state", _) => "'failed'".into(),
            ("method", _) => "'card'".into(),
            ("excess", _) => "'again'".into(),
            ("dossier_id", _) => "home_id".into(),
            (_, Kind::Id) => "dossier_id".into(),
            (_, Kind::Number) => format!("COALESCE({name}, 0) + 1"),
            (_, Kind::Text) => format!("COALESCE({name}, '') || 'x'"),
        };
        (*name, other)
    })
    .collect()
}

/// Payments that went through every act; gives one that was taken at a counter and given back.
async fn lives(runtime: &Runtime) -> Uuid {
    due(runtime).await;
    let tried = due(runtime).await;
    runtime.execute(&citizen(), &StartPayment { id: tried }).await.unwrap();
    take(runtime, &notice(tried, "G-1", GatewayOutcome::Failed)).await.unwrap();
    take(runtime, &notice(tried, "G-2", GatewayOutcome::Failed)).await.unwrap();
    take(runtime, &notice(tried, "G-3", GatewayOutcome::Paid)).await.unwrap();
    take(runtime, &notice(tried, "G-4", GatewayOutcome::Paid)).await.unwrap();
    let late = due(runtime).await;
    change(runtime, late, payments::cancel_payment).await.unwrap();
    take(runtime, &notice(late, "G-5", GatewayOutcome::Paid)).await.unwrap();
    change(runtime, late, |cx, set, one| payments::count_as_fee(cx, set, one, 20_000)).await.unwrap();
    let owed = due(runtime).await;
    take(runtime, &notice(owed, "G-6", GatewayOutcome::Paid)).await.unwrap();
    change(runtime, owed, |cx, set, one| payments::count_as_fee(cx, set, one, 0)).await.unwrap();
    let id = due(runtime).await;
    take_at_counter(runtime, id, 50_000, "0001234").await.unwrap();
    change(runtime, id, payments::ask_refund).await.unwrap();
    change(runtime, id, payments::record_refund).await.unwrap();
    id
}

both_engines!(
    async fn a_changed_column_of_a_payment_is_found(house: &House) {
        let id = lives(&house.runtime).await;
        // Five that were asked for, one that came again, one that was split off.
        assert_eq!(found(house).await, Records { checked: 7, unfixed: 0, faults: Vec::new() });
        let keep = sql!("INSERT INTO kept_payment SELECT * FROM payment");
        house.store().maintain(vec![(keep, Vec::new())]).await.unwrap();
        for (column, other) in columns() {
            let change = made(format!("UPDATE payment SET {column} = {other} WHERE payment_id = $1"));
            assert_eq!(house.store().maintain(vec![(change, params![id])]).await.unwrap(), [1]);
            assert_eq!(found(house).await.faults, [format!("payment {id}: {CHANGED}")], "{column}");
            let back = made(format!(
                "UPDATE payment SET {column} =
                     (SELECT k.{column} FROM kept_payment k WHERE k.payment_id = payment.payment_id)
                 WHERE payment_id = $1"
            ));
            house.store().maintain(vec![(back, params![id])]).await.unwrap();
            assert_eq!(found(house).await.faults, [""; 0], "{column}");
        }
        // When the gateway's list had it is no part of it.
        let stmt = sql!("UPDATE payment SET reconciled_at = 5");
        house.store().maintain(vec![(stmt, Vec::new())]).await.unwrap();
        assert_eq!(found(house).await.faults, [""; 0]);
    },
    &[migrations(), KEPT.to_vec()].concat()
);

both_engines!(
    async fn a_payment_that_is_removed_made_up_or_set_back_is_found(house: &House) {
        let id = due(&house.runtime).await;
        let keep = sql!("INSERT INTO kept_payment SELECT * FROM payment");
        house.store().maintain(vec![(keep, Vec::new())]).await.unwrap();
        change(&house.runtime, id, payments::cancel_payment).await.unwrap();
        assert_eq!(found(house).await.faults, [""; 0]);

        let remove = sql!("DELETE FROM payment");
        house.store().maintain(vec![(remove, Vec::new())]).await.unwrap();
        assert_eq!(found(house).await.faults, [format!("payment {id}: it is gone, its audit rows stand")]);
        // The row as it was before the last act.
        let back = sql!("INSERT INTO payment SELECT * FROM kept_payment");
        house.store().maintain(vec![(back, Vec::new())]).await.unwrap();
        assert_eq!(found(house).await.faults, [format!("payment {id}: {CHANGED}")]);
        let renamed = sql!("UPDATE payment SET payment_id = $1");
        house.store().maintain(vec![(renamed, params![Uuid::from_u128(0xDEAD)])]).await.unwrap();
        let faults = found(house).await.faults;
        assert_eq!(faults.len(), 2, "{faults:?}");
        assert!(faults[0].ends_with("no audit row tells of it"), "{faults:?}");
        assert_eq!(faults[1], format!("payment {id}: it is gone, its audit rows stand"));
    },
    &[migrations(), KEPT.to_vec()].concat()
);

#[test]
fn the_page_lists_every_attempt() {
    let page = include_str!("../../../../../docs/security.md");
    let changed = columns().into_iter().map(|(name, _)| (format!("`payment`: {name} changed"), CHANGED));
    let others = [
        ("`payment`: row set back to an older state".to_owned(), CHANGED),
        ("`payment`: row removed".to_owned(), "it is gone, its audit rows stand"),
        ("`payment`: row made up".to_owned(), "no audit row tells of it"),
    ];
    for (what, answer) in changed.chain(others) {
        let line = format!("| {what} | `{answer}` | none |");
        assert!(page.lines().any(|listed| listed == line), "docs/security.md lacks this line:\n{line}");
    }
}
