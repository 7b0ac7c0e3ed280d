//! A lost password is replaced from home. What the pages answer does not tell whether there is an account.

use access::{TryLimit, new_secret};
use kernel::{Error, Kind, Message, Result};
use serde::Serialize;
use web::{Cx, Errors, Form, Outcome, ShownError, TemplateSample, Values, shown_errors, view_of};

use super::{form_status, sample_error};
use crate::codes::lost::{AskPassword, ReplacePassword};
use crate::codes::{
    ASKED_EVERYWHERE, PER_ACCOUNT, PER_ADDRESS, TYPED, TYPED_EVERYWHERE, WHILE_ASKED, WHILE_GUESSED, Way,
};
use crate::model::login_key;
use crate::password::{check, hash_password};

const ASK: &str = "identity/lost.html";
const CODE: &str = "identity/lost-code.html";

#[derive(Serialize)]
struct AskView {
    errors: Vec<ShownError>,
    login: String,
    way: String,
}

#[derive(Serialize)]
struct LostView {
    errors: Vec<ShownError>,
    /// The secret of the page.
    step: String,
    login: String,
    way: String,
}

/// Asks for the number and for the way by which the code comes.
pub(crate) async fn get(cx: Cx) -> Outcome {
    cx.page(ASK, AskView { errors: Vec::new(), login: String::new(), way: String::new() }).await
}

/// Sends a code to whoever has a proven contact, and shows everybody where to type it.
pub(crate) async fn ask(cx: Cx, Form(values): Form) -> Outcome {
    let (login, way) = (values.get("login").to_owned(), values.get("way").to_owned());
    match asked(&cx, &values).await {
        Ok(step) => cx.page(CODE, LostView { errors: Vec::new(), step, login, way }).await,
        Err(error) => {
            let Some(status) = form_status(&error) else { return Err(error.into()) };
            cx.page_as(status, ASK, AskView { errors: shown_errors(&cx, &error), login, way }).await
        }
    }
}

async fn asked(cx: &Cx, values: &Values) -> Result<String> {
    let mut errors = Errors::default();
    errors.require("login", values, "identity-error-number-missing");
    let way = Way::parse(values.get("way"));
    if way.is_none() {
        errors.add("way", Message::new("identity-error-way"));
    }
    errors.done()?;
    let way = way.ok_or_else(|| Error::internal("a form without errors was refused"))?;
    let runtime = cx.app.runtime();
    let login_key = login_key(runtime.vault(), values.get("login"));
    cx.app.tries().count(PER_ADDRESS, &cx.peer(), runtime.wall())?;
    // Counted per address too, so that a stranger who asks does not keep the owner from asking.
    cx.app.tries().count(PER_ACCOUNT, &format!("{}|{login_key}", cx.peer()), runtime.wall())?;
    count(cx, (ASKED_EVERYWHERE, WHILE_ASKED), &login_key)?;
    let page = new_secret(runtime);
    cx.execute(&AskPassword { login_key, way, page: page.clone() }).await?;
    Ok(page)
}

/// Changes the password, ends every session and token of the account, and leads to the page to sign in.
pub(crate) async fn replace(cx: Cx, Form(values): Form) -> Outcome {
    match replaced(&cx, &values).await {
        Ok(()) => Ok(cx.redirect_saying("/sign-in", "identity-lost-done")),
        Err(error) => {
            let Some(status) = form_status(&error) else { return Err(error.into()) };
            let errors = shown_errors(&cx, &error);
            let (login, way) = (values.get("login").to_owned(), values.get("way").to_owned());
            if error.kind() == Kind::Conflict {
                // This page is over: a new code is asked for.
                return cx.page_as(status, ASK, AskView { errors, login, way }).await;
            }
            let step = values.get("step").to_owned();
            cx.page_as(status, CODE, LostView { errors, step, login, way }).await
        }
    }
}

async fn replaced(cx: &Cx, values: &Values) -> Result<()> {
    let (login, password) = (values.get("login"), values.get("password"));
    let mut errors = Errors::default();
    errors.require("code", values, "identity-error-sent-missing");
    if let Err(message) = check(password, &[login]) {
        errors.add("password", message);
    }
    errors.done()?;
    let runtime = cx.app.runtime();
    let login_key = login_key(runtime.vault(), login);
    cx.app.tries().count(TYPED, &cx.peer(), runtime.wall())?;
    count(cx, (TYPED_EVERYWHERE, WHILE_GUESSED), &login_key)?;
    let hash = hash_password(runtime, password).await?;
    let command =
        ReplacePassword { login_key, page: values.get("step").to_owned(), typed: values.get("code").to_owned(), hash };
    let (typed, account) = cx.execute(&command).await?.outcome;
    typed.into_result()?;
    cx.app.sessions().end_all(account).await
}

/// Counts a try for one account from everywhere, whether there is one or not. Above that each address has few, so that
/// whoever comes from many places gets little at each, and the owner as much.
fn count(cx: &Cx, (everywhere, each): (TryLimit, TryLimit), login_key: &str) -> Result<()> {
    let (tries, now) = (cx.app.tries(), cx.app.runtime().wall());
    if tries.count(everywhere, login_key, now).is_ok() {
        return Ok(());
    }
    tries.count(each, &format!("{}|{login_key}", cx.peer()), now)
}

pub(super) fn samples() -> Vec<TemplateSample> {
    vec![
        TemplateSample {
            template: ASK,
            case: "blank",
            view: |_| view_of(AskView { errors: Vec::new(), login: String::new(), way: String::new() }),
        },
        TemplateSample {
            template: ASK,
            case: "errors, hostile",
            view: |_| {
                let errors = vec![sample_error("login", "Nhập số định danh"), sample_error("way", "Chọn nơi nhận mã")];
                view_of(AskView { errors, login: "<script>alert(1)</script>\"".repeat(4), way: "phone".into() })
            },
        },
        TemplateSample {
            template: CODE,
            case: "sent",
            view: |_| {
                let (step, login) = ("Zm9yIGEgc2FtcGxl".into(), "044090123456".into());
                view_of(LostView { errors: Vec::new(), step, login, way: "email".into() })
            },
        },
        TemplateSample {
            template: CODE,
            case: "errors",
            view: |_| {
                let errors =
                    vec![sample_error("code", "Mã không đúng"), sample_error("password", "Mật khẩu có 3 ký tự")];
                let (step, login) = ("\"<b>".into(), "<script>".into());
                view_of(LostView { errors, step, login, way: "phone".into() })
            },
        },
    ]
}
