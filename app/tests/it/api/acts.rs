//! What a machine needs to know before it acts, and what it may send again.

use access::Carrier;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use axum::response::Response;
use serde_json::{Value, json as value};
use uuid::Uuid;

use super::{BIRTH, answers, area, run, wrong};
use crate::common::{Served, json, new_dossier, rows_of, text};
use crate::faults::problem;

#[test]
fn an_officer_learns_who_asks_what_can_be_done_and_to_whom_work_goes() {
    run(async |served| {
        let me = served.got("approver", "GET", "/api/v1/me", &Value::Null, StatusCode::OK).await;
        let rights = me["grants"][0]["rights"].as_array().unwrap();
        assert!(rights.contains(&value!("dossiers.approve")), "{me}");
        let citizen = served.got("citizen", "GET", "/api/v1/me", &Value::Null, StatusCode::OK).await;
        assert_eq!((&citizen["is_officer"], &citizen["grants"]), (&value!(false), &value!([])));

        let id = served.filed_birth().await;
        let path = format!("/api/v1/dossiers/{id}");
        let acts = |dossier: &Value| dossier["acts"].as_array().unwrap().clone();
        let desk = acts(&served.got("reception", "GET", &path, &Value::Null, StatusCode::OK).await);
        assert!(desk.contains(&value!("accept")) && !desk.contains(&value!("forward")), "{desk:?}");
        let own = acts(&served.got("citizen", "GET", &path, &Value::Null, StatusCode::OK).await);
        assert_eq!(own, [value!("withdraw")]);
        served.act("reception", &id, "accept", value!({})).await;
        let officers = format!("{path}/officers");
        let list = served.got("approver", "GET", &officers, &Value::Null, StatusCode::OK).await;
        let given = value!({ "officer": list["current"][0]["account"] });
        served.act("approver", &id, "assign", given).await;
        // Whoever does the step may name who goes on with it, so they learn who can, and no more than that.
        let own = served.got("handler", "GET", &officers, &Value::Null, StatusCode::OK).await;
        assert_eq!((&own["current"], &own["next"]), (&value!([]), &list["next"]));
        let named = value!({ "officer": own["next"][0]["account"] });
        served.act("handler", &id, "forward", named).await;
        let gone = served.got("handler", "GET", &officers, &Value::Null, StatusCode::OK).await;
        assert_eq!((&gone["current"], &gone["next"]), (&value!([]), &value!([])), "the step is the approver's now");
        for who in ["citizen", "other-handler"] {
            problem(served.ask(who, "GET", &officers, "").await, StatusCode::NOT_FOUND).await;
        }
    });
}

#[test]
fn what_the_form_does_not_know_is_refused_and_what_is_left_out_stays() {
    run(async |served| {
        let id = served.draft().await;
        let path = format!("/api/v1/drafts/{id}/save");
        for body in [
            value!({ "answers": { "zzz": 1 } }),
            value!({ "answers": { "child_name": "a".repeat(20_000) } }),
            value!({ "area": "018f0000-0000-7000-8000-0000000000ff" }),
            value!({ "applicant": { "nope": 5 } }),
            value!({ "answer": {} }),
        ] {
            let response = served.ask("citizen", "POST", &path, &body.to_string()).await;
            assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
        }
        let before = served.got("citizen", "GET", &format!("/api/v1/drafts/{id}"), &Value::Null, StatusCode::OK).await;
        let change = value!({ "version": before["version"], "applicant": { "email": "mau@vidu.vn" } });
        let after = served.got("citizen", "POST", &path, &change, StatusCode::OK).await;
        assert_eq!((&after["applicant"]["email"], &after["area"]), (&value!("mau@vidu.vn"), &before["area"]));
        assert_eq!(after["applicant"]["name"], before["applicant"]["name"]);
        let stale = served.ask("citizen", "POST", &path, &change.to_string()).await;
        let stale = problem(stale, StatusCode::CONFLICT).await;
        let told = (&stale["code"], &stale["current_version"]);
        assert_eq!(told, (&value!("dossiers-error-draft-changed"), &after["version"]));
    });
}

#[test]
fn a_draft_that_is_submitted_again_answers_its_dossier() {
    run(async |served| {
        let id = served.filed_birth().await;
        let submit = format!("/api/v1/drafts/{id}/submit");
        let again = served.got("citizen", "POST", &submit, &Value::Null, StatusCode::CREATED).await;
        assert_eq!(again["id"], value!(id));
        problem(served.ask("stranger", "POST", &submit, "").await, StatusCode::NOT_FOUND).await;
        let own = served.got("citizen", "GET", "/api/v1/dossiers", &Value::Null, StatusCode::OK).await;
        assert_eq!(own["items"][0]["reference"], again["reference"]);
        let new = value!({
            "procedure": "1.004873", "area": area("18853"), "answers": answers("marital-status"),
        });
        let filed = served.got("citizen", "POST", "/api/v1/dossiers", &new, StatusCode::CREATED).await;
        assert!(filed["payment"].is_string(), "{filed}");
    });
}

/// Files a dossier under a key.
async fn file_with_key(served: &Served, who: &str, key: &str, body: &Value) -> Response {
    let secret = served.secret(who, Carrier::Token).await.unwrap();
    let request = Request::post("/api/v1/dossiers")
        .header(header::AUTHORIZATION, format!("Bearer {secret}"))
        .header(header::CONTENT_TYPE, "application/json")
        .header("idempotency-key", key)
        .body(Body::from(body.to_string()));
    served.send(request.unwrap()).await
}

#[test]
fn a_filing_with_a_key_is_filed_once() {
    run(async |served| {
        let new = new_dossier();
        let file = async |who: &str, key: &str| file_with_key(&served, who, key, &new).await;
        let key = "6f1c1f0e-6a0b-4d52-9d3c-0c6a3d8f1b11";
        let first = json(file("citizen", key).await).await;
        let again = file("citizen", key).await;
        assert_eq!(again.status(), StatusCode::CREATED);
        assert_eq!(json(again).await, first);
        let own = served.got("citizen", "GET", "/api/v1/dossiers", &Value::Null, StatusCode::OK).await;
        assert_eq!(own["total"], 1);
        let together = "6f1c1f0e-6a0b-4d52-9d3c-0c6a3d8f1b12";
        let (one, two) = tokio::join!(file("citizen", together), file("citizen", together));
        assert_eq!((one.status(), two.status()), (StatusCode::CREATED, StatusCode::CREATED));
        assert_eq!(json(one).await, json(two).await);
        let other = json(file("stranger", key).await).await;
        assert_ne!(other["id"], first["id"], "a key is known beside its account only");
        assert_eq!(file("citizen", "x").await.status(), StatusCode::UNPROCESSABLE_ENTITY);
    });
}

#[test]
fn no_key_reaches_the_files_of_another_person() {
    run(async |served| {
        let id = served.filed_birth().await;
        let path = format!("/api/v1/dossiers/{id}/files");
        let files = async || served.got("citizen", "GET", &path, &Value::Null, StatusCode::OK).await;
        let before = files().await;
        let content = format!("{path}/{}", before["items"][0]["id"].as_str().unwrap());
        let dossier = Uuid::parse_str(&id).unwrap();
        // Cannot be submitted, so that its draft is dropped at once.
        let mut unfit = new_dossier();
        unfit["answers"] = value!({});
        for who in ["stranger", "citizen"] {
            let account = served.actor(who).await.account;
            // The id itself, and the keys that make it together with an account that its holder knows.
            for key in [dossier.as_u128(), dossier.as_u128() ^ account.as_u128().rotate_left(64)] {
                let key = Uuid::from_u128(key).to_string();
                let refused = file_with_key(&served, who, &key, &unfit).await;
                assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY, "{who} {key}");
                let drafts = served.got(who, "GET", "/api/v1/drafts", &Value::Null, StatusCode::OK).await;
                assert_eq!(drafts["total"], 0, "{who} {key}");
                assert_eq!(files().await, before, "{who} {key}");
                assert_eq!(served.ask("citizen", "GET", &content, "").await.status(), StatusCode::OK, "{who} {key}");
            }
        }
    });
}

/// Puts a new version of the birth procedure into force.
async fn change_rules(served: &Served) {
    let csv = rows_of(procedures::CSV, &[BIRTH]).replace("Đăng ký khai sinh,", "Đăng ký khai sinh mới,");
    let data = procedures::Data::embedded().unwrap();
    let report = procedures::import_procedures(&served.runtime, &csv, &data, served.runtime.now()).await.unwrap();
    assert_eq!(report.changed, 1, "{:?}", report.quarantined);
    let catalogue = served.runtime.services().get::<procedures::Catalogue>().unwrap();
    catalogue.reload(served.runtime.store()).await.unwrap();
}

#[test]
fn a_draft_is_taken_over_to_new_rules_before_it_is_submitted() {
    run(async |served| {
        let (of_machine, of_person) = (served.draft().await, served.draft().await);
        change_rules(&served).await;
        let path = format!("/api/v1/drafts/{of_machine}");
        let read = async || served.got("citizen", "GET", &path, &Value::Null, StatusCode::OK).await;
        assert_eq!(read().await["is_outdated"], true);
        let refused = served.ask("citizen", "POST", &format!("{path}/submit"), "").await;
        assert_eq!(wrong(refused, StatusCode::CONFLICT).await.0, "dossiers-error-draft-outdated");
        let saved = served.got("citizen", "POST", &format!("{path}/save"), &value!({}), StatusCode::OK).await;
        assert_eq!((&saved["is_outdated"], &saved["answers"]), (&value!(false), &answers("birth")));
        // Now it lacks no more than its paper.
        let lacking = served.ask("citizen", "POST", &format!("{path}/submit"), "").await;
        assert_eq!(wrong(lacking, StatusCode::UNPROCESSABLE_ENTITY).await.1.len(), 1);

        let browser = served.browser("citizen").await;
        let review = format!("/my/drafts/{of_person}/review");
        let told = browser.get(&format!("/my/drafts/{of_person}/applicant")).await;
        assert_eq!(told.status(), StatusCode::SEE_OTHER);
        assert_eq!(told.headers()[header::LOCATION], review.as_str());
        let mut said = told.headers().get_all(header::SET_COOKIE).iter().filter_map(|cookie| cookie.to_str().ok());
        assert!(said.any(|cookie| cookie.starts_with("nl_flash=dossiers-draft-renewed;")));
        let page = browser.get(&review).await;
        assert_eq!(page.status(), StatusCode::OK);
        assert!(text(page).await.contains("Đăng ký khai sinh mới"));
    });
}

#[test]
fn the_clocks_of_a_dossier_stand_in_its_body_and_in_the_look_up() {
    run(async |served| {
        let (id, reference) = served.filed().await;
        let track = async || {
            let request = Request::get(format!("/api/v1/track/{reference}")).header("x-lookup-factor", "0017");
            let response = served.send(request.body(Body::empty()).unwrap()).await;
            assert_eq!(response.status(), StatusCode::OK);
            json(response).await
        };
        let path = format!("/api/v1/dossiers/{id}");
        let filed = served.got("citizen", "GET", &path, &Value::Null, StatusCode::OK).await;
        assert_eq!((&filed["due_at"], &filed["answered_at"]), (&Value::Null, &Value::Null));
        // Eight working hours after Tuesday, 08:00.
        assert_eq!(filed["answer_due_at"], "2024-12-11T08:30:00+07:00");
        let tracked = track().await;
        for field in ["answer_due_at", "answered_at"] {
            assert_eq!(tracked[field], filed[field], "{field}");
        }
        assert_eq!(tracked["held_since"], filed["submitted_at"]);
        assert_eq!(tracked["step_due_at"], filed["answer_due_at"]);
        let fee = &tracked["fees"][0];
        assert_eq!((&fee["state"], &fee["paid_at"]), (&value!("due"), &Value::Null));
        assert!(fee["amount"].as_i64().is_some_and(|amount| amount > 0), "{tracked}");

        let accepted = served.act("reception", &id, "accept", value!({})).await;
        assert_eq!(accepted["answered_at"], accepted["received_at"]);
        assert!(accepted["due_at"].is_string() && track().await["step_due_at"].is_string());
        let wanted = "Nộp văn bản ủy quyền có chữ ký.";
        served.act("handler", &id, "ask-supplement", value!({ "request": wanted })).await;
        let waiting = track().await;
        assert_eq!((&waiting["step_due_at"], &waiting["held_since"]), (&Value::Null, &waiting["paused_at"]));
        assert!(waiting["paused_at"].is_string(), "{waiting}");
    });
}
