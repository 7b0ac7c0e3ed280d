//! Restores that the audit log tells of. A restore cuts off what came after its backup: that cut is known, and no tampering,
//! when the row that tells of it carries the mark of this installation's keys and fits the seals on both sides of the cut.

use data_encoding::HEXLOWER;
use kernel::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::backup::{Point, RESTORED_FROM, RESTORES};
use crate::error::StoreError;
use crate::row::Row;
use crate::seal::Seal;
use crate::sql;
use crate::store::Store;
use crate::vault::Vault;

/// The index of the keyed hash that marks a row. The keys of hashes stay when the master key is changed.
const MARK: &str = "store.restored-from";

/// What the row of a restore says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Restore {
    /// The backup.
    pub backup: Uuid,
    /// When the making of the backup began, as text.
    pub made_at: String,
    /// Wall time of the restore in microseconds.
    pub at: i64,
    /// Rows of the audit log in the backup.
    pub rows: i64,
    /// Its newest seal; 0 before the first.
    pub seal: i64,
    /// The hash of that seal in hexadecimal; empty before the first.
    pub seal_hash: String,
    /// Whether the row carries the mark of this installation's keys.
    pub is_marked: bool,
    /// The chain in which the row stands.
    pub(crate) chain: Uuid,
    /// The row's number in it.
    pub(crate) seq: i64,
}

impl Restore {
    /// A restore at a wall time from a backup that holds this.
    pub fn new(backup: Uuid, made_at: &str, at: Timestamp, point: &Point) -> Self {
        Self {
            backup,
            made_at: made_at.to_owned(),
            at: at.0,
            rows: point.rows,
            seal: point.seal,
            seal_hash: point.seal_hash.clone(),
            ..Self::default()
        }
    }

    /// The payload of its row, with the mark.
    pub fn payload(&self, vault: &Vault) -> Value {
        json!({
            "backup": self.backup,
            "made_at": self.made_at,
            "restored_at": self.restored_at(),
            "at": self.at,
            "rows": self.rows,
            "seal": self.seal,
            "seal_hash": self.seal_hash,
            "mark": self.mark(vault),
        })
    }

    /// Wall time of the restore as text.
    pub fn restored_at(&self) -> String {
        Timestamp(self.at).rfc3339()
    }

    fn mark(&self, vault: &Vault) -> String {
        let Self { backup, made_at, at, rows, seal, seal_hash, .. } = self;
        HEXLOWER.encode(&vault.blind(MARK, &format!("{backup} {made_at} {at} {rows} {seal} {seal_hash}")))
    }

    /// Reads the payload of a row. What is missing in it reads as nothing, and the mark fits no more.
    fn of_payload(payload: &str, vault: &Vault) -> Self {
        let value: Value = serde_json::from_str(payload).unwrap_or_default();
        let text = |name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let number = |name: &str| value.get(name).and_then(Value::as_i64).unwrap_or_default();
        let mut told = Self {
            backup: Uuid::try_parse(&text("backup")).unwrap_or_default(),
            made_at: text("made_at"),
            at: number("at"),
            rows: number("rows"),
            seal: number("seal"),
            seal_hash: text("seal_hash"),
            ..Self::default()
        };
        told.is_marked = told.mark(vault) == text("mark");
        told
    }

    /// What is wrong with its row, when the mark is.
    pub(crate) fn fault(&self) -> Option<String> {
        let Self { chain, seq, .. } = self;
        let what = "it tells of a restore, but the keys of this database did not mark it";
        (!self.is_marked).then(|| format!("chain {chain}, row {seq}: {what}"))
    }

    /// What is wrong with it beside the seal that it names. `sealed` is the newest row of its chain under this seal.
    pub(crate) fn fault_beside(&self, seal: &Seal, sealed: Option<i64>) -> Option<String> {
        let Self { chain, seq, seal: no, .. } = self;
        if self.seal_hash != HEXLOWER.encode(&seal.hash) {
            let what = format!("it tells of a restore from another seal {no} than this one");
            return Some(format!("chain {chain}, row {seq}: {what}"));
        }
        let is_older = sealed.is_some_and(|sealed| sealed >= *seq);
        is_older.then(|| format!("chain {chain}, row {seq}: it tells of a restore from seal {no}, which is younger"))
    }
}

fn told(row: &Row<'_>) -> Result<(Uuid, i64, String), StoreError> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?))
}

impl Store {
    /// The restores that the audit log tells of, oldest first: where it is known to be cut.
    pub async fn restores(&self, vault: &Vault) -> Result<Vec<Restore>, StoreError> {
        let stmt = sql!(
            "SELECT chain_id, seq, payload FROM audit WHERE entity_id = $1 AND action = $2 ORDER BY at, chain_id, seq"
        );
        let rows = self.all(stmt, crate::params![RESTORES, RESTORED_FROM.to_owned()], told).await?;
        let restore =
            |(chain, seq, payload): (Uuid, i64, String)| Restore { chain, seq, ..Restore::of_payload(&payload, vault) };
        Ok(rows.into_iter().map(restore).collect())
    }
}

/// Seals that a copy knows and the database has not, because a restore cut them off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lost {
    /// Wall time of the restore in microseconds.
    pub restored_at: i64,
    /// The newest seal of its backup.
    pub seal: i64,
    /// How many seals came after it, up to the newest of the copy.
    pub seals: i64,
}

/// The cuts that may explain why a copy of the seals knows another history.
#[derive(Default)]
pub(crate) struct Cuts {
    restores: Vec<Restore>,
    /// The newest seal on which copy and database agree.
    agreed: i64,
    /// The restore behind which the copy goes its own way.
    current: Option<Restore>,
    pub(crate) lost: Option<Lost>,
}

impl Cuts {
    /// Only a restore that is marked explains anything.
    pub(crate) fn of(restores: &[Restore]) -> Self {
        Self { restores: restores.iter().filter(|restore| restore.is_marked).cloned().collect(), ..Self::default() }
    }

    /// Copy and database have the same seal.
    pub(crate) fn agree(&mut self, no: i64) {
        self.agreed = no;
    }

    /// Whether a known restore cut off this seal of the copy. One that was made after the restore was not cut off by
    /// it: then two histories go on from one backup.
    pub(crate) fn explain(&mut self, copied: &Seal) -> bool {
        if self.current.is_none() {
            let fits =
                |restore: &&Restore| restore.seal >= self.agreed && restore.seal < copied.no && restore.at > copied.at;
            self.current = self.restores.iter().find(fits).cloned();
        }
        let Some(restore) = self.current.as_ref().filter(|restore| restore.at > copied.at) else { return false };
        let seals = copied.no.saturating_sub(restore.seal);
        self.lost = Some(Lost { restored_at: restore.at, seal: restore.seal, seals });
        true
    }
}
