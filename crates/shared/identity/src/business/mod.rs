//! Accounts of businesses: found by tax number, used under a login of their own, represented by people with accounts.
//! Whoever represents one said so while signed in, and nobody learns whether somebody who was asked has an account.

pub(crate) mod acts;
pub(crate) mod commands;
pub(crate) mod store;

use std::fmt;

use ::store::vault::SubjectKey;
use kernel::vietnam::{TaxCode, TaxCodeError, TaxCodeKind};
use kernel::{Error, Kind, Message, Result, text};
use runtime::{ActorKind, Reader};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use web::Errors;

use self::store::RepresentativeRow;
use crate::model::{Contact, PersonDraft, Profile};
use crate::people::{check_contact, profile_by_subject, profile_of};

/// What sealed representatives are bound to.
const CONTEXT: &str = "representative.sealed";
/// Characters of the name of a business.
const NAME: std::ops::RangeInclusive<usize> = 2..=200;
/// People whom a business may have asked and has at once, and businesses of one person.
pub(crate) const MOST: usize = 20;

/// The account of a business to be opened for a person who has one.
#[derive(Clone)]
pub struct NewBusiness {
    /// Name as it is registered.
    pub name: String,
    /// Tax number of 10 digits, or 13 for a dependent unit; with it the business signs in.
    pub tax_code: String,
    /// Telephone number.
    pub phone: String,
    /// E-mail address; may be empty.
    pub email: String,
    /// Address; may be empty.
    pub address: String,
}

/// Name and identity number of a representative, as they said them.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(crate) struct Named {
    /// Empty while the person was only asked.
    pub(crate) name: String,
    pub(crate) identity: String,
}

impl Named {
    pub(crate) fn seal(&self, key: &SubjectKey, rng: &dyn kernel::rng::Rng) -> Result<Vec<u8>> {
        let plain = serde_json::to_string(self).map_err(|_| Error::internal("a name cannot be written as JSON"))?;
        key.seal(CONTEXT, &plain, rng)
    }

    pub(crate) fn open(key: &SubjectKey, sealed: &[u8]) -> Result<Self> {
        serde_json::from_str(&key.open(CONTEXT, sealed)?).map_err(|e| Error::internal(e).personal())
    }
}

/// Somebody who may file from an account. The values are personal: `Debug` never prints them.
#[derive(Clone, PartialEq, Eq)]
pub struct FilingPerson {
    /// Tells the people of one account apart.
    pub id: Uuid,
    /// Full name.
    pub name: String,
    /// Identity number.
    pub identity: String,
}

impl fmt::Debug for FilingPerson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FilingPerson({}, ..)", self.id)
    }
}

/// In whose name an account files, and who does it.
#[derive(Clone, Debug)]
pub struct Filer {
    /// The holder: a person, or a business whose identity number is its tax number.
    pub profile: Profile,
    /// Whether the holder is a business.
    pub is_business: bool,
    /// The holder alone, or whoever represents the business now, the first of them first.
    pub people: Vec<FilingPerson>,
}

fn person(key: &SubjectKey, row: &RepresentativeRow) -> Result<FilingPerson> {
    let Named { name, identity } = Named::open(key, &row.sealed)?;
    Ok(FilingPerson { id: row.id, name, identity })
}

/// In whose name the reader's own account files.
pub async fn filer(reader: &Reader<'_>) -> Result<Filer> {
    let profile = profile_of(reader, reader.actor.account).await?;
    let is_business = reader.actor.kind == ActorKind::Business;
    let people = if is_business {
        let key = reader.subject_key(profile.subject).await?;
        let rows = store::of_business(reader, reader.actor.account).await?;
        let holding = rows.iter().filter(|row| row.holds());
        holding.map(|row| person(&key, row)).collect::<Result<Vec<FilingPerson>>>()?
    } else {
        let (name, identity) = (profile.name.clone(), profile.identity.clone());
        vec![FilingPerson { id: profile.subject, name, identity }]
    };
    Ok(Filer { profile, is_business, people })
}

/// How far somebody is with representing a business.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Was asked and has not answered.
    Asked,
    /// Represents it.
    Holds,
    /// Did, or said no.
    Ended,
}

impl Standing {
    fn of(row: &RepresentativeRow) -> Self {
        match (row.is_open(), row.from) {
            (false, _) => Self::Ended,
            (true, None) => Self::Asked,
            (true, Some(_)) => Self::Holds,
        }
    }

    /// As in pages and API.
    pub fn code(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Holds => "holds",
            Self::Ended => "ended",
        }
    }
}

/// One business of a person, or one person of a business. The values are personal: `Debug` is not there.
#[derive(Clone)]
pub struct Tie {
    /// Its id.
    pub id: Uuid,
    /// Of the business, or of the person; empty while the person has not answered.
    pub name: String,
    /// Tax number of the business, or identity number of the person.
    pub number: String,
    /// How far it is.
    pub standing: Standing,
    /// When it was asked for.
    pub asked_at: kernel::Timestamp,
    /// Since when it holds, or held.
    pub from: Option<kernel::Timestamp>,
    /// When it ended.
    pub ended_at: Option<kernel::Timestamp>,
}

fn tie(row: &RepresentativeRow, name: String, number: String) -> Tie {
    Tie {
        id: row.id,
        name,
        number,
        standing: Standing::of(row),
        asked_at: row.made_at,
        from: row.from,
        ended_at: row.ended_at,
    }
}

/// What ties the reader's own account to others: the businesses of a person, the people of a business. Officers have
/// none.
pub async fn ties(reader: &Reader<'_>) -> Result<Vec<Tie>> {
    match reader.actor.kind {
        ActorKind::Citizen => businesses(reader).await,
        ActorKind::Business => representatives(reader).await,
        _ => Ok(Vec::new()),
    }
}

/// The businesses of the reader's person. Name and number of a business are public: nobody's look to record.
async fn businesses(reader: &Reader<'_>) -> Result<Vec<Tie>> {
    let mut found = Vec::new();
    for row in store::of_person(reader, reader.actor.account).await? {
        match profile_by_subject(reader, row.business).await {
            Ok(business) => found.push(tie(&row, business.name, business.identity)),
            // Erased.
            Err(error) if error.kind() == Kind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Ok(found)
}

/// The people of the reader's business, in their own words to it.
async fn representatives(reader: &Reader<'_>) -> Result<Vec<Tie>> {
    let key = reader.subject_key(reader.actor.account).await?;
    let rows = store::of_business(reader, reader.actor.account).await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in &rows {
        let Named { name, identity } = Named::open(&key, &row.sealed)?;
        found.push(tie(row, name, identity));
    }
    Ok(found)
}

/// Checks what a business says of itself and gives it in its stored form; nothing is given when something is wrong.
pub(crate) fn check_business(typed: &NewBusiness, errors: &mut Errors) -> Option<(PersonDraft, TaxCode)> {
    let name = errors.check("name", check_name(&typed.name));
    let code = errors.check("tax_code", check_tax_code(&typed.tax_code));
    let contact = Contact { phone: typed.phone.clone(), email: typed.email.clone(), address: typed.address.clone() };
    let contact = check_contact(&contact, errors);
    let (code, Contact { phone, email, address }) = (code?, contact?);
    let identity = code.as_str().to_owned();
    Some((PersonDraft { name: name?, identity, phone, email, address, birth_date: String::new() }, code))
}

fn check_name(typed: &str) -> Result<String, Message> {
    let name = text::squeeze_name(typed);
    let key = match name.chars().count() {
        0 => "identity-error-business-name-missing",
        length if NAME.contains(&length) => return Ok(name),
        _ => "identity-error-business-name",
    };
    Err(Message::new(key))
}

/// A household has the number of its person, who has an account of their own for it.
fn check_tax_code(typed: &str) -> Result<TaxCode, Message> {
    if typed.trim().is_empty() {
        return Err(Message::new("identity-error-tax-missing"));
    }
    match TaxCode::parse(typed).map_err(TaxCodeError::message)? {
        code if code.kind() == TaxCodeKind::Personal => Err(Message::new("identity-error-tax-household")),
        code => Ok(code),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(name: &str, tax_code: &str, phone: &str) -> NewBusiness {
        let (name, tax_code, phone) = (name.to_owned(), tax_code.to_owned(), phone.to_owned());
        NewBusiness { name, tax_code, phone, email: String::new(), address: String::new() }
    }

    #[test]
    fn a_business_is_checked_as_a_whole() {
        let mut errors = Errors::default();
        let good = typed(" Công ty  TNHH 2/9 ", "3100999983 002", "0912 345 678");
        let (draft, code) = check_business(&good, &mut errors).unwrap();
        assert!(errors.is_empty());
        assert_eq!((draft.name.as_str(), draft.phone.as_str()), ("Công ty TNHH 2/9", "0912345678"));
        assert_eq!((draft.identity.as_str(), code.as_str()), ("3100999983-002", "3100999983-002"));
        let table = [
            (typed("", "0100999995", "0912345678"), "name", "identity-error-business-name-missing"),
            (typed(&"a".repeat(201), "0100999995", "0912345678"), "name", "identity-error-business-name"),
            (typed("Công ty", "", "0912345678"), "tax_code", "identity-error-tax-missing"),
            (typed("Công ty", "0100999990", "0912345678"), "tax_code", "error-tax-check"),
            (typed("Hộ kinh doanh", "044090123456", "0912345678"), "tax_code", "identity-error-tax-household"),
            (typed("Công ty", "0100999995", ""), "phone", "identity-error-phone-missing"),
        ];
        for (wrong, field, key) in table {
            let mut errors = Errors::default();
            assert!(check_business(&wrong, &mut errors).is_none(), "{field} {key}");
            let error = errors.done().unwrap_err();
            let found: Vec<(&str, &str)> = error.fields().iter().map(|it| (&*it.field, &*it.message.key)).collect();
            assert_eq!(found, [(field, key)]);
        }
    }
}
