//! How things happen: commands, readers, jobs, consumers and schedules, with clocks, randomness and the vault in hand.
//! It knows no domain.

mod actor;
mod assurance;
mod background;
mod command;
mod hashing;
mod keys;
mod reader;
mod services;
mod system;

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use kernel::Timestamp;
use kernel::rng::Rng;
use kernel::time::Clocks;
use store::Store;
use store::vault::Vault;
use tokio::sync::{broadcast, watch};

pub use actor::{Actor, ActorKind, Grant, Permission, Under, Units};
pub use assurance::Assurance;
pub use background::{Background, Consumer, JobKind, Projected, Schedule, upkeep};
pub use command::{Command, Decide, Done};
pub use hashing::{Hashed, Passed, Step, Told};
pub use reader::Reader;
pub use services::Services;
pub use system::{SystemClock, SystemRng};

struct Inner {
    store: Store,
    clocks: Clocks,
    rng: Arc<dyn Rng>,
    vault: Arc<Vault>,
    services: Services,
    changed: broadcast::Sender<()>,
    stop: watch::Sender<bool>,
}

/// The runtime. Cloning it is cheap.
#[derive(Clone)]
pub struct Runtime(Arc<Inner>);

impl Runtime {
    /// Puts the parts together.
    pub fn new(store: Store, clocks: Clocks, rng: Arc<dyn Rng>, vault: Vault, services: Services) -> Self {
        let (changed, _) = broadcast::channel(16);
        let (stop, _) = watch::channel(false);
        Self(Arc::new(Inner { store, clocks, rng, vault: Arc::new(vault), services, changed, stop }))
    }

    /// A runtime on the same database and services with other clocks and randomness: simulations.
    #[must_use]
    pub fn with_clocks(&self, clocks: Clocks, rng: Arc<dyn Rng>) -> Self {
        let (changed, _) = broadcast::channel(16);
        let (stop, _) = watch::channel(false);
        Self(Arc::new(Inner {
            store: self.0.store.clone(),
            clocks,
            rng,
            vault: Arc::clone(&self.0.vault),
            services: self.0.services.clone(),
            changed,
            stop,
        }))
    }

    /// A runtime on the same database, clocks and services with another vault: after the keys were changed.
    #[must_use]
    pub fn with_vault(&self, vault: Vault) -> Self {
        let (changed, _) = broadcast::channel(16);
        let (stop, _) = watch::channel(false);
        Self(Arc::new(Inner {
            store: self.0.store.clone(),
            clocks: self.0.clocks.clone(),
            rng: Arc::clone(&self.0.rng),
            vault: Arc::new(vault),
            services: self.0.services.clone(),
            changed,
            stop,
        }))
    }

    /// The store. Only for the runtime's neighbours above in platform and for the app; domains read by [`Reader`] and
    /// write by [`Command`].
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// Business time.
    pub fn now(&self) -> Timestamp {
        self.0.clocks.business.now()
    }

    /// Wall time.
    pub fn wall(&self) -> Timestamp {
        self.0.clocks.wall.now()
    }

    /// Randomness.
    pub fn rng(&self) -> &dyn Rng {
        self.0.rng.as_ref()
    }

    /// The vault of personal values.
    pub fn vault(&self) -> &Vault {
        &self.0.vault
    }

    /// The registered services.
    pub fn services(&self) -> &Services {
        &self.0.services
    }

    /// A reader for an actor.
    pub fn reader<'a>(&'a self, actor: &'a Actor) -> Reader<'a> {
        Reader {
            store: &self.0.store,
            services: &self.0.services,
            vault: &self.0.vault,
            actor,
            now: self.now(),
            wall: self.wall(),
        }
    }

    /// Starts a task that lives as long as the process or until it ends by itself.
    pub fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        #[expect(clippy::disallowed_methods, reason = "this is the spawner that the others use")]
        tokio::spawn(task);
    }

    /// Something was committed: jobs and live pages look again.
    pub(crate) fn wake(&self) {
        let _ = self.0.changed.send(());
    }

    /// A stream of hints that something was committed on this node.
    pub fn changes(&self) -> broadcast::Receiver<()> {
        self.0.changed.subscribe()
    }

    /// Waits; false when the runtime is stopping.
    pub async fn pause(&self, time: Duration) -> bool {
        let mut stop = self.0.stop.subscribe();
        if *stop.borrow() {
            return false;
        }
        tokio::select! {
            () = tokio::time::sleep(time) => true,
            _ = stop.changed() => false,
        }
    }

    /// Tells the background work to end.
    pub fn stop(&self) {
        self.0.stop.send_replace(true);
    }

    /// Whether the background work was told to end.
    pub fn is_stopping(&self) -> bool {
        *self.0.stop.borrow()
    }
}
