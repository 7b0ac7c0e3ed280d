//! Whoever watches over personal data is written to when somebody broke the glass: leaders and data protection of the
//! agency of the dossier and of the officer's unit, at the address that each of them has proven.

use ::store::jobs::Job;
use futures::future::BoxFuture;
use identity::Officer;
use kernel::{Arg, Error, Kind, Result};
use organisation::UnitId;
use runtime::{Actor, JobKind, Reader, Runtime};
use serde::Deserialize;
use uuid::Uuid;
use web::{Locale, Words};

use crate::commands::WATCH;
use crate::permissions::REVIEW;
use crate::store;
use crate::store::glass::GlassRow;

/// The job.
pub(super) const KIND: JobKind = JobKind { kind: WATCH, run };

#[derive(Deserialize)]
struct Opened {
    glass: Uuid,
}

fn run<'a>(runtime: &'a Runtime, job: &'a Job) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        let opened: Opened = serde_json::from_str(&job.payload).map_err(Error::internal)?;
        let actor = Actor::system();
        let reader = runtime.reader(&actor);
        let row = store::glass::find(&reader, opened.glass).await?;
        let Some(dossier) = store::dossier::find(&reader, row.dossier).await? else { return Ok(()) };
        let names = identity::officer_names(&reader, &[row.account]).await?;
        let args: [(&str, Arg); 3] = [
            ("code", dossier.shown_code().to_owned().into()),
            ("officer", names.get(&row.account).cloned().unwrap_or_default().into()),
            ("hours", row.hours.into()),
        ];
        let words = runtime.services().get::<Words>()?;
        let say = |part: &str| words.format(Locale::Vi, &format!("dossiers-mail-glass-watch-{part}"), &args);
        let (subject, body) = (say("subject"), say("body"));
        let mut refused = None;
        for officer in watching(&reader, &row).await? {
            let Some(address) = identity::proven_email(&reader, officer.account).await? else { continue };
            // The same for the same officer when the job runs again, so that nobody reads it twice.
            let id = Uuid::from_u128(job.id.as_u128() ^ officer.account.as_u128());
            match identity::send_mail(runtime, officer.account, id, &address, (&subject, &body)).await {
                // An address that takes nothing keeps nobody else from being told.
                Err(error) if error.kind() == Kind::Invalid => refused = Some(error),
                other => other?,
            }
        }
        refused.map_or(Ok(()), Err)
    })
}

/// Who reviews an opening, each once; never the officer who made it.
async fn watching(reader: &Reader<'_>, row: &GlassRow) -> Result<Vec<Officer>> {
    let mut found: Vec<Officer> = Vec::new();
    for unit in std::iter::once(row.unit).chain(row.officer_unit) {
        for officer in identity::officers_who_may(reader, UnitId::from(unit), REVIEW).await? {
            if officer.account != row.account && found.iter().all(|known| known.account != officer.account) {
                found.push(officer);
            }
        }
    }
    Ok(found)
}
