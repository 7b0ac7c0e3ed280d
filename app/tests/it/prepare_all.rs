//! Every statement of the source is prepared on both engines against all migrations.

use testkit::{both_engines, prepare_all, statements_in};

use crate::common::root;

both_engines!(
    async fn every_statement_fits_the_schema(house: &House) {
        let faults = prepare_all(house, &root().join("crates")).await;
        assert!(faults.is_empty(), "{} statements do not fit: {faults:#?}", faults.len());
    },
    &nhatle::house::migrations()
);

#[test]
fn the_composition_speaks_no_sql() {
    let found = statements_in(&root().join("app").join("src"));
    assert!(found.is_empty(), "move these into a crate's store: {found:#?}");
}

#[test]
fn every_module_brings_its_migrations_once_and_in_order() {
    let mut seen: Vec<(&str, i64)> = Vec::new();
    for migration in nhatle::house::migrations() {
        let last = seen.iter().filter(|(module, _)| *module == migration.module).map(|(_, version)| *version).max();
        assert_eq!(migration.version, last.unwrap_or(0) + 1, "{}", migration.module);
        seen.push((migration.module, migration.version));
    }
    for module in nhatle::house::modules() {
        let own = module.migrations.iter().all(|migration| migration.module == module.name);
        assert!(own, "{} brings migrations under another name", module.name);
    }
}
