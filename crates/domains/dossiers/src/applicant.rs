//! The applicant as stated on the form: sealed as one JSON value, checked before it is sealed.

use identity::{Filer, FilingPerson};
use kernel::vietnam::{EmailAddress, IdentityNumber, PhoneNumber, TaxCode};
use kernel::{Error, FieldError, Message, Result, text};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::model::Behalf;

/// Who applies, and for whom.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Applicant {
    /// Full name.
    #[serde(default)]
    pub name: String,
    /// Personal identity number.
    #[serde(default)]
    pub identity: String,
    /// Telephone.
    #[serde(default)]
    pub phone: String,
    /// E-mail; may be empty.
    #[serde(default)]
    pub email: String,
    /// Address as the person writes it (fact 8.17).
    #[serde(default)]
    pub address: String,
    /// The person or organisation applied for, when it is not the applicant.
    #[serde(default)]
    pub other_name: String,
    /// Tax code of the organisation.
    #[serde(default)]
    pub tax_code: String,
}

/// What is given of an applicant; what is left out, or null, stays as it is.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApplicantChange {
    /// Full name.
    name: Option<String>,
    /// Personal identity number.
    identity: Option<String>,
    /// Telephone.
    phone: Option<String>,
    /// E-mail; may be empty.
    email: Option<String>,
    /// Address as the person writes it (fact 8.17).
    address: Option<String>,
    /// The person or organisation applied for, when it is not the applicant.
    other_name: Option<String>,
    /// Tax code of the organisation.
    tax_code: Option<String>,
}

impl ApplicantChange {
    /// The known applicant with what is given.
    pub(crate) fn over(self, known: Applicant) -> Applicant {
        Applicant {
            name: self.name.unwrap_or(known.name),
            identity: self.identity.unwrap_or(known.identity),
            phone: self.phone.unwrap_or(known.phone),
            email: self.email.unwrap_or(known.email),
            address: self.address.unwrap_or(known.address),
            other_name: self.other_name.unwrap_or(known.other_name),
            tax_code: self.tax_code.unwrap_or(known.tax_code),
        }
    }
}

impl Applicant {
    /// Who files from an account, as a new application names them.
    pub(crate) fn of(filer: &Filer) -> Self {
        let profile = &filer.profile;
        let applicant = Self {
            phone: profile.phone.clone(),
            email: profile.email.clone(),
            address: profile.address.clone(),
            ..Self::default()
        };
        applicant.filed_by(filer)
    }

    /// The applicant as the account has them: a person who may file from it, and the business in whose name it is done.
    #[must_use]
    pub(crate) fn filed_by(mut self, filer: &Filer) -> Self {
        if !self.is_of(filer)
            && let Some(first) = filer.people.first()
        {
            self = self.named(first);
        }
        if filer.is_business {
            self.other_name.clone_from(&filer.profile.name);
            self.tax_code.clone_from(&filer.profile.identity);
        }
        self
    }

    /// The applicant under the name and number of a person.
    #[must_use]
    pub(crate) fn named(mut self, person: &FilingPerson) -> Self {
        self.name.clone_from(&person.name);
        self.identity.clone_from(&person.identity);
        self
    }

    /// Whether it is a person who may file from the account.
    fn is_of(&self, filer: &Filer) -> bool {
        filer.people.iter().any(|person| self.is(person))
    }

    /// Whether it is this person.
    pub(crate) fn is(&self, person: &FilingPerson) -> bool {
        self.name == text::squeeze_name(&person.name) && self.identity == person.identity
    }

    /// Brings names, numbers and addresses into their stored form.
    #[must_use]
    pub fn normalised(mut self) -> Self {
        self.name = text::squeeze_name(&self.name);
        self.other_name = text::squeeze_name(&self.other_name);
        self.address = text::squeeze_name(&self.address);
        if let Ok(phone) = PhoneNumber::parse(&self.phone) {
            phone.as_str().clone_into(&mut self.phone);
        }
        if let Ok(identity) = IdentityNumber::parse(&self.identity) {
            identity.as_str().clone_into(&mut self.identity);
        }
        self
    }

    /// Only what the purpose asks for: somebody who applies for themselves names nobody else.
    #[must_use]
    pub fn for_behalf(mut self, behalf: Behalf) -> Self {
        if behalf == Behalf::Own {
            self.other_name.clear();
        }
        if behalf != Behalf::Organisation {
            self.tax_code.clear();
        }
        self
    }

    /// What is wrong, with sentences beside the fields.
    pub fn errors(&self, behalf: Behalf) -> Vec<FieldError> {
        let mut errors = Vec::new();
        let mut add = |field: &'static str, message: Message| errors.push(FieldError { field: field.into(), message });
        if !text::looks_like_name(&self.name) {
            add("name", Message::new("dossiers-error-name"));
        }
        if let Err(error) = IdentityNumber::parse(&self.identity) {
            add("identity", error.message());
        }
        if let Err(error) = PhoneNumber::parse(&self.phone) {
            add("phone", error.message());
        }
        if !self.email.is_empty()
            && let Err(error) = EmailAddress::parse(&self.email)
        {
            add("email", error.message());
        }
        let length = self.address.chars().count();
        if !(5..=300).contains(&length) {
            add("address", Message::new("dossiers-error-address"));
        }
        if behalf != Behalf::Own && self.other_name.chars().count() < 2 {
            add("other_name", Message::new("dossiers-error-other-name"));
        } else if matches!(behalf, Behalf::Child | Behalf::Other) && !text::looks_like_name(&self.other_name) {
            add("other_name", Message::new("dossiers-error-other-person"));
        }
        if behalf == Behalf::Organisation
            && let Err(error) = TaxCode::parse(&self.tax_code)
        {
            let is_missing = self.tax_code.trim().is_empty();
            add("tax_code", if is_missing { Message::new("dossiers-error-tax-code") } else { error.message() });
        }
        errors
    }

    /// Where the applicant is nobody who files from the account: the name and the number are not typed anew.
    pub fn differences(&self, filer: &Filer) -> Vec<FieldError> {
        if self.is_of(filer) {
            return Vec::new();
        }
        let key = if filer.is_business { "dossiers-error-not-representative" } else { "dossiers-error-not-of-account" };
        let error = |field: &'static str| FieldError { field: field.into(), message: Message::new(key) };
        let has_name = filer.people.iter().any(|person| self.name == text::squeeze_name(&person.name));
        let has_number = filer.people.iter().any(|person| self.identity == person.identity);
        let mut errors = Vec::new();
        if !has_name {
            errors.push(error("name"));
        }
        // Name of the one and number of the other is a wrong number.
        if !has_number || has_name {
            errors.push(error("identity"));
        }
        errors
    }

    /// The JSON that is sealed.
    pub fn to_json(&self) -> Result<String> {
        serde_json::to_string(self).map_err(Error::internal)
    }

    /// Reads the sealed JSON; nobody where it was erased.
    pub fn from_json(json: &str) -> Result<Self> {
        if json.is_empty() {
            return Ok(Self::default());
        }
        serde_json::from_str(json).map_err(|e| Error::internal(e).personal())
    }

    /// Whether these four digits end the identity number or the telephone number: the second factor of a look-up.
    pub fn is_proven_by(&self, digits: &str) -> bool {
        digits.len() == 4
            && digits.bytes().all(|b| b.is_ascii_digit())
            && [&self.identity, &self.phone].iter().any(|value| value.len() >= 9 && value.ends_with(digits))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Applicant {
        Applicant {
            name: "Nguyễn Văn Mẫu".into(),
            identity: "044085001234".into(),
            phone: "0912345678".into(),
            address: "Thôn Mẫu, xã Ví Dụ".into(),
            ..Applicant::default()
        }
    }

    #[test]
    fn the_last_four_digits_of_either_number_prove_a_look_up() {
        let applicant = sample();
        for (digits, expected) in
            [("1234", true), ("5678", true), ("0000", false), ("34", false), ("", false), ("12 4", false)]
        {
            assert_eq!(applicant.is_proven_by(digits), expected, "{digits}");
        }
    }

    #[test]
    fn each_wrong_value_is_named_at_its_field() {
        assert!(sample().errors(Behalf::Own).is_empty());
        let wrong = Applicant { phone: "12".into(), identity: "x".into(), address: String::new(), ..sample() };
        let fields: Vec<_> = wrong.errors(Behalf::Organisation).into_iter().map(|e| e.field.to_string()).collect();
        assert_eq!(fields, ["identity", "phone", "address", "other_name", "tax_code"]);
    }

    #[test]
    fn a_person_applied_for_has_a_name_and_an_organisation_any() {
        for (behalf, name, is_right) in [
            (Behalf::Child, "Nguyễn Thị Bé Mẫu", true),
            (Behalf::Child, "Bé số 2", false),
            (Behalf::Other, "H'Hen Niê", true),
            (Behalf::Other, "Mẫu@vidu", false),
            (Behalf::Organisation, "Công ty 2/9", true),
            (Behalf::Own, "", true),
        ] {
            let applicant = Applicant { other_name: name.into(), ..sample() };
            let is_wrong = applicant.errors(behalf).iter().any(|error| error.field == "other_name");
            assert_eq!(is_wrong, !is_right, "{name}");
        }
    }
}
