//! The program itself, started by the test, and a client that speaks to it.

use std::io::{BufRead, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

/// How often a waiting test looks, and how often at most.
const STEP: Duration = Duration::from_millis(50);
const STEPS: usize = 2_400;
/// What the program prints before the address it listens on.
const GREETING: &str = "Nhật Lệ: http://";

/// A command of the program in a folder of its own. What the harness says through the environment is kept from it.
pub(crate) fn command(folder: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nhatle"));
    command.args(words).arg("--data").arg(folder).current_dir(folder).env_remove(testkit::POSTGRES_VARIABLE);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Runs a command to its end; ends it by force when that does not come.
pub(crate) fn finish(mut command: Command) -> Output {
    let mut child = command.spawn().unwrap();
    // Both are read while it runs, or it would wait at a full pipe.
    let (out, err) = (read(child.stdout.take().unwrap()), read(child.stderr.take().unwrap()));
    let mut status = None;
    for _ in 0..STEPS {
        status = child.try_wait().unwrap();
        if status.is_some() {
            break;
        }
        std::thread::sleep(STEP);
    }
    let is_hung = status.is_none();
    if is_hung {
        child.kill().unwrap();
    }
    let status = child.wait().unwrap();
    let output = Output { status, stdout: out.join().unwrap(), stderr: err.join().unwrap() };
    assert!(!is_hung, "it did not end by itself: {}", said(&output));
    output
}

fn read(mut pipe: impl std::io::Read + Send + 'static) -> std::thread::JoinHandle<Vec<u8>> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        pipe.read_to_end(&mut bytes).unwrap();
        bytes
    })
}

/// Everything that a program said.
pub(crate) fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// The program while it serves. Dropping it kills it.
pub(crate) struct Serving {
    child: Child,
    address: String,
}

impl Serving {
    /// Starts it and waits for its address.
    pub(crate) fn start(mut command: Command) -> Self {
        command.stderr(Stdio::inherit());
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let greeting = lines.find_map(|line| line.unwrap().strip_prefix(GREETING).map(str::to_owned));
        let Some(address) = greeting else {
            let status = child.wait().unwrap();
            panic!("the program ended before it served: {status}");
        };
        // Somebody must read on, or the program would stop at a full pipe.
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
        Self { child, address: address.trim().to_owned() }
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// The number of its process.
    pub(crate) fn process(&self) -> u32 {
        self.child.id()
    }

    /// SIGKILL: no handler runs, no buffer is flushed.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What came back to a request.
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) body: String,
    head: String,
}

impl Reply {
    /// The value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut fields = self.head.lines().filter_map(|line| line.split_once(": "));
        fields.find(|(field, _)| field.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

/// One request on a connection of its own; none when the other side went away.
pub(crate) fn exchange(address: &str, method: &str, path: &str, headers: &str, body: &str) -> Option<Reply> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(30))).ok()?;
    let sent = body.len();
    let text = format!(
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Length: {sent}\r\n\
         Content-Type: application/json\r\n{headers}\r\n{body}"
    );
    stream.write_all(text.as_bytes()).ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok()?;
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let reply = Reply { status, head: head.to_owned(), body: body.to_owned() };
    // An answer that was cut off is none.
    let announced = reply.header("content-length").and_then(|length| length.parse::<usize>().ok());
    if announced.is_some_and(|announced| announced != body.len()) { None } else { Some(reply) }
}

/// The same: status and body.
pub(crate) fn request(address: &str, method: &str, path: &str, headers: &str, body: &str) -> Option<(u16, String)> {
    exchange(address, method, path, headers, body).map(|reply| (reply.status, reply.body))
}
