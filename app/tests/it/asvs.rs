//! The table of OWASP ASVS 5 (`docs/security/asvs.md`): every requirement once, every test that it names there, and its
//! gaps counted where people read of them.

use crate::common::root;

/// The requirements of levels 1 and 2, in the order of the standard.
const IDS: &str = include_str!("asvs-ids.txt");
/// Where the table stands.
const PAGE: &str = "docs/security/asvs.md";
/// How the last column of a row begins that says why the house does not need it.
const NEEDLESS: &str = "does not apply: ";
/// The same of a row that says what is missing.
const GAP: &str = "not met: ";

/// One requirement.
struct Row {
    id: String,
    /// What shows that it is met, or why not.
    shown: String,
}

impl Row {
    /// What stands in back quotes.
    fn named(&self) -> impl Iterator<Item = &str> {
        self.shown.split('`').skip(1).step_by(2)
    }
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_default()
}

fn rows() -> Vec<Row> {
    let row = |line: &str| {
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        assert_eq!(cells.len(), 4, "{line}");
        assert!(cells.iter().all(|cell| !cell.is_empty()), "{line}");
        Row { id: cells[0].to_owned(), shown: cells[3].to_owned() }
    };
    read(PAGE).lines().filter(|line| line.starts_with("| V")).map(row).collect()
}

/// Whether a file has a test of this name: by the attribute, or by the macro that makes one for each engine.
fn is_test(text: &str, name: &str) -> bool {
    let Some((before, _)) = text.split_once(&format!("fn {name}(")) else { return false };
    let is_between = |line: &&str| {
        let line = line.trim();
        line.is_empty() || line == "async" || line.starts_with("///") || line.starts_with("#[cfg")
    };
    let above = before.lines().rev().find(|line| !is_between(line)).unwrap_or_default();
    above.contains("#[test]") || above.contains("::test]") || above.contains("both_engines!(")
}

/// What is wrong with something that a row names; none when it is there.
fn fault(named: &str, is_gap: bool) -> Option<String> {
    if let Some((file, name)) = named.split_once(".rs::") {
        let is_there = is_test(&read(&format!("{file}.rs")), name);
        return (!is_there).then(|| format!("there is no test {named}"));
    }
    if let Some((file, title)) = named.split_once(".mjs: ") {
        let is_there = read(&format!("{file}.mjs")).contains(&format!("test(\"{title}\""));
        return (!is_there).then(|| format!("there is no journey {named}"));
    }
    // Reasons speak of settings and paths of pages too.
    let is_there = is_gap || root().join(named).is_file();
    (!is_there).then(|| format!("there is no file {named}"))
}

#[test]
fn every_requirement_stands_once_and_in_order() {
    let found: Vec<String> = rows().into_iter().map(|row| row.id).collect();
    let wanted: Vec<&str> = IDS.lines().collect();
    assert_eq!(wanted.len(), 253);
    assert_eq!(found, wanted);
}

#[test]
fn every_row_names_what_shows_it_or_says_why_not() {
    let mut faults = Vec::new();
    for row in rows() {
        if row.shown.starts_with(NEEDLESS) {
            continue;
        }
        let is_gap = row.shown.starts_with(GAP);
        if !is_gap && row.named().next().is_none() {
            faults.push(format!("{}: nothing shows it", row.id));
        }
        faults.extend(row.named().filter_map(|named| fault(named, is_gap)).map(|fault| format!("{}: {fault}", row.id)));
    }
    assert!(faults.is_empty(), "{PAGE}:\n{}", faults.join("\n"));
}

#[test]
fn gaps_are_counted_where_people_read_of_them() {
    let rows = rows();
    let count = |begin: &str| rows.iter().filter(|row| row.shown.starts_with(begin)).count();
    let (all, needless, gaps) = (rows.len(), count(NEEDLESS), count(GAP));
    let met = all - needless - gaps;
    let told = format!("Of {all} requirements {met} are met, {needless} do not apply and {gaps} are not met.");
    for page in [PAGE, "docs/security.md"] {
        assert!(read(page).contains(&told), "{page} does not say: {told}");
    }
}

#[test]
fn a_test_is_told_from_a_helper() {
    let text = "#[test]\nfn plain() {}\n\nmod tests {\n    #[test]\n    fn inside() {}\n    fn helper() {}\n}\n\
                both_engines!(\n    /// Says why.\n    async fn twice(house: &House) {}\n);\n\
                #[test]\n#[cfg(unix)]\nfn here() {}\n#[tokio::test]\nasync fn later() {}\n";
    for name in ["plain", "inside", "twice", "here", "later"] {
        assert!(is_test(text, name), "{name}");
    }
    for name in ["helper", "nothing"] {
        assert!(!is_test(text, name), "{name}");
    }
}
