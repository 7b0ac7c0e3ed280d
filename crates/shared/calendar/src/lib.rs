//! Working time of the agencies and the limits that run on it (facts 2.50 to 2.58).
//!
//! [`Calendars::parse`] reads `data/calendars.toml`. A [`Calendar`] says when an agency works, a [`Limit`] how long it
//! has, [`Calendar::due`] when the time is up, and a [`Clock`] carries that through pauses. Everything is pure and
//! total: no input panics, a search ends after three years with [`CalendarError::TooFar`]. README.md has the rules.

mod clock;
mod engine;
mod error;
mod file;
mod hours;
mod limit;
mod model;
mod remaining;

pub use clock::Clock;
pub use error::{CalendarError, ParseError};
pub use limit::{Amount, Limit, LimitError, LimitUnit};
pub use model::{Calendar, Calendars, Label, SpecialDay, SpecialKind};
pub use remaining::Remaining;

#[cfg(test)]
mod tests;
