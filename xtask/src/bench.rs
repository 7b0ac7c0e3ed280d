//! `cargo xtask bench`: the benchmarks, beside a PostgreSQL that waits for the disk.

use std::process::Command;

use anyhow::{Result, ensure};
use clap::Args as ClapArgs;

use crate::needs::{self, NODE, POSTGRES};
use crate::postgres::{Cluster, Durability};
use crate::{metadata, shell, web};

/// Options of `cargo xtask bench`.
#[derive(ClapArgs)]
pub(crate) struct Args {
    /// Install nothing; say what is missing
    #[arg(long)]
    no_install: bool,
    /// Passed to the benchmarks: names, options
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    words: Vec<String>,
}

/// Runs the benchmarks named, or all.
pub(crate) fn run(args: &Args) -> Result<()> {
    needs::satisfy(&[&NODE, &POSTGRES], !args.no_install)?;
    let metadata = metadata::load()?;
    ensure!(metadata.packages.iter().any(|package| package.name == "bench"), "the workspace has no crate `bench`");
    web::install(&metadata.workspace_root)?;
    let cluster = Cluster::start(Durability::Durable)?;
    let mut command = Command::new("cargo");
    command.args(["run", "--release", "-p", "bench", "--"]).args(&args.words);
    command.env("NHATLE_BENCH_POSTGRES", cluster.address());
    // Where pgbench is, which Debian keeps off the search path.
    command.env("NHATLE_POSTGRES_PROGRAMS", cluster.programs());
    shell::run(&mut command)
}
