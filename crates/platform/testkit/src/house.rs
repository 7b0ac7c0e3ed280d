//! A runtime around a database of one test.

use std::collections::BTreeSet;
use std::sync::Arc;

use kernel::Timestamp;
use kernel::rng::SequenceRng;
use kernel::time::{Clocks, ManualClock};
use runtime::{Actor, ActorKind, Assurance, Background, Grant, Permission, Runtime, Services, Units};
use store::vault::{KEY_LEN, Vault};
use store::{Engine, Migration, Place, Store, StoreError};
use uuid::Uuid;

use crate::database::TestDb;

/// Where the clocks of a test stand: 10/12/2024 08:00 in Vietnam.
pub const START: Timestamp = Timestamp(1_733_792_400_000_000);

/// Rounds of background work before a test is said to go in circles.
const ROUNDS: usize = 10_000;

/// A runtime for one test.
pub struct House {
    /// The runtime.
    pub runtime: Runtime,
    /// Both of its clocks.
    pub clock: Arc<ManualClock>,
    database: TestDb,
}

fn runtime_on(store: Store, clock: &Arc<ManualClock>, services: Services) -> Runtime {
    let clocks = Clocks { business: clock.clone(), wall: clock.clone() };
    let vault = Vault::new(&[7; KEY_LEN]).unwrap_or_else(|error| panic!("no vault: {error}"));
    Runtime::new(store, clocks, Arc::new(SequenceRng::new(3)), vault, services)
}

impl House {
    /// A house on an engine, with these migrations after the store's own and without services.
    ///
    /// # Panics
    /// When the database cannot be made or opened.
    pub async fn new(engine: Engine, migrations: &[Migration]) -> Self {
        let database = TestDb::on(engine, migrations).await;
        let clock = Arc::new(ManualClock::new(START));
        let store = database.open(clock.clone(), 1).await;
        let store = store.unwrap_or_else(|error| panic!("the test's database does not open: {error}"));
        Self { runtime: runtime_on(store, &clock, Services::default()), clock, database }
    }

    /// A runtime on the same database and clocks with services.
    pub fn with_services(&self, services: Services) -> Runtime {
        runtime_on(self.store().clone(), &self.clock, services)
    }

    /// The store.
    pub fn store(&self) -> &Store {
        self.runtime.store()
    }

    /// Where the database is.
    pub fn place(&self) -> &Place {
        self.database.place()
    }

    /// A second store on the same database, as another node has it. PostgreSQL only; `seed` is 2 or more and another for
    /// each.
    pub async fn another_store(&self, seed: u64) -> Result<Store, StoreError> {
        self.database.open(self.clock.clone(), seed).await
    }

    /// Does background work until there is none.
    ///
    /// # Panics
    /// When the work never ends.
    pub async fn settle(&self, background: &Background) {
        for _ in 0..ROUNDS {
            if !self.runtime.run_once(background).await {
                return;
            }
        }
        panic!("the background work does not come to an end");
    }

    /// Closes the store and drops the database.
    pub async fn close(self) {
        self.runtime.stop();
        drop(self.runtime);
        self.database.remove().await;
    }
}

/// An officer with these rights in these units, who works in the first of them.
pub fn officer(account: Uuid, units: &[Uuid], permissions: &[Permission]) -> Actor {
    let mut sorted = units.to_vec();
    sorted.sort_unstable();
    let grant = Grant {
        role: "test".into(),
        permissions: Arc::new(permissions.iter().map(|p| p.0.to_owned()).collect::<BTreeSet<_>>()),
        units: Units::Some(sorted.into()),
        under: None,
    };
    Actor {
        account,
        kind: ActorKind::Officer,
        name: Arc::from("Lê Thị Thử Nghiệm"),
        unit: units.first().copied(),
        place: Arc::from(""),
        grants: Arc::from([grant]),
        assurance: Assurance::Basic,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clocks_stand_at_eight_in_the_morning() {
        assert_eq!(START.rfc3339(), "2024-12-10T08:00:00+07:00");
    }

    #[test]
    fn an_officer_has_rights_only_in_the_given_units() {
        let (here, there) = (Uuid::from_u128(9), Uuid::from_u128(2));
        let right = Permission("test.read");
        let actor = officer(Uuid::from_u128(1), &[here, there], &[right]);
        assert_eq!(actor.unit, Some(here));
        assert!(actor.can_in(right, here) && actor.can_in(right, there));
        assert!(!actor.can_in(right, Uuid::from_u128(3)) && !actor.can(Permission("test.write")));
    }
}
