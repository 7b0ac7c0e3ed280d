//! Acts that come with files: deciding with its result, and digitised papers.

use blobs::{FileKind, Stored};
use kernel::{Error, FieldError, Kind, Message, Result};
use web::http::Path;
use web::{Cx, Outcome, Part, ShownError, Upload, Values, is_mendable};

use super::act::{Act, Standing};
use super::acts::{after, again, again_with, version};
use super::load::Loaded;
use crate::commands::{AddFile, Approve, FileSource, NewFile, reason};
use crate::model::DossierId;
use crate::queries::FileItem;
use crate::uploads::{Incoming, read_in};

/// Most bytes of one form: five files and what is typed.
pub(super) const BODY_LIMIT: usize = 101_000_000;

/// A form with files as it came in.
#[derive(Default)]
struct Posted {
    values: Values,
    files: Vec<(String, Stored)>,
    refused: Vec<FieldError>,
}

/// POST /officer/dossiers/{id}/approve
pub(super) async fn approve(cx: Cx, Path(id): Path<String>, upload: Upload) -> Outcome {
    let id = id.parse::<DossierId>()?;
    let loaded = Loaded::of(&cx, id).await?;
    may(&cx, &loaded, Act::Approve)?;
    let posted = read(&cx, upload, "result").await?;
    match decide(&cx, &loaded, &posted).await {
        Ok(()) => Ok(after(&cx, id, Act::Approve, &posted.values)),
        Err(error) => {
            let is_kept = is_mendable(&error) && keep(&cx, &loaded, &posted).await.is_ok();
            let forgotten = if is_kept { Vec::new() } else { forgotten(&cx, &error, &posted) };
            again_with(&cx, id, Act::Approve, &posted.values, error, forgotten).await
        }
    }
}

/// A browser forgets the files of a form that comes back, so the good ones wait with the dossier for the decision that
/// is mended. One that is there already is not added twice.
async fn keep(cx: &Cx, loaded: &Loaded, posted: &Posted) -> Result<()> {
    let is_there = |name: &str, stored: &Stored| {
        let is_it = |file: &FileItem| file.name == name && file.row.bytes == stored.bytes;
        loaded.files.iter().any(|file| file.row.source == "result" && is_it(file))
    };
    for (name, stored) in posted.files.iter().filter(|(_, stored)| stored.kind == FileKind::Pdf) {
        if !is_there(name, stored) {
            let (paper, name, stored) = ("result".to_owned(), name.clone(), stored.clone());
            let dossier = loaded.case.dossier.id;
            cx.execute(&AddFile { dossier, paper, name, source: FileSource::Result, stored }).await?;
        }
    }
    Ok(())
}

/// Where files could not be kept, the page says that they are to be chosen once more.
fn forgotten(cx: &Cx, error: &Error, posted: &Posted) -> Vec<ShownError> {
    let is_told = error.fields().iter().any(|field| field.field == "result");
    if posted.files.is_empty() || is_told {
        return Vec::new();
    }
    vec![ShownError { field: "result".to_owned(), text: cx.t("dossiers-desk-error-result-again") }]
}

/// POST /officer/dossiers/{id}/scan
pub(super) async fn scan(cx: Cx, Path(id): Path<String>, upload: Upload) -> Outcome {
    let id = id.parse::<DossierId>()?;
    let loaded = Loaded::of(&cx, id).await?;
    may(&cx, &loaded, Act::Scan)?;
    let posted = read(&cx, upload, "file").await?;
    let values = posted.values.clone();
    match digitise(&cx, &loaded, posted).await {
        Ok(()) => Ok(after(&cx, id, Act::Scan, &values)),
        Err(error) => again(&cx, id, Act::Scan, &values, error).await,
    }
}

/// No byte of a file is stored for somebody who may not do the act.
fn may(cx: &Cx, loaded: &Loaded, act: Act) -> Result<()> {
    if loaded.standing(act, cx.actor()).is_some() { Ok(()) } else { Err(Error::forbidden()) }
}

/// Takes in the form; what is wrong with a file is noted at its field.
async fn read(cx: &Cx, mut upload: Upload, field: &'static str) -> Result<Posted> {
    let mut pairs = Vec::new();
    let mut posted = Posted::default();
    while let Some(part) = upload.next().await? {
        match part {
            Part::Text(name, value) => pairs.push((name, value)),
            // A field without a chosen file comes as a nameless empty one.
            Part::File(_, file_name, _) if file_name.is_empty() => {}
            Part::File(_, file_name, body) => match read_in(cx, Incoming::Part(body)).await?.finish().await {
                Ok(stored) => posted.files.push((file_name, stored)),
                Err(error) if error.kind() == Kind::Invalid => {
                    posted.refused.push(refused(cx, field, &file_name, &error));
                }
                Err(error) => return Err(error),
            },
        }
    }
    posted.values = Values::new(pairs);
    Ok(posted)
}

/// What is wrong with a file, with its name. A result is a PDF, so no other kind is proposed for it.
fn refused(cx: &Cx, field: &'static str, name: &str, error: &Error) -> FieldError {
    let is_result = field == "result" && error.message().key == "blobs-wrong-type";
    let why = if is_result { cx.t("dossiers-desk-error-result-pdf") } else { cx.say(error.message()) };
    let message = Message::new("dossiers-desk-error-file").arg("name", name.to_owned()).arg("why", why);
    FieldError { field: field.into(), message }
}

/// What the form can tell is said all at once; the command attaches the result together with its decision.
async fn decide(cx: &Cx, loaded: &Loaded, posted: &Posted) -> Result<()> {
    let dossier = &loaded.case.dossier;
    let seen = version(&posted.values);
    if seen != dossier.version {
        return Err(Error::conflict("error-changed"));
    }
    if let Some(Standing::Blocked(key)) = loaded.standing(Act::Approve, cx.actor()) {
        return Err(Error::conflict(key));
    }
    let override_reason = posted.values.get("override_reason").to_owned();
    let errors = approval_errors(loaded, posted, &override_reason);
    if !errors.is_empty() {
        return Err(Error::invalid(errors));
    }
    let new = |(name, stored): &(String, Stored)| NewFile { name: name.clone(), stored: stored.clone() };
    let results = posted.files.iter().map(new).collect();
    cx.execute(&Approve { id: dossier.id, version: seen, override_reason, attached: None, results }).await?;
    Ok(())
}

fn approval_errors(loaded: &Loaded, posted: &Posted, override_reason: &str) -> Vec<FieldError> {
    let conditions = &loaded.conditions;
    let mut errors = posted.refused.clone();
    if conditions.needs_override()
        && let Err(error) = reason("override_reason", override_reason)
    {
        errors.extend_from_slice(error.fields());
    }
    let mut add = |field: &'static str, message: Message| errors.push(FieldError { field: field.into(), message });
    if posted.files.iter().any(|(_, stored)| stored.kind != FileKind::Pdf) {
        add("result", Message::new("dossiers-desk-error-result-pdf"));
    }
    let is_there = !conditions.result.is_empty() || !posted.files.is_empty() || !posted.refused.is_empty();
    if conditions.wants_result && !is_there {
        add("result", Message::new("dossiers-desk-error-result-file"));
    }
    errors
}

/// Adds the files, or none: when one was refused, choosing all of them once more doubles nothing.
async fn digitise(cx: &Cx, loaded: &Loaded, posted: Posted) -> Result<()> {
    let id = loaded.case.dossier.id;
    let paper = posted.values.get("paper");
    let papers = loaded.case.procedure.papers_for(&loaded.opened.answers);
    if paper != "other" && !papers.iter().any(|known| known.code == paper) {
        return Err(Error::invalid_field("paper", Message::new("dossiers-desk-error-choose")));
    }
    if !posted.refused.is_empty() {
        let mut errors = posted.refused;
        errors.push(FieldError { field: "file".into(), message: Message::new("dossiers-desk-error-scan-again") });
        return Err(Error::invalid(errors));
    }
    if posted.files.is_empty() {
        return Err(Error::invalid_field("file", Message::new("dossiers-desk-error-no-file")));
    }
    for (name, stored) in posted.files {
        let paper = paper.to_owned();
        cx.execute(&AddFile { dossier: id, paper, name, source: FileSource::Scan, stored }).await?;
    }
    Ok(())
}
