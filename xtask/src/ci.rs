//! `cargo xtask ci`: everything a change must pass, cheap checks first.

use std::process::Command;

use anyhow::Result;
use clap::Args as ClapArgs;

use crate::needs::{self, DENY};
use crate::phases::Phases;
use crate::test::Part;
use crate::{fuzz, generate, metadata, shell, test, tidy, web};

/// Options of `cargo xtask ci`.
#[derive(ClapArgs)]
pub(crate) struct Args {
    /// Install nothing; say what is missing
    #[arg(long)]
    no_install: bool,
}

const LOCKED: &[&str] = &["metadata", "--locked", "--format-version", "1"];
const FMT: &[&str] = &["fmt", "--all", "--check"];
const CLIPPY: &[&str] = &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"];
const DENIED: &[&str] = &["deny", "check", "bans", "licenses", "sources"];

/// Runs every check and every test, going on after a failure so that one run tells everything.
pub(crate) fn run(args: &Args) -> Result<()> {
    let mut phases = Phases::default();
    let mut needed = test::needs_of(&Part::ALWAYS);
    needed.push(&DENY);
    if !phases.run("setup", "cargo xtask ci", || needs::satisfy(&needed, !args.no_install)) {
        return phases.finish();
    }
    let metadata = metadata::load()?;
    let cargo = |words: &[&str]| shell::run(Command::new("cargo").args(words));
    phases.run("lock", "cargo metadata --locked", || {
        let found = shell::capture(Command::new("cargo").args(LOCKED)).map(|_| ());
        found.map_err(|error| error.context("Cargo.lock is not up to date; run `cargo check` and commit it"))
    });
    phases.run("fmt", "cargo fmt --all", || cargo(FMT));
    phases.run("tidy", "cargo xtask tidy", tidy::run);
    // Before anything compiles: the program embeds what npm builds.
    phases.run("web", "cargo xtask test --only web", || web::check(&metadata.workspace_root));
    phases.run("clippy", "cargo clippy --workspace --all-targets", || cargo(CLIPPY));
    phases.run("deny", "cargo deny check bans licenses sources", || cargo(DENIED));
    test::run_parts(&mut phases, &[Part::Unit, Part::Doc], &metadata, &[], fuzz::EXAMPLES);
    phases.run("gen", "cargo xtask gen", || generate::check(&metadata));
    test::run_parts(&mut phases, &[Part::E2e], &metadata, &[], fuzz::EXAMPLES);
    phases.finish()
}
