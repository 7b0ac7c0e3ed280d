//! Signatures of what a provider sends beside ID tokens (RFC 7515), over aws-lc-rs. The algorithm is one of four of
//! ours and must fit the kind of key; `none` and shared secrets are never among them.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256, RsaPublicKeyComponents,
    UnparsedPublicKey,
};
use data_encoding::BASE64URL_NOPAD;
use serde::Deserialize;
use serde_json::Value;

/// A public key of a provider.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Jwk {
    kty: String,
    kid: Option<String>,
    alg: Option<String>,
    #[serde(rename = "use")]
    usage: Option<String>,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

/// The keys of a set that can be read; the others are for somebody else.
pub(super) fn keys_of(set: &Value) -> Vec<Jwk> {
    let keys = set.get("keys").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    keys.iter().filter_map(|key| Jwk::deserialize(key).ok()).collect()
}

/// Why a signed text is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It is not of the form.
    Shape,
    /// An algorithm that is not ours.
    Algorithm,
    /// No key of the provider fits.
    Key,
    /// The signature is of something else.
    Signature,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    typ: Option<String>,
    crit: Option<Value>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Algorithm {
    Rs256,
    Ps256,
    Es256,
    EdDsa,
}

impl Algorithm {
    fn parse(name: &str) -> Option<Self> {
        match name {
            "RS256" => Some(Self::Rs256),
            "PS256" => Some(Self::Ps256),
            "ES256" => Some(Self::Es256),
            "EdDSA" => Some(Self::EdDsa),
            _ => None,
        }
    }

    /// Whether a key is of the kind that the algorithm takes.
    fn fits(self, key: &Jwk) -> bool {
        match self {
            Self::Rs256 | Self::Ps256 => key.kty == "RSA",
            Self::Es256 => key.kty == "EC" && key.crv.as_deref() == Some("P-256"),
            Self::EdDsa => key.kty == "OKP" && key.crv.as_deref() == Some("Ed25519"),
        }
    }

    fn verifies(self, key: &Jwk, signed: &[u8], signature: &[u8]) -> Option<()> {
        let part = |part: &Option<String>| BASE64URL_NOPAD.decode(part.as_deref()?.as_bytes()).ok();
        match self {
            Self::Rs256 | Self::Ps256 => {
                let parameters =
                    if self == Self::Rs256 { &RSA_PKCS1_2048_8192_SHA256 } else { &RSA_PSS_2048_8192_SHA256 };
                let key = RsaPublicKeyComponents { n: part(&key.n)?, e: part(&key.e)? };
                key.verify(parameters, signed, signature).ok()
            }
            Self::Es256 => {
                let point = [vec![4], part(&key.x)?, part(&key.y)?].concat();
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(signed, signature).ok()
            }
            Self::EdDsa => UnparsedPublicKey::new(&ED25519, part(&key.x)?).verify(signed, signature).ok(),
        }
    }
}

/// The second part of a token in three parts, without a look at its signature.
pub(super) fn payload(token: &str) -> Option<Value> {
    let middle = token.split('.').nth(1)?;
    serde_json::from_slice(&BASE64URL_NOPAD.decode(middle.as_bytes()).ok()?).ok()
}

/// The payload of a token of one of these types, when a key of the provider has signed it; the empty type stands for a
/// token that names none.
pub(super) fn verified(token: &str, types: &[&str], keys: &[Jwk]) -> Result<Value, Fault> {
    let parts: Vec<&str> = token.split('.').collect();
    let [head, middle, tail] = parts.as_slice() else { return Err(Fault::Shape) };
    let bytes = |part: &str| BASE64URL_NOPAD.decode(part.as_bytes()).map_err(|_| Fault::Shape);
    let header: Header = serde_json::from_slice(&bytes(head)?).map_err(|_| Fault::Shape)?;
    let typ = header.typ.as_deref().unwrap_or_default();
    let is_typed = types.iter().any(|known| known.eq_ignore_ascii_case(typ));
    if !is_typed || header.crit.is_some() {
        return Err(Fault::Shape);
    }
    let algorithm = Algorithm::parse(&header.alg).ok_or(Fault::Algorithm)?;
    let signs = |key: &&Jwk| {
        algorithm.fits(key)
            && (header.kid.is_none() || key.kid == header.kid)
            && key.usage.as_deref().is_none_or(|usage| usage == "sig")
            && key.alg.as_deref().is_none_or(|alg| alg == header.alg)
    };
    let fitting: Vec<&Jwk> = keys.iter().filter(signs).collect();
    // Of two keys with one name nobody knows which was meant.
    let [key] = fitting.as_slice() else { return Err(Fault::Key) };
    let signed = format!("{head}.{middle}");
    algorithm.verifies(key, signed.as_bytes(), &bytes(tail)?).ok_or(Fault::Signature)?;
    payload(token).ok_or(Fault::Shape)
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
    use serde_json::json;

    use super::*;

    fn encoded(value: &Value) -> String {
        BASE64URL_NOPAD.encode(value.to_string().as_bytes())
    }

    fn signed(pair: &Ed25519KeyPair, header: &Value) -> String {
        let text = format!("{}.{}", encoded(header), encoded(&json!({ "iss": "x" })));
        let signature = BASE64URL_NOPAD.encode(pair.sign(text.as_bytes()).as_ref());
        format!("{text}.{signature}")
    }

    /// Tokens without a type, or with the general one.
    const ANY: &[&str] = &["JWT", ""];

    #[test]
    fn a_token_is_of_the_type_that_is_asked_for() {
        let pair = Ed25519KeyPair::from_seed_unchecked(&[7; 32]).unwrap();
        let x = BASE64URL_NOPAD.encode(pair.public_key().as_ref());
        let keys = keys_of(&json!({ "keys": [{ "kty": "OKP", "crv": "Ed25519", "x": x }] }));
        for (header, types, expected) in [
            (json!({ "alg": "EdDSA", "typ": "logout+jwt" }), &["logout+jwt"][..], true),
            (json!({ "alg": "EdDSA", "typ": "Logout+JWT" }), &["logout+jwt"][..], true),
            (json!({ "alg": "EdDSA", "typ": "JWT" }), &["logout+jwt"][..], false),
            (json!({ "alg": "EdDSA" }), &["logout+jwt"][..], false),
            (json!({ "alg": "EdDSA" }), ANY, true),
            (json!({ "alg": "EdDSA", "typ": "at+jwt" }), ANY, false),
        ] {
            assert_eq!(verified(&signed(&pair, &header), types, &keys).is_ok(), expected, "{header} {types:?}");
        }
    }

    #[test]
    fn only_a_key_of_the_right_kind_and_name_is_believed() {
        let pair = Ed25519KeyPair::from_seed_unchecked(&[7; 32]).unwrap();
        let x = BASE64URL_NOPAD.encode(pair.public_key().as_ref());
        let key = json!({ "kty": "OKP", "crv": "Ed25519", "kid": "a", "use": "sig", "x": x });
        let keys = |times: usize| keys_of(&json!({ "keys": vec![key.clone(); times] }));
        let good = signed(&pair, &json!({ "alg": "EdDSA", "kid": "a" }));
        assert_eq!(verified(&good, ANY, &keys(1)).unwrap(), json!({ "iss": "x" }));
        let table = [
            (json!({ "alg": "none" }), Fault::Algorithm),
            (json!({ "alg": "HS256", "kid": "a" }), Fault::Algorithm),
            (json!({ "alg": "RS256", "kid": "a" }), Fault::Key),
            (json!({ "alg": "EdDSA", "kid": "b" }), Fault::Key),
            (json!({ "alg": "EdDSA", "typ": "at+jwt" }), Fault::Shape),
            (json!({ "alg": "EdDSA", "crit": ["x"] }), Fault::Shape),
        ];
        for (header, fault) in table {
            assert_eq!(verified(&signed(&pair, &header), ANY, &keys(1)), Err(fault), "{header}");
        }
        let other = Ed25519KeyPair::from_seed_unchecked(&[8; 32]).unwrap();
        let forged = signed(&other, &json!({ "alg": "EdDSA", "kid": "a" }));
        assert_eq!(verified(&forged, ANY, &keys(1)), Err(Fault::Signature));
        assert_eq!(verified(&good, ANY, &keys(2)), Err(Fault::Key), "one name twice");
        for broken in ["", "a.b", "a.b.c.d", "é.é.é"] {
            assert_eq!(verified(broken, ANY, &keys(1)), Err(Fault::Shape), "{broken}");
        }
    }

    #[test]
    fn keys_that_cannot_be_read_are_left_out() {
        assert_eq!(keys_of(&json!({ "keys": [{ "kty": "RSA" }, { "kty": 7 }, "x"] })).len(), 1);
        assert!(keys_of(&json!([])).is_empty());
    }
}
