//! Papers of a paper dossier: counted for form 01, digitised before they leave the desk (facts 2.8, 2.30 to 2.33).

use dossiers::commands as act;
use dossiers::commands::FileSource;
use dossiers::model::{Channel, DossierId, HandedIn, State};
use dossiers::queries;
use kernel::time::HOUR;
use kernel::{Kind, Result};
use runtime::Actor;
use serde_json::Map;
use testkit::both_engines;

use crate::acts::Do;
use crate::common::{BIRTH, Town, migrations};
use crate::rows;

/// The paper that the birth of a child in a hospital needs.
const PAPER: &str = "birth-certificate-medical";
const WHY: &str = "Máy quét hỏng, số hóa bù trong ngày.";

fn key(error: &kernel::Error) -> &str {
    &error.message().key
}

fn fields(error: &kernel::Error) -> Vec<String> {
    error.fields().iter().map(|field| field.field.to_string()).collect()
}

fn line(paper: &str, name: &str, (originals, copies, files): (i64, i64, i64)) -> HandedIn {
    HandedIn { paper: paper.into(), name: name.into(), originals, copies, files }
}

impl Town {
    /// What form 01 lists.
    async fn handed_in(&self, id: DossierId) -> Vec<HandedIn> {
        let case = self.case(id).await;
        queries::handed_in(&self.reader(&Actor::system()), &case).await.unwrap()
    }

    /// Accepts with these papers counted.
    async fn count(&self, id: DossierId, papers: Vec<HandedIn>) -> Result<()> {
        let version = self.version(id).await;
        self.run(&self.reception, act::Accept { id, version, assignee: None, papers: Some(papers) }).await
    }

    /// The step and the unit that has its work.
    async fn place(&self, id: DossierId) -> (String, organisation::UnitId) {
        let case = self.case(id).await;
        let task = case.step_task().unwrap();
        (task.step.clone(), case.unit_of(task).unwrap())
    }
}

both_engines!(
    async fn a_paper_dossier_is_accepted_at_once_and_leaves_the_desk_with_its_scans(house: &House) {
        let town = Town::new(house).await;
        let id = town.take_in(&town.reception, BIRTH, town.ward).await.unwrap();
        town.accept(&town.reception, id).await.unwrap();
        let held = town.dossier(id).await;
        assert_eq!((held.state, held.received_at), (State::Accepted, Some(town.runtime.now())));
        assert!(held.code.is_some() && held.due_at.is_some(), "form 01 can be given out");
        assert_eq!(town.place(id).await, ("reception".to_owned(), town.one_stop));
        let listed = [line("declaration", "", (1, 0, 0)), line(PAPER, "", (1, 0, 0))];
        assert_eq!(town.handed_in(id).await, listed, "as the procedure asks");

        let forward = town.forward(&town.handler, id).await.unwrap_err();
        assert_eq!(forward.kind(), Kind::Conflict, "the work is the desk's");
        let foreign = town.hand_on(&town.handler, id, "").await.unwrap_err();
        assert_eq!(foreign.kind(), Kind::Forbidden);
        let early = town.hand_on(&town.reception, id, "").await.unwrap_err();
        assert_eq!((early.kind(), key(&early)), (Kind::Conflict, "dossiers-error-scans-missing"));
        let no_right = town.hand_on(&town.reception, id, WHY).await.unwrap_err();
        assert_eq!(key(&no_right), "dossiers-error-override-right");
        for shown in ["identity", "declaration"] {
            let error = town.add(&town.reception, id, shown, FileSource::Scan).await.unwrap_err();
            assert_eq!((error.kind(), fields(&error)), (Kind::Invalid, vec!["paper".to_owned()]), "{shown}");
        }

        town.clock.advance(HOUR);
        town.digitise(&town.reception, id, BIRTH).await;
        town.hand_on(&town.reception, id, "").await.unwrap();
        let gone = town.dossier(id).await;
        assert_eq!((gone.state, gone.due_at, gone.code), (State::Accepted, held.due_at, held.code));
        assert_eq!(town.place(id).await, ("check".to_owned(), town.ward));
        assert_eq!(town.handed_in(id).await, listed, "what was given out stays as it was");
        let again = town.hand_on(&town.clerk, id, WHY).await.unwrap_err();
        assert_eq!((again.kind(), key(&again)), (Kind::Conflict, "dossiers-error-not-at-this-step"));
        assert_eq!(town.acts(id).await, ["submit", "accept", "hand-on"]);

        let case = town.case(id).await;
        let files = queries::files(&town.reader(&town.handler), id, &case.key).await.unwrap();
        let scan = files.iter().find(|file| file.row.is_converted()).unwrap();
        assert_eq!((scan.row.added_by, scan.row.unit), (town.reception.account, town.reception.unit), "fact 2.33");
        assert_eq!(rows::audited(house.store(), "dossiers.override").await, 0);
        assert!(house.store().verify(|_, _| {}).await.unwrap().faults.is_empty());
    },
    &migrations()
);

both_engines!(
    async fn a_paper_dossier_with_its_scans_goes_on_when_it_is_accepted(house: &House) {
        let town = Town::new(house).await;
        let id = town.take_in(&town.reception, BIRTH, town.ward).await.unwrap();
        town.digitise(&town.reception, id, BIRTH).await;
        town.accept(&town.reception, id).await.unwrap();
        assert_eq!(town.place(id).await, ("check".to_owned(), town.ward));
        assert_eq!(town.handed_in(id).await, [line("declaration", "", (1, 0, 0)), line(PAPER, "", (1, 0, 1))]);
    },
    &migrations()
);

both_engines!(
    async fn an_exception_at_the_desk_needs_the_right_and_a_reason_and_is_audited(house: &House) {
        let town = Town::new(house).await;
        let id = town.take_in(&town.reception, BIRTH, town.ward).await.unwrap();
        let version = town.version(id).await;
        let early = act::Accept { id, version, assignee: Some(town.handler.account), papers: None };
        assert_eq!(fields(&town.run(&town.reception, early).await.unwrap_err()), ["officer"]);
        assert_eq!(town.version(id).await, version);
        town.accept(&town.reception, id).await.unwrap();
        let short = town.hand_on(&town.approver, id, "ừ").await.unwrap_err();
        assert_eq!(fields(&short), ["override_reason"]);
        assert_eq!(rows::audited(house.store(), "dossiers.override").await, 0);
        // The approver has the right and does not work at the desk.
        town.hand_on(&town.approver, id, WHY).await.unwrap();
        assert_eq!(rows::audited(house.store(), "dossiers.override").await, 1);
        assert_eq!(town.place(id).await, ("check".to_owned(), town.ward));
        let lines = queries::history(&town.reader(&town.approver), &town.case(id).await).await.unwrap();
        assert!(lines.iter().any(|(line, note)| line.act == "override" && note == WHY));
    },
    &migrations()
);

both_engines!(
    async fn papers_are_counted_once_and_the_slips_are_told_together(house: &House) {
        let town = Town::new(house).await;
        let id = town.take_in(&town.reception, BIRTH, town.ward).await.unwrap();
        let wrong = vec![
            line("no-such-paper", "", (1, 0, 0)),
            line("declaration", "", (-1, 100, 0)),
            line("declaration", "", (1, 0, 0)),
            line("other", " ", (1, 0, 0)),
        ];
        let error = town.count(id, wrong).await.unwrap_err();
        let expected =
            ["paper-no-such-paper", "originals-declaration", "copies-declaration", "paper-declaration", "name-other"];
        assert_eq!((error.kind(), fields(&error)), (Kind::Invalid, expected.map(str::to_owned).to_vec()));
        assert_eq!(town.dossier(id).await.state, State::Submitted);

        // Files that a form claims do not count, and what nobody handed in is not listed.
        town.add(&town.reception, id, "other", FileSource::Scan).await.unwrap();
        let counted = vec![
            line("other", "Giấy ủy quyền", (1, 2, 9)),
            line(PAPER, "", (1, 0, 0)),
            line("declaration", "", (0, 0, 0)),
        ];
        town.count(id, counted).await.unwrap();
        let listed = [line(PAPER, "", (1, 0, 0)), line("other", "Giấy ủy quyền", (1, 2, 1))];
        assert_eq!(town.handed_in(id).await, listed);
    },
    &migrations()
);

both_engines!(
    async fn what_came_online_is_listed_as_it_was_when_it_was_accepted(house: &House) {
        let town = Town::new(house).await;
        let id = town.file(BIRTH).await;
        assert!(town.handed_in(id).await.is_empty(), "there is no form 01 yet");
        let error = town.count(id, vec![line(PAPER, "", (1, 0, 0))]).await.unwrap_err();
        assert_eq!(fields(&error), ["papers"]);
        town.accept(&town.reception, id).await.unwrap();
        assert_eq!(town.place(id).await.0, "check", "an upload is no scan");
        let listed = [line(PAPER, "", (0, 0, 1))];
        assert_eq!(town.handed_in(id).await, listed);
        town.must(id, Do::AskSupplement).await;
        town.add(&town.citizen, id, PAPER, FileSource::Upload).await.unwrap();
        town.must(id, Do::GiveSupplement).await;
        assert_eq!(town.handed_in(id).await, listed);
    },
    &migrations()
);

both_engines!(
    async fn what_the_desk_holds_can_wait_for_a_supplement_and_goes_on_after_it(house: &House) {
        let town = Town::new(house).await;
        let id = town.take_in(&town.reception, BIRTH, town.ward).await.unwrap();
        town.accept(&town.reception, id).await.unwrap();
        town.must(id, Do::AskSupplement).await;
        let paused = town.hand_on(&town.reception, id, "").await.unwrap_err();
        assert_eq!((paused.kind(), key(&paused)), (Kind::Conflict, "dossiers-error-paused"));
        town.digitise(&town.reception, id, BIRTH).await;
        let version = town.version(id).await;
        let answers = Map::new();
        let bring = act::SupplementAtCounter { id, version, channel: Channel::Counter, answers, note: String::new() };
        town.run(&town.reception, bring).await.unwrap();
        assert_eq!(town.place(id).await, ("reception".to_owned(), town.one_stop));
        town.hand_on(&town.reception, id, "").await.unwrap();
        assert_eq!(town.dossier(id).await.state, State::InProgress);
        assert_eq!(town.place(id).await, ("check".to_owned(), town.ward));
    },
    &migrations()
);
