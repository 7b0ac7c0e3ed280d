//! The numbers, and exactly the dossiers behind each.

use std::collections::BTreeMap;

use access::Scope;
use kernel::{Cursor, Error, Message, Page, PageRequest, Result, Timestamp};
use organisation::{Directory, Level, Snapshot, UnitId};
use runtime::Reader;
use uuid::Uuid;

use super::series::{Series, Shown};
use crate::model::Dossier;
use crate::permissions;
use crate::store;

/// One line of the table of numbers: sums of figures for one unit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnitNumbers {
    /// Received, by channel.
    pub received: BTreeMap<String, i64>,
    /// Received for procedures offered online: online and all.
    pub online: (i64, i64),
    /// Done: on time and all.
    pub done: (i64, i64),
    /// Fee-bearing: paid and all.
    pub paid: (i64, i64),
    /// Open now.
    pub open: i64,
    /// Ratings: satisfied and all.
    pub satisfied: (i64, i64),
}

impl UnitNumbers {
    /// Received by all channels.
    pub fn received_all(&self) -> i64 {
        self.received.values().sum()
    }

    /// Adds another unit's numbers: parents are summed when read.
    pub fn add(&mut self, other: &Self) {
        for (channel, n) in &other.received {
            *self.received.entry(channel.clone()).or_default() += n;
        }
        for (mine, theirs) in [
            (&mut self.online, other.online),
            (&mut self.done, other.done),
            (&mut self.paid, other.paid),
            (&mut self.satisfied, other.satisfied),
        ] {
            mine.0 += theirs.0;
            mine.1 += theirs.1;
        }
        self.open += other.open;
    }
}

/// The numbers of every unit inside the scope from day `from` to day `to`, both included.
pub async fn numbers(reader: &Reader<'_>, from: i64, to: i64) -> Result<BTreeMap<UnitId, UnitNumbers>> {
    let scope = Scope::units(reader.actor, permissions::NUMBERS)?;
    let mut table: BTreeMap<UnitId, UnitNumbers> = BTreeMap::new();
    for figure in ["dossiers.received", "dossiers.online", "dossiers.done", "dossiers.paid", "dossiers.satisfaction"] {
        for sum in reader.figure(figure, from, to).await?.into_iter().filter(|sum| scope.covers(sum.unit)) {
            let line = table.entry(UnitId(sum.unit)).or_default();
            match figure {
                "dossiers.received" => *line.received.entry(sum.slice).or_default() += sum.num,
                "dossiers.online" => line.online = (line.online.0 + sum.num, line.online.1 + sum.den),
                "dossiers.done" => line.done = (line.done.0 + sum.num, line.done.1 + sum.den),
                "dossiers.paid" => line.paid = (line.paid.0 + sum.num, line.paid.1 + sum.den),
                _ => line.satisfied = (line.satisfied.0 + sum.num, line.satisfied.1 + sum.den),
            }
        }
    }
    for sum in reader.figure("dossiers.open", 0, 0).await?.into_iter().filter(|sum| scope.covers(sum.unit)) {
        table.entry(UnitId(sum.unit)).or_default().open += sum.num;
    }
    Ok(table)
}

/// Which units are asked for: all inside the right, unless something narrows them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Among {
    /// Only units of this level.
    pub level: Option<Level>,
    /// Only this unit, what it continues, and those below.
    pub unit: Option<UnitId>,
    /// Only the line of this unit.
    pub line: Option<UnitId>,
    /// The units under which numbers are shown.
    pub series: Series,
}

impl Among {
    /// The line of one unit.
    pub fn one(unit: UnitId) -> Self {
        Self { line: Some(unit), ..Self::default() }
    }
}

/// One line of the table: the numbers of a unit, or of several units together when the series says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitLine {
    /// The unit.
    pub unit: UnitId,
    /// Its level.
    pub level: Level,
    /// Name of its agency.
    pub name: String,
    /// Its numbers.
    pub numbers: UnitNumbers,
    /// The units that they are added up from, in the order of the table.
    pub parts: Vec<(UnitId, UnitNumbers)>,
}

impl UnitLine {
    /// Whether the line says something else than what was counted for its unit alone.
    pub fn is_derived(&self) -> bool {
        self.parts.iter().any(|(unit, _)| *unit != self.unit)
    }
}

/// The units that were asked for with their numbers from day `from` to day `to`, by level and name. A unit with nothing
/// but zeros is left out.
pub async fn lines(reader: &Reader<'_>, among: &Among, days: (i64, i64)) -> Result<Vec<UnitLine>> {
    let shown = shown(reader, among, days)?;
    Ok(chosen(&shown, among, numbers(reader, days.0, days.1).await?))
}

/// The units under which the numbers of days are shown.
pub fn shown(reader: &Reader<'_>, among: &Among, days: (i64, i64)) -> Result<Shown> {
    let directory = reader.service::<Directory>()?;
    Ok(Shown::of(&directory, among.series, days, reader.now))
}

fn chosen(shown: &Shown, among: &Among, table: BTreeMap<UnitId, UnitNumbers>) -> Vec<UnitLine> {
    let inside = among.unit.map(|unit| shown.now().reach(unit, true));
    let mut found: BTreeMap<Place<'_>, Vec<(Place<'_>, UnitNumbers)>> = BTreeMap::new();
    for (id, numbers) in table {
        let (Some(place), Some(of)) = (place_of(shown.names(), shown.unit(id)), place_of(shown.names(), id)) else {
            continue;
        };
        let is_asked = among.level.is_none_or(|level| level == place.0)
            && among.line.is_none_or(|line| line == place.2)
            && inside.as_ref().is_none_or(|inside| inside.contains(&id));
        // A unit without any number in the period would only be a line of zeros.
        if is_asked && Behind::ALL.iter().any(|number| number.of(&numbers) != 0) {
            found.entry(place).or_default().push((of, numbers));
        }
    }
    let line = |((level, _, unit), mut parts): (Place<'_>, Vec<(Place<'_>, UnitNumbers)>)| {
        parts.sort_by_key(|(place, _)| *place);
        let mut sum = UnitNumbers::default();
        for (_, numbers) in &parts {
            sum.add(numbers);
        }
        let parts = parts.into_iter().map(|((_, _, id), numbers)| (id, numbers)).collect();
        UnitLine { unit, level, name: shown.names().name(unit).to_owned(), numbers: sum, parts }
    };
    found.into_iter().map(line).collect()
}

/// Where a unit stands in the table.
type Place<'a> = (Level, &'a [u8], UnitId);

/// Where a unit stands in the table; none for an unknown one.
fn place_of(units: &Snapshot, id: UnitId) -> Option<Place<'_>> {
    units.unit(id).ok().map(|unit| (unit.level, unit.sort_key.as_slice(), id))
}

/// A number whose dossiers are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Behind {
    /// Received by all channels.
    Received,
    /// Received online.
    Online,
    /// Received at the counter.
    Counter,
    /// Received by post.
    Post,
    /// In progress now, whenever received.
    Open,
    /// Done.
    Done,
    /// Done on time.
    OnTime,
    /// Done late.
    Late,
    /// Received with a fee that is paid.
    Paid,
    /// Received with a fee.
    WithFee,
    /// Received for procedures that are offered online.
    Offered,
}

impl Behind {
    /// All numbers, in the order of the table.
    pub const ALL: [Self; 11] = [
        Self::Received,
        Self::Online,
        Self::Counter,
        Self::Post,
        Self::Open,
        Self::Done,
        Self::OnTime,
        Self::Late,
        Self::Paid,
        Self::WithFee,
        Self::Offered,
    ];

    /// Its code in links and the API.
    pub fn code(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Online => "online",
            Self::Counter => "counter",
            Self::Post => "post",
            Self::Open => "open",
            Self::Done => "done",
            Self::OnTime => "on-time",
            Self::Late => "late",
            Self::Paid => "paid",
            Self::WithFee => "with-fee",
            Self::Offered => "offered",
        }
    }

    /// The number of a code; an unknown one is not found.
    pub fn parse(code: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|number| number.code() == code).ok_or_else(Error::not_found)
    }

    /// What the table says of it.
    pub fn of(self, numbers: &UnitNumbers) -> i64 {
        match self {
            Self::Received => numbers.received_all(),
            Self::Online | Self::Counter | Self::Post => numbers.received.get(self.code()).copied().unwrap_or_default(),
            Self::Open => numbers.open,
            Self::Done => numbers.done.1,
            Self::OnTime => numbers.done.0,
            Self::Late => numbers.done.1 - numbers.done.0,
            Self::Paid => numbers.paid.0,
            Self::WithFee => numbers.paid.1,
            Self::Offered => numbers.online.1,
        }
    }

    /// Whether it counts dossiers by the day on which they ended, not by that of their receipt.
    fn is_by_end(self) -> bool {
        matches!(self, Self::Done | Self::OnTime | Self::Late)
    }

    /// The dossiers of one unit behind it, by day. The days do not count for what is in progress now.
    async fn read(
        self,
        reader: &Reader<'_>,
        unit: UnitId,
        (from, to): (i64, i64),
        after: (i64, Uuid),
        limit: i64,
    ) -> Result<Vec<Dossier>> {
        let unit = unit.uuid();
        // The same bound once more as a plain comparison, by which an engine can seek.
        let days = (from.max(after.0), to);
        match self {
            Self::Received => store::lists::received(reader, unit, days, "", after, limit).await,
            Self::Online | Self::Counter | Self::Post => {
                store::lists::received(reader, unit, days, self.code(), after, limit).await
            }
            Self::Open => store::lists::open(reader, unit, after, limit).await,
            Self::Done => store::lists::done(reader, unit, days, -1, after, limit).await,
            Self::OnTime => store::lists::done(reader, unit, days, 1, after, limit).await,
            Self::Late => store::lists::done(reader, unit, days, 0, after, limit).await,
            Self::Paid => store::lists::received_with(reader, unit, days, (0, "paid", 0), after, limit).await,
            Self::WithFee => store::lists::received_with(reader, unit, days, (0, "", 1), after, limit).await,
            Self::Offered => store::lists::received_with(reader, unit, days, (1, "", 0), after, limit).await,
        }
    }
}

/// Version of the order of the dossiers behind a number: unit by unit as in the table, in each by day.
const BEHIND_SORT: u8 = 3;
/// Before all dossiers of a unit.
const FIRST: (i64, Uuid) = (i64::MIN, Uuid::nil());

/// Exactly the dossiers behind a number, of one unit or behind a sum, and their count as the number says it. Units that
/// the actor may not see the numbers of are left out; a unit of which nothing may be seen is not found.
pub async fn behind(
    reader: &Reader<'_>,
    among: &Among,
    number: Behind,
    days: (i64, i64),
    page: Option<&str>,
    limit: i64,
) -> Result<Page<Dossier>> {
    let shown = shown(reader, among, days)?;
    let lines = chosen(&shown, among, numbers(reader, days.0, days.1).await?);
    require_some(reader, &shown, among, &lines)?;
    let total: i64 = lines.iter().map(|line| number.of(&line.numbers)).sum();
    let (from, page) = page_from(page, limit)?;
    let place = |line: UnitId, part: UnitId| place_of(shown.names(), line).zip(place_of(shown.names(), part));
    let begin = from.map(|unit| place(shown.unit(unit), unit).ok_or_else(wrong_page)).transpose()?;
    let mut parts: Vec<(UnitId, UnitId)> = Vec::new();
    for line in &lines {
        // What a figure counts as none is not looked for: a page reads few units, however many there are.
        let counted = line.parts.iter().filter(|(_, numbers)| number.of(numbers) != 0);
        parts.extend(counted.map(|(part, _)| (line.unit, *part)));
    }
    let mut rows: Vec<Dossier> = Vec::new();
    for (line, part) in parts {
        let missing = page.limit + 1 - i64::try_from(rows.len()).unwrap_or(i64::MAX);
        if missing <= 0 {
            break;
        }
        if begin.is_some_and(|begin| place(line, part).is_some_and(|place| place < begin)) {
            continue;
        }
        let after = page.after.as_ref().filter(|_| from == Some(part)).map_or(FIRST, |at| (at.key, at.id));
        rows.extend(number.read(reader, part, days, after, missing).await?);
    }
    let cursor = |d: &Dossier| {
        let at = if number.is_by_end() { d.finished_at } else { d.received_at };
        Cursor { version: BEHIND_SORT, key: at.map_or(0, Timestamp::day_number), id: d.id.uuid() }
    };
    let mut found = Page::from_rows(rows, page.limit, total, cursor);
    found.next = found.next.take().zip(found.items.last()).map(|(token, last)| format!("{token}.{}", last.competent));
    Ok(found)
}

/// Fails unless the actor may see the numbers of at least one of the asked units.
fn require_some(reader: &Reader<'_>, shown: &Shown, among: &Among, lines: &[UnitLine]) -> Result<()> {
    let scope = Scope::units(reader.actor, permissions::NUMBERS)?;
    let asked = match (among.line, among.unit) {
        (Some(line), _) => vec![line],
        (None, Some(unit)) => shown.now().reach(unit, true),
        (None, None) => return Ok(()),
    };
    let is_seen = !lines.is_empty() || asked.iter().any(|unit| scope.covers(unit.uuid()));
    if is_seen { Ok(()) } else { Err(Error::not_found()) }
}

/// The unit with which a page begins, and after which of its dossiers: a cursor and the unit behind a dot.
fn page_from(text: Option<&str>, limit: i64) -> Result<(Option<UnitId>, PageRequest)> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok((None, PageRequest::first(limit))) };
    let (token, unit) = text.rsplit_once('.').ok_or_else(wrong_page)?;
    let unit = unit.parse::<UnitId>().map_err(|_| wrong_page())?;
    Ok((Some(unit), PageRequest::parse(Some(token), BEHIND_SORT, limit)?))
}

fn wrong_page() -> Error {
    Error::invalid_field("page", Message::new("error-page"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_back_and_unknown_ones_are_not_found() {
        for number in Behind::ALL {
            assert_eq!(Behind::parse(number.code()).unwrap(), number);
        }
        for code in ["", "all", "Received"] {
            assert_eq!(Behind::parse(code).unwrap_err().kind(), kernel::Kind::NotFound, "{code}");
        }
    }

    #[test]
    fn every_number_is_read_from_its_figures() {
        let numbers = UnitNumbers {
            received: BTreeMap::from([("online".to_owned(), 5), ("counter".to_owned(), 3), ("post".to_owned(), 1)]),
            online: (5, 8),
            done: (6, 7),
            paid: (2, 4),
            open: 2,
            satisfied: (0, 0),
        };
        assert_eq!(Behind::ALL.map(|number| number.of(&numbers)), [9, 5, 3, 1, 2, 7, 6, 1, 2, 4, 8]);
    }

    #[test]
    fn a_page_names_the_unit_with_which_it_begins() {
        let (unit, after) = (UnitId(Uuid::from_u128(7)), Uuid::from_u128(9));
        let token = Cursor { version: BEHIND_SORT, key: 5, id: after }.encode();
        let (from, page) = page_from(Some(&format!("{token}.{unit}")), 50).unwrap();
        assert_eq!((from, page.after.map(|cursor| (cursor.key, cursor.id))), (Some(unit), Some((5, after))));
        for none in [None, Some("")] {
            assert_eq!(page_from(none, 50).unwrap().0, None);
        }
        for wrong in [token.as_str(), "x", ".", &format!("{token}.x"), &format!("x.{unit}")] {
            assert_eq!(page_from(Some(wrong), 50).map(|_| ()).unwrap_err().kind(), kernel::Kind::Invalid, "{wrong}");
        }
    }
}
