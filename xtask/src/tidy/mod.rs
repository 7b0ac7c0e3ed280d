//! `cargo xtask tidy`: the rules of the house that no compiler checks.
//!
//! Each rule is a function from the repository to findings, with tests beneath that prove it can fail.

mod floors;
mod locales;
mod procedures;
mod rust_code;
mod shape;
mod text;
mod tree;

use std::fmt;

use anyhow::{Result, bail};

pub(crate) use self::tree::Tree;
use crate::metadata;

/// Something that breaks a rule.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Finding {
    /// The file, from the repository's root.
    pub(crate) file: String,
    /// Its line, from 1; 0 for the whole file.
    pub(crate) line: usize,
    /// What is wrong.
    pub(crate) what: String,
    /// How to mend it.
    pub(crate) mend: String,
}

impl Finding {
    fn new(file: &str, line: usize, what: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line, what: what.into(), mend: mend.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}\n    {}", self.file, self.line, self.what, self.mend)
    }
}

/// A named rule about the files.
type Rule = (&'static str, fn(&Tree) -> Vec<Finding>);

const FLOORS: &str = "crates use only the floors below them";

const RULES: &[Rule] = &[
    ("files stay short", text::size),
    ("SQL stands in the store files", text::sql),
    ("nothing is left unfinished", text::unfinished),
    ("no machine's paths and no registry hosts", text::places),
    ("only tools print", text::printing),
    ("rules take the time, they do not ask for it", text::stopwatch),
    ("both languages say everything", locales::check),
    ("every crate has its page, every domain its module", shape::check),
    ("ARCHITECTURE.md tells what is there", shape::architecture),
    ("procedures name forms and processes that exist", procedures::check),
];

/// Checks the repository and prints what breaks a rule.
pub(crate) fn run() -> Result<()> {
    let metadata = metadata::load()?;
    let tree = Tree::read(&metadata.workspace_root)?;
    let mut results = vec![(FLOORS, floors::check(&metadata, &tree))];
    results.extend(RULES.iter().map(|(name, rule)| (*name, rule(&tree))));
    let mut count = 0;
    for (name, mut findings) in results {
        findings.sort();
        if !findings.is_empty() {
            println!("{name}:");
        }
        for finding in &findings {
            println!("  {finding}");
        }
        count += findings.len();
    }
    if count > 0 {
        bail!("tidy found {count} things to mend");
    }
    println!("tidy: {} rules hold over {} files", RULES.len() + 1, tree.len());
    Ok(())
}

/// What the rules of one crate's files find: those about the repository as a whole are left out.
#[cfg(test)]
pub(crate) fn of_tree(tree: &Tree) -> Vec<Finding> {
    let rules = RULES.iter().filter(|(name, _)| !name.contains("ARCHITECTURE"));
    rules.flat_map(|(_, rule)| rule(tree)).collect()
}
