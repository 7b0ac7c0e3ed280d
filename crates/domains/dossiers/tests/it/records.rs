//! Whoever changes the row of a dossier and leaves the audit log as it is, is found. The same list stands in
//! docs/security.md.

use dossiers::commands as act;
use dossiers::model::State;
use store::records::{Kind, Records};
use store::{Migration, Sql, params, sql};
use testkit::{House, both_engines};
use uuid::Uuid;

use crate::common::{BIRTH, MARITAL, Town, migrations};

/// Where the rows are kept while one attempt after the other is made.
const KEPT: &[Migration] =
    &[Migration { module: "kept", version: 1, sql: "CREATE TABLE kept_dossier AS SELECT * FROM dossier" }];
/// What is said of a record that is not as it should be.
const CHANGED: &str = "it is not as its newest audit row left it";
/// Codes that the checks of their columns allow and that no dossier of the tests has.
const CODES: [(&str, &str); 5] = [
    ("behalf", "'child'"),
    ("channel", "'post'"),
    ("payment_state", "'refunded'"),
    ("delivery_way", "'post'"),
    ("delivery_state", "'delivered'"),
];

/// A statement made of a text while the test runs.
fn made(text: String) -> &'static Sql {
    Box::leak(Box::new(Sql::new(text.leak(), "records")))
}

/// What the column is set to.
fn other(column: &str, kind: Kind) -> String {
    if let Some((_, code)) = CODES.iter().find(|(name, _)| *name == column) {
        return (*code).to_owned();
    }
    match kind {
        Kind::Id => "procedure_version_id".into(),
        Kind::Number => format!("COALESCE({column}, 0) + 1"),
        Kind::Text => format!("COALESCE({column}, '') || 'x'"),
    }
}

async fn found(house: &House) -> Records {
    house.store().verify_records(&dossiers::records()).await.unwrap()
}

/// The columns with what changes them; the id of a row is tried apart.
fn columns() -> Vec<(&'static str, String)> {
    let records = dossiers::records();
    let all = records[0].columns.iter().filter(|(name, _)| *name != "dossier_id");
    all.map(|(name, kind)| {
        let other = if *name == "procedure_version_id" { "dossier_id".into() } else { other(name, *kind) };
        (*name, other)
    })
    .collect()
}

both_engines!(
    async fn a_changed_column_of_a_dossier_is_found(house: &House) {
        let town = Town::new(house).await;
        // One as it was filed, one whose code its newest act drew, one that went on from there.
        town.file(MARITAL).await;
        town.in_state(State::Accepted).await;
        let id = town.in_state(State::InProgress).await;
        assert_eq!(found(house).await, Records { checked: 3, unfixed: 0, faults: Vec::new() });
        let keep = sql!("INSERT INTO kept_dossier SELECT * FROM dossier");
        house.store().maintain(vec![(keep, Vec::new())]).await.unwrap();
        for (column, other) in columns() {
            let change = made(format!("UPDATE dossier SET {column} = {other} WHERE dossier_id = $1"));
            assert_eq!(house.store().maintain(vec![(change, params![id.uuid()])]).await.unwrap(), [1]);
            let wanted = format!("dossier {}: {CHANGED}", id.uuid());
            assert_eq!(found(house).await.faults, [wanted], "{column}");
            let back = made(format!(
                "UPDATE dossier SET {column} =
                     (SELECT k.{column} FROM kept_dossier k WHERE k.dossier_id = dossier.dossier_id)"
            ));
            house.store().maintain(vec![(back, Vec::new())]).await.unwrap();
            assert_eq!(found(house).await.faults, [""; 0], "{column}");
        }
        // The agency that continues it is no part of it.
        let stmt = sql!("UPDATE dossier SET continuing_id = competent_id");
        house.store().maintain(vec![(stmt, Vec::new())]).await.unwrap();
        assert_eq!(found(house).await.faults, [""; 0]);
    },
    &[migrations(), KEPT.to_vec()].concat()
);

both_engines!(
    async fn a_dossier_that_is_removed_made_up_or_set_back_is_found(house: &House) {
        let town = Town::new(house).await;
        let id = town.file(BIRTH).await;
        let keep = sql!("INSERT INTO kept_dossier SELECT * FROM dossier");
        house.store().maintain(vec![(keep, Vec::new())]).await.unwrap();
        let case = town.case(id).await;
        let reason = "Thủ tục này không thuộc thẩm quyền của phường.".into();
        town.run(&town.reception, act::Refuse { id, version: case.dossier.version, reason }).await.unwrap();
        assert_eq!(found(house).await.faults, [""; 0]);
        let name = format!("dossier {}", id.uuid());

        let remove = sql!("DELETE FROM dossier");
        house.store().maintain(vec![(remove, Vec::new())]).await.unwrap();
        assert_eq!(found(house).await.faults, [format!("{name}: it is gone, its audit rows stand")]);
        // The row as it was before the last act.
        let back = sql!("INSERT INTO dossier SELECT * FROM kept_dossier");
        house.store().maintain(vec![(back, Vec::new())]).await.unwrap();
        assert_eq!(found(house).await.faults, [format!("{name}: {CHANGED}")]);
        let renamed = sql!("UPDATE dossier SET dossier_id = $1");
        house.store().maintain(vec![(renamed, params![Uuid::from_u128(0xDEAD)])]).await.unwrap();
        let faults = found(house).await.faults;
        assert_eq!(faults.len(), 2, "{faults:?}");
        assert!(faults[0].ends_with("no audit row tells of it"), "{faults:?}");
        assert_eq!(faults[1], format!("{name}: it is gone, its audit rows stand"));
    },
    &[migrations(), KEPT.to_vec()].concat()
);

#[test]
fn the_page_lists_every_attempt() {
    let page = include_str!("../../../../../docs/security.md");
    let changed = columns().into_iter().map(|(name, _)| (format!("`dossier`: {name} changed"), CHANGED));
    let others = [
        ("`dossier`: row set back to an older state".to_owned(), CHANGED),
        ("`dossier`: row removed".to_owned(), "it is gone, its audit rows stand"),
        ("`dossier`: row made up".to_owned(), "no audit row tells of it"),
    ];
    for (what, answer) in changed.chain(others) {
        let line = format!("| {what} | `{answer}` | none |");
        assert!(page.lines().any(|listed| listed == line), "docs/security.md lacks this line:\n{line}");
    }
}
