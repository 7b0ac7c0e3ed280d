//! Query strings: what cannot be read is an error of the house like every other. An empty value is none.

use std::borrow::Cow;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use kernel::{Error, Result};
use serde::de::DeserializeOwned;

use crate::app::App;
use crate::error::Fail;
use crate::fault::{escaped, fault};

/// The parameters in the address of a request.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<App> for Query<T> {
    type Rejection = Fail;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Self::Rejection> {
        read(parts.uri.query().unwrap_or_default()).map(Self).map_err(Fail)
    }
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T> {
    let mut given: Vec<(Cow<'_, str>, Cow<'_, str>)> =
        form_urlencoded::parse(text.as_bytes()).filter(|(_, value)| !value.is_empty()).collect();
    let mut found: Option<Error> = None;
    loop {
        let error = match of_pairs(&given) {
            Ok(query) => return found.map_or(Ok(query), Err),
            Err(error) => error,
        };
        // Without the parameter that is wrong the next one shows.
        let before = given.len();
        given.retain(|(name, _)| error.fields().iter().all(|fault| fault.field != format!("/{}", escaped(name))));
        let all = match found {
            Some(known) => known.joined(error),
            None => error,
        };
        if given.len() == before {
            return Err(all);
        }
        found = Some(all);
    }
}

fn of_pairs<T: DeserializeOwned>(given: &[(Cow<'_, str>, Cow<'_, str>)]) -> Result<T> {
    let text = form_urlencoded::Serializer::new(String::new()).extend_pairs(given).finish();
    let source = serde_urlencoded::Deserializer::new(form_urlencoded::parse(text.as_bytes()));
    serde_path_to_error::deserialize(source).map_err(|error| fault(error.path(), &error.inner().to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::Date;
    use serde::Deserialize;

    #[derive(Debug, Default, PartialEq, Eq, Deserialize)]
    struct Days {
        from: Option<Date>,
        to: Option<Date>,
        #[serde(default)]
        q: String,
    }

    #[test]
    fn a_parameter_is_read_or_named() {
        let read = |text: &str| read::<Days>(text);
        assert_eq!(read("from=&q=a%20b&x=1&x=2").unwrap(), Days { q: "a b".into(), ..Days::default() });
        assert!(read("from=2024-12-10").unwrap().from.is_some());
        for (text, key) in [
            ("from=yesterday", "error-field-type"),
            ("from=2024-12-10T08:00:00Z", "error-field-type"),
            ("from=2024-12-10&from=2024-12-11", "error-field-twice"),
        ] {
            let error = read(text).unwrap_err();
            let found: Vec<_> = error.fields().iter().map(|f| (&*f.field, &*f.message.key)).collect();
            assert_eq!(found, [("/from", key)], "{text}");
        }
        let error = read("q=a&from=yesterday&to=soon").unwrap_err();
        assert_eq!(error.fields().iter().map(|f| &*f.field).collect::<Vec<_>>(), ["/from", "/to"]);
    }
}
