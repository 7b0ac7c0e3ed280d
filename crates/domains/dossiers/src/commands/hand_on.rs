//! The desk hands on a dossier that it accepted before its papers were digitised: scanning comes first, then forwarding
//! (fact 2.30).

use ::store::WriteSet;
use kernel::{Error, Result};
use procedures::process::Act;
use runtime::{Actor, Command, Decide, Reader};
use serde_json::json;
use uuid::Uuid;

use super::submit::missing_papers;
use super::{check_officer, is_of_next, reason, require_any, same_version};
use crate::case::Case;
use crate::model::DossierId;
use crate::permissions;
use crate::store;
use crate::work::{Work, refuse};

/// Ends the work of the desk on an accepted dossier; the step after reception begins.
pub struct HandOn {
    /// The dossier.
    pub id: DossierId,
    /// The version that the officer saw.
    pub version: i64,
    /// Why it goes on although a required paper is not digitised; recorded and audited.
    pub override_reason: String,
    /// An officer to whom the next step is given at once.
    pub assignee: Option<Uuid>,
}

/// A case, and the codes of required papers without a file.
pub struct HandOnState {
    case: Case,
    /// Whether the officer who gets the next step works there.
    is_known: bool,
    missing: Vec<String>,
}

impl Command for HandOn {
    const NAME: &'static str = "dossiers.hand-on";
    type State = HandOnState;
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        require_any(actor, &[permissions::RECEIVE, permissions::OVERRIDE])
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Self::State> {
        let case = Case::load(reader, self.id).await?;
        let is_known = is_of_next(reader, &case, &[Act::Accept], self.assignee).await?;
        let answers = case.answers(reader).await?;
        let files = store::file::of(reader, self.id).await?;
        let missing = missing_papers(&case.procedure, &answers, &files);
        Ok(HandOnState { case, is_known, missing })
    }

    fn decide(&self, state: &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, Self::Outcome)> {
        let case = &state.case;
        same_version(self.version, case.dossier.version)?;
        if !case.is_held() {
            return Err(refuse("dossiers-error-not-at-this-step"));
        }
        // Whoever may make an exception need not work at the desk.
        if !case.has_right(cx.actor, permissions::OVERRIDE) {
            case.require_step(cx.actor, &[Act::Accept])?;
        }
        check_officer(state.is_known)?;
        if case.dossier.state.is_paused() {
            return Err(refuse("dossiers-error-paused"));
        }
        let mut work = Work::on(case, cx);
        let next = work.allowed(Act::Accept)?;
        self.check_scans(state, &mut work, cx)?;
        work.close_step();
        let next = next.ok_or_else(|| Error::internal("the process has no step after accepting"))?;
        work.enter(&next, self.assignee)?;
        work.note("hand-on", "")?;
        Ok((work.done(Self::NAME, "dossiers.handed-on.v1")?, ()))
    }
}

impl HandOn {
    /// A required paper that is not digitised keeps the dossier at the desk, unless a reason is given and audited.
    fn check_scans(&self, state: &HandOnState, work: &mut Work<'_>, cx: &Decide<'_>) -> Result<()> {
        if state.missing.is_empty() {
            return Ok(());
        }
        if self.override_reason.trim().is_empty() {
            return Err(refuse("dossiers-error-scans-missing"));
        }
        if !state.case.has_right(cx.actor, permissions::OVERRIDE) {
            return Err(refuse("dossiers-error-override-right"));
        }
        let why = reason("override_reason", &self.override_reason)?;
        work.note("override", why)?;
        let payload = json!({ "missing": state.missing, "step": state.case.dossier.step });
        work.set.audit(cx.audit("dossiers.override", "dossier", self.id.uuid(), &payload));
        Ok(())
    }
}
