//! Pages for people: paying, the officers' list, and the daily comparison.

pub(crate) mod days;
pub(crate) mod officer;
pub(crate) mod pay;

use web::TemplateSample;

/// The samples of all pages.
pub(crate) fn samples() -> Vec<TemplateSample> {
    let mut samples = pay::samples();
    samples.extend(officer::samples());
    samples.extend(days::samples());
    samples.extend(crate::sandbox::samples());
    samples
}
