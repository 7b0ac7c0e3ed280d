//! One seal: what it says, its hash, its signature, and how it is written down outside the database.
//!
//! The first kind (1) lists the heads of all chains and carries no signature. The second (2) lists the heads that moved,
//! each with the Merkle root over the rows since its seal before, has the Merkle root over all heads that stand, and is
//! signed with Ed25519. A chain that has rested for long is listed once more as resting and leaves the root until its next
//! row.

use std::path::PathBuf;

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use data_encoding::HEXLOWER;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::chain::{HASH_LEN, Hash, digest_of, put};
use crate::error::StoreError;
use crate::merkle;
use crate::row::Row;

/// The kind of seals that are made today.
pub(crate) const SIGNED: i64 = 2;

/// What seals are signed with, and where their copies go.
pub struct Sealer {
    key: Ed25519KeyPair,
    copies: Vec<PathBuf>,
}

impl Sealer {
    /// `seed` is the secret half of the key; `copies` are folders to which each seal is appended.
    pub fn new(seed: &[u8; 32], copies: Vec<PathBuf>) -> Result<Self, StoreError> {
        let key = Ed25519KeyPair::from_seed_unchecked(seed).map_err(|e| StoreError::bug(format!("seal key: {e}")))?;
        Ok(Self { key, copies })
    }

    /// The public half, in hexadecimal.
    pub fn public_key(&self) -> String {
        HEXLOWER.encode(self.public())
    }

    pub(crate) fn public(&self) -> &[u8] {
        self.key.public_key().as_ref()
    }

    pub(crate) fn copies(&self) -> &[PathBuf] {
        &self.copies
    }

    pub(crate) fn sign(&self, bytes: &[u8]) -> Vec<u8> {
        self.key.sign(bytes).as_ref().to_vec()
    }
}

/// Whether `signature` over `bytes` was made with the key whose public half this is.
pub(crate) fn is_signed(public: &[u8], bytes: &[u8], signature: &[u8]) -> bool {
    UnparsedPublicKey::new(&ED25519, public).verify(bytes, signature).is_ok()
}

/// One head in a seal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) chain: Uuid,
    pub(crate) seq: i64,
    pub(crate) hash: Hash,
    /// Merkle root over the rows since the chain's seal before; none in the first kind and without new rows.
    pub(crate) segment: Option<Hash>,
    pub(crate) rests: bool,
}

/// 32 bytes written in hexadecimal.
pub(crate) fn hash_of_hex(text: &str) -> Option<Hash> {
    HEXLOWER.decode(text.as_bytes()).ok()?.try_into().ok()
}

impl Head {
    /// Its line in a seal of the second kind.
    pub(crate) fn line(&self) -> String {
        let segment = self.segment.map_or_else(|| "-".to_owned(), |root| HEXLOWER.encode(&root));
        let rests = if self.rests { " rest" } else { "" };
        format!("{} {} {} {segment}{rests}", self.chain, self.seq, HEXLOWER.encode(&self.hash))
    }

    /// Reads a line of either kind.
    pub(crate) fn parse(line: &str) -> Option<Self> {
        let mut parts = line.split(' ');
        let chain = Uuid::try_parse(parts.next()?).ok()?;
        let seq = parts.next()?.parse().ok()?;
        let hash = hash_of_hex(parts.next()?)?;
        let segment = parts.next().and_then(hash_of_hex);
        Some(Self { chain, seq, hash, segment, rests: parts.next() == Some("rest") })
    }

    /// Its leaf in the Merkle tree over all heads.
    pub(crate) fn leaf(&self) -> Hash {
        let mut bytes = Vec::with_capacity(16 + 8 + HASH_LEN);
        bytes.extend_from_slice(self.chain.as_bytes());
        bytes.extend_from_slice(&self.seq.to_be_bytes());
        bytes.extend_from_slice(&self.hash);
        merkle::leaf(&bytes)
    }
}

/// A seal as it is stored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Seal {
    pub(crate) no: i64,
    pub(crate) kind: i64,
    pub(crate) prev: Vec<u8>,
    pub(crate) heads: String,
    pub(crate) rows: i64,
    pub(crate) at: i64,
    pub(crate) root: Vec<u8>,
    pub(crate) public_key: Vec<u8>,
    pub(crate) signature: Vec<u8>,
    pub(crate) hash: Vec<u8>,
}

/// Reads `no, kind, prev, heads, rows, at, root, public_key, signature, hash`.
pub(crate) fn stored_seal(row: &Row<'_>) -> Result<Seal, StoreError> {
    Ok(Seal {
        no: row.get(0)?,
        kind: row.get(1)?,
        prev: row.get(2)?,
        heads: row.get(3)?,
        rows: row.get(4)?,
        at: row.get(5)?,
        root: row.get::<Option<Vec<u8>>>(6)?.unwrap_or_default(),
        public_key: row.get::<Option<Vec<u8>>>(7)?.unwrap_or_default(),
        signature: row.get::<Option<Vec<u8>>>(8)?.unwrap_or_default(),
        hash: row.get(9)?,
    })
}

impl Seal {
    /// The hash of what it says.
    pub(crate) fn computed(&self) -> Hash {
        let mut bytes = Vec::with_capacity(self.heads.len().saturating_add(256));
        if self.kind < SIGNED {
            bytes.extend_from_slice(b"nhatle.seal.1\0");
            put(&mut bytes, &self.prev);
            bytes.extend_from_slice(&self.no.to_be_bytes());
            bytes.extend_from_slice(&self.at.to_be_bytes());
            put(&mut bytes, self.heads.as_bytes());
            return digest_of(&bytes);
        }
        bytes.extend_from_slice(b"nhatle.seal.2\0");
        bytes.extend_from_slice(&self.kind.to_be_bytes());
        put(&mut bytes, &self.prev);
        bytes.extend_from_slice(&self.no.to_be_bytes());
        bytes.extend_from_slice(&self.at.to_be_bytes());
        bytes.extend_from_slice(&self.rows.to_be_bytes());
        put(&mut bytes, &self.root);
        put(&mut bytes, self.heads.as_bytes());
        put(&mut bytes, &self.public_key);
        digest_of(&bytes)
    }

    /// Whether it is of the signed kind and its signature fits its hash and key.
    pub(crate) fn is_signed(&self) -> bool {
        self.kind == SIGNED && is_signed(&self.public_key, &self.hash, &self.signature)
    }

    /// Hashes and signs what it says.
    pub(crate) fn finish(mut self, sealer: &Sealer) -> Self {
        self.public_key = sealer.public().to_vec();
        self.hash = self.computed().to_vec();
        self.signature = sealer.sign(&self.hash);
        self
    }

    /// The heads that it lists.
    pub(crate) fn listed(&self) -> impl Iterator<Item = Head> + '_ {
        self.heads.lines().filter_map(Head::parse)
    }

    /// The seal as JSON, as copies and exports carry it.
    pub(crate) fn to_json(&self) -> Value {
        json!({
            "no": self.no,
            "kind": self.kind,
            "prev": HEXLOWER.encode(&self.prev),
            "heads": self.heads,
            "rows": self.rows,
            "at": self.at,
            "root": HEXLOWER.encode(&self.root),
            "public_key": HEXLOWER.encode(&self.public_key),
            "signature": HEXLOWER.encode(&self.signature),
            "hash": HEXLOWER.encode(&self.hash),
        })
    }

    /// Reads what [`Seal::to_json`] wrote; none when something is missing.
    pub(crate) fn of_json(value: &Value) -> Option<Self> {
        let number = |name: &str| value.get(name)?.as_i64();
        let bytes = |name: &str| HEXLOWER.decode(value.get(name)?.as_str()?.as_bytes()).ok();
        Some(Self {
            no: number("no")?,
            kind: number("kind")?,
            prev: bytes("prev")?,
            heads: value.get("heads")?.as_str()?.to_owned(),
            rows: number("rows")?,
            at: number("at")?,
            root: bytes("root")?,
            public_key: bytes("public_key")?,
            signature: bytes("signature")?,
            hash: bytes("hash")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Seal {
        let head =
            Head { chain: Uuid::from_u128(7), seq: 12, hash: [3; HASH_LEN], segment: Some([4; HASH_LEN]), rests: true };
        let sealer = Sealer::new(&[9; 32], Vec::new()).unwrap();
        let seal = Seal { no: 5, kind: SIGNED, prev: vec![1; 32], rows: 12, at: 99, ..Seal::default() };
        Seal { heads: head.line(), root: vec![2; 32], ..seal }.finish(&sealer)
    }

    #[test]
    fn a_seal_is_read_as_it_was_written() {
        let seal = sample();
        assert_eq!(Seal::of_json(&seal.to_json()).unwrap(), seal);
        let heads: Vec<Head> = seal.listed().collect();
        assert_eq!(heads.len(), 1);
        assert_eq!(heads[0].line(), seal.heads);
        assert!(seal.is_signed());
    }

    #[test]
    fn a_change_of_any_part_breaks_hash_or_signature() {
        let changes: [fn(&mut Seal); 9] = [
            |seal| seal.no += 1,
            |seal| seal.kind = 1,
            |seal| seal.prev[0] ^= 1,
            |seal| seal.heads.push(' '),
            |seal| seal.rows += 1,
            |seal| seal.at += 1,
            |seal| seal.root[0] ^= 1,
            |seal| seal.public_key[0] ^= 1,
            |seal| seal.signature[0] ^= 1,
        ];
        for (place, change) in changes.iter().enumerate() {
            let mut seal = sample();
            change(&mut seal);
            assert!(seal.computed().as_slice() != seal.hash || !seal.is_signed(), "part {place}");
        }
    }
}
