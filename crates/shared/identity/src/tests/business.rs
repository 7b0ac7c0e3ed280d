//! A business has an account of its own, and people who said that they represent it.

use std::sync::Arc;

use access::{Assignments as _, Carrier, Limits, Sessions};
use axum::http::{Method as HttpMethod, StatusCode, header};
use data_encoding::BASE64URL_NOPAD;
use kernel::Kind;
use kernel::time::SECOND;
use kernel::vietnam::IdentityNumber;
use notify::{Mailer, Texter};
use organisation::Directory;
use runtime::{Actor, ActorKind, Services};
use serde_json::{Value, json};
use tempfile::TempDir;
use testkit::{House, both_engines};
use uuid::Uuid;
use web::Locale;

use super::factors::{Browser, other};
use super::{SEED, Town, citizen, migrations, router, send, text, town};
use crate::business::commands::{AcceptBusiness, AskRepresentative, EndRepresentative, OpenBusiness};
use crate::business::{NewBusiness, Standing, filer, ties};
use crate::codes::messages::{kept, language_of};
use crate::model::{PersonDraft, citizen_key};
use crate::{Accounts, add_business_hashed, add_citizen, add_citizen_hashed, find_person, module, profile_of};

const TAX: &str = "3100999990";
const PASSWORD: &str = "password=s%C3%B4ng+Nh%E1%BA%ADt+L%E1%BB%87";

fn company() -> NewBusiness {
    NewBusiness {
        name: "Công ty TNHH Mẫu".into(),
        tax_code: "3100 999 990".into(),
        phone: "0912345679".into(),
        email: "congty@example.vn".into(),
        address: String::new(),
    }
}

/// The person who answers for the business, somebody else, and the business.
pub(super) async fn people(town: &Town) -> (Actor, Actor, Actor) {
    let owner = add_citizen_hashed(&town.runtime, citizen(), "x".into()).await.unwrap();
    let friend = add_citizen_hashed(&town.runtime, other(), "x".into()).await.unwrap();
    let business = add_business_hashed(&town.runtime, &company(), owner, "x".into()).await.unwrap();
    (actor(town, owner).await, actor(town, friend).await, actor(town, business).await)
}

pub(super) async fn actor(town: &Town, account: Uuid) -> Actor {
    town.accounts.actor(&town.runtime, account, town.runtime.now()).await.unwrap().unwrap()
}

/// The business asks a person, a little later than whatever was before.
pub(super) async fn ask(town: &Town, business: &Actor, identity: &str) -> Result<(), String> {
    town.clock.advance(SECOND);
    let number = IdentityNumber::parse(identity).unwrap();
    let login_key = citizen_key(town.runtime.vault(), &number);
    let command = AskRepresentative { login_key, identity: number.as_str().to_owned() };
    town.runtime.execute(business, &command).await.map(|_| ()).map_err(|error| key_of(&error))
}

/// Id and standing of all that ties an account to others.
pub(super) async fn standings(town: &Town, actor: &Actor) -> Vec<(Uuid, Standing)> {
    let all = ties(&town.runtime.reader(actor)).await.unwrap();
    all.iter().map(|tie| (tie.id, tie.standing)).collect()
}

fn key_of(error: &kernel::Error) -> String {
    let field = error.fields().first().map(|field| field.message.key.to_string());
    field.unwrap_or_else(|| error.message().key.to_string())
}

both_engines!(
    async fn a_business_is_opened_by_a_person_who_represents_it(house: &House) {
        let town = town(house).await;
        let (owner, _, business) = people(&town).await;
        assert_eq!((business.kind, &*business.name), (ActorKind::Business, "Công ty TNHH Mẫu"));
        assert!(business.grants.is_empty());
        let reader = town.runtime.reader(&business);
        let profile = profile_of(&reader, business.account).await.unwrap();
        assert_eq!((profile.identity.as_str(), profile.subject), (TAX, business.account));
        let files = filer(&reader).await.unwrap();
        let named: Vec<(&str, &str)> = files.people.iter().map(|it| (&*it.name, &*it.identity)).collect();
        assert!(files.is_business);
        assert_eq!(named, [("Nguyễn Văn Mẫu", "044090123456")]);
        assert_eq!(find_person(&reader, "044090123456").await.unwrap(), Some(owner.account), "nobody is mixed up");
        let own = ties(&town.runtime.reader(&owner)).await.unwrap();
        assert_eq!(own.iter().map(|tie| (&*tie.name, &*tie.number)).collect::<Vec<_>>(), [("Công ty TNHH Mẫu", TAX)]);

        let again = add_business_hashed(&town.runtime, &company(), owner.account, "x".into()).await.unwrap_err();
        assert_eq!(key_of(&again), "identity-error-tax-taken");
        let command =
            OpenBusiness { login_key: "b:x".into(), draft: PersonDraft::default(), hash: "x".into(), address: None };
        for nobody in [Actor::anonymous(), Actor::system(), business.clone()] {
            let refused = town.runtime.execute(&nobody, &command).await.unwrap_err();
            assert_eq!(refused.kind(), Kind::NotFound, "{:?}", nobody.kind);
        }
        assert!(town.runtime.store().verify(|_, _| {}).await.unwrap().faults.is_empty());
    },
    &migrations()
);

both_engines!(
    async fn a_person_represents_a_business_only_after_saying_yes(house: &House) {
        let town = town(house).await;
        let (owner, friend, business) = people(&town).await;
        let number = other().identity;
        ask(&town, &business, &number).await.unwrap();
        // A number without an account is written down like one with it.
        ask(&town, &business, "044190000033").await.unwrap();
        let there = Err("identity-error-representative-there".to_owned());
        assert_eq!(ask(&town, &business, &number).await, there);
        let open = standings(&town, &friend).await;
        assert_eq!(open.iter().map(|(_, it)| *it).collect::<Vec<_>>(), [Standing::Asked]);
        let asked = open[0].0;
        assert_eq!(filer(&town.runtime.reader(&business)).await.unwrap().people.len(), 1, "asking is not representing");

        for stranger in [&owner, &business] {
            let refused = town.runtime.execute(stranger, &AcceptBusiness { id: asked }).await.unwrap_err();
            assert_eq!(refused.kind(), Kind::NotFound);
        }
        town.runtime.execute(&friend, &AcceptBusiness { id: asked }).await.unwrap();
        let twice = town.runtime.execute(&friend, &AcceptBusiness { id: asked }).await.unwrap_err();
        assert_eq!(key_of(&twice), "identity-error-representative-over");
        let people = filer(&town.runtime.reader(&business)).await.unwrap().people;
        assert_eq!(people.iter().map(|it| &*it.name).collect::<Vec<_>>(), ["Nguyễn Văn Mẫu", &*friend.name]);
        let known = standings(&town, &business).await;
        assert_eq!(
            known.iter().map(|(_, it)| *it).collect::<Vec<_>>(),
            [Standing::Holds, Standing::Holds, Standing::Asked]
        );
        assert!(town.runtime.store().verify(|_, _| {}).await.unwrap().faults.is_empty());
    },
    &migrations()
);

both_engines!(
    async fn the_last_representative_stays_and_whoever_goes_signs_the_business_out(house: &House) {
        let town = town(house).await;
        let (owner, friend, business) = people(&town).await;
        let (first, _) = standings(&town, &owner).await[0];
        let end = |id: Uuid| EndRepresentative { id, session: None };
        for who in [&owner, &business] {
            let refused = town.runtime.execute(who, &end(first)).await.unwrap_err();
            assert_eq!(key_of(&refused), "identity-error-representative-last");
        }
        ask(&town, &business, &other().identity).await.unwrap();
        let (second, _) = standings(&town, &friend).await[0];
        town.runtime.execute(&friend, &AcceptBusiness { id: second }).await.unwrap();
        let refused = town.runtime.execute(&friend, &end(first)).await.unwrap_err();
        assert_eq!(refused.kind(), Kind::NotFound, "nobody ends another person");

        let sessions = Sessions::new(town.runtime.clone(), town.accounts.clone(), Limits::default());
        let stays = sessions.begin(business.account, Carrier::Browser).await.unwrap();
        let gone = sessions.begin(business.account, Carrier::Browser).await.unwrap();
        let by_business = EndRepresentative { id: first, session: Some(stays.clone()) };
        town.runtime.execute(&business, &by_business).await.unwrap();
        assert!(sessions.glance(&stays, Carrier::Browser).await.unwrap().is_some());
        assert!(sessions.glance(&gone, Carrier::Browser).await.unwrap().is_none());
        assert_eq!(standings(&town, &owner).await, [(first, Standing::Ended)]);
        // Both leave at the same time: one of them stays.
        ask(&town, &business, &citizen().identity).await.unwrap();
        let third = standings(&town, &owner).await[1].0;
        town.runtime.execute(&owner, &AcceptBusiness { id: third }).await.unwrap();
        let (one, two) = (end(second), end(third));
        let (left, right) = tokio::join!(town.runtime.execute(&friend, &one), town.runtime.execute(&owner, &two));
        assert_eq!(usize::from(left.is_ok()) + usize::from(right.is_ok()), 1);
        assert_eq!(filer(&town.runtime.reader(&business)).await.unwrap().people.len(), 1);
    },
    &migrations()
);

both_engines!(
    async fn a_person_registers_a_business_on_a_page_and_it_signs_in_by_its_number(house: &House) {
        let town = town(house).await;
        add_citizen(&town.runtime, citizen()).await.unwrap();
        let router = router(&town);
        let mut browser = Browser { town: &town, router: &router, session: String::new() };
        let signed = browser.post("/sign-in", &format!("login=044090123456&{PASSWORD}")).await;
        assert_eq!(signed.status(), StatusCode::SEE_OTHER);
        let form = |tax: &str| {
            format!("tax_code={tax}&name=Cong+ty+Mau&phone=0912345679&password=nui+Than+Dinh+sang&accept=yes")
        };
        for (tax, status) in [("3100999991", 422), ("044090123456", 422), (TAX, 303), (TAX, 422)] {
            assert_eq!(browser.post("/my/businesses/new", &form(tax)).await.status().as_u16(), status, "{tax}");
        }
        let list = text(browser.get("/my/businesses").await).await;
        assert!(list.contains(TAX) && list.contains("Cong ty Mau"), "{list}");
        assert_eq!(browser.get("/my/representatives").await.status(), StatusCode::NOT_FOUND);

        let mut own = Browser { town: &town, router: &router, session: String::new() };
        let signed = own.post("/sign-in", "login=3100+999+990&password=nui+Than+Dinh+sang").await;
        assert_eq!(signed.headers().get(header::LOCATION).unwrap(), "/my");
        let page = text(own.get("/my").await).await;
        assert!(page.contains(TAX) && page.contains("/my/representatives"), "{page}");
        assert_eq!(own.get("/my/businesses").await.status(), StatusCode::NOT_FOUND);
        let wrong = own.post("/my/representatives", "identity=044190000033&password=wrong").await;
        assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let right = "identity=044190000033&password=nui+Than+Dinh+sang";
        assert_eq!(own.post("/my/representatives", right).await.status(), StatusCode::SEE_OTHER);
        let list = text(own.get("/my/representatives").await).await;
        let (_, rest) = list.split_once("href=\"/my/representatives/").unwrap();
        let path = format!("/my/representatives/{}", rest.split('"').next().unwrap());
        assert_eq!(own.get(&path).await.status(), StatusCode::OK, "{path}");
    },
    &migrations()
);

both_engines!(
    async fn machines_of_a_business_do_the_same_acts(house: &House) {
        let town = town(house).await;
        let (_, friend, business) = people(&town).await;
        let router = router(&town);
        let sessions = Sessions::new(town.runtime.clone(), town.accounts.clone(), Limits::default());
        let call = async |account: Uuid, method: HttpMethod, path: &str, body: &Value| {
            let token = sessions.begin(account, Carrier::Token).await.unwrap();
            let bearer = format!("Bearer {token}");
            let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
            let body = if body.is_null() { String::new() } else { body.to_string() };
            let answer = send(&router, method, path, &headers, &body).await;
            let status = answer.status().as_u16();
            (status, serde_json::from_str::<Value>(&text(answer).await).unwrap_or_default())
        };
        let (status, me) = call(business.account, HttpMethod::GET, "/api/v1/me", &Value::Null).await;
        assert_eq!((status, me["kind"].as_str()), (200, Some("business")));
        let hers = "/api/v1/me/representatives";
        let (status, list) = call(business.account, HttpMethod::GET, hers, &Value::Null).await;
        assert_eq!((status, list["representatives"][0]["standing"].as_str()), (200, Some("holds")));
        assert_eq!(call(friend.account, HttpMethod::GET, hers, &Value::Null).await.0, 404);
        let wrong = json!({ "identity": other().identity, "password": "" });
        assert_eq!(call(business.account, HttpMethod::POST, hers, &wrong).await.0, 422);

        ask(&town, &business, &other().identity).await.unwrap();
        let his = "/api/v1/me/businesses";
        let (_, list) = call(friend.account, HttpMethod::GET, his, &Value::Null).await;
        let id = list["businesses"][0]["id"].as_str().unwrap();
        let (status, list) = call(friend.account, HttpMethod::POST, &format!("{his}/{id}/accept"), &Value::Null).await;
        assert_eq!((status, list["businesses"][0]["standing"].as_str()), (200, Some("holds")));
        let (status, list) = call(friend.account, HttpMethod::POST, &format!("{his}/{id}/end"), &Value::Null).await;
        assert_eq!((status, list["businesses"][0]["standing"].as_str()), (200, Some("ended")));
        assert_eq!(call(business.account, HttpMethod::GET, his, &Value::Null).await.0, 404);
    },
    &migrations()
);

/// A town whose messages stay in a folder and in the database.
pub(super) async fn post_office(house: &House) -> (Town, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let directory = Arc::new(Directory::load(house.store()).await.unwrap());
    let accounts = Arc::new(Accounts::new(Arc::clone(&directory)).unwrap());
    let mut services = Services::default();
    services.insert(directory);
    services.insert(Arc::clone(&accounts));
    services.insert(Arc::new(Mailer::sandbox(folder.path()).unwrap()));
    services.insert(Arc::new(Texter::sandbox()));
    services.insert(Arc::new(web::House::new(vec![module()]).words().unwrap()));
    (Town { runtime: house.with_services(services), accounts, clock: Arc::clone(&house.clock) }, folder)
}

/// What was sent so far, the newest first.
pub(super) async fn sent(town: &Town) -> Vec<String> {
    town.clock.advance(SECOND);
    let background = module().background;
    while town.runtime.run_once(&background).await {}
    let system = Actor::system();
    let all = kept(&town.runtime.reader(&system), 200).await.unwrap();
    all.into_iter().map(|(_, _, kept)| kept.text).collect()
}

both_engines!(
    async fn both_sides_are_told_in_the_language_in_which_they_signed_in(house: &House) {
        let (town, _folder) = post_office(house).await;
        let owner = add_citizen(&town.runtime, citizen()).await.unwrap();
        let router = router(&town);
        let csrf = BASE64URL_NOPAD.encode(&town.runtime.vault().blind("csrf", &format!("{SEED}|")));
        let cookies = format!("nl_seed={SEED}; nl_lang=en");
        let headers = [("cookie", cookies.as_str()), ("content-type", "application/x-www-form-urlencoded")];
        let form = format!("csrf={csrf}&login=044090123456&{PASSWORD}");
        let system = Actor::system();
        let reader = town.runtime.reader(&system);
        assert_eq!(language_of(&reader, owner).await.unwrap(), Locale::Vi);
        let signed = send(&router, HttpMethod::POST, "/sign-in", &headers, &form).await;
        assert_eq!(signed.status(), StatusCode::SEE_OTHER);
        assert_eq!(language_of(&reader, owner).await.unwrap(), Locale::En);

        let before = sent(&town).await.len();
        add_business_hashed(&town.runtime, &company(), owner, "x".into()).await.unwrap();
        let all = sent(&town).await;
        let new = &all[..all.len() - before];
        assert_eq!(new.len(), 2, "{new:?}");
        for words in
            ["The account of a business has a new representative", "Tài khoản doanh nghiệp có người đại diện mới"]
        {
            assert!(new.iter().any(|text| text.starts_with(words)), "{words}: {new:?}");
        }
    },
    &migrations()
);
