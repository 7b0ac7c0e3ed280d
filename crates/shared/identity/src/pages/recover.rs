//! The way back into an account: the officer's form at the counter, and the page where the person uses the slip.

use access::TryLimit;
use kernel::time::MINUTE;
use kernel::vietnam::TaxCode;
use kernel::{Error, Message, Result};
use serde::Serialize;
use web::{Cx, Errors, Form, Outcome, ShownError, TemplateSample, Values, shown_errors, view_of};

use super::{form_status, sample_error};
use crate::commands::{DOCUMENTS, GiveSlip, UseSlip, wrong_slip};
use crate::model::login_key;
use crate::password::{check, hash_password};
use crate::people::check_number;
use crate::{recovery, store as tables};

const GIVE: &str = "identity/recover.html";
const SLIP: &str = "identity/slip.html";
const USE: &str = "identity/new-password.html";

/// Slips tried for one login from one address, and from one address. A slip has 50 bits, so nobody is kept from using
/// theirs by what strangers try elsewhere.
pub(crate) const PER_LOGIN: TryLimit = TryLimit { name: "recover-login", tries: 10, window: 15 * MINUTE };
pub(crate) const PER_ADDRESS: TryLimit = TryLimit { name: "recover-address", tries: 60, window: 15 * MINUTE };

/// The officer's form.
#[derive(Serialize)]
struct GiveView {
    errors: Vec<ShownError>,
    identity: String,
    name: String,
    documents: [&'static str; 3],
    document: String,
    number: String,
    drops: bool,
}

impl GiveView {
    fn of(values: &Values, errors: Vec<ShownError>) -> Self {
        Self {
            errors,
            identity: values.get("identity").to_owned(),
            name: values.get("name").to_owned(),
            documents: DOCUMENTS,
            document: values.get("document").to_owned(),
            number: values.get("number").to_owned(),
            drops: values.filled("drops").is_some(),
        }
    }
}

/// The slip, to be printed.
#[derive(Serialize)]
struct SlipView {
    code: String,
    /// Where it is used.
    address: String,
}

#[derive(Serialize)]
struct UseView {
    errors: Vec<ShownError>,
    login: String,
    code: String,
}

/// The officer's form.
pub(crate) async fn give(cx: Cx) -> Outcome {
    cx.page(GIVE, GiveView::of(&Values::default(), Vec::new())).await
}

/// Gives a slip and shows it, this once.
pub(crate) async fn given(cx: Cx, Form(values): Form) -> Outcome {
    let done = match slip_of(&cx, &values) {
        Ok(command) => cx.execute(&command).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(done) => {
            let address = format!("{}/sign-in/recover", cx.app.site().public_url.trim_end_matches('/'));
            cx.page(SLIP, SlipView { code: done.outcome, address }).await
        }
        Err(error) => {
            let Some(status) = form_status(&error) else { return Err(error.into()) };
            cx.page_as(status, GIVE, GiveView::of(&values, shown_errors(&cx, &error))).await
        }
    }
}

fn slip_of(cx: &Cx, values: &Values) -> Result<GiveSlip> {
    let mut errors = Errors::default();
    let holder = errors.check("identity", check_holder(values.get("identity")));
    errors.require("name", values, "identity-error-name-missing");
    errors.require("number", values, "identity-error-document-number");
    let document = DOCUMENTS.into_iter().find(|code| *code == values.get("document"));
    if document.is_none() {
        errors.add("document", Message::new("identity-error-document"));
    }
    errors.done()?;
    let (Some(holder), Some(document)) = (holder, document) else {
        return Err(Error::internal("a form without errors was refused"));
    };
    Ok(GiveSlip {
        login_key: login_key(cx.app.runtime().vault(), &holder),
        name: values.get("name").to_owned(),
        document,
        number: values.get("number").to_owned(),
        drops_factor: values.filled("drops").is_some(),
    })
}

/// The number of a person, or the tax number of a business: with either its holder signs in.
fn check_holder(typed: &str) -> Result<String, Message> {
    match TaxCode::parse(typed) {
        Ok(code) => Ok(code.as_str().to_owned()),
        Err(_) => check_number(typed).map(|number| number.as_str().to_owned()),
    }
}

/// The page where somebody with a slip chooses a new password.
pub(crate) async fn get(cx: Cx) -> Outcome {
    cx.page(USE, UseView { errors: Vec::new(), login: String::new(), code: String::new() }).await
}

/// Changes the password, ends every session and token of the account, and leads to the page to sign in.
pub(crate) async fn post(cx: Cx, Form(values): Form) -> Outcome {
    match recover(&cx, &values).await {
        Ok(()) => Ok(cx.redirect_saying("/sign-in", "identity-recovered")),
        Err(error) => {
            let Some(status) = form_status(&error) else { return Err(error.into()) };
            let (login, code) = (values.get("login").to_owned(), values.get("code").to_owned());
            cx.page_as(status, USE, UseView { errors: shown_errors(&cx, &error), login, code }).await
        }
    }
}

async fn recover(cx: &Cx, values: &Values) -> Result<()> {
    let (login, password) = (values.get("login"), values.get("password"));
    let mut errors = Errors::default();
    errors.require("login", values, "identity-error-number-missing");
    errors.require("code", values, "identity-error-slip-missing");
    if let Err(message) = check(password, &[login]) {
        errors.add("password", message);
    }
    errors.done()?;
    let runtime = cx.app.runtime();
    let key = login_key(runtime.vault(), login);
    cx.app.tries().count(PER_ADDRESS, &cx.peer(), runtime.wall())?;
    let tried = format!("{}|{key}", cx.peer());
    cx.app.tries().count(PER_LOGIN, &tried, runtime.wall())?;
    let slip = recovery::slip_hash(runtime.vault(), &key, values.get("code")).ok_or_else(wrong_slip)?;
    // Looked at first, so that guesses cost no hashing.
    if tables::slip(&cx.reader(), slip.clone()).await?.is_none() {
        return Err(wrong_slip());
    }
    let hash = hash_password(runtime, password).await?;
    let account = cx.execute(&UseSlip { slip, hash }).await?.outcome;
    cx.app.sessions().end_all(account).await?;
    cx.app.tries().forget(PER_LOGIN, &tried);
    Ok(())
}

pub(super) fn samples() -> Vec<TemplateSample> {
    vec![
        TemplateSample {
            template: GIVE,
            case: "blank",
            view: |_| view_of(GiveView::of(&Values::default(), Vec::new())),
        },
        TemplateSample {
            template: GIVE,
            case: "errors, long and hostile",
            view: |_| {
                view_of(GiveView {
                    errors: vec![
                        sample_error("identity", "Không có tài khoản nào có số định danh và họ tên này"),
                        sample_error("document", "Chọn loại giấy tờ"),
                    ],
                    identity: "044090123456".into(),
                    name: "<script>alert(1)</script>\" Minh Họa ".repeat(8),
                    documents: DOCUMENTS,
                    document: "passport".into(),
                    number: "B1234567".into(),
                    drops: true,
                })
            },
        },
        TemplateSample {
            template: SLIP,
            case: "a slip",
            view: |_| {
                let address = "https://dvc.example.vn/sign-in/recover".into();
                view_of(SlipView { code: "ABCDE-FGHIJ".into(), address })
            },
        },
        TemplateSample {
            template: USE,
            case: "blank",
            view: |_| view_of(UseView { errors: Vec::new(), login: String::new(), code: String::new() }),
        },
        TemplateSample {
            template: USE,
            case: "errors",
            view: |_| {
                let errors = vec![
                    sample_error("", "Số định danh hoặc mã không đúng"),
                    sample_error("password", "Mật khẩu có 5 ký tự, cần ít nhất 12 ký tự hoặc 3 từ"),
                ];
                view_of(UseView { errors, login: "044090123456".into(), code: "ABCDE-FGHIJ".into() })
            },
        },
    ]
}
