//! The page of a procedure with every part of fact 9.07. What the source lacks is said, what the project drafted is
//! marked `[SAMPLE]`.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use kernel::Error;
use kernel::id::Uuid;
use organisation::Level;
use runtime::Assurance;
use serde::Serialize;
use web::http::Path;
use web::{Bilingual, Cx, Locale, Outcome, TemplateSample, View};

use super::find::field_key;
use super::{LimitText, OnlineTag, foreign_lang};
use crate::catalogue::Catalogue;
use crate::form::{FormSpec, When};
use crate::kinds::{Channel, Online, PaperMode, Per, Subject};
use crate::model::{Fee, LegalBasis, LimitRule, Manner, Paper, ProcedureVersion};

pub(super) const TEMPLATE: &str = "procedures/show.html";
/// How the data marks what the project drafted.
const MARK: &str = "[SAMPLE]";
/// Prepared pages kept in memory; forgotten all at once when there are more, which only costs preparing them again.
const MOST_KEPT: usize = 4_000;

#[derive(Serialize)]
struct ShowView {
    p: View,
}

/// All of a version that its page shows, in one language.
#[derive(Serialize)]
struct Prepared {
    code: String,
    name: String,
    lang: &'static str,
    /// The Vietnamese name under an English one; empty when there is only one.
    official_name: String,
    field: String,
    field_key: String,
    summary: String,
    levels: Vec<&'static str>,
    /// The source names the levels of 2026 only.
    level_is_later: bool,
    level_is_unverified: bool,
    online: OnlineTag,
    can_file: bool,
    /// Code of the level of assurance that filing online asks for; empty when a password is enough.
    assurance: &'static str,
    assurance_is_unverified: bool,
    is_sample: bool,
    limit: LimitText,
    limit_is_sample: bool,
    limits: Vec<LimitView>,
    /// The fee in đồng that the source gives, the first one when there are several.
    fee: Option<i64>,
    fees: Vec<FeeView>,
    papers: Vec<PaperView>,
    source_papers: String,
    steps: Vec<String>,
    manners: Vec<MannerView>,
    subjects: Vec<&'static str>,
    agency: Said,
    place: Said,
    result: Said,
    conditions: Said,
    decision: Said,
    kind: Said,
    legal: Vec<Said>,
    /// Microseconds.
    valid_from: i64,
}

/// A part of the page; empty when the source lacks it.
#[derive(Default, Serialize)]
struct Said {
    text: String,
    is_sample: bool,
}

#[derive(Serialize)]
struct LimitView {
    limit: LimitText,
    /// Time of day; empty when there is none.
    cut_off: String,
    /// The way of filing that it is for; empty for all of them.
    channel: &'static str,
    case: String,
    note: String,
}

#[derive(Serialize)]
struct FeeView {
    /// Empty where the page's language has no word of the data for it.
    name: String,
    amount: i64,
    per: &'static str,
    note: String,
    is_sample: bool,
}

#[derive(Serialize)]
struct PaperView {
    icon: &'static str,
    name: String,
    form: String,
    note: String,
    case: String,
    originals: i64,
    copies: i64,
    tag: &'static str,
}

#[derive(Serialize)]
struct MannerView {
    channel: &'static str,
    limit_note: String,
    fee_note: String,
}

/// Views of versions as templates read them, made once per version and language. A version never changes, so they
/// never grow old. The app registers it as a service.
#[derive(Default)]
pub struct PreparedPages {
    kept: RwLock<HashMap<(Uuid, Locale), View>>,
}

impl PreparedPages {
    fn of(&self, version: &ProcedureVersion, locale: Locale) -> View {
        let key = (version.id, locale);
        if let Some(view) = self.kept.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return view.clone();
        }
        let view = prepare(version, locale);
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST_KEPT {
            kept.clear();
        }
        kept.insert(key, view.clone());
        view
    }
}

/// Shows the version that is in force.
pub(super) async fn get(cx: Cx, Path(code): Path<String>) -> Outcome {
    let p = {
        let reader = cx.reader();
        let catalogue = reader.service::<Catalogue>()?.current();
        let version: Arc<ProcedureVersion> = catalogue.by_code(&code, reader.now).ok_or_else(Error::not_found)?;
        match reader.service::<PreparedPages>() {
            Ok(pages) => pages.of(&version, cx.locale()),
            Err(_) => prepare(&version, cx.locale()),
        }
    };
    cx.page(TEMPLATE, ShowView { p }).await
}

/// The fee in đồng that the source gives; none when it gives none.
pub(super) fn known_fee(version: &ProcedureVersion) -> Option<i64> {
    version.detail.is_fee_known.then(|| version.fees.first().map_or(0, |fee| fee.amount))
}

fn prepare(version: &ProcedureVersion, locale: Locale) -> View {
    web::view_of(prepared(version, locale))
}

fn prepared(version: &ProcedureVersion, locale: Locale) -> Prepared {
    let detail = &version.detail;
    let name = version.name_in(locale);
    Prepared {
        code: version.code.clone(),
        name: name.to_owned(),
        lang: foreign_lang(locale, &version.name_en),
        official_name: if name == version.name { String::new() } else { version.name.clone() },
        field: version.field.clone(),
        field_key: field_key(&version.field),
        summary: text(detail.summary.as_ref(), locale),
        levels: version.levels.iter().copied().map(Level::label).collect(),
        level_is_later: !detail.is_level_known,
        level_is_unverified: detail.is_level_unverified,
        online: OnlineTag::of_version(version),
        can_file: version.online.can_file_online(),
        assurance: if detail.assurance == Assurance::Basic { "" } else { detail.assurance.code() },
        assurance_is_unverified: detail.is_assurance_unverified,
        is_sample: detail.is_sample,
        limit: LimitText::of(&version.usual_limit.limit, locale),
        limit_is_sample: !detail.is_limit_known,
        limits: version.limits.iter().map(|rule| LimitView::of(rule, &version.form, locale)).collect(),
        fee: known_fee(version),
        fees: version.fees.iter().map(|fee| FeeView::of(fee, locale)).collect(),
        papers: version.papers.iter().map(|paper| PaperView::of(paper, &version.form, locale)).collect(),
        source_papers: detail.paper_list.as_ref().map(|list| list.join("; ")).unwrap_or_default(),
        steps: detail.sequence.iter().flatten().map(|step| step.get(locale).to_owned()).collect(),
        manners: detail.manners.iter().flatten().map(|manner| MannerView::of(manner, locale)).collect(),
        subjects: detail.subjects.iter().flatten().copied().map(Subject::label_key).collect(),
        agency: Said::of(detail.agency.as_ref(), locale),
        place: Said::of(detail.place.as_ref(), locale),
        result: Said::of(detail.result.as_ref(), locale),
        conditions: Said::of(detail.conditions.as_ref(), locale),
        decision: Said::plain(detail.decision.as_deref()),
        kind: Said::plain(detail.kind.as_deref()),
        legal: detail.legal_basis.iter().flatten().map(|basis| Said::law(basis, locale)).collect(),
        valid_from: version.valid_from,
    }
}

/// A text in a language without the mark; empty when there is none.
fn text(found: Option<&Bilingual>, locale: Locale) -> String {
    found.map(|both| without_mark(both.get(locale)).0).unwrap_or_default()
}

/// A text without the mark and without a full stop at its end, and whether it had the mark.
fn without_mark(text: &str) -> (String, bool) {
    let is_sample = text.contains(MARK);
    let plain = text.replace(MARK, "");
    (plain.trim().trim_end_matches('.').trim_end().to_owned(), is_sample)
}

impl Said {
    fn plain(found: Option<&str>) -> Self {
        let (text, is_sample) = found.map(without_mark).unwrap_or_default();
        Self { text, is_sample }
    }

    fn of(found: Option<&Bilingual>, locale: Locale) -> Self {
        Self::plain(found.map(|both| both.get(locale)))
    }

    fn law(basis: &LegalBasis, locale: Locale) -> Self {
        let english = locale == Locale::En && !basis.en.is_empty();
        let said = Self::plain(Some(if english { basis.en.as_str() } else { basis.vi.as_str() }));
        Self { is_sample: said.is_sample || basis.sample, ..said }
    }
}

/// When a paper or limit counts, in the words of the form: "Nơi sinh: Cơ sở y tế". Empty when it always does.
fn case(when: Option<&When>, form: &FormSpec, locale: Locale) -> String {
    let Some((when, field)) = when.and_then(|when| form.field(&when.field).map(|field| (when, field))) else {
        return String::new();
    };
    let value = when.equals.as_str();
    let choice = field.options.iter().find(|choice| value == Some(choice.value.as_str()));
    let question = field.label.get(locale);
    choice.map_or_else(|| question.to_owned(), |choice| format!("{question}: {}", choice.label.get(locale)))
}

impl LimitView {
    fn of(rule: &LimitRule, form: &FormSpec, locale: Locale) -> Self {
        let cut_off = rule.limit.cut_off.map(|time| format!("{:02}:{:02}", time.hour(), time.minute()));
        Self {
            limit: LimitText::of(&rule.limit, locale),
            cut_off: cut_off.unwrap_or_default(),
            channel: rule.channel.map_or("", Channel::label_key),
            case: case(rule.when.as_ref(), form, locale),
            note: text(rule.note.as_ref(), locale),
        }
    }
}

impl FeeView {
    fn of(fee: &Fee, locale: Locale) -> Self {
        let mut letters = fee.kind.chars();
        let capital = letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>());
        Self {
            name: if locale == Locale::Vi { capital.unwrap_or_default() } else { String::new() },
            amount: fee.amount,
            per: fee.per.label_key(),
            note: text(fee.note.as_ref(), locale),
            is_sample: fee.sample,
        }
    }
}

impl PaperView {
    fn of(paper: &Paper, form: &FormSpec, locale: Locale) -> Self {
        let (icon, tag) = match (paper.mode, paper.required) {
            (PaperMode::Upload, true) if paper.when.is_some() => ("file", "procedures-page-paper-case"),
            (PaperMode::Upload, true) => ("file", "procedures-page-paper-needed"),
            (PaperMode::Upload, false) => ("file", "procedures-page-paper-if-any"),
            (PaperMode::Show, _) => ("id", "procedures-page-paper-show"),
            (PaperMode::Data, _) => ("pen", "procedures-page-paper-data"),
        };
        Self {
            icon,
            name: paper.name.get(locale).to_owned(),
            form: paper.form.clone().unwrap_or_default(),
            note: text(paper.note.as_ref(), locale),
            case: case(paper.when.as_ref(), form, locale),
            originals: paper.originals,
            copies: paper.copies,
            tag,
        }
    }
}

impl MannerView {
    fn of(manner: &Manner, locale: Locale) -> Self {
        Self {
            channel: manner.channel.label_key(),
            limit_note: text(manner.limit_note.as_ref(), locale),
            fee_note: text(manner.fee_note.as_ref(), locale),
        }
    }
}

pub(super) fn samples() -> Vec<TemplateSample> {
    fn shown(prepared: Prepared) -> View {
        web::view_of(ShowView { p: web::view_of(prepared) })
    }
    vec![
        TemplateSample { template: TEMPLATE, case: "every part", view: |locale| shown(sample(locale)) },
        TemplateSample { template: TEMPLATE, case: "every part lacking", view: |locale| shown(bare_sample(locale)) },
        TemplateSample { template: TEMPLATE, case: "long texts", view: |locale| shown(long_sample(locale)) },
    ]
}

fn days(amount: &str, count: i64) -> LimitText {
    LimitText { key: "procedures-page-limit-working-days", amount: amount.into(), count }
}

fn plain_limit() -> LimitView {
    LimitView { limit: days("15", 2), cut_off: String::new(), channel: "", case: String::new(), note: String::new() }
}

fn bare_sample(locale: Locale) -> Prepared {
    Prepared {
        code: "2.002516".into(),
        name: "Xác nhận thông tin".into(),
        lang: foreign_lang(locale, ""),
        official_name: String::new(),
        field: "Tổng hợp".into(),
        field_key: "tong-hop".into(),
        summary: String::new(),
        levels: Vec::new(),
        level_is_later: true,
        level_is_unverified: true,
        online: OnlineTag::UNKNOWN,
        can_file: false,
        assurance: "",
        assurance_is_unverified: false,
        is_sample: false,
        limit: days("15", 2),
        limit_is_sample: true,
        limits: vec![plain_limit()],
        fee: None,
        fees: Vec::new(),
        papers: Vec::new(),
        source_papers: String::new(),
        steps: Vec::new(),
        manners: Vec::new(),
        subjects: Vec::new(),
        agency: Said::default(),
        place: Said::default(),
        result: Said::default(),
        conditions: Said::default(),
        decision: Said::default(),
        kind: Said::default(),
        legal: Vec::new(),
        valid_from: 1_704_042_000_000_000,
    }
}

fn sample(locale: Locale) -> Prepared {
    let said = |text: &str| Said::plain(Some(text));
    let paper = |required: bool| PaperView {
        icon: "file",
        name: "Giấy chứng sinh".into(),
        form: if required { String::new() } else { "CT01".into() },
        note: if required { "Bản chính hoặc ảnh chụp rõ".into() } else { String::new() },
        case: "Nơi sinh: Cơ sở y tế".into(),
        originals: 1,
        copies: i64::from(required),
        tag: if required { "procedures-page-paper-needed" } else { "procedures-page-paper-if-any" },
    };
    let manner = |channel: Channel, limit_note: &str, fee_note: &str| MannerView {
        channel: channel.label_key(),
        limit_note: limit_note.to_owned(),
        fee_note: fee_note.to_owned(),
    };
    let fee = |per: Per, is_sample: bool| FeeView {
        name: if locale == Locale::Vi { "Lệ phí".into() } else { String::new() },
        amount: 8_000,
        per: per.label_key(),
        note: String::new(),
        is_sample,
    };
    Prepared {
        code: "1.001193".into(),
        name: if locale == Locale::Vi { "Đăng ký khai sinh".into() } else { "Birth registration".into() },
        lang: "",
        official_name: if locale == Locale::Vi { String::new() } else { "Đăng ký khai sinh".into() },
        summary: "Ghi nhận ngày sinh, họ tên của trẻ và cấp Giấy khai sinh".into(),
        levels: vec![Level::Commune.label(), Level::District.label()],
        level_is_later: false,
        level_is_unverified: false,
        online: OnlineTag::of(Online::Full),
        can_file: true,
        is_sample: true,
        limit_is_sample: false,
        limits: vec![
            LimitView {
                limit: days("1", 1),
                cut_off: "15:00".into(),
                channel: Channel::Direct.label_key(),
                case: "Nơi sinh: Cơ sở y tế".into(),
                note: "Trả trong ngày".into(),
            },
            LimitView { limit: days("2,5", 2), channel: Channel::Post.label_key(), ..plain_limit() },
            LimitView { limit: days("2", 2), ..plain_limit() },
        ],
        fee: Some(8_000),
        fees: vec![fee(Per::Copy, true), fee(Per::Case, false)],
        papers: vec![paper(true), paper(false)],
        source_papers: "tờ khai; Giấy chứng sinh".into(),
        steps: vec!["Bạn điền tờ khai và gửi.".into(), "Bạn nhận Giấy khai sinh.".into()],
        manners: vec![
            manner(Channel::Online, "Nộp sau 15 giờ thì nhận kết quả hôm sau", ""),
            manner(Channel::Direct, "", ""),
            manner(Channel::Post, "", "Thêm cước bưu chính"),
        ],
        subjects: vec![Subject::Citizen.label_key(), Subject::Foreigner.label_key()],
        agency: said("Ủy ban nhân dân xã, phường, thị trấn"),
        place: said("Bộ phận Một cửa của xã, phường, thị trấn."),
        result: said("Giấy khai sinh"),
        conditions: said("Trong 60 ngày từ ngày sinh"),
        decision: said("1201/QĐ-UBND ngày 15/01/2024 [SAMPLE]"),
        kind: said("TTHC [SAMPLE]"),
        legal: vec![said("Luật Hộ tịch số 60/2014/QH13 [SAMPLE]"), said("Nghị định số 123/2015/NĐ-CP")],
        ..bare_sample(locale)
    }
}

fn long_sample(locale: Locale) -> Prepared {
    let long = "Thay đổi, cải chính, bổ sung thông tin hộ tịch <script>, xác định lại dân tộc & quốc tịch. ".repeat(6);
    let said = || Said { text: long.clone(), is_sample: true };
    Prepared {
        name: long.clone(),
        steps: vec![long.clone(); 12],
        legal: vec![said(), said(), said()],
        conditions: said(),
        assurance: Assurance::High.code(),
        assurance_is_unverified: true,
        ..sample(locale)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_becomes_a_sign_of_its_own() {
        // (text, shown, is sample)
        let table = [
            ("1201/QĐ-UBND [SAMPLE]", "1201/QĐ-UBND", true),
            ("Luật Hộ tịch", "Luật Hộ tịch", false),
            ("Nộp ở xã.", "Nộp ở xã", false),
            ("[SAMPLE]", "", true),
        ];
        for (text, shown, is_sample) in table {
            assert_eq!(without_mark(text), (shown.to_owned(), is_sample), "{text}");
        }
        assert!(Said::plain(None).text.is_empty());
    }

    #[test]
    fn a_law_is_marked_by_its_flag_too() {
        let basis = LegalBasis { vi: "Luật Hộ tịch".into(), en: "Law on Civil Status".into(), sample: true };
        let said = Said::law(&basis, Locale::En);
        assert_eq!((said.text.as_str(), said.is_sample), ("Law on Civil Status", true));
    }
}
