//! A copy that is made while others write is whole, and can be opened as a database of its own.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::time::Duration;

use futures::future::join_all;
use store::backup::{RESTORED_FROM, RESTORES, is_empty, restore_dump};
use store::{AuditDraft, Place, Store, StoreError, params, sql};
use testkit::{House, TestDb, both_engines};
use uuid::Uuid;

use crate::common::{HOME, MIGRATIONS, audited, faults, id, insert, items, raise, whole};

/// Items before the copy begins: some megabytes, so that the copy takes many steps.
const BEFORE: usize = 400;

/// Adds an item with a long note.
async fn add(house: &House, n: usize, raised: Option<i64>) {
    let mut set = audited(house, HOME);
    insert(&mut set, id(n), whole(n), format!("item {n}"));
    let stmt = sql!("INSERT INTO item_note (item_id, version, note) VALUES ($1, 1, $2)");
    set.run(stmt, params![id(n), "x".repeat(6_000)]);
    if let Some(version) = raised {
        raise(&mut set, id(0), version);
    }
    house.store().commit(set).await.unwrap();
}

/// A database made of a copy.
async fn opened(house: &House, copy: &Path) -> (TestDb, Store) {
    let database = TestDb::on(house.store().engine(), MIGRATIONS).await;
    assert!(is_empty(database.place()).await.unwrap());
    match database.place() {
        Place::Sqlite(file) => assert!(std::fs::copy(copy, file).unwrap() > 0),
        Place::Postgres(url) => restore_dump(url, copy).await.unwrap(),
    }
    assert!(!is_empty(database.place()).await.unwrap());
    let store = database.open(house.clock.clone(), 9).await.unwrap();
    (database, store)
}

both_engines!(
    async fn a_copy_made_while_others_write_is_whole(house: &House) {
        join_all((0..BEFORE).map(|n| add(house, n, None))).await;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("copy");
        let is_copying = AtomicBool::new(true);
        let (tell, told) = mpsc::channel();
        let copy = async {
            let point = house.store().copy_to(&file, move |done, total| tell.send((done, total)).unwrap()).await;
            is_copying.store(false, Ordering::SeqCst);
            point.unwrap()
        };
        // The first item changes with each that is added: a page that is copied early is written again and again.
        let write = async {
            let mut added = 0;
            while is_copying.load(Ordering::SeqCst) {
                add(house, BEFORE + added, Some(whole(added) + 1)).await;
                added += 1;
            }
            added
        };
        let (point, added) = futures::join!(copy, write);
        let told: Vec<(u64, u64)> = told.iter().collect();
        assert!(!told.is_empty() && told.iter().all(|(done, total)| done <= total), "{told:?}");

        let (database, store) = opened(house, &file).await;
        assert!(faults(&store).await.is_empty());
        assert_eq!(store.audit_counts().await.unwrap().0, point.rows);
        assert!(point.schema.contains(&("it".to_owned(), 1)), "{:?}", point.schema);
        let there = items(&store).await;
        let expected: Vec<i64> = (0..there.len()).map(whole).collect();
        assert_eq!(there.iter().map(|(n, _)| *n).collect::<Vec<_>>(), expected, "no gap");
        assert!((BEFORE..=BEFORE + added).contains(&there.len()), "{} of {BEFORE} and {added}", there.len());
        let version = store.number(sql!("SELECT version FROM item WHERE n = 0"), Vec::new()).await.unwrap();
        assert_eq!(version, whole(there.len() - BEFORE) + 1, "items and versions are of one moment");
        drop(store);
        database.remove().await;
    },
    MIGRATIONS
);

both_engines!(
    async fn a_copy_that_nobody_waits_for_stops_and_harms_nobody(house: &House) {
        join_all((0..BEFORE).map(|n| add(house, n, None))).await;
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("stopped");
        let stopped = house.store().copy_to(&place, |_, _| {});
        assert!(tokio::time::timeout(Duration::ZERO, stopped).await.is_err());
        add(house, BEFORE, None).await;
        let file = folder.path().join("copy");
        let mut copied = Err(StoreError::Busy);
        for _ in 0..1_000 {
            copied = house.store().copy_to(&file, |_, _| {}).await;
            if copied != Err(StoreError::Busy) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        // On PostgreSQL a chain begins with a row of its own.
        let begun = house.store().number(sql!("SELECT COUNT(*) FROM audit WHERE action <> 'it.wrote'"), Vec::new());
        assert_eq!(copied.unwrap().rows, whole(BEFORE) + 1 + begun.await.unwrap());
        assert!(faults(house.store()).await.is_empty());
    },
    MIGRATIONS
);

both_engines!(
    async fn a_restore_is_known_by_its_row(house: &House) {
        assert!(house.store().restores().await.unwrap().is_empty());
        let mut set = audited(house, HOME);
        set.audit(AuditDraft {
            actor: Uuid::nil(),
            unit: None,
            action: RESTORED_FROM,
            entity: "backup",
            entity_id: RESTORES,
            payload: r#"{"seal":3}"#.into(),
        });
        house.store().commit(set).await.unwrap();
        assert_eq!(house.store().restores().await.unwrap(), [r#"{"seal":3}"#]);
    },
    MIGRATIONS
);
