//! Who is asking and what they may know: scopes, sessions and tokens, limits on tries, records of access.

mod clients;
mod devices;
mod limits;
mod records;
mod scope;
mod sessions;
mod store;

use ::store::Migration;

pub use clients::{
    ClientRow, ClientToken, SecretRow, begin_client, client, client_secrets, clients, end_client, open_client,
    renew_secret, scopes_of,
};
pub use devices::{
    DeviceRow, Standing, accept_devices, forget_devices, forget_hashes, keep_device, meet_device, new_devices, standing,
};
pub use limits::{TryCounter, TryLimit};
pub use records::{AccessRecords, AccessRow, Looked, Seen, flagged, looked_at, looks};
pub use scope::Scope;
pub use sessions::{
    Assignments, Begin, Carrier, Limits, OfProvider, SessionRow, Sessions, end_of_provider, end_session, end_sessions,
    has_session, new_secret, secret_hash,
};

/// The migrations of this crate.
pub const MIGRATIONS: &[Migration] = &[
    Migration { module: "access", version: 1, sql: include_str!("../migrations/0001_access.sql") },
    Migration { module: "access", version: 2, sql: include_str!("../migrations/0002_sessions.sql") },
    Migration { module: "access", version: 3, sql: include_str!("../migrations/0003_outside.sql") },
    Migration { module: "access", version: 4, sql: include_str!("../migrations/0004_clients.sql") },
    Migration { module: "access", version: 5, sql: include_str!("../migrations/0005_assurance.sql") },
];
