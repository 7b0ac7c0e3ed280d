//! Contacts are proven by codes, codes are a second step and bring back a lost password; each is good once, in time,
//! for one account and one page.

use std::sync::Arc;

use access::{Assignments as _, Carrier, Limits, Sessions};
use axum::http::{Method as HttpMethod, StatusCode, header};
use futures::future::join_all;
use kernel::Kind;
use kernel::time::{HOUR, SECOND};
use notify::{Mailer, Texter};
use organisation::{Directory, import_units, sample_units};
use runtime::{Actor, ActorKind, Services};
use tempfile::TempDir;
use testkit::{House, START, both_engines};
use uuid::Uuid;

use super::factors::{Browser, other, step_of};
use super::{Town, citizen, migrations, officer, router, send, text};
use crate::codes::contacts::{AskContact, DropContact, ProveContact, proven};
use crate::codes::lost::{AskPassword, ReplacePassword};
use crate::codes::messages::kept;
use crate::codes::pause::PAUSE;
use crate::codes::second::SetStep;
use crate::codes::{LIFE, Typed, Way};
use crate::commands::{ChangeContact, ChangePassword, RenewCodes};
use crate::model::{Contact, login_key};
use crate::{Accounts, NewCitizen, add_citizen, add_citizen_hashed, add_officer, module, profile_of};

const NUMBER: &str = "044090123456";
const PASSWORD: &str = "password=s%C3%B4ng+Nh%E1%BA%ADt+L%E1%BB%87";

/// A town whose messages stay in a folder and in the database.
async fn post_office(house: &House) -> (Town, TempDir) {
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

/// Sends what waits. What was sent is kept: the way and the text, the newest first.
async fn messages(town: &Town) -> Vec<(Way, String)> {
    town.clock.advance(SECOND);
    let background = module().background;
    while town.runtime.run_once(&background).await {}
    let system = Actor::system();
    let all = kept(&town.runtime.reader(&system), 200).await.unwrap();
    all.into_iter().map(|(way, _, kept)| (way, kept.text)).collect()
}

/// The newest code that was sent.
async fn newest(town: &Town, way: Way) -> String {
    let all = messages(town).await;
    let is_code = |text: &String| text.starts_with(|c: char| c.is_ascii_digit());
    let (_, text) = all.into_iter().find(|(known, text)| *known == way && is_code(text)).unwrap();
    text.chars().take(6).collect()
}

/// A code that is not this one.
fn another(code: &str) -> String {
    if code.starts_with('1') { "000000".into() } else { "111111".into() }
}

async fn ask(town: &Town, actor: &Actor, way: Way, value: &str, page: &str) {
    let command = AskContact { way, value: value.to_owned(), page: page.to_owned() };
    town.runtime.execute(actor, &command).await.unwrap();
}

async fn prove(town: &Town, actor: &Actor, way: Way, page: &str, typed: &str) -> Result<Typed, String> {
    let command = ProveContact { way, page: page.to_owned(), typed: typed.to_owned() };
    let done = town.runtime.execute(actor, &command).await;
    done.map(|done| done.outcome).map_err(|error| error.message().key.to_string())
}

/// Proves a contact from end to end.
async fn with_contact(town: &Town, actor: &Actor, way: Way, value: &str) {
    ask(town, actor, way, value, value).await;
    let code = newest(town, way).await;
    assert_eq!(prove(town, actor, way, value, &code).await, Ok(Typed::Right));
}

async fn person(town: &Town, new: NewCitizen) -> Actor {
    let account = add_citizen_hashed(&town.runtime, new, "x".into()).await.unwrap();
    Actor::citizen(account, "Nguyễn Văn Mẫu")
}

async fn values(town: &Town, account: Uuid) -> Vec<String> {
    let system = Actor::system();
    let all = proven(&town.runtime.reader(&system), account).await.unwrap();
    all.into_iter().map(|one| one.value).collect()
}

both_engines!(
    async fn a_contact_is_proven_by_its_code_and_by_nothing_else(house: &House) {
        let (town, _folder) = post_office(house).await;
        let (owner, stranger) = (person(&town, citizen()).await, person(&town, other()).await);
        let page = "first page";
        ask(&town, &owner, Way::Email, "moi@example.vn", page).await;
        let code = newest(&town, Way::Email).await;
        assert!(values(&town, owner.account).await.is_empty(), "nothing is proven by asking");
        let gone = Err("identity-error-sent-gone".to_owned());
        assert_eq!(prove(&town, &stranger, Way::Email, page, &code).await, gone, "another account");
        assert_eq!(prove(&town, &owner, Way::Phone, page, &code).await, gone, "another way");
        assert_eq!(prove(&town, &owner, Way::Email, "another page", &code).await, gone);
        for typed in [another(&code).as_str(), "", "12345", "abcdef"] {
            assert_eq!(prove(&town, &owner, Way::Email, page, typed).await, Ok(Typed::Wrong), "{typed}");
        }
        assert_eq!(prove(&town, &owner, Way::Email, page, &format!("{code} ")).await, Ok(Typed::Right));
        assert_eq!(values(&town, owner.account).await, ["moi@example.vn"]);
        assert_eq!(prove(&town, &owner, Way::Email, page, &code).await, gone, "a replayed code");
        let profile = profile_of(&town.runtime.reader(&owner), owner.account).await.unwrap();
        assert_eq!((profile.email.as_str(), profile.phone.as_str()), ("moi@example.vn", "0912345678"));

        ask(&town, &owner, Way::Phone, "0987654321", "late").await;
        let late = newest(&town, Way::Phone).await;
        town.clock.advance(LIFE);
        assert_eq!(prove(&town, &owner, Way::Phone, "late", &late).await, Ok(Typed::Ended));
        ask(&town, &owner, Way::Phone, "0987654321", "spent").await;
        let right = newest(&town, Way::Phone).await;
        for _ in 0..5 {
            assert_eq!(prove(&town, &owner, Way::Phone, "spent", &another(&right)).await, Ok(Typed::Wrong));
        }
        assert_eq!(prove(&town, &owner, Way::Phone, "spent", &right).await, Ok(Typed::Spent));
        assert_eq!(values(&town, owner.account).await, ["moi@example.vn"]);
        assert!(town.runtime.store().verify(|_, _| {}).await.unwrap().faults.is_empty());
    },
    &migrations()
);

both_engines!(
    async fn a_contact_that_goes_is_told_and_one_in_use_stays(house: &House) {
        let (town, folder) = post_office(house).await;
        let owner = person(&town, citizen()).await;
        with_contact(&town, &owner, Way::Phone, "0987654321").await;
        messages(&town).await;
        let before = std::fs::read_dir(folder.path()).unwrap().count();
        with_contact(&town, &owner, Way::Phone, "0976543210").await;
        let told = |text: &str| text.starts_with("Nơi nhận mã của tài khoản bạn đã thay đổi");
        let all = messages(&town).await;
        // Twice for the first number (proven; replaced), once for the second.
        assert_eq!(all.iter().filter(|(way, text)| *way == Way::Phone && told(text)).count(), 3, "{all:?}");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), before + 1, "the address of the profile too");

        let way = Way::Phone;
        town.runtime.execute(&owner, &SetStep { way, on: true }).await.unwrap();
        let again = town.runtime.execute(&owner, &SetStep { way, on: true }).await.unwrap_err();
        assert_eq!(again.kind(), Kind::Conflict);
        let in_use = town.runtime.execute(&owner, &DropContact { way }).await.unwrap_err();
        assert_eq!(in_use.message().key, "identity-error-contact-step");
        town.runtime.execute(&owner, &SetStep { way, on: false }).await.unwrap();
        town.runtime.execute(&owner, &DropContact { way }).await.unwrap();
        assert!(values(&town, owner.account).await.is_empty());
        let all = messages(&town).await;
        assert!(all.iter().any(|(_, text)| text.starts_with("Một nơi nhận mã của tài khoản bạn đã bị bỏ")), "{all:?}");
        for refused in [
            town.runtime.execute(&owner, &DropContact { way }).await.unwrap_err(),
            town.runtime.execute(&owner, &SetStep { way: Way::Email, on: true }).await.unwrap_err(),
        ] {
            assert_eq!(refused.message().key, "identity-error-contact-unproven");
        }
        assert_eq!(town.runtime.store().job_counts().await.unwrap(), (0, 0));
    },
    &migrations()
);

both_engines!(
    async fn an_officer_proves_a_contact_too_and_a_crowd_shares_none(house: &House) {
        let (town, _folder) = post_office(house).await;
        let (units, departments) = sample_units();
        import_units(&town.runtime, units, departments, START).await.unwrap();
        let account = add_officer(&town.runtime, officer("mau.a", "450", "unit")).await.unwrap();
        let holder = Actor { kind: ActorKind::Officer, ..Actor::citizen(account, "Trần Thị Ví Dụ") };
        with_contact(&town, &holder, Way::Phone, "0987654321").await;
        with_contact(&town, &holder, Way::Email, "mau@donghoi.example.vn").await;
        assert_eq!(values(&town, account).await, ["mau@donghoi.example.vn", "0987654321"]);
        for nobody in [Actor::anonymous(), Actor::system()] {
            let command = AskContact { way: Way::Phone, value: "0987654321".into(), page: "p".into() };
            assert_eq!(town.runtime.execute(&nobody, &command).await.unwrap_err().kind(), Kind::Forbidden);
        }
        for n in 0..10 {
            let new = NewCitizen { identity: format!("0440901235{n:02}"), ..citizen() };
            let member = person(&town, new).await;
            ask(&town, &member, Way::Phone, "0987654321", "p").await;
            let code = newest(&town, Way::Phone).await;
            let found = prove(&town, &member, Way::Phone, "p", &code).await;
            if n < 9 {
                assert_eq!(found, Ok(Typed::Right), "{n}");
            } else {
                assert_eq!(found, Err("identity-error-contact-shared".into()));
            }
        }
    },
    &migrations()
);

both_engines!(
    async fn a_browser_proves_a_contact_and_signs_in_with_its_codes(house: &House) {
        let (town, _folder) = post_office(house).await;
        let account = add_citizen(&town.runtime, citizen()).await.unwrap();
        let router = router(&town);
        let sessions = Sessions::new(town.runtime.clone(), town.accounts.clone(), Limits::default());
        let elsewhere = sessions.begin(account, Carrier::Browser).await.unwrap();
        let session = sessions.begin(account, Carrier::Browser).await.unwrap();
        let mut browser = Browser { town: &town, router: &router, session };
        let form = text(browser.get("/my/contact/phone").await).await;
        assert!(form.contains("value=\"0912345678\""), "{form}");
        let unproven = browser.post("/my/contact/phone", "value=0912345678&password=sai").await;
        assert_eq!(unproven.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let asked = browser.post("/my/contact/phone", &format!("value=0912345678&{PASSWORD}")).await;
        let step = step_of(&text(asked).await);
        let code = newest(&town, Way::Phone).await;
        let wrong = browser.post("/my/contact/phone/prove", &format!("step={step}&code={}", another(&code))).await;
        assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(step_of(&text(wrong).await), step);
        let done = browser.post("/my/contact/phone/prove", &format!("step={step}&code={code}")).await;
        assert_eq!(done.headers().get(header::LOCATION).unwrap(), "/my/contact");
        let on = browser.post("/my/contact/phone/step", PASSWORD).await;
        assert_eq!(on.headers().get(header::LOCATION).unwrap(), "/my/contact");
        assert!(sessions.actor(&elsewhere, Carrier::Browser).await.unwrap().is_none(), "a new step ends the others");
        assert!(text(browser.get("/my/contact").await).await.contains("Nhận mã ở đây"));

        let mut other = Browser { town: &town, router: &router, session: String::new() };
        let sign_in = format!("login={NUMBER}&{PASSWORD}&next=%2Fmy%2Fdossiers");
        let page = text(other.post("/sign-in", &sign_in).await).await;
        let step = step_of(&page);
        assert!(page.contains("••• ••• 678") && !page.contains("0912345678") && other.session.is_empty(), "{page}");
        let code = newest(&town, Way::Phone).await;
        let typed = |step: &str, code: &str| format!("way=phone&step={step}&code={code}&next=%2Fmy%2Fdossiers");
        for wrong in [typed(&step, &another(&code)), typed(&step, ""), typed("x", &code)] {
            let refused = other.post("/sign-in/code", &wrong).await;
            assert_eq!((refused.status(), other.session.as_str()), (StatusCode::UNPROCESSABLE_ENTITY, ""));
        }
        let factor = other.post("/sign-in/factor", &format!("step={step}&code={code}")).await;
        assert_eq!((factor.status(), other.session.as_str()), (StatusCode::UNPROCESSABLE_ENTITY, ""));
        let again = other.post("/sign-in/code/send", &format!("step={step}&way=phone")).await;
        assert_eq!(again.status(), StatusCode::OK);
        let second = newest(&town, Way::Phone).await;
        if second != code {
            let old = other.post("/sign-in/code", &typed(&step, &code)).await;
            assert_eq!(old.status(), StatusCode::UNPROCESSABLE_ENTITY, "a newer one is in its place");
        }
        let done = other.post("/sign-in/code", &typed(&step, &second)).await;
        assert_eq!(done.headers().get(header::LOCATION).unwrap(), "/my/dossiers");
        other.session.clear();
        let replayed = other.post("/sign-in/code", &typed(&step, &second)).await;
        assert_eq!((replayed.status(), other.session.as_str()), (StatusCode::UNPROCESSABLE_ENTITY, ""));
        assert!(text(replayed).await.contains("name=\"login\""), "it begins again");

        let json = [("content-type", "application/json")];
        let body = serde_json::json!({ "login": NUMBER, "password": "sông Nhật Lệ" }).to_string();
        let token = send(&router, HttpMethod::POST, "/api/v1/tokens", &json, &body).await;
        assert!(text(token).await.contains("identity-error-factor-sent"), "no way round the second step");
    },
    &migrations()
);

/// Asks for a code for a lost password.
async fn lost(town: &Town, login: &str, way: Way, page: &str) {
    let login_key = login_key(town.runtime.vault(), login);
    let command = AskPassword { login_key, way, page: page.to_owned() };
    town.runtime.execute(&Actor::anonymous(), &command).await.unwrap();
}

async fn replace(town: &Town, login: &str, page: &str, typed: &str) -> Result<Typed, String> {
    let login_key = login_key(town.runtime.vault(), login);
    let command = ReplacePassword { login_key, page: page.to_owned(), typed: typed.to_owned(), hash: "y".into() };
    let done = town.runtime.execute(&Actor::anonymous(), &command).await;
    done.map(|done| done.outcome.0).map_err(|error| error.message().key.to_string())
}

both_engines!(
    async fn a_lost_password_is_replaced_by_who_has_the_contact_and_the_number(house: &House) {
        let (town, _folder) = post_office(house).await;
        let owner = person(&town, citizen()).await;
        let neighbour = person(&town, other()).await;
        for way in Way::ALL {
            lost(&town, NUMBER, way, way.code()).await;
            lost(&town, "044185770041", way, &format!("nobody {}", way.code())).await;
            lost(&town, "mau.a", way, &format!("officer {}", way.code())).await;
        }
        assert!(messages(&town).await.is_empty(), "what was typed at registration proves nothing");
        assert_eq!(town.runtime.store().job_counts().await.unwrap(), (0, 0));
        for page in ["email", "nobody email", "officer phone"] {
            for (tries, expected) in [(5, Typed::Wrong), (1, Typed::Spent)] {
                for _ in 0..tries {
                    assert_eq!(replace(&town, NUMBER, page, "123456").await, Ok(expected), "{page}");
                }
            }
        }
        with_contact(&town, &owner, Way::Email, "mau@example.vn").await;
        with_contact(&town, &owner, Way::Phone, "0987654321").await;
        with_contact(&town, &neighbour, Way::Phone, "0976543210").await;
        lost(&town, NUMBER, Way::Phone, "page").await;
        let code = newest(&town, Way::Phone).await;
        let others = "044190123456";
        assert_eq!(replace(&town, others, "page", &code).await, Ok(Typed::Wrong), "the number of somebody else");
        assert_eq!(replace(&town, NUMBER, "page", &another(&code)).await, Ok(Typed::Wrong));
        assert_eq!(replace(&town, NUMBER, "page", &code).await, Ok(Typed::Right));
        assert_eq!(replace(&town, NUMBER, "page", &code).await, Err("identity-error-sent-gone".into()), "replayed");
        let told = messages(&town).await;
        let replaced = "Mật khẩu tài khoản của bạn vừa được đặt lại";
        let said = |way: Way| told.iter().any(|(known, text)| *known == way && text.starts_with(replaced));
        assert!(said(Way::Email) && said(Way::Phone), "every contact is told: {told:?}");

        town.clock.advance(PAUSE);
        town.runtime.execute(&owner, &SetStep { way: Way::Phone, on: true }).await.unwrap();
        let before = messages(&town).await.len();
        lost(&town, NUMBER, Way::Phone, "second step").await;
        assert_eq!(messages(&town).await.len(), before, "one contact is never both steps");
        lost(&town, NUMBER, Way::Email, "late").await;
        let code = newest(&town, Way::Email).await;
        town.clock.advance(LIFE);
        assert_eq!(replace(&town, NUMBER, "late", &code).await, Ok(Typed::Ended));
    },
    &migrations()
);

both_engines!(
    async fn a_code_for_a_lost_password_ends_when_the_owner_changes_it(house: &House) {
        let (town, _folder) = post_office(house).await;
        let owner = person(&town, citizen()).await;
        with_contact(&town, &owner, Way::Email, "mau@example.vn").await;
        lost(&town, NUMBER, Way::Email, "page").await;
        let code = newest(&town, Way::Email).await;
        let change = ChangePassword { account: owner.account, hash: "x".into() };
        town.runtime.execute(&owner, &change).await.unwrap();
        assert_eq!(replace(&town, NUMBER, "page", &code).await, Err("identity-error-sent-gone".into()));
    },
    &migrations()
);

both_engines!(
    async fn nothing_is_changed_for_a_day_after_a_recovery(house: &House) {
        let (town, _folder) = post_office(house).await;
        let owner = person(&town, citizen()).await;
        with_contact(&town, &owner, Way::Email, "mau@example.vn").await;
        lost(&town, NUMBER, Way::Email, "page").await;
        let code = newest(&town, Way::Email).await;
        assert_eq!(replace(&town, NUMBER, "page", &code).await, Ok(Typed::Right));
        for hours in [0, 22] {
            town.clock.advance(hours * HOUR);
            let change = ChangeContact { version: None, contact: Contact::default() };
            let ask = AskContact { way: Way::Email, value: "khac@example.vn".into(), page: "p".into() };
            for refused in [
                town.runtime.execute(&owner, &change).await.unwrap_err(),
                town.runtime.execute(&owner, &ask).await.unwrap_err(),
                town.runtime.execute(&owner, &SetStep { way: Way::Email, on: true }).await.unwrap_err(),
                town.runtime.execute(&owner, &DropContact { way: Way::Email }).await.unwrap_err(),
                town.runtime.execute(&owner, &RenewCodes).await.map(|_| ()).unwrap_err(),
            ] {
                assert_eq!((refused.kind(), &*refused.message().key), (Kind::Conflict, "identity-error-pause"));
            }
        }
        town.clock.advance(2 * HOUR);
        town.runtime.execute(&owner, &SetStep { way: Way::Email, on: true }).await.unwrap();
    },
    &migrations()
);

both_engines!(
    async fn the_pages_of_a_lost_password_tell_nobody_who_has_an_account(house: &House) {
        let (town, _folder) = post_office(house).await;
        let account = add_citizen(&town.runtime, citizen()).await.unwrap();
        let owner = Actor::citizen(account, "Nguyễn Văn Mẫu");
        with_contact(&town, &owner, Way::Email, "mau@example.vn").await;
        let router = router(&town);
        let sessions = Sessions::new(town.runtime.clone(), town.accounts.clone(), Limits::default());
        let open = sessions.begin(account, Carrier::Browser).await.unwrap();
        let mut browser = Browser { town: &town, router: &router, session: String::new() };
        let empty = browser.post("/sign-in/lost", "login=&way=").await;
        assert_eq!(empty.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let mut answers = Vec::new();
        for login in [NUMBER, "044185770041"] {
            let page = text(browser.post("/sign-in/lost", &format!("login={login}&way=email")).await).await;
            let step = step_of(&page);
            let form = format!("login={login}&way=email&step={step}&code=000000&password=nam+sau+bay+tam");
            let wrong = browser.post("/sign-in/lost/code", &form).await;
            assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);
            let plain = |page: &str| page.replace(&step, "").replace(login, "");
            answers.push((plain(&page), plain(&text(wrong).await)));
        }
        assert_eq!(answers[0], answers[1]);

        let page = text(browser.post("/sign-in/lost", &format!("login={NUMBER}&way=email")).await).await;
        let (step, code) = (step_of(&page), newest(&town, Way::Email).await);
        let weak = format!("login={NUMBER}&step={step}&code={code}&password=a");
        assert_eq!(browser.post("/sign-in/lost/code", &weak).await.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let form = format!("login={NUMBER}&step={step}&code={code}&password=nam+sau+bay+tam");
        let done = browser.post("/sign-in/lost/code", &form).await;
        assert_eq!(done.headers().get(header::LOCATION).unwrap(), "/sign-in");
        assert!(sessions.actor(&open, Carrier::Browser).await.unwrap().is_none());
        let replayed = browser.post("/sign-in/lost/code", &form).await;
        assert!(text(replayed).await.contains("Mã này đã dùng rồi"));
        let signed = browser.post("/sign-in", &format!("login={NUMBER}&password=nam+sau+bay+tam")).await;
        assert_eq!(signed.status(), StatusCode::SEE_OTHER);
        let actor = town.accounts.actor(&town.runtime, account, town.runtime.now()).await.unwrap();
        assert!(actor.is_some() && town.runtime.store().verify(|_, _| {}).await.unwrap().faults.is_empty());
    },
    &migrations()
);

both_engines!(
    async fn a_code_that_waited_too_long_is_not_sent(house: &House) {
        let (town, folder) = post_office(house).await;
        let owner = person(&town, citizen()).await;
        ask(&town, &owner, Way::Email, "mau@example.vn", "page").await;
        town.clock.advance(LIFE);
        assert!(messages(&town).await.is_empty());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
        assert_eq!(town.runtime.store().job_counts().await.unwrap(), (0, 0));
    },
    &migrations()
);

both_engines!(
    async fn two_who_type_one_code_at_once_do_not_both_pass(house: &House) {
        let (town, _folder) = post_office(house).await;
        let owner = person(&town, citizen()).await;
        ask(&town, &owner, Way::Email, "mau@example.vn", "page").await;
        let code = newest(&town, Way::Email).await;
        let crowd = join_all((0..6).map(|_| prove(&town, &owner, Way::Email, "page", &code))).await;
        assert_eq!(crowd.into_iter().filter(|found| *found == Ok(Typed::Right)).count(), 1);
    },
    &migrations()
);

#[test]
fn a_contact_is_shown_no_further_than_its_owner_knows_it() {
    for (way, value, shown) in [
        (Way::Email, "mau@example.vn", "m•••@example.vn"),
        (Way::Email, "", "•••@"),
        (Way::Phone, "0912345678", "••• ••• 678"),
        (Way::Phone, "1", "••• ••• 1"),
    ] {
        assert_eq!(way.masked(value), shown, "{value}");
    }
}
