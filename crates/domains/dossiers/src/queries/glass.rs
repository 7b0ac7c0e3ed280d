//! What was opened by breaking the glass: the officer's own, and what waits for a review.

use access::Scope;
use kernel::time::HOUR;
use kernel::{Cursor, Kind, Page, PageRequest, Result, Timestamp};
use runtime::Reader;
use uuid::Uuid;

use crate::commands::is_reviewed_by;
use crate::model::DossierId;
use crate::permissions::REVIEW;
use crate::store;
use crate::store::glass::GlassRow;

/// Version of the order: the newest first.
const GLASS_SORT: u8 = 9;
/// Rows that are read together while those of other units are left out.
const BATCH: i64 = 100;
/// Readings of one page: where nearly all openings are of other units, the next page goes on from there.
const READINGS: usize = 20;
/// Openings of their own that an officer sees.
const OWN: i64 = 20;
/// Looks that are gone through to count those of one opening.
const LOOKS: i64 = 200;
/// Openings that wait, counted up to this many.
const WAITING: i64 = 500;

/// A dossier that was opened.
#[derive(Clone, Debug)]
pub struct GlassItem {
    /// Its id.
    pub id: Uuid,
    /// Who opened it.
    pub account: Uuid,
    /// Name of the officer.
    pub officer: String,
    /// Where the officer works.
    pub officer_unit: Option<Uuid>,
    /// The dossier.
    pub dossier: DossierId,
    /// Its code or reference.
    pub code: String,
    /// The agency that was responsible for it.
    pub unit: Uuid,
    /// Why; empty when the person was erased.
    pub reason: String,
    /// When.
    pub made_at: Timestamp,
    /// When the reading ends.
    pub until: Timestamp,
    /// Whether it may be read still.
    pub is_open: bool,
    /// Recorded looks of this officer at the dossier since then, up to 200.
    pub looks: usize,
    /// Who reviewed it; empty before.
    pub reviewer: String,
    /// When it was reviewed.
    pub reviewed_at: Option<Timestamp>,
}

impl GlassItem {
    fn cursor(&self) -> Cursor {
        Cursor { version: GLASS_SORT, key: self.made_at.0, id: self.id }
    }
}

/// The actor's own openings, newest first.
pub async fn own_glass(reader: &Reader<'_>) -> Result<Vec<GlassItem>> {
    let rows = store::glass::of_account(reader, reader.actor.account, OWN).await?;
    items(reader, rows).await
}

/// A page of openings that the actor reviews, newest first. It is not counted, and may be short while there is a next
/// one.
pub async fn glass(reader: &Reader<'_>, page: Option<&str>, limit: i64) -> Result<Page<GlassItem>> {
    let scope = Scope::units(reader.actor, REVIEW)?;
    let page = PageRequest::parse(page, GLASS_SORT, limit)?;
    let wanted = usize::try_from(page.limit + 1).unwrap_or(usize::MAX);
    let mut before = page.after.as_ref().map_or((i64::MAX, Uuid::max()), |cursor| (cursor.key, cursor.id));
    let mut found: Vec<GlassRow> = Vec::new();
    let mut readings = 0;
    while found.len() < wanted {
        if readings == READINGS {
            let next = Cursor { version: GLASS_SORT, key: before.0, id: before.1 };
            return Ok(Page { items: items(reader, found).await?, next: Some(next.encode()), total: 0 });
        }
        readings += 1;
        let rows = store::glass::before(reader, before, BATCH).await?;
        let Some(last) = rows.last() else { break };
        before = (last.made_at.0, last.id);
        found.extend(rows.into_iter().filter(|row| is_reviewed_by(&scope, row.unit, row.officer_unit)));
    }
    found.truncate(wanted);
    Ok(Page::from_rows(items(reader, found).await?, page.limit, 0, GlassItem::cursor))
}

/// How many openings wait for a review of the actor, counted up to 500 of all.
pub async fn waiting_glass(reader: &Reader<'_>) -> Result<i64> {
    let scope = Scope::units(reader.actor, REVIEW)?;
    let rows = store::glass::waiting(reader, WAITING).await?;
    let own = rows.into_iter().filter(|(unit, officer_unit)| is_reviewed_by(&scope, *unit, *officer_unit));
    Ok(i64::try_from(own.count()).unwrap_or(i64::MAX))
}

async fn items(reader: &Reader<'_>, rows: Vec<GlassRow>) -> Result<Vec<GlassItem>> {
    let people: Vec<Uuid> = rows.iter().flat_map(|row| std::iter::once(row.account).chain(row.reviewed_by)).collect();
    let names = identity::officer_names(reader, &people).await?;
    let name = |account: Option<Uuid>| account.and_then(|account| names.get(&account)).cloned().unwrap_or_default();
    let mut items = Vec::with_capacity(rows.len());
    for row in rows {
        let Some(dossier) = store::dossier::find(reader, row.dossier).await? else { continue };
        let reason = match reader.subject_key(dossier.subject).await {
            Ok(key) => key.open("glass.reason", &row.reason)?,
            Err(error) if error.kind() == Kind::NotFound => String::new(),
            Err(error) => return Err(error),
        };
        let (looks, _) = access::looks(reader, dossier.subject, row.dossier.uuid(), LOOKS).await?;
        let is_look = |look: &&access::AccessRow| look.actor == row.account && look.purpose == "glass";
        let looks = looks.iter().filter(is_look).filter(|look| look.at >= row.made_at).count();
        items.push(GlassItem {
            id: row.id,
            account: row.account,
            officer: name(Some(row.account)),
            officer_unit: row.officer_unit,
            dossier: row.dossier,
            code: dossier.shown_code().to_owned(),
            unit: row.unit,
            reason,
            made_at: row.made_at,
            until: row.made_at.plus(row.hours * HOUR),
            is_open: row.ends_at > reader.wall,
            looks,
            reviewer: name(row.reviewed_by),
            reviewed_at: row.reviewed_at,
        });
    }
    Ok(items)
}
