//! A wire to PostgreSQL that a test can cut: what goes through it stays unanswered, comes late or is lost.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use tokio_postgres::Config;
use tokio_postgres::config::Host;

/// Where PostgreSQL listens when its address names no port.
const PORT: u16 = 5432;
/// The sentence that ends a transaction, as it goes over the wire.
const COMMIT: &[u8] = b"COMMIT\0";

/// What becomes of a COMMIT. The connection that it came on is lost for the client in any case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It arrives so long after the client has lost its connection.
    Late(Duration),
    /// It never arrives.
    Lost,
}

/// An address of its own before a PostgreSQL on a socket of the machine.
pub struct Wire {
    address: String,
    port: u16,
    state: Arc<State>,
}

struct State {
    server: PathBuf,
    /// Even while the wire is whole, odd while it is silent. A connection belongs to the number under which it began,
    /// and is silent for good once that has changed.
    era: AtomicU64,
    fate: Mutex<Option<Fate>>,
    has_ended: AtomicBool,
}

impl Wire {
    /// A wire to the database of an address like `host=/folder user=… dbname=…`.
    ///
    /// # Panics
    /// When the address names no socket in a folder, or the machine gives no port.
    pub fn to(address: &str) -> Self {
        let config: Config = address.parse().unwrap_or_else(|error| panic!("{address}: {error}"));
        let Some(Host::Unix(folder)) = config.get_hosts().first() else { panic!("{address} names no socket") };
        let server = folder.join(format!(".s.PGSQL.{}", config.get_ports().first().copied().unwrap_or(PORT)));
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0));
        let listener = listener.unwrap_or_else(|error| panic!("no port for a wire: {error}"));
        let port = listener.local_addr().map_or(0, |address| address.port());
        let (era, fate, has_ended) = (AtomicU64::new(0), Mutex::new(None), AtomicBool::new(false));
        let state = Arc::new(State { server, era, fate, has_ended });
        let served = Arc::clone(&state);
        thread::spawn(move || accept(&listener, &served));
        let rest = address.split(' ').filter(|word| !word.starts_with("host=") && !word.starts_with("port="));
        let rest = rest.collect::<Vec<_>>().join(" ");
        Self { address: format!("host=127.0.0.1 port={port} sslmode=disable {rest}"), port, state }
    }

    /// The address of the database through this wire.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// From now on nothing goes through, and nobody is told: no end, no refusal. New connections are taken and stay
    /// without an answer.
    pub fn fall_silent(&self) {
        self.state.era.fetch_or(1, Ordering::SeqCst);
    }

    /// New connections go through again. Those of before stay silent, as with a server that has begun anew.
    pub fn mend(&self) {
        let silent = self.state.era.load(Ordering::SeqCst);
        self.state.era.store(silent.next_multiple_of(2), Ordering::SeqCst);
    }

    /// Decides what becomes of the next COMMIT.
    pub fn next_commit(&self, fate: Fate) {
        *self.state.fate.lock().unwrap_or_else(PoisonError::into_inner) = Some(fate);
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.state.has_ended.store(true, Ordering::SeqCst);
        // Whoever accepts wakes up and sees it.
        let _ = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port));
    }
}

impl State {
    fn passes(&self, era: u64) -> bool {
        era.is_multiple_of(2) && self.era.load(Ordering::SeqCst) == era
    }

    /// The fate of a COMMIT, when one is among the bytes and it was decided.
    fn fate_of(&self, bytes: &[u8]) -> Option<Fate> {
        if !bytes.windows(COMMIT.len()).any(|window| window == COMMIT) {
            return None;
        }
        self.fate.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

fn accept(listener: &TcpListener, state: &Arc<State>) {
    while let Ok((client, _)) = listener.accept() {
        if state.has_ended.load(Ordering::SeqCst) {
            return;
        }
        let era = state.era.load(Ordering::SeqCst);
        let Ok(server) = UnixStream::connect(&state.server) else { continue };
        let (Ok(answers_from), Ok(answers_to)) = (server.try_clone(), client.try_clone()) else { continue };
        let (asking, answering) = (Arc::clone(state), Arc::clone(state));
        thread::spawn(move || ask(client, server, &asking, era));
        thread::spawn(move || answer(answers_from, answers_to, &answering, era));
    }
}

/// Carries what the client says until it goes away or a COMMIT meets its fate.
fn ask(mut client: TcpStream, mut server: UnixStream, state: &State, era: u64) {
    let mut buffer = vec![0; 1 << 16];
    while let Ok(read) = client.read(&mut buffer) {
        let bytes = buffer.get(..read).unwrap_or_default();
        if bytes.is_empty() {
            break;
        }
        if !state.passes(era) {
            continue;
        }
        if let Some(fate) = state.fate_of(bytes) {
            let _ = client.shutdown(Shutdown::Both);
            if let Fate::Late(by) = fate {
                thread::sleep(by);
                let _ = server.write_all(bytes);
                let _ = server.shutdown(Shutdown::Write);
                return;
            }
            break;
        }
        if server.write_all(bytes).is_err() {
            break;
        }
    }
    let _ = server.shutdown(Shutdown::Both);
}

/// Carries what the server says. Its end is told to the client only while the wire is whole.
fn answer(mut server: UnixStream, mut client: TcpStream, state: &State, era: u64) {
    let mut buffer = vec![0; 1 << 16];
    while let Ok(read) = server.read(&mut buffer) {
        let bytes = buffer.get(..read).unwrap_or_default();
        if bytes.is_empty() {
            break;
        }
        if state.passes(era) && client.write_all(bytes).is_err() {
            break;
        }
    }
    if state.passes(era) {
        let _ = client.shutdown(Shutdown::Both);
    }
}
