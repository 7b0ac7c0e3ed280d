//! Forms 01 to 03 on paper, in the layout of state papers: printed for now, not signed. Number and title follow the day
//! of receipt (facts 2.8, 2.48).

use std::fmt::Write as _;
use std::sync::LazyLock;

use jiff::civil::Date;
use kernel::{Arg, Error, Result, Timestamp};
use organisation::{Directory, Snapshot, UnitId};
use qrcode::{Color, QrCode};
use serde::{Deserialize, Serialize};
use web::http::Path;
use web::{Cx, Locale, Outcome, TemplateSample, format, view_of};

use super::progress::limit_words;
use super::{SAMPLE_AT, area_name, long_text, own_case};
use crate::case::Case;
use crate::model::HandedIn;
use crate::pages::names::UnitNames;
use crate::pages::shared::signer;
use crate::queries::{self, HistoryRow};

const PRINT: &str = "dossiers/citizen/print.html";

/// The forms that this domain prints; the others follow with the papers.
const PRINTED: [&str; 3] = ["01", "02", "03"];

/// Numbers and titles of forms, by day.
#[derive(Debug, Deserialize)]
struct Forms {
    wording_sample: bool,
    version: Vec<Version>,
}

#[derive(Debug, Deserialize)]
struct Version {
    valid_from: Date,
    valid_to: Option<Date>,
    basis: String,
    forms: Vec<PaperForm>,
}

#[derive(Debug, Deserialize)]
struct PaperForm {
    number: String,
    title: String,
}

static FORMS: LazyLock<Result<Forms, String>> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../../../../data/forms-of-papers.toml")).map_err(|e| e.to_string())
});

impl Forms {
    fn get() -> Result<&'static Self> {
        FORMS.as_ref().map_err(|e| Error::internal(format!("data/forms-of-papers.toml: {e}")))
    }

    /// The form of a number on a day, with the circular it comes from.
    fn on(&self, number: &str, day: Date) -> Option<(&PaperForm, &str)> {
        let holds = |version: &&Version| version.valid_from <= day && version.valid_to.is_none_or(|last| day <= last);
        let version = self.version.iter().find(holds)?;
        let form = version.forms.iter().find(|form| form.number == number)?;
        Some((form, version.basis.as_str()))
    }
}

#[derive(Serialize)]
struct PrintView {
    /// `01`, `02` or `03`.
    form: String,
    title: String,
    basis: String,
    /// Whether the sentences are the project's own.
    is_sample: bool,
    /// Until when an officer reads the dossier by break-glass; none otherwise.
    glass: Option<i64>,
    /// Back to the dossier.
    back: String,
    /// The committee above the unit that gives out the paper; may be empty.
    over: String,
    unit: String,
    code: String,
    /// Where and when, in the words of state papers.
    place: String,
    /// Labels and values of the head.
    lines: Vec<Line>,
    /// Papers of the dossier, of form 01.
    papers: Vec<String>,
    /// The reason or request, of forms 02 and 03.
    text: String,
    /// Labels and values below.
    dates: Vec<Line>,
    applicant: String,
    officer: String,
    /// Public page behind the QR code.
    url: String,
    qr: Qr,
}

#[derive(Serialize)]
struct Line {
    label: String,
    value: String,
}

/// A QR code as the path of an SVG.
#[derive(Default, Serialize)]
struct Qr {
    /// Modules on each side, with the quiet zone.
    size: usize,
    path: String,
}

/// A form of an own dossier.
pub(super) async fn own(cx: Cx, Path((id, form)): Path<(String, String)>) -> Outcome {
    let case = own_case(&cx, id.parse()?).await?;
    let back = format!("/my/dossiers/{}", case.dossier.id);
    let view = view_of_form(&cx, &case, &form, back).await?;
    cx.page(PRINT, view).await
}

/// The same form for an officer; the look is recorded.
pub(super) async fn office(cx: Cx, Path((id, form)): Path<(String, String)>) -> Outcome {
    let case = Case::look(&cx.reader(), id.parse()?).await?;
    let back = format!("/officer/dossiers/{}", case.dossier.id);
    let view = view_of_form(&cx, &case, &form, back).await?;
    let seen = queries::seen(&cx.reader(), &case, "print").await?;
    cx.personal_page(&[seen], PRINT, view).await
}

async fn view_of_form(cx: &Cx, case: &Case, form: &str, back: String) -> Result<PrintView> {
    let reader = cx.reader();
    let history = queries::history(&reader, case).await?;
    let (form, no) = asked_form(form).ok_or_else(Error::not_found)?;
    let (act, note) = act_of(form, no, &history).ok_or_else(Error::not_found)?;
    let dossier = &case.dossier;
    // What was given out before the acceptance keeps the number and the time that it had.
    let accepted = dossier.received_at.filter(|at| form == "01" || *at <= act.at);
    let received = accepted.unwrap_or(dossier.submitted_at);
    let forms = Forms::get()?;
    let (paper, basis) = forms.on(form, received.date()).ok_or_else(Error::not_found)?;
    let opened = queries::opened(&reader, case).await?;
    let names = identity::officer_names(&reader, &people_of(act)).await?;
    let unit = act.unit.map_or(dossier.receiving, UnitId);
    // The paper keeps the names of its day, whatever the units are called by now (fact 8.13).
    let units = reader.service::<Directory>()?.on(act.at);
    let committee = units.area_of(unit);
    let over = if committee == unit { String::new() } else { units.name(committee).to_owned() };
    let url = format!("{}/track?code={}", cx.app.site().public_url.trim_end_matches('/'), dossier.shown_code());
    let limit = case.limit(&opened.answers);
    let mut dates = vec![line(cx, "dossiers-form-received", format::datetime(cx.locale(), received))];
    let mut papers = Vec::new();
    if form == "01" {
        let handed_in = queries::handed_in(&reader, case).await?;
        papers = handed_in.iter().map(|line| paper_words(cx, case, line)).collect();
        dates.insert(0, line(cx, "dossiers-form-limit", limit_words(cx, &limit)));
        // The paper keeps the end that was promised when it was given out.
        if let Some(due) = act.due_at.or(dossier.due_at) {
            let value = format!("{}, {}", clock_time(due), format::weekday_date(cx.locale(), due.date()));
            dates.push(line(cx, "dossiers-form-due", value));
        }
        let way = cx.t(&format!("dossiers-delivery-{}", dossier.delivery_way.code()));
        dates.push(line(cx, "dossiers-form-delivery", way));
    }
    Ok(PrintView {
        form: form.to_owned(),
        title: paper.title.clone(),
        basis: basis.to_owned(),
        is_sample: forms.wording_sample,
        glass: case.glass.map(|until| until.0),
        back,
        over,
        unit: units.name(unit).to_owned(),
        code: if accepted.is_some() { dossier.shown_code() } else { dossier.reference.as_str() }.to_owned(),
        place: place_and_day(cx, &units, unit, act.at),
        lines: head_lines(cx, case, &opened.applicant)?,
        papers,
        text: if form == "01" { String::new() } else { note.clone() },
        dates,
        applicant: opened.applicant.name.clone(),
        officer: signer(cx, act, &names),
        qr: qr_of(&url)?,
        url,
    })
}

/// Who did an act and in whose name.
fn people_of(act: &HistoryRow) -> Vec<uuid::Uuid> {
    std::iter::once(act.actor).chain(act.in_name_of).collect()
}

/// The number of a form and, after a hyphen, which of several requests it is of: `02-1`.
fn asked_form(text: &str) -> Option<(&str, Option<usize>)> {
    let (form, no) = match text.split_once('-') {
        None => (text, None),
        Some((form, no)) => (form, Some(no.parse::<usize>().ok().filter(|no| *no > 0)?)),
    };
    (PRINTED.contains(&form) && (no.is_none() || form == "02")).then_some((form, no))
}

/// The act that a form follows: of several requests the one that was asked for, else the newest.
fn act_of<'a>(
    form: &str,
    no: Option<usize>,
    history: &'a [(HistoryRow, String)],
) -> Option<(&'a HistoryRow, &'a String)> {
    let act = match form {
        "01" => "accept",
        "02" => "ask-supplement",
        _ => "refuse",
    };
    let mut lines = history.iter().filter(|(line, _)| line.act == act);
    let found = match no {
        Some(no) => lines.nth(no.checked_sub(1)?),
        None => lines.next_back(),
    };
    found.map(|(line, note)| (line, note))
}

fn line(cx: &Cx, label: &str, value: String) -> Line {
    Line { label: cx.t(label), value }
}

fn head_lines(cx: &Cx, case: &Case, applicant: &crate::applicant::Applicant) -> Result<Vec<Line>> {
    let name = if applicant.other_name.is_empty() {
        applicant.name.clone()
    } else {
        let args: [(&str, Arg); 2] =
            [("name", applicant.name.as_str().into()), ("other", applicant.other_name.as_str().into())];
        cx.tf("dossiers-form-for", &args)
    };
    let mut lines = vec![line(cx, "dossiers-form-of", name), line(cx, "dossiers-address", applicant.address.clone())];
    // What was typed stays; the area of today is derived, and says so (fact 8.17).
    let derived = UnitNames::of(&cx.reader())?.address_now(&applicant.address, case.dossier.submitted_at);
    lines.extend(derived.map(|address| line(cx, "dossiers-address-now", address)));
    lines.push(line(cx, "dossiers-phone", applicant.phone.clone()));
    if !applicant.email.is_empty() {
        lines.push(line(cx, "dossiers-email", applicant.email.clone()));
    }
    let procedure = format!("{} ({})", case.procedure.name_in(cx.locale()), case.dossier.procedure);
    lines.push(line(cx, "dossiers-form-content", procedure));
    Ok(lines)
}

/// A paper that was handed in, with its pieces.
fn paper_words(cx: &Cx, case: &Case, line: &HandedIn) -> String {
    let known = case.procedure.papers.iter().find(|paper| paper.code == line.paper);
    let name = match known {
        _ if !line.name.is_empty() => line.name.clone(),
        Some(paper) => paper.name.get(cx.locale()).to_owned(),
        None => cx.t("dossiers-form-paper-other"),
    };
    let key = match (line.originals > 0 || line.copies > 0, line.files > 0) {
        (true, true) => "dossiers-form-paper-digitised",
        (true, false) => "dossiers-form-paper-pieces",
        (false, _) => "dossiers-form-paper-files",
    };
    let args: [(&str, Arg); 4] = [
        ("name", name.into()),
        ("originals", line.originals.into()),
        ("copies", line.copies.into()),
        ("files", line.files.into()),
    ];
    cx.tf(key, &args)
}

/// "Thành phố Đồng Hới, ngày 10 tháng 12 năm 2024".
fn place_and_day(cx: &Cx, units: &Snapshot, unit: UnitId, at: Timestamp) -> String {
    let area = units.area_of(unit);
    let name = area_name(units, area);
    let place = name.split(", ").next().filter(|name| !name.is_empty());
    let place = place.map_or_else(|| cx.app.site().province.get(cx.locale()).to_owned(), str::to_owned);
    let day = at.date();
    // Days and the months January and February are written with two digits (Nghị định 30/2020, annex I).
    let month = if day.month() < 3 { format!("{:02}", day.month()) } else { day.month().to_string() };
    let args: [(&str, Arg); 4] = [
        ("place", place.into()),
        ("day", format!("{:02}", day.day()).into()),
        ("month", month.into()),
        ("year", day.year().to_string().into()),
    ];
    cx.tf("dossiers-form-place", &args)
}

fn clock_time(at: Timestamp) -> String {
    let local = at.to_local();
    format!("{:02}:{:02}", local.hour(), local.minute())
}

/// The QR code of a text as one SVG path, four modules of white around it.
fn qr_of(text: &str) -> Result<Qr> {
    const QUIET: usize = 4;
    let code = QrCode::new(text.as_bytes()).map_err(|e| Error::internal(format!("a QR code cannot be made: {e}")))?;
    let width = code.width();
    let mut path = String::new();
    for (at, _) in code.to_colors().iter().enumerate().filter(|(_, color)| **color == Color::Dark) {
        let (x, y) = (at % width + QUIET, at / width + QUIET);
        let _ = write!(path, "M{x} {y}h1v1h-1z");
    }
    Ok(Qr { size: width + 2 * QUIET, path })
}

pub(super) fn samples() -> Vec<TemplateSample> {
    let sample = |case: &'static str, view: fn(Locale) -> web::View| TemplateSample { template: PRINT, case, view };
    vec![
        sample("01", |_| view_of(sample_view("01", "Nguyễn Văn Mẫu"))),
        sample("02", |_| view_of(sample_view("02", "Nguyễn Văn Mẫu"))),
        sample("03", |_| view_of(sample_view("03", "Nguyễn Văn Mẫu"))),
        sample("empty", |_| {
            let view = sample_view("01", "");
            view_of(PrintView { papers: Vec::new(), lines: Vec::new(), dates: Vec::new(), over: String::new(), ..view })
        }),
        sample("by break-glass", |_| {
            view_of(PrintView { glass: Some(SAMPLE_AT), ..sample_view("01", "Nguyễn Văn Mẫu") })
        }),
        sample("long", |_| view_of(sample_view("02", &long_text()))),
    ]
}

fn sample_view(form: &str, name: &str) -> PrintView {
    let line = |label: &str, value: &str| Line { label: label.into(), value: value.into() };
    PrintView {
        form: form.into(),
        title: "Giấy tiếp nhận hồ sơ và hẹn trả kết quả".into(),
        basis: "Thông tư 01/2018/TT-VPCP".into(),
        is_sample: true,
        glass: None,
        back: "/my/dossiers/0".into(),
        over: "UBND thành phố Đồng Hới".into(),
        unit: "Bộ phận Một cửa, UBND thành phố Đồng Hới".into(),
        code: "000.00.20.H46-241125-0007".into(),
        place: "Thành phố Đồng Hới, ngày 25 tháng 11 năm 2024".into(),
        lines: vec![
            line("Tiếp nhận hồ sơ của", name),
            line("Địa chỉ", "Tổ 1, phường Hải Thành"),
            line("Địa bàn hiện nay (suy ra)", "Phường Đồng Hới, tỉnh Quảng Trị"),
        ],
        papers: vec!["Đơn đề nghị cấp giấy phép, bản chính: 1".into(), "Bản vẽ thiết kế, tệp: 2".into()],
        text: if form == "01" { String::new() } else { format!("Bản vẽ còn thiếu chữ ký. {name}") },
        dates: vec![line("Nhận hồ sơ lúc", &format::datetime(Locale::Vi, Timestamp(SAMPLE_AT)))],
        applicant: name.into(),
        officer: "Lê Thử Nghiệm".into(),
        url: "http://127.0.0.1:8080/track?code=000.00.20.H46-241125-0007".into(),
        qr: qr_of("http://127.0.0.1:8080/track?code=000.00.20.H46-241125-0007").unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_title_of_form_03_follows_the_day() {
        let forms = Forms::get().unwrap();
        for (day, expected) in [
            (date(2024, 12, 10), Some("Phiếu từ chối giải quyết hồ sơ")),
            (date(2025, 9, 14), Some("Phiếu từ chối giải quyết hồ sơ")),
            (date(2025, 9, 15), Some("Phiếu từ chối tiếp nhận giải quyết hồ sơ")),
            (date(2018, 1, 1), None),
        ] {
            assert_eq!(forms.on("03", day).map(|(form, _)| form.title.as_str()), expected, "{day}");
        }
    }

    #[test]
    fn every_printed_form_is_in_every_version() {
        for version in &Forms::get().unwrap().version {
            for number in PRINTED {
                assert!(version.forms.iter().any(|form| form.number == number), "{number}");
            }
        }
    }

    #[test]
    fn each_request_has_an_address_of_its_own() {
        for (text, expected) in [
            ("01", Some(("01", None))),
            ("02", Some(("02", None))),
            ("02-2", Some(("02", Some(2)))),
            ("02-0", None),
            ("02-x", None),
            ("01-1", None),
            ("04", None),
            ("", None),
        ] {
            assert_eq!(asked_form(text), expected, "{text}");
        }
    }

    #[test]
    fn a_code_fits_its_box() {
        let qr = qr_of("https://example.vn/track?code=T-ABCDEFGH23").unwrap();
        assert!(qr.size > 21 + 7);
        assert!(qr.path.starts_with("M4 4h1v1h-1z"));
    }
}
