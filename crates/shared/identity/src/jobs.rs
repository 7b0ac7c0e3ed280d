//! Work beside requests: people are told by e-mail what was changed in how they sign in.

use futures::future::BoxFuture;
use kernel::{Arg, Error, Kind, Result};
use runtime::{Actor, Decide, JobKind, Runtime};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::jobs::Job;
use store::{JobDraft, WriteSet};
use uuid::Uuid;
use web::{Locale, Words};

use crate::people::profile_of;

/// The jobs of this crate.
pub(crate) fn kinds() -> Vec<JobKind> {
    vec![JobKind { kind: "identity.tell", run }]
}

/// What somebody is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Told {
    /// A second factor was added.
    FactorAdded,
    /// The second factor was removed.
    FactorRemoved,
    /// A passkey was added.
    PasskeyAdded,
    /// A passkey was removed.
    PasskeyRemoved,
    /// New recovery codes were made.
    CodesMade,
    /// A recovery code was used to sign in.
    CodeUsed,
    /// An officer gave a slip at the counter.
    RecoveryGiven,
    /// The password was replaced by means of a slip.
    Recovered,
    /// A provider of identities was linked.
    ProviderLinked,
    /// The link to a provider was removed.
    ProviderUnlinked,
    /// Somebody has proven the identity number with which this account was registered, and signs in by it now.
    LoginFreed,
}

impl Told {
    /// The messages of the mail: subject and body.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::FactorAdded => ("identity-mail-factor-added-subject", "identity-mail-factor-added-body"),
            Self::FactorRemoved => ("identity-mail-factor-removed-subject", "identity-mail-factor-removed-body"),
            Self::PasskeyAdded => ("identity-mail-passkey-added-subject", "identity-mail-passkey-added-body"),
            Self::PasskeyRemoved => ("identity-mail-passkey-removed-subject", "identity-mail-passkey-removed-body"),
            Self::CodesMade => ("identity-mail-codes-made-subject", "identity-mail-codes-made-body"),
            Self::CodeUsed => ("identity-mail-code-used-subject", "identity-mail-code-used-body"),
            Self::RecoveryGiven => ("identity-mail-recovery-given-subject", "identity-mail-recovery-given-body"),
            Self::Recovered => ("identity-mail-recovered-subject", "identity-mail-recovered-body"),
            Self::ProviderLinked => ("identity-mail-provider-linked-subject", "identity-mail-provider-linked-body"),
            Self::ProviderUnlinked => {
                ("identity-mail-provider-unlinked-subject", "identity-mail-provider-unlinked-body")
            }
            Self::LoginFreed => ("identity-mail-login-freed-subject", "identity-mail-login-freed-body"),
        }
    }
}

#[derive(Deserialize)]
struct Tell {
    account: Uuid,
    told: Told,
}

/// Adds the job that tells the holder of an account.
pub(crate) fn tell(cx: &Decide<'_>, set: &mut WriteSet, account: Uuid, told: Told) {
    let payload = json!({ "account": account, "told": told }).to_string();
    set.job(JobDraft { kind: "identity.tell", key: cx.command.to_string(), payload, run_at: cx.wall });
}

fn run<'a>(runtime: &'a Runtime, job: &'a Job) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        let tell: Tell = serde_json::from_str(&job.payload).map_err(Error::internal)?;
        let actor = Actor::system();
        let profile = match profile_of(&runtime.reader(&actor), tell.account).await {
            Ok(profile) => profile,
            // Officers have no address here, people who were erased none any more.
            Err(error) if error.kind() == Kind::NotFound => return Ok(()),
            Err(error) => return Err(error),
        };
        if profile.email.is_empty() {
            return Ok(());
        }
        let mailer = runtime.services().get::<notify::Mailer>()?;
        let words = runtime.services().get::<Words>()?;
        let (subject, body) = tell.told.words();
        let args: [(&str, Arg); 1] = [("name", profile.name.into())];
        let (subject, body) = (words.format(Locale::Vi, subject, &args), words.format(Locale::Vi, body, &args));
        // The id makes a repeated job the same message for the mail server.
        mailer.send(&profile.email, &subject, &body, &format!("{}@nhatle", job.id)).await
    })
}
