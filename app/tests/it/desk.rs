//! What an officer sends from a page and what comes back of it: nothing that was good has to be given twice.

use axum::http::StatusCode;
use serde_json::{Value, json as value};

use crate::common::{Served, json, text};

/// The birth of a child as it lies on the desk of the ward, with a paper that is not digitised.
pub(crate) fn on_paper() -> Value {
    value!({
        "procedure": "1.001193",
        "area": organisation::unit_id("18853").uuid(),
        "channel": "counter",
        "applicant": {
            "name": "Phạm Văn Minh Họa",
            "identity": "044080000019",
            "phone": "0905000019",
            "address": "Số 5, đường Mẫu, phường Hải Thành",
        },
        "answers": procedures::sample_answers().unwrap()["birth"],
    })
}

impl Served {
    /// Performs an act on a dossier over the API, on this version.
    pub(crate) async fn done(&self, who: &str, id: &str, act: &str, mut body: Value, version: i64) -> Value {
        body["version"] = version.into();
        let response = self.ask(who, "POST", &format!("/api/v1/dossiers/{id}/{act}"), &body.to_string()).await;
        assert_eq!(response.status(), StatusCode::OK, "{act}");
        json(response).await
    }
}

#[test]
fn a_result_that_was_chosen_for_a_refused_decision_stays() {
    testkit::tokio().block_on(async {
        let served = Served::start().await;
        let taken = json(served.ask("reception", "POST", "/api/v1/intake", &on_paper().to_string()).await).await;
        let id = taken["id"].as_str().unwrap().to_owned();
        served.done("reception", &id, "accept", value!({}), 1).await;
        let why = value!({ "override_reason": "Máy quét hỏng, đã xem bản giấy." });
        served.done("approver", &id, "hand-on", why, 2).await;
        let forwarded = served.done("handler", &id, "forward", value!({ "note": "Hồ sơ đủ." }), 3).await;
        let version = forwarded["version"].as_i64().unwrap().to_string();
        let approver = served.browser("approver").await;
        let (form, to) = (format!("/officer/dossiers/{id}/act/approve"), format!("/officer/dossiers/{id}/approve"));
        let token = approver.token(&form).await;
        // The paper was not digitised, so the decision needs a reason.
        let bare = [("csrf", token.as_str()), ("version", version.as_str()), ("override_reason", "")];
        for _ in 0..2 {
            let refused = approver.upload(&to, &bare, ("result", "ket-qua.pdf")).await;
            assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
            let page = text(refused).await;
            let again = served.app.words().get(web::Locale::Vi, "dossiers-desk-error-result-again").into_owned();
            assert!(page.contains("ket-qua.pdf") && !page.contains(&again), "{page}");
        }
        let papers = text(approver.get(&format!("/officer/dossiers/{id}?part=papers")).await).await;
        let removals = papers.replace("&#x2f;", "/").matches("/remove\"").count();
        assert_eq!(removals, 1, "it is there once, and can be taken away: {papers}");
        let files = format!("/api/v1/dossiers/{id}/files");
        let undecided = json(served.ask("reception", "GET", &files, "").await).await;
        assert_eq!(undecided["results"], value!([]), "nothing is decided yet");

        let why = ("override_reason", "Da xem ban goc.");
        let reasoned = [("csrf", token.as_str()), ("version", version.as_str()), why];
        let decided = approver.upload(&to, &reasoned, ("result", "")).await;
        assert_eq!(decided.status(), StatusCode::SEE_OTHER);
        let given = json(served.ask("reception", "GET", &files, "").await).await;
        assert_eq!(given["results"].as_array().map(Vec::len), Some(1), "{given}");
    });
}

#[test]
fn a_clock_says_what_it_limits() {
    testkit::tokio().block_on(async {
        let served = Served::start().await;
        let (id, _) = served.filed().await;
        served.done("reception", &id, "accept", value!({}), 1).await;
        let handler = served.browser("handler").await;
        let list = text(handler.get("/officer/unit").await).await;
        assert!(list.contains("Bước · ") && !list.contains("Hồ sơ · "), "{list}");
        let page = text(handler.get(&format!("/officer/dossiers/{id}")).await).await;
        assert!(page.contains("Hồ sơ · ") && page.contains("Bước · "), "{page}");
        let own = text(served.browser("citizen").await.get(&format!("/my/dossiers/{id}")).await).await;
        assert!(!own.contains("Hồ sơ · ") && !own.contains("Bước · "), "{own}");
    });
}

#[test]
fn what_a_desk_has_done_is_listed_with_its_way_back() {
    testkit::tokio().block_on(async {
        let served = Served::start().await;
        let (id, _) = served.filed().await;
        let reception = served.browser("reception").await;
        let link = format!("/officer/dossiers/{id}?from=handled");
        let page = async || text(reception.get("/officer/handled").await).await.replace("&#x2f;", "/");
        assert!(!page().await.contains(&link), "it is not done yet");
        served.done("reception", &id, "accept", value!({}), 1).await;
        let list = page().await;
        assert!(list.contains(&link) && list.contains("Nguyễn Văn Mẫu"), "{list}");
        let dossier = text(reception.get(&link).await).await.replace("&#x2f;", "/");
        assert!(dossier.contains("<li><a href=\"/officer/handled\">"), "{dossier}");
        let done = json(served.ask("reception", "GET", "/api/v1/handled", "").await).await;
        assert_eq!((&done["items"][0]["dossier"], &done["next"]), (&value!(id), &Value::Null));
        let others = json(served.ask("other-reception", "GET", "/api/v1/handled", "").await).await;
        assert_eq!(others["items"], value!([]));
        assert_eq!(served.ask("citizen", "GET", "/api/v1/handled", "").await.status(), StatusCode::NOT_FOUND);
    });
}
