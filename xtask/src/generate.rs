//! `cargo xtask gen`: files that are written by the program and committed, so that a review sees them change.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use clap::Args as ClapArgs;

use crate::metadata::{self, Metadata};
use crate::{product, shell, web};

/// Options of `cargo xtask gen`.
#[derive(ClapArgs)]
pub(crate) struct Args {
    /// Write nothing; fail when a committed file is not what the program says
    #[arg(long)]
    check: bool,
}

/// A file and the words of `nhatle` that print it.
struct Generated {
    file: &'static str,
    words: &'static [&'static str],
}

/// Every generated file of the repository.
const FILES: &[Generated] = &[
    Generated { file: "api/openapi.json", words: &["openapi"] },
    Generated { file: "docs/permission-matrix.txt", words: &["routes"] },
];

/// Writes the files, or compares them.
pub(crate) fn run(args: &Args) -> Result<()> {
    let metadata = metadata::load()?;
    web::install(&metadata.workspace_root)?;
    if args.check {
        return check(&metadata);
    }
    let program = product::build(&metadata)?;
    for file in FILES {
        let target = metadata.workspace_root.join(file.file);
        if let Some(folder) = target.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(&target, make(&program, file)?).with_context(|| format!("cannot write {}", file.file))?;
        println!("wrote {}", file.file);
    }
    Ok(())
}

/// Fails when a committed file differs from what the program says.
pub(crate) fn check(metadata: &Metadata) -> Result<()> {
    let program = product::build(metadata)?;
    let mut stale = Vec::new();
    for file in FILES {
        let committed = std::fs::read_to_string(metadata.workspace_root.join(file.file)).unwrap_or_default();
        if let Some(hint) = difference(&committed, &make(&program, file)?) {
            println!("{} is not what the program says: {hint}", file.file);
            stale.push(file.file);
        }
    }
    if stale.is_empty() {
        return Ok(());
    }
    bail!("run `cargo xtask gen` and commit {}", stale.join(", "))
}

fn make(program: &Path, file: &Generated) -> Result<String> {
    let printed = shell::capture(Command::new(program).args(file.words))?;
    let printed = printed.trim_end();
    if printed.is_empty() {
        bail!("`nhatle {}` printed nothing", file.words.join(" "));
    }
    Ok(format!("{printed}\n"))
}

/// Where two texts part; `None` when they are the same.
fn difference(committed: &str, made: &str) -> Option<String> {
    if committed == made {
        return None;
    }
    let (mut old, mut new) = (committed.lines(), made.lines());
    let mut number = 1;
    loop {
        match (old.next(), new.next()) {
            (None, None) => return Some("only line ends differ".to_owned()),
            (before, after) if before == after => number += 1,
            (before, after) => {
                let show = |line: Option<&str>| line.map_or_else(|| "(end)".to_owned(), |text| text.trim().to_owned());
                return Some(format!("line {number}\n  - {}\n  + {}", show(before), show(after)));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_difference_is_shown() {
        assert_eq!(difference("a\nb\n", "a\nb\n"), None);
        assert_eq!(difference("a\nb\n", "a\nc\n").unwrap(), "line 2\n  - b\n  + c");
        assert_eq!(difference("", "a\n").unwrap(), "line 1\n  - (end)\n  + a");
        assert_eq!(difference("a\n", "a").unwrap(), "only line ends differ");
    }

    #[test]
    fn a_program_that_prints_nothing_is_an_error() {
        let silent = Generated { file: "x", words: &[] };
        assert!(make(Path::new("true"), &silent).is_err());
        let speaking = Generated { file: "x", words: &["{}", ""] };
        assert_eq!(make(Path::new("echo"), &speaking).unwrap(), "{}\n");
    }
}
