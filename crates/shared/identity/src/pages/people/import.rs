//! Many accounts at once: a list is sent, looked at row by row, and opened when no row is wrong.

use kernel::{Error, Message, Result};
use serde::Serialize;
use web::{Cx, Guard, Outcome, Part, Routes, ShownError, Upload, shown_errors};

use crate::MANAGE;
use crate::officers::import::{COLUMNS, ImportRow, MOST, check, open};
use crate::pages::form_status;

pub(super) const TEMPLATE: &str = "identity/people-import.html";
const PATH: &str = "/officer/admin/people/import";
/// Most bytes of the form, and of the list in it.
const BODY_LIMIT: usize = 250_000;
const LIST_LIMIT: usize = 90_000;

/// The routes.
pub(crate) fn routes() -> Routes {
    let right = Guard::Right(MANAGE);
    Routes::default().get(PATH, right, get).upload(PATH, right, BODY_LIMIT, post)
}

#[derive(Default, Serialize)]
pub(super) struct ImportView {
    pub(super) errors: Vec<ShownError>,
    /// Names of the columns.
    pub(super) columns: String,
    pub(super) most: usize,
    /// The list as it was sent; empty before.
    pub(super) list: String,
    pub(super) rows: Vec<RowView>,
    /// How many rows are wrong.
    pub(super) wrong: usize,
}

#[derive(Serialize)]
pub(super) struct RowView {
    pub(super) line: u64,
    pub(super) login: String,
    pub(super) name: String,
    pub(super) unit: String,
    pub(super) role: String,
    pub(super) faults: Vec<String>,
}

fn blank() -> ImportView {
    ImportView { columns: COLUMNS.join(", "), most: MOST, ..ImportView::default() }
}

async fn get(cx: Cx) -> Outcome {
    cx.page(TEMPLATE, blank()).await
}

/// What came with the form.
#[derive(Default)]
struct Sent {
    list: String,
    is_confirmed: bool,
}

async fn read(mut upload: Upload) -> Result<Sent> {
    let mut sent = Sent::default();
    while let Some(part) = upload.next().await? {
        match part {
            Part::Text(name, value) if name == "list" => sent.list = value,
            Part::Text(name, _) => sent.is_confirmed |= name == "confirmed",
            Part::File(_, _, mut body) => {
                let mut bytes = Vec::new();
                while let Some(piece) = body.chunk().await? {
                    if bytes.len() + piece.len() > LIST_LIMIT {
                        return Err(Error::invalid_field("file", Message::new("error-body-too-large")));
                    }
                    bytes.extend_from_slice(&piece);
                }
                if !bytes.is_empty() {
                    let unreadable = |_| Error::invalid_field("file", Message::new("identity-error-import-text"));
                    sent.list = String::from_utf8(bytes).map_err(unreadable)?;
                }
            }
        }
    }
    Ok(sent)
}

async fn post(cx: Cx, upload: Upload) -> Outcome {
    match take(&cx, upload).await {
        Ok(None) => Ok(cx.redirect_saying("/officer/admin/people", "identity-import-done")),
        Ok(Some(view)) => cx.page(TEMPLATE, view).await,
        Err(error) => {
            let Some(status) = form_status(&error) else { return Err(error.into()) };
            let view = ImportView { errors: shown_errors(&cx, &error), ..blank() };
            cx.page_as(status, TEMPLATE, view).await
        }
    }
}

/// Looks at the list, and opens it when that was asked for and no row is wrong; then there is nothing to show.
async fn take(cx: &Cx, upload: Upload) -> Result<Option<ImportView>> {
    let sent = read(upload).await?;
    let rows = check(&cx.reader(), &sent.list).await?;
    let wrong = rows.iter().filter(|row| !row.faults.is_empty()).count();
    if sent.is_confirmed && wrong == 0 {
        open(cx.app.runtime(), cx.actor(), &cx.app.site().public_url, rows).await?;
        return Ok(None);
    }
    let row = |row: ImportRow| RowView {
        line: row.line,
        login: row.login,
        name: row.name,
        unit: row.unit,
        role: row.role,
        faults: row.faults.iter().map(|fault| cx.say(fault)).collect(),
    };
    Ok(Some(ImportView { list: sent.list, rows: rows.into_iter().map(row).collect(), wrong, ..blank() }))
}
