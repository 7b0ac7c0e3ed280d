//! What the desk takes from an applicant who came in person, or from their post: a supplement with its papers and
//! corrected answers, and a fee. Each paper goes its own way, so that good files of a failed post stay.

use kernel::{Error, Kind, Message, Result};
use payments::Method;
use procedures::Answers;
use procedures::form::PageView;
use serde::Serialize;
use uuid::Uuid;
use web::http::{Path, StatusCode};
use web::{
    Cx, Errors, Form, Outcome, Part, ShownError, TemplateSample, Upload, Values, is_mendable, shown_errors, view_of,
};

use super::act::{Act, Standing};
use super::act_form::{ActView, Choices, FormMaker};
use super::acts::{after, again, version};
use super::clocks::clocks;
use super::load::{Loaded, list_of};
use super::show::notice;
use crate::commands::{FileSource, PayAtCounter, RemoveFile, SupplementAtCounter, take_payment};
use crate::model::{Channel, DossierId, OTHER_PAPER, is_digitised};
use crate::pages::citizen::take_file;
use crate::pages::shared::{ClockView, TagView, changed_answers, posted_answers, tag};
use crate::permissions::RECEIVE;
use crate::queries::{self, FileItem};
use crate::uploads::is_handed_in;

const TEMPLATE: &str = "dossiers/officer/supplement.html";
/// What stands before the code of a paper in the name of its control.
const PAPER: &str = "paper-";

/// The page of a supplement that is taken at the desk.
#[derive(Serialize)]
struct SupplementView {
    /// The dossier's page.
    href: String,
    /// Code or reference.
    code: String,
    /// Name of the procedure.
    procedure: String,
    /// Name of the applicant.
    applicant: String,
    /// State.
    tag: TagView,
    /// The dossier's clock.
    clock: Option<ClockView>,
    /// The act with its fields.
    act: ActView,
    /// What was asked for.
    request: String,
    /// Files that came already for this supplement.
    added: Vec<AddedView>,
    /// Papers for which files can be chosen.
    papers: Vec<PaperView>,
    /// The pages of the form, to correct answers.
    pages: Vec<PageView>,
    /// What was wrong.
    errors: Vec<ShownError>,
    /// Whether the dossier changed since the form was opened.
    is_stale: bool,
}

/// A file, for the macro `parts.files` of citizens.
#[derive(Serialize)]
struct AddedView {
    name: String,
    paper: String,
    kind: String,
    bytes: i64,
    href: String,
    /// Where its removal is sent; empty for what the applicant uploaded.
    remove: String,
}

/// A paper with its control.
#[derive(Serialize)]
struct PaperView {
    /// Name and id of its control.
    field: String,
    name: String,
}

/// What the page shows again after something was wrong.
#[derive(Default)]
struct Failed {
    status: StatusCode,
    /// Answers as typed.
    answers: Answers,
    errors: Vec<ShownError>,
    is_stale: bool,
}

/// GET /officer/dossiers/{id}/act/supplement-at-counter
pub(super) async fn supplement_page(cx: &Cx, id: DossierId, values: &Values) -> Outcome {
    show(cx, id, values, Failed::default()).await
}

/// POST /officer/dossiers/{id}/supplement-at-counter
pub(super) async fn supplement(cx: Cx, Path(id): Path<String>, upload: Upload) -> Outcome {
    let id = id.parse::<DossierId>()?;
    let loaded = Loaded::of(&cx, id).await?;
    // No byte of a file is stored for somebody who may not do the act, or once it was done.
    loaded.case.require_desk(cx.actor(), RECEIVE)?;
    if loaded.standing(Act::SupplementAtCounter, cx.actor()).is_none() {
        return not_asked(&cx, id, &Values::default()).await;
    }
    let (values, refused) = read(&cx, &loaded, upload).await?;
    let answers = posted_answers(&loaded.case, &values);
    let changed = changed_answers(&loaded.case, &loaded.opened, &answers);
    let mut failed = Failed { status: StatusCode::UNPROCESSABLE_ENTITY, answers, errors: refused, is_stale: false };
    if !failed.errors.is_empty() {
        return show(&cx, id, &values, failed).await;
    }
    match give(&cx, id, &values, changed).await {
        Ok(()) => Ok(after(&cx, id, Act::SupplementAtCounter, &values)),
        Err(error) if is_mendable(&error) => {
            if error.kind() == Kind::Conflict {
                failed.status = StatusCode::CONFLICT;
            }
            failed.is_stale = error.message().key == "error-changed";
            failed.errors = shown_errors(&cx, &error);
            show(&cx, id, &values, failed).await
        }
        Err(error) => Err(error.into()),
    }
}

/// The page of the act says that nothing is awaited.
async fn not_asked(cx: &Cx, id: DossierId, values: &Values) -> Outcome {
    let error = Error::conflict("dossiers-error-no-supplement-asked");
    again(cx, id, Act::SupplementAtCounter, values, error).await
}

async fn give(cx: &Cx, id: DossierId, values: &Values, answers: Answers) -> Result<()> {
    let channel = Channel::parse(values.get("channel"))
        .map_err(|_| Error::invalid_field("channel", Message::new("dossiers-desk-error-choose")))?;
    let note = values.get("note").to_owned();
    cx.execute(&SupplementAtCounter { id, version: version(values), channel, answers, note }).await?;
    Ok(())
}

/// Takes in the form: what was typed, and what is wrong with files. Those that are good are added as they arrive.
async fn read(cx: &Cx, loaded: &Loaded, mut upload: Upload) -> Result<(Values, Vec<ShownError>)> {
    let procedure = &loaded.case.procedure;
    let is_paper = |code: &&str| *code == OTHER_PAPER || procedure.papers.iter().any(|paper| paper.code == *code);
    let (mut pairs, mut refused) = (Vec::new(), Vec::new());
    while let Some(part) = upload.next().await? {
        let (field, name, body) = match part {
            Part::Text(name, value) => {
                pairs.push((name, value));
                continue;
            }
            Part::File(field, name, body) => (field, name, body),
        };
        // A field without a chosen file comes as a nameless empty one.
        let Some(code) = field.strip_prefix(PAPER).filter(is_paper).filter(|_| !name.is_empty()) else { continue };
        let added = take_file(cx, loaded.case.dossier.id, (code, FileSource::Scan), &name, body).await;
        match added {
            Ok(()) => {}
            Err(error) if is_mendable(&error) => {
                let text = format!("{name}: {}", cx.say(error.message()));
                refused.push(ShownError { field, text });
            }
            Err(error) => return Err(error),
        }
    }
    Ok((Values::new(pairs), refused))
}

/// The page as the dossier is now, with what was typed.
async fn show(cx: &Cx, id: DossierId, values: &Values, failed: Failed) -> Outcome {
    let loaded = Loaded::of(cx, id).await?;
    loaded.case.require_desk(cx.actor(), RECEIVE)?;
    let Some(standing) = loaded.standing(Act::SupplementAtCounter, cx.actor()) else {
        return not_asked(cx, id, values).await;
    };
    let status = failed.status;
    let view = view(cx, &loaded, standing, values, failed).await?;
    cx.record(&[loaded.seen("dossier")]).await?;
    cx.page_as(status, TEMPLATE, &view).await
}

async fn view(cx: &Cx, loaded: &Loaded, standing: Standing, values: &Values, failed: Failed) -> Result<SupplementView> {
    let (case, locale) = (&loaded.case, cx.locale());
    let history = queries::history(&cx.reader(), case).await?;
    let (_, request) = notice(case.dossier.state, &history);
    let from = list_of(values.get("from"));
    let choices = Choices::default();
    let maker = FormMaker { cx, loaded, choices: &choices, values, from };
    let act = maker.act(Act::SupplementAtCounter, standing, true);
    let mut answers = loaded.opened.answers.clone();
    answers.extend(failed.answers);
    let form = &case.procedure.form;
    Ok(SupplementView {
        href: format!("/officer/dossiers/{}?from={from}", case.dossier.id),
        code: case.dossier.shown_code().to_owned(),
        procedure: loaded.procedure_name(cx),
        applicant: loaded.opened.applicant.name.clone(),
        tag: tag(cx, case.dossier.state),
        clock: clocks(cx, case, None)?.into_iter().next(),
        act,
        request,
        added: added(cx, loaded),
        papers: papers(cx, loaded),
        pages: form.whole_view(&answers, &failed.errors, locale),
        errors: failed.errors,
        is_stale: failed.is_stale,
    })
}

/// The files of the supplement that is awaited.
fn added(cx: &Cx, loaded: &Loaded) -> Vec<AddedView> {
    let round = loaded.case.dossier.supplements;
    let is_new = |file: &&FileItem| file.row.round == round && is_handed_in(file);
    let line = |file: &FileItem| {
        let href = format!("/officer/dossiers/{}/files/{}", file.row.dossier, file.row.id);
        AddedView {
            name: file.name.clone(),
            paper: paper_name(cx, loaded, &file.row.paper),
            kind: file.row.kind.to_uppercase(),
            bytes: file.row.bytes,
            remove: if file.row.source == "scan" { format!("{href}/remove") } else { String::new() },
            href,
        }
    };
    loaded.files.iter().filter(is_new).map(line).collect()
}

fn paper_name(cx: &Cx, loaded: &Loaded, code: &str) -> String {
    let known = loaded.case.procedure.papers.iter().find(|paper| paper.code == code);
    known.map_or_else(|| cx.t("dossiers-desk-paper-other"), |paper| paper.name.get(cx.locale()).to_owned())
}

/// The papers that can be digitised: those of the procedure that are neither only shown nor data, and any other.
fn papers(cx: &Cx, loaded: &Loaded) -> Vec<PaperView> {
    let of_procedure = loaded.case.procedure.papers_for(&loaded.opened.answers);
    let codes = of_procedure.into_iter().filter(|paper| is_digitised(paper)).map(|paper| paper.code.as_str());
    let view = |code: &str| PaperView { field: format!("{PAPER}{code}"), name: paper_name(cx, loaded, code) };
    codes.chain([OTHER_PAPER]).map(view).collect()
}

/// POST /officer/dossiers/{id}/files/{file}/remove
pub(super) async fn remove_file(cx: Cx, Path((id, file)): Path<(String, String)>, Form(_): Form) -> Outcome {
    let id = id.parse::<DossierId>()?;
    cx.execute(&RemoveFile { dossier: id, file: file.parse()? }).await?;
    let is_supplement = Loaded::of(&cx, id).await?.standing(Act::SupplementAtCounter, cx.actor()).is_some();
    let page = if is_supplement { "/act/supplement-at-counter" } else { "?part=papers" };
    Ok(cx.redirect_saying(&format!("/officer/dossiers/{id}{page}"), "dossiers-done-remove-file"))
}

/// Takes a fee. The form shows what is due, so that nobody types an amount.
pub(super) async fn pay(cx: &Cx, id: DossierId, values: &Values) -> Result<()> {
    let mut errors = Errors::default();
    let method = errors.check("method", Method::at_counter(values.get("method")));
    let receipt = errors.check("receipt", payments::receipt_number(values.get("receipt")));
    errors.done()?;
    let (Some(method), Some(receipt)) = (method, receipt) else {
        return Err(Error::internal("a payment without errors lacks a choice"));
    };
    let asked = payments::of_dossier(&cx.reader(), id.uuid()).await?;
    let chosen = Uuid::try_parse(values.get("payment")).ok();
    let due = asked.iter().find(|payment| match chosen {
        Some(chosen) => payment.id == chosen,
        None => !payment.is_settled(),
    });
    let amount = due.map_or(0, |payment| payment.amount);
    let command = PayAtCounter { id, version: version(values), payment: chosen, amount, method, receipt };
    take_payment(cx.app.runtime(), cx.actor(), &command).await?;
    Ok(())
}

/// A supplement page for every case of its template.
pub(super) fn samples() -> Vec<TemplateSample> {
    vec![
        TemplateSample { template: TEMPLATE, case: "usual", view: |_| view_of(sample("Bản vẽ mặt đứng")) },
        TemplateSample {
            template: TEMPLATE,
            case: "errors and files that stayed",
            view: |_| {
                let errors = ["paper-other", "note", ""].map(super::samples::error).into();
                view_of(SupplementView { errors, is_stale: true, ..sample("Bản vẽ mặt đứng") })
            },
        },
        TemplateSample {
            template: TEMPLATE,
            case: "nothing yet",
            view: |_| {
                let bare = SupplementView { added: Vec::new(), pages: Vec::new(), clock: None, ..sample("") };
                view_of(bare)
            },
        },
        TemplateSample { template: TEMPLATE, case: "long texts", view: |_| view_of(sample(&super::samples::long())) },
    ]
}

fn sample(request: &str) -> SupplementView {
    let fields = vec![super::samples::field("choice", "channel"), super::samples::field("area", "note")];
    let added = |remove: &str| AddedView {
        name: super::samples::long(),
        paper: "Giấy chứng sinh".into(),
        kind: "PDF".into(),
        bytes: 1_150_000,
        href: "/officer/dossiers/a/files/1".into(),
        remove: remove.to_owned(),
    };
    let paper = |code: &str| PaperView { field: format!("{PAPER}{code}"), name: "Giấy chứng sinh".into() };
    let page = |code: &str, title: &str| PageView { code: code.into(), title: title.into(), ..PageView::default() };
    SupplementView {
        href: "/officer/dossiers/a?from=inbox".into(),
        code: "000.00.31.H46-241210-0001".into(),
        procedure: "Cấp giấy phép xây dựng nhà ở riêng lẻ".into(),
        applicant: "Nguyễn Văn Mẫu".into(),
        tag: super::samples::tag(),
        clock: Some(super::samples::clock()),
        act: super::samples::act("supplement-at-counter", fields),
        request: request.to_owned(),
        added: vec![added("/officer/dossiers/a/files/1/remove"), added("")],
        papers: vec![paper("drawing"), paper(OTHER_PAPER)],
        pages: vec![page("child", "Thông tin của trẻ"), page("mother", "Thông tin người mẹ")],
        errors: Vec::new(),
        is_stale: false,
    }
}
