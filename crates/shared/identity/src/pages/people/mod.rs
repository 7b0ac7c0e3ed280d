//! The administration of officers' accounts: the list, a new account, one account.

pub(crate) mod handover;
pub(crate) mod import;
pub(crate) mod list;
pub(crate) mod new;
pub(crate) mod one;
mod samples;

use kernel::{Error, Message, Result};
use organisation::{Directory, UnitId};
use runtime::Reader;
use serde::Serialize;
use uuid::Uuid;
use web::{Cx, Errors, Locale, TemplateSample, Values};

use crate::MANAGE;
use crate::accounts::Accounts;
use crate::commands::Post;
use crate::model::Reach;
use crate::officers::HeldPost;
use crate::officers::periods::period;

/// The samples of these pages.
pub(super) fn samples() -> Vec<TemplateSample> {
    samples::all()
}

/// One of several values to choose from.
#[derive(Serialize)]
pub(super) struct Choice {
    pub(super) value: String,
    pub(super) label: String,
    pub(super) is_chosen: bool,
}

/// The units in which the reader's actor administers accounts.
pub(super) fn units(reader: &Reader<'_>, chosen: &str) -> Result<Vec<Choice>> {
    let snapshot = reader.service::<Directory>()?.on(reader.now);
    let Some(province) = snapshot.province() else { return Ok(Vec::new()) };
    let own = snapshot.below(province).into_iter().filter(|unit| reader.actor.can_in(MANAGE, unit.uuid()));
    let choices = own.filter_map(|unit| snapshot.unit(unit).ok()).map(|unit| {
        let value = unit.id.uuid().to_string();
        Choice { is_chosen: value == chosen, value, label: format!("{} ({})", unit.agency_name, unit.code) }
    });
    Ok(choices.collect())
}

/// The roles that the reader's actor may give somewhere.
pub(super) fn roles(reader: &Reader<'_>, locale: Locale, chosen: &str) -> Result<Vec<Choice>> {
    let accounts = reader.service::<Accounts>()?;
    let province = reader.service::<Directory>()?.on(reader.now).province();
    let given = accounts.roles().all().iter().filter(|role| role.may_be_given_by(reader.actor, province));
    let choices = given.map(|role| Choice {
        value: role.code.clone(),
        label: role.label.get(locale).to_owned(),
        is_chosen: role.code == chosen,
    });
    Ok(choices.collect())
}

/// A role in a unit as a person typed it.
#[derive(Clone, Default, Serialize)]
pub(crate) struct TypedPost {
    pub(crate) unit: String,
    pub(crate) role: String,
    pub(crate) position: String,
    pub(crate) reach: String,
    pub(crate) from: String,
    pub(crate) to: String,
}

impl TypedPost {
    pub(super) fn of(values: &Values) -> Self {
        let get = |name: &str| values.get(name).to_owned();
        Self {
            unit: get("unit"),
            role: get("role"),
            position: get("position"),
            reach: get("reach"),
            from: get("from"),
            to: get("to"),
        }
    }

    /// The role that is meant; nothing when something is wrong, which is noted.
    pub(crate) fn post(&self, reader: &Reader<'_>, errors: &mut Errors) -> Option<Post> {
        let unit = Uuid::parse_str(&self.unit).map_err(|_| Message::new("identity-error-unit-unknown"));
        let unit = errors.check("unit", unit);
        if self.role.is_empty() {
            errors.add("role", Message::new("identity-error-role-missing"));
        }
        let position = kernel::text::squeeze_name(&self.position);
        if position.chars().count() > POSITION {
            errors.add("position", Message::new("identity-error-position"));
        }
        let reach = Reach::parse(if self.reach.is_empty() { "unit" } else { &self.reach });
        let reach = errors.check("reach", reach.map_err(|_| Message::new("identity-error-reach")));
        let (from, to) = period(&self.from, &self.to, reader.now, errors)?;
        Some(Post { unit: unit?, role: self.role.clone(), position, reach: reach?, from, to })
    }
}

/// Most characters of a position.
const POSITION: usize = 120;

/// A role of an account in words.
#[derive(Serialize)]
pub(super) struct PostView {
    pub(super) id: String,
    pub(super) role: String,
    pub(super) unit: String,
    pub(super) position: String,
    pub(super) reaches_below: bool,
    pub(super) from: i64,
    /// The last instant; none when it is open.
    pub(super) to: Option<i64>,
    /// Message that says whether it holds.
    pub(super) standing: &'static str,
    /// Whether whoever looks may end it.
    pub(super) can_end: bool,
}

/// What turns roles and units into words.
pub(super) struct Names<'a> {
    reader: &'a Reader<'a>,
    accounts: std::sync::Arc<Accounts>,
    units: std::sync::Arc<organisation::Snapshot>,
    locale: Locale,
}

impl<'a> Names<'a> {
    pub(super) fn of(reader: &'a Reader<'a>, locale: Locale) -> Result<Self> {
        let units = reader.service::<Directory>()?.on(reader.now);
        Ok(Self { reader, accounts: reader.service::<Accounts>()?, units, locale })
    }

    pub(super) fn role(&self, code: &str) -> String {
        self.accounts.roles().get(code).map_or(code, |role| role.label.get(self.locale)).to_owned()
    }

    pub(super) fn unit(&self, unit: Uuid) -> String {
        self.units.name(UnitId::from(unit)).to_owned()
    }

    pub(super) fn post(&self, post: &HeldPost, is_own: bool) -> PostView {
        let now = self.reader.now;
        let standing = match (post.has_ended(now), post.holds(now)) {
            (true, _) => "identity-people-ended",
            (false, true) => "identity-people-holds",
            (false, false) => "identity-people-later",
        };
        PostView {
            id: post.id.to_string(),
            role: self.role(&post.role),
            unit: self.unit(post.unit),
            position: post.position.clone(),
            reaches_below: post.reach == Reach::Below.code(),
            from: post.from.0,
            to: post.to.map(|to| to.0 - 1),
            standing,
            can_end: !is_own && !post.has_ended(now) && self.reader.actor.can_in(MANAGE, post.unit),
        }
    }
}

/// An address as typed; it must be there.
pub(crate) fn checked_email(typed: &str) -> Result<String, Message> {
    match kernel::vietnam::EmailAddress::parse(typed) {
        _ if typed.trim().is_empty() => Err(Message::new("identity-error-email-missing")),
        Ok(address) => Ok(address.as_str().to_owned()),
        Err(error) => Err(error.message()),
    }
}

/// What a new account needs, as a person or machine typed it.
#[derive(Clone, Default, Serialize)]
pub(crate) struct TypedAccount {
    pub(crate) login: String,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) post: TypedPost,
}

/// Opens the account and invites its owner; all faults are told at once.
pub(crate) async fn open(cx: &Cx, typed: &TypedAccount) -> Result<Uuid> {
    let runtime = cx.app.runtime();
    let mut errors = Errors::default();
    let login = errors.take(crate::model::new_officer_key(&typed.login))?;
    let name = kernel::text::squeeze_name(&typed.name);
    if !kernel::text::looks_like_name(&name) {
        errors.add("name", Message::new("identity-error-name"));
    }
    let email = errors.check("email", checked_email(&typed.email));
    let post = typed.post.post(&cx.reader(), &mut errors);
    errors.done()?;
    let (Some(login_key), Some(email), Some(post)) = (login, email, post) else {
        return Err(Error::internal("an account without errors was refused"));
    };
    // Nobody knows this password: the account is opened by its invitation alone.
    let hash = crate::password::hash_password(runtime, &access::new_secret(runtime)).await?;
    let invitation = Some(crate::officers::invite::Invitation::new(runtime, &cx.app.site().public_url, email));
    let command = crate::commands::OpenOfficer { login_key, name, hash, post, invitation };
    Ok(cx.execute(&command).await?.outcome)
}
