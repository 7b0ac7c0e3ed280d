//! Reorganisations from the command line: a plan is looked at, applied, taken back. In a running house the operator's page
//! does the same.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Subcommand;
use kernel::Message;
use organisation::reform::{self, Checked, Line, Outline, Resolved};
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
    /// Make the plan that takes back one that holds; it is printed, or written to a file, and applied like any other
    Reverse {
        /// Id of the plan that holds, as `status` shows it
        id: String,
        /// First day of the new plan, like 2026-01-01
        #[arg(long)]
        day: String,
        /// Its legal basis
        #[arg(long)]
        basis: String,
        /// The file to write
        #[arg(long)]
        out: Option<PathBuf>,
    },
    /// Go on with plans that a break has stopped while they were written ahead or taken back; a server does so by itself
    Resume,
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
        Task::Reverse { id, day, basis, out } => {
            let ask = Reverse { id, day, basis, out };
            reverse(&opened, &words, &ask).await
        }
        Task::Resume => {
            reform::tend(&opened.runtime).await?;
            status(&opened, &words).await
        }
        Task::Status => status(&opened, &words).await,
    }
}

fn say(words: &Words, message: &Message) -> String {
    words.say(Locale::En, message)
}

/// The plan of a file; what is wrong with it is printed.
async fn checked(opened: &Opened, words: &Words, file: &Path) -> Result<Option<(String, Box<Resolved>)>> {
    let text = std::fs::read_to_string(file).with_context(|| format!("the file {} cannot be read", file.display()))?;
    match reform::examine(&opened.runtime, &text).await? {
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
    let Some((_, resolved)) = checked(opened, words, file).await? else { return Ok(ExitCode::FAILURE) };
    let outline = resolved.outline();
    let lines = reform::preview(&opened.runtime, &resolved).await?;
    if as_json {
        let count = |line: &Line| json!({ "what": line.label.key, "count": line.count, "page": line.href });
        let counts: Vec<serde_json::Value> = lines.iter().map(count).collect();
        println!("{}", serde_json::to_string_pretty(&json!({ "plan": outline, "counts": counts }))?);
        return Ok(ExitCode::SUCCESS);
    }
    println!("{} ({}), from {}", outline.title, outline.basis, outline.effective);
    for line in &lines {
        let page = line.href.map(|href| format!("  {href}")).unwrap_or_default();
        println!("  {}: {}{page}", say(words, &line.label), line.count);
    }
    show(words, &outline);
    Ok(ExitCode::SUCCESS)
}

/// What cannot be undone exactly by a plan that takes back another.
const NOT_EXACT: [&str; 4] = [
    "organisation-reform-not-exact-work",
    "organisation-reform-not-exact-names",
    "organisation-reform-not-exact-officers",
    "organisation-reform-not-exact-history",
];

fn show(words: &Words, outline: &Outline) {
    for key in NOT_EXACT.iter().filter(|_| outline.takes_back) {
        println!("! {}", say(words, &Message::new(*key)));
    }
    for unit in &outline.back {
        println!("^ {} {}: {}", unit.code, unit.name, unit.from.join(", "));
    }
    for part in &outline.splits {
        println!("/ {} to {}: {}", part.from, part.to, part.villages.join(", "));
    }
    for change in &outline.levels {
        let levels: Vec<String> = change.levels.iter().map(|key| say(words, &Message::new(*key))).collect();
        let levels = if levels.is_empty() { "as before".to_owned() } else { levels.join(", ") };
        println!("= {} decided by: {levels} {}", change.procedure, change.mark);
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
}

/// What `reverse` is asked for.
struct Reverse {
    id: String,
    day: String,
    basis: String,
    out: Option<PathBuf>,
}

async fn reverse(opened: &Opened, words: &Words, ask: &Reverse) -> Result<ExitCode> {
    let house = Actor::system();
    let reader = opened.runtime.reader(&house);
    let plan = reform::plan(&reader, kernel::id::parse(&ask.id)?).await?;
    let directory = opened.runtime.services().get::<organisation::Directory>()?;
    let text = match reform::reverse(&directory, &plan, opened.runtime.now(), &ask.day, &ask.basis) {
        Ok(text) => text,
        Err(error) => return Ok(refused(words, &error)),
    };
    let Some(file) = &ask.out else {
        println!("{text}");
        return Ok(ExitCode::SUCCESS);
    };
    std::fs::write(file, text).with_context(|| format!("the file {} cannot be written", file.display()))?;
    println!("{} is made; look at it with: nhatle org plan {}", file.display(), file.display());
    Ok(ExitCode::SUCCESS)
}

async fn apply(opened: &Opened, words: &Words, file: &Path) -> Result<ExitCode> {
    let Some((text, _)) = checked(opened, words, file).await? else { return Ok(ExitCode::FAILURE) };
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
