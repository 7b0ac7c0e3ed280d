//! Machine clients of units: opened, given a new secret and ended by administrators of the unit.

use access::ClientRow;
use kernel::{Error, Message, Result, text};
use organisation::{Directory, UnitId};
use runtime::{Actor, Command, Decide, Reader};
use serde_json::json;
use std::collections::BTreeSet;
use store::WriteSet;
use uuid::Uuid;

use crate::MANAGE;
use crate::accounts::Accounts;
use crate::roles::Roles;

/// Rights that no machine gets: a stolen secret must not open accounts or touch the house.
const NEVER: [&str; 5] = ["identity.manage", "identity.recover", "operations.read", "dossiers.glass", "personal.glass"];
/// Characters of a name.
const NAME: std::ops::RangeInclusive<usize> = 3..=80;

/// The rights that an actor may give a machine: those of roles that they may give people, but for the administration of
/// the house.
fn possible_scopes(roles: &Roles, actor: &Actor, province: Option<UnitId>) -> BTreeSet<String> {
    let given = roles.all().iter().filter(|role| role.may_be_given_by(actor, province));
    let all = given.flat_map(|role| role.permissions.iter());
    all.filter(|right| !NEVER.contains(&right.as_str())).cloned().collect()
}

/// The rights that the reader's actor may give a machine.
pub(crate) fn own_scopes(reader: &Reader<'_>) -> Result<BTreeSet<String>> {
    let province = reader.service::<Directory>()?.on(reader.now).province();
    Ok(possible_scopes(reader.service::<Accounts>()?.roles(), reader.actor, province))
}

/// The name of a client in its stored form.
pub(crate) fn check_name(typed: &str) -> Result<String, Message> {
    let name = text::squeeze_name(typed);
    if NAME.contains(&name.chars().count()) { Ok(name) } else { Err(Message::new("identity-error-client-name")) }
}

fn authorise_in(actor: &Actor, unit: Uuid) -> Result<()> {
    if actor.can_in(MANAGE, unit) { Ok(()) } else { Err(Error::forbidden()) }
}

/// An active client of a unit that the reader administers; others are not found.
async fn own_client(reader: &Reader<'_>, id: Uuid) -> Result<ClientRow> {
    let row = access::client(reader, id).await?;
    if row.is_active && reader.actor.can_in(MANAGE, row.unit) { Ok(row) } else { Err(Error::not_found()) }
}

/// Opens a client with its first secret, of which only the hash comes here.
pub(crate) struct OpenClient {
    pub(crate) name: String,
    pub(crate) unit: Uuid,
    pub(crate) scopes: BTreeSet<String>,
    pub(crate) secret: Vec<u8>,
}

impl Command for OpenClient {
    const NAME: &'static str = "identity.open-client";
    type State = ();
    type Outcome = Uuid;

    fn authorise(&self, actor: &Actor) -> Result<()> {
        authorise_in(actor, self.unit)
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<()> {
        if self.scopes.is_subset(&own_scopes(reader)?) {
            return Ok(());
        }
        Err(Error::invalid_field("scope", Message::new("identity-error-client-scopes")))
    }

    fn decide(&self, _state: &(), cx: &Decide<'_>) -> Result<(WriteSet, Uuid)> {
        let row = ClientRow {
            id: cx.new_id(),
            name: self.name.clone(),
            unit: self.unit,
            scopes: self.scopes.clone(),
            is_active: true,
            made_at: cx.wall,
        };
        let mut set = cx.write(self.unit);
        access::open_client(&mut set, &row, cx.actor.account, &self.secret);
        let payload = json!({ "unit": self.unit, "scopes": self.scopes });
        set.audit(cx.audit("identity.client-opened", "client", row.id, &payload));
        Ok((set, row.id))
    }
}

/// Gives a client a new secret; the one of before is taken for another week.
pub(crate) struct RenewSecret {
    pub(crate) client: Uuid,
    pub(crate) secret: Vec<u8>,
}

impl Command for RenewSecret {
    const NAME: &'static str = "identity.renew-client-secret";
    type State = ClientRow;
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        actor.require(MANAGE)
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<ClientRow> {
        let row = own_client(reader, self.client).await?;
        // Whoever has the new secret has the rights.
        if row.scopes.is_subset(&own_scopes(reader)?) {
            return Ok(row);
        }
        Err(Error::conflict("identity-error-client-above"))
    }

    fn decide(&self, row: &ClientRow, cx: &Decide<'_>) -> Result<(WriteSet, ())> {
        let mut set = cx.write(row.unit);
        access::renew_secret(&mut set, row.id, &self.secret, cx.wall);
        set.audit(cx.audit("identity.client-secret-renewed", "client", row.id, &json!({})));
        Ok((set, ()))
    }
}

/// Ends a client with its secrets and tokens.
pub(crate) struct EndClient {
    pub(crate) client: Uuid,
}

impl Command for EndClient {
    const NAME: &'static str = "identity.end-client";
    type State = ClientRow;
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        actor.require(MANAGE)
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<ClientRow> {
        own_client(reader, self.client).await
    }

    fn decide(&self, row: &ClientRow, cx: &Decide<'_>) -> Result<(WriteSet, ())> {
        let mut set = cx.write(row.unit);
        access::end_client(&mut set, row.id);
        set.audit(cx.audit("identity.client-ended", "client", row.id, &json!({})));
        Ok((set, ()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_machine_administers_the_house() {
        let roles = Roles::embedded().unwrap();
        let scopes = possible_scopes(&roles, &Actor::system(), None);
        assert!(scopes.contains("dossiers.read") && scopes.contains("payments.reconcile"));
        assert!(NEVER.iter().all(|right| !scopes.contains(*right)));
        let nobody = possible_scopes(&roles, &Actor::anonymous(), None);
        assert!(nobody.contains("dossiers.read") && !nobody.contains("inspection.read"));
    }

    #[test]
    fn names_are_neither_empty_nor_endless() {
        assert_eq!(check_name("  Trục  tích hợp ").unwrap(), "Trục tích hợp");
        assert!(check_name("ab").is_err() && check_name(&"a".repeat(81)).is_err());
    }
}
