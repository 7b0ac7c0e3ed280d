//! The whole way of a payment over HTTP, with the sandbox's gateway on the other side.

use std::sync::Arc;

use access::{Assignments, Carrier, Limits, Sessions};
use async_trait::async_trait;
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use axum::response::Response;
use kernel::Timestamp;
use kernel::time::{DAY, HOUR};
use payments::{GatewayOutcome, Method, SandboxAct, Settings, StartPayment, State, reconcile_open_days, take};
use runtime::{Actor, Runtime, Services};
use serde_json::{Value, json};
use store::{params, sql};
use testkit::{House, both_engines};
use tower::ServiceExt;
use uuid::Uuid;

use crate::{
    ACCOUNT, change, citizen, due, figure_and_recount, migrations, notice, settled_jobs, state, take_at_counter,
};

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
        runtime.spawn(async move { web::serve(listener, routes, &serving, web::Side::All).await.unwrap() });
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

    /// A payment that its person makes on the gateway's page; the notice is on its way.
    async fn pay(&self) -> Uuid {
        let id = due(&self.runtime).await;
        self.runtime.execute(&citizen(), &StartPayment { id }).await.unwrap();
        let press = SandboxAct { payment: id, outcome: GatewayOutcome::Paid };
        self.runtime.execute(&citizen(), &press).await.unwrap();
        id
    }

    /// Delivers what is on its way.
    async fn deliver(&self) {
        let background = payments::module().background;
        while self.runtime.run_once(&background).await {}
    }

    /// Whether a payment was found on the gateway's list.
    async fn is_found(&self, id: Uuid) -> bool {
        let actor = Actor::system();
        payments::payment(&self.runtime.reader(&actor), id).await.unwrap().reconciled_at.is_some()
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

async fn audited(served: &Served, action: &'static str) -> i64 {
    let stmt = sql!("SELECT COUNT(*) FROM audit WHERE action = $1");
    served.runtime.store().number(stmt, params![action]).await.unwrap()
}

/// The days that were compared, as the days after the first, each with what differs.
async fn compared(served: &Served, first: i64) -> Vec<(i64, String)> {
    let stmt = sql!("SELECT day, differences FROM reconciliation ORDER BY day");
    let rows = served.runtime.store().all(stmt, Vec::new(), |row| Ok((row.get::<i64>(0)?, row.get::<String>(1)?)));
    rows.await.unwrap().into_iter().map(|(day, differences)| (day - first, differences)).collect()
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
        served.deliver().await;
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
        assert!(payments::reconcile_day(&served.runtime, day).await.unwrap().is_empty());
        assert_eq!(audited(&served, "payments.close-day").await, 1, "nothing changed");
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
        // The person of the second one had paid at the gateway too: the money has to be given back.
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
        assert_eq!(figure_and_recount(&served.runtime).await, ((3, 150_000), (3, 150_000)));
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

both_engines!(
    async fn days_on_which_nobody_compared_are_compared_later(house: &House) {
        let served = Served::start(house).await;
        let first = served.runtime.now().day_number();
        let id = served.pay().await;
        served.deliver().await;
        house.clock.advance(5 * DAY);
        reconcile_open_days(&served.runtime).await.unwrap();
        let equal = |day: i64| (day, "[]".to_owned());
        assert_eq!(compared(&served, first).await, (0..5).map(equal).collect::<Vec<_>>());
        assert!(served.is_found(id).await);
        // Only the newest is compared once more, a day later.
        let before = audited(&served, "payments.close-day").await;
        reconcile_open_days(&served.runtime).await.unwrap();
        assert_eq!(audited(&served, "payments.close-day").await, before);
        house.clock.advance(DAY);
        for _ in 0..2 {
            reconcile_open_days(&served.runtime).await.unwrap();
            assert_eq!(audited(&served, "payments.close-day").await, before + 2, "the last day again, and a new one");
        }
        served.runtime.stop();
    },
    &migrations()
);

both_engines!(
    async fn a_notice_that_comes_after_midnight_closes_its_day(house: &House) {
        let served = Served::start(house).await;
        let first = served.runtime.now().day_number();
        let id = served.pay().await;
        house.clock.advance(DAY);
        reconcile_open_days(&served.runtime).await.unwrap();
        let days = compared(&served, first).await;
        assert!(days.len() == 1 && days[0].1.contains("missing-here"), "{days:?}");
        served.deliver().await;
        assert!(!served.is_found(id).await);
        house.clock.advance(HOUR);
        reconcile_open_days(&served.runtime).await.unwrap();
        assert_eq!(compared(&served, first).await, [(0, "[]".to_owned())]);
        assert!(served.is_found(id).await);

        // The same for a day that was equal when it was compared: neither side knew of it yet.
        let other = due(&served.runtime).await;
        let told = notice(other, "G-1", GatewayOutcome::Paid);
        house.clock.advance(DAY);
        reconcile_open_days(&served.runtime).await.unwrap();
        take(&served.runtime, &told).await.unwrap();
        reconcile_open_days(&served.runtime).await.unwrap();
        let days = compared(&served, first).await;
        assert!(days[0].1.contains("missing-there"), "the sandbox did not send it: {days:?}");
        served.runtime.stop();
    },
    &migrations()
);

both_engines!(
    async fn what_went_back_is_on_both_lists(house: &House) {
        let served = Served::start(house).await;
        let runtime = &served.runtime;
        let id = served.pay().await;
        served.deliver().await;
        change(runtime, id, |cx, set, one| payments::count_as_fee(cx, set, one, 20_000)).await.unwrap();
        let actor = Actor::system();
        let asked = payments::of_dossier(&runtime.reader(&actor), crate::DOSSIER).await.unwrap();
        let over = asked.iter().find(|payment| payment.id != id).unwrap().id;
        change(runtime, over, payments::record_refund).await.unwrap();
        let day = runtime.now().day_number();
        let kinds = async || {
            let differences = payments::reconcile_day(runtime, day).await.unwrap();
            differences.into_iter().map(|d| (d.what, d.ours, d.theirs)).collect::<Vec<_>>()
        };
        assert_eq!(kinds().await, [("refund-missing-there".to_owned(), 30_000, 0)], "the order is on its way");
        served.deliver().await;
        change(runtime, id, payments::ask_refund).await.unwrap();
        change(runtime, id, payments::record_refund).await.unwrap();
        served.deliver().await;
        assert!(kinds().await.is_empty());
        let stmt =
            sql!("SELECT our_refunds, our_refunded, their_refunds, their_refunded FROM reconciliation WHERE day = $1");
        let row = runtime.store().opt(stmt, params![day], |row| {
            Ok([row.get::<i64>(0)?, row.get::<i64>(1)?, row.get::<i64>(2)?, row.get::<i64>(3)?])
        });
        assert_eq!(row.await.unwrap(), Some([2, 50_000, 2, 50_000]));

        // What the gateway never took it cannot give back.
        let other = due(runtime).await;
        take(runtime, &notice(other, "ONLY-HERE", GatewayOutcome::Paid)).await.unwrap();
        change(runtime, other, payments::ask_refund).await.unwrap();
        change(runtime, other, payments::record_refund).await.unwrap();
        served.deliver().await;
        let found = kinds().await;
        let named: Vec<&str> = found.iter().map(|(what, ..)| what.as_str()).collect();
        assert_eq!(named, ["missing-there", "refund-missing-there"]);
        served.runtime.stop();
    },
    &migrations()
);
