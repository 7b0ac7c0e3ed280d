//! Pages for people: paying, and the officers' list.

pub(crate) mod officer;
pub(crate) mod pay;

use web::TemplateSample;

/// The samples of all pages.
pub(crate) fn samples() -> Vec<TemplateSample> {
    let mut samples = pay::samples();
    samples.extend(officer::samples());
    samples.extend(crate::sandbox::samples());
    samples
}
