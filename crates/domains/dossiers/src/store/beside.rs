//! The work right before and right after a piece of work, in the order of the inboxes.

use kernel::Result;
use runtime::Reader;
use store::{Params, Row, StoreError, params, sql};
use uuid::Uuid;

use super::lists::Window;
use crate::model::DossierId;

/// A place in the order of an inbox: sort key, task and its dossier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) sort_at: i64,
    pub(crate) task: Uuid,
    pub(crate) dossier: DossierId,
}

fn place(row: &Row<'_>) -> Result<Place, StoreError> {
    Ok(Place { sort_at: row.get(0)?, task: row.get(1)?, dossier: row.id(2)? })
}

/// The parameters of all statements below: whose work, which part of it, and beside what.
fn beside(whose: Uuid, window: Window, here: Place) -> Params {
    let Window { from, below, soon, state } = window;
    params![whose, from, below, soon, state, here.sort_at, here.task, here.dossier.uuid()]
}

/// The same window from a place on: SQLite seeks by a plain comparison, where it would walk for a row value.
fn from_here(window: Window, here: Place) -> Window {
    Window { from: window.from.max(here.sort_at), ..window }
}

fn up_to_here(window: Window, here: Place) -> Window {
    Window { below: window.below.min(here.sort_at.saturating_add(1)), ..window }
}

/// The work of another dossier after a place in a queue.
pub(crate) async fn after_in_queue(
    reader: &Reader<'_>,
    queue: Uuid,
    window: Window,
    here: Place,
) -> Result<Option<Place>> {
    let stmt = sql!(
        "SELECT sort_at, task_id, dossier_id FROM task
         WHERE queue_id = $1 AND closed_at IS NULL AND sort_at >= $2 AND sort_at < $3 AND soon_at <= $4
               AND ($5 = 0 OR state = $5) AND (sort_at, task_id) > ($6, $7) AND dossier_id <> $8
         ORDER BY sort_at, task_id LIMIT 1"
    );
    reader.opt(stmt, beside(queue, from_here(window, here), here), place).await
}

/// The work of another dossier before a place in a queue.
pub(crate) async fn before_in_queue(
    reader: &Reader<'_>,
    queue: Uuid,
    window: Window,
    here: Place,
) -> Result<Option<Place>> {
    let stmt = sql!(
        "SELECT sort_at, task_id, dossier_id FROM task
         WHERE queue_id = $1 AND closed_at IS NULL AND sort_at >= $2 AND sort_at < $3 AND soon_at <= $4
               AND ($5 = 0 OR state = $5) AND (sort_at, task_id) < ($6, $7) AND dossier_id <> $8
         ORDER BY sort_at DESC, task_id DESC LIMIT 1"
    );
    reader.opt(stmt, beside(queue, up_to_here(window, here), here), place).await
}

/// The work of another dossier after a place in the work of an officer.
pub(crate) async fn after_of_officer(
    reader: &Reader<'_>,
    officer: Uuid,
    window: Window,
    here: Place,
) -> Result<Option<Place>> {
    let stmt = sql!(
        "SELECT sort_at, task_id, dossier_id FROM task
         WHERE assignee_id = $1 AND closed_at IS NULL AND sort_at >= $2 AND sort_at < $3 AND soon_at <= $4
               AND ($5 = 0 OR state = $5) AND (sort_at, task_id) > ($6, $7) AND dossier_id <> $8
         ORDER BY sort_at, task_id LIMIT 1"
    );
    reader.opt(stmt, beside(officer, from_here(window, here), here), place).await
}

/// The work of another dossier before a place in the work of an officer.
pub(crate) async fn before_of_officer(
    reader: &Reader<'_>,
    officer: Uuid,
    window: Window,
    here: Place,
) -> Result<Option<Place>> {
    let stmt = sql!(
        "SELECT sort_at, task_id, dossier_id FROM task
         WHERE assignee_id = $1 AND closed_at IS NULL AND sort_at >= $2 AND sort_at < $3 AND soon_at <= $4
               AND ($5 = 0 OR state = $5) AND (sort_at, task_id) < ($6, $7) AND dossier_id <> $8
         ORDER BY sort_at DESC, task_id DESC LIMIT 1"
    );
    reader.opt(stmt, beside(officer, up_to_here(window, here), here), place).await
}
