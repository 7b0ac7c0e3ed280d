//! Work beside requests: people are told, at every contact they have, what was changed in how they sign in.

use futures::future::BoxFuture;
use kernel::{Error, Kind, Result};
use runtime::{Actor, Decide, JobKind, Reader, Runtime};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::jobs::Job;
use store::{JobDraft, WriteSet};
use uuid::Uuid;
use web::Words;

use crate::codes::messages::{SEND, deliver, language_of, told_text};
use crate::codes::{Way, contacts};
use crate::officers::store::officer;
use crate::people::profile_of;

/// The jobs of this crate.
pub(crate) fn kinds() -> Vec<JobKind> {
    vec![JobKind { kind: "identity.tell", run }, SEND]
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
    /// A contact was proven.
    ContactProven,
    /// A proven contact was forgotten.
    ContactDropped,
    /// A contact carries codes of the second step.
    CodesOn,
    /// It carries them no more.
    CodesOff,
    /// The password was replaced by means of a code that was sent.
    PasswordReplaced,
    /// A business asks a person to represent it.
    RepresentativeAsked,
    /// A person represents a business from now on.
    RepresentativeAdded,
    /// A person represents a business no more.
    RepresentativeEnded,
}

impl Told {
    /// The messages of the mail: subject and body.
    pub(crate) fn words(self) -> (&'static str, &'static str) {
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
            Self::ContactProven => ("identity-mail-contact-proven-subject", "identity-mail-contact-proven-body"),
            Self::ContactDropped => ("identity-mail-contact-dropped-subject", "identity-mail-contact-dropped-body"),
            Self::CodesOn => ("identity-mail-codes-on-subject", "identity-mail-codes-on-body"),
            Self::CodesOff => ("identity-mail-codes-off-subject", "identity-mail-codes-off-body"),
            Self::PasswordReplaced => ("identity-mail-replaced-subject", "identity-mail-replaced-body"),
            Self::RepresentativeAsked => {
                ("identity-mail-represent-asked-subject", "identity-mail-represent-asked-body")
            }
            Self::RepresentativeAdded => {
                ("identity-mail-represent-added-subject", "identity-mail-represent-added-body")
            }
            Self::RepresentativeEnded => {
                ("identity-mail-represent-ended-subject", "identity-mail-represent-ended-body")
            }
        }
    }
}

#[derive(Deserialize)]
struct Tell {
    account: Uuid,
    told: Told,
}

/// Adds the job that tells the holder of an account; one command may tell several.
pub(crate) fn tell(cx: &Decide<'_>, set: &mut WriteSet, account: Uuid, told: Told) {
    let payload = json!({ "account": account, "told": told }).to_string();
    set.job(JobDraft { kind: "identity.tell", key: format!("{}-{account}", cx.command), payload, run_at: cx.wall });
}

/// Who is told, and at which address beside the proven ones; none when nobody is left.
async fn whom(reader: &Reader<'_>, account: Uuid) -> Result<Option<(String, String)>> {
    match profile_of(reader, account).await {
        Ok(profile) => Ok(Some((profile.name, profile.email))),
        // An officer has proven contacts at most; people who were erased have none.
        Err(error) if error.kind() == Kind::NotFound => {
            Ok(officer(reader, account).await?.map(|found| (found.name, String::new())))
        }
        Err(error) => Err(error),
    }
}

fn run<'a>(runtime: &'a Runtime, job: &'a Job) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        let tell: Tell = serde_json::from_str(&job.payload).map_err(Error::internal)?;
        let actor = Actor::system();
        let reader = runtime.reader(&actor);
        let Some((name, email)) = whom(&reader, tell.account).await? else { return Ok(()) };
        let proven = contacts::proven(&reader, tell.account).await?;
        let mut places: Vec<(Way, String)> = proven.into_iter().map(|one| (one.way, one.value)).collect();
        if !email.is_empty() && !places.contains(&(Way::Email, email.clone())) {
            places.insert(0, (Way::Email, email));
        }
        let words = runtime.services().get::<Words>()?;
        let text = told_text(&words, language_of(&reader, tell.account).await?, tell.told, &name);
        let mut refused = None;
        for (n, (way, to)) in (0_u128..).zip(&places) {
            // Another id for each place, and the same ones when the job runs again.
            let id = Uuid::from_u128(job.id.as_u128() ^ n);
            match deliver(runtime, tell.account, id, (*way, to.as_str()), &text).await {
                // One place that takes nothing keeps no other from being told.
                Err(error) if error.kind() == Kind::Invalid => refused = Some(error),
                other => other?,
            }
        }
        refused.map_or(Ok(()), Err)
    })
}
