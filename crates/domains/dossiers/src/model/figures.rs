//! What a dossier adds to the figures. Deltas are the difference of what its record adds before and after an act, so a
//! recount over all records gives the same numbers by construction.

use std::collections::BTreeMap;

use ::store::FigureDelta;
use kernel::time::HOUR;
use uuid::Uuid;

use super::{Channel, Dossier, PaymentState, State, Task};

/// One figure's share of one record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Contribution {
    /// Code of the figure.
    pub figure: &'static str,
    /// Unit, or queue for work.
    pub unit: Uuid,
    /// Cut inside the unit.
    pub slice: String,
    /// Day number; 0 for what is true now; number of an hour in `dossiers.due`.
    pub day: i64,
    /// Numerator.
    pub num: i64,
    /// Denominator.
    pub den: i64,
}

fn one(figure: &'static str, unit: Uuid, slice: impl Into<String>, day: i64, yes: bool) -> Contribution {
    Contribution { figure, unit, slice: slice.into(), day, num: i64::from(yes), den: 1 }
}

/// What a dossier's record adds.
pub fn contributions(dossier: &Dossier) -> Vec<Contribution> {
    let unit = dossier.competent.uuid();
    let mut all = Vec::with_capacity(6);
    if let Some(received) = dossier.received_at {
        let day = received.day_number();
        let online = dossier.channel == Channel::Online;
        all.push(one("dossiers.received", unit, dossier.channel.code(), day, true));
        if dossier.offered_online {
            all.push(one("dossiers.online", unit, "", day, online));
        }
        if dossier.payment != PaymentState::None {
            all.push(one("dossiers.paid", unit, "", day, dossier.payment == PaymentState::Paid));
        }
        if dossier.state.is_open() {
            all.push(one("dossiers.open", unit, dossier.state.code().to_string(), 0, true));
        }
        if let (Some(finished), Some(on_time)) = (dossier.finished_at, dossier.on_time) {
            all.push(one("dossiers.done", unit, "", finished.day_number(), on_time));
        }
    } else if dossier.state == State::Refused {
        all.push(one("dossiers.refused", unit, "", dossier.submitted_at.day_number(), true));
    }
    if let (Some(score), Some(day)) = (dossier.rating, dossier.rated_day) {
        all.push(one("dossiers.satisfaction", unit, "", day, score >= 4));
    }
    all
}

/// Number of the hour in which work of a queue becomes late or due soon: the place of the day in `dossiers.due`, so that
/// what is late now is a sum over hours and the part of one hour, however much work is open.
pub(crate) fn hour_number(micros: i64) -> i64 {
    micros.div_euclid(HOUR)
}

/// What a piece of open work adds to the counts of its queue; closed work adds nothing, and work whose clock stands
/// becomes neither late nor due soon.
pub fn task_contributions(task: &Task) -> Vec<Contribution> {
    if task.closed_at.is_some() {
        return Vec::new();
    }
    let queue = task.queue.uuid();
    let mut all = vec![one("dossiers.queue", queue, task.state.code().to_string(), 0, true)];
    if task.clock.paused_at.is_none() {
        all.push(one("dossiers.due", queue, "late", hour_number(task.sort_at()), true));
        all.push(one("dossiers.due", queue, "soon", hour_number(task.stored_soon_at()), true));
    }
    all
}

/// The changes from one set of contributions to another; what stays the same leaves no row.
pub fn deltas(before: &[Contribution], after: &[Contribution]) -> Vec<FigureDelta> {
    let mut sums: BTreeMap<(&'static str, Uuid, &str, i64), (i64, i64)> = BTreeMap::new();
    for (sign, list) in [(-1, before), (1, after)] {
        for c in list {
            let sum = sums.entry((c.figure, c.unit, c.slice.as_str(), c.day)).or_default();
            sum.0 += sign * c.num;
            sum.1 += sign * c.den;
        }
    }
    sums.into_iter()
        .filter(|(_, sum)| *sum != (0, 0))
        .map(|((figure, unit, slice, day), (num, den))| FigureDelta {
            figure,
            unit,
            slice: slice.to_owned(),
            day,
            num,
            den,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn c(slice: &str, num: i64) -> Contribution {
        Contribution { figure: "f", unit: Uuid::nil(), slice: slice.into(), day: 1, num, den: 1 }
    }

    #[test]
    fn deltas_are_the_difference_and_what_stays_leaves_no_row() {
        assert!(deltas(&[c("a", 1)], &[c("a", 1)]).is_empty());
        let moved = deltas(&[c("a", 1)], &[c("b", 1)]);
        assert_eq!(moved.iter().map(|d| (d.slice.as_str(), d.num)).collect::<Vec<_>>(), [("a", -1), ("b", 1)]);
        let late = deltas(&[c("a", 1)], &[c("a", 0)]);
        assert_eq!((late[0].num, late[0].den), (-1, 0));
    }
}
