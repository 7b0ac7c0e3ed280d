//! What people type and what is kept of them reaches no log, no metric, no column in the clear, and no stranger's
//! answer: marked values go through every route, and everything that remains is searched for them.

use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use axum::body::to_bytes;
use axum::http::{StatusCode, header};
use axum::response::Response;
use data_encoding::{BASE64, BASE64URL_NOPAD, HEXUPPER};
use identity::NewCitizen;
use kernel::text::fold;
use nhatle::house;
use serde_json::{Value, json};
use store::Store;
use testkit::{START, columns, made};
use web::Method;

use crate::common::{NOBODYS, Served, config_in, furnish, json as body_of, new_dossier, runtime_at, text};
use crate::kill::with_postgres;

/// What is kept of the citizen.
const KEPT: [&str; 5] =
    ["Kín Thị Dấu Rò", "044185770033", "0977331177", "dau.ro@vidu.vn", "Ngõ Dấu Rò số 17, phường Hải Thành"];
/// What is typed on every route, right or wrong.
const TYPED: [&str; 5] = ["Gõ Thị Dấu Vết", "044185770041", "0977331188", "dau.vet@vidu.vn", "matkhau-dau-vet-4417"];
/// Whoever must learn nothing of the citizen.
const STRANGERS: [&str; 7] =
    ["anonymous", "stranger", "other-reception", "other-handler", "administrator", "operator", "data-protection"];

/// Everything that was logged, at the finest level.
#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The log of this process.
fn log() -> &'static Captured {
    static LOG: OnceLock<Captured> = OnceLock::new();
    LOG.get_or_init(|| {
        let captured = Captured::default();
        let writer = captured.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_ansi(false)
            .with_writer(move || writer.clone())
            .finish();
        tracing::subscriber::set_global_default(subscriber).unwrap();
        captured
    })
}

fn percent(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b if b.is_ascii_alphanumeric() => char::from(b).to_string(),
        b => format!("%{b:02X}"),
    };
    text.bytes().map(byte).collect()
}

/// How a value may look in what is searched; lower case.
fn spellings(value: &str) -> Vec<String> {
    let escaped: String = value
        .encode_utf16()
        .map(|unit| match u8::try_from(unit) {
            Ok(byte) if byte.is_ascii() => char::from(byte).to_string(),
            _ => format!("\\u{unit:04x}"),
        })
        .collect();
    let plain = value.as_bytes();
    let in_form = percent(value).replace("%20", "+");
    let coded = [percent(value), in_form, escaped, BASE64.encode(plain), BASE64URL_NOPAD.encode(plain)];
    let all = coded.into_iter().chain([value.to_owned(), fold(value)]);
    let mut all: Vec<String> = all.map(|spelling| spelling.to_lowercase()).collect();
    all.sort();
    all.dedup();
    all
}

fn assert_silent(place: &str, text: &str, values: &[&str]) {
    let text = text.to_lowercase();
    for spelling in values.iter().flat_map(|value| spellings(value)) {
        if let Some(at) = text.find(&spelling) {
            let from = text.floor_char_boundary(at.saturating_sub(150));
            let to = text.ceil_char_boundary((at + 150).min(text.len()));
            panic!("{place} tells {spelling:?}: {}", &text[from..to]);
        }
    }
}

/// The body of an answer that ends by itself; empty for a stream of events.
async fn body(response: Response) -> String {
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if kind.starts_with("text/event-stream") {
        return String::new();
    }
    String::from_utf8_lossy(&to_bytes(response.into_body(), 5_000_000).await.unwrap()).into_owned()
}

/// A path with its parts filled.
fn filled(path: &str, part: impl Fn(&str) -> String) -> String {
    let fill = |text: &str| if text.starts_with('{') { part(text) } else { text.to_owned() };
    path.split('/').map(fill).collect::<Vec<_>>().join("/")
}

/// The names of fields that forms and bodies have.
const FIELDS: [&str; 24] = [
    "q",
    "login",
    "current",
    "password",
    "name",
    "identity",
    "phone",
    "email",
    "address",
    "text",
    "reason",
    "note",
    "comment",
    "code",
    "factor",
    "proof",
    "question",
    "answer",
    "person_name",
    "other_name",
    "page",
    "paper",
    "next",
    "unit",
];

fn form() -> String {
    let field = |(at, name): (usize, &&str)| format!("{name}={}", percent(TYPED[at % TYPED.len()]));
    FIELDS.iter().enumerate().map(field).collect::<Vec<_>>().join("&")
}

fn json_body() -> Value {
    let mut all = json!({ "version": 1 });
    for (at, name) in FIELDS.iter().enumerate() {
        all[*name] = TYPED[at % TYPED.len()].into();
    }
    let person = all.clone();
    all["answers"] = person.clone();
    all["applicant"] = person;
    all
}

/// A house with the usual people and the citizen who is kept in it, with one dossier.
async fn served(folder: &Path, database: &str) -> (Served, String) {
    let mut config = config_in(folder);
    database.clone_into(&mut config.database);
    let opened = house::open(&config).await.unwrap();
    let runtime = runtime_at(&opened, START, 6);
    let mut accounts = furnish(&runtime, &opened.data).await;
    let [name, identity, phone, email, address] = KEPT.map(str::to_owned);
    let kept = NewCitizen {
        name: name.clone(),
        identity: identity.clone(),
        phone: phone.clone(),
        email: email.clone(),
        address: address.clone(),
        birth_date: "1985-03-02".into(),
        password: String::new(),
    };
    let account = identity::add_citizen_hashed(&runtime, kept, NOBODYS.into()).await.unwrap();
    accounts.insert("kept", account);
    let served = Served::of(&opened, &config, runtime, accounts);
    let mut filing = new_dossier();
    filing["applicant"] = json!({
        "name": name, "identity": identity, "phone": phone, "email": email, "address": address,
    });
    // What is filed is kept for the next form as well.
    filing["answers"]["residence_address"] = KEPT[4].into();
    let agreed = served.ask("kept", "PUT", "/api/v1/me/consents/answers", &json!({ "words": 1 }).to_string()).await;
    assert_eq!(agreed.status(), StatusCode::NO_CONTENT);
    let filed = served.ask("kept", "POST", "/api/v1/dossiers", &filing.to_string()).await;
    let status = filed.status();
    let filed = body_of(filed).await;
    assert_eq!(status, StatusCode::CREATED, "{filed}");
    (served, filed["id"].as_str().unwrap().to_owned())
}

/// Strangers ask every route for the citizen's dossier.
async fn strangers_learn_nothing(served: &Served, id: &str) {
    for route in house::house().routes {
        let path = filled(route.path, |_| id.to_owned());
        for who in STRANGERS {
            let answer = served.ask(who, route.method.text(), &path, "").await;
            let status = answer.status();
            let place = format!("{who} at {} {path} ({status})", route.method.text());
            assert_ne!(status, StatusCode::INTERNAL_SERVER_ERROR, "{place}");
            assert_silent(&place, &body(answer).await, &KEPT);
        }
    }
}

/// Values are typed on every route, in the path, in the query and in the body.
async fn typed_everywhere(served: &Served, id: &str) {
    for route in house::house().routes {
        let marked = filled(route.path, |part| percent(TYPED[part.len() % TYPED.len()]));
        let known = filled(route.path, |part| if part == "{id}" { id.to_owned() } else { percent(TYPED[0]) });
        for who in ["anonymous", "kept", "reception"] {
            for path in [&marked, &known] {
                let place = format!("{who} at {} {path}", route.method.text());
                let answer = typed(served, who, route.method, path).await;
                assert_ne!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR, "{place}");
            }
        }
    }
}

async fn typed(served: &Served, who: &str, method: Method, path: &str) -> Response {
    if path.starts_with("/api/") {
        return served.ask(who, method.text(), path, &json_body().to_string()).await;
    }
    if method == Method::Get {
        return served.ask(who, "GET", &format!("{path}?{}", form()), "").await;
    }
    let browser = served.browser(who).await;
    let token = browser.token(if who == "anonymous" { "/sign-in" } else { "/my" }).await;
    browser.post(path, &format!("csrf={token}&{}", form()), &[]).await
}

/// No row of the database holds a marked value: audit, events, jobs, figures and searches among them.
async fn no_column_tells(store: &Store, values: &[&str]) {
    let mut looked_at = 0;
    for (table, column) in columns(store, "TEXT", "text").await {
        let stmt = made(format!("SELECT \"{column}\" FROM \"{table}\" WHERE \"{column}\" IS NOT NULL"));
        for text in store.all(stmt, Vec::new(), |row| row.get::<String>(0)).await.unwrap() {
            looked_at += 1;
            assert_silent(&format!("{table}.{column}"), &text, values);
        }
    }
    assert!(looked_at > 500, "{looked_at}");
    for (table, column) in columns(store, "BLOB", "bytea").await {
        let stmt = made(format!("SELECT \"{column}\" FROM \"{table}\" WHERE \"{column}\" IS NOT NULL"));
        for bytes in store.all(stmt, Vec::new(), |row| row.get::<Vec<u8>>(0)).await.unwrap() {
            let hex = HEXUPPER.encode(&bytes);
            for value in values {
                assert!(!hex.contains(&HEXUPPER.encode(value.as_bytes())), "{table}.{column} holds {value:?}");
            }
        }
    }
}

async fn leaks_nothing(database: &str) {
    let log = log();
    let folder = tempfile::tempdir().unwrap();
    let (served, id) = served(folder.path(), database).await;
    strangers_learn_nothing(&served, &id).await;
    typed_everywhere(&served, &id).await;

    let all = [KEPT, TYPED].concat();
    let metrics = text(served.ask("anonymous", "GET", "/metrics", "").await).await;
    assert!(metrics.contains("nhatle_http_requests_total"), "{metrics}");
    assert_silent("/metrics", &metrics, &all);
    no_column_tells(served.runtime.store(), &all).await;
    let logged = log.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
    assert!(!logged.is_empty(), "nothing was logged, so nothing was tested about logs");
    assert_silent("the log", &String::from_utf8_lossy(&logged), &all);
}

#[test]
fn marked_values_reach_nobody_and_nothing() {
    testkit::tokio().block_on(leaks_nothing(""));
}

#[test]
fn marked_values_reach_nobody_and_nothing_on_postgres() {
    with_postgres(|database| testkit::tokio().block_on(leaks_nothing(database)));
}

#[test]
fn a_leak_would_be_found() {
    for told in [
        "ten=Kín Thị Dấu Rò",
        "ten=kin thi dau ro",
        "q=K%C3%ADn%20Th%E1%BB%8B%20D%E1%BA%A5u%20R%C3%B2",
        r#"{"name":"K\u00edn Th\u1ecb D\u1ea5u R\u00f2"}"#,
        "so 044185770033.",
    ] {
        let found = std::panic::catch_unwind(|| assert_silent("a test", told, &KEPT));
        assert!(found.is_err(), "{told}");
    }
    assert_silent("a test", "Trần Thị Ví Dụ, 044185000025", &KEPT);
}
