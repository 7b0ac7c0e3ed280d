//! The audit log as JSON.

use jiff::civil::Date;
use kernel::time::DAY;
use kernel::{Error, Message, Result, Timestamp};
use serde::{Deserialize, Serialize};
use store::inspect::{RecordedEvent, Search};
use utoipa::ToSchema;
use uuid::Uuid;
use web::http::{IntoResponse, Json, Query};
use web::{Cx, Guard, Outcome, Routes};

use crate::READ;
use crate::export::{self, KIND};
use crate::search::{Line, find, is_action};

pub(crate) fn routes() -> Routes {
    let guard = Guard::Right(READ);
    Routes::default()
        .get("/api/v1/inspection", guard, list)
        .says("Search the audit log, newest first; with `entity` also the events beside each row")
        .asks::<Sought>()
        .gives::<Answer>()
        .get("/api/v1/inspection/export", guard, save)
        .says("Save the rows of a search as a signed file that verifies without the database")
        .asks::<Chosen>()
        .gives_file(&[KIND])
}

#[derive(Deserialize, ToSchema)]
struct Sought {
    /// The first day.
    #[serde(default)]
    #[schema(value_type = String, format = Date)]
    from: Option<Date>,
    /// The last day.
    #[serde(default)]
    #[schema(value_type = String, format = Date)]
    to: Option<Date>,
    /// Account of who acted.
    #[serde(default)]
    #[schema(value_type = String, format = Uuid)]
    actor: Option<Uuid>,
    /// The action or its beginning up to a dot, e.g. `dossiers` or `dossiers.accept`.
    #[serde(default)]
    action: String,
    /// The thing.
    #[serde(default)]
    #[schema(value_type = String, format = Uuid)]
    entity: Option<Uuid>,
    /// The value of `next` in the page before.
    #[serde(default)]
    page: String,
}

#[derive(Deserialize, ToSchema)]
struct Chosen {
    /// The first day.
    #[serde(default)]
    #[schema(value_type = String, format = Date)]
    from: Option<Date>,
    /// The last day.
    #[serde(default)]
    #[schema(value_type = String, format = Date)]
    to: Option<Date>,
    /// Account of who acted.
    #[serde(default)]
    #[schema(value_type = String, format = Uuid)]
    actor: Option<Uuid>,
    /// The action or its beginning up to a dot, e.g. `dossiers` or `dossiers.accept`.
    #[serde(default)]
    action: String,
    /// The thing.
    #[serde(default)]
    #[schema(value_type = String, format = Uuid)]
    entity: Option<Uuid>,
}

/// A page of the audit log.
#[derive(Serialize, ToSchema)]
#[schema(as = AuditPage)]
struct Answer {
    items: Vec<Item>,
    /// Opaque: the value of `page` for the next page; null on the last one.
    #[schema(required)]
    next: Option<String>,
    /// Files of the archive that hold older rows of the thing; empty without `entity`.
    archived: Vec<ArchivedFile>,
}

/// A file of the archive of the audit log.
#[derive(Serialize, ToSchema)]
#[schema(as = AuditArchiveFile)]
struct ArchivedFile {
    name: String,
    /// How many rows of the thing it holds.
    rows: i64,
}

/// One row of the audit log.
#[derive(Serialize, ToSchema)]
#[schema(as = AuditRow)]
struct Item {
    chain: Uuid,
    /// Number in the chain.
    seq: i64,
    #[schema(format = DateTime)]
    at: String,
    /// Account of who acted; zeros for the house itself.
    actor: Uuid,
    /// Name of the officer; null for citizens and the house itself.
    #[schema(required)]
    actor_name: Option<String>,
    #[schema(required)]
    unit: Option<Uuid>,
    action: String,
    /// Kind of thing.
    entity: String,
    entity_id: Uuid,
    command: Uuid,
    /// JSON text.
    payload: String,
    /// SHA-256 in hexadecimal.
    hash: String,
    events: Vec<EventItem>,
}

/// An event beside a row.
#[derive(Serialize, ToSchema)]
#[schema(as = AuditEvent)]
struct EventItem {
    kind: String,
    entity_id: Uuid,
    version: i64,
    /// JSON text.
    payload: String,
}

impl Item {
    fn of(line: Line) -> Self {
        let row = line.recorded.row;
        let hash = line.recorded.hash.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
        Self {
            chain: row.chain,
            seq: row.seq,
            at: Timestamp(row.at).rfc3339(),
            actor: row.actor,
            actor_name: line.actor,
            unit: row.unit,
            action: row.action,
            entity: row.entity,
            entity_id: row.entity_id,
            command: row.command,
            payload: row.payload,
            hash,
            events: line.events.into_iter().map(EventItem::of).collect(),
        }
    }
}

impl EventItem {
    fn of(event: RecordedEvent) -> Self {
        let RecordedEvent { kind, entity_id, version, payload } = event;
        Self { kind, entity_id, version, payload }
    }
}

impl Chosen {
    fn search(self) -> Result<Search> {
        if !is_action(&self.action) {
            return Err(Error::invalid_field("action", Message::new("inspection-wrong-action")));
        }
        Ok(Search {
            from: self.from.map(Timestamp::start_of),
            to: self.to.map(|day| Timestamp::start_of(day).plus(DAY)),
            actor: self.actor,
            action: self.action,
            entity_id: self.entity,
        })
    }
}

/// `GET /api/v1/inspection?from=&to=&actor=&action=&entity=&page=`
async fn list(cx: Cx, Query(sought): Query<Sought>) -> Outcome {
    let Sought { from, to, actor, action, entity, page } = sought;
    let search = Chosen { from, to, actor, action, entity }.search()?;
    let found = find(&cx.reader(), &search, &page).await?;
    let items = found.lines.into_iter().map(Item::of).collect();
    let archived = found.archived.into_iter().map(|one| ArchivedFile { name: one.file, rows: one.rows }).collect();
    Ok(Json(Answer { items, next: found.next, archived }).into_response())
}

/// `GET /api/v1/inspection/export?from=&to=&actor=&action=&entity=`
async fn save(cx: Cx, Query(chosen): Query<Chosen>) -> Outcome {
    Ok(export::file(&cx, &chosen.search()?).await?)
}
