//! For tests of every crate: databases that are gone afterwards, a runtime with clocks that stand still, one test per
//! engine from one text. Whatever cannot be set up ends the test with a sentence.

mod chains;
mod database;
mod house;
mod statements;
mod tables;
mod wire;

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::Pin;

use store::{Engine, Migration};

pub use chains::{replay_shuffled, scatter};
pub use database::{POSTGRES_VARIABLE, TestDb, cluster};
pub use house::{House, START, officer};
pub use statements::{prepare_all, statements_in};
pub use tables::{columns, made};
pub use wire::{Fate, Wire};

/// The runtime's crate, for tests of crates that may not name it.
pub use runtime;

/// A test in the making.
pub type Scenario<'a> = Pin<Box<dyn Future<Output = ()> + 'a>>;

/// Makes one test per engine: `both_engines!(async fn name(house: &House) { … }, MIGRATIONS)` gives `name::on_sqlite` and
/// `name::on_postgres`. `MIGRATIONS` is anything that a `&[Migration]` can be made of.
#[macro_export]
macro_rules! both_engines {
    ($(#[$meta:meta])* async fn $name:ident($house:ident: &$kind:ty) $body:block, $migrations:expr $(,)?) => {
        $(#[$meta])*
        async fn $name($house: &$crate::House) $body

        mod $name {
            use super::*;

            #[test]
            fn on_sqlite() {
                $crate::on_sqlite($migrations, |house| Box::pin($name(house)));
            }

            #[test]
            fn on_postgres() {
                $crate::on_postgres($migrations, |house| Box::pin($name(house)));
            }
        }
    };
}

/// Runs a test on SQLite.
pub fn on_sqlite<F>(migrations: &[Migration], test: F)
where
    F: for<'a> FnOnce(&'a House) -> Scenario<'a>,
{
    run(Engine::Sqlite, migrations, test);
}

/// Runs a test on PostgreSQL.
pub fn on_postgres<F>(migrations: &[Migration], test: F)
where
    F: for<'a> FnOnce(&'a House) -> Scenario<'a>,
{
    run(Engine::Postgres, migrations, test);
}

fn run<F>(engine: Engine, migrations: &[Migration], test: F)
where
    F: for<'a> FnOnce(&'a House) -> Scenario<'a>,
{
    let tokio = tokio();
    let house = tokio.block_on(House::new(engine, migrations));
    let result = catch_unwind(AssertUnwindSafe(|| tokio.block_on(test(&house))));
    tokio.block_on(house.close());
    if let Err(panic) = result {
        resume_unwind(panic);
    }
}

/// A runtime with several threads, for tests that are not written with [`both_engines!`].
///
/// # Panics
/// When the machine gives no threads.
pub fn tokio() -> tokio::runtime::Runtime {
    let built = tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build();
    built.unwrap_or_else(|error| panic!("no threads for the test: {error}"))
}
