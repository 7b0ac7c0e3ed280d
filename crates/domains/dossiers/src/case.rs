//! A case: a dossier with all that its rules need to know, read inside the actor's scope.

use std::sync::Arc;

use ::store::vault::SubjectKey;
use access::Scope;
use calendar::{Calendar, Calendars, Limit};
use kernel::{Error, Kind, Result, Timestamp};
use organisation::{Directory, Role, Snapshot, UnitId};
use procedures::process::Act;
use procedures::{Answers, Catalogue, ProcedureVersion};
use runtime::{Actor, ActorKind, Permission, Reader, Under};
use uuid::Uuid;

use crate::model::{Dossier, DossierId, Duty, Opinion, Rules, Task, TaskKind};
use crate::permissions;
use crate::store;

/// A dossier and its surroundings.
pub struct Case {
    /// The record.
    pub dossier: Dossier,
    /// Open work.
    pub tasks: Vec<Task>,
    /// Opinions asked so far.
    pub opinions: Vec<Opinion>,
    /// The version of the procedure it runs under.
    pub procedure: Arc<ProcedureVersion>,
    /// The units.
    pub units: Arc<Snapshot>,
    /// The calendars.
    pub calendars: Arc<Calendars>,
    /// Rules that are data.
    pub rules: Arc<Rules>,
    /// Key of the personal values.
    pub key: SubjectKey,
    /// Until when the actor reads it by break-glass, without a right to it; none for whoever has one.
    pub glass: Option<Timestamp>,
}

/// The services that every command needs.
pub(crate) struct Surroundings {
    pub(crate) units: Arc<Snapshot>,
    pub(crate) calendars: Arc<Calendars>,
    pub(crate) rules: Arc<Rules>,
}

impl Surroundings {
    pub(crate) fn of(reader: &Reader<'_>) -> Result<Self> {
        Ok(Self {
            units: reader.service::<Directory>()?.on(reader.now),
            calendars: reader.service::<Calendars>()?,
            rules: reader.service::<Rules>()?,
        })
    }

    /// The calendar by which a unit works.
    pub(crate) fn calendar(&self, unit: UnitId) -> Result<&Calendar> {
        calendar_of(&self.calendars, &self.units, unit)
    }
}

pub(crate) fn calendar_of<'a>(calendars: &'a Calendars, units: &Snapshot, unit: UnitId) -> Result<&'a Calendar> {
    let code = units.unit(unit).map_or("administrative", |unit| unit.calendar.as_str());
    calendars.get(code).ok_or_else(|| Error::internal(format!("there is no calendar {code}")))
}

impl Case {
    /// Loads a dossier that the actor may know of; anything else is not found.
    pub async fn load(reader: &Reader<'_>, id: DossierId) -> Result<Self> {
        let record = record(reader, id).await?;
        let around = Surroundings::of(reader)?;
        let places = record.places(&around.units);
        if !scope_of(reader.actor)?.admits(record.dossier.account, &places) {
            return Err(Error::not_found());
        }
        Self::of(reader, record, around).await
    }

    /// Loads a dossier to read it, and no more: also one that the actor opened by break-glass, while that lasts.
    pub async fn look(reader: &Reader<'_>, id: DossierId) -> Result<Self> {
        let actor = reader.actor;
        let may_ask = actor.kind == ActorKind::Officer && actor.can(permissions::GLASS);
        match Self::load(reader, id).await {
            Err(error) if error.kind() == Kind::NotFound && may_ask => {
                let Some(until) = store::glass::open_until(reader, actor.account, id).await? else {
                    return Err(error);
                };
                let case = Self::of(reader, record(reader, id).await?, Surroundings::of(reader)?).await?;
                Ok(Self { glass: Some(until), ..case })
            }
            other => other,
        }
    }

    /// Loads a dossier whose code and second factor were proven: the public look-up, which shows no personal values,
    /// and break-glass, which writes down that it is opened.
    pub(crate) async fn proven(reader: &Reader<'_>, id: DossierId) -> Result<Self> {
        Self::of(reader, record(reader, id).await?, Surroundings::of(reader)?).await
    }

    async fn of(reader: &Reader<'_>, record: Record, around: Surroundings) -> Result<Self> {
        let Record { dossier, opinions, tasks } = record;
        let catalogue = reader.service::<Catalogue>()?.current();
        let procedure = catalogue
            .version(dossier.procedure_version)
            .ok_or_else(|| Error::internal(format!("the procedure version {} is gone", dossier.procedure_version)))?;
        let key = reader.subject_key_or_erased(dossier.subject).await?;
        let Surroundings { units, calendars, rules } = around;
        Ok(Self { dossier, tasks, opinions, procedure, units, calendars, rules, key, glass: None })
    }

    /// The calendar of the responsible agency.
    pub fn calendar(&self) -> Result<&Calendar> {
        calendar_of(&self.calendars, &self.units, self.dossier.responsible(&self.units))
    }

    /// The open work of the current step.
    pub fn step_task(&self) -> Option<&Task> {
        self.tasks.iter().find(|task| task.kind == TaskKind::Step)
    }

    /// Whether it was accepted and is still at the desk, which digitises its papers before they go on (fact 2.30).
    pub fn is_held(&self) -> bool {
        let dossier = &self.dossier;
        dossier.received_at.is_some() && dossier.state.is_open() && dossier.step == self.procedure.process.first().code
    }

    /// The open work with this id.
    pub fn task(&self, id: crate::model::TaskId) -> Result<&Task> {
        self.tasks.iter().find(|task| task.id == id).ok_or_else(Error::not_found)
    }

    /// The unit on whose queue a piece of work hangs now.
    pub fn unit_of(&self, task: &Task) -> Result<UnitId> {
        self.units.unit_of_queue(task.queue).ok_or_else(|| Error::internal("a queue that no unit serves"))
    }

    /// Fails unless the actor may do the current step's work in the unit that has it. One of `acts` is to be done: where
    /// the step is somebody else's and knows none of them, it moved on, and that is said instead of a missing right.
    pub fn require_step(&self, actor: &Actor, acts: &[Act]) -> Result<&Task> {
        let task = self.step_task().ok_or_else(|| Error::conflict("dossiers-error-no-open-step"))?;
        let step = self.procedure.process.step(&task.step);
        let role = step.map_or(Role::Handling, |step| step.role);
        if actor.kind == ActorKind::System || actor.can_in(permission_of(role), self.unit_of(task)?.uuid()) {
            return Ok(task);
        }
        let is_of_step = step.is_some_and(|step| acts.iter().any(|act| step.allows(*act)));
        if acts.is_empty() || is_of_step {
            Err(Error::forbidden())
        } else {
            Err(Error::conflict("dossiers-error-not-at-this-step"))
        }
    }

    /// Whether the actor has a right in the unit of the current step, or in the competent agency.
    pub fn has_right(&self, actor: &Actor, permission: Permission) -> bool {
        let at_step = self.step_task().and_then(|task| self.unit_of(task).ok());
        actor.kind == ActorKind::System
            || at_step.is_some_and(|unit| actor.can_in(permission, unit.uuid()))
            || actor.can_in(permission, self.dossier.responsible(&self.units).uuid())
    }

    /// Whether the actor has a right at the desk where the dossier was handed in, wherever its work is now: there the
    /// applicant brings papers and money.
    pub fn is_at_desk(&self, actor: &Actor, permission: Permission) -> bool {
        actor.can_in(permission, desk_of(&self.units, self.dossier.receiving).uuid())
    }

    /// Fails unless the actor has a right at the desk where the dossier was handed in.
    pub fn require_desk(&self, actor: &Actor, permission: Permission) -> Result<()> {
        if self.is_at_desk(actor, permission) { Ok(()) } else { Err(Error::forbidden()) }
    }

    /// The delegation under which the actor works on it; none for rights of their own. What they may do at the current
    /// step tells it, else what they may do at the desk, else that they may read it.
    pub(crate) fn under(&self, actor: &Actor) -> Option<Under> {
        let step = self.step_task().and_then(|task| {
            let role = self.procedure.process.step(&task.step).map_or(Role::Handling, |step| step.role);
            actor.grant(permission_of(role), self.unit_of(task).ok()?.uuid())
        });
        let desk = || actor.grant(permissions::RECEIVE, desk_of(&self.units, self.dossier.receiving).uuid());
        let reads = || actor.grant(permissions::READ, self.dossier.responsible(&self.units).uuid());
        step.or_else(desk).or_else(reads)?.under
    }

    /// How the actor stands to the decision: whoever prepared it does not take it.
    pub(crate) async fn duty(&self, reader: &Reader<'_>) -> Result<Duty> {
        if reader.actor.kind == ActorKind::System {
            return Ok(Duty::Free);
        }
        let mut done = store::history::done_by(reader, self.dossier.id, reader.actor.account).await?;
        // Who prepared it does not let it be approved in their own name either.
        if let Some(under) = self.under(reader.actor) {
            done.extend(store::history::done_by(reader, self.dossier.id, under.giver).await?);
        }
        let unit = self.units.unit(self.dossier.responsible(&self.units))?;
        Ok(self.rules.duties.duty(&done, &unit.code))
    }

    /// Whether an opinion that must be there is still awaited.
    pub(crate) fn awaits_opinion(&self) -> bool {
        self.opinions.iter().any(|opinion| opinion.required && opinion.answered_at.is_none())
    }

    /// Whether the desk has made its one request for a supplement, so that the next one is a leader's.
    pub(crate) fn had_supplement(&self) -> bool {
        self.dossier.supplements >= self.rules.supplements
    }

    /// The answers to the form.
    pub(crate) async fn answers(&self, reader: &Reader<'_>) -> Result<Answers> {
        let sealed = store::dossier::sealed(reader, self.dossier.id).await?.ok_or_else(Error::not_found)?;
        self.open_answers(&sealed.answers)
    }

    /// The limit of the whole dossier, by its answers and the way it was filed (fact 2.52).
    pub(crate) fn limit(&self, answers: &Answers) -> Limit {
        self.procedure.limit_for(answers, self.dossier.channel.filed()).limit
    }

    /// Opens sealed answers of the dossier.
    pub(crate) fn open_answers(&self, sealed: &[u8]) -> Result<Answers> {
        let json = self.key.open("dossier.answers", sealed)?;
        if json.is_empty() {
            return Ok(Answers::new());
        }
        serde_json::from_str(&json).map_err(|e| Error::internal(e).personal())
    }

    /// Fails unless the actor holds the dossier's account.
    pub fn require_holder(&self, actor: &Actor) -> Result<()> {
        let holds = actor.kind == ActorKind::System || self.dossier.account == Some(actor.account);
        if holds { Ok(()) } else { Err(Error::not_found()) }
    }
}

/// The unit that serves the reception of a receiving place now.
pub(crate) fn desk_of(units: &Snapshot, receiving: UnitId) -> UnitId {
    let queue = units.queue(receiving, Role::Reception).ok();
    queue.and_then(|queue| units.unit_of_queue(queue)).unwrap_or(receiving)
}

/// The right that a step of a role asks for.
fn permission_of(role: Role) -> Permission {
    match role {
        Role::Reception => permissions::RECEIVE,
        Role::Handling => permissions::HANDLE,
        Role::Approval => permissions::APPROVE,
    }
}

/// How often a dossier that changes while it is being read is read again.
const READINGS: u32 = 4;

/// The record with its opinions and open work as of one version: every act moves the version on, so when it is the same
/// before and after, nothing changed in between.
async fn record(reader: &Reader<'_>, id: DossierId) -> Result<Record> {
    for _ in 0..READINGS {
        let dossier = store::dossier::find(reader, id).await?.ok_or_else(Error::not_found)?;
        let opinions = store::task::opinions(reader, id).await?.into_iter().map(|row| row.opinion).collect();
        let (tasks, version) = store::task::open_of(reader, id).await?;
        if version.is_none_or(|version| version == dossier.version) {
            return Ok(Record { dossier, opinions, tasks });
        }
    }
    Err(Error::conflict("error-changed"))
}

/// A dossier with its opinions and open work, as of one version.
struct Record {
    dossier: Dossier,
    opinions: Vec<Opinion>,
    tasks: Vec<Task>,
}

impl Record {
    /// Every unit through which the dossier may be known.
    fn places(&self, units: &Snapshot) -> Vec<Uuid> {
        let dossier = &self.dossier;
        let desk = desk_of(units, dossier.receiving);
        let mut places = vec![dossier.receiving, desk, dossier.competent, dossier.responsible(units)];
        places.extend(self.tasks.iter().filter_map(|task| units.unit_of_queue(task.queue)));
        places.extend(self.opinions.iter().map(|opinion| opinion.unit));
        places.into_iter().map(UnitId::uuid).collect()
    }
}

/// What the actor may know of: citizens their own, officers their units'.
pub(crate) fn scope_of(actor: &Actor) -> Result<Scope> {
    let scope = if actor.is_staff() { Scope::units(actor, permissions::READ) } else { Scope::own(actor) };
    scope.map_err(|_| Error::not_found())
}
