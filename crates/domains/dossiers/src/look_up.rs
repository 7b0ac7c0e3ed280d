//! Limits of the public look-up, the same for pages and machines.

use access::TryLimit;
use kernel::time::HOUR;
use kernel::{Error, Result};
use web::Cx;

/// Tries per code: five an hour.
const PER_CODE: TryLimit = TryLimit { name: "track", tries: 5, window: HOUR };
/// Tries per address, right ones too: a stranger goes through no list of codes, and an office still serves its queue.
const PER_ADDRESS: TryLimit = TryLimit { name: "track-address", tries: 300, window: HOUR };

/// Why a try is not taken.
pub(crate) enum Barred {
    /// The code had its five tries.
    Code(Error),
    /// Too many tries came from this address.
    Address(Error),
}

/// Counts a try for a code in its usual form.
pub(crate) fn count(cx: &Cx, code: &str) -> Result<(), Barred> {
    let now = cx.app.runtime().wall();
    cx.app.tries().count(PER_ADDRESS, &cx.peer(), now).map_err(Barred::Address)?;
    cx.app.tries().count(PER_CODE, code, now).map_err(Barred::Code)
}

/// The right answer came: the tries for this code are forgotten.
pub(crate) fn forget(cx: &Cx, code: &str) {
    cx.app.tries().forget(PER_CODE, code);
}
