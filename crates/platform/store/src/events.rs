//! Events as consumers read them: per chain in order, held back until the version before them was applied.

use kernel::Timestamp;
use uuid::Uuid;

use crate::error::StoreError;
use crate::sql;
use crate::sql::Sql;
use crate::store::{Store, UPKEEP_RETRIES};
use crate::value::Params;

/// One stored event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Chain that carries it.
    pub chain: Uuid,
    /// Audit row it came with.
    pub seq: i64,
    /// Place among the events of its write set.
    pub ord: i64,
    /// Home of the thing.
    pub home: Uuid,
    /// When it happened.
    pub at: Timestamp,
    /// `domain.happened.v1`.
    pub kind: String,
    /// The thing.
    pub entity_id: Uuid,
    /// Version of the thing after it.
    pub entity_version: i64,
    /// JSON with ids.
    pub payload: String,
}

impl Store {
    /// The chains of the database, oldest first.
    pub async fn chains(&self) -> Result<Vec<Uuid>, StoreError> {
        self.all(sql!("SELECT chain_id FROM chain ORDER BY started_at, chain_id"), Vec::new(), |row| row.get(0)).await
    }

    /// The events of a chain whose audit row comes after what the consumer has done, at most `limit` write sets' worth.
    pub async fn events_for(&self, consumer: &str, chain: Uuid, limit: i64) -> Result<Vec<Event>, StoreError> {
        self.all(
            sql!(
                "SELECT chain_id, seq, ord, home_id, at, kind, entity_id, entity_version, payload FROM event
                 WHERE chain_id = $2 AND seq > COALESCE(
                     (SELECT seq FROM consumer_cursor WHERE consumer = $1 AND chain_id = $2), 0)
                 ORDER BY seq, ord LIMIT $3"
            ),
            crate::params![consumer.to_owned(), chain, limit],
            |row| {
                Ok(Event {
                    chain: row.get(0)?,
                    seq: row.get(1)?,
                    ord: row.get(2)?,
                    home: row.get(3)?,
                    at: row.time(4)?,
                    kind: row.get(5)?,
                    entity_id: row.get(6)?,
                    entity_version: row.get(7)?,
                    payload: row.get(8)?,
                })
            },
        )
        .await
    }

    /// The version of a thing that the consumer has applied; none when it has not seen it.
    pub async fn consumed_version(&self, consumer: &str, entity: Uuid) -> Result<Option<i64>, StoreError> {
        self.opt(
            sql!("SELECT version FROM consumer_version WHERE consumer = $1 AND entity_id = $2"),
            crate::params![consumer.to_owned(), entity],
            |row| row.get(0),
        )
        .await
    }

    /// Applies the statements for the events of one write set and moves the consumer on, in one transaction. Versions are
    /// kept for the events whose kind begins with `prefix`.
    pub async fn consume(
        &self,
        consumer: &str,
        events: &[Event],
        prefix: &str,
        mut stmts: Vec<(&'static Sql, Params)>,
    ) -> Result<(), StoreError> {
        let Some(last) = events.last() else { return Ok(()) };
        stmts.push((
            sql!(
                "INSERT INTO consumer_cursor (consumer, chain_id, seq) VALUES ($1, $2, $3)
                 ON CONFLICT (consumer, chain_id) DO UPDATE SET seq = excluded.seq"
            ),
            crate::params![consumer.to_owned(), last.chain, last.seq],
        ));
        for event in events.iter().filter(|event| event.kind.starts_with(prefix)) {
            stmts.push((
                sql!(
                    "INSERT INTO consumer_version (consumer, entity_id, version) VALUES ($1, $2, $3)
                     ON CONFLICT (consumer, entity_id) DO UPDATE SET version = excluded.version"
                ),
                crate::params![consumer.to_owned(), event.entity_id, event.entity_version],
            ));
        }
        // Not tried again: the statements were chosen for where the consumer stood, and another node has moved it since.
        self.maintain_at_once(stmts, 0).await.map(|_| ())
    }

    /// Forgets how far a consumer has come, so that it replays from zero. Its projection is cleared by its own `clear`.
    pub async fn rewind(&self, consumer: &str, clear: Vec<(&'static Sql, Params)>) -> Result<(), StoreError> {
        let mut stmts = clear;
        let name = || crate::params![consumer.to_owned()];
        stmts.push((sql!("DELETE FROM consumer_cursor WHERE consumer = $1"), name()));
        stmts.push((sql!("DELETE FROM consumer_version WHERE consumer = $1"), name()));
        self.maintain_at_once(stmts, UPKEEP_RETRIES).await.map(|_| ())
    }
}
