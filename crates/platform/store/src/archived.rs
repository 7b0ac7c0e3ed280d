//! Verifying what went into the archive: that each missing row has a stub that a signed note covers, and, with the files,
//! that these hold the rows as they were.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::Path;

use data_encoding::HEXLOWER;
use serde_json::Value;
use uuid::Uuid;

use crate::archive::{Archive, FORMAT, StubHash, failed};
use crate::bundle::{recorded_of, text_of};
use crate::chain::hash_events;
use crate::copies::apart;
use crate::error::StoreError;
use crate::hashed;
use crate::inspect::Recorded;
use crate::row::Row;
use crate::seal::hash_of_hex;
use crate::sql;
use crate::store::Store;

/// Lines of a file that are read at once.
const LINES: usize = 2_000;

/// What the stubs of one month come to.
#[derive(Default)]
struct Month {
    stubs: i64,
    hash: StubHash,
    /// The first row that is gone.
    gone: Option<(Uuid, i64)>,
}

type Months = BTreeMap<String, Month>;

/// Takes `chain_id, seq, hash, month`, and whether the row stands.
fn take(months: &mut Months, row: &Row<'_>) -> Result<(), StoreError> {
    let (chain, seq): (Uuid, i64) = (row.get(0)?, row.get(1)?);
    let month = months.entry(row.get(3)?).or_default();
    month.stubs = month.stubs.saturating_add(1);
    month.hash.add(chain, seq, row.bytes(2)?.unwrap_or_default());
    if !row.flag(4)? {
        month.gone.get_or_insert((chain, seq));
    }
    Ok(())
}

fn lines_of(lines: &mut impl Iterator<Item = std::io::Result<String>>) -> std::io::Result<Vec<String>> {
    lines.take(LINES).collect()
}

impl Store {
    /// Holds stubs against the notes of what went, and these against the keys that signed seals. Gives what is wrong.
    pub(crate) async fn verify_stubs(&self, keys: &BTreeSet<String>) -> Result<Vec<String>, StoreError> {
        let stmt = sql!(
            "SELECT s.chain_id, s.seq, s.hash, s.month,
                    CASE WHEN EXISTS (SELECT 1 FROM audit a WHERE a.chain_id = s.chain_id AND a.seq = s.seq)
                         THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END
             FROM audit_stub s ORDER BY s.chain_id, s.seq"
        );
        let mut months = self.fold(stmt, Vec::new(), Months::new(), take).await?;
        let mut faults = Vec::new();
        for archive in self.archives().await? {
            let name = &archive.month;
            let found = months.remove(name).unwrap_or_default();
            if !archive.is_signed() || !keys.contains(&HEXLOWER.encode(&archive.public_key)) {
                faults.push(format!("archive {name}: no key that signs the seals has signed what went into it"));
            }
            if found.stubs != archive.rows || found.hash.finish() != archive.stubs {
                faults.push(format!("archive {name}: not the rows went that its note tells of"));
            }
        }
        for month in months.into_values() {
            if let Some((chain, seq)) = month.gone {
                faults.push(format!("chain {chain}, row {seq}: it is gone, and no archive tells of it"));
            }
        }
        Ok(faults)
    }

    /// Verifies the files of the archive in a folder. Gives how many rows were read, and what is wrong.
    pub async fn verify_archives(&self, folder: &Path) -> Result<(u64, Vec<String>), StoreError> {
        let (mut rows, mut faults) = (0_u64, Vec::new());
        for archive in self.archives().await? {
            let path = folder.join(Archive::file(&archive.month));
            let place = path.clone();
            let read = apart(move || hashed::read(&place, |_| {}).map_err(|e| failed(&place, &e))).await;
            match read {
                Err(error) => faults.push(error.to_string()),
                Ok(hashed) if hashed.sha256 != archive.file_hash => {
                    faults.push(format!("archive {}: the file is not the one that was made", archive.month));
                }
                Ok(_) => rows = rows.saturating_add(self.verify_file(&archive, &path, &mut faults).await?),
            }
        }
        Ok((rows, faults))
    }

    /// Every row of a file: its hash is computed again and compared with the stub, its events with theirs.
    async fn verify_file(&self, archive: &Archive, path: &Path, faults: &mut Vec<String>) -> Result<u64, StoreError> {
        let name = &archive.month;
        let opened = File::open(path).map_err(|e| failed(path, &e))?;
        let mut lines = BufReader::new(opened).lines();
        let mut rows = 0_u64;
        let mut is_first = true;
        loop {
            let some = lines_of(&mut lines).map_err(|e| failed(path, &e))?;
            if some.is_empty() {
                break;
            }
            for line in some {
                let value: Value = serde_json::from_str(&line).unwrap_or_default();
                if std::mem::take(&mut is_first) {
                    if text_of(&value, "format") != FORMAT {
                        faults.push(format!("archive {name}: the first line does not say {FORMAT}"));
                    }
                    continue;
                }
                // The signature of the file; here its hash is known.
                if value.get("signature").is_some() {
                    continue;
                }
                let Some(recorded) = value.get("row").and_then(recorded_of) else {
                    faults.push(format!("archive {name}: a line is no row"));
                    continue;
                };
                rows = rows.saturating_add(1);
                self.verify_archived(&value, &recorded, faults).await?;
            }
        }
        if i64::try_from(rows) != Ok(archive.rows) {
            faults.push(format!("archive {name}: it holds {rows} rows, its note says {}", archive.rows));
        }
        Ok(rows)
    }

    async fn verify_archived(
        &self,
        value: &Value,
        recorded: &Recorded,
        faults: &mut Vec<String>,
    ) -> Result<(), StoreError> {
        let row = &recorded.row;
        let mut fault = |what: &str| faults.push(format!("chain {}, row {}: {what}", row.chain, row.seq));
        let prev = hash_of_hex(text_of(value, "prev")).unwrap_or_default();
        let stored = self.row_hashes(row.chain, row.seq.saturating_sub(1), row.seq).await?;
        let is_stored = stored.first().is_some_and(|hash| hash.as_slice() == recorded.hash);
        if !is_stored || row.hash(&prev).as_slice() != recorded.hash {
            fault("the archive holds another row than went into it");
        }
        let events = self.audit_events(row.chain, row.seq).await?;
        let said = events.iter().map(|e| (e.kind.as_str(), e.entity_id, e.version, e.payload.as_str()));
        let hash = (!events.is_empty()).then(|| hash_events(said).to_vec());
        if hash != row.events_hash {
            fault("its events do not match the hash in the archive");
        }
        Ok(())
    }
}
