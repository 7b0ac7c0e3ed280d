//! Every page that can be reached, as nobody and as each role: nothing breaks, nothing stands outside the matrix,
//! headers are there, and who may not know a person's number never reads it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use axum::body::to_bytes;
use axum::http::StatusCode;
use nhatle::house;
use runtime::{Actor, ActorKind};
use web::{Method, RouteInfo};

use crate::armour::{HEADERS, value};
use crate::common::{Browser, ROLES, Served};

/// Visits of one route by one role: pages of lists and choices of filters are many, and alike.
const VISITS: usize = 4;
/// The number of the citizen who has filed a dossier.
const NUMBER: &str = "044085000017";
/// Who works with that dossier, or owns it. A leader of the province sees it like the desk.
const MAY_KNOW: [&str; 5] = ["citizen", "reception", "handler", "approver", "leader"];

/// Whether a path belongs to a route.
fn is_of(route: &str, path: &str) -> bool {
    let (mut wanted, mut found) = (route.split('/'), path.split('/'));
    loop {
        match (wanted.next(), found.next()) {
            (None, None) => return true,
            (Some(part), Some(_)) if part.starts_with("{*") => return true,
            (Some(part), Some(text)) if part == text || (part.starts_with('{') && !text.is_empty()) => {}
            _ => return false,
        }
    }
}

/// The route of a path; a plain name is meant before a parameter in its place.
fn route_of<'a>(routes: &'a [RouteInfo], path: &str) -> Option<&'a RouteInfo> {
    let bare = path.split('?').next().unwrap_or_default();
    let fits = routes.iter().filter(|route| route.method == Method::Get && is_of(route.path, bare));
    fits.min_by_key(|route| route.path.matches('{').count())
}

/// The addresses of this house in a page, without the place inside a page.
fn links(html: &str) -> BTreeSet<String> {
    let plain = |text: &str| {
        let pairs = [("&#x2f;", "/"), ("&quot;", "\""), ("&#x27;", "'"), ("&amp;", "&")];
        pairs.iter().fold(text.to_owned(), |text, (written, meant)| text.replace(written, meant))
    };
    let found = html.split(" href=\"").skip(1).filter_map(|rest| rest.split('"').next()).map(plain);
    let found = found.filter_map(|link| link.split('#').next().map(str::to_owned));
    found.filter(|link| link.starts_with('/') && !link.starts_with("//")).collect()
}

/// Whether the crawl goes there: assets have tests of their own, a stream never ends, and a chosen language changes
/// nothing but words.
fn is_page(path: &str) -> bool {
    !["/assets/", "/live/", "/language/", "/api/"].iter().any(|begin| path.starts_with(begin))
}

/// What a role met.
struct Crawl<'a> {
    who: &'static str,
    actor: Actor,
    routes: &'a [RouteInfo],
    visits: BTreeMap<&'static str, usize>,
    seen: BTreeSet<String>,
    open: VecDeque<String>,
    faults: Vec<String>,
    /// Pages that were read.
    read: usize,
}

impl<'a> Crawl<'a> {
    fn new(who: &'static str, actor: Actor, routes: &'a [RouteInfo]) -> Self {
        let plain = routes.iter().filter(|route| route.method == Method::Get && !route.path.contains('{'));
        let open: VecDeque<String> = plain.map(|route| route.path.to_owned()).filter(|path| is_page(path)).collect();
        let seen = open.iter().cloned().collect();
        Self { who, actor, routes, visits: BTreeMap::new(), seen, open, faults: Vec::new(), read: 0 }
    }

    fn fault(&mut self, path: &str, what: &str) {
        self.faults.push(format!("{} at {path}: {what}", self.who));
    }

    /// Puts a link on the list; one that no route serves is a fault.
    fn found(&mut self, on: &str, link: String) {
        if !is_page(&link) || self.seen.contains(&link) {
            return;
        }
        let Some(route) = route_of(self.routes, &link) else {
            self.fault(on, &format!("leads to {link}, which no route serves"));
            self.seen.insert(link);
            return;
        };
        let visits = self.visits.entry(route.path).or_default();
        *visits += 1;
        if *visits <= VISITS {
            self.seen.insert(link.clone());
            self.open.push_back(link);
        }
    }

    /// Whether the status is one that the guard of the route allows.
    fn is_allowed(&self, route: &RouteInfo, status: StatusCode, location: &str) -> bool {
        let leads_to_sign_in = status == StatusCode::SEE_OTHER && location.starts_with("/sign-in");
        if route.guard.admits(&self.actor) {
            let is_answer = status.is_success() || status.is_redirection() || status == StatusCode::NOT_FOUND;
            // Pages of things that somebody has no part in, or that are for citizens or officers only, refuse by
            // themselves; so do forms that a link opens without what they need.
            let is_refusal = [403, 409, 422].contains(&status.as_u16());
            return is_answer || is_refusal;
        }
        match self.actor.kind {
            ActorKind::Anonymous => leads_to_sign_in,
            ActorKind::Officer => status == StatusCode::FORBIDDEN,
            _ => status == StatusCode::NOT_FOUND,
        }
    }

    async fn visit(&mut self, browser: &Browser<'_>, path: &str) {
        let answer = browser.get(path).await;
        let (status, location) = (answer.status(), value(&answer, "location").to_owned());
        for (name, begin) in HEADERS {
            if !value(&answer, name).starts_with(begin) {
                self.fault(path, &format!("{name} is missing"));
            }
        }
        match route_of(self.routes, path) {
            Some(route) if self.is_allowed(route, status, &location) => {}
            _ => self.fault(path, &format!("answers {status} {location}")),
        }
        if location.starts_with('/') && !location.starts_with("/sign-in") {
            self.found(path, location);
        }
        let is_html = value(&answer, "content-type").starts_with("text/html");
        if is_html && self.actor.is_signed_in() && !value(&answer, "cache-control").contains("no-store") {
            self.fault(path, "a cache may keep it");
        }
        let bytes = to_bytes(answer.into_body(), 50_000_000).await.unwrap();
        let html = String::from_utf8_lossy(&bytes);
        if html.contains(NUMBER) && !MAY_KNOW.contains(&self.who) {
            self.fault(path, "tells the number of a citizen");
        }
        if is_html {
            self.read += 1;
            for link in links(&html) {
                self.found(path, link);
            }
        }
    }
}

#[test]
fn every_page_answers_to_everybody_as_the_matrix_says() {
    testkit::tokio().block_on(async {
        let served = Served::start().await;
        served.filed().await;
        let routes = house::house().routes;
        let mut faults = Vec::new();
        for who in ROLES.into_iter().chain(["stranger", "other-reception", "other-handler"]) {
            let browser = served.browser(who).await;
            let mut crawl = Crawl::new(who, served.actor(who).await, &routes);
            while let Some(path) = crawl.open.pop_front() {
                crawl.visit(&browser, &path).await;
            }
            assert!(crawl.read > 5, "{who} read {} pages only", crawl.read);
            faults.append(&mut crawl.faults);
        }
        assert!(faults.is_empty(), "{faults:#?}");
    });
}

#[test]
fn links_and_routes_are_read_as_browsers_do() {
    let html = "<a href=\"/a?x=1&amp;y=2#top\">a</a><a href=\"&#x2f;b\">b</a><a href=\"https://c\">c</a>\
                <a href=\"#d\">d</a><a href=\"//e\">e</a><p data-href=\"/f\">";
    assert_eq!(links(html), BTreeSet::from(["/a?x=1&y=2".to_owned(), "/b".to_owned()]));
    let routes = house::house().routes;
    let path = |asked: &str| route_of(&routes, asked).map(|route| route.path);
    assert_eq!(path("/my/dossiers?page=x"), Some("/my/dossiers"));
    assert_eq!(path("/officer/dossiers/7"), Some("/officer/dossiers/{id}"));
    assert_eq!(path("/nowhere/at/all"), None);
}
