//! Contacts that are proven by a code, for machines: the same acts as on the pages.

use kernel::{Error, Message, Result};
use runtime::ActorKind;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::http::{IntoResponse, Json, Path};
use web::{Cx, Errors, Guard, Outcome, Routes};

use crate::codes::acts::{ask, can_send, prove_contact, turn};
use crate::codes::contacts::{DropContact, Proven, proven};
use crate::codes::{LIFE, Way};
use crate::sign_in::is_own_password;

pub(crate) fn routes() -> Routes {
    let guard = Guard::SignedIn;
    Routes::default()
        .get("/api/v1/me/contacts", guard, list)
        .says("List the contacts that the account has proven")
        .gives::<ProvenList>()
        .post("/api/v1/me/contacts/{way}", guard, send)
        .says("Send a code to an e-mail address or telephone number that is to be proven")
        .takes::<ContactToProve>()
        .gives::<SentView>()
        .post("/api/v1/me/contacts/{way}/prove", guard, prove)
        .says("Prove a contact by the code that was sent to it")
        .takes::<TypedCode>()
        .gives::<ProvenList>()
        .post("/api/v1/me/contacts/{way}/step", guard, set_step)
        .says("Let a proven contact carry codes of the second step, or not")
        .takes::<StepRequest>()
        .gives::<ProvenList>()
        .post("/api/v1/me/contacts/{way}/remove", guard, remove)
        .says("Forget a proven contact that carries no codes")
        .takes::<RemoveRequest>()
        .gives::<ProvenList>()
}

/// A contact that was proven.
#[derive(Serialize, ToSchema)]
#[schema(as = ProvenContact)]
pub(crate) struct ProvenView {
    /// `email` or `phone`.
    way: String,
    value: String,
    /// Whether it carries codes of the second step.
    is_step: bool,
    #[schema(format = DateTime)]
    proven_at: String,
}

/// All of them.
#[derive(Serialize, ToSchema)]
#[schema(as = ProvenContactList)]
pub(crate) struct ProvenList {
    contacts: Vec<ProvenView>,
}

/// A contact that is to be proven.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ContactToProve {
    /// The address or number.
    value: String,
    /// The password of the account.
    #[schema(format = Password)]
    password: String,
}

/// A code is on its way.
#[derive(Serialize, ToSchema)]
#[schema(as = SentCode)]
pub(crate) struct SentView {
    /// Goes with the code when it is typed.
    page: String,
    /// When the code ends.
    #[schema(format = DateTime)]
    ends_at: String,
}

/// The code that came.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TypedCode {
    /// What was answered when the code was sent.
    page: String,
    /// Six digits.
    code: String,
}

/// Whether a contact carries codes of the second step.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct StepRequest {
    /// A new second step ends every other session and token of the account.
    is_step: bool,
    /// The password of the account.
    #[schema(format = Password)]
    password: String,
}

/// A contact that is to be forgotten.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RemoveRequest {
    /// The password of the account.
    #[schema(format = Password)]
    password: String,
}

fn parsed(way: &str) -> Result<Way> {
    Way::parse(way).ok_or_else(Error::not_found)
}

async fn contacts(cx: &Cx) -> Result<ProvenList> {
    let known = proven(&cx.reader(), cx.actor().account).await?;
    let view = |one: Proven| ProvenView {
        way: one.way.code().to_owned(),
        value: one.value,
        is_step: one.is_step,
        proven_at: one.since.rfc3339(),
    };
    Ok(ProvenList { contacts: known.into_iter().map(view).collect() })
}

/// Fails unless the account's own password was given; machines of units have none.
async fn confirmed(cx: &Cx, password: &str) -> Result<()> {
    if cx.actor().kind == ActorKind::Client {
        return Err(Error::not_found());
    }
    if password.is_empty() {
        return Err(Error::invalid_field("password", Message::new("identity-error-password-missing")));
    }
    if is_own_password(cx, password).await? {
        return Ok(());
    }
    Err(Error::invalid_field("password", Message::new("identity-error-password-current")))
}

/// `GET /api/v1/me/contacts`
async fn list(cx: Cx) -> Outcome {
    Ok(Json(contacts(&cx).await?).into_response())
}

/// `POST /api/v1/me/contacts/{way}`
async fn send(cx: Cx, Path(way): Path<String>, Json(request): Json<ContactToProve>) -> Outcome {
    let way = parsed(&way)?;
    let mut errors = Errors::default();
    let value = errors.check("value", way.check(request.value.trim()));
    errors.done()?;
    let value = value.ok_or_else(|| Error::internal("a contact without errors was refused"))?;
    if !can_send(&cx, way) {
        return Err(Error::conflict("notify-no-gateway").into());
    }
    confirmed(&cx, &request.password).await?;
    let page = ask(&cx, way, value).await?;
    let ends_at = cx.app.runtime().wall().plus(LIFE).rfc3339();
    Ok(Json(SentView { page, ends_at }).into_response())
}

/// `POST /api/v1/me/contacts/{way}/prove`
async fn prove(cx: Cx, Path(way): Path<String>, Json(request): Json<TypedCode>) -> Outcome {
    prove_contact(&cx, parsed(&way)?, &request.page, request.code.trim()).await?;
    Ok(Json(contacts(&cx).await?).into_response())
}

/// `POST /api/v1/me/contacts/{way}/step`
async fn set_step(cx: Cx, Path(way): Path<String>, Json(request): Json<StepRequest>) -> Outcome {
    let way = parsed(&way)?;
    confirmed(&cx, &request.password).await?;
    turn(&cx, way, request.is_step).await?;
    Ok(Json(contacts(&cx).await?).into_response())
}

/// `POST /api/v1/me/contacts/{way}/remove`
async fn remove(cx: Cx, Path(way): Path<String>, Json(request): Json<RemoveRequest>) -> Outcome {
    let way = parsed(&way)?;
    confirmed(&cx, &request.password).await?;
    cx.execute(&DropContact { way }).await?;
    Ok(Json(contacts(&cx).await?).into_response())
}
