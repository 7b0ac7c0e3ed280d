//! The catalogue: all versions in memory, found by code and day, by id, by words.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, PoisonError, RwLock};

use kernel::id::Uuid;
use kernel::{Error, Result, Timestamp};
use organisation::Level;
use store::Store;

use crate::data::Data;
use crate::document::{Document, Shared, Term};
use crate::form::Lists;
use crate::import::version_id;
use crate::kinds::{Online, Part};
use crate::model::ProcedureVersion;
use crate::paper_kinds::PaperKinds;
use crate::search::{Entry, Filter, Query};
use crate::store::{all_versions, mark};
use crate::table::read_table;

/// The catalogue, a service. Its content changes only when procedures are imported.
pub struct Catalogue {
    lists: Lists,
    kinds: PaperKinds,
    current: RwLock<Arc<CatalogueSnapshot>>,
}

/// All versions at one moment.
#[derive(Default)]
pub struct CatalogueSnapshot {
    versions: HashMap<Uuid, Arc<ProcedureVersion>>,
    eras: Vec<Era>,
    entries: HashMap<Uuid, Entry>,
    mark: (i64, i64),
}

/// The time between two changes of any procedure.
struct Era {
    from: i64,
    list: Vec<Arc<ProcedureVersion>>,
    by_code: HashMap<String, Arc<ProcedureVersion>>,
}

/// How many procedures each narrowing would leave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facets {
    /// By level, highest first; the filter on the level does not count.
    pub levels: Vec<(Level, usize)>,
    /// By field, in Vietnamese order; the filter on the field does not count.
    pub fields: Vec<(String, usize)>,
    /// By online category; the filter on it does not count.
    pub online: Vec<(Online, usize)>,
}

/// What the data lacks of one procedure.
#[derive(Clone, Debug)]
pub struct Gap {
    /// The procedure.
    pub version: Arc<ProcedureVersion>,
    /// The parts of its page that are missing.
    pub missing: Vec<Part>,
}

impl Catalogue {
    /// Reads all versions from the store. `data` gives the lists that forms choose from.
    pub async fn load(store: &Store, data: &Data) -> Result<Self> {
        let catalogue = Self { lists: data.lists.clone(), kinds: data.kinds.clone(), current: RwLock::default() };
        catalogue.reload(store).await?;
        Ok(catalogue)
    }

    /// A catalogue of the data alone, in force since `at`, without a store: for tests and measurements.
    pub fn of_data(csv: &str, data: &Data, at: Timestamp) -> Result<Self> {
        let mut shared = Shared::default();
        let mut versions = Vec::new();
        for (_, document) in read_table(csv, data).documents {
            let term = Term { id: version_id(&document.code, 1), valid_from: at.0, valid_to: None };
            versions.push(document.version(term, &data.lists, &mut shared).map_err(Error::internal)?);
        }
        let snapshot = CatalogueSnapshot::of(versions, (0, 0));
        let (lists, kinds) = (data.lists.clone(), data.kinds.clone());
        Ok(Self { lists, kinds, current: RwLock::new(Arc::new(snapshot)) })
    }

    /// Which results and papers are the same kind of paper, whatever version they belong to.
    pub fn paper_kinds(&self) -> &PaperKinds {
        &self.kinds
    }

    /// What is known now. Keep it for one piece of work, not longer.
    pub fn current(&self) -> Arc<CatalogueSnapshot> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads all versions again.
    pub async fn reload(&self, store: &Store) -> Result<()> {
        // Before the rows: what is added in between is then seen by the next look.
        let mark = mark(store).await?;
        let mut shared = Shared::default();
        let mut versions = Vec::new();
        for row in all_versions(store).await? {
            let wrong = |why: String| Error::internal(format!("version {}: {why}", row.id));
            let document: Document = serde_json::from_str(&row.data).map_err(|e| wrong(e.to_string()))?;
            let term = Term { id: row.id, valid_from: row.valid_from, valid_to: row.valid_to };
            versions.push(document.version(term, &self.lists, &mut shared).map_err(wrong)?);
        }
        let snapshot = Arc::new(CatalogueSnapshot::of(versions, mark));
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = snapshot;
        Ok(())
    }

    /// Reads all versions again when another node or the command line has added some.
    pub async fn reload_if_changed(&self, store: &Store) -> Result<()> {
        if mark(store).await? == self.current().mark { Ok(()) } else { self.reload(store).await }
    }
}

impl CatalogueSnapshot {
    fn of(versions: Vec<ProcedureVersion>, mark: (i64, i64)) -> Self {
        let versions: Vec<Arc<ProcedureVersion>> = versions.into_iter().map(Arc::new).collect();
        let ends = versions.iter().filter_map(|version| version.valid_to);
        let borders: BTreeSet<i64> = versions.iter().map(|version| version.valid_from).chain(ends).collect();
        let mut sorted = versions.clone();
        sorted.sort_by_cached_key(|version| (kernel::text::sort_key(&version.name), version.code.clone()));
        let era = |from: i64| {
            let list: Vec<_> = sorted.iter().filter(|version| version.is_valid_at(from)).cloned().collect();
            let by_code = list.iter().map(|version| (version.code.clone(), Arc::clone(version))).collect();
            Era { from, list, by_code }
        };
        Self {
            eras: borders.into_iter().map(era).collect(),
            entries: versions.iter().map(|version| (version.id, Entry::of(version))).collect(),
            versions: versions.into_iter().map(|version| (version.id, version)).collect(),
            mark,
        }
    }

    fn era(&self, at: Timestamp) -> Option<&Era> {
        let after = self.eras.partition_point(|era| era.from <= at.0);
        after.checked_sub(1).and_then(|index| self.eras.get(index))
    }

    /// The version of a procedure that is in force at an instant.
    pub fn by_code(&self, code: &str, at: Timestamp) -> Option<Arc<ProcedureVersion>> {
        self.era(at).and_then(|era| era.by_code.get(code)).cloned()
    }

    /// A version by its id, in force or not.
    pub fn version(&self, id: Uuid) -> Option<Arc<ProcedureVersion>> {
        self.versions.get(&id).cloned()
    }

    /// The procedures in force at an instant, in the Vietnamese order of their names.
    pub fn all(&self, at: Timestamp) -> &[Arc<ProcedureVersion>] {
        self.era(at).map_or(&[], |era| era.list.as_slice())
    }

    /// The procedures that fit, best first. Words without marks find words with marks; typed marks prefer the same
    /// marks. When no procedure has all words, those with most of them are found. No words find everything.
    pub fn search(&self, query: &str, filter: &Filter, at: Timestamp) -> Vec<Arc<ProcedureVersion>> {
        self.found(query, at).into_iter().filter(|version| filter.admits(version)).cloned().collect()
    }

    fn found(&self, query: &str, at: Timestamp) -> Vec<&Arc<ProcedureVersion>> {
        let query = Query::of(query);
        if query.is_empty() {
            return self.all(at).iter().collect();
        }
        let hits = self.ranked(at, |entry| entry.points(&query));
        if hits.is_empty() { self.ranked(at, |entry| entry.points_for_some(&query)) } else { hits }
    }

    fn ranked(&self, at: Timestamp, points: impl Fn(&Entry) -> Option<u32>) -> Vec<&Arc<ProcedureVersion>> {
        let mut hits: Vec<(u32, &Arc<ProcedureVersion>)> = Vec::new();
        for version in self.all(at) {
            if let Some(found) = self.entries.get(&version.id).and_then(&points) {
                hits.push((found, version));
            }
        }
        // Among equals the shorter name is the more general procedure; after that the order of names stays.
        hits.sort_by_key(|(found, version)| (Reverse(*found), version.name.chars().count()));
        hits.into_iter().map(|(_, version)| version).collect()
    }

    /// How many procedures each narrowing of a search would leave.
    pub fn facets(&self, query: &str, filter: &Filter, at: Timestamp) -> Facets {
        let found = self.found(query, at);
        let mut levels: BTreeMap<Level, usize> = BTreeMap::new();
        let mut fields: BTreeMap<(Vec<u8>, String), usize> = BTreeMap::new();
        let mut online: BTreeMap<Online, usize> = BTreeMap::new();
        let (any_level, any_field, any_online) = (
            Filter { level: None, ..filter.clone() },
            Filter { field: None, ..filter.clone() },
            Filter { online: None, ..filter.clone() },
        );
        for version in found {
            if any_level.admits(version) {
                for level in &version.levels {
                    *levels.entry(*level).or_default() += 1;
                }
            }
            if any_field.admits(version) {
                let key = (kernel::text::sort_key(&version.field), version.field.clone());
                *fields.entry(key).or_default() += 1;
            }
            if any_online.admits(version) {
                *online.entry(version.online).or_default() += 1;
            }
        }
        Facets {
            levels: levels.into_iter().collect(),
            fields: fields.into_iter().map(|((_, field), count)| (field, count)).collect(),
            online: online.into_iter().collect(),
        }
    }

    /// The fields of the procedures in force, in Vietnamese order.
    pub fn fields(&self, at: Timestamp) -> Vec<String> {
        self.facets("", &Filter::default(), at).fields.into_iter().map(|(field, _)| field).collect()
    }

    /// What the data lacks, procedure by procedure; complete ones are left out.
    pub fn gaps(&self, at: Timestamp) -> Vec<Gap> {
        let gap =
            |version: &Arc<ProcedureVersion>| Gap { version: Arc::clone(version), missing: version.detail.missing() };
        self.all(at).iter().map(gap).filter(|gap| !gap.missing.is_empty()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::Answers;
    use crate::kinds::Channel;

    const AT: Timestamp = Timestamp(1_733_792_400_000_000);

    fn snapshot() -> Arc<CatalogueSnapshot> {
        let data = Data::embedded().unwrap();
        Catalogue::of_data(crate::data::CSV, &data, AT).unwrap().current()
    }

    fn codes(found: &[Arc<ProcedureVersion>]) -> Vec<&str> {
        found.iter().map(|version| version.code.as_str()).collect()
    }

    #[test]
    fn all_129_procedures_are_in_force_from_their_first_instant() {
        let snapshot = snapshot();
        assert_eq!(snapshot.all(AT).len(), 129);
        assert!(snapshot.all(AT.plus(-1)).is_empty());
        assert!(snapshot.by_code("1.001193", AT.plus(-1)).is_none());
        for version in snapshot.all(AT) {
            assert!(!version.levels.is_empty() && !version.limits.is_empty(), "{}", version.code);
            assert_eq!(snapshot.version(version.id).unwrap().code, version.code);
        }
        let own: Vec<_> =
            snapshot.all(AT).iter().filter(|version| version.form.id != "urn:nhatle:form:generic:1").collect();
        assert_eq!(own.len(), 10);
    }

    #[test]
    fn birth_registration_is_found_first() {
        let snapshot = snapshot();
        let queries = [
            "khai sinh",
            "Khai Sinh ",
            "đăng ký khai sinh",
            "dang ky khai sinh",
            "1.001193",
            "giấy khai sinh",
            "giay khai sinh",
            "làm giấy cho con",
        ];
        for query in queries {
            let found = snapshot.search(query, &Filter::default(), AT);
            assert_eq!(codes(&found).first(), Some(&"1.001193"), "{query}");
        }
    }

    #[test]
    fn words_narrow_and_filters_narrow_further() {
        let snapshot = snapshot();
        let count = |query: &str, filter: &Filter| snapshot.search(query, filter, AT).len();
        let none = Filter::default();
        assert_eq!(count("", &none), 129);
        assert_eq!(count("  ", &none), 129);
        assert_eq!(count("qqqq zzzz", &none), 0);
        assert!(count("khai sinh", &none) < count("", &none));
        // Two of the three words are known, so the search is not empty.
        assert!(count("khai sinh zzzz", &none) > 0);
        let communes = Filter { level: Some(Level::Commune), ..Filter::default() };
        let wanted = snapshot.all(AT).iter().filter(|version| version.levels.contains(&Level::Commune)).count();
        assert_eq!(count("", &communes), wanted);
        let field = Filter { field: Some("Hộ tịch".into()), ..Filter::default() };
        assert_eq!(count("", &field), 18);
        assert!(
            count("khai sinh", &Filter { online: Some(Online::Offline), ..field.clone() }) < count("khai sinh", &field)
        );
    }

    #[test]
    fn facets_count_what_a_narrowing_would_leave() {
        let snapshot = snapshot();
        let filter = Filter { field: Some("Hộ tịch".into()), ..Filter::default() };
        let facets = snapshot.facets("khai sinh", &filter, AT);
        for (level, count) in facets.levels {
            let narrowed = Filter { level: Some(level), ..filter.clone() };
            assert_eq!(snapshot.search("khai sinh", &narrowed, AT).len(), count);
        }
        for (field, count) in facets.fields {
            let narrowed = Filter { field: Some(field), ..Filter::default() };
            assert_eq!(snapshot.search("khai sinh", &narrowed, AT).len(), count);
        }
        assert_eq!(snapshot.fields(AT).len(), 43);
    }

    #[test]
    fn gaps_name_what_the_data_lacks() {
        let snapshot = snapshot();
        let gaps = snapshot.gaps(AT);
        let of = |code: &str| gaps.iter().find(|gap| gap.version.code == code).map(|gap| gap.missing.clone());
        assert_eq!(of("1.001193"), None);
        assert!(of("2.001263").unwrap().contains(&Part::Limit));
        assert!(of("2.001263").unwrap().contains(&Part::LegalBasis));
    }

    #[test]
    fn the_way_of_filing_chooses_the_limit() {
        let snapshot = snapshot();
        // (code, amounts online, at the counter, by post)
        let table = [
            ("1.013978", [17, 27, 20]),
            ("1.012766", [3, 13, 3]),
            ("1.012812", [30, 40, 30]),
            ("1.012817", [20, 30, 20]),
            ("1.013967", [45, 60, 45]),
            ("1.001193", [0, 0, 0]),
        ];
        for (code, want) in table {
            let version = snapshot.by_code(code, AT).unwrap();
            let limit = |channel| version.limit_for(&Answers::new(), channel).limit;
            let found = [Channel::Online, Channel::Direct, Channel::Post].map(limit);
            assert_eq!(found.map(|limit| limit.amount.halves() / 2), want, "{code}");
            assert!(found.iter().all(|limit| limit.unit == version.usual_limit.limit.unit), "{code}");
        }
    }

    #[test]
    fn answers_choose_limit_fee_and_papers() {
        let snapshot = snapshot();
        let answers = |value: serde_json::Value| value.as_object().cloned().unwrap();
        let permit = snapshot.by_code("1.013225", AT).unwrap();
        for (kind, want) in [("house", "house"), ("other", "standard"), ("", "standard")] {
            let answers = answers(serde_json::json!({"work_kind": kind}));
            assert_eq!(permit.limit_for(&answers, Channel::Post).code, want);
        }
        let certificate = snapshot.by_code("1.004873", AT).unwrap();
        for (copies, want) in [
            (serde_json::json!(2), Some(30_000)),
            (serde_json::json!(2.0), Some(30_000)),
            (serde_json::json!(5e0), Some(75_000)),
            (serde_json::json!(2.5), None),
            (serde_json::json!(-1), None),
            (serde_json::json!(1e300), None),
            (serde_json::json!("2"), None),
            (serde_json::json!(true), None),
            (serde_json::Value::Null, None),
        ] {
            let due = certificate.fees_for(&answers(serde_json::json!({"copies": copies})));
            let sum = due.ok().map(|fees| fees.iter().map(|fee| fee.amount).sum::<i64>());
            assert_eq!(sum, want, "{copies}");
        }
        let unsaid = certificate.fees_for(&answers(serde_json::json!({}))).unwrap_err();
        assert_eq!(unsaid.fields().iter().map(|field| &*field.field).collect::<Vec<_>>(), ["copies"]);
        let copies = snapshot.by_code("2.000815", AT).unwrap();
        let due = copies.fees_for(&answers(serde_json::json!({"pages_first_two": 3.0, "pages_rest": 4}))).unwrap();
        assert_eq!(due.iter().map(|fee| fee.amount).collect::<Vec<_>>(), [6_000, 4_000]);
        assert!(due.iter().all(|fee| fee.name.vi.starts_with("Phí: ")));
        let birth = snapshot.by_code("1.001193", AT).unwrap();
        let blocking = |value: serde_json::Value| -> Vec<String> {
            let papers = answers(value);
            birth.papers_for(&papers).iter().filter(|paper| paper.blocks()).map(|paper| paper.code.clone()).collect()
        };
        assert_eq!(blocking(serde_json::json!({"birth_place_kind": "medical"})), ["birth-certificate-medical"]);
        assert_eq!(
            blocking(serde_json::json!({"birth_place_kind": "elsewhere", "birth_proof": "pledge"})),
            ["birth-pledge"]
        );
        assert!(blocking(serde_json::json!({})).is_empty());
    }
}
