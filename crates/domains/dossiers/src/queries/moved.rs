//! Dates that a changed calendar proposes in place of promised ones, which it never rewrites (fact 2.41).

use kernel::{Kind, Page, PageRequest, Result, Timestamp};
use runtime::Reader;

use super::inbox::{InboxFilter, InboxItem, InboxView, inbox};
use crate::case::Case;
use crate::model::{DossierId, State, TaskKind, by_calendar};
use crate::store;

/// A dossier whose promised date the calendar would move.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// Its open work.
    pub item: InboxItem,
    /// The end that was promised.
    pub promised: Timestamp,
    /// The end by the calendar as it is now, on a later day.
    pub proposed: Timestamp,
}

/// Looks through a page of the open work of the actor's units, the most urgent first, for promised dates that could
/// still be appointed anew and would be later by the calendar as it is now. `next` and `total` are those of the work.
pub async fn proposals(reader: &Reader<'_>, page: &PageRequest, total: i64) -> Result<Page<Proposal>> {
    let Page { items, next, total } = inbox(reader, InboxView::Unit, InboxFilter::All, page, total).await?;
    let mut found = Vec::new();
    for item in items {
        if item.kind != TaskKind::Step || item.is_paused || item.whole_due.is_none() {
            continue;
        }
        if let Some((promised, proposed)) = proposal(reader, item.dossier).await? {
            found.push(Proposal { item, promised, proposed });
        }
    }
    Ok(Page { items: found, next, total })
}

/// The promised end of a dossier and the one that is proposed; none where nothing is to be proposed.
async fn proposal(reader: &Reader<'_>, id: DossierId) -> Result<Option<(Timestamp, Timestamp)>> {
    let case = match Case::load(reader, id).await {
        Err(error) if error.kind() == Kind::NotFound => return Ok(None),
        loaded => loaded?,
    };
    let dossier = &case.dossier;
    let (Some(received), Some(promised)) = (dossier.received_at, dossier.due_at) else { return Ok(None) };
    let is_fixed = !dossier.state.is_open() || dossier.state.is_paused();
    if is_fixed || dossier.reappointed >= case.rules.reappointments {
        return Ok(None);
    }
    let limit = case.limit(&case.answers(reader).await?);
    let mut later = Vec::new();
    for line in store::history::of(reader, id).await?.into_iter().filter(|line| line.at >= received) {
        later.push((line.at, State::of_code(line.to_state)?.is_paused()));
    }
    // A calendar by which the limit does not end within years proposes nothing.
    let Ok(proposed) = by_calendar(case.calendar()?, &limit, received, later) else { return Ok(None) };
    let is_later = proposed.date() > promised.date() && proposed.date() > reader.now.date();
    Ok(is_later.then_some((promised, proposed)))
}
