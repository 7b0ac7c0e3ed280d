//! A machine decides on requests to be erased by the same command as the page.

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};

use crate::common::{Served, json as body_of};

const LIST: &str = "/api/v1/personal/erasures";

async fn post(served: &Served, path: &str, body: &Value) -> Response {
    served.ask("data-protection", "POST", path, &body.to_string()).await
}

/// The citizen asks; gives the address of the request.
async fn asked(served: &Served) -> String {
    let asked = served.ask("citizen", "POST", "/api/v1/me/erasure", "").await;
    assert_eq!(asked.status(), StatusCode::NO_CONTENT);
    let list = body_of(served.ask("data-protection", "GET", LIST, "").await).await;
    assert_eq!(list["waiting"].as_array().unwrap().len(), 1, "{list}");
    assert_eq!(list["waiting"][0]["state"], "asked");
    format!("{LIST}/{}", list["waiting"][0]["id"].as_str().unwrap())
}

#[test]
fn requests_to_be_erased_are_decided_by_the_api() {
    testkit::tokio().block_on(async {
        let served = Served::start().await;
        let path = asked(&served).await;
        for (who, verb) in [("administrator", "erase"), ("leader", "refuse")] {
            let refused = served.ask(who, "POST", &format!("{path}/{verb}"), "{}").await;
            assert_eq!(refused.status(), StatusCode::FORBIDDEN, "{who}");
        }
        let shown = body_of(served.ask("data-protection", "GET", &path, "").await).await;
        let sources = shown["sources"].as_array().unwrap();
        assert_eq!((sources[0]["source"].as_str(), sources[0]["erased"].as_bool()), (Some("account"), Some(true)));
        assert!(sources.iter().any(|source| source["erased"] == false && source["basis"].is_string()), "{shown}");
        assert!(!shown.to_string().contains("Nguyễn Văn Mẫu"), "it names nobody");

        let without = post(&served, &format!("{path}/refuse"), &json!({ "reason": "" })).await;
        assert_eq!(without.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let told = body_of(without).await;
        assert!(told.to_string().contains("reason"), "{told}");
        let reason = json!({ "reason": "Hồ sơ còn được dùng trong một vụ việc khác." });
        assert_eq!(post(&served, &format!("{path}/refuse"), &reason).await.status(), StatusCode::NO_CONTENT);

        let path = asked(&served).await;
        assert_eq!(post(&served, &format!("{path}/erase"), &json!({})).await.status(), StatusCode::NO_CONTENT);
        let again = post(&served, &format!("{path}/erase"), &json!({})).await;
        assert_eq!(again.status(), StatusCode::CONFLICT);
        let list = body_of(served.ask("data-protection", "GET", LIST, "").await).await;
        assert_eq!(list["waiting"].as_array().unwrap().len(), 0, "{list}");
        for state in ["done", "refused"] {
            let of_state = list["decided"].as_array().unwrap().iter().filter(|line| line["state"] == state);
            assert_eq!(of_state.count(), 1, "{state}: {list}");
        }
        let nobody = served.ask("data-protection", "GET", &format!("{LIST}/x"), "").await;
        assert_eq!(nobody.status(), StatusCode::NOT_FOUND);
    });
}
