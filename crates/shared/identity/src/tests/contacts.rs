//! Machines prove contacts as pages do, and the operator of a sample reads the subjects of all mails.

use access::{Carrier, Limits, Sessions};
use axum::Router;
use axum::http::Method as HttpMethod;
use runtime::Actor;
use serde_json::{Value, json};
use testkit::both_engines;
use uuid::Uuid;

use super::business::{post_office, sent};
use super::{Town, citizen, migrations, router, send, text};
use crate::{add_citizen, add_citizen_hashed, language_of, send_mail};

const PASSWORD: &str = "sông Nhật Lệ";
const CONTACTS: &str = "/api/v1/me/contacts";

/// Posts to a contact with a new token: status and body.
async fn post(town: &Town, router: &Router, account: Uuid, path: &str, body: &Value) -> (u16, Value) {
    let sessions = Sessions::new(town.runtime.clone(), town.accounts.clone(), Limits::default());
    let token = sessions.begin(account, Carrier::Token).await.unwrap();
    let bearer = format!("Bearer {token}");
    let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
    let path = format!("{CONTACTS}/{path}");
    let answer = send(router, HttpMethod::POST, &path, &headers, &body.to_string()).await;
    let status = answer.status().as_u16();
    (status, serde_json::from_str(&text(answer).await).unwrap_or_default())
}

both_engines!(
    async fn machines_prove_a_contact_by_its_code(house: &House) {
        let (town, _folder) = post_office(house).await;
        let account = add_citizen(&town.runtime, citizen()).await.unwrap();
        let router = router(&town);
        let contact = |password: &str| json!({ "value": "moi@example.vn", "password": password });
        assert_eq!(post(&town, &router, account, "email", &contact("wrong")).await.0, 422);
        assert_eq!(post(&town, &router, account, "pigeon", &contact(PASSWORD)).await.0, 404);
        let unfit = json!({ "value": "moi", "password": PASSWORD });
        assert_eq!(post(&town, &router, account, "email", &unfit).await.0, 422);

        let (status, asked) = post(&town, &router, account, "email", &contact(PASSWORD)).await;
        assert_eq!(status, 200, "{asked}");
        let all = sent(&town).await;
        let message = all.iter().find(|text| text.starts_with(|c: char| c.is_ascii_digit())).unwrap();
        let code: String = message.chars().take(6).collect();
        let typed = |code: &str| json!({ "page": asked["page"], "code": code });
        let wrong = if code.starts_with('1') { "000000" } else { "111111" };
        assert_eq!(post(&town, &router, account, "email/prove", &typed(wrong)).await.0, 422);
        let (status, known) = post(&town, &router, account, "email/prove", &typed(&code)).await;
        assert_eq!((status, known["contacts"][0]["value"].as_str()), (200, Some("moi@example.vn")), "{known}");
        assert_eq!(post(&town, &router, account, "email/prove", &typed(&code)).await.0, 409, "good once");

        let step = |on: bool| json!({ "is_step": on, "password": PASSWORD });
        let (status, known) = post(&town, &router, account, "email/step", &step(true)).await;
        assert_eq!((status, known["contacts"][0]["is_step"].as_bool()), (200, Some(true)), "{known}");
        let own = json!({ "password": PASSWORD });
        assert_eq!(post(&town, &router, account, "email/remove", &own).await.0, 409, "it carries codes");
        assert_eq!(post(&town, &router, account, "email/step", &step(false)).await.0, 200);
        let (status, known) = post(&town, &router, account, "email/remove", &own).await;
        assert_eq!((status, known["contacts"].as_array().map(Vec::len)), (200, Some(0)), "{known}");
    },
    &migrations()
);

both_engines!(
    async fn a_mail_of_another_domain_is_listed_by_its_subject_once(house: &House) {
        let (town, folder) = post_office(house).await;
        let account = add_citizen_hashed(&town.runtime, citizen(), "x".into()).await.unwrap();
        let (id, mail) = (Uuid::from_u128(7), ("Đã nhận hồ sơ 1", "Kính gửi Nguyễn Văn Mẫu"));
        for _ in 0..2 {
            send_mail(&town.runtime, account, id, "mau@example.vn", mail).await.unwrap();
        }
        assert_eq!(sent(&town).await, ["Đã nhận hồ sơ 1"]);
        assert!(std::fs::read_dir(folder.path()).unwrap().count() >= 1);
        let system = Actor::system();
        let unknown = language_of(&town.runtime.reader(&system), Uuid::nil()).await.unwrap();
        assert_eq!(unknown, web::Locale::Vi);
    },
    &migrations()
);
