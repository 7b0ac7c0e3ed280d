//! Reorganisations: officers of a unit that ends go over to the unit that has its work, with the role and position they
//! have; old rights end at 24:00 of the day before (fact 8.16).

use futures::future::BoxFuture;
use kernel::{Error, Kind, Message, Result, Timestamp};
use organisation::reform::{Line, Participant, Resolved};
use organisation::{UnitId, derived_id};
use runtime::{Actor, ActorKind, Command, Decide, Reader, Runtime};
use serde_json::json;
use store::WriteSet;
use uuid::Uuid;

use crate::store::{self as tables, EndingRow, PLACES};

/// What identity does when units are reorganised.
pub fn participant() -> Participant {
    Participant { preview, tend, undo, undecided: None }
}

/// The id of the assignment that follows one when a plan ends its unit.
fn follower(plan: Uuid, assignment: Uuid) -> Uuid {
    derived_id(&format!("assignment:{plan}:{assignment}"))
}

/// The assignments in units that end, which do not end before.
async fn ending(reader: &Reader<'_>, resolved: &Resolved) -> Result<Vec<EndingRow>> {
    let units: Vec<Uuid> = resolved.turns.keys().map(|unit| unit.uuid()).collect();
    let mut found = Vec::new();
    for some in units.chunks(PLACES) {
        found.extend(tables::assignments_in(reader, some, resolved.at).await?);
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

fn preview<'a>(runtime: &'a Runtime, resolved: &'a Resolved) -> BoxFuture<'a, Result<Vec<Line>>> {
    Box::pin(async move {
        let house = Actor::system();
        let rows = ending(&runtime.reader(&house), resolved).await?;
        let moving: Vec<&EndingRow> = rows.iter().filter(|row| lasts(row, resolved)).collect();
        let mut officers: Vec<Uuid> = moving.iter().map(|row| row.account).collect();
        officers.sort_unstable();
        officers.dedup();
        let line = |key: &'static str, count: usize| Line {
            label: Message::new(key),
            count: i64::try_from(count).unwrap_or(i64::MAX),
        };
        Ok(vec![line("identity-reform-assignments", moving.len()), line("identity-reform-officers", officers.len())])
    })
}

fn tend<'a>(runtime: &'a Runtime, resolved: &'a Resolved) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        let house = Actor::system();
        for row in ending(&runtime.reader(&house), resolved).await? {
            if !lasts(&row, resolved) {
                continue;
            }
            let Some(to) = resolved.turns.get(&UnitId(row.unit)).copied() else { continue };
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
        for row in ending(&reader, resolved).await? {
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
