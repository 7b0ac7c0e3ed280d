//! Changing how one is reached: telephone, e-mail, address, and which of it is proven.

use kernel::{Error, Result};
use runtime::ActorKind;
use serde::Serialize;
use web::{Cx, Errors, Form, Outcome, ShownError, TemplateSample, Values, shown_errors, view_of};

use super::codes::contacts::{PlaceView, places};
use super::{form_status, sample_error};
use crate::commands::ChangeContact;
use crate::model::Contact;
use crate::people::{check_contact, own_profile};

const TEMPLATE: &str = "identity/contact.html";

#[derive(Serialize)]
struct ContactView {
    errors: Vec<ShownError>,
    /// Whether there is a profile: officers have none.
    is_known: bool,
    is_business: bool,
    /// The version of the person that the form was made of.
    version: i64,
    name: String,
    identity: String,
    phone: String,
    email: String,
    address: String,
    /// Where codes and news of the account go.
    places: Vec<PlaceView>,
}

/// The form, which officers do not have, and what is proven. What people see of themselves is no access to record.
pub(crate) async fn get(cx: Cx) -> Outcome {
    let view = view(&cx, None, Vec::new()).await?;
    cx.page(TEMPLATE, view).await
}

/// Stores what was typed. A form that is not right, or not made of the newest version, comes back as it was typed.
pub(crate) async fn post(cx: Cx, Form(values): Form) -> Outcome {
    let typed = typed(&values);
    match change(&cx, &typed, &values).await {
        Ok(()) => Ok(cx.redirect_saying("/my", "identity-contact-saved")),
        Err(error) => {
            let Some(status) = form_status(&error) else { return Err(error.into()) };
            let view = view(&cx, Some(typed), shown_errors(&cx, &error)).await?;
            cx.page_as(status, TEMPLATE, view).await
        }
    }
}

fn typed(values: &Values) -> Contact {
    Contact {
        phone: values.get("phone").to_owned(),
        email: values.get("email").to_owned(),
        address: values.get("address").to_owned(),
    }
}

async fn change(cx: &Cx, typed: &Contact, values: &Values) -> Result<()> {
    let mut errors = Errors::default();
    let checked = check_contact(typed, &mut errors);
    errors.done()?;
    let contact = checked.ok_or_else(|| Error::internal("a form without errors was refused"))?;
    let version = values.filled("version").and_then(|version| version.parse().ok());
    cx.execute(&ChangeContact { version, contact }).await?;
    Ok(())
}

/// The form with what is known, or with what was typed.
async fn view(cx: &Cx, typed: Option<Contact>, errors: Vec<ShownError>) -> Result<ContactView> {
    let places = places(cx).await?;
    if cx.actor().kind == ActorKind::Officer {
        let [name, identity, phone, email, address] = [const { String::new() }; 5];
        let (is_known, is_business, version) = (false, false, 0);
        let view =
            ContactView { errors, is_known, is_business, version, name, identity, phone, email, address, places };
        return Ok(view);
    }
    let (profile, version) = own_profile(&cx.reader()).await?;
    let known = Contact { phone: profile.phone, email: profile.email, address: profile.address };
    let Contact { phone, email, address } = typed.unwrap_or(known);
    let (name, identity) = (profile.name, profile.identity);
    let is_business = cx.actor().kind == ActorKind::Business;
    Ok(ContactView { errors, is_known: true, is_business, version, name, identity, phone, email, address, places })
}

pub(super) fn samples() -> Vec<TemplateSample> {
    vec![
        TemplateSample {
            template: TEMPLATE, case: "usual", view: |_| view_of(sample("Nguyễn Văn Mẫu", Vec::new()))
        },
        TemplateSample {
            template: TEMPLATE,
            case: "errors",
            view: |_| {
                let errors = vec![
                    sample_error("", "Thông tin này vừa được sửa ở nơi khác"),
                    sample_error("phone", "Nhập số điện thoại"),
                    sample_error("email", "Địa chỉ thư điện tử cần đúng một dấu @"),
                    sample_error("address", "Nơi cư trú có từ 5 đến 300 ký tự"),
                ];
                view_of(sample("Nguyễn Văn Mẫu", errors))
            },
        },
        TemplateSample {
            template: TEMPLATE,
            case: "long and hostile",
            view: |_| view_of(sample(&"<script>alert(1)</script>\" Minh Họa ".repeat(12), Vec::new())),
        },
        TemplateSample {
            template: TEMPLATE,
            case: "a business",
            view: |_| view_of(ContactView { is_business: true, ..sample("Công ty TNHH Mẫu", Vec::new()) }),
        },
        TemplateSample {
            template: TEMPLATE,
            case: "an officer",
            view: |_| view_of(ContactView { is_known: false, ..sample("", Vec::new()) }),
        },
    ]
}

fn sample(name: &str, errors: Vec<ShownError>) -> ContactView {
    ContactView {
        errors,
        is_known: true,
        is_business: false,
        version: 1,
        name: name.to_owned(),
        identity: "044090123456".into(),
        phone: "0912345678".into(),
        email: String::new(),
        address: name.to_owned(),
        places: vec![PlaceView::sample("email", name, true), PlaceView::sample("phone", "", false)],
    }
}
