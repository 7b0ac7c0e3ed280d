//! The inbox of a unit among a million dossiers against the same among ten thousand: exact counts, first and deepest
//! page, with the officer's rights and the names opened.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, Result, ensure};
use dossiers::permissions;
use dossiers::queries::{self, InboxFilter, InboxView};
use kernel::id::Uuid;
use kernel::rng::SequenceRng;
use kernel::time::{Clocks, ManualClock};
use kernel::{Cursor, PageRequest};
use organisation::{Level, Role};
use runtime::{Actor, Runtime, Services, SystemClock};
use store::Migration;
use store::vault::Vault;

use crate::Bench;
use crate::fill::{Desk, KEY, OPEN_EVERY, Plan, before_last, fill};
use crate::machine::cpu_here;
use crate::measure::{Spread, median, micros_each, now, ratios};
use crate::report::Row;
use crate::sets::open;

/// Dossiers of the small database.
const SMALL: u64 = 10_000;
/// Lines of a page.
const PAGE: i64 = 50;
/// Inboxes asked for in one round.
const ASKED: usize = 200;
/// Version of the inbox's sort key, as in its cursors.
const SORT: u8 = 1;
/// The unit whose inbox is asked for: a ward of the city.
const UNIT: &str = "18853";

/// One filled database, open.
struct Filled {
    runtime: Runtime,
    officer: Actor,
    deepest: PageRequest,
    open: i64,
}

/// Microseconds of each part, round by round.
#[derive(Default)]
struct Times {
    counts: Vec<f64>,
    first: Vec<f64>,
    deepest: Vec<f64>,
    all: Vec<f64>,
    cpu: Vec<f64>,
}

fn migrations() -> Vec<Migration> {
    [store::migrate::MIGRATIONS, organisation::MIGRATIONS, dossiers::MIGRATIONS].concat()
}

/// Rounds of the small and the large database in turns.
pub(crate) fn run(bench: &Bench) -> Result<Vec<Row>> {
    bench.tokio.block_on(measure(bench))
}

async fn measure(bench: &Bench) -> Result<Vec<Row>> {
    let folder = bench.folder()?;
    eprintln!("  filling {SMALL} and {} dossiers", bench.inbox_dossiers);
    let small = filled(&folder.path().join("small.db"), SMALL).await?;
    let large = filled(&folder.path().join("large.db"), bench.inbox_dossiers).await?;
    let (mut little, mut much) = (Times::default(), Times::default());
    ask(&small, &mut Times::default()).await?;
    ask(&large, &mut Times::default()).await?;
    for round in 1..=bench.rounds {
        ask(&small, &mut little).await?;
        ask(&large, &mut much).await?;
        eprintln!("  round {round} of {}", bench.rounds);
    }
    Ok(vec![row(&small, &large, bench.inbox_dossiers, &little, &much)])
}

async fn filled(file: &Path, dossiers: u64) -> Result<Filled> {
    let clock = Arc::new(ManualClock::new(testkit::START));
    let store = open(&store::Place::Sqlite(file.to_path_buf()), &migrations()).await?;
    let directory = organisation::load(&store).await?;
    let mut services = Services::default();
    services.insert(Arc::clone(&directory));
    let clocks = Clocks { business: clock, wall: Arc::new(SystemClock) };
    let rng = Arc::new(SequenceRng::new(5));
    let runtime = Runtime::new(store, clocks, rng, Vault::new(&KEY)?, services);
    let (units, departments) = organisation::sample_units();
    organisation::import_units(&runtime, units, departments, testkit::START.plus(-1)).await?;
    let units = directory.on(testkit::START);
    let asked = organisation::unit_id(UNIT);
    let mut desks = Vec::new();
    for level in [Level::Province, Level::District, Level::Commune] {
        for unit in units.areas(level) {
            let queue = units.queue(unit.id, Role::Handling)?.uuid();
            let desk = Desk { unit: unit.id.uuid(), queue, receiving: unit.id.uuid() };
            let place = if unit.id == asked { 0 } else { desks.len() };
            desks.insert(place, desk);
        }
    }
    let desk =
        *desks.first().filter(|desk| desk.unit == asked.uuid()).context("the asked unit is not among the units")?;
    fill(file, &Plan { desks: &desks, dossiers, now: testkit::START, all_open: false })?;
    let after = before_last(file, desk.queue, PAGE)?;
    let deepest = Cursor { version: SORT, key: after.0, id: after.1 }.encode();
    let rights = [permissions::READ, permissions::HANDLE];
    let filled = Filled {
        runtime,
        officer: testkit::officer(Uuid::from_u128(44), &[desk.unit], &rights),
        deepest: queries::inbox_page(Some(&deepest), PAGE)?,
        open: i64::try_from(dossiers.div_ceil(OPEN_EVERY))?,
    };
    check(&filled).await?;
    Ok(filled)
}

/// What is measured is what was meant: exact counts, and the last page is the last.
async fn check(filled: &Filled) -> Result<()> {
    let reader = filled.runtime.reader(&filled.officer);
    let counts = queries::unit_counts(&reader).await?;
    ensure!(counts.all == filled.open, "{} open instead of {}", counts.all, filled.open);
    let page = queries::inbox(&reader, InboxView::Unit, InboxFilter::All, &filled.deepest, counts.all).await?;
    let is_last = page.next.is_none() && i64::try_from(page.items.len()).is_ok_and(|lines| lines == PAGE);
    ensure!(is_last, "the deepest page has {} lines", page.items.len());
    Ok(())
}

async fn ask(filled: &Filled, times: &mut Times) -> Result<()> {
    let first_page = PageRequest::first(PAGE);
    let [mut counting, mut first, mut deepest] = [std::time::Duration::ZERO; 3];
    let cpu = cpu_here()?;
    for _ in 0..ASKED {
        let reader = filled.runtime.reader(&filled.officer);
        let started = now();
        let counts = queries::unit_counts(&reader).await?;
        counting += started.elapsed();
        let started = now();
        queries::inbox(&reader, InboxView::Unit, InboxFilter::All, &first_page, counts.all).await?;
        first += started.elapsed();
        let started = now();
        queries::inbox(&reader, InboxView::Unit, InboxFilter::All, &filled.deepest, counts.all).await?;
        deepest += started.elapsed();
    }
    times.cpu.push(micros_each(cpu_here()?.saturating_sub(cpu), ASKED));
    times.counts.push(micros_each(counting, ASKED));
    times.first.push(micros_each(first, ASKED));
    times.deepest.push(micros_each(deepest, ASKED));
    times.all.push(micros_each(counting + first + deepest, ASKED));
    Ok(())
}

fn row(small: &Filled, large: &Filled, dossiers: u64, little: &Times, much: &Times) -> Row {
    let ratio: Spread = ratios(&much.all, &little.all);
    let part =
        |name: &str, much: &[f64], little: &[f64]| format!("{name} {:.0} : {:.0} µs", median(much), median(little));
    let measured = format!(
        "{} ×; {}, {}, {}; CPU {:.2} : {:.2} ms for all three",
        ratio.text(2),
        part("counts", &much.counts, &little.counts),
        part("first page", &much.first, &little.first),
        part("deepest page", &much.deepest, &little.deepest),
        median(&much.cpu) / 1e3,
        median(&little.cpu) / 1e3,
    );
    let name = format!(
        "inbox: counts, first and deepest page among {dossiers} dossiers ({} open in the unit) against {SMALL} ({})",
        large.open, small.open
    );
    Row::new(name, measured, "≤ 1.5 ×", Some(ratio.median <= 1.5))
}
