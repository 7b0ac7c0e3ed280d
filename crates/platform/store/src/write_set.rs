//! A write set: everything one command changes, committed as a whole or not at all.

use uuid::Uuid;

use kernel::Timestamp;

use crate::sql::Sql;
use crate::value::{Params, Val};

/// What a statement must do to count as done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expect {
    /// Any number of rows.
    Any,
    /// Exactly so many rows; another number is a version conflict and undoes the whole write set.
    Rows(u64),
}

/// One statement of a write set.
#[derive(Clone, Debug)]
pub struct Stmt {
    pub(crate) sql: &'static Sql,
    pub(crate) params: Params,
    pub(crate) expect: Expect,
}

/// Who did what to which thing; becomes a row of the audit chain in the same commit.
#[derive(Clone, Debug)]
pub struct AuditDraft {
    /// The account that acted, or the nil id for the system itself.
    pub actor: Uuid,
    /// The unit for which it acted, when it acted for one.
    pub unit: Option<Uuid>,
    /// What was done, as `domain.verb`.
    pub action: &'static str,
    /// The kind of thing.
    pub entity: &'static str,
    /// The thing.
    pub entity_id: Uuid,
    /// JSON with ids, field names and keyed hashes: never personal values. `$draw:0` stands for a drawn number.
    pub payload: String,
}

/// Something that happened, for those who are not named here.
#[derive(Clone, Debug)]
pub struct EventDraft {
    /// `domain.happened.v1`.
    pub kind: &'static str,
    /// The thing it happened to.
    pub entity_id: Uuid,
    /// Version of the thing after it; a consumer applies versions in order.
    pub entity_version: i64,
    /// JSON with ids only. `$draw:0` stands for a drawn number.
    pub payload: String,
}

/// Work to be done after the commit, at least once.
#[derive(Clone, Debug)]
pub struct JobDraft {
    /// Kind of job, as `domain.verb`.
    pub kind: &'static str,
    /// Two jobs with the same key are one.
    pub key: String,
    /// JSON that the job reads.
    pub payload: String,
    /// Not before this instant of the wall clock.
    pub run_at: Timestamp,
}

/// A change of a figure: what one act adds to numerator and denominator of a unit's day.
#[derive(Clone, Debug, PartialEq)]
pub struct FigureDelta {
    /// Code of the figure, as in its definition.
    pub figure: &'static str,
    /// The unit that counts it.
    pub unit: Uuid,
    /// Finer cut inside the unit (a channel, a procedure), or the empty text.
    pub slice: String,
    /// Day number in Vietnam.
    pub day: i64,
    /// Added to the numerator.
    pub num: i64,
    /// Added to the denominator.
    pub den: i64,
}

/// A book of gap-free numbers, e.g. the dossiers of one agency on one day.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Book(pub String);

/// Everything one command writes.
#[derive(Clone, Debug)]
pub struct WriteSet {
    /// Identity of the command; the same command committed twice is found by it.
    pub command: Uuid,
    /// Where the rows are placed: the competent agency at the time the record was made.
    pub home: Uuid,
    /// The instant that the rows carry.
    pub at: Timestamp,
    pub(crate) draws: Vec<Book>,
    pub(crate) stmts: Vec<Stmt>,
    pub(crate) audits: Vec<AuditDraft>,
    pub(crate) events: Vec<EventDraft>,
    pub(crate) jobs: Vec<JobDraft>,
    pub(crate) figures: Vec<FigureDelta>,
}

impl WriteSet {
    /// An empty write set of one home.
    pub fn new(command: Uuid, home: Uuid, at: Timestamp) -> Self {
        Self {
            command,
            home,
            at,
            draws: Vec::new(),
            stmts: Vec::new(),
            audits: Vec::new(),
            events: Vec::new(),
            jobs: Vec::new(),
            figures: Vec::new(),
        }
    }

    /// Adds a statement that may touch any number of rows.
    pub fn run(&mut self, sql: &'static Sql, params: Params) {
        self.stmts.push(Stmt { sql, params, expect: Expect::Any });
    }

    /// Adds a statement that must touch exactly one row; otherwise the command meets a version conflict.
    pub fn one(&mut self, sql: &'static Sql, params: Params) {
        self.stmts.push(Stmt { sql, params, expect: Expect::Rows(1) });
    }

    /// Draws the next number of a book; the returned slot goes into [`Val::Drawn`] or [`Val::DrawnText`].
    pub fn draw(&mut self, book: Book) -> usize {
        self.draws.push(book);
        self.draws.len() - 1
    }

    /// Adds a row to the audit chain.
    pub fn audit(&mut self, draft: AuditDraft) {
        self.audits.push(draft);
    }

    /// Adds an event.
    pub fn event(&mut self, draft: EventDraft) {
        self.events.push(draft);
    }

    /// Adds a job.
    pub fn job(&mut self, draft: JobDraft) {
        self.jobs.push(draft);
    }

    /// Adds a change of a figure.
    pub fn figure(&mut self, delta: FigureDelta) {
        self.figures.push(delta);
    }

    /// Takes over the statements and audit drafts of another part of the same command. It must not draw numbers.
    pub fn absorb(&mut self, other: Self) {
        self.stmts.splice(0..0, other.stmts);
        self.audits.extend(other.audits);
        self.events.extend(other.events);
        self.jobs.extend(other.jobs);
        self.figures.extend(other.figures);
    }

    /// The changes of figures so far: tests compare them with recounts.
    pub fn figures(&self) -> &[FigureDelta] {
        &self.figures
    }

    /// The kinds of events so far, for tests of decisions.
    pub fn event_kinds(&self) -> Vec<&'static str> {
        self.events.iter().map(|event| event.kind).collect()
    }

    /// The audit drafts so far, for tests of decisions.
    pub fn audits(&self) -> &[AuditDraft] {
        &self.audits
    }
}

/// What the committer says when the write set is durable.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Receipt {
    /// The drawn numbers, by slot.
    pub drawn: Vec<i64>,
    /// How many write sets shared the commit.
    pub batch: usize,
}

impl Receipt {
    /// The text that [`Val::DrawnText`] became.
    pub fn text(&self, slot: usize, prefix: &str, width: usize) -> String {
        drawn_text(prefix, width, self.drawn.get(slot).copied().unwrap_or_default())
    }
}

pub(crate) fn drawn_text(prefix: &str, width: usize, number: i64) -> String {
    format!("{prefix}{number:0width$}")
}

/// Fills drawn numbers into the parameters of a statement.
pub(crate) fn fill_params(params: &mut Params, drawn: &[i64]) {
    for value in params {
        let filled = match value {
            Val::Drawn { slot } => Val::I(drawn.get(*slot).copied().unwrap_or_default()),
            Val::DrawnText { slot, prefix, width } => {
                Val::from(drawn_text(prefix, *width, drawn.get(*slot).copied().unwrap_or_default()))
            }
            _ => continue,
        };
        *value = filled;
    }
}

/// Fills drawn numbers into the JSON of an audit row or event.
pub(crate) fn fill_text(text: &mut String, drawn: &[i64]) {
    if drawn.is_empty() || !text.contains("$draw:") {
        return;
    }
    for (slot, number) in drawn.iter().enumerate() {
        *text = text.replace(&format!("$draw:{slot}"), &number.to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drawn_numbers_reach_parameters_and_payloads() {
        let mut params = vec![
            Val::DrawnText { slot: 0, prefix: "000.00.11.H46-240612-".into(), width: 4 },
            Val::Drawn { slot: 0 },
            Val::I(3),
        ];
        fill_params(&mut params, &[7]);
        assert_eq!(params, [Val::from("000.00.11.H46-240612-0007"), Val::I(7), Val::I(3)]);
        let mut text = r#"{"serial":"$draw:0"}"#.to_owned();
        fill_text(&mut text, &[7]);
        assert_eq!(text, r#"{"serial":"7"}"#);
    }
}
