//! The project's own tools, run as `cargo xtask <task>`.
//!
//! One file per task. What several tasks share: [`host`] (what this machine has), [`needs`] (what is missing and how
//! it gets installed), [`shell`] (running commands), [`phases`] (the closing table), [`guard`] (cleaning up whatever
//! happens), [`postgres`] and [`product`] (the servers that tests need), [`web`] (the browser source).
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command line tool speaks on the terminal")]

mod bench;
mod ci;
mod fuzz;
mod generate;
mod guard;
mod host;
mod metadata;
mod needs;
mod new_domain;
mod phases;
mod postgres;
mod product;
mod shell;
mod shots;
mod test;
mod tidy;
mod web;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

/// The tools of the Nhật Lệ repository.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Install what tests need, then run every test (or those named with --only)
    Test(test::Args),
    /// Run everything a change must pass: fmt, tidy, web, clippy, gen --check, deny and all tests
    Ci(ci::Args),
    /// Check the rules of the house that no compiler checks
    Tidy,
    /// Write the generated files (or compare them with what is committed)
    Gen(generate::Args),
    /// Write a new domain crate in the common shape
    NewDomain(new_domain::Args),
    /// Start a private PostgreSQL for development and keep it until Ctrl-C
    Postgres(postgres::Args),
    /// Run the benchmarks against a durable private PostgreSQL
    Bench(bench::Args),
    /// Take the screenshots in docs/screens
    Shots(shots::Args),
}

fn main() -> ExitCode {
    match run(Cli::parse().task) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(task: Task) -> Result<()> {
    match task {
        Task::Test(args) => test::run(&args),
        Task::Ci(args) => ci::run(&args),
        Task::Tidy => tidy::run(),
        Task::Gen(args) => generate::run(&args),
        Task::NewDomain(args) => new_domain::run(&args),
        Task::Postgres(args) => postgres::run(&args),
        Task::Bench(args) => bench::run(&args),
        Task::Shots(args) => shots::run(&args),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::Cli;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
