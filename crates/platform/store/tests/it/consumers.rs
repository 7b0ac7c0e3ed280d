//! Consumers of events: in order for each thing, and the same after a replay.

use kernel::Result;
use kernel::rng::SequenceRng;
use store::events::Event;
use store::{EventDraft, WriteSet, params, sql};
use testkit::runtime::{Background, Consumer, Projected};
use testkit::{House, both_engines, replay_shuffled, scatter};
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
    async fn a_write_set_longer_than_one_reading_is_applied_whole(house: &House) {
        let mut set = audited(house, HOME);
        for item in 1..=450 {
            happened(&mut set, item, 1);
        }
        house.store().commit(set).await.unwrap();
        commit(house, HOME, 451, 1).await;
        house.settle(&background()).await;
        assert_eq!(notes(house).await.len(), 451);
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

#[expect(clippy::unnecessary_wraps, reason = "the shape of a consumer")]
fn tell(event: &Event) -> Result<Projected> {
    let stmt = sql!(
        "INSERT INTO item_note (item_id, version, note) VALUES ($1, 0, $2)
         ON CONFLICT (item_id, version) DO UPDATE SET note = item_note.note || excluded.note"
    );
    Ok(vec![(stmt, params![event.entity_id, format!(" {}", event.entity_version)])])
}

/// A consumer whose rows tell in which order the versions of each thing came, and how often.
fn story() -> Consumer {
    Consumer { name: "it-story", prefix: "it.", apply: tell, clear: forget }
}

async fn stories(house: &House) -> Vec<(Uuid, String)> {
    let stmt = sql!("SELECT item_id, note FROM item_note ORDER BY item_id");
    house.store().all(stmt, Vec::new(), |row| Ok((row.get(0)?, row.get(1)?))).await.unwrap()
}

/// The versions of a thing, each once and in order.
fn told(versions: i64) -> String {
    let list: Vec<String> = (1..=versions).map(|version| version.to_string()).collect();
    format!(" {}", list.join(" "))
}

/// Every order in which chains can be asked so that each gives as many write sets as it has.
fn interleavings(left: &mut [usize], taken: &mut Vec<usize>, found: &mut Vec<Vec<usize>>) {
    if left.iter().all(|count| *count == 0) {
        found.push(taken.clone());
        return;
    }
    for chain in 0..left.len() {
        if left[chain] > 0 {
            left[chain] -= 1;
            taken.push(chain);
            interleavings(left, taken, found);
            taken.pop();
            left[chain] += 1;
        }
    }
}

both_engines!(
    async fn every_interleaving_of_three_chains_gives_the_same_rows(house: &House) {
        for version in 1..=3 {
            for item in 1..=2 {
                commit(house, HOME, item, version).await;
            }
        }
        // Each chain holds a version of either thing, and every second version stands in another chain than the first.
        let mut turn = 0;
        let next = || {
            turn += 1;
            turn % 3
        };
        let chains = scatter(house.store(), next).await.unwrap();
        assert_eq!(chains.len(), 3);
        let mut orders = Vec::new();
        interleavings(&mut [2, 2, 2], &mut Vec::new(), &mut orders);
        assert_eq!(orders.len(), 90);
        for order in orders {
            house.store().rewind(story().name, forget()).await.unwrap();
            // What is held back when its turn comes is asked for again afterwards.
            let later = [0, 1, 2].into_iter().cycle().take(3 * order.len());
            for chain in order.iter().copied().chain(later) {
                house.runtime.consume_from(&story(), chains[chain], 1).await.unwrap();
            }
            assert_eq!(stories(house).await, [(id(1), told(3)), (id(2), told(3))], "{order:?}");
        }
    },
    MIGRATIONS
);

both_engines!(
    async fn shuffled_chains_give_the_same_rows_as_the_live_ones(house: &House) {
        const CHANGES: usize = 80;
        let rng = SequenceRng::new(7);
        let mut versions = [0_i64; 8];
        for _ in 0..CHANGES {
            let item = usize::try_from(rng.below(8)).unwrap();
            versions[item] += 1;
            // On PostgreSQL the homes write to several lanes.
            commit(house, Uuid::from_u128(u128::from(rng.below(5))), item, versions[item]).await;
        }
        scatter(house.store(), || rng.below(4)).await.unwrap();
        house.settle(&Background { consumers: vec![story()], ..Background::default() }).await;
        let live = stories(house).await;
        let changed = versions.iter().enumerate().filter(|(_, version)| **version > 0);
        assert_eq!(live, changed.map(|(item, version)| (id(item), told(*version))).collect::<Vec<_>>());
        for seed in 1..=10 {
            let applied = replay_shuffled(&house.runtime, &story(), &SequenceRng::new(seed)).await.unwrap();
            assert_eq!(applied, CHANGES, "seed {seed}");
            assert_eq!(stories(house).await, live, "seed {seed}");
        }
    },
    MIGRATIONS
);
