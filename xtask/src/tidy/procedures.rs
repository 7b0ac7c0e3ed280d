//! Every procedure names a form and a process that exist.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Finding, Tree};

const FOLDER: &str = "data/procedures/";
/// The kinds of papers stand beside the procedures and describe none.
const KINDS: &str = "_kinds";

/// `form` is a file of data/forms, `process` one of data/processes, and no code comes twice. A file whose name begins
/// with `_` holds defaults for procedures without a file: it has no code, and a process for each level or code.
pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut codes: BTreeMap<String, &str> = BTreeMap::new();
    for (path, text) in tree.iter() {
        let Some(name) = path.strip_prefix(FOLDER).and_then(|name| name.strip_suffix(".json")) else { continue };
        let value: Value = match serde_json::from_str(text) {
            Ok(value) => value,
            Err(error) => {
                findings.push(Finding::new(path, error.line(), format!("not JSON: {error}"), "mend the file"));
                continue;
            }
        };
        if name == KINDS {
            continue;
        }
        for (key, folder) in [("form", "data/forms"), ("process", "data/processes"), ("process_of", "data/processes")] {
            let named = names(&value, key);
            if named.is_empty() && key != "process_of" {
                let what = format!("it names no {key}");
                findings.push(Finding::new(path, 0, what, format!("name one of {folder}")));
            }
            for name in named.into_iter().filter(|name| tree.text(&format!("{folder}/{name}.json")).is_none()) {
                let what = format!("{key} `{name}` does not exist");
                let mend = format!("write {folder}/{name}.json or name another");
                findings.push(Finding::new(path, line_of(text, &name), what, mend));
            }
        }
        if name.starts_with('_') {
            continue;
        }
        let Some(code) = value.get("code").and_then(Value::as_str) else {
            findings.push(Finding::new(path, 0, "it has no code", "give the code of the procedure in procedures.csv"));
            continue;
        };
        if let Some(first) = codes.insert(code.to_owned(), path) {
            let what = format!("procedure {code} is described in {first} too");
            findings.push(Finding::new(path, line_of(text, code), what, "keep one file for each procedure"));
        }
    }
    findings
}

/// The names under a key: one text, or the texts of an object.
fn names(value: &Value, key: &str) -> Vec<String> {
    match value.get(key) {
        Some(Value::String(name)) => vec![name.clone()],
        Some(Value::Object(map)) => map.values().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

fn line_of(text: &str, value: &str) -> usize {
    let quoted = format!("\"{value}\"");
    text.lines().position(|line| line.contains(&quoted)).map_or(0, |index| index + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: [usize; 0] = [];

    const GOOD: &str = "{\n \"code\": \"1.001193\",\n \"form\": \"birth\",\n \"process\": \"same-day\", \"more\": 1 }";
    const DEFAULTS: &str = "{ \"form\": \"birth\",\n \"process\": {\"commune\": \"same-day\"},\n \
        \"process_of\": {\"1.0\": \"same-day\"} }";

    fn lines(files: &[(&str, &str)]) -> Vec<usize> {
        let mut all = vec![("data/forms/birth.json", "{}"), ("data/processes/same-day.json", "{}")];
        all.extend(files);
        check(&Tree::of(&all)).into_iter().map(|finding| finding.line).collect()
    }

    #[test]
    fn complete_procedures_and_defaults_are_fine() {
        assert_eq!(lines(&[("data/procedures/birth.json", GOOD), ("data/procedures/_generic.json", DEFAULTS)]), NONE);
        assert_eq!(lines(&[("data/procedures/_kinds.json", "{\"kinds\": []}")]), NONE);
    }

    #[test]
    fn a_name_that_leads_nowhere_is_found() {
        let file = "data/procedures/birth.json";
        assert_eq!(lines(&[(file, &GOOD.replace("\"birth\"", "\"death\""))]), [3]);
        assert_eq!(lines(&[(file, &GOOD.replace("same-day", "never"))]), [4]);
        let defaults = "data/procedures/_generic.json";
        assert_eq!(lines(&[(defaults, &DEFAULTS.replace("{\"commune\": \"same-day\"}", "{\"commune\": \"x\"}"))]), [2]);
        assert_eq!(lines(&[(defaults, &DEFAULTS.replace("{\"1.0\": \"same-day\"}", "{\"1.0\": \"y\"}"))]), [3]);
    }

    #[test]
    fn broken_incomplete_and_double_files_are_found() {
        assert_eq!(lines(&[("data/procedures/a.json", GOOD), ("data/procedures/b.json", GOOD)]), [2]);
        assert_eq!(lines(&[("data/procedures/a.json", "{\n\"code\": }")]), [2]);
        assert_eq!(lines(&[("data/procedures/_kinds.json", "{\n\"kinds\": }")]), [2]);
        assert_eq!(lines(&[("data/procedures/a.json", "{\"code\": \"1\"}")]).len(), 2);
        assert_eq!(lines(&[("data/procedures/a.json", &GOOD.replace("code", "kode"))]).len(), 1);
    }
}
