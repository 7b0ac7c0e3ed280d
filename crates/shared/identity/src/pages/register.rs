//! Registration of citizens.

use kernel::{Error, Kind, Message, Result};
use runtime::{Actor, ActorKind};
use serde::Serialize;
use web::http::Query;
use web::{Cx, Errors, Form, Outcome, ShownError, TemplateSample, Values, shown_errors, view_of};

use super::sign_in::Back;
use super::{form_status, sample_error, target, with_begun};
use crate::commands::OpenCitizen;
use crate::model::{PersonDraft, citizen_key};
use crate::password::{check, hash_password};
use crate::people::check_person;
use crate::providers::providers;
use crate::sessions::{Begun, begin_in_browser};
use crate::sign_in::REGISTRATIONS;

const TEMPLATE: &str = "identity/register.html";

#[derive(Serialize)]
struct RegisterView {
    errors: Vec<ShownError>,
    name: String,
    identity: String,
    phone: String,
    email: String,
    accepted: bool,
    /// The page where the person came from; may be empty.
    next: String,
}

impl RegisterView {
    fn of(values: &Values, errors: Vec<ShownError>) -> Self {
        Self {
            errors,
            name: values.get("name").to_owned(),
            identity: values.get("identity").to_owned(),
            phone: values.get("phone").to_owned(),
            email: values.get("email").to_owned(),
            accepted: values.filled("accept").is_some(),
            next: values.get("next").to_owned(),
        }
    }
}

/// The form; whoever has signed in has an account already.
pub(crate) async fn get(cx: Cx, Query(back): Query<Back>) -> Outcome {
    if cx.actor().is_signed_in() {
        return Ok(cx.redirect(target(cx.home_of(cx.actor()), &back.next)));
    }
    let view = RegisterView { next: back.next, ..RegisterView::of(&Values::default(), Vec::new()) };
    cx.page(TEMPLATE, view).await
}

/// Opens the account and signs in.
pub(crate) async fn post(cx: Cx, Form(values): Form) -> Outcome {
    if cx.actor().is_signed_in() {
        return Ok(cx.redirect("/my"));
    }
    match register(&cx, &values).await {
        Ok(begun) => {
            let response = cx.redirect_saying(target("/my", values.get("next")), "identity-registered");
            Ok(with_begun(response, &begun))
        }
        Err(error) => {
            let Some(status) = form_status(&error) else { return Err(error.into()) };
            let view = RegisterView::of(&values, shown_errors(&cx, &error));
            cx.page_as(status, TEMPLATE, view).await
        }
    }
}

/// Opens the account of a filled form and begins a session.
async fn register(cx: &Cx, values: &Values) -> Result<Begun> {
    let runtime = cx.app.runtime();
    if providers(runtime).are_the_only_way(ActorKind::Citizen) {
        return Err(Error::new(Kind::Invalid, Message::new("identity-error-only-provider")));
    }
    let mut errors = Errors::default();
    let typed = PersonDraft {
        name: values.get("name").to_owned(),
        identity: values.get("identity").to_owned(),
        phone: values.get("phone").to_owned(),
        email: values.get("email").to_owned(),
        ..PersonDraft::default()
    };
    let checked = check_person(&typed, &mut errors);
    let password = values.get("password");
    let known = checked.as_ref().map(|(draft, _)| [draft.identity.as_str(), draft.phone.as_str()]).unwrap_or_default();
    if let Err(message) = check(password, &known) {
        errors.add("password", message);
    }
    errors.require("accept", values, "identity-error-accept");
    errors.done()?;
    let Some((draft, number)) = checked else { return Err(Error::internal("a form without errors was refused")) };
    cx.app.tries().count(REGISTRATIONS, &cx.peer(), runtime.wall())?;
    let hash = hash_password(runtime, password).await?;
    let command = OpenCitizen {
        login_key: citizen_key(runtime.vault(), &number),
        draft,
        hash,
        address: Some(runtime.vault().blind("address", &cx.peer())),
    };
    let account = match cx.execute(&command).await {
        Ok(done) => done.outcome,
        // Two posts of one form at once: the second finds the number taken only when it commits.
        Err(error) if error.message().key == "error-exists" => return Err(taken()),
        Err(error) => return Err(error),
    };
    begin_in_browser(cx, &Actor::citizen(account, "")).await
}

fn taken() -> Error {
    Error::invalid_field("identity", Message::new("identity-error-number-taken"))
}

pub(super) fn samples() -> Vec<TemplateSample> {
    vec![
        TemplateSample {
            template: TEMPLATE,
            case: "blank",
            view: |_| view_of(RegisterView::of(&Values::default(), Vec::new())),
        },
        TemplateSample {
            template: TEMPLATE,
            case: "errors",
            view: |_| {
                view_of(RegisterView {
                    errors: vec![
                        sample_error("name", "Nhập họ, chữ đệm và tên"),
                        sample_error("identity", "Số định danh có 12 chữ số, bạn nhập 11"),
                        sample_error("phone", "Nhập số điện thoại"),
                        sample_error("email", "Địa chỉ thư điện tử cần đúng một dấu @"),
                        sample_error("password", "Mật khẩu có 5 ký tự, cần ít nhất 12 ký tự hoặc 3 từ"),
                        sample_error("accept", "Đánh dấu vào ô đồng ý để mở tài khoản"),
                    ],
                    name: "Nguyễn Văn Mẫu".into(),
                    identity: "04409012345".into(),
                    phone: "09x".into(),
                    email: "mau".into(),
                    accepted: false,
                    next: "/apply/1.001193".into(),
                })
            },
        },
        TemplateSample {
            template: TEMPLATE,
            case: "long",
            view: |_| {
                view_of(RegisterView {
                    errors: vec![sample_error("", &"Một câu rất dài. ".repeat(20))],
                    name: "Nguyễn Thị Ví Dụ ".repeat(12),
                    identity: "0".repeat(80),
                    phone: "0".repeat(80),
                    email: format!("{}@example.vn", "mau".repeat(60)),
                    accepted: true,
                    next: String::new(),
                })
            },
        },
    ]
}
