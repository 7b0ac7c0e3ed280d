//! Passkeys: added, used alone and after a password, refused of other origins, removed.

use std::sync::Arc;

use axum::Router;
use axum::http::{StatusCode, header};
use data_encoding::BASE64URL_NOPAD;
use futures::future::join_all;
use kernel::Kind;
use kernel::time::MINUTE;
use organisation::{Directory, import_units, sample_units};
use runtime::{Actor, ActorKind, Services};
use testkit::{House, START, both_engines};
use uuid::Uuid;

use super::factors::{Browser, PASSWORD, codes_of, other, step_of};
use super::{Town, citizen, migrations, officer, router, send, text};
use crate::commands::{AddPasskey, NamePasskey, ProvePasskey, RemovePasskey};
use crate::passkey::sample::{Device, PRESENT, VERIFIED};
use crate::passkey::{Assertion, Party, Purpose, Ticket, Why};
use crate::store as tables;
use crate::{Accounts, add_citizen, add_citizen_hashed, add_officer};

fn party() -> Party {
    Party::new("localhost", &["http://localhost".to_owned()]).unwrap()
}

/// A town whose people may have passkeys, and whose officers need a second factor.
async fn town(house: &House) -> Town {
    let directory = Arc::new(Directory::load(house.store()).await.unwrap());
    let accounts = Accounts::new(Arc::clone(&directory)).unwrap().with_officers_factor(true);
    let accounts = Arc::new(accounts.with_passkeys(Some(party())));
    let mut services = Services::default();
    services.insert(directory);
    services.insert(Arc::clone(&accounts));
    Town { runtime: house.with_services(services), accounts, clock: Arc::clone(&house.clock) }
}

fn stranger<'a>(town: &'a Town, router: &'a Router) -> Browser<'a> {
    Browser { town, router, session: String::new() }
}

/// What a page asks: its ticket and its challenge.
struct Asked {
    ticket: String,
    challenge: Vec<u8>,
}

fn asked(page: &str) -> Asked {
    let after = |mark: &str, end: &str| {
        let (_, rest) = page.split_once(mark).unwrap_or_else(|| panic!("{mark} is not in {page}"));
        rest.split(end).next().unwrap().to_owned()
    };
    let challenge = after("&quot;challenge&quot;:&quot;", "&quot;");
    let challenge = BASE64URL_NOPAD.decode(challenge.as_bytes()).unwrap();
    Asked { ticket: after("name=\"ticket\" value=\"", "\""), challenge }
}

/// The form that a script sends of a passkey that was used.
fn used(ticket: &str, brought: &Assertion) -> String {
    let [credential, client, data, signature, holder] =
        [&brought.id, &brought.client, &brought.data, &brought.signature, &brought.holder]
            .map(|bytes| BASE64URL_NOPAD.encode(bytes));
    format!("ticket={ticket}&credential={credential}&client={client}&data={data}&signature={signature}&holder={holder}")
}

impl Browser<'_> {
    /// Opens the page to sign in and answers it with a passkey.
    pub(super) async fn sign_in_by(&mut self, device: &Device) -> (StatusCode, String) {
        let page = asked(&text(self.get("/sign-in").await).await);
        let answer = self.post("/sign-in/passkey", &used(&page.ticket, &device.answer(&page.challenge))).await;
        (answer.status(), text(answer).await)
    }

    /// Types login and password and answers the next page with a passkey.
    async fn prove_by(&mut self, device: &Device) -> (StatusCode, String) {
        let page = text(self.post("/sign-in", &format!("login=044090123456&{PASSWORD}")).await).await;
        let (step, page) = (step_of(&page), asked(&page));
        let form = used(&page.ticket, &device.answer(&page.challenge));
        let answer = self.post("/sign-in/factor/passkey", &format!("step={step}&{form}")).await;
        (answer.status(), text(answer).await)
    }
}

fn ticket(town: &Town, purpose: Purpose) -> Ticket {
    let runtime = &town.runtime;
    Ticket::new(runtime.vault(), runtime.rng(), purpose, "a browser", runtime.wall())
}

pub(super) fn adding(town: &Town, device: &Device) -> AddPasskey {
    let ticket = ticket(town, Purpose::Add);
    let brought = device.make(&ticket.challenge);
    AddPasskey { party: party(), ticket, brought, name: "Khóa của tôi".into() }
}

async fn proven(town: &Town, prove: &ProvePasskey) -> Result<Uuid, Why> {
    town.runtime.execute(&Actor::anonymous(), prove).await.unwrap().outcome
}

fn proving(town: &Town, device: &Device) -> ProvePasskey {
    let ticket = ticket(town, Purpose::SignIn);
    let brought = device.answer(&ticket.challenge);
    ProvePasskey { party: party(), ticket, brought, step: None }
}

both_engines!(
    async fn a_passkey_is_added_in_pages_signs_in_alone_and_is_removed(house: &House) {
        let town = town(house).await;
        let account = add_citizen(&town.runtime, citizen()).await.unwrap();
        let router = router(&town);
        let mut browser = stranger(&town, &router);
        browser.post("/sign-in", &format!("login=044090123456&{PASSWORD}")).await;
        let first = browser.session.clone();
        let wrong = browser.post("/my/security/passkeys/new", "password=sai").await;
        assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!text(wrong).await.contains("data-passkey="), "nothing is asked before the password");

        let page = asked(&text(browser.post("/my/security/passkeys/new", PASSWORD).await).await);
        let mut device = Device::new(account);
        let made = device.make(&page.challenge);
        let [client, attestation] = [&made.client, &made.attestation].map(|bytes| BASE64URL_NOPAD.encode(bytes));
        let form = format!("ticket={}&client={client}&attestation={attestation}&name=M%C3%A1y+nh%C3%A0", page.ticket);
        let added = browser.post("/my/security/passkeys", &form).await;
        assert_eq!(codes_of(&text(added).await).len(), 10);
        assert!(browser.session != first, "other sessions end");
        let again = browser.post("/my/security/passkeys", &form).await;
        assert_eq!(again.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let listed = text(browser.get("/my/security/passkeys").await).await;
        assert!(listed.contains("Máy nhà"), "{listed}");

        let mut other = stranger(&town, &router);
        let page = asked(&text(other.get("/sign-in?next=%2Fmy%2Fdossiers").await).await);
        let form = used(&page.ticket, &device.answer(&page.challenge));
        let elsewhere = send(&router, axum::http::Method::POST, "/sign-in/passkey", &[], &form).await;
        assert_ne!(elsewhere.status(), StatusCode::SEE_OTHER, "the page of another browser");
        let done = other.post("/sign-in/passkey", &format!("{form}&next=%2Fmy%2Fdossiers")).await;
        assert_eq!(done.headers().get(header::LOCATION).unwrap(), "/my/dossiers");
        other.session.clear();
        let replayed = other.post("/sign-in/passkey", &form).await;
        assert_eq!((replayed.status(), other.session.as_str()), (StatusCode::UNPROCESSABLE_ENTITY, ""));
        assert!(text(replayed).await.contains("đã được trả lời"));

        device.flags = PRESENT;
        let (status, said) = other.sign_in_by(&device).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(said.contains("chỉ dùng được làm bước thứ hai"), "{said}");
        let (status, _) = other.prove_by(&device).await;
        assert_eq!((status, other.session.is_empty()), (StatusCode::SEE_OTHER, false));

        let (_, rest) = listed.split_once("/my/security/passkeys/").unwrap();
        let (id, _) = rest.split_once('/').unwrap();
        let path = format!("/my/security/passkeys/{id}");
        let long = browser.post(&format!("{path}/name"), &format!("name={}", "a".repeat(61))).await;
        assert_eq!(long.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert!(text(long).await.contains(&"a".repeat(61)), "what was typed stays");
        browser.post(&format!("{path}/name"), "name=M%C3%A1y+c%C6%A1+quan").await;
        assert!(text(browser.get("/my/security/passkeys").await).await.contains("Máy cơ quan"));
        let kept = browser.post(&format!("{path}/remove"), "password=sai").await;
        assert_eq!(kept.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let removed = browser.post(&format!("{path}/remove"), PASSWORD).await;
        assert_eq!(removed.status(), StatusCode::SEE_OTHER);
        device.flags = PRESENT | VERIFIED;
        other.session.clear();
        assert_eq!(other.sign_in_by(&device).await.0, StatusCode::UNPROCESSABLE_ENTITY);
        let plain = other.post("/sign-in", &format!("login=044090123456&{PASSWORD}")).await;
        assert_eq!(plain.status(), StatusCode::SEE_OTHER, "the password alone again");
        assert!(town.runtime.store().verify(|_, _| {}).await.unwrap().faults.is_empty());
    },
    &migrations()
);

both_engines!(
    async fn what_is_wrong_with_an_answer_is_said_and_begins_no_session(house: &House) {
        let town = town(house).await;
        let account = add_citizen(&town.runtime, citizen()).await.unwrap();
        let owner = Actor::citizen(account, "Nguyễn Văn Mẫu");
        let mut device = Device::new(account);
        town.runtime.execute(&owner, &adding(&town, &device)).await.unwrap();
        let router = router(&town);
        let mut browser = stranger(&town, &router);

        device.origin = "http://localhost.evil.example".into();
        let (status, said) = browser.sign_in_by(&device).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(said.contains("Khóa này trả lời cho một địa chỉ khác"), "{said}");
        device.origin = "http://localhost".into();
        device.party = "evil.example".into();
        assert!(browser.sign_in_by(&device).await.1.contains("Khóa này trả lời cho một địa chỉ khác"));
        device.party = "localhost".into();
        let unknown = Device::new(account);
        assert!(browser.sign_in_by(&unknown).await.1.contains("Không nhận ra khóa truy cập này"));
        device.holder = Vec::new();
        assert!(browser.sign_in_by(&device).await.1.contains("Không nhận ra khóa truy cập này"));
        device.holder = account.as_bytes().to_vec();

        let page = asked(&text(browser.get("/sign-in").await).await);
        let form = used(&page.ticket, &device.answer(&page.challenge));
        let bare = browser.post("/sign-in/passkey", &format!("ticket={}", page.ticket)).await;
        assert!(text(bare).await.contains("không kèm khóa truy cập"));
        let garbled = browser.post("/sign-in/passkey", &form.replace("&data=", "&data=*")).await;
        assert_eq!(garbled.status(), StatusCode::UNPROCESSABLE_ENTITY);
        town.clock.advance(10 * MINUTE);
        let late = browser.post("/sign-in/passkey", &form).await;
        assert!(text(late).await.contains("Trang đã quá mười phút"));
        assert_eq!(browser.session, "");

        // After a right password, the passkey of somebody else is no second factor, and the page stays.
        let account = add_citizen_hashed(&town.runtime, other(), "x".into()).await.unwrap();
        let theirs = Device::new(account);
        town.runtime.execute(&Actor::citizen(account, "Mẫu"), &adding(&town, &theirs)).await.unwrap();
        let (status, said) = browser.prove_by(&theirs).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(said.contains("name=\"step\"") && browser.session.is_empty(), "{said}");
        assert_eq!(browser.prove_by(&device).await.0, StatusCode::SEE_OTHER);
    },
    &migrations()
);

both_engines!(
    async fn an_officer_signs_in_by_a_passkey_that_knows_its_holder(house: &House) {
        let town = town(house).await;
        let (units, departments) = sample_units();
        import_units(&town.runtime, units, departments, START).await.unwrap();
        let account = add_officer(&town.runtime, officer("mau.a", "450", "unit")).await.unwrap();
        let holder = Actor { kind: ActorKind::Officer, ..Actor::citizen(account, "Trần Thị Ví Dụ") };
        let device = Device::new(account);
        let codes = town.runtime.execute(&holder, &adding(&town, &device)).await.unwrap().outcome;
        assert_eq!(codes.len(), 10);
        let router = router(&town);
        let mut browser = stranger(&town, &router);
        assert_eq!(browser.sign_in_by(&device).await.0, StatusCode::SEE_OTHER);
        assert_eq!(browser.get("/my/security").await.status(), StatusCode::OK);

        // A machine cannot use it: it is told so, and a recovery code is taken.
        for (factor, status, sentence) in [
            (None, StatusCode::UNPROCESSABLE_ENTITY, "Tài khoản này chỉ có khóa truy cập"),
            (Some("000 000"), StatusCode::UNPROCESSABLE_ENTITY, "Mã không đúng"),
            (Some(codes[0].as_str()), StatusCode::CREATED, "token"),
        ] {
            let body = serde_json::json!({ "login": "mau.a", "password": "ba từ ngắn", "factor": factor });
            let json = [("content-type", "application/json")];
            let method = axum::http::Method::POST;
            let answer = send(&router, method, "/api/v1/tokens", &json, &body.to_string()).await;
            assert_eq!(answer.status(), status, "{factor:?}");
            let said = text(answer).await;
            assert!(said.contains(sentence), "{said}");
        }
    },
    &migrations()
);

both_engines!(
    async fn a_passkey_has_one_account_and_an_answer_one_use(house: &House) {
        let town = town(house).await;
        let account = add_citizen_hashed(&town.runtime, citizen(), "x".into()).await.unwrap();
        let stranger = add_citizen_hashed(&town.runtime, other(), "x".into()).await.unwrap();
        let owner = Actor::citizen(account, "Nguyễn Văn Mẫu");
        let stranger = Actor::citizen(stranger, "Nguyễn Văn Mẫu");
        let mut device = Device::new(account);
        device.counter = 4;
        let add = adding(&town, &device);
        town.runtime.execute(&owner, &add).await.unwrap();
        let key = |refused: kernel::Error| refused.message().key.to_string();
        let twice = town.runtime.execute(&owner, &add).await.unwrap_err();
        assert_eq!(key(twice), "identity-error-passkey-late");
        let taken = town.runtime.execute(&stranger, &adding(&town, &device)).await.unwrap_err();
        assert_eq!((taken.kind(), key(taken).as_str()), (Kind::Conflict, "identity-error-passkey-known"));

        device.counter = 5;
        let prove = proving(&town, &device);
        let crowd = join_all((0..6).map(|_| proven(&town, &prove))).await;
        assert_eq!(crowd.iter().filter(|found| **found == Ok(account)).count(), 1, "{crowd:?}");
        assert!(crowd.iter().all(|found| *found == Ok(account) || *found == Err(Why::Late)), "{crowd:?}");
        assert_eq!(proven(&town, &proving(&town, &device)).await, Err(Why::Counter), "an old copy");
        device.counter = 6;
        assert_eq!(proven(&town, &proving(&town, &device)).await, Ok(account));

        let system = Actor::system();
        let rows = tables::passkeys_of(&town.runtime.reader(&system), account).await.unwrap();
        let id = rows[0].id;
        let shown = String::from_utf8_lossy(&rows[0].name).into_owned();
        assert!(!shown.contains("của tôi"), "names are sealed");
        let naming = NamePasskey { id, name: "x".into() };
        assert_eq!(town.runtime.execute(&stranger, &naming).await.unwrap_err().kind(), Kind::NotFound);
        assert_eq!(town.runtime.execute(&stranger, &RemovePasskey(id)).await.unwrap_err().kind(), Kind::NotFound);
        town.runtime.execute(&owner, &RemovePasskey(id)).await.unwrap();
        let left = tables::codes_left(&town.runtime.reader(&system), account).await.unwrap();
        assert_eq!(left, 0, "recovery codes go with the last second factor");
        device.counter = 7;
        assert_eq!(proven(&town, &proving(&town, &device)).await, Err(Why::Unknown));
        tables::sweep_tickets(&town.runtime).await.unwrap();
        assert!(tables::is_answered(&town.runtime.reader(&system), &prove.ticket).await.unwrap());
        town.clock.advance(10 * MINUTE);
        tables::sweep_tickets(&town.runtime).await.unwrap();
        assert!(!tables::is_answered(&town.runtime.reader(&system), &prove.ticket).await.unwrap());
    },
    &migrations()
);
