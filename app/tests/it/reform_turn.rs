//! The instant of a reorganisation in running programs: a mover that is killed goes on where it was, and two programs
//! on one database turn by the clock alone and move nothing twice.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use kernel::id::Uuid;
use kernel::time::MINUTE;
use organisation::{Level, reform};
use runtime::Actor;
use serde_json::Value;
use testkit::START;

use crate::kill::{add_database, verify, with_postgres};
use crate::program::{Serving, command, finish, request, said};
use crate::reform_house::{Inside, Open, PLAN, day, sample};
use crate::reform_kill::org;

/// The program is killed so long after its start, later each time, so many times at most.
const FIRST: Duration = Duration::from_millis(600);
const LATER: Duration = Duration::from_millis(150);
const TIMES: u32 = 10;
/// Of so many communes one has open work.
const ONE_OF: usize = 2;
/// How often a waiting test looks, and how often at most.
const STEP: Duration = Duration::from_millis(100);
const STEPS: usize = 600;
/// A mover that begins after the instant.
const RESUME: [&str; 3] = ["resume", "--clock-start", "2025-07-01T00:05"];
/// A server that begins right before it.
const BEFORE: &str = "2025-06-30T23:59:54";

/// What must be the same afterwards, and the open work before.
struct Before {
    kept: BTreeMap<Uuid, Vec<String>>,
    work: BTreeMap<Uuid, Open>,
}

/// A province with open work and the plan written ahead.
fn prepared(folder: &Path, database: &str) -> Before {
    sample(folder, database, 0);
    testkit::tokio().block_on(async {
        let inside = Inside::open(folder, database, START).await;
        inside.fill(ONE_OF).await;
        reform::apply(&inside.runtime, &Actor::system(), PLAN).await.unwrap();
        reform::tend(&inside.runtime).await.unwrap();
        Before { kept: inside.kept().await, work: inside.work().await }
    })
}

/// All work of districts was looked at, none of it twice, and what was promised stays.
fn assert_moved_once(folder: &Path, database: &str, before: &Before) {
    testkit::tokio().block_on(async {
        let inside = Inside::open(folder, database, day().plus(10 * MINUTE)).await;
        let moves = inside.moves().await;
        let old = inside.units_at(day().plus(-1));
        for (task, open) in &before.work {
            let unit = old.unit(old.unit_of_queue(open.queue).unwrap()).unwrap();
            let is_of_district = unit.level == Level::District;
            assert_eq!(moves.contains_key(task), is_of_district, "{open:?}");
        }
        let moved: Vec<_> = moves.values().filter(|(state, _)| state == "moved").collect();
        assert!(moved.len() >= 20, "only {} moved", moved.len());
        assert!(moved.iter().all(|(_, lines)| *lines == 1), "{moved:?}");
        assert!(moves.values().all(|(state, lines)| state == "moved" || *lines == 0));
        assert_eq!(inside.kept().await, before.kept);
        inside.assert_figures().await;
    });
    verify(folder, database);
}

/// Runs a command and kills it after a while; says whether it had ended by itself, and then well.
fn ends_before(mut task: Command, while_it_runs: Duration) -> bool {
    let mut child = task.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    std::thread::sleep(while_it_runs);
    if let Some(status) = child.try_wait().unwrap() {
        assert!(status.success(), "{status}");
        return true;
    }
    child.kill().unwrap();
    child.wait().unwrap();
    // A server may still be ending what the dead client had sent.
    std::thread::sleep(STEP);
    false
}

fn mover_is_killed(database: &str) {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let before = prepared(folder, database);
    let is_done = (0..TIMES).any(|time| ends_before(org(folder, database, &RESUME), FIRST + LATER * time));
    if !is_done {
        well(&finish(org(folder, database, &RESUME)));
    }
    assert_moved_once(folder, database, &before);
}

fn well(output: &Output) {
    assert!(output.status.success(), "{}", said(output));
}

/// How many communes a running program shows.
fn communes(serving: &Serving) -> usize {
    let (status, body) = request(serving.address(), "GET", "/api/v1/units?level=commune", "", "").unwrap();
    assert_eq!(status, 200, "{body}");
    let body: Value = serde_json::from_str(&body).unwrap();
    body["items"].as_array().unwrap().iter().filter(|unit| unit["kind"] == "commune").count()
}

/// Looks until the program shows the units of the day: the 145 of before or the 78 of after, never anything between.
fn turns(serving: &Serving) {
    for _ in 0..STEPS {
        match communes(serving) {
            145 => std::thread::sleep(STEP),
            78 => return,
            other => panic!("{other} communes"),
        }
    }
    panic!("the program did not turn");
}

fn two_programs(database: &str) {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let before = prepared(folder, database);
    let node = || {
        let mut serve = command(folder, &["serve", "--listen", "127.0.0.1:0", "--clock-start", BEFORE]);
        add_database(&mut serve, database);
        Serving::start(serve)
    };
    let nodes = [node(), node()];
    nodes.iter().for_each(turns);
    let movers: Vec<_> = (0..2)
        .map(|_| {
            let mover = org(folder, database, &RESUME);
            std::thread::spawn(move || finish(mover))
        })
        .collect();
    for mover in movers {
        well(&mover.join().unwrap());
    }
    nodes.into_iter().for_each(Serving::kill);
    assert_moved_once(folder, database, &before);
}

#[test]
fn a_mover_goes_on_after_kill_minus_nine() {
    mover_is_killed("");
}

#[test]
fn a_mover_goes_on_after_kill_minus_nine_on_postgres() {
    with_postgres(mover_is_killed);
}

#[test]
fn two_programs_turn_together_and_move_nothing_twice_on_postgres() {
    with_postgres(two_programs);
}
