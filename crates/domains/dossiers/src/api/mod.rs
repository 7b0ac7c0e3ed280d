//! The same commands and queries as JSON under `/api/v1`, one file a theme.

mod bodies;
mod consents;
mod counter;
mod desk;
mod drafts;
mod erasures;
pub(crate) mod export;
mod files;
mod find;
mod glass;
mod handled;
mod held;
mod looks;
mod numbers;
mod own;
mod places;
mod refunds;
mod schemas;
mod work;

use kernel::{Error, FieldError, Message};
use procedures::FormSpec;
use serde_json::{Map, Value};
use web::http::{IntoResponse, Json, Response, created};
use web::{Cx, Outcome, Routes};

use crate::model::DossierId;
use crate::permissions::WORKING;
use crate::store;
use bodies::{DossierBody, FiledBody};

pub(crate) fn routes() -> Routes {
    let themes = [
        consents::routes(),
        counter::routes(),
        desk::routes(),
        drafts::routes(),
        erasures::routes(),
        export::routes(),
        files::routes(),
        find::routes(),
        glass::routes(),
        handled::routes(),
        held::routes(),
        looks::routes(),
        numbers::routes(),
        own::routes(),
        refunds::routes(),
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

/// The most characters of one answer, as JSON: far beyond every form.
const ANSWER_MAX: usize = 10_000;

/// Answers that a machine sent: a name that the form does not know is a slip, which a person cannot make on a page, and
/// so is an answer of a length that nobody writes.
fn check_answers(form: &FormSpec, answers: &Map<String, Value>) -> kernel::Result<()> {
    let fault = |(name, value): (&String, &Value)| {
        let key = if form.field(name).is_none() {
            "dossiers-error-unknown-answer"
        } else if value.to_string().chars().count() > ANSWER_MAX {
            "dossiers-error-answer-long"
        } else {
            return None;
        };
        Some(FieldError { field: places::answer(name).into(), message: Message::new(key) })
    };
    let faults: Vec<FieldError> = answers.iter().filter_map(fault).collect();
    if faults.is_empty() { Ok(()) } else { Err(Error::invalid(faults)) }
}

/// The dossier that was filed, and where it stands from now on.
fn filed(body: FiledBody) -> Response {
    created(&body.path(), body)
}

/// The dossier as it is after an act.
async fn after(cx: &Cx, id: DossierId) -> Outcome {
    // Read for the house: the act was allowed, and may have moved the work out of the actor's sight.
    let house = runtime::Actor::system();
    let reader = cx.app.runtime().reader(&house);
    let dossier = store::dossier::find(&reader, id).await?.ok_or_else(Error::not_found)?;
    Ok(Json(DossierBody::of(&dossier)).into_response())
}
