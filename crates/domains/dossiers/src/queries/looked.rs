//! Who looked at whose personal data, and whether a look lies outside the cases that the officer handles.

use std::collections::HashMap;

use access::{Looked, Scope, Seen};
use identity::OfficerThen;
use kernel::{Cursor, Page, PageRequest, Result, Timestamp};
use organisation::{Directory, Snapshot, UnitId};
use runtime::{ActorKind, Reader};
use uuid::Uuid;

use crate::case::{Case, desk_of};
use crate::model::{Dossier, DossierId, Task};
use crate::permissions::{FLAGS, WORKING};
use crate::store;

/// Version of the order of looks: the newest quarter of an hour first, then the actor.
const LOOKED_SORT: u8 = 6;
/// Quarters of an hour that are read together while those of other units are left out.
const BATCH: i64 = 100;
/// Readings of one page: where nearly all looks are of other units, the next page goes on from there.
const READINGS: usize = 5;

/// What one officer looked at within a quarter of an hour.
#[derive(Clone, Debug)]
pub struct LookedItem {
    /// The first look.
    pub at: Timestamp,
    /// Who looked, as of then; none for an account that is not an officer's.
    pub officer: Option<OfficerThen>,
    /// The looks, oldest first.
    pub things: Vec<LookedThing>,
    quarter: i64,
    actor: Uuid,
}

/// A look at one thing for one purpose.
#[derive(Clone, Debug)]
pub struct LookedThing {
    /// When.
    pub at: Timestamp,
    /// The dossier.
    pub object: Uuid,
    /// Its code or reference; empty when it is not a dossier.
    pub code: String,
    /// Whether it stands in the reader's own account.
    pub is_own: bool,
    /// Why: `dossier`, `inbox`, `search`, …
    pub purpose: String,
    /// Whether it was outside the cases that the officer handled then.
    pub outside: bool,
}

impl LookedItem {
    fn cursor(&self) -> Cursor {
        Cursor { version: LOOKED_SORT, key: self.quarter, id: self.actor }
    }
}

/// The record of access that showing the values of a dossier calls for.
pub async fn seen(reader: &Reader<'_>, case: &Case, purpose: &'static str) -> Result<Seen> {
    let (subject, object) = (case.dossier.subject, case.dossier.id.uuid());
    if case.glass.is_some() {
        return Ok(Seen { subject, object, purpose: "glass", outside: true });
    }
    let outside = is_outside(reader, &case.dossier, &case.tasks, &case.units).await?;
    Ok(Seen { subject, object, purpose, outside })
}

/// [`seen`] for dossiers of which only the record was read.
pub async fn seen_of(reader: &Reader<'_>, found: &[Dossier], purpose: &'static str) -> Result<Vec<Seen>> {
    let units = reader.service::<Directory>()?.on(reader.now);
    let mut seen = Vec::with_capacity(found.len());
    for dossier in found {
        let (tasks, _) = store::task::open_of(reader, dossier.id).await?;
        let outside = is_outside(reader, dossier, &tasks, &units).await?;
        seen.push(Seen { subject: dossier.subject, object: dossier.id.uuid(), purpose, outside });
    }
    Ok(seen)
}

/// Whether an officer does not handle a dossier: works neither at the desk where it was handed in nor in a unit that
/// has open work of it, has none of that work in person, and never acted on it.
async fn is_outside(reader: &Reader<'_>, dossier: &Dossier, tasks: &[Task], units: &Snapshot) -> Result<bool> {
    let actor = reader.actor;
    if actor.kind != ActorKind::Officer {
        return Ok(false);
    }
    let works_in = |unit: UnitId| WORKING.iter().any(|right| actor.can_in(*right, unit.uuid()));
    let has_work = tasks
        .iter()
        .any(|task| task.assignee == Some(actor.account) || units.unit_of_queue(task.queue).is_some_and(works_in));
    if has_work || works_in(desk_of(units, dossier.receiving)) {
        return Ok(false);
    }
    Ok(!store::history::has_acted(reader, dossier.id, actor.account).await?)
}

/// A service: whether people read the names of officers who looked at their data. Without it they do.
pub struct ShowNames(pub bool);

/// Puts positions in place of names where these are not shown.
fn nameless(reader: &Reader<'_>, items: &mut [LookedItem]) {
    if reader.service::<ShowNames>().is_ok_and(|shown| !shown.0) {
        for officer in items.iter_mut().filter_map(|item| item.officer.as_mut()) {
            officer.name = std::mem::take(&mut officer.position);
        }
    }
}

/// A page of who looked at the personal data of the actor's own account, newest first; one item an officer and quarter
/// of an hour.
pub async fn looked_at(reader: &Reader<'_>, page: Option<&str>, limit: i64) -> Result<Page<LookedItem>> {
    let subject = Scope::own(reader.actor)?.account().ok_or_else(kernel::Error::forbidden)?;
    let page = PageRequest::parse(page, LOOKED_SORT, limit)?;
    let before = page.after.as_ref().map_or((i64::MAX, Uuid::max()), |cursor| (cursor.key, cursor.id));
    let (rows, total) = access::looked_at(reader, subject, before, page.limit + 1).await?;
    let mut items = items(reader, rows).await?;
    nameless(reader, &mut items);
    Ok(Page::from_rows(items, page.limit, total, LookedItem::cursor))
}

/// A page of the looks outside their cases of officers of the units where the actor watches over personal data, newest
/// first. It is not counted, and may be short while there is a next one.
pub async fn flagged(reader: &Reader<'_>, page: Option<&str>, limit: i64) -> Result<Page<LookedItem>> {
    let scope = Scope::units(reader.actor, FLAGS)?;
    let page = PageRequest::parse(page, LOOKED_SORT, limit)?;
    let wanted = usize::try_from(page.limit + 1).unwrap_or(usize::MAX);
    let mut before = page.after.as_ref().map_or((i64::MAX, Uuid::max()), |cursor| (cursor.key, cursor.id));
    let mut found: Vec<LookedItem> = Vec::new();
    let mut readings = 0;
    while found.len() < wanted {
        if readings == READINGS {
            let next = Cursor { version: LOOKED_SORT, key: before.0, id: before.1 };
            return Ok(Page { items: found, next: Some(next.encode()), total: 0 });
        }
        readings += 1;
        let rows = access::flagged(reader, before, BATCH).await?;
        let Some(last) = rows.last() else { break };
        before = (last.quarter, last.actor);
        let covered = |item: &LookedItem| {
            let unit = item.officer.as_ref().and_then(|officer| officer.unit);
            unit.is_some_and(|unit| scope.covers(unit.uuid()))
        };
        found.extend(items(reader, rows).await?.into_iter().filter(covered));
    }
    Ok(Page::from_rows(found, page.limit, 0, LookedItem::cursor))
}

fn first_of(looked: &Looked) -> Timestamp {
    looked.rows.first().map_or(Timestamp(0), |row| row.at)
}

async fn items(reader: &Reader<'_>, looked: Vec<Looked>) -> Result<Vec<LookedItem>> {
    let asked: Vec<(Uuid, Timestamp)> = looked.iter().map(|one| (one.actor, first_of(one))).collect();
    let objects: Vec<Uuid> = looked.iter().flat_map(|one| one.rows.iter().map(|row| row.object)).collect();
    let mut officers = identity::officers_then(reader, &asked).await?;
    let mut known: HashMap<Uuid, (String, bool)> = HashMap::new();
    for object in objects {
        let named = name_of(reader, object, &known).await?;
        known.insert(object, named);
    }
    let thing = |row: access::AccessRow| {
        let (code, is_own) = known.get(&row.object).cloned().unwrap_or_default();
        LookedThing { at: row.at, object: row.object, code, is_own, purpose: row.purpose, outside: row.outside }
    };
    let item = |one: Looked| {
        let at = first_of(&one);
        LookedItem {
            at,
            officer: officers.remove(&(one.actor, at.0)),
            things: one.rows.into_iter().map(thing).collect(),
            quarter: one.quarter,
            actor: one.actor,
        }
    };
    Ok(looked.into_iter().map(item).collect())
}

/// The code of a dossier, and whether it stands in the reader's own account.
async fn name_of(reader: &Reader<'_>, object: Uuid, known: &HashMap<Uuid, (String, bool)>) -> Result<(String, bool)> {
    if let Some(named) = known.get(&object) {
        return Ok(named.clone());
    }
    let dossier = store::dossier::find(reader, DossierId(object)).await?;
    let named = |found: Dossier| (found.shown_code().to_owned(), found.account == Some(reader.actor.account));
    Ok(dossier.map(named).unwrap_or_default())
}
