//! The archive of old months: rows go into a signed file, and a stub with the row's hash stays in the place of each, so that
//! chains, seals and ways to them hold without the file.
//!
//! What stays: the newest row of a chain and of a thing, the newest that fixes a record, acts of the house itself, and
//! whatever no signed seal covers. First the file, then the stubs, then the signed note of what went, then the rows go, some
//! at a time: broken off anywhere, nothing is lost, and the same call goes on.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use aws_lc_rs::digest::{Context, SHA256};
use data_encoding::HEXLOWER;
use kernel::Timestamp;
use serde_json::json;
use uuid::Uuid;

use crate::bundle::row_json;
use crate::chain::{Hash, put};
use crate::copies::apart;
use crate::error::StoreError;
use crate::hashed;
use crate::inspect::{Recorded, recorded};
use crate::row::Row;
use crate::seal::{Sealer, is_signed};
use crate::sql;
use crate::store::Store;

/// What the first line says the file is.
pub(crate) const FORMAT: &str = "nhatle.audit-archive.1";
/// Rows read at once.
const READ: i64 = 2_000;
/// Stubs written, or rows removed, in one transaction: others wait for the writer no longer than for that.
const AT_ONCE: i64 = 200;

/// A month in the file's name and in the log: `2024-01`, with its first instant and the first one after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Month {
    /// Year and month.
    pub name: String,
    /// Its first instant.
    pub from: Timestamp,
    /// The first instant of the next.
    pub to: Timestamp,
}

/// The signed note of what went into a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Archive {
    /// Year and month.
    pub month: String,
    /// Rows in the file.
    pub rows: i64,
    /// A hash over the stubs.
    pub(crate) stubs: Vec<u8>,
    /// SHA-256 of the file in hexadecimal.
    pub file_hash: String,
    /// When it was made, in microseconds of wall time.
    pub at: i64,
    pub(crate) public_key: Vec<u8>,
    pub(crate) signature: Vec<u8>,
}

impl Archive {
    fn said(&self) -> Vec<u8> {
        let mut bytes = b"nhatle.archive.1\0".to_vec();
        put(&mut bytes, self.month.as_bytes());
        bytes.extend_from_slice(&self.rows.to_be_bytes());
        put(&mut bytes, &self.stubs);
        put(&mut bytes, self.file_hash.as_bytes());
        bytes.extend_from_slice(&self.at.to_be_bytes());
        bytes
    }

    pub(crate) fn is_signed(&self) -> bool {
        is_signed(&self.public_key, &self.said(), &self.signature)
    }

    /// The file's name.
    pub fn file(month: &str) -> String {
        format!("audit-{month}.jsonl")
    }
}

/// The hash over stubs in the order of their keys.
pub(crate) struct StubHash(Context);

impl Default for StubHash {
    fn default() -> Self {
        Self(Context::new(&SHA256))
    }
}

impl StubHash {
    pub(crate) fn add(&mut self, chain: Uuid, seq: i64, hash: &[u8]) {
        self.0.update(chain.as_bytes());
        self.0.update(&seq.to_be_bytes());
        self.0.update(hash);
    }

    pub(crate) fn finish(self) -> Vec<u8> {
        self.0.finish().as_ref().to_vec()
    }
}

fn archive_of(row: &Row<'_>) -> Result<Archive, StoreError> {
    Ok(Archive {
        month: row.get(0)?,
        rows: row.get(1)?,
        stubs: row.get(2)?,
        file_hash: row.get(3)?,
        at: row.get(4)?,
        public_key: row.get(5)?,
        signature: row.get(6)?,
    })
}

fn key_of(row: &Row<'_>) -> Result<(Uuid, i64), StoreError> {
    Ok((row.get(0)?, row.get(1)?))
}

/// The file while it is written: under another name, so that it is there whole or not at all.
struct Writing {
    path: PathBuf,
    part: PathBuf,
    /// The last row, to know the hash before the next.
    last: Option<(Uuid, i64, Hash)>,
    stubs: StubHash,
    rows: i64,
}

impl Writing {
    async fn begin(folder: &Path, month: &str, head: String) -> Result<Self, StoreError> {
        let path = folder.join(Archive::file(month));
        let part = path.with_extension("part");
        let (place, above) = (part.clone(), folder.to_owned());
        apart(move || {
            let made = crate::folder::make(&above)
                .and_then(|()| File::create(&place))
                .and_then(|mut file| file.write_all(head.as_bytes()));
            made.map_err(|e| failed(&place, &e))
        })
        .await?;
        Ok(Self { path, part, last: None, stubs: StubHash::default(), rows: 0 })
    }

    /// Adds the last line: a signature over all that stands before it.
    async fn sign(&self, sealer: &Sealer) -> Result<(), StoreError> {
        let place = self.part.clone();
        let hashed = apart(move || hashed::read(&place, |_| {}).map_err(|e| failed(&place, &e))).await?;
        let said = format!("nhatle.archive-file.1\0{}", hashed.sha256);
        let signature = HEXLOWER.encode(&sealer.sign(said.as_bytes()));
        self.append(format!("{}\n", json!({ "rows": self.rows, "signature": signature }))).await
    }

    async fn append(&self, lines: String) -> Result<(), StoreError> {
        let place = self.part.clone();
        apart(move || {
            let opened = OpenOptions::new().append(true).open(&place);
            opened.and_then(|mut file| file.write_all(lines.as_bytes())).map_err(|e| failed(&place, &e))
        })
        .await
    }

    /// Leaves no file.
    async fn drop_it(&self) -> Result<(), StoreError> {
        let place = self.part.clone();
        apart(move || std::fs::remove_file(&place).map_err(|e| failed(&place, &e))).await
    }

    /// Makes it durable under its name; gives its hash.
    async fn end(&self) -> Result<String, StoreError> {
        let (part, path) = (self.part.clone(), self.path.clone());
        apart(move || {
            let ended = File::open(&part)
                .and_then(|file| file.sync_all())
                .and_then(|()| std::fs::rename(&part, &path))
                .and_then(|()| path.parent().map_or(Ok(()), crate::folder::sync))
                .and_then(|()| hashed::read(&path, |_| {}));
            ended.map(|hashed| hashed.sha256).map_err(|e| failed(&path, &e))
        })
        .await
    }
}

pub(crate) fn failed(path: &Path, why: &std::io::Error) -> StoreError {
    StoreError::Unavailable(format!("the archive {}: {why}", path.display()))
}

impl Store {
    /// The months that were put into files, oldest first.
    pub async fn archives(&self) -> Result<Vec<Archive>, StoreError> {
        let stmt =
            sql!("SELECT month, rows, stubs, file_hash, at, public_key, signature FROM audit_archive ORDER BY month");
        self.all(stmt, Vec::new(), archive_of).await
    }

    /// Puts the rows of a month that may go into a file in `folder`, and a stub in the place of each. Gives the note of
    /// it, with 0 rows when none may go and nothing was written; none when the month is in a file already. The rows
    /// themselves go with [`Store::remove_archived`].
    pub async fn archive(
        &self,
        month: &Month,
        folder: &Path,
        sealer: &Sealer,
        now: Timestamp,
    ) -> Result<Option<Archive>, StoreError> {
        if self.archives().await?.iter().any(|archive| archive.month == month.name) {
            return Ok(None);
        }
        // Of an attempt that was broken off: their rows all stand.
        let stale = sql!("DELETE FROM audit_stub WHERE month = $1");
        self.maintain(vec![(stale, crate::params![month.name.clone()])]).await?;
        let key = sealer.public_key();
        let head = json!({ "format": FORMAT, "month": month.name, "made_at": now.0, "public_key": key });
        let mut writing = Writing::begin(folder, &month.name, format!("{head}\n")).await?;
        let mut after = (Uuid::nil(), i64::MIN);
        loop {
            let rows = self.archivable(month, after).await?;
            let Some(newest) = rows.last() else { break };
            after = (newest.row.chain, newest.row.seq);
            self.write_rows(&mut writing, &rows).await?;
            self.put_stubs(month, &rows).await?;
        }
        if writing.rows == 0 {
            writing.drop_it().await?;
            return Ok(Some(Archive { month: month.name.clone(), ..Archive::default() }));
        }
        let stubs = sql!("SELECT COUNT(*) FROM audit_stub WHERE month = $1");
        if self.number(stubs, crate::params![month.name.clone()]).await? != writing.rows {
            writing.drop_it().await?;
            return Err(StoreError::Unavailable(format!("{} is archived by somebody else at this moment", month.name)));
        }
        writing.sign(sealer).await?;
        let file_hash = writing.end().await?;
        let mut archive = Archive {
            month: month.name.clone(),
            rows: writing.rows,
            stubs: writing.stubs.finish(),
            file_hash,
            at: now.0,
            public_key: sealer.public().to_vec(),
            signature: Vec::new(),
        };
        archive.signature = sealer.sign(&archive.said());
        self.note(archive.clone()).await?;
        Ok(Some(archive))
    }

    async fn write_rows(&self, writing: &mut Writing, rows: &[Recorded]) -> Result<(), StoreError> {
        let mut lines = String::new();
        for recorded in rows {
            let (chain, seq) = (recorded.row.chain, recorded.row.seq);
            let prev = match writing.last {
                Some((of, before, hash)) if of == chain && before.saturating_add(1) == seq => hash,
                _ => self.hash_before(chain, seq).await?,
            };
            lines.push_str(&json!({ "row": row_json(recorded), "prev": HEXLOWER.encode(&prev) }).to_string());
            lines.push('\n');
            writing.stubs.add(chain, seq, &recorded.hash);
            writing.last = Some((chain, seq, recorded.hash.as_slice().try_into().unwrap_or_default()));
            writing.rows = writing.rows.saturating_add(1);
        }
        writing.append(lines).await
    }

    /// The next rows that may go.
    async fn archivable(&self, month: &Month, after: (Uuid, i64)) -> Result<Vec<Recorded>, StoreError> {
        let stmt = sql!(
            "SELECT a.chain_id, a.seq, a.home_id, a.at, a.actor_id, a.unit_id, a.action, a.entity, a.entity_id,
                    a.command_id, a.payload, a.events_hash, a.hash
             FROM audit a
             WHERE a.at >= $1 AND a.at < $2 AND (a.chain_id, a.seq) > ($3, $4) AND a.home_id <> $5
               AND EXISTS (SELECT 1 FROM audit_sealed s WHERE s.chain_id = a.chain_id AND s.seq >= a.seq)
               AND EXISTS (SELECT 1 FROM audit n WHERE n.chain_id = a.chain_id AND n.seq > a.seq)
               AND EXISTS (SELECT 1 FROM audit n
                           WHERE n.entity_id = a.entity_id AND n.entity = a.entity AND n.at > a.at)
               AND (a.payload NOT LIKE '%_record_:_%'
                    OR EXISTS (SELECT 1 FROM audit n
                               WHERE n.entity_id = a.entity_id AND n.entity = a.entity AND n.at > a.at
                                 AND n.payload LIKE '%_record_:_%'))
             ORDER BY a.chain_id, a.seq LIMIT $6"
        );
        let params = crate::params![month.from, month.to, after.0, after.1, Uuid::nil(), READ];
        self.all(stmt, params, recorded).await
    }

    async fn put_stubs(&self, month: &Month, rows: &[Recorded]) -> Result<(), StoreError> {
        for some in rows.chunks(usize::try_from(AT_ONCE).unwrap_or(1)) {
            let stub = |recorded: &Recorded| {
                let stmt = sql!("INSERT INTO audit_stub (chain_id, seq, hash, month) VALUES ($1, $2, $3, $4)");
                let Recorded { row, hash } = recorded;
                (stmt, crate::params![row.chain, row.seq, hash.clone(), month.name.clone()])
            };
            self.maintain(some.iter().map(stub).collect()).await?;
        }
        Ok(())
    }

    async fn note(&self, archive: Archive) -> Result<(), StoreError> {
        let stmt = sql!(
            "INSERT INTO audit_archive (month, rows, stubs, file_hash, at, public_key, signature)
             VALUES ($1, $2, $3, $4, $5, $6, $7)"
        );
        let Archive { month, rows, stubs, file_hash, at, public_key, signature } = archive;
        let params = crate::params![month, rows, stubs, file_hash, at, public_key, signature];
        self.maintain(vec![(stmt, params)]).await.map(|_| ())
    }

    /// Removes the next rows of a month that stand in its file; gives how many went, 0 when all are gone.
    pub async fn remove_archived(&self, month: &str) -> Result<u64, StoreError> {
        let next = sql!(
            "SELECT s.chain_id, s.seq FROM audit_stub s JOIN audit_archive f ON f.month = s.month
             JOIN audit a ON a.chain_id = s.chain_id AND a.seq = s.seq AND a.hash = s.hash
             WHERE s.month = $1 LIMIT $2"
        );
        let keys = self.all(next, crate::params![month.to_owned(), AT_ONCE], key_of).await?;
        let gone = |(chain, seq): (Uuid, i64)| {
            (sql!("DELETE FROM audit WHERE chain_id = $1 AND seq = $2"), crate::params![chain, seq])
        };
        if keys.is_empty() {
            return Ok(0);
        }
        Ok(self.maintain(keys.into_iter().map(gone).collect()).await?.iter().sum())
    }
}
