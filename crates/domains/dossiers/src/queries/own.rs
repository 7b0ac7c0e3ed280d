//! What belongs to an account, and finding dossiers by what people know of them.

use std::collections::HashMap;

use access::Scope;
use kernel::{Cursor, Error, Page, PageRequest, Result};
use organisation::UnitId;
use runtime::Reader;
use uuid::Uuid;

use crate::applicant::Applicant;
use crate::case::scope_of;
use crate::model::{Dossier, DossierId, normalise};
use crate::store;
use crate::store::history::NoticeRow;

const ACCOUNT_SORT: u8 = 2;

/// A page of the dossiers of the actor's account, newest first.
pub async fn of_account(reader: &Reader<'_>, page: Option<&str>, limit: i64) -> Result<Page<Dossier>> {
    let scope = Scope::own(reader.actor)?;
    let account = scope.account().ok_or_else(Error::forbidden)?;
    let page = PageRequest::parse(page, ACCOUNT_SORT, limit)?;
    let before = page.after.as_ref().map_or((i64::MAX, Uuid::max()), |cursor| (cursor.key, cursor.id));
    let rows = store::lists::of_account(reader, account, before, page.limit + 1).await?;
    let total = store::lists::count_of_account(reader, account).await?;
    let cursor = |d: &Dossier| Cursor { version: ACCOUNT_SORT, key: d.submitted_at.0, id: d.id.uuid() };
    Ok(Page::from_rows(rows, page.limit, total, cursor))
}

/// The newest notices of the actor's account.
pub async fn notices(reader: &Reader<'_>) -> Result<Vec<NoticeRow>> {
    store::history::notices(reader, reader.actor.account, 100).await
}

/// The drafts of the actor's account.
pub async fn drafts(reader: &Reader<'_>) -> Result<Vec<store::draft::Draft>> {
    store::draft::of_account(reader, reader.actor.account).await
}

/// Officers find dossiers by code or reference, identity number, telephone or name; only what they may know of.
pub async fn find(reader: &Reader<'_>, query: &str) -> Result<Vec<Dossier>> {
    let scope = scope_of(reader.actor)?;
    let code = normalise(query);
    let mut ids: Vec<DossierId> = store::dossier::id_of_code(reader, &code).await?.into_iter().collect();
    if ids.is_empty() {
        let digits: String = query.chars().filter(char::is_ascii_digit).collect();
        let hashes = if digits.len() >= 9 {
            vec![vec![reader.vault().blind("identity", &digits)], vec![reader.vault().blind("phone", &digits)]]
        } else {
            vec![store::lookup::hashes(reader.vault(), query, "", "")]
        };
        for group in hashes {
            ids.extend(in_all(reader, group).await?);
        }
    }
    let mut found = Vec::new();
    for id in ids.into_iter().take(200) {
        let Some(dossier) = store::dossier::find(reader, id).await? else { continue };
        let places = [dossier.receiving, dossier.competent, dossier.responsible()].map(UnitId::uuid);
        if scope.admits(dossier.account, &places) {
            found.push(dossier);
        }
    }
    Ok(found)
}

/// The ids that every hash leads to.
async fn in_all(reader: &Reader<'_>, hashes: Vec<Vec<u8>>) -> Result<Vec<DossierId>> {
    let mut seen: HashMap<DossierId, usize> = HashMap::new();
    let wanted = hashes.len();
    for hash in hashes {
        for id in store::lists::by_hash(reader, hash).await? {
            *seen.entry(id).or_default() += 1;
        }
    }
    let mut ids: Vec<DossierId> = seen.into_iter().filter(|(_, n)| *n == wanted).map(|(id, _)| id).collect();
    ids.sort_unstable_by(|a, b| b.cmp(a));
    Ok(ids)
}

/// The public look-up: a dossier by code or reference and the second factor. Wrong code and wrong factor are the same.
pub async fn track(reader: &Reader<'_>, code: &str, factor: &str) -> Result<DossierId> {
    let id = store::dossier::id_of_code(reader, &normalise(code)).await?.ok_or_else(Error::not_found)?;
    let dossier = store::dossier::find(reader, id).await?.ok_or_else(Error::not_found)?;
    let key = reader.subject_key(dossier.subject).await?;
    let sealed = store::dossier::sealed(reader, id).await?.ok_or_else(Error::not_found)?;
    let applicant = Applicant::from_json(&key.open("dossier.person", &sealed.person)?)?;
    if applicant.is_proven_by(factor) { Ok(id) } else { Err(Error::not_found()) }
}

/// The case behind a code and its second factor, for the public page: whoever has proven both sees it reduced, without
/// holding its account. The page shows no personal values.
pub async fn tracked(reader: &Reader<'_>, code: &str, factor: &str) -> Result<crate::case::Case> {
    let id = track(reader, code, factor).await?;
    crate::case::Case::proven(reader, id).await
}
