//! Every act by name, so that tables can try all of them; and the way to every state.

use dossiers::commands as act;
use dossiers::model::{Channel, DossierId, State};
use jiff::civil::date;
use kernel::Result;
use runtime::Actor;
use serde_json::{Map, Value, json};

use crate::common::{BIRTH, Town, decider};

/// An act of somebody on a dossier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Do {
    Accept,
    HandOn,
    Refuse,
    AskSupplement,
    GiveSupplement,
    SupplementAtCounter,
    Forward,
    SendBack,
    AskOpinion,
    AskFee,
    PayAtCounter,
    WithdrawAtCounter,
    Stop,
    Approve,
    Deliver,
    AskWithdrawal,
    AgreeWithdrawal,
    RefuseWithdrawal,
    Reappoint,
    Rate,
}

impl Do {
    pub(crate) const ALL: [Self; 20] = [
        Self::Accept,
        Self::HandOn,
        Self::Refuse,
        Self::AskSupplement,
        Self::GiveSupplement,
        Self::SupplementAtCounter,
        Self::Forward,
        Self::SendBack,
        Self::AskOpinion,
        Self::AskFee,
        Self::PayAtCounter,
        Self::WithdrawAtCounter,
        Self::Stop,
        Self::Approve,
        Self::Deliver,
        Self::AskWithdrawal,
        Self::AgreeWithdrawal,
        Self::RefuseWithdrawal,
        Self::Reappoint,
        Self::Rate,
    ];
}

fn reason() -> String {
    "Lý do mẫu của phép thử.".into()
}

/// Answers that a supplement may change.
pub(crate) fn changed() -> Map<String, Value> {
    json!({ "copies": 3 }).as_object().cloned().unwrap()
}

impl Town {
    /// Tries an act on the newest version: acts of the office by `officer`, those of the applicant by `applicant`.
    pub(crate) async fn attempt(&self, officer: &Actor, applicant: &Actor, id: DossierId, what: Do) -> Result<()> {
        let version = self.version(id).await;
        let text = reason();
        match what {
            Do::Accept => self.run(officer, act::Accept { id, version, assignee: None, papers: None }).await,
            Do::HandOn => self.hand_on(officer, id, &text).await,
            Do::Refuse => self.run(officer, act::Refuse { id, version, reason: text }).await,
            Do::AskSupplement => {
                let (override_reason, held_reason) = (reason(), reason());
                let ask = act::AskSupplement { id, version, request: text, override_reason, held_reason };
                self.run(officer, ask).await
            }
            Do::GiveSupplement => self.run(applicant, act::GiveSupplement { id, answers: changed(), note: text }).await,
            Do::SupplementAtCounter => {
                let (channel, answers) = (Channel::Counter, changed());
                self.run(officer, act::SupplementAtCounter { id, version, channel, answers, note: text }).await
            }
            Do::Forward => self.run(officer, act::Forward { id, version, note: text, assignee: None }).await,
            Do::SendBack => self.run(officer, act::SendBack { id, version, reason: text }).await,
            Do::AskOpinion => {
                let unit = self.units.division(self.ward, "police");
                self.run(officer, act::AskOpinion { id, version, unit, days: 1, question: text }).await
            }
            Do::AskFee => {
                self.run(officer, act::AskFee { id, version, amount: 20_000, reason: text }).await.map(|_| ())
            }
            Do::PayAtCounter => self.run(officer, self.counter_payment(id).await).await,
            Do::WithdrawAtCounter => self.run(officer, act::WithdrawAtCounter { id, version, reason: text }).await,
            Do::Stop => self.run(officer, act::Stop { id, version, reason: text }).await,
            Do::Approve => {
                self.run(
                    &decider(officer),
                    act::Approve { id, version, override_reason: text, attached: None, results: Vec::new() },
                )
                .await
            }
            Do::Deliver => self.run(officer, act::Deliver { id, version, proof: text }).await,
            Do::AskWithdrawal => self.run(applicant, act::AskWithdrawal { id, reason: text }).await,
            Do::AgreeWithdrawal => {
                self.run(officer, act::DecideWithdrawal { id, version, agree: true, reason: text }).await
            }
            Do::RefuseWithdrawal => {
                self.run(officer, act::DecideWithdrawal { id, version, agree: false, reason: text }).await
            }
            Do::Reappoint => {
                self.run(officer, act::Reappoint { id, version, date: date(2025, 3, 3), reason: text }).await
            }
            Do::Rate => self.run(applicant, act::Rate { id, score: 4, comment: text }).await,
        }
    }

    /// The same by the clerk and the citizen; it must go well.
    pub(crate) async fn must(&self, id: DossierId, what: Do) {
        let done = self.attempt(&self.clerk, &self.citizen, id, what).await;
        assert!(done.is_ok(), "{what:?}: {done:?}");
    }

    /// A birth dossier in a state; `InProgress` stands before the approver.
    pub(crate) async fn in_state(&self, state: State) -> DossierId {
        let id = self.file(BIRTH).await;
        let steps: &[Do] = match state {
            State::Submitted => &[],
            State::Accepted => &[Do::Accept],
            State::Refused => &[Do::Refuse],
            State::InProgress => &[Do::Accept, Do::Forward],
            State::SupplementAsked => &[Do::Accept, Do::AskSupplement],
            State::PaymentAsked => &[Do::Accept, Do::AskFee],
            State::WithdrawalAsked => &[Do::Accept, Do::AskWithdrawal],
            State::Stopped => &[Do::Accept, Do::Stop],
            State::Decided => &[Do::Accept, Do::Forward, Do::Approve],
            State::Returned => &[Do::Accept, Do::Forward, Do::Approve, Do::Deliver],
        };
        for what in steps {
            if *what == Do::Approve {
                self.add_result(&self.clerk, id).await;
            }
            self.must(id, *what).await;
        }
        assert_eq!(self.dossier(id).await.state, state);
        id
    }
}
