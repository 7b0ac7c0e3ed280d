//! The reorganisation of 01/07/2025 with a hundred thousand open dossiers on SQLite, while people read and write.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use dossiers::permissions;
use dossiers::queries::{self, InboxFilter, InboxView};
use kernel::id::Uuid;
use kernel::rng::SequenceRng;
use kernel::time::{Clocks, ManualClock};
use kernel::{PageRequest, Timestamp};
use organisation::reform::{self, Participants};
use organisation::{Directory, Level, Role, Snapshot, UnitId};
use runtime::{Actor, Runtime, Services, SystemClock};
use rusqlite::Connection;
use store::Migration;
use store::vault::Vault;
use tokio::task::JoinSet;

use crate::Bench;
use crate::fill::{Desk, KEY, Plan, fill};
use crate::measure::{Spread, now};
use crate::report::Row;
use crate::sets::{Maker, open};

/// People who read beside, each with a rest after every page.
const READERS: u64 = 64;
const REST: Duration = Duration::from_millis(50);
/// How often figures are folded, as in the program.
const FOLD: Duration = Duration::from_secs(5);
/// Lines of a page.
const PAGE: i64 = 50;
/// Accounts whose own dossiers are read.
const CITIZENS: i64 = 1_000;
/// The bars in seconds: everything, and the longest read.
const WHOLE: f64 = 300.0;
const LONGEST: f64 = 1.0;

/// A province with open dossiers at all desks of communes and districts.
struct Province {
    runtime: Runtime,
    clock: Arc<ManualClock>,
    file: PathBuf,
    citizens: Arc<[Uuid]>,
    /// Dossiers at desks of districts.
    of_districts: u64,
}

/// What went on beside.
struct Beside {
    stop: Arc<AtomicBool>,
    readers: JoinSet<Result<Vec<f64>>>,
    writers: JoinSet<Result<Vec<f64>>>,
}

/// What the reorganisation left in the tables.
struct Left {
    moved: u64,
    asked: u64,
    rows: u64,
}

fn migrations() -> Vec<Migration> {
    [store::migrate::MIGRATIONS, organisation::MIGRATIONS, dossiers::MIGRATIONS].concat()
}

/// One reorganisation: written ahead, then the instant, then the mover.
pub(crate) fn run(bench: &Bench) -> Result<Vec<Row>> {
    bench.tokio.block_on(measure(bench))
}

async fn measure(bench: &Bench) -> Result<Vec<Row>> {
    let folder = bench.folder()?;
    eprintln!("  filling {} open dossiers", bench.open_dossiers);
    let province = filled(&folder.path().join("province.db"), bench.open_dossiers).await?;
    let Province { runtime, clock, .. } = &province;
    let beside = Beside::start(&province);
    let house = Actor::system();
    let started = now();
    let id = reform::apply(runtime, &house, organisation::sample_reform().1).await?;
    reform::tend(runtime).await?;
    let ahead = started.elapsed();
    eprintln!("  written ahead in {:.1} s", ahead.as_secs_f64());
    let day = reform::plan(&runtime.reader(&house), id).await?.at;
    clock.set(day);
    let started = now();
    reform::tend(runtime).await?;
    let moving = started.elapsed();
    let (reads, commits) = beside.end().await?;
    let left = left(&province.file, day)?;
    ensure!(left.moved + left.asked == province.of_districts, "{} + {} moved or asked", left.moved, left.asked);
    Ok(vec![row(bench.open_dossiers, [ahead, moving], &left, &reads, &commits)])
}

async fn filled(file: &Path, dossiers: u64) -> Result<Province> {
    let clock = Arc::new(ManualClock::new(testkit::START));
    let store = open(&store::Place::Sqlite(file.to_path_buf()), &migrations()).await?;
    let directory = organisation::load(&store).await?;
    let mut services = Services::default();
    services.insert(Arc::clone(&directory));
    services.insert(Arc::new(Participants(vec![dossiers::reform()])));
    let clocks = Clocks { business: clock.clone(), wall: Arc::new(SystemClock) };
    let runtime = Runtime::new(store, clocks, Arc::new(SequenceRng::new(5)), Vault::new(&KEY)?, services);
    let (units, departments) = organisation::sample_units();
    organisation::import_units(&runtime, units, departments, testkit::START.plus(-1)).await?;
    let (desks, of_districts) = desks(&directory.on(testkit::START))?;
    fill(file, &Plan { desks: &desks, dossiers, now: testkit::START, all_open: true })?;
    let all = u64::try_from(desks.len())?;
    let of_districts = (0..dossiers).filter(|number| number % all >= all - of_districts).count();
    let citizens = citizens(file)?.into();
    Ok(Province { runtime, clock, file: file.to_path_buf(), citizens, of_districts: u64::try_from(of_districts)? })
}

/// A desk of every commune; then of the district of each, for what is handed in there, and of every district, for what
/// is handed in nowhere else. The number says how many of the last are of districts.
fn desks(units: &Snapshot) -> Result<(Vec<Desk>, u64)> {
    let desk = |unit: UnitId, receiving: UnitId| -> Result<Desk> {
        let queue = units.queue(unit, Role::Handling)?.uuid();
        Ok(Desk { unit: unit.uuid(), queue, receiving: receiving.uuid() })
    };
    let communes: Vec<UnitId> = units.areas(Level::Commune).into_iter().map(|unit| unit.id).collect();
    let mut desks: Vec<Desk> = communes.iter().map(|commune| desk(*commune, *commune)).collect::<Result<_>>()?;
    let before = desks.len();
    for (place, commune) in communes.iter().enumerate() {
        let district = units.area_at(Level::District, *commune).context("a commune without a district")?;
        let below = units.children(district).iter().copied();
        let agencies: Vec<UnitId> = below.filter(|unit| units.area_of(*unit) == district).collect();
        let agency = agencies.get(place % agencies.len().max(1)).copied().unwrap_or(district);
        desks.push(desk(agency, *commune)?);
    }
    for district in units.areas(Level::District) {
        desks.push(desk(district.id, district.id)?);
    }
    let of_districts = u64::try_from(desks.len() - before)?;
    Ok((desks, of_districts))
}

fn citizens(file: &Path) -> Result<Vec<Uuid>> {
    let connection = Connection::open(file)?;
    let mut found = connection.prepare("SELECT account_id FROM dossier LIMIT ?1")?;
    let rows = found.query_map([CITIZENS], |row| row.get::<_, Vec<u8>>(0))?;
    rows.map(|bytes| Ok(Uuid::from_slice(&bytes?)?)).collect()
}

/// What is in the tables afterwards.
fn left(file: &Path, day: Timestamp) -> Result<Left> {
    let connection = Connection::open(file)?;
    let state = "SELECT COUNT(*) FROM dossier_move WHERE state = ?1";
    let rows = "SELECT (SELECT COUNT(*) FROM unit_version WHERE valid_from = ?1 OR valid_to = ?1)
                     + (SELECT COUNT(*) FROM queue_unit WHERE valid_from = ?1 OR valid_to = ?1)
                     + (SELECT COUNT(*) FROM unit_succession WHERE at = ?1)";
    Ok(Left {
        moved: u64::try_from(connection.query_row(state, ["moved"], |row| row.get::<_, i64>(0))?)?,
        asked: u64::try_from(connection.query_row(state, ["asked"], |row| row.get::<_, i64>(0))?)?,
        rows: u64::try_from(connection.query_row(rows, [day.0], |row| row.get::<_, i64>(0))?)?,
    })
}

impl Beside {
    fn start(province: &Province) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let mut readers = JoinSet::new();
        for seed in 0..READERS {
            let (runtime, citizens, stop) = (province.runtime.clone(), province.citizens.clone(), stop.clone());
            readers.spawn(async move { read(&runtime, &citizens, seed, &stop).await });
        }
        let mut writers = JoinSet::new();
        let (runtime, ended) = (province.runtime.clone(), stop.clone());
        writers.spawn(async move { write(&runtime, &ended).await });
        let (runtime, ended) = (province.runtime.clone(), stop.clone());
        writers.spawn(async move {
            while !ended.load(Ordering::Relaxed) {
                tokio::time::sleep(FOLD).await;
                runtime.store().fold_figures().await?;
            }
            Ok(Vec::new())
        });
        Self { stop, readers, writers }
    }

    /// Seconds of all reads, and of all commits.
    async fn end(self) -> Result<(Vec<f64>, Vec<f64>)> {
        self.stop.store(true, Ordering::Relaxed);
        Ok((all_of(self.readers).await?, all_of(self.writers).await?))
    }
}

async fn all_of(mut tasks: JoinSet<Result<Vec<f64>>>) -> Result<Vec<f64>> {
    let mut all = Vec::new();
    while let Some(ended) = tasks.join_next().await {
        all.extend(ended??);
    }
    Ok(all)
}

/// Somebody who reads: the inbox of a commune, or their own dossiers.
async fn read(runtime: &Runtime, citizens: &[Uuid], seed: u64, stop: &AtomicBool) -> Result<Vec<f64>> {
    let rng = SequenceRng::new(seed);
    let mut times = Vec::new();
    while !stop.load(Ordering::Relaxed) {
        let started = now();
        if rng.below(2) == 0 {
            open_inbox(runtime, &rng).await?;
        } else {
            let citizen = citizens.get(place(&rng, citizens.len())?).context("there are no citizens")?;
            let citizen = Actor::citizen(*citizen, "Nguyễn Văn Mẫu");
            queries::of_account(&runtime.reader(&citizen), None, PAGE).await?;
        }
        times.push(started.elapsed().as_secs_f64());
        tokio::time::sleep(REST).await;
    }
    Ok(times)
}

fn place(rng: &SequenceRng, among: usize) -> Result<usize> {
    Ok(usize::try_from(rng.below(u64::try_from(among)?))?)
}

/// Counts and first page of a commune that there is now.
async fn open_inbox(runtime: &Runtime, rng: &SequenceRng) -> Result<()> {
    let units = runtime.services().get::<Directory>()?.on(runtime.now());
    let communes: Vec<UnitId> = units.areas(Level::Commune).into_iter().map(|unit| unit.id).collect();
    let commune = communes.get(place(rng, communes.len())?).context("there are no communes")?;
    let rights = [permissions::READ, permissions::HANDLE];
    let officer = testkit::officer(Uuid::from_u128(44), &[commune.uuid()], &rights);
    let reader = runtime.reader(&officer);
    let counts = queries::unit_counts(&reader).await?;
    let first_page = PageRequest::first(PAGE);
    queries::inbox(&reader, InboxView::Unit, InboxFilter::All, &first_page, counts.all).await?;
    Ok(())
}

/// Somebody who writes drafts: how long a commit waits for those of the mover.
async fn write(runtime: &Runtime, stop: &AtomicBool) -> Result<Vec<f64>> {
    let maker = Maker::new()?;
    let mut times = Vec::new();
    let mut number = 0;
    while !stop.load(Ordering::Relaxed) {
        for set in maker.drafts(number..number + 1)? {
            let started = now();
            runtime.store().commit(set).await?;
            times.push(started.elapsed().as_secs_f64());
        }
        number += 1;
        tokio::time::sleep(REST).await;
    }
    Ok(times)
}

fn row(dossiers: u64, [ahead, moving]: [Duration; 2], left: &Left, reads: &[f64], commits: &[f64]) -> Row {
    let (read, commit) = (Spread::of(reads), Spread::of(commits));
    let whole = ahead.as_secs_f64() + moving.as_secs_f64();
    let Left { moved, asked, rows } = left;
    let measured = format!(
        "{whole:.1} s: {rows} rows of units written ahead in {:.1} s, {moved} dossiers moved and {asked} left to a \
         person in {:.1} s; {} reads, longest {:.0} ms, median {:.2} ms; longest commit beside {:.0} ms, median \
         {:.1} ms",
        ahead.as_secs_f64(),
        moving.as_secs_f64(),
        reads.len(),
        read.most * 1e3,
        read.median * 1e3,
        commit.most * 1e3,
        commit.median * 1e3,
    );
    let name = format!("reorganisation with {dossiers} open dossiers on SQLite, {READERS} readers beside");
    let is_met = whole < WHOLE && read.most < LONGEST && commit.most < LONGEST;
    Row::new(name, measured, "< 300 s, no read or commit > 1 s", Some(is_met))
}
