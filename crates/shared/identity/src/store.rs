//! All SQL of the crate.

mod erasing;
mod factors;
pub(crate) mod hashing;
mod moves;
mod passkeys;
mod providers;
mod slips;

use access::secret_hash;
use kernel::{Result, Timestamp};
use runtime::{Decide, Reader};
use store::{StoreError, WriteSet, sql};
use uuid::Uuid;

pub(crate) use erasing::{citizen_version, close_account};
pub(crate) use factors::{
    app_of, codes_left, delete_app, end_step, end_steps, has_code, insert_app, insert_key, insert_step, replace_codes,
    step, sweep_steps, use_app, use_code,
};
pub(crate) use moves::{
    EndingRow, PLACES, absences_of, assignments_in, carry_back, carry_over, delegations_in, ended_at, follower,
};
pub(crate) use passkeys::{
    OwnPasskey, PasskeyRow, delete_passkey, has_factor, insert_passkey, is_answered, name_passkey, passkey,
    passkey_count, passkeys_of, sweep_tickets, use_passkey, use_ticket,
};
pub(crate) use providers::{
    FlowRow, OwnerRow, delete_link, flow, has_notice, insert_flow, insert_link, insert_notice, linked, links_of, owner,
    prove_person, rename_login, sweep_flows, take_flow, touch_link,
};
pub(crate) use slips::{SlipRow, drop_factor, drop_slips, insert_slip, slip, sweep_slips, use_slip};

/// What signing in needs to know of an account.
#[derive(Clone)]
pub(crate) struct Credentials {
    pub(crate) account: Uuid,
    pub(crate) hash: String,
    pub(crate) version: i64,
}

fn credentials_row(row: &store::Row<'_>) -> Result<Credentials, StoreError> {
    Ok(Credentials { account: row.get(0)?, hash: row.get(1)?, version: row.get(2)? })
}

/// The account that signs in under a key.
pub(crate) async fn credentials(reader: &Reader<'_>, login_key: &str) -> Result<Option<Credentials>> {
    reader
        .opt(
            sql!("SELECT account_id, password_hash, version FROM account WHERE login_fold = $1"),
            store::params![login_key.to_owned()],
            credentials_row,
        )
        .await
}

/// The credentials of an account.
pub(crate) async fn credentials_of(reader: &Reader<'_>, account: Uuid) -> Result<Credentials> {
    reader
        .one(
            sql!("SELECT account_id, password_hash, version FROM account WHERE account_id = $1"),
            store::params![account],
            credentials_row,
        )
        .await
}

/// An account with one of the assignments that hold; one row for each, or one without.
pub(crate) struct ActorRow {
    pub(crate) kind: String,
    pub(crate) name: String,
    pub(crate) profile: Option<Vec<u8>>,
    pub(crate) wrapped: Option<Vec<u8>>,
    pub(crate) unit: Option<Uuid>,
    pub(crate) role: Option<String>,
    pub(crate) reach: Option<String>,
    /// How many delegations to the account hold, and absences in which it stands in; the same in every row.
    pub(crate) delegations: i64,
}

/// The rows behind an actor; none when the account is unknown or not active.
pub(crate) async fn actor_rows(reader: &Reader<'_>, account: Uuid, now: Timestamp) -> Result<Vec<ActorRow>> {
    reader
        .all(
            sql!(
                "SELECT a.kind, a.display_name, p.profile, k.wrapped, s.unit_id, s.role, s.reach,
                        (SELECT COUNT(*) FROM delegation d WHERE d.to_account = a.account_id
                           AND d.valid_from <= $2 AND d.valid_to > $2 AND d.ended_at IS NULL)
                        + (SELECT COUNT(*) FROM absence b WHERE b.deputy_id = a.account_id
                           AND b.valid_from <= $2 AND b.valid_to > $2 AND b.ended_at IS NULL)
                 FROM account a
                 LEFT JOIN person p ON p.subject_id = a.subject_id
                 LEFT JOIN subject_key k ON k.subject_id = a.subject_id
                 LEFT JOIN assignment s ON s.account_id = a.account_id AND s.valid_from <= $2
                   AND (s.valid_to IS NULL OR s.valid_to > $2)
                 WHERE a.account_id = $1 AND a.state = 'active'
                 ORDER BY s.valid_from, s.assignment_id"
            ),
            store::params![account, now],
            |row| {
                Ok(ActorRow {
                    kind: row.get(0)?,
                    name: row.get(1)?,
                    profile: row.get(2)?,
                    wrapped: row.get(3)?,
                    unit: row.get(4)?,
                    role: row.get(5)?,
                    reach: row.get(6)?,
                    delegations: row.get(7)?,
                })
            },
        )
        .await
}

/// A profile under its key.
pub(crate) struct SealedProfile {
    pub(crate) subject: Uuid,
    pub(crate) profile: Vec<u8>,
    pub(crate) wrapped: Vec<u8>,
}

fn sealed_row(row: &store::Row<'_>) -> Result<SealedProfile, StoreError> {
    Ok(SealedProfile { subject: row.get(0)?, profile: row.get(1)?, wrapped: row.get(2)? })
}

/// The sealed profile of an account.
pub(crate) async fn profile_of_account(reader: &Reader<'_>, account: Uuid) -> Result<SealedProfile> {
    reader
        .one(
            sql!(
                "SELECT p.subject_id, p.profile, k.wrapped FROM account a
                 JOIN person p ON p.subject_id = a.subject_id
                 JOIN subject_key k ON k.subject_id = a.subject_id
                 WHERE a.account_id = $1"
            ),
            store::params![account],
            sealed_row,
        )
        .await
}

/// The sealed profile of a subject.
pub(crate) async fn profile_of_subject(reader: &Reader<'_>, subject: Uuid) -> Result<SealedProfile> {
    reader
        .one(
            sql!(
                "SELECT p.subject_id, p.profile, k.wrapped FROM person p
                 JOIN subject_key k ON k.subject_id = p.subject_id
                 WHERE p.subject_id = $1"
            ),
            store::params![subject],
            sealed_row,
        )
        .await
}

/// Who an account is, to be changed.
pub(crate) struct OwnRow {
    pub(crate) sealed: SealedProfile,
    /// Counts the changes of the person.
    pub(crate) version: i64,
}

/// The person behind an account with the version.
pub(crate) async fn own_person(reader: &Reader<'_>, account: Uuid) -> Result<OwnRow> {
    reader
        .one(
            sql!(
                "SELECT p.subject_id, p.profile, k.wrapped, p.version FROM account a
                 JOIN person p ON p.subject_id = a.subject_id
                 JOIN subject_key k ON k.subject_id = a.subject_id
                 WHERE a.account_id = $1"
            ),
            store::params![account],
            |row| Ok(OwnRow { sealed: sealed_row(row)?, version: row.get(3)? }),
        )
        .await
}

/// Replaces the sealed profile and the number by which it is found, unless the person has changed since it was read.
pub(crate) fn update_person(
    set: &mut WriteSet,
    subject: Uuid,
    version: i64,
    phone_hash: Option<Vec<u8>>,
    profile: Vec<u8>,
) {
    set.one(
        sql!(
            "UPDATE person SET phone_hash = $3, profile = $4, version = version + 1
             WHERE subject_id = $1 AND version = $2"
        ),
        store::params![subject, version, phone_hash, profile],
    );
}

/// The person with an identity number: one that the house wrote down before one that registered alone.
pub(crate) async fn person_by_identity(reader: &Reader<'_>, hash: Vec<u8>) -> Result<Option<Uuid>> {
    reader
        .opt(
            sql!(
                "SELECT p.subject_id FROM person p
                 JOIN subject_key k ON k.subject_id = p.subject_id
                 WHERE p.identity_hash = $1 ORDER BY p.proven DESC, p.made_at, p.subject_id LIMIT 1"
            ),
            store::params![hash],
            |row| row.get::<Uuid>(0),
        )
        .await
}

/// Adds the key of a subject and the sealed person.
pub(crate) fn insert_person(cx: &Decide<'_>, set: &mut WriteSet, person: PersonRow) {
    set.one(
        sql!("INSERT INTO subject_key (subject_id, wrapped, made_at, key_no) VALUES ($1, $2, $3, $4)"),
        store::params![person.subject, person.wrapped, cx.now, person.key_no],
    );
    set.one(
        sql!(
            "INSERT INTO person (subject_id, identity_hash, phone_hash, profile, proven, made_at, version)
             VALUES ($1, $2, $3, $4, $5, $6, 1)"
        ),
        store::params![person.subject, person.identity_hash, person.phone_hash, person.profile, person.proven, cx.now],
    );
}

/// A person as it is stored.
pub(crate) struct PersonRow {
    pub(crate) subject: Uuid,
    pub(crate) wrapped: Vec<u8>,
    pub(crate) key_no: i64,
    pub(crate) identity_hash: Option<Vec<u8>>,
    pub(crate) phone_hash: Option<Vec<u8>>,
    pub(crate) profile: Vec<u8>,
    pub(crate) proven: bool,
}

/// An account as it is stored.
pub(crate) struct AccountRow {
    pub(crate) account: Uuid,
    pub(crate) kind: &'static str,
    pub(crate) login_key: String,
    pub(crate) display_name: String,
    pub(crate) hash: String,
    pub(crate) subject: Option<Uuid>,
}

/// Adds an active account.
pub(crate) fn insert_account(cx: &Decide<'_>, set: &mut WriteSet, account: AccountRow) {
    set.one(
        sql!(
            "INSERT INTO account
               (account_id, kind, login_fold, display_name, password_hash, state, subject_id, made_at, version)
             VALUES ($1, $2, $3, $4, $5, 'active', $6, $7, 1)"
        ),
        store::params![
            account.account,
            account.kind,
            account.login_key,
            account.display_name,
            account.hash,
            account.subject,
            cx.now
        ],
    );
}

/// An assignment as it is stored.
pub(crate) struct AssignmentRow {
    pub(crate) account: Uuid,
    pub(crate) unit: Uuid,
    pub(crate) role: String,
    pub(crate) position: String,
    pub(crate) reach: &'static str,
    pub(crate) from: Timestamp,
    pub(crate) to: Option<Timestamp>,
}

/// Adds an assignment and gives its id.
pub(crate) fn insert_assignment(cx: &Decide<'_>, set: &mut WriteSet, row: AssignmentRow) -> Uuid {
    let id = cx.new_id();
    set.one(
        sql!(
            "INSERT INTO assignment (assignment_id, account_id, unit_id, role, position, reach, valid_from, valid_to)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
        ),
        store::params![id, row.account, row.unit, row.role, row.position, row.reach, row.from, row.to],
    );
    id
}

/// The roles that an account has at some time between two instants; without the second, from the first on.
pub(crate) async fn roles_between(
    reader: &Reader<'_>,
    account: Uuid,
    from: Timestamp,
    to: Option<Timestamp>,
) -> Result<Vec<String>> {
    reader
        .all(
            sql!(
                "SELECT DISTINCT role FROM assignment
                 WHERE account_id = $1 AND (valid_to IS NULL OR valid_to > $2) AND valid_from < $3"
            ),
            store::params![account, from, to.unwrap_or(Timestamp(i64::MAX))],
            |row| row.get::<String>(0),
        )
        .await
}

/// Moves the version of an account on, unless it has changed since it was read.
pub(crate) fn touch_account(set: &mut WriteSet, account: Uuid, version: i64) {
    set.one(
        sql!("UPDATE account SET version = version + 1 WHERE account_id = $1 AND version = $2"),
        store::params![account, version],
    );
}

/// Replaces the password, unless the account has changed since it was read.
pub(crate) fn update_password(set: &mut WriteSet, account: Uuid, version: i64, hash: String) {
    set.one(
        sql!("UPDATE account SET password_hash = $3, version = version + 1 WHERE account_id = $1 AND version = $2"),
        store::params![account, version, hash],
    );
}

/// Keeps the language in which an account is written to.
pub(crate) fn keep_language(set: &mut WriteSet, account: Uuid, language: &'static str) {
    set.run(
        sql!("UPDATE account SET language = $2 WHERE account_id = $1 AND (language IS NULL OR language <> $2)"),
        store::params![account, language],
    );
}

/// The language in which an account is written to; none of one that never signed in on a page.
pub(crate) async fn language(reader: &Reader<'_>, account: Uuid) -> Result<Option<String>> {
    let found = reader
        .opt(sql!("SELECT language FROM account WHERE account_id = $1"), store::params![account], |row| {
            row.get::<Option<String>>(0)
        })
        .await?;
    Ok(found.flatten())
}

/// Accounts opened from an address on a day.
pub(crate) async fn opened_from(reader: &Reader<'_>, address: Vec<u8>, day: i64) -> Result<i64> {
    reader
        .number(
            sql!("SELECT n FROM registration_quota WHERE address_hash = $1 AND day = $2"),
            store::params![address, day],
        )
        .await
}

/// Counts one account of an address and day; meets a conflict when the quota is used up. Days before are forgotten.
pub(crate) fn use_quota(set: &mut WriteSet, address: Vec<u8>, day: i64, most: i64) {
    set.run(sql!("DELETE FROM registration_quota WHERE day < $1"), store::params![day]);
    set.one(
        sql!(
            "INSERT INTO registration_quota (address_hash, day, n) VALUES ($1, $2, 1)
             ON CONFLICT (address_hash, day) DO UPDATE SET n = registration_quota.n + 1
             WHERE registration_quota.n < $3"
        ),
        store::params![address, day, most],
    );
}

/// Names asked for in one statement.
pub(crate) const NAMES: usize = 8;

/// Names of up to [`NAMES`] officers. Accounts that are not officers' have no name here.
pub(crate) async fn names(reader: &Reader<'_>, accounts: [Uuid; NAMES]) -> Result<Vec<(Uuid, String)>> {
    reader
        .all(
            sql!(
                "SELECT account_id, display_name FROM account
                 WHERE kind = 'officer' AND account_id IN ($1, $2, $3, $4, $5, $6, $7, $8)"
            ),
            accounts.into_iter().map(store::Val::from).collect(),
            |row| Ok((row.get::<Uuid>(0)?, row.get::<String>(1)?)),
        )
        .await
}

/// A post of an officer, with the officer's name; an officer who never had one has a row without it.
pub(crate) struct PostRow {
    pub(crate) name: String,
    pub(crate) unit: Option<Uuid>,
    pub(crate) position: Option<String>,
    pub(crate) from: Option<i64>,
    pub(crate) to: Option<i64>,
}

/// All posts that an officer ever had, the one that began last first.
pub(crate) async fn posts_of(reader: &Reader<'_>, account: Uuid) -> Result<Vec<PostRow>> {
    reader
        .all(
            sql!(
                "SELECT a.display_name, s.unit_id, s.position, s.valid_from, s.valid_to FROM account a
                 LEFT JOIN assignment s ON s.account_id = a.account_id
                 WHERE a.account_id = $1 AND a.kind = 'officer' ORDER BY s.valid_from DESC, s.assignment_id"
            ),
            store::params![account],
            |row| {
                Ok(PostRow {
                    name: row.get(0)?,
                    unit: row.get(1)?,
                    position: row.get(2)?,
                    from: row.get(3)?,
                    to: row.get(4)?,
                })
            },
        )
        .await
}

/// Account, name and position of the officers with a role in a unit: all of them, or those whose role reaches below.
pub(crate) async fn officers(
    reader: &Reader<'_>,
    unit: Uuid,
    role: &str,
    all: bool,
) -> Result<Vec<(Uuid, String, String)>> {
    reader
        .all(
            sql!(
                "SELECT a.account_id, a.display_name, s.position FROM assignment s
                 JOIN account a ON a.account_id = s.account_id
                 WHERE s.unit_id = $1 AND s.role = $2 AND s.valid_from <= $3
                   AND (s.valid_to IS NULL OR s.valid_to > $3) AND a.state = 'active'
                   AND (s.reach = 'below' OR CAST($4 AS BIGINT) = 1)
                 ORDER BY a.account_id, s.valid_from"
            ),
            store::params![unit, role.to_owned(), reader.now, all],
            |row| Ok((row.get::<Uuid>(0)?, row.get::<String>(1)?, row.get::<String>(2)?)),
        )
        .await
}

/// An assignment as its holder sees it.
pub(crate) struct OwnAssignment {
    pub(crate) unit: Uuid,
    pub(crate) role: String,
    pub(crate) position: String,
    pub(crate) reach: String,
    pub(crate) from: i64,
}

/// The assignments of an account that hold now.
pub(crate) async fn assignments_of(reader: &Reader<'_>, account: Uuid) -> Result<Vec<OwnAssignment>> {
    reader
        .all(
            sql!(
                "SELECT unit_id, role, position, reach, valid_from FROM assignment
                 WHERE account_id = $1 AND valid_from <= $2 AND (valid_to IS NULL OR valid_to > $2)
                 ORDER BY valid_from, assignment_id"
            ),
            store::params![account, reader.now],
            |row| {
                Ok(OwnAssignment {
                    unit: row.get(0)?,
                    role: row.get(1)?,
                    position: row.get(2)?,
                    reach: row.get(3)?,
                    from: row.get(4)?,
                })
            },
        )
        .await
}

/// When a token that was just begun ends. How long tokens live is configured in `access`.
pub(crate) async fn token_end(reader: &Reader<'_>, secret: &str) -> Result<Timestamp> {
    reader
        .one(sql!("SELECT ends_at FROM session WHERE secret_hash = $1"), store::params![secret_hash(secret)], |row| {
            row.time(0)
        })
        .await
}
