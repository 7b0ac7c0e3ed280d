//! Rows of `dossier`, `dossier_person`, `dossier_result` and `dossier_rating`.

use calendar::LimitUnit;
use kernel::Result;
use runtime::Reader;
use store::{Params, Row, StoreError, Val, WriteSet, params, sql};
use uuid::Uuid;

use crate::model::{Behalf, Channel, DeliveryState, DeliveryWay, Dossier, DossierId, FileId, PaymentState, State};

fn bad(error: impl std::fmt::Display) -> StoreError {
    StoreError::bug(error.to_string())
}

/// A row in the order of the columns below.
pub(crate) fn row(row: &Row<'_>) -> Result<Dossier, StoreError> {
    let text = |index| row.get::<String>(index);
    Ok(Dossier {
        home: row.get(0)?,
        id: row.id(1)?,
        version: row.get(2)?,
        reference: row.get(3)?,
        code: row.get(4)?,
        procedure_version: row.get(5)?,
        procedure: row.get(6)?,
        account: row.get(7)?,
        subject: row.get(8)?,
        behalf: Behalf::parse(&text(9)?).map_err(bad)?,
        channel: Channel::parse(&text(10)?).map_err(bad)?,
        receiving: row.id(11)?,
        competent: row.id(12)?,
        continuing: row.opt_id(13)?,
        state: State::of_code(row.get(14)?).map_err(bad)?,
        state_before: row.get::<Option<i64>>(15)?.map(State::of_code).transpose().map_err(bad)?,
        step: row.get(16)?,
        payment: PaymentState::parse(&text(17)?).map_err(bad)?,
        delivery_way: DeliveryWay::parse(&text(18)?).map_err(bad)?,
        delivery: DeliveryState::parse(&text(19)?).map_err(bad)?,
        offered_online: row.flag(20)?,
        submitted_at: row.time(21)?,
        received_at: row.opt_time(22)?,
        answer_due_at: row.time(24)?,
        answered_at: row.opt_time(25)?,
        limit_unit: LimitUnit::parse(&text(26)?).map_err(bad)?,
        clock_end: row.time(27)?,
        due_at: row.opt_time(28)?,
        paused_at: row.opt_time(29)?,
        promised_at: row.opt_time(30)?,
        supplements: row.get(31)?,
        reappointed: row.get(32)?,
        finished_at: row.opt_time(33)?,
        on_time: row.get::<Option<i64>>(35)?.map(|flag| flag != 0),
        closed_at: row.opt_time(36)?,
        rating: row.get(37)?,
        rated_day: row.get(38)?,
    })
}

fn values(d: &Dossier) -> Params {
    params![
        d.home,
        d.id.uuid(),
        d.version,
        d.reference.clone(),
        d.code.clone(),
        d.procedure_version,
        d.procedure.clone(),
        d.account,
        d.subject,
        d.behalf.code(),
        d.channel.code(),
        d.receiving.uuid(),
        d.competent.uuid(),
        d.continuing.map(organisation::UnitId::uuid),
        d.state.code(),
        d.state_before.map(State::code),
        d.step.clone(),
        d.payment.code(),
        d.delivery_way.code(),
        d.delivery.code(),
        d.offered_online,
        d.submitted_at,
        d.received_at,
        d.received_at.map(kernel::Timestamp::day_number),
        d.answer_due_at,
        d.answered_at,
        d.limit_unit.code(),
        d.clock_end,
        d.due_at,
        d.paused_at,
        d.promised_at,
        d.supplements,
        d.reappointed,
        d.finished_at,
        d.finished_at.map(kernel::Timestamp::day_number),
        d.on_time,
        d.closed_at,
        d.rating,
        d.rated_day
    ]
}

/// What an audit row fixes of the record; see [`crate::records`]. A code that the act draws is not there yet: the row fixes
/// its number.
pub(crate) fn fixed(d: &Dossier) -> String {
    let mut values = values(d);
    // The agency that continues it.
    values.remove(13);
    ::store::records::fixed(&values)
}

/// Adds a new dossier. `code` may be a number still to be drawn.
pub(crate) fn insert(set: &mut WriteSet, dossier: &Dossier, code: Option<Val>) {
    let mut params = values(dossier);
    if let (Some(code), Some(slot)) = (code, params.get_mut(4)) {
        *slot = code;
    }
    let stmt = sql!(
        "INSERT INTO dossier (home_id, dossier_id, version, reference, code, procedure_version_id, procedure_code,
            account_id, subject_id, behalf, channel, receiving_id, competent_id, continuing_id, state, state_before, step,
            payment_state, delivery_way, delivery_state, offered_online, submitted_at, received_at, received_day,
            answer_due_at, answered_at, limit_unit, clock_end, due_at, paused_at, promised_at, supplements, reappointed,
            finished_at, finished_day, on_time, closed_at, rating, rated_day)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
            $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39)"
    );
    set.one(stmt, params);
}

/// Writes what an act may change, if the version is still `version`. `code` may be a number still to be drawn. The agency
/// that continues it is written by reorganisations alone, which leave the version: an act may have read before one.
pub(crate) fn update(set: &mut WriteSet, d: &Dossier, version: i64, code: Option<Val>) {
    let stmt = sql!(
        "UPDATE dossier SET version = $4, code = $5, state = $6, state_before = $7, step = $8, payment_state = $9,
            delivery_way = $10, delivery_state = $11, received_at = $12, received_day = $13, answered_at = $14,
            limit_unit = $15, clock_end = $16, due_at = $17, paused_at = $18, promised_at = $19, supplements = $20,
            reappointed = $21, finished_at = $22, finished_day = $23, on_time = $24, closed_at = $25, rating = $26,
            rated_day = $27
         WHERE home_id = $1 AND dossier_id = $2 AND version = $3"
    );
    let code = code.unwrap_or_else(|| d.code.clone().into());
    set.one(
        stmt,
        params![
            d.home,
            d.id.uuid(),
            version,
            d.version,
            code,
            d.state.code(),
            d.state_before.map(State::code),
            d.step.clone(),
            d.payment.code(),
            d.delivery_way.code(),
            d.delivery.code(),
            d.received_at,
            d.received_at.map(kernel::Timestamp::day_number),
            d.answered_at,
            d.limit_unit.code(),
            d.clock_end,
            d.due_at,
            d.paused_at,
            d.promised_at,
            d.supplements,
            d.reappointed,
            d.finished_at,
            d.finished_at.map(kernel::Timestamp::day_number),
            d.on_time,
            d.closed_at,
            d.rating,
            d.rated_day
        ],
    );
}

/// One dossier by its id, whoever asks: the caller checks the scope.
pub(crate) async fn find(reader: &Reader<'_>, id: DossierId) -> Result<Option<Dossier>> {
    let stmt = sql!(
        "SELECT home_id, dossier_id, version, reference, code, procedure_version_id, procedure_code, account_id, subject_id,
            behalf, channel, receiving_id, competent_id, continuing_id, state, state_before, step, payment_state,
            delivery_way, delivery_state, offered_online, submitted_at, received_at, received_day, answer_due_at,
            answered_at, limit_unit, clock_end, due_at, paused_at, promised_at, supplements, reappointed, finished_at,
            finished_day, on_time, closed_at, rating, rated_day
         FROM dossier WHERE dossier_id = $1"
    );
    reader.opt(stmt, params![id.uuid()], row).await
}

/// The id behind a dossier code or a reference.
pub(crate) async fn id_of_code(reader: &Reader<'_>, code: &str) -> Result<Option<DossierId>> {
    let stmt = sql!(
        "SELECT dossier_id FROM dossier WHERE code = $1 UNION ALL SELECT dossier_id FROM dossier WHERE reference = $1"
    );
    reader.opt(stmt, params![code.to_owned()], |row| row.id(0)).await
}

/// The code of a dossier, or its reference before there is one.
pub(crate) async fn name_of(reader: &Reader<'_>, id: Uuid) -> Result<Option<String>> {
    let stmt = sql!("SELECT COALESCE(code, reference) FROM dossier WHERE dossier_id = $1");
    reader.opt(stmt, params![id], |row| row.get(0)).await
}

/// Adds the sealed person and answers.
pub(crate) fn insert_person(set: &mut WriteSet, id: DossierId, subject: Uuid, sealed: Sealed) {
    let stmt =
        sql!("INSERT INTO dossier_person (dossier_id, subject_id, name, person, answers) VALUES ($1, $2, $3, $4, $5)");
    set.one(stmt, params![id.uuid(), subject, sealed.name, sealed.person, sealed.answers]);
}

/// Writes answers that a supplement changed.
pub(crate) fn update_answers(set: &mut WriteSet, id: DossierId, answers: Vec<u8>) {
    let stmt = sql!("UPDATE dossier_person SET answers = $2 WHERE dossier_id = $1");
    set.one(stmt, params![id.uuid(), answers]);
}

/// Sealed values of a dossier.
pub(crate) struct Sealed {
    pub(crate) name: Vec<u8>,
    pub(crate) person: Vec<u8>,
    pub(crate) answers: Vec<u8>,
}

/// The sealed values of a dossier.
pub(crate) async fn sealed(reader: &Reader<'_>, id: DossierId) -> Result<Option<Sealed>> {
    let stmt = sql!("SELECT name, person, answers FROM dossier_person WHERE dossier_id = $1");
    reader
        .opt(stmt, params![id.uuid()], |row| {
            Ok(Sealed { name: row.get(0)?, person: row.get(1)?, answers: row.get(2)? })
        })
        .await
}

/// Adds a result (fact 2.24).
pub(crate) fn insert_result(set: &mut WriteSet, id: DossierId, no: i64, code: String, file: FileId) {
    let stmt = sql!(
        "INSERT INTO dossier_result (dossier_id, no, code, file_id, made_at, state) VALUES ($1, $2, $3, $4, $5, 'valid')"
    );
    let at = set.at;
    set.one(stmt, params![id.uuid(), no, code, file.uuid(), at]);
}

/// A result of a dossier.
#[derive(Clone, Debug)]
pub struct ResultRow {
    /// Its number.
    pub no: i64,
    /// `<dossier code>-KQ(n)`.
    pub code: String,
    /// The file.
    pub file: FileId,
    /// When it was made, in microseconds.
    pub made_at: i64,
    /// `valid` or `void`.
    pub state: String,
}

/// The results of a dossier.
pub(crate) async fn results(reader: &Reader<'_>, id: DossierId) -> Result<Vec<ResultRow>> {
    let stmt = sql!("SELECT no, code, file_id, made_at, state FROM dossier_result WHERE dossier_id = $1 ORDER BY no");
    reader
        .all(stmt, params![id.uuid()], |row| {
            Ok(ResultRow {
                no: row.get(0)?,
                code: row.get(1)?,
                file: row.id(2)?,
                made_at: row.get(3)?,
                state: row.get(4)?,
            })
        })
        .await
}

/// Adds the applicant's rating.
pub(crate) fn insert_rating(set: &mut WriteSet, id: DossierId, score: i64, comment: Vec<u8>) {
    let stmt = sql!("INSERT INTO dossier_rating (dossier_id, score, comment, rated_at) VALUES ($1, $2, $3, $4)");
    let at = set.at;
    set.one(stmt, params![id.uuid(), score, comment, at]);
}
