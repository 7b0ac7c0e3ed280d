//! What goes and what a law keeps when somebody is erased, as both the person and whoever decides see it.

use kernel::Result;
use serde::Serialize;

use crate::model::Source;
use crate::queries::{Answer, Erasing};

/// The answers of all sources.
#[derive(Serialize)]
pub(crate) struct ErasingView {
    sources: Vec<SourceView>,
    /// Codes of dossiers that are open: while there is one, nothing is erased.
    pub(crate) open: Vec<String>,
    kept: Vec<KeptDossier>,
}

/// The answer of one source.
#[derive(Serialize)]
struct SourceView {
    /// Message that names it.
    label: &'static str,
    /// How many things; none where they are not counted.
    count: Option<usize>,
    /// The law that keeps it; empty where it goes.
    basis: String,
    mark: String,
}

/// A dossier that a law keeps.
#[derive(Serialize)]
struct KeptDossier {
    code: String,
    /// First day on which it is kept no more, as day/month/year; empty for what stays.
    until: String,
}

/// The view of what the sources answer.
pub(crate) fn erasing_view(erasing: &Erasing) -> Result<ErasingView> {
    let mut sources = Vec::new();
    for source in Source::ALL {
        let (answer, count) = erasing.answer(source)?;
        let (basis, mark) = match answer {
            Answer::Keep { basis, mark } => (basis, mark),
            Answer::Erase => (String::new(), String::new()),
        };
        sources.push(SourceView { label: source.label(), count, basis, mark });
    }
    let kept = erasing.kept.iter().map(|(dossier, until)| KeptDossier {
        code: dossier.code.clone(),
        until: until.map_or_else(String::new, |day| day.strftime("%d/%m/%Y").to_string()),
    });
    let open = erasing.open.iter().map(|dossier| dossier.code.clone()).collect();
    Ok(ErasingView { sources, open, kept: kept.collect() })
}

impl ErasingView {
    /// Answers for samples of templates.
    pub(crate) fn sample(basis: &str, has_open: bool) -> Self {
        let source = |source: Source, count, basis: &str| SourceView {
            label: source.label(),
            count,
            basis: basis.to_owned(),
            mark: if basis.is_empty() { String::new() } else { "[SAMPLE]".to_owned() },
        };
        let code = || "000.00.31.H46-241210-0001".to_owned();
        Self {
            sources: vec![
                source(Source::Account, Some(1), ""),
                source(Source::Dossiers, Some(2), basis),
                source(Source::Records, None, basis),
            ],
            open: if has_open { vec![code()] } else { Vec::new() },
            kept: vec![
                KeptDossier { code: code(), until: "10/12/2034".into() },
                KeptDossier { code: code(), until: String::new() },
            ],
        }
    }
}
