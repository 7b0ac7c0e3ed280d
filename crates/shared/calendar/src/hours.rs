//! The working periods of one day, and the way between instants and days.

use jiff::civil::Date;
use kernel::time::{HOUR, MINUTE, Timestamp};

/// Noon, in microseconds since midnight.
pub(crate) const NOON: i64 = 12 * HOUR;
/// A period that begins before noon and ends by now is a morning, lunch may be late.
const LATE_LUNCH: i64 = 13 * HOUR;

/// Instants are held within this distance of 1970 (73,000 years), so that sums of days stay inside 64 bits.
const REACH: i64 = i64::MAX / 4;

/// Day number and microseconds since its midnight, in Vietnam.
pub(crate) fn split(at: Timestamp) -> (i64, i64) {
    let at = Timestamp(at.0.clamp(-REACH, REACH));
    let day = at.day_number();
    (day, at.0 - Timestamp::of_day_number(day).0)
}

/// The instant of a day number and microseconds since its midnight.
pub(crate) fn join(day: i64, time: i64) -> Timestamp {
    Timestamp::of_day_number(day).plus(time)
}

/// The day number of an instant.
pub(crate) fn day_of(at: Timestamp) -> i64 {
    split(at).0
}

/// The day that an end belongs to: midnight ends the day before it.
pub(crate) fn day_ended_by(end: Timestamp) -> i64 {
    day_of(end.plus(-1))
}

/// The day number of a date.
pub(crate) fn day_number(date: Date) -> i64 {
    Timestamp::start_of(date).day_number()
}

/// The date of a day number.
pub(crate) fn date_of(day: i64) -> Date {
    Timestamp::of_day_number(day).date()
}

/// Minutes since midnight of `07:30`; `24:00` is the end of the day.
pub(crate) fn minutes_of_day(text: &str) -> Option<i64> {
    let (hour, minute) = text.trim().split_once(':')?;
    let number = |part: &str| {
        let digits = (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        if digits { part.parse::<i64>().ok() } else { None }
    };
    let (hour, minute) = (number(hour)?, number(minute)?);
    let total = hour * 60 + minute;
    if minute < 60 && total <= 24 * 60 { Some(total) } else { None }
}

/// A stretch of work within a day: microseconds since midnight, the end not included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Period {
    pub(crate) start: i64,
    pub(crate) end: i64,
}

impl Period {
    /// Reads `07:30-11:30`.
    fn parse(text: &str) -> Option<Self> {
        let (start, end) = text.split_once(['-', '–'])?;
        Some(Self { start: minutes_of_day(start)? * MINUTE, end: minutes_of_day(end)? * MINUTE })
    }
}

/// The working periods of a day in order, none empty, none touching the next; no period is a day off.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Hours(Vec<Period>);

impl Hours {
    /// Reads `["07:30-11:30", "13:30-17:00"]`; `None` when a period is malformed, empty or out of order.
    pub(crate) fn parse(texts: &[String]) -> Option<Self> {
        let periods: Vec<Period> = texts.iter().map(|text| Period::parse(text)).collect::<Option<_>>()?;
        let whole = periods.iter().all(|period| period.start < period.end);
        let apart = periods.windows(2).all(|pair| matches!(pair, [one, next] if one.end < next.start));
        if whole && apart { Some(Self(periods)) } else { None }
    }

    pub(crate) fn periods(&self) -> &[Period] {
        &self.0
    }

    /// Whether any work is done.
    pub(crate) fn works(&self) -> bool {
        !self.0.is_empty()
    }

    /// All working time of the day.
    pub(crate) fn total(&self) -> i64 {
        self.0.iter().map(|period| period.end - period.start).sum()
    }

    /// Working time of the day before a time of day.
    pub(crate) fn before(&self, time: i64) -> i64 {
        self.0.iter().map(|period| (period.end.min(time) - period.start).max(0)).sum()
    }

    /// When work begins.
    pub(crate) fn opening(&self) -> Option<i64> {
        self.0.first().map(|period| period.start)
    }

    /// When work ends; midnight before a day off.
    pub(crate) fn closing(&self) -> i64 {
        self.0.last().map_or(0, |period| period.end)
    }

    /// When the morning ends: noon, or lunch when it is by 13:00. Without a morning, when the day ends.
    pub(crate) fn morning_end(&self) -> i64 {
        match self.0.iter().rev().find(|period| period.start < NOON) {
            Some(morning) if morning.end <= LATE_LUNCH => morning.end,
            Some(_) => NOON,
            None => self.closing(),
        }
    }

    /// The morning alone.
    pub(crate) fn morning(&self) -> Self {
        let end = self.morning_end();
        self.clip(|period| Period { end: period.end.min(end), ..period })
    }

    /// The afternoon alone.
    pub(crate) fn afternoon(&self) -> Self {
        let start = self.morning_end();
        self.clip(|period| Period { start: period.start.max(start), ..period })
    }

    fn clip(&self, cut: impl Fn(Period) -> Period) -> Self {
        Self(self.0.iter().map(|period| cut(*period)).filter(|period| period.start < period.end).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(texts: &[&str]) -> Option<Hours> {
        Hours::parse(&texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn periods_are_read_or_refused() {
        let good: [&[&str]; 4] =
            [&[], &["07:30-11:30", "13:30-17:00"], &["00:00-24:00"], &[" 7:30 – 11:30 ", "13:30-17:00"]];
        for texts in good {
            assert!(hours(texts).is_some(), "{texts:?}");
        }
        let bad: [&[&str]; 8] = [
            &["07:30"],
            &["07:30-07:30"],
            &["11:30-07:30"],
            &["07:30-24:01"],
            &["07:60-11:30"],
            &["+7:30-11:30"],
            &["13:30-17:00", "07:30-11:30"],
            &["07:30-11:30", "11:30-17:00"],
        ];
        for texts in bad {
            assert_eq!(hours(texts), None, "{texts:?}");
        }
    }

    #[test]
    fn halves_of_a_day() {
        // (periods, morning, afternoon)
        let table: [(&[&str], &[&str], &[&str]); 6] = [
            (&["07:30-11:30", "13:30-17:00"], &["07:30-11:30"], &["13:30-17:00"]),
            (&["07:30-12:30", "13:30-17:00"], &["07:30-12:30"], &["13:30-17:00"]),
            (&["07:30-11:30"], &["07:30-11:30"], &[]),
            (&["08:00-16:00"], &["08:00-12:00"], &["12:00-16:00"]),
            (&["13:30-17:00"], &["13:30-17:00"], &[]),
            (&["07:00-09:00", "09:30-11:30", "14:00-17:00"], &["07:00-09:00", "09:30-11:30"], &["14:00-17:00"]),
        ];
        for (whole, morning, afternoon) in table {
            let whole = hours(whole).unwrap();
            assert_eq!(Some(whole.morning()), hours(morning));
            assert_eq!(Some(whole.afternoon()), hours(afternoon));
            assert_eq!(whole.morning().total() + whole.afternoon().total(), whole.total());
        }
    }

    #[test]
    fn days_and_instants_agree_with_the_zone() {
        for at in [Timestamp(0), Timestamp(-1), Timestamp(1_733_792_400_000_000)] {
            let (day, time) = split(at);
            assert_eq!(join(day, time), at);
            assert_eq!(date_of(day), at.date());
            assert_eq!(day_number(at.date()), day);
        }
        assert_eq!(day_ended_by(join(5, 0)), 4);
        assert_eq!(day_ended_by(join(5, NOON)), 5);
    }
}
