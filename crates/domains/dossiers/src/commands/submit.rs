//! A citizen or business submits a draft: everything is checked, and the receipt time and reference are confirmed at
//! once (N09).

use std::sync::Arc;

use ::store::records::MEMBER;
use ::store::vault::SubjectKey;
use ::store::{EventDraft, JobDraft, WriteSet};
use calendar::{Amount, Limit, LimitUnit};
use kernel::{Error, FieldError, Kind, Message, Result, Timestamp};
use organisation::{Level, Snapshot, UnitId};
use procedures::{PaperMode, ProcedureVersion};
use runtime::{Actor, Assurance, Command, Decide, Reader};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::consent::keep_filed;
use super::drafts::OpenDraft;
use crate::applicant::Applicant;
use crate::case::Surroundings;
use crate::model::{
    Agreed, Behalf, Channel, DeliveryState, DeliveryWay, Dossier, DossierId, PaymentState, State, Task, TaskId,
    TaskKind, contributions, deltas, new_reference, task_contributions,
};
use crate::scanning;
use crate::store;
use crate::store::consent::ConsentRow;
use crate::store::dossier::Sealed;
use crate::store::file::FileRow;
use crate::store::history::HistoryRow;
use crate::work::event_payload;

/// Submits a draft of the actor.
pub struct Submit {
    /// The draft.
    pub id: DossierId,
}

/// What is confirmed at once.
#[derive(Clone, Debug)]
pub struct Submitted {
    /// The dossier; it keeps the id of the draft.
    pub id: DossierId,
    /// The submission reference.
    pub reference: String,
    /// When the system received it.
    pub at: Timestamp,
    /// The payment to make, when there is a fee.
    pub payment: Option<Uuid>,
}

/// What submitting needs to know.
pub struct SubmitState {
    open: OpenDraft,
    /// Who is signed in: nobody files under the number of another person or business.
    filer: identity::Filer,
    files: Vec<FileRow>,
    /// What the person agreed to have kept.
    consents: Vec<ConsentRow>,
    around: Surroundings,
}

impl Command for Submit {
    const NAME: &'static str = "dossiers.submit";
    type State = SubmitState;
    type Outcome = Submitted;

    fn authorise(&self, actor: &Actor) -> Result<()> {
        actor.require_signed_in()
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Self::State> {
        let open = OpenDraft::load(reader, self.id).await?;
        let filer = identity::filer(reader).await?;
        let files = store::file::of(reader, self.id).await?;
        let consents = store::consent::standing(reader, open.draft.subject).await?;
        Ok(SubmitState { open, filer, files, consents, around: Surroundings::of(reader)? })
    }

    fn decide(&self, state: &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, Self::Outcome)> {
        self.file(state, &[], cx)
    }
}

/// Submits a draft of the actor, who agrees on the same page that something is kept (fact 2.19).
pub struct SubmitAgreeing {
    /// What is submitted.
    pub submit: Submit,
    /// What was agreed to; each box was empty until the person chose it.
    pub agreed: Vec<Agreed>,
}

impl Command for SubmitAgreeing {
    const NAME: &'static str = Submit::NAME;
    type State = SubmitState;
    type Outcome = Submitted;

    fn authorise(&self, actor: &Actor) -> Result<()> {
        self.submit.authorise(actor)
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Self::State> {
        self.submit.read(reader).await
    }

    fn decide(&self, state: &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, Self::Outcome)> {
        self.submit.file(state, &self.agreed, cx)
    }
}

impl Submit {
    fn file(&self, state: &SubmitState, agreed: &[Agreed], cx: &Decide<'_>) -> Result<(WriteSet, Submitted)> {
        let open = &state.open;
        check_rules(open)?;
        check_assurance(&open.procedure, cx.actor, AT_FILING)?;
        let answers = open.procedure.form.prune(&open.answers);
        let applicant = open.applicant.clone().normalised().for_behalf(open.draft.behalf);
        let checked = Checked {
            procedure: &open.procedure,
            area: open.draft.area,
            behalf: open.draft.behalf,
            applicant: &applicant,
            answers: &answers,
            files: &state.files,
            filer: &state.filer,
        };
        let errors = checked.errors(&state.around.units, cx.now);
        if !errors.is_empty() {
            return Err(Error::invalid(errors));
        }
        let filing = Filing {
            id: self.id,
            procedure: &open.procedure,
            account: Some(open.draft.account),
            subject: open.draft.subject,
            key: &open.key,
            behalf: open.draft.behalf,
            delivery_way: open.draft.delivery_way,
            channel: Channel::Online,
            area: open.draft.area.unwrap_or_else(|| province(&state.around.units)),
            applicant: &applicant,
            answers: &answers,
        };
        let mut new = filing.open(&state.around, cx)?;
        store::draft::delete(&mut new.set, self.id, open.draft.version);
        if !state.files.is_empty() {
            new.set.job(scanning::filed(self.id, cx.wall));
        }
        let outcome = new.outcome.clone();
        keep_filed(&mut new.set, open, &answers, (state.consents.as_slice(), agreed), &state.around.rules, cx)?;
        Ok((new.done(<Self as Command>::NAME, cx), outcome))
    }
}

/// Fails unless the draft was last saved under the rules that are in force, and these let it be filed online.
fn check_rules(open: &OpenDraft) -> Result<()> {
    if !open.is_in_force {
        return Err(Error::conflict("dossiers-error-procedure-ended"));
    }
    if open.is_outdated() {
        return Err(Error::conflict("dossiers-error-draft-outdated"));
    }
    if !open.procedure.online.can_file_online() {
        return Err(Error::conflict("dossiers-error-not-online"));
    }
    Ok(())
}

/// What is said at filing where the level substantial, or high, is not reached.
const AT_FILING: [&str; 2] = ["dossiers-error-assurance-substantial", "dossiers-error-assurance-high"];

/// Fails unless it is known as surely who acts online as the procedure asks for (fact 2.12): with the first message
/// where the level substantial is lacking, with the second where high is.
pub(super) fn check_assurance(procedure: &ProcedureVersion, actor: &Actor, says: [&'static str; 2]) -> Result<()> {
    let needed = procedure.detail.assurance;
    if actor.assurance >= needed {
        return Ok(());
    }
    let [substantial, high] = says;
    let key = if needed == Assurance::High { high } else { substantial };
    Err(Error::new(Kind::Invalid, Message::new(key)))
}

/// What is to be submitted, as far as it is checked.
pub(super) struct Checked<'a> {
    pub(super) procedure: &'a ProcedureVersion,
    pub(super) area: Option<UnitId>,
    pub(super) behalf: Behalf,
    pub(super) applicant: &'a Applicant,
    /// Answers to the questions that are asked.
    pub(super) answers: &'a Map<String, Value>,
    pub(super) files: &'a [FileRow],
    /// Who is signed in.
    pub(super) filer: &'a identity::Filer,
}

impl Checked<'_> {
    /// All that keeps it from being submitted, field by field.
    pub(super) fn errors(&self, units: &Snapshot, now: Timestamp) -> Vec<FieldError> {
        let mut errors = self.applicant.errors(self.behalf);
        errors.extend(self.applicant.differences(self.filer));
        errors.extend(area_error(self.procedure, self.area, units));
        for paper in missing_papers(self.procedure, self.answers, self.files) {
            let message = Message::new("dossiers-error-paper-missing");
            errors.push(FieldError { field: format!("paper-{paper}").into(), message });
        }
        errors.extend(self.procedure.form.check_all(self.answers, now.date()));
        errors
    }
}

/// The levels whose areas can be chosen; where a level is gone its tasks lie with the communes (fact 8.08).
pub(crate) fn area_levels(procedure: &ProcedureVersion, units: &Snapshot) -> Vec<Level> {
    let there = units.levels();
    let levels: Vec<Level> = procedure.levels.iter().copied().filter(|level| there.contains(level)).collect();
    if levels.is_empty() { vec![Level::Commune] } else { levels }
}

/// What is wrong with filing a procedure in an area; without one it is filed with the province.
pub(crate) fn area_error(procedure: &ProcedureVersion, area: Option<UnitId>, units: &Snapshot) -> Option<FieldError> {
    let is_taken = match area {
        Some(area) => takes_area(procedure, area, units),
        None => procedure.levels.contains(&Level::Province),
    };
    (!is_taken).then(|| FieldError { field: "area".into(), message: Message::new("dossiers-error-area") })
}

/// Whether a procedure is filed in an area: one that is there today, of a level that decides.
fn takes_area(procedure: &ProcedureVersion, area: UnitId, units: &Snapshot) -> bool {
    units.unit(area).is_ok_and(|unit| {
        let is_there = units.area_by_code(&unit.code).is_some_and(|known| known.id == area);
        is_there && unit.kind.is_area() && area_levels(procedure, units).contains(&unit.level)
    })
}

/// Codes of the papers that must be uploaded and are not.
pub(crate) fn missing_papers(
    procedure: &ProcedureVersion,
    answers: &Map<String, Value>,
    files: &[FileRow],
) -> Vec<String> {
    procedure
        .papers_for(answers)
        .into_iter()
        .filter(|paper| paper.required && paper.mode == PaperMode::Upload)
        .filter(|paper| !files.iter().any(|file| file.paper == paper.code))
        .map(|paper| paper.code.clone())
        .collect()
}

fn province(units: &Snapshot) -> UnitId {
    units.areas(Level::Province).first().map_or(UnitId(Uuid::nil()), |unit| unit.id)
}

/// A dossier about to be filed, by whichever channel.
pub(crate) struct Filing<'a> {
    pub(crate) id: DossierId,
    pub(crate) procedure: &'a Arc<ProcedureVersion>,
    pub(crate) account: Option<Uuid>,
    pub(crate) subject: Uuid,
    pub(crate) key: &'a SubjectKey,
    pub(crate) behalf: Behalf,
    pub(crate) delivery_way: DeliveryWay,
    pub(crate) channel: Channel,
    pub(crate) area: UnitId,
    pub(crate) applicant: &'a Applicant,
    pub(crate) answers: &'a Map<String, Value>,
}

/// A filed dossier whose write set is still open.
pub(crate) struct Filed {
    pub(crate) dossier: Dossier,
    pub(crate) task: Task,
    pub(crate) set: WriteSet,
    pub(crate) outcome: Submitted,
}

impl Filing<'_> {
    /// The rows of a new dossier in state 1 with its work at the reception desk.
    pub(crate) fn open(&self, around: &Surroundings, cx: &Decide<'_>) -> Result<Filed> {
        let units = &around.units;
        let level = units.unit(self.area)?.level;
        let competent = units.competent(&self.procedure.code, &self.procedure.field, level, self.area);
        let receiving = units.one_stop_of(competent);
        let calendar = around.calendar(receiving)?;
        let answer =
            Limit::of(Amount::whole(around.rules.answer_hours).map_err(Error::internal)?, LimitUnit::WorkingHours);
        let answer_clock = calendar::Clock::start(calendar, cx.now, &answer)?;
        let step = self.procedure.process.first();
        let fees: i64 = self.procedure.fees_for(self.answers)?.iter().map(|fee| fee.amount).sum();
        let dossier = self.record((competent, receiving), &answer_clock, fees, cx);
        let task = Task {
            id: TaskId(cx.new_id()),
            dossier: self.id,
            kind: TaskKind::Step,
            step: step.code.clone(),
            queue: units.queue(receiving, step.role)?,
            assignee: None,
            state: State::Submitted,
            opened_at: cx.now,
            soon_at: calendar.soon_at(cx.now, answer_clock.due),
            clock: answer_clock,
            closed_at: None,
        };
        let mut set = cx.write(dossier.home);
        store::dossier::insert_person(&mut set, self.id, self.subject, self.seal(cx)?);
        let hashes =
            store::lookup::hashes(cx.vault, &self.applicant.name, &self.applicant.identity, &self.applicant.phone);
        store::lookup::insert(&mut set, self.id, hashes);
        let payment = self.draft_payment(&dossier, fees, cx, &mut set)?;
        let outcome = Submitted { id: self.id, reference: dossier.reference.clone(), at: cx.now, payment };
        Ok(Filed { dossier, task, set, outcome })
    }

    /// The record of a dossier in state 1, whose answer is due at the end of `answer`.
    fn record(
        &self,
        (competent, receiving): (UnitId, UnitId),
        answer: &calendar::Clock,
        fees: i64,
        cx: &Decide<'_>,
    ) -> Dossier {
        Dossier {
            home: competent.uuid(),
            id: self.id,
            version: 1,
            reference: new_reference(cx.rng),
            code: None,
            procedure_version: self.procedure.id,
            procedure: self.procedure.code.clone(),
            account: self.account,
            subject: self.subject,
            behalf: self.behalf,
            channel: self.channel,
            receiving,
            competent,
            continuing: None,
            state: State::Submitted,
            state_before: None,
            step: self.procedure.process.first().code.clone(),
            payment: if fees > 0 { PaymentState::Due } else { PaymentState::None },
            delivery_way: self.delivery_way,
            delivery: DeliveryState::None,
            offered_online: self.procedure.online.can_file_online(),
            submitted_at: cx.now,
            received_at: None,
            answer_due_at: answer.due,
            answered_at: None,
            limit_unit: LimitUnit::WorkingHours,
            clock_end: answer.end,
            due_at: None,
            paused_at: None,
            promised_at: None,
            supplements: 0,
            reappointed: 0,
            finished_at: None,
            on_time: None,
            closed_at: None,
            rating: None,
            rated_day: None,
        }
    }

    fn seal(&self, cx: &Decide<'_>) -> Result<Sealed> {
        let answers = Value::Object(self.answers.clone()).to_string();
        Ok(Sealed {
            name: self.key.seal("dossier.name", &self.applicant.name, cx.rng)?,
            person: self.key.seal("dossier.person", &self.applicant.to_json()?, cx.rng)?,
            answers: self.key.seal("dossier.answers", &answers, cx.rng)?,
        })
    }

    fn draft_payment(&self, dossier: &Dossier, fees: i64, cx: &Decide<'_>, set: &mut WriteSet) -> Result<Option<Uuid>> {
        if fees <= 0 {
            return Ok(None);
        }
        let payment = payments::NewPayment {
            dossier: self.id.uuid(),
            account: self.account,
            amount: fees,
            purpose: dossier.reference.clone(),
            home: dossier.home,
        };
        payments::draft_payment(cx, set, &payment).map(Some)
    }
}

impl Filed {
    /// Adds record, task, history, figures, audit, event and the job that tells the applicant.
    pub(crate) fn done(mut self, action: &'static str, cx: &Decide<'_>) -> WriteSet {
        let line = HistoryRow {
            no: 10,
            at: cx.now,
            act: "submit".into(),
            actor: cx.actor.account,
            unit: cx.actor.unit,
            from_state: 1,
            to_state: 1,
            step: self.dossier.step.clone(),
            due_at: None,
            note: None,
            in_name_of: None,
        };
        store::dossier::insert(&mut self.set, &self.dossier, None);
        store::task::insert(&mut self.set, &self.task);
        store::history::insert(&mut self.set, self.dossier.id, &line);
        let after: Vec<_> = contributions(&self.dossier).into_iter().chain(task_contributions(&self.task)).collect();
        for delta in deltas(&[], &after) {
            self.set.figure(delta);
        }
        let id = self.dossier.id.uuid();
        let payload = json!({
            "procedure": self.dossier.procedure,
            "channel": self.dossier.channel.code(),
            (MEMBER): store::dossier::fixed(&self.dossier),
        });
        self.set.audit(cx.audit(action, "dossier", id, &payload));
        self.set.event(EventDraft {
            kind: "dossiers.submitted.v1",
            entity_id: id,
            entity_version: 1,
            payload: event_payload(&self.dossier, None),
        });
        if self.dossier.account.is_some() {
            self.set.job(JobDraft {
                kind: "dossiers.tell",
                key: format!("{id}/1"),
                payload: json!({ "dossier": id, "event": "submitted" }).to_string(),
                run_at: cx.wall,
            });
        }
        self.set
    }
}
