//! Officers find dossiers by what people know of them. The statements know the scope, so that dossiers of others take no
//! place among the finds.

use std::collections::BTreeSet;

use access::Scope;
use kernel::{Cursor, Kind, PageRequest, Result};
use organisation::{Directory, Role, Snapshot, UnitId};
use runtime::Reader;
use uuid::Uuid;

use crate::case::{Case, scope_of};
use crate::model::{Dossier, DossierId, normalise};
use crate::store;
use crate::store::lookup::{Wanted, words};

/// Version of the order of finds: the newest id first.
const FIND_SORT: u8 = 4;
/// Finds on one page.
const FINDS: i64 = 50;
/// From so many digits on something is a number of a person, not a word.
const DIGITS: usize = 9;

/// One page of finds.
#[derive(Debug, Default)]
pub struct Finds {
    /// The dossiers, the newest first.
    pub items: Vec<Dossier>,
    /// The cursor of the next page, when there is one.
    pub next: Option<String>,
}

/// The first page of [`find_page`].
pub async fn find(reader: &Reader<'_>, query: &str) -> Result<Vec<Dossier>> {
    Ok(find_page(reader, query, None).await?.items)
}

/// Officers find dossiers by code or reference, identity number, telephone or the words of a name; only what they may
/// know of, the newest first.
pub async fn find_page(reader: &Reader<'_>, query: &str, page: Option<&str>) -> Result<Finds> {
    let request = PageRequest::parse(page, FIND_SORT, FINDS)?;
    let scope = scope_of(reader.actor)?;
    if let Some(id) = store::dossier::id_of_code(reader, &normalise(query)).await? {
        return one(reader, id).await;
    }
    let below = request.after.as_ref().map_or(Uuid::max(), |cursor| cursor.id);
    let mut ids: BTreeSet<DossierId> = BTreeSet::new();
    for hashes in asked(reader, query) {
        let wanted = Wanted { hashes: &hashes, below, limit: request.limit + 1 };
        ids.extend(visible(reader, &scope, &wanted).await?);
    }
    let most = usize::try_from(request.limit).unwrap_or(0);
    let shown: Vec<DossierId> = ids.iter().rev().take(most).copied().collect();
    let last = shown.last().filter(|_| ids.len() > most);
    let next = last.map(|id| Cursor { version: FIND_SORT, key: 0, id: id.uuid() }.encode());
    let mut items = Vec::with_capacity(shown.len());
    for id in shown {
        items.extend(store::dossier::find(reader, id).await?);
    }
    Ok(Finds { items, next })
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

/// The newest of the wanted dossiers through any place by which the actor may know of them: the same places that
/// [`Case::load`] asks for.
async fn visible(reader: &Reader<'_>, scope: &Scope, wanted: &Wanted<'_>) -> Result<Vec<DossierId>> {
    let directory = reader.service::<Directory>()?.on(reader.now);
    let units = match scope.listed_units() {
        Some(units) => units.to_vec(),
        None => every_unit(&directory),
    };
    let named: Vec<UnitId> = units.iter().copied().map(UnitId).collect();
    let mut queues: Vec<Uuid> = Vec::new();
    for role in Role::ALL {
        queues.extend(directory.queues_of(&named, role).into_iter().map(organisation::QueueId::uuid));
    }
    let mut found = store::lookup::of_units(reader, wanted, &units).await?;
    found.extend(store::lookup::of_queues(reader, wanted, &queues).await?);
    Ok(found)
}

fn every_unit(directory: &Snapshot) -> Vec<Uuid> {
    directory.search("", None).into_iter().map(|unit| unit.id.uuid()).collect()
}

/// The dossier of a code, when the actor may know of it.
async fn one(reader: &Reader<'_>, id: DossierId) -> Result<Finds> {
    match Case::load(reader, id).await {
        Ok(case) => Ok(Finds { items: vec![case.dossier], next: None }),
        Err(error) if error.kind() == Kind::NotFound => Ok(Finds::default()),
        Err(error) => Err(error),
    }
}
