//! Second factors, recovery codes, and sign-ins that wait for their next step. All of it stands in wall time.

use kernel::{Result, Timestamp};
use runtime::{Decide, Reader, Runtime};
use store::{WriteSet, sql};
use uuid::Uuid;

/// The app of an account.
pub(crate) struct AppRow {
    /// Its secret under the key of the account.
    pub(crate) sealed: Vec<u8>,
    /// The newest interval of which a code was taken.
    pub(crate) last_step: i64,
    pub(crate) made_at: Timestamp,
    pub(crate) used_at: Timestamp,
}

/// The app of an account; none when it has no second factor.
pub(crate) async fn app_of(reader: &Reader<'_>, account: Uuid) -> Result<Option<AppRow>> {
    reader
        .opt(
            sql!("SELECT sealed, last_step, made_at, used_at FROM factor WHERE account_id = $1 AND kind = 'totp'"),
            store::params![account],
            |row| {
                Ok(AppRow { sealed: row.get(0)?, last_step: row.get(1)?, made_at: row.time(2)?, used_at: row.time(3)? })
            },
        )
        .await
}

/// Adds the app whose code of an interval was shown.
pub(crate) fn insert_app(cx: &Decide<'_>, set: &mut WriteSet, account: Uuid, sealed: Vec<u8>, step: i64) {
    set.one(
        sql!(
            "INSERT INTO factor (account_id, kind, sealed, last_step, made_at, used_at)
             VALUES ($1, 'totp', $2, $3, $4, $4)"
        ),
        store::params![account, sealed, step, cx.wall],
    );
}

/// Takes the code of an interval; meets a conflict when it, or a later one, was taken before.
pub(crate) fn use_app(cx: &Decide<'_>, set: &mut WriteSet, account: Uuid, step: i64) {
    set.one(
        sql!(
            "UPDATE factor SET last_step = $2, used_at = $3
             WHERE account_id = $1 AND kind = 'totp' AND last_step < $2"
        ),
        store::params![account, step, cx.wall],
    );
}

/// Removes the app; meets a conflict when it is gone.
pub(crate) fn delete_app(set: &mut WriteSet, account: Uuid) {
    set.one(sql!("DELETE FROM factor WHERE account_id = $1 AND kind = 'totp'"), store::params![account]);
}

/// How many recovery codes are left.
pub(crate) async fn codes_left(reader: &Reader<'_>, account: Uuid) -> Result<i64> {
    reader.number(sql!("SELECT COUNT(*) FROM recovery_code WHERE account_id = $1"), store::params![account]).await
}

/// Whether a recovery code is still good.
pub(crate) async fn has_code(reader: &Reader<'_>, account: Uuid, hash: Vec<u8>) -> Result<bool> {
    let found = reader
        .number(
            sql!("SELECT COUNT(*) FROM recovery_code WHERE account_id = $1 AND code_hash = $2"),
            store::params![account, hash],
        )
        .await?;
    Ok(found > 0)
}

/// Takes a recovery code; meets a conflict when it was taken before.
pub(crate) fn use_code(set: &mut WriteSet, account: Uuid, hash: Vec<u8>) {
    set.one(sql!("DELETE FROM recovery_code WHERE account_id = $1 AND code_hash = $2"), store::params![account, hash]);
}

/// Puts these recovery codes, or none, in the place of all before.
pub(crate) fn replace_codes(set: &mut WriteSet, account: Uuid, hashes: Vec<Vec<u8>>) {
    set.run(sql!("DELETE FROM recovery_code WHERE account_id = $1"), store::params![account]);
    for hash in hashes {
        set.one(
            sql!("INSERT INTO recovery_code (account_id, code_hash) VALUES ($1, $2)"),
            store::params![account, hash],
        );
    }
}

/// Adds a key to an account that has none.
pub(crate) fn insert_key(cx: &Decide<'_>, set: &mut WriteSet, account: Uuid, wrapped: Vec<u8>) {
    set.one(
        sql!("INSERT INTO subject_key (subject_id, wrapped, made_at) VALUES ($1, $2, $3)"),
        store::params![account, wrapped, cx.now],
    );
}

/// The account whose sign-in waits under a hash; none when it has ended.
pub(crate) async fn step(
    reader: &Reader<'_>,
    hash: Vec<u8>,
    purpose: &'static str,
    now: Timestamp,
) -> Result<Option<Uuid>> {
    reader
        .opt(
            sql!("SELECT account_id FROM sign_in_step WHERE step_hash = $1 AND purpose = $2 AND ends_at > $3"),
            store::params![hash, purpose, now],
            |row| row.get::<Uuid>(0),
        )
        .await
}

/// Lets a sign-in wait until an instant.
pub(crate) fn insert_step(set: &mut WriteSet, hash: Vec<u8>, account: Uuid, purpose: &'static str, ends: Timestamp) {
    set.one(
        sql!("INSERT INTO sign_in_step (step_hash, account_id, purpose, ends_at) VALUES ($1, $2, $3, $4)"),
        store::params![hash, account, purpose, ends],
    );
}

/// Ends a waiting sign-in; meets a conflict when it has ended.
pub(crate) fn end_step(set: &mut WriteSet, hash: Vec<u8>) {
    set.one(sql!("DELETE FROM sign_in_step WHERE step_hash = $1"), store::params![hash]);
}

/// Ends every waiting sign-in of an account.
pub(crate) fn end_steps(set: &mut WriteSet, account: Uuid) {
    set.run(sql!("DELETE FROM sign_in_step WHERE account_id = $1"), store::params![account]);
}

/// Removes what has ended.
pub(crate) async fn sweep_steps(runtime: &Runtime) -> Result<()> {
    let stmt = sql!("DELETE FROM sign_in_step WHERE ends_at <= $1");
    runtime.store().maintain(vec![(stmt, store::params![runtime.wall()])]).await?;
    Ok(())
}
