//! The citizen's home page.

use std::sync::Arc;

use organisation::Level;
use procedures::Catalogue;
use runtime::Reader;
use serde::Serialize;
use web::{Bilingual, Cx, Locale, Outcome, TemplateSample};

use crate::figures::{HomeFigures, OnlineShare, OnlineShares, online_shares};
use crate::topics::{Popular, Topic, topics};

#[derive(Serialize)]
struct HomeView {
    topics: Vec<TopicView>,
    popular: Vec<PopularView>,
    /// Exact number of procedures in force.
    procedure_count: usize,
    shares: Vec<ShareView>,
    /// When the shares were summed, microseconds.
    as_of: i64,
}

#[derive(Serialize)]
struct TopicView {
    icon: String,
    title: String,
    procedures: Vec<LinkView>,
}

#[derive(Serialize)]
struct LinkView {
    code: String,
    title: String,
}

#[derive(Serialize)]
struct PopularView {
    query: String,
    title: String,
}

#[derive(Serialize)]
struct ShareView {
    /// Message that names the level.
    label: &'static str,
    percent: String,
    online: i64,
    received: i64,
}

/// Shows the home page.
pub(crate) async fn get(cx: Cx) -> Outcome {
    let locale = cx.locale();
    let reader = cx.reader();
    let catalogue = reader.service::<Catalogue>()?.current();
    let exists = |code: &str| catalogue.by_code(code, reader.now).is_some();
    let offered = topics().topics.iter().filter_map(|topic| topic_view(topic, locale, exists)).collect();
    let procedure_count = catalogue.all(reader.now).len();
    let shares = shares(&reader).await?;
    let view = HomeView {
        topics: offered,
        popular: topics().popular.iter().map(|popular| popular_view(popular, locale)).collect(),
        procedure_count,
        shares: shares.levels.iter().map(|share| share_view(share, locale)).collect(),
        as_of: shares.as_of.0,
    };
    cx.page("portal/home.html", &view).await
}

/// The kept sums, or sums read for this visitor where the app keeps none.
async fn shares(reader: &Reader<'_>) -> kernel::Result<Arc<OnlineShares>> {
    match reader.service::<HomeFigures>() {
        Ok(kept) => kept.this_year(reader).await,
        Err(_) => online_shares(reader).await.map(Arc::new),
    }
}

/// A topic with those of its procedures that exist; none when nothing is left.
fn topic_view(topic: &Topic, locale: Locale, exists: impl Fn(&str) -> bool) -> Option<TopicView> {
    let procedures: Vec<LinkView> = topic
        .procedures
        .iter()
        .filter(|procedure| exists(&procedure.code))
        .map(|procedure| LinkView { code: procedure.code.clone(), title: procedure.title.get(locale).to_owned() })
        .collect();
    if procedures.is_empty() {
        return None;
    }
    Some(TopicView { icon: topic.icon.clone(), title: topic.title.get(locale).to_owned(), procedures })
}

fn popular_view(popular: &Popular, locale: Locale) -> PopularView {
    PopularView { query: popular.query.clone(), title: popular.title.get(locale).to_owned() }
}

fn share_view(share: &OnlineShare, locale: Locale) -> ShareView {
    ShareView {
        label: match share.level {
            Level::Province => "portal-online-province",
            Level::District => "portal-online-district",
            Level::Commune => "portal-online-commune",
        },
        percent: web::format::percent(locale, share.online, share.received),
        online: share.online,
        received: share.received,
    }
}

pub(crate) fn samples() -> Vec<TemplateSample> {
    const TEMPLATE: &str = "portal/home.html";
    vec![
        TemplateSample { template: TEMPLATE, case: "a year of dossiers", view: |locale| web::view_of(sample(locale)) },
        TemplateSample { template: TEMPLATE, case: "nothing loaded yet", view: |_| web::view_of(empty_sample()) },
        TemplateSample { template: TEMPLATE, case: "long texts", view: |locale| web::view_of(long_sample(locale)) },
    ]
}

fn sample(locale: Locale) -> HomeView {
    let share = |level, online, received| share_view(&OnlineShare { level, online, received }, locale);
    HomeView {
        topics: topics().topics.iter().filter_map(|topic| topic_view(topic, locale, |_| true)).collect(),
        popular: topics().popular.iter().map(|popular| popular_view(popular, locale)).collect(),
        procedure_count: 129,
        shares: vec![
            share(Level::Province, 762, 1_000),
            share(Level::District, 820, 1_000),
            share(Level::Commune, 914, 1_000),
        ],
        as_of: 1_733_792_400_000_000,
    }
}

fn empty_sample() -> HomeView {
    HomeView { topics: Vec::new(), popular: Vec::new(), procedure_count: 0, shares: Vec::new(), as_of: 0 }
}

fn long_sample(locale: Locale) -> HomeView {
    let long = Bilingual {
        vi: "Liên thông đăng ký khai sinh, đăng ký thường trú, cấp thẻ bảo hiểm y tế cho trẻ em dưới 6 tuổi <Mẫu>"
            .into(),
        en: "Linked birth registration, permanent residence and health insurance card for a child under 6 <Sample>"
            .into(),
    };
    let link = || LinkView { code: "2.000986".into(), title: long.get(locale).to_owned() };
    HomeView {
        topics: vec![TopicView {
            icon: "baby".into(),
            title: long.get(locale).to_owned(),
            procedures: vec![link(), link(), link()],
        }],
        popular: vec![PopularView { query: "khai sinh & thường trú".into(), title: long.get(locale).to_owned() }],
        ..sample(locale)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_links_only_procedures_that_exist() {
        let Some(topic) = topics().topics.first() else { panic!("no topic") };
        let Some(first) = topic.procedures.first() else { panic!("no procedure") };
        let view = topic_view(topic, Locale::Vi, |code| code == first.code).unwrap();
        assert_eq!(view.procedures.iter().map(|link| link.code.as_str()).collect::<Vec<_>>(), [first.code.as_str()]);
        assert!(topic_view(topic, Locale::Vi, |_| false).is_none());
    }

    #[test]
    fn a_share_is_written_in_the_language_of_the_page() {
        let share = OnlineShare { level: Level::Commune, online: 914, received: 1_000 };
        assert_eq!(share_view(&share, Locale::Vi).percent, "91,4%");
        assert_eq!(share_view(&share, Locale::En).percent, "91.4%");
    }
}
