//! PostgreSQL: a few lanes, each with a connection of its own. A lane sends a whole batch of write sets without waiting
//! between statements (pipelining), checks what came back, and commits them together.
//!
//! A batch that loses a write set is undone and sent again without it, so the chain and drawn numbers stay gap-free.

use std::collections::{BTreeMap, HashMap};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use futures::future::{FutureExt, MaybeDone, maybe_done};
use kernel::rng::Rng;
use kernel::time::Clock;
use tokio::sync::{mpsc, oneshot};
use tokio_postgres::Statement;
use uuid::Uuid;

use super::{Pending, QUEUE};
use crate::chain::{ChainHead, lower};
use crate::error::StoreError;
use crate::postgres::{Connection, Connector, Failed, answered, as_sql, in_time};
use crate::sql;
use crate::sql::{Engine, Sql};
use crate::write_set::{AuditDraft, Book, Expect, Receipt, Stmt, WriteSet};

/// The most write sets in one transaction.
const BATCH: usize = 64;
/// How often a batch is sent again after a deadlock or serialisation failure.
const RETRIES: u32 = 3;
/// How long, and after which rests, a lane asks a database that went away during COMMIT. The server itself ends a
/// transaction whose client is silent for ten seconds (`idle_in_transaction_session_timeout`).
const SETTLE: Duration = Duration::from_secs(12);
const SETTLE_PAUSE: Duration = Duration::from_millis(500);

/// The handle of one lane. The lane ends when all handles are gone.
#[derive(Clone)]
pub(crate) struct Lane {
    queue: mpsc::Sender<Pending>,
}

/// What a lane needs beside its connection.
#[derive(Clone)]
pub(crate) struct LaneContext {
    pub(crate) connector: Connector,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) rng: Arc<dyn Rng>,
    pub(crate) node: String,
}

impl Lane {
    /// Starts a lane; it connects when the first write set comes.
    pub(crate) fn start(context: LaneContext) -> Self {
        let (queue, inbox) = mpsc::channel(QUEUE);
        let mut state = LaneState { context, link: None };
        #[expect(clippy::disallowed_methods, reason = "the store stands below the runtime's spawner")]
        tokio::spawn(async move { state.run(inbox).await });
        Self { queue }
    }

    pub(crate) async fn commit(&self, set: WriteSet) -> Result<Receipt, StoreError> {
        let (reply, answer) = oneshot::channel();
        self.queue.try_send(Pending { set, reply }).map_err(|_| StoreError::Busy)?;
        answer.await.map_err(|_| StoreError::Unavailable("the lane stopped".into()))?
    }
}

/// A live connection with its prepared statements and the chain that began with it.
struct Link {
    client: Connection,
    prepared: HashMap<usize, Statement>,
    head: ChainHead,
}

struct LaneState {
    context: LaneContext,
    link: Option<Link>,
}

/// Why a batch did not commit.
enum Trouble {
    /// One write set is at fault: its place in the batch.
    One(usize, StoreError),
    /// The whole batch.
    All(StoreError),
    /// COMMIT was sent and its answer never came: the rows may stand.
    Unknown(Sent, StoreError),
}

impl Trouble {
    /// A statement of a write set failed.
    fn of(index: usize, failed: Failed) -> Self {
        if failed.is_lost { Self::All(failed.error) } else { Self::One(index, failed.error) }
    }
}

impl From<Failed> for Trouble {
    fn from(failed: Failed) -> Self {
        Self::All(failed.error)
    }
}

/// A batch whose statements have run.
struct Sent {
    /// The numbers that each write set has drawn.
    drawn: Vec<Vec<i64>>,
    /// The newest row of the chain, once the batch stands.
    head: ChainHead,
}

impl LaneState {
    async fn run(&mut self, mut inbox: mpsc::Receiver<Pending>) {
        let mut buffer = Vec::with_capacity(BATCH);
        while inbox.recv_many(&mut buffer, BATCH).await > 0 {
            self.commit_all(std::mem::take(&mut buffer)).await;
        }
    }

    async fn commit_all(&mut self, mut batch: Vec<Pending>) {
        let mut retries = 0;
        while !batch.is_empty() {
            match self.try_batch(&batch).await {
                Ok(drawn) => {
                    let size = batch.len();
                    for (pending, drawn) in batch.drain(..).zip(drawn) {
                        pending.answer(Ok(Receipt { drawn, batch: size }));
                    }
                }
                Err(Trouble::One(index, StoreError::Retry | StoreError::Unavailable(_)))
                    if retries < RETRIES && self.is_alive() =>
                {
                    retries += 1;
                    tracing::debug!(index, "batch sent again after a lock conflict");
                }
                Err(Trouble::One(index, error)) => batch.remove(index).answer(Err(error)),
                Err(Trouble::All(StoreError::Retry)) if retries < RETRIES => retries += 1,
                Err(Trouble::All(error)) => {
                    self.link = None;
                    for pending in batch.drain(..) {
                        pending.answer(Err(StoreError::Unavailable(error.to_string())));
                    }
                }
                Err(Trouble::Unknown(sent, error)) => {
                    self.settle(std::mem::take(&mut batch), sent, &error).await;
                }
            }
        }
    }

    fn is_alive(&self) -> bool {
        self.link.as_ref().is_some_and(|link| !link.client.is_closed())
    }

    /// The connection was lost between COMMIT and its answer: find out whether the batch stands.
    async fn settle(&mut self, batch: Vec<Pending>, sent: Sent, error: &StoreError) {
        self.link = None;
        let size = batch.len();
        let stands = tokio::time::timeout(SETTLE, self.stands(&sent.head)).await.unwrap_or(false);
        for (pending, drawn) in batch.into_iter().zip(sent.drawn) {
            let receipt = Receipt { drawn, batch: size };
            pending.answer(if stands { Ok(receipt) } else { Err(StoreError::Unavailable(error.to_string())) });
        }
    }

    /// Whether the batch that ends with this row stands. Asks until the database knows.
    async fn stands(&self, head: &ChainHead) -> bool {
        loop {
            match has_row(&self.context.connector, head).await {
                Ok(stands) => return stands,
                Err(error) => tracing::debug!(%error, "it is not known yet whether a batch stands"),
            }
            tokio::time::sleep(SETTLE_PAUSE).await;
        }
    }

    async fn link(&mut self) -> Result<&mut Link, StoreError> {
        if self.link.as_ref().is_none_or(|link| link.client.is_closed()) {
            let client = self.context.connector.connect().await?;
            let now = self.context.clock.now();
            let chain = kernel::id::new(now, self.context.rng.as_ref());
            answered(client.execute(
                "INSERT INTO chain (chain_id, node, started_at) VALUES ($1, $2, $3)",
                &[&chain, &self.context.node, &now.0],
            ))
            .await?;
            let head = ChainHead { chain, seq: 0, hash: [0; 32] };
            self.link = Some(Link { client, prepared: HashMap::new(), head });
        }
        self.link.as_mut().ok_or_else(|| StoreError::bug("no link after connecting"))
    }

    /// Sends a batch and commits it; gives the numbers that were drawn.
    async fn try_batch(&mut self, batch: &[Pending]) -> Result<Vec<Vec<i64>>, Trouble> {
        let node = self.context.node.clone();
        let link = self.link().await.map_err(Trouble::All)?;
        let result = match send(link, batch, &node).await {
            Ok(sent) => commit(link, sent).await,
            Err(trouble) => Err(trouble),
        };
        if let Err(trouble) = &result
            && !undo(link, trouble).await
        {
            // What stands open on a connection goes with it.
            self.link = None;
        }
        result
    }
}

/// Runs the statements of a batch in a transaction, which stays open.
async fn send(link: &mut Link, batch: &[Pending], node: &str) -> Result<Sent, Trouble> {
    let mut head = link.head;
    let drawn = draw_numbers(link, batch).await?;
    let mut stmts: Vec<(usize, Stmt)> = Vec::with_capacity(batch.len() * 12);
    for (index, (pending, drawn)) in batch.iter().zip(&drawn).enumerate() {
        let mut set = pending.set.clone();
        if head.seq == 0 {
            set.audits.insert(0, chain_started(node));
        }
        let lowered = lower(set, drawn, &mut head).map_err(|error| Trouble::One(index, error))?;
        stmts.extend(lowered.into_iter().map(|stmt| (index, stmt)));
    }
    run_batch(link, &stmts, drawn.iter().all(Vec::is_empty)).await?;
    Ok(Sent { drawn, head })
}

async fn commit(link: &mut Link, sent: Sent) -> Result<Vec<Vec<i64>>, Trouble> {
    match answered(link.client.batch_execute("COMMIT")).await {
        Ok(()) => {
            link.head = sent.head;
            Ok(sent.drawn)
        }
        Err(failed) if failed.is_lost => Err(Trouble::Unknown(sent, failed.error)),
        Err(failed) => Err(Trouble::All(failed.error)),
    }
}

/// Takes back what was drawn and written. Says whether the connection is good for the next batch.
async fn undo(link: &Link, trouble: &Trouble) -> bool {
    match trouble {
        // The server is gone; nobody waits for it once more.
        Trouble::All(StoreError::Unavailable(_)) | Trouble::Unknown(..) => false,
        Trouble::One(..) | Trouble::All(_) => answered(link.client.batch_execute("ROLLBACK")).await.is_ok(),
    }
}

/// Whether a row of the chain stands. A transaction that has written it and is still open holds its key: writing the
/// same key waits for its end, so the answer holds for good. Nothing is left of the try.
async fn has_row(connector: &Connector, head: &ChainHead) -> Result<bool, StoreError> {
    let mut client = connector.connect().await?;
    let tx = answered(client.transaction()).await?;
    let stmt = sql!(
        "INSERT INTO audit (chain_id, seq, home_id, at, actor_id, action, entity, entity_id, command_id, payload, hash)
         VALUES ($1, $2, $1, 0, $1, 'store.looked', 'chain', $1, $1, '', $3) ON CONFLICT (chain_id, seq) DO NOTHING"
    );
    let hash = head.hash.to_vec();
    let rows = answered(tx.execute(stmt.text(Engine::Postgres), &[&head.chain, &head.seq, &hash])).await?;
    answered(tx.rollback()).await?;
    Ok(rows == 0)
}

fn chain_started(node: &str) -> AuditDraft {
    AuditDraft {
        actor: Uuid::nil(),
        unit: None,
        action: "store.chain-started",
        entity: "chain",
        entity_id: Uuid::nil(),
        payload: serde_json::json!({ "node": node }).to_string(),
    }
}

/// Opens the transaction and takes the numbers of all books at once, in one order for all lanes: no deadlock between
/// books, and a waiting lane waits before it holds anything else.
async fn draw_numbers(link: &mut Link, batch: &[Pending]) -> Result<Vec<Vec<i64>>, Trouble> {
    let mut wanted: BTreeMap<(Uuid, &Book), i64> = BTreeMap::new();
    for pending in batch {
        for book in &pending.set.draws {
            *wanted.entry((pending.set.home, book)).or_default() += 1;
        }
    }
    if wanted.is_empty() {
        return Ok(vec![Vec::new(); batch.len()]);
    }
    let draw = sql!(
        "INSERT INTO book (home_id, book, n) VALUES ($1, $2, $3)
         ON CONFLICT (home_id, book) DO UPDATE SET n = book.n + excluded.n RETURNING n"
    );
    let statement = prepared(link, draw).await?;
    answered(link.client.batch_execute("BEGIN")).await?;
    let mut next: BTreeMap<(Uuid, &Book), i64> = BTreeMap::new();
    for ((home, book), count) in &wanted {
        let row = answered(link.client.query_one(&statement, &[home, &book.0, count])).await?;
        next.insert((*home, book), row.get::<_, i64>(0) - count + 1);
    }
    let mut drawn = Vec::with_capacity(batch.len());
    for pending in batch {
        let numbers = pending.set.draws.iter().map(|book| {
            let number = next.entry((pending.set.home, book)).or_default();
            *number += 1;
            *number - 1
        });
        drawn.push(numbers.collect());
    }
    Ok(drawn)
}

async fn prepared(link: &mut Link, sql: &'static Sql) -> Result<Statement, Failed> {
    if let Some(statement) = link.prepared.get(&sql.key()) {
        return Ok(statement.clone());
    }
    let statement = answered(link.client.prepare(sql.text(Engine::Postgres))).await.map_err(|failed| failed.at(sql))?;
    link.prepared.insert(sql.key(), statement.clone());
    Ok(statement)
}

/// Sends all statements before the first answer is awaited. They must all be prepared before, or one would overtake
/// another.
async fn run_batch(link: &mut Link, stmts: &[(usize, Stmt)], begin: bool) -> Result<(), Trouble> {
    let mut ready = Vec::with_capacity(stmts.len());
    for (index, stmt) in stmts {
        ready.push(prepared(link, stmt.sql).await.map_err(|failed| Trouble::of(*index, failed))?);
    }
    let client = &link.client;
    let begin = async { if begin { client.batch_execute("BEGIN").await } else { Ok(()) } };
    let mut begin = Box::pin(maybe_done(begin));
    let mut answers: Vec<_> = stmts
        .iter()
        .zip(&ready)
        .map(|((_, stmt), statement)| {
            let params = as_sql(&stmt.params);
            let sent = async move { client.execute(statement, &params).await };
            Box::pin(maybe_done(sent))
        })
        .collect();
    // The first poll puts each statement on the wire, in this order.
    std::future::poll_fn(|cx| {
        let _ = begin.poll_unpin(cx);
        for answer in &mut answers {
            let _ = answer.poll_unpin(cx);
        }
        std::task::Poll::Ready(())
    })
    .await;
    if let Some(Err(error)) = arrived(begin.as_mut()).await? {
        return Err(Failed::of(&error).into());
    }
    let mut outcome = Ok(());
    for ((index, stmt), answer) in stmts.iter().zip(&mut answers) {
        let answer = arrived(answer.as_mut()).await?;
        // After the first failure the others only say that the transaction is aborted.
        if outcome.is_ok()
            && let Some(answer) = answer
        {
            outcome = judged(*index, stmt, answer);
        }
        // Nothing more comes on a lost connection.
        if let Err(Trouble::All(_)) = outcome {
            break;
        }
    }
    outcome
}

/// The output of a future that was begun before; waits for it as long as an answer may take.
async fn arrived<F: Future>(mut answer: Pin<&mut MaybeDone<F>>) -> Result<Option<F::Output>, Failed> {
    if !matches!(*answer, MaybeDone::Done(_)) {
        in_time(answer.as_mut()).await?;
    }
    Ok(answer.take_output())
}

/// What the answer to a statement of a write set means.
fn judged(index: usize, stmt: &Stmt, answer: Result<u64, tokio_postgres::Error>) -> Result<(), Trouble> {
    let rows = answer.map_err(|error| Trouble::of(index, Failed::of(&error).at(stmt.sql)))?;
    match stmt.expect {
        Expect::Rows(wanted) if wanted != rows => Err(Trouble::One(index, StoreError::Conflict)),
        Expect::Rows(_) | Expect::Any => Ok(()),
    }
}
