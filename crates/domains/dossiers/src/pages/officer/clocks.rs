//! The clocks of a dossier for officers, who see several: each says what it limits.

use kernel::Result;
use web::Cx;

use crate::case::{Case, calendar_of};
use crate::model::{Task, TaskKind};
use crate::pages::shared::{ClockView, clock, clock_of};

/// The clock of the whole dossier, which its applicant sees too, and that of a piece of its work, by default of the
/// current step. Only the second before there is a whole; only the first while both stand.
pub(super) fn clocks(cx: &Cx, case: &Case, work: Option<&Task>) -> Result<Vec<ClockView>> {
    let mut found = Vec::new();
    if case.dossier.clock().is_some() {
        found.extend(clock_of(cx, case)?.map(|left| named(cx, "dossiers-desk-clock-whole", left)));
    }
    let stands = case.dossier.paused_at.is_some() && !found.is_empty();
    if let Some(task) = work.or_else(|| case.step_task()).filter(|_| !stands) {
        found.extend(clock_of_task(cx, case, task)?.map(|left| named(cx, key_of(task.kind), left)));
    }
    Ok(found)
}

/// What the clock of a piece of work limits; a message.
pub(super) fn key_of(kind: TaskKind) -> &'static str {
    match kind {
        TaskKind::Step => "dossiers-desk-clock-step",
        TaskKind::Opinion => "dossiers-desk-clock-opinion",
    }
}

/// A clock with the name of what it limits.
pub(super) fn named(cx: &Cx, key: &str, left: ClockView) -> ClockView {
    ClockView { text: cx.tf(key, &[("left", left.text.into())]), ..left }
}

/// The clock of a piece of work, by the calendar of the unit that has it; without a name.
pub(super) fn clock_of_task(cx: &Cx, case: &Case, task: &Task) -> Result<Option<ClockView>> {
    let calendar = calendar_of(&case.calendars, &case.units, case.unit_of(task)?)?;
    Ok(clock(cx, calendar, Some(&task.clock), task.soon_at.0, case.dossier.state))
}
