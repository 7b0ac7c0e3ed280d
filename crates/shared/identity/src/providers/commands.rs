//! What is written when people come by a provider: a sign-in on its way, the account that it leads to, links.

use access::secret_hash;
use kernel::time::MINUTE;
use kernel::{Error, Result};
use runtime::{Actor, ActorKind, Command, Decide, Reader};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::WriteSet;
use uuid::Uuid;

use super::refused;
use crate::codes::pause;
use crate::jobs::{Told, tell};
use crate::model::PersonDraft;
use crate::people::{identity_hash, write_person_as};
use crate::store::{self as tables, AccountRow, FlowRow, OwnerRow};

/// How long somebody may take at a provider, in microseconds.
const LIFE: i64 = 15 * MINUTE;
/// What the way on is bound to when it is sealed.
const CONTEXT: &str = "provider.flow";

/// Why somebody goes to a provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// To sign in.
    SignIn,
    /// To sign in with an account apart from the one that somebody registered with the same number.
    Apart,
    /// To show more surely who has signed in already.
    Raise,
    /// To link the person there with the account.
    Link,
}

impl Purpose {
    const ALL: [Self; 4] = [Self::SignIn, Self::Apart, Self::Raise, Self::Link];

    fn code(self) -> &'static str {
        match self {
            Self::SignIn => "sign-in",
            Self::Apart => "apart",
            Self::Raise => "raise",
            Self::Link => "link",
        }
    }
}

/// What a browser goes on with when it comes back.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Onward {
    /// The page that the person came for.
    pub(crate) next: String,
}

/// A sign-in that has come back.
pub(crate) struct Flow {
    pub(crate) purpose: Purpose,
    /// Who went, when somebody had signed in.
    pub(crate) account: Option<Uuid>,
    pub(crate) next: String,
}

/// What a sign-in is found by: the state that the provider repeats, and the browser that began it.
fn flow_hash(state: &str, browser: &str) -> Vec<u8> {
    secret_hash(&format!("{state}|{browser}"))
}

/// Remembers that a browser goes to a provider.
pub(crate) struct BeginFlow {
    pub(crate) provider: String,
    pub(crate) state: String,
    /// What only this browser sends.
    pub(crate) browser: String,
    pub(crate) purpose: Purpose,
    pub(crate) onward: Onward,
}

impl Command for BeginFlow {
    const NAME: &'static str = "identity.provider-begin";
    type State = ();
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        let needs_account = matches!(self.purpose, Purpose::Raise | Purpose::Link);
        if needs_account == actor.is_signed_in() { Ok(()) } else { Err(Error::forbidden()) }
    }

    fn read(&self, _reader: &Reader<'_>) -> impl Future<Output = Result<()>> + Send {
        std::future::ready(Ok(()))
    }

    fn decide(&self, _state: &(), cx: &Decide<'_>) -> Result<(WriteSet, ())> {
        let account = Some(cx.actor.account).filter(|_| cx.actor.is_signed_in());
        let home = cx.actor.unit.or(account).unwrap_or_default();
        let plain = serde_json::to_string(&self.onward).map_err(Error::internal)?;
        let new = cx.vault.new_key(cx.rng)?;
        let sealed = new.key.seal(CONTEXT, &plain, cx.rng)?;
        let row = FlowRow { purpose: self.purpose.code().to_owned(), account, wrapped: new.wrapped, sealed };
        let mut set = cx.write(home);
        let hash = flow_hash(&self.state, &self.browser);
        tables::insert_flow(&mut set, &self.provider, hash, row, cx.wall.plus(LIFE));
        let payload = json!({ "provider": self.provider, "purpose": self.purpose.code() });
        set.audit(cx.audit("identity.provider-begun", "account", account.unwrap_or_default(), &payload));
        Ok((set, ()))
    }
}

/// Takes a sign-in that comes back to the browser that began it; it comes back once.
pub(crate) struct TakeFlow {
    pub(crate) provider: String,
    pub(crate) state: String,
    pub(crate) browser: String,
}

impl Command for TakeFlow {
    const NAME: &'static str = "identity.provider-back";
    type State = Option<FlowRow>;
    type Outcome = Flow;

    fn authorise(&self, _actor: &Actor) -> Result<()> {
        Ok(())
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Option<FlowRow>> {
        tables::flow(reader, &self.provider, flow_hash(&self.state, &self.browser)).await
    }

    fn decide(&self, row: &Option<FlowRow>, cx: &Decide<'_>) -> Result<(WriteSet, Flow)> {
        let ended = || refused("identity-provider-error-flow");
        let row = row.as_ref().ok_or_else(ended)?;
        let purpose = Purpose::ALL.into_iter().find(|purpose| purpose.code() == row.purpose).ok_or_else(ended)?;
        // What was begun for an account goes on with it, or not at all.
        if row.account != Some(cx.actor.account).filter(|_| cx.actor.is_signed_in()) {
            return Err(ended());
        }
        let plain = cx.vault.unwrap_key(&row.wrapped)?.open(CONTEXT, &row.sealed)?;
        let onward: Onward = serde_json::from_str(&plain).map_err(Error::internal)?;
        let account = row.account.unwrap_or_default();
        let mut set = cx.write(cx.actor.unit.unwrap_or(account));
        tables::take_flow(&mut set, flow_hash(&self.state, &self.browser));
        let payload = json!({ "provider": self.provider, "purpose": row.purpose });
        set.audit(cx.audit("identity.provider-back", "account", account, &payload));
        Ok((set, Flow { purpose, account: row.account, next: onward.next }))
    }
}

/// A number that a provider has proven.
pub(crate) struct Trusted {
    /// The login that goes with it.
    pub(crate) login_key: String,
    /// Number and name.
    pub(crate) draft: PersonDraft,
}

/// Finds or opens the account of a person that a provider has proven, and gives its id.
pub(crate) struct ComeBy {
    pub(crate) provider: String,
    /// Keyed hash of the provider's person.
    pub(crate) subject: Vec<u8>,
    pub(crate) trusted: Option<Trusted>,
    /// Whether an unproven account with the number gives up its login.
    pub(crate) apart: bool,
    /// The account that has signed in and shows itself more surely: nobody else's is found, linked or opened.
    pub(crate) raises: Option<Uuid>,
    /// Kinds of accounts that the provider may bring in.
    pub(crate) kinds: Vec<String>,
    /// Hash of a password that nobody knows, for a new account.
    pub(crate) hash: String,
}

/// The accounts that a person of a provider may mean.
pub(crate) struct Meant {
    linked: Option<OwnerRow>,
    /// The account that signs in with the number, and whether it is linked to somebody else of the provider.
    numbered: Option<(OwnerRow, bool)>,
}

impl Command for ComeBy {
    const NAME: &'static str = "identity.come-by-provider";
    type State = Meant;
    type Outcome = Uuid;

    fn authorise(&self, actor: &Actor) -> Result<()> {
        if actor.kind == ActorKind::System { Ok(()) } else { Err(Error::forbidden()) }
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Meant> {
        let linked = match tables::linked(reader, &self.provider, self.subject.clone()).await? {
            Some(account) => tables::owner(reader, account).await?,
            None => None,
        };
        let Some(trusted) = &self.trusted else { return Ok(Meant { linked, numbered: None }) };
        let found = tables::credentials(reader, &trusted.login_key).await?;
        let numbered = match found {
            Some(found) => tables::owner(reader, found.account).await?,
            None => None,
        };
        let numbered = match numbered {
            Some(owner) => {
                let links = tables::links_of(reader, owner.account).await?;
                let is_linked = links.iter().any(|(provider, _, _)| *provider == self.provider);
                Some((owner, is_linked))
            }
            None => None,
        };
        Ok(Meant { linked, numbered })
    }

    fn decide(&self, meant: &Meant, cx: &Decide<'_>) -> Result<(WriteSet, Uuid)> {
        if let Some(owner) = &meant.linked {
            return self.used(owner, cx);
        }
        let trusted = self.trusted.as_ref().ok_or_else(|| refused("identity-provider-error-not-linked"))?;
        self.fits("citizen")?;
        match &meant.numbered {
            Some((owner, _)) if !owner.is_active => Err(refused("identity-provider-error-closed")),
            Some((_, true)) => Err(refused("identity-provider-error-linked-other")),
            Some((owner, _)) if owner.proven => {
                self.is_for(Some(owner.account))?;
                Ok(self.join(owner.account, cx))
            }
            Some(_) if !self.apart => Err(refused("identity-provider-error-unproven")),
            Some((owner, _)) => {
                let mut set = cx.write(owner.account);
                // Whoever typed the number keeps the account and what is in it, under no login.
                tables::rename_login(&mut set, owner.account, owner.version, format!("freed:{}", owner.account));
                let payload = json!({ "provider": self.provider });
                set.audit(cx.audit("identity.login-freed", "account", owner.account, &payload));
                tell(cx, &mut set, owner.account, Told::LoginFreed);
                self.open(set, trusted, cx)
            }
            None => self.open(cx.write(Uuid::nil()), trusted, cx),
        }
    }
}

impl ComeBy {
    fn fits(&self, kind: &str) -> Result<()> {
        let is_known = self.kinds.iter().any(|known| known == kind);
        if is_known { Ok(()) } else { Err(refused("identity-provider-error-kind")) }
    }

    /// Fails unless the account, or a new one, may be meant.
    fn is_for(&self, account: Option<Uuid>) -> Result<()> {
        let is_another = self.raises.is_some() && self.raises != account;
        if is_another { Err(refused("identity-provider-error-another")) } else { Ok(()) }
    }

    /// The person was linked before.
    fn used(&self, owner: &OwnerRow, cx: &Decide<'_>) -> Result<(WriteSet, Uuid)> {
        self.fits(&owner.kind)?;
        if !owner.is_active {
            return Err(refused("identity-provider-error-closed"));
        }
        if is_of_another(self.trusted.as_ref(), owner, cx) {
            return Err(refused("identity-provider-error-other-number"));
        }
        self.is_for(Some(owner.account))?;
        let mut set = cx.write(owner.account);
        tables::touch_link(&mut set, &self.provider, self.subject.clone(), cx.wall);
        let payload = json!({ "provider": self.provider });
        set.audit(cx.audit("identity.provider-used", "account", owner.account, &payload));
        Ok((set, owner.account))
    }

    /// The account with this number, proven before, is the person's.
    fn join(&self, account: Uuid, cx: &Decide<'_>) -> (WriteSet, Uuid) {
        let mut set = cx.write(account);
        self.link(&mut set, account, cx);
        tell(cx, &mut set, account, Told::ProviderLinked);
        (set, account)
    }

    fn link(&self, set: &mut WriteSet, account: Uuid, cx: &Decide<'_>) {
        tables::insert_link(set, &self.provider, self.subject.clone(), account, cx.wall);
        let payload = json!({ "provider": self.provider, "by": "number" });
        set.audit(cx.audit("identity.provider-linked", "account", account, &payload));
    }

    /// A new account, whose number is proven.
    fn open(&self, mut set: WriteSet, trusted: &Trusted, cx: &Decide<'_>) -> Result<(WriteSet, Uuid)> {
        self.is_for(None)?;
        if trusted.draft.name.is_empty() {
            return Err(refused("identity-provider-error-name"));
        }
        let account = cx.new_id();
        set.home = account;
        write_person_as(cx, &mut set, account, &trusted.draft)?;
        let row = AccountRow {
            account,
            kind: "citizen",
            login_key: trusted.login_key.clone(),
            display_name: String::new(),
            hash: self.hash.clone(),
            subject: Some(account),
        };
        tables::insert_account(cx, &mut set, row);
        let payload = json!({ "kind": "citizen", "fields": trusted.draft.filled(), "provider": self.provider });
        set.audit(cx.audit("identity.registered", "account", account, &payload));
        self.link(&mut set, account, cx);
        Ok((set, account))
    }
}

/// Whether a proven number is not that of the account.
fn is_of_another(trusted: Option<&Trusted>, owner: &OwnerRow, cx: &Decide<'_>) -> bool {
    let proven = trusted.and_then(|trusted| identity_hash(cx.vault, &trusted.draft.identity));
    proven.is_some() && owner.identity.is_some() && proven != owner.identity
}

/// Links a person of a provider to the actor's account.
pub(crate) struct LinkProvider {
    pub(crate) provider: String,
    pub(crate) subject: Vec<u8>,
    pub(crate) trusted: Option<Trusted>,
}

/// What linking needs to know.
pub(crate) struct Linking {
    owner: OwnerRow,
    /// Whom the provider's person is linked to.
    linked: Option<Uuid>,
    has_other: bool,
}

impl Command for LinkProvider {
    const NAME: &'static str = "identity.link-provider";
    type State = Linking;
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        if actor.is_signed_in() { Ok(()) } else { Err(Error::forbidden()) }
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Linking> {
        pause::calm(reader).await?;
        let account = reader.actor.account;
        let owner = tables::owner(reader, account).await?.ok_or_else(Error::not_found)?;
        let linked = tables::linked(reader, &self.provider, self.subject.clone()).await?;
        let links = tables::links_of(reader, account).await?;
        let has_other = links.iter().any(|(provider, _, _)| *provider == self.provider);
        Ok(Linking { owner, linked, has_other })
    }

    fn decide(&self, linking: &Linking, cx: &Decide<'_>) -> Result<(WriteSet, ())> {
        let owner = &linking.owner;
        if linking.linked.is_some_and(|account| account != owner.account) {
            return Err(refused("identity-provider-error-linked-else"));
        }
        if linking.has_other {
            return Err(refused("identity-provider-error-linked-other"));
        }
        if is_of_another(self.trusted.as_ref(), owner, cx) {
            return Err(refused("identity-provider-error-other-number"));
        }
        let mut set = cx.write(cx.actor.unit.unwrap_or(owner.account));
        tables::insert_link(&mut set, &self.provider, self.subject.clone(), owner.account, cx.wall);
        let proves = self.trusted.is_some() && owner.identity.is_some() && !owner.proven;
        if proves {
            tables::prove_person(&mut set, owner.account);
        }
        let payload = json!({ "provider": self.provider, "by": "owner", "proves": proves });
        set.audit(cx.audit("identity.provider-linked", "account", owner.account, &payload));
        tell(cx, &mut set, owner.account, Told::ProviderLinked);
        Ok((set, ()))
    }
}

/// Removes the actor's link to a provider, and the sessions that it began.
pub(crate) struct UnlinkProvider {
    pub(crate) provider: String,
}

impl Command for UnlinkProvider {
    const NAME: &'static str = "identity.unlink-provider";
    type State = ();
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        if actor.is_signed_in() { Ok(()) } else { Err(Error::forbidden()) }
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<()> {
        pause::calm(reader).await?;
        let links = tables::links_of(reader, reader.actor.account).await?;
        let is_linked = links.iter().any(|(provider, _, _)| *provider == self.provider);
        if is_linked { Ok(()) } else { Err(Error::not_found()) }
    }

    fn decide(&self, _state: &(), cx: &Decide<'_>) -> Result<(WriteSet, ())> {
        let account = cx.actor.account;
        let mut set = cx.write(cx.actor.unit.unwrap_or(account));
        tables::delete_link(&mut set, &self.provider, account);
        access::end_of_provider(&mut set, &self.provider, None, Some(account));
        let payload = json!({ "provider": self.provider });
        set.audit(cx.audit("identity.provider-unlinked", "account", account, &payload));
        tell(cx, &mut set, account, Told::ProviderUnlinked);
        Ok((set, ()))
    }
}
