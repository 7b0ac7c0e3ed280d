//! Units of government: who is above whom, since when and until when, which desk serves which queue of open work, and
//! which agency decides a procedure. README.md has the rules.

mod address;
mod competence;
mod directory;
mod ids;
mod import;
mod model;
mod pages;
mod plan;
pub mod reform;
mod snapshot;
mod store;

use std::time::Duration;

use runtime::{Background, Permission, Schedule};
use web::{Guard, Locale, MenuEntry, Module, PermissionInfo, Routes};

pub use competence::Competence;
pub use directory::{Directory, load};
pub use ids::{derived_id, unit_id};
pub use import::{ImportReport, import_units};
pub use model::{Level, QueueId, Role, Succession, Unit, UnitId, UnitKind};
pub use plan::Quarantined;
pub use snapshot::Snapshot;

/// May read the tree of units with identifiers and validity.
pub const READ: Permission = Permission("organisation.read");

/// May look at plans of reorganisations, schedule them, take them back, and decide what no rule of a plan decides.
pub const REFORM: Permission = Permission("organisation.reform");

/// The migrations of this crate.
pub const MIGRATIONS: &[::store::Migration] = &[
    ::store::Migration { module: "organisation", version: 1, sql: include_str!("../migrations/0001_organisation.sql") },
    ::store::Migration { module: "organisation", version: 2, sql: include_str!("../migrations/0002_reform.sql") },
];

/// How soon a node notices what another node changed.
const REFRESH: Duration = Duration::from_secs(30);
/// How soon a plan is brought on that a break has stopped, and how often what comes in between is brought over.
const TEND: Duration = Duration::from_secs(30);

/// The units of the sample province: the list of areas (facts 10.01, 10.03) and the file of departments (`[SAMPLE]`).
pub fn sample_units() -> (&'static str, &'static str) {
    (include_str!("../../../../data/units-2024.csv"), include_str!("../../../../data/departments.toml"))
}

/// The list of areas after 01/07/2025 (facts 8.02, 8.06), and the plan that leads there from [`sample_units`].
pub fn sample_reform() -> (&'static str, &'static str) {
    (include_str!("../../../../data/units-2025.csv"), include_str!("../../../../data/plans/2025-07-01.toml"))
}

/// What this crate gives to the house.
pub fn module() -> Module {
    Module {
        name: "organisation",
        migrations: MIGRATIONS,
        routes: Routes::default()
            .get("/officer/units", Guard::Right(READ), pages::list)
            .get("/api/v1/units", Guard::Public, pages::api)
            .says("List the units that exist now")
            .asks::<pages::ApiAsked>()
            .gives::<pages::UnitsBody>()
            .get("/officer/reform", Guard::Right(REFORM), reform::list)
            .post("/officer/reform", Guard::Right(REFORM), reform::check_plan)
            .get("/officer/reform/{id}", Guard::Right(REFORM), reform::show)
            .post("/officer/reform/{id}/undo", Guard::Right(REFORM), reform::undo)
            .post("/officer/reform/{id}/reverse", Guard::Right(REFORM), reform::turn_back)
            .post("/officer/reform/{id}/decide", Guard::Right(REFORM), reform::decide),
        permissions: &[
            PermissionInfo { permission: READ, label: "organisation-permission-read" },
            PermissionInfo { permission: REFORM, label: "organisation-permission-reform" },
        ],
        templates: &[
            ("organisation/units.html", include_str!("../templates/organisation/units.html")),
            ("organisation/reforms.html", include_str!("../templates/organisation/reforms.html")),
            ("organisation/reform.html", include_str!("../templates/organisation/reform.html")),
            ("organisation/reform-parts.html", include_str!("../templates/organisation/reform-parts.html")),
        ],
        samples: pages::samples().into_iter().chain(reform::samples()).collect(),
        locales: &[
            (Locale::Vi, include_str!("../locales/vi.ftl")),
            (Locale::En, include_str!("../locales/en.ftl")),
            (Locale::Vi, include_str!("../locales/reform.vi.ftl")),
            (Locale::En, include_str!("../locales/reform.en.ftl")),
        ],
        background: Background { schedules: vec![refresh(), tend()], ..Background::default() },
        menu: &[
            MenuEntry {
                group: "organisation-menu-group",
                label: "organisation-menu",
                icon: "building",
                href: "/officer/units",
                permission: READ,
                count: None,
                key: None,
            },
            MenuEntry {
                group: "organisation-menu-group",
                label: "organisation-reform-menu",
                icon: "sync",
                href: "/officer/reform",
                permission: REFORM,
                count: None,
                key: None,
            },
        ],
        ..Module::default()
    }
}

fn tend() -> Schedule {
    Schedule { name: "tend-reforms", every: TEND, run: |runtime| Box::pin(reform::tend(runtime)) }
}

fn refresh() -> Schedule {
    Schedule {
        name: "refresh-units",
        every: REFRESH,
        run: |runtime| {
            Box::pin(async move {
                let directory = runtime.services().get::<Directory>()?;
                directory.refresh(runtime.store()).await.map(|_| ())
            })
        },
    }
}
