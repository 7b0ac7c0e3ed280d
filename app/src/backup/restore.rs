//! Restores: everything is checked before anything is written, only an empty place is filled, and the audit log says
//! where it was cut.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use blobs::Blobs;
use runtime::{Actor, Runtime};
use store::backup::{Point, RESTORED_FROM, RESTORES, fingerprint};
use store::hashed::{self, Hashed};
use store::{Engine, Place, Restore};
use tokio::sync::watch;
use uuid::Uuid;

use super::manifest::{Entry, KEY, Manifest, WRAPPED, sync_below, write_whole};
use super::progress::{self, Progress, Tell, say};
use super::uploads::FOLDER;
use super::{blocking, names, plain, said};
use crate::config::{Config, KeyOptions};
use crate::keys::Kept;
use crate::{house, keys};

/// Stands in the data folder while a restore fills it.
const MARK: &str = "restoring";
/// The most faults of a backup that are named.
const NAMED: usize = 10;

/// `nhatle restore DIR`.
pub(crate) async fn restore(config: &Config, folder: &Path, key_file: Option<&Path>) -> Result<ExitCode> {
    let manifest = Manifest::read(folder)?;
    refuse_other(&manifest, &config.place())?;
    refuse_used(config).await?;
    let kept = kept_of(&manifest, folder, key_file, config).await?;
    if !manifest.is_marked_by(&kept.key)? {
        bail!("the manifest of {} was changed after the backup was made: take another backup", folder.display());
    }
    let (tell, told) = watch::channel(Progress::default());
    let missing = Box::pin(progress::shown(fill(config, folder, &manifest, &kept, &tell), told)).await?;
    println!("restored the backup of {} ({}) into {}", manifest.made_at, manifest.backup, config.data.display());
    println!("  {} uploads, {} in all", manifest.uploads, progress::size(manifest.bytes));
    println!("  {} rows of the audit log, newest seal {}", manifest.audit_rows, manifest.seal);
    println!("  what was written after that backup is gone; the audit log says so from here on");
    println!("next: nhatle audit verify, then nhatle serve, with the same --data and --database");
    for name in missing.iter().take(NAMED) {
        println!("MISSING the database refers to the upload {name}, which is not in the backup");
    }
    if !missing.is_empty() {
        println!("{} uploads are missing; the rest can be used", missing.len());
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

/// Checks every file, then fills the place. Gives the uploads that the database refers to and the backup lacks.
async fn fill(config: &Config, folder: &Path, manifest: &Manifest, kept: &Kept, tell: &Tell) -> Result<Vec<String>> {
    let uploads = check(folder, manifest, tell).await?;
    store::folder::make(&config.data).with_context(|| format!("{}", config.data.display()))?;
    write_whole(&config.data, MARK, manifest.backup.to_string().as_bytes())?;
    keys::keep(&config.data, kept, &runtime::SystemRng)?;
    put_back(folder.to_owned(), config.data.clone(), uploads, tell).await?;
    put_database(config, manifest.database()?.below(folder)?, tell).await?;
    let opened = house::assemble(config).await?;
    note(&opened.runtime, manifest).await?;
    let blobs = opened.runtime.services().get::<Blobs>().map_err(|e| said(&e))?;
    let missing = blobs.missing(opened.runtime.store()).await.map_err(|e| said(&e))?;
    std::fs::remove_file(config.data.join(MARK))?;
    store::folder::sync(&config.data)?;
    Ok(missing)
}

/// Another engine, or a schema that this program does not know.
fn refuse_other(manifest: &Manifest, place: &Place) -> Result<()> {
    let (engine, hint) = match place {
        Place::Sqlite(_) => (Engine::Sqlite, "name an empty PostgreSQL database with --database"),
        Place::Postgres(_) => (Engine::Postgres, "leave out --database"),
    };
    if manifest.engine != names(engine).1 {
        bail!("the backup is one of {}: {hint}", manifest.engine);
    }
    let known = house::migrations();
    for (module, version) in &manifest.schema {
        if !known.iter().any(|migration| migration.module == module && migration.version >= *version) {
            bail!(
                "the backup was made by a newer program ({}, {module} {version}): restore it with that program",
                manifest.program
            );
        }
    }
    Ok(())
}

/// Only an empty place is filled; the folder may hold the master key already.
async fn refuse_used(config: &Config) -> Result<()> {
    let data = config.data.display();
    refuse_half_restored(&config.data)?;
    if config.data.exists() {
        let entries = std::fs::read_dir(&config.data).with_context(|| format!("{data} cannot be read"))?;
        for entry in entries {
            let name = entry.with_context(|| format!("{data} cannot be read"))?.file_name();
            if name != "keys" {
                bail!("{data} is not empty ({}): name a new folder with --data", name.display());
            }
        }
    }
    if !store::backup::is_empty(&config.place()).await.map_err(plain)? {
        bail!("the database holds tables already: name an empty one with --database");
    }
    Ok(())
}

/// A place that a broken-off restore left half filled is not used.
pub(crate) fn refuse_half_restored(data: &Path) -> Result<()> {
    if data.join(MARK).exists() {
        bail!(
            "a restore into {} was broken off: remove what it left (the folder, and the tables of its PostgreSQL \
             database) and run nhatle restore again",
            data.display()
        );
    }
    Ok(())
}

/// The master key of the backup: from the file that was named, from the data folder, or from the backup itself.
async fn kept_of(manifest: &Manifest, folder: &Path, named: Option<&Path>, config: &Config) -> Result<Kept> {
    let own = keys::places(&config.data).next();
    let mut found = None;
    // A key in the data folder would be the one that is used, so it must be the right one even when another is named.
    for file in [named, own.as_deref()].into_iter().flatten() {
        found = Some(right_key(manifest, file, &config.keys).await?);
    }
    if let Some(kept) = found {
        return Ok(kept);
    }
    match manifest.file(KEY).or_else(|| manifest.file(WRAPPED)) {
        Some(entry) => right_key(manifest, &entry.below(folder)?, &config.keys).await,
        None => bail!(
            "the master key is not in this backup: give its file with --key FILE, or put it at {}",
            config.data.join(KEY).display()
        ),
    }
}

async fn right_key(manifest: &Manifest, file: &Path, options: &KeyOptions) -> Result<Kept> {
    let kept = Kept::at(file, options).await?;
    let found = fingerprint(&kept.key);
    if found != manifest.key {
        bail!(
            "{} is the master key of another installation (fingerprint {found}; the backup's is {}): with it no \
             personal value could be opened",
            file.display(),
            manifest.key
        );
    }
    Ok(kept)
}

/// Reads every file of the backup and compares it with the manifest. Gives the uploads.
async fn check(folder: &Path, manifest: &Manifest, tell: &Tell) -> Result<Vec<Entry>> {
    let list = manifest.list()?.clone();
    let (folder, files, total, tell) = (folder.to_owned(), manifest.files.clone(), manifest.bytes, tell.clone());
    blocking(move || {
        let mut checked = Checked { folder, done: 0, total, tell, faults: Vec::new() };
        for entry in &files {
            checked.look_at(entry)?;
        }
        checked.refuse_faults()?;
        let list = list.below(&checked.folder)?;
        let text = std::fs::read_to_string(&list).with_context(|| format!("{}", list.display()))?;
        let uploads = text.lines().map(serde_json::from_str).collect::<Result<Vec<Entry>, _>>();
        let uploads = uploads.with_context(|| format!("{}", list.display()))?;
        for entry in &uploads {
            checked.look_at(entry)?;
        }
        checked.refuse_faults()?;
        Ok(uploads)
    })
    .await
}

/// What was checked so far.
struct Checked {
    folder: PathBuf,
    done: u64,
    total: u64,
    tell: Tell,
    faults: Vec<String>,
}

impl Checked {
    fn look_at(&mut self, entry: &Entry) -> Result<()> {
        let file = entry.below(&self.folder)?;
        let (done, total, tell) = (&mut self.done, self.total, &self.tell);
        let found = hashed::read(&file, |bytes| {
            *done = done.saturating_add(bytes);
            say(tell, "checking", *done, total);
        });
        match found {
            Ok(found) => self.faults.extend(entry.fault(&found)),
            Err(error) => self.faults.push(format!("{} cannot be read: {error}", entry.path)),
        }
        Ok(())
    }

    fn refuse_faults(&self) -> Result<()> {
        if self.faults.is_empty() {
            return Ok(());
        }
        let named: Vec<&str> = self.faults.iter().take(NAMED).map(String::as_str).collect();
        bail!("the backup is damaged, nothing was restored ({} faults): {}", self.faults.len(), named.join("; "))
    }
}

/// Puts the uploads back where the backup has them.
async fn put_back(folder: PathBuf, data: PathBuf, uploads: Vec<Entry>, tell: &Tell) -> Result<()> {
    let tell = tell.clone();
    blocking(move || {
        let total = uploads.iter().fold(0_u64, |sum, entry| sum.saturating_add(entry.bytes));
        let mut done = 0_u64;
        for entry in &uploads {
            let (from, to) = (entry.below(&folder)?, entry.below(&data)?);
            if let Some(shelf) = to.parent() {
                std::fs::create_dir_all(shelf).with_context(|| format!("{}", shelf.display()))?;
            }
            let copied = hashed::copy(&from, &to, |bytes| {
                done = done.saturating_add(bytes);
                say(&tell, "uploads", done, total);
            });
            same(entry, &copied.with_context(|| format!("{}", to.display()))?)?;
        }
        let shelves = data.join(FOLDER);
        if shelves.is_dir() {
            sync_below(&shelves)?;
        }
        Ok(())
    })
    .await
}

async fn put_database(config: &Config, from: PathBuf, tell: &Tell) -> Result<()> {
    match config.place() {
        Place::Sqlite(file) => {
            let tell = tell.clone();
            blocking(move || {
                let total = std::fs::metadata(&from).map_or(0, |meta| meta.len());
                let mut done = 0_u64;
                let copied = hashed::copy(&from, &file, |bytes| {
                    done = done.saturating_add(bytes);
                    say(&tell, "database", done, total);
                });
                copied.with_context(|| format!("{}", file.display())).map(|_| ())
            })
            .await
        }
        Place::Postgres(url) => {
            let total = std::fs::metadata(&from).map_or(0, |meta| meta.len());
            say(tell, "database", 0, total);
            store::backup::restore_dump(&url, &from).await.map_err(plain)
        }
    }
}

/// The file was right a moment ago; a disk that fails meanwhile is found as well.
fn same(entry: &Entry, copied: &Hashed) -> Result<()> {
    match entry.fault(copied) {
        None => Ok(()),
        Some(fault) => bail!("while it was being restored: {fault}"),
    }
}

/// The row that says where the log was cut.
async fn note(runtime: &Runtime, manifest: &Manifest) -> Result<()> {
    let actor = Actor::system();
    let cx = runtime.decide_context(&actor);
    let mut set = cx.write(Uuid::nil());
    let point = Point {
        rows: manifest.audit_rows,
        seal: manifest.seal,
        seal_hash: manifest.seal_hash.clone(),
        ..Point::default()
    };
    let told = Restore::new(manifest.backup, &manifest.made_at, runtime.wall(), &point);
    set.audit(cx.audit(RESTORED_FROM, "backup", RESTORES, &told.payload(runtime.vault())));
    runtime.store().commit(set).await.map_err(plain)?;
    Ok(())
}

/// Says where the audit log is known to be cut: a restore is no tampering, but what came after its backup is gone.
pub(crate) fn say_cuts(restores: &[Restore]) {
    for cut in restores.iter().filter(|restore| restore.is_marked) {
        println!(
            "known cut: restored on {} from the backup of {} ({}) with {} rows and seal {}; what was written after \
             that backup is gone",
            cut.restored_at(),
            cut.made_at,
            cut.backup,
            cut.rows,
            cut.seal
        );
    }
}
