//! Who somebody is: drafts, profiles, officers and the names under which accounts sign in. No IO.

use std::fmt;

use data_encoding::HEXLOWER;
use kernel::vietnam::{IdentityNumber, TaxCode};
use kernel::{Error, Message, Result, text};
use organisation::UnitId;
use serde::{Deserialize, Serialize};
use store::vault::Vault;
use uuid::Uuid;

/// What is known of a person before it is written down. Empty texts are unknown.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PersonDraft {
    /// Full name.
    pub name: String,
    /// Identity number, or the number of a passport.
    pub identity: String,
    /// Telephone number.
    pub phone: String,
    /// E-mail address.
    pub email: String,
    /// Address of residence.
    pub address: String,
    /// Day of birth as YYYY-MM-DD.
    pub birth_date: String,
}

impl PersonDraft {
    /// Names of the fields that are filled, for the audit.
    pub(crate) fn filled(&self) -> Vec<&'static str> {
        let all = [
            ("name", &self.name),
            ("identity", &self.identity),
            ("phone", &self.phone),
            ("email", &self.email),
            ("address", &self.address),
            ("birth_date", &self.birth_date),
        ];
        all.into_iter().filter(|(_, value)| !value.is_empty()).map(|(name, _)| name).collect()
    }
}

impl fmt::Debug for PersonDraft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonDraft(..)")
    }
}

/// How a citizen is reached; personal, so `Debug` never prints it.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Contact {
    /// Telephone number.
    pub(crate) phone: String,
    /// E-mail address; may be empty.
    pub(crate) email: String,
    /// Address of residence; may be empty.
    pub(crate) address: String,
}

impl fmt::Debug for Contact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Contact(..)")
    }
}

impl Contact {
    /// Puts the values into those of a person and gives the names of the fields that changed, for the audit.
    pub(crate) fn over(&self, person: &mut PersonDraft) -> Vec<&'static str> {
        let mut changed = Vec::new();
        for (name, new, known) in [
            ("phone", &self.phone, &mut person.phone),
            ("email", &self.email, &mut person.email),
            ("address", &self.address, &mut person.address),
        ] {
            if new != known {
                new.clone_into(known);
                changed.push(name);
            }
        }
        changed
    }
}

/// A person as known here. All values are personal: `Debug` never prints them.
#[derive(Clone, PartialEq, Eq)]
pub struct Profile {
    /// The subject under whose key the values are sealed.
    pub subject: Uuid,
    /// Full name.
    pub name: String,
    /// Identity number; empty when unknown.
    pub identity: String,
    /// Telephone number; empty when unknown.
    pub phone: String,
    /// E-mail address; empty when unknown.
    pub email: String,
    /// Address of residence; empty when unknown.
    pub address: String,
    /// Day of birth as YYYY-MM-DD; empty when unknown.
    pub birth_date: String,
}

impl fmt::Debug for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Profile({}, ..)", self.subject)
    }
}

impl Profile {
    pub(crate) fn of(subject: Uuid, values: PersonDraft) -> Self {
        let PersonDraft { name, identity, phone, email, address, birth_date } = values;
        Self { subject, name, identity, phone, email, address, birth_date }
    }
}

/// An officer in a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Officer {
    /// The account.
    pub account: Uuid,
    /// Full name.
    pub name: String,
    /// Position in the unit, e.g. "Chuyên viên".
    pub position: String,
    /// The unit.
    pub unit: UnitId,
}

/// An officer as of an instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficerThen {
    /// Full name.
    pub name: String,
    /// Position in the unit; empty for one who never had a post.
    pub position: String,
    /// The unit; none for one who never had a post.
    pub unit: Option<UnitId>,
}

/// An account of an officer to be opened by the house.
#[derive(Clone)]
pub struct NewOfficer {
    /// Name to sign in with: 3 to 64 letters without marks, digits, `. _ - @`.
    pub login: String,
    /// Full name.
    pub name: String,
    /// Password in clear.
    pub password: String,
    /// Code of the unit.
    pub unit_code: String,
    /// Code of a role in data/roles.toml.
    pub role: String,
    /// Position in the unit.
    pub position: String,
    /// `unit` or `below`: whether the role holds in the unit only or also in all units below.
    pub reach: String,
}

/// An account of a citizen to be opened by the house.
#[derive(Clone)]
pub struct NewCitizen {
    /// Full name.
    pub name: String,
    /// Identity number, with which the citizen signs in.
    pub identity: String,
    /// Telephone number.
    pub phone: String,
    /// E-mail address; may be empty.
    pub email: String,
    /// Address of residence; may be empty.
    pub address: String,
    /// Day of birth as YYYY-MM-DD; may be empty.
    pub birth_date: String,
    /// Password in clear.
    pub password: String,
}

/// Where a role holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// In the unit only.
    Unit,
    /// In the unit and all units below it.
    Below,
}

impl Reach {
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Unit => "unit",
            Self::Below => "below",
        }
    }

    pub(crate) fn parse(code: &str) -> Result<Self> {
        match code {
            "unit" => Ok(Self::Unit),
            "below" => Ok(Self::Below),
            _ => Err(Error::invalid_field("reach", Message::new("identity-error-reach"))),
        }
    }
}

/// The name under which an account is found. A citizen's is a keyed hash, because an identity number is personal, and
/// a business's is one too.
pub(crate) fn login_key(vault: &Vault, login: &str) -> String {
    if let Ok(number) = IdentityNumber::parse(login) {
        return citizen_key(vault, &number);
    }
    match TaxCode::parse(login) {
        Ok(code) => business_key(vault, &code),
        Err(_) => officer_key(login),
    }
}

/// The key of a business: another than that of a person with the same digits.
pub(crate) fn business_key(vault: &Vault, code: &TaxCode) -> String {
    format!("b:{}", HEXLOWER.encode(&vault.blind("tax", code.as_str())))
}

pub(crate) fn citizen_key(vault: &Vault, number: &IdentityNumber) -> String {
    format!("c:{}", HEXLOWER.encode(&vault.blind("identity", number.as_str())))
}

fn officer_key(login: &str) -> String {
    format!("o:{}", text::fold(login))
}

/// The key of a new officer's login, when it has the right form and cannot be taken for an identity number.
pub(crate) fn new_officer_key(login: &str) -> Result<String> {
    let folded = text::fold(login);
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '_' | '-' | '@');
    let fits = (3..=64).contains(&folded.len())
        && folded.chars().all(allowed)
        && folded.starts_with(|c: char| c.is_ascii_lowercase())
        && IdentityNumber::parse(&folded).is_err();
    if fits {
        Ok(officer_key(&folded))
    } else {
        Err(Error::invalid_field("login", Message::new("identity-error-login")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logins_of_officers_never_look_like_identity_numbers() {
        let table = [
            ("tiepnhan.donghoi", Some("o:tiepnhan.donghoi")),
            ("Tiếp-Nhận", Some("o:tiep-nhan")),
            ("mau@donghoi", Some("o:mau@donghoi")),
            ("044090123456", None),
            ("194012345", None),
            ("ab", None),
            ("hai từ", None),
            ("", None),
        ];
        for (login, want) in table {
            assert_eq!(new_officer_key(login).ok().as_deref(), want, "{login}");
        }
    }

    #[test]
    fn a_citizen_is_found_however_the_number_is_typed_and_the_key_does_not_tell_it() {
        let vault = Vault::new(&[3; 32]).unwrap();
        let key = login_key(&vault, "044090123456");
        assert_eq!(key, login_key(&vault, " 044 090 123 456 "));
        assert_ne!(key, login_key(&vault, "044190123456"));
        assert!(!key.contains("044090123456"));
        let business = login_key(&vault, "3100999983-002");
        assert_eq!(business, login_key(&vault, "3100 999 983 002"));
        assert!(business.starts_with("b:") && !business.contains("3100999983"));
        assert_eq!(login_key(&vault, "Mẫu.A"), "o:mau.a");
    }

    #[test]
    fn debug_does_not_tell() {
        let draft = PersonDraft { name: "Nguyễn Văn Mẫu".into(), ..PersonDraft::default() };
        assert_eq!(draft.filled(), ["name"]);
        assert!(!format!("{draft:?}").contains("Mẫu"));
        assert!(!format!("{:?}", Profile::of(Uuid::nil(), draft)).contains("Mẫu"));
    }

    #[test]
    fn only_what_changed_is_named() {
        let known = PersonDraft {
            name: "Mẫu".into(),
            phone: "0912345678".into(),
            email: "a@b.vn".into(),
            ..PersonDraft::default()
        };
        let contact = |phone: &str, email: &str, address: &str| Contact {
            phone: phone.into(),
            email: email.into(),
            address: address.into(),
        };
        for (new, expected) in [
            (contact("0912345678", "a@b.vn", ""), vec![]),
            (contact("0912345679", "a@b.vn", ""), vec!["phone"]),
            (contact("0912345678", "", "Tổ 1, Hải Thành"), vec!["email", "address"]),
        ] {
            let mut person = known.clone();
            assert_eq!(new.over(&mut person), expected);
            assert_eq!((person.phone, person.email, person.address), (new.phone, new.email, new.address));
            assert_eq!(person.name, "Mẫu");
        }
    }

    #[test]
    fn reach_is_one_of_two() {
        for reach in [Reach::Unit, Reach::Below] {
            assert_eq!(Reach::parse(reach.code()).unwrap(), reach);
        }
        assert!(Reach::parse("all").is_err());
    }
}
