//! Names of units as they were called when something was done, with those of today (fact 8.13). Papers that were given
//! out keep the names of their day alone; they do not come here.

use std::sync::Arc;

use kernel::{Result, Timestamp};
use organisation::{Directory, Snapshot, UnitId};
use runtime::Reader;
use web::Cx;

use crate::model::Dossier;

/// The units by instant, and as they are now.
pub(crate) struct UnitNames {
    directory: Arc<Directory>,
    now: Arc<Snapshot>,
}

impl UnitNames {
    pub(crate) fn of(reader: &Reader<'_>) -> Result<Self> {
        let directory = reader.service::<Directory>()?;
        let now = directory.on(reader.now);
        Ok(Self { directory, now })
    }

    /// The units as they are now.
    pub(crate) fn now(&self) -> &Snapshot {
        &self.now
    }

    /// What a unit was called at an instant.
    pub(crate) fn then(&self, unit: UnitId, at: Timestamp) -> String {
        self.directory.on(at).name(unit).to_owned()
    }

    /// What a unit was called at an instant, and what it, or who continues it, is called today where that is another
    /// name.
    pub(crate) fn on(&self, cx: &Cx, unit: UnitId, at: Timestamp) -> String {
        with(cx, self.then(unit, at), self.other_now(unit, at))
    }

    /// Name of who continues a unit today, where that is another name than at an instant.
    pub(crate) fn other_now(&self, unit: UnitId, at: Timestamp) -> Option<String> {
        self.other(unit, at, self.now.heir(unit))
    }

    /// The agency of a dossier when it was handed in, and who answers for it today (fact 8.12).
    pub(crate) fn agency(&self, cx: &Cx, dossier: &Dossier) -> String {
        with(cx, self.then(dossier.competent, dossier.submitted_at), self.other_agency(dossier))
    }

    /// Name of who answers for a dossier today, where that is another name than its agency had.
    pub(crate) fn other_agency(&self, dossier: &Dossier) -> Option<String> {
        self.other(dossier.competent, dossier.submitted_at, dossier.responsible(&self.now))
    }

    /// Where an address lies today that was written at an instant; none where nothing else can be said than what was
    /// written (fact 8.17).
    pub(crate) fn address_now(&self, address: &str, at: Timestamp) -> Option<String> {
        self.now.address_today(&self.directory.on(at), address)
    }

    fn other(&self, unit: UnitId, at: Timestamp, heir: UnitId) -> Option<String> {
        let name = self.now.name(heir);
        (name != self.directory.on(at).name(unit)).then(|| name.to_owned())
    }
}

fn with(cx: &Cx, was: String, is: Option<String>) -> String {
    match is {
        Some(is) => cx.tf("dossiers-unit-now", &[("unit", was.into()), ("heir", is.into())]),
        None => was,
    }
}
