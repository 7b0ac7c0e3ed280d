//! Connecting to PostgreSQL: the pool of readers and the connections of the lanes. Nobody waits for a server that is
//! silent: a connection without an answer in time counts as lost.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime};
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_postgres::error::{Severity, SqlState};
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Config, IsolationLevel};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::committer::sqlite::at_site;
use crate::error::StoreError;
use crate::row::{Map, Row, Step};
use crate::sql::{Engine, Sql};
use crate::value::Params;
use crate::write_set::Stmt;

/// Connections for readers on one node.
const POOL: usize = 16;
/// The longest wait for a connection that works, over all addresses of the server.
const CONNECT: Duration = Duration::from_secs(5);
/// The longest wait for one address, so that there is time for another.
const ADDRESS: Duration = Duration::from_secs(3);
/// The longest wait for an answer. A server that is there says after 15 seconds (`statement_timeout`) that it gives up.
pub(crate) const ANSWER: Duration = Duration::from_secs(18);
/// The longest wait for a sign of life.
pub(crate) const SIGN: Duration = Duration::from_secs(3);
/// How long what was sent may stay without a receipt of the other machine, and how long a connection may be quiet before
/// it is asked for.
const RECEIPT: Duration = Duration::from_secs(10);

/// Why a statement has no result.
pub(crate) struct Failed {
    pub(crate) error: StoreError,
    /// The connection is of no use any more: the server is gone, ends it, or is no longer the one that writes.
    pub(crate) is_lost: bool,
}

impl Failed {
    pub(crate) fn of(error: &tokio_postgres::Error) -> Self {
        let is_lost = match error.as_db_error() {
            Some(db) => {
                *db.code() == SqlState::READ_ONLY_SQL_TRANSACTION
                    || matches!(db.parsed_severity(), Some(Severity::Fatal | Severity::Panic))
            }
            None => matches!(StoreError::of_postgres(error), StoreError::Unavailable(_)),
        };
        Self { error: StoreError::of_postgres(error), is_lost }
    }

    fn silent() -> Self {
        Self { error: StoreError::Unavailable("the database does not answer".into()), is_lost: true }
    }

    /// The same with the place of the statement, when that is to blame.
    pub(crate) fn at(self, sql: &'static Sql) -> Self {
        Self { error: at_site(self.error, sql), ..self }
    }
}

impl From<Failed> for StoreError {
    fn from(failed: Failed) -> Self {
        failed.error
    }
}

/// Waits for something, but not longer than an answer may take.
pub(crate) async fn in_time<T>(answer: impl Future<Output = T>) -> Result<T, Failed> {
    timeout(ANSWER, answer).await.map_err(|_| Failed::silent())
}

/// Waits for the result of a statement, but not longer than an answer may take.
pub(crate) async fn answered<T>(answer: impl Future<Output = Result<T, tokio_postgres::Error>>) -> Result<T, Failed> {
    in_time(answer).await?.map_err(|error| Failed::of(&error))
}

/// The values of a statement as the driver takes them.
pub(crate) fn as_sql(params: &Params) -> Vec<&(dyn ToSql + Sync)> {
    params.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}

/// Knows how to open a connection with the session settings of this house.
#[derive(Clone)]
pub(crate) struct Connector {
    pub(crate) config: Config,
    tls: MakeRustlsConnect,
}

/// A connection of its own. It ends when this is dropped, whatever it waits for.
pub(crate) struct Connection {
    client: Client,
    task: JoinHandle<()>,
}

impl Deref for Connection {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

impl DerefMut for Connection {
    fn deref_mut(&mut self) -> &mut Client {
        &mut self.client
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Connector {
    /// Reads a URL (`postgres://…`) or a key-value string.
    pub(crate) fn new(url: &str) -> Result<Self, StoreError> {
        let mut config: Config =
            url.parse().map_err(|e| StoreError::bug(format!("the database address cannot be read: {e}")))?;
        config.connect_timeout(ADDRESS).tcp_user_timeout(RECEIPT);
        config.keepalives(true).keepalives_idle(RECEIPT).keepalives_interval(RECEIPT / 2).keepalives_retries(2);
        config.application_name("nhatle");
        let options = [
            config.get_options().unwrap_or_default(),
            "-c statement_timeout=15000 -c lock_timeout=3000 -c idle_in_transaction_session_timeout=10000",
        ];
        config.options(options.join(" ").trim());
        let roots = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let tls = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|e| StoreError::bug(e.to_string()))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self { config, tls: MakeRustlsConnect::new(tls) })
    }

    /// One connection of its own.
    pub(crate) async fn connect(&self) -> Result<Connection, StoreError> {
        let unavailable = |why: String| StoreError::Unavailable(format!("cannot connect: {why}"));
        let connected = timeout(CONNECT, self.config.connect(self.tls.clone())).await;
        let connected = connected.map_err(|_| unavailable("no answer".into()))?;
        let (client, connection) = connected.map_err(|e| unavailable(e.to_string()))?;
        #[expect(clippy::disallowed_methods, reason = "the store stands below the runtime's spawner")]
        let task = tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::warn!(%error, "database connection ended");
            }
        });
        Ok(Connection { client, task })
    }
}

/// The connections that readers and upkeep share.
#[derive(Clone)]
pub(crate) struct Shared {
    pool: Pool,
}

impl Shared {
    pub(crate) fn new(connector: &Connector) -> Result<Self, StoreError> {
        let manager = Manager::from_config(
            connector.config.clone(),
            connector.tls.clone(),
            ManagerConfig { recycling_method: RecyclingMethod::Fast },
        );
        let pool = Pool::builder(manager)
            .max_size(POOL)
            .wait_timeout(Some(CONNECT))
            .create_timeout(Some(CONNECT))
            .runtime(Runtime::Tokio1)
            .build()
            .map_err(|e| StoreError::bug(e.to_string()))?;
        Ok(Self { pool })
    }

    /// All rows of a query. `limit` is the longest wait for them.
    pub(crate) async fn all<T>(
        &self,
        sql: &'static Sql,
        params: &Params,
        map: Map<T>,
        limit: Duration,
    ) -> Result<Vec<T>, StoreError> {
        let rows = self.rows(sql, params, limit).await?;
        rows.iter().map(|row| map(&Row::Postgres(row)).map_err(|e| at_site(e, sql))).collect()
    }

    /// Hands the rows of a query one by one to `step`; gives what it made of them.
    pub(crate) async fn fold<S>(
        &self,
        sql: &'static Sql,
        params: &Params,
        mut state: S,
        step: Step<S>,
        limit: Duration,
    ) -> Result<S, StoreError> {
        for row in &self.rows(sql, params, limit).await? {
            step(&mut state, &Row::Postgres(row)).map_err(|e| at_site(e, sql))?;
        }
        Ok(state)
    }

    async fn rows(
        &self,
        sql: &'static Sql,
        params: &Params,
        limit: Duration,
    ) -> Result<Vec<tokio_postgres::Row>, StoreError> {
        let client = self.take().await?;
        let work = async {
            let stmt = client.prepare_cached(sql.text(Engine::Postgres)).await?;
            client.query(&stmt, &as_sql(params)).await
        };
        let result = match timeout(limit, work).await {
            Ok(result) => result.map_err(|error| Failed::of(&error).at(sql)),
            Err(_) => Err(Failed::silent()),
        };
        self.give_back(client, result)
    }

    /// Runs statements in one transaction; gives the rows that each touched.
    pub(crate) async fn transaction(&self, stmts: &[Stmt], level: IsolationLevel) -> Result<Vec<u64>, StoreError> {
        let mut client = self.take().await?;
        let result = transaction(&mut client, stmts, level).await;
        self.give_back(client, result)
    }

    /// Prepares a statement without running it.
    pub(crate) async fn check(&self, sql: &'static Sql) -> Result<(), StoreError> {
        let client = self.take().await?;
        let prepared = client.prepare(sql.text(Engine::Postgres)).await;
        prepared.map(|_| ()).map_err(|e| StoreError::bug(format!("{}: {e:?}", sql.site())))
    }

    async fn take(&self) -> Result<Object, StoreError> {
        self.pool.get().await.map_err(|e| StoreError::Unavailable(e.to_string()))
    }

    /// Gives a connection back. A lost one goes, and with it those that nobody uses now: they lead to the same server.
    fn give_back<T>(&self, client: Object, result: Result<T, Failed>) -> Result<T, StoreError> {
        result.map_err(|failed| {
            if failed.is_lost {
                drop(Object::take(client));
                drop(self.pool.retain(|_, _| false));
            }
            failed.error
        })
    }
}

async fn transaction(client: &mut Object, stmts: &[Stmt], level: IsolationLevel) -> Result<Vec<u64>, Failed> {
    let tx = answered(client.build_transaction().isolation_level(level).start()).await?;
    let mut rows = Vec::with_capacity(stmts.len());
    for stmt in stmts {
        let done = answered(tx.execute(stmt.sql.text(Engine::Postgres), &as_sql(&stmt.params))).await;
        rows.push(done.map_err(|failed| failed.at(stmt.sql))?);
    }
    answered(tx.commit()).await?;
    Ok(rows)
}
