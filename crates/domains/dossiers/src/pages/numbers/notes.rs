//! What is said of a line of numbers whose unit began, ended or is put together (fact 8.14).

use kernel::{Arg, Timestamp};
use organisation::{Snapshot, UnitId};
use web::Cx;

use crate::queries::{Shown, UnitLine};

/// Sentences about the unit of a line; none of most.
pub(super) fn notes(cx: &Cx, shown: &Shown, line: &UnitLine) -> Vec<String> {
    let units = shown.names();
    let day = |at: Timestamp| web::format::date(cx.locale(), at.date());
    let span = shown.span(line.unit);
    let mut found = Vec::new();
    if let Some(begun) = span.begun {
        found.push(cx.tf("dossiers-series-begun", &[("date", day(begun).into())]));
    }
    if let Some(ended) = span.ended {
        let heir = shown.now().heir(line.unit);
        let date: (&str, Arg) = ("date", day(ended).into());
        found.push(if heir == line.unit {
            cx.tf("dossiers-series-ended", &[date])
        } else {
            cx.tf("dossiers-series-ended-heir", &[date, ("heir", shown.now().name(heir).into())])
        });
    }
    if span.is_undivided {
        let before = names(units, units_before(shown, line.unit));
        found.push(cx.tf("dossiers-series-undivided", &[("units", before.into())]));
    }
    if line.is_derived() {
        let others = line.parts.iter().map(|(unit, _)| *unit).filter(|unit| *unit != line.unit).collect();
        found.push(cx.tf("dossiers-series-derived", &[("units", names(units, others).into())]));
    }
    found
}

/// What a unit continues, in which its numbers cannot be divided.
fn units_before(shown: &Shown, unit: UnitId) -> Vec<UnitId> {
    let kind = |id: UnitId| shown.now().unit(id).ok().map(|unit| unit.kind);
    let before = shown.now().predecessors(unit).iter().copied();
    before.filter(|before| kind(*before) == kind(unit)).collect()
}

fn names(units: &Snapshot, ids: Vec<UnitId>) -> String {
    let mut names: Vec<&str> = ids.into_iter().map(|unit| units.name(unit)).collect();
    names.sort_unstable();
    names.join(", ")
}
