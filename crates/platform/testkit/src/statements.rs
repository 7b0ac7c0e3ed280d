//! Finds every statement in the source, so that one test prepares them all on both engines.

use std::path::Path;

use store::Sql;

use crate::house::House;

/// Folders whose statements speak of tables of their own, or are no source.
const LEFT_OUT: &[&str] = &["tests", "benches", "target", "node_modules"];

/// Every `sql!("…")` in the Rust files below a folder: its place as `file:line`, and its text.
///
/// # Panics
/// When a file cannot be read, or a `sql!` holds anything but one string literal.
pub fn statements_in(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<_> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            if !LEFT_OUT.contains(&name.as_str()) && !name.starts_with('.') {
                found.extend(statements_in(&path));
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            for (line, statement) in statements_of(&text) {
                let site = format!("{}:{line}", path.display());
                let Some(statement) = statement else { panic!("{site}: `sql!` takes one string literal") };
                found.push((site, statement));
            }
        }
    }
    found
}

/// Prepares every statement below a folder on the house's engine; gives a sentence for each that does not fit the schema.
///
/// # Panics
/// When the folder holds no statement at all, because then nothing was tested.
pub async fn prepare_all(house: &House, folder: &Path) -> Vec<String> {
    let statements = statements_in(folder);
    assert!(!statements.is_empty(), "no statements below {}", folder.display());
    let mut faults = Vec::new();
    for (site, text) in statements {
        let (site, text): (&'static str, &'static str) = (site.leak(), text.leak());
        let statement: &'static Sql = Box::leak(Box::new(Sql::new(text, site)));
        if let Err(error) = house.store().check(statement).await {
            faults.push(format!("{site}: {error}"));
        }
    }
    faults
}

/// The statements of one file with their lines; none in place of a text when there is no literal.
fn statements_of(text: &str) -> Vec<(usize, Option<String>)> {
    let chars: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(&here) = chars.get(at) {
        at = if starts(&chars, at, "//") {
            find(&chars, at, '\n')
        } else if starts(&chars, at, "/*") {
            block_comment_end(&chars, at)
        } else if let Some((_, end)) = literal(&chars, at) {
            end
        } else if here == '\'' {
            char_end(&chars, at)
        } else if let Some(inside) = call(&chars, at) {
            let line = chars.iter().take(at).filter(|c| **c == '\n').count() + 1;
            let read = literal(&chars, inside);
            let end = read.as_ref().map_or(inside, |(_, end)| *end);
            found.push((line, read.map(|(text, _)| text)));
            end
        } else {
            at + 1
        };
    }
    found
}

fn starts(chars: &[char], at: usize, word: &str) -> bool {
    word.chars().enumerate().all(|(offset, c)| chars.get(at + offset) == Some(&c))
}

fn find(chars: &[char], from: usize, wanted: char) -> usize {
    chars.iter().skip(from).position(|c| *c == wanted).map_or(chars.len(), |offset| from + offset)
}

fn is_word(chars: &[char], at: usize) -> bool {
    chars.get(at).is_some_and(|c| c.is_alphanumeric() || *c == '_')
}

fn skip_blank(chars: &[char], from: usize) -> usize {
    chars.iter().skip(from).position(|c| !c.is_whitespace()).map_or(chars.len(), |offset| from + offset)
}

/// When `sql!(` begins here: where its argument begins.
fn call(chars: &[char], at: usize) -> Option<usize> {
    let within_word = at > 0 && is_word(chars, at - 1);
    if within_word || !starts(chars, at, "sql!") {
        return None;
    }
    let open = skip_blank(chars, at + 4);
    (chars.get(open) == Some(&'(')).then(|| skip_blank(chars, open + 1))
}

fn block_comment_end(chars: &[char], from: usize) -> usize {
    let (mut depth, mut at) = (0_usize, from);
    while at < chars.len() {
        if starts(chars, at, "/*") {
            depth += 1;
            at += 2;
        } else if starts(chars, at, "*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    chars.len()
}

/// The end of a character literal, or of the quote of a lifetime.
fn char_end(chars: &[char], at: usize) -> usize {
    if chars.get(at + 1) == Some(&'\\') {
        return find(chars, at + 3, '\'') + 1;
    }
    if chars.get(at + 2) == Some(&'\'') { at + 3 } else { at + 1 }
}

/// The text and the end of a string literal that begins here.
fn literal(chars: &[char], at: usize) -> Option<(String, usize)> {
    if chars.get(at) == Some(&'"') {
        return Some(escaped(chars, at + 1));
    }
    if at > 0 && is_word(chars, at - 1) {
        return None;
    }
    let r = at + usize::from(matches!(chars.get(at), Some('b' | 'c')));
    if r > at && chars.get(r) == Some(&'"') {
        return Some(escaped(chars, r + 1));
    }
    if chars.get(r) != Some(&'r') {
        return None;
    }
    let hashes = chars.iter().skip(r + 1).take_while(|c| **c == '#').count();
    let open = r + 1 + hashes;
    if chars.get(open) != Some(&'"') {
        return None;
    }
    let close = format!("\"{}", "#".repeat(hashes));
    let mut end = open + 1;
    while end < chars.len() && !starts(chars, end, &close) {
        end += 1;
    }
    let text = chars.iter().take(end).skip(open + 1).collect();
    Some((text, (end + close.len()).min(chars.len())))
}

/// The text and the end of a literal with escapes, from behind its opening quote.
fn escaped(chars: &[char], from: usize) -> (String, usize) {
    let mut text = String::new();
    let mut at = from;
    while let Some(&c) = chars.get(at) {
        match c {
            '"' => return (text, at + 1),
            '\\' => {
                match chars.get(at + 1) {
                    // A break of the line with its indent is not part of the text.
                    Some('\n') => {
                        at = skip_blank(chars, at + 1);
                        continue;
                    }
                    Some('n') => text.push('\n'),
                    Some('t') => text.push('\t'),
                    Some(other) => text.push(*other),
                    None => {}
                }
                at += 2;
            }
            other => {
                text.push(other);
                at += 1;
            }
        }
    }
    (text, chars.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The macro's name, spelt so that this file holds no statement.
    const NAME: &str = concat!("sq", "l!");

    fn texts(source: &str) -> Vec<Option<String>> {
        statements_of(&source.replace("SQL!", NAME)).into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn statements_are_found_where_code_runs() {
        let text = |text: &str| vec![Some(text.to_owned())];
        for (source, expected) in [
            (r#"f(SQL!("SELECT 1"))"#, text("SELECT 1")),
            ("store::SQL!(\n    \"SELECT 1\n     FROM x\"\n)", text("SELECT 1\n     FROM x")),
            ("SQL!(r#\"SELECT \"a\"\"#)", text("SELECT \"a\"")),
            (r#"SQL!(r"a \ b")"#, text(r"a \ b")),
            (r#"SQL!("a \"b\" \\ c")"#, text(r#"a "b" \ c"#)),
            ("SQL!(\"a \\\n      b\")", text("a b")),
            (r#"// SQL!("no")"#, vec![]),
            (r#"/* SQL!("no") */ SQL!("yes")"#, text("yes")),
            (r##"let x = r#"SQL!("no")"#;"##, vec![]),
            (r#"let x = "SQL!(\"no\")"; SQL!("yes")"#, text("yes")),
            (r#"fn f<'a>(c: char) { c == '"'; SQL!("yes") }"#, text("yes")),
            (r#"my_SQL!("no")"#, vec![]),
            ("SQL!($text)", vec![None]),
            ("macro_rules! sql { }", vec![]),
        ] {
            assert_eq!(texts(source), expected, "{source}");
        }
    }

    #[test]
    fn the_line_is_named() {
        let source = "one\ntwo\n  SQL!(\"x\")".replace("SQL!", NAME);
        assert_eq!(statements_of(&source), [(3, Some("x".to_owned()))]);
    }

    #[test]
    fn the_stores_own_statements_are_found() {
        let found = statements_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../store/src"));
        assert!(found.len() > 20, "{}", found.len());
        assert!(
            found.iter().any(|(site, text)| site.contains("jobs.rs:") && text.contains("UPDATE job SET lease_until"))
        );
    }

    crate::both_engines!(
        async fn the_stores_own_statements_fit_its_schema(house: &House) {
            let faults = prepare_all(house, &Path::new(env!("CARGO_MANIFEST_DIR")).join("../store/src")).await;
            assert!(faults.is_empty(), "{faults:#?}");
        },
        &[]
    );
}
