//! Verifying: every hash is computed again, every seal is checked. What is kept in memory grows with the number of
//! chains, not with rows or seals.
//!
//! Seals are read some at a time, and after each portion the rows of their chains up to the newest head in it. A chain
//! keeps its newest row and its newest sealed head.

use std::collections::{BTreeMap, BTreeSet};

use data_encoding::HEXLOWER;
use uuid::Uuid;

use crate::audit::Verdict;
use crate::chain::{AuditRow, HASH_LEN, Hash, hash_events, hash_seal};
use crate::error::StoreError;
use crate::row::Row;
use crate::sql;
use crate::sql::Sql;
use crate::store::Store;

/// Rows read at once.
const ROWS: i64 = 5_000;
/// Seals read at once: each lists the heads of all chains.
const SEALS: i64 = 100;

/// Sealed heads by row: the hash in hexadecimal.
type Heads = BTreeMap<i64, String>;

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

struct StoredEvent {
    seq: i64,
    ord: i64,
    home: Uuid,
    at: i64,
    kind: String,
    entity_id: Uuid,
    version: i64,
    payload: String,
}

fn stored_event(row: &Row<'_>) -> Result<StoredEvent, StoreError> {
    Ok(StoredEvent {
        seq: row.get(0)?,
        ord: row.get(1)?,
        home: row.get(2)?,
        at: row.get(3)?,
        kind: row.get(4)?,
        entity_id: row.get(5)?,
        version: row.get(6)?,
        payload: row.get(7)?,
    })
}

struct Seal {
    no: i64,
    prev: Vec<u8>,
    heads: String,
    rows: i64,
    at: i64,
    hash: Vec<u8>,
}

fn stored_seal(row: &Row<'_>) -> Result<Seal, StoreError> {
    Ok(Seal {
        no: row.get(0)?,
        prev: row.get(1)?,
        heads: row.get(2)?,
        rows: row.get(3)?,
        at: row.get(4)?,
        hash: row.get(5)?,
    })
}

/// A number of events and the row of the first of them.
fn counted(row: &Row<'_>) -> Result<(i64, Option<i64>), StoreError> {
    Ok((row.get(0)?, row.get(1)?))
}

/// How far a chain was verified.
#[derive(Default)]
struct Walk {
    /// Its newest verified row; none before the first.
    newest: Option<i64>,
    /// The hash of that row.
    hash: Hash,
    /// Its newest sealed head.
    sealed: Option<(i64, String)>,
}

struct Check<'a, F> {
    store: &'a Store,
    verdict: Verdict,
    walks: BTreeMap<Uuid, Walk>,
    /// Rows in all, as they were counted at the beginning.
    total: u64,
    progress: F,
}

impl Store {
    /// Recomputes every hash of every chain and checks every seal and event. `progress` is told the rows done and the
    /// rows in all.
    pub async fn verify(&self, progress: impl FnMut(u64, u64)) -> Result<Verdict, StoreError> {
        let total = self.number(sql!("SELECT COUNT(*) FROM audit"), Vec::new()).await?;
        let total = u64::try_from(total).unwrap_or(0);
        let mut check = Check { store: self, verdict: Verdict::default(), walks: BTreeMap::new(), total, progress };
        check.seals().await?;
        check.rest().await?;
        Ok(check.verdict)
    }
}

impl<F: FnMut(u64, u64)> Check<'_, F> {
    /// Checks the seals one after the other, and the rows that they cover.
    async fn seals(&mut self) -> Result<(), StoreError> {
        let mut after = i64::MIN;
        let mut before: (i64, Vec<u8>) = (0, Vec::new());
        loop {
            let stmt =
                sql!("SELECT no, prev, heads, rows, at, hash FROM audit_seal WHERE no > $1 ORDER BY no LIMIT $2");
            let seals = self.store.all(stmt, crate::params![after, SEALS], stored_seal).await?;
            let Some(last) = seals.last() else { return Ok(()) };
            after = last.no;
            let mut wanted: BTreeMap<Uuid, Heads> = BTreeMap::new();
            for seal in seals {
                self.seal(&seal, &before, &mut wanted);
                before = (seal.no, seal.hash);
            }
            for (chain, heads) in wanted {
                let Some((to, _)) = heads.last_key_value() else { continue };
                self.walk(chain, *to, &heads).await?;
            }
        }
    }

    /// Checks one seal after the one before it, and notes the heads that are new in it.
    fn seal(&mut self, seal: &Seal, before: &(i64, Vec<u8>), wanted: &mut BTreeMap<Uuid, Heads>) {
        self.verdict.seals += 1;
        let no = seal.no;
        let hash = hash_seal(&seal.prev, no, seal.at, &seal.heads);
        if no != before.0.saturating_add(1) || seal.prev != before.1 || hash.as_slice() != seal.hash {
            self.verdict.faults.push(format!("seal {no}: it does not follow from the seal before it"));
        }
        let mut rows = 0_i64;
        for line in seal.heads.lines() {
            let mut parts = line.split(' ');
            let (Some(chain), Some(seq), Some(hash)) = (parts.next(), parts.next(), parts.next()) else { continue };
            let (Ok(chain), Ok(seq)) = (Uuid::try_parse(chain), seq.parse::<i64>()) else { continue };
            rows = rows.saturating_add(seq);
            let walk = self.walks.entry(chain).or_default();
            match &walk.sealed {
                Some((newest, known)) if *newest == seq && known == hash => {}
                // A head only moves on.
                Some((newest, _)) if *newest >= seq => {
                    let fault = format!("seal {no}: chain {chain}, row {seq} is not what was sealed before");
                    self.verdict.faults.push(fault);
                }
                _ => {
                    walk.sealed = Some((seq, hash.to_owned()));
                    wanted.entry(chain).or_default().insert(seq, hash.to_owned());
                }
            }
        }
        if rows != seal.rows {
            self.verdict.faults.push(format!("seal {no}: it says {} rows, its heads say {rows}", seal.rows));
        }
    }

    /// Verifies what no seal covers yet, and looks for chains and events that nothing leads to.
    async fn rest(&mut self) -> Result<(), StoreError> {
        let mut chains: BTreeSet<Uuid> = self.walks.keys().copied().collect();
        let audit = sql!("SELECT chain_id FROM audit WHERE chain_id >= $1 ORDER BY chain_id LIMIT 1");
        let event = sql!("SELECT chain_id FROM event WHERE chain_id >= $1 ORDER BY chain_id LIMIT 1");
        for next in [audit, event] {
            chains.extend(self.chains(next).await?);
        }
        for chain in chains {
            self.walk(chain, i64::MAX, &Heads::new()).await?;
            let walk = self.walks.entry(chain).or_default();
            self.verdict.chains += u64::from(walk.newest.is_some());
            match (&walk.sealed, walk.newest) {
                (Some(_), None) => {
                    self.verdict.faults.push(format!("chain {chain} is gone although it was sealed"));
                }
                (Some((sealed, _)), Some(newest)) if newest < *sealed => {
                    let fault = format!("chain {chain}: it ends at row {newest}, before the last sealed row");
                    self.verdict.faults.push(fault);
                }
                _ => {}
            }
            self.beyond(chain).await?;
        }
        Ok(())
    }

    /// The chains of a table: one seek for each, however many rows they have.
    async fn chains(&self, next: &'static Sql) -> Result<Vec<Uuid>, StoreError> {
        let mut chains = Vec::new();
        let mut from = Some(Uuid::nil());
        while let Some(least) = from {
            let found = self.store.opt(next, crate::params![least], |row| row.get::<Uuid>(0)).await?;
            chains.extend(found);
            from = found.and_then(|chain| chain.as_u128().checked_add(1)).map(Uuid::from_u128);
        }
        Ok(chains)
    }

    /// Verifies the rows of a chain from where it stands up to row `to`, beside these sealed heads.
    async fn walk(&mut self, chain: Uuid, to: i64, sealed: &Heads) -> Result<(), StoreError> {
        loop {
            let after = self.walks.get(&chain).and_then(|walk| walk.newest).unwrap_or(i64::MIN);
            let stmt = sql!(
                "SELECT chain_id, seq, home_id, at, actor_id, unit_id, action, entity, entity_id, command_id,
                        payload, events_hash, hash
                 FROM audit WHERE chain_id = $1 AND seq > $2 AND seq <= $3 ORDER BY seq LIMIT $4"
            );
            let rows = self.store.all(stmt, crate::params![chain, after, to, ROWS], stored).await?;
            let Some(last) = rows.last().map(|stored| stored.row.seq) else { return Ok(()) };
            let mut events = self.events(chain, after, last).await?;
            let walk = self.walks.entry(chain).or_default();
            for stored in &rows {
                let seq = stored.row.seq;
                check_row(stored, walk, sealed.get(&seq), &mut self.verdict);
                check_events(stored, &events.remove(&seq).unwrap_or_default(), &mut self.verdict);
            }
            for (seq, events) in events {
                let fault = format!("chain {chain}, row {seq}: {} events without an audit row", events.len());
                self.verdict.faults.push(fault);
            }
            (self.progress)(self.verdict.rows, self.total);
            if i64::try_from(rows.len()).is_ok_and(|read| read < ROWS) {
                return Ok(());
            }
        }
    }

    /// The events of the rows after `after` up to `to`, by row.
    async fn events(&self, chain: Uuid, after: i64, to: i64) -> Result<BTreeMap<i64, Vec<StoredEvent>>, StoreError> {
        let stmt = sql!(
            "SELECT seq, ord, home_id, at, kind, entity_id, entity_version, payload FROM event
             WHERE chain_id = $1 AND seq > $2 AND seq <= $3 ORDER BY seq, ord"
        );
        let mut by_seq: BTreeMap<i64, Vec<StoredEvent>> = BTreeMap::new();
        for event in self.store.all(stmt, crate::params![chain, after, to], stored_event).await? {
            by_seq.entry(event.seq).or_default().push(event);
        }
        Ok(by_seq)
    }

    /// Looks for events behind the newest row of a chain: consumers would apply them. In one statement, which sees a
    /// commit of the meantime whole or not at all.
    async fn beyond(&mut self, chain: Uuid) -> Result<(), StoreError> {
        let newest = self.walks.get(&chain).and_then(|walk| walk.newest).unwrap_or(i64::MIN);
        let stmt = sql!(
            "SELECT COUNT(*), MIN(e.seq) FROM event e WHERE e.chain_id = $1 AND e.seq > $2
             AND NOT EXISTS (SELECT 1 FROM audit a WHERE a.chain_id = e.chain_id AND a.seq = e.seq)"
        );
        let found = self.store.opt(stmt, crate::params![chain, newest], counted).await?;
        if let Some((count, Some(first))) = found {
            let fault = format!("chain {chain}, row {first}: {count} events without an audit row from here on");
            self.verdict.faults.push(fault);
        }
        Ok(())
    }
}

/// Checks a row after the one before it, and against what was sealed of it.
fn check_row(stored: &Stored, walk: &mut Walk, sealed: Option<&String>, verdict: &mut Verdict) {
    let (chain, seq) = (stored.row.chain, stored.row.seq);
    let expected = walk.newest.unwrap_or(0).saturating_add(1);
    let mut fault = |what: String| verdict.faults.push(format!("chain {chain}, row {seq}: {what}"));
    if seq > expected {
        fault(format!("rows {expected} to {} are missing", seq.saturating_sub(1)));
    } else if seq < expected {
        fault("it stands before the first row".into());
    }
    if stored.row.hash(&walk.hash).as_slice() != stored.hash {
        fault("its content does not match its hash".into());
    }
    if sealed.is_some_and(|sealed| *sealed != HEXLOWER.encode(&stored.hash)) {
        fault("it differs from what was sealed".into());
    }
    walk.newest = Some(seq);
    walk.hash = stored.hash.as_slice().try_into().unwrap_or([0; HASH_LEN]);
    verdict.rows += 1;
}

/// Checks the events of a write set: what they say against their hash, and when, where and in which order they stand
/// against their audit row, whose own hash covers both.
fn check_events(stored: &Stored, events: &[StoredEvent], verdict: &mut Verdict) {
    let row = &stored.row;
    let mut fault = |what: &str| verdict.faults.push(format!("chain {}, row {}: {what}", row.chain, row.seq));
    let said = events.iter().map(|event| (event.kind.as_str(), event.entity_id, event.version, event.payload.as_str()));
    let hash = (!events.is_empty()).then(|| hash_events(said).to_vec());
    if hash != row.events_hash {
        fault("its events do not match their hash");
    }
    let fits = |(ord, event): (i64, &StoredEvent)| event.ord == ord && event.home == row.home && event.at == row.at;
    if !(0_i64..).zip(events).all(fits) {
        fault("its events stand at another place or instant than it does");
    }
}
