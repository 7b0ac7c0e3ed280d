//! Views of the templates of numbers: usual, empty, with texts and numbers far longer than expected.

use web::{TemplateSample, view_of};

use super::behind::{BehindView, RowView};
use super::table::{COLUMNS, CellView, GroupView, LineView, TableView};
use crate::pages::officer::ChipView;
use crate::pages::shared::TagView;
use crate::queries::{Behind, Series};

const TABLE: &str = "dossiers/numbers/table.html";
const BEHIND: &str = "dossiers/numbers/behind.html";
/// A moment of the sample province.
const AT: i64 = 1_733_792_400_000_000;

/// All samples.
pub(super) fn all() -> Vec<TemplateSample> {
    vec![
        TemplateSample { template: TABLE, case: "a year", view: |_| view_of(table("UBND phường Hải Thành", 12)) },
        TemplateSample { template: TABLE, case: "no dossier", view: |_| view_of(empty_table()) },
        TemplateSample { template: TABLE, case: "long texts", view: |_| view_of(table(&long(), 1_234_567_890)) },
        TemplateSample { template: TABLE, case: "a derived series", view: |_| view_of(derived_table()) },
        TemplateSample { template: TABLE, case: "a wrong period", view: |_| view_of(wrong_table()) },
        TemplateSample {
            template: BEHIND,
            case: "a page",
            view: |_| view_of(behind(vec![row("Đăng ký khai sinh", Some(true))])),
        },
        TemplateSample { template: BEHIND, case: "nothing", view: |_| view_of(behind(Vec::new())) },
        TemplateSample { template: BEHIND, case: "of a derived series", view: |_| view_of(derived_behind()) },
        TemplateSample { template: BEHIND, case: "long texts", view: |_| view_of(behind(vec![row(&long(), None)])) },
    ]
}

fn long() -> String {
    "Phòng Lao động, Thương binh và Xã hội huyện Ví Dụ & Giả Định ".repeat(6)
}

fn line(name: &str, value: i64) -> LineView {
    let cell = |&(_, label): &(Behind, &'static str)| CellView {
        label,
        value,
        href: if value == 0 { String::new() } else { "/officer/numbers/a/received".into() },
    };
    LineView {
        name: name.to_owned(),
        notes: Vec::new(),
        href: "/officer/numbers?unit=a".into(),
        cells: COLUMNS.iter().map(cell).collect(),
        online: "76,2%".into(),
        online_width: if value == 0 { String::new() } else { "76.2%".into() },
        is_below: value == 12,
        on_time: "98,1%".into(),
    }
}

fn table(name: &str, value: i64) -> TableView {
    TableView {
        from: "2024-01-01".into(),
        to: "2024-12-10".into(),
        level: "commune",
        unit: "a".into(),
        unit_name: name.to_owned(),
        has_below: true,
        wrong: String::new(),
        as_of: AT,
        chips: vec![ChipView {
            href: "/officer/numbers".into(),
            label: "dossiers-numbers-all-levels",
            icon: "",
            count: None,
            is_current: true,
        }],
        series: Vec::new(),
        series_code: "",
        explanation: "",
        all: line("", value),
        groups: vec![GroupView {
            count: 2,
            href: "/officer/numbers?level=commune".into(),
            label: "organisation-level-commune",
            sum: line("", value),
            lines: vec![line(name, value), line("UBND xã Mẫu", 0)],
        }],
        csv_href: "/officer/numbers.csv?from=2024-01-01&to=2024-12-10".into(),
    }
}

fn empty_table() -> TableView {
    TableView { groups: Vec::new(), unit: String::new(), unit_name: String::new(), level: "", ..table("", 0) }
}

fn derived_table() -> TableView {
    let shown = table("UBND phường Đồng Hới", 12);
    let chip = |series: Series| ChipView {
        href: format!("/officer/numbers?series={}", series.code()),
        label: series.label(),
        icon: "",
        count: None,
        is_current: series == Series::Today,
    };
    let mut groups = shown.groups.clone();
    for line in groups.iter_mut().flat_map(|group| &mut group.lines) {
        line.notes = vec!["Suy ra: gồm cả số của UBND phường Hải Thành, UBND phường Đồng Hải.".into(), long()];
    }
    TableView {
        series: Series::ALL.map(chip).into(),
        series_code: Series::Today.code(),
        explanation: Series::Today.explanation().unwrap_or_default(),
        groups,
        ..shown
    }
}

fn wrong_table() -> TableView {
    TableView {
        wrong: "Ngày đầu phải trước ngày cuối.".into(), unit_name: String::new(), ..table("UBND xã Mẫu", 5)
    }
}

fn row(procedure: &str, on_time: Option<bool>) -> RowView {
    RowView {
        href: "/officer/dossiers/a".into(),
        code: "000.00.31.H46-241210-0001".into(),
        agency: "UBND phường Hải Thành".into(),
        procedure: procedure.to_owned(),
        tag: TagView { class: "ok", icon: "ok", text: "Đã xử lý xong".into() },
        received_at: Some(AT),
        due_at: None,
        finished_at: on_time.map(|_| AT),
        on_time,
    }
}

fn behind(rows: Vec<RowView>) -> BehindView {
    BehindView {
        agency: "UBND phường Hải Thành".into(),
        is_sum: rows.len() == 1,
        series: "",
        label: "dossiers-numbers-received",
        from: "2024-01-01".into(),
        to: "2024-12-10".into(),
        is_now: rows.is_empty(),
        total: 1_284,
        shown: rows.len(),
        rows,
        base: "/officer/numbers/a/received?from=2024-01-01&to=2024-12-10&".into(),
        next: Some("abc".into()),
        is_first: true,
        back: "/officer/numbers?from=2024-01-01&to=2024-12-10".into(),
    }
}

fn derived_behind() -> BehindView {
    BehindView { series: Series::Today.label(), ..behind(vec![row("Đăng ký khai sinh", Some(true))]) }
}
