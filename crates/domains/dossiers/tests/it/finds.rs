//! What officers find: only what they may know of, and nothing of that is hidden by what others have.

use dossiers::commands as act;
use dossiers::model::{DossierId, Task, TaskId, TaskKind};
use dossiers::permissions::{HANDLE, READ};
use dossiers::queries::{self, Finds, Looks};
use kernel::Kind;
use kernel::time::HOUR;
use organisation::UnitId;
use runtime::Actor;
use testkit::both_engines;

use crate::common::{ALLOWANCE, BIRTH, BUILDING, Town, all_rights, migrations, rights_in};

/// The applicant of every dossier that is taken in at a counter.
const NAME: &str = "Phạm Văn Minh Họa";
/// One more than a page has.
const MANY: usize = 51;

async fn found(town: &Town, actor: &Actor, query: &str) -> Vec<DossierId> {
    let finds = queries::find(&town.reader(actor), query).await.unwrap();
    finds.into_iter().map(|dossier| dossier.id).collect()
}

fn ids(page: &Finds) -> Vec<DossierId> {
    page.items.iter().map(|dossier| dossier.id).collect()
}

both_engines!(
    async fn a_common_name_does_not_hide_the_dossiers_of_the_own_unit(house: &House) {
        let town = Town::new(house).await;
        let own = town.take_in(&town.reception, BIRTH, town.ward).await.unwrap();
        let others = all_rights(&[town.neighbour, town.units.one_stop_of(town.neighbour)]);
        let mut theirs = Vec::new();
        for _ in 0..MANY {
            theirs.push(town.take_in(&others, BIRTH, town.neighbour).await.unwrap());
        }
        for query in [NAME, "minh họa", "MINH", "044080000019", "0905 000 019"] {
            assert_eq!(found(&town, &town.reception, query).await, [own], "{query}");
        }
        assert!(found(&town, &town.reception, "Minh Họa Không Có").await.is_empty());
        assert!(found(&town, &town.citizen, NAME).await.is_empty());

        theirs.sort_unstable();
        theirs.reverse();
        let reader = town.reader(&others);
        let first = queries::find_page(&reader, NAME, None).await.unwrap();
        assert_eq!(ids(&first), theirs[..50], "the newest first");
        let second = queries::find_page(&reader, NAME, first.next.as_deref()).await.unwrap();
        assert_eq!((ids(&second), second.next), (theirs[50..].to_vec(), None));
        let forged = queries::find_page(&reader, NAME, Some("AAAA")).await.unwrap_err();
        assert_eq!(forged.kind(), Kind::Invalid);
    },
    &migrations()
);

both_engines!(
    async fn a_unit_finds_what_it_has_work_on_and_nothing_before(house: &House) {
        let town = Town::new(house).await;
        let social = town.of_city("social");
        let division = all_rights(&[social]);
        let id = town.take_in(&town.reception, ALLOWANCE, town.ward).await.unwrap();
        let reference = town.dossier(id).await.reference;
        town.accept(&town.reception, id).await.unwrap();
        for query in [NAME, reference.as_str()] {
            assert!(found(&town, &division, query).await.is_empty(), "{query} before the transfer");
        }
        town.forward(&town.handler, id).await.unwrap();
        for query in [NAME, reference.as_str()] {
            assert_eq!(found(&town, &division, query).await, [id], "{query}");
        }
        assert_eq!(found(&town, &town.handler, NAME).await, [id], "the ward decides it");
    },
    &migrations()
);

both_engines!(
    async fn a_unit_finds_what_it_was_asked_an_opinion_on_also_after_it_gave_it(house: &House) {
        let town = Town::new(house).await;
        let (urban, land) = (town.of_city("urban"), town.of_city("land"));
        let office = all_rights(&[town.city, town.units.one_stop_of(town.city), urban]);
        let asked = rights_in(&[land], &[READ, HANDLE]);
        let id = town.take_in(&office, BUILDING, town.city).await.unwrap();
        town.digitise(&office, id, BUILDING).await;
        town.accept(&office, id).await.unwrap();
        town.forward(&office, id).await.unwrap();
        assert!(found(&town, &asked, NAME).await.is_empty(), "nobody asked yet");
        town.forward(&office, id).await.unwrap();
        assert_eq!(found(&town, &asked, NAME).await, [id]);
        let task = opinion_of(&town, id, land).await;
        let answer = "Thống nhất, không có ý kiến thêm.".into();
        town.run(&asked, act::GiveOpinion { id, task, verdict: "agree".into(), answer }).await.unwrap();
        assert_eq!(found(&town, &asked, NAME).await, [id]);
        assert!(found(&town, &rights_in(&[town.of_city("health")], &[READ]), NAME).await.is_empty());
    },
    &migrations()
);

/// The question that a unit was asked.
async fn opinion_of(town: &Town, id: DossierId, unit: UnitId) -> TaskId {
    let case = town.case(id).await;
    let is_asked = |task: &&Task| task.kind == TaskKind::Opinion && case.unit_of(task).unwrap() == unit;
    case.tasks.iter().find(is_asked).unwrap().id
}

both_engines!(
    async fn whoever_has_many_units_finds_through_each_of_them(house: &House) {
        let town = Town::new(house).await;
        // More units than one statement asks for; the ward stands among the last.
        let mut units: Vec<UnitId> = (0..40).map(|n| UnitId(uuid::Uuid::from_u128(n + 1))).collect();
        units.push(town.ward);
        let wide = rights_in(&units, &[READ]);
        let id = town.take_in(&town.reception, BIRTH, town.ward).await.unwrap();
        assert_eq!(found(&town, &wide, NAME).await, [id]);
        assert_eq!(found(&town, &town.leader, NAME).await, [id], "the province sees all below it");
    },
    &migrations()
);

both_engines!(
    async fn a_wide_scope_is_walked_so_far_and_the_next_page_goes_on(house: &House) {
        let town = Town::new(house).await;
        let own = town.take_in(&town.reception, BIRTH, town.ward).await.unwrap();
        let others = all_rights(&[town.neighbour, town.units.one_stop_of(town.neighbour)]);
        let mut theirs = Vec::new();
        for _ in 0..6 {
            town.clock.advance(HOUR);
            theirs.insert(0, town.take_in(&others, BIRTH, town.neighbour).await.unwrap());
        }
        let mut units: Vec<UnitId> = (0..40).map(|n| UnitId(uuid::Uuid::from_u128(n + 1))).collect();
        units.push(town.ward);
        units.sort_unstable();
        let wide = rights_in(&units, &[READ]);
        let reader = town.reader(&wide);
        let looks = Looks { most: 4, block: 2 };
        let first = queries::find_in(&reader, NAME, None, None, looks).await.unwrap();
        assert_eq!((ids(&first), first.is_cut), (Vec::new(), true), "the four newest are all of others");
        let second = queries::find_in(&reader, NAME, None, first.next.as_deref(), looks).await.unwrap();
        assert_eq!((ids(&second), second.next, second.is_cut), (vec![own], None, false));
        assert_eq!(found(&town, &wide, NAME).await, [own], "a page looks further than that");

        // Whoever names a unit sees all of it at once, and no unit beyond the own ones.
        let named = queries::find_in(&reader, NAME, Some(town.ward), None, looks).await.unwrap();
        assert_eq!((ids(&named), named.is_cut), (vec![own], false));
        let beyond = queries::find_in(&reader, NAME, Some(town.neighbour), None, looks).await.unwrap_err();
        assert_eq!(beyond.kind(), Kind::NotFound);

        let house = Actor::system();
        let everybody = town.reader(&house);
        let page = queries::find_in(&everybody, NAME, None, None, looks).await.unwrap();
        assert_eq!((ids(&page), page.is_cut), (theirs[..4].to_vec(), true));
        let page = queries::find_in(&everybody, NAME, None, page.next.as_deref(), looks).await.unwrap();
        assert_eq!(ids(&page), [&theirs[4..], &[own]].concat());
    },
    &migrations()
);

both_engines!(
    async fn a_wide_scope_finds_through_opinions_and_open_work_too(house: &House) {
        let town = Town::new(house).await;
        let social = town.of_city("social");
        let mut units: Vec<UnitId> = (0..40).map(|n| UnitId(uuid::Uuid::from_u128(n + 1))).collect();
        units.push(social);
        units.sort_unstable();
        let wide = rights_in(&units, &[READ]);
        let id = town.take_in(&town.reception, ALLOWANCE, town.ward).await.unwrap();
        town.accept(&town.reception, id).await.unwrap();
        assert!(found(&town, &wide, NAME).await.is_empty(), "before the transfer");
        town.forward(&town.handler, id).await.unwrap();
        assert_eq!(found(&town, &wide, NAME).await, [id]);

        let (urban, land) = (town.of_city("urban"), town.of_city("land"));
        let office = all_rights(&[town.city, town.units.one_stop_of(town.city), urban]);
        let asked: Vec<UnitId> = units.iter().copied().filter(|unit| *unit != social).chain([land]).collect();
        let asked = rights_in(&asked, &[READ, HANDLE]);
        let permit = town.take_in(&office, BUILDING, town.city).await.unwrap();
        town.digitise(&office, permit, BUILDING).await;
        town.accept(&office, permit).await.unwrap();
        town.forward(&office, permit).await.unwrap();
        town.forward(&office, permit).await.unwrap();
        let task = opinion_of(&town, permit, land).await;
        let answer = "Thống nhất, không có ý kiến thêm.".into();
        town.run(&asked, act::GiveOpinion { id: permit, task, verdict: "agree".into(), answer }).await.unwrap();
        assert_eq!(found(&town, &asked, NAME).await, [permit], "its work is done, the opinion stays");
    },
    &migrations()
);
