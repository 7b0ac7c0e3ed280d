//! Signing in: the same way for browsers and machines, with limits per account and address, and the same answer whether
//! the account exists or not.

use access::{Assignments, Carrier, TryLimit};
use kernel::time::{HOUR, MINUTE};
use kernel::{Error, Kind, Message, Result};
use runtime::Actor;
use uuid::Uuid;
use web::{Cx, Errors, LimitInfo};

use crate::accounts::Accounts;
use crate::commands::NoteSignIn;
use crate::model::login_key;
use crate::sessions::{Begun, begin_for_machine, begin_in_browser, device_hash};
use crate::{password, store as tables};

/// Tries for one account from one address, or from one device that is known: enough for a forgetful person, too few for
/// a guesser.
const PER_ACCOUNT: TryLimit = TryLimit { name: "sign-in-account", tries: 10, window: 15 * MINUTE };
/// Tries for one account from everywhere but known devices. More than that is an attack.
const ATTACKED: TryLimit = TryLimit { name: "sign-in-account-everywhere", tries: 100, window: 15 * MINUTE };
/// What is left to each address while an account is attacked: its owner comes in from another one than the guessers.
const WHILE_ATTACKED: TryLimit = TryLimit { name: "sign-in-account-attacked", tries: 3, window: 15 * MINUTE };
/// Tries from one address: an office shares one.
const PER_ADDRESS: TryLimit = TryLimit { name: "sign-in-address", tries: 100, window: 15 * MINUTE };
/// Tries to register from one address, successful or not: each could ask whether a number has an account.
pub(crate) const REGISTRATIONS: TryLimit = TryLimit { name: "register-address", tries: 60, window: HOUR };
/// Tokens of machines that one address asks for, right or wrong.
pub(crate) const CLIENT_TOKENS: TryLimit = TryLimit { name: "client-token-address", tries: 300, window: 15 * MINUTE };

/// All of them, for the table of limits.
pub(crate) const LIMITS: &[LimitInfo] = &[
    LimitInfo { limit: PER_ACCOUNT, label: "identity-limit-account" },
    LimitInfo { limit: ATTACKED, label: "identity-limit-everywhere" },
    LimitInfo { limit: WHILE_ATTACKED, label: "identity-limit-attacked" },
    LimitInfo { limit: PER_ADDRESS, label: "identity-limit-address" },
    LimitInfo { limit: REGISTRATIONS, label: "identity-limit-register" },
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

/// Checks login and password and begins a session or token.
pub(crate) async fn sign_in(cx: &Cx, login: &str, typed: &str, carrier: Carrier) -> Result<SignedIn> {
    required(login, typed)?;
    let runtime = cx.app.runtime();
    let key = login_key(runtime.vault(), login);
    cx.app.tries().count(PER_ADDRESS, &cx.peer(), runtime.wall())?;
    let found = tables::credentials(&cx.reader(), &key).await?;
    let from = place(cx, &key, found.as_ref().map(|found| found.account)).await?;
    count(cx, &key, &from)?;
    let right = password::verify(typed, found.as_ref().map(|found| found.hash.clone())).await?;
    let account = found.map(|found| found.account);
    let actor = match account {
        Some(account) if right => {
            let accounts = runtime.services().get::<Accounts>()?;
            accounts.actor(runtime, account, runtime.now()).await?
        }
        _ => None,
    };
    let carrier_name = if carrier == Carrier::Browser { "browser" } else { "token" };
    let note = NoteSignIn { account, accepted: actor.is_some(), carrier: carrier_name };
    let nobody = Actor::anonymous();
    runtime.execute(actor.as_ref().unwrap_or(&nobody), &note).await?;
    let Some(actor) = actor else {
        return Err(Error::new(Kind::Invalid, Message::new("identity-sign-in-wrong")));
    };
    cx.app.tries().forget(PER_ACCOUNT, &from.key);
    cx.app.tries().forget(WHILE_ATTACKED, &from.key);
    let begun = match carrier {
        Carrier::Browser => begin_in_browser(cx, &actor).await?,
        Carrier::Token => begin_for_machine(cx, &actor).await?,
    };
    Ok(SignedIn { actor, begun })
}

/// Whether the typed password is the account's own; limited like signing in.
pub(crate) async fn is_own_password(cx: &Cx, typed: &str) -> Result<bool> {
    let account = cx.actor().account;
    let key = account.to_string();
    cx.app.tries().count(PER_ACCOUNT, &key, cx.app.runtime().wall())?;
    let found = tables::credentials_of(&cx.reader(), account).await?;
    let right = password::verify(typed, Some(found.hash)).await?;
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
