//! Payments on both engines, and the whole way of one over HTTP.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use kernel::Kind;
use payments::{
    CounterPayment, Excess, GatewayOutcome, Method, NewPayment, Notice, Payment, StartPayment, State, Taken, take,
};
use runtime::{Actor, Decide, Runtime};
use store::{Migration, WriteSet, params, sql};
use testkit::both_engines;
use uuid::Uuid;

#[path = "it/excess.rs"]
mod excess;
#[path = "it/records.rs"]
mod records;
#[path = "it/served.rs"]
mod served;

const ACCOUNT: Uuid = Uuid::from_u128(0xAC);
const HOME: Uuid = Uuid::from_u128(0x40);
const DOSSIER: Uuid = Uuid::from_u128(0xD0);

fn migrations() -> Vec<Migration> {
    [access::MIGRATIONS, payments::MIGRATIONS].concat()
}

fn citizen() -> Actor {
    Actor::citizen(ACCOUNT, "Nguyễn Văn Mẫu")
}

/// A payment of 50.000 đồng that is due.
async fn due(runtime: &Runtime) -> Uuid {
    due_in(runtime, HOME).await
}

async fn due_in(runtime: &Runtime, home: Uuid) -> Uuid {
    let actor = citizen();
    let cx = runtime.decide_context(&actor);
    let mut set = cx.write(home);
    let new = NewPayment { dossier: DOSSIER, account: Some(ACCOUNT), amount: 50_000, purpose: "T-1".into(), home };
    let id = payments::draft_payment(&cx, &mut set, &new).unwrap();
    runtime.store().commit(set).await.unwrap();
    id
}

/// Money of a payment that is taken at a counter, as a domain's command writes it.
async fn take_at_counter(runtime: &Runtime, id: Uuid, amount: i64, receipt: &str) -> kernel::Result<()> {
    let actor = testkit::officer(Uuid::from_u128(9), &[HOME], &[payments::TAKE]);
    let payment = payments::payment(&runtime.reader(&actor), id).await?;
    let cx = runtime.decide_context(&actor);
    let mut set = cx.write(payment.home);
    let paid = CounterPayment { method: Method::Cash, amount, receipt: receipt.into() };
    payments::settle_at_counter(&cx, &mut set, &payment, &paid)?;
    runtime.store().commit(set).await?;
    Ok(())
}

fn notice(payment: Uuid, txn: &str, outcome: GatewayOutcome) -> Notice {
    Notice { txn: txn.into(), payment, amount: 50_000, outcome, at: testkit::START.0 }
}

async fn state(runtime: &Runtime, id: Uuid) -> State {
    let actor = Actor::system();
    payments::payment(&runtime.reader(&actor), id).await.unwrap().state
}

async fn settled_jobs(runtime: &Runtime) -> i64 {
    let stmt = sql!("SELECT COUNT(*) FROM job WHERE kind = 'payments.settled'");
    runtime.store().number(stmt, Vec::new()).await.unwrap()
}

/// The figure of payments received, and what the records say it must be.
async fn figure_and_recount(runtime: &Runtime) -> ((i64, i64), (i64, i64)) {
    let actor = Actor::system();
    let reader = runtime.reader(&actor);
    let day = runtime.now().day_number();
    let sums = reader.figure(payments::FIGURE_PAID, day, day).await.unwrap();
    let figure = sums.iter().fold((0, 0), |(num, den), sum| (num + sum.num, den + sum.den));
    let counted = payments::recount_paid(&reader, day, day).await.unwrap();
    (figure, counted.iter().fold((0, 0), |(count, all), (_, _, n, sum)| (count + n, all + sum)))
}

both_engines!(
    async fn a_payment_is_made_once_however_often_it_is_told(house: &House) {
        let runtime = &house.runtime;
        let id = due(runtime).await;
        assert_eq!(state(runtime, id).await, State::Due);
        runtime.execute(&citizen(), &StartPayment { id }).await.unwrap();
        assert_eq!(state(runtime, id).await, State::Started);
        let told = notice(id, "G-1", GatewayOutcome::Paid);
        assert_eq!(take(runtime, &told).await.unwrap(), Taken::New);
        for _ in 0..3 {
            assert_eq!(take(runtime, &told).await.unwrap(), Taken::Known);
        }
        let actor = Actor::system();
        let found = payments::of_dossier(&runtime.reader(&actor), DOSSIER).await.unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].state, found[0].gateway_txn.as_deref()), (State::Paid, Some("G-1")));
        assert!(found[0].is_settled() && found[0].paid_at == Some(runtime.now()));
        assert_eq!(settled_jobs(runtime).await, 1);
        assert_eq!(figure_and_recount(runtime).await, ((1, 50_000), (1, 50_000)));
        // It cannot be paid again.
        let error = runtime.execute(&citizen(), &StartPayment { id }).await.unwrap_err();
        assert_eq!(error.kind(), Kind::Conflict);
        assert!(house.store().verify(|_, _| {}).await.unwrap().faults.is_empty());
    },
    &migrations()
);

both_engines!(
    async fn the_same_notice_from_many_sides_at_once_counts_once(house: &House) {
        let runtime = &house.runtime;
        let id = due(runtime).await;
        let told = notice(id, "G-1", GatewayOutcome::Paid);
        let results = futures::future::join_all((0..16).map(|_| take(runtime, &told))).await;
        let new = results.iter().filter(|result| matches!(result, Ok(Taken::New))).count();
        assert!(results.iter().all(Result::is_ok), "{results:?}");
        assert_eq!(new, 1);
        assert_eq!(figure_and_recount(runtime).await, ((1, 50_000), (1, 50_000)));
        assert_eq!(settled_jobs(runtime).await, 1);
    },
    &migrations()
);

both_engines!(
    async fn notices_that_contradict_what_is_known_are_refused(house: &House) {
        let runtime = &house.runtime;
        let id = due(runtime).await;
        let wrong_amount = Notice { amount: 49_999, ..notice(id, "G-1", GatewayOutcome::Paid) };
        let nobodys = notice(Uuid::from_u128(77), "G-2", GatewayOutcome::Paid);
        let nameless = notice(id, "", GatewayOutcome::Paid);
        let nothing = Notice { amount: 0, ..notice(id, "G-3", GatewayOutcome::Paid) };
        for (told, kind) in [
            (wrong_amount, Kind::Conflict),
            (nobodys, Kind::NotFound),
            (nameless, Kind::Invalid),
            (nothing, Kind::Invalid),
        ] {
            assert_eq!(take(runtime, &told).await.unwrap_err().kind(), kind, "{told:?}");
        }
        assert_eq!(state(runtime, id).await, State::Due);
        take(runtime, &notice(id, "G-4", GatewayOutcome::Cancelled)).await.unwrap();
        let turned = notice(id, "G-4", GatewayOutcome::Paid);
        let dearer = Notice { amount: 50_001, ..notice(id, "G-4", GatewayOutcome::Cancelled) };
        for told in [turned, dearer] {
            assert_eq!(take(runtime, &told).await.unwrap_err().kind(), Kind::Conflict, "{told:?}");
        }
        assert_eq!(figure_and_recount(runtime).await, ((0, 0), (0, 0)));
        take(runtime, &notice(id, "G-5", GatewayOutcome::Paid)).await.unwrap();
        let cheaper = Notice { amount: 1, ..notice(id, "G-5", GatewayOutcome::Paid) };
        assert_eq!(take(runtime, &cheaper).await.unwrap_err().kind(), Kind::Conflict);
        assert_eq!(figure_and_recount(runtime).await, ((1, 50_000), (1, 50_000)));
    },
    &migrations()
);

both_engines!(
    async fn a_failed_payment_is_tried_again_and_a_second_one_is_owed_back(house: &House) {
        let runtime = &house.runtime;
        let id = due(runtime).await;
        runtime.execute(&citizen(), &StartPayment { id }).await.unwrap();
        take(runtime, &notice(id, "G-1", GatewayOutcome::Failed)).await.unwrap();
        assert_eq!(state(runtime, id).await, State::Failed);
        runtime.execute(&citizen(), &StartPayment { id }).await.unwrap();
        take(runtime, &notice(id, "G-2", GatewayOutcome::Paid)).await.unwrap();
        // The person paid in two windows: the payment stays, the money waits to be given back and counts as received.
        assert_eq!(take(runtime, &notice(id, "G-3", GatewayOutcome::Paid)).await.unwrap(), Taken::New);
        take(runtime, &notice(id, "G-4", GatewayOutcome::Cancelled)).await.unwrap();
        assert_eq!(state(runtime, id).await, State::Paid);
        let actor = Actor::system();
        let found = payments::of_dossier(&runtime.reader(&actor), DOSSIER).await.unwrap();
        let again = found.iter().find(|payment| payment.id != id).unwrap();
        assert_eq!((found.len(), again.state, again.amount), (2, State::RefundAsked, 50_000));
        assert_eq!((again.excess, again.excess_of), (Some(Excess::Again), Some(id)));
        assert_eq!((again.gateway_txn.as_deref(), again.is_news()), (Some("G-3"), true));
        assert_eq!(settled_jobs(runtime).await, 2, "the domain that asked is told of both");
        assert_eq!(figure_and_recount(runtime).await, ((2, 100_000), (2, 100_000)));
        let stmt = sql!("SELECT COUNT(*) FROM gateway_notice WHERE payment_id = $1");
        assert_eq!(house.store().number(stmt, params![id]).await.unwrap(), 4);
    },
    &migrations()
);

/// One change of a payment, as a domain's command writes it.
async fn change(
    runtime: &Runtime,
    id: Uuid,
    step: impl Fn(&Decide<'_>, &mut WriteSet, &Payment) -> kernel::Result<()>,
) -> kernel::Result<()> {
    let actor = testkit::officer(Uuid::from_u128(1), &[HOME], &[payments::REFUND]);
    let payment = payments::payment(&runtime.reader(&actor), id).await?;
    let cx = runtime.decide_context(&actor);
    let mut set = cx.write(payment.home);
    step(&cx, &mut set, &payment)?;
    runtime.store().commit(set).await?;
    Ok(())
}

both_engines!(
    async fn a_refund_is_asked_for_and_then_recorded(house: &House) {
        let runtime = &house.runtime;
        let id = due(runtime).await;
        let early = change(runtime, id, payments::ask_refund).await.unwrap_err();
        assert_eq!(early.kind(), Kind::Conflict, "nothing was paid");
        take(runtime, &notice(id, "G-1", GatewayOutcome::Paid)).await.unwrap();
        assert_eq!(change(runtime, id, payments::record_refund).await.unwrap_err().kind(), Kind::Conflict);
        change(runtime, id, payments::ask_refund).await.unwrap();
        assert_eq!(state(runtime, id).await, State::RefundAsked);
        assert_eq!(change(runtime, id, payments::ask_refund).await.unwrap_err().kind(), Kind::Conflict);
        change(runtime, id, payments::record_refund).await.unwrap();
        assert_eq!(state(runtime, id).await, State::Refunded);
        let stmt = sql!("SELECT COUNT(*) FROM audit WHERE action IN ('payments.ask-refund', 'payments.record-refund')");
        assert_eq!(house.store().number(stmt, Vec::new()).await.unwrap(), 2);
    },
    &migrations()
);

both_engines!(
    async fn money_taken_at_a_counter_counts_once_and_settles_no_second_time(house: &House) {
        let runtime = &house.runtime;
        let id = due(runtime).await;
        let error = take_at_counter(runtime, id, 49_999, "Nguyễn Văn Mẫu").await.unwrap_err();
        let named: Vec<&str> = error.fields().iter().map(|field| &*field.field).collect();
        assert_eq!(named, ["amount", "receipt"]);
        assert_eq!(state(runtime, id).await, State::Due);
        // Also when the person was on the way to the gateway.
        runtime.execute(&citizen(), &StartPayment { id }).await.unwrap();
        take_at_counter(runtime, id, 50_000, " aa/24e  0001234").await.unwrap();
        let actor = Actor::system();
        let paid = payments::payment(&runtime.reader(&actor), id).await.unwrap();
        assert_eq!((paid.state, paid.method, paid.paid_at), (State::Paid, Some(Method::Cash), Some(runtime.now())));
        assert_eq!((paid.receipt.as_deref(), paid.gateway_txn.as_deref()), (Some("AA/24E 0001234"), None));
        let found = payments::of_receipt(&runtime.reader(&actor), HOME, "AA/24E 0001234").await.unwrap();
        assert_eq!(found, Some(paid));
        assert_eq!(figure_and_recount(runtime).await, ((1, 50_000), (1, 50_000)));
        assert_eq!(settled_jobs(runtime).await, 0, "the domain settles in the same commit");
        let again = take_at_counter(runtime, id, 50_000, "AA/24E 0001235").await.unwrap_err();
        assert_eq!(again.kind(), Kind::Conflict);
        assert_eq!(figure_and_recount(runtime).await, ((1, 50_000), (1, 50_000)));
        let stmt = sql!("SELECT COUNT(*) FROM audit WHERE action = 'payments.pay-at-counter'");
        assert_eq!(house.store().number(stmt, Vec::new()).await.unwrap(), 1);
        // What somebody typed stands with the payment, never in the chain.
        let stmt = sql!("SELECT COUNT(*) FROM audit WHERE payload LIKE '%24E 0001234%'");
        assert_eq!(house.store().number(stmt, Vec::new()).await.unwrap(), 0);
        assert!(house.store().verify(|_, _| {}).await.unwrap().faults.is_empty());
    },
    &migrations()
);

both_engines!(
    async fn a_receipt_counts_once_in_an_agency(house: &House) {
        let runtime = &house.runtime;
        let (first, second) = (due(runtime).await, due(runtime).await);
        let elsewhere = due_in(runtime, Uuid::from_u128(0x41)).await;
        take_at_counter(runtime, first, 50_000, "0001234").await.unwrap();
        let error = take_at_counter(runtime, second, 50_000, "0001234").await.unwrap_err();
        assert_eq!(error.kind(), Kind::Conflict);
        assert_eq!(state(runtime, second).await, State::Due);
        take_at_counter(runtime, elsewhere, 50_000, "0001234").await.unwrap();
    },
    &migrations()
);

both_engines!(
    async fn a_payment_of_the_counter_is_given_back_like_any_other(house: &House) {
        let runtime = &house.runtime;
        let id = due(runtime).await;
        take_at_counter(runtime, id, 50_000, "0001234").await.unwrap();
        change(runtime, id, payments::ask_refund).await.unwrap();
        change(runtime, id, payments::record_refund).await.unwrap();
        assert_eq!(state(runtime, id).await, State::Refunded);
        // The receipt stays with it: nobody can hand it in again.
        let other = due(runtime).await;
        assert_eq!(take_at_counter(runtime, other, 50_000, "0001234").await.unwrap_err().kind(), Kind::Conflict);
    },
    &migrations()
);

both_engines!(
    async fn a_payment_that_is_let_go_cannot_be_started(house: &House) {
        let runtime = &house.runtime;
        let id = due(runtime).await;
        change(runtime, id, payments::cancel_payment).await.unwrap();
        assert_eq!(state(runtime, id).await, State::Cancelled);
        let error = runtime.execute(&citizen(), &StartPayment { id }).await.unwrap_err();
        assert_eq!(error.kind(), Kind::Conflict);
        let stranger = Actor::citizen(Uuid::from_u128(5), "Trần Thị Ví Dụ");
        let error = runtime.execute(&stranger, &StartPayment { id }).await.unwrap_err();
        assert_eq!(error.kind(), Kind::NotFound);
    },
    &migrations()
);

both_engines!(
    async fn every_statement_fits_the_schema(house: &House) {
        let source = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let faults = testkit::prepare_all(house, &source).await;
        assert!(faults.is_empty(), "{faults:#?}");
    },
    &migrations()
);

#[test]
fn every_template_shows_every_sample() {
    let house = web::House::new(vec![payments::module()]);
    let renderer = house.renderer().unwrap();
    for sample in &house.samples {
        for locale in web::Locale::ALL {
            let html = renderer.sample(sample, locale).unwrap();
            assert!(!html.contains('⟦'), "{} {}: a message is missing", sample.template, sample.case);
        }
    }
}
