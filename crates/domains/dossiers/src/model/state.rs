//! The ten national states of a dossier and the moves between them (facts 2.6, 2.41).

use kernel::{Error, Result};

/// A national dossier state; the number is its code (fact 2.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// 1 Mới đăng ký.
    Submitted,
    /// 2 Được tiếp nhận.
    Accepted,
    /// 3 Không được tiếp nhận.
    Refused,
    /// 4 Đang xử lý.
    InProgress,
    /// 5 Yêu cầu bổ sung giấy tờ.
    SupplementAsked,
    /// 6 Yêu cầu thực hiện nghĩa vụ tài chính.
    PaymentAsked,
    /// 7 Công dân yêu cầu rút hồ sơ.
    WithdrawalAsked,
    /// 8 Dừng xử lý.
    Stopped,
    /// 9 Đã xử lý xong.
    Decided,
    /// 10 Đã trả kết quả.
    Returned,
}

use State::{
    Accepted, Decided, InProgress, PaymentAsked, Refused, Returned, Stopped, Submitted, SupplementAsked,
    WithdrawalAsked,
};

/// Every allowed move. From 7 a dossier may also go back to the state it came from, which the caller knows.
const MOVES: &[(State, &[State])] = &[
    (Submitted, &[Accepted, Refused, SupplementAsked, WithdrawalAsked]),
    (Accepted, &[InProgress, SupplementAsked, PaymentAsked, WithdrawalAsked]),
    (InProgress, &[SupplementAsked, PaymentAsked, WithdrawalAsked, Stopped, Decided]),
    (SupplementAsked, &[Submitted, InProgress, WithdrawalAsked, Stopped]),
    (PaymentAsked, &[InProgress, WithdrawalAsked, Stopped]),
    (WithdrawalAsked, &[Stopped]),
    (Decided, &[Returned]),
    (Refused, &[]),
    (Stopped, &[]),
    (Returned, &[]),
];

impl State {
    /// All states in the order of their codes.
    pub const ALL: [Self; 10] = [
        Submitted,
        Accepted,
        Refused,
        InProgress,
        SupplementAsked,
        PaymentAsked,
        WithdrawalAsked,
        Stopped,
        Decided,
        Returned,
    ];

    /// The national code, 1 to 10.
    pub fn code(self) -> i64 {
        match self {
            Submitted => 1,
            Accepted => 2,
            Refused => 3,
            InProgress => 4,
            SupplementAsked => 5,
            PaymentAsked => 6,
            WithdrawalAsked => 7,
            Stopped => 8,
            Decided => 9,
            Returned => 10,
        }
    }

    /// The state of a national code.
    pub fn of_code(code: i64) -> Result<Self> {
        Self::ALL
            .into_iter()
            .find(|state| state.code() == code)
            .ok_or_else(|| Error::internal(format!("no dossier state has the code {code}")))
    }

    /// Whether the table allows the move; `before` is the state from which a withdrawal was asked.
    pub fn may_become(self, to: Self, before: Option<Self>) -> bool {
        let listed = MOVES.iter().any(|(from, targets)| *from == self && targets.contains(&to));
        listed || (self == WithdrawalAsked && before == Some(to))
    }

    /// Whether nothing can follow (fact 2.41).
    pub fn is_terminal(self) -> bool {
        matches!(self, Refused | Stopped | Returned)
    }

    /// Whether the agency still works on it.
    pub fn is_open(self) -> bool {
        !matches!(self, Refused | Stopped | Decided | Returned)
    }

    /// Whether the deadline clock stands: the citizen is awaited (fact 2.57), or a withdrawal is being decided.
    pub fn is_paused(self) -> bool {
        matches!(self, SupplementAsked | PaymentAsked | WithdrawalAsked)
    }

    /// Class and icon of the tag, as in the guide of the pages.
    pub fn look(self) -> (&'static str, &'static str) {
        match self {
            Submitted => ("", "new"),
            Accepted => ("info", "inbox"),
            Refused => ("late", "no"),
            InProgress => ("info", "half"),
            SupplementAsked => ("soon", "addpaper"),
            PaymentAsked => ("soon", "coin"),
            WithdrawalAsked => ("paused", "undo"),
            Stopped => ("", "stop"),
            Decided => ("ok", "ok"),
            Returned => ("final", "done"),
        }
    }

    /// Message of the short name, for tags.
    pub fn label(self) -> &'static str {
        match self {
            Submitted => "dossiers-state-1",
            Accepted => "dossiers-state-2",
            Refused => "dossiers-state-3",
            InProgress => "dossiers-state-4",
            SupplementAsked => "dossiers-state-5",
            PaymentAsked => "dossiers-state-6",
            WithdrawalAsked => "dossiers-state-7",
            Stopped => "dossiers-state-8",
            Decided => "dossiers-state-9",
            Returned => "dossiers-state-10",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fact 2.41, row by row: from, the states it may become.
    #[test]
    fn the_moves_are_those_of_the_table_and_no_others() {
        let table: [(i64, &[i64]); 10] = [
            (1, &[2, 3, 5, 7]),
            (2, &[4, 5, 6, 7]),
            (3, &[]),
            (4, &[5, 6, 7, 8, 9]),
            (5, &[1, 4, 7, 8]),
            (6, &[4, 7, 8]),
            (7, &[8]),
            (8, &[]),
            (9, &[10]),
            (10, &[]),
        ];
        for (from, targets) in table {
            for to in 1..=10 {
                let (a, b) = (State::of_code(from).unwrap(), State::of_code(to).unwrap());
                assert_eq!(a.may_become(b, None), targets.contains(&to), "{from} to {to}");
            }
        }
    }

    #[test]
    fn a_refused_withdrawal_goes_back_only_where_it_came_from() {
        for from in [Submitted, Accepted, InProgress, SupplementAsked, PaymentAsked] {
            assert!(WithdrawalAsked.may_become(from, Some(from)));
            assert!(!WithdrawalAsked.may_become(Decided, Some(from)));
        }
    }

    #[test]
    fn terminal_states_lead_nowhere() {
        for state in State::ALL.into_iter().filter(|state| state.is_terminal()) {
            assert!(State::ALL.iter().all(|to| !state.may_become(*to, None)), "{state:?}");
        }
    }
}
