//! A list as a file for a spreadsheet: exactly the lines of its filter, in their order, up to a limit that the page states.

use std::collections::HashMap;

use access::Seen;
use kernel::Result;
use uuid::Uuid;
use web::{Cx, Outcome};

use super::inbox::RowMaker;
use super::query;
use crate::pages::csv::Csv;
use crate::queries::{self, InboxFilter, InboxItem, InboxView};

/// Most lines of a file.
pub(super) const MOST: i64 = 2_000;
/// Lines that are read at once; [`MOST`] is a multiple of it.
const STEP: i64 = 200;
/// Spreadsheet programs set to Vietnamese expect it between cells, because the comma stands inside numbers.
const SEPARATOR: char = ';';

const COLUMNS: [&str; 8] = [
    "dossiers-desk-code",
    "dossiers-desk-procedure",
    "dossiers-desk-fact-name",
    "dossiers-desk-column-state",
    "dossiers-desk-date-step",
    "dossiers-desk-holds-now",
    "dossiers-desk-date-step-due",
    "dossiers-desk-export-left",
];

/// GET /officer/inbox.csv
pub(super) async fn mine(cx: Cx) -> Outcome {
    let counts = queries::my_counts(&cx.reader()).await?;
    // Whoever has no work of their own sees the unit's on that page.
    let view = if counts.all > 0 { InboxView::Mine } else { InboxView::Unit };
    file(&cx, view, "inbox").await
}

/// GET /officer/unit.csv
pub(super) async fn unit(cx: Cx) -> Outcome {
    file(&cx, InboxView::Unit, "unit").await
}

async fn file(cx: &Cx, view: InboxView, list: &'static str) -> Outcome {
    let filter = InboxFilter::parse(query(cx)?.get("filter"));
    let reader = cx.reader();
    let maker = RowMaker::new(cx, &reader, HashMap::new(), list)?;
    let mut table = Csv::new(SEPARATOR);
    table.row(&COLUMNS.map(|label| cx.t(label)));
    let mut next: Option<String> = None;
    for _ in 0..MOST / STEP {
        let request = queries::inbox_page(next.as_deref(), STEP)?;
        let page = queries::inbox(&reader, view, filter, &request, 0).await?;
        // A look at the list a minute before must not cover that its values leave the house.
        let seen: Vec<Seen> = page.items.iter().map(|item| Seen { purpose: "export", ..item.seen() }).collect();
        cx.record(&seen).await?;
        let accounts: Vec<Uuid> = page.items.iter().filter_map(|item| item.assignee).collect();
        let names = identity::officer_names(&reader, &accounts).await?;
        for item in page.items {
            table.row(&cells(cx, &maker, &names, item)?);
        }
        next = page.next;
        if next.is_none() {
            break;
        }
    }
    let filter = if filter == InboxFilter::All { "all" } else { filter.code() };
    Ok(table.download(&format!("{list}-{filter}-{}.csv", reader.now.date())))
}

/// The cells of a line; unlike on the page, its holder is always named.
fn cells(cx: &Cx, maker: &RowMaker<'_>, names: &HashMap<Uuid, String>, item: InboxItem) -> Result<Vec<String>> {
    let holder = item.assignee.and_then(|account| names.get(&account)).cloned().unwrap_or_default();
    let row = maker.row(item)?;
    let step = if row.is_opinion { cx.t("dossiers-desk-opinion-wanted") } else { row.step };
    let due = web::format::datetime(cx.locale(), kernel::Timestamp(row.due_at));
    let left = row.clock.map_or_else(String::new, |clock| clock.text);
    Ok(vec![row.code, row.procedure, row.name, row.tag.text, step, holder, due, left])
}
