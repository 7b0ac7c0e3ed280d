//! A provider of identities that says whatever a test wants it to say.

use std::sync::{Arc, Mutex};

use aws_lc_rs::hmac;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use data_encoding::BASE64URL_NOPAD;
use kernel::Timestamp;
use kernel::time::SECOND;
use runtime::{Assurance, Runtime};
use serde_json::{Value, json};

use crate::{ProviderConfig, ProviderProfile};

/// Who we are for it.
pub(super) const CLIENT: &str = "nhatle";
/// The number of the person who signs in there.
pub(super) const NUMBER: &str = "044090123456";

/// How its keys are given.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Keys {
    #[default]
    Plain,
    /// More bytes than anybody reads.
    Huge,
    /// Elsewhere.
    Redirected,
    /// The same name twice.
    Doubled,
}

#[derive(Default)]
pub(super) struct Says {
    pub(super) keys: Keys,
    /// Seeds of its keys; the name of a key is its seed in decimal.
    pub(super) seeds: Vec<u8>,
    /// The issuer in its description, where it is another.
    pub(super) issuer: Option<String>,
    /// The ID token that it gives for the next code.
    pub(super) token: String,
    /// Codes that it has taken.
    pub(super) codes: Vec<String>,
    /// The last form at its token endpoint.
    pub(super) form: String,
    /// How often its keys were asked for.
    pub(super) asked: usize,
}

#[derive(Clone)]
pub(super) struct Liar {
    pub(super) base: String,
    pub(super) says: Arc<Mutex<Says>>,
}

impl Liar {
    /// Listens on a port of this machine for as long as the test runs.
    pub(super) async fn start(runtime: &Runtime) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let says = Says { seeds: vec![1], ..Says::default() };
        let liar = Self { base, says: Arc::new(Mutex::new(says)) };
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(describe))
            .route("/jwks", get(jwks))
            .route("/elsewhere", get(|| async { "{\"keys\":[]}" }))
            .route("/token", post(token))
            .with_state(liar.clone());
        runtime.spawn(async move { axum::serve(listener, router).await.unwrap() });
        liar
    }

    /// The configuration that names it.
    pub(super) fn config(&self, profile: ProviderProfile) -> ProviderConfig {
        serde_json::from_value(json!({
            "name": "liar",
            "label_vi": "Nhà cung cấp",
            "label_en": "Provider",
            "issuer": self.base,
            "client_id": CLIENT,
            "client_secret": "a secret",
            "profile": if profile == ProviderProfile::Eid { "eid" } else { "plain" },
            "levels": { "loa2": Assurance::Substantial, "loa3": Assurance::High },
        }))
        .unwrap()
    }

    /// What it would say of an honest person.
    pub(super) fn claims(&self, nonce: &str, now: Timestamp) -> Value {
        let now = now.0 / SECOND;
        json!({
            "iss": self.base, "aud": CLIENT, "sub": "person-1", "sid": "session-1", "nonce": nonce, "acr": "loa2",
            "iat": now, "exp": now + 300, "identity_number": NUMBER, "name": "Nguyễn Văn Mẫu",
        })
    }
}

fn pair(seed: u8) -> Ed25519KeyPair {
    Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap()
}

fn joined(header: &Value, claims: &Value) -> String {
    let part = |value: &Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
    format!("{}.{}", part(header), part(claims))
}

/// A token under a key of this seed, which names another key where it should.
pub(super) fn signed(seed: u8, header: &Value, claims: &Value) -> String {
    let text = joined(header, claims);
    let signature = BASE64URL_NOPAD.encode(pair(seed).sign(text.as_bytes()).as_ref());
    format!("{text}.{signature}")
}

/// An honest token.
pub(super) fn honest(claims: &Value) -> String {
    signed(1, &json!({ "alg": "EdDSA", "kid": "1" }), claims)
}

/// A token without a signature.
pub(super) fn unsigned(claims: &Value) -> String {
    format!("{}.", joined(&json!({ "alg": "none" }), claims))
}

/// A token under the public key as if it were a shared secret.
pub(super) fn confused(claims: &Value) -> String {
    let text = joined(&json!({ "alg": "HS256", "kid": "1" }), claims);
    let key = hmac::Key::new(hmac::HMAC_SHA256, pair(1).public_key().as_ref());
    format!("{text}.{}", BASE64URL_NOPAD.encode(hmac::sign(&key, text.as_bytes()).as_ref()))
}

fn as_json(value: &Value) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], value.to_string()).into_response()
}

async fn describe(State(liar): State<Liar>) -> Response {
    let base = &liar.base;
    let issuer = liar.says.lock().unwrap().issuer.clone().unwrap_or_else(|| base.clone());
    as_json(&json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{base}/auth"),
        "token_endpoint": format!("{base}/token"),
        "jwks_uri": format!("{base}/jwks"),
        "end_session_endpoint": format!("{base}/session/end"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["EdDSA"],
        "authorization_response_iss_parameter_supported": true,
    }))
}

async fn jwks(State(liar): State<Liar>) -> Response {
    let mut says = liar.says.lock().unwrap();
    says.asked += 1;
    let key = |seed: &u8| {
        let x = BASE64URL_NOPAD.encode(pair(*seed).public_key().as_ref());
        json!({ "kty": "OKP", "crv": "Ed25519", "use": "sig", "kid": seed.to_string(), "x": x })
    };
    let mut keys: Vec<Value> = says.seeds.iter().map(key).collect();
    match says.keys {
        Keys::Plain => {}
        Keys::Doubled => keys.extend(keys.clone()),
        Keys::Huge => keys.push(json!({ "kty": "oct", "k": "x".repeat(10_000_000) })),
        Keys::Redirected => return Redirect::temporary("/elsewhere").into_response(),
    }
    as_json(&json!({ "keys": keys }))
}

async fn token(State(liar): State<Liar>, form: String) -> Response {
    let mut says = liar.says.lock().unwrap();
    let code = form.split('&').find_map(|pair| pair.strip_prefix("code=")).unwrap_or_default().to_owned();
    says.form = form;
    if says.codes.contains(&code) {
        return (StatusCode::BAD_REQUEST, "{\"error\":\"invalid_grant\"}").into_response();
    }
    says.codes.push(code);
    as_json(&json!({ "access_token": "x", "token_type": "Bearer", "id_token": says.token }))
}
