//! A small domain of items, and what the tests ask of it.

use store::{AuditDraft, Migration, Sealer, Store, Val, WriteSet, params, sql};
use testkit::House;
use uuid::Uuid;

/// The items' tables.
pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    module: "it",
    version: 1,
    sql: "CREATE TABLE item (
              item_id {uuid} NOT NULL PRIMARY KEY,
              n       {i64}  NOT NULL,
              label   {text} NOT NULL,
              version {i64}  NOT NULL DEFAULT 1
          ) {strict};
          CREATE UNIQUE INDEX item_label ON item (label);
          CREATE TABLE item_note (
              item_id {uuid} NOT NULL,
              version {i64}  NOT NULL,
              note    {text} NOT NULL,
              PRIMARY KEY (item_id, version)
          ) {clustered};",
}];

/// The home of most write sets.
pub(crate) const HOME: Uuid = Uuid::from_u128(0xA0);

/// A write set with its audit row.
pub(crate) fn audited(house: &House, home: Uuid) -> WriteSet {
    let command = kernel::id::new(house.runtime.wall(), house.runtime.rng());
    let mut set = WriteSet::new(command, home, house.runtime.now());
    set.audit(AuditDraft {
        actor: Uuid::nil(),
        unit: None,
        action: "it.wrote",
        entity: "item",
        entity_id: command,
        payload: "{}".into(),
    });
    set
}

/// Signs seals with a known key and copies them nowhere.
pub(crate) fn sealer() -> Sealer {
    Sealer::new(&[7; 32], Vec::new()).unwrap()
}

/// Adds an item.
pub(crate) fn insert(set: &mut WriteSet, id: Uuid, n: i64, label: impl Into<Val>) {
    let label: Val = label.into();
    set.run(sql!("INSERT INTO item (item_id, n, label) VALUES ($1, $2, $3)"), params![id, n, label]);
}

/// Raises the version of an item that has this version.
pub(crate) fn raise(set: &mut WriteSet, id: Uuid, version: i64) {
    let stmt = sql!("UPDATE item SET version = version + 1 WHERE item_id = $1 AND version = $2");
    set.one(stmt, params![id, version]);
}

/// Number and label of every item, by number.
pub(crate) async fn items(store: &Store) -> Vec<(i64, String)> {
    let stmt = sql!("SELECT n, label FROM item ORDER BY n, label");
    store.all(stmt, Vec::new(), |row| Ok((row.get(0)?, row.get(1)?))).await.unwrap()
}

/// What a verification complains of.
pub(crate) async fn faults(store: &Store) -> Vec<String> {
    store.verify(|_, _| {}).await.unwrap().faults
}

/// An id made of a number.
pub(crate) fn id(n: usize) -> Uuid {
    Uuid::from_u128(0x1000 + u128::try_from(n).unwrap())
}

/// A number as the columns have it.
pub(crate) fn whole(n: usize) -> i64 {
    i64::try_from(n).unwrap()
}
