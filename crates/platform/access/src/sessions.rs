//! Server-side sessions and bearer tokens. Only the hash of a secret is stored.

use std::sync::Arc;

use async_trait::async_trait;
use aws_lc_rs::digest;
use data_encoding::BASE64URL_NOPAD;
use kernel::time::{DAY, HOUR, MINUTE};
use kernel::{Result, Timestamp};
use runtime::{Actor, Runtime};
use uuid::Uuid;

use crate::store;
use crate::store::NewSession;

/// Says what an account may do now. Implemented by identity, plugged in by the app.
#[async_trait]
pub trait Assignments: Send + Sync {
    /// The actor behind an account, with the grants that hold at `now`; none when the account is closed.
    async fn actor(&self, runtime: &Runtime, account: Uuid, now: Timestamp) -> Result<Option<Actor>>;
}

/// How long sessions live.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// A session without a request for so long ends, in microseconds.
    pub idle: i64,
    /// A session ends after so long in any case.
    pub absolute: i64,
    /// A bearer token ends after so long.
    pub token: i64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { idle: HOUR, absolute: 12 * HOUR, token: 30 * DAY }
    }
}

/// What a request may carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carrier {
    /// A cookie of a browser.
    Browser,
    /// A bearer token of a machine.
    Token,
}

impl Carrier {
    fn code(self) -> &'static str {
        match self {
            Self::Browser => "browser",
            Self::Token => "token",
        }
    }
}

/// The sessions.
#[derive(Clone)]
pub struct Sessions {
    runtime: Runtime,
    assignments: Arc<dyn Assignments>,
    limits: Limits,
}

/// The hash under which a secret is stored.
pub fn secret_hash(secret: &str) -> Vec<u8> {
    digest::digest(&digest::SHA256, secret.as_bytes()).as_ref().to_vec()
}

/// A new secret of 256 bits as text.
pub fn new_secret(runtime: &Runtime) -> String {
    let mut bytes = [0_u8; 32];
    runtime.rng().fill(&mut bytes);
    BASE64URL_NOPAD.encode(&bytes)
}

impl Sessions {
    /// Sessions that ask `assignments` who an account is.
    pub fn new(runtime: Runtime, assignments: Arc<dyn Assignments>, limits: Limits) -> Self {
        Self { runtime, assignments, limits }
    }

    /// Begins a session or token of an account and gives its secret, which is not stored anywhere.
    pub async fn begin(&self, account: Uuid, carrier: Carrier) -> Result<String> {
        let secret = new_secret(&self.runtime);
        let now = self.runtime.wall();
        let life = match carrier {
            Carrier::Browser => self.limits.absolute,
            Carrier::Token => self.limits.token,
        };
        let session = NewSession {
            hash: secret_hash(&secret),
            account,
            kind: carrier.code(),
            made_at: now,
            ends_at: now.plus(life),
        };
        store::begin(&self.runtime, session).await?;
        Ok(secret)
    }

    /// The actor behind a secret; none when the session is unknown, ended or idle for too long.
    pub async fn actor(&self, secret: &str, carrier: Carrier) -> Result<Option<Actor>> {
        let now = self.runtime.wall();
        let hash = secret_hash(secret);
        let found = store::find(&self.runtime, hash.clone(), carrier.code(), now).await?;
        let Some((account, seen)) = found else { return Ok(None) };
        let quiet = now.0.saturating_sub(seen.0);
        if carrier == Carrier::Browser && quiet > self.limits.idle {
            self.end(secret).await?;
            return Ok(None);
        }
        // A session that could not be marked is marked by the next request; nobody is turned away for it.
        if quiet > 5 * MINUTE
            && let Err(error) = store::touch(&self.runtime, hash, now).await
        {
            tracing::warn!(%error, "a session could not be marked as used");
        }
        self.assignments.actor(&self.runtime, account, self.runtime.now()).await
    }

    /// Ends one session.
    pub async fn end(&self, secret: &str) -> Result<()> {
        store::end(&self.runtime, secret_hash(secret)).await
    }

    /// Ends every session and token of an account: a changed password or a stolen device.
    pub async fn end_all(&self, account: Uuid) -> Result<()> {
        store::end_all(&self.runtime, account).await
    }

    /// Removes what has ended.
    pub async fn sweep(runtime: &Runtime) -> Result<()> {
        store::sweep(runtime).await
    }
}
