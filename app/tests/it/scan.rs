//! Papers of strangers are scanned before an officer opens them; what the scanner has not let pass stays closed, and its
//! absence is said.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::http::StatusCode;
use nhatle::house;
use serde_json::json as value;
use testkit::START;

use crate::common::{Served, config_in, furnish, json, runtime_at, text};

const BIRTH: &str = "1.001193";
const PAPER: &str = "birth-certificate-medical";
/// What both scanners of this test take for a virus.
const MARK: &str = "NHATLE-TEST-SIGNATURE-4417";

/// A clamd of this test: how many scans it did, and from when on it answers at all.
struct Fake {
    address: String,
    asked: Arc<AtomicUsize>,
}

/// Reads one stream as clamd does; none when the line is broken.
fn streamed(line: &mut TcpStream) -> Option<Vec<u8>> {
    let mut command = [0_u8; 10];
    line.read_exact(&mut command).ok()?;
    assert_eq!(&command, b"zINSTREAM\0");
    let mut content = Vec::new();
    loop {
        let mut length = [0_u8; 4];
        line.read_exact(&mut length).ok()?;
        let length = usize::try_from(u32::from_be_bytes(length)).unwrap();
        if length == 0 {
            return Some(content);
        }
        let mut piece = vec![0; length];
        line.read_exact(&mut piece).ok()?;
        content.extend(piece);
    }
}

impl Fake {
    /// The first scan ends without an answer, the others are done.
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let asked = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&asked);
        std::thread::spawn(move || {
            for line in listener.incoming() {
                let Ok(mut line) = line else { return };
                let Some(content) = streamed(&mut line) else { continue };
                if count.fetch_add(1, Ordering::SeqCst) == 0 {
                    continue;
                }
                let is_bad = content.windows(MARK.len()).any(|window| window == MARK.as_bytes());
                let answer: &[u8] = if is_bad { b"stream: Test.Mark FOUND\0" } else { b"stream: OK\0" };
                let _ = line.write_all(answer);
            }
        });
        Self { address, asked }
    }
}

/// A house whose uploads are scanned by a clamd, or by none.
async fn served(folder: &Path, clamd: Option<&str>) -> Served {
    let mut config = config_in(folder);
    config.clamd = clamd.map(str::to_owned);
    let opened = house::open(&config).await.unwrap();
    let runtime = runtime_at(&opened, START, 11);
    let accounts = furnish(&runtime, &opened.data).await;
    Served::of(&opened, &config, runtime, accounts)
}

/// The birth of a child filed with a paper that holds this text; gives the address of the paper.
async fn filed_with(served: &Served, content: &str) -> String {
    let made = served.ask("citizen", "POST", "/api/v1/drafts", &value!({ "procedure": BIRTH }).to_string()).await;
    let id = json(made).await["id"].as_str().unwrap().to_owned();
    let answers = procedures::sample_answers().unwrap()["birth"].clone();
    let change = value!({ "area": organisation::unit_id("18853").uuid(), "answers": answers });
    let saved = served.ask("citizen", "POST", &format!("/api/v1/drafts/{id}/save"), &change.to_string()).await;
    assert_eq!(saved.status(), StatusCode::OK);
    let pdf = format!("%PDF-1.7\n{content}\n%%EOF\n").into_bytes();
    let sent = served.send_file("citizen", &format!("/api/v1/drafts/{id}/files?paper={PAPER}"), "", pdf).await;
    assert_eq!(sent.status(), StatusCode::CREATED);
    let file = json(sent).await["id"].as_str().unwrap().to_owned();
    let filed = served.ask("citizen", "POST", &format!("/api/v1/drafts/{id}/submit"), "").await;
    assert_eq!(filed.status(), StatusCode::CREATED);
    format!("dossiers/{id}/files/{file}")
}

/// What an officer gets for a paper over the API and on the page: status of each, and what the first says of the scan.
async fn opened(served: &Served, paper: &str) -> (StatusCode, StatusCode, String) {
    let by_api = served.ask("reception", "GET", &format!("/api/v1/{paper}"), "").await;
    let said = by_api.headers().get("x-virus-scan").and_then(|said| said.to_str().ok()).unwrap_or_default().to_owned();
    let by_page = served.ask("reception", "GET", &format!("/officer/{paper}"), "").await;
    (by_api.status(), by_page.status(), said)
}

/// Whoever sent an infected paper is told which and what to do, once; officers and operators see it too.
async fn told_of(served: &Served, bad: &str) {
    let background = house::house().background;
    while served.runtime.run_once(&background).await {}
    let words = |key: &str| served.app.words().get(web::Locale::Vi, key).into_owned();
    let (dossier, _) = bad.split_once("/files").unwrap();
    let own = text(served.ask("citizen", "GET", &format!("/my/{dossier}"), "").await).await;
    assert!(own.contains(&words("dossiers-infected")) && own.contains(&words("dossiers-infected-do")), "{own}");
    let citizen = served.actor("citizen").await;
    let notices = dossiers::queries::notices(&served.runtime.reader(&citizen)).await.unwrap();
    assert_eq!(notices.iter().filter(|notice| notice.kind == "file-infected").count(), 1, "opened twice, told once");
    let page = text(served.ask("reception", "GET", &format!("/officer/{dossier}?part=papers"), "").await).await;
    assert!(page.contains("Test.Mark"), "{page}");
    let page = text(served.ask("operator", "GET", "/officer/operations", "").await).await;
    assert!(page.contains(&words("blobs-operations-infected")), "{page}");
}

#[test]
fn an_officer_opens_what_the_scanner_lets_pass_and_nothing_else() {
    testkit::tokio().block_on(async {
        let (folder, clamd) = (tempfile::tempdir().unwrap(), Fake::start());
        let served = served(folder.path(), Some(&clamd.address)).await;
        let clean = filed_with(&served, "Giấy chứng sinh mẫu.").await;
        let bad = filed_with(&served, MARK).await;

        // The first scan gets no answer: the paper stays closed, and nothing is kept of it.
        let silent = served.ask("reception", "GET", &format!("/api/v1/{clean}"), "").await;
        assert_eq!(silent.status(), StatusCode::SERVICE_UNAVAILABLE);
        let told = text(silent).await;
        assert!(told.contains("dossiers-error-unscanned"), "{told}");

        assert_eq!(opened(&served, &clean).await, (StatusCode::OK, StatusCode::OK, "clean".into()));
        assert_eq!(opened(&served, &bad).await, (StatusCode::CONFLICT, StatusCode::CONFLICT, String::new()));
        assert_eq!(clamd.asked.load(Ordering::SeqCst), 3, "a verdict is asked for once");
        for paper in [&clean, &bad] {
            let own = served.ask("citizen", "GET", &format!("/my/{paper}"), "").await;
            assert_eq!(own.status(), StatusCode::OK, "people open what they handed in");
        }
        told_of(&served, &bad).await;
        let (dossier, _) = clean.split_once("/files").unwrap();
        let page = text(served.ask("reception", "GET", &format!("/officer/{dossier}?part=papers"), "").await).await;
        assert!(!page.contains(&served.app.words().get(web::Locale::Vi, "dossiers-desk-unscanned").into_owned()));
    });
}

/// Performs an act on a dossier as it stands.
async fn act(served: &Served, who: &str, dossier: &str, act: &str) {
    let path = format!("/api/v1/{dossier}");
    let version = json(served.ask(who, "GET", &path, "").await).await["version"].clone();
    let done = served.ask(who, "POST", &format!("{path}/{act}"), &value!({ "version": version }).to_string()).await;
    assert_eq!(done.status(), StatusCode::OK, "{act}");
}

/// A dossier that was decided with a result that holds this text: its address and the id of the result.
async fn decided_with(served: &Served, content: &str) -> (String, String) {
    let paper = filed_with(served, &format!("Giấy chứng sinh mẫu {}.", content.len())).await;
    let (dossier, _) = paper.split_once("/files").unwrap();
    for (who, what) in [("reception", "accept"), ("handler", "take"), ("handler", "forward")] {
        act(served, who, dossier, what).await;
    }
    let pdf = format!("%PDF-1.7\n{content}\n%%EOF\n").into_bytes();
    let sent = served.send_file("approver", &format!("/api/v1/{dossier}/results"), "ket-qua.pdf", pdf).await;
    assert_eq!(sent.status(), StatusCode::CREATED);
    let file = json(sent).await["id"].as_str().unwrap().to_owned();
    act(served, "approver", dossier, "approve").await;
    (dossier.to_owned(), file)
}

#[test]
fn a_result_reaches_its_applicant_when_the_scanner_lets_it_pass() {
    testkit::tokio().block_on(async {
        let (folder, clamd) = (tempfile::tempdir().unwrap(), Fake::start());
        let served = served(folder.path(), Some(&clamd.address)).await;
        let (good, clean) = decided_with(&served, "Trích lục khai sinh mẫu.").await;
        let (bad, mark) = decided_with(&served, MARK).await;
        let by_api = async |dossier: &str, file: &str| {
            let response = served.ask("citizen", "GET", &format!("/api/v1/{dossier}/files/{file}"), "").await;
            let said = response.headers().get("x-virus-scan").and_then(|said| said.to_str().ok()).map(str::to_owned);
            (response.status(), said, text(response).await)
        };
        let (status, _, told) = by_api(&good, &clean).await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "the first scan gets no answer");
        assert!(told.contains("dossiers-error-own-unscanned"), "{told}");
        let (status, said, _) = by_api(&good, &clean).await;
        assert_eq!((status, said.as_deref()), (StatusCode::OK, Some("clean")));
        let (status, _, told) = by_api(&bad, &mark).await;
        assert_eq!(status, StatusCode::CONFLICT);
        assert!(told.contains("dossiers-error-own-infected"), "{told}");
        let page = served.ask("citizen", "GET", &format!("/my/{bad}/files/{mark}"), "").await;
        assert_eq!(page.status(), StatusCode::CONFLICT);

        // The applicant did not send it, so the desk is told and they are not.
        let background = house::house().background;
        while served.runtime.run_once(&background).await {}
        let (citizen, reception) = (served.actor("citizen").await, served.actor("reception").await);
        let notices = dossiers::queries::notices(&served.runtime.reader(&citizen)).await.unwrap();
        assert!(notices.iter().all(|notice| notice.kind != "file-infected"));
        let reader = served.runtime.reader(&reception);
        let units = reader.service::<organisation::Directory>().unwrap().on(reader.now);
        let desk = dossiers::queries::desk_notices(&reader, &units).await.unwrap();
        let kinds: Vec<&str> = desk.iter().map(|notice| notice.kind.as_str()).collect();
        assert_eq!(kinds, ["file-infected"]);
        let words = |key: &str| served.app.words().get(web::Locale::Vi, key).into_owned();
        let own = text(served.ask("citizen", "GET", &format!("/my/{bad}"), "").await).await;
        assert!(own.contains(&words("dossiers-error-own-infected")) && !own.contains(&words("dossiers-infected-do")));

        let copy = text(served.ask("citizen", "POST", "/api/v1/me/data", "").await).await;
        assert!(copy.contains(&format!("/{clean}.pdf")) && !copy.contains(&format!("/{mark}.pdf")));
    });
}

#[test]
fn papers_are_scanned_when_they_come_and_the_applicant_is_told_before_anybody_looks() {
    testkit::tokio().block_on(async {
        let (folder, clamd) = (tempfile::tempdir().unwrap(), Fake::start());
        let served = served(folder.path(), Some(&clamd.address)).await;
        let clean = filed_with(&served, "Giấy chứng sinh mẫu.").await;
        let bad = filed_with(&served, MARK).await;
        // One scan gets no answer: that job comes again later, and the filing looks at all papers anyhow.
        told_of(&served, &bad).await;
        let asked = clamd.asked.load(Ordering::SeqCst);
        assert!(asked >= 3, "{asked} scans");
        assert_eq!(opened(&served, &clean).await, (StatusCode::OK, StatusCode::OK, "clean".into()));
        assert_eq!(opened(&served, &bad).await, (StatusCode::CONFLICT, StatusCode::CONFLICT, String::new()));
        assert_eq!(clamd.asked.load(Ordering::SeqCst), asked, "nobody waited for the scanner");
    });
}

#[test]
fn without_a_scanner_papers_open_and_it_is_said() {
    testkit::tokio().block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let served = served(folder.path(), None).await;
        let paper = filed_with(&served, MARK).await;
        assert_eq!(opened(&served, &paper).await, (StatusCode::OK, StatusCode::OK, "absent".into()));
        let (dossier, _) = paper.split_once("/files").unwrap();
        for part in ["content", "papers"] {
            let page = served.ask("reception", "GET", &format!("/officer/{dossier}?part={part}"), "").await;
            let sentence = served.app.words().get(web::Locale::Vi, "dossiers-desk-unscanned").into_owned();
            assert!(text(page).await.contains(&sentence), "{part}");
        }
        let (dossier, file) = decided_with(&served, "Trích lục khai sinh mẫu.").await;
        let result = served.ask("citizen", "GET", &format!("/my/{dossier}/files/{file}"), "").await;
        assert_eq!(result.headers().get("x-virus-scan").unwrap(), "absent");
        let sentence = served.app.words().get(web::Locale::Vi, "dossiers-results-unscanned").into_owned();
        assert!(text(served.ask("citizen", "GET", &format!("/my/{dossier}"), "").await).await.contains(&sentence));
    });
}

#[test]
fn a_clamd_that_is_not_there_closes_papers() {
    testkit::tokio().block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("nobody.sock");
        let served = served(folder.path(), socket.to_str()).await;
        let paper = filed_with(&served, "Giấy chứng sinh mẫu.").await;
        let closed = StatusCode::SERVICE_UNAVAILABLE;
        assert_eq!(opened(&served, &paper).await, (closed, closed, String::new()));
    });
}

/// ClamAV's own daemon with one signature; it ends with the test.
struct Daemon(Child);

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The daemon's program.
fn clamd() -> PathBuf {
    let places = ["/usr/sbin/clamd", "/usr/local/sbin/clamd", "/opt/homebrew/sbin/clamd"];
    let found = places.iter().map(PathBuf::from).find(|place| place.is_file());
    found.unwrap_or_else(|| panic!("clamd is not installed: apt-get install clamav-daemon"))
}

impl Daemon {
    fn start(program: &Path, folder: &Path, socket: &Path) -> Self {
        let database = folder.join("signatures");
        std::fs::create_dir_all(&database).unwrap();
        let hex = data_encoding::HEXLOWER.encode(MARK.as_bytes());
        std::fs::write(database.join("test.ndb"), format!("NhatLe.Test:0:*:{hex}\n")).unwrap();
        let settings = format!(
            "LocalSocket {}\nDatabaseDirectory {}\nTemporaryDirectory {}\nForeground yes\nStreamMaxLength 25M\n",
            socket.display(),
            database.display(),
            folder.display()
        );
        std::fs::write(folder.join("clamd.conf"), settings).unwrap();
        let mut command = Command::new(program);
        command.arg(format!("--config-file={}", folder.join("clamd.conf").display()));
        let daemon = Self(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
        for _ in 0..600 {
            if socket.exists() {
                return daemon;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("clamd did not begin to listen");
    }
}

/// The same with ClamAV itself.
#[test]
fn clamav_itself_is_understood() {
    let program = clamd();
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("clamd.sock");
    let _daemon = Daemon::start(&program, folder.path(), &socket);
    testkit::tokio().block_on(async {
        let served = served(folder.path(), socket.to_str()).await;
        let clean = filed_with(&served, "Giấy chứng sinh mẫu.").await;
        let bad = filed_with(&served, MARK).await;
        assert_eq!(opened(&served, &clean).await, (StatusCode::OK, StatusCode::OK, "clean".into()));
        assert_eq!(opened(&served, &bad).await, (StatusCode::CONFLICT, StatusCode::CONFLICT, String::new()));
    });
}
