//! What is done with a plan: it is scheduled, written step by step, taken back.

use kernel::id::Uuid;
use kernel::time::MINUTE;
use kernel::{Error, FieldError, Message, Result, Timestamp};
use runtime::{Actor, ActorKind, Command, Decide, Reader};
use serde_json::json;
use store::WriteSet;

use super::plan::Problem;
use super::steps::Change;
use super::store as tables;
use super::{Checked, Reform, State, check_at};
use crate::REFORM;
use crate::model::UnitId;
use crate::store::bump_edition;

/// A plan is scheduled, and may be taken back, so long before its day at least.
pub(super) const AHEAD: i64 = 10 * MINUTE;

/// A plan is to be written with its day.
pub(super) struct SchedulePlan {
    pub(super) id: Uuid,
    pub(super) text: String,
}

/// What scheduling needs to know.
pub(super) struct Scheduling {
    checked: Checked,
    pending: Option<Reform>,
    province: Uuid,
}

/// The plan that keeps another from being scheduled: one that is being written or taken back, or waits for its day.
pub(super) fn pending(plans: Vec<Reform>, now: Timestamp) -> Option<Reform> {
    plans.into_iter().find(|plan| match plan.state {
        State::Writing | State::Undoing => true,
        State::Written => plan.at > now,
        State::Undone => false,
    })
}

/// Problems as errors of a form, each with its line.
pub(super) fn as_error(problems: &[Problem]) -> Error {
    let field = |problem: &Problem| FieldError {
        field: format!("line-{}", problem.line).into(),
        message: problem.message.clone(),
    };
    Error::invalid(problems.iter().map(field).collect())
}

impl Command for SchedulePlan {
    const NAME: &'static str = "organisation.reform_schedule";
    type State = Scheduling;
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        actor.require(REFORM)
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Scheduling> {
        let directory = reader.service::<crate::Directory>()?;
        let checked = check_at(&directory, &self.text, reader.now);
        let province = directory.on(reader.now).province().map_or(Uuid::nil(), UnitId::uuid);
        Ok(Scheduling { checked, pending: pending(tables::plans(reader).await?, reader.now), province })
    }

    fn decide(&self, state: &Scheduling, cx: &Decide<'_>) -> Result<(WriteSet, ())> {
        let resolved = match &state.checked {
            Checked::Good(resolved) => resolved,
            Checked::Bad(problems) => return Err(as_error(problems)),
        };
        if let Some(other) = &state.pending {
            let message = Message::new("organisation-reform-other-pending").arg("title", other.title.as_str());
            return Err(Error::invalid_field("plan", message));
        }
        let plan = Reform {
            id: self.id,
            title: resolved.title.clone(),
            basis: resolved.basis.clone(),
            at: resolved.at,
            state: State::Writing,
            text: self.text.clone(),
            made_at: cx.now,
            version: 1,
        };
        let mut set = cx.write(state.province);
        tables::insert_plan(&mut set, &plan, cx.actor.account);
        let payload = json!({
            "effective": plan.at.rfc3339(),
            "begin": resolved.beginning(),
            "end": resolved.ending(),
        });
        set.audit(cx.audit(Self::NAME, "reform", self.id, &payload));
        Ok((set, ()))
    }
}

/// A plan is to be taken back before its day.
pub(super) struct UndoPlan {
    pub(super) id: Uuid,
}

impl Command for UndoPlan {
    const NAME: &'static str = "organisation.reform_undo";
    type State = Reform;
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        actor.require(REFORM)
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Reform> {
        tables::plan(reader, self.id).await
    }

    fn decide(&self, plan: &Reform, cx: &Decide<'_>) -> Result<(WriteSet, ())> {
        if matches!(plan.state, State::Undoing | State::Undone) {
            return Err(Error::conflict("organisation-reform-undone-already"));
        }
        if plan.at < cx.now.plus(AHEAD) {
            return Err(Error::conflict("organisation-reform-too-late-to-undo"));
        }
        let mut set = cx.write(cx.actor.unit.unwrap_or_default());
        tables::set_state(&mut set, self.id, plan.state, State::Undoing);
        set.audit(cx.audit(Self::NAME, "reform", self.id, &json!({ "from": plan.state.code() })));
        Ok((set, ()))
    }
}

/// Whether a step may still be done: the state of its plan, and whether it was done already.
pub(super) struct StepState {
    state: State,
    is_written: bool,
}

async fn step_state(reader: &Reader<'_>, id: Uuid, no: i64) -> Result<StepState> {
    let state = tables::plan(reader, id).await?.state;
    Ok(StepState { state, is_written: tables::steps(reader, id).await?.contains(&no) })
}

fn only_the_house(actor: &Actor) -> Result<()> {
    if actor.kind == ActorKind::System { Ok(()) } else { Err(Error::forbidden()) }
}

/// Changes that are written or taken back together.
pub(super) struct Step {
    pub(super) plan: Uuid,
    pub(super) no: i64,
    pub(super) at: Timestamp,
    pub(super) province: Uuid,
    pub(super) changes: Vec<Change>,
}

impl Step {
    fn payload(&self) -> serde_json::Value {
        let units: Vec<Uuid> = self.changes.iter().map(|change| change.unit().uuid()).collect();
        json!({ "step": self.no, "units": units })
    }
}

/// Writes a step.
pub(super) struct WriteStep(pub(super) Step);

impl Command for WriteStep {
    const NAME: &'static str = "organisation.reform_write";
    type State = StepState;
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        only_the_house(actor)
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<StepState> {
        step_state(reader, self.0.plan, self.0.no).await
    }

    fn decide(&self, found: &StepState, cx: &Decide<'_>) -> Result<(WriteSet, ())> {
        if found.is_written || found.state != State::Writing {
            return Err(Error::conflict("organisation-reform-step-done"));
        }
        let mut set = cx.write(self.0.province);
        // The row of the plan is touched so that nobody takes it back at the same time.
        tables::set_state(&mut set, self.0.plan, State::Writing, State::Writing);
        tables::insert_step(&mut set, self.0.plan, self.0.no);
        for change in &self.0.changes {
            change.write(&mut set, self.0.at, cx.now);
        }
        bump_edition(&mut set);
        set.audit(cx.audit(Self::NAME, "reform", self.0.plan, &self.0.payload()));
        Ok((set, ()))
    }
}

/// Takes a step back.
pub(super) struct TakeBackStep(pub(super) Step);

impl Command for TakeBackStep {
    const NAME: &'static str = "organisation.reform_take_back";
    type State = StepState;
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        only_the_house(actor)
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<StepState> {
        step_state(reader, self.0.plan, self.0.no).await
    }

    fn decide(&self, found: &StepState, cx: &Decide<'_>) -> Result<(WriteSet, ())> {
        if !found.is_written || found.state != State::Undoing {
            return Err(Error::conflict("organisation-reform-step-done"));
        }
        let mut set = cx.write(self.0.province);
        tables::set_state(&mut set, self.0.plan, State::Undoing, State::Undoing);
        tables::delete_step(&mut set, self.0.plan, self.0.no);
        for change in self.0.changes.iter().rev() {
            change.take_back(&mut set, self.0.at);
        }
        bump_edition(&mut set);
        set.audit(cx.audit(Self::NAME, "reform", self.0.plan, &self.0.payload()));
        Ok((set, ()))
    }
}

/// All of a plan is written, or taken back.
pub(super) struct EndPlan {
    pub(super) id: Uuid,
    pub(super) from: State,
    pub(super) to: State,
}

impl Command for EndPlan {
    const NAME: &'static str = "organisation.reform_end";
    type State = Reform;
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        only_the_house(actor)
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Reform> {
        tables::plan(reader, self.id).await
    }

    fn decide(&self, plan: &Reform, cx: &Decide<'_>) -> Result<(WriteSet, ())> {
        if plan.state != self.from {
            return Err(Error::conflict("organisation-reform-step-done"));
        }
        let mut set = cx.write(Uuid::nil());
        tables::set_state(&mut set, self.id, self.from, self.to);
        set.audit(cx.audit(Self::NAME, "reform", self.id, &json!({ "to": self.to.code() })));
        Ok((set, ()))
    }
}
