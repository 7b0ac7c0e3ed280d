//! Reading threads of SQLite: a few read-only connections, each on a thread of its own.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags, params_from_iter};
use tokio::sync::oneshot;

use crate::committer::sqlite::prepare;
use crate::error::StoreError;
use crate::row::{Map, Row};
use crate::sql::Sql;
use crate::value::Params;

const THREADS: usize = 4;

type Task = Box<dyn FnOnce(&Connection) + Send>;

/// The handle of the reading threads.
#[derive(Clone)]
pub(crate) struct Readers {
    queue: crossbeam_channel::Sender<Task>,
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
        Ok(Self { queue })
    }

    pub(crate) async fn all<T: Send + 'static>(
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

fn open(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(PathBuf::from(path), flags).map_err(|e| StoreError::of_sqlite(&e))?;
    connection
        .execute_batch(
            "PRAGMA query_only = ON; PRAGMA busy_timeout = 5000; PRAGMA cache_size = -8192; PRAGMA temp_store = MEMORY;
             PRAGMA mmap_size = 268435456;",
        )
        .map_err(|e| StoreError::of_sqlite(&e))?;
    connection.set_prepared_statement_cache_capacity(256);
    Ok(connection)
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
