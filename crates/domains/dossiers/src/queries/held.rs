//! What the province holds of a person, offered paper by paper, so that it is not asked for again (fact 2.29).

use ::store::vault::SubjectKey;
use kernel::Result;
use kernel::text::fold;
use procedures::{Catalogue, Paper, PaperKinds, PaperMode, ProcedureVersion};
use runtime::Reader;
use web::Bilingual;

use super::one::{FileItem, Opened};
use crate::case::Case;
use crate::commands::{FileSource, OpenDraft};
use crate::model::{DossierId, FileId, HeldPaper, fits};
use crate::permissions::OVERRIDE;
use crate::store;
use crate::store::file::{FileRow, Origin};
use crate::store::held::HeldRow;
use crate::uploads::room;

/// Most that is offered for one paper: a page of offers helps nobody to choose.
const MOST: usize = 5;

/// Something that is held and can be offered for a paper.
#[derive(Clone, Debug)]
pub struct HeldItem {
    /// Code of the paper that it can stand for.
    pub paper: String,
    /// The file as it stands in its own dossier.
    pub file: FileRow,
    /// What it is.
    pub name: Bilingual,
    /// Whether it is a result, not a paper that was handed in.
    pub is_result: bool,
    /// Where it comes from.
    pub origin: Origin,
    /// Whether it is offered because of an entry that the project drafted.
    pub is_drafted: bool,
}

/// What can be offered for the papers of a draft that take one more file: only what stands in dossiers of the same
/// account and belongs to the same subject.
pub async fn held_for_draft(reader: &Reader<'_>, open: &OpenDraft, files: &[FileItem]) -> Result<Vec<HeldItem>> {
    let answers = open.procedure.form.prune(&open.answers);
    let mut papers = open.procedure.papers_for(&answers);
    papers.retain(|paper| paper.mode == PaperMode::Upload && room(paper, files, 0) > 0);
    if papers.is_empty() {
        return Ok(Vec::new());
    }
    let draft = &open.draft;
    let rows = store::held::of_account(reader, draft.account, draft.subject, draft.id).await?;
    offers(reader, &rows, &open.procedure.code, &papers, files)
}

/// What can be offered for the papers of a dossier. Its holder is offered what a draft would be, while a supplement is
/// awaited. An officer who may add papers to it, or make exceptions, is offered for the papers that are missing
/// whatever the province holds of the same subject under the same name, wherever it was handled. Nobody else is offered
/// anything.
pub async fn held_for_case(
    reader: &Reader<'_>,
    case: &Case,
    opened: &Opened,
    files: &[FileItem],
) -> Result<Vec<HeldItem>> {
    let (actor, dossier) = (reader.actor, &case.dossier);
    let is_own = dossier.account == Some(actor.account);
    let may = if is_own {
        FileSource::Upload.check(actor, case).is_ok()
    } else {
        let may_add = FileSource::Scan.check(actor, case).is_ok() || case.has_right(actor, OVERRIDE);
        may_add && !dossier.state.is_terminal()
    };
    let is_open = |paper: &Paper| {
        let is_there = |file: &FileItem| file.row.is_handed_in() && file.row.paper == paper.code;
        if is_own { room(paper, files, dossier.supplements) > 0 } else { !files.iter().any(is_there) }
    };
    let mut papers = case.procedure.papers_for(&opened.answers);
    papers.retain(|paper| may && paper.mode == PaperMode::Upload && is_open(paper));
    if papers.is_empty() {
        return Ok(Vec::new());
    }
    let rows = if is_own {
        store::held::of_account(reader, actor.account, dossier.subject, dossier.id).await?
    } else {
        let rows = store::held::of_person(reader, &opened.applicant.identity, dossier.subject, dossier.id).await?;
        of_same_name(rows, &case.key, &opened.applicant.name)?
    };
    offers(reader, &rows, &case.procedure.code, &papers, files)
}

/// What was handed in under the same name, but for marks and case. A number that was typed wrongly at a counter is that
/// of another person, whose papers are nothing to this dossier.
fn of_same_name(rows: Vec<(HeldRow, Vec<u8>)>, key: &SubjectKey, name: &str) -> Result<Vec<HeldRow>> {
    let wanted = fold(name);
    let mut same = Vec::with_capacity(rows.len());
    for (row, sealed) in rows {
        if fold(&key.open("dossier.name", &sealed)?) == wanted {
            same.push(row);
        }
    }
    Ok(same)
}

/// The files of a dossier that were taken from a result which was made void since (fact 2.26).
pub async fn voided(reader: &Reader<'_>, dossier: DossierId, files: &[FileItem]) -> Result<Vec<FileId>> {
    if files.iter().all(|file| file.row.origin.is_none()) {
        return Ok(Vec::new());
    }
    store::held::voided(reader, dossier).await
}

/// What fits which of these papers, the newest first and so many of each; what was taken over already is not offered
/// twice.
fn offers(
    reader: &Reader<'_>,
    rows: &[HeldRow],
    procedure: &str,
    papers: &[&Paper],
    files: &[FileItem],
) -> Result<Vec<HeldItem>> {
    let catalogue = reader.service::<Catalogue>()?;
    let (kinds, versions) = (catalogue.paper_kinds(), catalogue.current());
    let mut found: Vec<HeldItem> = Vec::new();
    for row in rows {
        let Some(version) = versions.version(row.procedure_version) else { continue };
        let Some(name) = name_of(row, &version, kinds) else { continue };
        let origin = origin_of(row);
        let paper = row.result.is_none().then_some(row.file.paper.as_str());
        let held = HeldPaper { procedure: &row.procedure, paper, name: &name.vi, since: origin.at };
        for &paper in papers {
            let is_it = |file: &FileItem| {
                file.row.paper == paper.code
                    && file.row.origin.as_ref().is_some_and(|origin| origin.file == row.file.id)
            };
            let is_enough = found.iter().filter(|item| item.paper == paper.code).count() >= MOST;
            if is_enough || files.iter().any(is_it) || !fits(kinds, (procedure, paper), &held, reader.now) {
                continue;
            }
            found.push(HeldItem {
                paper: paper.code.clone(),
                file: row.file.clone(),
                name: name.clone(),
                is_result: row.result.is_some(),
                origin: origin.clone(),
                is_drafted: kinds.of_paper(procedure, &paper.code).is_some_and(procedures::PaperKind::is_drafted),
            });
        }
    }
    Ok(found)
}

/// What something that is held is called; none for a paper that its procedure does not name.
fn name_of(row: &HeldRow, version: &ProcedureVersion, kinds: &PaperKinds) -> Option<Bilingual> {
    if row.result.is_none() {
        let paper = version.papers.iter().find(|paper| paper.code == row.file.paper);
        return paper.map(|paper| paper.name.clone());
    }
    let known = kinds.of_result(&row.procedure).map(|kind| kind.name.clone());
    let named = known.or_else(|| version.detail.result.clone());
    Some(named.unwrap_or_else(|| Bilingual { vi: version.name.clone(), en: version.name_en.clone() }))
}

/// A result comes from the agency that decided, a paper from the place that received it.
fn origin_of(row: &HeldRow) -> Origin {
    let (dossier, file) = (row.file.dossier, row.file.id);
    if let Some((code, at)) = &row.result {
        return Origin { dossier, file, code: code.clone(), unit: row.competent.uuid(), at: *at };
    }
    let (code, unit) = (row.code.clone(), row.receiving.uuid());
    Origin { dossier, file, code, unit, at: row.file.added_at }
}
