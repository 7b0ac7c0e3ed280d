//! A process that is killed in the middle of its writing loses nothing that it acknowledged.
//!
//! The test starts its own binary once more as the writer. Only the process dies here, not the machine: what the disk
//! itself forgets is the business of another test.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use futures::future::join_all;
use kernel::rng::SequenceRng;
use kernel::time::ManualClock;
use store::{AuditDraft, Book, Engine, Options, Place, Store, Val, WriteSet};
use testkit::{START, TestDb};
use uuid::Uuid;

use crate::common::{MIGRATIONS, faults, insert, items, whole};

/// Tells the writing process where to write.
const PLACE: &str = "NHATLE_KILL_PLACE";
/// Acknowledged writes before the process is killed.
const ENOUGH: usize = 400;
/// Writes after which the writer stops by itself, should nobody kill it.
const MOST: usize = 40_000;
/// Writers side by side.
const TASKS: usize = 32;

fn write(n: usize) -> WriteSet {
    let id = Uuid::from_u128(0x10_0000 + u128::try_from(n).unwrap());
    // A few homes, so that on PostgreSQL several lanes are in the middle of something.
    let mut set = WriteSet::new(id, Uuid::from_u128(u128::try_from(n % 7).unwrap()), START);
    let slot = set.draw(Book("kill".into()));
    insert(&mut set, id, whole(n), format!("item {n}"));
    set.run(
        store::sql!("INSERT INTO item_note (item_id, version, note) VALUES ($1, $2, 'drawn')"),
        vec![Val::U(id), Val::Drawn { slot }],
    );
    set.audit(AuditDraft {
        actor: Uuid::nil(),
        unit: None,
        action: "it.wrote",
        entity: "item",
        entity_id: id,
        payload: r#"{"n":"$draw:0"}"#.into(),
    });
    set
}

/// The process that is killed. It does nothing when it is run by hand.
#[test]
#[ignore = "run by the tests beside it, as a process of its own"]
fn writer_process() {
    #[expect(clippy::disallowed_methods, reason = "the parent speaks to this process through the environment")]
    let Ok(place) = std::env::var(PLACE) else { return };
    let place = match place.strip_prefix("sqlite:") {
        Some(path) => Place::Sqlite(path.into()),
        None => Place::Postgres(place),
    };
    testkit::tokio().block_on(async {
        let clock = Arc::new(ManualClock::new(START));
        let options = Options { clock, rng: Arc::new(SequenceRng::new(1)), node: "writer".into() };
        let migrations = [store::migrate::MIGRATIONS, MIGRATIONS].concat();
        let store = Store::open(&place, &migrations, options).await.unwrap();
        let tasks = (0..TASKS).map(|task| {
            let store = store.clone();
            async move {
                for n in (task..MOST).step_by(TASKS) {
                    store.commit(write(n)).await.unwrap();
                    // A line is handed to the pipe as soon as it is complete.
                    println!("ack {n}");
                }
            }
        });
        join_all(tasks).await;
    });
}

fn start_writer(place: &Place) -> Child {
    let place = match place {
        Place::Sqlite(path) => format!("sqlite:{}", path.display()),
        Place::Postgres(address) => address.clone(),
    };
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "kill::writer_process", "--ignored", "--nocapture", "--test-threads=1"])
        .env(PLACE, place)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// The number of a line like `ack 12`; the harness may have written in front of it.
fn acknowledged(line: &str) -> Option<usize> {
    line.rsplit_once("ack ").and_then(|(_, number)| number.trim().parse().ok())
}

/// Lets the writer work for a while, kills it, and gives what it had acknowledged.
fn killed_in_the_middle(place: &Place) -> Vec<usize> {
    let mut child = start_writer(place);
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let mut acks = Vec::new();
    let mut line = String::new();
    while acks.len() < ENOUGH && output.read_line(&mut line).unwrap() > 0 {
        acks.extend(acknowledged(&line));
        line.clear();
    }
    // SIGKILL: no handler runs, no buffer is flushed.
    child.kill().unwrap();
    child.wait().unwrap();
    let mut rest = String::new();
    output.read_to_string(&mut rest).unwrap();
    // The last line may be cut off in the middle of its number.
    let whole_lines = rest.rsplit_once('\n').map_or("", |(lines, _)| lines);
    acks.extend(whole_lines.lines().filter_map(acknowledged));
    assert!(acks.len() >= ENOUGH, "the writer ended by itself after {} writes", acks.len());
    assert!(acks.len() < MOST, "the writer was done before it was killed");
    acks
}

async fn assert_nothing_is_lost(db: &TestDb, acks: &[usize]) {
    let store = db.open(Arc::new(ManualClock::new(START)), 2).await.unwrap();
    let found: Vec<i64> = items(&store).await.into_iter().map(|(n, _)| n).collect();
    let lost: Vec<usize> = acks.iter().copied().filter(|n| found.binary_search(&whole(*n)).is_err()).collect();
    assert!(lost.is_empty(), "{} of {} acknowledged writes are lost: {lost:?}", lost.len(), acks.len());
    assert_eq!(faults(&store).await, [""; 0]);
    // Each write stands whole or not at all, and the numbers of a book have no gap.
    let notes = store.number(store::sql!("SELECT COUNT(*) FROM item_note"), Vec::new()).await.unwrap();
    assert_eq!(notes, whole(found.len()));
    let drawn = store.number(store::sql!("SELECT CAST(SUM(n) AS BIGINT) FROM book"), Vec::new()).await.unwrap();
    assert_eq!(drawn, whole(found.len()));
    // The house goes on writing, and the chain with it.
    store.commit(write(MOST + 1)).await.unwrap();
    assert_eq!(faults(&store).await, [""; 0]);
}

fn survives(engine: Engine) {
    let tokio = testkit::tokio();
    let db = tokio.block_on(TestDb::on(engine, MIGRATIONS));
    let acks = killed_in_the_middle(db.place());
    // A server may still be ending what the dead client had sent: let it come to rest before anything is counted.
    std::thread::sleep(Duration::from_secs(1));
    tokio.block_on(async {
        assert_nothing_is_lost(&db, &acks).await;
        db.remove().await;
    });
}

#[test]
fn kill_minus_nine_on_sqlite() {
    survives(Engine::Sqlite);
}

#[test]
fn kill_minus_nine_on_postgres() {
    survives(Engine::Postgres);
}
