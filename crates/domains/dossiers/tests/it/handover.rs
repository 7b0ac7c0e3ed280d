//! Open work goes from one officer to another, or back to its desk, and no form that was opened before is lost.

use dossiers::commands as act;
use dossiers::model::{DossierId, State};
use dossiers::queries;
use identity::{Count, Passing};
use runtime::Actor;
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
