//! Both languages of a crate have the same messages.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::{Finding, Tree};

/// `vi.ftl` and `en.ftl` of every `locales` folder name the same messages and attributes, each once.
pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.iter() {
        for (ours, theirs) in [("/locales/vi.ftl", "/locales/en.ftl"), ("/locales/en.ftl", "/locales/vi.ftl")] {
            let Some(folder) = path.strip_suffix(ours) else { continue };
            let other = format!("{folder}{theirs}");
            let (mine, repeated) = messages(text);
            for (id, line) in repeated {
                findings.push(Finding::new(path, line, format!("message `{id}` is there twice"), "keep one of them"));
            }
            let Some(other_text) = tree.text(&other) else {
                findings.push(Finding::new(path, 0, format!("{other} is missing"), "write it with the same messages"));
                continue;
            };
            let (known, _) = messages(other_text);
            for (id, line) in mine.into_iter().filter(|(id, _)| !known.contains_key(id)) {
                let what = format!("message `{id}` is missing in {other}");
                findings.push(Finding::new(path, line, what, "translate it, or remove it here when nothing uses it"));
            }
        }
    }
    findings
}

/// Messages, terms (`-name`) and attributes (`message.name`) with their lines; then those that come again.
fn messages(text: &str) -> (BTreeMap<String, usize>, Vec<(String, usize)>) {
    let (mut known, mut repeated) = (BTreeMap::new(), Vec::new());
    let mut message = String::new();
    for (index, line) in text.lines().enumerate() {
        let id = if let Some(name) = definition(line) {
            name.clone_into(&mut message);
            name.to_owned()
        } else if let Some(name) = line.trim_start().strip_prefix('.').and_then(definition) {
            format!("{message}.{name}")
        } else {
            continue;
        };
        match known.entry(id) {
            Entry::Occupied(first) => repeated.push((first.key().clone(), index + 1)),
            Entry::Vacant(place) => {
                place.insert(index + 1);
            }
        }
    }
    (known, repeated)
}

/// The name before `=` at the very beginning of the line.
fn definition(line: &str) -> Option<&str> {
    let (name, _) = line.split_once('=')?;
    let name = name.trim_end();
    let begins = name.trim_start_matches('-').starts_with(|c: char| c.is_ascii_alphabetic());
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    (begins && plain).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whats(vi: Option<&str>, en: Option<&str>) -> Vec<(usize, String)> {
        let files = [("crates/domains/x/locales/vi.ftl", vi), ("crates/domains/x/locales/en.ftl", en)];
        let files: Vec<_> = files.into_iter().filter_map(|(path, text)| Some((path, text?))).collect();
        check(&Tree::of(&files)).into_iter().map(|finding| (finding.line, finding.what)).collect()
    }

    #[test]
    fn the_same_messages_in_any_order_are_fine() {
        let vi = "# chú thích = không phải\nx-title = Tiêu đề\n    dòng hai = vẫn là lời\n-brand = Nhật Lệ\nx-save = Lưu\n    .title = Gợi ý\n";
        let en = "x-save = Save\n    .title = Hint\n-brand = Nhat Le\nx-title =\n    Title\n";
        assert!(whats(Some(vi), Some(en)).is_empty());
    }

    #[test]
    fn a_message_of_one_language_only_is_found_from_either_side() {
        let found = whats(Some("a = 1\nb = 2\n"), Some("a = 1\nc = 3\n"));
        assert_eq!(found.len(), 2);
        assert!(found.iter().all(|(line, _)| *line == 2), "{found:?}");
        assert!(found.iter().any(|(_, what)| what.contains("`b`")));
        assert!(found.iter().any(|(_, what)| what.contains("`c`")));
    }

    #[test]
    fn an_attribute_counts() {
        let found = whats(Some("a = 1\n    .title = x\n"), Some("a = 1\n"));
        assert_eq!(found.len(), 1);
        assert!(found.iter().any(|(line, what)| *line == 2 && what.contains("`a.title`")));
    }

    #[test]
    fn a_repeated_message_and_a_missing_language_are_found() {
        let found = whats(Some("a = 1\na = 2\n"), None);
        assert_eq!(found.len(), 2);
        assert!(found.iter().any(|(line, what)| *line == 2 && what.contains("twice")));
        assert!(found.iter().any(|(_, what)| what.contains("en.ftl is missing")));
    }
}
