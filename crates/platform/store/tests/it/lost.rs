//! A PostgreSQL that is lost in the middle of a commit, or that no longer lets write: the lane finds out what stands.

use std::sync::Arc;
use std::time::Duration;

use kernel::rng::SequenceRng;
use store::{Book, Options, Place, Receipt, Store, StoreError, sql};
use testkit::{Fate, House, Wire};

use crate::common::{HOME, MIGRATIONS, audited, faults, id, insert, items, whole};

/// A second store on the house's database, whose connections go through a wire.
async fn through_a_wire(house: &House) -> (Wire, Store) {
    let Place::Postgres(address) = house.place() else { panic!("a database of another engine") };
    let wire = Wire::to(address);
    let clock = house.clock.clone();
    let options = Options { clock, rng: Arc::new(SequenceRng::new(2)), node: "wire".into() };
    let migrations = [store::migrate::MIGRATIONS, MIGRATIONS].concat();
    let store = Store::open(&Place::Postgres(wire.address().to_owned()), &migrations, options).await.unwrap();
    (wire, store)
}

/// Commits an item with a number of a book.
async fn commit(house: &House, store: &Store, n: usize) -> Result<Receipt, StoreError> {
    let mut set = audited(house, HOME);
    set.draw(Book("lost".into()));
    insert(&mut set, id(n), whole(n), format!("item {n}"));
    store.commit(set).await
}

async fn numbers(house: &House) -> Vec<i64> {
    items(house.store()).await.into_iter().map(|(n, _)| n).collect()
}

/// The COMMIT is still on its way when the lane has lost its connection and asks on another one.
async fn a_late_commit_is_waited_for(house: &House) {
    let (wire, store) = through_a_wire(house).await;
    commit(house, &store, 1).await.unwrap();
    wire.next_commit(Fate::Late(Duration::from_millis(700)));
    let receipt = commit(house, &store, 2).await.unwrap();
    assert_eq!(receipt, Receipt { drawn: vec![2], batch: 1 });
    assert_eq!(numbers(house).await, [1, 2]);
    assert_eq!(commit(house, &store, 3).await.unwrap().drawn, [3]);
    assert_eq!(faults(house.store()).await, [""; 0]);
}

async fn a_lost_commit_is_said_and_leaves_no_trace(house: &House) {
    let (wire, store) = through_a_wire(house).await;
    commit(house, &store, 1).await.unwrap();
    wire.next_commit(Fate::Lost);
    let lost = commit(house, &store, 2).await;
    assert!(matches!(lost, Err(StoreError::Unavailable(_))), "{lost:?}");
    assert_eq!(numbers(house).await, [1]);
    // The same once more, on a new connection and with the number that was not used up.
    assert_eq!(commit(house, &store, 2).await.unwrap().drawn, [2]);
    let looked = sql!("SELECT COUNT(*) FROM audit WHERE action = 'store.looked'");
    assert_eq!(house.store().number(looked, Vec::new()).await.unwrap(), 0);
    assert_eq!(faults(house.store()).await, [""; 0]);
}

/// What a server says that was made a standby: the lane must not stay with it.
async fn a_server_that_only_reads_is_left(house: &House) {
    commit(house, house.store(), 1).await.unwrap();
    let refuse = sql!(
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
         'BEGIN RAISE EXCEPTION USING ERRCODE = ''25006'', MESSAGE = ''only reading''; END'"
    );
    let demote = sql!("CREATE TRIGGER demoted BEFORE INSERT ON item FOR EACH ROW EXECUTE FUNCTION refuse()");
    house.store().maintain(vec![(refuse, Vec::new()), (demote, Vec::new())]).await.unwrap();
    for _ in 0..2 {
        let refused = commit(house, house.store(), 2).await;
        assert!(matches!(&refused, Err(StoreError::Unavailable(_))), "{refused:?}");
    }
    let promote = sql!("DROP TRIGGER demoted ON item");
    house.store().maintain(vec![(promote, Vec::new())]).await.unwrap();
    assert_eq!(commit(house, house.store(), 2).await.unwrap().drawn, [2]);
    // Each connection begins a chain: the first one and two that were left behind it.
    assert_eq!(house.store().chains().await.unwrap().len(), 3);
    assert_eq!(faults(house.store()).await, [""; 0]);
}

#[test]
fn a_late_commit_on_postgres() {
    testkit::on_postgres(MIGRATIONS, |house| Box::pin(a_late_commit_is_waited_for(house)));
}

#[test]
fn a_lost_commit_on_postgres() {
    testkit::on_postgres(MIGRATIONS, |house| Box::pin(a_lost_commit_is_said_and_leaves_no_trace(house)));
}

#[test]
fn a_demoted_server_on_postgres() {
    testkit::on_postgres(MIGRATIONS, |house| Box::pin(a_server_that_only_reads_is_left(house)));
}
