//! SQL of officers' accounts and invitations.

use kernel::{Result, Timestamp};
use runtime::{Decide, Reader};
use store::{StoreError, WriteSet, params, sql};
use uuid::Uuid;

use super::{HeldPost, OfficerAccount};

/// An account with one of its assignments, or without any.
struct Line {
    account: OfficerAccount,
    post: Option<HeldPost>,
}

fn line(row: &store::Row<'_>) -> Result<Line, StoreError> {
    let login: String = row.get(1)?;
    let account = OfficerAccount {
        account: row.get(0)?,
        login: login.strip_prefix("o:").unwrap_or(&login).to_owned(),
        name: row.get(2)?,
        is_locked: row.get::<String>(3)? != "active",
        version: row.get(4)?,
        posts: Vec::new(),
    };
    let post = match row.get::<Option<Uuid>>(5)? {
        None => None,
        Some(id) => Some(HeldPost {
            id,
            unit: row.get(6)?,
            role: row.get(7)?,
            position: row.get(8)?,
            reach: row.get(9)?,
            from: row.time(10)?,
            to: row.opt_time(11)?,
        }),
    };
    Ok(Line { account, post })
}

/// Lines of one account stand together.
fn gathered(lines: Vec<Line>) -> Vec<OfficerAccount> {
    let mut found: Vec<OfficerAccount> = Vec::new();
    for Line { account, post } in lines {
        match found.last_mut().filter(|last| last.account == account.account) {
            Some(last) => last.posts.extend(post),
            None => found.push(OfficerAccount { posts: post.into_iter().collect(), ..account }),
        }
    }
    found
}

/// All accounts of officers.
pub(crate) async fn officers(reader: &Reader<'_>) -> Result<Vec<OfficerAccount>> {
    let stmt = sql!(
        "SELECT a.account_id, a.login_fold, a.display_name, a.state, a.version,
                s.assignment_id, s.unit_id, s.role, s.position, s.reach, s.valid_from, s.valid_to
         FROM account a LEFT JOIN assignment s ON s.account_id = a.account_id
         WHERE a.kind = 'officer' ORDER BY a.account_id, s.valid_from, s.assignment_id"
    );
    Ok(gathered(reader.all(stmt, Vec::new(), line).await?))
}

/// The account of an officer; none for citizens and unknown ones.
pub(crate) async fn officer(reader: &Reader<'_>, account: Uuid) -> Result<Option<OfficerAccount>> {
    let stmt = sql!(
        "SELECT a.account_id, a.login_fold, a.display_name, a.state, a.version,
                s.assignment_id, s.unit_id, s.role, s.position, s.reach, s.valid_from, s.valid_to
         FROM account a LEFT JOIN assignment s ON s.account_id = a.account_id
         WHERE a.kind = 'officer' AND a.account_id = $1 ORDER BY s.valid_from, s.assignment_id"
    );
    Ok(gathered(reader.all(stmt, params![account], line).await?).pop())
}

/// Ends an assignment at an instant, unless it ends before.
pub(crate) fn end_assignment(set: &mut WriteSet, assignment: Uuid, to: Timestamp) {
    let stmt =
        sql!("UPDATE assignment SET valid_to = $2 WHERE assignment_id = $1 AND (valid_to IS NULL OR valid_to > $2)");
    set.one(stmt, params![assignment, to]);
}

/// Locks or opens an account, unless it has changed since it was read.
pub(crate) fn set_state(set: &mut WriteSet, account: Uuid, version: i64, state: &'static str) {
    let stmt = sql!("UPDATE account SET state = $3, version = version + 1 WHERE account_id = $1 AND version = $2");
    set.one(stmt, params![account, version, state]);
}

/// Adds the key under which values of an officer are sealed.
pub(crate) fn insert_key(cx: &Decide<'_>, set: &mut WriteSet, account: Uuid, wrapped: Vec<u8>) {
    let stmt = sql!("INSERT INTO subject_key (subject_id, wrapped, made_at) VALUES ($1, $2, $3)");
    set.one(stmt, params![account, wrapped, cx.now]);
}

/// An invitation as it is stored.
pub(crate) struct InvitationRow {
    pub(crate) id: Uuid,
    pub(crate) account: Uuid,
    pub(crate) secret_hash: Vec<u8>,
    pub(crate) sealed: Vec<u8>,
    pub(crate) ends_at: Timestamp,
}

/// Adds an invitation; those of the account that nobody used are gone.
pub(crate) fn insert_invitation(cx: &Decide<'_>, set: &mut WriteSet, new: InvitationRow) {
    drop_invitations(set, new.account);
    let stmt = sql!(
        "INSERT INTO invitation (invitation_id, account_id, secret_hash, sealed, made_by, made_at, ends_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)"
    );
    set.one(stmt, params![new.id, new.account, new.secret_hash, new.sealed, cx.actor.account, cx.wall, new.ends_at]);
}

/// Forgets the invitations of an account that nobody used.
pub(crate) fn drop_invitations(set: &mut WriteSet, account: Uuid) {
    let stmt = sql!("DELETE FROM invitation WHERE account_id = $1 AND used_at IS NULL");
    set.run(stmt, params![account]);
}

/// What a mail needs: the account, and address and link until it was sent.
pub(crate) async fn invitation(reader: &Reader<'_>, id: Uuid) -> Result<Option<(Uuid, Option<Vec<u8>>)>> {
    let stmt = sql!("SELECT account_id, sealed FROM invitation WHERE invitation_id = $1");
    reader.opt(stmt, params![id], |row| Ok((row.get::<Uuid>(0)?, row.get::<Option<Vec<u8>>>(1)?))).await
}

/// Forgets address and link.
pub(crate) fn forget_address(set: &mut WriteSet, id: Uuid) {
    set.run(sql!("UPDATE invitation SET sealed = NULL WHERE invitation_id = $1"), params![id]);
}

/// An invitation that can be used.
#[derive(Clone, Debug)]
pub(crate) struct Invited {
    pub(crate) invitation: Uuid,
    pub(crate) account: Uuid,
    pub(crate) login: String,
    pub(crate) name: String,
    /// Of the account.
    pub(crate) version: i64,
}

/// The invitation behind a secret, unless it was used, is over, or the account is locked.
pub(crate) async fn invited(reader: &Reader<'_>, secret_hash: Vec<u8>) -> Result<Option<Invited>> {
    let stmt = sql!(
        "SELECT i.invitation_id, a.account_id, a.login_fold, a.display_name, a.version
         FROM invitation i JOIN account a ON a.account_id = i.account_id
         WHERE i.secret_hash = $1 AND i.used_at IS NULL AND i.ends_at > $2 AND a.state = 'active'"
    );
    reader
        .opt(stmt, params![secret_hash, reader.wall], |row| {
            let login: String = row.get(2)?;
            Ok(Invited {
                invitation: row.get(0)?,
                account: row.get(1)?,
                login: login.strip_prefix("o:").unwrap_or(&login).to_owned(),
                name: row.get(3)?,
                version: row.get(4)?,
            })
        })
        .await
}

/// Until when the account's invitation waits to be used; none when there is none.
pub(crate) async fn waiting(reader: &Reader<'_>, account: Uuid) -> Result<Option<i64>> {
    let stmt = sql!("SELECT ends_at FROM invitation WHERE account_id = $1 AND used_at IS NULL AND ends_at > $2");
    reader.opt(stmt, params![account, reader.wall], |row| row.get::<i64>(0)).await
}

/// Marks an invitation as used; meets a conflict when somebody was faster.
pub(crate) fn use_invitation(cx: &Decide<'_>, set: &mut WriteSet, id: Uuid) {
    let stmt = sql!("UPDATE invitation SET used_at = $2, sealed = NULL WHERE invitation_id = $1 AND used_at IS NULL");
    set.one(stmt, params![id, cx.wall]);
}
