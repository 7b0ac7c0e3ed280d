//! The table of procedures (procedures.csv): every row becomes a document or goes into quarantine with a sentence
//! (fact 9.05). A cell that is empty is unknown, not zero.

use std::collections::BTreeSet;

use calendar::Amount;
use kernel::Message;
use organisation::Level;
use runtime::Assurance;
use serde::Deserialize;
use serde_json::Value;

use crate::data::Data;
use crate::document::{DetailFile, Document, LimitRow};
use crate::kinds::{Channel, Online, Per};
use crate::model::{Detail, Fee, Manner};
use crate::store::QuarantinedRow;

/// Cut-off of procedures that are decided on the same day (fact 2.51).
const SAME_DAY_CUT_OFF: &str = "15:00";
/// A fee below this is a slip: somebody typed thousands of đồng (fact 9.05).
const LEAST_FEE: i64 = 1_000;
/// How the table marks what is believed true and was not seen in a source.
const UNVERIFIED: &str = "[UNVERIFIED]";

#[derive(Debug, Deserialize)]
struct Row {
    code: String,
    name: String,
    field: String,
    level_2024: String,
    level_2026: String,
    deadline: String,
    deadline_unit: String,
    deadline_note: String,
    fee_vnd: String,
    fee_note: String,
    online_category: String,
    papers: String,
}

/// What is wrong with a row.
struct Fault {
    reason: &'static str,
    found: String,
}

impl Fault {
    fn new(reason: &'static str, found: impl Into<String>) -> Self {
        Self { reason, found: found.into() }
    }
}

impl QuarantinedRow {
    /// The sentence for the operator.
    pub fn message(&self) -> Message {
        Message::new(self.reason.clone()).arg("found", self.found.as_str())
    }
}

/// A table that was read.
pub(crate) struct Table {
    pub(crate) documents: Vec<(i64, Document)>,
    pub(crate) quarantined: Vec<QuarantinedRow>,
}

/// Reads the table. Rows that cannot be used are told, never guessed.
pub(crate) fn read_table(text: &str, data: &Data) -> Table {
    let mut table = Table { documents: Vec::new(), quarantined: Vec::new() };
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let headers = reader.headers().cloned().unwrap_or_default();
    let mut codes = BTreeSet::new();
    let mut line = 1;
    for record in reader.records() {
        line += 1;
        let (code, read) = match record {
            Ok(record) => {
                line = record.position().and_then(|place| i64::try_from(place.line()).ok()).unwrap_or(line);
                let code = record.get(0).unwrap_or_default().trim().to_owned();
                let row = record.deserialize::<Row>(Some(&headers));
                let row = row.map_err(|e| Fault::new("procedures-import-row", e.to_string()));
                (code, row.and_then(|row| document(&row, data)))
            }
            Err(error) => (String::new(), Err(Fault::new("procedures-import-row", error.to_string()))),
        };
        let read = read.and_then(|document| {
            let is_new = codes.insert(document.code.clone());
            if is_new { Ok(document) } else { Err(Fault::new("procedures-import-twice", document.code)) }
        });
        match read {
            Ok(document) => table.documents.push((line, document)),
            Err(Fault { reason, found }) => {
                table.quarantined.push(QuarantinedRow { line, code, reason: reason.to_owned(), found });
            }
        }
    }
    table
}

fn document(row: &Row, data: &Data) -> Result<Document, Fault> {
    let code = row.code.trim();
    if !is_code(code) {
        return Err(Fault::new("procedures-import-code", code));
    }
    for (text, reason) in [(&row.name, "procedures-import-name"), (&row.field, "procedures-import-field")] {
        if text.trim().is_empty() {
            return Err(Fault::new(reason, ""));
        }
    }
    let levels = levels(row)?;
    let detail = data.details.get(code);
    let (form, process) = match detail {
        Some(file) => (file.form.as_str(), Some(file.process.as_str())),
        None => (data.generic.form.as_str(), data.generic.process(code, &levels)),
    };
    let named =
        |found: Option<&Value>, name: &str| found.cloned().ok_or_else(|| Fault::new("procedures-import-part", name));
    let form = named(data.forms.get(form), form)?;
    let process = process.unwrap_or("process");
    let process = named(data.processes.get(process), process)?;
    let online = online(row, data)?;
    let mut document = Document {
        code: code.to_owned(),
        name: kernel::text::squeeze_name(&row.name),
        name_en: data.names_en.get(code).cloned().unwrap_or_default(),
        field: kernel::text::squeeze_name(&row.field),
        levels: levels.iter().map(|level| level.code().to_owned()).collect(),
        online,
        form,
        process,
        papers: data.generic.papers.clone(),
        fees: fees(row)?,
        limits: limits(row, data)?,
        detail: from_table(row, data, online),
    };
    if let Some(file) = detail {
        apply(file, &mut document);
    }
    Ok(document)
}

/// `1.001193`: a digit, a dot and six digits (fact 9.06 is about longer ones).
fn is_code(code: &str) -> bool {
    let digits = |text: &str, count: usize| text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    code.split_once('.').is_some_and(|(first, rest)| digits(first, 1) && digits(rest, 6))
}

impl Row {
    /// Whether the source names the levels of 2024.
    fn has_levels(&self) -> bool {
        !self.level_2024.trim().is_empty()
    }

    /// The levels of 2024; those of 2026 where the source gives no others.
    fn levels(&self) -> &str {
        if self.has_levels() { &self.level_2024 } else { &self.level_2026 }
    }
}

fn levels(row: &Row) -> Result<Vec<Level>, Fault> {
    let text = row.levels();
    let mut levels = Vec::new();
    for part in text.split(';') {
        let name = part.split(['(', '[']).next().unwrap_or_default().trim();
        levels.push(match name {
            "tỉnh" => Level::Province,
            "huyện" => Level::District,
            "xã" => Level::Commune,
            _ => return Err(Fault::new("procedures-import-level", text)),
        });
    }
    Ok(levels)
}

fn online(row: &Row, data: &Data) -> Result<Online, Fault> {
    let category = row.online_category.trim();
    let known = data.generic.online_by_category.get(category).copied();
    known.ok_or_else(|| Fault::new("procedures-import-online", category))
}

/// What differs by case or channel (fact 2.52), then what always holds.
fn limits(row: &Row, data: &Data) -> Result<Vec<LimitRow>, Fault> {
    let mut limits = data.generic.limits_of.get(row.code.trim()).cloned().unwrap_or_default();
    limits.push(limit(row, data)?);
    Ok(limits)
}

fn limit(row: &Row, data: &Data) -> Result<LimitRow, Fault> {
    let (amount, unit) = (row.deadline.trim(), row.deadline_unit.trim());
    let wrong = || Fault::new("procedures-import-limit", format!("{amount} {unit}").trim());
    let unit = match unit {
        "" if amount.is_empty() => return Ok(data.generic.limit_unknown.clone()),
        "ngày làm việc" => "working_days",
        "ngày" => "calendar_days",
        "giờ" => "working_hours",
        "trong ngày" => "same_day",
        _ => return Err(wrong()),
    };
    let halves = Amount::parse(amount).map_err(|_| wrong())?.halves();
    if halves == 0 && unit != "same_day" {
        return Err(wrong());
    }
    let amount: f64 = amount.replace(',', ".").parse().map_err(|_| wrong())?;
    Ok(LimitRow {
        code: "standard".to_owned(),
        amount: Some(amount),
        unit: unit.to_owned(),
        cut_off: (unit == "same_day").then(|| SAME_DAY_CUT_OFF.to_owned()),
        when: None,
        channel: None,
        note: None,
    })
}

fn fees(row: &Row) -> Result<Vec<Fee>, Fault> {
    let text = row.fee_vnd.trim();
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let amount: i64 = text.parse().map_err(|_| Fault::new("procedures-import-fee", text))?;
    if amount < 0 || (1..LEAST_FEE).contains(&amount) {
        return Err(Fault::new("procedures-import-fee", text));
    }
    // Which fees are those of another province stands only in the notes (fact 9.04).
    let sample = row.fee_note.contains("Đà Nẵng") || row.fee_note.contains("UNVERIFIED");
    Ok(vec![Fee {
        code: "fee".to_owned(),
        kind: "phí, lệ phí".to_owned(),
        amount,
        per: Per::Case,
        quantity_field: None,
        note: None,
        sample,
    }])
}

/// What the table and the defaults say. They give no legal basis, decision, agency, place, result or condition.
fn from_table(row: &Row, data: &Data, online: Online) -> Detail {
    let papers: Vec<String> =
        row.papers.split(';').map(str::trim).filter(|paper| !paper.is_empty()).map(str::to_owned).collect();
    let notes = [&row.deadline_note, &row.fee_note].into_iter().map(|note| note.trim());
    let can_file_online = online.can_file_online();
    let sequence = if can_file_online { &data.generic.sequence } else { &data.generic.sequence_at_desk };
    let is_open = |manner: &&Manner| can_file_online || manner.channel != Channel::Online;
    let manners: Vec<Manner> = data.generic.manners.iter().filter(is_open).cloned().collect();
    Detail {
        sequence: some_of(sequence),
        manners: some_of(&manners),
        paper_list: some_of(&papers),
        subjects: some_of(&data.generic.subjects),
        result_paper: data.generic.result_paper,
        online_category: row.online_category.trim().to_owned(),
        is_level_known: row.has_levels(),
        is_level_unverified: row.levels().contains(UNVERIFIED),
        is_limit_known: !row.deadline.trim().is_empty(),
        is_fee_known: !row.fee_vnd.trim().is_empty(),
        is_sample: data.generic.sample,
        source_notes: notes.filter(|note| !note.is_empty()).map(str::to_owned).collect(),
        ..Detail::default()
    }
}

fn some_of<T: Clone>(list: &[T]) -> Option<Vec<T>> {
    if list.is_empty() { None } else { Some(list.to_vec()) }
}

/// A file of data/procedures wins over table and defaults.
fn apply(file: &DetailFile, document: &mut Document) {
    document.online = file.online;
    document.papers.clone_from(&file.papers);
    if !file.fees.is_empty() {
        document.fees.clone_from(&file.fees);
        document.detail.is_fee_known = true;
    }
    if !file.limits.is_empty() {
        document.limits.clone_from(&file.limits);
        document.detail.is_limit_known = true;
    }
    let detail = &mut document.detail;
    detail.decision.clone_from(&file.decision);
    detail.kind.clone_from(&file.kind);
    detail.summary.clone_from(&file.summary);
    detail.sequence = some_of(&file.sequence);
    detail.manners = some_of(&file.manners);
    detail.subjects = some_of(&file.subjects);
    detail.agency.clone_from(&file.agency);
    detail.place.clone_from(&file.place);
    detail.result.clone_from(&file.result);
    detail.result_paper = file.result_paper;
    detail.legal_basis = some_of(&file.legal_basis);
    detail.conditions.clone_from(&file.conditions);
    detail.keywords.clone_from(&file.keywords);
    detail.assurance = file.assurance;
    detail.is_assurance_unverified = file.assurance > Assurance::Basic && file.assurance_source.is_none();
    detail.is_sample = file.sample;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::Part;

    const HEAD: &str = "code,name,field,level_2024,level_2026,deadline,deadline_unit,deadline_note,fee_vnd,fee_note,online_category,papers";

    fn read(rows: &str) -> Table {
        read_table(&format!("{HEAD}\n{rows}\n"), &Data::embedded().unwrap())
    }

    #[test]
    fn all_129_procedures_of_the_data_are_read() {
        let table = read_table(crate::data::CSV, &Data::embedded().unwrap());
        assert!(table.quarantined.is_empty(), "{:?}", table.quarantined);
        assert_eq!(table.documents.len(), 129);
    }

    #[test]
    fn a_row_becomes_a_document() {
        let table =
            read("1.999999,Cấp giấy mẫu,Mẫu,huyện (công an) [UNVERIFIED];xã,,2.5,ngày,,,,toàn trình,đơn; giấy tờ");
        assert!(table.quarantined.is_empty(), "{:?}", table.quarantined);
        let document = &table.documents[0].1;
        assert_eq!(document.levels, ["district", "commune"]);
        assert_eq!(document.online, Online::Full);
        assert_eq!((document.limits[0].amount, document.limits[0].unit.as_str()), (Some(2.5), "calendar_days"));
        assert!(document.fees.is_empty() && !document.detail.is_fee_known);
        assert_eq!(document.detail.paper_list.as_deref(), Some(&["đơn".to_owned(), "giấy tờ".to_owned()][..]));
        assert_eq!(document.detail.legal_basis, None);
        assert!(document.detail.is_level_known && document.detail.is_level_unverified);
    }

    #[test]
    fn what_cannot_be_filed_online_does_not_say_so() {
        let data = Data::embedded().unwrap();
        let table = read_table(crate::data::CSV, &data);
        let sends = data.generic.sequence.first().unwrap();
        let mut closed = 0;
        for (_, document) in &table.documents {
            let code = &document.code;
            let manners = document.detail.manners.as_deref().unwrap();
            let says_online = manners.iter().any(|manner| manner.channel == Channel::Online);
            assert_eq!(says_online, document.online.can_file_online(), "{code}");
            if !says_online {
                let steps = document.detail.sequence.as_deref().unwrap();
                assert!(!manners.is_empty() && steps.len() > 1 && !steps.contains(sends), "{code}");
                closed += 1;
            }
        }
        assert_eq!(closed, 19);
    }

    #[test]
    fn what_the_table_does_not_say_or_is_not_sure_of_is_told() {
        let table = read_table(crate::data::CSV, &Data::embedded().unwrap());
        let details = || table.documents.iter().map(|(_, document)| &document.detail);
        let lacking = |part: Part| details().filter(|detail| detail.missing().contains(&part)).count();
        assert_eq!((lacking(Part::Level), lacking(Part::OnlineCategory)), (7, 13));
        assert_eq!(details().filter(|detail| detail.is_level_unverified).count(), 6);
    }

    #[test]
    fn rows_that_cannot_be_used_say_why() {
        let table = [
            ("1001193,Tên,Hộ tịch,xã,,1,ngày,,,,,", "procedures-import-code"),
            ("1.999999,,Hộ tịch,xã,,1,ngày,,,,,", "procedures-import-name"),
            ("1.999999,Tên,,xã,,1,ngày,,,,,", "procedures-import-field"),
            ("1.999999,Tên,Hộ tịch,,,1,ngày,,,,,", "procedures-import-level"),
            ("1.999999,Tên,Hộ tịch,thôn,,1,ngày,,,,,", "procedures-import-level"),
            ("1.999999,Tên,Hộ tịch,xã,,1,,,,,,", "procedures-import-limit"),
            ("1.999999,Tên,Hộ tịch,xã,,0,ngày,,,,,", "procedures-import-limit"),
            ("1.999999,Tên,Hộ tịch,xã,,một,ngày,,,,,", "procedures-import-limit"),
            ("1.999999,Tên,Hộ tịch,xã,,1,ngày,,100,,,", "procedures-import-fee"),
            ("1.999999,Tên,Hộ tịch,xã,,1,ngày,,-5,,,", "procedures-import-fee"),
            ("1.999999,Tên,Hộ tịch,xã,,1,ngày,,0,,mức 4,", "procedures-import-online"),
            ("1.999999,Tên,Hộ tịch", "procedures-import-row"),
        ];
        for (row, want) in table {
            let read = read(row);
            assert!(read.documents.is_empty(), "{row}");
            let reasons: Vec<&str> = read.quarantined.iter().map(|row| row.reason.as_str()).collect();
            assert_eq!(reasons, [want], "{row}");
        }
        let twice = "1.999999,Tên,Hộ tịch,xã,,1,ngày,,0,,,\n1.999999,Tên,Hộ tịch,xã,,1,ngày,,0,,,";
        let read = read(twice);
        assert_eq!((read.documents.len(), read.quarantined.len()), (1, 1));
        assert_eq!(read.quarantined[0].line, 3);
    }
}
