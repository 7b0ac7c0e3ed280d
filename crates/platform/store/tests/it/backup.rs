//! A copy that is made while others write is whole, and can be opened as a database of its own.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::time::Duration;

use futures::future::join_all;
use kernel::time::{HOUR, SECOND};
use store::backup::{Point, RESTORED_FROM, RESTORES, is_empty, restore_dump};
use store::{
    AuditDraft, Copied, Engine, Lost, Place, Restore, Sealer, Store, StoreError, Trust, WriteSet, params, sql,
};
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
        let vault = house.runtime.vault();
        assert!(house.store().restores(vault).await.unwrap().is_empty());
        let point = Point { rows: 7, seal: 3, seal_hash: "ab".into(), ..Point::default() };
        let told = Restore::new(id(5), "then", house.runtime.wall(), &point);
        house.store().commit(telling(house, told.payload(vault).to_string())).await.unwrap();
        house.store().commit(telling(house, r#"{"seal":3}"#.into())).await.unwrap();
        let found = house.store().restores(vault).await.unwrap();
        assert_eq!(found.iter().map(|restore| restore.is_marked).collect::<Vec<_>>(), [true, false]);
        let first = &found[0];
        assert_eq!((first.backup, first.rows, first.seal, first.seal_hash.as_str()), (id(5), 7, 3, "ab"));
    },
    MIGRATIONS
);

/// A write set with the row of a restore.
fn telling(house: &House, payload: String) -> WriteSet {
    let mut set = audited(house, HOME);
    set.audit(AuditDraft {
        actor: Uuid::nil(),
        unit: None,
        action: RESTORED_FROM,
        entity: "backup",
        entity_id: RESTORES,
        payload,
    });
    set
}

/// Adds an item, seals, and copies the seal outside.
async fn add_and_seal(house: &House, n: usize, sealer: &Sealer) {
    add(house, n, None).await;
    let at = house.runtime.wall().plus(i64::try_from(n).unwrap() * SECOND);
    assert!(house.store().seal(at, sealer).await.unwrap());
    house.store().copy_seals(sealer).await.unwrap();
}

both_engines!(
    async fn what_a_restore_cut_off_is_told_as_lost_and_not_as_tampering(house: &House) {
        let folder = tempfile::tempdir().unwrap();
        let sealer = Sealer::new(&[7; 32], vec![folder.path().to_path_buf()]).unwrap();
        add_and_seal(house, 1, &sealer).await;
        let file = folder.path().join("copy");
        let point = house.store().copy_to(&file, |_, _| {}).await.unwrap();
        assert_eq!(point.seal, 1);
        assert_eq!(point.longest_wait.is_some(), house.store().engine() == Engine::Sqlite);
        for n in 2..=4 {
            add_and_seal(house, n, &sealer).await;
        }
        let (database, store) = opened(house, &file).await;
        let vault = house.runtime.vault();
        let restored_at = house.runtime.wall().plus(HOUR);
        let told = Restore::new(id(5), "then", restored_at, &point);
        store.commit(telling(house, told.payload(vault).to_string())).await.unwrap();
        let lost = Lost { restored_at: restored_at.0, seal: 1, seals: 3 };
        // Before the first seal after the restore, and after some.
        for sealed in 0..3 {
            let copy = Some(Copied::open(&folder.path().join("seals.jsonl")).unwrap());
            let restores = store.restores(vault).await.unwrap();
            let trust = Trust { copy, restores, ..Trust::default() };
            let verdict = store.verify_beside(trust, |_, _| {}).await.unwrap();
            assert_eq!((verdict.lost, verdict.faults), (Some(lost.clone()), Vec::new()), "{sealed} seals later");
            store.commit(audited(house, HOME)).await.unwrap();
            let own = Sealer::new(&[8; 32], Vec::new()).unwrap();
            assert!(store.seal(restored_at.plus((sealed + 1) * SECOND), &own).await.unwrap());
        }
        drop(store);
        database.remove().await;
    },
    MIGRATIONS
);
