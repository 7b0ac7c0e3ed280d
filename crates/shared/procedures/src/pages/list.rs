//! The list of procedures: searched by words, narrowed by links that carry exact counts, without script.

use kernel::{PageRequest, Result};
use organisation::{Directory, Level};
use serde::Serialize;
use web::{Cx, Locale, Outcome, TemplateSample};

use super::agencies::AgenciesView;
use super::find::{Ask, Facet, Found, ORDER, field_key, slice, with_parameter};
use super::{LimitText, OnlineTag, foreign_lang, query};
use crate::catalogue::Catalogue;
use crate::kinds::Online;
use crate::model::ProcedureVersion;

pub(super) const TEMPLATE: &str = "procedures/list.html";
pub(super) const PATH: &str = "/procedures";
/// Rows of a page: the page stays under 17 KB with them.
const ROWS: i64 = 15;
/// Rows beside the whole list of fields, for the same reason.
const ROWS_BESIDE_ALL_FIELDS: i64 = 8;
/// Rows beside the committees of all communes, whose list alone is 10 KB.
const ROWS_BESIDE_ALL_AGENCIES: i64 = 5;
/// Fields offered at first; a link shows all of them.
const FIELDS: usize = 12;

#[derive(Serialize)]
struct ListView {
    q: String,
    /// Filters that a new search keeps.
    kept: Vec<KeptView>,
    /// Filters that can be taken away.
    active: Vec<LinkView>,
    total: usize,
    /// Number of the first and the last row shown.
    first: usize,
    last: usize,
    first_href: String,
    /// None on the first page.
    previous_href: Option<String>,
    next_href: Option<String>,
    items: Vec<ItemView>,
    agencies: AgenciesView,
    facets: Vec<FacetView>,
    /// The code that was asked for when there is no such agency; else empty.
    unknown_agency: String,
    /// The agency that was asked for, when it has ended; else empty.
    ended_agency: String,
    /// Those that continue it, whose procedures are shown.
    heirs: Vec<LinkView>,
    /// Hits without the filters; 0 when there are no filters.
    unfiltered: usize,
    unfiltered_href: String,
    everything: usize,
}

/// A hidden field.
#[derive(Serialize)]
pub(super) struct KeptView {
    pub(super) name: &'static str,
    pub(super) value: String,
}

/// A link with its text: a message, or a text of the data where the key is empty.
#[derive(Serialize)]
struct LinkView {
    key: &'static str,
    text: String,
    href: String,
    count: usize,
    is_current: bool,
}

#[derive(Serialize)]
struct FacetView {
    name: &'static str,
    label: &'static str,
    links: Vec<LinkView>,
    /// Values that are not shown.
    more: usize,
    more_href: String,
}

#[derive(Serialize)]
struct ItemView {
    code: String,
    name: String,
    lang: &'static str,
    field: String,
    levels: Vec<&'static str>,
    limit: Option<LimitText>,
    fee: Option<i64>,
    online: OnlineTag,
}

/// Shows the list.
pub(super) async fn get(cx: Cx) -> Outcome {
    let view = view(&cx)?;
    cx.page(TEMPLATE, &view).await
}

fn view(cx: &Cx) -> Result<ListView> {
    let values = query(cx)?;
    let reader = cx.reader();
    let catalogue = reader.service::<Catalogue>()?.current();
    let units = reader.service::<Directory>()?.on(reader.now);
    let all_agencies = values.get("agencies") == "all";
    // One page does not carry both lists whole.
    let all_fields = values.get("fields") == "all" && !all_agencies;
    let rows = match (all_agencies, all_fields) {
        (true, _) => ROWS_BESIDE_ALL_AGENCIES,
        (false, true) => ROWS_BESIDE_ALL_FIELDS,
        (false, false) => ROWS,
    };
    let request = PageRequest::parse(values.filled("page"), ORDER, rows)?;
    let found = Found::search(&catalogue, &units, Ask::read(&values), reader.now);
    let hits = found.hits();
    let page = slice(&hits, &request);
    let ask = &found.ask;
    let first_href = ask.href(PATH);
    let is_narrowed = ask.is_narrowed();
    Ok(ListView {
        kept: kept(ask),
        active: active(ask, found.agency.as_deref()),
        total: hits.len(),
        first: page.start + 1,
        last: page.start + page.rows.len(),
        previous_href: (page.start > 0).then(|| match &page.before {
            Some(before) => with_parameter(&first_href, "page", before),
            None => first_href.clone(),
        }),
        next_href: page.next.as_ref().map(|next| with_parameter(&first_href, "page", next)),
        items: page.rows.iter().map(|version| ItemView::of(version, cx.locale())).collect(),
        agencies: AgenciesView::of(&found, &units, all_agencies),
        facets: facets(&found, all_fields),
        unknown_agency: ask.agency.clone().filter(|_| found.agency.is_none()).unwrap_or_default(),
        ended_agency: found.ended.as_ref().map_or_else(String::new, |ended| ended.name.clone()),
        heirs: heirs(&found),
        unfiltered: if is_narrowed { found.unfiltered() } else { 0 },
        unfiltered_href: Ask { q: ask.q.clone(), ..Ask::default() }.href(PATH),
        everything: found.everything,
        q: ask.q.clone(),
        first_href,
    })
}

impl ItemView {
    fn of(version: &ProcedureVersion, locale: Locale) -> Self {
        Self {
            code: version.code.clone(),
            name: version.name_in(locale).to_owned(),
            lang: foreign_lang(locale, &version.name_en),
            field: version.field.clone(),
            levels: version.levels.iter().copied().map(Level::label).collect(),
            limit: version.detail.is_limit_known.then(|| LimitText::of(&version.usual_limit.limit, locale)),
            fee: super::show::known_fee(version),
            online: OnlineTag::of_version(version),
        }
    }
}

/// The filters as hidden fields of the search form.
pub(super) fn kept(ask: &Ask) -> Vec<KeptView> {
    let values = [
        ("level", ask.level.map(|level| level.code().to_owned())),
        ("field", ask.field.as_deref().map(field_key)),
        ("online", ask.online.map(|online| online.code().to_owned())),
        ("agency", ask.agency.clone()),
    ];
    values.into_iter().filter_map(|(name, value)| value.map(|value| KeptView { name, value })).collect()
}

/// The filters as links that take each of them away. An agency that does not exist has no name, only its code.
fn active(ask: &Ask, agency: Option<&str>) -> Vec<LinkView> {
    let link = |key: &'static str, text: &str, without: Ask| LinkView {
        key,
        text: text.to_owned(),
        href: without.href(PATH),
        count: 0,
        is_current: false,
    };
    let level = ask.level.map(|level| link(level.label(), "", Ask { level: None, ..ask.clone() }));
    let online = ask.online.map(|online| link(online.label_key(), "", Ask { online: None, ..ask.clone() }));
    let field = ask.field.as_deref().map(|field| link("", field, Ask { field: None, ..ask.clone() }));
    let asked = ask.agency.as_deref().map(|code| agency.unwrap_or(code));
    let agency = asked.map(|name| link("", name, Ask { agency: None, ..ask.clone() }));
    [level, online, field, agency].into_iter().flatten().collect()
}

/// Who continues an agency that has ended, each with the list of its own procedures.
fn heirs(found: &Found) -> Vec<LinkView> {
    let heirs = found.ended.iter().flat_map(|ended| &ended.heirs);
    let link = |(code, name): &(String, String)| LinkView {
        key: "",
        text: name.clone(),
        href: Ask { agency: Some(code.clone()), ..found.ask.clone() }.href(PATH),
        count: 0,
        is_current: false,
    };
    heirs.map(link).collect()
}

fn facets(found: &Found, all_fields: bool) -> Vec<FacetView> {
    vec![level_facet(found), online_facet(found), field_facet(found, all_fields)]
}

fn level_facet(found: &Found) -> FacetView {
    let ask = &found.ask;
    let mut links = vec![all_link(found, Facet::Level, &Ask { level: None, ..ask.clone() }, ask.level.is_none())];
    for level in Level::ALL {
        let count = found.count(Facet::Level, |version| version.levels.contains(&level));
        let is_current = ask.level == Some(level);
        if count > 0 || is_current {
            let href = Ask { level: Some(level), ..ask.clone() }.href(PATH);
            links.push(LinkView { key: level.label(), text: String::new(), href, count, is_current });
        }
    }
    FacetView { name: "by-level", label: "procedures-page-facet-level", links, more: 0, more_href: String::new() }
}

fn online_facet(found: &Found) -> FacetView {
    let ask = &found.ask;
    let mut links = vec![all_link(found, Facet::Online, &Ask { online: None, ..ask.clone() }, ask.online.is_none())];
    for online in Online::ALL {
        let count = found.count(Facet::Online, |version| version.online == online);
        let is_current = ask.online == Some(online);
        if count > 0 || is_current {
            let href = Ask { online: Some(online), ..ask.clone() }.href(PATH);
            links.push(LinkView { key: online.label_key(), text: String::new(), href, count, is_current });
        }
    }
    FacetView { name: "by-online", label: "procedures-page-facet-online", links, more: 0, more_href: String::new() }
}

fn field_facet(found: &Found, all_fields: bool) -> FacetView {
    let ask = &found.ask;
    let mut links = vec![all_link(found, Facet::Field, &Ask { field: None, ..ask.clone() }, ask.field.is_none())];
    let mut more = 0;
    for (place, (name, count)) in found.fields().into_iter().enumerate() {
        let is_current = ask.field.as_ref() == Some(&name);
        if place >= FIELDS && !all_fields && !is_current {
            more += 1;
            continue;
        }
        let href = Ask { field: Some(name.clone()), ..ask.clone() }.href(PATH);
        links.push(LinkView { key: "", text: name, href, count, is_current });
    }
    let more_href = format!("{}#narrow", with_parameter(&ask.href(PATH), "fields", "all"));
    FacetView { name: "by-field", label: "procedures-page-facet-field", links, more, more_href }
}

/// The link that takes a facet's filter away, with the hits it gives.
fn all_link(found: &Found, facet: Facet, without: &Ask, is_current: bool) -> LinkView {
    LinkView {
        key: "procedures-page-all",
        text: String::new(),
        href: without.href(PATH),
        count: found.count(facet, |_| true),
        is_current,
    }
}

pub(super) fn samples() -> Vec<TemplateSample> {
    vec![
        TemplateSample {
            template: TEMPLATE,
            case: "second page, narrowed",
            view: |locale| web::view_of(sample(locale)),
        },
        TemplateSample { template: TEMPLATE, case: "nothing found", view: |_| web::view_of(empty_sample(7)) },
        TemplateSample { template: TEMPLATE, case: "nothing loaded", view: |_| web::view_of(empty_sample(0)) },
        TemplateSample { template: TEMPLATE, case: "long texts", view: |locale| web::view_of(long_sample(locale)) },
    ]
}

fn sample_item(locale: Locale, online: Online) -> ItemView {
    ItemView {
        code: "1.001193".into(),
        name: "Đăng ký khai sinh".into(),
        lang: foreign_lang(locale, ""),
        field: "Hộ tịch".into(),
        levels: vec![Level::Commune.label()],
        limit: Some(LimitText { key: "procedures-page-limit-working-days", amount: "15".into(), count: 2 }),
        fee: Some(0),
        online: OnlineTag::of(online),
    }
}

fn sample(locale: Locale) -> ListView {
    let ask = Ask {
        q: "khai sinh".into(),
        level: Some(Level::Commune),
        field: Some("Hộ tịch".into()),
        online: None,
        agency: Some("18853".into()),
    };
    let agency = "UBND phường Hải Thành";
    let link = |text: &str, count| LinkView {
        key: "",
        text: text.to_owned(),
        href: ask.href(PATH),
        count,
        is_current: count == 18,
    };
    ListView {
        kept: kept(&ask),
        active: active(&ask, Some(agency)),
        total: 18,
        first: 16,
        last: 18,
        first_href: ask.href(PATH),
        previous_href: Some(with_parameter(&ask.href(PATH), "page", "ab")),
        next_href: Some(with_parameter(&ask.href(PATH), "page", "abc")),
        items: vec![
            sample_item(locale, Online::Full),
            ItemView { limit: None, fee: None, levels: Vec::new(), ..sample_item(locale, Online::Information) },
            sample_item(locale, Online::Offline),
        ],
        agencies: AgenciesView::sample(&ask, agency),
        facets: vec![FacetView {
            name: "by-field",
            label: "procedures-page-facet-field",
            links: vec![link("Hộ tịch", 18), link("Chứng thực", 5)],
            more: 31,
            more_href: with_parameter(&ask.href(PATH), "fields", "all"),
        }],
        unknown_agency: String::new(),
        ended_agency: agency.into(),
        heirs: vec![link("UBND phường Đồng Hới", 0), link("UBND phường Đồng Thuận", 0)],
        unfiltered: 0,
        unfiltered_href: PATH.into(),
        everything: 129,
        q: ask.q.clone(),
    }
}

fn empty_sample(unfiltered: usize) -> ListView {
    ListView {
        q: if unfiltered > 0 { "<b>xây nhà</b>".into() } else { String::new() },
        kept: Vec::new(),
        active: Vec::new(),
        total: 0,
        first: 1,
        last: 0,
        first_href: PATH.into(),
        previous_href: None,
        next_href: None,
        items: Vec::new(),
        agencies: AgenciesView::sample(&Ask::default(), ""),
        facets: Vec::new(),
        unknown_agency: if unfiltered > 0 { "<b>xã</b>".into() } else { String::new() },
        ended_agency: String::new(),
        heirs: Vec::new(),
        unfiltered,
        unfiltered_href: PATH.into(),
        everything: 0,
    }
}

fn long_sample(locale: Locale) -> ListView {
    let name = "Thay đổi, cải chính, bổ sung thông tin hộ tịch, xác định lại dân tộc cho người từ đủ 14 tuổi trở lên";
    let levels = || Level::ALL.map(Level::label).to_vec();
    let item = || ItemView { name: name.repeat(2), levels: levels(), ..sample_item(locale, Online::Partial) };
    let ended_agency = name.repeat(2);
    ListView {
        items: vec![item(), item()],
        next_href: None,
        previous_href: None,
        ended_agency,
        heirs: Vec::new(),
        ..sample(locale)
    }
}
