//! Reorganisations: procedures that other levels decide get a version ahead, valid from the plan's day on. Dossiers that
//! run keep the version they began with.

use futures::future::BoxFuture;
use kernel::{Error, Kind, Message, Result};
use organisation::derived_id;
use organisation::reform::{LevelChange, Line, Participant, Problem, Resolved};
use runtime::{Actor, ActorKind, Command, Decide, Reader, Runtime};
use serde_json::{Value, json};
use store::{EventDraft, WriteSet};
use uuid::Uuid;

use crate::catalogue::Catalogue;
use crate::data::Data;
use crate::document::{Document, Shared, Term};
use crate::import::text_of;
use crate::store::{self as tables, Head, NewVersion};

/// Stands beside a level that was not seen in a source.
const UNVERIFIED: &str = "[UNVERIFIED]";
/// Processes that are the same for all procedures of a level.
const GENERIC: &str = "generic-";
/// How the codes of those end that take weeks.
const LONG: &str = "-long";

/// What procedures do when units are reorganised.
pub fn participant() -> Participant {
    Participant { preview, refuse, tend, undo, undecided: None }
}

/// The id of the version that a plan makes of a procedure.
fn planned(code: &str, plan: Uuid) -> Uuid {
    derived_id(&format!("procedure:{code}:{plan}"))
}

/// A version that a plan makes, and the one that ends with it.
struct Turn {
    head: Head,
    version: NewVersion,
}

/// A sentence about a row of the plan.
fn problem(change: &LevelChange, key: &'static str) -> Problem {
    Problem { line: change.line, message: Message::new(key).arg("code", change.procedure.as_str()) }
}

fn document(text: &str) -> Result<Document> {
    serde_json::from_str(text).map_err(Error::internal)
}

/// Levels and process from the plan's day on, or why there are none.
async fn turned(
    reader: &Reader<'_>,
    resolved: &Resolved,
    change: &LevelChange,
    data: &Data,
) -> Result<Result<Document, Problem>> {
    let Some(head) = tables::head_with_data(reader, &change.procedure).await? else {
        return Ok(Err(problem(change, "procedures-reform-unknown")));
    };
    let mut changed = document(&head)?;
    if change.levels.is_empty() {
        let reversed = resolved.reverses.map(|plan| planned(&change.procedure, plan));
        let before = match reversed {
            Some(id) => tables::data_before(reader, id).await?,
            None => None,
        };
        let Some(before) = before else { return Ok(Err(problem(change, "procedures-reform-no-version"))) };
        let before = document(&before)?;
        changed.levels = before.levels;
        changed.process = before.process;
        changed.detail.is_level_unverified = before.detail.is_level_unverified;
        return Ok(Ok(changed));
    }
    changed.levels = change.levels.iter().map(|level| level.code().to_owned()).collect();
    changed.detail.is_level_unverified = change.mark.contains(UNVERIFIED);
    changed.detail.is_level_known = true;
    let usual = usual_process(&changed, change, data);
    let Some(wanted) = change.process.as_deref().or(usual.as_deref()) else { return Ok(Ok(changed)) };
    let Some(process) = data.processes.get(wanted) else {
        let mut problem = problem(change, "procedures-reform-process");
        problem.message = problem.message.arg("process", wanted);
        return Ok(Err(problem));
    };
    changed.process = process.clone();
    // What cannot be used is found when the plan is checked, not when a dossier begins.
    let term = Term { id: Uuid::nil(), valid_from: 0, valid_to: None };
    match changed.clone().version(term, &data.lists, &mut Shared::default()) {
        Ok(_) => Ok(Ok(changed)),
        Err(_) => Ok(Err(problem(change, "procedures-reform-broken"))),
    }
}

/// The general process of the new levels, where the procedure had that of the old ones; a long one stays a long one.
fn usual_process(document: &Document, change: &LevelChange, data: &Data) -> Option<String> {
    let code = document.process.get("code").and_then(Value::as_str).filter(|code| code.starts_with(GENERIC))?;
    let usual = data.generic.process("", &change.levels)?;
    let long = format!("{usual}{LONG}");
    Some(if code.ends_with(LONG) && data.processes.contains_key(&long) { long } else { usual.to_owned() })
}

fn preview<'a>(_: &'a Runtime, resolved: &'a Resolved) -> BoxFuture<'a, Result<Vec<Line>>> {
    Box::pin(async move {
        if resolved.levels.is_empty() {
            return Ok(Vec::new());
        }
        let unsure = resolved.levels.iter().filter(|change| change.mark.contains(UNVERIFIED)).count();
        let line = |key: &'static str, count: usize| Line { href: Some("/procedures"), ..Line::counted(key, count) };
        Ok(vec![line("procedures-reform-levels", resolved.levels.len()), line("procedures-reform-unverified", unsure)])
    })
}

fn refuse<'a>(runtime: &'a Runtime, resolved: &'a Resolved) -> BoxFuture<'a, Result<Vec<Problem>>> {
    Box::pin(async move {
        let mut problems = Vec::new();
        if resolved.levels.is_empty() {
            return Ok(problems);
        }
        let (house, data) = (Actor::system(), Data::embedded()?);
        let reader = runtime.reader(&house);
        let heads = tables::heads(&reader).await?;
        for change in &resolved.levels {
            let head = heads.iter().find(|head| head.code == change.procedure);
            if head.is_some_and(|head| head.valid_from >= resolved.at.0) {
                problems.push(problem(change, "procedures-reform-later"));
            } else if let Err(found) = turned(&reader, resolved, change, &data).await? {
                problems.push(found);
            }
        }
        Ok(problems)
    })
}

/// The versions that are still to be written, in the order of the plan.
async fn missing(runtime: &Runtime, resolved: &Resolved) -> Result<Vec<Turn>> {
    let house = Actor::system();
    let reader = runtime.reader(&house);
    let heads = tables::heads(&reader).await?;
    let known = tables::known(&reader, resolved.at.0).await?;
    let is_missing = |change: &&LevelChange| !known.contains(&planned(&change.procedure, resolved.id));
    let open: Vec<&LevelChange> = resolved.levels.iter().filter(is_missing).collect();
    let mut found = Vec::with_capacity(open.len());
    if open.is_empty() {
        return Ok(found);
    }
    let data = Data::embedded()?;
    for change in open {
        let Some(head) = heads.iter().find(|head| head.code == change.procedure) else { continue };
        // A version that was imported for the same day or later has the last word.
        if head.valid_from >= resolved.at.0 {
            continue;
        }
        if let Ok(document) = turned(&reader, resolved, change, &data).await? {
            let id = planned(&change.procedure, resolved.id);
            let (code, valid_from, data) = (head.code.clone(), resolved.at.0, text_of(&document)?);
            // The fingerprint stays that of the imported source: the same file imported again changes nothing.
            let version = NewVersion { id, code, valid_from, sha256: head.sha256.clone(), data };
            found.push(Turn { head: head.clone(), version });
        }
    }
    Ok(found)
}

fn tend<'a>(runtime: &'a Runtime, resolved: &'a Resolved) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        if resolved.levels.is_empty() {
            return Ok(());
        }
        let turns = missing(runtime, resolved).await?;
        if turns.is_empty() {
            return Ok(());
        }
        done(runtime, &TurnLevels { plan: resolved.id, turns }).await?;
        runtime.services().get::<Catalogue>()?.reload(runtime.store()).await
    })
}

fn undo<'a>(runtime: &'a Runtime, resolved: &'a Resolved) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        let house = Actor::system();
        let known = tables::known(&runtime.reader(&house), resolved.at.0).await?;
        let id = |change: &LevelChange| (change.procedure.clone(), planned(&change.procedure, resolved.id));
        let planned = resolved.levels.iter().map(id);
        let written: Vec<(String, Uuid)> = planned.filter(|(_, id)| known.contains(id)).collect();
        if written.is_empty() {
            return Ok(());
        }
        done(runtime, &TurnBack { plan: resolved.id, at: resolved.at.0, written }).await?;
        runtime.services().get::<Catalogue>()?.reload(runtime.store()).await
    })
}

/// Performs a command that another node may have done already.
async fn done<C: Command>(runtime: &Runtime, command: &C) -> Result<()> {
    match runtime.execute(&Actor::system(), command).await {
        Err(error) if error.kind() != Kind::Conflict => Err(error),
        _ => Ok(()),
    }
}

fn only_the_house(actor: &Actor) -> Result<()> {
    if actor.kind == ActorKind::System { Ok(()) } else { Err(Error::forbidden()) }
}

/// Procedures get a version from the plan's day on.
struct TurnLevels {
    plan: Uuid,
    turns: Vec<Turn>,
}

impl Command for TurnLevels {
    const NAME: &'static str = "procedures.reform_levels";
    type State = ();
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        only_the_house(actor)
    }

    async fn read(&self, _: &Reader<'_>) -> Result<()> {
        Ok(())
    }

    fn decide(&self, (): &(), cx: &Decide<'_>) -> Result<(WriteSet, ())> {
        let mut set = cx.write(Uuid::nil());
        for turn in &self.turns {
            tables::close(&mut set, turn.head.id, turn.version.valid_from);
            tables::add(&mut set, &turn.version);
            set.event(EventDraft {
                kind: "procedures.versioned.v1",
                entity_id: turn.version.id,
                entity_version: 1,
                payload: json!({ "code": turn.version.code }).to_string(),
            });
        }
        let codes: Vec<&str> = self.turns.iter().map(|turn| turn.version.code.as_str()).collect();
        set.audit(cx.audit(Self::NAME, "reform", self.plan, &json!({ "procedures": codes })));
        Ok((set, ()))
    }
}

/// The plan is taken back: the versions before go on.
struct TurnBack {
    plan: Uuid,
    at: i64,
    written: Vec<(String, Uuid)>,
}

impl Command for TurnBack {
    const NAME: &'static str = "procedures.reform_levels_back";
    type State = ();
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        only_the_house(actor)
    }

    async fn read(&self, _: &Reader<'_>) -> Result<()> {
        Ok(())
    }

    fn decide(&self, (): &(), cx: &Decide<'_>) -> Result<(WriteSet, ())> {
        let mut set = cx.write(Uuid::nil());
        for (code, id) in &self.written {
            tables::remove(&mut set, *id);
            tables::reopen(&mut set, code, self.at);
        }
        let codes: Vec<&str> = self.written.iter().map(|(code, _)| code.as_str()).collect();
        set.audit(cx.audit(Self::NAME, "reform", self.plan, &json!({ "procedures": codes })));
        Ok((set, ()))
    }
}

#[cfg(test)]
#[path = "reform_tests.rs"]
mod tests;
