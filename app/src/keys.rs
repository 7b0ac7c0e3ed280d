//! The keys of the data folder: made once, kept in files that only the owner can read. Losing the master key, which
//! `nhatle keys rotate` changes, loses every personal value; the other one signs the seals of the audit log.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use anyhow::{Context, Result, bail};
use kernel::rng::Rng;
use store::keys::StoredRing;
use store::ring::{Kek, Ring};
use store::vault::KEY_LEN;

/// Name of the master key.
pub(crate) const MASTER: &str = "master.key";
/// Name of the key that signs seals.
const SEAL: &str = "seal.key";
/// Name of the master key that is about to take its place.
pub(crate) const NEXT: &str = "master.next";

/// The key of the data folder; made when there is none and `may_make` says so.
pub(crate) fn master_key(data: &Path, rng: &dyn Rng, may_make: bool) -> Result<[u8; KEY_LEN]> {
    let folder = data.join("keys");
    let path = folder.join(MASTER);
    if path.is_file() {
        return key_in(&path);
    }
    if !may_make {
        bail!(
            "{} is missing, but the database holds data: put the key of this database back; a new one could open nothing",
            path.display()
        );
    }
    store::folder::make(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    new_key_in(&folder, MASTER, rng)
}

/// The master key of a data folder that has one.
pub(crate) fn existing(data: &Path) -> Result<[u8; KEY_LEN]> {
    key_in(&data.join("keys").join(MASTER))
}

/// Puts a master key into a data folder that has none. Gives the key that is there in the end.
pub(crate) fn keep(data: &Path, key: &[u8; KEY_LEN], rng: &dyn Rng) -> Result<[u8; KEY_LEN]> {
    let folder = data.join("keys");
    store::folder::make(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    keep_in(&folder, MASTER, key, rng)
}

/// The secret half of the key that signs seals; made when there is none. A new one loses nothing: verification says from
/// which seal on it was used.
pub(crate) fn seal_key(data: &Path, rng: &dyn Rng) -> Result<[u8; KEY_LEN]> {
    let folder = data.join("keys");
    let path = folder.join(SEAL);
    if path.is_file() {
        return key_in(&path);
    }
    store::folder::make(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    new_key_in(&folder, SEAL, rng)
}

/// Makes a key in a folder under a name; the key that is there when somebody was faster.
pub(crate) fn new_key_in(folder: &Path, name: &str, rng: &dyn Rng) -> Result<[u8; KEY_LEN]> {
    let mut key = [0_u8; KEY_LEN];
    rng.fill(&mut key);
    keep_in(folder, name, &key, rng)
}

fn keep_in(folder: &Path, name: &str, key: &[u8; KEY_LEN], rng: &dyn Rng) -> Result<[u8; KEY_LEN]> {
    let path = folder.join(name);
    // Whole under its name or not there at all: a power cut in between would leave a key of no bytes. And the first one
    // stays: two nodes that start at once on one folder must not seal under different keys.
    let mut tag = [0_u8; 8];
    rng.fill(&mut tag);
    let unfinished = folder.join(format!("{name}.{:016x}", u64::from_le_bytes(tag)));
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&unfinished).with_context(|| format!("{} cannot be written", unfinished.display()))?;
    file.write_all(key)?;
    file.sync_all()?;
    let linked = std::fs::hard_link(&unfinished, &path);
    std::fs::remove_file(&unfinished)?;
    match linked {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => return key_in(&path),
        linked => linked.with_context(|| format!("{} cannot be written", path.display()))?,
    }
    store::folder::sync(folder)?;
    Ok(*key)
}

/// The keys of a database: those that follow from its first master key, or the ring that was put under this one.
pub(crate) fn opened_ring(rings: &[StoredRing], master: &[u8; KEY_LEN]) -> Result<Ring> {
    if rings.is_empty() {
        return Ok(Ring::of_master(master)?);
    }
    let kek = Kek::of_master(master)?;
    match rings.iter().find(|ring| ring.kek == kek.id()) {
        Some(stored) => Ok(Ring::open(&kek, &stored.sealed)?),
        None => bail!(
            "keys/{MASTER} is not the master key of this database: it was changed by `nhatle keys rotate`; put the new key in its place"
        ),
    }
}

/// The key in a file.
pub(crate) fn key_in(path: &Path) -> Result<[u8; KEY_LEN]> {
    let bytes = std::fs::read(path).with_context(|| format!("{}", path.display()))?;
    match bytes.try_into() {
        Ok(key) => Ok(key),
        Err(bytes) => bail!("{} has {} bytes instead of {KEY_LEN}: it is not a key", path.display(), bytes.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::rng::SequenceRng;

    #[test]
    fn the_key_is_made_once_and_never_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let rng = SequenceRng::new(1);
        assert!(master_key(folder.path(), &rng, false).is_err());
        let key = master_key(folder.path(), &rng, true).unwrap();
        assert_eq!(master_key(folder.path(), &rng, true).unwrap(), key);
        assert_eq!(std::fs::read_dir(folder.path().join("keys")).unwrap().count(), 1, "nothing unfinished stays");
        std::fs::write(folder.path().join("keys/master.key"), b"short").unwrap();
        assert!(master_key(folder.path(), &rng, true).is_err());
    }

    #[test]
    fn seals_have_a_key_of_their_own() {
        let folder = tempfile::tempdir().unwrap();
        let rng = SequenceRng::new(2);
        let key = seal_key(folder.path(), &rng).unwrap();
        assert_eq!(seal_key(folder.path(), &rng).unwrap(), key);
        assert_ne!(master_key(folder.path(), &rng, true).unwrap(), key);
    }
}
