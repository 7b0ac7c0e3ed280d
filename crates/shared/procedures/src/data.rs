//! The reference data of the project, compiled in: what an import turns into versions.

use std::collections::BTreeMap;
use std::ffi::OsStr;

use include_dir::{Dir, include_dir};
use kernel::{Error, Result};
use serde::Deserialize;
use serde_json::Value;
use web::Bilingual;

use crate::document::{DetailFile, Generic};
use crate::form::{Choice, Lists};
use crate::paper_kinds::PaperKinds;

static FORMS: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../../../data/forms");
static PROCESSES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../../../data/processes");
static DETAILS: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../../../data/procedures");

/// The table of procedures that is compiled in.
pub const CSV: &str = include_str!("../../../../data/procedures.csv");
const ETHNICITIES: &str = include_str!("../../../../data/ethnicities.csv");
const UNITS: &str = include_str!("../../../../data/units-2024.csv");
const TOPICS: &str = include_str!("../../../../data/topics.json");

/// Forms, processes, details and lists, as files give them.
#[derive(Clone, Debug)]
pub struct Data {
    /// Forms (JSON Schema) by the names of their files.
    pub forms: BTreeMap<String, Value>,
    /// Processes by code.
    pub processes: BTreeMap<String, Value>,
    /// Communes and ethnic groups to choose from.
    pub lists: Lists,
    pub(crate) details: BTreeMap<String, DetailFile>,
    pub(crate) generic: Generic,
    pub(crate) kinds: PaperKinds,
    pub(crate) names_en: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct EthnicityRow {
    code: String,
    name: String,
}

#[derive(Deserialize)]
struct UnitRow {
    code: String,
    name: String,
    kind: String,
    parent_code: String,
}

#[derive(Deserialize)]
struct Topics {
    topics: Vec<Topic>,
}

#[derive(Deserialize)]
struct Topic {
    procedures: Vec<TopicEntry>,
}

#[derive(Deserialize)]
struct TopicEntry {
    code: String,
    title: Bilingual,
}

impl Data {
    /// The data that is compiled in. Fails only when a file of data/ is broken.
    pub fn embedded() -> Result<Self> {
        let details = DETAILS.files().filter(|file| !name_of(file.path().file_stem()).starts_with('_'));
        let details = details.map(|file| parse::<DetailFile>(file.contents_utf8(), &file.path().to_string_lossy()));
        let details = details.map(|read| read.map(|detail| (detail.code.clone(), detail)));
        let shared = |name: &str| DETAILS.get_file(name).and_then(include_dir::File::contents_utf8);
        Ok(Self {
            forms: values(&FORMS)?,
            processes: values(&PROCESSES)?,
            lists: Lists { communes: communes(UNITS)?, ethnicities: ethnicities(ETHNICITIES)? },
            details: details.collect::<Result<_>>()?,
            generic: parse(shared("_generic.json"), "_generic.json")?,
            kinds: parse(shared("_kinds.json"), "_kinds.json")?,
            names_en: names_en()?,
        })
    }

    /// The same data with other communes to choose from, e.g. those of the directory of units.
    #[must_use]
    pub fn with_communes(mut self, communes: Vec<Choice>) -> Self {
        self.lists.communes = communes;
        self
    }
}

fn name_of(stem: Option<&OsStr>) -> String {
    stem.map_or_else(String::new, |stem| stem.to_string_lossy().into_owned())
}

fn parse<T: for<'de> Deserialize<'de>>(text: Option<&str>, path: &str) -> Result<T> {
    let text = text.ok_or_else(|| Error::internal(format!("{path} is missing or not UTF-8")))?;
    serde_json::from_str(text).map_err(|e| Error::internal(format!("{path}: {e}")))
}

/// The JSON files of a folder by name, without its subfolders.
fn values(folder: &Dir<'static>) -> Result<BTreeMap<String, Value>> {
    let mut found = BTreeMap::new();
    for file in folder.files() {
        let name = name_of(file.path().file_stem());
        let value = parse(file.contents_utf8(), &name)?;
        found.insert(name, value);
    }
    Ok(found)
}

fn rows<T: for<'de> Deserialize<'de>>(csv: &str) -> Result<Vec<T>> {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    reader.deserialize().collect::<std::result::Result<_, csv::Error>>().map_err(Error::internal)
}

fn ethnicities(csv: &str) -> Result<Vec<Choice>> {
    let choice = |row: EthnicityRow| Choice {
        value: row.code,
        label: Bilingual { vi: row.name, en: String::new() },
        group: Bilingual::default(),
    };
    Ok(rows::<EthnicityRow>(csv)?.into_iter().map(choice).collect())
}

/// Communes under their districts; without districts (from 2025 on) one list.
fn communes(csv: &str) -> Result<Vec<Choice>> {
    let units = rows::<UnitRow>(csv)?;
    let is_commune = |unit: &&UnitRow| matches!(unit.kind.as_str(), "xã" | "phường" | "thị trấn" | "đặc khu");
    let district = |code: &str| {
        let parent = units.iter().find(|unit| unit.code == code && unit.kind != "tỉnh");
        parent.map_or_else(String::new, |unit| unit.name.clone())
    };
    let named = |unit: &UnitRow| (unit.code.clone(), unit.name.clone(), district(&unit.parent_code));
    Ok(commune_choices(units.iter().filter(is_commune).map(named)))
}

/// Communes to choose from, by district and name in Vietnamese order. Each is code, name and the name of its district,
/// which may be empty.
pub fn commune_choices(units: impl IntoIterator<Item = (String, String, String)>) -> Vec<Choice> {
    let vietnamese = |vi: String| Bilingual { vi, en: String::new() };
    let choice = |(value, name, district): (String, String, String)| Choice {
        value,
        label: vietnamese(name),
        group: vietnamese(district),
    };
    let mut found: Vec<Choice> = units.into_iter().map(choice).collect();
    found.sort_by_cached_key(|choice| {
        (kernel::text::sort_key(&choice.group.vi), kernel::text::sort_key(&choice.label.vi))
    });
    found
}

/// English names where the topics of the home page have one: the table of procedures has none.
fn names_en() -> Result<BTreeMap<String, String>> {
    let topics: Topics = parse(Some(TOPICS), "topics.json")?;
    let entries = topics.topics.into_iter().flat_map(|topic| topic.procedures);
    Ok(entries.map(|entry| (entry.code, entry.title.en)).filter(|(_, name)| !name.is_empty()).collect())
}

/// A valid answer for each form, by the names of the files: for tests and sample dossiers only.
pub fn sample_answers() -> Result<BTreeMap<String, Value>> {
    FORMS.get_dir("samples").map_or_else(|| Ok(BTreeMap::new()), values)
}
