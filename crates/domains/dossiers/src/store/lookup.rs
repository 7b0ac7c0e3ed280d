//! Keyed hashes by which officers find a dossier.

use kernel::{Result, text};
use runtime::Reader;
use store::vault::Vault;
use store::{Params, Row, StoreError, Val, WriteSet, params, sql};
use uuid::Uuid;

use crate::model::DossierId;

/// Words of a name that a search asks for; of a longer name the last ones.
const WORDS: usize = 8;
/// Units or queues that one statement asks for.
pub(crate) const PLACES: usize = 16;

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

/// The hashes of the words of a name that is searched for, each once, the last word first: the first hash leads the
/// search, and fewer people share a given name than a family name.
pub(crate) fn words(vault: &Vault, name: &str) -> Vec<Vec<u8>> {
    let mut found: Vec<Vec<u8>> = Vec::new();
    for word in text::fold(name).split_whitespace().rev() {
        let hash = vault.blind("word", word);
        if found.len() < WORDS && !found.contains(&hash) {
            found.push(hash);
        }
    }
    found
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

/// Removes hashes of a dossier.
pub(crate) fn remove(set: &mut WriteSet, id: DossierId, hashes: Vec<Vec<u8>>) {
    for hash in hashes {
        let stmt = sql!("DELETE FROM dossier_lookup WHERE hash = $1 AND dossier_id = $2");
        set.run(stmt, params![hash, id.uuid()]);
    }
}

/// The applicant of a dossier, sealed.
pub(crate) struct SealedApplicant {
    pub(crate) id: DossierId,
    pub(crate) wrapped: Vec<u8>,
    pub(crate) person: Vec<u8>,
}

/// How many applicants can be read.
pub(crate) async fn sealed_count(reader: &Reader<'_>) -> Result<i64> {
    let stmt = sql!("SELECT COUNT(*) FROM dossier_person p JOIN subject_key k ON k.subject_id = p.subject_id");
    reader.number(stmt, params![]).await
}

/// The next applicants after an id.
pub(crate) async fn next_sealed(reader: &Reader<'_>, after: Uuid, limit: i64) -> Result<Vec<SealedApplicant>> {
    let stmt = sql!(
        "SELECT p.dossier_id, k.wrapped, p.person
         FROM dossier_person p JOIN subject_key k ON k.subject_id = p.subject_id
         WHERE p.dossier_id > $1 ORDER BY p.dossier_id LIMIT $2"
    );
    reader
        .all(stmt, params![after, limit], |row| {
            Ok(SealedApplicant { id: row.id(0)?, wrapped: row.get(1)?, person: row.get(2)? })
        })
        .await
}

/// What is searched for: hashes that a dossier must all have (1 to 8, each once), and where the page begins.
pub(crate) struct Wanted<'a> {
    pub(crate) hashes: &'a [Vec<u8>],
    /// Only ids below this one: the newest come first.
    pub(crate) below: Uuid,
    pub(crate) limit: i64,
}

impl Wanted<'_> {
    /// The parameters of both statements below: places that are not there are the nil id, which no unit or queue has.
    fn params(&self, places: &[Uuid]) -> Params {
        let first = self.hashes.first().cloned().unwrap_or_default();
        let hash = |at: usize| Val::from(self.hashes.get(at).unwrap_or(&first).clone());
        let mut all: Params = (0..WORDS).map(hash).collect();
        let words = i64::try_from(self.hashes.len()).unwrap_or(i64::MAX);
        all.extend(params![words, self.below, self.limit]);
        all.extend((0..PLACES).map(|at| Val::from(places.get(at).copied().unwrap_or_default())));
        all
    }

    /// The parameters of a block: the newest dossiers with the first hash.
    fn block(&self) -> Params {
        params![self.hashes.first().cloned().unwrap_or_default(), self.below, self.limit]
    }
}

/// A dossier with the first of the wanted hashes.
pub(crate) struct Candidate {
    pub(crate) id: DossierId,
    /// The units that received it, decide it and continue it.
    pub(crate) units: Vec<Uuid>,
    /// How many of the wanted hashes it has.
    pub(crate) words: i64,
}

/// A block of dossiers with the first hash, the newest first, whoever has them: at most as many as the limit says are
/// looked at.
pub(crate) async fn block(reader: &Reader<'_>, wanted: &Wanted<'_>) -> Result<Vec<Candidate>> {
    let stmt = sql!(
        "SELECT c.dossier_id, d.receiving_id, d.competent_id, d.continuing_id,
                (SELECT COUNT(*) FROM dossier_lookup w
                 WHERE w.dossier_id = c.dossier_id AND w.hash IN ($4, $5, $6, $7, $8, $9, $10, $11))
         FROM (SELECT dossier_id FROM dossier_lookup WHERE hash = $1 AND dossier_id < $2
               ORDER BY dossier_id DESC LIMIT $3) c
         JOIN dossier d ON d.dossier_id = c.dossier_id
         ORDER BY c.dossier_id DESC"
    );
    let first = wanted.hashes.first().cloned().unwrap_or_default();
    let mut all = wanted.block();
    all.extend((0..WORDS).map(|at| Val::from(wanted.hashes.get(at).unwrap_or(&first).clone())));
    reader.all(stmt, all, candidate).await
}

fn candidate(row: &Row<'_>) -> Result<Candidate, StoreError> {
    let mut units: Vec<Uuid> = vec![row.get(1)?, row.get(2)?];
    units.extend(row.get::<Option<Uuid>>(3)?);
    Ok(Candidate { id: row.id(0)?, units, words: row.get(4)? })
}

/// The units that were asked an opinion on the dossiers of a block.
pub(crate) async fn asked_in(reader: &Reader<'_>, wanted: &Wanted<'_>) -> Result<Vec<(DossierId, Uuid)>> {
    let stmt = sql!(
        "SELECT o.dossier_id, o.unit_id
         FROM (SELECT dossier_id FROM dossier_lookup WHERE hash = $1 AND dossier_id < $2
               ORDER BY dossier_id DESC LIMIT $3) c
         JOIN opinion o ON o.dossier_id = c.dossier_id"
    );
    reader.all(stmt, wanted.block(), |row| Ok((row.id(0)?, row.get(1)?))).await
}

/// The queues with open work on the dossiers of a block.
pub(crate) async fn queues_in(reader: &Reader<'_>, wanted: &Wanted<'_>) -> Result<Vec<(DossierId, Uuid)>> {
    let stmt = sql!(
        "SELECT t.dossier_id, t.queue_id
         FROM (SELECT dossier_id FROM dossier_lookup WHERE hash = $1 AND dossier_id < $2
               ORDER BY dossier_id DESC LIMIT $3) c
         JOIN task t ON t.dossier_id = c.dossier_id
         WHERE t.closed_at IS NULL"
    );
    reader.all(stmt, wanted.block(), |row| Ok((row.id(0)?, row.get(1)?))).await
}

/// How many dossiers have a hash, counted up to `most`.
pub(crate) async fn count(reader: &Reader<'_>, hash: &[u8], most: i64) -> Result<i64> {
    let stmt = sql!("SELECT COUNT(*) FROM (SELECT dossier_id FROM dossier_lookup WHERE hash = $1 LIMIT $2) c");
    reader.number(stmt, params![hash.to_vec(), most]).await
}

/// The newest of the wanted dossiers that these units received, decide or continue, or were asked an opinion on.
pub(crate) async fn of_units(reader: &Reader<'_>, wanted: &Wanted<'_>, units: &[Uuid]) -> Result<Vec<DossierId>> {
    let stmt = sql!(
        "SELECT l.dossier_id
         FROM dossier_lookup l JOIN dossier d ON d.dossier_id = l.dossier_id
         WHERE l.hash = $1 AND l.dossier_id < $10
           AND (SELECT COUNT(*) FROM dossier_lookup w
                WHERE w.dossier_id = l.dossier_id AND w.hash IN ($1, $2, $3, $4, $5, $6, $7, $8)) = $9
           AND (d.receiving_id IN ($12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27)
                OR d.competent_id IN ($12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27)
                OR d.continuing_id IN ($12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27)
                OR EXISTS (SELECT 1 FROM opinion o WHERE o.dossier_id = l.dossier_id AND o.unit_id IN
                           ($12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27)))
         ORDER BY l.dossier_id DESC LIMIT $11"
    );
    let mut found = Vec::new();
    for some in units.chunks(PLACES) {
        let ids: Vec<DossierId> = reader.all(stmt, wanted.params(some), |row| row.id(0)).await?;
        found.extend(ids);
    }
    Ok(found)
}

/// The newest of the wanted dossiers with open work on these queues.
pub(crate) async fn of_queues(reader: &Reader<'_>, wanted: &Wanted<'_>, queues: &[Uuid]) -> Result<Vec<DossierId>> {
    let stmt = sql!(
        "SELECT DISTINCT t.dossier_id
         FROM task t
         WHERE t.queue_id IN ($12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27)
           AND t.closed_at IS NULL AND t.dossier_id < $10
           AND (SELECT COUNT(*) FROM dossier_lookup w
                WHERE w.dossier_id = t.dossier_id AND w.hash IN ($1, $2, $3, $4, $5, $6, $7, $8)) = $9
         ORDER BY t.dossier_id DESC LIMIT $11"
    );
    let mut found = Vec::new();
    for some in queues.chunks(PLACES) {
        let ids: Vec<DossierId> = reader.all(stmt, wanted.params(some), |row| row.id(0)).await?;
        found.extend(ids);
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_asked_for_once_from_the_last_on_and_eight_at_most() {
        let vault = Vault::new(&[7; store::vault::KEY_LEN]).unwrap();
        let word = |word: &str| vault.blind("word", word);
        assert_eq!(words(&vault, "Mẫu Văn  MAU"), [word("mau"), word("van")]);
        assert!(words(&vault, " ").is_empty());
        let many = words(&vault, "a b c d e f g h i");
        assert_eq!((many.len(), many.first(), many.last()), (8, Some(&word("i")), Some(&word("b"))));
    }

    #[test]
    fn a_statement_gets_as_many_parameters_as_it_names() {
        let hashes = [vec![1], vec![2]];
        let wanted = Wanted { hashes: &hashes, below: Uuid::max(), limit: 51 };
        let all = wanted.params(&[Uuid::from_u128(5)]);
        assert_eq!(all.len(), 27);
        assert_eq!(all.get(2), Some(&Val::B(vec![1])), "the first stands where there is no other");
        assert_eq!(all.get(8..11), Some(&params![2_i64, Uuid::max(), 51_i64][..]));
        assert_eq!((all.get(11), all.get(12)), (Some(&Val::U(Uuid::from_u128(5))), Some(&Val::U(Uuid::nil()))));
    }
}
