//! Who takes a dossier in, by which calendar, how long it may last, and what a changed calendar makes of its date.

use std::sync::Arc;

use calendar::Calendars;
use dossiers::applicant::Applicant;
use dossiers::commands as act;
use dossiers::model::{Behalf, Channel, DeliveryWay, DossierId, State};
use dossiers::queries;
use jiff::civil::date;
use kernel::time::{DAY, HOUR};
use kernel::{Kind, PageRequest, Timestamp};
use runtime::{Actor, Runtime};
use testkit::{START, both_engines};

use crate::acts::Do;
use crate::common::{MARITAL, Town, all_rights, answers, migrations};

/// Temporary residence: the commune police take it in and decide it.
const RESIDENCE: (&str, &str) = ("1.004194", "temporary-residence");
/// Mediation about land: 30 days, at the counter 40 (fact 2.52).
const MEDIATION: (&str, &str) = ("1.012812", "generic");

impl Town {
    async fn came_by(&self, channel: Channel) -> DossierId {
        let take = act::TakeIn {
            procedure: MEDIATION.0.into(),
            area: self.ward,
            channel,
            applicant: Applicant {
                name: "Phạm Văn Minh Họa".into(),
                identity: "044080000019".into(),
                phone: "0905000019".into(),
                address: "Số 5, đường Mẫu, phường Hải Thành".into(),
                ..Applicant::default()
            },
            behalf: Behalf::Own,
            delivery_way: DeliveryWay::Counter,
            answers: answers(MEDIATION.1),
        };
        let id = self.run(&self.reception, take).await.unwrap().id;
        self.accept(&self.reception, id).await.unwrap();
        id
    }
}

both_engines!(
    async fn the_commune_police_take_in_their_dossiers_on_saturday_too(house: &House) {
        let town = Town::new(house).await;
        town.bring(RESIDENCE.0).await;
        // Friday 13/12, 16:00: one hour is left today, the police have four more on Saturday.
        town.clock.set(START.plus(3 * DAY + 8 * HOUR));
        let police = town.units.division(town.ward, "police");
        let id = town.file(RESIDENCE).await;
        let filed = town.dossier(id).await;
        assert_eq!((filed.receiving, filed.competent), (police, police));
        assert_eq!(filed.answer_due_at, Timestamp::from_local(date(2024, 12, 16).at(10, 30, 0, 0)));
        let other = town.file(MARITAL).await;
        let other = town.dossier(other).await;
        assert_eq!(other.receiving, town.one_stop);
        assert_eq!(other.answer_due_at, Timestamp::from_local(date(2024, 12, 16).at(16, 30, 0, 0)));

        let strange = town.accept(&town.reception, id).await.unwrap_err();
        assert_eq!(strange.kind(), Kind::NotFound, "the one-stop unit does not take it in");
        town.accept(&all_rights(&[police]), id).await.unwrap();
        assert_eq!(town.dossier(id).await.state, State::Accepted);
    },
    &migrations()
);

both_engines!(
    async fn the_limit_follows_the_way_a_dossier_came(house: &House) {
        let town = Town::new(house).await;
        town.bring(MEDIATION.0).await;
        // The 40th day is a Sunday.
        for (channel, due) in [(Channel::Post, date(2025, 1, 9)), (Channel::Counter, date(2025, 1, 20))] {
            let id = town.came_by(channel).await;
            assert_eq!(town.dossier(id).await.due_at.map(Timestamp::date), Some(due), "{channel:?}");
        }
    },
    &migrations()
);

both_engines!(
    async fn a_changed_calendar_proposes_later_dates_and_rewrites_none(house: &House) {
        let town = Town::new(house).await;
        let (id, paused, waiting) = (town.file(MARITAL).await, town.file(MARITAL).await, town.file(MARITAL).await);
        town.accept(&town.reception, id).await.unwrap();
        town.accept(&town.reception, paused).await.unwrap();
        town.must(paused, Do::AskWithdrawal).await;
        let due = town.dossier(id).await.due_at.unwrap();
        assert_eq!(due.date(), date(2024, 12, 13));

        // The same house with one more day off.
        let mut services = town.runtime.services().clone();
        let day_off = "[[day_off]]\ndate = \"2024-12-12\"\nbasis = \"[SAMPLE]\"\n";
        let file = format!("{}\n{day_off}", include_str!("../../../../../data/calendars.toml"));
        services.insert(Arc::new(Calendars::parse(&file).unwrap()));
        let changed = house.with_services(services);
        let page = PageRequest::first(50);
        let proposed = async |runtime: &Runtime, actor: &Actor| -> Vec<(DossierId, Timestamp, Timestamp)> {
            let found = queries::proposals(&runtime.reader(actor), &page, 3).await.unwrap().items;
            found.into_iter().map(|found| (found.item.dossier, found.promised, found.proposed)).collect()
        };
        assert!(proposed(&town.runtime, &town.handler).await.is_empty());
        let monday = due.plus(3 * DAY);
        assert_eq!(proposed(&changed, &town.handler).await, [(id, due, monday)]);
        assert!(proposed(&changed, &town.other_handler).await.is_empty());
        assert_eq!(town.dossier(id).await.due_at, Some(due), "an issued date is never rewritten");
        assert_eq!(town.dossier(waiting).await.due_at, None);

        // What stood for a day has no other end than it was given.
        town.clock.advance(DAY);
        town.must(paused, Do::RefuseWithdrawal).await;
        assert!(proposed(&town.runtime, &town.handler).await.is_empty());
        let (version, reason) = (town.version(id).await, "Lịch làm việc thay đổi.".into());
        let anew = act::Reappoint { id, version, date: monday.date(), reason };
        town.run(&town.handler, anew).await.unwrap();
        assert!(proposed(&changed, &town.handler).await.iter().all(|(found, ..)| *found != id));
    },
    &migrations()
);
