//! After a lost password was replaced, factors and contacts stay as they are for a day: whoever got in by a ruse cannot
//! keep the owner out, who was told at every contact.

use ::store::WriteSet;
use kernel::time::{DAY, HOUR};
use kernel::{Error, Kind, Message, Result};
use runtime::{Decide, Reader};
use uuid::Uuid;

use super::store;

/// How long it lasts, in microseconds.
pub(crate) const PAUSE: i64 = DAY;

/// Begins the pause of an account.
pub(crate) fn begin(cx: &Decide<'_>, set: &mut WriteSet, account: Uuid) {
    store::put_pause(set, account, cx.wall.plus(PAUSE));
}

/// Fails while the factors and contacts of the reader's own account rest.
pub(crate) async fn calm(reader: &Reader<'_>) -> Result<()> {
    let Some(ends) = store::pause_of(reader, reader.actor.account).await? else { return Ok(()) };
    let left = ends.0.saturating_sub(reader.wall.0);
    let hours = left.saturating_add(HOUR - 1).div_euclid(HOUR).max(1);
    Err(Error::new(Kind::Conflict, Message::new("identity-error-pause").arg("hours", hours)))
}
