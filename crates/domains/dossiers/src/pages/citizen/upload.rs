//! Files of the applicant: each goes its own way, so that good files of a failed post stay.

use kernel::{Error, Kind, Result};
use procedures::{Paper, PaperMode};
use serde::Serialize;
use web::http::{Path, Query, StatusCode};
use web::{Cx, FileBody, Locale, Outcome, Part, ShownError, TemplateSample, Upload, Values, view_of};

use super::apply::unchanged;
use super::held::HeldLine;
use super::{
    Asked, Found, SAMPLE_STEPS, StepsView, draft_path, find_draft, long_text, open_draft, sample_errors, sample_steps,
    steps_of,
};
use crate::commands::{AddFile, FileSource, OpenDraft, RemoveFile, SaveDraft, missing_papers};
use crate::model::DossierId;
use crate::pages::held::origin_words;
use crate::pages::names::UnitNames;
use crate::queries::{self, FileItem, HeldItem};
use crate::uploads::{FILE_MAX, Incoming, is_of, read_in, room, uploaded_paper};

/// Most bytes of one post: ten files of the greatest size, for whichever papers, and what stands around them.
pub(super) const BODY_LIMIT: usize = 10 * 21_000_000;

const PAPERS: &str = "dossiers/citizen/papers.html";

/// A paper with its files and its upload, for the macro `parts.paper`.
#[derive(Serialize)]
pub(super) struct PaperBox {
    /// Id of the control, as in errors: `paper-<code>`.
    id: String,
    name: String,
    /// May be empty.
    note: String,
    required: bool,
    /// Where files are sent.
    action: String,
    files: Vec<FileLine>,
    /// What can be used instead of an upload.
    held: Vec<HeldLine>,
    /// Whether no more files may be added.
    is_full: bool,
    most: i64,
    /// Most bytes of one file.
    max_bytes: i64,
}

/// A file that was taken.
#[derive(Clone, Serialize)]
pub(super) struct FileLine {
    /// Name as the person gave it.
    pub(super) name: String,
    /// Name of its paper, where it does not follow from the place; may be empty.
    pub(super) paper: String,
    /// `PDF`, `JPEG` or `PNG`; of a digitised paper with its conversion mark (fact 2.33), of one that was held already
    /// with where it was taken from.
    pub(super) kind: String,
    pub(super) bytes: i64,
    pub(super) href: String,
    /// Where its removal is sent; empty when it stays.
    pub(super) remove: String,
}

#[derive(Serialize)]
struct OtherPaper {
    name: String,
    mode: &'static str,
}

#[derive(Serialize)]
struct PapersView {
    steps: StepsView,
    action: String,
    /// Whether the review page asked for a change.
    is_review: bool,
    boxes: Vec<PaperBox>,
    /// Papers that are shown at the counter or taken from data.
    others: Vec<OtherPaper>,
    errors: Vec<ShownError>,
}

impl FileLine {
    /// A file under a path such as `/my/drafts/<id>`.
    pub(super) fn of(cx: &Cx, names: &UnitNames, file: &FileItem, base: &str, is_removable: bool) -> Self {
        let href = format!("{base}/files/{}", file.row.id);
        let kind = file.row.kind.to_uppercase();
        Self {
            name: file.name.clone(),
            paper: String::new(),
            kind: match &file.row.origin {
                Some(origin) => format!("{kind}, {}", origin_words(cx, names, origin)),
                None => kind,
            },
            bytes: file.row.bytes,
            remove: if is_removable { format!("{href}/remove") } else { String::new() },
            href,
        }
    }
}

/// What the boxes of papers show: the files that are there, and what can be used instead of an upload.
pub(super) struct Shelf<'a> {
    /// Path of the draft or dossier.
    pub(super) base: String,
    /// Only files of this supplement count and may go; 0 is the filing.
    pub(super) round: i64,
    pub(super) files: &'a [FileItem],
    pub(super) held: &'a [HeldItem],
    pub(super) names: &'a UnitNames,
}

impl PaperBox {
    /// The box of a paper.
    pub(super) fn of(cx: &Cx, paper: &Paper, shelf: &Shelf<'_>) -> Self {
        let Shelf { base, round, files, held, names } = shelf;
        let own = files.iter().filter(|file| is_of(file, &paper.code, *round));
        let lines: Vec<FileLine> = own.map(|file| FileLine::of(cx, names, file, base, true)).collect();
        let locale = cx.locale();
        let action = format!("{base}/papers/{}", paper.code);
        Self {
            id: format!("paper-{}", paper.code),
            name: paper.name.get(locale).to_owned(),
            note: paper.note.as_ref().map_or_else(String::new, |note| note.get(locale).to_owned()),
            required: paper.required,
            is_full: room(paper, files, *round) == 0,
            files: lines,
            held: HeldLine::all(cx, names, held, &paper.code, &action),
            action,
            most: paper.max_files,
            max_bytes: FILE_MAX,
        }
    }

    /// The same paper where none has to be sent again.
    pub(super) fn optional(mut self) -> Self {
        self.required = false;
        self
    }
}

/// A paper that takes files, and how many more.
pub(super) struct Slot {
    code: String,
    most: i64,
    room: i64,
}

/// The papers of a round that take files, with what they still take.
pub(super) fn slots_of(papers: &[&Paper], files: &[FileItem], round: i64) -> Vec<Slot> {
    let slot =
        |paper: &&Paper| Slot { code: paper.code.clone(), most: paper.max_files, room: room(paper, files, round) };
    papers.iter().filter(|paper| paper.mode == PaperMode::Upload).map(slot).collect()
}

/// What came in a form with papers beside the files that were taken.
#[derive(Default)]
pub(super) struct Taken {
    /// What was typed, and the button that was pressed.
    pub(super) values: Values,
    /// What is wrong with files that were not taken, each with its name.
    pub(super) errors: Vec<ShownError>,
    /// Whether a file came at all.
    pub(super) found: bool,
}

impl Taken {
    pub(super) fn say(&mut self, field: &str, text: String) {
        self.errors.push(ShownError { field: field.to_owned(), text });
    }

    /// Says at a paper that a file must be chosen first, when none came.
    pub(super) fn require_a_file(&mut self, cx: &Cx, paper: &str) {
        if !self.found && self.errors.is_empty() {
            self.say(&format!("paper-{paper}"), cx.t("dossiers-error-no-file"));
        }
    }
}

/// What keeps the papers of a draft from being complete.
pub(super) async fn missing(cx: &Cx, open: &OpenDraft) -> Result<Vec<ShownError>> {
    let files = queries::files(&cx.reader(), open.draft.id, &open.key).await?;
    let rows: Vec<_> = files.into_iter().map(|file| file.row).collect();
    let answers = open.procedure.form.prune(&open.answers);
    let lacking = missing_papers(&open.procedure, &answers, &rows);
    let error = |code: String| ShownError { text: missing_words(cx, open, &code), field: format!("paper-{code}") };
    Ok(lacking.into_iter().map(error).collect())
}

/// Asks for a paper of a draft by its name.
pub(super) fn missing_words(cx: &Cx, open: &OpenDraft, code: &str) -> String {
    let paper = open.procedure.papers.iter().find(|paper| paper.code == code);
    match paper {
        Some(paper) => cx.tf("dossiers-error-paper-missing-named", &[("paper", paper.name.get(cx.locale()).into())]),
        None => cx.t("dossiers-error-paper-missing"),
    }
}

/// The page of the papers.
pub(super) async fn show(cx: &Cx, open: &OpenDraft, is_review: bool, errors: Vec<ShownError>) -> Outcome {
    let reader = cx.reader();
    let files = queries::files(&reader, open.draft.id, &open.key).await?;
    let held = queries::held_for_draft(&reader, open, &files).await?;
    let names = UnitNames::of(&reader)?;
    let answers = open.procedure.form.prune(&open.answers);
    let papers = open.procedure.papers_for(&answers);
    let base = format!("/my/drafts/{}", open.draft.id);
    let shelf = Shelf { base, round: 0, files: &files, held: &held, names: &names };
    let is_upload = |paper: &&&Paper| paper.mode == PaperMode::Upload;
    let boxes = papers.iter().filter(is_upload).map(|paper| PaperBox::of(cx, paper, &shelf));
    let others = papers
        .iter()
        .filter(|paper| !is_upload(paper))
        .map(|paper| OtherPaper { name: paper.name.get(cx.locale()).to_owned(), mode: paper.mode.label_key() });
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let view = PapersView {
        steps: steps_of(cx, open, "papers").ok_or_else(Error::not_found)?,
        action: draft_path(open.draft.id, "papers"),
        is_review,
        boxes: boxes.collect(),
        others: others.collect(),
        errors,
    };
    cx.page_as(status, PAPERS, view).await
}

/// The page of the papers as it is stored.
pub(super) async fn draft_get(cx: Cx, Path(id): Path<String>, Query(from): Query<Asked>) -> Outcome {
    match open_draft(&cx, id.parse()?).await? {
        Found::Draft(open) => show(&cx, &open, from.is_review(), Vec::new()).await,
        Found::Elsewhere(response) => Ok(response),
    }
}

/// The address of a post whose answer was a page, opened again: leads to the papers.
pub(super) async fn draft_again(cx: Cx, Path((id, _)): Path<(String, String)>) -> Outcome {
    Ok(cx.redirect(&draft_path(id.parse()?, "papers")))
}

/// Stores the files chosen for all papers of a draft, then goes on, or shows what is wrong.
pub(super) async fn draft_save(cx: Cx, Path(id): Path<String>, mut upload: Upload) -> Outcome {
    let open = match find_draft(&cx, id.parse()?).await? {
        Found::Draft(open) => open,
        Found::Elsewhere(response) => return Ok(response),
    };
    let Taken { values, mut errors, .. } = draft_files(&cx, &open, &mut upload).await?;
    let is_later = values.filled("later").is_some();
    if !is_later {
        let lacking = missing(&cx, &open).await?;
        let is_new = |error: &ShownError| !errors.iter().any(|known| known.field == error.field);
        let lacking: Vec<ShownError> = lacking.into_iter().filter(is_new).collect();
        errors.extend(lacking);
    }
    if open.is_outdated() {
        // The files are stored. The page that opens takes the draft over to the rules in force, and says so.
        return Ok(cx.redirect(&draft_path(open.draft.id, "review")));
    }
    let from = Asked::of(&values);
    let next = from.next_of(&cx, &open, "papers");
    let goes_on = errors.is_empty() && !is_later;
    let reached = if goes_on { next.clone() } else { "papers".to_owned() };
    cx.execute(&SaveDraft { reached, ..unchanged(open.draft.id) }).await?;
    if !errors.is_empty() {
        return show(&cx, &open, from.is_review(), errors).await;
    }
    if is_later {
        return Ok(cx.redirect_saying("/my/dossiers", "dossiers-draft-saved"));
    }
    Ok(cx.redirect(&draft_path(open.draft.id, &next)))
}

/// Stores the files chosen for all papers of a draft and comes back to one of them.
pub(super) async fn draft_post(cx: Cx, Path((id, code)): Path<(String, String)>, mut upload: Upload) -> Outcome {
    let open = match find_draft(&cx, id.parse()?).await? {
        Found::Draft(open) => open,
        Found::Elsewhere(response) => return Ok(response),
    };
    let answers = open.procedure.form.prune(&open.answers);
    uploaded_paper(open.procedure.papers_for(&answers), &code)?;
    let mut taken = draft_files(&cx, &open, &mut upload).await?;
    taken.require_a_file(&cx, &code);
    let from = Asked::of(&taken.values);
    if taken.errors.is_empty() {
        let path = format!("{}{}#paper-{code}", draft_path(open.draft.id, "papers"), from.query());
        return Ok(cx.redirect_saying(&path, "dossiers-files-taken"));
    }
    show(&cx, &open, from.is_review(), taken.errors).await
}

/// Removes a file from a draft; files that were chosen meanwhile are stored first.
pub(super) async fn draft_remove(cx: Cx, Path((id, file)): Path<(String, String)>, mut upload: Upload) -> Outcome {
    let open = match find_draft(&cx, id.parse()?).await? {
        Found::Draft(open) => open,
        Found::Elsewhere(response) => return Ok(response),
    };
    let taken = draft_files(&cx, &open, &mut upload).await?;
    cx.execute(&RemoveFile { dossier: open.draft.id, file: file.parse()? }).await?;
    let from = Asked::of(&taken.values);
    if taken.errors.is_empty() {
        return Ok(cx.redirect(&format!("{}{}", draft_path(open.draft.id, "papers"), from.query())));
    }
    show(&cx, &open, from.is_review(), taken.errors).await
}

/// Takes the files chosen for all papers of a draft.
pub(super) async fn draft_files(cx: &Cx, open: &OpenDraft, upload: &mut Upload) -> Result<Taken> {
    let files = queries::files(&cx.reader(), open.draft.id, &open.key).await?;
    let answers = open.procedure.form.prune(&open.answers);
    let slots = slots_of(&open.procedure.papers_for(&answers), &files, 0);
    take_files(cx, open.draft.id, slots, upload).await
}

/// Takes the files of a post one by one, each for the paper whose control it came from; gives what was typed and what is
/// wrong with the others. What cannot be mended by choosing another file ends the post; the files before it stay.
pub(super) async fn take_files(
    cx: &Cx,
    dossier: DossierId,
    mut slots: Vec<Slot>,
    upload: &mut Upload,
) -> Result<Taken> {
    let mut pairs = Vec::new();
    let mut taken = Taken::default();
    loop {
        let (field, name, body) = match upload.next().await {
            Ok(Some(Part::File(field, name, body))) if !name.is_empty() => (field, name, body),
            Ok(Some(Part::File(..))) => continue,
            Ok(Some(Part::Text(name, value))) => {
                pairs.push((name, value));
                continue;
            }
            Ok(None) => break,
            Err(error) if error.kind() == Kind::Invalid => {
                taken.say("", cx.say(error.message()));
                break;
            }
            Err(error) => return Err(error),
        };
        taken.found = true;
        let code = field.strip_prefix("paper-").unwrap_or_default();
        let slot = slots.iter_mut().find(|slot| slot.code == code).ok_or_else(Error::not_found)?;
        if slot.room <= 0 {
            let text = cx.tf("dossiers-error-paper-full", &[("name", name.into()), ("most", slot.most.into())]);
            taken.say(&field, text);
            continue;
        }
        match take_file(cx, dossier, (slot.code.as_str(), FileSource::Upload), &name, body).await {
            Ok(()) => slot.room -= 1,
            Err(error) if web::is_mendable(&error) => taken.say(&field, format!("{name}: {}", cx.say(error.message()))),
            Err(error) => return Err(error),
        }
    }
    taken.values = Values::new(pairs);
    Ok(taken)
}

/// Stores a file and adds it to a draft or dossier, as a paper that comes from a source.
pub(in crate::pages) async fn take_file(
    cx: &Cx,
    dossier: DossierId,
    (paper, source): (&str, FileSource),
    name: &str,
    body: Box<FileBody<'_>>,
) -> Result<()> {
    let stored = read_in(cx, Incoming::Part(body)).await?.finish().await?;
    let runtime = cx.app.runtime();
    blobs::record(runtime.store(), &stored, runtime.wall()).await?;
    let command = AddFile { dossier, paper: paper.to_owned(), name: name.to_owned(), source, stored };
    cx.execute(&command).await?;
    Ok(())
}

pub(super) fn samples() -> Vec<TemplateSample> {
    let sample = |case: &'static str, view: fn(Locale) -> web::View| TemplateSample { template: PAPERS, case, view };
    vec![
        sample("usual", |_| view_of(sample_view(&[], "giay-chung-sinh.pdf"))),
        sample("errors", |_| {
            let errors = [
                ("paper-birth", "anh.heic: Tệp này không phải PDF, JPEG hay PNG."),
                ("paper-birth", "anh2.jpg: Tệp nặng 24 MB, cần dưới 20 MB."),
            ];
            view_of(sample_view(&errors, "giay-chung-sinh.pdf"))
        }),
        sample("empty", |_| view_of(PapersView { boxes: Vec::new(), others: Vec::new(), ..sample_view(&[], "a.pdf") })),
        sample("long", |_| view_of(sample_view(&[], &long_text()))),
    ]
}

/// A box for samples of templates.
pub(super) fn sample_box(code: &str, file: &str, is_full: bool) -> PaperBox {
    let line = FileLine {
        name: file.to_owned(),
        paper: String::new(),
        kind: "PDF".into(),
        bytes: 210_000,
        href: "/my/drafts/0/files/0".into(),
        remove: "/my/drafts/0/files/0/remove".into(),
    };
    PaperBox {
        id: format!("paper-{code}"),
        name: "Giấy chứng sinh".into(),
        note: "Bản chụp thẳng, đủ bốn góc".into(),
        required: !is_full,
        action: format!("/my/drafts/0/papers/{code}"),
        files: vec![line],
        held: vec![HeldLine::sample("Giấy chứng sinh"), HeldLine::sample(file)],
        is_full,
        most: 5,
        max_bytes: FILE_MAX,
    }
}

fn sample_view(errors: &[(&str, &str)], file: &str) -> PapersView {
    PapersView {
        steps: sample_steps(&SAMPLE_STEPS, 6),
        action: "/my/drafts/0/papers".into(),
        is_review: false,
        boxes: vec![sample_box("birth", file, false), sample_box("other", file, true)],
        others: vec![OtherPaper { name: "Giấy chứng nhận kết hôn".into(), mode: "procedures-paper-show" }],
        errors: sample_errors(errors),
    }
}
