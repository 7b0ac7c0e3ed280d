//! Accounts of citizens and officers: who somebody is, how they sign in, and what officers may do where.

mod absence;
mod accounts;
mod api;
mod api_people;
mod business;
mod clients;
mod codes;
mod commands;
mod delegation;
mod erasing;
mod handover;
mod hashing;
mod jobs;
mod model;
mod officers;
mod pages;
mod passkey;
mod password;
mod people;
mod providers;
mod recovery;
mod reform;
mod roles;
mod seed;
mod sessions;
mod sign_in;
mod store;
#[cfg(test)]
mod tests;
mod totp;

use std::time::Duration;

use access::Sessions;
use runtime::{Background, JobKind, Permission, Runtime, Schedule};
use web::{Guard, Locale, MenuEntry, Method, Module, PermissionInfo, Routes};

pub use accounts::{Accounts, officer_names, officers_then, officers_who_may, officers_with};
pub use business::{Filer, FilingPerson, NewBusiness, Standing, Tie, filer, ties};
pub use codes::contacts::proven_email;
pub use codes::messages::{language_of, send_mail};
pub use erasing::{Erasable, erasable, erase_account};
pub use handover::{Count, Counted, Held, Holder, Holders, Listed, Pass, Passed, Passing};
pub use hashing::{forget_hashes, hashed};
pub use model::{NewCitizen, NewOfficer, Officer, OfficerThen, PersonDraft, Profile};
pub use officers::import::{OfficerImport, import_officers};
pub use passkey::Party as PasskeyParty;
pub use password::{PasswordCost, hash_password};
pub use people::{find_person, identity_hash, phone_hash, profile_by_subject, profile_of, write_person};
pub use providers::{Profile as ProviderProfile, ProviderConfig, Providers};
pub use reform::participant as reform;
pub use roles::{Giver, Role, Roles};
pub use seed::{
    NewAssignment, add_assignment, add_business_hashed, add_citizen, add_citizen_hashed, add_officer,
    add_officer_hashed, set_password,
};
pub use sign_in::{asks_for_code, prove_again};

/// The migrations of this crate.
pub const MIGRATIONS: &[::store::Migration] = &[
    ::store::Migration { module: "identity", version: 1, sql: include_str!("../migrations/0001_identity.sql") },
    ::store::Migration { module: "identity", version: 2, sql: include_str!("../migrations/0002_factors.sql") },
    ::store::Migration { module: "identity", version: 3, sql: include_str!("../migrations/0003_recovery.sql") },
    ::store::Migration { module: "identity", version: 4, sql: include_str!("../migrations/0004_rights.sql") },
    ::store::Migration { module: "identity", version: 5, sql: include_str!("../migrations/0005_hand_over.sql") },
    ::store::Migration { module: "identity", version: 6, sql: include_str!("../migrations/0006_absence.sql") },
    ::store::Migration { module: "identity", version: 7, sql: include_str!("../migrations/0007_passkeys.sql") },
    ::store::Migration { module: "identity", version: 8, sql: include_str!("../migrations/0008_providers.sql") },
    ::store::Migration { module: "identity", version: 9, sql: include_str!("../migrations/0009_codes.sql") },
    ::store::Migration { module: "identity", version: 10, sql: include_str!("../migrations/0010_businesses.sql") },
];

/// Opens accounts of officers and gives them roles.
pub const MANAGE: Permission = Permission("identity.manage");
/// Gives a citizen who is present with papers the way back into the account.
pub const RECOVER: Permission = Permission("identity.recover");

/// What the app takes. [`Accounts`] is registered as a service and plugged into `access::Sessions`.
pub fn module() -> Module {
    Module {
        name: "identity",
        migrations: MIGRATIONS,
        routes: routes(),
        permissions: &[
            PermissionInfo { permission: MANAGE, label: "identity-permission-manage" },
            PermissionInfo { permission: RECOVER, label: "identity-permission-recover" },
        ],
        menu: &[
            MenuEntry {
                group: "identity-menu-group",
                label: "identity-menu-recover",
                icon: "key",
                href: "/officer/recover",
                permission: RECOVER,
                count: None,
                key: None,
            },
            MenuEntry {
                group: "identity-admin-group",
                label: "identity-people-title",
                icon: "users",
                href: "/officer/admin/people",
                permission: MANAGE,
                count: None,
                key: None,
            },
            MenuEntry {
                group: "identity-admin-group",
                label: "identity-clients-title",
                icon: "key",
                href: "/officer/admin/clients",
                permission: MANAGE,
                count: None,
                key: None,
            },
        ],
        limits: sign_in::LIMITS,
        templates: &[
            ("identity/sign-in.html", include_str!("../templates/identity/sign-in.html")),
            ("identity/resume.html", include_str!("../templates/identity/resume.html")),
            ("identity/register.html", include_str!("../templates/identity/register.html")),
            ("identity/my.html", include_str!("../templates/identity/my.html")),
            ("identity/businesses.html", include_str!("../templates/identity/businesses.html")),
            ("identity/business-new.html", include_str!("../templates/identity/business-new.html")),
            ("identity/representatives.html", include_str!("../templates/identity/representatives.html")),
            ("identity/representative-end.html", include_str!("../templates/identity/representative-end.html")),
            ("identity/contact.html", include_str!("../templates/identity/contact.html")),
            ("identity/delegations.html", include_str!("../templates/identity/delegations.html")),
            ("identity/absences.html", include_str!("../templates/identity/absences.html")),
            ("identity/people-import.html", include_str!("../templates/identity/people-import.html")),
            ("identity/people.html", include_str!("../templates/identity/people.html")),
            ("identity/people-parts.html", include_str!("../templates/identity/people-parts.html")),
            ("identity/person.html", include_str!("../templates/identity/person.html")),
            ("identity/hand-over.html", include_str!("../templates/identity/hand-over.html")),
            ("identity/hand-over-record.html", include_str!("../templates/identity/hand-over-record.html")),
            ("identity/person-new.html", include_str!("../templates/identity/person-new.html")),
            ("identity/invited.html", include_str!("../templates/identity/invited.html")),
            ("identity/password.html", include_str!("../templates/identity/password.html")),
            ("identity/sessions.html", include_str!("../templates/identity/sessions.html")),
            ("identity/security.html", include_str!("../templates/identity/security.html")),
            ("identity/passkeys.html", include_str!("../templates/identity/passkeys.html")),
            ("identity/passkey-new.html", include_str!("../templates/identity/passkey-new.html")),
            ("identity/passkey-parts.html", include_str!("../templates/identity/passkey-parts.html")),
            ("identity/confirm.html", include_str!("../templates/identity/confirm.html")),
            ("identity/enrol.html", include_str!("../templates/identity/enrol.html")),
            ("identity/codes.html", include_str!("../templates/identity/codes.html")),
            ("identity/provider.html", include_str!("../templates/identity/provider.html")),
            ("identity/level.html", include_str!("../templates/identity/level.html")),
            ("identity/signed-out.html", include_str!("../templates/identity/signed-out.html")),
            ("identity/provider-link.html", include_str!("../templates/identity/provider-link.html")),
            ("identity/factor.html", include_str!("../templates/identity/factor.html")),
            ("identity/recover.html", include_str!("../templates/identity/recover.html")),
            ("identity/code.html", include_str!("../templates/identity/code.html")),
            ("identity/code-ways.html", include_str!("../templates/identity/code-ways.html")),
            ("identity/contact-new.html", include_str!("../templates/identity/contact-new.html")),
            ("identity/lost.html", include_str!("../templates/identity/lost.html")),
            ("identity/lost-code.html", include_str!("../templates/identity/lost-code.html")),
            ("identity/messages.html", include_str!("../templates/identity/messages.html")),
            ("identity/slip.html", include_str!("../templates/identity/slip.html")),
            ("identity/new-password.html", include_str!("../templates/identity/new-password.html")),
            ("identity/clients.html", include_str!("../templates/identity/clients.html")),
        ],
        samples: pages::samples(),
        locales: &[
            (Locale::Vi, include_str!("../locales/vi.ftl")),
            (Locale::En, include_str!("../locales/en.ftl")),
            (Locale::Vi, include_str!("../locales/passkeys.vi.ftl")),
            (Locale::En, include_str!("../locales/passkeys.en.ftl")),
            (Locale::Vi, include_str!("../locales/people.vi.ftl")),
            (Locale::En, include_str!("../locales/people.en.ftl")),
            (Locale::Vi, include_str!("../locales/absence.vi.ftl")),
            (Locale::En, include_str!("../locales/absence.en.ftl")),
            (Locale::Vi, include_str!("../locales/import.vi.ftl")),
            (Locale::En, include_str!("../locales/import.en.ftl")),
            (Locale::Vi, include_str!("../locales/handover.vi.ftl")),
            (Locale::En, include_str!("../locales/handover.en.ftl")),
            (Locale::Vi, include_str!("../locales/providers.vi.ftl")),
            (Locale::En, include_str!("../locales/providers.en.ftl")),
            (Locale::Vi, include_str!("../locales/business.vi.ftl")),
            (Locale::En, include_str!("../locales/business.en.ftl")),
            (Locale::Vi, include_str!("../locales/codes.vi.ftl")),
            (Locale::En, include_str!("../locales/codes.en.ftl")),
            (Locale::Vi, include_str!("../locales/checks.vi.ftl")),
            (Locale::En, include_str!("../locales/checks.en.ftl")),
        ],
        sign_in: Some(|cx, unsent| Box::pin(pages::sign_in::ended(cx, unsent))),
        background: Background {
            jobs: [
                jobs::kinds(),
                vec![JobKind { kind: sessions::TELL, run: sessions::tell }, officers::invite::MAIL, handover::PASS],
            ]
            .concat(),
            schedules: vec![Schedule {
                name: "identity-sweep-sessions",
                every: Duration::from_hours(1),
                run: |runtime| Box::pin(sweep(runtime)),
            }],
            ..Background::default()
        },
        ..Module::default()
    }
}

/// Sessions, steps of signing in, tickets and slips that have ended go.
async fn sweep(runtime: &Runtime) -> kernel::Result<()> {
    Sessions::sweep(runtime).await?;
    store::sweep_steps(runtime).await?;
    store::sweep_tickets(runtime).await?;
    store::sweep_flows(runtime).await?;
    codes::store::sweep(runtime).await?;
    store::sweep_slips(runtime).await
}

fn routes() -> Routes {
    Routes::default()
        .get("/sign-in", Guard::Public, pages::sign_in::get)
        .post("/sign-in", Guard::Public, pages::sign_in::post)
        .post("/sign-in/factor", Guard::Public, pages::factor::post)
        .post("/sign-in/enrol", Guard::Public, pages::enrol::sign_in)
        .get("/sign-in/recover", Guard::Public, pages::recover::get)
        .post("/sign-in/recover", Guard::Public, pages::recover::post)
        .get("/officer/recover", Guard::Right(RECOVER), pages::recover::give)
        .post("/officer/recover", Guard::Right(RECOVER), pages::recover::given)
        .post("/sign-out", Guard::Public, pages::sign_in::out)
        .get("/register", Guard::Public, pages::register::get)
        .post("/register", Guard::Public, pages::register::post)
        .get("/my", Guard::SignedIn, pages::my::get)
        .get("/my/contact", Guard::SignedIn, pages::contact::get)
        .post("/my/contact", Guard::SignedIn, pages::contact::post)
        .get("/my/password", Guard::SignedIn, pages::password::get)
        .post("/my/password", Guard::SignedIn, pages::password::post)
        .get("/my/security", Guard::SignedIn, pages::security::get)
        .get("/my/security/totp", Guard::SignedIn, pages::security::add)
        .post("/my/security/totp", Guard::SignedIn, pages::security::offer)
        .post("/my/security/totp/confirm", Guard::SignedIn, pages::enrol::post)
        .get("/my/security/totp/remove", Guard::SignedIn, pages::security::remove)
        .post("/my/security/totp/remove", Guard::SignedIn, pages::security::removed)
        .get("/my/security/codes", Guard::SignedIn, pages::security::renew)
        .post("/my/security/codes", Guard::SignedIn, pages::security::renewed)
        .get("/api/v1/me", Guard::SignedIn, api::me)
        .says("Say whose token it is and what it may do")
        .gives::<api::Me>()
        .get("/api/v1/me/contact", Guard::SignedIn, api::contact)
        .says("Say how a citizen or business is reached")
        .gives::<api::ContactView>()
        .add(Method::Put, "/api/v1/me/contact", Guard::SignedIn, api::change_contact)
        .says("Change telephone, e-mail and address of a citizen or business")
        .takes::<api::ContactRequest>()
        .gives::<api::ContactView>()
        .post("/api/v1/tokens", Guard::Public, api::begin)
        .says("Get a token for a login, a password and, where there is one, the second factor")
        .takes::<api::TokenRequest>()
        .creates::<api::TokenView>()
        .add(Method::Delete, "/api/v1/tokens/current", Guard::SignedIn, api::end)
        .says("End the token of this request")
        .gives_nothing()
        .merge(pages::sessions::routes())
        .merge(api::sessions::routes())
        .merge(pages::passkeys::routes())
        .merge(pages::provider::routes())
        .merge(pages::provider_link::routes())
        .merge(pages::signed_out::routes())
        .merge(pages::codes::routes())
        .merge(api::contacts::routes())
        .merge(pages::business::routes())
        .merge(api::business::routes())
        .merge(pages::clients::routes())
        .merge(api::oauth::routes())
        .merge(people())
        .merge(api_people::routes())
        .merge(pages::people::handover::routes())
        .merge(pages::people::import::routes())
        .merge(pages::absences::routes())
        .merge(pages::delegations::routes())
}

fn people() -> Routes {
    let right = Guard::Right(MANAGE);
    Routes::default()
        .get("/invited/{secret}", Guard::Public, pages::invited::get)
        .post("/invited/{secret}", Guard::Public, pages::invited::post)
        .get("/officer/admin/people", right, pages::people::list::get)
        .get("/officer/admin/people/new", right, pages::people::new::get)
        .post("/officer/admin/people/new", right, pages::people::new::post)
        .get("/officer/admin/people/{id}", right, pages::people::one::get)
        .post("/officer/admin/people/{id}/assign", right, pages::people::one::assign)
        .post("/officer/admin/people/{id}/end-role", right, pages::people::one::end_role)
        .post("/officer/admin/people/{id}/invite", right, pages::people::one::invite)
        .post("/officer/admin/people/{id}/lock", right, pages::people::one::lock)
        .post("/officer/admin/people/{id}/unlock", right, pages::people::one::unlock)
        .post("/officer/admin/people/{id}/end-sessions", right, pages::people::one::end_sessions)
}
