mod business;
mod clients;
mod codes;
mod contact;
mod contacts;
mod erasing;
mod factors;
mod liar;
mod limits;
mod passkeys;
mod providers;
mod recover;
mod sessions;

use std::collections::BTreeSet;
use std::sync::Arc;

use ::store::{Migration, Place};
use access::{Assignments, Carrier, Limits, Sessions};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Method as HttpMethod, Request, Response, StatusCode, header};
use data_encoding::BASE64URL_NOPAD;
use futures::future::join_all;
use kernel::Kind;
use kernel::time::{DAY, MINUTE, ManualClock};
use organisation::{Directory, import_units, sample_units, unit_id};
use runtime::{Actor, ActorKind, Runtime, Services};
use testkit::{House, START, both_engines};
use tower::ServiceExt as _;
use uuid::Uuid;
use web::{Bilingual, Renderer, Site, message_ids};

use super::*;
use crate::commands::{ACCOUNTS_A_DAY, ChangePassword, OpenCitizen};
use crate::store as tables;

const SEED: &str = "AAAAAAAAAAAAAAAAAAAAAA";

struct Town {
    runtime: Runtime,
    accounts: Arc<Accounts>,
    clock: Arc<ManualClock>,
}

fn migrations() -> Vec<Migration> {
    [access::MIGRATIONS, organisation::MIGRATIONS, MIGRATIONS].concat()
}

async fn town(house: &House) -> Town {
    let directory = Arc::new(Directory::load(house.store()).await.unwrap());
    let accounts = Arc::new(Accounts::new(Arc::clone(&directory)).unwrap());
    let mut services = Services::default();
    services.insert(directory);
    services.insert(Arc::clone(&accounts));
    Town { runtime: house.with_services(services), accounts, clock: Arc::clone(&house.clock) }
}

fn router(town: &Town) -> Router {
    let sessions = Sessions::new(town.runtime.clone(), town.accounts.clone(), Limits::default());
    let site = Site {
        province: Bilingual { vi: "Tỉnh Mẫu".into(), en: String::new() },
        hotline: "1900 0000".into(),
        public_url: "http://localhost".into(),
        sample: true,
        trusted_proxies: Vec::new(),
    };
    web::House::new(vec![module()]).open(town.runtime.clone(), sessions, site, &[]).unwrap().1
}

fn citizen() -> NewCitizen {
    NewCitizen {
        name: "Nguyễn Văn Mẫu".into(),
        identity: "044 090 123 456".into(),
        phone: "+84 912 345 678".into(),
        email: "mau@example.vn".into(),
        address: "Tổ 1, phường Hải Thành".into(),
        birth_date: "1990-02-28".into(),
        password: "sông Nhật Lệ".into(),
    }
}

fn officer(login: &str, unit_code: &str, reach: &str) -> NewOfficer {
    NewOfficer {
        login: login.into(),
        name: "Trần Thị Ví Dụ".into(),
        password: "ba từ ngắn".into(),
        unit_code: unit_code.into(),
        role: "reception".into(),
        position: "Chuyên viên".into(),
        reach: reach.into(),
    }
}

async fn send(router: &Router, method: HttpMethod, path: &str, headers: &[(&str, &str)], body: &str) -> Response<Body> {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    router.clone().oneshot(request.body(Body::from(body.to_owned())).unwrap()).await.unwrap()
}

async fn text(response: Response<Body>) -> String {
    String::from_utf8(to_bytes(response.into_body(), 1_000_000).await.unwrap().to_vec()).unwrap()
}

both_engines!(
    async fn a_citizen_is_found_by_keyed_hashes_and_the_database_does_not_tell_who_it_is(house: &House) {
        let town = town(house).await;
        let account = add_citizen(&town.runtime, citizen()).await.unwrap();
        let system = Actor::system();
        let reader = town.runtime.reader(&system);

        let profile = profile_of(&reader, account).await.unwrap();
        assert_eq!((profile.subject, profile.name.as_str()), (account, "Nguyễn Văn Mẫu"));
        assert_eq!((profile.identity.as_str(), profile.phone.as_str()), ("044090123456", "0912345678"));
        assert_eq!(profile_by_subject(&reader, account).await.unwrap(), profile);
        assert_eq!(find_person(&reader, "044.090.123.456").await.unwrap(), Some(account));
        assert_eq!(find_person(&reader, "044190123456").await.unwrap(), None);
        assert_eq!(profile_of(&reader, Uuid::nil()).await.unwrap_err().kind(), Kind::NotFound);

        let again = add_citizen(&town.runtime, citizen()).await.unwrap_err();
        assert_eq!(again.fields().first().map(|field| &*field.message.key), Some("identity-error-number-taken"));

        assert!(town.runtime.store().verify(|_, _| {}).await.unwrap().faults.is_empty());
        // What the columns of PostgreSQL tell is asked by a test of dossiers.
        let Place::Sqlite(file) = house.place() else { return };
        for file in [file.clone(), file.with_extension("db-wal")] {
            let bytes = std::fs::read(&file).unwrap_or_default();
            for secret in ["Nguyễn Văn Mẫu", "044090123456", "0912345678", "mau@example.vn", "Hải Thành", "Nhật Lệ"]
            {
                let tells = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
                assert!(!tells, "{secret} in {}", file.display());
            }
        }
    },
    &migrations()
);

both_engines!(
    async fn an_officer_acts_where_and_while_the_assignment_holds(house: &House) {
        let town = town(house).await;
        let (units, departments) = sample_units();
        import_units(&town.runtime, units, departments, START).await.unwrap();
        let wide = add_officer(&town.runtime, officer("tiepnhan.rong", "450", "below")).await.unwrap();
        let narrow = add_officer(&town.runtime, officer("tiepnhan.hep", "450", "unit")).await.unwrap();
        let receive = Permission("dossiers.receive");
        let (city, ward, other) = (unit_id("450").uuid(), unit_id("18853").uuid(), unit_id("458").uuid());
        let now = town.runtime.now();

        let actor = town.accounts.actor(&town.runtime, wide, now).await.unwrap().unwrap();
        assert_eq!((actor.kind, actor.unit), (ActorKind::Officer, Some(city)));
        assert_eq!((&*actor.name, &*actor.place), ("Trần Thị Ví Dụ", "UBND thành phố Đồng Hới"));
        assert!(actor.can_in(receive, city) && actor.can_in(receive, ward) && !actor.can_in(receive, other));
        assert!(!actor.can(Permission("dossiers.approve")));
        let actor = town.accounts.actor(&town.runtime, narrow, now).await.unwrap().unwrap();
        assert!(actor.can_in(receive, city) && !actor.can_in(receive, ward));
        let before = town.accounts.actor(&town.runtime, wide, now.plus(-1)).await.unwrap().unwrap();
        assert!(before.grants.is_empty() && before.unit.is_none());

        let system = Actor::system();
        let reader = town.runtime.reader(&system);
        let found = officers_with(&reader, unit_id("450"), "reception").await.unwrap();
        let accounts: BTreeSet<Uuid> = found.iter().map(|officer| officer.account).collect();
        assert_eq!(accounts, BTreeSet::from([wide, narrow]));
        assert!(officers_with(&reader, unit_id("450"), "leader").await.unwrap().is_empty());
        let below = officers_with(&reader, unit_id("18853"), "reception").await.unwrap();
        assert_eq!(
            below.iter().map(|officer| (officer.account, officer.unit)).collect::<Vec<_>>(),
            [(wide, unit_id("450"))]
        );
        let receiving = officers_who_may(&reader, unit_id("18853"), receive).await.unwrap();
        assert_eq!(receiving.iter().map(|officer| officer.account).collect::<Vec<_>>(), [wide]);
        let names = officer_names(&reader, &[wide, wide, narrow, Uuid::from_u128(5)]).await.unwrap();
        assert_eq!(names.len(), 2);

        let second = NewAssignment {
            login: "tiepnhan.hep".into(),
            unit_code: "458".into(),
            role: "leader".into(),
            position: "Trưởng bộ phận".into(),
            reach: "unit".into(),
            valid_from: now,
            valid_to: Some(now.plus(DAY)),
        };
        add_assignment(&town.runtime, &second).await.unwrap();
        let numbers = Permission("dossiers.numbers");
        for (at, want) in [(now, true), (now.plus(DAY), false)] {
            let actor = town.accounts.actor(&town.runtime, narrow, at).await.unwrap().unwrap();
            assert_eq!(actor.can_in(numbers, other), want);
        }
    },
    &migrations()
);

both_engines!(
    async fn whoever_opens_accounts_has_no_role_in_cases_at_the_same_time(house: &House) {
        let town = town(house).await;
        let (units, departments) = sample_units();
        import_units(&town.runtime, units, departments, START).await.unwrap();
        add_officer(&town.runtime, officer("tiepnhan", "450", "unit")).await.unwrap();
        let now = town.runtime.now();
        let give = |role: &str, from: i64, to: Option<i64>| NewAssignment {
            login: "tiepnhan".into(),
            unit_code: "450".into(),
            role: role.into(),
            position: "Chuyên viên".into(),
            reach: "unit".into(),
            valid_from: now.plus(from * DAY),
            valid_to: to.map(|days| now.plus(days * DAY)),
        };
        for role in ["administrator", "operator"] {
            let error = add_assignment(&town.runtime, &give(role, 30, None)).await.unwrap_err();
            assert_eq!(error.fields().first().map(|field| &*field.message.key), Some("identity-error-role-apart"));
        }
        // Before the role in cases begins, the account may be an administrator's.
        add_assignment(&town.runtime, &give("administrator", -30, Some(0))).await.unwrap();
        assert!(add_assignment(&town.runtime, &give("handler", -1, Some(1))).await.is_err());
        add_assignment(&town.runtime, &give("handler", 0, None)).await.unwrap();
    },
    &migrations()
);

both_engines!(
    async fn a_wrong_officer_names_the_field(house: &House) {
        let town = town(house).await;
        let (units, departments) = sample_units();
        import_units(&town.runtime, units, departments, START).await.unwrap();
        add_officer(&town.runtime, officer("mau.a", "450", "unit")).await.unwrap();
        let good = || officer("mau.b", "450", "unit");
        let table = [
            (officer("MẪU.A", "450", "unit"), "login"),
            (officer("044090123456", "450", "unit"), "login"),
            (officer("mau.b", "999", "unit"), "unit_code"),
            (officer("mau.b", "450", "all"), "reach"),
            (NewOfficer { role: "king".into(), ..good() }, "role"),
            (NewOfficer { password: "ngắn".into(), ..good() }, "password"),
            (NewOfficer { name: "Mẫu 2".into(), ..good() }, "name"),
        ];
        for (wrong, field) in table {
            let error = add_officer(&town.runtime, wrong).await.unwrap_err();
            assert_eq!(error.fields().first().map(|found| &*found.field), Some(field));
        }
        let stranger = Actor::citizen(Uuid::from_u128(1), "Mẫu");
        let command =
            OpenCitizen { login_key: "c:x".into(), draft: PersonDraft::default(), hash: "x".into(), address: None };
        assert_eq!(town.runtime.execute(&stranger, &command).await.unwrap_err().kind(), Kind::Forbidden);
    },
    &migrations()
);

both_engines!(
    async fn an_address_opens_so_many_accounts_a_day(house: &House) {
        let town = town(house).await;
        let address = town.runtime.vault().blind("address", "192.0.2.1");
        let open = |number: i64| OpenCitizen {
            login_key: format!("c:{number}"),
            draft: PersonDraft { name: "Mẫu".into(), ..PersonDraft::default() },
            hash: "x".into(),
            address: Some(address.clone()),
        };
        let nobody = Actor::anonymous();
        for number in 0..ACCOUNTS_A_DAY {
            town.runtime.execute(&nobody, &open(number)).await.unwrap();
        }
        let error = town.runtime.execute(&nobody, &open(ACCOUNTS_A_DAY)).await.unwrap_err();
        assert_eq!((error.kind(), &*error.message().key), (Kind::Busy, "identity-error-quota"));
        town.clock.advance(DAY);
        town.runtime.execute(&nobody, &open(ACCOUNTS_A_DAY)).await.unwrap();
    },
    &migrations()
);

both_engines!(
    async fn many_at_once_open_no_more_accounts_than_the_quota(house: &House) {
        let town = town(house).await;
        let address = town.runtime.vault().blind("address", "192.0.2.1");
        let commands: Vec<OpenCitizen> = (0..ACCOUNTS_A_DAY + 10)
            .map(|number| OpenCitizen {
                login_key: format!("c:{number}"),
                draft: PersonDraft { name: "Mẫu".into(), ..PersonDraft::default() },
                hash: "x".into(),
                address: Some(address.clone()),
            })
            .collect();
        let nobody = Actor::anonymous();
        let results = join_all(commands.iter().map(|command| town.runtime.execute(&nobody, command))).await;
        let opened = results.iter().filter(|result| result.is_ok()).count();
        assert_eq!(i64::try_from(opened).unwrap(), ACCOUNTS_A_DAY);
        for error in results.into_iter().filter_map(Result::err) {
            assert!(matches!(error.kind(), Kind::Busy | Kind::Conflict), "{error}");
        }
    },
    &migrations()
);

both_engines!(
    async fn a_password_is_replaced_by_its_owner_or_by_the_house(house: &House) {
        let town = town(house).await;
        let account = add_citizen_hashed(&town.runtime, citizen(), "first".into()).await.unwrap();
        let change = |hash: &str| ChangePassword { account, hash: hash.into() };
        for stranger in [Actor::anonymous(), Actor::citizen(Uuid::from_u128(1), "Mẫu")] {
            let refused = town.runtime.execute(&stranger, &change("stolen")).await.unwrap_err();
            assert_eq!(refused.kind(), Kind::Forbidden);
        }
        let owner = Actor::citizen(account, "Nguyễn Văn Mẫu");
        town.runtime.execute(&owner, &change("second")).await.unwrap();
        let system = Actor::system();
        let stored = tables::credentials_of(&town.runtime.reader(&system), account).await.unwrap();
        assert_eq!((stored.hash.as_str(), stored.version), ("second", 2));

        let found = set_password(&town.runtime, "044 090 123 456", "ba từ ngắn").await.unwrap();
        assert_eq!(found, account);
        let stored = tables::credentials_of(&town.runtime.reader(&system), account).await.unwrap();
        assert!(stored.hash.starts_with("$argon2id$") && stored.version == 3);
        let unknown = set_password(&town.runtime, "khong.co.ai", "ba từ ngắn").await.unwrap_err();
        assert_eq!(unknown.kind(), Kind::NotFound);
    },
    &migrations()
);

both_engines!(
    async fn requests_of_one_session_may_come_side_by_side_after_a_rest(house: &House) {
        let town = town(house).await;
        let account = add_citizen_hashed(&town.runtime, citizen(), "first".into()).await.unwrap();
        let sessions = Sessions::new(town.runtime.clone(), town.accounts.clone(), Limits::default());
        let secret = sessions.begin(account, Carrier::Browser).await.unwrap();
        town.clock.advance(10 * MINUTE);
        let crowd = (0..24).map(|_| sessions.actor(&secret, Carrier::Browser));
        for actor in join_all(crowd).await {
            assert_eq!(actor.unwrap().map(|actor| actor.account), Some(account));
        }
        // The hour without a request counts from these.
        town.clock.advance(55 * MINUTE);
        assert!(sessions.actor(&secret, Carrier::Browser).await.unwrap().is_some());
    },
    &migrations()
);

both_engines!(
    async fn a_machine_gets_a_token_and_everybody_else_the_same_answer(house: &House) {
        let town = town(house).await;
        add_citizen(&town.runtime, citizen()).await.unwrap();
        let router = router(&town);
        let ask = |login: &str, password: &str| serde_json::json!({ "login": login, "password": password }).to_string();
        let post = |body: String| {
            let router = router.clone();
            let json = [("content-type", "application/json")];
            async move { send(&router, HttpMethod::POST, "/api/v1/tokens", &json, &body).await }
        };

        let wrong = post(ask("044090123456", "sai mật khẩu này")).await;
        assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let unknown = post(ask("044190123456", "sai mật khẩu này")).await;
        assert_eq!(unknown.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(text(wrong).await, text(unknown).await);
        assert_eq!(post("{".into()).await.status(), StatusCode::BAD_REQUEST);
        assert_eq!(post("{}".into()).await.status(), StatusCode::UNPROCESSABLE_ENTITY);

        let right = post(ask("044 090 123 456", "sông Nhật Lệ")).await;
        assert_eq!(right.status(), StatusCode::CREATED);
        let view: serde_json::Value = serde_json::from_str(&text(right).await).unwrap();
        let bearer = format!("Bearer {}", view["token"].as_str().unwrap());
        assert_eq!(view["expires_at"], START.plus(30 * DAY).rfc3339());
        for want in [StatusCode::NO_CONTENT, StatusCode::UNAUTHORIZED] {
            let headers = [("authorization", bearer.as_str())];
            let done = send(&router, HttpMethod::DELETE, "/api/v1/tokens/current", &headers, "").await;
            assert_eq!(done.status(), want);
        }

        for _ in 0..10 {
            assert_eq!(post(ask("044190123456", "đoán mò thôi")).await.status(), StatusCode::UNPROCESSABLE_ENTITY);
            town.clock.advance(1);
            let answer = post(ask("044190123456", "đoán mò thôi")).await;
            if answer.status() == StatusCode::TOO_MANY_REQUESTS {
                let wait: i64 = answer.headers()["retry-after"].to_str().unwrap().parse().unwrap();
                assert!((6..=900).contains(&wait), "the rest of a quarter of an hour, not {wait} seconds");
                return;
            }
        }
        panic!("nobody stopped the guessing");
    },
    &migrations()
);

both_engines!(
    async fn a_browser_registers_signs_out_and_signs_in(house: &House) {
        let town = town(house).await;
        let router = router(&town);
        let csrf =
            |session: &str| BASE64URL_NOPAD.encode(&town.runtime.vault().blind("csrf", &format!("{SEED}|{session}")));
        let form = |token: &str, rest: &str| format!("csrf={token}&{rest}");
        let cookie_of = |response: &Response<Body>| {
            let cookies = response.headers().get_all(header::SET_COOKIE);
            let texts = cookies.iter().filter_map(|value| value.to_str().ok());
            texts
                .filter_map(|text| text.strip_prefix("nl_session="))
                .find_map(|rest| rest.split(';').next())
                .map(str::to_owned)
        };
        let seed = format!("nl_seed={SEED}");
        let anonymous = [("cookie", seed.as_str()), ("content-type", "application/x-www-form-urlencoded")];

        let person = "name=Nguy%E1%BB%85n+V%C4%83n+M%E1%BA%ABu&identity=044090123456&phone=0912345678&accept=yes";
        let body = form(&csrf(""), &format!("{person}&password=mot+hai+ba+bon"));
        let done = send(&router, HttpMethod::POST, "/register", &anonymous, &body).await;
        assert_eq!(done.status(), StatusCode::SEE_OTHER);
        assert_eq!(done.headers().get(header::LOCATION).unwrap(), "/my");
        let session = cookie_of(&done).unwrap();

        let cookies = format!("{seed}; nl_session={session}");
        let signed_in = [("cookie", cookies.as_str()), ("content-type", "application/x-www-form-urlencoded")];
        let forged = send(&router, HttpMethod::POST, "/sign-out", &signed_in, &form(&csrf(""), "")).await;
        assert_eq!(forged.status(), StatusCode::FORBIDDEN);
        let out = send(&router, HttpMethod::POST, "/sign-out", &signed_in, &form(&csrf(&session), "")).await;
        assert_eq!(out.status(), StatusCode::SEE_OTHER);
        let gone = send(&router, HttpMethod::GET, "/my", &signed_in, "").await;
        assert_eq!(gone.headers().get(header::LOCATION).unwrap(), "/sign-in?next=%2Fmy");

        let body = form(&csrf(""), "login=044090123456&password=mot+hai+ba+bon&next=%2Fmy%2Fdossiers");
        let back = send(&router, HttpMethod::POST, "/sign-in", &anonymous, &body).await;
        assert_eq!(back.headers().get(header::LOCATION).unwrap(), "/my/dossiers");
        let session = cookie_of(&back).unwrap();

        let cookies = format!("{seed}; nl_session={session}");
        let signed_in = [("cookie", cookies.as_str()), ("content-type", "application/x-www-form-urlencoded")];
        let body = form(&csrf(&session), "current=mot+hai+ba+bon&password=nam+sau+bay+tam");
        let changed = send(&router, HttpMethod::POST, "/my/password", &signed_in, &body).await;
        assert_eq!(changed.status(), StatusCode::SEE_OTHER);
        assert_ne!(cookie_of(&changed).unwrap(), session);
        let gone = send(&router, HttpMethod::GET, "/my", &signed_in, "").await;
        assert_eq!(gone.status(), StatusCode::SEE_OTHER);
    },
    &migrations()
);

#[test]
fn every_sample_renders_in_both_languages_and_no_word_is_missing() {
    let house = web::House::new(vec![module()]);
    let renderer: Renderer = house.renderer().unwrap();
    for sample in module().samples {
        for locale in Locale::ALL {
            let html = renderer.sample(&sample, locale).unwrap();
            assert!(!html.contains('⟦'), "{} {}", sample.template, sample.case);
            assert!(!html.contains("<script>alert"), "{} {}", sample.template, sample.case);
            assert!(html.matches("btn seal").count() <= 1, "{} {}", sample.template, sample.case);
        }
    }
}

#[test]
fn both_languages_have_the_same_messages_and_the_code_asks_for_no_others() {
    let of = |wanted: Locale| -> BTreeSet<&str> {
        let texts = module().locales.iter().filter(move |(locale, _)| *locale == wanted);
        texts.flat_map(|(_, text)| message_ids(text)).collect()
    };
    let known = of(Locale::Vi);
    assert_eq!(known, of(Locale::En));
    let sources = [
        include_str!("accounts.rs"),
        include_str!("api.rs"),
        include_str!("api/oauth.rs"),
        include_str!("api/sessions.rs"),
        include_str!("clients.rs"),
        include_str!("commands.rs"),
        include_str!("commands/factors.rs"),
        include_str!("commands/recover.rs"),
        include_str!("jobs.rs"),
        include_str!("lib.rs"),
        include_str!("model.rs"),
        include_str!("pages/clients.rs"),
        include_str!("pages/contact.rs"),
        include_str!("pages/enrol.rs"),
        include_str!("pages/factor.rs"),
        include_str!("pages/my.rs"),
        include_str!("pages/password.rs"),
        include_str!("pages/recover.rs"),
        include_str!("pages/register.rs"),
        include_str!("pages/security.rs"),
        include_str!("pages/sessions.rs"),
        include_str!("pages/sign_in.rs"),
        include_str!("password.rs"),
        include_str!("people.rs"),
        include_str!("seed.rs"),
        include_str!("sessions.rs"),
        include_str!("sign_in.rs"),
    ];
    for source in sources {
        for quoted in source.split('"').filter(|text| text.starts_with("identity-") && !text.contains(' ')) {
            assert!(known.contains(quoted) || quoted == "identity-sweep-sessions", "{quoted}");
        }
    }
}
