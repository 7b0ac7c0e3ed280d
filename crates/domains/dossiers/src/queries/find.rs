//! Officers find dossiers by what people know of them. The statements know the scope, so that dossiers of others take no
//! place among the finds.

use std::collections::BTreeSet;

use access::Scope;
use kernel::{Cursor, Error, Kind, PageRequest, Result};
use organisation::{Directory, QueueId, Role, UnitId};
use runtime::Reader;
use uuid::Uuid;

use crate::case::{Case, scope_of};
use crate::model::{Dossier, DossierId, normalise};
use crate::store;
use crate::store::lookup::{Candidate, PLACES, Wanted, words};

/// Version of the order of finds: the newest id first.
const FIND_SORT: u8 = 4;
/// Finds on one page.
const FINDS: i64 = 50;
/// From so many digits on something is a number of a person, not a word.
const DIGITS: usize = 9;

/// How far one page looks where the scope is wide.
#[derive(Clone, Copy, Debug)]
pub struct Looks {
    /// Dossiers with the rarest word of a name that are looked at.
    pub most: i64,
    /// So many of them are read together, at least 1.
    pub block: i64,
}

impl Default for Looks {
    fn default() -> Self {
        Self { most: 10_000, block: 500 }
    }
}

/// One page of finds.
#[derive(Debug, Default)]
pub struct Finds {
    /// The dossiers, the newest first.
    pub items: Vec<Dossier>,
    /// The cursor of the next page, when there is one.
    pub next: Option<String>,
    /// Whether this page stopped looking before it was full: older dossiers may fit, and the next page looks at them.
    pub is_cut: bool,
}

/// The first page of [`find_page`].
pub async fn find(reader: &Reader<'_>, query: &str) -> Result<Vec<Dossier>> {
    Ok(find_page(reader, query, None).await?.items)
}

/// Officers find dossiers by code or reference, identity number, telephone or the words of a name; only what they may
/// know of, the newest first. In a wide scope a page looks at so many dossiers and leaves older ones to the next.
pub async fn find_page(reader: &Reader<'_>, query: &str, page: Option<&str>) -> Result<Finds> {
    find_in(reader, query, None, page, Looks::default()).await
}

/// The finds of [`find_page`] that one unit may know of, when one is named; a unit that the actor may not read is not
/// found.
pub async fn find_in(
    reader: &Reader<'_>,
    query: &str,
    unit: Option<UnitId>,
    page: Option<&str>,
    looks: Looks,
) -> Result<Finds> {
    let request = PageRequest::parse(page, FIND_SORT, FINDS)?;
    let scope = scope_of(reader.actor)?;
    if unit.is_some_and(|unit| !scope.covers(unit.uuid())) {
        return Err(Error::not_found());
    }
    if let Some(id) = store::dossier::id_of_code(reader, &normalise(query)).await? {
        return one(reader, id).await;
    }
    let below = request.after.as_ref().map_or(Uuid::max(), |cursor| cursor.id);
    let mut sight = Sight::default();
    for hashes in asked(reader, query) {
        let wanted = Wanted { hashes: &hashes, below, limit: request.limit + 1 };
        // A few units are named in the statements; a wide scope is walked from the newest on.
        let few = || scope.listed_units().filter(|units| units.len() <= PLACES).map(named);
        let seen = match unit.map(|unit| vec![unit]).or_else(few) {
            Some(units) => in_few(reader, &units, &wanted).await?,
            None => walked(reader, &scope, &wanted, looks).await?,
        };
        sight.join(seen);
    }
    let most = usize::try_from(request.limit).unwrap_or(0);
    let shown: Vec<DossierId> = sight.ids.iter().rev().take(most).copied().collect();
    let has_more = sight.ids.len() > most;
    let last = if has_more { shown.last().copied() } else { sight.floor };
    let next = last.map(|id| Cursor { version: FIND_SORT, key: 0, id: id.uuid() }.encode());
    let mut items = Vec::with_capacity(shown.len());
    for id in shown {
        items.extend(store::dossier::find(reader, id).await?);
    }
    Ok(Finds { items, next, is_cut: !has_more && sight.floor.is_some() })
}

/// What a search saw.
#[derive(Debug, Default)]
struct Sight {
    ids: BTreeSet<DossierId>,
    /// The last dossier that was looked at, when older ones were left for the next page.
    floor: Option<DossierId>,
}

impl Sight {
    /// Adds what another search saw, down to where both looked.
    fn join(&mut self, other: Self) {
        self.ids.extend(other.ids);
        self.floor = self.floor.max(other.floor);
        if let Some(floor) = self.floor {
            self.ids = self.ids.split_off(&floor);
        }
    }
}

/// What somebody typed as hashes: each list is a search of its own, and a find has every hash of a list.
fn asked(reader: &Reader<'_>, query: &str) -> Vec<Vec<Vec<u8>>> {
    let vault = reader.vault();
    let digits: String = query.chars().filter(char::is_ascii_digit).collect();
    let lists = if digits.len() >= DIGITS {
        vec![vec![vault.blind("identity", &digits)], vec![vault.blind("phone", &digits)]]
    } else {
        vec![words(vault, query)]
    };
    lists.into_iter().filter(|hashes| !hashes.is_empty()).collect()
}

fn named(units: &[Uuid]) -> Vec<UnitId> {
    units.iter().copied().map(UnitId).collect()
}

/// The newest of the wanted dossiers through any place by which these units may know of them: the same places that
/// [`Case::load`] asks for.
async fn in_few(reader: &Reader<'_>, units: &[UnitId], wanted: &Wanted<'_>) -> Result<Sight> {
    let directory = reader.service::<Directory>()?.on(reader.now);
    let mut queues: Vec<Uuid> = Vec::new();
    for role in Role::ALL {
        queues.extend(directory.queues_of(units, role).into_iter().map(organisation::QueueId::uuid));
    }
    let ids: Vec<Uuid> = units.iter().map(|unit| unit.uuid()).collect();
    let mut found = store::lookup::of_units(reader, wanted, &ids).await?;
    found.extend(store::lookup::of_queues(reader, wanted, &queues).await?);
    Ok(Sight { ids: found.into_iter().collect(), floor: None })
}

/// Walks the dossiers that have the rarest of the hashes, the newest first, until the page is full or enough were
/// looked at: a name that many people have is found in a wide scope at once, and a rare one among few.
async fn walked(reader: &Reader<'_>, scope: &Scope, wanted: &Wanted<'_>, looks: Looks) -> Result<Sight> {
    let hashes = rarest_first(reader, wanted.hashes, looks.most).await?;
    let mut block = Wanted { hashes: &hashes, below: wanted.below, limit: looks.block };
    let mut sight = Sight::default();
    let full = usize::try_from(wanted.limit).unwrap_or(usize::MAX);
    for _ in 0..looks.most / looks.block.max(1) {
        let candidates = store::lookup::block(reader, &block).await?;
        sight.ids.extend(known_of(reader, scope, &block, &candidates).await?);
        let is_last = i64::try_from(candidates.len()).is_ok_and(|found| found < looks.block);
        match candidates.last() {
            Some(last) if !is_last && sight.ids.len() < full => block.below = last.id.uuid(),
            _ => return Ok(sight),
        }
    }
    sight.floor = Some(DossierId(block.below));
    Ok(sight)
}

/// The hashes, that which the fewest dossiers have first; what more than `most` have is counted no further.
async fn rarest_first(reader: &Reader<'_>, hashes: &[Vec<u8>], most: i64) -> Result<Vec<Vec<u8>>> {
    if hashes.len() < 2 {
        return Ok(hashes.to_vec());
    }
    let mut counted = Vec::with_capacity(hashes.len());
    for hash in hashes {
        counted.push((store::lookup::count(reader, hash, most).await?, hash.clone()));
    }
    counted.sort_by_key(|(count, _)| *count);
    Ok(counted.into_iter().map(|(_, hash)| hash).collect())
}

/// The wanted dossiers of a block that the scope covers.
async fn known_of(
    reader: &Reader<'_>,
    scope: &Scope,
    block: &Wanted<'_>,
    candidates: &[Candidate],
) -> Result<Vec<DossierId>> {
    let has_all = |words: i64| usize::try_from(words).is_ok_and(|words| words == block.hashes.len());
    let wanted = candidates.iter().filter(|candidate| has_all(candidate.words));
    let (own, others): (Vec<&Candidate>, Vec<&Candidate>) =
        wanted.partition(|candidate| candidate.units.iter().any(|unit| scope.covers(*unit)));
    let mut known: Vec<DossierId> = own.into_iter().map(|candidate| candidate.id).collect();
    if others.is_empty() {
        return Ok(known);
    }
    let directory = reader.service::<Directory>()?.on(reader.now);
    let mut reached: BTreeSet<DossierId> = BTreeSet::new();
    let asked = store::lookup::asked_in(reader, block).await?;
    reached.extend(asked.into_iter().filter(|(_, unit)| scope.covers(*unit)).map(|(id, _)| id));
    let serves = |queue: Uuid| directory.unit_of_queue(QueueId(queue)).is_some_and(|unit| scope.covers(unit.uuid()));
    let open = store::lookup::queues_in(reader, block).await?;
    reached.extend(open.into_iter().filter(|(_, queue)| serves(*queue)).map(|(id, _)| id));
    known.extend(others.into_iter().map(|candidate| candidate.id).filter(|id| reached.contains(id)));
    Ok(known)
}

/// The dossier of a code, when the actor may know of it.
async fn one(reader: &Reader<'_>, id: DossierId) -> Result<Finds> {
    match Case::load(reader, id).await {
        Ok(case) => Ok(Finds { items: vec![case.dossier], ..Finds::default() }),
        Err(error) if error.kind() == Kind::NotFound => Ok(Finds::default()),
        Err(error) => Err(error),
    }
}
