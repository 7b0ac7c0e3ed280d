//! What a domain gives to the house: everything the app needs to know of it, in one value.

use access::TryLimit;
use futures::future::BoxFuture;
use kernel::Result;
use minijinja::value::Value;
use runtime::{Background, Permission};
use store::Migration;

use crate::context::Cx;
use crate::error::Outcome;
use crate::routes::Routes;
use crate::templates::Template;
use crate::unsent::Unsent;
use crate::words::Locale;

/// A right with its place in the matrix of permissions.
#[derive(Clone, Copy, Debug)]
pub struct PermissionInfo {
    /// The right.
    pub permission: Permission,
    /// Message that names it.
    pub label: &'static str,
}

/// A limit on tries with its place in the table of limits.
#[derive(Clone, Copy, Debug)]
pub struct LimitInfo {
    /// The limit: as declared, or as configured.
    pub limit: TryLimit,
    /// Message that says what is counted and for whom.
    pub label: &'static str,
}

/// A template with a view it must be able to show.
#[derive(Clone)]
pub struct TemplateSample {
    /// Name of the template.
    pub template: &'static str,
    /// What the sample shows, for the test's message.
    pub case: &'static str,
    /// The view.
    pub view: fn(Locale) -> Value,
}

/// An entry of the officer's rail.
#[derive(Clone, Copy, Debug)]
pub struct MenuEntry {
    /// Message of the heading it stands under.
    pub group: &'static str,
    /// Message of the entry.
    pub label: &'static str,
    /// Icon.
    pub icon: &'static str,
    /// Where it leads.
    pub href: &'static str,
    /// Who sees it.
    pub permission: Permission,
    /// Name of its count, when it has one.
    pub count: Option<&'static str>,
    /// Key after G that leads there.
    pub key: Option<&'static str>,
}

/// Name of the count that stands beside the notices of citizens: how many are unread.
pub const UNREAD: &str = "notices";

/// Counts for the rail of officers and the head of citizens' pages: name and number.
pub type Counts = Vec<(&'static str, i64)>;
/// Gives the counts that an actor sees.
pub type CountSource = for<'a> fn(&'a Cx) -> BoxFuture<'a, Result<Counts>>;

/// Shows the page to sign in to whoever sent a form without a session, with the form kept in it.
pub type SignInPage = for<'a> fn(&'a Cx, Unsent) -> BoxFuture<'a, Outcome>;

/// One domain.
#[derive(Default)]
pub struct Module {
    /// Its name.
    pub name: &'static str,
    /// Its schema.
    pub migrations: &'static [Migration],
    /// Its pages and API.
    pub routes: Routes,
    /// Its rights.
    pub permissions: &'static [PermissionInfo],
    /// Its limits on tries.
    pub limits: &'static [LimitInfo],
    /// Its templates.
    pub templates: &'static [Template],
    /// Samples for its templates.
    pub samples: Vec<TemplateSample>,
    /// Its words, Vietnamese and English.
    pub locales: &'static [(Locale, &'static str)],
    /// Its jobs, consumers and schedules.
    pub background: Background,
    /// Its entries of the rail.
    pub menu: &'static [MenuEntry],
    /// Its counts.
    pub counts: Option<CountSource>,
    /// The page to sign in, of the one module that has it.
    pub sign_in: Option<SignInPage>,
}
