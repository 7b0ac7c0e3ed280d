//! Officers find dossiers by code, reference, identity number, telephone or name. What they type is posted: an address
//! would carry it into the logs of a proxy and the history of a shared desk. It is kept sealed in the browser, so that
//! the results are a page to go back to.

use kernel::Result;
use procedures::Catalogue;
use serde::Serialize;
use web::{Cx, Form, Outcome};

use super::query;
use super::show::channel_key;
use crate::model::{Dossier, normalise};
use crate::pages::names::UnitNames;
use crate::pages::shared::{TagView, tag};
use crate::queries::{self, Finds};

const TEMPLATE: &str = "dossiers/officer/search.html";
const PATH: &str = "/officer/search";
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
    /// Whether older dossiers with the name were left to the next page.
    pub(super) is_cut: bool,
}

/// A dossier that was found.
#[derive(Clone, Debug, Serialize)]
pub(super) struct HitView {
    /// Its page.
    pub(super) href: String,
    /// Code or reference.
    pub(super) code: String,
    /// Name of the applicant.
    pub(super) name: String,
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

/// GET /officer/search: the results of the last search of the session.
pub(super) async fn get(cx: Cx) -> Outcome {
    let Some(q) = cx.kept() else { return cx.page(TEMPLATE, SearchView::default()).await };
    let asked = query(&cx)?;
    let page = asked.filled("page");
    let Finds { items, next, is_cut } = queries::find_page(&cx.reader(), &q, page).await?;
    let seen = queries::seen_of(&cx.reader(), &items, "search").await?;
    let rows = rows(&cx, &items).await?;
    let view = SearchView { q, shown: rows.len(), rows, next, is_later: page.is_some(), is_cut };
    cx.personal_page(&seen, TEMPLATE, &view).await
}

/// POST /officer/search
pub(super) async fn post(cx: Cx, Form(values): Form) -> Outcome {
    let q: String = values.get("q").chars().take(MOST).collect();
    let found = queries::find_page(&cx.reader(), &q, None).await?;
    if let [only] = found.items.as_slice()
        && is_code_of(only, &q)
    {
        return Ok(cx.redirect(&format!("/officer/dossiers/{}", only.id)));
    }
    Ok(cx.redirect_keeping(PATH, &q)?)
}

/// Whether somebody typed the code or reference of this dossier, not a value of a person.
fn is_code_of(dossier: &Dossier, typed: &str) -> bool {
    let typed = normalise(typed);
    dossier.reference == typed || dossier.code.as_deref() == Some(typed.as_str())
}

async fn rows(cx: &Cx, found: &[Dossier]) -> Result<Vec<HitView>> {
    let reader = cx.reader();
    let names = UnitNames::of(&reader)?;
    let catalogue = reader.service::<Catalogue>()?.current();
    let mut rows = Vec::with_capacity(found.len());
    for dossier in found {
        rows.push(HitView {
            href: format!("/officer/dossiers/{}?from=search", dossier.id),
            code: dossier.shown_code().to_owned(),
            name: queries::applicant_name(&reader, dossier).await?,
            procedure: catalogue
                .version(dossier.procedure_version)
                .map_or_else(|| dossier.procedure.clone(), |version| version.name_in(cx.locale()).to_owned()),
            tag: tag(cx, dossier.state),
            agency: names.agency(cx, dossier),
            channel: channel_key(dossier.channel),
            submitted_at: dossier.submitted_at.0,
            due_at: dossier.due_at.map(|at| at.0),
        });
    }
    Ok(rows)
}
