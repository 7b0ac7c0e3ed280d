//! The store: write sets that become durable together, readers, the audit chain, events, jobs, figures, books of numbers
//! and the keys of personal values, the same on SQLite and PostgreSQL. It knows no domain.

mod archive;
mod archived;
pub mod audit;
pub mod backup;
pub mod bundle;
pub mod chain;
mod committer;
mod copies;
mod dump;
mod error;
pub mod events;
pub mod figures;
pub mod folder;
pub mod hashed;
pub mod inspect;
pub mod jobs;
pub mod keys;
mod merkle;
pub mod migrate;
mod postgres;
mod readers;
pub mod records;
mod restores;
pub mod ring;
mod row;
mod scan;
mod seal;
pub mod sql;
mod store;
mod value;
pub mod vault;
mod verify;
mod write_set;

pub use archive::{Archive, Month};
pub use copies::Copied;
pub use error::StoreError;
pub use migrate::Migration;
pub use restores::{Lost, Restore};
pub use row::{Column, Map, Row};
pub use seal::Sealer;
pub use sql::{Engine, Sql};
pub use store::{Options, Place, Store};
pub use value::{Params, Val};
pub use verify::{Trust, Verdict};
pub use write_set::{AuditDraft, Book, EventDraft, Expect, FigureDelta, JobDraft, Receipt, Stmt, WriteSet};
