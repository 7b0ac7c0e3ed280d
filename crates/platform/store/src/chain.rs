//! The audit chain and how a write set becomes statements.
//!
//! A chain belongs to one committer lane, so its head lives in that lane's memory and costs no lock. Each row's hash
//! covers the row before it; the first row of a write set also covers its events.

use aws_lc_rs::digest::{SHA256, digest};
use uuid::Uuid;

use crate::error::StoreError;
use crate::sql;
use crate::sql::Engine;
use crate::value::{Params, Val};
use crate::write_set::{AuditDraft, EventDraft, Expect, Stmt, WriteSet, fill_params, fill_text};

/// Length of a hash in bytes.
pub const HASH_LEN: usize = 32;
/// A SHA-256 hash.
pub type Hash = [u8; HASH_LEN];

/// The newest row of a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChainHead {
    /// The chain.
    pub chain: Uuid,
    /// Number of its newest row; 0 before the first.
    pub seq: i64,
    /// Hash of its newest row; zeros before the first.
    pub hash: Hash,
}

/// One row of the audit table, as it is hashed.
#[derive(Clone, Debug)]
pub struct AuditRow {
    /// The chain.
    pub chain: Uuid,
    /// Number inside the chain, from 1 without gaps.
    pub seq: i64,
    /// Where the rows of the write set are placed.
    pub home: Uuid,
    /// Instant in microseconds.
    pub at: i64,
    /// Who acted.
    pub actor: Uuid,
    /// For which unit.
    pub unit: Option<Uuid>,
    /// What was done.
    pub action: String,
    /// Kind of thing.
    pub entity: String,
    /// The thing.
    pub entity_id: Uuid,
    /// The command.
    pub command: Uuid,
    /// JSON without personal values.
    pub payload: String,
    /// Hash over the events of the write set, on its first row.
    pub events_hash: Option<Vec<u8>>,
}

/// Writes text or bytes of any length, so that no two rows of parts give the same bytes.
pub(crate) fn put(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend_from_slice(&u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes());
    out.extend_from_slice(bytes);
}

/// The SHA-256 of these bytes.
pub(crate) fn digest_of(bytes: &[u8]) -> Hash {
    let mut hash = [0_u8; HASH_LEN];
    hash.copy_from_slice(digest(&SHA256, bytes).as_ref());
    hash
}

/// One row of the audit table with borrowed texts: a verification makes nothing of its own for each row.
#[derive(Clone, Copy)]
pub(crate) struct RowView<'a> {
    pub(crate) chain: Uuid,
    pub(crate) seq: i64,
    pub(crate) home: Uuid,
    pub(crate) at: i64,
    pub(crate) actor: Uuid,
    pub(crate) unit: Option<Uuid>,
    pub(crate) action: &'a str,
    pub(crate) entity: &'a str,
    pub(crate) entity_id: Uuid,
    pub(crate) command: Uuid,
    pub(crate) payload: &'a str,
    pub(crate) events_hash: Option<&'a [u8]>,
}

impl RowView<'_> {
    /// The hash of this row after `prev`. What is in `buffer` is overwritten.
    pub(crate) fn hash(&self, prev: &Hash, buffer: &mut Vec<u8>) -> Hash {
        buffer.clear();
        buffer.extend_from_slice(b"nhatle.audit.1\0");
        buffer.extend_from_slice(prev);
        buffer.extend_from_slice(self.chain.as_bytes());
        buffer.extend_from_slice(&self.seq.to_be_bytes());
        buffer.extend_from_slice(self.home.as_bytes());
        buffer.extend_from_slice(&self.at.to_be_bytes());
        buffer.extend_from_slice(self.actor.as_bytes());
        put(buffer, self.unit.as_ref().map_or(&[], |id| id.as_bytes().as_slice()));
        put(buffer, self.action.as_bytes());
        put(buffer, self.entity.as_bytes());
        buffer.extend_from_slice(self.entity_id.as_bytes());
        buffer.extend_from_slice(self.command.as_bytes());
        put(buffer, self.payload.as_bytes());
        put(buffer, self.events_hash.unwrap_or(&[]));
        digest_of(buffer)
    }
}

impl AuditRow {
    /// The hash of this row after `prev`.
    pub fn hash(&self, prev: &Hash) -> Hash {
        let view = RowView {
            chain: self.chain,
            seq: self.seq,
            home: self.home,
            at: self.at,
            actor: self.actor,
            unit: self.unit,
            action: &self.action,
            entity: &self.entity,
            entity_id: self.entity_id,
            command: self.command,
            payload: &self.payload,
            events_hash: self.events_hash.as_deref(),
        };
        view.hash(prev, &mut Vec::with_capacity(512))
    }
}

/// What stands before the events of a write set when they are hashed.
pub(crate) const EVENTS: &[u8] = b"nhatle.events.1\0";

/// Writes one event as it is hashed.
pub(crate) fn put_event(out: &mut Vec<u8>, kind: &str, entity: Uuid, version: i64, payload: &str) {
    put(out, kind.as_bytes());
    out.extend_from_slice(entity.as_bytes());
    out.extend_from_slice(&version.to_be_bytes());
    put(out, payload.as_bytes());
}

/// The hash over the events of one write set, in their order: `(kind, entity, version, payload)` each.
pub fn hash_events<'a>(events: impl Iterator<Item = (&'a str, Uuid, i64, &'a str)>) -> Hash {
    let mut bytes = EVENTS.to_vec();
    for (kind, entity, version, payload) in events {
        put_event(&mut bytes, kind, entity, version, payload);
    }
    digest_of(&bytes)
}

/// Turns a write set into its statements, moving the head of the chain on. The caller keeps the old head until the
/// statements have run.
pub(crate) fn lower(mut set: WriteSet, drawn: &[i64], head: &mut ChainHead) -> Result<Vec<Stmt>, StoreError> {
    if set.audits.is_empty() {
        return Err(StoreError::bug("a write set without an audit draft"));
    }
    for event in &mut set.events {
        fill_text(&mut event.payload, drawn);
    }
    let first = head.seq.saturating_add(1);
    let events_hash = (!set.events.is_empty()).then(|| {
        hash_events(set.events.iter().map(|e| (e.kind, e.entity_id, e.entity_version, e.payload.as_str()))).to_vec()
    });
    let mut stmts = std::mem::take(&mut set.stmts);
    for stmt in &mut stmts {
        fill_params(&mut stmt.params, drawn);
    }
    let audits = std::mem::take(&mut set.audits);
    for (index, mut draft) in audits.into_iter().enumerate() {
        fill_text(&mut draft.payload, drawn);
        let events_hash = if index == 0 { events_hash.clone() } else { None };
        stmts.push(audit_stmt(&set, draft, events_hash, head));
    }
    put_beside(&mut set, head.chain, first, &mut stmts);
    Ok(stmts)
}

/// Adds the events, figures and jobs of a write set whose first audit row has this number.
fn put_beside(set: &mut WriteSet, chain: Uuid, first: i64, stmts: &mut Vec<Stmt>) {
    for (ord, event) in (0_i64..).zip(std::mem::take(&mut set.events)) {
        stmts.push(event_stmt(set, chain, first, ord, event));
    }
    for (ord, delta) in (0_i64..).zip(std::mem::take(&mut set.figures)) {
        let params = vec![
            chain.into(),
            first.into(),
            ord.into(),
            delta.figure.into(),
            delta.unit.into(),
            delta.slice.into(),
            delta.day.into(),
            delta.num.into(),
            delta.den.into(),
        ];
        let sql = sql!(
            "INSERT INTO figure_delta (chain_id, seq, ord, figure, unit_id, slice, day, num, den)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
        );
        stmts.push(Stmt { sql, params, expect: Expect::Any });
    }
    for (ord, job) in (0_u128..).zip(std::mem::take(&mut set.jobs)) {
        // Derived from the command, so that a replayed write set makes the same job.
        let id = Uuid::from_u128(set.command.as_u128().wrapping_add(ord.wrapping_add(1) << 1));
        let params: Vec<Val> =
            vec![id.into(), job.kind.into(), job.key.into(), job.payload.into(), set.at.into(), job.run_at.into()];
        let sql = sql!(
            "INSERT INTO job (job_id, kind, job_key, payload, created_at, run_at) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (kind, job_key) DO NOTHING"
        );
        stmts.push(Stmt { sql, params, expect: Expect::Any });
    }
}

/// What a committer would run for a write set: statements and values, moving the head of the chain on. For benchmarks
/// and tests, which run the same statements without the store. Fails for a write set with numbers to draw, because only
/// a committer draws them.
pub fn statements_of(
    set: WriteSet,
    engine: Engine,
    head: &mut ChainHead,
) -> Result<Vec<(&'static str, Params)>, StoreError> {
    if !set.draws.is_empty() {
        return Err(StoreError::bug("only a committer draws numbers"));
    }
    Ok(lower(set, &[], head)?.into_iter().map(|stmt| (stmt.sql.text(engine), stmt.params)).collect())
}

/// The same without audit rows and without a hash: what there would be to run if nothing were recorded. For the benchmark
/// of what the audit log costs.
pub fn statements_without_audit(
    set: WriteSet,
    engine: Engine,
    head: &mut ChainHead,
) -> Result<Vec<(&'static str, Params)>, StoreError> {
    if !set.draws.is_empty() {
        return Err(StoreError::bug("only a committer draws numbers"));
    }
    let mut set = set;
    let first = head.seq.saturating_add(1);
    head.seq = head.seq.saturating_add(i64::try_from(set.audits.len()).unwrap_or(i64::MAX));
    let mut stmts = std::mem::take(&mut set.stmts);
    put_beside(&mut set, head.chain, first, &mut stmts);
    Ok(stmts.into_iter().map(|stmt| (stmt.sql.text(engine), stmt.params)).collect())
}

fn audit_stmt(set: &WriteSet, draft: AuditDraft, events_hash: Option<Vec<u8>>, head: &mut ChainHead) -> Stmt {
    let row = AuditRow {
        chain: head.chain,
        seq: head.seq.saturating_add(1),
        home: set.home,
        at: set.at.0,
        actor: draft.actor,
        unit: draft.unit,
        action: draft.action.to_owned(),
        entity: draft.entity.to_owned(),
        entity_id: draft.entity_id,
        command: set.command,
        payload: draft.payload,
        events_hash,
    };
    let hash = row.hash(&head.hash);
    *head = ChainHead { chain: row.chain, seq: row.seq, hash };
    let sql = sql!(
        "INSERT INTO audit (chain_id, seq, home_id, at, actor_id, unit_id, action, entity, entity_id, command_id,
                            payload, events_hash, hash)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
    );
    let params = vec![
        row.chain.into(),
        row.seq.into(),
        row.home.into(),
        row.at.into(),
        row.actor.into(),
        row.unit.into(),
        draft.action.into(),
        draft.entity.into(),
        row.entity_id.into(),
        row.command.into(),
        row.payload.into(),
        row.events_hash.into(),
        hash.to_vec().into(),
    ];
    Stmt { sql, params, expect: Expect::Rows(1) }
}

fn event_stmt(set: &WriteSet, chain: Uuid, seq: i64, ord: i64, event: EventDraft) -> Stmt {
    let sql = sql!(
        "INSERT INTO event (chain_id, seq, ord, home_id, at, kind, entity_id, entity_version, payload)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    );
    let params = vec![
        chain.into(),
        seq.into(),
        ord.into(),
        set.home.into(),
        set.at.into(),
        event.kind.into(),
        event.entity_id.into(),
        event.entity_version.into(),
        event.payload.into(),
    ];
    Stmt { sql, params, expect: Expect::Rows(1) }
}
