//! What is moved from chain to chain: no other code of the house may do this.

use ::store::{Params, Sql, Store, StoreError, params, sql};
use uuid::Uuid;

/// The events of one write set.
pub(super) struct Group {
    pub(super) chain: Uuid,
    /// When the chain began.
    pub(super) started_at: i64,
    seq: i64,
}

/// All write sets with events, in the order of chains and rows.
pub(super) async fn groups(store: &Store) -> Result<Vec<Group>, StoreError> {
    store
        .all(
            sql!(
                "SELECT DISTINCT e.chain_id, c.started_at, e.seq FROM event e JOIN chain c ON c.chain_id = e.chain_id
                 ORDER BY e.chain_id, e.seq"
            ),
            Vec::new(),
            |row| Ok(Group { chain: row.get(0)?, started_at: row.get(1)?, seq: row.get(2)? }),
        )
        .await
}

/// A chain of its own.
pub(super) fn begun(chain: Uuid, at: i64) -> (&'static Sql, Params) {
    let stmt = sql!("INSERT INTO chain (chain_id, node, started_at) VALUES ($1, 'scattered', $2)");
    (stmt, params![chain, at])
}

/// The events of a write set in another chain.
pub(super) fn moved(group: &Group, to: Uuid) -> (&'static Sql, Params) {
    let stmt = sql!("UPDATE event SET chain_id = $1 WHERE chain_id = $2 AND seq = $3");
    (stmt, params![to, group.chain, group.seq])
}
