//! The clock of a dossier as a bar: time used, time that stood still, time left, and why it ends when it ends.

use calendar::{Calendar, Clock, Limit, LimitUnit, SpecialKind};
use kernel::time::MINUTE;
use kernel::{Arg, Result, Timestamp};
use serde::Serialize;
use web::{Cx, Locale, format};

use crate::case::Case;
use crate::pages::shared;
use crate::queries::HistoryRow;

/// Days off that the explanation names at most.
const DAYS_OFF: usize = 10;
/// Where on the bar, in hundredths of a percent, the word "today" leaves room for both dates.
const ROOM: std::ops::RangeInclusive<i64> = 2_000..=8_000;

/// The clock bar, for the macro `parts.bar`.
#[derive(Clone, Debug, Serialize)]
pub(super) struct ProgressView {
    /// The same in words.
    pub(super) label: String,
    pub(super) bars: Vec<Bar>,
    /// Where now is, e.g. `71.40%`; empty when the dossier is done.
    pub(super) now_x: String,
    /// Whether the word fits below the mark.
    pub(super) has_now_word: bool,
    /// First day, `25/11`.
    pub(super) from: String,
    /// Last day.
    pub(super) to: String,
    pub(super) legend: Vec<Legend>,
    /// The promised end in microseconds; the date appointed anew, where there is one (fact 2.37).
    pub(super) due: i64,
    /// Whether the limit is one of hours or of the same day, so that the end says its hour.
    pub(super) has_hour: bool,
    /// Sentences that explain it.
    pub(super) why: Vec<String>,
}

/// A piece of the bar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Bar {
    pub(super) x: String,
    pub(super) width: String,
    pub(super) class: &'static str,
}

/// A line of the legend.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Legend {
    pub(super) class: &'static str,
    pub(super) text: String,
}

/// A piece of time with its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Span {
    from: Timestamp,
    to: Timestamp,
    class: &'static str,
}

const USED: &str = "c-ok";
const PAUSED: &str = "c-paused";
const LATE: &str = "c-late";
const REST: &str = "c-rest";

/// The bar of an accepted dossier; none before.
pub(super) fn progress_of(
    cx: &Cx,
    case: &Case,
    history: &[(HistoryRow, String)],
    limit: &Limit,
) -> Result<Option<ProgressView>> {
    let dossier = &case.dossier;
    let (Some(clock), Some(start)) = (dossier.clock(), dossier.received_at) else { return Ok(None) };
    let calendar = shared::shown_calendar(case)?;
    let done = dossier.finished_at.or(dossier.closed_at);
    let now = done.unwrap_or_else(|| cx.app.runtime().now());
    let spans = spans_of(start, now, clock.due, &pauses_of(history, start, now));
    let end = spans.iter().map(|span| span.to).max().unwrap_or(clock.due).max(clock.due);
    let scale = Scale { start, length: end.0.saturating_sub(start.0).max(1) };
    let at_now = scale.hundredths(now);
    let legend = legend_of(cx, case, calendar, &clock, &spans);
    let locale = cx.locale();
    Ok(Some(ProgressView {
        label: legend.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join(", "),
        bars: spans.iter().map(|span| scale.bar(span)).collect(),
        now_x: if done.is_some() { String::new() } else { percent(at_now) },
        has_now_word: done.is_none() && ROOM.contains(&at_now),
        from: day_month(locale, start),
        to: day_month(locale, end),
        legend,
        due: dossier.promised_at.unwrap_or(clock.due).0,
        has_hour: !clock.unit.counts_days(),
        why: why_of(cx, case, calendar, &clock, limit, &spans),
    }))
}

/// When the clock stood since it began to run.
fn pauses_of(history: &[(HistoryRow, String)], start: Timestamp, now: Timestamp) -> Vec<(Timestamp, Timestamp)> {
    let mut pauses = shared::pauses(history, now);
    pauses.retain(|(_, to)| *to > start);
    pauses.into_iter().map(|(from, to)| (from.max(start), to)).collect()
}

/// The pieces of the bar in order of time; empty ones are left out.
fn spans_of(start: Timestamp, now: Timestamp, due: Timestamp, pauses: &[(Timestamp, Timestamp)]) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut add = |from: Timestamp, to: Timestamp, class: &'static str| {
        if to > from {
            spans.push(Span { from, to, class });
        }
    };
    let mut at = start;
    for (from, to) in pauses.iter().copied().chain(std::iter::once((now, now))) {
        add(at, from.min(due), USED);
        add(at.max(due), from, LATE);
        add(from, to, PAUSED);
        at = to;
    }
    add(now, due, REST);
    spans
}

struct Scale {
    start: Timestamp,
    length: i64,
}

impl Scale {
    /// Hundredths of a percent of the whole bar, 0 to 10.000.
    fn hundredths(&self, at: Timestamp) -> i64 {
        let part = i128::from(at.0.saturating_sub(self.start.0)) * 10_000 / i128::from(self.length);
        i64::try_from(part).unwrap_or(10_000).clamp(0, 10_000)
    }

    fn bar(&self, span: &Span) -> Bar {
        let (from, to) = (self.hundredths(span.from), self.hundredths(span.to));
        // A gap of a third of a percent keeps neighbours apart.
        Bar { x: percent(from), width: percent((to - from - 30).max(20)), class: span.class }
    }
}

fn percent(hundredths: i64) -> String {
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}

fn day_month(locale: Locale, at: Timestamp) -> String {
    let full = format::date(locale, at.date());
    let cut = full.len().saturating_sub(5);
    full.get(..cut).unwrap_or_default().to_owned()
}

fn legend_of(cx: &Cx, case: &Case, calendar: &Calendar, clock: &Clock, spans: &[Span]) -> Vec<Legend> {
    let mut legend = Vec::new();
    for (class, key) in [(USED, "dossiers-bar-used"), (LATE, "dossiers-bar-late"), (PAUSED, "dossiers-bar-paused")] {
        let Some(time) = time_in(cx, calendar, clock.unit, spans, class) else { continue };
        legend.push(Legend { class, text: cx.tf(key, &[("time", time.into())]) });
    }
    if case.dossier.state.is_open() {
        let left = clock.remaining(calendar, cx.app.runtime().now());
        if !left.is_late() {
            legend.push(Legend { class: REST, text: shared::remaining_words(cx, left) });
        }
    } else if let Some(on_time) = case.dossier.on_time {
        let (class, key) = if on_time { (USED, "dossiers-done-on-time") } else { (LATE, "dossiers-done-late") };
        legend.push(Legend { class, text: cx.t(key) });
    }
    legend
}

/// All time of one kind in words, counted as the limit counts; none when there is no such piece.
fn time_in(cx: &Cx, calendar: &Calendar, unit: LimitUnit, spans: &[Span], class: &'static str) -> Option<String> {
    let mut own = spans.iter().filter(|span| span.class == class).peekable();
    own.peek()?;
    let time = own.map(|span| measure(calendar, unit, span.from, span.to)).sum::<i64>().max(0);
    Some(if unit.counts_days() {
        cx.tf("dossiers-days", &[("days", time.into())])
    } else {
        let args: [(&str, Arg); 2] = [("hours", (time / 60).into()), ("minutes", (time % 60).into())];
        cx.tf("dossiers-hours-minutes", &args)
    })
}

/// Days, or minutes of working time, between two instants.
fn measure(calendar: &Calendar, unit: LimitUnit, from: Timestamp, to: Timestamp) -> i64 {
    match unit {
        LimitUnit::WorkingDays => calendar.working_days_between(from.date(), to.date()),
        LimitUnit::CalendarDays => to.day_number() - from.day_number(),
        LimitUnit::WorkingHours | LimitUnit::SameDay => calendar.working_time_between(from, to) / MINUTE,
    }
}

fn why_of(cx: &Cx, case: &Case, calendar: &Calendar, clock: &Clock, limit: &Limit, spans: &[Span]) -> Vec<String> {
    let start = shared::clock_start(case);
    let locale = cx.locale();
    let day = |at: Timestamp| format::date(locale, at.date());
    let amount = limit_words(cx, limit);
    let mut why = vec![cx.tf("dossiers-why-limit", &[("limit", amount.into()), ("day", day(start).into())])];
    if clock.unit.counts_days() {
        why.push(cx.t("dossiers-why-first-day"));
    }
    if let Some(time) = time_in(cx, calendar, clock.unit, spans, PAUSED) {
        why.push(cx.tf("dossiers-why-paused", &[("time", time.into())]));
    }
    let off = days_off(locale, calendar, start, clock.due);
    if !off.is_empty() {
        why.push(cx.tf("dossiers-why-days-off", &[("days", off.into())]));
    }
    if let Some(promised) = case.dossier.promised_at {
        why.push(cx.tf("dossiers-why-promised", &[("day", day(promised).into()), ("first", day(clock.due).into())]));
    }
    why
}

/// "15 ngày làm việc", "2,5 ngày", "trong ngày".
pub(super) fn limit_words(cx: &Cx, limit: &Limit) -> String {
    let halves = limit.amount.halves();
    let point = if cx.locale() == Locale::Vi { ',' } else { '.' };
    let amount = if halves % 2 == 0 { (halves / 2).to_string() } else { format!("{}{point}5", halves / 2) };
    let key = match limit.unit {
        LimitUnit::WorkingDays => "dossiers-limit-working-days",
        LimitUnit::CalendarDays => "dossiers-limit-calendar-days",
        LimitUnit::WorkingHours => "dossiers-limit-working-hours",
        LimitUnit::SameDay => "dossiers-limit-same-day",
    };
    cx.tf(key, &[("amount", amount.into())])
}

fn days_off(locale: Locale, calendar: &Calendar, from: Timestamp, to: Timestamp) -> String {
    let days = calendar.special_days(from.date(), to.date());
    let off = days.into_iter().filter(|day| day.kind == SpecialKind::DayOff).take(DAYS_OFF);
    let words = off.map(|day| {
        let name = if locale == Locale::En && !day.name.en.is_empty() { &day.name.en } else { &day.name.vi };
        let date = format::date(locale, day.date);
        if name.is_empty() { date } else { format!("{date} ({name})") }
    });
    words.collect::<Vec<_>>().join("; ")
}

/// A bar for samples of templates.
pub(super) fn sample() -> ProgressView {
    let bar = |x: &str, width: &str, class: &'static str| Bar { x: x.into(), width: width.into(), class };
    let line = |class: &'static str, text: &str| Legend { class, text: text.into() };
    ProgressView {
        label: "Cơ quan đã dùng 11 ngày, tạm dừng 4 ngày, còn 6 ngày".into(),
        bars: vec![bar("0.00%", "13.99%", USED), bar("14.29%", "18.75%", PAUSED), bar("71.43%", "28.27%", REST)],
        now_x: "71.30%".into(),
        has_now_word: true,
        from: "25/11".into(),
        to: "16/12".into(),
        legend: vec![line(USED, "Cơ quan đã dùng 11 ngày"), line(PAUSED, "Tạm dừng 4 ngày"), line(REST, "Còn 6 ngày")],
        due: super::SAMPLE_AT,
        has_hour: false,
        why: vec!["Thời hạn 15 ngày kể từ 25/11/2024.".into()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(at: i64, to_state: i64) -> (HistoryRow, String) {
        let row = HistoryRow {
            no: at,
            at: Timestamp(at),
            act: "x".into(),
            actor: uuid::Uuid::nil(),
            unit: None,
            from_state: 1,
            to_state,
            step: String::new(),
            due_at: None,
            note: None,
            in_name_of: None,
        };
        (row, String::new())
    }

    #[test]
    fn the_clock_stands_while_the_applicant_is_awaited() {
        let t = Timestamp;
        for (history, expected) in [
            (vec![line(0, 1), line(10, 2), line(20, 4)], vec![]),
            (vec![line(10, 2), line(20, 5), line(30, 4)], vec![(t(20), t(30))]),
            (vec![line(10, 2), line(20, 5), line(25, 7), line(30, 5), line(40, 4)], vec![(t(20), t(40))]),
            (vec![line(10, 2), line(20, 6)], vec![(t(20), t(50))]),
            (vec![line(2, 5), line(5, 1), line(10, 2)], vec![]),
        ] {
            assert_eq!(pauses_of(&history, t(10), t(50)), expected);
        }
    }

    #[test]
    fn the_pieces_of_the_bar_touch_and_say_what_was_late() {
        let t = Timestamp;
        let classes = |now: i64, due: i64, pauses: &[(Timestamp, Timestamp)]| {
            let spans = spans_of(t(0), t(now), t(due), pauses);
            assert!(spans.windows(2).all(|pair| pair[0].to == pair[1].from), "{spans:?}");
            spans.iter().map(|span| (span.class, span.to.0)).collect::<Vec<_>>()
        };
        assert_eq!(classes(40, 100, &[]), [(USED, 40), (REST, 100)]);
        assert_eq!(classes(40, 100, &[(t(10), t(20))]), [(USED, 10), (PAUSED, 20), (USED, 40), (REST, 100)]);
        assert_eq!(classes(120, 100, &[]), [(USED, 100), (LATE, 120)]);
        assert_eq!(classes(50, 100, &[(t(30), t(50))]), [(USED, 30), (PAUSED, 50), (REST, 100)]);
    }

    #[test]
    fn parts_are_percent_with_two_decimals() {
        let scale = Scale { start: Timestamp(0), length: 3 };
        assert_eq!(percent(scale.hundredths(Timestamp(1))), "33.33%");
        assert_eq!(percent(scale.hundredths(Timestamp(9))), "100.00%");
        assert_eq!(percent(scale.hundredths(Timestamp(-9))), "0.00%");
    }
}
