//! Work beside requests: jobs, consumers of events, schedules. Each node runs all of it; leases and cursors keep them
//! from doing the same work twice.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;
use kernel::time::{MINUTE, SECOND};
use kernel::{Error, Kind, Result};
use store::events::Event;
use store::jobs::Job;
use store::{Params, Sealer, Sql};
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::Runtime;

/// How long a job may run before another node takes it.
const LEASE: i64 = 5 * MINUTE;
/// Tries before a job stops and shows on the operator's page.
const TRIES: i64 = 12;
/// Events read from a chain at once.
const EVENTS: i64 = 200;
/// Jobs claimed at once.
const JOBS: i64 = 64;
/// A round of so much work has more behind it.
const FULL: usize = 64;
/// After something was committed, the work that follows waits so long for more of its kind: one round for many acts
/// costs hardly more than for one, and nobody sees the difference.
const GATHER: Duration = Duration::from_millis(100);

/// A handler of one kind of job.
#[derive(Clone)]
pub struct JobKind {
    /// `domain.verb`.
    pub kind: &'static str,
    /// Does the work; may run more than once for the same job.
    pub run: for<'a> fn(&'a Runtime, &'a Job) -> BoxFuture<'a, Result<()>>,
}

/// Statements of a projection.
pub type Projected = Vec<(&'static Sql, Params)>;

/// A consumer of events: turns each into statements on its own projection.
#[derive(Clone)]
pub struct Consumer {
    /// Its name; the cursor is kept under it.
    pub name: &'static str,
    /// The kinds of events it reads begin with this, e.g. `dossiers.`. It must read all events of the entities it
    /// follows, so that it sees every version.
    pub prefix: &'static str,
    /// The statements for one event. Must not depend on anything but the event and rows that it projected before.
    pub apply: fn(&Event) -> Result<Projected>,
    /// Statements that empty the projection before a replay.
    pub clear: fn() -> Projected,
}

/// Something done again and again.
#[derive(Clone)]
pub struct Schedule {
    /// Its name, for logs.
    pub name: &'static str,
    /// Time between two runs.
    pub every: Duration,
    /// Does the work.
    pub run: for<'a> fn(&'a Runtime) -> BoxFuture<'a, Result<()>>,
}

/// Everything that runs beside requests.
#[derive(Clone, Default)]
pub struct Background {
    /// Job handlers.
    pub jobs: Vec<JobKind>,
    /// Event consumers.
    pub consumers: Vec<Consumer>,
    /// Schedules.
    pub schedules: Vec<Schedule>,
}

impl Runtime {
    /// Starts the background work; it ends when the runtime is told to stop.
    pub fn start_background(&self, background: Background) {
        let background = Arc::new(background);
        // Apart, so that a slow mail server keeps no notice from its reader.
        let (runtime, work) = (self.clone(), Arc::clone(&background));
        self.spawn(async move { runtime.jobs_loop(&work).await });
        let (runtime, work) = (self.clone(), Arc::clone(&background));
        self.spawn(async move { runtime.projections_loop(&work).await });
        for schedule in background.schedules.clone() {
            let runtime = self.clone();
            self.spawn(async move {
                while runtime.pause(schedule.every).await {
                    if let Err(error) = (schedule.run)(&runtime).await {
                        tracing::warn!(schedule = schedule.name, %error, "scheduled work failed");
                    }
                }
            });
        }
    }

    /// Jobs run side by side and are ended as they come: one that waits for a slow mail server holds up no payment.
    async fn jobs_loop(&self, work: &Arc<Background>) {
        let mut changes = self.changes();
        let mut running = JoinSet::new();
        loop {
            // What was committed before this round is seen by it.
            changes = changes.resubscribe();
            let claimed = self.claim_into(&mut running, work).await;
            let ended = ended_soon(&mut running).await;
            self.note_ended(ended).await;
            if claimed == 0 && running.is_empty() {
                tokio::select! {
                    _ = changes.recv() => {}
                    _ = self.pause(Duration::from_millis(500)) => {}
                }
            }
            if self.is_stopping() || (claimed < FULL && !self.pause(GATHER).await) {
                break;
            }
        }
        // What has begun is brought to its end.
        let mut ended = Vec::new();
        while let Some(last) = running.join_next().await {
            ended.extend(last.ok().flatten());
        }
        self.note_ended(ended).await;
    }

    /// Begins what is due, as far as there is room; gives how many jobs that were.
    async fn claim_into(&self, running: &mut JoinSet<Option<Uuid>>, work: &Arc<Background>) -> usize {
        let room = JOBS.saturating_sub(i64::try_from(running.len()).unwrap_or(JOBS));
        if room == 0 {
            return 0;
        }
        let jobs = self.store().claim_jobs(self.wall(), LEASE, room).await.unwrap_or_else(|error| {
            tracing::warn!(%error, "jobs could not be read");
            Vec::new()
        });
        let claimed = jobs.len();
        for job in jobs {
            let (runtime, work) = (self.clone(), Arc::clone(work));
            running.spawn(async move { runtime.run_job(&work, &job).await });
        }
        claimed
    }

    async fn note_ended(&self, ended: Vec<Uuid>) {
        if let Err(error) = self.store().finish_jobs(ended.into_iter()).await {
            tracing::warn!(%error, "the end of jobs could not be noted; they come again after their lease");
        }
    }

    async fn projections_loop(&self, work: &Background) {
        let mut changes = self.changes();
        loop {
            changes = changes.resubscribe();
            let done = self.projections_round(work).await;
            if done == 0 {
                tokio::select! {
                    _ = changes.recv() => {}
                    go_on = self.pause(Duration::from_millis(500)) => if !go_on { return },
                }
            }
            // A full round has more behind it.
            if self.is_stopping() || (done < FULL && !self.pause(GATHER).await) {
                return;
            }
        }
    }

    /// One round of jobs and consumers; says whether there was anything to do. Tests call it until it says no.
    pub async fn run_once(&self, work: &Background) -> bool {
        self.jobs_round(work).await + self.projections_round(work).await > 0
    }

    async fn jobs_round(&self, work: &Background) -> usize {
        self.run_jobs(work).await.unwrap_or_else(|error| {
            tracing::warn!(%error, "jobs could not be read");
            0
        })
    }

    async fn projections_round(&self, work: &Background) -> usize {
        let mut events = 0;
        for consumer in &work.consumers {
            events += self.run_consumer(consumer).await.unwrap_or_else(|error| {
                tracing::warn!(%error, consumer = consumer.name, "events could not be consumed");
                0
            });
        }
        events
    }

    async fn run_jobs(&self, work: &Background) -> Result<usize> {
        let jobs = self.store().claim_jobs(self.wall(), LEASE, JOBS).await?;
        let ended = futures::future::join_all(jobs.iter().map(|job| self.run_job(work, job))).await;
        self.store().finish_jobs(ended.into_iter().flatten()).await?;
        Ok(jobs.len())
    }

    /// Does one job; gives its id when it is done.
    async fn run_job(&self, work: &Background, job: &Job) -> Option<Uuid> {
        let handler = work.jobs.iter().find(|kind| kind.kind == job.kind);
        let result = match handler {
            Some(handler) => (handler.run)(self, job).await,
            None => Err(Error::internal(format!("nobody handles jobs of kind {}", job.kind))),
        };
        let Err(error) = result else { return Some(job.id) };
        if let Err(error) = self.job_failed(job, &error).await {
            tracing::warn!(kind = job.kind, %error, "the end of a job could not be noted; it comes again after its lease");
        }
        None
    }

    async fn job_failed(&self, job: &Job, error: &Error) -> Result<()> {
        tracing::warn!(kind = job.kind, attempts = job.attempts, %error, "a job failed");
        let hopeless = matches!(error.kind(), Kind::Invalid | Kind::Forbidden | Kind::NotFound);
        let again = (!hopeless && job.attempts < TRIES).then(|| {
            let backoff = 1_i64.checked_shl(u32::try_from(job.attempts.min(10)).unwrap_or(10)).unwrap_or(1_024);
            self.wall().plus(backoff * SECOND)
        });
        Ok(self.store().fail_job(job.id, again, error.log_text()).await?)
    }

    async fn run_consumer(&self, consumer: &Consumer) -> Result<usize> {
        let mut applied = 0;
        for chain in self.store().chains().await? {
            applied += self.consume_from(consumer, chain, usize::MAX).await?;
        }
        Ok(applied)
    }

    /// Applies the events of the next write sets of one chain, of at most `most`; gives the number of events. Chains
    /// may be asked in any order: the projection becomes the same.
    pub async fn consume_from(&self, consumer: &Consumer, chain: Uuid, most: usize) -> Result<usize> {
        let events = self.next_events(consumer.name, chain).await?;
        let (ready, stmts) = self.project(consumer, &events, most).await?;
        self.store().consume(consumer.name, ready, consumer.prefix, stmts).await?;
        Ok(ready.len())
    }

    /// The events of the next write sets of a chain, each write set whole.
    async fn next_events(&self, consumer: &str, chain: Uuid) -> Result<Vec<Event>> {
        let mut limit = EVENTS;
        loop {
            let mut events = self.store().events_for(consumer, chain, limit).await?;
            let Some(last) = events.last().map(|event| event.seq) else { return Ok(events) };
            if i64::try_from(events.len()).is_ok_and(|n| n < limit) {
                return Ok(events);
            }
            // The last write set may be cut off, so it waits; when it is the only one, more is read.
            events.retain(|event| event.seq != last);
            if !events.is_empty() {
                return Ok(events);
            }
            limit = limit.saturating_mul(8);
        }
    }

    /// The statements for as many events as can be applied now: at most `most` whole write sets, each thing's versions
    /// in order.
    async fn project<'e>(
        &self,
        consumer: &Consumer,
        events: &'e [Event],
        most: usize,
    ) -> Result<(&'e [Event], Projected)> {
        let mut versions: HashMap<Uuid, i64> = HashMap::new();
        let mut stmts = Vec::new();
        let mut ready = 0;
        for group in events.chunk_by(|a, b| a.seq == b.seq).take(most) {
            let mut own = Vec::new();
            for event in group.iter().filter(|event| event.kind.starts_with(consumer.prefix)) {
                let before = match versions.get(&event.entity_id) {
                    Some(version) => *version,
                    None => self.store().consumed_version(consumer.name, event.entity_id).await?.unwrap_or(0),
                };
                // Its predecessor stands in another chain and has not been applied yet: come back later.
                if event.entity_version > before + 1 {
                    return Ok((events.get(..ready).unwrap_or_default(), stmts));
                }
                versions.insert(event.entity_id, event.entity_version);
                own.extend((consumer.apply)(event)?);
            }
            stmts.extend(own);
            ready += group.len();
        }
        Ok((events.get(..ready).unwrap_or_default(), stmts))
    }

    /// Empties a projection and builds it again from the first event.
    pub async fn replay(&self, consumer: &Consumer) -> Result<usize> {
        self.store().rewind(consumer.name, (consumer.clear)()).await?;
        let mut total = 0;
        loop {
            let applied = self.run_consumer(consumer).await?;
            if applied == 0 {
                return Ok(total);
            }
            total += applied;
        }
    }
}

/// The jobs that end within the time in which work is gathered; the others go on.
async fn ended_soon(running: &mut JoinSet<Option<Uuid>>) -> Vec<Uuid> {
    let mut ended = Vec::new();
    let end = tokio::time::sleep(GATHER);
    tokio::pin!(end);
    loop {
        tokio::select! {
            next = running.join_next() => match next {
                None => return ended,
                Some(Ok(id)) => ended.extend(id),
                Some(Err(error)) => tracing::error!(%error, "a job broke off; it comes again after its lease"),
            },
            () = &mut end => return ended,
        }
    }
}

/// The upkeep of the store: folding figures and sealing the audit chains.
pub fn upkeep() -> Vec<Schedule> {
    vec![
        Schedule {
            name: "fold-figures",
            every: Duration::from_secs(5),
            run: |runtime| {
                Box::pin(async move { runtime.store().fold_figures().await.map(|_| ()).map_err(Error::from) })
            },
        },
        Schedule {
            name: "seal-audit",
            every: Duration::from_secs(10),
            run: |runtime| {
                Box::pin(async move {
                    let sealer = runtime.services().get::<Sealer>()?;
                    runtime.store().seal(runtime.wall(), &sealer).await?;
                    runtime.store().copy_seals(&sealer).await.map(|_| ()).map_err(Error::from)
                })
            },
        },
    ]
}
