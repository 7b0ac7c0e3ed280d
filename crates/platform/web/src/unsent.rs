//! What somebody sent after their session had ended. The page to sign in keeps it, and once they are back a button of
//! their own sends it again. Nothing is stored: the fields travel in the pages of the person who typed them.

use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header;

use crate::app::App;
use crate::context::{Cx, local_path};
use crate::form::Values;
use crate::routes::is_at;

/// Most bytes of names and values that are kept.
const MOST_BYTES: usize = 64 * 1024;
/// Most fields.
const MOST_FIELDS: usize = 300;
/// A byte takes up to three when a form is written as one text.
const MOST_WRITTEN: usize = 3 * MOST_BYTES + MOST_FIELDS * 2;

/// A form that waits until whoever sent it has signed in. All values are personal.
#[derive(Clone)]
pub struct Unsent {
    /// Where it goes: a path of this house that takes forms of people who have signed in.
    pub to: String,
    /// Whether it goes in parts (`multipart/form-data`), as forms with files do.
    pub in_parts: bool,
    /// Its fields in order, without the form token.
    pub fields: Vec<(String, String)>,
}

impl Unsent {
    /// Reads the form of a request; none when it cannot be kept whole: when it holds a password or a chosen file, when
    /// it is too large, when nothing was typed, when it is no form of ours.
    pub(crate) async fn take(request: Request) -> Option<Self> {
        let to = request.uri().path_and_query()?.as_str().to_owned();
        let kind = request.headers().get(header::CONTENT_TYPE)?.to_str().ok()?.to_ascii_lowercase();
        let in_parts = kind.starts_with("multipart/form-data");
        let fields = if in_parts {
            parts_of(request).await?
        } else if kind.starts_with("application/x-www-form-urlencoded") {
            let body = axum::body::to_bytes(request.into_body(), MOST_WRITTEN).await.ok()?;
            Values::parse(std::str::from_utf8(&body).ok()?).ok()?.pairs().to_vec()
        } else {
            return None;
        };
        // A page of ours sends a token with its form, even though it is no longer worth anything.
        let is_ours = fields.iter().any(|(name, _)| name == "csrf");
        let fields = if is_ours { kept(fields)? } else { return None };
        Some(Self { to, in_parts, fields })
    }

    /// The form that the page to sign in carries along in `unsent`, `unsent_to` and `unsent_parts`; none without one.
    pub fn of(cx: &Cx, values: &Values) -> Option<Self> {
        let to = values.filled("unsent_to").filter(|to| takes_form(&cx.app, to))?;
        let fields = kept(Values::parse(values.get("unsent")).ok()?.pairs().to_vec())?;
        Some(Self { to: to.to_owned(), in_parts: values.filled("unsent_parts").is_some(), fields })
    }

    /// The fields as one text, to be carried along.
    pub fn text(&self) -> String {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.fields).finish()
    }
}

/// The fields that are kept of a form; none when it must not or need not be kept.
fn kept(mut fields: Vec<(String, String)>) -> Option<Vec<(String, String)>> {
    fields.retain(|(name, _)| name != "csrf");
    let size: usize = fields.iter().map(|(name, value)| name.len() + value.len()).sum();
    let is_secret = fields.iter().any(|(name, _)| name.contains("password"));
    let is_typed = fields.iter().any(|(_, value)| !value.trim().is_empty());
    (fields.len() <= MOST_FIELDS && size <= MOST_BYTES && !is_secret && is_typed).then_some(fields)
}

/// The typed values of a form in parts; none with a chosen file, because a page cannot give a file back.
async fn parts_of(request: Request) -> Option<Vec<(String, String)>> {
    let mut multipart = Multipart::from_request(request, &()).await.ok()?;
    let mut fields = Vec::new();
    let mut size = 0;
    while let Some(mut field) = multipart.next_field().await.ok()? {
        let name = field.name().unwrap_or_default().to_owned();
        if let Some(file) = field.file_name() {
            // A control without a chosen file is sent with an empty name.
            if file.is_empty() {
                continue;
            }
            return None;
        }
        let mut bytes = Vec::new();
        while let Some(piece) = field.chunk().await.ok()? {
            size += piece.len();
            if size > MOST_BYTES {
                return None;
            }
            bytes.extend_from_slice(&piece);
        }
        if fields.len() > MOST_FIELDS {
            return None;
        }
        fields.push((name, String::from_utf8(bytes).ok()?));
    }
    Some(fields)
}

/// Whether a path is one of this house where people who have signed in send forms. Steps up in it are not followed.
fn takes_form(app: &App, path: &str) -> bool {
    let bare = path.split(['?', '#']).next().unwrap_or_default();
    let steps_up = bare.contains("..") || bare.to_ascii_lowercase().contains("%2e");
    local_path(path) == path && !steps_up && app.0.forms.iter().any(|route| is_at(route, bare))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(fields: &[(&str, &str)]) -> Vec<(String, String)> {
        fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn a_form_is_kept_whole_and_without_its_token_or_not_at_all() {
        let typed = pairs(&[("csrf", "token"), ("other_name", "Lê Thị Mẫu"), ("tax_code", "")]);
        assert_eq!(kept(typed), Some(pairs(&[("other_name", "Lê Thị Mẫu"), ("tax_code", "")])));
        let many: Vec<(String, String)> = (0..=MOST_FIELDS).map(|at| (format!("f{at}"), "x".to_owned())).collect();
        for refused in [
            pairs(&[("csrf", "token"), ("note", " ")]),
            pairs(&[("current", "one"), ("password", "two")]),
            pairs(&[("note", "x".repeat(MOST_BYTES).as_str())]),
            many,
        ] {
            assert_eq!(kept(refused), None);
        }
    }

    #[test]
    fn what_is_carried_along_comes_back_as_it_was_typed() {
        let fields = pairs(&[("note", "hai\r\ndòng & \"một\" dấu +"), ("a[]", "1"), ("a[]", "2")]);
        let unsent = Unsent { to: "/my/drafts/7/for".into(), in_parts: false, fields: fields.clone() };
        assert_eq!(Values::parse(&unsent.text()).unwrap().pairs(), fields);
    }
}
