//! What the desks of an officer have done.

use access::Seen;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use web::http::{IntoResponse, Json, Query};
use web::{Cx, Guard, Outcome, Routes};

use super::WORKING;
use crate::model::{State, TaskKind};
use crate::queries::{self, HandledItem};

/// Pieces of work on one page of the answer.
const ROWS: i64 = 50;

pub(super) fn routes() -> Routes {
    Routes::default()
        .get("/api/v1/handled", Guard::AnyRight(WORKING), handled)
        .says("List the work that was done")
        .asks::<HandledAsked>()
        .gives::<HandledPage>()
}

#[derive(Deserialize, ToSchema)]
struct HandledAsked {
    /// The value of `next` in the page before.
    #[serde(default)]
    page: String,
}

/// A piece of work that was done.
#[derive(Serialize, ToSchema)]
struct HandledWork {
    dossier: Uuid,
    task: Uuid,
    #[schema(value_type = TaskKind)]
    kind: &'static str,
    /// Code of the dossier, or its reference.
    code: String,
    /// State of the dossier now.
    #[schema(value_type = State)]
    state: i64,
    /// Code of the step or opinion.
    step: String,
    /// Name of the applicant; null when the dossier has gone to units that this officer is not of.
    applicant: Option<String>,
    /// Account of the officer who had it.
    officer: Option<Uuid>,
    #[schema(format = DateTime)]
    done_at: String,
    /// Whether it was done after its limit.
    was_late: bool,
}

impl HandledWork {
    fn of(item: &HandledItem) -> Self {
        Self {
            dossier: item.dossier.uuid(),
            task: item.task.uuid(),
            kind: item.kind.code(),
            code: item.code.clone(),
            state: item.state.code(),
            step: item.step.clone(),
            applicant: item.is_known.then(|| item.name.clone()),
            officer: item.assignee,
            done_at: item.done_at.rfc3339(),
            was_late: item.was_late,
        }
    }
}

/// A page of work that the desks of the officer have done, the newest first.
#[derive(Serialize, ToSchema)]
struct HandledPage {
    items: Vec<HandledWork>,
    /// Opaque: the value of `page` for the next page; null on the last one.
    #[schema(required)]
    next: Option<String>,
}

async fn handled(cx: Cx, Query(asked): Query<HandledAsked>) -> Outcome {
    let page = queries::handled(&cx.reader(), Some(&asked.page), ROWS).await?;
    let seen: Vec<Seen> = page.items.iter().filter_map(HandledItem::seen).collect();
    cx.record(&seen).await?;
    let items = page.items.iter().map(HandledWork::of).collect();
    Ok(Json(HandledPage { items, next: page.next }).into_response())
}
