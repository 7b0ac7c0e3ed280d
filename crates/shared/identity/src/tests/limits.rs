//! Whoever guesses is stopped, and shuts out nobody else.

use std::net::SocketAddr;

use access::{Limits, Sessions};
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode, header};
use data_encoding::BASE64URL_NOPAD;
use testkit::both_engines;
use tower::ServiceExt as _;
use web::{Bilingual, Site};

use super::recover::given;
use super::{SEED, Town, citizen, migrations, town};
use crate::add_citizen;

const RIGHT: &str = "s%C3%B4ng+Nh%E1%BA%ADt+L%E1%BB%87";

/// The house with lower limits for one account from everywhere, so that the test hashes less.
fn router(town: &Town) -> Router {
    let mut house = web::House::new(vec![crate::module()]);
    for info in &mut house.limits {
        match info.limit.name {
            "sign-in-account-everywhere" => info.limit.tries = 12,
            "lost-everywhere" | "lost-asked" => info.limit.tries = 3,
            _ => {}
        }
    }
    let sessions = Sessions::new(town.runtime.clone(), town.accounts.clone(), Limits::default());
    let site = Site {
        province: Bilingual { vi: "Tỉnh Mẫu".into(), en: String::new() },
        hotline: "1900 0000".into(),
        public_url: "http://localhost".into(),
        sample: true,
        trusted_proxies: Vec::new(),
    };
    house.open(town.runtime.clone(), sessions, site, &[]).unwrap().1
}

/// Tries to sign in from an address; the status, and the device cookie when one was set.
async fn try_from(
    town: &Town,
    router: &Router,
    host: u8,
    password: &str,
    device: Option<&str>,
) -> (StatusCode, Option<String>) {
    let token = BASE64URL_NOPAD.encode(&town.runtime.vault().blind("csrf", &format!("{SEED}|")));
    let device = device.map_or_else(String::new, |device| format!("; nl_device={device}"));
    let mut request = Request::post("/sign-in")
        .header(header::COOKIE, format!("nl_seed={SEED}{device}"))
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(format!("csrf={token}&login=044090123456&password={password}")))
        .unwrap();
    request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([192, 0, 2, host], 4_000))));
    let answer = router.clone().oneshot(request).await.unwrap();
    let cookies = answer.headers().get_all(header::SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut devices = cookies.filter_map(|text| text.strip_prefix("nl_device="));
    let device = devices.find_map(|rest| rest.split(';').next()).map(str::to_owned);
    (answer.status(), device)
}

/// Tries a code for a new password from an address.
async fn recover_from(town: &Town, router: &Router, (path, host): (&str, u8), code: &str) -> StatusCode {
    let token = BASE64URL_NOPAD.encode(&town.runtime.vault().blind("csrf", &format!("{SEED}|")));
    let form = format!("csrf={token}&login=044090123456&way=email&step=x&code={code}&password=nam+sau+bay+tam");
    let mut request = Request::post(path)
        .header(header::COOKIE, format!("nl_seed={SEED}"))
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(form))
        .unwrap();
    request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([192, 0, 2, host], 4_000))));
    router.clone().oneshot(request).await.unwrap().status()
}

both_engines!(
    async fn strangers_who_try_slips_keep_nobody_from_using_one(house: &House) {
        let town = town(house).await;
        add_citizen(&town.runtime, citizen()).await.unwrap();
        let router = router(&town);
        let slip = given(&town, false).await;
        let from = |host: u8| ("/sign-in/recover", host);
        for _ in 0..10 {
            assert_eq!(recover_from(&town, &router, from(1), "AAAAA-AAAAA").await, StatusCode::UNPROCESSABLE_ENTITY);
        }
        assert_eq!(recover_from(&town, &router, from(1), &slip).await, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(recover_from(&town, &router, from(2), &slip).await, StatusCode::SEE_OTHER);
    },
    &migrations()
);

both_engines!(
    async fn codes_for_a_lost_password_are_not_guessed_from_many_places(house: &House) {
        let town = town(house).await;
        add_citizen(&town.runtime, citizen()).await.unwrap();
        let router = router(&town);
        // Three from everywhere, then three at each address, whoever asks there.
        for (host, expected) in [(1, vec![422; 6]), (2, vec![422, 422, 422, 429]), (1, vec![429]), (3, vec![422])] {
            for wanted in expected {
                let found = recover_from(&town, &router, ("/sign-in/lost/code", host), "000000").await;
                assert_eq!(found.as_u16(), wanted, "{host}");
            }
        }
    },
    &migrations()
);

both_engines!(
    async fn nobody_is_pestered_with_codes_from_many_places(house: &House) {
        let town = town(house).await;
        add_citizen(&town.runtime, citizen()).await.unwrap();
        let router = router(&town);
        // Three from everywhere, then two at each address.
        for (host, expected) in [(1, vec![200, 200, 200, 200, 200, 429]), (2, vec![200, 200, 429]), (3, vec![200])] {
            for wanted in expected {
                let found = recover_from(&town, &router, ("/sign-in/lost", host), "").await;
                assert_eq!(found.as_u16(), wanted, "{host}");
            }
        }
    },
    &migrations()
);

both_engines!(
    async fn strangers_who_guess_shut_out_nobody_else(house: &House) {
        let town = town(house).await;
        add_citizen(&town.runtime, citizen()).await.unwrap();
        let router = router(&town);
        let (status, device) = try_from(&town, &router, 1, RIGHT, None).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        for _ in 0..10 {
            let (status, _) = try_from(&town, &router, 1, "wrong", None).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        }
        // The right password no longer helps here, but it does on the owner's device and from elsewhere.
        assert_eq!(try_from(&town, &router, 1, RIGHT, None).await.0, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(try_from(&town, &router, 1, RIGHT, device.as_deref()).await.0, StatusCode::SEE_OTHER);

        // From now on the account counts as attacked: three tries are left to each address.
        for wanted in [422, 422, 422, 429] {
            assert_eq!(try_from(&town, &router, 2, "wrong", None).await.0.as_u16(), wanted);
        }
        assert_eq!(try_from(&town, &router, 3, RIGHT, None).await.0, StatusCode::SEE_OTHER);
        assert_eq!(try_from(&town, &router, 2, RIGHT, device.as_deref()).await.0, StatusCode::SEE_OTHER);
        let made_up = "A".repeat(43);
        assert_eq!(try_from(&town, &router, 2, RIGHT, Some(&made_up)).await.0, StatusCode::TOO_MANY_REQUESTS);
    },
    &migrations()
);
