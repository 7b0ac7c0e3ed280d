//! The sessions and tokens of one's own account.

use access::SessionRow;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use web::http::{IntoResponse, Json, Path, StatusCode};
use web::{Cx, Guard, Method, Outcome, Routes, device_name};

use crate::sessions::{EndSessions, Ending};

/// One session or token.
#[derive(Serialize, ToSchema)]
#[schema(as = Session)]
pub(crate) struct SessionView {
    id: Uuid,
    /// Whether it is a token of a machine; else it is a session of a browser.
    is_token: bool,
    /// What the browser said of itself when it began, e.g. `Chrome, Windows`; empty when it is unknown.
    device: String,
    /// Whether it began in the network that this request comes from; null when that is unknown.
    is_same_network: Option<bool>,
    #[schema(format = DateTime)]
    begun_at: String,
    /// To within a few minutes.
    #[schema(format = DateTime)]
    seen_at: String,
    /// When it ends in any case.
    #[schema(format = DateTime)]
    ends_at: String,
    /// Whether it is the token of this request.
    is_own: bool,
}

/// All of them, the last used first.
#[derive(Serialize, ToSchema)]
pub(crate) struct SessionList {
    sessions: Vec<SessionView>,
}

/// The routes of this file.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .get("/api/v1/me/sessions", Guard::SignedIn, list)
        .says("List the sessions and tokens of the account")
        .gives::<SessionList>()
        .add(Method::Delete, "/api/v1/me/sessions", Guard::SignedIn, end_others)
        .says("End every session and token but the one that asks")
        .gives_nothing()
        .add(Method::Delete, "/api/v1/me/sessions/{id}", Guard::SignedIn, end)
        .says("End one session or token")
        .gives_nothing()
}

impl SessionView {
    fn of(row: &SessionRow, network: Option<&Vec<u8>>) -> Self {
        Self {
            id: row.id,
            is_token: row.is_token,
            device: device_name(&row.device),
            is_same_network: is_same(row.network.as_ref(), network),
            begun_at: row.made_at.rfc3339(),
            seen_at: row.seen_at.rfc3339(),
            ends_at: row.ends_at.rfc3339(),
            is_own: row.is_own,
        }
    }
}

/// Whether two networks are one; none when one of them is unknown.
pub(crate) fn is_same(one: Option<&Vec<u8>>, other: Option<&Vec<u8>>) -> Option<bool> {
    one.zip(other).map(|(one, other)| one == other)
}

/// `GET /api/v1/me/sessions`
async fn list(cx: Cx) -> Outcome {
    let rows = cx.app.sessions().list(cx.actor(), cx.session().unwrap_or_default()).await?;
    let network = cx.network();
    let sessions = rows.iter().map(|row| SessionView::of(row, network.as_ref())).collect();
    Ok(Json(SessionList { sessions }).into_response())
}

/// `DELETE /api/v1/me/sessions`
async fn end_others(cx: Cx) -> Outcome {
    let own = cx.session().unwrap_or_default().to_owned();
    cx.execute(&EndSessions(Ending::Others(own))).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// `DELETE /api/v1/me/sessions/{id}`
async fn end(cx: Cx, Path(id): Path<Uuid>) -> Outcome {
    cx.execute(&EndSessions(Ending::One(id))).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
