//! Sealing the audit chains.

use std::collections::BTreeMap;

use kernel::Timestamp;
use kernel::time::HOUR;
use uuid::Uuid;

use crate::chain::{HASH_LEN, Hash};
use crate::error::StoreError;
use crate::merkle::{self, Tree};
use crate::row::Row;
use crate::seal::{Head, SIGNED, Seal, Sealer, stored_seal};
use crate::sql;
use crate::sql::Sql;
use crate::store::Store;
use crate::value::Params;

/// A chain without a new row for so long rests: its last seal says so, and later seals do not speak of it until its next
/// row. Chains of processes that have ended stay so for ever.
const REST: i64 = HOUR;
/// Hashes read at once for the tree over a chain's new rows.
const HASHES: i64 = 50_000;

/// Where a chain stood at the newest seal.
struct Standing {
    seq: i64,
    hash: Hash,
    moved_at: i64,
    rests: bool,
}

fn hash_at(row: &Row<'_>, index: usize) -> Result<Hash, StoreError> {
    let bytes: Vec<u8> = row.get(index)?;
    bytes.try_into().map_err(|_| StoreError::bug(format!("column {index}: not a hash")))
}

/// A hash as it stands, or zeros when somebody cut it: verification names that row.
fn any_hash(row: &Row<'_>) -> Result<Hash, StoreError> {
    Ok(row.get::<Vec<u8>>(0)?.try_into().unwrap_or([0; HASH_LEN]))
}

fn standing(row: &Row<'_>) -> Result<(Uuid, Standing), StoreError> {
    let standing = Standing { seq: row.get(1)?, hash: hash_at(row, 2)?, moved_at: row.get(3)?, rests: row.flag(4)? };
    Ok((row.get(0)?, standing))
}

fn place_head(chain: Uuid, standing: &Standing) -> (&'static Sql, Params) {
    let stmt = sql!(
        "INSERT INTO audit_head (chain_id, seq, hash, moved_at, rests) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (chain_id) DO UPDATE SET seq = excluded.seq, hash = excluded.hash, moved_at = excluded.moved_at,
             rests = excluded.rests"
    );
    let Standing { seq, hash, moved_at, rests } = standing;
    (stmt, crate::params![chain, *seq, hash.to_vec(), *moved_at, *rests])
}

/// Notes which seal covers the rows of a chain after `since` up to `seq`.
fn place_cover(no: i64, chain: Uuid, since: i64, seq: i64) -> (&'static Sql, Params) {
    let stmt = sql!(
        "INSERT INTO audit_sealed (chain_id, seq, since, no) VALUES ($1, $2, $3, $4)
         ON CONFLICT (chain_id, seq) DO NOTHING"
    );
    (stmt, crate::params![chain, seq, since, no])
}

fn place_seal(seal: Seal) -> (&'static Sql, Params) {
    let stmt = sql!(
        "INSERT INTO audit_seal (no, kind, prev, heads, rows, at, root, public_key, signature, hash)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
    );
    let Seal { no, kind, prev, heads, rows, at, root, public_key, signature, hash } = seal;
    (stmt, crate::params![no, kind, prev, heads, rows, at, root, public_key, signature, hash])
}

impl Store {
    /// Rows of the audit log, those in the archive too, and how many of them the newest seal covers.
    pub async fn audit_counts(&self) -> Result<(i64, i64), StoreError> {
        let rows = self.number(sql!("SELECT COUNT(*) FROM audit"), Vec::new()).await?;
        let stmt = sql!(
            "SELECT COUNT(*) FROM audit_stub s
             WHERE NOT EXISTS (SELECT 1 FROM audit a WHERE a.chain_id = s.chain_id AND a.seq = s.seq)"
        );
        let rows = rows.saturating_add(self.number(stmt, Vec::new()).await?);
        let sealed = self.number(sql!("SELECT rows FROM audit_seal ORDER BY no DESC LIMIT 1"), Vec::new()).await?;
        Ok((rows, sealed))
    }

    /// Seals the heads of all chains, when there are new rows since the last seal. Returns whether it did.
    pub async fn seal(&self, now: Timestamp, sealer: &Sealer) -> Result<bool, StoreError> {
        // In this order: when another node seals in between, the number is taken and this seal is dropped.
        let last = self.newest_seal().await?.unwrap_or_default();
        let known = self.standings(&last).await?;
        let heads = self.heads().await?;
        let moved = |chain: &Uuid, seq: i64, hash: &Hash| {
            known.get(chain).is_none_or(|before| before.seq != seq || before.hash != *hash)
        };
        if !heads.iter().any(|(chain, seq, hash)| moved(chain, *seq, hash)) {
            return Ok(false);
        }
        let no = last.no.saturating_add(1);
        let (mut tree, mut lines, mut stmts, mut rows) = (Tree::default(), Vec::new(), Vec::new(), 0_i64);
        for (chain, seq, hash) in heads {
            rows = rows.saturating_add(seq);
            let before = known.get(&chain);
            let has_moved = moved(&chain, seq, &hash);
            let moved_at = before.filter(|_| !has_moved).map_or(now.0, |before| before.moved_at);
            let rests = now.0.saturating_sub(moved_at) > REST;
            if !has_moved && before.is_some_and(|before| before.rests) {
                continue;
            }
            let mut segment = None;
            if has_moved {
                let since = before.map_or(0, |before| before.seq);
                segment = self.segment(chain, since, seq).await?;
                stmts.push(place_cover(no, chain, since, seq));
            }
            let head = Head { chain, seq, hash, segment, rests };
            tree.push(head.leaf());
            if has_moved || rests {
                lines.push(head.line());
            }
            if has_moved || rests || last.kind < SIGNED {
                let standing = Standing { seq, hash, moved_at, rests };
                stmts.push(place_head(chain, &standing));
            }
        }
        let seal = Seal {
            no,
            kind: SIGNED,
            prev: last.hash,
            heads: lines.join("\n"),
            rows,
            at: now.0,
            root: tree.root().unwrap_or_default().to_vec(),
            ..Seal::default()
        };
        // First, so that of two nodes with the same number the second waits here and gives way.
        stmts.insert(0, place_seal(seal.finish(sealer)));
        match self.maintain(stmts).await {
            // Another node sealed at the same moment: its seal serves as well.
            Ok(_) | Err(StoreError::Unique(_)) => Ok(true),
            Err(error) => Err(error),
        }
    }

    /// The newest seal.
    pub(crate) async fn newest_seal(&self) -> Result<Option<Seal>, StoreError> {
        let stmt = sql!(
            "SELECT no, kind, prev, heads, rows, at, root, public_key, signature, hash FROM audit_seal
             ORDER BY no DESC LIMIT 1"
        );
        self.opt(stmt, Vec::new(), stored_seal).await
    }

    /// The newest row of every chain, by chain.
    async fn heads(&self) -> Result<Vec<(Uuid, i64, Hash)>, StoreError> {
        let stmt = sql!(
            "SELECT a.chain_id, a.seq, a.hash FROM audit a
             JOIN (SELECT c.chain_id, (SELECT MAX(seq) FROM audit WHERE chain_id = c.chain_id) AS top FROM chain c) h
               ON h.chain_id = a.chain_id AND h.top = a.seq
             ORDER BY a.chain_id"
        );
        self.all(stmt, Vec::new(), |row| Ok((row.get(0)?, row.get(1)?, hash_at(row, 2)?))).await
    }

    /// Where the chains stood at the newest seal. A database whose seals are all of the first kind has no table of it
    /// yet: its newest seal lists them all.
    async fn standings(&self, last: &Seal) -> Result<BTreeMap<Uuid, Standing>, StoreError> {
        if last.kind < SIGNED {
            let of_head =
                |head: Head| (head.chain, Standing { seq: head.seq, hash: head.hash, moved_at: last.at, rests: false });
            return Ok(last.listed().map(of_head).collect());
        }
        let stmt = sql!("SELECT chain_id, seq, hash, moved_at, rests FROM audit_head");
        Ok(self.all(stmt, Vec::new(), standing).await?.into_iter().collect())
    }

    /// The Merkle root over the hashes of the rows after `after` up to `to`; none without such rows.
    async fn segment(&self, chain: Uuid, after: i64, to: i64) -> Result<Option<Hash>, StoreError> {
        let mut tree = Tree::default();
        let mut after = after;
        while after < to {
            let until = to.min(after.saturating_add(HASHES));
            for hash in self.row_hashes(chain, after, until).await? {
                tree.push(merkle::leaf(&hash));
            }
            after = until;
        }
        Ok(tree.root())
    }

    /// The hashes of the rows after `after` up to `to`, in their order, also of those in the archive.
    pub(crate) async fn row_hashes(&self, chain: Uuid, after: i64, to: i64) -> Result<Vec<Hash>, StoreError> {
        let stmt = sql!(
            "SELECT hash FROM (
                 SELECT seq, hash FROM audit WHERE chain_id = $1 AND seq > $2 AND seq <= $3
                 UNION SELECT seq, hash FROM audit_stub WHERE chain_id = $1 AND seq > $2 AND seq <= $3) AS all_rows
             ORDER BY seq"
        );
        self.all(stmt, crate::params![chain, after, to], any_hash).await
    }
}
