//! Types and rules of a dossier: pure, without SQL, HTTP or clocks of their own.

mod code;
mod consent;
mod dossier;
mod duties;
mod figures;
mod held;
mod papers;
mod pause;
mod proposed;
mod retention;
mod state;

pub use code::{CodeFormat, Rules, day_of, new_reference, normalise};
pub use consent::{Agreed, ConsentWords, Purpose};
pub(crate) use dossier::FAR;
pub use dossier::{Behalf, Channel, DeliveryState, DeliveryWay, Dossier, Opinion, PaymentState, Task, TaskKind};
pub use duties::{Duties, Duty};
pub(crate) use figures::hour_number;
pub use figures::{Contribution, contributions, deltas, task_contributions};
pub use held::{HeldPaper, asked_for, fits};
pub use papers::{HandedIn, MOST_PIECES, OTHER_PAPER, expected, handed_in, is_digitised};
pub use pause::{moved_promise, within};
pub use proposed::by_calendar;
pub use retention::{Keep, Retention, RetentionRule, Source};
pub use state::State;

kernel::ids! {
    /// A dossier, also while it is a draft.
    DossierId;
    /// A piece of open work.
    TaskId;
    /// A file of a dossier.
    FileId;
}
