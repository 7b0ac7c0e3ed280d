//! Who looked at the personal values of a dossier, for those who have the dossier.

use kernel::Result;
use serde::Serialize;
use web::Cx;

use super::load::Loaded;
use crate::pages::looked::purpose_key;
use crate::permissions::READ;

/// Rows that the page shows at most.
const MOST: i64 = 200;

/// The looks.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct LooksView {
    /// The newest rows, newest first.
    pub(super) rows: Vec<LookView>,
    /// How many there are.
    pub(super) total: i64,
}

/// What somebody looked at in a quarter of an hour.
#[derive(Clone, Debug, Serialize)]
pub(super) struct LookView {
    /// Name of the officer; empty for an account without one.
    pub(super) who: String,
    /// When, microseconds.
    pub(super) at: i64,
    /// Message of what for.
    pub(super) purpose: &'static str,
    /// Whether it was outside the cases that the officer handled then.
    pub(super) is_outside: bool,
}

/// Whether the officer sees who looked: whoever reads in the unit that has the work now, in the agency that decides or
/// at the desk that took it in. A unit that is only asked for its opinion does not.
pub(super) fn may_see(cx: &Cx, loaded: &Loaded) -> bool {
    loaded.case.has_right(cx.actor(), READ) || loaded.case.is_at_desk(cx.actor(), READ)
}

/// The looks at a dossier.
pub(super) async fn looks(cx: &Cx, loaded: &Loaded) -> Result<LooksView> {
    let reader = cx.reader();
    let dossier = &loaded.case.dossier;
    let (rows, total) = access::looks(&reader, dossier.subject, dossier.id.uuid(), MOST).await?;
    let accounts: Vec<uuid::Uuid> = rows.iter().map(|row| row.actor).collect();
    let names = identity::officer_names(&reader, &accounts).await?;
    let view = |row: access::AccessRow| LookView {
        who: names.get(&row.actor).cloned().unwrap_or_default(),
        at: row.at.0,
        purpose: purpose_key(&row.purpose),
        is_outside: row.outside,
    };
    Ok(LooksView { rows: rows.into_iter().map(view).collect(), total })
}

/// Looks for samples of templates.
pub(super) fn sample(who: &str, at: i64) -> LooksView {
    let look = |who: &str, purpose: &str| LookView {
        who: who.to_owned(),
        at,
        purpose: purpose_key(purpose),
        is_outside: purpose == "search",
    };
    LooksView { rows: vec![look(who, "dossier"), look(who, "search"), look("", "export")], total: 1_284 }
}
