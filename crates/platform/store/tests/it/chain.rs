//! Whoever changes, removes or cuts off what was recorded is found.

use store::{EventDraft, Params, Sql, params, sql};
use testkit::{House, both_engines};
use uuid::Uuid;

use crate::common::{HOME, MIGRATIONS, audited, faults, id, insert, whole};

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
        house.store().seal(house.runtime.wall()).await.unwrap();
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
        assert!(house.store().seal(house.runtime.wall()).await.unwrap());
        assert!(!house.store().seal(house.runtime.wall()).await.unwrap(), "a seal without news");
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
        house.store().seal(house.runtime.wall()).await.unwrap();
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
        house.store().seal(house.runtime.wall()).await.unwrap();
        let mut set = audited(house, HOME);
        insert(&mut set, id(99), 99, "after the seal");
        house.store().commit(set).await.unwrap();
        house.store().seal(house.runtime.wall()).await.unwrap();
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
    async fn an_event_from_nowhere_is_found(house: &House) {
        let chain = ten_acts(house).await;
        let stmt = sql!(
            "INSERT INTO event (chain_id, seq, ord, home_id, at, kind, entity_id, entity_version, payload)
             VALUES ($1, 8, 7, $2, 0, 'it.made.v1', $2, 1, '{}')"
        );
        assert_found(&after(house, stmt, params![chain, HOME]).await, "row 8: its events do not match");
    },
    MIGRATIONS
);
