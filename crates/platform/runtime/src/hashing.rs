//! Keyed hashes are made anew under another key, from the values that are kept sealed beside them.

use futures::future::BoxFuture;
use kernel::Result;
use serde_json::json;
use store::vault::Vault;
use store::{WriteSet, keys};
use uuid::Uuid;

use crate::{Actor, Reader, Runtime};

/// A kind of rows whose keyed hashes can be made anew.
#[derive(Clone, Copy)]
pub struct Hashed {
    /// Its name, in the audit log and where broken-off work goes on.
    pub name: &'static str,
    /// How many rows there are.
    pub count: for<'a> fn(&'a Reader<'a>) -> BoxFuture<'a, Result<i64>>,
    /// Puts the next rows into a write set; none when there are no more.
    pub next: for<'a> fn(&'a Step<'a>, &'a mut WriteSet) -> BoxFuture<'a, Result<Option<Passed>>>,
}

/// What the next rows are made with.
pub struct Step<'a> {
    /// Reads, with the vault under whose key the hashes are now.
    pub reader: Reader<'a>,
    /// The vault under whose key they come.
    pub to: &'a Vault,
    /// Rows after this id are next.
    pub after: Uuid,
    /// Most rows.
    pub limit: i64,
}

/// Rows that were put into a write set.
pub struct Passed {
    /// The id of the last one.
    pub last: Uuid,
    /// How many.
    pub rows: i64,
}

impl Passed {
    /// What was passed with these ids; none without any.
    pub fn of(ids: &[Uuid]) -> Option<Self> {
        let last = *ids.last()?;
        Some(Self { last, rows: i64::try_from(ids.len()).unwrap_or(i64::MAX) })
    }
}

/// Told the kind, rows done and rows in all after each commit.
pub type Told<'a> = &'a mut (dyn FnMut(&'static str, i64, i64) + Send);

impl Runtime {
    /// Makes the keyed hashes of these kinds anew, in commits of so many rows, each audited. It may be broken off and
    /// goes on where it was; gives how many rows were done in all. Nobody else may have the database open.
    pub async fn hash_anew(&self, kinds: &[Hashed], to: &Vault, limit: i64, told: Told<'_>) -> Result<i64> {
        let mut all = 0;
        for kind in kinds {
            all += self.hash_kind(kind, to, limit, &mut *told).await?;
        }
        Ok(all)
    }

    async fn hash_kind(&self, kind: &Hashed, to: &Vault, limit: i64, told: Told<'_>) -> Result<i64> {
        let actor = Actor::system();
        let total = (kind.count)(&self.reader(&actor)).await?;
        let (mut after, mut done) = self.store().hash_cursor(kind.name).await?.unwrap_or((Uuid::nil(), 0));
        told(kind.name, done, total);
        loop {
            let cx = self.decide_context(&actor);
            let mut set = cx.write(Uuid::nil());
            let step = Step { reader: self.reader(&actor), to, after, limit };
            let Some(passed) = (kind.next)(&step, &mut set).await? else { return Ok(done) };
            after = passed.last;
            done += passed.rows;
            keys::put_hash_cursor(&mut set, kind.name, after, done);
            set.audit(cx.audit("keys.hash", "key", Uuid::nil(), &json!({ "kind": kind.name, "rows": passed.rows })));
            self.store().commit(set).await?;
            told(kind.name, done, total);
        }
    }
}
