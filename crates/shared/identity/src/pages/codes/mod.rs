//! Proven contacts, codes that are sent, and what a sample run would have sent.

pub(crate) mod contacts;
pub(crate) mod lost;
pub(crate) mod messages;
pub(crate) mod second;

use serde::Serialize;
use web::{Guard, OPERATIONS, Routes, ShownError, TemplateSample, view_of};

use super::sign_in::UnsentView;
use super::{form_status, sample_error};

const TEMPLATE: &str = "identity/code.html";

pub(crate) fn routes() -> Routes {
    Routes::default()
        .get("/my/contact/{way}", Guard::SignedIn, contacts::get)
        .post("/my/contact/{way}", Guard::SignedIn, contacts::post)
        .post("/my/contact/{way}/prove", Guard::SignedIn, contacts::prove)
        .get("/my/contact/{way}/step", Guard::SignedIn, contacts::step)
        .post("/my/contact/{way}/step", Guard::SignedIn, contacts::set_step)
        .get("/my/contact/{way}/remove", Guard::SignedIn, contacts::remove)
        .post("/my/contact/{way}/remove", Guard::SignedIn, contacts::removed)
        .post("/sign-in/code", Guard::Public, second::post)
        .post("/sign-in/code/send", Guard::Public, second::send)
        .get("/sign-in/lost", Guard::Public, lost::get)
        .post("/sign-in/lost", Guard::Public, lost::ask)
        .post("/sign-in/lost/code", Guard::Public, lost::replace)
        .get("/officer/operations/messages", Guard::Right(OPERATIONS), messages::get)
}

/// The page on which a code is typed.
#[derive(Serialize)]
struct CodeView {
    errors: Vec<ShownError>,
    action: String,
    /// Where one asks for another code; empty where one begins again.
    again: &'static str,
    /// The secret of the page.
    step: String,
    way: &'static str,
    /// Where the code went.
    to: String,
    next: String,
    /// The form that is sent again once somebody has signed in.
    unsent: Option<UnsentView>,
}

pub(super) fn samples() -> Vec<TemplateSample> {
    let mut samples = vec![
        TemplateSample { template: TEMPLATE, case: "a contact", view: |_| view_of(sample(Vec::new())) },
        TemplateSample {
            template: TEMPLATE,
            case: "signing in, wrong, hostile",
            view: |_| {
                let errors = vec![sample_error("code", "Mã không đúng")];
                view_of(CodeView {
                    action: "/sign-in/code".into(),
                    again: "/sign-in/code/send",
                    way: "phone",
                    to: "••• ••• 678".into(),
                    next: "/apply/1.001193?a=\"<b>".into(),
                    unsent: Some(UnsentView::sample()),
                    ..sample(errors)
                })
            },
        },
    ];
    samples.extend(contacts::samples());
    samples.extend(second::samples());
    samples.extend(lost::samples());
    samples.extend(messages::samples());
    samples
}

fn sample(errors: Vec<ShownError>) -> CodeView {
    CodeView {
        errors,
        action: "/my/contact/email/prove".into(),
        again: "",
        step: "<script>alert(1)</script>\"".into(),
        way: "email",
        to: "mau@example.vn".into(),
        next: String::new(),
        unsent: None,
    }
}
