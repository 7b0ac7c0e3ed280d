//! Every number is what a count of the records gives, whatever the dossiers went through.

use std::collections::BTreeMap;

use dossiers::events::notices;
use dossiers::model::{DossierId, State};
use dossiers::permissions;
use dossiers::queries::{self, Among, Behind, InboxFilter, InboxView};
use dossiers::recount::recount;
use kernel::rng::SequenceRng;
use kernel::time::{HOUR, MINUTE};
use kernel::{Kind, PageRequest};
use organisation::{Level, Role};
use runtime::Actor;
use testkit::{both_engines, replay_shuffled, scatter};
use uuid::Uuid;

use crate::acts::Do;
use crate::common::{BIRTH, MARITAL, Town, all_rights, migrations, rights_in};
use crate::rows;

/// Dossiers of a walk and acts tried on each.
const DOSSIERS: usize = 40;
const TRIES: usize = 10;

/// Figures that count open work, not dossiers.
const OF_QUEUES: [&str; 2] = ["dossiers.queue", "dossiers.due"];

/// What a walk tries: the acts that lead on more often than those that end it.
const LIKELY: [Do; 20] = [
    Do::Accept,
    Do::Accept,
    Do::Accept,
    Do::Forward,
    Do::Forward,
    Do::Approve,
    Do::Approve,
    Do::Deliver,
    Do::Rate,
    Do::AskSupplement,
    Do::GiveSupplement,
    Do::GiveSupplement,
    Do::AskFee,
    Do::AskWithdrawal,
    Do::RefuseWithdrawal,
    Do::AgreeWithdrawal,
    Do::SendBack,
    Do::Stop,
    Do::Refuse,
    Do::AskOpinion,
];

const FILTERS: [InboxFilter; 5] =
    [InboxFilter::All, InboxFilter::Late, InboxFilter::Soon, InboxFilter::Paused, InboxFilter::New];

fn pick<T: Copy>(rng: &SequenceRng, list: &[T]) -> T {
    let index = usize::try_from(rng.below(u64::try_from(list.len()).unwrap())).unwrap();
    list[index]
}

/// One act by chance. What the rules refuse is part of the walk; anything else is a fault.
async fn stumble(town: &Town, id: DossierId, rng: &SequenceRng) {
    let what = pick(rng, &LIKELY);
    let case = town.case(id).await;
    if case.dossier.state == State::PaymentAsked && rng.below(2) == 0 {
        town.pay(id).await;
        return;
    }
    if what == Do::Approve && case.step_task().is_some_and(|task| task.step == "sign") {
        town.add_result(&town.clerk, id).await;
    }
    let done = town.attempt(&town.clerk, &town.citizen, id, what).await;
    if let Err(error) = done {
        assert!(matches!(error.kind(), Kind::Conflict | Kind::NotFound), "{what:?}: {error}");
    }
}

/// Forty dossiers through whatever happens to them, in turns, over some days.
async fn random_walk(town: &Town, seed: u64) -> Vec<DossierId> {
    let rng = SequenceRng::new(seed);
    let mut ids = Vec::new();
    for _ in 0..DOSSIERS {
        ids.push(match rng.below(4) {
            0 => town.take_in(&town.reception, BIRTH, town.ward).await.unwrap(),
            1 => town.file(BIRTH).await,
            _ => town.file(MARITAL).await,
        });
        town.clock.advance(7 * MINUTE);
    }
    for round in 0..TRIES {
        for id in &ids {
            stumble(town, *id, &rng).await;
        }
        town.clock.advance(5 * HOUR);
        // Some sums are folded, some are not.
        if round % 3 == 1 {
            town.runtime.store().fold_figures().await.unwrap();
        }
    }
    ids
}

both_engines!(
    async fn every_figure_equals_a_recount_after_a_random_walk(house: &House) {
        let town = Town::new(house).await;
        let ids = random_walk(&town, 11).await;
        let actor = Actor::system();
        let counted = recount(&town.reader(&actor)).await.unwrap();
        let (queues, summed): (BTreeMap<_, _>, BTreeMap<_, _>) =
            rows::figures(house.store()).await.into_iter().partition(|(key, _)| OF_QUEUES.contains(&key.0.as_str()));
        assert_eq!(summed, counted);
        for figure in ["dossiers.done", "dossiers.paid", "dossiers.online", "dossiers.open"] {
            assert!(counted.keys().any(|key| key.0 == figure), "the walk left nothing to count as {figure}");
        }

        let (sums, hours): (BTreeMap<_, _>, BTreeMap<_, _>) =
            queues.into_iter().partition(|(key, _)| key.0 == "dossiers.queue");
        let sums: BTreeMap<_, _> = sums.into_iter().map(|(key, sum)| ((key.1, key.2), sum.0)).collect();
        assert_eq!(sums, rows::open_work(house.store()).await);
        let hours: BTreeMap<_, _> = hours.into_iter().map(|(key, sum)| ((key.1, key.2, key.3), sum.0)).collect();
        assert_eq!(hours, rows::due_by_hour(house.store()).await);

        let mut states: BTreeMap<i64, usize> = BTreeMap::new();
        for id in &ids {
            *states.entry(town.dossier(*id).await.state.code()).or_default() += 1;
        }
        assert!(states.len() >= 5, "the walk was no walk: {states:?}");
        let records = house.store().verify_records(&dossiers::records()).await.unwrap();
        assert_eq!((records.checked, records.unfixed, records.faults), (40, 0, Vec::new()));
        assert!(house.store().verify(|_, _| {}).await.unwrap().faults.is_empty());
    },
    &migrations()
);

both_engines!(
    async fn counts_of_an_inbox_equal_its_lists(house: &House) {
        let town = Town::new(house).await;
        random_walk(&town, 23).await;
        for officer in [&town.clerk, &town.reception, &town.handler, &town.approver] {
            let reader = town.reader(officer);
            let counts = queries::unit_counts(&reader).await.unwrap();
            for filter in FILTERS {
                let mut found = 0;
                let mut page = PageRequest::first(7);
                loop {
                    let total = counts.of(filter);
                    let list = queries::inbox(&reader, InboxView::Unit, filter, &page, total).await.unwrap();
                    found += list.items.len();
                    let Some(next) = list.next else { break };
                    page = queries::inbox_page(Some(&next), 7).unwrap();
                }
                assert_eq!(counts.of(filter), i64::try_from(found).unwrap(), "{filter:?}");
            }
        }
        let queue = town.units.queue(town.one_stop, Role::Reception).unwrap();
        let of_queue = rows::open_work(house.store()).await.into_iter().filter(|((id, _), _)| *id == queue.uuid());
        let counts = queries::unit_counts(&town.reader(&town.reception)).await.unwrap();
        assert_eq!(counts.all, of_queue.map(|(_, count)| count).sum::<i64>());
    },
    &migrations()
);

/// The dossiers behind a number on all its pages, and the number itself.
async fn behind(town: &Town, among: &Among, number: Behind, days: (i64, i64)) -> (Vec<DossierId>, i64) {
    let reader = town.reader(&town.leader);
    let (mut found, mut next) = (Vec::new(), None);
    loop {
        let page = queries::behind(&reader, among, number, days, next.as_deref(), 9).await.unwrap();
        assert!(page.items.len() <= 9, "{number:?}");
        found.extend(page.items.iter().map(|dossier| dossier.id));
        next = page.next;
        if next.is_none() {
            return (found, page.total);
        }
    }
}

/// Dossiers that the ward beside the town's has accepted: more than one page shows.
async fn of_the_neighbour(town: &Town) {
    let clerk = all_rights(&[town.neighbour, town.units.one_stop_of(town.neighbour)]);
    for _ in 0..11 {
        let id = town.take_in(&clerk, BIRTH, town.neighbour).await.unwrap();
        town.accept(&clerk, id).await.unwrap();
    }
}

both_engines!(
    async fn every_number_of_the_leader_opens_to_its_dossiers(house: &House) {
        let town = Town::new(house).await;
        let begin = town.runtime.now().day_number();
        random_walk(&town, 37).await;
        of_the_neighbour(&town).await;
        let days = (begin, town.runtime.now().day_number());
        let communes = Among { level: Some(Level::Commune), ..Among::default() };
        let of_city = Among { unit: Some(town.city), ..Among::default() };
        for number in Behind::ALL {
            let mut one_by_one = Vec::new();
            for unit in [town.ward, town.neighbour] {
                let (found, total) = behind(&town, &Among::one(unit), number, days).await;
                assert_eq!(total, i64::try_from(found.len()).unwrap(), "{number:?}");
                one_by_one.extend(found);
            }
            one_by_one.sort_unstable();
            for among in [Among::default(), communes, of_city] {
                let (mut found, total) = behind(&town, &among, number, days).await;
                found.sort_unstable();
                assert_eq!(found, one_by_one, "{number:?} of {among:?}");
                assert_eq!(total, i64::try_from(found.len()).unwrap(), "{number:?} of {among:?}");
            }
            let other_level = Among { level: Some(Level::District), ..Among::default() };
            assert_eq!(behind(&town, &other_level, number, days).await, (Vec::new(), 0));
        }
        let received = behind(&town, &Among::default(), Behind::Received, days).await;
        let (of_ward, _) = behind(&town, &Among::one(town.ward), Behind::Received, days).await;
        assert!(!of_ward.is_empty() && received.0.len() > of_ward.len(), "both wards have some");
    },
    &migrations()
);

both_engines!(
    async fn nobody_opens_the_numbers_of_units_outside_the_right(house: &House) {
        let town = Town::new(house).await;
        town.in_state(State::Accepted).await;
        of_the_neighbour(&town).await;
        let day = town.runtime.now().day_number();
        let days = (day, day);
        let asked = async |actor: &Actor, among: Among, page: Option<&str>| {
            queries::behind(&town.reader(actor), &among, Behind::Received, days, page, 9).await
        };
        let error = asked(&town.reception, Among::one(town.ward), None).await.unwrap_err();
        assert_eq!(error.kind(), Kind::Forbidden);
        let of_ward = rights_in(&[town.ward], &[permissions::NUMBERS]);
        for among in [Among::one(town.neighbour), Among::one(town.city)] {
            assert_eq!(asked(&of_ward, among, None).await.unwrap_err().kind(), Kind::NotFound, "{among:?}");
        }
        let of_city = Among { unit: Some(town.city), ..Among::default() };
        for among in [Among::default(), of_city, Among::one(town.ward)] {
            let page = asked(&of_ward, among, None).await.unwrap();
            assert_eq!((page.total, page.items.len()), (1, 1), "{among:?}");
            assert_eq!(page.items[0].competent, town.ward);
        }
        for page in ["x", "x.y"] {
            assert_eq!(asked(&of_ward, Among::default(), Some(page)).await.unwrap_err().kind(), Kind::Invalid);
        }
    },
    &migrations()
);

/// Account, instant, dossier and kind of each notice, in this order.
fn without_ids(notices: &[rows::Notice]) -> Vec<(Uuid, i64, Uuid, String)> {
    let mut found: Vec<_> = notices.iter().map(|n| (n.0, n.1, n.3, n.4.clone())).collect();
    found.sort();
    found
}

both_engines!(
    async fn the_notices_are_the_same_after_a_replay_in_any_order_of_chains(house: &House) {
        let town = Town::new(house).await;
        random_walk(&town, 51).await;
        town.settle().await;
        let before = rows::notices(house.store()).await;
        assert!(before.len() >= DOSSIERS / 2, "{} notices", before.len());
        town.runtime.replay(&notices()).await.unwrap();
        assert_eq!(rows::notices(house.store()).await, before);

        // As if three nodes had written the events. The ids of notices follow from the chains, all else stays.
        let rng = SequenceRng::new(53);
        scatter(house.store(), || rng.below(3)).await.unwrap();
        town.runtime.replay(&notices()).await.unwrap();
        let scattered = rows::notices(house.store()).await;
        assert_eq!(without_ids(&scattered), without_ids(&before));
        for seed in 1..=4 {
            replay_shuffled(&town.runtime, &notices(), &SequenceRng::new(seed)).await.unwrap();
            assert_eq!(rows::notices(house.store()).await, scattered, "seed {seed}");
        }
        let shown = queries::notices(&town.reader(&town.citizen)).await.unwrap();
        assert_eq!(shown.len(), before.len().min(100));
        assert!(queries::notices(&town.reader(&town.stranger)).await.unwrap().is_empty());
    },
    &migrations()
);
