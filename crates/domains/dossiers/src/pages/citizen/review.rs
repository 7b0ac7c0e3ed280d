//! Check your answers, then send.

use kernel::{Error, Kind, Result};
use organisation::Directory;
use procedures::{PaperMode, ProcedureVersion, SummarySection};
use runtime::ActorKind;
use serde::Serialize;
use web::http::{Path, StatusCode};
use web::{Cx, Form, Locale, Outcome, TemplateSample, Values, view_of};

use super::upload::missing_words;
use super::{
    Found, SAMPLE_AT, SAMPLE_STEPS, StepsView, area_name, asks_area, draft_path, find_draft, long_text, open_draft,
    sample_steps, steps_of,
};
use crate::commands::{DropDraft, OpenDraft, Submit, SubmitAgreeing};
use crate::model::{Agreed, Behalf, ConsentWords, DossierId, Purpose};
use crate::queries;

const REVIEW: &str = "dossiers/citizen/review.html";
const DROP: &str = "dossiers/citizen/drop.html";

/// Brings whoever changes an answer back to the review.
const BACK: &str = "?back=review";

#[derive(Serialize)]
struct ReviewView {
    steps: StepsView,
    /// Path of the draft.
    base: String,
    sections: Vec<Section>,
    fees: Vec<FeeLine>,
    total: i64,
    /// What may be agreed to; each box is empty.
    consents: Vec<ConsentBox>,
    /// What was agreed to before, in words.
    agreed: Vec<String>,
    errors: Vec<ReviewError>,
    /// Code of the level of assurance that is asked for and not reached; empty when it is.
    assurance: &'static str,
}

/// A consent that is asked.
#[derive(Serialize)]
struct ConsentBox {
    /// Name of the field.
    field: String,
    /// Version of the words.
    words: i64,
    text: String,
    is_chosen: bool,
}

/// The answers of one page.
#[derive(Serialize)]
struct Section {
    title: String,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    label: String,
    value: String,
    /// Where it is changed.
    href: String,
}

#[derive(Serialize)]
struct FeeLine {
    name: String,
    amount: i64,
}

/// What keeps the draft from being sent, with the way to the place where it is mended.
#[derive(Serialize)]
struct ReviewError {
    href: String,
    text: String,
}

/// All answers with the way back to each.
pub(super) async fn get(cx: Cx, Path(id): Path<String>) -> Outcome {
    match open_draft(&cx, id.parse()?).await? {
        Found::Draft(open) => show(&cx, &open, None, &[]).await,
        Found::Elsewhere(response) => Ok(response),
    }
}

/// The consents whose boxes were chosen.
fn agreed(values: &Values) -> Vec<Agreed> {
    let chosen = |purpose: Purpose| {
        let words = values.filled(&field_of(purpose))?.parse().ok()?;
        Some(Agreed { purpose, words })
    };
    Purpose::ALL.into_iter().filter_map(chosen).collect()
}

fn field_of(purpose: Purpose) -> String {
    format!("consent-{}", purpose.code())
}

/// Sends the draft. A second post of the same draft leads to the dossier.
pub(super) async fn post(cx: Cx, Path(id): Path<String>, Form(values): Form) -> Outcome {
    let id: DossierId = id.parse()?;
    let open = match open_draft(&cx, id).await? {
        Found::Draft(open) => open,
        Found::Elsewhere(response) => return Ok(response),
    };
    let agreed = agreed(&values);
    let send = SubmitAgreeing { submit: Submit { id }, agreed: agreed.clone() };
    match cx.execute(&send).await {
        Ok(_) => Ok(cx.redirect(&format!("/my/dossiers/{id}/submitted"))),
        Err(error) if web::is_mendable(&error) => show(&cx, &open, Some(&error), &agreed).await,
        // Two posts at once: the other one was faster.
        Err(error) if error.kind() == Kind::NotFound => match find_draft(&cx, id).await? {
            Found::Elsewhere(response) => Ok(response),
            Found::Draft(_) => Err(error.into()),
        },
        Err(error) => Err(error.into()),
    }
}

#[derive(Serialize)]
struct DropView {
    /// Path of the draft.
    base: String,
    procedure: String,
    at: i64,
    /// How many files go with it.
    files: usize,
}

/// Asks whether the draft is really to be dropped.
pub(super) async fn discard_page(cx: Cx, Path(id): Path<String>) -> Outcome {
    let open = match find_draft(&cx, id.parse()?).await? {
        Found::Draft(open) => open,
        Found::Elsewhere(response) => return Ok(response),
    };
    let view = DropView {
        base: format!("/my/drafts/{}", open.draft.id),
        procedure: open.procedure.name_in(cx.locale()).to_owned(),
        at: open.draft.updated_at.0,
        files: queries::files(&cx.reader(), open.draft.id, &open.key).await?.len(),
    };
    cx.page(DROP, view).await
}

/// Drops the draft.
pub(super) async fn discard(cx: Cx, Path(id): Path<String>, Form(_): Form) -> Outcome {
    cx.execute(&DropDraft { id: id.parse()? }).await?;
    Ok(cx.redirect_saying("/my/dossiers", "dossiers-draft-dropped"))
}

async fn show(cx: &Cx, open: &OpenDraft, error: Option<&Error>, chosen: &[Agreed]) -> Outcome {
    let answers = open.procedure.form.prune(&open.answers);
    let locale = cx.locale();
    let mut sections = vec![applicant_section(cx, open)?];
    sections.extend(open.procedure.form.summary_view(&answers, locale).into_iter().map(|page| section_of(open, page)));
    sections.push(papers_section(cx, open).await?);
    sections.push(delivery_section(cx, open));
    let fees: Vec<FeeLine> = open
        .procedure
        .fees_for(&answers)
        // What cannot be computed yet is said beside its answer when the draft is submitted.
        .unwrap_or_default()
        .into_iter()
        .map(|fee| FeeLine { name: fee.name.get(locale).to_owned(), amount: fee.amount })
        .collect();
    let (consents, agreed) = consents_of(cx, chosen).await?;
    let view = ReviewView {
        steps: steps_of(cx, open, "review").ok_or_else(Error::not_found)?,
        base: format!("/my/drafts/{}", open.draft.id),
        total: fees.iter().map(|fee| fee.amount).sum(),
        fees,
        sections,
        assurance: lacking_assurance(cx, &open.procedure),
        consents,
        agreed,
        errors: error.map(|error| errors_of(cx, open, error)).unwrap_or_default(),
    };
    let status = if view.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    cx.page_as(status, REVIEW, view).await
}

/// The level of assurance that the procedure asks for, as long as the session has not reached it.
pub(super) fn lacking_assurance(cx: &Cx, procedure: &ProcedureVersion) -> &'static str {
    let needed = procedure.detail.assurance;
    if cx.actor().assurance >= needed { "" } else { needed.code() }
}

/// The consents that are asked, and those that stand, in words.
async fn consents_of(cx: &Cx, chosen: &[Agreed]) -> Result<(Vec<ConsentBox>, Vec<String>)> {
    let (mut asked, mut agreed) = (Vec::new(), Vec::new());
    for item in queries::consents(&cx.reader()).await? {
        let text = words_in(&item.words, cx.locale()).to_owned();
        if item.given_at.is_some() {
            agreed.push(text);
            continue;
        }
        let one = Agreed { purpose: item.purpose, words: item.words.version };
        asked.push(ConsentBox {
            field: field_of(item.purpose),
            words: item.words.version,
            text,
            is_chosen: chosen.contains(&one),
        });
    }
    Ok((asked, agreed))
}

/// The words of a consent in a language.
pub(super) fn words_in(words: &ConsentWords, locale: Locale) -> &str {
    match locale {
        Locale::Vi => &words.vi,
        Locale::En => &words.en,
    }
}

/// For whom, by whom and where.
fn applicant_section(cx: &Cx, open: &OpenDraft) -> Result<Section> {
    let path = |page: &str, field: &str| format!("{}{BACK}#{field}", draft_path(open.draft.id, page));
    let row = |label: &str, value: &str, page: &str, field: &str| Row {
        label: cx.t(label),
        value: if value.is_empty() { "–".to_owned() } else { value.to_owned() },
        href: path(page, field),
    };
    let behalf = open.draft.behalf;
    let applicant = &open.applicant;
    let of_account = |label: &str, value: &str| Row { href: String::new(), ..row(label, value, "", "") };
    let is_business = cx.actor().kind == ActorKind::Business;
    let mut rows = if is_business {
        vec![
            of_account("dossiers-business", &applicant.other_name),
            of_account("dossiers-tax-code", &applicant.tax_code),
        ]
    } else {
        vec![row("dossiers-behalf", &cx.t(&format!("dossiers-behalf-{}", behalf.code())), "for", "behalf")]
    };
    if behalf != Behalf::Own && !is_business {
        rows.push(row("dossiers-other-name", &applicant.other_name, "for", "other_name"));
    }
    if behalf == Behalf::Organisation && !is_business {
        rows.push(row("dossiers-tax-code", &applicant.tax_code, "for", "tax_code"));
    }
    for (label, value, field) in [
        ("dossiers-name", &applicant.name, "name"),
        ("dossiers-identity", &applicant.identity, "identity"),
        ("dossiers-phone", &applicant.phone, "phone"),
        ("dossiers-email", &applicant.email, "email"),
        ("dossiers-address", &applicant.address, "address"),
    ] {
        rows.push(row(label, value, "applicant", field));
    }
    if asks_area(open) {
        let units = cx.reader().service::<Directory>()?.on(cx.reader().now);
        let area = open.draft.area.map_or_else(String::new, |area| area_name(&units, area));
        rows.push(row("dossiers-page-area", &area, "area", "area"));
    }
    Ok(Section { title: cx.t("dossiers-page-applicant"), rows })
}

fn section_of(open: &OpenDraft, page: SummarySection) -> Section {
    let base = draft_path(open.draft.id, &page.page);
    let row = |row: procedures::SummaryRow| Row {
        label: row.label,
        value: row.value,
        href: format!("{base}{BACK}#{}", row.field),
    };
    Section { title: page.title, rows: page.rows.into_iter().map(row).collect() }
}

async fn papers_section(cx: &Cx, open: &OpenDraft) -> Result<Section> {
    let files = queries::files(&cx.reader(), open.draft.id, &open.key).await?;
    let answers = open.procedure.form.prune(&open.answers);
    let papers = open.procedure.papers_for(&answers);
    let row = |paper: &procedures::Paper| {
        let names: Vec<&str> =
            files.iter().filter(|file| file.row.paper == paper.code).map(|file| file.name.as_str()).collect();
        Row {
            label: paper.name.get(cx.locale()).to_owned(),
            value: if names.is_empty() { "–".to_owned() } else { names.join(", ") },
            href: format!("{}{BACK}#paper-{}", draft_path(open.draft.id, "papers"), paper.code),
        }
    };
    let rows = papers.into_iter().filter(|paper| paper.mode == PaperMode::Upload).map(row).collect();
    Ok(Section { title: cx.t("dossiers-page-papers"), rows })
}

fn delivery_section(cx: &Cx, open: &OpenDraft) -> Section {
    let row = Row {
        label: cx.t("dossiers-delivery"),
        value: cx.t(&format!("dossiers-delivery-{}", open.draft.delivery_way.code())),
        href: format!("{}{BACK}", draft_path(open.draft.id, "delivery")),
    };
    Section { title: cx.t("dossiers-page-delivery"), rows: vec![row] }
}

fn errors_of(cx: &Cx, open: &OpenDraft, error: &Error) -> Vec<ReviewError> {
    if error.fields().is_empty() {
        return vec![ReviewError { href: String::new(), text: cx.say(error.message()) }];
    }
    let shown = |field: &kernel::FieldError| ReviewError {
        href: place_of(open, &field.field),
        text: match field.field.strip_prefix("paper-") {
            Some(code) => missing_words(cx, open, code),
            None => cx.say(&field.message),
        },
    };
    error.fields().iter().map(shown).collect()
}

/// The page and control on which a field is mended; empty for what has none.
fn place_of(open: &OpenDraft, field: &str) -> String {
    let is_form_field = open.procedure.form.field(field).is_some();
    let page = match field {
        "other_name" | "tax_code" if open.draft.behalf != Behalf::Own || !is_form_field => "for",
        "name" | "identity" | "phone" | "email" | "address" if !is_form_field => "applicant",
        "area" if !is_form_field => "area",
        _ if field.starts_with("paper-") => "papers",
        _ => {
            let pages = &open.procedure.form.pages;
            match pages.iter().find(|page| page.fields.iter().any(|name| name == field)) {
                Some(page) => page.code.as_str(),
                None => return String::new(),
            }
        }
    };
    format!("{}{BACK}#{field}", draft_path(open.draft.id, page))
}

pub(super) fn samples() -> Vec<TemplateSample> {
    let sample = |case: &'static str, view: fn(Locale) -> web::View| TemplateSample { template: REVIEW, case, view };
    vec![
        sample("usual", |_| view_of(sample_view("Nguyễn Văn Mẫu"))),
        sample("errors", |_| {
            let error = |href: &str, text: &str| ReviewError { href: href.into(), text: text.into() };
            let errors = vec![
                error("/my/drafts/0/papers#paper-birth", "Tải lên giấy chứng sinh"),
                error("", "Các câu trả lời chưa khớp nhau"),
            ];
            view_of(ReviewView { errors, ..sample_view("Nguyễn Văn Mẫu") })
        }),
        sample("not sure enough", |_| {
            view_of(ReviewView { assurance: "substantial", ..sample_view("Nguyễn Văn Mẫu") })
        }),
        sample("empty", |_| {
            let (sections, consents) = (Vec::new(), Vec::new());
            let agreed = vec!["Tôi đồng ý để hệ thống giữ các câu trả lời".to_owned()];
            view_of(ReviewView { sections, consents, agreed, fees: Vec::new(), total: 0, ..sample_view("") })
        }),
        sample("long", |_| view_of(sample_view(&long_text()))),
        TemplateSample { template: DROP, case: "usual", view: |_| view_of(drop_view("Đăng ký khai sinh", 2)) },
        TemplateSample { template: DROP, case: "empty", view: |_| view_of(drop_view("Đăng ký khai sinh", 0)) },
        TemplateSample { template: DROP, case: "long", view: |_| view_of(drop_view(&long_text(), 12)) },
    ]
}

fn drop_view(procedure: &str, files: usize) -> DropView {
    DropView { base: "/my/drafts/0".into(), procedure: procedure.into(), at: SAMPLE_AT, files }
}

fn sample_view(name: &str) -> ReviewView {
    let row = |label: &str, value: &str| Row {
        label: label.into(),
        value: value.into(),
        href: "/my/drafts/0/applicant#name".into(),
    };
    let rows = || vec![row("Họ và tên", name), row("Số định danh", "044090123456"), row("Thư điện tử", "–")];
    ReviewView {
        steps: sample_steps(&SAMPLE_STEPS, 8),
        base: "/my/drafts/0".into(),
        sections: vec![
            Section { title: "Người nộp".into(), rows: rows() },
            Section { title: "Thông tin của trẻ".into(), rows: rows() },
        ],
        fees: vec![FeeLine { name: "Lệ phí".into(), amount: 50_000 }],
        total: 50_000,
        consents: vec![ConsentBox {
            field: "consent-answers".into(),
            words: 1,
            text: "Tôi đồng ý để hệ thống giữ các câu trả lời".into(),
            is_chosen: false,
        }],
        agreed: Vec::new(),
        errors: Vec::new(),
        assurance: "",
    }
}
