//! Dossiers as their users see them, on both engines.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

#[path = "it/access.rs"]
mod access_rights;
#[path = "it/acts.rs"]
mod acts;
#[path = "it/business.rs"]
mod business;
#[path = "it/common.rs"]
mod common;
#[path = "it/consent.rs"]
mod consent;
#[path = "it/counter.rs"]
mod counter;
#[path = "it/drafts.rs"]
mod drafts;
#[path = "it/duties.rs"]
mod duties;
#[path = "it/erasure.rs"]
mod erasure;
#[path = "it/excess.rs"]
mod excess;
#[path = "it/filing.rs"]
mod filing;
#[path = "it/finds.rs"]
mod finds;
#[path = "it/glass.rs"]
mod glass;
#[path = "it/handled.rs"]
mod handled;
#[path = "it/handover.rs"]
mod handover;
#[path = "it/held.rs"]
mod held;
#[path = "it/illegal.rs"]
mod illegal;
#[path = "it/money.rs"]
mod money;
#[path = "it/neighbours.rs"]
mod neighbours;
#[path = "it/notices.rs"]
mod notices;
#[path = "it/numbers.rs"]
mod numbers;
#[path = "it/papers.rs"]
mod papers;
#[path = "it/pauses.rs"]
mod pauses;
#[path = "it/personal.rs"]
mod personal;
#[path = "it/places.rs"]
mod places;
#[path = "it/process.rs"]
mod process;
#[path = "it/records.rs"]
mod records;
#[path = "it/reform.rs"]
mod reorganisation;
#[path = "it/reform_back.rs"]
mod reorganisation_back;
#[path = "it/store.rs"]
mod rows;
#[path = "it/rules.rs"]
mod rules;
#[path = "it/series.rs"]
mod series;
#[path = "it/walk.rs"]
mod walk;
