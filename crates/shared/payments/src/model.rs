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

    /// What money that arrives now is, when nobody asks for it: it came late for a payment that was let go, or again for
    /// one that was made. None when it is asked for.
    pub fn excess(self) -> Option<Excess> {
        match self {
            Self::Due | Self::Started | Self::Failed => None,
            Self::Cancelled => Some(Excess::Late),
            Self::Paid | Self::RefundAsked | Self::Refunded => Some(Excess::Again),
        }
    }
}

/// Why money that came is owed back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Excess {
    /// The payment had been made before.
    Again,
    /// Nobody asked for the payment any more.
    Late,
    /// It is more than the fee, which was counted anew.
    Over,
}

impl Excess {
    /// All reasons.
    pub const ALL: [Self; 3] = [Self::Again, Self::Late, Self::Over];

    /// The code for storage and API.
    pub fn code(self) -> &'static str {
        match self {
            Self::Again => "again",
            Self::Late => "late",
            Self::Over => "over",
        }
    }

    /// The reason of a code.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|excess| excess.code() == code)
    }

    /// Message that names it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Again => "payments-excess-again",
            Self::Late => "payments-excess-late",
            Self::Over => "payments-excess-over",
        }
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
    Excess as "PaymentExcess",
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
    /// How much, in đồng; more than 0. What was split off is not in it.
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
    /// Why nobody asked for its money, when it is owed back.
    pub excess: Option<Excess>,
    /// The payment beside which its money came, or of which it was split off.
    pub excess_of: Option<Uuid>,
    /// When the domain that asked for payments took the excess into its own record.
    pub noted_at: Option<Timestamp>,
    /// How much of what was asked for, in đồng, stands in payments that were split off.
    pub split_off: i64,
    /// When it was recorded that it was given back.
    pub refunded_at: Option<Timestamp>,
    /// Version, from 1.
    pub version: i64,
}

impl Payment {
    /// Whether nothing is to be paid any more: it was paid (perhaps given back since) or is no longer asked for.
    pub fn is_settled(&self) -> bool {
        !self.state.can_start()
    }

    /// What was asked for, in đồng, as the gateway was told.
    pub fn asked(&self) -> i64 {
        self.amount.saturating_add(self.split_off)
    }

    /// Whether money came that nobody asked for, and the domain that asked for payments does not know it yet.
    pub fn is_news(&self) -> bool {
        self.excess.is_some() && self.state == State::RefundAsked && self.noted_at.is_none()
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
        for excess in Excess::ALL {
            assert_eq!(Excess::parse(excess.code()), Some(excess));
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
        for (state, starts, excess) in [
            (State::Due, true, None),
            (State::Started, true, None),
            (State::Failed, true, None),
            (State::Cancelled, false, Some(Excess::Late)),
            (State::Paid, false, Some(Excess::Again)),
            (State::RefundAsked, false, Some(Excess::Again)),
            (State::Refunded, false, Some(Excess::Again)),
        ] {
            assert_eq!((state.can_start(), state.excess()), (starts, excess), "{state:?}");
        }
    }
}
