//! Recounts: the figures as the records say them, to hold against the figures as the acts have summed them.

use std::collections::BTreeMap;

use kernel::Result;
use runtime::Reader;
use uuid::Uuid;

use crate::model::contributions;
use crate::store;

/// Key of a sum: figure, unit, slice, day.
pub type Key = (String, Uuid, String, i64);

/// Counts all figures of dossiers (not of queues) again from every record.
pub async fn recount(reader: &Reader<'_>) -> Result<BTreeMap<Key, (i64, i64)>> {
    let mut sums: BTreeMap<Key, (i64, i64)> = BTreeMap::new();
    let mut after = (Uuid::nil(), Uuid::nil());
    loop {
        let dossiers = store::lists::everything(reader, after, 1_000).await?;
        let Some(last) = dossiers.last() else { break };
        after = (last.home, last.id.uuid());
        for c in dossiers.iter().flat_map(contributions) {
            let sum = sums.entry((c.figure.to_owned(), c.unit, c.slice, c.day)).or_default();
            sum.0 += c.num;
            sum.1 += c.den;
        }
    }
    sums.retain(|_, sum| *sum != (0, 0));
    Ok(sums)
}
