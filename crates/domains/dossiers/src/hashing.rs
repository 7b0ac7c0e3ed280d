//! Hashes by which officers find a dossier, made anew under another key.

use kernel::Result;
use runtime::{Hashed, Passed, Step};
use store::WriteSet;
use uuid::Uuid;

use crate::applicant::Applicant;
use crate::store::lookup;

/// Dossiers with the names and numbers by which they are found.
pub fn hashed() -> Hashed {
    Hashed {
        name: "dossier",
        count: |reader| Box::pin(lookup::sealed_count(reader)),
        next: |step, set| Box::pin(next(step, set)),
    }
}

async fn next(step: &Step<'_>, set: &mut WriteSet) -> Result<Option<Passed>> {
    let vault = step.reader.vault();
    let rows = lookup::next_sealed(&step.reader, step.after, step.limit).await?;
    for row in &rows {
        let plain = vault.unwrap_key(&row.wrapped)?.open("dossier.person", &row.person)?;
        // What was emptied is found by nothing any more.
        if !plain.is_empty() {
            let Applicant { name, identity, phone, .. } = Applicant::from_json(&plain)?;
            lookup::remove(set, row.id, lookup::hashes(vault, &name, &identity, &phone));
            lookup::insert(set, row.id, lookup::hashes(step.to, &name, &identity, &phone));
        }
    }
    Ok(Passed::of(&rows.iter().map(|row| row.id.uuid()).collect::<Vec<Uuid>>()))
}
