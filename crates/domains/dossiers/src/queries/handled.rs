//! What the desks of an officer have done.

use access::Seen;
use kernel::{Cursor, Page, PageRequest, Result, Timestamp};
use organisation::{Directory, Snapshot, UnitId};
use runtime::Reader;
use uuid::Uuid;

use super::queues_of;
use crate::case::{desk_of, scope_of};
use crate::model::{DossierId, State, TaskId, TaskKind};
use crate::store;
use crate::store::handled::HandledRow;

/// Version of the order: the newest end first, then the task.
const HANDLED_SORT: u8 = 5;

/// A piece of work that was done.
#[derive(Clone, Debug)]
pub struct HandledItem {
    /// The piece of work.
    pub task: TaskId,
    /// Its dossier.
    pub dossier: DossierId,
    /// Step or opinion.
    pub kind: TaskKind,
    /// Code of the step.
    pub step: String,
    /// Who had it; none when it was nobody's.
    pub assignee: Option<Uuid>,
    /// When it was done.
    pub done_at: Timestamp,
    /// Whether that was after its limit.
    pub was_late: bool,
    /// State of the dossier now.
    pub state: State,
    /// Code or reference.
    pub code: String,
    /// Version of the procedure.
    pub procedure_version: Uuid,
    /// Whose values.
    pub subject: Uuid,
    /// Whether the actor may still know of the dossier: it may have gone to other units.
    pub is_known: bool,
    /// Name of the applicant; empty when it was erased or the actor may not know of the dossier any more.
    pub name: String,
}

impl HandledItem {
    /// The record of access that showing this line calls for; none where it names nobody.
    pub fn seen(&self) -> Option<Seen> {
        let seen = Seen { subject: self.subject, object: self.dossier.uuid(), purpose: "inbox", outside: false };
        self.is_known.then_some(seen)
    }
}

/// A page of the work that the queues of the actor's units and roles have done, newest first: the queues of the inbox.
/// It is not counted.
pub async fn handled(reader: &Reader<'_>, page: Option<&str>, limit: i64) -> Result<Page<HandledItem>> {
    let page = PageRequest::parse(page, HANDLED_SORT, limit)?;
    let before = page.after.as_ref().map_or((i64::MAX, Uuid::max()), |cursor| (cursor.key, cursor.id));
    let units = reader.service::<Directory>()?.on(reader.now);
    let mut rows = Vec::new();
    for queue in queues_of(reader.actor, &units) {
        rows.extend(store::handled::of_queue(reader, queue.uuid(), before, page.limit + 1).await?);
    }
    rows.sort_by_key(|row| std::cmp::Reverse((row.closed_at, row.task.uuid())));
    rows.truncate(usize::try_from(page.limit + 1).unwrap_or(0));
    let items = rows.into_iter().map(|row| open(reader, &units, row)).collect::<Result<Vec<_>>>()?;
    let cursor = |item: &HandledItem| Cursor { version: HANDLED_SORT, key: item.done_at.0, id: item.task.uuid() };
    Ok(Page::from_rows(items, page.limit, 0, cursor))
}

fn open(reader: &Reader<'_>, units: &Snapshot, row: HandledRow) -> Result<HandledItem> {
    let is_known = is_known(reader, units, &row)?;
    let name = match &row.wrapped {
        Some(wrapped) if is_known => reader.vault().unwrap_key(wrapped)?.open("dossier.name", &row.name)?,
        _ => String::new(),
    };
    Ok(HandledItem {
        task: row.task,
        dossier: row.dossier,
        kind: row.kind,
        step: row.step,
        assignee: row.assignee,
        done_at: row.closed_at,
        was_late: row.closed_at > row.due_at,
        state: row.state,
        code: row.code,
        procedure_version: row.procedure_version,
        subject: row.subject,
        is_known,
        name,
    })
}

/// Whether the actor may know of a dossier by the units that stay with it: the receiving place with its desk, the
/// agencies that decide, and whoever gave an opinion.
fn is_known(reader: &Reader<'_>, units: &Snapshot, row: &HandledRow) -> Result<bool> {
    let mut places = vec![row.receiving, desk_of(units, row.receiving), row.competent];
    places.extend(row.continuing);
    let places: Vec<Uuid> = places.into_iter().map(UnitId::uuid).collect();
    Ok(row.kind == TaskKind::Opinion || scope_of(reader.actor)?.admits(None, &places))
}
