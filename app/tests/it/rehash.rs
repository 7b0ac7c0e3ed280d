//! The key of hashes is changed: everybody and every dossier is found again, the old hashes are gone, and what was
//! broken off goes on. Every column that holds a hash is known here, with what happens to it.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use data_encoding::HEXLOWER;
use kernel::time::HOUR;
use nhatle::config::Config;
use nhatle::house;
use nhatle::rehash::make_anew;
use runtime::Actor;
use serde_json::{Value, json};
use store::vault::{KEY_LEN, Vault};
use store::{Store, params, sql};
use testkit::START;
use uuid::Uuid;

use crate::common::{Served, json as body_of, runtime_at};
use crate::kill::{add_database, verify, with_postgres};
use crate::program::{command, finish, said};
use crate::upgrade::{FIRST, assert_intact, assert_readable, assert_usable, id, prepared, served};

const NUMBER: &str = "044185000017";

/// All keyed hashes by which somebody or something is found or known again, in hexadecimal.
async fn hashes(store: &Store) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for stmt in [
        sql!("SELECT identity_hash FROM person WHERE identity_hash IS NOT NULL"),
        sql!("SELECT phone_hash FROM person WHERE phone_hash IS NOT NULL"),
        sql!("SELECT hash FROM dossier_lookup"),
        sql!("SELECT code_hash FROM recovery_code"),
        sql!("SELECT code_hash FROM recovery_slip"),
        sql!("SELECT address_hash FROM registration_quota"),
        sql!("SELECT device_hash FROM known_device"),
        sql!("SELECT network_hash FROM session WHERE network_hash IS NOT NULL"),
    ] {
        let some = store.all(stmt, params![], |row| row.get::<Vec<u8>>(0)).await.unwrap();
        found.extend(some.iter().map(|hash| HEXLOWER.encode(hash)));
    }
    let logins = sql!("SELECT login_fold FROM account WHERE kind = 'citizen'");
    let logins = store.all(logins, params![], |row| row.get::<String>(0)).await.unwrap();
    found.extend(logins.iter().filter_map(|login| login.strip_prefix("c:").map(str::to_owned)));
    found
}

/// The same as before a sheet of codes was printed and a device was met.
async fn add_what_is_forgotten(store: &Store, account: Uuid) {
    let code = sql!("INSERT INTO recovery_code (account_id, code_hash) VALUES ($1, $2)");
    let device = sql!(
        "INSERT INTO known_device (account_id, device_hash, device, first_at, last_at, is_new)
         VALUES ($1, $2, 'firefox-linux', 1, 1, 0)"
    );
    let stmts = vec![(code, params![account, vec![1_u8; 16]]), (device, params![account, vec![2_u8; 16]])];
    store.maintain(stmts).await.unwrap();
}

/// The dossiers that an officer finds by a number or a name.
async fn found_by(served: &Served, q: &str) -> usize {
    let found = served.ask("reception", "POST", "/api/v1/search", &json!({ "q": q }).to_string()).await;
    assert_eq!(found.status().as_u16(), 200);
    body_of(found).await["items"].as_array().unwrap().len()
}

async fn finds(served: &Served) -> Vec<usize> {
    let mut all = Vec::new();
    for q in [NUMBER, "Mẫu Cũ", "0912345678", "044185000099"] {
        all.push(found_by(served, q).await);
    }
    all
}

/// Begins, and is killed when two of the dossiers are done.
fn broken_off(config: &Config) {
    let told = catch_unwind(AssertUnwindSafe(|| {
        testkit::tokio().block_on(async {
            let opened = house::open(config).await.unwrap();
            let runtime = runtime_at(&opened, START.plus(HOUR), 21);
            let mut tell = |kind: &'static str, done: i64, _: i64| assert!(kind != "dossier" || done < 2, "killed");
            make_anew(&runtime, config, 1, &mut tell).await.unwrap()
        })
    }));
    assert!(told.is_err(), "it was not broken off");
}

async fn goes_on(config: &Config) {
    let refused = house::open(config).await.map(|_| ()).unwrap_err();
    assert!(refused.to_string().contains("rotate blind"), "nothing else opens half of the hashes: {refused}");
    let opened = house::open_to_hash(config).await.unwrap();
    let runtime = runtime_at(&opened, START.plus(HOUR), 22);
    let mut told = Vec::new();
    let mut tell = |kind: &'static str, done: i64, total: i64| told.push((kind, done, total));
    assert_eq!(make_anew(&runtime, config, 1, &mut tell).await.unwrap(), 5);
    assert_eq!(told, [("person", 1, 1), ("dossier", 2, 4), ("dossier", 3, 4), ("dossier", 4, 4)]);
    for kind in ["person", "dossier"] {
        assert_eq!(runtime.store().hash_cursor(kind).await.unwrap(), None);
    }
    assert_eq!(runtime.store().key_rings().await.unwrap().len(), 1);
}

/// What there was before: the hashes, and what was found.
async fn before(old: &Value, config: &Config) -> (BTreeSet<String>, Vec<usize>) {
    let opened = house::open(config).await.unwrap();
    let runtime = runtime_at(&opened, START.plus(HOUR), 20);
    let served = served(old, &opened, config, runtime);
    let found = finds(&served).await;
    add_what_is_forgotten(served.runtime.store(), id(&old["people"]["citizen"])).await;
    (hashes(served.runtime.store()).await, found)
}

async fn after(old: &Value, config: &Config, hashes_before: &BTreeSet<String>, found_before: &[usize]) {
    let opened = house::open(config).await.unwrap();
    let runtime = runtime_at(&opened, START.plus(HOUR), 23);
    let (store, vault) = (runtime.store(), runtime.vault());
    let hashes_after = hashes(store).await;
    assert!(hashes_after.is_disjoint(hashes_before), "an old hash is left");
    assert!(hashes_after.len() + 2 <= hashes_before.len(), "the code on paper and the device have gone");
    let number = HEXLOWER.encode(&vault.blind("identity", NUMBER));
    assert!(hashes_after.contains(&number));
    let by_first_master = Vault::new(&[7; KEY_LEN]).unwrap().blind("identity", NUMBER);
    assert!(hashes_before.contains(&HEXLOWER.encode(&by_first_master)), "the first master key gave the old ones");
    let login = sql!("SELECT COUNT(*) FROM account WHERE login_fold = $1");
    assert_eq!(store.number(login, params![format!("c:{number}")]).await.unwrap(), 1, "the citizen signs in");
    let house = Actor::system();
    assert!(identity::find_person(&runtime.reader(&house), NUMBER).await.unwrap().is_some());

    let served = served(old, &opened, config, runtime);
    assert_eq!(finds(&served).await, found_before);
    assert_readable(&served, old).await;
    assert_usable(&served, old).await;
    assert_intact(&served.runtime, 1).await;
}

fn hashes_change(database: &str) {
    let old: Value = serde_json::from_str(FIRST).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let config = testkit::tokio().block_on(prepared(&old, folder.path(), database));
    let (hashes_before, found_before) = testkit::tokio().block_on(before(&old, &config));
    assert!(found_before[0] > 0 && found_before[0] == found_before[1] && found_before[3] == 0, "{found_before:?}");
    broken_off(&config);
    testkit::tokio().block_on(goes_on(&config));
    testkit::tokio().block_on(after(&old, &config, &hashes_before, &found_before));

    // The program does the same, and says how far it is.
    let mut task = command(folder.path(), &["keys", "rotate", "blind", "--empty"]);
    add_database(&mut task, database);
    let output = finish(task);
    assert!(output.status.success() && said(&output).contains("dossier: 100 %"), "{}", said(&output));
    verify(folder.path(), database);
}

#[test]
fn hashes_are_made_anew_and_everything_is_found() {
    hashes_change("");
}

#[test]
fn hashes_are_made_anew_and_everything_is_found_on_postgres() {
    with_postgres(hashes_change);
}

/// What a new key of hashes means for a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    /// It is made anew from what is sealed beside it.
    Anew,
    /// Nobody keeps what was hashed: the row goes, or the hash in it.
    Forgotten,
    /// It does not come from the key of hashes.
    Other,
}

/// Every column that holds a hash. Whoever adds one says here what becomes of it, and does it in `hashed` or
/// `forget_hashes` of the crate.
const COLUMNS: [(&str, Fate); 19] = [
    ("account.login_fold", Fate::Anew),
    ("account.password_hash", Fate::Other),
    ("audit.events_hash", Fate::Other),
    ("audit.hash", Fate::Other),
    ("audit_head.hash", Fate::Other),
    ("audit_seal.hash", Fate::Other),
    ("client_secret.secret_hash", Fate::Other),
    ("client_token.token_hash", Fate::Other),
    ("dossier_lookup.hash", Fate::Anew),
    ("invitation.secret_hash", Fate::Other),
    ("known_device.device_hash", Fate::Forgotten),
    ("person.identity_hash", Fate::Anew),
    ("person.phone_hash", Fate::Anew),
    ("recovery_code.code_hash", Fate::Forgotten),
    ("recovery_slip.code_hash", Fate::Forgotten),
    ("registration_quota.address_hash", Fate::Forgotten),
    ("session.network_hash", Fate::Forgotten),
    ("session.secret_hash", Fate::Other),
    ("sign_in_step.step_hash", Fate::Other),
];

#[test]
fn every_column_with_a_hash_is_known_here() {
    let listing = include_str!("../../../docs/schema/sqlite.txt");
    let mut table = "";
    let mut found = Vec::new();
    for line in listing.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            [name] if !line.starts_with(' ') => table = *name,
            [column, "blob" | "text", ..] if ["hash", "login_fold"].contains(column) || column.ends_with("_hash") => {
                found.push(format!("{table}.{column}"));
            }
            _ => {}
        }
    }
    found.sort();
    let known: Vec<&str> = COLUMNS.iter().map(|(name, _)| *name).collect();
    assert_eq!(found, known, "say in COLUMNS what a new key of hashes means for it");
    let keyed = COLUMNS.iter().filter(|(_, fate)| *fate != Fate::Other).count();
    assert_eq!(keyed, 9, "and let `hashes` above look at it");
}
