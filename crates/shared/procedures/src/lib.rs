//! Administrative procedures: what a citizen reads of them, the forms they answer, the steps their dossiers take.
//!
//! Everything a dossier needs is in one [`ProcedureVersion`]; a dossier keeps the version it was filed under.

mod api;
mod catalogue;
mod data;
mod document;
pub mod form;
mod import;
mod kinds;
pub mod model;
mod pages;
mod paper_kinds;
pub mod process;
mod reform;
mod search;
mod store;
mod table;

use std::time::Duration;

use runtime::{Background, Permission, Schedule};
use web::{Locale, MenuEntry, Module, PermissionInfo, Template};

pub use crate::store::{QuarantinedRow, quarantined};
pub use catalogue::{Catalogue, CatalogueSnapshot, Facets, Gap};
pub use data::{CSV, Data, commune_choices, sample_answers};
pub use form::{Answers, FieldSpec, FormPage, FormSpec, PageView, SummaryRow, SummarySection, When, Widget};
pub use import::{ImportReport, import_procedures};
pub use model::{
    Channel, Detail, Fee, FeeDue, LegalBasis, LimitRule, Manner, Online, Paper, PaperMode, Part, Per, ProcedureVersion,
    Subject,
};
pub use pages::PreparedPages;
pub use paper_kinds::{PaperKind, PaperKinds, PaperPlace};
pub use process::{Act, ActSpec, At, OpinionSpec, ProcessSpec, StepSpec};
pub use reform::participant as reform;
pub use search::Filter;

/// May read what the catalogue lacks.
pub const READ: Permission = Permission("procedures.read");

/// The migrations of this crate.
pub const MIGRATIONS: &[::store::Migration] =
    &[::store::Migration { module: "procedures", version: 1, sql: include_str!("../migrations/0001_procedures.sql") }];

/// How soon a node notices what another node or the command line has imported.
const REFRESH: Duration = Duration::from_secs(30);

const FORM: Template = ("procedures/form.html", include_str!("../templates/procedures/form.html"));

/// The macros of forms and the templates of the pages.
static TEMPLATES: [Template; pages::TEMPLATES.len() + 1] = {
    let mut all = [FORM; pages::TEMPLATES.len() + 1];
    let mut index = 0;
    while index < pages::TEMPLATES.len() {
        all[index + 1] = pages::TEMPLATES[index];
        index += 1;
    }
    all
};

const WORDS: [(Locale, &str); 4] = [
    (Locale::Vi, include_str!("../locales/vi.ftl")),
    (Locale::En, include_str!("../locales/en.ftl")),
    (Locale::Vi, include_str!("../locales/reform.vi.ftl")),
    (Locale::En, include_str!("../locales/reform.en.ftl")),
];

/// The words of forms, import, codes and reorganisations, and those of the pages.
static LOCALES: [(Locale, &str); pages::LOCALES.len() + WORDS.len()] = {
    let mut all = [WORDS[0]; pages::LOCALES.len() + WORDS.len()];
    let mut index = 1;
    while index < WORDS.len() {
        all[index] = WORDS[index];
        index += 1;
    }
    index = 0;
    while index < pages::LOCALES.len() {
        all[index + WORDS.len()] = pages::LOCALES[index];
        index += 1;
    }
    all
};

/// What the app takes. [`Catalogue`] and [`PreparedPages`] are registered as services.
pub fn module() -> Module {
    let mut samples = pages::samples();
    samples.extend(form::samples());
    Module {
        name: "procedures",
        migrations: MIGRATIONS,
        routes: pages::routes().merge(api::routes()),
        permissions: &[PermissionInfo { permission: READ, label: "procedures-permission-read" }],
        templates: &TEMPLATES,
        samples,
        locales: &LOCALES,
        background: Background { schedules: vec![refresh()], ..Background::default() },
        menu: &[MenuEntry {
            group: "organisation-menu-group",
            label: "procedures-menu-gaps",
            icon: "book",
            href: "/officer/procedures/gaps",
            permission: READ,
            count: None,
            key: None,
        }],
        ..Module::default()
    }
}

fn refresh() -> Schedule {
    Schedule {
        name: "refresh-procedures",
        every: REFRESH,
        run: |runtime| {
            Box::pin(async move {
                let catalogue = runtime.services().get::<Catalogue>()?;
                catalogue.reload_if_changed(runtime.store()).await
            })
        },
    }
}
