//! Handling and deciding: who has the work, opinions, fees, dates, the decision.

use kernel::Message;
use organisation::UnitId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use web::http::{IntoResponse, Json, Path};
use web::{Cx, Errors, Guard, Outcome, Routes};

use super::bodies::{DossierBody, time};
use super::desk::Reasoned;
use super::schemas::Verdict;
use super::{WORKING, after};
use crate::case::Case;
use crate::commands::{Approve, AskFee, AskOpinion, Assign, Forward, GiveOpinion, Reappoint, SendBack, Stop};
use crate::model::{DossierId, FileId, TaskId};
use crate::pages::officer::{Act, Choices};
use crate::permissions::{APPROVE, ASSIGN, HANDLE, READ, RECEIVE};
use crate::queries::{self, OpinionItem};

const DECIDING: &[runtime::Permission] = &[HANDLE, APPROVE];
const ASSIGNING: &[runtime::Permission] = &[RECEIVE, HANDLE, APPROVE, ASSIGN];

pub(super) fn routes() -> Routes {
    Routes::default()
        .get("/api/v1/dossiers/{id}/officers", Guard::AnyRight(ASSIGNING), officers)
        .says("List who may be given this step or the next one")
        .gives::<Assignable>()
        .post("/api/v1/dossiers/{id}/assign", Guard::AnyRight(ASSIGNING), assign)
        .says("Give the current work to an officer")
        .takes::<Assignment>()
        .gives::<DossierBody>()
        .post("/api/v1/dossiers/{id}/take", Guard::AnyRight(WORKING), take)
        .says("Take the current work oneself")
        .takes::<Plain>()
        .gives::<DossierBody>()
        .post("/api/v1/dossiers/{id}/forward", Guard::AnyRight(WORKING), forward)
        .says("Hand on to the next step")
        .takes::<Handover>()
        .gives::<DossierBody>()
        .post("/api/v1/dossiers/{id}/send-back", Guard::AnyRight(WORKING), send_back)
        .says("Send back to the step before")
        .takes::<Reasoned>()
        .gives::<DossierBody>()
        .get("/api/v1/dossiers/{id}/opinions", Guard::Right(READ), opinions)
        .says("List the opinions of a dossier")
        .gives::<OpinionList>()
        .post("/api/v1/dossiers/{id}/ask-opinion", Guard::Right(HANDLE), ask_opinion)
        .says("Ask another unit for its opinion")
        .takes::<OpinionAsked>()
        .gives::<DossierBody>()
        .post("/api/v1/dossiers/{id}/give-opinion", Guard::Right(HANDLE), give_opinion)
        .says("Answer a question of another unit")
        .takes::<OpinionGiven>()
        .gives::<DossierBody>()
        .post("/api/v1/dossiers/{id}/ask-fee", Guard::Right(HANDLE), ask_fee)
        .says("Ask the applicant for a fee")
        .takes::<FeeAsked>()
        .gives::<DossierBody>()
        .post("/api/v1/dossiers/{id}/stop", Guard::AnyRight(WORKING), stop)
        .says("Stop a dossier")
        .takes::<Reasoned>()
        .gives::<DossierBody>()
        .post("/api/v1/dossiers/{id}/reappoint", Guard::AnyRight(DECIDING), reappoint)
        .says("Apologise and appoint a new date")
        .takes::<NewDate>()
        .gives::<DossierBody>()
        .post("/api/v1/dossiers/{id}/approve", Guard::Right(APPROVE), approve)
        .says("Decide a dossier")
        .takes::<Approval>()
        .gives::<DossierBody>()
}

/// An officer who may be given work.
#[derive(Serialize, ToSchema)]
#[schema(as = Officer)]
struct OfficerLine {
    /// Id of the account, as acts name it.
    account: Uuid,
    name: String,
    position: String,
    /// The unit of the assignment.
    unit: Uuid,
}

impl OfficerLine {
    fn of(officer: &identity::Officer) -> Self {
        Self {
            account: officer.account,
            name: officer.name.clone(),
            position: officer.position.clone(),
            unit: officer.unit.uuid(),
        }
    }
}

/// Who may be given the work of a dossier, in the order of Vietnamese names.
#[derive(Serialize, ToSchema)]
struct Assignable {
    /// The current step, for `assign`; empty for whoever may not give work to others.
    current: Vec<OfficerLine>,
    /// The step that follows, for `accept` and `forward`; empty for whoever neither does this step nor may give work.
    next: Vec<OfficerLine>,
}

async fn officers(cx: Cx, Path(id): Path<String>) -> Outcome {
    let reader = cx.reader();
    let case = Case::load(&reader, id.parse()?).await?;
    let mut choices = Choices::load(&reader, &case, &[Act::Assign, Act::Accept, Act::Forward]).await?;
    // Whoever ends a step says who goes on, also without the right to give the current work to others.
    if choices.next.is_empty() && case.require_step(cx.actor(), &[]).is_ok() {
        choices.next = Choices::after(&reader, &case).await?;
    }
    let lines = |officers: &[identity::Officer]| officers.iter().map(OfficerLine::of).collect();
    Ok(Json(Assignable { current: lines(&choices.here), next: lines(&choices.next) }).into_response())
}

/// Giving the current work to somebody.
#[derive(Deserialize, ToSchema)]
struct Assignment {
    /// Version of the dossier that was decided on.
    version: i64,
    /// Account of the officer.
    officer: Uuid,
}

async fn assign(cx: Cx, Path(id): Path<String>, Json(act): Json<Assignment>) -> Outcome {
    let id: DossierId = id.parse()?;
    cx.execute(&Assign { id, version: act.version, officer: act.officer }).await?;
    after(&cx, id).await
}

/// An act that says nothing but on which version it was decided.
#[derive(Deserialize, ToSchema)]
#[schema(as = VersionSeen)]
struct Plain {
    /// Version of the dossier that was decided on.
    version: i64,
}

async fn take(cx: Cx, Path(id): Path<String>, Json(act): Json<Plain>) -> Outcome {
    let id: DossierId = id.parse()?;
    cx.execute(&Assign { id, version: act.version, officer: cx.actor().account }).await?;
    after(&cx, id).await
}

/// Handing on to the next step.
#[derive(Deserialize, ToSchema)]
struct Handover {
    /// Version of the dossier that was decided on.
    version: i64,
    /// A word to whoever goes on with it.
    #[serde(default, alias = "text")]
    #[schema(max_length = 2000)]
    note: String,
    /// Account of the officer who gets the next step at once.
    officer: Option<Uuid>,
}

async fn forward(cx: Cx, Path(id): Path<String>, Json(act): Json<Handover>) -> Outcome {
    let id: DossierId = id.parse()?;
    cx.execute(&Forward { id, version: act.version, note: act.note, assignee: act.officer }).await?;
    after(&cx, id).await
}

async fn send_back(cx: Cx, Path(id): Path<String>, Json(act): Json<Reasoned>) -> Outcome {
    let id: DossierId = id.parse()?;
    cx.execute(&SendBack { id, version: act.version, reason: act.reason }).await?;
    after(&cx, id).await
}

/// An opinion that was asked of a unit.
#[derive(Serialize, ToSchema)]
struct Opinion {
    /// The work of the unit that was asked; an answer names it.
    task: Uuid,
    /// Code in the process, or `extra`.
    code: String,
    /// Who was asked.
    unit: Uuid,
    /// Whether the step waits for it.
    required: bool,
    question: String,
    #[schema(format = DateTime)]
    asked_at: String,
    #[schema(format = DateTime)]
    due_at: String,
    #[schema(format = DateTime)]
    answered_at: Option<String>,
    #[schema(value_type = Option<Verdict>)]
    verdict: Option<String>,
    /// Empty before there is one.
    answer: String,
}

impl Opinion {
    fn of(item: OpinionItem) -> Self {
        let opinion = &item.row.opinion;
        Self {
            task: opinion.task.uuid(),
            code: opinion.code.clone(),
            unit: opinion.unit.uuid(),
            required: opinion.required,
            asked_at: item.row.asked_at.rfc3339(),
            due_at: opinion.due_at.rfc3339(),
            answered_at: time(opinion.answered_at),
            verdict: item.row.verdict,
            question: item.question,
            answer: item.answer,
        }
    }
}

/// The opinions of a dossier in the order in which they were asked.
#[derive(Serialize, ToSchema)]
struct OpinionList {
    items: Vec<Opinion>,
}

async fn opinions(cx: Cx, Path(id): Path<String>) -> Outcome {
    let reader = cx.reader();
    let case = Case::look(&reader, id.parse()?).await?;
    let items = queries::opinions(&reader, &case).await?;
    cx.record(&[queries::seen(&reader, &case, "dossier").await?]).await?;
    Ok(Json(OpinionList { items: items.into_iter().map(Opinion::of).collect() }).into_response())
}

/// A question to another unit.
#[derive(Deserialize, ToSchema)]
struct OpinionAsked {
    /// Version of the dossier that was decided on.
    version: i64,
    /// Who is asked.
    unit: Uuid,
    /// Working days to answer, 1 to 60.
    #[schema(minimum = 1, maximum = 60)]
    days: i64,
    #[serde(default)]
    #[schema(required, min_length = 5, max_length = 2000)]
    question: String,
}

async fn ask_opinion(cx: Cx, Path(id): Path<String>, Json(act): Json<OpinionAsked>) -> Outcome {
    let id: DossierId = id.parse()?;
    let OpinionAsked { version, unit, days, question } = act;
    cx.execute(&AskOpinion { id, version, unit: UnitId(unit), days, question }).await?;
    after(&cx, id).await
}

/// An answer to a question of another unit.
#[derive(Deserialize, ToSchema)]
struct OpinionGiven {
    /// The work that the question became.
    task: Uuid,
    #[serde(default)]
    #[schema(required, value_type = Verdict)]
    verdict: String,
    #[serde(default)]
    #[schema(required, min_length = 5, max_length = 2000)]
    answer: String,
}

async fn give_opinion(cx: Cx, Path(id): Path<String>, Json(act): Json<OpinionGiven>) -> Outcome {
    let id: DossierId = id.parse()?;
    let OpinionGiven { task, verdict, answer } = act;
    cx.execute(&GiveOpinion { id, task: TaskId(task), verdict, answer }).await?;
    // Whoever only gave an opinion may still know of the dossier: the opinion stays theirs.
    after(&cx, id).await
}

/// A fee that was found while handling.
#[derive(Deserialize, ToSchema)]
struct FeeAsked {
    /// Version of the dossier that was decided on.
    version: i64,
    /// Đồng.
    #[schema(minimum = 1000)]
    amount: i64,
    /// What for, for the applicant.
    #[serde(default, alias = "text")]
    #[schema(required, min_length = 5, max_length = 2000)]
    reason: String,
}

async fn ask_fee(cx: Cx, Path(id): Path<String>, Json(act): Json<FeeAsked>) -> Outcome {
    let id: DossierId = id.parse()?;
    let FeeAsked { version, amount, reason } = act;
    cx.execute(&AskFee { id, version, amount, reason }).await?;
    after(&cx, id).await
}

async fn stop(cx: Cx, Path(id): Path<String>, Json(act): Json<Reasoned>) -> Outcome {
    let id: DossierId = id.parse()?;
    cx.execute(&Stop { id, version: act.version, reason: act.reason }).await?;
    after(&cx, id).await
}

/// An apology with a new date.
#[derive(Deserialize, ToSchema)]
struct NewDate {
    /// Version of the dossier that was decided on.
    version: i64,
    #[schema(format = Date)]
    date: String,
    /// Why, for the applicant.
    #[serde(default, alias = "text")]
    #[schema(required, min_length = 5, max_length = 2000)]
    reason: String,
}

async fn reappoint(cx: Cx, Path(id): Path<String>, Json(act): Json<NewDate>) -> Outcome {
    let id: DossierId = id.parse()?;
    let NewDate { version, date, reason } = act;
    // A day alone: what stands behind it, such as an hour, would be promised to nobody.
    let day = date.parse::<jiff::civil::Date>().ok().filter(|_| date.len() == "2024-12-27".len());
    let mut faults = Errors::default();
    if day.is_none() {
        faults.add("date", Message::new("dossiers-error-day"));
    }
    // A day that cannot be read is named once: in its place stands one that the command refuses too.
    let date = day.unwrap_or(jiff::civil::Date::MIN);
    cx.execute_without(faults, &Reappoint { id, version, date, reason }).await?;
    after(&cx, id).await
}

/// The decision; the files of the result were added before.
#[derive(Deserialize, ToSchema)]
struct Approval {
    /// Version of the dossier that was decided on.
    version: i64,
    /// Why it is decided although a paper is missing or a fee unpaid.
    #[serde(default)]
    #[schema(max_length = 2000)]
    override_reason: String,
    /// The files of the result, of those that were attached before; without it all of them.
    results: Option<Vec<Uuid>>,
}

async fn approve(cx: Cx, Path(id): Path<String>, Json(act): Json<Approval>) -> Outcome {
    let id: DossierId = id.parse()?;
    let attached = act.results.map(|files| files.into_iter().map(FileId).collect());
    let Approval { version, override_reason, .. } = act;
    cx.execute(&Approve { id, version, override_reason, attached, results: Vec::new() }).await?;
    after(&cx, id).await
}
