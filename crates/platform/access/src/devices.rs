//! The devices by which somebody signs in. A browser carries a random text; the table holds its keyed hash, another one
//! for each account, so that it never tells who shares a device.

use ::store::WriteSet;
use kernel::time::DAY;
use kernel::{Result, Timestamp};
use runtime::{Reader, Runtime};
use uuid::Uuid;

use crate::store;

/// A device that was met is news for so long, or until its owner knows it.
const NEWS: i64 = 30 * DAY;
/// A device that was not used for so long is forgotten; the cookie lives as long.
pub(crate) const KEPT: i64 = 365 * DAY;
/// The last use of a device is noted once in so long.
const NOTED: i64 = DAY;

/// What is known of the device of a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// When it was last used to sign in; none for a device that was never met.
    pub last_at: Option<Timestamp>,
    /// Whether its owner has not said yet that it is theirs.
    pub is_new: bool,
    /// How many devices of the account are known, this one included.
    pub known: i64,
}

impl Standing {
    /// Whether the account was used from this device before, by its owner as far as anybody knows.
    pub fn is_trusted(&self) -> bool {
        self.last_at.is_some() && !self.is_new
    }
}

/// A device from which somebody signed in for the first time.
#[derive(Clone, Debug)]
pub struct DeviceRow {
    /// Its family, e.g. `chrome-windows`; empty when it is unknown.
    pub device: String,
    /// When that was.
    pub first_at: Timestamp,
}

/// What is known of a device of an account.
pub async fn standing(reader: &Reader<'_>, account: Uuid, hash: Vec<u8>) -> Result<Standing> {
    let known = store::count_devices(reader, account).await?;
    let found = store::device(reader, account, hash).await?;
    let (last_at, is_new) = found.map_or((None, false), |(last_at, is_new)| (Some(last_at), is_new));
    Ok(Standing { last_at, is_new, known })
}

/// Notes that a device was used again, at most once a day.
pub async fn keep_device(runtime: &Runtime, account: Uuid, hash: Vec<u8>, standing: Standing) -> Result<()> {
    let now = runtime.wall();
    if standing.last_at.is_some_and(|last| now.0.saturating_sub(last.0) < NOTED) {
        return Ok(());
    }
    store::keep_device(runtime, account, hash, now).await
}

/// Adds a device to a write set. The caller audits.
pub fn meet_device(set: &mut WriteSet, account: Uuid, hash: Vec<u8>, row: DeviceRow, is_new: bool) {
    store::insert_device(set, account, hash, row, is_new);
}

/// The devices that are news to the owner, the newest first.
pub async fn new_devices(reader: &Reader<'_>, account: Uuid) -> Result<Vec<DeviceRow>> {
    store::new_devices(reader, account, reader.wall.plus(-NEWS)).await
}

/// The owner knows all devices: adds that to a write set. The caller audits.
pub fn accept_devices(set: &mut WriteSet, account: Uuid) {
    store::accept_devices(set, account);
}

/// Forgets the keyed hashes of all devices, networks and sessions of providers, in a write set: they cannot be made anew
/// under another key, because nobody keeps what was hashed. The caller audits.
pub fn forget_hashes(set: &mut WriteSet) {
    store::forget_hashes(set);
}

/// Forgets all devices of an account but one, in a write set. The caller audits.
pub fn forget_devices(set: &mut WriteSet, account: Uuid, keep: Vec<u8>) {
    store::forget_devices(set, account, keep);
}
