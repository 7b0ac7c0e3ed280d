//! Building `nhatle` and running it with the sample province for a browser.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::guard::{Output, RUN_AND_REMOVE, Watchdog};
use crate::metadata::Metadata;
use crate::phases::stopwatch;
use crate::{host, shell};

/// How long the sample province may take to load in an unoptimised build.
const PATIENCE: Duration = Duration::from_mins(4);

/// Builds the program and returns where it is.
pub(crate) fn build(metadata: &Metadata) -> Result<PathBuf> {
    // The whole workspace is named so that third parties keep the features that the tests built them with.
    shell::run(Command::new("cargo").args(["build", "--quiet", "--workspace", "--bin", "nhatle"]))?;
    let program = metadata.target_directory.join("debug").join("nhatle");
    if program.is_file() { Ok(program) } else { bail!("cargo built no {}", program.display()) }
}

/// A provider of identities that a browser test may start on `issuer`: see web/e2e/provider.mjs.
fn provider(issuer: &str) -> String {
    let lines = [
        "[[oidc]]",
        "name = 'test'",
        "label_vi = 'Định danh mẫu'",
        "label_en = 'Sample identity'",
        &format!("issuer = '{issuer}'"),
        "client_id = 'nhatle'",
        "client_secret = 'a secret of tests only'",
        "scopes = ['identity']",
        "profile = 'eid'",
        "levels = { loa2 = 'substantial', loa3 = 'high' }",
    ];
    lines.join("\n") + "\n"
}

/// The running program on a free port of this machine, with data of its own; dropping it ends both.
pub(crate) struct Product {
    address: SocketAddr,
    /// Where a provider of identities may listen; another host than the program's.
    issuer: String,
    log: PathBuf,
    watchdog: Watchdog,
}

impl Product {
    /// Starts the program with the sample province and waits until it is ready.
    pub(crate) fn start(program: &Path, metadata: &Metadata) -> Result<Self> {
        Self::start_with(program, metadata, "")
    }

    /// The same with more configuration, which may begin with options that stand in no table.
    pub(crate) fn start_with(program: &Path, metadata: &Metadata, options: &str) -> Result<Self> {
        let logs = metadata.target_directory.join("xtask");
        std::fs::create_dir_all(&logs).context("cannot make the folder for logs")?;
        let log = logs.join("nhatle.log");
        let folder = tempfile::Builder::new().prefix("nhatle-").tempdir()?.keep();
        let (address, issuer) = (free_address()?, format!("http://localhost:{}", free_address()?.port()));
        let (listen, data, config) = (address.to_string(), folder.join("data"), folder.join("nhatle.toml"));
        std::fs::write(&config, format!("{options}\n{}", provider(&issuer)))
            .context("cannot write the configuration")?;
        let arguments = [
            folder.as_os_str(),
            program.as_os_str(),
            "serve".as_ref(),
            "--listen".as_ref(),
            listen.as_ref(),
            "--data".as_ref(),
            data.as_os_str(),
            "--config".as_ref(),
            config.as_os_str(),
        ];
        let watchdog = Watchdog::start(RUN_AND_REMOVE, &arguments, Output::File(log.clone()))?;
        let mut product = Self { address, issuer, log, watchdog };
        product.wait()?;
        Ok(product)
    }

    /// Where the pages are.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A Node.js command that knows the pages, the browser and the folder for screenshots.
    pub(crate) fn node(&self, screenshots: &Path) -> Result<Command> {
        let chromium = host::chromium().context("Chromium was not found")?;
        std::fs::create_dir_all(screenshots).context("cannot make the folder for screenshots")?;
        let mut node = Command::new("node");
        node.env("BASE_URL", self.url()).env("SHOTS", screenshots).env("CHROMIUM", chromium);
        node.env("OIDC_ISSUER", &self.issuer);
        Ok(node)
    }

    /// The last lines that the program printed.
    pub(crate) fn last_words(&self) -> String {
        format!("the end of {}:\n{}", self.log.display(), host::tail(&self.log, 40))
    }

    fn wait(&mut self) -> Result<()> {
        let deadline = stopwatch() + PATIENCE;
        while stopwatch() < deadline {
            if let Some(status) = self.watchdog.ended()? {
                bail!("nhatle ended early with {status}; {}", self.last_words());
            }
            if ready(self.address) {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        bail!("nhatle was not ready after {} s; {}", PATIENCE.as_secs(), self.last_words())
    }
}

fn free_address() -> Result<SocketAddr> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no free port")?;
    Ok(listener.local_addr()?)
}

/// True when `/readyz` answers 200.
fn ready(address: SocketAddr) -> bool {
    let ask = || -> std::io::Result<bool> {
        let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(1))?;
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        stream.write_all(format!("GET /readyz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").as_bytes())?;
        let mut answer = [0_u8; 12];
        stream.read_exact(&mut answer)?;
        Ok(answer.ends_with(b" 200"))
    };
    ask().unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answering(status: &'static str) -> SocketAddr {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = [0_u8; 512];
            let length = stream.read(&mut request).unwrap();
            assert!(request.get(..length).unwrap().starts_with(b"GET /readyz "));
            stream.write_all(format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n").as_bytes()).unwrap();
        });
        address
    }

    #[test]
    fn only_200_is_ready() {
        assert!(ready(answering("200 OK")));
        assert!(!ready(answering("503 Service Unavailable")));
        assert!(!ready(free_address().unwrap()));
    }
}
