//! A program that is killed in the middle of submissions loses none that it acknowledged, and its audit log stays whole.

use std::panic::AssertUnwindSafe;
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use serde_json::{Value, json};
use store::{Engine, Place};
use testkit::TestDb;

use crate::common::new_dossier;
use crate::program::{Serving, command, finish, request, said};

/// Threads that submit side by side.
const THREADS: usize = 6;
/// Acknowledged submissions before the program is killed.
const ENOUGH: usize = 60;
/// Submissions after which a thread stops by itself, should nobody kill the program.
const MOST: usize = 2_000;

/// The first sample citizen, with the password of all sample accounts.
pub(crate) const LOGIN: &str = "044085000017";
const PASSWORD: &str = "mau-nhat-le-2024";

pub(crate) fn serve(folder: &Path, database: &str) -> Command {
    let mut serve = command(folder, &["serve", "--listen", "127.0.0.1:0", "--sample-dossiers", "20"]);
    add_database(&mut serve, database);
    serve
}

pub(crate) fn add_database(command: &mut Command, database: &str) {
    if !database.is_empty() {
        command.args(["--database", database]);
    }
}

pub(crate) fn token(address: &str) -> String {
    let body = json!({ "login": LOGIN, "password": PASSWORD }).to_string();
    let (status, body) = request(address, "POST", "/api/v1/tokens", "", &body).unwrap();
    assert_eq!(status, 201, "{body}");
    let body: Value = serde_json::from_str(&body).unwrap();
    body["token"].as_str().unwrap().to_owned()
}

/// Submissions that several threads make side by side.
pub(crate) struct Load {
    acknowledged: Arc<Mutex<Vec<String>>>,
    threads: Vec<JoinHandle<()>>,
}

impl Load {
    /// Lets threads submit until the other side goes away. Comes back once so many submissions are confirmed, and fails
    /// when they never are.
    pub(crate) fn begin(address: &str, threads: usize, enough: usize) -> Self {
        let token = token(address);
        let acknowledged = Arc::new(Mutex::new(Vec::new()));
        let submitting = |_| {
            let (address, token) = (address.to_owned(), token.clone());
            let acknowledged = Arc::clone(&acknowledged);
            std::thread::spawn(move || submit_on(&address, &token, &acknowledged))
        };
        let threads = (0..threads).map(submitting).collect();
        let load = Self { acknowledged, threads };
        for _ in 0..12_000 {
            if load.confirmed().len() >= enough || load.threads.iter().all(JoinHandle::is_finished) {
                break;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        let confirmed = load.confirmed().len();
        assert!(confirmed >= enough, "only {confirmed} submissions were confirmed");
        load
    }

    /// The references that were confirmed so far.
    pub(crate) fn confirmed(&self) -> Vec<String> {
        self.acknowledged.lock().unwrap().clone()
    }

    /// Waits until every thread was told that the program is gone, and gives all that it had confirmed.
    pub(crate) fn ended(self) -> Vec<String> {
        for thread in self.threads {
            thread.join().unwrap();
        }
        self.acknowledged.lock().unwrap().clone()
    }
}

/// Submits until the other side goes away; every reference that was confirmed is kept.
fn submit_on(address: &str, token: &str, acknowledged: &Mutex<Vec<String>>) {
    let headers = format!("Authorization: Bearer {token}\r\n");
    let body = new_dossier().to_string();
    for _ in 0..MOST {
        let Some((status, answer)) = request(address, "POST", "/api/v1/dossiers", &headers, &body) else { return };
        assert_eq!(status, 201, "{answer}");
        let answer: Value = serde_json::from_str(&answer).unwrap();
        acknowledged.lock().unwrap().push(answer["reference"].as_str().unwrap().to_owned());
    }
}

/// Lets several threads submit, kills the program among them, and gives what it had confirmed.
fn killed_in_the_middle(serving: Serving) -> Vec<String> {
    let load = Load::begin(serving.address(), THREADS, ENOUGH);
    serving.kill();
    let acknowledged = load.ended();
    assert!(acknowledged.len() < THREADS * MOST, "everything was done before the program was killed");
    acknowledged
}

pub(crate) fn verify(folder: &Path, database: &str) {
    let mut verify = command(folder, &["audit", "verify"]);
    add_database(&mut verify, database);
    let output = finish(verify);
    assert!(output.status.success(), "{}", said(&output));
}

/// Every confirmed reference can be followed after a new start.
pub(crate) fn assert_nothing_is_lost(address: &str, acknowledged: &[String]) {
    let headers = format!("X-Lookup-Factor: {}\r\n", &LOGIN[8..]);
    let lost: Vec<&String> = acknowledged
        .iter()
        .filter(|reference| {
            let found = request(address, "GET", &format!("/api/v1/track/{reference}"), &headers, "");
            found.map(|(status, _)| status) != Some(200)
        })
        .collect();
    assert!(lost.is_empty(), "{} of {} confirmed dossiers are lost: {lost:?}", lost.len(), acknowledged.len());
}

fn survives(database: &str) {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let acknowledged = killed_in_the_middle(Serving::start(serve(folder, database)));
    // A server may still be ending what the dead client had sent: let it come to rest before anything is counted.
    std::thread::sleep(Duration::from_secs(1));
    verify(folder, database);
    let again = Serving::start(serve(folder, database));
    assert_nothing_is_lost(again.address(), &acknowledged);
    // It goes on taking dossiers.
    let headers = format!("Authorization: Bearer {}\r\n", token(again.address()));
    let more = request(again.address(), "POST", "/api/v1/dossiers", &headers, &new_dossier().to_string());
    assert_eq!(more.map(|(status, _)| status), Some(201));
    again.kill();
    verify(folder, database);
    // A database with sample accounts does not meet a public address later either.
    let mut public = command(folder, &["serve", "--empty", "--listen", "0.0.0.0:0"]);
    add_database(&mut public, database);
    let output = finish(public);
    assert!(!output.status.success() && said(&output).contains("loopback"), "{}", said(&output));
}

#[test]
fn kill_minus_nine_during_submissions() {
    survives("");
}

/// Gives a test an empty PostgreSQL database, which goes afterwards, also when the test fails.
pub(crate) fn with_postgres(test: impl FnOnce(&str)) {
    let tokio = testkit::tokio();
    let database = tokio.block_on(TestDb::on(Engine::Postgres, &[]));
    let Place::Postgres(address) = database.place().clone() else { panic!("a database of another engine") };
    let result = std::panic::catch_unwind(AssertUnwindSafe(|| test(&address)));
    tokio.block_on(database.remove());
    if let Err(panic) = result {
        std::panic::resume_unwind(panic);
    }
}

#[test]
fn kill_minus_nine_during_submissions_on_postgres() {
    with_postgres(survives);
}
