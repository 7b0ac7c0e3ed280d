//! The keys of the data folder: made once, kept in files that only the owner can read. Losing the master key, which
//! `nhatle keys rotate` changes, loses every personal value; it lies there bare, or wrapped by a key service. The other
//! one signs the seals of the audit log.

mod transit;

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use futures::future::BoxFuture;
use kernel::rng::Rng;
use store::keys::StoredRing;
use store::ring::{Kek, Ring};
use store::vault::KEY_LEN;

use self::transit::Transit;
use crate::config::{Config, KeyOptions};

/// Name of the master key.
pub(crate) const MASTER: &str = "master.key";
/// Name of the key that signs seals.
const SEAL: &str = "seal.key";
/// Name of the master key that is about to take its place.
pub(crate) const NEXT: &str = "master.next";

/// Name of the master key as a key service wrapped it.
pub(crate) const WRAPPED: &str = "master.wrapped";

/// Who keeps a key that lies bare in a file.
pub(crate) const BARE: &str = "file";

/// A key in the clear.
pub(crate) type Key = [u8; KEY_LEN];

/// Keeps the master key, which wraps the ring of keys: says what lies in the data folder for it, and finds it again.
pub(crate) trait Keeper: Send + Sync {
    /// Its name in messages and in backups: `file`, or the kind of service with the name of its key.
    fn name(&self) -> String;
    /// What lies in the data folder for a key.
    fn wrap<'a>(&'a self, key: &'a Key) -> BoxFuture<'a, Result<Vec<u8>>>;
    /// The key behind what lies there.
    fn unwrap<'a>(&'a self, kept: &'a [u8]) -> BoxFuture<'a, Result<Key>>;
}

/// The key lies there as it is, in a file that only its owner reads.
struct Bare;

impl Keeper for Bare {
    fn name(&self) -> String {
        BARE.to_owned()
    }

    fn wrap<'a>(&'a self, key: &'a Key) -> BoxFuture<'a, Result<Vec<u8>>> {
        Box::pin(async move { Ok(key.to_vec()) })
    }

    fn unwrap<'a>(&'a self, kept: &'a [u8]) -> BoxFuture<'a, Result<Key>> {
        Box::pin(async move {
            let length = kept.len();
            Key::try_from(kept).map_err(|_| anyhow!("it has {length} bytes instead of {KEY_LEN}: it is not a key"))
        })
    }
}

/// The keeper that the configuration names.
pub(crate) fn wanted(options: &KeyOptions) -> Result<Box<dyn Keeper>> {
    if let Some(service) = Transit::new(options)? {
        return Ok(Box::new(service));
    }
    Ok(Box::new(Bare))
}

/// The keeper of what lies in a folder. What a key service wrapped is always longer than a key.
fn keeper_of(kept: &[u8], options: &KeyOptions) -> Result<Box<dyn Keeper>> {
    if kept.len() <= KEY_LEN { Ok(Box::new(Bare)) } else { Ok(Box::new(Transit::of_kept(kept, options)?)) }
}

/// A master key with what lies in the folder for it.
pub(crate) struct Kept {
    /// Where it lies.
    pub(crate) path: PathBuf,
    /// What lies there: the key, or what a key service made of it.
    pub(crate) bytes: Vec<u8>,
    /// The key.
    pub(crate) key: Key,
    /// Who keeps it; see [`Keeper::name`].
    pub(crate) keeper: String,
}

impl Kept {
    /// The key in a file, bare or wrapped.
    pub(crate) async fn at(path: &Path, options: &KeyOptions) -> Result<Self> {
        let shown = || format!("{}", path.display());
        let bytes = std::fs::read(path).with_context(shown)?;
        let keeper = keeper_of(&bytes, options).with_context(shown)?;
        let key = keeper.unwrap(&bytes).await.with_context(shown)?;
        Ok(Self { path: path.to_owned(), key, keeper: keeper.name(), bytes })
    }

    /// The name of its file in a data folder.
    pub(crate) fn file(&self) -> &'static str {
        if self.is_bare() { MASTER } else { WRAPPED }
    }

    /// Whether the key itself lies in the folder.
    pub(crate) fn is_bare(&self) -> bool {
        self.bytes.len() == KEY_LEN
    }
}

/// The files of a master key that are in a data folder.
pub(crate) fn places(data: &Path) -> impl Iterator<Item = PathBuf> {
    let folder = data.join("keys");
    [WRAPPED, MASTER].map(|name| folder.join(name)).into_iter().filter(|path| path.is_file())
}

/// The master key of a data folder; none when there is none. In the middle of a move from one keeper to another both
/// are there, and the newer one is that whose ring holds more keys.
async fn found(config: &Config, rings: &[StoredRing]) -> Result<Option<Kept>> {
    let mut best: Option<(u32, Kept)> = None;
    for path in places(&config.data) {
        let kept = Kept::at(&path, &config.keys).await?;
        let kek = Kek::of_master(&kept.key)?;
        let newest = match rings.iter().find(|ring| ring.kek == kek.id()) {
            Some(stored) => Ring::open(&kek, &stored.sealed)?.newest(),
            None => 0,
        };
        if best.as_ref().is_none_or(|(other, _)| newest > *other) {
            best = Some((newest, kept));
        }
    }
    Ok(best.map(|(_, kept)| kept))
}

/// The master key of a data folder that has one.
pub(crate) async fn existing(config: &Config, rings: &[StoredRing]) -> Result<Kept> {
    let kept = found(config, rings).await?;
    kept.with_context(|| format!("{} holds no {MASTER}", config.data.join("keys").display()))
}

/// The master key of a data folder; made when there is none and `may_make` says so.
pub(crate) async fn master_key(config: &Config, rings: &[StoredRing], rng: &dyn Rng, may_make: bool) -> Result<Key> {
    if let Some(kept) = found(config, rings).await? {
        return Ok(kept.key);
    }
    let folder = config.data.join("keys");
    let name = if config.keys.service.is_some() { WRAPPED } else { MASTER };
    if !may_make {
        bail!(
            "{} is missing, but the database holds data: put the key of this database back; a new one could open nothing",
            folder.join(name).display()
        );
    }
    store::folder::make(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    new_master(&folder, name, &config.keys, rng).await?;
    Ok(Kept::at(&folder.join(name), &config.keys).await?.key)
}

/// Makes a master key in a folder under a name, kept as the configuration says. One that is there stays.
pub(crate) async fn new_master(folder: &Path, name: &str, options: &KeyOptions, rng: &dyn Rng) -> Result<()> {
    let mut key = [0_u8; KEY_LEN];
    rng.fill(&mut key);
    let bytes = wanted(options)?.wrap(&key).await?;
    keep_in(folder, name, &bytes, rng)?;
    Ok(())
}

/// A server does not run with a bare key beside a configuration that says a key service keeps it.
pub(crate) fn refuse_unmoved(config: &Config) -> Result<()> {
    let bare = config.data.join("keys").join(MASTER);
    if config.keys.service.is_some() && bare.is_file() {
        bail!(
            "[keys] service names a key service, but the master key lies in {}: `nhatle keys rotate` makes a new one \
             that the service wraps, and removes the file",
            bare.display()
        );
    }
    Ok(())
}

/// Puts a master key into a folder that has none, as it was kept elsewhere. One that is there stays.
pub(crate) fn keep(data: &Path, kept: &Kept, rng: &dyn Rng) -> Result<()> {
    let folder = data.join("keys");
    store::folder::make(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    keep_in(&folder, kept.file(), &kept.bytes, rng)?;
    Ok(())
}

/// The secret half of the key that signs seals; made when there is none. A new one loses nothing: verification says from
/// which seal on it was used.
pub(crate) fn seal_key(data: &Path, rng: &dyn Rng) -> Result<Key> {
    let folder = data.join("keys");
    let path = folder.join(SEAL);
    if path.is_file() {
        return key_in(&path);
    }
    store::folder::make(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    new_key_in(&folder, SEAL, rng)
}

/// Makes a key in a folder under a name; the key that is there when somebody was faster.
fn new_key_in(folder: &Path, name: &str, rng: &dyn Rng) -> Result<Key> {
    let mut key = [0_u8; KEY_LEN];
    rng.fill(&mut key);
    keep_in(folder, name, &key, rng)?;
    key_in(&folder.join(name))
}

fn keep_in(folder: &Path, name: &str, bytes: &[u8], rng: &dyn Rng) -> Result<()> {
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
    file.write_all(bytes)?;
    file.sync_all()?;
    let linked = std::fs::hard_link(&unfinished, &path);
    std::fs::remove_file(&unfinished)?;
    match linked {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => return Ok(()),
        linked => linked.with_context(|| format!("{} cannot be written", path.display()))?,
    }
    store::folder::sync(folder)?;
    Ok(())
}

/// The keys of a database: those that follow from its first master key, or the ring that was put under this one.
pub(crate) fn opened_ring(rings: &[StoredRing], master: &Key) -> Result<Ring> {
    if rings.is_empty() {
        return Ok(Ring::of_master(master)?);
    }
    let kek = Kek::of_master(master)?;
    match rings.iter().find(|ring| ring.kek == kek.id()) {
        Some(stored) => Ok(Ring::open(&kek, &stored.sealed)?),
        None => bail!(
            "the key in the data folder is not the master key of this database: it was changed by `nhatle keys rotate`; \
             put the new {MASTER} or {WRAPPED} in its place"
        ),
    }
}

/// The key in a file.
fn key_in(path: &Path) -> Result<Key> {
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

    #[tokio::test]
    async fn the_key_is_made_once_and_never_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let config = Config { data: folder.path().to_owned(), ..Config::default() };
        let rng = SequenceRng::new(1);
        assert!(master_key(&config, &[], &rng, false).await.is_err());
        let key = master_key(&config, &[], &rng, true).await.unwrap();
        assert_eq!(master_key(&config, &[], &rng, true).await.unwrap(), key);
        assert_eq!(std::fs::read_dir(folder.path().join("keys")).unwrap().count(), 1, "nothing unfinished stays");
        std::fs::write(folder.path().join("keys/master.key"), b"short").unwrap();
        assert!(master_key(&config, &[], &rng, true).await.is_err());
        std::fs::write(folder.path().join("keys/master.key"), [b'x'; 40]).unwrap();
        assert!(master_key(&config, &[], &rng, true).await.is_err());
    }

    #[tokio::test]
    async fn seals_have_a_key_of_their_own() {
        let folder = tempfile::tempdir().unwrap();
        let config = Config { data: folder.path().to_owned(), ..Config::default() };
        let rng = SequenceRng::new(2);
        let key = seal_key(folder.path(), &rng).unwrap();
        assert_eq!(seal_key(folder.path(), &rng).unwrap(), key);
        assert_ne!(master_key(&config, &[], &rng, true).await.unwrap(), key);
    }

    #[test]
    fn a_server_with_a_bare_key_beside_a_key_service_does_not_start() {
        let folder = tempfile::tempdir().unwrap();
        let mut config = Config { data: folder.path().to_owned(), ..Config::default() };
        std::fs::create_dir_all(folder.path().join("keys")).unwrap();
        std::fs::write(folder.path().join("keys").join(MASTER), [1; KEY_LEN]).unwrap();
        assert!(refuse_unmoved(&config).is_ok());
        config.keys.service = Some("https://vault.example.vn".into());
        assert!(refuse_unmoved(&config).unwrap_err().to_string().contains("keys rotate"));
        std::fs::remove_file(folder.path().join("keys").join(MASTER)).unwrap();
        assert!(refuse_unmoved(&config).is_ok());
    }
}
