//! Signing in by a passkey: alone, where it makes sure of its holder, or after a right password.

use access::Carrier;
use data_encoding::BASE64URL_NOPAD;
use kernel::{Error, Kind, Message, Result};
use runtime::Actor;
use uuid::Uuid;
use web::{Cx, Values};

use super::{PASSKEYS, PER_FACTOR, SignedIn, actor_of, finish, waiting};
use crate::accounts::Accounts;
use crate::commands::{AddPasskey, NoteSignIn, ProvePasskey, step_ended};
use crate::passkey::{Assertion, Party, Purpose, Registration, Ticket, Why};
use crate::providers::providers;
use crate::store as tables;

/// For whom passkeys are made here; a sentence where there cannot be any.
fn party(cx: &Cx) -> Result<Party> {
    let accounts = cx.app.runtime().services().get::<Accounts>()?;
    accounts.passkeys().cloned().ok_or_else(|| Error::conflict("identity-error-passkey-address"))
}

/// A ticket for a page that asks for a passkey, with the party it asks for; none where there are no passkeys.
pub(crate) fn ticket(cx: &Cx, purpose: Purpose) -> Result<Option<(Party, Ticket)>> {
    let runtime = cx.app.runtime();
    let Some(party) = runtime.services().get::<Accounts>()?.passkeys().cloned() else { return Ok(None) };
    let ticket = Ticket::new(runtime.vault(), runtime.rng(), purpose, &cx.csrf(), runtime.wall());
    Ok(Some((party, ticket)))
}

/// The ticket that a page brings back: of this browser and, when somebody has signed in, of this session.
fn ticket_of(cx: &Cx, purpose: Purpose, values: &Values) -> Result<Ticket> {
    let runtime = cx.app.runtime();
    let read = Ticket::read(runtime.vault(), purpose, &cx.csrf(), values.get("ticket"), runtime.wall());
    read.map_err(Why::error)
}

/// Bytes that a script wrote into a field.
fn bytes(values: &Values, field: &str) -> Result<Vec<u8>> {
    BASE64URL_NOPAD.decode(values.get(field).as_bytes()).map_err(|_| Why::Unreadable.error())
}

/// What the browser brought of a passkey that was used; a sentence when the page was sent without it.
fn brought(values: &Values) -> Result<Assertion> {
    if values.filled("signature").is_none() {
        return Err(nothing());
    }
    Ok(Assertion {
        id: bytes(values, "credential")?,
        client: bytes(values, "client")?,
        data: bytes(values, "data")?,
        signature: bytes(values, "signature")?,
        holder: bytes(values, "holder")?,
    })
}

fn nothing() -> Error {
    Error::new(Kind::Invalid, Message::new("identity-error-passkey-missing"))
}

/// Signs in by a passkey alone. It is two factors, because its authenticator has made sure of the holder.
pub(crate) async fn sign_in_by_passkey(cx: &Cx, values: &Values) -> Result<SignedIn> {
    let runtime = cx.app.runtime();
    cx.app.tries().count(PASSKEYS, &cx.peer(), runtime.wall())?;
    let (party, ticket) = (party(cx)?, ticket_of(cx, Purpose::SignIn, values)?);
    let command = ProvePasskey { party, ticket, brought: brought(values)?, step: None };
    let proven = runtime.execute(&Actor::anonymous(), &command).await?.outcome;
    let account = proven.map_err(Why::error)?;
    let Some(actor) = actor_of(cx, account).await? else {
        let note = NoteSignIn { account: Some(account), accepted: false, carrier: "browser", language: None };
        runtime.execute(&Actor::anonymous(), &note).await?;
        return Err(Why::Unknown.error());
    };
    if providers(runtime).are_the_only_way(actor.kind) {
        return Err(Error::new(Kind::Invalid, Message::new("identity-error-only-provider")));
    }
    finish(cx, actor, Carrier::Browser).await
}

/// Ends a step with a passkey as the second factor and begins a session.
pub(crate) async fn prove_by_passkey(cx: &Cx, step: &str, values: &Values) -> Result<SignedIn> {
    let runtime = cx.app.runtime();
    let account = waiting(cx, step).await?;
    let (party, ticket) = (party(cx)?, ticket_of(cx, Purpose::Factor, values)?);
    let brought = brought(values)?;
    let key = account.to_string();
    cx.app.tries().count(PER_FACTOR, &key, runtime.wall())?;
    let command = ProvePasskey { party, ticket, brought, step: Some((step.to_owned(), account)) };
    runtime.execute(&Actor::anonymous(), &command).await?.outcome.map_err(Why::error)?;
    cx.app.tries().forget(PER_FACTOR, &key);
    let actor = actor_of(cx, account).await?.ok_or_else(step_ended)?;
    finish(cx, actor, Carrier::Browser).await
}

/// Adds the passkey that the browser brought; gives recovery codes, when it is the first second factor.
pub(crate) async fn add_passkey(cx: &Cx, name: String, values: &Values) -> Result<Vec<String>> {
    let key = cx.actor().account.to_string();
    cx.app.tries().count(PER_FACTOR, &key, cx.app.runtime().wall())?;
    let (party, ticket) = (party(cx)?, ticket_of(cx, Purpose::Add, values)?);
    if values.filled("attestation").is_none() {
        return Err(nothing());
    }
    let brought = Registration { client: bytes(values, "client")?, attestation: bytes(values, "attestation")? };
    let codes = cx.execute(&AddPasskey { party, ticket, brought, name }).await?.outcome;
    cx.app.tries().forget(PER_FACTOR, &key);
    Ok(codes)
}

/// What can end a step.
pub(crate) struct Ways {
    /// Whether an app makes codes.
    pub(crate) has_app: bool,
    /// By what authenticators know the passkeys.
    pub(crate) passkeys: Vec<Vec<u8>>,
}

/// What can end a step; codes alone, when it has ended.
pub(crate) async fn ways(cx: &Cx, step: &str) -> Result<Ways> {
    let account = match waiting(cx, step).await {
        Ok(account) => account,
        Err(error) if error.kind() == Kind::Conflict => return Ok(Ways { has_app: true, passkeys: Vec::new() }),
        Err(error) => return Err(error),
    };
    let has_app = tables::app_of(&cx.reader(), account).await?.is_some();
    Ok(Ways { has_app, passkeys: own_passkeys(cx, account).await? })
}

/// By what authenticators know the passkeys of an account.
pub(crate) async fn own_passkeys(cx: &Cx, account: Uuid) -> Result<Vec<Vec<u8>>> {
    let found = tables::passkeys_of(&cx.reader(), account).await?;
    Ok(found.into_iter().map(|passkey| passkey.credential).collect())
}
