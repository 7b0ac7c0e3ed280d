//! Reorganisations: queues of units that end are served by their heirs, so dossiers stay as they are. Only open work of
//! abolished and divided areas is moved, in batches, by the rules of the plan, and back by a plan that takes it back; it
//! changes no code, date, paper or version.

mod fate;

use std::collections::HashSet;

use ::store::WriteSet;
use futures::future::BoxFuture;
use kernel::{Error, Kind, Message, Result, Timestamp};
use organisation::reform::{Ask, Choose, Line, Participant, Problem, Resolved, Undecided};
use organisation::{QueueId, Role, UnitId};
use runtime::{Actor, ActorKind, Command, Decide, Reader, Runtime};
use serde_json::json;
use uuid::Uuid;

use self::fate::{Continuing, Fate, Mover, divided_units};
use crate::model::{Task, deltas, task_contributions};
use crate::store::history::HistoryRow;
use crate::store::moves::{self, Found, QUEUES};

/// Most work in one write set: figures and history go with it.
const BATCH: usize = 100;
/// Most work that is read at once: each reading sorts all that is left on its queues.
const READ: i64 = 2_000;
/// Most lines of the list of what a person must choose; the next ones follow when these are chosen.
const SHOWN: i64 = 200;
/// The line of history after the last one that an act at the same version can leave.
const LAST_LINE: i64 = 9;
/// Lines that belong to one version.
const LINES: i64 = 10;

/// What dossiers do when units are reorganised.
pub fn participant() -> Participant {
    let decides = (undecided as Ask<Vec<Undecided>>, choose as Choose);
    Participant { preview, refuse, tend, undo, undecided: Some(decides) }
}

/// The queues of units, each with the unit that served it and the desk it belongs to.
fn queues_of(resolved: &Resolved, units: impl Iterator<Item = UnitId>) -> Vec<(QueueId, UnitId, Role)> {
    let mut found = Vec::new();
    for unit in units {
        for role in Role::ALL {
            let queues = resolved.before.queues_of(&[unit], role);
            found.extend(queues.into_iter().map(|queue| (queue, unit, role)));
        }
    }
    found
}

async fn open_on(reader: &Reader<'_>, queues: &[QueueId]) -> Result<i64> {
    let mut open = 0;
    for some in queues.chunks(QUEUES) {
        open += moves::open_on(reader, some).await?;
    }
    Ok(open)
}

async fn appointed_on(reader: &Reader<'_>, queues: &[QueueId], at: Timestamp) -> Result<i64> {
    let mut appointed = 0;
    for some in queues.chunks(QUEUES) {
        appointed += moves::appointed_on(reader, some, at).await?;
    }
    Ok(appointed)
}

fn preview<'a>(runtime: &'a Runtime, resolved: &'a Resolved) -> BoxFuture<'a, Result<Vec<Line>>> {
    Box::pin(async move {
        let house = Actor::system();
        let reader = runtime.reader(&house);
        let ids = |found: Vec<(QueueId, UnitId, Role)>| -> Vec<QueueId> {
            found.into_iter().map(|(queue, ..)| queue).collect()
        };
        let ending = ids(queues_of(resolved, resolved.turns.keys().copied()));
        let returned = resolved.returned_queues();
        let mut gone = ids(queues_of(resolved, resolved.abolished.iter().copied()));
        gone.retain(|queue| !returned.contains_key(queue));
        let divided = ids(queues_of(resolved, divided_units(resolved).into_iter()));
        let areas: Vec<UnitId> = resolved.turns.keys().copied().collect();
        let mut drafts = 0;
        for some in areas.chunks(QUEUES) {
            drafts += moves::drafts_in(&reader, some).await?;
        }
        let mut lines = vec![
            Line::counted("dossiers-reform-inboxes", ending.len()),
            Line::new("dossiers-reform-open", open_on(&reader, &ending).await?),
            Line::new("dossiers-reform-of-abolished", open_on(&reader, &gone).await?),
            Line::new("dossiers-reform-appointments", appointed_on(&reader, &ending, resolved.at).await?),
            Line::new("dossiers-reform-drafts", drafts),
        ];
        if !divided.is_empty() {
            lines.push(Line::new("dossiers-reform-divided", open_on(&reader, &divided).await?));
        }
        if let Some(reversed) = resolved.reverses.filter(|_| runtime.now() < resolved.at) {
            lines.push(Line::new("dossiers-reform-returned", moves::returning(&reader, reversed).await?));
        }
        if runtime.now() >= resolved.at {
            let asked = Line::new("dossiers-reform-asked", moves::count(&reader, resolved.id, "asked").await?);
            lines.push(Line::new("dossiers-reform-moved", moves::count(&reader, resolved.id, "moved").await?));
            lines.push(Line { href: (asked.count > 0).then_some("#undecided"), ..asked });
        }
        Ok(lines)
    })
}

fn refuse<'a>(_: &'a Runtime, _: &'a Resolved) -> BoxFuture<'a, Result<Vec<Problem>>> {
    // What a plan says about dossiers is judged with the directory.
    Box::pin(async { Ok(Vec::new()) })
}

fn undo<'a>(_: &'a Runtime, _: &'a Resolved) -> BoxFuture<'a, Result<()>> {
    // Nothing is moved before the day, and a plan is taken back before it only.
    Box::pin(async { Ok(()) })
}

fn tend<'a>(runtime: &'a Runtime, resolved: &'a Resolved) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        if runtime.now() < resolved.at {
            return Ok(());
        }
        let mover = Mover::of(runtime, resolved)?;
        while return_some(runtime, &mover).await? {}
        let abolished = mover.abolished();
        for some in begun_anywhere(runtime, abolished.chunks(QUEUES).collect()) {
            while move_some(runtime, &mover, some, Timestamp(i64::MAX)).await? {}
        }
        // What is handed in from the day on is where it belongs.
        for some in mover.divided().chunks(QUEUES) {
            while move_some(runtime, &mover, some, resolved.at).await? {}
        }
        Ok(())
    })
}

/// The same parts, beginning at one by chance: several nodes move work at the same time, each from its own end.
fn begun_anywhere<T>(runtime: &Runtime, mut parts: Vec<T>) -> Vec<T> {
    let mut chance = [0; 1];
    runtime.rng().fill(&mut chance);
    let [first] = chance;
    let length = parts.len().max(1);
    parts.rotate_left(usize::from(first) % length);
    parts
}

/// Moves back what the plan that is taken back has moved; says whether there may be more.
async fn return_some(runtime: &Runtime, mover: &Mover<'_>) -> Result<bool> {
    let Some(reversed) = mover.resolved.reverses else { return Ok(false) };
    let house = Actor::system();
    let found = moves::to_return(&runtime.reader(&house), mover.resolved.id, reversed, READ).await?;
    let work = found.into_iter().map(|(one, from)| {
        let fate = mover.returned(&one, from);
        (one, fate)
    });
    move_all(runtime, mover, work.collect()).await
}

/// Moves what is found on some queues of dossiers handed in before an instant; says whether there may be more.
async fn move_some(runtime: &Runtime, mover: &Mover<'_>, queues: &[QueueId], before: Timestamp) -> Result<bool> {
    let house = Actor::system();
    let reader = runtime.reader(&house);
    let found = moves::to_move(&reader, mover.resolved.id, queues, READ, before).await?;
    let mut work = Vec::with_capacity(found.len());
    for one in found {
        let fate = mover.fate(&reader, &one).await?;
        work.push((one, fate));
    }
    move_all(runtime, mover, work).await
}

/// Moves work that stands in the order of homes, since a write set writes one home; says whether any was moved.
async fn move_all(runtime: &Runtime, mover: &Mover<'_>, work: Vec<(Found, Fate)>) -> Result<bool> {
    let mut has_moved = false;
    for of_home in work.chunk_by(|a, b| a.0.home == b.0.home) {
        for batch in of_home.chunks(BATCH) {
            has_moved |= move_batch(runtime, mover.resolved.id, batch.to_vec()).await?;
        }
    }
    Ok(has_moved)
}

/// Moves a batch; one by one when somebody acts on one of its dossiers at the same time. What has changed meanwhile is
/// found again by the next round, what another node has moved is not.
async fn move_batch(runtime: &Runtime, plan: Uuid, work: Vec<(Found, Fate)>) -> Result<bool> {
    let Some(home) = work.first().map(|(found, _)| found.home) else { return Ok(false) };
    let whole = MoveWork { plan, home, work };
    if is_done(runtime, &whole).await? {
        return Ok(true);
    }
    let house = Actor::system();
    let untouched = whole.read(&runtime.reader(&house)).await?;
    let mut has_moved = false;
    for one in whole.work.into_iter().filter(|(found, _)| untouched.contains(&found.task.id.uuid())) {
        has_moved |= is_done(runtime, &MoveWork { plan, home, work: vec![one] }).await?;
    }
    Ok(has_moved)
}

async fn is_done(runtime: &Runtime, command: &MoveWork) -> Result<bool> {
    match runtime.execute(&Actor::system(), command).await {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == Kind::Conflict => Ok(false),
        Err(error) => Err(error),
    }
}

/// Writes what becomes of one piece of work.
fn write(set: &mut WriteSet, cx: &Decide<'_>, plan: Uuid, found: &Found, fate: Fate) {
    let by = cx.actor.account;
    let (queue, continuing) = match fate {
        Fate::Ask => return moves::note(set, plan, found, None, "asked", by),
        Fate::Keep => return moves::note(set, plan, found, None, "kept", by),
        Fate::Move { queue, continuing } => (queue, continuing),
    };
    let task = &found.task;
    moves::move_task(set, found, queue);
    match continuing {
        Continuing::Stays => {}
        Continuing::By(unit) => moves::continue_with(set, found.home, task.dossier, Some(unit)),
        Continuing::Nobody => moves::continue_with(set, found.home, task.dossier, None),
    }
    let moved = Task { queue, ..task.clone() };
    for delta in deltas(&task_contributions(task), &task_contributions(&moved)) {
        set.figure(delta);
    }
    let line = HistoryRow {
        no: found.version * LINES + LAST_LINE,
        at: cx.now,
        act: "moved".to_owned(),
        actor: by,
        unit: cx.actor.unit,
        from_state: task.state.code(),
        to_state: task.state.code(),
        step: found.step.clone(),
        due_at: found.due_at,
        note: None,
        in_name_of: None,
    };
    moves::add_line(set, task.dossier, &line);
    moves::note(set, plan, found, Some(queue), "moved", by);
}

/// Open work of abolished units of one home.
struct MoveWork {
    plan: Uuid,
    home: Uuid,
    work: Vec<(Found, Fate)>,
}

impl Command for MoveWork {
    const NAME: &'static str = "dossiers.reform_move";
    /// The work that is still as it was found.
    type State = HashSet<Uuid>;
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        if actor.kind == ActorKind::System { Ok(()) } else { Err(Error::forbidden()) }
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<HashSet<Uuid>> {
        let tasks: Vec<&Task> = self.work.iter().map(|(found, _)| &found.task).collect();
        moves::untouched(reader, self.plan, self.home, &tasks).await
    }

    fn decide(&self, untouched: &HashSet<Uuid>, cx: &Decide<'_>) -> Result<(WriteSet, ())> {
        if untouched.is_empty() {
            return Err(Error::conflict("dossiers-reform-chosen-already"));
        }
        let mut set = cx.write(self.home);
        let mut moved: Vec<Uuid> = Vec::new();
        for (found, fate) in self.work.iter().filter(|(found, _)| untouched.contains(&found.task.id.uuid())) {
            write(&mut set, cx, self.plan, found, *fate);
            if matches!(fate, Fate::Move { .. }) {
                moved.push(found.task.dossier.uuid());
            }
        }
        let payload = json!({ "dossiers": moved, "work": untouched.len() });
        set.audit(cx.audit(Self::NAME, "reform", self.plan, &payload));
        Ok((set, ()))
    }
}

fn undecided<'a>(runtime: &'a Runtime, resolved: &'a Resolved) -> BoxFuture<'a, Result<Vec<Undecided>>> {
    Box::pin(async move {
        let house = Actor::system();
        let mover = Mover::of(runtime, resolved)?;
        let rows = moves::waiting(&runtime.reader(&house), resolved.id, SHOWN).await?;
        let known = rows.into_iter().filter_map(|(id, code, procedure, queue)| {
            mover.unit_of(queue).map(|unit| Undecided { id, code, procedure, unit })
        });
        Ok(known.collect())
    })
}

fn choose<'a>(
    runtime: &'a Runtime,
    actor: &'a Actor,
    resolved: &'a Resolved,
    work: Uuid,
    unit: UnitId,
) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        let mover = Mover::of(runtime, resolved)?;
        runtime.execute(actor, &ChooseUnit { mover, work, unit }).await.map(|_| ())
    })
}

/// A person sends work that no rule could send.
struct ChooseUnit<'a> {
    mover: Mover<'a>,
    work: Uuid,
    unit: UnitId,
}

impl Command for ChooseUnit<'_> {
    const NAME: &'static str = "dossiers.reform_choose";
    type State = Found;
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        actor.require(organisation::REFORM)
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Found> {
        let found = moves::asked(reader, self.mover.resolved.id, self.work).await?;
        found.ok_or_else(|| Error::conflict("dossiers-reform-chosen-already"))
    }

    fn decide(&self, found: &Found, cx: &Decide<'_>) -> Result<(WriteSet, ())> {
        if !self.mover.after.is_open(self.unit) {
            return Err(Error::invalid_field("unit", Message::new("dossiers-reform-no-unit")));
        }
        let fate = self.mover.chosen(found, self.unit)?;
        let plan = self.mover.resolved.id;
        let mut set = cx.write(found.home);
        write(&mut set, cx, plan, found, fate);
        let payload = json!({ "plan": plan, "dossier": found.task.dossier.uuid(), "unit": self.unit.uuid() });
        set.audit(cx.audit(Self::NAME, "task", found.task.id.uuid(), &payload));
        Ok((set, ()))
    }
}
