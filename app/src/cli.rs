//! The command line.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config::{Config, Options};
use crate::{org, serve, tools};

#[derive(Parser)]
#[command(name = "nhatle", version, about = "The digital government of a Vietnamese province in one binary")]
struct Cli {
    #[command(flatten)]
    options: Options,
    #[command(subcommand)]
    command: Option<Task>,
}

#[derive(Subcommand)]
enum Task {
    /// Serve pages and API (what happens without a command)
    Serve,
    /// Bring the database to the newest schema
    Migrate,
    /// The audit log
    Audit {
        #[command(subcommand)]
        task: AuditTask,
    },
    /// Import reference data
    Import {
        #[command(subcommand)]
        task: ImportTask,
    },
    /// Accounts
    User {
        #[command(subcommand)]
        task: UserTask,
    },
    /// Reorganisations of units; the server must be stopped on SQLite
    Org {
        #[command(subcommand)]
        task: org::Task,
    },
    /// Print the description of the API
    Openapi,
    /// Print the matrix of routes and rights
    Routes,
}

#[derive(Subcommand)]
enum AuditTask {
    /// Recompute every hash and check every seal
    Verify,
}

#[derive(Subcommand)]
enum ImportTask {
    /// Units: a file like data/units-2024.csv
    Units {
        /// The file
        file: std::path::PathBuf,
        /// Departments and divisions: a file like data/departments.toml
        #[arg(long)]
        departments: Option<std::path::PathBuf>,
    },
    /// Procedures: a file like data/procedures.csv
    Procedures {
        /// The file
        file: std::path::PathBuf,
    },
}

#[derive(Subcommand)]
enum UserTask {
    /// Open an officer's account
    Add(tools::NewUser),
}

/// Does what the command line asks for.
pub fn start() -> ExitCode {
    let cli = Cli::parse();
    match run(cli) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("nhatle: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    if matches!(cli.command, Some(Task::Openapi)) {
        return tools::openapi();
    }
    if matches!(cli.command, Some(Task::Routes)) {
        return Ok(tools::routes());
    }
    let config = Config::load(&cli.options)?;
    tools::start_log(&config);
    rustls::crypto::aws_lc_rs::default_provider()
        .install_default()
        .map_err(|_| anyhow::anyhow!("the cryptography provider was set twice"))?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        match cli.command.unwrap_or(Task::Serve) {
            Task::Serve => serve::serve(config).await,
            Task::Migrate => tools::migrate(&config).await,
            Task::Audit { task: AuditTask::Verify } => tools::verify(&config).await,
            Task::Import { task: ImportTask::Units { file, departments } } => {
                tools::import_units(&config, &file, departments.as_deref()).await
            }
            Task::Import { task: ImportTask::Procedures { file } } => tools::import_procedures(&config, &file).await,
            Task::User { task: UserTask::Add(user) } => tools::add_user(&config, user).await,
            Task::Org { task } => org::run(&config, task).await,
            Task::Openapi | Task::Routes => Ok(ExitCode::SUCCESS),
        }
    })
}
