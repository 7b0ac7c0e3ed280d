//! Reorganisations: officers of a unit that ends go over to the unit that has its work, with the role and position they
//! have; old rights end at 24:00 of the day before (fact 8.16).

use std::collections::{BTreeMap, BTreeSet, HashSet};

use futures::future::BoxFuture;
use kernel::{Error, Kind, Message, Result, Timestamp};
use organisation::reform::{Line, Participant, Problem, Resolved};
use organisation::{Directory, UnitId, derived_id};
use runtime::{Actor, ActorKind, Command, Decide, Reader, Runtime};
use serde_json::json;
use store::WriteSet;
use uuid::Uuid;

use crate::store::{self as tables, EndingRow, PLACES};

/// What identity does when units are reorganised.
pub fn participant() -> Participant {
    Participant { preview, refuse, tend, undo, undecided: None }
}

/// The id of the assignment that follows one when a plan ends its unit.
fn follower(plan: Uuid, assignment: Uuid) -> Uuid {
    derived_id(&format!("assignment:{plan}:{assignment}"))
}

/// The units whose officers may go over: those that end, and those that serve queues of units which come back.
fn left_units(resolved: &Resolved) -> BTreeSet<UnitId> {
    let servers = resolved.returned_queues().into_keys().filter_map(|queue| resolved.before.unit_of_queue(queue));
    resolved.turns.keys().copied().chain(servers).collect()
}

async fn assignments(reader: &Reader<'_>, units: &BTreeSet<UnitId>, at: Timestamp) -> Result<Vec<EndingRow>> {
    let units: Vec<Uuid> = units.iter().map(|unit| unit.uuid()).collect();
    let mut found = Vec::new();
    for some in units.chunks(PLACES) {
        found.extend(tables::assignments_in(reader, some, at).await?);
    }
    Ok(found)
}

/// Where an assignment goes: back to the unit from which the plan that is taken back took it, else to the unit that has
/// the work of one that ends. None where it stays.
async fn target(reader: &Reader<'_>, resolved: &Resolved, row: &EndingRow) -> Result<Option<UnitId>> {
    if let Some(plan) = resolved.reverses {
        for (id, unit) in tables::ended_at(reader, row.account, row.from).await? {
            let unit = UnitId(unit);
            if follower(plan, id) == row.id && resolved.returned(unit).is_some() {
                return Ok(Some(unit));
            }
        }
    }
    Ok(resolved.turns.get(&UnitId(row.unit)).copied())
}

/// The assignments that go over, each with the unit it goes to.
async fn moving(reader: &Reader<'_>, resolved: &Resolved) -> Result<Vec<(EndingRow, UnitId)>> {
    let directory = reader.service::<Directory>()?;
    // A unit that came back since then keeps who is assigned there from that day on.
    let is_back = |row: &EndingRow| row.from > resolved.at && directory.on(row.from).is_open(UnitId(row.unit));
    let mut found = Vec::new();
    for row in assignments(reader, &left_units(resolved), resolved.at).await? {
        if !lasts(&row, resolved) || is_back(&row) {
            continue;
        }
        if let Some(to) = target(reader, resolved, &row).await? {
            found.push((row, to));
        }
    }
    Ok(found)
}

/// When an assignment goes over: on the plan's day, or when it begins, if that is later.
fn turn_of(row: &EndingRow, resolved: &Resolved) -> Timestamp {
    row.from.max(resolved.at)
}

/// Whether it still has to go over.
fn lasts(row: &EndingRow, resolved: &Resolved) -> bool {
    let at = turn_of(row, resolved);
    row.to.is_none_or(|end| end > at)
}

/// How many absences of officers of units that end last beyond the day: a deputy has the rights of the absent officer
/// wherever that one has them, so also in the unit to which the officer goes over.
async fn deputies(reader: &Reader<'_>, resolved: &Resolved) -> Result<i64> {
    let rows = assignments(reader, &left_units(resolved), resolved.at).await?;
    let officers: BTreeSet<Uuid> = rows.iter().map(|row| row.account).collect();
    let officers: Vec<Uuid> = officers.into_iter().collect();
    let mut count = 0;
    for some in officers.chunks(PLACES) {
        count += tables::absences_of(reader, some, resolved.at).await?;
    }
    Ok(count)
}

fn preview<'a>(runtime: &'a Runtime, resolved: &'a Resolved) -> BoxFuture<'a, Result<Vec<Line>>> {
    Box::pin(async move {
        let house = Actor::system();
        let reader = runtime.reader(&house);
        let moving = moving(&reader, resolved).await?;
        let staffed: HashSet<UnitId> = moving.iter().map(|(_, to)| resolved.area_after(*to)).collect();
        let unstaffed = resolved.beginning_areas().into_iter().filter(|area| !staffed.contains(area)).count();
        let officers: HashSet<Uuid> = moving.iter().map(|(row, _)| row.account).collect();
        let units: Vec<Uuid> = resolved.turns.keys().map(|unit| unit.uuid()).collect();
        let mut delegations = 0;
        for some in units.chunks(PLACES) {
            delegations += tables::delegations_in(&reader, some, resolved.at).await?;
        }
        Ok(vec![
            Line::counted("identity-reform-assignments", moving.len()),
            Line::counted("identity-reform-officers", officers.len()),
            Line::new("identity-reform-delegations", delegations),
            Line::new("identity-reform-deputies", deputies(&reader, resolved).await?),
            Line::counted("identity-reform-unstaffed", unstaffed),
        ])
    })
}

/// An area that had officers has some afterwards: those who stay, or those who come from units that end.
fn refuse<'a>(runtime: &'a Runtime, resolved: &'a Resolved) -> BoxFuture<'a, Result<Vec<Problem>>> {
    Box::pin(async move {
        let house = Actor::system();
        let reader = runtime.reader(&house);
        let mut had: BTreeMap<UnitId, bool> = BTreeMap::new();
        for row in assignments(&reader, &left_units(resolved), resolved.at).await? {
            if let Some(to) = resolved.turns.get(&UnitId(row.unit)).filter(|_| row.from < resolved.at) {
                had.entry(resolved.area_after(*to)).or_insert(false);
            }
        }
        for unit in &resolved.returns {
            let ended = resolved.before.unit(unit.id)?.valid_to.map_or(resolved.at, Timestamp);
            let was = assignments(&reader, &BTreeSet::from([unit.id]), ended).await?;
            if was.iter().any(|row| row.from < ended) {
                had.entry(resolved.area_after(unit.id)).or_insert(false);
            }
        }
        for (_, to) in moving(&reader, resolved).await? {
            had.insert(resolved.area_after(to), true);
        }
        let mut problems = Vec::new();
        for (area, _) in had.into_iter().filter(|(_, has_officers)| !has_officers) {
            let mut desks = BTreeSet::from([area]);
            desks.extend(resolved.before.children(area).iter().filter(|unit| resolved.is_open_after(**unit)));
            let own = assignments(&reader, &desks, resolved.at).await?;
            if own.iter().any(|row| lasts(row, resolved) && resolved.is_open_after(UnitId(row.unit))) {
                continue;
            }
            let message = Message::new("identity-reform-nobody").arg("name", resolved.name_after(area));
            problems.push(Problem { line: resolved.line_of(area), message });
        }
        Ok(problems)
    })
}

fn tend<'a>(runtime: &'a Runtime, resolved: &'a Resolved) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        let house = Actor::system();
        for (row, to) in moving(&runtime.reader(&house), resolved).await? {
            let (plan, at) = (resolved.id, turn_of(&row, resolved));
            done(runtime, &CarryOver { plan, to, at, row }).await?;
        }
        Ok(())
    })
}

fn undo<'a>(runtime: &'a Runtime, resolved: &'a Resolved) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        let house = Actor::system();
        let reader = runtime.reader(&house);
        for row in assignments(&reader, &left_units(resolved), resolved.at).await? {
            let carried = follower(resolved.id, row.id);
            if let Some(known) = tables::follower(&reader, carried).await? {
                done(runtime, &CarryBack { plan: resolved.id, row, carried, end: known.to }).await?;
            }
        }
        Ok(())
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

/// An officer goes over to the unit that has the work of theirs.
struct CarryOver {
    plan: Uuid,
    to: UnitId,
    at: Timestamp,
    row: EndingRow,
}

impl Command for CarryOver {
    const NAME: &'static str = "identity.reform_carry";
    type State = ();
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        only_the_house(actor)
    }

    async fn read(&self, _: &Reader<'_>) -> Result<()> {
        Ok(())
    }

    fn decide(&self, (): &(), cx: &Decide<'_>) -> Result<(WriteSet, ())> {
        let carried = follower(self.plan, self.row.id);
        let mut set = cx.write(self.to.uuid());
        tables::carry_over(&mut set, &self.row, (carried, self.to.uuid()), self.at);
        let payload = json!({
            "plan": self.plan,
            "from": self.row.unit,
            "to": self.to.uuid(),
            "role": self.row.role,
            "ended": self.row.id,
        });
        set.audit(cx.audit(Self::NAME, "assignment", carried, &payload));
        Ok((set, ()))
    }
}

/// The plan is taken back: the officer stays.
struct CarryBack {
    plan: Uuid,
    row: EndingRow,
    carried: Uuid,
    end: Option<Timestamp>,
}

impl Command for CarryBack {
    const NAME: &'static str = "identity.reform_carry_back";
    type State = ();
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        only_the_house(actor)
    }

    async fn read(&self, _: &Reader<'_>) -> Result<()> {
        Ok(())
    }

    fn decide(&self, (): &(), cx: &Decide<'_>) -> Result<(WriteSet, ())> {
        let mut set = cx.write(self.row.unit);
        tables::carry_back(&mut set, &self.row, self.carried, self.end);
        let payload = json!({ "plan": self.plan, "unit": self.row.unit, "role": self.row.role });
        set.audit(cx.audit(Self::NAME, "assignment", self.row.id, &payload));
        Ok((set, ()))
    }
}
