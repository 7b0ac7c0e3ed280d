//! The house's own pages: errors, the choice of language, health, metrics, live counts, assets.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{Html, IntoResponse, Redirect, Response};
use futures::stream::{Stream, unfold};
use kernel::{Error, Kind};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::context::{Cx, counts, local_path};
use crate::cookies::{LANGUAGE, YEAR};
use crate::error::{Fail, Outcome};
use crate::module::{MenuEntry, Module, PermissionInfo, TemplateSample};
use crate::operations::{self, Counted, FailedJob, LimitRow, OPERATIONS, OperationsView};
use crate::path::Path;
use crate::query::Query;
use crate::routes::{Guard, Routes};
use crate::words::Locale;

pub(crate) fn module() -> Module {
    Module {
        name: "web",
        routes: Routes::default()
            .get("/assets/{*path}", Guard::Public, crate::assets::serve)
            .get("/healthz", Guard::Public, || async { "ok\n" })
            .get("/readyz", Guard::Public, ready)
            .get("/metrics", Guard::Public, metrics)
            .get("/language/{code}", Guard::Public, language)
            .get("/live/counts", Guard::SignedIn, live)
            .get("/officer", Guard::SignedIn, |cx: Cx| async move { cx.redirect(cx.home_of(cx.actor())) })
            .get("/officer/operations", Guard::Right(OPERATIONS), operations::get)
            .post("/officer/operations/jobs/{id}/retry", Guard::Right(OPERATIONS), operations::retry),
        permissions: &[PermissionInfo { permission: OPERATIONS, label: "web-right-operations" }],
        menu: &[MenuEntry {
            group: "web-operations-group",
            label: "web-operations",
            icon: "chart",
            href: "/officer/operations",
            permission: OPERATIONS,
            count: None,
            key: None,
        }],
        templates: &[
            ("layout/citizen.html", include_str!("../templates/layout/citizen.html")),
            ("layout/work.html", include_str!("../templates/layout/work.html")),
            ("layout/print.html", include_str!("../templates/layout/print.html")),
            ("layout/macros.html", include_str!("../templates/layout/macros.html")),
            ("error.html", include_str!("../templates/error.html")),
            ("operations.html", include_str!("../templates/operations.html")),
        ],
        samples: vec![
            operations_sample("empty", 0),
            operations_sample("failed", 3),
            TemplateSample {
                template: "error.html",
                case: "not found",
                view: |_| {
                    let title = "Không tìm thấy".into();
                    crate::view_of(ErrorView { status: 404, title, is_retry: false, again: String::new() })
                },
            },
            TemplateSample {
                template: "error.html",
                case: "a form of before",
                view: |_| {
                    let (title, again) = ("Trang này đã mở quá lâu".into(), "/my/drafts/0/for".into());
                    crate::view_of(ErrorView { status: 403, title, is_retry: false, again })
                },
            },
        ],
        locales: &[(Locale::Vi, include_str!("../locales/vi.ftl")), (Locale::En, include_str!("../locales/en.ftl"))],
        ..Module::default()
    }
}

fn operations_view(failed: i64) -> crate::View {
    let job = |number: i64| FailedJob {
        id: format!("018f0000-0000-7000-8000-00000000001{number}"),
        kind: "dossiers.tell".into(),
        key: format!("018f0000-0000-7000-8000-00000000000{number}/1"),
        attempts: 12,
        error: "Unavailable error-unavailable the mail server does not answer".into(),
        created_at: 1_733_792_400_000_000,
    };
    let jobs = (0..failed).map(job).collect();
    let limit = LimitRow { label: "web-operations-limits", name: "sign-in-account", tries: 10, minutes: 15 };
    let limits = vec![limit];
    let counts = vec![Counted { label: "web-operations-waiting", count: 3 }];
    let (audit_rows, sealed_rows) = (12_345, 12_340);
    crate::view_of(OperationsView { waiting: 12, failed, audit_rows, sealed_rows, counts, jobs, limits })
}

fn operations_sample(case: &'static str, failed: i64) -> TemplateSample {
    let view = if failed == 0 { |_| operations_view(0) } else { |_| operations_view(3) };
    TemplateSample { template: "operations.html", case, view }
}

#[derive(Serialize)]
struct ErrorView {
    status: u16,
    title: String,
    is_retry: bool,
    /// The page to open again when its form was too old; empty otherwise.
    again: String,
}

/// The page of an error. When even that fails, a bare sentence.
pub(crate) async fn error_page(cx: &Cx, error: &Error) -> Response {
    let status = crate::error::status(error);
    let is_old_form = error.message().key == "error-form-token";
    let view = ErrorView {
        again: if is_old_form { crate::local_path(&cx.parts.path).to_owned() } else { String::new() },
        status: status.as_u16(),
        title: cx.say(error.message()),
        is_retry: matches!(error.kind(), Kind::Busy | Kind::Unavailable),
    };
    match cx.page_as(status, "error.html", &view).await {
        Ok(response) => response,
        Err(_) => (status, Html(view.title)).into_response(),
    }
}

async fn ready(State(app): State<App>) -> Response {
    match app.runtime().store().ping().await {
        Ok(()) => "ready\n".into_response(),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            let headers = [(header::RETRY_AFTER, HeaderValue::from_static("5"))];
            (StatusCode::SERVICE_UNAVAILABLE, headers, "the database does not answer\n").into_response()
        }
    }
}

async fn metrics(State(app): State<App>) -> Outcome {
    let (waiting, failed) = app.runtime().store().job_counts().await.map_err(|e| Fail(e.into()))?;
    let text = app.0.metrics.text(waiting, failed);
    Ok(([(header::CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")], text).into_response())
}

#[derive(Deserialize)]
struct Back {
    #[serde(default)]
    next: String,
}

async fn language(cx: Cx, Path(code): Path<String>, Query(back): Query<Back>) -> Response {
    let locale = Locale::parse(&code);
    let cookie = LANGUAGE.set(locale.code(), cx.app.is_secure(), Some(YEAR));
    let mut response = Redirect::to(local_path(&back.next)).into_response();
    if let Ok(value) = HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(header::SET_COOKIE, value);
    }
    response
}

/// How long one stream of counts lives, in microseconds.
const LIVE_TIME: i64 = 5 * kernel::time::MINUTE;

/// Counts of the rail, sent again when they change.
async fn live(cx: Cx) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let changes = cx.app.runtime().changes();
    let until = cx.app.runtime().wall().plus(LIVE_TIME);
    let stream = unfold((cx, changes, None::<String>), move |(cx, mut changes, mut last)| async move {
        // The page asks again by itself, and with that its rights are looked at again.
        while cx.app.runtime().wall() < until {
            if last.is_some() {
                // Other nodes commit too, so it looks every quarter of a minute in any case.
                let _ = tokio::time::timeout(Duration::from_secs(15), changes.recv()).await;
                tokio::time::sleep(Duration::from_millis(500)).await;
            }
            let Ok(found) = counts(&cx).await else { return None };
            let map: serde_json::Map<String, serde_json::Value> =
                found.into_iter().map(|(name, n)| (name.to_owned(), n.into())).collect();
            let text = serde_json::Value::Object(map).to_string();
            if last.as_ref() != Some(&text) {
                last = Some(text.clone());
                return Some((Ok(Event::default().data(text)), (cx, changes, last)));
            }
        }
        None
    });
    Sse::new(stream).keep_alive(KeepAlive::default())
}
