//! The commands, one act a file. Each is authorise, read, decide; the executor commits.

mod accept;
mod approve;
mod ask_leader;
mod assign;
mod balance;
mod deliver;
mod drafts;
mod fee;
mod file;
mod forward;
mod intake;
mod notices;
mod opinion;
mod pay_at_counter;
mod rate;
mod reappoint;
mod refund;
mod refuse;
mod stop;
mod submit;
mod supplement;
mod supplement_at_counter;
mod withdraw;

pub use accept::Accept;
pub use approve::Approve;
pub use ask_leader::AskLeader;
pub use assign::Assign;
pub use deliver::Deliver;
pub use drafts::{DropDraft, EndDraft, OpenDraft, SaveDraft, StartDraft};
pub use fee::{AskFee, SettleFee};
pub(crate) use file::removable_files;
pub use file::{AddFile, FileSource, NewFile, RemoveFile};
pub use forward::{Forward, SendBack};
pub use intake::{TakeIn, TakenIn};
pub use notices::ReadNotices;
pub use opinion::{AskOpinion, GiveOpinion};
pub use pay_at_counter::{PayAtCounter, take_payment};
pub use rate::Rate;
pub use reappoint::Reappoint;
pub use refund::{AskRefund, RecordRefund};
pub use refuse::Refuse;
pub use stop::Stop;
pub(crate) use submit::{Filed, area_levels, missing_papers, takes_area};
pub use submit::{Submit, Submitted};
pub use supplement::{AskSupplement, GiveSupplement};
pub use supplement_at_counter::SupplementAtCounter;
pub use withdraw::{AskWithdrawal, DecideWithdrawal, WithdrawAtCounter};

use kernel::text::has_hidden;
use kernel::{Error, Message, Result};
use organisation::Role;
use procedures::process::Act;
use runtime::Reader;
use uuid::Uuid;

use crate::case::Case;

/// The most characters of a reason or note.
const NOTE_MAX: usize = 2_000;

/// A reason that must be given: between 5 and 2.000 characters, all of them to be seen.
pub(crate) fn reason<'a>(field: &'static str, text: &'a str) -> Result<&'a str> {
    bounded(field, text, 5, "dossiers-error-reason")
}

/// A word that may be left out: at most 2.000 characters, all of them to be seen.
pub(crate) fn remark<'a>(field: &'static str, text: &'a str) -> Result<&'a str> {
    bounded(field, text, 0, "dossiers-error-remark")
}

fn bounded<'a>(field: &'static str, text: &'a str, least: usize, key: &'static str) -> Result<&'a str> {
    let text = text.trim();
    if has_hidden(text, true) {
        return Err(Error::invalid_field(field, Message::new("dossiers-error-hidden")));
    }
    // A browser sends line ends as two characters and counts them as one.
    let length = text.chars().filter(|c| *c != '\r').count();
    if (least..=NOTE_MAX).contains(&length) {
        return Ok(text);
    }
    let found = i64::try_from(length).unwrap_or(i64::MAX);
    Err(Error::invalid_field(field, Message::new(key).arg("found", found)))
}

/// Checks that the page which sent the act showed the newest version: a stale tab is told, not obeyed.
fn same_version(seen: i64, now: i64) -> Result<()> {
    if seen == now { Ok(()) } else { Err(Error::conflict("error-changed")) }
}

/// The code of the identity role that does the work of a desk.
fn role_code(role: Role) -> &'static str {
    match role {
        Role::Reception => "reception",
        Role::Handling => "handler",
        Role::Approval => "approver",
    }
}

/// An officer to whom the next step is given at once must work in the unit that gets it.
async fn check_next_officer(reader: &Reader<'_>, case: &Case, acts: &[Act], officer: Option<Uuid>) -> Result<()> {
    let Some(officer) = officer else { return Ok(()) };
    let process = &case.procedure.process;
    let current = process.step(&case.dossier.step);
    let next = current.and_then(|step| acts.iter().find_map(|act| step.act(*act)?.to.as_deref()));
    if let Some(next) = next.and_then(|code| process.step(code)) {
        let unit = process.resolve(&next.at, case.dossier.receiving, case.dossier.responsible(), &case.units);
        let officers = identity::officers_with(reader, unit, role_code(next.role)).await?;
        if officers.iter().any(|known| known.account == officer) {
            return Ok(());
        }
    }
    Err(Error::invalid_field("officer", Message::new("dossiers-error-officer")))
}
