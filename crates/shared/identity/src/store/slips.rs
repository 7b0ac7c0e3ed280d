//! Slips of the counter: the way back into an account. All of it stands in wall time.

use kernel::{Result, Timestamp};
use runtime::{Reader, Runtime};
use store::{WriteSet, sql};
use uuid::Uuid;

/// A slip that is still good.
pub(crate) struct SlipRow {
    pub(crate) account: Uuid,
    /// Whether the second factor goes with the old password.
    pub(crate) drops_factor: bool,
}

/// The slip with a code; none when it was used or has ended.
pub(crate) async fn slip(reader: &Reader<'_>, hash: Vec<u8>) -> Result<Option<SlipRow>> {
    reader
        .opt(
            sql!("SELECT account_id, drops_factor FROM recovery_slip WHERE code_hash = $1 AND ends_at > $2"),
            store::params![hash, reader.wall],
            |row| Ok(SlipRow { account: row.get(0)?, drops_factor: row.flag(1)? }),
        )
        .await
}

/// Adds a slip; those given to the account before are good no more.
pub(crate) fn insert_slip(set: &mut WriteSet, hash: Vec<u8>, account: Uuid, drops_factor: bool, ends: Timestamp) {
    drop_slips(set, account);
    set.one(
        sql!("INSERT INTO recovery_slip (code_hash, account_id, drops_factor, ends_at) VALUES ($1, $2, $3, $4)"),
        store::params![hash, account, drops_factor, ends],
    );
}

/// Takes a slip; meets a conflict when it was taken before.
pub(crate) fn use_slip(set: &mut WriteSet, hash: Vec<u8>) {
    set.one(sql!("DELETE FROM recovery_slip WHERE code_hash = $1"), store::params![hash]);
}

/// Forgets the slip of an account, if one was given.
pub(crate) fn drop_slips(set: &mut WriteSet, account: Uuid) {
    set.run(sql!("DELETE FROM recovery_slip WHERE account_id = $1"), store::params![account]);
}

/// Removes the second factors of an account, if it has any, with the recovery codes.
pub(crate) fn drop_factor(set: &mut WriteSet, account: Uuid) {
    set.run(sql!("DELETE FROM factor WHERE account_id = $1"), store::params![account]);
    set.run(sql!("DELETE FROM passkey WHERE account_id = $1"), store::params![account]);
    set.run(sql!("DELETE FROM recovery_code WHERE account_id = $1"), store::params![account]);
}

/// Removes what has ended.
pub(crate) async fn sweep_slips(runtime: &Runtime) -> Result<()> {
    let stmt = sql!("DELETE FROM recovery_slip WHERE ends_at <= $1");
    runtime.store().maintain(vec![(stmt, store::params![runtime.wall()])]).await?;
    Ok(())
}
