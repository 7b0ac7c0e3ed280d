//! The lists of open work: what is assigned to the officer, and what hangs on the desks of their units.

use std::collections::HashMap;

use access::Seen;
use calendar::{Calendars, Clock, LimitUnit};
use kernel::{Error, Message, Page, Result};
use organisation::{Directory, Snapshot};
use procedures::Catalogue;
use runtime::Reader;
use serde::Serialize;
use uuid::Uuid;
use web::{Cx, Form, Outcome, Values, is_mendable};

use super::clocks::{key_of, named};
use super::load::{list_after, list_of, list_path, list_with};
use super::told::{ToldView, told};
use super::{ChipView, export, query};
use crate::case::calendar_of;
use crate::commands::Accept;
use crate::model::{DossierId, State, TaskKind};
use crate::pages::shared::{ClockView, TagView, clock, tag};
use crate::permissions::RECEIVE;
use crate::queries::{self, InboxCounts, InboxFilter, InboxItem, InboxView};

const TEMPLATE: &str = "dossiers/officer/inbox.html";
const ACCEPTED: &str = "dossiers/officer/accepted.html";
/// Rows of a page.
const ROWS: i64 = 50;
/// Most dossiers that one form accepts: as many as a page shows.
const MOST_PICKS: usize = 50;

/// A list.
#[derive(Serialize)]
pub(super) struct ListView {
    /// Message of the heading.
    pub(super) title: &'static str,
    /// The list with its filter, as links carry it.
    pub(super) from: &'static str,
    /// Whether the officer has no work of their own, so that the unit's is shown instead.
    pub(super) is_fallback: bool,
    /// Name of the count that says when the list is stale.
    pub(super) stale: &'static str,
    /// Exact number of lines of the filter.
    pub(super) total: i64,
    /// The filters.
    pub(super) chips: Vec<ChipView>,
    /// The lines.
    pub(super) rows: Vec<RowView>,
    /// How many lines are shown.
    pub(super) shown: usize,
    /// Link without the page, ending in `?` or `&`.
    pub(super) base: String,
    /// Cursor of the next page.
    pub(super) next: Option<String>,
    /// Whether it is the first page.
    pub(super) is_first: bool,
    /// How many lines can be accepted from here.
    pub(super) acceptable: usize,
    /// Whether the officer takes in paper dossiers.
    pub(super) can_take_in: bool,
    /// The list as a file.
    pub(super) export: String,
    /// Most lines of that file.
    pub(super) export_most: i64,
    /// The dossier that was accepted a moment ago.
    pub(super) accepted: Option<DoneView>,
    /// Dossiers with a new date, or an infected file, that the desk was told of.
    pub(super) told: Vec<ToldView>,
}

/// A dossier that was accepted.
#[derive(Clone, Debug, Serialize)]
pub(super) struct DoneView {
    /// Its code.
    pub(super) code: String,
    /// Its page.
    pub(super) href: String,
    /// Its form 01.
    pub(super) print: String,
}

/// One line.
#[derive(Clone, Debug, Serialize)]
pub(super) struct RowView {
    /// The dossier.
    pub(super) id: String,
    /// Its page.
    pub(super) href: String,
    /// Its quick view.
    pub(super) preview: String,
    /// Dossier and version as the form of many sends them; empty when it cannot be accepted from here.
    pub(super) pick: String,
    /// Name of the procedure.
    pub(super) procedure: String,
    /// Code or reference.
    pub(super) code: String,
    /// Name of the applicant.
    pub(super) name: String,
    /// The current step.
    pub(super) step: String,
    /// Who has it; empty when nobody or the officer.
    pub(super) holder: String,
    /// Whether an opinion is asked.
    pub(super) is_opinion: bool,
    /// State.
    pub(super) tag: TagView,
    /// The clock of the work; none once it is decided.
    pub(super) clock: Option<ClockView>,
    /// When the work is due, microseconds.
    pub(super) due_at: i64,
}

/// GET /officer/inbox
pub(super) async fn mine(cx: Cx) -> Outcome {
    let counts = queries::my_counts(&cx.reader()).await?;
    if counts.all > 0 {
        return list(&cx, InboxView::Mine, counts, false).await;
    }
    let counts = queries::unit_counts(&cx.reader()).await?;
    list(&cx, InboxView::Unit, counts, true).await
}

/// GET /officer/unit
pub(super) async fn unit(cx: Cx) -> Outcome {
    let counts = queries::unit_counts(&cx.reader()).await?;
    list(&cx, InboxView::Unit, counts, false).await
}

async fn list(cx: &Cx, view: InboxView, counts: InboxCounts, is_fallback: bool) -> Outcome {
    let asked = query(cx)?;
    let filter = InboxFilter::parse(asked.get("filter"));
    let request = queries::inbox_page(asked.filled("page"), ROWS)?;
    let reader = cx.reader();
    let page = queries::inbox(&reader, view, filter, &request, counts.of(filter)).await?;
    let seen: Vec<Seen> = page.items.iter().map(InboxItem::seen).collect();
    let is_mine = view == InboxView::Mine || is_fallback;
    let list = if is_mine { "inbox" } else { "unit" };
    let from = list_with(list, filter);
    let names = holders(&reader, &page, view).await?;
    let maker = RowMaker::new(cx, &reader, names, from)?;
    let told = told(&reader, &maker.units, from).await?;
    let rows = maker.rows(page.items)?;
    let code = filter.code();
    let shown_view = ListView {
        title: if is_mine { "dossiers-menu-inbox" } else { "dossiers-menu-unit" },
        from,
        is_fallback,
        stale: list,
        total: page.total,
        chips: chips(list, filter, counts),
        shown: rows.len(),
        acceptable: rows.iter().filter(|row| !row.pick.is_empty()).count(),
        rows,
        base: if code.is_empty() { format!("/officer/{list}?") } else { format!("/officer/{list}?filter={code}&") },
        next: page.next,
        is_first: request.after.is_none(),
        can_take_in: cx.actor().can(RECEIVE),
        export: format!("/officer/{list}.csv?filter={code}"),
        export_most: export::MOST,
        accepted: done_view(cx, asked.get("accepted"), from).await,
        told,
    };
    cx.personal_page(&seen, TEMPLATE, &shown_view).await
}

/// A dossier that was accepted; none when the text names no such dossier that the officer may know of.
async fn done_view(cx: &Cx, id: &str, from: &str) -> Option<DoneView> {
    let id = id.parse::<DossierId>().ok()?;
    let dossier = queries::dossier(&cx.reader(), id).await.ok()?;
    Some(DoneView {
        code: dossier.code?,
        href: format!("/officer/dossiers/{id}?from={from}"),
        print: format!("/officer/dossiers/{id}/print/01"),
    })
}

fn chips(list: &str, filter: InboxFilter, counts: InboxCounts) -> Vec<ChipView> {
    [
        (InboxFilter::All, "dossiers-desk-filter-all", ""),
        (InboxFilter::Late, "dossiers-desk-filter-late", "late"),
        (InboxFilter::Soon, "dossiers-desk-filter-soon", "soon"),
        (InboxFilter::Paused, "dossiers-desk-filter-paused", "pause"),
        (InboxFilter::New, "dossiers-desk-filter-new", "new"),
    ]
    .into_iter()
    .map(|(each, label, icon)| {
        let href = list_path(list_with(list, each));
        ChipView { href, label, icon, count: Some(counts.of(each)), is_current: each == filter }
    })
    .collect()
}

/// The names of those who have the work of a page, in one query; in the own list that is nobody but those for whom
/// somebody stands in.
async fn holders(reader: &Reader<'_>, page: &Page<InboxItem>, view: InboxView) -> Result<HashMap<Uuid, String>> {
    let mut accounts: Vec<Uuid> = page.items.iter().filter_map(|item| item.assignee).collect();
    accounts.sort_unstable();
    accounts.dedup();
    let me = reader.actor.account;
    let is_own = view == InboxView::Mine && accounts.iter().all(|account| *account == me);
    if is_own || accounts.is_empty() {
        return Ok(HashMap::new());
    }
    identity::officer_names(reader, &accounts).await
}

/// Turns lines of the query into lines of the page, with everything looked up in memory.
pub(super) struct RowMaker<'a> {
    cx: &'a Cx,
    units: std::sync::Arc<Snapshot>,
    calendars: std::sync::Arc<Calendars>,
    catalogue: std::sync::Arc<procedures::CatalogueSnapshot>,
    names: HashMap<Uuid, String>,
    from: &'static str,
}

impl<'a> RowMaker<'a> {
    pub(super) fn new(
        cx: &'a Cx,
        reader: &Reader<'_>,
        names: HashMap<Uuid, String>,
        from: &'static str,
    ) -> Result<Self> {
        Ok(Self {
            cx,
            units: reader.service::<Directory>()?.on(reader.now),
            calendars: reader.service::<Calendars>()?,
            catalogue: reader.service::<Catalogue>()?.current(),
            names,
            from,
        })
    }

    fn rows(&self, items: Vec<InboxItem>) -> Result<Vec<RowView>> {
        items.into_iter().map(|item| self.row(item)).collect()
    }

    pub(super) fn row(&self, item: InboxItem) -> Result<RowView> {
        let cx = self.cx;
        let version = self.catalogue.version(item.procedure_version);
        let step = version.as_ref().and_then(|version| version.process.step(&item.step));
        let is_new = item.state == State::Submitted && item.kind == TaskKind::Step && cx.actor().can(RECEIVE);
        let calendar = calendar_of(&self.calendars, &self.units, item.competent)?;
        // Only the end and the pause matter here: what is left is counted in the calendar, not in the limit.
        let paused_at = if item.is_paused { Some(item.paused_at.unwrap_or(item.due_at)) } else { None };
        let running = Clock { unit: LimitUnit::WorkingDays, end: item.due_at, due: item.due_at, paused_at };
        let soon_at = if item.is_soon { i64::MIN } else { i64::MAX };
        let holder = item.assignee.filter(|account| *account != cx.actor().account);
        Ok(RowView {
            id: item.dossier.to_string(),
            href: format!("/officer/dossiers/{}?from={}", item.dossier, self.from),
            preview: format!("/officer/dossiers/{}/preview?from={}", item.dossier, self.from),
            pick: if is_new { format!("{}:{}", item.dossier, item.version) } else { String::new() },
            procedure: version.as_ref().map_or_else(String::new, |version| version.name_in(cx.locale()).to_owned()),
            step: step.map_or_else(String::new, |step| step.name.get(cx.locale()).to_owned()),
            holder: holder.and_then(|account| self.names.get(&account)).cloned().unwrap_or_default(),
            is_opinion: item.kind == TaskKind::Opinion,
            tag: tag(cx, item.state),
            clock: clock(cx, calendar, Some(&running), soon_at, item.state)
                .map(|left| named(cx, key_of(item.kind), left)),
            due_at: item.due_at.0,
            code: item.code,
            name: item.name,
        })
    }
}

/// What became of many dossiers that were accepted with one form.
#[derive(Serialize)]
pub(super) struct AcceptedView {
    /// How many were accepted.
    pub(super) done: usize,
    /// Those that were.
    pub(super) taken: Vec<DoneView>,
    /// Those that were not.
    pub(super) failed: Vec<FailedView>,
    /// The list.
    pub(super) back: String,
}

/// A dossier that was not accepted.
#[derive(Clone, Debug, Serialize)]
pub(super) struct FailedView {
    /// Code or reference; empty when the officer may not know of it.
    pub(super) code: String,
    /// Its page; empty when the officer may not know of it.
    pub(super) href: String,
    /// Why.
    pub(super) why: String,
}

/// POST /officer/accept-many
pub(super) async fn accept_many(cx: Cx, Form(values): Form) -> Outcome {
    let from = list_of(values.get("from"));
    if values.all("pick").next().is_none() {
        return Ok(cx.redirect_saying(&list_path(from), "dossiers-desk-error-nothing-picked"));
    }
    let picks = picks(&values)?;
    let mut done = Vec::new();
    let mut failed = Vec::new();
    for (id, version) in picks {
        match cx.execute(&Accept { id, version, assignee: None, papers: None }).await {
            Ok(_) => done.push(id),
            // One dossier that cannot be accepted does not hold up the others.
            Err(error)
                if is_mendable(&error) || matches!(error.kind(), kernel::Kind::NotFound | kernel::Kind::Forbidden) =>
            {
                failed.push(failure(&cx, id, &error, from).await);
            }
            Err(error) => return Err(error.into()),
        }
    }
    if let [only] = done.as_slice()
        && failed.is_empty()
    {
        return Ok(cx.redirect(&list_after(from, *only)));
    }
    let mut taken = Vec::with_capacity(done.len());
    for id in &done {
        taken.extend(done_view(&cx, &id.to_string(), from).await);
    }
    cx.page(ACCEPTED, &AcceptedView { done: done.len(), taken, failed, back: list_path(from) }).await
}

/// The picked dossiers with the versions that the officer saw.
fn picks(values: &Values) -> Result<Vec<(DossierId, i64)>> {
    let mut picks: Vec<(DossierId, i64)> = Vec::new();
    for text in values.all("pick") {
        let (id, version) = text.split_once(':').ok_or_else(Error::not_found)?;
        let pick = (id.parse::<DossierId>()?, version.parse().unwrap_or(-1));
        if !picks.contains(&pick) {
            picks.push(pick);
        }
    }
    if picks.is_empty() || picks.len() > MOST_PICKS {
        let most = i64::try_from(MOST_PICKS).unwrap_or(i64::MAX);
        return Err(Error::invalid_field("pick", Message::new("dossiers-desk-error-picks").arg("most", most)));
    }
    Ok(picks)
}

async fn failure(cx: &Cx, id: DossierId, error: &Error, from: &str) -> FailedView {
    let why = match error.fields().first() {
        Some(field) => cx.say(&field.message),
        None => cx.say(error.message()),
    };
    match queries::dossier(&cx.reader(), id).await {
        Ok(dossier) => FailedView {
            code: dossier.shown_code().to_owned(),
            href: format!("/officer/dossiers/{id}?from={from}"),
            why,
        },
        Err(_) => FailedView { code: String::new(), href: String::new(), why },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn picks_are_read_once_each_and_never_none() {
        let id = "018f0000-0000-7000-8000-000000000001";
        let values = |text: &str| Values::parse(text).unwrap();
        let found = picks(&values(&format!("pick={id}:3&pick={id}:3&pick={id}:x"))).unwrap();
        assert_eq!(found.iter().map(|(_, version)| *version).collect::<Vec<_>>(), [3, -1]);
        assert!(picks(&values("")).is_err());
        assert!(picks(&values("pick=1:2")).is_err());
        assert!(picks(&values(&format!("pick={id}"))).is_err());
    }
}
