//! What a deserializer refuses, for the maker of a machine: where it stands (JSON Pointer, RFC 6901), what is wanted.

use kernel::{Error, Message};
use serde_path_to_error::{Path, Segment};

/// One name of a JSON Pointer.
pub(crate) fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

fn pointer(path: &Path) -> String {
    let mut text = String::new();
    for segment in path {
        let name = match segment {
            Segment::Seq { index } => index.to_string(),
            Segment::Map { key } | Segment::Enum { variant: key } => escaped(key),
            Segment::Unknown => continue,
        };
        text.push('/');
        text.push_str(&name);
    }
    text
}

/// The faults that name a field, and the messages for them.
const NAMED: [(&str, &str); 3] = [
    ("missing field `", "error-field-missing"),
    ("duplicate field `", "error-field-twice"),
    ("unknown field `", "error-field-unknown"),
];

/// The error for what serde said of the value at `path`. Its own words tell of our types, so nobody reads them.
pub(crate) fn fault(path: &Path, said: &str) -> Error {
    let place = pointer(path);
    for (begins, key) in NAMED {
        if let Some(name) = said.strip_prefix(begins).and_then(|rest| rest.split('`').next()) {
            let own = format!("/{}", escaped(name));
            // The path to an unknown field names it already.
            let whole = if key == "error-field-unknown" && place.ends_with(&own) { place } else { place + &own };
            return Error::invalid_field(whole, Message::new(key));
        }
    }
    Error::invalid_field(place, Message::new("error-field-type").arg("wanted", wanted(said)))
}

/// What is wanted, as the messages tell it apart.
fn wanted(said: &str) -> &'static str {
    let of_another_type = said.strip_prefix("invalid ").and_then(|rest| rest.rsplit_once(", expected "));
    match of_another_type {
        Some((_, expected)) => wanted_type(expected),
        // A text that a type of its own could not read.
        None if said.contains("UUID") => "uuid",
        None if ["date", "year", "month", "day"].iter().any(|part| said.contains(part)) => "date",
        None => "other",
    }
}

fn wanted_type(expected: &str) -> &'static str {
    match expected {
        "i64" | "u64" | "i32" | "u32" | "i16" | "u16" | "i8" | "u8" | "usize" | "isize" => "number",
        "f64" | "f32" => "decimal",
        "a boolean" => "boolean",
        "a date string" => "date",
        "a string" => "text",
        "a sequence" => "list",
        "a map" => "object",
        _ if expected.starts_with("struct ") => "object",
        _ if expected.contains("UUID") => "uuid",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_pointers_are_escaped() {
        for (name, expected) in [("copies", "copies"), ("a/b", "a~1b"), ("~/", "~0~1")] {
            assert_eq!(escaped(name), expected);
        }
    }
}
