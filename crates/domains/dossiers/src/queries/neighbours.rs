//! The dossiers before and after one in the list from which an officer came.

use kernel::Result;
use organisation::{Directory, QueueId};
use runtime::Reader;

use super::inbox::{InboxFilter, InboxView, holders_of, queues_of};
use crate::case::Case;
use crate::model::{DossierId, Task};
use crate::store::beside::{self, Place};

/// The neighbours of a dossier in a list; none at its ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Neighbours {
    /// The dossier before it: more urgent.
    pub before: Option<DossierId>,
    /// The dossier after it.
    pub after: Option<DossierId>,
}

/// The neighbours of a dossier in a list of the reader; none when the dossier is not in that list, or no longer.
pub async fn neighbours(
    reader: &Reader<'_>,
    case: &Case,
    view: InboxView,
    filter: InboxFilter,
) -> Result<Option<Neighbours>> {
    let window = filter.window(reader.now);
    let holders = holders_of(reader.actor);
    let queues = match view {
        InboxView::Mine => Vec::new(),
        InboxView::Unit => queues_of(reader.actor, &reader.service::<Directory>()?.on(reader.now)),
    };
    let is_listed = |task: &&Task| match view {
        InboxView::Mine => task.assignee.is_some_and(|assignee| holders.contains(&assignee)),
        InboxView::Unit => queues.contains(&task.queue),
    };
    let place = |task: &Task| Place { sort_at: task.sort_at(), task: task.id.uuid(), dossier: case.dossier.id };
    let own = case.tasks.iter().filter(is_listed).filter(|task| window.holds(task)).map(place);
    let Some(here) = own.min() else { return Ok(None) };
    let (mut before, mut after): (Vec<Place>, Vec<Place>) = (Vec::new(), Vec::new());
    if view == InboxView::Mine {
        for holder in holders {
            before.extend(beside::before_of_officer(reader, holder, window, here).await?);
            after.extend(beside::after_of_officer(reader, holder, window, here).await?);
        }
    }
    for queue in queues.into_iter().map(QueueId::uuid) {
        before.extend(beside::before_in_queue(reader, queue, window, here).await?);
        after.extend(beside::after_in_queue(reader, queue, window, here).await?);
    }
    let dossier = |found: Place| found.dossier;
    Ok(Some(Neighbours { before: before.into_iter().max().map(dossier), after: after.into_iter().min().map(dossier) }))
}
