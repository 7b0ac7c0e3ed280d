//! Units of government: who is above whom, since when and until when, which desk serves which queue of open work, and
//! which agency decides a procedure. README.md has the rules.

mod competence;
mod directory;
mod ids;
mod import;
mod model;
mod pages;
mod plan;
mod snapshot;
mod store;

use std::time::Duration;

use runtime::{Background, Permission, Schedule};
use web::{Guard, Locale, MenuEntry, Module, PermissionInfo, Routes};

pub use competence::Competence;
pub use directory::{Directory, load};
pub use ids::unit_id;
pub use import::{ImportReport, import_units};
pub use model::{Level, QueueId, Role, Succession, Unit, UnitId, UnitKind};
pub use plan::Quarantined;
pub use snapshot::Snapshot;

/// May read the tree of units with identifiers and validity.
pub const READ: Permission = Permission("organisation.read");

/// The migrations of this crate.
pub const MIGRATIONS: &[::store::Migration] = &[::store::Migration {
    module: "organisation",
    version: 1,
    sql: include_str!("../migrations/0001_organisation.sql"),
}];

/// How soon a node notices what another node changed.
const REFRESH: Duration = Duration::from_secs(30);

/// The units of the sample province: the list of areas (facts 10.01, 10.03) and the file of departments (`[SAMPLE]`).
pub fn sample_units() -> (&'static str, &'static str) {
    (include_str!("../../../../data/units-2024.csv"), include_str!("../../../../data/departments.toml"))
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
            .gives::<pages::UnitsBody>(),
        permissions: &[PermissionInfo { permission: READ, label: "organisation-permission-read" }],
        templates: &[("organisation/units.html", include_str!("../templates/organisation/units.html"))],
        samples: pages::samples(),
        locales: &[(Locale::Vi, include_str!("../locales/vi.ftl")), (Locale::En, include_str!("../locales/en.ftl"))],
        background: Background { schedules: vec![refresh()], ..Background::default() },
        menu: &[MenuEntry {
            group: "organisation-menu-group",
            label: "organisation-menu",
            icon: "building",
            href: "/officer/units",
            permission: READ,
            count: None,
            key: None,
        }],
        ..Module::default()
    }
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
