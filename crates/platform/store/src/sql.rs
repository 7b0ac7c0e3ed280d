//! One portable text per statement. A test finds every `sql!` in the source and prepares it on both engines.

use std::sync::OnceLock;

/// The SQL engine behind a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Embedded SQLite.
    Sqlite,
    /// PostgreSQL or a compatible cluster.
    Postgres,
}

/// One statement in portable SQL: `$1 … $n` parameters, `{lock}` for the row lock that SQLite does not need.
#[derive(Debug)]
pub struct Sql {
    text: &'static str,
    site: &'static str,
    sqlite: OnceLock<String>,
    postgres: OnceLock<String>,
}

/// A statement with a fixed address, by which prepared forms are kept: `sql!("SELECT name FROM unit WHERE id = $1")`.
#[macro_export]
macro_rules! sql {
    ($text:expr) => {{
        static STATEMENT: $crate::sql::Sql = $crate::sql::Sql::new($text, concat!(file!(), ":", line!()));
        &STATEMENT
    }};
}

impl Sql {
    /// Used by `sql!` only.
    pub const fn new(text: &'static str, site: &'static str) -> Self {
        Self { text, site, sqlite: OnceLock::new(), postgres: OnceLock::new() }
    }

    /// Where the statement stands in the source, for messages.
    pub fn site(&self) -> &'static str {
        self.site
    }

    /// The text for an engine.
    pub fn text(&self, engine: Engine) -> &str {
        match engine {
            Engine::Sqlite => self.sqlite.get_or_init(|| to_sqlite(self.text)),
            Engine::Postgres => self.postgres.get_or_init(|| self.text.replace("{lock}", "FOR UPDATE SKIP LOCKED")),
        }
    }

    /// A key that is the same for the same statement: its address.
    pub(crate) fn key(&'static self) -> usize {
        std::ptr::from_ref(self).addr()
    }
}

/// `$n` is a *named* parameter on SQLite, numbered by first appearance; `?n` says what we mean.
fn to_sqlite(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut in_text = false;
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        if c == '\'' {
            in_text = !in_text;
        }
        let is_parameter = c == '$' && !in_text && rest.peek().is_some_and(char::is_ascii_digit);
        out.push(if is_parameter { '?' } else { c });
    }
    out.replace("{lock}", "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_numbered_not_named() {
        assert_eq!(to_sqlite("SELECT $2, '$1', $1 {lock}"), "SELECT ?2, '$1', ?1 ");
    }

    #[test]
    fn an_upsert_that_speaks_of_postgres_only_is_left_alone() {
        let sql = Sql::new("SELECT 1 {lock}", "here");
        assert_eq!(sql.text(Engine::Postgres), "SELECT 1 FOR UPDATE SKIP LOCKED");
    }
}
