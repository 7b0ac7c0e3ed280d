//! Every key of a message that code or templates use has words in both languages.

use std::collections::BTreeSet;

use nhatle::house;
use web::{Locale, message_ids};

use crate::common::{files_below, root};

/// The string literals of Rust code outside line comments. Escapes stay as they are: keys have none.
fn literals(source: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for line in source.lines() {
        let mut rest = line;
        while let Some(open) = rest.find('"') {
            let before = &rest[..open];
            if before.contains("//") {
                break;
            }
            let inside = &rest[open + 1..];
            // The character '"' is no text.
            if before.ends_with('\'') && inside.starts_with('\'') {
                rest = &inside[1..];
                continue;
            }
            let Some(close) = inside.find('"') else { break };
            found.push(&inside[..close]);
            rest = &inside[close + 1..];
        }
    }
    found
}

/// The first words of all keys, which are the names of crates.
fn prefixes() -> BTreeSet<&'static str> {
    let mut all: BTreeSet<&'static str> = BTreeSet::from(["error", "web"]);
    for module in house::modules().into_iter().chain([house::extra_words()]) {
        let ids = module.locales.iter().flat_map(|(_, source)| message_ids(source));
        all.extend(ids.filter_map(|id| id.split('-').next()));
    }
    all
}

fn looks_like_key(text: &str, prefixes: &BTreeSet<&str>) -> bool {
    let plain = text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    let Some((prefix, rest)) = text.split_once('-') else { return false };
    plain && !rest.is_empty() && !text.ends_with('-') && prefixes.contains(prefix)
}

/// Names of background work, which are written like keys.
fn names_of_work() -> BTreeSet<&'static str> {
    let background = house::house().background;
    let jobs = background.jobs.iter().map(|job| job.kind);
    let consumers = background.consumers.iter().map(|consumer| consumer.name);
    jobs.chain(consumers).chain(background.schedules.iter().map(|schedule| schedule.name)).collect()
}

#[test]
fn every_key_in_code_has_words() {
    let words = house::house().words().unwrap();
    let (prefixes, work) = (prefixes(), names_of_work());
    let mut missing = BTreeSet::new();
    for folder in ["crates", "app"] {
        for (path, text) in files_below(&root().join(folder), "rs") {
            for key in literals(&text) {
                if looks_like_key(key, &prefixes) && !work.contains(key) && !words.has(key) {
                    missing.insert(format!("{key} ({})", path.display()));
                }
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn every_key_in_templates_has_words() {
    let words = house::house().words().unwrap();
    let mut missing = BTreeSet::new();
    let mut used = 0;
    for (path, text) in files_below(&root().join("crates"), "html") {
        for (at, _) in text.match_indices("t(\"") {
            let is_call = text[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != '.');
            let Some(key) = text[at + 3..].split('"').next().filter(|_| is_call) else { continue };
            // A key that is put together ends with a dash here; the rendered samples show whether it exists.
            if key.ends_with('-') {
                continue;
            }
            used += 1;
            if !words.has(key) {
                missing.insert(format!("{key} ({})", path.display()));
            }
        }
    }
    assert!(used > 200, "only {used} keys were found, so nothing was tested");
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn rights_menus_and_states_have_names() {
    let words = house::house().words().unwrap();
    let mut keys: Vec<&str> = Vec::new();
    for module in house::modules() {
        keys.extend(module.permissions.iter().map(|info| info.label));
        keys.extend(module.menu.iter().flat_map(|entry| [entry.group, entry.label]));
    }
    keys.extend(dossiers::model::State::ALL.iter().map(|state| state.label()));
    keys.extend(organisation::UnitKind::ALL.iter().map(|kind| kind.label()));
    let missing: Vec<&&str> = keys.iter().filter(|key| !words.has(key)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn both_languages_have_the_same_messages() {
    for module in house::modules().into_iter().chain([house::extra_words()]) {
        let of = |locale: Locale| -> BTreeSet<&str> {
            let sources = module.locales.iter().filter(|(found, _)| *found == locale);
            sources.flat_map(|(_, source)| message_ids(source)).collect()
        };
        let (vi, en) = (of(Locale::Vi), of(Locale::En));
        let only_vi: Vec<&&str> = vi.difference(&en).collect();
        let only_en: Vec<&&str> = en.difference(&vi).collect();
        assert!(only_vi.is_empty() && only_en.is_empty(), "{}: vi {only_vi:?}, en {only_en:?}", module.name);
    }
}

#[test]
fn routes_ask_only_for_rights_that_exist() {
    let house = house::house();
    let declared: BTreeSet<&str> = house.permissions.iter().map(|info| info.permission.0).collect();
    let guarded = house.routes.into_iter().flat_map(|route| match route.guard {
        web::Guard::Right(permission) => vec![permission.0],
        web::Guard::AnyRight(permissions) => permissions.iter().map(|permission| permission.0).collect(),
        web::Guard::Public | web::Guard::SignedIn => Vec::new(),
    });
    let undeclared: BTreeSet<&str> = guarded.filter(|right| !declared.contains(right)).collect();
    assert!(undeclared.is_empty(), "routes ask for rights that no module declares: {undeclared:?}");
}

#[test]
fn literals_and_keys_are_told_apart() {
    let source = "f(\"error-busy\", '\"', \"x\"); // \"error-no\"\nlet a = \"web-\";";
    assert_eq!(literals(source), ["error-busy", "x", "web-"]);
    let prefixes = BTreeSet::from(["error", "web"]);
    for (text, expected) in
        [("error-busy", true), ("web-", false), ("error", false), ("other-busy", false), ("error-{x}", false)]
    {
        assert_eq!(looks_like_key(text, &prefixes), expected, "{text}");
    }
}
