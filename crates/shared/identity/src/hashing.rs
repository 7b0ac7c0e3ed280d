//! Hashes under which people and their accounts are found, made anew under another key.

use kernel::Result;
use kernel::vietnam::IdentityNumber;
use runtime::{Hashed, Passed, Step};
use store::WriteSet;
use uuid::Uuid;

use crate::model::citizen_key;
use crate::people::{identity_hash, open_values, phone_hash};
use crate::store::hashing as tables;

/// People with what they sign in by.
pub fn hashed() -> Hashed {
    Hashed {
        name: "person",
        count: |reader| Box::pin(tables::count(reader)),
        next: |step, set| Box::pin(next(step, set)),
    }
}

/// Removes the hashes that cannot be made anew, because what was hashed is kept nowhere: codes on paper, addresses that
/// registered today; and those of people whose key is gone.
pub fn forget_hashes(set: &mut WriteSet) {
    tables::forget(set);
}

async fn next(step: &Step<'_>, set: &mut WriteSet) -> Result<Option<Passed>> {
    let vault = step.reader.vault();
    let rows = tables::next(&step.reader, step.after, step.limit).await?;
    for row in &rows {
        let values = open_values(vault, &row.wrapped, &row.profile)?;
        let (identity, phone) = (identity_hash(step.to, &values.identity), phone_hash(step.to, &values.phone));
        tables::put(set, row.subject, identity, phone);
        if let Ok(number) = IdentityNumber::parse(&values.identity) {
            tables::rename(set, citizen_key(vault, &number), citizen_key(step.to, &number));
        }
    }
    Ok(Passed::of(&rows.iter().map(|row| row.subject).collect::<Vec<Uuid>>()))
}
