//! The whole house: its statements, templates, words, rights and routes, its faults, and its program.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

#[path = "it/api.rs"]
mod api;
#[path = "it/archive.rs"]
mod archive;
#[path = "it/armour.rs"]
mod armour;
#[path = "it/asvs.rs"]
mod asvs;
#[path = "it/common.rs"]
mod common;
#[path = "it/contact.rs"]
mod contact;
#[path = "it/crawl.rs"]
mod crawl;
#[path = "it/desk.rs"]
mod desk;
#[path = "it/disk.rs"]
mod disk;
#[cfg(unix)]
#[path = "it/drill.rs"]
mod drill;
#[path = "it/erasures.rs"]
mod erasures;
#[path = "it/export.rs"]
mod export;
#[path = "it/faults.rs"]
mod faults;
#[path = "it/guards.rs"]
mod guards;
#[path = "it/held.rs"]
mod held;
#[path = "it/inspection.rs"]
mod inspection;
#[path = "it/key_service.rs"]
mod key_service;
#[path = "it/kill.rs"]
mod kill;
#[path = "it/leaks.rs"]
mod leaks;
#[path = "it/lists.rs"]
mod lists;
#[path = "it/matrix.rs"]
mod matrix;
#[path = "it/notices.rs"]
mod notices;
#[path = "it/openapi.rs"]
mod openapi;
#[path = "it/operations.rs"]
mod operations;
#[path = "it/outage.rs"]
mod outage;
#[path = "it/people.rs"]
mod people;
#[path = "it/power_cut.rs"]
mod power_cut;
#[path = "it/prepare_all.rs"]
mod prepare_all;
#[path = "it/program.rs"]
mod program;
#[path = "it/reform_house.rs"]
mod reform_house;
#[path = "it/reform_kill.rs"]
mod reform_kill;
#[path = "it/reform_turn.rs"]
mod reform_turn;
#[path = "it/reform_whole.rs"]
mod reform_whole;
#[path = "it/rehash.rs"]
mod rehash;
#[path = "it/reorganised.rs"]
mod reorganised;
#[path = "it/scan.rs"]
mod scan;
#[path = "it/schema.rs"]
mod schema;
#[path = "it/search.rs"]
mod search;
#[path = "it/stamps.rs"]
mod stamps;
#[path = "it/start.rs"]
mod start;
#[path = "it/templates.rs"]
mod templates;
#[path = "it/unsent.rs"]
mod unsent;
#[path = "it/upgrade.rs"]
mod upgrade;
#[path = "it/words.rs"]
mod words;
