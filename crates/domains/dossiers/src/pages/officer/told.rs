//! What a desk is told of dossiers that were handed in there: it stands above the lists until somebody opens the dossier.

use kernel::{Result, Timestamp};
use organisation::Snapshot;
use runtime::Reader;
use serde::Serialize;
use web::Cx;

use crate::case::Case;
use crate::commands::ReadDeskNotices;
use crate::queries::{self, DeskNotice};

/// A dossier with a new date, or with a file that nobody may open, that its desk was told of.
#[derive(Clone, Debug, Serialize)]
pub(super) struct ToldView {
    /// Code or reference.
    pub(super) code: String,
    /// Its page.
    pub(super) href: String,
    /// The new date, microseconds.
    pub(super) day: i64,
    /// Whether it is about an infected file, and no new date.
    pub(super) is_infected: bool,
}

/// What nobody at the officer's desks has looked at yet.
pub(super) async fn told(reader: &Reader<'_>, units: &Snapshot, from: &str) -> Result<Vec<ToldView>> {
    let line = |notice: DeskNotice| {
        let is_infected = notice.kind == "file-infected";
        let part = if is_infected { "papers" } else { "history" };
        ToldView {
            href: format!("/officer/dossiers/{}?part={part}&from={from}", notice.dossier),
            code: notice.code,
            day: notice.promised_at.unwrap_or(notice.at).0,
            is_infected,
        }
    };
    Ok(queries::desk_notices(reader, units).await?.into_iter().map(line).collect())
}

/// Notes that the desk has seen what it was told of a dossier. A page is not held up when that fails.
pub(super) async fn mark_read(cx: &Cx, case: &Case, until: Timestamp) {
    if let Err(error) = try_mark_read(cx, case, until).await {
        tracing::warn!(%error, "notices of a desk could not be marked as read");
    }
}

async fn try_mark_read(cx: &Cx, case: &Case, until: Timestamp) -> Result<()> {
    if queries::is_news_to_desk(&cx.reader(), case).await? {
        cx.execute(&ReadDeskNotices { dossier: case.dossier.id, until }).await?;
    }
    Ok(())
}
