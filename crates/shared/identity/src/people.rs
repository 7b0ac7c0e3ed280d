//! People: sealed under their own keys, found by keyed hashes only.

use kernel::vietnam::{EmailAddress, EmailError, IdentityError, IdentityNumber, PhoneError, PhoneNumber};
use kernel::{Error, Message, Result, text};
use runtime::{ActorKind, Decide, Reader};
use store::WriteSet;
use store::vault::{SubjectKey, Vault};
use uuid::Uuid;
use web::Errors;

use crate::model::{Contact, PersonDraft, Profile};
use crate::store::{self as tables, OwnRow, PersonRow, SealedProfile};

/// What sealed profiles are bound to.
const CONTEXT: &str = "person.profile";
/// Characters of an address: the same bounds as on the form of a dossier.
const ADDRESS: std::ops::RangeInclusive<usize> = 5..=300;

/// The profile of the citizen behind an account; `NotFound` for officers, strangers and people who were erased.
/// Whoever shows it records the access.
pub async fn profile_of(reader: &Reader<'_>, account: Uuid) -> Result<Profile> {
    let sealed = tables::profile_of_account(reader, account).await?;
    open(reader.vault(), &sealed)
}

/// The profile of a subject; `NotFound` when it is unknown or was erased. Whoever shows it records the access.
pub async fn profile_by_subject(reader: &Reader<'_>, subject: Uuid) -> Result<Profile> {
    let sealed = tables::profile_of_subject(reader, subject).await?;
    open(reader.vault(), &sealed)
}

/// The subject with an identity number, however it is typed. A person whose number the house wrote down comes before
/// one who registered alone: a number typed at registration proves nothing.
pub async fn find_person(reader: &Reader<'_>, identity: &str) -> Result<Option<Uuid>> {
    match identity_hash(reader.vault(), identity) {
        Some(hash) => tables::person_by_identity(reader, hash).await,
        None => Ok(None),
    }
}

/// Checks a citizen's own values and gives them in their stored form; nothing is given when something is wrong.
pub(crate) fn check_person(typed: &PersonDraft, errors: &mut Errors) -> Option<(PersonDraft, IdentityNumber)> {
    let name = errors.check("name", check_name(&typed.name));
    let number = errors.check("identity", check_number(&typed.identity));
    let phone = errors.check("phone", check_phone(&typed.phone));
    let email = errors.check("email", check_email(&typed.email));
    let number = number?;
    let draft = PersonDraft {
        name: name?,
        identity: number.as_str().to_owned(),
        phone: phone?.as_str().to_owned(),
        email: email?,
        address: text::squeeze_name(&typed.address),
        birth_date: typed.birth_date.clone(),
    };
    Some((draft, number))
}

/// Checks how a citizen is reached and gives it in its stored form; nothing is given when something is wrong.
pub(crate) fn check_contact(typed: &Contact, errors: &mut Errors) -> Option<Contact> {
    let phone = errors.check("phone", check_phone(&typed.phone));
    let email = errors.check("email", check_email(&typed.email));
    let address = errors.check("address", check_address(&typed.address));
    Some(Contact { phone: phone?.as_str().to_owned(), email: email?, address: address? })
}

fn check_name(typed: &str) -> Result<String, Message> {
    if typed.trim().is_empty() {
        return Err(Message::new("identity-error-name-missing"));
    }
    if text::looks_like_name(typed) { Ok(text::squeeze_name(typed)) } else { Err(Message::new("identity-error-name")) }
}

/// Checks an identity number as it was typed.
pub(crate) fn check_number(typed: &str) -> Result<IdentityNumber, Message> {
    if typed.trim().is_empty() {
        return Err(Message::new("identity-error-number-missing"));
    }
    IdentityNumber::parse(typed).map_err(IdentityError::message)
}

fn check_phone(typed: &str) -> Result<PhoneNumber, Message> {
    if typed.trim().is_empty() {
        return Err(Message::new("identity-error-phone-missing"));
    }
    PhoneNumber::parse(typed).map_err(PhoneError::message)
}

fn check_email(typed: &str) -> Result<String, Message> {
    if typed.trim().is_empty() {
        return Ok(String::new());
    }
    EmailAddress::parse(typed).map(|address| address.as_str().to_owned()).map_err(EmailError::message)
}

fn check_address(typed: &str) -> Result<String, Message> {
    let address = text::squeeze_name(typed);
    let is_fit = address.is_empty() || ADDRESS.contains(&address.chars().count());
    if is_fit { Ok(address) } else { Err(Message::new("identity-error-address")) }
}

/// The keyed hash under which an identity number is found; none for an empty text.
pub fn identity_hash(vault: &Vault, identity: &str) -> Option<Vec<u8>> {
    let number = match IdentityNumber::parse(identity) {
        Ok(number) => number.as_str().to_owned(),
        Err(_) => other_number(identity),
    };
    if number.is_empty() { None } else { Some(vault.blind("identity", &number)) }
}

/// The keyed hash under which a telephone number is found; none for an empty text.
pub fn phone_hash(vault: &Vault, phone: &str) -> Option<Vec<u8>> {
    let number = match PhoneNumber::parse(phone) {
        Ok(number) => number.as_str().to_owned(),
        Err(_) => other_number(phone),
    };
    if number.is_empty() { None } else { Some(vault.blind("phone", &number)) }
}

/// One form for numbers that are not Vietnamese, e.g. of passports.
fn other_number(typed: &str) -> String {
    text::fold(typed).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Adds a new subject with its key and its sealed profile to a write set, and gives the key for what else the command
/// seals. The caller audits.
pub fn write_person(cx: &Decide<'_>, set: &mut WriteSet, draft: &PersonDraft) -> Result<(Uuid, SubjectKey)> {
    let subject = cx.new_id();
    let key = write_person_as(cx, set, subject, draft)?;
    Ok((subject, key))
}

/// [`write_person`] under an id that was made before.
pub(crate) fn write_person_as(
    cx: &Decide<'_>,
    set: &mut WriteSet,
    subject: Uuid,
    draft: &PersonDraft,
) -> Result<SubjectKey> {
    let new = cx.vault.new_key(cx.rng)?;
    let plain = serde_json::to_string(draft).map_err(|_| Error::internal("a profile cannot be written as JSON"))?;
    let row = PersonRow {
        subject,
        wrapped: new.wrapped,
        key_no: new.key_no,
        identity_hash: identity_hash(cx.vault, &draft.identity),
        phone_hash: phone_hash(cx.vault, &draft.phone),
        profile: new.key.seal(CONTEXT, &plain, cx.rng)?,
        proven: cx.actor.is_staff() || cx.actor.kind == ActorKind::System,
    };
    tables::insert_person(cx, set, row);
    Ok(new.key)
}

/// The person behind the reader's own account, with the version that a change names.
pub(crate) async fn own_profile(reader: &Reader<'_>) -> Result<(Profile, i64)> {
    let own = tables::own_person(reader, reader.actor.account).await?;
    Ok((open(reader.vault(), &own.sealed)?, own.version))
}

/// Adds to a write set how a known person is reached, and gives the names of what changed. The caller audits.
pub(crate) fn rewrite_contact(
    cx: &Decide<'_>,
    set: &mut WriteSet,
    own: &OwnRow,
    contact: &Contact,
) -> Result<Vec<&'static str>> {
    let OwnRow { sealed, version } = own;
    let mut values = open_values(cx.vault, &sealed.wrapped, &sealed.profile)?;
    let changed = contact.over(&mut values);
    let plain = serde_json::to_string(&values).map_err(|_| Error::internal("a profile cannot be written as JSON"))?;
    let profile = cx.vault.unwrap_key(&sealed.wrapped)?.seal(CONTEXT, &plain, cx.rng)?;
    tables::update_person(set, sealed.subject, *version, phone_hash(cx.vault, &values.phone), profile);
    Ok(changed)
}

fn open(vault: &Vault, sealed: &SealedProfile) -> Result<Profile> {
    let values = open_values(vault, &sealed.wrapped, &sealed.profile)?;
    Ok(Profile::of(sealed.subject, values))
}

/// The values of a sealed profile.
pub(crate) fn open_values(vault: &Vault, wrapped: &[u8], profile: &[u8]) -> Result<PersonDraft> {
    let plain = vault.unwrap_key(wrapped)?.open(CONTEXT, profile)?;
    serde_json::from_str(&plain).map_err(|e| Error::internal(format!("a profile is not readable: {e}")).personal())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_checked_as_a_whole() {
        let good = PersonDraft {
            name: "  Nguyễn  Văn Mẫu ".into(),
            identity: "044 090 123 456".into(),
            phone: "+84 912 345 678".into(),
            ..PersonDraft::default()
        };
        let mut errors = Errors::default();
        let (draft, number) = check_person(&good, &mut errors).unwrap();
        assert!(errors.is_empty());
        assert_eq!((draft.name.as_str(), number.as_str()), ("Nguyễn Văn Mẫu", "044090123456"));
        assert_eq!((draft.phone.as_str(), draft.email.as_str()), ("0912345678", ""));
        let bad = PersonDraft { email: "mau".into(), name: "Mẫu 2".into(), ..PersonDraft::default() };
        let mut errors = Errors::default();
        assert!(check_person(&bad, &mut errors).is_none());
        let error = errors.done().unwrap_err();
        let fields: Vec<&str> = error.fields().iter().map(|field| field.field.as_ref()).collect();
        assert_eq!(fields, ["name", "identity", "phone", "email"]);
    }

    #[test]
    fn a_contact_is_checked_as_a_whole_and_may_lack_mail_and_address() {
        let contact = |phone: &str, email: &str, address: &str| Contact {
            phone: phone.into(),
            email: email.into(),
            address: address.into(),
        };
        let table = [
            (contact("+84 912 345 678", "", ""), vec![]),
            (contact("0912345678", "mau@example.vn", " Tổ 1,  Hải Thành "), vec![]),
            (contact("", "mau", "T1"), vec!["phone", "email", "address"]),
            (contact("0912345678", "", &"dài ".repeat(80)), vec!["address"]),
        ];
        for (typed, expected) in table {
            let mut errors = Errors::default();
            let checked = check_contact(&typed, &mut errors);
            assert_eq!(checked.is_some(), expected.is_empty());
            let found = errors.done().err();
            let fields = found.as_ref().map(Error::fields).unwrap_or_default();
            assert_eq!(fields.iter().map(|field| &*field.field).collect::<Vec<_>>(), expected);
        }
        let mut errors = Errors::default();
        let checked = check_contact(&contact("+84 912 345 678", "", " Tổ 1,  Hải Thành "), &mut errors).unwrap();
        assert_eq!((checked.phone.as_str(), checked.address.as_str()), ("0912345678", "Tổ 1, Hải Thành"));
    }

    #[test]
    fn numbers_are_found_however_they_are_typed() {
        let vault = Vault::new(&[5; 32]).unwrap();
        let table = [
            (identity_hash(&vault, "044090123456"), identity_hash(&vault, "044.090.123.456"), true),
            (identity_hash(&vault, "b 1234567"), identity_hash(&vault, "B1234567"), true),
            (identity_hash(&vault, "044090123456"), identity_hash(&vault, "044190123456"), false),
            (phone_hash(&vault, "0912345678"), phone_hash(&vault, "+84 912 345 678"), true),
            (phone_hash(&vault, "0912345678"), phone_hash(&vault, "0912345679"), false),
            (identity_hash(&vault, "0912345678"), phone_hash(&vault, "0912345678"), false),
        ];
        for (number, (one, other, same)) in table.into_iter().enumerate() {
            assert_eq!(one == other, same, "row {number}");
            assert!(one.is_some());
        }
        assert_eq!(identity_hash(&vault, " - "), None);
        assert_eq!(phone_hash(&vault, ""), None);
    }
}
