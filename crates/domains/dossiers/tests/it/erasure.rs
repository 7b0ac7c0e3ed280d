//! People who ask are erased, as far as no law keeps what is known of them; pages that show them go on.

use dossiers::applicant::Applicant;
use dossiers::case::Case;
use dossiers::commands::{AskErasure, Erase, GiveConsent, RefuseErasure, TakeIn};
use dossiers::model::{Agreed, Behalf, Channel, DeliveryWay, DossierId, Purpose, State};
use dossiers::permissions::ERASE;
use dossiers::queries;
use identity::find_person;
use kernel::Kind;
use kernel::id::Uuid;
use kernel::time::DAY;
use runtime::{Actor, Command};
use store::{StoreError, params, sql};
use testkit::{House, both_engines};

use crate::common::{IDENTITY, MARITAL, PHONE, Town, answers, migrations, rights_in};
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

/// The citizen brings a paper dossier to the counter, where nobody knows of an account.
async fn at_counter(town: &Town) -> DossierId {
    let take = TakeIn {
        procedure: MARITAL.0.into(),
        area: town.ward,
        channel: Channel::Counter,
        applicant: Applicant {
            name: "Kín Thị Dấu Mẫu".into(),
            identity: IDENTITY.into(),
            phone: PHONE.into(),
            address: "Số 17, đường Dấu Kín, phường Hải Thành".into(),
            ..Applicant::default()
        },
        behalf: Behalf::Own,
        delivery_way: DeliveryWay::Counter,
        answers: answers(MARITAL.1),
    };
    town.run(&town.reception, take).await.unwrap().id
}

/// What the house does every day.
async fn every_day(town: &Town) {
    let schedules = dossiers::module().background.schedules;
    let daily = schedules.iter().find(|schedule| schedule.name == "end-retention").unwrap();
    (daily.run)(&town.runtime).await.unwrap();
}

/// How many files refer to the only blob.
async fn referenced(house: &House) -> i64 {
    house.store().number(sql!("SELECT referenced FROM blob ORDER BY name LIMIT 1"), Vec::new()).await.unwrap()
}

/// Addresses of people who were erased.
async fn letters(house: &House) -> i64 {
    let stmt = sql!("SELECT COUNT(*) FROM erasure WHERE letter IS NOT NULL");
    house.store().number(stmt, Vec::new()).await.unwrap()
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
        every_day(&town).await;
        assert!(has_key(&town, town.citizen.account).await, "the law still keeps it");
        town.clock.advance(11 * 366 * DAY);
        every_day(&town).await;
        assert!(!has_key(&town, town.citizen.account).await);
        let opened = queries::opened(&town.reader(&town.reception), &town.case(closed).await).await.unwrap();
        assert!(opened.is_erased && opened.applicant.name.is_empty());
        every_day(&town).await;
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

both_engines!(
    async fn what_is_filed_while_it_is_decided_keeps_its_key(house: &House) {
        let town = Town::new(house).await;
        let id = asked(&town).await;
        let (watcher, command) = (watcher(&town), Erase { id });
        for is_draft in [true, false] {
            let found = command.read(&town.reader(&watcher)).await.unwrap();
            if is_draft {
                town.draft(&town.citizen, MARITAL).await;
            } else {
                at_counter(&town).await;
            }
            let (set, ()) = command.decide(&found, &town.runtime.decide_context(&watcher)).unwrap();
            let refused = house.store().commit(set).await.err();
            assert_eq!(refused, Some(StoreError::Conflict), "a draft: {is_draft}");
            assert!(has_key(&town, town.citizen.account).await && is_known(&town).await);
        }
        let open = town.run(&watcher, command).await.unwrap_err();
        assert_eq!(open.message().key, "dossiers-error-erase-open", "the dossier of the counter is found");
    },
    &migrations()
);

both_engines!(
    async fn two_nodes_that_empty_a_dossier_give_up_its_files_once(house: &House) {
        let town = Town::new(house).await;
        let first = town.in_state(State::Refused).await;
        town.clock.advance(DAY);
        let second = town.in_state(State::Refused).await;
        let id = asked(&town).await;
        town.run(&watcher(&town), Erase { id }).await.unwrap();
        // Both dossiers refer to one blob, and a law keeps the second one day longer: 10/12/2034 and 11/12/2034.
        assert_eq!(referenced(house).await, 2);
        town.clock.advance(3_651 * DAY);
        futures::future::join(every_day(&town), every_day(&town)).await;
        assert_eq!(referenced(house).await, 1);
        assert_eq!(rows::audited(house.store(), "personal.end-retention").await, 1);
        let reader = town.reader(&town.reception);
        let emptied = queries::opened(&reader, &town.case(first).await).await.unwrap();
        let kept = queries::opened(&reader, &town.case(second).await).await.unwrap();
        assert!(emptied.is_erased && !kept.is_erased);
        assert!(has_key(&town, town.citizen.account).await);
    },
    &migrations()
);

both_engines!(
    async fn an_address_that_no_mail_reaches_is_forgotten(house: &House) {
        let town = Town::new(house).await;
        let id = asked(&town).await;
        town.run(&watcher(&town), Erase { id }).await.unwrap();
        town.clock.advance(29 * DAY);
        every_day(&town).await;
        assert!(letters(house).await == 1 && has_key(&town, id).await, "it is tried still");
        town.clock.advance(2 * DAY);
        every_day(&town).await;
        assert!(letters(house).await == 0 && !has_key(&town, id).await);
        let told = rows::payloads(house.store(), "personal.note-erasure-told").await;
        assert_eq!(told, [r#"{"sent":false}"#]);
    },
    &migrations()
);

both_engines!(
    async fn what_officers_wrote_of_somebody_in_older_refusals_goes_too(house: &House) {
        let town = Town::new(house).await;
        town.in_state(State::Refused).await;
        let refused = asked(&town).await;
        let reason = "Bà Kín Thị Dấu Mẫu còn một hồ sơ đang thanh tra.".to_owned();
        town.run(&watcher(&town), RefuseErasure { id: refused, reason }).await.unwrap();
        town.clock.advance(1);
        let id = asked(&town).await;
        town.run(&watcher(&town), Erase { id }).await.unwrap();
        assert!(has_key(&town, town.citizen.account).await, "a law keeps the dossier");
        let stmt = sql!("SELECT COUNT(*) FROM erasure WHERE reason IS NOT NULL");
        assert_eq!(house.store().number(stmt, Vec::new()).await.unwrap(), 0);
    },
    &migrations()
);

both_engines!(
    async fn who_decides_is_told_of_other_dossiers_under_the_number(house: &House) {
        let town = Town::new(house).await;
        asked(&town).await;
        let (watcher, subject) = (watcher(&town), town.citizen.account);
        let counter = at_counter(&town).await;
        assert_eq!(queries::others_of_number(&town.reader(&watcher), subject).await.unwrap(), 0);
        // As it stands where the counter knew the number before there was an account.
        let stmt = sql!("UPDATE dossier SET subject_id = $2 WHERE dossier_id = $1");
        house.store().maintain(vec![(stmt, params![counter.uuid(), Uuid::from_u128(7)])]).await.unwrap();
        assert_eq!(queries::others_of_number(&town.reader(&watcher), subject).await.unwrap(), 1);
        let nobody = queries::others_of_number(&town.reader(&town.leader), subject).await.unwrap_err();
        assert_eq!(nobody.kind(), Kind::Forbidden);
    },
    &migrations()
);
