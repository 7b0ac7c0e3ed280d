//! Reading from SQLite: short queries run where they are asked, long ones on threads of their own.
//!
//! Most queries are a few seeks in an index and cost less than waking another thread. Each starts on a connection that
//! is bounded in work; one that turns out to be long is broken off and begins again on a reading thread.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, params_from_iter};
use tokio::sync::oneshot;

use crate::committer::sqlite::prepare;
use crate::error::StoreError;
use crate::row::{Map, Row, Step};
use crate::sql::Sql;
use crate::value::Params;

const THREADS: usize = 4;
/// Connections for short queries; more than a machine's processors would wait for each other only.
const SHORT: usize = 4;
/// Steps of SQLite's machine after which a connection for short queries looks how long it has worked.
const STEPS: i32 = 1_000;
/// How often it looks before the query counts as long: some 2 ms of work.
const LOOKS: u32 = 30;

type Task = Box<dyn FnOnce(&Connection) + Send>;

/// A connection for short queries, and how often it has looked during the present one.
struct Short {
    connection: Connection,
    looks: Arc<AtomicU32>,
}

/// The handle of the connections and threads that read.
#[derive(Clone)]
pub(crate) struct Readers {
    queue: crossbeam_channel::Sender<Task>,
    /// The one that was used last is used first: its pages are still there.
    short: Arc<Mutex<Vec<Short>>>,
}

impl Readers {
    pub(crate) fn start(path: &Path) -> Result<Self, StoreError> {
        let (queue, inbox) = crossbeam_channel::bounded::<Task>(4_096);
        for number in 0..THREADS {
            let inbox = inbox.clone();
            let connection = open(path)?;
            std::thread::Builder::new()
                .name(format!("store-reader-{number}"))
                .spawn(move || {
                    for task in inbox {
                        task(&connection);
                    }
                })
                .map_err(|e| StoreError::Unavailable(format!("reader thread: {e}")))?;
        }
        let short = (0..SHORT).map(|_| Short::open(path)).collect::<Result<_, _>>()?;
        Ok(Self { queue, short: Arc::new(Mutex::new(short)) })
    }

    pub(crate) async fn all<T: Send + 'static>(
        &self,
        sql: &'static Sql,
        params: Params,
        map: Map<T>,
    ) -> Result<Vec<T>, StoreError> {
        // A short query never waits, so a task that asks and asks has to give way to the others now and then.
        tokio::task::coop::consume_budget().await;
        match self.short(sql, &params, map) {
            Some(result) => result,
            None => self.on_thread(sql, params, map).await,
        }
    }

    /// The result of a short query; nothing when it is long or no connection is free.
    fn short<T>(&self, sql: &'static Sql, params: &Params, map: Map<T>) -> Option<Result<Vec<T>, StoreError>> {
        let short = self.short.lock().unwrap_or_else(PoisonError::into_inner).pop()?;
        short.looks.store(0, Ordering::Relaxed);
        let result = query(&short.connection, sql, params, map);
        let is_long = result.is_err() && short.looks.load(Ordering::Relaxed) > LOOKS;
        self.short.lock().unwrap_or_else(PoisonError::into_inner).push(short);
        if is_long { None } else { Some(result) }
    }

    async fn on_thread<T: Send + 'static>(
        &self,
        sql: &'static Sql,
        params: Params,
        map: Map<T>,
    ) -> Result<Vec<T>, StoreError> {
        let (reply, answer) = oneshot::channel();
        let task: Task = Box::new(move |connection| {
            let _ = reply.send(query(connection, sql, &params, map));
        });
        self.queue.try_send(task).map_err(|_| StoreError::Busy)?;
        answer.await.map_err(|_| StoreError::Unavailable("a reader stopped".into()))?
    }
}

impl Readers {
    /// Hands the rows of a query one by one to `step`, on a reading thread; gives what it made of them.
    pub(crate) async fn fold<S: Send + 'static>(
        &self,
        sql: &'static Sql,
        params: Params,
        state: S,
        step: Step<S>,
    ) -> Result<S, StoreError> {
        let (reply, answer) = oneshot::channel();
        let task: Task = Box::new(move |connection| {
            let _ = reply.send(fold(connection, sql, &params, state, step));
        });
        self.queue.try_send(task).map_err(|_| StoreError::Busy)?;
        answer.await.map_err(|_| StoreError::Unavailable("a reader stopped".into()))?
    }
}

fn fold<S>(
    connection: &Connection,
    sql: &'static Sql,
    params: &Params,
    mut state: S,
    step: Step<S>,
) -> Result<S, StoreError> {
    let mut stmt = prepare(connection, sql)?;
    let mut rows = stmt.query(params_from_iter(params.iter())).map_err(|e| StoreError::of_sqlite(&e))?;
    while let Some(row) = rows.next().map_err(|e| StoreError::of_sqlite(&e))? {
        step(&mut state, &Row::Sqlite(row)).map_err(|e| crate::committer::sqlite::at_site(e, sql))?;
    }
    Ok(state)
}

impl Short {
    fn open(path: &Path) -> Result<Self, StoreError> {
        let mut connection = open(path)?;
        let looks = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&looks);
        let is_long = move || counted.fetch_add(1, Ordering::Relaxed) >= LOOKS;
        connection.progress_handler(STEPS, Some(is_long)).map_err(|e| StoreError::of_sqlite(&e))?;
        Ok(Self { connection, looks })
    }
}

fn open(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(PathBuf::from(path), flags).map_err(|e| StoreError::of_sqlite(&e))?;
    connection
        .execute_batch(
            "PRAGMA query_only = ON; PRAGMA busy_timeout = 5000; PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY;",
        )
        .map_err(|e| StoreError::of_sqlite(&e))?;
    keep_plans(&connection)?;
    connection.set_prepared_statement_cache_capacity(256);
    Ok(connection)
}

/// One plan for a statement, whatever its parameters are; otherwise binding another value makes SQLite plan anew.
pub(crate) fn keep_plans(connection: &Connection) -> Result<(), StoreError> {
    let kept = connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true);
    kept.map(|_| ()).map_err(|e| StoreError::of_sqlite(&e))
}

/// Runs a query and turns its rows into values.
pub(crate) fn query<T>(
    connection: &Connection,
    sql: &'static Sql,
    params: &Params,
    map: Map<T>,
) -> Result<Vec<T>, StoreError> {
    let mut stmt = prepare(connection, sql)?;
    let mut rows = stmt.query(params_from_iter(params.iter())).map_err(|e| StoreError::of_sqlite(&e))?;
    let mut out = Vec::new();
    while let Some(row) = rows.next().map_err(|e| StoreError::of_sqlite(&e))? {
        out.push(map(&Row::Sqlite(row)).map_err(|e| crate::committer::sqlite::at_site(e, sql))?);
    }
    Ok(out)
}
