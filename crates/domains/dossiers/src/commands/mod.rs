//! The commands, one act a file. Each is authorise, read, decide; the executor commits.

mod accept;
mod approve;
mod ask_leader;
mod assign;
mod balance;
mod consent;
mod deliver;
mod drafts;
mod erasure;
mod export;
mod fee;
mod file;
mod file_whole;
mod forward;
mod glass;
mod hand_on;
mod held;
mod infected;
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
pub(crate) use consent::KEPT;
pub use consent::{GiveConsent, WithdrawConsent};
pub use deliver::Deliver;
pub use drafts::{DropDraft, EndDraft, OpenDraft, SaveDraft, StartDraft};
pub use erasure::{AskErasure, Erase, RefuseErasure};
pub(crate) use erasure::{EndRetention, LETTER, NoteTold, TELL};
pub use export::ExportData;
pub use fee::{AskFee, SettleFee};
pub use file::{AddFile, FileSource, NewFile, RemoveFile};
pub(crate) use file::{check_digitised, removable_files};
pub(crate) use file_whole::REACHED;
pub use file_whole::{FileWhole, file_whole, filed_before, submit};
pub use forward::{Forward, SendBack};
pub use glass::{BreakGlass, GlassHours, ReviewGlass};
pub(crate) use glass::{WATCH, is_reviewed_by};
pub use hand_on::HandOn;
pub use held::TakeHeld;
pub use infected::NoteInfected;
pub use intake::TakeIn;
pub use notices::{ReadDeskNotices, ReadNotices};
pub use opinion::{AskOpinion, GiveOpinion};
pub use pay_at_counter::{PayAtCounter, take_payment};
pub use rate::Rate;
pub use reappoint::Reappoint;
pub use refund::{AskRefund, RecordRefund};
pub use refuse::Refuse;
pub use stop::Stop;
pub(crate) use submit::{Filed, area_error, area_levels, missing_papers};
pub use submit::{Submit, SubmitAgreeing, Submitted};
pub use supplement::{AskSupplement, GiveSupplement};
pub use supplement_at_counter::SupplementAtCounter;
pub use withdraw::{AskWithdrawal, DecideWithdrawal, WithdrawAtCounter};

use identity::Officer;
use kernel::text::has_hidden;
use kernel::{Error, Message, Result};
use organisation::Role;
use procedures::process::Act;
use runtime::{Actor, Permission, Reader};
use uuid::Uuid;

use crate::case::Case;
use crate::model::Task;

/// The most characters of a reason or note.
pub(crate) const NOTE_MAX: i64 = 2_000;

/// A reason that must be given: between 5 and 2.000 characters, all of them to be seen.
pub(crate) fn reason<'a>(field: &'static str, text: &'a str) -> Result<&'a str> {
    bounded(field, text, 5, "dossiers-error-reason")
}

/// A word that may be left out: at most 2.000 characters, all of them to be seen.
pub(crate) fn remark<'a>(field: &'static str, text: &'a str) -> Result<&'a str> {
    bounded(field, text, 0, "dossiers-error-remark")
}

fn bounded<'a>(field: &'static str, text: &'a str, least: i64, key: &'static str) -> Result<&'a str> {
    let text = text.trim();
    if has_hidden(text, true) {
        return Err(Error::invalid_field(field, Message::new("dossiers-error-hidden")));
    }
    // A browser sends line ends as two characters and counts them as one.
    let found = i64::try_from(text.chars().filter(|c| *c != '\r').count()).unwrap_or(i64::MAX);
    if (least..=NOTE_MAX).contains(&found) {
        return Ok(text);
    }
    Err(Error::invalid_field(field, Message::new(key).arg("found", found)))
}

/// Checks that the page which sent the act showed the newest version: a stale tab is told, not obeyed.
fn same_version(seen: i64, now: i64) -> Result<()> {
    if seen == now { Ok(()) } else { Err(Error::conflict("error-changed").at_version(now)) }
}

/// Fails unless the actor has one of these rights somewhere.
fn require_any(actor: &Actor, rights: &[Permission]) -> Result<()> {
    if rights.iter().any(|right| actor.can(*right)) { Ok(()) } else { Err(Error::forbidden()) }
}

/// The officers of the unit that has a piece of work, in the role that does it.
pub(crate) async fn officers_of(reader: &Reader<'_>, case: &Case, task: &Task) -> Result<Vec<Officer>> {
    let role = case.procedure.process.step(&task.step).map_or(Role::Handling, |step| step.role);
    identity::officers_with(reader, case.unit_of(task)?, role_code(role)).await
}

/// The code of the identity role that does the work of a desk.
pub(crate) fn role_code(role: Role) -> &'static str {
    match role {
        Role::Reception => "reception",
        Role::Handling => "handler",
        Role::Approval => "approver",
    }
}

/// Whether an officer to whom the next step is given at once works in the unit that gets it; nobody need be named.
async fn is_of_next(reader: &Reader<'_>, case: &Case, acts: &[Act], officer: Option<Uuid>) -> Result<bool> {
    let Some(officer) = officer else { return Ok(true) };
    let process = &case.procedure.process;
    let current = process.step(&case.dossier.step);
    let next = current.and_then(|step| acts.iter().find_map(|act| step.act(*act)?.to.as_deref()));
    if let Some(next) = next.and_then(|code| process.step(code)) {
        let unit =
            process.resolve(&next.at, case.dossier.receiving, case.dossier.responsible(&case.units), &case.units);
        let officers = identity::officers_with(reader, unit, role_code(next.role)).await?;
        return Ok(officers.iter().any(|known| known.account == officer));
    }
    Ok(false)
}

/// Fails unless the named officer may be given the work.
fn check_officer(is_known: bool) -> Result<()> {
    if is_known { Ok(()) } else { Err(Error::invalid_field("officer", Message::new("dossiers-error-officer"))) }
}
