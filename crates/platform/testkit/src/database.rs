//! Databases that are gone afterwards.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use kernel::rng::SequenceRng;
use kernel::time::Clock;
use store::{Engine, Migration, Options, Place, Store, StoreError};
use tempfile::TempDir;
use tokio_postgres::NoTls;

/// The environment variable that names the PostgreSQL cluster for tests.
pub const POSTGRES_VARIABLE: &str = "NHATLE_TEST_POSTGRES";

/// A database of one test.
pub struct TestDb {
    place: Place,
    migrations: Vec<Migration>,
    /// The folder of SQLite; it goes when this is dropped.
    _folder: Option<TempDir>,
    /// The cluster and the name of the database in it.
    cluster: Option<(String, String)>,
}

/// The crate's migrations after the store's own.
fn with_base(migrations: &[Migration]) -> Vec<Migration> {
    let base = store::migrate::MIGRATIONS.iter().filter(|base| migrations.iter().all(|m| m.module != base.module));
    base.chain(migrations).copied().collect()
}

impl TestDb {
    /// A file in a folder of its own.
    ///
    /// # Panics
    /// When there is no room for temporary files.
    pub fn sqlite(migrations: &[Migration]) -> Self {
        let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("no temporary folder: {error}"));
        let place = Place::Sqlite(folder.path().join("test.db"));
        Self { place, migrations: with_base(migrations), _folder: Some(folder), cluster: None }
    }

    /// A database of its own in the cluster that the environment names. [`TestDb::remove`] drops it.
    ///
    /// # Panics
    /// When the environment names no cluster, or the cluster does not answer.
    pub async fn postgres(migrations: &[Migration]) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let cluster = cluster();
        let name = format!("nhatle_test_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        // A process of the same number may have died before it could clear up.
        tell(&cluster, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
        tell(&cluster, &format!("CREATE DATABASE {name}")).await;
        let place = Place::Postgres(format!("{cluster} dbname={name}"));
        Self { place, migrations: with_base(migrations), _folder: None, cluster: Some((cluster, name)) }
    }

    /// A database on an engine.
    pub async fn on(engine: Engine, migrations: &[Migration]) -> Self {
        match engine {
            Engine::Sqlite => Self::sqlite(migrations),
            Engine::Postgres => Self::postgres(migrations).await,
        }
    }

    /// Where it is, for processes of their own.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// Opens it. Stores of one database need different seeds, or their chains would get the same ids; SQLite can be open
    /// once at a time.
    pub async fn open(&self, clock: Arc<dyn Clock>, seed: u64) -> Result<Store, StoreError> {
        let options = Options { clock, rng: Arc::new(SequenceRng::new(seed)), node: format!("test-{seed}") };
        Store::open(&self.place, &self.migrations, options).await
    }

    /// Drops the database.
    pub async fn remove(self) {
        if let Some((cluster, name)) = &self.cluster {
            tell(cluster, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
        }
    }
}

/// The address of the cluster that the environment names.
///
/// # Panics
/// When it names none: a test that needs PostgreSQL does not pass without it.
#[expect(clippy::disallowed_methods, reason = "the harness of all tests hands its cluster down this way")]
pub fn cluster() -> String {
    std::env::var(POSTGRES_VARIABLE).unwrap_or_else(|_| {
        panic!(
            "this test needs PostgreSQL: run `cargo xtask test`, or `cargo xtask postgres` and export {POSTGRES_VARIABLE}"
        )
    })
}

/// One sentence to the cluster's own database.
async fn tell(cluster: &str, sql: &str) {
    let connected = tokio_postgres::connect(cluster, NoTls).await;
    let (client, connection) = connected.unwrap_or_else(|error| {
        panic!("the cluster that {POSTGRES_VARIABLE} names does not answer: {error}");
    });
    let speak = client.batch_execute(sql);
    tokio::select! {
        result = speak => if let Err(error) = result { panic!("{sql}: {error:?}") },
        ended = connection => panic!("{sql}: the connection ended: {ended:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stores_migrations_come_first_and_once() {
        let own = Migration { module: "own", version: 1, sql: "" };
        let modules = |list: &[Migration]| list.iter().map(|m| m.module).collect::<Vec<_>>();
        let both = [store::migrate::MIGRATIONS, &[own]].concat();
        let wanted = modules(&both);
        assert_eq!(modules(&with_base(&[own])), wanted);
        assert_eq!(modules(&with_base(&both)), wanted);
    }
}
