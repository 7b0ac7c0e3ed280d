//! Numbers, money, dates and sizes as people write them in each language.

use jiff::civil::Date;
use kernel::Timestamp;

use crate::words::Locale;

/// A whole number with its thousands apart.
pub(crate) fn group(number: i64, separator: char) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if number < 0 {
        out.push('-');
    }
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(separator);
        }
        out.push(digit);
    }
    out
}

/// 1.284 or 1,284.
pub fn number(locale: Locale, value: i64) -> String {
    group(value, if locale == Locale::Vi { '.' } else { ',' })
}

/// A share with one decimal: 76,2% or 76.2%; a dash when the denominator is 0.
pub fn percent(locale: Locale, num: i64, den: i64) -> String {
    if den == 0 {
        return "–".to_owned();
    }
    let tenths = (i128::from(num) * 2_000 / i128::from(den) + 1).div_euclid(2);
    let point = if locale == Locale::Vi { ',' } else { '.' };
    if tenths % 10 == 0 { format!("{}%", tenths / 10) } else { format!("{}{point}{}%", tenths / 10, tenths % 10) }
}

/// 50.000 đ or VND 50,000.
pub fn money(locale: Locale, dong: i64) -> String {
    match locale {
        Locale::Vi => format!("{}\u{a0}đ", number(locale, dong)),
        Locale::En => format!("VND\u{a0}{}", number(locale, dong)),
    }
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// 16/12/2024 or 16 Dec 2024.
pub fn date(locale: Locale, day: Date) -> String {
    match locale {
        Locale::Vi => format!("{:02}/{:02}/{:04}", day.day(), day.month(), day.year()),
        Locale::En => {
            let month = usize::try_from(day.month() - 1).ok().and_then(|m| MONTHS.get(m)).copied().unwrap_or_default();
            format!("{} {month} {}", day.day(), day.year())
        }
    }
}

/// 14:00, 10/12/2024.
pub fn datetime(locale: Locale, at: Timestamp) -> String {
    let local = at.to_local();
    format!("{:02}:{:02}, {}", local.hour(), local.minute(), date(locale, local.date()))
}

/// Thứ Hai, 16/12/2024 or Monday, 16 Dec 2024.
pub fn weekday_date(locale: Locale, day: Date) -> String {
    use jiff::civil::Weekday as W;
    let name = match (locale, day.weekday()) {
        (Locale::Vi, W::Monday) => "Thứ Hai",
        (Locale::Vi, W::Tuesday) => "Thứ Ba",
        (Locale::Vi, W::Wednesday) => "Thứ Tư",
        (Locale::Vi, W::Thursday) => "Thứ Năm",
        (Locale::Vi, W::Friday) => "Thứ Sáu",
        (Locale::Vi, W::Saturday) => "Thứ Bảy",
        (Locale::Vi, W::Sunday) => "Chủ Nhật",
        (Locale::En, W::Monday) => "Monday",
        (Locale::En, W::Tuesday) => "Tuesday",
        (Locale::En, W::Wednesday) => "Wednesday",
        (Locale::En, W::Thursday) => "Thursday",
        (Locale::En, W::Friday) => "Friday",
        (Locale::En, W::Saturday) => "Saturday",
        (Locale::En, W::Sunday) => "Sunday",
    };
    format!("{name}, {}", date(locale, day))
}

/// 24,2 MB or 96 KB.
pub fn size(locale: Locale, bytes: i64) -> String {
    let point = if locale == Locale::Vi { ',' } else { '.' };
    if bytes < 1_000_000 {
        return format!("{}\u{a0}KB", (bytes + 999) / 1_000);
    }
    let tenths = bytes / 100_000;
    format!("{}{point}{}\u{a0}MB", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_both_languages() {
        assert_eq!(number(Locale::Vi, 1_234_567), "1.234.567");
        assert_eq!(number(Locale::En, -1_234), "-1,234");
        assert_eq!(percent(Locale::Vi, 762, 1_000), "76,2%");
        assert_eq!(percent(Locale::En, 1, 3), "33.3%");
        assert_eq!(percent(Locale::En, 2, 3), "66.7%");
        assert_eq!(percent(Locale::Vi, 82, 100), "82%");
        assert_eq!(percent(Locale::Vi, 0, 0), "–");
        assert_eq!(money(Locale::Vi, 50_000), "50.000\u{a0}đ");
        assert_eq!(size(Locale::Vi, 24_250_000), "24,2\u{a0}MB");
    }

    #[test]
    fn dates_in_both_languages() {
        let day = jiff::civil::date(2024, 12, 16);
        assert_eq!(weekday_date(Locale::Vi, day), "Thứ Hai, 16/12/2024");
        assert_eq!(date(Locale::En, day), "16 Dec 2024");
        assert_eq!(datetime(Locale::Vi, Timestamp::from_local(day.at(9, 5, 0, 0))), "09:05, 16/12/2024");
    }
}
