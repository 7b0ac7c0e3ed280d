//! Accounts of citizens and officers: who somebody is, how they sign in, and what officers may do where.

mod accounts;
mod api;
mod commands;
mod model;
mod pages;
mod password;
mod people;
mod reform;
mod roles;
mod seed;
mod sign_in;
mod store;
#[cfg(test)]
mod tests;

use std::time::Duration;

use access::Sessions;
use runtime::{Background, Permission, Schedule};
use web::{Guard, Locale, Method, Module, PermissionInfo, Routes};

pub use accounts::{Accounts, officer_names, officers_with};
pub use model::{NewCitizen, NewOfficer, Officer, PersonDraft, Profile};
pub use password::hash_password;
pub use people::{find_person, identity_hash, phone_hash, profile_by_subject, profile_of, write_person};
pub use reform::participant as reform;
pub use roles::{Role, Roles};
pub use seed::{
    NewAssignment, add_assignment, add_citizen, add_citizen_hashed, add_officer, add_officer_hashed, set_password,
};

/// The migrations of this crate.
pub const MIGRATIONS: &[::store::Migration] =
    &[::store::Migration { module: "identity", version: 1, sql: include_str!("../migrations/0001_identity.sql") }];

/// Opens accounts of officers and gives them roles.
pub const MANAGE: Permission = Permission("identity.manage");

/// What the app takes. [`Accounts`] is registered as a service and plugged into `access::Sessions`.
pub fn module() -> Module {
    Module {
        name: "identity",
        migrations: MIGRATIONS,
        routes: routes(),
        permissions: &[PermissionInfo { permission: MANAGE, label: "identity-permission-manage" }],
        templates: &[
            ("identity/sign-in.html", include_str!("../templates/identity/sign-in.html")),
            ("identity/resume.html", include_str!("../templates/identity/resume.html")),
            ("identity/register.html", include_str!("../templates/identity/register.html")),
            ("identity/my.html", include_str!("../templates/identity/my.html")),
            ("identity/contact.html", include_str!("../templates/identity/contact.html")),
            ("identity/password.html", include_str!("../templates/identity/password.html")),
        ],
        samples: pages::samples(),
        locales: &[
            (Locale::Vi, include_str!("../locales/vi.ftl")),
            (Locale::En, include_str!("../locales/en.ftl")),
            (Locale::Vi, include_str!("../locales/checks.vi.ftl")),
            (Locale::En, include_str!("../locales/checks.en.ftl")),
        ],
        sign_in: Some(|cx, unsent| Box::pin(pages::sign_in::ended(cx, unsent))),
        background: Background {
            schedules: vec![Schedule {
                name: "identity-sweep-sessions",
                every: Duration::from_hours(1),
                run: |runtime| Box::pin(Sessions::sweep(runtime)),
            }],
            ..Background::default()
        },
        ..Module::default()
    }
}

fn routes() -> Routes {
    Routes::default()
        .get("/sign-in", Guard::Public, pages::sign_in::get)
        .post("/sign-in", Guard::Public, pages::sign_in::post)
        .post("/sign-out", Guard::Public, pages::sign_in::out)
        .get("/register", Guard::Public, pages::register::get)
        .post("/register", Guard::Public, pages::register::post)
        .get("/my", Guard::SignedIn, pages::my::get)
        .get("/my/contact", Guard::SignedIn, pages::contact::get)
        .post("/my/contact", Guard::SignedIn, pages::contact::post)
        .get("/my/password", Guard::SignedIn, pages::password::get)
        .post("/my/password", Guard::SignedIn, pages::password::post)
        .get("/api/v1/me", Guard::SignedIn, api::me)
        .says("Say whose token it is and what it may do")
        .gives::<api::Me>()
        .get("/api/v1/me/contact", Guard::SignedIn, api::contact)
        .says("Say how a citizen is reached")
        .gives::<api::ContactView>()
        .add(Method::Put, "/api/v1/me/contact", Guard::SignedIn, api::change_contact)
        .says("Change telephone, e-mail and address of a citizen")
        .takes::<api::ContactRequest>()
        .gives::<api::ContactView>()
        .post("/api/v1/tokens", Guard::Public, api::begin)
        .says("Get a token for a login and password")
        .takes::<api::TokenRequest>()
        .creates::<api::TokenView>()
        .add(Method::Delete, "/api/v1/tokens/current", Guard::SignedIn, api::end)
        .says("End the token of this request")
        .gives_nothing()
}
