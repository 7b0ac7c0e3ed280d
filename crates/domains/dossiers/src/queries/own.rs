//! What belongs to an account, and the public look-up by what people know of a dossier.

use std::collections::HashMap;

use access::Scope;
use futures::future::BoxFuture;
use kernel::{Cursor, Error, Kind, Page, PageRequest, Result};
use runtime::Reader;
use uuid::Uuid;

use crate::applicant::Applicant;
use crate::model::{Behalf, Dossier, DossierId, normalise};
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

/// The codes of dossiers by their ids, the references of those that have none yet: how other lists name them.
pub fn names<'a>(reader: &'a Reader<'a>, ids: &'a [Uuid]) -> BoxFuture<'a, Result<HashMap<Uuid, String>>> {
    Box::pin(async move {
        let mut found = HashMap::new();
        for id in ids {
            if let Some(name) = store::dossier::name_of(reader, *id).await? {
                found.insert(*id, name);
            }
        }
        Ok(found)
    })
}

/// The newest notices of the actor's account.
pub async fn notices(reader: &Reader<'_>) -> Result<Vec<NoticeRow>> {
    store::history::notices(reader, reader.actor.account, 100).await
}

/// How many notices are unread: of a dossier that the actor holds, or of all the actor's, counted up to a hundred.
pub async fn unread_notices(reader: &Reader<'_>, dossier: Option<DossierId>) -> Result<i64> {
    match dossier {
        Some(dossier) => store::history::unread_of(reader, reader.actor.account, dossier).await,
        None => store::history::unread(reader, reader.actor.account).await,
    }
}

/// The drafts of the actor's account.
pub async fn drafts(reader: &Reader<'_>) -> Result<Vec<store::draft::Draft>> {
    store::draft::of_account(reader, reader.actor.account).await
}

/// The person or organisation that a dossier of the actor was filed for; empty when it is for the actor.
pub async fn filed_for(reader: &Reader<'_>, dossier: &Dossier) -> Result<String> {
    if dossier.behalf == Behalf::Own {
        return Ok(String::new());
    }
    let key = reader.subject_key_or_erased(dossier.subject).await?;
    let sealed = store::dossier::sealed(reader, dossier.id).await?.ok_or_else(Error::not_found)?;
    Ok(Applicant::from_json(&key.open("dossier.person", &sealed.person)?)?.other_name)
}

/// The public look-up: a dossier by code or reference and the second factor. Wrong code and wrong factor are the same.
pub async fn track(reader: &Reader<'_>, code: &str, factor: &str) -> Result<DossierId> {
    let id = store::dossier::id_of_code(reader, &normalise(code)).await?.ok_or_else(Error::not_found)?;
    let dossier = store::dossier::find(reader, id).await?.ok_or_else(Error::not_found)?;
    let key = reader.subject_key_or_erased(dossier.subject).await?;
    let sealed = store::dossier::sealed(reader, id).await?.ok_or_else(Error::not_found)?;
    let applicant = Applicant::from_json(&key.open("dossier.person", &sealed.person)?)?;
    if applicant.is_proven_by(factor) || is_number_now(reader, &dossier, factor).await? {
        return Ok(id);
    }
    Err(Error::not_found())
}

/// Whether the digits end the telephone number that the account of a dossier has now: a number that was changed after
/// filing proves a look-up from then on.
async fn is_number_now(reader: &Reader<'_>, dossier: &Dossier, factor: &str) -> Result<bool> {
    let Some(account) = dossier.account else { return Ok(false) };
    match identity::profile_of(reader, account).await {
        Ok(profile) => Ok(Applicant { phone: profile.phone, ..Applicant::default() }.is_proven_by(factor)),
        // The account was erased; its dossier is kept.
        Err(error) if error.kind() == Kind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// The case behind a code and its second factor, for the public page: whoever has proven both sees it reduced, without
/// holding its account. The page shows no personal values.
pub async fn tracked(reader: &Reader<'_>, code: &str, factor: &str) -> Result<crate::case::Case> {
    let id = track(reader, code, factor).await?;
    crate::case::Case::proven(reader, id).await
}
