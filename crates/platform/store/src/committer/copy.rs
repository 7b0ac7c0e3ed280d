//! Copying a SQLite database while it is written: some pages between two batches of the writer.
//!
//! What the writer commits in between goes into the copy as well, because both use one connection; a copy over another
//! connection would begin again after each commit. The copy is the database as it is when the last page was copied.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};
use tokio::sync::oneshot;

use crate::backup::Tell;
use crate::error::StoreError;

/// Pages between two batches: a millisecond or a few, so that nobody waits long.
const PAGES: i32 = 200;
/// The wait for a lock that somebody else holds.
const LOCKED: Duration = Duration::from_millis(1);

/// A copy that was asked for.
pub(crate) struct FileCopy {
    pub(crate) file: PathBuf,
    pub(crate) tell: Tell,
    pub(crate) reply: oneshot::Sender<Result<Duration, StoreError>>,
}

#[expect(clippy::disallowed_methods, reason = "measures a step, decides nothing in a rule")]
fn started() -> Instant {
    Instant::now()
}

impl FileCopy {
    /// Copies until everything is copied or nobody waits for it any more. `between` does the writer's other work.
    pub(crate) fn run(mut self, connection: &Connection, between: impl FnMut()) {
        let result = self.copy(connection, between);
        let _ = self.reply.send(result);
    }

    /// One copy at a time.
    pub(crate) fn refuse(self) {
        let _ = self.reply.send(Err(StoreError::Busy));
    }

    /// Gives the longest time for which a step kept the writer from its next batch.
    fn copy(&mut self, connection: &Connection, mut between: impl FnMut()) -> Result<Duration, StoreError> {
        let failed = |e: rusqlite::Error| StoreError::of_sqlite(&e);
        let size: i64 = connection.query_row("PRAGMA page_size", [], |row| row.get(0)).map_err(failed)?;
        let bytes = |pages: i32| u64::try_from(i64::from(pages).saturating_mul(size)).unwrap_or(0);
        let mut target = Connection::open(&self.file).map_err(failed)?;
        // A copy that was broken off is made anew, and a whole one is synced at its end: no log, no syncs meanwhile.
        target.execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;").map_err(failed)?;
        let backup = Backup::new(connection, &mut target).map_err(failed)?;
        let mut longest = Duration::ZERO;
        while !self.reply.is_closed() {
            let started = started();
            let step = backup.step(PAGES).map_err(failed)?;
            if !matches!(step, StepResult::Done | StepResult::More) {
                std::thread::sleep(LOCKED);
            }
            longest = longest.max(started.elapsed());
            if step == StepResult::Done {
                return Ok(longest);
            }
            let progress = backup.progress();
            (self.tell)(bytes(progress.pagecount.saturating_sub(progress.remaining)), bytes(progress.pagecount));
            between();
        }
        Err(StoreError::Unavailable("nobody waits for the copy any more".into()))
    }
}
