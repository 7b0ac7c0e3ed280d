//! People who ask are erased, as far as no law keeps what is known of them; pages that show them go on.

use dossiers::case::Case;
use dossiers::commands::{AskErasure, Erase, GiveConsent, RefuseErasure};
use dossiers::model::{Agreed, Purpose, State};
use dossiers::permissions::ERASE;
use dossiers::queries;
use identity::find_person;
use kernel::Kind;
use kernel::id::Uuid;
use kernel::time::DAY;
use runtime::Actor;
use testkit::both_engines;

use crate::common::{IDENTITY, MARITAL, Town, migrations, rights_in};
use crate::rows;

fn watcher(town: &Town) -> Actor {
    rights_in(&[town.city], &[ERASE])
}

/// The citizen asks; gives the request.
async fn asked(town: &Town) -> Uuid {
    town.run(&town.citizen, AskErasure).await.unwrap();
    let watcher = watcher(town);
    let (waiting, _) = queries::erasures(&town.reader(&watcher)).await.unwrap();
    assert_eq!(waiting.len(), 1);
    waiting[0].id
}

async fn has_key(town: &Town, subject: Uuid) -> bool {
    town.runtime.store().subject_key(subject).await.unwrap().is_some()
}

async fn is_known(town: &Town) -> bool {
    let house = Actor::system();
    find_person(&town.reader(&house), IDENTITY).await.unwrap().is_some()
}

both_engines!(
    async fn with_nothing_to_keep_the_key_goes_too(house: &House) {
        let town = Town::new(house).await;
        let subject = town.citizen.account;
        town.run(&town.citizen, GiveConsent { agreed: Agreed { purpose: Purpose::Answers, words: 1 } }).await.unwrap();
        town.draft(&town.citizen, MARITAL).await;
        let id = asked(&town).await;
        let again = town.run(&town.citizen, AskErasure).await.unwrap_err();
        assert_eq!(again.message().key, "dossiers-error-erase-asked");
        for other in [&town.leader, &town.citizen] {
            assert_eq!(town.run(other, Erase { id }).await.unwrap_err().kind(), Kind::Forbidden);
        }
        assert!(has_key(&town, subject).await && is_known(&town).await);

        town.run(&watcher(&town), Erase { id }).await.unwrap();
        assert!(!has_key(&town, subject).await && !is_known(&town).await);
        let gone = identity::profile_of(&town.reader(&town.citizen), subject).await.unwrap_err();
        assert_eq!(gone.kind(), Kind::NotFound);
        assert!(queries::drafts(&town.reader(&town.citizen)).await.unwrap().is_empty());
        let told = rows::payloads(house.store(), "personal.erase").await;
        assert!(told.iter().any(|payload| payload.contains("\"key_destroyed\":true")), "{told:?}");
        let twice = town.run(&watcher(&town), Erase { id }).await.unwrap_err();
        assert_eq!(twice.message().key, "dossiers-error-erase-decided");

        // The outcome is written to the address, which then goes too.
        assert!(has_key(&town, id).await);
        town.settle().await;
        let mails = std::fs::read_dir(town.folder().join("mail")).unwrap();
        let mails: Vec<String> = mails.map(|mail| std::fs::read_to_string(mail.unwrap().path()).unwrap()).collect();
        let to = format!("To: {IDENTITY}@vidu.vn\r\n");
        assert_eq!(mails.iter().filter(|mail| mail.contains(&to)).count(), 1, "{mails:?}");
        assert!(!has_key(&town, id).await);
    },
    &migrations()
);

both_engines!(
    async fn nothing_goes_while_a_dossier_is_open(house: &House) {
        let town = Town::new(house).await;
        let open = town.in_state(State::Accepted).await;
        let refused = town.run(&town.citizen, AskErasure).await.unwrap_err();
        assert_eq!(refused.message().key, "dossiers-error-erase-open");
        assert_eq!(town.dossier(open).await.state, State::Accepted);
    },
    &migrations()
);

both_engines!(
    async fn what_a_law_keeps_stays_and_says_until_when(house: &House) {
        let town = Town::new(house).await;
        let closed = town.in_state(State::Refused).await;
        let shown = queries::own_erasing(&town.reader(&town.citizen)).await.unwrap();
        assert_eq!((shown.kept.len(), shown.over.len(), shown.open.len()), (1, 0, 0));
        assert!(shown.kept[0].1.is_some_and(|until| until > shown.day), "{:?}", shown.kept);
        let id = asked(&town).await;
        town.run(&watcher(&town), Erase { id }).await.unwrap();
        assert!(has_key(&town, town.citizen.account).await && !is_known(&town).await);
        let case = Case::load(&town.reader(&town.reception), closed).await.unwrap();
        let opened = queries::opened(&town.reader(&town.reception), &case).await.unwrap();
        assert_eq!((opened.applicant.name.as_str(), opened.is_erased), ("Kín Thị Dấu Mẫu", false));
        // Whoever writes to the applicant finds no account any more, and that is no failure.
        let reader = town.reader(&town.reception);
        let nobody = dossiers::applicant::Applicant::default();
        assert_eq!(queries::mail_address(&reader, &case, &nobody).await.unwrap(), "");
        let code = case.dossier.shown_code().to_owned();
        assert_eq!(queries::track(&reader, &code, "0000").await.unwrap_err().kind(), Kind::NotFound);
    },
    &migrations()
);

both_engines!(
    async fn what_a_law_kept_goes_when_its_time_is_over(house: &House) {
        let town = Town::new(house).await;
        let closed = town.in_state(State::Refused).await;
        let id = asked(&town).await;
        town.run(&watcher(&town), Erase { id }).await.unwrap();
        let schedules = dossiers::module().background.schedules;
        let daily = schedules.iter().find(|schedule| schedule.name == "end-retention").unwrap();
        (daily.run)(&town.runtime).await.unwrap();
        assert!(has_key(&town, town.citizen.account).await, "the law still keeps it");
        town.clock.advance(11 * 366 * DAY);
        (daily.run)(&town.runtime).await.unwrap();
        assert!(!has_key(&town, town.citizen.account).await);
        let opened = queries::opened(&town.reader(&town.reception), &town.case(closed).await).await.unwrap();
        assert!(opened.is_erased && opened.applicant.name.is_empty());
        (daily.run)(&town.runtime).await.unwrap();
        assert_eq!(rows::audited(house.store(), "personal.end-retention").await, 1);
    },
    &migrations()
);

both_engines!(
    async fn a_dossier_whose_time_is_over_is_emptied_and_still_shown(house: &House) {
        let town = Town::new(house).await;
        let closed = town.in_state(State::Refused).await;
        town.clock.advance(11 * 366 * DAY);
        let id = asked(&town).await;
        town.run(&watcher(&town), Erase { id }).await.unwrap();
        assert!(!has_key(&town, town.citizen.account).await);

        let reader = town.reader(&town.reception);
        let case = Case::load(&reader, closed).await.unwrap();
        let opened = queries::opened(&reader, &case).await.unwrap();
        assert!(opened.is_erased && opened.applicant.name.is_empty() && opened.answers.is_empty());
        assert!(queries::history(&reader, &case).await.unwrap().iter().all(|(_, note)| note.is_empty()));
        assert!(queries::files(&reader, closed, &case.key).await.unwrap().is_empty());
        assert_eq!(queries::applicant_name(&reader, &case.dossier).await.unwrap(), "");
        let handled = queries::handled(&reader, None, 20).await.unwrap().items;
        let line = handled.iter().find(|item| item.dossier == closed).unwrap();
        assert!(line.is_known && line.name.is_empty());
        let stored = rows::all_bytes(house.store()).await;
        let (_, people) = stored.iter().find(|(column, _)| column == "dossier_person.person").unwrap();
        assert!(people.iter().all(String::is_empty), "the sealed values are gone, not only their key");
        assert!(stored.iter().any(|(column, values)| column == "dossier_lookup.hash" && values.is_empty()));
    },
    &migrations()
);

both_engines!(
    async fn a_refusal_is_told_with_its_reason_and_one_may_ask_again(house: &House) {
        let town = Town::new(house).await;
        let id = asked(&town).await;
        let watcher = watcher(&town);
        let short = town.run(&watcher, RefuseErasure { id, reason: "x".into() }).await.unwrap_err();
        assert_eq!(short.kind(), Kind::Invalid);
        let reason = "Hồ sơ đang được thanh tra.".to_owned();
        town.run(&watcher, RefuseErasure { id, reason: reason.clone() }).await.unwrap();
        let (row, told) = queries::own_erasure(&town.reader(&town.citizen)).await.unwrap().unwrap();
        assert_eq!((row.state.as_str(), told), ("refused", reason));
        assert!(is_known(&town).await);
        town.clock.advance(1);
        assert_ne!(asked(&town).await, id);
        assert_eq!(rows::audited(house.store(), "personal.refuse-erasure").await, 1);
    },
    &migrations()
);
