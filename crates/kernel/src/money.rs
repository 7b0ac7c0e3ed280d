//! Money: whole đồng, never negative. The đồng has no fraction in use.

/// An amount of đồng, zero or more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Dong(i64);

/// Why an amount cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Below zero: a refund is a state of a payment, not a negative amount.
    #[error("an amount of money cannot be negative")]
    Negative,
    /// Beyond what 64 bits hold.
    #[error("an amount of money is too large")]
    TooLarge,
}

impl Dong {
    /// Nothing to pay.
    pub const ZERO: Self = Self(0);

    /// An amount of zero or more đồng.
    pub fn new(amount: i64) -> Result<Self, MoneyError> {
        if amount < 0 { Err(MoneyError::Negative) } else { Ok(Self(amount)) }
    }

    /// The number of đồng, for storage and display.
    pub fn amount(self) -> i64 {
        self.0
    }

    /// Whether nothing is to be paid.
    pub fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The sum, or [`MoneyError::TooLarge`].
    pub fn checked_add(self, other: Self) -> Result<Self, MoneyError> {
        self.0.checked_add(other.0).map(Self).ok_or(MoneyError::TooLarge)
    }

    /// The difference, or [`MoneyError::Negative`] when `other` is larger.
    pub fn checked_sub(self, other: Self) -> Result<Self, MoneyError> {
        Self::new(self.0.saturating_sub(other.0))
    }

    /// The amount for `count` pieces (copies, pages); `count` is zero or more.
    pub fn checked_mul(self, count: i64) -> Result<Self, MoneyError> {
        if count < 0 {
            return Err(MoneyError::Negative);
        }
        self.0.checked_mul(count).map(Self).ok_or(MoneyError::TooLarge)
    }

    /// The sum of all amounts; nothing sums to [`Dong::ZERO`].
    pub fn total(amounts: impl IntoIterator<Item = Self>) -> Result<Self, MoneyError> {
        amounts.into_iter().try_fold(Self::ZERO, Self::checked_add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAX: Dong = Dong(i64::MAX);

    #[test]
    fn amounts_are_never_negative() {
        for (amount, want) in [
            (0, Ok(Dong::ZERO)),
            (50_000, Ok(Dong(50_000))),
            (-1, Err(MoneyError::Negative)),
            (i64::MIN, Err(MoneyError::Negative)),
            (i64::MAX, Ok(MAX)),
        ] {
            assert_eq!(Dong::new(amount), want);
        }
        assert_eq!(Dong::default(), Dong::ZERO);
        assert!(Dong::ZERO.is_zero() && !MAX.is_zero());
    }

    #[test]
    fn sums_and_products_are_checked() {
        assert_eq!(Dong(8_000).checked_add(Dong(2_000)), Ok(Dong(10_000)));
        assert_eq!(MAX.checked_add(Dong(1)), Err(MoneyError::TooLarge));
        assert_eq!(Dong(2_000).checked_sub(Dong(2_000)), Ok(Dong::ZERO));
        assert_eq!(Dong(2_000).checked_sub(MAX), Err(MoneyError::Negative));
        assert_eq!(Dong(2_000).checked_mul(3), Ok(Dong(6_000)));
        assert_eq!(Dong(2_000).checked_mul(0), Ok(Dong::ZERO));
        assert_eq!(Dong(2_000).checked_mul(-3), Err(MoneyError::Negative));
        assert_eq!(MAX.checked_mul(2), Err(MoneyError::TooLarge));
        assert_eq!(Dong::total([]), Ok(Dong::ZERO));
        assert_eq!(Dong::total([Dong(1), Dong(2), Dong(3)]), Ok(Dong(6)));
        assert_eq!(Dong::total([MAX, Dong(1)]), Err(MoneyError::TooLarge));
    }
}
