//! Hand-over: the open work of one officer goes to another, in batches, without a new version of any dossier. What the
//! receiver may not do goes back to its desk.

use std::collections::BTreeSet;

use ::store::WriteSet;
use futures::future::BoxFuture;
use identity::{Count, Holder, Passed, Passing};
use kernel::{Error, Kind, Result};
use organisation::{Directory, QueueId};
use runtime::{Actor, ActorKind, Command, Decide, Reader, Runtime};
use serde_json::json;
use uuid::Uuid;

use crate::queries::queues_of;
use crate::store::handover::{self as tables, HeldWork};
use crate::store::history::HistoryRow;

/// Most work in one write set.
const BATCH: usize = 100;
/// Most work that is read at once.
const READ: i64 = 500;
/// Lines of history that belong to one version.
const LINES: i64 = 10;
/// The line of a hand-over: after those of acts, before that of a reorganisation.
const LINE: i64 = 8;

/// What dossiers do when somebody hands over.
pub fn holder() -> Holder {
    Holder { held, pass, counted, listed }
}

fn held<'a>(reader: &'a Reader<'a>, account: Uuid) -> BoxFuture<'a, Result<i64>> {
    Box::pin(tables::count(reader, account))
}

fn counted<'a>(reader: &'a Reader<'a>, hand_over: Uuid) -> BoxFuture<'a, Result<Count>> {
    Box::pin(async move {
        let (taken, left) = tables::passed(reader, hand_over).await?;
        Ok(Count { taken, left })
    })
}

fn listed<'a>(reader: &'a Reader<'a>, hand_over: Uuid, after: Uuid, limit: i64) -> BoxFuture<'a, Result<Vec<Passed>>> {
    Box::pin(tables::list(reader, hand_over, after, limit))
}

fn pass<'a>(runtime: &'a Runtime, receiver: &'a Actor, passing: Passing) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        let units = runtime.services().get::<Directory>()?.on(runtime.now());
        let fits: BTreeSet<QueueId> = queues_of(receiver, &units).into_iter().collect();
        while pass_some(runtime, &fits, passing).await? {}
        Ok(())
    })
}

/// Passes what is found; says whether there may be more.
async fn pass_some(runtime: &Runtime, fits: &BTreeSet<QueueId>, passing: Passing) -> Result<bool> {
    let house = Actor::system();
    let found = tables::work_of(&runtime.reader(&house), passing.from, READ).await?;
    if found.is_empty() {
        return Ok(false);
    }
    let mut has_passed = false;
    // A write set writes one home.
    for of_home in found.chunk_by(|a, b| a.home == b.home) {
        for batch in of_home.chunks(BATCH) {
            let work = batch.iter().map(|one| (one.clone(), fits.contains(&one.queue))).collect();
            has_passed |= pass_batch(runtime, passing, work).await?;
        }
    }
    if has_passed { Ok(true) } else { Err(Error::busy()) }
}

/// Passes a batch; one by one when somebody acts on one of its dossiers at the same time. What is left then is found
/// again by the next round.
async fn pass_batch(runtime: &Runtime, passing: Passing, work: Vec<(HeldWork, bool)>) -> Result<bool> {
    let whole = PassWork { passing, work };
    if is_done(runtime, &whole).await? {
        return Ok(true);
    }
    let mut has_passed = false;
    for one in whole.work {
        has_passed |= is_done(runtime, &PassWork { passing, work: vec![one] }).await?;
    }
    Ok(has_passed)
}

async fn is_done(runtime: &Runtime, command: &PassWork) -> Result<bool> {
    match runtime.execute(&Actor::system(), command).await {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == Kind::Conflict => Ok(false),
        Err(error) => Err(error),
    }
}

/// Open work of one officer and one home, each with whether the receiver may do it.
struct PassWork {
    passing: Passing,
    work: Vec<(HeldWork, bool)>,
}

impl Command for PassWork {
    const NAME: &'static str = "dossiers.pass-work";
    type State = ();
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        if actor.kind == ActorKind::System { Ok(()) } else { Err(Error::forbidden()) }
    }

    async fn read(&self, _: &Reader<'_>) -> Result<()> {
        Ok(())
    }

    fn decide(&self, (): &(), cx: &Decide<'_>) -> Result<(WriteSet, ())> {
        let Passing { id, from, to } = self.passing;
        let home = self.work.first().map(|(one, _)| one.home).unwrap_or_default();
        let mut set = cx.write(home);
        let mut dossiers: Vec<Uuid> = Vec::with_capacity(self.work.len());
        for (one, is_taken) in &self.work {
            tables::pass(&mut set, one, from, is_taken.then_some(to));
            tables::note(&mut set, id, one, *is_taken);
            tables::add_line(&mut set, one.dossier, &line_of(one, cx));
            dossiers.push(one.dossier.uuid());
        }
        let payload = json!({ "hand_over": id, "from": from, "to": to, "dossiers": dossiers });
        set.audit(cx.audit(Self::NAME, "hand-over", id, &payload));
        Ok((set, ()))
    }
}

/// A line of the history that no version belongs to.
fn line_of(one: &HeldWork, cx: &Decide<'_>) -> HistoryRow {
    HistoryRow {
        no: one.version * LINES + LINE,
        at: cx.now,
        act: "handed-over".to_owned(),
        actor: cx.actor.account,
        unit: cx.actor.unit,
        from_state: one.state,
        to_state: one.state,
        step: one.step.clone(),
        due_at: one.due_at,
        note: None,
        in_name_of: None,
    }
}
