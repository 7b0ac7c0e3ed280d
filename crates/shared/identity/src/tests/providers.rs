//! Signing in with a provider of identities: whom it brings in, and every lie that it or somebody on the way may tell.

mod gates;

use std::sync::Arc;

use access::{Carrier, Limits, Sessions};
use axum::Router;
use axum::body::Body;
use axum::http::{Method as HttpMethod, Response, StatusCode, header};
use data_encoding::BASE64URL_NOPAD;
use kernel::Timestamp;
use kernel::time::{MINUTE, SECOND};
use organisation::Directory;
use runtime::{Actor, Assurance, Services};
use serde_json::{Value, json};
use testkit::{House, both_engines};
use uuid::Uuid;

use super::liar::{CLIENT, Keys, Liar, NUMBER, confused, honest, signed, unsigned};
use super::{SEED, Town, citizen, migrations, router, send, text};
use crate::passkey::Party;
use crate::store as tables;
use crate::{Accounts, NewCitizen, ProviderConfig, ProviderProfile, Providers, add_citizen_hashed};

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
/// Another browser.
const OTHER: &str = "BBBBBBBBBBBBBBBBBBBBBB";

/// A town with a provider that lies where it is told to.
struct Stage {
    town: Town,
    router: Router,
    liar: Liar,
}

/// What the provider is asked for.
struct Asked {
    state: String,
    nonce: String,
    challenge: String,
    acr: String,
}

fn part(address: &str, name: &str) -> String {
    let query = address.split_once('?').map_or("", |(_, query)| query);
    let found = query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    found.unwrap_or_default().to_owned()
}

impl Stage {
    async fn new(house: &House, profile: ProviderProfile, change: fn(&mut ProviderConfig)) -> Self {
        let liar = Liar::start(&house.runtime).await;
        let mut config = liar.config(profile);
        change(&mut config);
        let directory = Arc::new(Directory::load(house.store()).await.unwrap());
        let party = Party::new("localhost", &["http://localhost".to_owned()]).ok();
        let accounts = Arc::new(Accounts::new(Arc::clone(&directory)).unwrap().with_passkeys(party));
        let mut services = Services::default();
        services.insert(directory);
        services.insert(Arc::clone(&accounts));
        services.insert(Arc::new(Providers::new(vec![config], "http://localhost").unwrap()));
        let town = Town { runtime: house.with_services(services), accounts, clock: Arc::clone(&house.clock) };
        let router = router(&town);
        Self { town, router, liar }
    }

    fn now(&self) -> Timestamp {
        self.town.runtime.wall()
    }

    async fn get(&self, seed: &str, session: &str, path: &str) -> Response<Body> {
        let session = if session.is_empty() { String::new() } else { format!("; nl_session={session}") };
        let cookies = format!("nl_seed={seed}{session}");
        send(&self.router, HttpMethod::GET, path, &[("cookie", cookies.as_str())], "").await
    }

    /// Begins in a browser and gives what the provider is asked.
    async fn begin(&self, session: &str, query: &str) -> Asked {
        let answer = self.get(SEED, session, &format!("/sign-in/with/liar{query}")).await;
        assert_eq!(answer.status(), StatusCode::SEE_OTHER);
        let address = answer.headers()[header::LOCATION].to_str().unwrap().to_owned();
        assert!(address.starts_with(&format!("{}/auth?", self.liar.base)), "{address}");
        asked(&address)
    }

    /// Comes back with a code for which the provider gives this token.
    async fn back(&self, seed: &str, session: &str, asked: &Asked, token: String) -> Response<Body> {
        self.liar.says.lock().unwrap().token = token;
        let iss = self.liar.base.replace(':', "%3A").replace('/', "%2F");
        let path = format!("/sign-in/with/liar/back?code=c-{}&state={}&iss={iss}", asked.state, asked.state);
        self.get(seed, session, &path).await
    }

    /// Signs in with claims that differ from the honest ones.
    async fn sign_in(&self, session: &str, query: &str, differs: &Value) -> Response<Body> {
        let asked = self.begin(session, query).await;
        let claims = merged(self.liar.claims(&asked.nonce, self.now()), differs);
        self.back(SEED, session, &asked, honest(&claims)).await
    }

    async fn actor(&self, session: &str) -> Option<Actor> {
        let sessions = Sessions::new(self.town.runtime.clone(), self.town.accounts.clone(), Limits::default());
        sessions.actor(session, Carrier::Browser).await.unwrap()
    }

    /// A session of somebody who knows the password.
    async fn session_of(&self, account: Uuid) -> String {
        let sessions = Sessions::new(self.town.runtime.clone(), self.town.accounts.clone(), Limits::default());
        sessions.begin(account, Carrier::Browser).await.unwrap()
    }

    async fn owner(&self, account: Uuid) -> tables::OwnerRow {
        let house = Actor::system();
        tables::owner(&self.town.runtime.reader(&house), account).await.unwrap().unwrap()
    }

    async fn notice(&self, token: &str) -> (StatusCode, String) {
        let body = format!("logout_token={token}");
        let answer = send(&self.router, HttpMethod::POST, "/hooks/oidc/liar/logout", &[FORM], &body).await;
        (answer.status(), text(answer).await)
    }
}

fn asked(address: &str) -> Asked {
    Asked {
        state: part(address, "state"),
        nonce: part(address, "nonce"),
        challenge: part(address, "code_challenge"),
        acr: part(address, "acr_values"),
    }
}

/// Claims with others in their place; null takes one away.
fn merged(mut claims: Value, differs: &Value) -> Value {
    for (name, value) in differs.as_object().unwrap() {
        if value.is_null() {
            claims.as_object_mut().unwrap().remove(name);
        } else {
            claims[name] = value.clone();
        }
    }
    claims
}

/// The session that an answer begins.
fn session_of(answer: &Response<Body>) -> String {
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    let cookies = answer.headers().get_all(header::SET_COOKIE);
    let mut texts = cookies.iter().filter_map(|value| value.to_str().ok());
    let found = texts.find_map(|text| text.strip_prefix("nl_session=")?.split(';').next());
    found.unwrap().to_owned()
}

/// Nobody was signed in, and the page says this.
async fn refused(answer: Response<Body>, words: &str) {
    assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "{words}");
    let cookies = answer.headers().get_all(header::SET_COOKIE);
    assert!(cookies.iter().all(|value| !value.to_str().unwrap().starts_with("nl_session=")), "{words}");
    let page = text(answer).await;
    assert!(page.contains(words), "{words} is not in {page}");
}

/// Makes a token from claims, wrongly.
type MakeToken = fn(&Value) -> String;

both_engines!(
    async fn a_person_whom_a_provider_has_proven_gets_an_account_and_finds_it_again(house: &House) {
        let stage = Stage::new(house, ProviderProfile::Eid, |_| {}).await;
        let asked = stage.begin("", "?next=%2Fmy%2Fdossiers").await;
        let claims = stage.liar.claims(&asked.nonce, stage.now());
        let answer = stage.back(SEED, "", &asked, honest(&claims)).await;
        assert_eq!(answer.headers()[header::LOCATION], "/my/dossiers");
        let actor = stage.actor(&session_of(&answer)).await.unwrap();
        assert_eq!((&*actor.name, actor.assurance), ("Nguyễn Văn Mẫu", Assurance::Substantial));
        let owner = stage.owner(actor.account).await;
        assert!(owner.proven && owner.is_active);

        // The code was exchanged with what only this program can know.
        let form = stage.liar.says.lock().unwrap().form.clone();
        let verifier = part(&format!("?{form}"), "code_verifier");
        let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, verifier.as_bytes());
        assert_eq!(BASE64URL_NOPAD.encode(digest.as_ref()), asked.challenge);

        let again = stage.sign_in("", "", &json!({ "acr": "loa3" })).await;
        let again = stage.actor(&session_of(&again)).await.unwrap();
        assert_eq!((again.account, again.assurance), (actor.account, Assurance::High));
        // Of another person with the same number nobody is sure any more.
        refused(stage.sign_in("", "", &json!({ "sub": "person-2" })).await, "một người khác ở").await;
        refused(stage.sign_in("", "", &json!({ "identity_number": "044190123456" })).await, "khác số").await;
    },
    &migrations()
);

both_engines!(
    async fn every_lie_of_a_provider_is_refused_in_words(house: &House) {
        let stage = Stage::new(house, ProviderProfile::Eid, |_| {}).await;
        let now = stage.now().0 / SECOND;
        let lies = [
            (json!({ "nonce": "another" }), "một lần đăng nhập khác"),
            (json!({ "nonce": null }), "một lần đăng nhập khác"),
            (json!({ "iss": "https://id.example.vn" }), "Câu trả lời không phải của"),
            (json!({ "aud": "another" }), "một hệ thống khác. Bạn"),
            (json!({ "aud": [CLIENT, "another"] }), "một hệ thống khác. Bạn"),
            (json!({ "azp": "another" }), "một hệ thống khác dùng"),
            (json!({ "exp": now - 1 }), "đã hết hạn"),
            (json!({ "iat": now + 3_600, "exp": now + 7_200 }), "chưa tới"),
            (json!({ "nbf": now + 3_600 }), "chưa tới"),
            (json!({ "sub": "" }), "không đọc được"),
            (json!({ "name": "<script>" }), "không cho biết họ tên"),
            (json!({ "acr": "loa9" }), "Chưa có tài khoản nào"),
            (json!({ "identity_number": "123" }), "Chưa có tài khoản nào"),
        ];
        for (lie, words) in lies {
            refused(stage.sign_in("", "", &lie).await, words).await;
        }
        let tokens: [(MakeToken, &str); 6] = [
            (unsigned, "không an toàn"),
            (confused, "không an toàn"),
            (|claims| signed(2, &json!({ "alg": "EdDSA", "kid": "1" }), claims), "Chữ ký"),
            (|claims| signed(1, &json!({ "alg": "RS256", "kid": "1" }), claims), "khóa không phải"),
            (|claims| signed(2, &json!({ "alg": "EdDSA", "kid": "2" }), claims), "khóa không phải"),
            (|_| "a.b.c".to_owned(), "không đọc được"),
        ];
        for (make, words) in tokens {
            let asked = stage.begin("", "").await;
            let token = make(&stage.liar.claims(&asked.nonce, stage.now()));
            refused(stage.back(SEED, "", &asked, token).await, words).await;
        }
    },
    &migrations()
);

both_engines!(
    async fn an_answer_counts_once_and_in_the_browser_that_asked(house: &House) {
        let stage = Stage::new(house, ProviderProfile::Eid, |_| {}).await;
        let asked = stage.begin("", "").await;
        let token = honest(&stage.liar.claims(&asked.nonce, stage.now()));
        refused(stage.back(OTHER, "", &asked, token.clone()).await, "ở trình duyệt khác").await;
        session_of(&stage.back(SEED, "", &asked, token.clone()).await);
        refused(stage.back(SEED, "", &asked, token.clone()).await, "đã được dùng").await;

        // A new sign-in with a code of before.
        let old = stage.liar.says.lock().unwrap().codes.first().cloned().unwrap();
        let asked = stage.begin("", "").await;
        let iss = stage.liar.base.replace(':', "%3A").replace('/', "%2F");
        let path = format!("/sign-in/with/liar/back?code={old}&state={}&iss={iss}", asked.state);
        refused(stage.get(SEED, "", &path).await, "không nhận mã").await;

        let table = [
            (format!("error=access_denied&iss={iss}"), "không đồng ý"),
            (format!("error=server_error&error_description=%3Cb%3E&iss={iss}"), "không cho đăng nhập"),
            (format!("iss={iss}"), "không cho đăng nhập"),
            ("code=x&iss=https%3A%2F%2Fid.example.vn".to_owned(), "không phải của"),
            ("code=x".to_owned(), "không phải của"),
        ];
        for (query, words) in table {
            let asked = stage.begin("", "").await;
            let path = format!("/sign-in/with/liar/back?state={}&{query}", asked.state);
            refused(stage.get(SEED, "", &path).await, words).await;
        }
        let late = stage.begin("", "").await;
        stage.town.clock.advance(16 * MINUTE);
        let token = honest(&stage.liar.claims(&late.nonce, stage.now()));
        refused(stage.back(SEED, "", &late, token).await, "quá 15 phút").await;
        assert_eq!(stage.get(SEED, "", "/sign-in/with/nobody").await.status(), StatusCode::NOT_FOUND);
    },
    &migrations()
);

both_engines!(
    async fn keys_change_and_are_asked_for_again_at_most_once_a_minute(house: &House) {
        let stage = Stage::new(house, ProviderProfile::Eid, |_| {}).await;
        session_of(&stage.sign_in("", "", &json!({})).await);
        stage.liar.says.lock().unwrap().seeds = vec![1, 2];
        let new = |claims: &Value| signed(2, &json!({ "alg": "EdDSA", "kid": "2" }), claims);
        let unknown = |claims: &Value| signed(3, &json!({ "alg": "EdDSA", "kid": "3" }), claims);
        let asked = stage.begin("", "").await;
        session_of(&stage.back(SEED, "", &asked, new(&stage.liar.claims(&asked.nonce, stage.now()))).await);
        let before = stage.liar.says.lock().unwrap().asked;
        for _ in 0..5 {
            let asked = stage.begin("", "").await;
            let token = unknown(&stage.liar.claims(&asked.nonce, stage.now()));
            refused(stage.back(SEED, "", &asked, token).await, "khóa không phải").await;
        }
        assert_eq!(stage.liar.says.lock().unwrap().asked, before, "within the minute");
        stage.town.clock.advance(2 * MINUTE);
        stage.liar.says.lock().unwrap().keys = Keys::Doubled;
        let asked = stage.begin("", "").await;
        let token = unknown(&stage.liar.claims(&asked.nonce, stage.now()));
        refused(stage.back(SEED, "", &asked, token).await, "khóa không phải").await;
        assert_eq!(stage.liar.says.lock().unwrap().asked, before + 1);
        refused(stage.sign_in("", "", &json!({})).await, "khóa không phải").await;
    },
    &migrations()
);

both_engines!(
    async fn whoever_signs_out_is_shown_the_way_out_of_the_provider(house: &House) {
        let stage = Stage::new(house, ProviderProfile::Eid, |_| {}).await;
        let out = async |session: &str| {
            let bound = stage.town.runtime.vault().blind("csrf", &format!("{SEED}|{session}"));
            let body = format!("csrf={}", BASE64URL_NOPAD.encode(&bound));
            let cookies = format!("nl_seed={SEED}; nl_session={session}");
            let headers = [("cookie", cookies.as_str()), FORM];
            let answer = send(&stage.router, HttpMethod::POST, "/sign-out", &headers, &body).await;
            assert_eq!(answer.status(), StatusCode::SEE_OTHER);
            answer.headers()[header::LOCATION].to_str().unwrap().to_owned()
        };
        let session = session_of(&stage.sign_in("", "", &json!({})).await);
        let account = stage.actor(&session).await.unwrap().account;
        let page = out(&session).await;
        assert_eq!(page, "/signed-out/liar");
        assert!(stage.actor(&session).await.is_none(), "the session here has ended, whatever is done there");
        let page = text(stage.get(SEED, "", &page).await).await.replace("&#x2f;", "/");
        assert!(page.contains(&format!("href=\"{}/session/end\"", stage.liar.base)), "{page}");
        // A session that a password began has nothing to do with the provider.
        assert_eq!(out(&stage.session_of(account).await).await, "/");
        assert_eq!(stage.get(SEED, "", "/signed-out/nobody").await.status(), StatusCode::NOT_FOUND);
    },
    &migrations()
);

both_engines!(
    async fn a_provider_that_does_not_answer_as_it_should_brings_in_nobody(house: &House) {
        let stage = Stage::new(house, ProviderProfile::Eid, |_| {}).await;
        for keys in [Keys::Huge, Keys::Redirected] {
            stage.liar.says.lock().unwrap().keys = keys;
            let answer = stage.get(SEED, "", "/sign-in/with/liar").await;
            assert_eq!(answer.status(), StatusCode::BAD_GATEWAY);
            assert!(text(answer).await.contains("không trả lời đúng cách"));
        }
        stage.liar.says.lock().unwrap().keys = Keys::Plain;
        stage.liar.says.lock().unwrap().issuer = Some("https://id.example.vn".into());
        assert_eq!(stage.get(SEED, "", "/sign-in/with/liar").await.status(), StatusCode::BAD_GATEWAY);
        stage.liar.says.lock().unwrap().issuer = None;
        session_of(&stage.sign_in("", "", &json!({})).await);
    },
    &migrations()
);

both_engines!(
    async fn an_account_that_somebody_registered_is_not_taken_over(house: &House) {
        let stage = Stage::new(house, ProviderProfile::Eid, |_| {}).await;
        let hash = || "x".to_owned();
        // Whoever registers is not the house: the number proves nothing.
        let typed = add_citizen_hashed(&stage.town.runtime, citizen(), hash()).await.unwrap();
        let unprove = store::sql!("UPDATE person SET proven = 0 WHERE subject_id = $1");
        house.store().maintain(vec![(unprove, store::params![typed])]).await.unwrap();
        refused(stage.sign_in("", "", &json!({})).await, "tự nhập").await;
        refused(stage.sign_in("", "", &json!({ "acr": "loa1" })).await, "Chưa có tài khoản nào").await;

        let apart = stage.sign_in("", "?apart=yes", &json!({})).await;
        let own = stage.actor(&session_of(&apart)).await.unwrap();
        assert_ne!(own.account, typed);
        assert!(stage.owner(own.account).await.proven && !stage.owner(typed).await.proven);
        let house = Actor::system();
        let reader = stage.town.runtime.reader(&house);
        let key = crate::model::login_key(stage.town.runtime.vault(), NUMBER);
        assert_eq!(tables::credentials(&reader, &key).await.unwrap().unwrap().account, own.account);
    },
    &migrations()
);

both_engines!(
    async fn an_owner_links_raises_and_unlinks(house: &House) {
        let stage = Stage::new(house, ProviderProfile::Eid, |_| {}).await;
        let account = add_citizen_hashed(&stage.town.runtime, citizen(), "x".into()).await.unwrap();
        let other = NewCitizen { identity: "044190123456".into(), ..citizen() };
        let other = add_citizen_hashed(&stage.town.runtime, other, "x".into()).await.unwrap();
        // The house wrote the number down, so the provider's word is enough to find the account.
        let asked = stage.begin("", "?level=high").await;
        assert_eq!(asked.acr, "loa3");
        let token = honest(&stage.liar.claims(&asked.nonce, stage.now()));
        let found = stage.actor(&session_of(&stage.back(SEED, "", &asked, token).await)).await.unwrap();
        assert_eq!(found.account, account);

        let plain = stage.session_of(account).await;
        assert_eq!(stage.actor(&plain).await.unwrap().assurance, Assurance::Basic);
        let raised = session_of(&stage.sign_in(&plain, "", &json!({ "acr": "loa3" })).await);
        assert_eq!(stage.actor(&raised).await.unwrap().assurance, Assurance::High);
        assert!(stage.actor(&plain).await.is_none(), "the session of before ends");
        let stranger = stage.session_of(other).await;
        refused(stage.sign_in(&stranger, "", &json!({})).await, "tài khoản khác với người").await;
        assert_eq!(stage.actor(&stranger).await.unwrap().assurance, Assurance::Basic);

        let owner = stage.actor(&raised).await.unwrap();
        let unlink = crate::providers::commands::UnlinkProvider { provider: "liar".into() };
        stage.town.runtime.execute(&owner, &unlink).await.unwrap();
        assert!(stage.actor(&raised).await.is_none(), "what the provider began ends with the link");
        assert!(stage.town.runtime.execute(&owner, &unlink).await.is_err());
    },
    &migrations()
);

both_engines!(
    async fn a_provider_that_knows_no_numbers_brings_in_linked_accounts_only(house: &House) {
        let stage = Stage::new(house, ProviderProfile::Plain, |_| {}).await;
        let account = add_citizen_hashed(&stage.town.runtime, citizen(), "x".into()).await.unwrap();
        refused(stage.sign_in("", "", &json!({})).await, "Chưa có tài khoản nào").await;
        let owner = Actor::citizen(account, "Nguyễn Văn Mẫu");
        let house = Actor::system();
        let vault = stage.town.runtime.vault();
        let link = crate::providers::commands::LinkProvider {
            provider: "liar".into(),
            subject: vault.blind("provider-subject", &format!("{}|person-1", stage.liar.base)),
            trusted: None,
        };
        stage.town.runtime.execute(&owner, &link).await.unwrap();
        assert!(stage.town.runtime.execute(&owner, &link).await.is_err(), "once");
        let links = tables::links_of(&stage.town.runtime.reader(&house), account).await.unwrap();
        assert_eq!(links.len(), 1);
        let found = stage.actor(&session_of(&stage.sign_in("", "", &json!({})).await)).await.unwrap();
        assert_eq!(found.account, account);
    },
    &migrations()
);

both_engines!(
    async fn a_notice_of_the_provider_ends_its_sessions_once(house: &House) {
        let stage = Stage::new(house, ProviderProfile::Eid, |_| {}).await;
        let first = session_of(&stage.sign_in("", "", &json!({})).await);
        let second = session_of(&stage.sign_in("", "", &json!({ "sid": "session-2" })).await);
        let account = stage.actor(&first).await.unwrap().account;
        let own = stage.session_of(account).await;
        let now = stage.now().0 / SECOND;
        let event = json!({ "http://schemas.openid.net/event/backchannel-logout": {} });
        let claims = |differs: Value| {
            let base = json!({ "iss": stage.liar.base, "aud": CLIENT, "iat": now, "jti": "j1", "events": event });
            merged(merged(base, &json!({ "sid": "session-1" })), &differs)
        };
        let typed = json!({ "alg": "EdDSA", "kid": "1", "typ": "logout+jwt" });
        let wrong = [
            (json!({ "sid": null }), "sid"),
            (json!({ "iat": now - 600 }), "hết hạn"),
            (json!({ "exp": now - 1 }), "hết hạn"),
            (json!({ "iat": now + 600 }), "chưa tới"),
            (json!({ "nonce": "x" }), "không phải thông báo"),
            (json!({ "events": null }), "không phải thông báo"),
            (json!({ "jti": null }), "không phải thông báo"),
            (json!({ "aud": "another" }), "một hệ thống khác"),
            (json!({ "iss": "https://id.example.vn" }), "không phải của"),
        ];
        for (lie, words) in wrong {
            let (status, body) = stage.notice(&signed(1, &typed, &claims(lie))).await;
            assert!(status == StatusCode::BAD_REQUEST && body.contains(words), "{words}: {status} {body}");
        }
        let honest = claims(json!({}));
        for token in [unsigned(&honest), confused(&honest), signed(2, &typed, &honest)] {
            assert_eq!(stage.notice(&token).await.0, StatusCode::BAD_REQUEST);
        }
        assert!(stage.actor(&first).await.is_some() && stage.actor(&second).await.is_some());

        let good = signed(1, &typed, &honest);
        assert_eq!(stage.notice(&good).await.0, StatusCode::OK);
        assert!(stage.actor(&first).await.is_none() && stage.actor(&second).await.is_some());
        let (status, body) = stage.notice(&good).await;
        assert!(status == StatusCode::BAD_REQUEST && body.contains("trước đó"), "{body}");
        let all = signed(1, &typed, &claims(json!({ "sid": null, "sub": "person-1", "jti": "j2" })));
        assert_eq!(stage.notice(&all).await.0, StatusCode::OK);
        assert!(stage.actor(&second).await.is_none());
        assert!(stage.actor(&own).await.is_some(), "what a password began is not the provider's");
    },
    &migrations()
);

both_engines!(
    async fn citizens_can_be_let_in_by_their_electronic_identity_only(house: &House) {
        let stage = Stage::new(house, ProviderProfile::Eid, |config| config.only = true).await;
        crate::add_citizen(&stage.town.runtime, citizen()).await.unwrap();
        let csrf = BASE64URL_NOPAD.encode(&stage.town.runtime.vault().blind("csrf", &format!("{SEED}|")));
        let cookie = format!("nl_seed={SEED}");
        let headers = [("cookie", cookie.as_str()), FORM];
        let right = "login=044090123456&password=s%C3%B4ng+Nh%E1%BA%ADt+L%E1%BB%87";
        for (path, form) in [("/sign-in", right), ("/register", "name=x")] {
            let body = format!("csrf={csrf}&{form}");
            let answer = send(&stage.router, HttpMethod::POST, path, &headers, &body).await;
            assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
            assert!(text(answer).await.contains("định danh điện tử"), "{path}");
        }
        session_of(&stage.sign_in("", "", &json!({})).await);
    },
    &migrations()
);
