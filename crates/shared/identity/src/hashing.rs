//! Hashes under which people, their accounts, contacts and businesses are found, made anew under another key.

use kernel::vietnam::{IdentityNumber, TaxCode};
use kernel::{Error, Result};
use runtime::{Hashed, Passed, Step};
use store::WriteSet;
use uuid::Uuid;

use crate::business::Named;
use crate::codes::Way;
use crate::codes::store::CONTACT;
use crate::model::{business_key, citizen_key};
use crate::people::{identity_hash, open_values, phone_hash};
use crate::store::hashing as tables;

/// People and businesses with what they sign in by, accounts with proven contacts, and who represents businesses.
pub fn hashed() -> [Hashed; 3] {
    [
        Hashed {
            name: "person",
            count: |reader| Box::pin(tables::count(reader)),
            next: |step, set| Box::pin(next(step, set)),
        },
        Hashed {
            name: "contact",
            count: |reader| Box::pin(tables::count_contacts(reader)),
            next: |step, set| Box::pin(next_contacts(step, set)),
        },
        Hashed {
            name: "representative",
            count: |reader| Box::pin(tables::count_representatives(reader)),
            next: |step, set| Box::pin(next_representatives(step, set)),
        },
    ]
}

/// Removes the hashes that cannot be made anew, because what was hashed is kept nowhere: codes on paper, codes that
/// were sent, whom providers know as whom, addresses that registered today; and those of people whose key is gone.
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
        } else if let Ok(code) = TaxCode::parse(&values.identity) {
            tables::rename(set, business_key(vault, &code), business_key(step.to, &code));
        }
    }
    Ok(Passed::of(&rows.iter().map(|row| row.subject).collect::<Vec<Uuid>>()))
}

async fn next_contacts(step: &Step<'_>, set: &mut WriteSet) -> Result<Option<Passed>> {
    let vault = step.reader.vault();
    let rows = tables::next_contacts(&step.reader, step.after, step.limit).await?;
    for row in &rows {
        let way = Way::parse(&row.way).ok_or_else(|| Error::internal("a contact of an unknown way"))?;
        let value = vault.unwrap_key(&row.wrapped)?.open(CONTACT, &row.sealed)?;
        tables::put_contact(set, row.account, way, way.blind(step.to, &value));
    }
    let mut accounts: Vec<Uuid> = rows.iter().map(|row| row.account).collect();
    accounts.dedup();
    Ok(Passed::of(&accounts))
}

async fn next_representatives(step: &Step<'_>, set: &mut WriteSet) -> Result<Option<Passed>> {
    let vault = step.reader.vault();
    let rows = tables::next_representatives(&step.reader, step.after, step.limit).await?;
    for row in &rows {
        let named = Named::open(&vault.unwrap_key(&row.wrapped)?, &row.sealed)?;
        // One whose account was erased is found by no number any more, and that stays so.
        if let Ok(number) = IdentityNumber::parse(&named.identity) {
            tables::rename_representative(set, row.id, citizen_key(vault, &number), citizen_key(step.to, &number));
        }
    }
    Ok(Passed::of(&rows.iter().map(|row| row.id).collect::<Vec<Uuid>>()))
}
