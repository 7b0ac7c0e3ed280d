//! Lists and their parameters.

use axum::http::StatusCode;
use serde_json::{Value, json as value};

use super::{area, run, wrong};
use crate::faults::problem;

#[test]
fn a_parameter_that_cannot_be_read_gets_a_problem_document_too() {
    run(async |served| {
        for path in ["/api/v1/numbers?from=yesterday", "/api/v1/numbers?from=2024-01-01&from=2024-01-02"] {
            let response = served.ask("leader", "GET", path, "").await;
            assert_eq!(wrong(response, StatusCode::UNPROCESSABLE_ENTITY).await.1, ["/from"], "{path}");
        }
        let empty = served.ask("leader", "GET", "/api/v1/numbers?from=", "").await;
        assert_eq!(empty.status(), StatusCode::OK, "an empty value is none");
        let page = served.ask("citizen", "GET", "/api/v1/dossiers?page=x", "").await;
        assert_eq!(wrong(page, StatusCode::UNPROCESSABLE_ENTITY).await.1, ["/page"]);
        let of_another_question = kernel::page::bind("x", "q=khai+sinh");
        for (who, path, pointer) in [
            ("anonymous", format!("/api/v1/procedures?page={of_another_question}"), "/page"),
            ("anonymous", "/api/v1/procedures?q=%25".to_owned(), "/q"),
            ("anonymous", "/api/v1/procedures?agencies=450".to_owned(), "/agencies"),
            ("leader", "/api/v1/numbers?from=2024-12-10&to=2024-12-01".to_owned(), "/to"),
            ("handler", "/api/v1/inbox?filter=x".to_owned(), "/filter"),
            ("handler", "/api/v1/inbox?view=all".to_owned(), "/view"),
        ] {
            let response = served.ask(who, "GET", &path, "").await;
            assert_eq!(wrong(response, StatusCode::UNPROCESSABLE_ENTITY).await.1, [pointer], "{path}");
        }
    });
}

#[test]
fn lists_answer_as_they_are_described() {
    run(async |served| {
        served.filed().await;
        // Every answer is compared with its description where it is received.
        for (who, path) in [
            ("anonymous", "/api/v1/procedures?q=khai+sinh&level=commune&online=full&agency=18853"),
            ("anonymous", "/api/v1/procedures/1.001193"),
            ("anonymous", "/api/v1/units?level=commune"),
            ("citizen", "/api/v1/dossiers"),
            ("reception", "/api/v1/inbox"),
            ("handler", "/api/v1/inbox?view=mine&filter=late"),
            ("leader", "/api/v1/numbers?from=2024-01-01&to=2024-12-31"),
        ] {
            served.got(who, "GET", path, &Value::Null, StatusCode::OK).await;
        }
    });
}

#[test]
fn officers_read_the_payments_of_their_agencies_and_why_each_was_asked_for() {
    run(async |served| {
        let (id, reference) = served.filed().await;
        served.act("reception", &id, "accept", value!({})).await;
        let reason = "Lệ phí bản sao trích lục.";
        let asked = value!({ "amount": 24_000, "reason": reason });
        let code = served.act("handler", &id, "ask-fee", asked).await["code"].clone();

        let of_dossier = format!("/api/v1/dossiers/{id}/payments");
        for who in ["citizen", "handler", "approver"] {
            let list = served.got(who, "GET", &of_dossier, &Value::Null, StatusCode::OK).await;
            let mut told: Vec<(&Value, &Value)> =
                list["items"].as_array().unwrap().iter().map(|one| (&one["purpose"], &one["reason"])).collect();
            told.sort_by_key(|(_, reason)| reason.is_string());
            let expected = [(&value!(reference), &Value::Null), (&code, &value!(reason))];
            assert_eq!(told, expected, "{who}");
        }
        let list = async |who: &str, query: &str| {
            let path = format!("/api/v1/payments{query}");
            served.got(who, "GET", &path, &Value::Null, StatusCode::OK).await
        };
        // The fee belongs to the ward; its desk takes in for it.
        let (ward, next_ward) = (area("18853"), area("18856"));
        let own = format!("?unit={}", ward.as_str().unwrap());
        for (who, query, total) in [
            ("handler", "", 2),
            ("reception", "", 2),
            ("handler", "?state=due", 2),
            ("handler", "?state=paid", 0),
            ("handler", own.as_str(), 2),
            ("other-handler", "", 0),
        ] {
            let found = list(who, query).await;
            assert_eq!((&found["total"], &found["next"]), (&value!(total), &Value::Null), "{who} {query}");
            assert_eq!(found["items"].as_array().unwrap().len(), total, "{who} {query}");
        }
        let one = list("handler", "").await["items"][0].clone();
        let path = format!("/api/v1/payments/{}", one["id"].as_str().unwrap());
        for who in ["handler", "reception", "citizen"] {
            assert_eq!(served.got(who, "GET", &path, &Value::Null, StatusCode::OK).await, one, "{who}");
        }
        for who in ["other-handler", "stranger"] {
            problem(served.ask(who, "GET", &path, "").await, StatusCode::NOT_FOUND).await;
        }
        let other = format!("/api/v1/payments?unit={}", next_ward.as_str().unwrap());
        problem(served.ask("handler", "GET", &other, "").await, StatusCode::NOT_FOUND).await;
        problem(served.ask("approver", "GET", "/api/v1/payments", "").await, StatusCode::FORBIDDEN).await;
        let odd = served.ask("handler", "GET", "/api/v1/payments?state=x&page=y&unit=z", "").await;
        assert_eq!(wrong(odd, StatusCode::UNPROCESSABLE_ENTITY).await.1, ["/unit"], "what cannot be read comes first");
        let odd = served.ask("handler", "GET", "/api/v1/payments?state=x&page=y", "").await;
        assert_eq!(wrong(odd, StatusCode::UNPROCESSABLE_ENTITY).await.1, ["/state", "/page"]);
    });
}
