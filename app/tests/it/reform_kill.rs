//! A program that is killed while it writes a reorganisation ahead, or takes it back, goes on where it was.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::kill::{add_database, serve, verify, with_postgres};
use crate::program::{Serving, command, finish, said};

/// The plan of 01/07/2025.
const PLAN: &str = include_str!("../../../data/plans/2025-07-01.toml");
/// How often the program is killed, each time so much later than the time before.
const TIMES: u32 = 6;
const LATER: Duration = Duration::from_millis(350);

const WAITS: &str = "Waits for its day";
const UNDONE: &str = "Taken back";

pub(crate) fn org(folder: &Path, database: &str, words: &[&str]) -> Command {
    let mut task = command(folder, &[&["org"][..], words].concat());
    add_database(&mut task, database);
    task
}

/// Starts a command and kills it after a while, whether it has ended by itself or not.
fn kill_after(mut task: Command, while_it_runs: Duration) {
    let mut child = task.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    std::thread::sleep(while_it_runs);
    if child.try_wait().unwrap().is_none() {
        child.kill().unwrap();
        child.wait().unwrap();
    }
    // A server may still be ending what the dead client had sent.
    std::thread::sleep(LATER);
}

/// The plans as the program lists them.
fn status(folder: &Path, database: &str) -> String {
    let output = finish(org(folder, database, &["status"]));
    assert!(output.status.success(), "{}", said(&output));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Begins an act and kills the program again and again until the plan is where it should be.
fn driven_to(folder: &Path, database: &str, act: &[&str], end: &str) -> String {
    for time in 1..=TIMES {
        let found = status(folder, database);
        if found.contains(end) {
            break;
        }
        // What was begun is gone on with; what was killed before it began is begun again.
        let is_begun = found.contains("Being written ahead") || found.contains("Being taken back");
        let words: &[&str] = if is_begun { &["resume"] } else { act };
        kill_after(org(folder, database, words), LATER * time);
    }
    let found = status(folder, database);
    if !found.contains("Being") && !found.contains(end) {
        let output = finish(org(folder, database, act));
        assert!(output.status.success(), "{}", said(&output));
    }
    let output = finish(org(folder, database, &["resume"]));
    assert!(output.status.success() && said(&output).contains(end), "{}", said(&output));
    verify(folder, database);
    status(folder, database)
}

fn goes_on(database: &str) {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    Serving::start(serve(folder, database)).kill();
    std::thread::sleep(LATER);
    let plan = folder.join("plan.toml");
    std::fs::write(&plan, PLAN).unwrap();
    let file = plan.to_str().unwrap();
    let looked = finish(org(folder, database, &["plan", file]));
    assert!(looked.status.success(), "{}", said(&looked));
    let written = driven_to(folder, database, &["apply", file], WAITS);
    let id = written.split_whitespace().next().unwrap().to_owned();
    driven_to(folder, database, &["undo", &id], UNDONE);
    // All is as if there had been no plan: the same one is applied again.
    let again = finish(org(folder, database, &["apply", file]));
    assert!(again.status.success(), "{}", said(&again));
    assert!(status(folder, database).contains(WAITS));
    verify(folder, database);
}

#[test]
fn a_plan_goes_on_after_kill_minus_nine() {
    goes_on("");
}

#[test]
fn a_plan_goes_on_after_kill_minus_nine_on_postgres() {
    with_postgres(goes_on);
}
