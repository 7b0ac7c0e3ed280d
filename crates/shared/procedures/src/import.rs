//! From the table of procedures to versions: what changed becomes a new version, what did not is left alone.

use std::collections::{BTreeMap, HashMap};

use aws_lc_rs::digest;
use data_encoding::HEXLOWER;
use kernel::id::Uuid;
use kernel::{Error, Result, Timestamp};
use runtime::{Actor, ActorKind, Command, Decide, Reader, Runtime};
use serde_json::json;
use store::{EventDraft, WriteSet};

use crate::data::Data;
use crate::document::{Document, Shared, Term};
use crate::store::{self as tables, Head, NewVersion, QuarantinedRow};
use crate::table::read_table;

/// Versions in one write set.
const CHUNK: usize = 100;

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// Procedures that are new.
    pub added: usize,
    /// Procedures that have a new version.
    pub changed: usize,
    /// Procedures that are as they were.
    pub unchanged: usize,
    /// Rows that could not be used.
    pub quarantined: Vec<QuarantinedRow>,
}

/// A document ready to be stored, with the fingerprint of its text.
struct Draft {
    code: String,
    sha256: String,
    text: String,
}

/// Imports a table of procedures with the forms, processes and details of `data`. Versions begin at `at`; a changed
/// procedure ends its version there. Doing it again changes nothing. Procedures that the table does not name stay.
pub async fn import_procedures(runtime: &Runtime, csv: &str, data: &Data, at: Timestamp) -> Result<ImportReport> {
    let (drafts, quarantined) = drafts(csv, data)?;
    let actor = Actor::system();
    let known = tables::heads(&runtime.reader(&actor)).await?;
    let known: HashMap<&str, &Head> = known.iter().map(|head| (head.code.as_str(), head)).collect();
    let mut report = ImportReport { quarantined, ..ImportReport::default() };
    let mut pending = Vec::new();
    for draft in drafts {
        match known.get(draft.code.as_str()) {
            Some(head) if head.sha256 == draft.sha256 => report.unchanged += 1,
            Some(_) => {
                report.changed += 1;
                pending.push(draft);
            }
            None => {
                report.added += 1;
                pending.push(draft);
            }
        }
    }
    for chunk in pending.chunks(CHUNK) {
        runtime.execute(&actor, &ImportVersions { drafts: chunk, at }).await?;
    }
    let before = tables::quarantined(&runtime.reader(&actor)).await?;
    if before != report.quarantined {
        runtime.execute(&actor, &ReplaceQuarantine { rows: &report.quarantined }).await?;
    }
    Ok(report)
}

/// The documents of a table. One that the program could not use later goes into quarantine now.
fn drafts(csv: &str, data: &Data) -> Result<(Vec<Draft>, Vec<QuarantinedRow>)> {
    let table = read_table(csv, data);
    let mut quarantined = table.quarantined;
    let mut drafts = Vec::with_capacity(table.documents.len());
    let mut shared = Shared::default();
    for (line, document) in table.documents {
        let (code, text) = (document.code.clone(), text_of(&document)?);
        let term = Term { id: Uuid::nil(), valid_from: 0, valid_to: None };
        match document.version(term, &data.lists, &mut shared) {
            Ok(_) => drafts.push(Draft { code, sha256: fingerprint(&text), text }),
            Err(found) => {
                let reason = "procedures-import-broken".to_owned();
                quarantined.push(QuarantinedRow { line, code, reason, found });
            }
        }
    }
    quarantined.sort_by_key(|row| row.line);
    Ok((drafts, quarantined))
}

/// The text by which a document is stored.
pub(crate) fn text_of(document: &Document) -> Result<String> {
    serde_json::to_string(document).map_err(Error::internal)
}

fn fingerprint(text: &str) -> String {
    HEXLOWER.encode(digest::digest(&digest::SHA256, text.as_bytes()).as_ref())
}

/// The id of the n-th version of a procedure: the same on every installation that imports the same history.
pub(crate) fn version_id(code: &str, ordinal: i64) -> Uuid {
    let hash = digest::digest(&digest::SHA256, format!("procedure:{code}:{ordinal}").as_bytes());
    let mut bytes = [0_u8; 16];
    for (to, from) in bytes.iter_mut().zip(hash.as_ref()) {
        *to = *from;
    }
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// Only the house itself imports: the command line and the first start.
fn authorise(actor: &Actor) -> Result<()> {
    if actor.kind == ActorKind::System { Ok(()) } else { Err(Error::forbidden()) }
}

struct ImportVersions<'a> {
    drafts: &'a [Draft],
    at: Timestamp,
}

struct Known {
    heads: BTreeMap<String, Head>,
    counts: BTreeMap<String, i64>,
}

impl Command for ImportVersions<'_> {
    const NAME: &'static str = "procedures.import";
    type State = Known;
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        authorise(actor)
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Known> {
        let heads = tables::heads(reader).await?.into_iter().map(|head| (head.code.clone(), head)).collect();
        let counts = tables::version_counts(reader).await?.into_iter().collect();
        Ok(Known { heads, counts })
    }

    fn decide(&self, state: &Known, cx: &Decide<'_>) -> Result<(WriteSet, ())> {
        let mut set = cx.write(Uuid::nil());
        let mut codes = Vec::with_capacity(self.drafts.len());
        for draft in self.drafts {
            let head = state.heads.get(&draft.code);
            if head.is_some_and(|head| head.sha256 == draft.sha256) {
                continue;
            }
            let valid_from = head.map_or(self.at.0, |head| self.at.0.max(head.valid_from));
            if let Some(head) = head {
                tables::close(&mut set, head.id, valid_from);
            }
            let ordinal = state.counts.get(&draft.code).copied().unwrap_or(0) + 1;
            let id = version_id(&draft.code, ordinal);
            tables::add(
                &mut set,
                &NewVersion {
                    id,
                    code: draft.code.clone(),
                    valid_from,
                    sha256: draft.sha256.clone(),
                    data: draft.text.clone(),
                },
            );
            set.event(EventDraft {
                kind: "procedures.versioned.v1",
                entity_id: id,
                entity_version: 1,
                payload: json!({"code": draft.code}).to_string(),
            });
            codes.push(draft.code.as_str());
        }
        let payload = json!({"procedures": codes});
        set.audit(cx.audit("procedures.imported", "procedure", cx.command, &payload));
        Ok((set, ()))
    }
}

struct ReplaceQuarantine<'a> {
    rows: &'a [QuarantinedRow],
}

impl Command for ReplaceQuarantine<'_> {
    const NAME: &'static str = "procedures.quarantine";
    type State = ();
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        authorise(actor)
    }

    async fn read(&self, _: &Reader<'_>) -> Result<()> {
        Ok(())
    }

    fn decide(&self, (): &(), cx: &Decide<'_>) -> Result<(WriteSet, ())> {
        let mut set = cx.write(Uuid::nil());
        tables::replace_quarantine(&mut set, self.rows, cx.now);
        let lines: Vec<i64> = self.rows.iter().map(|row| row.line).collect();
        set.audit(cx.audit("procedures.quarantined", "procedure", cx.command, &json!({"lines": lines})));
        Ok((set, ()))
    }
}

#[cfg(test)]
mod tests {
    use kernel::Kind;
    use kernel::time::DAY;
    use testkit::{START, both_engines};

    use super::*;
    use crate::catalogue::Catalogue;

    const CODES: [&str; 2] = ["1.001193", "1.004873"];

    /// The head of the table and the rows of two procedures.
    fn two_rows() -> String {
        let wanted = |line: &&str| CODES.iter().chain(&["code"]).any(|code| line.starts_with(&format!("{code},")));
        crate::data::CSV.lines().filter(wanted).collect::<Vec<_>>().join("\n")
    }

    /// What the store keeps in quarantine: lines and reasons.
    async fn kept(runtime: &Runtime) -> Vec<(i64, String)> {
        let actor = Actor::system();
        let rows = tables::quarantined(&runtime.reader(&actor)).await.unwrap();
        rows.into_iter().map(|row| (row.line, row.reason)).collect()
    }

    both_engines!(
        async fn a_changed_row_becomes_a_version_and_the_others_are_left_alone(house: &House) {
            let (runtime, data) = (&house.runtime, Data::embedded().unwrap());
            let catalogue = Catalogue::load(house.store(), &data).await.unwrap();
            let counts = |report: ImportReport| (report.added, report.changed, report.unchanged);
            let first = import_procedures(runtime, &two_rows(), &data, START).await.unwrap();
            assert_eq!((counts(first.clone()), first.quarantined.len()), ((2, 0, 0), 0));
            let again = import_procedures(runtime, &two_rows(), &data, START.plus(5)).await.unwrap();
            assert_eq!(counts(again), (0, 0, 2));

            let later = START.plus(DAY);
            let changed = two_rows().replace("Đăng ký khai sinh,", "Đăng ký khai sinh mới,");
            assert_eq!(counts(import_procedures(runtime, &changed, &data, later).await.unwrap()), (0, 1, 1));
            catalogue.reload_if_changed(house.store()).await.unwrap();
            let known = catalogue.current();
            let name = |at| known.by_code(CODES[0], at).unwrap().name.clone();
            assert_eq!(name(later.plus(-1)), "Đăng ký khai sinh");
            assert_eq!(name(later), "Đăng ký khai sinh mới");
            // A dossier of the first day still finds what it was filed under.
            assert_eq!(known.version(version_id(CODES[0], 1)).unwrap().name, "Đăng ký khai sinh");
            assert_eq!(known.by_code(CODES[1], later).unwrap().id, version_id(CODES[1], 1));
            assert!(house.store().verify(|_, _| {}).await.unwrap().faults.is_empty());
        },
        crate::MIGRATIONS
    );

    both_engines!(
        async fn a_row_that_cannot_be_used_is_kept_aside_until_it_is_mended(house: &House) {
            let (runtime, data) = (&house.runtime, Data::embedded().unwrap());
            let broken = two_rows().replace("1.004873,", "1004873,");
            let report = import_procedures(runtime, &broken, &data, START).await.unwrap();
            assert_eq!((report.added, report.quarantined.len()), (1, 1));
            assert_eq!(kept(runtime).await, [(3, "procedures-import-code".to_owned())]);
            let report = import_procedures(runtime, &two_rows(), &data, START.plus(5)).await.unwrap();
            assert_eq!((report.added, report.unchanged), (1, 1));
            assert!(kept(runtime).await.is_empty());
        },
        crate::MIGRATIONS
    );

    both_engines!(
        async fn two_imports_at_once_make_each_version_once(house: &House) {
            let (runtime, data) = (&house.runtime, Data::embedded().unwrap());
            import_procedures(runtime, &two_rows(), &data, START).await.unwrap();
            let changed = two_rows().replace("Đăng ký khai sinh,", "Đăng ký khai sinh mới,");
            let later = START.plus(DAY);
            let import = || import_procedures(runtime, &changed, &data, later);
            let (one, other) = futures::future::join(import(), import()).await;
            assert!(one.is_ok() && other.is_ok(), "{one:?} {other:?}");
            let actor = Actor::system();
            let counts = tables::version_counts(&runtime.reader(&actor)).await.unwrap();
            let counts: BTreeMap<String, i64> = counts.into_iter().collect();
            assert_eq!(counts, BTreeMap::from([(CODES[0].to_owned(), 2), (CODES[1].to_owned(), 1)]));
        },
        crate::MIGRATIONS
    );

    both_engines!(
        async fn only_the_house_may_import(house: &House) {
            let runtime = &house.runtime;
            let (drafts, _) = drafts(&two_rows(), &Data::embedded().unwrap()).unwrap();
            let command = ImportVersions { drafts: &drafts, at: START };
            for stranger in [Actor::anonymous(), Actor::citizen(Uuid::from_u128(1), "Mẫu")] {
                let refused = runtime.execute(&stranger, &command).await.unwrap_err();
                assert_eq!(refused.kind(), Kind::Forbidden);
                let refused = runtime.execute(&stranger, &ReplaceQuarantine { rows: &[] }).await.unwrap_err();
                assert_eq!(refused.kind(), Kind::Forbidden);
            }
            let actor = Actor::system();
            assert!(tables::heads(&runtime.reader(&actor)).await.unwrap().is_empty());
        },
        crate::MIGRATIONS
    );

    #[test]
    fn every_procedure_of_the_data_can_be_used() {
        let data = Data::embedded().unwrap();
        let (drafts, quarantined) = drafts(crate::data::CSV, &data).unwrap();
        assert!(quarantined.is_empty(), "{quarantined:?}");
        assert_eq!(drafts.len(), 129);
    }

    #[test]
    fn the_same_data_has_the_same_fingerprint() {
        let data = Data::embedded().unwrap();
        let prints = |csv: &str| -> Vec<String> {
            drafts(csv, &data).unwrap().0.into_iter().map(|draft| draft.sha256).collect()
        };
        let before = prints(crate::data::CSV);
        assert_eq!(before, prints(crate::data::CSV));
        let other = crate::data::CSV.replace("Đăng ký kết hôn,", "Đăng ký kết hôn mới,");
        let differ = before.iter().zip(prints(&other)).filter(|(one, two)| *one != two).count();
        assert_eq!(differ, 1);
    }

    #[test]
    fn ids_of_versions_are_stable_and_apart() {
        assert_eq!(version_id("1.001193", 1), version_id("1.001193", 1));
        assert_ne!(version_id("1.001193", 1), version_id("1.001193", 2));
        assert_ne!(version_id("1.001193", 1), version_id("1.000894", 1));
        assert_eq!(version_id("1.001193", 1).get_version_num(), 8);
    }
}
