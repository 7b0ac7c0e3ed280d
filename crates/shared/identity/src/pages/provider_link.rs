//! Linking the account with a person of a provider of identities, and undoing it. Both ask for the password.

use kernel::{Error, Message, Result};
use runtime::Assurance;
use serde::Serialize;
use web::http::Path;
use web::{Cx, Errors, Form, Guard, Outcome, Routes, ShownError, TemplateSample, Values, shown_errors, view_of};

use super::provider::{of_actor, problem, way_to};
use super::{form_status, sample_error};
use crate::providers::commands::{Purpose, UnlinkProvider};
use crate::providers::{Provider, providers};
use crate::sign_in::is_own_password;
use crate::store as tables;

const TEMPLATE: &str = "identity/provider-link.html";
/// The page that lists what there is.
const PAGE: &str = "/my/security";

/// The routes of this file.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .get("/my/security/providers/{provider}/link", Guard::SignedIn, link)
        .post("/my/security/providers/{provider}/link", Guard::SignedIn, go)
        .get("/my/security/providers/{provider}/unlink", Guard::SignedIn, unlink)
        .post("/my/security/providers/{provider}/unlink", Guard::SignedIn, unlinked)
}

/// A provider on the page of what protects the account.
#[derive(Serialize)]
pub(super) struct LinkView {
    name: String,
    label: String,
    /// When it was linked; none when it is not.
    since: Option<i64>,
    /// When it was used last.
    used: Option<i64>,
}

impl LinkView {
    /// The providers that the actor may link or has linked.
    pub(super) async fn all(cx: &Cx) -> Result<Vec<Self>> {
        let all = providers(cx.app.runtime());
        let links = tables::links_of(&cx.reader(), cx.actor().account).await?;
        let view = |provider: &Provider| {
            let link = links.iter().find(|(name, _, _)| name == provider.name());
            Self {
                name: provider.name().to_owned(),
                label: provider.label(cx.locale()).to_owned(),
                since: link.map(|(_, made_at, _)| *made_at),
                used: link.map(|(_, _, used_at)| *used_at),
            }
        };
        Ok(all.all().filter(|provider| provider.is_for(cx.actor().kind)).map(view).collect())
    }

    pub(super) fn sample(label: &str, since: Option<i64>) -> Self {
        Self { name: "vneid".into(), label: label.to_owned(), since, used: since }
    }
}

/// The form that asks for the password, and afterwards the way to the provider.
#[derive(Serialize)]
struct LinkForm {
    errors: Vec<ShownError>,
    name: String,
    label: String,
    /// Whether the link is to be removed.
    removes: bool,
    /// The address of the provider; empty before the password was right.
    address: String,
}

impl LinkForm {
    fn of(cx: &Cx, provider: &Provider, removes: bool) -> Self {
        Self {
            errors: Vec::new(),
            name: provider.name().to_owned(),
            label: provider.label(cx.locale()).to_owned(),
            removes,
            address: String::new(),
        }
    }
}

async fn link(cx: Cx, Path(name): Path<String>) -> Outcome {
    let all = providers(cx.app.runtime());
    let provider = of_actor(&cx, &all, &name)?;
    cx.page(TEMPLATE, LinkForm::of(&cx, provider, false)).await
}

/// Shows the link to the provider. It is no redirect: the policy of our pages lets no form end elsewhere.
async fn go(cx: Cx, Path(name): Path<String>, Form(values): Form) -> Outcome {
    let all = providers(cx.app.runtime());
    let provider = of_actor(&cx, &all, &name)?;
    if let Err(error) = confirmed(&cx, &values).await {
        return again(&cx, provider, false, error).await;
    }
    match way_to(&cx, provider, Purpose::Link, Assurance::Basic, PAGE).await {
        Ok(address) => cx.page(TEMPLATE, LinkForm { address, ..LinkForm::of(&cx, provider, false) }).await,
        Err(error) => problem(&cx, provider, error, PAGE).await,
    }
}

async fn unlink(cx: Cx, Path(name): Path<String>) -> Outcome {
    let all = providers(cx.app.runtime());
    let provider = of_actor(&cx, &all, &name)?;
    cx.page(TEMPLATE, LinkForm::of(&cx, provider, true)).await
}

async fn unlinked(cx: Cx, Path(name): Path<String>, Form(values): Form) -> Outcome {
    let all = providers(cx.app.runtime());
    let provider = of_actor(&cx, &all, &name)?;
    let done = match confirmed(&cx, &values).await {
        Ok(()) => cx.execute(&UnlinkProvider { provider: name }).await.map(|_| ()),
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => Ok(cx.redirect_saying(PAGE, "identity-provider-unlinked")),
        Err(error) => again(&cx, provider, true, error).await,
    }
}

/// The form again, with what was wrong.
async fn again(cx: &Cx, provider: &Provider, removes: bool, error: Error) -> Outcome {
    let Some(status) = form_status(&error) else { return Err(error.into()) };
    let form = LinkForm { errors: shown_errors(cx, &error), ..LinkForm::of(cx, provider, removes) };
    cx.page_as(status, TEMPLATE, form).await
}

/// Fails unless the account's own password was typed.
async fn confirmed(cx: &Cx, values: &Values) -> Result<()> {
    let mut errors = Errors::default();
    errors.require("password", values, "identity-error-password-missing");
    errors.done()?;
    if is_own_password(cx, values.get("password")).await? {
        return Ok(());
    }
    Err(Error::invalid_field("password", Message::new("identity-error-password-current")))
}

pub(super) fn samples() -> Vec<TemplateSample> {
    fn form(removes: bool, address: &str) -> LinkForm {
        let (name, label) = ("vneid".into(), "VNeID".into());
        LinkForm { errors: Vec::new(), name, label, removes, address: address.to_owned() }
    }
    vec![
        TemplateSample { template: TEMPLATE, case: "link", view: |_| view_of(form(false, "")) },
        TemplateSample {
            template: TEMPLATE,
            case: "go",
            view: |_| view_of(form(false, "https://id.example.vn/auth?client_id=nhatle&state=x")),
        },
        TemplateSample {
            template: TEMPLATE,
            case: "unlink, wrong password",
            view: |_| {
                let errors = vec![sample_error("password", "Mật khẩu đang dùng không đúng")];
                view_of(LinkForm { errors, ..form(true, "") })
            },
        },
    ]
}
