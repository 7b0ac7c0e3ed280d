//! Consumers of events: in order for each thing, and the same after a replay.

use kernel::Result;
use store::events::Event;
use store::{EventDraft, WriteSet, params, sql};
use testkit::runtime::{Background, Consumer, Projected};
use testkit::{House, both_engines};
use uuid::Uuid;

use crate::common::{HOME, MIGRATIONS, audited, id, whole};

#[expect(clippy::unnecessary_wraps, reason = "the shape of a consumer")]
fn note(event: &Event) -> Result<Projected> {
    let stmt = sql!("INSERT INTO item_note (item_id, version, note) VALUES ($1, $2, $3)");
    Ok(vec![(stmt, params![event.entity_id, event.entity_version, event.payload.clone()])])
}

fn forget() -> Projected {
    vec![(sql!("DELETE FROM item_note"), Vec::new())]
}

fn consumer() -> Consumer {
    Consumer { name: "it-notes", prefix: "it.", apply: note, clear: forget }
}

fn background() -> Background {
    Background { consumers: vec![consumer()], ..Background::default() }
}

fn happened(set: &mut WriteSet, item: usize, version: i64) {
    set.event(EventDraft {
        kind: "it.happened.v1",
        entity_id: id(item),
        entity_version: version,
        payload: format!("{{\"item\":{item},\"version\":{version}}}"),
    });
}

async fn commit(house: &House, home: Uuid, item: usize, version: i64) {
    let mut set = audited(house, home);
    happened(&mut set, item, version);
    house.store().commit(set).await.unwrap();
}

type Note = (Uuid, i64, String);

async fn notes(house: &House) -> Vec<Note> {
    let stmt = sql!("SELECT item_id, version, note FROM item_note ORDER BY item_id, version");
    house.store().all(stmt, Vec::new(), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).await.unwrap()
}

both_engines!(
    async fn a_replay_gives_the_same_rows(house: &House) {
        for version in 1..=3 {
            for item in 1..=8 {
                commit(house, Uuid::from_u128(u128::try_from(item).unwrap()), item, version).await;
            }
        }
        // Other people's events pass by.
        let mut set = audited(house, HOME);
        set.event(EventDraft { kind: "other.happened.v1", entity_id: id(1), entity_version: 9, payload: "{}".into() });
        house.store().commit(set).await.unwrap();
        house.settle(&background()).await;
        let before = notes(house).await;
        assert_eq!(before.len(), 24);
        house.runtime.replay(&consumer()).await.unwrap();
        assert_eq!(notes(house).await, before);
    },
    MIGRATIONS
);

both_engines!(
    async fn more_events_than_one_reading_holds_are_all_applied(house: &House) {
        for first in (1..=450).step_by(3) {
            let mut set = audited(house, HOME);
            for item in first..first + 3 {
                happened(&mut set, item, 1);
            }
            house.store().commit(set).await.unwrap();
        }
        house.settle(&background()).await;
        assert_eq!(notes(house).await.len(), 450);
    },
    MIGRATIONS
);

both_engines!(
    async fn an_event_waits_for_its_predecessor_in_another_chain(house: &House) {
        // On PostgreSQL these homes write to different lanes, so the versions of one thing stand in several chains.
        for version in 1..=12 {
            let home = Uuid::from_u128(u128::try_from(version * 7 % 5).unwrap());
            commit(house, home, 1, version).await;
        }
        house.settle(&background()).await;
        let versions: Vec<i64> = notes(house).await.into_iter().map(|(_, version, _)| version).collect();
        assert_eq!(versions, (1..=12).collect::<Vec<_>>());
    },
    MIGRATIONS
);

both_engines!(
    async fn two_versions_in_one_write_set_are_both_applied(house: &House) {
        let mut set = audited(house, HOME);
        happened(&mut set, 1, 1);
        happened(&mut set, 1, 2);
        house.store().commit(set).await.unwrap();
        house.settle(&background()).await;
        assert_eq!(notes(house).await.len(), 2);
    },
    MIGRATIONS
);

both_engines!(
    async fn a_gap_holds_a_thing_back_until_it_is_closed(house: &House) {
        commit(house, HOME, 1, 2).await;
        house.settle(&background()).await;
        assert!(notes(house).await.is_empty());
        let stmt = sql!("SELECT COUNT(*) FROM consumer_cursor");
        assert_eq!(house.store().number(stmt, Vec::new()).await.unwrap(), whole(0));
    },
    MIGRATIONS
);
