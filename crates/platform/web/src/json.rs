//! JSON bodies: what cannot be read is a problem document that says where and what, like every other error.

use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use kernel::{Error, Kind, Message, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::app::App;
use crate::error::Fail;
use crate::fault::fault;
use crate::layers::BODY_LIMIT;

/// A JSON body, in either direction.
pub struct Json<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for Json<T> {
    type Rejection = Fail;

    async fn from_request(request: Request, app: &App) -> Result<Self, Self::Rejection> {
        if !is_json(request.headers()) {
            return Err(Fail(Error::new(Kind::Invalid, Message::new("error-json-type"))));
        }
        let body = Bytes::from_request(request, app).await.map_err(|rejection| broken(rejection.status()))?;
        read(&body).map(Self).map_err(Fail)
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let sent = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = sent.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    kind == "application/json" || (kind.starts_with("application/") && kind.ends_with("+json"))
}

fn broken(status: StatusCode) -> Error {
    if status == StatusCode::PAYLOAD_TOO_LARGE {
        let most = i64::try_from(BODY_LIMIT).unwrap_or(i64::MAX);
        return Error::new(Kind::Invalid, Message::new("error-json-too-large").arg("most", most));
    }
    Error::new(Kind::Invalid, Message::new("error-upload-broken"))
}

/// Only an object is a body: a list would be taken for the fields of a type in their order.
fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T> {
    let value: Value = serde_json::from_slice(body).map_err(|error| {
        let place = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        let message = Message::new("error-json-syntax");
        Error::new(Kind::Invalid, message.arg("line", place(error.line())).arg("column", place(error.column())))
    })?;
    if !value.is_object() {
        return Err(Error::invalid_field("", Message::new("error-json-object")));
    }
    serde_path_to_error::deserialize(&value).map_err(|error| fault(error.path(), &error.inner().to_string()))
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

/// The answer that something new was made, which is found at this path.
pub fn created(path: &str, body: impl Serialize) -> Response {
    let mut response = (StatusCode::CREATED, Json(body)).into_response();
    if let Ok(value) = HeaderValue::from_str(path) {
        response.headers_mut().insert(header::LOCATION, value);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Arg;
    use serde::Deserialize;
    use uuid::Uuid;

    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only whether it can be read is looked at")]
    struct Inner {
        street: String,
    }

    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only whether it can be read is looked at")]
    struct Body {
        version: i64,
        officer: Option<Uuid>,
        inner: Option<Inner>,
        #[serde(default)]
        is_done: bool,
        #[serde(default)]
        days: Vec<jiff::civil::Date>,
    }

    /// Where the fault is, its message and what is wanted there.
    fn refused(body: &str) -> (String, String, String) {
        let error = read::<Body>(body.as_bytes()).unwrap_err();
        let Some(field) = error.fields().first() else {
            return (String::new(), error.message().key.to_string(), String::new());
        };
        let wanted = field.message.args.iter().find_map(|(name, arg)| match arg {
            Arg::Text(text) if *name == "wanted" => Some(text.clone()),
            _ => None,
        });
        (field.field.to_string(), field.message.key.to_string(), wanted.unwrap_or_default())
    }

    #[test]
    fn a_fault_is_said_by_its_place_and_what_is_wanted_there() {
        for (body, place, key, wanted) in [
            ("{", "", "error-json-syntax", ""),
            ("[8]", "", "error-json-object", ""),
            ("5", "", "error-json-object", ""),
            ("{}", "/version", "error-field-missing", ""),
            ("{\"version\": \"8\"}", "/version", "error-field-type", "number"),
            ("{\"version\": 8, \"officer\": \"x\"}", "/officer", "error-field-type", "uuid"),
            ("{\"version\": 8, \"officer\": 5}", "/officer", "error-field-type", "uuid"),
            ("{\"version\": 8, \"inner\": 5}", "/inner", "error-field-type", "object"),
            ("{\"version\": 8, \"inner\": {}}", "/inner/street", "error-field-missing", ""),
            ("{\"version\": 8, \"inner\": {\"street\": null}}", "/inner/street", "error-field-type", "text"),
            ("{\"version\": 8, \"is_done\": 1}", "/is_done", "error-field-type", "boolean"),
            ("{\"version\": 8, \"days\": {}}", "/days", "error-field-type", "list"),
            ("{\"version\": 8, \"days\": [\"2024-12-10\", \"soon\"]}", "/days/1", "error-field-type", "date"),
        ] {
            assert_eq!(refused(body), (place.to_owned(), key.to_owned(), wanted.to_owned()), "{body}");
        }
        assert!(read::<Body>(b"{\"version\": 8, \"more\": true}").is_ok());
    }

    #[test]
    fn json_is_told_by_its_media_type() {
        for (sent, expected) in [
            ("application/json", true),
            ("Application/JSON; charset=utf-8", true),
            ("application/merge-patch+json", true),
            ("text/plain", false),
            ("", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(sent));
            assert_eq!(is_json(&headers), expected, "{sent}");
        }
        assert!(!is_json(&HeaderMap::new()));
    }
}
