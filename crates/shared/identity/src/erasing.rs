//! An account goes when its holder asks for it: profile, contacts, login, factors, devices and sessions.

use kernel::Result;
use runtime::Reader;
use store::WriteSet;
use uuid::Uuid;

use crate::store as tables;

/// The account of a citizen, as it is erased.
pub struct Erasable {
    /// The account, which has the id of its subject.
    pub account: Uuid,
    version: i64,
}

/// The account of a citizen that can be erased; `NotFound` for officers, strangers and accounts that were erased.
pub async fn erasable(reader: &Reader<'_>, account: Uuid) -> Result<Erasable> {
    Ok(Erasable { account, version: tables::citizen_version(reader, account).await? })
}

/// Erases an account in a write set: nobody signs in to it again, and the number is free for a new one. The caller
/// audits, and destroys the key where nothing else is sealed under it.
pub fn erase_account(set: &mut WriteSet, found: &Erasable) {
    tables::close_account(set, found.account, found.version);
    access::end_sessions(set, found.account, None);
    access::forget_devices(set, found.account, Vec::new());
}
