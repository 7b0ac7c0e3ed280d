//! All SQL of the directory.

use kernel::{Result, Timestamp};
use runtime::Reader;
use serde_json::json;
use store::{Params, Row, Sql, Store, StoreError, WriteSet, sql};

use crate::ids::queue_id;
use crate::model::{Level, QueueId, Role, Succession, Unit, UnitId, UnitKind};

/// Which unit serves a queue for a span of time.
#[derive(Clone, Debug)]
pub(crate) struct Service {
    pub(crate) queue: QueueId,
    /// The unit that the queue was made for.
    pub(crate) made_for: UnitId,
    pub(crate) role: Role,
    /// The unit that serves it.
    pub(crate) unit: UnitId,
    pub(crate) valid_from: i64,
    pub(crate) valid_to: Option<i64>,
}

/// Everything the directory is made from.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rows {
    /// Versions of all units; those of one unit in the order of time.
    pub(crate) versions: Vec<Unit>,
    pub(crate) services: Vec<Service>,
    pub(crate) successions: Vec<Succession>,
    /// Other codes by which units are found (fact 8.07).
    pub(crate) aliases: Vec<(String, UnitId)>,
}

fn versions_sql() -> &'static Sql {
    sql!(
        "SELECT u.unit_id, u.kind, u.level, u.code, v.parent_id, v.name, v.agency_name, v.identifier, v.calendar,
                v.functions, v.fields, v.procedures, v.valid_from, v.valid_to, v.sort_key
         FROM unit u JOIN unit_version v ON v.unit_id = u.unit_id
         ORDER BY u.unit_id, v.valid_from"
    )
}

/// The edition of the directory: grows with every change, 0 before the first.
pub(crate) async fn edition(store: &Store) -> Result<i64> {
    Ok(store.number(sql!("SELECT n FROM unit_edition WHERE id = 1"), Vec::new()).await?)
}

/// All rows of the directory.
pub(crate) async fn rows(store: &Store) -> Result<Rows> {
    let versions = store.all(versions_sql(), Vec::new(), unit).await?;
    let services = store.all(
        sql!(
            "SELECT q.queue_id, q.unit_id, q.role, s.unit_id, s.valid_from, s.valid_to
             FROM queue q JOIN queue_unit s ON s.queue_id = q.queue_id
             ORDER BY q.queue_id, s.valid_from"
        ),
        Vec::new(),
        service,
    );
    let services = services.await?;
    let successions = store.all(
        sql!("SELECT from_unit, to_unit, at, share, basis FROM unit_succession ORDER BY at, from_unit, to_unit"),
        Vec::new(),
        succession,
    );
    let successions = successions.await?;
    let aliases = store.all(sql!("SELECT code, unit_id FROM unit_alias ORDER BY code, unit_id"), Vec::new(), |row| {
        Ok((row.get(0)?, row.id(1)?))
    });
    let aliases = aliases.await?;
    Ok(Rows { versions, services, successions, aliases })
}

/// Versions of all units; those of one unit in the order of time.
pub(crate) async fn versions(reader: &Reader<'_>) -> Result<Vec<Unit>> {
    reader.all(versions_sql(), Vec::new(), unit).await
}

/// A new unit with its first version and its three queues, whose ids follow from `key`.
pub(crate) fn insert_unit(set: &mut WriteSet, key: &str, unit: &Unit, at: Timestamp) {
    set.one(
        sql!("INSERT INTO unit (unit_id, kind, level, code, made_at) VALUES ($1, $2, $3, $4, $5)"),
        store::params![unit.id.uuid(), unit.kind.code(), unit.level.code(), unit.code.clone(), at],
    );
    insert_version(set, unit);
    for role in Role::ALL {
        let queue = queue_id(key, role).uuid();
        set.one(
            sql!("INSERT INTO queue (queue_id, unit_id, role) VALUES ($1, $2, $3)"),
            store::params![queue, unit.id.uuid(), role.code()],
        );
        set.one(
            sql!("INSERT INTO queue_unit (queue_id, unit_id, valid_from, valid_to) VALUES ($1, $2, $3, NULL)"),
            store::params![queue, unit.id.uuid(), unit.valid_from],
        );
    }
}

/// Ends the version that lasts and begins the next one at the same instant.
pub(crate) fn renew_version(set: &mut WriteSet, unit: &Unit) {
    set.one(
        sql!("UPDATE unit_version SET valid_to = $2 WHERE unit_id = $1 AND valid_to IS NULL AND valid_from < $2"),
        store::params![unit.id.uuid(), unit.valid_from],
    );
    insert_version(set, unit);
}

/// The directory changed: every node reads it again.
pub(crate) fn bump_edition(set: &mut WriteSet) {
    set.run(
        sql!("INSERT INTO unit_edition (id, n) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET n = unit_edition.n + 1"),
        Vec::new(),
    );
}

/// A version that begins.
pub(crate) fn insert_version(set: &mut WriteSet, unit: &Unit) {
    let params: Params = store::params![
        unit.id.uuid(),
        unit.valid_from,
        unit.valid_to,
        unit.parent.map(UnitId::uuid),
        unit.name.clone(),
        unit.agency_name.clone(),
        unit.identifier.clone(),
        unit.calendar.clone(),
        list_text(&unit.functions),
        list_text(&unit.fields),
        list_text(&unit.procedures),
        unit.sort_key.clone(),
    ];
    set.one(
        sql!(
            "INSERT INTO unit_version (unit_id, valid_from, valid_to, parent_id, name, agency_name, identifier, calendar,
                functions, fields, procedures, sort_key)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
        ),
        params,
    );
}

fn list_text(list: &[String]) -> String {
    json!(list).to_string()
}

fn list_of(text: &str) -> Result<Vec<String>, StoreError> {
    serde_json::from_str(text).map_err(|e| StoreError::bug(format!("a list of a unit: {e}")))
}

fn unit(row: &Row<'_>) -> Result<Unit, StoreError> {
    let kind: String = row.get(1)?;
    let level: String = row.get(2)?;
    let (functions, fields, procedures): (String, String, String) = (row.get(9)?, row.get(10)?, row.get(11)?);
    Ok(Unit {
        id: row.id(0)?,
        kind: UnitKind::parse(&kind).ok_or_else(|| StoreError::bug(format!("kind of unit {kind}")))?,
        level: Level::parse(&level).ok_or_else(|| StoreError::bug(format!("level {level}")))?,
        code: row.get(3)?,
        parent: row.opt_id(4)?,
        name: row.get(5)?,
        agency_name: row.get(6)?,
        identifier: row.get(7)?,
        calendar: row.get(8)?,
        functions: list_of(&functions)?,
        fields: list_of(&fields)?,
        procedures: list_of(&procedures)?,
        valid_from: row.get(12)?,
        valid_to: row.get(13)?,
        sort_key: row.get(14)?,
    })
}

fn service(row: &Row<'_>) -> Result<Service, StoreError> {
    let role: String = row.get(2)?;
    Ok(Service {
        queue: row.id(0)?,
        made_for: row.id(1)?,
        role: Role::parse(&role).ok_or_else(|| StoreError::bug(format!("role {role}")))?,
        unit: row.id(3)?,
        valid_from: row.get(4)?,
        valid_to: row.get(5)?,
    })
}

fn succession(row: &Row<'_>) -> Result<Succession, StoreError> {
    let share: String = row.get(3)?;
    Ok(Succession { from: row.id(0)?, to: row.id(1)?, at: row.get(2)?, is_whole: share == "whole", basis: row.get(4)? })
}
