//! Everything that somebody with the whole database in hand may try, and what a verification answers. The same list stands
//! in docs/security.md.

use store::inspect::Search;
use store::{Copied, Engine, EventDraft, Migration, Sealer, Trust, Verdict, bundle, sql};
use testkit::{House, both_engines};

use crate::chain::{only_chain, rewrite};
use crate::common::{HOME, MIGRATIONS, audited, id, insert, whole};
use crate::tamper_cases::{Case, How, Needs, cases};
use crate::tamper_restores::roll_back;

/// Where the tables are kept while one attempt after the other is made.
const KEPT: &[Migration] = &[Migration {
    module: "kept",
    version: 1,
    sql: "CREATE TABLE kept_audit AS SELECT * FROM audit;
          CREATE TABLE kept_event AS SELECT * FROM event;
          CREATE TABLE kept_seal AS SELECT * FROM audit_seal;
          CREATE TABLE kept_head AS SELECT * FROM audit_head;
          CREATE TABLE kept_sealed AS SELECT * FROM audit_sealed;",
}];

async fn keep(house: &House) {
    let stmts = [
        sql!("INSERT INTO kept_audit SELECT * FROM audit"),
        sql!("INSERT INTO kept_event SELECT * FROM event"),
        sql!("INSERT INTO kept_seal SELECT * FROM audit_seal"),
        sql!("INSERT INTO kept_head SELECT * FROM audit_head"),
        sql!("INSERT INTO kept_sealed SELECT * FROM audit_sealed"),
    ];
    house.store().maintain(stmts.map(|stmt| (stmt, Vec::new())).to_vec()).await.unwrap();
}

async fn put_back(house: &House) {
    let stmts = [
        sql!("DELETE FROM audit"),
        sql!("DELETE FROM event"),
        sql!("DELETE FROM audit_seal"),
        sql!("DELETE FROM audit_head"),
        sql!("DELETE FROM audit_sealed"),
        sql!("INSERT INTO audit SELECT * FROM kept_audit"),
        sql!("INSERT INTO event SELECT * FROM kept_event"),
        sql!("INSERT INTO audit_seal SELECT * FROM kept_seal"),
        sql!("INSERT INTO audit_head SELECT * FROM kept_head"),
        sql!("INSERT INTO audit_sealed SELECT * FROM kept_sealed"),
    ];
    house.store().maintain(stmts.map(|stmt| (stmt, Vec::new())).to_vec()).await.unwrap();
}

async fn acts(house: &House, from: usize, to: usize) {
    for n in from..=to {
        let mut set = audited(house, HOME);
        insert(&mut set, id(n), whole(n), format!("item {n}"));
        set.event(EventDraft {
            kind: "it.made.v1",
            entity_id: id(n),
            entity_version: 1,
            payload: format!("{{\"n\":{n}}}"),
        });
        house.store().commit(set).await.unwrap();
    }
}

/// The seals of the folder to which they were copied.
fn copied(folder: &std::path::Path) -> Copied {
    Copied::open(&folder.join("seals.jsonl")).unwrap()
}

async fn forget_seals(house: &House) {
    let stmts = [sql!("DELETE FROM audit_seal"), sql!("DELETE FROM audit_head"), sql!("DELETE FROM audit_sealed")];
    house.store().maintain(stmts.map(|stmt| (stmt, Vec::new())).to_vec()).await.unwrap();
}

/// Does what the case says and verifies with this trust.
async fn attempt(house: &House, case: &Case, export: &str, trust: Trust) -> Verdict {
    match &case.how {
        How::Sql(stmts) => {
            for stmt in stmts {
                let touched = house.store().maintain(vec![(*stmt, Vec::new())]).await.unwrap();
                assert!(touched.iter().sum::<u64>() > 0, "{}: nothing was tampered with", case.what);
            }
        }
        How::Rewritten => rewrite(house, only_chain(house).await).await,
        How::Resealed(seed) => {
            rewrite(house, only_chain(house).await).await;
            forget_seals(house).await;
            let sealer = Sealer::new(&[*seed; 32], Vec::new()).unwrap();
            assert!(house.store().seal(house.runtime.wall(), &sealer).await.unwrap());
        }
        How::Restored(forged) => roll_back(house, *forged).await,
        How::Export("", _) => {
            let sealer = Sealer::new(&[8; 32], Vec::new()).unwrap();
            let made = house.store().audit_bundle(&Search::default(), house.runtime.wall(), &sealer).await.unwrap();
            return bundle::verify(&made.unwrap(), trust);
        }
        How::Export(from, to) => {
            let changed = export.replacen(*from, to, 1);
            assert_ne!(changed, export, "{}: nothing was tampered with", case.what);
            return bundle::verify(&changed, trust);
        }
    }
    let restores = house.store().restores(house.runtime.vault()).await.unwrap();
    house.store().verify_beside(Trust { restores, ..trust }, |_, _| {}).await.unwrap()
}

both_engines!(
    async fn every_attempt_is_answered_as_the_page_says(house: &House) {
        let folder = tempfile::tempdir().unwrap();
        let sealer = Sealer::new(&[7; 32], vec![folder.path().to_path_buf()]).unwrap();
        // On PostgreSQL a chain begins with a row of its own.
        let first = if house.store().engine() == Engine::Postgres { 2 } else { 1 };
        acts(house, first, 10).await;
        assert!(house.store().seal(house.runtime.wall(), &sealer).await.unwrap());
        acts(house, 11, 16).await;
        assert!(house.store().seal(house.runtime.wall(), &sealer).await.unwrap());
        assert_eq!(house.store().copy_seals(&sealer).await.unwrap(), 2);
        acts(house, 17, 18).await;
        let made = house.store().audit_bundle(&Search::default(), house.runtime.wall(), &sealer).await.unwrap();
        let export = made.unwrap();
        keep(house).await;
        let key = sealer.public_key();
        let trusts = || -> [Trust; 3] {
            let copy = || Some(copied(folder.path()));
            let with_key = Trust { key: Some(key.clone()), ..Trust::default() };
            [Trust::default(), with_key, Trust { copy: copy(), ..Trust::default() }]
        };
        for trust in trusts() {
            assert_eq!(house.store().verify_beside(trust, |_, _| {}).await.unwrap().faults, [""; 0]);
        }
        for trust in trusts() {
            assert_eq!(bundle::verify(&export, trust).faults, [""; 0]);
        }
        for case in &cases() {
            let [nothing, with_key, with_copy] = trusts();
            let trust = match case.needs {
                Needs::Nothing => nothing,
                Needs::Key => with_key,
                Needs::Copy => with_copy,
            };
            let faults = attempt(house, case, &export, trust).await.faults;
            if case.answer.is_empty() {
                assert_eq!(faults, [""; 0], "{}", case.what);
            } else {
                let found = faults.iter().any(|fault| fault.contains(case.answer));
                assert!(found, "{}: {:?} is not among {faults:#?}", case.what, case.answer);
            }
            put_back(house).await;
        }
        assert_eq!(house.store().verify(|_, _| {}).await.unwrap().faults, [""; 0]);
    },
    [MIGRATIONS, KEPT].concat().as_slice()
);

#[test]
fn the_page_lists_every_attempt() {
    let page = include_str!("../../../../../docs/security.md");
    for (number, case) in (1..).zip(cases()) {
        let answer = match case.answer {
            "" => "not found: the seal follows within 10 seconds".to_owned(),
            answer => format!("`{answer}`"),
        };
        let needs = match case.needs {
            Needs::Nothing => "none",
            Needs::Copy => "a copy of the seals (`--from`)",
            Needs::Key => "the public key (`--key`)",
        };
        let line = format!("| {number} | {} | {answer} | {needs} |", case.what);
        assert!(page.lines().any(|listed| listed == line), "docs/security.md lacks this line:\n{line}");
    }
    assert!(cases().len() >= 40);
}
