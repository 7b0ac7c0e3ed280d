//! JSON bodies: what cannot be read is a problem document that says where and what, like every other error.

use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use kernel::{Arg, Error, Kind, Message, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use uuid::Uuid;

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

/// Most faults of one body that are looked for.
const FAULTS: usize = 50;

/// Only an object is a body: a list would be taken for the fields of a type in their order. Of one that cannot be read
/// all faults are told, as far as they show.
fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T> {
    let mut value: Value = serde_json::from_slice(body).map_err(|error| {
        let place = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        let message = Message::new("error-json-syntax");
        Error::new(Kind::Invalid, message.arg("line", place(error.line())).arg("column", place(error.column())))
    })?;
    if !value.is_object() {
        return Err(Error::invalid_field("", Message::new("error-json-object")));
    }
    let mut found: Option<Error> = None;
    for _ in 0..FAULTS {
        let error = match serde_path_to_error::deserialize(&value) {
            Ok(body) => return found.map_or(Ok(body), Err),
            Err(error) => fault(error.path(), &error.inner().to_string()),
        };
        let is_mended = mend(&mut value, &error).is_some();
        found = Some(match found {
            Some(known) if is_within(&error, &known) => known,
            Some(known) => known.joined(error),
            None => error,
        });
        if !is_mended {
            break;
        }
    }
    Err(found.unwrap_or_else(|| Error::invalid_field("", Message::new("error-json-object"))))
}

/// Whether a fault lies at or below a place that was named before: it follows from what was put there.
fn is_within(error: &Error, known: &Error) -> bool {
    let is_below = |place: &str, above: &str| {
        place.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    error.fields().iter().all(|new| known.fields().iter().any(|old| is_below(&new.field, &old.field)))
}

/// Puts something readable where a fault was found, so that the next one shows; none where nothing helps.
fn mend(value: &mut Value, error: &Error) -> Option<()> {
    let fault = error.fields().first()?;
    let (parent, name) = fault.field.rsplit_once('/')?;
    let name = name.replace("~1", "/").replace("~0", "~");
    match &*fault.message.key {
        "error-field-missing" => {
            value.pointer_mut(parent)?.as_object_mut()?.insert(name, Value::Null);
        }
        "error-field-unknown" => {
            value.pointer_mut(parent)?.as_object_mut()?.remove(&name)?;
        }
        _ => {
            let readable = readable(&fault.message)?;
            *value.pointer_mut(&fault.field)? = readable;
        }
    }
    Some(())
}

/// A value of the type that a message says is wanted.
fn readable(message: &Message) -> Option<Value> {
    let wanted = message.args.iter().find_map(|(name, arg)| match arg {
        Arg::Text(text) if *name == "wanted" => Some(text.as_str()),
        _ => None,
    })?;
    Some(match wanted {
        "number" | "decimal" => Value::from(0),
        "boolean" => Value::from(false),
        "text" => Value::from(""),
        "date" => Value::from("2000-01-01"),
        "uuid" => Value::from(Uuid::nil().to_string()),
        "list" => Value::Array(Vec::new()),
        "object" => Value::Object(Map::new()),
        _ => return None,
    })
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
    use serde::Deserialize;

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

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only whether it can be read is looked at")]
    struct Strict {
        amount: i64,
        inner: Inner,
    }

    #[test]
    fn all_faults_of_a_body_are_told_at_once_and_none_that_follows_from_another() {
        let places = |error: Error| {
            let mut places: Vec<String> = error.fields().iter().map(|field| field.field.to_string()).collect();
            places.sort();
            places
        };
        let body = br#"{"officer": 5, "inner": {"street": null}, "is_done": 1, "days": ["soon", "2024-12-10", 5]}"#;
        let error = read::<Body>(body).unwrap_err();
        assert_eq!(places(error), ["/days/0", "/days/2", "/inner/street", "/is_done", "/officer", "/version"]);
        for (body, expected) in [
            ("{}", &["/amount", "/inner"][..]),
            (r#"{"amount": 5, "inner": 5}"#, &["/inner"][..]),
            (r#"{"x": 1, "a/b": 2, "amount": "5", "inner": {"street": "A"}}"#, &["/amount", "/a~1b", "/x"][..]),
        ] {
            assert_eq!(places(read::<Strict>(body.as_bytes()).unwrap_err()), expected, "{body}");
        }
        assert!(read::<Strict>(br#"{"amount": 5, "inner": {"street": "A"}}"#).is_ok());
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
