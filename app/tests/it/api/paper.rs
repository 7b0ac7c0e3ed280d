//! A paper dossier over JSON: taken in, counted, digitised, handed on.

use axum::http::StatusCode;
use serde_json::{Value, json as value};

use super::{BIRTH, PAPER, answers, area, pdf, run, wrong};
use crate::common::{json, text};
use crate::faults::problem;

/// The birth of a child as it lies on the desk of the ward.
pub(super) fn paper_dossier() -> Value {
    value!({
        "procedure": BIRTH,
        "area": area("18853"),
        "channel": "counter",
        "applicant": {
            "name": "Phạm Văn Minh Họa",
            "identity": "044080000019",
            "phone": "0905000019",
            "address": "Số 5, đường Mẫu, phường Hải Thành",
        },
        "answers": answers("birth"),
    })
}

#[test]
fn a_paper_dossier_is_taken_in_and_its_papers_are_digitised() {
    run(async |served| {
        for (field, value, pointer) in [
            ("area", area("450"), "/area"),
            ("area", value!("018f0000-0000-7000-8000-0000000000ff"), "/area"),
            ("channel", value!("online"), "/channel"),
            ("channel", value!("pigeon"), "/channel"),
            ("behalf", value!("nobody"), "/behalf"),
            ("applicant", value!({}), "/applicant/name"),
            ("procedure", value!("9.999999"), "/procedure"),
        ] {
            let mut body = paper_dossier();
            body[field] = value;
            let response = served.ask("reception", "POST", "/api/v1/intake", &body.to_string()).await;
            let (_, pointers) = wrong(response, StatusCode::UNPROCESSABLE_ENTITY).await;
            assert_eq!(pointers.first().map(String::as_str), Some(pointer), "{field}: {pointers:?}");
        }
        let body = paper_dossier();
        let elsewhere = served.ask("other-reception", "POST", "/api/v1/intake", &body.to_string()).await;
        problem(elsewhere, StatusCode::FORBIDDEN).await;
        let taken = served.got("reception", "POST", "/api/v1/intake", &body, StatusCode::CREATED).await;
        let id = taken["id"].as_str().unwrap();

        let scans = |paper: &str| format!("/api/v1/dossiers/{id}/scans?paper={paper}");
        let foreign = served.send_file("other-reception", &scans(PAPER), "", pdf()).await;
        problem(foreign, StatusCode::NOT_FOUND).await;
        problem(served.send_file("citizen", &scans(PAPER), "", pdf()).await, StatusCode::NOT_FOUND).await;
        let unknown = served.send_file("reception", &scans("no-such-paper"), "", pdf()).await;
        assert_eq!(wrong(unknown, StatusCode::UNPROCESSABLE_ENTITY).await.1, ["/paper"]);
        for paper in [PAPER, "other"] {
            let sent = served.send_file("reception", &scans(paper), "ban-chup.pdf", pdf()).await;
            assert_eq!(sent.status(), StatusCode::CREATED, "{paper}");
            assert_eq!(json(sent).await["source"], "scan");
        }
        let accepted = served.act("reception", id, "accept", value!({})).await;
        assert_eq!((&accepted["state"], &accepted["channel"]), (&value!(2), &value!("counter")));
        let stopped = served.act("handler", id, "stop", value!({ "reason": "Người nộp không đến nữa." })).await;
        assert_eq!(stopped["state"], 8);
        let late = served.send_file("handler", &scans("other"), "", pdf()).await;
        assert_eq!(wrong(late, StatusCode::CONFLICT).await.0, "dossiers-error-not-at-this-step");
    });
}

#[test]
fn a_paper_dossier_waits_at_the_desk_for_its_scans() {
    run(async |served| {
        let taken = served.got("reception", "POST", "/api/v1/intake", &paper_dossier(), StatusCode::CREATED).await;
        let id = taken["id"].as_str().unwrap();
        let path = |what: &str| format!("/api/v1/dossiers/{id}/{what}");
        let papers = value!([{ "paper": PAPER, "originals": 1 }, { "paper": "other", "name": "Thư", "copies": 100 }]);
        let wrong_count = value!({ "version": 1, "papers": papers }).to_string();
        let refused = served.ask("reception", "POST", &path("accept"), &wrong_count).await;
        assert_eq!(wrong(refused, StatusCode::UNPROCESSABLE_ENTITY).await.1, ["/papers/1/copies"]);
        let papers = value!([{ "paper": PAPER, "originals": 1 }]);
        let accepted = served.act("reception", id, "accept", value!({ "papers": papers })).await;
        assert_eq!((&accepted["state"], &accepted["step"]), (&value!(2), &value!("reception")));
        let print = served.browser("reception").await.get(&format!("/officer/dossiers/{id}/print/01")).await;
        assert!(text(print).await.contains("bản chính: 1, bản sao: 0"), "form 01 can be given out at once");

        let early = served.ask("reception", "POST", &path("hand-on"), "{\"version\":2}").await;
        assert_eq!(wrong(early, StatusCode::CONFLICT).await.0, "dossiers-error-scans-missing");
        let shown = served.send_file("reception", &path("scans?paper=identity"), "", pdf()).await;
        assert_eq!(wrong(shown, StatusCode::UNPROCESSABLE_ENTITY).await.1, ["/paper"]);
        let sent = served.send_file("reception", &path(&format!("scans?paper={PAPER}")), "", pdf()).await;
        assert!(json(sent).await["converted"]["unit"].is_string(), "who digitised it");
        let gone = served.act("reception", id, "hand-on", value!({})).await;
        assert_eq!((&gone["state"], &gone["step"]), (&value!(2), &value!("check")));
        let files = served.got("handler", "GET", &path("files"), &Value::Null, StatusCode::OK).await;
        let listed = value!([{ "paper": PAPER, "name": "", "originals": 1, "copies": 0, "files": 0 }]);
        assert_eq!(files["handed_in"], listed, "what was given out stays");
    });
}
