//! Second factors: an app is added by its first right code, proven at sign-in, removed; recovery codes are made anew.

use access::secret_hash;
use kernel::time::MINUTE;
use kernel::{Error, Kind, Message, Result};
use runtime::{Actor, ActorKind, Command, Decide, Reader};
use serde_json::json;
use store::WriteSet;
use store::vault::SubjectKey;
use uuid::Uuid;

use crate::codes::pause;
use crate::jobs::{Told, tell};
use crate::recovery;
use crate::store as tables;
use crate::totp::{self, Secret};

/// How long a sign-in waits for its next step, in microseconds.
const STEP: i64 = 10 * MINUTE;
/// What sealed secrets are bound to.
const CONTEXT: &str = "factor.sealed";

/// What a step waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// A code of the second factor.
    Factor,
    /// The first code of a new one.
    Enrol,
}

impl Purpose {
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Factor => "factor",
            Self::Enrol => "enrol",
        }
    }
}

fn own(actor: &Actor, account: Uuid) -> Result<()> {
    if actor.is_signed_in() && actor.account == account { Ok(()) } else { Err(Error::forbidden()) }
}

/// The answer to a step that nobody knows, or no longer.
pub(crate) fn step_ended() -> Error {
    Error::conflict("identity-error-step-ended")
}

pub(super) fn write(cx: &Decide<'_>, account: Uuid) -> WriteSet {
    cx.write(cx.actor.unit.unwrap_or(account))
}

/// The key under which the secrets of an account are sealed; none while it has none.
pub(crate) async fn key_of(reader: &Reader<'_>, account: Uuid) -> Result<Option<SubjectKey>> {
    match reader.subject_key(account).await {
        Ok(key) => Ok(Some(key)),
        Err(error) if error.kind() == Kind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Puts new recovery codes into a write set and gives them as they are shown.
pub(super) fn renew(cx: &Decide<'_>, set: &mut WriteSet, account: Uuid) -> Vec<String> {
    let codes = recovery::new_codes(cx.rng);
    let hashes = codes.iter().filter_map(|code| recovery::hash(cx.vault, account, code)).collect();
    tables::replace_codes(set, account, hashes);
    codes
}

/// Remembers that the password was right until a code ends the step.
pub(crate) struct BeginStep {
    pub(crate) account: Uuid,
    /// The secret that the page carries.
    pub(crate) step: String,
    pub(crate) purpose: Purpose,
}

impl Command for BeginStep {
    const NAME: &'static str = "identity.begin-step";
    type State = ();
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        own(actor, self.account)
    }

    fn read(&self, _reader: &Reader<'_>) -> impl Future<Output = Result<()>> + Send {
        std::future::ready(Ok(()))
    }

    fn decide(&self, _state: &(), cx: &Decide<'_>) -> Result<(WriteSet, ())> {
        let mut set = write(cx, self.account);
        let ends = cx.wall.plus(STEP);
        tables::insert_step(&mut set, secret_hash(&self.step), self.account, self.purpose.code(), ends);
        let payload = json!({ "purpose": self.purpose.code() });
        set.audit(cx.audit("identity.step-begun", "account", self.account, &payload));
        Ok((set, ()))
    }
}

/// Adds the app whose first code is right, with recovery codes, which are shown this once.
pub(crate) struct AddApp {
    pub(crate) account: Uuid,
    pub(crate) step: String,
    pub(crate) typed: String,
}

/// What adding an app needs to know.
pub(crate) struct Offer {
    account: Option<Uuid>,
    has_app: bool,
    key: Option<SubjectKey>,
}

impl Command for AddApp {
    const NAME: &'static str = "identity.add-factor";
    type State = Offer;
    type Outcome = Vec<String>;

    fn authorise(&self, actor: &Actor) -> Result<()> {
        own(actor, self.account)
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Offer> {
        pause::calm(reader).await?;
        Ok(Offer {
            account: tables::step(reader, secret_hash(&self.step), Purpose::Enrol.code(), reader.wall).await?,
            has_app: tables::app_of(reader, self.account).await?.is_some(),
            key: key_of(reader, self.account).await?,
        })
    }

    fn decide(&self, offer: &Offer, cx: &Decide<'_>) -> Result<(WriteSet, Vec<String>)> {
        if offer.has_app {
            return Err(Error::conflict("identity-error-app-there"));
        }
        if offer.account != Some(self.account) {
            return Err(step_ended());
        }
        let secret = Secret::offered(cx.vault, &self.step);
        let interval = totp::digits(&self.typed).and_then(|typed| secret.interval_of(&typed, cx.wall, 0));
        let Some(interval) = interval else {
            return Err(Error::invalid_field("code", Message::new("identity-error-code-first")));
        };
        let mut set = write(cx, self.account);
        let sealed = match &offer.key {
            Some(key) => key.seal_bytes(CONTEXT, secret.bytes(), cx.rng)?,
            // A citizen without a key was erased.
            None if cx.actor.kind != ActorKind::Officer => return Err(Error::not_found()),
            None => {
                let new = cx.vault.new_key(cx.rng)?;
                tables::insert_key(cx, &mut set, self.account, new.wrapped);
                new.key.seal_bytes(CONTEXT, secret.bytes(), cx.rng)?
            }
        };
        tables::insert_app(cx, &mut set, self.account, sealed, interval);
        let codes = renew(cx, &mut set, self.account);
        tables::end_steps(&mut set, self.account);
        set.audit(cx.audit("identity.factor-added", "account", self.account, &json!({ "kind": "totp" })));
        tell(cx, &mut set, self.account, Told::FactorAdded);
        Ok((set, codes))
    }
}

/// Removes the app, and the recovery codes unless a passkey is left. Whoever asks has shown the password before.
pub(crate) struct RemoveApp;

impl Command for RemoveApp {
    const NAME: &'static str = "identity.remove-factor";
    /// Whether there is an app, and how many passkeys.
    type State = (bool, i64);
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        actor.require_signed_in()
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<(bool, i64)> {
        pause::calm(reader).await?;
        let account = reader.actor.account;
        let has_app = tables::app_of(reader, account).await?.is_some();
        Ok((has_app, tables::passkey_count(reader, account).await?))
    }

    fn decide(&self, (has_app, passkeys): &(bool, i64), cx: &Decide<'_>) -> Result<(WriteSet, ())> {
        let account = cx.actor.account;
        if !*has_app {
            return Err(Error::conflict("identity-error-app-gone"));
        }
        let mut set = write(cx, account);
        tables::delete_app(&mut set, account);
        if *passkeys == 0 {
            tables::replace_codes(&mut set, account, Vec::new());
        }
        tables::end_steps(&mut set, account);
        set.audit(cx.audit("identity.factor-removed", "account", account, &json!({ "kind": "totp" })));
        tell(cx, &mut set, account, Told::FactorRemoved);
        Ok((set, ()))
    }
}

/// Makes new recovery codes, which are shown this once; those of before are good no more.
pub(crate) struct RenewCodes;

impl Command for RenewCodes {
    const NAME: &'static str = "identity.renew-codes";
    type State = bool;
    type Outcome = Vec<String>;

    fn authorise(&self, actor: &Actor) -> Result<()> {
        actor.require_signed_in()
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<bool> {
        pause::calm(reader).await?;
        tables::has_factor(reader, reader.actor.account).await
    }

    fn decide(&self, has_factor: &bool, cx: &Decide<'_>) -> Result<(WriteSet, Vec<String>)> {
        let account = cx.actor.account;
        if !*has_factor {
            return Err(Error::conflict("identity-error-factor-gone"));
        }
        let mut set = write(cx, account);
        let codes = renew(cx, &mut set, account);
        set.audit(cx.audit("identity.codes-made", "account", account, &json!({ "codes": codes.len() })));
        tell(cx, &mut set, account, Told::CodesMade);
        Ok((set, codes))
    }
}

/// Takes a code of the app or a recovery code; says whether it was good. Either way an audit row stays.
pub(crate) struct ProveFactor {
    pub(crate) account: Uuid,
    pub(crate) typed: String,
    /// The step that ends with it.
    pub(crate) step: Option<String>,
}

/// What a code is held against.
pub(crate) struct Known {
    /// The app's secret and the newest interval of which a code was taken.
    app: Option<(Secret, i64)>,
    /// The keyed hash of the typed code, when it is one of the recovery codes.
    code: Option<Vec<u8>>,
}

impl Command for ProveFactor {
    const NAME: &'static str = "identity.prove-factor";
    type State = Known;
    type Outcome = bool;

    fn authorise(&self, _actor: &Actor) -> Result<()> {
        Ok(())
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Known> {
        let app = match (tables::app_of(reader, self.account).await?, key_of(reader, self.account).await?) {
            (Some(row), Some(key)) => {
                let secret = Secret::stored(&key.open_bytes(CONTEXT, &row.sealed)?)?;
                Some((secret, row.last_step))
            }
            _ => None,
        };
        let code = recovery::hash(reader.vault(), self.account, &self.typed);
        let is_known = match &code {
            Some(hash) => tables::has_code(reader, self.account, hash.clone()).await?,
            None => false,
        };
        Ok(Known { app, code: code.filter(|_| is_known) })
    }

    fn decide(&self, known: &Known, cx: &Decide<'_>) -> Result<(WriteSet, bool)> {
        let mut set = cx.write(self.account);
        let typed = totp::digits(&self.typed);
        let interval = match (&known.app, typed) {
            (Some((secret, taken)), Some(typed)) => secret.interval_of(&typed, cx.wall, *taken),
            _ => None,
        };
        let way = if let Some(interval) = interval {
            tables::use_app(cx, &mut set, self.account, interval);
            "totp"
        } else if let Some(hash) = &known.code {
            tables::use_code(&mut set, self.account, hash.clone());
            tell(cx, &mut set, self.account, Told::CodeUsed);
            "recovery"
        } else {
            set.audit(cx.audit("identity.factor-refused", "account", self.account, &json!({})));
            return Ok((set, false));
        };
        if let Some(step) = &self.step {
            tables::end_step(&mut set, secret_hash(step));
        }
        set.audit(cx.audit("identity.factor-accepted", "account", self.account, &json!({ "way": way })));
        Ok((set, true))
    }
}
