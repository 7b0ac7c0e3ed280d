//! Signing in with a provider of identities: the way there, the way back, the ways to a level of assurance, and the
//! notices of a provider that a session has ended.

use access::{OfProvider, new_secret};
use kernel::vietnam::IdentityNumber;
use kernel::{Error, Kind, Message, Result};
use runtime::{Actor, ActorKind, Assurance};
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::http::{Bytes, HeaderValue, IntoResponse, Json, Path, Query, Redirect, Response, StatusCode, header};
use web::{Cx, Fail, Guard, Outcome, Routes, TemplateSample, Values, local_path, view_of};

use super::sign_in::welcome;
use super::{form_status, provider_link, target};
use crate::commands::NoteSignIn;
use crate::model::{PersonDraft, citizen_key};
use crate::password::hash_password;
use crate::providers::claims::{Proved, Secrets};
use crate::providers::commands::{BeginFlow, ComeBy, Flow, LinkProvider, Onward, Purpose, TakeFlow, Trusted};
use crate::providers::{Provider, Providers, providers, refused};
use crate::sign_in::{NOTICES, PROVIDERS, actor_of, asks_second_step, finish_by};
use crate::store as tables;

const TEMPLATE: &str = "identity/provider.html";
const LEVEL: &str = "identity/level.html";

/// The routes of this file.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .get("/sign-in/with/{provider}", Guard::Public, start)
        .get("/sign-in/with/{provider}/back", Guard::Public, back)
        .get("/sign-in/level/{level}", Guard::Public, level)
        .post("/hooks/oidc/{provider}/logout", Guard::Public, logout)
}

/// A provider on a page: its name in addresses, and what people call it.
#[derive(Serialize)]
pub(super) struct WayView {
    pub(super) name: String,
    pub(super) label: String,
}

impl WayView {
    /// The providers that bring in this kind of account at least so surely.
    pub(super) fn all(cx: &Cx, kind: Option<ActorKind>, wanted: Assurance) -> Vec<Self> {
        let all = providers(cx.app.runtime());
        let fits = |provider: &&Provider| kind.is_none_or(|kind| provider.is_for(kind)) && provider.gives(wanted);
        let way = |provider: &Provider| Self {
            name: provider.name().to_owned(),
            label: provider.label(cx.locale()).to_owned(),
        };
        all.all().filter(fits).map(way).collect()
    }

    pub(super) fn sample(label: &str) -> Self {
        Self { name: "vneid".into(), label: label.to_owned() }
    }
}

/// What was refused, and what to do instead.
#[derive(Serialize)]
struct ProviderView {
    provider: WayView,
    text: String,
    next: String,
    /// Whether the person may ask for an account apart from the one that was registered with the number.
    may_go_apart: bool,
}

/// The ways to a level of assurance.
#[derive(Serialize)]
struct LevelView {
    /// Message of the level's name.
    level: &'static str,
    code: &'static str,
    ways: Vec<WayView>,
    next: String,
}

#[derive(Deserialize)]
struct Start {
    #[serde(default)]
    next: String,
    /// The level that is wanted.
    #[serde(default)]
    level: String,
    /// Any text asks for an account apart.
    #[serde(default)]
    apart: String,
}

#[derive(Deserialize)]
struct Back {
    #[serde(default)]
    state: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    error: String,
    #[serde(default)]
    iss: String,
}

/// Goes to the provider. A link leads here, never a form: the policy of our pages lets no form end elsewhere.
async fn start(cx: Cx, Path(name): Path<String>, Query(asked): Query<Start>) -> Outcome {
    let all = providers(cx.app.runtime());
    let provider = all.get(&name)?;
    let purpose = match (cx.actor().is_signed_in(), asked.apart.is_empty()) {
        (true, _) => Purpose::Raise,
        (false, true) => Purpose::SignIn,
        (false, false) => Purpose::Apart,
    };
    let wanted = Assurance::parse(&asked.level).unwrap_or_default();
    match way_to(&cx, provider, purpose, wanted, &asked.next).await {
        Ok(address) => Ok(Redirect::to(&address).into_response()),
        Err(error) => problem(&cx, provider, error, &asked.next).await,
    }
}

/// The address of the provider for a sign-in that begins now.
pub(super) async fn way_to(
    cx: &Cx,
    provider: &Provider,
    purpose: Purpose,
    wanted: Assurance,
    next: &str,
) -> Result<String> {
    let runtime = cx.app.runtime();
    cx.app.tries().count(PROVIDERS, &cx.peer(), runtime.wall())?;
    let known = provider.known(runtime.wall()).await?;
    let state = new_secret(runtime);
    let secrets = Secrets::of(runtime.vault(), &state);
    let address = provider.address(&known, (&state, &secrets), wanted, cx.locale())?;
    let onward = Onward { next: local_path(next).to_owned() };
    let browser = cx.csrf();
    cx.execute(&BeginFlow { provider: provider.name().to_owned(), state, browser, purpose, onward }).await?;
    Ok(address)
}

/// Comes back from the provider.
async fn back(cx: Cx, Path(name): Path<String>, Query(said): Query<Back>) -> Outcome {
    let all = providers(cx.app.runtime());
    let provider = all.get(&name)?;
    let flow = match taken(&cx, provider, &said).await {
        Ok(flow) => flow,
        Err(error) => return problem(&cx, provider, error, "").await,
    };
    match arrived(&cx, provider, &said, &flow).await {
        Ok(response) => Ok(response),
        Err(Fail(error)) => {
            let note = NoteSignIn { account: flow.account, accepted: false, carrier: "provider", language: None };
            cx.app.runtime().execute(&Actor::anonymous(), &note).await?;
            problem(&cx, provider, error, &flow.next).await
        }
    }
}

async fn taken(cx: &Cx, provider: &Provider, said: &Back) -> Result<Flow> {
    cx.app.tries().count(PROVIDERS, &cx.peer(), cx.app.runtime().wall())?;
    let (state, browser) = (said.state.clone(), cx.csrf());
    Ok(cx.execute(&TakeFlow { provider: provider.name().to_owned(), state, browser }).await?.outcome)
}

/// What is done with a sign-in that this browser has begun.
async fn arrived(cx: &Cx, provider: &Provider, said: &Back, flow: &Flow) -> Outcome {
    let runtime = cx.app.runtime();
    let now = runtime.wall();
    let known = provider.known(now).await?;
    // With several providers, an answer of one must not be taken for that of another (RFC 9207).
    let is_silent = said.iss.is_empty() && !known.says_issuer;
    if !is_silent && said.iss != provider.config.issuer {
        return Err(refused("identity-provider-error-issuer").into());
    }
    if said.error == "access_denied" {
        return Err(refused("identity-provider-error-denied").into());
    }
    if !said.error.is_empty() || said.code.is_empty() {
        return Err(refused("identity-provider-error-said").into());
    }
    let secrets = Secrets::of(runtime.vault(), &said.state);
    let proved = provider.prove(&known, &said.code, &secrets, now).await?;
    if flow.purpose == Purpose::Link {
        return linked(cx, provider, &proved).await;
    }
    signed_in(cx, provider, &proved, flow).await
}

fn trusted(cx: &Cx, proved: &Proved) -> Option<Trusted> {
    let number: &IdentityNumber = proved.number.as_ref()?;
    let (name, identity) = (proved.name.clone(), number.as_str().to_owned());
    let draft = PersonDraft { name, identity, ..PersonDraft::default() };
    Some(Trusted { login_key: citizen_key(cx.app.runtime().vault(), number), draft })
}

async fn linked(cx: &Cx, provider: &Provider, proved: &Proved) -> Outcome {
    let subject = provider.subject_hash(cx.app.runtime().vault(), &proved.subject);
    let trusted = trusted(cx, proved);
    cx.execute(&LinkProvider { provider: provider.name().to_owned(), subject, trusted }).await?;
    Ok(cx.redirect_saying("/my/security", "identity-provider-linked"))
}

/// Begins the session of the account that the provider's person means.
async fn signed_in(cx: &Cx, provider: &Provider, proved: &Proved, flow: &Flow) -> Outcome {
    let runtime = cx.app.runtime();
    let vault = runtime.vault();
    let command = ComeBy {
        provider: provider.name().to_owned(),
        subject: provider.subject_hash(vault, &proved.subject),
        trusted: trusted(cx, proved),
        apart: flow.purpose == Purpose::Apart,
        raises: flow.account.filter(|_| flow.purpose == Purpose::Raise),
        kinds: provider.config.kinds.clone(),
        hash: hash_password(runtime, &new_secret(runtime)).await?,
    };
    let account = runtime.execute(&Actor::system(), &command).await?.outcome;
    let owner = tables::owner(&cx.reader(), account).await?.ok_or_else(Error::not_found)?;
    let actor = actor_of(cx, account).await?.ok_or_else(|| refused("identity-provider-error-closed"))?;
    // A level says how sure the number is; without a proven one the account is only known to be the same as before.
    let is_proven = owner.proven || actor.kind == ActorKind::Officer;
    let assurance = if is_proven { proved.level } else { Assurance::Basic };
    if assurance < Assurance::Substantial && asks_second_step(cx, &actor).await? {
        return Err(refused("identity-provider-error-factor").into());
    }
    let session = proved.session.as_deref().map(|session| provider.session_hash(vault, session));
    let by = OfProvider { name: provider.name().to_owned(), session };
    let signed = finish_by(cx, actor, assurance, by).await?;
    welcome(cx, signed, &flow.next, None).await
}

/// Says in words why nobody was signed in, and what to do instead.
pub(super) async fn problem(cx: &Cx, provider: &Provider, error: Error, next: &str) -> Outcome {
    let status = match (form_status(&error), error.kind()) {
        (Some(status), _) => status,
        (None, Kind::Unavailable) => StatusCode::BAD_GATEWAY,
        (None, Kind::Forbidden) => StatusCode::FORBIDDEN,
        (None, _) => return Err(error.into()),
    };
    tracing::info!(%error, provider = provider.name(), "nobody was signed in by a provider");
    let label = provider.label(cx.locale()).to_owned();
    let mut message = error.message().clone();
    message.args.push(("provider", label.clone().into()));
    let view = ProviderView {
        provider: WayView { name: provider.name().to_owned(), label },
        text: cx.say(&message),
        next: local_path(next).to_owned(),
        may_go_apart: error.message().key == "identity-provider-error-unproven",
    };
    cx.page_as(status, TEMPLATE, view).await
}

#[derive(Deserialize)]
struct Onwards {
    #[serde(default)]
    next: String,
}

/// The ways to a level of assurance; whoever has reached it goes on.
async fn level(cx: Cx, Path(code): Path<String>, Query(asked): Query<Onwards>) -> Outcome {
    let wanted = Assurance::parse(&code).ok_or_else(Error::not_found)?;
    let actor = cx.actor();
    if actor.is_signed_in() && actor.assurance >= wanted {
        return Ok(cx.redirect(target(cx.home_of(actor), &asked.next)));
    }
    let view = LevelView {
        level: level_label(wanted),
        code: wanted.code(),
        ways: WayView::all(&cx, Some(ActorKind::Citizen), wanted),
        next: local_path(&asked.next).to_owned(),
    };
    cx.page(LEVEL, view).await
}

/// Message of the name of a level.
fn level_label(level: Assurance) -> &'static str {
    match level {
        Assurance::Basic => "identity-assurance-basic",
        Assurance::Substantial => "identity-assurance-substantial",
        Assurance::High => "identity-assurance-high",
    }
}

/// `POST /hooks/oidc/{provider}/logout`: a provider says that a session has ended.
async fn logout(cx: Cx, Path(name): Path<String>, body: Bytes) -> Outcome {
    let all = providers(cx.app.runtime());
    let provider = all.get(&name)?;
    let runtime = cx.app.runtime();
    cx.app.tries().count(NOTICES, &cx.peer(), runtime.wall())?;
    let form = std::str::from_utf8(&body).ok().and_then(|text| Values::parse(text).ok()).unwrap_or_default();
    let mut response = match provider.take_notice(runtime, form.get("logout_token")).await {
        Ok(()) => StatusCode::OK.into_response(),
        Err(error) if form_status(&error).is_some() => {
            let peer = cx.peer();
            tracing::warn!(%error, provider = provider.name(), %peer, "a notice of a provider was not taken");
            refusal(&cx, provider, &error)
        }
        Err(error) => return Err(error.into()),
    };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

fn refusal(cx: &Cx, provider: &Provider, error: &Error) -> Response {
    let mut message: Message = error.message().clone();
    message.args.push(("provider", provider.label(cx.locale()).into()));
    let body = json!({ "error": "invalid_request", "error_description": cx.say(&message) });
    (StatusCode::BAD_REQUEST, Json(body)).into_response()
}

/// The provider of a name that brings in accounts like the actor's.
pub(super) fn of_actor<'a>(cx: &Cx, all: &'a Providers, name: &str) -> Result<&'a Provider> {
    let provider = all.get(name)?;
    if provider.is_for(cx.actor().kind) { Ok(provider) } else { Err(Error::not_found()) }
}

pub(super) fn samples() -> Vec<TemplateSample> {
    let mut samples = vec![
        TemplateSample {
            template: TEMPLATE,
            case: "refused",
            view: |_| {
                let provider = WayView::sample("VNeID");
                let text = "VNeID trả lời cho một lần đăng nhập khác. Bạn chưa đăng nhập.".into();
                view_of(ProviderView { provider, text, next: "/my/dossiers".into(), may_go_apart: false })
            },
        },
        TemplateSample {
            template: TEMPLATE,
            case: "an unproven account, hostile",
            view: |_| {
                let provider = WayView::sample("<script>alert(1)</script>");
                let (text, next) = ("Một câu rất dài. ".repeat(20), "/apply/1.001193?a=\"<b>".into());
                view_of(ProviderView { provider, text, next, may_go_apart: true })
            },
        },
        TemplateSample {
            template: LEVEL,
            case: "two ways",
            view: |_| {
                let ways = vec![WayView::sample("VNeID"), WayView::sample("Cổng dịch vụ công quốc gia")];
                let level = level_label(Assurance::Substantial);
                view_of(LevelView { level, code: "substantial", ways, next: "/procedures/1.001193".into() })
            },
        },
        TemplateSample {
            template: LEVEL,
            case: "no way",
            view: |_| {
                let level = level_label(Assurance::High);
                view_of(LevelView { level, code: "high", ways: Vec::new(), next: "/".into() })
            },
        },
        TemplateSample {
            template: LEVEL,
            case: "basic",
            view: |_| {
                let level = level_label(Assurance::Basic);
                view_of(LevelView { level, code: "basic", ways: Vec::new(), next: "/".into() })
            },
        },
    ];
    samples.extend(provider_link::samples());
    samples
}
