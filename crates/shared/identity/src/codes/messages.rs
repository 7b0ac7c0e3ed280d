//! Messages to a contact: they wait sealed until a job has sent them, so that no job carries a code or an address.

use ::store::jobs::Job;
use ::store::vault::SubjectKey;
use ::store::{JobDraft, WriteSet};
use kernel::time::MINUTE;
use kernel::{Arg, Error, Result};
use notify::{Mailer, Texter};
use runtime::{Actor, Decide, JobKind, Reader, Runtime};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;
use web::{Locale, Words};

use super::store::{self, SentTo};
use super::{LIFE, Use, Way};
use crate::commands::key_of;
use crate::jobs::Told;
use crate::store as tables;

/// What waiting messages are bound to.
const OUTGOING: &str = "outgoing.sealed";
/// What kept messages are bound to.
const KEPT: &str = "sandbox_message.sealed";
/// Bytes that stand in the place of a message for nobody: about as many as one has.
const NOTHING: usize = 120;

/// The job that sends what waits.
pub(crate) const SEND: JobKind = JobKind { kind: "identity.send", run: |runtime, job| Box::pin(run(runtime, job)) };

/// Where a message goes and what it says.
#[derive(Serialize, Deserialize)]
struct Letter {
    way: Way,
    to: String,
    what: What,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum What {
    /// A code.
    Code { purpose: Use, code: String },
    /// News about the account, to a contact that is no longer its own.
    Told { told: Told, name: String },
}

#[derive(Deserialize)]
struct Asked {
    message: Uuid,
}

/// A message in words.
pub(crate) struct Text {
    subject: String,
    body: String,
    /// The same for a telephone: no name, no greeting.
    short: String,
}

/// A message that a sample run kept.
#[derive(Serialize, Deserialize)]
pub(crate) struct Kept {
    /// As much of the contact as its owner knows it by.
    pub(crate) to: String,
    pub(crate) text: String,
}

fn post(cx: &Decide<'_>, set: &mut WriteSet, account: Uuid, sealed: Vec<u8>) {
    let id = cx.new_id();
    store::insert_outgoing(cx, set, id, account, sealed);
    let payload = json!({ "message": id }).to_string();
    set.job(JobDraft { kind: SEND.kind, key: id.to_string(), payload, run_at: cx.wall });
}

fn seal(cx: &Decide<'_>, key: &SubjectKey, letter: &Letter) -> Result<Vec<u8>> {
    let plain = serde_json::to_string(letter).map_err(|_| Error::internal("a message cannot be written as JSON"))?;
    key.seal(OUTGOING, &plain, cx.rng)
}

/// Lets a code be sent; without a key a message for nobody takes the same way.
pub(super) fn post_code(
    cx: &Decide<'_>,
    set: &mut WriteSet,
    to: &SentTo<'_>,
    code: &str,
    key: Option<&SubjectKey>,
) -> Result<()> {
    let what = What::Code { purpose: to.purpose, code: code.to_owned() };
    let sealed = if let Some(key) = key {
        seal(cx, key, &Letter { way: to.way, to: to.value.to_owned(), what })?
    } else {
        let mut bytes = vec![0; NOTHING];
        cx.rng.fill(&mut bytes);
        bytes
    };
    post(cx, set, to.account, sealed);
    Ok(())
}

/// Tells somebody, at a contact that was the actor's until now, what became of it.
pub(super) fn post_told(
    cx: &Decide<'_>,
    set: &mut WriteSet,
    key: &SubjectKey,
    (way, to): (Way, &str),
    told: Told,
) -> Result<()> {
    let what = What::Told { told, name: cx.actor.name.to_string() };
    let sealed = seal(cx, key, &Letter { way, to: to.to_owned(), what })?;
    post(cx, set, cx.actor.account, sealed);
    Ok(())
}

async fn run(runtime: &Runtime, job: &Job) -> Result<()> {
    let asked: Asked = serde_json::from_str(&job.payload).map_err(Error::internal)?;
    let house = Actor::system();
    let reader = runtime.reader(&house);
    let Some((account, sealed, since)) = store::outgoing(&reader, asked.message).await? else { return Ok(()) };
    // A message for nobody, or for somebody who was erased meanwhile.
    let Some(key) = key_of(&reader, account).await? else {
        return store::forget_outgoing(runtime, asked.message).await;
    };
    let plain = key.open(OUTGOING, &sealed)?;
    let letter: Letter = serde_json::from_str(&plain).map_err(|e| Error::internal(e).personal())?;
    // The gateway was away for long: nobody waits for this code any more.
    if matches!(letter.what, What::Code { .. }) && since.plus(LIFE) <= runtime.wall() {
        return store::forget_outgoing(runtime, asked.message).await;
    }
    let words = runtime.services().get::<Words>()?;
    let locale = language_of(&reader, account).await?;
    let text = match &letter.what {
        What::Code { purpose, code } => code_text(&words, locale, *purpose, code),
        What::Told { told, name } => told_text(&words, locale, *told, name),
    };
    deliver(runtime, account, asked.message, (letter.way, letter.to.as_str()), &text).await?;
    store::forget_outgoing(runtime, asked.message).await
}

fn code_text(words: &Words, locale: Locale, purpose: Use, code: &str) -> Text {
    let key = match purpose {
        Use::Contact => "identity-sms-contact",
        Use::SignIn => "identity-sms-sign-in",
        Use::Password => "identity-sms-password",
    };
    let args: [(&str, Arg); 2] = [("code", code.to_owned().into()), ("minutes", (LIFE / MINUTE).into())];
    let short = words.format(locale, key, &args);
    let foot = words.get(locale, "identity-mail-sent-foot");
    let subject = words.get(locale, "identity-mail-sent-subject").into_owned();
    Text { subject, body: format!("{short}\n\n{foot}\n"), short }
}

/// News about an account in words.
pub(crate) fn told_text(words: &Words, locale: Locale, told: Told, name: &str) -> Text {
    let (subject, body) = told.words();
    let args: [(&str, Arg); 1] = [("name", name.to_owned().into())];
    let subject = words.format(locale, subject, &args);
    let what: [(&str, Arg); 1] = [("what", subject.clone().into())];
    let short = words.format(locale, "identity-sms-told", &what);
    Text { body: words.format(locale, body, &args), subject, short }
}

/// Sends a message; a sample run keeps what a telephone would show, without any name, for its operator.
pub(crate) async fn deliver(
    runtime: &Runtime,
    account: Uuid,
    id: Uuid,
    (way, to): (Way, &str),
    text: &Text,
) -> Result<()> {
    let texter = runtime.services().get::<Texter>();
    match way {
        // The id makes a repeated job the same message for the mail server.
        Way::Email => {
            let mailer = runtime.services().get::<Mailer>()?;
            mailer.send(to, &text.subject, &text.body, &format!("{id}@nhatle")).await?;
        }
        Way::Phone => texter.as_ref().map_err(Error::internal)?.send(to, &text.short).await?,
    }
    if texter.is_ok_and(|texter| texter.is_sandbox()) {
        keep(runtime, account, id, (way, to), &text.short).await?;
    }
    Ok(())
}

async fn keep(runtime: &Runtime, subject: Uuid, id: Uuid, (way, to): (Way, &str), text: &str) -> Result<()> {
    let house = Actor::system();
    let key = runtime.reader(&house).subject_key(subject).await?;
    let kept = Kept { to: way.masked(to), text: text.to_owned() };
    let plain = serde_json::to_string(&kept).map_err(|_| Error::internal("a message cannot be written as JSON"))?;
    store::keep_sandbox(runtime, id, subject, way, key.seal(KEPT, &plain, runtime.rng())?).await
}

/// Sends a mail (subject and body) about the affairs of a subject; a run without a mail server keeps its subject, which
/// names nobody, for the operator of a sample. With the same id it is one mail, however often it is sent.
pub async fn send_mail(
    runtime: &Runtime,
    subject: Uuid,
    id: Uuid,
    to: &str,
    (title, body): (&str, &str),
) -> Result<()> {
    let mailer = runtime.services().get::<Mailer>()?;
    mailer.send(to, title, body, &format!("{id}@nhatle")).await?;
    if mailer.folder().is_some() {
        keep(runtime, subject, id, (Way::Email, to), title).await?;
    }
    Ok(())
}

/// The language in which an account is written to: that of the page on which it signed in last, else Vietnamese.
pub async fn language_of(reader: &Reader<'_>, account: Uuid) -> Result<Locale> {
    Ok(tables::language(reader, account).await?.map_or(Locale::Vi, |code| Locale::parse(&code)))
}

/// The messages that a sample run kept: the way, when, and what they said. Whoever was erased has none.
pub(crate) async fn kept(reader: &Reader<'_>, most: i64) -> Result<Vec<(Way, i64, Kept)>> {
    let mut found = Vec::new();
    for row in store::sandbox(reader, most).await? {
        let (Some(way), Some(key)) = (Way::parse(&row.way), key_of(reader, row.account).await?) else { continue };
        let kept = serde_json::from_str(&key.open(KEPT, &row.sealed)?).map_err(|e| Error::internal(e).personal())?;
        found.push((way, row.sent_at.0, kept));
    }
    Ok(found)
}
