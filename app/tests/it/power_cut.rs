//! The power is cut while dossiers with uploads are filed: what was acknowledged is there afterwards, in the database
//! and among the uploads, and the audit log is whole.
//!
//! A process of its own files dossiers; a shim (`app/tests/power_cut/shim.c`) writes down what it does to its disk.
//! From that log the test makes the disk as it was left when something was acknowledged, and opens the house on it.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, ErrorKind, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use blobs::{Blobs, Stored};
use dossiers::commands as act;
use dossiers::model::DeliveryWay;
use futures::future::join_all;
use kernel::rng::SequenceRng;
use kernel::time::HOUR;
use nhatle::house;
use procedures::{Catalogue, PaperMode};
use runtime::{Actor, Runtime};
use serde_json::Value;
use tempfile::TempDir;
use testkit::START;
use uuid::Uuid;

use crate::common::{Served, config_in, furnish, runtime_at, text};
use crate::disk::{Disk, Image, Log, Unsynced, below, image_of, put};
use crate::kill::verify;
use crate::program::{Serving, command, request};

/// Whether a disk does what it says for a path.
type Hears = fn(&str) -> bool;
/// The files of the database, as the log names them.
const DATABASE: [&str; 2] = ["nhatle.db", "nhatle.db-wal"];

/// Names the folder that is watched, for the shim and for the writing process.
const FOLDER: &str = "POWER_CUT_FOLDER";
/// Names the log of the shim, for both.
const LOG: &str = "POWER_CUT_LOG";
/// Tells the writing process after how many dossiers it stops.
const MOST: &str = "POWER_CUT_MOST";
/// Dossiers that are filed side by side.
const TASKS: usize = 6;
/// Acknowledgements before the process is killed, at least; and the moments at which the power is cut.
const ENOUGH: usize = 30;
const CUTS: usize = 3;

/// Birth registration: one paper to upload.
const PROCEDURE: &str = "1.001193";
const FORM: &str = "birth";
/// Last digits of the identity number of the citizen whom [`furnish`] makes.
const FACTOR: &str = "0017";

/// The paper of the n-th dossier: some fill one chunk of the sealed file, some several.
fn paper(n: usize) -> String {
    format!("%PDF-1.7\n{}\n%%EOF\n", format!("giay to {n} ").repeat(100 + 2_500 * (n % 7)))
}

/// A dossier of which the citizen was told that it is filed.
struct Filed {
    n: usize,
    dossier: Uuid,
    file: Uuid,
    reference: String,
    /// Length of the log when it was told.
    place: usize,
}

async fn stored(runtime: &Runtime, n: usize) -> Stored {
    let blobs = runtime.services().get::<Blobs>().unwrap();
    let mut upload = blobs.upload(runtime.rng(), runtime.vault(), 1_000_000).unwrap();
    upload.write(paper(n).as_bytes()).await.unwrap();
    let stored = upload.finish().await.unwrap();
    blobs::record(runtime.store(), &stored, runtime.wall()).await.unwrap();
    stored
}

/// Files a dossier with its paper; the ids of dossier and file, and the reference.
async fn file(runtime: &Runtime, citizen: &Actor, n: usize) -> (Uuid, Uuid, String) {
    let answers = procedures::sample_answers().unwrap().get(FORM).and_then(Value::as_object).cloned().unwrap();
    let catalogue = runtime.services().get::<Catalogue>().unwrap().current();
    let procedure = catalogue.by_code(PROCEDURE, runtime.now()).unwrap();
    let papers = procedure.papers_for(&answers);
    let paper = papers.into_iter().find(|paper| paper.required && paper.mode == PaperMode::Upload).unwrap();
    let id = runtime.execute(citizen, &act::StartDraft { procedure: PROCEDURE.into() }).await.unwrap().outcome;
    let save = act::SaveDraft {
        id,
        version: None,
        area: Some(organisation::unit_id("18853")),
        behalf: None,
        delivery_way: Some(DeliveryWay::Counter),
        applicant: None,
        answers,
        reached: "review".into(),
    };
    runtime.execute(citizen, &save).await.unwrap();
    let add = act::AddFile {
        dossier: id,
        paper: paper.code.clone(),
        name: format!("giấy {n}.pdf"),
        source: act::FileSource::Upload,
        stored: stored(runtime, n).await,
    };
    let file = runtime.execute(citizen, &add).await.unwrap().outcome;
    let submitted = runtime.execute(citizen, &act::Submit { id }).await.unwrap().outcome;
    (id.uuid(), file.uuid(), submitted.reference)
}

/// The process whose disk loses its power. It does nothing when it is run by hand.
#[test]
#[ignore = "run by the tests beside it, as a process of its own"]
fn writer_process() {
    #[expect(clippy::disallowed_methods, reason = "the parent speaks to this process through the environment")]
    let said = |name: &str| std::env::var(name).ok();
    let (Some(folder), Some(log), Some(most)) = (said(FOLDER), said(LOG), said(MOST)) else { return };
    let (config, most) = (config_in(Path::new(&folder)), most.parse::<usize>().unwrap());
    testkit::tokio().block_on(async {
        let opened = house::open(&config).await.unwrap();
        let runtime = runtime_at(&opened, START, 11);
        let accounts = furnish(&runtime, &opened.data).await;
        let served = Served::of(&opened, &config, runtime, accounts);
        let citizen = served.actor("citizen").await;
        println!("citizen {}", citizen.account);
        let tasks = (0..TASKS).map(|task| {
            let (runtime, citizen, log) = (&served.runtime, &citizen, &log);
            async move {
                for n in (task..most).step_by(TASKS) {
                    let (dossier, file, reference) = file(runtime, citizen, n).await;
                    let place = std::fs::metadata(log).unwrap().len();
                    println!("filed {n} {dossier} {file} {reference} {place}");
                }
            }
        });
        join_all(tasks).await;
        println!("done");
        // The disk stays as it is until the parent has looked at it.
        tokio::time::sleep(Duration::from_mins(1)).await;
    });
}

/// The words behind a mark in a line; the harness may have written in front of it.
fn words<'a>(line: &'a str, mark: &str) -> Option<Vec<&'a str>> {
    line.rsplit_once(mark).map(|(_, rest)| rest.split_whitespace().collect())
}

fn filed(line: &str) -> Option<Filed> {
    let words = words(line, "filed ")?;
    let [n, dossier, file, reference, place] = words.as_slice() else { return None };
    Some(Filed {
        n: n.parse().ok()?,
        dossier: dossier.parse().ok()?,
        file: file.parse().ok()?,
        reference: (*reference).to_owned(),
        place: place.parse().ok()?,
    })
}

/// A writing process with its disk and its log.
struct Bench {
    folder: TempDir,
    child: Child,
    output: BufReader<ChildStdout>,
    citizen: Uuid,
    filed: Vec<Filed>,
}

impl Drop for Bench {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Compiles the shim.
fn shim(folder: &Path) -> PathBuf {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join("power_cut").join("shim.c");
    let made = folder.join("shim.so");
    let mut compiler = Command::new("cc");
    compiler.args(["-shared", "-fPIC", "-O2", "-pthread", "-o"]).arg(&made).arg(source);
    let output = compiler.output().unwrap_or_else(|error| match error.kind() {
        ErrorKind::NotFound => panic!("this test needs a C compiler: install gcc (apt-get install gcc)"),
        _ => panic!("the C compiler does not start: {error}"),
    });
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    made
}

impl Bench {
    /// Starts a process that files so many dossiers under the shim.
    fn start(most: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        // The shim compares paths as the system gives them, without links.
        let path = folder.path().canonicalize().unwrap();
        std::fs::create_dir(path.join("data")).unwrap();
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "power_cut::writer_process", "--ignored", "--nocapture", "--test-threads=1"])
            .env("LD_PRELOAD", shim(&path))
            .env(FOLDER, path.join("data"))
            .env(LOG, path.join("log"))
            .env(MOST, most.to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        while words(&line, "citizen ").is_none() {
            line.clear();
            assert!(output.read_line(&mut line).unwrap() > 0, "the writing process ended before it began");
        }
        let citizen = words(&line, "citizen ").and_then(|words| words.first()?.parse().ok()).unwrap();
        Self { folder, child, output, citizen, filed: Vec::new() }
    }

    /// Listens until so many dossiers are filed, or until the process is done.
    fn listen(&mut self, enough: usize) {
        let mut line = String::new();
        while self.filed.len() < enough && !line.starts_with("done") {
            line.clear();
            assert!(self.output.read_line(&mut line).unwrap() > 0, "the writing process ended by itself");
            self.filed.extend(filed(&line));
        }
    }

    /// Kills the process in the middle of its work; what it had told before counts.
    fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        let mut rest = String::new();
        self.output.read_to_string(&mut rest).unwrap();
        // The last line may be cut off in the middle.
        let lines = rest.rsplit_once('\n').map_or("", |(lines, _)| lines);
        self.filed.extend(lines.lines().filter_map(filed));
    }

    fn log(&self) -> Log {
        Log::read(&self.folder.path().join("log"))
    }

    /// What is missing on a disk of that which was told up to a place in the log.
    fn missing(&self, image: &Image, place: usize) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        put(image, folder.path());
        let due: Vec<&Filed> = self.filed.iter().filter(|filed| filed.place <= place).collect();
        testkit::tokio().block_on(missing(folder.path(), self.citizen, &due))
    }
}

/// What a house on a folder lacks of these dossiers; also what is wrong with its audit log.
async fn missing(folder: &Path, citizen: Uuid, due: &[&Filed]) -> Vec<String> {
    let config = config_in(folder);
    let opened = match house::open(&config).await {
        Ok(opened) => opened,
        Err(error) => return vec![format!("it does not open: {error:#}")],
    };
    let runtime = runtime_at(&opened, START.plus(HOUR), 13);
    let mut missing = match runtime.store().verify(|_, _| {}).await {
        Ok(verdict) => verdict.faults,
        Err(error) => return vec![format!("it cannot be verified: {error}")],
    };
    let served = Served::of(&opened, &config, runtime, BTreeMap::from([("citizen", citizen)]));
    for filed in due {
        let found = served.ask("citizen", "GET", &format!("/api/v1/dossiers/{}", filed.dossier), "").await;
        if found.status().as_u16() != 200 {
            missing.push(format!("dossier {}: {}", filed.n, found.status()));
            continue;
        }
        let path = format!("/my/dossiers/{}/files/{}", filed.dossier, filed.file);
        let found = served.ask("citizen", "GET", &path, "").await;
        let status = found.status();
        if status.as_u16() != 200 || text(found).await != paper(filed.n) {
            missing.push(format!("the paper of dossier {}: {status}", filed.n));
        }
    }
    missing
}

/// The program itself starts on a disk, shows every dossier and finds its audit log whole.
fn assert_the_program_goes_on(image: &Image, due: &[Filed]) {
    let folder = tempfile::tempdir().unwrap();
    put(image, folder.path());
    let serving = Serving::start(command(folder.path(), &["serve", "--empty", "--listen", "127.0.0.1:0"]));
    let headers = format!("X-Lookup-Factor: {FACTOR}\r\n");
    for filed in due {
        let path = format!("/api/v1/track/{}", filed.reference);
        let found = request(serving.address(), "GET", &path, &headers, "");
        assert_eq!(found.map(|(status, _)| status), Some(200), "{}", filed.reference);
    }
    serving.kill();
    verify(folder.path(), "");
}

#[test]
fn what_was_acknowledged_survives_a_power_cut() {
    let rng = SequenceRng::new(21);
    let mut bench = Bench::start(100_000);
    bench.listen(ENOUGH + below(&rng, 20));
    bench.kill();
    let log = bench.log();
    for _ in 0..CUTS {
        let place = bench.filed[below(&rng, bench.filed.len())].place;
        let disk = Disk::after(&log, log.until(place), |_| true);
        for unsynced in [Unsynced::Lost, Unsynced::ByChance(&rng)] {
            assert_eq!(bench.missing(&disk.image(unsynced), place), [""; 0], "power cut at {place}");
        }
    }
    let end = Disk::after(&log, log.len(), |_| true);
    assert_the_program_goes_on(&end.image(Unsynced::Lost), &bench.filed);
}

#[test]
fn a_power_cut_on_a_forgetful_disk_is_noticed() {
    let mut bench = Bench::start(12);
    bench.listen(usize::MAX);
    let (log, seen) = (bench.log(), image_of(&bench.folder.path().join("data")));
    bench.kill();
    // The shim has seen everything: its log gives the very disk that there is.
    let told = Disk::after(&log, log.len(), |_| true);
    let kept = told.image(Unsynced::Kept);
    assert_eq!(kept.keys().collect::<Vec<_>>(), seen.keys().collect::<Vec<_>>());
    for (path, content) in &seen {
        assert!(kept.get(path) == Some(content), "{path} has other bytes than the log tells");
    }
    assert_eq!(bench.missing(&told.image(Unsynced::Lost), usize::MAX), [""; 0]);
    // Disks that say "synced" and forget some of it.
    let forgetful: [(&str, Hears); 4] = [
        ("the database", |path| !DATABASE.contains(&path)),
        ("the content of uploads", |path| !path.starts_with("blobs/arriving/")),
        ("the names of uploads", |path| !path.starts_with("blobs/") || path.len() != "blobs/00".len()),
        ("the names of folders", |path| !path.is_empty()),
    ];
    for (what, hears) in forgetful {
        let disk = Disk::after(&log, log.len(), hears);
        let missing = bench.missing(&disk.image(Unsynced::Lost), usize::MAX);
        assert!(!missing.is_empty(), "{what} can be forgotten, and this test does not notice");
    }
}
