//! Values of statements: the same few kinds on both engines.

use std::borrow::Cow;

use bytes::BytesMut;
use rusqlite::types::{ToSqlOutput, Value as SqliteValue, ValueRef};
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use uuid::Uuid;

/// A value bound to a statement.
#[derive(Clone, Debug, PartialEq)]
pub enum Val {
    /// NULL.
    Null,
    /// A whole number: counts, đồng, microseconds, flags (0 or 1).
    I(i64),
    /// A number with a fraction (measurements only, never money).
    F(f64),
    /// Text.
    T(Cow<'static, str>),
    /// A UUID: BLOB(16) on SQLite, uuid on PostgreSQL.
    U(Uuid),
    /// Bytes.
    B(Vec<u8>),
    /// The number that the committer draws for slot `slot` of the write set.
    Drawn {
        /// Index returned by `WriteSet::draw`.
        slot: usize,
    },
    /// Text around a drawn number: prefix, the number padded with zeros to `width`.
    DrawnText {
        /// Index returned by `WriteSet::draw`.
        slot: usize,
        /// What stands before the number.
        prefix: String,
        /// Least number of digits.
        width: usize,
    },
}

/// Builds the parameters of a statement: `params![id.uuid(), 5_i64, "text"]`.
#[macro_export]
macro_rules! params {
    () => { Vec::new() };
    ($($value:expr),+ $(,)?) => { vec![$($crate::Val::from($value)),+] };
}

/// The parameters of one statement.
pub type Params = Vec<Val>;

impl From<i64> for Val {
    fn from(value: i64) -> Self {
        Self::I(value)
    }
}

impl From<f64> for Val {
    fn from(value: f64) -> Self {
        Self::F(value)
    }
}

impl From<bool> for Val {
    fn from(value: bool) -> Self {
        Self::I(i64::from(value))
    }
}

impl From<Uuid> for Val {
    fn from(value: Uuid) -> Self {
        Self::U(value)
    }
}

impl From<String> for Val {
    fn from(value: String) -> Self {
        Self::T(Cow::Owned(value))
    }
}

impl From<&'static str> for Val {
    fn from(value: &'static str) -> Self {
        Self::T(Cow::Borrowed(value))
    }
}

impl From<Vec<u8>> for Val {
    fn from(value: Vec<u8>) -> Self {
        Self::B(value)
    }
}

impl From<kernel::Timestamp> for Val {
    fn from(value: kernel::Timestamp) -> Self {
        Self::I(value.0)
    }
}

impl<T: Into<Val>> From<Option<T>> for Val {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl rusqlite::ToSql for Val {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Null => ToSqlOutput::Owned(SqliteValue::Null),
            Self::I(n) => ToSqlOutput::Owned(SqliteValue::Integer(*n)),
            Self::F(n) => ToSqlOutput::Owned(SqliteValue::Real(*n)),
            Self::T(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Self::U(id) => ToSqlOutput::Borrowed(ValueRef::Blob(id.as_bytes())),
            Self::B(bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
            Self::Drawn { .. } | Self::DrawnText { .. } => {
                return Err(rusqlite::Error::ToSqlConversionFailure("a drawn number was not filled in".into()));
            }
        })
    }
}

impl ToSql for Val {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::I(n) => match *ty {
                Type::INT4 => i32::try_from(*n)?.to_sql(ty, out),
                Type::INT2 => i16::try_from(*n)?.to_sql(ty, out),
                _ => n.to_sql(ty, out),
            },
            Self::F(n) => n.to_sql(ty, out),
            Self::T(text) => text.as_ref().to_sql(ty, out),
            Self::U(id) => id.to_sql(ty, out),
            Self::B(bytes) => bytes.to_sql(ty, out),
            Self::Drawn { .. } | Self::DrawnText { .. } => Err("a drawn number was not filled in".into()),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}
