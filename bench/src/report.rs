//! The table, and the page it goes into.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result};

const BEGIN: &str = "<!-- bench:begin -->";
const END: &str = "<!-- bench:end -->";

/// One line of the table.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    name: String,
    measured: String,
    bar: &'static str,
    is_met: Option<bool>,
}

impl Row {
    /// A line; `is_met` is none where there is no bar, only a figure.
    pub(crate) fn new(name: impl Into<String>, measured: String, bar: &'static str, is_met: Option<bool>) -> Self {
        Self { name: name.into(), measured, bar, is_met }
    }
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

/// The generated part of the page: machine, table, what missed its bar.
pub(crate) fn section(rows: &[Row], machine: &[String], date: Option<&str>, rounds: usize) -> String {
    let mut out = String::new();
    let date = date.map_or_else(String::new, |date| format!("Run of {date}. "));
    let _ = writeln!(out, "{date}Median of {rounds} rounds in turns, smallest and largest round in brackets.\n");
    for line in machine {
        let _ = writeln!(out, "* {line}");
    }
    out.push_str("\n| what | measured | bar | met |\n| --- | --- | --- | --- |\n");
    for row in rows {
        let met = row.is_met.map_or("", |is_met| if is_met { "yes" } else { "**no**" });
        let _ = writeln!(out, "| {} | {} | {} | {met} |", cell(&row.name), cell(&row.measured), cell(row.bar));
    }
    let missed: Vec<&Row> = rows.iter().filter(|row| row.is_met == Some(false)).collect();
    if missed.is_empty() {
        out.push_str("\nNo bar was missed in this run.\n");
    } else {
        out.push_str("\nMissed in this run:\n\n");
        for row in missed {
            let _ = writeln!(out, "* {}: {} instead of {}", row.name, row.measured, row.bar);
        }
    }
    out
}

/// Replaces what stands between the markers of the page.
pub(crate) fn write(page: &Path, section: &str) -> Result<()> {
    let text = std::fs::read_to_string(page).with_context(|| format!("{} cannot be read", page.display()))?;
    let new = replaced(&text, section).with_context(|| format!("{} has no {BEGIN} … {END}", page.display()))?;
    std::fs::write(page, new).with_context(|| format!("{} cannot be written", page.display()))
}

fn replaced(text: &str, section: &str) -> Option<String> {
    let (before, rest) = text.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}\n\n{}\n\n{END}{after}", section.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_stands_between_the_markers_is_replaced() {
        let page = format!("# A\n{BEGIN}\nold\n{END}\nafter\n");
        let new = replaced(&page, "new\n").unwrap();
        assert_eq!(new, format!("# A\n{BEGIN}\n\nnew\n\n{END}\nafter\n"));
        assert_eq!(replaced(&new, "new").unwrap(), new);
        assert!(replaced("# no markers", "new").is_none());
    }

    #[test]
    fn a_missed_bar_is_told_twice() {
        let rows = [Row::new("a|b", "0.4".into(), "≥ 0.5", Some(false)), Row::new("c", "1 ms".into(), "", None)];
        let text = section(&rows, &["2 cores".into()], Some("2026-11-23"), 3);
        assert!(text.contains("| a\\|b | 0.4 | ≥ 0.5 | **no** |"), "{text}");
        assert!(text.contains("* a|b: 0.4 instead of ≥ 0.5"), "{text}");
        assert!(text.contains("| c | 1 ms |  |  |"), "{text}");
    }
}
