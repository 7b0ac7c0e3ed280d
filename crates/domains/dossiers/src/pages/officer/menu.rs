//! The entries of the rail and their counts.

use futures::future::BoxFuture;
use kernel::Result;
use web::{Counts, Cx, MenuEntry, UNREAD};

use crate::permissions;
use crate::queries;

const WORK: &str = "dossiers-menu-work";
const LOOK_UP: &str = "dossiers-menu-look-up";

/// The entries.
pub const MENU: &[MenuEntry] = &[
    MenuEntry {
        group: WORK,
        label: "dossiers-menu-inbox",
        icon: "inbox",
        href: "/officer/inbox",
        permission: permissions::READ,
        count: Some("inbox"),
        key: Some("i"),
    },
    MenuEntry {
        group: WORK,
        label: "dossiers-menu-unit",
        icon: "users",
        href: "/officer/unit",
        permission: permissions::READ,
        count: Some("unit"),
        key: None,
    },
    MenuEntry {
        group: WORK,
        label: "dossiers-menu-paused",
        icon: "pause",
        href: "/officer/unit?filter=paused",
        permission: permissions::READ,
        count: Some("unit-paused"),
        key: None,
    },
    MenuEntry {
        group: WORK,
        label: "dossiers-menu-late",
        icon: "late",
        href: "/officer/unit?filter=late",
        permission: permissions::READ,
        count: Some("unit-late"),
        key: None,
    },
    MenuEntry {
        group: WORK,
        label: "dossiers-menu-handled",
        icon: "done",
        href: "/officer/handled",
        permission: permissions::READ,
        count: None,
        key: None,
    },
    MenuEntry {
        group: WORK,
        label: "dossiers-menu-new-dates",
        icon: "calendar",
        href: "/officer/new-dates",
        permission: permissions::HANDLE,
        count: None,
        key: None,
    },
    MenuEntry {
        group: LOOK_UP,
        label: "dossiers-menu-procedures",
        icon: "book",
        href: "/procedures",
        permission: permissions::READ,
        count: None,
        key: None,
    },
    MenuEntry {
        group: LOOK_UP,
        label: "dossiers-menu-numbers",
        icon: "chart",
        href: "/officer/numbers",
        permission: permissions::NUMBERS,
        count: None,
        key: Some("b"),
    },
    MenuEntry {
        group: LOOK_UP,
        label: "dossiers-menu-flags",
        icon: "flag",
        href: "/officer/personal/flags",
        permission: permissions::FLAGS,
        count: None,
        key: None,
    },
    MenuEntry {
        group: LOOK_UP,
        label: "dossiers-menu-glass",
        icon: "key",
        href: "/officer/glass",
        permission: permissions::GLASS,
        count: None,
        key: None,
    },
    MenuEntry {
        group: LOOK_UP,
        label: "dossiers-menu-glass-review",
        icon: "shield",
        href: "/officer/glass/review",
        permission: permissions::REVIEW,
        count: Some("glass"),
        key: None,
    },
    MenuEntry {
        group: LOOK_UP,
        label: "dossiers-menu-erasures",
        icon: "trash",
        href: "/officer/personal/erasures",
        permission: permissions::ERASE,
        count: None,
        key: None,
    },
];

/// The counts of the rail, and a citizen's unread notices. The first entry of the rail counts what its page shows: own
/// work, or the unit's while nothing is assigned.
pub fn counts(cx: &Cx) -> BoxFuture<'_, Result<Counts>> {
    Box::pin(async move {
        let actor = cx.actor();
        if actor.is_applicant() {
            return Ok(vec![(UNREAD, queries::unread_notices(&cx.reader(), None).await?)]);
        }
        let reader = cx.reader();
        let mut counts = Vec::new();
        // This is how leaders, and whoever watches over personal data, are told that somebody broke the glass.
        if actor.can(permissions::REVIEW) {
            counts.push(("glass", queries::waiting_glass(&reader).await?));
        }
        if !actor.is_staff() || !actor.can(permissions::READ) {
            return Ok(counts);
        }
        let mine = queries::my_counts(&reader).await?;
        let unit = queries::unit_counts(&reader).await?;
        let inbox = if mine.all == 0 { unit.all } else { mine.all };
        counts.extend([("inbox", inbox), ("unit", unit.all), ("unit-paused", unit.paused), ("unit-late", unit.late)]);
        Ok(counts)
    })
}
