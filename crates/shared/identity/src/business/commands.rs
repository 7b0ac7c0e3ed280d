//! A business is opened by the person who answers for it; who represents it is asked, says yes, and leaves or is ended.

use ::store::WriteSet;
use ::store::vault::SubjectKey;
use kernel::{Error, Kind, Message, Result};
use runtime::{Actor, ActorKind, Command, Decide, Reader};
use serde_json::json;
use uuid::Uuid;

use super::store::{self, RepresentativeRow};
use super::{MOST, Named};
use crate::codes::pause;
use crate::commands::ACCOUNTS_A_DAY;
use crate::jobs::{Told, tell};
use crate::model::{PersonDraft, Profile};
use crate::people::{profile_of, write_person_as};
use crate::store::{self as tables, AccountRow};

/// Only people represent others.
fn citizen(actor: &Actor) -> Result<()> {
    if actor.kind == ActorKind::Citizen { Ok(()) } else { Err(Error::not_found()) }
}

/// Opens the account of a business for its actor, who is its first representative. Its id is the id of the subject.
pub(crate) struct OpenBusiness {
    pub(crate) login_key: String,
    pub(crate) draft: PersonDraft,
    pub(crate) hash: String,
    /// Keyed hash of the address it came from; none when the house opens it.
    pub(crate) address: Option<Vec<u8>>,
}

/// What opening a business needs to know.
pub(crate) struct Founding {
    taken: bool,
    /// Accounts that the address has opened today.
    opened: i64,
    /// Businesses that the person has.
    held: usize,
    person: Profile,
    /// Under which the person signs in.
    login: String,
}

impl Command for OpenBusiness {
    const NAME: &'static str = "identity.register-business";
    type State = Founding;
    type Outcome = Uuid;

    fn authorise(&self, actor: &Actor) -> Result<()> {
        citizen(actor)
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Founding> {
        let account = reader.actor.account;
        let opened = match &self.address {
            Some(address) => tables::opened_from(reader, address.clone(), reader.wall.day_number()).await?,
            None => 0,
        };
        Ok(Founding {
            taken: tables::credentials(reader, &self.login_key).await?.is_some(),
            opened,
            held: store::of_person(reader, account).await?.iter().filter(|row| row.is_open()).count(),
            person: profile_of(reader, account).await?,
            login: store::login_of(reader, account).await?,
        })
    }

    fn decide(&self, state: &Founding, cx: &Decide<'_>) -> Result<(WriteSet, Uuid)> {
        if state.taken {
            return Err(Error::invalid_field("tax_code", Message::new("identity-error-tax-taken")));
        }
        if state.opened >= ACCOUNTS_A_DAY {
            return Err(Error::new(Kind::Busy, Message::new("identity-error-quota").arg("most", ACCOUNTS_A_DAY)));
        }
        if state.held >= MOST {
            return Err(Error::conflict("identity-error-businesses-many"));
        }
        let business = cx.new_id();
        let mut set = cx.write(business);
        let key = write_person_as(cx, &mut set, business, &self.draft)?;
        let account = AccountRow {
            account: business,
            kind: "business",
            login_key: self.login_key.clone(),
            display_name: String::new(),
            hash: self.hash.clone(),
            subject: Some(business),
        };
        tables::insert_account(cx, &mut set, account);
        if let Some(address) = &self.address {
            tables::use_quota(&mut set, address.clone(), cx.wall.day_number(), ACCOUNTS_A_DAY);
        }
        let payload = json!({ "kind": "business", "fields": self.draft.filled(), "own": self.address.is_some() });
        set.audit(cx.audit("identity.registered", "account", business, &payload));
        let named = Named { name: state.person.name.clone(), identity: state.person.identity.clone() };
        let row = RepresentativeRow {
            id: cx.new_id(),
            business,
            login: state.login.clone(),
            account: Some(cx.actor.account),
            sealed: named.seal(&key, cx.rng)?,
            made_at: cx.now,
            from: Some(cx.now),
            ended_at: None,
        };
        added(cx, &mut set, &row, cx.actor.account);
        store::insert(cx, &mut set, row);
        Ok((set, business))
    }
}

/// Somebody represents a business from now on: audited, and told to both.
fn added(cx: &Decide<'_>, set: &mut WriteSet, row: &RepresentativeRow, person: Uuid) {
    let payload = json!({ "representative": row.id, "person": person });
    set.audit(cx.audit("identity.representative-added", "account", row.business, &payload));
    tell(cx, set, row.business, Told::RepresentativeAdded);
    tell(cx, set, person, Told::RepresentativeAdded);
}

/// Asks a person to represent the business that acts. The same is written whether the person has an account or not.
pub(crate) struct AskRepresentative {
    /// Under which the person signs in, or would.
    pub(crate) login_key: String,
    /// The identity number in its stored form.
    pub(crate) identity: String,
}

/// What asking needs to know.
pub(crate) struct Asking {
    /// Of the account of the business.
    version: i64,
    rows: Vec<RepresentativeRow>,
    key: SubjectKey,
    /// The person; none without an account.
    person: Option<Uuid>,
}

impl Command for AskRepresentative {
    const NAME: &'static str = "identity.ask-representative";
    type State = Asking;
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        if actor.kind == ActorKind::Business { Ok(()) } else { Err(Error::not_found()) }
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Asking> {
        pause::calm(reader).await?;
        let business = reader.actor.account;
        Ok(Asking {
            version: tables::credentials_of(reader, business).await?.version,
            rows: store::of_business(reader, business).await?,
            key: reader.subject_key(business).await?,
            person: tables::credentials(reader, &self.login_key).await?.map(|found| found.account),
        })
    }

    fn decide(&self, state: &Asking, cx: &Decide<'_>) -> Result<(WriteSet, ())> {
        let open: Vec<&RepresentativeRow> = state.rows.iter().filter(|row| row.is_open()).collect();
        if open.iter().any(|row| row.login == self.login_key) {
            return Err(Error::invalid_field("identity", Message::new("identity-error-representative-there")));
        }
        if open.len() >= MOST {
            return Err(Error::conflict("identity-error-representatives-many"));
        }
        let business = cx.actor.account;
        let mut set = cx.write(business);
        tables::touch_account(&mut set, business, state.version);
        let named = Named { name: String::new(), identity: self.identity.clone() };
        let row = RepresentativeRow {
            id: cx.new_id(),
            business,
            login: self.login_key.clone(),
            account: None,
            sealed: named.seal(&state.key, cx.rng)?,
            made_at: cx.now,
            from: None,
            ended_at: None,
        };
        let payload = json!({ "representative": row.id });
        set.audit(cx.audit("identity.representative-asked", "account", business, &payload));
        // The nil id is told nothing, at the same cost.
        tell(cx, &mut set, state.person.unwrap_or_default(), Told::RepresentativeAsked);
        store::insert(cx, &mut set, row);
        Ok((set, ()))
    }
}

/// The person of the actor says yes: from now on the business is represented by them, and knows their name.
pub(crate) struct AcceptBusiness {
    pub(crate) id: Uuid,
}

/// What saying yes needs to know.
pub(crate) struct Accepting {
    row: RepresentativeRow,
    /// Of the account of the business.
    version: i64,
    key: SubjectKey,
    person: Profile,
}

impl Command for AcceptBusiness {
    const NAME: &'static str = "identity.accept-business";
    type State = Accepting;
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        citizen(actor)
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Accepting> {
        let account = reader.actor.account;
        let rows = store::of_person(reader, account).await?;
        let row = rows.into_iter().find(|row| row.id == self.id).ok_or_else(Error::not_found)?;
        let version = tables::credentials_of(reader, row.business).await?.version;
        let key = reader.subject_key(row.business).await?;
        Ok(Accepting { row, version, key, person: profile_of(reader, account).await? })
    }

    fn decide(&self, state: &Accepting, cx: &Decide<'_>) -> Result<(WriteSet, ())> {
        if !state.row.is_open() || state.row.from.is_some() {
            return Err(Error::conflict("identity-error-representative-over"));
        }
        let mut set = cx.write(state.row.business);
        tables::touch_account(&mut set, state.row.business, state.version);
        let named = Named { name: state.person.name.clone(), identity: state.person.identity.clone() };
        store::accept(cx, &mut set, self.id, named.seal(&state.key, cx.rng)?);
        added(cx, &mut set, &state.row, cx.actor.account);
        Ok((set, ()))
    }
}

/// Ends what ties a person to a business: by the business, which has shown its password, or by the person. Sessions of
/// the business end but the one that asks, because whoever goes knew its password.
pub(crate) struct EndRepresentative {
    pub(crate) id: Uuid,
    /// The session that asks, when it is one of the business.
    pub(crate) session: Option<String>,
}

/// What ending needs to know.
pub(crate) struct Parting {
    row: RepresentativeRow,
    /// Of the account of the business.
    version: i64,
    /// How many represent the business now.
    holding: usize,
}

impl Command for EndRepresentative {
    const NAME: &'static str = "identity.end-representative";
    type State = Parting;
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        if actor.is_applicant() { Ok(()) } else { Err(Error::not_found()) }
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Parting> {
        pause::calm(reader).await?;
        let account = reader.actor.account;
        let known = match reader.actor.kind {
            ActorKind::Business => store::of_business(reader, account).await?,
            _ => store::of_person(reader, account).await?,
        };
        let row = known.into_iter().find(|row| row.id == self.id).ok_or_else(Error::not_found)?;
        let all = store::of_business(reader, row.business).await?;
        let version = tables::credentials_of(reader, row.business).await?.version;
        Ok(Parting { row, version, holding: all.iter().filter(|row| row.holds()).count() })
    }

    fn decide(&self, state: &Parting, cx: &Decide<'_>) -> Result<(WriteSet, ())> {
        let row = &state.row;
        if !row.is_open() {
            return Err(Error::conflict("identity-error-representative-over"));
        }
        if row.holds() && state.holding < 2 {
            return Err(Error::conflict("identity-error-representative-last"));
        }
        let mut set = cx.write(row.business);
        // Of two who leave at the same time, the second is judged after the first.
        tables::touch_account(&mut set, row.business, state.version);
        store::end(cx, &mut set, self.id);
        let payload = json!({ "representative": row.id, "person": row.account });
        set.audit(cx.audit("identity.representative-ended", "account", row.business, &payload));
        if let Some(person) = row.account {
            access::end_sessions(&mut set, row.business, self.session.as_deref());
            tell(cx, &mut set, row.business, Told::RepresentativeEnded);
            tell(cx, &mut set, person, Told::RepresentativeEnded);
        }
        Ok((set, ()))
    }
}
