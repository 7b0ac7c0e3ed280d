//! Proving how one is reached, and what a proven contact is used for.

use kernel::{Error, Result};
use serde::Serialize;
use web::http::Path;
use web::{Cx, Errors, Form, Outcome, ShownError, TemplateSample, Values, shown_errors, view_of};

use super::{CodeView, TEMPLATE, form_status, sample_error};
use crate::codes::Way;
use crate::codes::acts::{ask, can_send, prove_contact, turn};
use crate::codes::contacts::{DropContact, Proven, proven};
use crate::pages::security::confirmed;
use crate::people::own_profile;

const NEW: &str = "identity/contact-new.html";
const CONFIRM: &str = "identity/confirm.html";
const PAGE: &str = "/my/contact";

/// A way by which somebody is, or may be, reached.
#[derive(Serialize)]
pub(in crate::pages) struct PlaceView {
    way: &'static str,
    /// What was proven; empty when nothing was.
    value: String,
    since: Option<i64>,
    is_step: bool,
}

impl PlaceView {
    /// One of a sample.
    pub(in crate::pages) fn sample(way: &'static str, value: &str, is_step: bool) -> Self {
        let since = (!value.is_empty()).then_some(1_733_792_400_000_000);
        Self { way, value: value.to_owned(), since, is_step }
    }
}

/// The form of a contact that is to be proven.
#[derive(Serialize)]
struct NewView {
    errors: Vec<ShownError>,
    way: &'static str,
    value: String,
}

/// The form of an act that asks for the password: messages of title, explanation and button.
#[derive(Serialize)]
struct ConfirmView {
    errors: Vec<ShownError>,
    action: String,
    title: &'static str,
    lead: &'static str,
    button: &'static str,
}

/// What is done after the password was typed again.
#[derive(Clone, Copy)]
enum Act {
    On,
    Off,
    Remove,
}

impl ConfirmView {
    fn of(act: Act, way: Way, errors: Vec<ShownError>) -> Self {
        let (part, title, lead, button) = match act {
            Act::On => ("step", "identity-step-on", "identity-step-on-lead", "identity-step-on-go"),
            Act::Off => ("step", "identity-step-off", "identity-step-off-lead", "identity-step-off-go"),
            Act::Remove => {
                ("remove", "identity-proven-remove", "identity-proven-remove-lead", "identity-proven-remove-go")
            }
        };
        Self { errors, action: format!("{PAGE}/{}/{part}", way.code()), title, lead, button }
    }
}

fn parsed(way: &str) -> Result<Way> {
    Way::parse(way).ok_or_else(Error::not_found)
}

/// The ways of the account, proven or to be proven.
pub(in crate::pages) async fn places(cx: &Cx) -> Result<Vec<PlaceView>> {
    let known = proven(&cx.reader(), cx.actor().account).await?;
    let mut found = Vec::new();
    for way in Way::ALL {
        match known.iter().find(|one| one.way == way) {
            Some(Proven { value, is_step, since, .. }) => {
                found.push(PlaceView {
                    way: way.code(),
                    value: value.clone(),
                    since: Some(since.0),
                    is_step: *is_step,
                });
            }
            None if can_send(cx, way) => {
                found.push(PlaceView { way: way.code(), value: String::new(), since: None, is_step: false });
            }
            None => {}
        }
    }
    Ok(found)
}

/// The form, with what the profile says.
pub(crate) async fn get(cx: Cx, Path(way): Path<String>) -> Outcome {
    let way = parsed(&way)?;
    let mut value = String::new();
    if cx.actor().is_applicant() {
        let (profile, _) = own_profile(&cx.reader()).await?;
        value = if way == Way::Email { profile.email } else { profile.phone };
    }
    cx.page(NEW, NewView { errors: Vec::new(), way: way.code(), value }).await
}

/// Sends a code to what was typed and asks for it.
pub(crate) async fn post(cx: Cx, Path(way): Path<String>, Form(values): Form) -> Outcome {
    let way = parsed(&way)?;
    match asked(&cx, way, &values).await {
        Ok((step, to)) => {
            let view = code_view(way, step, to, Vec::new());
            cx.page(TEMPLATE, view).await
        }
        Err(error) => {
            let Some(status) = form_status(&error) else { return Err(error.into()) };
            let value = values.get("value").to_owned();
            cx.page_as(status, NEW, NewView { errors: shown_errors(&cx, &error), way: way.code(), value }).await
        }
    }
}

fn code_view(way: Way, step: String, to: String, errors: Vec<ShownError>) -> CodeView {
    let action = format!("{PAGE}/{}/prove", way.code());
    CodeView { errors, action, again: "", step, way: way.code(), to, next: String::new(), unsent: None }
}

/// The secret of the page of the code, and where the code went.
async fn asked(cx: &Cx, way: Way, values: &Values) -> Result<(String, String)> {
    let mut errors = Errors::default();
    let value = errors.check("value", way.check(values.get("value")));
    errors.require("password", values, "identity-error-password-missing");
    errors.done()?;
    let value = value.ok_or_else(|| Error::internal("a form without errors was refused"))?;
    if !can_send(cx, way) {
        return Err(Error::conflict("notify-no-gateway"));
    }
    confirmed(cx, values).await?;
    Ok((ask(cx, way, value.clone()).await?, value))
}

/// Takes the code; from then on the contact is proven.
pub(crate) async fn prove(cx: Cx, Path(way): Path<String>, Form(values): Form) -> Outcome {
    let way = parsed(&way)?;
    let (step, to) = (values.get("step"), values.get("to"));
    match prove_contact(&cx, way, step, values.get("code")).await {
        Ok(()) => Ok(cx.redirect_saying(PAGE, "identity-proven-done")),
        Err(error) => {
            let Some(status) = form_status(&error) else { return Err(error.into()) };
            let errors = shown_errors(&cx, &error);
            if error.fields().is_empty() {
                // This page is over: a new code is asked for.
                return cx.page_as(status, NEW, NewView { errors, way: way.code(), value: to.to_owned() }).await;
            }
            cx.page_as(status, TEMPLATE, code_view(way, step.to_owned(), to.to_owned(), errors)).await
        }
    }
}

/// The proven contact of a way.
async fn known(cx: &Cx, way: Way) -> Result<Option<Proven>> {
    Ok(proven(&cx.reader(), cx.actor().account).await?.into_iter().find(|one| one.way == way))
}

/// Asks for the password before a contact carries codes of the second step, or stops to.
pub(crate) async fn step(cx: Cx, Path(way): Path<String>) -> Outcome {
    let way = parsed(&way)?;
    let Some(known) = known(&cx, way).await? else { return Ok(cx.redirect(PAGE)) };
    let act = if known.is_step { Act::Off } else { Act::On };
    cx.page(CONFIRM, ConfirmView::of(act, way, Vec::new())).await
}

/// Lets a contact carry codes of the second step, or not. A new second step ends every other session and token.
pub(crate) async fn set_step(cx: Cx, Path(way): Path<String>, Form(values): Form) -> Outcome {
    let way = parsed(&way)?;
    let is_on = known(&cx, way).await?.is_some_and(|known| known.is_step);
    let act = if is_on { Act::Off } else { Act::On };
    let done = match confirmed(&cx, &values).await {
        Ok(()) => turn(&cx, way, !is_on).await,
        Err(error) => Err(error),
    };
    if let Err(error) = done {
        return again(&cx, act, way, error).await;
    }
    Ok(cx.redirect_saying(PAGE, if is_on { "identity-step-is-off" } else { "identity-step-is-on" }))
}

/// Asks for the password before a contact is forgotten.
pub(crate) async fn remove(cx: Cx, Path(way): Path<String>) -> Outcome {
    let way = parsed(&way)?;
    if known(&cx, way).await?.is_none() {
        return Ok(cx.redirect(PAGE));
    }
    cx.page(CONFIRM, ConfirmView::of(Act::Remove, way, Vec::new())).await
}

/// Forgets a contact.
pub(crate) async fn removed(cx: Cx, Path(way): Path<String>, Form(values): Form) -> Outcome {
    let way = parsed(&way)?;
    let done = match confirmed(&cx, &values).await {
        Ok(()) => cx.execute(&DropContact { way }).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(_) => Ok(cx.redirect_saying(PAGE, "identity-proven-removed")),
        Err(error) => again(&cx, Act::Remove, way, error).await,
    }
}

async fn again(cx: &Cx, act: Act, way: Way, error: Error) -> Outcome {
    let Some(status) = form_status(&error) else { return Err(error.into()) };
    cx.page_as(status, CONFIRM, ConfirmView::of(act, way, shown_errors(cx, &error))).await
}

pub(super) fn samples() -> Vec<TemplateSample> {
    vec![
        TemplateSample {
            template: NEW,
            case: "e-mail",
            view: |_| view_of(NewView { errors: Vec::new(), way: "email", value: String::new() }),
        },
        TemplateSample {
            template: NEW,
            case: "telephone, errors, hostile",
            view: |_| {
                let errors = vec![
                    sample_error("", "Bạn vừa đặt lại mật khẩu"),
                    sample_error("value", "Số điện thoại chỉ gồm chữ số"),
                    sample_error("password", "Mật khẩu đang dùng không đúng"),
                ];
                view_of(NewView { errors, way: "phone", value: "<script>alert(1)</script>\"".repeat(4) })
            },
        },
        TemplateSample {
            template: CONFIRM,
            case: "codes on",
            view: |_| view_of(ConfirmView::of(Act::On, Way::Email, Vec::new())),
        },
        TemplateSample {
            template: CONFIRM,
            case: "codes off",
            view: |_| view_of(ConfirmView::of(Act::Off, Way::Phone, Vec::new())),
        },
        TemplateSample {
            template: CONFIRM,
            case: "a contact is removed",
            view: |_| view_of(ConfirmView::of(Act::Remove, Way::Phone, Vec::new())),
        },
    ]
}
