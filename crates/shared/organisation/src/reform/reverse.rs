//! The plan that leads back from one that holds: a file like any other, to be read, mended and applied. Units come back
//! under their own ids, so their queues, codes of dossiers and papers go on; what cannot be undone exactly is said.

use kernel::{Error, Result, Timestamp};
use serde_json::Value;

use super::plan::{NewUnit, Plan, Rule, SplitPart, parse};
use super::{Reform, State};
use crate::directory::Directory;
use crate::model::UnitId;
use crate::snapshot::Snapshot;

/// What stands above the rows of every such file.
const HEAD: &str = "\
# Made from a plan that holds: read it before it is applied. What it cannot undo exactly:
#  * dossiers handed in since then at a unit that ends again: the rules below send them, a person the rest; rows of
#    [[split]] can send them by village;
#  * their codes, papers and receipts keep the names and identifiers of that unit, and the province reads the closed ones;
#  * officers who came to such a unit since then go to its receiver;
#  * steps that a moved dossier has taken since then stay in its history; other codes of units stay.
";

/// The text of a plan that takes back `plan` from the day `day` on, on a legal basis of its own. Both are judged when the
/// text is checked. `Conflict` unless the plan holds, and for one that takes back another.
pub fn reverse(directory: &Directory, plan: &Reform, now: Timestamp, day: &str, basis: &str) -> Result<String> {
    if plan.state != State::Written || plan.at > now {
        return Err(Error::conflict("organisation-reform-not-in-force"));
    }
    let rows = parse(&plan.text).map_err(|_| Error::internal(format!("the plan {} can no longer be read", plan.id)))?;
    if rows.reverses.is_some() || !rows.back.is_empty() {
        return Err(Error::conflict("organisation-reform-reverse-of-reverse"));
    }
    let before = directory.on(plan.at.plus(-1));
    let ended = plan.at.date().to_string();
    let head = format!(
        "{HEAD}\ntitle = {}\nbasis = {}\neffective = {}\nreverses = {}\n\n[work]\nto = \"area\"\n",
        quoted(&format!("Khôi phục: {}", plan.title)),
        quoted(basis),
        quoted(day),
        quoted(&plan.id.to_string()),
    );
    let reopened = rows.abolished.iter().map(|row| reopen(&row.code, &ended, &[]));
    let tables = changes(&rows, &before)
        .into_iter()
        .chain(rows.units.iter().flat_map(|row| unit_back(row, &rows, &ended, &before)))
        .chain(reopened)
        .chain(rows.splits.iter().filter_map(|row| part_back(row, &rows)))
        .chain(rows.rules.iter().filter(|rule| !rule.levels.is_empty()).map(level_back));
    Ok(std::iter::once(head).chain(tables).collect())
}

/// A text as TOML writes it; what JSON escapes, TOML reads too.
fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

fn list(texts: &[String]) -> String {
    let quoted: Vec<String> = texts.iter().map(|text| quoted(text)).collect();
    format!("[{}]", quoted.join(", "))
}

fn table(name: &str, rows: &[(&str, String)]) -> String {
    let lines: Vec<String> = rows.iter().map(|(key, value)| format!("{key} = {value}\n")).collect();
    format!("\n[[{name}]]\n{}", lines.concat())
}

fn reopen(code: &str, ended: &str, from: &[String]) -> String {
    let mut rows = vec![("code", quoted(code)), ("ended", quoted(ended))];
    if !from.is_empty() {
        rows.push(("from", list(from)));
    }
    table("reopen", &rows)
}

/// Names, places and identifiers as they were.
fn changes(rows: &Plan, before: &Snapshot) -> Vec<String> {
    let code_of = |id: Option<UnitId>| id.and_then(|id| before.unit(id).ok()).map(|unit| unit.code.clone());
    let mut found = Vec::new();
    for row in &rows.changes {
        let Some(was) = before.by_code(&row.code) else { continue };
        let name = row.name.as_ref().map(|_| was.name.clone());
        let parent = row.parent.as_ref().and_then(|_| code_of(was.parent));
        let identifier = row.identifier.as_ref().map(|_| was.identifier.clone());
        let mut keys = vec![("code", quoted(&row.code))];
        let values = [("name", name), ("parent", parent), ("identifier", identifier)];
        keys.extend(values.into_iter().filter_map(|(key, value)| value.map(|value| (key, quoted(&value)))));
        found.push(table("change", &keys));
    }
    found
}

/// A unit that began ends again. The only one that went on in it has it whole; else those come back beside each other,
/// and the one at its seat receives what nobody decides, or the province where there was nobody.
fn unit_back(row: &NewUnit, rows: &Plan, ended: &str, before: &Snapshot) -> Vec<String> {
    let gives = rows.splits.iter().find(|part| part.to == row.code).map(|part| part.code.clone());
    if let ([only], None) = (row.from.as_slice(), &gives) {
        return vec![reopen(only, ended, std::slice::from_ref(&row.code))];
    }
    let seat = row.from.iter().find(|code| **code == row.code).or(row.from.first()).or(gives.as_ref());
    let province = || before.province().and_then(|id| before.unit(id).ok()).map(|unit| unit.code.clone());
    let receiver = seat.cloned().or_else(province).unwrap_or_default();
    let mut found: Vec<String> = row.from.iter().map(|code| reopen(code, ended, &[])).collect();
    found.push(table("abolish", &[("code", quoted(&row.code)), ("receiver", quoted(&receiver))]));
    found
}

/// Villages go back with what was handed in since. Between units that both go on only what was moved is moved back.
fn part_back(part: &SplitPart, rows: &Plan) -> Option<String> {
    let ends = rows.units.iter().any(|row| row.code == part.to);
    let keys = [("from", quoted(&part.to)), ("villages", list(&part.villages)), ("to", quoted(&part.code))];
    ends.then(|| table("split", &keys))
}

fn level_back(rule: &Rule) -> String {
    table("procedure", &[("code", quoted(&rule.code)), ("levels", "[\"before\"]".to_owned())])
}
