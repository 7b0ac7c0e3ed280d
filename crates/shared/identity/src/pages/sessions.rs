//! Where one is signed in: the list, ending one or all others, and what to do when a device was stolen.

use access::SessionRow;
use serde::Serialize;
use uuid::Uuid;
use web::http::Path;
use web::{Cx, Form, Guard, Outcome, Routes, TemplateSample, device_name, view_of};

use super::with_cookie;
use crate::api::sessions::is_same;
use crate::sessions::{AcceptDevices, EndSessions, Ending, end_all_and_go_on, standing};

const TEMPLATE: &str = "identity/sessions.html";
const PAGE: &str = "/my/security/sessions";

/// The routes of this file.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .get(PAGE, Guard::SignedIn, get)
        .post("/my/security/sessions/end-others", Guard::SignedIn, end_others)
        .post("/my/security/sessions/{id}/end", Guard::SignedIn, end)
        .post("/my/security/devices/accept", Guard::SignedIn, accept)
        .post("/my/security/stolen", Guard::SignedIn, stolen)
}

#[derive(Serialize)]
struct SessionsView {
    sessions: Vec<SessionView>,
    /// Whether there is another one to end.
    has_others: bool,
    /// Devices that signed in for the first time and that the owner has not called theirs.
    news: Vec<NewsView>,
}

#[derive(Serialize)]
struct SessionView {
    id: String,
    is_token: bool,
    is_own: bool,
    /// Empty when it is unknown.
    device: String,
    /// Whether it began in the network of this request; none when that is unknown.
    is_same_network: Option<bool>,
    begun_at: i64,
    seen_at: i64,
    ends_at: i64,
}

#[derive(Serialize)]
struct NewsView {
    device: String,
    at: i64,
}

impl SessionView {
    fn of(row: &SessionRow, network: Option<&Vec<u8>>) -> Self {
        Self {
            id: row.id.to_string(),
            is_token: row.is_token,
            is_own: row.is_own,
            device: device_name(&row.device),
            is_same_network: is_same(row.network.as_ref(), network),
            begun_at: row.made_at.0,
            seen_at: row.seen_at.0,
            ends_at: row.ends_at.0,
        }
    }
}

/// The list. What is news is told on devices that were known before only: a thief is not asked.
async fn get(cx: Cx) -> Outcome {
    let rows = cx.app.sessions().list(cx.actor(), cx.session().unwrap_or_default()).await?;
    let network = cx.network();
    let sessions: Vec<SessionView> = rows.iter().map(|row| SessionView::of(row, network.as_ref())).collect();
    let news = if standing(&cx).await?.is_trusted() {
        access::new_devices(&cx.reader(), cx.actor().account).await?
    } else {
        Vec::new()
    };
    let news = news.iter().map(|row| NewsView { device: device_name(&row.device), at: row.first_at.0 }).collect();
    let has_others = sessions.iter().any(|session| !session.is_own);
    cx.page(TEMPLATE, SessionsView { sessions, has_others, news }).await
}

/// Ends one session or token of the account.
async fn end(cx: Cx, Path(id): Path<Uuid>, Form(_): Form) -> Outcome {
    cx.execute(&EndSessions(Ending::One(id))).await?;
    Ok(cx.redirect_saying(PAGE, "identity-sessions-ended-one"))
}

/// Ends every session and token but this one.
async fn end_others(cx: Cx, Form(_): Form) -> Outcome {
    let own = cx.session().unwrap_or_default().to_owned();
    cx.execute(&EndSessions(Ending::Others(own))).await?;
    Ok(cx.redirect_saying(PAGE, "identity-sessions-ended-others"))
}

/// The owner knows the devices that were news.
async fn accept(cx: Cx, Form(_): Form) -> Outcome {
    let from = standing(&cx).await?;
    cx.execute(&AcceptDevices { from }).await?;
    Ok(cx.redirect_saying(PAGE, "identity-devices-accepted"))
}

/// Ends everything at once, and asks for a new password in the one session that goes on.
async fn stolen(cx: Cx, Form(_): Form) -> Outcome {
    let secret = end_all_and_go_on(&cx).await?;
    let response = cx.redirect_saying("/my/password", "identity-stolen-ended");
    Ok(with_cookie(response, &cx.session_cookie(&secret)))
}

pub(super) fn samples() -> Vec<TemplateSample> {
    vec![
        TemplateSample {
            template: TEMPLATE,
            case: "this one only",
            view: |_| {
                let sessions = vec![sample("Chrome, Windows", true, Some(true))];
                view_of(SessionsView { sessions, has_others: false, news: Vec::new() })
            },
        },
        TemplateSample {
            template: TEMPLATE,
            case: "others and news",
            view: |_| {
                let sessions = vec![
                    sample("Chrome, Windows", true, Some(true)),
                    sample("", false, Some(false)),
                    SessionView { is_token: true, ..sample("curl", false, None) },
                    sample(&"<script>alert(1)</script>".repeat(9), false, Some(false)),
                ];
                let news = vec![
                    NewsView { device: "Safari, iOS".into(), at: 1_733_792_400_000_000 },
                    NewsView { device: String::new(), at: 1_733_792_400_000_000 },
                ];
                view_of(SessionsView { sessions, has_others: true, news })
            },
        },
    ]
}

fn sample(device: &str, is_own: bool, is_same_network: Option<bool>) -> SessionView {
    SessionView {
        id: "018f0000-0000-7000-8000-000000000001".into(),
        is_token: false,
        is_own,
        device: device.to_owned(),
        is_same_network,
        begun_at: 1_733_792_400_000_000,
        seen_at: 1_733_793_400_000_000,
        ends_at: 1_733_835_600_000_000,
    }
}
