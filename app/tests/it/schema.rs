//! All migrations from zero give the schema that was reviewed: `docs/schema` holds a listing for each engine.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use store::{Engine, Sql, Store, sql};
use testkit::both_engines;

use crate::common::root;

/// When it is set, the listings are written instead of compared.
const WRITE: &str = "WRITE_SCHEMA";
/// What writes them.
const COMMAND: &str = "WRITE_SCHEMA=1 cargo xtask test --only unit -- -p nhatle schema";

/// What there is to say of each table.
type Listing = BTreeMap<String, Vec<String>>;

/// Adds what a statement says: a table and a line in each row.
async fn add(listing: &mut Listing, store: &Store, statement: &'static Sql) {
    let rows = store.all(statement, Vec::new(), |row| Ok((row.get::<String>(0)?, row.get::<String>(1)?)));
    for (table, line) in rows.await.unwrap() {
        listing.entry(table).or_default().push(squeezed(&line));
    }
}

/// One blank for each run of blanks.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Columns in their order, then the options of the table, foreign keys, checks and indexes.
async fn of_sqlite(store: &Store) -> Listing {
    let mut listing = Listing::new();
    let columns = sql!(
        r#"SELECT m.name, p.name || ' ' || lower(p.type)
               || CASE WHEN p."notnull" = 1 THEN ' not null' ELSE '' END
               || CASE WHEN p.dflt_value IS NULL THEN '' ELSE ' default ' || p.dflt_value END
               || CASE WHEN p.pk > 0 THEN ' key ' || p.pk ELSE '' END
           FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS p
           WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' ORDER BY m.name, p.cid"#
    );
    let options = sql!(
        "SELECT name, CASE WHEN strict = 1 THEN 'strict' ELSE 'not strict' END
             || CASE WHEN wr = 1 THEN ', without rowid' ELSE '' END
         FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    );
    let foreign = sql!(
        r#"SELECT m.name,
               'foreign key ' || f."from" || ' references ' || f."table" || COALESCE(' (' || f."to" || ')', '')
           FROM sqlite_master AS m JOIN pragma_foreign_key_list(m.name) AS f
           WHERE m.type = 'table' ORDER BY m.name, f.id, f.seq"#
    );
    let tables = sql!("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'");
    let others =
        sql!("SELECT tbl_name, sql FROM sqlite_master WHERE type <> 'table' AND sql IS NOT NULL ORDER BY name");
    for statement in [columns, options, foreign] {
        add(&mut listing, store, statement).await;
    }
    let mut texts = Listing::new();
    add(&mut texts, store, tables).await;
    for (table, text) in texts {
        let checks = text.iter().flat_map(|text| checks(text));
        listing.entry(table).or_default().extend(checks);
    }
    add(&mut listing, store, others).await;
    listing
}

/// Columns in their order, then constraints and indexes in the order of their texts.
async fn of_postgres(store: &Store) -> Listing {
    let columns = sql!(
        "SELECT CAST(c.relname AS TEXT), CAST(a.attname AS TEXT) || ' ' || format_type(a.atttypid, a.atttypmod)
             || CASE WHEN l.collname <> 'default' THEN ' collate ' || CAST(l.collname AS TEXT) ELSE '' END
             || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
             || COALESCE(' default ' || pg_get_expr(d.adbin, d.adrelid), '')
         FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
         LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
         LEFT JOIN pg_collation l ON l.oid = a.attcollation
         WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') ORDER BY c.relname, a.attnum"
    );
    let constraints = sql!(
        "SELECT CAST(c.relname AS TEXT), pg_get_constraintdef(k.oid)
         FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE n.nspname = 'public' AND k.contype IN ('p', 'u', 'c', 'f')"
    );
    let indexes = sql!(
        "SELECT CAST(c.relname AS TEXT), pg_get_indexdef(i.indexrelid)
         FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE n.nspname = 'public' AND NOT i.indisprimary"
    );
    let mut listing = Listing::new();
    add(&mut listing, store, columns).await;
    for statement in [constraints, indexes] {
        let mut found = Listing::new();
        add(&mut found, store, statement).await;
        for (table, mut lines) in found {
            lines.sort();
            listing.entry(table).or_default().append(&mut lines);
        }
    }
    listing
}

/// The checks in the text of a table: `CHECK` and what stands in its parentheses.
fn checks(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("CHECK (") {
        let (mut depth, mut in_text) = (0_usize, false);
        let rest = &text[at..];
        let end = rest.char_indices().find(|(_, c)| {
            match c {
                '\'' => in_text = !in_text,
                '(' if !in_text => depth += 1,
                ')' if !in_text => depth -= 1,
                _ => {}
            }
            *c == ')' && !in_text && depth == 0
        });
        let end = end.map_or(rest.len(), |(end, _)| end + 1);
        found.push(rest[..end].to_owned());
    }
    found
}

fn text(listing: &Listing) -> String {
    let mut text = format!("# Written by: {COMMAND}\n");
    for (table, lines) in listing {
        let _ = write!(text, "\n{table}\n");
        for line in lines {
            let _ = writeln!(text, "    {line}");
        }
    }
    text
}

/// Where two listings part; none when they are the same.
fn difference(committed: &str, made: &str) -> Option<String> {
    let (mut old, mut new) = (committed.lines(), made.lines());
    for number in 1.. {
        match (old.next(), new.next()) {
            (None, None) => break,
            (before, after) if before == after => {}
            (before, after) => {
                let show = |line: Option<&str>| line.unwrap_or("(end)").trim().to_owned();
                return Some(format!("line {number}\n  - {}\n  + {}", show(before), show(after)));
            }
        }
    }
    None
}

fn compare(file: &str, made: &str) {
    let folder = root().join("docs").join("schema");
    #[expect(clippy::disallowed_methods, reason = "a person asks the test to write the listing")]
    let is_writing = std::env::var_os(WRITE).is_some();
    if is_writing {
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(file), made).unwrap();
        return;
    }
    let committed = std::fs::read_to_string(folder.join(file)).unwrap_or_default();
    if let Some(hint) = difference(&committed, made) {
        panic!("the migrations do not give docs/schema/{file}: {hint}\nIf it was meant, run `{COMMAND}` and commit it");
    }
}

both_engines!(
    async fn migrations_from_zero_give_the_committed_schema(house: &House) {
        match house.store().engine() {
            Engine::Sqlite => compare("sqlite.txt", &text(&of_sqlite(house.store()).await)),
            Engine::Postgres => compare("postgres.txt", &text(&of_postgres(house.store()).await)),
        }
    },
    &nhatle::house::migrations()
);

#[test]
fn checks_are_found_in_the_text_of_a_table() {
    let text = "CREATE TABLE a (x TEXT CHECK (x IN ('a', ')')), CHECK (y > (1 + 2)), z INTEGER) STRICT";
    assert_eq!(checks(text), ["CHECK (x IN ('a', ')'))", "CHECK (y > (1 + 2))"]);
    assert!(checks("CREATE TABLE a (checked TEXT)").is_empty());
}

#[test]
fn the_first_difference_is_shown() {
    assert_eq!(difference("a\nb\n", "a\nb\n"), None);
    assert_eq!(difference("a\nb\n", "a\nc\n").unwrap(), "line 2\n  - b\n  + c");
    assert_eq!(difference("", "a\n").unwrap(), "line 1\n  - (end)\n  + a");
}
