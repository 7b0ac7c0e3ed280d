//! Where an address of before lies today (facts 8.15, 8.17). What was typed is never rewritten: the name of the present
//! area is derived from it whenever it is read, and stands beside it.

use std::collections::HashSet;

use crate::model::{Level, Unit, UnitId, UnitKind};
use crate::plan::small_first;
use crate::reform::{names, words};
use crate::snapshot::Snapshot;

/// How people shorten the kinds of areas.
const SHORT: [(&str, &[&str]); 6] = [
    ("p", &["phường"]),
    ("x", &["xã"]),
    ("h", &["huyện"]),
    ("tt", &["thị", "trấn"]),
    ("tx", &["thị", "xã"]),
    ("tp", &["thành", "phố"]),
];

impl Snapshot {
    /// The commune that an address names, among those that there are and those that have ended; none when it names none,
    /// or several. A district in the address says which of them; without one, what there is comes before what has ended.
    pub fn commune_of(&self, address: &str) -> Option<UnitId> {
        let address = spelled_out(address);
        let communes = self.named_in(&address, UnitKind::Commune);
        let districts: HashSet<UnitId> =
            self.named_in(&address, UnitKind::District).into_iter().map(|unit| unit.id).collect();
        let is_inside = |unit: &&&Unit| unit.parent.is_some_and(|parent| districts.contains(&parent));
        let inside: Vec<&Unit> = communes.iter().filter(is_inside).copied().collect();
        let open: Vec<&Unit> = communes.iter().filter(|unit| self.is_open(unit.id)).copied().collect();
        let found = [inside, open, communes].into_iter().find(|found| !found.is_empty())?;
        if let [only] = found.as_slice() { Some(only.id) } else { None }
    }

    /// The areas of a kind whose names stand in an address. `Xã Hải` inside `Xã Hải Phú` does not count.
    fn named_in(&self, address: &[String], kind: UnitKind) -> Vec<&Unit> {
        let areas = [Level::District, Level::Commune].into_iter().flat_map(|level| self.areas(level));
        let known = areas.chain(self.ended_units()).filter(|unit| unit.kind == kind);
        let found: Vec<(Vec<String>, &Unit)> =
            known.map(|unit| (words(&unit.name), unit)).filter(|(name, _)| names(address, name)).collect();
        let is_part = |name: &[String]| found.iter().any(|(other, _)| other.len() > name.len() && names(other, name));
        found.iter().filter(|(name, _)| !is_part(name)).map(|(_, unit)| *unit).collect()
    }

    /// The area of today in which an address lies that was written when `then` held, with the province. None when it has
    /// the same name still, when nobody continues the area whole, or when a part of it went elsewhere: then the village
    /// decides, and no list of villages says where it went (fact 10.04).
    pub fn address_today(&self, then: &Self, address: &str) -> Option<String> {
        // Where nothing has ever ended or changed there is nothing to read the address for.
        if std::ptr::eq(self, then) && self.ended_units().next().is_none() {
            return None;
        }
        let was = then.commune_of(address)?;
        let is = self.heir(was);
        let gave_up = self.successors(was).iter().any(|one| !one.is_whole);
        let now = self.unit(is).ok().filter(|_| self.is_open(is) && !gave_up)?;
        let province = self.province().map(|province| self.unit(province)).and_then(Result::ok)?;
        let name = format!("{}, {}", now.name, small_first(&province.name));
        let is_other = is != was || then.unit(was).is_ok_and(|known| known.name != now.name);
        is_other.then_some(name)
    }
}

/// The words of an address, with the kinds of areas in full.
fn spelled_out(address: &str) -> Vec<String> {
    let mut found = Vec::new();
    for word in words(address) {
        match SHORT.iter().find(|(short, _)| *short == word) {
            Some((_, full)) => found.extend(full.iter().map(|part| (*part).to_owned())),
            None => found.push(word),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use kernel::Timestamp;

    use super::*;
    use crate::ids::unit_id;
    use crate::model::Succession;
    use crate::plan::plan;
    use crate::sample_units;
    use crate::store::Rows;

    const BEFORE: Timestamp = Timestamp(1_000);
    const TURN: i64 = 5_000;

    /// Two wards go on in one of another name; a commune gives a part away.
    fn rows() -> Rows {
        let (units, departments) = sample_units();
        let mut rows = Rows { versions: plan(units, departments, BEFORE).unwrap().units, ..Rows::default() };
        let old = ["18853", "18856"].map(unit_id);
        let model = rows.versions.iter().find(|unit| unit.id == old[0]).cloned().unwrap();
        let new = Unit {
            id: unit_id("18880@mẫu"),
            code: "99001".into(),
            name: "Phường Mẫu Mới".into(),
            parent: Some(unit_id("44")),
            valid_from: TURN,
            ..model
        };
        for unit in rows.versions.iter_mut().filter(|unit| old.contains(&unit.id)) {
            unit.valid_to = Some(TURN);
        }
        let goes_on = |from: UnitId, to: UnitId, is_whole: bool| Succession {
            from,
            to,
            at: TURN,
            is_whole,
            basis: "Căn cứ mẫu".into(),
        };
        rows.successions.extend(old.map(|from| goes_on(from, new.id, true)));
        rows.successions.push(goes_on(unit_id("18859"), unit_id("18883"), false));
        rows.versions.push(new);
        rows
    }

    #[test]
    fn an_address_of_before_is_told_by_its_area_of_today() {
        let rows = rows();
        let (then, now) = (Snapshot::build(&rows, BEFORE), Snapshot::build(&rows, Timestamp(TURN)));
        let new = Some("Phường Mẫu Mới, tỉnh Quảng Bình");
        for (address, expected) in [
            ("Số 17, đường Mẫu, phường Hải Thành, thành phố Đồng Hới", new),
            ("17 Mẫu, P. Hải Thành, TP Đồng Hới", new),
            ("PHƯỜNG  HẢI THÀNH - Đồng Hới", new),
            ("Hải Thành, Đồng Hới", None),
            ("Số 5, đường Hải Thành", None),
            ("Phường Mẫu Mới", None),
            ("", None),
        ] {
            assert_eq!(now.address_today(&then, address).as_deref(), expected, "{address}");
            assert_eq!(then.address_today(&then, address), None, "{address}: nothing has changed yet");
        }
        // Somebody still writes the old name afterwards.
        assert_eq!(now.address_today(&now, "P. Hải Thành").as_deref(), new);
    }

    #[test]
    fn an_area_that_was_divided_and_an_address_that_names_two_are_not_guessed() {
        let rows = rows();
        let (then, now) = (Snapshot::build(&rows, BEFORE), Snapshot::build(&rows, Timestamp(TURN)));
        let name = |code: &str| then.unit(unit_id(code)).unwrap().name.clone();
        assert_eq!(now.address_today(&then, &name("18859")), None);
        let both = format!("{}, trước ở {}", name("18853"), name("18856"));
        assert_eq!(then.commune_of(&both), None);
        assert_eq!(then.commune_of(&name("18856")), Some(unit_id("18856")));
    }
}
