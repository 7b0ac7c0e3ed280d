//! Second factors: an app is added, asked for and removed; codes are good once.

use std::sync::Arc;

use access::{Carrier, Limits, Sessions};
use axum::Router;
use axum::body::Body;
use axum::http::{Method as HttpMethod, Response, StatusCode, header};
use data_encoding::BASE64URL_NOPAD;
use futures::future::join_all;
use kernel::Kind;
use kernel::time::{MINUTE, SECOND};
use organisation::{Directory, import_units, sample_units};
use runtime::{Actor, ActorKind, Services};
use testkit::{START, both_engines};
use uuid::Uuid;

use super::{SEED, Town, citizen, migrations, officer, router, send, text, town};
use crate::commands::{AddApp, BeginStep, ChangePassword, ProveFactor, Purpose, RemoveApp, RenewCodes, RenewHash};
use crate::password::Hashing;
use crate::store as tables;
use crate::totp::Secret;
use crate::{Accounts, NewCitizen, PasswordCost, add_citizen, add_citizen_hashed, add_officer, module};

const FORM: &str = "application/x-www-form-urlencoded";
pub(super) const PASSWORD: &str = "password=s%C3%B4ng+Nh%E1%BA%ADt+L%E1%BB%87";

/// A browser that keeps its session.
pub(super) struct Browser<'a> {
    pub(super) town: &'a Town,
    pub(super) router: &'a Router,
    pub(super) session: String,
}

impl Browser<'_> {
    pub(super) async fn send(&mut self, method: HttpMethod, path: &str, form: &str) -> Response<Body> {
        let bound = format!("{SEED}|{}", self.session);
        let csrf = BASE64URL_NOPAD.encode(&self.town.runtime.vault().blind("csrf", &bound));
        let session = if self.session.is_empty() { String::new() } else { format!("; nl_session={}", self.session) };
        let cookies = format!("nl_seed={SEED}{session}");
        let headers = [("cookie", cookies.as_str()), ("content-type", FORM)];
        let response = send(self.router, method, path, &headers, &format!("csrf={csrf}&{form}")).await;
        let begun = response.headers().get_all(header::SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
        let begun = begun.filter_map(|text| text.strip_prefix("nl_session=")).find_map(|rest| rest.split(';').next());
        if let Some(session) = begun {
            session.clone_into(&mut self.session);
        }
        response
    }

    pub(super) async fn post(&mut self, path: &str, form: &str) -> Response<Body> {
        self.send(HttpMethod::POST, path, form).await
    }

    pub(super) async fn get(&mut self, path: &str) -> Response<Body> {
        self.send(HttpMethod::GET, path, "").await
    }
}

/// The secret of the step that a page carries.
pub(super) fn step_of(page: &str) -> String {
    let (_, rest) = page.split_once("name=\"step\" value=\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

pub(super) fn codes_of(page: &str) -> Vec<String> {
    let items = page.split("<li class=\"bigcode\">").skip(1);
    items.map(|item| item.split('<').next().unwrap().to_owned()).collect()
}

/// Adds an app by the commands alone; its secret and the recovery codes.
pub(super) async fn with_app(town: &Town, actor: &Actor) -> (Secret, Vec<String>) {
    let (account, step) = (actor.account, "a step".to_owned());
    let begin = BeginStep { account, step: step.clone(), purpose: Purpose::Enrol };
    town.runtime.execute(actor, &begin).await.unwrap();
    let secret = Secret::offered(town.runtime.vault(), &step);
    let add = AddApp { account, step, typed: secret.code_at(town.runtime.wall()) };
    let codes = town.runtime.execute(actor, &add).await.unwrap().outcome;
    town.clock.advance(30 * SECOND);
    (secret, codes)
}

/// A second person.
pub(super) fn other() -> NewCitizen {
    NewCitizen { identity: "044190123456".into(), ..citizen() }
}

async fn passes(town: &Town, account: Uuid, typed: &str) -> bool {
    let prove = ProveFactor { account, typed: typed.to_owned(), step: None };
    town.runtime.execute(&Actor::anonymous(), &prove).await.unwrap().outcome
}

both_engines!(
    async fn a_browser_adds_an_app_and_signs_in_with_its_codes(house: &House) {
        let town = town(house).await;
        let account = add_citizen(&town.runtime, citizen()).await.unwrap();
        let router = router(&town);
        let sessions = Sessions::new(town.runtime.clone(), town.accounts.clone(), Limits::default());
        let first = sessions.begin(account, Carrier::Browser).await.unwrap();
        let mut browser = Browser { town: &town, router: &router, session: first.clone() };

        let wrong = browser.post("/my/security/totp", "password=sai").await;
        assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let offered = browser.post("/my/security/totp", PASSWORD).await;
        assert_eq!(offered.status(), StatusCode::OK);
        let step = step_of(&text(offered).await);
        let secret = Secret::offered(town.runtime.vault(), &step);
        let wrong = browser.post("/my/security/totp/confirm", &format!("step={step}&code=12")).await;
        assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(step_of(&text(wrong).await), step, "the picture stays the same");
        let code = secret.code_at(town.runtime.wall());
        let added = browser.post("/my/security/totp/confirm", &format!("step={step}&code={code}")).await;
        assert_eq!(added.status(), StatusCode::OK);
        assert!(added.headers()[header::CACHE_CONTROL].to_str().unwrap().contains("no-store"));
        let codes = codes_of(&text(added).await);
        assert_eq!(codes.len(), 10);
        assert!(browser.session != first && sessions.actor(&first, Carrier::Browser).await.unwrap().is_none());
        let page = text(browser.get("/my/security").await).await;
        assert!(page.contains("Còn 10 mã") && !codes.iter().any(|code| page.contains(code.as_str())), "{page}");

        let mut other = Browser { town: &town, router: &router, session: String::new() };
        let sign_in = format!("login=044090123456&{PASSWORD}&next=%2Fmy%2Fdossiers");
        let asked = other.post("/sign-in", &sign_in).await;
        assert_eq!((asked.status(), other.session.as_str()), (StatusCode::OK, ""));
        let step = step_of(&text(asked).await);
        let form = |step: &str, code: &str| format!("step={step}&code={code}&next=%2Fmy%2Fdossiers");
        let replayed = other.post("/sign-in/factor", &form(&step, &code)).await;
        assert_eq!((replayed.status(), other.session.as_str()), (StatusCode::UNPROCESSABLE_ENTITY, ""));
        town.clock.advance(30 * SECOND);
        let code = secret.code_at(town.runtime.wall());
        let done = other.post("/sign-in/factor", &form(&step, &code)).await;
        assert_eq!(done.headers().get(header::LOCATION).unwrap(), "/my/dossiers");
        assert!(!other.session.is_empty());

        let mut third = Browser { town: &town, router: &router, session: String::new() };
        let ended = third.post("/sign-in/factor", &form(&step, &code)).await;
        assert_eq!(ended.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert!(text(ended).await.contains("name=\"login\""), "the step was used up, so it begins again");
        for (status, code) in [(StatusCode::SEE_OTHER, &codes[0]), (StatusCode::UNPROCESSABLE_ENTITY, &codes[0])] {
            third.session.clear();
            let step = step_of(&text(third.post("/sign-in", &sign_in).await).await);
            let answer = third.post("/sign-in/factor", &form(&step, code)).await;
            assert_eq!(answer.status(), status);
        }

        let removed = browser.post("/my/security/totp/remove", PASSWORD).await;
        assert_eq!(removed.status(), StatusCode::SEE_OTHER);
        third.session.clear();
        let plain = third.post("/sign-in", &sign_in).await;
        assert_eq!(plain.headers().get(header::LOCATION).unwrap(), "/my/dossiers");
        assert!(town.runtime.store().verify(|_, _| {}).await.unwrap().faults.is_empty());
    },
    &migrations()
);

both_engines!(
    async fn an_officer_who_needs_a_second_factor_adds_one_before_anything_else(house: &House) {
        let mut town = town(house).await;
        let directory = Arc::new(Directory::load(house.store()).await.unwrap());
        let accounts = Arc::new(Accounts::new(Arc::clone(&directory)).unwrap().with_officers_factor(true));
        let mut services = Services::default();
        services.insert(Arc::clone(&directory));
        services.insert(Arc::clone(&accounts));
        (town.runtime, town.accounts) = (house.with_services(services), accounts);
        let (units, departments) = sample_units();
        import_units(&town.runtime, units, departments, START).await.unwrap();
        add_officer(&town.runtime, officer("mau.a", "450", "unit")).await.unwrap();
        add_citizen(&town.runtime, citizen()).await.unwrap();
        let router = router(&town);
        let mut browser = Browser { town: &town, router: &router, session: String::new() };

        let free = browser.post("/sign-in", &format!("login=044090123456&{PASSWORD}")).await;
        assert_eq!(free.status(), StatusCode::SEE_OTHER, "citizens need none");
        browser.session.clear();
        let json = [("content-type", "application/json")];
        let body = serde_json::json!({ "login": "mau.a", "password": "ba từ ngắn" }).to_string();
        let token = send(&router, HttpMethod::POST, "/api/v1/tokens", &json, &body).await;
        assert!(text(token).await.contains("identity-error-factor-first"));
        let asked = browser.post("/sign-in", "login=mau.a&password=ba+t%E1%BB%AB+ng%E1%BA%AFn").await;
        assert_eq!((asked.status(), browser.session.as_str()), (StatusCode::OK, ""));
        let step = step_of(&text(asked).await);
        let wrong = browser.post("/sign-in/enrol", &format!("step={step}&code=12")).await;
        assert_eq!((wrong.status(), browser.session.as_str()), (StatusCode::UNPROCESSABLE_ENTITY, ""));
        let code = Secret::offered(town.runtime.vault(), &step).code_at(town.runtime.wall());
        let added = browser.post("/sign-in/enrol", &format!("step={step}&code={code}")).await;
        assert_eq!(codes_of(&text(added).await).len(), 10);
        assert_eq!(browser.get("/my/security").await.status(), StatusCode::OK);
        browser.session.clear();
        let again = browser.post("/sign-in/enrol", &format!("step={step}&code={code}")).await;
        assert!(text(again).await.contains("name=\"login\""), "the step was used up");
    },
    &migrations()
);

both_engines!(
    async fn a_machine_needs_the_second_factor_too(house: &House) {
        let town = town(house).await;
        let account = add_citizen(&town.runtime, citizen()).await.unwrap();
        let owner = Actor::citizen(account, "Nguyễn Văn Mẫu");
        let (secret, _) = with_app(&town, &owner).await;
        let router = router(&town);
        let code = secret.code_at(town.runtime.wall());
        let right = "sông Nhật Lệ";
        for (password, factor, status) in [
            (right, None, StatusCode::UNPROCESSABLE_ENTITY),
            (right, Some("000"), StatusCode::UNPROCESSABLE_ENTITY),
            ("sai mật khẩu này", Some(code.as_str()), StatusCode::UNPROCESSABLE_ENTITY),
            (right, Some(code.as_str()), StatusCode::CREATED),
            (right, Some(code.as_str()), StatusCode::UNPROCESSABLE_ENTITY),
        ] {
            let body = serde_json::json!({ "login": "044090123456", "password": password, "factor": factor });
            let json = [("content-type", "application/json")];
            let answer = send(&router, HttpMethod::POST, "/api/v1/tokens", &json, &body.to_string()).await;
            assert_eq!(answer.status(), status, "{password} {factor:?}");
            let body = text(answer).await;
            let names_factor = body.contains("\"/factor\"");
            assert_eq!(names_factor, password == right && status != StatusCode::CREATED, "{body}");
        }
    },
    &migrations()
);

both_engines!(
    async fn a_right_password_is_hashed_again_when_the_cost_has_changed(house: &House) {
        let town = town(house).await;
        let cheap = PasswordCost { memory_kib: 64, passes: 1, lanes: 1, at_once: 1 };
        let old = Hashing::new(cheap).unwrap().hash_now("sông Nhật Lệ", &[7; 16]).unwrap();
        let account = add_citizen_hashed(&town.runtime, citizen(), old.clone()).await.unwrap();
        let router = router(&town);
        let system = Actor::system();
        let json = [("content-type", "application/json")];
        for (password, version) in [("sai mật khẩu này", 1), ("sông Nhật Lệ", 2), ("sông Nhật Lệ", 2)] {
            let body = serde_json::json!({ "login": "044090123456", "password": password }).to_string();
            send(&router, HttpMethod::POST, "/api/v1/tokens", &json, &body).await;
            let stored = tables::credentials_of(&town.runtime.reader(&system), account).await.unwrap();
            assert_eq!(stored.version, version, "{password}");
            assert_eq!(stored.hash == old, version == 1);
        }
        let stored = tables::credentials_of(&town.runtime.reader(&system), account).await.unwrap();
        assert!(stored.hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        let late = RenewHash { account, version: 1, hash: old };
        let owner = Actor::citizen(account, "Nguyễn Văn Mẫu");
        assert_eq!(town.runtime.execute(&owner, &late).await.unwrap_err().kind(), Kind::Conflict);
    },
    &migrations()
);

both_engines!(
    async fn two_who_use_one_code_at_once_do_not_both_pass(house: &House) {
        let town = town(house).await;
        let account = add_citizen_hashed(&town.runtime, citizen(), "x".into()).await.unwrap();
        let stranger = add_citizen_hashed(&town.runtime, other(), "x".into()).await.unwrap();
        let owner = Actor::citizen(account, "Nguyễn Văn Mẫu");
        let (secret, codes) = with_app(&town, &owner).await;
        let code = secret.code_at(town.runtime.wall());
        assert!(!passes(&town, stranger, &code).await && !passes(&town, stranger, &codes[0]).await);
        for typed in [code.clone(), codes[0].to_lowercase()] {
            let crowd = join_all((0..6).map(|_| passes(&town, account, &typed))).await;
            assert_eq!(crowd.into_iter().filter(|passed| *passed).count(), 1, "{typed}");
        }
        town.clock.advance(5 * MINUTE);
        assert!(!passes(&town, account, &code).await, "a code of before");

        let renewed = town.runtime.execute(&owner, &RenewCodes).await.unwrap().outcome;
        assert!(!passes(&town, account, &codes[1]).await && passes(&town, account, &renewed[0]).await);
        let system = Actor::system();
        assert_eq!(tables::codes_left(&town.runtime.reader(&system), account).await.unwrap(), 9);
    },
    &migrations()
);

both_engines!(
    async fn an_app_is_added_by_its_owner_from_an_open_step_only(house: &House) {
        let town = town(house).await;
        let (units, departments) = sample_units();
        import_units(&town.runtime, units, departments, START).await.unwrap();
        let account = add_officer(&town.runtime, officer("mau.a", "450", "unit")).await.unwrap();
        let holder = Actor { kind: ActorKind::Officer, ..Actor::citizen(account, "Trần Thị Ví Dụ") };
        let stranger = Actor::citizen(Uuid::from_u128(9), "Mẫu");
        let key = |refused: kernel::Error| refused.message().key.to_string();

        let begin = |purpose| BeginStep { account, step: "one".into(), purpose };
        let refused = town.runtime.execute(&stranger, &begin(Purpose::Enrol)).await.unwrap_err();
        assert_eq!(refused.kind(), Kind::Forbidden);
        town.runtime.execute(&holder, &begin(Purpose::Factor)).await.unwrap();
        let add = || {
            let secret = Secret::offered(town.runtime.vault(), "one");
            AddApp { account, step: "one".into(), typed: secret.code_at(town.runtime.wall()) }
        };
        let other_purpose = town.runtime.execute(&holder, &add()).await.unwrap_err();
        assert_eq!(key(other_purpose), "identity-error-step-ended");
        town.runtime.execute(&holder, &ChangePassword { account, hash: "x".into() }).await.unwrap();
        town.runtime.execute(&holder, &begin(Purpose::Enrol)).await.unwrap();
        town.clock.advance(10 * MINUTE);
        let late = town.runtime.execute(&holder, &add()).await.unwrap_err();
        assert_eq!(key(late), "identity-error-step-ended");

        town.runtime.execute(&holder, &ChangePassword { account, hash: "y".into() }).await.unwrap();
        town.runtime.execute(&holder, &begin(Purpose::Enrol)).await.unwrap();
        assert_eq!(town.runtime.execute(&stranger, &add()).await.unwrap_err().kind(), Kind::Forbidden);
        town.runtime.execute(&holder, &add()).await.unwrap();
        let again = town.runtime.execute(&holder, &add()).await.unwrap_err();
        assert_eq!(key(again), "identity-error-app-there");
        town.runtime.execute(&holder, &RemoveApp).await.unwrap();
        let gone = town.runtime.execute(&holder, &RemoveApp).await.unwrap_err();
        assert_eq!(key(gone), "identity-error-app-gone");

        town.clock.advance(30 * SECOND);
        let (secret, _) = with_app(&town, &holder).await;
        assert!(passes(&town, account, &secret.code_at(town.runtime.wall())).await, "the key of before seals anew");
        let nobody = town.runtime.execute(&stranger, &RemoveApp).await.unwrap_err();
        assert_eq!(key(nobody), "identity-error-app-gone");
    },
    &migrations()
);

both_engines!(
    async fn who_has_an_address_is_told_of_every_change(house: &House) {
        let folder = tempfile::tempdir().unwrap();
        let mut services = Services::default();
        let directory = Arc::new(Directory::load(house.store()).await.unwrap());
        let accounts = Arc::new(Accounts::new(Arc::clone(&directory)).unwrap());
        services.insert(directory);
        services.insert(Arc::clone(&accounts));
        services.insert(Arc::new(notify::Mailer::sandbox(folder.path()).unwrap()));
        services.insert(Arc::new(web::House::new(vec![module()]).words().unwrap()));
        let town = Town { runtime: house.with_services(services), accounts, clock: Arc::clone(&house.clock) };
        let account = add_citizen_hashed(&town.runtime, citizen(), "x".into()).await.unwrap();
        let silent = NewCitizen { email: String::new(), ..other() };
        let silent = add_citizen_hashed(&town.runtime, silent, "x".into()).await.unwrap();

        let owner = Actor::citizen(account, "Nguyễn Văn Mẫu");
        let (_, codes) = with_app(&town, &owner).await;
        assert!(passes(&town, account, &codes[0]).await);
        town.runtime.execute(&owner, &RenewCodes).await.unwrap();
        town.runtime.execute(&owner, &RemoveApp).await.unwrap();
        let quiet = Actor::citizen(silent, "Nguyễn Văn Mẫu");
        let begin = BeginStep { account: silent, step: "two".into(), purpose: Purpose::Enrol };
        town.runtime.execute(&quiet, &begin).await.unwrap();
        let secret = Secret::offered(town.runtime.vault(), "two");
        let typed = secret.code_at(town.runtime.wall());
        town.runtime.execute(&quiet, &AddApp { account: silent, step: "two".into(), typed }).await.unwrap();

        let background = module().background;
        while town.runtime.run_once(&background).await {}
        assert_eq!(town.runtime.store().job_counts().await.unwrap(), (0, 0));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 4, "added, code used, codes made, removed");
    },
    &migrations()
);
