//! Numbers and addresses of Vietnamese people and organisations, checked when they come in.
//!
//! Each type holds one canonical form, so that equal things are equal. All of them are personal values: `Debug` never
//! prints them, there is no `Display`, and what a log may keep is nothing.

mod email;
mod identity;
mod phone;
mod tax;

pub use email::{EmailAddress, EmailError};
pub use identity::{IdentityError, IdentityKind, IdentityNumber, Sex};
pub use phone::{PhoneError, PhoneNumber};
pub use tax::{TaxCode, TaxCodeError, TaxCodeKind};

use crate::text::is_invisible;

/// The text without what people type between groups of digits: spaces, dots, hyphens, brackets.
fn without_separators(text: &str) -> String {
    let separator = |c: char| c.is_whitespace() || is_invisible(c) || matches!(c, '.' | '-' | '–' | '(' | ')');
    text.chars().filter(|c| !separator(*c)).collect()
}

fn only_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The last four characters, or the whole of a shorter text.
fn last_four(text: &str) -> &str {
    let start = text.char_indices().rev().nth(3).map_or(0, |(at, _)| at);
    text.get(start..).unwrap_or_default()
}

/// An error argument: counts of typed characters are small.
fn count(found: usize) -> i64 {
    i64::try_from(found).unwrap_or(i64::MAX)
}
