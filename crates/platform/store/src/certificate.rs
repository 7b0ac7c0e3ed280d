//! Certificates (X.509) as far as the signer of a time stamp needs them: what one says, whether another was issued with
//! it, and whether a way leads to a root.

use aws_lc_rs::digest::{SHA256, SHA384, SHA512, digest};
use aws_lc_rs::signature::{self, UnparsedPublicKey, VerificationAlgorithm};

use crate::der::{BITS, BOOLEAN, EXPLICIT, INTEGER, OCTETS, OID, SEQUENCE, TIME, all, inside, only, part, whole};

const UTC_TIME: u8 = 0x17;
/// `[3]`, in which the extensions stand.
const EXTENSIONS: u8 = 0xa3;
const SHA2: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02];
const PKCS1: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01];
const ECDSA_SHA2: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03];
const RSA_KEY: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
const EC_KEY: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
const P256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
const P384: &[u8] = &[0x2b, 0x81, 0x04, 0x00, 0x22];
const TIME_STAMPING: &[u8] = &[0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x08];
const ANY_PURPOSE: &[u8] = &[0x55, 0x1d, 0x25, 0x00];
/// Key usages digitalSignature and nonRepudiation.
const SIGNS: u8 = 0xc0;
/// Key usage keyCertSign.
const ISSUES: u8 = 0x04;
/// The most certificates between that of a signer and a root.
const BETWEEN: usize = 5;

/// A hash over which signatures are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hash {
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    /// The hash with this object identifier.
    pub(crate) fn named(oid: &[u8]) -> Option<Self> {
        match oid.strip_prefix(SHA2)? {
            [1] => Some(Self::Sha256),
            [2] => Some(Self::Sha384),
            [3] => Some(Self::Sha512),
            _ => None,
        }
    }

    pub(crate) fn of(self, bytes: &[u8]) -> Vec<u8> {
        let algorithm = match self {
            Self::Sha256 => &SHA256,
            Self::Sha384 => &SHA384,
            Self::Sha512 => &SHA512,
        };
        digest(algorithm, bytes).as_ref().to_vec()
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Rsa,
    P256,
    P384,
}

/// Kind and bytes of a public key, from its SubjectPublicKeyInfo.
fn key_of(info: &[u8]) -> Option<(Kind, &[u8])> {
    let (algorithm, rest) = inside(info, SEQUENCE)?;
    let key = only(rest, BITS)?.strip_prefix(&[0_u8])?;
    let (oid, parameters) = inside(algorithm, OID)?;
    if oid == RSA_KEY {
        return Some((Kind::Rsa, key));
    }
    match only(parameters, OID)? {
        curve if oid == EC_KEY && curve == P256 => Some((Kind::P256, key)),
        curve if oid == EC_KEY && curve == P384 => Some((Kind::P384, key)),
        _ => None,
    }
}

/// How a signature is checked: by kind of key, name of the algorithm, and the hash that was said apart, if any.
fn way(kind: Kind, algorithm: &[u8], said: Option<Hash>) -> Option<&'static dyn VerificationAlgorithm> {
    let hash = if kind == Kind::Rsa {
        match algorithm.strip_prefix(PKCS1)? {
            [1] => said?,
            [11] => Hash::Sha256,
            [12] => Hash::Sha384,
            [13] => Hash::Sha512,
            _ => return None,
        }
    } else {
        match algorithm.strip_prefix(ECDSA_SHA2)? {
            [2] => Hash::Sha256,
            [3] => Hash::Sha384,
            [4] => Hash::Sha512,
            _ => return None,
        }
    };
    if said.is_some_and(|said| said != hash) {
        return None;
    }
    let way: &'static dyn VerificationAlgorithm = match (kind, hash) {
        (Kind::Rsa, Hash::Sha256) => &signature::RSA_PKCS1_2048_8192_SHA256,
        (Kind::Rsa, Hash::Sha384) => &signature::RSA_PKCS1_2048_8192_SHA384,
        (Kind::Rsa, Hash::Sha512) => &signature::RSA_PKCS1_2048_8192_SHA512,
        (Kind::P256, Hash::Sha256) => &signature::ECDSA_P256_SHA256_ASN1,
        (Kind::P256, Hash::Sha384) => &signature::ECDSA_P256_SHA384_ASN1,
        (Kind::P256, Hash::Sha512) => &signature::ECDSA_P256_SHA512_ASN1,
        (Kind::P384, Hash::Sha256) => &signature::ECDSA_P384_SHA256_ASN1,
        (Kind::P384, Hash::Sha384) => &signature::ECDSA_P384_SHA384_ASN1,
        (Kind::P384, Hash::Sha512) => &signature::ECDSA_P384_SHA512_ASN1,
    };
    Some(way)
}

/// What the extensions say.
#[derive(Default)]
struct Extensions<'a> {
    is_ca: bool,
    /// How many certificates may stand between it and that of a signer.
    below: Option<usize>,
    usages: Option<u8>,
    /// Whether the purposes are critical, and which they are.
    purposes: Option<(bool, Vec<&'a [u8]>)>,
    key_id: Option<&'a [u8]>,
    /// Whether something critical stands there that nobody here knows.
    is_beyond: bool,
}

/// A leading BOOLEAN that is false when it is not there.
fn flag(bytes: &[u8]) -> (bool, &[u8]) {
    inside(bytes, BOOLEAN).map_or((false, bytes), |(value, rest)| (value != [0], rest))
}

fn constraints(value: &[u8]) -> Option<(bool, Option<usize>)> {
    let (is_ca, rest) = flag(only(value, SEQUENCE)?);
    if rest.is_empty() {
        return Some((is_ca, None));
    }
    match only(rest, INTEGER)? {
        [below] if *below < 0x80 => Some((is_ca, Some(usize::from(*below)))),
        _ => None,
    }
}

fn extensions(bytes: &[u8]) -> Option<Extensions<'_>> {
    let (mut told, mut seen) = (Extensions::default(), Vec::new());
    for extension in all(bytes)? {
        let (oid, rest) = inside(only(extension.whole, SEQUENCE)?, OID)?;
        let (is_critical, rest) = flag(rest);
        let value = only(rest, OCTETS)?;
        if seen.contains(&oid) {
            return None;
        }
        seen.push(oid);
        match oid {
            [0x55, 0x1d, 14] => told.key_id = Some(only(value, OCTETS)?),
            [0x55, 0x1d, 15] => told.usages = Some(only(value, BITS)?.get(1).copied().unwrap_or_default()),
            [0x55, 0x1d, 19] => (told.is_ca, told.below) = constraints(value)?,
            [0x55, 0x1d, 37] => {
                let purposes = all(only(value, SEQUENCE)?)?;
                told.purposes = Some((is_critical, purposes.into_iter().map(|purpose| purpose.content).collect()));
            }
            _ => told.is_beyond |= is_critical,
        }
    }
    Some(told)
}

/// An instant as fourteen digits, and what follows it.
fn instant(bytes: &[u8]) -> Option<(String, &[u8])> {
    let (found, rest) = part(bytes)?;
    let digits = std::str::from_utf8(found.content).ok()?.strip_suffix('Z')?;
    let text = match (found.tag, digits.len()) {
        (UTC_TIME, 12) if digits < "50" => format!("20{digits}"),
        (UTC_TIME, 12) => format!("19{digits}"),
        (TIME, 14) => digits.to_owned(),
        _ => return None,
    };
    text.bytes().all(|sign| sign.is_ascii_digit()).then_some((text, rest))
}

/// A certificate.
pub(crate) struct Certificate<'a> {
    pub(crate) whole: &'a [u8],
    body: &'a [u8],
    serial: &'a [u8],
    issuer: &'a [u8],
    subject: &'a [u8],
    from: String,
    until: String,
    key: &'a [u8],
    algorithm: &'a [u8],
    signature: &'a [u8],
    told: Extensions<'a>,
}

impl<'a> Certificate<'a> {
    /// Reads a certificate of version 3.
    pub(crate) fn parse(bytes: &'a [u8]) -> Option<Self> {
        let (body, rest) = whole(only(bytes, SEQUENCE)?, SEQUENCE)?;
        let (outer, rest) = inside(rest, SEQUENCE)?;
        let signature = only(rest, BITS)?.strip_prefix(&[0_u8])?;
        let (version, rest) = inside(only(body, SEQUENCE)?, EXPLICIT)?;
        let (serial, rest) = inside(rest, INTEGER)?;
        let (inner, rest) = inside(rest, SEQUENCE)?;
        let (issuer, rest) = whole(rest, SEQUENCE)?;
        let (validity, rest) = inside(rest, SEQUENCE)?;
        let (subject, rest) = whole(rest, SEQUENCE)?;
        let (key, rest) = inside(rest, SEQUENCE)?;
        let (from, until) = instant(validity)?;
        let (until, after) = instant(until)?;
        if only(version, INTEGER)? != [2] || inner != outer || !after.is_empty() {
            return None;
        }
        let (algorithm, _) = inside(outer, OID)?;
        let told = match all(rest)?.iter().find(|part| part.tag == EXTENSIONS) {
            Some(list) => extensions(only(list.content, SEQUENCE)?)?,
            None => Extensions::default(),
        };
        Some(Self { whole: bytes, body, serial, issuer, subject, from, until, key, algorithm, signature, told })
    }

    /// Whether it has this issuer, with tag and length, and this serial number.
    pub(crate) fn is_from(&self, issuer: &[u8], serial: &[u8]) -> bool {
        self.issuer == issuer && self.serial == serial
    }

    /// Whether it says that its key has this identifier.
    pub(crate) fn has_key_id(&self, id: &[u8]) -> bool {
        self.told.key_id == Some(id)
    }

    /// Whether it may sign time stamps, and nothing else (RFC 3161, 2.3).
    pub(crate) fn is_for_stamps(&self) -> bool {
        let Extensions { purposes, usages, is_beyond, .. } = &self.told;
        let is_purpose = purposes.as_ref().is_some_and(|(is_critical, all)| *is_critical && *all == [TIME_STAMPING]);
        is_purpose && usages.is_none_or(|usages| usages & SIGNS != 0) && !is_beyond
    }

    /// Whether it holds at an instant of fourteen digits.
    pub(crate) fn holds(&self, at: &str) -> bool {
        self.from.as_str() <= at && at <= self.until.as_str()
    }

    /// Whether its key signed this; none when nobody here knows how to check that.
    pub(crate) fn signed(&self, algorithm: &[u8], hash: Option<Hash>, bytes: &[u8], signature: &[u8]) -> Option<bool> {
        let (kind, key) = key_of(self.key)?;
        Some(UnparsedPublicKey::new(way(kind, algorithm, hash)?, key).verify(bytes, signature).is_ok())
    }

    /// Whether another was issued with it, when so many stand between that and the signer's.
    fn issued(&self, other: &Certificate<'_>, between: usize) -> bool {
        let Extensions { is_ca, below, usages, purposes, is_beyond, .. } = &self.told;
        let is_purpose = |purpose: &&[u8]| *purpose == TIME_STAMPING || *purpose == ANY_PURPOSE;
        let may = *is_ca
            && below.is_none_or(|below| between <= below)
            && usages.is_none_or(|usages| usages & ISSUES != 0)
            && purposes.as_ref().is_none_or(|(_, all)| all.iter().any(is_purpose))
            && !is_beyond;
        may && self.subject == other.issuer
            && self.signed(other.algorithm, None, other.body, other.signature) == Some(true)
    }

    /// Whether a way leads from it to a root, on which all certificates hold at that instant.
    pub(crate) fn leads(&self, others: &[Certificate<'_>], roots: &[Certificate<'_>], at: &str) -> bool {
        self.leads_on(others, roots, at, 0)
    }

    fn leads_on(&self, others: &[Certificate<'_>], roots: &[Certificate<'_>], at: &str, between: usize) -> bool {
        if !self.holds(at) {
            return false;
        }
        let ends = |root: &Certificate<'_>| root.whole == self.whole || (root.holds(at) && root.issued(self, between));
        let goes_on = |next: &Certificate<'_>| {
            next.issued(self, between) && next.leads_on(others, roots, at, between.saturating_add(1))
        };
        roots.iter().any(ends) || (between < BETWEEN && others.iter().any(goes_on))
    }
}
