//! The receiving desk: its work, taking in, accepting, refusing, giving out.

use access::Seen;
use kernel::{Error, Message, both};
use organisation::{Directory, UnitId};
use procedures::Catalogue;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;
use web::http::{IntoResponse, Json, Path, Query};
use web::{Cx, Errors, Guard, Outcome, Routes};

use super::bodies::{DossierBody, FiledBody};
use super::places::{in_force, placed};
use super::schemas::{PaperChannel, WorkFilter, WorkView};
use super::{WORKING, after, check_answers, filed, typed};
use crate::applicant::{Applicant, ApplicantChange};
use crate::commands::{
    Accept, AskLeader, AskSupplement, DecideWithdrawal, Deliver, HandOn, Refuse, TakeIn, area_error,
};
use crate::model::{Behalf, Channel, DeliveryWay, DossierId, HandedIn, State, TaskKind};
use crate::permissions::{DELIVER, HANDLE, OVERRIDE, RECEIVE};
use crate::queries::{self, InboxFilter, InboxItem, InboxView};

/// A second supplement is a leader's, who need not work at the desk.
const SUPPLEMENTING: &[runtime::Permission] = &[RECEIVE, HANDLE, OVERRIDE];
/// Whoever may make an exception need not work at the desk.
const HANDING_ON: &[runtime::Permission] = &[RECEIVE, OVERRIDE];
/// Pieces of work on one page of the answer.
const ROWS: i64 = 50;

pub(super) fn routes() -> Routes {
    Routes::default()
        .get("/api/v1/inbox", Guard::AnyRight(WORKING), inbox)
        .says("List the open work")
        .asks::<InboxAsked>()
        .gives::<WorkPage>()
        .post("/api/v1/intake", Guard::Right(RECEIVE), intake)
        .says("Take in a paper dossier")
        .takes::<PaperDossier>()
        .creates::<FiledBody>()
        .post("/api/v1/dossiers/{id}/accept", Guard::Right(RECEIVE), accept)
        .says("Accept a dossier")
        .takes::<Acceptance>()
        .gives::<DossierBody>()
        .post("/api/v1/dossiers/{id}/hand-on", Guard::AnyRight(HANDING_ON), hand_on)
        .says("Hand on from the desk what was accepted before its papers were digitised")
        .takes::<HandingOn>()
        .gives::<DossierBody>()
        .post("/api/v1/dossiers/{id}/refuse", Guard::Right(RECEIVE), refuse)
        .says("Refuse a dossier")
        .takes::<Reasoned>()
        .gives::<DossierBody>()
        .post("/api/v1/dossiers/{id}/ask-supplement", Guard::AnyRight(SUPPLEMENTING), ask_supplement)
        .says("Ask the applicant for a supplement")
        .takes::<SupplementAsked>()
        .gives::<DossierBody>()
        .post("/api/v1/dossiers/{id}/ask-leader", Guard::AnyRight(&[RECEIVE, HANDLE]), ask_leader)
        .says("Ask a leader for a second request for supplement")
        .takes::<Reasoned>()
        .gives::<DossierBody>()
        .post("/api/v1/dossiers/{id}/deliver", Guard::Right(DELIVER), deliver)
        .says("Record that the result reached the applicant")
        .takes::<Delivery>()
        .gives::<DossierBody>()
        .post("/api/v1/dossiers/{id}/decide-withdrawal", Guard::AnyRight(WORKING), decide_withdrawal)
        .says("Answer a wish to withdraw")
        .takes::<WithdrawalDecision>()
        .gives::<DossierBody>()
}

#[derive(Deserialize, ToSchema)]
struct InboxAsked {
    /// `mine` for the work of the officer, `unit` for that of the officer's units; without it the latter.
    #[serde(default)]
    #[schema(value_type = WorkView)]
    view: String,
    /// `late`, `soon`, `paused` or `new`; without it all of it.
    #[serde(default)]
    #[schema(value_type = WorkFilter)]
    filter: String,
    /// The value of `next` in the page before.
    #[serde(default)]
    page: String,
}

/// A piece of open work.
#[derive(Serialize, ToSchema)]
struct Work {
    dossier: Uuid,
    task: Uuid,
    #[schema(value_type = TaskKind)]
    kind: &'static str,
    /// Code of the dossier, or its reference.
    code: String,
    #[schema(value_type = State)]
    state: i64,
    /// Code of the step or opinion.
    step: String,
    /// Name of the applicant.
    applicant: String,
    #[schema(format = DateTime)]
    due_at: String,
    is_paused: bool,
    /// Version of the dossier.
    version: i64,
}

impl Work {
    fn of(item: &InboxItem) -> Self {
        Self {
            dossier: item.dossier.uuid(),
            task: item.task.uuid(),
            kind: item.kind.code(),
            code: item.code.clone(),
            state: item.state.code(),
            step: item.step.clone(),
            applicant: item.name.clone(),
            due_at: item.due_at.rfc3339(),
            is_paused: item.is_paused,
            version: item.version,
        }
    }
}

/// A page of open work, most urgent first.
#[derive(Serialize, ToSchema)]
struct WorkPage {
    items: Vec<Work>,
    total: i64,
    /// Opaque: the value of `page` for the next page; null on the last one.
    #[schema(required)]
    next: Option<String>,
}

async fn inbox(cx: Cx, Query(asked): Query<InboxAsked>) -> Outcome {
    let reader = cx.reader();
    let mut faults = Errors::default();
    let filter = InboxFilter::parse(&asked.filter);
    if filter.code() != asked.filter {
        faults.add("filter", Message::new("dossiers-error-code"));
    }
    let is_mine = asked.view == "mine";
    if !is_mine && !matches!(asked.view.as_str(), "" | "unit") {
        faults.add("view", Message::new("dossiers-error-code"));
    }
    let (request, ()) = both(queries::inbox_page(Some(&asked.page), ROWS), faults.done())?;
    let (view, counts) = if is_mine {
        (InboxView::Mine, queries::my_counts(&reader).await?)
    } else {
        (InboxView::Unit, queries::unit_counts(&reader).await?)
    };
    let page = queries::inbox(&reader, view, filter, &request, counts.of(filter)).await?;
    let seen: Vec<Seen> = page.items.iter().map(InboxItem::seen).collect();
    cx.record(&seen).await?;
    let items = page.items.iter().map(Work::of).collect();
    Ok(Json(WorkPage { items, total: page.total, next: page.next }).into_response())
}

/// A paper dossier as it lies on the desk.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PaperDossier {
    /// Code of the procedure.
    procedure: String,
    /// The area whose agency decides.
    area: Uuid,
    /// How it came: at the counter or by post.
    #[schema(value_type = PaperChannel)]
    channel: String,
    applicant: ApplicantChange,
    /// Without it: for themselves.
    #[schema(value_type = Option<Behalf>)]
    behalf: Option<String>,
    /// Without it: at the counter.
    #[schema(value_type = Option<DeliveryWay>)]
    delivery_way: Option<String>,
    /// Answers by the names of the form's fields.
    answers: Map<String, Value>,
}

/// `POST /api/v1/intake`: its scans are added to the dossier afterwards.
async fn intake(cx: Cx, Json(new): Json<PaperDossier>) -> Outcome {
    let mut faults = Errors::default();
    let behalf = faults.take(typed("behalf", new.behalf, Behalf::parse))?.flatten().unwrap_or(Behalf::Own);
    let delivery_way = faults.take(typed("delivery_way", new.delivery_way, DeliveryWay::parse))?.flatten();
    // Nothing comes online to a desk: the command refuses it with everything else that is wrong.
    let channel = Channel::parse(&new.channel).unwrap_or(Channel::Online);
    let applicant = new.applicant.over(Applicant::default());
    let Some(procedure) = faults.take(in_force(&cx, &new.procedure))? else {
        // Without its form nobody knows what the answers lack.
        if channel == Channel::Online {
            faults.add("channel", Message::new("dossiers-error-channel"));
        }
        for error in applicant.normalised().for_behalf(behalf).errors(behalf) {
            faults.add(error.field, error.message);
        }
        faults.done().map_err(placed)?;
        return Err(Error::not_found().into());
    };
    faults.take(check_answers(&procedure.form, &new.answers))?;
    let command = TakeIn {
        procedure: new.procedure,
        area: UnitId(new.area),
        channel,
        applicant,
        behalf,
        delivery_way: delivery_way.unwrap_or(DeliveryWay::Counter),
        answers: new.answers,
    };
    let taken = cx.execute_without(faults, &command).await.map_err(placed)?.outcome;
    Ok(filed(FiledBody::of(taken)))
}

/// An area must be one whose level decides the procedure, as on the page, which offers no other.
pub(super) fn check_area(cx: &Cx, procedure: &str, area: UnitId) -> kernel::Result<()> {
    let reader = cx.reader();
    let catalogue = reader.service::<Catalogue>()?.current();
    let procedure = catalogue.by_code(procedure, reader.now).ok_or_else(Error::not_found)?;
    let units = reader.service::<Directory>()?.on(reader.now);
    match area_error(&procedure, Some(area), &units) {
        Some(error) => Err(Error::invalid(vec![error])),
        None => Ok(()),
    }
}

/// Taking a dossier in.
#[derive(Deserialize, ToSchema)]
struct Acceptance {
    /// Version of the dossier that was decided on.
    version: i64,
    /// Account of the officer who gets the next step at once; nobody while required papers are not digitised.
    officer: Option<Uuid>,
    /// The papers of a paper dossier as counted at the desk, for form 01; without it those that the procedure asks for.
    papers: Option<Vec<PaperCount>>,
}

/// How much of a paper was handed in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PaperCount {
    /// Code of the paper, `other` when it is none of the procedure's.
    paper: String,
    /// What it is in the words of the desk; needed for `other`.
    #[serde(default)]
    #[schema(max_length = 2000)]
    name: String,
    #[serde(default)]
    #[schema(minimum = 0, maximum = 99)]
    originals: i64,
    #[serde(default)]
    #[schema(minimum = 0, maximum = 99)]
    copies: i64,
}

impl PaperCount {
    fn read(self) -> HandedIn {
        let Self { paper, name, originals, copies } = self;
        HandedIn { paper, name, originals, copies, files: 0 }
    }
}

/// `POST /api/v1/dossiers/{id}/accept`: a paper dossier whose required papers are not digitised stays at the desk.
async fn accept(cx: Cx, Path(id): Path<String>, Json(act): Json<Acceptance>) -> Outcome {
    let id: DossierId = id.parse()?;
    let papers: Option<Vec<HandedIn>> = act.papers.map(|lines| lines.into_iter().map(PaperCount::read).collect());
    let command = Accept { id, version: act.version, assignee: act.officer, papers };
    cx.execute(&command).await.map_err(|error| error.renamed(|field| place_of_count(&command, &field.field)))?;
    after(&cx, id).await
}

/// Where the field of a count stands in the body: `copies-other` is `/papers/1/copies`.
fn place_of_count(command: &Accept, field: &str) -> String {
    let lines = command.papers.as_deref().unwrap_or_default();
    for (part, name) in [("paper-", "paper"), ("originals-", "originals"), ("copies-", "copies"), ("name-", "name")] {
        let Some(code) = field.strip_prefix(part) else { continue };
        // Of a paper that is counted twice it is the second line that is wrong.
        if let Some(index) = lines.iter().rposition(|line| line.paper == code) {
            return format!("/papers/{index}/{name}");
        }
    }
    field.to_owned()
}

/// Handing on from the desk.
#[derive(Deserialize, ToSchema)]
struct HandingOn {
    /// Version of the dossier that was decided on.
    version: i64,
    /// Account of the officer who gets the next step at once.
    officer: Option<Uuid>,
    /// Why it goes on although a required paper is not digitised.
    #[serde(default)]
    #[schema(max_length = 2000)]
    override_reason: String,
}

async fn hand_on(cx: Cx, Path(id): Path<String>, Json(act): Json<HandingOn>) -> Outcome {
    let id: DossierId = id.parse()?;
    let HandingOn { version, officer, override_reason } = act;
    cx.execute(&HandOn { id, version, override_reason, assignee: officer }).await?;
    after(&cx, id).await
}

/// An act that must say why.
#[derive(Deserialize, ToSchema)]
pub(super) struct Reasoned {
    /// Version of the dossier that was decided on.
    pub(super) version: i64,
    /// Why.
    #[serde(default, alias = "text")]
    #[schema(required, min_length = 5, max_length = 2000)]
    pub(super) reason: String,
}

async fn refuse(cx: Cx, Path(id): Path<String>, Json(act): Json<Reasoned>) -> Outcome {
    let id: DossierId = id.parse()?;
    cx.execute(&Refuse { id, version: act.version, reason: act.reason }).await?;
    after(&cx, id).await
}

/// A request to complete a dossier.
#[derive(Deserialize, ToSchema)]
struct SupplementAsked {
    /// Version of the dossier that was decided on.
    version: i64,
    /// Everything that is missing, for the applicant.
    #[serde(default, alias = "text")]
    #[schema(required, min_length = 5, max_length = 2000)]
    request: String,
    /// Why a second request: a leader's reason.
    #[serde(default)]
    #[schema(max_length = 2000)]
    override_reason: String,
    /// Why a paper is asked for that the province holds already: see `GET /dossiers/{id}/held`.
    #[serde(default)]
    #[schema(max_length = 2000)]
    held_reason: String,
}

async fn ask_supplement(cx: Cx, Path(id): Path<String>, Json(act): Json<SupplementAsked>) -> Outcome {
    let id: DossierId = id.parse()?;
    let SupplementAsked { version, request, override_reason, held_reason } = act;
    cx.execute(&AskSupplement { id, version, request, override_reason, held_reason }).await?;
    after(&cx, id).await
}

async fn ask_leader(cx: Cx, Path(id): Path<String>, Json(act): Json<Reasoned>) -> Outcome {
    let id: DossierId = id.parse()?;
    cx.execute(&AskLeader { id, version: act.version, reason: act.reason }).await?;
    after(&cx, id).await
}

/// The result reached the applicant.
#[derive(Deserialize, ToSchema)]
struct Delivery {
    /// Version of the dossier that was decided on.
    version: i64,
    /// Who collected it, or the number of the posting.
    #[serde(default, alias = "text")]
    #[schema(max_length = 2000)]
    proof: String,
}

async fn deliver(cx: Cx, Path(id): Path<String>, Json(act): Json<Delivery>) -> Outcome {
    let id: DossierId = id.parse()?;
    cx.execute(&Deliver { id, version: act.version, proof: act.proof }).await?;
    after(&cx, id).await
}

/// An answer to a wish to withdraw.
#[derive(Deserialize, ToSchema)]
struct WithdrawalDecision {
    /// Version of the dossier that was decided on.
    version: i64,
    agree: bool,
    /// Why, for the applicant.
    #[serde(default, alias = "text")]
    #[schema(required, min_length = 5, max_length = 2000)]
    reason: String,
}

async fn decide_withdrawal(cx: Cx, Path(id): Path<String>, Json(act): Json<WithdrawalDecision>) -> Outcome {
    let id: DossierId = id.parse()?;
    let WithdrawalDecision { version, agree, reason } = act;
    cx.execute(&DecideWithdrawal { id, version, agree, reason }).await?;
    after(&cx, id).await
}
