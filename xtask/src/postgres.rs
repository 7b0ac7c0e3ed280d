//! A private PostgreSQL: in a temporary folder, reachable through a socket in it only, gone when we are.

use std::fmt::Write as _;
use std::fs::Permissions;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use clap::Args as ClapArgs;

use crate::guard::{Output, STOP_AND_REMOVE, Watchdog};
use crate::needs::{self, POSTGRES};
use crate::{host, shell};

/// The variable through which tests find the server.
pub(crate) const TEST_VARIABLE: &str = "NHATLE_TEST_POSTGRES";

/// The system account that Debian makes for the server, which refuses to run as root.
const ACCOUNT: &str = "postgres";

/// A socket's path must fit into 107 bytes; the name in the folder takes up to 20.
const LONGEST_FOLDER: usize = 85;

const COMMON_SETTINGS: &str = "
listen_addresses = ''
max_connections = 200
timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'
";

/// How much a server's word is worth.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Durability {
    /// For tests: a crash of the machine may lose everything.
    Throwaway,
    /// For measuring: every commit is on the disk before it is answered.
    Durable,
}

impl Durability {
    fn settings(self) -> &'static str {
        match self {
            Self::Throwaway => "fsync = off\nfull_page_writes = off\nmax_wal_size = '2GB'\n",
            Self::Durable => "fsync = on\nshared_buffers = '512MB'\nmax_wal_size = '4GB'\n",
        }
    }
}

/// A running server; dropping it stops the server and removes its folder.
pub(crate) struct Cluster {
    folder: PathBuf,
    programs: PathBuf,
    _watchdog: Watchdog,
}

impl Cluster {
    /// Makes and starts a server: locale C, UTF-8, user `postgres` without a password, database `postgres`.
    pub(crate) fn start(durability: Durability) -> Result<Self> {
        let programs = host::postgres_programs().context("PostgreSQL's server programs were not found")?;
        let owner = if host::is_root() { Owner::Account } else { Owner::Ourselves };
        let folder = private_folder(owner)?;
        let data = folder.join("data");
        let control = |words: &[&str]| {
            let mut line = owner.prefix();
            line.push(text(&programs.join("pg_ctl")));
            line.extend(["-D".to_owned(), text(&data)]);
            line.extend(words.iter().map(|word| (*word).to_owned()));
            line
        };
        // Started before the server is, so that nothing is left behind when we are interrupted in between.
        let mut last_words = vec![text(&folder)];
        last_words.extend(control(&["-m", "immediate", "stop"]));
        let watchdog = Watchdog::start(STOP_AND_REMOVE, &last_words, Output::Nowhere)?;

        let mut initdb = owner.prefix();
        initdb.push(text(&programs.join("initdb")));
        initdb.extend(["-D".to_owned(), text(&data)]);
        initdb.extend(["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"].map(str::to_owned));
        quietly(&initdb, &folder)?;
        configure(&data, &folder, durability)?;
        let log = folder.join("log");
        let start = control(&["-l", &text(&log), "-w", "-t", "60", "start"]);
        quietly(&start, &folder).with_context(|| format!("PostgreSQL did not start\n{}", host::tail(&log, 20)))?;
        Ok(Self { folder, programs, _watchdog: watchdog })
    }

    /// How a client reaches the server, as key-value pairs.
    pub(crate) fn address(&self) -> String {
        format!("host={} user=postgres dbname=postgres", self.folder.display())
    }

    /// The same as a URL.
    pub(crate) fn url(&self) -> String {
        format!("postgres://postgres@/postgres?host={}", self.folder.display())
    }

    /// The folder of PostgreSQL's programs.
    pub(crate) fn programs(&self) -> &Path {
        &self.programs
    }
}

/// Who runs the server.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Owner {
    /// The system's account for it, because we are root.
    Account,
    /// The user who runs the tests.
    Ourselves,
}

impl Owner {
    fn prefix(self) -> Vec<String> {
        match self {
            Self::Account => ["runuser", "-u", ACCOUNT, "--"].map(str::to_owned).to_vec(),
            Self::Ourselves => Vec::new(),
        }
    }
}

/// A folder that only the server's owner can read, with a path short enough for a socket.
fn private_folder(owner: Owner) -> Result<PathBuf> {
    for base in [std::env::temp_dir(), PathBuf::from("/tmp"), PathBuf::from("/var/tmp")] {
        // The server asks for no password: whoever reaches the socket is let in.
        let ours = Permissions::from_mode(0o700);
        let made = tempfile::Builder::new().prefix("nhatle-pg-").permissions(ours).tempdir_in(&base);
        let Ok(folder) = made else { continue };
        if folder.path().as_os_str().len() > LONGEST_FOLDER {
            continue;
        }
        if owner == Owner::Account {
            give(folder.path(), ACCOUNT)?;
            let mut probe = Command::new("runuser");
            probe.args(["-u", ACCOUNT, "--", "test", "-w"]).arg(folder.path()).current_dir("/");
            if !shell::succeeds(&mut probe) {
                continue;
            }
        }
        return Ok(folder.keep());
    }
    anyhow::bail!("no folder for temporary files has a short path that the server's account can reach; set TMPDIR")
}

fn give(folder: &Path, account: &str) -> Result<()> {
    let id = |flag: &str| -> Result<u32> {
        let printed = shell::capture(Command::new("id").args([flag, account]));
        let printed = printed.with_context(|| format!("the system account `{account}` does not exist"))?;
        Ok(printed.trim().parse()?)
    };
    std::os::unix::fs::chown(folder, Some(id("-u")?), Some(id("-g")?)).context("cannot hand over the folder")
}

fn configure(data: &Path, socket: &Path, durability: Durability) -> Result<()> {
    let mut settings = String::from(COMMON_SETTINGS);
    write!(settings, "unix_socket_directories = '{}'\n{}", socket.display(), durability.settings())?;
    let mut file = std::fs::OpenOptions::new().append(true).open(data.join("postgresql.conf"))?;
    file.write_all(settings.as_bytes()).context("cannot configure PostgreSQL")
}

fn quietly(line: &[String], folder: &Path) -> Result<()> {
    let (program, arguments) = line.split_first().context("an empty command")?;
    shell::capture(Command::new(program).args(arguments).current_dir(folder)).map(|_| ())
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// Options of `cargo xtask postgres`.
#[derive(ClapArgs)]
pub(crate) struct Args {
    /// Keep commits through a crash of the machine, as when measuring
    #[arg(long)]
    durable: bool,
    /// Install nothing; say what is missing
    #[arg(long)]
    no_install: bool,
}

/// Starts a server for development and keeps it until Ctrl-C.
pub(crate) fn run(args: &Args) -> Result<()> {
    needs::satisfy(&[&POSTGRES], !args.no_install)?;
    let durability = if args.durable { Durability::Durable } else { Durability::Throwaway };
    let cluster = Cluster::start(durability)?;
    ensure!(cluster.folder.is_dir(), "the server's folder disappeared");
    println!("PostgreSQL runs until Ctrl-C. In another terminal:\n");
    println!("    export {TEST_VARIABLE}=\"{}\"", cluster.address());
    println!("    cargo run -- serve --database '{}'", cluster.url());
    println!("    {}/psql \"{}\"", cluster.programs().display(), cluster.address());
    loop {
        // Ctrl-C ends us; the watchdog then stops the server.
        std::thread::park();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(cluster: &Cluster, question: &str) -> String {
        let mut psql = Command::new(cluster.programs().join("psql"));
        psql.args(["-X", "-At", "-c", question]).arg(cluster.address());
        shell::capture(&mut psql).unwrap().trim().to_owned()
    }

    #[test]
    fn a_cluster_has_the_promised_settings_and_leaves_nothing_behind() {
        if host::postgres_programs().is_none() {
            // Without the server `cargo xtask test` stops earlier; a bare `cargo test` may go on.
            return;
        }
        let cluster = Cluster::start(Durability::Throwaway).unwrap();
        let table = [
            ("fsync", "off"),
            ("synchronous_commit", "on"),
            ("listen_addresses", ""),
            ("max_connections", "200"),
            ("server_encoding", "UTF8"),
            ("lc_collate", "C"),
        ];
        for (setting, value) in table {
            let question = format!(
                "select coalesce(current_setting('{setting}', true), \
                 (select datcollate from pg_database where datname = current_database()))"
            );
            assert_eq!(ask(&cluster, &question), value, "{setting}");
        }
        let folder = cluster.folder.clone();
        assert_eq!(folder.metadata().unwrap().permissions().mode() & 0o777, 0o700);
        let process = std::fs::read_to_string(folder.join("data/postmaster.pid")).unwrap();
        let process = process.lines().next().unwrap().to_owned();
        drop(cluster);
        assert!(!folder.exists());
        let running = std::fs::read_to_string(format!("/proc/{process}/cmdline")).unwrap_or_default();
        assert!(!running.contains("nhatle-pg-"), "the server still runs");
    }

    #[test]
    fn only_the_measuring_server_waits_for_the_disk() {
        assert!(Durability::Throwaway.settings().contains("fsync = off"));
        assert!(Durability::Durable.settings().contains("fsync = on"));
        assert!(!Durability::Durable.settings().contains("full_page_writes = off"));
    }
}
