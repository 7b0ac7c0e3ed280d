//! The file of a plan: what it may say, and on which line it says it. Pure.

use jiff::civil::Date;
use kernel::Message;
use kernel::id::Uuid;
use toml::Spanned;

use super::file::File;

/// Why a plan cannot be carried out, and where it says so.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// Line of the file, from 1.
    pub line: usize,
    /// The sentence that says why.
    pub message: Message,
}

impl Problem {
    pub(crate) fn new(line: usize, message: Message) -> Self {
        Self { line, message }
    }
}

/// Where open work of an abolished unit goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// To the commune where the dossier was handed in; a person decides where that is unknown.
    Area,
    /// It stays with the receiver of its unit.
    Receiver,
    /// To the unit that has this code afterwards.
    Unit(String),
}

impl Target {
    pub(super) fn of(text: &str) -> Self {
        match text {
            "area" => Self::Area,
            "receiver" => Self::Receiver,
            code => Self::Unit(code.to_owned()),
        }
    }

    /// The word of the file.
    pub fn text(&self) -> &str {
        match self {
            Self::Area => "area",
            Self::Receiver => "receiver",
            Self::Unit(code) => code,
        }
    }
}

/// A unit that begins.
#[derive(Debug)]
pub(crate) struct NewUnit {
    pub(crate) line: usize,
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) parent: String,
    pub(crate) identifier: String,
    /// Codes of the units that go on whole in it.
    pub(crate) from: Vec<String>,
}

/// A unit that goes on and is changed.
#[derive(Debug)]
pub(crate) struct ChangedUnit {
    pub(crate) line: usize,
    pub(crate) code: String,
    pub(crate) name: Option<String>,
    pub(crate) parent: Option<String>,
    pub(crate) identifier: Option<String>,
}

/// A unit that ends without anybody who continues it whole.
#[derive(Debug)]
pub(crate) struct AbolishedUnit {
    pub(crate) line: usize,
    pub(crate) code: String,
    /// Code, afterwards, of who has its work and its officers until somebody decides otherwise.
    pub(crate) receiver: String,
}

/// An area that ended and comes back under its own id, with its agencies, its queues and its dossiers.
#[derive(Debug)]
pub(crate) struct ReturnedUnit {
    pub(crate) line: usize,
    pub(crate) code: String,
    /// The day on which it ended; none for what is no day.
    pub(crate) ended: Option<Date>,
    /// Codes of the units that go on whole in it.
    pub(crate) from: Vec<String>,
}

/// Villages of an area that go over to another, or stay.
#[derive(Debug)]
pub(crate) struct SplitPart {
    pub(crate) line: usize,
    /// Code, before, of the area that gives them up.
    pub(crate) code: String,
    /// Their names, as people write them in addresses.
    pub(crate) villages: Vec<String>,
    /// Code, afterwards, of the area that has them.
    pub(crate) to: String,
}

/// Another code of a unit.
#[derive(Debug)]
pub(crate) struct Alias {
    pub(crate) line: usize,
    pub(crate) code: String,
    pub(crate) unit: String,
    pub(crate) source: String,
}

/// Where open work of a procedure goes.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    pub(crate) line: usize,
    /// Code of the procedure; empty for all that no other rule names.
    pub(crate) code: String,
    pub(crate) to: Option<Target>,
    /// `[UNVERIFIED]` and the like, shown wherever the rule is.
    pub(crate) mark: String,
    /// The levels that decide the procedure from the day on; none when they stay.
    pub(crate) levels: Vec<String>,
    /// The process of dossiers that begin from the day on; none when the levels say which.
    pub(crate) process: Option<String>,
}

/// A plan as it is written.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) title: String,
    pub(crate) basis: String,
    pub(crate) day: Date,
    /// Line of the day.
    pub(crate) line: usize,
    /// The plan that this one takes back after its day.
    pub(crate) reverses: Option<Uuid>,
    pub(crate) units: Vec<NewUnit>,
    pub(crate) back: Vec<ReturnedUnit>,
    pub(crate) splits: Vec<SplitPart>,
    pub(crate) changes: Vec<ChangedUnit>,
    pub(crate) abolished: Vec<AbolishedUnit>,
    pub(crate) aliases: Vec<Alias>,
    pub(crate) rules: Vec<Rule>,
    /// Where the rest goes.
    pub(crate) otherwise: Target,
    /// Mark of the rest.
    pub(crate) mark: String,
    /// Line of the rest.
    pub(crate) otherwise_line: usize,
}

/// Reads a plan. What a single row says is judged by `resolve`; here is refused what is no plan at all.
pub(crate) fn parse(text: &str) -> Result<Plan, Vec<Problem>> {
    let text = text.trim_start_matches('\u{feff}');
    let line = |offset: usize| text.get(..offset).map_or(1, |before| before.matches('\n').count() + 1);
    let at = |code: &Spanned<String>| line(code.span().start);
    let file: File = toml::from_str(text).map_err(|error| {
        let place = error.span().map_or(1, |span| line(span.start));
        vec![Problem::new(place, Message::new("organisation-reform-bad-toml").arg("detail", error.message()))]
    })?;
    let mut problems = Vec::new();
    for (value, key) in [(&file.title, "organisation-reform-no-title"), (&file.basis, "organisation-reform-no-basis")] {
        if value.get_ref().trim().is_empty() {
            problems.push(Problem::new(at(value), Message::new(key)));
        }
    }
    let day = file.effective.get_ref().parse::<Date>().ok();
    if day.is_none() {
        let message = Message::new("organisation-reform-bad-day").arg("day", file.effective.get_ref().as_str());
        problems.push(Problem::new(at(&file.effective), message));
    }
    let reverses = file.reverses.as_ref().map(|id| (at(id), kernel::id::parse(id.get_ref()).ok()));
    if let Some((line, None)) = reverses {
        problems.push(Problem::new(line, Message::new("organisation-reform-no-such-plan")));
    }
    let Some(day) = day.filter(|_| problems.is_empty()) else { return Err(problems) };
    let (otherwise_line, otherwise, mark) = match &file.work {
        Some(work) => (at(&work.to), Target::of(work.to.get_ref()), work.mark.clone()),
        None => (1, Target::Area, String::new()),
    };
    Ok(Plan {
        day,
        line: at(&file.effective),
        reverses: reverses.and_then(|(_, id)| id),
        otherwise,
        mark,
        otherwise_line,
        units: file.unit.into_iter().map(|row| row.read(&at)).collect(),
        back: file.reopen.into_iter().map(|row| row.read(&at)).collect(),
        splits: file.split.into_iter().map(|row| row.read(&at)).collect(),
        changes: file.change.into_iter().map(|row| row.read(&at)).collect(),
        abolished: file.abolish.into_iter().map(|row| row.read(&at)).collect(),
        aliases: file.alias.into_iter().map(|row| row.read(&at)).collect(),
        rules: file.procedure.into_iter().map(|row| row.read(&at)).collect(),
        title: file.title.into_inner().trim().to_owned(),
        basis: file.basis.into_inner().trim().to_owned(),
    })
}
