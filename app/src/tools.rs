//! The commands beside serving.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Args;
use kernel::Timestamp;
use kernel::time::MINUTE;
use store::stamp::Stamp;
use store::token::Roots;
use store::{Copied, Trust, Verdict};
use tracing_subscriber::EnvFilter;

use crate::config::Config;
use crate::house;

/// Log lines: warnings and the house's own news, without personal data, to standard error.
pub(crate) fn start_log(config: &Config) {
    let filter = EnvFilter::try_from_env("NHATLE_LOG").unwrap_or_else(|_| EnvFilter::new("warn,nhatle=info"));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if config.log_json {
        builder.json().init();
    } else {
        builder.with_ansi(std::io::stderr().is_terminal()).init();
    }
}

pub(crate) async fn migrate(config: &Config) -> Result<ExitCode> {
    let opened = house::open(config).await?;
    opened.runtime.store().ping().await?;
    println!("{} has the newest schema", house::place_text(&config.place()));
    Ok(ExitCode::SUCCESS)
}

/// Exit code of a verification that found nothing but a known cut. 1 stands for faults, 2 for a wrong command line.
const KNOWN_CUT: u8 = 3;

/// What a verification is held against.
#[derive(Args)]
pub(crate) struct Verification {
    /// File with seals that were copied outside: the database must hold every one of them
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
    /// Public key that must have signed, in hexadecimal
    #[arg(long)]
    key: Option<String>,
    /// Verify a file that an inspector exported; no database is opened
    #[arg(long, value_name = "FILE")]
    offline: Option<PathBuf>,
    /// Folder with the files of archived months: their rows are verified as well
    #[arg(long, value_name = "DIR")]
    archive: Option<PathBuf>,
    /// Write the time stamps of seals into this folder, so that openssl can check them too
    #[arg(long, value_name = "DIR")]
    stamps: Option<PathBuf>,
    /// File with the roots of the time stamp authority (PEM): who signed the time stamps is checked with them
    #[arg(long, value_name = "FILE")]
    tsa_root: Option<PathBuf>,
}

impl Verification {
    fn trust(&self) -> Result<Trust> {
        let copy = match &self.from {
            Some(file) => {
                let opened = Copied::open(file);
                Some(opened.with_context(|| format!("the file {} cannot be read", file.display()))?)
            }
            None => None,
        };
        let key = self.key.as_ref().map(|key| key.trim().to_lowercase());
        Ok(Trust { key, copy, ..Trust::default() })
    }
}

pub(crate) async fn verify(config: &Config, verification: Verification) -> Result<ExitCode> {
    let mut trust = verification.trust()?;
    let root = verification.tsa_root.as_deref().or(config.seal_tsa_root.as_deref());
    let roots = root.map(crate::stamps::roots).transpose()?;
    if let Some(file) = &verification.offline {
        return Ok(report(&store::bundle::verify(&read(file)?, trust), "the export"));
    }
    let opened = house::open(config).await?;
    let mut shown = 0;
    let progress = |done: u64, total: u64| {
        let percent = done * 100 / total.max(1);
        if percent >= shown + 10 {
            shown = percent;
            eprintln!("{percent} % ({done} of {total} rows)");
        }
    };
    let store = opened.runtime.store();
    trust.restores = store.restores(opened.runtime.vault()).await?;
    crate::backup::say_cuts(&trust.restores);
    let mut verdict = store.verify_beside(trust, progress).await?;
    verdict.faults.extend(say_stamps(&store.stamps().await?, verification.stamps.as_deref(), roots.as_ref())?);
    if let Some(folder) = &verification.archive {
        let (rows, faults) = store.verify_archives(folder).await?;
        println!("{rows} rows in the files of the archive");
        verdict.faults.extend(faults);
    } else if verdict.archived > 0 {
        println!("{} rows are in the archive; --archive DIR reads its files", verdict.archived);
    }
    let records = store.verify_records(&house::records()).await?;
    println!("{} records were held against their newest audit row", records.checked);
    if records.unfixed > 0 {
        println!("{} records have audit rows of an older program only", records.unfixed);
    }
    verdict.faults.extend(records.faults);
    Ok(report(&verdict, "the audit log"))
}

/// Says what the time stamps tell, and writes them where they are wanted. Gives what is wrong with them.
fn say_stamps(stamps: &[Stamp], folder: Option<&Path>, roots: Option<&Roots>) -> Result<Vec<String>> {
    let mut faults = Vec::new();
    for stamp in stamps {
        faults.extend(stamp.time().err());
        faults.extend(roots.and_then(|roots| stamp.signed_by(roots).err()));
        if let (Some(folder), Some(hash)) = (folder, stamp.hash()) {
            std::fs::create_dir_all(folder).with_context(|| format!("{}", folder.display()))?;
            let file = folder.join(format!("seal-{}.tst", stamp.no));
            std::fs::write(&file, &stamp.token).with_context(|| format!("{}", file.display()))?;
            println!("openssl ts -verify -token_in -in {} -digest {hash} -CAfile ROOT", file.display());
        }
    }
    if let Some((newest, Ok(time))) = stamps.last().map(|stamp| (stamp.no, stamp.time())) {
        let count = stamps.len();
        let signed = match (roots, faults.is_empty()) {
            (None, _) => "who signed them is not checked: --tsa-root FILE does",
            (Some(_), true) => "all signed under the given roots",
            (Some(_), false) => "not all of them hold",
        };
        println!("{count} time stamps, that of seal {newest} says {time}; {signed}");
    }
    Ok(faults)
}

fn report(verdict: &Verdict, what: &str) -> ExitCode {
    println!("{} rows in {} chains, {} seals", verdict.rows, verdict.chains, verdict.seals);
    for (no, key) in &verdict.keys {
        if key.is_empty() {
            println!("from seal {no}: no signature, they were made by an older program");
        } else {
            println!("from seal {no}: signed with {key}");
        }
    }
    if verdict.unsealed > 0 {
        println!("{} rows are not shown by a signed seal", verdict.unsealed);
    }
    if let Some(lost) = &verdict.lost {
        println!(
            "the copy of the seals knows more than {what}: restored on {} from seal {}, {} seals lost",
            Timestamp(lost.restored_at).rfc3339(),
            lost.seal,
            lost.seals
        );
    }
    if verdict.faults.is_empty() {
        println!("{what} is intact");
        return if verdict.lost.is_some() { ExitCode::from(KNOWN_CUT) } else { ExitCode::SUCCESS };
    }
    for fault in &verdict.faults {
        println!("FAULT {fault}");
    }
    ExitCode::FAILURE
}

fn read(file: &Path) -> Result<String> {
    std::fs::read_to_string(file).with_context(|| format!("the file {} cannot be read", file.display()))
}

pub(crate) async fn import_units(config: &Config, file: &Path, departments: Option<&Path>) -> Result<ExitCode> {
    let opened = house::open(config).await?;
    let units = read(file)?;
    let departments = match departments {
        Some(file) => read(file)?,
        None => organisation::sample_units().1.to_owned(),
    };
    let now = opened.runtime.now();
    let report = organisation::import_units(&opened.runtime, &units, &departments, now).await?;
    println!("units: {} added, {} changed, {} unchanged", report.added, report.changed, report.unchanged);
    let words = opened.house.words()?;
    for row in &report.quarantined {
        println!("  not used: {}: {}", row.place, words.say(web::Locale::En, &row.message));
    }
    Ok(if report.quarantined.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

pub(crate) async fn import_procedures(config: &Config, file: &Path) -> Result<ExitCode> {
    let opened = house::open(config).await?;
    let now = opened.runtime.now();
    let report = procedures::import_procedures(&opened.runtime, &read(file)?, &opened.data, now).await?;
    println!("procedures: {} added, {} changed, {} unchanged", report.added, report.changed, report.unchanged);
    let words = opened.house.words()?;
    for row in &report.quarantined {
        let text = words.format(web::Locale::En, &row.reason, &[("found", row.found.clone().into())]);
        println!("  not used: line {} ({}): {text}", row.line, row.code);
    }
    Ok(if report.quarantined.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Opens accounts of officers, or says what is wrong with which row and opens none.
pub(crate) async fn import_officers(config: &Config, file: &Path) -> Result<ExitCode> {
    let opened = house::open(config).await?;
    let words = opened.house.words()?;
    let list = read(file)?;
    let told = match identity::import_officers(&opened.runtime, &config.site().public_url, &list).await {
        Ok(told) => told,
        Err(error) => {
            eprintln!("{}", words.say(web::Locale::En, error.message()));
            for field in error.fields() {
                eprintln!("  {}", words.say(web::Locale::En, &field.message));
            }
            return Ok(ExitCode::FAILURE);
        }
    };
    for (line, login, faults) in &told.wrong {
        for fault in faults {
            eprintln!("  line {line} ({login}): {}", words.say(web::Locale::En, fault));
        }
    }
    println!("officers: {} accounts opened, {} rows wrong", told.opened, told.wrong.len());
    Ok(if told.wrong.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// An officer's account to open.
#[derive(Args)]
pub(crate) struct NewUser {
    /// Name to sign in with
    #[arg(long)]
    login: String,
    /// Full name
    #[arg(long)]
    name: String,
    /// Password; read from the environment variable NHATLE_PASSWORD when it is not given
    #[arg(long, env = "NHATLE_PASSWORD", hide_env_values = true)]
    password: String,
    /// Code of the unit, e.g. 44 or 450.mot-cua
    #[arg(long)]
    unit: String,
    /// Role: reception, handler, approver, leader, administrator, operator, data-protection, inspector
    #[arg(long)]
    role: String,
    /// Position, e.g. "Chuyên viên"
    #[arg(long, default_value = "Chuyên viên")]
    position: String,
    /// Whether the role also holds in all units below: unit or below
    #[arg(long, default_value = "unit")]
    reach: String,
}

pub(crate) async fn add_user(config: &Config, user: NewUser) -> Result<ExitCode> {
    let opened = house::open(config).await?;
    let words = opened.house.words()?;
    let login = user.login.clone();
    let officer = identity::NewOfficer {
        login: user.login,
        name: user.name,
        password: user.password,
        unit_code: user.unit,
        role: user.role,
        position: user.position,
        reach: user.reach,
    };
    match identity::add_officer(&opened.runtime, officer).await {
        Ok(_) => {
            println!("{login} can sign in");
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => {
            eprintln!("{}", words.say(web::Locale::En, error.message()));
            for field in error.fields() {
                eprintln!("  {}: {}", field.field, words.say(web::Locale::En, &field.message));
            }
            Ok(ExitCode::FAILURE)
        }
    }
}

pub(crate) fn openapi() -> Result<ExitCode> {
    println!("{}", serde_json::to_string_pretty(&house::api())?);
    Ok(ExitCode::SUCCESS)
}

/// One line a route: method, path, guard. The committed list is the reviewed matrix.
pub(crate) fn routes() -> ExitCode {
    for line in house::matrix() {
        println!("{line}");
    }
    ExitCode::SUCCESS
}

/// One line a limit: name, tries, minutes, what is counted.
pub(crate) fn limits(config: &Config) -> Result<ExitCode> {
    let house = house::configured(config)?;
    let words = house.words()?;
    println!("{:<28} {:>7} {:>7}  what is counted", "name", "tries", "minutes");
    for info in &house.limits {
        let (limit, minutes) = (info.limit, info.limit.window / MINUTE);
        let what = words.get(web::Locale::En, info.label);
        println!("{:<28} {:>7} {minutes:>7}  {what}", limit.name, limit.tries);
    }
    Ok(ExitCode::SUCCESS)
}
