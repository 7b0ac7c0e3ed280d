//! Public keys as authenticators write them (COSE, RFC 9053), of the three kinds that are asked for: ES256, EdDSA and
//! RS256.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ED25519, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents,
};

use super::cbor::{self, Value};

/// The kinds in the order in which they are asked for.
pub(crate) const ALGORITHMS: [i64; 3] = [ES256, EDDSA, RS256];

const ES256: i64 = -7;
const EDDSA: i64 = -8;
const RS256: i64 = -257;

// Labels of a key.
const KIND: i64 = 1;
const ALGORITHM: i64 = 3;
const FIRST: i64 = -1;
const SECOND: i64 = -2;
const THIRD: i64 = -3;

/// Bytes of a coordinate, and of a key of Ed25519.
const COORDINATE: usize = 32;
/// Bytes of an RSA modulus: 2048 to 4096 bits.
const MODULUS: std::ops::RangeInclusive<usize> = 256..=512;
/// 65537, the one exponent that is in use.
const EXPONENT: [u8; 3] = [1, 0, 1];

/// A key that can verify.
pub(super) struct Key {
    /// Its kind, as COSE counts them.
    pub(super) algorithm: i64,
    parsed: ParsedPublicKey,
}

impl Key {
    /// Reads a key; none when it is of another kind, of another size, or no point of its curve.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let (map, rest) = cbor::read(bytes)?;
        if !rest.is_empty() {
            return None;
        }
        let algorithm = map.at(ALGORITHM)?.int()?;
        let kind = map.at(KIND)?.int()?;
        let parsed = match (algorithm, kind) {
            (ES256, 2) => on_p256(&map)?,
            (EDDSA, 1) => on_ed25519(&map)?,
            (RS256, 3) => of_rsa(&map)?,
            _ => return None,
        };
        Some(Self { algorithm, parsed })
    }

    /// Whether it made a signature over a message.
    pub(super) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        self.parsed.verify_sig(message, signature).is_ok()
    }
}

/// Bytes of a label, of exactly this length.
fn exactly<'a>(map: &Value<'a>, label: i64, length: usize) -> Option<&'a [u8]> {
    map.at(label)?.bytes().filter(|bytes| bytes.len() == length)
}

fn on_p256(map: &Value<'_>) -> Option<ParsedPublicKey> {
    if map.at(FIRST)?.int()? != 1 {
        return None;
    }
    let point = [&[4_u8][..], exactly(map, SECOND, COORDINATE)?, exactly(map, THIRD, COORDINATE)?].concat();
    ParsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point).ok()
}

fn on_ed25519(map: &Value<'_>) -> Option<ParsedPublicKey> {
    if map.at(FIRST)?.int()? != 6 {
        return None;
    }
    ParsedPublicKey::new(&ED25519, exactly(map, SECOND, COORDINATE)?).ok()
}

fn of_rsa(map: &Value<'_>) -> Option<ParsedPublicKey> {
    let n = map.at(FIRST)?.bytes().filter(|n| MODULUS.contains(&n.len()))?;
    let e = map.at(SECOND)?.bytes().filter(|e| *e == EXPONENT)?;
    RsaPublicKeyComponents { n, e }.to_parsed_public_key(&RSA_PKCS1_2048_8192_SHA256).ok()
}
