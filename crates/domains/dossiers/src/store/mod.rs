//! All SQL of the domain, one file a table.

pub(crate) mod beside;
pub(crate) mod consent;
pub(crate) mod dossier;
pub(crate) mod draft;
pub(crate) mod erasure;
pub(crate) mod file;
pub(crate) mod glass;
pub(crate) mod handled;
pub(crate) mod handover;
pub(crate) mod held;
pub(crate) mod history;
pub(crate) mod infected;
pub(crate) mod lists;
pub(crate) mod lookup;
pub(crate) mod moves;
pub(crate) mod paper;
pub(crate) mod record;
pub(crate) mod task;
