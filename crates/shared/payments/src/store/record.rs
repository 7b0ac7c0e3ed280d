//! What the audit rows of payments fix of their records.

use store::records::{Kind, RecordCheck};
use store::{params, sql};

use crate::model::{Excess, Method, Payment};

/// The columns that only acts change, in the order in which they are hashed. When a payment was found on the gateway's
/// list is noted for many at once and leaves the version alone.
const COLUMNS: &[(&str, Kind)] = &[
    ("payment_id", Kind::Id),
    ("home_id", Kind::Id),
    ("dossier_id", Kind::Id),
    ("account_id", Kind::Id),
    ("amount", Kind::Number),
    ("purpose", Kind::Text),
    ("state", Kind::Text),
    ("gateway_txn", Kind::Text),
    ("made_at", Kind::Number),
    ("paid_at", Kind::Number),
    ("version", Kind::Number),
    ("method", Kind::Text),
    ("receipt", Kind::Text),
    ("excess", Kind::Text),
    ("excess_of", Kind::Id),
    ("noted_at", Kind::Number),
    ("split_off", Kind::Number),
    ("refunded_at", Kind::Number),
];

/// What an audit row fixes of the record; see [`records`].
pub(crate) fn fixed(payment: &Payment) -> String {
    store::records::fixed(&params![
        payment.id,
        payment.home,
        payment.dossier,
        payment.account,
        payment.amount,
        payment.purpose.clone(),
        payment.state.code(),
        payment.gateway_txn.clone(),
        payment.made_at,
        payment.paid_at,
        payment.version,
        payment.method.map(Method::code),
        payment.receipt.clone(),
        payment.excess.map(Excess::code),
        payment.excess_of,
        payment.noted_at,
        payment.split_off,
        payment.refunded_at
    ])
}

/// Records that `nhatle audit verify` holds against their newest audit row.
pub fn records() -> Vec<RecordCheck> {
    vec![RecordCheck {
        entity: "payment",
        rows: sql!(
            "SELECT p.payment_id,
                (SELECT a.payload FROM audit a
                 WHERE a.entity_id = p.payment_id AND a.entity = 'payment' AND a.payload LIKE '%_record_:_%'
                 ORDER BY a.at DESC, a.chain_id DESC, a.seq DESC LIMIT 1) AS said,
                p.payment_id, p.home_id, p.dossier_id, p.account_id, p.amount, p.purpose, p.state, p.gateway_txn,
                p.made_at, p.paid_at, p.version, p.method, p.receipt, p.excess, p.excess_of, p.noted_at, p.split_off,
                p.refunded_at
             FROM payment p WHERE p.payment_id > $1 ORDER BY p.payment_id LIMIT $2"
        ),
        columns: COLUMNS,
        drawn: None,
        gone: sql!(
            "SELECT DISTINCT a.entity_id FROM audit a
             WHERE a.entity = 'payment' AND a.payload LIKE '%_record_:_%'
               AND NOT EXISTS (SELECT 1 FROM payment p WHERE p.payment_id = a.entity_id)
             ORDER BY a.entity_id LIMIT $1"
        ),
    }]
}
