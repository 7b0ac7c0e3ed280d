//! Money that nobody asked for: owed back from the moment it is there, counted as received, given back once.

use kernel::Kind;
use payments::{Excess, GatewayOutcome, Payment, State, Taken, take};
use runtime::{Actor, Runtime};
use store::sql;
use testkit::both_engines;
use uuid::Uuid;

use crate::{DOSSIER, change, due, figure_and_recount, migrations, notice, settled_jobs, state, take_at_counter};

/// A payment, then what was split off it or came beside it.
async fn with_excess(runtime: &Runtime, id: Uuid) -> Vec<Payment> {
    let actor = Actor::system();
    let found = payments::of_dossier(&runtime.reader(&actor), DOSSIER).await.unwrap();
    let mut found: Vec<Payment> =
        found.into_iter().filter(|payment| payment.id == id || payment.excess_of == Some(id)).collect();
    found.sort_by_key(|payment| payment.id != id);
    found
}

/// A payment whose money came after it was let go.
async fn paid_late(runtime: &Runtime, txn: &str) -> Uuid {
    let id = due(runtime).await;
    change(runtime, id, payments::cancel_payment).await.unwrap();
    take(runtime, &notice(id, txn, GatewayOutcome::Paid)).await.unwrap();
    id
}

both_engines!(
    async fn money_for_a_payment_that_was_let_go_is_given_back_once(house: &House) {
        let runtime = &house.runtime;
        let id = paid_late(runtime, "G-1").await;
        assert_eq!(take(runtime, &notice(id, "G-1", GatewayOutcome::Paid)).await.unwrap(), Taken::Known);
        let late = with_excess(runtime, id).await.remove(0);
        assert_eq!((late.state, late.excess, late.is_news()), (State::RefundAsked, Some(Excess::Late), true));
        assert_eq!((late.paid_at, late.gateway_txn.as_deref()), (Some(runtime.now()), Some("G-1")));
        assert_eq!((settled_jobs(runtime).await, figure_and_recount(runtime).await), (1, ((1, 50_000), (1, 50_000))));

        change(runtime, id, payments::record_refund).await.unwrap();
        for step in [payments::record_refund, payments::ask_refund, payments::cancel_payment] {
            assert_eq!(change(runtime, id, step).await.unwrap_err().kind(), Kind::Conflict);
        }
        let back = with_excess(runtime, id).await.remove(0);
        assert_eq!((back.state, back.refunded_at, back.is_news()), (State::Refunded, Some(runtime.now()), false));
        assert_eq!(figure_and_recount(runtime).await, ((1, 50_000), (1, 50_000)), "it was received all the same");
        assert!(house.store().verify(|_, _| {}).await.unwrap().faults.is_empty());
    },
    &migrations()
);

both_engines!(
    async fn what_is_more_than_the_fee_is_owed_back(house: &House) {
        let runtime = &house.runtime;
        let fee = |amount: i64| (State::Paid, amount, None);
        let over = |amount: i64, why: Excess| (State::RefundAsked, amount, Some(why));
        for (number, (is_late, counted, expected)) in [
            (true, 50_000, vec![fee(50_000)]),
            (true, 20_000, vec![fee(20_000), over(30_000, Excess::Over)]),
            (true, 0, vec![over(50_000, Excess::Late)]),
            (false, 50_000, vec![fee(50_000)]),
            (false, 20_000, vec![fee(20_000), over(30_000, Excess::Over)]),
            (false, 0, vec![over(50_000, Excess::Over)]),
        ]
        .into_iter()
        .enumerate()
        {
            let txn = format!("G-{number}");
            let id = if is_late { paid_late(runtime, &txn).await } else { due(runtime).await };
            if !is_late {
                take(runtime, &notice(id, &txn, GatewayOutcome::Paid)).await.unwrap();
            }
            let received = figure_and_recount(runtime).await;
            let count =
                |amount: i64| change(runtime, id, move |cx, set, one| payments::count_as_fee(cx, set, one, amount));
            for wrong in [-1, 50_001] {
                assert_eq!(count(wrong).await.unwrap_err().kind(), Kind::Internal, "{wrong}");
            }
            count(counted).await.unwrap();
            let found = with_excess(runtime, id).await;
            let shown: Vec<(State, i64, Option<Excess>)> =
                found.iter().map(|payment| (payment.state, payment.amount, payment.excess)).collect();
            assert_eq!(shown, expected, "late {is_late}, {counted}");
            assert!(found.iter().all(|payment| !payment.is_news() && payment.paid_at.is_some()), "{found:?}");
            assert_eq!(figure_and_recount(runtime).await, received, "nothing new was received");
            // The gateway was told the whole amount: money that comes once more is of that amount.
            assert_eq!(found[0].asked(), 50_000);
            take(runtime, &notice(id, &format!("{txn}-AGAIN"), GatewayOutcome::Paid)).await.unwrap();
            let (figure, recounted) = figure_and_recount(runtime).await;
            assert_eq!((figure, figure.1), (recounted, received.0.1 + 50_000));
        }
    },
    &migrations()
);

both_engines!(
    async fn what_nobody_paid_or_what_is_given_back_is_no_fee(house: &House) {
        let runtime = &house.runtime;
        let id = due(runtime).await;
        let count = || change(runtime, id, |cx, set, one| payments::count_as_fee(cx, set, one, 50_000));
        assert_eq!(count().await.unwrap_err().kind(), Kind::Conflict, "nothing was paid");
        take_at_counter(runtime, id, 50_000, "0001234").await.unwrap();
        count().await.unwrap();
        change(runtime, id, payments::ask_refund).await.unwrap();
        assert_eq!(count().await.unwrap_err().kind(), Kind::Conflict, "an officer gives it back");
        change(runtime, id, payments::record_refund).await.unwrap();
        assert_eq!(count().await.unwrap_err().kind(), Kind::Conflict);
        assert_eq!(state(runtime, id).await, State::Refunded);
        // Of a counter the gateway knows nothing.
        let stmt = sql!("SELECT COUNT(*) FROM job WHERE kind = 'payments.gateway-refund'");
        assert_eq!(house.store().number(stmt, Vec::new()).await.unwrap(), 0);
    },
    &migrations()
);
