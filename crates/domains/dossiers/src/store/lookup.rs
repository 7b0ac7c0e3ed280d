//! Keyed hashes by which officers find a dossier.

use kernel::text;
use store::vault::Vault;
use store::{WriteSet, params, sql};

use crate::model::DossierId;

/// The hashes of a name's words, an identity number and a telephone number.
pub(crate) fn hashes(vault: &Vault, name: &str, identity: &str, phone: &str) -> Vec<Vec<u8>> {
    let mut all: Vec<Vec<u8>> = text::fold(name).split_whitespace().map(|word| vault.blind("word", word)).collect();
    for (index, value) in [("identity", identity), ("phone", phone)] {
        if !value.is_empty() {
            all.push(vault.blind(index, value));
        }
    }
    all.sort();
    all.dedup();
    all
}

/// Adds the hashes of a dossier.
pub(crate) fn insert(set: &mut WriteSet, id: DossierId, hashes: Vec<Vec<u8>>) {
    for hash in hashes {
        let stmt = sql!(
            "INSERT INTO dossier_lookup (hash, dossier_id) VALUES ($1, $2) ON CONFLICT (hash, dossier_id) DO NOTHING"
        );
        set.run(stmt, params![hash, id.uuid()]);
    }
}
