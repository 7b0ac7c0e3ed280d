//! What is written for a plan, and how it is taken back: every change holds from the plan's day on. Pure but for the
//! statements, which stand in `store`.

use kernel::Timestamp;
use store::WriteSet;

use super::resolved::Resolved;
use super::store as tables;
use crate::model::{QueueId, Role, Succession, Unit, UnitId};
use crate::store::{insert_unit, insert_version, renew_version};

/// Changes in one step, so that a write set stays short.
pub(crate) const STEP: usize = 100;

/// One change of the directory.
#[derive(Clone, Debug)]
pub(crate) enum Change {
    /// A unit that goes on gets a new version.
    Renew(Unit),
    /// A unit ends.
    End(UnitId),
    /// A unit that ended comes back.
    Return(Unit),
    /// A unit begins, with its queues.
    Begin { key: String, unit: Unit },
    /// A queue is served by another unit.
    Turn { queue: QueueId, to: UnitId },
    /// One unit goes on in another.
    Succeed(Succession),
    /// A unit is found by another code too.
    Alias { code: String, unit: UnitId, source: String },
}

/// All changes of a plan, in an order that is always the same.
pub(crate) fn changes(resolved: &Resolved) -> Vec<Change> {
    let mut all: Vec<Change> = resolved.renews.iter().map(|renewal| Change::Renew(renewal.unit.clone())).collect();
    all.extend(resolved.turns.keys().map(|unit| Change::End(*unit)));
    all.extend(resolved.begins.iter().map(|begin| Change::Begin { key: begin.key.clone(), unit: begin.unit.clone() }));
    all.extend(resolved.returns.iter().map(|unit| Change::Return(unit.clone())));
    let returned = resolved.returned_queues();
    all.extend(returned.iter().map(|(queue, to)| Change::Turn { queue: *queue, to: *to }));
    for (from, to) in &resolved.turns {
        for role in Role::ALL {
            let queues = resolved.before.queues_of(&[*from], role);
            let others = queues.into_iter().filter(|queue| !returned.contains_key(queue));
            all.extend(others.map(|queue| Change::Turn { queue, to: *to }));
        }
    }
    all.extend(resolved.successions.iter().cloned().map(Change::Succeed));
    all.extend(resolved.aliases.iter().map(|(code, unit, source)| Change::Alias {
        code: code.clone(),
        unit: *unit,
        source: source.clone(),
    }));
    all
}

impl Change {
    /// Writes it to hold from `at`.
    pub(crate) fn write(&self, set: &mut WriteSet, at: Timestamp, now: Timestamp) {
        match self {
            Self::Renew(unit) => renew_version(set, unit),
            Self::End(unit) => tables::end_version(set, *unit, at),
            Self::Return(unit) => insert_version(set, unit),
            Self::Begin { key, unit } => insert_unit(set, key, unit, now),
            Self::Turn { queue, to } => tables::turn_queue(set, *queue, *to, at),
            Self::Succeed(succession) => tables::insert_succession(set, succession),
            Self::Alias { code, unit, source } => tables::insert_alias(set, code, *unit, source),
        }
    }

    /// Takes it back as if it had never been written.
    pub(crate) fn take_back(&self, set: &mut WriteSet, at: Timestamp) {
        match self {
            Self::Renew(unit) => {
                tables::delete_version(set, unit.id, at);
                tables::reopen_version(set, unit.id, at);
            }
            Self::End(unit) => tables::reopen_version(set, *unit, at),
            Self::Return(unit) => tables::delete_version(set, unit.id, at),
            Self::Begin { key, unit } => tables::delete_unit(set, key, unit),
            Self::Turn { queue, .. } => tables::turn_back(set, *queue, at),
            Self::Succeed(succession) => tables::delete_succession(set, succession),
            Self::Alias { code, unit, .. } => tables::delete_alias(set, code, *unit),
        }
    }

    /// The unit it is about, for the audit row.
    pub(crate) fn unit(&self) -> UnitId {
        match self {
            Self::Renew(unit) | Self::Return(unit) | Self::Begin { unit, .. } => unit.id,
            Self::End(unit) | Self::Turn { to: unit, .. } | Self::Alias { unit, .. } => *unit,
            Self::Succeed(succession) => succession.from,
        }
    }
}
