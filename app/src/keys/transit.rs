//! The master key behind a key service that speaks Vault's transit protocol. The data folder holds what the service
//! wrapped; the key itself is in the memory of the program only.

use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use data_encoding::BASE64;
use futures::future::BoxFuture;
use outside::{Answer, Full, Request};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::ring::Kek;

use super::{Keeper, Key};
use crate::config::KeyOptions;

/// Bytes of an answer that are read.
const MOST: usize = 64_000;
/// The protocol, in files and in messages.
const PROTOCOL: &str = "transit";

/// What lies in the data folder in place of the key.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wrapped {
    /// How the service is spoken to: `transit`.
    protocol: String,
    /// Where it has its transit engine.
    mount: String,
    /// Name of the key in it.
    name: String,
    /// Tells the master key from others without giving it away: a service that answers with another one is found.
    id: String,
    /// The master key as the service wrapped it.
    ciphertext: String,
}

/// One key of a key service.
pub(crate) struct Transit {
    options: KeyOptions,
    service: String,
}

impl Transit {
    /// The key that the configuration names; none without a service.
    pub(crate) fn new(options: &KeyOptions) -> Result<Option<Self>> {
        options.check()?;
        let Some(service) = &options.service else { return Ok(None) };
        let service = service.trim_end_matches('/').to_owned();
        Ok(Some(Self { options: options.clone(), service }))
    }

    /// The key that wrapped what lies in a data folder, at the service that the configuration names.
    pub(crate) fn of_kept(kept: &[u8], options: &KeyOptions) -> Result<Self> {
        let Wrapped { mount, name, .. } = read(kept)?;
        let Some(found) = Self::new(&KeyOptions { mount, name, ..options.clone() })? else {
            bail!("a key service wrapped it, but the configuration names none: set [keys] service and token_file");
        };
        Ok(found)
    }

    fn token(&self) -> Result<String> {
        let file = &self.options.token_file;
        let text = std::fs::read_to_string(file)
            .with_context(|| format!("the token of the key service cannot be read from {}", file.display()))?;
        let token = text.trim();
        if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            bail!("{} holds no token of a key service", file.display());
        }
        Ok(token.to_owned())
    }

    /// Asks for one act; gives a member of what it answers.
    async fn ask(&self, act: &str, body: Value, wanted: &str) -> Result<String> {
        let KeyOptions { mount, name, seconds, .. } = &self.options;
        let request = Request::post(format!("{}/v1/{mount}/{act}/{name}", self.service))
            .header("x-vault-token", self.token()?)
            .header("content-type", "application/json")
            .body(Full::from(body.to_string().into_bytes()))
            .with_context(|| format!("[keys] service is {:?}, which is no address", self.service))?;
        let limit = Duration::from_secs(*seconds);
        let lost = |why: &str| {
            anyhow!(
                "the key service at {} does not answer ({why}); without it nobody's values can be opened, so nothing \
                 was done: start it, or mend [keys] service",
                self.service
            )
        };
        match tokio::time::timeout(limit, outside::send(request, MOST)).await {
            Err(_) => Err(lost(&format!("no answer within {seconds} seconds"))),
            Ok(Err(error)) => Err(lost(&error.log_text())),
            Ok(Ok(answer)) if answer.status == 200 => self.member(&answer, wanted),
            Ok(Ok(answer)) => Err(self.refused(act, answer.status)),
        }
    }

    /// `data.NAME` of an answer. Answers are never quoted: they may hold the key.
    fn member(&self, answer: &Answer, wanted: &str) -> Result<String> {
        let parsed: Option<Value> = serde_json::from_slice(&answer.body).ok();
        let member = parsed.as_ref().and_then(|body| body.get("data")?.get(wanted)?.as_str());
        member.filter(|text| !text.is_empty()).map(str::to_owned).ok_or_else(|| {
            anyhow!("{} answers, but not as a key service does: look at what listens there", self.service)
        })
    }

    fn refused(&self, act: &str, status: u16) -> anyhow::Error {
        let Self { options: KeyOptions { mount, name, token_file, .. }, service } = self;
        match status {
            400 => anyhow!(
                "the key service at {service} cannot {act} with {mount}/{name} (400): the key is not there, is not \
                 for encryption, or the version of it that wrapped the master key was taken away"
            ),
            401 | 403 => anyhow!(
                "the key service at {service} refuses the token ({status}): put one into {} that may update \
                 {mount}/encrypt/{name} and {mount}/decrypt/{name}",
                token_file.display()
            ),
            404 => anyhow!(
                "the key service at {service} knows no {mount}/{name} (404): make the key there, or mend [keys] mount \
                 and name"
            ),
            503 => anyhow!("the key service at {service} is sealed or in maintenance (503): unseal it, then try again"),
            other => anyhow!("the key service at {service} failed ({other}): its own log says why"),
        }
    }

    async fn decrypted(&self, ciphertext: &str) -> Result<Key> {
        let plain = self.ask("decrypt", json!({ "ciphertext": ciphertext }), "plaintext").await?;
        let bytes = BASE64.decode(plain.as_bytes()).ok();
        bytes.and_then(|bytes| Key::try_from(bytes).ok()).ok_or_else(|| self.another())
    }

    fn another(&self) -> anyhow::Error {
        anyhow!(
            "the key service at {} answers with another key than the one that was wrapped; nothing was opened with it: \
             look whether it is the right service, restored whole",
            self.service
        )
    }

    async fn wrapped(&self, key: &Key) -> Result<Vec<u8>> {
        let body = json!({ "plaintext": BASE64.encode(key) });
        let ciphertext = self.ask("encrypt", body, "ciphertext").await?;
        // A service that could not give the key back would lose every value.
        if self.decrypted(&ciphertext).await? != *key {
            return Err(self.another());
        }
        let id = Kek::of_master(key)?.id().to_owned();
        let KeyOptions { mount, name, .. } = self.options.clone();
        Ok(serde_json::to_vec(&Wrapped { protocol: PROTOCOL.into(), mount, name, id, ciphertext })?)
    }

    async fn opened(&self, kept: &[u8]) -> Result<Key> {
        let wrapped = read(kept)?;
        let key = self.decrypted(&wrapped.ciphertext).await?;
        if Kek::of_master(&key)?.id() == wrapped.id { Ok(key) } else { Err(self.another()) }
    }
}

fn read(kept: &[u8]) -> Result<Wrapped> {
    let wrapped: Option<Wrapped> = serde_json::from_slice(kept).ok();
    wrapped
        .filter(|wrapped| wrapped.protocol == PROTOCOL)
        .with_context(|| format!("it has {} bytes and holds no key, bare or wrapped by a key service", kept.len()))
}

impl Keeper for Transit {
    fn name(&self) -> String {
        format!("{PROTOCOL}:{}/{}", self.options.mount, self.options.name)
    }

    fn wrap<'a>(&'a self, key: &'a Key) -> BoxFuture<'a, Result<Vec<u8>>> {
        Box::pin(self.wrapped(key))
    }

    fn unwrap<'a>(&'a self, kept: &'a [u8]) -> BoxFuture<'a, Result<Key>> {
        Box::pin(self.opened(kept))
    }
}
