//! An administrator opens, changes and locks the account of an officer, over the API and on the pages.

use axum::http::StatusCode;
use serde_json::json as value;

use crate::common::{Served, json, text};
use crate::faults::problem;

const PEOPLE: &str = "/api/v1/people";

#[test]
fn an_account_is_opened_given_roles_and_locked() {
    testkit::tokio().block_on(async {
        let served = Served::start().await;
        let me = json(served.ask("administrator", "GET", "/api/v1/me", "").await).await;
        let unit = me["unit"].as_str().unwrap();
        let new = value!({
            "login": "le.thi.mau", "name": "Lê Thị Mẫu", "email": "mau@example.vn",
            "post": { "unit": unit, "role": "handler", "position": "Chuyên viên" },
        });
        let opened = served.ask("administrator", "POST", PEOPLE, &new.to_string()).await;
        assert_eq!(opened.status(), StatusCode::CREATED);
        let opened = json(opened).await;
        let path = format!("{PEOPLE}/{}", opened["id"].as_str().unwrap());
        assert_eq!((&opened["login"], &opened["posts"][0]["role"]), (&value!("le.thi.mau"), &value!("handler")));

        let mut wrong = new.clone();
        wrong["email"] = "x".into();
        wrong["post"]["from"] = "soon".into();
        let wrong = served.ask("administrator", "POST", PEOPLE, &wrong.to_string()).await;
        let wrong = problem(wrong, StatusCode::UNPROCESSABLE_ENTITY).await;
        let faults = wrong["errors"].as_array().unwrap().iter().map(|fault| &fault["pointer"]);
        assert_eq!(faults.collect::<Vec<_>>(), [&value!("/email"), &value!("/post/from")]);

        let role = value!({ "unit": unit, "role": "administrator" }).to_string();
        let apart = served.ask("administrator", "POST", &format!("{path}/assign"), &role).await;
        problem(apart, StatusCode::UNPROCESSABLE_ENTITY).await;
        let ended = value!({ "post": opened["posts"][0]["id"] }).to_string();
        let ended = json(served.ask("administrator", "POST", &format!("{path}/end-role"), &ended).await).await;
        assert!(ended["posts"][0]["to"].is_string(), "{ended}");
        for (act, locked) in [("lock", true), ("unlock", false)] {
            let done = json(served.ask("administrator", "POST", &format!("{path}/{act}"), "").await).await;
            assert_eq!(done["is_locked"], locked);
        }
        let gone = served.ask("administrator", "POST", &format!("{path}/end-sessions"), "").await;
        assert_eq!(gone.status(), StatusCode::NO_CONTENT);
        let found = json(served.ask("administrator", "GET", &format!("{PEOPLE}?q=le%20thi%20mau"), "").await).await;
        assert_eq!((&found["total"], &found["next"]), (&value!(1), &value!(null)));
    });
}

#[test]
fn an_administrator_sees_the_pages_and_nothing_is_changed_on_the_own_account() {
    testkit::tokio().block_on(async {
        let served = Served::start().await;
        let own = json(served.ask("administrator", "GET", "/api/v1/me", "").await).await;
        let own = own["account"].as_str().unwrap().to_owned();
        let list = text(served.ask("administrator", "GET", "/officer/admin/people", "").await).await;
        assert!(list.contains("administrator.it"), "{list}");
        let page = text(served.ask("administrator", "GET", &format!("/officer/admin/people/{own}"), "").await).await;
        assert!(!page.contains("/end-sessions"), "one's own account has no acts: {page}");
        let lock = served.ask("administrator", "POST", &format!("{PEOPLE}/{own}/lock"), "").await;
        assert_eq!(problem(lock, StatusCode::CONFLICT).await["code"], "identity-error-own-account");
        let unknown = served.ask("administrator", "GET", "/invited/x", "").await;
        assert_eq!(unknown.status(), StatusCode::NOT_FOUND);
    });
}

#[test]
fn everything_is_handed_over_and_the_record_lists_the_work() {
    testkit::tokio().block_on(async {
        let served = Served::start().await;
        let me = json(served.ask("administrator", "GET", "/api/v1/me", "").await).await;
        let unit = me["unit"].as_str().unwrap();
        let mut accounts = Vec::new();
        for login in ["nguoi.giao", "nguoi.nhan"] {
            let new = value!({
                "login": login, "name": "Lê Thị Mẫu", "email": "mau@example.vn",
                "post": { "unit": unit, "role": if login == "nguoi.giao" { "handler" } else { "approver" } },
            });
            let opened = json(served.ask("administrator", "POST", PEOPLE, &new.to_string()).await).await;
            accounts.push(opened["id"].as_str().unwrap().to_owned());
        }
        let path = format!("{PEOPLE}/{}/hand-over", accounts[0]);
        let wrong = value!({ "receiver": "khong.co", "basis": "Quyết định số 12" }).to_string();
        let wrong = served.ask("administrator", "POST", &path, &wrong).await;
        problem(wrong, StatusCode::UNPROCESSABLE_ENTITY).await;
        let body = value!({ "receiver": "nguoi.nhan", "basis": "Quyết định số 12" }).to_string();
        let made = served.ask("administrator", "POST", &path, &body).await;
        assert_eq!(made.status(), StatusCode::CREATED);
        let made = json(made).await;
        let id = made["id"].as_str().unwrap();
        assert_eq!((&made["to"], &made["held"]), (&value!(accounts[1]), &value!(0)));
        let read = json(served.ask("administrator", "GET", &format!("/api/v1/hand-overs/{id}"), "").await).await;
        assert_eq!(read["basis"], "Quyết định số 12");
        let sheet = format!("/officer/admin/hand-overs/{id}");
        let sheet = text(served.ask("administrator", "GET", &sheet, "").await).await;
        assert!(sheet.contains("Lê Thị Mẫu") && sheet.contains("Quyết định số 12"), "{sheet}");
        let form = format!("/officer/admin/people/{}/hand-over", accounts[0]);
        let form = text(served.ask("administrator", "GET", &form, "").await).await;
        assert!(form.replace("&#x2f;", "/").contains(&format!("/officer/admin/hand-overs/{id}")), "{form}");
    });
}
