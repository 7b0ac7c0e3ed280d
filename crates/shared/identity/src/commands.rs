//! What is written: accounts, assignments, passwords, and the record of who signed in.

mod factors;
mod passkeys;
mod recover;

use kernel::{Error, Kind, Message, Result, Timestamp};
use organisation::{Directory, UnitId};
use runtime::{Actor, ActorKind, Command, Decide, Reader};
use serde_json::json;
use store::WriteSet;
use uuid::Uuid;

use crate::MANAGE;
use crate::accounts::Accounts;
use crate::codes::{self, pause};
use crate::model::{Contact, PersonDraft, Reach};
use crate::officers::invite::Invitation;
use crate::officers::{self, known, not_own};
use crate::people::{rewrite_contact, write_person_as};
use crate::store::{self as tables, AccountRow, AssignmentRow, OwnRow};

pub(crate) use factors::{AddApp, BeginStep, ProveFactor, Purpose, RemoveApp, RenewCodes, key_of, step_ended};
pub(crate) use passkeys::{
    AddPasskey, MOST, NAME_CONTEXT, NAME_LENGTH, NamePasskey, ProvePasskey, RemovePasskey, check_name,
};
pub(crate) use recover::{DOCUMENTS, GiveSlip, UseSlip, wrong_slip};

/// Accounts that citizens may open from one address on one day: a kiosk of a commune serves many people.
pub(crate) const ACCOUNTS_A_DAY: i64 = 30;

/// Opens the account of a citizen. Its id is the id of the subject.
pub(crate) struct OpenCitizen {
    pub(crate) login_key: String,
    pub(crate) draft: PersonDraft,
    pub(crate) hash: String,
    /// Keyed hash of the address it came from; none when the house opens it.
    pub(crate) address: Option<Vec<u8>>,
}

/// Whether the login is taken, and how many accounts the address has opened today.
pub(crate) struct Opening {
    taken: bool,
    opened: i64,
}

impl Command for OpenCitizen {
    const NAME: &'static str = "identity.register";
    type State = Opening;
    type Outcome = Uuid;

    fn authorise(&self, actor: &Actor) -> Result<()> {
        match actor.kind {
            ActorKind::Anonymous => Ok(()),
            _ => actor.require(MANAGE),
        }
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Opening> {
        let taken = tables::credentials(reader, &self.login_key).await?.is_some();
        let opened = match &self.address {
            Some(address) => tables::opened_from(reader, address.clone(), reader.wall.day_number()).await?,
            None => 0,
        };
        Ok(Opening { taken, opened })
    }

    fn decide(&self, state: &Opening, cx: &Decide<'_>) -> Result<(WriteSet, Uuid)> {
        if state.taken {
            return Err(Error::invalid_field("identity", Message::new("identity-error-number-taken")));
        }
        if state.opened >= ACCOUNTS_A_DAY {
            return Err(Error::new(Kind::Busy, Message::new("identity-error-quota").arg("most", ACCOUNTS_A_DAY)));
        }
        let subject = cx.new_id();
        let mut set = cx.write(subject);
        write_person_as(cx, &mut set, subject, &self.draft)?;
        let account = AccountRow {
            account: subject,
            kind: "citizen",
            login_key: self.login_key.clone(),
            display_name: String::new(),
            hash: self.hash.clone(),
            subject: Some(subject),
        };
        tables::insert_account(cx, &mut set, account);
        if let Some(address) = &self.address {
            tables::use_quota(&mut set, address.clone(), cx.wall.day_number(), ACCOUNTS_A_DAY);
        }
        let payload = json!({ "kind": "citizen", "fields": self.draft.filled(), "own": self.address.is_some() });
        set.audit(cx.audit("identity.registered", "account", subject, &payload));
        Ok((set, subject))
    }
}

/// A role in a unit from an instant on.
#[derive(Clone)]
pub(crate) struct Post {
    pub(crate) unit: Uuid,
    pub(crate) role: String,
    pub(crate) position: String,
    pub(crate) reach: Reach,
    pub(crate) from: Timestamp,
    pub(crate) to: Option<Timestamp>,
}

impl Post {
    fn authorise(&self, actor: &Actor) -> Result<()> {
        if actor.can_in(MANAGE, self.unit) { Ok(()) } else { Err(Error::forbidden()) }
    }

    /// Fails unless the reader's actor may give the role (`given_by` in data/roles.toml) and the unit exists.
    pub(crate) fn check(&self, reader: &Reader<'_>) -> Result<()> {
        let accounts = reader.service::<Accounts>()?;
        let snapshot = reader.service::<Directory>()?.on(reader.now);
        let unknown = |_| Error::invalid_field("unit", Message::new("identity-error-unit-unknown"));
        snapshot.unit(UnitId::from(self.unit)).map_err(unknown)?;
        let role = accounts.roles().get(&self.role);
        let is_fit = role.is_some_and(|role| role.may_be_given_by(reader.actor, snapshot.province()));
        if is_fit { Ok(()) } else { Err(Error::invalid_field("role", Message::new("identity-error-role-giver"))) }
    }

    /// Writes the assignment with its audit row.
    fn write(&self, cx: &Decide<'_>, set: &mut WriteSet, account: Uuid) -> Uuid {
        let row = AssignmentRow {
            account,
            unit: self.unit,
            role: self.role.clone(),
            position: self.position.clone(),
            reach: self.reach.code(),
            from: self.from,
            to: self.to,
        };
        let id = tables::insert_assignment(cx, set, row);
        let payload = json!({
            "account": account,
            "unit": self.unit,
            "role": self.role,
            "reach": self.reach.code(),
            "from": self.from.0,
            "to": self.to.map(|to| to.0),
        });
        set.audit(cx.audit("identity.assigned", "assignment", id, &payload));
        id
    }
}

/// Opens the account of an officer with a first assignment.
pub(crate) struct OpenOfficer {
    pub(crate) login_key: String,
    pub(crate) name: String,
    pub(crate) hash: String,
    pub(crate) post: Post,
    /// Lets the officer choose a password; none when the house has set one.
    pub(crate) invitation: Option<Invitation>,
}

impl Command for OpenOfficer {
    const NAME: &'static str = "identity.open-officer";
    type State = bool;
    type Outcome = Uuid;

    fn authorise(&self, actor: &Actor) -> Result<()> {
        self.post.authorise(actor)
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<bool> {
        self.post.check(reader)?;
        Ok(tables::credentials(reader, &self.login_key).await?.is_some())
    }

    fn decide(&self, taken: &bool, cx: &Decide<'_>) -> Result<(WriteSet, Uuid)> {
        if *taken {
            return Err(Error::invalid_field("login", Message::new("identity-error-login-taken")));
        }
        let id = cx.new_id();
        let mut set = cx.write(self.post.unit);
        let account = AccountRow {
            account: id,
            kind: "officer",
            login_key: self.login_key.clone(),
            display_name: self.name.clone(),
            hash: self.hash.clone(),
            subject: None,
        };
        tables::insert_account(cx, &mut set, account);
        set.audit(cx.audit("identity.opened", "account", id, &json!({ "kind": "officer" })));
        self.post.write(cx, &mut set, id);
        if let Some(invitation) = &self.invitation {
            invitation.write(cx, &mut set, id, None)?;
        }
        Ok((set, id))
    }
}

/// Gives an officer one more role.
pub(crate) struct Assign {
    pub(crate) account: Uuid,
    pub(crate) post: Post,
}

/// Who gets a role: the version of the account, and whether a role of the same time must not stand beside it.
pub(crate) struct Assignee {
    version: i64,
    is_apart: bool,
}

impl Command for Assign {
    const NAME: &'static str = "identity.assign";
    type State = Assignee;
    type Outcome = Uuid;

    fn authorise(&self, actor: &Actor) -> Result<()> {
        self.post.authorise(actor)
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Assignee> {
        let version = known(reader, self.account).await?.version;
        not_own(reader.actor, self.account)?;
        self.post.check(reader)?;
        let accounts = reader.service::<Accounts>()?;
        let (roles, post) = (accounts.roles(), &self.post);
        let role = roles.get(&post.role).ok_or_else(Error::not_found)?;
        let held = tables::roles_between(reader, self.account, post.from, post.to).await?;
        let is_apart = held.iter().filter_map(|code| roles.get(code)).any(|other| role.is_apart_from(other));
        Ok(Assignee { version, is_apart })
    }

    fn decide(&self, assignee: &Assignee, cx: &Decide<'_>) -> Result<(WriteSet, Uuid)> {
        if assignee.is_apart {
            return Err(Error::invalid_field("role", Message::new("identity-error-role-apart")));
        }
        let mut set = cx.write(self.post.unit);
        // Of two roles that are given at the same time, the second is judged beside the first.
        tables::touch_account(&mut set, self.account, assignee.version);
        let id = self.post.write(cx, &mut set, self.account);
        Ok((set, id))
    }
}

/// Replaces a password: one's own, or another's by the house. Every session and token ends with it; the caller ends
/// those that began meanwhile.
pub(crate) struct ChangePassword {
    pub(crate) account: Uuid,
    pub(crate) hash: String,
}

impl Command for ChangePassword {
    const NAME: &'static str = "identity.change-password";
    type State = i64;
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        // Whoever may set others' passwords can act in their name, so only the house may.
        let own = actor.is_signed_in() && actor.account == self.account;
        if own || actor.kind == ActorKind::System { Ok(()) } else { Err(Error::forbidden()) }
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<i64> {
        Ok(tables::credentials_of(reader, self.account).await?.version)
    }

    fn decide(&self, version: &i64, cx: &Decide<'_>) -> Result<(WriteSet, ())> {
        let mut set = cx.write(cx.actor.unit.unwrap_or(self.account));
        tables::update_password(&mut set, self.account, *version, self.hash.clone());
        // A sign-in that waits for its second step was begun with the password of before; whoever has a slip or a code
        // would put another password in the place of this one.
        tables::end_steps(&mut set, self.account);
        tables::drop_slips(&mut set, self.account);
        codes::store::drop_sent(&mut set, self.account);
        officers::store::drop_invitations(&mut set, self.account);
        access::end_sessions(&mut set, self.account, None);
        set.audit(cx.audit("identity.password-changed", "account", self.account, &json!({})));
        Ok((set, ()))
    }
}

/// Stores the same password under a hash of today's cost. Sessions go on.
pub(crate) struct RenewHash {
    pub(crate) account: Uuid,
    /// The version whose password was right.
    pub(crate) version: i64,
    pub(crate) hash: String,
}

impl Command for RenewHash {
    const NAME: &'static str = "identity.renew-hash";
    type State = i64;
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        if actor.is_signed_in() && actor.account == self.account { Ok(()) } else { Err(Error::forbidden()) }
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<i64> {
        Ok(tables::credentials_of(reader, self.account).await?.version)
    }

    fn decide(&self, version: &i64, cx: &Decide<'_>) -> Result<(WriteSet, ())> {
        // A password that was changed meanwhile must not come back.
        if *version != self.version {
            return Err(Error::conflict("error-changed"));
        }
        let mut set = cx.write(cx.actor.unit.unwrap_or(self.account));
        tables::update_password(&mut set, self.account, *version, self.hash.clone());
        set.audit(cx.audit("identity.password-rehashed", "account", self.account, &json!({})));
        Ok((set, ()))
    }
}

/// Changes how a citizen or business is reached. Name and number stay: they are changed where papers are shown.
pub(crate) struct ChangeContact {
    /// The version that was shown, where somebody named it; without it whatever is there is overwritten.
    pub(crate) version: Option<i64>,
    pub(crate) contact: Contact,
}

impl Command for ChangeContact {
    const NAME: &'static str = "identity.change-contact";
    type State = OwnRow;
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        if actor.is_applicant() { Ok(()) } else { Err(Error::forbidden()) }
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<OwnRow> {
        pause::calm(reader).await?;
        tables::own_person(reader, reader.actor.account).await
    }

    fn decide(&self, own: &OwnRow, cx: &Decide<'_>) -> Result<(WriteSet, ())> {
        if self.version.is_some_and(|version| version != own.version) {
            return Err(Error::conflict("identity-error-contact-changed"));
        }
        let mut set = cx.write(own.sealed.subject);
        let fields = rewrite_contact(cx, &mut set, own, &self.contact)?;
        set.audit(cx.audit("identity.contact-changed", "account", cx.actor.account, &json!({ "fields": fields })));
        Ok((set, ()))
    }
}

/// Notes that somebody signed in, or could not. An unknown account is noted as the nil id, at the same cost.
pub(crate) struct NoteSignIn {
    pub(crate) account: Option<Uuid>,
    pub(crate) accepted: bool,
    pub(crate) carrier: &'static str,
    /// The language of the pages, in which the account is written to from now on; none where there was no page.
    pub(crate) language: Option<&'static str>,
}

impl Command for NoteSignIn {
    const NAME: &'static str = "identity.sign-in";
    type State = ();
    type Outcome = ();

    fn authorise(&self, _actor: &Actor) -> Result<()> {
        Ok(())
    }

    fn read(&self, _reader: &Reader<'_>) -> impl Future<Output = Result<()>> + Send {
        std::future::ready(Ok(()))
    }

    fn decide(&self, _state: &(), cx: &Decide<'_>) -> Result<(WriteSet, ())> {
        let account = self.account.unwrap_or_default();
        let mut set = cx.write(cx.actor.unit.unwrap_or(account));
        let action = if self.accepted { "identity.signed-in" } else { "identity.sign-in-refused" };
        set.audit(cx.audit(action, "account", account, &json!({ "carrier": self.carrier })));
        if let Some(language) = self.language.filter(|_| self.accepted) {
            tables::keep_language(&mut set, account, language);
        }
        Ok((set, ()))
    }
}
