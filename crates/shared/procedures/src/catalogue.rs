//! The catalogue: all versions in memory, found by code and day, by id, by words.

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
use crate::search::{Entry, Filter, Query};
use crate::store::{all_versions, mark};
use crate::table::read_table;

/// The catalogue, a service. Its content changes only when procedures are imported.
pub struct Catalogue {
    lists: Lists,
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
        let catalogue = Self { lists: data.lists.clone(), current: RwLock::default() };
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
        Ok(Self { lists: data.lists.clone(), current: RwLock::new(Arc::new(snapshot)) })
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
        let ranked = |points: &dyn Fn(&Entry) -> Option<u32>| {
            let hit = |version| -> Option<(u32, &Arc<ProcedureVersion>)> {
                let version: &Arc<ProcedureVersion> = version;
                Some((points(self.entries.get(&version.id)?)?, version))
            };
            let mut hits: Vec<(u32, &Arc<ProcedureVersion>)> = self.all(at).iter().filter_map(hit).collect();
            // The sort is stable: equal points keep the order of names, shorter names first.
            hits.sort_by_key(|(points, version)| (std::cmp::Reverse(*points), version.name.chars().count()));
            hits
        };
        let mut hits = ranked(&|entry| entry.points(&query));
        if hits.is_empty() {
            hits = ranked(&|entry| entry.points_for_some(&query));
        }
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
        let gap = |version: &Arc<ProcedureVersion>| Gap {
            version: Arc::clone(version),
            missing: version.detail.missing(),
        };
        self.all(at).iter().map(gap).filter(|gap| !gap.missing.is_empty()).collect()
    }
}
