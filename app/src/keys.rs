//! The master key: made once, kept in a file that only the owner can read. Losing it loses every personal value.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use anyhow::{Context, Result, bail};
use kernel::rng::Rng;
use store::vault::KEY_LEN;

/// The key of the data folder; made when there is none and `may_make` says so.
pub(crate) fn master_key(data: &Path, rng: &dyn Rng, may_make: bool) -> Result<[u8; KEY_LEN]> {
    let folder = data.join("keys");
    let path = folder.join("master.key");
    if path.is_file() {
        return read(&path);
    }
    if !may_make {
        bail!(
            "{} is missing, but the database holds data: put the key of this database back; a new one could open nothing",
            path.display()
        );
    }
    let mut key = [0_u8; KEY_LEN];
    rng.fill(&mut key);
    keep(data, &key, rng)
}

/// The key of a data folder that has one.
pub(crate) fn existing(data: &Path) -> Result<[u8; KEY_LEN]> {
    read(&data.join("keys").join("master.key"))
}

/// Puts a key into a folder that has none. Gives the key that is there in the end.
pub(crate) fn keep(data: &Path, key: &[u8; KEY_LEN], rng: &dyn Rng) -> Result<[u8; KEY_LEN]> {
    let folder = data.join("keys");
    let path = folder.join("master.key");
    store::folder::make(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    // Whole under its name or not there at all: a power cut in between would leave a key of no bytes. And the first one
    // stays: two nodes that start at once on one folder must not seal under different keys.
    let mut tag = [0_u8; 8];
    rng.fill(&mut tag);
    let unfinished = folder.join(format!("master.key.{:016x}", u64::from_le_bytes(tag)));
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
        Err(error) if error.kind() == ErrorKind::AlreadyExists => return read(&path),
        linked => linked.with_context(|| format!("{} cannot be written", path.display()))?,
    }
    store::folder::sync(&folder)?;
    Ok(*key)
}

/// Reads a key from a file.
pub(crate) fn read(path: &Path) -> Result<[u8; KEY_LEN]> {
    let bytes = std::fs::read(path).with_context(|| format!("{}", path.display()))?;
    match bytes.try_into() {
        Ok(key) => Ok(key),
        Err(bytes) => {
            bail!("{} has {} bytes instead of {KEY_LEN}: it is not a master key", path.display(), bytes.len())
        }
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
}
