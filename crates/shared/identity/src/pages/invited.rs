//! The page that an invitation opens: an officer chooses a password.

use kernel::{Error, Result};
use serde::Serialize;
use web::http::Path;
use web::{Cx, Form, Outcome, ShownError, TemplateSample, shown_errors, view_of};

use super::{form_status, sample_error};
use crate::officers::invite::{AcceptInvitation, PATH, open};
use crate::password::{check, hash_password};

const TEMPLATE: &str = "identity/invited.html";

#[derive(Serialize)]
struct InvitedView {
    errors: Vec<ShownError>,
    action: String,
    name: String,
    login: String,
}

/// The form; an invitation that was used or is over is not found.
pub(crate) async fn get(cx: Cx, Path(secret): Path<String>) -> Outcome {
    let view = view(&cx, &secret, Vec::new()).await?;
    cx.page(TEMPLATE, view).await
}

async fn view(cx: &Cx, secret: &str, errors: Vec<ShownError>) -> Result<InvitedView> {
    let found = open(&cx.reader(), secret).await?;
    Ok(InvitedView { errors, action: format!("{PATH}/{secret}"), name: found.name, login: found.login })
}

/// Sets the password; whatever the account was used for until now ends.
pub(crate) async fn post(cx: Cx, Path(secret): Path<String>, Form(values): Form) -> Outcome {
    match accept(&cx, &secret, values.get("password")).await {
        Ok(()) => Ok(cx.redirect_saying("/sign-in", "identity-invited-done")),
        Err(error) => {
            let Some(status) = form_status(&error) else { return Err(error.into()) };
            let view = view(&cx, &secret, shown_errors(&cx, &error)).await?;
            cx.page_as(status, TEMPLATE, view).await
        }
    }
}

async fn accept(cx: &Cx, secret: &str, typed: &str) -> Result<()> {
    let found = open(&cx.reader(), secret).await?;
    check(typed, &[found.login.as_str()]).map_err(|message| Error::invalid_field("password", message))?;
    let hash = hash_password(cx.app.runtime(), typed).await?;
    let account = cx.execute(&AcceptInvitation { secret: secret.to_owned(), hash }).await?.outcome;
    cx.app.sessions().end_all(account).await
}

pub(super) fn samples() -> Vec<TemplateSample> {
    vec![
        TemplateSample { template: TEMPLATE, case: "blank", view: |_| view_of(sample("Lê Thị Mẫu", Vec::new())) },
        TemplateSample {
            template: TEMPLATE,
            case: "long, hostile and wrong",
            view: |_| {
                let errors = vec![sample_error("password", &"Một câu rất dài. ".repeat(20))];
                view_of(sample(&"<script>alert(1)</script>\" Minh Họa ".repeat(12), errors))
            },
        },
    ]
}

fn sample(name: &str, errors: Vec<ShownError>) -> InvitedView {
    InvitedView { errors, action: format!("{PATH}/x"), name: name.to_owned(), login: "le.thi.mau".into() }
}
