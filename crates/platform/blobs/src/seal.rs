//! Encryption in chunks: AES-256-GCM under a key that belongs to one blob only, so the counter is a safe nonce.
//!
//! Each chunk is bound to its place and to whether it is the last, so a missing end, a swapped or a doubled chunk is
//! found, and any chunk can be opened without those before it.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use kernel::{Error, Result};

/// Plain bytes of a chunk; the last one may be shorter.
pub const CHUNK: usize = 64 * 1024;
/// Length of a blob's key in bytes.
pub const KEY_LEN: usize = 32;
/// Bytes that sealing adds to a chunk.
pub(crate) const TAG: usize = 16;

/// The key of one blob.
pub(crate) struct BlobKey(LessSafeKey);

impl BlobKey {
    pub(crate) fn new(bytes: &[u8; KEY_LEN]) -> Result<Self> {
        let key =
            UnboundKey::new(&AES_256_GCM, bytes).map_err(|_| Error::internal("a blob's key has a wrong length"))?;
        Ok(Self(LessSafeKey::new(key)))
    }

    /// Encrypts chunk `index` where it stands.
    pub(crate) fn seal(&self, index: u64, is_last: bool, chunk: &mut Vec<u8>) -> Result<()> {
        self.0
            .seal_in_place_append_tag(nonce(index), Aad::from(place(index, is_last)), chunk)
            .map_err(|_| Error::internal("a chunk could not be sealed"))
    }

    /// Decrypts chunk `index` where it stands.
    pub(crate) fn open(&self, index: u64, is_last: bool, chunk: &mut Vec<u8>) -> Result<()> {
        let broken = || Error::internal("a blob cannot be opened: wrong key, or its bytes were changed");
        let length =
            self.0.open_in_place(nonce(index), Aad::from(place(index, is_last)), chunk).map_err(|_| broken())?.len();
        chunk.truncate(length);
        Ok(())
    }
}

fn nonce(index: u64) -> Nonce {
    let mut bytes = [0_u8; NONCE_LEN];
    bytes[4..].copy_from_slice(&index.to_be_bytes());
    Nonce::assume_unique_for_key(bytes)
}

fn place(index: u64, is_last: bool) -> [u8; 9] {
    let mut bytes = [0_u8; 9];
    bytes[..8].copy_from_slice(&index.to_be_bytes());
    bytes[8] = u8::from(is_last);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chunk_opens_only_in_its_place() {
        let key = BlobKey::new(&[7; KEY_LEN]).unwrap();
        let mut sealed = b"content".to_vec();
        key.seal(3, false, &mut sealed).unwrap();
        assert_eq!(sealed.len(), 7 + TAG);
        for (index, is_last, opens) in [(3, false, true), (3, true, false), (2, false, false)] {
            let mut chunk = sealed.clone();
            assert_eq!(key.open(index, is_last, &mut chunk).is_ok(), opens, "{index} {is_last}");
        }
        let mut chunk = sealed.clone();
        assert!(BlobKey::new(&[8; KEY_LEN]).unwrap().open(3, false, &mut chunk).is_err());
    }
}
