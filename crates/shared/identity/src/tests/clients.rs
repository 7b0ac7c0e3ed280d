//! Machines: tokens for secrets, secrets that follow one another, and the end of it.

use axum::Router;
use axum::http::{Method as HttpMethod, StatusCode};
use data_encoding::BASE64;
use kernel::Kind;
use kernel::time::{DAY, MINUTE};
use organisation::{import_units, sample_units, unit_id};
use runtime::{Actor, Permission};
use testkit::{START, both_engines};
use uuid::Uuid;

use super::{Town, migrations, officer, router, send, text, town};
use crate::clients::{EndClient, OpenClient, RenewSecret};
use crate::{MANAGE, NewOfficer, add_officer};

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

/// The administrator of Đồng Hới, and a machine of that unit that reads dossiers and payments.
async fn opened(town: &Town) -> (Actor, Uuid, String) {
    let (units, departments) = sample_units();
    import_units(&town.runtime, units, departments, START).await.unwrap();
    let new = NewOfficer { role: "administrator".into(), ..officer("quan.tri", "450", "below") };
    let account = add_officer(&town.runtime, new).await.unwrap();
    let accounts: &dyn access::Assignments = town.accounts.as_ref();
    let administrator = accounts.actor(&town.runtime, account, town.runtime.now()).await.unwrap().unwrap();
    let secret = access::new_secret(&town.runtime);
    let command = OpenClient {
        name: "Trục mẫu".into(),
        unit: unit_id("450").uuid(),
        scopes: access::scopes_of("dossiers.read payments.read"),
        secret: access::secret_hash(&secret),
    };
    let id = town.runtime.execute(&administrator, &command).await.unwrap().outcome;
    (administrator, id, secret)
}

/// Asks for a token by the header; the status and the answer.
async fn ask(router: &Router, id: Uuid, secret: &str, scope: &str) -> (StatusCode, serde_json::Value) {
    let basic = format!("Basic {}", BASE64.encode(format!("{id}:{secret}").as_bytes()));
    let headers = [("authorization", basic.as_str()), FORM];
    let body = format!("grant_type=client_credentials&scope={scope}");
    let answer = send(router, HttpMethod::POST, "/api/v1/oauth/token", &headers, &body).await;
    (answer.status(), serde_json::from_str(&text(answer).await).unwrap())
}

async fn me(router: &Router, token: &str) -> (StatusCode, serde_json::Value) {
    let bearer = format!("Bearer {token}");
    let headers = [("authorization", bearer.as_str())];
    let answer = send(router, HttpMethod::GET, "/api/v1/me", &headers, "").await;
    (answer.status(), serde_json::from_str(&text(answer).await).unwrap())
}

both_engines!(
    async fn a_machine_gets_short_tokens_with_its_rights_in_its_unit(house: &House) {
        let town = town(house).await;
        let (_, id, secret) = opened(&town).await;
        let router = router(&town);
        let (status, given) = ask(&router, id, &secret, "dossiers.read").await;
        assert_eq!(status, StatusCode::OK, "{given}");
        assert_eq!((&given["token_type"], &given["expires_in"]), (&"Bearer".into(), &900.into()));
        assert_eq!(given["scope"], "dossiers.read");
        let token = given["access_token"].as_str().unwrap();
        let (status, body) = me(&router, token).await;
        assert_eq!((status, &body["account"]), (StatusCode::OK, &id.to_string().into()));
        assert_eq!(body["grants"][0]["rights"], serde_json::json!(["dossiers.read"]));
        assert_eq!(body["grants"][0]["units"], serde_json::json!([unit_id("450").uuid()]));

        for (id, secret, scope) in
            [(id, "wrong", ""), (Uuid::from_u128(7), secret.as_str(), ""), (id, secret.as_str(), "dossiers.approve")]
        {
            let (status, body) = ask(&router, id, secret, scope).await;
            assert_eq!((status, &body["code"]), (StatusCode::UNAUTHORIZED, &"identity-error-client".into()), "{scope}");
        }
        let password = send(&router, HttpMethod::POST, "/api/v1/oauth/token", &[FORM], "grant_type=password").await;
        assert_eq!(password.status(), StatusCode::UNPROCESSABLE_ENTITY);

        town.clock.advance(15 * MINUTE);
        assert_eq!(me(&router, token).await.0, StatusCode::UNAUTHORIZED);
        assert!(town.runtime.store().verify(|_, _| {}).await.unwrap().faults.is_empty());
    },
    &migrations()
);

both_engines!(
    async fn secrets_overlap_for_a_week_and_the_end_is_at_once(house: &House) {
        let town = town(house).await;
        let (administrator, id, first) = opened(&town).await;
        let router = router(&town);
        let fresh = || access::new_secret(&town.runtime);
        let renew = |secret: &str| RenewSecret { client: id, secret: access::secret_hash(secret) };
        let second = fresh();
        town.runtime.execute(&administrator, &renew(&second)).await.unwrap();
        for secret in [&first, &second] {
            assert_eq!(ask(&router, id, secret, "").await.0, StatusCode::OK);
        }
        // Two live at most: the third takes the place of the first.
        let third = fresh();
        town.runtime.execute(&administrator, &renew(&third)).await.unwrap();
        for (secret, wanted) in
            [(&first, StatusCode::UNAUTHORIZED), (&second, StatusCode::OK), (&third, StatusCode::OK)]
        {
            assert_eq!(ask(&router, id, secret, "").await.0, wanted);
        }
        town.clock.advance(7 * DAY);
        assert_eq!(ask(&router, id, &second, "").await.0, StatusCode::UNAUTHORIZED);
        let (_, given) = ask(&router, id, &third, "").await;
        let token = given["access_token"].as_str().unwrap();

        let stranger = Actor { grants: std::sync::Arc::from([]), ..administrator.clone() };
        let refused = town.runtime.execute(&stranger, &EndClient { client: id }).await.unwrap_err();
        assert_eq!(refused.kind(), Kind::Forbidden);
        town.runtime.execute(&administrator, &EndClient { client: id }).await.unwrap();
        assert_eq!(me(&router, token).await.0, StatusCode::UNAUTHORIZED);
        assert_eq!(ask(&router, id, &third, "").await.0, StatusCode::UNAUTHORIZED);
        let again = town.runtime.execute(&administrator, &renew(&first)).await.unwrap_err();
        assert_eq!(again.kind(), Kind::NotFound);
    },
    &migrations()
);

both_engines!(
    async fn a_machine_gets_no_right_that_its_administrator_may_not_give(house: &House) {
        let town = town(house).await;
        let (ward, client, _) = opened(&town).await;
        let units = [unit_id("450").uuid(), unit_id("44").uuid()];
        let province = testkit::officer(Uuid::from_u128(0xAD), &units, &[MANAGE]);
        let open = |scopes: &str, secret: u8| OpenClient {
            name: "Máy mẫu".into(),
            unit: unit_id("450").uuid(),
            scopes: access::scopes_of(scopes),
            secret: vec![secret],
        };
        for (actor, scopes, is_given) in [
            (&ward, "dossiers.read inspection.read", false),
            (&ward, "personal.erase", false),
            (&ward, "dossiers.read", true),
            (&province, "organisation.reform", false),
            (&province, "identity.manage", false),
            (&province, "nothing.such", false),
        ] {
            let done = town.runtime.execute(actor, &open(scopes, 1)).await;
            assert_eq!(done.err().map(|error| error.kind()), (!is_given).then_some(Kind::Invalid), "{scopes}");
        }
        let high = town.runtime.execute(&province, &open("inspection.read", 2)).await.unwrap().outcome;
        let renew = |client: Uuid, secret: u8| RenewSecret { client, secret: vec![secret] };
        let refused = town.runtime.execute(&ward, &renew(high, 3)).await.unwrap_err();
        assert_eq!(refused.message().key, "identity-error-client-above");
        town.runtime.execute(&province, &renew(high, 4)).await.unwrap();
        town.runtime.execute(&ward, &renew(client, 5)).await.unwrap();
    },
    &migrations()
);

both_engines!(
    async fn a_client_is_opened_where_its_administrator_may(house: &House) {
        let town = town(house).await;
        let (administrator, ..) = opened(&town).await;
        assert!(!administrator.can(Permission("dossiers.read")));
        let elsewhere = OpenClient {
            name: "Máy khác".into(),
            unit: unit_id("458").uuid(),
            scopes: access::scopes_of("dossiers.read"),
            secret: vec![1],
        };
        let refused = town.runtime.execute(&administrator, &elsewhere).await.unwrap_err();
        assert_eq!(refused.kind(), Kind::Forbidden);
    },
    &migrations()
);
