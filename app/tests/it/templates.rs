//! Every template shows each of its samples in both languages, with words and icons that exist.

use std::collections::BTreeSet;

use nhatle::house;
use web::Locale;

use crate::common::{files_below, root};

/// The names that a template takes from others: layouts, macros, parts.
fn taken(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    for tag in source.split("{%").skip(1).filter_map(|rest| rest.split("%}").next()) {
        let tag = tag.trim_start_matches('-').trim();
        if ["extends", "import", "from", "include"].iter().any(|word| tag.starts_with(word)) {
            found.extend(tag.split('"').skip(1).step_by(2).map(str::to_owned));
        }
    }
    found
}

/// The literal arguments of a function in a template.
fn arguments(source: &str, function: &str) -> Vec<String> {
    let call = format!("{function}(\"");
    let begins = |at: usize| source[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric() && c != '_');
    source
        .match_indices(&call)
        .filter(|(at, _)| begins(*at))
        .filter_map(|(at, _)| source[at + call.len()..].split('"').next())
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_registered_template_has_a_sample() {
    let modules = house::modules();
    let templates: Vec<_> = modules.iter().flat_map(|module| module.templates.iter().copied()).collect();
    assert!(templates.len() > 20, "{}", templates.len());
    let sampled: BTreeSet<&str> = modules.iter().flat_map(|module| &module.samples).map(|s| s.template).collect();
    // Layouts, macros and parts are shown by the samples of the pages that take them.
    let parts: BTreeSet<String> = templates.iter().flat_map(|(_, source)| taken(source)).collect();
    let bare: Vec<&str> =
        templates.iter().map(|(name, _)| *name).filter(|n| !sampled.contains(n) && !parts.contains(*n)).collect();
    assert!(bare.is_empty(), "templates without a sample: {bare:?}");
    let known: BTreeSet<&str> = templates.iter().map(|(name, _)| *name).collect();
    let strangers: Vec<&&str> = sampled.iter().filter(|name| !known.contains(**name)).collect();
    assert!(strangers.is_empty(), "samples of templates that are not registered: {strangers:?}");
}

#[test]
fn every_template_file_is_registered() {
    let modules = house::modules();
    let known: BTreeSet<&str> = modules.iter().flat_map(|m| m.templates).map(|(_, source)| *source).collect();
    let files = files_below(&root().join("crates"), "html");
    let platform = root().join("crates").join("platform");
    for (path, text) in files.iter().filter(|(path, _)| !path.starts_with(&platform)) {
        assert!(known.contains(text.as_str()), "{} is registered nowhere", path.display());
    }
}

#[test]
fn every_sample_is_shown_in_every_language() {
    let house = house::house();
    let renderer = house.renderer().unwrap();
    let mut faults = Vec::new();
    for sample in &house.samples {
        for locale in Locale::ALL {
            let place = format!("{} [{}] {}", sample.template, sample.case, locale.code());
            match renderer.sample(sample, locale) {
                Err(error) => faults.push(format!("{place}: {error}")),
                Ok(html) => {
                    let missing = html.split('⟦').skip(1).filter_map(|rest| rest.split('⟧').next());
                    faults.extend(missing.map(|key| format!("{place}: there are no words for {key}")));
                    if html.trim().is_empty() {
                        faults.push(format!("{place}: it shows nothing"));
                    }
                }
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn every_icon_that_is_named_exists() {
    let renderer = house::house().renderer().unwrap();
    let mut missing = Vec::new();
    for (path, text) in files_below(&root().join("crates"), "html") {
        for icon in arguments(&text, "icon").into_iter().filter(|icon| !renderer.has_icon(icon)) {
            missing.push(format!("{}: {icon}", path.display()));
        }
    }
    for entry in house::modules().iter().flat_map(|module| module.menu) {
        if !renderer.has_icon(entry.icon) {
            missing.push(format!("menu {}: {}", entry.href, entry.icon));
        }
    }
    for state in dossiers::model::State::ALL {
        if !renderer.has_icon(state.look().1) {
            missing.push(format!("{state:?}: {}", state.look().1));
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn what_a_template_names_is_read() {
    let source = concat!(
        "{% extends \"layout/citizen.html\" %}{%- from \"a/b.html\" import x as y %}",
        "{{ icon(\"no\") }}{{ m.icon(\"x\") }}"
    );
    assert_eq!(taken(source), ["layout/citizen.html", "a/b.html"]);
    assert_eq!(arguments(source, "icon"), ["no", "x"]);
    assert!(arguments("lexicon(\"x\")", "icon").is_empty());
}
