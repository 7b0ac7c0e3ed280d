//! What is known of a provider: its description and its keys, fetched when they are needed and kept for a while.

use std::sync::Arc;

use kernel::time::{HOUR, MINUTE};
use kernel::{Result, Timestamp};
use openidconnect::core::{CoreJsonWebKeySet, CoreProviderMetadata};
use outside::{Full, Request};
use serde_json::Value;

use super::jws::{Jwk, keys_of};
use super::{Provider, unreachable};

/// How long a description and its keys hold, in microseconds.
const FRESH: i64 = HOUR;
/// Keys are asked for again at most this often, however many tokens name a key that is not known.
const AGAIN: i64 = MINUTE;
/// Bytes of an answer.
pub(super) const MOST: usize = 256_000;

/// A provider's description and keys.
#[derive(Clone)]
pub(crate) struct Known {
    pub(crate) metadata: Arc<CoreProviderMetadata>,
    /// Whether it promises to say who it is when it sends people back (RFC 9207).
    pub(crate) says_issuer: bool,
    pub(crate) token_endpoint: String,
    /// Where its own session ends (OpenID Connect RP-Initiated Logout 1.0); none when it does not say.
    pub(crate) end_session: Option<String>,
    /// Whether our secret goes into the form; else it goes into the header.
    pub(crate) wants_secret_in_form: bool,
    jwks_uri: String,
    pub(crate) keys: Arc<Keys>,
}

/// The keys, for ID tokens and for what else a provider signs.
pub(crate) struct Keys {
    pub(crate) of_tokens: CoreJsonWebKeySet,
    pub(crate) own: Vec<Jwk>,
}

/// What is kept between requests.
#[derive(Default)]
pub(super) struct Kept {
    known: Option<(Known, Timestamp)>,
    /// When keys were asked for again last.
    again_at: Option<Timestamp>,
}

impl Provider {
    /// The description and keys, not older than an hour unless the provider is silent.
    pub(crate) async fn known(&self, now: Timestamp) -> Result<Known> {
        let mut kept = self.kept.lock().await;
        if let Some((known, at)) = &kept.known
            && now.0.saturating_sub(at.0) < FRESH
        {
            return Ok(known.clone());
        }
        match self.discover().await {
            Ok(known) => {
                kept.known = Some((known.clone(), now));
                Ok(known)
            }
            Err(error) => match &kept.known {
                Some((known, _)) => {
                    tracing::warn!(%error, provider = self.name(), "a provider of identities does not describe itself");
                    Ok(known.clone())
                }
                None => Err(error),
            },
        }
    }

    /// The same with keys that were asked for again; none when that was done a moment ago.
    pub(crate) async fn with_new_keys(&self, now: Timestamp) -> Result<Option<Known>> {
        let mut kept = self.kept.lock().await;
        if kept.again_at.is_some_and(|at| now.0.saturating_sub(at.0) < AGAIN) {
            return Ok(None);
        }
        kept.again_at = Some(now);
        let Some((known, at)) = kept.known.clone() else { return Ok(None) };
        let keys = Arc::new(fetch_keys(&known.jwks_uri).await?);
        let known = Known { keys, ..known };
        kept.known = Some((known.clone(), at));
        Ok(Some(known))
    }

    async fn discover(&self) -> Result<Known> {
        let issuer = &self.config.issuer;
        let body = fetch(&format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'))).await?;
        let metadata: CoreProviderMetadata = serde_json::from_slice(&body).map_err(unreachable)?;
        let plain: Value = serde_json::from_slice(&body).map_err(unreachable)?;
        let text = |name: &str| plain.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        if text("issuer") != *issuer {
            return Err(unreachable("it describes another issuer"));
        }
        let (token_endpoint, jwks_uri) = (text("token_endpoint"), text("jwks_uri"));
        for address in [&text("authorization_endpoint"), &token_endpoint, &jwks_uri] {
            if !outside::is_private(address) {
                return Err(unreachable("an address in its description is not https"));
            }
        }
        let methods = plain.get("token_endpoint_auth_methods_supported").and_then(Value::as_array);
        let takes = |method: &str| methods.is_some_and(|all| all.iter().any(|known| known == method));
        Ok(Known {
            metadata: Arc::new(metadata),
            says_issuer: plain.get("authorization_response_iss_parameter_supported") == Some(&Value::Bool(true)),
            wants_secret_in_form: takes("client_secret_post") && !takes("client_secret_basic"),
            keys: Arc::new(fetch_keys(&jwks_uri).await?),
            end_session: Some(text("end_session_endpoint")).filter(|address| outside::is_private(address)),
            token_endpoint,
            jwks_uri,
        })
    }
}

async fn fetch(address: &str) -> Result<Vec<u8>> {
    let request = Request::get(address).header("accept", "application/json").body(Full::default());
    let answer = outside::send(request.map_err(unreachable)?, MOST).await.map_err(unreachable)?;
    // A redirect is not followed: it would leave the choice of the keys to whoever answers.
    if answer.status != 200 {
        return Err(unreachable(format!("it answers {}", answer.status)));
    }
    Ok(answer.body.to_vec())
}

async fn fetch_keys(address: &str) -> Result<Keys> {
    let body = fetch(address).await?;
    let of_tokens: CoreJsonWebKeySet = serde_json::from_slice(&body).map_err(unreachable)?;
    let plain: Value = serde_json::from_slice(&body).map_err(unreachable)?;
    Ok(Keys { of_tokens, own: keys_of(&plain) })
}
