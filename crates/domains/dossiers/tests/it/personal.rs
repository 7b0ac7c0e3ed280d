//! Personal values stand sealed beside the record, and nowhere else.

use data_encoding::HEXUPPER;
use dossiers::applicant::Applicant;
use dossiers::commands as act;
use dossiers::model::{Behalf, State};
use testkit::{House, both_engines};

use crate::acts::Do;
use crate::common::{IDENTITY, MARITAL, PHONE, Town, answers, migrations};
use crate::rows;

/// What was typed, found nowhere else in the world.
const MARKED: [&str; 15] = [
    "Kín Thị Dấu Mẫu",
    IDENTITY,
    PHONE,
    "044085000017@vidu.vn",
    "đường Dấu Kín",
    "Người Được Nộp Hộ Kín",
    "Hoàng Thị Lan Kín",
    "giấy tờ dấu kín",
    "dấu kín của yêu cầu bổ sung",
    "dấu kín của lần bổ sung",
    "dấu kín khi chuyển bước",
    "dấu kín của lời trả",
    "dấu kín khi trao kết quả",
    "dấu kín của lời khen",
    "dấu kín của lý do",
];

both_engines!(
    async fn no_column_tells_what_was_typed(house: &House) {
        let town = Town::new(house).await;
        let id = town.run(&town.citizen, act::StartDraft { procedure: MARITAL.0.into(), id: None }).await.unwrap();
        let mut typed = answers(MARITAL.1);
        typed.insert("person_name".into(), "Hoàng Thị Lan Kín".into());
        let applicant = Applicant {
            name: "Kín Thị Dấu Mẫu".into(),
            identity: IDENTITY.into(),
            phone: PHONE.into(),
            email: "044085000017@vidu.vn".into(),
            address: "Số 17, đường Dấu Kín, phường Hải Thành".into(),
            other_name: "Người Được Nộp Hộ Kín".into(),
            tax_code: String::new(),
        };
        let save = town.save(id, typed);
        let save = act::SaveDraft { behalf: Some(Behalf::Other), applicant: Some(applicant), ..save };
        town.run(&town.citizen, save).await.unwrap();
        town.add(&town.citizen, id, "authorisation", act::FileSource::Upload).await.unwrap();
        town.run(&town.citizen, act::Submit { id }).await.unwrap();

        let request = "Gửi lại ảnh, dấu kín của yêu cầu bổ sung.".into();
        let (override_reason, held_reason) = (String::new(), String::new());
        let ask = act::AskSupplement { id, version: 1, request, override_reason, held_reason };
        town.run(&town.reception, ask).await.unwrap();
        town.add(&town.citizen, id, "authorisation", act::FileSource::Upload).await.unwrap();
        let note = "Đã gửi, dấu kín của lần bổ sung.".into();
        let give = act::GiveSupplement { id, answers: serde_json::Map::new(), note };
        town.run(&town.citizen, give).await.unwrap();
        town.accept(&town.reception, id).await.unwrap();
        let version = town.version(id).await;
        let note = "Gấp, dấu kín khi chuyển bước.".into();
        town.run(&town.handler, act::Forward { id, version, note, assignee: None }).await.unwrap();
        let version = town.version(id).await;
        let reason = "Xem lại, dấu kín của lời trả.".into();
        town.run(&town.approver, act::SendBack { id, version, reason }).await.unwrap();
        town.must(id, Do::Forward).await;
        town.add_result(&town.approver, id).await;
        town.approve(&town.approver, id, "Đã thu tiền mặt, dấu kín của lý do.").await.unwrap();
        let version = town.version(id).await;
        let proof = "Ký nhận, dấu kín khi trao kết quả.".into();
        town.run(&town.reception, act::Deliver { id, version, proof }).await.unwrap();
        let comment = "Tốt, dấu kín của lời khen.".into();
        town.run(&town.citizen, act::Rate { id, score: 5, comment }).await.unwrap();
        // Before and after the mails are sent: their jobs must not carry values either.
        assert_nothing_is_told(house).await;
        town.settle().await;
        assert_nothing_is_told(house).await;
        assert_eq!(town.dossier(id).await.state, State::Returned);
        let mails = std::fs::read_dir(town.folder().join("mail")).unwrap().count();
        assert!(mails > 0, "no mail was written, so nothing was tested about mails");
    },
    &migrations()
);

async fn assert_nothing_is_told(house: &House) {
    let texts = rows::all_texts(house.store()).await;
    for needed in ["audit.payload", "event.payload", "job.payload", "dossier.reference", "dossier_history.act"] {
        assert!(texts.iter().any(|(column, _)| column == needed), "{needed} was not looked at");
    }
    for (column, values) in &texts {
        for value in values {
            let lower = value.to_lowercase();
            for marked in MARKED {
                assert!(!lower.contains(&marked.to_lowercase()), "{column} tells {marked:?}: {value}");
            }
        }
    }
    let bytes = rows::all_bytes(house.store()).await;
    assert!(bytes.iter().any(|(column, values)| column == "dossier_person.person" && !values.is_empty()));
    for (column, values) in &bytes {
        for marked in MARKED {
            let wanted = HEXUPPER.encode(marked.as_bytes());
            assert!(!values.iter().any(|value| value.contains(&wanted)), "{column} holds {marked:?}");
        }
    }
}
