//! Changing one's password.

use access::Carrier;
use kernel::{Error, Message, Result};
use runtime::ActorKind;
use serde::Serialize;
use web::{Cx, Errors, Form, Outcome, ShownError, TemplateSample, Values, shown_errors, view_of};

use super::{form_status, sample_error, with_cookie};
use crate::commands::ChangePassword;
use crate::officers::store::officer;
use crate::password::{check, hash_password};
use crate::people::own_profile;
use crate::sign_in::is_own_password;

const TEMPLATE: &str = "identity/password.html";

#[derive(Serialize)]
struct PasswordView {
    errors: Vec<ShownError>,
}

/// The form.
pub(crate) async fn get(cx: Cx) -> Outcome {
    cx.page(TEMPLATE, PasswordView { errors: Vec::new() }).await
}

/// Changes the password, ends every session and token of the account, and goes on in a new session.
pub(crate) async fn post(cx: Cx, Form(values): Form) -> Outcome {
    match change(&cx, &values).await {
        Ok(secret) => {
            let response = cx.redirect_saying("/my", "identity-password-changed");
            Ok(with_cookie(response, &cx.session_cookie(&secret)))
        }
        Err(error) => {
            let Some(status) = form_status(&error) else { return Err(error.into()) };
            let view = PasswordView { errors: shown_errors(&cx, &error) };
            cx.page_as(status, TEMPLATE, view).await
        }
    }
}

async fn change(cx: &Cx, values: &Values) -> Result<String> {
    let (current, new) = (values.get("current"), values.get("password"));
    let mut errors = Errors::default();
    errors.require("current", values, "identity-error-password-missing");
    let known = known_of(cx).await?;
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    if let Err(message) = check(new, &known) {
        errors.add("password", message);
    } else if new == current {
        errors.add("password", Message::new("identity-error-password-same"));
    }
    errors.done()?;
    if !is_own_password(cx, current).await? {
        return Err(Error::invalid_field("current", Message::new("identity-error-password-current")));
    }
    let account = cx.actor().account;
    let hash = hash_password(cx.app.runtime(), new).await?;
    cx.execute(&ChangePassword { account, hash }).await?;
    cx.app.sessions().end_all(account).await?;
    cx.app.sessions().begin(account, cx.begins(Carrier::Browser)).await
}

/// What others know of whoever asks, and no password is made of: the numbers of a citizen, the login of an officer.
async fn known_of(cx: &Cx) -> Result<Vec<String>> {
    if cx.actor().kind == ActorKind::Citizen {
        let (profile, _) = own_profile(&cx.reader()).await?;
        return Ok(vec![profile.identity, profile.phone]);
    }
    let account = officer(&cx.reader(), cx.actor().account).await?;
    Ok(account.into_iter().map(|account| account.login).collect())
}

pub(super) fn samples() -> Vec<TemplateSample> {
    vec![
        TemplateSample { template: TEMPLATE, case: "blank", view: |_| view_of(PasswordView { errors: Vec::new() }) },
        TemplateSample {
            template: TEMPLATE,
            case: "errors, one of them long",
            view: |_| {
                view_of(PasswordView {
                    errors: vec![
                        sample_error("current", "Mật khẩu đang dùng không đúng"),
                        sample_error("password", &"Một câu rất dài. ".repeat(20)),
                    ],
                })
            },
        },
    ]
}
