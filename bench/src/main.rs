//! The benchmarks: each a ratio against a limit measured in the same run, in turns, so that a slow machine slows both.
//!
//! Started by `cargo xtask bench`, which also starts a PostgreSQL that waits for its disk. README.md says how to read the
//! table; nothing here fails because a figure is bad, only because it could not be measured.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command line tool speaks on the terminal")]

mod acts;
mod audit;
mod bare;
mod fill;
mod http;
mod inbox;
mod machine;
mod measure;
mod page;
mod permission;
mod pgbench;
mod reorganise;
mod report;
mod server;
mod sets;
mod signin;
mod start;
mod store_postgres;
mod store_sqlite;
mod verify;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail, ensure};
use clap::Parser;
use tempfile::TempDir;

use crate::report::Row;

/// The benchmarks of Nhật Lệ.
#[derive(Parser)]
#[command(name = "bench")]
struct Cli {
    /// Which to run: store-sqlite, store-postgres, http-accept, procedure-page, inbox, permission, reorganise, start,
    /// audit, sign-in, verify; all without a name
    names: Vec<String>,
    /// Rounds of each pair
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Page whose generated section is replaced, e.g. docs/performance.md; needs --date and all benchmarks
    #[arg(long)]
    write: Option<PathBuf>,
    /// Day of the run, YYYY-MM-DD, for the page
    #[arg(long)]
    date: Option<String>,
    /// The program under test; without it the `nhatle` beside this one
    #[arg(long, env = "NHATLE_BIN")]
    program: Option<PathBuf>,
    /// A durable PostgreSQL as key-value pairs: host, user, dbname
    #[arg(long, env = "NHATLE_BENCH_POSTGRES")]
    postgres: Option<String>,
    /// Folder with `pgbench`; without it the search path
    #[arg(long, env = "NHATLE_POSTGRES_PROGRAMS")]
    postgres_programs: Option<PathBuf>,
    /// Folder on the disk to measure on
    #[arg(long, env = "CARGO_TARGET_DIR")]
    folder: Option<PathBuf>,
    /// Dossiers of the large inbox
    #[arg(long, default_value_t = 1_000_000)]
    inbox_dossiers: u64,
    /// Open dossiers of the province that is reorganised
    #[arg(long, default_value_t = 100_000)]
    open_dossiers: u64,
    /// Serve the bytes of this file under every path, and nothing else: the other side of a ratio
    #[arg(long, hide = true)]
    bare: Option<PathBuf>,
    /// Where the bare server listens
    #[arg(long, hide = true)]
    bare_listen: Option<std::net::SocketAddr>,
    /// Media type of the bare server's answer
    #[arg(long, hide = true, default_value = "application/json")]
    bare_type: String,
}

/// What every benchmark needs.
pub(crate) struct Bench {
    /// Runs the asynchronous side.
    pub(crate) tokio: tokio::runtime::Runtime,
    /// Rounds of each pair.
    pub(crate) rounds: usize,
    /// The program under test.
    pub(crate) program: PathBuf,
    /// A durable PostgreSQL.
    pub(crate) postgres: Option<String>,
    /// Folder with `pgbench`.
    pub(crate) postgres_programs: Option<PathBuf>,
    /// Dossiers of the large inbox.
    pub(crate) inbox_dossiers: u64,
    /// Open dossiers of the province that is reorganised.
    pub(crate) open_dossiers: u64,
    folder: PathBuf,
}

impl Bench {
    /// A folder of its own on the measured disk; gone when dropped.
    pub(crate) fn folder(&self) -> Result<TempDir> {
        let made = tempfile::Builder::new().prefix("nhatle-bench-").tempdir_in(&self.folder);
        made.with_context(|| format!("no temporary folder in {}", self.folder.display()))
    }
}

type Measurement = fn(&Bench) -> Result<Vec<Row>>;

const ALL: [(&str, Measurement); 11] = [
    ("store-sqlite", store_sqlite::run),
    ("store-postgres", store_postgres::run),
    ("http-accept", acts::run),
    ("procedure-page", page::run),
    ("inbox", inbox::run),
    ("permission", permission::run),
    ("reorganise", reorganise::run),
    ("start", start::run),
    ("audit", audit::run),
    ("sign-in", signin::run),
    ("verify", verify::run),
];

fn main() -> ExitCode {
    match run(Cli::parse()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("bench: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> Result<ExitCode> {
    let tokio = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    if let (Some(file), Some(address)) = (&cli.bare, cli.bare_listen) {
        tokio.block_on(bare::serve(file, &cli.bare_type, address))?;
        return Ok(ExitCode::SUCCESS);
    }
    ensure!(cli.rounds > 0, "at least one round");
    if let Some(unknown) = cli.names.iter().find(|name| ALL.iter().all(|(known, _)| known != *name)) {
        let known: Vec<&str> = ALL.iter().map(|(known, _)| *known).collect();
        bail!("there is no benchmark {unknown}; there are {}", known.join(", "));
    }
    if cli.write.is_some() {
        ensure!(cli.date.is_some(), "--write needs --date YYYY-MM-DD");
        ensure!(cli.names.is_empty(), "--write needs all benchmarks, so that the page never mixes two runs");
    }
    let folder = cli.folder.unwrap_or_else(|| PathBuf::from("/var/tmp"));
    std::fs::create_dir_all(&folder).with_context(|| format!("{}", folder.display()))?;
    let folder = std::path::absolute(folder)?;
    let disk = machine::disk(&folder)?;
    ensure!(disk.kind != "tmpfs", "{} is memory, not a disk: choose another --folder", folder.display());
    let beside = std::env::current_exe()?.with_file_name("nhatle");
    let bench = Bench {
        tokio,
        rounds: cli.rounds,
        program: cli.program.unwrap_or(beside),
        postgres: cli.postgres,
        postgres_programs: cli.postgres_programs,
        inbox_dossiers: cli.inbox_dossiers,
        open_dossiers: cli.open_dossiers,
        folder,
    };
    let (rows, all_measured) = measure_all(&bench, &cli.names);
    let machine = machine::describe(&disk, &bench.folder)?;
    println!("{}", report::section(&rows, &machine, cli.date.as_deref(), bench.rounds));
    if let Some(page) = &cli.write {
        report::write(page, &report::section(&rows, &machine, cli.date.as_deref(), bench.rounds))?;
        eprintln!("{} has the new table", page.display());
    }
    Ok(if all_measured { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Runs what was asked for; a benchmark that cannot run leaves a row that says why.
fn measure_all(bench: &Bench, names: &[String]) -> (Vec<Row>, bool) {
    let mut rows = Vec::new();
    let mut all_measured = true;
    for (name, measurement) in ALL {
        if !names.is_empty() && names.iter().all(|asked| asked != name) {
            continue;
        }
        eprintln!("== {name}");
        match measurement(bench) {
            Ok(found) => rows.extend(found),
            Err(error) => {
                eprintln!("{name}: {error:#}");
                all_measured = false;
                rows.push(Row::new(name, format!("not measured: {error:#}"), "", None));
            }
        }
    }
    (rows, all_measured)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
