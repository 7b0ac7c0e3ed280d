//! The reorganisation of 01/07/2025 over the whole sample province with its open work: what was promised stays, the new
//! officers find exactly what the old ones had, and nobody's form is lost.

use std::collections::{BTreeMap, BTreeSet};

use dossiers::commands as act;
use kernel::Kind;
use organisation::{Level, QueueId, reform};
use runtime::Actor;
use testkit::START;
use uuid::Uuid;

use crate::kill::with_postgres;
use crate::reform_house::{Inside, Open, PLAN, day, forward, sample};

/// Lives of the sample beside the open work of the test.
const LIVES: u32 = 60;
/// Open work at least.
const LEAST: usize = 300;

type Queues = BTreeMap<Uuid, BTreeSet<QueueId>>;

/// Whoever works at the same desk now sees exactly what the officers who came there saw before.
fn assert_union(before: &Queues, after: &Queues) {
    let known: BTreeSet<QueueId> = before.values().flatten().copied().collect();
    let mut desks: BTreeMap<Vec<QueueId>, BTreeSet<QueueId>> = BTreeMap::new();
    for (account, now) in after {
        let old: Vec<QueueId> = now.intersection(&known).copied().collect();
        desks.entry(old).or_default().extend(&before[account]);
    }
    for (now, had) in desks {
        assert_eq!(now, had.into_iter().collect::<Vec<_>>());
    }
}

/// All open work hangs on queues that officers have before them.
async fn assert_served(inside: &Inside) {
    let seen: BTreeSet<QueueId> = inside.queues().await.into_values().flatten().collect();
    let lost: Vec<_> = inside.work().await.into_values().filter(|open| !seen.contains(&open.queue)).collect();
    assert!(lost.is_empty(), "nobody sees {lost:?}");
}

/// Work of districts that was handed in in a commune is with its heir, the rest waits for a person; nothing else moved.
async fn assert_moved(inside: &Inside, before: &BTreeMap<Uuid, Open>) {
    let (units, old) = (inside.units(), inside.units_at(day().plus(-1)));
    let (moves, work) = (inside.moves().await, inside.work().await);
    let (mut moved, mut asked) = (0, 0);
    for (task, open) in before {
        let Some(now) = work.get(task) else { continue };
        let was = old.unit(old.unit_of_queue(open.queue).unwrap()).unwrap();
        if was.level != Level::District {
            assert!(now.queue == open.queue && !moves.contains_key(task), "{open:?} needed no move");
            continue;
        }
        let state = moves[task].0.as_str();
        moved += usize::from(state == "moved");
        asked += usize::from(state == "asked");
        let Some(commune) = old.area_at(Level::Commune, open.receiving) else { continue };
        let desk = units.unit_of_queue(now.queue).unwrap();
        assert_eq!(units.area_of(desk), units.heir(commune), "{open:?}");
        assert_eq!((state, moves[task].1), ("moved", 1), "{open:?}");
    }
    assert!(moved >= 50 && asked >= 40, "{moved} moved, {asked} asked");
}

async fn reorganised(inside: &Inside) {
    let ward = inside.accepted_in_ward().await;
    let city = inside.handed_in_at_city().await;
    let (ward_form, city_form) = (inside.version(ward).await, inside.version(city).await);
    inside.fill(1).await;
    let (kept, work, queues) = (inside.kept().await, inside.work().await, inside.queues().await);
    assert!(work.len() >= LEAST, "{} open", work.len());
    reform::apply(&inside.runtime, &Actor::system(), PLAN).await.unwrap();
    reform::tend(&inside.runtime).await.unwrap();

    // Up to the last microsecond everybody has what they had; then the clock alone turns the desks.
    inside.clock.set(day().plus(-1));
    reform::tend(&inside.runtime).await.unwrap();
    assert_eq!(inside.queues().await, queues);
    inside.clock.set(day());
    assert_union(&queues, &inside.queues().await);
    assert_served(inside).await;
    assert_eq!(inside.kept().await, kept);

    // Two movers come at once, and one again.
    let (one, other) = (reform::tend(&inside.runtime), reform::tend(&inside.runtime));
    let (one, other) = futures::future::join(one, other).await;
    one.and(other).unwrap();
    let moves = inside.moves().await;
    reform::tend(&inside.runtime).await.unwrap();
    assert_eq!(inside.moves().await, moves, "a second time changes nothing");
    assert_moved(inside, &work).await;
    assert_served(inside).await;
    assert_eq!(inside.kept().await, kept);
    inside.assert_figures().await;

    // Forms that were opened before are sent after, by the officers of then where they work now.
    let handler = inside.officer("handler.18853").await;
    inside.runtime.execute(&handler, &forward(ward, ward_form)).await.unwrap();
    let reception = inside.officer("reception.450.mot-cua").await;
    let accept = act::Accept { id: city, version: city_form, assignee: None, papers: None };
    match inside.runtime.execute(&reception, &accept).await {
        Ok(_) => assert_eq!(inside.version(city).await, city_form + 1),
        Err(error) => assert!(matches!(error.kind(), Kind::Conflict | Kind::Forbidden | Kind::Invalid), "{error}"),
    }
    assert_served(inside).await;
    inside.assert_figures().await;
    assert!(inside.runtime.store().verify(|_, _| {}).await.unwrap().faults.is_empty());
}

fn whole(database: &str) {
    let folder = tempfile::tempdir().unwrap();
    sample(folder.path(), database, LIVES);
    testkit::tokio().block_on(async {
        let inside = Inside::open(folder.path(), database, START).await;
        Box::pin(reorganised(&inside)).await;
    });
}

#[test]
fn the_whole_province_is_reorganised() {
    whole("");
}

#[test]
fn the_whole_province_is_reorganised_on_postgres() {
    with_postgres(whole);
}
