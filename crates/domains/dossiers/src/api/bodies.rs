//! What several answers hold.

use kernel::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::schemas::{FileKind, FileSource};
use crate::commands::Submitted;
use crate::model::{Channel, DeliveryState, Dossier, PaymentState, State};
use crate::queries::{FileItem, Origin};

/// An instant as the API writes it.
pub(super) fn time(at: Option<Timestamp>) -> Option<String> {
    at.map(Timestamp::rfc3339)
}

/// A dossier without personal values.
#[derive(Serialize, ToSchema)]
#[schema(as = Dossier)]
pub(super) struct DossierBody {
    id: Uuid,
    /// Counts its changes; an act names the version that it was decided on.
    version: i64,
    /// Given when it was submitted: `T-` and ten letters.
    reference: String,
    /// Given when it was accepted.
    code: Option<String>,
    /// Code of the procedure.
    procedure: String,
    #[schema(value_type = Channel)]
    channel: &'static str,
    #[schema(value_type = State)]
    state: i64,
    /// Code of the current step of the process.
    step: String,
    #[schema(value_type = PaymentState)]
    payment: &'static str,
    #[schema(value_type = DeliveryState)]
    delivery: &'static str,
    /// The unit that receives.
    receiving: Uuid,
    /// The agency that decides.
    competent: Uuid,
    /// The agency that continues after a reorganisation.
    continuing: Option<Uuid>,
    #[schema(format = DateTime)]
    submitted_at: String,
    /// By when the agency answers whether it accepts: eight working hours after an online filing.
    #[schema(format = DateTime)]
    answer_due_at: String,
    /// When it answered: accepted, refused or asked for a supplement.
    #[schema(format = DateTime)]
    answered_at: Option<String>,
    #[schema(format = DateTime)]
    received_at: Option<String>,
    /// The promised end; null before acceptance.
    #[schema(format = DateTime)]
    due_at: Option<String>,
    /// The date appointed anew.
    #[schema(format = DateTime)]
    promised_at: Option<String>,
    /// Since when the clock stands.
    #[schema(format = DateTime)]
    paused_at: Option<String>,
    #[schema(format = DateTime)]
    finished_at: Option<String>,
    /// Whether it was on time, once it is finished.
    on_time: Option<bool>,
}

impl DossierBody {
    pub(super) fn of(dossier: &Dossier) -> Self {
        Self {
            id: dossier.id.uuid(),
            version: dossier.version,
            reference: dossier.reference.clone(),
            code: dossier.code.clone(),
            procedure: dossier.procedure.clone(),
            channel: dossier.channel.code(),
            state: dossier.state.code(),
            step: dossier.step.clone(),
            payment: dossier.payment.code(),
            delivery: dossier.delivery.code(),
            receiving: dossier.receiving.uuid(),
            competent: dossier.competent.uuid(),
            continuing: dossier.continuing.map(organisation::UnitId::uuid),
            submitted_at: dossier.submitted_at.rfc3339(),
            answer_due_at: dossier.answer_due_at.rfc3339(),
            answered_at: time(dossier.answered_at),
            received_at: time(dossier.received_at),
            due_at: time(dossier.due_at),
            promised_at: time(dossier.promised_at),
            paused_at: time(dossier.paused_at),
            finished_at: time(dossier.finished_at),
            on_time: dossier.on_time,
        }
    }
}

/// A page of dossiers.
#[derive(Serialize, ToSchema)]
pub(super) struct DossierPage {
    pub(super) items: Vec<DossierBody>,
    pub(super) total: i64,
    /// Opaque: the value of `page` for the next page; null on the last one.
    #[schema(required)]
    pub(super) next: Option<String>,
}

/// What is confirmed at once when a dossier is filed.
#[derive(Serialize, ToSchema)]
#[schema(as = Filed)]
pub(super) struct FiledBody {
    id: Uuid,
    reference: String,
    #[schema(format = DateTime)]
    submitted_at: String,
    /// The payment to make, when there is a fee.
    payment: Option<Uuid>,
}

impl FiledBody {
    /// Where it stands from now on.
    pub(super) fn path(&self) -> String {
        format!("/api/v1/dossiers/{}", self.id)
    }

    pub(super) fn of(submitted: Submitted) -> Self {
        Self {
            id: submitted.id.uuid(),
            reference: submitted.reference,
            submitted_at: submitted.at.rfc3339(),
            payment: submitted.payment,
        }
    }
}

/// A file of a draft or dossier.
#[derive(Serialize, ToSchema)]
#[schema(as = File)]
pub(super) struct FileLine {
    id: Uuid,
    /// Code of its paper.
    paper: String,
    /// Name as the person gave it.
    name: String,
    #[schema(value_type = FileKind)]
    kind: String,
    /// Size in bytes.
    bytes: i64,
    #[schema(value_type = FileSource)]
    source: String,
    /// 0 for the filing, then the number of the supplement.
    round: i64,
    #[schema(format = DateTime)]
    added_at: String,
    /// The conversion mark of a paper that was digitised; null for other files.
    converted: Option<Conversion>,
    /// Where it was taken from, when it was held already; null for what was handed in here.
    taken_from: Option<OriginBody>,
}

/// Where something comes from that is held: its own dossier and file there.
#[derive(Serialize, ToSchema)]
#[schema(as = PaperOrigin)]
pub(super) struct OriginBody {
    dossier: Uuid,
    file: Uuid,
    /// Code of the result, else of that dossier.
    code: String,
    /// The unit that issued the result, else that received the paper.
    unit: Uuid,
    #[schema(format = DateTime)]
    at: String,
}

impl OriginBody {
    pub(super) fn of(origin: &Origin) -> Self {
        Self {
            dossier: origin.dossier.uuid(),
            file: origin.file.uuid(),
            code: origin.code.clone(),
            unit: origin.unit,
            at: origin.at.rfc3339(),
        }
    }
}

/// Who made a file from a paper, answering for its being complete and true to it, and when.
#[derive(Serialize, ToSchema)]
struct Conversion {
    /// Account of the officer.
    by: Uuid,
    /// The unit for which it was done; null where that was not kept yet.
    unit: Option<Uuid>,
    #[schema(format = DateTime)]
    at: String,
}

impl FileLine {
    pub(super) fn of(file: &FileItem) -> Self {
        let row = &file.row;
        Self {
            id: row.id.uuid(),
            paper: row.paper.clone(),
            name: file.name.clone(),
            kind: row.kind.clone(),
            bytes: row.bytes,
            source: row.source.clone(),
            round: row.round,
            added_at: row.added_at.rfc3339(),
            converted: row.is_converted().then(|| Conversion {
                by: row.added_by,
                unit: row.unit,
                at: row.added_at.rfc3339(),
            }),
            taken_from: row.origin.as_ref().map(OriginBody::of),
        }
    }
}
