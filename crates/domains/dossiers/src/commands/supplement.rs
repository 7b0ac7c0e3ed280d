//! One complete request for supplement (form 02, fact 2.17), and the answer to it, by whichever way it comes.

use ::store::WriteSet;
use kernel::{Error, Message, Result, both};
use payments::Payment;
use procedures::process::Act;
use procedures::{FieldSpec, FormSpec, Paper, SummarySection};
use runtime::{Actor, Command, Decide, Reader};
use serde_json::{Map, Value, json};
use web::Locale;

use super::fee::recount_fee;
use super::submit::check_assurance;
use super::{reason, remark, require_any, same_version};
use crate::case::Case;
use crate::model::{DossierId, State, asked_for};
use crate::permissions;
use crate::queries::{self, HeldItem};
use crate::store;
use crate::work::{Work, refuse};

/// Asks the applicant to complete the dossier.
pub struct AskSupplement {
    /// The dossier.
    pub id: DossierId,
    /// The version that the officer saw.
    pub version: i64,
    /// Everything that is missing, for the applicant.
    pub request: String,
    /// Why a second request; a leader's reason.
    pub override_reason: String,
    /// Why a paper is asked for that the province holds already (fact 2.29); recorded and audited.
    pub held_reason: String,
}

/// A case with what the province holds of its missing papers.
pub struct AskState {
    case: Case,
    held: Vec<HeldItem>,
}

impl AskState {
    /// Codes of the papers that a request asks for although they are held.
    fn held(&self, request: &str) -> Vec<&str> {
        let is_held = |paper: &&Paper| self.held.iter().any(|item| item.paper == paper.code);
        let papers = self.case.procedure.papers.iter().filter(is_held);
        papers.filter(|paper| asked_for(paper, request)).map(|paper| paper.code.as_str()).collect()
    }
}

impl AskSupplement {
    fn why_held(&self) -> Result<&str> {
        if self.held_reason.trim().is_empty() {
            return Err(Error::invalid_field("held_reason", Message::new("dossiers-error-held-asked")));
        }
        reason("held_reason", &self.held_reason)
    }
}

impl Command for AskSupplement {
    const NAME: &'static str = "dossiers.ask-supplement";
    type State = AskState;
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        require_any(actor, &[permissions::RECEIVE, permissions::HANDLE, permissions::OVERRIDE])
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Self::State> {
        let case = Case::load(reader, self.id).await?;
        let opened = queries::opened(reader, &case).await?;
        let files = queries::files(reader, self.id, &case.key).await?;
        let held = queries::held_for_case(reader, &case, &opened, &files).await?;
        Ok(AskState { case, held })
    }

    fn decide(&self, state: &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, Self::Outcome)> {
        let case = &state.case;
        same_version(self.version, case.dossier.version)?;
        // The one request is the desk's; a second one is a leader's, who need not work at the desk.
        let is_second = case.had_supplement();
        if !is_second {
            case.require_step(cx.actor, &[Act::RequestSupplement])?;
        }
        let mut work = Work::on(case, cx);
        work.allowed(Act::RequestSupplement)?;
        if is_second && !case.has_right(cx.actor, permissions::OVERRIDE) {
            return Err(refuse("dossiers-error-second-supplement"));
        }
        let why = if is_second { reason("override_reason", &self.override_reason) } else { Ok("") };
        let held = state.held(&self.request);
        let why_held = if held.is_empty() { Ok("") } else { self.why_held() };
        let (request, (why, why_held)) = both(reason("request", &self.request), both(why, why_held))?;
        if is_second {
            work.note("second-supplement", why)?;
        }
        if !held.is_empty() {
            work.note("ask-held", why_held)?;
            work.set.audit(cx.audit("dossiers.ask-held", "dossier", self.id.uuid(), &json!({ "papers": held })));
        }
        work.after.supplements += 1;
        work.after.answered_at.get_or_insert(cx.now);
        work.pause(State::SupplementAsked)?;
        work.note("ask-supplement", request)?;
        work.tell("supplement-asked");
        Ok((work.done(Self::NAME, "dossiers.supplement-asked.v1")?, ()))
    }
}

/// What is said to a supplement where the level substantial, or high, is not reached.
const AT_SUPPLEMENT: [&str; 2] =
    ["dossiers-error-supplement-assurance-substantial", "dossiers-error-supplement-assurance-high"];

/// The applicant has supplemented; files were added before.
pub struct GiveSupplement {
    /// The dossier.
    pub id: DossierId,
    /// Answers that changed; empty when only papers were missing.
    pub answers: Map<String, Value>,
    /// What the applicant says to it.
    pub note: String,
}

/// A case with the answers so far.
pub struct SupplementState {
    pub(super) case: Case,
    answers: Map<String, Value>,
    /// Files that came for the newest request.
    new_files: usize,
    /// What was asked to be paid so far.
    asked: Vec<Payment>,
}

/// What comes with a supplement.
pub(super) struct Given<'a> {
    /// Answers that changed.
    pub(super) answers: &'a Map<String, Value>,
    /// What is said to it.
    pub(super) note: &'a str,
    /// The act in the history, or why it is none.
    pub(super) act: Result<&'static str>,
}

impl SupplementState {
    pub(super) async fn of(reader: &Reader<'_>, case: Case) -> Result<Self> {
        let id = case.dossier.id;
        let answers = case.answers(reader).await?;
        let files = store::file::of(reader, id).await?;
        let new_files = files.iter().filter(|file| file.round == case.dossier.supplements).count();
        let asked = payments::of_dossier(reader, id.uuid()).await?;
        Ok(Self { case, answers, new_files, asked })
    }

    /// Takes a supplement that was asked for: the dossier goes on, and so do its clocks. Says whether it made something
    /// due.
    pub(super) fn take<'a>(&'a self, given: Given<'_>, cx: &'a Decide<'a>) -> Result<(Work<'a>, bool)> {
        let case = &self.case;
        if case.dossier.state != State::SupplementAsked {
            return Err(refuse("dossiers-error-no-supplement-asked"));
        }
        if self.new_files == 0 && given.answers.is_empty() {
            return Err(refuse("dossiers-error-supplement-empty"));
        }
        let mut work = Work::on(case, cx);
        let changed = if given.answers.is_empty() { Ok(false) } else { self.change(given.answers, &mut work, cx) };
        let (act, (is_due, note)) = both(given.act, both(changed, remark("note", given.note)))?;
        // Asked before acceptance it is new again, otherwise work goes on (fact 2.41).
        let back = if case.dossier.received_at.is_none() { State::Submitted } else { State::InProgress };
        work.resume(back)?;
        work.note(act, note)?;
        Ok((work, is_due))
    }

    /// Puts changed answers in, with all that follows from them.
    fn change(&self, changed: &Map<String, Value>, work: &mut Work<'_>, cx: &Decide<'_>) -> Result<bool> {
        let case = &self.case;
        let form = &case.procedure.form;
        let mut answers = self.answers.clone();
        answers.extend(changed.clone());
        let answers = form.prune(&answers);
        let errors = form.check_all(&answers, cx.now.date());
        if !errors.is_empty() {
            return Err(Error::invalid(errors));
        }
        work.note("correct-answers", &corrections(form, &self.answers, &answers))?;
        let is_due = recount_fee(work, cx, case, &self.asked, (&form.prune(&self.answers), &answers))?;
        let sealed = case.key.seal("dossier.answers", &Value::Object(answers).to_string(), cx.rng)?;
        store::dossier::update_answers(&mut work.set, case.dossier.id, sealed);
        Ok(is_due)
    }
}

/// What was corrected, for the history: each question with its old and its new answer on a line of its own, in the
/// language of the record.
fn corrections(form: &FormSpec, before: &Map<String, Value>, after: &Map<String, Value>) -> String {
    let (old, new) = (form.prune(before), form.prune(after));
    let (said, says) = (form.summary_view(&old, Locale::Vi), form.summary_view(&new, Locale::Vi));
    let changed = form.fields.iter().filter(|field| old.get(&field.name) != new.get(&field.name));
    let line = |field: &FieldSpec| {
        let answer = |sections: &[SummarySection]| {
            let row = sections.iter().flat_map(|section| &section.rows).find(|row| row.field == field.name);
            row.map_or_else(|| "–".to_owned(), |row| row.value.clone())
        };
        format!("{}: {} → {}", field.label.get(Locale::Vi), answer(&said), answer(&says))
    };
    changed.map(line).collect::<Vec<_>>().join("\n")
}

impl Command for GiveSupplement {
    const NAME: &'static str = "dossiers.give-supplement";
    type State = SupplementState;
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        actor.require_signed_in()
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Self::State> {
        let case = Case::load(reader, self.id).await?;
        case.require_holder(reader.actor)?;
        SupplementState::of(reader, case).await
    }

    fn decide(&self, state: &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, Self::Outcome)> {
        check_assurance(&state.case.procedure, cx.actor, AT_SUPPLEMENT)?;
        let given = Given { answers: &self.answers, note: &self.note, act: Ok("give-supplement") };
        let (mut work, is_due) = state.take(given, cx)?;
        if is_due {
            work.tell("fee-changed");
        }
        let event = if is_due { "dossiers.fee-asked.v1" } else { "dossiers.supplemented.v1" };
        Ok((work.done(Self::NAME, event)?, ()))
    }
}
