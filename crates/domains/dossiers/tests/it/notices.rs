//! Notices are new until they are seen, on their page or by seeing their dossier.

use dossiers::applicant::Applicant;
use dossiers::commands::{OpenDraft, ReadDeskNotices, ReadNotices, SaveDraft, Submit};
use dossiers::events::notices;
use dossiers::model::{DossierId, State};
use dossiers::queries;
use kernel::time::HOUR;
use kernel::{Kind, Timestamp};
use runtime::Actor;
use testkit::{START, both_engines};

use crate::acts::Do;
use crate::common::{IDENTITY, MARITAL, Town, answers, migrations};
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

both_engines!(
    async fn mails_go_to_the_address_of_the_dossier_else_to_that_of_the_account(house: &House) {
        let town = Town::new(house).await;
        let of_account = format!("{IDENTITY}@vidu.vn");
        let folder = town.folder().join("mail");
        for (typed, told) in [("hop-thu-khac@vidu.vn", "hop-thu-khac@vidu.vn"), ("", of_account.as_str())] {
            let id = town.draft(&town.citizen, MARITAL).await;
            let own = OpenDraft::load(&town.reader(&town.citizen), id).await.unwrap().applicant;
            let applicant = Some(Applicant { email: typed.into(), ..own });
            town.run(&town.citizen, SaveDraft { applicant, ..town.save(id, answers(MARITAL.1)) }).await.unwrap();
            town.run(&town.citizen, Submit { id }).await.unwrap();
            town.settle().await;
            let mails: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|mail| mail.unwrap().path()).collect();
            let heads: Vec<String> = mails.iter().map(|mail| std::fs::read_to_string(mail).unwrap()).collect();
            assert_eq!(heads.len(), 1, "{heads:?}");
            assert!(heads.iter().all(|mail| mail.contains(&format!("To: {told}\r\n"))), "{told}: {heads:?}");
            for mail in mails {
                std::fs::remove_file(mail).unwrap();
            }
            // What the page of the receipt names is where the mail went.
            let (reader, case) = (town.reader(&town.citizen), town.case(id).await);
            let applicant = queries::opened(&reader, &case).await.unwrap().applicant;
            assert_eq!(queries::mail_address(&reader, &case, &applicant).await.unwrap(), told);
        }
    },
    &migrations()
);

both_engines!(
    async fn the_desk_is_told_of_a_new_date_until_somebody_there_has_looked(house: &House) {
        let town = Town::new(house).await;
        let paper = town.take_in(&town.reception, MARITAL, town.ward).await.unwrap();
        town.accept(&town.reception, paper).await.unwrap();
        let online = town.in_state(State::Accepted).await;
        for id in [paper, online] {
            town.must(id, Do::Reappoint).await;
        }
        town.settle().await;
        let told = async |actor: &Actor| -> Vec<DossierId> {
            let found = queries::desk_notices(&town.reader(actor), &town.units).await.unwrap();
            found.into_iter().map(|notice| notice.dossier).collect()
        };
        let mut both = told(&town.reception).await;
        both.sort();
        let mut wanted = vec![paper, online];
        wanted.sort();
        assert_eq!(both, wanted);
        for other in [&town.handler, &town.other_reception, &town.citizen] {
            assert!(told(other).await.is_empty());
        }
        let read = |dossier: DossierId| ReadDeskNotices { dossier, until: town.runtime.now() };
        assert_eq!(town.run(&town.handler, read(paper)).await.unwrap_err().kind(), Kind::Forbidden);
        assert_eq!(town.run(&town.other_reception, read(paper)).await.unwrap_err().kind(), Kind::NotFound);
        let case = town.case(paper).await;
        assert!(queries::is_news_to_desk(&town.reader(&town.reception), &case).await.unwrap());
        town.run(&town.reception, read(paper)).await.unwrap();
        assert!(!queries::is_news_to_desk(&town.reader(&town.reception), &case).await.unwrap());
        assert_eq!(told(&town.reception).await, [online]);
        // The holder's own notices are another matter: received, accepted and the new date.
        assert_eq!(unread(&town, Some(online)).await, 3);
        let before = rows::notices(house.store()).await;
        town.runtime.replay(&notices()).await.unwrap();
        assert_eq!(rows::notices(house.store()).await, before);
    },
    &migrations()
);
