//! A person opens the account of a business.

use kernel::{Error, Result};
use serde::Serialize;
use web::{Cx, Errors, Form, Outcome, ShownError, TemplateSample, Values, shown_errors, view_of};

use super::{form_status, sample_error};
use crate::business::NewBusiness;
use crate::business::acts::{checked, open, people_only};

const TEMPLATE: &str = "identity/business-new.html";

#[derive(Serialize)]
struct NewView {
    errors: Vec<ShownError>,
    name: String,
    tax_code: String,
    phone: String,
    email: String,
    address: String,
    accepted: bool,
}

impl NewView {
    fn of(values: &Values, errors: Vec<ShownError>) -> Self {
        let NewBusiness { name, tax_code, phone, email, address } = typed(values);
        Self { errors, name, tax_code, phone, email, address, accepted: values.filled("accept").is_some() }
    }
}

fn typed(values: &Values) -> NewBusiness {
    let value = |name: &str| values.get(name).to_owned();
    NewBusiness {
        name: value("name"),
        tax_code: value("tax_code"),
        phone: value("phone"),
        email: value("email"),
        address: value("address"),
    }
}

/// The form, for people only.
pub(super) async fn get(cx: Cx) -> Outcome {
    people_only(cx.actor())?;
    cx.page(TEMPLATE, NewView::of(&Values::default(), Vec::new())).await
}

/// Opens the account; the person goes on under their own.
pub(super) async fn post(cx: Cx, Form(values): Form) -> Outcome {
    people_only(cx.actor())?;
    match opened(&cx, &values).await {
        Ok(()) => Ok(cx.redirect_saying("/my/businesses", "identity-business-opened")),
        Err(error) => {
            let Some(status) = form_status(&error) else { return Err(error.into()) };
            cx.page_as(status, TEMPLATE, NewView::of(&values, shown_errors(&cx, &error))).await
        }
    }
}

async fn opened(cx: &Cx, values: &Values) -> Result<()> {
    let mut errors = Errors::default();
    let password = values.get("password");
    let found = checked(&typed(values), password, &mut errors);
    errors.require("accept", values, "identity-error-accept");
    errors.done()?;
    let found = found.ok_or_else(|| Error::internal("a form without errors was refused"))?;
    open(cx, found, password).await?;
    Ok(())
}

pub(super) fn samples() -> Vec<TemplateSample> {
    vec![
        TemplateSample {
            template: TEMPLATE,
            case: "blank",
            view: |_| view_of(NewView::of(&Values::default(), Vec::new())),
        },
        TemplateSample {
            template: TEMPLATE,
            case: "errors, hostile",
            view: |_| {
                let errors = vec![
                    sample_error("", "Bạn đã đại diện cho 20 doanh nghiệp"),
                    sample_error("name", "Nhập tên doanh nghiệp"),
                    sample_error("tax_code", "Mã số thuế sai một chữ số"),
                    sample_error("phone", "Nhập số điện thoại"),
                    sample_error("password", "Mật khẩu có 5 ký tự, cần ít nhất 12 ký tự hoặc 3 từ"),
                    sample_error("accept", "Đánh dấu vào ô đồng ý"),
                ];
                let hostile = "<script>alert(1)</script>\" ".repeat(8);
                view_of(NewView { name: hostile, ..NewView::of(&Values::default(), errors) })
            },
        },
    ]
}
