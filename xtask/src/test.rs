//! `cargo xtask test`: everything that tests need, then every test.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use clap::{Args as ClapArgs, ValueEnum};

use crate::metadata::{self, Metadata};
use crate::needs::{self, CHROMIUM, CLAMD, NEXTEST, NODE, Need, POSTGRES, PYTHON};
use crate::phases::Phases;
use crate::postgres::{Cluster, Durability, TEST_VARIABLE};
use crate::product::{self, Product};
use crate::{fuzz, shell, web};

/// Options of `cargo xtask test`.
#[derive(ClapArgs)]
pub(crate) struct Args {
    /// Run only this part (may be repeated)
    #[arg(long, value_enum)]
    only: Vec<Part>,
    /// Install nothing; say what is missing
    #[arg(long)]
    no_install: bool,
    /// Made cases per operation of the API and role, beside its corners
    #[arg(long, default_value_t = fuzz::EXAMPLES)]
    api_examples: u32,
    /// Passed to `cargo nextest run` in place of --workspace, such as `-- -p store`
    #[arg(last = true)]
    nextest: Vec<String>,
}

/// A part of the tests that can run alone.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum Part {
    /// Browser source: packages, types, tests
    Web,
    /// Rust tests, on both database engines
    Unit,
    /// Examples in the documentation
    Doc,
    /// Made requests to the API of the running program, as each role
    Api,
    /// Browser journeys against the running program
    E2e,
}

impl Part {
    /// In the order in which they run.
    const ALL: [Self; 5] = [Self::Web, Self::Unit, Self::Doc, Self::Api, Self::E2e];
    /// What every change must pass. Made requests take minutes and meet faults by chance: they are asked for by name.
    pub(crate) const ALWAYS: [Self; 4] = [Self::Web, Self::Unit, Self::Doc, Self::E2e];

    fn needs(self) -> &'static [&'static Need] {
        // Node everywhere: the program embeds what npm builds.
        match self {
            Self::Web | Self::Doc => &[&NODE],
            Self::Unit => &[&NODE, &NEXTEST, &POSTGRES, &CLAMD],
            Self::Api => &[&NODE, &PYTHON],
            Self::E2e => &[&NODE, &CHROMIUM],
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::Unit => "unit",
            Self::Doc => "doc",
            Self::Api => "api",
            Self::E2e => "e2e",
        }
    }

    fn again(self) -> &'static str {
        match self {
            Self::Web => "cargo xtask test --only web",
            Self::Unit => "cargo xtask test --only unit",
            Self::Doc => "cargo xtask test --only doc",
            Self::Api => "cargo xtask test --only api",
            Self::E2e => "cargo xtask test --only e2e",
        }
    }
}

/// Runs the parts asked for.
pub(crate) fn run(args: &Args) -> Result<()> {
    let parts = if args.only.is_empty() { Part::ALWAYS.to_vec() } else { args.only.clone() };
    let metadata = metadata::load()?;
    let mut phases = Phases::default();
    let ready = phases.run("setup", "cargo xtask test", || {
        needs::satisfy(&needs_of(&parts), !args.no_install)?;
        // The program embeds what npm builds, whichever part is asked for.
        web::install(&metadata.workspace_root)
    });
    if ready {
        run_parts(&mut phases, &parts, &metadata, &args.nextest, args.api_examples);
    }
    phases.finish()
}

/// What these parts need, each once.
pub(crate) fn needs_of(parts: &[Part]) -> Vec<&'static Need> {
    let mut needs: Vec<&'static Need> = Vec::new();
    for need in parts.iter().flat_map(|part| part.needs()) {
        if !needs.iter().any(|known| std::ptr::eq(*known, *need)) {
            needs.push(need);
        }
    }
    needs
}

/// Runs the parts in their order, going on after a failure so that one run tells everything.
pub(crate) fn run_parts(phases: &mut Phases, parts: &[Part], metadata: &Metadata, nextest: &[String], examples: u32) {
    for part in Part::ALL.into_iter().filter(|part| parts.contains(part)) {
        match part {
            Part::Web => phases.run(part.name(), part.again(), || web::check(&metadata.workspace_root)),
            Part::Unit => phases.run(part.name(), part.again(), || rust_tests(nextest)),
            Part::Doc => phases.run(part.name(), part.again(), || {
                shell::run(Command::new("cargo").args(["test", "--workspace", "--doc"]))
            }),
            Part::Api => phases.run(part.name(), part.again(), || fuzz::run(metadata, examples)),
            Part::E2e => phases.run(part.name(), part.again(), || journeys(metadata)),
        };
    }
}

/// Runs the Rust tests beside a PostgreSQL of their own.
fn rust_tests(nextest: &[String]) -> Result<()> {
    let cluster = Cluster::start(Durability::Throwaway)?;
    println!("PostgreSQL at {}", cluster.address());
    let mut command = Command::new("cargo");
    command.args(["nextest", "run"]).env(TEST_VARIABLE, cluster.address());
    if nextest.is_empty() {
        command.arg("--workspace")
    } else {
        command.args(nextest)
    };
    shell::run(&mut command)
}

/// Drives the browser through the running program.
fn journeys(metadata: &Metadata) -> Result<()> {
    let files = journey_files(&metadata.workspace_root.join("web").join("e2e"))?;
    let program = product::build(metadata)?;
    let product = Product::start(&program, metadata)?;
    let mut node = product.node(&metadata.target_directory.join("xtask").join("screens"))?;
    // One after the other: they share one province.
    node.args(["--test", "--test-concurrency=1"]).args(files).current_dir(&metadata.workspace_root);
    shell::run(&mut node).with_context(|| product.last_words())
}

fn journey_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let files = entries.filter_map(Result::ok).map(|entry| entry.path());
    let mut files: Vec<PathBuf> = files.filter(|file| file.to_string_lossy().ends_with(".test.mjs")).collect();
    ensure!(!files.is_empty(), "no browser journeys: {} holds no *.test.mjs", folder.display());
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_need_is_asked_for_once_and_only_when_used() {
        assert_eq!(needs_of(&Part::ALL).len(), 6);
        assert_eq!(needs_of(&[Part::Web]).len(), 1);
        assert_eq!(needs_of(&[Part::Doc, Part::E2e]).len(), 2);
    }

    #[test]
    fn the_command_that_repeats_a_part_names_it() {
        for part in Part::ALL {
            let value = part.to_possible_value().unwrap();
            assert_eq!(value.get_name(), part.name());
            assert!(part.again().ends_with(&format!("--only {}", part.name())));
        }
    }

    #[test]
    fn journeys_are_found_in_order_and_none_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("shots.mjs"), "").unwrap();
        assert!(journey_files(folder.path()).is_err());
        for name in ["2-officer.test.mjs", "1-citizen.test.mjs"] {
            std::fs::write(folder.path().join(name), "").unwrap();
        }
        let found = journey_files(folder.path()).unwrap();
        assert_eq!(found, [folder.path().join("1-citizen.test.mjs"), folder.path().join("2-officer.test.mjs")]);
    }
}
