//! Codes as a second step: turned on and off by the owner, sent to whoever knew the password, typed once.

use ::store::WriteSet;
use ::store::vault::SubjectKey;
use access::{Carrier, secret_hash};
use kernel::{Error, Result};
use runtime::{Actor, Command, Decide, Reader};
use serde_json::json;
use uuid::Uuid;
use web::Cx;

use super::contacts::{Proven, own, own_set, proven};
use super::store::{self, SentRow, SentTo};
use super::{PER_ACCOUNT, PER_ADDRESS, Typed, Use, Way, judge, pause, required, send};
use crate::commands::{Purpose, key_of, step_ended};
use crate::jobs::{Told, tell};
use crate::sign_in::{PER_FACTOR, SignedIn, actor_of, finish};
use crate::store as tables;

/// Lets a proven contact carry codes of the second step, or not. Whoever asks has shown the password before.
pub(crate) struct SetStep {
    pub(crate) way: Way,
    pub(crate) on: bool,
}

impl Command for SetStep {
    const NAME: &'static str = "identity.set-codes";
    type State = Option<Proven>;
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        own(actor)
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Self::State> {
        pause::calm(reader).await?;
        Ok(proven(reader, reader.actor.account).await?.into_iter().find(|one| one.way == self.way))
    }

    fn decide(&self, known: &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, ())> {
        let Some(known) = known else { return Err(Error::conflict("identity-error-contact-unproven")) };
        if known.is_step == self.on {
            return Err(Error::conflict("error-changed"));
        }
        let account = cx.actor.account;
        let mut set = own_set(cx);
        store::set_step(&mut set, account, self.way, self.on);
        tables::end_steps(&mut set, account);
        let (action, told) = if self.on {
            ("identity.factor-added", Told::CodesOn)
        } else {
            ("identity.factor-removed", Told::CodesOff)
        };
        set.audit(cx.audit(action, "account", account, &json!({ "kind": self.way.code() })));
        tell(cx, &mut set, account, told);
        Ok((set, ()))
    }
}

/// Whose sign-in waits for its second step; none when it has ended.
pub(crate) async fn waiting(reader: &Reader<'_>, step: &str) -> Result<Option<Uuid>> {
    tables::step(reader, secret_hash(step), Purpose::Factor.code(), reader.wall).await
}

/// Sends a code to a contact of whoever waits in a step.
pub(crate) struct AskStep {
    /// The secret of the step.
    pub(crate) step: String,
    pub(crate) way: Way,
}

impl Command for AskStep {
    const NAME: &'static str = "identity.ask-code";
    type State = Option<(Uuid, Proven, SubjectKey)>;
    type Outcome = ();

    fn authorise(&self, _actor: &Actor) -> Result<()> {
        Ok(())
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Self::State> {
        let Some(account) = waiting(reader, &self.step).await? else { return Ok(None) };
        let all = proven(reader, account).await?;
        let known = all.into_iter().find(|one| one.way == self.way && one.is_step);
        let key = key_of(reader, account).await?;
        Ok(known.zip(key).map(|(known, key)| (account, known, key)))
    }

    fn decide(&self, state: &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, ())> {
        let Some((account, known, key)) = state else { return Err(step_ended()) };
        let mut set = cx.write(*account);
        let page = secret_hash(&self.step);
        let to = SentTo { account: *account, purpose: Use::SignIn, way: self.way, value: &known.value, page };
        send(cx, &mut set, &to, Some(key))?;
        Ok((set, ()))
    }
}

/// Takes the code that was sent to whoever waits in a step; a right one ends the step.
pub(crate) struct ProveStep {
    /// The secret of the step.
    pub(crate) step: String,
    pub(crate) typed: String,
}

impl Command for ProveStep {
    const NAME: &'static str = "identity.prove-code";
    type State = Option<SentRow>;
    type Outcome = Typed;

    fn authorise(&self, _actor: &Actor) -> Result<()> {
        Ok(())
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Self::State> {
        let account = waiting(reader, &self.step).await?;
        let sent = store::sent(reader, secret_hash(&self.step), Use::SignIn).await?;
        Ok(sent.filter(|sent| Some(sent.account) == account))
    }

    fn decide(&self, sent: &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, Typed)> {
        let Some(sent) = sent else { return Err(step_ended()) };
        let mut set = cx.write(sent.account);
        let page = secret_hash(&self.step);
        let typed = judge(cx, &mut set, sent, &page, &self.typed);
        if typed == Typed::Right {
            tables::end_step(&mut set, page);
            set.audit(cx.audit("identity.factor-accepted", "account", sent.account, &json!({ "way": sent.way })));
        }
        Ok((set, typed))
    }
}

/// Sends a code to whoever waits in a step, unless too many were sent.
pub(crate) async fn ask(cx: &Cx, step: &str, way: Way) -> Result<()> {
    let runtime = cx.app.runtime();
    let account = waiting(&cx.reader(), step).await?.ok_or_else(step_ended)?;
    cx.app.tries().count(PER_ADDRESS, &cx.peer(), runtime.wall())?;
    cx.app.tries().count(PER_ACCOUNT, &account.to_string(), runtime.wall())?;
    runtime.execute(&Actor::anonymous(), &AskStep { step: step.to_owned(), way }).await?;
    Ok(())
}

/// Ends a step with the code that was sent and begins a session.
pub(crate) async fn sign_in_with_code(cx: &Cx, step: &str, typed: &str) -> Result<SignedIn> {
    let runtime = cx.app.runtime();
    let account = waiting(&cx.reader(), step).await?.ok_or_else(step_ended)?;
    required(typed)?;
    let key = account.to_string();
    cx.app.tries().count(PER_FACTOR, &key, runtime.wall())?;
    let prove = ProveStep { step: step.to_owned(), typed: typed.to_owned() };
    runtime.execute(&Actor::anonymous(), &prove).await?.outcome.into_result()?;
    cx.app.tries().forget(PER_FACTOR, &key);
    let actor = actor_of(cx, account).await?.ok_or_else(step_ended)?;
    finish(cx, actor, Carrier::Browser).await
}
