//! The master key behind a key service: a small one of this test speaks Vault's transit protocol, and the program's
//! keys are made, opened, moved and backed up with it, also when it is down, slow, closed, or lies.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Output;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::{Path as Parts, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use data_encoding::BASE64;
use identity::NewCitizen;
use nhatle::config::{Config, KeyOptions};
use nhatle::house;
use nhatle::rotate::rotate_keys;
use runtime::Actor;
use serde_json::{Value, json};
use store::vault::KEY_LEN;
use testkit::START;

use crate::common::{NOBODYS, config_in, runtime_at};
use crate::kill::with_postgres;
use crate::program::{command, finish, said};

const TOKEN: &str = "hvs.a-token-of-this-test-4417";
const NUMBER: &str = "044185770058";
const NAME: &str = "Kín Thị Dịch Vụ";

/// How the service behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mood {
    Honest,
    /// Its door is closed until somebody opens it by hand.
    Sealed,
    /// Answers after everybody has gone.
    Slow,
    /// Gives a key, but another one.
    Lying,
    /// Gives something that is no key.
    Short,
    /// Answers as something else.
    Strange,
    /// Fails.
    Broken,
}

/// What the service keeps: what it wrapped, by what it gave out for it.
struct Inside {
    mood: Mood,
    kept: BTreeMap<String, String>,
}

type Shared = Arc<Mutex<Inside>>;

/// A key service of this test, on a thread of its own; it serves as long as the process lives.
struct Service {
    address: String,
    inside: Shared,
}

async fn act(
    State(inside): State<Shared>,
    Parts((act, key)): Parts<(String, String)>,
    headers: HeaderMap,
    body: String,
) -> (StatusCode, String) {
    let mood = inside.lock().unwrap().mood;
    match mood {
        Mood::Slow => tokio::time::sleep(Duration::from_secs(9)).await,
        Mood::Sealed => return (StatusCode::SERVICE_UNAVAILABLE, json!({ "errors": ["Vault is sealed"] }).to_string()),
        Mood::Strange => return (StatusCode::OK, "<p>It works</p>".into()),
        Mood::Broken => return (StatusCode::INTERNAL_SERVER_ERROR, String::new()),
        Mood::Honest | Mood::Lying | Mood::Short => {}
    }
    if headers.get("x-vault-token").is_none_or(|token| token != TOKEN) {
        return (StatusCode::FORBIDDEN, json!({ "errors": ["permission denied"] }).to_string());
    }
    if !["first", "second"].contains(&key.as_str()) {
        return (StatusCode::NOT_FOUND, json!({ "errors": [] }).to_string());
    }
    let asked: Value = serde_json::from_str(&body).unwrap();
    let mut inside = inside.lock().unwrap();
    if act == "encrypt" {
        let ciphertext = format!("vault:v1:{key}:{}", inside.kept.len());
        inside.kept.insert(ciphertext.clone(), asked["plaintext"].as_str().unwrap().to_owned());
        return (StatusCode::OK, json!({ "data": { "ciphertext": ciphertext, "key_version": 1 } }).to_string());
    }
    let ciphertext = asked["ciphertext"].as_str().unwrap();
    let is_its_own = ciphertext.starts_with(&format!("vault:v1:{key}:"));
    let Some(plain) = inside.kept.get(ciphertext).filter(|_| is_its_own) else {
        return (StatusCode::BAD_REQUEST, json!({ "errors": ["cipher: message authentication failed"] }).to_string());
    };
    let plain = match mood {
        Mood::Lying => BASE64.encode(&[3; KEY_LEN]),
        Mood::Short => BASE64.encode(b"short"),
        _ => plain.clone(),
    };
    (StatusCode::OK, json!({ "data": { "plaintext": plain } }).to_string())
}

impl Service {
    fn start() -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let inside = Arc::new(Mutex::new(Inside { mood: Mood::Honest, kept: BTreeMap::new() }));
        let router = Router::new().route("/v1/transit/{act}/{key}", post(act)).with_state(Arc::clone(&inside));
        std::thread::spawn(move || {
            testkit::tokio().block_on(async move {
                let listener = tokio::net::TcpListener::from_std(listener).unwrap();
                axum::serve(listener, router).await.unwrap();
            });
        });
        Self { address, inside }
    }

    fn is(&self, mood: Mood) {
        self.inside.lock().unwrap().mood = mood;
    }

    /// `[keys]` for this service, with a token in the folder.
    fn options(&self, folder: &Path, key: &str) -> KeyOptions {
        let token_file = folder.join("token");
        std::fs::write(&token_file, format!("{TOKEN}\n")).unwrap();
        let service = Some(self.address.clone());
        KeyOptions { service, name: key.into(), token_file, seconds: 1, ..KeyOptions::default() }
    }

    /// The keys in the clear that it was given.
    fn given(&self) -> Vec<Vec<u8>> {
        self.inside.lock().unwrap().kept.values().map(|plain| BASE64.decode(plain.as_bytes()).unwrap()).collect()
    }
}

/// A house in a folder with one citizen.
async fn settle(config: &Config) {
    let opened = house::open(config).await.unwrap();
    let new = NewCitizen {
        name: NAME.into(),
        identity: NUMBER.into(),
        phone: "0977331144".into(),
        email: String::new(),
        address: String::new(),
        birth_date: "1985-03-02".into(),
        password: String::new(),
    };
    identity::add_citizen_hashed(&opened.runtime, new, NOBODYS.into()).await.unwrap();
}

/// Whoever was written down opens and is found.
async fn assert_opens(config: &Config) {
    let opened = house::open(config).await.unwrap();
    let house = Actor::system();
    let reader = opened.runtime.reader(&house);
    let subject = identity::find_person(&reader, NUMBER).await.unwrap().unwrap();
    assert_eq!(identity::profile_by_subject(&reader, subject).await.unwrap().name, NAME);
    assert!(opened.runtime.store().key_rings().await.unwrap().len() <= 1);
}

async fn why_not(config: &Config) -> String {
    let refused = house::open(config).await.map(|_| ()).unwrap_err();
    format!("{refused:#}")
}

/// Changes the master key; gives whether a new one was made.
async fn changed(config: &Config, seed: u64, to_file: bool) -> bool {
    let opened = house::open(config).await.unwrap();
    let runtime = runtime_at(&opened, START, seed);
    let done = rotate_keys(&runtime, config, to_file).await.unwrap();
    assert_eq!(runtime.store().key_rings().await.unwrap().len(), 1, "only the ring under the new key stays");
    done.has_new_master
}

/// The names in the folder of keys.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder.join("keys"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// No file of keys holds one of the keys that the service wraps.
fn assert_no_key_lies(folder: &Path, service: &Service) {
    for name in names(folder) {
        let bytes = std::fs::read(folder.join("keys").join(&name)).unwrap();
        for key in service.given() {
            assert!(!bytes.windows(KEY_LEN).any(|window| window == key), "{name} holds a key in the clear");
            let text = String::from_utf8_lossy(&bytes).into_owned();
            assert!(!text.contains(&BASE64.encode(&key)), "{name} holds a key in the clear");
        }
    }
}

#[test]
fn a_first_start_makes_a_key_that_the_service_keeps() {
    let service = Service::start();
    let (folder, beside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut config = config_in(folder.path());
    config.keys = service.options(beside.path(), "first");
    testkit::tokio().block_on(settle(&config));
    assert_eq!(names(folder.path()), ["master.wrapped", "seal.key"]);
    assert_eq!(service.given().len(), 1);
    assert_no_key_lies(folder.path(), &service);
    testkit::tokio().block_on(assert_opens(&config));

    // Without the service in the configuration nothing opens, and it is said why.
    let without = Config { keys: KeyOptions::default(), ..config.clone() };
    let said = testkit::tokio().block_on(why_not(&without));
    assert!(said.contains("master.wrapped") && said.contains("[keys] service"), "{said}");
}

/// What the program says when the service is in a mood, at a start and at a change of the key.
const WHY: [(Mood, &str); 6] = [
    (Mood::Sealed, "unseal"),
    (Mood::Slow, "within 1 seconds"),
    (Mood::Lying, "another key than the one that was wrapped"),
    (Mood::Short, "another key than the one that was wrapped"),
    (Mood::Strange, "not as a key service does"),
    (Mood::Broken, "failed (500)"),
];

#[test]
fn a_service_that_fails_or_lies_is_refused_and_nothing_changes() {
    let service = Service::start();
    let (folder, beside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut config = config_in(folder.path());
    config.keys = service.options(beside.path(), "first");
    testkit::tokio().block_on(async {
        settle(&config).await;
        let before = std::fs::read(folder.path().join("keys").join("master.wrapped")).unwrap();
        for (number, (mood, why)) in (100..).zip(WHY) {
            service.is(mood);
            let said = why_not(&config).await;
            assert!(said.contains(why), "{mood:?}: {said}");
            service.is(Mood::Honest);
            let opened = house::open(&config).await.unwrap();
            let runtime = runtime_at(&opened, START, number);
            service.is(mood);
            let said = rotate_keys(&runtime, &config, false).await.map(|_| ()).unwrap_err();
            assert!(format!("{said:#}").contains(why), "{mood:?}: {said:#}");
            service.is(Mood::Honest);
        }
        std::fs::write(&config.keys.token_file, "hvs.of-somebody-else").unwrap();
        let said = why_not(&config).await;
        assert!(said.contains("refuses the token") && !said.contains("somebody-else"), "{said}");
        std::fs::remove_file(&config.keys.token_file).unwrap();
        assert!(why_not(&config).await.contains("token of the key service cannot be read"));
        config.keys = service.options(beside.path(), "first");

        let nobody = KeyOptions { service: Some("http://127.0.0.1:1".into()), ..config.keys.clone() };
        let said = why_not(&Config { keys: nobody, ..config.clone() }).await;
        assert!(said.contains("does not answer") && said.contains("mend [keys] service"), "{said}");
        let open_line = KeyOptions { service: Some("http://192.0.2.7:8200".into()), ..config.keys.clone() };
        assert!(why_not(&Config { keys: open_line, ..config.clone() }).await.contains("https"));

        assert_eq!(std::fs::read(folder.path().join("keys").join("master.wrapped")).unwrap(), before);
        assert_eq!(names(folder.path()), ["master.wrapped", "seal.key"]);
        assert_opens(&config).await;
    });
}

#[test]
fn a_service_without_the_key_is_told_from_one_that_refuses() {
    let service = Service::start();
    let (folder, beside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut config = config_in(folder.path());
    config.keys = service.options(beside.path(), "unknown");
    let said = testkit::tokio().block_on(why_not(&config));
    assert!(said.contains("knows no transit/unknown"), "{said}");
    config.keys = service.options(beside.path(), "first");
    service.is(Mood::Lying);
    let said = testkit::tokio().block_on(why_not(&config));
    assert!(said.contains("another key"), "a service that cannot give a key back keeps none: {said}");
    assert_eq!(names(folder.path()), Vec::<String>::new(), "nothing was made");
}

/// From a file to the service, to another key of it, and back to a file; each step can be broken off.
fn moves(database: &str) {
    let tokio = testkit::tokio();
    let service = Service::start();
    let (folder, beside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut bare = config_in(folder.path());
    database.clone_into(&mut bare.database);
    let first = Config { keys: service.options(beside.path(), "first"), ..bare.clone() };
    let second = Config { keys: service.options(beside.path(), "second"), ..bare.clone() };
    let (master, wrapped) = (folder.path().join("keys/master.key"), folder.path().join("keys/master.wrapped"));
    tokio.block_on(settle(&bare));
    let old = std::fs::read(&master).unwrap();

    assert!(tokio.block_on(changed(&first, 1, false)));
    assert_eq!(names(folder.path()), ["master.wrapped", "seal.key"]);
    assert_no_key_lies(folder.path(), &service);
    tokio.block_on(assert_opens(&first));
    // Broken off when the old file had not gone yet: the newer one is used, and the old one goes.
    std::fs::write(&master, &old).unwrap();
    tokio.block_on(assert_opens(&first));
    assert!(tokio.block_on(changed(&first, 2, false)));
    assert!(!master.exists());

    let by_first = std::fs::read_to_string(&wrapped).unwrap();
    assert!(tokio.block_on(changed(&second, 3, false)), "another key of the service is another keeper");
    let by_second = std::fs::read_to_string(&wrapped).unwrap();
    assert!(by_first.contains("vault:v1:first") && by_second.contains("vault:v1:second"), "{by_first} {by_second}");
    tokio.block_on(assert_opens(&second));

    assert!(tokio.block_on(changed(&second, 4, true)));
    assert_eq!(names(folder.path()), ["master.key", "seal.key"]);
    assert!(!service.given().contains(&std::fs::read(&master).unwrap()), "the new key was never with the service");
    tokio.block_on(assert_opens(&bare));
    std::fs::write(&master, old).unwrap();
    assert!(tokio.block_on(why_not(&bare)).contains("keys rotate"), "the first key opens nothing");
}

#[test]
fn the_master_key_moves_between_keepers() {
    moves("");
}

#[test]
fn the_master_key_moves_between_keepers_on_postgres() {
    with_postgres(moves);
}

/// Runs a command of the program on a folder, with a configuration that names the service.
fn run(folder: &Path, config: &Path, words: &[&str], paths: &[&Path]) -> Output {
    let mut task = command(folder, words);
    task.arg("--config").arg(config).args(paths);
    finish(task)
}

#[test]
fn the_program_starts_moves_and_is_backed_up_with_a_key_service() {
    let service = Service::start();
    let (folder, beside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let data = folder.path();
    let bare = config_in(data);
    testkit::tokio().block_on(settle(&bare));
    let options = service.options(beside.path(), "first");
    let config = beside.path().join("nhatle.toml");
    let text = format!(
        "empty = true\n[keys]\nservice = '{}'\nname = 'first'\ntoken_file = '{}'\n",
        service.address,
        options.token_file.display()
    );
    std::fs::write(&config, text).unwrap();

    let refused = run(data, &config, &["serve", "--listen", "127.0.0.1:0"], &[]);
    assert!(!refused.status.success() && said(&refused).contains("keys rotate"), "{}", said(&refused));
    let moved = run(data, &config, &["keys", "rotate"], &[]);
    assert!(moved.status.success() && said(&moved).contains("wrapped by the key service"), "{}", said(&moved));
    assert_eq!(names(data), ["master.wrapped", "seal.key"]);

    let backup = beside.path().join("backup");
    let made = run(data, &config, &["backup"], &[&backup]);
    assert!(made.status.success() && said(&made).contains("transit:transit/first"), "{}", said(&made));
    let manifest: Value = serde_json::from_slice(&std::fs::read(backup.join("manifest.json")).unwrap()).unwrap();
    assert_eq!(manifest["keeper"], "transit:transit/first");
    for name in ["manifest.json", "keys/master.wrapped"] {
        let text = String::from_utf8(std::fs::read(backup.join(name)).unwrap()).unwrap();
        assert!(service.given().iter().all(|key| !text.contains(&BASE64.encode(key))), "{name} holds the key");
    }

    let new = tempfile::tempdir().unwrap();
    service.is(Mood::Sealed);
    let closed = run(new.path(), &config, &["restore"], &[&backup]);
    assert!(!closed.status.success() && said(&closed).contains("unseal"), "{}", said(&closed));
    service.is(Mood::Honest);
    let restored = run(new.path(), &config, &["restore"], &[&backup]);
    assert!(restored.status.success(), "{}", said(&restored));
    testkit::tokio().block_on(assert_opens(&Config { keys: options, ..config_in(new.path()) }));
}
