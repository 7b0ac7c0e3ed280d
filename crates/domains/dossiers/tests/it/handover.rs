//! Open work goes from one officer to another, or back to its desk, and no form that was opened before is lost.

use dossiers::commands as act;
use dossiers::model::{DossierId, State};
use dossiers::queries::{self, InboxFilter, InboxView};
use identity::{Count, Passing};
use kernel::PageRequest;
use runtime::{Actor, Grant, Under};
use testkit::both_engines;
use uuid::Uuid;

use crate::common::{Town, migrations};

/// Dossiers that the reception of the ward has taken in person.
async fn taken(town: &Town, many: usize) -> Vec<DossierId> {
    let mut ids = Vec::new();
    for _ in 0..many {
        let id = town.in_state(State::Submitted).await;
        let (version, officer) = (town.version(id).await, town.reception.account);
        town.run(&town.reception, act::Assign { id, version, officer }).await.unwrap();
        ids.push(id);
    }
    ids
}

async fn pass(town: &Town, id: u128, from: &Actor, to: &Actor) -> Count {
    let passing = Passing { id: Uuid::from_u128(id), from: from.account, to: to.account };
    let holder = dossiers::holder();
    (holder.pass)(&town.runtime, to, passing).await.unwrap();
    let house = Actor::system();
    (holder.counted)(&town.reader(&house), passing.id).await.unwrap()
}

async fn held(town: &Town, officer: &Actor) -> i64 {
    let house = Actor::system();
    (dossiers::holder().held)(&town.reader(&house), officer.account).await.unwrap()
}

both_engines!(
    async fn work_goes_over_without_a_new_version_and_is_listed_by_code(house: &House) {
        let town = Town::new(house).await;
        let ids = taken(&town, 3).await;
        let version = town.version(ids[0]).await;
        assert_eq!((held(&town, &town.reception).await, held(&town, &town.clerk).await), (3, 0));
        let count = pass(&town, 1, &town.reception, &town.clerk).await;
        assert_eq!(count, Count { taken: 3, left: 0 });
        assert_eq!((held(&town, &town.reception).await, held(&town, &town.clerk).await), (0, 3));
        assert_eq!(queries::my_counts(&town.reader(&town.clerk)).await.unwrap().all, 3);
        assert_eq!(pass(&town, 1, &town.reception, &town.clerk).await, count, "once more changes nothing");

        let reader = town.reader(&town.clerk);
        let listed = dossiers::holder().listed;
        let first = listed(&reader, Uuid::from_u128(1), Uuid::nil(), 2).await.unwrap();
        let rest = listed(&reader, Uuid::from_u128(1), first[1].id, 9).await.unwrap();
        let mut codes: Vec<String> = first.into_iter().chain(rest).map(|one| one.code).collect();
        codes.sort();
        let mut expected = Vec::new();
        for id in &ids {
            expected.push(town.dossier(*id).await.shown_code().to_owned());
        }
        expected.sort();
        assert_eq!(codes, expected);
        assert!(town.acts(ids[0]).await.iter().any(|act| act == "handed-over"));

        // A form that was opened before is good after it.
        let accept = act::Accept { id: ids[0], version, assignee: None, papers: None };
        town.run(&town.clerk, accept).await.unwrap();
        assert!(town.runtime.store().verify(|_, _| {}).await.unwrap().faults.is_empty());
    },
    &migrations()
);

both_engines!(
    async fn what_the_receiver_may_not_do_goes_back_to_its_desk(house: &House) {
        let town = Town::new(house).await;
        let ids = taken(&town, 2).await;
        let count = pass(&town, 2, &town.reception, &town.other_reception).await;
        assert_eq!(count, Count { taken: 0, left: 2 });
        for id in ids {
            assert!(town.case(id).await.tasks.iter().all(|task| task.assignee.is_none()));
        }
        assert_eq!(held(&town, &town.other_reception).await, 0);
        let nobody = Actor::anonymous();
        taken(&town, 1).await;
        assert_eq!(pass(&town, 3, &town.reception, &nobody).await, Count { taken: 0, left: 1 });
    },
    &migrations()
);

both_engines!(
    async fn a_deputy_sees_the_work_of_who_is_away_and_acts_in_their_name(house: &House) {
        let town = Town::new(house).await;
        let ids = taken(&town, 2).await;
        let away = town.reception.account;
        let under = Some(Under { delegation: Uuid::from_u128(0xAB), giver: away, stands_in: true });
        let grants: Vec<Grant> = town.reception.grants.iter().map(|grant| Grant { under, ..grant.clone() }).collect();
        let deputy = Actor { grants: grants.into(), ..town.other_handler.clone() };
        let counts = queries::my_counts(&town.reader(&deputy)).await.unwrap();
        assert_eq!((counts.all, counts.new), (2, 2));
        let page = PageRequest::first(50);
        let reader = town.reader(&deputy);
        let mine = queries::inbox(&reader, InboxView::Mine, InboxFilter::All, &page, counts.all).await.unwrap();
        let mut seen: Vec<DossierId> = mine.items.iter().map(|item| item.dossier).collect();
        seen.sort_unstable();
        let mut expected = ids.clone();
        expected.sort_unstable();
        assert_eq!(seen, expected);
        let case = town.case(ids[0]).await;
        let beside = queries::neighbours(&reader, &case, InboxView::Mine, InboxFilter::All).await.unwrap().unwrap();
        assert!(beside.before.or(beside.after).is_some());
        assert_eq!(queries::my_counts(&town.reader(&town.other_handler)).await.unwrap().all, 0);

        town.accept(&deputy, ids[0]).await.unwrap();
        let lines = queries::history(&town.reader(&town.reception), &town.case(ids[0]).await).await.unwrap();
        let accepted = lines.iter().find(|(line, _)| line.act == "accept").unwrap();
        assert_eq!((accepted.0.actor, accepted.0.in_name_of), (deputy.account, Some(away)));
    },
    &migrations()
);
