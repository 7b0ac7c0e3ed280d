//! The pages: signing in and out, registering, one's own account.

pub(crate) mod my;
pub(crate) mod password;
pub(crate) mod register;
pub(crate) mod sign_in;

use kernel::{Error, Kind};
use runtime::{Actor, ActorKind};
use web::http::{HeaderValue, Response, StatusCode, header};
use web::{ShownError, TemplateSample, local_path};

/// The samples of all pages.
pub(crate) fn samples() -> Vec<TemplateSample> {
    let mut samples = sign_in::samples();
    samples.extend(register::samples());
    samples.extend(my::samples());
    samples.extend(password::samples());
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

/// Where somebody goes who has signed in: the page they came for, or their own first page.
fn target<'a>(actor: &Actor, next: &'a str) -> &'a str {
    let wanted = local_path(next);
    let entrance = ["/sign-in", "/sign-out", "/register", "/language/"].iter().any(|path| wanted.starts_with(path));
    if wanted != "/" && !entrance {
        return wanted;
    }
    if actor.kind == ActorKind::Officer { "/officer/inbox" } else { "/my" }
}

/// An error for samples.
fn sample_error(field: &str, text: &str) -> ShownError {
    ShownError { field: field.to_owned(), text: text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn people_land_on_pages_of_this_house_and_never_on_the_entrance() {
        let citizen = Actor::citizen(Uuid::from_u128(1), "Mẫu");
        let officer = Actor { kind: ActorKind::Officer, ..citizen.clone() };
        let table = [
            ("/apply/1.001193?x=1", "/apply/1.001193?x=1", "/apply/1.001193?x=1"),
            ("", "/my", "/officer/inbox"),
            ("/", "/my", "/officer/inbox"),
            ("//evil.example", "/my", "/officer/inbox"),
            ("https://evil.example/", "/my", "/officer/inbox"),
            ("/sign-in?next=/my", "/my", "/officer/inbox"),
            ("/sign-out", "/my", "/officer/inbox"),
            ("/my/dossiers", "/my/dossiers", "/my/dossiers"),
        ];
        for (next, as_citizen, as_officer) in table {
            assert_eq!(target(&citizen, next), as_citizen, "{next}");
            assert_eq!(target(&officer, next), as_officer, "{next}");
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
