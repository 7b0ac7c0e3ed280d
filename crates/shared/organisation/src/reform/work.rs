//! Carrying a plan out: step by step, again after a break, by whichever node comes first.

use std::sync::Arc;

use kernel::id::Uuid;
use kernel::{Error, Kind, Message, Result};
use runtime::{Actor, Command, Runtime};

use super::commands::{EndPlan, SchedulePlan, Step, TakeBackStep, UndoPlan, WriteStep, as_error};
use super::resolved::Resolved;
use super::steps::{STEP, changes};
use super::{Checked, Line, Participants, Problem, Reform, State, WATCHED, check_at, store as tables};
use crate::directory::Directory;
use crate::model::UnitId;

/// The domains that take part; none where nobody registered any.
pub(super) fn participants(runtime: &Runtime) -> Arc<Participants> {
    runtime.services().get::<Participants>().unwrap_or_default()
}

/// Checks a plan against the directory and all that the domains know: whether every queue is served, whether officers
/// are there, whether procedures have processes. Its day must lie ahead.
pub async fn examine(runtime: &Runtime, text: &str) -> Result<Checked> {
    let directory = runtime.services().get::<Directory>()?;
    let resolved = match check_at(&directory, text, runtime.now()) {
        Checked::Good(resolved) => resolved,
        Checked::Bad(problems) => return Ok(Checked::Bad(problems)),
    };
    let unserved = resolved.unserved().into_iter().map(|unit| {
        let message = Message::new("organisation-reform-unserved").arg("name", resolved.before.name(unit));
        Problem::new(resolved.line_of(resolved.before.area_of(unit)), message)
    });
    let mut problems: Vec<Problem> = unserved.collect();
    if let Some(id) = resolved.reverses {
        let house = Actor::system();
        let known = tables::plans(&runtime.reader(&house)).await?;
        let holds = |plan: &Reform| plan.id == id && plan.state == State::Written && plan.at <= runtime.now();
        if !known.iter().any(holds) {
            problems.push(Problem::new(resolved.line, Message::new("organisation-reform-no-such-plan")));
        }
    }
    for participant in &participants(runtime).0 {
        problems.extend((participant.refuse)(runtime, &resolved).await?);
    }
    if problems.is_empty() { Ok(Checked::Good(resolved)) } else { Ok(Checked::Bad(problems)) }
}

/// What a plan moves, counted.
pub async fn preview(runtime: &Runtime, resolved: &Resolved) -> Result<Vec<Line>> {
    let units = |key: &'static str, count: usize| Line { href: Some("/officer/units"), ..Line::counted(key, count) };
    let back = resolved.returns.len();
    let mut lines = vec![
        units("organisation-reform-line-begin", resolved.beginning()),
        units("organisation-reform-line-end", resolved.ending()),
        units("organisation-reform-line-change", resolved.renews.len()),
    ];
    if back > 0 {
        lines.push(units("organisation-reform-line-back", back));
    }
    for participant in &participants(runtime).0 {
        lines.extend((participant.preview)(runtime, resolved).await?);
    }
    Ok(lines)
}

/// Schedules a plan; [`tend`] writes it. `Invalid` names the lines that are wrong, as fields `line-12`.
pub async fn apply(runtime: &Runtime, actor: &Actor, text: &str) -> Result<Uuid> {
    actor.require(crate::REFORM)?;
    if let Checked::Bad(problems) = examine(runtime, text).await? {
        return Err(as_error(&problems));
    }
    let id = kernel::id::new(runtime.wall(), runtime.rng());
    runtime.execute(actor, &SchedulePlan { id, text: text.to_owned() }).await?;
    Ok(id)
}

/// Takes a plan back before its day; [`tend`] does the work. `Conflict` when it is too late.
pub async fn take_back(runtime: &Runtime, actor: &Actor, id: Uuid) -> Result<()> {
    runtime.execute(actor, &UndoPlan { id }).await?;
    Ok(())
}

/// Brings every plan on: writes what is not written yet, takes back what is to be taken back, and looks after what came
/// in between. Done again it changes nothing.
pub async fn tend(runtime: &Runtime) -> Result<()> {
    let house = Actor::system();
    for plan in tables::plans(&runtime.reader(&house)).await? {
        match plan.state {
            State::Writing => write_ahead(runtime, &plan).await?,
            State::Undoing => undo(runtime, &plan).await?,
            State::Written if runtime.now() < plan.at.plus(WATCHED) => {
                let resolved = resolved(runtime, &plan).await?;
                tend_participants(runtime, &resolved).await?;
            }
            State::Written | State::Undone => {}
        }
    }
    Ok(())
}

async fn resolved(runtime: &Runtime, plan: &Reform) -> Result<Resolved> {
    let directory = runtime.services().get::<Directory>()?;
    directory.refresh(runtime.store()).await?;
    plan.resolved(&directory)
}

async fn tend_participants(runtime: &Runtime, resolved: &Resolved) -> Result<()> {
    for participant in &participants(runtime).0 {
        (participant.tend)(runtime, resolved).await?;
    }
    Ok(())
}

/// The steps of a plan with their numbers.
fn steps(resolved: &Resolved) -> Vec<Step> {
    let province = resolved.before.province().map_or(Uuid::nil(), UnitId::uuid);
    let all = changes(resolved);
    let numbered = (0_i64..).zip(all.chunks(STEP));
    numbered
        .map(|(no, changes)| Step { plan: resolved.id, no, at: resolved.at, province, changes: changes.to_vec() })
        .collect()
}

/// How many steps a plan has.
pub(super) fn step_count(resolved: &Resolved) -> usize {
    changes(resolved).chunks(STEP).len()
}

/// Performs a step; false when another node was faster, which goes on with the rest.
async fn done<C: Command>(runtime: &Runtime, command: &C) -> Result<bool> {
    match runtime.execute(&Actor::system(), command).await {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == Kind::Conflict => Ok(false),
        Err(error) => Err(error),
    }
}

async fn write_ahead(runtime: &Runtime, plan: &Reform) -> Result<()> {
    let house = Actor::system();
    let resolved = resolved(runtime, plan).await?;
    let written = tables::steps(&runtime.reader(&house), plan.id).await?;
    for step in steps(&resolved).into_iter().filter(|step| !written.contains(&step.no)) {
        if !done(runtime, &WriteStep(step)).await? {
            return Ok(());
        }
    }
    runtime.services().get::<Directory>()?.reload(runtime.store()).await?;
    tend_participants(runtime, &resolved).await?;
    done(runtime, &EndPlan { id: plan.id, from: State::Writing, to: State::Written }).await.map(|_| ())
}

async fn undo(runtime: &Runtime, plan: &Reform) -> Result<()> {
    let house = Actor::system();
    let resolved = resolved(runtime, plan).await?;
    for participant in &participants(runtime).0 {
        (participant.undo)(runtime, &resolved).await?;
    }
    let written = tables::steps(&runtime.reader(&house), plan.id).await?;
    for step in steps(&resolved).into_iter().rev().filter(|step| written.contains(&step.no)) {
        if !done(runtime, &TakeBackStep(step)).await? {
            return Ok(());
        }
    }
    runtime.services().get::<Directory>()?.reload(runtime.store()).await?;
    done(runtime, &EndPlan { id: plan.id, from: State::Undoing, to: State::Undone }).await.map(|_| ())
}

/// What a person must still decide about a plan.
pub(super) async fn undecided(runtime: &Runtime, resolved: &Resolved) -> Result<Vec<super::Undecided>> {
    let mut found = Vec::new();
    for (ask, _) in participants(runtime).0.iter().filter_map(|participant| participant.undecided) {
        found.extend(ask(runtime, resolved).await?);
    }
    Ok(found)
}

/// Sends undecided work where a person chose.
pub(super) async fn choose(
    runtime: &Runtime,
    actor: &Actor,
    resolved: &Resolved,
    work: Uuid,
    unit: UnitId,
) -> Result<()> {
    let chooser = participants(runtime).0.iter().find_map(|participant| participant.undecided);
    let Some((_, choose)) = chooser else { return Err(Error::not_found()) };
    choose(runtime, actor, resolved, work, unit).await
}
