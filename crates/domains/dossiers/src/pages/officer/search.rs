//! Officers find dossiers by code, reference, identity number, telephone or name.

use access::Seen;
use kernel::Result;
use organisation::Directory;
use procedures::Catalogue;
use serde::Serialize;
use web::{Cx, Outcome};

use super::query;
use super::show::channel_key;
use crate::model::{Dossier, normalise};
use crate::pages::shared::{TagView, tag};
use crate::queries;

const TEMPLATE: &str = "dossiers/officer/search.html";
/// Most hits the query gives: the page says so instead of ending silently.
const MOST: usize = 200;

/// What was found.
#[derive(Serialize)]
pub(super) struct SearchView {
    /// What was typed.
    pub(super) q: String,
    /// The dossiers.
    pub(super) rows: Vec<HitView>,
    /// How many there are.
    pub(super) total: usize,
    /// Whether there may be more.
    pub(super) is_cut: bool,
}

/// A dossier that was found.
#[derive(Clone, Debug, Serialize)]
pub(super) struct HitView {
    /// Its page.
    pub(super) href: String,
    /// Code or reference.
    pub(super) code: String,
    /// Name of the procedure.
    pub(super) procedure: String,
    /// State.
    pub(super) tag: TagView,
    /// The competent agency.
    pub(super) agency: String,
    /// How it came in; a message.
    pub(super) channel: &'static str,
    /// When it came in, microseconds.
    pub(super) submitted_at: i64,
    /// The promised end, microseconds.
    pub(super) due_at: Option<i64>,
}

/// GET /officer/search?q=
pub(super) async fn get(cx: Cx) -> Outcome {
    let q = query(&cx)?.get("q").to_owned();
    let found = if q.is_empty() { Vec::new() } else { queries::find(&cx.reader(), &q).await? };
    if let [only] = found.as_slice()
        && is_code_of(only, &q)
    {
        return Ok(cx.redirect(&format!("/officer/dossiers/{}", only.id)));
    }
    let seen: Vec<Seen> = found
        .iter()
        .map(|dossier| Seen { subject: dossier.subject, object: dossier.id.uuid(), purpose: "search" })
        .collect();
    let rows = rows(&cx, &found)?;
    let view = SearchView { q, total: rows.len(), is_cut: rows.len() >= MOST, rows };
    cx.personal_page(&seen, TEMPLATE, &view).await
}

/// Whether somebody typed the code or reference of this dossier, not a value of a person.
fn is_code_of(dossier: &Dossier, typed: &str) -> bool {
    let typed = normalise(typed);
    dossier.reference == typed || dossier.code.as_deref() == Some(typed.as_str())
}

fn rows(cx: &Cx, found: &[Dossier]) -> Result<Vec<HitView>> {
    let reader = cx.reader();
    let units = reader.service::<Directory>()?.current();
    let catalogue = reader.service::<Catalogue>()?.current();
    let row = |dossier: &Dossier| HitView {
        href: format!("/officer/dossiers/{}", dossier.id),
        code: dossier.shown_code().to_owned(),
        procedure: catalogue
            .version(dossier.procedure_version)
            .map_or_else(|| dossier.procedure.clone(), |version| version.name_in(cx.locale()).to_owned()),
        tag: tag(cx, dossier.state),
        agency: units.name(dossier.responsible()).to_owned(),
        channel: channel_key(dossier.channel),
        submitted_at: dossier.submitted_at.0,
        due_at: dossier.due_at.map(|at| at.0),
    };
    Ok(found.iter().map(row).collect())
}
