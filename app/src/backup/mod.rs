//! Backups: uploads, then the database, then the uploads that came meanwhile, then the manifest. All of it while the
//! program serves.
//!
//! The order matters. An upload is stored before a command refers to it, so what the copied database refers to is
//! either copied before or found by the second look. An upload that is swept meanwhile was referred to by nothing.

mod manifest;
mod progress;
mod restore;
mod uploads;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, anyhow, bail};
use blobs::Blobs;
use runtime::{Actor, Runtime};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::backup::{Point, fingerprint};
use store::hashed::{self, Hashed};
use store::{Engine, Place, Store, StoreError, WriteSet};
use tokio::sync::watch;
use uuid::Uuid;

use self::manifest::{Entry, FORMAT, KEY, Manifest, NAME, UNFINISHED, WRAPPED};
use self::uploads::{Finished, Uploads};
use crate::config::Config;
use crate::keys::Kept;
use crate::{house, keys};

pub(crate) use self::progress::{Progress, Tell};
pub(crate) use self::restore::{refuse_half_restored, restore, say_cuts};

/// The copy of the database while it is made.
const PART: &str = "database.part";

/// A backup that was asked for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Wish {
    /// Where it goes: an absolute path.
    folder: PathBuf,
    /// Whether the master key goes with it.
    with_keys: bool,
    /// The account of the machine that asked, when somebody asked the server.
    #[serde(skip)]
    pub(crate) user: Option<u32>,
}

/// What a backup became.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Report {
    backup: Uuid,
    uploads: u64,
    new_uploads: u64,
    new_bytes: u64,
    bytes: u64,
    audit_rows: i64,
    seal: i64,
    /// The longest time for which the copy of the database kept writes waiting, in microseconds.
    longest_wait: Option<u64>,
    keeper: String,
}

/// What stands in the folder while the backup is being made.
#[derive(Serialize, Deserialize)]
struct Begun {
    key: String,
    begun_at: String,
}

/// The name of the database in a backup, and of its engine.
fn names(engine: Engine) -> (&'static str, &'static str) {
    match engine {
        Engine::Sqlite => ("database.sqlite", "sqlite"),
        Engine::Postgres => ("database.pgdump", "postgresql"),
    }
}

/// `nhatle backup DIR`: the server does it when one runs on this data folder, else this process.
pub(crate) async fn make(config: &Config, folder: &Path, with_keys: bool) -> Result<ExitCode> {
    let folder = std::path::absolute(folder).with_context(|| format!("{}", folder.display()))?;
    let wish = Wish { folder, with_keys, user: None };
    let report = match asked_of_server(config, &wish).await? {
        Some(report) => report,
        None => made_here(config, &wish).await?,
    };
    println!("backup {} in {}", report.backup, wish.folder.display());
    println!("  {} uploads, {} in all", report.uploads, progress::size(report.bytes));
    println!("  {} of them new, {}", report.new_uploads, progress::size(report.new_bytes));
    if let Some(longest) = report.longest_wait {
        println!("  no write waited longer than {}.{} ms for the copy", longest / 1_000, longest % 1_000 / 100);
    }
    println!("  {} rows of the audit log, newest seal {}", report.audit_rows, report.seal);
    if report.keeper != keys::BARE {
        println!("  the master key is kept by {}: without that service nobody can read it", report.keeper);
    } else if with_keys {
        println!("  the master key is in it: whoever has this folder can read everything");
    } else {
        println!("  the master key is not in it: keep a copy of {KEY} in another place");
    }
    Ok(ExitCode::SUCCESS)
}

#[cfg(unix)]
async fn asked_of_server(config: &Config, wish: &Wish) -> Result<Option<Report>> {
    let mut shown = progress::Shown::default();
    let wish = serde_json::to_value(wish)?;
    let show = |progress: &Progress| progress::show(&mut shown, progress);
    match crate::control::ask(&config.data, "backup", wish, show).await? {
        Some(report) => Ok(Some(serde_json::from_value(report)?)),
        None => Ok(None),
    }
}

#[cfg(not(unix))]
async fn asked_of_server(_: &Config, _: &Wish) -> Result<Option<Report>> {
    Ok(None)
}

async fn made_here(config: &Config, wish: &Wish) -> Result<Report> {
    if let Place::Sqlite(file) = config.place()
        && !file.is_file()
    {
        bail!("there is no database at {}: name the data folder with --data", file.display());
    }
    let opened = house::open(config).await?;
    let (tell, told) = watch::channel(Progress::default());
    progress::shown(run(&opened.runtime, config, wish, &tell), told).await
}

/// A backup that somebody at the control socket asks for.
#[cfg(unix)]
pub(crate) async fn asked(served: crate::control::Served, with: Value, tell: Tell) -> Result<Value> {
    let wish = Wish { user: Some(served.user), ..serde_json::from_value(with)? };
    let report = run(&served.runtime, &served.config, &wish, &tell).await?;
    Ok(serde_json::to_value(report)?)
}

/// Makes a backup, or goes on with one that was stopped. Whoever stops waiting stops it; what was copied stays.
pub(crate) async fn run(runtime: &Runtime, config: &Config, wish: &Wish, tell: &Tell) -> Result<Report> {
    let kept = keys::existing(config, &runtime.store().key_rings().await.map_err(plain)?).await?;
    let folder = wish.folder.as_path();
    if folder.starts_with(std::path::absolute(&config.data)?) {
        bail!("{} is inside the data folder and would be lost with it: name another place", folder.display());
    }
    let made_at = runtime.wall().rfc3339();
    let before = before(folder, &kept.key)?;
    let _ours = begin(folder, &Begun { key: fingerprint(&kept.key), begun_at: made_at.clone() }, before.is_some())?;
    let Copies { point, finished, mut files } = copy(runtime, folder, before.as_ref(), tell).await?;
    let Finished { all: (count, bytes), new, mut gone, .. } = finished;
    files.extend(keep_key(folder, &kept, wish.with_keys, &mut gone)?);
    let longest_wait = point.longest_wait.and_then(|longest| u64::try_from(longest.as_micros()).ok());
    let manifest = Manifest {
        format: FORMAT,
        backup: kernel::id::new(runtime.wall(), runtime.rng()),
        program: env!("CARGO_PKG_VERSION").to_owned(),
        made_at,
        engine: names(runtime.store().engine()).1.to_owned(),
        schema: BTreeMap::from_iter(point.schema),
        audit_rows: point.rows,
        seal: point.seal,
        seal_hash: point.seal_hash,
        key: fingerprint(&kept.key),
        keeper: kept.keeper.clone(),
        uploads: count,
        bytes: files.iter().fold(bytes, |sum, file| sum.saturating_add(file.bytes)),
        files,
        mark: String::new(),
    };
    // Who takes data out of the house leaves a row, before the copy counts as one.
    runtime.store().commit(row(runtime, &manifest, wish)).await.map_err(plain)?;
    let manifest = end(folder.to_owned(), manifest.marked(&kept.key)?, gone).await?;
    Ok(Report {
        backup: manifest.backup,
        uploads: manifest.uploads,
        new_uploads: new.0,
        new_bytes: new.1,
        bytes: manifest.bytes,
        audit_rows: manifest.audit_rows,
        seal: manifest.seal,
        longest_wait,
        keeper: manifest.keeper,
    })
}

/// What was copied.
struct Copies {
    point: Point,
    finished: Finished,
    /// The database and the list of uploads.
    files: Vec<Entry>,
}

/// Copies uploads, database and the uploads that came meanwhile. What the backup before alone names is to go.
async fn copy(runtime: &Runtime, folder: &Path, before: Option<&Manifest>, tell: &Tell) -> Result<Copies> {
    let (old_database, old_list) = match before {
        Some(manifest) => (Some(manifest.database()?), Some(manifest.list()?)),
        None => (None, None),
    };
    let blobs = runtime.services().get::<Blobs>().map_err(|e| said(&e))?;
    let mut uploads = Uploads::resume(folder, old_list)?;
    uploads.copy(&blobs, tell).await?;
    let name = manifest::beside(old_database, names(runtime.store().engine()).0);
    let (point, database) = copy_database(runtime.store(), folder, &name, tell).await?;
    uploads.copy(&blobs, tell).await?;
    let mut finished = uploads.finish()?;
    finished.gone.extend([old_database, old_list].into_iter().flatten().map(|entry| folder.join(&entry.path)));
    let files = vec![database, finished.list.clone()];
    Ok(Copies { point, finished, files })
}

/// The backup that the folder holds already: the new one takes its place and takes over its uploads.
fn before(folder: &Path, key: &[u8; store::vault::KEY_LEN]) -> Result<Option<Manifest>> {
    if !folder.join(NAME).is_file() {
        return Ok(None);
    }
    let manifest = Manifest::read(folder)?;
    let shown = folder.display();
    if manifest.key != fingerprint(key) {
        bail!("{shown} holds a backup under another master key, made {}: name a new folder", manifest.made_at);
    }
    if !manifest.is_marked_by(key)? {
        bail!("the manifest of {shown} was changed after the backup was made: name a new folder");
    }
    Ok(Some(manifest))
}

/// The audit row of a backup.
fn row(runtime: &Runtime, manifest: &Manifest, wish: &Wish) -> WriteSet {
    let actor = Actor::system();
    let cx = runtime.decide_context(&actor);
    let mut set = cx.write(Uuid::nil());
    let told = json!({
        "uploads": manifest.uploads, "bytes": manifest.bytes, "rows": manifest.audit_rows, "seal": manifest.seal,
        "with_keys": wish.with_keys, "user": wish.user,
    });
    set.audit(cx.audit("store.backed-up", "backup", manifest.backup, &told));
    set
}

/// Marks the folder as one in which a backup is being made; only a new or an empty one, or one with a backup of this
/// installation will do. The file that it gives keeps others away while it is open.
fn begin(folder: &Path, begun: &Begun, has_backup: bool) -> Result<File> {
    let shown = folder.display();
    if let Ok(text) = std::fs::read_to_string(folder.join(UNFINISHED)) {
        let before: Begun = serde_json::from_str(&text).with_context(|| format!("{shown}/{UNFINISHED}"))?;
        if before.key != begun.key {
            bail!("{shown} holds an unfinished backup under another master key, begun {}", before.begun_at);
        }
        return hold(folder);
    }
    let is_new = !folder.exists();
    store::folder::make(folder).with_context(|| format!("{shown} cannot be made"))?;
    let entries = std::fs::read_dir(folder).with_context(|| format!("{shown} cannot be read"))?;
    // What a start that was broken off at once left is no content.
    let ours = format!("{UNFINISHED}.new");
    let is_used = entries.filter_map(std::result::Result::ok).any(|entry| entry.file_name() != ours.as_str());
    if is_used && !has_backup {
        bail!("{shown} is not empty and holds no backup: name a new or an empty folder");
    }
    if is_new {
        #[cfg(unix)]
        std::fs::set_permissions(folder, std::os::unix::fs::PermissionsExt::from_mode(0o700))?;
    }
    manifest::write_whole(folder, UNFINISHED, &serde_json::to_vec(begun)?)?;
    hold(folder)
}

fn hold(folder: &Path) -> Result<File> {
    let path = folder.join(UNFINISHED);
    let file = File::open(&path).with_context(|| format!("{}", path.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(_) => bail!("another process is making the backup in {}", folder.display()),
    }
}

/// The manifest stands only over what is on the disk. What it does not name goes after it stands: until then the backup
/// before is whole.
async fn end(folder: PathBuf, manifest: Manifest, gone: Vec<PathBuf>) -> Result<Manifest> {
    blocking(move || {
        manifest::sync_below(&folder)?;
        manifest.write(&folder)?;
        for file in &gone {
            remove(file)?;
        }
        std::fs::remove_file(folder.join(UNFINISHED))?;
        store::folder::sync(&folder)?;
        Ok(manifest)
    })
    .await
}

async fn copy_database(store: &Store, folder: &Path, name: &str, tell: &Tell) -> Result<(Point, Entry)> {
    let part = folder.join(PART);
    for ending in ["", "-journal", "-wal", "-shm"] {
        remove(&folder.join(format!("{PART}{ending}")))?;
    }
    let teller = tell.clone();
    let point = store.copy_to(&part, move |done, total| progress::say(&teller, "database", done, total)).await;
    let point = point.map_err(plain)?;
    let hashed = read(part.clone(), "reading the copy of the database", tell).await?;
    std::fs::rename(&part, folder.join(name)).with_context(|| format!("{}", part.display()))?;
    Ok((point, Entry::new(name, hashed)))
}

/// Removes a file. One that is not there is no error.
fn remove(file: &Path) -> Result<()> {
    match std::fs::remove_file(file) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(error).with_context(|| format!("{} cannot be removed", file.display()))
        }
        _ => Ok(()),
    }
}

/// Reads a file for its hash, away from the threads that serve.
async fn read(file: PathBuf, phase: &'static str, tell: &Tell) -> Result<Hashed> {
    let tell = tell.clone();
    blocking(move || {
        let total = std::fs::metadata(&file).map_or(0, |meta| meta.len());
        let mut done = 0_u64;
        let read = hashed::read(&file, |bytes| {
            done = done.saturating_add(bytes);
            progress::say(&tell, phase, done, total);
        });
        read.with_context(|| format!("{}", file.display()))
    })
    .await
}

/// Puts the master key into a backup: a bare one when it was asked for, one that a key service wrapped always, because
/// it opens nothing without that service, and the service nothing without it.
fn keep_key(folder: &Path, kept: &Kept, with_keys: bool, gone: &mut Vec<PathBuf>) -> Result<Option<Entry>> {
    let wanted = if kept.is_bare() { with_keys.then_some(KEY) } else { Some(WRAPPED) };
    // The backup before, or an attempt that was stopped, may have been asked for it, or have found another keeper.
    gone.extend([KEY, WRAPPED].into_iter().filter(|name| Some(*name) != wanted).map(|name| folder.join(name)));
    let Some(name) = wanted else { return Ok(None) };
    let path = folder.join(name);
    // Another key of the service gives other bytes for the same master key.
    if std::fs::read(&path).is_ok_and(|there| there != kept.bytes) {
        remove(&path)?;
    }
    keys::keep(folder, kept, &runtime::SystemRng)?;
    let hashed = hashed::read(&path, |_| {}).with_context(|| format!("{}", path.display()))?;
    Ok(Some(Entry::new(name, hashed)))
}

/// Runs what waits for the disk on a thread of its own.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await?
}

/// What an error of the store says, for the person at the terminal.
pub(crate) fn plain(error: StoreError) -> anyhow::Error {
    match error {
        StoreError::Unavailable(text) | StoreError::Bug(text) => anyhow!(text),
        StoreError::Busy => anyhow!("another backup is being made or is just stopping: try again in a moment"),
        other => other.into(),
    }
}

/// What an error of the house says, for the person at the terminal.
pub(crate) fn said(error: &kernel::Error) -> anyhow::Error {
    anyhow!(error.log_text())
}
