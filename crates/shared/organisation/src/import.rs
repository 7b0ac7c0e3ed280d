//! The import of units: idempotent, in chunks, bad rows aside.

use std::collections::HashMap;

use kernel::{Error, Message, Result, Timestamp};
use runtime::{Actor, ActorKind, Command, Decide, Reader, Runtime};
use serde_json::json;
use store::WriteSet;

use crate::directory::Directory;
use crate::model::{Unit, UnitId};
use crate::plan::{Quarantined, plan};
use crate::store::{bump_edition, insert_unit, renew_version, versions};

/// Most units in one write set.
const CHUNK: usize = 100;

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImportReport {
    /// Units that are new.
    pub added: usize,
    /// Units that got a new version.
    pub changed: usize,
    /// Units that were as in the list.
    pub unchanged: usize,
    /// Rows that were left out, each with a sentence.
    pub quarantined: Vec<Quarantined>,
}

/// Imports areas and agencies that hold from `at`, and reads the registered [`Directory`] again.
///
/// Units are recognised by their codes: importing the same files again changes nothing, a changed row makes a version
/// that begins at `at`. Nothing is closed: units end by a reorganisation, with their successors.
/// Fails with `Invalid` when a file as a whole cannot be used.
pub async fn import_units(
    runtime: &Runtime,
    units_csv: &str,
    departments_toml: &str,
    at: Timestamp,
) -> Result<ImportReport> {
    let actor = Actor::system();
    let plan = plan(units_csv, departments_toml, at)?;
    let known = latest(&runtime.reader(&actor)).await?;
    let mut report = ImportReport { quarantined: plan.quarantined, ..ImportReport::default() };
    let mut open = Vec::new();
    for unit in plan.units {
        match change_of(known.get(&unit.id), &unit) {
            Change::Same => report.unchanged += 1,
            Change::Refused(key) => report.quarantined.push(refusal(&unit, key)),
            Change::New | Change::Version => open.push(unit),
        }
    }
    for chunk in open.chunks(CHUNK) {
        let command = ImportUnits { province: plan.province, units: chunk.to_vec() };
        let done = runtime.execute(&actor, &command).await?;
        report.added += done.outcome.added;
        report.changed += done.outcome.changed;
        report.unchanged += done.outcome.unchanged;
        report.quarantined.extend(done.outcome.quarantined);
    }
    if let Ok(directory) = runtime.services().get::<Directory>() {
        directory.reload(runtime.store()).await?;
    }
    Ok(report)
}

/// Writes one chunk of units.
struct ImportUnits {
    province: UnitId,
    units: Vec<Unit>,
}

impl Command for ImportUnits {
    const NAME: &'static str = "organisation.import";
    type State = HashMap<UnitId, Unit>;
    type Outcome = ImportReport;

    fn authorise(&self, actor: &Actor) -> Result<()> {
        if actor.kind == ActorKind::System { Ok(()) } else { Err(Error::forbidden()) }
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Self::State> {
        latest(reader).await
    }

    fn decide(&self, state: &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, ImportReport)> {
        let mut set = cx.write(self.province.uuid());
        let mut report = ImportReport::default();
        let mut touched = Vec::new();
        for unit in &self.units {
            match change_of(state.get(&unit.id), unit) {
                Change::New => {
                    insert_unit(&mut set, &unit.code, unit, cx.now);
                    report.added += 1;
                    touched.push(unit.id.uuid());
                }
                Change::Version => {
                    renew_version(&mut set, unit);
                    report.changed += 1;
                    touched.push(unit.id.uuid());
                }
                Change::Same => report.unchanged += 1,
                Change::Refused(key) => report.quarantined.push(refusal(unit, key)),
            }
        }
        bump_edition(&mut set);
        let payload = json!({ "added": report.added, "changed": report.changed, "units": touched });
        set.audit(cx.audit(Self::NAME, "unit", self.province.uuid(), &payload));
        Ok((set, report))
    }
}

/// What becomes of one unit of a list.
#[derive(Debug, PartialEq)]
enum Change {
    New,
    Version,
    Same,
    Refused(&'static str),
}

fn change_of(known: Option<&Unit>, wanted: &Unit) -> Change {
    let Some(known) = known else { return Change::New };
    if known.kind != wanted.kind || known.level != wanted.level {
        return Change::Refused("organisation-import-other-kind");
    }
    if known.valid_to.is_some() {
        return Change::Refused("organisation-import-closed");
    }
    let same = Unit { valid_from: known.valid_from, ..wanted.clone() };
    if same == *known {
        Change::Same
    } else if wanted.valid_from <= known.valid_from {
        Change::Refused("organisation-import-older")
    } else {
        Change::Version
    }
}

fn refusal(unit: &Unit, key: &'static str) -> Quarantined {
    Quarantined { place: format!("unit:{}", unit.code), message: Message::new(key).arg("code", unit.code.as_str()) }
}

/// The latest version of every unit.
async fn latest(reader: &Reader<'_>) -> Result<HashMap<UnitId, Unit>> {
    Ok(versions(reader).await?.into_iter().map(|unit| (unit.id, unit)).collect())
}

#[cfg(test)]
#[path = "import_tests.rs"]
mod tests;
