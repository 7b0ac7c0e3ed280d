//! What can go wrong: with a calculation, and with the file of the calendars.

use jiff::civil::Date;

/// Why a time cannot be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// The end lies more than three years away, or the calendar has no working time for so long.
    #[error("the search for working time ended after three years")]
    TooFar,
    /// A limit of nothing: only same-day limits have no amount.
    #[error("a limit in days or hours needs an amount")]
    EmptyLimit,
    /// Working time to add is below zero.
    #[error("working time to add is negative")]
    Negative,
    /// The clock stands already.
    #[error("the clock is paused already")]
    AlreadyPaused,
    /// The clock runs.
    #[error("the clock is not paused")]
    NotPaused,
    /// The end of the pause lies before its beginning.
    #[error("the pause ends before it begins")]
    ResumedBeforePaused,
}

impl From<CalendarError> for kernel::Error {
    /// All of these are mistakes of data or program; a state machine keeps people away from them.
    fn from(error: CalendarError) -> Self {
        Self::internal(error)
    }
}

/// Why a file of calendars cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ParseError {
    /// Not TOML, or a key is missing, unknown or of the wrong type.
    #[error("the file of the calendars cannot be read")]
    Toml(#[from] toml::de::Error),
    /// Not a date in the form 2024-05-04.
    #[error("{0:?} is not a date in the form 2024-05-04")]
    Date(String),
    /// Not periods in the form 07:30-11:30, or periods that overlap.
    #[error("{0:?} are not working periods in the form 07:30-11:30, in order and apart")]
    Periods(Vec<String>),
    /// `works` of a half day is neither morning nor afternoon.
    #[error("{0:?} is neither \"morning\" nor \"afternoon\"")]
    Half(String),
    /// Two calendars with one code.
    #[error("the calendar {0:?} is there twice")]
    Twice(String),
    /// A day names a calendar that is not in the file.
    #[error("there is no calendar {0:?}")]
    Unknown(String),
    /// A calendar without any working time.
    #[error("the calendar {0:?} has no working time")]
    NoWorkingTime(String),
    /// A make-up day or half day without any working time.
    #[error("the calendar {0:?} has no working time for {1}")]
    NoWorkingTimeOn(String, Date),
    /// One day is said to be two things.
    #[error("the calendar {0:?} says two things about {1}")]
    Contradiction(String, Date),
}
