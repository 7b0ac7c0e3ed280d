//! Numbers of a book have no gaps and no doubles, whoever fails beside them.

use futures::future::join_all;
use store::{Book, Store, StoreError, Val, params, sql};
use testkit::{House, both_engines};
use uuid::Uuid;

use crate::common::{HOME, MIGRATIONS, audited, faults, id, insert, items, whole};

const BOOK: &str = "2024-12-10";

fn label(slot: usize) -> Val {
    Val::DrawnText { slot, prefix: "N-".into(), width: 4 }
}

/// One command that draws a number; the doomed ones break a rule after the draw.
async fn draw(house: &House, store: &Store, n: usize, is_doomed: bool) -> Result<i64, StoreError> {
    let mut set = audited(house, HOME);
    let slot = set.draw(Book(BOOK.into()));
    insert(&mut set, id(n), whole(n), label(slot));
    if is_doomed {
        insert(&mut set, id(n), whole(n), "the same id once more");
    }
    let receipt = store.commit(set).await?;
    let drawn = receipt.drawn.first().copied().unwrap();
    assert_eq!(receipt.text(slot, "N-", 4), format!("N-{drawn:04}"));
    Ok(drawn)
}

/// The labels in the table are N-0001 to the last one, each once.
async fn assert_no_gap(store: &Store, wanted: usize) {
    let mut labels: Vec<String> = items(store).await.into_iter().map(|(_, label)| label).collect();
    labels.sort();
    let expected: Vec<String> = (1..=wanted).map(|n| format!("N-{n:04}")).collect();
    assert_eq!(labels, expected);
    let stmt = sql!("SELECT n FROM book WHERE home_id = $1 AND book = $2");
    assert_eq!(store.number(stmt, params![HOME, BOOK]).await.unwrap(), whole(wanted));
}

both_engines!(
    async fn numbers_have_no_gaps_under_64_tasks_with_failures(house: &House) {
        let tasks = (0..64).map(|task| async move {
            let mut drawn = Vec::new();
            for step in 0..6 {
                let n = task * 6 + step;
                match draw(house, house.store(), n, n % 7 == 3).await {
                    Ok(number) => drawn.push(number),
                    Err(error) => assert!(n % 7 == 3 && matches!(error, StoreError::Unique(_)), "{n}: {error}"),
                }
            }
            drawn
        });
        let mut drawn: Vec<i64> = join_all(tasks).await.concat();
        drawn.sort_unstable();
        let good = (0..384).filter(|n| n % 7 != 3).count();
        assert_eq!(drawn, (1..=whole(good)).collect::<Vec<_>>());
        assert_no_gap(house.store(), good).await;
        assert_eq!(faults(house.store()).await, [""; 0]);
    },
    MIGRATIONS
);

both_engines!(
    async fn books_and_homes_count_apart_and_slots_keep_their_order(house: &House) {
        for (round, home) in [(1, Uuid::from_u128(1)), (2, Uuid::from_u128(1)), (1, Uuid::from_u128(2))] {
            let mut set = audited(house, home);
            let first = set.draw(Book("a".into()));
            let second = set.draw(Book("b".into()));
            let third = set.draw(Book("a".into()));
            let receipt = house.store().commit(set).await.unwrap();
            assert_eq!((first, second, third), (0, 1, 2));
            assert_eq!(receipt.drawn, [2 * round - 1, round, 2 * round], "{home}");
        }
    },
    MIGRATIONS
);

both_engines!(
    async fn drawn_numbers_reach_audit_and_events_before_they_are_hashed(house: &House) {
        let mut set = audited(house, HOME);
        set.draw(Book("a".into()));
        set.audit(store::AuditDraft {
            actor: Uuid::nil(),
            unit: None,
            action: "it.numbered",
            entity: "item",
            entity_id: id(1),
            payload: r#"{"serial":"$draw:0"}"#.into(),
        });
        set.event(store::EventDraft {
            kind: "it.numbered.v1",
            entity_id: id(1),
            entity_version: 1,
            payload: r#"{"serial":"$draw:0"}"#.into(),
        });
        house.store().commit(set).await.unwrap();
        for stmt in [
            sql!("SELECT payload FROM audit WHERE action = 'it.numbered'"),
            sql!("SELECT payload FROM event WHERE kind = 'it.numbered.v1'"),
        ] {
            let payload = house.store().opt(stmt, Vec::new(), |row| row.get::<String>(0)).await.unwrap();
            assert_eq!(payload.as_deref(), Some(r#"{"serial":"1"}"#));
        }
        assert_eq!(faults(house.store()).await, [""; 0]);
    },
    MIGRATIONS
);

/// Two nodes draw from one book at the same time: their lanes meet at the book's row in the database.
async fn two_nodes_share_a_book(house: &House) {
    let other = house.another_store(2).await.unwrap();
    let tasks = (0..32).map(|task| {
        let store = if task % 2 == 0 { house.store().clone() } else { other.clone() };
        async move {
            for step in 0..5 {
                let n = task * 5 + step;
                let result = draw(house, &store, n, n % 9 == 4).await;
                assert_eq!(result.is_err(), n % 9 == 4, "{n}: {result:?}");
            }
        }
    });
    join_all(tasks).await;
    assert_no_gap(house.store(), (0..160).filter(|n| n % 9 != 4).count()).await;
    assert_eq!(faults(house.store()).await, [""; 0]);
}

#[test]
fn two_nodes_on_postgres() {
    testkit::on_postgres(MIGRATIONS, |house| Box::pin(two_nodes_share_a_book(house)));
}
