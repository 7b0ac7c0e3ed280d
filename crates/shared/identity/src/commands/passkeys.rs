//! Passkeys: added by their first answer, used to sign in, named, removed.

use access::secret_hash;
use kernel::{Error, Message, Result};
use runtime::{Actor, ActorKind, Command, Decide, Reader};
use serde_json::json;
use store::WriteSet;
use store::vault::SubjectKey;
use uuid::Uuid;

use super::factors::{key_of, renew, write};
use crate::codes::pause;
use crate::jobs::{Told, tell};
use crate::passkey::{self, Assertion, Known, NewPasskey, Party, Registration, Ticket, Want, Why};
use crate::store::{self as tables, PasskeyRow};

/// What sealed names are bound to.
pub(crate) const NAME_CONTEXT: &str = "passkey.name";
/// Passkeys that one account may have.
pub(crate) const MOST: i64 = 20;
/// Characters of a name.
pub(crate) const NAME_LENGTH: usize = 60;

/// The name that a holder gives, in one line.
pub(crate) fn check_name(typed: &str) -> Result<String> {
    let name = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() || name.chars().count() > NAME_LENGTH || name.chars().any(char::is_control) {
        return Err(Error::invalid_field("name", Message::new("identity-error-passkey-name")));
    }
    Ok(name)
}

/// Adds a passkey to the account of its actor; gives recovery codes, when it is the first second factor.
pub(crate) struct AddPasskey {
    pub(crate) party: Party,
    /// The ticket of the page that asked for it, which is shown to whoever has just typed the password.
    pub(crate) ticket: Ticket,
    pub(crate) brought: Registration,
    pub(crate) name: String,
}

/// What adding a passkey needs to know.
pub(crate) struct Place {
    made: Result<NewPasskey, Why>,
    /// Whether somebody has the passkey.
    is_known: bool,
    has_factor: bool,
    passkeys: i64,
    key: Option<SubjectKey>,
}

impl AddPasskey {
    async fn made(&self, reader: &Reader<'_>) -> Result<Result<NewPasskey, Why>> {
        if tables::is_answered(reader, &self.ticket).await? {
            return Ok(Err(Why::Late));
        }
        let want = Want { party: &self.party, challenge: &self.ticket.challenge, verified: false };
        Ok(passkey::registration(&want, &self.brought))
    }
}

impl Command for AddPasskey {
    const NAME: &'static str = "identity.add-passkey";
    type State = Place;
    type Outcome = Vec<String>;

    fn authorise(&self, actor: &Actor) -> Result<()> {
        actor.require_signed_in()
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Place> {
        pause::calm(reader).await?;
        let account = reader.actor.account;
        let made = self.made(reader).await?;
        let is_known = match &made {
            Ok(new) => tables::passkey(reader, new.id.clone()).await?.is_some(),
            Err(_) => false,
        };
        Ok(Place {
            made,
            is_known,
            has_factor: tables::has_factor(reader, account).await?,
            passkeys: tables::passkey_count(reader, account).await?,
            key: key_of(reader, account).await?,
        })
    }

    fn decide(&self, place: &Place, cx: &Decide<'_>) -> Result<(WriteSet, Vec<String>)> {
        let account = cx.actor.account;
        let new = place.made.clone().map_err(Why::error)?;
        if place.is_known {
            return Err(Error::conflict("identity-error-passkey-known"));
        }
        if place.passkeys >= MOST {
            return Err(Error::conflict("identity-error-passkey-many"));
        }
        let mut set = write(cx, account);
        let name = match &place.key {
            Some(key) => key.seal(NAME_CONTEXT, &self.name, cx.rng)?,
            // A citizen without a key was erased.
            None if cx.actor.kind != ActorKind::Officer => return Err(Error::not_found()),
            None => {
                let made = cx.vault.new_key(cx.rng)?;
                tables::insert_key(cx, &mut set, account, made.wrapped);
                made.key.seal(NAME_CONTEXT, &self.name, cx.rng)?
            }
        };
        let id = cx.new_id();
        tables::use_ticket(&mut set, &self.ticket);
        tables::insert_passkey(cx, &mut set, (id, account), new, name);
        let codes = if place.has_factor { Vec::new() } else { renew(cx, &mut set, account) };
        tables::end_steps(&mut set, account);
        let payload = json!({ "kind": "passkey", "passkey": id });
        set.audit(cx.audit("identity.factor-added", "account", account, &payload));
        tell(cx, &mut set, account, Told::PasskeyAdded);
        Ok((set, codes))
    }
}

/// Takes the answer of a passkey; gives the account behind it, or why it was refused. Either way an audit row stays.
pub(crate) struct ProvePasskey {
    pub(crate) party: Party,
    pub(crate) ticket: Ticket,
    pub(crate) brought: Assertion,
    /// The step that ends with it, with the account that waits in it; none when it stands for the password too.
    pub(crate) step: Option<(String, Uuid)>,
}

/// What an answer is held against.
pub(crate) struct Claim {
    row: Option<PasskeyRow>,
    is_answered: bool,
}

impl ProvePasskey {
    /// The passkey and its answer, when it is right.
    fn checked<'a>(&self, claim: &'a Claim) -> Result<(&'a PasskeyRow, passkey::Used), Why> {
        let row = claim.row.as_ref().ok_or(Why::Unknown)?;
        if claim.is_answered {
            return Err(Why::Late);
        }
        if self.step.as_ref().is_some_and(|(_, account)| *account != row.account) {
            return Err(Why::Holder);
        }
        // Whoever names no account must have had it named by the authenticator.
        if self.step.is_none() && self.brought.holder.is_empty() {
            return Err(Why::Holder);
        }
        let known =
            Known { account: row.account, key: &row.key, counter: row.counter, backup_eligible: row.backup_eligible };
        let want = Want { party: &self.party, challenge: &self.ticket.challenge, verified: self.step.is_none() };
        Ok((row, passkey::assertion(&want, &known, &self.brought)?))
    }
}

impl Command for ProvePasskey {
    const NAME: &'static str = "identity.prove-passkey";
    type State = Claim;
    type Outcome = Result<Uuid, Why>;

    fn authorise(&self, _actor: &Actor) -> Result<()> {
        Ok(())
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Claim> {
        Ok(Claim {
            row: tables::passkey(reader, self.brought.id.clone()).await?,
            is_answered: tables::is_answered(reader, &self.ticket).await?,
        })
    }

    fn decide(&self, claim: &Claim, cx: &Decide<'_>) -> Result<(WriteSet, Result<Uuid, Why>)> {
        let way = self.ticket.purpose.code();
        let (row, used) = match self.checked(claim) {
            Ok(found) => found,
            Err(why) => {
                let waits = self.step.as_ref().map(|(_, account)| *account);
                let account = waits.or(claim.row.as_ref().map(|row| row.account)).unwrap_or_default();
                let payload = json!({ "way": way, "why": why.code() });
                let mut set = cx.write(account);
                set.audit(cx.audit("identity.passkey-refused", "account", account, &payload));
                return Ok((set, Err(why)));
            }
        };
        let mut set = cx.write(row.account);
        tables::use_ticket(&mut set, &self.ticket);
        tables::use_passkey(cx, &mut set, row, used);
        if let Some((step, _)) = &self.step {
            tables::end_step(&mut set, secret_hash(step));
        }
        let payload = json!({ "way": way, "passkey": row.id, "verified": used.verified });
        set.audit(cx.audit("identity.passkey-accepted", "account", row.account, &payload));
        Ok((set, Ok(row.account)))
    }
}

/// Gives a passkey of the actor another name.
pub(crate) struct NamePasskey {
    pub(crate) id: Uuid,
    pub(crate) name: String,
}

impl Command for NamePasskey {
    const NAME: &'static str = "identity.name-passkey";
    type State = SubjectKey;
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        actor.require_signed_in()
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<SubjectKey> {
        let account = reader.actor.account;
        let passkeys = tables::passkeys_of(reader, account).await?;
        // Somebody else's passkey is not found.
        if passkeys.iter().all(|found| found.id != self.id) {
            return Err(Error::not_found());
        }
        key_of(reader, account).await?.ok_or_else(Error::not_found)
    }

    fn decide(&self, key: &SubjectKey, cx: &Decide<'_>) -> Result<(WriteSet, ())> {
        let account = cx.actor.account;
        let mut set = write(cx, account);
        tables::name_passkey(&mut set, account, self.id, key.seal(NAME_CONTEXT, &self.name, cx.rng)?);
        let payload = json!({ "passkey": self.id });
        set.audit(cx.audit("identity.passkey-named", "account", account, &payload));
        Ok((set, ()))
    }
}

/// Removes a passkey of the actor; with the last second factor go the recovery codes. Whoever asks has shown the
/// password before.
pub(crate) struct RemovePasskey(pub(crate) Uuid);

impl Command for RemovePasskey {
    const NAME: &'static str = "identity.remove-passkey";
    /// Whether another second factor is left.
    type State = bool;
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        actor.require_signed_in()
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<bool> {
        pause::calm(reader).await?;
        let account = reader.actor.account;
        let passkeys = tables::passkeys_of(reader, account).await?;
        if passkeys.iter().all(|found| found.id != self.0) {
            return Err(Error::not_found());
        }
        Ok(passkeys.len() > 1 || tables::app_of(reader, account).await?.is_some())
    }

    fn decide(&self, has_other: &bool, cx: &Decide<'_>) -> Result<(WriteSet, ())> {
        let account = cx.actor.account;
        let mut set = write(cx, account);
        tables::delete_passkey(&mut set, account, self.0);
        if !*has_other {
            tables::replace_codes(&mut set, account, Vec::new());
        }
        tables::end_steps(&mut set, account);
        let payload = json!({ "kind": "passkey", "passkey": self.0 });
        set.audit(cx.audit("identity.factor-removed", "account", account, &payload));
        tell(cx, &mut set, account, Told::PasskeyRemoved);
        Ok((set, ()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_one_short_line() {
        for (typed, name) in [
            ("  Điện thoại   của tôi ", Some("Điện thoại của tôi")),
            ("a\nb", Some("a b")),
            ("", None),
            (" \t", None),
            ("a\u{7}b", None),
        ] {
            assert_eq!(check_name(typed).ok().as_deref(), name, "{typed:?}");
        }
        assert!(check_name(&"đ".repeat(NAME_LENGTH)).is_ok());
        assert!(check_name(&"đ".repeat(NAME_LENGTH + 1)).is_err());
    }
}
