//! Invitations: a link of one use by mail, with which an officer sets a password.

use access::{new_secret, secret_hash};
use kernel::time::HOUR;
use kernel::{Arg, Error, Kind, Message, Result};
use runtime::{Actor, Command, Decide, JobKind, Reader, Runtime};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::jobs::Job;
use store::vault::SubjectKey;
use store::{JobDraft, WriteSet};
use uuid::Uuid;
use web::{Locale, Words};

use super::store::{self as tables, InvitationRow, Invited};
use super::{changeable, gives_all_of};
use crate::MANAGE;
use crate::store::{end_steps, update_password};

/// How long an invitation can be used, on the wall clock.
pub(crate) const LIFE: i64 = 72 * HOUR;
/// What sealed invitations are bound to.
const CONTEXT: &str = "invitation.sealed";
/// The path of the page that a link opens.
pub(crate) const PATH: &str = "/invited";

/// An invitation about to be written. Address and link are kept sealed.
#[derive(Clone)]
pub(crate) struct Invitation {
    email: String,
    link: String,
    secret_hash: Vec<u8>,
}

/// Where a mail goes and what it says.
#[derive(Serialize, Deserialize)]
struct Letter {
    email: String,
    link: String,
}

impl Invitation {
    /// A new invitation to an address, with a link to this house.
    pub(crate) fn new(runtime: &Runtime, base_url: &str, email: String) -> Self {
        let secret = new_secret(runtime);
        Self { email, link: format!("{base_url}{PATH}/{secret}"), secret_hash: secret_hash(&secret) }
    }

    /// The link that opens it.
    #[cfg(test)]
    pub(crate) fn link(&self) -> &str {
        &self.link
    }

    /// Writes the invitation and the job that mails it. `key` is that of the account, when it has one.
    pub(crate) fn write(
        &self,
        cx: &Decide<'_>,
        set: &mut WriteSet,
        account: Uuid,
        key: Option<&SubjectKey>,
    ) -> Result<()> {
        let made;
        let key = if let Some(key) = key {
            key
        } else {
            made = cx.vault.new_key(cx.rng)?;
            tables::insert_key(cx, set, account, made.wrapped.clone());
            &made.key
        };
        let letter = Letter { email: self.email.clone(), link: self.link.clone() };
        let plain = serde_json::to_string(&letter).map_err(|e| Error::internal(e).personal())?;
        let id = cx.new_id();
        let row = InvitationRow {
            id,
            account,
            secret_hash: self.secret_hash.clone(),
            sealed: key.seal(CONTEXT, &plain, cx.rng)?,
            ends_at: cx.wall.plus(LIFE),
        };
        tables::insert_invitation(cx, set, row);
        let payload = json!({ "invitation": id }).to_string();
        set.job(JobDraft { kind: "identity.invite", key: id.to_string(), payload, run_at: cx.wall });
        set.audit(cx.audit("identity.invited", "account", account, &json!({ "invitation": id })));
        Ok(())
    }
}

/// Invites an officer once more: the old link ends, and whoever opens the new one sets a password.
pub(crate) struct Invite {
    pub(crate) account: Uuid,
    pub(crate) invitation: Invitation,
}

impl Command for Invite {
    const NAME: &'static str = "identity.invite";
    type State = Option<SubjectKey>;
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        actor.require(MANAGE)
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Self::State> {
        let found = changeable(reader, self.account).await?;
        gives_all_of(reader, &found)?;
        if found.is_locked {
            return Err(Error::conflict("identity-error-locked"));
        }
        match reader.subject_key(self.account).await {
            Ok(key) => Ok(Some(key)),
            Err(error) if error.kind() == Kind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn decide(&self, key: &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, ())> {
        let mut set = cx.write(cx.actor.unit.unwrap_or(self.account));
        self.invitation.write(cx, &mut set, self.account, key.as_ref())?;
        Ok((set, ()))
    }
}

/// The invitation behind a secret; what was used, is over or never was is not found, and the sentence says what to do.
pub(crate) async fn open(reader: &Reader<'_>, secret: &str) -> Result<Invited> {
    let found = tables::invited(reader, secret_hash(secret)).await?;
    found.ok_or_else(|| Error::new(Kind::NotFound, Message::new("identity-error-invitation")))
}

/// Sets the password of whoever was invited. The secret is the right to do it.
pub(crate) struct AcceptInvitation {
    pub(crate) secret: String,
    pub(crate) hash: String,
}

impl Command for AcceptInvitation {
    const NAME: &'static str = "identity.accept-invitation";
    type State = Invited;
    type Outcome = Uuid;

    fn authorise(&self, _actor: &Actor) -> Result<()> {
        Ok(())
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Invited> {
        open(reader, &self.secret).await
    }

    fn decide(&self, found: &Invited, cx: &Decide<'_>) -> Result<(WriteSet, Uuid)> {
        let mut set = cx.write(found.account);
        tables::use_invitation(cx, &mut set, found.invitation);
        update_password(&mut set, found.account, found.version, self.hash.clone());
        // Sessions, and a sign-in that waits for its second step, were begun with the password of before.
        end_steps(&mut set, found.account);
        access::end_sessions(&mut set, found.account, None);
        let payload = json!({ "invitation": found.invitation });
        set.audit(cx.audit("identity.invitation-used", "account", found.account, &payload));
        Ok((set, found.account))
    }
}

/// Notes that the mail went out, and forgets where to.
struct NoteSent {
    invitation: Uuid,
    account: Uuid,
}

impl Command for NoteSent {
    const NAME: &'static str = "identity.note-invitation-sent";
    type State = ();
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        actor.require(MANAGE)
    }

    fn read(&self, _reader: &Reader<'_>) -> impl Future<Output = Result<()>> + Send {
        std::future::ready(Ok(()))
    }

    fn decide(&self, _state: &(), cx: &Decide<'_>) -> Result<(WriteSet, ())> {
        let mut set = cx.write(self.account);
        tables::forget_address(&mut set, self.invitation);
        let payload = json!({ "invitation": self.invitation });
        set.audit(cx.audit("identity.invitation-sent", "account", self.account, &payload));
        Ok((set, ()))
    }
}

/// The job that mails invitations.
pub(crate) const MAIL: JobKind = JobKind { kind: "identity.invite", run: |runtime, job| Box::pin(mail(runtime, job)) };

#[derive(Deserialize)]
struct Asked {
    invitation: Uuid,
}

async fn mail(runtime: &Runtime, job: &Job) -> Result<()> {
    let asked: Asked = serde_json::from_str(&job.payload).map_err(Error::internal)?;
    let house = Actor::system();
    let reader = runtime.reader(&house);
    // An invitation that was sent, used or replaced needs no mail.
    let Some((account, Some(sealed))) = tables::invitation(&reader, asked.invitation).await? else { return Ok(()) };
    let plain = reader.subject_key(account).await?.open(CONTEXT, &sealed)?;
    let letter: Letter = serde_json::from_str(&plain).map_err(|e| Error::internal(e).personal())?;
    let officer = tables::officer(&reader, account).await?.ok_or_else(Error::not_found)?;
    let words = runtime.services().get::<Words>()?;
    let mailer = runtime.services().get::<notify::Mailer>()?;
    let args: [(&str, Arg); 4] = [
        ("name", officer.name.into()),
        ("login", officer.login.into()),
        ("link", letter.link.into()),
        ("hours", (LIFE / HOUR).into()),
    ];
    let (subject, body) = ("identity-mail-invited-subject", "identity-mail-invited-body");
    let say = |key: &str| words.format(Locale::Vi, key, &args);
    mailer.send(&letter.email, &say(subject), &say(body), &format!("{}@nhatle", job.id)).await?;
    runtime.execute(&house, &NoteSent { invitation: asked.invitation, account }).await.map(|_| ())
}
