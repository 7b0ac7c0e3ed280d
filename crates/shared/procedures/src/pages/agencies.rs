//! The list of agencies to narrow by: those of the province, the committees of districts, and on demand those of
//! communes, which are too many to stand on every page.

use organisation::{Level, Snapshot, Unit, UnitId};
use serde::Serialize;

use super::find::{Ask, Facet, Found, with_parameter};
use super::list::{KeptView, PATH, kept};
use crate::model::ProcedureVersion;

/// A form with one list.
#[derive(Serialize)]
pub(super) struct AgenciesView {
    /// Everything else that is asked, as hidden fields.
    kept: Vec<KeptView>,
    /// Hits of all agencies together.
    all: usize,
    /// Empty when there is nothing to choose.
    groups: Vec<GroupView>,
    /// Committees of communes that are not shown.
    more: usize,
    more_href: String,
}

/// Agencies under a heading: a message, or a text of the data where the key is empty. Without both there is none.
#[derive(Serialize)]
struct GroupView {
    key: &'static str,
    text: String,
    options: Vec<OptionView>,
}

#[derive(Serialize)]
struct OptionView {
    code: String,
    name: String,
    count: usize,
    is_chosen: bool,
}

impl AgenciesView {
    /// The agencies that decide a hit, each with the hits it would give, all other filters kept.
    pub(super) fn of(found: &Found, units: &Snapshot, all_communes: bool) -> Self {
        let ask = &found.ask;
        let mut offer = Offer::of(found, units);
        offer.province();
        offer.districts();
        let more = offer.communes(all_communes);
        let more_href = format!("{}#narrow", with_parameter(&ask.href(PATH), "agencies", "all"));
        Self { kept: beside_agency(ask), all: offer.hits.len(), groups: offer.whole(), more, more_href }
    }

    /// A list for samples: one agency under each kind of heading; an empty list without its name.
    pub(super) fn sample(ask: &Ask, name: &str) -> Self {
        let option = |is_chosen: bool| OptionView { code: "18853".into(), name: name.to_owned(), count: 18, is_chosen };
        let groups = if name.is_empty() {
            Vec::new()
        } else {
            vec![
                GroupView { key: "", text: String::new(), options: vec![option(true)] },
                GroupView { key: Level::Province.label(), text: String::new(), options: vec![option(false)] },
                GroupView { key: "", text: "Thành phố Đồng Hới".into(), options: vec![option(false)] },
            ]
        };
        Self { kept: beside_agency(ask), all: 23, groups, more: 145, more_href: ask.href(PATH) }
    }
}

/// What a choice of an agency keeps.
fn beside_agency(ask: &Ask) -> Vec<KeptView> {
    let mut fields = kept(&Ask { agency: None, ..ask.clone() });
    if !ask.q.is_empty() {
        fields.push(KeptView { name: "q", value: ask.q.clone() });
    }
    fields
}

/// Collects the groups.
struct Offer<'a> {
    units: &'a Snapshot,
    /// What the agencies are counted over.
    hits: Vec<&'a ProcedureVersion>,
    /// The asked agency, when there is one.
    chosen: Option<UnitId>,
    groups: Vec<GroupView>,
}

impl<'a> Offer<'a> {
    fn of(found: &'a Found, units: &'a Snapshot) -> Self {
        // Of an agency that has ended, the one that continues it is the choice.
        let chosen = if let [only] = found.deciding.as_slice() { Some(*only) } else { None };
        Self { units, hits: found.without(Facet::Agency).collect(), chosen, groups: Vec::new() }
    }

    /// An agency with its hits; none when it would find nothing, unless it is the chosen one.
    fn option(&self, unit: &Unit) -> Option<OptionView> {
        let competence = self.units.competence(unit.id).ok()?;
        let count = self.hits.iter().filter(|hit| competence.covers(&hit.code, &hit.field, &hit.levels)).count();
        let is_chosen = self.chosen == Some(unit.id);
        let option = || OptionView { code: unit.code.clone(), name: unit.agency_name.clone(), count, is_chosen };
        (count > 0 || is_chosen).then(option)
    }

    fn add(&mut self, key: &'static str, text: &str, options: Vec<OptionView>) {
        if !options.is_empty() {
            self.groups.push(GroupView { key, text: text.to_owned(), options });
        }
    }

    /// The committee of the province and the agencies below it.
    fn province(&mut self) {
        let units = self.units;
        let Some(province) = units.province() else { return };
        let below = units.children(province).iter().copied();
        let of_level = std::iter::once(province).chain(below).filter_map(|id| units.unit(id).ok());
        let agencies = of_level.filter(|unit| unit.level == Level::Province);
        let options = agencies.filter_map(|unit| self.option(unit)).collect();
        self.add(Level::Province.label(), "", options);
    }

    fn districts(&mut self) {
        let options = self.units.areas(Level::District).into_iter().filter_map(|unit| self.option(unit)).collect();
        self.add(Level::District.label(), "", options);
    }

    /// The committees of communes under their districts; those under no district come last. Not asked for all, it shows
    /// those of the chosen agency's district. Gives the number of those that are left out.
    fn communes(&mut self, all: bool) -> usize {
        let units = self.units;
        let communes = units.areas(Level::Commune);
        let near = self.chosen.and_then(|id| units.area_at(Level::District, id));
        let mut left_out = 0;
        let districts = units.areas(Level::District);
        let parents = districts.iter().map(|unit| (Some(unit.id), unit.name.as_str()));
        for (parent, name) in parents.chain(std::iter::once((units.province(), ""))) {
            let inside = communes.iter().copied().filter(|unit| unit.parent == parent);
            let mut options: Vec<OptionView> = inside.filter_map(|unit| self.option(unit)).collect();
            if !all && (near.is_none() || near != parent) {
                let found = options.len();
                options.retain(|option| option.is_chosen);
                left_out += found - options.len();
            }
            let key = if name.is_empty() { Level::Commune.label() } else { "" };
            self.add(key, name, options);
        }
        left_out
    }

    /// All groups; an agency that was asked for by its code alone stands first.
    fn whole(mut self) -> Vec<GroupView> {
        let is_there = self.groups.iter().flat_map(|group| &group.options).any(|option| option.is_chosen);
        let asked = self.chosen.filter(|_| !is_there).and_then(|id| self.units.unit(id).ok());
        if let Some(option) = asked.and_then(|unit| self.option(unit)) {
            self.groups.insert(0, GroupView { key: "", text: String::new(), options: vec![option] });
        }
        self.groups
    }
}

#[cfg(test)]
mod tests {
    use kernel::Timestamp;
    use web::Values;

    use super::*;
    use crate::catalogue::Catalogue;
    use crate::data::{CSV, Data};

    const AT: Timestamp = Timestamp(1_733_792_400_000_000);

    fn sample_units() -> Snapshot {
        let (units, departments) = organisation::sample_units();
        Snapshot::of_data(units, departments, AT).unwrap()
    }

    fn found(catalogue: &Catalogue, units: &Snapshot, query: &str) -> Found {
        Found::search(&catalogue.current(), units, Ask::read(&Values::parse(query).unwrap()), AT)
    }

    fn sample_catalogue() -> Catalogue {
        Catalogue::of_data(CSV, &Data::embedded().unwrap(), AT).unwrap()
    }

    fn heading(group: &GroupView) -> &str {
        if group.key.is_empty() { &group.text } else { group.key }
    }

    #[test]
    fn every_agency_is_offered_with_the_hits_it_gives() {
        let (catalogue, units) = (sample_catalogue(), sample_units());
        // (query, agencies offered with all communes)
        let table =
            [("", 169), ("q=khai+sinh", 154), ("field=du-lich", 1), ("online=full&field=ho-tich", 145), ("q=qqqq", 0)];
        for (query, offered) in table {
            let view = AgenciesView::of(&found(&catalogue, &units, query), &units, true);
            let options: Vec<&OptionView> = view.groups.iter().flat_map(|group| &group.options).collect();
            assert_eq!((options.len(), view.more), (offered, 0), "{query}");
            for option in options {
                let narrowed = found(&catalogue, &units, &format!("{query}&agency={}", option.code));
                assert_eq!(narrowed.hits().len(), option.count, "{query} {}", option.code);
            }
        }
    }

    #[test]
    fn communes_stand_there_for_the_chosen_district_only() {
        let (catalogue, units) = (sample_catalogue(), sample_units());
        let (province, district) = (Level::Province.label(), Level::District.label());
        let city = "Thành phố Đồng Hới";
        // (agency, headings of the groups, communes that are left out)
        let table = [
            ("", vec![province, district], 145),
            ("so-tu-phap", vec![province, district], 145),
            ("so-noi-vu", vec![province, district], 145),
            ("450", vec![province, district, city], 130),
            ("18853", vec![province, district, city], 130),
            ("450.mot-cua", vec!["", province, district, city], 130),
            ("nowhere", vec![province, district], 145),
        ];
        for (agency, headings, more) in table {
            let found = found(&catalogue, &units, &format!("agency={agency}"));
            let view = AgenciesView::of(&found, &units, false);
            assert_eq!(view.groups.iter().map(heading).collect::<Vec<_>>(), headings, "{agency}");
            assert_eq!((view.all, view.more), (129, more), "{agency}");
            let options = view.groups.iter().flat_map(|group| &group.options);
            let chosen: Vec<&str> = options.filter(|option| option.is_chosen).map(|one| one.code.as_str()).collect();
            let is_known = !matches!(agency, "" | "nowhere");
            assert_eq!(chosen, if is_known { vec![agency] } else { Vec::new() }, "{agency}");
        }
    }

    #[test]
    fn a_choice_keeps_what_else_was_asked() {
        let ask = Ask::read(&Values::parse("q=khai+sinh&level=commune&field=ho-tich&agency=450").unwrap());
        let kept: Vec<(&str, String)> =
            beside_agency(&ask).into_iter().map(|field| (field.name, field.value)).collect();
        let wanted = [("level", "commune"), ("field", "ho-tich"), ("q", "khai sinh")];
        assert_eq!(kept, wanted.map(|(name, value)| (name, value.to_owned())));
    }
}
