//! From a list of areas and the file of departments to the units of a province. Pure.

use std::collections::{HashMap, HashSet};

use kernel::{Error, Message, Result, Timestamp, text};
use serde::Deserialize;

use crate::ids::unit_id;
use crate::model::{Level, RECEPTION, Unit, UnitId, UnitKind};

/// Columns that a list of areas must have.
const COLUMNS: [&str; 4] = ["code", "name", "kind", "parent_code"];
/// Longest code and longest name in characters.
pub(crate) const MAX_CODE: usize = 10;
pub(crate) const MAX_NAME: usize = 200;
/// Calendars in `data/calendars.toml`: the police also work on Saturday mornings (fact 2.53).
pub(crate) const OFFICE: &str = "administrative";
const POLICE: &str = "police";
/// Last part of the code of a one-stop unit.
const ONE_STOP: &str = "mot-cua";

/// A row that was left out, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Quarantined {
    /// Where it stands: `units:12` is a line, `division:phong-y-te` and `unit:450` are codes.
    pub place: String,
    /// The sentence that says why.
    pub message: Message,
}

/// The units of a province, parents before what lies below them.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) province: UnitId,
    pub(crate) units: Vec<Unit>,
    pub(crate) quarantined: Vec<Quarantined>,
}

#[derive(Deserialize)]
struct CsvRow {
    code: String,
    name: String,
    kind: String,
    parent_code: String,
}

/// A row of the list that is right by itself; its parent is not looked up yet.
struct AreaRow {
    line: usize,
    code: String,
    name: String,
    level: Level,
    parent: String,
}

#[derive(Deserialize)]
struct DepartmentFile {
    province_identifier: String,
    identifier_scheme: Scheme,
    #[serde(default)]
    department: Vec<AgencyRow>,
    #[serde(default)]
    division: Vec<AgencyRow>,
    #[serde(default)]
    commune_division: Vec<AgencyRow>,
}

/// How identifiers follow from the place of a unit in its list (facts 2.42, 4.04; `[SAMPLE]` in the data).
#[derive(Deserialize)]
struct Scheme {
    province: Pattern,
    department: Pattern,
    district: Pattern,
    commune: Pattern,
    division: Pattern,
    commune_division: Pattern,
}

#[derive(Deserialize)]
struct Pattern {
    #[serde(rename = "pattern")]
    text: String,
    #[serde(default)]
    first: usize,
    #[serde(default)]
    width: usize,
}

impl Pattern {
    fn number(&self, place: usize) -> String {
        format!("{:0width$}", self.first.saturating_add(place), width = self.width.min(9))
    }

    fn fill(&self, parts: &[(&str, &str)]) -> String {
        parts.iter().fold(self.text.clone(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
    }
}

#[derive(Deserialize)]
struct AgencyRow {
    #[serde(default)]
    code: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    identifier: String,
    #[serde(default)]
    functions: Vec<String>,
    #[serde(default)]
    fields: Vec<String>,
    #[serde(default)]
    procedures: Vec<String>,
}

/// A row of the file of departments that is right by itself, with its place in its list.
struct Agency<'a> {
    place: usize,
    row: &'a AgencyRow,
    kind: UnitKind,
}

/// An area whose units are being made.
struct Area {
    id: UnitId,
    code: String,
    level: Level,
    agency_name: String,
    /// Its name inside another: "huyện Lệ Thủy".
    inner_name: String,
    identifier: String,
    district: String,
    commune: String,
}

/// Reads both files and makes the units that begin at `at`. Fails when a file as a whole cannot be used; a single bad
/// row is left out and listed.
pub(crate) fn plan(units_csv: &str, departments_toml: &str, at: Timestamp) -> Result<Plan> {
    let file: DepartmentFile = toml::from_str(departments_toml).map_err(|e| {
        let message = Message::new("organisation-import-toml").arg("detail", e.message());
        Error::invalid_field("departments", message)
    })?;
    let mut quarantined = Vec::new();
    let rows = read_areas(units_csv, &mut quarantined)?;
    let departments = sound("department", &file.department, &mut quarantined);
    let divisions = sound("division", &file.division, &mut quarantined);
    let commune_divisions = sound("commune_division", &file.commune_division, &mut quarantined);
    let mut maker =
        Maker { scheme: &file.identifier_scheme, province: &file.province_identifier, at, units: Vec::new() };

    let mut provinces = rows.iter().filter(|row| row.level == Level::Province);
    let Some(first) = provinces.next() else {
        return Err(Error::invalid_field("units", Message::new("organisation-import-no-province")));
    };
    quarantined.extend(provinces.map(|row| left_out(row.line, Message::new("organisation-import-second-province"))));
    let province = maker.area(first, None, 0);
    let province_id = province.id;
    maker.agencies(&province, &departments);

    let mut known: HashMap<&str, Area> = HashMap::from([(first.code.as_str(), province)]);
    let mut places: HashMap<(&str, Level), usize> = HashMap::new();
    for level in [Level::District, Level::Commune] {
        for row in rows.iter().filter(|row| row.level == level) {
            let parent = row.parent.as_str();
            let Some(above) = known.get(parent).filter(|above| above.level < level) else {
                let message = Message::new("organisation-import-parent").arg("parent", parent);
                quarantined.push(left_out(row.line, message));
                continue;
            };
            let place = places.entry((parent, level)).or_insert(0);
            let area = maker.area(row, Some(above), *place);
            *place += 1;
            maker.one_stop(&area);
            maker.agencies(&area, if level == Level::District { &divisions } else { &commune_divisions });
            known.insert(row.code.as_str(), area);
        }
    }
    Ok(Plan { province: province_id, units: maker.units, quarantined })
}

/// Makes units one after the other.
struct Maker<'a> {
    scheme: &'a Scheme,
    province: &'a str,
    at: Timestamp,
    units: Vec<Unit>,
}

impl Maker<'_> {
    /// Makes the unit of an area; `place` is its place among its brothers of the same level.
    fn area(&mut self, row: &AreaRow, above: Option<&Area>, place: usize) -> Area {
        let none = || "00".to_owned();
        let (pattern, kind, district, commune) = match row.level {
            Level::Province => (&self.scheme.province, UnitKind::Province, none(), none()),
            Level::District => (&self.scheme.district, UnitKind::District, self.scheme.district.number(place), none()),
            Level::Commune => {
                let district = above.map_or_else(none, |above| above.district.clone());
                (&self.scheme.commune, UnitKind::Commune, district, self.scheme.commune.number(place))
            }
        };
        let parts = [("province", self.province), ("district", district.as_str()), ("commune", commune.as_str())];
        let identifier = pattern.fill(&parts);
        let inner_name = small_first(&row.name);
        let agency_name = format!("UBND {inner_name}");
        let id = unit_id(&row.code);
        self.units.push(Unit {
            id,
            kind,
            level: row.level,
            parent: above.map(|above| above.id),
            code: row.code.clone(),
            name: row.name.clone(),
            agency_name: agency_name.clone(),
            identifier: identifier.clone(),
            calendar: OFFICE.to_owned(),
            functions: Vec::new(),
            fields: Vec::new(),
            procedures: Vec::new(),
            valid_from: self.at.0,
            valid_to: None,
            sort_key: text::sort_key(&row.name),
        });
        Area { id, code: row.code.clone(), level: row.level, agency_name, inner_name, identifier, district, commune }
    }

    /// Makes the one-stop unit of a committee.
    fn one_stop(&mut self, area: &Area) {
        let name = format!("Bộ phận Một cửa, {}", area.agency_name);
        let code = format!("{}.{ONE_STOP}", area.code);
        let mut unit = self.below(area, UnitKind::OneStop, code, name, area.identifier.clone());
        unit.functions.push(RECEPTION.to_owned());
        self.units.push(unit);
    }

    /// Makes the departments of a province or the divisions of a district or commune.
    fn agencies(&mut self, area: &Area, agencies: &[Agency<'_>]) {
        for agency in agencies {
            let row = agency.row;
            let (pattern, part) = match area.level {
                Level::Province => (&self.scheme.department, "department"),
                Level::District => (&self.scheme.division, "division"),
                Level::Commune => (&self.scheme.commune_division, "commune_division"),
            };
            let number = pattern.number(agency.place);
            let parts = [
                ("province", self.province),
                ("district", area.district.as_str()),
                ("commune", area.commune.as_str()),
                (part, number.as_str()),
            ];
            let identifier = if row.identifier.is_empty() { pattern.fill(&parts) } else { row.identifier.clone() };
            let (code, name) = match area.level {
                Level::Province => (row.code.clone(), row.name.clone()),
                Level::District | Level::Commune => {
                    (format!("{}.{}", area.code, row.code), format!("{} {}", row.name, area.inner_name))
                }
            };
            let mut unit = self.below(area, agency.kind, code, name, identifier);
            unit.functions.clone_from(&row.functions);
            unit.fields.clone_from(&row.fields);
            unit.procedures.clone_from(&row.procedures);
            self.units.push(unit);
        }
    }

    fn below(&self, area: &Area, kind: UnitKind, code: String, name: String, identifier: String) -> Unit {
        Unit {
            id: unit_id(&code),
            kind,
            level: area.level,
            parent: Some(area.id),
            code,
            agency_name: name.clone(),
            sort_key: text::sort_key(&name),
            name,
            identifier,
            calendar: if kind == UnitKind::Police { POLICE } else { OFFICE }.to_owned(),
            functions: Vec::new(),
            fields: Vec::new(),
            procedures: Vec::new(),
            valid_from: self.at.0,
            valid_to: None,
        }
    }
}

fn left_out(line: usize, message: Message) -> Quarantined {
    Quarantined { place: format!("units:{line}"), message }
}

/// "Thành phố Đồng Hới" becomes "thành phố Đồng Hới".
pub(crate) fn small_first(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().into_iter().flat_map(char::to_lowercase).chain(letters).collect()
}

pub(crate) fn level_of(kind: &str) -> Option<Level> {
    match text::exact(kind).as_str() {
        "tỉnh" | "thành phố trực thuộc trung ương" => Some(Level::Province),
        "thành phố thuộc tỉnh" | "quận" | "huyện" | "thị xã" => Some(Level::District),
        "xã" | "phường" | "thị trấn" | "đặc khu" => Some(Level::Commune),
        _ => None,
    }
}

fn read_areas(units_csv: &str, quarantined: &mut Vec<Quarantined>) -> Result<Vec<AreaRow>> {
    let unusable = |detail: String| {
        let message = Message::new("organisation-import-columns").arg("detail", detail);
        Error::invalid_field("units", message)
    };
    let source = units_csv.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(source.as_bytes());
    let headers = reader.headers().map_err(|e| unusable(e.to_string()))?;
    for wanted in COLUMNS {
        if !headers.iter().any(|found| found == wanted) {
            return Err(unusable(wanted.to_owned()));
        }
    }
    let mut codes = HashSet::new();
    let mut rows = Vec::new();
    for (index, row) in reader.deserialize::<CsvRow>().enumerate() {
        let line = index + 2;
        let checked = match row {
            Ok(row) => check_area(line, row),
            Err(_) => Err(Message::new("organisation-import-row")),
        };
        match checked {
            Ok(row) if codes.insert(row.code.clone()) => rows.push(row),
            Ok(row) => {
                quarantined.push(left_out(line, Message::new("organisation-import-double").arg("code", row.code)));
            }
            Err(message) => quarantined.push(left_out(line, message)),
        }
    }
    Ok(rows)
}

fn check_area(line: usize, row: CsvRow) -> Result<AreaRow, Message> {
    let is_code = (1..=MAX_CODE).contains(&row.code.len()) && row.code.bytes().all(|b| b.is_ascii_digit());
    if !is_code {
        return Err(Message::new("organisation-import-code").arg("code", row.code));
    }
    let name = text::squeeze_name(&row.name);
    if name.is_empty() || name.chars().count() > MAX_NAME {
        return Err(Message::new("organisation-import-name").arg("code", row.code));
    }
    let Some(level) = level_of(&row.kind) else {
        return Err(Message::new("organisation-import-kind").arg("code", row.code).arg("kind", row.kind));
    };
    Ok(AreaRow { line, code: row.code, name, level, parent: row.parent_code })
}

/// The rows of a list of agencies that can be used.
fn sound<'a>(list: &str, rows: &'a [AgencyRow], quarantined: &mut Vec<Quarantined>) -> Vec<Agency<'a>> {
    let mut codes = HashSet::new();
    let mut found = Vec::new();
    for (place, row) in rows.iter().enumerate() {
        let kind = UnitKind::parse(&row.kind).filter(|kind| !kind.is_area());
        let is_code =
            !row.code.is_empty() && row.code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        let code = row.code.clone();
        let problem = match kind {
            _ if !is_code => Some(Message::new("organisation-import-code").arg("code", code)),
            _ if row.name.trim().is_empty() || row.name.chars().count() > MAX_NAME => {
                Some(Message::new("organisation-import-name").arg("code", code))
            }
            None => Some(Message::new("organisation-import-kind").arg("code", code).arg("kind", row.kind.as_str())),
            Some(_) if !codes.insert(row.code.as_str()) => {
                Some(Message::new("organisation-import-double").arg("code", code))
            }
            Some(kind) => {
                found.push(Agency { place, row, kind });
                None
            }
        };
        if let Some(message) = problem {
            quarantined.push(Quarantined { place: format!("{list}:{}", row.code), message });
        }
    }
    found
}

#[cfg(test)]
#[path = "plan_tests.rs"]
mod tests;
