//! The tables of a plan's file as TOML has them. Unknown tables and keys are refused, so that no slip goes unseen.

use serde::Deserialize;
use toml::Spanned;

use super::plan::{AbolishedUnit, Alias, ChangedUnit, NewUnit, ReturnedUnit, Rule, SplitPart, Target};

/// A whole file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) title: Spanned<String>,
    pub(super) basis: Spanned<String>,
    pub(super) effective: Spanned<String>,
    pub(super) reverses: Option<Spanned<String>>,
    pub(super) work: Option<WorkTable>,
    #[serde(default)]
    pub(super) unit: Vec<UnitTable>,
    #[serde(default)]
    pub(super) reopen: Vec<ReopenTable>,
    #[serde(default)]
    pub(super) split: Vec<SplitTable>,
    #[serde(default)]
    pub(super) change: Vec<ChangeTable>,
    #[serde(default)]
    pub(super) abolish: Vec<AbolishTable>,
    #[serde(default)]
    pub(super) alias: Vec<AliasTable>,
    #[serde(default)]
    pub(super) procedure: Vec<ProcedureTable>,
}

/// `[work]`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WorkTable {
    pub(super) to: Spanned<String>,
    #[serde(default)]
    pub(super) mark: String,
}

/// `[[unit]]`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct UnitTable {
    code: Spanned<String>,
    name: String,
    kind: String,
    parent: String,
    identifier: String,
    #[serde(default)]
    from: Vec<String>,
}

/// `[[reopen]]`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReopenTable {
    code: Spanned<String>,
    ended: String,
    #[serde(default)]
    from: Vec<String>,
}

/// `[[split]]`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SplitTable {
    from: Spanned<String>,
    villages: Vec<String>,
    to: String,
}

/// `[[change]]`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ChangeTable {
    code: Spanned<String>,
    name: Option<String>,
    parent: Option<String>,
    identifier: Option<String>,
}

/// `[[abolish]]`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AbolishTable {
    code: Spanned<String>,
    receiver: String,
}

/// `[[alias]]`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AliasTable {
    code: Spanned<String>,
    unit: String,
    source: String,
}

/// `[[procedure]]`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProcedureTable {
    code: Spanned<String>,
    to: Option<String>,
    #[serde(default)]
    levels: Vec<String>,
    process: Option<String>,
    #[serde(default)]
    mark: String,
}

impl UnitTable {
    pub(super) fn read(self, at: &impl Fn(&Spanned<String>) -> usize) -> NewUnit {
        NewUnit {
            line: at(&self.code),
            code: self.code.into_inner(),
            name: self.name,
            kind: self.kind,
            parent: self.parent,
            identifier: self.identifier,
            from: self.from,
        }
    }
}

impl ReopenTable {
    pub(super) fn read(self, at: &impl Fn(&Spanned<String>) -> usize) -> ReturnedUnit {
        let (line, ended) = (at(&self.code), self.ended.parse().ok());
        ReturnedUnit { line, code: self.code.into_inner(), ended, from: self.from }
    }
}

impl SplitTable {
    pub(super) fn read(self, at: &impl Fn(&Spanned<String>) -> usize) -> SplitPart {
        SplitPart { line: at(&self.from), code: self.from.into_inner(), villages: self.villages, to: self.to }
    }
}

impl ChangeTable {
    pub(super) fn read(self, at: &impl Fn(&Spanned<String>) -> usize) -> ChangedUnit {
        ChangedUnit {
            line: at(&self.code),
            code: self.code.into_inner(),
            name: self.name,
            parent: self.parent,
            identifier: self.identifier,
        }
    }
}

impl AbolishTable {
    pub(super) fn read(self, at: &impl Fn(&Spanned<String>) -> usize) -> AbolishedUnit {
        AbolishedUnit { line: at(&self.code), code: self.code.into_inner(), receiver: self.receiver }
    }
}

impl AliasTable {
    pub(super) fn read(self, at: &impl Fn(&Spanned<String>) -> usize) -> Alias {
        Alias { line: at(&self.code), code: self.code.into_inner(), unit: self.unit, source: self.source }
    }
}

impl ProcedureTable {
    pub(super) fn read(self, at: &impl Fn(&Spanned<String>) -> usize) -> Rule {
        Rule {
            line: at(&self.code),
            code: self.code.into_inner(),
            to: self.to.as_deref().map(Target::of),
            mark: self.mark,
            levels: self.levels,
            process: self.process,
        }
    }
}
