//! Reading the audit log for people: by time, by thing, and the events beside it.

use kernel::Timestamp;
use uuid::Uuid;

use crate::archive::Archive;
use crate::chain::{AuditRow, Hash};
use crate::error::StoreError;
use crate::row::Row;
use crate::sql;
use crate::store::Store;

/// An audit row as it is stored.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// What it says.
    pub row: AuditRow,
    /// Its hash as it stands in the database.
    pub hash: Vec<u8>,
}

/// An event as it is stored.
#[derive(Clone, Debug)]
pub struct RecordedEvent {
    /// Kind, e.g. `dossiers.accepted.v1`.
    pub kind: String,
    /// The thing.
    pub entity_id: Uuid,
    /// Version of the thing after it.
    pub version: i64,
    /// JSON without personal values.
    pub payload: String,
}

/// Where a list of rows goes on: the last row that was read, newest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct After {
    /// Its instant.
    pub at: i64,
    /// Its chain.
    pub chain: Uuid,
    /// Its number in the chain.
    pub seq: i64,
}

impl After {
    /// Before the first row: everything is older.
    pub const NEWEST: Self = Self { at: i64::MAX, chain: Uuid::max(), seq: i64::MAX };
}

/// What rows are searched by. Empty parts do not matter.
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// Not before this instant.
    pub from: Option<Timestamp>,
    /// Before this instant.
    pub to: Option<Timestamp>,
    /// Who acted.
    pub actor: Option<Uuid>,
    /// What was done: the whole action or its beginning up to a dot, e.g. `dossiers` or `dossiers.accept`.
    pub action: String,
    /// The thing.
    pub entity_id: Option<Uuid>,
}

/// A file of the archive that holds rows of a thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InArchive {
    /// Its name.
    pub file: String,
    /// How many rows of the thing it holds.
    pub rows: i64,
}

/// Which seal covers a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cover {
    pub(crate) since: i64,
    pub(crate) seq: i64,
    pub(crate) no: i64,
}

pub(crate) fn recorded(row: &Row<'_>) -> Result<Recorded, StoreError> {
    Ok(Recorded {
        row: AuditRow {
            chain: row.get(0)?,
            seq: row.get(1)?,
            home: row.get(2)?,
            at: row.get(3)?,
            actor: row.get(4)?,
            unit: row.get(5)?,
            action: row.get(6)?,
            entity: row.get(7)?,
            entity_id: row.get(8)?,
            command: row.get(9)?,
            payload: row.get(10)?,
            events_hash: row.get(11)?,
        },
        hash: row.get(12)?,
    })
}

fn recorded_event(row: &Row<'_>) -> Result<RecordedEvent, StoreError> {
    Ok(RecordedEvent { kind: row.get(0)?, entity_id: row.get(1)?, version: row.get(2)?, payload: row.get(3)? })
}

fn in_archive(row: &Row<'_>) -> Result<InArchive, StoreError> {
    Ok(InArchive { file: Archive::file(&row.get::<String>(0)?), rows: row.get(1)? })
}

fn cover(row: &Row<'_>) -> Result<Cover, StoreError> {
    Ok(Cover { since: row.get(0)?, seq: row.get(1)?, no: row.get(2)? })
}

/// More audit rows than one write set has.
const ROWS_OF_ONE: i64 = 256;

impl Store {
    /// Rows that fit the search, newest first, after the row `after`, at most `limit`.
    pub async fn audit_rows(&self, search: &Search, after: After, limit: i64) -> Result<Vec<Recorded>, StoreError> {
        let from = search.from.map_or(i64::MIN, |from| from.0);
        let to = search.to.map_or(i64::MAX, |to| to.0);
        let has_actor = search.actor.is_some();
        let actor = search.actor.unwrap_or(Uuid::nil());
        let below = format!("{}.", search.action);
        // The beginning of actions is compared as a range: `dossiers.` up to `dossiers/`, the next sign.
        let next = format!("{}/", search.action);
        let has_action = !search.action.is_empty();
        let mut params = crate::params![
            from,
            to,
            after.at,
            after.chain,
            after.seq,
            has_actor,
            actor,
            has_action,
            search.action.clone(),
            below,
            next,
            limit,
        ];
        let Some(entity) = search.entity_id else {
            let stmt = sql!(
                "SELECT chain_id, seq, home_id, at, actor_id, unit_id, action, entity, entity_id, command_id, payload,
                        events_hash, hash
                 FROM audit
                 WHERE at >= $1 AND at < $2 AND at <= $3 AND (at, chain_id, seq) < ($3, $4, $5)
                   AND (CAST($6 AS BIGINT) = 0 OR actor_id = $7)
                   AND (CAST($8 AS BIGINT) = 0 OR action = $9 OR (action >= $10 AND action < $11))
                 ORDER BY at DESC, chain_id DESC, seq DESC LIMIT $12"
            );
            return self.all(stmt, params, recorded).await;
        };
        params.push(entity.into());
        let stmt = sql!(
            "SELECT chain_id, seq, home_id, at, actor_id, unit_id, action, entity, entity_id, command_id, payload,
                    events_hash, hash
             FROM audit
             WHERE entity_id = $13 AND at >= $1 AND at < $2 AND (at, chain_id, seq) < ($3, $4, $5)
               AND (CAST($6 AS BIGINT) = 0 OR actor_id = $7)
               AND (CAST($8 AS BIGINT) = 0 OR action = $9 OR (action >= $10 AND action < $11))
             ORDER BY at DESC, chain_id DESC, seq DESC LIMIT $12"
        );
        self.all(stmt, params, recorded).await
    }

    /// The files of the archive that hold rows of a thing, oldest first. Those of archives that an older program made are
    /// not known.
    pub async fn archived_of(&self, entity: Uuid) -> Result<Vec<InArchive>, StoreError> {
        let stmt = sql!(
            "SELECT t.month, t.n FROM audit_archived_thing t JOIN audit_archive f ON f.month = t.month
             WHERE t.entity_id = $1 ORDER BY t.month"
        );
        self.all(stmt, crate::params![entity], in_archive).await
    }

    /// The events of the write set whose first audit row is this one, in their order.
    pub(crate) async fn audit_events(&self, chain: Uuid, seq: i64) -> Result<Vec<RecordedEvent>, StoreError> {
        let stmt = sql!(
            "SELECT kind, entity_id, entity_version, payload FROM event WHERE chain_id = $1 AND seq = $2 ORDER BY ord"
        );
        self.all(stmt, crate::params![chain, seq], recorded_event).await
    }

    /// The events of the write set to which an audit row belongs, in their order; they stand at its first row.
    pub async fn events_of_act(&self, row: &AuditRow) -> Result<Vec<RecordedEvent>, StoreError> {
        let stmt = sql!(
            "SELECT kind, entity_id, entity_version, payload FROM event
             WHERE chain_id = $1 AND seq = (
                 SELECT MIN(seq) FROM audit WHERE chain_id = $1 AND seq > $2 AND seq <= $3 AND command_id = $4)
             ORDER BY ord"
        );
        let before = row.seq.saturating_sub(ROWS_OF_ONE);
        self.all(stmt, crate::params![row.chain, before, row.seq, row.command], recorded_event).await
    }

    /// The hash of the row before this one; zeros before the first.
    pub(crate) async fn hash_before(&self, chain: Uuid, seq: i64) -> Result<Hash, StoreError> {
        let before = seq.saturating_sub(1);
        Ok(self.row_hashes(chain, before.saturating_sub(1), before).await?.pop().unwrap_or_default())
    }

    /// The seal that covers a row; none when it is younger than the newest seal, or covered by one of the first kind.
    pub(crate) async fn cover(&self, chain: Uuid, seq: i64) -> Result<Option<Cover>, StoreError> {
        let stmt =
            sql!("SELECT since, seq, no FROM audit_sealed WHERE chain_id = $1 AND seq >= $2 ORDER BY seq LIMIT 1");
        let found = self.opt(stmt, crate::params![chain, seq], cover).await?;
        Ok(found.filter(|cover| cover.since < seq))
    }
}
