//! Reorganisations: a plan is checked, written ahead with its day, and the clock does the rest (facts 8.01, 8.11 to 8.16).

mod back;
mod check;
mod commands;
mod file;
mod make;
mod pages;
mod plan;
mod resolved;
mod reverse;
mod samples;
mod split;
mod steps;
mod store;
mod work;

use futures::future::BoxFuture;
use kernel::id::Uuid;
use kernel::time::DAY;
use kernel::{Message, Result, Timestamp};
use runtime::{Actor, Reader, Runtime};

pub(crate) use pages::{check_plan, decide, list, show, turn_back, undo};
pub use plan::{Problem, Target};
pub use resolved::{
    LevelChange, Outline, OutlineChange, OutlineLevel, OutlinePart, OutlineRule, OutlineUnit, Resolved,
};
pub use reverse::reverse;
pub(crate) use samples::samples;
pub use split::Split;
pub(crate) use split::{names, words};
pub use work::{apply, examine, preview, take_back, tend};

use crate::directory::Directory;
use crate::model::UnitId;

/// How far a plan is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// Its rows are being written.
    Writing,
    /// All is written; it holds from its day on.
    Written,
    /// Its rows are being taken back.
    Undoing,
    /// Nothing of it is left.
    Undone,
}

impl State {
    /// All states.
    pub const ALL: [Self; 4] = [Self::Writing, Self::Written, Self::Undoing, Self::Undone];

    /// The code in storage.
    pub fn code(self) -> &'static str {
        match self {
            Self::Writing => "writing",
            Self::Written => "written",
            Self::Undoing => "undoing",
            Self::Undone => "undone",
        }
    }

    /// The state of a code; none for anything else.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// A plan as it is stored.
#[derive(Clone, Debug)]
pub struct Reform {
    /// Its id.
    pub id: Uuid,
    /// Its title.
    pub title: String,
    /// Its legal basis as written.
    pub basis: String,
    /// From when it holds.
    pub at: Timestamp,
    /// How far it is.
    pub state: State,
    /// Its file.
    pub text: String,
    /// When it was scheduled.
    pub made_at: Timestamp,
    /// Counts its changes.
    pub version: i64,
}

impl Reform {
    /// Message that names how far it is.
    pub fn label(&self, now: Timestamp) -> &'static str {
        match self.state {
            State::Writing => "organisation-reform-state-writing",
            State::Written if self.at > now => "organisation-reform-state-waiting",
            State::Written => "organisation-reform-state-holds",
            State::Undoing => "organisation-reform-state-undoing",
            State::Undone => "organisation-reform-state-undone",
        }
    }
}

/// One count of what a plan moves.
#[derive(Clone, Debug)]
pub struct Line {
    /// What is counted.
    pub label: Message,
    /// How many.
    pub count: i64,
    /// The page that shows them, when there is one for who may reorganise.
    pub href: Option<&'static str>,
}

impl Line {
    /// A count without a page of its own.
    pub fn new(key: &'static str, count: i64) -> Self {
        Self { label: Message::new(key), count, href: None }
    }

    /// How many of something that is in memory.
    pub fn counted(key: &'static str, count: usize) -> Self {
        Self::new(key, i64::try_from(count).unwrap_or(i64::MAX))
    }
}

/// Work that no rule of the plan could send anywhere: a person chooses who has it.
#[derive(Clone, Debug)]
pub struct Undecided {
    /// Its id.
    pub id: Uuid,
    /// Code of the dossier.
    pub code: String,
    /// Code of the procedure.
    pub procedure: String,
    /// The unit that had it before.
    pub unit: UnitId,
}

/// A question that a domain answers about a plan.
pub type Ask<T> = for<'a> fn(&'a Runtime, &'a Resolved) -> BoxFuture<'a, Result<T>>;
/// Sends undecided work to the area or department that a person chose.
pub type Choose = for<'a> fn(&'a Runtime, &'a Actor, &'a Resolved, Uuid, UnitId) -> BoxFuture<'a, Result<()>>;

/// What a domain has to do with a plan. Everything here may be done again and changes nothing then.
#[derive(Clone, Copy)]
pub struct Participant {
    /// What of its own moves, for the preview.
    pub preview: Ask<Vec<Line>>,
    /// Why the plan cannot be carried out for its own part, each with the line of the file.
    pub refuse: Ask<Vec<Problem>>,
    /// Writes its own ahead, and after the day brings over what came in between.
    pub tend: Ask<()>,
    /// Takes back what it wrote.
    pub undo: Ask<()>,
    /// What a person must decide, of the domain that has such work.
    pub undecided: Option<(Ask<Vec<Undecided>>, Choose)>,
}

/// The domains that take part, in order; a service.
#[derive(Clone, Default)]
pub struct Participants(pub Vec<Participant>);

/// A plan that was looked at.
pub enum Checked {
    /// It can be carried out.
    Good(Box<Resolved>),
    /// It cannot, for these reasons.
    Bad(Vec<Problem>),
}

/// Checks a plan against the directory at an instant of business time; its day must lie ahead. What the other domains
/// refuse is found by [`examine`].
pub fn check_at(directory: &Directory, text: &str, now: Timestamp) -> Checked {
    let plan = match plan::parse(text) {
        Ok(plan) => plan,
        Err(problems) => return Checked::Bad(problems),
    };
    let at = Timestamp::start_of(plan.day);
    if at < now.plus(commands::AHEAD) {
        let message = Message::new("organisation-reform-past").arg("day", plan.day.to_string());
        return Checked::Bad(vec![Problem::new(plan.line, message)]);
    }
    match check::resolve(&plan, &directory.on(at.plus(-1))) {
        Ok(resolved) => Checked::Good(Box::new(resolved)),
        Err(problems) => Checked::Bad(problems),
    }
}

/// How long after its day a plan is looked after: work that reaches an abolished unit late is still moved.
const WATCHED: i64 = 31 * DAY;

impl Reform {
    /// What the plan means, read again from its text against the directory right before its day.
    pub fn resolved(&self, directory: &Directory) -> Result<Resolved> {
        let broken = |problems: &[Problem]| {
            let keys: Vec<&str> = problems.iter().map(|problem| problem.message.key.as_ref()).collect();
            kernel::Error::internal(format!("the plan {} can no longer be read: {keys:?}", self.id))
        };
        let plan = plan::parse(&self.text).map_err(|problems| broken(&problems))?;
        let before = directory.on(self.at.plus(-1));
        let resolved = check::resolve(&plan, &before).map_err(|problems| broken(&problems))?;
        Ok(Resolved { id: self.id, ..resolved })
    }
}

/// One plan; `NotFound` for an unknown id.
pub async fn plan(reader: &Reader<'_>, id: Uuid) -> Result<Reform> {
    store::plan(reader, id).await
}

/// All plans, the newest first.
pub async fn plans(reader: &Reader<'_>) -> Result<Vec<Reform>> {
    store::plans(reader).await
}

#[cfg(test)]
mod back_tests;
#[cfg(test)]
mod tests;
