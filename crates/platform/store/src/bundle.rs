//! Rows of the audit log in one file that can be verified without the database: each row with its events and the way to the
//! seal that covers it, then those seals, then a signature over all of it. JSON, one object a line.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use data_encoding::HEXLOWER;
use kernel::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::chain::{AuditRow, Hash, digest_of, hash_events};
use crate::error::StoreError;
use crate::inspect::{After, Cover, Recorded, RecordedEvent, Search};
use crate::merkle::{self, Beside, Levels};
use crate::seal::{Head, Seal, Sealer, hash_of_hex, is_signed, stored_seal};
use crate::sql;
use crate::store::Store;
use crate::verify::{Trust, Verdict};

/// What the first line says the file is.
const FORMAT: &str = "nhatle.audit-bundle.1";
/// The most rows of one bundle.
pub const MOST: i64 = 5_000;

fn signed_part(text: &str) -> Vec<u8> {
    let mut bytes = b"nhatle.bundle.1\0".to_vec();
    bytes.extend_from_slice(&digest_of(text.as_bytes()));
    bytes
}

fn event_json(event: &RecordedEvent) -> Value {
    json!({ "kind": event.kind, "entity_id": event.entity_id, "version": event.version, "payload": event.payload })
}

pub(crate) fn row_json(recorded: &Recorded) -> Value {
    let row = &recorded.row;
    json!({
        "chain": row.chain,
        "seq": row.seq,
        "home": row.home,
        "at": row.at,
        "actor": row.actor,
        "unit": row.unit,
        "action": row.action,
        "entity": row.entity,
        "entity_id": row.entity_id,
        "command": row.command,
        "payload": row.payload,
        "events_hash": row.events_hash.as_ref().map(|hash| HEXLOWER.encode(hash)),
        "hash": HEXLOWER.encode(&recorded.hash),
    })
}

fn beside_text(beside: &Beside) -> String {
    match beside {
        Beside::Left(hash) => format!("L{}", HEXLOWER.encode(hash)),
        Beside::Right(hash) => format!("R{}", HEXLOWER.encode(hash)),
    }
}

fn beside_of(text: &str) -> Option<Beside> {
    if let Some(hash) = text.strip_prefix('L') {
        return hash_of_hex(hash).map(Beside::Left);
    }
    text.strip_prefix('R').and_then(hash_of_hex).map(Beside::Right)
}

impl Store {
    /// The rows that fit a search as a signed bundle, at most [`MOST`]; none when there are more.
    pub async fn audit_bundle(
        &self,
        search: &Search,
        now: Timestamp,
        sealer: &Sealer,
    ) -> Result<Option<String>, StoreError> {
        let rows = self.audit_rows(search, After::NEWEST, MOST.saturating_add(1)).await?;
        if i64::try_from(rows.len()).is_ok_and(|count| count > MOST) {
            return Ok(None);
        }
        let head = json!({ "format": FORMAT, "made_at": now.0, "public_key": sealer.public_key() });
        let mut lines = vec![head.to_string()];
        let mut trees: BTreeMap<(Uuid, i64), Levels> = BTreeMap::new();
        let mut seals = BTreeSet::new();
        for recorded in &rows {
            let (chain, seq) = (recorded.row.chain, recorded.row.seq);
            let events = self.audit_events(chain, seq).await?;
            let prev = self.hash_before(chain, seq).await?;
            let mut line = json!({
                "row": row_json(recorded),
                "prev": HEXLOWER.encode(&prev),
                "events": events.iter().map(event_json).collect::<Vec<_>>(),
            });
            if let (Some(cover), Some(line)) = (self.cover(chain, seq).await?, line.as_object_mut()) {
                let path = self.path_to(chain, seq, cover, &mut trees).await?;
                seals.insert(cover.no);
                line.insert("seal".into(), json!(cover.no));
                line.insert("path".into(), json!(path.iter().map(beside_text).collect::<Vec<_>>()));
            }
            lines.push(line.to_string());
        }
        for no in seals {
            let stmt = sql!(
                "SELECT no, kind, prev, heads, rows, at, root, public_key, signature, hash FROM audit_seal
                 WHERE no = $1"
            );
            let seal = self.opt(stmt, crate::params![no], stored_seal).await?;
            lines.extend(seal.map(|seal| json!({ "seal": seal.to_json() }).to_string()));
        }
        let mut text = lines.join("\n");
        text.push('\n');
        let signature = HEXLOWER.encode(&sealer.sign(&signed_part(&text)));
        let end = json!({ "rows": rows.len(), "signature": signature });
        let _ = writeln!(text, "{end}");
        Ok(Some(text))
    }

    /// The way from a row to the root of its part of the chain in the seal.
    async fn path_to(
        &self,
        chain: Uuid,
        seq: i64,
        cover: Cover,
        trees: &mut BTreeMap<(Uuid, i64), Levels>,
    ) -> Result<Vec<Beside>, StoreError> {
        if let std::collections::btree_map::Entry::Vacant(place) = trees.entry((chain, cover.no)) {
            let hashes = self.row_hashes(chain, cover.since, cover.seq).await?;
            place.insert(Levels::new(hashes.iter().map(|hash| merkle::leaf(hash)).collect()));
        }
        let index = usize::try_from(seq.saturating_sub(cover.since).saturating_sub(1)).unwrap_or(usize::MAX);
        Ok(trees.get(&(chain, cover.no)).map(|levels| levels.path(index)).unwrap_or_default())
    }
}

/// A row of a bundle that says which seal covers it.
struct Claim {
    chain: Uuid,
    seq: i64,
    no: i64,
    root: Hash,
}

/// Verifies a bundle with nothing but what it holds and what is trusted from outside.
pub fn verify(text: &str, mut trust: Trust) -> Verdict {
    let mut verdict = Verdict::default();
    let mut lines: Vec<&str> = text.lines().collect();
    let end = lines.pop().and_then(|line| serde_json::from_str::<Value>(line).ok()).unwrap_or_default();
    let values: Vec<Value> = lines.iter().map(|line| serde_json::from_str(line).unwrap_or_default()).collect();
    let key = check_frame(text, &values, &end, trust.key.as_deref(), &mut verdict);
    let mut chains = BTreeSet::new();
    let mut claims = Vec::new();
    let mut seals: BTreeMap<i64, Seal> = BTreeMap::new();
    for (number, value) in (1_u64..).zip(&values).skip(1) {
        if let Some(seal) = value.get("seal").and_then(Seal::of_json) {
            seals.insert(seal.no, seal);
            continue;
        }
        let Some(recorded) = value.get("row").and_then(recorded_of) else {
            verdict.faults.push(format!("line {number}: it is neither a row nor a seal"));
            continue;
        };
        verdict.rows += 1;
        chains.insert(recorded.row.chain);
        check_row(value, &recorded, &mut verdict.faults);
        match claim_of(value, &recorded) {
            Some(claim) => claims.push(claim),
            None => verdict.unsealed += 1,
        }
    }
    if end.get("rows").and_then(Value::as_u64) != Some(verdict.rows) {
        verdict.faults.push(format!("it holds {} rows, its last line says otherwise", verdict.rows));
    }
    verdict.chains = u64::try_from(chains.len()).unwrap_or(u64::MAX);
    for seal in seals.values() {
        check_seal(seal, &key, &mut trust, &mut verdict);
    }
    check_claims(&claims, &seals, &mut verdict.faults);
    verdict
}

/// Checks first and last line; gives the key that signed.
fn check_frame(text: &str, values: &[Value], end: &Value, wanted: Option<&str>, verdict: &mut Verdict) -> String {
    let head = values.first().cloned().unwrap_or_default();
    if text_of(&head, "format") != FORMAT {
        verdict.faults.push(format!("the first line does not say {FORMAT}"));
    }
    let key = text_of(&head, "public_key").to_owned();
    if wanted.is_some_and(|wanted| wanted != key) {
        verdict.faults.push(format!("the export was signed with another key, {key}"));
    }
    let body = text.trim_end_matches('\n').rsplit_once('\n').map(|(body, _)| format!("{body}\n")).unwrap_or_default();
    let signature = HEXLOWER.decode(text_of(end, "signature").as_bytes()).unwrap_or_default();
    let public = HEXLOWER.decode(key.as_bytes()).unwrap_or_default();
    if !is_signed(&public, &signed_part(&body), &signature) {
        verdict.faults.push("the signature over the export does not fit: it was changed or cut".into());
    }
    key
}

pub(crate) fn recorded_of(value: &Value) -> Option<Recorded> {
    let text = |name: &str| Some(value.get(name)?.as_str()?.to_owned());
    let id = |name: &str| Uuid::try_parse(value.get(name)?.as_str()?).ok();
    let number = |name: &str| value.get(name)?.as_i64();
    let bytes = |name: &str| HEXLOWER.decode(value.get(name)?.as_str()?.as_bytes()).ok();
    Some(Recorded {
        row: AuditRow {
            chain: id("chain")?,
            seq: number("seq")?,
            home: id("home")?,
            at: number("at")?,
            actor: id("actor")?,
            unit: id("unit"),
            action: text("action")?,
            entity: text("entity")?,
            entity_id: id("entity_id")?,
            command: id("command")?,
            payload: text("payload")?,
            events_hash: bytes("events_hash"),
        },
        hash: bytes("hash")?,
    })
}

pub(crate) fn text_of<'v>(value: &'v Value, name: &str) -> &'v str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// Checks a row and its events against their hashes.
fn check_row(value: &Value, recorded: &Recorded, faults: &mut Vec<String>) {
    let row = &recorded.row;
    let mut fault = |what: &str| faults.push(format!("chain {}, row {}: {what}", row.chain, row.seq));
    let prev = hash_of_hex(text_of(value, "prev")).unwrap_or_default();
    if row.hash(&prev).as_slice() != recorded.hash {
        fault("its content does not match its hash");
    }
    let events = value.get("events").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let said = events.iter().map(|event| {
        let entity = Uuid::try_parse(text_of(event, "entity_id")).unwrap_or_default();
        let version = event.get("version").and_then(Value::as_i64).unwrap_or_default();
        (text_of(event, "kind"), entity, version, text_of(event, "payload"))
    });
    let hash = (!events.is_empty()).then(|| hash_events(said).to_vec());
    if hash != row.events_hash {
        fault("its events do not match their hash");
    }
}

/// What a row says of its seal; none when it says nothing. A way that cannot be read leads nowhere.
fn claim_of(value: &Value, recorded: &Recorded) -> Option<Claim> {
    let no = value.get("seal")?.as_i64()?;
    let steps = value.get("path").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let path: Option<Vec<Beside>> = steps.iter().map(|step| beside_of(step.as_str()?)).collect();
    let hash: Option<Hash> = recorded.hash.as_slice().try_into().ok();
    let root = match (hash, path) {
        (Some(hash), Some(path)) => merkle::climb(merkle::leaf(&hash), &path),
        _ => Hash::default(),
    };
    Some(Claim { chain: recorded.row.chain, seq: recorded.row.seq, no, root })
}

fn check_seal(seal: &Seal, key: &str, trust: &mut Trust, verdict: &mut Verdict) {
    verdict.seals += 1;
    let no = seal.no;
    if seal.computed().as_slice() != seal.hash || !seal.is_signed() {
        verdict.faults.push(format!("seal {no}: hash or signature do not match what it says"));
    }
    let signer = HEXLOWER.encode(&seal.public_key);
    // A key may have been changed since; whoever names a key wants that one.
    if signer != key && trust.key.is_some() {
        verdict.faults.push(format!("seal {no}: it was signed with another key, {signer}"));
    }
    if verdict.keys.last().is_none_or(|(_, last)| *last != signer) {
        verdict.keys.push((no, signer));
    }
    if let Some(copy) = &mut trust.copy {
        copy.beside(seal, &mut verdict.faults);
    }
}

/// Checks that the seals cover the rows that say so.
fn check_claims(claims: &[Claim], seals: &BTreeMap<i64, Seal>, faults: &mut Vec<String>) {
    let mut heads: BTreeMap<(i64, Uuid), Head> = BTreeMap::new();
    for (no, seal) in seals {
        heads.extend(seal.listed().map(|head| ((*no, head.chain), head)));
    }
    for claim in claims {
        let Claim { chain, seq, no, root } = claim;
        match heads.get(&(*no, *chain)) {
            None => {
                faults.push(format!("chain {chain}, row {seq}: seal {no} is not in the export or does not know it"));
            }
            Some(head) if head.segment == Some(*root) && head.seq >= *seq => {}
            Some(_) => faults.push(format!("chain {chain}, row {seq}: it is not among the rows of seal {no}")),
        }
    }
}
