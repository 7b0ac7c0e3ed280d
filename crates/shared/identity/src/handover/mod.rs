//! Hand-over: what an officer has goes to another in one act. Roles and delegations end and begin at the same instant;
//! open work follows in batches, by the domain that has it, which answers as [`Holder`].

mod command;
pub(crate) mod store;
#[cfg(test)]
mod tests;

use ::store::jobs::Job;
use access::Assignments as _;
use futures::future::BoxFuture;
use kernel::{Error, Result, Timestamp};
use runtime::{Actor, ActorKind, JobKind, Reader, Runtime};
use serde::Deserialize;
use uuid::Uuid;

use self::command::EndHandOver;
use crate::accounts::Accounts;
use crate::officers::known;

pub(crate) use command::HandOver;

/// What is handed over, from whom to whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passing {
    /// The hand-over.
    pub id: Uuid,
    /// The account that had it.
    pub from: Uuid,
    /// The account that gets it.
    pub to: Uuid,
}

/// A piece of work that went, as the record lists it. It says nothing of applicants.
#[derive(Clone, Debug)]
pub struct Passed {
    /// Orders the list; the next part begins after it.
    pub id: Uuid,
    /// Code of the dossier.
    pub code: String,
    /// Code of the procedure.
    pub procedure: String,
    /// When the work is due, microseconds.
    pub due_at: i64,
    /// Whether the receiver has it now; what they may not do went back to its desk.
    pub is_taken: bool,
}

/// How much work went to the receiver, and how much back to its desk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// To the receiver.
    pub taken: i64,
    /// Back to the desk.
    pub left: i64,
}

/// How much open work an account has in person.
pub type Held = for<'a> fn(&'a Reader<'a>, Uuid) -> BoxFuture<'a, Result<i64>>;
/// Passes everything that is still to be passed. May be done again, and goes on where it was broken off.
pub type Pass = for<'a> fn(&'a Runtime, &'a Actor, Passing) -> BoxFuture<'a, Result<()>>;
/// Counts what a hand-over passed.
pub type Counted = for<'a> fn(&'a Reader<'a>, Uuid) -> BoxFuture<'a, Result<Count>>;
/// What a hand-over passed, after an id; at most so many.
pub type Listed = for<'a> fn(&'a Reader<'a>, Uuid, Uuid, i64) -> BoxFuture<'a, Result<Vec<Passed>>>;

/// A domain whose work officers have in person.
#[derive(Clone, Copy)]
pub struct Holder {
    /// How much an account has.
    pub held: Held,
    /// Passes it to the receiver, whose rights it is shown.
    pub pass: Pass,
    /// How much was passed.
    pub counted: Counted,
    /// What was passed.
    pub listed: Listed,
}

/// The domains that take part, in order; a service.
#[derive(Clone, Default)]
pub struct Holders(pub Vec<Holder>);

/// A hand-over as it is stored.
#[derive(Clone, Debug)]
pub(crate) struct HandedOver {
    pub(crate) id: Uuid,
    pub(crate) from: Uuid,
    pub(crate) to: Uuid,
    /// Number and day of the decision by which it is done.
    pub(crate) basis: String,
    /// How much work the account had at that instant.
    pub(crate) held: i64,
    pub(crate) made_by: Uuid,
    pub(crate) made_at: Timestamp,
    /// When all work had gone; none while it goes.
    pub(crate) ended_at: Option<Timestamp>,
}

/// A hand-over that the reader's actor may read: of an account that they administer.
pub(crate) async fn one(reader: &Reader<'_>, id: Uuid) -> Result<HandedOver> {
    let found = store::find(reader, id).await?;
    known(reader, found.from).await?;
    Ok(found)
}

/// A hand-over in which the reader's actor gave or got everything; any other is not found.
pub(crate) async fn own(reader: &Reader<'_>, id: Uuid) -> Result<HandedOver> {
    let found = store::find(reader, id).await?;
    let (account, is_officer) = (reader.actor.account, reader.actor.kind == ActorKind::Officer);
    if is_officer && [found.from, found.to].contains(&account) { Ok(found) } else { Err(Error::not_found()) }
}

/// How much work an account has in person, of all domains.
pub(crate) async fn held(reader: &Reader<'_>, account: Uuid) -> Result<i64> {
    let mut sum = 0;
    for holder in &reader.service::<Holders>()?.0 {
        sum += (holder.held)(reader, account).await?;
    }
    Ok(sum)
}

/// How much work a hand-over passed, of all domains.
pub(crate) async fn counted(reader: &Reader<'_>, id: Uuid) -> Result<Count> {
    let mut sum = Count::default();
    for holder in &reader.service::<Holders>()?.0 {
        let count = (holder.counted)(reader, id).await?;
        sum = Count { taken: sum.taken + count.taken, left: sum.left + count.left };
    }
    Ok(sum)
}

/// What a hand-over passed, after an id; at most `limit` pieces of all domains together.
pub(crate) async fn listed(reader: &Reader<'_>, id: Uuid, after: Uuid, limit: i64) -> Result<Vec<Passed>> {
    let mut all = Vec::new();
    for holder in &reader.service::<Holders>()?.0 {
        all.extend((holder.listed)(reader, id, after, limit).await?);
    }
    all.sort_by_key(|passed| passed.id);
    all.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(all)
}

/// The job that passes the work of a hand-over.
pub(crate) const PASS: JobKind =
    JobKind { kind: "identity.hand-over", run: |runtime, job| Box::pin(pass(runtime, job)) };

#[derive(Deserialize)]
struct Asked {
    hand_over: Uuid,
}

async fn pass(runtime: &Runtime, job: &Job) -> Result<()> {
    let asked: Asked = serde_json::from_str(&job.payload).map_err(Error::internal)?;
    let house = Actor::system();
    let found = store::find(&runtime.reader(&house), asked.hand_over).await?;
    if found.ended_at.is_some() {
        return Ok(());
    }
    let accounts = runtime.services().get::<Accounts>()?;
    // A receiver who was locked in between takes nothing: the work goes back to its desks.
    let receiver = accounts.actor(runtime, found.to, runtime.now()).await?;
    let receiver = receiver.unwrap_or_else(Actor::anonymous);
    let passing = Passing { id: found.id, from: found.from, to: found.to };
    for holder in &runtime.services().get::<Holders>()?.0 {
        (holder.pass)(runtime, &receiver, passing).await?;
    }
    let done = counted(&runtime.reader(&house), found.id).await?;
    runtime.execute(&house, &EndHandOver { id: found.id, done }).await.map(|_| ())
}
