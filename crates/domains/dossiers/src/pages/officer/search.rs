//! Officers find dossiers by code, reference, identity number, telephone or name. What they type is posted: an address
//! would carry it into the logs of a proxy and the history of a shared desk.

use access::Seen;
use kernel::Result;
use organisation::Directory;
use procedures::Catalogue;
use serde::Serialize;
use web::{Cx, Form, Outcome};

use super::show::channel_key;
use crate::model::{Dossier, normalise};
use crate::pages::shared::{TagView, tag};
use crate::queries::{self, Finds};

const TEMPLATE: &str = "dossiers/officer/search.html";
/// Most characters that are searched for.
const MOST: usize = 200;

/// What was found.
#[derive(Default, Serialize)]
pub(super) struct SearchView {
    /// What was typed.
    pub(super) q: String,
    /// The dossiers, the newest first.
    pub(super) rows: Vec<HitView>,
    /// How many this page shows.
    pub(super) shown: usize,
    /// Cursor of the next page.
    pub(super) next: Option<String>,
    /// Whether an earlier page stands before this one.
    pub(super) is_later: bool,
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

/// GET /officer/search
pub(super) async fn get(cx: Cx) -> Outcome {
    cx.page(TEMPLATE, SearchView::default()).await
}

/// POST /officer/search
pub(super) async fn post(cx: Cx, Form(values): Form) -> Outcome {
    let q: String = values.get("q").chars().take(MOST).collect();
    let page = values.filled("page");
    let Finds { items, next } = queries::find_page(&cx.reader(), &q, page).await?;
    if let [only] = items.as_slice()
        && is_code_of(only, &q)
    {
        return Ok(cx.redirect(&format!("/officer/dossiers/{}", only.id)));
    }
    let seen: Vec<Seen> = items
        .iter()
        .map(|dossier| Seen { subject: dossier.subject, object: dossier.id.uuid(), purpose: "search" })
        .collect();
    let rows = rows(&cx, &items)?;
    let view = SearchView { q, shown: rows.len(), rows, next, is_later: page.is_some() };
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
