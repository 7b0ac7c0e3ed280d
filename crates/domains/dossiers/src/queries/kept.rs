//! What people agreed to have kept, and what is kept because of it.

use kernel::Result;
use kernel::Timestamp;
use runtime::Reader;

use crate::model::{ConsentWords, Purpose, Rules};
use crate::store;
use crate::store::consent::KeptRow;

/// A purpose as it stands with the reader.
pub struct ConsentItem {
    /// What for.
    pub purpose: Purpose,
    /// The words that were agreed to; those that are asked now where none were.
    pub words: ConsentWords,
    /// Since when it stands; none without consent.
    pub given_at: Option<Timestamp>,
}

/// Every purpose as it stands with the reader's own account.
pub async fn consents(reader: &Reader<'_>) -> Result<Vec<ConsentItem>> {
    let rules = reader.service::<Rules>()?;
    let standing = store::consent::standing(reader, reader.actor.account).await?;
    let mut items = Vec::new();
    for purpose in Purpose::ALL {
        let row = standing.iter().find(|row| row.purpose == purpose.code());
        let agreed = row.and_then(|row| rules.consent_version(purpose, row.words));
        let words = match agreed {
            Some(words) => words,
            None => rules.consent_words(purpose, reader.now.date())?,
        };
        items.push(ConsentItem { purpose, words: words.clone(), given_at: row.map(|row| row.given_at) });
    }
    Ok(items)
}

/// The answers that are kept of the reader's own account, by procedure.
pub async fn kept(reader: &Reader<'_>) -> Result<Vec<KeptRow>> {
    store::consent::all_kept(reader, reader.actor.account).await
}

/// Whether answers of a procedure are kept of the reader's own account.
pub async fn is_kept(reader: &Reader<'_>, procedure: &str) -> Result<bool> {
    Ok(kept(reader).await?.iter().any(|row| row.procedure == procedure))
}
