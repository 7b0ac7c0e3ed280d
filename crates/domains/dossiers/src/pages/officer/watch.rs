//! The bar of a dossier's clock: what was used, what stood still, what is left.

use serde::Serialize;

/// Parts of the bar are counted in thousandths of its width.
const WIDTH: i64 = 1_000;
/// Room that the first date needs, in thousandths of the narrowest bar.
const FIRST_DATE: i64 = 330;
/// Colours with their meanings.
const LEGEND: [(&str, &str); 3] = [
    ("c-ok", "dossiers-desk-bar-used"),
    ("c-paused", "dossiers-desk-bar-paused"),
    ("c-late", "dossiers-desk-bar-late"),
];

/// A part of the bar; lengths are percentages of its width for SVG attributes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct SegmentView {
    /// Where it begins.
    pub(super) x: String,
    /// How long it is.
    pub(super) width: String,
    /// Its colour: `c-ok`, `c-paused`, `c-late` or `c-rest`.
    pub(super) class: &'static str,
}

/// The bar.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct BarView {
    /// Its parts from left to right.
    pub(super) segments: Vec<SegmentView>,
    /// Where now is; empty once the clock is over.
    pub(super) now_x: String,
    /// First instant, microseconds.
    pub(super) start: i64,
    /// The promised end, microseconds.
    pub(super) due: i64,
    /// Where the promised end is.
    pub(super) due_x: String,
    /// Where its date is written, which keeps clear of the first.
    pub(super) label_x: String,
    /// Which end of the date stands there, as SVG says it.
    pub(super) label_anchor: &'static str,
    /// What its colours mean, those that it has.
    pub(super) legend: Vec<LegendView>,
}

/// A colour of the bar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct LegendView {
    /// The class.
    pub(super) class: &'static str,
    /// Message of what it means.
    pub(super) label: &'static str,
}

/// The bar from `start` to `due`; the clock has run until `until`, which is now or the end of the work.
pub(super) fn bar(start: i64, due: i64, until: i64, is_over: bool, pauses: &[(i64, i64)]) -> BarView {
    let end = due.max(until).max(start.saturating_add(1));
    let at = |instant: i64| place(instant, start, end);
    let mut segments = Vec::new();
    let mut add = |from: i64, to: i64, class: &'static str| {
        let (x, to) = (at(from), at(to));
        if to > x {
            segments.push(SegmentView { x: percent(x), width: percent(to - x), class });
        }
    };
    let mut reached = start;
    let mut run = |to: i64, class: &'static str| {
        let to = to.clamp(reached, until.max(reached));
        // Time after the promised end is late, unless the clock stood before it: then that end moves on.
        let split = if class == "c-paused" && reached < due { to } else { due.clamp(reached, to) };
        add(reached, split, class);
        add(split, to, "c-late");
        reached = to;
    };
    for (from, to) in pauses {
        run(*from, "c-ok");
        run(*to, "c-paused");
    }
    run(until, "c-ok");
    let rest = reached;
    add(rest, end, "c-rest");
    let now_x = if is_over { String::new() } else { percent(at(until)) };
    let is_used = |class: &str| segments.iter().any(|segment| segment.class == class);
    let legend = LEGEND.into_iter().filter(|(class, _)| is_used(class));
    let legend = legend.map(|(class, label)| LegendView { class, label }).collect();
    let due_at = at(due);
    let (label_at, label_anchor) =
        if due_at < 2 * FIRST_DATE { (due_at.max(FIRST_DATE), "start") } else { (due_at, "end") };
    let (due_x, label_x) = (percent(due_at), percent(label_at));
    BarView { segments, now_x, start, due, due_x, label_x, label_anchor, legend }
}

/// Where an instant is between two others, in thousandths.
fn place(instant: i64, start: i64, end: i64) -> i64 {
    let whole = i128::from(end) - i128::from(start);
    let part = i128::from(instant.clamp(start, end)) - i128::from(start);
    i64::try_from(part * i128::from(WIDTH) / whole.max(1)).unwrap_or(WIDTH)
}

fn percent(thousandths: i64) -> String {
    format!("{}.{}%", thousandths / 10, thousandths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_shows_used_standing_late_and_left() {
        let parts = |bar: &BarView| -> Vec<(String, String, &'static str)> {
            bar.segments.iter().map(|s| (s.x.clone(), s.width.clone(), s.class)).collect()
        };
        let part = |x: &str, width: &str, class: &'static str| (x.to_owned(), width.to_owned(), class);
        let running = bar(0, 100, 50, false, &[(10, 30)]);
        let wanted = [
            part("0.0%", "10.0%", "c-ok"),
            part("10.0%", "20.0%", "c-paused"),
            part("30.0%", "20.0%", "c-ok"),
            part("50.0%", "50.0%", "c-rest"),
        ];
        assert_eq!(parts(&running), wanted);
        assert_eq!((running.now_x.as_str(), running.due_x.as_str()), ("50.0%", "100.0%"));
        let late = bar(0, 100, 200, true, &[]);
        assert_eq!(parts(&late), [part("0.0%", "50.0%", "c-ok"), part("50.0%", "50.0%", "c-late")]);
        assert_eq!(late.now_x, "");
        assert_eq!(late.due_x, "50.0%");
    }

    #[test]
    fn a_clock_that_stood_in_time_is_not_late() {
        let classes = |bar: &BarView| bar.segments.iter().map(|s| s.class).collect::<Vec<_>>();
        let standing = bar(0, 100, 200, false, &[(80, 200)]);
        assert_eq!(classes(&standing), ["c-ok", "c-paused"]);
        assert_eq!(standing.legend.iter().map(|one| one.class).collect::<Vec<_>>(), ["c-ok", "c-paused"]);
        assert_eq!(classes(&bar(0, 100, 200, false, &[(150, 200)])), ["c-ok", "c-late", "c-late"]);
    }

    #[test]
    fn the_two_dates_keep_clear_of_each_other() {
        let label = |due: i64| {
            let bar = bar(0, due, 100, false, &[]);
            (bar.label_x, bar.label_anchor)
        };
        assert_eq!(label(100), ("100.0%".to_owned(), "end"));
        assert_eq!(label(50), ("50.0%".to_owned(), "start"));
        assert_eq!(label(5), ("33.0%".to_owned(), "start"));
    }

    #[test]
    fn strange_instants_break_nothing() {
        for (start, due, until) in [(0, 0, 0), (100, 50, 10), (i64::MIN, i64::MAX, 0), (5, 5, i64::MAX)] {
            let bar = bar(start, due, until, false, &[(until, start), (due, until)]);
            assert!(bar.segments.iter().all(|segment| segment.width != "0.0%"), "{bar:?}");
        }
    }
}
