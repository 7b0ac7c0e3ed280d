//! Dossiers: from the draft of a citizen to the delivered result, with its clock, its work and its numbers.

mod api;
pub mod applicant;
pub mod case;
pub mod commands;
pub mod events;
mod handover;
mod hashing;
mod jobs;
mod look_up;
pub mod model;
pub mod pages;
pub mod permissions;
pub mod queries;
pub mod recount;
mod reform;
pub mod sample_write;
mod scanning;
mod store;
mod tar;
mod uploads;
mod work;

use ::store::Migration;
use runtime::Background;
use web::{Locale, Module};

pub use handover::holder;
pub use hashing::hashed;
pub use reform::participant as reform;
pub use store::record::records;

/// The migrations of this crate.
pub const MIGRATIONS: &[Migration] = &[
    Migration { module: "dossiers", version: 1, sql: include_str!("../migrations/0001_dossiers.sql") },
    Migration { module: "dossiers", version: 2, sql: include_str!("../migrations/0002_due_by_hour.sql") },
    Migration { module: "dossiers", version: 3, sql: include_str!("../migrations/0003_persons_apart.sql") },
    Migration { module: "dossiers", version: 4, sql: include_str!("../migrations/0004_drafts.sql") },
    Migration { module: "dossiers", version: 5, sql: include_str!("../migrations/0005_removed_by.sql") },
    Migration { module: "dossiers", version: 6, sql: include_str!("../migrations/0006_unread.sql") },
    Migration { module: "dossiers", version: 7, sql: include_str!("../migrations/0007_handled.sql") },
    Migration { module: "dossiers", version: 8, sql: include_str!("../migrations/0008_papers.sql") },
    Migration { module: "dossiers", version: 9, sql: include_str!("../migrations/0009_in_name_of.sql") },
    Migration { module: "dossiers", version: 10, sql: include_str!("../migrations/0010_reform.sql") },
    Migration { module: "dossiers", version: 11, sql: include_str!("../migrations/0011_lean_indexes.sql") },
    Migration { module: "dossiers", version: 12, sql: include_str!("../migrations/0012_hand_over.sql") },
    Migration { module: "dossiers", version: 13, sql: include_str!("../migrations/0013_glass.sql") },
    Migration { module: "dossiers", version: 14, sql: include_str!("../migrations/0014_held.sql") },
    Migration { module: "dossiers", version: 15, sql: include_str!("../migrations/0015_consent.sql") },
    Migration { module: "dossiers", version: 16, sql: include_str!("../migrations/0016_erasure.sql") },
    Migration { module: "dossiers", version: 17, sql: include_str!("../migrations/0017_infected.sql") },
    Migration { module: "dossiers", version: 18, sql: include_str!("../migrations/0018_moved_dossier.sql") },
    Migration { module: "dossiers", version: 19, sql: include_str!("../migrations/0019_counter_subject.sql") },
];

/// The rules that are data, as shipped.
pub fn rules() -> kernel::Result<model::Rules> {
    let mut rules = model::Rules::parse(include_str!("../../../../data/rules.toml"))?;
    rules.retention = model::Retention::parse(include_str!("../../../../data/retention.toml"))?;
    Ok(rules)
}

/// What this domain gives to the house.
pub fn module() -> Module {
    Module {
        name: "dossiers",
        migrations: MIGRATIONS,
        routes: pages::routes().merge(api::routes()),
        permissions: permissions::ALL,
        limits: look_up::LIMITS,
        templates: pages::templates(),
        samples: pages::samples(),
        locales: LOCALES,
        background: Background {
            jobs: jobs::kinds(),
            consumers: vec![events::notices()],
            schedules: jobs::schedules(),
        },
        menu: pages::officer::menu::MENU,
        counts: Some(pages::officer::menu::counts),
        sign_in: None,
    }
}

const LOCALES: &[(Locale, &str)] = &[
    (Locale::Vi, include_str!("../locales/vi.ftl")),
    (Locale::En, include_str!("../locales/en.ftl")),
    (Locale::Vi, include_str!("../locales/citizen.vi.ftl")),
    (Locale::En, include_str!("../locales/citizen.en.ftl")),
    (Locale::Vi, include_str!("../locales/held.vi.ftl")),
    (Locale::En, include_str!("../locales/held.en.ftl")),
    (Locale::Vi, include_str!("../locales/business.vi.ftl")),
    (Locale::En, include_str!("../locales/business.en.ftl")),
    (Locale::Vi, include_str!("../locales/personal.vi.ftl")),
    (Locale::En, include_str!("../locales/personal.en.ftl")),
    (Locale::Vi, include_str!("../locales/glass.vi.ftl")),
    (Locale::En, include_str!("../locales/glass.en.ftl")),
    (Locale::Vi, include_str!("../locales/reform.vi.ftl")),
    (Locale::En, include_str!("../locales/reform.en.ftl")),
    (Locale::Vi, include_str!("../locales/units.vi.ftl")),
    (Locale::En, include_str!("../locales/units.en.ftl")),
    (Locale::Vi, include_str!("../locales/officer.vi.ftl")),
    (Locale::En, include_str!("../locales/officer.en.ftl")),
];
