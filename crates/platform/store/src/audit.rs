//! Sealing the audit chains, and what a verification says of them.

use data_encoding::HEXLOWER;
use kernel::Timestamp;
use uuid::Uuid;

use crate::chain::hash_seal;
use crate::error::StoreError;
use crate::sql;
use crate::store::Store;

/// What a verification found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Rows whose hash was recomputed.
    pub rows: u64,
    /// Chains that were read.
    pub chains: u64,
    /// Seals that were checked.
    pub seals: u64,
    /// What is wrong, one sentence each, naming chain and row. Empty when everything holds.
    pub faults: Vec<String>,
}

impl Store {
    /// Rows of the audit log, and how many of them the newest seal covers.
    pub async fn audit_counts(&self) -> Result<(i64, i64), StoreError> {
        let rows = self.number(sql!("SELECT COUNT(*) FROM audit"), Vec::new()).await?;
        let sealed = self.number(sql!("SELECT rows FROM audit_seal ORDER BY no DESC LIMIT 1"), Vec::new()).await?;
        Ok((rows, sealed))
    }

    /// Seals the heads of all chains, when there are new rows since the last seal. Returns whether it did.
    pub async fn seal(&self, now: Timestamp) -> Result<bool, StoreError> {
        let last =
            self.opt(sql!("SELECT no, hash, heads FROM audit_seal ORDER BY no DESC LIMIT 1"), Vec::new(), |row| {
                Ok((row.get::<i64>(0)?, row.get::<Vec<u8>>(1)?, row.get::<String>(2)?))
            });
        let (no, prev, before) = last.await?.unwrap_or((0, Vec::new(), String::new()));
        let heads = self.all(
            sql!(
                "SELECT a.chain_id, a.seq, a.hash FROM audit a
                 JOIN (SELECT c.chain_id, (SELECT MAX(seq) FROM audit WHERE chain_id = c.chain_id) AS top FROM chain c) h
                   ON h.chain_id = a.chain_id AND h.top = a.seq
                 ORDER BY a.chain_id"
            ),
            Vec::new(),
            |row| Ok((row.get::<Uuid>(0)?, row.get::<i64>(1)?, row.get::<Vec<u8>>(2)?)),
        );
        let heads = heads.await?;
        let rows: i64 = heads.iter().map(|(_, seq, _)| seq).sum();
        let lines: Vec<String> =
            heads.iter().map(|(chain, seq, hash)| format!("{chain} {seq} {}", HEXLOWER.encode(hash))).collect();
        let text = lines.join("\n");
        if text == before || text.is_empty() {
            return Ok(false);
        }
        let no = no + 1;
        let hash = hash_seal(&prev, no, now.0, &text).to_vec();
        let stmt = sql!("INSERT INTO audit_seal (no, prev, heads, rows, at, hash) VALUES ($1, $2, $3, $4, $5, $6)");
        match self.maintain(vec![(stmt, crate::params![no, prev, text, rows, now, hash])]).await {
            // Another node sealed at the same moment: its seal serves as well.
            Ok(_) | Err(StoreError::Unique(_)) => Ok(true),
            Err(error) => Err(error),
        }
    }
}
