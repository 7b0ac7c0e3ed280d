//! Where an account is signed in: what is awake, what its owner ends, what is told of a new device.

use std::sync::Arc;

use access::{Carrier, Limits, Sessions};
use axum::Router;
use axum::body::Body;
use axum::http::{Method as HttpMethod, Response, StatusCode, header};
use data_encoding::BASE64URL_NOPAD;
use kernel::Kind;
use kernel::time::{HOUR, MINUTE};
use runtime::{Actor, Services};
use testkit::both_engines;
use uuid::Uuid;

use super::{SEED, Town, citizen, migrations, router, send, text, town};
use crate::sessions::{EndSessions, Ending, tell};
use crate::{add_citizen, add_citizen_hashed};

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
const WINDOWS: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/124.0.0.0 Safari/537.36";
const PHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1";

fn sessions(town: &Town, limits: Limits) -> Sessions {
    Sessions::new(town.runtime.clone(), town.accounts.clone(), limits)
}

fn csrf(town: &Town, session: &str) -> String {
    BASE64URL_NOPAD.encode(&town.runtime.vault().blind("csrf", &format!("{SEED}|{session}")))
}

/// The value of a cookie that an answer sets.
fn cookie_of(response: &Response<Body>, name: &str) -> Option<String> {
    let cookies = response.headers().get_all(header::SET_COOKIE);
    let texts = cookies.iter().filter_map(|value| value.to_str().ok());
    let mut own = texts.filter_map(|text| text.strip_prefix(name)?.strip_prefix('='));
    own.find_map(|rest| rest.split(';').next()).map(str::to_owned)
}

/// Signs in with a browser that says this of itself, and carries this device cookie when it has one.
async fn sign_in(town: &Town, router: &Router, agent: &str, device: Option<&str>) -> Response<Body> {
    let device = device.map_or_else(String::new, |device| format!("; nl_device={device}"));
    let cookies = format!("nl_seed={SEED}{device}");
    let headers = [("cookie", cookies.as_str()), FORM, ("user-agent", agent)];
    let token = csrf(town, "");
    let body = format!("csrf={token}&login=044090123456&password=s%C3%B4ng+Nh%E1%BA%ADt+L%E1%BB%87");
    let answer = send(router, HttpMethod::POST, "/sign-in", &headers, &body).await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    answer
}

both_engines!(
    async fn what_a_page_asks_by_itself_keeps_no_session_awake(house: &House) {
        let town = town(house).await;
        let account = add_citizen_hashed(&town.runtime, citizen(), "x".into()).await.unwrap();
        let sessions = sessions(&town, Limits::default());
        let secret = sessions.begin(account, Carrier::Browser).await.unwrap();
        for _ in 0..11 {
            town.clock.advance(5 * MINUTE);
            assert!(sessions.glance(&secret, Carrier::Browser).await.unwrap().is_some());
        }
        town.clock.advance(6 * MINUTE);
        assert!(sessions.glance(&secret, Carrier::Browser).await.unwrap().is_none());
        assert!(sessions.actor(&secret, Carrier::Browser).await.unwrap().is_none());

        let secret = sessions.begin(account, Carrier::Browser).await.unwrap();
        for _ in 0..23 {
            town.clock.advance(30 * MINUTE);
            assert!(sessions.actor(&secret, Carrier::Browser).await.unwrap().is_some());
        }
        town.clock.advance(30 * MINUTE);
        assert!(sessions.actor(&secret, Carrier::Browser).await.unwrap().is_none(), "12 hours are the most");
    },
    &migrations()
);

both_engines!(
    async fn sessions_are_seen_and_ended_by_their_owner_only(house: &House) {
        let town = town(house).await;
        let account = add_citizen_hashed(&town.runtime, citizen(), "x".into()).await.unwrap();
        let owner = Actor::citizen(account, "Nguyễn Văn Mẫu");
        let sessions = sessions(&town, Limits::default());
        let own = sessions.begin(account, Carrier::Browser).await.unwrap();
        town.clock.advance(MINUTE);
        let token = sessions.begin(account, Carrier::Token).await.unwrap();
        let other = sessions.begin(account, Carrier::Browser).await.unwrap();

        let rows = sessions.list(&owner, &own).await.unwrap();
        let seen: Vec<(bool, bool)> = rows.iter().map(|row| (row.is_token, row.is_own)).collect();
        assert_eq!((rows.len(), seen.last()), (3, Some(&(false, true))), "the last used first");
        let id = rows.iter().find(|row| row.is_token).unwrap().id;

        let stranger = Actor::citizen(Uuid::from_u128(7), "Mẫu");
        let refused = town.runtime.execute(&stranger, &EndSessions(Ending::One(id))).await.unwrap_err();
        assert_eq!(refused.kind(), Kind::NotFound);
        let nobody = town.runtime.execute(&Actor::anonymous(), &EndSessions(Ending::One(id))).await.unwrap_err();
        assert_eq!(nobody.kind(), Kind::Forbidden);
        assert!(sessions.actor(&token, Carrier::Token).await.unwrap().is_some());

        town.runtime.execute(&owner, &EndSessions(Ending::One(id))).await.unwrap();
        assert!(sessions.actor(&token, Carrier::Token).await.unwrap().is_none());
        let again = town.runtime.execute(&owner, &EndSessions(Ending::One(id))).await.unwrap_err();
        assert_eq!(again.kind(), Kind::NotFound);

        town.runtime.execute(&owner, &EndSessions(Ending::Others(own.clone()))).await.unwrap();
        assert!(sessions.actor(&other, Carrier::Browser).await.unwrap().is_none());
        assert!(sessions.actor(&own, Carrier::Browser).await.unwrap().is_some());
        assert_eq!(sessions.list(&owner, &own).await.unwrap().len(), 1);
        town.clock.advance(2 * HOUR);
        assert!(sessions.list(&owner, &own).await.unwrap().is_empty(), "what is asleep for good is not listed");
    },
    &migrations()
);

both_engines!(
    async fn one_click_ends_all_when_a_device_was_stolen(house: &House) {
        let town = town(house).await;
        add_citizen(&town.runtime, citizen()).await.unwrap();
        let router = router(&town);
        let thief = cookie_of(&sign_in(&town, &router, PHONE, None).await, "nl_session").unwrap();
        let own = cookie_of(&sign_in(&town, &router, WINDOWS, None).await, "nl_session").unwrap();
        let token_body = r#"{ "login": "044090123456", "password": "sông Nhật Lệ" }"#;
        let json = [("content-type", "application/json")];
        let begun = send(&router, HttpMethod::POST, "/api/v1/tokens", &json, token_body).await;
        let view: serde_json::Value = serde_json::from_str(&text(begun).await).unwrap();
        let bearer = format!("Bearer {}", view["token"].as_str().unwrap());
        let headers = [("authorization", bearer.as_str())];
        let list = send(&router, HttpMethod::GET, "/api/v1/me/sessions", &headers, "").await;
        let list: serde_json::Value = serde_json::from_str(&text(list).await).unwrap();
        assert_eq!(list["sessions"].as_array().map(Vec::len), Some(3), "{list}");

        let cookies = format!("nl_seed={SEED}; nl_session={own}");
        let browser = [("cookie", cookies.as_str()), FORM];
        let page = text(send(&router, HttpMethod::GET, "/my/security/sessions", &browser, "").await).await;
        assert!(page.contains("Safari, iOS") && page.contains("Chrome, Windows"), "{page}");
        let forged = send(&router, HttpMethod::POST, "/my/security/stolen", &browser, "csrf=x").await;
        assert_eq!(forged.status(), StatusCode::FORBIDDEN);
        let body = format!("csrf={}", csrf(&town, &own));
        let done = send(&router, HttpMethod::POST, "/my/security/stolen", &browser, &body).await;
        assert_eq!(done.headers().get(header::LOCATION).unwrap(), "/my/password");

        let gone = send(&router, HttpMethod::GET, "/api/v1/me/sessions", &headers, "").await;
        assert_eq!(gone.status(), StatusCode::UNAUTHORIZED);
        let fresh = cookie_of(&done, "nl_session").unwrap();
        let gone = StatusCode::SEE_OTHER;
        for (secret, wanted) in [(thief, gone), (own, gone), (fresh, StatusCode::OK)] {
            let cookies = format!("nl_seed={SEED}; nl_session={secret}");
            let answer = send(&router, HttpMethod::GET, "/my/password", &[("cookie", cookies.as_str())], "").await;
            assert_eq!(answer.status(), wanted);
        }
    },
    &migrations()
);

both_engines!(
    async fn a_new_device_is_told_on_those_that_are_known(house: &House) {
        let town = town(house).await;
        add_citizen(&town.runtime, citizen()).await.unwrap();
        let router = router(&town);
        let store = town.runtime.store();
        let jobs_before = store.job_counts().await.unwrap().0;
        let first = sign_in(&town, &router, WINDOWS, None).await;
        let device = cookie_of(&first, "nl_device").unwrap();
        assert_eq!(store.job_counts().await.unwrap().0, jobs_before, "the first device is no news");
        let again = sign_in(&town, &router, WINDOWS, Some(&device)).await;
        assert_eq!((cookie_of(&again, "nl_device"), cookie_of(&again, "nl_flash")), (Some(device.clone()), None));

        let second = sign_in(&town, &router, PHONE, None).await;
        assert_eq!(store.job_counts().await.unwrap().0, jobs_before + 1);
        let told = sign_in(&town, &router, WINDOWS, Some(&device)).await;
        assert_eq!(cookie_of(&told, "nl_flash").as_deref(), Some("identity-devices-flash"));
        let by_thief = cookie_of(&second, "nl_device").unwrap();
        let silent = sign_in(&town, &router, PHONE, Some(&by_thief)).await;
        assert_eq!(cookie_of(&silent, "nl_flash"), None, "a new device is not asked about itself");

        let (refused, taken) = (StatusCode::FORBIDDEN, StatusCode::SEE_OTHER);
        for (session, device, wanted) in [(silent, by_thief, refused), (told, device, taken)] {
            let session = cookie_of(&session, "nl_session").unwrap();
            let cookies = format!("nl_seed={SEED}; nl_session={session}; nl_device={device}");
            let headers = [("cookie", cookies.as_str()), FORM];
            let page = text(send(&router, HttpMethod::GET, "/my/security/sessions", &headers, "").await).await;
            let is_asked = page.contains("devices/accept") || page.contains("devices&#x2f;accept");
            assert_eq!(is_asked, wanted == StatusCode::SEE_OTHER);
            let body = format!("csrf={}", csrf(&town, &session));
            let done = send(&router, HttpMethod::POST, "/my/security/devices/accept", &headers, &body).await;
            assert_eq!(done.status(), wanted);
        }
    },
    &migrations()
);

both_engines!(
    async fn the_mail_names_the_device_and_no_link(house: &House) {
        let town = town(house).await;
        add_citizen(&town.runtime, citizen()).await.unwrap();
        let router = router(&town);
        sign_in(&town, &router, WINDOWS, None).await;
        sign_in(&town, &router, PHONE, None).await;
        let folder = tempfile::tempdir().unwrap();
        let mut services = Services::default();
        services.insert(Arc::new(notify::Mailer::sandbox(folder.path()).unwrap()));
        services.insert(Arc::new(web::House::new(vec![crate::module()]).words().unwrap()));
        let runtime = house.with_services(services);
        let jobs = runtime.store().claim_jobs(runtime.wall(), MINUTE, 10).await.unwrap();
        assert_eq!(jobs.len(), 1);
        tell(&runtime, &jobs[0]).await.unwrap();
        let files: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
        assert_eq!(files.len(), 1);
        let mail = std::fs::read_to_string(&files[0]).unwrap();
        assert!(mail.contains("mau@example.vn") && !mail.contains("http"), "{mail}");
    },
    &migrations()
);
