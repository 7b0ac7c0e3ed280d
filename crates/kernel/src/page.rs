//! Keyset pages: a request for the rows after a cursor, and the rows with the cursor of the next page.

use data_encoding::BASE64URL_NOPAD;
use uuid::Uuid;

use crate::error::{Error, Message};

/// The most rows one page may have.
pub const MAX_LIMIT: i64 = 200;

/// Where a page begins: after the row with this sort key. The id makes it unique; `version` names the algorithm of the
/// key, so that a cursor of an older sort order is refused instead of skipping rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// Version of the sort key.
    pub version: u8,
    /// The sort key of the last row seen.
    pub key: i64,
    /// The id of the last row seen.
    pub id: Uuid,
}

impl Cursor {
    /// The opaque text that goes into a link.
    pub fn encode(&self) -> String {
        let mut bytes = Vec::with_capacity(25);
        bytes.push(self.version);
        bytes.extend_from_slice(&self.key.to_be_bytes());
        bytes.extend_from_slice(self.id.as_bytes());
        BASE64URL_NOPAD.encode(&bytes)
    }

    /// Reads a cursor of the given version; anything else is an error a person can mend by starting over.
    pub fn decode(text: &str, version: u8) -> Result<Self, Error> {
        let wrong = || Error::invalid_field("page", Message::new("error-page"));
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| wrong())?;
        let bytes: [u8; 25] = bytes.try_into().map_err(|_| wrong())?;
        let [found, rest @ ..] = bytes;
        let (key, id) = rest.split_at(8);
        let key: [u8; 8] = key.try_into().map_err(|_| wrong())?;
        let id = Uuid::from_slice(id).map_err(|_| wrong())?;
        if found == version { Ok(Self { version, key: i64::from_be_bytes(key), id }) } else { Err(wrong()) }
    }
}

/// The token of a page tied to the question whose page it is, so that it goes on with nothing else.
pub fn bind(token: &str, question: &str) -> String {
    format!("{token}.{:016x}", print_of(question))
}

/// The token inside one that [`bind`] made; one of another question is refused like a wrong one.
pub fn unbind<'a>(bound: &'a str, question: &str) -> Result<&'a str, Error> {
    let wrong = || Error::invalid_field("page", Message::new("error-page"));
    let (token, print) = bound.rsplit_once('.').ok_or_else(wrong)?;
    if print == format!("{:016x}", print_of(question)) { Ok(token) } else { Err(wrong()) }
}

/// FNV-1a: it tells questions apart and keeps nobody out, since a token gives no right.
fn print_of(question: &str) -> u64 {
    question
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325, |print: u64, byte| (print ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

/// Which rows of a list are asked for.
#[derive(Clone, Debug)]
pub struct PageRequest {
    /// The page begins after this row; none for the first page.
    pub after: Option<Cursor>,
    /// How many rows, 1 to [`MAX_LIMIT`].
    pub limit: i64,
}

impl PageRequest {
    /// The first page.
    pub fn first(limit: i64) -> Self {
        Self { after: None, limit: limit.clamp(1, MAX_LIMIT) }
    }

    /// The page that the opaque text of a link names; an absent or empty text is the first page.
    pub fn parse(text: Option<&str>, version: u8, limit: i64) -> Result<Self, Error> {
        let after = match text {
            None | Some("") => None,
            Some(text) => Some(Cursor::decode(text, version)?),
        };
        Ok(Self { after, limit: limit.clamp(1, MAX_LIMIT) })
    }
}

/// One page of a list.
#[derive(Clone, Debug)]
pub struct Page<T> {
    /// The rows.
    pub items: Vec<T>,
    /// The cursor of the next page, when there is one.
    pub next: Option<String>,
    /// The exact number of rows of the whole list.
    pub total: i64,
}

impl<T> Page<T> {
    /// Builds a page from `limit + 1` fetched rows: the extra row only says that there is a next page.
    pub fn from_rows(mut rows: Vec<T>, limit: i64, total: i64, cursor: impl Fn(&T) -> Cursor) -> Self {
        let limit = usize::try_from(limit).unwrap_or(0);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = if more { rows.last().map(|row| cursor(row).encode()) } else { None };
        Self { items: rows, next, total }
    }

    /// The same page with its rows turned into something else.
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(f).collect(), next: self.next, total: self.total }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_a_link_and_a_foreign_one_is_refused() {
        let cursor = Cursor { version: 2, key: -5, id: Uuid::from_u128(9) };
        assert_eq!(Cursor::decode(&cursor.encode(), 2).unwrap(), cursor);
        assert!(Cursor::decode(&cursor.encode(), 1).is_err());
        for text in ["x", "////", "AAAA", "ê"] {
            assert!(Cursor::decode(text, 2).is_err(), "{text}");
        }
    }

    #[test]
    fn a_bound_token_goes_on_with_its_own_question_only() {
        let bound = bind("abc", "q=khai+sinh");
        assert_eq!(unbind(&bound, "q=khai+sinh").unwrap(), "abc");
        for (bound, question) in [(bound.as_str(), "q=khai"), (bound.as_str(), ""), ("abc", ""), ("abc.", "")] {
            let error = unbind(bound, question).unwrap_err();
            assert_eq!(error.fields().first().map(|field| &*field.field), Some("page"), "{bound} {question}");
        }
    }

    #[test]
    fn the_extra_row_only_announces_the_next_page() {
        let cursor = |n: &i64| Cursor { version: 1, key: *n, id: Uuid::nil() };
        let page = Page::from_rows(vec![1, 2, 3], 2, 9, cursor);
        assert_eq!(page.items, [1, 2]);
        assert!(page.next.is_some());
        assert!(Page::from_rows(vec![1, 2], 2, 2, cursor).next.is_none());
    }
}
