//! Processes under test: the real program, and the bare handler beside it.

use std::fs::File;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};

use crate::http::Client;
use crate::machine::cpu_of;
use crate::measure::now;

/// How long the sample province may take to load.
const PATIENCE: Duration = Duration::from_mins(10);
/// How long a program may take to do what it still has to do beside requests.
const SETTLE: Duration = Duration::from_mins(3);
/// Processor time in one look at a process that counts as rest.
const REST: Duration = Duration::from_millis(10);

/// A running process that listens; dropping it ends it.
pub(crate) struct Server {
    child: Child,
    /// Where it listens.
    pub(crate) address: SocketAddr,
    started: Instant,
    log: PathBuf,
}

impl Server {
    /// Starts the program on data in a folder; makes a sample province with so many dossiers when there is none.
    pub(crate) fn product(program: &Path, folder: &Path, dossiers: u32) -> Result<Self> {
        ensure!(
            program.is_file(),
            "{} is missing: run `cargo build --release -p nhatle` before, or name it by --program",
            program.display()
        );
        let address = free_address()?;
        let mut command = Command::new(program);
        command.args(["serve", "--listen", &address.to_string(), "--sample-dossiers", &dossiers.to_string(), "--data"]);
        command.arg(folder.join("data"));
        Self::start(command, folder, address)
    }

    /// Starts the bare handler on a body.
    pub(crate) fn bare(folder: &Path, name: &str, media_type: &str, body: &[u8]) -> Result<Self> {
        let file = folder.join(name);
        std::fs::write(&file, body)?;
        let address = free_address()?;
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("--bare").arg(&file);
        command.args(["--bare-listen", &address.to_string(), "--bare-type", media_type]);
        Self::start(command, folder, address)
    }

    fn start(mut command: Command, folder: &Path, address: SocketAddr) -> Result<Self> {
        let log = folder.join(format!("{}.log", address.port()));
        // Without the environment: what a developer configured must not change what is measured.
        command.env_clear().current_dir(folder).stdin(Stdio::null()).stdout(Stdio::null()).stderr(File::create(&log)?);
        let started = now();
        let child = command.spawn().context("the process does not start")?;
        Ok(Self { child, address, started, log })
    }

    /// Waits for the first 200 of a path; gives the time since the process was started.
    pub(crate) async fn ready(&mut self, path: &str) -> Result<Duration> {
        while self.started.elapsed() < PATIENCE {
            if let Ok(mut client) = Client::open(self.address).await
                && let Ok(answer) = client.get(path, &[]).await
                && answer.status == 200
            {
                return Ok(self.started.elapsed());
            }
            if let Some(status) = self.child.try_wait()? {
                bail!("the process ended early with {status}: {}", self.last_words());
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        bail!("no answer in {} s: {}", PATIENCE.as_secs(), self.last_words())
    }

    fn last_words(&self) -> String {
        let text = std::fs::read_to_string(&self.log).unwrap_or_default();
        let mut lines: Vec<&str> = text.lines().rev().take(5).collect();
        lines.reverse();
        lines.join(" / ")
    }

    /// The process.
    pub(crate) fn process(&self) -> u32 {
        self.child.id()
    }

    /// Processor time so far.
    pub(crate) fn cpu(&self) -> Result<Duration> {
        cpu_of(self.process())
    }

    /// Waits until the process rests: mails are written, events consumed.
    pub(crate) async fn settle(&self) -> Result<()> {
        let started = now();
        let mut quiet = 0;
        let mut before = self.cpu()?;
        while quiet < 3 {
            ensure!(started.elapsed() < SETTLE, "the program does not come to rest");
            tokio::time::sleep(Duration::from_millis(250)).await;
            let after = self.cpu()?;
            quiet = if after.saturating_sub(before) <= REST { quiet + 1 } else { 0 };
            before = after;
        }
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself; the data is thrown away in any case, or must stand a crash.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn free_address() -> Result<SocketAddr> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no free port")?;
    Ok(listener.local_addr()?)
}
