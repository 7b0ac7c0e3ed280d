//! What one unit decides: the question of `Snapshot::competent`, asked from the side of the unit.

use kernel::{Error, Result};

use crate::model::{Level, Unit, UnitId, UnitKind};
use crate::snapshot::Snapshot;

/// What a unit decides. The committee of a district or commune decides through its divisions and police too, so theirs
/// counts as its own; departments and the police of the province stand for themselves, as in `Snapshot::committee_of`.
#[derive(Clone, Debug)]
pub struct Competence<'a> {
    units: &'a Snapshot,
    unit: &'a Unit,
    area: UnitId,
    /// Levels whose procedures are decided in the unit's area.
    levels: Vec<Level>,
}

impl Snapshot {
    /// What a unit decides; `NotFound` for a unit that does not exist at the moment of this snapshot.
    pub fn competence(&self, id: UnitId) -> Result<Competence<'_>> {
        let unit = self.unit(id)?;
        if !self.is_open(id) {
            return Err(Error::not_found());
        }
        let area = self.area_of(id);
        let lowest = self.unit(area)?.level;
        // Below the area's own level other areas decide; a level above that is gone is the area's own (fact 8.08).
        let is_own = |level: &Level| *level <= lowest && self.home(*level, area) == area;
        let levels = Level::ALL.into_iter().filter(is_own).collect();
        Ok(Competence { units: self, unit, area, levels })
    }
}

impl<'a> Competence<'a> {
    /// The unit.
    pub fn unit(&self) -> &'a Unit {
        self.unit
    }

    /// Whether the unit decides a procedure of these levels, alone or beside others.
    pub fn covers(&self, procedure_code: &str, field: &str, levels: &[Level]) -> bool {
        levels.iter().any(|level| self.levels.contains(level)) && self.owns(procedure_code, field)
    }

    fn owns(&self, procedure_code: &str, field: &str) -> bool {
        let unit = self.unit;
        if matches!(unit.kind, UnitKind::District | UnitKind::Commune) {
            return true;
        }
        // Most agencies name neither; only for the others is it worth asking all that stand beside them.
        let is_named = unit.kind.is_area()
            || unit.procedures.iter().any(|one| one == procedure_code)
            || unit.fields.iter().any(|one| one == field);
        is_named && self.units.owner(procedure_code, field, self.area) == unit.id
    }
}

#[cfg(test)]
mod tests {
    use kernel::Timestamp;

    use super::*;
    use crate::ids::unit_id;
    use crate::sample_units;
    use crate::store::Rows;

    /// Code, field and levels of procedures.
    const PROCEDURES: [(&str, &str, &[Level]); 8] = [
        ("1.001193", "Hộ tịch", &[Level::Commune]),
        ("2.000635", "Hộ tịch", &Level::ALL),
        ("2.000815", "Chứng thực", &[Level::District, Level::Commune]),
        ("1.004222", "Đăng ký, quản lý cư trú", &[Level::Commune]),
        ("1.000001", "Đất đai", &[Level::District]),
        ("2.000488", "Lý lịch tư pháp", &[Level::Province]),
        ("3.000333", "Lý lịch tư pháp", &[Level::Province]),
        ("9.999999", "Không ai nhận", &[Level::Province]),
    ];

    fn sample() -> Snapshot {
        let (units, departments) = sample_units();
        Snapshot::of_data(units, departments, Timestamp(1_000)).unwrap()
    }

    fn decided(snapshot: &Snapshot, unit: &str) -> Vec<&'static str> {
        let competence = snapshot.competence(unit_id(unit)).unwrap();
        let covered = PROCEDURES.iter().filter(|(code, field, levels)| competence.covers(code, field, levels));
        covered.map(|(code, _, _)| *code).collect()
    }

    #[test]
    fn a_unit_decides_what_its_level_and_its_fields_give_it() {
        let snapshot = sample();
        let table: [(&str, &[&str]); 9] = [
            ("18853", &["1.001193", "2.000635", "2.000815", "1.004222"]),
            ("18853.cong-an-xa", &["1.004222"]),
            ("18853.mot-cua", &[]),
            ("450", &["2.000635", "2.000815", "1.000001"]),
            ("450.phong-tu-phap", &["2.000815"]),
            ("so-tu-phap", &["2.000635", "2.000488"]),
            ("cong-an-tinh", &["3.000333"]),
            ("so-noi-vu", &[]),
            ("44", &["9.999999"]),
        ];
        for (unit, want) in table {
            assert_eq!(decided(&snapshot, unit), want, "{unit}");
        }
    }

    #[test]
    fn it_is_the_other_side_of_who_is_competent() {
        let snapshot = sample();
        let mut found = 0;
        for unit in snapshot.search("", None) {
            let competence = snapshot.competence(unit.id).unwrap();
            for (code, field, levels) in PROCEDURES {
                for level in levels {
                    let competent = snapshot.competent(code, field, *level, unit.id);
                    let is_its = competent == unit.id || snapshot.committee_of(competent) == unit.id;
                    let want = is_its && *level <= unit.level;
                    assert_eq!(competence.covers(code, field, &[*level]), want, "{} {code} {level:?}", unit.code);
                    found += usize::from(want);
                }
            }
        }
        assert!(found > 500, "{found}");
    }

    #[test]
    fn where_a_level_is_gone_the_communes_decide_and_a_closed_unit_decides_nothing() {
        let (units, departments) = sample_units();
        let mut versions = crate::plan::plan(units, departments, Timestamp(1_000)).unwrap().units;
        let (district, commune) = (unit_id("450"), unit_id("18853"));
        for version in &mut versions {
            if version.id == district {
                version.valid_to = Some(5_000);
            }
            if version.id == commune {
                version.parent = Some(unit_id("44"));
            }
        }
        let after = Snapshot::build(&Rows { versions, ..Rows::default() }, Timestamp(5_000));
        assert_eq!(after.competence(district).err().map(|e| e.kind()), Some(kernel::Kind::NotFound));
        assert_eq!(after.competence(unit_id("nowhere")).err().map(|e| e.kind()), Some(kernel::Kind::NotFound));
        assert_eq!(decided(&after, "18853"), ["1.001193", "2.000635", "2.000815", "1.004222", "1.000001"]);
    }
}
