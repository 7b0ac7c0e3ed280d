//! The share of dossiers filed online, by level of the state, this year.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use kernel::time::MINUTE;
use kernel::{Result, Timestamp};
use organisation::{Directory, Level, UnitId};
use runtime::Reader;
use store::figures::FigureSum;
use uuid::Uuid;

/// The figure of the dossiers' domain: filed online / received, of procedures that can be filed online.
const FIGURE: &str = "dossiers.online";
/// How long sums are kept, in microseconds of business time.
const KEPT_FOR: i64 = 5 * MINUTE;

/// The share of one level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OnlineShare {
    /// Level of the units that counted.
    pub level: Level,
    /// Dossiers filed online.
    pub online: i64,
    /// Dossiers of such procedures received in any way; more than 0.
    pub received: i64,
}

/// The shares of all levels that received anything, from 1 January to a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnlineShares {
    /// From the province down.
    pub levels: Vec<OnlineShare>,
    /// When they were summed.
    pub as_of: Timestamp,
}

/// Keeps the sums for a few minutes, since every visitor of the home page asks for them.
#[derive(Debug, Default)]
pub struct HomeFigures {
    kept: Mutex<Option<Arc<OnlineShares>>>,
}

impl HomeFigures {
    /// The shares of this year, at most five minutes old.
    pub async fn this_year(&self, reader: &Reader<'_>) -> Result<Arc<OnlineShares>> {
        if let Some(kept) = self.kept(reader.now) {
            return Ok(kept);
        }
        let fresh = Arc::new(online_shares(reader).await?);
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&fresh));
        Ok(fresh)
    }

    fn kept(&self, now: Timestamp) -> Option<Arc<OnlineShares>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner).clone()?;
        is_fresh(kept.as_of, now).then_some(kept)
    }
}

/// Whether sums of one moment may be shown at another. The year must be the same: a new one begins at nothing.
fn is_fresh(as_of: Timestamp, now: Timestamp) -> bool {
    (0..KEPT_FOR).contains(&now.0.saturating_sub(as_of.0)) && as_of.date().year() == now.date().year()
}

/// The shares of this year, read now.
pub(crate) async fn online_shares(reader: &Reader<'_>) -> Result<OnlineShares> {
    let now = reader.now;
    let today = now.date();
    let first_day = Timestamp::start_of(today.first_of_year()).day_number();
    let sums = reader.figure(FIGURE, first_day, now.day_number()).await?;
    let directory = reader.service::<Directory>()?.on(now);
    let level_of = |unit: Uuid| directory.unit(UnitId::from(unit)).ok().map(|found| found.level);
    Ok(OnlineShares { levels: by_level(&sums, level_of), as_of: now })
}

/// Sums of units and slices put together by level.
fn by_level(sums: &[FigureSum], level_of: impl Fn(Uuid) -> Option<Level>) -> Vec<OnlineShare> {
    let mut levels: BTreeMap<Level, (i64, i64)> = BTreeMap::new();
    for sum in sums {
        if let Some(level) = level_of(sum.unit) {
            let (online, received) = levels.entry(level).or_default();
            *online += sum.num;
            *received += sum.den;
        }
    }
    let shares = levels.into_iter().map(|(level, (online, received))| OnlineShare { level, online, received });
    shares.filter(|share| share.received > 0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(unit: u128, num: i64, den: i64) -> FigureSum {
        FigureSum { unit: Uuid::from_u128(unit), slice: String::new(), num, den }
    }

    #[test]
    fn units_of_a_level_are_summed_and_unknown_or_idle_ones_left_out() {
        let sums = [sum(1, 3, 4), sum(20, 1, 2), sum(21, 2, 8), sum(30, 0, 0), sum(99, 5, 5)];
        let level_of = |unit: Uuid| match unit.as_u128() {
            1 => Some(Level::Province),
            20 | 21 => Some(Level::Commune),
            30 => Some(Level::District),
            _ => None,
        };
        let shares = by_level(&sums, level_of);
        assert_eq!(
            shares,
            [
                OnlineShare { level: Level::Province, online: 3, received: 4 },
                OnlineShare { level: Level::Commune, online: 3, received: 10 },
            ]
        );
    }

    #[test]
    fn sums_grow_old_after_five_minutes_and_with_the_year() {
        let last_minute = Timestamp(1_735_664_399_000_000); // 23:59:59, 31/12/2024
        let table = [(0, true), (500_000, true), (KEPT_FOR, false), (-1, false), (2_000_000, false)];
        for (later, want) in table {
            assert_eq!(is_fresh(last_minute, last_minute.plus(later)), want, "{later}");
        }
    }
}
