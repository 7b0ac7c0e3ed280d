//! The public pages.

pub(crate) mod about;
pub(crate) mod home;

use web::TemplateSample;

/// Samples of all templates of this domain.
pub(crate) fn samples() -> Vec<TemplateSample> {
    let mut all = home::samples();
    all.extend(about::samples());
    all
}
