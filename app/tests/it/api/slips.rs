//! A body with several faults is told all of them at once.

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json as value};

use super::paper::paper_dossier;
use super::{run, wrong};
use crate::common::{Served, new_dossier};
use crate::faults::problem;

/// The pointers of a refused body, in their order by name.
async fn pointers(response: Response) -> Vec<String> {
    let (_, mut pointers) = wrong(response, StatusCode::UNPROCESSABLE_ENTITY).await;
    pointers.sort();
    pointers
}

async fn posted(served: &Served, who: &str, path: &str, body: &Value) -> Response {
    served.ask(who, "POST", path, &body.to_string()).await
}

#[test]
fn an_act_tells_all_that_is_wrong_with_it() {
    run(async |served| {
        let (id, _) = served.filed().await;
        served.act("reception", &id, "accept", value!({})).await;
        let nobody = "018f0000-0000-7000-8000-0000000000ff";
        let long = "a".repeat(2_001);
        for (who, act, body, expected) in [
            ("handler", "ask-fee", value!({ "version": 2, "amount": -1, "reason": "x" }), "/amount /reason"),
            (
                "handler",
                "ask-opinion",
                value!({ "version": 2, "unit": nobody, "days": 0, "question": "?" }),
                "/days /question /unit",
            ),
            ("handler", "reappoint", value!({ "version": 2, "date": "soon", "reason": "x" }), "/date /reason"),
            ("handler", "reappoint", value!({ "version": 2, "date": "2024-12-08" }), "/date /reason"),
            ("handler", "forward", value!({ "version": 2, "note": long, "officer": nobody }), "/note /officer"),
            (
                "reception",
                "pay-at-counter",
                value!({ "version": 2, "amount": 1, "method": "gateway", "receipt": "x" }),
                "/amount /method /receipt",
            ),
            ("citizen", "rate", value!({ "score": 9, "comment": long }), "/comment /score"),
            // What cannot be read is told first, and all of it.
            ("handler", "ask-fee", value!({ "amount": "5", "reason": 5 }), "/amount /reason /version"),
        ] {
            let response = posted(&served, who, &format!("/api/v1/dossiers/{id}/{act}"), &body).await;
            assert_eq!(pointers(response).await.join(" "), expected, "{who} {act} {body}");
        }
        let stale = value!({ "version": 1, "date": "soon", "reason": "x" });
        let stale = posted(&served, "handler", &format!("/api/v1/dossiers/{id}/reappoint"), &stale).await;
        assert_eq!(problem(stale, StatusCode::CONFLICT).await["current_version"], 2, "a new version comes first");
        let foreign = value!({ "version": 2, "date": "soon", "reason": "x" });
        let foreign = posted(&served, "other-handler", &format!("/api/v1/dossiers/{id}/reappoint"), &foreign).await;
        problem(foreign, StatusCode::NOT_FOUND).await;
    });
}

#[test]
fn a_filing_and_an_intake_tell_all_that_is_wrong_with_them() {
    run(async |served| {
        let mut new = new_dossier();
        new["behalf"] = "nobody".into();
        new["area"] = "018f0000-0000-7000-8000-0000000000ff".into();
        new["answers"]["zzz"] = 1.into();
        new["answers"]["copies"] = 900.into();
        let found = pointers(posted(&served, "citizen", "/api/v1/dossiers", &new).await).await;
        assert_eq!(found, ["/answers/copies", "/answers/zzz", "/area", "/behalf"]);

        let mut paper = paper_dossier();
        paper["channel"] = "pigeon".into();
        paper["behalf"] = "nobody".into();
        paper["applicant"]["phone"] = "12".into();
        paper["answers"]["zzz"] = 1.into();
        paper["answers"]["copies"] = 900.into();
        let found = pointers(posted(&served, "reception", "/api/v1/intake", &paper).await).await;
        assert_eq!(found, ["/answers/copies", "/answers/zzz", "/applicant/phone", "/behalf", "/channel"]);
        paper["procedure"] = "9.999999".into();
        let found = pointers(posted(&served, "reception", "/api/v1/intake", &paper).await).await;
        assert_eq!(found, ["/applicant/phone", "/behalf", "/channel", "/procedure"]);

        let inbox = served.ask("handler", "GET", "/api/v1/inbox?filter=x&view=all&page=x", "").await;
        assert_eq!(pointers(inbox).await, ["/filter", "/page", "/view"]);
        let drafts = served.got("citizen", "GET", "/api/v1/drafts", &Value::Null, StatusCode::OK).await;
        assert_eq!(drafts["total"], 0, "what is refused leaves no draft");
    });
}
