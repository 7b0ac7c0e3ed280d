//! The same commands and queries as JSON under `/api/v1`, one file a theme.

mod bodies;
mod counter;
mod desk;
mod drafts;
mod files;
mod find;
mod numbers;
mod own;
mod places;
mod schemas;
mod work;

use kernel::{Error, Message};
use web::http::{IntoResponse, Json, Response, created};
use web::{Cx, Outcome, Routes};

use crate::commands::Submitted;
use crate::model::DossierId;
use crate::{permissions, queries};
use bodies::{DossierBody, FiledBody};

/// Whoever does the work of a desk.
const WORKING: &[runtime::Permission] = &[permissions::RECEIVE, permissions::HANDLE, permissions::APPROVE];

pub(crate) fn routes() -> Routes {
    let themes = [
        counter::routes(),
        desk::routes(),
        drafts::routes(),
        files::routes(),
        find::routes(),
        numbers::routes(),
        own::routes(),
    ];
    themes.into_iter().fold(work::routes(), Routes::merge)
}

/// A code that somebody typed into JSON: an unknown one is their slip, not ours.
fn typed<T>(
    field: &'static str,
    text: Option<String>,
    parse: fn(&str) -> kernel::Result<T>,
) -> kernel::Result<Option<T>> {
    let unknown = |_| Error::invalid_field(field, Message::new("dossiers-error-code"));
    text.map(|text| parse(&text).map_err(unknown)).transpose()
}

/// The dossier that was filed, and where it stands from now on.
fn filed(submitted: Submitted) -> Response {
    let path = format!("/api/v1/dossiers/{}", submitted.id);
    created(&path, FiledBody::of(submitted))
}

/// The dossier as it is after an act.
async fn after(cx: &Cx, id: DossierId) -> Outcome {
    let dossier = queries::dossier(&cx.reader(), id).await?;
    Ok(Json(DossierBody::of(&dossier)).into_response())
}
