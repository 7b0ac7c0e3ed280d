//! Work beside requests: telling applicants by e-mail, settling fees, scanning files, ending drafts.

mod glass;

use std::time::Duration;

use ::store::jobs::Job;
use futures::future::BoxFuture;
use kernel::time::DAY;
use kernel::{Arg, Error, Kind, Result};
use runtime::{Actor, JobKind, Reader, Runtime, Schedule};
use serde::Deserialize;
use uuid::Uuid;
use web::{Locale, Words};

use crate::case::Case;
use crate::commands::{EndDraft, EndRetention, LETTER, NoteTold, SettleFee, TELL};
use crate::model::{DossierId, Rules};
use crate::queries;
use crate::scanning::SCAN;
use crate::store;

/// Drafts that end in one run; the next one takes the others.
const DRAFTS: i64 = 500;

/// People who were erased but for what a law keeps, of whom one run takes care.
const KEPT: i64 = 10_000;
/// Days after which the address of somebody who was erased is forgotten, when no mail reached it until then.
const LETTER_DAYS: i64 = 30;

/// The jobs of this domain.
pub(crate) fn kinds() -> Vec<JobKind> {
    vec![
        JobKind { kind: "dossiers.tell", run: tell },
        glass::KIND,
        JobKind { kind: TELL, run: tell_erasure },
        SCAN,
        JobKind { kind: "payments.settled", run: settled },
    ]
}

/// What this domain does again and again.
pub(crate) fn schedules() -> Vec<Schedule> {
    let hours = Duration::from_hours;
    vec![
        Schedule { name: "end-drafts", every: hours(1), run: |runtime| Box::pin(end_drafts(runtime)) },
        Schedule { name: "end-retention", every: hours(24), run: |runtime| Box::pin(end_retention(runtime)) },
    ]
}

/// Empties what laws kept of people who were erased and keep no longer (`data/retention.toml`).
async fn end_retention(runtime: &Runtime) -> Result<()> {
    let actor = Actor::system();
    for id in store::erasure::kept(&runtime.reader(&actor), KEPT).await? {
        match runtime.execute(&actor, &EndRetention { id }).await {
            Ok(_) => {}
            // Its time is not over.
            Err(error) if error.kind() == Kind::NotFound => {}
            Err(error) => tracing::warn!(request = %id, %error, "what was kept could not be erased"),
        }
    }
    forget_letters(runtime).await
}

/// Forgets the addresses of people who were erased to which no mail could be sent for weeks.
async fn forget_letters(runtime: &Runtime) -> Result<()> {
    let actor = Actor::system();
    let reader = runtime.reader(&actor);
    let before = reader.now.plus(-LETTER_DAYS * DAY);
    for id in store::erasure::undelivered(&reader, before, KEPT).await? {
        match runtime.execute(&actor, &NoteTold { id, was_sent: false }).await {
            Ok(_) => {}
            // Another node forgot it, or the mail was sent meanwhile.
            Err(error) if matches!(error.kind(), Kind::NotFound | Kind::Conflict) => {}
            Err(error) => tracing::warn!(request = %id, %error, "an address could not be forgotten"),
        }
    }
    Ok(())
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
    /// The file that it is about.
    #[serde(default)]
    file: Option<Uuid>,
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
        let args: [(&str, Arg); 4] = [
            ("code", code.into()),
            ("name", applicant.name.into()),
            ("procedure", case.procedure.name_in(locale).to_owned().into()),
            ("file", name_of(&reader, &case, told.file).await?.into()),
        ];
        let say = |part: &str| words.format(locale, &format!("dossiers-mail-{}-{part}", told.event), &args);
        let (title, body) = (say("subject"), say("body"));
        // The id makes a repeated job the same message for the mail server.
        identity::send_mail(runtime, case.dossier.subject, job.id, &address, (&title, &body)).await
    })
}

/// The name of a file that a mail is about; empty without one.
async fn name_of(reader: &Reader<'_>, case: &Case, file: Option<Uuid>) -> Result<String> {
    let Some(file) = file else { return Ok(String::new()) };
    let files = queries::files(reader, case.dossier.id, &case.key).await?;
    Ok(files.into_iter().find(|known| known.row.id.uuid() == file).map(|known| known.name).unwrap_or_default())
}

#[derive(Deserialize)]
struct Erased {
    request: Uuid,
    kept: i64,
}

/// Writes to somebody who was erased, once; the address goes with the mail.
fn tell_erasure<'a>(runtime: &'a Runtime, job: &'a Job) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        let erased: Erased = serde_json::from_str(&job.payload).map_err(Error::internal)?;
        let actor = Actor::system();
        let reader = runtime.reader(&actor);
        let Some(sealed) = store::erasure::letter(&reader, erased.request).await? else { return Ok(()) };
        let address = reader.subject_key(erased.request).await?.open(LETTER, &sealed)?;
        let words = runtime.services().get::<Words>()?;
        let args: [(&str, Arg); 1] = [("kept", erased.kept.into())];
        let say = |key: &str| words.format(Locale::Vi, key, &args);
        let (subject, body) = (say("dossiers-mail-erased-subject"), say("dossiers-mail-erased-body"));
        identity::send_mail(runtime, erased.request, job.id, &address, (&subject, &body)).await?;
        runtime.execute(&actor, &NoteTold { id: erased.request, was_sent: true }).await.map(|_| ())
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
