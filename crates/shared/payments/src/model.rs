//! A payment and the states it passes through.

use kernel::Timestamp;
use uuid::Uuid;

/// The state of a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// Asked for; nothing has happened.
    Due,
    /// The person was sent to the gateway.
    Started,
    /// The gateway confirmed the money.
    Paid,
    /// The gateway refused it or the person went back; it can be tried again.
    Failed,
    /// Nobody asks for it any more.
    Cancelled,
    /// Paid, and to be given back.
    RefundAsked,
    /// Given back.
    Refunded,
}

impl State {
    /// All states in the order of their life.
    pub const ALL: [Self; 7] =
        [Self::Due, Self::Started, Self::Paid, Self::Failed, Self::Cancelled, Self::RefundAsked, Self::Refunded];

    /// The code for storage.
    pub fn code(self) -> &'static str {
        match self {
            Self::Due => "due",
            Self::Started => "started",
            Self::Paid => "paid",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::RefundAsked => "refund_asked",
            Self::Refunded => "refunded",
        }
    }

    /// The state of a code.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// Message that names it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Due => "payments-state-due",
            Self::Started => "payments-state-started",
            Self::Paid => "payments-state-paid",
            Self::Failed => "payments-state-failed",
            Self::Cancelled => "payments-state-cancelled",
            Self::RefundAsked => "payments-state-refund-asked",
            Self::Refunded => "payments-state-refunded",
        }
    }

    /// Class and icon of its tag: colour, icon and words say the same.
    pub(crate) fn tag(self) -> (&'static str, &'static str) {
        match self {
            Self::Due | Self::Started => ("soon", "coin"),
            Self::Paid => ("ok", "ok"),
            Self::Failed => ("late", "late"),
            Self::Cancelled => ("", "no"),
            Self::RefundAsked => ("paused", "out"),
            Self::Refunded => ("info", "done"),
        }
    }

    /// Whether the person may be sent to the gateway.
    pub fn can_start(self) -> bool {
        matches!(self, Self::Due | Self::Started | Self::Failed)
    }

    /// Whether money that arrives now settles it. Money for a cancelled payment counts too: it has been paid, and has to
    /// be given back.
    pub fn can_settle(self) -> bool {
        matches!(self, Self::Due | Self::Started | Self::Failed | Self::Cancelled)
    }
}

web::coded! { State as "PaymentStatus" }

/// A payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    /// Its id.
    pub id: Uuid,
    /// The unit it was made for.
    pub home: Uuid,
    /// The dossier or other thing it is for.
    pub dossier: Uuid,
    /// The account that may pay it; none when the person has no account.
    pub account: Option<Uuid>,
    /// How much, in đồng; more than 0.
    pub amount: i64,
    /// What for, in words without personal values: a code of a dossier, a name of a fee.
    pub purpose: String,
    /// Where it stands.
    pub state: State,
    /// The gateway's transaction that paid it.
    pub gateway_txn: Option<String>,
    /// When it was asked for.
    pub made_at: Timestamp,
    /// When the gateway's confirmation was taken.
    pub paid_at: Option<Timestamp>,
    /// When it was found on the gateway's daily list.
    pub reconciled_at: Option<Timestamp>,
    /// Version, from 1.
    pub version: i64,
}

impl Payment {
    /// Whether nothing is to be paid any more: it was paid (perhaps given back since) or is no longer asked for.
    pub fn is_settled(&self) -> bool {
        !self.state.can_start()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_come_back() {
        for state in State::ALL {
            assert_eq!(State::parse(state.code()), Some(state));
        }
        assert_eq!(State::parse("lost"), None);
    }

    #[test]
    fn what_each_state_allows() {
        for (state, starts, settles) in [
            (State::Due, true, true),
            (State::Started, true, true),
            (State::Failed, true, true),
            (State::Cancelled, false, true),
            (State::Paid, false, false),
            (State::RefundAsked, false, false),
            (State::Refunded, false, false),
        ] {
            assert_eq!((state.can_start(), state.can_settle()), (starts, settles), "{state:?}");
        }
    }
}
