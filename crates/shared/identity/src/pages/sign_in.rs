//! Signing in and out.

use access::Carrier;
use serde::{Deserialize, Serialize};
use web::http::Query;
use web::{Cx, Form, Outcome, ShownError, TemplateSample, shown_errors, view_of};

use super::{form_status, sample_error, target, with_cookie};
use crate::sign_in::sign_in;

const TEMPLATE: &str = "identity/sign-in.html";

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
}

/// The form; whoever has signed in already goes on.
pub(crate) async fn get(cx: Cx, Query(back): Query<Back>) -> Outcome {
    if cx.actor().is_signed_in() {
        return Ok(cx.redirect(target(cx.home_of(cx.actor()), &back.next)));
    }
    let has_ended = !back.ended.is_empty();
    let view = SignInView { errors: Vec::new(), login: String::new(), next: back.next, has_ended };
    cx.page(TEMPLATE, view).await
}

/// Signs in and goes to the page the person came for.
pub(crate) async fn post(cx: Cx, Form(values): Form) -> Outcome {
    let (login, next) = (values.get("login"), values.get("next"));
    match sign_in(&cx, login, values.get("password"), Carrier::Browser).await {
        Ok(signed) => {
            // The session of before must not live on under somebody else's name.
            if let Some(old) = cx.session() {
                cx.app.sessions().end(old).await?;
            }
            let response = cx.redirect(target(cx.home_of(&signed.actor), next));
            Ok(with_cookie(response, &cx.session_cookie(&signed.secret)))
        }
        Err(error) => {
            let Some(status) = form_status(&error) else { return Err(error.into()) };
            let errors = shown_errors(&cx, &error);
            let view = SignInView { errors, login: login.to_owned(), next: next.to_owned(), has_ended: false };
            cx.page_as(status, TEMPLATE, view).await
        }
    }
}

/// Ends the session.
pub(crate) async fn out(cx: Cx, Form(_values): Form) -> Outcome {
    if let Some(secret) = cx.session() {
        cx.app.sessions().end(secret).await?;
    }
    let response = cx.redirect_saying("/", "identity-signed-out");
    Ok(with_cookie(response, &cx.no_session_cookie()))
}

pub(super) fn samples() -> Vec<TemplateSample> {
    vec![
        TemplateSample {
            template: TEMPLATE,
            case: "blank",
            view: |_| {
                let (login, next) = (String::new(), "/my/dossiers".into());
                view_of(SignInView { errors: Vec::new(), login, next, has_ended: true })
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
                })
            },
        },
    ]
}
