//! A provider says that a session of its own has ended (OpenID Connect Back-Channel Logout 1.0): the sessions that it
//! began here end with it. It may say so once, and of now only.

use kernel::time::MINUTE;
use kernel::{Error, Result, Timestamp};
use runtime::{Actor, ActorKind, Command, Decide, Reader, Runtime};
use serde_json::{Value, json};
use store::WriteSet;
use uuid::Uuid;

use super::claims::{AHEAD, is_too_early, now_seconds, seconds};
use super::jws::{Fault, verified};
use super::{Provider, refused};
use crate::store as tables;

/// What a notice is about (2.4 of the standard).
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";
/// A notice is taken for so long after it was made, in seconds.
const FRESH: i64 = 300;
/// So long it is remembered that a notice was taken, in microseconds: longer than one is fresh.
const REMEMBERED: i64 = 15 * MINUTE;
/// The type that a notice has (2.4 of the standard), with and without the part that RFC 7515 leaves out.
const TYPES: &[&str] = &["logout+jwt", "application/logout+jwt"];
/// Types of notices of older providers: none, or that of any token.
const OLDER: &[&str] = &["logout+jwt", "application/logout+jwt", "JWT", ""];

/// A verified notice.
struct Notice {
    id: String,
    session: Option<String>,
    subject: Option<String>,
}

impl Provider {
    /// Ends the sessions that a notice names. Fails in words when it is not to be believed, or was taken before.
    pub(crate) async fn take_notice(&self, runtime: &Runtime, token: &str) -> Result<()> {
        let now = runtime.wall();
        let known = self.known(now).await?;
        let types = if self.config.untyped_logout { OLDER } else { TYPES };
        let claims = match verified(token, types, &known.keys.own) {
            Err(Fault::Key) => match self.with_new_keys(now).await? {
                Some(known) => verified(token, types, &known.keys.own),
                None => Err(Fault::Key),
            },
            checked => checked,
        };
        let claims = claims.map_err(|fault| refused(words(fault)))?;
        let notice = self.read_notice(&claims, now).map_err(refused)?;
        let vault = runtime.vault();
        let command = EndOfProvider {
            provider: self.name().to_owned(),
            notice: self.notice_hash(vault, &notice.id),
            session: notice.session.map(|session| self.session_hash(vault, &session)),
            subject: notice.subject.map(|subject| self.subject_hash(vault, &subject)),
        };
        runtime.execute(&Actor::system(), &command).await?;
        Ok(())
    }

    fn read_notice(&self, claims: &Value, now: Timestamp) -> Result<Notice, &'static str> {
        let text = |name: &str| claims.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
        let owned = |name: &str| text(name).map(str::to_owned);
        if text("iss") != Some(self.config.issuer.as_str()) {
            return Err("identity-provider-error-issuer");
        }
        let is_us = |value: &Value| *value == self.config.client_id;
        let is_for_us = match claims.get("aud") {
            Some(Value::Array(all)) => all.iter().any(is_us),
            Some(one) => is_us(one),
            None => false,
        };
        if !is_for_us {
            return Err("identity-provider-error-audience");
        }
        let now = now_seconds(now);
        let made_at = claims.get("iat").and_then(seconds).ok_or("identity-provider-error-shape")?;
        if made_at > now + AHEAD || is_too_early(claims, now) {
            return Err("identity-provider-error-early");
        }
        let has_ended = claims.get("exp").is_some_and(|ends| seconds(ends).is_none_or(|ends| ends <= now));
        if has_ended || made_at < now - FRESH {
            return Err("identity-provider-error-expired");
        }
        let is_notice = claims.get("events").and_then(|events| events.get(EVENT)).is_some_and(Value::is_object);
        // With a nonce it would be an ID token in disguise.
        if !is_notice || claims.get("nonce").is_some() {
            return Err("identity-provider-error-notice");
        }
        let id = owned("jti").ok_or("identity-provider-error-notice")?;
        let (session, subject) = (owned("sid"), owned("sub"));
        if session.is_none() && subject.is_none() {
            return Err("identity-provider-error-notice-whose");
        }
        Ok(Notice { id, session, subject })
    }
}

fn words(fault: Fault) -> &'static str {
    match fault {
        Fault::Shape => "identity-provider-error-shape",
        Fault::Algorithm => "identity-provider-error-algorithm",
        Fault::Key => "identity-provider-error-key",
        Fault::Signature => "identity-provider-error-signature",
    }
}

/// Ends the sessions that a provider began.
struct EndOfProvider {
    provider: String,
    /// Keyed hash of the notice's id.
    notice: Vec<u8>,
    /// Keyed hash of the one session; none for all of the person.
    session: Option<Vec<u8>>,
    /// Keyed hash of the person.
    subject: Option<Vec<u8>>,
}

/// Whether the notice was taken before, and whose sessions end.
struct Ending {
    is_known: bool,
    account: Option<Uuid>,
}

impl Command for EndOfProvider {
    const NAME: &'static str = "identity.end-of-provider";
    type State = Ending;
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        if actor.kind == ActorKind::System { Ok(()) } else { Err(Error::forbidden()) }
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Ending> {
        let account = match &self.subject {
            Some(subject) => tables::linked(reader, &self.provider, subject.clone()).await?,
            None => None,
        };
        let is_known = tables::has_notice(reader, &self.provider, self.notice.clone()).await?;
        Ok(Ending { is_known, account })
    }

    fn decide(&self, ending: &Ending, cx: &Decide<'_>) -> Result<(WriteSet, ())> {
        if ending.is_known {
            return Err(refused("identity-provider-error-notice-again"));
        }
        let account = ending.account.unwrap_or_default();
        let mut set = cx.write(account);
        tables::insert_notice(&mut set, &self.provider, self.notice.clone(), cx.wall.plus(REMEMBERED));
        access::end_of_provider(&mut set, &self.provider, self.session.clone(), ending.account);
        let which = if self.session.is_some() { "one" } else { "all" };
        let payload = json!({ "provider": self.provider, "which": which });
        set.audit(cx.audit("identity.provider-ended", "account", account, &payload));
        Ok((set, ()))
    }
}
