//! A payment and the states it passes through.

use kernel::{Message, Timestamp};
use uuid::Uuid;

/// The state of a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// Asked for; nothing has happened.
    Due,
    /// The person was sent to the gateway.
    Started,
    /// The gateway confirmed the money, or an officer took it at the counter.
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
    pub fn tag(self) -> (&'static str, &'static str) {
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

/// How money came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// Over the gateway.
    Gateway,
    /// In cash, at a counter.
    Cash,
    /// By card, at a counter.
    Card,
}

impl Method {
    /// All ways.
    pub const ALL: [Self; 3] = [Self::Gateway, Self::Cash, Self::Card];

    /// The code for storage, forms and API.
    pub fn code(self) -> &'static str {
        match self {
            Self::Gateway => "gateway",
            Self::Cash => "cash",
            Self::Card => "card",
        }
    }

    /// The way of a code.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.code() == code)
    }

    /// The way of paying at a counter that somebody chose: `cash` or `card`.
    pub fn at_counter(code: &str) -> Result<Self, Message> {
        Self::parse(code).filter(|method| method.is_at_counter()).ok_or_else(|| Message::new("payments-error-method"))
    }

    /// Whether an officer took the money, so that the gateway knows nothing of it.
    pub fn is_at_counter(self) -> bool {
        self != Self::Gateway
    }

    /// Message that names it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Gateway => "payments-method-gateway",
            Self::Cash => "payments-method-cash",
            Self::Card => "payments-method-card",
        }
    }
}

web::coded! {
    Method as "PaymentMethod",
    State as "PaymentStatus",
}

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
    /// How it was paid; none before.
    pub method: Option<Method>,
    /// The gateway's transaction that paid it.
    pub gateway_txn: Option<String>,
    /// Number of the receipt of money that was taken at a counter; one payment of an agency has it.
    pub receipt: Option<String>,
    /// When it was asked for.
    pub made_at: Timestamp,
    /// When the gateway's confirmation, or the money, was taken.
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
        for method in Method::ALL {
            assert_eq!(Method::parse(method.code()), Some(method));
        }
    }

    #[test]
    fn nobody_pays_over_the_gateway_at_a_counter() {
        for (code, expected) in [("cash", Some(Method::Cash)), ("card", Some(Method::Card)), ("gateway", None)] {
            assert_eq!(Method::at_counter(code).ok(), expected, "{code}");
        }
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
