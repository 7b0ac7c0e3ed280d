//! The steps of a long run: named, timed, and summed up at the end.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

/// The steps run so far.
#[derive(Default)]
pub(crate) struct Phases {
    rows: Vec<Row>,
}

struct Row {
    name: &'static str,
    repeat: &'static str,
    took: Duration,
    outcome: Outcome,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Passed,
    Failed,
}

impl Phases {
    /// Runs one step; `repeat` is the command that runs it alone. Says whether it passed.
    pub(crate) fn run(&mut self, name: &'static str, repeat: &'static str, work: impl FnOnce() -> Result<()>) -> bool {
        println!("\n== {name}");
        let started = stopwatch();
        let result = work();
        let took = started.elapsed();
        let outcome = match &result {
            Ok(()) => Outcome::Passed,
            Err(error) => {
                println!("{error:#}");
                Outcome::Failed
            }
        };
        println!("== {name}: {} after {}", outcome.word(), seconds(took));
        self.rows.push(Row { name, repeat, took, outcome });
        outcome == Outcome::Passed
    }

    /// Prints the table; an error when any step failed.
    pub(crate) fn finish(self) -> Result<()> {
        println!("\n{}", table(&self.rows));
        let bad: Vec<&str> =
            self.rows.iter().filter(|row| row.outcome != Outcome::Passed).map(|row| row.name).collect();
        if bad.is_empty() {
            return Ok(());
        }
        bail!("failed: {}", bad.join(", "))
    }
}

impl Outcome {
    fn word(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "FAILED",
        }
    }
}

/// The monotonic clock, for measuring and for giving up.
#[expect(clippy::disallowed_methods, reason = "a tool measures how long its steps take")]
pub(crate) fn stopwatch() -> Instant {
    Instant::now()
}

fn seconds(took: Duration) -> String {
    format!("{:.1} s", took.as_secs_f64())
}

fn table(rows: &[Row]) -> String {
    let width = rows.iter().map(|row| row.name.len()).max().unwrap_or(0);
    let mut text = String::from("summary");
    for row in rows {
        let (word, took) = (row.outcome.word(), seconds(row.took));
        // Writing to a String cannot fail.
        let _ = write!(text, "\n  {:width$}  {word:7}  {took:>9}", row.name);
        if row.outcome != Outcome::Passed {
            let _ = write!(text, "  again: {}", row.repeat);
        }
    }
    let total = rows.iter().map(|row| row.took).sum();
    let _ = write!(text, "\n  {:width$}  {:7}  {:>9}", "", "in all", seconds(total));
    text
}

#[cfg(test)]
mod tests {
    use anyhow::anyhow;

    use super::*;

    #[test]
    fn all_passed_is_a_success() {
        let mut phases = Phases::default();
        assert!(phases.run("one", "again one", || Ok(())));
        phases.finish().unwrap();
    }

    #[test]
    fn a_failure_is_named_with_the_command_that_repeats_it() {
        let mut phases = Phases::default();
        assert!(phases.run("one", "again one", || Ok(())));
        assert!(!phases.run("two", "again two", || Err(anyhow!("broken"))));
        assert!(phases.run("three", "again three", || Ok(())));
        let text = table(&phases.rows);
        assert!(text.contains("two    FAILED"), "{text}");
        assert!(text.contains("again: again two"), "{text}");
        assert!(text.contains("three  passed"), "{text}");
        assert!(!text.contains("again one"), "{text}");
        assert_eq!(phases.finish().unwrap_err().to_string(), "failed: two");
    }
}
