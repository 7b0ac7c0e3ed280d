//! An authenticator for tests: it makes keys of every kind, answers as real ones do, and lies where it is told to.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair,
};
use data_encoding::BASE64URL_NOPAD;
use serde_json::json;
use uuid::Uuid;

use super::{Assertion, Registration};

pub(crate) const PRESENT: u8 = 0x01;
pub(crate) const VERIFIED: u8 = 0x04;
const CREDENTIAL: u8 = 0x40;

/// A key of one of the kinds.
pub(crate) enum Kind {
    Es256(EcdsaKeyPair),
    EdDsa(Ed25519KeyPair),
    Rs256(RsaKeyPair),
}

/// An authenticator with one key. What it says is public, so that a test may change it.
pub(crate) struct Device {
    pub(crate) key: Kind,
    pub(crate) id: Vec<u8>,
    pub(crate) holder: Vec<u8>,
    pub(crate) party: String,
    pub(crate) origin: String,
    pub(crate) flags: u8,
    pub(crate) counter: u32,
}

impl Device {
    /// A device with a key of P-256 for an account, which checks its holder and counts nothing.
    pub(crate) fn new(account: Uuid) -> Self {
        let key = Kind::Es256(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap());
        Self::with(key, account)
    }

    /// A device with this key.
    pub(crate) fn with(key: Kind, account: Uuid) -> Self {
        let id = digest(&SHA256, &public(&key)).as_ref().to_vec();
        Self {
            key,
            id,
            holder: account.as_bytes().to_vec(),
            party: "localhost".into(),
            origin: "http://localhost".into(),
            flags: PRESENT | VERIFIED,
            counter: 0,
        }
    }

    /// A device of every kind.
    pub(crate) fn kinds(account: Uuid) -> [Self; 3] {
        let kinds = [
            Kind::Es256(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap()),
            Kind::EdDsa(Ed25519KeyPair::generate().unwrap()),
            Kind::Rs256(RsaKeyPair::generate(KeySize::Rsa2048).unwrap()),
        ];
        kinds.map(|key| Self::with(key, account))
    }

    /// What a browser says of the page that asked.
    pub(crate) fn client(&self, kind: &str, challenge: &[u8]) -> Vec<u8> {
        let challenge = BASE64URL_NOPAD.encode(challenge);
        let said = json!({ "type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false });
        said.to_string().into_bytes()
    }

    /// Authenticator data with these flags, and what follows.
    pub(crate) fn data(&self, flags: u8, rest: &[u8]) -> Vec<u8> {
        let party = digest(&SHA256, self.party.as_bytes());
        let party: &[u8] = party.as_ref();
        [party, &[flags][..], &self.counter.to_be_bytes()[..], rest].concat()
    }

    /// The part of authenticator data that tells a new credential.
    pub(crate) fn credential(&self, key: &[u8]) -> Vec<u8> {
        let length = u16::try_from(self.id.len()).unwrap().to_be_bytes();
        [&[0_u8; 16][..], &length[..], &self.id, key].concat()
    }

    /// A signature over a message.
    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
        let rng = SystemRandom::new();
        match &self.key {
            Kind::Es256(key) => key.sign(&rng, message).unwrap().as_ref().to_vec(),
            Kind::EdDsa(key) => key.sign(message).as_ref().to_vec(),
            Kind::Rs256(key) => {
                let mut signature = vec![0; key.public_modulus_len()];
                key.sign(&RSA_PKCS1_SHA256, &rng, message, &mut signature).unwrap();
                signature
            }
        }
    }

    /// A new passkey, in answer to a page.
    pub(crate) fn make(&self, challenge: &[u8]) -> Registration {
        let data = self.data(self.flags | CREDENTIAL, &self.credential(&public(&self.key)));
        Registration { client: self.client("webauthn.create", challenge), attestation: attested(&data) }
    }

    /// The passkey is used, in answer to a page.
    pub(crate) fn answer(&self, challenge: &[u8]) -> Assertion {
        self.signed(self.client("webauthn.get", challenge), self.data(self.flags, &[]))
    }

    /// An assertion of these two, with a right signature.
    pub(crate) fn signed(&self, client: Vec<u8>, data: Vec<u8>) -> Assertion {
        let hash = digest(&SHA256, &client);
        let signature = self.sign(&[data.as_slice(), hash.as_ref()].concat());
        Assertion { id: self.id.clone(), client, data, signature, holder: self.holder.clone() }
    }
}

/// An attestation object without a statement.
pub(crate) fn attested(data: &[u8]) -> Vec<u8> {
    object("none", &[0xa0], data)
}

/// An attestation object: its format, its statement as CBOR, its authenticator data.
pub(crate) fn object(format: &str, statement: &[u8], data: &[u8]) -> Vec<u8> {
    [&[0xa3_u8][..], &text("fmt"), &text(format), &text("attStmt"), statement, &text("authData"), &bytes(data)].concat()
}

/// The public key in COSE.
pub(crate) fn public(key: &Kind) -> Vec<u8> {
    match key {
        Kind::Es256(key) => {
            let point: &[u8] = key.public_key().as_ref();
            let (x, y) = point[1..].split_at(32);
            let (x, y) = (bytes(x), bytes(y));
            [&[0xa5_u8, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21][..], &x, &[0x22][..], &y].concat()
        }
        Kind::EdDsa(key) => {
            let x = bytes(key.public_key().as_ref());
            [&[0xa4_u8, 0x01, 0x01, 0x03, 0x27, 0x20, 0x06, 0x21][..], &x].concat()
        }
        Kind::Rs256(key) => {
            // The key as DER: a sequence of modulus, with a leading zero, and exponent 65537.
            let der: &[u8] = key.public_key().as_ref();
            let n = bytes(&der[der.len() - 5 - 256..der.len() - 5]);
            [&[0xa4_u8, 0x01, 0x03, 0x03, 0x39, 0x01, 0x00, 0x20][..], &n, &[0x21, 0x43, 1, 0, 1][..]].concat()
        }
    }
}

/// A text of fewer than 24 bytes.
pub(crate) fn text(text: &str) -> Vec<u8> {
    let length = u8::try_from(text.len()).unwrap();
    assert!(length < 24, "{text}");
    [&[0x60 | length][..], text.as_bytes()].concat()
}

/// Bytes, with their length in two bytes.
pub(crate) fn bytes(bytes: &[u8]) -> Vec<u8> {
    [&[0x59_u8][..], &u16::try_from(bytes.len()).unwrap().to_be_bytes()[..], bytes].concat()
}
