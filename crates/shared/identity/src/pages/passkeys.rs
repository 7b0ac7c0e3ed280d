//! Passkeys of an account: listed, added, named, removed; and signing in by one.

use access::Carrier;
use data_encoding::BASE64URL_NOPAD;
use kernel::{Error, Kind, Result};
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;
use web::http::Path;
use web::{Cx, Form, Guard, Outcome, Routes, ShownError, TemplateSample, Unsent, device_name, shown_errors, view_of};

use super::sign_in::{refused, welcome};
use super::{enrol, factor, form_status, sample_error, security, with_cookie};
use crate::commands::{MOST, NAME_CONTEXT, NAME_LENGTH, NamePasskey, RemovePasskey, check_name};
use crate::passkey::{ALGORITHMS, Party, Purpose, Ticket};
use crate::sign_in::{add_passkey, own_passkeys, prove_by_passkey, sign_in_by_passkey, ticket};
use crate::store::{self as tables, OwnPasskey};

const TEMPLATE: &str = "identity/passkeys.html";
const NEW: &str = "identity/passkey-new.html";
const CONFIRM: &str = "identity/confirm.html";
/// The page that lists them.
const PAGE: &str = "/my/security/passkeys";

/// The routes of this file.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .post("/sign-in/passkey", Guard::Public, sign_in)
        .post("/sign-in/factor/passkey", Guard::Public, prove)
        .get(PAGE, Guard::SignedIn, list)
        .post(PAGE, Guard::SignedIn, add)
        .get("/my/security/passkeys/new", Guard::SignedIn, confirm)
        .post("/my/security/passkeys/new", Guard::SignedIn, offer)
        .post("/my/security/passkeys/{id}/name", Guard::SignedIn, name)
        .get("/my/security/passkeys/{id}/remove", Guard::SignedIn, remove)
        .post("/my/security/passkeys/{id}/remove", Guard::SignedIn, removed)
}

/// What a page needs to ask the browser for a passkey.
#[derive(Serialize)]
pub(super) struct AskView {
    ticket: String,
    /// What the script reads, JSON.
    options: String,
    /// Where the page must be open.
    address: String,
}

impl AskView {
    fn of(party: &Party, ticket: Ticket, credentials: &[Vec<u8>], more: &Value) -> Self {
        let known: Vec<String> = credentials.iter().map(|id| BASE64URL_NOPAD.encode(id)).collect();
        let mut options = json!({
            "rp": party.id(),
            "origins": party.origins(),
            "challenge": BASE64URL_NOPAD.encode(&ticket.challenge),
            "credentials": known,
        });
        if let (Some(options), Some(more)) = (options.as_object_mut(), more.as_object()) {
            options.extend(more.clone());
        }
        let address = party.origins().first().cloned().unwrap_or_default();
        Self { ticket: ticket.text, options: options.to_string(), address }
    }

    /// Asks for any passkey, whose authenticator makes sure of its holder.
    pub(super) fn for_sign_in(cx: &Cx) -> Result<Option<Self>> {
        let asked = ticket(cx, Purpose::SignIn)?;
        Ok(asked.map(|(party, ticket)| Self::of(&party, ticket, &[], &json!({ "verification": "required" }))))
    }

    /// Asks for one of these passkeys: the password was right already.
    pub(super) fn for_factor(cx: &Cx, credentials: &[Vec<u8>]) -> Result<Option<Self>> {
        let more = json!({ "verification": "discouraged" });
        let asked = ticket(cx, Purpose::Factor)?;
        Ok(asked.map(|(party, ticket)| Self::of(&party, ticket, credentials, &more)))
    }

    /// Asks for a new passkey, on an authenticator that has none of these.
    fn for_new(cx: &Cx, credentials: &[Vec<u8>]) -> Result<Self> {
        let actor = cx.actor();
        let more = json!({
            "verification": "preferred",
            "algorithms": ALGORITHMS,
            "site": cx.app.site().province.get(cx.locale()),
            "user": { "id": BASE64URL_NOPAD.encode(actor.account.as_bytes()), "name": &*actor.name },
        });
        let asked = ticket(cx, Purpose::Add)?;
        let (party, ticket) = asked.ok_or_else(|| Error::conflict("identity-error-passkey-address"))?;
        Ok(Self::of(&party, ticket, credentials, &more))
    }

    pub(super) fn sample() -> Self {
        let (ticket, address) = ("Zm9yIGEgc2FtcGxl".into(), "http://localhost:8080".into());
        Self { ticket, options: json!({ "rp": "localhost", "origins": ["\"<b>"] }).to_string(), address }
    }
}

#[derive(Serialize)]
struct PasskeysView {
    errors: Vec<ShownError>,
    passkeys: Vec<PasskeyView>,
    /// Whether the address of the house can have passkeys.
    is_possible: bool,
    /// Whether another one may be added.
    has_room: bool,
    name_length: usize,
    /// The address of the house.
    address: String,
}

#[derive(Serialize)]
struct PasskeyView {
    id: String,
    name: String,
    backed_up: bool,
    made_at: i64,
    used_at: i64,
}

#[derive(Serialize)]
struct NewView {
    passkey: AskView,
    name: String,
    name_length: usize,
}

/// The form of an act that asks for the password: messages of its title, its explanation and its button.
#[derive(Serialize)]
struct ConfirmView {
    errors: Vec<ShownError>,
    action: String,
    title: &'static str,
    lead: &'static str,
    button: &'static str,
}

impl ConfirmView {
    fn adding(errors: Vec<ShownError>) -> Self {
        let (title, lead, button) = ("identity-passkey-add", "identity-passkey-add-lead", "identity-passkey-add-go");
        Self { errors, action: "/my/security/passkeys/new".into(), title, lead, button }
    }

    fn removing(id: Uuid, errors: Vec<ShownError>) -> Self {
        let action = format!("{PAGE}/{id}/remove");
        let (title, lead) = ("identity-passkey-remove", "identity-passkey-remove-lead");
        Self { errors, action, title, lead, button: "identity-passkey-remove-go" }
    }
}

/// The passkeys of whoever asks.
async fn list(cx: Cx) -> Outcome {
    let view = listed(&cx).await?;
    cx.page(TEMPLATE, view).await
}

async fn listed(cx: &Cx) -> Result<PasskeysView> {
    let account = cx.actor().account;
    let reader = cx.reader();
    let rows = tables::passkeys_of(&reader, account).await?;
    let mut passkeys = Vec::with_capacity(rows.len());
    if !rows.is_empty() {
        let key = reader.subject_key(account).await?;
        for row in rows {
            let OwnPasskey { id, name, backed_up, made_at, used_at, .. } = row;
            let name = key.open(NAME_CONTEXT, &name)?;
            let id = id.to_string();
            passkeys.push(PasskeyView { id, name, backed_up, made_at: made_at.0, used_at: used_at.0 });
        }
    }
    Ok(PasskeysView {
        errors: Vec::new(),
        has_room: i64::try_from(passkeys.len()).is_ok_and(|count| count < MOST),
        passkeys,
        is_possible: ticket(cx, Purpose::Add)?.is_some(),
        name_length: NAME_LENGTH,
        address: cx.app.site().public_url.clone(),
    })
}

/// Asks for the password before a passkey is added.
async fn confirm(cx: Cx) -> Outcome {
    if ticket(&cx, Purpose::Add)?.is_none() {
        return Ok(cx.redirect(PAGE));
    }
    cx.page(CONFIRM, ConfirmView::adding(Vec::new())).await
}

/// Asks the browser for a new passkey.
async fn offer(cx: Cx, Form(values): Form) -> Outcome {
    let asked = match security::confirmed(&cx, &values).await {
        Ok(()) => {
            let known = own_passkeys(&cx, cx.actor().account).await?;
            AskView::for_new(&cx, &known)
        }
        Err(error) => Err(error),
    };
    match asked {
        Ok(passkey) => {
            let view = NewView { passkey, name: usual_name(&cx), name_length: NAME_LENGTH };
            cx.page(NEW, view).await
        }
        Err(error) => add_again(&cx, error).await,
    }
}

/// What a passkey is called unless its holder says otherwise.
fn usual_name(cx: &Cx) -> String {
    let device = device_name(&cx.device_family());
    if device.is_empty() { cx.t("identity-passkey-unnamed") } else { device }
}

/// Adds the passkey that the browser has made; every other session and token of the account ends.
async fn add(cx: Cx, Form(values): Form) -> Outcome {
    // A name that cannot be taken is no reason to make another passkey: it can be changed on the next page.
    let name = check_name(values.get("name")).unwrap_or_else(|_| usual_name(&cx));
    let codes = match add_passkey(&cx, name, &values).await {
        Ok(codes) => codes,
        Err(error) => return add_again(&cx, error).await,
    };
    let account = cx.actor().account;
    cx.app.sessions().end_all(account).await?;
    let secret = cx.app.sessions().begin(account, cx.begins(Carrier::Browser)).await?;
    let response = if codes.is_empty() {
        cx.redirect_saying(PAGE, "identity-passkey-added")
    } else {
        enrol::codes_page(&cx.signed_in(cx.actor().clone(), &secret), codes, PAGE).await?
    };
    Ok(with_cookie(response, &cx.session_cookie(&secret)))
}

/// The form of adding one again: the answer was of no use, so the password is asked for once more.
async fn add_again(cx: &Cx, error: Error) -> Outcome {
    let Some(status) = form_status(&error) else { return Err(error.into()) };
    cx.page_as(status, CONFIRM, ConfirmView::adding(shown_errors(cx, &error))).await
}

/// Gives a passkey another name.
async fn name(cx: Cx, Path(id): Path<Uuid>, Form(values): Form) -> Outcome {
    let typed = values.get("name");
    let done = match check_name(typed) {
        Ok(name) => cx.execute(&NamePasskey { id, name }).await,
        Err(error) => Err(error),
    };
    let Err(error) = done else { return Ok(cx.redirect_saying(PAGE, "identity-passkey-named")) };
    let Some(status) = form_status(&error) else { return Err(error.into()) };
    let mut view = listed(&cx).await?;
    let Some(own) = view.passkeys.iter_mut().find(|passkey| passkey.id == id.to_string()) else {
        return Err(Error::not_found().into());
    };
    typed.clone_into(&mut own.name);
    let text = shown_errors(&cx, &error).into_iter().map(|shown| shown.text);
    view.errors = text.map(|text| ShownError { field: format!("name-{id}"), text }).collect();
    cx.page_as(status, TEMPLATE, view).await
}

/// Asks for the password before a passkey is removed.
async fn remove(cx: Cx, Path(id): Path<Uuid>) -> Outcome {
    let own = tables::passkeys_of(&cx.reader(), cx.actor().account).await?;
    if own.iter().all(|passkey| passkey.id != id) {
        return Err(Error::not_found().into());
    }
    cx.page(CONFIRM, ConfirmView::removing(id, Vec::new())).await
}

/// Removes a passkey.
async fn removed(cx: Cx, Path(id): Path<Uuid>, Form(values): Form) -> Outcome {
    let done = match security::confirmed(&cx, &values).await {
        Ok(()) => cx.execute(&RemovePasskey(id)).await,
        Err(error) => Err(error),
    };
    let Err(error) = done else { return Ok(cx.redirect_saying(PAGE, "identity-passkey-removed")) };
    let Some(status) = form_status(&error) else { return Err(error.into()) };
    cx.page_as(status, CONFIRM, ConfirmView::removing(id, shown_errors(&cx, &error))).await
}

/// Signs in by a passkey alone.
async fn sign_in(cx: Cx, Form(values): Form) -> Outcome {
    let next = values.get("next");
    let unsent = Unsent::of(&cx, &values);
    match sign_in_by_passkey(&cx, &values).await {
        Ok(signed) => welcome(&cx, signed, next, unsent).await,
        Err(error) => refused(&cx, error, "", next, unsent.as_ref()).await,
    }
}

/// Signs in by a passkey after the right password. A step that has ended begins anew with the password.
async fn prove(cx: Cx, Form(values): Form) -> Outcome {
    let (step, next) = (values.get("step"), values.get("next"));
    let unsent = Unsent::of(&cx, &values);
    match prove_by_passkey(&cx, step, &values).await {
        Ok(signed) => welcome(&cx, signed, next, unsent).await,
        Err(error) if error.kind() == Kind::Conflict => refused(&cx, error, "", next, unsent.as_ref()).await,
        Err(error) => factor::again(&cx, error, step, next, unsent.as_ref()).await,
    }
}

pub(super) fn samples() -> Vec<TemplateSample> {
    vec![
        TemplateSample { template: TEMPLATE, case: "none", view: |_| view_of(sample(Vec::new(), Vec::new())) },
        TemplateSample {
            template: TEMPLATE,
            case: "at an address without a name",
            view: |_| view_of(PasskeysView { is_possible: false, ..sample(Vec::new(), Vec::new()) }),
        },
        TemplateSample {
            template: TEMPLATE,
            case: "two, one with a wrong and hostile name",
            view: |_| {
                let errors = vec![sample_error("name-1", "Đặt tên từ 1 đến 60 ký tự")];
                let made_at = 1_733_792_400_000_000;
                let one = |id: &str, name: &str, backed_up: bool| PasskeyView {
                    id: id.to_owned(),
                    name: name.to_owned(),
                    backed_up,
                    made_at,
                    used_at: made_at,
                };
                let hostile = "<script>alert(1)</script>\"".repeat(4);
                view_of(sample(errors, vec![one("1", &hostile, false), one("2", "Điện thoại", true)]))
            },
        },
        TemplateSample {
            template: NEW,
            case: "asked",
            view: |_| {
                let (passkey, name) = (AskView::sample(), "Chrome, Windows".into());
                view_of(NewView { passkey, name, name_length: NAME_LENGTH })
            },
        },
        TemplateSample {
            template: CONFIRM,
            case: "add a passkey",
            view: |_| view_of(ConfirmView::adding(vec![sample_error("", "Trang đã quá mười phút")])),
        },
        TemplateSample {
            template: CONFIRM,
            case: "remove a passkey",
            view: |_| view_of(ConfirmView::removing(Uuid::nil(), Vec::new())),
        },
    ]
}

fn sample(errors: Vec<ShownError>, passkeys: Vec<PasskeyView>) -> PasskeysView {
    let address = "http://127.0.0.1:8080".into();
    PasskeysView { errors, passkeys, is_possible: true, has_room: true, name_length: NAME_LENGTH, address }
}
