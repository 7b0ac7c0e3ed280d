//! Notices are new until they are seen, on their page or by seeing their dossier.

use dossiers::commands::ReadNotices;
use dossiers::events::notices;
use dossiers::model::{DossierId, State};
use dossiers::queries;
use kernel::Timestamp;
use kernel::time::HOUR;
use runtime::Actor;
use testkit::{START, both_engines};

use crate::acts::Do;
use crate::common::{Town, migrations};
use crate::rows;

async fn unread(town: &Town, dossier: Option<DossierId>) -> i64 {
    queries::unread_notices(&town.reader(&town.citizen), dossier).await.unwrap()
}

async fn read(town: &Town, actor: &Actor, dossier: Option<DossierId>, until: Timestamp) {
    town.run(actor, ReadNotices { dossier, until }).await.unwrap();
}

both_engines!(
    async fn what_was_seen_is_no_longer_new_and_stays_so_after_a_replay(house: &House) {
        let town = Town::new(house).await;
        let (one, other) = (town.in_state(State::Accepted).await, town.in_state(State::Submitted).await);
        town.settle().await;
        // Of the one: received and accepted. Of the other: received.
        assert_eq!((unread(&town, None).await, unread(&town, Some(one)).await), (3, 2));
        town.clock.advance(HOUR);
        let now = town.runtime.now();
        read(&town, &town.stranger, None, now).await;
        read(&town, &town.citizen, None, START.plus(-1)).await;
        assert_eq!(unread(&town, None).await, 3, "not by a stranger, not by a page that knew of none");

        read(&town, &town.citizen, Some(one), now).await;
        assert_eq!((unread(&town, None).await, unread(&town, Some(other)).await), (1, 1));
        let shown = queries::notices(&town.reader(&town.citizen)).await.unwrap();
        assert!(shown.iter().all(|notice| notice.is_read == (notice.dossier == one)), "{shown:?}");
        read(&town, &town.citizen, None, now).await;
        assert_eq!(unread(&town, None).await, 0);

        town.must(one, Do::AskSupplement).await;
        town.settle().await;
        assert_eq!((unread(&town, None).await, unread(&town, Some(one)).await), (1, 1));
        let before = rows::notices(house.store()).await;
        town.runtime.replay(&notices()).await.unwrap();
        assert_eq!(rows::notices(house.store()).await, before, "nothing that was read is new again");
        assert_eq!(rows::audited(house.store(), "dossiers.read-notices").await, 4);
    },
    &migrations()
);
