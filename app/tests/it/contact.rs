//! A citizen changes how they are reached, over the API; look-ups take the new number.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::json as value;

use crate::common::{Served, json};
use crate::faults::problem;

const PATH: &str = "/api/v1/me/contact";

async fn look_up(served: &Served, reference: &str, factor: &str) -> StatusCode {
    let request = Request::get(format!("/api/v1/track/{reference}")).header("x-lookup-factor", factor);
    served.send(request.body(Body::empty()).unwrap()).await.status()
}

#[test]
fn a_new_number_proves_a_look_up_from_then_on() {
    testkit::tokio().block_on(async {
        let served = Served::start().await;
        let (_, reference) = served.filed().await;
        assert_eq!(look_up(&served, &reference, "5678").await, StatusCode::NOT_FOUND);
        let known = json(served.ask("citizen", "GET", PATH, "").await).await;
        assert_eq!(known["phone"], "0985000017");
        assert_eq!(known["version"], 1);

        let new = value!({ "phone": "091 234 56 78", "email": "mau@example.vn", "version": 1 });
        let saved = served.ask("citizen", "PUT", PATH, &new.to_string()).await;
        assert_eq!(saved.status(), StatusCode::OK);
        let saved = json(saved).await;
        assert_eq!(saved["phone"], "0912345678");
        assert_eq!(saved["address"], "");
        assert_eq!(look_up(&served, &reference, "5678").await, StatusCode::OK);
        assert_eq!(look_up(&served, &reference, "0017").await, StatusCode::OK, "the number of the dossier stays");

        let stale = served.ask("citizen", "PUT", PATH, &new.to_string()).await;
        assert_eq!(problem(stale, StatusCode::CONFLICT).await["code"], "identity-error-contact-changed");
        let wrong = value!({ "phone": "12", "address": "x" }).to_string();
        let wrong = served.ask("citizen", "PUT", PATH, &wrong).await;
        let wrong = problem(wrong, StatusCode::UNPROCESSABLE_ENTITY).await;
        for (at, pointer) in ["/phone", "/address"].into_iter().enumerate() {
            assert_eq!(wrong["errors"][at]["pointer"], pointer);
        }
        problem(served.ask("reception", "GET", PATH, "").await, StatusCode::NOT_FOUND).await;
        problem(served.ask("reception", "PUT", PATH, &new.to_string()).await, StatusCode::FORBIDDEN).await;
    });
}
