//! Rows of either engine, read by position.

use uuid::Uuid;

use crate::error::StoreError;

/// One row of a result.
pub enum Row<'a> {
    /// A row of SQLite.
    Sqlite(&'a rusqlite::Row<'a>),
    /// A row of PostgreSQL.
    Postgres(&'a tokio_postgres::Row),
}

impl Row<'_> {
    /// The value of column `index`, counted from 0.
    pub fn get<T: Column>(&self, index: usize) -> Result<T, StoreError> {
        match self {
            Self::Sqlite(row) => T::from_sqlite(row, index),
            Self::Postgres(row) => T::from_postgres(row, index),
        }
    }

    /// The text in column `index`, where it stands.
    pub(crate) fn text(&self, index: usize) -> Result<&str, StoreError> {
        match self {
            Self::Sqlite(row) => {
                let value = row.get_ref(index).map_err(|e| StoreError::bug(format!("column {index}: {e}")))?;
                value.as_str().map_err(|e| StoreError::bug(format!("column {index}: {e}")))
            }
            Self::Postgres(row) => row.try_get(index).map_err(|e| StoreError::bug(format!("column {index}: {e}"))),
        }
    }

    /// The bytes in column `index`, where they stand, or none.
    pub(crate) fn bytes(&self, index: usize) -> Result<Option<&[u8]>, StoreError> {
        match self {
            Self::Sqlite(row) => {
                let value = row.get_ref(index).map_err(|e| StoreError::bug(format!("column {index}: {e}")))?;
                value.as_blob_or_null().map_err(|e| StoreError::bug(format!("column {index}: {e}")))
            }
            Self::Postgres(row) => row.try_get(index).map_err(|e| StoreError::bug(format!("column {index}: {e}"))),
        }
    }

    /// The flag in column `index`: a number that is not 0.
    pub fn flag(&self, index: usize) -> Result<bool, StoreError> {
        Ok(self.get::<i64>(index)? != 0)
    }

    /// The typed id in column `index`.
    pub fn id<T: From<Uuid>>(&self, index: usize) -> Result<T, StoreError> {
        Ok(T::from(self.get::<Uuid>(index)?))
    }

    /// The typed id in column `index`, or none.
    pub fn opt_id<T: From<Uuid>>(&self, index: usize) -> Result<Option<T>, StoreError> {
        Ok(self.get::<Option<Uuid>>(index)?.map(T::from))
    }

    /// The instant in column `index`.
    pub fn time(&self, index: usize) -> Result<kernel::Timestamp, StoreError> {
        Ok(kernel::Timestamp(self.get(index)?))
    }

    /// The instant in column `index`, or none.
    pub fn opt_time(&self, index: usize) -> Result<Option<kernel::Timestamp>, StoreError> {
        Ok(self.get::<Option<i64>>(index)?.map(kernel::Timestamp))
    }
}

/// Turns a row into a value. A plain function, so that it may run on a reader thread.
pub type Map<T> = fn(&Row<'_>) -> Result<T, StoreError>;

/// Takes a row into a state.
pub(crate) type Step<S> = fn(&mut S, &Row<'_>) -> Result<(), StoreError>;

/// A type that a column can have.
pub trait Column: Sized {
    /// Reads it from SQLite.
    fn from_sqlite(row: &rusqlite::Row<'_>, index: usize) -> Result<Self, StoreError>;
    /// Reads it from PostgreSQL.
    fn from_postgres(row: &tokio_postgres::Row, index: usize) -> Result<Self, StoreError>;
}

macro_rules! column {
    ($($ty:ty),+) => {$(
        impl Column for $ty {
            fn from_sqlite(row: &rusqlite::Row<'_>, index: usize) -> Result<Self, StoreError> {
                row.get(index).map_err(|e| StoreError::bug(format!("column {index}: {e}")))
            }
            fn from_postgres(row: &tokio_postgres::Row, index: usize) -> Result<Self, StoreError> {
                row.try_get(index).map_err(|e| StoreError::bug(format!("column {index}: {e}")))
            }
        }
    )+};
}

column!(i64, f64, String, Vec<u8>, Option<i64>, Option<f64>, Option<String>, Option<Vec<u8>>);

fn uuid_of(bytes: &[u8]) -> Result<Uuid, StoreError> {
    Uuid::from_slice(bytes).map_err(|e| StoreError::bug(format!("not a uuid: {e}")))
}

impl Column for Uuid {
    fn from_sqlite(row: &rusqlite::Row<'_>, index: usize) -> Result<Self, StoreError> {
        let value = row.get_ref(index).map_err(|e| StoreError::bug(format!("column {index}: {e}")))?;
        uuid_of(value.as_blob().map_err(|e| StoreError::bug(format!("column {index}: {e}")))?)
    }

    fn from_postgres(row: &tokio_postgres::Row, index: usize) -> Result<Self, StoreError> {
        row.try_get(index).map_err(|e| StoreError::bug(format!("column {index}: {e}")))
    }
}

impl Column for Option<Uuid> {
    fn from_sqlite(row: &rusqlite::Row<'_>, index: usize) -> Result<Self, StoreError> {
        let value = row.get_ref(index).map_err(|e| StoreError::bug(format!("column {index}: {e}")))?;
        match value {
            rusqlite::types::ValueRef::Null => Ok(None),
            other => uuid_of(other.as_blob().map_err(|e| StoreError::bug(format!("column {index}: {e}")))?).map(Some),
        }
    }

    fn from_postgres(row: &tokio_postgres::Row, index: usize) -> Result<Self, StoreError> {
        row.try_get(index).map_err(|e| StoreError::bug(format!("column {index}: {e}")))
    }
}
