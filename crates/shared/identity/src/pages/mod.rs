//! The pages: signing in and out, registering, one's own account and how it is protected, the administration of officers'
//! accounts.

pub(crate) mod absences;
pub(crate) mod business;
pub(crate) mod clients;
pub(crate) mod codes;
pub(crate) mod contact;
pub(crate) mod delegations;
pub(crate) mod enrol;
pub(crate) mod factor;
pub(crate) mod invited;
pub(crate) mod my;
pub(crate) mod passkeys;
pub(crate) mod password;
pub(crate) mod people;
pub(crate) mod provider;
pub(crate) mod provider_link;
pub(crate) mod recover;
pub(crate) mod register;
pub(crate) mod security;
pub(crate) mod sessions;
pub(crate) mod sign_in;
pub(crate) mod signed_out;

use kernel::{Error, Kind};
use web::http::{HeaderValue, Response, StatusCode, header};
use web::{ShownError, TemplateSample, local_path};

use crate::sessions::Begun;

/// The samples of all pages.
pub(crate) fn samples() -> Vec<TemplateSample> {
    let mut samples = sign_in::samples();
    samples.extend(register::samples());
    samples.extend(my::samples());
    samples.extend(contact::samples());
    samples.extend(password::samples());
    samples.extend(sessions::samples());
    samples.extend(security::samples());
    samples.extend(passkeys::samples());
    samples.extend(enrol::samples());
    samples.extend(factor::samples());
    samples.extend(provider::samples());
    samples.extend(signed_out::samples());
    samples.extend(recover::samples());
    samples.extend(codes::samples());
    samples.extend(business::samples());
    samples.extend(clients::samples());
    samples.extend(people::samples());
    samples.extend(absences::samples());
    samples.extend(delegations::samples());
    samples.extend(invited::samples());
    samples
}

/// The status of a form that is shown again; none when typing something else would not help.
fn form_status(error: &Error) -> Option<StatusCode> {
    match error.kind() {
        Kind::Invalid | Kind::Conflict => Some(StatusCode::UNPROCESSABLE_ENTITY),
        Kind::Busy => Some(StatusCode::TOO_MANY_REQUESTS),
        _ => None,
    }
}

/// The same answer with one more cookie.
fn with_cookie(mut response: Response, cookie: &str) -> Response {
    if let Ok(value) = HeaderValue::from_str(cookie) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}

/// The same answer with the cookies of a browser in which somebody has signed in.
fn with_begun(response: Response, begun: &Begun) -> Response {
    begun.cookies.iter().fold(response, |response, cookie| with_cookie(response, cookie))
}

/// Where somebody goes who has signed in: the page they came for, or their own first page.
fn target<'a>(home: &'a str, next: &'a str) -> &'a str {
    let wanted = local_path(next);
    let entrance = ["/sign-in", "/sign-out", "/register", "/language/"].iter().any(|path| wanted.starts_with(path));
    if wanted != "/" && !entrance { wanted } else { home }
}

/// An error for samples.
fn sample_error(field: &str, text: &str) -> ShownError {
    ShownError { field: field.to_owned(), text: text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_land_on_pages_of_this_house_and_never_on_the_entrance() {
        for (next, expected) in [
            ("/apply/1.001193?x=1", "/apply/1.001193?x=1"),
            ("/my/dossiers", "/my/dossiers"),
            ("", "/officer/inbox"),
            ("/", "/officer/inbox"),
            ("//evil.example", "/officer/inbox"),
            ("https://evil.example/", "/officer/inbox"),
            ("/sign-in?next=/my", "/officer/inbox"),
            ("/sign-out", "/officer/inbox"),
        ] {
            assert_eq!(target("/officer/inbox", next), expected, "{next}");
        }
    }

    #[test]
    fn only_what_typing_can_mend_shows_the_form_again() {
        assert_eq!(form_status(&Error::conflict("error-changed")), Some(StatusCode::UNPROCESSABLE_ENTITY));
        assert_eq!(form_status(&Error::busy()), Some(StatusCode::TOO_MANY_REQUESTS));
        assert_eq!(form_status(&Error::internal("x")), None);
        assert_eq!(form_status(&Error::forbidden()), None);
    }
}
