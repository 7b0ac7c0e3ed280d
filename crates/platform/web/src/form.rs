//! Posted forms: values as typed, checked for the form token, with errors to show beside their fields.

use axum::extract::multipart::{Field, Multipart};
use axum::extract::{FromRequest, FromRequestParts, Request};
use bytes::Bytes;
use kernel::{Error, FieldError, Kind, Message, Result};

use crate::app::App;
use crate::context::Cx;
use crate::error::Fail;

/// Values of a form in the order they came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Values(Vec<(String, String)>);

impl Values {
    /// Values from name-value pairs.
    pub fn new(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }

    /// Reads a query string or an urlencoded body.
    pub fn parse(text: &str) -> Result<Self> {
        serde_urlencoded::from_str(text)
            .map(Self)
            .map_err(|_| Error::new(Kind::Invalid, Message::new("error-form-unreadable")))
    }

    /// The value as typed, trimmed; empty when the field is missing.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.trim())
    }

    /// The value, or none when it is missing or empty.
    pub fn filled(&self, name: &str) -> Option<&str> {
        Some(self.get(name)).filter(|value| !value.is_empty())
    }

    /// All values of a name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// All pairs.
    pub fn pairs(&self) -> &[(String, String)] {
        &self.0
    }
}

/// Errors of a form, collected so that a person sees all of them at once.
#[derive(Debug, Default)]
pub struct Errors(Vec<FieldError>);

impl Errors {
    /// Adds an error beside a field.
    pub fn add(&mut self, field: impl Into<std::borrow::Cow<'static, str>>, message: Message) {
        self.0.push(FieldError { field: field.into(), message });
    }

    /// Gives the value of a check or notes its message.
    pub fn check<T>(&mut self, field: &'static str, result: Result<T, Message>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(message) => {
                self.add(field, message);
                None
            }
        }
    }

    /// Gives the value of a check or notes what is wrong with its fields, each once. An error that names no field
    /// passes at once.
    pub fn take<T>(&mut self, result: Result<T>) -> Result<Option<T>> {
        match result {
            Ok(value) => Ok(Some(value)),
            Err(error) if error.fields().is_empty() => Err(error),
            Err(error) => {
                for found in error.fields() {
                    if self.0.iter().all(|known| known.field != found.field) {
                        self.0.push(found.clone());
                    }
                }
                Ok(None)
            }
        }
    }

    /// Notes a missing answer.
    pub fn require(&mut self, field: &'static str, values: &Values, key: &'static str) {
        if values.filled(field).is_none() {
            self.add(field, Message::new(key));
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Fails with all of them, unless there are none.
    pub fn done(self) -> Result<()> {
        if self.0.is_empty() { Ok(()) } else { Err(Error::invalid(self.0)) }
    }
}

/// A field's error in words, as templates show it.
#[derive(Clone, Debug, serde::Serialize)]
pub struct ShownError {
    /// Name of the field.
    pub field: String,
    /// The sentence.
    pub text: String,
}

/// The errors of a failed command in words. An error without fields stands at the top of the form.
pub fn shown_errors(cx: &Cx, error: &Error) -> Vec<ShownError> {
    if error.fields().is_empty() {
        return vec![ShownError { field: String::new(), text: cx.say(error.message()) }];
    }
    error.fields().iter().map(|f| ShownError { field: f.field.to_string(), text: cx.say(&f.message) }).collect()
}

/// Whether a person can mend it by changing what was typed, so that the form is shown again.
pub fn is_mendable(error: &Error) -> bool {
    matches!(error.kind(), Kind::Invalid | Kind::Conflict)
}

fn wrong_token() -> Fail {
    Fail(Error::new(Kind::Forbidden, Message::new("error-form-token")))
}

/// A posted form whose token was checked.
pub struct Form(pub Values);

impl FromRequest<App> for Form {
    type Rejection = Fail;

    async fn from_request(request: Request, app: &App) -> Result<Self, Self::Rejection> {
        let (mut parts, body) = request.into_parts();
        let cx = Cx::from_request_parts(&mut parts, app).await?;
        let request = Request::from_parts(parts, body);
        let body = Bytes::from_request(request, app).await.map_err(|_| too_large())?;
        let text =
            std::str::from_utf8(&body).map_err(|_| Error::new(Kind::Invalid, Message::new("error-form-unreadable")))?;
        let values = Values::parse(text)?;
        if cx.csrf_holds(values.get("csrf")) { Ok(Self(values)) } else { Err(wrong_token()) }
    }
}

/// Bytes of one written answer that comes in a form with files.
const TEXT_MAX: usize = 100_000;

fn too_large() -> Fail {
    Fail(Error::new(Kind::Invalid, Message::new("error-body-too-large")))
}

/// A form with files. The token must stand before the first file.
pub struct Upload {
    cx: Cx,
    multipart: Multipart,
    trusted: bool,
}

/// One part of a form with files.
pub enum Part<'a> {
    /// A typed value.
    Text(String, String),
    /// A file: name of the field, name of the file, its bytes to come.
    File(String, String, Box<FileBody<'a>>),
}

/// The bytes of a file as they arrive.
pub struct FileBody<'a>(Field<'a>);

impl FileBody<'_> {
    /// The next piece; none at the end.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>> {
        self.0.chunk().await.map_err(|e| unreadable(&e))
    }
}

fn unreadable(error: &axum::extract::multipart::MultipartError) -> Error {
    let key = if error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
        "error-body-too-large"
    } else {
        "error-upload-broken"
    };
    Error::new(Kind::Invalid, Message::new(key))
}

impl FromRequest<App> for Upload {
    type Rejection = Fail;

    async fn from_request(request: Request, app: &App) -> Result<Self, Self::Rejection> {
        let (mut parts, body) = request.into_parts();
        let cx = Cx::from_request_parts(&mut parts, app).await?;
        let multipart = Multipart::from_request(Request::from_parts(parts, body), app)
            .await
            .map_err(|_| Error::new(Kind::Invalid, Message::new("error-upload-broken")))?;
        Ok(Self { cx, multipart, trusted: false })
    }
}

impl Upload {
    /// The next part; none at the end.
    pub async fn next(&mut self) -> Result<Option<Part<'_>>> {
        let Some(mut field) = self.multipart.next_field().await.map_err(|e| unreadable(&e))? else {
            return if self.trusted { Ok(None) } else { Err(wrong_token().0) };
        };
        let name = field.name().unwrap_or_default().to_owned();
        if let Some(file_name) = field.file_name().map(str::to_owned) {
            if !self.trusted {
                return Err(wrong_token().0);
            }
            return Ok(Some(Part::File(name, file_name, Box::new(FileBody(field)))));
        }
        let mut bytes = Vec::new();
        while let Some(piece) = field.chunk().await.map_err(|e| unreadable(&e))? {
            if bytes.len() + piece.len() > TEXT_MAX {
                return Err(too_large().0);
            }
            bytes.extend_from_slice(&piece);
        }
        let value =
            String::from_utf8(bytes).map_err(|_| Error::new(Kind::Invalid, Message::new("error-form-unreadable")))?;
        if name == "csrf" {
            self.trusted = self.cx.csrf_holds(&value);
        }
        if self.trusted { Ok(Some(Part::Text(name, value))) } else { Err(wrong_token().0) }
    }
}
