//! Recomputing the hashes of rows and events as they come from the database: nothing is copied and nothing is made for each
//! row.

use std::collections::VecDeque;

use uuid::Uuid;

use crate::chain::{EVENTS, HASH_LEN, Hash, RowView, digest_of, put_event};
use crate::error::StoreError;
use crate::merkle::{self, Tree};
use crate::row::Row;
use crate::seal::Head;
use crate::sql;
use crate::store::Store;

/// Rows read at once.
const ROWS: i64 = 20_000;

/// How far a chain was verified.
#[derive(Default)]
pub(crate) struct Walk {
    /// Its newest verified row; none before the first.
    pub(crate) newest: Option<i64>,
    /// The hash of that row.
    pub(crate) hash: Hash,
    /// The Merkle tree over its rows since the last one that a seal names.
    tree: Tree,
    /// The last row that a seal names.
    sealed: i64,
}

/// What a portion of rows came to.
#[derive(Default)]
pub(crate) struct Portion {
    /// Rows that were read.
    pub(crate) rows: u64,
    /// Rows that went into the archive; their stubs were read.
    pub(crate) archived: u64,
    pub(crate) faults: Vec<String>,
}

/// The events of one write set.
struct Group {
    seq: i64,
    hash: Hash,
    home: Uuid,
    at: i64,
    count: i64,
    /// Whether they are numbered from 0 and stand at one place and instant.
    is_orderly: bool,
}

#[derive(Default)]
struct Events {
    groups: VecDeque<Group>,
    /// What the events of the last group say.
    said: Vec<u8>,
}

impl Events {
    fn close(&mut self) {
        if let Some(last) = self.groups.back_mut() {
            last.hash = digest_of(&self.said);
        }
    }
}

/// Takes `seq, ord, home_id, at, kind, entity_id, entity_version, payload`.
fn take_event(events: &mut Events, row: &Row<'_>) -> Result<(), StoreError> {
    let (seq, ord): (i64, i64) = (row.get(0)?, row.get(1)?);
    let (home, at): (Uuid, i64) = (row.get(2)?, row.get(3)?);
    match events.groups.back_mut() {
        Some(group) if group.seq == seq => {
            group.is_orderly = group.is_orderly && ord == group.count && group.home == home && group.at == at;
            group.count = group.count.saturating_add(1);
        }
        _ => {
            events.close();
            events.said.clear();
            events.said.extend_from_slice(EVENTS);
            let group = Group { seq, hash: [0; HASH_LEN], home, at, count: 1, is_orderly: ord == 0 };
            events.groups.push_back(group);
        }
    }
    put_event(&mut events.said, row.text(4)?, row.get(5)?, row.get(6)?, row.text(7)?);
    Ok(())
}

struct Rows {
    chain: Uuid,
    walk: Walk,
    events: VecDeque<Group>,
    sealed: VecDeque<Head>,
    stubs: VecDeque<(i64, Hash)>,
    buffer: Vec<u8>,
    portion: Portion,
}

impl Rows {
    fn fault(&mut self, seq: i64, what: impl std::fmt::Display) {
        self.portion.faults.push(format!("chain {}, row {seq}: {what}", self.chain));
    }

    /// Checks the place of a row after the one before it.
    fn check_place(&mut self, seq: i64) {
        let expected = self.walk.newest.unwrap_or(0).saturating_add(1);
        if seq > expected {
            self.fault(seq, format_args!("rows {expected} to {} are missing", seq.saturating_sub(1)));
        } else if seq < expected {
            self.fault(seq, "it stands before the first row");
        }
    }

    /// Passes the rows before this one that went into the archive: their hashes stand for them.
    fn pass_stubs(&mut self, before: i64) {
        while let Some((seq, hash)) = self.stubs.pop_front_if(|(seq, _)| *seq < before) {
            self.check_place(seq);
            self.check_orphans(seq);
            // What they say is held against the file.
            let _ = self.events.pop_front_if(|group| group.seq == seq);
            self.pass(seq, hash);
            self.check_seal(seq, &hash);
            self.portion.archived = self.portion.archived.saturating_add(1);
        }
    }

    /// The chain goes on behind a row.
    fn pass(&mut self, seq: i64, hash: Hash) {
        self.walk.hash = hash;
        self.walk.tree.push(merkle::leaf(&hash));
        self.walk.newest = Some(seq);
    }

    /// Looks for events before a row that belong to no row.
    fn check_orphans(&mut self, seq: i64) {
        while let Some(group) = self.events.pop_front_if(|group| group.seq < seq) {
            self.fault(group.seq, format_args!("{} events without an audit row", group.count));
        }
    }

    /// Checks the events of a row: what they say against their hash, and when, where and in which order they stand
    /// against their row, whose own hash covers both.
    fn check_events(&mut self, view: &RowView<'_>) {
        self.check_orphans(view.seq);
        let group = self.events.pop_front_if(|group| group.seq == view.seq);
        if group.as_ref().map(|group| group.hash.as_slice()) != view.events_hash {
            self.fault(view.seq, "its events do not match their hash");
        }
        if group.is_some_and(|group| !group.is_orderly || group.home != view.home || group.at != view.at) {
            self.fault(view.seq, "its events stand at another place or instant than it does");
        }
    }

    /// Checks a row against the seal that names it, and with it all rows since the seal before.
    fn check_seal(&mut self, seq: i64, hash: &[u8]) {
        while self.sealed.pop_front_if(|head| head.seq < seq).is_some() {}
        let Some(head) = self.sealed.pop_front_if(|head| head.seq == seq) else { return };
        let segment = std::mem::take(&mut self.walk.tree).root();
        let first = self.walk.sealed.saturating_add(1);
        self.walk.sealed = seq;
        if head.hash.as_slice() != hash {
            self.fault(seq, format_args!("it differs from what was sealed; the seal covers rows {first} to {seq}"));
        } else if head.segment.is_some() && head.segment != segment {
            self.fault(seq, format_args!("rows {first} to {seq} are not those that were sealed together"));
        }
    }
}

/// Takes `seq, home_id, at, actor_id, unit_id, action, entity, entity_id, command_id, payload, events_hash, hash`.
fn take_row(rows: &mut Rows, row: &Row<'_>) -> Result<(), StoreError> {
    let view = RowView {
        chain: rows.chain,
        seq: row.get(0)?,
        home: row.get(1)?,
        at: row.get(2)?,
        actor: row.get(3)?,
        unit: row.get(4)?,
        action: row.text(5)?,
        entity: row.text(6)?,
        entity_id: row.get(7)?,
        command: row.get(8)?,
        payload: row.text(9)?,
        events_hash: row.bytes(10)?,
    };
    let stored = row.bytes(11)?.unwrap_or_default();
    rows.pass_stubs(view.seq);
    // A row that is about to go.
    let _ = rows.stubs.pop_front_if(|(seq, _)| *seq == view.seq);
    rows.check_place(view.seq);
    if view.hash(&rows.walk.hash, &mut rows.buffer).as_slice() != stored {
        rows.fault(view.seq, "its content does not match its hash");
    }
    rows.check_events(&view);
    rows.pass(view.seq, stored.try_into().unwrap_or([0; HASH_LEN]));
    rows.check_seal(view.seq, stored);
    rows.portion.rows = rows.portion.rows.saturating_add(1);
    Ok(())
}

/// A stub with its hash, or zeros when somebody cut it.
fn stub(row: &Row<'_>) -> Result<(i64, Hash), StoreError> {
    Ok((row.get(0)?, row.bytes(1)?.and_then(|hash| hash.try_into().ok()).unwrap_or([0; HASH_LEN])))
}

impl Store {
    /// Verifies the next rows of a chain from where `walk` stands up to row `to`, beside these sealed heads, which are in
    /// order. Heads that were met are taken out. A portion without rows means that there are no more.
    pub(crate) async fn scan(
        &self,
        chain: Uuid,
        walk: Walk,
        to: i64,
        sealed: VecDeque<Head>,
    ) -> Result<(Walk, VecDeque<Head>, Portion), StoreError> {
        let after = walk.newest.unwrap_or(i64::MIN);
        let stmt = sql!(
            "SELECT MIN(seq) FROM (
                 SELECT MIN(seq) AS seq FROM audit WHERE chain_id = $1 AND seq > $2 AND seq <= $3
                 UNION ALL
                 SELECT MIN(seq) AS seq FROM audit_stub WHERE chain_id = $1 AND seq > $2 AND seq <= $3) AS first_rows"
        );
        let next = self.opt(stmt, crate::params![chain, after, to], |row| row.get::<Option<i64>>(0)).await?;
        let Some(next) = next.flatten() else { return Ok((walk, sealed, Portion::default())) };
        // Numbers have no gaps, so this is as many rows; in a chain with gaps it is fewer.
        let last = to.min(next.saturating_add(ROWS));
        let stmt = sql!(
            "SELECT seq, ord, home_id, at, kind, entity_id, entity_version, payload FROM event
             WHERE chain_id = $1 AND seq > $2 AND seq <= $3 ORDER BY seq, ord"
        );
        let mut events = self.fold(stmt, crate::params![chain, after, last], Events::default(), take_event).await?;
        events.close();
        let (events, portion) = (events.groups, Portion::default());
        let stmt = sql!("SELECT seq, hash FROM audit_stub WHERE chain_id = $1 AND seq > $2 AND seq <= $3 ORDER BY seq");
        let stubs = self.all(stmt, crate::params![chain, after, last], stub).await?.into();
        let rows = Rows { chain, walk, events, sealed, stubs, buffer: Vec::new(), portion };
        let stmt = sql!(
            "SELECT seq, home_id, at, actor_id, unit_id, action, entity, entity_id, command_id, payload, events_hash, hash
             FROM audit WHERE chain_id = $1 AND seq > $2 AND seq <= $3 ORDER BY seq"
        );
        let mut rows = self.fold(stmt, crate::params![chain, after, last], rows, take_row).await?;
        rows.pass_stubs(i64::MAX);
        rows.check_orphans(i64::MAX);
        Ok((rows.walk, rows.sealed, rows.portion))
    }
}
