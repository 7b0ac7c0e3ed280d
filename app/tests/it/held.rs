//! What the province holds already, on the pages and over the API: seen, looked at, taken, and used by its owner.

use axum::http::{StatusCode, header};
use dossiers::model::DossierId;
use runtime::Actor;
use serde_json::{Value, json as value};

use crate::common::{Served, json, text};
use crate::desk::on_paper;

/// The paper that the birth of a child in a hospital needs.
const MEDICAL: &str = "birth-certificate-medical";

fn pdf() -> Vec<u8> {
    b"%PDF-1.7\nThis stands for a paper.\n%%EOF\n".to_vec()
}

impl Served {
    /// A paper dossier of always the same person on the desk of the ward.
    async fn on_the_desk(&self) -> String {
        let taken = json(self.ask("reception", "POST", "/api/v1/intake", &on_paper().to_string()).await).await;
        taken["id"].as_str().unwrap().to_owned()
    }

    /// Why officers looked at a dossier.
    async fn purposes(&self, id: &str) -> Vec<String> {
        let house = Actor::system();
        let reader = self.runtime.reader(&house);
        let id: DossierId = id.parse().unwrap();
        let dossier = dossiers::queries::dossier(&reader, id).await.unwrap();
        let (rows, _) = access::looks(&reader, dossier.subject, id.uuid(), 100).await.unwrap();
        rows.into_iter().map(|row| row.purpose).collect()
    }
}

#[test]
fn the_desk_sees_what_is_held_looks_at_it_and_takes_it() {
    testkit::tokio().block_on(async {
        let served = Served::start().await;
        let first = served.on_the_desk().await;
        let scans = format!("/api/v1/dossiers/{first}/scans?paper={MEDICAL}");
        assert_eq!(served.send_file("reception", &scans, "", pdf()).await.status(), StatusCode::CREATED);
        let accepted = served.done("reception", &first, "accept", value!({}), 1).await;
        let code = accepted["code"].as_str().unwrap();

        let second = served.on_the_desk().await;
        let held = format!("/api/v1/dossiers/{second}/held");
        let list = json(served.ask("reception", "GET", &held, "").await).await;
        let item = &list["items"][0];
        assert_eq!((&item["paper"], &item["from"]["code"]), (&value!(MEDICAL), &value!(code)), "{list}");
        assert_eq!((&item["from"]["dossier"], &item["is_result"]), (&value!(first), &value!(false)));
        let path = format!("/officer/dossiers/{second}/held/{}", item["file"].as_str().unwrap());

        let reception = served.browser("reception").await;
        let papers = format!("/officer/dossiers/{second}?part=papers");
        for page in [papers.clone(), format!("/officer/dossiers/{second}/act/ask-supplement")] {
            let page = text(reception.get(&page).await).await.replace("&#x2f;", "/");
            assert!(page.contains(&path) && page.contains(code), "{page}");
        }
        assert!(!served.purposes(&second).await.contains(&"held".to_owned()), "nobody has looked at it");
        let seen = reception.get(&path).await;
        assert_eq!(seen.status(), StatusCode::OK);
        assert_eq!(seen.headers().get(header::CONTENT_TYPE).unwrap(), "application/pdf");
        assert!(served.purposes(&second).await.contains(&"held".to_owned()), "the look is recorded for this dossier");
        for stranger in ["other-reception", "other-handler"] {
            let answer = served.browser(stranger).await.get(&path).await;
            assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{stranger}");
            assert_eq!(served.ask(stranger, "GET", &held, "").await.status(), StatusCode::NOT_FOUND, "{stranger}");
        }

        let bare = value!({ "version": 1, "request": "Bổ sung giấy tờ còn thiếu." });
        let asked = format!("/api/v1/dossiers/{second}/ask-supplement");
        let refused = served.ask("reception", "POST", &asked, &bare.to_string()).await;
        assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert!(json(refused).await.to_string().contains("held_reason"));

        let token = reception.token(&papers).await;
        let taken = reception.post(&path, &format!("csrf={token}&paper={MEDICAL}"), &[]).await;
        assert_eq!(taken.status(), StatusCode::SEE_OTHER);
        let page = text(reception.get(&papers).await).await.replace("&#x2f;", "/");
        assert!(page.contains(&format!("Lấy từ {code}")) && !page.contains(&path), "{page}");
        let history = text(reception.get(&format!("/officer/dossiers/{second}?part=history")).await).await;
        let line = served.app.words().get(web::Locale::Vi, "dossiers-desk-held-taken").into_owned();
        assert!(history.contains(&line), "{history}");
        assert_eq!(reception.get(&path).await.status(), StatusCode::NOT_FOUND, "it is not offered any more");
        let files = json(served.ask("reception", "GET", &format!("/api/v1/dossiers/{second}/files"), "").await).await;
        assert_eq!(files["items"][0]["taken_from"]["code"], value!(code), "{files}");
        assert_eq!(files["items"][0]["converted"], Value::Null);
    });
}

#[test]
fn a_citizen_uses_what_was_handed_in_before_and_nobody_else_does() {
    testkit::tokio().block_on(async {
        let served = Served::start().await;
        let begin = async |who: &str| {
            let asked = value!({ "procedure": "1.001193" }).to_string();
            let draft = json(served.ask(who, "POST", "/api/v1/drafts", &asked).await).await["id"].clone();
            let id = draft.as_str().unwrap().to_owned();
            let saved = value!({
                "area": organisation::unit_id("18853").uuid(),
                "answers": procedures::sample_answers().unwrap()["birth"],
            });
            let path = format!("/api/v1/drafts/{id}/save");
            assert_eq!(served.ask(who, "POST", &path, &saved.to_string()).await.status(), StatusCode::OK);
            id
        };
        let first = begin("citizen").await;
        let files = format!("/api/v1/drafts/{first}/files?paper={MEDICAL}");
        assert_eq!(served.send_file("citizen", &files, "giay.pdf", pdf()).await.status(), StatusCode::CREATED);
        let sent = served.ask("citizen", "POST", &format!("/api/v1/drafts/{first}/submit"), "").await;
        assert_eq!(sent.status(), StatusCode::CREATED);
        served.done("reception", &first, "accept", value!({}), 1).await;

        let draft = begin("citizen").await;
        let held = format!("/api/v1/drafts/{draft}/held");
        let list = json(served.ask("citizen", "GET", &held, "").await).await;
        let file = list["items"][0]["file"].as_str().unwrap().to_owned();
        let citizen = served.browser("citizen").await;
        let papers = format!("/my/drafts/{draft}/papers");
        let action = format!("/my/drafts/{draft}/papers/{MEDICAL}/held/{file}");
        assert!(text(citizen.get(&papers).await).await.replace("&#x2f;", "/").contains(&action));

        let foreign = begin("stranger").await;
        let wanted = value!({ "paper": MEDICAL, "file": file }).to_string();
        for id in [&foreign, &draft] {
            let path = format!("/api/v1/drafts/{id}/held");
            let answer = served.ask("stranger", "POST", &path, &wanted).await;
            assert_eq!(answer.status(), StatusCode::NOT_FOUND);
        }
        let none = json(served.ask("stranger", "GET", &format!("/api/v1/drafts/{foreign}/held"), "").await).await;
        assert_eq!(none["items"], value!([]));

        let token = citizen.token(&papers).await;
        let used = citizen.upload(&action, &[("csrf", token.as_str())], ("paper-authorisation", "")).await;
        assert_eq!(used.status(), StatusCode::SEE_OTHER);
        let page = text(citizen.get(&papers).await).await.replace("&#x2f;", "/");
        assert!(page.contains("Lấy từ ") && !page.contains(&action), "{page}");
        // Pressed once more in an old tab: the page says so at the paper, and nothing is there twice.
        let stale = citizen.upload(&action, &[("csrf", token.as_str())], ("paper-authorisation", "")).await;
        assert_eq!(stale.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let gone = served.app.words().get(web::Locale::Vi, "dossiers-error-held-gone").into_owned();
        assert!(text(stale).await.contains(&gone));
        let files = json(served.ask("citizen", "GET", &format!("/api/v1/drafts/{draft}"), "").await).await;
        assert_eq!(files["files"].as_array().map(Vec::len), Some(1), "{files}");
    });
}
