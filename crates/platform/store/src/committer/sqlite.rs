//! SQLite: one thread owns the only writing connection and shares each COMMIT among the write sets that wait.
//!
//! There is no artificial delay: while one COMMIT syncs, the next batch forms by itself. A copy of the database (a
//! backup) is made a few pages at a time between two batches.

use std::iter::Peekable;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use rusqlite::{Connection, params_from_iter};
use tokio::sync::{mpsc, oneshot};

use super::copy::FileCopy;
use super::{Pending, QUEUE};
use crate::backup::Tell;
use crate::chain::{ChainHead, lower};
use crate::error::StoreError;
use crate::sql::{Engine, Sql};
use crate::write_set::{Expect, Receipt, Stmt, WriteSet};

/// The most write sets in one COMMIT.
const BATCH: usize = 256;
/// The most work in one COMMIT, so that nobody waits long behind a crowd.
const BATCH_TIME: Duration = Duration::from_millis(5);

type Reply = oneshot::Sender<Result<Receipt, StoreError>>;
type Task = Box<dyn FnOnce(&Connection) + Send>;

enum Work {
    Write(Pending),
    Exclusive(Task),
    Copy(FileCopy),
}

/// The handle of the writer thread. The thread ends when all handles are gone and its queue is empty.
#[derive(Clone)]
pub(crate) struct Writer {
    queue: mpsc::Sender<Work>,
}

impl Writer {
    /// Starts the thread on a migrated database.
    pub(crate) fn start(connection: Connection, head: ChainHead) -> Result<Self, StoreError> {
        let (queue, inbox) = mpsc::channel(QUEUE);
        std::thread::Builder::new()
            .name("store-writer".into())
            .spawn(move || run(&connection, head, inbox))
            .map_err(|e| StoreError::Unavailable(format!("writer thread: {e}")))?;
        Ok(Self { queue })
    }

    pub(crate) async fn commit(&self, set: WriteSet) -> Result<Receipt, StoreError> {
        let (reply, answer) = oneshot::channel();
        self.queue.try_send(Work::Write(Pending { set, reply })).map_err(|_| StoreError::Busy)?;
        answer.await.map_err(|_| StoreError::Unavailable("the writer stopped".into()))?
    }

    /// Runs a task on the writing connection between two batches. The task only borrows it, because a copy may be in
    /// the making on it.
    pub(crate) async fn exclusive<R: Send + 'static>(
        &self,
        task: impl FnOnce(&Connection) -> Result<R, StoreError> + Send + 'static,
    ) -> Result<R, StoreError> {
        let (reply, answer) = oneshot::channel();
        let boxed: Task = Box::new(move |connection| {
            let _ = reply.send(task(connection));
        });
        self.queue
            .send(Work::Exclusive(boxed))
            .await
            .map_err(|_| StoreError::Unavailable("the writer stopped".into()))?;
        answer.await.map_err(|_| StoreError::Unavailable("the writer stopped".into()))?
    }

    /// Copies the database into a new file while the writer goes on. `Busy` while another copy is made. Whoever stops
    /// waiting stops the copy. Gives the longest time for which it kept the writer from its next batch.
    pub(crate) async fn copy(&self, file: PathBuf, tell: Tell) -> Result<Duration, StoreError> {
        let (reply, answer) = oneshot::channel();
        self.queue
            .send(Work::Copy(FileCopy { file, tell, reply }))
            .await
            .map_err(|_| StoreError::Unavailable("the writer stopped".into()))?;
        answer.await.map_err(|_| StoreError::Unavailable("the writer stopped".into()))?
    }
}

fn run(connection: &Connection, mut head: ChainHead, mut inbox: mpsc::Receiver<Work>) {
    let mut buffer = Vec::with_capacity(BATCH);
    while inbox.blocking_recv_many(&mut buffer, BATCH) > 0 {
        let Some(copy) = work_off(connection, &mut head, &mut buffer) else { continue };
        copy.run(connection, || {
            while buffer.len() < BATCH
                && let Ok(work) = inbox.try_recv()
            {
                buffer.push(work);
            }
            if let Some(second) = work_off(connection, &mut head, &mut buffer) {
                second.refuse();
            }
        });
    }
}

/// Does what waits, in its order. Gives the copy that was asked for; it is made when nothing waits.
fn work_off(connection: &Connection, head: &mut ChainHead, buffer: &mut Vec<Work>) -> Option<FileCopy> {
    let mut copy: Option<FileCopy> = None;
    let mut writes = Vec::with_capacity(buffer.len());
    for work in buffer.drain(..) {
        match work {
            Work::Write(pending) => writes.push(pending),
            Work::Exclusive(task) => {
                commit_all(connection, head, std::mem::take(&mut writes));
                task(connection);
            }
            Work::Copy(asked) => {
                if let Some(first) = copy.replace(asked) {
                    first.refuse();
                }
            }
        }
    }
    commit_all(connection, head, writes);
    copy
}

fn commit_all(connection: &Connection, head: &mut ChainHead, writes: Vec<Pending>) {
    let mut rest = writes.into_iter().peekable();
    while rest.peek().is_some() {
        commit_batch(connection, head, &mut rest);
    }
}

/// One COMMIT. Each write set stands in a savepoint, so that a refused one leaves no trace and the others stay. One
/// that is alone needs none: the whole transaction goes with it.
fn commit_batch(connection: &Connection, head: &mut ChainHead, rest: &mut Peekable<impl Iterator<Item = Pending>>) {
    let mut done: Vec<(Reply, Result<Vec<i64>, StoreError>)> = Vec::new();
    let before = *head;
    let mut broken = execute(connection, "BEGIN IMMEDIATE").err();
    let mut is_undone = false;
    #[expect(clippy::disallowed_methods, reason = "measures a batch, decides nothing in a rule")]
    let started = Instant::now();
    while broken.is_none() && started.elapsed() < BATCH_TIME {
        let Some(pending) = rest.next() else { break };
        let is_alone = done.is_empty() && rest.peek().is_none();
        let mut next = *head;
        let result = if is_alone {
            apply_inside(connection, pending.set, &mut next)
        } else {
            apply(connection, pending.set, &mut next)
        };
        if result.is_ok() {
            *head = next;
        } else if connection.is_autocommit() {
            // A full disk or an IO error ended the whole transaction, not only the savepoint.
            broken = result.as_ref().err().cloned();
        } else if is_alone {
            broken = execute(connection, "ROLLBACK").err();
            is_undone = true;
        }
        done.push((pending.reply, result));
    }
    if broken.is_none() && !is_undone {
        broken = execute(connection, "COMMIT").err();
    }
    if let Some(error) = broken {
        *head = before;
        give_up(connection, error, done, rest);
        return;
    }
    let batch = done.iter().filter(|(_, result)| result.is_ok()).count();
    for (reply, result) in done {
        let _ = reply.send(result.map(|drawn| Receipt { drawn, batch }));
    }
}

/// Nothing of the batch stands, and everybody in it is told so.
fn give_up(
    connection: &Connection,
    error: StoreError,
    done: Vec<(Reply, Result<Vec<i64>, StoreError>)>,
    rest: &mut impl Iterator<Item = Pending>,
) {
    if !connection.is_autocommit() {
        let _ = execute(connection, "ROLLBACK");
    }
    let error = match error {
        StoreError::Retry => StoreError::Busy,
        other => StoreError::Unavailable(other.to_string()),
    };
    // Nothing was begun: the first waiting write set carries the news, or the loop would never end.
    if done.is_empty()
        && let Some(pending) = rest.next()
    {
        pending.answer(Err(error.clone()));
    }
    for (reply, _) in done {
        let _ = reply.send(Err(error.clone()));
    }
}

fn apply(connection: &Connection, set: WriteSet, head: &mut ChainHead) -> Result<Vec<i64>, StoreError> {
    execute(connection, "SAVEPOINT one")?;
    let result = apply_inside(connection, set, head);
    match result {
        Ok(drawn) => whole_or_none(connection, &["RELEASE one"]).map(|()| drawn),
        Err(error) => {
            if !connection.is_autocommit() {
                whole_or_none(connection, &["ROLLBACK TO one", "RELEASE one"])?;
            }
            Err(error)
        }
    }
}

/// Ends a savepoint. When that fails, the transaction goes as a whole, or half a write set would be committed with it.
fn whole_or_none(connection: &Connection, statements: &[&'static str]) -> Result<(), StoreError> {
    let result = statements.iter().try_for_each(|statement| execute(connection, statement));
    if result.is_err() && !connection.is_autocommit() {
        let _ = execute(connection, "ROLLBACK");
    }
    result
}

fn apply_inside(connection: &Connection, set: WriteSet, head: &mut ChainHead) -> Result<Vec<i64>, StoreError> {
    let mut drawn = Vec::with_capacity(set.draws.len());
    for book in &set.draws {
        let mut stmt = connection
            .prepare_cached(
                "INSERT INTO book (home_id, book, n) VALUES (?1, ?2, 1)
                 ON CONFLICT (home_id, book) DO UPDATE SET n = n + 1 RETURNING n",
            )
            .map_err(|e| StoreError::of_sqlite(&e))?;
        let number = stmt
            .query_row((set.home.as_bytes().as_slice(), &book.0), |row| row.get(0))
            .map_err(|e| StoreError::of_sqlite(&e))?;
        drawn.push(number);
    }
    for stmt in lower(set, &drawn, head)? {
        run_stmt(connection, &stmt)?;
    }
    Ok(drawn)
}

/// Runs one statement and checks its row count.
pub(crate) fn run_stmt(connection: &Connection, stmt: &Stmt) -> Result<u64, StoreError> {
    let mut prepared = prepare(connection, stmt.sql)?;
    let rows = prepared
        .execute(params_from_iter(stmt.params.iter()))
        .map_err(|e| at_site(StoreError::of_sqlite(&e), stmt.sql))?;
    let rows = u64::try_from(rows).unwrap_or(u64::MAX);
    match stmt.expect {
        Expect::Rows(wanted) if wanted != rows => Err(StoreError::Conflict),
        _ => Ok(rows),
    }
}

pub(crate) fn prepare<'c>(
    connection: &'c Connection,
    sql: &'static Sql,
) -> Result<rusqlite::CachedStatement<'c>, StoreError> {
    connection.prepare_cached(sql.text(Engine::Sqlite)).map_err(|e| at_site(StoreError::of_sqlite(&e), sql))
}

pub(crate) fn at_site(error: StoreError, sql: &'static Sql) -> StoreError {
    match error {
        StoreError::Bug(text) => StoreError::Bug(format!("{}: {text}", sql.site())),
        other => other,
    }
}

fn execute(connection: &Connection, sql: &'static str) -> Result<(), StoreError> {
    let mut stmt = connection.prepare_cached(sql).map_err(|e| StoreError::of_sqlite(&e))?;
    stmt.execute([]).map(|_| ()).map_err(|e| StoreError::of_sqlite(&e))
}

#[cfg(test)]
mod tests {
    use kernel::Timestamp;
    use uuid::Uuid;

    use super::*;
    use crate::migrate::{MIGRATIONS, to_dialect};
    use crate::sql;
    use crate::write_set::{AuditDraft, Book, EventDraft};

    const CHAIN: Uuid = Uuid::from_u128(1);

    fn writer() -> Writer {
        let connection = Connection::open_in_memory().unwrap();
        for migration in MIGRATIONS {
            connection.execute_batch(&to_dialect(migration.sql, Engine::Sqlite)).unwrap();
        }
        Writer::start(connection, ChainHead { chain: CHAIN, seq: 0, hash: [0; 32] }).unwrap()
    }

    /// A write set that draws a number and leaves rows in several tables.
    fn adding(n: u128, key: Vec<u8>) -> WriteSet {
        let id = Uuid::from_u128(n);
        let mut set = WriteSet::new(id, CHAIN, Timestamp(1));
        set.draw(Book("book".into()));
        let stmt = sql!("INSERT INTO subject_key (subject_id, wrapped, made_at) VALUES ($1, $2, 0)");
        set.run(stmt, crate::params![id, key]);
        let payload = r#"{"n":"$draw:0"}"#;
        set.audit(AuditDraft {
            actor: id,
            unit: None,
            action: "it.wrote",
            entity: "subject",
            entity_id: id,
            payload: payload.into(),
        });
        set.event(EventDraft { kind: "it.made.v1", entity_id: id, entity_version: 1, payload: payload.into() });
        set
    }

    /// How many keys, audit rows and events there are, the newest row of the chain, the last number of the book.
    async fn found(writer: &Writer) -> [i64; 5] {
        let asked = writer.exclusive(|connection| {
            let text = "SELECT (SELECT COUNT(*) FROM subject_key), (SELECT COUNT(*) FROM audit),
                               (SELECT COUNT(*) FROM event), (SELECT COALESCE(MAX(seq), 0) FROM audit),
                               (SELECT COALESCE(MAX(n), 0) FROM book)";
            connection
                .query_row(text, [], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?]))
                .map_err(|e| StoreError::of_sqlite(&e))
        });
        asked.await.unwrap()
    }

    async fn tell(writer: &Writer, text: &'static str) {
        let told =
            writer.exclusive(move |connection| connection.execute_batch(text).map_err(|e| StoreError::of_sqlite(&e)));
        told.await.unwrap();
    }

    fn run_alone(test: impl Future<Output = ()>) {
        tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(test);
    }

    #[test]
    fn one_that_is_alone_and_refused_leaves_no_trace() {
        run_alone(async {
            let writer = writer();
            writer.commit(adding(1, vec![1])).await.unwrap();
            assert_eq!(found(&writer).await, [1; 5]);
            let doubled = writer.commit(adding(1, vec![2])).await;
            assert!(matches!(doubled, Err(StoreError::Unique(_))), "{doubled:?}");
            let mut stale = adding(2, vec![2]);
            let stmt = sql!("UPDATE subject_key SET made_at = 1 WHERE subject_id = $1");
            stale.one(stmt, crate::params![Uuid::from_u128(99)]);
            assert_eq!(writer.commit(stale).await, Err(StoreError::Conflict));
            assert_eq!(found(&writer).await, [1; 5]);
            // Chain and book go on where they stood.
            let receipt = writer.commit(adding(2, vec![2])).await.unwrap();
            assert_eq!(receipt, Receipt { drawn: vec![2], batch: 1 });
            assert_eq!(found(&writer).await, [2; 5]);
        });
    }

    #[test]
    fn one_that_is_alone_and_finds_the_disk_full_leaves_no_trace() {
        run_alone(async {
            let writer = writer();
            writer.commit(adding(1, vec![1])).await.unwrap();
            // A limit below the present size is the present size.
            tell(&writer, "PRAGMA max_page_count = 1").await;
            for _ in 0..2 {
                let full = writer.commit(adding(2, vec![2; 500_000])).await;
                assert!(matches!(full, Err(StoreError::Unavailable(_))), "{full:?}");
            }
            assert_eq!(found(&writer).await, [1; 5]);
            tell(&writer, "PRAGMA max_page_count = 1000000").await;
            let receipt = writer.commit(adding(2, vec![2; 500_000])).await.unwrap();
            assert_eq!(receipt.drawn, [2]);
            assert_eq!(found(&writer).await, [2; 5]);
        });
    }
}
