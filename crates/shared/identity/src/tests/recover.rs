//! The way back into an account: a slip from the counter, used once by whoever knows the identity number.

use access::{Carrier, Limits, Sessions};
use axum::Router;
use axum::body::Body;
use axum::http::{Method as HttpMethod, Response, StatusCode, header};
use data_encoding::BASE64URL_NOPAD;
use kernel::Kind;
use kernel::time::HOUR;
use runtime::Actor;
use testkit::both_engines;
use uuid::Uuid;

use super::{SEED, Town, citizen, migrations, router, send, text, town};
use crate::commands::{ChangePassword, GiveSlip};
use crate::model::login_key;
use crate::store as tables;
use crate::{RECOVER, add_citizen};

const NUMBER: &str = "044090123456";

fn clerk() -> Actor {
    testkit::officer(Uuid::from_u128(50), &[Uuid::from_u128(60)], &[RECOVER])
}

fn slip(town: &Town, login: &str, name: &str, drops_factor: bool) -> GiveSlip {
    GiveSlip {
        login_key: login_key(town.runtime.vault(), login),
        name: name.to_owned(),
        document: "card",
        number: NUMBER.to_owned(),
        drops_factor,
    }
}

pub(super) async fn given(town: &Town, drops_factor: bool) -> String {
    let command = slip(town, NUMBER, "nguyễn  văn MẪU", drops_factor);
    town.runtime.execute(&clerk(), &command).await.unwrap().outcome
}

async fn post(town: &Town, router: &Router, path: &str, form: &str) -> Response<Body> {
    let csrf = BASE64URL_NOPAD.encode(&town.runtime.vault().blind("csrf", &format!("{SEED}|")));
    let cookie = format!("nl_seed={SEED}");
    let headers = [("cookie", cookie.as_str()), ("content-type", "application/x-www-form-urlencoded")];
    send(router, HttpMethod::POST, path, &headers, &format!("csrf={csrf}&{form}")).await
}

async fn recovered(town: &Town, router: &Router, login: &str, code: &str) -> Response<Body> {
    post(town, router, "/sign-in/recover", &format!("login={login}&code={code}&password=nam+sau+bay+tam")).await
}

both_engines!(
    async fn a_slip_goes_to_the_holder_who_is_named_by_somebody_who_may_give_it(house: &House) {
        let town = town(house).await;
        add_citizen(&town.runtime, citizen()).await.unwrap();
        for (login, name) in [(NUMBER, "Nguyễn Văn Mậu Khác"), ("044190123456", "Nguyễn Văn Mẫu"), ("mau.a", "Mẫu")]
        {
            let refused = town.runtime.execute(&clerk(), &slip(&town, login, name, false)).await.unwrap_err();
            assert_eq!(refused.fields()[0].message.key, "identity-error-recover-nobody", "{login} {name}");
        }
        let right = slip(&town, NUMBER, "Nguyễn Văn Mẫu", false);
        for stranger in [Actor::anonymous(), Actor::citizen(Uuid::from_u128(1), "Mẫu")] {
            let refused = town.runtime.execute(&stranger, &right).await.unwrap_err();
            assert_eq!(refused.kind(), Kind::Forbidden);
        }
        town.runtime.execute(&clerk(), &right).await.unwrap();
    },
    &migrations()
);

both_engines!(
    async fn a_slip_is_good_once_within_an_hour_and_ends_what_was_open(house: &House) {
        let town = town(house).await;
        let account = add_citizen(&town.runtime, citizen()).await.unwrap();
        let router = router(&town);
        let sessions = Sessions::new(town.runtime.clone(), town.accounts.clone(), Limits::default());
        let first = given(&town, false).await;
        let second = given(&town, false).await;
        for (login, code) in [(NUMBER, first.as_str()), (NUMBER, "AAAAA-AAAAA"), ("044190123456", second.as_str())] {
            let refused = recovered(&town, &router, login, code).await;
            assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
            assert!(text(refused).await.contains("Số định danh hoặc mã không đúng"), "{login} {code}");
        }
        town.clock.advance(HOUR);
        let late = recovered(&town, &router, NUMBER, &second).await;
        assert_eq!(late.status(), StatusCode::UNPROCESSABLE_ENTITY);

        let secret = sessions.begin(account, Carrier::Browser).await.unwrap();
        let third = given(&town, false).await;
        let weak = post(&town, &router, "/sign-in/recover", &format!("login={NUMBER}&code={third}&password=abc")).await;
        assert_eq!(weak.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let done = recovered(&town, &router, NUMBER, &third.to_lowercase()).await;
        assert_eq!(done.headers().get(header::LOCATION).unwrap(), "/sign-in");
        assert!(sessions.actor(&secret, Carrier::Browser).await.unwrap().is_none());
        let again = recovered(&town, &router, NUMBER, &third).await;
        assert_eq!(again.status(), StatusCode::UNPROCESSABLE_ENTITY);
        for (password, status) in [
            ("s%C3%B4ng+Nh%E1%BA%ADt+L%E1%BB%87", StatusCode::UNPROCESSABLE_ENTITY),
            ("nam+sau+bay+tam", StatusCode::SEE_OTHER),
        ] {
            let answer = post(&town, &router, "/sign-in", &format!("login={NUMBER}&password={password}")).await;
            assert_eq!(answer.status(), status);
        }
        assert!(town.runtime.store().verify(|_, _| {}).await.unwrap().faults.is_empty());
    },
    &migrations()
);

both_engines!(
    async fn a_slip_that_somebody_else_got_is_worth_nothing_once_the_owner_has_changed_the_password(house: &House) {
        let town = town(house).await;
        let account = add_citizen(&town.runtime, citizen()).await.unwrap();
        let router = router(&town);
        let owner = Actor::citizen(account, "Nguyễn Văn Mẫu");
        let sessions = Sessions::new(town.runtime.clone(), town.accounts.clone(), Limits::default());
        let stolen = sessions.begin(account, Carrier::Token).await.unwrap();
        let code = given(&town, true).await;
        town.runtime.execute(&owner, &ChangePassword { account, hash: "x".into() }).await.unwrap();
        assert!(sessions.actor(&stolen, Carrier::Token).await.unwrap().is_none(), "in the same act");
        let refused = recovered(&town, &router, NUMBER, &code).await;
        assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert!(text(refused).await.contains("Số định danh hoặc mã không đúng"));
    },
    &migrations()
);

both_engines!(
    async fn a_second_factor_goes_only_when_it_is_lost_too(house: &House) {
        let town = town(house).await;
        let account = add_citizen(&town.runtime, citizen()).await.unwrap();
        let router = router(&town);
        let owner = Actor::citizen(account, "Nguyễn Văn Mẫu");
        super::factors::with_app(&town, &owner).await;
        for (drops, has_app) in [(false, true), (true, false)] {
            let code = given(&town, drops).await;
            let done = recovered(&town, &router, NUMBER, &code).await;
            assert_eq!(done.status(), StatusCode::SEE_OTHER);
            let app = tables::app_of(&town.runtime.reader(&owner), account).await.unwrap();
            assert_eq!(app.is_some(), has_app);
            let left = tables::codes_left(&town.runtime.reader(&owner), account).await.unwrap();
            assert_eq!(left > 0, has_app);
        }
    },
    &migrations()
);
