//! What becomes of a piece of open work: back where it came from, to the area of its village, where the rules of the plan
//! send it, or to a person who chooses.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use kernel::{Error, Kind, Result};
use organisation::reform::{Resolved, Target};
use organisation::{Directory, Level, QueueId, Role, Snapshot, UnitId};
use runtime::{Reader, Runtime};
use serde_json::{Map, Value};

use super::queues_of;
use crate::applicant::Applicant;
use crate::model::TaskKind;
use crate::store;
use crate::store::moves::{self, Found};

/// Answers whose name ends so say where something is.
const PLACES: [&str; 2] = ["address", "village"];

/// What becomes of a piece of work.
#[derive(Clone, Copy, Debug)]
pub(super) enum Fate {
    /// It goes to a queue.
    Move { queue: QueueId, continuing: Continuing },
    /// A person chooses.
    Ask,
    /// It stays where it is.
    Keep,
}

/// Who continues the dossier of work that is moved (fact 8.12).
#[derive(Clone, Copy, Debug)]
pub(super) enum Continuing {
    /// Whoever did before.
    Stays,
    /// A unit.
    By(UnitId),
    /// The agency that decides goes on itself.
    Nobody,
}

/// Where work goes, by the rules of a plan, in the directory afterwards.
pub(super) struct Mover<'a> {
    pub(super) resolved: &'a Resolved,
    pub(super) after: Arc<Snapshot>,
    /// The queues of areas that are abolished or divided, each with the unit that had it and its desk.
    queues: HashMap<QueueId, (UnitId, Role)>,
    /// Units of areas that give up villages and go on.
    parted: HashSet<UnitId>,
}

/// The areas that give up villages and go on, with their agencies.
pub(super) fn divided_units(resolved: &Resolved) -> Vec<UnitId> {
    let goes_on = resolved.divided().into_iter().filter(|area| !resolved.abolished.contains(area));
    let with_agencies = goes_on.flat_map(move |area| {
        let below = resolved.before.children(area).iter().copied();
        let agencies = below.filter(move |unit| resolved.before.area_of(*unit) == area);
        std::iter::once(area).chain(agencies)
    });
    with_agencies.collect()
}

impl<'a> Mover<'a> {
    pub(super) fn of(runtime: &Runtime, resolved: &'a Resolved) -> Result<Self> {
        let after = runtime.services().get::<Directory>()?.on(runtime.now().max(resolved.at));
        let parted: HashSet<UnitId> = divided_units(resolved).into_iter().collect();
        // A unit that came back since then has its work again.
        let gone = resolved.abolished.iter().copied().filter(|unit| !after.is_open(*unit));
        // What hangs on the queue of a unit that comes back is its own again without a move.
        let returned = resolved.returned_queues();
        let queues = queues_of(resolved, gone.chain(parted.iter().copied())).into_iter();
        let queues = queues.filter(|(queue, ..)| !returned.contains_key(queue));
        let queues = queues.map(|(queue, unit, role)| (queue, (unit, role))).collect();
        Ok(Self { resolved, after, queues, parted })
    }

    /// The queues of abolished units.
    pub(super) fn abolished(&self) -> Vec<QueueId> {
        self.queues_where(|unit| !self.parted.contains(&unit))
    }

    /// The queues of areas that are divided and go on.
    pub(super) fn divided(&self) -> Vec<QueueId> {
        self.queues_where(|unit| self.parted.contains(&unit))
    }

    fn queues_where(&self, is_meant: impl Fn(UnitId) -> bool) -> Vec<QueueId> {
        let mut found: Vec<QueueId> =
            self.queues.iter().filter(|(_, (unit, _))| is_meant(*unit)).map(|(queue, _)| *queue).collect();
        found.sort_unstable();
        found
    }

    /// The unit that had a queue before.
    pub(super) fn unit_of(&self, queue: QueueId) -> Option<UnitId> {
        self.queues.get(&queue).map(|(unit, _)| *unit)
    }

    /// What becomes of work on one of these queues.
    pub(super) async fn fate(&self, reader: &Reader<'_>, found: &Found) -> Result<Fate> {
        let Some(was) = self.unit_of(found.task.queue) else { return Ok(Fate::Keep) };
        if found.continuing.is_some() && self.resolved.returned(found.competent).is_some() {
            return self.back(found, was);
        }
        let area = self.resolved.before.area_of(was);
        if !self.resolved.divided().contains(&area) {
            return self.by_rule(found);
        }
        let addresses = addresses(reader, found).await?;
        match self.resolved.area_of_village(area, &addresses) {
            Some(to) if to == area => Ok(Fate::Keep),
            Some(to) => self.to(found, to),
            None if !self.parted.contains(&was) => self.by_rule(found),
            None => {
                let is_decided = moves::is_decided(reader, self.resolved.id, found.task.dossier).await?;
                Ok(if is_decided { Fate::Keep } else { Fate::Ask })
            }
        }
    }

    /// Work that the plan which is taken back had moved goes to the queue it came from.
    pub(super) fn returned(&self, found: &Found, from: QueueId) -> Fate {
        let is_again = found.task.kind == TaskKind::Step && self.after.is_open(found.competent);
        let continuing = if is_again { Continuing::Nobody } else { Continuing::Stays };
        Fate::Move { queue: from, continuing }
    }

    /// To the agency that decides, which is there again; what was done at another desk of the heir, to that desk in the
    /// area of the agency.
    fn back(&self, found: &Found, was: UnitId) -> Result<Fate> {
        let Some((_, role)) = self.queues.get(&found.task.queue) else { return Ok(Fate::Keep) };
        let is_committee = self.resolved.before.area_of(was) == was;
        let area = self.after.area_of(found.competent);
        let desk = if is_committee { found.competent } else { self.resolved.desk_in(&self.after, was, area) };
        Ok(Fate::Move { queue: self.after.queue(desk, *role)?, continuing: Continuing::Nobody })
    }

    fn by_rule(&self, found: &Found) -> Result<Fate> {
        match self.resolved.target(&found.procedure) {
            Target::Receiver => Ok(Fate::Keep),
            Target::Unit(code) => match self.after.by_code(code) {
                Some(unit) => self.to(found, unit.id),
                None => Ok(Fate::Ask),
            },
            Target::Area => {
                let commune = self.resolved.before.area_at(Level::Commune, found.receiving);
                match commune.map(|commune| self.after.heir(commune)).filter(|heir| self.after.is_open(*heir)) {
                    Some(heir) => self.to(found, heir),
                    None => Ok(Fate::Ask),
                }
            }
        }
    }

    /// Where a person sends it, which may be where it is.
    pub(super) fn chosen(&self, found: &Found, unit: UnitId) -> Result<Fate> {
        match self.to(found, unit)? {
            Fate::Move { queue, .. } if queue == found.task.queue => Ok(Fate::Keep),
            fate => Ok(fate),
        }
    }

    /// To the desk of `unit` that does what the one before did.
    fn to(&self, found: &Found, unit: UnitId) -> Result<Fate> {
        let Some((was, role)) = self.queues.get(&found.task.queue) else { return Ok(Fate::Keep) };
        let desk = self.resolved.desk_in(&self.after, *was, unit);
        // The committee that decides goes on elsewhere; who was only asked for an opinion decides nothing.
        let has_gone = self.resolved.abolished.contains(&found.competent) || self.parted.contains(&found.competent);
        let continues = found.task.kind == TaskKind::Step && has_gone;
        let continuing = if continues { Continuing::By(unit) } else { Continuing::Stays };
        Ok(Fate::Move { queue: self.after.queue(desk, *role)?, continuing })
    }
}

/// The addresses of a dossier as written: the applicant's, and where its matter is. None of a dossier that was erased.
async fn addresses(reader: &Reader<'_>, found: &Found) -> Result<Vec<String>> {
    let Some(sealed) = store::dossier::sealed(reader, found.task.dossier).await? else { return Ok(Vec::new()) };
    let key = match reader.subject_key(found.subject).await {
        Ok(key) => key,
        Err(error) if error.kind() == Kind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let applicant = Applicant::from_json(&key.open("dossier.person", &sealed.person)?)?;
    let answers = key.open("dossier.answers", &sealed.answers)?;
    let answers: Map<String, Value> = serde_json::from_str(&answers).map_err(|e| Error::internal(e).personal())?;
    let is_place = |name: &str| PLACES.iter().any(|end| name.ends_with(end));
    let places = answers.iter().filter(|(name, _)| is_place(name)).filter_map(|(_, value)| value.as_str());
    Ok(std::iter::once(applicant.address).chain(places.map(str::to_owned)).collect())
}
