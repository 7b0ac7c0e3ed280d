//! Signing in: the same way for browsers and machines, a password and where there is one the second factor, with limits
//! per account and address, and the same answer whether the account exists or not.

mod again;
mod passkeys;

use access::{Assignments, Begin, Carrier, OfProvider, TryLimit, new_secret, secret_hash};
use kernel::time::{HOUR, MINUTE};
use kernel::{Error, Kind, Message, Result};
use runtime::{Actor, Assurance};
use uuid::Uuid;
use web::{Cx, Errors, LimitInfo};

use crate::accounts::Accounts;
use crate::business::acts;
use crate::codes;
use crate::commands::{AddApp, BeginStep, NoteSignIn, ProveFactor, Purpose, RenewHash, step_ended};
use crate::model::login_key;
use crate::pages::recover;
use crate::password;
use crate::providers::providers;
use crate::sessions::{Begun, begin_as, begin_for_machine, begin_in_browser, device_hash};
use crate::store::{self as tables, Credentials};

pub use again::{asks_for_code, prove_again};
pub(crate) use passkeys::{add_passkey, own_passkeys, prove_by_passkey, sign_in_by_passkey, ticket, ways};

/// Tries for one account from one address, or from one device that is known: enough for a forgetful person, too few for
/// a guesser.
const PER_ACCOUNT: TryLimit = TryLimit { name: "sign-in-account", tries: 10, window: 15 * MINUTE };
/// Tries for one account from everywhere but known devices. More than that is an attack.
const ATTACKED: TryLimit = TryLimit { name: "sign-in-account-everywhere", tries: 100, window: 15 * MINUTE };
/// What is left to each address while an account is attacked: its owner comes in from another one than the guessers.
const WHILE_ATTACKED: TryLimit = TryLimit { name: "sign-in-account-attacked", tries: 3, window: 15 * MINUTE };
/// Tries from one address: an office shares one.
const PER_ADDRESS: TryLimit = TryLimit { name: "sign-in-address", tries: 100, window: 15 * MINUTE };
/// Codes tried for one account: of a million, three are right at a time.
pub(crate) const PER_FACTOR: TryLimit = TryLimit { name: "factor-account", tries: 10, window: 15 * MINUTE };
/// Tries to register from one address, successful or not: each could ask whether a number has an account.
pub(crate) const REGISTRATIONS: TryLimit = TryLimit { name: "register-address", tries: 60, window: HOUR };
/// Tokens of machines that one address asks for, right or wrong.
pub(crate) const CLIENT_TOKENS: TryLimit = TryLimit { name: "client-token-address", tries: 300, window: 15 * MINUTE };

/// Passkeys that are tried from one address.
const PASSKEYS: TryLimit = TryLimit { name: "passkey-address", tries: 100, window: 15 * MINUTE };
/// Ways to a provider of identities and back, from one address.
pub(crate) const PROVIDERS: TryLimit = TryLimit { name: "provider-address", tries: 200, window: 15 * MINUTE };
/// Notices of providers from one address: each of them speaks for everybody who signs out there.
pub(crate) const NOTICES: TryLimit = TryLimit { name: "provider-notice-address", tries: 10_000, window: 15 * MINUTE };

/// All of them, for the table of limits.
pub(crate) const LIMITS: &[LimitInfo] = &[
    LimitInfo { limit: PER_ACCOUNT, label: "identity-limit-account" },
    LimitInfo { limit: ATTACKED, label: "identity-limit-everywhere" },
    LimitInfo { limit: WHILE_ATTACKED, label: "identity-limit-attacked" },
    LimitInfo { limit: PER_FACTOR, label: "identity-limit-factor" },
    LimitInfo { limit: PER_ADDRESS, label: "identity-limit-address" },
    LimitInfo { limit: PASSKEYS, label: "identity-limit-passkey" },
    LimitInfo { limit: recover::PER_LOGIN, label: "identity-limit-recover" },
    LimitInfo { limit: recover::PER_ADDRESS, label: "identity-limit-recover-address" },
    LimitInfo { limit: codes::PER_ACCOUNT, label: "identity-limit-codes" },
    LimitInfo { limit: codes::PER_CONTACT, label: "identity-limit-codes-contact" },
    LimitInfo { limit: codes::PER_ADDRESS, label: "identity-limit-codes-address" },
    LimitInfo { limit: codes::TYPED, label: "identity-limit-codes-typed" },
    LimitInfo { limit: codes::ASKED_EVERYWHERE, label: "identity-limit-codes-asked" },
    LimitInfo { limit: codes::WHILE_ASKED, label: "identity-limit-codes-asked-address" },
    LimitInfo { limit: codes::TYPED_EVERYWHERE, label: "identity-limit-codes-everywhere" },
    LimitInfo { limit: codes::WHILE_GUESSED, label: "identity-limit-codes-guessed" },
    LimitInfo { limit: REGISTRATIONS, label: "identity-limit-register" },
    LimitInfo { limit: PROVIDERS, label: "identity-limit-provider" },
    LimitInfo { limit: NOTICES, label: "identity-limit-notice" },
    LimitInfo { limit: acts::ASKED, label: "identity-limit-representatives" },
    LimitInfo { limit: CLIENT_TOKENS, label: "identity-limit-client" },
];

/// Somebody who has just signed in.
pub(crate) struct SignedIn {
    pub(crate) actor: Actor,
    /// What carries on from here.
    pub(crate) begun: Begun,
}

fn required(login: &str, typed: &str) -> Result<()> {
    let mut errors = Errors::default();
    if login.is_empty() {
        errors.add("login", Message::new("identity-error-login-missing"));
    }
    if typed.is_empty() {
        errors.add("password", Message::new("identity-error-password-missing"));
    }
    errors.done()
}

/// How far a sign-in of a browser has come.
pub(crate) enum Step {
    /// Somebody has signed in.
    Done(SignedIn),
    /// The second factor is asked for; the secret of the step.
    Factor(String),
    /// A code that is sent to a contact is the only second factor; the secret of the step.
    Sent(String),
    /// A second factor must be added first; the secret of the step and who is behind it.
    Enrol(String, Actor),
}

/// Checks login and password; begins a session, or a step that waits for the second factor.
pub(crate) async fn sign_in(cx: &Cx, login: &str, typed: &str) -> Result<Step> {
    let actor = proven(cx, login, typed, Carrier::Browser).await?;
    if tables::has_factor(&cx.reader(), actor.account).await? {
        return Ok(Step::Factor(begin_step(cx, &actor, Purpose::Factor).await?));
    }
    if !codes::steps(&cx.reader(), actor.account).await?.is_empty() {
        return Ok(Step::Sent(begin_step(cx, &actor, Purpose::Factor).await?));
    }
    if must_add_factor(cx, &actor)? {
        return Ok(Step::Enrol(begin_step(cx, &actor, Purpose::Enrol).await?, actor));
    }
    Ok(Step::Done(finish(cx, actor, Carrier::Browser).await?))
}

/// Whose second factor is waited for in a step.
async fn waiting(cx: &Cx, step: &str) -> Result<Uuid> {
    let now = cx.app.runtime().wall();
    let waits = tables::step(&cx.reader(), secret_hash(step), Purpose::Factor.code(), now).await?;
    waits.ok_or_else(step_ended)
}

/// Ends a step with a code of the second factor and begins a session.
pub(crate) async fn sign_in_with_factor(cx: &Cx, step: &str, typed: &str) -> Result<SignedIn> {
    let account = waiting(cx, step).await?;
    prove(cx, account, "code", typed, Some(step)).await?;
    let actor = actor_of(cx, account).await?.ok_or_else(step_ended)?;
    finish(cx, actor, Carrier::Browser).await
}

/// Checks login, password and, where the account has one, the second factor; begins a token.
pub(crate) async fn sign_in_machine(cx: &Cx, login: &str, typed: &str, factor: &str) -> Result<SignedIn> {
    let actor = proven(cx, login, typed, Carrier::Token).await?;
    if tables::has_factor(&cx.reader(), actor.account).await? {
        // A machine cannot use a passkey, so an account with nothing else is told what to do.
        if factor.is_empty() && tables::app_of(&cx.reader(), actor.account).await?.is_none() {
            return Err(Error::invalid_field("factor", Message::new("identity-error-passkey-token")));
        }
        prove(cx, actor.account, "factor", factor, None).await?;
    } else if !codes::steps(&cx.reader(), actor.account).await?.is_empty() {
        return Err(Error::new(Kind::Invalid, Message::new("identity-error-factor-sent")));
    } else if must_add_factor(cx, &actor)? {
        return Err(Error::new(Kind::Invalid, Message::new("identity-error-factor-first")));
    }
    finish(cx, actor, Carrier::Token).await
}

fn must_add_factor(cx: &Cx, actor: &Actor) -> Result<bool> {
    Ok(cx.app.runtime().services().get::<Accounts>()?.must_add_factor(actor))
}

/// Whether a password alone does not let somebody in; a provider that is no surer than a password does not either.
pub(crate) async fn asks_second_step(cx: &Cx, actor: &Actor) -> Result<bool> {
    let account = actor.account;
    Ok(must_add_factor(cx, actor)?
        || tables::has_factor(&cx.reader(), account).await?
        || !codes::steps(&cx.reader(), account).await?.is_empty())
}

/// Who waits in a step in which an app is added at sign-in.
pub(crate) async fn enrolling(cx: &Cx, step: &str) -> Result<Actor> {
    let now = cx.app.runtime().wall();
    let waits = tables::step(&cx.reader(), secret_hash(step), Purpose::Enrol.code(), now).await?;
    actor_of(cx, waits.ok_or_else(step_ended)?).await?.ok_or_else(step_ended)
}

/// Begins a step of somebody whose password was right and gives its secret.
pub(crate) async fn begin_step(cx: &Cx, actor: &Actor, purpose: Purpose) -> Result<String> {
    let runtime = cx.app.runtime();
    let step = new_secret(runtime);
    runtime.execute(actor, &BeginStep { account: actor.account, step: step.clone(), purpose }).await?;
    Ok(step)
}

/// Adds the app that was offered in a step and gives the recovery codes; limited like codes at sign-in.
pub(crate) async fn add_app(cx: &Cx, actor: &Actor, step: &str, typed: &str) -> Result<Vec<String>> {
    let runtime = cx.app.runtime();
    let key = actor.account.to_string();
    cx.app.tries().count(PER_FACTOR, &key, runtime.wall())?;
    let command = AddApp { account: actor.account, step: step.to_owned(), typed: typed.to_owned() };
    let codes = runtime.execute(actor, &command).await?.outcome;
    cx.app.tries().forget(PER_FACTOR, &key);
    Ok(codes)
}

/// Who an account is now; none when it is closed.
pub(crate) async fn actor_of(cx: &Cx, account: Uuid) -> Result<Option<Actor>> {
    let runtime = cx.app.runtime();
    runtime.services().get::<Accounts>()?.actor(runtime, account, runtime.now()).await
}

/// From where somebody tries to sign in to an account.
struct Place {
    /// What the tries are counted under.
    key: String,
    /// Whether it is a device of the owner.
    is_known: bool,
}

/// A device that the owner has used before is counted apart, so that no stranger uses up its tries. The same is asked
/// of the database whether the account exists or not.
async fn place(cx: &Cx, key: &str, account: Option<Uuid>) -> Result<Place> {
    if let Some(device) = cx.device() {
        let account = account.unwrap_or_default();
        let hash = device_hash(cx, account, device);
        if access::standing(&cx.reader(), account, hash).await?.is_trusted() {
            return Ok(Place { key: format!("{device}|{key}"), is_known: true });
        }
    }
    Ok(Place { key: format!("{}|{key}", cx.peer()), is_known: false })
}

/// Counts a try for an account. Nobody is shut out by what others try: strangers leave some tries to every address.
fn count(cx: &Cx, key: &str, from: &Place) -> Result<()> {
    let (tries, now) = (cx.app.tries(), cx.app.runtime().wall());
    let is_attacked = !from.is_known && tries.count(ATTACKED, key, now).is_err();
    tries.count(if is_attacked { WHILE_ATTACKED } else { PER_ACCOUNT }, &from.key, now)
}

/// Who is behind login and password. Every wrong answer is the same, at the same cost.
async fn proven(cx: &Cx, login: &str, typed: &str, carrier: Carrier) -> Result<Actor> {
    required(login, typed)?;
    let runtime = cx.app.runtime();
    let key = login_key(runtime.vault(), login);
    cx.app.tries().count(PER_ADDRESS, &cx.peer(), runtime.wall())?;
    let found = tables::credentials(&cx.reader(), &key).await?;
    let from = place(cx, &key, found.as_ref().map(|found| found.account)).await?;
    count(cx, &key, &from)?;
    let right = password::verify(runtime, typed, found.as_ref().map(|found| found.hash.clone())).await?;
    let account = found.as_ref().map(|found| found.account);
    let actor = match account {
        Some(account) if right => actor_of(cx, account).await?,
        _ => None,
    };
    let Some(actor) = actor else {
        let note = NoteSignIn { account, accepted: false, carrier: carrier_name(carrier), language: None };
        runtime.execute(&Actor::anonymous(), &note).await?;
        return Err(Error::new(Kind::Invalid, Message::new("identity-sign-in-wrong")));
    };
    cx.app.tries().forget(PER_ACCOUNT, &from.key);
    cx.app.tries().forget(WHILE_ATTACKED, &from.key);
    if providers(runtime).are_the_only_way(actor.kind) {
        return Err(Error::new(Kind::Invalid, Message::new("identity-error-only-provider")));
    }
    // Nobody is turned away because a hash could not be renewed; the next sign-in tries again.
    if let Some(found) = &found
        && let Err(error) = renew_hash(cx, &actor, typed, found).await
    {
        tracing::warn!(%error, "a password could not be hashed anew");
    }
    Ok(actor)
}

/// Hashes a right password again when the cost has changed since.
async fn renew_hash(cx: &Cx, actor: &Actor, typed: &str, found: &Credentials) -> Result<()> {
    let runtime = cx.app.runtime();
    if !runtime.services().get::<Accounts>()?.hashing().is_outdated(&found.hash) {
        return Ok(());
    }
    let hash = password::hash_password(runtime, typed).await?;
    runtime.execute(actor, &RenewHash { account: found.account, version: found.version, hash }).await?;
    Ok(())
}

/// Takes a code of the app or a recovery code, typed into a field; it ends the step, when there is one.
async fn prove(cx: &Cx, account: Uuid, field: &'static str, typed: &str, step: Option<&str>) -> Result<()> {
    if typed.is_empty() {
        return Err(Error::invalid_field(field, Message::new("identity-error-code-missing")));
    }
    let runtime = cx.app.runtime();
    let key = account.to_string();
    cx.app.tries().count(PER_FACTOR, &key, runtime.wall())?;
    let command = ProveFactor { account, typed: typed.to_owned(), step: step.map(str::to_owned) };
    if !runtime.execute(&Actor::anonymous(), &command).await?.outcome {
        return Err(Error::invalid_field(field, Message::new("identity-error-code-wrong")));
    }
    cx.app.tries().forget(PER_FACTOR, &key);
    Ok(())
}

/// Notes the sign-in and begins the session or token.
pub(crate) async fn finish(cx: &Cx, actor: Actor, carrier: Carrier) -> Result<SignedIn> {
    let language = (carrier == Carrier::Browser).then(|| cx.locale().code());
    let account = Some(actor.account);
    let note = NoteSignIn { account, accepted: true, carrier: carrier_name(carrier), language };
    cx.app.runtime().execute(&actor, &note).await?;
    let begun = match carrier {
        Carrier::Browser => begin_in_browser(cx, &actor).await?,
        Carrier::Token => begin_for_machine(cx, &actor).await?,
    };
    Ok(SignedIn { actor, begun })
}

/// Notes that somebody has come by a provider and begins the session, as sure as the provider is.
pub(crate) async fn finish_by(cx: &Cx, actor: Actor, assurance: Assurance, by: OfProvider) -> Result<SignedIn> {
    let account = Some(actor.account);
    let language = Some(cx.locale().code());
    let note = NoteSignIn { account, accepted: true, carrier: "provider", language };
    cx.app.runtime().execute(&actor, &note).await?;
    let begin = Begin { assurance, provider: Some(by), ..cx.begins(Carrier::Browser) };
    let begun = begin_as(cx, &actor, begin).await?;
    Ok(SignedIn { actor: Actor { assurance, ..actor }, begun })
}

fn carrier_name(carrier: Carrier) -> &'static str {
    if carrier == Carrier::Browser { "browser" } else { "token" }
}

/// Whether the typed password is the account's own; limited like signing in.
pub(crate) async fn is_own_password(cx: &Cx, typed: &str) -> Result<bool> {
    let account = cx.actor().account;
    let key = account.to_string();
    cx.app.tries().count(PER_ACCOUNT, &key, cx.app.runtime().wall())?;
    let found = tables::credentials_of(&cx.reader(), account).await?;
    let right = password::verify(cx.app.runtime(), typed, Some(found.hash)).await?;
    if right {
        cx.app.tries().forget(PER_ACCOUNT, &key);
    }
    Ok(right)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_fields_are_asked_for_at_once() {
        assert_eq!(required("", "").unwrap_err().fields().len(), 2);
        assert_eq!(required("mau", "").unwrap_err().fields().len(), 1);
        assert!(required("mau", "x").is_ok());
    }
}
