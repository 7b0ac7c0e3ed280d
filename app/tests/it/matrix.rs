//! Who may ask for what: the reviewed list, and every role tried on every route of the running router.

use axum::http::{StatusCode, header};
use axum::response::Response;
use nhatle::house;
use runtime::{Actor, ActorKind};
use web::{Guard, Locale, RouteInfo};

use crate::common::{ROLES, Served, root, text};

/// What a guard says to somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    /// Sign in first.
    SignIn,
    /// A token is needed.
    Unauthorised,
    /// There is no such page for citizens.
    Hidden,
    /// An officer lacks the right.
    Forbidden,
    /// The handler answers, whatever it says.
    Passed,
}

#[test]
fn the_committed_matrix_is_what_the_program_says() {
    let committed = std::fs::read_to_string(root().join("docs").join("permission-matrix.txt")).unwrap_or_default();
    let old: Vec<&str> = committed.lines().collect();
    let made = house::matrix();
    let new: Vec<&String> = made.iter().filter(|line| !old.contains(&line.as_str())).collect();
    let gone: Vec<&&str> = old.iter().filter(|line| !made.iter().any(|made| made == *line)).collect();
    assert!(
        new.is_empty() && gone.is_empty() && old.len() == made.len(),
        "docs/permission-matrix.txt is not what the program says.\nnew: {new:#?}\ngone: {gone:#?}\n\
         Review who may ask for what, then write it: cargo run -q -p nhatle -- routes > docs/permission-matrix.txt"
    );
}

#[test]
fn no_route_is_there_twice() {
    let mut seen = Vec::new();
    for route in house::house().routes {
        assert!(!seen.contains(&(route.method, route.path)), "{} {}", route.method.text(), route.path);
        seen.push((route.method, route.path));
    }
}

/// A path of a route whose things do not exist.
fn filled(path: &str) -> String {
    let part = |part: &str| match part {
        "{code}" => "9.999999".to_owned(),
        "{page}" | "{form}" | "{paper}" | "{act}" | "{*path}" => "x".to_owned(),
        _ if part.starts_with('{') => "018f0000-0000-7000-8000-0000000000ff".to_owned(),
        _ => part.to_owned(),
    };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

/// What the guard of a route must say.
fn expected(route: &RouteInfo, actor: &Actor) -> Verdict {
    match (route.guard.admits(actor), actor.kind) {
        (true, _) => Verdict::Passed,
        (false, ActorKind::Anonymous) if route.path.starts_with("/api/") => Verdict::Unauthorised,
        (false, ActorKind::Anonymous) => Verdict::SignIn,
        (false, ActorKind::Officer) => Verdict::Forbidden,
        (false, _) => Verdict::Hidden,
    }
}

/// What the router said. A hidden page and a thing that does not exist look alike, and must.
async fn observed(served: &Served, response: Response, wanted: Verdict) -> Verdict {
    let location = response.headers().get(header::LOCATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if response.status().is_redirection() && location.starts_with("/sign-in") {
        return Verdict::SignIn;
    }
    match response.status() {
        StatusCode::UNAUTHORIZED => Verdict::Unauthorised,
        StatusCode::NOT_FOUND if wanted == Verdict::Hidden => Verdict::Hidden,
        // Other refusals, such as a missing form token, come from behind the guard.
        StatusCode::FORBIDDEN => {
            let sentence = served.app.words().get(Locale::Vi, "error-forbidden").into_owned();
            if text(response).await.contains(&sentence) { Verdict::Forbidden } else { Verdict::Passed }
        }
        _ => Verdict::Passed,
    }
}

#[test]
fn every_role_meets_every_guard() {
    testkit::tokio().block_on(async {
        let served = Served::start().await;
        let routes = house::house().routes;
        assert!(routes.len() > 50, "{}", routes.len());
        let mut faults = Vec::new();
        let mut met = Vec::new();
        for who in ROLES {
            let actor = served.actor(who).await;
            for route in &routes {
                let wanted = expected(route, &actor);
                let response = served.ask(who, route.method.text(), &filled(route.path), "").await;
                let status = response.status();
                let found = observed(&served, response, wanted).await;
                if found != wanted {
                    let line = format!("{} {}", route.method.text(), route.path);
                    faults.push(format!("{who} at {line}: {found:?} ({status}), the guard says {wanted:?}"));
                }
                if !met.contains(&wanted) {
                    met.push(wanted);
                }
            }
        }
        assert!(faults.is_empty(), "{faults:#?}");
        assert_eq!(met.len(), 5, "a verdict was never tried: {met:?}");
    });
}

/// A few lines of the matrix as a person would say them, so that guards and test cannot be wrong together.
const TOLD: &[(&str, &str, &str, Verdict)] = &[
    ("GET", "/", "anonymous", Verdict::Passed),
    ("GET", "/procedures", "anonymous", Verdict::Passed),
    ("GET", "/my/dossiers", "anonymous", Verdict::SignIn),
    ("GET", "/my/dossiers", "citizen", Verdict::Passed),
    ("GET", "/my/dossiers", "business", Verdict::Passed),
    ("GET", "/my/businesses", "anonymous", Verdict::SignIn),
    ("GET", "/my/representatives", "business", Verdict::Passed),
    ("POST", "/api/v1/me/businesses", "anonymous", Verdict::Unauthorised),
    ("GET", "/officer/inbox", "business", Verdict::Hidden),
    ("GET", "/api/v1/inbox", "business", Verdict::Hidden),
    ("GET", "/my/access", "anonymous", Verdict::SignIn),
    ("GET", "/my/access", "citizen", Verdict::Passed),
    ("GET", "/officer/personal/flags", "leader", Verdict::Forbidden),
    ("GET", "/officer/personal/flags", "data-protection", Verdict::Passed),
    ("GET", "/officer/glass", "handler", Verdict::Passed),
    ("GET", "/officer/glass", "administrator", Verdict::Forbidden),
    ("GET", "/officer/glass/review", "handler", Verdict::Forbidden),
    ("GET", "/officer/glass/review", "data-protection", Verdict::Passed),
    ("POST", "/officer/glass", "citizen", Verdict::Hidden),
    ("GET", "/officer/personal/erasures", "data-protection", Verdict::Passed),
    ("GET", "/officer/personal/erasures", "administrator", Verdict::Forbidden),
    ("POST", "/api/v1/personal/erasures/018f0000-0000-7000-8000-0000000000ff/erase", "leader", Verdict::Forbidden),
    ("GET", "/my/data/erase", "anonymous", Verdict::SignIn),
    ("GET", "/officer", "anonymous", Verdict::SignIn),
    ("GET", "/officer", "operator", Verdict::Passed),
    ("GET", "/officer/inbox", "anonymous", Verdict::SignIn),
    ("GET", "/officer/inbox", "citizen", Verdict::Hidden),
    ("GET", "/officer/inbox", "handler", Verdict::Passed),
    ("GET", "/officer/inbox", "administrator", Verdict::Forbidden),
    ("GET", "/officer/intake", "reception", Verdict::Passed),
    ("GET", "/officer/intake", "approver", Verdict::Forbidden),
    ("GET", "/officer/recover", "reception", Verdict::Passed),
    ("GET", "/officer/recover", "administrator", Verdict::Forbidden),
    ("GET", "/officer/recover", "citizen", Verdict::Hidden),
    ("GET", "/my/security/sessions", "anonymous", Verdict::SignIn),
    ("GET", "/my/security/sessions", "handler", Verdict::Passed),
    ("GET", "/sign-in/lost", "anonymous", Verdict::Passed),
    ("GET", "/my/contact/email", "anonymous", Verdict::SignIn),
    ("GET", "/officer/operations/messages", "operator", Verdict::Passed),
    ("GET", "/officer/operations/messages", "administrator", Verdict::Forbidden),
    ("DELETE", "/api/v1/me/sessions", "anonymous", Verdict::Unauthorised),
    ("GET", "/officer/admin/clients", "administrator", Verdict::Passed),
    ("GET", "/officer/admin/clients", "operator", Verdict::Forbidden),
    ("POST", "/officer/admin/clients", "citizen", Verdict::Hidden),
    ("GET", "/officer/reconciliation", "operator", Verdict::Passed),
    ("GET", "/officer/reconciliation", "leader", Verdict::Forbidden),
    ("GET", "/officer/inspection", "inspector", Verdict::Passed),
    ("GET", "/officer/inspection", "leader", Verdict::Forbidden),
    ("GET", "/officer/inbox", "inspector", Verdict::Forbidden),
    ("GET", "/officer/admin/people", "administrator", Verdict::Passed),
    ("GET", "/officer/admin/people", "leader", Verdict::Forbidden),
    ("POST", "/api/v1/people", "operator", Verdict::Forbidden),
    ("GET", "/officer/admin/people/import", "leader", Verdict::Forbidden),
    ("GET", "/my/absences", "anonymous", Verdict::SignIn),
    ("GET", "/my/hand-overs/018f0000-0000-7000-8000-0000000000ff", "anonymous", Verdict::SignIn),
    ("GET", "/officer/admin/people/018f0000-0000-7000-8000-0000000000ff/absences", "leader", Verdict::Forbidden),
    ("GET", "/officer/admin/hand-overs/018f0000-0000-7000-8000-0000000000ff", "administrator", Verdict::Passed),
    ("GET", "/officer/admin/hand-overs/018f0000-0000-7000-8000-0000000000ff", "leader", Verdict::Forbidden),
    ("POST", "/api/v1/people/018f0000-0000-7000-8000-0000000000ff/hand-over", "handler", Verdict::Forbidden),
    ("GET", "/api/v1/inbox", "anonymous", Verdict::Unauthorised),
    ("GET", "/api/v1/inbox", "citizen", Verdict::Hidden),
    ("GET", "/api/v1/inbox", "operator", Verdict::Forbidden),
    ("GET", "/api/v1/numbers", "leader", Verdict::Passed),
    ("GET", "/api/v1/numbers", "handler", Verdict::Forbidden),
    ("POST", "/api/v1/dossiers/018f0000-0000-7000-8000-0000000000ff/approve", "handler", Verdict::Forbidden),
    ("POST", "/api/v1/dossiers/018f0000-0000-7000-8000-0000000000ff/approve", "approver", Verdict::Passed),
    ("POST", "/api/v1/dossiers/018f0000-0000-7000-8000-0000000000ff/accept", "citizen", Verdict::Hidden),
    ("POST", "/api/v1/dossiers/018f0000-0000-7000-8000-0000000000ff/pay-at-counter", "reception", Verdict::Passed),
    ("POST", "/api/v1/dossiers/018f0000-0000-7000-8000-0000000000ff/pay-at-counter", "handler", Verdict::Forbidden),
    ("POST", "/officer/dossiers/018f0000-0000-7000-8000-0000000000ff/pay-at-counter", "leader", Verdict::Forbidden),
    ("POST", "/officer/dossiers/018f0000-0000-7000-8000-0000000000ff/pay-at-counter", "citizen", Verdict::Hidden),
    (
        "POST",
        "/officer/dossiers/018f0000-0000-7000-8000-0000000000ff/supplement-at-counter",
        "leader",
        Verdict::Forbidden,
    ),
    ("POST", "/officer/dossiers/018f0000-0000-7000-8000-0000000000ff/held/x", "leader", Verdict::Forbidden),
    ("GET", "/officer/dossiers/018f0000-0000-7000-8000-0000000000ff/held/x", "citizen", Verdict::Hidden),
    ("POST", "/api/v1/dossiers/018f0000-0000-7000-8000-0000000000ff/results", "handler", Verdict::Forbidden),
    ("POST", "/api/v1/intake", "handler", Verdict::Forbidden),
    ("POST", "/api/v1/search", "citizen", Verdict::Hidden),
];

#[test]
fn the_matrix_says_what_people_would() {
    testkit::tokio().block_on(async {
        let served = Served::start().await;
        for (method, path, who, wanted) in TOLD.iter().copied() {
            let response = served.ask(who, method, path, "").await;
            assert_eq!(observed(&served, response, wanted).await, wanted, "{who} at {method} {path}");
        }
    });
}

#[test]
fn every_route_of_officers_asks_for_a_right() {
    // "/officer" itself only leads everybody to their own first page.
    for route in house::house().routes.iter().filter(|route| route.path.starts_with("/officer/")) {
        let by_right = matches!(route.guard, Guard::Right(_) | Guard::AnyRight(_));
        assert!(by_right, "{} {} is open to citizens", route.method.text(), route.path);
    }
}

#[test]
fn every_role_begins_on_a_page_that_it_may_see() {
    testkit::tokio().block_on(async {
        let served = Served::start().await;
        for (who, expected) in [
            ("citizen", "/my"),
            ("business", "/my"),
            ("reception", "/officer/inbox"),
            ("handler", "/officer/inbox"),
            ("approver", "/officer/inbox"),
            ("leader", "/officer/inbox"),
            ("operator", "/officer/operations"),
            ("administrator", "/officer/procedures/gaps"),
            ("data-protection", "/officer/glass/review"),
            ("inspector", "/officer/inspection"),
        ] {
            let sent = served.ask(who, "GET", "/officer", "").await;
            let location = sent.headers().get(header::LOCATION).and_then(|value| value.to_str().ok());
            assert_eq!(location, Some(expected), "{who}");
            let page = served.ask(who, "GET", expected, "").await;
            assert_eq!(page.status(), StatusCode::OK, "{who} at {expected}");
            let may_search = text(page).await.contains("action=\"/officer/search\"");
            assert_eq!(may_search, expected == "/officer/inbox", "{who}");
        }
        let refused = text(served.ask("operator", "GET", "/officer/inbox", "").await).await.replace("&#x2f;", "/");
        assert!(refused.contains("href=\"/officer/operations\""), "a refusal shows the way back: {refused}");
    });
}
