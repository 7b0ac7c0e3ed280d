//! Adding an app: the picture it reads, its first code, and the recovery codes, which are shown once.

use std::fmt::Write as _;

use access::Carrier;
use kernel::{Error, Result, text};
use qrcode::{Color, QrCode};
use runtime::Actor;
use serde::Serialize;
use web::http::StatusCode;
use web::{Cx, Form, Outcome, ShownError, TemplateSample, shown_errors, view_of};

use super::sign_in::refused;
use super::{form_status, sample_error, security, target, with_begun, with_cookie};
use crate::sign_in::{add_app, enrolling, finish};
use crate::totp::Secret;

const TEMPLATE: &str = "identity/enrol.html";
const CODES: &str = "identity/codes.html";

/// A QR code as one path of an SVG.
#[derive(Serialize)]
struct Qr {
    size: usize,
    path: String,
}

/// Where an app is added, and by whom.
pub(super) enum Place<'a> {
    /// On one's own account, signed in.
    Own,
    /// At sign-in, by somebody whose password was right; and the page they came for.
    SignIn(&'a Actor, &'a str),
}

#[derive(Serialize)]
struct EnrolView {
    errors: Vec<ShownError>,
    action: &'static str,
    /// The page where the person came from; may be empty.
    next: String,
    /// Whether nobody gets in without it.
    is_needed: bool,
    /// The secret of the step.
    step: String,
    qr: Qr,
    /// What the picture says, for an app on the same device.
    address: String,
    /// The app's secret in letters.
    letters: String,
}

#[derive(Serialize)]
struct CodesView {
    codes: Vec<String>,
    /// Where one goes from here.
    done: String,
}

/// The picture of a step with the field for the first code; with the error of a code that was not right.
pub(super) async fn page(cx: &Cx, place: &Place<'_>, step: &str, error: Option<&Error>) -> Outcome {
    let (action, actor, next) = match place {
        Place::Own => ("/my/security/totp/confirm", cx.actor(), ""),
        Place::SignIn(actor, next) => ("/sign-in/enrol", *actor, *next),
    };
    let status = error.and_then(form_status).unwrap_or(StatusCode::OK);
    let secret = Secret::offered(cx.app.runtime().vault(), step);
    let site = cx.app.site();
    let address = secret.address(site.province.get(cx.locale()), &text::fold(&actor.name));
    let view = EnrolView {
        errors: error.map(|error| shown_errors(cx, error)).unwrap_or_default(),
        action,
        next: next.to_owned(),
        is_needed: matches!(place, Place::SignIn(..)),
        step: step.to_owned(),
        qr: qr_of(&address)?,
        address,
        letters: secret.letters(),
    };
    cx.page_as(status, TEMPLATE, view).await
}

/// Adds the app; every other session and token of the account ends.
pub(crate) async fn post(cx: Cx, Form(values): Form) -> Outcome {
    let step = values.get("step");
    match add_app(&cx, cx.actor(), step, values.get("code")).await {
        Ok(codes) => {
            let account = cx.actor().account;
            cx.app.sessions().end_all(account).await?;
            let secret = cx.app.sessions().begin(account, cx.begins(Carrier::Browser)).await?;
            let fresh = cx.signed_in(cx.actor().clone(), &secret);
            let response = codes_page(&fresh, codes, "/my/security").await?;
            Ok(with_cookie(response, &cx.session_cookie(&secret)))
        }
        // The code was wrong, and the picture is the same.
        Err(error) if !error.fields().is_empty() => page(&cx, &Place::Own, step, Some(&error)).await,
        Err(error) => security::add_again(&cx, error).await,
    }
}

/// Adds the app of somebody who may not sign in without one, and signs in.
pub(crate) async fn sign_in(cx: Cx, Form(values): Form) -> Outcome {
    let (step, next) = (values.get("step"), values.get("next"));
    let actor = match enrolling(&cx, step).await {
        Ok(actor) => actor,
        Err(error) => return refused(&cx, error, "", next, None).await,
    };
    match add_app(&cx, &actor, step, values.get("code")).await {
        Ok(codes) => {
            let signed = finish(&cx, actor, Carrier::Browser).await?;
            // The session of before must not live on under somebody else's name.
            if let Some(old) = cx.session() {
                cx.app.sessions().end(old).await?;
            }
            let done = target(cx.home_of(&signed.actor), next);
            let response = codes_page(&cx.signed_in(signed.actor, &signed.begun.secret), codes, done).await?;
            Ok(with_begun(response, &signed.begun))
        }
        Err(error) if !error.fields().is_empty() => page(&cx, &Place::SignIn(&actor, next), step, Some(&error)).await,
        Err(error) => refused(&cx, error, "", next, None).await,
    }
}

/// The recovery codes, this once.
pub(super) async fn codes_page(cx: &Cx, codes: Vec<String>, done: &str) -> Outcome {
    cx.page(CODES, CodesView { codes, done: done.to_owned() }).await
}

/// The QR code of a text, four modules of white around it.
fn qr_of(text: &str) -> Result<Qr> {
    const QUIET: usize = 4;
    // The text holds a secret, so the error does not repeat it.
    let code = QrCode::new(text.as_bytes()).map_err(|_| Error::internal("the QR code of an app cannot be made"))?;
    let width = code.width();
    let mut path = String::new();
    for (at, _) in code.to_colors().iter().enumerate().filter(|(_, color)| **color == Color::Dark) {
        let (x, y) = (at % width + QUIET, at / width + QUIET);
        let _ = write!(path, "M{x} {y}h1v1h-1z");
    }
    Ok(Qr { size: width + 2 * QUIET, path })
}

pub(super) fn samples() -> Vec<TemplateSample> {
    vec![
        TemplateSample { template: TEMPLATE, case: "offered", view: |_| view_of(sample(Vec::new())) },
        TemplateSample {
            template: TEMPLATE,
            case: "wrong code",
            view: |_| view_of(sample(vec![sample_error("code", "Mã không đúng")])),
        },
        TemplateSample {
            template: TEMPLATE,
            case: "needed at sign-in",
            view: |_| {
                let (action, next) = ("/sign-in/enrol", "/officer/inbox?a=\"<b>".into());
                view_of(EnrolView { action, next, is_needed: true, ..sample(Vec::new()) })
            },
        },
        TemplateSample {
            template: CODES,
            case: "ten",
            view: |_| {
                let codes = (0..10).map(|number| format!("ABCD{}-EFGHJ", number % 6 + 2)).collect();
                view_of(CodesView { codes, done: "/my/security".into() })
            },
        },
    ]
}

fn sample(errors: Vec<ShownError>) -> EnrolView {
    EnrolView {
        errors,
        action: "/my/security/totp/confirm",
        next: String::new(),
        is_needed: false,
        step: "Zm9yIGEgc2FtcGxl".into(),
        qr: Qr { size: 29, path: "M4 4h1v1h-1z".into() },
        address: "otpauth://totp/Mau:mau?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Mau".into(),
        letters: "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ".into(),
    }
}
