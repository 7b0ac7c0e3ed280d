//! Old months go into signed files: what remains holds, what may not go stays, and whoever uses the gap is found.

use std::path::Path;

use kernel::time::{DAY, SECOND};
use store::{AuditDraft, EventDraft, Migration, Month, Sql, WriteSet, sql};
use testkit::{House, both_engines};
use uuid::Uuid;

use crate::common::{HOME, MIGRATIONS, audited, faults, id, sealer, whole};

/// Where the tables are kept while one attempt after the other is made.
const KEPT: &[Migration] = &[Migration {
    module: "kept",
    version: 1,
    sql: "CREATE TABLE kept_audit AS SELECT * FROM audit;
          CREATE TABLE kept_event AS SELECT * FROM event;
          CREATE TABLE kept_stub AS SELECT * FROM audit_stub;
          CREATE TABLE kept_archive AS SELECT * FROM audit_archive;",
}];

/// Acts on three things in turns, each with an event.
const ACTS: usize = 30;

async fn acts(house: &House) {
    for n in 0..ACTS {
        let command = kernel::id::new(house.runtime.wall(), house.runtime.rng());
        let mut set = WriteSet::new(command, HOME, house.runtime.now());
        let payload = if n % 2 == 0 { format!("{{\"record\":\"{n}\"}}") } else { "{}".into() };
        let thing = id(n % 3);
        set.audit(AuditDraft {
            actor: Uuid::nil(),
            unit: None,
            action: "it.changed",
            entity: "item",
            entity_id: thing,
            payload,
        });
        set.event(EventDraft {
            kind: "it.changed.v1",
            entity_id: thing,
            entity_version: whole(n),
            payload: "{}".into(),
        });
        house.store().commit(set).await.unwrap();
        house.clock.advance(SECOND);
        if n % 7 == 0 {
            house.store().seal(house.runtime.wall(), &sealer()).await.unwrap();
        }
    }
    house.store().seal(house.runtime.wall(), &sealer()).await.unwrap();
}

fn month() -> Month {
    Month { name: "2024-12".into(), from: testkit::START.plus(-DAY), to: testkit::START.plus(DAY) }
}

async fn archived(house: &House, folder: &Path) -> i64 {
    let made = house.store().archive(&month(), folder, &sealer(), house.runtime.wall()).await.unwrap().unwrap();
    while house.store().remove_archived("2024-12").await.unwrap() > 0 {}
    made.rows
}

/// How many rows the file holds of the three things, as people are told.
async fn told_of(house: &House) -> i64 {
    let mut rows = 0;
    for n in 0..3 {
        for found in house.store().archived_of(id(n)).await.unwrap() {
            assert_eq!(found.file, "audit-2024-12.jsonl");
            rows += found.rows;
        }
    }
    rows
}

async fn read(house: &House, folder: &Path) -> (u64, Vec<String>) {
    house.store().verify_archives(folder).await.unwrap()
}

async fn tell(house: &House, stmts: &[&'static Sql]) -> u64 {
    let stmts = stmts.iter().map(|stmt| (*stmt, Vec::new())).collect();
    house.store().maintain(stmts).await.unwrap().iter().sum()
}

both_engines!(
    async fn old_rows_go_and_what_may_not_stays(house: &House) {
        let folder = tempfile::tempdir().unwrap();
        let nothing = house.store().archive(&month(), folder.path(), &sealer(), house.runtime.wall()).await.unwrap();
        assert_eq!((nothing.unwrap().rows, std::fs::read_dir(folder.path()).unwrap().count()), (0, 0));
        acts(house).await;
        let before = house.store().audit_counts().await.unwrap();
        let rows = archived(house, folder.path()).await;
        // Of each of the three things its newest row and the newest that fixes it stay.
        let changed = sql!("SELECT COUNT(*) FROM audit WHERE action = 'it.changed'");
        let left = house.store().number(changed, Vec::new()).await.unwrap();
        assert_eq!((left, rows), (5, whole(ACTS) - 5));
        assert_eq!(told_of(house).await, rows);
        assert!(house.store().archived_of(HOME).await.unwrap().is_empty());
        assert_eq!(house.store().audit_counts().await.unwrap(), before);
        let verdict = house.store().verify(|_, _| {}).await.unwrap();
        assert_eq!((verdict.faults, verdict.unsealed), (Vec::new(), 0));
        assert_eq!(verdict.archived, u64::try_from(rows).unwrap());
        assert_eq!(read(house, folder.path()).await, (verdict.archived, Vec::new()));
        // The log goes on, and the month does not go twice.
        house.store().commit(audited(house, HOME)).await.unwrap();
        assert!(house.store().seal(house.runtime.wall().plus(SECOND), &sealer()).await.unwrap());
        assert_eq!(faults(house.store()).await, [""; 0]);
        let again = house.store().archive(&month(), folder.path(), &sealer(), house.runtime.wall()).await.unwrap();
        assert_eq!(again, None);
    },
    MIGRATIONS
);

both_engines!(
    async fn an_archive_that_is_broken_off_goes_on(house: &House) {
        let folder = tempfile::tempdir().unwrap();
        acts(house).await;
        // Stubs of an attempt that wrote no note.
        let stale =
            sql!("INSERT INTO audit_stub SELECT chain_id, seq, hash, '2024-12' FROM audit WHERE seq > 1 AND seq < 9");
        assert_eq!(tell(house, &[stale]).await, 7);
        let stale =
            sql!("INSERT INTO audit_archived_thing SELECT DISTINCT entity_id, '2024-12', 9 FROM audit WHERE seq > 1");
        tell(house, &[stale]).await;
        assert_eq!(told_of(house).await, 0, "no note stands yet");
        assert_eq!(faults(house.store()).await, [""; 0]);
        let made = house.store().archive(&month(), folder.path(), &sealer(), house.runtime.wall()).await.unwrap();
        // The note stands, the rows are still there; then some of them are gone.
        assert_eq!(faults(house.store()).await, [""; 0]);
        assert_eq!(tell(house, &[sql!("DELETE FROM audit WHERE seq = (SELECT MIN(seq) FROM audit_stub)")]).await, 1);
        assert_eq!(faults(house.store()).await, [""; 0]);
        while house.store().remove_archived("2024-12").await.unwrap() > 0 {}
        let verdict = house.store().verify(|_, _| {}).await.unwrap();
        let rows = made.unwrap().rows;
        assert_eq!((verdict.faults, verdict.archived), (Vec::new(), u64::try_from(rows).unwrap()));
        assert_eq!(told_of(house).await, rows);
    },
    MIGRATIONS
);

/// What is tried, what is answered, and how it is done.
type Case = (&'static str, &'static str, Vec<&'static Sql>);

/// What is tried with an archive, and what is answered. The same list stands in docs/security.md.
fn cases() -> Vec<Case> {
    vec![
        (
            "archived row: stub removed",
            "are missing",
            vec![sql!("DELETE FROM audit_stub WHERE seq = (SELECT MIN(seq) FROM kept_stub)")],
        ),
        (
            "archived row: hash of the stub changed",
            "not the rows went that its note tells of",
            vec![sql!(
                "UPDATE audit_stub SET hash =
                     (SELECT hash FROM kept_audit WHERE seq = (SELECT MAX(seq) FROM kept_audit))
                 WHERE seq = (SELECT MIN(seq) FROM kept_stub)"
            )],
        ),
        ("archive: note removed", "it is gone, and no archive tells of it", vec![sql!("DELETE FROM audit_archive")]),
        (
            "archive: number of rows in the note changed",
            "no key that signs the seals has signed what went into it",
            vec![sql!("UPDATE audit_archive SET rows = rows + 1")],
        ),
        (
            "archive: key of the note changed",
            "no key that signs the seals has signed what went into it",
            vec![sql!("UPDATE audit_archive SET public_key = stubs")],
        ),
        (
            "row removed that had to stay, with a made-up stub",
            "not the rows went that its note tells of",
            vec![
                sql!(
                    "INSERT INTO audit_stub SELECT chain_id, seq, hash, '2024-12' FROM audit
                     WHERE seq = (SELECT MIN(seq) FROM audit WHERE action = 'it.changed')"
                ),
                sql!(
                    "DELETE FROM audit WHERE seq = (SELECT MAX(s.seq) FROM audit_stub s
                         WHERE NOT EXISTS (SELECT 1 FROM kept_stub k WHERE k.seq = s.seq))"
                ),
            ],
        ),
        (
            "archived row: event changed",
            "its events do not match the hash in the archive",
            vec![sql!("UPDATE event SET kind = 'it.lost.v1'")],
        ),
    ]
}

/// What is tried with the file.
const FILE: [(&str, &str); 2] =
    [("archive: file edited", "the file is not the one that was made"), ("archive: file removed", "No such file")];

both_engines!(
    async fn who_uses_the_archive_to_change_the_log_is_found(house: &House) {
        let folder = tempfile::tempdir().unwrap();
        acts(house).await;
        archived(house, folder.path()).await;
        let keep = [
            sql!("INSERT INTO kept_audit SELECT * FROM audit"),
            sql!("INSERT INTO kept_event SELECT * FROM event"),
            sql!("INSERT INTO kept_stub SELECT * FROM audit_stub"),
            sql!("INSERT INTO kept_archive SELECT * FROM audit_archive"),
        ];
        tell(house, &keep).await;
        let back = [
            sql!("DELETE FROM audit"),
            sql!("DELETE FROM event"),
            sql!("DELETE FROM audit_stub"),
            sql!("DELETE FROM audit_archive"),
            sql!("INSERT INTO audit SELECT * FROM kept_audit"),
            sql!("INSERT INTO event SELECT * FROM kept_event"),
            sql!("INSERT INTO audit_stub SELECT * FROM kept_stub"),
            sql!("INSERT INTO audit_archive SELECT * FROM kept_archive"),
        ];
        for (what, answer, stmts) in cases() {
            for stmt in stmts {
                assert!(tell(house, &[stmt]).await > 0, "{what}: nothing was tampered with");
            }
            let mut found = faults(house.store()).await;
            found.extend(read(house, folder.path()).await.1);
            assert!(found.iter().any(|fault| fault.contains(answer)), "{what}: {answer:?} is not among {found:#?}");
            tell(house, &back).await;
        }
        assert_eq!(faults(house.store()).await, [""; 0]);
        let file = folder.path().join("audit-2024-12.jsonl");
        let text = std::fs::read_to_string(&file).unwrap();
        std::fs::write(&file, text.replacen("it.changed", "it.ignored", 1)).unwrap();
        assert!(read(house, folder.path()).await.1[0].contains(FILE[0].1));
        std::fs::remove_file(&file).unwrap();
        assert!(read(house, folder.path()).await.1[0].contains(FILE[1].1));
    },
    [MIGRATIONS, KEPT].concat().as_slice()
);

#[test]
fn the_page_lists_every_attempt() {
    let page = include_str!("../../../../../docs/security.md");
    let with_files = |what: &str| what.contains("event") || what.contains("file");
    let cases = cases().into_iter().map(|(what, answer, _)| (what, answer)).chain(FILE);
    for (what, answer) in cases {
        let needs = if with_files(what) { "the files (`--archive`)" } else { "none" };
        let line = format!("| {what} | `{answer}` | {needs} |");
        assert!(page.lines().any(|listed| listed == line), "docs/security.md lacks this line:\n{line}");
    }
}
