//! What would go and what would stay if somebody were erased, and the requests for it.

use jiff::civil::Date;
use kernel::{Error, Kind, Result};
use runtime::Reader;
use uuid::Uuid;

use crate::model::{Retention, Rules, Source};
use crate::permissions::ERASE;
use crate::store;
use crate::store::draft::Draft;
use crate::store::erasure::{ErasureRow, OwnDossier};

/// Requests of one list.
const ROWS: i64 = 100;

/// What the sources answer when a subject is to be erased.
pub struct Erasing {
    /// Dossiers that are open: while there is one, nothing is erased.
    pub open: Vec<OwnDossier>,
    /// Dossiers that a law keeps, with the first day on which it does no more.
    pub kept: Vec<(OwnDossier, Option<Date>)>,
    /// Dossiers whose time is over.
    pub over: Vec<OwnDossier>,
    /// Drafts.
    pub drafts: Vec<Draft>,
    /// Procedures of which answers are kept by consent.
    pub store: usize,
    /// The rules by which they answer.
    pub retention: Retention,
    /// The day on which they do.
    pub day: Date,
}

/// What a source answers.
pub enum Answer {
    /// A law keeps it.
    Keep {
        /// The law.
        basis: String,
        /// How sure the rule is: `[UNVERIFIED]`, `[SAMPLE]` or empty.
        mark: String,
    },
    /// It goes.
    Erase,
}

impl Erasing {
    /// What a source answers, and how many things it has; none where they are not counted.
    pub fn answer(&self, source: Source) -> Result<(Answer, Option<usize>)> {
        let rule = self.retention.rule(source, self.day)?;
        let count = match source {
            Source::Account => Some(1),
            Source::Drafts => Some(self.drafts.len()),
            Source::Store => Some(self.store),
            Source::Dossiers if self.kept.is_empty() => Some(self.over.len()),
            Source::Dossiers => Some(self.kept.len()),
            Source::Payments | Source::Records => None,
        };
        let keeps = match source {
            Source::Dossiers => !self.kept.is_empty(),
            Source::Payments | Source::Records => true,
            Source::Account | Source::Drafts | Source::Store => false,
        };
        let keep = || Answer::Keep { basis: rule.basis.clone(), mark: rule.mark.clone() };
        Ok((if keeps { keep() } else { Answer::Erase }, count))
    }
}

/// What the sources answer of a subject now.
pub(crate) async fn erasing(reader: &Reader<'_>, subject: Uuid) -> Result<Erasing> {
    sorted(reader, subject, store::erasure::dossiers_of(reader, subject).await?).await
}

async fn sorted(reader: &Reader<'_>, subject: Uuid, dossiers: Vec<OwnDossier>) -> Result<Erasing> {
    let (rules, day) = (reader.service::<Rules>()?, reader.now.date());
    let rule = rules.retention.rule(Source::Dossiers, day)?;
    let (mut open, mut kept, mut over) = (Vec::new(), Vec::new(), Vec::new());
    for dossier in dossiers {
        match dossier.closed_at.map(kernel::Timestamp::date) {
            None => open.push(dossier),
            Some(closed) if rule.keeps(closed, day) => kept.push((dossier, rule.until(closed))),
            Some(_) => over.push(dossier),
        }
    }
    Ok(Erasing {
        open,
        kept,
        over,
        drafts: store::draft::of_account(reader, subject).await?,
        store: store::consent::all_kept(reader, subject).await?.len(),
        retention: rules.retention.clone(),
        day,
    })
}

/// What the sources answer of the reader's own account. Dossiers of the counter, which stand in no account, are looked
/// for when the request is decided.
pub async fn own_erasing(reader: &Reader<'_>) -> Result<Erasing> {
    let account = reader.actor.account;
    sorted(reader, account, store::erasure::dossiers_of_account(reader, account).await?).await
}

/// The newest request of the reader's own account, with the reason why it was refused; empty where there is none.
pub async fn own_erasure(reader: &Reader<'_>) -> Result<Option<(ErasureRow, String)>> {
    let Some(row) = store::erasure::newest_of(reader, reader.actor.account).await? else { return Ok(None) };
    let reason = match &row.reason {
        Some(sealed) => reader.subject_key_or_erased(row.subject).await?.open("erasure.reason", sealed)?,
        None => String::new(),
    };
    Ok(Some((row, reason)))
}

fn deciders_only(reader: &Reader<'_>) -> Result<()> {
    if reader.actor.can(ERASE) { Ok(()) } else { Err(Error::forbidden()) }
}

/// The requests that wait, the oldest first, and the newest of those that were decided. They name nobody.
pub async fn erasures(reader: &Reader<'_>) -> Result<(Vec<ErasureRow>, Vec<ErasureRow>)> {
    deciders_only(reader)?;
    Ok((store::erasure::waiting(reader, ROWS).await?, store::erasure::decided(reader, ROWS).await?))
}

/// How many dossiers stand under the number of somebody who asks, but not with their account: taken in at a counter
/// before the account was there, or under a number that was typed wrongly. They do not go with the account, because a
/// number that somebody typed at registration proves nothing.
pub async fn others_of_number(reader: &Reader<'_>, subject: Uuid) -> Result<i64> {
    deciders_only(reader)?;
    match identity::profile_of(reader, subject).await {
        Ok(profile) => store::erasure::others_of(reader, &profile.identity, subject).await,
        // The account was erased.
        Err(error) if error.kind() == Kind::NotFound => Ok(0),
        Err(error) => Err(error),
    }
}

/// A request with what the sources answer now.
pub async fn erasure(reader: &Reader<'_>, id: Uuid) -> Result<(ErasureRow, Erasing)> {
    deciders_only(reader)?;
    let row = store::erasure::find(reader, id).await?;
    let erasing = erasing(reader, row.subject).await?;
    Ok((row, erasing))
}
