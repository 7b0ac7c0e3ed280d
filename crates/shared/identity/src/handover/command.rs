//! The act of handing over, and the note that its work has gone.

use ::store::records::MEMBER;
use ::store::{JobDraft, WriteSet};
use kernel::{Error, Message, Result, Timestamp};
use organisation::Directory;
use runtime::{Actor, ActorKind, Command, Decide, Reader};
use serde_json::{Value, json};
use uuid::Uuid;

use super::store as tables;
use super::{Count, HandedOver, held};
use crate::MANAGE;
use crate::absence::store::end_all;
use crate::accounts::Accounts;
use crate::delegation::store::{self as delegations, Delegation};
use crate::model::new_officer_key;
use crate::officers::store::end_assignment;
use crate::officers::{HeldPost, OfficerAccount, changeable, known, not_own};
use crate::roles::Role;
use crate::store::{self as accounts, AssignmentRow, fixed};

/// Everything that an officer has goes to another: roles and delegations at this instant, open work right after it.
pub(crate) struct HandOver {
    pub(crate) from: Uuid,
    /// Name with which the receiver signs in.
    pub(crate) to: String,
    /// Number and day of the decision by which it is done.
    pub(crate) basis: String,
}

/// What is there to hand over, and to whom.
pub(crate) struct Handing {
    from: OfficerAccount,
    to: OfficerAccount,
    /// Roles that are open, each with whether the receiver has it already.
    posts: Vec<(HeldPost, bool)>,
    delegations: Vec<Delegation>,
    held: i64,
}

fn wrong(field: &'static str, key: &'static str) -> Error {
    Error::invalid_field(field, Message::new(key))
}

impl HandOver {
    /// The account of the receiver, whom the actor administers too.
    async fn receiver(&self, reader: &Reader<'_>) -> Result<OfficerAccount> {
        let unknown = || wrong("receiver", "identity-error-receiver");
        let key = new_officer_key(&self.to).map_err(|_| unknown())?;
        let found = accounts::credentials(reader, &key).await?.ok_or_else(unknown)?;
        if found.account == self.from {
            return Err(wrong("receiver", "identity-error-receiver-same"));
        }
        not_own(reader.actor, found.account)?;
        let other = known(reader, found.account).await.map_err(|_| unknown())?;
        if other.is_locked { Err(wrong("receiver", "identity-error-receiver-locked")) } else { Ok(other) }
    }

    /// Fails unless the receiver may have every role beside those that they have.
    async fn check_roles(&self, reader: &Reader<'_>, to: &OfficerAccount, posts: &[HeldPost]) -> Result<()> {
        let service = reader.service::<Accounts>()?;
        let province = reader.service::<Directory>()?.on(reader.now).province();
        let held = accounts::roles_between(reader, to.account, reader.now, None).await?;
        let held: Vec<&Role> = held.iter().filter_map(|code| service.roles().get(code)).collect();
        // A role that is gone from the list gives no rights, so it only ends.
        for role in posts.iter().filter_map(|post| service.roles().get(&post.role)) {
            if !role.may_be_given_by(reader.actor, province) {
                return Err(Error::conflict("identity-error-hand-over-role"));
            }
            if held.iter().any(|other| role.is_apart_from(other)) {
                return Err(wrong("receiver", "identity-error-role-apart"));
            }
        }
        Ok(())
    }
}

/// Whether an officer has a role already, as far and as long as another has it.
fn has(officer: &OfficerAccount, post: &HeldPost) -> bool {
    officer.posts.iter().any(|own| {
        let is_same = (own.unit, &own.role, &own.reach) == (post.unit, &post.role, &post.reach);
        let lasts = own.to.is_none_or(|end| post.to.is_some_and(|other| other <= end));
        is_same && own.from <= post.from && lasts
    })
}

impl Command for HandOver {
    const NAME: &'static str = "identity.hand-over";
    type State = Handing;
    type Outcome = Uuid;

    fn authorise(&self, actor: &Actor) -> Result<()> {
        actor.require(MANAGE)
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Handing> {
        let from = changeable(reader, self.from).await?;
        let to = self.receiver(reader).await?;
        let open: Vec<HeldPost> = from.posts.iter().filter(|post| !post.has_ended(reader.now)).cloned().collect();
        self.check_roles(reader, &to, &open).await?;
        let with_had = |post: HeldPost| {
            let is_had = has(&to, &post);
            (post, is_had)
        };
        let posts = open.into_iter().map(with_had).collect();
        let delegations = tables::open_delegations(reader, self.from, reader.now).await?;
        let held = held(reader, self.from).await?;
        Ok(Handing { from, to, posts, delegations, held })
    }

    fn decide(&self, state: &Handing, cx: &Decide<'_>) -> Result<(WriteSet, Uuid)> {
        let length = self.basis.chars().count();
        if !(5..=200).contains(&length) || kernel::text::has_hidden(&self.basis, false) {
            return Err(wrong("basis", "identity-error-basis"));
        }
        if state.posts.is_empty() && state.delegations.is_empty() && state.held == 0 {
            return Err(Error::conflict("identity-error-hand-over-nothing"));
        }
        let id = cx.new_id();
        let mut set = cx.write(cx.actor.unit.unwrap_or(self.from));
        let (from, to) = (state.from.account, state.to.account);
        // A role that is given to one of them at the same time is judged anew.
        accounts::touch_account(&mut set, from, state.from.version);
        accounts::touch_account(&mut set, to, state.to.version);
        let roles: Vec<Value> =
            state.posts.iter().map(|(post, is_had)| pass_role(cx, &mut set, (id, from, to), post, *is_had)).collect();
        let delegations: Vec<Value> =
            state.delegations.iter().map(|one| pass_delegation(cx, &mut set, (id, from, to), one)).collect();
        // Who stands in for somebody, and who is stood in for, has to be said anew.
        end_all(&mut set, from, cx.now);
        let new = HandedOver {
            id,
            from,
            to,
            basis: self.basis.clone(),
            held: state.held,
            made_by: cx.actor.account,
            made_at: cx.now,
            ended_at: None,
        };
        tables::insert(cx, &mut set, &new);
        let payload = json!({ "hand_over": id }).to_string();
        set.job(JobDraft { kind: "identity.hand-over", key: id.to_string(), payload, run_at: cx.wall });
        let payload = json!({
            "hand_over": id, "to": to, "roles": roles, "delegations": delegations, "work": state.held,
        });
        set.audit(cx.audit("identity.handed-over", "account", from, &payload));
        Ok((set, id))
    }
}

/// A role ends, and one of the receiver begins at the same instant, unless they have it.
fn pass_role(
    cx: &Decide<'_>,
    set: &mut WriteSet,
    (id, from, to): (Uuid, Uuid, Uuid),
    post: &HeldPost,
    is_had: bool,
) -> Value {
    // A role that has not begun never holds, and begins for the receiver when it would have begun.
    let at = cx.now.max(post.from);
    end_assignment(set, post.id, at);
    let payload = json!({ "hand_over": id, "account": from, (MEMBER): fixed(&post.ending(from, at)) });
    set.audit(cx.audit("identity.role-ended", "assignment", post.id, &payload));
    let new = (!is_had).then(|| {
        let row = AssignmentRow {
            account: to,
            unit: post.unit,
            role: post.role.clone(),
            position: post.position.clone(),
            reach: reach(post),
            from: at,
            to: post.to,
        };
        let new = accounts::insert_assignment(cx, set, row.clone());
        let payload = json!({ "hand_over": id, "account": to, (MEMBER): fixed(&row.held(new)) });
        set.audit(cx.audit("identity.assigned", "assignment", new, &payload));
        new
    });
    tables::insert_right(set, id, "role", post.id, new);
    json!({ "unit": post.unit, "role": post.role, "ended": post.id, "begun": new })
}

fn reach(post: &HeldPost) -> &'static str {
    if post.reach == "below" { "below" } else { "unit" }
}

/// A delegation ends. One that the officer gave goes on in the name of the receiver; one that others gave to them does
/// not: whoever trusted this person decides anew.
fn pass_delegation(cx: &Decide<'_>, set: &mut WriteSet, (id, from, to): (Uuid, Uuid, Uuid), old: &Delegation) -> Value {
    delegations::end(set, old.id, cx.now);
    let new = (old.giver == from && old.to != to).then(|| {
        let begins: Timestamp = cx.now.max(old.from);
        let new = Delegation { id: cx.new_id(), giver: to, from: begins, ..old.clone() };
        delegations::insert(cx, set, &new);
        new.id
    });
    tables::insert_right(set, id, "delegation", old.id, new);
    json!({ "ended": old.id, "begun": new })
}

/// Notes that all work of a hand-over has gone.
pub(super) struct EndHandOver {
    pub(super) id: Uuid,
    pub(super) done: Count,
}

impl Command for EndHandOver {
    const NAME: &'static str = "identity.end-hand-over";
    type State = HandedOver;
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        if actor.kind == ActorKind::System { Ok(()) } else { Err(Error::forbidden()) }
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<HandedOver> {
        tables::find(reader, self.id).await
    }

    fn decide(&self, found: &HandedOver, cx: &Decide<'_>) -> Result<(WriteSet, ())> {
        if found.ended_at.is_some() {
            return Err(Error::conflict("error-changed"));
        }
        let mut set = cx.write(found.to);
        tables::end(&mut set, self.id, cx.now);
        let payload = json!({ "hand_over": self.id, "taken": self.done.taken, "left": self.done.left });
        set.audit(cx.audit("identity.hand-over-ended", "account", found.from, &payload));
        Ok((set, ()))
    }
}
