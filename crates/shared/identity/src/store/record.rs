//! What the audit rows of assignments fix of their records.

use store::records::{Kind, RecordCheck};
use store::{params, sql};

use super::HeldRow;

/// The columns in the order in which they are hashed: all of them, because every change has its audit row.
const COLUMNS: &[(&str, Kind)] = &[
    ("assignment_id", Kind::Id),
    ("account_id", Kind::Id),
    ("unit_id", Kind::Id),
    ("role", Kind::Text),
    ("position", Kind::Text),
    ("reach", Kind::Text),
    ("valid_from", Kind::Number),
    ("valid_to", Kind::Number),
];

/// What an audit row fixes of the record; see [`records`].
#[expect(clippy::useless_vec, reason = "parameters of a statement are a list that grows")]
pub(crate) fn fixed(row: &HeldRow) -> String {
    store::records::fixed(&params![
        row.id,
        row.account,
        row.unit,
        row.role.clone(),
        row.position.clone(),
        row.reach.clone(),
        row.from,
        row.to
    ])
}

/// Records that `nhatle audit verify` holds against their newest audit row: that of the newest command by its id, which
/// holds wall time, because reorganisations look ahead in business time. An assignment goes only when one is taken back,
/// with an audit row that says so.
pub fn records() -> Vec<RecordCheck> {
    vec![RecordCheck {
        entity: "assignment",
        rows: sql!(
            "SELECT s.assignment_id,
                (SELECT a.payload FROM audit a
                 WHERE a.entity_id = s.assignment_id AND a.entity = 'assignment' AND a.payload LIKE '%_record_:_%'
                 ORDER BY a.command_id DESC, a.seq DESC LIMIT 1) AS said,
                s.assignment_id, s.account_id, s.unit_id, s.role, s.position, s.reach, s.valid_from, s.valid_to
             FROM assignment s WHERE s.assignment_id > $1 ORDER BY s.assignment_id LIMIT $2"
        ),
        columns: COLUMNS,
        drawn: None,
        gone: sql!(
            "SELECT DISTINCT a.entity_id FROM audit a
             WHERE a.entity = 'assignment' AND a.payload LIKE '%_record_:_%'
               AND NOT EXISTS (SELECT 1 FROM assignment s WHERE s.assignment_id = a.entity_id)
               AND NOT EXISTS (SELECT 1 FROM audit b
                               WHERE b.entity_id = a.entity_id AND b.entity = 'assignment'
                                 AND b.action = 'identity.unassigned' AND b.command_id >= a.command_id)
             ORDER BY a.entity_id LIMIT $1"
        ),
    }]
}
