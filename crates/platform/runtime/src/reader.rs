//! The one way to read: no connection without an actor.

use kernel::{Result, Timestamp};
use store::chain::AuditRow;
use store::inspect::{After, InArchive, Recorded, RecordedEvent, Search};
use store::vault::{SubjectKey, Vault};
use store::{Map, Params, Sealer, Sql, Store};
use uuid::Uuid;

use crate::actor::Actor;
use crate::services::Services;

/// Reads on behalf of somebody. It cannot write.
pub struct Reader<'a> {
    pub(crate) store: &'a Store,
    pub(crate) services: &'a Services,
    pub(crate) vault: &'a Vault,
    /// Who reads.
    pub actor: &'a Actor,
    /// Business time of this reading.
    pub now: Timestamp,
    /// Wall time of this reading.
    pub wall: Timestamp,
}

impl Reader<'_> {
    /// All rows of a query.
    pub async fn all<T: Send + 'static>(&self, sql: &'static Sql, params: Params, map: Map<T>) -> Result<Vec<T>> {
        Ok(self.store.all(sql, params, map).await?)
    }

    /// The first row of a query, or none.
    pub async fn opt<T: Send + 'static>(&self, sql: &'static Sql, params: Params, map: Map<T>) -> Result<Option<T>> {
        Ok(self.store.opt(sql, params, map).await?)
    }

    /// The first row of a query; `NotFound` when there is none.
    pub async fn one<T: Send + 'static>(&self, sql: &'static Sql, params: Params, map: Map<T>) -> Result<T> {
        self.opt(sql, params, map).await?.ok_or_else(kernel::Error::not_found)
    }

    /// The number in the first column of the first row; 0 when there is none.
    pub async fn number(&self, sql: &'static Sql, params: Params) -> Result<i64> {
        Ok(self.store.number(sql, params).await?)
    }

    /// The figure's sums; see [`Store::figure`].
    pub async fn figure(&self, figure: &str, from: i64, to: i64) -> Result<Vec<store::figures::FigureSum>> {
        Ok(self.store.figure(figure, from, to).await?)
    }

    /// The sums of one unit or queue; see [`Store::figure_of`].
    pub async fn figure_of(
        &self,
        figure: &str,
        unit: Uuid,
        from: i64,
        to: i64,
    ) -> Result<Vec<store::figures::FigureSum>> {
        Ok(self.store.figure_of(figure, unit, from, to).await?)
    }

    /// A job that stopped after too many tries; see [`Store::failed_job`].
    pub async fn failed_job(&self, id: Uuid) -> Result<Option<store::jobs::FailedJob>> {
        Ok(self.store.failed_job(id).await?)
    }

    /// Rows of the audit log; see [`Store::audit_rows`].
    pub async fn audit_rows(&self, search: &Search, after: After, limit: i64) -> Result<Vec<Recorded>> {
        Ok(self.store.audit_rows(search, after, limit).await?)
    }

    /// The files of the archive that hold rows of a thing; see [`Store::archived_of`].
    pub async fn archived_of(&self, entity: Uuid) -> Result<Vec<InArchive>> {
        Ok(self.store.archived_of(entity).await?)
    }

    /// The events of the act to which a row of the audit log belongs; see [`Store::events_of_act`].
    pub async fn events_of_act(&self, row: &AuditRow) -> Result<Vec<RecordedEvent>> {
        Ok(self.store.events_of_act(row).await?)
    }

    /// Rows of the audit log as a signed file; see [`Store::audit_bundle`].
    pub async fn audit_bundle(&self, search: &Search, sealer: &Sealer) -> Result<Option<String>> {
        Ok(self.store.audit_bundle(search, self.wall, sealer).await?)
    }

    /// A service that was registered at start, e.g. the catalogue of procedures.
    pub fn service<T: Send + Sync + 'static>(&self) -> Result<std::sync::Arc<T>> {
        self.services.get::<T>()
    }

    /// The vault, for blind hashes.
    pub fn vault(&self) -> &Vault {
        self.vault
    }

    /// The key of a subject; `NotFound` when the subject was erased.
    pub async fn subject_key(&self, subject: Uuid) -> Result<SubjectKey> {
        let wrapped = self.store.subject_key(subject).await?.ok_or_else(kernel::Error::not_found)?;
        self.vault.unwrap_key(&wrapped)
    }

    /// The key of a subject, or what stands for it when the subject was erased: for what must be shown all the same.
    pub async fn subject_key_or_erased(&self, subject: Uuid) -> Result<SubjectKey> {
        match self.store.subject_key(subject).await? {
            Some(wrapped) => self.vault.unwrap_key(&wrapped),
            None => Ok(SubjectKey::erased()),
        }
    }
}
