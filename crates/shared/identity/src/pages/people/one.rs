//! One account of an officer: its roles, and what an administrator does with it.

use kernel::{Error, Result};
use serde::Serialize;
use uuid::Uuid;
use web::http::Path;
use web::{Cx, Errors, Form, Outcome, ShownError, Values, shown_errors};

use super::{Choice, Names, PostView, TypedPost, checked_email, roles, units};
use crate::commands::Assign;
use crate::officers::commands::{EndRole, EndSessions, Lock};
use crate::officers::invite::{Invitation, Invite};
use crate::officers::periods::end_of;
use crate::officers::{self, store};
use crate::pages::form_status;

pub(super) const TEMPLATE: &str = "identity/person.html";

#[derive(Serialize)]
pub(super) struct OneView {
    pub(super) href: String,
    pub(super) name: String,
    pub(super) login: String,
    pub(super) is_locked: bool,
    /// Whether it is the account of whoever looks, which somebody else changes.
    pub(super) is_own: bool,
    pub(super) posts: Vec<PostView>,
    /// Until when an invitation waits.
    pub(super) invited_until: Option<i64>,
    pub(super) errors: Vec<ShownError>,
    pub(super) typed: TypedPost,
    /// The address as typed for an invitation.
    pub(super) email: String,
    pub(super) units: Vec<Choice>,
    pub(super) roles: Vec<Choice>,
}

fn href(account: Uuid) -> String {
    format!("/officer/admin/people/{account}")
}

/// GET /officer/admin/people/{id}
pub(crate) async fn get(cx: Cx, Path(account): Path<Uuid>) -> Outcome {
    let view = view(&cx, account, &Values::default(), Vec::new()).await?;
    cx.page(TEMPLATE, view).await
}

async fn view(cx: &Cx, account: Uuid, values: &Values, errors: Vec<ShownError>) -> Result<OneView> {
    let reader = cx.reader();
    let found = officers::known(&reader, account).await?;
    let is_own = account == cx.actor().account;
    let names = Names::of(&reader, cx.locale())?;
    let typed = TypedPost::of(values);
    Ok(OneView {
        href: href(account),
        posts: found.posts.iter().rev().map(|post| names.post(post, is_own)).collect(),
        name: found.name,
        login: found.login,
        is_locked: found.is_locked,
        is_own,
        invited_until: store::waiting(&reader, account).await?,
        errors,
        units: units(&reader, &typed.unit)?,
        roles: roles(&reader, cx.locale(), &typed.role)?,
        typed,
        email: values.get("email").to_owned(),
    })
}

/// What was said after an act, or the page again with what is wrong.
async fn answer(cx: &Cx, account: Uuid, values: &Values, done: Result<&'static str>) -> Outcome {
    match done {
        Ok(said) => Ok(cx.redirect_saying(&href(account), said)),
        Err(error) => {
            let Some(status) = form_status(&error) else { return Err(error.into()) };
            let view = view(cx, account, values, shown_errors(cx, &error)).await?;
            cx.page_as(status, TEMPLATE, view).await
        }
    }
}

/// POST /officer/admin/people/{id}/assign
pub(crate) async fn assign(cx: Cx, Path(account): Path<Uuid>, Form(values): Form) -> Outcome {
    let done = give(&cx, account, &TypedPost::of(&values)).await.map(|()| "identity-people-assigned");
    answer(&cx, account, &values, done).await
}

/// Gives a role; all faults of the form are told at once.
pub(crate) async fn give(cx: &Cx, account: Uuid, typed: &TypedPost) -> Result<()> {
    let mut errors = Errors::default();
    let post = typed.post(&cx.reader(), &mut errors);
    errors.done()?;
    let post = post.ok_or_else(|| Error::internal("a role without errors was refused"))?;
    cx.execute(&Assign { account, post }).await.map(|_| ())
}

/// POST /officer/admin/people/{id}/end-role
pub(crate) async fn end_role(cx: Cx, Path(account): Path<Uuid>, Form(values): Form) -> Outcome {
    let assignment = Uuid::parse_str(values.get("assignment")).map_err(|_| Error::not_found())?;
    let done = end(&cx, account, assignment, values.get("on")).await.map(|()| "identity-people-role-ended");
    answer(&cx, account, &values, done).await
}

/// Ends a role now, or with a typed last day.
pub(crate) async fn end(cx: &Cx, account: Uuid, assignment: Uuid, on: &str) -> Result<()> {
    let mut errors = Errors::default();
    let at = end_of("on", on, cx.reader().now, &mut errors);
    errors.done()?;
    let at = at.ok_or_else(|| Error::internal("a day without errors was refused"))?;
    cx.execute(&EndRole { account, assignment, at }).await.map(|_| ())
}

/// POST /officer/admin/people/{id}/invite
pub(crate) async fn invite(cx: Cx, Path(account): Path<Uuid>, Form(values): Form) -> Outcome {
    let done = send(&cx, account, values.get("email")).await.map(|()| "identity-people-invited");
    answer(&cx, account, &values, done).await
}

/// Mails a new invitation.
pub(crate) async fn send(cx: &Cx, account: Uuid, email: &str) -> Result<()> {
    let email = checked_email(email).map_err(|message| Error::invalid_field("email", message))?;
    let invitation = Invitation::new(cx.app.runtime(), &cx.app.site().public_url, email);
    cx.execute(&Invite { account, invitation }).await.map(|_| ())
}

/// POST /officer/admin/people/{id}/lock
pub(crate) async fn lock(cx: Cx, Path(account): Path<Uuid>, Form(values): Form) -> Outcome {
    let done = set_locked(&cx, account, true).await.map(|()| "identity-people-locked");
    answer(&cx, account, &values, done).await
}

/// POST /officer/admin/people/{id}/unlock
pub(crate) async fn unlock(cx: Cx, Path(account): Path<Uuid>, Form(values): Form) -> Outcome {
    let done = set_locked(&cx, account, false).await.map(|()| "identity-people-unlocked");
    answer(&cx, account, &values, done).await
}

/// Locks an account and ends its sessions, or opens it again.
pub(crate) async fn set_locked(cx: &Cx, account: Uuid, locks: bool) -> Result<()> {
    cx.execute(&Lock { account, locks }).await?;
    if locks { cx.app.sessions().end_all(account).await } else { Ok(()) }
}

/// POST /officer/admin/people/{id}/end-sessions
pub(crate) async fn end_sessions(cx: Cx, Path(account): Path<Uuid>, Form(values): Form) -> Outcome {
    let done = end_all(&cx, account).await.map(|()| "identity-people-sessions-ended");
    answer(&cx, account, &values, done).await
}

/// Ends every session and token of an account.
pub(crate) async fn end_all(cx: &Cx, account: Uuid) -> Result<()> {
    cx.execute(&EndSessions { account }).await?;
    cx.app.sessions().end_all(account).await
}
