//! The way to a provider and back: the address to which a person is sent, the exchange of the code, and the ID token,
//! which is held against the provider's keys, our name, our nonce and the clock of the wall.

use std::str::FromStr;
use std::time::{Duration, SystemTime};

use data_encoding::{BASE64, BASE64URL_NOPAD};
use kernel::vietnam::IdentityNumber;
use kernel::{Error, Result, Timestamp, text};
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreIdToken, CoreIdTokenVerifier, CoreJwsSigningAlgorithm, CoreProviderMetadata,
};
use openidconnect::{
    AuthenticationContextClass, ClaimsVerificationError, ClientId, CsrfToken, IssuerUrl, LanguageTag, Nonce,
    PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope, SignatureVerificationError,
};
use outside::{Full, Request};
use runtime::Assurance;
use serde_json::Value;
use store::vault::Vault;
use web::Locale;
use web::http::Bytes;

use super::jws::payload;
use super::known::{Known, MOST};
use super::{Profile, Provider, refused, unreachable};

/// How far a provider's clock may be ahead of ours, in seconds.
pub(super) const AHEAD: i64 = 60;

/// What follows from the state of one sign-in and the keys of the house, so that neither is stored.
pub(crate) struct Secrets {
    nonce: String,
    verifier: String,
}

impl Secrets {
    pub(crate) fn of(vault: &Vault, state: &str) -> Self {
        let verifier = [vault.blind("oidc-verifier-a", state), vault.blind("oidc-verifier-b", state)].concat();
        Self {
            nonce: BASE64URL_NOPAD.encode(&vault.blind("oidc-nonce", state)),
            verifier: BASE64URL_NOPAD.encode(&verifier),
        }
    }
}

/// What a provider has said of somebody, verified.
pub(crate) struct Proved {
    /// Its own name of the person.
    pub(crate) subject: String,
    /// Its own name of the session.
    pub(crate) session: Option<String>,
    pub(crate) level: Assurance,
    /// The identity number, when the provider knows numbers and is sure enough.
    pub(crate) number: Option<IdentityNumber>,
    /// The name; empty when it gives none.
    pub(crate) name: String,
}

impl Provider {
    /// Where the browser goes to sign in with the provider, at least so surely where it can.
    pub(crate) fn address(
        &self,
        known: &Known,
        (state, secrets): (&str, &Secrets),
        wanted: Assurance,
        locale: Locale,
    ) -> Result<String> {
        let metadata = CoreProviderMetadata::clone(&known.metadata);
        let back = RedirectUrl::new(self.back.clone()).map_err(Error::internal)?;
        let client = CoreClient::from_provider_metadata(metadata, ClientId::new(self.config.client_id.clone()), None)
            .set_redirect_uri(back);
        let (state, nonce) = (CsrfToken::new(state.to_owned()), Nonce::new(secrets.nonce.clone()));
        let verifier = PkceCodeVerifier::new(secrets.verifier.clone());
        let mut request = client
            .authorize_url(CoreAuthenticationFlow::AuthorizationCode, move || state, move || nonce)
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
            .add_scopes(self.config.scopes.iter().cloned().map(Scope::new))
            .add_ui_locale(LanguageTag::new(locale.code().to_owned()));
        // Many providers say how sure they are only when they are asked.
        for (said, _) in self.config.levels.iter().filter(|(_, level)| **level >= wanted) {
            request = request.add_auth_context_value(AuthenticationContextClass::new(said.clone()));
        }
        let (address, _, _) = request.url();
        Ok(address.to_string())
    }

    /// Exchanges a code and verifies what comes for it. Keys that are not known are asked for again, once.
    pub(crate) async fn prove(&self, known: &Known, code: &str, secrets: &Secrets, now: Timestamp) -> Result<Proved> {
        let token = self.exchange(known, code, secrets).await?;
        let checked = match self.check(known, &token, &secrets.nonce, now) {
            Err(Fault::Key) => match self.with_new_keys(now).await? {
                Some(known) => self.check(&known, &token, &secrets.nonce, now),
                None => Err(Fault::Key),
            },
            checked => checked,
        };
        let claims = checked.map_err(|fault| refused(fault.words()))?;
        self.read(&claims).ok_or_else(|| refused(Fault::Shape.words()))
    }

    async fn exchange(&self, known: &Known, code: &str, secrets: &Secrets) -> Result<String> {
        let request = self.exchange_request(known, code, secrets)?;
        let answer = outside::send(request, MOST).await.map_err(unreachable)?;
        match answer.status {
            200 => {}
            400 | 401 => return Err(refused("identity-provider-error-code")),
            status => return Err(unreachable(format!("its token endpoint answers {status}"))),
        }
        let body: Value = serde_json::from_slice(&answer.body).map_err(|_| refused(Fault::Shape.words()))?;
        let token = body.get("id_token").and_then(Value::as_str);
        token.map(str::to_owned).ok_or_else(|| refused(Fault::Shape.words()))
    }

    fn exchange_request(&self, known: &Known, code: &str, secrets: &Secrets) -> Result<Request<Full<Bytes>>> {
        let (id, secret) = (&self.config.client_id, &self.config.client_secret);
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("grant_type", "authorization_code").append_pair("code", code);
        form.append_pair("redirect_uri", &self.back).append_pair("code_verifier", &secrets.verifier);
        let mut request = Request::post(&known.token_endpoint)
            .header("accept", "application/json")
            .header("content-type", "application/x-www-form-urlencoded");
        if known.wants_secret_in_form {
            form.append_pair("client_id", id).append_pair("client_secret", secret);
        } else {
            // Both are written as in a form before they are joined (RFC 6749, 2.3.1).
            let written = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
            let basic = BASE64.encode(format!("{}:{}", written(id), written(secret)).as_bytes());
            request = request.header("authorization", format!("Basic {basic}"));
        }
        request.body(Full::from(form.finish())).map_err(unreachable)
    }

    /// The claims of an ID token that is of this provider, for us, for this sign-in and of now.
    fn check(&self, known: &Known, token: &str, nonce: &str, now: Timestamp) -> Result<Value, Fault> {
        let parsed = CoreIdToken::from_str(token).map_err(|_| Fault::Shape)?;
        let issuer = IssuerUrl::new(self.config.issuer.clone()).map_err(|_| Fault::Issuer)?;
        let own = ClientId::new(self.config.client_id.clone());
        // A verifier of a public client takes no signature by a shared secret, whatever else is allowed.
        let verifier = CoreIdTokenVerifier::new_public_client(own, issuer, known.keys.of_tokens.clone())
            .set_allowed_algs([
                CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
                CoreJwsSigningAlgorithm::RsaSsaPssSha256,
                CoreJwsSigningAlgorithm::EcdsaP256Sha256,
                CoreJwsSigningAlgorithm::EdDsa,
            ])
            .set_time_fn(move || instant(now).into());
        let nonce = Nonce::new(nonce.to_owned());
        parsed.claims(&verifier, &nonce).map_err(|error| Fault::of(&error))?;
        let claims = payload(token).ok_or(Fault::Shape)?;
        let made_at = claims.get("iat").and_then(seconds).ok_or(Fault::Shape)?;
        if made_at > now_seconds(now) + AHEAD || is_too_early(&claims, now_seconds(now)) {
            return Err(Fault::Early);
        }
        // The library leaves it open for whom the token was made.
        if claims.get("azp").is_some_and(|party| *party != self.config.client_id) {
            return Err(Fault::Party);
        }
        Ok(claims)
    }

    fn read(&self, claims: &Value) -> Option<Proved> {
        let text = |name: &str| claims.get(name).and_then(Value::as_str);
        let level = self.level_of(text(&self.config.level_claim).unwrap_or_default());
        let is_sure = self.config.profile == Profile::Eid && level >= Assurance::Substantial;
        let number = text(&self.config.identity_claim).filter(|_| is_sure);
        Some(Proved {
            subject: text("sub").filter(|subject| !subject.is_empty())?.to_owned(),
            session: text("sid").map(str::to_owned),
            level,
            number: number.and_then(|number| IdentityNumber::parse(number).ok()),
            name: text("name").filter(|name| text::looks_like_name(name)).map(text::squeeze_name).unwrap_or_default(),
        })
    }
}

/// An instant as the library takes it; before 1970 there is none.
fn instant(now: Timestamp) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_micros(u64::try_from(now.0).unwrap_or_default())
}

/// Seconds since 1970.
pub(super) fn now_seconds(now: Timestamp) -> i64 {
    now.0.div_euclid(kernel::time::SECOND)
}

/// A number of seconds in claims, whole or with a fraction.
pub(super) fn seconds(value: &Value) -> Option<i64> {
    if let Some(whole) = value.as_i64() {
        return Some(whole);
    }
    let text = value.as_f64()?.trunc().to_string();
    text.parse().ok()
}

/// Whether claims say that they do not hold yet. An instant that cannot be read has not come.
pub(super) fn is_too_early(claims: &Value, now: i64) -> bool {
    claims.get("nbf").is_some_and(|begins| seconds(begins).is_none_or(|begins| begins > now + AHEAD))
}

/// Why an ID token is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    Shape,
    Algorithm,
    Key,
    Signature,
    Issuer,
    Audience,
    Party,
    Nonce,
    Expired,
    Early,
}

impl Fault {
    fn of(error: &ClaimsVerificationError) -> Self {
        match error {
            ClaimsVerificationError::Expired(_) => Self::Expired,
            ClaimsVerificationError::InvalidAudience(_) => Self::Audience,
            ClaimsVerificationError::InvalidIssuer(_) => Self::Issuer,
            ClaimsVerificationError::InvalidNonce(_) => Self::Nonce,
            ClaimsVerificationError::SignatureVerification(error) => match error {
                SignatureVerificationError::NoMatchingKey | SignatureVerificationError::AmbiguousKeyId(_) => Self::Key,
                SignatureVerificationError::NoSignature
                | SignatureVerificationError::DisallowedAlg(_)
                | SignatureVerificationError::UnsupportedAlg(_) => Self::Algorithm,
                _ => Self::Signature,
            },
            _ => Self::Shape,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Shape => "identity-provider-error-shape",
            Self::Algorithm => "identity-provider-error-algorithm",
            Self::Key => "identity-provider-error-key",
            Self::Signature => "identity-provider-error-signature",
            Self::Issuer => "identity-provider-error-issuer",
            Self::Audience => "identity-provider-error-audience",
            Self::Party => "identity-provider-error-party",
            Self::Nonce => "identity-provider-error-nonce",
            Self::Expired => "identity-provider-error-expired",
            Self::Early => "identity-provider-error-early",
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_follows_from_a_state_is_long_enough_and_another_for_each() {
        let vault = Vault::new(&[5; 32]).unwrap();
        let (one, other) = (Secrets::of(&vault, "a"), Secrets::of(&vault, "b"));
        assert!((43..=128).contains(&one.verifier.len()), "{}", one.verifier.len());
        assert!(one.nonce != other.nonce && one.verifier != other.verifier);
    }

    #[test]
    fn times_of_claims_are_seconds() {
        for (value, expected) in [
            (json!(1_733_792_400), Some(1_733_792_400)),
            (json!(12.9), Some(12)),
            (json!("12"), None),
            (json!(null), None),
        ] {
            assert_eq!(seconds(&value), expected, "{value}");
        }
        assert_eq!(now_seconds(Timestamp(1_733_792_400_999_999)), 1_733_792_400);
    }

    #[test]
    fn claims_that_do_not_hold_yet_are_told() {
        for (claims, expected) in [
            (json!({}), false),
            (json!({ "nbf": 1_000 }), false),
            (json!({ "nbf": 1_000 + AHEAD }), false),
            (json!({ "nbf": 1_001 + AHEAD }), true),
            (json!({ "nbf": "1000" }), true),
            (json!({ "nbf": null }), true),
        ] {
            assert_eq!(is_too_early(&claims, 1_000), expected, "{claims}");
        }
    }
}
