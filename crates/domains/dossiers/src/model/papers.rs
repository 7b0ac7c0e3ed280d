//! The papers of a dossier: which of them are digitised, and what form 01 lists (facts 2.8, 2.30 to 2.32).

use procedures::{Answers, Paper, PaperMode, ProcedureVersion};

/// Code of a paper that the procedure does not name.
pub const OTHER_PAPER: &str = "other";

/// Most originals or copies of one paper.
pub const MOST_PIECES: i64 = 99;

/// A paper that was handed in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HandedIn {
    /// Code of the paper.
    pub paper: String,
    /// What it is in the words of the desk; empty: what the procedure calls it.
    pub name: String,
    /// Originals that were counted, 0 or more.
    pub originals: i64,
    /// Copies that were counted, 0 or more.
    pub copies: i64,
    /// Files of it, uploaded or digitised, 0 or more.
    pub files: i64,
}

impl HandedIn {
    /// Whether there is anything of it.
    pub fn is_there(&self) -> bool {
        self.originals > 0 || self.copies > 0 || self.files > 0
    }
}

/// Whether a paper is digitised: not what is only shown, and not what is data already (fact 2.32).
pub fn is_digitised(paper: &Paper) -> bool {
    paper.mode == PaperMode::Upload
}

/// What the desk begins to count from: the papers that may be handed in, the required and the digitised ones in the
/// numbers that the procedure asks for. `files` has the code of the paper of each file.
pub fn expected(procedure: &ProcedureVersion, answers: &Answers, files: &[&str]) -> Vec<HandedIn> {
    let papers = procedure.papers_for(answers).into_iter().filter(|paper| paper.mode != PaperMode::Show);
    let line = |paper: &Paper| {
        let is_there = paper.required || files.contains(&paper.code.as_str());
        let (originals, copies) = match (is_there, paper.originals, paper.copies) {
            (false, ..) => (0, 0),
            (true, 0, 0) => (1, 0),
            (true, originals, copies) => (originals, copies),
        };
        HandedIn { paper: paper.code.clone(), originals, copies, ..HandedIn::default() }
    };
    papers.map(line).collect()
}

/// What form 01 lists: what was counted and what there are files of, each paper once, in the order of the procedure and
/// then all others. `files` has the code of the paper of each file.
pub fn handed_in<'a>(procedure: &'a ProcedureVersion, counted: &'a [HandedIn], files: &[&'a str]) -> Vec<HandedIn> {
    let mut codes: Vec<&'a str> = procedure.papers.iter().map(|paper| paper.code.as_str()).collect();
    for code in counted.iter().map(|line| line.paper.as_str()).chain(files.iter().copied()) {
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    let line = |code: &str| {
        let line = counted.iter().find(|line| line.paper == code).cloned().unwrap_or_default();
        let files = files.iter().filter(|file| **file == code).count();
        HandedIn { paper: code.to_owned(), files: i64::try_from(files).unwrap_or(i64::MAX), ..line }
    };
    codes.into_iter().map(line).filter(HandedIn::is_there).collect()
}
