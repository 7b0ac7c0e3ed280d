//! Whoever changes, removes or cuts off what was recorded is found.

use store::chain::AuditRow;
use store::{EventDraft, Params, Sql, params, sql};
use testkit::{House, both_engines};
use uuid::Uuid;

use crate::common::{HOME, MIGRATIONS, audited, faults, id, insert, sealer, whole};

/// Ten recorded acts with an event each, in one chain. Gives the chain.
async fn ten_acts(house: &House) -> Uuid {
    for n in 1..=10 {
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
    assert_eq!(faults(house.store()).await, [""; 0]);
    only_chain(house).await
}

/// The chain that has rows.
pub(crate) async fn only_chain(house: &House) -> Uuid {
    let stmt = sql!("SELECT chain_id FROM audit WHERE action = 'it.wrote' AND seq = 5");
    house.store().opt(stmt, Vec::new(), |row| row.get::<Uuid>(0)).await.unwrap().unwrap()
}

/// What a verification says after somebody changed the tables by hand.
async fn after(house: &House, sql: &'static Sql, params: Params) -> Vec<String> {
    let rows = house.store().maintain(vec![(sql, params)]).await.unwrap();
    assert!(rows.iter().sum::<u64>() > 0, "nothing was tampered with");
    faults(house.store()).await
}

fn assert_found(faults: &[String], words: &str) {
    assert!(faults.iter().any(|fault| fault.contains(words)), "{words:?} is not among {faults:#?}");
}

both_engines!(
    async fn a_verification_counts_what_it_read(house: &House) {
        ten_acts(house).await;
        house.store().seal(house.runtime.wall(), &sealer()).await.unwrap();
        let mut last = (0, 0);
        let verdict = house.store().verify(|done, total| last = (done, total)).await.unwrap();
        let stmt = sql!("SELECT COUNT(*) FROM audit");
        let rows = u64::try_from(house.store().number(stmt, Vec::new()).await.unwrap()).unwrap();
        assert_eq!((verdict.rows, verdict.chains, verdict.seals), (rows, 1, 1));
        assert_eq!(last, (rows, rows));
        assert_eq!(verdict.faults, [""; 0]);
    },
    MIGRATIONS
);

both_engines!(
    async fn a_changed_row_is_found(house: &House) {
        let chain = ten_acts(house).await;
        let stmt = sql!("UPDATE audit SET payload = '{\"x\":1}' WHERE chain_id = $1 AND seq = 5");
        assert_found(&after(house, stmt, params![chain]).await, "row 5: its content does not match its hash");
    },
    MIGRATIONS
);

both_engines!(
    async fn a_changed_actor_or_instant_is_found(house: &House) {
        let chain = ten_acts(house).await;
        let stmt = sql!("UPDATE audit SET actor_id = $2 WHERE chain_id = $1 AND seq = 3");
        assert_found(&after(house, stmt, params![chain, id(77)]).await, "row 3: its content");
        let stmt = sql!("UPDATE audit SET at = at + 1 WHERE chain_id = $1 AND seq = 7");
        assert_found(&after(house, stmt, params![chain]).await, "row 7: its content");
    },
    MIGRATIONS
);

both_engines!(
    async fn a_removed_middle_row_is_found(house: &House) {
        let chain = ten_acts(house).await;
        let stmt = sql!("DELETE FROM audit WHERE chain_id = $1 AND seq = 5");
        assert_found(&after(house, stmt, params![chain]).await, "rows 5 to 5 are missing");
    },
    MIGRATIONS
);

both_engines!(
    async fn rows_cut_off_after_a_seal_are_found(house: &House) {
        let chain = ten_acts(house).await;
        assert!(house.store().seal(house.runtime.wall(), &sealer()).await.unwrap());
        assert!(!house.store().seal(house.runtime.wall(), &sealer()).await.unwrap(), "a seal without news");
        let events = sql!("DELETE FROM event WHERE chain_id = $1 AND seq > 7");
        house.store().maintain(vec![(events, params![chain])]).await.unwrap();
        let stmt = sql!("DELETE FROM audit WHERE chain_id = $1 AND seq > 7");
        assert_found(&after(house, stmt, params![chain]).await, "it ends at row 7, before the last sealed row");
    },
    MIGRATIONS
);

both_engines!(
    async fn a_chain_removed_whole_after_a_seal_is_found(house: &House) {
        let chain = ten_acts(house).await;
        house.store().seal(house.runtime.wall(), &sealer()).await.unwrap();
        let events = sql!("DELETE FROM event WHERE chain_id = $1");
        house.store().maintain(vec![(events, params![chain])]).await.unwrap();
        let stmt = sql!("DELETE FROM audit WHERE chain_id = $1");
        assert_found(&after(house, stmt, params![chain]).await, "is gone although it was sealed");
    },
    MIGRATIONS
);

both_engines!(
    async fn a_changed_or_removed_seal_is_found(house: &House) {
        ten_acts(house).await;
        house.store().seal(house.runtime.wall(), &sealer()).await.unwrap();
        let mut set = audited(house, HOME);
        insert(&mut set, id(99), 99, "after the seal");
        house.store().commit(set).await.unwrap();
        house.store().seal(house.runtime.wall(), &sealer()).await.unwrap();
        assert_eq!(faults(house.store()).await, [""; 0]);
        let stmt = sql!("DELETE FROM audit_seal WHERE no = 1");
        assert_found(&after(house, stmt, Vec::new()).await, "seal 2: it does not follow");
    },
    MIGRATIONS
);

both_engines!(
    async fn events_are_covered_by_the_chain(house: &House) {
        let chain = ten_acts(house).await;
        let stmt = sql!("UPDATE event SET payload = '{\"n\":0}' WHERE chain_id = $1 AND seq = 4");
        assert_found(&after(house, stmt, params![chain]).await, "row 4: its events do not match");
        let stmt = sql!("DELETE FROM event WHERE chain_id = $1 AND seq = 6");
        assert_found(&after(house, stmt, params![chain]).await, "row 6: its events do not match");
    },
    MIGRATIONS
);

both_engines!(
    async fn an_event_moved_in_time_place_or_order_is_found(house: &House) {
        let chain = ten_acts(house).await;
        let words = |seq: i64| format!("row {seq}: its events stand at another place or instant");
        let stmt = sql!("UPDATE event SET at = at + 1 WHERE chain_id = $1 AND seq = 4");
        assert_found(&after(house, stmt, params![chain]).await, &words(4));
        let stmt = sql!("UPDATE event SET home_id = $2 WHERE chain_id = $1 AND seq = 6");
        assert_found(&after(house, stmt, params![chain, id(77)]).await, &words(6));
        let stmt = sql!("UPDATE event SET ord = 5 WHERE chain_id = $1 AND seq = 8");
        assert_found(&after(house, stmt, params![chain]).await, &words(8));
    },
    MIGRATIONS
);

/// Puts an event beside a row of a chain.
async fn plant(house: &House, chain: Uuid, seq: i64) -> Vec<String> {
    let stmt = sql!(
        "INSERT INTO event (chain_id, seq, ord, home_id, at, kind, entity_id, entity_version, payload)
         VALUES ($1, $2, 7, $3, 0, 'it.made.v1', $3, 1, '{}')"
    );
    after(house, stmt, params![chain, seq, HOME]).await
}

both_engines!(
    async fn an_event_from_nowhere_is_found(house: &House) {
        let chain = ten_acts(house).await;
        assert_found(&plant(house, chain, 8).await, "row 8: its events do not match");
        assert_found(&plant(house, chain, 99).await, "row 99: 1 events without an audit row");
        assert_found(&plant(house, chain, 0).await, "row 0: 1 events without an audit row");
        for nowhere in [Uuid::nil(), Uuid::from_u128(u128::MAX)] {
            let words = format!("chain {nowhere}, row 3: 1 events without an audit row");
            assert_found(&plant(house, nowhere, 3).await, &words);
        }
    },
    MIGRATIONS
);

both_engines!(
    async fn a_changed_count_of_a_seal_is_found(house: &House) {
        ten_acts(house).await;
        house.store().seal(house.runtime.wall(), &sealer()).await.unwrap();
        let stmt = sql!("UPDATE audit_seal SET rows = rows - 1 WHERE no = 1");
        assert_found(&after(house, stmt, Vec::new()).await, "seal 1: it says");
    },
    MIGRATIONS
);

/// Writes a chain anew with another fifth row, as somebody would who knows how rows are hashed.
pub(crate) async fn rewrite(house: &House, chain: Uuid) {
    let stmt = sql!(
        "SELECT chain_id, seq, home_id, at, actor_id, unit_id, action, entity, entity_id, command_id, payload,
                events_hash
         FROM audit WHERE chain_id = $1 ORDER BY seq"
    );
    let rows = house.store().all(stmt, params![chain], |row| {
        Ok(AuditRow {
            chain: row.get(0)?,
            seq: row.get(1)?,
            home: row.get(2)?,
            at: row.get(3)?,
            actor: row.get(4)?,
            unit: row.get(5)?,
            action: row.get(6)?,
            entity: row.get(7)?,
            entity_id: row.get(8)?,
            command: row.get(9)?,
            payload: row.get(10)?,
            events_hash: row.get(11)?,
        })
    });
    let mut prev = [0; 32];
    let mut stmts = Vec::new();
    for mut row in rows.await.unwrap() {
        if row.seq == 5 {
            row.payload = "{\"x\":1}".into();
        }
        prev = row.hash(&prev);
        let stmt = sql!("UPDATE audit SET payload = $3, hash = $4 WHERE chain_id = $1 AND seq = $2");
        stmts.push((stmt, params![chain, row.seq, row.payload, prev.to_vec()]));
    }
    house.store().maintain(stmts).await.unwrap();
}

both_engines!(
    async fn a_history_written_anew_is_found_also_when_it_was_sealed_again(house: &House) {
        let chain = ten_acts(house).await;
        house.store().seal(house.runtime.wall(), &sealer()).await.unwrap();
        rewrite(house, chain).await;
        assert_found(&faults(house.store()).await, "it differs from what was sealed");
        assert!(house.store().seal(house.runtime.wall(), &sealer()).await.unwrap());
        assert_found(&faults(house.store()).await, "it differs from what was sealed");
    },
    MIGRATIONS
);

both_engines!(
    async fn more_seals_than_are_read_at_once_are_checked(house: &House) {
        let chain = ten_acts(house).await;
        for n in 0..130 {
            let mut set = audited(house, HOME);
            insert(&mut set, id(100 + n), 0, format!("more {n}"));
            house.store().commit(set).await.unwrap();
            house.store().seal(house.runtime.wall(), &sealer()).await.unwrap();
        }
        let verdict = house.store().verify(|_, _| {}).await.unwrap();
        assert_eq!((verdict.seals, verdict.faults), (130, Vec::new()));
        let stmt = sql!("UPDATE audit_seal SET at = at + 1 WHERE no = 120");
        assert_found(&after(house, stmt, Vec::new()).await, "seal 120: it does not follow");
        let stmt = sql!("UPDATE audit SET at = at + 1 WHERE chain_id = $1 AND seq = 125");
        assert_found(&after(house, stmt, params![chain]).await, "row 125: its content does not match its hash");
    },
    MIGRATIONS
);
