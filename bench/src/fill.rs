//! Fills a database with dossiers by plain insertion, past the store: what is measured is reading.

use std::path::Path;

use anyhow::{Context as _, Result};
use dossiers::model::State;
use kernel::Timestamp;
use kernel::id::Uuid;
use kernel::rng::SequenceRng;
use kernel::time::DAY;
use rusqlite::{Connection, params_from_iter};
use store::params;
use store::vault::{KEY_LEN, Vault};

/// Key of the measured databases.
pub(crate) const KEY: [u8; KEY_LEN] = [7; KEY_LEN];
/// Of so many dossiers one is open in the asked unit: 50 000 of a million.
pub(crate) const OPEN_EVERY: u64 = 20;
/// Of so many dossiers of the other units one is open.
const OTHERS_OPEN_EVERY: u64 = 20;
/// Time over which open work is due; 3 % of it lies in the past.
const SPAN: i64 = 30 * DAY;
/// Dossiers of one transaction.
const CHUNK: u64 = 20_000;

/// A unit and its queue of handling work.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Desk {
    pub(crate) unit: Uuid,
    pub(crate) queue: Uuid,
    /// Where its dossiers are handed in.
    pub(crate) receiving: Uuid,
}

/// What one database is filled with.
pub(crate) struct Plan<'a> {
    /// The asked unit first.
    pub(crate) desks: &'a [Desk],
    pub(crate) dossiers: u64,
    pub(crate) now: Timestamp,
    /// Whether every dossier is open, as many at each desk.
    pub(crate) all_open: bool,
}

/// One dossier to insert.
struct Line {
    number: u64,
    desk: Desk,
    id: Uuid,
    subject: Uuid,
    submitted: Timestamp,
    /// When open work is due; none when it is done.
    due: Option<Timestamp>,
}

impl Plan<'_> {
    fn line(&self, number: u64, rng: &SequenceRng) -> Option<Line> {
        let asked = !self.all_open && number.is_multiple_of(OPEN_EVERY);
        let desks = u64::try_from(self.desks.len()).ok()?.max(1);
        let index = if asked { 0 } else { usize::try_from(number % desks).ok()? };
        let desk = *self.desks.get(index)?;
        let share = i64::try_from(number.saturating_mul(1_000_000) / self.dossiers.max(1)).ok()?;
        let submitted = self.now.plus(-366 * DAY + 366 * DAY / 1_000_000 * share);
        let is_open = self.all_open || asked || (index > 0 && rng.below(OTHERS_OPEN_EVERY) == 0);
        // Whatever came in when, the due instants lie evenly over the span.
        let spot = i64::try_from(rng.below(1_000_000)).ok()?;
        let due = is_open.then(|| self.now.plus(SPAN / 1_000_000 * (spot - 30_000)));
        let id = kernel::id::new(submitted, rng);
        Some(Line { number, desk, id, subject: kernel::id::new(submitted, rng), submitted, due })
    }
}

/// Inserts everything. The file was made by the store; nobody else writes meanwhile.
pub(crate) fn fill(file: &Path, plan: &Plan<'_>) -> Result<()> {
    let connection = Connection::open(file)?;
    connection.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA cache_size = -1048576; PRAGMA busy_timeout = 5000;",
    )?;
    connection.set_prepared_statement_cache_capacity(32);
    let vault = Vault::new(&KEY)?;
    let rng = SequenceRng::new(plan.dossiers);
    let mut number = 0;
    while number < plan.dossiers {
        connection.execute_batch("BEGIN")?;
        let end = plan.dossiers.min(number + CHUNK);
        for number in number..end {
            let line = plan.line(number, &rng).context("a number too large")?;
            insert(&connection, plan, &line, &vault, &rng)?;
        }
        connection.execute_batch("COMMIT")?;
        number = end;
    }
    counters(&connection)?;
    connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")?;
    Ok(())
}

fn insert(connection: &Connection, plan: &Plan<'_>, line: &Line, vault: &Vault, rng: &SequenceRng) -> Result<()> {
    let new = vault.new_key(rng)?;
    let name = new.key.seal("dossier.name", "Nguyễn Thị Thử Nghiệm", rng)?;
    let run = |sql: &str, values: store::Params| -> Result<()> {
        connection.prepare_cached(sql)?.execute(params_from_iter(values))?;
        Ok(())
    };
    run(
        "INSERT INTO subject_key (subject_id, wrapped, made_at) VALUES (?1, ?2, ?3)",
        params![line.subject, new.wrapped, line.submitted],
    )?;
    // As long as the sealed values of a real form.
    run(
        "INSERT INTO dossier_person (dossier_id, subject_id, name, person, answers) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![line.id, line.subject, name, vec![1_u8; 320], vec![2_u8; 900]],
    )?;
    insert_dossier(&run, plan, line)?;
    let (state, due) = (state_of(line).code(), line.due.unwrap_or(line.submitted.plus(10 * DAY)));
    let closed_at = if line.due.is_some() { None } else { Some(line.submitted.plus(9 * DAY)) };
    run(
        "INSERT INTO task (home_id, task_id, dossier_id, kind, step, queue_id, assignee_id, state, opened_at, due_at,
            limit_unit, clock_end, soon_at, sort_at, closed_at)
         VALUES (?1, ?2, ?3, 'step', 'check', ?4, NULL, ?5, ?6, ?7, 'working_days', ?7, ?8, ?7, ?9)",
        params![
            line.desk.unit,
            kernel::id::new(line.submitted, rng),
            line.id,
            line.desk.queue,
            state,
            line.submitted,
            due,
            due.plus(-2 * DAY),
            closed_at
        ],
    )
}

fn state_of(line: &Line) -> State {
    if line.due.is_some() { State::InProgress } else { State::Returned }
}

fn insert_dossier(run: &impl Fn(&str, store::Params) -> Result<()>, plan: &Plan<'_>, line: &Line) -> Result<()> {
    let is_open = line.due.is_some();
    let finished = if is_open { None } else { Some(line.submitted.plus(9 * DAY)) };
    run(
        "INSERT INTO dossier (home_id, dossier_id, version, reference, code, procedure_version_id, procedure_code,
            account_id, subject_id, behalf, channel, receiving_id, competent_id, continuing_id, state, state_before, step,
            payment_state, delivery_way, delivery_state, offered_online, submitted_at, received_at, received_day,
            answer_due_at, answered_at, limit_unit, clock_end, due_at, paused_at, promised_at, supplements, reappointed,
            finished_at, finished_day, on_time, closed_at, rating, rated_day)
         VALUES (?1, ?2, 2, ?3, ?4, ?5, '1.000894', ?6, ?6, 'self', 'online', ?14, ?1, NULL, ?7, NULL, 'check', 'none',
            'electronic', 'none', 1, ?8, ?8, ?9, ?8, ?8, 'working_days', ?10, ?10, NULL, NULL, 0, 0, ?11, ?12, ?13, ?11,
            NULL, NULL)",
        params![
            line.desk.unit,
            line.id,
            format!("T-{:010}", line.number),
            format!("000.00.11.H46-{:06}-{:04}", line.submitted.day_number(), line.number),
            Uuid::from_u128(u128::from(plan.dossiers)),
            line.subject,
            state_of(line).code(),
            line.submitted,
            line.submitted.day_number(),
            line.due.unwrap_or(line.submitted.plus(10 * DAY)),
            finished,
            finished.map(Timestamp::day_number),
            finished.map(|_| 1_i64),
            line.desk.receiving
        ],
    )
}

/// The folded counters of all queues, as the figures' deltas would have made them.
fn counters(connection: &Connection) -> Result<()> {
    connection.execute_batch(
        "INSERT INTO figure_day (figure, unit_id, slice, day, num, den)
         SELECT 'dossiers.queue', queue_id, CAST(state AS TEXT), 0, COUNT(*), COUNT(*)
         FROM task WHERE closed_at IS NULL GROUP BY queue_id, state;
         INSERT INTO figure_day (figure, unit_id, slice, day, num, den)
         SELECT 'dossiers.due', queue_id, 'late', sort_at / 3600000000, COUNT(*), COUNT(*)
         FROM task WHERE closed_at IS NULL GROUP BY queue_id, sort_at / 3600000000;
         INSERT INTO figure_day (figure, unit_id, slice, day, num, den)
         SELECT 'dossiers.due', queue_id, 'soon', soon_at / 3600000000, COUNT(*), COUNT(*)
         FROM task WHERE closed_at IS NULL GROUP BY queue_id, soon_at / 3600000000",
    )?;
    Ok(())
}

/// The last page of a queue begins after this row: its sort key and id.
pub(crate) fn before_last(file: &Path, queue: Uuid, page: i64) -> Result<(i64, Uuid)> {
    let connection = Connection::open(file)?;
    let sql = "SELECT sort_at, task_id FROM task WHERE queue_id = ?1 AND closed_at IS NULL
               ORDER BY sort_at DESC, task_id DESC LIMIT 1 OFFSET ?2";
    let found: (i64, Vec<u8>) = connection
        .query_row(sql, (queue.as_bytes().as_slice(), page), |row| Ok((row.get(0)?, row.get(1)?)))
        .context("the queue is shorter than a page")?;
    Ok((found.0, Uuid::from_slice(&found.1)?))
}
