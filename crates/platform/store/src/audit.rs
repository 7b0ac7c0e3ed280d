//! Verifying and sealing the audit chains, and reading the story of one thing.

use std::collections::BTreeMap;

use data_encoding::HEXLOWER;
use kernel::Timestamp;
use uuid::Uuid;

use crate::chain::{AuditRow, HASH_LEN, Hash, hash_events, hash_seal};
use crate::error::StoreError;
use crate::row::Row;
use crate::sql;
use crate::store::Store;

/// Rows read at once while verifying.
const STEP: i64 = 5_000;

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

struct Stored {
    row: AuditRow,
    hash: Vec<u8>,
}

fn stored(row: &Row<'_>) -> Result<Stored, StoreError> {
    Ok(Stored {
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

/// Number, hash before, heads, instant, hash.
type SealRow = (i64, Vec<u8>, String, i64, Vec<u8>);

type EventRow = (i64, String, Uuid, i64, String);

impl Store {
    /// Recomputes every hash of every chain and checks every seal. `progress` is told the rows done and the rows in all.
    pub async fn verify(&self, mut progress: impl FnMut(u64, u64)) -> Result<Verdict, StoreError> {
        let total = self.number(sql!("SELECT COUNT(*) FROM audit"), Vec::new()).await?;
        let total = u64::try_from(total).unwrap_or(0);
        let mut verdict = Verdict::default();
        let seals = self.seals().await?;
        let sealed = check_seals(&seals, &mut verdict);
        let chains =
            self.all(sql!("SELECT DISTINCT chain_id FROM audit"), Vec::new(), |row| row.get::<Uuid>(0)).await?;
        for chain in &chains {
            let empty = BTreeMap::new();
            let wanted = sealed.get(chain).unwrap_or(&empty);
            self.verify_chain(*chain, wanted, &mut verdict, |rows| progress(rows, total)).await?;
            verdict.chains += 1;
        }
        for (chain, heads) in &sealed {
            if !chains.contains(chain) && !heads.is_empty() {
                verdict.faults.push(format!("chain {chain} is gone although it was sealed"));
            }
        }
        Ok(verdict)
    }

    async fn verify_chain(
        &self,
        chain: Uuid,
        sealed: &BTreeMap<i64, String>,
        verdict: &mut Verdict,
        mut progress: impl FnMut(u64),
    ) -> Result<(), StoreError> {
        let mut prev: Hash = [0; HASH_LEN];
        let mut seq = 0_i64;
        let mut seen = 0_usize;
        loop {
            let params = crate::params![chain, seq, STEP];
            let rows = self
                .all(
                    sql!(
                        "SELECT chain_id, seq, home_id, at, actor_id, unit_id, action, entity, entity_id, command_id,
                                payload, events_hash, hash
                         FROM audit WHERE chain_id = $1 AND seq > $2 ORDER BY seq LIMIT $3"
                    ),
                    params,
                    stored,
                )
                .await?;
            let Some(last) = rows.last().map(|r| r.row.seq) else { break };
            let events = self.events_between(chain, seq, last).await?;
            for stored in &rows {
                let place = || format!("chain {chain}, row {}", stored.row.seq);
                if stored.row.seq != seq + 1 {
                    verdict.faults.push(format!("{}: rows {} to {} are missing", place(), seq + 1, stored.row.seq - 1));
                }
                if stored.row.hash(&prev).as_slice() != stored.hash {
                    verdict.faults.push(format!("{}: its content does not match its hash", place()));
                }
                check_events(stored, events.get(&stored.row.seq), verdict);
                if let Some(hash) = sealed.get(&stored.row.seq) {
                    seen += 1;
                    if *hash != HEXLOWER.encode(&stored.hash) {
                        verdict.faults.push(format!("{}: it differs from what was sealed", place()));
                    }
                }
                prev = stored.hash.as_slice().try_into().unwrap_or([0; HASH_LEN]);
                seq = stored.row.seq;
                verdict.rows += 1;
            }
            progress(verdict.rows);
        }
        if seen < sealed.len() {
            verdict.faults.push(format!("chain {chain}: it ends at row {seq}, before the last sealed row"));
        }
        Ok(())
    }

    async fn events_between(
        &self,
        chain: Uuid,
        after: i64,
        to: i64,
    ) -> Result<BTreeMap<i64, Vec<EventRow>>, StoreError> {
        let events = self
            .all(
                sql!(
                    "SELECT seq, kind, entity_id, entity_version, payload FROM event
                     WHERE chain_id = $1 AND seq > $2 AND seq <= $3 ORDER BY seq, ord"
                ),
                crate::params![chain, after, to],
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)),
            )
            .await?;
        let mut by_seq: BTreeMap<i64, Vec<EventRow>> = BTreeMap::new();
        for event in events {
            by_seq.entry(event.0).or_default().push(event);
        }
        Ok(by_seq)
    }

    /// Rows of the audit log, and how many of them the newest seal covers.
    pub async fn audit_counts(&self) -> Result<(i64, i64), StoreError> {
        let rows = self.number(sql!("SELECT COUNT(*) FROM audit"), Vec::new()).await?;
        let sealed = self.number(sql!("SELECT rows FROM audit_seal ORDER BY no DESC LIMIT 1"), Vec::new()).await?;
        Ok((rows, sealed))
    }

    async fn seals(&self) -> Result<Vec<SealRow>, StoreError> {
        self.all(sql!("SELECT no, prev, heads, at, hash FROM audit_seal ORDER BY no"), Vec::new(), |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
        })
        .await
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

fn check_events(stored: &Stored, events: Option<&Vec<EventRow>>, verdict: &mut Verdict) {
    let found = events.map(|events| {
        hash_events(
            events.iter().map(|(_, kind, id, version, payload)| (kind.as_str(), *id, *version, payload.as_str())),
        )
        .to_vec()
    });
    if found != stored.row.events_hash {
        let (chain, seq) = (stored.row.chain, stored.row.seq);
        verdict.faults.push(format!("chain {chain}, row {seq}: its events do not match their hash"));
    }
}

/// Checks the seals among themselves and gives the sealed heads by chain and row.
fn check_seals(seals: &[SealRow], verdict: &mut Verdict) -> BTreeMap<Uuid, BTreeMap<i64, String>> {
    let mut sealed: BTreeMap<Uuid, BTreeMap<i64, String>> = BTreeMap::new();
    let mut before: &[u8] = &[];
    let mut number = 0;
    for (no, prev, heads, at, hash) in seals {
        verdict.seals += 1;
        if *no != number + 1 || prev != before || hash_seal(prev, *no, *at, heads).as_slice() != hash {
            verdict.faults.push(format!("seal {no}: it does not follow from the seal before it"));
        }
        number = *no;
        before = hash;
        for line in heads.lines() {
            let mut parts = line.split(' ');
            let (Some(chain), Some(seq), Some(hash)) = (parts.next(), parts.next(), parts.next()) else { continue };
            let (Ok(chain), Ok(seq)) = (Uuid::try_parse(chain), seq.parse::<i64>()) else { continue };
            sealed.entry(chain).or_default().insert(seq, hash.to_owned());
        }
    }
    sealed
}
