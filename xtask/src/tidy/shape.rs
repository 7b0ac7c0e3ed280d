//! The shape of crates, and the page that tells of them.

use super::rust_code::code_only;
use super::{Finding, Tree};

const PAGE: &str = "ARCHITECTURE.md";

/// Every crate has a page of its own; every domain is one `Module`.
pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for folder in tree.crates() {
        let page = format!("{folder}/README.md");
        if tree.text(&page).is_none_or(|text| text.trim().is_empty()) {
            let mend = "one page: purpose, invariants, tables, events in and out, permissions";
            findings.push(Finding::new(&page, 0, "the crate has no page of its own", mend));
        }
        if folder.starts_with("crates/domains/") {
            let lib = format!("{folder}/src/lib.rs");
            let code = code_only(tree.text(&lib).unwrap_or_default());
            if !code.contains("pub fn module(") {
                let mend = "gather routes, commands, jobs, permissions and migrations in `pub fn module() -> Module`";
                findings.push(Finding::new(&lib, 0, "the domain has no `pub fn module()`", mend));
            }
        }
    }
    findings
}

/// ARCHITECTURE.md names every crate, and every path it names exists.
pub(crate) fn architecture(tree: &Tree) -> Vec<Finding> {
    let Some(page) = tree.text(PAGE) else {
        return vec![Finding::new(PAGE, 0, "the page is missing", "tell the floors and name every crate")];
    };
    let mut findings = Vec::new();
    for folder in tree.crates() {
        let name = folder.rsplit('/').next().unwrap_or(folder);
        let told = page.split(|c: char| !c.is_alphanumeric() && c != '-' && c != '_').any(|word| word == name);
        if !told {
            findings.push(Finding::new(PAGE, 0, format!("the crate `{name}` is not named"), "tell what it is for"));
        }
    }
    for (index, line) in page.lines().enumerate() {
        for path in line.split('`').skip(1).step_by(2).filter(|path| is_path(path)) {
            if !tree.has(path) {
                let mend = "name what is there, or make what is named";
                findings.push(Finding::new(PAGE, index + 1, format!("`{path}` does not exist"), mend));
            }
        }
    }
    findings
}

/// Quoted text that is a path of this repository, without a placeholder in it.
fn is_path(quoted: &str) -> bool {
    let roots = ["app/", "bench/", "crates/", "data/", "docs/", "web/", "xtask/", "api/", ".ci/"];
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-".contains(c);
    roots.iter().any(|root| quoted.starts_with(root)) && quoted.chars().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: [usize; 0] = [];

    const DOMAIN: &[(&str, &str)] = &[
        ("crates/domains/dossiers/Cargo.toml", ""),
        ("crates/domains/dossiers/README.md", "# dossiers"),
        ("crates/domains/dossiers/src/lib.rs", "/// What app takes.\npub fn module() -> Module {}"),
    ];

    fn with(changed: (&str, &str)) -> Tree {
        let files: Vec<_> = DOMAIN.iter().map(|file| if file.0 == changed.0 { changed } else { *file }).collect();
        Tree::of(&files)
    }

    #[test]
    fn a_complete_domain_is_fine() {
        assert!(check(&Tree::of(DOMAIN)).is_empty());
    }

    #[test]
    fn a_missing_or_empty_page_is_found() {
        let found = check(&with(("crates/domains/dossiers/README.md", " \n")));
        assert_eq!(found.len(), 1);
        let found = check(&Tree::of(&[("crates/kernel/Cargo.toml", "")]));
        assert_eq!(found.iter().map(|finding| finding.file.as_str()).collect::<Vec<_>>(), ["crates/kernel/README.md"]);
    }

    #[test]
    fn a_domain_without_a_module_is_found_even_when_a_comment_promises_one() {
        let found = check(&with(("crates/domains/dossiers/src/lib.rs", "// pub fn module() comes later")));
        assert_eq!(found.len(), 1);
        let found = check(&with(("crates/domains/dossiers/src/lib.rs", "fn module() {}")));
        assert_eq!(found.len(), 1);
    }

    fn page(text: &str) -> Vec<usize> {
        let mut files = DOMAIN.to_vec();
        files.push((PAGE, text));
        architecture(&Tree::of(&files)).into_iter().map(|finding| finding.line).collect()
    }

    #[test]
    fn the_page_names_every_crate_and_no_other() {
        assert_eq!(architecture(&Tree::of(DOMAIN)).len(), 1);
        assert_eq!(page("`crates/domains/dossiers/` has src/gone.rs"), NONE);
        assert_eq!(page("`crates/domains/{name}/` is a dossiers crate"), NONE);
        assert_eq!(page("about dossiers-old"), [0]);
        assert_eq!(page("dossiers\n`crates/domains/dossiers/src/gone.rs`"), [2]);
    }
}
