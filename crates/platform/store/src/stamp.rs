//! Time stamps of seals (RFC 3161): what is asked, what an answer says, and whether a kept token fits its seal. Who signed
//! it is checked with the roots of an authority ([`crate::token`]).

use data_encoding::HEXLOWER;
use kernel::Timestamp;

use crate::der::{EXPLICIT, INTEGER, OCTETS, OID, SEQUENCE, SET, TIME, inside, part, whole};
use crate::error::StoreError;
use crate::row::Row;
use crate::sql;
use crate::store::Store;
use crate::token::Roots;

/// Length of a nonce in bytes.
pub const NONCE: usize = 8;

const SHA256: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01];
pub(crate) const SIGNED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];
pub(crate) const TST_INFO: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x01, 0x04];

/// A DER value of less than 128 bytes.
fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u8::try_from(content.len()).unwrap_or(u8::MAX);
    [[tag, length].as_slice(), content].concat()
}

/// A nonce of these random bytes: a positive number that needs all of them.
pub fn nonce(random: [u8; NONCE]) -> [u8; NONCE] {
    let mut nonce = random;
    if let Some(first) = nonce.first_mut() {
        *first = (*first & 0x3f) | 0x40;
    }
    nonce
}

/// What an authority is asked for a SHA-256 hash, with its certificate in the answer.
pub fn request(hash: &[u8], nonce: &[u8]) -> Vec<u8> {
    let algorithm = der(SEQUENCE, &[der(OID, SHA256), vec![0x05, 0x00]].concat());
    let imprint = der(SEQUENCE, &[algorithm, der(OCTETS, hash)].concat());
    let certificate = vec![0x01, 0x01, 0xff];
    der(SEQUENCE, &[der(INTEGER, &[1]), imprint, der(INTEGER, nonce), certificate].concat())
}

/// What a token says.
pub(crate) struct Told<'a> {
    imprint: &'a [u8],
    nonce: &'a [u8],
    pub(crate) time: &'a [u8],
}

pub(crate) fn told(token: &[u8]) -> Option<Told<'_>> {
    let (kind, rest) = inside(inside(token, SEQUENCE)?.0, OID)?;
    let signed = inside(inside(rest, EXPLICIT)?.0, SEQUENCE)?.0;
    let (_, rest) = inside(signed, INTEGER)?;
    let (_, rest) = inside(rest, SET)?;
    let (held, rest) = inside(inside(rest, SEQUENCE)?.0, OID)?;
    if kind != SIGNED_DATA || held != TST_INFO {
        return None;
    }
    let info = inside(inside(inside(rest, EXPLICIT)?.0, OCTETS)?.0, SEQUENCE)?.0;
    let (_, rest) = inside(info, INTEGER)?;
    let (_, rest) = inside(rest, OID)?;
    let (imprint, rest) = inside(rest, SEQUENCE)?;
    let (algorithm, hash) = inside(imprint, SEQUENCE)?;
    if inside(algorithm, OID)?.0 != SHA256 {
        return None;
    }
    let (imprint, _) = inside(hash, OCTETS)?;
    let (_, rest) = inside(rest, INTEGER)?;
    let (time, mut rest) = inside(rest, TIME)?;
    let mut nonce: &[u8] = &[];
    while let Some((found, after)) = part(rest) {
        if found.tag == INTEGER {
            nonce = found.content;
        }
        rest = after;
    }
    Some(Told { imprint, nonce, time })
}

/// Whether a token stands for this hash and this nonce; gives the time that it tells, as `20261123230818Z`.
///
/// # Errors
/// A sentence of what is wrong.
pub fn fits(token: &[u8], hash: &[u8], nonce: &[u8]) -> Result<String, String> {
    let told = told(token).ok_or("the time stamp cannot be read")?;
    if told.imprint != hash {
        return Err("the time stamp stands for something else".into());
    }
    if told.nonce != nonce {
        return Err("the time stamp answers another request".into());
    }
    Ok(String::from_utf8_lossy(told.time).into_owned())
}

/// The token in the answer of an authority.
///
/// # Errors
/// A sentence of what is wrong.
pub fn token_of(answer: &[u8]) -> Result<Vec<u8>, String> {
    let read = || {
        let (status, token) = inside(inside(answer, SEQUENCE)?.0, SEQUENCE)?;
        Some((inside(status, INTEGER)?.0, token))
    };
    let (status, token) = read().ok_or("the answer of the authority cannot be read")?;
    // Granted, or granted with changes.
    if status != [0] && status != [1] {
        return Err(format!("the authority refuses with status {status:?}"));
    }
    let (token, _) = whole(token, SEQUENCE).ok_or("the authority gave no time stamp")?;
    Ok(token.to_vec())
}

/// A time stamp that is kept.
pub struct Stamp {
    /// Number of the seal.
    pub no: i64,
    /// The token, as the authority gave it.
    pub token: Vec<u8>,
    nonce: Vec<u8>,
    hash: Option<Vec<u8>>,
}

impl Stamp {
    /// The hash of its seal in hexadecimal; none when the seal is gone.
    pub fn hash(&self) -> Option<String> {
        self.hash.as_ref().map(|hash| HEXLOWER.encode(hash))
    }

    /// The time that it tells.
    ///
    /// # Errors
    /// A sentence of what is wrong.
    pub fn time(&self) -> Result<String, String> {
        let Self { no, token, nonce, hash } = self;
        let hash = hash.as_ref().ok_or_else(|| format!("seal {no}: there is a time stamp of it, but no seal"))?;
        fits(token, hash, nonce).map_err(|why| format!("seal {no}: {why}"))
    }

    /// Whether an authority with one of these roots signed it.
    ///
    /// # Errors
    /// A sentence of what is wrong.
    pub fn signed_by(&self, roots: &Roots) -> Result<(), String> {
        roots.check(&self.token).map_err(|why| format!("seal {}: {why}", self.no))
    }
}

fn stamp(row: &Row<'_>) -> Result<Stamp, StoreError> {
    Ok(Stamp { no: row.get(0)?, token: row.get(1)?, nonce: row.get(2)?, hash: row.get(3)? })
}

impl Store {
    /// The newest seal, when it has no time stamp and none was kept for `every` microseconds: number and hash.
    pub async fn stamp_wanted(&self, now: Timestamp, every: i64) -> Result<Option<(i64, Vec<u8>)>, StoreError> {
        let last = sql!("SELECT no, at FROM seal_stamp ORDER BY no DESC LIMIT 1");
        let last = self.opt(last, Vec::new(), |row| Ok((row.get::<i64>(0)?, row.get::<i64>(1)?))).await?;
        let newest = self.newest_seal().await?.map(|seal| (seal.no, seal.hash));
        Ok(newest.filter(|(no, _)| last.is_none_or(|(stamped, at)| stamped < *no && now.0.saturating_sub(at) >= every)))
    }

    /// Keeps the time stamp of a seal.
    pub async fn keep_stamp(&self, no: i64, nonce: &[u8], token: Vec<u8>, now: Timestamp) -> Result<(), StoreError> {
        let stmt =
            sql!("INSERT INTO seal_stamp (no, nonce, token, at) VALUES ($1, $2, $3, $4) ON CONFLICT (no) DO NOTHING");
        self.maintain(vec![(stmt, crate::params![no, nonce.to_vec(), token, now])]).await.map(|_| ())
    }

    /// All time stamps with the hashes of their seals, oldest first.
    pub async fn stamps(&self) -> Result<Vec<Stamp>, StoreError> {
        let stmt = sql!(
            "SELECT t.no, t.token, t.nonce, s.hash FROM seal_stamp t LEFT JOIN audit_seal s ON s.no = t.no
             ORDER BY t.no"
        );
        self.all(stmt, Vec::new(), stamp).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_the_one_that_openssl_reads() {
        let hash = [7; 32];
        let nonce = nonce([0xff; NONCE]);
        let asked = request(&hash, &nonce);
        assert_eq!(nonce[0], 0x7f);
        let (body, rest) = inside(&asked, SEQUENCE).unwrap();
        assert!(rest.is_empty());
        assert_eq!(inside(body, INTEGER).unwrap().0, [1]);
        assert_eq!(asked.len(), 2 + 3 + 51 + 10 + 3);
    }

    #[test]
    fn what_is_cut_or_no_answer_is_refused_in_words() {
        assert!(token_of(&[]).unwrap_err().contains("cannot be read"));
        let refused = der(SEQUENCE, &der(SEQUENCE, &der(INTEGER, &[2])));
        assert!(token_of(&refused).unwrap_err().contains("refuses with status [2]"));
        let granted = der(SEQUENCE, &der(SEQUENCE, &der(INTEGER, &[0])));
        assert!(token_of(&granted).unwrap_err().contains("gave no time stamp"));
        assert!(fits(&[0x30, 0x84, 1, 1, 1, 1], &[], &[]).unwrap_err().contains("cannot be read"));
    }
}
