//! The store: one handle for readers, write sets and maintenance, the same on both engines.

use std::fs::File;
use std::hash::{DefaultHasher, Hash as _, Hasher};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use kernel::rng::Rng;
use kernel::time::Clock;
use rusqlite::Connection;
use tokio_postgres::IsolationLevel;
use uuid::Uuid;

use crate::backup::{self, Point};
use crate::chain::ChainHead;
use crate::committer::postgres::{Lane, LaneContext};
use crate::committer::sqlite::{Writer, run_stmt};
use crate::error::StoreError;
use crate::migrate::{self, Migration};
use crate::postgres::{ANSWER, Connector, SIGN, Shared};
use crate::readers::{self, Readers};
use crate::row::{Map, Step};
use crate::sql::{Engine, Sql};
use crate::value::Params;
use crate::write_set::{Expect, Receipt, Stmt, WriteSet};

/// Lanes that commit on PostgreSQL. Each holds one connection and one audit chain.
const LANES: usize = 4;
/// How often upkeep that met others at its rows is tried again.
pub(crate) const UPKEEP_RETRIES: u32 = 3;

/// Where the database is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A SQLite file.
    Sqlite(PathBuf),
    /// The address of a PostgreSQL database.
    Postgres(String),
}

/// What a store needs from outside.
#[derive(Clone)]
pub struct Options {
    /// Wall clock.
    pub clock: Arc<dyn Clock>,
    /// Randomness for chain ids.
    pub rng: Arc<dyn Rng>,
    /// Name of this process in the chains it begins.
    pub node: String,
}

#[derive(Clone)]
enum Backend {
    Sqlite { writer: Writer, readers: Readers, _lock: Arc<File> },
    Postgres { shared: Shared, lanes: Arc<[Lane]>, connector: Box<Connector> },
}

/// A handle of the database. Cloning it is cheap.
#[derive(Clone)]
pub struct Store {
    backend: Backend,
    reads: Arc<AtomicU64>,
}

impl Store {
    /// Opens the database, runs the migrations that are missing and starts the committers.
    pub async fn open(place: &Place, migrations: &[Migration], options: Options) -> Result<Self, StoreError> {
        match place {
            Place::Sqlite(path) => Self::open_sqlite(path, migrations, &options),
            Place::Postgres(url) => Self::open_postgres(url, migrations, options).await,
        }
    }

    fn open_sqlite(path: &Path, migrations: &[Migration], options: &Options) -> Result<Self, StoreError> {
        let unavailable = |e: std::io::Error| StoreError::Unavailable(format!("{}: {e}", path.display()));
        if let Some(folder) = path.parent() {
            crate::folder::make(folder).map_err(unavailable)?;
        }
        let lock = File::create(path.with_extension("lock")).map_err(unavailable)?;
        lock.try_lock().map_err(|_| {
            StoreError::Unavailable(format!(
                "{} is in use by another process; stop it or choose another data folder",
                path.display()
            ))
        })?;
        let mut connection = Connection::open(path).map_err(|e| StoreError::of_sqlite(&e))?;
        connection
            .execute_batch(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
                 PRAGMA busy_timeout = 5000; PRAGMA cache_size = -32768; PRAGMA temp_store = MEMORY;
                 PRAGMA journal_size_limit = 67108864;",
            )
            .map_err(|e| StoreError::of_sqlite(&e))?;
        readers::keep_plans(&connection)?;
        connection.set_prepared_statement_cache_capacity(512);
        migrate_sqlite(&mut connection, migrations)?;
        let head = sqlite_head(&connection, options)?;
        let readers = Readers::start(path)?;
        let writer = Writer::start(connection, head)?;
        let backend = Backend::Sqlite { writer, readers, _lock: Arc::new(lock) };
        Ok(Self { backend, reads: Arc::default() })
    }

    async fn open_postgres(url: &str, migrations: &[Migration], options: Options) -> Result<Self, StoreError> {
        let connector = Connector::new(url)?;
        migrate_postgres(&connector, migrations).await?;
        let shared = Shared::new(&connector)?;
        let context =
            LaneContext { connector: connector.clone(), clock: options.clock, rng: options.rng, node: options.node };
        let lanes: Arc<[Lane]> = (0..LANES).map(|_| Lane::start(context.clone())).collect();
        let backend = Backend::Postgres { shared, lanes, connector: Box::new(connector) };
        Ok(Self { backend, reads: Arc::default() })
    }

    /// The engine behind this store.
    pub fn engine(&self) -> Engine {
        match self.backend {
            Backend::Sqlite { .. } => Engine::Sqlite,
            Backend::Postgres { .. } => Engine::Postgres,
        }
    }

    /// How many queries were asked through this handle and its clones: what a list costs is counted with it.
    pub fn reads(&self) -> u64 {
        self.reads.load(Ordering::Relaxed)
    }

    /// All rows of a query.
    pub async fn all<T: Send + 'static>(
        &self,
        sql: &'static Sql,
        params: Params,
        map: Map<T>,
    ) -> Result<Vec<T>, StoreError> {
        self.reads.fetch_add(1, Ordering::Relaxed);
        match &self.backend {
            Backend::Sqlite { readers, .. } => readers.all(sql, params, map).await,
            Backend::Postgres { shared, .. } => shared.all(sql, &params, map, ANSWER).await,
        }
    }

    /// The first row of a query, or none.
    pub async fn opt<T: Send + 'static>(
        &self,
        sql: &'static Sql,
        params: Params,
        map: Map<T>,
    ) -> Result<Option<T>, StoreError> {
        Ok(self.all(sql, params, map).await?.into_iter().next())
    }

    /// The number in the first column of the first row; 0 when there is none.
    pub async fn number(&self, sql: &'static Sql, params: Params) -> Result<i64, StoreError> {
        Ok(self.opt(sql, params, |row| row.get::<Option<i64>>(0)).await?.flatten().unwrap_or_default())
    }

    /// Hands the rows of a query one by one to `step`; gives what it made of them. For what reads much and keeps little.
    pub(crate) async fn fold<S: Send + 'static>(
        &self,
        sql: &'static Sql,
        params: Params,
        state: S,
        step: Step<S>,
    ) -> Result<S, StoreError> {
        match &self.backend {
            Backend::Sqlite { readers, .. } => readers.fold(sql, params, state, step).await,
            Backend::Postgres { shared, .. } => shared.fold(sql, &params, state, step, ANSWER).await,
        }
    }

    /// Commits a write set. It is durable when this returns `Ok`.
    pub async fn commit(&self, set: WriteSet) -> Result<Receipt, StoreError> {
        if set.audits.is_empty() {
            return Err(StoreError::bug("a write set without an audit draft"));
        }
        match &self.backend {
            Backend::Sqlite { writer, .. } => writer.commit(set).await,
            Backend::Postgres { lanes, .. } => {
                let mut hasher = DefaultHasher::new();
                set.home.hash(&mut hasher);
                let lane = usize::try_from(hasher.finish() % 1_024).unwrap_or(0) % lanes.len().max(1);
                let Some(lane) = lanes.get(lane) else { return Err(StoreError::bug("no lane")) };
                lane.commit(set).await
            }
        }
    }

    /// Runs statements of the house's own upkeep (leases, cursors, sessions) in one transaction, without an audit row.
    /// Never for anything that a person or a case would miss. Each statement sees what others have committed by then, so
    /// that two who touch one row follow each other; a deadlock or a long wait is tried again.
    pub async fn maintain(&self, stmts: Vec<(&'static Sql, Params)>) -> Result<Vec<u64>, StoreError> {
        self.upkeep(stmts, IsolationLevel::ReadCommitted, UPKEEP_RETRIES).await
    }

    /// The same, but all statements see the database as it was at the first of them. When somebody else has changed what
    /// they change, they are tried again from the state of then, so often; without a try left this is `Retry`.
    pub(crate) async fn maintain_at_once(
        &self,
        stmts: Vec<(&'static Sql, Params)>,
        retries: u32,
    ) -> Result<Vec<u64>, StoreError> {
        self.upkeep(stmts, IsolationLevel::RepeatableRead, retries).await
    }

    async fn upkeep(
        &self,
        stmts: Vec<(&'static Sql, Params)>,
        level: IsolationLevel,
        retries: u32,
    ) -> Result<Vec<u64>, StoreError> {
        let stmts: Vec<Stmt> =
            stmts.into_iter().map(|(sql, params)| Stmt { sql, params, expect: Expect::Any }).collect();
        match &self.backend {
            // One writer: nobody is in between, whatever the level.
            Backend::Sqlite { writer, .. } => {
                writer
                    .exclusive(move |connection| {
                        // Not checked by the compiler, but tasks run one after the other.
                        let tx = connection.unchecked_transaction().map_err(|e| StoreError::of_sqlite(&e))?;
                        let rows = stmts.iter().map(|stmt| run_stmt(&tx, stmt)).collect::<Result<Vec<_>, _>>()?;
                        tx.commit().map_err(|e| StoreError::of_sqlite(&e))?;
                        Ok(rows)
                    })
                    .await
            }
            Backend::Postgres { shared, .. } => {
                let mut left = retries;
                loop {
                    match shared.transaction(&stmts, level).await {
                        Err(StoreError::Retry) if left > 0 => left -= 1,
                        result => return result,
                    }
                }
            }
        }
    }

    /// A maintenance statement with RETURNING, e.g. the claim of a job.
    pub async fn claim<T: Send + 'static>(
        &self,
        sql: &'static Sql,
        params: Params,
        map: Map<T>,
    ) -> Result<Vec<T>, StoreError> {
        match &self.backend {
            Backend::Sqlite { writer, .. } => {
                writer.exclusive(move |connection| readers::query(connection, sql, &params, map)).await
            }
            Backend::Postgres { .. } => self.all(sql, params, map).await,
        }
    }

    /// The wrapped key of a subject; none when the subject was erased.
    pub async fn subject_key(&self, subject: Uuid) -> Result<Option<Vec<u8>>, StoreError> {
        let stmt = crate::sql!("SELECT wrapped FROM subject_key WHERE subject_id = $1");
        self.opt(stmt, crate::params![subject], |row| row.get(0)).await
    }

    /// Whether nothing was ever committed here: a new database may get a new master key.
    pub async fn is_untouched(&self) -> Result<bool, StoreError> {
        let stmt = crate::sql!("SELECT COUNT(*) FROM (SELECT 1 AS one FROM audit LIMIT 1) AS first_row");
        Ok(self.number(stmt, Vec::new()).await? == 0)
    }

    /// Payload of the newest audit row of a thing with this action, e.g. a mark that something was done once.
    pub async fn last_mark(&self, entity: Uuid, action: &str) -> Result<Option<String>, StoreError> {
        let stmt =
            crate::sql!("SELECT payload FROM audit WHERE entity_id = $1 AND action = $2 ORDER BY at DESC LIMIT 1");
        self.opt(stmt, crate::params![entity, action.to_owned()], |row| row.get(0)).await
    }

    /// Asks the database for a sign of life, which must come soon.
    pub async fn ping(&self) -> Result<(), StoreError> {
        let stmt = crate::sql!("SELECT CAST(1 AS BIGINT)");
        let one: Map<i64> = |row| row.get(0);
        let answer = match &self.backend {
            Backend::Sqlite { readers, .. } => readers.all(stmt, Vec::new(), one).await,
            Backend::Postgres { shared, .. } => shared.all(stmt, &Vec::new(), one, SIGN).await,
        };
        answer.map(|_| ())
    }

    /// Copies the database into a new file while it is used, and says what the copy holds. On SQLite it is a database
    /// as it is at the end of the copy; on PostgreSQL it is a dump of `pg_dump` as it is at the beginning. `tell` is
    /// told the bytes done and in all. Whoever stops waiting stops the copy.
    pub async fn copy_to(&self, file: &Path, tell: impl FnMut(u64, u64) + Send + 'static) -> Result<Point, StoreError> {
        match &self.backend {
            Backend::Sqlite { writer, .. } => {
                let longest = writer.copy(file.to_owned(), Box::new(tell)).await?;
                tracing::info!(microseconds = longest.as_micros(), "the longest wait of writes for a copy");
                Ok(Point { longest_wait: Some(longest), ..backup::close_copy(file).await? })
            }
            Backend::Postgres { connector, .. } => crate::dump::dump(connector, file, Box::new(tell)).await,
        }
    }

    /// Prepares a statement without running it: for the test that knows all statements.
    pub async fn check(&self, sql: &'static Sql) -> Result<(), StoreError> {
        match &self.backend {
            Backend::Sqlite { writer, .. } => {
                writer.exclusive(move |connection| crate::committer::sqlite::prepare(connection, sql).map(|_| ())).await
            }
            Backend::Postgres { shared, .. } => shared.check(sql).await,
        }
    }
}

fn migrate_sqlite(connection: &mut Connection, migrations: &[Migration]) -> Result<(), StoreError> {
    let bug = |e: &rusqlite::Error| StoreError::of_sqlite(e);
    let bootstrap = migrate::to_dialect(migrate::BOOTSTRAP, Engine::Sqlite);
    connection.execute_batch(&bootstrap).map_err(|e| bug(&e))?;
    let done = {
        let mut stmt =
            connection.prepare("SELECT module, version, sha256 FROM schema_migration").map_err(|e| bug(&e))?;
        let rows = stmt.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).map_err(|e| bug(&e))?;
        rows.collect::<Result<Vec<_>, _>>().map_err(|e| bug(&e))?
    };
    for migration in migrate::pending(migrations, &done)? {
        let tx = connection.transaction().map_err(|e| bug(&e))?;
        let failed =
            |e: &rusqlite::Error| StoreError::bug(format!("migration {} {}: {e}", migration.module, migration.version));
        tx.execute_batch(&migrate::to_dialect(migration.sql, Engine::Sqlite)).map_err(|e| failed(&e))?;
        tx.execute(
            "INSERT INTO schema_migration (module, version, sha256) VALUES (?1, ?2, ?3)",
            (migration.module, migration.version, migrate::fingerprint(migration)),
        )
        .map_err(|e| failed(&e))?;
        tx.commit().map_err(|e| failed(&e))?;
    }
    Ok(())
}

async fn migrate_postgres(connector: &Connector, migrations: &[Migration]) -> Result<(), StoreError> {
    let mut client = connector.connect().await?;
    let bug = |e: &tokio_postgres::Error| StoreError::of_postgres(e);
    let bootstrap = migrate::to_dialect(migrate::BOOTSTRAP, Engine::Postgres);
    // Two nodes that start at once may both try to make the table; the loser finds it made.
    if let Err(error) = client.batch_execute(&bootstrap).await {
        tracing::debug!(%error, "the table of migrations is being made by another node");
    }
    let tx = client.transaction().await.map_err(|e| bug(&e))?;
    tx.batch_execute("LOCK TABLE schema_migration IN ACCESS EXCLUSIVE MODE").await.map_err(|e| bug(&e))?;
    let rows = tx.query("SELECT module, version, sha256 FROM schema_migration", &[]).await.map_err(|e| bug(&e))?;
    let done: Vec<(String, i64, String)> = rows.iter().map(|row| (row.get(0), row.get(1), row.get(2))).collect();
    for migration in migrate::pending(migrations, &done)? {
        tx.batch_execute(&migrate::to_dialect(migration.sql, Engine::Postgres))
            .await
            .map_err(|e| StoreError::bug(format!("migration {} {}: {e:?}", migration.module, migration.version)))?;
        tx.execute(
            "INSERT INTO schema_migration (module, version, sha256) VALUES ($1, $2, $3)",
            &[&migration.module, &migration.version, &migrate::fingerprint(migration)],
        )
        .await
        .map_err(|e| bug(&e))?;
    }
    tx.commit().await.map_err(|e| bug(&e))
}

/// SQLite has one writer, so its one chain goes on where it ended.
fn sqlite_head(connection: &Connection, options: &Options) -> Result<ChainHead, StoreError> {
    let bug = |e: &rusqlite::Error| StoreError::of_sqlite(e);
    let chain: Option<Vec<u8>> = connection
        .query_row("SELECT chain_id FROM chain ORDER BY started_at DESC, chain_id DESC LIMIT 1", [], |row| row.get(0))
        .map(Some)
        .or_else(|e| if e == rusqlite::Error::QueryReturnedNoRows { Ok(None) } else { Err(e) })
        .map_err(|e| bug(&e))?;
    let Some(chain) = chain else {
        let now = options.clock.now();
        let chain = kernel::id::new(now, options.rng.as_ref());
        connection
            .execute(
                "INSERT INTO chain (chain_id, node, started_at) VALUES (?1, ?2, ?3)",
                (chain.as_bytes().as_slice(), &options.node, now.0),
            )
            .map_err(|e| bug(&e))?;
        return Ok(ChainHead { chain, seq: 0, hash: [0; 32] });
    };
    let id = Uuid::from_slice(&chain).map_err(|e| StoreError::bug(e.to_string()))?;
    let last: Option<(i64, Vec<u8>)> = connection
        .query_row("SELECT seq, hash FROM audit WHERE chain_id = ?1 ORDER BY seq DESC LIMIT 1", [&chain], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .map(Some)
        .or_else(|e| if e == rusqlite::Error::QueryReturnedNoRows { Ok(None) } else { Err(e) })
        .map_err(|e| bug(&e))?;
    let (seq, hash) = last.unwrap_or((0, vec![0; 32]));
    let hash = hash.try_into().map_err(|_| StoreError::bug("the hash of the newest audit row has another length"))?;
    Ok(ChainHead { chain: id, seq, hash })
}
