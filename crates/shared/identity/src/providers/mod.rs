//! Providers of identities (OpenID Connect): which there are, whom they may bring in, and how sure their word is.

pub(crate) mod claims;
pub(crate) mod commands;
mod jws;
mod known;
pub(crate) mod logout;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use kernel::{Error, Kind, Message, Result};
use runtime::{ActorKind, Assurance, Runtime};
use serde::{Deserialize, Serialize};
use store::vault::Vault;
use tokio::sync::Mutex;
use web::Locale;

use known::Kept;

/// What a provider knows of people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    /// That it is the same person as before, no more: an account is linked by its owner.
    #[default]
    Plain,
    /// The identity number, held against a register: the account is found by it, or opened.
    Eid,
}

/// A provider as the configuration names it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProviderConfig {
    /// What it is called in addresses and in the database: small letters, digits, hyphens. Never changed.
    pub name: String,
    /// What people call it, in Vietnamese.
    pub label_vi: String,
    /// The same in English.
    pub label_en: String,
    /// Its issuer, exactly as it writes it; `https`, or on this machine.
    pub issuer: String,
    /// Who we are for it.
    pub client_id: String,
    /// Our secret.
    #[serde(default)]
    pub client_secret: String,
    /// A file with our secret, in place of it.
    #[serde(default)]
    pub client_secret_file: Option<PathBuf>,
    /// What is asked for beside `openid`.
    #[serde(default)]
    pub scopes: Vec<String>,
    /// What it knows of people.
    #[serde(default)]
    pub profile: Profile,
    /// The claim with the identity number.
    #[serde(default = "identity_claim")]
    pub identity_claim: String,
    /// The claim with the level.
    #[serde(default = "level_claim")]
    pub level_claim: String,
    /// Its levels in ours; one that is not named is basic.
    #[serde(default)]
    pub levels: BTreeMap<String, Assurance>,
    /// Whom it may bring in: `citizen`, `officer`.
    #[serde(default = "citizens")]
    pub kinds: Vec<String>,
    /// Whether citizens sign in by providers only.
    #[serde(default)]
    pub only: bool,
    /// Whether its notices of ended sessions may lack the type `logout+jwt`, as those of older providers do.
    #[serde(default)]
    pub untyped_logout: bool,
}

fn identity_claim() -> String {
    "identity_number".to_owned()
}

fn level_claim() -> String {
    "acr".to_owned()
}

fn citizens() -> Vec<String> {
    vec!["citizen".to_owned()]
}

impl ProviderConfig {
    /// What is wrong with it, in words for the operator.
    fn fault(&self) -> Option<&'static str> {
        let is_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let is_kind = |kind: &String| kind == "citizen" || kind == "officer";
        if self.name.is_empty() || self.name.len() > 32 || !self.name.chars().all(is_name) {
            return Some("name is 1 to 32 small letters, digits and hyphens");
        }
        if self.label_vi.trim().is_empty() || self.label_en.trim().is_empty() {
            return Some("label_vi and label_en are what people read on the button");
        }
        if !outside::is_private(&self.issuer) || self.issuer.contains(['?', '#']) {
            return Some("issuer is an https:// address without query (http:// only on this machine)");
        }
        if self.client_id.is_empty() || self.client_secret.is_empty() {
            return Some("client_id and client_secret (or client_secret_file) are needed");
        }
        if self.kinds.is_empty() || !self.kinds.iter().all(is_kind) {
            return Some("kinds are citizen and officer");
        }
        if self.only && !(self.profile == Profile::Eid && self.is_for(ActorKind::Citizen)) {
            return Some("only a provider of the profile eid for citizens can be their only way in");
        }
        None
    }

    fn is_for(&self, kind: ActorKind) -> bool {
        let name = match kind {
            ActorKind::Citizen => "citizen",
            ActorKind::Officer => "officer",
            ActorKind::Anonymous | ActorKind::Business | ActorKind::Client | ActorKind::System => return false,
        };
        self.kinds.iter().any(|known| known == name)
    }
}

/// A provider with what is known of it now.
pub(crate) struct Provider {
    pub(crate) config: ProviderConfig,
    /// Where it sends people back to.
    pub(crate) back: String,
    kept: Mutex<Kept>,
}

impl Provider {
    pub(crate) fn name(&self) -> &str {
        &self.config.name
    }

    pub(crate) fn label(&self, locale: Locale) -> &str {
        if locale == Locale::En { &self.config.label_en } else { &self.config.label_vi }
    }

    /// Whether it may bring in accounts of this kind.
    pub(crate) fn is_for(&self, kind: ActorKind) -> bool {
        self.config.is_for(kind)
    }

    /// Whether it can be as sure as that.
    pub(crate) fn gives(&self, wanted: Assurance) -> bool {
        wanted == Assurance::Basic || self.config.levels.values().any(|level| *level >= wanted)
    }

    /// Our level for one of its own.
    fn level_of(&self, said: &str) -> Assurance {
        self.config.levels.get(said).copied().unwrap_or_default()
    }

    /// The keyed hash under which a person of the provider is linked.
    pub(crate) fn subject_hash(&self, vault: &Vault, subject: &str) -> Vec<u8> {
        vault.blind("provider-subject", &format!("{}|{subject}", self.config.issuer))
    }

    /// The keyed hash of a session of the provider.
    pub(crate) fn session_hash(&self, vault: &Vault, session: &str) -> Vec<u8> {
        vault.blind("provider-session", &format!("{}|{session}", self.config.issuer))
    }

    fn notice_hash(&self, vault: &Vault, id: &str) -> Vec<u8> {
        vault.blind("provider-notice", &format!("{}|{id}", self.config.issuer))
    }
}

/// The providers of this installation; registered as a service.
pub struct Providers(Vec<Provider>);

impl Providers {
    /// Providers that send people back below `public_url`.
    ///
    /// # Errors
    /// Internal, with what is wrong in words for the operator.
    pub fn new(configs: Vec<ProviderConfig>, public_url: &str) -> Result<Self> {
        let base = public_url.trim_end_matches('/');
        let mut list: Vec<Provider> = Vec::with_capacity(configs.len());
        for config in configs {
            let is_twice = list.iter().any(|known| known.name() == config.name);
            let fault = if is_twice { Some("the name is there twice") } else { config.fault() };
            if let Some(fault) = fault {
                return Err(Error::internal(format!("[[oidc]] {:?}: {fault}", config.name)));
            }
            let back = format!("{base}/sign-in/with/{}/back", config.name);
            list.push(Provider { config, back, kept: Mutex::default() });
        }
        Ok(Self(list))
    }

    /// The provider of a name.
    pub(crate) fn get(&self, name: &str) -> Result<&Provider> {
        self.0.iter().find(|provider| provider.name() == name).ok_or_else(Error::not_found)
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = &Provider> {
        self.0.iter()
    }

    /// Whether citizens sign in by providers only.
    pub(crate) fn are_the_only_way(&self, kind: ActorKind) -> bool {
        kind == ActorKind::Citizen && self.0.iter().any(|provider| provider.config.only)
    }
}

/// The providers; without the service there are none.
pub(crate) fn providers(runtime: &Runtime) -> Arc<Providers> {
    runtime.services().get::<Providers>().unwrap_or_else(|_| Arc::new(Providers(Vec::new())))
}

/// What a provider said cannot be used, and nobody is signed in.
pub(crate) fn refused(key: &'static str) -> Error {
    Error::new(Kind::Invalid, Message::new(key))
}

/// The provider does not answer as it should.
fn unreachable(why: impl std::fmt::Display) -> Error {
    Error::new(Kind::Unavailable, Message::new("identity-provider-error-unreachable")).because(why)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config() -> ProviderConfig {
        ProviderConfig {
            name: "vneid".into(),
            label_vi: "VNeID".into(),
            label_en: "VNeID".into(),
            issuer: "https://id.example.vn".into(),
            client_id: "nhatle".into(),
            client_secret: "x".into(),
            client_secret_file: None,
            scopes: Vec::new(),
            profile: Profile::Eid,
            identity_claim: identity_claim(),
            level_claim: level_claim(),
            levels: BTreeMap::from([("loa2".to_owned(), Assurance::Substantial)]),
            kinds: citizens(),
            only: false,
            untyped_logout: false,
        }
    }

    #[test]
    fn a_wrong_provider_is_refused_in_words() {
        let wrong = [
            ProviderConfig { name: "VNeID".into(), ..config() },
            ProviderConfig { name: String::new(), ..config() },
            ProviderConfig { label_en: " ".into(), ..config() },
            ProviderConfig { issuer: "http://id.example.vn".into(), ..config() },
            ProviderConfig { issuer: "https://id.example.vn?x".into(), ..config() },
            ProviderConfig { client_secret: String::new(), ..config() },
            ProviderConfig { kinds: vec!["client".into()], ..config() },
            ProviderConfig { kinds: Vec::new(), ..config() },
            ProviderConfig { only: true, profile: Profile::Plain, ..config() },
            ProviderConfig { only: true, kinds: vec!["officer".into()], ..config() },
        ];
        for config in wrong {
            assert!(config.fault().is_some(), "{config:?}");
            assert!(Providers::new(vec![config], "https://dvc.example.vn").is_err());
        }
        assert!(Providers::new(vec![config(), config()], "https://dvc.example.vn").is_err(), "twice");
        let local = ProviderConfig { issuer: "http://127.0.0.1:9".into(), ..config() };
        assert_eq!(local.fault(), None);
    }

    #[test]
    fn levels_that_are_not_named_are_basic() {
        let providers = Providers::new(vec![config()], "https://dvc.example.vn/").unwrap();
        let provider = providers.get("vneid").unwrap();
        assert_eq!(provider.back, "https://dvc.example.vn/sign-in/with/vneid/back");
        assert_eq!(provider.level_of("loa2"), Assurance::Substantial);
        assert_eq!(provider.level_of("loa9"), Assurance::Basic);
        assert!(provider.gives(Assurance::Substantial) && !provider.gives(Assurance::High));
        assert!(provider.is_for(ActorKind::Citizen) && !provider.is_for(ActorKind::Officer));
        assert!(!providers.are_the_only_way(ActorKind::Citizen));
    }
}
