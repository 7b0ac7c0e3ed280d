//! A copy of one's data: what it holds, and the way to it.

use kernel::Error;
use serde::Serialize;
use web::{Cx, Form, Outcome, TemplateSample, view_of};

use crate::api::export::archive;

const DATA: &str = "dossiers/citizen/data.html";

#[derive(Serialize)]
struct DataView {}

/// What the copy holds; officers have none.
pub(super) async fn get(cx: Cx) -> Outcome {
    if !cx.actor().is_applicant() {
        return Err(Error::not_found().into());
    }
    cx.page(DATA, DataView {}).await
}

/// The copy itself.
pub(super) async fn post(cx: Cx, Form(_): Form) -> Outcome {
    Ok(archive(&cx).await?)
}

pub(super) fn samples() -> Vec<TemplateSample> {
    vec![TemplateSample { template: DATA, case: "usual", view: |_| view_of(DataView {}) }]
}
