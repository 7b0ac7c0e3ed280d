//! Reorganisations from the command line: a plan is looked at, applied, taken back. In a running house the operator's page
//! does the same.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Subcommand;
use kernel::Message;
use organisation::reform::{self, Checked, Resolved};
use runtime::Actor;
use serde_json::json;
use web::{Locale, Words};

use crate::config::Config;
use crate::house::{self, Opened};

#[derive(Subcommand)]
pub(crate) enum Task {
    /// Check a plan and show what it moves; changes nothing
    Plan {
        /// A file like data/plans/2025-07-01.toml
        file: PathBuf,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Write a plan ahead; it holds from its day on
    Apply {
        /// A file like data/plans/2025-07-01.toml
        file: PathBuf,
    },
    /// Take a plan back before its day
    Undo {
        /// Its id, as `status` shows it
        id: String,
    },
    /// The plans and how far they are
    Status,
}

pub(crate) async fn run(config: &Config, task: Task) -> Result<ExitCode> {
    let opened = house::open(config).await?;
    let words = opened.house.words()?;
    match task {
        Task::Plan { file, json } => plan(&opened, &words, &file, json).await,
        Task::Apply { file } => apply(&opened, &words, &file).await,
        Task::Undo { id } => undo(&opened, &words, &id).await,
        Task::Status => status(&opened, &words).await,
    }
}

fn say(words: &Words, message: &Message) -> String {
    words.say(Locale::En, message)
}

/// The plan of a file; what is wrong with it is printed.
fn checked(opened: &Opened, words: &Words, file: &Path) -> Result<Option<(String, Box<Resolved>)>> {
    let text = std::fs::read_to_string(file).with_context(|| format!("the file {} cannot be read", file.display()))?;
    let directory = opened.runtime.services().get::<organisation::Directory>()?;
    match reform::check_at(&directory, &text, opened.runtime.now()) {
        Checked::Good(resolved) => Ok(Some((text, resolved))),
        Checked::Bad(problems) => {
            for problem in &problems {
                eprintln!("{}:{}: {}", file.display(), problem.line, say(words, &problem.message));
            }
            Ok(None)
        }
    }
}

async fn plan(opened: &Opened, words: &Words, file: &Path, as_json: bool) -> Result<ExitCode> {
    let Some((_, resolved)) = checked(opened, words, file)? else { return Ok(ExitCode::FAILURE) };
    let outline = resolved.outline();
    let lines = reform::preview(&opened.runtime, &resolved).await?;
    if as_json {
        let counts: Vec<serde_json::Value> =
            lines.iter().map(|line| json!({ "what": line.label.key, "count": line.count })).collect();
        println!("{}", serde_json::to_string_pretty(&json!({ "plan": outline, "counts": counts }))?);
        return Ok(ExitCode::SUCCESS);
    }
    println!("{} ({}), from {}", outline.title, outline.basis, outline.effective);
    for line in &lines {
        println!("  {}: {}", say(words, &line.label), line.count);
    }
    for change in &outline.change {
        println!("~ {} becomes {}", change.was, change.name);
    }
    for unit in &outline.begin {
        println!("+ {} {}: {}", unit.code, unit.name, unit.from.join(", "));
    }
    for gone in &outline.abolish {
        println!("- {}, received by {}", gone.was, gone.name);
    }
    for rule in &outline.work {
        let procedure = if rule.procedure.is_empty() { "all other work" } else { rule.procedure.as_str() };
        println!("> {procedure} to {} {}", rule.to, rule.mark);
    }
    Ok(ExitCode::SUCCESS)
}

async fn apply(opened: &Opened, words: &Words, file: &Path) -> Result<ExitCode> {
    let Some((text, _)) = checked(opened, words, file)? else { return Ok(ExitCode::FAILURE) };
    match reform::apply(&opened.runtime, &Actor::system(), &text).await {
        Ok(id) => {
            reform::tend(&opened.runtime).await?;
            println!("{id} is written ahead");
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => Ok(refused(words, &error)),
    }
}

async fn undo(opened: &Opened, words: &Words, id: &str) -> Result<ExitCode> {
    let id = kernel::id::parse(id)?;
    match reform::take_back(&opened.runtime, &Actor::system(), id).await {
        Ok(()) => {
            reform::tend(&opened.runtime).await?;
            println!("{id} is taken back");
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => Ok(refused(words, &error)),
    }
}

fn refused(words: &Words, error: &kernel::Error) -> ExitCode {
    eprintln!("{}", say(words, error.message()));
    for field in error.fields() {
        eprintln!("  {}: {}", field.field, say(words, &field.message));
    }
    ExitCode::FAILURE
}

async fn status(opened: &Opened, words: &Words) -> Result<ExitCode> {
    let house = Actor::system();
    let reader = opened.runtime.reader(&house);
    for plan in reform::plans(&reader).await? {
        let state = say(words, &Message::new(plan.label(reader.now)));
        println!("{} {} {}: {state}", plan.id, plan.at.rfc3339(), plan.title);
    }
    Ok(ExitCode::SUCCESS)
}
