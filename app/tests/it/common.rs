//! The house opened inside the test, with an account for every role, asked through its router.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use access::{Assignments as _, Carrier, Limits, Sessions};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use axum::response::Response;
use identity::{Accounts, NewAssignment, NewBusiness, NewCitizen, NewOfficer};
use kernel::Timestamp;
use kernel::rng::SequenceRng;
use kernel::time::{Clocks, DAY, ManualClock};
use nhatle::config::Config;
use nhatle::house::{self, Opened};
use procedures::{Catalogue, Data};
use runtime::{Actor, Runtime};
use serde_json::Value;
use tempfile::TempDir;
use testkit::START;
use uuid::Uuid;

/// Everybody who may knock, from the outside in.
pub(crate) const ROLES: [&str; 11] = [
    "anonymous",
    "citizen",
    "business",
    "reception",
    "handler",
    "approver",
    "leader",
    "administrator",
    "operator",
    "data-protection",
    "inspector",
];

/// The cookie to which form tokens are bound.
const SEED: &str = "AAAAAAAAAAAAAAAAAAAAAA";

/// The repository's root.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Every file below a folder with this extension, with its text. What is built and what tests are is left out.
pub(crate) fn files_below(folder: &Path, extension: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() {
                if !["target", "tests", "benches", "node_modules"].contains(&name.as_str()) {
                    open.push(path);
                }
            } else if path.extension().is_some_and(|found| found == extension) {
                let text = std::fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    found.sort();
    found
}

/// The lines of a table whose first column is one of these, and its head.
pub(crate) fn rows_of(csv: &str, codes: &[&str]) -> String {
    let wanted = |line: &&str| line.split(',').next().is_some_and(|code| code == "code" || codes.contains(&code));
    csv.lines().filter(wanted).collect::<Vec<_>>().join("\n")
}

/// The house, open.
pub(crate) struct Served {
    pub(crate) runtime: Runtime,
    pub(crate) app: web::App,
    sessions: Sessions,
    router: Router,
    accounts: BTreeMap<&'static str, Uuid>,
    _folder: Option<TempDir>,
}

/// A browser of somebody: cookies that stay.
pub(crate) struct Browser<'a> {
    served: &'a Served,
    cookies: String,
}

/// A hash that no password has, for accounts that nobody signs in to by password.
pub(crate) const NOBODYS: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

async fn officer(runtime: &Runtime, login: &str, unit_code: &str, role: &str) -> Uuid {
    let new = NewOfficer {
        login: login.into(),
        name: "Lê Thị Thử Nghiệm".into(),
        password: String::new(),
        unit_code: unit_code.into(),
        role: role.into(),
        position: "Chuyên viên".into(),
        reach: "unit".into(),
    };
    let since = START.plus(-400 * DAY);
    identity::add_officer_hashed(runtime, new, NOBODYS.into(), since).await.unwrap()
}

async fn citizen(runtime: &Runtime, name: &str, identity: &str) -> Uuid {
    let new = NewCitizen {
        name: name.into(),
        identity: identity.into(),
        phone: format!("09{}", &identity[4..]),
        email: String::new(),
        address: "Số 17, đường Mẫu, phường Hải Thành".into(),
        birth_date: "1985-03-02".into(),
        password: String::new(),
    };
    identity::add_citizen_hashed(runtime, new, NOBODYS.into()).await.unwrap()
}

/// A business that a person represents.
async fn business(runtime: &Runtime, person: Uuid) -> Uuid {
    let new = NewBusiness {
        name: "Công ty TNHH Mẫu Hải Thành".into(),
        tax_code: "3100999990".into(),
        phone: "0912000990".into(),
        email: String::new(),
        address: "Số 90, đường Mẫu, phường Hải Thành".into(),
    };
    identity::add_business_hashed(runtime, &new, person, NOBODYS.into()).await.unwrap()
}

/// The configuration of a house in a folder, without the sample province.
pub(crate) fn config_in(folder: &Path) -> Config {
    Config { data: folder.to_path_buf(), empty: true, ..Config::default() }
}

/// The runtime of a house that was opened, with clocks that stand still and numbers that repeat.
pub(crate) fn runtime_at(opened: &Opened, now: Timestamp, seed: u64) -> Runtime {
    let clock = Arc::new(ManualClock::new(now));
    let clocks = Clocks { business: clock.clone(), wall: clock };
    opened.runtime.with_clocks(clocks, Arc::new(SequenceRng::new(seed)))
}

/// Two wards of a city with two procedures, and an account for every role.
pub(crate) async fn furnish(runtime: &Runtime, data: &Data) -> BTreeMap<&'static str, Uuid> {
    let since = START.plus(-400 * DAY);
    let (units, departments) = organisation::sample_units();
    let units = rows_of(units, &["44", "450", "18853", "18856"]);
    organisation::import_units(runtime, &units, departments, since).await.unwrap();
    let csv = rows_of(procedures::CSV, &["1.001193", "1.004873"]);
    procedures::import_procedures(runtime, &csv, data, since).await.unwrap();
    runtime.services().get::<Catalogue>().unwrap().reload(runtime.store()).await.unwrap();
    let mut accounts = BTreeMap::new();
    accounts.insert("citizen", citizen(runtime, "Nguyễn Văn Mẫu", "044085000017").await);
    let stranger = citizen(runtime, "Trần Thị Ví Dụ", "044185000025").await;
    accounts.insert("stranger", stranger);
    accounts.insert("business", business(runtime, stranger).await);
    for (name, unit, role) in [
        ("reception", "18853.mot-cua", "reception"),
        ("handler", "18853", "handler"),
        ("approver", "18853", "approver"),
        ("leader", "44", "leader"),
        ("administrator", "44", "administrator"),
        ("operator", "44", "operator"),
        ("data-protection", "44", "data-protection"),
        ("inspector", "44", "inspector"),
        ("other-reception", "18856.mot-cua", "reception"),
        ("other-handler", "18856", "handler"),
    ] {
        accounts.insert(name, officer(runtime, &format!("{name}.it"), unit, role).await);
    }
    accounts
}

impl Served {
    /// A house without the sample province, in which it is 10/12/2024, 08:00.
    pub(crate) async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = config_in(folder.path());
        let opened = house::open(&config).await.unwrap();
        let runtime = runtime_at(&opened, START, 5);
        let accounts = furnish(&runtime, &opened.data).await;
        Self { _folder: Some(folder), ..Self::of(&opened, &config, runtime, accounts) }
    }

    /// A house that was opened, with who is known in it. Its folder belongs to whoever opened it.
    pub(crate) fn of(
        opened: &Opened,
        config: &Config,
        runtime: Runtime,
        accounts: BTreeMap<&'static str, Uuid>,
    ) -> Self {
        let identities = runtime.services().get::<Accounts>().unwrap();
        let sessions = Sessions::new(runtime.clone(), identities, Limits::default());
        let (app, router) = opened.house.open(runtime.clone(), sessions.clone(), config.site(), &[]).unwrap();
        Self { runtime, app, sessions, router, accounts, _folder: None }
    }

    /// Gives an officer one more role, in the ward Hải Thành.
    pub(crate) async fn also(&self, who: &str, role: &str) {
        let assignment = NewAssignment {
            login: format!("{who}.it"),
            unit_code: "18853".into(),
            role: role.into(),
            position: "Phụ trách".into(),
            reach: "unit".into(),
            valid_from: START.plus(-400 * DAY),
            valid_to: None,
        };
        identity::add_assignment(&self.runtime, &assignment).await.unwrap();
    }

    /// Who somebody is now.
    pub(crate) async fn actor(&self, who: &str) -> Actor {
        let Some(account) = self.accounts.get(who) else { return Actor::anonymous() };
        let accounts = self.runtime.services().get::<Accounts>().unwrap();
        accounts.actor(&self.runtime, *account, self.runtime.now()).await.unwrap().unwrap()
    }

    /// A new secret of somebody; none for nobody.
    pub(crate) async fn secret(&self, who: &str, carrier: Carrier) -> Option<String> {
        let account = self.accounts.get(who)?;
        Some(self.sessions.begin(*account, carrier).await.unwrap())
    }

    /// Asks for a route as somebody: by token under `/api/`, by cookie elsewhere.
    pub(crate) async fn ask(&self, who: &str, method: &str, path: &str, body: &str) -> Response {
        let mut request = Request::builder().method(method).uri(path);
        if path.starts_with("/api/") {
            if let Some(secret) = self.secret(who, Carrier::Token).await {
                request = request.header(header::AUTHORIZATION, format!("Bearer {secret}"));
            }
            if !body.is_empty() {
                request = request.header(header::CONTENT_TYPE, "application/json");
            }
        } else if let Some(secret) = self.secret(who, Carrier::Browser).await {
            request = request.header(header::COOKIE, format!("nl_session={secret}; nl_seed={SEED}"));
        }
        self.send(request.body(Body::from(body.to_owned())).unwrap()).await
    }

    /// Sends one file as a raw body, as somebody. The name is percent-encoded; an empty one is not sent.
    pub(crate) async fn send_file(&self, who: &str, path: &str, name: &str, bytes: Vec<u8>) -> Response {
        let mut request = Request::post(path).header(header::CONTENT_TYPE, "application/octet-stream");
        if !name.is_empty() {
            request = request.header(header::CONTENT_DISPOSITION, format!("attachment; filename*=UTF-8''{name}"));
        }
        if let Some(secret) = self.secret(who, Carrier::Token).await {
            request = request.header(header::AUTHORIZATION, format!("Bearer {secret}"));
        }
        self.send(request.body(Body::from(bytes)).unwrap()).await
    }

    /// Sends a request as it is. What the API answers is compared with its description.
    pub(crate) async fn send(&self, request: Request<Body>) -> Response {
        let (method, path) = (request.method().as_str().to_lowercase(), request.uri().path().to_owned());
        let query = request.uri().query().unwrap_or_default().to_owned();
        let response = tower::ServiceExt::oneshot(self.router.clone(), request).await.unwrap();
        if response.status().is_success() {
            only_described(&method, &path, &query);
        }
        if path.starts_with("/api/v1/") { as_described(&method, &path, response).await } else { response }
    }

    /// A browser in which somebody has signed in; nobody for an unknown name.
    pub(crate) async fn browser(&self, who: &str) -> Browser<'_> {
        let secret = self.secret(who, Carrier::Browser).await;
        let session = secret.map_or_else(String::new, |secret| format!("nl_session={secret}; "));
        Browser { served: self, cookies: format!("{session}nl_seed={SEED}") }
    }

    /// A dossier of marital status that the citizen has filed with the ward over the API: id and reference.
    pub(crate) async fn filed(&self) -> (String, String) {
        let response = self.ask("citizen", "POST", "/api/v1/dossiers", &new_dossier().to_string()).await;
        assert_eq!(response.status().as_u16(), 201);
        let body = json(response).await;
        let field = |name: &str| body[name].as_str().unwrap().to_owned();
        (field("id"), field("reference"))
    }
}

/// The description of the API.
fn description() -> &'static Value {
    static MADE: OnceLock<Value> = OnceLock::new();
    MADE.get_or_init(nhatle::house::api)
}

/// What the description says of a route; none for a route that there is not.
fn operation(method: &str, path: &str) -> Option<&'static Value> {
    let fits = |template: &str| {
        let (known, asked) = (template.split('/'), path.split('/'));
        known.clone().count() == asked.clone().count()
            && known.zip(asked).all(|(known, asked)| known.starts_with('{') || known == asked)
    };
    // A plain name is meant before a parameter in its place.
    let paths = description()["paths"].as_object().unwrap();
    let mut found: Vec<_> = paths.iter().filter(|(template, _)| fits(template)).collect();
    found.sort_by_key(|(template, _)| template.matches('{').count());
    found.into_iter().find_map(|(_, item)| item.get(method))
}

/// Sees that a request that was answered asked by parameters that are described.
fn only_described(method: &str, path: &str, query: &str) {
    let Some(operation) = operation(method, path) else { return };
    let described: Vec<&Value> = operation["parameters"].as_array().into_iter().flatten().collect();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let name = pair.split('=').next().unwrap_or_default();
        let is_described = described.iter().any(|one| one["in"] == "query" && one["name"] == name);
        assert!(is_described, "{method} {path}: the parameter {name} is not described");
    }
}

/// The same response, once it was seen that it is one of those that are described.
async fn as_described(method: &str, path: &str, response: Response) -> Response {
    let (head, body) = response.into_parts();
    let body = to_bytes(body, 50_000_000).await.unwrap();
    let kind = head.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let status = head.status.as_str();
    if let Some(operation) = operation(method, path) {
        let told = &operation["responses"];
        let told = if head.status.is_success() { &told[status] } else { &told["default"] };
        assert!(told.is_object(), "{method} {path}: {status} is not described");
        let told = &told["content"];
        assert!(told.get(kind).is_some() || (told.is_null() && body.is_empty()), "{method} {path}: {kind}");
        if let Some(schema) = told[kind].get("schema").filter(|_| kind.ends_with("json") && !kind.ends_with("ndjson")) {
            let mut schema = schema.clone();
            schema["components"] = description()["components"].clone();
            let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
            let value: Value = serde_json::from_slice(&body).unwrap();
            let faults: Vec<String> = validator.iter_errors(&value).map(|fault| fault.to_string()).collect();
            assert!(faults.is_empty(), "{method} {path}: {faults:#?}\n{value:#}");
        }
    }
    Response::from_parts(head, Body::from(body))
}

/// The body that files a dossier of marital status with the ward Hải Thành.
pub(crate) fn new_dossier() -> Value {
    let answers = procedures::sample_answers().unwrap();
    serde_json::json!({
        "procedure": "1.004873",
        "area": organisation::unit_id("18853").uuid(),
        "answers": answers["marital-status"],
    })
}

impl Browser<'_> {
    /// Opens a page.
    pub(crate) async fn get(&self, path: &str) -> Response {
        let request = Request::get(path).header(header::COOKIE, &self.cookies).body(Body::empty()).unwrap();
        self.served.send(request).await
    }

    /// Posts a form as it is, with these headers besides.
    pub(crate) async fn post(&self, path: &str, form: &str, headers: &[(&str, &str)]) -> Response {
        let mut request = Request::post(path)
            .header(header::COOKIE, &self.cookies)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.served.send(request.body(Body::from(form.to_owned())).unwrap()).await
    }

    /// Posts a form with a PDF, or with a field without a chosen file when its name is empty.
    pub(crate) async fn upload(&self, path: &str, fields: &[(&str, &str)], (field, name): (&str, &str)) -> Response {
        let part = |(name, value): &(&str, &str)| {
            format!("--it\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        let typed: String = fields.iter().map(part).collect();
        let content = if name.is_empty() { "" } else { "%PDF-1.7\nThis stands for a result.\n%%EOF\n" };
        let head = format!("Content-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"");
        let body = format!("{typed}--it\r\n{head}\r\nContent-Type: application/pdf\r\n\r\n{content}\r\n--it--\r\n");
        let request = Request::post(path)
            .header(header::COOKIE, &self.cookies)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=it")
            .body(Body::from(body));
        self.served.send(request.unwrap()).await
    }

    /// The same browser with one more cookie.
    pub(crate) fn with(&self, cookie: &str) -> Self {
        Self { served: self.served, cookies: format!("{}; {cookie}", self.cookies) }
    }

    /// The token that stands in the forms of a page.
    pub(crate) async fn token(&self, path: &str) -> String {
        let page = text(self.get(path).await).await;
        let (_, rest) = page.split_once("name=\"csrf\" value=\"").unwrap();
        rest.split('"').next().unwrap().to_owned()
    }
}

/// The body as text.
pub(crate) async fn text(response: Response) -> String {
    String::from_utf8(to_bytes(response.into_body(), 5_000_000).await.unwrap().to_vec()).unwrap()
}

/// The body as JSON.
pub(crate) async fn json(response: Response) -> Value {
    let text = text(response).await;
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
}
