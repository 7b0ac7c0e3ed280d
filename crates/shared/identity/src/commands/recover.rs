//! The way back into an account: an officer gives a slip to the person who is present, who chooses a new password.

use data_encoding::HEXLOWER;
use kernel::time::HOUR;
use kernel::{Error, Kind, Message, Result, text};
use runtime::{Actor, Command, Decide, Reader};
use serde_json::json;
use store::WriteSet;
use uuid::Uuid;

use crate::RECOVER;
use crate::codes::{self, pause};
use crate::jobs::{Told, tell};
use crate::people::profile_of;
use crate::recovery;
use crate::store::{self as tables, SlipRow};

/// How long a slip is good, in microseconds.
const SLIP: i64 = HOUR;

/// Papers by which an officer knows who is present.
pub(crate) const DOCUMENTS: [&str; 3] = ["card", "passport", "other"];

/// Gives a slip to the holder of a citizen's account, who is present with papers; gives its code, which is shown once.
pub(crate) struct GiveSlip {
    pub(crate) login_key: String,
    /// Full name as the papers have it.
    pub(crate) name: String,
    /// One of [`DOCUMENTS`].
    pub(crate) document: &'static str,
    /// Number of the papers.
    pub(crate) number: String,
    /// Whether the second factor is lost too.
    pub(crate) drops_factor: bool,
}

impl Command for GiveSlip {
    const NAME: &'static str = "identity.recover";
    /// Account and name of the holder.
    type State = Option<(Uuid, String)>;
    type Outcome = String;

    fn authorise(&self, actor: &Actor) -> Result<()> {
        actor.require(RECOVER)
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Self::State> {
        let Some(found) = tables::credentials(reader, &self.login_key).await? else { return Ok(None) };
        match profile_of(reader, found.account).await {
            Ok(profile) => Ok(Some((found.account, profile.name))),
            // Accounts of officers, and of people who were erased, have no way back here.
            Err(error) if error.kind() == Kind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn decide(&self, holder: &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, String)> {
        let is_named = |name: &str| text::fold(name) == text::fold(&self.name);
        let Some((account, _)) = holder.as_ref().filter(|(_, name)| is_named(name)) else {
            return Err(Error::invalid_field("identity", Message::new("identity-error-recover-nobody")));
        };
        let code = recovery::new_code(cx.rng);
        let hash = recovery::slip_hash(cx.vault, &self.login_key, &code)
            .ok_or_else(|| Error::internal("a new code is no code"))?;
        let mut set = cx.write(cx.actor.unit.unwrap_or(*account));
        tables::insert_slip(&mut set, hash, *account, self.drops_factor, cx.wall.plus(SLIP));
        let number = HEXLOWER.encode(&cx.vault.blind("document", &text::fold(&self.number)));
        let payload = json!({ "document": self.document, "number": number, "drops_factor": self.drops_factor });
        set.audit(cx.audit("identity.recovery-given", "account", *account, &payload));
        tell(cx, &mut set, *account, Told::RecoveryGiven);
        Ok((set, code))
    }
}

/// Puts a new password in the place of a lost one by the code of a slip; gives the account. Its sessions and tokens end
/// with it; the caller ends those that began meanwhile.
pub(crate) struct UseSlip {
    /// Keyed hash of login and code.
    pub(crate) slip: Vec<u8>,
    /// Hash of the new password.
    pub(crate) hash: String,
}

impl Command for UseSlip {
    const NAME: &'static str = "identity.use-recovery";
    /// The slip with the version of the account.
    type State = Option<(SlipRow, i64)>;
    type Outcome = Uuid;

    fn authorise(&self, _actor: &Actor) -> Result<()> {
        Ok(())
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Self::State> {
        let Some(slip) = tables::slip(reader, self.slip.clone()).await? else { return Ok(None) };
        let version = tables::credentials_of(reader, slip.account).await?.version;
        Ok(Some((slip, version)))
    }

    fn decide(&self, found: &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, Uuid)> {
        let Some((slip, version)) = found else { return Err(wrong_slip()) };
        let account = slip.account;
        let mut set = cx.write(account);
        tables::use_slip(&mut set, self.slip.clone());
        tables::update_password(&mut set, account, *version, self.hash.clone());
        access::end_sessions(&mut set, account, None);
        tables::end_steps(&mut set, account);
        codes::store::drop_sent(&mut set, account);
        pause::begin(cx, &mut set, account);
        if slip.drops_factor {
            tables::drop_factor(&mut set, account);
            codes::store::drop_steps(&mut set, account);
        }
        let payload = json!({ "drops_factor": slip.drops_factor });
        set.audit(cx.audit("identity.recovered", "account", account, &payload));
        tell(cx, &mut set, account, Told::Recovered);
        Ok((set, account))
    }
}

/// The answer to a login and code that do not belong together; the same whether the account exists or not.
pub(crate) fn wrong_slip() -> Error {
    Error::new(Kind::Invalid, Message::new("identity-error-recover-wrong"))
}
