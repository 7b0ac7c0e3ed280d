//! Pages of dossiers: for citizens, for officers, for leaders.

pub mod citizen;
pub(crate) mod csv;
pub(crate) mod erasing;
pub(crate) mod held;
mod looked;
pub(crate) mod names;
pub mod numbers;
pub mod officer;
pub(crate) mod shared;

use std::sync::OnceLock;

use web::{Routes, Template, TemplateSample};

/// All routes.
pub fn routes() -> Routes {
    citizen::routes().merge(officer::routes()).merge(numbers::routes())
}

/// All templates.
pub fn templates() -> &'static [Template] {
    static ALL: OnceLock<Vec<Template>> = OnceLock::new();
    ALL.get_or_init(|| [citizen::TEMPLATES, officer::TEMPLATES, numbers::TEMPLATES].concat())
}

/// All template samples.
pub fn samples() -> Vec<TemplateSample> {
    let mut all = citizen::samples();
    all.extend(officer::samples());
    all.extend(numbers::samples());
    all
}
