//! What requirements of ASVS ask for that no other test shows: what is logged, what no cache keeps, what browsers and
//! other origins may do (`docs/security/asvs.md`).

use std::io::{Read as _, Write};
use std::net::TcpStream;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use identity::NewCitizen;
use tracing::subscriber::{DefaultGuard, set_default};
use uuid::Uuid;

use crate::armour::value;
use crate::common::{Served, files_below, root, text};
use crate::program::{Serving, command};

fn run(test: impl AsyncFnOnce(Served)) {
    testkit::tokio().block_on(async { test(Served::start().await).await });
}

/// What was logged on this thread since it was made.
#[derive(Clone, Default)]
struct Logged(Arc<Mutex<Vec<u8>>>);

impl Write for Logged {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Logged {
    /// Listens at the level of an installation: warnings and what is worse. The guard ends it.
    fn listen() -> (Self, DefaultGuard) {
        let logged = Self::default();
        let writer = logged.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::WARN)
            .with_ansi(false)
            .with_writer(move || writer.clone())
            .finish();
        (logged, set_default(subscriber))
    }

    /// The lines with these words.
    fn lines(&self, words: &str) -> Vec<String> {
        let bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let lines = String::from_utf8_lossy(&bytes).into_owned();
        lines.lines().filter(|line| line.contains(words)).map(str::to_owned).collect()
    }
}

#[test]
fn refusals_are_logged_with_route_and_account() {
    run(async |served| {
        let (id, _) = served.filed().await;
        let (logged, _guard) = Logged::listen();
        let account = served.actor("other-handler").await.account.to_string();
        // A right that is missing, a dossier of another unit, a form of nobody's.
        let denied = served.ask("other-handler", "GET", "/officer/operations", "").await;
        assert_eq!(denied.status(), StatusCode::FORBIDDEN);
        let hidden = served.ask("other-handler", "GET", &format!("/officer/dossiers/{id}"), "").await;
        assert_eq!(hidden.status(), StatusCode::NOT_FOUND);
        let browser = served.browser("other-handler").await;
        assert_eq!(browser.post("/sign-out", "csrf=forged", &[]).await.status(), StatusCode::FORBIDDEN);
        let lines = logged.lines("request refused");
        for route in ["\"/officer/operations\"", "\"/officer/dossiers/{id}\"", "\"/sign-out\""] {
            let found = lines.iter().filter(|line| line.contains(&format!("route={route}")));
            let found: Vec<_> = found.filter(|line| line.contains(&account)).collect();
            assert_eq!(found.len(), 1, "{route}: {lines:#?}");
        }
        assert!(lines.iter().all(|line| !line.contains(&id)), "the address itself is not told: {lines:#?}");
        // Addresses that strangers make up fill no log.
        let before = logged.lines("request").len();
        served.ask("anonymous", "GET", "/wp-login.php", "").await;
        served.ask("citizen", "GET", "/wp-login.php", "").await;
        assert_eq!(logged.lines("request").len(), before);
    });
}

#[test]
fn a_fault_of_the_house_is_logged_with_its_route() {
    run(async |served| {
        let (id, _) = served.filed().await;
        let broken = store::sql!("UPDATE dossier_person SET name = person, person = answers, answers = name");
        served.runtime.store().maintain(vec![(broken, Vec::new())]).await.unwrap();
        let (logged, _guard) = Logged::listen();
        let answer = served.ask("reception", "GET", &format!("/officer/dossiers/{id}"), "").await;
        assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let told = text(answer).await;
        assert!(!told.contains("cannot be opened"), "what is wrong inside is for the log: {told}");
        let lines = logged.lines("request failed");
        let is_whole = |line: &String| line.contains("\"/officer/dossiers/{id}\"") && line.contains("Internal");
        assert!(lines.len() == 1 && lines.iter().all(is_whole), "{lines:#?}");
    });
}

#[test]
fn a_limit_that_is_reached_leaves_one_line() {
    run(async |served| {
        let (_, reference) = served.filed().await;
        let (logged, _guard) = Logged::listen();
        for _ in 0..8 {
            let asked = Request::get(format!("/api/v1/track/{reference}")).header("x-lookup-factor", "9999");
            served.send(asked.body(Body::empty()).unwrap()).await;
        }
        let lines = logged.lines("a limit on tries was reached");
        assert_eq!(lines.len(), 1, "{lines:#?}");
        assert!(!lines.concat().contains(&reference), "whose limit it was is not told: {lines:#?}");
    });
}

#[test]
fn what_a_stranger_is_shown_is_kept_by_no_cache() {
    run(async |served| {
        for (who, path, kept) in [
            ("anonymous", "/", "private, no-cache"),
            ("anonymous", "/procedures", "private, no-cache"),
            ("anonymous", "/about/data", "private, no-cache"),
            ("anonymous", "/sign-in", "private, no-store"),
            ("anonymous", "/register", "private, no-store"),
            ("anonymous", "/sign-in/recover", "private, no-store"),
            ("anonymous", "/invited/AAAA", "private, no-store"),
            ("anonymous", "/track", "private, no-store"),
            ("citizen", "/", "private, no-store"),
            ("citizen", "/my", "private, no-store"),
            ("reception", "/officer/inbox", "private, no-store"),
        ] {
            let answer = served.ask(who, "GET", path, "").await;
            assert_eq!(value(&answer, "cache-control"), kept, "{who} {path}");
        }
    });
}

#[test]
fn every_page_of_a_session_offers_its_end() {
    run(async |served| {
        let offers = async |who: &str, path: &str| {
            let page = text(served.ask(who, "GET", path, "").await).await;
            page.contains("action=\"/sign-out\"")
        };
        for path in ["/", "/procedures", "/my", "/my/dossiers", "/my/notices", "/my/security", "/nowhere"] {
            assert!(offers("citizen", path).await, "{path}");
        }
        for path in ["/officer/inbox", "/officer/unit", "/my/security"] {
            assert!(offers("reception", path).await, "{path}");
        }
        assert!(!offers("anonymous", "/").await);
    });
}

#[test]
fn no_other_origin_reads_and_no_method_echoes() {
    run(async |served| {
        for path in ["/", "/my", "/api/v1/procedures", "/api/v1/me", "/metrics"] {
            for method in ["GET", "OPTIONS", "TRACE"] {
                let asked = Request::builder().method(method).uri(path).header(header::ORIGIN, "https://evil.example");
                let asked = asked.header("access-control-request-method", "POST").header("x-echo", "mark-4417");
                let answer = served.send(asked.body(Body::empty()).unwrap()).await;
                let opens = |name: &header::HeaderName| name.as_str().starts_with("access-control-");
                assert!(!answer.headers().keys().any(opens), "{method} {path}");
                let is_refused = matches!(answer.status().as_u16(), 403..=405);
                assert!(method == "GET" || is_refused, "{method} {path}: {}", answer.status());
                assert!(!text(answer).await.contains("mark-4417"), "{method} {path}");
            }
        }
    });
}

#[test]
fn every_text_says_its_charset() {
    run(async |served| {
        let home = text(served.ask("anonymous", "GET", "/", "").await).await.replace("&#x2f;", "/");
        let named = |ending: &str| {
            let mut found = home.split('"').filter(|part| part.starts_with("/assets/") && part.ends_with(ending));
            found.next().unwrap_or_else(|| panic!("the home page names no {ending}")).to_owned()
        };
        let pages = ["/", "/no/such/page", "/healthz", "/metrics"].map(str::to_owned);
        for path in pages.into_iter().chain([named(".css"), named(".svg")]) {
            let answer = served.ask("anonymous", "GET", &path, "").await;
            let kind = value(&answer, "content-type").to_owned();
            let is_text = kind.starts_with("text/") || kind.contains("xml") || kind.contains("openmetrics");
            assert!(is_text && kind.ends_with("charset=utf-8"), "{path}: {kind:?}");
        }
    });
}

/// What a server of HTTP must not read in two ways: two lengths, and an encoding that does not end in chunks.
const TWO_ENDS: [&str; 2] = ["Content-Length: 4\r\nContent-Length: 40", "Transfer-Encoding: chunked, gzip"];

#[test]
fn a_request_with_two_ends_is_not_read_twice() {
    let folder = tempfile::tempdir().unwrap();
    let serving = Serving::start(command(folder.path(), &["serve", "--empty", "--listen", "127.0.0.1:0"]));
    for ends in TWO_ENDS {
        let mut stream = TcpStream::connect(serving.address()).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        let hidden = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";
        let sent = format!("POST /api/v1/tokens HTTP/1.1\r\nHost: localhost\r\n{ends}\r\n\r\nabcd{hidden}");
        stream.write_all(sent.as_bytes()).unwrap();
        let mut answer = String::new();
        // The other side may close before it has read all.
        let _ = stream.read_to_string(&mut answer);
        assert!(answer.starts_with("HTTP/1.1 400 "), "{ends}: {answer}");
        assert!(!answer.contains("200 OK"), "{ends}: {answer}");
    }
}

#[test]
fn passwords_are_masked_and_managers_may_fill_them() {
    let mut fields = 0;
    for (path, page) in files_below(&root().join("crates"), "html") {
        assert!(!page.contains("onpaste"), "{}", path.display());
        let calls = page.split("{{ m.text(").skip(1).filter_map(|rest| rest.split_once("}}")).map(|(call, _)| call);
        let inputs = page.split("<input ").skip(1).filter_map(|rest| rest.split_once('>')).map(|(input, _)| input);
        for field in calls.chain(inputs) {
            let is_named = |name: &str| {
                field.contains(&format!("name=\"{name}\"")) || field.contains(&format!("errors, \"{name}\", t("))
            };
            if !is_named("password") && !is_named("current") {
                continue;
            }
            fields += 1;
            assert!(field.contains("type=\"password\""), "{}: {field}", path.display());
            let is_said = field.contains("=\"current-password\"") || field.contains("=\"new-password\"");
            assert!(is_said, "{}: a manager does not know which password is meant: {field}", path.display());
        }
    }
    assert!(fields >= 6, "only {fields} fields were found");
    for (path, script) in files_below(&root().join("web").join("src"), "ts") {
        assert!(!script.contains("\"paste\""), "{} listens to pasting", path.display());
    }
}

#[test]
fn sign_ins_are_audited_right_and_wrong() {
    run(async |served| {
        let citizen = NewCitizen {
            name: "Nguyễn Văn Mẫu".into(),
            identity: "044090123456".into(),
            phone: "0912345678".into(),
            email: String::new(),
            address: String::new(),
            birth_date: String::new(),
            password: "song nhat le".into(),
        };
        let account = identity::add_citizen(&served.runtime, citizen).await.unwrap();
        let noted = async |action: &'static str, account: Uuid| {
            let stmt = store::sql!("SELECT COUNT(*) FROM audit WHERE action = $1 AND entity_id = $2");
            served.runtime.store().number(stmt, store::params![action, account]).await.unwrap()
        };
        let nobody = served.browser("anonymous").await;
        let token = nobody.token("/sign-in").await;
        let sign_in = async |login: &str, password: &str| {
            let form = format!("csrf={token}&login={login}&password={password}");
            nobody.post("/sign-in", &form, &[]).await.status()
        };
        assert_eq!(sign_in("044090123456", "khong+dung+dau").await, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(noted("identity.sign-in-refused", account).await, 1);
        assert_eq!(noted("identity.signed-in", account).await, 0);
        assert_eq!(sign_in("044190123456", "khong+dung+dau").await, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(noted("identity.sign-in-refused", Uuid::nil()).await, 1, "an account that there is not");
        assert_eq!(sign_in("044090123456", "song+nhat+le").await, StatusCode::SEE_OTHER);
        assert_eq!(noted("identity.signed-in", account).await, 1);
    });
}

/// A form with the present password and a new one.
fn change(token: &str, current: &str, new: &str) -> String {
    format!("csrf={token}&current={}&password={}", current.replace(' ', "+"), new.replace(' ', "+"))
}

#[test]
fn a_new_password_is_not_made_of_the_own_numbers() {
    run(async |served| {
        let sentence = served.app.words().get(web::Locale::Vi, "identity-error-password-personal").into_owned();
        for (who, password) in [
            ("citizen", "quan tam 044085000017"),
            ("citizen", "quan tam 0985000017"),
            ("handler", "handler.it quan tam"),
        ] {
            let browser = served.browser(who).await;
            let token = browser.token("/my/password").await;
            let answer = browser.post("/my/password", &change(&token, "x", password), &[]).await;
            assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "{who} {password}");
            assert!(text(answer).await.contains(&sentence), "{who} {password}");
        }
    });
}

#[test]
fn a_password_is_changed_only_by_who_knows_the_present_one() {
    run(async |served| {
        let browser = served.browser("citizen").await;
        let token = browser.token("/my/password").await;
        let slips = [("", "identity-error-password-missing"), ("song nhat le", "identity-error-password-current")];
        for (current, key) in slips {
            let answer = browser.post("/my/password", &change(&token, current, "song gianh ba don"), &[]).await;
            assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "{current:?}");
            let sentence = served.app.words().get(web::Locale::Vi, key).into_owned();
            assert!(text(answer).await.contains(&sentence), "{current:?}");
        }
        assert_eq!(browser.get("/my").await.status(), StatusCode::OK, "the session goes on");
    });
}
