//! The key of hashes is changed: everybody and every dossier is found again, the old hashes are gone, and what was
//! broken off goes on. Every column that holds a hash is known here, with what happens to it.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use data_encoding::HEXLOWER;
use identity::NewBusiness;
use kernel::time::{DAY, HOUR};
use nhatle::config::Config;
use nhatle::house;
use nhatle::rehash::make_anew;
use runtime::{Actor, Runtime};
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
const TAX: &str = "3100999990";
const CONTACTS: [(&str, &str); 2] = [("email", "mau@example.vn"), ("phone", "0912345678")];

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
        sql!("SELECT provider_hash FROM session WHERE provider_hash IS NOT NULL"),
        sql!("SELECT value_hash FROM contact"),
        sql!("SELECT code_hash FROM sent_code"),
        sql!("SELECT subject_hash FROM provider_link"),
        sql!("SELECT state_hash FROM provider_flow"),
        sql!("SELECT jti_hash FROM provider_jti"),
    ] {
        let some = store.all(stmt, params![], |row| row.get::<Vec<u8>>(0)).await.unwrap();
        found.extend(some.iter().map(|hash| HEXLOWER.encode(hash)));
    }
    for stmt in
        [sql!("SELECT login_fold FROM account WHERE kind <> 'officer'"), sql!("SELECT login_fold FROM representative")]
    {
        let logins = store.all(stmt, params![], |row| row.get::<String>(0)).await.unwrap();
        found.extend(logins.iter().filter_map(|login| login.get(2..).map(str::to_owned)));
    }
    found
}

/// The citizen has proven contacts and represents a business.
async fn add_what_is_found(runtime: &Runtime, account: Uuid) {
    let house = Actor::system();
    let key = runtime.reader(&house).subject_key(account).await.unwrap();
    let stmt = sql!(
        "INSERT INTO contact (account_id, way, sealed, value_hash, is_step, proven_at) VALUES ($1, $2, $3, $4, 0, 1)"
    );
    let contacts = CONTACTS.map(|(way, value)| {
        let sealed = key.seal("contact.sealed", value, runtime.rng()).unwrap();
        (stmt, params![account, way, sealed, contact_hash(runtime.vault(), way, value)])
    });
    runtime.store().maintain(contacts.into()).await.unwrap();
    let business = NewBusiness {
        name: "Công ty TNHH Mẫu".into(),
        tax_code: TAX.into(),
        phone: "0912345679".into(),
        email: String::new(),
        address: String::new(),
    };
    identity::add_business_hashed(runtime, &business, account, "x".into()).await.unwrap();
}

fn contact_hash(vault: &Vault, way: &str, value: &str) -> Vec<u8> {
    vault.blind("contact", &format!("{way}|{value}"))
}

/// The contacts, the business and who represents it are found by the hashes of a vault.
async fn assert_found(store: &Store, vault: &Vault) {
    for (way, value) in CONTACTS {
        let stmt = sql!("SELECT COUNT(*) FROM contact WHERE way = $1 AND value_hash = $2");
        let found = store.number(stmt, params![way, contact_hash(vault, way, value)]).await.unwrap();
        assert_eq!(found, 1, "{way}");
    }
    let login = |kind: &str, index: &str, value: &str| {
        let hash = HEXLOWER.encode(&vault.blind(index, value));
        format!("{kind}:{hash}")
    };
    let business = sql!(
        "SELECT COUNT(*) FROM account a JOIN representative r ON r.business_id = a.account_id
         JOIN account p ON p.login_fold = r.login_fold
         WHERE a.login_fold = $1 AND r.login_fold = $2 AND p.account_id = r.account_id"
    );
    let logins = params![login("b", "tax", TAX), login("c", "identity", NUMBER)];
    assert_eq!(store.number(business, logins).await.unwrap(), 1, "the business and its representative");
}

/// What providers called the citizen and a session, and codes that were on their way, are gone; the session is not.
async fn assert_forgotten(store: &Store) {
    for stmt in [
        sql!("SELECT COUNT(*) FROM sent_code"),
        sql!("SELECT COUNT(*) FROM provider_link"),
        sql!("SELECT COUNT(*) FROM provider_flow"),
        sql!("SELECT COUNT(*) FROM provider_jti"),
        sql!("SELECT COUNT(*) FROM session WHERE provider_hash IS NOT NULL OR network_hash IS NOT NULL"),
    ] {
        assert_eq!(store.number(stmt, params![]).await.unwrap(), 0, "{stmt:?}");
    }
    let session = sql!("SELECT COUNT(*) FROM session WHERE provider = 'mau'");
    assert_eq!(store.number(session, params![]).await.unwrap(), 1);
}

/// A sheet of codes was printed, a device was met, a code was sent, and a provider knows the citizen.
async fn add_what_is_forgotten(store: &Store, account: Uuid) {
    let code = sql!("INSERT INTO recovery_code (account_id, code_hash) VALUES ($1, $2)");
    let device = sql!(
        "INSERT INTO known_device (account_id, device_hash, device, first_at, last_at, is_new)
         VALUES ($1, $2, 'firefox-linux', 1, 1, 0)"
    );
    let sent = sql!(
        "INSERT INTO sent_code (page_hash, account_id, purpose, way, code_hash, tries, ends_at)
         VALUES ($1, $2, 'password', 'email', $3, 0, $4)"
    );
    let link = sql!(
        "INSERT INTO provider_link (provider, subject_hash, account_id, made_at, used_at) VALUES ('mau', $1, $2, 1, 1)"
    );
    let flow = sql!(
        "INSERT INTO provider_flow (state_hash, provider, purpose, wrapped, sealed, ends_at)
         VALUES ($1, 'mau', 'sign-in', $1, $1, $2)"
    );
    let notice = sql!("INSERT INTO provider_jti (provider, jti_hash, ends_at) VALUES ('mau', $1, $2)");
    let session = sql!(
        "INSERT INTO session
           (secret_hash, session_id, account_id, kind, device, network_hash, made_at, seen_at, ends_at,
            provider, provider_hash)
         VALUES ($1, $2, $3, 'browser', 'firefox-linux', $4, 1, 1, $5, 'mau', $6)"
    );
    let hash = |n: u8| vec![n; 16];
    let ends = START.plus(DAY);
    let stmts = vec![
        (code, params![account, hash(1)]),
        (device, params![account, hash(2)]),
        (sent, params![hash(3), account, hash(4), ends]),
        (link, params![hash(5), account]),
        (flow, params![hash(6), ends]),
        (notice, params![hash(7), ends]),
        (session, params![hash(8), Uuid::from_u128(8), account, hash(9), ends, hash(10)]),
    ];
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
    assert_eq!(make_anew(&runtime, config, 1, &mut tell).await.unwrap(), 8);
    let (people, contacts, representatives) = (("person", 2, 2), ("contact", 1, 1), ("representative", 1, 1));
    let dossiers = [("dossier", 2, 4), ("dossier", 3, 4), ("dossier", 4, 4)];
    assert_eq!(told[..3], [people, contacts, representatives]);
    assert_eq!(told[3..], dossiers);
    for kind in ["person", "contact", "representative", "dossier"] {
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
    let citizen = id(&old["people"]["citizen"]);
    add_what_is_found(&served.runtime, citizen).await;
    add_what_is_forgotten(served.runtime.store(), citizen).await;
    assert_found(served.runtime.store(), served.runtime.vault()).await;
    (hashes(served.runtime.store()).await, found)
}

async fn after(old: &Value, config: &Config, hashes_before: &BTreeSet<String>, found_before: &[usize]) {
    let opened = house::open(config).await.unwrap();
    let runtime = runtime_at(&opened, START.plus(HOUR), 23);
    let (store, vault) = (runtime.store(), runtime.vault());
    let hashes_after = hashes(store).await;
    assert!(hashes_after.is_disjoint(hashes_before), "an old hash is left");
    assert!(hashes_after.len() + 8 <= hashes_before.len(), "what is kept nowhere has gone");
    assert_found(store, vault).await;
    assert_forgotten(store).await;
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
const COLUMNS: [(&str, Fate); 30] = [
    ("account.login_fold", Fate::Anew),
    ("account.password_hash", Fate::Other),
    ("audit.events_hash", Fate::Other),
    ("audit.hash", Fate::Other),
    ("audit_archive.file_hash", Fate::Other),
    ("audit_head.hash", Fate::Other),
    ("audit_seal.hash", Fate::Other),
    ("audit_stub.hash", Fate::Other),
    ("client_secret.secret_hash", Fate::Other),
    ("client_token.token_hash", Fate::Other),
    ("contact.value_hash", Fate::Anew),
    ("dossier_lookup.hash", Fate::Anew),
    ("invitation.secret_hash", Fate::Other),
    ("known_device.device_hash", Fate::Forgotten),
    ("passkey_ticket.ticket_hash", Fate::Other),
    ("person.identity_hash", Fate::Anew),
    ("person.phone_hash", Fate::Anew),
    ("provider_flow.state_hash", Fate::Other),
    ("provider_jti.jti_hash", Fate::Forgotten),
    ("provider_link.subject_hash", Fate::Forgotten),
    ("recovery_code.code_hash", Fate::Forgotten),
    ("recovery_slip.code_hash", Fate::Forgotten),
    ("registration_quota.address_hash", Fate::Forgotten),
    ("representative.login_fold", Fate::Anew),
    ("sent_code.code_hash", Fate::Forgotten),
    ("sent_code.page_hash", Fate::Other),
    ("session.network_hash", Fate::Forgotten),
    ("session.provider_hash", Fate::Forgotten),
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
    assert_eq!(keyed, 15, "and let `hashes` above look at it");
}
