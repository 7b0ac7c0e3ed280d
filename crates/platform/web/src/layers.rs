//! What stands around every route: who asks, is the request one of ours, security headers, error pages, metrics.

use std::time::Instant;

use access::Carrier;
use axum::Router;
use axum::extract::{ConnectInfo, DefaultBodyLimit, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use cookie::Cookie;
use data_encoding::BASE64URL_NOPAD;
use kernel::{Error, Kind, Message, Result};
use runtime::Actor;
use std::net::SocketAddr;

use crate::app::App;
use crate::context::{Cx, CxParts};
use crate::cookies;
use crate::error::{Carried, Fail, status};
use crate::platform::error_page;
use crate::unsent::Unsent;
use crate::words::Locale;

/// Bodies larger than this are refused, except on routes for uploads.
pub(crate) const BODY_LIMIT: usize = 1_000_000;

/// What pages may ask of a browser: keys to sign in with, on pages of this house only.
const PERMISSIONS: &str = "publickey-credentials-get=(self), publickey-credentials-create=(self), camera=(), \
                           microphone=(), geolocation=(), payment=(), usb=(), serial=(), bluetooth=(), midi=(), \
                           display-capture=()";

/// What stands in logs and metrics in the place of a route where none matched.
const UNROUTED: &str = "other";

/// Characters of the text by which a browser is known again.
const DEVICE_LENGTH: usize = 43;

const CSP: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; \
                   connect-src 'self'; frame-src 'self'; object-src 'self'; form-action 'self'; base-uri 'none'; \
                   frame-ancestors 'self'";

pub(crate) fn wrap(router: Router<App>, app: &App) -> Router<App> {
    router
        .fallback(|| async { Fail(Error::not_found()) })
        .method_not_allowed_fallback(wrong_method)
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(tower_http::catch_panic::CatchPanicLayer::custom(|_| {
            Fail(Error::internal("a handler panicked")).into_response()
        }))
        .layer(from_fn_with_state(app.clone(), around))
        .layer(tower_http::compression::CompressionLayer::new().gzip(true))
}

/// A machine is told that only the method is wrong; people come here by reloading what they sent.
async fn wrong_method(cx: Cx) -> Fail {
    if !cx.parts.is_api {
        return Fail(Error::not_found());
    }
    Fail(Error::new(Kind::Invalid, Message::new("error-method")))
}

async fn around(State(app): State<App>, mut request: Request, next: Next) -> Response {
    #[expect(clippy::disallowed_methods, reason = "measures a request, decides nothing in a rule")]
    let started = Instant::now();
    let blank = blank(&app, &request);
    // A body is not shared between threads, so only the headers go with the question who asks.
    let headers = request.headers().clone();
    let (parts, new_seed, refused) = match inspect(&app, &headers, blank.clone()).await {
        Ok((parts, new_seed)) => {
            let refused = refuse(&app, &request, &parts).err();
            (parts, new_seed, refused)
        }
        Err(error) => (blank, None, Some(error)),
    };
    let cx = Cx { app: app.clone(), parts: parts.clone() };
    let route = std::sync::Arc::new(std::sync::Mutex::new(UNROUTED));
    request.extensions_mut().insert(parts);
    request.extensions_mut().insert(RouteSlot(route.clone()));
    let mut response = match refused {
        Some(error) => Fail(error).into_response(),
        None => next.run(request).await,
    };
    if let Some(unsent) = response.extensions_mut().remove::<Unsent>() {
        response = with_sign_in(&cx, unsent, response).await;
    }
    let route = *route.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let carried = response.extensions().get::<Carried>().cloned().or_else(|| unsaid(&cx, &response));
    if let Some(Carried(error)) = carried {
        note(&cx, route, &error);
        response = with_error_body(&cx, &error, response).await;
    }
    finish(&cx, new_seed, &mut response);
    app.0.metrics.observe(route, response.status().as_u16(), started.elapsed());
    response
}

/// The page to sign in with the form that came without a session; where there is none, the way to it stays.
async fn with_sign_in(cx: &Cx, unsent: Unsent, bare: Response) -> Response {
    let Some(page) = cx.app.0.sign_in else { return bare };
    page(cx, unsent).await.unwrap_or(bare)
}

/// What the API answers with is a problem document, whoever made the answer.
fn unsaid(cx: &Cx, response: &Response) -> Option<Carried> {
    let error = if cx.parts.is_api { crate::problem::unsaid(response.status()) } else { None };
    error.map(|error| Carried(std::sync::Arc::new(error)))
}

/// The token that a request carries; its scheme is written in capitals or not (RFC 9110).
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, secret) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("Bearer").then(|| secret.trim())
}

/// Where the guard of a route writes the route's path, for metrics.
#[derive(Clone)]
pub(crate) struct RouteSlot(pub(crate) std::sync::Arc<std::sync::Mutex<&'static str>>);

fn sent_cookies(headers: &HeaderMap) -> impl Iterator<Item = Cookie<'_>> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|text| Cookie::split_parse(text).filter_map(std::result::Result::ok))
}

fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    sent_cookies(headers).find(|cookie| cookie.name() == name).map(|cookie| cookie.value().to_owned())
}

fn blank(app: &App, request: &Request) -> CxParts {
    let headers = request.headers();
    let path = request.uri().path_and_query().map_or("/", |p| p.as_str()).to_owned();
    let is_api = path.starts_with("/api/");
    let named = |name: cookies::Name| cookie(headers, name.on(app.is_secure()));
    let locale = if is_api {
        headers.get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()).map_or(Locale::Vi, Locale::parse)
    } else {
        named(cookies::LANGUAGE).map_or(Locale::Vi, |code| Locale::parse(&code))
    };
    let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    CxParts {
        actor: Actor::anonymous(),
        locale,
        seed: String::new(),
        session: None,
        flash: named(cookies::FLASH),
        kept: named(cookies::KEPT),
        device: named(cookies::DEVICE).filter(|secret| secret.len() == DEVICE_LENGTH),
        agent: crate::agent::family(agent),
        is_api,
        is_htmx: headers.contains_key("hx-request"),
        saves_data: headers.get("save-data").is_some_and(|v| v.as_bytes().eq_ignore_ascii_case(b"on")),
        is_from_here: origin_of(app, request) == Origin::Own,
        peer: request
            .extensions()
            .get::<ConnectInfo<SocketAddr>>()
            .map(|info| crate::peer::client(info.0.ip(), headers, &app.site().trusted_proxies)),
        path,
        route: "",
    }
}

/// Who asks, in which language. Gives the seed of form tokens when it is new.
async fn inspect(app: &App, headers: &HeaderMap, mut parts: CxParts) -> Result<(CxParts, Option<String>)> {
    if parts.path.starts_with("/assets/") {
        return Ok((parts, None));
    }
    if parts.is_api {
        // The API listens to tokens only, never to cookies, so no other site can make a browser speak to it.
        if let Some(secret) = bearer(headers)
            && let Some(actor) = app.sessions().actor(secret, Carrier::Token).await?
        {
            parts.actor = actor;
            parts.session = Some(secret.to_owned());
        }
        return Ok((parts, None));
    }
    if let Some(secret) = cookie(headers, cookies::SESSION.on(app.is_secure()))
        && let Some(actor) = browser(app, &secret, &parts.path).await?
    {
        parts.actor = actor;
        parts.session = Some(secret);
    }
    let mut fresh = None;
    parts.seed =
        cookie(headers, cookies::SEED.on(app.is_secure())).filter(|seed| seed.len() == 22).unwrap_or_else(|| {
            let mut bytes = [0_u8; 16];
            app.runtime().rng().fill(&mut bytes);
            let seed = BASE64URL_NOPAD.encode(&bytes);
            fresh = Some(seed.clone());
            seed
        });
    Ok((parts, fresh))
}

/// Who a browser's session belongs to. What a page asks by itself, as long as it is open, keeps no session awake.
async fn browser(app: &App, secret: &str, path: &str) -> Result<Option<Actor>> {
    if path.starts_with("/live/") {
        return app.sessions().glance(secret, Carrier::Browser).await;
    }
    app.sessions().actor(secret, Carrier::Browser).await
}

/// A request that changes something must come from our own pages; forms carry a token besides.
fn refuse(app: &App, request: &Request, parts: &CxParts) -> Result<()> {
    if parts.is_api || matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) {
        return Ok(());
    }
    let is_machine = parts.path.starts_with("/hooks/");
    if origin_of(app, request) == Origin::Foreign && !is_machine {
        return Err(Error::new(Kind::Forbidden, Message::new("error-form-token")));
    }
    Ok(())
}

/// Where a request comes from, as its browser says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Origin {
    /// A page of this house.
    Own,
    /// The browser does not say, or the person typed the address.
    Unsaid,
    /// A page of somebody else.
    Foreign,
}

fn origin_of(app: &App, request: &Request) -> Origin {
    let header = |name: &str| request.headers().get(name).and_then(|v| v.to_str().ok());
    match (header("sec-fetch-site"), header("origin")) {
        (Some("same-origin"), _) => Origin::Own,
        (Some("none"), _) | (None, None) => Origin::Unsaid,
        (Some(_), _) => Origin::Foreign,
        (None, Some(origin)) => {
            let host = header("host").unwrap_or_default();
            let names_host = origin.split_once("://").map(|(_, rest)| rest) == Some(host);
            let is_own = names_host || origin == app.site().public_url;
            if is_own { Origin::Own } else { Origin::Foreign }
        }
    }
}

/// What an operator should read of a request that was not answered as it asked: faults, and refusals. Anybody makes up
/// addresses, so what is not found counts only where somebody who has signed in asked for a route.
fn note(cx: &Cx, route: &'static str, error: &Error) {
    let actor = &cx.parts.actor;
    let account = actor.account;
    let is_refusal = match error.kind() {
        Kind::Forbidden | Kind::Busy => true,
        Kind::NotFound => actor.is_signed_in() && route != UNROUTED,
        _ => false,
    };
    if error.kind() == Kind::Internal {
        tracing::error!(error = error.log_text(), route, %account, "request failed");
    } else if error.kind() == Kind::Unavailable {
        tracing::warn!(error = error.log_text(), route, %account, "request failed");
    } else if is_refusal {
        tracing::warn!(code = &*error.message().key, route, %account, "request refused");
    }
}

async fn with_error_body(cx: &Cx, error: &Error, bare: Response) -> Response {
    let found = bare.status();
    let told = if found.is_success() { status(error) } else { found };
    let mut response =
        if cx.parts.is_api { crate::problem::response(cx, error, told) } else { error_page(cx, error).await };
    *response.status_mut() = told;
    for name in [header::RETRY_AFTER, header::WWW_AUTHENTICATE, header::ALLOW] {
        if let Some(value) = bare.headers().get(&name) {
            response.headers_mut().insert(name, value.clone());
        }
    }
    response
}

/// What the API says hangs on who asks and in which language; what one person was told, no cache keeps.
fn label(cx: &Cx, response: &mut Response) {
    let is_open = response.status().is_success() && !cx.parts.actor.is_signed_in();
    let headers = response.headers_mut();
    if !is_open {
        headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("private, no-store"));
    }
    headers.append(header::VARY, HeaderValue::from_static("Accept-Language, Authorization"));
    let is_json = headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().ends_with(b"json"));
    if is_json && cx.parts.path.starts_with("/api/v1/") {
        headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(cx.locale().code()));
    }
}

fn finish(cx: &Cx, new_seed: Option<String>, response: &mut Response) {
    if cx.parts.is_api {
        label(cx, response);
    }
    let headers = response.headers_mut();
    let fixed: [(HeaderName, &str); 6] = [
        (header::CONTENT_SECURITY_POLICY, CSP),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("permissions-policy"), PERMISSIONS),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    for (name, value) in fixed {
        headers.entry(name).or_insert_with(|| HeaderValue::from_str(value).unwrap_or(HeaderValue::from_static("")));
    }
    let is_secure = cx.app.is_secure();
    if let Some(transport) = &cx.app.0.transport {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, transport.clone());
    }
    if let Some(seed) = new_seed {
        add_cookie(headers, &cookies::SEED.set(&seed, is_secure, None));
    }
    let is_page = headers.get(header::CONTENT_TYPE).is_some_and(|v| v.as_bytes().starts_with(b"text/html"));
    if cx.parts.flash.is_some() && is_page && !cx.parts.is_htmx {
        add_cookie(headers, &cookies::FLASH.set("", is_secure, Some(0)));
    }
}

fn add_cookie(headers: &mut HeaderMap, text: &str) {
    if let Ok(value) = HeaderValue::from_str(text) {
        headers.append(header::SET_COOKIE, value);
    }
}
