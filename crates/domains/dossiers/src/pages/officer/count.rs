//! The papers of a paper dossier, counted at the desk when it is accepted: form 01 lists them.

use kernel::{Error, FieldError, Message, Result};
use serde::Serialize;
use web::{Cx, Values};

use super::load::Loaded;
use crate::model::{HandedIn, MOST_PIECES, OTHER_PAPER, expected};
use crate::uploads::is_handed_in;

/// Name of the hidden control that says which papers a form has counted.
const COUNTED: &str = "counted";

/// A paper with the controls for its pieces.
#[derive(Clone, Debug, Serialize)]
pub(super) struct CountView {
    /// Its code, which ends the names of its controls: `originals-`, `copies-`, `name-`.
    pub(super) code: String,
    /// Its name.
    pub(super) name: String,
    /// Originals as typed.
    pub(super) originals: String,
    /// Copies as typed.
    pub(super) copies: String,
    /// Whether it is one that the procedure does not name, so that the desk does.
    pub(super) is_other: bool,
    /// What the desk calls it, as typed.
    pub(super) typed: String,
}

/// The papers to count, with what was typed; at first with the numbers that the procedure asks for.
pub(super) fn counts(cx: &Cx, loaded: &Loaded, values: &Values) -> Vec<CountView> {
    let procedure = &loaded.case.procedure;
    let files = loaded.files.iter().filter(|file| is_handed_in(file));
    let codes: Vec<&str> = files.map(|file| file.row.paper.as_str()).collect();
    let mut lines = expected(procedure, &loaded.opened.answers, &codes);
    lines.push(HandedIn { paper: OTHER_PAPER.to_owned(), ..HandedIn::default() });
    let is_typed = values.filled(COUNTED).is_some();
    let shown = |part: &str, line: &HandedIn, pieces: i64| {
        if is_typed { values.get(&format!("{part}-{}", line.paper)).to_owned() } else { pieces.to_string() }
    };
    let view = |line: HandedIn| {
        let known = procedure.papers.iter().find(|paper| paper.code == line.paper);
        CountView {
            name: known
                .map_or_else(|| cx.t("dossiers-desk-paper-other"), |paper| paper.name.get(cx.locale()).to_owned()),
            originals: shown("originals", &line, line.originals),
            copies: shown("copies", &line, line.copies),
            is_other: known.is_none(),
            typed: values.get(&format!("name-{}", line.paper)).to_owned(),
            code: line.paper,
        }
    };
    lines.into_iter().map(view).collect()
}

/// The papers that a form has counted; none when it showed no papers to count. An empty number is none of it.
pub(super) fn counted(values: &Values) -> Result<Option<Vec<HandedIn>>> {
    let mut lines = Vec::new();
    let mut errors = Vec::new();
    for code in values.all(COUNTED) {
        let mut pieces = |part: &str| {
            let field = format!("{part}-{code}");
            let typed = values.get(&field);
            let read = if typed.is_empty() { Ok(0) } else { typed.parse::<i64>() };
            read.unwrap_or_else(|_| {
                let message = Message::new("dossiers-error-pieces").arg("most", MOST_PIECES);
                errors.push(FieldError { field: field.into(), message });
                0
            })
        };
        let (originals, copies) = (pieces("originals"), pieces("copies"));
        let name = values.get(&format!("name-{code}")).to_owned();
        lines.push(HandedIn { paper: code.to_owned(), name, originals, copies, files: 0 });
    }
    if !errors.is_empty() {
        return Err(Error::invalid(errors));
    }
    Ok(Some(lines).filter(|lines| !lines.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Option<Vec<HandedIn>>> {
        counted(&Values::parse(text).unwrap())
    }

    #[test]
    fn pieces_are_read_as_typed_and_slips_stand_at_their_controls() {
        assert_eq!(read("version=1").unwrap(), None);
        let lines = read("counted=a&originals-a=2&copies-a=&counted=other&name-other=Thư&copies-other=1").unwrap();
        let line = |paper: &str, name: &str, originals, copies| HandedIn {
            paper: paper.into(),
            name: name.into(),
            originals,
            copies,
            files: 0,
        };
        assert_eq!(lines, Some(vec![line("a", "", 2, 0), line("other", "Thư", 0, 1)]));
        let error = read("counted=a&originals-a=hai&copies-a=x").unwrap_err();
        let fields: Vec<&str> = error.fields().iter().map(|field| &*field.field).collect();
        assert_eq!(fields, ["originals-a", "copies-a"]);
    }
}
