//! `cargo xtask new-domain NAME`: a new domain crate in the common shape (ARCHITECTURE.md, One domain, one shape).

use std::path::Path;

use anyhow::{Context, Result, ensure};
use clap::Args as ClapArgs;

use crate::metadata;

/// Options of `cargo xtask new-domain`.
#[derive(ClapArgs)]
pub(crate) struct Args {
    /// Name of the crate: lower case, plural, such as `dossiers`
    name: String,
}

/// Files of the new crate and their templates.
const FILES: &[(&str, &str)] = &[
    ("README.md", include_str!("../templates/domain/README.md.tmpl")),
    ("Cargo.toml", include_str!("../templates/domain/Cargo.toml.tmpl")),
    ("migrations/.gitkeep", ""),
    ("templates/.gitkeep", ""),
    ("locales/vi.ftl", include_str!("../templates/domain/vi.ftl.tmpl")),
    ("locales/en.ftl", include_str!("../templates/domain/en.ftl.tmpl")),
    ("src/lib.rs", include_str!("../templates/domain/lib.rs.tmpl")),
    ("src/model.rs", include_str!("../templates/domain/model.rs.tmpl")),
    ("src/queries.rs", include_str!("../templates/domain/queries.rs.tmpl")),
    ("src/store.rs", include_str!("../templates/domain/store.rs.tmpl")),
    ("src/commands/mod.rs", include_str!("../templates/domain/commands.rs.tmpl")),
    ("src/pages/mod.rs", include_str!("../templates/domain/pages.rs.tmpl")),
];

/// Words that cannot name a crate.
const RESERVED: &[&str] =
    &["app", "bench", "core", "std", "alloc", "test", "xtask", "nhatle", "crate", "self", "super"];

/// Writes the crate and says what else is to be typed.
pub(crate) fn run(args: &Args) -> Result<()> {
    let metadata = metadata::load()?;
    let taken: Vec<&str> = metadata.packages.iter().map(|package| package.name.as_str()).collect();
    check_name(&args.name, &taken)?;
    let name = &args.name;
    let folder = metadata.workspace_root.join("crates").join("domains").join(name);
    write(&folder, name)?;
    println!("wrote crates/domains/{name}. Three lines are left to you:");
    println!("    Cargo.toml, [workspace.dependencies]:  {name} = {{ path = \"crates/domains/{name}\" }}");
    println!("    app/Cargo.toml, [dependencies]:        {name}.workspace = true");
    println!("    app, beside the other domains:         {name}::module(),");
    println!("and a word in ARCHITECTURE.md. Then: cargo check -p {name} && cargo xtask tidy");
    Ok(())
}

fn check_name(name: &str, taken: &[&str]) -> Result<()> {
    let plain = name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    ensure!(
        plain && name.starts_with(|c: char| c.is_ascii_lowercase()) && name.len() <= 32,
        "`{name}` cannot name a domain: use a lower-case English plural of letters, digits and _"
    );
    ensure!(!taken.contains(&name) && !RESERVED.contains(&name), "the name `{name}` is taken");
    Ok(())
}

fn write(folder: &Path, name: &str) -> Result<()> {
    ensure!(!folder.exists(), "{} is there already", folder.display());
    for (file, template) in FILES {
        let target = folder.join(file);
        if let Some(parent) = target.parent() {
            std::fs::create_dir_all(parent).with_context(|| format!("cannot make {}", parent.display()))?;
        }
        std::fs::write(&target, fill(template, name)).with_context(|| format!("cannot write {}", target.display()))?;
    }
    Ok(())
}

fn fill(template: &str, name: &str) -> String {
    let mut letters = name.chars();
    let title: String = letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect();
    template.replace("{{name}}", name).replace("{{Title}}", &title.replace('_', " "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::Tree;

    #[test]
    fn names_are_plain_and_free() {
        for name in ["feedback", "radio_2"] {
            check_name(name, &["dossiers"]).unwrap();
        }
        for name in ["", "Feedback", "2radio", "_x", "phản_ánh", "a-b", "../x", "dossiers", "core"] {
            assert!(check_name(name, &["dossiers"]).is_err(), "{name}");
        }
    }

    #[test]
    fn the_new_crate_keeps_the_rules_of_the_house() {
        let root = tempfile::tempdir().unwrap();
        write(&root.path().join("crates/domains/town_meetings"), "town_meetings").unwrap();
        let tree = Tree::read(root.path()).unwrap();
        assert_eq!(tree.len(), FILES.len());
        assert_eq!(crate::tidy::of_tree(&tree), []);
        for (path, text) in tree.iter() {
            assert!(!text.contains("{{"), "{path} has an unfilled placeholder");
        }
        assert!(tree.text("crates/domains/town_meetings/src/lib.rs").unwrap().starts_with("//! Town meetings:"));
    }

    #[test]
    fn nothing_is_written_over() {
        let root = tempfile::tempdir().unwrap();
        write(&root.path().join("x"), "x").unwrap();
        assert!(write(&root.path().join("x"), "x").is_err());
    }
}
