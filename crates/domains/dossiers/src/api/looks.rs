//! Who looked at personal data: for the holder of the data, and for whoever watches over personal data.

use kernel::Page;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use web::http::{IntoResponse, Json, Query};
use web::{Cx, Guard, Outcome, Routes};

use crate::permissions::FLAGS;
use crate::queries::{self, LookedItem, LookedThing};

/// Quarters of an hour on one page of the answer.
const ROWS: i64 = 50;

pub(super) fn routes() -> Routes {
    Routes::default()
        .get("/api/v1/access", Guard::SignedIn, mine)
        .says("List who looked at the personal data of the account")
        .asks::<LooksAsked>()
        .gives::<LookedPage>()
        .get("/api/v1/personal/flags", Guard::Right(FLAGS), flagged)
        .says("List looks of officers outside the cases that they handle")
        .asks::<LooksAsked>()
        .gives::<LookedPage>()
}

#[derive(Deserialize, ToSchema)]
struct LooksAsked {
    /// The value of `next` in the page before.
    #[serde(default)]
    page: String,
}

/// A look at one dossier for one purpose.
#[derive(Serialize, ToSchema)]
struct Look {
    #[schema(format = DateTime)]
    at: String,
    /// The dossier.
    dossier: Uuid,
    /// Its code, or its reference.
    code: String,
    /// Why: dossier, inbox, search, export, file, print.
    purpose: String,
    /// Whether the officer did not handle the dossier then.
    outside: bool,
}

/// What one officer looked at within a quarter of an hour.
#[derive(Serialize, ToSchema)]
struct Looked {
    /// The first look.
    #[schema(format = DateTime)]
    at: String,
    /// Name of the officer, the position where names are not shown; null for an account that is not an officer's.
    officer: Option<String>,
    /// Position of the officer at that time.
    position: Option<String>,
    /// The unit of the officer at that time.
    unit: Option<Uuid>,
    looks: Vec<Look>,
}

/// A page of looks, the newest first.
#[derive(Serialize, ToSchema)]
struct LookedPage {
    items: Vec<Looked>,
    /// Opaque: the value of `page` for the next page; null on the last one.
    #[schema(required)]
    next: Option<String>,
}

fn look(thing: LookedThing) -> Look {
    Look {
        at: thing.at.rfc3339(),
        dossier: thing.object,
        code: thing.code,
        purpose: thing.purpose,
        outside: thing.outside,
    }
}

fn looked(item: LookedItem) -> Looked {
    let officer = item.officer.as_ref();
    Looked {
        at: item.at.rfc3339(),
        officer: officer.map(|officer| officer.name.clone()),
        position: officer.map(|officer| officer.position.clone()),
        unit: officer.and_then(|officer| officer.unit).map(organisation::UnitId::uuid),
        looks: item.things.into_iter().map(look).collect(),
    }
}

fn body(page: Page<LookedItem>) -> LookedPage {
    LookedPage { items: page.items.into_iter().map(looked).collect(), next: page.next }
}

async fn mine(cx: Cx, Query(asked): Query<LooksAsked>) -> Outcome {
    Ok(Json(body(queries::looked_at(&cx.reader(), Some(&asked.page), ROWS).await?)).into_response())
}

async fn flagged(cx: Cx, Query(asked): Query<LooksAsked>) -> Outcome {
    Ok(Json(body(queries::flagged(&cx.reader(), Some(&asked.page), ROWS).await?)).into_response())
}
