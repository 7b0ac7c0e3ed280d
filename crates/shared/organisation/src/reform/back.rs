//! What of a plan's rows concerns units that come back, and parts of units that go over. Pure.

use std::collections::{BTreeSet, HashMap};

use kernel::{Message, Timestamp};

use super::check::{Check, Ending, about};
use super::plan::{ReturnedUnit, Rule, SplitPart};
use super::resolved::LevelChange;
use super::split::{Split, words};
use crate::model::{Level, Succession, Unit, UnitId};

/// The word of a file for the levels that a procedure had before the plan that is taken back.
const BEFORE: &str = "before";

impl<'a> Check<'a> {
    /// The area that a row lets come back: it ended on the row's day and nobody has opened it since.
    fn ended_area(&self, row: &ReturnedUnit) -> Option<&'a Unit> {
        let end = Timestamp::start_of(row.ended?);
        let is_meant = |unit: &&Unit| {
            let has_ended = unit.valid_to == Some(end.0) && !self.before.is_open(unit.id);
            unit.code == row.code && unit.kind.is_area() && has_ended
        };
        let before = self.before;
        before.all().find(is_meant)
    }

    /// Units that come back, each under a code that is free then.
    pub(super) fn returns(&mut self) {
        let plan = self.plan;
        for row in &plan.back {
            let key = match self.ended_area(row) {
                None => "organisation-reform-not-ended",
                Some(_) if self.new.contains_key(row.code.as_str()) => "organisation-reform-code-twice",
                Some(unit) if self.back.insert(row.code.as_str(), unit).is_some() => "organisation-reform-code-twice",
                Some(_) => continue,
            };
            self.refuse(row.line, about(key, &row.code));
        }
    }

    /// Whether what comes back has somebody above it.
    pub(super) fn returned_parents(&mut self) {
        let (plan, before) = (self.plan, self.before);
        for row in &plan.back {
            let Some(unit) = self.back.get(row.code.as_str()).copied() else { continue };
            let Some(parent) = unit.parent.and_then(|id| before.unit(id).ok()) else { continue };
            let is_there = self.back.values().any(|known| known.id == parent.id)
                || (before.is_open(parent.id) && self.goes_on(parent.id));
            if !is_there {
                let message = about("organisation-reform-parent", &row.code).arg("parent", parent.code.as_str());
                self.refuse(row.line, message);
            }
        }
    }

    /// The units that come back, each with the agencies that ended with it, as they were.
    pub(super) fn returning(&self, at: Timestamp) -> Vec<Unit> {
        let mut found: Vec<Unit> = Vec::new();
        for area in self.back.values() {
            let is_its =
                |unit: &&Unit| unit.parent == Some(area.id) && !unit.kind.is_area() && unit.valid_to == area.valid_to;
            let agencies = self.before.all().filter(is_its).filter(|unit| !self.before.is_open(unit.id));
            let again = |unit: &Unit| Unit { valid_from: at.0, valid_to: None, ..unit.clone() };
            found.extend(std::iter::once(*area).chain(agencies).map(again));
        }
        found.sort_by_key(|unit| unit.id);
        found
    }

    /// The lines that name areas which begin, come back or end.
    pub(super) fn lines(&self) -> HashMap<UnitId, usize> {
        let begin = self.new.values().map(|(id, row)| (*id, row.line));
        let end = self.ending.iter().map(|(id, ending)| (*id, ending.line()));
        let back = self.plan.back.iter().filter_map(|row| Some((self.back.get(row.code.as_str())?.id, row.line)));
        end.chain(begin).chain(back).collect()
    }

    /// The levels of a procedure from the day on.
    pub(super) fn level(&mut self, row: &Rule) {
        if row.levels.is_empty() {
            if row.process.is_some() {
                self.refuse(row.line, about("organisation-reform-process-alone", &row.code));
            }
            return;
        }
        let is_before = row.levels.iter().any(|word| word == BEFORE);
        if is_before && (self.plan.reverses.is_none() || row.levels.len() > 1) {
            self.refuse(row.line, about("organisation-reform-level-before", &row.code));
            return;
        }
        let mut levels = Vec::new();
        for word in row.levels.iter().filter(|word| *word != BEFORE) {
            match Level::parse(word) {
                None => {
                    let message = about("organisation-reform-level", &row.code).arg("level", word.as_str());
                    self.refuse(row.line, message);
                }
                Some(level) if !self.has_level(level) => {
                    let message = about("organisation-reform-level-gone", &row.code).arg("level", word.as_str());
                    self.refuse(row.line, message);
                }
                Some(level) => levels.push(level),
            }
        }
        let (procedure, process, mark) = (row.code.clone(), row.process.clone(), row.mark.clone());
        self.levels.push(LevelChange { line: row.line, procedure, levels, process, mark });
    }

    /// Whether there are areas of a level afterwards.
    fn has_level(&self, level: Level) -> bool {
        let goes_on = self.before.areas(level).into_iter().any(|unit| self.goes_on(unit.id));
        let begins = self.plan.units.iter().any(|row| self.afterwards(&row.code).is_some_and(|known| known.1 == level));
        goes_on || begins || self.back.values().any(|unit| unit.level == level)
    }

    /// Villages that go over to another area, or stay.
    pub(super) fn parts(&mut self) {
        let plan = self.plan;
        let mut known = BTreeSet::new();
        for row in &plan.splits {
            let Some((from, to)) = self.part(row) else { continue };
            if row.villages.is_empty() || row.villages.iter().any(|village| words(village).is_empty()) {
                self.refuse(row.line, about("organisation-reform-villages", &row.code));
            }
            for village in &row.villages {
                if !known.insert((from, words(village))) {
                    let message = about("organisation-reform-village-twice", &row.code);
                    self.refuse(row.line, message.arg("village", village.as_str()));
                }
            }
            self.splits.push(Split { from, to, villages: row.villages.clone() });
        }
    }

    /// Who gives up the villages of a row, and who has them.
    fn part(&mut self, row: &SplitPart) -> Option<(UnitId, UnitId)> {
        let before = self.before;
        let refused = |key: &'static str, code: &str| Err(about(key, code));
        let found: Result<(UnitId, UnitId), Message> = match (before.by_code(&row.code), self.afterwards(&row.to)) {
            (None, _) => refused("organisation-reform-unknown", &row.code),
            (Some(unit), _) if !unit.kind.is_area() => refused("organisation-reform-no-area", &row.code),
            (Some(unit), _) if unit.level == Level::Province => refused("organisation-reform-province", &row.code),
            (Some(unit), _) if matches!(self.ending.get(&unit.id), Some(Ending::Merged(_) | Ending::Restored(_))) => {
                refused("organisation-reform-split-of-whole", &row.code)
            }
            (Some(_), None) => refused("organisation-reform-unknown-after", &row.to),
            (Some(_), Some((_, _, false))) => refused("organisation-reform-no-area", &row.to),
            (Some(unit), Some((_, level, true))) if level != unit.level => {
                Err(about("organisation-reform-other-level", &row.code).arg("heir", row.to.as_str()))
            }
            (Some(unit), Some((to, ..))) => Ok((unit.id, to)),
        };
        match found {
            Ok(pair) => Some(pair),
            Err(message) => {
                self.refuse(row.line, message);
                None
            }
        }
    }

    /// Who goes on in part in whom, each once, where no row says it otherwise.
    pub(super) fn partial(&self, at: Timestamp, basis: &str) -> Vec<Succession> {
        let receiver = |from: UnitId| match self.ending.get(&from) {
            Some(Ending::Abolished(row)) => self.afterwards(&row.receiver).map(|(id, ..)| id),
            _ => None,
        };
        let mut pairs = BTreeSet::new();
        for split in &self.splits {
            if split.from != split.to && receiver(split.from) != Some(split.to) {
                pairs.insert((split.from, split.to));
            }
        }
        let one = |(from, to)| Succession { from, to, at: at.0, is_whole: false, basis: basis.to_owned() };
        pairs.into_iter().map(one).collect()
    }
}
