//! One search for the list page and the API: words, filters, exact counts and keyset pages.

use std::collections::HashMap;
use std::sync::Arc;

use kernel::{Cursor, PageRequest, Timestamp};
use organisation::{Competence, Level, Snapshot, UnitId};
use uuid::Uuid;
use web::Values;

use crate::catalogue::CatalogueSnapshot;
use crate::kinds::Online;
use crate::model::ProcedureVersion;
use crate::search::Filter;

/// Version of the order of hits: a cursor of another order is refused.
pub(crate) const ORDER: u8 = 1;
/// Longest query that is looked at, in characters.
const MAX_QUERY: usize = 100;

/// What is asked of the catalogue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ask {
    /// Words as typed.
    pub(crate) q: String,
    /// Only procedures decided at this level.
    pub(crate) level: Option<Level>,
    /// Only procedures of this field: its key or its name.
    pub(crate) field: Option<String>,
    /// Only procedures of this online category.
    pub(crate) online: Option<Online>,
    /// Only procedures that this agency decides: the code of a unit.
    pub(crate) agency: Option<String>,
}

/// One way to narrow a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Facet {
    Level,
    Field,
    Online,
    Agency,
}

/// What filters look at in a procedure.
#[derive(Clone, Copy)]
pub(crate) struct Facts<'a> {
    pub(crate) levels: &'a [Level],
    pub(crate) field: &'a str,
    pub(crate) online: Online,
    /// Whether the asked agency decides it; true when none is asked.
    pub(crate) is_decided: bool,
}

impl<'a> Facts<'a> {
    fn of(hit: &'a Hit) -> Self {
        let version = &hit.version;
        Self { levels: &version.levels, field: &version.field, online: version.online, is_decided: hit.is_decided }
    }
}

impl Ask {
    /// What a query string asks. Values that do not exist narrow nothing, except a field or an agency, which then finds
    /// nothing.
    pub(crate) fn read(values: &Values) -> Self {
        Self {
            q: values.get("q").chars().take(MAX_QUERY).collect::<String>().trim().to_owned(),
            level: values.filled("level").and_then(Level::parse),
            field: values.filled("field").map(str::to_owned),
            online: values.filled("online").and_then(Online::parse),
            agency: values.filled("agency").map(str::to_owned),
        }
    }

    /// Whether anything narrows the list.
    pub(crate) fn is_narrowed(&self) -> bool {
        self.level.is_some() || self.field.is_some() || self.online.is_some() || self.agency.is_some()
    }

    /// Whether a procedure passes all filters but `skip`.
    pub(crate) fn admits(&self, facts: Facts<'_>, skip: Option<Facet>) -> bool {
        let passes = |facet: Facet, holds: bool| skip == Some(facet) || holds;
        passes(Facet::Level, self.level.is_none_or(|level| facts.levels.contains(&level)))
            && passes(Facet::Field, self.field.as_ref().is_none_or(|field| field == facts.field))
            && passes(Facet::Online, self.online.is_none_or(|online| online == facts.online))
            && passes(Facet::Agency, facts.is_decided)
    }

    /// The path of the list for this, without a page; `base` is the path of the list.
    pub(crate) fn href(&self, base: &str) -> String {
        let mut out = String::from(base);
        let mut sign = '?';
        let field = self.field.as_deref().map(field_key);
        for (name, value) in [
            ("q", Some(self.q.as_str()).filter(|q| !q.is_empty())),
            ("level", self.level.map(Level::code)),
            ("field", field.as_deref()),
            ("online", self.online.map(Online::code)),
            ("agency", self.agency.as_deref()),
        ] {
            if let Some(value) = value {
                out.push(sign);
                out.push_str(name);
                out.push('=');
                push_encoded(&mut out, value);
                sign = '&';
            }
        }
        out
    }
}

/// A path with one more parameter.
pub(crate) fn with_parameter(href: &str, name: &str, value: &str) -> String {
    let mut out = String::from(href);
    out.push(if href.contains('?') { '&' } else { '?' });
    out.push_str(name);
    out.push('=');
    push_encoded(&mut out, value);
    out
}

/// Form-urlencodes a value: everything but letters, digits and `-._` is written as bytes, a space as `+`.
fn push_encoded(out: &mut String, value: &str) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in value.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => out.push(char::from(byte)),
            b' ' => out.push('+'),
            _ => {
                out.push('%');
                for half in [byte >> 4, byte & 15] {
                    out.push(HEX.get(usize::from(half)).copied().map_or('0', char::from));
                }
            }
        }
    }
}

/// The short form of a field's name for links: "Hộ tịch" is `ho-tich`. A key is its own key.
pub(crate) fn field_key(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    for c in kernel::text::fold(name).chars() {
        if c.is_ascii_alphanumeric() {
            key.push(c);
        } else if !key.is_empty() && !key.ends_with('-') {
            key.push('-');
        }
    }
    key.truncate(key.trim_end_matches('-').len());
    key
}

/// A procedure that has the words.
struct Hit {
    version: Arc<ProcedureVersion>,
    /// Whether the asked agency decides it; true when none is asked.
    is_decided: bool,
}

/// An agency that was asked for and has ended: those that continue it are asked instead (fact 8.11).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ended {
    /// Its name.
    pub(crate) name: String,
    /// Code and name of each unit that has by now what it left.
    pub(crate) heirs: Vec<(String, String)>,
}

/// What a search found.
pub(crate) struct Found {
    /// What was asked; the field is its full name when there is such a field.
    pub(crate) ask: Ask,
    /// Name of the asked agency; none when none is asked or there is no such agency.
    pub(crate) agency: Option<String>,
    /// The asked agency, when it has ended.
    pub(crate) ended: Option<Ended>,
    /// Whose procedures are found: the asked agency, or those that continue it.
    pub(crate) deciding: Vec<UnitId>,
    /// Hits of the words alone, best first.
    matching: Vec<Hit>,
    /// Number of procedures in force.
    pub(crate) everything: usize,
}

impl Ended {
    fn of(units: &Snapshot, name: String, heirs: &[UnitId]) -> Self {
        let heirs = heirs.iter().filter_map(|unit| units.unit(*unit).ok());
        Self { name, heirs: heirs.map(|unit| (unit.code.clone(), unit.agency_name.clone())).collect() }
    }
}

impl Found {
    /// Searches the procedures in force at a moment. Without words the order is that of Vietnamese names.
    pub(crate) fn search(catalogue: &CatalogueSnapshot, units: &Snapshot, mut ask: Ask, at: Timestamp) -> Self {
        let all = catalogue.all(at);
        if let Some(asked) = ask.field.take() {
            let key = field_key(&asked);
            let mut fields: Vec<&str> = all.iter().map(|version| version.field.as_str()).collect();
            fields.sort_unstable();
            fields.dedup();
            let name = fields.into_iter().find(|field| field_key(field) == key).map(str::to_owned);
            ask.field = Some(name.unwrap_or(asked));
        }
        let open = ask.agency.as_deref().and_then(|code| units.by_code(code));
        let ended = ask.agency.as_deref().and_then(|code| units.ended_with_code(code));
        let agency = open.or(ended).map(|unit| unit.agency_name.clone());
        let deciding = match (open, ended) {
            (Some(unit), _) => vec![unit.id],
            (None, Some(unit)) => units.continued_by(unit.id),
            (None, None) => Vec::new(),
        };
        let ended = ended.map(|unit| Ended::of(units, unit.agency_name.clone(), &deciding));
        let competences: Vec<Competence<'_>> =
            deciding.iter().filter_map(|unit| units.competence(*unit).ok()).collect();
        let hit = |version: Arc<ProcedureVersion>| {
            let mut deciding = competences.iter();
            let is_decided =
                ask.agency.is_none() || deciding.any(|one| one.covers(&version.code, &version.field, &version.levels));
            Hit { version, is_decided }
        };
        let matching = catalogue.search(&ask.q, &Filter::default(), at).into_iter().map(hit).collect();
        Self { everything: all.len(), agency, ended, deciding, matching, ask }
    }

    /// The hits that pass all filters.
    pub(crate) fn hits(&self) -> Vec<&Arc<ProcedureVersion>> {
        let passing = self.matching.iter().filter(|hit| self.ask.admits(Facts::of(hit), None));
        passing.map(|hit| &hit.version).collect()
    }

    /// Number of hits of the words alone.
    pub(crate) fn unfiltered(&self) -> usize {
        self.matching.len()
    }

    /// The hits there would be without the filter of a facet, all others kept.
    pub(crate) fn without(&self, facet: Facet) -> impl Iterator<Item = &ProcedureVersion> {
        let others = self.matching.iter().filter(move |hit| self.ask.admits(Facts::of(hit), Some(facet)));
        others.map(|hit| hit.version.as_ref())
    }

    /// How many hits there would be with this value of a facet, all other filters kept.
    pub(crate) fn count(&self, facet: Facet, has: impl Fn(&ProcedureVersion) -> bool) -> usize {
        self.without(facet).filter(|version| has(version)).count()
    }

    /// Fields with the hits they would give, all other filters kept: most hits first, then by name.
    pub(crate) fn fields(&self) -> Vec<(String, usize)> {
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for version in self.without(Facet::Field) {
            *counts.entry(version.field.as_str()).or_default() += 1;
        }
        let mut fields: Vec<(String, usize)> =
            counts.into_iter().map(|(name, count)| (name.to_owned(), count)).collect();
        fields.sort_by_cached_key(|(name, count)| (std::cmp::Reverse(*count), kernel::text::sort_key(name)));
        fields
    }
}

/// One page of a ranked list.
pub(crate) struct Slice<'a> {
    /// Position of the first row of the page in the whole list, from 0.
    pub(crate) start: usize,
    /// The rows.
    pub(crate) rows: &'a [&'a Arc<ProcedureVersion>],
    /// The cursor of the page before, when that is not the first page.
    pub(crate) before: Option<String>,
    /// The cursor of the next page, when there is one.
    pub(crate) next: Option<String>,
}

/// The page of the hits that a request asks for.
pub(crate) fn slice<'a>(hits: &'a [&'a Arc<ProcedureVersion>], request: &PageRequest) -> Slice<'a> {
    let start = start_after(hits.len(), |at| hits.get(at).map(|version| version.id), request.after.as_ref());
    let rest = hits.get(start..).unwrap_or_default();
    let limit = usize::try_from(request.limit).unwrap_or(1);
    let rows = rest.get(..limit).unwrap_or(rest);
    let more = rest.len() > rows.len();
    let after = |at: usize| {
        let key = i64::try_from(at).unwrap_or(i64::MAX);
        hits.get(at).map(|version| Cursor { version: ORDER, key, id: version.id }.encode())
    };
    let next = if more { (start + rows.len()).checked_sub(1).and_then(after) } else { None };
    let before = start.saturating_sub(limit).checked_sub(1).and_then(after);
    Slice { start, rows, before, next }
}

/// Where the page after a cursor begins: after the row that was last seen, wherever it stands now; where the row is
/// gone, after the position it had.
fn start_after(count: usize, id_at: impl Fn(usize) -> Option<Uuid>, after: Option<&Cursor>) -> usize {
    let Some(cursor) = after else { return 0 };
    let position = usize::try_from(cursor.key).unwrap_or(0);
    if id_at(position) == Some(cursor.id) {
        return position.saturating_add(1);
    }
    let found = (0..count).find(|at| id_at(*at) == Some(cursor.id));
    found.map_or_else(|| position.min(count), |at| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Catalogue;
    use crate::data::{CSV, Data};

    const AT: Timestamp = Timestamp(1_733_792_400_000_000);

    fn sample() -> (Arc<CatalogueSnapshot>, Snapshot) {
        let catalogue = Catalogue::of_data(CSV, &Data::embedded().unwrap(), AT).unwrap().current();
        let (units, departments) = organisation::sample_units();
        (catalogue, Snapshot::of_data(units, departments, AT).unwrap())
    }

    fn asked(query: &str) -> Ask {
        Ask::read(&Values::parse(query).unwrap())
    }

    #[test]
    fn filters_narrow_together_and_a_facet_can_be_left_out() {
        let levels = [Level::District, Level::Commune];
        let facts = Facts { levels: &levels, field: "Hộ tịch", online: Online::Full, is_decided: true };
        // (query, passes, passes when the level is left out)
        let table = [
            ("", true, true),
            ("level=commune", true, true),
            ("level=province", false, true),
            ("level=province&online=partial", false, false),
            ("online=full&level=district", true, true),
            ("field=%C4%90%E1%BA%A5t+%C4%91ai", false, false),
            ("level=nowhere", true, true),
        ];
        for (query, all, without_level) in table {
            assert_eq!(asked(query).admits(facts, None), all, "{query}");
            assert_eq!(asked(query).admits(facts, Some(Facet::Level)), without_level, "{query}");
        }
        let others = Facts { is_decided: false, ..facts };
        assert!(!asked("agency=450").admits(others, None));
        assert!(asked("agency=450").admits(others, Some(Facet::Agency)));
    }

    #[test]
    fn an_agency_narrows_to_what_it_decides() {
        let (catalogue, units) = sample();
        // (query, hits, name of the agency)
        let table = [
            ("", 129, None),
            ("agency=", 129, None),
            ("agency=so-tu-phap", 4, Some("Sở Tư pháp")),
            ("agency=so-tu-phap&online=full", 1, Some("Sở Tư pháp")),
            ("agency=so-tu-phap&field=ho-tich", 1, Some("Sở Tư pháp")),
            ("agency=cong-an-tinh", 1, Some("Công an tỉnh")),
            ("agency=so-noi-vu", 0, Some("Sở Nội vụ")),
            ("agency=450", 42, Some("UBND thành phố Đồng Hới")),
            ("agency=450&level=commune", 4, Some("UBND thành phố Đồng Hới")),
            ("agency=450.phong-tu-phap", 3, Some("Phòng Tư pháp thành phố Đồng Hới")),
            ("agency=450.mot-cua", 0, Some("Bộ phận Một cửa, UBND thành phố Đồng Hới")),
            ("agency=18853", 42, Some("UBND phường Hải Thành")),
            ("agency=18853&q=khai+sinh", 4, Some("UBND phường Hải Thành")),
            ("agency=18853.cong-an-xa", 13, Some("Công an phường Hải Thành")),
            ("agency=nowhere", 0, None),
            ("agency=nowhere&field=nothing", 0, None),
        ];
        for (query, hits, agency) in table {
            let found = Found::search(&catalogue, &units, asked(query), AT);
            assert_eq!((found.hits().len(), found.agency.as_deref()), (hits, agency), "{query}");
        }
    }

    #[test]
    fn facets_count_beside_a_chosen_agency() {
        let (catalogue, units) = sample();
        let count = |query: &str| Found::search(&catalogue, &units, asked(query), AT).hits().len();
        let found = Found::search(&catalogue, &units, asked("agency=so-tu-phap"), AT);
        for level in Level::ALL {
            let hits = count(&format!("agency=so-tu-phap&level={}", level.code()));
            assert_eq!(found.count(Facet::Level, |version| version.levels.contains(&level)), hits, "{level:?}");
        }
        for (field, hits) in found.fields() {
            assert_eq!(count(&format!("agency=so-tu-phap&field={}", field_key(&field))), hits, "{field}");
        }
        assert_eq!(found.fields().len(), 4);
        assert_eq!(found.count(Facet::Agency, |_| true), 129);
    }

    #[test]
    fn fields_have_short_keys_and_links_read_back() {
        assert_eq!(field_key("Đăng ký, quản lý cư trú"), "dang-ky-quan-ly-cu-tru");
        assert_eq!(field_key("Sát hạch, cấp GPLX (mới)"), "sat-hach-cap-gplx-moi");
        assert_eq!(field_key("ho-tich"), "ho-tich");
        let ask =
            Ask {
                q: "khai sinh & tử".into(), field: Some("Hộ tịch".into()), ..asked("level=commune&online=full")
            };
        let href = ask.href("/procedures");
        assert_eq!(href, "/procedures?q=khai+sinh+%26+t%E1%BB%AD&level=commune&field=ho-tich&online=full");
        assert_eq!(asked("agency=450.phong-tu-phap").href("/procedures"), "/procedures?agency=450.phong-tu-phap");
        let back = asked(href.split_once('?').unwrap().1);
        assert_eq!(back, Ask { field: Some("ho-tich".into()), ..ask });
        assert_eq!(with_parameter("/procedures", "page", "a-b"), "/procedures?page=a-b");
        assert_eq!(with_parameter("/procedures?q=x", "page", "a"), "/procedures?q=x&page=a");
    }

    #[test]
    fn the_page_before_is_the_one_that_was_left() {
        let (catalogue, units) = sample();
        let found = Found::search(&catalogue, &units, asked(""), AT);
        let hits = found.hits();
        let at = |token: Option<&str>| slice(&hits, &PageRequest::parse(token, ORDER, 10).unwrap());
        let first = at(None);
        let second = at(first.next.as_deref());
        assert!(first.before.is_none() && second.before.is_none(), "the first page has no cursor");
        let third = at(second.next.as_deref());
        assert_eq!((second.start, third.start, at(third.before.as_deref()).start), (10, 20, 10));
        let last = slice(&hits, &PageRequest::parse(None, ORDER, 200).unwrap());
        assert!(last.next.is_none() && last.before.is_none());
    }

    #[test]
    fn a_page_begins_after_the_row_last_seen() {
        let ids: Vec<Uuid> = (1..=5).map(Uuid::from_u128).collect();
        let cursor = |key, id| Cursor { version: ORDER, key, id: Uuid::from_u128(id) };
        // (cursor, start): in place; moved; gone; gone and beyond the end; forged
        let table = [
            (None, 0),
            (Some(cursor(1, 2)), 2),
            (Some(cursor(0, 4)), 4),
            (Some(cursor(2, 99)), 2),
            (Some(cursor(77, 99)), 5),
            (Some(cursor(-3, 99)), 0),
        ];
        for (after, want) in table {
            assert_eq!(start_after(ids.len(), |at| ids.get(at).copied(), after.as_ref()), want, "{after:?}");
        }
    }
}
