//! A plan that was checked against the directory: what begins, what ends, and who has what afterwards.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use kernel::Timestamp;
use kernel::id::Uuid;
use serde::Serialize;

use super::plan::{Plan, Target};
use crate::model::{Level, Succession, Unit, UnitId};
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
        let shown = plan.rules.iter().chain([&plan.otherwise]).map(|rule| OutlineRule {
            procedure: rule.code.clone(),
            to: rule.to.text().to_owned(),
            mark: rule.mark.clone(),
        });
        Self {
            by_procedure: plan.rules.iter().map(|rule| (rule.code.clone(), rule.to.clone())).collect(),
            otherwise: plan.otherwise.to.clone(),
            shown: shown.collect(),
        }
    }
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
        }
    }

    fn was_area(&self, id: UnitId) -> bool {
        self.before.unit(id).is_ok_and(|unit| unit.kind.is_area())
    }

    /// Name of the agency of a unit afterwards.
    fn name_after(&self, id: UnitId) -> String {
        let begun = self.begins.iter().find(|begin| begin.unit.id == id).map(|begin| begin.unit.agency_name.as_str());
        begun.unwrap_or_else(|| self.before.name(id)).to_owned()
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
