//! Files and their SHA-256.

use std::fs::{File, OpenOptions};
use std::io::{Read as _, Result, Write as _};
use std::path::Path;

use aws_lc_rs::digest::{Context, SHA256};
use data_encoding::HEXLOWER;

/// Bytes read at once.
const PIECE: usize = 256 * 1024;

/// Size and hash of what a file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hashed {
    /// Its bytes.
    pub bytes: u64,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
}

/// Hashes bytes as they pass by.
pub struct Hasher {
    context: Context,
    bytes: u64,
}

impl Default for Hasher {
    fn default() -> Self {
        Self { context: Context::new(&SHA256), bytes: 0 }
    }
}

impl Hasher {
    /// The next bytes.
    pub fn update(&mut self, piece: &[u8]) {
        self.context.update(piece);
        self.bytes = self.bytes.saturating_add(u64::try_from(piece.len()).unwrap_or(u64::MAX));
    }

    /// Size and hash of all of them.
    pub fn finish(self) -> Hashed {
        Hashed { bytes: self.bytes, sha256: HEXLOWER.encode(self.context.finish().as_ref()) }
    }
}

/// Reads a file to its end. `tell` is told the bytes of each piece.
pub fn read(file: &Path, tell: impl FnMut(u64)) -> Result<Hashed> {
    pass(&mut File::open(file)?, None, tell)
}

/// Copies a file to a place where none is, and syncs it. `tell` is told the bytes of each piece.
pub fn copy(from: &Path, to: &Path, tell: impl FnMut(u64)) -> Result<Hashed> {
    let mut target = OpenOptions::new().write(true).create_new(true).open(to)?;
    let hashed = pass(&mut File::open(from)?, Some(&mut target), tell)?;
    target.sync_all()?;
    Ok(hashed)
}

fn pass(source: &mut File, mut target: Option<&mut File>, mut tell: impl FnMut(u64)) -> Result<Hashed> {
    let mut hasher = Hasher::default();
    let mut buffer = vec![0_u8; PIECE];
    loop {
        let read = source.read(&mut buffer)?;
        let piece = buffer.get(..read).unwrap_or_default();
        if piece.is_empty() {
            return Ok(hasher.finish());
        }
        hasher.update(piece);
        if let Some(target) = &mut target {
            target.write_all(piece)?;
        }
        tell(u64::try_from(read).unwrap_or(u64::MAX));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_has_the_hash_of_its_source_and_never_replaces_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("from"), folder.path().join("to"));
        std::fs::write(&from, b"abc").unwrap();
        let mut told = 0;
        let hashed = copy(&from, &to, |bytes| told += bytes).unwrap();
        assert_eq!(hashed.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!((hashed.bytes, told), (3, 3));
        assert_eq!(read(&to, |_| {}).unwrap(), hashed);
        assert!(copy(&from, &to, |_| {}).is_err());
        std::fs::write(&to, b"abd").unwrap();
        assert_ne!(read(&to, |_| {}).unwrap(), hashed);
    }
}
