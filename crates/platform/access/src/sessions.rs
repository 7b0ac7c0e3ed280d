//! Server-side sessions and bearer tokens. Only the hash of a secret is stored.

use std::sync::Arc;

use ::store::WriteSet;
use async_trait::async_trait;
use aws_lc_rs::digest;
use data_encoding::BASE64URL_NOPAD;
use kernel::time::{DAY, HOUR, MINUTE};
use kernel::{Result, Timestamp};
use runtime::{Actor, Assurance, Reader, Runtime};
use uuid::Uuid;

use crate::clients::client_actor;
use crate::store;
use crate::store::NewSession;

/// Says what an account may do now. Implemented by identity, plugged in by the app.
#[async_trait]
pub trait Assignments: Send + Sync {
    /// The actor behind an account, with the grants that hold at `now`; none when the account is closed.
    async fn actor(&self, runtime: &Runtime, account: Uuid, now: Timestamp) -> Result<Option<Actor>>;
}

/// How long sessions live.
#[derive(Clone, Debug)]
pub struct Limits {
    /// A session without a request for so long ends, in microseconds.
    pub idle: i64,
    /// A session ends after so long in any case.
    pub absolute: i64,
    /// A bearer token ends after so long.
    pub token: i64,
    /// The same as `idle` for whoever has one of `strict_rights`, where it is shorter.
    pub strict_idle: i64,
    /// Names of rights, e.g. `identity.manage`.
    pub strict_rights: Arc<[String]>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            idle: HOUR,
            absolute: 12 * HOUR,
            token: 30 * DAY,
            strict_idle: 15 * MINUTE,
            strict_rights: Arc::from([]),
        }
    }
}

impl Limits {
    /// How long the session of this actor lives without a request.
    fn idle_of(&self, actor: &Actor) -> i64 {
        let has = |right: &String| actor.grants.iter().any(|grant| grant.permissions.contains(right));
        if self.strict_rights.iter().any(has) { self.strict_idle.min(self.idle) } else { self.idle }
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

/// How a session begins.
#[derive(Clone, Debug)]
pub struct Begin {
    /// What carries its secret.
    pub carrier: Carrier,
    /// Family of the device, e.g. `chrome-windows`; empty when it is unknown.
    pub device: String,
    /// Keyed hash of the network that it came from; none when it is unknown.
    pub network: Option<Vec<u8>>,
    /// How surely it is known who it is.
    pub assurance: Assurance,
    /// The provider of identities that said so; none for a password.
    pub provider: Option<OfProvider>,
}

/// The provider of identities by which a session begins.
#[derive(Clone, Debug)]
pub struct OfProvider {
    /// Its name in the configuration.
    pub name: String,
    /// Keyed hash of its own name of the session; none when it gives none.
    pub session: Option<Vec<u8>>,
}

impl From<Carrier> for Begin {
    fn from(carrier: Carrier) -> Self {
        Self { carrier, device: String::new(), network: None, assurance: Assurance::Basic, provider: None }
    }
}

/// A session or token as its owner sees it.
#[derive(Clone, Debug)]
pub struct SessionRow {
    /// Its id, by which it is ended.
    pub id: Uuid,
    /// Whether it is a token of a machine.
    pub is_token: bool,
    /// Family of the device; empty when it is unknown.
    pub device: String,
    /// Keyed hash of the network that it came from; none when it is unknown.
    pub network: Option<Vec<u8>>,
    /// When it began.
    pub made_at: Timestamp,
    /// When it was last used, to within a few minutes.
    pub seen_at: Timestamp,
    /// When it ends in any case.
    pub ends_at: Timestamp,
    /// Whether it is the one that asks.
    pub is_own: bool,
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

/// Whether an account has such a session or token, not ended by time.
pub async fn has_session(reader: &Reader<'_>, account: Uuid, id: Uuid) -> Result<bool> {
    store::has_session(reader, account, id).await
}

/// Ends one session of an account, in a write set. The caller audits.
pub fn end_session(set: &mut WriteSet, account: Uuid, id: Uuid) {
    store::end_session(set, account, id);
}

/// Ends every session and token of an account but the one with this secret, in a write set. The caller audits.
pub fn end_sessions(set: &mut WriteSet, account: Uuid, keep: Option<&str>) {
    store::end_sessions(set, account, keep.map(secret_hash).unwrap_or_default());
}

/// Ends the sessions that a provider began: the one of this keyed hash, or all of an account; in a write set. The
/// caller audits.
pub fn end_of_provider(set: &mut WriteSet, provider: &str, session: Option<Vec<u8>>, account: Option<Uuid>) {
    match (session, account) {
        (Some(session), _) => store::end_of_provider(set, provider, session),
        (None, Some(account)) => store::end_all_of_provider(set, provider, account),
        (None, None) => {}
    }
}

impl Sessions {
    /// Sessions that ask `assignments` who an account is.
    pub fn new(runtime: Runtime, assignments: Arc<dyn Assignments>, limits: Limits) -> Self {
        Self { runtime, assignments, limits }
    }

    /// Begins a session or token of an account and gives its secret, which is not stored anywhere.
    pub async fn begin(&self, account: Uuid, begin: impl Into<Begin> + Send) -> Result<String> {
        let begin: Begin = begin.into();
        let secret = new_secret(&self.runtime);
        let now = self.runtime.wall();
        let life = match begin.carrier {
            Carrier::Browser => self.limits.absolute,
            Carrier::Token => self.limits.token,
        };
        let session = NewSession {
            hash: secret_hash(&secret),
            id: kernel::id::new(now, self.runtime.rng()),
            account,
            kind: begin.carrier.code(),
            device: begin.device,
            network: begin.network,
            assurance: begin.assurance.code(),
            provider: begin.provider,
            made_at: now,
            ends_at: now.plus(life),
        };
        store::begin(&self.runtime, session).await?;
        Ok(secret)
    }

    /// The actor behind a secret, whose session is used with that; none when it is unknown, ended or idle for too long.
    pub async fn actor(&self, secret: &str, carrier: Carrier) -> Result<Option<Actor>> {
        let now = self.runtime.wall();
        let Some((actor, quiet)) = self.found(secret, carrier, now).await? else {
            return if carrier == Carrier::Token { client_actor(&self.runtime, secret, now).await } else { Ok(None) };
        };
        // A session that could not be marked is marked by the next request; nobody is turned away for it.
        if quiet > (self.limits.idle_of(&actor) / 12).min(5 * MINUTE)
            && let Err(error) = store::touch(&self.runtime, secret_hash(secret), now).await
        {
            tracing::warn!(%error, "a session could not be marked as used");
        }
        Ok(Some(actor))
    }

    /// The actor behind a secret, for what a page asks by itself: an open page keeps no session awake.
    pub async fn glance(&self, secret: &str, carrier: Carrier) -> Result<Option<Actor>> {
        let found = self.found(secret, carrier, self.runtime.wall()).await?;
        Ok(found.map(|(actor, _)| actor))
    }

    /// The actor behind a secret, and for how long the session was not used.
    async fn found(&self, secret: &str, carrier: Carrier, now: Timestamp) -> Result<Option<(Actor, i64)>> {
        let found = store::find(&self.runtime, secret_hash(secret), carrier.code(), now).await?;
        let Some(found) = found else { return Ok(None) };
        let quiet = now.0.saturating_sub(found.seen.0);
        let actor = self.assignments.actor(&self.runtime, found.account, self.runtime.now()).await?;
        let Some(actor) = actor else { return Ok(None) };
        let actor = Actor { assurance: Assurance::parse(&found.assurance).unwrap_or_default(), ..actor };
        if carrier == Carrier::Browser && quiet > self.limits.idle_of(&actor) {
            self.end(secret).await?;
            return Ok(None);
        }
        Ok(Some((actor, quiet)))
    }

    /// The sessions and tokens of an actor that have not ended, the last used first. `secret` is that of the one that
    /// asks.
    pub async fn list(&self, actor: &Actor, secret: &str) -> Result<Vec<SessionRow>> {
        let now = self.runtime.wall();
        let awake_since = now.plus(-self.limits.idle_of(actor));
        let own = secret_hash(secret);
        let rows = store::sessions_of(&self.runtime, actor.account, now, awake_since).await?;
        Ok(rows.into_iter().map(|(hash, row)| SessionRow { is_own: hash == own, ..row }).collect())
    }

    /// The provider of identities by which a session began; none for a password, or when it has ended.
    pub async fn provider_of(&self, secret: &str) -> Result<Option<String>> {
        store::provider_of(&self.runtime, secret_hash(secret)).await
    }

    /// Ends one session.
    pub async fn end(&self, secret: &str) -> Result<()> {
        store::end(&self.runtime, secret_hash(secret)).await
    }

    /// Ends every session and token of an account: a changed password or a stolen device.
    pub async fn end_all(&self, account: Uuid) -> Result<()> {
        store::end_all(&self.runtime, account).await
    }

    /// Removes what has ended, and devices that nobody has used for a year.
    pub async fn sweep(runtime: &Runtime) -> Result<()> {
        store::sweep(runtime).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use runtime::{Grant, Units};
    use std::collections::BTreeSet;

    #[test]
    fn strict_rights_shorten_the_rest_and_never_lengthen_it() {
        let limits = Limits { strict_rights: Arc::from(["identity.manage".to_owned()]), ..Limits::default() };
        let with = |right: &str| {
            let permissions = Arc::new(BTreeSet::from([right.to_owned()]));
            let grant = Grant { role: "x".into(), permissions, units: Units::All, under: None };
            Actor { grants: Arc::from([grant]), ..Actor::citizen(Uuid::from_u128(1), "Mẫu") }
        };
        let short = Limits { idle: MINUTE, ..limits.clone() };
        let table = [
            (&limits, "identity.manage", 15 * MINUTE),
            (&limits, "dossiers.read", HOUR),
            (&short, "identity.manage", MINUTE),
        ];
        for (limits, right, expected) in table {
            assert_eq!(limits.idle_of(&with(right)), expected, "{right}");
        }
    }
}
