//! Who takes a dossier in, by which calendar, and how long it may last by the way it came.

use dossiers::applicant::Applicant;
use dossiers::commands as act;
use dossiers::model::{Behalf, Channel, DeliveryWay, DossierId, State};
use jiff::civil::date;
use kernel::time::{DAY, HOUR};
use kernel::{Kind, Timestamp};
use testkit::{START, both_engines};

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
