//! A citizen changes how they are reached.

use access::{Assignments as _, Carrier, Limits, Sessions};
use axum::http::{Method as HttpMethod, StatusCode, header};
use data_encoding::BASE64URL_NOPAD;
use kernel::Kind;
use runtime::Actor;
use testkit::both_engines;
use uuid::Uuid;

use super::{SEED, citizen, migrations, router, send, text, town};
use crate::commands::ChangeContact;
use crate::model::Contact;
use crate::people::own_profile;
use crate::{add_citizen_hashed, profile_of};

fn moved() -> Contact {
    Contact { phone: "0987654321".into(), email: String::new(), address: "Tổ 2, phường Ví Dụ".into() }
}

both_engines!(
    async fn a_citizen_is_reached_anew_and_stays_who_they_are(house: &House) {
        let town = town(house).await;
        let account = add_citizen_hashed(&town.runtime, citizen(), "x".into()).await.unwrap();
        let owner = Actor::citizen(account, "Nguyễn Văn Mẫu");
        let before = profile_of(&town.runtime.reader(&owner), account).await.unwrap();

        let change = |version: Option<i64>| ChangeContact { version, contact: moved() };
        town.runtime.execute(&owner, &change(Some(1))).await.unwrap();
        let (after, version) = own_profile(&town.runtime.reader(&owner)).await.unwrap();
        assert_eq!((after.phone.as_str(), after.email.as_str(), version), ("0987654321", "", 2));
        assert_eq!(after.address, "Tổ 2, phường Ví Dụ");
        assert_eq!((after.name, after.identity, after.birth_date), (before.name, before.identity, before.birth_date));

        let stale = town.runtime.execute(&owner, &change(Some(1))).await.unwrap_err();
        assert_eq!((stale.kind(), &*stale.message().key), (Kind::Conflict, "identity-error-contact-changed"));
        town.runtime.execute(&owner, &change(None)).await.unwrap();
        for stranger in [Actor::anonymous(), Actor::system()] {
            let refused = town.runtime.execute(&stranger, &change(None)).await.unwrap_err();
            assert_eq!(refused.kind(), Kind::Forbidden);
        }
        let nobody = Actor::citizen(Uuid::from_u128(7), "Mẫu");
        assert_eq!(town.runtime.execute(&nobody, &change(None)).await.unwrap_err().kind(), Kind::NotFound);
        assert!(town.runtime.store().verify(|_, _| {}).await.unwrap().faults.is_empty());
    },
    &migrations()
);

both_engines!(
    async fn the_form_keeps_what_was_typed_until_it_is_right(house: &House) {
        let town = town(house).await;
        let account = add_citizen_hashed(&town.runtime, citizen(), "x".into()).await.unwrap();
        let router = router(&town);
        let sessions = Sessions::new(town.runtime.clone(), town.accounts.clone(), Limits::default());
        let secret = sessions.begin(account, Carrier::Browser).await.unwrap();
        let bound = format!("{SEED}|{secret}");
        let csrf = BASE64URL_NOPAD.encode(&town.runtime.vault().blind("csrf", &bound));
        let cookies = format!("nl_seed={SEED}; nl_session={secret}");
        let headers = [("cookie", cookies.as_str()), ("content-type", "application/x-www-form-urlencoded")];
        let form =
            |version: i64, phone: &str| format!("csrf={csrf}&version={version}&phone={phone}&address=Xom+Mau+So+9");
        let post = |body: String| {
            let router = router.clone();
            async move { send(&router, HttpMethod::POST, "/my/contact", &headers, &body).await }
        };

        let page = text(send(&router, HttpMethod::GET, "/my/contact", &headers, "").await).await;
        assert!(page.contains("value=\"0912345678\"") && page.contains("044090123456"), "{page}");
        for (body, status) in [
            (form(1, "12"), StatusCode::UNPROCESSABLE_ENTITY),
            (form(9, "0987654321"), StatusCode::UNPROCESSABLE_ENTITY),
        ] {
            let answer = post(body).await;
            assert_eq!(answer.status(), status);
            assert!(text(answer).await.contains("Xom Mau So 9"));
        }
        let done = post(form(1, "098+765+4321")).await;
        assert_eq!(done.status(), StatusCode::SEE_OTHER);
        assert_eq!(done.headers().get(header::LOCATION).unwrap(), "/my");
        let owner = town.accounts.actor(&town.runtime, account, town.runtime.now()).await.unwrap().unwrap();
        let (after, _) = own_profile(&town.runtime.reader(&owner)).await.unwrap();
        assert_eq!((after.phone.as_str(), after.email.as_str()), ("0987654321", ""));
    },
    &migrations()
);

#[test]
fn a_contact_is_not_printed() {
    assert!(!format!("{:?}", moved()).contains("0987654321"));
}
