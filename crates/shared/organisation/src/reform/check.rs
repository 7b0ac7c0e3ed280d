//! What a plan means for a directory, or why it cannot be carried out. Pure.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use kernel::{Message, Timestamp, text};

use super::make;
use super::plan::{AbolishedUnit, ChangedUnit, NewUnit, Plan, Problem, ReturnedUnit, Target};
use super::resolved::{Begin, LevelChange, Resolved, Rules};
use super::split::Split;
use crate::ids::{dated_key, unit_id};
use crate::model::{Level, Succession, Unit, UnitId};
use crate::plan::{MAX_CODE, MAX_NAME, level_of};
use crate::snapshot::Snapshot;

/// Longest identifier in characters.
const MAX_IDENTIFIER: usize = 35;

/// What the plan makes of the directory as it is right before the plan's day. All that is wrong is told at once.
pub(crate) fn resolve(plan: &Plan, before: &Arc<Snapshot>) -> Result<Resolved, Vec<Problem>> {
    let mut check = Check {
        plan,
        before,
        problems: Vec::new(),
        new: HashMap::new(),
        back: BTreeMap::new(),
        ending: BTreeMap::new(),
        aliases: Vec::new(),
        splits: Vec::new(),
        levels: Vec::new(),
    };
    check.new_codes();
    check.returns();
    check.endings();
    check.taken_codes();
    check.rows();
    check.returned_parents();
    check.orphans();
    check.changes();
    check.beside();
    check.work();
    check.parts();
    let is_empty = plan.units.is_empty() && plan.changes.is_empty() && plan.abolished.is_empty();
    if is_empty && plan.back.is_empty() && plan.splits.is_empty() && check.levels.is_empty() {
        check.refuse(plan.line, Message::new("organisation-reform-empty"));
    }
    if !check.problems.is_empty() {
        check.problems.sort_by_key(|problem| problem.line);
        return Err(check.problems);
    }
    check.build()
}

/// Who has the work of an area that ends.
#[derive(Clone, Copy)]
pub(super) enum Ending<'a> {
    /// It goes on whole in a new unit.
    Merged(&'a NewUnit),
    /// It goes on whole in a unit that comes back.
    Restored(&'a ReturnedUnit),
    /// It is gone.
    Abolished(&'a AbolishedUnit),
}

impl Ending<'_> {
    /// The line that says so.
    pub(super) fn line(&self) -> usize {
        match self {
            Self::Merged(row) => row.line,
            Self::Restored(row) => row.line,
            Self::Abolished(row) => row.line,
        }
    }

    /// Code, afterwards, of who has the work, and whether it goes on there whole.
    fn heir(&self) -> (&str, bool) {
        match self {
            Self::Merged(row) => (row.code.as_str(), true),
            Self::Restored(row) => (row.code.as_str(), true),
            Self::Abolished(row) => (row.receiver.as_str(), false),
        }
    }
}

pub(super) struct Check<'a> {
    pub(super) plan: &'a Plan,
    pub(super) before: &'a Arc<Snapshot>,
    problems: Vec<Problem>,
    /// The new units by code.
    pub(super) new: HashMap<&'a str, (UnitId, &'a NewUnit)>,
    /// The areas that come back, by code.
    pub(super) back: BTreeMap<&'a str, &'a Unit>,
    /// The areas that end.
    pub(super) ending: BTreeMap<UnitId, Ending<'a>>,
    aliases: Vec<(String, UnitId, String)>,
    pub(super) splits: Vec<Split>,
    pub(super) levels: Vec<LevelChange>,
}

/// A sentence about a code.
pub(super) fn about(key: &'static str, code: &str) -> Message {
    Message::new(key).arg("code", code)
}

impl<'a> Check<'a> {
    pub(super) fn refuse(&mut self, line: usize, message: Message) {
        self.problems.push(Problem::new(line, message));
    }

    fn new_codes(&mut self) {
        let plan = self.plan;
        for row in &plan.units {
            let is_code = (1..=MAX_CODE).contains(&row.code.len()) && row.code.bytes().all(|b| b.is_ascii_digit());
            if !is_code {
                self.refuse(row.line, about("organisation-reform-code", &row.code));
                continue;
            }
            let id = unit_id(&dated_key(&row.code, plan.day));
            if self.new.insert(row.code.as_str(), (id, row)).is_some() {
                self.refuse(row.line, about("organisation-reform-code-twice", &row.code));
            }
        }
    }

    /// An area that exists right before the day and may end.
    fn ending_area(&mut self, line: usize, code: &str) -> Option<&'a Unit> {
        let before = self.before;
        let found = before.by_code(code);
        let key = match found {
            None => "organisation-reform-unknown",
            Some(unit) if !unit.kind.is_area() => "organisation-reform-no-area",
            Some(unit) if unit.level == Level::Province => "organisation-reform-province",
            Some(unit) if self.ending.contains_key(&unit.id) => "organisation-reform-mapped-twice",
            Some(_) => return found,
        };
        self.refuse(line, about(key, code));
        None
    }

    fn endings(&mut self) {
        let plan = self.plan;
        for row in &plan.units {
            for code in &row.from {
                let Some(unit) = self.ending_area(row.line, code) else { continue };
                if level_of(&row.kind).is_some_and(|level| level != unit.level) {
                    let message = about("organisation-reform-other-level", code).arg("heir", row.code.as_str());
                    self.refuse(row.line, message);
                }
                self.ending.insert(unit.id, Ending::Merged(row));
            }
        }
        for row in &plan.back {
            for code in &row.from {
                let Some(unit) = self.ending_area(row.line, code) else { continue };
                if self.back.get(row.code.as_str()).is_some_and(|heir| heir.level != unit.level) {
                    let message = about("organisation-reform-other-level", code).arg("heir", row.code.as_str());
                    self.refuse(row.line, message);
                }
                self.ending.insert(unit.id, Ending::Restored(row));
            }
        }
        for row in &plan.abolished {
            if let Some(unit) = self.ending_area(row.line, &row.code) {
                self.ending.insert(unit.id, Ending::Abolished(row));
            }
        }
    }

    /// Whether a unit that exists before goes on: agencies end with their area.
    pub(super) fn goes_on(&self, id: UnitId) -> bool {
        !self.ending.contains_key(&self.before.area_of(id))
    }

    /// The unit that has a code afterwards: its id, its level, and whether it is an area.
    pub(super) fn afterwards(&self, code: &str) -> Option<(UnitId, Level, bool)> {
        if let Some((id, row)) = self.new.get(code) {
            return level_of(&row.kind).map(|level| (*id, level, true));
        }
        if let Some(unit) = self.back.get(code) {
            return Some((unit.id, unit.level, true));
        }
        let unit = self.before.by_code(code).filter(|unit| self.goes_on(unit.id))?;
        Some((unit.id, unit.level, unit.kind.is_area()))
    }

    fn taken_codes(&mut self) {
        let (plan, before) = (self.plan, self.before);
        let begin = plan.units.iter().map(|row| (row.line, &row.code));
        for (line, code) in begin.chain(plan.back.iter().map(|row| (row.line, &row.code))) {
            let taken = before.by_code(code).filter(|unit| self.goes_on(unit.id));
            if let Some(unit) = taken {
                let message = about("organisation-reform-code-in-use", code).arg("name", unit.agency_name.as_str());
                self.refuse(line, message);
            }
        }
    }

    fn rows(&mut self) {
        let plan = self.plan;
        // What this plan itself wrote ahead is known to the directory too, and begins later.
        let day = Timestamp::start_of(plan.day);
        let carried = self.before.all().filter(|unit| unit.valid_from < day.0);
        let mut identifiers: HashMap<String, String> =
            carried.map(|unit| (unit.identifier.clone(), unit.agency_name.clone())).collect();
        for row in &plan.units {
            self.name(row.line, &row.code, &row.name);
            let level = level_of(&row.kind);
            match level {
                None => {
                    let message = about("organisation-reform-kind", &row.code).arg("kind", row.kind.as_str());
                    self.refuse(row.line, message);
                }
                Some(Level::Province) => self.refuse(row.line, about("organisation-reform-province", &row.code)),
                Some(level) => self.parent(row.line, &row.code, &row.parent, level),
            }
            self.identifier(row.line, &row.code, &row.identifier, &mut identifiers);
        }
        for row in &plan.changes {
            if let Some(identifier) = &row.identifier {
                self.identifier(row.line, &row.code, identifier, &mut identifiers);
            }
        }
    }

    fn name(&mut self, line: usize, code: &str, name: &str) {
        let name = text::squeeze_name(name);
        if name.is_empty() || name.chars().count() > MAX_NAME {
            self.refuse(line, about("organisation-reform-name", code));
        }
    }

    pub(super) fn parent(&mut self, line: usize, code: &str, parent: &str, level: Level) {
        let key = match self.afterwards(parent) {
            None => "organisation-reform-parent",
            Some((_, above, is_area)) if !is_area || above >= level => "organisation-reform-parent-level",
            Some(_) => return,
        };
        self.refuse(line, about(key, code).arg("parent", parent));
    }

    /// An identifier begins the codes of dossiers, so nobody may have carried it before (facts 2.42, 4.04).
    fn identifier(&mut self, line: usize, code: &str, identifier: &str, known: &mut HashMap<String, String>) {
        let is_text =
            |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        let is_sound = identifier.len() <= MAX_IDENTIFIER && identifier.split('.').count() > 1;
        if !is_sound || !identifier.split('.').all(is_text) {
            let message = about("organisation-reform-identifier", code).arg("identifier", identifier);
            self.refuse(line, message);
        } else if let Some(owner) = known.insert(identifier.to_owned(), code.to_owned()) {
            let message = about("organisation-reform-identifier-in-use", code);
            self.refuse(line, message.arg("identifier", identifier).arg("name", owner));
        }
    }

    /// Every area below one that ends needs somebody above it.
    fn orphans(&mut self) {
        let (plan, before) = (self.plan, self.before);
        let ending: Vec<(UnitId, usize)> = self.ending.iter().map(|(id, ending)| (*id, ending.line())).collect();
        for (id, line) in ending {
            for child in before.children(id) {
                let Ok(child) = before.unit(*child) else { continue };
                let moves = |row: &ChangedUnit| row.code == child.code && row.parent.is_some();
                let is_lost =
                    child.kind.is_area() && !self.ending.contains_key(&child.id) && !plan.changes.iter().any(moves);
                if is_lost {
                    let message = about("organisation-reform-orphan", &child.code).arg("name", child.name.as_str());
                    self.refuse(line, message);
                }
            }
        }
    }

    fn changes(&mut self) {
        let (plan, before) = (self.plan, self.before);
        let mut seen = BTreeSet::new();
        for row in &plan.changes {
            let unit = before.by_code(&row.code);
            let says_nothing = row.name.is_none() && row.parent.is_none() && row.identifier.is_none();
            let key = match unit {
                None => Some("organisation-reform-unknown"),
                Some(unit) if !unit.kind.is_area() => Some("organisation-reform-no-area"),
                Some(unit) if !self.goes_on(unit.id) => Some("organisation-reform-change-of-ended"),
                Some(unit) if !seen.insert(unit.id) => Some("organisation-reform-changed-twice"),
                Some(_) if says_nothing => Some("organisation-reform-change-of-nothing"),
                Some(_) => None,
            };
            if let Some(key) = key {
                self.refuse(row.line, about(key, &row.code));
                continue;
            }
            if let Some(name) = &row.name {
                self.name(row.line, &row.code, name);
            }
            if let (Some(parent), Some(unit)) = (&row.parent, unit) {
                self.parent(row.line, &row.code, parent, unit.level);
            }
        }
    }

    /// Receivers and other codes.
    fn beside(&mut self) {
        let plan = self.plan;
        for row in &plan.abolished {
            match self.afterwards(&row.receiver) {
                Some((_, _, true)) => {}
                Some(_) => self.refuse(row.line, about("organisation-reform-no-area", &row.receiver)),
                None => {
                    let message =
                        about("organisation-reform-receiver", &row.code).arg("receiver", row.receiver.as_str());
                    self.refuse(row.line, message);
                }
            }
        }
        for row in &plan.aliases {
            let is_code = (1..=MAX_CODE).contains(&row.code.len()) && row.code.bytes().all(|b| b.is_ascii_digit());
            match self.afterwards(&row.unit) {
                _ if !is_code => self.refuse(row.line, about("organisation-reform-code", &row.code)),
                _ if self.afterwards(&row.code).is_some() || self.aliases.iter().any(|known| known.0 == row.code) => {
                    self.refuse(row.line, about("organisation-reform-alias-in-use", &row.code));
                }
                None => self.refuse(row.line, about("organisation-reform-unknown-after", &row.unit)),
                Some((id, ..)) => self.aliases.push((row.code.clone(), id, row.source.clone())),
            }
        }
    }

    /// Where work goes.
    fn work(&mut self) {
        let plan = self.plan;
        let mut seen = BTreeSet::new();
        for row in &plan.rules {
            if !seen.insert(row.code.as_str()) {
                self.refuse(row.line, about("organisation-reform-procedure-twice", &row.code));
            }
            if row.to.is_none() && row.levels.is_empty() {
                self.refuse(row.line, about("organisation-reform-procedure-of-nothing", &row.code));
            }
            self.level(row);
        }
        let rules = plan.rules.iter().filter_map(|row| row.to.as_ref().map(|to| (row.line, to)));
        for (line, to) in rules.chain([(plan.otherwise_line, &plan.otherwise)]) {
            if let Target::Unit(code) = to
                && self.afterwards(code).is_none()
            {
                self.refuse(line, about("organisation-reform-unknown-after", code));
            }
        }
    }

    fn build(self) -> Result<Resolved, Vec<Problem>> {
        let plan = self.plan;
        let at = Timestamp::start_of(plan.day);
        let mut built = Resolved {
            id: kernel::id::Uuid::nil(),
            title: plan.title.clone(),
            basis: plan.basis.clone(),
            at,
            line: plan.line,
            lines: self.lines(),
            reverses: plan.reverses,
            turns: BTreeMap::new(),
            abolished: BTreeSet::new(),
            returns: self.returning(at),
            splits: self.splits.clone(),
            levels: self.levels.clone(),
            begins: Vec::new(),
            renews: Vec::new(),
            successions: Vec::new(),
            aliases: self.aliases.clone(),
            rules: Rules::of(plan),
            before: Arc::clone(self.before),
        };
        for row in &plan.units {
            let parent = self.afterwards(&row.parent).map(|(id, ..)| id);
            let Some(begins) = make::new_units(row, plan, parent, self.before) else {
                return Err(vec![Problem::new(row.line, about("organisation-reform-no-model", &row.code))]);
            };
            built.begins.extend(begins);
        }
        for row in &plan.changes {
            let parent = row.parent.as_deref().and_then(|code| self.afterwards(code)).map(|(id, ..)| id);
            built.renews.extend(make::renewed(row, parent, at, self.before));
        }
        for (id, ending) in &self.ending {
            let (code, is_whole) = ending.heir();
            let Some((heir, ..)) = self.afterwards(code) else { continue };
            add_turns(&mut built, *id, heir, is_whole);
        }
        built.successions.extend(self.partial(at, &built.basis));
        Ok(built)
    }
}

/// The area and its agencies end: each has a unit that serves its queues and takes over its officers.
fn add_turns(built: &mut Resolved, area: UnitId, heir: UnitId, is_whole: bool) {
    let before = Arc::clone(&built.before);
    let agencies = before.children(area).iter().copied().filter(|id| before.area_of(*id) == area);
    for from in std::iter::once(area).chain(agencies) {
        let to = if from == area { heir } else { counterpart(built, from, heir) };
        built.turns.insert(from, to);
        if !is_whole {
            built.abolished.insert(from);
        }
        built.successions.push(Succession { from, to, at: built.at.0, is_whole, basis: built.basis.clone() });
    }
}

/// The agency of an area afterwards that is what an agency was before, else the area itself.
fn counterpart(built: &Resolved, from: UnitId, area: UnitId) -> UnitId {
    let Ok(was) = built.before.unit(from) else { return area };
    let begun = built.begins.iter().map(|Begin { unit, .. }| unit).filter(|unit| unit.parent == Some(area));
    let back = built.returns.iter().filter(|unit| unit.parent == Some(area));
    let stays = built.before.children(area).iter().filter_map(|id| built.before.unit(*id).ok());
    let candidates: Vec<&Unit> = begun.chain(back).chain(stays).filter(|unit| !unit.kind.is_area()).collect();
    make::same_desk(was, &candidates).map_or(area, |unit| unit.id)
}
