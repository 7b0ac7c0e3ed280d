//! What an officer may do with each of 50 lines, in an agency of 5,000 officers: the rights are read once for the list,
//! from roles, a delegation and an absence, and no line asks the database.

use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;

use access::Assignments as _;
use anyhow::{Context as _, Result, ensure};
use dossiers::permissions;
use dossiers::queries::{self, InboxFilter, InboxItem, InboxView};
use identity::Accounts;
use kernel::PageRequest;
use kernel::id::Uuid;
use kernel::rng::SequenceRng;
use kernel::time::{Clocks, DAY, ManualClock};
use organisation::{Role, UnitId};
use runtime::{Permission, Runtime, Services, SystemClock};
use rusqlite::{Connection, params_from_iter};
use store::vault::Vault;
use store::{Migration, Params, params};

use crate::Bench;
use crate::fill::{Desk, KEY, Plan, fill};
use crate::measure::{Spread, micros_each, now};
use crate::report::Row;
use crate::sets::open;

/// Officers of the agency.
const OFFICERS: u64 = 5_000;
/// Lines of the list.
const LINES: i64 = 50;
/// Dossiers, of which one in twenty is open.
const DOSSIERS: u64 = 2_000;
/// Lists that are asked for in one round.
const ASKED: usize = 200;
/// Microseconds of one line.
const MOST: f64 = 50.0;
/// Who asks.
const ACCOUNT: Uuid = Uuid::from_u128(44);
/// The ward whose work is listed, and the province above it.
const WARD: &str = "18853";
const PROVINCE: &str = "44";

/// What is asked about every line.
const RIGHTS: [Permission; 12] = [
    permissions::READ,
    permissions::RECEIVE,
    permissions::HANDLE,
    permissions::APPROVE,
    permissions::ASSIGN,
    permissions::DELIVER,
    permissions::NUMBERS,
    permissions::OVERRIDE,
    permissions::GLASS,
    Permission("payments.read"),
    Permission("payments.take"),
    Permission("payments.refund"),
];

/// The agency, open, with the lines of the list.
struct Agency {
    runtime: Runtime,
    accounts: Arc<Accounts>,
    lines: Vec<InboxItem>,
}

fn migrations() -> Vec<Migration> {
    let platform = [store::migrate::MIGRATIONS, access::MIGRATIONS].concat();
    [platform.as_slice(), organisation::MIGRATIONS, identity::MIGRATIONS, dossiers::MIGRATIONS].concat()
}

/// Rounds of lists of 50 lines.
pub(crate) fn run(bench: &Bench) -> Result<Vec<Row>> {
    bench.tokio.block_on(measure(bench))
}

async fn measure(bench: &Bench) -> Result<Vec<Row>> {
    let folder = bench.folder()?;
    let agency = agency(&folder.path().join("agency.db")).await?;
    let (of_one, of_all) = (statements(&agency, 1).await?, statements(&agency, agency.lines.len()).await?);
    let (mut whole, mut alone) = (Vec::new(), Vec::new());
    ask(&agency).await?;
    for round in 1..=bench.rounds {
        let (rights, lines) = ask(&agency).await?;
        whole.push(rights + lines);
        alone.push(lines);
        eprintln!("  round {round} of {}", bench.rounds);
    }
    let (whole, alone) = (Spread::of(&whole), Spread::of(&alone));
    let measured = format!(
        "{} µs a line with reading the rights, {} µs without; {of_all} statements for the list, {of_one} for one line",
        whole.text(2),
        alone.text(2),
    );
    let name = format!("permission: 12 rights in each of {LINES} lines among {OFFICERS} officers");
    let is_met = whole.median < MOST && of_one == of_all;
    Ok(vec![Row::new(name, measured, "< 50 µs a line, no statement a line", Some(is_met))])
}

async fn agency(file: &Path) -> Result<Agency> {
    let clock = Arc::new(ManualClock::new(testkit::START));
    let store = open(&store::Place::Sqlite(file.to_path_buf()), &migrations()).await?;
    let directory = organisation::load(&store).await?;
    let accounts = Arc::new(Accounts::new(Arc::clone(&directory))?);
    let mut services = Services::default();
    services.insert(Arc::clone(&directory));
    services.insert(Arc::clone(&accounts));
    let clocks = Clocks { business: clock, wall: Arc::new(SystemClock) };
    let runtime = Runtime::new(store, clocks, Arc::new(SequenceRng::new(5)), Vault::new(&KEY)?, services);
    let (units, departments) = organisation::sample_units();
    organisation::import_units(&runtime, units, departments, testkit::START.plus(-2 * DAY)).await?;
    let units = directory.on(testkit::START);
    let (ward, province) = (organisation::unit_id(WARD), organisation::unit_id(PROVINCE));
    officers(file, &units.below(province), ward, province)?;
    let desk = Desk { unit: ward.uuid(), queue: units.queue(ward, Role::Handling)?.uuid(), receiving: ward.uuid() };
    fill(file, &Plan { desks: &[desk], dossiers: DOSSIERS, now: testkit::START, all_open: false })?;
    let actor = accounts.actor(&runtime, ACCOUNT, testkit::START).await?.context("nobody asks")?;
    ensure!(actor.grants.len() == 5, "{} grants instead of 5", actor.grants.len());
    let page = PageRequest::first(LINES);
    let lines = queries::inbox(&runtime.reader(&actor), InboxView::Unit, InboxFilter::All, &page, 0).await?.items;
    ensure!(i64::try_from(lines.len()).is_ok_and(|found| found == LINES), "{} lines", lines.len());
    Ok(Agency { runtime, accounts, lines })
}

/// Accounts with two roles each, past the store; the one that asks has three, a delegation and an absence.
fn officers(file: &Path, units: &[UnitId], ward: UnitId, province: UnitId) -> Result<()> {
    let connection = Connection::open(file)?;
    connection.execute_batch("PRAGMA busy_timeout = 5000; BEGIN")?;
    let run = |sql: &str, values: Params| -> Result<()> {
        connection.prepare_cached(sql)?.execute(params_from_iter(values))?;
        Ok(())
    };
    let since = testkit::START.plus(-DAY);
    let account = |id: Uuid, login: String| {
        run(
            "INSERT INTO account (account_id, kind, login_fold, display_name, password_hash, state, made_at, version)
             VALUES (?1, 'officer', ?2, 'Lê Thị Thử Nghiệm', 'none', 'active', ?3, 1)",
            params![id, login, since],
        )
    };
    let role = |holder: Uuid, number: u128, unit: UnitId, code: &'static str, reach: &'static str| {
        run(
            "INSERT INTO assignment (assignment_id, account_id, unit_id, role, position, reach, valid_from)
             VALUES (?1, ?2, ?3, ?4, '', ?5, ?6)",
            params![Uuid::from_u128((2 << 100) | number), holder, unit.uuid(), code, reach, since],
        )
    };
    let id = |number: u64| Uuid::from_u128((1 << 100) | u128::from(number));
    for number in 0..OFFICERS {
        account(id(number), format!("o:officer.{number}"))?;
        // The first two work in the ward: one delegates to the one who asks, the other is away.
        let place = usize::try_from(number)? % units.len().max(1);
        let unit = if number < 2 { ward } else { *units.get(place).context("no units")? };
        role(id(number), u128::from(number) * 2, unit, "handler", "unit")?;
        role(id(number), u128::from(number) * 2 + 1, unit, "approver", "unit")?;
    }
    account(ACCOUNT, "o:asker".to_owned())?;
    let last = u128::from(OFFICERS) * 2;
    role(ACCOUNT, last, province, "leader", "below")?;
    role(ACCOUNT, last + 1, ward, "handler", "unit")?;
    run(
        "INSERT INTO delegation (delegation_id, from_account, to_account, unit_id, permissions, basis, valid_from,
            valid_to, made_at)
         VALUES (?1, ?2, ?3, ?4, 'dossiers.approve dossiers.read', 'bench', ?5, ?6, ?5)",
        params![Uuid::from_u128(3 << 100), id(0), ACCOUNT, ward.uuid(), since, testkit::START.plus(DAY)],
    )?;
    run(
        "INSERT INTO absence (absence_id, account_id, deputy_id, permissions, basis, valid_from, valid_to, made_by,
            made_at)
         VALUES (?1, ?2, ?3, 'dossiers.approve dossiers.handle dossiers.read', 'bench', ?4, ?5, ?2, ?4)",
        params![Uuid::from_u128(4 << 100), id(1), ACCOUNT, since, testkit::START.plus(DAY)],
    )?;
    connection.execute_batch("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)")?;
    Ok(())
}

/// How many answers to `RIGHTS` for the first lines are yes, so that none is left out.
fn allowed(actor: &runtime::Actor, lines: &[InboxItem]) -> usize {
    let each = lines.iter().flat_map(|line| RIGHTS.iter().map(move |right| (line.competent.uuid(), *right)));
    each.filter(|(unit, right)| actor.can_in(*right, *unit)).count()
}

/// The statements that one list asks for.
async fn statements(agency: &Agency, lines: usize) -> Result<u64> {
    let before = agency.runtime.store().reads();
    let actor = agency.accounts.actor(&agency.runtime, ACCOUNT, testkit::START).await?.context("nobody asks")?;
    black_box(allowed(&actor, agency.lines.get(..lines).unwrap_or_default()));
    Ok(agency.runtime.store().reads() - before)
}

/// Microseconds a line: of reading the rights of the one who asks, and of looking them up in every line.
async fn ask(agency: &Agency) -> Result<(f64, f64)> {
    let [mut reading, mut looking] = [std::time::Duration::ZERO; 2];
    for _ in 0..ASKED {
        let started = now();
        let actor = agency.accounts.actor(&agency.runtime, ACCOUNT, testkit::START).await?.context("nobody asks")?;
        reading += started.elapsed();
        let started = now();
        black_box(allowed(black_box(&actor), black_box(&agency.lines)));
        looking += started.elapsed();
    }
    let lines = ASKED * agency.lines.len();
    Ok((micros_each(reading, lines), micros_each(looking, lines)))
}
