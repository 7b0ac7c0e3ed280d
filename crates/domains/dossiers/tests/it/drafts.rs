//! Drafts keep whatever was typed; only submitting asks for all of it to be right.

use dossiers::applicant::Applicant;
use dossiers::commands::{self as act, FileSource, OpenDraft};
use dossiers::model::State;
use dossiers::queries;
use kernel::Kind;
use kernel::time::DAY;
use procedures::{Catalogue, Data};
use runtime::{Actor, Assurance};
use serde_json::{Map, Value, json};
use testkit::both_engines;

use crate::acts::Do;
use crate::common::{BIRTH, MARITAL, Town, all_rights, answers, migrations, rows_of};
use crate::rows;

both_engines!(
    async fn a_draft_keeps_wrong_answers_and_cannot_be_sent_with_them(house: &House) {
        let town = Town::new(house).await;
        let id = town.draft(&town.citizen, BIRTH).await;
        let wrong =
            json!({ "child_birth_date": "2025-02-30", "mother_identity": "12", "copies": 77, "child_name": "" });
        let typed = wrong.as_object().cloned().unwrap();
        town.run(&town.citizen, town.save(id, typed.clone())).await.unwrap();
        let error = town.run(&town.citizen, act::Submit { id }).await.unwrap_err();
        assert_eq!(error.kind(), Kind::Invalid);
        let named: Vec<String> = error.fields().iter().map(|field| field.field.to_string()).collect();
        for field in typed.keys() {
            assert!(named.contains(field), "{field} is not among {named:?}");
        }
        let open = OpenDraft::load(&town.reader(&town.citizen), id).await.unwrap();
        for (field, value) in &typed {
            assert_eq!(open.answers.get(field), Some(value), "{field}");
        }
        assert_eq!(open.answers.get("child_sex"), answers(BIRTH.1).get("child_sex"), "the others stay");
        assert_eq!(rows::dossiers(house.store()).await, 0);

        town.run(&town.citizen, town.save(id, answers(BIRTH.1))).await.unwrap();
        town.run(&town.citizen, act::Submit { id }).await.unwrap();
    },
    &migrations()
);

both_engines!(
    async fn an_answer_is_taken_away_by_a_null(house: &House) {
        let town = Town::new(house).await;
        let id = town.draft(&town.citizen, BIRTH).await;
        let gone = json!({ "child_name": null }).as_object().cloned().unwrap();
        town.run(&town.citizen, town.save(id, gone)).await.unwrap();
        let open = OpenDraft::load(&town.reader(&town.citizen), id).await.unwrap();
        assert!(!open.answers.contains_key("child_name"));
        assert_eq!(open.answers.get("copies"), Some(&Value::from(2)));
    },
    &migrations()
);

both_engines!(
    async fn a_missing_paper_or_area_is_named(house: &House) {
        let town = Town::new(house).await;
        let start = act::StartDraft { procedure: BIRTH.0.into(), id: None };
        let id = town.run(&town.citizen, start).await.unwrap();
        let save = act::SaveDraft { area: None, ..town.save(id, answers(BIRTH.1)) };
        town.run(&town.citizen, save).await.unwrap();
        let error = town.run(&town.citizen, act::Submit { id }).await.unwrap_err();
        let named: Vec<String> = error.fields().iter().map(|field| field.field.to_string()).collect();
        assert_eq!(named, ["area", "paper-birth-certificate-medical"]);
    },
    &migrations()
);

both_engines!(
    async fn nobody_files_under_the_name_or_number_of_another_person(house: &House) {
        let town = Town::new(house).await;
        let id = town.draft(&town.citizen, BIRTH).await;
        let own = OpenDraft::load(&town.reader(&town.citizen), id).await.unwrap().applicant;
        let wrong = [
            ("identity", Applicant { identity: "044190000025".into(), ..own.clone() }),
            ("name", Applicant { name: "Trần Thị Ví Dụ".into(), ..own.clone() }),
        ];
        for (field, applicant) in wrong {
            let save = act::SaveDraft { applicant: Some(applicant), ..town.save(id, answers(BIRTH.1)) };
            town.run(&town.citizen, save).await.unwrap();
            let error = town.run(&town.citizen, act::Submit { id }).await.unwrap_err();
            let named: Vec<String> = error.fields().iter().map(|field| field.field.to_string()).collect();
            assert_eq!(named, [field]);
        }
        let save = act::SaveDraft { applicant: Some(own), ..town.save(id, answers(BIRTH.1)) };
        town.run(&town.citizen, save).await.unwrap();
        town.run(&town.citizen, act::Submit { id }).await.unwrap();
    },
    &migrations()
);

both_engines!(
    async fn a_stale_page_of_a_draft_is_told_and_overwrites_nothing(house: &House) {
        let town = Town::new(house).await;
        let id = town.draft(&town.citizen, BIRTH).await;
        let version = OpenDraft::load(&town.reader(&town.citizen), id).await.unwrap().draft.version;
        let named = |name: &str| json!({ "child_name": name }).as_object().cloned().unwrap();
        let save = |name: &str| act::SaveDraft { version: Some(version), ..town.save(id, named(name)) };
        town.run(&town.citizen, save("Tên Thứ Nhất")).await.unwrap();
        let error = town.run(&town.citizen, save("Tên Thứ Hai")).await.unwrap_err();
        assert_eq!((error.kind(), &*error.message().key), (Kind::Conflict, "dossiers-error-draft-changed"));
        let open = OpenDraft::load(&town.reader(&town.citizen), id).await.unwrap();
        assert_eq!(open.answers.get("child_name"), Some(&Value::from("Tên Thứ Nhất")));
    },
    &migrations()
);

both_engines!(
    async fn an_account_has_at_most_thirty_drafts(house: &House) {
        let town = Town::new(house).await;
        let start = || act::StartDraft { procedure: BIRTH.0.into(), id: None };
        let mut first = None;
        for _ in 0..30 {
            let id = town.run(&town.citizen, start()).await.unwrap();
            first.get_or_insert(id);
        }
        let error = town.run(&town.citizen, start()).await.unwrap_err();
        assert_eq!((error.kind(), &*error.message().key), (Kind::Conflict, "dossiers-error-too-many-drafts"));
        town.run(&town.stranger, start()).await.unwrap();
        town.run(&town.citizen, act::DropDraft { id: first.unwrap() }).await.unwrap();
        town.run(&town.citizen, start()).await.unwrap();
    },
    &migrations()
);

both_engines!(
    async fn only_citizens_draft_and_only_what_there_is(house: &House) {
        let town = Town::new(house).await;
        for actor in [&town.reception, &town.clerk, &runtime::Actor::anonymous()] {
            let start = act::StartDraft { procedure: BIRTH.0.into(), id: None };
            assert_eq!(town.run(actor, start).await.unwrap_err().kind(), Kind::Forbidden);
        }
        let unknown = act::StartDraft { procedure: "9.999999".into(), id: None };
        assert_eq!(town.run(&town.citizen, unknown).await.unwrap_err().kind(), Kind::NotFound);
    },
    &migrations()
);

both_engines!(
    async fn files_of_a_draft_come_and_go_and_those_of_a_dossier_stay(house: &House) {
        let town = Town::new(house).await;
        let id = town.draft(&town.citizen, BIRTH).await;
        let open = OpenDraft::load(&town.reader(&town.citizen), id).await.unwrap();
        let files = dossiers::queries::files(&town.reader(&town.citizen), id, &open.key).await.unwrap();
        let file = files.first().unwrap().row.id;
        let remove = || act::RemoveFile { dossier: id, file };
        assert_eq!(town.run(&town.stranger, remove()).await.unwrap_err().kind(), Kind::NotFound);
        town.run(&town.citizen, remove()).await.unwrap();
        let again = town.run(&town.citizen, remove()).await.unwrap_err();
        assert_eq!(again.kind(), Kind::NotFound);
        town.add(&town.citizen, id, "birth-certificate-medical", FileSource::Upload).await.unwrap();
        town.run(&town.citizen, act::Submit { id }).await.unwrap();
        let files = dossiers::queries::files(&town.reader(&town.citizen), id, &open.key).await.unwrap();
        let fixed = act::RemoveFile { dossier: id, file: files.first().unwrap().row.id };
        assert_eq!(town.run(&town.citizen, fixed).await.unwrap_err().kind(), Kind::Conflict);
        let late = town.add(&town.citizen, id, "authorisation", FileSource::Upload).await.unwrap_err();
        assert_eq!(late.kind(), Kind::Conflict, "after sending, papers are added when they are asked for");
    },
    &migrations()
);

both_engines!(
    async fn the_files_of_a_dropped_draft_are_given_up(house: &House) {
        let town = Town::new(house).await;
        let id = town.draft(&town.citizen, BIRTH).await;
        let open = OpenDraft::load(&town.reader(&town.citizen), id).await.unwrap();
        let reader = town.reader(&town.citizen);
        assert!(!dossiers::queries::files(&reader, id, &open.key).await.unwrap().is_empty());
        town.run(&town.citizen, act::DropDraft { id }).await.unwrap();
        assert!(dossiers::queries::files(&reader, id, &open.key).await.unwrap().is_empty());
    },
    &migrations()
);

both_engines!(
    async fn no_draft_begins_under_the_id_of_a_dossier_or_takes_its_files(house: &House) {
        let town = Town::new(house).await;
        let id = town.file(BIRTH).await;
        let key = town.case(id).await.key;
        let reader = town.reader(&town.citizen);
        let files = async || queries::files(&reader, id, &key).await.unwrap().len();
        assert_eq!(files().await, 1);
        for actor in [&town.stranger, &town.citizen] {
            let start = act::StartDraft { procedure: MARITAL.0.into(), id: Some(id) };
            let error = town.run(actor, start).await.unwrap_err();
            assert_eq!((error.kind(), &*error.message().key), (Kind::Conflict, "dossiers-error-draft-taken"));
        }
        // Should one stand there all the same, whoever has it: what goes with it is not the dossier's.
        for actor in [&town.stranger, &town.citizen] {
            let start = || act::StartDraft { procedure: MARITAL.0.into(), id: None };
            rows::rename_draft(house.store(), town.run(actor, start()).await.unwrap(), id).await;
            town.run(actor, act::DropDraft { id }).await.unwrap();
            assert_eq!(files().await, 1, "dropped");
            rows::rename_draft(house.store(), town.run(actor, start()).await.unwrap(), id).await;
            town.clock.advance((dossiers::rules().unwrap().draft_days + 2) * DAY);
            town.run(&Actor::system(), act::EndDraft { id }).await.unwrap();
            assert_eq!(files().await, 1, "ended");
        }
    },
    &migrations()
);

/// What the house does again and again, once.
async fn schedules_run(town: &Town) {
    for schedule in dossiers::module().background.schedules {
        (schedule.run)(&town.runtime).await.unwrap();
    }
}

both_engines!(
    async fn a_draft_that_nobody_changes_ends_with_its_files_after_the_day_that_was_told(house: &House) {
        let town = Town::new(house).await;
        let days = dossiers::rules().unwrap().draft_days;
        let left = town.draft(&town.citizen, BIRTH).await;
        let key = OpenDraft::load(&town.reader(&town.citizen), left).await.unwrap().key;
        let touched = town.draft(&town.citizen, MARITAL).await;
        let early = town.run(&Actor::system(), act::EndDraft { id: left }).await.unwrap_err();
        assert_eq!(early.kind(), Kind::NotFound, "its time is not over");

        town.clock.advance(days * DAY);
        // A paper that is added is a change as well.
        town.add(&town.citizen, touched, "authorisation", FileSource::Upload).await.unwrap();
        schedules_run(&town).await;
        assert_eq!(queries::drafts(&town.reader(&town.citizen)).await.unwrap().len(), 2, "the last day counts");

        town.clock.advance(DAY);
        let theirs = town.run(&town.citizen, act::EndDraft { id: left }).await.unwrap_err();
        assert_eq!(theirs.kind(), Kind::Forbidden);
        for _ in 0..2 {
            schedules_run(&town).await;
            let drafts = queries::drafts(&town.reader(&town.citizen)).await.unwrap();
            assert_eq!(drafts.iter().map(|draft| draft.id).collect::<Vec<_>>(), [touched]);
            assert!(queries::files(&town.reader(&town.citizen), left, &key).await.unwrap().is_empty());
            assert_eq!(rows::audited(house.store(), "dossiers.end-draft").await, 1);
        }
        assert!(house.store().verify(|_, _| {}).await.unwrap().faults.is_empty());
    },
    &migrations()
);

both_engines!(
    async fn a_dossier_is_filed_in_an_area_whose_level_decides(house: &House) {
        let town = Town::new(house).await;
        let id = town.draft(&town.citizen, BIRTH).await;
        // Another level, a desk that is no area, and a unit that is not there.
        for area in [town.city, town.one_stop, organisation::UnitId(uuid::Uuid::nil())] {
            let save = act::SaveDraft { area: Some(area), ..town.save(id, answers(BIRTH.1)) };
            town.run(&town.citizen, save).await.unwrap();
            let error = town.run(&town.citizen, act::Submit { id }).await.unwrap_err();
            assert_eq!(error.fields().first().map(|field| &*field.field), Some("area"), "{area:?}");
        }
        town.run(&town.citizen, town.save(id, answers(BIRTH.1))).await.unwrap();
        town.run(&town.citizen, act::Submit { id }).await.unwrap();
    },
    &migrations()
);

both_engines!(
    async fn a_procedure_asks_how_surely_it_is_known_who_files(house: &House) {
        const RECORD: &str = "2.000488";
        let town = Town::new(house).await;
        let (csv, data) = (rows_of(procedures::CSV, &[RECORD]), Data::embedded().unwrap());
        procedures::import_procedures(&town.runtime, &csv, &data, town.runtime.now()).await.unwrap();
        town.runtime.services().get::<Catalogue>().unwrap().reload(town.runtime.store()).await.unwrap();
        assert_eq!(town.procedure(RECORD).detail.assurance, Assurance::Substantial);
        let start = act::StartDraft { procedure: RECORD.into(), id: None };
        let id = town.run(&town.citizen, start).await.unwrap();
        for (assurance, is_sure) in [(Assurance::Basic, false), (Assurance::Substantial, true), (Assurance::High, true)]
        {
            let citizen = Actor { assurance, ..town.citizen.clone() };
            let error = town.run(&citizen, act::Submit { id }).await.unwrap_err();
            let says_so = &*error.message().key == "dossiers-error-assurance-substantial";
            assert_eq!((error.kind(), says_so), (Kind::Invalid, !is_sure), "{assurance:?}");
            // Whoever is known surely enough reads what else is missing.
            assert_eq!(error.fields().is_empty(), !is_sure, "{assurance:?}");
        }
    },
    &migrations()
);

both_engines!(
    async fn a_supplement_asks_for_the_same_level_as_the_filing(house: &House) {
        const RECORD: (&str, &str) = ("2.000488", "criminal-record");
        let town = Town::new(house).await;
        town.bring(RECORD.0).await;
        let sure = Actor { assurance: Assurance::Substantial, ..town.citizen.clone() };
        let id = town.run(&sure, act::StartDraft { procedure: RECORD.0.into(), id: None }).await.unwrap();
        // It is filed with the province, in no area.
        let save = act::SaveDraft { area: None, ..town.save(id, answers(RECORD.1)) };
        town.run(&sure, save).await.unwrap();
        let paper = "identity-copy";
        town.add(&sure, id, paper, FileSource::Upload).await.unwrap();
        town.run(&sure, act::Submit { id }).await.unwrap();
        let case = town.case(id).await;
        let desk = case.unit_of(case.step_task().unwrap()).unwrap();
        let clerk = all_rights(&[desk, case.dossier.receiving, case.dossier.competent]);
        town.attempt(&clerk, &sure, id, Do::AskSupplement).await.unwrap();
        town.add(&sure, id, paper, FileSource::Upload).await.unwrap();
        let give = || act::GiveSupplement { id, answers: Map::new(), note: String::new() };
        let error = town.run(&town.citizen, give()).await.unwrap_err();
        let says = &*error.message().key;
        assert_eq!((error.kind(), says), (Kind::Invalid, "dossiers-error-supplement-assurance-substantial"));
        assert_eq!(town.dossier(id).await.state, State::SupplementAsked);
        town.run(&sure, give()).await.unwrap();
        assert_eq!(town.dossier(id).await.state, State::Submitted);
    },
    &migrations()
);

/// What the form of marital status asks until its rules change.
const DROPPED: &str = "person_ethnicity";

/// From now on the form of marital status asks one question less.
async fn change_rules(town: &Town) {
    let mut data = Data::embedded().unwrap();
    let form = data.forms.get_mut(MARITAL.1).unwrap();
    form["properties"].as_object_mut().unwrap().remove(DROPPED).unwrap();
    for list in ["/required", "/x-pages/0/fields"] {
        form.pointer_mut(list).and_then(Value::as_array_mut).unwrap().retain(|name| name != DROPPED);
    }
    let csv = rows_of(procedures::CSV, &[MARITAL.0]);
    let report = procedures::import_procedures(&town.runtime, &csv, &data, town.runtime.now()).await.unwrap();
    assert_eq!(report.changed, 1, "{:?}", report.quarantined);
    town.runtime.services().get::<Catalogue>().unwrap().reload(town.runtime.store()).await.unwrap();
}

both_engines!(
    async fn a_draft_is_submitted_under_the_rules_in_force_and_a_dossier_keeps_its_own(house: &House) {
        let town = Town::new(house).await;
        let running = town.file(MARITAL).await;
        let id = town.draft(&town.citizen, MARITAL).await;
        let old = town.procedure(MARITAL.0).id;
        town.clock.advance(DAY);
        change_rules(&town).await;
        let new = town.procedure(MARITAL.0).id;
        assert_ne!(old, new);

        let error = town.run(&town.citizen, act::Submit { id }).await.unwrap_err();
        assert_eq!((error.kind(), &*error.message().key), (Kind::Conflict, "dossiers-error-draft-outdated"));
        assert_eq!(rows::dossiers(house.store()).await, 1);
        let open = OpenDraft::load(&town.reader(&town.citizen), id).await.unwrap();
        assert_eq!((open.is_outdated(), open.draft.procedure_version, open.procedure.id), (true, old, new));
        let mut kept = answers(MARITAL.1);
        assert!(kept.remove(DROPPED).is_some());
        assert_eq!(open.answers, kept);

        town.run(&town.citizen, town.save(id, Map::new())).await.unwrap();
        let open = OpenDraft::load(&town.reader(&town.citizen), id).await.unwrap();
        assert_eq!((open.is_outdated(), open.draft.procedure_version), (false, new));
        assert_eq!(open.answers, kept);
        town.run(&town.citizen, act::Submit { id }).await.unwrap();
        assert_eq!(town.dossier(id).await.procedure_version, new);
        assert_eq!(town.case(running).await.procedure.id, old);
        assert!(town.case(running).await.procedure.form.field(DROPPED).is_some());
    },
    &migrations()
);

both_engines!(
    async fn a_draft_of_a_procedure_that_is_not_in_force_is_kept_and_not_submitted(house: &House) {
        let town = Town::new(house).await;
        let id = town.draft(&town.citizen, MARITAL).await;
        town.clock.set(testkit::START.plus(-500 * DAY));
        let error = town.run(&town.citizen, act::Submit { id }).await.unwrap_err();
        assert_eq!((error.kind(), &*error.message().key), (Kind::Conflict, "dossiers-error-procedure-ended"));
        let open = OpenDraft::load(&town.reader(&town.citizen), id).await.unwrap();
        assert_eq!((open.is_in_force, open.answers), (false, answers(MARITAL.1)));
    },
    &migrations()
);
