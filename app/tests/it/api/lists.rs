//! Lists and their parameters.

use axum::http::StatusCode;
use serde_json::Value;

use super::{run, wrong};

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
