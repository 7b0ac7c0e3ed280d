//! Opinions of other units, each with its own limit inside the whole (F15).

use ::store::WriteSet;
use calendar::{Amount, Limit, LimitUnit};
use kernel::{Error, Message, Result, both};
use organisation::UnitId;
use procedures::process::Act;
use runtime::{Actor, Command, Decide, Reader};

use super::{reason, same_version};
use crate::case::Case;
use crate::model::{DossierId, Task, TaskId, TaskKind};
use crate::permissions;
use crate::store;
use crate::work::{Work, refuse};

/// The longest limit of an opinion in working days.
const MOST_DAYS: i64 = 60;

/// Asks another unit for an opinion.
pub struct AskOpinion {
    /// The dossier.
    pub id: DossierId,
    /// The version that the officer saw.
    pub version: i64,
    /// Who is asked.
    pub unit: UnitId,
    /// Working days to answer.
    pub days: i64,
    /// The question.
    pub question: String,
}

impl AskOpinion {
    fn check_unit(&self, case: &Case, task: &Task) -> Result<()> {
        if case.units.unit(self.unit).is_err() || case.unit_of(task)? == self.unit {
            return Err(Error::invalid_field("unit", Message::new("dossiers-error-opinion-unit")));
        }
        Ok(())
    }

    fn check_days(&self) -> Result<()> {
        if (1..=MOST_DAYS).contains(&self.days) {
            return Ok(());
        }
        Err(Error::invalid_field("days", Message::new("dossiers-error-days").arg("most", MOST_DAYS)))
    }
}

impl Command for AskOpinion {
    const NAME: &'static str = "dossiers.ask-opinion";
    type State = Case;
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        actor.require(permissions::HANDLE)
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Self::State> {
        Case::load(reader, self.id).await
    }

    fn decide(&self, case: &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, Self::Outcome)> {
        same_version(self.version, case.dossier.version)?;
        let task = case.require_step(cx.actor, &[Act::RequestOpinion])?;
        let asked = both(self.check_unit(case, task), self.check_days());
        let (_, question) = both(asked, reason("question", &self.question))?;
        let is_asked =
            |open: &Task| open.kind == TaskKind::Opinion && case.unit_of(open).is_ok_and(|unit| unit == self.unit);
        if case.tasks.iter().any(is_asked) {
            return Err(refuse("dossiers-error-opinion-asked"));
        }
        if case.dossier.state.is_paused() {
            return Err(refuse("dossiers-error-paused"));
        }
        let mut work = Work::on(case, cx);
        work.allowed(Act::RequestOpinion)?;
        work.start_if_accepted()?;
        let limit = Limit::of(Amount::whole(self.days).map_err(Error::internal)?, LimitUnit::WorkingDays);
        work.ask_opinion("extra", self.unit, true, Some(&limit), question)?;
        work.note("ask-opinion", question)?;
        Ok((work.done(Self::NAME, "dossiers.opinion-asked.v1")?, ()))
    }
}

/// Gives an opinion that was asked of the actor's unit.
pub struct GiveOpinion {
    /// The dossier.
    pub id: DossierId,
    /// The task of the asked unit.
    pub task: TaskId,
    /// `agree`, `disagree` or `other`.
    pub verdict: String,
    /// The opinion.
    pub answer: String,
}

impl GiveOpinion {
    fn check_verdict(&self) -> Result<()> {
        if matches!(self.verdict.as_str(), "agree" | "disagree" | "other") {
            return Ok(());
        }
        Err(Error::invalid_field("verdict", Message::new("dossiers-error-verdict")))
    }
}

impl Command for GiveOpinion {
    const NAME: &'static str = "dossiers.give-opinion";
    type State = Case;
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        actor.require(permissions::HANDLE)
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Self::State> {
        Case::load(reader, self.id).await
    }

    fn decide(&self, case: &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, Self::Outcome)> {
        let task = case.task(self.task)?;
        if task.kind != TaskKind::Opinion {
            return Err(Error::not_found());
        }
        if !cx.actor.can_in(permissions::HANDLE, case.unit_of(task)?.uuid()) {
            return Err(Error::forbidden());
        }
        let ((), answer) = both(self.check_verdict(), reason("answer", &self.answer))?;
        let mut work = Work::on(case, cx);
        let sealed = case.key.seal("opinion.answer", answer, cx.rng)?;
        store::task::answer_opinion(&mut work.set, self.id, self.task, cx.actor.account, &self.verdict, sealed);
        // An answer that comes while the applicant is awaited is judged by the limit as it has moved so far.
        work.settle_clock(self.task)?;
        work.close_task(self.task);
        work.note("give-opinion", answer)?;
        Ok((work.done(Self::NAME, "dossiers.opinion-given.v1")?, ()))
    }
}
