//! Fees: asked for by other domains, paid through a gateway, which is compared with every day, or at a counter (facts
//! 2.21, 2.70, 2.73, N11).
//! The gateway of this version is a sandbox that speaks real HTTP.

mod api;
mod client;
mod commands;
mod gateway;
mod hook;
mod model;
mod pages;
mod reconcile;
mod sandbox;
mod store;

use std::collections::HashMap;
use std::time::Duration;

use ::store::Migration;
use futures::future::BoxFuture;
use kernel::Result;
use runtime::{Background, JobKind, Permission, Reader, Schedule};
use uuid::Uuid;
use web::{Guard, Locale, MenuEntry, Module, PermissionInfo, Routes};

pub use api::PaymentBody;
pub use commands::{
    CounterPayment, FailPayment, NewPayment, SettlePayment, StartPayment, ask_refund, cancel_payment, count_as_fee,
    draft_payment, receipt_number, record_refund, settle_at_counter,
};
pub use gateway::Settings;
pub use hook::{Notice, Outcome as GatewayOutcome, Taken, take};
pub use model::{Excess, Method, Payment, State};
pub use reconcile::{Difference, reconcile_day, reconcile_open_days};
pub use sandbox::SandboxAct;
pub use store::records;

/// The migrations of this crate.
pub const MIGRATIONS: &[Migration] = &[
    Migration { module: "payments", version: 1, sql: include_str!("../migrations/0001_payments.sql") },
    Migration { module: "payments", version: 2, sql: include_str!("../migrations/0002_counter.sql") },
    Migration { module: "payments", version: 3, sql: include_str!("../migrations/0003_excess.sql") },
];

/// May see the payments of a unit; at a desk, those of the agencies whose desk it is.
pub const READ: Permission = Permission("payments.read");
/// May see the daily comparison with the gateway, which is of the whole province.
pub const RECONCILE: Permission = Permission("payments.reconcile");
/// May take money at a counter; the domain that asked for it says at which counter.
pub const TAKE: Permission = Permission("payments.take");
/// May ask for a refund and record that it was made; both are acts of the domain that asked for the payment.
pub const REFUND: Permission = Permission("payments.refund");

/// The figure of money received, asked for or not: how many payments (numerator) and how much in đồng (denominator), by
/// home and day.
pub const FIGURE_PAID: &str = "payments.paid";

/// How people call what payments are for today, by its id; what is not there is left out. A payment keeps the words
/// that were right when it was asked for. The domain that asks for payments answers; the app registers it as a service.
pub struct Names(pub NamesOf);

/// What [`Names`] holds.
pub type NamesOf = for<'a> fn(&'a Reader<'a>, &'a [Uuid]) -> BoxFuture<'a, Result<HashMap<Uuid, String>>>;

/// The payments of a dossier, oldest first.
pub async fn of_dossier(reader: &Reader<'_>, dossier: Uuid) -> Result<Vec<Payment>> {
    store::of_dossier(reader, dossier).await
}

/// One payment. The caller checks whether its actor may know of it.
pub async fn payment(reader: &Reader<'_>, id: Uuid) -> Result<Payment> {
    store::payment(reader, id).await
}

/// The payment of an agency for which a receipt was given at a counter; the number as [`receipt_number`] gives it.
pub async fn of_receipt(reader: &Reader<'_>, home: Uuid, receipt: &str) -> Result<Option<Payment>> {
    store::of_receipt(reader, home, receipt).await
}

/// What [`FIGURE_PAID`] must show from day `from` to day `to`, counted from the records: (home, day, number, sum).
pub async fn recount_paid(reader: &Reader<'_>, from: i64, to: i64) -> Result<Vec<(Uuid, i64, i64, i64)>> {
    let mut counted = std::collections::BTreeMap::<(Uuid, i64), (i64, i64)>::new();
    for (home, day, count, amount) in store::paid_between(reader, from, to).await? {
        let sums = counted.entry((home, day)).or_default();
        *sums = (sums.0 + count, sums.1.saturating_add(amount));
    }
    Ok(counted.into_iter().map(|((home, day), (count, sum))| (home, day, count, sum)).collect())
}

/// What the app takes. [`Settings`] and [`Names`] must be registered as services.
pub fn module() -> Module {
    Module {
        name: "payments",
        migrations: MIGRATIONS,
        routes: routes(),
        permissions: &[
            PermissionInfo { permission: READ, label: "payments-permission-read" },
            PermissionInfo { permission: RECONCILE, label: "payments-permission-reconcile" },
            PermissionInfo { permission: TAKE, label: "payments-permission-take" },
            PermissionInfo { permission: REFUND, label: "payments-permission-refund" },
        ],
        templates: &[
            ("payments/pay.html", include_str!("../templates/payments/pay.html")),
            ("payments/return.html", include_str!("../templates/payments/return.html")),
            ("payments/gateway.html", include_str!("../templates/payments/gateway.html")),
            ("payments/officer.html", include_str!("../templates/payments/officer.html")),
            ("payments/days.html", include_str!("../templates/payments/days.html")),
        ],
        samples: pages::samples(),
        locales: &[(Locale::Vi, include_str!("../locales/vi.ftl")), (Locale::En, include_str!("../locales/en.ftl"))],
        background: Background {
            jobs: vec![
                JobKind { kind: sandbox::NOTIFY, run: sandbox::notify },
                JobKind { kind: sandbox::REFUND, run: sandbox::give_back },
            ],
            consumers: Vec::new(),
            schedules: vec![Schedule {
                name: "payments-reconcile",
                every: Duration::from_mins(15),
                run: |runtime| Box::pin(reconcile_open_days(runtime)),
            }],
        },
        menu: &[
            MenuEntry {
                group: "payments-menu-group",
                label: "payments-menu",
                icon: "coin",
                href: "/officer/payments",
                permission: READ,
                count: None,
                key: None,
            },
            MenuEntry {
                group: "payments-menu-group",
                label: "payments-days",
                icon: "sync",
                href: "/officer/reconciliation",
                permission: RECONCILE,
                count: None,
                key: None,
            },
        ],
        ..Module::default()
    }
}

fn routes() -> Routes {
    Routes::default()
        .get("/payments/{id}", Guard::SignedIn, pages::pay::get)
        .post("/payments/{id}/start", Guard::SignedIn, pages::pay::start)
        .get("/payments/{id}/return", Guard::SignedIn, pages::pay::back)
        .get("/api/v1/payments", Guard::Right(READ), api::list)
        .says("List the payments of the agencies")
        .asks::<api::PaymentsAsked>()
        .gives::<api::PaymentPage>()
        .get("/api/v1/payments/{id}", Guard::SignedIn, api::show)
        .says("Read one payment")
        .gives::<PaymentBody>()
        .post("/api/v1/payments/{id}/start", Guard::SignedIn, api::start)
        .says("Begin to pay at the gateway")
        .takes_nothing()
        .gives::<api::StartedPayment>()
        .get("/officer/payments", Guard::Right(READ), pages::officer::list)
        .get("/officer/reconciliation", Guard::Right(RECONCILE), pages::days::get)
        .post("/hooks/payments", Guard::Public, hook::receive)
        .get("/sandbox/gateway/transactions", Guard::Public, sandbox::transactions)
        .get("/sandbox/gateway/{payment}", Guard::Public, sandbox::show)
        .post("/sandbox/gateway/{payment}", Guard::Public, sandbox::act)
}
