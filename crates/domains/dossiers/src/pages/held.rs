//! Words for what the province holds already and for where a file was taken from (fact 2.29).

use kernel::{Arg, Timestamp};
use organisation::UnitId;
use web::Cx;

use super::names::UnitNames;
use crate::queries::{HeldItem, Origin};

/// Where something that is held comes from: the code of its result or dossier, the unit, the day.
pub(crate) fn source_words(cx: &Cx, names: &UnitNames, item: &HeldItem) -> String {
    let key = if item.is_result { "dossiers-held-source-result" } else { "dossiers-held-source-paper" };
    words(cx, key, names, &item.origin)
}

/// Where a file of a dossier was taken from.
pub(crate) fn origin_words(cx: &Cx, names: &UnitNames, origin: &Origin) -> String {
    words(cx, "dossiers-held-from", names, origin)
}

fn words(cx: &Cx, key: &str, names: &UnitNames, origin: &Origin) -> String {
    let Origin { code, unit, at, .. } = origin;
    let unit = names.on(cx, UnitId(*unit), *at);
    let args: [(&str, Arg); 3] = [("code", code.clone().into()), ("unit", unit.into()), ("day", day(cx, *at).into())];
    cx.tf(key, &args)
}

fn day(cx: &Cx, at: Timestamp) -> String {
    web::format::date(cx.locale(), at.date())
}
