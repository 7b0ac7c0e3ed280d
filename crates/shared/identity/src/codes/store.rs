//! All SQL of contacts and codes.

use kernel::time::{DAY, HOUR};
use kernel::{Result, Timestamp};
use runtime::{Decide, Reader, Runtime};
use store::{WriteSet, params, sql};
use uuid::Uuid;

use super::{Use, Way, ends};

/// What sealed contacts are bound to.
pub(crate) const CONTACT: &str = "contact.sealed";
/// What contacts that wait for their code are bound to.
pub(crate) const SENT: &str = "sent_code.sealed";

/// A proven contact as it is stored.
pub(crate) struct ContactRow {
    pub(crate) way: String,
    pub(crate) sealed: Vec<u8>,
    /// Whether it carries codes of the second step.
    pub(crate) is_step: bool,
    pub(crate) proven_at: Timestamp,
}

/// The proven contacts of an account, e-mail first.
pub(crate) async fn contacts(reader: &Reader<'_>, account: Uuid) -> Result<Vec<ContactRow>> {
    reader
        .all(
            sql!("SELECT way, sealed, is_step, proven_at FROM contact WHERE account_id = $1 ORDER BY way"),
            params![account],
            |row| {
                Ok(ContactRow { way: row.get(0)?, sealed: row.get(1)?, is_step: row.flag(2)?, proven_at: row.time(3)? })
            },
        )
        .await
}

/// How many other accounts have proven a contact.
pub(crate) async fn sharers(reader: &Reader<'_>, hash: Vec<u8>, account: Uuid) -> Result<i64> {
    reader
        .number(sql!("SELECT COUNT(*) FROM contact WHERE value_hash = $1 AND account_id <> $2"), params![hash, account])
        .await
}

/// Puts a proven contact in the place of the one before; what it is used for stays.
pub(crate) fn put_contact(cx: &Decide<'_>, set: &mut WriteSet, account: Uuid, way: Way, value: (Vec<u8>, Vec<u8>)) {
    let (sealed, hash) = value;
    set.one(
        sql!(
            "INSERT INTO contact (account_id, way, sealed, value_hash, is_step, proven_at)
             VALUES ($1, $2, $3, $4, 0, $5)
             ON CONFLICT (account_id, way)
             DO UPDATE SET sealed = excluded.sealed, value_hash = excluded.value_hash, proven_at = excluded.proven_at"
        ),
        params![account, way.code(), sealed, hash, cx.wall],
    );
}

/// Forgets a contact that carries no codes; meets a conflict otherwise.
pub(crate) fn drop_contact(set: &mut WriteSet, account: Uuid, way: Way) {
    set.one(
        sql!("DELETE FROM contact WHERE account_id = $1 AND way = $2 AND is_step = 0"),
        params![account, way.code()],
    );
}

/// Says whether a contact carries codes of the second step; meets a conflict when it does so already, or is gone.
pub(crate) fn set_step(set: &mut WriteSet, account: Uuid, way: Way, is_step: bool) {
    set.one(
        sql!("UPDATE contact SET is_step = $3 WHERE account_id = $1 AND way = $2 AND is_step <> $3"),
        params![account, way.code(), is_step],
    );
}

/// No contact of an account carries codes any more: the second step was lost.
pub(crate) fn drop_steps(set: &mut WriteSet, account: Uuid) {
    set.run(sql!("UPDATE contact SET is_step = 0 WHERE account_id = $1"), params![account]);
}

/// Where a code goes, and what for.
pub(crate) struct SentTo<'a> {
    /// The nil id for nobody.
    pub(crate) account: Uuid,
    pub(crate) purpose: Use,
    pub(crate) way: Way,
    /// The address or number.
    pub(crate) value: &'a str,
    /// Hash of the secret that the page carries.
    pub(crate) page: Vec<u8>,
}

/// A code that was sent.
pub(crate) struct SentRow {
    pub(crate) account: Uuid,
    pub(crate) purpose: String,
    pub(crate) way: String,
    pub(crate) code_hash: Vec<u8>,
    pub(crate) sealed: Option<Vec<u8>>,
    /// Wrong codes that were typed.
    pub(crate) tries: i64,
    pub(crate) ends_at: Timestamp,
}

/// The code of a page, good or not; none when it was used.
pub(crate) async fn sent(reader: &Reader<'_>, page: Vec<u8>, purpose: Use) -> Result<Option<SentRow>> {
    reader
        .opt(
            sql!(
                "SELECT account_id, purpose, way, code_hash, sealed, tries, ends_at FROM sent_code
                 WHERE page_hash = $1 AND purpose = $2"
            ),
            params![page, purpose.code()],
            |row| {
                Ok(SentRow {
                    account: row.get(0)?,
                    purpose: row.get(1)?,
                    way: row.get(2)?,
                    code_hash: row.get(3)?,
                    sealed: row.get(4)?,
                    tries: row.get(5)?,
                    ends_at: row.time(6)?,
                })
            },
        )
        .await
}

/// Puts a code in the place of the one before of the same page.
pub(crate) fn replace_sent(
    cx: &Decide<'_>,
    set: &mut WriteSet,
    to: &SentTo<'_>,
    code_hash: Vec<u8>,
    sealed: Option<Vec<u8>>,
) {
    set.run(sql!("DELETE FROM sent_code WHERE page_hash = $1"), params![to.page.clone()]);
    set.one(
        sql!(
            "INSERT INTO sent_code (page_hash, account_id, purpose, way, code_hash, sealed, tries, ends_at)
             VALUES ($1, $2, $3, $4, $5, $6, 0, $7)"
        ),
        params![to.page.clone(), to.account, to.purpose.code(), to.way.code(), code_hash, sealed, ends(cx.wall)],
    );
}

/// Takes a code; meets a conflict when it was taken before, or a wrong one was typed meanwhile.
pub(crate) fn use_sent(set: &mut WriteSet, page: Vec<u8>, tries: i64) {
    set.one(sql!("DELETE FROM sent_code WHERE page_hash = $1 AND tries = $2"), params![page, tries]);
}

/// Counts a wrong code; meets a conflict when another one was counted meanwhile.
pub(crate) fn count_try(set: &mut WriteSet, page: Vec<u8>, tries: i64) {
    set.one(sql!("UPDATE sent_code SET tries = tries + 1 WHERE page_hash = $1 AND tries = $2"), params![page, tries]);
}

/// Forgets the codes of an account.
pub(crate) fn drop_sent(set: &mut WriteSet, account: Uuid) {
    set.run(sql!("DELETE FROM sent_code WHERE account_id = $1"), params![account]);
}

/// Lets a message wait until it is sent.
pub(crate) fn insert_outgoing(cx: &Decide<'_>, set: &mut WriteSet, id: Uuid, account: Uuid, sealed: Vec<u8>) {
    set.one(
        sql!("INSERT INTO outgoing (message_id, account_id, sealed, made_at) VALUES ($1, $2, $3, $4)"),
        params![id, account, sealed, cx.wall],
    );
}

/// A message that waits, with the account that it is for and since when; none when it was sent.
pub(crate) async fn outgoing(reader: &Reader<'_>, id: Uuid) -> Result<Option<(Uuid, Vec<u8>, Timestamp)>> {
    reader
        .opt(sql!("SELECT account_id, sealed, made_at FROM outgoing WHERE message_id = $1"), params![id], |row| {
            Ok((row.get::<Uuid>(0)?, row.get::<Vec<u8>>(1)?, row.time(2)?))
        })
        .await
}

/// Forgets a message that has gone.
pub(crate) async fn forget_outgoing(runtime: &Runtime, id: Uuid) -> Result<()> {
    let stmt = sql!("DELETE FROM outgoing WHERE message_id = $1");
    runtime.store().maintain(vec![(stmt, params![id])]).await?;
    Ok(())
}

/// Keeps what a sample run would have sent; sent again, it is kept once.
pub(crate) async fn keep_sandbox(runtime: &Runtime, id: Uuid, account: Uuid, way: Way, sealed: Vec<u8>) -> Result<()> {
    let stmt = sql!(
        "INSERT INTO sandbox_message (message_id, account_id, way, sealed, sent_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (message_id) DO NOTHING"
    );
    let values = params![id, account, way.code(), sealed, runtime.wall()];
    runtime.store().maintain(vec![(stmt, values)]).await?;
    Ok(())
}

/// A message of a sample run.
pub(crate) struct SandboxRow {
    pub(crate) account: Uuid,
    pub(crate) way: String,
    pub(crate) sealed: Vec<u8>,
    pub(crate) sent_at: Timestamp,
}

/// The messages of a sample run, the newest first.
pub(crate) async fn sandbox(reader: &Reader<'_>, most: i64) -> Result<Vec<SandboxRow>> {
    reader
        .all(
            sql!(
                "SELECT account_id, way, sealed, sent_at FROM sandbox_message
                 ORDER BY sent_at DESC, message_id DESC LIMIT $1"
            ),
            params![most],
            |row| Ok(SandboxRow { account: row.get(0)?, way: row.get(1)?, sealed: row.get(2)?, sent_at: row.time(3)? }),
        )
        .await
}

/// Lets the factors and contacts of an account rest until an instant.
pub(crate) fn put_pause(set: &mut WriteSet, account: Uuid, ends: Timestamp) {
    set.one(
        sql!(
            "INSERT INTO recovery_pause (account_id, ends_at) VALUES ($1, $2)
             ON CONFLICT (account_id) DO UPDATE SET ends_at = excluded.ends_at"
        ),
        params![account, ends],
    );
}

/// Until when the factors and contacts of an account rest; none when they do not.
pub(crate) async fn pause_of(reader: &Reader<'_>, account: Uuid) -> Result<Option<Timestamp>> {
    reader
        .opt(
            sql!("SELECT ends_at FROM recovery_pause WHERE account_id = $1 AND ends_at > $2"),
            params![account, reader.wall],
            |row| row.time(0),
        )
        .await
}

/// Account and version of whoever gets back in from home; none for officers and those who may not sign in.
pub(crate) async fn citizen(reader: &Reader<'_>, login_key: &str) -> Result<Option<(Uuid, i64)>> {
    reader
        .opt(
            sql!(
                "SELECT account_id, version FROM account
                 WHERE login_fold = $1 AND kind <> 'officer' AND state = 'active'"
            ),
            params![login_key.to_owned()],
            |row| Ok((row.get::<Uuid>(0)?, row.get::<i64>(1)?)),
        )
        .await
}

/// Removes what has ended. Codes stay an hour longer, so that whoever types one is told that it came too late.
pub(crate) async fn sweep(runtime: &Runtime) -> Result<()> {
    let wall = runtime.wall();
    let codes = sql!("DELETE FROM sent_code WHERE ends_at <= $1");
    let messages = sql!("DELETE FROM outgoing WHERE made_at <= $1");
    let kept = sql!("DELETE FROM sandbox_message WHERE sent_at <= $1");
    let pauses = sql!("DELETE FROM recovery_pause WHERE ends_at <= $1");
    let all = vec![
        (codes, params![wall.plus(-HOUR)]),
        (messages, params![wall.plus(-7 * DAY)]),
        (kept, params![wall.plus(-7 * DAY)]),
        (pauses, params![wall]),
    ];
    runtime.store().maintain(all).await?;
    Ok(())
}
