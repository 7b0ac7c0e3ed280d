//! What the desks of an officer were told of dossiers that were handed in there.

use kernel::Result;
use organisation::{Role, Snapshot, UnitId};
use runtime::{Reader, Units};

use crate::case::Case;
use crate::permissions;
use crate::store;
use crate::store::history::DeskNotice;

/// Notices of one desk that are shown at once.
const MOST: i64 = 20;

/// What nobody has looked at yet at the desks where the actor receives, newest first.
pub async fn desk_notices(reader: &Reader<'_>, units: &Snapshot) -> Result<Vec<DeskNotice>> {
    let Some(Units::Some(own)) = reader.actor.units(permissions::RECEIVE) else { return Ok(Vec::new()) };
    let own: Vec<UnitId> = own.iter().map(|unit| UnitId(*unit)).collect();
    let mut found = Vec::new();
    for queue in units.queues_of(&own, Role::Reception) {
        found.extend(store::history::of_desk(reader, queue, MOST).await?);
    }
    found.sort_by_key(|notice| std::cmp::Reverse(notice.at));
    Ok(found)
}

/// Whether the desk where a dossier was handed in was told something of it that the actor, who works there, is the first
/// to look at.
pub async fn is_news_to_desk(reader: &Reader<'_>, case: &Case) -> Result<bool> {
    if !case.is_at_desk(reader.actor, permissions::RECEIVE) {
        return Ok(false);
    }
    let desk = case.units.queue(case.dossier.receiving, Role::Reception)?;
    Ok(store::history::unread_of(reader, desk.uuid(), case.dossier.id).await? > 0)
}
