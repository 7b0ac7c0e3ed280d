//! The parts of a dossier's page: papers with their files, opinions, who took part.

use std::collections::HashMap;

use kernel::Timestamp;
use organisation::UnitId;
use payments::Payment;
use procedures::PaperMode;
use serde::Serialize;
use uuid::Uuid;
use web::Cx;

use super::held::{HeldView, of_paper};
use super::load::Loaded;
use crate::model::FileId;
use crate::pages::held::origin_words;
use crate::pages::shared::{TagView, TimeView};
use crate::queries::{FileItem, OpinionItem, ScanItem};

/// A paper of the procedure with its files, or other files under one name.
#[derive(Clone, Debug, Serialize)]
pub(super) struct PaperView {
    /// Its name.
    pub(super) name: String,
    /// How it is given without a file; a message, empty when it is a file.
    pub(super) mode: &'static str,
    /// Whether it must be there and is not.
    pub(super) lacks: bool,
    /// Its files.
    pub(super) files: Vec<FileView>,
    /// What the province holds already, where it is missing.
    pub(super) held: Vec<HeldView>,
}

/// A file.
#[derive(Clone, Debug, Serialize)]
pub(super) struct FileView {
    /// Its name.
    pub(super) name: String,
    /// The page with this file shown.
    pub(super) href: String,
    /// The file itself.
    pub(super) src: String,
    /// `pdf` or `image`.
    pub(super) kind: &'static str,
    /// Size in bytes.
    pub(super) bytes: i64,
    /// When it came, microseconds.
    pub(super) at: i64,
    /// How it came; a message.
    pub(super) source: &'static str,
    /// That it is infected, and by what; else who converted a digitised paper, for which unit (fact 2.33); or empty.
    pub(super) mark: String,
    /// 0 for the first filing, then the number of the supplement.
    pub(super) round: i64,
    /// Whether it is shown now.
    pub(super) is_shown: bool,
    /// Where its removal is sent; empty when the officer may not take it away.
    pub(super) remove: String,
}

/// An opinion.
#[derive(Clone, Debug, Serialize)]
pub(super) struct OpinionView {
    /// The asked unit.
    pub(super) unit: String,
    /// The question; empty when the process asks it.
    pub(super) question: String,
    /// When it was asked, microseconds.
    pub(super) asked_at: i64,
    /// By when, microseconds.
    pub(super) due_at: i64,
    /// When it was given, microseconds.
    pub(super) answered_at: Option<i64>,
    /// Whether it is overdue.
    pub(super) is_late: bool,
    /// Message of the verdict; empty before there is one.
    pub(super) verdict: &'static str,
    /// The answer.
    pub(super) answer: String,
}

/// A fee that was asked for.
#[derive(Clone, Debug, Serialize)]
pub(super) struct FeeView {
    /// How much, in đồng.
    pub(super) amount: i64,
    /// What became of it.
    pub(super) tag: TagView,
    /// When it was paid, else when it was asked for, microseconds.
    pub(super) at: i64,
    /// How it was paid, with the receipt, and why it is owed back; empty before.
    pub(super) how: String,
}

/// Somebody who took part.
#[derive(Clone, Debug, Serialize)]
pub(super) struct PersonView {
    /// The officer; empty when nobody has the work.
    pub(super) name: String,
    /// The unit.
    pub(super) unit: String,
    /// What they did last, or a message-made text for who has it now.
    pub(super) act: String,
}

/// The papers of the procedure with their files, then all other files.
pub(super) fn papers(
    cx: &Cx,
    loaded: &Loaded,
    removable: &[FileId],
    names: &HashMap<Uuid, String>,
    shown: Option<&FileItem>,
    from: &str,
) -> Vec<PaperView> {
    let known = loaded.case.procedure.papers_for(&loaded.opened.answers);
    let view = |file: &FileItem| {
        let (dossier, id) = (file.row.dossier, file.row.id);
        let remove = format!("/officer/dossiers/{dossier}/files/{id}/remove");
        let remove = if removable.contains(&id) { remove } else { String::new() };
        FileView { remove, mark: mark(cx, loaded, file, names), ..file_view(file, shown, from) }
    };
    let files_of = |code: &str| loaded.files.iter().filter(|file| file.row.paper == code).map(view).collect::<Vec<_>>();
    let mut papers: Vec<PaperView> = known
        .iter()
        .map(|paper| {
            let files = files_of(&paper.code);
            PaperView {
                name: paper.name.get(cx.locale()).to_owned(),
                // How a file is given says nothing where none was given.
                mode: if paper.mode == PaperMode::Upload { "" } else { paper.mode.label_key() },
                lacks: paper.blocks() && files.is_empty(),
                files,
                held: of_paper(cx, loaded, &paper.code),
            }
        })
        .collect();
    let is_other = |file: &&FileItem| !known.iter().any(|paper| paper.code == file.row.paper);
    for (source, name) in [("result", "dossiers-desk-papers-result"), ("", "dossiers-desk-papers-others")] {
        let fits = |file: &&FileItem| (file.row.source == "result") == (source == "result");
        let files: Vec<FileView> = loaded.files.iter().filter(is_other).filter(fits).map(view).collect();
        if !files.is_empty() {
            papers.push(PaperView { name: cx.t(name), mode: "", lacks: false, files, held: Vec::new() });
        }
    }
    papers
}

/// The conversion mark of a digitised paper (fact 2.33), or where a file was taken from that was held already.
fn mark(cx: &Cx, loaded: &Loaded, file: &FileItem, names: &HashMap<Uuid, String>) -> String {
    if let Some(found) = loaded.infected.get(&file.row.id) {
        return cx.tf("dossiers-desk-infected", &[("found", found.clone().into())]);
    }
    if let Some(origin) = &file.row.origin {
        let words = origin_words(cx, &loaded.units, origin);
        let is_void = loaded.voided.contains(&file.row.id);
        return if is_void { format!("{words}, {}", cx.t("dossiers-desk-held-void")) } else { words };
    }
    if !file.row.is_converted() {
        return String::new();
    }
    let person = names.get(&file.row.added_by).map(String::as_str);
    let unit = file.row.unit.map(|unit| loaded.units.on(cx, UnitId(unit), file.row.added_at));
    let words = cx.t("dossiers-converted");
    let parts = [Some(words.as_str()), person, unit.as_deref()].into_iter().flatten().filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(", ")
}

/// The file that the page shows: the one that was asked for, else the first.
pub(super) fn shown_file<'a>(files: &'a [FileItem], asked: &str) -> Option<&'a FileItem> {
    files.iter().find(|file| file.row.id.to_string() == asked).or_else(|| files.first())
}

/// A file as the list shows it.
pub(super) fn file_view(file: &FileItem, shown: Option<&FileItem>, from: &str) -> FileView {
    let row = &file.row;
    let (dossier, id) = (row.dossier, row.id);
    let is_pdf = row.kind == "pdf";
    let end = if is_pdf { "#navpanes=0&view=FitH" } else { "" };
    FileView {
        name: file.name.clone(),
        href: format!("/officer/dossiers/{dossier}?part=papers&doc={id}&from={from}"),
        src: format!("/officer/dossiers/{dossier}/files/{id}{end}"),
        kind: if is_pdf { "pdf" } else { "image" },
        bytes: row.bytes,
        at: row.added_at.0,
        source: match row.source.as_str() {
            _ if row.origin.is_some() => "dossiers-desk-source-held",
            "scan" => "dossiers-desk-source-scan",
            "opinion" => "dossiers-desk-source-opinion",
            "result" => "dossiers-desk-source-result",
            _ => "dossiers-desk-source-upload",
        },
        mark: String::new(),
        round: row.round,
        is_shown: shown.is_some_and(|shown| shown.row.id == id),
        remove: String::new(),
    }
}

/// The opinions of a dossier.
pub(super) fn opinions(cx: &Cx, loaded: &Loaded, items: Vec<OpinionItem>) -> Vec<OpinionView> {
    let now = cx.reader().now.0;
    let view = |item: OpinionItem| {
        let opinion = &item.row.opinion;
        // An open question's clock stands when the dossier's does: it is judged when it was stopped.
        let open = loaded.case.tasks.iter().find(|task| task.id == opinion.task);
        let due_at = open.map_or(opinion.due_at, |task| task.clock.due).0;
        let stopped = open.and_then(|task| task.clock.paused_at).map_or(now, |at| at.0);
        OpinionView {
            unit: loaded.units.on(cx, opinion.unit, item.row.asked_at),
            asked_at: item.row.asked_at.0,
            due_at,
            answered_at: opinion.answered_at.map(|at| at.0),
            is_late: opinion.answered_at.map_or(stopped, |at| at.0) > due_at,
            verdict: match item.row.verdict.as_deref() {
                Some("agree") => "dossiers-desk-verdict-agree",
                Some("disagree") => "dossiers-desk-verdict-disagree",
                Some(_) => "dossiers-desk-verdict-other",
                None => "",
            },
            question: item.question,
            answer: item.answer,
        }
    };
    items.into_iter().map(view).collect()
}

/// What was asked for, and what became of it.
pub(super) fn fees(cx: &Cx, loaded: &Loaded) -> Vec<FeeView> {
    let view = |payment: &Payment| {
        let (class, icon) = payment.state.tag();
        let method = payment.method.map(|method| cx.t(method.label()));
        let receipt = payment.receipt.as_ref().map(|no| cx.tf("dossiers-receipt", &[("receipt", no.clone().into())]));
        let excess = payment.excess.map(|excess| cx.t(excess.label()));
        FeeView {
            amount: payment.amount,
            tag: TagView { class, icon, text: cx.t(payment.state.label()) },
            at: payment.paid_at.unwrap_or(payment.made_at).0,
            how: method.into_iter().chain(receipt).chain(excess).collect::<Vec<_>>().join(" · "),
        }
    };
    loaded.payments.iter().map(view).collect()
}

/// The history with what was digitised, or taken from what the province held, and taken away again, in the order of
/// time. No act of the process, so it leaves no line of its own in the record.
pub(super) fn with_scans(
    cx: &Cx,
    mut history: Vec<TimeView>,
    scans: &[ScanItem],
    names: &HashMap<Uuid, String>,
) -> Vec<TimeView> {
    let line = |key: &str, at: Timestamp, by: Option<Uuid>, name: &str| TimeView {
        class: "",
        icon: "file",
        title: cx.t(key),
        at: at.0,
        place: String::new(),
        person: by.and_then(|account| names.get(&account)).cloned().unwrap_or_default(),
        note: name.to_owned(),
    };
    for ScanItem { row, name } in scans {
        let (added, removed, name) = match &row.from_code {
            Some(code) => ("dossiers-desk-held-taken", "dossiers-desk-held-removed", format!("{name} ({code})")),
            None => ("dossiers-desk-scan-added", "dossiers-desk-scan-removed", name.clone()),
        };
        history.push(line(added, row.added_at, Some(row.added_by), &name));
        if let Some(at) = row.removed_at {
            history.push(line(removed, at, row.removed_by, &name));
        }
    }
    history.sort_by_key(|line| line.at);
    history
}

/// Who has the work now, then every officer with what they did last, newest first.
pub(super) fn people(cx: &Cx, loaded: &Loaded, history: &[TimeView], names: &HashMap<Uuid, String>) -> Vec<PersonView> {
    let mut people = Vec::new();
    if let Some(task) = loaded.case.step_task() {
        let unit = loaded.case.unit_of(task).map_or("", |unit| loaded.case.units.name(unit)).to_owned();
        let name = task.assignee.and_then(|officer| names.get(&officer)).cloned().unwrap_or_default();
        people.push(PersonView { name, unit, act: cx.t("dossiers-desk-holds-now") });
    }
    for line in history.iter().rev().filter(|line| !line.person.is_empty()) {
        if !people.iter().any(|known| known.name == line.person && known.unit == line.place) {
            people.push(PersonView { name: line.person.clone(), unit: line.place.clone(), act: line.title.clone() });
        }
    }
    people
}
