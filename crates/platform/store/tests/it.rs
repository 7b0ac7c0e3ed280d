//! The store as its users see it, on both engines.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

#[path = "it/archive.rs"]
mod archive;
#[path = "it/backup.rs"]
mod backup;
#[path = "it/chain.rs"]
mod chain;
#[path = "it/commit.rs"]
mod commit;
#[path = "it/common.rs"]
mod common;
#[path = "it/consumers.rs"]
mod consumers;
#[path = "it/draws.rs"]
mod draws;
#[path = "it/figures.rs"]
mod figures;
#[path = "it/jobs.rs"]
mod jobs;
#[path = "it/kill.rs"]
mod kill;
#[path = "it/lost.rs"]
mod lost;
#[path = "it/migrations.rs"]
mod migrations;
#[path = "it/seals.rs"]
mod seals;
#[path = "it/tamper.rs"]
mod tamper;
#[path = "it/tamper_cases.rs"]
mod tamper_cases;
#[path = "it/tamper_restores.rs"]
mod tamper_restores;
#[path = "it/tokens.rs"]
mod tokens;
#[path = "it/upkeep.rs"]
mod upkeep;
