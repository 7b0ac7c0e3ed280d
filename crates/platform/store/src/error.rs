//! What can go wrong in the store, the same on both engines.

use kernel::{Error, Kind, Message};

/// An error of the store.
#[derive(Clone, Debug, PartialEq)]
pub enum StoreError {
    /// A unique rule was broken; the text names the index or columns.
    Unique(String),
    /// A row that is referred to does not exist.
    ForeignKey,
    /// A CHECK was broken.
    Check(String),
    /// A statement changed another number of rows than expected: somebody was faster.
    Conflict,
    /// The write set may be tried again as it is.
    Retry,
    /// The queue of writes is full.
    Busy,
    /// The database does not answer, or its disk is full.
    Unavailable(String),
    /// A mistake of the program.
    Bug(String),
}

impl StoreError {
    /// A mistake of the program.
    pub fn bug(text: impl Into<String>) -> Self {
        Self::Bug(text.into())
    }

    pub(crate) fn of_sqlite(error: &rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        let text = error.to_string();
        let rusqlite::Error::SqliteFailure(failure, _) = error else { return Self::Bug(text) };
        match (failure.code, failure.extended_code) {
            (_, 2067 | 1555 | 2579) => Self::Unique(text),
            (_, 787) => Self::ForeignKey,
            (_, 275 | 1299 | 3091) => Self::Check(text),
            (Code::DatabaseBusy | Code::DatabaseLocked, _) => Self::Retry,
            (
                Code::DiskFull
                | Code::SystemIoFailure
                | Code::OutOfMemory
                | Code::CannotOpen
                | Code::ReadOnly
                | Code::OperationInterrupted,
                _,
            ) => Self::Unavailable(text),
            _ => Self::Bug(text),
        }
    }

    pub(crate) fn of_postgres(error: &tokio_postgres::Error) -> Self {
        use tokio_postgres::error::SqlState as S;
        let Some(db) = error.as_db_error() else {
            return if error.is_closed()
                || std::error::Error::source(error).is_some_and(<dyn std::error::Error>::is::<std::io::Error>)
            {
                Self::Unavailable(error.to_string())
            } else {
                Self::Bug(format!(
                    "{error}: {}",
                    std::error::Error::source(error).map(ToString::to_string).unwrap_or_default()
                ))
            };
        };
        let text = format!("{}: {}", db.code().code(), db.message());
        match db.code() {
            &S::UNIQUE_VIOLATION => Self::Unique(db.constraint().unwrap_or_default().to_owned()),
            &S::FOREIGN_KEY_VIOLATION => Self::ForeignKey,
            &S::CHECK_VIOLATION | &S::NOT_NULL_VIOLATION => Self::Check(text),
            &S::T_R_SERIALIZATION_FAILURE | &S::T_R_DEADLOCK_DETECTED | &S::LOCK_NOT_AVAILABLE => Self::Retry,
            // A server that only reads is not the one to write to any more.
            &S::READ_ONLY_SQL_TRANSACTION | &S::IDLE_IN_TRANSACTION_SESSION_TIMEOUT => Self::Unavailable(text),
            code if code.code().starts_with("08")
                || code.code().starts_with("53")
                || code.code().starts_with("57")
                || code.code().starts_with("58") =>
            {
                Self::Unavailable(text)
            }
            _ => Self::Bug(text),
        }
    }
}

impl std::fmt::Display for StoreError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self:?}")
    }
}

impl std::error::Error for StoreError {}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unique(text) => Self::new(Kind::Conflict, Message::new("error-exists")).because(text),
            StoreError::Conflict => Self::conflict("error-changed"),
            StoreError::Retry | StoreError::Busy => Self::busy(),
            StoreError::Unavailable(text) => Self::unavailable(text),
            StoreError::ForeignKey => Self::internal("a row that is referred to does not exist"),
            StoreError::Check(text) | StoreError::Bug(text) => Self::internal(text),
        }
    }
}
