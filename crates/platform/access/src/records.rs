//! Who looked at whose data. A page that shows personal values is sent only after its access records are durable.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use kernel::time::MINUTE;
use kernel::{Result, Timestamp};
use runtime::{Actor, Reader, Runtime};
use serde_json::json;
use uuid::Uuid;

/// Access by one actor to one subject for one purpose is recorded once in so long.
const QUARTER: i64 = 15 * MINUTE;
/// Keys remembered to spare the database; forgotten all at once when full, which only costs a repeated insert.
const REMEMBERED: usize = 100_000;

/// A look at somebody's personal values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Seen {
    /// Whose values.
    pub subject: Uuid,
    /// For which dossier or other thing.
    pub object: Uuid,
    /// Why: the kind of page, e.g. `dossier`, `inbox`.
    pub purpose: &'static str,
    /// Whether it lies outside the cases that the actor handles, as the domain of the thing says.
    pub outside: bool,
}

/// Writes access records.
#[derive(Default)]
pub struct AccessRecords {
    known: Mutex<HashSet<(Uuid, i64, Seen)>>,
}

impl AccessRecords {
    /// Records what is about to be shown. Looking at one's own data is not recorded.
    pub async fn record(&self, runtime: &Runtime, actor: &Actor, seen: &[Seen]) -> Result<()> {
        let now = runtime.now();
        let quarter = now.0.div_euclid(QUARTER);
        let fresh = self.fresh(actor, quarter, seen);
        if fresh.is_empty() {
            return Ok(());
        }
        let cx = runtime.decide_context(actor);
        let mut set = cx.write(actor.unit.unwrap_or(actor.account));
        for seen in &fresh {
            crate::store::insert_record(&mut set, actor.account, seen, quarter, now);
        }
        let first = fresh.first().map_or(Uuid::nil(), |seen| seen.object);
        let purpose = fresh.first().map_or("", |seen| seen.purpose);
        let objects: Vec<Uuid> = fresh.iter().map(|seen| seen.object).collect();
        let outside: Vec<Uuid> = fresh.iter().filter(|seen| seen.outside).map(|seen| seen.object).collect();
        let mut payload = json!({ "purpose": purpose, "objects": objects });
        if !outside.is_empty() {
            payload["outside"] = json!(outside);
        }
        set.audit(cx.audit("access.read", "personal", first, &payload));
        runtime.store().commit(set).await?;
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() + fresh.len() > REMEMBERED {
            known.clear();
        }
        known.extend(fresh.into_iter().map(|seen| (actor.account, quarter, seen)));
        Ok(())
    }

    fn fresh(&self, actor: &Actor, quarter: i64, seen: &[Seen]) -> Vec<Seen> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let mut fresh: Vec<Seen> = Vec::new();
        for one in seen {
            if one.subject != actor.account && !known.contains(&(actor.account, quarter, *one)) && !fresh.contains(one)
            {
                fresh.push(*one);
            }
        }
        fresh
    }
}

/// One row of "who looked at my data".
#[derive(Clone, Debug)]
pub struct AccessRow {
    /// Who looked.
    pub actor: Uuid,
    /// For which thing.
    pub object: Uuid,
    /// Why.
    pub purpose: String,
    /// When, for the first time in that quarter of an hour.
    pub at: Timestamp,
    /// Whether it was outside the cases that the actor handled then.
    pub outside: bool,
}

/// What one actor looked at within a quarter of an hour.
#[derive(Clone, Debug)]
pub struct Looked {
    /// The quarter of an hour, counted from 1970.
    pub quarter: i64,
    /// Who looked.
    pub actor: Uuid,
    /// The looks, oldest first.
    pub rows: Vec<AccessRow>,
}

/// Who looked at a thing that holds values of a subject: the newest `limit` rows, and how many rows there are. The
/// caller checks whether its actor may know.
pub async fn looks(reader: &Reader<'_>, subject: Uuid, object: Uuid, limit: i64) -> Result<(Vec<AccessRow>, i64)> {
    let rows = crate::store::records_of(reader, subject, object, limit).await?;
    let total = crate::store::count_records(reader, subject, object).await?;
    Ok((rows, total))
}

/// Who looked at the values of a subject: at most `limit` quarters of an hour of one actor each, newest first, that
/// stand after `before` (quarter, actor), and how many there are. The caller checks whether its actor may know.
pub async fn looked_at(
    reader: &Reader<'_>,
    subject: Uuid,
    before: (i64, Uuid),
    limit: i64,
) -> Result<(Vec<Looked>, i64)> {
    let mut found = Vec::new();
    for (quarter, actor) in crate::store::quarters_of(reader, subject, before, limit).await? {
        let rows = crate::store::records_in(reader, subject, quarter, actor).await?;
        found.push(Looked { quarter, actor, rows });
    }
    Ok((found, crate::store::count_quarters(reader, subject).await?))
}

/// The looks outside the cases that their actors handled, of all subjects: at most `limit` quarters of an hour of one
/// actor each, newest first, that stand after `before` (quarter, actor). The caller checks whether its actor may know.
pub async fn flagged(reader: &Reader<'_>, before: (i64, Uuid), limit: i64) -> Result<Vec<Looked>> {
    let mut found = Vec::new();
    for (quarter, actor) in crate::store::flagged_quarters(reader, before, limit).await? {
        let rows = crate::store::flagged_in(reader, quarter, actor).await?;
        found.push(Looked { quarter, actor, rows });
    }
    Ok(found)
}
