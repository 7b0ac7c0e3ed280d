//! Reorganisations: queues of units that end are served by their heirs, so dossiers stay as they are. Only open work of
//! abolished units is moved, in batches, by the rules of the plan; it changes no code, date, paper or version.

use std::collections::HashMap;
use std::sync::Arc;

use ::store::WriteSet;
use futures::future::BoxFuture;
use kernel::{Error, Kind, Message, Result};
use organisation::reform::{Ask, Choose, Line, Participant, Resolved, Target, Undecided};
use organisation::{Directory, Level, QueueId, Role, Snapshot, UnitId};
use runtime::{Actor, ActorKind, Command, Decide, Reader, Runtime};
use serde_json::json;
use uuid::Uuid;

use crate::model::{Task, TaskKind, deltas, task_contributions};
use crate::store::history::HistoryRow;
use crate::store::moves::{self, Found, QUEUES};

/// Most work in one write set: figures and history go with it.
const BATCH: usize = 100;
/// Most work that is read at once.
const READ: i64 = 500;
/// Most lines of the list of what a person must choose; the next ones follow when these are chosen.
const SHOWN: i64 = 200;
/// The line of history after the last one that an act at the same version can leave.
const LAST_LINE: i64 = 9;
/// Lines that belong to one version.
const LINES: i64 = 10;

/// What dossiers do when units are reorganised.
pub fn participant() -> Participant {
    Participant { preview, tend, undo, undecided: Some((undecided as Ask<Vec<Undecided>>, choose as Choose)) }
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

/// The queues of abolished units.
fn abolished(resolved: &Resolved) -> HashMap<QueueId, (UnitId, Role)> {
    let queues = queues_of(resolved, resolved.abolished.iter().copied());
    queues.into_iter().map(|(queue, unit, role)| (queue, (unit, role))).collect()
}

async fn open_on(reader: &Reader<'_>, queues: &[QueueId]) -> Result<i64> {
    let mut open = 0;
    for some in queues.chunks(QUEUES) {
        open += moves::open_on(reader, some).await?;
    }
    Ok(open)
}

fn preview<'a>(runtime: &'a Runtime, resolved: &'a Resolved) -> BoxFuture<'a, Result<Vec<Line>>> {
    Box::pin(async move {
        let house = Actor::system();
        let reader = runtime.reader(&house);
        let ids = |found: Vec<(QueueId, UnitId, Role)>| -> Vec<QueueId> {
            found.into_iter().map(|(queue, ..)| queue).collect()
        };
        let ending = ids(queues_of(resolved, resolved.turns.keys().copied()));
        let gone = ids(queues_of(resolved, resolved.abolished.iter().copied()));
        let areas: Vec<UnitId> = resolved.turns.keys().copied().collect();
        let mut drafts = 0;
        for some in areas.chunks(QUEUES) {
            drafts += moves::drafts_in(&reader, some).await?;
        }
        let line = |key: &'static str, count: i64| Line { label: Message::new(key), count };
        let mut lines = vec![
            line("dossiers-reform-open", open_on(&reader, &ending).await?),
            line("dossiers-reform-of-abolished", open_on(&reader, &gone).await?),
            line("dossiers-reform-drafts", drafts),
        ];
        if runtime.now() >= resolved.at {
            lines.push(line("dossiers-reform-moved", moves::count(&reader, resolved.id, "moved").await?));
        }
        Ok(lines)
    })
}

fn undo<'a>(_: &'a Runtime, _: &'a Resolved) -> BoxFuture<'a, Result<()>> {
    // Nothing is moved before the day, and a plan is taken back before it only.
    Box::pin(async { Ok(()) })
}

/// What becomes of a piece of work.
#[derive(Clone, Copy, Debug)]
enum Fate {
    /// It goes to a queue; where `continues` the dossier itself is continued by the unit.
    Move { queue: QueueId, unit: UnitId, continues: bool },
    /// A person chooses.
    Ask,
    /// It stays with the receiver.
    Keep,
}

/// Where work goes, by the rules of a plan, in the directory afterwards.
struct Mover<'a> {
    resolved: &'a Resolved,
    after: Arc<Snapshot>,
    queues: HashMap<QueueId, (UnitId, Role)>,
}

impl<'a> Mover<'a> {
    fn of(runtime: &Runtime, resolved: &'a Resolved) -> Result<Self> {
        let after = runtime.services().get::<Directory>()?.on(runtime.now().max(resolved.at));
        Ok(Self { resolved, after, queues: abolished(resolved) })
    }

    fn fate(&self, found: &Found) -> Result<Fate> {
        match self.resolved.target(&found.procedure) {
            Target::Receiver => Ok(Fate::Keep),
            Target::Unit(code) => match self.after.by_code(code) {
                Some(unit) => self.to(found, unit.id),
                None => Ok(Fate::Ask),
            },
            Target::Area => {
                let commune = self.resolved.before.area_at(Level::Commune, found.receiving);
                match commune.map(|commune| self.after.heir(commune)).filter(|heir| self.after.is_open(*heir)) {
                    Some(heir) => self.to(found, heir),
                    None => Ok(Fate::Ask),
                }
            }
        }
    }

    /// To the desk of `unit` that does what the abolished one did.
    fn to(&self, found: &Found, unit: UnitId) -> Result<Fate> {
        let Some((was, role)) = self.queues.get(&found.task.queue) else { return Ok(Fate::Keep) };
        let desk = self.resolved.desk_in(&self.after, *was, unit);
        // The committee that decides goes on elsewhere; who was only asked for an opinion decides nothing.
        let continues = found.task.kind == TaskKind::Step && self.resolved.abolished.contains(&found.competent);
        Ok(Fate::Move { queue: self.after.queue(desk, *role)?, unit, continues })
    }
}

fn tend<'a>(runtime: &'a Runtime, resolved: &'a Resolved) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        if runtime.now() < resolved.at {
            return Ok(());
        }
        let mover = Mover::of(runtime, resolved)?;
        let queues: Vec<QueueId> = mover.queues.keys().copied().collect();
        for some in queues.chunks(QUEUES) {
            while move_some(runtime, &mover, some).await? {}
        }
        Ok(())
    })
}

/// Moves what is found on some queues; says whether there may be more.
async fn move_some(runtime: &Runtime, mover: &Mover<'_>, queues: &[QueueId]) -> Result<bool> {
    let house = Actor::system();
    let found = moves::to_move(&runtime.reader(&house), mover.resolved.id, queues, READ).await?;
    let mut has_moved = false;
    // A write set writes one home.
    for of_home in found.chunk_by(|a, b| a.home == b.home) {
        for batch in of_home.chunks(BATCH) {
            let mut work = Vec::with_capacity(batch.len());
            for one in batch {
                work.push((one.clone(), mover.fate(one)?));
            }
            has_moved |= move_batch(runtime, mover.resolved.id, work).await?;
        }
    }
    Ok(has_moved)
}

/// Moves a batch; one by one when somebody acts on one of its dossiers at the same time. What is left then is found
/// again by the next round.
async fn move_batch(runtime: &Runtime, plan: Uuid, work: Vec<(Found, Fate)>) -> Result<bool> {
    let Some(home) = work.first().map(|(found, _)| found.home) else { return Ok(false) };
    let whole = MoveWork { plan, home, work };
    if is_done(runtime, &whole).await? {
        return Ok(true);
    }
    let mut has_moved = false;
    for one in whole.work {
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
    let (queue, unit, continues) = match fate {
        Fate::Ask => return moves::note(set, plan, found, None, "asked", by),
        Fate::Keep => return moves::note(set, plan, found, None, "kept", by),
        Fate::Move { queue, unit, continues } => (queue, unit, continues),
    };
    let task = &found.task;
    moves::move_task(set, found, queue);
    if continues {
        moves::continue_with(set, found.home, task.dossier, unit);
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
    type State = ();
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        if actor.kind == ActorKind::System { Ok(()) } else { Err(Error::forbidden()) }
    }

    async fn read(&self, _: &Reader<'_>) -> Result<()> {
        Ok(())
    }

    fn decide(&self, (): &(), cx: &Decide<'_>) -> Result<(WriteSet, ())> {
        let mut set = cx.write(self.home);
        let mut moved: Vec<Uuid> = Vec::new();
        for (found, fate) in &self.work {
            write(&mut set, cx, self.plan, found, *fate);
            if matches!(fate, Fate::Move { .. }) {
                moved.push(found.task.dossier.uuid());
            }
        }
        let payload = json!({ "dossiers": moved, "work": self.work.len() });
        set.audit(cx.audit(Self::NAME, "reform", self.plan, &payload));
        Ok((set, ()))
    }
}

fn undecided<'a>(runtime: &'a Runtime, resolved: &'a Resolved) -> BoxFuture<'a, Result<Vec<Undecided>>> {
    Box::pin(async move {
        let house = Actor::system();
        let queues = abolished(resolved);
        let rows = moves::waiting(&runtime.reader(&house), resolved.id, SHOWN).await?;
        let known = rows.into_iter().filter_map(|(id, code, procedure, queue)| {
            queues.get(&queue).map(|(unit, _)| Undecided { id, code, procedure, unit: *unit })
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
        let fate = self.mover.to(found, self.unit)?;
        let plan = self.mover.resolved.id;
        let mut set = cx.write(found.home);
        write(&mut set, cx, plan, found, fate);
        let payload = json!({ "plan": plan, "dossier": found.task.dossier.uuid(), "unit": self.unit.uuid() });
        set.audit(cx.audit(Self::NAME, "task", found.task.id.uuid(), &payload));
        Ok((set, ()))
    }
}
