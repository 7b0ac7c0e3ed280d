//! What the answers tell browsers to keep, to refuse and to forget, and that nobody is led out of the house.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use axum::response::Response;
use identity::NewCitizen;
use nhatle::config::Config;
use nhatle::house;
use testkit::START;

use crate::common::{Served, config_in, furnish, runtime_at};

/// What every answer carries, pages, faults and files alike.
pub(crate) const HEADERS: [(&str, &str); 6] = [
    ("content-security-policy", "default-src 'none'"),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("permissions-policy", "publickey-credentials-get=(self)"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
];

/// The value of a header; empty without one.
pub(crate) fn value<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn cookies(response: &Response) -> Vec<&str> {
    response.headers().get_all(header::SET_COOKIE).iter().filter_map(|value| value.to_str().ok()).collect()
}

#[test]
fn every_answer_carries_the_headers_and_no_policy_is_loosened() {
    testkit::tokio().block_on(async {
        let served = Served::start().await;
        let pages = [("/", 200), ("/nowhere", 404), ("/my", 303), ("/healthz", 200)];
        for (path, status) in pages.into_iter().chain([("/api/v1/me", 401), ("/api/v1/nowhere", 404)]) {
            let answer = served.ask("anonymous", "GET", path, "").await;
            assert_eq!(answer.status().as_u16(), status, "{path}");
            for (name, begin) in HEADERS {
                assert!(value(&answer, name).starts_with(begin), "{path}: {name} is {:?}", value(&answer, name));
            }
            assert!(!value(&answer, "content-security-policy").contains("unsafe"), "{path}");
            assert_eq!(value(&answer, "strict-transport-security"), "", "plain http asks for nothing it does not have");
        }
    });
}

#[test]
fn over_https_cookies_have_their_prefix_and_transport_stays_strict() {
    testkit::tokio().block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let public_url = Some("https://dichvucong.example.vn".to_owned());
        let config = Config { public_url, https_below: true, ..config_in(folder.path()) };
        let opened = house::open(&config).await.unwrap();
        let runtime = runtime_at(&opened, START, 5);
        let accounts = furnish(&runtime, &opened.data).await;
        let served = Served::of(&opened, &config, runtime, accounts);
        let secret = served.secret("citizen", access::Carrier::Browser).await.unwrap();
        let session = format!("__Host-nl={secret}");
        let get = async |path: &str, cookie: &str| {
            let request = Request::get(path).header(header::COOKIE, cookie).body(Body::empty()).unwrap();
            served.send(request).await
        };
        for path in ["/", "/language/en?next=/", "/my/security/sessions"] {
            let answer = get(path, &session).await;
            assert_ne!(answer.status(), StatusCode::NOT_FOUND, "{path}");
            assert_eq!(value(&answer, "strict-transport-security"), "max-age=63072000; includeSubDomains");
            assert!(!cookies(&answer).is_empty(), "{path}");
            for cookie in cookies(&answer) {
                assert!(cookie.starts_with("__Host-") && cookie.contains("; Path=/;"), "{path}: {cookie}");
                assert!(cookie.contains("; Secure") && cookie.contains("; HttpOnly"), "{path}: {cookie}");
            }
        }
        // The cookie of a plain connection, which anybody on the way could have set, is no session here.
        let plain = get("/my", &format!("nl_session={secret}")).await;
        assert_eq!(plain.status(), StatusCode::SEE_OTHER);
        assert_eq!(get("/my", &session).await.status(), StatusCode::OK);
    });
}

#[test]
fn signing_out_ends_the_session_and_empties_the_browser() {
    testkit::tokio().block_on(async {
        let served = Served::start().await;
        let browser = served.browser("citizen").await;
        let token = browser.token("/my").await;
        let out = browser.post("/sign-out", &format!("csrf={token}"), &[]).await;
        assert_eq!(out.status(), StatusCode::SEE_OTHER);
        assert_eq!(value(&out, "clear-site-data"), "\"cache\", \"storage\"");
        assert!(cookies(&out).iter().any(|cookie| cookie.starts_with("nl_session=;") && cookie.contains("Max-Age=0")));
        // The stolen cookie is worth nothing afterwards.
        assert_eq!(value(&browser.get("/my").await, "location"), "/sign-in?next=%2Fmy");
    });
}

/// Addresses that would lead out of the house, written as they stand in a query or a form.
const OUTSIDE: [&str; 7] = [
    "https%3A%2F%2Fevil.example%2F",
    "%2F%2Fevil.example",
    "%2F%5Cevil.example",
    "%5C%5Cevil.example",
    "%2F%09%2Fevil.example",
    "%2Fx%0D%0ALocation%3A%20https%3A%2F%2Fevil.example",
    "javascript%3Aalert(1)",
];

#[test]
fn nobody_is_led_out_of_the_house() {
    testkit::tokio().block_on(async {
        let served = Served::start().await;
        let citizen = NewCitizen {
            name: "Nguyễn Văn Mẫu".into(),
            identity: "044090123456".into(),
            phone: "0912345678".into(),
            email: String::new(),
            address: String::new(),
            birth_date: String::new(),
            password: "song nhat le".into(),
        };
        identity::add_citizen(&served.runtime, citizen).await.unwrap();
        let is_inside = |answer: &Response| {
            let location = value(answer, "location");
            answer.status() == StatusCode::SEE_OTHER && location.starts_with('/') && !location.contains("evil")
        };
        let nobody = served.browser("anonymous").await;
        let token = nobody.token("/sign-in").await;
        for outside in OUTSIDE {
            for (who, path) in
                [("anonymous", "/language/vi?next="), ("citizen", "/sign-in?next="), ("citizen", "/register?next=")]
            {
                let answer = served.ask(who, "GET", &format!("{path}{outside}"), "").await;
                assert!(is_inside(&answer), "{path}{outside}: {:?}", value(&answer, "location"));
            }
            let form = format!("csrf={token}&login=044090123456&password=song+nhat+le&next={outside}");
            let answer = nobody.post("/sign-in", &form, &[]).await;
            assert!(is_inside(&answer), "{outside}: {:?}", value(&answer, "location"));
        }
    });
}
