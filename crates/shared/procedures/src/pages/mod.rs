//! The public pages of the catalogue, and the operator's list of what it lacks.

mod agencies;
pub(crate) mod find;
pub(crate) mod gaps;
mod list;
mod show;

use calendar::{Limit, LimitUnit};
use runtime::Permission;
use serde::Serialize;
use web::{Cx, Guard, Locale, Routes, Template, TemplateSample, Values};

use crate::kinds::Online;
use crate::model::ProcedureVersion;

pub use show::PreparedPages;

/// The right to read what the catalogue lacks.
pub(crate) const READ: Permission = Permission("procedures.read");

/// The pages.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .get("/procedures", Guard::Public, list::get)
        .get("/procedures/{code}", Guard::Public, show::get)
        .get("/officer/procedures/gaps", Guard::Right(READ), gaps::get)
}

/// The templates of the pages.
pub(crate) const TEMPLATES: &[Template] = &[
    (list::TEMPLATE, include_str!("../../templates/procedures/list.html")),
    (show::TEMPLATE, include_str!("../../templates/procedures/show.html")),
    (gaps::TEMPLATE, include_str!("../../templates/procedures/gaps.html")),
];

/// The words of the pages.
pub(crate) const LOCALES: &[(Locale, &str)] = &[
    (Locale::Vi, include_str!("../../locales/pages.vi.ftl")),
    (Locale::En, include_str!("../../locales/pages.en.ftl")),
];

/// Samples of all templates of the pages.
pub(crate) fn samples() -> Vec<TemplateSample> {
    let mut all = list::samples();
    all.extend(show::samples());
    all.extend(gaps::samples());
    all
}

/// The values of a request's query string.
pub(crate) fn query(cx: &Cx) -> kernel::Result<Values> {
    Values::parse(cx.path().split_once('?').map_or("", |(_, query)| query))
}

/// An online category as a tag.
#[derive(Clone, Copy, Serialize)]
struct OnlineTag {
    class: &'static str,
    icon: &'static str,
    key: &'static str,
}

impl OnlineTag {
    /// Where the source says nothing: nothing can be filed online, but nobody said so.
    const UNKNOWN: Self = Self { class: "", icon: "info", key: "procedures-page-online-unknown" };

    fn of_version(version: &ProcedureVersion) -> Self {
        let is_unknown = version.online == Online::Information && version.detail.online_category.is_empty();
        if is_unknown { Self::UNKNOWN } else { Self::of(version.online) }
    }

    fn of(online: Online) -> Self {
        let (class, icon) = match online {
            Online::Full => ("ok", "check"),
            Online::Partial => ("info", "half"),
            Online::Information => ("", "info"),
            Online::Offline => ("", "building"),
        };
        Self { class, icon, key: online.label_key() }
    }
}

/// A limit as a message with its arguments.
#[derive(Clone, Serialize)]
struct LimitText {
    key: &'static str,
    amount: String,
    /// 1 when English says "day", 2 when it says "days".
    count: i64,
}

impl LimitText {
    fn of(limit: &Limit, locale: Locale) -> Self {
        let halves = limit.amount.halves();
        let point = if locale == Locale::Vi { ',' } else { '.' };
        let whole = web::format::number(locale, halves / 2);
        Self {
            key: match limit.unit {
                LimitUnit::WorkingDays => "procedures-page-limit-working-days",
                LimitUnit::CalendarDays => "procedures-page-limit-calendar-days",
                LimitUnit::WorkingHours => "procedures-page-limit-working-hours",
                LimitUnit::SameDay => "procedures-page-limit-same-day",
            },
            amount: if halves % 2 == 0 { whole } else { format!("{whole}{point}5") },
            count: if halves == 2 { 1 } else { 2 },
        }
    }
}

/// The language of a name where it is not that of the page: for the attribute `lang`.
fn foreign_lang(locale: Locale, name_en: &str) -> &'static str {
    if locale == Locale::En && name_en.is_empty() { "vi" } else { "" }
}

#[cfg(test)]
mod tests {
    use calendar::Amount;

    use super::*;

    #[test]
    fn limits_are_written_in_halves_and_in_the_language_of_the_page() {
        // (halves, unit, vi, en, count)
        let table = [
            (30, LimitUnit::WorkingDays, "15", "15", 2),
            (5, LimitUnit::CalendarDays, "2,5", "2.5", 2),
            (2, LimitUnit::WorkingDays, "1", "1", 1),
            (1, LimitUnit::WorkingHours, "0,5", "0.5", 2),
        ];
        for (halves, unit, vi, en, count) in table {
            let limit = Limit::of(Amount::from_halves(halves).unwrap(), unit);
            assert_eq!(LimitText::of(&limit, Locale::Vi).amount, vi);
            assert_eq!(LimitText::of(&limit, Locale::En).amount, en);
            assert_eq!(LimitText::of(&limit, Locale::En).count, count);
        }
    }

    #[test]
    fn both_languages_have_the_same_messages() {
        let ids = |of: Locale| -> Vec<&str> {
            let texts = LOCALES.iter().filter(|(locale, _)| *locale == of);
            texts.flat_map(|(_, text)| web::message_ids(text)).collect()
        };
        assert_eq!(ids(Locale::Vi), ids(Locale::En));
        assert!(ids(Locale::Vi).iter().all(|id| id.starts_with("procedures-page-")));
    }
}
