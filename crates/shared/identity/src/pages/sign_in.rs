//! Signing in and out.

use kernel::Error;
use runtime::Assurance;
use serde::{Deserialize, Serialize};
use web::http::{HeaderName, HeaderValue, Query, Response};
use web::{Cx, Form, Outcome, ShownError, TemplateSample, Unsent, shown_errors, view_of};

use super::passkeys::AskView;
use super::provider::WayView;
use super::{codes, enrol, factor, form_status, sample_error, signed_out, target, with_begun, with_cookie};
use crate::sign_in::{SignedIn, Step, sign_in};

const TEMPLATE: &str = "identity/sign-in.html";
const RESUME: &str = "identity/resume.html";

/// The page where people came from.
#[derive(Deserialize)]
pub(crate) struct Back {
    #[serde(default)]
    pub(super) next: String,
    /// Whether a session ended while something was typed; any text says so.
    #[serde(default)]
    ended: String,
}

#[derive(Serialize)]
struct SignInView {
    errors: Vec<ShownError>,
    login: String,
    next: String,
    has_ended: bool,
    /// The form that is sent again once somebody has signed in.
    unsent: Option<UnsentView>,
    /// Asks for a passkey, where there can be any.
    passkey: Option<AskView>,
    /// Providers of identities with which people sign in too.
    ways: Vec<WayView>,
}

/// What the page carries along.
#[derive(Serialize)]
pub(super) struct UnsentView {
    to: String,
    in_parts: bool,
    text: String,
}

impl UnsentView {
    pub(super) fn of(unsent: &Unsent) -> Self {
        Self { to: unsent.to.clone(), in_parts: unsent.in_parts, text: unsent.text() }
    }

    pub(super) fn sample() -> Self {
        Self { to: "/my/drafts/7/for".into(), in_parts: true, text: "note=a+%22b%22&c=".into() }
    }
}

/// The page on which a kept form is sent again.
#[derive(Serialize)]
struct ResumeView {
    to: String,
    in_parts: bool,
    /// Names and values.
    fields: Vec<(String, String)>,
}

/// The providers of identities that people may sign in with.
fn ways(cx: &Cx) -> Vec<WayView> {
    WayView::all(cx, None, Assurance::Basic)
}

/// The form; whoever has signed in already goes on.
pub(crate) async fn get(cx: Cx, Query(back): Query<Back>) -> Outcome {
    if cx.actor().is_signed_in() {
        return Ok(cx.redirect(target(cx.home_of(cx.actor()), &back.next)));
    }
    let has_ended = !back.ended.is_empty();
    let (errors, login, passkey) = (Vec::new(), String::new(), AskView::for_sign_in(&cx)?);
    let ways = ways(&cx);
    let view = SignInView { errors, login, next: back.next, has_ended, unsent: None, passkey, ways };
    cx.page(TEMPLATE, view).await
}

/// The form with what somebody sent after their session had ended.
pub(crate) async fn ended(cx: &Cx, unsent: Unsent) -> Outcome {
    let kept = UnsentView::of(&unsent);
    let (errors, login, passkey) = (Vec::new(), String::new(), AskView::for_sign_in(cx)?);
    let (next, unsent, ways) = (unsent.to, Some(kept), ways(cx));
    let view = SignInView { errors, login, next, has_ended: true, unsent, passkey, ways };
    cx.page(TEMPLATE, view).await
}

/// Signs in and goes to the page the person came for, or offers to send what was kept; asks for the second factor where
/// there is one.
pub(crate) async fn post(cx: Cx, Form(values): Form) -> Outcome {
    let (login, next) = (values.get("login"), values.get("next"));
    let unsent = Unsent::of(&cx, &values);
    match sign_in(&cx, login, values.get("password")).await {
        Ok(Step::Done(signed)) => welcome(&cx, signed, next, unsent).await,
        Ok(Step::Enrol(step, actor)) => enrol::page(&cx, &enrol::Place::SignIn(&actor, next), &step, None).await,
        Ok(Step::Sent(step)) => codes::second::begin(&cx, step, next, unsent.as_ref()).await,
        Ok(Step::Factor(step)) => factor::page(&cx, &step, next, unsent.as_ref()).await,
        Err(error) => refused(&cx, error, login, next, unsent.as_ref()).await,
    }
}

/// The answer to whoever has just signed in.
pub(super) async fn welcome(cx: &Cx, signed: SignedIn, next: &str, unsent: Option<Unsent>) -> Outcome {
    // The session of before must not live on under somebody else's name.
    if let Some(old) = cx.session() {
        cx.app.sessions().end(old).await?;
    }
    let response = match unsent {
        Some(Unsent { to, in_parts, fields }) => {
            let cx = cx.signed_in(signed.actor.clone(), &signed.begun.secret);
            cx.page(RESUME, ResumeView { to, in_parts, fields }).await?
        }
        None => landing(cx, &signed, next),
    };
    Ok(with_begun(response, &signed.begun))
}

/// The page the person came for; it says so when the account was used on a new device meanwhile.
fn landing(cx: &Cx, signed: &SignedIn, next: &str) -> Response {
    let to = target(cx.home_of(&signed.actor), next);
    if signed.begun.has_news { cx.redirect_saying(to, "identity-devices-flash") } else { cx.redirect(to) }
}

/// The form again, with what was wrong.
pub(super) async fn refused(cx: &Cx, error: Error, login: &str, next: &str, unsent: Option<&Unsent>) -> Outcome {
    let Some(status) = form_status(&error) else { return Err(error.into()) };
    let errors = shown_errors(cx, &error);
    let (unsent, passkey, ways) = (unsent.map(UnsentView::of), AskView::for_sign_in(cx)?, ways(cx));
    let (login, next) = (login.to_owned(), next.to_owned());
    let view = SignInView { errors, login, next, has_ended: false, unsent, passkey, ways };
    cx.page_as(status, TEMPLATE, view).await
}

/// Ends the session.
pub(crate) async fn out(cx: Cx, Form(_values): Form) -> Outcome {
    let mut provider = None;
    if let Some(secret) = cx.session() {
        provider = cx.app.sessions().provider_of(secret).await?;
        cx.app.sessions().end(secret).await?;
    }
    let mut response = match signed_out::after(&cx, provider.as_deref()) {
        Some(page) => cx.redirect(&page),
        None => cx.redirect_saying("/", "identity-signed-out"),
    };
    // The next person at this machine finds no page of the one before; cookies stay, for the language and the device.
    let clear = HeaderValue::from_static("\"cache\", \"storage\"");
    response.headers_mut().insert(HeaderName::from_static("clear-site-data"), clear);
    Ok(with_cookie(response, &cx.no_session_cookie()))
}

pub(super) fn samples() -> Vec<TemplateSample> {
    vec![
        TemplateSample {
            template: TEMPLATE,
            case: "blank",
            view: |_| {
                let (login, next) = (String::new(), "/my/dossiers".into());
                let ways = vec![WayView::sample("VNeID")];
                let (errors, passkey) = (Vec::new(), None);
                view_of(SignInView { errors, login, next, has_ended: true, unsent: None, passkey, ways })
            },
        },
        TemplateSample {
            template: TEMPLATE,
            case: "kept",
            view: |_| {
                let (login, next) = (String::new(), "/my/drafts/7/for".to_owned());
                let unsent = Some(UnsentView::sample());
                let (passkey, ways) = (Some(AskView::sample()), vec![WayView::sample("VNeID")]);
                view_of(SignInView { errors: Vec::new(), login, next, has_ended: true, unsent, passkey, ways })
            },
        },
        TemplateSample {
            template: RESUME,
            case: "hostile",
            view: |_| {
                let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
                let fields = vec![field("note", "<script>alert(1)</script>\""), field("\"><b>", "hai\ndòng")];
                view_of(ResumeView { to: "/my/drafts/7/for".into(), in_parts: true, fields })
            },
        },
        TemplateSample {
            template: RESUME,
            case: "one field",
            view: |_| {
                let fields = vec![("other_name".to_owned(), "Nguyễn Văn Mẫu".to_owned())];
                view_of(ResumeView { to: "/my/drafts/7/for".into(), in_parts: false, fields })
            },
        },
        TemplateSample {
            template: TEMPLATE,
            case: "wrong",
            view: |_| {
                view_of(SignInView {
                    errors: vec![
                        sample_error("", "Số định danh, tên đăng nhập hoặc mật khẩu không đúng"),
                        sample_error("password", "Nhập mật khẩu"),
                    ],
                    login: "tiepnhan.donghoi".into(),
                    next: String::new(),
                    has_ended: false,
                    unsent: None,
                    passkey: Some(AskView::sample()),
                    ways: Vec::new(),
                })
            },
        },
        TemplateSample {
            template: TEMPLATE,
            case: "long and hostile",
            view: |_| {
                view_of(SignInView {
                    errors: vec![sample_error("login", &"Một câu rất dài. ".repeat(20))],
                    login: "<script>alert(1)</script>\"".repeat(8),
                    next: "/apply/1.001193?a=\"<b>".into(),
                    has_ended: true,
                    unsent: None,
                    passkey: None,
                    ways: Vec::new(),
                })
            },
        },
    ]
}
