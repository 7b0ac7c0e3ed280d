//! What the audit log adds to a commit: the same write sets with their audit rows and hashes, and without, in turns.

use std::ops::Range;

use anyhow::Result;
use store::chain::{ChainHead, statements_of, statements_without_audit};
use store::{Engine, Params, StoreError, WriteSet};

use crate::Bench;
use crate::machine::cpu_here;
use crate::measure::{median, micros_each, now, ratios};
use crate::report::Row;
use crate::sets::Maker;
use crate::store_sqlite::{Lowered, Raw};

/// Dossiers of one round.
const OPS: usize = 6_400;

/// Makes the statements of a write set.
type Lower = fn(WriteSet, Engine, &mut ChainHead) -> Result<Vec<(&'static str, Params)>, StoreError>;

/// Microseconds of each write set, by the clock and of the processor, round by round.
#[derive(Default)]
struct Times {
    clock: Vec<f64>,
    cpu: Vec<f64>,
}

/// One database, and whether it records.
struct Side {
    raw: Raw,
    lower: Lower,
    creates: Times,
    advances: Times,
}

impl Side {
    fn new(raw: Raw, lower: Lower) -> Self {
        Self { raw, lower, creates: Times::default(), advances: Times::default() }
    }

    /// Commits write sets; gives what each cost.
    fn commit(&mut self, sets: Vec<WriteSet>) -> Result<(f64, f64)> {
        let count = sets.len();
        let (cpu, started) = (cpu_here()?, now());
        let lowered: Result<Vec<Lowered>, StoreError> =
            sets.into_iter().map(|set| (self.lower)(set, Engine::Sqlite, &mut self.raw.head)).collect();
        self.raw.commit(&lowered?)?;
        let clock = micros_each(started.elapsed(), count);
        Ok((clock, micros_each(cpu_here()?.saturating_sub(cpu), count)))
    }

    /// Drafts, which are not counted, then creates, then advances of these numbers.
    fn round(&mut self, maker: &Maker, numbers: Range<u64>, counts: bool) -> Result<()> {
        self.commit(maker.drafts(numbers.clone())?)?;
        let created = self.commit(maker.creates(numbers.clone())?)?;
        let advanced = self.commit(maker.advances(numbers)?)?;
        if counts {
            for (times, (clock, cpu)) in [(&mut self.creates, created), (&mut self.advances, advanced)] {
                times.clock.push(clock);
                times.cpu.push(cpu);
            }
        }
        Ok(())
    }
}

fn row(what: &str, with: &Times, without: &Times, bar: &'static str, most: f64) -> Row {
    let ratio = ratios(&with.clock, &without.clock);
    let measured = format!(
        "{} ×; {:.0} : {:.0} µs each; CPU {} ×, {:.0} : {:.0} µs",
        ratio.text(2),
        median(&with.clock),
        median(&without.clock),
        ratios(&with.cpu, &without.cpu).text(2),
        median(&with.cpu),
        median(&without.cpu),
    );
    let name = format!("audit: {what} on SQLite FULL, 64 per commit, against the same without audit rows and hashes");
    Row::new(name, measured, bar, Some(ratio.median <= most))
}

/// Rounds of both sides in turns; who begins changes with each.
pub(crate) fn run(bench: &Bench) -> Result<Vec<Row>> {
    let folder = bench.folder()?;
    let maker = Maker::new()?;
    let mut with = Side::new(Raw::open(&folder.path().join("with.db"))?, statements_of);
    let mut without = Side::new(Raw::open(&folder.path().join("without.db"))?, statements_without_audit);
    let each = u64::try_from(OPS)?;
    let mut from = 0;
    // Once without counting: files grow, statements are prepared.
    for round in 0..=bench.rounds {
        let numbers = from..from + each;
        from = numbers.end;
        let sides = if round % 2 == 0 { [&mut with, &mut without] } else { [&mut without, &mut with] };
        for side in sides {
            side.round(&maker, numbers.clone(), round > 0)?;
        }
        eprintln!("  round {round} of {}", bench.rounds);
    }
    Ok(vec![
        row("a new dossier", &with.creates, &without.creates, "≤ 1.15", 1.15),
        row("a dossier that is passed on", &with.advances, &without.advances, "≤ 1.35", 1.35),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sides_run_and_only_one_records() {
        let folder = tempfile::tempdir().unwrap();
        let maker = Maker::new().unwrap();
        for (name, lower, recorded) in
            [("with.db", statements_of as Lower, 60_i64), ("without.db", statements_without_audit as Lower, 0)]
        {
            let mut side = Side::new(Raw::open(&folder.path().join(name)).unwrap(), lower);
            side.round(&maker, 0..20, true).unwrap();
            assert_eq!(side.raw.count("audit").unwrap(), recorded, "{name}");
            assert_eq!(side.raw.count("event").unwrap(), 40, "{name}");
            assert_eq!(side.raw.count("task").unwrap(), 40, "{name}");
            assert_eq!((side.creates.clock.len(), side.advances.cpu.len()), (1, 1));
        }
    }
}
