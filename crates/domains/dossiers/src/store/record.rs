//! What the audit rows of dossiers fix of their records.

use store::records::{Kind, RecordCheck};
use store::sql;

/// The columns that only acts change, in the order in which they are hashed. The agency that continues a dossier is
/// written by reorganisations, which leave the version alone.
const COLUMNS: &[(&str, Kind)] = &[
    ("home_id", Kind::Id),
    ("dossier_id", Kind::Id),
    ("version", Kind::Number),
    ("reference", Kind::Text),
    ("code", Kind::Text),
    ("procedure_version_id", Kind::Id),
    ("procedure_code", Kind::Text),
    ("account_id", Kind::Id),
    ("subject_id", Kind::Id),
    ("behalf", Kind::Text),
    ("channel", Kind::Text),
    ("receiving_id", Kind::Id),
    ("competent_id", Kind::Id),
    ("state", Kind::Number),
    ("state_before", Kind::Number),
    ("step", Kind::Text),
    ("payment_state", Kind::Text),
    ("delivery_way", Kind::Text),
    ("delivery_state", Kind::Text),
    ("offered_online", Kind::Number),
    ("submitted_at", Kind::Number),
    ("received_at", Kind::Number),
    ("received_day", Kind::Number),
    ("answer_due_at", Kind::Number),
    ("answered_at", Kind::Number),
    ("limit_unit", Kind::Text),
    ("clock_end", Kind::Number),
    ("due_at", Kind::Number),
    ("paused_at", Kind::Number),
    ("promised_at", Kind::Number),
    ("supplements", Kind::Number),
    ("reappointed", Kind::Number),
    ("finished_at", Kind::Number),
    ("finished_day", Kind::Number),
    ("on_time", Kind::Number),
    ("closed_at", Kind::Number),
    ("rating", Kind::Number),
    ("rated_day", Kind::Number),
];

/// Records that `nhatle audit verify` holds against their newest audit row.
pub fn records() -> Vec<RecordCheck> {
    vec![RecordCheck {
        entity: "dossier",
        rows: sql!(
            "SELECT d.dossier_id,
                (SELECT a.payload FROM audit a
                 WHERE a.entity_id = d.dossier_id AND a.entity = 'dossier' AND a.payload LIKE '%_record_:_%'
                 ORDER BY a.at DESC, a.chain_id DESC, a.seq DESC LIMIT 1) AS said,
                d.home_id, d.dossier_id, d.version, d.reference, d.code, d.procedure_version_id, d.procedure_code,
                d.account_id, d.subject_id, d.behalf, d.channel, d.receiving_id, d.competent_id, d.state,
                d.state_before, d.step, d.payment_state, d.delivery_way, d.delivery_state, d.offered_online,
                d.submitted_at, d.received_at, d.received_day, d.answer_due_at, d.answered_at, d.limit_unit,
                d.clock_end, d.due_at, d.paused_at, d.promised_at, d.supplements, d.reappointed, d.finished_at,
                d.finished_day, d.on_time, d.closed_at, d.rating, d.rated_day
             FROM dossier d WHERE d.dossier_id > $1 ORDER BY d.dossier_id LIMIT $2"
        ),
        columns: COLUMNS,
        drawn: Some(("code", "serial")),
        gone: sql!(
            "SELECT DISTINCT a.entity_id FROM audit a
             WHERE a.entity = 'dossier' AND a.payload LIKE '%_record_:_%'
               AND NOT EXISTS (SELECT 1 FROM dossier d WHERE d.dossier_id = a.entity_id)
             ORDER BY a.entity_id LIMIT $1"
        ),
    }]
}
