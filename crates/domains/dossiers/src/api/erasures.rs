//! Requests of people to be erased, for whoever protects personal data: they name nobody.

use kernel::{Error, Result};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use web::http::{IntoResponse, Json, Path, StatusCode};
use web::{Cx, Guard, Outcome, Routes};

use crate::commands::{Erase, RefuseErasure};
use crate::model::Source;
use crate::permissions::ERASE;
use crate::queries::{self, Answer, Erasing, ErasureRow};

pub(super) fn routes() -> Routes {
    let guard = Guard::Right(ERASE);
    Routes::default()
        .get("/api/v1/personal/erasures", guard, list)
        .says("List requests of people to be erased: those that wait, and the newest of those that were decided")
        .gives::<ErasureList>()
        .get("/api/v1/personal/erasures/{id}", guard, one)
        .says("Read what would go and what a law keeps when a request is granted now")
        .gives::<ErasureBody>()
        .post("/api/v1/personal/erasures/{id}/erase", guard, erase)
        .says("Grant a request: what no law keeps is erased for good")
        .takes_nothing()
        .gives_nothing()
        .post("/api/v1/personal/erasures/{id}/refuse", guard, refuse)
        .says("Refuse a request with a reason, which the person reads")
        .takes::<ErasureRefusal>()
        .gives_nothing()
}

/// A request.
#[derive(Serialize, ToSchema)]
struct ErasureLine {
    id: Uuid,
    /// `asked`, `done` or `refused`.
    state: String,
    #[schema(format = DateTime)]
    asked_at: String,
    /// Null while it waits.
    #[schema(required, format = DateTime)]
    decided_at: Option<String>,
}

impl ErasureLine {
    fn of(row: ErasureRow) -> Self {
        let (asked_at, decided_at) = (row.asked_at.rfc3339(), row.decided_at.map(kernel::Timestamp::rfc3339));
        Self { id: row.id, state: row.state, asked_at, decided_at }
    }
}

/// Requests.
#[derive(Serialize, ToSchema)]
struct ErasureList {
    /// Those that wait, the oldest first.
    waiting: Vec<ErasureLine>,
    /// The newest of those that were decided.
    decided: Vec<ErasureLine>,
}

/// What a part of what is known answers.
#[derive(Serialize, ToSchema)]
struct ErasureSource {
    /// `account`, `drafts`, `store`, `dossiers`, `payments` or `records`.
    source: &'static str,
    /// Whether it would go.
    erased: bool,
    /// How many things it has; null where they are not counted.
    #[schema(required)]
    count: Option<usize>,
    /// The law that keeps it; null where it goes.
    #[schema(required)]
    basis: Option<String>,
}

/// A dossier that a law keeps.
#[derive(Serialize, ToSchema)]
struct ErasureKept {
    /// Its code or reference.
    code: String,
    /// The first day on which it is kept no more; null for what stays.
    #[schema(required, format = Date)]
    until: Option<String>,
}

/// A request with what the sources answer now.
#[derive(Serialize, ToSchema)]
struct ErasureBody {
    id: Uuid,
    /// `asked`, `done` or `refused`.
    state: String,
    #[schema(format = DateTime)]
    asked_at: String,
    sources: Vec<ErasureSource>,
    /// Codes of dossiers that are open: while there is one, nothing is erased.
    open: Vec<String>,
    kept: Vec<ErasureKept>,
}

/// Why a request is refused.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ErasureRefusal {
    /// The reason; the person reads it.
    #[serde(default)]
    #[schema(required, min_length = 5, max_length = 2000)]
    reason: String,
}

async fn list(cx: Cx) -> Outcome {
    let (waiting, decided) = queries::erasures(&cx.reader()).await?;
    let lines = |rows: Vec<ErasureRow>| rows.into_iter().map(ErasureLine::of).collect();
    Ok(Json(ErasureList { waiting: lines(waiting), decided: lines(decided) }).into_response())
}

async fn one(cx: Cx, Path(id): Path<String>) -> Outcome {
    let (row, erasing) = queries::erasure(&cx.reader(), id_of(&id)?).await?;
    let kept = erasing
        .kept
        .iter()
        .map(|(dossier, until)| ErasureKept { code: dossier.code.clone(), until: until.map(|day| day.to_string()) });
    let body = ErasureBody {
        id: row.id,
        state: row.state,
        asked_at: row.asked_at.rfc3339(),
        sources: sources(&erasing)?,
        open: erasing.open.iter().map(|dossier| dossier.code.clone()).collect(),
        kept: kept.collect(),
    };
    Ok(Json(body).into_response())
}

fn sources(erasing: &Erasing) -> Result<Vec<ErasureSource>> {
    let answered = |source: Source| {
        let (answer, count) = erasing.answer(source)?;
        let basis = match answer {
            Answer::Keep { basis, .. } => Some(basis),
            Answer::Erase => None,
        };
        Ok(ErasureSource { source: source.code(), erased: basis.is_none(), count, basis })
    };
    Source::ALL.into_iter().map(answered).collect()
}

async fn erase(cx: Cx, Path(id): Path<String>) -> Outcome {
    cx.execute(&Erase { id: id_of(&id)? }).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn refuse(cx: Cx, Path(id): Path<String>, Json(body): Json<ErasureRefusal>) -> Outcome {
    cx.execute(&RefuseErasure { id: id_of(&id)?, reason: body.reason }).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

fn id_of(text: &str) -> Result<Uuid> {
    Uuid::try_parse(text).map_err(|_| Error::not_found())
}
