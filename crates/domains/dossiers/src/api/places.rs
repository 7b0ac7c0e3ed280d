//! Where the fields of commands stand in the bodies of requests.

use std::sync::Arc;

use kernel::{Error, FieldError, Message, Result};
use procedures::{Catalogue, ProcedureVersion};
use web::Cx;

/// What stands at the top of the bodies.
const TOP: [&str; 9] =
    ["answers", "applicant", "area", "behalf", "channel", "delivery_way", "note", "procedure", "version"];
/// What an applicant states.
const APPLICANT: [&str; 7] = ["name", "identity", "phone", "email", "address", "other_name", "tax_code"];

/// What is said of the name of whom somebody applies for.
const OTHER_NAME: [&str; 2] = ["dossiers-error-other-name", "dossiers-error-other-person"];

/// The error of a command that takes an applicant and answers, with pointers into the body.
pub(super) fn placed(error: Error) -> Error {
    error.renamed(place)
}

fn place(error: &FieldError) -> String {
    let field = &*error.field;
    if field.starts_with('/') || TOP.contains(&field) {
        return field.to_owned();
    }
    // A form may ask for another name too: the applicant's has sentences of its own.
    let is_answer = field == "other_name" && !OTHER_NAME.contains(&&*error.message.key);
    if APPLICANT.contains(&field) && !is_answer {
        return format!("/applicant/{field}");
    }
    match field.strip_prefix("paper-") {
        Some(paper) => format!("/papers/{}", escaped(paper)),
        None if field.is_empty() => "/answers".to_owned(),
        None => answer(field),
    }
}

/// The pointer to an answer.
pub(super) fn answer(name: &str) -> String {
    format!("/answers/{}", escaped(name))
}

fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// The version of a procedure that is in force. A body that names none is mended there; the address is right.
pub(super) fn in_force(cx: &Cx, code: &str) -> Result<Arc<ProcedureVersion>> {
    let reader = cx.reader();
    let catalogue = reader.service::<Catalogue>()?.current();
    let unknown = || Error::invalid_field("procedure", Message::new("dossiers-api-procedure"));
    catalogue.by_code(code, reader.now).ok_or_else(unknown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_point_into_the_body() {
        for (field, key, expected) in [
            ("copies", "x", "/answers/copies"),
            ("a/b~c", "x", "/answers/a~1b~0c"),
            ("", "x", "/answers"),
            ("name", "x", "/applicant/name"),
            ("other_name", "dossiers-error-other-name", "/applicant/other_name"),
            ("other_name", "dossiers-error-other-person", "/applicant/other_name"),
            ("other_name", "x", "/answers/other_name"),
            ("paper-photo", "x", "/papers/photo"),
            ("area", "x", "area"),
            ("/applicant/more", "x", "/applicant/more"),
        ] {
            let error = FieldError { field: field.into(), message: Message::new(key) };
            assert_eq!(place(&error), expected, "{field}");
        }
    }
}
