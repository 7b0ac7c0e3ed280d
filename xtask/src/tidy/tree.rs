//! The repository's files in memory, so that a rule is a plain function over text.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result};

/// Folders that hold what others made.
const FOREIGN: &[&str] = &[".git", "node_modules", "target", "var", ".idea", ".vscode"];
/// The same, by path from the root.
const FOREIGN_PATHS: &[&str] = &["web/dist", "docs/screens"];
/// What is read as text; other files are only known to exist.
const TEXT: &[&str] = &[
    "rs", "ts", "mjs", "js", "cjs", "json", "html", "css", "svg", "md", "toml", "lock", "ftl", "sql", "yml", "yaml",
    "sh", "txt", "csv", "tmpl", "jinja",
];
/// Longer files are data, not text that somebody writes.
const LONGEST: u64 = 4 * 1024 * 1024;

/// Every file of the repository: path from the root with `/`, and its text (empty for what is not text).
#[derive(Default)]
pub(crate) struct Tree {
    files: BTreeMap<String, String>,
}

impl Tree {
    /// Reads the folder, leaving out what is built or downloaded.
    pub(crate) fn read(root: &Path) -> Result<Self> {
        let mut tree = Self::default();
        tree.descend(root, "")?;
        Ok(tree)
    }

    fn descend(&mut self, folder: &Path, prefix: &str) -> Result<()> {
        let entries = std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = format!("{prefix}{name}");
            let kind = entry.file_type()?;
            if kind.is_dir() {
                if !FOREIGN.contains(&name.as_str()) && !FOREIGN_PATHS.contains(&path.as_str()) {
                    self.descend(&entry.path(), &format!("{path}/"))?;
                }
            } else if kind.is_file() {
                let text = if is_text(&path) && entry.metadata()?.len() <= LONGEST {
                    let bytes = std::fs::read(entry.path()).with_context(|| format!("cannot read {path}"))?;
                    String::from_utf8_lossy(&bytes).into_owned()
                } else {
                    String::new()
                };
                self.files.insert(path, text);
            }
        }
        Ok(())
    }

    /// All files in the order of their paths.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The text of one file.
    pub(crate) fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// True when a file or a folder with something in it has this path.
    pub(crate) fn has(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        let inside = format!("{path}/");
        self.files.contains_key(path)
            || self.files.range(inside.clone()..).next().is_some_and(|(next, _)| next.starts_with(&inside))
    }

    /// How many files there are.
    pub(crate) fn len(&self) -> usize {
        self.files.len()
    }

    /// Folders of crates under `crates/`.
    pub(crate) fn crates(&self) -> impl Iterator<Item = &str> {
        let manifests = self.files.keys().filter(|path| path.starts_with("crates/"));
        manifests.filter_map(|path| path.strip_suffix("/Cargo.toml"))
    }

    /// A tree of made-up files.
    #[cfg(test)]
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        let files = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
        Self { files: files.collect() }
    }
}

fn is_text(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    match name.rsplit_once('.') {
        Some((_, extension)) => TEXT.contains(&extension) || name.starts_with('.'),
        None => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_text_and_leaves_out_what_is_not_ours() {
        let root = tempfile::tempdir().unwrap();
        for (path, bytes) in [
            ("crates/kernel/Cargo.toml", &b"[package]"[..]),
            ("web/node_modules/x/index.js", b"foreign"),
            ("web/dist/app.js", b"built"),
            ("target/debug/x.rs", b"built"),
            (".ci/run", b"#!/bin/sh"),
            ("docs/picture.png", b"\x89PNG"),
        ] {
            let file = root.path().join(path);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, bytes).unwrap();
        }
        let tree = Tree::read(root.path()).unwrap();
        let files: Vec<_> = tree.iter().collect();
        assert_eq!(
            files,
            [(".ci/run", "#!/bin/sh"), ("crates/kernel/Cargo.toml", "[package]"), ("docs/picture.png", "")]
        );
        assert_eq!(tree.crates().collect::<Vec<_>>(), ["crates/kernel"]);
    }

    #[test]
    fn folders_exist_when_something_is_in_them() {
        let tree = Tree::of(&[("docs/decisions/0001.md", ""), ("docs-old/x.md", "")]);
        assert!(tree.has("docs/decisions"));
        assert!(tree.has("docs/decisions/"));
        assert!(tree.has("docs/decisions/0001.md"));
        assert!(!tree.has("docs/dec"));
    }
}
