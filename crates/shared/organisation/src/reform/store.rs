//! All SQL of reorganisations.

use kernel::id::Uuid;
use kernel::{Result, Timestamp};
use runtime::Reader;
use store::{Row, StoreError, WriteSet, params, sql};

use super::{Reform, State};
use crate::ids::queue_id;
use crate::model::{QueueId, Role, Succession, Unit, UnitId};

/// The version that lasts ends.
pub(super) fn end_version(set: &mut WriteSet, unit: UnitId, at: Timestamp) {
    set.one(
        sql!("UPDATE unit_version SET valid_to = $2 WHERE unit_id = $1 AND valid_to IS NULL AND valid_from < $2"),
        params![unit.uuid(), at],
    );
}

/// The version that was ended lasts again.
pub(super) fn reopen_version(set: &mut WriteSet, unit: UnitId, at: Timestamp) {
    set.one(
        sql!("UPDATE unit_version SET valid_to = NULL WHERE unit_id = $1 AND valid_to = $2"),
        params![unit.uuid(), at],
    );
}

/// The version that begins at an instant goes.
pub(super) fn delete_version(set: &mut WriteSet, unit: UnitId, at: Timestamp) {
    set.one(sql!("DELETE FROM unit_version WHERE unit_id = $1 AND valid_from = $2"), params![unit.uuid(), at]);
}

/// From an instant on another unit serves a queue.
pub(super) fn turn_queue(set: &mut WriteSet, queue: QueueId, to: UnitId, at: Timestamp) {
    set.one(
        sql!("UPDATE queue_unit SET valid_to = $2 WHERE queue_id = $1 AND valid_to IS NULL AND valid_from < $2"),
        params![queue.uuid(), at],
    );
    set.one(
        sql!("INSERT INTO queue_unit (queue_id, unit_id, valid_from, valid_to) VALUES ($1, $2, $3, NULL)"),
        params![queue.uuid(), to.uuid(), at],
    );
}

/// The unit that served a queue before an instant goes on serving it.
pub(super) fn turn_back(set: &mut WriteSet, queue: QueueId, at: Timestamp) {
    set.one(sql!("DELETE FROM queue_unit WHERE queue_id = $1 AND valid_from = $2"), params![queue.uuid(), at]);
    set.one(
        sql!("UPDATE queue_unit SET valid_to = NULL WHERE queue_id = $1 AND valid_to = $2"),
        params![queue.uuid(), at],
    );
}

/// A unit that never began goes with its queues.
pub(super) fn delete_unit(set: &mut WriteSet, key: &str, unit: &Unit) {
    for role in Role::ALL {
        let queue = queue_id(key, role).uuid();
        set.one(sql!("DELETE FROM queue_unit WHERE queue_id = $1"), params![queue]);
        set.one(sql!("DELETE FROM queue WHERE queue_id = $1"), params![queue]);
    }
    set.one(sql!("DELETE FROM unit_version WHERE unit_id = $1"), params![unit.id.uuid()]);
    set.one(sql!("DELETE FROM unit WHERE unit_id = $1"), params![unit.id.uuid()]);
}

/// One unit goes on in another.
pub(super) fn insert_succession(set: &mut WriteSet, one: &Succession) {
    let share = if one.is_whole { "whole" } else { "part" };
    set.one(
        sql!("INSERT INTO unit_succession (from_unit, to_unit, at, share, basis) VALUES ($1, $2, $3, $4, $5)"),
        params![one.from.uuid(), one.to.uuid(), one.at, share, one.basis.clone()],
    );
}

/// A succession that never happened goes.
pub(super) fn delete_succession(set: &mut WriteSet, one: &Succession) {
    set.one(
        sql!("DELETE FROM unit_succession WHERE from_unit = $1 AND to_unit = $2 AND at = $3"),
        params![one.from.uuid(), one.to.uuid(), one.at],
    );
}

/// Another code of a unit.
pub(super) fn insert_alias(set: &mut WriteSet, code: &str, unit: UnitId, source: &str) {
    set.one(
        sql!("INSERT INTO unit_alias (code, unit_id, source) VALUES ($1, $2, $3)"),
        params![code.to_owned(), unit.uuid(), source.to_owned()],
    );
}

/// Another code goes.
pub(super) fn delete_alias(set: &mut WriteSet, code: &str, unit: UnitId) {
    set.one(sql!("DELETE FROM unit_alias WHERE code = $1 AND unit_id = $2"), params![code.to_owned(), unit.uuid()]);
}

fn reform(row: &Row<'_>) -> Result<Reform, StoreError> {
    let state: String = row.get(4)?;
    Ok(Reform {
        id: row.get(0)?,
        title: row.get(1)?,
        basis: row.get(2)?,
        at: row.time(3)?,
        state: State::parse(&state).ok_or_else(|| StoreError::bug(format!("state of a plan {state}")))?,
        text: row.get(5)?,
        made_at: row.time(6)?,
        version: row.get(7)?,
    })
}

/// All plans, the newest first.
pub(super) async fn plans(reader: &Reader<'_>) -> Result<Vec<Reform>> {
    let stmt = sql!(
        "SELECT plan_id, title, basis, effective_at, state, plan_text, made_at, version
         FROM reform ORDER BY made_at DESC, plan_id DESC"
    );
    reader.all(stmt, Vec::new(), reform).await
}

/// One plan; `NotFound` for an unknown id.
pub(super) async fn plan(reader: &Reader<'_>, id: Uuid) -> Result<Reform> {
    let stmt = sql!(
        "SELECT plan_id, title, basis, effective_at, state, plan_text, made_at, version FROM reform WHERE plan_id = $1"
    );
    reader.one(stmt, params![id], reform).await
}

/// A plan that is to be written.
pub(super) fn insert_plan(set: &mut WriteSet, plan: &Reform, by: Uuid) {
    set.one(
        sql!(
            "INSERT INTO reform (plan_id, title, basis, effective_at, state, plan_text, made_by, made_at, version)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)"
        ),
        params![
            plan.id,
            plan.title.clone(),
            plan.basis.clone(),
            plan.at,
            plan.state.code(),
            plan.text.clone(),
            by,
            plan.made_at
        ],
    );
}

/// A plan goes from one state to another, unless it is not there any more.
pub(super) fn set_state(set: &mut WriteSet, id: Uuid, from: State, to: State) {
    set.one(
        sql!("UPDATE reform SET state = $3, version = version + 1 WHERE plan_id = $1 AND state = $2"),
        params![id, from.code(), to.code()],
    );
}

/// The steps of a plan that were written.
pub(super) async fn steps(reader: &Reader<'_>, id: Uuid) -> Result<Vec<i64>> {
    let stmt = sql!("SELECT no FROM reform_step WHERE plan_id = $1 ORDER BY no");
    reader.all(stmt, params![id], |row| row.get::<i64>(0)).await
}

/// A step is written, once.
pub(super) fn insert_step(set: &mut WriteSet, id: Uuid, no: i64) {
    let at = set.at;
    set.one(
        sql!("INSERT INTO reform_step (plan_id, no, done_at) VALUES ($1, $2, $3) ON CONFLICT (plan_id, no) DO NOTHING"),
        params![id, no, at],
    );
}

/// A step is taken back, once.
pub(super) fn delete_step(set: &mut WriteSet, id: Uuid, no: i64) {
    set.one(sql!("DELETE FROM reform_step WHERE plan_id = $1 AND no = $2"), params![id, no]);
}
