//! PostgreSQL: a few lanes, each with a connection of its own. A lane sends a whole batch of write sets without waiting
//! between statements (pipelining), checks what came back, and commits them together.
//!
//! A batch that loses a write set is undone and sent again without it, so the chain and drawn numbers stay gap-free.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use futures::future::{FutureExt, MaybeDone, maybe_done};
use kernel::rng::Rng;
use kernel::time::Clock;
use tokio::sync::{mpsc, oneshot};
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Statement};
use uuid::Uuid;

use super::{Pending, QUEUE};
use crate::chain::{ChainHead, lower};
use crate::error::StoreError;
use crate::postgres::Connector;
use crate::sql;
use crate::sql::{Engine, Sql};
use crate::write_set::{AuditDraft, Book, Expect, Receipt, Stmt, WriteSet};

/// The most write sets in one transaction.
const BATCH: usize = 64;
/// How often a batch is sent again after a deadlock or serialisation failure.
const RETRIES: u32 = 3;
/// How often, and after which rest, a lane asks a database that went away during COMMIT: about ten seconds.
const SETTLE_TRIES: u32 = 20;
const SETTLE_PAUSE: std::time::Duration = std::time::Duration::from_millis(500);

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
    client: Client,
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
    /// COMMIT was sent and its answer never came: the rows may stand. The heads after each write set tell.
    Unknown(Vec<ChainHead>, StoreError),
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
                Err(Trouble::Unknown(heads, error)) => {
                    self.settle(std::mem::take(&mut batch), &heads, &error).await;
                }
            }
        }
    }

    fn is_alive(&self) -> bool {
        self.link.as_ref().is_some_and(|link| !link.client.is_closed())
    }

    /// The connection was lost between COMMIT and its answer: look whether the audit rows stand.
    async fn settle(&mut self, batch: Vec<Pending>, heads: &[ChainHead], error: &StoreError) {
        self.link = None;
        let mut client = self.context.connector.connect().await;
        for _ in 0..SETTLE_TRIES {
            if client.is_ok() {
                break;
            }
            tokio::time::sleep(SETTLE_PAUSE).await;
            client = self.context.connector.connect().await;
        }
        for (pending, head) in batch.into_iter().zip(heads) {
            let stands = match &client {
                Ok(client) => client
                    .query_opt(
                        "SELECT command_id FROM audit WHERE chain_id = $1 AND seq = $2",
                        &[&head.chain, &head.seq],
                    )
                    .await
                    .is_ok_and(|row| row.is_some_and(|row| row.get::<_, Uuid>(0) == pending.set.command)),
                Err(_) => false,
            };
            let result = if stands { Ok(Receipt::default()) } else { Err(StoreError::Unavailable(error.to_string())) };
            pending.answer(result);
        }
    }

    async fn link(&mut self) -> Result<&mut Link, StoreError> {
        if self.link.as_ref().is_none_or(|link| link.client.is_closed()) {
            let client = self.context.connector.connect().await?;
            let now = self.context.clock.now();
            let chain = kernel::id::new(now, self.context.rng.as_ref());
            client
                .execute(
                    "INSERT INTO chain (chain_id, node, started_at) VALUES ($1, $2, $3)",
                    &[&chain, &self.context.node, &now.0],
                )
                .await
                .map_err(|e| StoreError::of_postgres(&e))?;
            let head = ChainHead { chain, seq: 0, hash: [0; 32] };
            self.link = Some(Link { client, prepared: HashMap::new(), head });
        }
        self.link.as_mut().ok_or_else(|| StoreError::bug("no link after connecting"))
    }

    async fn try_batch(&mut self, batch: &[Pending]) -> Result<Vec<Vec<i64>>, Trouble> {
        let node = self.context.node.clone();
        let link = self.link().await.map_err(Trouble::All)?;
        let mut head = link.head;
        let drawn = draw_numbers(link, batch).await?;
        let mut stmts: Vec<(usize, Stmt)> = Vec::with_capacity(batch.len() * 12);
        let mut heads = Vec::with_capacity(batch.len());
        for (index, (pending, drawn)) in batch.iter().zip(&drawn).enumerate() {
            let mut set = pending.set.clone();
            if head.seq == 0 {
                set.audits.insert(0, chain_started(&node));
            }
            let lowered = match lower(set, drawn, &mut head) {
                Ok(lowered) => lowered,
                Err(error) => {
                    // The numbers were drawn inside the open transaction; without this they would be lost.
                    let _ = link.client.batch_execute("ROLLBACK").await;
                    return Err(Trouble::One(index, error));
                }
            };
            stmts.extend(lowered.into_iter().map(|stmt| (index, stmt)));
            heads.push(head);
        }
        let result = run_batch(link, &stmts, drawn.iter().all(Vec::is_empty)).await;
        if let Err(trouble) = result {
            let _ = link.client.batch_execute("ROLLBACK").await;
            return Err(trouble);
        }
        match link.client.batch_execute("COMMIT").await {
            Ok(()) => {
                link.head = head;
                Ok(drawn)
            }
            Err(error) if link.client.is_closed() => Err(Trouble::Unknown(heads, StoreError::of_postgres(&error))),
            Err(error) => {
                let _ = link.client.batch_execute("ROLLBACK").await;
                Err(Trouble::All(StoreError::of_postgres(&error)))
            }
        }
    }
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
    let all = |e: &tokio_postgres::Error| Trouble::All(StoreError::of_postgres(e));
    let draw = sql!(
        "INSERT INTO book (home_id, book, n) VALUES ($1, $2, $3)
         ON CONFLICT (home_id, book) DO UPDATE SET n = book.n + excluded.n RETURNING n"
    );
    let statement = prepared(link, draw).await.map_err(Trouble::All)?;
    link.client.batch_execute("BEGIN").await.map_err(|e| all(&e))?;
    let mut next: BTreeMap<(Uuid, &Book), i64> = BTreeMap::new();
    for ((home, book), count) in &wanted {
        let row = link.client.query_one(&statement, &[home, &book.0, count]).await;
        let row = match row {
            Ok(row) => row,
            Err(error) => {
                let _ = link.client.batch_execute("ROLLBACK").await;
                return Err(all(&error));
            }
        };
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

async fn prepared(link: &mut Link, sql: &'static Sql) -> Result<Statement, StoreError> {
    if let Some(statement) = link.prepared.get(&sql.key()) {
        return Ok(statement.clone());
    }
    let statement = link
        .client
        .prepare(sql.text(Engine::Postgres))
        .await
        .map_err(|e| super::sqlite::at_site(StoreError::of_postgres(&e), sql))?;
    link.prepared.insert(sql.key(), statement.clone());
    Ok(statement)
}

/// Sends all statements before the first answer is awaited. They must all be prepared before, or one would overtake
/// another.
async fn run_batch(link: &mut Link, stmts: &[(usize, Stmt)], begin: bool) -> Result<(), Trouble> {
    let mut ready = Vec::with_capacity(stmts.len());
    for (index, stmt) in stmts {
        ready.push(prepared(link, stmt.sql).await.map_err(|e| Trouble::One(*index, e))?);
    }
    let client = &link.client;
    let begin = async { if begin { client.batch_execute("BEGIN").await } else { Ok(()) } };
    let mut begin = Box::pin(maybe_done(begin));
    let mut answers: Vec<_> = stmts
        .iter()
        .zip(&ready)
        .map(|((_, stmt), statement)| {
            let params: Vec<&(dyn ToSql + Sync)> = stmt.params.iter().map(|p| p as &(dyn ToSql + Sync)).collect();
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
    begin.as_mut().await;
    if let Some(Err(error)) = begin.as_mut().take_output() {
        return Err(Trouble::All(StoreError::of_postgres(&error)));
    }
    let mut trouble = None;
    for ((index, stmt), answer) in stmts.iter().zip(&mut answers) {
        if !matches!(**answer, MaybeDone::Done(_)) {
            answer.as_mut().await;
        }
        let Some(result) = answer.as_mut().take_output() else { continue };
        // After the first failure the others only say that the transaction is aborted.
        if trouble.is_some() {
            continue;
        }
        match (result, stmt.expect) {
            (Err(error), _) if client.is_closed() => trouble = Some(Trouble::All(StoreError::of_postgres(&error))),
            (Err(error), _) => {
                let error = super::sqlite::at_site(StoreError::of_postgres(&error), stmt.sql);
                trouble = Some(Trouble::One(*index, error));
            }
            (Ok(rows), Expect::Rows(wanted)) if rows != wanted => {
                trouble = Some(Trouble::One(*index, StoreError::Conflict));
            }
            (Ok(_), _) => {}
        }
    }
    trouble.map_or(Ok(()), Err)
}
