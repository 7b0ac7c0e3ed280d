//! A plan that was checked against the directory: what begins, what ends, and who has what afterwards.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use kernel::Timestamp;
use kernel::id::Uuid;
use serde::Serialize;

use super::plan::{Plan, Target};
use super::split::{self, Split};
use crate::model::{Level, QueueId, Succession, Unit, UnitId};
use crate::snapshot::Snapshot;

/// A unit that begins; the ids of its queues follow from `key`.
#[derive(Clone, Debug)]
pub(crate) struct Begin {
    pub(crate) key: String,
    pub(crate) unit: Unit,
}

/// A new version of a unit that goes on.
#[derive(Clone, Debug)]
pub(crate) struct Renewal {
    /// Name of its agency before.
    pub(crate) was: String,
    pub(crate) unit: Unit,
}

/// Where open work of abolished units goes, by procedure.
#[derive(Debug)]
pub(crate) struct Rules {
    by_procedure: HashMap<String, Target>,
    otherwise: Target,
    shown: Vec<OutlineRule>,
}

impl Rules {
    pub(super) fn of(plan: &Plan) -> Self {
        let named = || plan.rules.iter().filter_map(|rule| rule.to.as_ref().map(|to| (rule, to)));
        let shown = |procedure: &str, to: &Target, mark: &str| OutlineRule {
            procedure: procedure.to_owned(),
            to: to.text().to_owned(),
            mark: mark.to_owned(),
        };
        let others = shown("", &plan.otherwise, &plan.mark);
        Self {
            by_procedure: named().map(|(rule, to)| (rule.code.clone(), to.clone())).collect(),
            otherwise: plan.otherwise.clone(),
            shown: named().map(|(rule, to)| shown(&rule.code, to, &rule.mark)).chain([others]).collect(),
        }
    }
}

/// The levels that decide a procedure from the plan's day on; dossiers that run keep the version they began with.
#[derive(Clone, Debug)]
pub struct LevelChange {
    /// Line of the file, from 1.
    pub line: usize,
    /// Code of the procedure.
    pub procedure: String,
    /// The levels; empty for those before the plan that this one takes back.
    pub levels: Vec<Level>,
    /// Code of the process; none for the usual one of the levels.
    pub process: Option<String>,
    /// `[UNVERIFIED]` and the like.
    pub mark: String,
}

/// A plan and what it means for the directory right before its day.
#[derive(Debug)]
pub struct Resolved {
    /// Id of the plan; nil while it is only looked at.
    pub id: Uuid,
    /// Its title.
    pub title: String,
    /// Its legal basis as written.
    pub basis: String,
    /// From when it holds: 00:00 of its day, which is 24:00 of the day before (fact 8.16).
    pub at: Timestamp,
    /// Line of the file that names the day, for what concerns the whole plan.
    pub line: usize,
    /// The lines that name areas which begin, come back or end.
    pub(crate) lines: HashMap<UnitId, usize>,
    /// The plan that this one takes back.
    pub reverses: Option<Uuid>,
    /// Units that ended and come back as they were, by id.
    pub returns: Vec<Unit>,
    /// Villages that go over or stay, by area.
    pub splits: Vec<Split>,
    /// Procedures that other levels decide from then on.
    pub levels: Vec<LevelChange>,
    /// Every unit that ends, and the unit that serves its queues and has its officers from then on.
    pub turns: BTreeMap<UnitId, UnitId>,
    /// Those of them that nobody continues whole: their open work is moved by the rules of the plan.
    pub abolished: BTreeSet<UnitId>,
    /// The directory right before.
    pub before: Arc<Snapshot>,
    pub(crate) begins: Vec<Begin>,
    pub(crate) renews: Vec<Renewal>,
    pub(crate) successions: Vec<Succession>,
    pub(crate) aliases: Vec<(String, UnitId, String)>,
    pub(crate) rules: Rules,
}

impl Resolved {
    /// Where open work of a procedure goes that hangs on an abolished unit.
    pub fn target(&self, procedure: &str) -> &Target {
        self.rules.by_procedure.get(procedure).unwrap_or(&self.rules.otherwise)
    }

    /// The unit as it comes back, if it does.
    pub fn returned(&self, id: UnitId) -> Option<&Unit> {
        self.returns.iter().find(|unit| unit.id == id)
    }

    /// The queues that units which come back serve from then on: their own, and those of units that went on whole in
    /// them.
    pub fn returned_queues(&self) -> BTreeMap<QueueId, UnitId> {
        let back: BTreeSet<UnitId> = self.returns.iter().map(|unit| unit.id).collect();
        let to = |unit: UnitId| self.before.heirs(unit).into_iter().find(|heir| back.contains(heir));
        self.before.made().filter_map(|(unit, queue)| to(unit).map(|to| (queue, to))).collect()
    }

    /// The areas that give up villages.
    pub fn divided(&self) -> BTreeSet<UnitId> {
        self.splits.iter().map(|split| split.from).collect()
    }

    /// The area to which addresses belong after the split of an area; none when they do not say.
    pub fn area_of_village(&self, from: UnitId, addresses: &[String]) -> Option<UnitId> {
        split::area_of(&self.splits, from, addresses)
    }

    /// The desk, in the directory afterwards, that does in `area` what an abolished unit did.
    pub fn desk_in(&self, after: &Snapshot, was: UnitId, area: UnitId) -> UnitId {
        let Ok(old) = self.before.unit(was) else { return area };
        if old.kind.is_area() {
            return area;
        }
        let below = after.children(area).iter().filter_map(|id| after.unit(*id).ok());
        let candidates: Vec<&Unit> = below.filter(|unit| !unit.kind.is_area()).collect();
        super::make::same_desk(old, &candidates).map_or(area, |unit| unit.id)
    }

    /// The areas of a level that an abolished unit could hand its work to, by name: for a person who decides.
    pub fn choices(after: &Snapshot) -> Vec<(UnitId, String)> {
        let lowest = after.areas(Level::Commune).into_iter().map(|unit| (unit.id, unit.agency_name.clone()));
        let agencies = after.province().into_iter().flat_map(|province| after.children(province).iter());
        let departments = agencies.filter_map(|id| after.unit(*id).ok()).filter(|unit| !unit.kind.is_area());
        lowest.chain(departments.map(|unit| (unit.id, unit.agency_name.clone()))).collect()
    }

    /// The plan in a form that is shown.
    pub fn outline(&self) -> Outline {
        let code_and_name = |id: &UnitId| {
            self.before.unit(*id).map_or_else(|_| String::new(), |unit| format!("{} {}", unit.code, unit.name))
        };
        let from = |heir: UnitId| -> Vec<String> {
            let whole = self.successions.iter().filter(|one| one.is_whole && one.to == heir && self.was_area(one.from));
            whole.map(|one| code_and_name(&one.from)).collect()
        };
        let begin = self.begins.iter().map(|begin| &begin.unit).filter(|unit| unit.kind.is_area());
        let gone = self.abolished.iter().filter(|id| self.was_area(**id));
        let back = self.returns.iter().filter(|unit| unit.kind.is_area());
        Outline {
            title: self.title.clone(),
            basis: self.basis.clone(),
            effective: self.at.rfc3339(),
            begin: begin
                .map(|unit| OutlineUnit { code: unit.code.clone(), name: unit.name.clone(), from: from(unit.id) })
                .collect(),
            change: self
                .renews
                .iter()
                .map(|renewal| OutlineChange { was: renewal.was.clone(), name: renewal.unit.agency_name.clone() })
                .collect(),
            abolish: gone
                .map(|id| OutlineChange {
                    was: code_and_name(id),
                    name: self.turns.get(id).map_or_else(String::new, |to| self.name_after(*to)),
                })
                .collect(),
            work: self.rules.shown.clone(),
            back: back
                .map(|unit| OutlineUnit { code: unit.code.clone(), name: unit.name.clone(), from: from(unit.id) })
                .collect(),
            splits: self.outline_parts(),
            levels: self.outline_levels(),
            takes_back: self.reverses.is_some(),
        }
    }

    fn outline_parts(&self) -> Vec<OutlinePart> {
        let part = |split: &Split| OutlinePart {
            from: self.before.name(split.from).to_owned(),
            to: self.name_after(split.to),
            villages: split.villages.clone(),
        };
        self.splits.iter().map(part).collect()
    }

    fn outline_levels(&self) -> Vec<OutlineLevel> {
        let level = |change: &LevelChange| OutlineLevel {
            procedure: change.procedure.clone(),
            levels: change.levels.iter().map(|level| level.label()).collect(),
            mark: change.mark.clone(),
        };
        self.levels.iter().map(level).collect()
    }

    fn was_area(&self, id: UnitId) -> bool {
        self.before.unit(id).is_ok_and(|unit| unit.kind.is_area())
    }

    /// The line of the file that names an area, else that of the day.
    pub fn line_of(&self, unit: UnitId) -> usize {
        self.lines.get(&unit).copied().unwrap_or(self.line)
    }

    /// The area of a unit afterwards.
    pub fn area_after(&self, id: UnitId) -> UnitId {
        let begun = self.begins.iter().map(|begin| &begin.unit).find(|unit| unit.id == id);
        match begun.or_else(|| self.returned(id)) {
            Some(unit) if unit.kind.is_area() => id,
            Some(unit) => unit.parent.unwrap_or(id),
            None => self.before.area_of(id),
        }
    }

    /// Whether a unit exists afterwards.
    pub fn is_open_after(&self, id: UnitId) -> bool {
        let begins = self.begins.iter().any(|begin| begin.unit.id == id);
        begins || self.returned(id).is_some() || (self.before.is_open(id) && !self.turns.contains_key(&id))
    }

    /// Units of which a queue would have nobody who serves it.
    pub(super) fn unserved(&self) -> BTreeSet<UnitId> {
        let returned = self.returned_queues();
        let open: HashSet<UnitId> = self.begins.iter().map(|begin| begin.unit.id).collect();
        let is_open = |unit: UnitId| open.contains(&unit) || self.is_open_after(unit);
        let server = |queue: QueueId| {
            let turned = self.before.unit_of_queue(queue).map(|unit| self.turns.get(&unit).copied().unwrap_or(unit));
            returned.get(&queue).copied().or(turned)
        };
        let exists = |unit: UnitId| self.before.unit(unit).is_ok_and(|unit| unit.valid_from < self.at.0);
        let made = self.before.made().filter(|(unit, queue)| exists(*unit) && !server(*queue).is_some_and(is_open));
        made.map(|(unit, _)| unit).collect()
    }

    /// Name of the agency of a unit afterwards.
    pub fn name_after(&self, id: UnitId) -> String {
        let begun = self.begins.iter().find(|begin| begin.unit.id == id).map(|begin| begin.unit.agency_name.as_str());
        begun.unwrap_or_else(|| self.before.name(id)).to_owned()
    }

    /// The areas that begin or come back.
    pub fn beginning_areas(&self) -> Vec<UnitId> {
        let begun = self.begins.iter().map(|begin| &begin.unit).chain(&self.returns);
        begun.filter(|unit| unit.kind.is_area()).map(|unit| unit.id).collect()
    }

    /// How many units end, agencies too.
    pub fn ending(&self) -> usize {
        self.turns.len()
    }

    /// How many units begin, agencies too.
    pub fn beginning(&self) -> usize {
        self.begins.len()
    }
}

/// A plan in a form that is shown.
#[derive(Clone, Debug, Serialize)]
pub struct Outline {
    /// Title.
    pub title: String,
    /// Legal basis.
    pub basis: String,
    /// From when, as RFC 3339.
    pub effective: String,
    /// Areas that begin.
    pub begin: Vec<OutlineUnit>,
    /// Units that go on under another name or in another place.
    pub change: Vec<OutlineChange>,
    /// Areas that are gone, and who has their work.
    pub abolish: Vec<OutlineChange>,
    /// Where open work of what is gone is moved.
    pub work: Vec<OutlineRule>,
    /// Areas that ended and come back.
    pub back: Vec<OutlineUnit>,
    /// Villages that go over or stay.
    pub splits: Vec<OutlinePart>,
    /// Procedures that other levels decide.
    pub levels: Vec<OutlineLevel>,
    /// Whether it takes back a plan that holds; what cannot be undone exactly is then said.
    pub takes_back: bool,
}

/// Villages that go over to an area, or stay.
#[derive(Clone, Debug, Serialize)]
pub struct OutlinePart {
    /// Name of the area that had them.
    pub from: String,
    /// Name of the area that has them.
    pub to: String,
    /// Their names.
    pub villages: Vec<String>,
}

/// A procedure that other levels decide.
#[derive(Clone, Debug, Serialize)]
pub struct OutlineLevel {
    /// Its code.
    pub procedure: String,
    /// Messages that name the levels; none for those before the plan that is taken back.
    pub levels: Vec<&'static str>,
    /// Mark of the row.
    pub mark: String,
}

/// An area that begins.
#[derive(Clone, Debug, Serialize)]
pub struct OutlineUnit {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Code and name of the units that go on in it.
    pub from: Vec<String>,
}

/// What was, and what is.
#[derive(Clone, Debug, Serialize)]
pub struct OutlineChange {
    /// Before.
    pub was: String,
    /// Afterwards.
    pub name: String,
}

/// Where open work of a procedure is moved.
#[derive(Clone, Debug, Serialize)]
pub struct OutlineRule {
    /// Code of the procedure; empty for all others.
    pub procedure: String,
    /// `area`, `receiver` or the code of a unit.
    pub to: String,
    /// Mark of the rule.
    pub mark: String,
}
