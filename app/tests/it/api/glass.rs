//! Break-glass over the API: proven once more, opened, read and reviewed.

use axum::http::StatusCode;
use serde_json::{Value, json as value};

use super::{run, wrong};
use crate::faults::problem;

const PASSWORD: &str = "con-thuyen-giua-dong-17";
const WHY: &str = "Người nộp đang cấp cứu, cần biết số giấy khai sinh ngay.";

#[test]
fn a_dossier_is_opened_with_the_password_read_and_reviewed() {
    run(async |served| {
        let (id, reference) = served.filed().await;
        let path = format!("/api/v1/dossiers/{id}");
        assert_eq!(served.ask("other-handler", "GET", &path, "").await.status(), StatusCode::NOT_FOUND);
        identity::set_password(&served.runtime, "other-handler.it", PASSWORD).await.unwrap();
        let asked = |proof: &str| value!({ "code": reference, "reason": WHY, "proof": proof });
        for proof in ["", "khong phai mat khau"] {
            let sent = served.ask("other-handler", "POST", "/api/v1/glass", &asked(proof).to_string()).await;
            assert_eq!(wrong(sent, StatusCode::UNPROCESSABLE_ENTITY).await.1, ["/proof"], "{proof}");
        }
        assert_eq!(served.ask("other-handler", "GET", &path, "").await.status(), StatusCode::NOT_FOUND);

        let opened = served.got("other-handler", "POST", "/api/v1/glass", &asked(PASSWORD), StatusCode::CREATED).await;
        assert_eq!((&opened["dossier"], &opened["is_open"]), (&value!(id), &value!(true)));
        let whole = served.got("other-handler", "GET", &path, &Value::Null, StatusCode::OK).await;
        assert_eq!((&whole["glass_until"], &whole["acts"]), (&opened["until"], &value!([])));
        for part in ["history", "files", "opinions"] {
            served.got("other-handler", "GET", &format!("{path}/{part}"), &Value::Null, StatusCode::OK).await;
        }
        let own = served.got("other-handler", "GET", "/api/v1/glass", &Value::Null, StatusCode::OK).await;
        assert_eq!(own["items"][0]["id"], opened["id"]);

        served.also("leader", "leader").await;
        let listed = served.got("leader", "GET", "/api/v1/glass/review", &Value::Null, StatusCode::OK).await;
        assert_eq!((&listed["items"][0]["id"], &listed["items"][0]["reason"]), (&opened["id"], &value!(WHY)));
        let review = format!("/api/v1/glass/{}/review", opened["id"].as_str().unwrap());
        assert_eq!(served.ask("leader", "POST", &review, "").await.status(), StatusCode::NO_CONTENT);
        let twice = served.ask("leader", "POST", &review, "").await;
        assert_eq!(problem(twice, StatusCode::CONFLICT).await["code"], "dossiers-error-glass-reviewed");
    });
}
