//! One error for everything that crosses a crate: what a person reads and what the log keeps are two things.

use std::borrow::Cow;
use std::fmt;

/// The result of anything that can fail across crates.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong, in the few kinds that the outside can tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The thing does not exist, or the actor may not know that it does.
    NotFound,
    /// The actor may not do this.
    Forbidden,
    /// The input breaks a rule; `fields` says where.
    Invalid,
    /// Somebody changed the thing in between, or its state does not allow the act.
    Conflict,
    /// Too much is asked at once; try again after a while.
    Busy,
    /// Something this depends on does not answer; try again after a while.
    Unavailable,
    /// A mistake of the program.
    Internal,
}

/// A value inside a message. Numbers stay numbers, so that plurals and formats follow the language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arg {
    /// Text that is shown as it is.
    Text(String),
    /// A whole number.
    Number(i64),
}

impl From<&str> for Arg {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<String> for Arg {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl From<i64> for Arg {
    fn from(value: i64) -> Self {
        Self::Number(value)
    }
}

/// A sentence for a person: the id of a Fluent message and its arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Id of the message in the `.ftl` files.
    pub key: Cow<'static, str>,
    /// Named arguments of the message.
    pub args: Vec<(&'static str, Arg)>,
}

impl Message {
    /// A message without arguments.
    pub fn new(key: impl Into<Cow<'static, str>>) -> Self {
        Self { key: key.into(), args: Vec::new() }
    }

    /// The same message with one more argument.
    #[must_use]
    pub fn arg(mut self, name: &'static str, value: impl Into<Arg>) -> Self {
        self.args.push((name, value.into()));
        self
    }
}

/// One field of a form and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// Name of the field as in the form or the JSON body; one that begins with `/` is a JSON Pointer (RFC 6901).
    pub field: Cow<'static, str>,
    /// What is wrong and how to mend it.
    pub message: Message,
}

/// How much of an error the logs may keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Privacy {
    /// `internal` holds no personal values and may be logged.
    Plain,
    /// `internal` may hold personal values: only the kind and the key are logged.
    Personal,
}

#[derive(Debug)]
struct Inner {
    kind: Kind,
    message: Message,
    fields: Vec<FieldError>,
    internal: Option<String>,
    privacy: Privacy,
    wait: Option<i64>,
    version: Option<i64>,
}

/// The error that crosses crates. Only `web` turns it into pages and statuses.
#[derive(Debug)]
pub struct Error(Box<Inner>);

impl Error {
    /// An error of the given kind with the sentence that the person reads.
    pub fn new(kind: Kind, message: Message) -> Self {
        let (fields, privacy) = (Vec::new(), Privacy::Plain);
        let (wait, version) = (None, None);
        Self(Box::new(Inner { kind, message, fields, internal: None, privacy, wait, version }))
    }

    /// The thing does not exist for this actor.
    pub fn not_found() -> Self {
        Self::new(Kind::NotFound, Message::new("error-not-found"))
    }

    /// The actor may not do this.
    pub fn forbidden() -> Self {
        Self::new(Kind::Forbidden, Message::new("error-forbidden"))
    }

    /// The input breaks rules, one entry a field.
    pub fn invalid(fields: Vec<FieldError>) -> Self {
        let mut error = Self::new(Kind::Invalid, Message::new("error-invalid"));
        error.0.fields = fields;
        error
    }

    /// One field is wrong.
    pub fn invalid_field(field: impl Into<Cow<'static, str>>, message: Message) -> Self {
        Self::invalid(vec![FieldError { field: field.into(), message }])
    }

    /// The state of the thing does not allow the act.
    pub fn conflict(key: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Kind::Conflict, Message::new(key))
    }

    /// Too much at once.
    pub fn busy() -> Self {
        Self::new(Kind::Busy, Message::new("error-busy"))
    }

    /// Something outside does not answer; `internal` says what for the log.
    pub fn unavailable(internal: impl fmt::Display) -> Self {
        Self::new(Kind::Unavailable, Message::new("error-unavailable")).because(internal)
    }

    /// A mistake of the program; `internal` says what for the log.
    pub fn internal(internal: impl fmt::Display) -> Self {
        Self::new(Kind::Internal, Message::new("error-internal")).because(internal)
    }

    /// Adds what the log should keep.
    #[must_use]
    pub fn because(mut self, internal: impl fmt::Display) -> Self {
        self.0.internal = Some(internal.to_string());
        self
    }

    /// Marks the internal text as holding personal values.
    #[must_use]
    pub fn personal(mut self) -> Self {
        self.0.privacy = Privacy::Personal;
        self
    }

    /// Says after how many seconds it is worth asking again.
    #[must_use]
    pub fn after(mut self, seconds: i64) -> Self {
        self.0.wait = Some(seconds);
        self
    }

    /// Says which version the thing has now, where an act named another one.
    #[must_use]
    pub fn at_version(mut self, version: i64) -> Self {
        self.0.version = Some(version);
        self
    }

    /// This error and another one as one: the fields of both, each with what was found first. One that names no field
    /// stands alone: what it says comes before a slip in a form.
    #[must_use]
    pub fn joined(mut self, other: Self) -> Self {
        if self.0.fields.is_empty() {
            return self;
        }
        if other.0.fields.is_empty() {
            return other;
        }
        let Inner { fields, .. } = *other.0;
        for field in fields {
            if self.0.fields.iter().all(|known| known.field != field.field) {
                self.0.fields.push(field);
            }
        }
        self
    }

    /// The same error with its fields called as `name` says, e.g. by where they stand in a body.
    #[must_use]
    pub fn renamed(mut self, name: impl Fn(&FieldError) -> String) -> Self {
        for field in &mut self.0.fields {
            field.field = Cow::Owned(name(field));
        }
        self
    }

    /// The kind.
    pub fn kind(&self) -> Kind {
        self.0.kind
    }

    /// The sentence for the person.
    pub fn message(&self) -> &Message {
        &self.0.message
    }

    /// The fields that are wrong.
    pub fn fields(&self) -> &[FieldError] {
        &self.0.fields
    }

    /// After how many seconds it is worth asking again, where that is known.
    pub fn wait(&self) -> Option<i64> {
        self.0.wait
    }

    /// The version that the thing has now, where an act named another one.
    pub fn version(&self) -> Option<i64> {
        self.0.version
    }

    /// What a log line may say: never personal values.
    pub fn log_text(&self) -> String {
        let internal = match (&self.0.internal, self.0.privacy) {
            (Some(text), Privacy::Plain) => text.as_str(),
            (Some(_), Privacy::Personal) => "(held back: personal values)",
            (None, _) => "",
        };
        // Names of fields and of their messages say what was wrong; what was typed stays out.
        let fields: Vec<String> = self.0.fields.iter().map(|f| format!("{}: {}", f.field, f.message.key)).collect();
        format!("{:?} {} {internal}{}", self.0.kind, self.0.message.key, fields.join(", "))
    }
}

/// Both values, or all that is wrong with either, so that a person mends everything at once.
pub fn both<A, B>(first: Result<A>, second: Result<B>) -> Result<(A, B)> {
    match (first, second) {
        (Ok(first), Ok(second)) => Ok((first, second)),
        (Err(first), Err(second)) => Err(first.joined(second)),
        (Err(error), Ok(_)) | (Ok(_), Err(error)) => Err(error),
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.log_text())
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn personal_text_never_reaches_the_log() {
        let error = Error::internal("044085001234").personal();
        assert!(!error.to_string().contains("044085001234"));
        assert!(Error::internal("disk").to_string().contains("disk"));
    }

    #[test]
    fn all_that_is_wrong_is_told_at_once_and_each_field_by_its_first_fault() {
        let slip = |field: &'static str, key: &'static str| Error::invalid_field(field, Message::new(key));
        let told = |error: &Error| -> Vec<(String, String)> {
            error.fields().iter().map(|f| (f.field.to_string(), f.message.key.to_string())).collect()
        };
        let all = slip("amount", "one").joined(slip("reason", "two")).joined(slip("amount", "three"));
        let expected = [("amount", "one"), ("reason", "two")].map(|(field, key)| (field.to_owned(), key.to_owned()));
        assert_eq!(told(&all), expected);
        for (first, second) in [(Error::conflict("gone"), all), (slip("amount", "one"), Error::conflict("gone"))] {
            assert_eq!(&*first.joined(second).message().key, "gone");
        }
        assert_eq!(both(Ok(1), Ok("a")).unwrap(), (1, "a"));
        let error = both::<i64, i64>(Err(slip("amount", "one")), Err(slip("reason", "two"))).unwrap_err();
        assert_eq!(told(&error), expected);
        assert!(both::<i64, i64>(Ok(1), Err(slip("reason", "two"))).is_err());
    }
}
