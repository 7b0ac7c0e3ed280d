//! What the province holds already is offered instead of being asked for again (fact 2.29): to whom, from where, and
//! what becomes of it.

use dossiers::applicant::Applicant;
use dossiers::case::Case;
use dossiers::commands as act;
use dossiers::model::{Behalf, Channel, DeliveryWay, DossierId, FileId, State};
use dossiers::permissions::{OVERRIDE, READ};
use dossiers::queries::{self, FileItem, HeldItem};
use kernel::time::{DAY, HOUR};
use kernel::{Kind, Result};
use runtime::Actor;
use serde_json::Map;
use testkit::both_engines;

use crate::common::{BIRTH, MARITAL, Town, answers, migrations, rights_in};
use crate::rows;

/// Marriage: one side may bring the certificate that another procedure gives.
const MARRIAGE: (&str, &str) = ("1.000894", "marriage");
const CERTIFICATE: &str = "marital-status-certificate";
/// The paper that the birth of a child in a hospital needs.
const MEDICAL: &str = "birth-certificate-medical";
const WHY: &str = "Bản trong kho bị mờ, dấu kín của lý do.";

impl Town {
    /// A dossier of the citizen with a result.
    async fn decided(&self) -> DossierId {
        let id = self.file(MARITAL).await;
        self.pay(id).await;
        self.accept(&self.reception, id).await.unwrap();
        self.forward(&self.handler, id).await.unwrap();
        self.add_result(&self.approver, id).await;
        self.approve(&self.approver, id, "").await.unwrap();
        id
    }

    /// A draft of a marriage.
    async fn marriage(&self, actor: &Actor) -> DossierId {
        let id = self.run(actor, act::StartDraft { procedure: MARRIAGE.0.into(), id: None }).await.unwrap();
        self.run(actor, self.save(id, answers(MARRIAGE.1))).await.unwrap();
        id
    }

    /// What is offered for a draft.
    async fn offered(&self, actor: &Actor, id: DossierId) -> Result<Vec<HeldItem>> {
        let reader = self.reader(actor);
        let open = act::OpenDraft::load(&reader, id).await?;
        let files = queries::files(&reader, id, &open.key).await?;
        queries::held_for_draft(&reader, &open, &files).await
    }

    /// What is offered for a dossier.
    async fn offered_for(&self, actor: &Actor, id: DossierId) -> Result<Vec<HeldItem>> {
        let reader = self.reader(actor);
        let case = Case::load(&reader, id).await?;
        let opened = queries::opened(&reader, &case).await?;
        let files = queries::files(&reader, id, &case.key).await?;
        queries::held_for_case(&reader, &case, &opened, &files).await
    }

    async fn take(&self, actor: &Actor, dossier: DossierId, paper: &str, file: FileId) -> Result<FileId> {
        self.run(actor, act::TakeHeld { dossier, paper: paper.into(), file }).await
    }

    /// A file of a draft of the citizen.
    async fn file_of_draft(&self, id: DossierId, file: FileId) -> FileItem {
        let reader = self.reader(&self.citizen);
        let open = act::OpenDraft::load(&reader, id).await.unwrap();
        let files = queries::files(&reader, id, &open.key).await.unwrap();
        files.into_iter().find(|known| known.row.id == file).unwrap()
    }
}

/// The only thing that is offered.
fn only(offered: &[HeldItem]) -> &HeldItem {
    let [item] = offered else { panic!("one thing is offered: {offered:?}") };
    item
}

both_engines!(
    async fn a_result_is_used_for_the_paper_of_another_procedure(house: &House) {
        let town = Town::new(house).await;
        town.bring(MARRIAGE.0).await;
        let draft = town.marriage(&town.citizen).await;
        assert!(town.offered(&town.citizen, draft).await.unwrap().is_empty(), "there is nothing yet");
        let earlier = town.decided().await;
        let code = format!("{}-KQ(1)", town.dossier(earlier).await.code.unwrap());
        let offered = town.offered(&town.citizen, draft).await.unwrap();
        let item = only(&offered);
        assert_eq!((item.paper.as_str(), item.is_result, item.is_drafted), (CERTIFICATE, true, true));
        let origin = &item.origin;
        assert_eq!((origin.dossier, origin.code.as_str(), origin.unit), (earlier, code.as_str(), town.ward.uuid()));

        let before = rows::references(house.store(), item.file.id).await;
        let other_paper = town.take(&town.citizen, draft, "groom-divorce", item.file.id).await.unwrap_err();
        assert_eq!(other_paper.kind(), Kind::NotFound, "it was not offered for that");
        let taken = town.take(&town.citizen, draft, CERTIFICATE, item.file.id).await.unwrap();
        let file = town.file_of_draft(draft, taken).await;
        assert_eq!((&file.row.blob, file.row.origin.as_ref()), (&item.file.blob, Some(origin)), "no byte is copied");
        assert_eq!((file.name, file.row.source.as_str()), (format!("{code}.pdf"), "upload"));
        assert_eq!(rows::references(house.store(), item.file.id).await, before + 1);
        assert!(town.offered(&town.citizen, draft).await.unwrap().is_empty(), "it is offered once");
        let again = town.take(&town.citizen, draft, CERTIFICATE, item.file.id).await.unwrap_err();
        assert_eq!(again.kind(), Kind::NotFound);

        town.run(&town.citizen, act::RemoveFile { dossier: draft, file: taken }).await.unwrap();
        assert_eq!(rows::references(house.store(), item.file.id).await, before, "the result keeps its bytes");
        town.take(&town.citizen, draft, CERTIFICATE, item.file.id).await.unwrap();
        town.run(&town.citizen, act::DropDraft { id: draft }).await.unwrap();
        assert_eq!(rows::references(house.store(), item.file.id).await, before);
        assert_eq!(rows::audited(house.store(), "dossiers.take-held").await, 2);
        assert!(house.store().verify(|_, _| {}).await.unwrap().faults.is_empty());
    },
    &migrations()
);

both_engines!(
    async fn only_what_is_ones_own_and_still_holds_is_offered(house: &House) {
        let town = Town::new(house).await;
        town.bring(MARRIAGE.0).await;
        let earlier = town.decided().await;
        let draft = town.marriage(&town.citizen).await;
        let item = only(&town.offered(&town.citizen, draft).await.unwrap()).clone();
        let file = item.file.id;

        let foreign = town.marriage(&town.stranger).await;
        assert!(town.offered(&town.stranger, foreign).await.unwrap().is_empty());
        for id in [foreign, draft] {
            let error = town.take(&town.stranger, id, CERTIFICATE, file).await.unwrap_err();
            assert_eq!(error.kind(), Kind::NotFound);
        }
        // What stands under the key of somebody else is not theirs, whatever dossier it lies in.
        let (own, other) = (item.file.subject, town.stranger.account);
        rows::give_file(house.store(), file, other).await;
        assert!(town.offered(&town.citizen, draft).await.unwrap().is_empty());
        rows::give_file(house.store(), file, own).await;
        assert_eq!(town.offered(&town.citizen, draft).await.unwrap().len(), 1);

        let taken = town.take(&town.citizen, draft, CERTIFICATE, file).await.unwrap();
        let second = town.marriage(&town.citizen).await;
        assert_eq!(only(&town.offered(&town.citizen, second).await.unwrap()).file.id, file, "its source, not its copy");
        rows::set_result(house.store(), earlier, "void").await;
        assert!(town.offered(&town.citizen, second).await.unwrap().is_empty(), "fact 2.26");
        let error = town.take(&town.citizen, second, CERTIFICATE, file).await.unwrap_err();
        assert_eq!(error.kind(), Kind::NotFound);
        let copy = town.file_of_draft(draft, taken).await;
        let voided = queries::voided(&town.reader(&town.citizen), draft, &[copy]).await.unwrap();
        assert_eq!(voided, [taken], "where it was taken to it is known as void");

        rows::set_result(house.store(), earlier, "valid").await;
        assert_eq!(town.offered(&town.citizen, second).await.unwrap().len(), 1);
        town.clock.advance(181 * DAY);
        assert!(town.offered(&town.citizen, second).await.unwrap().is_empty(), "it is too old");
        town.clock.advance(-181 * DAY);
        rows::remove_file(house.store(), file).await;
        assert!(town.offered(&town.citizen, second).await.unwrap().is_empty());
        rows::erase(house.store(), own).await;
        let erased = town.offered(&town.citizen, second).await.unwrap_err();
        assert_eq!(erased.kind(), Kind::NotFound, "nobody opens it any more");
    },
    &migrations()
);

both_engines!(
    async fn the_desk_takes_what_is_held_instead_of_asking_for_it(house: &House) {
        let town = Town::new(house).await;
        let first = town.take_in(&town.reception, BIRTH, town.ward).await.unwrap();
        town.digitise(&town.reception, first, BIRTH).await;
        let second = town.take_in(&town.reception, BIRTH, town.ward).await.unwrap();
        assert!(town.offered_for(&town.reception, second).await.unwrap().is_empty(), "it is not accepted yet");
        town.accept(&town.reception, first).await.unwrap();
        let code = town.dossier(first).await.code.unwrap();
        let offered = town.offered_for(&town.reception, second).await.unwrap();
        let item = only(&offered);
        assert_eq!((item.paper.as_str(), item.is_result), (MEDICAL, false));
        assert_eq!((item.origin.code.as_str(), item.origin.unit), (code.as_str(), town.one_stop.uuid()));

        let file = item.file.id;
        for stranger in [&town.other_reception, &town.citizen] {
            assert_eq!(town.offered_for(stranger, second).await.unwrap_err().kind(), Kind::NotFound);
            let error = town.take(stranger, second, MEDICAL, file).await.unwrap_err();
            assert_eq!(error.kind(), Kind::NotFound);
        }
        let places = [town.ward, town.one_stop];
        for (rights, seen) in [(&[READ][..], 0), (&[READ, OVERRIDE][..], 1)] {
            let officer = rights_in(&places, rights);
            assert_eq!(town.offered_for(&officer, second).await.unwrap().len(), seen, "{rights:?}");
            let error = town.take(&officer, second, MEDICAL, file).await.unwrap_err();
            assert_eq!(error.kind(), Kind::Forbidden, "{rights:?}");
        }

        let taken = town.take(&town.reception, second, MEDICAL, file).await.unwrap();
        assert!(town.offered_for(&town.reception, second).await.unwrap().is_empty());
        let case = town.case(second).await;
        let reader = town.reader(&town.reception);
        let files = queries::files(&reader, second, &case.key).await.unwrap();
        let row = &files.iter().find(|known| known.row.id == taken).unwrap().row;
        assert_eq!((row.origin.as_ref(), row.added_by), (Some(&item.origin), town.reception.account));
        assert!(row.is_handed_in() && !row.is_converted(), "nobody digitised it for this dossier");
        let told = queries::scans(&reader, &case).await.unwrap();
        assert_eq!(told.iter().map(|line| line.row.from_code.as_deref()).collect::<Vec<_>>(), [Some(code.as_str())]);
        assert_eq!(rows::audited(house.store(), "dossiers.take-held").await, 1);
        town.accept(&town.reception, second).await.unwrap();
        assert_eq!(town.dossier(second).await.step, "check", "no paper is missing any more");
    },
    &migrations()
);

both_engines!(
    async fn a_number_typed_wrongly_shows_nothing_of_whoever_has_it(house: &House) {
        let town = Town::new(house).await;
        let first = town.take_in(&town.reception, BIRTH, town.ward).await.unwrap();
        town.digitise(&town.reception, first, BIRTH).await;
        town.accept(&town.reception, first).await.unwrap();
        // Somebody else, under the number of that person.
        let take = act::TakeIn {
            procedure: BIRTH.0.into(),
            area: town.ward,
            channel: Channel::Counter,
            applicant: Applicant {
                name: "Lê Văn Khác Mẫu".into(),
                identity: "044080000019".into(),
                phone: "0905000027".into(),
                address: "Số 9, đường Mẫu, phường Hải Thành".into(),
                ..Applicant::default()
            },
            behalf: Behalf::Own,
            delivery_way: DeliveryWay::Counter,
            answers: answers(BIRTH.1),
        };
        let mistyped = town.run(&town.reception, take).await.unwrap().id;
        let right = town.take_in(&town.reception, BIRTH, town.ward).await.unwrap();
        let file = only(&town.offered_for(&town.reception, right).await.unwrap()).file.id;
        assert!(town.offered_for(&town.reception, mistyped).await.unwrap().is_empty());
        let error = town.take(&town.reception, mistyped, MEDICAL, file).await.unwrap_err();
        assert_eq!(error.kind(), Kind::NotFound);
        assert_eq!(rows::audited(house.store(), "dossiers.take-held").await, 0);
    },
    &migrations()
);

both_engines!(
    async fn asking_for_what_is_held_needs_a_reason(house: &House) {
        let town = Town::new(house).await;
        let first = town.take_in(&town.reception, BIRTH, town.ward).await.unwrap();
        town.digitise(&town.reception, first, BIRTH).await;
        town.accept(&town.reception, first).await.unwrap();
        let second = town.take_in(&town.reception, BIRTH, town.ward).await.unwrap();
        let ask = |held_reason: &str| act::AskSupplement {
            id: second,
            version: 1,
            request: "Bổ sung giấy tờ còn thiếu.".into(),
            override_reason: String::new(),
            held_reason: held_reason.into(),
        };
        for (reason, key) in [(" ", "dossiers-error-held-asked"), ("ừ", "dossiers-error-reason")] {
            let error = town.run(&town.reception, ask(reason)).await.unwrap_err();
            let fields: Vec<(&str, &str)> =
                error.fields().iter().map(|field| (&*field.field, &*field.message.key)).collect();
            assert_eq!((error.kind(), fields), (Kind::Invalid, vec![("held_reason", key)]));
        }
        assert_eq!(town.dossier(second).await.state, State::Submitted);
        town.run(&town.reception, ask(WHY)).await.unwrap();
        assert_eq!(town.dossier(second).await.state, State::SupplementAsked);
        assert_eq!(town.acts(second).await, ["submit", "ask-held", "ask-supplement"]);
        let payloads = rows::payloads(house.store(), "dossiers.ask-held").await;
        assert_eq!(payloads.len(), 1);
        let is_silent = |payload: &String| payload.contains(MEDICAL) && !payload.contains("dấu kín");
        assert!(payloads.iter().all(is_silent), "{payloads:?}");
        let lines = queries::history(&town.reader(&town.reception), &town.case(second).await).await.unwrap();
        assert!(lines.iter().any(|(line, note)| line.act == "ask-held" && note == WHY));
    },
    &migrations()
);

both_engines!(
    async fn a_supplement_is_answered_with_what_is_held(house: &House) {
        let town = Town::new(house).await;
        let first = town.file(BIRTH).await;
        town.accept(&town.reception, first).await.unwrap();
        let second = town.file(BIRTH).await;
        assert!(town.offered_for(&town.citizen, second).await.unwrap().is_empty(), "nothing is asked for");
        let ask = act::AskSupplement {
            id: second,
            version: 1,
            request: "Gửi lại Giấy chứng sinh rõ hơn.".into(),
            override_reason: String::new(),
            held_reason: String::new(),
        };
        town.run(&town.reception, ask).await.unwrap();
        let offered = town.offered_for(&town.citizen, second).await.unwrap();
        let file = only(&offered).file.id;
        town.clock.advance(HOUR);
        town.take(&town.citizen, second, MEDICAL, file).await.unwrap();
        let give = act::GiveSupplement { id: second, answers: Map::new(), note: String::new() };
        town.run(&town.citizen, give).await.unwrap();
        assert_eq!(town.dossier(second).await.state, State::Submitted);
        let case = town.case(second).await;
        let files = queries::files(&town.reader(&town.citizen), second, &case.key).await.unwrap();
        let rounds: Vec<(i64, bool)> = files.iter().map(|file| (file.row.round, file.row.origin.is_some())).collect();
        assert_eq!(rounds, [(0, false), (1, true)]);
    },
    &migrations()
);
