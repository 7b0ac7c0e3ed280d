//! The directory at one moment: who is above whom, who serves which queue, who is responsible. Pure look-ups.

use std::collections::{BTreeSet, HashMap, HashSet};

use kernel::{Error, Result, Timestamp, text};

use crate::model::{Level, QueueId, Role, Succession, Unit, UnitId, UnitKind};
use crate::plan::plan;
use crate::store::Rows;

/// More steps upwards than any government has; a circle in the data ends here.
const MAX_HEIGHT: usize = 8;

/// The directory at one moment. Units that do not exist then, no longer or not yet, are found by id, and nowhere else
/// except in `search`.
#[derive(Debug, Default)]
pub struct Snapshot {
    units: HashMap<UnitId, Unit>,
    open: HashSet<UnitId>,
    children: HashMap<UnitId, Vec<UnitId>>,
    areas: HashMap<String, UnitId>,
    codes: HashMap<String, UnitId>,
    served: HashMap<(UnitId, Role), Vec<QueueId>>,
    servers: HashMap<QueueId, UnitId>,
    made: HashMap<(UnitId, Role), QueueId>,
    successors: HashMap<UnitId, Vec<Succession>>,
    /// The units that go on whole in a unit.
    predecessors: HashMap<UnitId, Vec<UnitId>>,
    /// The units right below that have ended.
    ended: HashMap<UnitId, Vec<UnitId>>,
    words: Vec<Words>,
}

/// The words by which a unit is found, in both forms of search.
#[derive(Debug)]
struct Words {
    unit: UnitId,
    exact: String,
    folded: String,
}

impl Snapshot {
    /// The directory at an instant. A unit that begins later is known by its id already, one that has ended still is.
    pub(crate) fn build(rows: &Rows, at: Timestamp) -> Self {
        let mut found = Self::default();
        for version in &rows.versions {
            if version.valid_from <= at.0 || !found.units.contains_key(&version.id) {
                found.units.insert(version.id, version.clone());
            }
        }
        found.open =
            found.units.values().filter(|unit| holds(unit.valid_from, unit.valid_to, at)).map(|unit| unit.id).collect();
        found.add_tree();
        found.add_ended(at);
        found.add_queues(rows, at);
        for succession in rows.successions.iter().filter(|succession| succession.at <= at.0) {
            found.successors.entry(succession.from).or_default().push(succession.clone());
            if succession.is_whole {
                found.predecessors.entry(succession.to).or_default().push(succession.from);
            }
        }
        found.add_words(&rows.aliases);
        found
    }

    /// The directory of the files alone at the instant from which it holds, without queues and without a store: for
    /// tests and measurements.
    pub fn of_data(units_csv: &str, departments_toml: &str, at: Timestamp) -> Result<Self> {
        let versions = plan(units_csv, departments_toml, at)?.units;
        Ok(Self::build(&Rows { versions, ..Rows::default() }, at))
    }

    fn add_tree(&mut self) {
        for unit in self.units.values().filter(|unit| self.open.contains(&unit.id)) {
            if let Some(parent) = unit.parent {
                self.children.entry(parent).or_default().push(unit.id);
            }
            if unit.kind.is_area() {
                self.areas.insert(unit.code.clone(), unit.id);
            }
            self.codes.insert(unit.code.clone(), unit.id);
        }
        let units = &self.units;
        let order = |id: &UnitId| units.get(id).map(|unit| (unit.kind, unit.sort_key.as_slice(), unit.id));
        for children in self.children.values_mut() {
            children.sort_by(|a, b| order(a).cmp(&order(b)));
        }
    }

    fn add_ended(&mut self, at: Timestamp) {
        let has_ended = |unit: &&Unit| unit.valid_to.is_some_and(|end| end <= at.0);
        for unit in self.units.values().filter(has_ended) {
            if let Some(parent) = unit.parent {
                self.ended.entry(parent).or_default().push(unit.id);
            }
        }
        for ended in self.ended.values_mut() {
            ended.sort_unstable();
        }
    }

    fn add_queues(&mut self, rows: &Rows, at: Timestamp) {
        for service in &rows.services {
            self.made.insert((service.made_for, service.role), service.queue);
            if holds(service.valid_from, service.valid_to, at) {
                self.servers.insert(service.queue, service.unit);
                let queues = self.served.entry((service.unit, service.role)).or_default();
                // A unit's own queue stands before those it took over.
                let place = if service.made_for == service.unit { 0 } else { queues.len() };
                queues.insert(place, service.queue);
            }
        }
    }

    fn add_words(&mut self, aliases: &[(String, UnitId)]) {
        let words = |unit: &Unit| {
            let mut text = format!("{} {} {} {}", unit.agency_name, unit.name, unit.code, unit.identifier);
            for (code, _) in aliases.iter().filter(|(_, of)| *of == unit.id) {
                text.push(' ');
                text.push_str(code);
            }
            Words { unit: unit.id, exact: text::exact(&text), folded: text::fold(&text) }
        };
        self.words = self.units.values().map(words).collect();
        let units = &self.units;
        let order = |id: &UnitId| units.get(id).map(|unit| (unit.level, unit.kind, unit.sort_key.as_slice(), unit.id));
        self.words.sort_by(|a, b| order(&a.unit).cmp(&order(&b.unit)));
    }

    /// A unit, also one that no longer exists; `NotFound` for an unknown id.
    pub fn unit(&self, id: UnitId) -> Result<&Unit> {
        self.units.get(&id).ok_or_else(Error::not_found)
    }

    /// Name of the agency; empty for an unknown id.
    pub fn name(&self, id: UnitId) -> &str {
        self.units.get(&id).map_or("", |unit| unit.agency_name.as_str())
    }

    /// Whether the unit exists at the moment of this snapshot.
    pub fn is_open(&self, id: UnitId) -> bool {
        self.open.contains(&id)
    }

    /// The province; none in an empty directory.
    pub fn province(&self) -> Option<UnitId> {
        self.areas(Level::Province).first().map(|unit| unit.id)
    }

    /// The units right below, by kind and name.
    pub fn children(&self, id: UnitId) -> &[UnitId] {
        self.children.get(&id).map_or(&[], Vec::as_slice)
    }

    /// The unit itself and all below it.
    pub fn below(&self, id: UnitId) -> Vec<UnitId> {
        let mut found = vec![id];
        let mut seen = HashSet::from([id]);
        let mut next = 0;
        while let Some(above) = found.get(next).copied() {
            found.extend(self.children(above).iter().filter(|child| seen.insert(**child)));
            next += 1;
        }
        found
    }

    /// The unit with all that it goes on for: units that have ended and go on whole in it, over any number of
    /// reorganisations; with `with_below` also all below it, those that have ended too. Rights in a unit reach so far, so
    /// that the papers of a unit that ended stay with its heirs (facts 8.12, 8.16).
    pub fn reach(&self, id: UnitId, with_below: bool) -> Vec<UnitId> {
        let mut found = vec![id];
        let mut seen = HashSet::from([id]);
        let mut next = 0;
        let none: &[UnitId] = &[];
        while let Some(at) = found.get(next).copied() {
            let before = self.predecessors.get(&at).map_or(none, Vec::as_slice);
            let (below, ended) = if with_below {
                (self.children(at), self.ended.get(&at).map_or(none, Vec::as_slice))
            } else {
                (none, none)
            };
            found.extend(before.iter().chain(below).chain(ended).filter(|one| seen.insert(**one)));
            next += 1;
        }
        found
    }

    /// The unit that continues a unit whole by now, over any number of reorganisations: the unit itself while it lasts,
    /// and when nobody continues it whole (fact 8.12).
    pub fn heir(&self, id: UnitId) -> UnitId {
        let mut found = id;
        for _ in 0..MAX_HEIGHT {
            let next = self.successors(found).iter().find(|succession| succession.is_whole);
            let Some(next) = next.filter(|_| !self.is_open(found)) else { break };
            found = next.to;
        }
        found
    }

    /// The unit itself and the units that continued it whole one after the other, whether they last or not.
    pub(crate) fn heirs(&self, id: UnitId) -> Vec<UnitId> {
        let mut found = vec![id];
        while let Some(last) = found.last().copied().filter(|_| found.len() <= MAX_HEIGHT) {
            let next = self.successors(last).iter().find(|succession| succession.is_whole);
            let Some(next) = next.filter(|next| !found.contains(&next.to)) else { break };
            found.push(next.to);
        }
        found
    }

    /// Every queue with the unit that it was made for, in no order.
    pub(crate) fn made(&self) -> impl Iterator<Item = (UnitId, QueueId)> {
        self.made.iter().map(|((unit, _), queue)| (*unit, *queue))
    }

    /// The unit that has this code at the moment of this snapshot; a code that was used again means another unit before.
    pub fn by_code(&self, code: &str) -> Option<&Unit> {
        self.codes.get(code).and_then(|id| self.units.get(id))
    }

    /// The unit that had this code and has ended by now, the last one of them; none while another unit has the code.
    pub fn ended_with_code(&self, code: &str) -> Option<&Unit> {
        let had = self.ended_units().filter(|unit| unit.code == code && !self.codes.contains_key(code));
        had.max_by_key(|unit| (unit.valid_to, unit.id))
    }

    /// Who has by now what a unit left: the one that continues it whole, else all that took a part of it, over any
    /// number of reorganisations; the unit itself while it lasts. By name.
    pub fn continued_by(&self, id: UnitId) -> Vec<UnitId> {
        let (mut found, mut next) = (Vec::new(), vec![id]);
        let mut seen = HashSet::from([id]);
        while let Some(at) = next.pop() {
            if self.is_open(at) {
                found.push(at);
                continue;
            }
            let all = self.successors(at);
            let has_heir = all.iter().any(|one| one.is_whole);
            let heirs = all.iter().filter(|one| one.is_whole || !has_heir).map(|one| one.to);
            next.extend(heirs.filter(|to| seen.insert(*to)));
        }
        found.sort_by(|a, b| (self.name(*a), a).cmp(&(self.name(*b), b)));
        found
    }

    /// All units that are known, in no order: also those that have ended and those that begin later.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Unit> {
        self.units.values()
    }

    /// The units that have ended by now, in no order.
    pub(crate) fn ended_units(&self) -> impl Iterator<Item = &Unit> {
        self.ended.values().flatten().filter_map(|id| self.units.get(id))
    }

    /// The units that went on whole in a unit by now.
    pub fn predecessors(&self, id: UnitId) -> &[UnitId] {
        self.predecessors.get(&id).map_or(&[], Vec::as_slice)
    }

    /// The unit itself and all above it, nearest first.
    pub fn line(&self, id: UnitId) -> Vec<&Unit> {
        let mut found = Vec::new();
        let mut next = Some(id);
        while let Some(unit) = next.and_then(|id| self.units.get(&id)) {
            found.push(unit);
            next = unit.parent.filter(|_| found.len() < MAX_HEIGHT);
        }
        found
    }

    /// The areas of a level in the Vietnamese order of their names.
    pub fn areas(&self, level: Level) -> Vec<&Unit> {
        let of_level = |unit: &&Unit| unit.kind.is_area() && unit.level == level;
        let mut found: Vec<&Unit> = self.areas.values().filter_map(|id| self.units.get(id)).filter(of_level).collect();
        found.sort_by(|a, b| (&a.sort_key, &a.code).cmp(&(&b.sort_key, &b.code)));
        found
    }

    /// The area with this statistical code.
    pub fn area_by_code(&self, code: &str) -> Option<&Unit> {
        self.areas.get(code).and_then(|id| self.units.get(id))
    }

    /// The levels of government that there are: three until 30/06/2025, then two (fact 8.01).
    pub fn levels(&self) -> Vec<Level> {
        let found: BTreeSet<Level> =
            self.areas.values().filter_map(|id| self.units.get(id)).map(|unit| unit.level).collect();
        found.into_iter().collect()
    }

    /// The levels of these units, from the top; unknown units count for nothing.
    pub fn levels_of(&self, units: &[UnitId]) -> Vec<Level> {
        let found: BTreeSet<Level> = units.iter().filter_map(|id| self.units.get(id)).map(|unit| unit.level).collect();
        found.into_iter().collect()
    }

    /// The nearest area above the unit or itself; the unit itself when there is none.
    pub fn area_of(&self, id: UnitId) -> UnitId {
        self.line(id).into_iter().find(|unit| unit.kind.is_area()).map_or(id, |unit| unit.id)
    }

    /// The area of a level above the unit or itself.
    pub fn area_at(&self, level: Level, id: UnitId) -> Option<UnitId> {
        self.line(id).into_iter().find(|unit| unit.kind.is_area() && unit.level == level).map(|unit| unit.id)
    }

    /// Who takes in the dossiers of a unit: the unit itself where it does so, as the commune police do (fact 2.53),
    /// else the one-stop unit of the committee it belongs to; for the province and its departments the service centre.
    /// The committee itself when it has none.
    pub fn one_stop_of(&self, id: UnitId) -> UnitId {
        if self.units.get(&id).is_some_and(Unit::receives) {
            return id;
        }
        let area = self.area_of(id);
        self.agencies(area)
            .find(|unit| matches!(unit.kind, UnitKind::OneStop | UnitKind::ServiceCentre))
            .map_or(area, |unit| unit.id)
    }

    /// The nearest committee or department above the unit, or itself. The provincial police stand like a department.
    pub fn committee_of(&self, id: UnitId) -> UnitId {
        let decides = |unit: &&Unit| match unit.kind {
            UnitKind::Province | UnitKind::District | UnitKind::Commune | UnitKind::Department => true,
            UnitKind::Police => unit.level == Level::Province,
            UnitKind::Division | UnitKind::OneStop | UnitKind::ServiceCentre => false,
        };
        self.line(id).into_iter().find(decides).map_or(id, |unit| unit.id)
    }

    /// The division with this function under the unit's committee, else the committee itself.
    pub fn division(&self, id: UnitId, function: &str) -> UnitId {
        let committee = self.committee_of(id);
        self.with_function(committee, function).unwrap_or(committee)
    }

    /// The agency of a level with this function, on the line of `near`: a department of the province, or a division of
    /// the district or commune that contains `near`. None when that line has no such level or agency.
    pub fn function_at(&self, level: Level, function: &str, near: UnitId) -> Option<UnitId> {
        self.with_function(self.area_at(level, near)?, function)
    }

    /// Who decides a procedure at a level, for an area or any unit in it: the agency that names the procedure, then
    /// the one that names its field, else the committee. Without such a level above the area, the area itself decides
    /// (fact 8.08: tasks of the districts moved to the communes).
    pub fn competent(&self, procedure_code: &str, field: &str, level: Level, area: UnitId) -> UnitId {
        self.owner(procedure_code, field, self.home(level, area))
    }

    /// The area in which a procedure of a level is decided for a unit.
    pub(crate) fn home(&self, level: Level, unit: UnitId) -> UnitId {
        self.area_at(level, unit).unwrap_or_else(|| self.area_of(unit))
    }

    /// The agency of an area that decides a procedure there, else its committee.
    pub(crate) fn owner(&self, procedure_code: &str, field: &str, area: UnitId) -> UnitId {
        let has = |list: &[String], wanted: &str| list.iter().any(|one| one == wanted);
        self.agencies(area)
            .find(|unit| has(&unit.procedures, procedure_code))
            .or_else(|| self.agencies(area).find(|unit| has(&unit.fields, field)))
            .map_or(area, |unit| unit.id)
    }

    /// The agencies right below an area or department.
    fn agencies(&self, id: UnitId) -> impl Iterator<Item = &Unit> {
        self.children(id).iter().filter_map(move |child| self.units.get(child)).filter(|unit| !unit.kind.is_area())
    }

    fn with_function(&self, id: UnitId, function: &str) -> Option<UnitId> {
        self.agencies(id).find(|unit| unit.functions.iter().any(|one| one == function)).map(|unit| unit.id)
    }

    /// The queue of a unit's desk: its own, or the one that was made for it when somebody else serves it now.
    /// `NotFound` for an unknown unit.
    pub fn queue(&self, unit: UnitId, role: Role) -> Result<QueueId> {
        let served = self.served.get(&(unit, role)).and_then(|queues| queues.first());
        served.or_else(|| self.made.get(&(unit, role))).copied().ok_or_else(Error::not_found)
    }

    /// The queues of a desk that these units serve now, each once.
    pub fn queues_of(&self, units: &[UnitId], role: Role) -> Vec<QueueId> {
        let mut found: Vec<QueueId> =
            units.iter().filter_map(|unit| self.served.get(&(*unit, role))).flatten().copied().collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The unit that serves a queue now.
    pub fn unit_of_queue(&self, queue: QueueId) -> Option<UnitId> {
        self.servers.get(&queue).copied()
    }

    /// The units that continue a unit by now, in the order of time.
    pub fn successors(&self, id: UnitId) -> &[Succession] {
        self.successors.get(&id).map_or(&[], Vec::as_slice)
    }

    /// Whether units went on in others after an instant, up to that of this snapshot.
    pub fn has_turned_since(&self, from: Timestamp) -> bool {
        self.successors.values().flatten().any(|one| one.at > from.0)
    }

    /// Whether a part of the unit went over to another by now, or a part of another came to it: what it did since then
    /// cannot be told apart (fact 8.15).
    pub fn is_parted(&self, id: UnitId) -> bool {
        self.successors.values().flatten().any(|one| !one.is_whole && (one.from == id || one.to == id))
    }

    /// Units whose name, code or identifier has all words of the query, by level, kind and name; all units for an
    /// empty query. Marks count when the query has some that occur. Units that do not exist now are among them.
    pub fn search(&self, query: &str, level: Option<Level>) -> Vec<&Unit> {
        let (exact, folded) = (text::exact(query), text::fold(query));
        let mut found = Vec::new();
        if exact != folded {
            found = self.matching(&exact, |words| &words.exact, level);
        }
        if found.is_empty() {
            found = self.matching(&folded, |words| &words.folded, level);
        }
        found
    }

    fn matching(&self, query: &str, form: fn(&Words) -> &String, level: Option<Level>) -> Vec<&Unit> {
        let parts: Vec<&str> = query.split_whitespace().collect();
        self.words
            .iter()
            .filter(|words| parts.iter().all(|part| form(words).contains(*part)))
            .filter_map(|words| self.units.get(&words.unit))
            .filter(|unit| level.is_none_or(|level| unit.level == level))
            .collect()
    }
}

fn holds(valid_from: i64, valid_to: Option<i64>, at: Timestamp) -> bool {
    valid_from <= at.0 && valid_to.is_none_or(|end| end > at.0)
}

#[cfg(test)]
#[path = "snapshot_tests.rs"]
mod tests;
