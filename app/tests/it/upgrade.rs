//! A database of the first program is migrated by today's, and then works: read, acted on, verified.
//!
//! `app/tests/old/first.json` holds every row of a small database as that program left it, with the fingerprints of the
//! migrations it had run: a ward with three officers, a citizen with four dossiers and a draft, one result on file. The
//! master key is that of all tests. The file is history: it is never written again.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use kernel::rng::SequenceRng;
use kernel::time::{HOUR, ManualClock};
use nhatle::config::Config;
use nhatle::house::{self, Opened};
use nhatle::rotate::rotate_keys;
use runtime::{Actor, Background, Runtime};
use serde_json::{Value, json};
use store::keys::put_ring;
use store::vault::KEY_LEN;
use store::{Migration, Options, Params, Place, Sql, Store, Val, sql};
use testkit::START;
use uuid::Uuid;

use crate::common::{Served, config_in, json as body_of, new_dossier, runtime_at, text};
use crate::kill::{verify, with_postgres};

pub(crate) const FIRST: &str = include_str!("../old/first.json");

/// Most rounds of background work.
const ROUNDS: usize = 1_000;

pub(crate) fn id(value: &Value) -> Uuid {
    Uuid::try_parse(value.as_str().unwrap()).unwrap()
}

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

/// The value of a column.
fn val(value: &Value) -> Val {
    match value {
        Value::Null => Val::Null,
        Value::Number(number) => Val::I(number.as_i64().unwrap()),
        Value::String(text) => Val::from(text.clone()),
        tagged => match (tagged.get("uuid"), tagged.get("bytes")) {
            (Some(uuid), None) => Val::U(id(uuid)),
            (None, Some(hex)) => Val::B(bytes(hex.as_str().unwrap())),
            _ => panic!("{tagged} is not a value of a column"),
        },
    }
}

/// A statement made of the old database; it lives as long as the process.
fn made(text: String) -> &'static Sql {
    let text: &'static str = text.leak();
    Box::leak(Box::new(Sql::new(text, file!())))
}

/// What puts every row back.
fn rows(old: &Value) -> Vec<(&'static Sql, Params)> {
    // Opening the empty database began a chain on SQLite; the old one had its own.
    let mut stmts = vec![(sql!("DELETE FROM chain"), Params::new())];
    for (table, content) in old["tables"].as_object().unwrap() {
        let columns: Vec<&str> = list(&content["columns"]).iter().map(|name| name.as_str().unwrap()).collect();
        let places: Vec<String> = (1..=columns.len()).map(|number| format!("${number}")).collect();
        let stmt = made(format!("INSERT INTO {table} ({}) VALUES ({})", columns.join(", "), places.join(", ")));
        stmts.extend(list(&content["rows"]).iter().map(|row| (stmt, list(row).iter().map(val).collect())));
    }
    stmts
}

/// Makes the database as the first program left it.
async fn put_back(old: &Value, place: &Place) {
    let fields = |line: &Value| {
        (line[0].as_str().unwrap().to_owned(), line[1].as_i64().unwrap(), line[2].as_str().unwrap().to_owned())
    };
    let known: Vec<(String, i64, String)> = list(&old["migrations"]).iter().map(fields).collect();
    let was_run =
        |own: &Migration| known.iter().any(|(module, version, _)| module == own.module && *version == own.version);
    let first: Vec<Migration> = house::migrations().into_iter().filter(was_run).collect();
    let clock = Arc::new(ManualClock::new(START));
    let options = Options { clock, rng: Arc::new(SequenceRng::new(1)), node: "old".into() };
    let store = Store::open(place, &first, options).await.unwrap();
    let stmt = sql!("SELECT module, version, sha256 FROM schema_migration ORDER BY module, version");
    let run = store.all(stmt, Vec::new(), |row| Ok((row.get::<String>(0)?, row.get::<i64>(1)?, row.get::<String>(2)?)));
    let run = run.await.unwrap();
    assert_eq!(run, known, "a migration that old databases have run was changed: put it back and add a new one");
    store.maintain(rows(old)).await.unwrap();
}

/// Its key and its uploads.
fn put_files(old: &Value, folder: &Path) {
    std::fs::create_dir_all(folder.join("keys")).unwrap();
    std::fs::write(folder.join("keys").join("master.key"), [7_u8; KEY_LEN]).unwrap();
    for (name, content) in old["blobs"].as_object().unwrap() {
        let path = folder.join("blobs").join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes(content.as_str().unwrap())).unwrap();
    }
}

pub(crate) async fn assert_intact(runtime: &Runtime, least: usize) {
    let verdict = runtime.store().verify(|_, _| {}).await.unwrap();
    assert!(verdict.faults.is_empty(), "{:?}", verdict.faults);
    assert!(usize::try_from(verdict.rows).unwrap() >= least, "{} rows", verdict.rows);
}

/// One of the citizen's dossiers, as the API shows it.
async fn dossier(served: &Served, old: &Value, name: &str) -> Value {
    let path = format!("/api/v1/dossiers/{}", id(&old["dossiers"][name]));
    body_of(served.ask("citizen", "GET", &path, "").await).await
}

pub(crate) async fn assert_readable(served: &Served, old: &Value) {
    let own = body_of(served.ask("citizen", "GET", "/api/v1/dossiers", "").await).await;
    assert_eq!(own["total"], 4);
    for (name, state) in [("new", 1), ("accepted", 2), ("supplement", 5), ("rated", 10)] {
        let dossier = dossier(served, old, name).await;
        assert_eq!(dossier["state"], state, "{name}");
        // Sealed values open under the old keys.
        assert_eq!(dossier["applicant"]["name"], "Nguyễn Thị Mẫu Cũ", "{name}");
        assert_eq!(dossier["answers"]["person_name"], "Hoàng Thị Lan Minh Họa", "{name}");
    }
    let path = format!("/my/dossiers/{}/files/{}", id(&old["dossiers"]["rated"]), id(&old["result"]));
    assert_eq!(text(served.ask("citizen", "GET", &path, "").await).await, "%PDF-1.7\nket qua cu\n%%EOF\n");
}

/// An act of somebody on a dossier at the version that it has; the dossier afterwards.
async fn act(served: &Served, old: &Value, who: &str, what: (&str, &str)) -> Value {
    let (name, verb) = what;
    let before = dossier(served, old, name).await;
    let path = format!("/api/v1/dossiers/{}/{verb}", id(&old["dossiers"][name]));
    let mut sent = json!({ "version": before["version"], "text": "Theo hồ sơ cũ." });
    if verb == "supplement" {
        sent["answers"] = before["answers"].clone();
        sent["answers"]["residence_address"] = "số 14, tổ dân phố Mẫu".into();
    }
    let response = served.ask(who, "POST", &path, &sent.to_string()).await;
    let status = response.status().as_u16();
    let after = body_of(response).await;
    assert_eq!(status, 200, "{verb}: {after}");
    after
}

pub(crate) async fn assert_usable(served: &Served, old: &Value) {
    // The numbers of the day go on where the old program stopped.
    let accepted = act(served, old, "reception", ("new", "accept")).await;
    assert_eq!((&accepted["code"], &accepted["state"]), (&json!("000.01.31.H46-241210-0003"), &json!(2)));
    act(served, old, "handler", ("accepted", "forward")).await;
    act(served, old, "citizen", ("supplement", "supplement")).await;
    let mut filing = new_dossier();
    filing["applicant"] = json!({
        "name": "Nguyễn Thị Mẫu Cũ", "identity": "044185000017", "phone": "0912345678",
        "address": "Số 17, đường Mẫu, phường Hải Thành",
    });
    let filed = served.ask("citizen", "POST", "/api/v1/dossiers", &filing.to_string()).await;
    assert_eq!(filed.status().as_u16(), 201);
}

/// Lets jobs and consumers go on; gives how many notices the citizen has then.
async fn notices(served: &Served, background: &Background) -> usize {
    for _ in 0..ROUNDS {
        if !served.runtime.run_once(background).await {
            break;
        }
    }
    let citizen = served.actor("citizen").await;
    dossiers::queries::notices(&served.runtime.reader(&citizen)).await.unwrap().len()
}

/// The old database in a folder, with its key and its uploads; gives how it is opened.
pub(crate) async fn prepared(old: &Value, folder: &Path, database: &str) -> Config {
    let mut config = config_in(folder);
    database.clone_into(&mut config.database);
    let place = match database {
        "" => Place::Sqlite(folder.join("nhatle.db")),
        address => Place::Postgres(address.to_owned()),
    };
    put_files(old, folder);
    put_back(old, &place).await;
    config
}

/// The house with the people of the old database.
pub(crate) fn served(old: &Value, opened: &Opened, config: &Config, runtime: Runtime) -> Served {
    let people = ["citizen", "reception", "handler", "approver"];
    let accounts: BTreeMap<&'static str, Uuid> = people.into_iter().map(|who| (who, id(&old["people"][who]))).collect();
    Served::of(opened, config, runtime, accounts)
}

async fn works_today(folder: &Path, database: &str) {
    let old: Value = serde_json::from_str(FIRST).unwrap();
    let config = prepared(&old, folder, database).await;
    let opened = house::open(&config).await.unwrap();
    let runtime = runtime_at(&opened, START.plus(HOUR), 7);
    let kept = list(&old["tables"]["audit"]["rows"]).len();
    assert_intact(&runtime, kept).await;
    let served = served(&old, &opened, &config, runtime);
    assert_readable(&served, &old).await;
    assert_usable(&served, &old).await;
    let before = list(&old["tables"]["notice"]["rows"]).len();
    assert!(notices(&served, &opened.house.background).await > before);
    assert_intact(&served.runtime, kept + 4).await;
}

fn upgrades(database: &str) {
    let folder = tempfile::tempdir().unwrap();
    // Everything is closed before the program itself opens the database.
    testkit::tokio().block_on(works_today(folder.path(), database));
    verify(folder.path(), database);
}

#[test]
fn a_database_of_the_first_program_works_today() {
    upgrades("");
}

#[test]
fn a_database_of_the_first_program_works_today_on_postgres() {
    with_postgres(upgrades);
}

/// Opens the database under the key that its folder has now, and changes the key; gives whether a new one was made and
/// how many keys of people were wrapped anew.
async fn rotated(config: &Config) -> (bool, i64) {
    let opened = house::open(config).await.unwrap();
    let runtime = runtime_at(&opened, START.plus(HOUR), 8);
    let done = rotate_keys(&runtime, config, false).await.unwrap();
    assert_eq!(runtime.store().key_rings().await.unwrap().len(), 1, "only the ring under the new key stays");
    (done.has_new_master, done.keys)
}

/// As if the program had been killed before the ring under another master key was removed.
async fn leave_a_ring(config: &Config) {
    let opened = house::open(config).await.unwrap();
    let house = Actor::system();
    let cx = opened.runtime.decide_context(&house);
    let mut set = cx.write(Uuid::nil());
    put_ring(&mut set, "of another key", vec![0; 80], cx.wall);
    set.audit(cx.audit("test.ring", "key", Uuid::nil(), &json!({})));
    opened.runtime.store().commit(set).await.unwrap();
}

async fn reads_with_new_keys(old: &Value, config: &Config, people: i64) {
    let opened = house::open(config).await.unwrap();
    let runtime = runtime_at(&opened, START.plus(HOUR), 9);
    assert_eq!(runtime.store().keys_wrapped_before(u32::MAX).await.unwrap(), people);
    assert_eq!(runtime.store().keys_wrapped_before(3).await.unwrap(), 0, "every key is under the newest one");
    let served = served(old, &opened, config, runtime);
    assert_readable(&served, old).await;
    // Keyed hashes are what they were: people are found by their numbers, and new ones beside them.
    let house = Actor::system();
    let reader = served.runtime.reader(&house);
    let known = identity::find_person(&reader, "044185000017").await.unwrap();
    assert!(known.is_some(), "a person of the old database is found by number");
    assert_usable(&served, old).await;
    assert_intact(&served.runtime, 1).await;
}

/// The master key of a database of the first program is changed twice; each step in a process of its own, so to speak.
fn keys_change(database: &str) {
    let old: Value = serde_json::from_str(FIRST).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let master = folder.path().join("keys").join("master.key");
    let config = testkit::tokio().block_on(prepared(&old, folder.path(), database));
    let first = std::fs::read(&master).unwrap();
    let (is_new, people) = testkit::tokio().block_on(rotated(&config));
    assert!(is_new && people > 0, "{people}");
    let second = std::fs::read(&master).unwrap();
    assert_ne!(first, second);

    // Broken off when the next key lay beside the old one: the same key takes its place.
    std::fs::write(folder.path().join("keys").join("master.next"), [9_u8; KEY_LEN]).unwrap();
    assert_eq!(testkit::tokio().block_on(rotated(&config)), (true, people));
    assert_eq!(std::fs::read(&master).unwrap(), [9_u8; KEY_LEN]);
    // Broken off later: what is left is done, and no new key is made.
    testkit::tokio().block_on(leave_a_ring(&config));
    assert_eq!(testkit::tokio().block_on(rotated(&config)), (false, 0));
    assert_eq!(std::fs::read(&master).unwrap(), [9_u8; KEY_LEN]);

    testkit::tokio().block_on(reads_with_new_keys(&old, &config, people));
    for useless in [&first, &second] {
        std::fs::write(&master, useless).unwrap();
        let refused = testkit::tokio().block_on(house::open(&config)).map(|_| ()).unwrap_err();
        assert!(refused.to_string().contains("keys rotate"), "{refused}");
    }
    std::fs::write(&master, [9_u8; KEY_LEN]).unwrap();
    verify(folder.path(), database);
}

#[test]
fn the_master_key_is_changed_and_everything_opens() {
    keys_change("");
}

#[test]
fn the_master_key_is_changed_and_everything_opens_on_postgres() {
    with_postgres(keys_change);
}
