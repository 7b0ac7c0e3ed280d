//! Files of the applicant: each goes its own way, so that good files of a failed post stay.

use blobs::Blobs;
use kernel::{Error, FieldError, Kind, Message, Result};
use procedures::{Paper, PaperMode};
use serde::Serialize;
use web::http::{Path, StatusCode};
use web::{Cx, FileBody, Form, Locale, Outcome, Part, ShownError, TemplateSample, Upload, view_of};

use super::{Found, SAMPLE_STEPS, StepsView, draft_path, find_draft, long_text, sample_errors, sample_steps, steps_of};
use crate::commands::{AddFile, FileSource, OpenDraft, RemoveFile, missing_papers};
use crate::model::DossierId;
use crate::queries::{self, FileItem};
use crate::uploads::{FILE_MAX, is_of, room, uploaded_paper};

/// Most bytes of one post: five files of the greatest size and what stands around them.
pub(super) const BODY_LIMIT: usize = 5 * 21_000_000;

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
    /// Whether no more files may be added.
    is_full: bool,
    most: i64,
}

/// A file that was taken.
#[derive(Clone, Serialize)]
pub(super) struct FileLine {
    /// Name as the person gave it.
    pub(super) name: String,
    /// Name of its paper, where it does not follow from the place; may be empty.
    pub(super) paper: String,
    /// `PDF`, `JPEG` or `PNG`.
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
    boxes: Vec<PaperBox>,
    /// Papers that are shown at the counter or taken from data.
    others: Vec<OtherPaper>,
    errors: Vec<ShownError>,
}

impl FileLine {
    /// A file under a path such as `/my/drafts/<id>`.
    pub(super) fn of(file: &FileItem, base: &str, is_removable: bool) -> Self {
        let href = format!("{base}/files/{}", file.row.id);
        Self {
            name: file.name.clone(),
            paper: String::new(),
            kind: file.row.kind.to_uppercase(),
            bytes: file.row.bytes,
            remove: if is_removable { format!("{href}/remove") } else { String::new() },
            href,
        }
    }
}

impl PaperBox {
    /// The box of a paper. `base` is the path of the draft or dossier; only files of supplement `round` count and may go.
    pub(super) fn of(paper: &Paper, files: &[FileItem], base: &str, round: i64, locale: Locale) -> Self {
        let own = files.iter().filter(|file| is_of(file, &paper.code, round));
        let lines: Vec<FileLine> = own.map(|file| FileLine::of(file, base, true)).collect();
        Self {
            id: format!("paper-{}", paper.code),
            name: paper.name.get(locale).to_owned(),
            note: paper.note.as_ref().map_or_else(String::new, |note| note.get(locale).to_owned()),
            required: paper.required,
            action: format!("{base}/papers/{}", paper.code),
            is_full: room(paper, files, round) == 0,
            files: lines,
            most: paper.max_files,
        }
    }

    /// The same paper where none has to be sent again.
    pub(super) fn optional(mut self) -> Self {
        self.required = false;
        self
    }
}

/// What keeps the papers of a draft from being complete.
pub(super) async fn missing(cx: &Cx, open: &OpenDraft) -> Result<Vec<FieldError>> {
    let files = queries::files(&cx.reader(), open.draft.id, &open.key).await?;
    let rows: Vec<_> = files.into_iter().map(|file| file.row).collect();
    let answers = open.procedure.form.prune(&open.answers);
    let error = |paper: String| FieldError {
        field: format!("paper-{paper}").into(),
        message: Message::new("dossiers-error-paper-missing"),
    };
    Ok(missing_papers(&open.procedure, &answers, &rows).into_iter().map(error).collect())
}

/// The page of the papers.
pub(super) async fn show(cx: &Cx, open: &OpenDraft, errors: Vec<ShownError>) -> Outcome {
    let files = queries::files(&cx.reader(), open.draft.id, &open.key).await?;
    let answers = open.procedure.form.prune(&open.answers);
    let papers = open.procedure.papers_for(&answers);
    let base = format!("/my/drafts/{}", open.draft.id);
    let is_upload = |paper: &&&Paper| paper.mode == PaperMode::Upload;
    let boxes = papers.iter().filter(is_upload).map(|paper| PaperBox::of(paper, &files, &base, 0, cx.locale()));
    let others = papers
        .iter()
        .filter(|paper| !is_upload(paper))
        .map(|paper| OtherPaper { name: paper.name.get(cx.locale()).to_owned(), mode: paper.mode.label_key() });
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let view = PapersView {
        steps: steps_of(cx, open, "papers").ok_or_else(Error::not_found)?,
        action: draft_path(open.draft.id, "papers"),
        boxes: boxes.collect(),
        others: others.collect(),
        errors,
    };
    cx.page_as(status, PAPERS, view).await
}

/// Takes files for a paper of a draft.
pub(super) async fn draft_post(cx: Cx, Path((id, code)): Path<(String, String)>, mut upload: Upload) -> Outcome {
    let open = match find_draft(&cx, id.parse()?).await? {
        Found::Draft(open) => open,
        Found::Sent(response) => return Ok(response),
    };
    let answers = open.procedure.form.prune(&open.answers);
    let paper = uploaded_paper(open.procedure.papers_for(&answers), &code)?.clone();
    let files = queries::files(&cx.reader(), open.draft.id, &open.key).await?;
    let room = room(&paper, &files, 0);
    let errors = take_files(&cx, open.draft.id, &paper, room, &mut upload).await?;
    if errors.is_empty() {
        return Ok(cx.redirect(&format!("{}#paper-{code}", draft_path(open.draft.id, "papers"))));
    }
    show(&cx, &open, errors).await
}

/// Removes a file from a draft.
pub(super) async fn draft_remove(cx: Cx, Path((id, file)): Path<(String, String)>, Form(_): Form) -> Outcome {
    let id: DossierId = id.parse()?;
    cx.execute(&RemoveFile { dossier: id, file: file.parse()? }).await?;
    Ok(cx.redirect(&draft_path(id, "papers")))
}

/// Takes the files of a post one by one; gives what is wrong with the others, each with its name. What cannot be mended
/// by choosing another file ends the post; the files before it stay.
pub(super) async fn take_files(
    cx: &Cx,
    dossier: DossierId,
    paper: &Paper,
    mut room: i64,
    upload: &mut Upload,
) -> Result<Vec<ShownError>> {
    let blobs = cx.app.runtime().services().get::<Blobs>()?;
    let field = format!("paper-{}", paper.code);
    let mut errors = Vec::new();
    let mut found = false;
    let mut say = |text: String| errors.push(ShownError { field: field.clone(), text });
    loop {
        let (name, body) = match upload.next().await {
            Ok(Some(Part::File(_, name, body))) if !name.is_empty() => (name, body),
            Ok(Some(_)) => continue,
            Ok(None) => break,
            Err(error) if error.kind() == Kind::Invalid => {
                found = true;
                say(cx.say(error.message()));
                break;
            }
            Err(error) => return Err(error),
        };
        found = true;
        if room <= 0 {
            say(cx.tf("dossiers-error-paper-full", &[("name", name.into()), ("most", paper.max_files.into())]));
            continue;
        }
        match take_file(cx, &blobs, dossier, (paper.code.as_str(), FileSource::Upload), &name, body).await {
            Ok(()) => room -= 1,
            Err(error) if web::is_mendable(&error) => say(format!("{name}: {}", cx.say(error.message()))),
            Err(error) => return Err(error),
        }
    }
    if !found {
        say(cx.t("dossiers-error-no-file"));
    }
    Ok(errors)
}

/// Stores a file and adds it to a draft or dossier, as a paper that comes from a source.
pub(in crate::pages) async fn take_file(
    cx: &Cx,
    blobs: &Blobs,
    dossier: DossierId,
    (paper, source): (&str, FileSource),
    name: &str,
    mut body: Box<FileBody<'_>>,
) -> Result<()> {
    let runtime = cx.app.runtime();
    let mut file = blobs.upload(runtime.rng(), runtime.vault(), FILE_MAX)?;
    while let Some(piece) = body.chunk().await? {
        file.write(&piece).await?;
    }
    let stored = file.finish().await?;
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
        is_full,
        most: 5,
    }
}

fn sample_view(errors: &[(&str, &str)], file: &str) -> PapersView {
    PapersView {
        steps: sample_steps(&SAMPLE_STEPS, 6),
        action: "/my/drafts/0/papers".into(),
        boxes: vec![sample_box("birth", file, false), sample_box("other", file, true)],
        others: vec![OtherPaper { name: "Giấy chứng nhận kết hôn".into(), mode: "procedures-paper-show" }],
        errors: sample_errors(errors),
    }
}
