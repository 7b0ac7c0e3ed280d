//! What an authenticator says of itself and of the ceremony (WebAuthn, section 6.1).

use super::Why;
use super::cbor;

/// Bytes of a hash of a party's name.
const HASH: usize = 32;
/// Bytes that name the model of an authenticator, which nobody asks about here.
const MODEL: usize = 16;
/// Bytes of the longest id of a credential.
const ID: usize = 1023;

const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const BACKUP_ELIGIBLE: u8 = 0x08;
const BACKED_UP: u8 = 0x10;
const CREDENTIAL: u8 = 0x40;
const EXTENSIONS: u8 = 0x80;
const RESERVED: u8 = 0x22;

/// Authenticator data, read.
pub(super) struct Data<'a> {
    /// Hash of the party that it answers.
    pub(super) party: &'a [u8],
    flags: u8,
    /// Counts the answers; 0 where the authenticator does not count.
    pub(super) counter: u32,
    /// The credential that was just made.
    pub(super) made: Option<Made<'a>>,
}

impl Data<'_> {
    fn has(&self, flag: u8) -> bool {
        self.flags & flag != 0
    }

    /// Whether somebody was there.
    pub(super) fn is_present(&self) -> bool {
        self.has(PRESENT)
    }

    /// Whether the authenticator knows that it was the holder: by a PIN, a finger, a face.
    pub(super) fn is_verified(&self) -> bool {
        self.has(VERIFIED)
    }

    /// Whether the key may be copied to other devices of the holder.
    pub(super) fn backup_eligible(&self) -> bool {
        self.has(BACKUP_ELIGIBLE)
    }

    /// Whether it is.
    pub(super) fn backed_up(&self) -> bool {
        self.has(BACKED_UP)
    }
}

/// A credential that was just made.
pub(super) struct Made<'a> {
    pub(super) id: &'a [u8],
    /// Its public key in COSE.
    pub(super) key: &'a [u8],
}

/// Reads authenticator data to its last byte.
pub(super) fn read(bytes: &[u8]) -> Result<Data<'_>, Why> {
    let (party, rest) = bytes.split_at_checked(HASH).ok_or(Why::Unreadable)?;
    let (flags, rest) = rest.split_first().ok_or(Why::Unreadable)?;
    let (counter, mut rest) = rest.split_first_chunk::<4>().ok_or(Why::Unreadable)?;
    let mut data = Data { party, flags: *flags, counter: u32::from_be_bytes(*counter), made: None };
    if data.has(RESERVED) || (data.backed_up() && !data.backup_eligible()) {
        return Err(Why::Flags);
    }
    if data.has(CREDENTIAL) {
        let (made, after) = credential(rest)?;
        data.made = Some(made);
        rest = after;
    }
    if data.has(EXTENSIONS) {
        let (_, after) = cbor::read(rest).ok_or(Why::Unreadable)?;
        rest = after;
    }
    if rest.is_empty() { Ok(data) } else { Err(Why::Trailing) }
}

/// The credential at the beginning of some bytes, and the bytes after it.
fn credential(bytes: &[u8]) -> Result<(Made<'_>, &[u8]), Why> {
    let (_, rest) = bytes.split_at_checked(MODEL).ok_or(Why::Unreadable)?;
    let (length, rest) = rest.split_first_chunk::<2>().ok_or(Why::Unreadable)?;
    let length = usize::from(u16::from_be_bytes(*length));
    if length == 0 || length > ID {
        return Err(Why::Id);
    }
    let (id, rest) = rest.split_at_checked(length).ok_or(Why::Unreadable)?;
    let (_, after) = cbor::read(rest).ok_or(Why::Unreadable)?;
    let key = rest.get(..rest.len() - after.len()).ok_or(Why::Unreadable)?;
    Ok((Made { id, key }, after))
}
