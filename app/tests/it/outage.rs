//! The disk fills up, the database goes away or falls silent: the program says so with 503, keeps what it had, and goes
//! on by itself afterwards.

use std::process::Command;
use std::time::Duration;

use testkit::Wire;

use crate::common::new_dossier;
use crate::kill::{serve, token, verify, with_postgres};
use crate::program::{Reply, Serving, exchange};

/// One request. Whoever is sent away is told when to come back.
fn ask(serving: &Serving, method: &str, path: &str, headers: &str, body: &str) -> Reply {
    let reply = exchange(serving.address(), method, path, headers, body).unwrap();
    let wait = reply.header("retry-after").and_then(|seconds| seconds.parse::<u32>().ok());
    assert_eq!(reply.status == 503, wait.is_some_and(|seconds| seconds > 0), "{}: Retry-After {wait:?}", reply.status);
    reply
}

/// The status of a page.
fn look(serving: &Serving, path: &str) -> u16 {
    ask(serving, "GET", path, "", "").status
}

/// One more dossier over the API; its status.
fn submit(serving: &Serving, token: &str) -> u16 {
    let headers = format!("Authorization: Bearer {token}\r\n");
    let reply = ask(serving, "POST", "/api/v1/dossiers", &headers, &new_dossier().to_string());
    assert!(reply.status != 503 || reply.body.contains("urn:nhatle:problem:unavailable"), "{}", reply.body);
    reply.status
}

/// Asks until it works again.
fn recovers(serving: &Serving, token: &str) {
    for _ in 0..300 {
        match submit(serving, token) {
            201 => return,
            503 => std::thread::sleep(Duration::from_millis(100)),
            other => panic!("{other} while the program recovers"),
        }
    }
    panic!("the program did not recover");
}

/// How large files may become from now on: what a full disk is for the program.
fn limit_files(serving: &Serving, limit: &str) {
    let words = [format!("--pid={}", serving.process()), format!("--fsize={limit}:")];
    let status = Command::new("prlimit").args(words).status().unwrap();
    assert!(status.success());
}

#[test]
fn a_full_disk_is_said_and_passes() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let program = serve(folder, "");
    // The signal that comes with the limit would end the program; a full disk sends none.
    let mut quiet = Command::new("sh");
    quiet.args(["-c", "trap '' XFSZ; exec \"$@\"", "sh"]).arg(program.get_program()).args(program.get_args());
    quiet.current_dir(folder).env_remove(testkit::POSTGRES_VARIABLE);
    quiet.stdin(std::process::Stdio::null()).stdout(std::process::Stdio::piped());
    let serving = Serving::start(quiet);
    let token = token(serving.address());
    assert_eq!(submit(&serving, &token), 201);
    limit_files(&serving, "1");
    for _ in 0..5 {
        assert_eq!(submit(&serving, &token), 503);
    }
    assert_eq!(look(&serving, "/"), 200, "reading goes on");
    limit_files(&serving, "unlimited");
    recovers(&serving, &token);
    serving.kill();
    verify(folder, "");
}

/// What an administrator of the cluster does to one database.
fn administer(cluster: &str, statement: &str) {
    let output = Command::new("psql").args(["-v", "ON_ERROR_STOP=1", "-c", statement, cluster]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn loses_its_database(cluster: &str, database: &str) {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let name = database.rsplit(' ').find_map(|word| word.strip_prefix("dbname=")).unwrap();
    let serving = Serving::start(serve(folder, database));
    let token = token(serving.address());
    assert_eq!(submit(&serving, &token), 201);
    administer(cluster, &format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false"));
    administer(cluster, &format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"));
    for _ in 0..5 {
        assert_eq!(submit(&serving, &token), 503);
    }
    assert_eq!(look(&serving, "/readyz"), 503, "a balancer sends nobody here");
    assert_eq!(look(&serving, "/healthz"), 200, "nobody restarts it for this");
    administer(cluster, &format!("ALTER DATABASE {name} ALLOW_CONNECTIONS true"));
    recovers(&serving, &token);
    serving.kill();
    verify(folder, database);
}

#[test]
fn a_lost_database_is_said_and_comes_back_on_postgres() {
    with_postgres(|database| loses_its_database(&testkit::cluster(), database));
}

/// As when the machine or the network behind a connection is gone: nothing comes back, not even an end.
fn its_database_falls_silent(database: &str) {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let wire = Wire::to(database);
    let serving = Serving::start(serve(folder, wire.address()));
    let token = token(serving.address());
    assert_eq!(submit(&serving, &token), 201);
    wire.fall_silent();
    assert_eq!(look(&serving, "/readyz"), 503, "a balancer sends nobody here");
    for _ in 0..2 {
        assert_eq!(submit(&serving, &token), 503);
    }
    assert_eq!(look(&serving, "/healthz"), 200, "nobody restarts it for this");
    wire.mend();
    recovers(&serving, &token);
    assert_eq!(look(&serving, "/readyz"), 200);
    serving.kill();
    verify(folder, database);
}

#[test]
fn a_silent_database_is_said_and_comes_back_on_postgres() {
    with_postgres(its_database_falls_silent);
}
