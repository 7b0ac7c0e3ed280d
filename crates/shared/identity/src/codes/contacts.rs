//! Proving a contact by the code that was sent to it, and forgetting it.

use ::store::WriteSet;
use ::store::vault::SubjectKey;
use access::secret_hash;
use kernel::{Error, Result, Timestamp};
use runtime::{Actor, ActorKind, Command, Decide, Reader};
use serde_json::json;
use uuid::Uuid;

use super::store::{self, SentRow, SentTo};
use super::{Typed, Use, Way, judge, messages, pause, send};
use crate::commands::key_of;
use crate::jobs::{Told, tell};
use crate::model::Contact;
use crate::people::{open_values, rewrite_contact};
use crate::store::{self as tables, OwnRow};

/// Other accounts that may have the same contact: a family shares a telephone, a crowd does not.
const SHARERS: i64 = 9;

/// A contact that was proven.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Proven {
    pub(crate) way: Way,
    /// The address or number.
    pub(crate) value: String,
    /// Whether it carries codes of the second step.
    pub(crate) is_step: bool,
    pub(crate) since: Timestamp,
}

/// The proven contacts of an account, e-mail first; none of somebody who was erased.
pub(crate) async fn proven(reader: &Reader<'_>, account: Uuid) -> Result<Vec<Proven>> {
    let rows = store::contacts(reader, account).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let Some(key) = key_of(reader, account).await? else { return Ok(Vec::new()) };
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let way = Way::parse(&row.way).ok_or_else(|| Error::internal("a contact of an unknown way"))?;
        let value = key.open(store::CONTACT, &row.sealed)?;
        found.push(Proven { way, value, is_step: row.is_step, since: row.proven_at });
    }
    Ok(found)
}

/// The e-mail address that an account has proven; none without one.
pub async fn proven_email(reader: &Reader<'_>, account: Uuid) -> Result<Option<String>> {
    let all = proven(reader, account).await?;
    Ok(all.into_iter().find(|one| one.way == Way::Email).map(|one| one.value))
}

async fn proven_by(reader: &Reader<'_>, way: Way) -> Result<Option<Proven>> {
    Ok(proven(reader, reader.actor.account).await?.into_iter().find(|one| one.way == way))
}

/// Only people and businesses have contacts.
pub(super) fn own(actor: &Actor) -> Result<()> {
    let is_somebody = actor.is_applicant() || actor.kind == ActorKind::Officer;
    if is_somebody { Ok(()) } else { Err(Error::forbidden()) }
}

pub(super) fn own_set(cx: &Decide<'_>) -> WriteSet {
    cx.write(cx.actor.unit.unwrap_or(cx.actor.account))
}

/// Sends a code to an address or number that the actor wants to prove.
pub(crate) struct AskContact {
    pub(crate) way: Way,
    /// In its stored form.
    pub(crate) value: String,
    /// The secret that the page of the code carries.
    pub(crate) page: String,
}

impl Command for AskContact {
    const NAME: &'static str = "identity.ask-contact";
    type State = Option<SubjectKey>;
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        own(actor)
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Self::State> {
        pause::calm(reader).await?;
        key_of(reader, reader.actor.account).await
    }

    fn decide(&self, key: &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, ())> {
        let account = cx.actor.account;
        let mut set = own_set(cx);
        let made;
        let key = match key {
            Some(key) => key,
            // A citizen without a key was erased.
            None if cx.actor.kind != ActorKind::Officer => return Err(Error::not_found()),
            None => {
                made = cx.vault.new_key(cx.rng)?;
                tables::insert_key(cx, &mut set, account, made.wrapped.clone());
                &made.key
            }
        };
        let page = secret_hash(&self.page);
        let to = SentTo { account, purpose: Use::Contact, way: self.way, value: &self.value, page };
        send(cx, &mut set, &to, Some(key))?;
        Ok((set, ()))
    }
}

/// Takes the code that was sent to a contact: from then on the contact is proven, in the place of the one before.
pub(crate) struct ProveContact {
    pub(crate) way: Way,
    pub(crate) page: String,
    pub(crate) typed: String,
}

/// What proving a contact needs to know.
pub(crate) struct Proving {
    sent: Option<SentRow>,
    key: Option<SubjectKey>,
    /// What is proven.
    value: String,
    /// What was proven before.
    before: Option<String>,
    /// The person whose profile follows; none for officers.
    own: Option<OwnRow>,
    sharers: i64,
}

impl Command for ProveContact {
    const NAME: &'static str = "identity.prove-contact";
    type State = Proving;
    type Outcome = Typed;

    fn authorise(&self, actor: &Actor) -> Result<()> {
        own(actor)
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Proving> {
        pause::calm(reader).await?;
        let account = reader.actor.account;
        let sent = store::sent(reader, secret_hash(&self.page), Use::Contact).await?;
        let sent = sent.filter(|sent| sent.account == account && sent.way == self.way.code());
        let key = key_of(reader, account).await?;
        let sealed = sent.as_ref().and_then(|sent| sent.sealed.as_ref());
        let value = match (sealed, &key) {
            (Some(sealed), Some(key)) => key.open(store::SENT, sealed)?,
            _ => String::new(),
        };
        let sharers = store::sharers(reader, self.way.blind(reader.vault(), &value), account).await?;
        let before = proven_by(reader, self.way).await?.map(|one| one.value);
        let own = if reader.actor.is_applicant() { Some(tables::own_person(reader, account).await?) } else { None };
        Ok(Proving { sent, key, value, before, own, sharers })
    }

    fn decide(&self, state: &Proving, cx: &Decide<'_>) -> Result<(WriteSet, Typed)> {
        let (Some(sent), Some(key)) = (&state.sent, &state.key) else {
            return Err(Error::conflict("identity-error-sent-gone"));
        };
        let account = cx.actor.account;
        let mut set = own_set(cx);
        let typed = judge(cx, &mut set, sent, &secret_hash(&self.page), &self.typed);
        if typed != Typed::Right {
            return Ok((set, typed));
        }
        if state.sharers > SHARERS {
            return Err(Error::conflict("identity-error-contact-shared"));
        }
        let sealed = key.seal(store::CONTACT, &state.value, cx.rng)?;
        let hash = self.way.blind(cx.vault, &state.value);
        store::put_contact(cx, &mut set, account, self.way, (sealed, hash));
        let fields = match &state.own {
            Some(own) => follow(cx, &mut set, own, self.way, &state.value)?,
            None => Vec::new(),
        };
        let payload = json!({ "way": self.way.code(), "fields": fields });
        set.audit(cx.audit("identity.contact-proven", "account", account, &payload));
        tell(cx, &mut set, account, Told::ContactProven);
        if let Some(before) = state.before.as_ref().filter(|before| **before != state.value) {
            messages::post_told(cx, &mut set, key, (self.way, before.as_str()), Told::ContactProven)?;
        }
        Ok((set, typed))
    }
}

/// The profile of a citizen says what was proven; gives the names of what changed.
fn follow(cx: &Decide<'_>, set: &mut WriteSet, own: &OwnRow, way: Way, value: &str) -> Result<Vec<&'static str>> {
    let known = open_values(cx.vault, &own.sealed.wrapped, &own.sealed.profile)?;
    let mut contact = Contact { phone: known.phone, email: known.email, address: known.address };
    let place = match way {
        Way::Email => &mut contact.email,
        Way::Phone => &mut contact.phone,
    };
    if place.as_str() == value {
        return Ok(Vec::new());
    }
    value.clone_into(place);
    rewrite_contact(cx, set, own, &contact)
}

/// Forgets a proven contact that carries no codes. Whoever asks has shown the password before.
pub(crate) struct DropContact {
    pub(crate) way: Way,
}

impl Command for DropContact {
    const NAME: &'static str = "identity.drop-contact";
    type State = Option<(Proven, SubjectKey)>;
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        own(actor)
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Self::State> {
        pause::calm(reader).await?;
        let Some(known) = proven_by(reader, self.way).await? else { return Ok(None) };
        Ok(Some((known, reader.subject_key(reader.actor.account).await?)))
    }

    fn decide(&self, state: &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, ())> {
        let Some((known, key)) = state else { return Err(Error::conflict("identity-error-contact-unproven")) };
        if known.is_step {
            return Err(Error::conflict("identity-error-contact-step"));
        }
        let account = cx.actor.account;
        let mut set = own_set(cx);
        store::drop_contact(&mut set, account, self.way);
        let payload = json!({ "way": self.way.code() });
        set.audit(cx.audit("identity.contact-dropped", "account", account, &payload));
        tell(cx, &mut set, account, Told::ContactDropped);
        messages::post_told(cx, &mut set, key, (self.way, known.value.as_str()), Told::ContactDropped)?;
        Ok((set, ()))
    }
}
