//! Break-glass: an officer opens one dossier to read it without a right to it; others review what was opened.

use kernel::{Error, Result};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use web::http::{IntoResponse, Json, Path, Query, StatusCode, created};
use web::{Cx, Guard, Outcome, Routes};

use super::bodies::time;
use crate::commands::{BreakGlass, ReviewGlass};
use crate::look_up;
use crate::permissions::{GLASS, REVIEW};
use crate::queries::{self, GlassItem};

/// Openings on one page of the answer.
const ROWS: i64 = 50;

pub(super) fn routes() -> Routes {
    let (opens, reviews) = (Guard::Right(GLASS), Guard::Right(REVIEW));
    Routes::default()
        .get("/api/v1/glass", opens, own)
        .says("List the dossiers that the officer opened by break-glass")
        .gives::<GlassList>()
        .post("/api/v1/glass", opens, open)
        .says("Open a dossier by break-glass")
        .takes::<NewGlass>()
        .creates::<GlassOpening>()
        .get("/api/v1/glass/review", reviews, list)
        .says("List what was opened by break-glass and is for this officer to review")
        .asks::<GlassAsked>()
        .gives::<GlassPage>()
        .post("/api/v1/glass/{id}/review", reviews, review)
        .says("Note that an opening was reviewed")
        .takes_nothing()
        .gives_nothing()
}

/// What is opened, and why.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewGlass {
    /// Code or reference of the dossier.
    code: String,
    /// Whoever reviews it reads this.
    #[schema(min_length = 20, max_length = 2000)]
    reason: String,
    /// A code of the authenticator app of the account or a recovery code; without an app, the password.
    proof: String,
}

/// A dossier that was opened.
#[derive(Serialize, ToSchema)]
struct GlassOpening {
    id: Uuid,
    /// The dossier.
    dossier: Uuid,
    /// Its code, or its reference.
    code: String,
    /// Name of the officer who opened it.
    officer: String,
    /// Where the officer works.
    officer_unit: Option<Uuid>,
    /// The agency that was responsible for the dossier.
    unit: Uuid,
    /// Why; empty when the person was erased.
    reason: String,
    #[schema(format = DateTime)]
    at: String,
    /// When the reading ends.
    #[schema(format = DateTime)]
    until: String,
    /// Whether it may be read still.
    is_open: bool,
    /// Recorded looks of this officer at the dossier since then, up to 200.
    looks: i64,
    /// Name of who reviewed it; null before.
    reviewer: Option<String>,
    #[schema(format = DateTime)]
    reviewed_at: Option<String>,
}

/// The newest openings of the officer, the newest first.
#[derive(Serialize, ToSchema)]
struct GlassList {
    items: Vec<GlassOpening>,
}

#[derive(Deserialize, ToSchema)]
struct GlassAsked {
    /// The value of `next` in the page before.
    #[serde(default)]
    page: String,
}

/// A page of openings, the newest first.
#[derive(Serialize, ToSchema)]
struct GlassPage {
    items: Vec<GlassOpening>,
    /// Opaque: the value of `page` for the next page; null on the last one.
    #[schema(required)]
    next: Option<String>,
}

impl GlassOpening {
    fn of(item: GlassItem) -> Self {
        Self {
            id: item.id,
            dossier: item.dossier.uuid(),
            code: item.code,
            officer: item.officer,
            officer_unit: item.officer_unit,
            unit: item.unit,
            reason: item.reason,
            at: item.made_at.rfc3339(),
            until: item.until.rfc3339(),
            is_open: item.is_open,
            looks: i64::try_from(item.looks).unwrap_or(i64::MAX),
            reviewer: Some(item.reviewer).filter(|name| !name.is_empty()),
            reviewed_at: time(item.reviewed_at),
        }
    }
}

async fn own_items(cx: &Cx) -> Result<Vec<GlassOpening>> {
    let own = queries::own_glass(&cx.reader()).await?;
    Ok(own.into_iter().map(GlassOpening::of).collect())
}

async fn own(cx: Cx) -> Outcome {
    Ok(Json(GlassList { items: own_items(&cx).await? }).into_response())
}

async fn open(cx: Cx, Json(new): Json<NewGlass>) -> Outcome {
    let command = BreakGlass { code: new.code, reason: new.reason };
    let dossier = look_up::break_glass(&cx, &command, &new.proof).await?;
    let opened = own_items(&cx).await?.into_iter().find(|opening| opening.dossier == dossier.uuid());
    let opened = opened.ok_or_else(Error::not_found)?;
    Ok(created(&format!("/api/v1/dossiers/{dossier}"), opened))
}

async fn list(cx: Cx, Query(asked): Query<GlassAsked>) -> Outcome {
    let page = queries::glass(&cx.reader(), Some(&asked.page), ROWS).await?;
    let items = page.items.into_iter().map(GlassOpening::of).collect();
    Ok(Json(GlassPage { items, next: page.next }).into_response())
}

async fn review(cx: Cx, Path(id): Path<Uuid>) -> Outcome {
    cx.execute(&ReviewGlass { id }).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
