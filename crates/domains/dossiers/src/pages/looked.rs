//! Who looked at personal data, as the holder of the data and the watcher over personal data see it.

use kernel::Page;
use serde::Serialize;
use web::Cx;

use super::names::UnitNames;
use crate::queries::{LookedItem, LookedThing};

/// A page of the list.
#[derive(Serialize)]
pub(crate) struct LookedView {
    pub(crate) rows: Vec<LookedLine>,
    /// How many there are; 0 where they are not counted.
    pub(crate) total: i64,
    /// Cursor of the next page; empty on the last.
    pub(crate) next: String,
    pub(crate) is_first: bool,
    /// Whether the page shows a look outside the officer's cases.
    pub(crate) has_outside: bool,
}

/// What one officer looked at within a quarter of an hour.
#[derive(Serialize)]
pub(crate) struct LookedLine {
    /// The first look, microseconds.
    at: i64,
    /// Name of the officer; empty for an account that is not an officer's.
    who: String,
    position: String,
    unit: String,
    things: Vec<ThingLine>,
}

/// A look at one dossier for one purpose.
#[derive(Serialize)]
struct ThingLine {
    /// The dossier's page; empty when it does not stand in the reader's account.
    href: String,
    code: String,
    /// Message of what for.
    purpose: &'static str,
    is_outside: bool,
}

/// The page as its templates show it. Units are named as of each look, and as of today where that is another name.
pub(crate) fn looked_view(cx: &Cx, units: &UnitNames, page: Page<LookedItem>, is_first: bool) -> LookedView {
    let rows: Vec<LookedLine> = page.items.into_iter().map(|item| line(cx, units, item)).collect();
    let has_outside = rows.iter().any(|row| row.things.iter().any(|thing| thing.is_outside));
    LookedView { rows, total: page.total, next: page.next.unwrap_or_default(), is_first, has_outside }
}

fn line(cx: &Cx, units: &UnitNames, item: LookedItem) -> LookedLine {
    let unit = item.officer.as_ref().and_then(|officer| officer.unit);
    let unit = unit.map(|unit| units.on(cx, unit, item.at)).unwrap_or_default();
    let (who, position) = item.officer.map(|officer| (officer.name, officer.position)).unwrap_or_default();
    LookedLine { at: item.at.0, who, position, unit, things: item.things.into_iter().map(thing).collect() }
}

fn thing(look: LookedThing) -> ThingLine {
    ThingLine {
        href: if look.is_own { format!("/my/dossiers/{}", look.object) } else { String::new() },
        code: look.code,
        purpose: purpose_key(&look.purpose),
        is_outside: look.outside,
    }
}

/// The message of what somebody looked at personal data for.
pub(crate) fn purpose_key(purpose: &str) -> &'static str {
    match purpose {
        "dossier" => "dossiers-desk-look-dossier",
        "inbox" => "dossiers-desk-look-list",
        "search" => "dossiers-desk-look-search",
        "export" => "dossiers-desk-look-export",
        "file" => "dossiers-desk-look-file",
        "held" => "dossiers-desk-look-held",
        "print" => "dossiers-desk-look-print",
        "glass" => "dossiers-desk-look-glass",
        _ => "dossiers-desk-look-other",
    }
}

impl LookedView {
    /// A page for samples of templates.
    pub(crate) fn sample(who: &str, at: i64) -> Self {
        let rows = vec![LookedLine::sample(who, at, true), LookedLine::sample("", at, false)];
        Self { rows, total: 41, next: "abc".into(), is_first: false, has_outside: true }
    }
}

impl LookedLine {
    /// A line for samples of templates.
    pub(crate) fn sample(who: &str, at: i64, is_outside: bool) -> Self {
        let thing = |href: &str, purpose: &str| ThingLine {
            href: href.to_owned(),
            code: "000.00.31.H46-241210-0001".into(),
            purpose: purpose_key(purpose),
            is_outside,
        };
        let (position, unit) = if who.is_empty() { ("", "") } else { ("Chuyên viên", "UBND phường Hải Thành") };
        Self {
            at,
            who: who.to_owned(),
            position: position.to_owned(),
            unit: unit.to_owned(),
            things: vec![thing("/my/dossiers/0", "dossier"), thing("", "search")],
        }
    }
}
