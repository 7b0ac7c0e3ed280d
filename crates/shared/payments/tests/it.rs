//! Payments on both engines, and the whole way of one over HTTP.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::sync::Arc;

use access::{Assignments, Carrier, Limits, Sessions};
use async_trait::async_trait;
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use axum::response::Response;
use kernel::{Kind, Timestamp};
use payments::{
    AskRefund, CounterPayment, GatewayOutcome, Method, NewPayment, Notice, RecordRefund, Settings, StartPayment, State,
    Taken, take,
};
use runtime::{Actor, Runtime, Services};
use serde_json::{Value, json};
use store::{Migration, params, sql};
use testkit::{House, both_engines};
use tower::ServiceExt;
use uuid::Uuid;

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
        let turned = take(runtime, &notice(id, "G-4", GatewayOutcome::Paid)).await;
        assert_eq!(turned.unwrap_err().kind(), Kind::Conflict);
        assert_eq!(figure_and_recount(runtime).await, ((0, 0), (0, 0)));
    },
    &migrations()
);

both_engines!(
    async fn a_failed_payment_is_tried_again_and_a_second_one_is_noted(house: &House) {
        let runtime = &house.runtime;
        let id = due(runtime).await;
        runtime.execute(&citizen(), &StartPayment { id }).await.unwrap();
        take(runtime, &notice(id, "G-1", GatewayOutcome::Failed)).await.unwrap();
        assert_eq!(state(runtime, id).await, State::Failed);
        runtime.execute(&citizen(), &StartPayment { id }).await.unwrap();
        take(runtime, &notice(id, "G-2", GatewayOutcome::Paid)).await.unwrap();
        // The person paid in two windows: the money is noted, the payment and the figure stay.
        assert_eq!(take(runtime, &notice(id, "G-3", GatewayOutcome::Paid)).await.unwrap(), Taken::New);
        take(runtime, &notice(id, "G-4", GatewayOutcome::Cancelled)).await.unwrap();
        assert_eq!(state(runtime, id).await, State::Paid);
        assert_eq!(figure_and_recount(runtime).await, ((1, 50_000), (1, 50_000)));
        let stmt = sql!("SELECT COUNT(*) FROM gateway_notice WHERE payment_id = $1");
        assert_eq!(house.store().number(stmt, params![id]).await.unwrap(), 4);
    },
    &migrations()
);

both_engines!(
    async fn refunds_are_asked_for_and_recorded_by_officers_of_the_unit(house: &House) {
        let runtime = &house.runtime;
        let id = due(runtime).await;
        let ours = testkit::officer(Uuid::from_u128(1), &[HOME], &[payments::REFUND]);
        let others = testkit::officer(Uuid::from_u128(2), &[Uuid::from_u128(0x41)], &[payments::REFUND]);
        let reader_only = testkit::officer(Uuid::from_u128(3), &[HOME], &[payments::READ]);
        let asked = |actor: Actor| async move { runtime.execute(&actor, &AskRefund { id }).await };
        assert_eq!(asked(ours.clone()).await.unwrap_err().kind(), Kind::Conflict, "nothing was paid");
        take(runtime, &notice(id, "G-1", GatewayOutcome::Paid)).await.unwrap();
        assert_eq!(asked(others).await.unwrap_err().kind(), Kind::NotFound);
        assert_eq!(asked(reader_only).await.unwrap_err().kind(), Kind::Forbidden);
        assert_eq!(asked(citizen()).await.unwrap_err().kind(), Kind::Forbidden);
        let early = runtime.execute(&ours, &RecordRefund { id }).await;
        assert_eq!(early.unwrap_err().kind(), Kind::Conflict);
        asked(ours.clone()).await.unwrap();
        assert_eq!(state(runtime, id).await, State::RefundAsked);
        runtime.execute(&ours, &RecordRefund { id }).await.unwrap();
        assert_eq!(state(runtime, id).await, State::Refunded);
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
        let officer = testkit::officer(Uuid::from_u128(1), &[HOME], &[payments::REFUND]);
        runtime.execute(&officer, &AskRefund { id }).await.unwrap();
        runtime.execute(&officer, &RecordRefund { id }).await.unwrap();
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
        let actor = Actor::system();
        let payment = payments::payment(&runtime.reader(&actor), id).await.unwrap();
        let cx = runtime.decide_context(&actor);
        let mut set = cx.write(HOME);
        payments::cancel_payment(&cx, &mut set, &payment).unwrap();
        runtime.store().commit(set).await.unwrap();
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

/// Everybody who signs in here is the one citizen.
struct OneCitizen;

#[async_trait]
impl Assignments for OneCitizen {
    async fn actor(&self, _: &Runtime, account: Uuid, _: Timestamp) -> kernel::Result<Option<Actor>> {
        Ok((account == ACCOUNT).then(citizen))
    }
}

/// A program that listens, and a browser in front of it.
struct Served {
    runtime: Runtime,
    router: Router,
    cookies: String,
    token: String,
    settings: Settings,
}

impl Served {
    async fn start(house: &House) -> Self {
        let listener = web::listen("127.0.0.1:0".parse().unwrap()).await.unwrap();
        let base_url = format!("http://{}", listener.local_addr().unwrap());
        let settings = Settings { base_url: base_url.clone(), secret: None, has_sandbox: true };
        let mut services = Services::default();
        services.insert(Arc::new(settings.clone()));
        let runtime = house.with_services(services);
        let sessions = Sessions::new(runtime.clone(), Arc::new(OneCitizen), Limits::default());
        let secret = sessions.begin(ACCOUNT, Carrier::Browser).await.unwrap();
        let token = sessions.begin(ACCOUNT, Carrier::Token).await.unwrap();
        let site = web::Site {
            province: web::Bilingual { vi: "Tỉnh mẫu".into(), en: String::new() },
            hotline: "1900 0000".into(),
            public_url: base_url,
            sample: true,
            trusted_proxies: Vec::new(),
        };
        let modules = web::House::new(vec![payments::module()]);
        let (_, router) = modules.open(runtime.clone(), sessions, site, &[]).unwrap();
        let (serving, routes) = (runtime.clone(), router.clone());
        runtime.spawn(async move { web::serve(listener, routes, &serving).await.unwrap() });
        let cookies = format!("nl_session={secret}; nl_seed=aaaaaaaaaaaaaaaaaaaaaa");
        Self { runtime, router, cookies, token, settings }
    }

    async fn get(&self, path: &str) -> (StatusCode, String) {
        let request = Request::get(path).header(header::COOKIE, &self.cookies).body(Body::empty()).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        (status, text(response).await)
    }

    /// Posts a form like a browser and gives where it leads.
    async fn post(&self, path: &str, form: &str) -> String {
        let request = Request::post(path)
            .header(header::COOKIE, &self.cookies)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(form.to_owned()))
            .unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::SEE_OTHER, "{path}");
        response.headers()[header::LOCATION].to_str().unwrap().to_owned()
    }

    /// Asks the API with the citizen's token.
    async fn api(&self, method: &str, path: &str) -> (StatusCode, Value) {
        let request = Request::builder().method(method).uri(path);
        let request = request.header(header::AUTHORIZATION, format!("Bearer {}", self.token));
        let response = self.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let status = response.status();
        (status, serde_json::from_str(&text(response).await).unwrap())
    }

    async fn hook(&self, body: &str, signature: &str) -> StatusCode {
        let request = Request::post("/hooks/payments").header("x-signature", signature);
        let request = request.body(Body::from(body.to_owned())).unwrap();
        self.router.clone().oneshot(request).await.unwrap().status()
    }
}

async fn text(response: Response) -> String {
    let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn csrf(page: &str) -> String {
    let (_, rest) = page.split_once("name=\"csrf\" value=\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

both_engines!(
    async fn a_person_pays_over_the_gateway_and_the_day_is_compared(house: &House) {
        let served = Served::start(house).await;
        let id = due(&served.runtime).await;
        let (status, page) = served.get(&format!("/payments/{id}")).await;
        assert_eq!(status, StatusCode::OK);
        let form = format!("csrf={}", csrf(&page));
        let to = served.post(&format!("/payments/{id}/start"), &form).await;
        assert_eq!(to, format!("/sandbox/gateway/{id}"));
        assert_eq!(served.get(&to).await.0, StatusCode::OK);
        let back = served.post(&to, &format!("{form}&outcome=paid")).await;
        assert_eq!(back, format!("/payments/{id}/return"));
        // A second press of the button changes nothing.
        assert_eq!(served.post(&to, &format!("{form}&outcome=paid")).await, back);
        let background = payments::module().background;
        while served.runtime.run_once(&background).await {}
        assert_eq!(state(&served.runtime, id).await, State::Paid);
        assert_eq!(settled_jobs(&served.runtime).await, 1);
        let (status, page) = served.get(&back).await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("Đã nộp tiền"), "{page}");

        let day = served.runtime.now().day_number();
        assert!(payments::reconcile_day(&served.runtime, day).await.unwrap().is_empty());
        let actor = Actor::system();
        let payment = payments::payment(&served.runtime.reader(&actor), id).await.unwrap();
        assert_eq!(payment.reconciled_at, Some(served.runtime.now()));
        let again = payments::reconcile_day(&served.runtime, day).await;
        assert_eq!(again.unwrap_err().kind(), Kind::Conflict, "a day is compared once");
        served.runtime.stop();
    },
    &migrations()
);

both_engines!(
    async fn a_machine_begins_a_payment_for_its_person(house: &House) {
        let served = Served::start(house).await;
        let id = due(&served.runtime).await;
        let path = format!("/api/v1/payments/{id}");
        let (status, found) = served.api("GET", &path).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!((&found["state"], &found["amount"]), (&json!("due"), &json!(50_000)));
        let (status, started) = served.api("POST", &format!("{path}/start")).await;
        assert_eq!((status, &started["payment"]["state"]), (StatusCode::OK, &json!("started")));
        let pay_at = started["pay_at"].as_str().unwrap();
        let page = pay_at.strip_prefix(&served.settings.base_url).unwrap();
        assert_eq!(served.get(page).await.0, StatusCode::OK);
        take(&served.runtime, &notice(id, "G-1", GatewayOutcome::Paid)).await.unwrap();
        let (_, paid) = served.api("GET", &path).await;
        assert_eq!((&paid["state"], &paid["transaction"]), (&json!("paid"), &json!("G-1")));
        let (status, again) = served.api("POST", &format!("{path}/start")).await;
        assert_eq!((status, &again["code"]), (StatusCode::CONFLICT, &json!("payments-error-state")));
        for id in ["x".to_owned(), Uuid::from_u128(77).to_string()] {
            for (method, what) in [("GET", ""), ("POST", "/start")] {
                let (status, _) = served.api(method, &format!("/api/v1/payments/{id}{what}")).await;
                assert_eq!(status, StatusCode::NOT_FOUND, "{method} {id}{what}");
            }
        }
        served.runtime.stop();
    },
    &migrations()
);

both_engines!(
    async fn what_only_one_side_knows_is_a_difference(house: &House) {
        let served = Served::start(house).await;
        let id = due(&served.runtime).await;
        take(&served.runtime, &notice(id, "ONLY-HERE", GatewayOutcome::Paid)).await.unwrap();
        let day = served.runtime.now().day_number();
        let differences = payments::reconcile_day(&served.runtime, day).await.unwrap();
        let found: Vec<_> = differences.iter().map(|d| (d.txn.as_str(), d.what.as_str())).collect();
        assert_eq!(found, [("ONLY-HERE", "missing-there")]);
        served.runtime.stop();
    },
    &migrations()
);

both_engines!(
    async fn what_was_paid_at_a_counter_is_not_missed_at_the_gateway(house: &House) {
        let served = Served::start(house).await;
        let (taken, twice) = (due(&served.runtime).await, due(&served.runtime).await);
        take_at_counter(&served.runtime, taken, 50_000, "0001").await.unwrap();
        take_at_counter(&served.runtime, twice, 50_000, "0002").await.unwrap();
        // The person of the second one had paid at the gateway too: the money is noted, and has to be given back.
        take(&served.runtime, &notice(twice, "G-1", GatewayOutcome::Paid)).await.unwrap();
        let day = served.runtime.now().day_number();
        let differences = payments::reconcile_day(&served.runtime, day).await.unwrap();
        let found: Vec<_> = differences.iter().map(|d| (d.txn.as_str(), d.what.as_str())).collect();
        assert_eq!(found, [("G-1", "missing-there")], "the sandbox did not send this notice");
        let actor = Actor::system();
        for id in [taken, twice] {
            let payment = payments::payment(&served.runtime.reader(&actor), id).await.unwrap();
            assert_eq!((payment.method, payment.reconciled_at), (Some(Method::Cash), None));
        }
        assert_eq!(figure_and_recount(&served.runtime).await, ((2, 100_000), (2, 100_000)));
        served.runtime.stop();
    },
    &migrations()
);

both_engines!(
    async fn the_hook_believes_only_signed_notices(house: &House) {
        let served = Served::start(house).await;
        let id = due(&served.runtime).await;
        let vault = served.runtime.vault();
        let body = serde_json::to_string(&notice(id, "G-1", GatewayOutcome::Paid)).unwrap();
        let good = served.settings.sign(vault, body.as_bytes());
        let changed = body.replace("50000", "50001");
        for (body, signature) in [(&body, ""), (&body, "00"), (&changed, good.as_str())] {
            assert_eq!(served.hook(body, signature).await, StatusCode::FORBIDDEN);
        }
        assert_eq!(state(&served.runtime, id).await, State::Due);
        let garbage = served.settings.sign(vault, b"{}");
        assert_eq!(served.hook("{}", &garbage).await, StatusCode::BAD_REQUEST);
        let signed = served.settings.sign(vault, changed.as_bytes());
        assert_eq!(served.hook(&changed, &signed).await, StatusCode::CONFLICT);
        assert_eq!(served.hook(&body, &good).await, StatusCode::OK);
        assert_eq!(served.hook(&body, &good).await, StatusCode::OK);
        assert_eq!(state(&served.runtime, id).await, State::Paid);
        // The gateway's list is for the holder of the secret only.
        assert_eq!(served.get("/sandbox/gateway/transactions?day=2024-12-10").await.0, StatusCode::FORBIDDEN);
        served.runtime.stop();
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
