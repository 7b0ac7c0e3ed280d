//! The command line.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config::{Config, Options};
use crate::{archive, backup, org, rehash, rotate, serve, tools};

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
    /// Keys of personal values
    Keys {
        #[command(subcommand)]
        task: KeysTask,
    },
    /// Copy database and uploads into a folder, also while the program serves; a stopped one goes on
    Backup {
        /// A new folder, an empty one, or one with a backup, whose uploads are not copied again
        folder: PathBuf,
        /// Put the master key into it as well: whoever has such a backup can read everything
        #[arg(long)]
        with_keys: bool,
    },
    /// Put a backup into an empty place: a new folder (--data), and with PostgreSQL an empty database (--database)
    Restore {
        /// The folder of the backup
        folder: PathBuf,
        /// File with the master key, when it is neither in the backup nor in the data folder
        #[arg(long)]
        key: Option<PathBuf>,
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
    /// Print the table of limits on tries, as configured
    Limits,
}

#[derive(Subcommand)]
enum AuditTask {
    /// Put a month that need not stay in the database into a signed file, and remove its rows
    Archive(archive::Wish),
    /// Recompute every hash and check every seal
    Verify(tools::Verification),
}

#[derive(Subcommand)]
enum ImportTask {
    /// Units: a file like data/units-2024.csv
    Units {
        /// The file
        file: PathBuf,
        /// Departments and divisions: a file like data/departments.toml
        #[arg(long)]
        departments: Option<PathBuf>,
    },
    /// Officers: a table with login, name, email, unit, role, position, reach, from, to; owners are invited by mail
    Officers {
        /// The file
        file: PathBuf,
    },
    /// Procedures: a file like data/procedures.csv
    Procedures {
        /// The file
        file: PathBuf,
    },
}

#[derive(Subcommand)]
enum KeysTask {
    /// Make a new master key and wrap every key anew, or make the keyed hashes anew; goes on with what was broken off
    Rotate {
        /// What to change; the master key without it
        #[arg(value_enum)]
        what: Option<Rotation>,
        /// Keep the new key in a file, although the configuration names a key service: the way back from it
        #[arg(long, conflicts_with = "what")]
        to_file: bool,
    },
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Rotation {
    /// The key of the hashes by which people, accounts and dossiers are found
    Blind,
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
    if matches!(cli.command, Some(Task::Limits)) {
        return tools::limits(&config);
    }
    tools::start_log(&config);
    rustls::crypto::aws_lc_rs::default_provider()
        .install_default()
        .map_err(|_| anyhow::anyhow!("the cryptography provider was set twice"))?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        match cli.command.unwrap_or(Task::Serve) {
            Task::Serve => serve::serve(config).await,
            Task::Migrate => tools::migrate(&config).await,
            Task::Audit { task: AuditTask::Archive(wish) } => archive::make(&config, wish).await,
            Task::Audit { task: AuditTask::Verify(verification) } => tools::verify(&config, verification).await,
            Task::Import { task: ImportTask::Units { file, departments } } => {
                tools::import_units(&config, &file, departments.as_deref()).await
            }
            Task::Import { task: ImportTask::Officers { file } } => tools::import_officers(&config, &file).await,
            Task::Import { task: ImportTask::Procedures { file } } => tools::import_procedures(&config, &file).await,
            Task::User { task: UserTask::Add(user) } => tools::add_user(&config, user).await,
            Task::Org { task } => org::run(&config, task).await,
            Task::Backup { folder, with_keys } => backup::make(&config, &folder, with_keys).await,
            Task::Restore { folder, key } => Box::pin(backup::restore(&config, &folder, key.as_deref())).await,
            Task::Keys { task: KeysTask::Rotate { what: Some(Rotation::Blind), .. } } => rehash::rotate(&config).await,
            Task::Keys { task: KeysTask::Rotate { what: None, to_file } } => rotate::rotate(&config, to_file).await,
            Task::Openapi | Task::Routes | Task::Limits => Ok(ExitCode::SUCCESS),
        }
    })
}
