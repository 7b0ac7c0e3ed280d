//! Copies of the seals outside the database: one file a folder, one line a seal, appended and synced. Whoever rewrites the
//! database cannot rewrite what stands there.

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use serde_json::Value;

use crate::error::StoreError;
use crate::seal::{SIGNED, Seal, Sealer, stored_seal};
use crate::sql;
use crate::store::Store;

/// Name of the file in each folder.
const FILE: &str = "seals.jsonl";
/// Seals written at once.
const PORTION: i64 = 500;
/// Bytes read first to find the last line of a copy.
const TAIL: u64 = 64 * 1024;

fn failed(path: &Path, why: impl std::fmt::Display) -> StoreError {
    StoreError::Unavailable(format!("the copy of the seals in {}: {why}", path.display()))
}

impl Store {
    /// Appends to each folder the seals that it lacks; gives how many lines were written. The folders are independent:
    /// the first failure is reported after all were tried.
    pub async fn copy_seals(&self, sealer: &Sealer) -> Result<u64, StoreError> {
        let (mut written, mut first) = (0_u64, None);
        for folder in sealer.copies() {
            match self.append_to(folder).await {
                Ok(lines) => written = written.saturating_add(lines),
                Err(error) => first = first.or(Some(error)),
            }
        }
        first.map_or(Ok(written), Err)
    }

    async fn append_to(&self, folder: &Path) -> Result<u64, StoreError> {
        let path = folder.join(FILE);
        let place = path.clone();
        let last = apart(move || newest_of(&place).map_err(|e| failed(&place, e))).await?;
        let mut after = 0;
        if let Some(last) = last {
            self.is_ours(&path, &last).await?;
            after = last.no;
        }
        let mut written = 0_u64;
        loop {
            let stmt = sql!(
                "SELECT no, kind, prev, heads, rows, at, root, public_key, signature, hash FROM audit_seal
                 WHERE no > $1 ORDER BY no LIMIT $2"
            );
            let seals = self.all(stmt, crate::params![after, PORTION], stored_seal).await?;
            let Some(newest) = seals.last() else { return Ok(written) };
            after = newest.no;
            written = written.saturating_add(u64::try_from(seals.len()).unwrap_or(0));
            let mut lines = String::new();
            for seal in &seals {
                lines.push_str(&seal.to_json().to_string());
                lines.push('\n');
            }
            let place = path.clone();
            apart(move || append(&place, &lines).map_err(|e| failed(&place, e))).await?;
        }
    }

    /// Refuses to go on with a copy that knows another history than the database.
    async fn is_ours(&self, path: &Path, last: &Seal) -> Result<(), StoreError> {
        let stmt = sql!("SELECT hash FROM audit_seal WHERE no = $1");
        let stored: Option<Vec<u8>> = self.opt(stmt, crate::params![last.no], |row| row.get(0)).await?;
        match stored {
            Some(hash) if hash == last.hash => Ok(()),
            Some(_) => Err(failed(path, format!("its seal {} is not the one of the database", last.no))),
            None => Err(failed(path, format!("it knows seal {}, the database does not: it was rolled back", last.no))),
        }
    }
}

/// Runs work with files on a thread where it may wait.
pub(crate) async fn apart<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|e| StoreError::Unavailable(format!("work with files broke off: {e}")))?
}

fn seal_of(line: &str) -> Option<Seal> {
    Seal::of_json(&serde_json::from_str::<Value>(line).ok()?)
}

/// The last whole line that is a seal; none without a file or in an empty one.
fn newest_of(path: &Path) -> std::io::Result<Option<Seal>> {
    let mut file = match File::open(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        opened => opened?,
    };
    let length = file.metadata()?.len();
    let mut take = TAIL;
    loop {
        file.seek(SeekFrom::Start(length.saturating_sub(take)))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        let text = String::from_utf8_lossy(&bytes);
        if let Some(seal) = text.lines().rev().find_map(seal_of) {
            return Ok(Some(seal));
        }
        if take >= length {
            return Ok(None);
        }
        take = take.saturating_mul(8);
    }
}

/// Appends whole lines and waits for the disk. A line that a power cut left unfinished is closed first.
fn append(path: &Path, lines: &str) -> std::io::Result<()> {
    let is_new = !path.exists();
    if let Some(folder) = path.parent() {
        crate::folder::make(folder)?;
    }
    let mut file = OpenOptions::new().create(true).append(true).read(true).open(path)?;
    let mut last = [b'\n'];
    if file.metadata()?.len() > 0 {
        file.seek(SeekFrom::End(-1))?;
        file.read_exact(&mut last)?;
    }
    let gap = if last == [b'\n'] { "" } else { "\n" };
    file.write_all(format!("{gap}{lines}").as_bytes())?;
    file.sync_all()?;
    match path.parent() {
        Some(folder) if is_new => crate::folder::sync(folder),
        _ => Ok(()),
    }
}

/// A copy of the seals, read beside the database.
pub struct Copied {
    lines: Box<dyn Iterator<Item = std::io::Result<String>> + Send>,
    next: Option<Seal>,
    line: u64,
    /// Number of the seal that was read last.
    before: Option<i64>,
}

impl Copied {
    /// Opens a file of seals, one a line: a copy of the program or a part of one.
    pub fn open(path: &Path) -> std::io::Result<Self> {
        Ok(Self::of_lines(BufReader::new(File::open(path)?).lines()))
    }

    /// A copy from its lines.
    pub fn of_lines(lines: impl Iterator<Item = std::io::Result<String>> + Send + 'static) -> Self {
        Self { lines: Box::new(lines), next: None, line: 0, before: None }
    }

    /// The next seal of the copy with a number above `after`.
    pub(crate) fn take(&mut self, after: i64, faults: &mut Vec<String>) -> Option<Seal> {
        if let Some(seal) = self.next.take().filter(|seal| seal.no > after) {
            return Some(seal);
        }
        loop {
            self.line = self.line.saturating_add(1);
            let line = match self.lines.next()? {
                Ok(line) => line,
                Err(error) => {
                    faults.push(format!("the copy cannot be read after line {}: {error}", self.line));
                    return None;
                }
            };
            // A line that was left unfinished stands whole further on; when it does not, its number is missing.
            let Some(seal) = seal_of(&line) else { continue };
            if seal.computed().as_slice() != seal.hash || (seal.kind >= SIGNED && !seal.is_signed()) {
                faults.push(format!("line {} of the copy: hash or signature do not match what it says", self.line));
                continue;
            }
            let expected = self.before.map_or(seal.no, |before| before.saturating_add(1));
            if seal.no > expected {
                let (last, line) = (seal.no.saturating_sub(1), self.line);
                faults.push(format!("seals {expected} to {last} are missing in the copy, before its line {line}"));
            }
            self.before = Some(self.before.map_or(seal.no, |before| before.max(seal.no)));
            // Two nodes may have written the same seal.
            if seal.no > after {
                return Some(seal);
            }
        }
    }

    /// The copy's seal of a number, when it has one.
    pub(crate) fn meet(&mut self, no: i64, faults: &mut Vec<String>) -> Option<Seal> {
        let copied = self.take(no.saturating_sub(1), faults)?;
        if copied.no > no {
            self.next = Some(copied);
            return None;
        }
        Some(copied)
    }

    /// Compares a seal of the database with the copy's of the same number.
    pub(crate) fn beside(&mut self, seal: &Seal, faults: &mut Vec<String>) {
        if self.meet(seal.no, faults).is_some_and(|copied| copied.hash != seal.hash) {
            faults.push(another(seal.no));
        }
    }
}

/// What is said of a seal that is another than the copy's.
pub(crate) fn another(no: i64) -> String {
    format!("seal {no}: it is not the one that was copied outside")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(no: i64) -> String {
        let sealer = Sealer::new(&[1; 32], Vec::new()).unwrap();
        let seal = Seal { no, kind: SIGNED, ..Seal::default() }.finish(&sealer);
        format!("{}\n", seal.to_json())
    }

    #[test]
    fn the_last_whole_line_counts_and_a_torn_one_is_closed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("worm").join(FILE);
        assert_eq!(newest_of(&path).unwrap(), None);
        append(&path, &format!("{}{}", line(1), line(2))).unwrap();
        assert_eq!(newest_of(&path).unwrap().unwrap().no, 2);
        let mut file = OpenOptions::new().append(true).open(&path).unwrap();
        file.write_all(&line(3).as_bytes()[..40]).unwrap();
        assert_eq!(newest_of(&path).unwrap().unwrap().no, 2);
        append(&path, &line(3)).unwrap();
        assert_eq!(newest_of(&path).unwrap().unwrap().no, 3);
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(text.lines().count(), 4);
    }

    #[test]
    fn a_copy_is_read_over_torn_double_and_empty_lines() {
        let text = format!("{}{}\n{}{}", line(1), &line(2)[..30], line(2), line(2));
        let lines: Vec<_> = text.lines().map(|line| Ok(line.to_owned())).collect();
        let mut copied = Copied::of_lines(lines.into_iter());
        let mut faults = Vec::new();
        let one = seal_of(&line(1)).unwrap();
        copied.beside(&one, &mut faults);
        assert_eq!(faults, [""; 0]);
        assert_eq!(copied.take(1, &mut faults).map(|seal| seal.no), Some(2));
        assert_eq!(copied.take(2, &mut faults), None);
        assert_eq!(faults, [""; 0]);
    }
}
