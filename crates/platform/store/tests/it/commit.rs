//! Commits: durable together, refused alone.

use futures::future::join_all;
use store::{Book, EventDraft, FigureDelta, JobDraft, StoreError, WriteSet, params, sql};
use testkit::both_engines;
use uuid::Uuid;

use crate::common::{HOME, MIGRATIONS, audited, faults, id, insert, items, raise, whole};

both_engines!(
    async fn what_was_committed_is_read_back(house: &House) {
        let mut set = audited(house, HOME);
        insert(&mut set, id(1), 7, "Hồ sơ đầu tiên");
        let receipt = house.store().commit(set).await.unwrap();
        assert!(receipt.batch >= 1 && receipt.drawn.is_empty());
        assert_eq!(items(house.store()).await, [(7, "Hồ sơ đầu tiên".to_owned())]);
        let stmt = sql!("SELECT COUNT(*) FROM audit WHERE action = $1 AND home_id = $2");
        assert_eq!(house.store().number(stmt, params!["it.wrote", HOME]).await.unwrap(), 1);
        assert_eq!(faults(house.store()).await, [""; 0]);
    },
    MIGRATIONS
);

both_engines!(
    async fn every_kind_of_value_comes_back(house: &House) {
        let unit = Uuid::from_u128(u128::MAX - 5);
        let mut set = audited(house, HOME);
        insert(&mut set, unit, i64::MIN, "đ'\"\\%_\u{1F642}");
        house.store().commit(set).await.unwrap();
        let stmt = sql!("SELECT item_id, n, label, version FROM item");
        let rows = house.store().all(stmt, Vec::new(), |row| {
            Ok((row.get::<Uuid>(0)?, row.get::<i64>(1)?, row.get::<String>(2)?, row.flag(3)?))
        });
        assert_eq!(rows.await.unwrap(), [(unit, i64::MIN, "đ'\"\\%_\u{1F642}".to_owned(), true)]);
    },
    MIGRATIONS
);

both_engines!(
    async fn a_write_set_without_audit_is_refused(house: &House) {
        let mut set = WriteSet::new(id(1), HOME, house.runtime.now());
        insert(&mut set, id(1), 1, "unseen");
        assert!(matches!(house.store().commit(set).await, Err(StoreError::Bug(_))));
        assert!(items(house.store()).await.is_empty());
        let mut set = audited(house, HOME);
        insert(&mut set, id(2), 2, "seen");
        house.store().commit(set).await.unwrap();
        assert_eq!(faults(house.store()).await, [""; 0]);
    },
    MIGRATIONS
);

both_engines!(
    async fn a_version_conflict_undoes_only_its_own_write_set(house: &House) {
        let mut set = audited(house, HOME);
        insert(&mut set, id(0), 0, "shared");
        house.store().commit(set).await.unwrap();
        // Everybody has read version 1 and wants to raise it: one of 64 may.
        let crowd = (1..=64).map(|n| {
            let mut set = audited(house, HOME);
            insert(&mut set, id(n), whole(n), format!("item {n}"));
            raise(&mut set, id(0), 1);
            house.store().commit(set)
        });
        let results = join_all(crowd).await;
        assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
        assert_eq!(results.iter().filter(|result| **result == Err(StoreError::Conflict)).count(), 63);
        assert_eq!(items(house.store()).await.len(), 2);
        assert_eq!(faults(house.store()).await, [""; 0]);
    },
    MIGRATIONS
);

both_engines!(
    async fn one_that_is_alone_and_refused_leaves_no_trace(house: &House) {
        let full = |n: usize| {
            let mut set = audited(house, HOME);
            set.draw(Book("alone".into()));
            insert(&mut set, id(n), whole(n), format!("item {n}"));
            set.event(EventDraft { kind: "it.made.v1", entity_id: id(n), entity_version: 1, payload: "{}".into() });
            set.figure(FigureDelta { figure: "it.count", unit: HOME, slice: String::new(), day: 1, num: 1, den: 1 });
            let run_at = house.runtime.wall();
            set.job(JobDraft { kind: "it.work", key: format!("job {n}"), payload: "{}".into(), run_at });
            set
        };
        let left = async || {
            let counts = sql!(
                "SELECT (SELECT COUNT(*) FROM item) + (SELECT COUNT(*) FROM audit) + (SELECT COUNT(*) FROM event)
                      + (SELECT COUNT(*) FROM figure_delta) + (SELECT COUNT(*) FROM job)
                      + (SELECT COALESCE(MAX(n), 0) FROM book)"
            );
            house.store().number(counts, Vec::new()).await.unwrap()
        };
        house.store().commit(full(1)).await.unwrap();
        let before = left().await;
        for _ in 0..3 {
            let mut stale = full(2);
            raise(&mut stale, id(1), 7);
            assert_eq!(house.store().commit(stale).await, Err(StoreError::Conflict));
            let doubled = house.store().commit(full(1)).await;
            assert!(matches!(doubled, Err(StoreError::Unique(_))), "{doubled:?}");
        }
        assert_eq!(left().await, before);
        assert_eq!(house.store().commit(full(2)).await.unwrap().drawn, [2]);
        // One row more in each of the five tables, one number more in the book.
        assert_eq!(left().await, before + 6);
        assert_eq!(faults(house.store()).await, [""; 0]);
    },
    MIGRATIONS
);

both_engines!(
    async fn one_conflict_in_a_crowd_harms_nobody_else(house: &House) {
        let crowd = (1..=64).map(|n| {
            let mut set = audited(house, Uuid::from_u128(u128::try_from(n % 5).unwrap()));
            insert(&mut set, id(n), whole(n), format!("item {n}"));
            if n == 30 {
                raise(&mut set, id(999), 1);
            }
            house.store().commit(set)
        });
        let results = join_all(crowd).await;
        for (index, result) in results.iter().enumerate() {
            assert_eq!(result.is_ok(), index + 1 != 30, "{index}: {result:?}");
        }
        assert_eq!(items(house.store()).await.len(), 63);
        assert_eq!(faults(house.store()).await, [""; 0]);
    },
    MIGRATIONS
);

both_engines!(
    async fn doubled_labels_lose_only_themselves(house: &House) {
        let mut set = audited(house, HOME);
        insert(&mut set, id(0), 0, "taken");
        house.store().commit(set).await.unwrap();
        let crowd = (1..=400).map(|n| {
            let mut set = audited(house, HOME);
            let label = if n % 20 == 0 { "taken".to_owned() } else { format!("item {n}") };
            insert(&mut set, id(n), whole(n), label);
            house.store().commit(set)
        });
        let results = join_all(crowd).await;
        for (index, result) in results.iter().enumerate() {
            let n = index + 1;
            match result {
                Ok(_) => assert_ne!(n % 20, 0, "{n} should have been refused"),
                Err(error) => assert!(n % 20 == 0 && matches!(error, StoreError::Unique(_)), "{n}: {error}"),
            }
        }
        let expected: Vec<i64> = (0..=400).filter(|n| *n == 0 || n % 20 != 0).collect();
        let found: Vec<i64> = items(house.store()).await.into_iter().map(|(n, _)| n).collect();
        assert_eq!(found, expected);
        assert_eq!(faults(house.store()).await, [""; 0]);
    },
    MIGRATIONS
);

both_engines!(
    async fn a_crowd_shares_its_commits(house: &House) {
        let crowd = (1..=256).map(|n| {
            let mut set = audited(house, HOME);
            insert(&mut set, id(n), whole(n), format!("item {n}"));
            house.store().commit(set)
        });
        let largest = join_all(crowd).await.into_iter().map(|result| result.unwrap().batch).max();
        assert!(largest.is_some_and(|batch| batch > 4), "{largest:?}");
    },
    MIGRATIONS
);
