//! The public look-up and break-glass, with their limits: the same for pages and machines.

use access::TryLimit;
use kernel::time::HOUR;
use kernel::{Error, Message, Result};
use web::{Cx, Errors, LimitInfo};

use crate::commands::BreakGlass;
use crate::model::DossierId;

/// Tries per code from one address: a stranger who knows a code uses up nobody's tries but their own.
const PER_CODE: TryLimit = TryLimit { name: "track-code", tries: 5, window: HOUR };
/// Tries per code from everywhere: four digits are soon guessed by many.
const EVERYWHERE: TryLimit = TryLimit { name: "track-code-everywhere", tries: 25, window: HOUR };
/// Tries per address, right ones too: a stranger goes through no list of codes, and an office still serves its queue.
const PER_ADDRESS: TryLimit = TryLimit { name: "track-address", tries: 300, window: HOUR };

/// Dossiers that one account opens by breaking the glass, wrong codes too.
const GLASS: TryLimit = TryLimit { name: "break-glass", tries: 10, window: HOUR };

/// All of them, for the table of limits.
pub(crate) const LIMITS: &[LimitInfo] = &[
    LimitInfo { limit: PER_CODE, label: "dossiers-limit-code" },
    LimitInfo { limit: EVERYWHERE, label: "dossiers-limit-everywhere" },
    LimitInfo { limit: PER_ADDRESS, label: "dossiers-limit-address" },
    LimitInfo { limit: GLASS, label: "dossiers-limit-glass" },
];

/// Why a try is not taken.
pub(crate) enum Barred {
    /// The code had its tries.
    Code(Error),
    /// Too many tries came from this address.
    Address(Error),
}

/// Counts a try for a code in its usual form.
pub(crate) fn count(cx: &Cx, code: &str) -> Result<(), Barred> {
    let now = cx.app.runtime().wall();
    cx.app.tries().count(PER_ADDRESS, &cx.peer(), now).map_err(Barred::Address)?;
    cx.app.tries().count(PER_CODE, &key(cx, code), now).map_err(Barred::Code)?;
    cx.app.tries().count(EVERYWHERE, code, now).map_err(Barred::Code)
}

/// Opens a dossier by break-glass for somebody who shows once more who they are: `proof` is what they typed for it.
pub(crate) async fn break_glass(cx: &Cx, command: &BreakGlass, proof: &str) -> Result<DossierId> {
    count_glass(cx)?;
    let mut faults = Errors::default();
    if proof.is_empty() {
        faults.add("proof", Message::new("dossiers-error-glass-proof"));
    } else {
        // What else is wrong is told first: a code is good once.
        cx.app.runtime().examine(cx.actor(), command).await?;
        identity::prove_again(cx, "proof", proof).await?;
    }
    Ok(cx.execute_without(faults, command).await?.outcome)
}

/// Counts a try to open a dossier without the right.
fn count_glass(cx: &Cx) -> Result<()> {
    cx.app.tries().count(GLASS, &cx.actor().account.to_string(), cx.app.runtime().wall())
}

/// The right answer came: the tries for this code are forgotten.
pub(crate) fn forget(cx: &Cx, code: &str) {
    cx.app.tries().forget(PER_CODE, &key(cx, code));
    cx.app.tries().forget(EVERYWHERE, code);
}

fn key(cx: &Cx, code: &str) -> String {
    format!("{}|{code}", cx.peer())
}
