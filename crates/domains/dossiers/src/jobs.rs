//! Work beside requests: telling applicants by e-mail, settling fees, ending drafts.

use std::time::Duration;

use ::store::jobs::Job;
use futures::future::BoxFuture;
use kernel::{Arg, Error, Kind, Result};
use runtime::{Actor, JobKind, Runtime, Schedule};
use serde::Deserialize;
use uuid::Uuid;
use web::{Locale, Words};

use crate::case::Case;
use crate::commands::{EndDraft, SettleFee};
use crate::model::{DossierId, Rules};
use crate::queries;
use crate::store;

/// Drafts that end in one run; the next one takes the others.
const DRAFTS: i64 = 500;

/// The jobs of this domain.
pub(crate) fn kinds() -> Vec<JobKind> {
    vec![JobKind { kind: "dossiers.tell", run: tell }, JobKind { kind: "payments.settled", run: settled }]
}

/// What this domain does again and again.
pub(crate) fn schedules() -> Vec<Schedule> {
    vec![Schedule { name: "end-drafts", every: Duration::from_hours(1), run: |runtime| Box::pin(end_drafts(runtime)) }]
}

/// Ends the drafts whose time is over (`draft_days` in `data/rules.toml`).
async fn end_drafts(runtime: &Runtime) -> Result<()> {
    let actor = Actor::system();
    let reader = runtime.reader(&actor);
    let over = reader.service::<Rules>()?.drafts_over_before(reader.now);
    for id in store::draft::over(&reader, over, DRAFTS).await? {
        match runtime.execute(&actor, &EndDraft { id }).await {
            Ok(_) => {}
            // Another node ended it, or its owner changed it.
            Err(error) if error.kind() == Kind::NotFound => {}
            // One that cannot end does not hold up the others.
            Err(error) => tracing::warn!(draft = %id, %error, "a draft could not be ended"),
        }
    }
    Ok(())
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
        let applicant = queries::opened(&reader, &case).await?.applicant;
        let address = queries::mail_address(&reader, &case, &applicant).await?;
        if address.is_empty() {
            return Ok(());
        }
        let words = runtime.services().get::<Words>()?;
        let locale = match case.dossier.account {
            Some(account) => identity::language_of(&reader, account).await?,
            None => Locale::Vi,
        };
        let code = case.dossier.shown_code().to_owned();
        let procedure = case.procedure.name_in(locale).to_owned();
        let args: [(&str, Arg); 3] =
            [("code", code.into()), ("name", applicant.name.into()), ("procedure", procedure.into())];
        let say = |part: &str| words.format(locale, &format!("dossiers-mail-{}-{part}", told.event), &args);
        let (title, body) = (say("subject"), say("body"));
        // The id makes a repeated job the same message for the mail server.
        identity::send_mail(runtime, case.dossier.subject, job.id, &address, (&title, &body)).await
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
