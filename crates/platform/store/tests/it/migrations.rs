//! Migrations run once, and a database is opened by one process where there can be only one.

use std::sync::Arc;

use kernel::time::ManualClock;
use store::{Engine, Migration, Options, Place, Store, StoreError, sql};
use testkit::{START, TestDb};

use crate::common::{MIGRATIONS, items};

async fn opened(db: &TestDb, seed: u64) -> Store {
    db.open(Arc::new(ManualClock::new(START)), seed).await.unwrap()
}

async fn migrations_run_twice_are_a_no_op(engine: Engine) {
    let db = TestDb::on(engine, MIGRATIONS).await;
    let done = sql!("SELECT COUNT(*) FROM schema_migration");
    let all = i64::try_from(store::migrate::MIGRATIONS.len() + MIGRATIONS.len()).unwrap();
    let store = opened(&db, 1).await;
    assert_eq!(store.number(done, Vec::new()).await.unwrap(), all);
    drop(store);
    let store = opened(&db, 2).await;
    assert_eq!(store.number(done, Vec::new()).await.unwrap(), all);
    assert!(items(&store).await.is_empty());
    drop(store);
    let changed = Migration { sql: "CREATE TABLE item (other {i64} NOT NULL)", ..MIGRATIONS[0] };
    let all = [store::migrate::MIGRATIONS, &[changed]].concat();
    let clock = Arc::new(ManualClock::new(START));
    let rng = Arc::new(kernel::rng::SequenceRng::new(3));
    let refused = Store::open(db.place(), &all, Options { clock, rng, node: "test".into() }).await;
    assert!(matches!(refused.err(), Some(StoreError::Bug(text)) if text.contains("was changed after it ran")));
    db.remove().await;
}

#[test]
fn migrations_twice_on_sqlite() {
    testkit::tokio().block_on(migrations_run_twice_are_a_no_op(Engine::Sqlite));
}

#[test]
fn migrations_twice_on_postgres() {
    testkit::tokio().block_on(migrations_run_twice_are_a_no_op(Engine::Postgres));
}

#[test]
fn a_second_process_is_told_that_the_file_is_in_use() {
    testkit::tokio().block_on(async {
        let db = TestDb::sqlite(MIGRATIONS);
        let first = opened(&db, 1).await;
        let second = db.open(Arc::new(ManualClock::new(START)), 2).await;
        assert!(
            matches!(second.err(), Some(StoreError::Unavailable(text)) if text.contains("in use by another process"))
        );
        drop(first);
        assert!(matches!(db.place(), Place::Sqlite(_)));
        opened(&db, 3).await;
    });
}
