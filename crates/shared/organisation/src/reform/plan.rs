//! The file of a plan: what it may say, and on which line it says it. Pure.

use jiff::civil::Date;
use kernel::Message;
use serde::Deserialize;
use toml::Spanned;

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
    fn of(text: &str) -> Self {
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
    pub(crate) to: Target,
    /// `[UNVERIFIED]` and the like, shown wherever the rule is.
    pub(crate) mark: String,
}

/// A plan as it is written.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) title: String,
    pub(crate) basis: String,
    pub(crate) day: Date,
    /// Line of the day.
    pub(crate) line: usize,
    pub(crate) units: Vec<NewUnit>,
    pub(crate) changes: Vec<ChangedUnit>,
    pub(crate) abolished: Vec<AbolishedUnit>,
    pub(crate) aliases: Vec<Alias>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) otherwise: Rule,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    title: Spanned<String>,
    basis: Spanned<String>,
    effective: Spanned<String>,
    work: Option<WorkTable>,
    #[serde(default)]
    unit: Vec<UnitTable>,
    #[serde(default)]
    change: Vec<ChangeTable>,
    #[serde(default)]
    abolish: Vec<AbolishTable>,
    #[serde(default)]
    alias: Vec<AliasTable>,
    #[serde(default)]
    procedure: Vec<ProcedureTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WorkTable {
    to: Spanned<String>,
    #[serde(default)]
    mark: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UnitTable {
    code: Spanned<String>,
    name: String,
    kind: String,
    parent: String,
    identifier: String,
    #[serde(default)]
    from: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChangeTable {
    code: Spanned<String>,
    name: Option<String>,
    parent: Option<String>,
    identifier: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AbolishTable {
    code: Spanned<String>,
    receiver: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AliasTable {
    code: Spanned<String>,
    unit: String,
    source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProcedureTable {
    code: Spanned<String>,
    to: String,
    #[serde(default)]
    mark: String,
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
    let Some(day) = day.filter(|_| problems.is_empty()) else { return Err(problems) };
    let otherwise = match &file.work {
        Some(work) => {
            Rule { line: at(&work.to), code: String::new(), to: Target::of(work.to.get_ref()), mark: work.mark.clone() }
        }
        None => Rule { line: 1, code: String::new(), to: Target::Area, mark: String::new() },
    };
    Ok(Plan {
        day,
        line: at(&file.effective),
        otherwise,
        units: file.unit.into_iter().map(|row| new_unit(at(&row.code), row)).collect(),
        changes: file.change.into_iter().map(|row| changed_unit(at(&row.code), row)).collect(),
        abolished: file
            .abolish
            .into_iter()
            .map(|row| AbolishedUnit { line: at(&row.code), code: row.code.into_inner(), receiver: row.receiver })
            .collect(),
        aliases: file
            .alias
            .into_iter()
            .map(|row| Alias { line: at(&row.code), code: row.code.into_inner(), unit: row.unit, source: row.source })
            .collect(),
        rules: file
            .procedure
            .into_iter()
            .map(|row| Rule {
                line: at(&row.code),
                code: row.code.into_inner(),
                to: Target::of(&row.to),
                mark: row.mark,
            })
            .collect(),
        title: file.title.into_inner().trim().to_owned(),
        basis: file.basis.into_inner().trim().to_owned(),
    })
}

fn new_unit(line: usize, row: UnitTable) -> NewUnit {
    NewUnit {
        line,
        code: row.code.into_inner(),
        name: row.name,
        kind: row.kind,
        parent: row.parent,
        identifier: row.identifier,
        from: row.from,
    }
}

fn changed_unit(line: usize, row: ChangeTable) -> ChangedUnit {
    ChangedUnit { line, code: row.code.into_inner(), name: row.name, parent: row.parent, identifier: row.identifier }
}
