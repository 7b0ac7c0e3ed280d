//! What a provider does not open: a second step that it does not replace, a session that another kind of token ends,
//! and a house whose citizens come by their electronic identity only.

use axum::http::StatusCode;
use kernel::time::SECOND;
use runtime::Actor;
use serde_json::json;
use testkit::both_engines;
use uuid::Uuid;

use super::super::factors::{Browser, other};
use super::super::passkeys::adding;
use super::{CLIENT, NUMBER, Stage, citizen, migrations, refused, session_of, signed, tables};
use crate::codes::Way;
use crate::codes::store::CONTACT;
use crate::passkey::sample::Device;
use crate::providers::commands::LinkProvider;
use crate::{ProviderProfile, add_citizen_hashed};

/// Links an account with somebody of the provider.
async fn link(stage: &Stage, account: Uuid, subject: &str) {
    let runtime = &stage.town.runtime;
    let subject = runtime.vault().blind("provider-subject", &format!("{}|{subject}", stage.liar.base));
    let link = LinkProvider { provider: "liar".into(), subject, trusted: None };
    runtime.execute(&Actor::citizen(account, "Nguyễn Văn Mẫu"), &link).await.unwrap();
}

/// Gives an account an address to which codes of the second step go.
async fn with_codes(stage: &Stage, account: Uuid) {
    let runtime = &stage.town.runtime;
    let system = Actor::system();
    let key = runtime.reader(&system).subject_key(account).await.unwrap();
    let sealed = key.seal(CONTACT, "mau@example.vn", runtime.rng()).unwrap();
    let hash = Way::Email.blind(runtime.vault(), "mau@example.vn");
    let stmt = store::sql!(
        "INSERT INTO contact (account_id, way, sealed, value_hash, is_step, proven_at)
         VALUES ($1, 'email', $2, $3, 1, $4)"
    );
    let values = store::params![account, sealed, hash, runtime.wall()];
    runtime.store().maintain(vec![(stmt, values)]).await.unwrap();
}

both_engines!(
    async fn a_provider_that_is_no_surer_than_a_password_passes_no_second_step(house: &House) {
        let stage = Stage::new(house, ProviderProfile::Plain, |_| {}).await;
        let first = add_citizen_hashed(&stage.town.runtime, citizen(), "x".into()).await.unwrap();
        let second = add_citizen_hashed(&stage.town.runtime, other(), "x".into()).await.unwrap();
        let people = [(first, "person-1"), (second, "person-2")];
        for (account, subject) in people {
            link(&stage, account, subject).await;
            let weak = json!({ "sub": subject, "acr": "loa1" });
            session_of(&stage.sign_in("", "", &weak).await);
        }
        let owner = Actor::citizen(first, "Nguyễn Văn Mẫu");
        let add = adding(&stage.town, &Device::new(first));
        stage.town.runtime.execute(&owner, &add).await.unwrap();
        with_codes(&stage, second).await;
        for (_, subject) in people {
            let weak = json!({ "sub": subject, "acr": "loa1" });
            refused(stage.sign_in("", "", &weak).await, "bước thứ hai").await;
            let sure = json!({ "sub": subject, "acr": "loa2" });
            session_of(&stage.sign_in("", "", &sure).await);
        }
    },
    &migrations()
);

both_engines!(
    async fn whoever_shows_themselves_more_surely_opens_and_links_no_account_of_others(house: &House) {
        let stage = Stage::new(house, ProviderProfile::Eid, |_| {}).await;
        let account = add_citizen_hashed(&stage.town.runtime, other(), "x".into()).await.unwrap();
        let session = stage.session_of(account).await;
        let system = Actor::system();
        let reader = stage.town.runtime.reader(&system);
        let key = crate::model::login_key(stage.town.runtime.vault(), NUMBER);
        // The person there has no account here, and gets none by somebody else's session.
        refused(stage.sign_in(&session, "", &json!({})).await, "tài khoản khác với người").await;
        assert!(tables::credentials(&reader, &key).await.unwrap().is_none());
        // With an account that the house knows, it is not linked either.
        let theirs = add_citizen_hashed(&stage.town.runtime, citizen(), "x".into()).await.unwrap();
        refused(stage.sign_in(&session, "", &json!({})).await, "tài khoản khác với người").await;
        assert!(tables::links_of(&reader, theirs).await.unwrap().is_empty());
    },
    &migrations()
);

both_engines!(
    async fn a_notice_is_of_its_own_type_unless_the_operator_says_otherwise(house: &House) {
        let strict = Stage::new(house, ProviderProfile::Eid, |_| {}).await;
        let lenient = Stage::new(house, ProviderProfile::Eid, |config| config.untyped_logout = true).await;
        let now = strict.now().0 / SECOND;
        let own = json!({ "alg": "EdDSA", "kid": "1", "typ": "logout+jwt" });
        let general = json!({ "alg": "EdDSA", "kid": "1", "typ": "JWT" });
        let untyped = json!({ "alg": "EdDSA", "kid": "1" });
        let foreign = json!({ "alg": "EdDSA", "kid": "1", "typ": "at+jwt" });
        let (yes, no) = (StatusCode::OK, StatusCode::BAD_REQUEST);
        let both = [("strict", &strict, [yes, no, no, no]), ("lenient", &lenient, [yes, yes, yes, no])];
        for (name, stage, expected) in both {
            for (at, (header, status)) in [&own, &general, &untyped, &foreign].into_iter().zip(expected).enumerate() {
                let event = json!({ "http://schemas.openid.net/event/backchannel-logout": {} });
                let claims = json!({
                    "iss": stage.liar.base, "aud": CLIENT, "iat": now, "sid": "s", "events": event,
                    "jti": format!("{name} {at}"),
                });
                let (found, body) = stage.notice(&signed(1, header, &claims)).await;
                assert_eq!(found, status, "{name} {header} {body}");
            }
        }
        let early = json!({
            "iss": strict.liar.base, "aud": CLIENT, "iat": now, "nbf": now + 3_600, "sid": "s", "jti": "early",
            "events": { "http://schemas.openid.net/event/backchannel-logout": {} },
        });
        let (found, body) = strict.notice(&signed(1, &own, &early)).await;
        assert!(found == no && body.contains("chưa tới"), "{found} {body}");
    },
    &migrations()
);

both_engines!(
    async fn where_providers_are_the_only_way_a_passkey_is_none(house: &House) {
        let stage = Stage::new(house, ProviderProfile::Eid, |config| config.only = true).await;
        let account = add_citizen_hashed(&stage.town.runtime, citizen(), "x".into()).await.unwrap();
        let device = Device::new(account);
        let owner = Actor::citizen(account, "Nguyễn Văn Mẫu");
        stage.town.runtime.execute(&owner, &adding(&stage.town, &device)).await.unwrap();
        let mut browser = Browser { town: &stage.town, router: &stage.router, session: String::new() };
        let (status, page) = browser.sign_in_by(&device).await;
        assert_eq!((status, browser.session.as_str()), (StatusCode::UNPROCESSABLE_ENTITY, ""));
        assert!(page.contains("định danh điện tử"), "{page}");
    },
    &migrations()
);
