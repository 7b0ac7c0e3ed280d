//! Tables as they are: for tests that search everything that is kept.

use store::{Engine, Sql, Store};

/// A statement made while the test runs; it lives as long as the process.
pub fn made(text: String) -> &'static Sql {
    let text: &'static str = text.leak();
    Box::leak(Box::new(Sql::new(text, "made by a test")))
}

/// Every column of a type, as table and name: `in_sqlite` and `in_postgres` are what the engines call the type.
///
/// # Panics
/// When the database does not answer.
pub async fn columns(store: &Store, in_sqlite: &str, in_postgres: &str) -> Vec<(String, String)> {
    let text = match store.engine() {
        Engine::Sqlite => format!(
            "SELECT m.name, p.name FROM sqlite_master AS m, pragma_table_info(m.name) AS p
             WHERE m.type = 'table' AND p.type = '{in_sqlite}' ORDER BY 1, 2"
        ),
        Engine::Postgres => format!(
            "SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT) FROM information_schema.columns
             WHERE table_schema = 'public' AND data_type = '{in_postgres}' ORDER BY 1, 2"
        ),
    };
    let found = store.all(made(text), Vec::new(), |row| Ok((row.get::<String>(0)?, row.get::<String>(1)?))).await;
    found.unwrap_or_else(|error| panic!("the columns cannot be listed: {error}"))
}
