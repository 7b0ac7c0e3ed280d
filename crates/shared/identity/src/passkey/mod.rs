//! Passkeys (WebAuthn, level 3): whether what a browser brings was made by a key of the right holder, for this house,
//! in answer to this page. No IO.

mod cbor;
mod cose;
mod data;
mod party;
#[cfg(test)]
pub(crate) mod sample;
#[cfg(test)]
mod tests;
mod ticket;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest::{SHA256, digest};
use data_encoding::BASE64URL_NOPAD;
use kernel::{Error, Kind, Message};
use serde::Deserialize;
use uuid::Uuid;

use self::cbor::Value;
use self::cose::Key;
use self::data::Data;

pub(crate) use cose::ALGORITHMS;
pub use party::Party;
pub(crate) use ticket::{Purpose, Ticket};

/// Why an answer was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    /// It cannot be read.
    Unreadable,
    /// It is of another ceremony.
    Type,
    /// It answers another page.
    Challenge,
    /// The page that asked is none of this house.
    Origin,
    /// The page that asked stood inside one of somebody else.
    Embedded,
    /// It is for another name.
    Party,
    /// Nobody was there.
    Presence,
    /// The authenticator did not make sure that it was the holder.
    Verification,
    /// Flags that contradict one another, or that nobody knows.
    Flags,
    /// Bytes are left over.
    Trailing,
    /// A key of a kind that is not taken, or no key at all.
    Key,
    /// A statement about the authenticator that was not asked for, or is wrong.
    Attestation,
    /// An id of no length that is allowed, or not that of the key.
    Id,
    /// It counts fewer answers than before: there are two of it.
    Counter,
    /// It belongs to somebody else.
    Holder,
    /// The signature is wrong.
    Signature,
    /// Nobody knows the key.
    Unknown,
    /// The page was answered before, or too long ago.
    Late,
}

impl Why {
    /// The reason in an audit row.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::Type => "type",
            Self::Challenge => "challenge",
            Self::Origin => "origin",
            Self::Embedded => "embedded",
            Self::Party => "party",
            Self::Presence => "presence",
            Self::Verification => "verification",
            Self::Flags => "flags",
            Self::Trailing => "trailing",
            Self::Key => "key",
            Self::Attestation => "attestation",
            Self::Id => "id",
            Self::Counter => "counter",
            Self::Holder => "holder",
            Self::Signature => "signature",
            Self::Unknown => "unknown",
            Self::Late => "late",
        }
    }

    /// What a person is told. Whether a key is known is not told.
    pub(crate) fn error(self) -> Error {
        let key = match self {
            Self::Origin | Self::Embedded | Self::Party => "identity-error-passkey-origin",
            Self::Verification => "identity-error-passkey-unverified",
            Self::Key | Self::Attestation => "identity-error-passkey-kind",
            Self::Counter => "identity-error-passkey-copied",
            Self::Challenge | Self::Late => "identity-error-passkey-late",
            _ => "identity-error-passkey-wrong",
        };
        Error::new(Kind::Invalid, Message::new(key))
    }
}

/// What an answer is held against.
pub(crate) struct Want<'a> {
    pub(crate) party: &'a Party,
    pub(crate) challenge: &'a [u8],
    /// Whether the authenticator must have made sure that it was the holder.
    pub(crate) verified: bool,
}

/// What a browser brings of a new passkey.
#[derive(Clone)]
pub(crate) struct Registration {
    /// What the browser says, JSON.
    pub(crate) client: Vec<u8>,
    /// What the authenticator says, CBOR.
    pub(crate) attestation: Vec<u8>,
}

/// A passkey that was just made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NewPasskey {
    pub(crate) id: Vec<u8>,
    /// Its public key in COSE.
    pub(crate) key: Vec<u8>,
    pub(crate) counter: i64,
    pub(crate) backup_eligible: bool,
    pub(crate) backed_up: bool,
}

/// What a browser brings of a passkey that was used.
#[derive(Clone)]
pub(crate) struct Assertion {
    pub(crate) id: Vec<u8>,
    /// What the browser says, JSON.
    pub(crate) client: Vec<u8>,
    /// What the authenticator says.
    pub(crate) data: Vec<u8>,
    pub(crate) signature: Vec<u8>,
    /// The account to which the authenticator says that the key belongs; empty when it does not know.
    pub(crate) holder: Vec<u8>,
}

/// What is known of a passkey that is used.
pub(crate) struct Known<'a> {
    pub(crate) account: Uuid,
    pub(crate) key: &'a [u8],
    pub(crate) counter: i64,
    pub(crate) backup_eligible: bool,
}

/// A passkey that was used rightly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Used {
    pub(crate) counter: i64,
    /// Whether the authenticator made sure that it was the holder.
    pub(crate) verified: bool,
    pub(crate) backed_up: bool,
}

/// What the browser says.
#[derive(Deserialize)]
struct Client {
    #[serde(rename = "type")]
    kind: String,
    challenge: String,
    origin: String,
    #[serde(rename = "crossOrigin", default)]
    is_embedded: bool,
}

/// Checks what a browser brings of a new passkey (section 7.1).
pub(crate) fn registration(want: &Want<'_>, brought: &Registration) -> Result<NewPasskey, Why> {
    check_client(want, &brought.client, "webauthn.create")?;
    let (object, rest) = cbor::read(&brought.attestation).ok_or(Why::Unreadable)?;
    if !rest.is_empty() {
        return Err(Why::Trailing);
    }
    let bytes = object.of("authData").and_then(Value::bytes).ok_or(Why::Unreadable)?;
    let data = data::read(bytes)?;
    check_data(want, &data)?;
    let made = data.made.as_ref().ok_or(Why::Unreadable)?;
    let key = Key::read(made.key).ok_or(Why::Key)?;
    let signed = [bytes, digest(&SHA256, &brought.client).as_ref()].concat();
    check_statement(&object, &key, &signed)?;
    Ok(NewPasskey {
        id: made.id.to_vec(),
        key: made.key.to_vec(),
        counter: i64::from(data.counter),
        backup_eligible: data.backup_eligible(),
        backed_up: data.backed_up(),
    })
}

/// Checks what a browser brings of a passkey that was used (section 7.2).
pub(crate) fn assertion(want: &Want<'_>, known: &Known<'_>, brought: &Assertion) -> Result<Used, Why> {
    check_client(want, &brought.client, "webauthn.get")?;
    if !brought.holder.is_empty() && brought.holder != known.account.as_bytes() {
        return Err(Why::Holder);
    }
    let data = data::read(&brought.data)?;
    check_data(want, &data)?;
    if data.backup_eligible() != known.backup_eligible {
        return Err(Why::Flags);
    }
    let key = Key::read(known.key).ok_or(Why::Key)?;
    let signed = [brought.data.as_slice(), digest(&SHA256, &brought.client).as_ref()].concat();
    if !key.verifies(&signed, &brought.signature) {
        return Err(Why::Signature);
    }
    let counter = i64::from(data.counter);
    if (counter > 0 || known.counter > 0) && counter <= known.counter {
        return Err(Why::Counter);
    }
    Ok(Used { counter, verified: data.is_verified(), backed_up: data.backed_up() })
}

/// What the browser says of the page that asked.
fn check_client(want: &Want<'_>, bytes: &[u8], kind: &str) -> Result<(), Why> {
    let client: Client = serde_json::from_slice(bytes).map_err(|_| Why::Unreadable)?;
    if client.kind != kind {
        return Err(Why::Type);
    }
    let challenge = BASE64URL_NOPAD.decode(client.challenge.as_bytes()).map_err(|_| Why::Challenge)?;
    verify_slices_are_equal(&challenge, want.challenge).map_err(|_| Why::Challenge)?;
    if !want.party.origins().contains(&client.origin) {
        return Err(Why::Origin);
    }
    if client.is_embedded { Err(Why::Embedded) } else { Ok(()) }
}

/// What the authenticator says of the ceremony.
fn check_data(want: &Want<'_>, data: &Data<'_>) -> Result<(), Why> {
    let name = digest(&SHA256, want.party.id().as_bytes());
    let name: &[u8] = name.as_ref();
    if data.party != name {
        return Err(Why::Party);
    }
    if !data.is_present() {
        return Err(Why::Presence);
    }
    if want.verified && !data.is_verified() { Err(Why::Verification) } else { Ok(()) }
}

/// The statement about the authenticator: none was asked for. A browser leaves one that the key made about itself.
fn check_statement(object: &Value<'_>, key: &Key, signed: &[u8]) -> Result<(), Why> {
    let statement = object.of("attStmt").ok_or(Why::Unreadable)?;
    let is_good = match object.of("fmt").and_then(Value::text) {
        Some("none") => statement.is_empty_map(),
        Some("packed") if statement.of("x5c").is_none() => {
            let algorithm = statement.of("alg").and_then(Value::int);
            let signature = statement.of("sig").and_then(Value::bytes).unwrap_or_default();
            algorithm == Some(key.algorithm) && key.verifies(signed, signature)
        }
        _ => false,
    };
    if is_good { Ok(()) } else { Err(Why::Attestation) }
}
