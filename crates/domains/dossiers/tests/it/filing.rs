//! Filing with one request: once for an id, however often and at whatever moment it is sent.

use dossiers::applicant::ApplicantChange;
use dossiers::commands::{self as act, FileSource};
use dossiers::model::DossierId;
use dossiers::queries;
use futures::future::join_all;
use kernel::Kind;
use testkit::both_engines;
use uuid::Uuid;

use crate::common::{BIRTH, MARITAL, Town, answers, migrations};
use crate::rows;

/// The marital status of the citizen, filed with the ward.
fn whole(town: &Town, id: u128) -> act::FileWhole {
    act::FileWhole {
        id: Some(DossierId(Uuid::from_u128(id))),
        procedure: MARITAL.0.into(),
        area: Some(town.ward),
        behalf: None,
        delivery_way: None,
        applicant: ApplicantChange::default(),
        answers: answers(MARITAL.1),
    }
}

both_engines!(
    async fn equal_filings_at_the_same_moment_are_one_dossier(house: &House) {
        let town = Town::new(house).await;
        for round in 1..=5 {
            let new = whole(&town, round);
            let file = || act::file_whole(&town.runtime, &town.citizen, &new);
            let mut done = Vec::new();
            for filed in join_all([file(), file(), file()]).await {
                done.push(filed.unwrap());
            }
            done.push(file().await.unwrap());
            let first = done.first().unwrap();
            for other in &done {
                let known = (other.id, &other.reference, other.at, other.payment);
                assert_eq!(known, (first.id, &first.reference, first.at, first.payment));
            }
            assert!(first.payment.is_some());
            assert_eq!(payments::of_dossier(&town.reader(&town.citizen), first.id.uuid()).await.unwrap().len(), 1);
        }
        assert_eq!(rows::dossiers(house.store()).await, 5);
        assert!(queries::drafts(&town.reader(&town.citizen)).await.unwrap().is_empty(), "none is left behind");
    },
    &migrations()
);

both_engines!(
    async fn an_id_that_stands_for_another_draft_is_told(house: &House) {
        let town = Town::new(house).await;
        let new = whole(&town, 1);
        town.run(&town.citizen, act::StartDraft { procedure: BIRTH.0.into(), id: new.id }).await.unwrap();
        let error = act::file_whole(&town.runtime, &town.citizen, &new).await.unwrap_err();
        assert_eq!((error.kind(), &*error.message().key), (Kind::Conflict, "dossiers-error-idempotency-other"));
    },
    &migrations()
);

both_engines!(
    async fn nothing_is_begun_again_under_the_id_of_a_dossier(house: &House) {
        let town = Town::new(house).await;
        let id = town.file(BIRTH).await;
        let again = act::StartDraft { procedure: BIRTH.0.into(), id: Some(id) };
        let error = town.run(&town.citizen, again).await.unwrap_err();
        assert_eq!(&*error.message().key, "dossiers-error-draft-taken");
        let reference = town.dossier(id).await.reference;
        let done = act::submit(&town.runtime, &town.citizen, id).await.unwrap();
        assert_eq!(done.reference, reference, "it was submitted before");
        let error = town.run(&town.citizen, act::DropDraft { id }).await.unwrap_err();
        assert_eq!(error.kind(), Kind::NotFound);
        let case = town.case(id).await;
        let files = queries::files(&town.reader(&town.citizen), id, &case.key).await.unwrap();
        assert_eq!((files.len(), case.dossier.reference), (1, reference));
        let late = town.add(&town.citizen, id, "authorisation", FileSource::Upload).await.unwrap_err();
        assert_eq!(late.kind(), Kind::Conflict, "it is a dossier and no draft");
    },
    &migrations()
);

both_engines!(
    async fn all_that_keeps_it_from_being_filed_is_told_before_there_is_a_draft(house: &House) {
        let town = Town::new(house).await;
        let new = act::FileWhole { area: None, answers: serde_json::Map::new(), ..whole(&town, 1) };
        let error = new.check(&town.reader(&town.citizen)).await.unwrap_err();
        let named: Vec<String> = error.fields().iter().map(|field| field.field.to_string()).collect();
        assert!(named.len() > 2 && named.contains(&"area".to_owned()), "{named:?}");
        let paper = act::FileWhole { procedure: BIRTH.0.into(), answers: answers(BIRTH.1), ..whole(&town, 2) };
        let error = paper.check(&town.reader(&town.citizen)).await.unwrap_err();
        let named: Vec<String> = error.fields().iter().map(|field| field.field.to_string()).collect();
        assert_eq!(named, ["paper-birth-certificate-medical"]);
        let officer = whole(&town, 3).check(&town.reader(&town.reception)).await.unwrap_err();
        assert_eq!(officer.kind(), Kind::Forbidden);
        whole(&town, 4).check(&town.reader(&town.citizen)).await.unwrap();
        assert!(queries::drafts(&town.reader(&town.citizen)).await.unwrap().is_empty());
    },
    &migrations()
);
