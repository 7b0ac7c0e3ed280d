//! Committers: the only places where write sets become durable.

pub(crate) mod copy;
pub(crate) mod postgres;
pub(crate) mod sqlite;

use tokio::sync::oneshot;

use crate::error::StoreError;
use crate::write_set::{Receipt, WriteSet};

/// How many write sets may wait for a committer before callers are told to come back later.
pub(crate) const QUEUE: usize = 4_096;

/// A write set and whoever waits for it.
pub(crate) struct Pending {
    pub(crate) set: WriteSet,
    pub(crate) reply: oneshot::Sender<Result<Receipt, StoreError>>,
}

impl Pending {
    pub(crate) fn answer(self, result: Result<Receipt, StoreError>) {
        // Whoever asked may have gone away; the commit stands all the same.
        let _ = self.reply.send(result);
    }
}
