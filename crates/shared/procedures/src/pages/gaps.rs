//! What the catalogue lacks, for officers who answer for it (fact 9.07): per procedure the parts that the source does
//! not have, and whether the project drafted the rest.

use std::sync::Arc;

use kernel::{PageRequest, Result};
use serde::Serialize;
use web::{Cx, Outcome, TemplateSample};

use super::find::{ORDER, slice, with_parameter};
use super::query;
use crate::catalogue::Catalogue;
use crate::kinds::Part;
use crate::model::ProcedureVersion;

pub(super) const TEMPLATE: &str = "procedures/gaps.html";
const PATH: &str = "/officer/procedures/gaps";
const ROWS: i64 = 50;
/// Value of the filter for procedures whose wording is a sample.
const SAMPLE: &str = "sample";
/// Value of the filter for procedures whose level was not seen in a source.
const UNVERIFIED: &str = "unverified";

/// The parts in the order of the page.
const PARTS: [Part; 15] = [
    Part::Decision,
    Part::Kind,
    Part::Level,
    Part::Sequence,
    Part::Manners,
    Part::OnlineCategory,
    Part::Papers,
    Part::Subjects,
    Part::Agency,
    Part::Place,
    Part::Result,
    Part::LegalBasis,
    Part::Conditions,
    Part::Limit,
    Part::Fee,
];

#[derive(Serialize)]
struct GapsView {
    /// Procedures with a gap.
    lacking: usize,
    /// Procedures in force.
    procedures: usize,
    parts: Vec<PartView>,
    rows: Vec<RowView>,
    total: usize,
    first: usize,
    last: usize,
    is_first: bool,
    first_href: String,
    next_href: Option<String>,
}

#[derive(Serialize)]
struct PartView {
    label: &'static str,
    href: String,
    count: usize,
    is_current: bool,
}

#[derive(Serialize)]
struct RowView {
    code: String,
    name: String,
    field: String,
    missing: Vec<&'static str>,
    is_sample: bool,
    is_unverified: bool,
}

/// The code of a part in links and in the API: the end of its message's name.
pub(crate) fn part_code(part: Part) -> &'static str {
    let key = part.label_key();
    key.strip_prefix("procedures-part-").unwrap_or(key)
}

/// Shows what is missing.
pub(super) async fn get(cx: Cx) -> Outcome {
    let view = view(&cx)?;
    cx.page(TEMPLATE, &view).await
}

fn view(cx: &Cx) -> Result<GapsView> {
    let values = query(cx)?;
    let reader = cx.reader();
    let catalogue = reader.service::<Catalogue>()?.current();
    let request = PageRequest::parse(values.filled("page"), ORDER, ROWS)?;
    let all = catalogue.all(reader.now);
    let lacking: Vec<&Arc<ProcedureVersion>> = all.iter().filter(|version| has_gap(version)).collect();
    let asked = values.get("part");
    let mut hits: Vec<&Arc<ProcedureVersion>> =
        lacking.iter().copied().filter(|version| asked.is_empty() || lacks(version, asked)).collect();
    hits.sort_by(|one, other| one.code.cmp(&other.code));
    let page = slice(&hits, &request);
    let first_href = href(asked);
    Ok(GapsView {
        lacking: lacking.len(),
        procedures: all.len(),
        parts: parts(&lacking, asked),
        rows: page.rows.iter().map(|version| RowView::of(version)).collect(),
        total: hits.len(),
        first: page.start + 1,
        last: page.start + page.rows.len(),
        is_first: page.start == 0,
        next_href: page.next.as_ref().map(|next| with_parameter(&first_href, "page", next)),
        first_href,
    })
}

fn has_gap(version: &ProcedureVersion) -> bool {
    let detail = &version.detail;
    detail.is_sample || detail.is_level_unverified || !detail.missing().is_empty()
}

/// Whether a procedure lacks the part of a code, or is a sample or not verified when that is asked.
fn lacks(version: &ProcedureVersion, code: &str) -> bool {
    match code {
        SAMPLE => version.detail.is_sample,
        UNVERIFIED => version.detail.is_level_unverified,
        _ => version.detail.missing().into_iter().any(|part| part_code(part) == code),
    }
}

fn href(part: &str) -> String {
    if part.is_empty() { PATH.to_owned() } else { with_parameter(PATH, "part", part) }
}

/// Links to the procedures that lack each part, with exact counts; parts that nobody lacks are left out.
fn parts(lacking: &[&Arc<ProcedureVersion>], asked: &str) -> Vec<PartView> {
    let link = |label: &'static str, code: &str, count: usize| PartView {
        label,
        href: href(code),
        count,
        is_current: code == asked,
    };
    let count = |code: &str| lacking.iter().filter(|version| lacks(version, code)).count();
    let mut links = vec![link("procedures-page-gaps-all", "", lacking.len())];
    for part in PARTS {
        links.push(link(part.label_key(), part_code(part), count(part_code(part))));
    }
    links.push(link("procedures-page-gaps-unverified", UNVERIFIED, count(UNVERIFIED)));
    links.push(link("procedures-page-gaps-sample", SAMPLE, count(SAMPLE)));
    links.retain(|link| link.count > 0 || link.is_current);
    links
}

impl RowView {
    fn of(version: &ProcedureVersion) -> Self {
        Self {
            code: version.code.clone(),
            name: version.name.clone(),
            field: version.field.clone(),
            missing: version.detail.missing().into_iter().map(Part::label_key).collect(),
            is_sample: version.detail.is_sample,
            is_unverified: version.detail.is_level_unverified,
        }
    }
}

pub(super) fn samples() -> Vec<TemplateSample> {
    vec![
        TemplateSample { template: TEMPLATE, case: "some parts lack", view: |_| web::view_of(sample(1)) },
        TemplateSample { template: TEMPLATE, case: "nothing lacks", view: |_| web::view_of(empty_sample()) },
        TemplateSample { template: TEMPLATE, case: "long texts", view: |_| web::view_of(sample(8)) },
    ]
}

fn sample(times: usize) -> GapsView {
    let row = |is_sample: bool, missing: &[Part]| RowView {
        code: "2.000986".into(),
        name: "Liên thông đăng ký khai sinh, đăng ký thường trú <Mẫu> ".repeat(times),
        field: "Hộ tịch".into(),
        missing: missing.iter().copied().map(Part::label_key).collect(),
        is_sample,
        is_unverified: !is_sample,
    };
    let link = |part: Part, count, is_current| PartView {
        label: part.label_key(),
        href: href(part_code(part)),
        count,
        is_current,
    };
    GapsView {
        lacking: 119,
        procedures: 129,
        parts: vec![link(Part::Decision, 119, true), link(Part::Fee, 13, false)],
        rows: vec![row(true, &PARTS), row(false, &[Part::Fee]), row(true, &[])],
        total: 119,
        first: 51,
        last: 53,
        is_first: false,
        first_href: PATH.into(),
        next_href: Some(with_parameter(PATH, "page", "abc")),
    }
}

fn empty_sample() -> GapsView {
    GapsView {
        lacking: 0,
        procedures: 0,
        parts: Vec::new(),
        rows: Vec::new(),
        total: 0,
        first: 1,
        last: 0,
        is_first: true,
        first_href: PATH.into(),
        next_href: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Detail;

    #[test]
    fn every_part_that_can_be_missing_has_a_link_of_its_own() {
        let missing = Detail::default().missing();
        assert_eq!(missing, PARTS);
        let mut codes: Vec<&str> = PARTS.into_iter().map(part_code).collect();
        assert!(codes.iter().all(|code| !code.starts_with("procedures")));
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), PARTS.len());
        assert!(!codes.contains(&SAMPLE) && !codes.contains(&UNVERIFIED));
    }
}
