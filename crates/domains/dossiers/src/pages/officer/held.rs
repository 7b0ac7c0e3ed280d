//! What the province holds already stands beside a paper that is missing: it is looked at, which is recorded, and taken
//! into the dossier in one act, so that the applicant is not asked for it (fact 2.29).

use kernel::{Error, Result};
use serde::Serialize;
use web::http::Path;
use web::{Cx, Form, Outcome};

use super::load::Loaded;
use crate::case::Case;
use crate::commands::{FileSource, TakeHeld};
use crate::model::{DossierId, FileId};
use crate::pages::citizen::file::stream_scanned;
use crate::pages::held::source_words;
use crate::queries::{FileItem, HeldItem};

/// Something that is held, beside the paper that is missing.
#[derive(Clone, Debug, Serialize)]
pub(super) struct HeldView {
    /// Code of the missing paper.
    pub(super) paper: String,
    /// What is held.
    pub(super) name: String,
    /// Where it comes from.
    pub(super) source: String,
    /// The file itself.
    pub(super) href: String,
    /// Where taking it is sent; empty for whoever may not add papers.
    pub(super) take: String,
    /// Whether the match rests on an entry that the project drafted.
    pub(super) is_drafted: bool,
}

/// All that is held of the missing papers, for forms of acts: there it is only looked at.
pub(super) fn all(cx: &Cx, loaded: &Loaded) -> Vec<HeldView> {
    loaded.held.iter().map(|item| HeldView { take: String::new(), ..view(cx, loaded, item) }).collect()
}

/// What is held of one missing paper.
pub(super) fn of_paper(cx: &Cx, loaded: &Loaded, paper: &str) -> Vec<HeldView> {
    loaded.held.iter().filter(|item| item.paper == paper).map(|item| view(cx, loaded, item)).collect()
}

fn view(cx: &Cx, loaded: &Loaded, item: &HeldItem) -> HeldView {
    let href = format!("/officer/dossiers/{}/held/{}", loaded.case.dossier.id, item.file.id);
    let may_take = FileSource::Scan.check(cx.actor(), &loaded.case).is_ok();
    HeldView {
        paper: item.paper.clone(),
        name: item.name.get(cx.locale()).to_owned(),
        source: source_words(cx, &loaded.units, item),
        take: if may_take { href.clone() } else { String::new() },
        href,
        is_drafted: item.is_drafted,
    }
}

/// The file of something that is offered, under the name that a copy of it would have.
pub(crate) fn offered_file(case: &Case, held: &[HeldItem], file: FileId) -> Result<FileItem> {
    let item = held.iter().find(|item| item.file.id == file).ok_or_else(Error::not_found)?;
    let name = if item.is_result {
        format!("{}.{}", item.origin.code, item.file.kind)
    } else {
        case.key.open("file.name", &item.file.name)?
    };
    Ok(FileItem { row: item.file.clone(), name })
}

/// GET /officer/dossiers/{id}/held/{file}: the look is recorded for this dossier before the first byte goes.
pub(super) async fn see(cx: Cx, Path((id, file)): Path<(String, String)>) -> Outcome {
    let loaded = Loaded::of(&cx, id.parse()?).await?;
    let file = offered_file(&loaded.case, &loaded.held, file.parse()?)?;
    cx.record(&[loaded.seen("held")]).await?;
    Ok(stream_scanned(&cx, &file, &loaded.case.key).await?)
}

/// POST /officer/dossiers/{id}/held/{file}
pub(super) async fn take(cx: Cx, Path((id, file)): Path<(String, String)>, Form(values): Form) -> Outcome {
    let id = id.parse::<DossierId>()?;
    cx.execute(&TakeHeld { dossier: id, paper: values.get("paper").to_owned(), file: file.parse()? }).await?;
    Ok(cx.redirect_saying(&format!("/officer/dossiers/{id}?part=papers"), "dossiers-done-take-held"))
}

/// Something that is held, for samples of templates.
pub(super) fn sample(name: &str) -> HeldView {
    HeldView {
        paper: "birth-certificate-medical".into(),
        name: name.to_owned(),
        source: "Đã nộp trong hồ sơ 000.01.31.H46-241210-0001 tại Bộ phận Một cửa ngày 10/12/2024".into(),
        href: "/officer/dossiers/a/held/1".into(),
        take: "/officer/dossiers/a/held/1".into(),
        is_drafted: true,
    }
}
