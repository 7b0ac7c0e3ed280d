//! What all pages of the domain share: tags, clocks in words, timelines.

use std::collections::HashMap;

use calendar::{Calendar, Clock, Remaining};
use kernel::{Arg, Result, Timestamp};
use organisation::UnitId;
use procedures::Answers;
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;
use web::{Cx, Values};

use super::names::UnitNames;
use crate::case::{Case, calendar_of};
use crate::model::{State, Task};
use crate::queries::{HistoryRow, Opened};

/// A status tag, for the macro `m.tag`.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct TagView {
    /// Class beside `tag`; may be empty.
    pub(crate) class: &'static str,
    /// Icon.
    pub(crate) icon: &'static str,
    /// The short name of the state.
    pub(crate) text: String,
}

/// A deadline clock, for the macro `m.clock`.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ClockView {
    /// Class beside `clock`.
    pub(crate) class: &'static str,
    /// Icon.
    pub(crate) icon: &'static str,
    /// What is left in words.
    pub(crate) text: String,
}

/// One entry of a timeline.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct TimeView {
    /// Class of the entry; may be empty.
    pub(crate) class: &'static str,
    /// Icon.
    pub(crate) icon: &'static str,
    /// What was done.
    pub(crate) title: String,
    /// When, in microseconds.
    pub(crate) at: i64,
    /// The unit that did it, or words for the applicant and the house itself.
    pub(crate) place: String,
    /// Name of the officer; empty when people are not shown.
    pub(crate) person: String,
    /// The note; empty when there is none or it is not for this reader.
    pub(crate) note: String,
}

/// A form that can be printed.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct PrintLink {
    /// `01`, `02` or `03`.
    pub(crate) form: &'static str,
    /// The end of its address: `02-1` for the first of several requests.
    pub(crate) code: String,
    /// Which of several requests it is, from 1; none when there is only one such form.
    pub(crate) no: Option<i64>,
}

/// The forms that exist for a dossier: 01 after acceptance, 02 for each request, 03 after a refusal (fact 2.8).
pub(crate) fn prints_of(case: &Case, history: &[(HistoryRow, String)]) -> Vec<PrintLink> {
    let only = |form: &'static str| PrintLink { form, code: form.to_owned(), no: None };
    let mut links = Vec::new();
    if case.dossier.received_at.is_some() {
        links.push(only("01"));
    }
    let requests = history.iter().filter(|(line, _)| line.act == "ask-supplement").count();
    if requests == 1 {
        links.push(only("02"));
    } else {
        let request = |no: i64| PrintLink { form: "02", code: format!("02-{no}"), no: Some(no) };
        links.extend((1..).take(requests).map(request));
    }
    if case.dossier.state == State::Refused {
        links.push(only("03"));
    }
    links
}

/// The tag of a state with its short name.
pub(crate) fn tag(cx: &Cx, state: State) -> TagView {
    let (class, icon) = state.look();
    TagView { class, icon, text: cx.t(state.label()) }
}

/// The full national name of a state (fact 2.6), for the page of a dossier and for print.
pub(crate) fn full_name(cx: &Cx, state: State) -> String {
    cx.t(&format!("dossiers-state-full-{}", state.code()))
}

/// A limit's clock in words. None without a clock, and when the agency no longer works on the dossier.
/// `soon_at` is the instant (microseconds) from which it counts as due soon.
pub(crate) fn clock(
    cx: &Cx,
    calendar: &Calendar,
    clock: Option<&Clock>,
    soon_at: i64,
    state: State,
) -> Option<ClockView> {
    let clock = clock.filter(|_| state.is_open())?;
    if clock.paused_at.is_some() {
        return Some(ClockView { class: "paused", icon: "pause", text: cx.t(pause_words(state)) });
    }
    let now = cx.app.runtime().now();
    let (class, icon) = if clock.is_late(now) {
        ("late", "late")
    } else if now.0 >= soon_at {
        ("soon", "soon")
    } else {
        ("ok", "clock")
    };
    Some(ClockView { class, icon, text: remaining_words(cx, clock.remaining(calendar, now)) })
}

fn pause_words(state: State) -> &'static str {
    match state {
        State::SupplementAsked => "dossiers-paused-supplement",
        State::PaymentAsked => "dossiers-paused-payment",
        State::WithdrawalAsked => "dossiers-paused-withdrawal",
        _ => "dossiers-paused",
    }
}

/// "Còn 6 ngày", "Còn 2 giờ 40", "Trễ 1 ngày".
pub(crate) fn remaining_words(cx: &Cx, remaining: Remaining) -> String {
    match remaining {
        Remaining::Days(days) => cx.tf("dossiers-left-days", &[("days", days.into())]),
        Remaining::LateDays(days) => cx.tf("dossiers-late-days", &[("days", days.into())]),
        Remaining::HoursMinutes { hours, minutes } => hours_words(cx, "left", hours, minutes),
        Remaining::LateHoursMinutes { hours: 0, minutes: 0 } => cx.t("dossiers-late-just"),
        Remaining::LateHoursMinutes { hours, minutes } => hours_words(cx, "late", hours, minutes),
    }
}

fn hours_words(cx: &Cx, word: &str, hours: i64, minutes: i64) -> String {
    match (hours, minutes) {
        (0, _) => cx.tf(&format!("dossiers-{word}-minutes"), &[("minutes", minutes.into())]),
        (_, 0) => cx.tf(&format!("dossiers-{word}-hours"), &[("hours", hours.into())]),
        _ => {
            let args: [(&str, Arg); 2] = [("hours", hours.into()), ("minutes", format!("{minutes:02}").into())];
            cx.tf(&format!("dossiers-{word}-hours-minutes"), &args)
        }
    }
}

/// The clock that citizens and officers see of a dossier: its whole limit, before acceptance the time to answer.
pub(crate) fn shown_clock(case: &Case) -> Option<Clock> {
    case.dossier.clock().or_else(|| case.step_task().map(|task| task.clock))
}

/// The calendar of [`shown_clock`]: of the responsible agency, before acceptance of the receiving place.
pub(crate) fn shown_calendar(case: &Case) -> Result<&Calendar> {
    let is_accepted = case.dossier.due_at.is_some();
    let unit = if is_accepted { case.dossier.responsible(&case.units) } else { case.dossier.receiving };
    calendar_of(&case.calendars, &case.units, unit)
}

/// When [`shown_clock`] began to run.
pub(crate) fn clock_start(case: &Case) -> Timestamp {
    case.dossier.received_at.unwrap_or(case.dossier.submitted_at)
}

/// Since when the present step waits for the applicant; none while the agency has the work.
pub(crate) fn waiting_since(case: &Case, task: &Task) -> Option<Timestamp> {
    let waits = matches!(case.dossier.state, State::SupplementAsked | State::PaymentAsked);
    task.clock.paused_at.filter(|_| waits)
}

/// When the clock stood: from each act that made the dossier wait to the one that let it go on, the last one up to
/// `until` when it waits still.
pub(crate) fn pauses(history: &[(HistoryRow, String)], until: Timestamp) -> Vec<(Timestamp, Timestamp)> {
    let mut found = Vec::new();
    let mut since: Option<Timestamp> = None;
    for (line, _) in history {
        if State::of_code(line.to_state).is_ok_and(State::is_paused) {
            since.get_or_insert(line.at);
        } else if let Some(from) = since.take() {
            found.push((from, line.at));
        }
    }
    found.extend(since.map(|from| (from, until.max(from))));
    found
}

/// The clock of a dossier in words.
pub(crate) fn clock_of(cx: &Cx, case: &Case) -> Result<Option<ClockView>> {
    let Some(shown) = shown_clock(case) else { return Ok(None) };
    let calendar = shown_calendar(case)?;
    let soon_at = calendar.soon_at(clock_start(case), shown.due);
    Ok(clock(cx, calendar, Some(&shown), soon_at.0, case.dossier.state))
}

/// What officers do among themselves: no business of the applicant.
const INTERNAL: [&str; 8] = [
    "assign",
    "handed-over",
    "override",
    "ask-leader",
    "second-supplement",
    "ask-held",
    "correct-answers",
    "reappoint-late",
];

/// Acts whose note is written for the applicant, or by the applicant.
const NOTED: [&str; 16] = [
    "refuse",
    "ask-supplement",
    "give-supplement",
    "supplement-at-counter",
    "supplement-by-post",
    "ask-fee",
    "pay-at-counter",
    "recount-fee",
    "fee-excess",
    "stop",
    "reappoint",
    "ask-withdrawal",
    "withdraw-at-counter",
    "agree-withdrawal",
    "refuse-withdrawal",
    "deliver",
];

/// Whether an act is told to a reader: officers (`with_people`) are told all of them.
pub(crate) fn is_told(act: &str, with_people: bool) -> bool {
    with_people || !INTERNAL.contains(&act)
}

/// Whether the note of an act is meant for a reader.
pub(crate) fn is_noted(act: &str, with_people: bool) -> bool {
    with_people || NOTED.contains(&act)
}

/// The history as a timeline. With people (for officers): every act, the names of officers, every note. Without (for
/// citizens): no names, no internal acts, and only the notes that are meant for the applicant.
pub(crate) fn timeline(
    cx: &Cx,
    history: &[(HistoryRow, String)],
    names: &HashMap<Uuid, String>,
    units: &UnitNames,
    with_people: bool,
) -> Vec<TimeView> {
    history
        .iter()
        .filter(|(line, _)| is_told(&line.act, with_people))
        .map(|(line, note)| {
            let (class, icon) = act_look(&line.act);
            let place = match line.unit {
                Some(unit) => units.on(cx, UnitId(unit), line.at),
                None if line.actor.is_nil() => cx.t("dossiers-by-system"),
                None => cx.t("dossiers-by-applicant"),
            };
            let person = if with_people { signer(cx, line, names) } else { String::new() };
            let title = cx.t(&format!("dossiers-act-{}", line.act));
            let note = if is_noted(&line.act, with_people) { note_words(cx, &line.act, note) } else { String::new() };
            TimeView { class, icon, title, at: line.at.0, place, person, note }
        })
        .collect()
}

/// Who did an act, and in whose name.
pub(crate) fn signer(cx: &Cx, line: &HistoryRow, names: &HashMap<Uuid, String>) -> String {
    let name = names.get(&line.actor).cloned().unwrap_or_default();
    match line.in_name_of.and_then(|giver| names.get(&giver)) {
        Some(giver) => cx.tf("dossiers-in-name-of", &[("name", name.into()), ("giver", giver.as_str().into())]),
        None => name,
    }
}

/// The note of an act in words: of money that was taken it is the number of the receipt, of a fee that was counted
/// anew the đồng that are still to be paid, below 0 when too much was paid, and of money that nobody asked for the đồng
/// that are owed back.
fn note_words(cx: &Cx, act: &str, note: &str) -> String {
    match (act, note.parse::<i64>()) {
        ("pay-at-counter", _) => cx.tf("dossiers-receipt", &[("receipt", note.into())]),
        ("recount-fee", Ok(0)) => cx.t("dossiers-fee-even"),
        ("recount-fee", Ok(rest)) => {
            let key = if rest > 0 { "dossiers-fee-rest" } else { "dossiers-fee-over" };
            cx.tf(key, &[("amount", web::format::money(cx.locale(), rest.saturating_abs()).into())])
        }
        ("fee-excess", Ok(owed)) => {
            cx.tf("dossiers-fee-owed", &[("amount", web::format::money(cx.locale(), owed).into())])
        }
        _ => note.to_owned(),
    }
}

fn act_look(act: &str) -> (&'static str, &'static str) {
    match act {
        "ask-supplement" | "ask-fee" | "ask-withdrawal" | "withdraw-at-counter" => ("hold", "pause"),
        "refuse" => ("hold", "no"),
        "stop" | "agree-withdrawal" => ("hold", "stop"),
        "submit" => ("", "send"),
        "give-supplement" | "supplement-at-counter" | "supplement-by-post" | "correct-answers" => ("", "addpaper"),
        "pay-fee" | "pay-at-counter" | "recount-fee" | "fee-excess" | "ask-refund" | "record-refund" => ("", "coin"),
        "approve" => ("", "seal"),
        "deliver" => ("", "done"),
        "rate" => ("", "star"),
        _ => ("", "check"),
    }
}

/// The answers of all pages of the form as posted; none when the page did not show its questions.
pub(crate) fn posted_answers(case: &Case, values: &Values) -> Answers {
    let form = &case.procedure.form;
    if values.get("answers") != "all" {
        return Answers::new();
    }
    form.pages.iter().flat_map(|page| form.parse_posted(&page.code, values)).collect()
}

/// The posted answers that count and differ from those in the dossier.
pub(crate) fn changed_answers(case: &Case, opened: &Opened, posted: &Answers) -> Answers {
    let form = &case.procedure.form;
    let mut all = opened.answers.clone();
    all.extend(posted.clone());
    let (before, after) = (form.prune(&opened.answers), form.prune(&all));
    let differs = |name: &str, value: &Value| match before.get(name) {
        // A box that is not ticked is not posted at all.
        Some(Value::Bool(false)) if value.is_null() => false,
        Some(known) => after.get(name) != Some(known),
        // What the page filled in by itself was nobody's answer, unless its question was brought up just now.
        None => {
            let is_filled_in = form.field(name).is_some_and(|field| field.default.as_ref() == Some(value));
            after.contains_key(name) && !(is_filled_in && form.is_visible(name, &opened.answers))
        }
    };
    let changed = posted.iter().filter(|(name, value)| differs(name, value));
    changed.map(|(name, value)| (name.clone(), value.clone())).collect()
}
