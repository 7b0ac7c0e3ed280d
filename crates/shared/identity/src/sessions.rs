//! Where an account is signed in: beginning a session on a device, ending others, telling of a device that was not seen
//! before.

use access::{Begin, Carrier, DeviceRow, Standing};
use futures::future::BoxFuture;
use kernel::{Arg, Error, Kind, Result, Timestamp};
use runtime::{Actor, Command, Decide, Reader, Runtime};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::jobs::Job;
use store::{JobDraft, WriteSet};
use uuid::Uuid;
use web::{Cx, Words, device_name, format};

use crate::codes::messages::{language_of, send_mail};
use crate::people::profile_of;
use crate::store as tables;

/// The job that tells of a new device by mail.
pub(crate) const TELL: &str = "identity.tell-device";

/// A session or token that has just begun.
pub(crate) struct Begun {
    /// Its secret.
    pub(crate) secret: String,
    /// The cookies that a browser gets.
    pub(crate) cookies: Vec<String>,
    /// Whether another device is news of which the owner should read.
    pub(crate) has_news: bool,
}

/// The keyed hash of the browser of a request, for one account: no two accounts share one.
pub(crate) fn device_hash(cx: &Cx, account: Uuid, device: &str) -> Vec<u8> {
    cx.app.runtime().vault().blind("device", &format!("{account}|{device}"))
}

/// What is known of the browser that asks.
pub(crate) async fn standing(cx: &Cx) -> Result<Standing> {
    let account = cx.actor().account;
    let Some(device) = cx.device() else { return Ok(Standing::default()) };
    access::standing(&cx.reader(), account, device_hash(cx, account, device)).await
}

/// Begins a session of somebody in the browser that asks, which is known again from then on.
pub(crate) async fn begin_in_browser(cx: &Cx, actor: &Actor) -> Result<Begun> {
    begin_as(cx, actor, cx.begins(Carrier::Browser)).await
}

/// The same for a session that is known to begin in another way.
pub(crate) async fn begin_as(cx: &Cx, actor: &Actor, begin: Begin) -> Result<Begun> {
    let (runtime, account) = (cx.app.runtime(), actor.account);
    let secret = cx.app.sessions().begin(account, begin).await?;
    let device = cx.device().map_or_else(|| access::new_secret(runtime), str::to_owned);
    let cookies = vec![cx.session_cookie(&secret), cx.device_cookie(&device)];
    let hash = device_hash(cx, account, &device);
    let standing = access::standing(&runtime.reader(actor), account, hash.clone()).await?;
    if standing.last_at.is_none() {
        runtime.execute(actor, &MeetDevice { hash, device: cx.device_family(), language: cx.locale().code() }).await?;
        return Ok(Begun { secret, cookies, has_news: false });
    }
    access::keep_device(runtime, account, hash, standing).await?;
    let has_news = standing.is_trusted() && !access::new_devices(&runtime.reader(actor), account).await?.is_empty();
    Ok(Begun { secret, cookies, has_news })
}

/// Begins a token of somebody.
pub(crate) async fn begin_for_machine(cx: &Cx, actor: &Actor) -> Result<Begun> {
    let secret = cx.app.sessions().begin(actor.account, cx.begins(Carrier::Token)).await?;
    Ok(Begun { secret, cookies: Vec::new(), has_news: false })
}

/// Notes the device by which its actor signed in for the first time. Beside devices that are known it is news, which is
/// told by mail, where there is an address.
pub(crate) struct MeetDevice {
    pub(crate) hash: Vec<u8>,
    /// Its family.
    pub(crate) device: String,
    /// The language of the page on which it began.
    pub(crate) language: &'static str,
}

/// What the mail tells.
#[derive(Serialize, Deserialize)]
struct Told {
    account: Uuid,
    device: String,
    at: i64,
}

impl Command for MeetDevice {
    const NAME: &'static str = "identity.meet-device";
    type State = Standing;
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        actor.require_signed_in()
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Standing> {
        access::standing(reader, reader.actor.account, self.hash.clone()).await
    }

    fn decide(&self, known: &Standing, cx: &Decide<'_>) -> Result<(WriteSet, ())> {
        let account = cx.actor.account;
        let is_new = known.known > 0;
        let mut set = cx.write(cx.actor.unit.unwrap_or(account));
        let row = DeviceRow { device: self.device.clone(), first_at: cx.wall };
        access::meet_device(&mut set, account, self.hash.clone(), row, is_new);
        if is_new && cx.actor.is_applicant() {
            let told = Told { account, device: self.device.clone(), at: cx.wall.0 };
            let payload = serde_json::to_string(&told).map_err(Error::internal)?;
            set.job(JobDraft { kind: TELL, key: cx.command.to_string(), payload, run_at: cx.wall });
        }
        let payload = json!({ "device": self.device, "new": is_new });
        set.audit(cx.audit("identity.device-met", "account", account, &payload));
        tables::keep_language(&mut set, account, self.language);
        Ok((set, ()))
    }
}

/// Which sessions and tokens of the actor end.
pub(crate) enum Ending {
    /// The one of this id.
    One(Uuid),
    /// All but the one with this secret, which asks.
    Others(String),
    /// All of them, and every device but the one with this keyed hash is a stranger again: one was stolen.
    Stolen(Vec<u8>),
}

/// Ends sessions and tokens of the actor.
pub(crate) struct EndSessions(pub(crate) Ending);

impl Command for EndSessions {
    const NAME: &'static str = "identity.end-sessions";
    type State = ();
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        if actor.is_signed_in() { Ok(()) } else { Err(Error::forbidden()) }
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<()> {
        let Ending::One(id) = self.0 else { return Ok(()) };
        // Somebody else's session is not found, and neither is one that has ended.
        if access::has_session(reader, reader.actor.account, id).await? { Ok(()) } else { Err(Error::not_found()) }
    }

    fn decide(&self, _state: &(), cx: &Decide<'_>) -> Result<(WriteSet, ())> {
        let account = cx.actor.account;
        let mut set = cx.write(cx.actor.unit.unwrap_or(account));
        let payload = match &self.0 {
            Ending::One(id) => {
                access::end_session(&mut set, account, *id);
                json!({ "which": "one", "session": id })
            }
            Ending::Others(secret) => {
                access::end_sessions(&mut set, account, Some(secret));
                json!({ "which": "others" })
            }
            Ending::Stolen(device) => {
                access::end_sessions(&mut set, account, None);
                access::forget_devices(&mut set, account, device.clone());
                json!({ "which": "stolen" })
            }
        };
        set.audit(cx.audit("identity.sessions-ended", "account", account, &payload));
        Ok((set, ()))
    }
}

/// A device was stolen: every session and token ends, and the owner goes on in a new one. Gives its secret.
pub(crate) async fn end_all_and_go_on(cx: &Cx) -> Result<String> {
    let account = cx.actor().account;
    let device = cx.device().map(|device| device_hash(cx, account, device)).unwrap_or_default();
    cx.execute(&EndSessions(Ending::Stolen(device))).await?;
    cx.app.sessions().begin(account, cx.begins(Carrier::Browser)).await
}

/// The owner says that all new devices are theirs.
pub(crate) struct AcceptDevices {
    /// What is known of the browser that asks: one that is news itself cannot say so.
    pub(crate) from: Standing,
}

impl Command for AcceptDevices {
    const NAME: &'static str = "identity.accept-devices";
    type State = ();
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        if actor.is_signed_in() && self.from.is_trusted() { Ok(()) } else { Err(Error::forbidden()) }
    }

    fn read(&self, _reader: &Reader<'_>) -> impl Future<Output = Result<()>> + Send {
        std::future::ready(Ok(()))
    }

    fn decide(&self, _state: &(), cx: &Decide<'_>) -> Result<(WriteSet, ())> {
        let account = cx.actor.account;
        let mut set = cx.write(cx.actor.unit.unwrap_or(account));
        access::accept_devices(&mut set, account);
        set.audit(cx.audit("identity.devices-accepted", "account", account, &json!({})));
        Ok((set, ()))
    }
}

/// Tells a citizen or business by mail that somebody signed in on a new device.
pub(crate) fn tell<'a>(runtime: &'a Runtime, job: &'a Job) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        let told: Told = serde_json::from_str(&job.payload).map_err(Error::internal)?;
        let actor = Actor::system();
        let reader = runtime.reader(&actor);
        let profile = match profile_of(&reader, told.account).await {
            Ok(profile) if !profile.email.is_empty() => profile,
            Ok(_) => return Ok(()),
            // Erased meanwhile: nobody is left to be told.
            Err(error) if error.kind() == Kind::NotFound => return Ok(()),
            Err(error) => return Err(error),
        };
        let words = runtime.services().get::<Words>()?;
        let known = device_name(&told.device);
        let locale = language_of(&reader, told.account).await?;
        let unknown = words.get(locale, "identity-device-unknown").into_owned();
        let device = if known.is_empty() { unknown } else { known };
        let at = format::datetime(locale, Timestamp(told.at));
        let args: [(&str, Arg); 3] = [("name", profile.name.into()), ("device", device.into()), ("at", at.into())];
        let say = |key: &str| words.format(locale, key, &args);
        let (subject, body) = (say("identity-mail-device-subject"), say("identity-mail-device-body"));
        send_mail(runtime, told.account, job.id, &profile.email, (&subject, &body)).await
    })
}
