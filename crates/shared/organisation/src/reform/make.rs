//! The units that a plan makes: areas with their agencies, and new versions of those that go on. Pure.

use kernel::{Timestamp, text};

use super::plan::{ChangedUnit, NewUnit, Plan};
use super::resolved::{Begin, Renewal};
use crate::ids::{dated_key, unit_id};
use crate::model::{Level, Unit, UnitId, UnitKind};
use crate::plan::{OFFICE, level_of, small_first};
use crate::snapshot::Snapshot;

/// The last part of the code of an agency below an area: `mot-cua` of `18853.mot-cua`; the whole code of a department.
fn tail(unit: &Unit) -> &str {
    unit.code.split_once('.').map_or(unit.code.as_str(), |(_, tail)| tail)
}

/// The desk that does what `was` did: the one of the same name, else the one-stop unit or the police for theirs.
pub(super) fn same_desk<'a>(was: &Unit, candidates: &[&'a Unit]) -> Option<&'a Unit> {
    let takes_in = |kind: UnitKind| matches!(kind, UnitKind::OneStop | UnitKind::ServiceCentre);
    let same_kind = |unit: &Unit| {
        (takes_in(was.kind) && takes_in(unit.kind)) || (was.kind == UnitKind::Police && unit.kind == UnitKind::Police)
    };
    let by_name = candidates.iter().find(|unit| tail(unit) == tail(was));
    by_name.or_else(|| candidates.iter().find(|unit| same_kind(unit))).copied()
}

/// The agencies right below an area.
fn agencies(area: &Unit, before: &Snapshot) -> Vec<Unit> {
    let below = before.children(area.id).iter().filter_map(|id| before.unit(*id).ok());
    below.filter(|unit| !unit.kind.is_area()).cloned().collect()
}

/// The new area and its agencies, made after those of the units that go on in it or give up villages to it, or, where
/// nobody does, after those of the first unit of its level that the plan ends. None when there is no such unit.
pub(super) fn new_units(row: &NewUnit, plan: &Plan, parent: Option<UnitId>, before: &Snapshot) -> Option<Vec<Begin>> {
    let level = level_of(&row.kind)?;
    let parts = plan.splits.iter().filter(|split| split.to == row.code).map(|split| &split.code);
    let own: Vec<&Unit> = row.from.iter().chain(parts).filter_map(|code| before.by_code(code)).collect();
    let models = if own.is_empty() {
        let mut all = plan.units.iter().flat_map(|other| &other.from).filter_map(|code| before.by_code(code));
        vec![all.find(|unit| unit.level == level)?]
    } else {
        own
    };
    let at = Timestamp::start_of(plan.day);
    let area = new_area(row, level, parent, at, plan);
    let mut begins = vec![Begin { key: dated_key(&row.code, plan.day), unit: area.clone() }];
    for model in models {
        for agency in agencies(model, before) {
            let code = format!("{}.{}", row.code, tail(&agency));
            if begins.iter().any(|begin| begin.unit.code == code) {
                continue;
            }
            let key = dated_key(&code, plan.day);
            begins.push(Begin { unit: new_agency(&agency, model, &area, &code, &key), key });
        }
    }
    Some(begins)
}

fn new_area(row: &NewUnit, level: Level, parent: Option<UnitId>, at: Timestamp, plan: &Plan) -> Unit {
    let name = text::squeeze_name(&row.name);
    Unit {
        id: unit_id(&dated_key(&row.code, plan.day)),
        kind: match level {
            Level::Province => UnitKind::Province,
            Level::District => UnitKind::District,
            Level::Commune => UnitKind::Commune,
        },
        level,
        parent,
        code: row.code.clone(),
        agency_name: format!("UBND {}", small_first(&name)),
        identifier: row.identifier.clone(),
        calendar: OFFICE.to_owned(),
        functions: Vec::new(),
        fields: Vec::new(),
        procedures: Vec::new(),
        valid_from: at.0,
        valid_to: None,
        sort_key: text::sort_key(&name),
        name,
    }
}

fn new_agency(agency: &Unit, model: &Unit, area: &Unit, code: &str, key: &str) -> Unit {
    let (was, is) = (small_first(&model.name), small_first(&area.name));
    let name = agency.name.replace(&was, &is);
    Unit {
        id: unit_id(key),
        parent: Some(area.id),
        code: code.to_owned(),
        agency_name: agency.agency_name.replace(&was, &is),
        sort_key: text::sort_key(&name),
        name,
        identifier: identifier_below(&agency.identifier, &model.identifier, &area.identifier),
        valid_from: area.valid_from,
        valid_to: None,
        ..agency.clone()
    }
}

/// The identifier of an agency in another area: a one-stop unit carries that of its committee, others their own first
/// part before it (facts 2.42, 4.04).
fn identifier_below(agency: &str, committee: &str, new_committee: &str) -> String {
    if agency == committee {
        return new_committee.to_owned();
    }
    match (agency.split_once('.'), new_committee.split_once('.')) {
        (Some((own, _)), Some((_, rest))) => format!("{own}.{rest}"),
        _ => new_committee.to_owned(),
    }
}

/// The versions that begin when a unit that goes on is changed: its own, and those of agencies that carry its name or
/// its identifier.
pub(super) fn renewed(row: &ChangedUnit, parent: Option<UnitId>, at: Timestamp, before: &Snapshot) -> Vec<Renewal> {
    let Some(was) = before.by_code(&row.code) else { return Vec::new() };
    let name = row.name.as_ref().map_or_else(|| was.name.clone(), |name| text::squeeze_name(name));
    let (old, new) = (small_first(&was.name), small_first(&name));
    let identifier = row.identifier.clone().unwrap_or_else(|| was.identifier.clone());
    let agency_name = if row.name.is_some() { format!("UBND {new}") } else { was.agency_name.clone() };
    let mut found = vec![Renewal {
        was: was.agency_name.clone(),
        unit: Unit {
            parent: parent.or(was.parent),
            agency_name,
            sort_key: text::sort_key(&name),
            name,
            identifier: identifier.clone(),
            valid_from: at.0,
            valid_to: None,
            ..was.clone()
        },
    }];
    for agency in agencies(was, before) {
        let own_name = agency.name.replace(&old, &new);
        let own_identifier =
            if agency.identifier == was.identifier { identifier.clone() } else { agency.identifier.clone() };
        if own_name != agency.name || own_identifier != agency.identifier {
            let unit = Unit {
                agency_name: agency.agency_name.replace(&old, &new),
                sort_key: text::sort_key(&own_name),
                name: own_name,
                identifier: own_identifier,
                valid_from: at.0,
                valid_to: None,
                ..agency.clone()
            };
            found.push(Renewal { was: agency.agency_name.clone(), unit });
        }
    }
    found
}
