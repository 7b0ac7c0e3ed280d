//! A reorganisation is taken back after its day, and an area is split by village: what can be decided is moved, a person
//! decides the rest, and what was promised stays.

use dossiers::applicant::Applicant;
use dossiers::commands as act;
use dossiers::model::{Behalf, Channel, DeliveryWay, DossierId};
use dossiers::permissions::{HANDLE, READ};
use kernel::time::{DAY, HOUR};
use organisation::reform::{self, Checked};
use organisation::{Directory, UnitId};
use runtime::Actor;
use testkit::both_engines;

use crate::common::{MARITAL, Town, all_rights, answers, migrations, rights_in};
use crate::reorganisation::{PLAN, again, assert_figures, day, kept, open_dossiers, resolved};
use crate::rows;

/// The made-up split.
const SPLIT: &str = include_str!("../../../../../data/plans/mau-tach-xa.toml");

/// A dossier of somebody with an address, accepted by the ward.
async fn of_address(town: &Town, address: &str) -> DossierId {
    let take = act::TakeIn {
        procedure: MARITAL.0.into(),
        area: town.ward,
        channel: Channel::Counter,
        applicant: Applicant {
            name: "Phạm Văn Minh Họa".into(),
            identity: "044080000019".into(),
            phone: "0905000019".into(),
            address: address.into(),
            ..Applicant::default()
        },
        behalf: Behalf::Own,
        delivery_way: DeliveryWay::Counter,
        answers: answers(MARITAL.1),
    };
    let id = town.run(&town.reception, take).await.unwrap().id;
    town.accept(&town.reception, id).await.unwrap();
    id
}

/// The unit that has the step of a dossier now.
async fn holder(town: &Town, id: DossierId) -> UnitId {
    let directory = town.runtime.services().get::<Directory>().unwrap();
    let queue = town.case(id).await.step_task().unwrap().queue;
    directory.on(town.runtime.now()).unit_of_queue(queue).unwrap()
}

async fn apply(town: &Town, text: &str) {
    reform::apply(&town.runtime, &Actor::system(), text).await.unwrap();
    reform::tend(&town.runtime).await.unwrap();
}

both_engines!(
    async fn a_plan_that_leads_back_brings_rights_and_work_back(house: &House) {
        let town = Town::new(house).await;
        let (all, handed_up, of_city) = open_dossiers(&town).await;
        let (before, at) = (kept(&town, &all).await, holder(&town, handed_up[0]).await);
        apply(&town, PLAN).await;
        town.clock.set(day().plus(HOUR));
        reform::tend(&town.runtime).await.unwrap();
        let first = resolved(&town).await;
        let directory = town.runtime.services().get::<Directory>().unwrap();
        let on = directory.on(town.runtime.now());
        let heir = on.by_code("18880").unwrap().id;
        assert_eq!(holder(&town, handed_up[0]).await, heir);
        let desk = all_rights(&[heir, on.one_stop_of(heir)]);
        let since = town.take_in(&desk, MARITAL, heir).await.unwrap();

        let system = Actor::system();
        let plan = reform::plan(&town.reader(&system), first.id).await.unwrap();
        let text = reform::reverse(&directory, &plan, town.runtime.now(), "2024-12-20", "Căn cứ mẫu").unwrap();
        apply(&town, &text).await;
        let handler = again(&town, &town.handler).await;
        assert!(handler.can_in(HANDLE, heir.uuid()), "until its day the first plan holds");
        town.clock.set(day().plus(8 * DAY));
        reform::tend(&town.runtime).await.unwrap();
        reform::tend(&town.runtime).await.unwrap();

        assert_eq!(kept(&town, &all).await, before);
        assert_figures(&town).await;
        let handler = again(&town, &town.handler).await;
        assert!(handler.can_in(HANDLE, town.ward.uuid()) && !handler.can_in(READ, heir.uuid()));
        assert!(!handler.can_in(READ, town.neighbour.uuid()), "two wards again");
        assert!(again(&town, &town.other_handler).await.can_in(HANDLE, town.neighbour.uuid()));
        for id in &handed_up {
            assert_eq!(holder(&town, *id).await, at, "the division of the city has it again");
            assert_eq!(town.dossier(*id).await.continuing, None);
        }
        let (ask, choose) = dossiers::reform().undecided.unwrap();
        assert!(ask(&town.runtime, &first).await.unwrap().is_empty(), "the city has its own work again");
        for id in &of_city {
            assert_eq!(directory.on(town.runtime.now()).area_of(holder(&town, *id).await), town.city);
        }
        // What was handed in since then waits for a person.
        let second = resolved(&town).await;
        let waiting = ask(&town.runtime, &second).await.unwrap();
        assert_eq!(waiting.len(), 1);
        let operator = rights_in(&[town.units.province().unwrap()], &[organisation::REFORM]);
        choose(&town.runtime, &operator, &second, waiting[0].id, town.ward).await.unwrap();
        assert_eq!(holder(&town, since).await, town.one_stop);
        assert_figures(&town).await;
        assert!(house.store().verify(|_, _| {}).await.unwrap().faults.is_empty());
    },
    &migrations()
);

both_engines!(
    async fn a_split_sends_what_an_address_decides(house: &House) {
        let town = Town::new(house).await;
        let (mut east, mut west, mut unsure) = (Vec::new(), Vec::new(), Vec::new());
        for n in 0..9 {
            east.push(of_address(&town, &format!("Số {n}, tổ dân phố Mẫu Đông, phường Hải Thành")).await);
            west.push(of_address(&town, &format!("Số {n}, TỔ DÂN PHỐ 1, phường Hải Thành")).await);
        }
        for n in 0..2 {
            unsure.push(of_address(&town, &format!("Số {n}, đường Mẫu, phường Hải Thành")).await);
        }
        let all: Vec<DossierId> = [&east, &west, &unsure].into_iter().flatten().copied().collect();
        let before = kept(&town, &all).await;
        apply(&town, SPLIT).await;
        town.clock.set(day().plus(HOUR));
        let late = of_address(&town, "Số 5, tổ dân phố Mẫu Đông, phường Hải Thành").await;
        reform::tend(&town.runtime).await.unwrap();
        reform::tend(&town.runtime).await.unwrap();

        let directory = town.runtime.services().get::<Directory>().unwrap();
        let new = directory.on(town.runtime.now()).by_code("99001").unwrap().id;
        for id in &east {
            assert_eq!(holder(&town, *id).await, new);
            assert_eq!(town.dossier(*id).await.continuing, Some(new));
        }
        for id in west.iter().chain(&unsure).chain([&late]) {
            assert_eq!(holder(&town, *id).await, town.ward);
        }
        let resolved = resolved(&town).await;
        let (ask, choose) = dossiers::reform().undecided.unwrap();
        let waiting = ask(&town.runtime, &resolved).await.unwrap();
        assert_eq!(waiting.len(), unsure.len());
        let operator = rights_in(&[town.units.province().unwrap()], &[organisation::REFORM]);
        choose(&town.runtime, &operator, &resolved, waiting[0].id, new).await.unwrap();
        choose(&town.runtime, &operator, &resolved, waiting[1].id, town.ward).await.unwrap();
        assert!(ask(&town.runtime, &resolved).await.unwrap().is_empty());
        let mut of_new = 0;
        for id in &unsure {
            of_new += usize::from(holder(&town, *id).await == new);
        }
        assert_eq!(of_new, 1);
        assert_eq!(kept(&town, &all).await, before);
        // The next step of what was let stay is not asked about again.
        let stays = if holder(&town, unsure[0]).await == new { unsure[1] } else { unsure[0] };
        town.run(&town.reception, town.counter_payment(stays).await).await.unwrap();
        town.forward(&town.handler, stays).await.unwrap();
        reform::tend(&town.runtime).await.unwrap();
        assert!(ask(&town.runtime, &resolved).await.unwrap().is_empty());
        assert_figures(&town).await;
        assert!(house.store().verify(|_, _| {}).await.unwrap().faults.is_empty());
    },
    &migrations()
);

both_engines!(
    async fn an_area_that_would_lose_all_its_officers_is_named(house: &House) {
        let town = Town::new(house).await;
        let directory = town.runtime.services().get::<Directory>().unwrap();
        apply(&town, PLAN).await;
        town.clock.set(day().plus(HOUR));
        let system = Actor::system();
        let plan = reform::plans(&town.reader(&system)).await.unwrap().remove(0);
        let text = reform::reverse(&directory, &plan, town.runtime.now(), "2024-12-20", "Căn cứ mẫu").unwrap();
        // Whoever came from the neighbour leaves before it comes back.
        for officer in [&town.other_reception, &town.other_handler] {
            rows::leave(house.store(), officer.account, day().plus(2 * DAY)).await;
        }
        let Checked::Bad(problems) = reform::examine(&town.runtime, &text).await.unwrap() else { panic!("{text}") };
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert_eq!(problems[0].message.key, "identity-reform-nobody");
        let row = text.lines().nth(problems[0].line - 1).unwrap();
        assert_eq!(row, "code = \"18856\"");
    },
    &migrations()
);
