//! Whoever changes an assignment and leaves the audit log as it is, is found. The same list stands in docs/security.md.

use ::store::records::{Kind, Records};
use ::store::{Migration, Sql, params, sql};
use kernel::time::{DAY, SECOND};
use runtime::Runtime;
use testkit::{House, START, both_engines};
use uuid::Uuid;

use crate::commands::{Assign, Post};
use crate::handover::HandOver;
use crate::officers::commands::EndRole;
use crate::officers::known;
use crate::officers::tests::{administrator, migrations, open, post, town};

/// Where the rows are kept while one attempt after the other is made.
const KEPT: &[Migration] =
    &[Migration { module: "kept", version: 1, sql: "CREATE TABLE kept_assignment AS SELECT * FROM assignment" }];
/// What is said of a record that is not as it should be.
const CHANGED: &str = "it is not as its newest audit row left it";

/// A statement made of a text while the test runs.
fn made(text: String) -> &'static Sql {
    Box::leak(Box::new(Sql::new(text.leak(), "records")))
}

async fn found(house: &House) -> Records {
    house.store().verify_records(&crate::records()).await.unwrap()
}

async fn tell(house: &House, stmt: &'static Sql) {
    house.store().maintain(vec![(stmt, Vec::new())]).await.unwrap();
}

/// The columns with what changes them, within what the checks of the table allow.
fn columns() -> Vec<(&'static str, String)> {
    let records = crate::records();
    let all = records[0].columns.iter().filter(|(name, _)| *name != "assignment_id");
    all.map(|(name, kind)| {
        let other = match (*name, *kind) {
            ("reach", _) => "'below'".into(),
            ("account_id", _) => "unit_id".into(),
            (_, Kind::Id) => "account_id".into(),
            (_, Kind::Number) => format!("COALESCE({name}, 0) + 1"),
            (_, Kind::Text) => format!("{name} || 'x'"),
        };
        (*name, other)
    })
    .collect()
}

/// Assignments that were given, ended and handed over; gives one that lasts.
async fn lives(house: &House) -> Uuid {
    let runtime: Runtime = town(house).await;
    let ward = administrator(&["18853"]);
    let officer = |login: &'static str| open(login, post("18853", "handler"), None);
    let leaving = runtime.execute(&ward, &officer("leaving")).await.unwrap().outcome;
    let heir = runtime.execute(&ward, &officer("heir")).await.unwrap().outcome;
    house.clock.advance(SECOND);
    let later = Post { from: START.plus(30 * DAY), ..post("18853", "leader") };
    runtime.execute(&ward, &Assign { account: leaving, post: later }).await.unwrap();
    let approver = Assign { account: leaving, post: post("18853", "approver") };
    let assignment = runtime.execute(&ward, &approver).await.unwrap().outcome;
    house.clock.advance(SECOND);
    let end = EndRole { account: leaving, assignment, at: START.plus(DAY) };
    runtime.execute(&ward, &end).await.unwrap();
    house.clock.advance(SECOND);
    let hand_over = HandOver { from: leaving, to: "heir".into(), basis: "Quyết định số 12".into() };
    runtime.execute(&ward, &hand_over).await.unwrap();
    let posts = known(&runtime.reader(&ward), heir).await.unwrap().posts;
    posts.iter().find(|post| post.role == "leader").unwrap().id
}

both_engines!(
    async fn a_changed_column_of_an_assignment_is_found(house: &House) {
        let id = lives(house).await;
        let whole = found(house).await;
        assert!(whole.checked >= 6 && whole.unfixed == 0, "{whole:?}");
        assert_eq!(whole.faults, [""; 0]);
        tell(house, sql!("INSERT INTO kept_assignment SELECT * FROM assignment")).await;
        for (column, other) in columns() {
            let change = made(format!("UPDATE assignment SET {column} = {other} WHERE assignment_id = $1"));
            assert_eq!(house.store().maintain(vec![(change, params![id])]).await.unwrap(), [1]);
            assert_eq!(found(house).await.faults, [format!("assignment {id}: {CHANGED}")], "{column}");
            let back = made(format!(
                "UPDATE assignment SET {column} =
                     (SELECT k.{column} FROM kept_assignment k WHERE k.assignment_id = assignment.assignment_id)
                 WHERE assignment_id = $1"
            ));
            house.store().maintain(vec![(back, params![id])]).await.unwrap();
            assert_eq!(found(house).await.faults, [""; 0], "{column}");
        }
        let remove = sql!("DELETE FROM assignment WHERE assignment_id = $1");
        house.store().maintain(vec![(remove, params![id])]).await.unwrap();
        assert_eq!(found(house).await.faults, [format!("assignment {id}: it is gone, its audit rows stand")]);
        let back = sql!(
            "INSERT INTO assignment SELECT k.* FROM kept_assignment k
             WHERE NOT EXISTS (SELECT 1 FROM assignment s WHERE s.assignment_id = k.assignment_id)"
        );
        tell(house, back).await;
        assert_eq!(found(house).await.faults, [""; 0]);
        let renamed = sql!("UPDATE assignment SET assignment_id = $2 WHERE assignment_id = $1");
        house.store().maintain(vec![(renamed, params![id, Uuid::from_u128(0xDEAD)])]).await.unwrap();
        let faults = found(house).await.faults;
        assert_eq!(faults.len(), 2, "{faults:?}");
        assert!(faults[0].ends_with("no audit row tells of it"), "{faults:?}");
        assert_eq!(faults[1], format!("assignment {id}: it is gone, its audit rows stand"));
    },
    &[migrations(), KEPT.to_vec()].concat()
);

both_engines!(
    async fn a_role_that_was_ended_and_goes_on_again_is_found(house: &House) {
        lives(house).await;
        tell(house, sql!("UPDATE assignment SET valid_to = NULL WHERE role = 'approver'")).await;
        let faults = found(house).await.faults;
        assert!(!faults.is_empty() && faults.iter().all(|fault| fault.ends_with(CHANGED)), "{faults:?}");
    },
    &migrations()
);

#[test]
fn the_page_lists_every_attempt() {
    let page = include_str!("../../../../../docs/security.md");
    let changed = columns().into_iter().map(|(name, _)| (format!("`assignment`: {name} changed"), CHANGED));
    let others = [
        ("`assignment`: ended role set to go on".to_owned(), CHANGED),
        ("`assignment`: row removed".to_owned(), "it is gone, its audit rows stand"),
        ("`assignment`: row made up".to_owned(), "no audit row tells of it"),
    ];
    for (what, answer) in changed.chain(others) {
        let line = format!("| {what} | `{answer}` | none |");
        assert!(page.lines().any(|listed| listed == line), "docs/security.md lacks this line:\n{line}");
    }
}
