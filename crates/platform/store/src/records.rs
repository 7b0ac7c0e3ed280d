//! Records held against their newest audit row. An act that changes a record leaves in its audit row what the record is
//! from then on, as a short hash over the columns that only such acts change. Whoever changes the row of the record behind
//! the log's back has to change the log too, and that is found.

use data_encoding::HEXLOWER;
use serde_json::Value;
use uuid::Uuid;

use crate::chain::{digest_of, put};
use crate::error::StoreError;
use crate::row::Row;
use crate::sql;
use crate::sql::Sql;
use crate::store::Store;
use crate::value::{Params, Val};

/// The member of an audit payload that holds the hash.
pub const MEMBER: &str = "record";
/// Records read at once.
const PORTION: i64 = 2_000;
/// The most records that are named as gone.
const NAMED: i64 = 100;
/// Bytes of the hash that are kept.
const KEPT: usize = 16;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A UUID.
    Id,
    /// A whole number.
    Number,
    /// Text.
    Text,
}

/// What the audit rows of one kind of thing fix of its record.
#[derive(Debug)]
pub struct RecordCheck {
    /// The kind of thing, as audit rows name it.
    pub entity: &'static str,
    /// The next records after the id `$1`, at most `$2`: the id, the payload of the newest audit row that fixes it, then
    /// the columns.
    pub rows: &'static Sql,
    /// The columns in the order in which they are hashed.
    pub columns: &'static [(&'static str, Kind)],
    /// A text column that may end with a number drawn by the act itself, and the member of the payload with that number:
    /// such an act fixes the number instead of the column.
    pub drawn: Option<(&'static str, &'static str)>,
    /// The ids of things, at most `$1`, that audit rows fix and that have no record.
    pub gone: &'static Sql,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Records {
    /// Records that were compared.
    pub checked: u64,
    /// Records whose audit rows were all written before they fixed anything.
    pub unfixed: u64,
    /// What is wrong, one sentence each.
    pub faults: Vec<String>,
}

/// The hash of the values of a record in their order. A number still to be drawn counts as nothing.
pub fn fixed(values: &[Val]) -> String {
    let mut bytes = b"nhatle.record.1\0".to_vec();
    for value in values {
        match value {
            Val::Null | Val::Drawn { .. } | Val::DrawnText { .. } => bytes.push(0),
            Val::I(number) => {
                bytes.push(1);
                bytes.extend_from_slice(&number.to_be_bytes());
            }
            Val::T(text) => {
                bytes.push(2);
                put(&mut bytes, text.as_bytes());
            }
            Val::U(id) => {
                bytes.push(3);
                bytes.extend_from_slice(id.as_bytes());
            }
            Val::B(held) => {
                bytes.push(4);
                put(&mut bytes, held);
            }
            Val::F(number) => {
                bytes.push(5);
                bytes.extend_from_slice(&number.to_bits().to_be_bytes());
            }
        }
    }
    let hash = digest_of(&bytes);
    HEXLOWER.encode(hash.get(..KEPT).unwrap_or(&hash))
}

/// A portion of records while it is compared.
struct Portion {
    entity: &'static str,
    columns: &'static [(&'static str, Kind)],
    drawn: Option<(&'static str, &'static str)>,
    last: Option<Uuid>,
    /// Records that no audit row fixes.
    loose: Vec<Uuid>,
    found: Records,
}

fn value(row: &Row<'_>, index: usize, kind: Kind) -> Result<Val, StoreError> {
    Ok(match kind {
        Kind::Id => row.get::<Option<Uuid>>(index)?.into(),
        Kind::Number => row.get::<Option<i64>>(index)?.into(),
        Kind::Text => row.get::<Option<String>>(index)?.into(),
    })
}

/// The number at the end of a text.
fn number_of(value: &Val) -> Option<i64> {
    let Val::T(text) = value else { return None };
    text.rsplit(|sign: char| !sign.is_ascii_digit()).next()?.parse().ok()
}

/// Whether a record is as the payload says.
fn is_as_said(portion: &Portion, values: &mut [Val], said: &Value) -> bool {
    if let Some((column, member)) = portion.drawn
        && let Some(serial) = said.get(member).and_then(Value::as_str)
        && let Some(place) = portion.columns.iter().position(|(name, _)| *name == column)
        && let Some(value) = values.get_mut(place)
    {
        let number = number_of(value);
        if number.is_none() || number != serial.parse().ok() {
            return false;
        }
        *value = Val::Null;
    }
    said.get(MEMBER).and_then(Value::as_str).is_some_and(|hash| *hash == fixed(values))
}

fn take(portion: &mut Portion, row: &Row<'_>) -> Result<(), StoreError> {
    let id: Uuid = row.get(0)?;
    portion.last = Some(id);
    let Some(payload) = row.get::<Option<String>>(1)? else {
        portion.loose.push(id);
        return Ok(());
    };
    let mut values = Params::with_capacity(portion.columns.len());
    for (index, (_, kind)) in (2..).zip(portion.columns) {
        values.push(value(row, index, *kind)?);
    }
    let said: Value = serde_json::from_str(&payload).unwrap_or_default();
    portion.found.checked = portion.found.checked.saturating_add(1);
    if !is_as_said(portion, &mut values, &said) {
        let entity = portion.entity;
        portion.found.faults.push(format!("{entity} {id}: it is not as its newest audit row left it"));
    }
    Ok(())
}

impl Store {
    /// Holds every record against its newest audit row. The log itself is verified by [`Store::verify_beside`].
    pub async fn verify_records(&self, checks: &[RecordCheck]) -> Result<Records, StoreError> {
        let mut found = Records::default();
        for check in checks {
            found = self.verify_kind(check, found).await?;
        }
        Ok(found)
    }

    async fn verify_kind(&self, check: &RecordCheck, found: Records) -> Result<Records, StoreError> {
        let RecordCheck { entity, rows, columns, drawn, gone } = *check;
        let (mut found, mut after) = (found, Uuid::nil());
        loop {
            let portion = Portion { entity, columns, drawn, last: None, loose: Vec::new(), found };
            let portion = self.fold(rows, crate::params![after, PORTION], portion, take).await?;
            found = portion.found;
            for id in portion.loose {
                let stmt = sql!(
                    "SELECT COUNT(*) FROM
                         (SELECT 1 AS one FROM audit WHERE entity_id = $1 AND entity = $2 LIMIT 1) AS first_row"
                );
                if self.number(stmt, crate::params![id, entity]).await? == 0 {
                    found.faults.push(format!("{entity} {id}: no audit row tells of it"));
                } else {
                    found.unfixed = found.unfixed.saturating_add(1);
                }
            }
            let Some(last) = portion.last else { break };
            after = last;
        }
        let lost = self.all(gone, crate::params![NAMED], |row| row.get::<Uuid>(0)).await?;
        found.faults.extend(lost.into_iter().map(|id| format!("{entity} {id}: it is gone, its audit rows stand")));
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_value_in_its_place_makes_another_hash() {
        let values = [
            crate::params![1_i64, "a", "b"],
            crate::params![1_i64, "ab", ""],
            crate::params![1_i64, "", "ab"],
            crate::params![2_i64, "a", "b"],
            crate::params![1_i64, "b", "a"],
            crate::params![Option::<i64>::None, "a", "b"],
            crate::params!["1", "a", "b"],
        ];
        let hashes: std::collections::BTreeSet<String> = values.iter().map(|values| fixed(values)).collect();
        assert_eq!(hashes.len(), values.len());
        assert!(hashes.iter().all(|hash| hash.len() == 2 * KEPT));
    }

    #[test]
    fn a_drawn_number_counts_as_nothing_until_it_is_there() {
        let drawn = Val::DrawnText { slot: 0, prefix: "H-".into(), width: 4 };
        assert_eq!(fixed(&[drawn]), fixed(&[Val::Null]));
        assert_eq!(number_of(&Val::from("000.01.31.H46-241210-0017")), Some(17));
        assert_eq!(number_of(&Val::Null), None);
    }
}
