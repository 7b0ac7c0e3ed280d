//! Files of drafts and dossiers: one raw body each, checked while it arrives, as on the pages.

use blobs::FileKind;
use data_encoding::HEXLOWER_PERMISSIVE;
use kernel::{Error, Kind, Message, Result};
use procedures::Paper;
use procedures::process::Act;
use serde::{Deserialize, Serialize};
use store::vault::SubjectKey;
use utoipa::ToSchema;
use uuid::Uuid;
use web::http::{HeaderMap, IntoResponse, Json, Path, Query, StatusCode, created, header};
use web::{Cx, Guard, Locale, Method, Outcome, RawBody, Routes};

use super::bodies::FileLine;
use crate::case::Case;
use crate::commands::{AddFile, FileSource, OpenDraft, RemoveFile, check_digitised};
use crate::model::{DossierId, FileId, HandedIn, OTHER_PAPER};
use crate::pages::citizen::file::{one_file, own_file, stream, stream_own, stream_scanned};
use crate::pages::citizen::own_case;
use crate::permissions::{APPROVE, HANDLE, RECEIVE};
use crate::queries::{self, FileItem};
use crate::store::dossier::ResultRow;
use crate::uploads::{FILE_MAX, Incoming, is_handed_in, read_in, room, uploaded_paper};
use crate::work::refuse;

/// Most bytes of one request: a file of the greatest size, and enough more to say that one is too large.
const BODY_LIMIT: usize = 21_000_000;

/// What may go out.
pub(super) const FILES: &[&str] = &["application/pdf", "image/jpeg", "image/png"];
/// How it may come in: what a file is, its bytes tell.
const TAKEN: &[&str] = &["application/pdf", "image/jpeg", "image/png", "application/octet-stream"];

pub(super) fn routes() -> Routes {
    let guard = Guard::SignedIn;
    Routes::default()
        .upload("/api/v1/drafts/{id}/files", guard, BODY_LIMIT, add_to_draft)
        .says("Add a file to a draft")
        .asks::<PaperAsked>()
        .takes_file(TAKEN)
        .at_most(FILE_MAX)
        .creates::<FileLine>()
        .get("/api/v1/drafts/{id}/files/{file}", guard, of_draft)
        .says("Read a file of a draft")
        .gives_file(FILES)
        .add(Method::Delete, "/api/v1/drafts/{id}/files/{file}", guard, remove)
        .says("Take a file out of a draft")
        .gives_nothing()
        .get("/api/v1/dossiers/{id}/files", guard, list)
        .says("List the files and results of a dossier")
        .gives::<FileList>()
        .upload("/api/v1/dossiers/{id}/files", guard, BODY_LIMIT, supplement)
        .says("Add a file to a supplement that is awaited")
        .asks::<PaperAsked>()
        .takes_file(TAKEN)
        .at_most(FILE_MAX)
        .creates::<FileLine>()
        .get("/api/v1/dossiers/{id}/files/{file}", guard, of_dossier)
        .says("Read a file of a dossier")
        .gives_file(FILES)
        .add(Method::Delete, "/api/v1/dossiers/{id}/files/{file}", guard, remove)
        .says("Take a file out of a supplement")
        .gives_nothing()
        .upload("/api/v1/dossiers/{id}/scans", Guard::AnyRight(&[RECEIVE, HANDLE]), BODY_LIMIT, scan)
        .says("Add a digitised paper")
        .asks::<PaperAsked>()
        .takes_file(TAKEN)
        .at_most(FILE_MAX)
        .creates::<FileLine>()
        .upload("/api/v1/dossiers/{id}/results", Guard::Right(APPROVE), BODY_LIMIT, result)
        .says("Add the electronic result before the decision")
        .takes_file(&["application/pdf", "application/octet-stream"])
        .at_most(FILE_MAX)
        .creates::<FileLine>()
}

#[derive(Deserialize, ToSchema)]
struct PaperAsked {
    /// Code of the paper.
    #[serde(default)]
    #[schema(required)]
    paper: String,
}

/// Where a file goes.
struct Place {
    is_draft: bool,
    dossier: DossierId,
    paper: String,
    source: FileSource,
}

/// Stores the bytes of a request, adds them as a file and answers with it.
async fn take(cx: &Cx, place: Place, key: &SubjectKey, headers: &HeaderMap, body: RawBody) -> Outcome {
    let stored = read_in(cx, Incoming::Body(body)).await?.finish().await?;
    let Place { is_draft, dossier, paper, source } = place;
    if source == FileSource::Result && stored.kind != FileKind::Pdf {
        return Err(Error::new(Kind::Invalid, Message::new("dossiers-desk-error-result-pdf")).into());
    }
    let runtime = cx.app.runtime();
    blobs::record(runtime.store(), &stored, runtime.wall()).await?;
    let name = sent_name(headers).unwrap_or_else(|| format!("{paper}.{}", stored.kind.code()));
    let id = cx.execute(&AddFile { dossier, paper, name, source, stored }).await?.outcome;
    let file = one_file(cx, dossier, id, key).await?;
    let of = if is_draft { "drafts" } else { "dossiers" };
    Ok(created(&format!("/api/v1/{of}/{dossier}/files/{id}"), FileLine::of(&file)))
}

/// The name that the sender gave in `Content-Disposition` (RFC 6266); none without one. It does not stand in the
/// address, because names of files may tell of persons.
fn sent_name(headers: &HeaderMap) -> Option<String> {
    let sent = headers.get(header::CONTENT_DISPOSITION)?;
    let name = name_in(&String::from_utf8_lossy(sent.as_bytes()))?;
    Some(name).filter(|name| !name.trim().is_empty())
}

fn name_in(disposition: &str) -> Option<String> {
    let value = |wanted: &str| {
        let mut is_quoted = false;
        let between = |c: char| {
            is_quoted ^= c == '"';
            c == ';' && !is_quoted
        };
        let mut parameters = disposition.split(between).skip(1).filter_map(|part| part.split_once('='));
        parameters.find(|(name, _)| name.trim().eq_ignore_ascii_case(wanted)).map(|(_, value)| value.trim())
    };
    match value("filename*") {
        Some(extended) => extended.split_once("''").and_then(|(_, encoded)| decoded(encoded)),
        None => value("filename").map(|quoted| quoted.trim_matches('"').to_owned()),
    }
}

/// Percent-encoded UTF-8 (RFC 8187) as text.
fn decoded(encoded: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut rest = encoded.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        if *first == b'%' {
            let (hex, after) = after.split_at_checked(2)?;
            bytes.extend(HEXLOWER_PERMISSIVE.decode(hex).ok()?);
            rest = after;
        } else {
            bytes.push(*first);
        }
    }
    String::from_utf8(bytes).ok()
}

/// The paper that a file is uploaded for, when it takes one more in this round.
fn paper_with_room(papers: Vec<&Paper>, code: &str, files: &[FileItem], round: i64, locale: Locale) -> Result<String> {
    let unknown = |_| Error::invalid_field("paper", Message::new("dossiers-error-code"));
    let paper = uploaded_paper(papers, code).map_err(unknown)?;
    if room(paper, files, round) > 0 {
        return Ok(paper.code.clone());
    }
    let name = paper.name.get(locale);
    let full = Message::new("dossiers-error-paper-full").arg("name", name).arg("most", paper.max_files);
    Err(Error::invalid_field("paper", full))
}

/// `POST /api/v1/drafts/{id}/files?paper=`: one file for a paper of a draft.
async fn add_to_draft(
    cx: Cx,
    Path(id): Path<String>,
    Query(asked): Query<PaperAsked>,
    headers: HeaderMap,
    body: RawBody,
) -> Outcome {
    let dossier: DossierId = id.parse()?;
    let reader = cx.reader();
    let open = OpenDraft::load(&reader, dossier).await?;
    let files = queries::files(&reader, dossier, &open.key).await?;
    let answers = open.procedure.form.prune(&open.answers);
    let paper = paper_with_room(open.procedure.papers_for(&answers), &asked.paper, &files, 0, cx.locale())?;
    let place = Place { is_draft: true, dossier, paper, source: FileSource::Upload };
    take(&cx, place, &open.key, &headers, body).await
}

async fn of_draft(cx: Cx, Path((id, file)): Path<(String, String)>) -> Outcome {
    let open = OpenDraft::load(&cx.reader(), id.parse()?).await?;
    let file = one_file(&cx, open.draft.id, file.parse()?, &open.key).await?;
    Ok(stream(&cx, &file, &open.key).await?)
}

/// Takes a file out of a draft, or one that was just added to a supplement.
async fn remove(cx: Cx, Path((id, file)): Path<(String, String)>) -> Outcome {
    let (dossier, file): (DossierId, FileId) = (id.parse()?, file.parse()?);
    cx.execute(&RemoveFile { dossier, file }).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// A result of a dossier.
#[derive(Serialize, ToSchema)]
struct ResultLine {
    /// Its number, from 1.
    no: i64,
    /// `<dossier code>-KQ(n)`.
    code: String,
    /// Its file.
    file: Uuid,
    #[schema(format = DateTime)]
    made_at: String,
    /// Whether it still holds.
    is_valid: bool,
}

impl ResultLine {
    fn of(row: ResultRow) -> Self {
        Self {
            no: row.no,
            code: row.code,
            file: row.file.uuid(),
            made_at: kernel::Timestamp(row.made_at).rfc3339(),
            is_valid: row.state == "valid",
        }
    }
}

/// What belongs to a dossier. Applicants see what was handed in, and the results.
#[derive(Serialize, ToSchema)]
struct FileList {
    items: Vec<FileLine>,
    results: Vec<ResultLine>,
    /// What was handed in when it was accepted, as form 01 lists it; empty before.
    handed_in: Vec<HandedInLine>,
}

/// A paper that was handed in.
#[derive(Serialize, ToSchema)]
struct HandedInLine {
    /// Code of the paper.
    paper: String,
    /// What it is in the words of the desk; empty: what the procedure calls it.
    name: String,
    /// Originals that were counted.
    originals: i64,
    /// Copies that were counted.
    copies: i64,
    /// Files of it at that time.
    files: i64,
}

impl HandedInLine {
    fn of(line: HandedIn) -> Self {
        let HandedIn { paper, name, originals, copies, files } = line;
        Self { paper, name, originals, copies, files }
    }
}

async fn list(cx: Cx, Path(id): Path<String>) -> Outcome {
    let reader = cx.reader();
    let case = Case::look(&reader, id.parse()?).await?;
    let files = queries::files(&reader, case.dossier.id, &case.key).await?;
    let results = queries::results(&reader, case.dossier.id).await?;
    cx.record(&[queries::seen(&reader, &case, "dossier").await?]).await?;
    let is_office = cx.actor().is_staff();
    let items = files.iter().filter(|file| is_office || is_handed_in(file)).map(FileLine::of).collect();
    let results = results.into_iter().map(ResultLine::of).collect();
    let handed_in = queries::handed_in(&reader, &case).await?.into_iter().map(HandedInLine::of).collect();
    Ok(Json(FileList { items, results, handed_in }).into_response())
}

/// The bytes of one file; for officers the look is recorded before the first of them goes.
async fn of_dossier(cx: Cx, Path((id, file)): Path<(String, String)>) -> Outcome {
    let case = Case::look(&cx.reader(), id.parse()?).await?;
    let file: FileId = file.parse()?;
    if cx.actor().is_staff() {
        let file = one_file(&cx, case.dossier.id, file, &case.key).await?;
        cx.record(&[queries::seen(&cx.reader(), &case, "file").await?]).await?;
        return Ok(stream_scanned(&cx, &file, &case.key).await?);
    }
    let file = own_file(&cx, &case, file).await?;
    Ok(stream_own(&cx, &file, &case.key).await?)
}

/// `POST /api/v1/dossiers/{id}/files?paper=`: one file for a supplement that is awaited.
async fn supplement(
    cx: Cx,
    Path(id): Path<String>,
    Query(asked): Query<PaperAsked>,
    headers: HeaderMap,
    body: RawBody,
) -> Outcome {
    let case = own_case(&cx, id.parse()?).await?;
    FileSource::Upload.check(cx.actor(), &case)?;
    let reader = cx.reader();
    let opened = queries::opened(&reader, &case).await?;
    let (dossier, round) = (case.dossier.id, case.dossier.supplements);
    let files = queries::files(&reader, dossier, &case.key).await?;
    let papers = case.procedure.papers_for(&opened.answers);
    let paper = paper_with_room(papers, &asked.paper, &files, round, cx.locale())?;
    let place = Place { is_draft: false, dossier, paper, source: FileSource::Upload };
    take(&cx, place, &case.key, &headers, body).await
}

/// `POST /api/v1/dossiers/{id}/scans?paper=`: a digitised paper, `other` when it is none of the procedure's.
async fn scan(
    cx: Cx,
    Path(id): Path<String>,
    Query(asked): Query<PaperAsked>,
    headers: HeaderMap,
    body: RawBody,
) -> Outcome {
    let case = Case::load(&cx.reader(), id.parse()?).await?;
    FileSource::Scan.check(cx.actor(), &case)?;
    if case.dossier.state.is_terminal() {
        return Err(refuse("dossiers-error-not-at-this-step").into());
    }
    let opened = queries::opened(&cx.reader(), &case).await?;
    let papers = case.procedure.papers_for(&opened.answers);
    if asked.paper != OTHER_PAPER && !papers.iter().any(|paper| paper.code == asked.paper) {
        return Err(Error::invalid_field("paper", Message::new("dossiers-error-code")).into());
    }
    check_digitised(&case, &asked.paper)?;
    let (dossier, paper) = (case.dossier.id, asked.paper);
    let place = Place { is_draft: false, dossier, paper, source: FileSource::Scan };
    take(&cx, place, &case.key, &headers, body).await
}

/// `POST /api/v1/dossiers/{id}/results`: the electronic result, a PDF, before the decision.
async fn result(cx: Cx, Path(id): Path<String>, headers: HeaderMap, body: RawBody) -> Outcome {
    let case = Case::load(&cx.reader(), id.parse()?).await?;
    FileSource::Result.check(cx.actor(), &case)?;
    let step = case.procedure.process.step(&case.dossier.step);
    if !step.is_some_and(|step| step.allows(Act::Approve)) {
        return Err(refuse("dossiers-error-not-at-this-step").into());
    }
    let (dossier, paper) = (case.dossier.id, "result".to_owned());
    let place = Place { is_draft: false, dossier, paper, source: FileSource::Result };
    take(&cx, place, &case.key, &headers, body).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_are_read_from_their_header() {
        for (sent, expected) in [
            ("attachment; filename=\"a.pdf\"", Some("a.pdf")),
            ("attachment; filename=a.pdf", Some("a.pdf")),
            ("inline; FILENAME*=UTF-8''gi%E1%BA%A5y.pdf", Some("giấy.pdf")),
            ("attachment; filename=\"a.pdf\"; filename*=UTF-8''b%20c.pdf", Some("b c.pdf")),
            ("attachment; filename*=UTF-8''%ff", None),
            ("attachment; filename*=UTF-8''%e", None),
            ("attachment", None),
            ("", None),
        ] {
            assert_eq!(name_in(sent).as_deref(), expected, "{sent}");
        }
    }
}
