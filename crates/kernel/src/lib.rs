//! The lowest floor: values and rules that every other crate may use. No IO, no SQL, no HTTP, no serde.
//!
//! Time and randomness are never taken from the machine here; they come in through [`time::Clock`] and [`rng::Rng`].

pub mod error;
pub mod id;
pub mod money;
pub mod page;
pub mod rng;
pub mod text;
pub mod time;
pub mod vietnam;

pub use error::{Arg, Error, FieldError, Kind, Message, Result, both};
pub use page::{Cursor, Page, PageRequest};
pub use time::Timestamp;
