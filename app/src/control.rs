//! The control socket: how a command reaches the server that has the database open.
//!
//! `DATA/control.sock` belongs to the account of the server. Whoever connects sends one line of JSON, `{"act": …,
//! "with": …}`, and is told how far the act is until it is done or failed, one line each. Whoever goes away stops it.

use std::fs::Permissions;
use std::io::ErrorKind;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use futures::future::BoxFuture;
use runtime::Runtime;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::unix::OwnedWriteHalf;
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::watch;

use crate::archive;
use crate::backup::{self, Progress, Tell};
use crate::config::Config;

/// The name of the socket in the data folder.
const NAME: &str = "control.sock";
/// How a connection fails when no server listens.
const NOBODY: [ErrorKind; 3] = [ErrorKind::NotFound, ErrorKind::ConnectionRefused, ErrorKind::InvalidInput];
/// The wait after a caller could not be let in.
const PAUSE: Duration = Duration::from_secs(1);

/// What an act may use.
#[derive(Clone)]
pub(crate) struct Served {
    /// The running house.
    pub(crate) runtime: Runtime,
    /// Its configuration.
    pub(crate) config: Arc<Config>,
    /// The account of the machine that asks.
    pub(crate) user: u32,
}

/// One act: what it may use, what was asked for, and where it says how far it is.
type Act = fn(Served, Value, Tell) -> BoxFuture<'static, Result<Value>>;

/// All acts by name.
const ACTS: &[(&str, Act)] = &[
    ("archive", |served, with, tell| Box::pin(archive::asked(served, with, tell))),
    ("backup", |served, with, tell| Box::pin(backup::asked(served, with, tell))),
];

#[derive(Serialize, Deserialize)]
struct Wanted {
    act: String,
    with: Value,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Told {
    Progress(Progress),
    Done(Value),
    Failed(String),
}

/// The open socket; its name goes when this is dropped.
pub(crate) struct Control {
    path: PathBuf,
}

impl Drop for Control {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}

/// Opens the socket. Without one the server serves all the same, and commands say that the database is in use.
pub(crate) async fn listen(runtime: &Runtime, config: &Config) -> Option<Control> {
    match open(&config.data).await {
        Ok((listener, path, owner)) => {
            let (config, inner) = (Arc::new(config.clone()), runtime.clone());
            runtime.spawn(accept(listener, owner, inner, config));
            Some(Control { path })
        }
        Err(error) => {
            tracing::warn!(error = format!("{error:#}"), "no control socket");
            None
        }
    }
}

async fn open(data: &Path) -> Result<(UnixListener, PathBuf, u32)> {
    let path = data.join(NAME);
    let shown = || format!("{}", path.display());
    if UnixStream::connect(&path).await.is_ok() {
        bail!("{} is used by another server", path.display());
    }
    // A server that was killed has left its name behind.
    match std::fs::remove_file(&path) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error).with_context(shown),
        _ => {}
    }
    let listener = UnixListener::bind(&path).with_context(shown)?;
    std::fs::set_permissions(&path, Permissions::from_mode(0o600)).with_context(shown)?;
    let owner = std::fs::metadata(&path).with_context(shown)?.uid();
    Ok((listener, path, owner))
}

async fn accept(listener: UnixListener, owner: u32, runtime: Runtime, config: Arc<Config>) {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            if runtime.pause(PAUSE).await {
                continue;
            }
            return;
        };
        // The mode of the socket says the same, but it is set a moment after the socket is there.
        let user = stream.peer_cred().map(|who| who.uid());
        let Some(user) = user.ok().filter(|user| *user == owner || *user == 0) else { continue };
        let served = Served { runtime: runtime.clone(), config: Arc::clone(&config), user };
        runtime.spawn(async move {
            if let Err(error) = answer(stream, served).await {
                tracing::warn!(error = format!("{error:#}"), "an act at the control socket was stopped");
            }
        });
    }
}

/// Answers one caller. When the caller goes away, what it asked for is dropped and so stopped.
async fn answer(stream: UnixStream, served: Served) -> Result<()> {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    let Some(line) = lines.next_line().await? else { return Ok(()) };
    let (tell, mut told) = watch::channel(Progress::default());
    let act = perform(&line, served, tell);
    tokio::pin!(act);
    loop {
        tokio::select! {
            result = &mut act => {
                let last = match result {
                    Ok(value) => Told::Done(value),
                    Err(error) => Told::Failed(format!("{error:#}")),
                };
                return send(&mut write, &last).await;
            }
            Ok(()) = told.changed() => {
                let progress = told.borrow_and_update().clone();
                send(&mut write, &Told::Progress(progress)).await?;
            }
            _ = lines.next_line() => bail!("the caller went away"),
        }
    }
}

async fn perform(line: &str, served: Served, tell: Tell) -> Result<Value> {
    let wanted: Wanted = serde_json::from_str(line).context("the request cannot be read")?;
    let Some((_, act)) = ACTS.iter().find(|(name, _)| *name == wanted.act) else {
        bail!("the running server knows no act {:?}: it is of another version", wanted.act);
    };
    act(served, wanted.with, tell).await
}

async fn send<T: Serialize>(write: &mut OwnedWriteHalf, line: &T) -> Result<()> {
    let mut bytes = serde_json::to_vec(line)?;
    bytes.push(b'\n');
    write.write_all(&bytes).await.context("the caller went away")
}

/// Asks the server of a data folder for an act. None when no server listens there.
pub(crate) async fn ask(data: &Path, act: &str, with: Value, mut show: impl FnMut(&Progress)) -> Result<Option<Value>> {
    let path = data.join(NAME);
    let stream = match UnixStream::connect(&path).await {
        Ok(stream) => stream,
        // No socket, one that a killed server left, or a path that is too long for one.
        Err(error) if NOBODY.contains(&error.kind()) => return Ok(None),
        Err(error) if error.kind() == ErrorKind::PermissionDenied => {
            bail!("{} belongs to the account of the server: run the command as that account", path.display());
        }
        Err(error) => return Err(error).with_context(|| format!("{}", path.display())),
    };
    let (read, mut write) = stream.into_split();
    send(&mut write, &Wanted { act: act.to_owned(), with }).await?;
    let mut lines = BufReader::new(read).lines();
    while let Some(line) = lines.next_line().await? {
        match serde_json::from_str(&line)? {
            Told::Progress(progress) => show(&progress),
            Told::Done(value) => return Ok(Some(value)),
            Told::Failed(why) => return Err(anyhow!(why)),
        }
    }
    bail!("the server ended before the act was done: what was done stays, run the command again")
}
