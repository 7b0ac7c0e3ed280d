//! Words for what the province holds already and for where a file was taken from (fact 2.29).

use kernel::{Arg, Timestamp};
use organisation::{Snapshot, UnitId};
use uuid::Uuid;
use web::Cx;

use crate::queries::{HeldItem, Origin};

/// Where something that is held comes from: the code of its result or dossier, the unit, the day.
pub(crate) fn source_words(cx: &Cx, units: &Snapshot, item: &HeldItem) -> String {
    let key = if item.is_result { "dossiers-held-source-result" } else { "dossiers-held-source-paper" };
    words(cx, key, units, &item.origin)
}

/// Where a file of a dossier was taken from.
pub(crate) fn origin_words(cx: &Cx, units: &Snapshot, origin: &Origin) -> String {
    words(cx, "dossiers-held-from", units, origin)
}

fn words(cx: &Cx, key: &str, units: &Snapshot, origin: &Origin) -> String {
    let Origin { code, unit, at, .. } = origin;
    let args: [(&str, Arg); 3] =
        [("code", code.clone().into()), ("unit", name(units, *unit).into()), ("day", day(cx, *at).into())];
    cx.tf(key, &args)
}

fn name(units: &Snapshot, unit: Uuid) -> String {
    units.name(UnitId(unit)).to_owned()
}

fn day(cx: &Cx, at: Timestamp) -> String {
    web::format::date(cx.locale(), at.date())
}
