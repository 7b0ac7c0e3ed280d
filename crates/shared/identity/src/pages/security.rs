//! How an account is protected, and the acts that ask for the password once more.

use kernel::{Error, Message, Result};
use serde::Serialize;
use web::{Cx, Errors, Form, Outcome, ShownError, TemplateSample, Values, shown_errors, view_of};

use super::{enrol, form_status, sample_error};
use crate::commands::{Purpose, RemoveApp, RenewCodes};
use crate::sign_in::{begin_step, is_own_password};
use crate::store as tables;

const TEMPLATE: &str = "identity/security.html";
const CONFIRM: &str = "identity/confirm.html";
/// The page that lists what there is.
const PAGE: &str = "/my/security";

#[derive(Serialize)]
struct SecurityView {
    /// When the app was added; none without one.
    since: Option<i64>,
    /// When a code of it was taken last.
    used: Option<i64>,
    /// Recovery codes that are left.
    codes: i64,
}

/// What is done after the password was typed again.
#[derive(Clone, Copy)]
enum Act {
    Add,
    Remove,
    Renew,
}

/// The form of an act: messages of its title, its explanation and its button.
#[derive(Serialize)]
struct ConfirmView {
    errors: Vec<ShownError>,
    action: &'static str,
    title: &'static str,
    lead: &'static str,
    button: &'static str,
}

impl ConfirmView {
    fn of(act: Act, errors: Vec<ShownError>) -> Self {
        let (action, title, lead, button) = match act {
            Act::Add => ("/my/security/totp", "identity-totp-add", "identity-totp-add-lead", "identity-totp-add-go"),
            Act::Remove => (
                "/my/security/totp/remove",
                "identity-totp-remove",
                "identity-totp-remove-lead",
                "identity-totp-remove-go",
            ),
            Act::Renew => {
                ("/my/security/codes", "identity-codes-renew", "identity-codes-renew-lead", "identity-codes-renew-go")
            }
        };
        Self { errors, action, title, lead, button }
    }
}

/// What protects the account now.
pub(crate) async fn get(cx: Cx) -> Outcome {
    let account = cx.actor().account;
    let reader = cx.reader();
    let app = tables::app_of(&reader, account).await?;
    let view = SecurityView {
        since: app.as_ref().map(|app| app.made_at.0),
        used: app.as_ref().map(|app| app.used_at.0),
        codes: tables::codes_left(&reader, account).await?,
    };
    cx.page(TEMPLATE, view).await
}

/// Asks for the password before an app is added.
pub(crate) async fn add(cx: Cx) -> Outcome {
    ask(&cx, Act::Add).await
}

/// Offers a new secret to an app.
pub(crate) async fn offer(cx: Cx, Form(values): Form) -> Outcome {
    match offered(&cx, &values).await {
        Ok(step) => enrol::page(&cx, &enrol::Place::Own, &step, None).await,
        Err(error) => again(&cx, Act::Add, error).await,
    }
}

/// Asks for the password before the app is removed.
pub(crate) async fn remove(cx: Cx) -> Outcome {
    ask(&cx, Act::Remove).await
}

/// Removes the app.
pub(crate) async fn removed(cx: Cx, Form(values): Form) -> Outcome {
    let done = match confirmed(&cx, &values).await {
        Ok(()) => cx.execute(&RemoveApp).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(_) => Ok(cx.redirect_saying(PAGE, "identity-totp-removed")),
        Err(error) => again(&cx, Act::Remove, error).await,
    }
}

/// Asks for the password before new recovery codes are made.
pub(crate) async fn renew(cx: Cx) -> Outcome {
    ask(&cx, Act::Renew).await
}

/// Makes new recovery codes and shows them.
pub(crate) async fn renewed(cx: Cx, Form(values): Form) -> Outcome {
    let done = match confirmed(&cx, &values).await {
        Ok(()) => cx.execute(&RenewCodes).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(done) => enrol::codes_page(&cx, done.outcome, PAGE).await,
        Err(error) => again(&cx, Act::Renew, error).await,
    }
}

/// The form of an act; whoever cannot do it now sees what there is.
async fn ask(cx: &Cx, act: Act) -> Outcome {
    let has_app = tables::app_of(&cx.reader(), cx.actor().account).await?.is_some();
    if has_app == matches!(act, Act::Add) {
        return Ok(cx.redirect(PAGE));
    }
    cx.page(CONFIRM, ConfirmView::of(act, Vec::new())).await
}

/// The form of adding an app with an error: the step has ended, and the password is asked for again.
pub(super) async fn add_again(cx: &Cx, error: Error) -> Outcome {
    again(cx, Act::Add, error).await
}

async fn again(cx: &Cx, act: Act, error: Error) -> Outcome {
    let Some(status) = form_status(&error) else { return Err(error.into()) };
    cx.page_as(status, CONFIRM, ConfirmView::of(act, shown_errors(cx, &error))).await
}

async fn offered(cx: &Cx, values: &Values) -> Result<String> {
    confirmed(cx, values).await?;
    if tables::app_of(&cx.reader(), cx.actor().account).await?.is_some() {
        return Err(Error::conflict("identity-error-app-there"));
    }
    begin_step(cx, cx.actor(), Purpose::Enrol).await
}

/// Fails unless the account's own password was typed.
pub(super) async fn confirmed(cx: &Cx, values: &Values) -> Result<()> {
    let mut errors = Errors::default();
    errors.require("password", values, "identity-error-password-missing");
    errors.done()?;
    if is_own_password(cx, values.get("password")).await? {
        return Ok(());
    }
    Err(Error::invalid_field("password", Message::new("identity-error-password-current")))
}

pub(super) fn samples() -> Vec<TemplateSample> {
    vec![
        TemplateSample {
            template: TEMPLATE,
            case: "nothing yet",
            view: |_| view_of(SecurityView { since: None, used: None, codes: 0 }),
        },
        TemplateSample {
            template: TEMPLATE,
            case: "an app, few codes left",
            view: |_| {
                let (since, used) = (Some(1_733_792_400_000_000), Some(1_733_878_800_000_000));
                view_of(SecurityView { since, used, codes: 2 })
            },
        },
        TemplateSample {
            template: TEMPLATE,
            case: "an app, no code left",
            view: |_| view_of(SecurityView { since: Some(1_733_792_400_000_000), used: Some(0), codes: 0 }),
        },
        TemplateSample { template: CONFIRM, case: "add", view: |_| view_of(ConfirmView::of(Act::Add, Vec::new())) },
        TemplateSample {
            template: CONFIRM,
            case: "remove, wrong password",
            view: |_| {
                let errors = vec![sample_error("password", "Mật khẩu đang dùng không đúng")];
                view_of(ConfirmView::of(Act::Remove, errors))
            },
        },
        TemplateSample {
            template: CONFIRM,
            case: "renew, a long error",
            view: |_| {
                let errors = vec![sample_error("", &"Một câu rất dài. ".repeat(20))];
                view_of(ConfirmView::of(Act::Renew, errors))
            },
        },
    ]
}
