//! A new account of an officer, who is invited by mail.

use serde::Serialize;
use web::{Cx, Form, Outcome, ShownError, Values, shown_errors};

use super::{Choice, TypedAccount, TypedPost, roles, units};
use crate::pages::form_status;

pub(super) const TEMPLATE: &str = "identity/person-new.html";

#[derive(Serialize)]
pub(super) struct NewView {
    pub(super) errors: Vec<ShownError>,
    pub(super) typed: TypedAccount,
    pub(super) units: Vec<Choice>,
    pub(super) roles: Vec<Choice>,
}

/// GET /officer/admin/people/new
pub(crate) async fn get(cx: Cx) -> Outcome {
    let view = view(&cx, TypedAccount::default(), Vec::new())?;
    cx.page(TEMPLATE, view).await
}

/// POST /officer/admin/people/new
pub(crate) async fn post(cx: Cx, Form(values): Form) -> Outcome {
    let typed = typed(&values);
    match super::open(&cx, &typed).await {
        Ok(account) => Ok(cx.redirect_saying(&format!("/officer/admin/people/{account}"), "identity-people-opened")),
        Err(error) => {
            let Some(status) = form_status(&error) else { return Err(error.into()) };
            let view = view(&cx, typed, shown_errors(&cx, &error))?;
            cx.page_as(status, TEMPLATE, view).await
        }
    }
}

fn typed(values: &Values) -> TypedAccount {
    TypedAccount {
        login: values.get("login").to_owned(),
        name: values.get("name").to_owned(),
        email: values.get("email").to_owned(),
        post: TypedPost::of(values),
    }
}

fn view(cx: &Cx, typed: TypedAccount, errors: Vec<ShownError>) -> kernel::Result<NewView> {
    let reader = cx.reader();
    let units = units(&reader, &typed.post.unit)?;
    let roles = roles(&reader, cx.locale(), &typed.post.role)?;
    Ok(NewView { errors, typed, units, roles })
}
