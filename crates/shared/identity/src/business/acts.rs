//! What pages and API do alike: check what was typed, count tries, perform the command.

use access::TryLimit;
use kernel::time::HOUR;
use kernel::vietnam::TaxCode;
use kernel::{Error, Message, Result};
use runtime::{Actor, ActorKind};
use uuid::Uuid;
use web::{Cx, Errors};

use super::commands::{AskRepresentative, EndRepresentative, OpenBusiness};
use super::{NewBusiness, check_business};
use crate::model::{PersonDraft, business_key, citizen_key};
use crate::password::{check, hash_password};
use crate::people::check_number;
use crate::sign_in::{REGISTRATIONS, is_own_password};

/// People whom one business asks: each gets a message.
pub(crate) const ASKED: TryLimit = TryLimit { name: "representative-account", tries: 20, window: HOUR };

/// Fails unless the actor is a person.
pub(crate) fn people_only(actor: &Actor) -> Result<()> {
    if actor.kind == ActorKind::Citizen { Ok(()) } else { Err(Error::not_found()) }
}

/// Fails unless the actor is a business.
pub(crate) fn businesses_only(actor: &Actor) -> Result<()> {
    if actor.kind == ActorKind::Business { Ok(()) } else { Err(Error::not_found()) }
}

/// Checks what a business says of itself and the password that it chooses.
pub(crate) fn checked(typed: &NewBusiness, password: &str, errors: &mut Errors) -> Option<(PersonDraft, TaxCode)> {
    let found = check_business(typed, errors);
    let known = found.as_ref().map(|(draft, _)| [draft.identity.as_str(), draft.phone.as_str()]).unwrap_or_default();
    if let Err(message) = check(password, &known) {
        errors.add("password", message);
    }
    found
}

/// Opens the account of a business that was checked, and gives its id.
pub(crate) async fn open(cx: &Cx, (draft, code): (PersonDraft, TaxCode), password: &str) -> Result<Uuid> {
    let runtime = cx.app.runtime();
    cx.app.tries().count(REGISTRATIONS, &cx.peer(), runtime.wall())?;
    let command = OpenBusiness {
        login_key: business_key(runtime.vault(), &code),
        draft,
        hash: hash_password(runtime, password).await?,
        address: Some(runtime.vault().blind("address", &cx.peer())),
    };
    match cx.execute(&command).await {
        Ok(done) => Ok(done.outcome),
        // Two posts of one form at once: the second finds the number taken only when it commits.
        Err(error) if error.message().key == "error-exists" => {
            Err(Error::invalid_field("tax_code", Message::new("identity-error-tax-taken")))
        }
        Err(error) => Err(error),
    }
}

/// Fails unless the password of the business was typed.
async fn own_password(cx: &Cx, password: &str) -> Result<()> {
    if is_own_password(cx, password).await? {
        return Ok(());
    }
    Err(Error::invalid_field("password", Message::new("identity-error-password-current")))
}

fn check_password(password: &str, errors: &mut Errors) {
    if password.is_empty() {
        errors.add("password", Message::new("identity-error-password-missing"));
    }
}

/// Asks the person with an identity number to represent the business that acts.
pub(crate) async fn ask(cx: &Cx, identity: &str, password: &str) -> Result<()> {
    businesses_only(cx.actor())?;
    let mut errors = Errors::default();
    let number = errors.check("identity", check_number(identity));
    check_password(password, &mut errors);
    errors.done()?;
    let number = number.ok_or_else(|| Error::internal("a form without errors was refused"))?;
    own_password(cx, password).await?;
    let runtime = cx.app.runtime();
    cx.app.tries().count(ASKED, &cx.actor().account.to_string(), runtime.wall())?;
    let identity = number.as_str().to_owned();
    cx.execute(&AskRepresentative { login_key: citizen_key(runtime.vault(), &number), identity }).await?;
    Ok(())
}

/// The business that acts ends what ties a person to it.
pub(crate) async fn end(cx: &Cx, id: Uuid, password: &str) -> Result<()> {
    businesses_only(cx.actor())?;
    let mut errors = Errors::default();
    check_password(password, &mut errors);
    errors.done()?;
    own_password(cx, password).await?;
    cx.execute(&EndRepresentative { id, session: cx.session().map(str::to_owned) }).await?;
    Ok(())
}

/// The person who acts leaves a business, or says no to it.
pub(crate) async fn leave(cx: &Cx, id: Uuid) -> Result<()> {
    people_only(cx.actor())?;
    cx.execute(&EndRepresentative { id, session: None }).await?;
    Ok(())
}
