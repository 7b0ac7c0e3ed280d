//! The way back from a lost password from home: a code to a proven contact, beside the number with which one signs in.
//! Whether there is an account is told by nothing: the same is written, at the same cost, and answered.

use ::store::WriteSet;
use ::store::vault::SubjectKey;
use access::secret_hash;
use kernel::{Error, Result};
use runtime::{Actor, Command, Decide, Reader};
use serde_json::json;
use uuid::Uuid;

use super::contacts::proven;
use super::store::{self, SentRow, SentTo};
use super::{Typed, Use, Way, judge, pause, send};
use crate::commands::key_of;
use crate::jobs::{Told, tell};
use crate::store as tables;

/// Sends a code to whoever says that a password is lost.
pub(crate) struct AskPassword {
    pub(crate) login_key: String,
    pub(crate) way: Way,
    /// The secret that the page of the code carries.
    pub(crate) page: String,
}

impl Command for AskPassword {
    const NAME: &'static str = "identity.ask-password";
    /// The account, where its code goes, and its key.
    type State = Option<(Uuid, String, SubjectKey)>;
    type Outcome = ();

    fn authorise(&self, _actor: &Actor) -> Result<()> {
        Ok(())
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Self::State> {
        let found = store::citizen(reader, &self.login_key).await?;
        let account = found.map(|(account, _)| account).unwrap_or_default();
        // A contact that carries the second step would be both steps at once.
        let all = proven(reader, account).await?;
        let known = all.into_iter().find(|one| one.way == self.way && !one.is_step);
        let key = key_of(reader, account).await?;
        Ok(known.zip(key).map(|(known, key)| (account, known.value, key)))
    }

    fn decide(&self, state: &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, ())> {
        let (account, value, key) = match state {
            Some((account, value, key)) => (*account, value.as_str(), Some(key)),
            None => (Uuid::nil(), "", None),
        };
        let mut set = cx.write(account);
        let page = secret_hash(&self.page);
        send(cx, &mut set, &SentTo { account, purpose: Use::Password, way: self.way, value, page }, key)?;
        Ok((set, ()))
    }
}

/// Puts a new password in the place of a lost one by the code that was sent. Sessions and tokens end with it; the
/// caller ends those that began meanwhile.
pub(crate) struct ReplacePassword {
    pub(crate) login_key: String,
    pub(crate) page: String,
    pub(crate) typed: String,
    /// Hash of the new password.
    pub(crate) hash: String,
}

/// What the code is held against: itself, and account and version behind the login.
pub(crate) struct Lost {
    sent: Option<SentRow>,
    found: Option<(Uuid, i64)>,
}

impl Command for ReplacePassword {
    const NAME: &'static str = "identity.replace-password";
    type State = Lost;
    /// What became of the code, and whose it was.
    type Outcome = (Typed, Uuid);

    fn authorise(&self, _actor: &Actor) -> Result<()> {
        Ok(())
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Lost> {
        let sent = store::sent(reader, secret_hash(&self.page), Use::Password).await?;
        Ok(Lost { sent, found: store::citizen(reader, &self.login_key).await? })
    }

    fn decide(&self, state: &Lost, cx: &Decide<'_>) -> Result<(WriteSet, Self::Outcome)> {
        let Some(sent) = &state.sent else { return Err(Error::conflict("identity-error-sent-gone")) };
        let account = sent.account;
        let mut set = cx.write(account);
        let version = state.found.filter(|(found, _)| *found == account).map(|(_, version)| version);
        // A right code beside the number of somebody else is a wrong one.
        let typed = if version.is_some() { self.typed.as_str() } else { "" };
        let typed = judge(cx, &mut set, sent, &secret_hash(&self.page), typed);
        let (Typed::Right, Some(version)) = (typed, version) else { return Ok((set, (typed, account))) };
        tables::update_password(&mut set, account, version, self.hash.clone());
        tables::end_steps(&mut set, account);
        tables::drop_slips(&mut set, account);
        access::end_sessions(&mut set, account, None);
        store::drop_sent(&mut set, account);
        pause::begin(cx, &mut set, account);
        set.audit(cx.audit("identity.recovered", "account", account, &json!({ "way": sent.way })));
        tell(cx, &mut set, account, Told::PasswordReplaced);
        Ok((set, (typed, account)))
    }
}
