//! Work after a commit: telling applicants by e-mail, settling fees.

use ::store::jobs::Job;
use futures::future::BoxFuture;
use kernel::{Arg, Error, Result};
use runtime::{Actor, JobKind, Runtime};
use serde::Deserialize;
use uuid::Uuid;
use web::{Locale, Words};

use crate::case::Case;
use crate::commands::SettleFee;
use crate::model::DossierId;

/// The jobs of this domain.
pub(crate) fn kinds() -> Vec<JobKind> {
    vec![JobKind { kind: "dossiers.tell", run: tell }, JobKind { kind: "payments.settled", run: settled }]
}

#[derive(Deserialize)]
struct Tell {
    dossier: Uuid,
    event: String,
}

fn tell<'a>(runtime: &'a Runtime, job: &'a Job) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        let told: Tell = serde_json::from_str(&job.payload).map_err(Error::internal)?;
        let actor = Actor::system();
        let reader = runtime.reader(&actor);
        let case = Case::load(&reader, DossierId(told.dossier)).await?;
        let Some(account) = case.dossier.account else { return Ok(()) };
        let profile = identity::profile_of(&reader, account).await?;
        if profile.email.is_empty() {
            return Ok(());
        }
        let mailer = runtime.services().get::<notify::Mailer>()?;
        let words = runtime.services().get::<Words>()?;
        let code = case.dossier.shown_code().to_owned();
        let args: [(&str, Arg); 3] =
            [("code", code.into()), ("name", profile.name.into()), ("procedure", case.procedure.name.clone().into())];
        let say = |part: &str| words.format(Locale::Vi, &format!("dossiers-mail-{}-{part}", told.event), &args);
        // The id makes a repeated job the same message for the mail server.
        let id = format!("{}@nhatle", job.id);
        mailer.send(&profile.email, &say("subject"), &say("body"), &id).await
    })
}

#[derive(Deserialize)]
struct Settled {
    dossier: Uuid,
}

/// Answers of the command after which there is nothing left to settle.
const SETTLED_OTHERWISE: [&str; 2] = ["dossiers-error-unpaid", "dossiers-error-already-paid"];

fn settled<'a>(runtime: &'a Runtime, job: &'a Job) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        let settled: Settled = serde_json::from_str(&job.payload).map_err(Error::internal)?;
        let command = SettleFee { id: DossierId(settled.dossier) };
        match runtime.execute(&Actor::system(), &command).await {
            // Another payment is still open, or this one was settled before: nothing more to do. Any other conflict is
            // a race, and the job comes again.
            Err(error) if SETTLED_OTHERWISE.contains(&error.message().key.as_ref()) => Ok(()),
            other => other.map(|_| ()),
        }
    })
}
