//! The approver decides: the result is ready and gets its code (facts 2.22 to 2.24).

use ::store::WriteSet;
use kernel::{Error, Message, Result, both};
use procedures::process::Act;
use runtime::{Actor, Command, Decide, Reader};
use serde_json::{Map, Value, json};

use super::file::{FilePlace, NewFile};
use super::submit::missing_papers;
use super::{FileSource, reason, same_version};
use crate::case::Case;
use crate::model::{DeliveryState, DossierId, Duty, FileId, PaymentState, State};
use crate::permissions;
use crate::store;
use crate::store::file::FileRow;
use crate::work::{Work, refuse};

/// Approves. The files of the result come with it, so that a refused decision attaches none.
pub struct Approve {
    /// The dossier.
    pub id: DossierId,
    /// The version that the approver saw.
    pub version: i64,
    /// Why it is decided although a paper is missing, a fee unpaid, or the approver prepared it alone; recorded and
    /// audited.
    pub override_reason: String,
    /// Which files of those that were attached before with source `result` it decides on; all of them when none is named.
    pub attached: Option<Vec<FileId>>,
    /// Stored files of the result that come with the decision.
    pub results: Vec<NewFile>,
}

/// A case with its answers and files.
pub struct ApproveState {
    case: Case,
    answers: Map<String, Value>,
    files: Vec<FileRow>,
    results: i64,
    duty: Duty,
}

impl Command for Approve {
    const NAME: &'static str = "dossiers.approve";
    type State = ApproveState;
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        actor.require(permissions::APPROVE)
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Self::State> {
        let case = Case::load(reader, self.id).await?;
        let answers = case.answers(reader).await?;
        let files = store::file::of(reader, self.id).await?;
        let results = i64::try_from(store::dossier::results(reader, self.id).await?.len()).unwrap_or(0);
        let duty = case.duty(reader).await?;
        Ok(ApproveState { case, answers, files, results, duty })
    }

    fn decide(&self, state: &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, Self::Outcome)> {
        let case = &state.case;
        same_version(self.version, case.dossier.version)?;
        case.require_step(cx.actor, &[Act::Approve])?;
        if case.dossier.state.is_paused() {
            return Err(refuse("dossiers-error-paused"));
        }
        if case.awaits_opinion() {
            return Err(refuse("dossiers-error-opinion-missing"));
        }
        if state.duty == Duty::Barred {
            return Err(refuse("dossiers-error-duties"));
        }
        let attached = self.attached(state);
        let is_bare = attached.as_ref().is_ok_and(Vec::is_empty) && self.results.is_empty();
        if is_bare && case.procedure.detail.result_paper {
            return Err(refuse("dossiers-error-result-missing"));
        }
        let mut work = Work::on(case, cx);
        let next = work.allowed(Act::Approve)?;
        let (mut results, why) = both(attached, self.override_of(state, cx))?;
        if let Some(Override { why, missing, is_unpaid, is_alone }) = why {
            work.note("override", why)?;
            let payload = json!({ "missing": missing, "unpaid": is_unpaid, "alone": is_alone });
            work.set.audit(cx.audit("dossiers.override", "dossier", self.id.uuid(), &payload));
        }
        work.pass_progress()?;
        work.become_state(State::Decided)?;
        work.finish();
        work.after.delivery = DeliveryState::Ready;
        work.close_step();
        results.extend(self.attach(state, &mut work, cx)?);
        for (number, file) in (state.results + 1..).zip(results) {
            let code = format!("{}-KQ({number})", case.dossier.shown_code());
            store::dossier::insert_result(&mut work.set, self.id, number, code, file);
        }
        if let Some(next) = next {
            work.enter(&next, None)?;
        }
        work.note("approve", "")?;
        work.tell("decided");
        Ok((work.done(Self::NAME, "dossiers.decided.v1")?, ()))
    }
}

impl Approve {
    fn attached(&self, state: &ApproveState) -> Result<Vec<FileId>> {
        let there: Vec<FileId> =
            state.files.iter().filter(|file| file.source == "result").map(|file| file.id).collect();
        let Some(named) = &self.attached else { return Ok(there) };
        if named.iter().all(|file| there.contains(file)) {
            return Ok(there.into_iter().filter(|file| named.contains(file)).collect());
        }
        Err(Error::invalid_field("results", Message::new("dossiers-error-result-unknown")))
    }

    /// Attaches the files that came with the decision.
    fn attach(&self, state: &ApproveState, work: &mut Work<'_>, cx: &Decide<'_>) -> Result<Vec<FileId>> {
        let Case { dossier, key, .. } = &state.case;
        let place = FilePlace { dossier: self.id, subject: dossier.subject, key, round: 0, files: state.files.len() };
        place.check_room(self.results.len())?;
        let add =
            |file: &NewFile| place.add(&mut work.set, cx, ("result", FileSource::Result), &file.name, &file.stored);
        self.results.iter().map(add).collect()
    }

    /// A required paper that is missing, an unpaid fee, or that the approver prepared it alone stops the decision, unless
    /// a reason is given and audited.
    fn override_of(&self, state: &ApproveState, cx: &Decide<'_>) -> Result<Option<Override<'_>>> {
        let case = &state.case;
        let missing = missing_papers(&case.procedure, &state.answers, &state.files);
        let is_unpaid = case.dossier.payment == PaymentState::Due;
        let is_alone = state.duty == Duty::Exception;
        let stops = if !missing.is_empty() {
            "dossiers-error-papers-missing"
        } else if is_unpaid {
            "dossiers-error-unpaid"
        } else if is_alone {
            "dossiers-error-duties-alone"
        } else {
            return Ok(None);
        };
        if self.override_reason.trim().is_empty() {
            return Err(refuse(stops));
        }
        if !case.has_right(cx.actor, permissions::OVERRIDE) {
            return Err(refuse("dossiers-error-override-right"));
        }
        let why = reason("override_reason", &self.override_reason)?;
        Ok(Some(Override { why, missing, is_unpaid, is_alone }))
    }
}

/// Why it is decided although something lacks, and what that is.
struct Override<'a> {
    why: &'a str,
    /// Codes of the papers that are missing.
    missing: Vec<String>,
    is_unpaid: bool,
    /// Whether the approver prepared it too.
    is_alone: bool,
}
