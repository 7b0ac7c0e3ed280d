//! The acts of officers, and whether one can be done now: the same questions that the commands ask.

use kernel::{Error, Result};
use payments::Payment;
use procedures::process::Act as StepAct;
use runtime::Actor;

use super::conditions::Conditions;
use crate::case::Case;
use crate::model::{Duty, PaymentState, State, Task, TaskKind};
use crate::permissions::{APPROVE, ASSIGN, DELIVER, HANDLE, OVERRIDE, RECEIVE};

/// An act of an officer on one dossier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// Accept it.
    Accept,
    /// Refuse it (form 03).
    Refuse,
    /// Ask for a supplement (form 02).
    AskSupplement,
    /// Hand on from the desk what was accepted before its papers were digitised.
    HandOn,
    /// Give the work to an officer.
    Assign,
    /// Take the work.
    Take,
    /// Hand it to the next step.
    Forward,
    /// Send it back to an earlier step.
    SendBack,
    /// Ask another unit for an opinion.
    AskOpinion,
    /// Give an opinion that was asked of the own unit.
    GiveOpinion,
    /// Ask for a fee.
    AskFee,
    /// Stop with a reason.
    Stop,
    /// Apologise and appoint a new date.
    Reappoint,
    /// Decide.
    Approve,
    /// Record that the result was returned.
    Deliver,
    /// Agree to a withdrawal, or not.
    DecideWithdrawal,
    /// Add a digitised paper.
    Scan,
    /// Take a supplement that the applicant brings to the desk or sends by post.
    SupplementAtCounter,
    /// Take a fee that was asked for.
    PayAtCounter,
    /// Write down that the applicant of a paper dossier asks to withdraw it.
    WithdrawAtCounter,
    /// Ask that a fee be given back.
    AskRefund,
    /// Record that a fee was given back.
    RecordRefund,
    /// Ask a leader for a second request for supplement.
    AskLeader,
}

/// Whether an act that is offered can be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// It can.
    Open,
    /// It cannot yet; the message says why.
    Blocked(&'static str),
}

impl Act {
    /// All acts in the order in which they are offered.
    pub(super) const ALL: [Self; 23] = [
        Self::Accept,
        Self::HandOn,
        Self::Approve,
        Self::Deliver,
        Self::GiveOpinion,
        Self::DecideWithdrawal,
        Self::SupplementAtCounter,
        Self::PayAtCounter,
        Self::Forward,
        Self::Take,
        Self::Assign,
        Self::AskOpinion,
        Self::AskSupplement,
        Self::AskLeader,
        Self::AskFee,
        Self::SendBack,
        Self::Scan,
        Self::Reappoint,
        Self::Refuse,
        Self::WithdrawAtCounter,
        Self::RecordRefund,
        Self::AskRefund,
        Self::Stop,
    ];

    /// The code in addresses and messages.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Refuse => "refuse",
            Self::AskSupplement => "ask-supplement",
            Self::HandOn => "hand-on",
            Self::Assign => "assign",
            Self::Take => "take",
            Self::Forward => "forward",
            Self::SendBack => "send-back",
            Self::AskOpinion => "ask-opinion",
            Self::GiveOpinion => "give-opinion",
            Self::AskFee => "ask-fee",
            Self::Stop => "stop",
            Self::Reappoint => "reappoint",
            Self::Approve => "approve",
            Self::Deliver => "deliver",
            Self::DecideWithdrawal => "decide-withdrawal",
            Self::Scan => "scan",
            Self::SupplementAtCounter => "supplement-at-counter",
            Self::PayAtCounter => "pay-at-counter",
            Self::WithdrawAtCounter => "withdraw-at-counter",
            Self::AskRefund => "ask-refund",
            Self::RecordRefund => "record-refund",
            Self::AskLeader => "ask-leader",
        }
    }

    /// The act of a code; an unknown one is not found.
    pub(super) fn parse(code: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|act| act.code() == code).ok_or_else(Error::not_found)
    }

    /// Message of its button.
    pub(super) fn label(self) -> String {
        format!("dossiers-desk-do-{}", self.code())
    }

    /// Message that says what follows from it.
    pub(super) fn lead(self) -> String {
        format!("dossiers-desk-lead-{}", self.code())
    }

    /// Message that says that it was done.
    pub(super) fn done(self) -> String {
        format!("dossiers-done-{}", self.code())
    }

    /// The key that presses its button; may be empty.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Assign => "a",
            Self::SendBack => "r",
            Self::GiveOpinion => "c",
            Self::Approve => "s",
            _ => "",
        }
    }

    /// Whether it is hard to take back.
    pub(super) fn is_warning(self) -> bool {
        matches!(self, Self::Refuse | Self::WithdrawAtCounter | Self::AskRefund | Self::Stop)
    }

    /// Whether its form carries files.
    pub(super) fn has_files(self) -> bool {
        matches!(self, Self::Approve | Self::Scan | Self::SupplementAtCounter)
    }

    /// Whether its form is too long for a dialog, so that it has only a page of its own.
    pub(super) fn is_page(self) -> bool {
        self == Self::SupplementAtCounter
    }

    /// Whether the dossier leaves the officer's hands, so that the list is the place to go on.
    pub(super) fn moves_on(self) -> bool {
        !matches!(
            self,
            Self::Take
                | Self::Assign
                | Self::AskOpinion
                | Self::Reappoint
                | Self::Scan
                | Self::SupplementAtCounter
                | Self::PayAtCounter
                | Self::WithdrawAtCounter
                | Self::AskRefund
                | Self::RecordRefund
                | Self::AskLeader
        )
    }

    /// The state in which a payment must be for an act that gives it back.
    pub(super) fn refunds(self) -> Option<payments::State> {
        match self {
            Self::AskRefund => Some(payments::State::Paid),
            Self::RecordRefund => Some(payments::State::RefundAsked),
            _ => None,
        }
    }
}

/// The open questions for an opinion that the actor may answer.
pub(super) fn asked_of<'a>(case: &'a Case, actor: &Actor) -> Vec<&'a Task> {
    let is_mine = |task: &&Task| case.unit_of(task).is_ok_and(|unit| actor.can_in(HANDLE, unit.uuid()));
    case.tasks.iter().filter(|task| task.kind == TaskKind::Opinion).filter(is_mine).collect()
}

/// How an act stands for an actor; none when it is not offered at all.
pub(super) fn standing(
    act: Act,
    case: &Case,
    asked: &[Payment],
    actor: &Actor,
    conditions: &Conditions,
) -> Option<Standing> {
    if !is_offered(act, case, asked, actor) {
        return None;
    }
    Some(obstacle(act, case, actor, conditions).map_or(Standing::Open, Standing::Blocked))
}

/// The codes of the acts that are offered to an actor now on a dossier with what was asked to be paid; some may still
/// wait for something.
pub(crate) fn offered(case: &Case, asked: &[Payment], actor: &Actor) -> Vec<&'static str> {
    Act::ALL.into_iter().filter(|act| is_offered(*act, case, asked, actor)).map(Act::code).collect()
}

fn is_offered(act: Act, case: &Case, asked: &[Payment], actor: &Actor) -> bool {
    match act {
        Act::AskRefund | Act::RecordRefund => {
            let is_there = asked.iter().any(|payment| Some(payment.state) == act.refunds());
            is_there && actor.can_in(payments::REFUND, case.dossier.home)
        }
        Act::GiveOpinion => !asked_of(case, actor).is_empty(),
        // Once it is decided only the desk has work left: the result goes out from there.
        Act::Assign => {
            let has_work = case.dossier.state.is_open() || case.is_at_desk(actor, DELIVER);
            has_work && case.step_task().is_some() && case.has_right(actor, ASSIGN)
        }
        Act::Scan => {
            let state = case.dossier.state;
            let may_receive = !state.is_terminal() && case.has_right(actor, RECEIVE);
            may_receive || (state.is_open() && case.has_right(actor, HANDLE))
        }
        // The applicant comes to the desk where the dossier was handed in, whoever has the work meanwhile.
        Act::SupplementAtCounter => case.dossier.state == State::SupplementAsked && case.is_at_desk(actor, RECEIVE),
        Act::PayAtCounter => case.dossier.payment == PaymentState::Due && case.is_at_desk(actor, payments::TAKE),
        Act::WithdrawAtCounter => {
            let dossier = &case.dossier;
            let is_open = dossier.state.may_become(State::WithdrawalAsked, dossier.state_before);
            dossier.account.is_none() && is_open && case.is_at_desk(actor, RECEIVE)
        }
        // Whoever may make an exception need not work at the desk.
        Act::HandOn => case.is_held() && (case.require_step(actor, &[]).is_ok() || case.has_right(actor, OVERRIDE)),
        // A second request is a leader's, who need not work at the desk.
        Act::AskSupplement if case.had_supplement() && case.has_right(actor, OVERRIDE) => {
            case.step_task().is_some_and(|task| is_step_act(act, case, actor, task))
        }
        _ => case.require_step(actor, &[]).is_ok_and(|task| is_step_act(act, case, actor, task)),
    }
}

/// Whether the current step offers an act to whoever may do its work.
fn is_step_act(act: Act, case: &Case, actor: &Actor, task: &Task) -> bool {
    let state = case.dossier.state;
    let is_running = matches!(state, State::Accepted | State::InProgress);
    let step = case.procedure.process.step(&case.dossier.step);
    let allows = |wanted: StepAct| step.is_some_and(|step| step.allows(wanted));
    let works = actor.can(HANDLE) || actor.can(APPROVE);
    match act {
        Act::Accept => allows(StepAct::Accept) && state == State::Submitted,
        Act::Refuse => allows(StepAct::Refuse) && state == State::Submitted,
        Act::AskSupplement => allows(StepAct::RequestSupplement) && (is_running || state == State::Submitted),
        Act::AskLeader => {
            let is_second = case.dossier.supplements >= case.rules.supplements && !case.has_right(actor, OVERRIDE);
            is_second && is_step_act(Act::AskSupplement, case, actor, task)
        }
        Act::Take => task.assignee != Some(actor.account),
        Act::Forward => works && (allows(StepAct::Forward) || allows(StepAct::Transfer)),
        Act::SendBack => works && allows(StepAct::SendBack),
        Act::AskOpinion => actor.can(HANDLE) && allows(StepAct::RequestOpinion),
        Act::AskFee => actor.can(HANDLE) && allows(StepAct::RequestFee) && is_running,
        Act::Stop => (works || actor.can(RECEIVE)) && allows(StepAct::Stop) && (is_running || state.is_paused()),
        Act::Reappoint => works && case.dossier.due_at.is_some() && state.is_open(),
        Act::Approve => actor.can(APPROVE) && allows(StepAct::Approve),
        Act::Deliver => actor.can(DELIVER) && allows(StepAct::Deliver) && state == State::Decided,
        Act::DecideWithdrawal => state == State::WithdrawalAsked,
        // These hang on no step, or on more than that.
        Act::HandOn
        | Act::GiveOpinion
        | Act::Assign
        | Act::Scan
        | Act::SupplementAtCounter
        | Act::PayAtCounter
        | Act::WithdrawAtCounter
        | Act::AskRefund
        | Act::RecordRefund => false,
    }
}

/// Why an act that is offered cannot be done yet.
fn obstacle(act: Act, case: &Case, actor: &Actor, conditions: &Conditions) -> Option<&'static str> {
    let needs_a_running_clock =
        matches!(act, Act::HandOn | Act::Forward | Act::SendBack | Act::AskOpinion | Act::Approve | Act::Reappoint);
    if needs_a_running_clock && case.dossier.state.is_paused() {
        let withdraws = case.dossier.state == State::WithdrawalAsked;
        return Some(if withdraws { "dossiers-desk-why-withdrawal" } else { "dossiers-error-paused" });
    }
    let may_override = case.has_right(actor, OVERRIDE);
    match act {
        Act::Forward | Act::Approve if !conditions.awaited.is_empty() => Some("dossiers-error-opinion-missing"),
        Act::HandOn if !conditions.missing.is_empty() && !may_override => Some("dossiers-error-scans-missing"),
        Act::Approve if !conditions.missing.is_empty() && !may_override => Some("dossiers-error-papers-missing"),
        Act::Approve if conditions.is_unpaid && !may_override => Some("dossiers-error-unpaid"),
        Act::Approve if conditions.duty == Duty::Barred => Some("dossiers-error-duties"),
        Act::Approve if conditions.duty == Duty::Exception && !may_override => Some("dossiers-error-duties"),
        Act::AskSupplement if case.had_supplement() && !may_override => Some("dossiers-error-second-supplement"),
        Act::Reappoint if case.dossier.reappointed >= case.rules.reappointments => Some("dossiers-error-reappointed"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_back_and_unknown_ones_are_not_found() {
        for act in Act::ALL {
            assert_eq!(Act::parse(act.code()).unwrap(), act);
        }
        for code in ["", "burn", "Accept"] {
            assert_eq!(Act::parse(code).unwrap_err().kind(), kernel::Kind::NotFound, "{code}");
        }
    }
}
