//! Answers are kept for the next form only with consent, and go when it is withdrawn (facts 2.19, 2.28).

use dossiers::commands::{
    FileWhole, GiveConsent, OpenDraft, SaveDraft, StartDraft, Submit, SubmitAgreeing, WithdrawConsent, file_whole,
};
use dossiers::model::{Agreed, Behalf, DossierId, Purpose};
use dossiers::queries;
use kernel::Kind;
use serde_json::{Map, Value};
use testkit::both_engines;

use crate::common::{BIRTH, MARITAL, Town, answers, migrations};
use crate::rows;

const AGREED: Agreed = Agreed { purpose: Purpose::Answers, words: 1 };

/// The answers that a new draft of a procedure begins with.
async fn first_answers(town: &Town, procedure: &str) -> Map<String, Value> {
    let start = StartDraft { procedure: procedure.into(), id: None };
    let id = town.run(&town.citizen, start).await.unwrap();
    OpenDraft::load(&town.reader(&town.citizen), id).await.unwrap().answers
}

async fn send(town: &Town, id: DossierId, agreed: Vec<Agreed>) -> kernel::Result<()> {
    town.run(&town.citizen, SubmitAgreeing { submit: Submit { id }, agreed }).await.map(|_| ())
}

async fn kept(town: &Town) -> usize {
    queries::kept(&town.reader(&town.citizen)).await.unwrap().len()
}

both_engines!(
    async fn answers_are_kept_with_consent_only(house: &House) {
        let town = Town::new(house).await;
        town.file(MARITAL).await;
        assert_eq!(kept(&town).await, 0, "nothing is kept unasked");
        assert!(first_answers(&town, MARITAL.0).await.is_empty());

        let id = town.draft(&town.citizen, MARITAL).await;
        send(&town, id, vec![AGREED]).await.unwrap();
        let filled = first_answers(&town, MARITAL.0).await;
        let typed = answers(MARITAL.1);
        assert!(!filled.is_empty() && filled.iter().all(|(name, value)| typed.get(name) == Some(value)));
        let subject = &town.procedure(MARITAL.0).form.subject;
        assert!(subject.iter().all(|name| !filled.contains_key(name)), "whom just this one is about is not kept");
        assert!(first_answers(&town, BIRTH.0).await.is_empty(), "answers fill in their own procedure only");

        // Once agreed, it needs no box; and of somebody who agreed to nothing, nothing is kept.
        town.file(BIRTH).await;
        assert_eq!(kept(&town).await, 2);
        assert_eq!(queries::kept(&town.reader(&town.stranger)).await.unwrap().len(), 0);
        assert_eq!(rows::payloads(house.store(), "personal.consent").await, [r#"{"purpose":"answers","words":1}"#]);
    },
    &migrations()
);

both_engines!(
    async fn one_click_takes_the_consent_and_what_was_kept(house: &House) {
        let town = Town::new(house).await;
        let withdraw = || WithdrawConsent { purpose: Purpose::Answers };
        let none = town.run(&town.citizen, withdraw()).await.unwrap_err();
        assert_eq!(none.message().key, "dossiers-error-consent-none");
        town.run(&town.citizen, GiveConsent { agreed: AGREED }).await.unwrap();
        let again = town.run(&town.citizen, GiveConsent { agreed: AGREED }).await.unwrap_err();
        assert_eq!(again.message().key, "dossiers-error-consent-stands");
        town.file(MARITAL).await;
        assert_eq!(kept(&town).await, 1);

        town.run(&town.citizen, withdraw()).await.unwrap();
        assert_eq!(kept(&town).await, 0);
        assert!(first_answers(&town, MARITAL.0).await.is_empty());
        town.file(MARITAL).await;
        assert_eq!(kept(&town).await, 0, "a consent that was taken back keeps nothing");
        let told = rows::payloads(house.store(), "personal.withdraw").await;
        assert_eq!(told, [r#"{"purpose":"answers","removed":1}"#]);
        // Agreed once more, it counts from now on.
        town.clock.advance(1);
        town.run(&town.citizen, GiveConsent { agreed: AGREED }).await.unwrap();
        assert_eq!(kept(&town).await, 0);
    },
    &migrations()
);

both_engines!(
    async fn other_words_other_people_and_officers_are_refused(house: &House) {
        let town = Town::new(house).await;
        let id = town.draft(&town.citizen, MARITAL).await;
        let old = send(&town, id, vec![Agreed { words: 2, ..AGREED }]).await.unwrap_err();
        assert_eq!((old.kind(), old.message().key.as_ref()), (Kind::Conflict, "dossiers-error-consent-words"));
        assert_eq!(rows::dossiers(house.store()).await, 0, "what was not agreed to rightly is not filed either");
        let officer = town.run(&town.reception, GiveConsent { agreed: AGREED }).await.unwrap_err();
        assert_eq!(officer.kind(), Kind::NotFound);

        // Filed in the name of somebody else: that person's answers are not the applicant's to keep.
        let own = OpenDraft::load(&town.reader(&town.citizen), id).await.unwrap().applicant;
        let applicant = Some(dossiers::applicant::Applicant { other_name: "Trần Thị Ví Dụ".into(), ..own });
        let save = town.save(id, answers(MARITAL.1));
        town.run(&town.citizen, SaveDraft { behalf: Some(Behalf::Other), applicant, ..save }).await.unwrap();
        town.add(&town.citizen, id, "authorisation", dossiers::commands::FileSource::Upload).await.unwrap();
        send(&town, id, vec![AGREED]).await.unwrap();
        assert_eq!(kept(&town).await, 0);

        // Nor are those of a business that the applicant files for.
        let id = town.draft(&town.citizen, MARITAL).await;
        let own = OpenDraft::load(&town.reader(&town.citizen), id).await.unwrap().applicant;
        let (other_name, tax_code) = ("Công ty Mẫu".into(), "3100999990".into());
        let applicant = Some(dossiers::applicant::Applicant { other_name, tax_code, ..own });
        let save = town.save(id, answers(MARITAL.1));
        town.run(&town.citizen, SaveDraft { behalf: Some(Behalf::Organisation), applicant, ..save }).await.unwrap();
        send(&town, id, Vec::new()).await.unwrap();
        assert_eq!(kept(&town).await, 0);
        town.file(MARITAL).await;
        assert_eq!(kept(&town).await, 1, "the consent stands");
    },
    &migrations()
);

both_engines!(
    async fn a_machine_files_what_it_says_and_nothing_of_the_store(house: &House) {
        let town = Town::new(house).await;
        town.run(&town.citizen, GiveConsent { agreed: AGREED }).await.unwrap();
        let typed = answers(MARITAL.1);
        let optional = Map::from_iter([("period_to".to_owned(), Value::from("2024-11-30"))]);
        let filled = town.draft(&town.citizen, MARITAL).await;
        town.run(&town.citizen, town.save(filled, optional)).await.unwrap();
        town.run(&town.citizen, Submit { id: filled }).await.unwrap();
        assert_eq!(first_answers(&town, MARITAL.0).await["period_to"], "2024-11-30");
        let whole = FileWhole {
            id: None,
            procedure: MARITAL.0.into(),
            area: Some(town.ward),
            behalf: None,
            delivery_way: None,
            applicant: dossiers::applicant::ApplicantChange::default(),
            answers: typed.clone(),
        };
        let filed = file_whole(&town.runtime, &town.citizen, &whole).await.unwrap();
        let case = town.case(filed.id).await;
        let opened = queries::opened(&town.reader(&town.citizen), &case).await.unwrap();
        assert_eq!(opened.answers, town.procedure(MARITAL.0).form.prune(&typed));
    },
    &migrations()
);
