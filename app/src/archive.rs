//! `nhatle audit archive YYYY-MM DIR`: old months of the audit log go into signed files.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use clap::Args;
use jiff::Span;
use jiff::civil::{Date, date};
use kernel::Timestamp;
use runtime::{Actor, Runtime};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::{Archive, Month, Sealer};
use tokio::sync::watch;
use uuid::Uuid;

use crate::backup::{Progress, Tell, plain, said};
use crate::config::Config;
use crate::house;

/// The thing to which the audit rows of archives belong.
const ARCHIVES: Uuid = Uuid::from_u128(0x4152_4348_4956_8000_8000_0000_0000_0001);
/// The rest between two removals, so that others are not kept from writing.
const PAUSE: Duration = Duration::from_millis(20);
/// The file in the data folder that is locked while an archive is made.
const LOCK: &str = "archive.lock";

/// What goes where.
#[derive(Args, Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Wish {
    /// The month, e.g. 2014-01
    month: String,
    /// Folder for the file, best one that the administrators of the database cannot write to later
    folder: PathBuf,
}

/// What an archive became.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Report {
    rows: i64,
    removed: u64,
    file: PathBuf,
    sha256: String,
}

pub(crate) async fn make(config: &Config, wish: Wish) -> Result<ExitCode> {
    let folder = std::path::absolute(&wish.folder).with_context(|| format!("{}", wish.folder.display()))?;
    let wish = Wish { folder, ..wish };
    let report = if let Some(report) = asked_of_server(config, &wish).await? {
        report
    } else {
        let opened = house::open(config).await?;
        let (tell, _) = watch::channel(Progress::default());
        run(&opened.runtime, config, &wish, &tell).await?
    };
    println!("{} rows of {} are in {}", report.rows, wish.month, report.file.display());
    println!("  {} of them were removed from the database now", report.removed);
    println!("  sha256 {}", report.sha256);
    println!("keep the file: nhatle audit verify --archive {} reads it", wish.folder.display());
    Ok(ExitCode::SUCCESS)
}

#[cfg(unix)]
async fn asked_of_server(config: &Config, wish: &Wish) -> Result<Option<Report>> {
    let report = crate::control::ask(&config.data, "archive", serde_json::to_value(wish)?, |_| {}).await?;
    Ok(report.map(serde_json::from_value).transpose()?)
}

#[cfg(not(unix))]
async fn asked_of_server(_: &Config, _: &Wish) -> Result<Option<Report>> {
    Ok(None)
}

/// An archive that somebody at the control socket asks for.
#[cfg(unix)]
pub(crate) async fn asked(served: crate::control::Served, with: Value, tell: Tell) -> Result<Value> {
    let wish = serde_json::from_value(with)?;
    Ok(serde_json::to_value(run(&served.runtime, &served.config, &wish, &tell).await?)?)
}

/// A month by its name; it must be as old as the log is to be kept.
fn month_of(name: &str, keep_months: u32, today: Date) -> Result<Month> {
    let is_plain = name.bytes().all(|sign| sign.is_ascii_digit() || sign == b'-');
    let parts = name.split_once('-').filter(|(year, month)| is_plain && year.len() == 4 && month.len() == 2);
    let numbers = parts.and_then(|(year, month)| Some((year.parse::<i16>().ok()?, month.parse::<i8>().ok()?)));
    let first = numbers.and_then(|(year, month)| Date::new(year, month, 1).ok());
    let Some(first) = first else { bail!("{name:?} is no month: write year and month, for example 2014-01") };
    let next = first.checked_add(Span::new().months(1)).with_context(|| format!("{name} is too far away"))?;
    let this = date(today.year(), today.month(), 1);
    let kept = Span::new().try_months(keep_months).and_then(|months| this.checked_sub(months));
    let kept = kept.context("audit_keep_months is too large")?;
    if next > kept {
        bail!(
            "{name} stays in the database: audit_keep_months is {keep_months}, so only months that end by {kept} may go"
        );
    }
    let instant = |day: Date| Timestamp::from_local(day.at(0, 0, 0, 0));
    Ok(Month { name: name.to_owned(), from: instant(first), to: instant(next) })
}

/// Keeps other archives away while the file is open: two of one month would take each other's stubs away.
fn hold(data: &Path) -> Result<File> {
    let path = data.join(LOCK);
    let file = File::create(&path).with_context(|| format!("{}", path.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(_) => bail!("another archive is being made: wait until it is done"),
    }
}

async fn run(runtime: &Runtime, config: &Config, wish: &Wish, tell: &Tell) -> Result<Report> {
    let month = month_of(&wish.month, config.audit_keep_months, runtime.now().date())?;
    let _alone = hold(&config.data)?;
    let store = runtime.store();
    let file = wish.folder.join(Archive::file(&month.name));
    let known = store.archives().await?.into_iter().find(|archive| archive.month == month.name);
    if known.is_none() && file.exists() {
        bail!("{} is there already and not of this database: name another folder", file.display());
    }
    let sealer = runtime.services().get::<Sealer>().map_err(|e| said(&e))?;
    let archive = match known {
        Some(archive) => {
            // Broken off before, perhaps before this was told.
            note(runtime, &archive).await?;
            archive
        }
        None => match store.archive(&month, &wish.folder, &sealer, runtime.wall()).await.map_err(plain)? {
            Some(archive) if archive.rows == 0 => bail!("no row of {} may go: nothing was written", month.name),
            Some(archive) => {
                note(runtime, &archive).await?;
                archive
            }
            None => bail!("{} was put into a file at the same moment: try again", month.name),
        },
    };
    let mut removed = 0_u64;
    loop {
        let gone = store.remove_archived(&month.name).await.map_err(plain)?;
        removed = removed.saturating_add(gone);
        let total = u64::try_from(archive.rows).unwrap_or(0);
        tell.send_replace(Progress { phase: "rows removed".into(), done: removed, total });
        if gone == 0 {
            break;
        }
        if !runtime.pause(PAUSE).await {
            bail!("the server stops: run the command again, it goes on");
        }
    }
    Ok(Report { rows: archive.rows, removed, file, sha256: archive.file_hash })
}

/// The audit row of an archive.
async fn note(runtime: &Runtime, archive: &Archive) -> Result<()> {
    let actor = Actor::system();
    let cx = runtime.decide_context(&actor);
    let mut set = cx.write(Uuid::nil());
    let told = json!({ "month": archive.month, "rows": archive.rows, "sha256": archive.file_hash });
    set.audit(cx.audit("store.archived", "archive", ARCHIVES, &told));
    runtime.store().commit(set).await.map_err(plain)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_archive_is_made_at_a_time() {
        let data = tempfile::tempdir().unwrap();
        let first = hold(data.path()).unwrap();
        let second = hold(data.path()).map_err(|error| error.to_string()).unwrap_err();
        assert_eq!(second, "another archive is being made: wait until it is done");
        drop(first);
        assert!(hold(data.path()).is_ok());
    }

    #[test]
    fn only_whole_months_that_are_old_enough_may_go() {
        let today = date(2026, 3, 15);
        let said = |name: &str, keep| month_of(name, keep, today).map_err(|error| error.to_string());
        for bad in ["2026", "2026-13", "2026-1", "26-01", "x", "2026-00", ""] {
            assert!(said(bad, 0).unwrap_err().contains("is no month"), "{bad}");
        }
        for (name, keep, may) in [
            ("2026-02", 0, true),
            ("2026-03", 0, false),
            ("2026-02", 1, false),
            ("2026-01", 1, true),
            ("2016-02", 120, true),
            ("2016-03", 120, false),
        ] {
            assert_eq!(said(name, keep).is_ok(), may, "{name} {keep}");
        }
        let december = month_of("2025-12", 0, today).unwrap();
        assert_eq!(december.to.rfc3339(), "2026-01-01T00:00:00+07:00");
    }
}
