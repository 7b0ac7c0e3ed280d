//! A script for pgbench with the statements of a write set, and its runs.
//!
//! Two write sets of different dossiers are compared value by value. What is equal in both, and what need not differ
//! (instants, sealed bytes), stands in the script as it is; ids that differ come from variables of pgbench, the same
//! variable wherever the same id stands. That spares pgbench the transport and reading of most values, so the ratio errs
//! against the store.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, bail, ensure};
use data_encoding::HEXLOWER;
use store::{Params, Val};
use uuid::Uuid;

/// A statement with its values.
type Statement = (&'static str, Params);
/// Ids that differ from dossier to dossier, each with the number of its variable.
type Ids = BTreeMap<Uuid, usize>;

/// Clients of a run.
const CLIENTS: &str = "16";

/// The script that does what `first` does, each time for another dossier.
pub(crate) fn script(first: &[Statement], second: &[Statement]) -> Result<String> {
    ensure!(first.len() == second.len(), "two dossiers with different statements");
    let mut ids = Ids::new();
    for (mine, other) in values(first).zip(values(second)) {
        if let (Val::U(id), Val::U(other)) = (mine, other)
            && id != other
        {
            let next = ids.len();
            ids.entry(*id).or_insert(next);
        }
    }
    ensure!(ids.len() <= 64, "more ids than the script keeps apart");
    let mut out = String::from("\\set n :n + 1\n");
    for number in 0..ids.len() {
        let _ = writeln!(out, "\\set id{number} ((:round * 1000 + :client_id) * 1000000000 + :n) * 64 + {number}");
    }
    out.push_str("BEGIN;\n");
    for ((sql, params), (_, others)) in first.iter().zip(second) {
        let words: Vec<String> =
            params.iter().zip(others).map(|(value, other)| expression(value, other, &ids)).collect::<Result<_>>()?;
        let _ = writeln!(out, "{};", filled(sql, &words)?);
    }
    out.push_str("COMMIT;\n");
    Ok(out)
}

fn values(set: &[Statement]) -> impl Iterator<Item = &Val> {
    set.iter().flat_map(|(_, params)| params)
}

fn id_expression(number: usize) -> String {
    format!("lpad(to_hex(:id{number}::bigint), 32, '0')::uuid")
}

fn expression(value: &Val, other: &Val, ids: &Ids) -> Result<String> {
    Ok(match value {
        Val::Null => "NULL".to_owned(),
        Val::I(n) => format!("({n})"),
        Val::F(n) => format!("({n})"),
        Val::B(bytes) => format!("'\\x{}'::bytea", HEXLOWER.encode(bytes)),
        Val::U(id) => ids.get(id).map_or_else(|| format!("'{id}'::uuid"), |number| id_expression(*number)),
        Val::T(text) => {
            let words = text_expression(text, ids);
            // A text that differs but holds no id: as long as the real one, and another each time.
            if value != other && !words.contains(":id") && !ids.is_empty() {
                format!("lpad(to_hex(:id0::bigint), {}, '0')", text.chars().count())
            } else {
                words
            }
        }
        Val::Drawn { .. } | Val::DrawnText { .. } => bail!("a drawn number has no place in a script"),
    })
}

/// A text in which the ids that differ are put together anew.
fn text_expression(text: &str, ids: &Ids) -> String {
    for (id, number) in ids {
        if let Some((before, after)) = text.split_once(&id.to_string()) {
            let (before, after) = (text_expression(before, ids), text_expression(after, ids));
            return format!("({before} || ({})::text || {after})", id_expression(*number));
        }
    }
    quoted(text)
}

/// A literal without a colon, which pgbench would take for a variable.
fn quoted(text: &str) -> String {
    let plain = text.replace('\'', "''");
    if plain.contains([':', '\\']) {
        format!("U&'{}'", plain.replace('\\', "\\\\").replace(':', "\\003A"))
    } else {
        format!("'{plain}'")
    }
}

/// The statement with its `$n` replaced.
fn filled(sql: &str, words: &[String]) -> Result<String> {
    let mut out = String::with_capacity(sql.len() * 2);
    let mut rest = sql;
    while let Some((before, after)) = rest.split_once('$') {
        out.push_str(before);
        let end = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
        let (number, tail) = after.split_at(end);
        let number: usize = number.parse().context("a $ without a number")?;
        let word = number.checked_sub(1).and_then(|index| words.get(index)).context("a value is missing")?;
        out.push_str(word);
        rest = tail;
    }
    out.push_str(rest);
    Ok(out)
}

/// Runs the script for some seconds and gives transactions a second.
pub(crate) fn run(programs: Option<&Path>, address: &str, script: &Path, round: usize, seconds: u64) -> Result<f64> {
    let program = programs.map_or_else(|| "pgbench".into(), |folder| folder.join("pgbench"));
    let mut command = Command::new(&program);
    command.args(["-n", "-M", "prepared", "-c", CLIENTS, "-j", "2", "-D", "n=0"]);
    command.args(["-D", &format!("round={round}"), "-T", &seconds.to_string(), "-f"]).arg(script);
    for (option, key) in [("-h", "host"), ("-p", "port"), ("-U", "user")] {
        if let Some(value) = word_of(address, key) {
            command.args([option, value]);
        }
    }
    command.arg(word_of(address, "dbname").context("the address names no dbname")?);
    let output = command.output().with_context(|| format!("{} does not start", program.display()))?;
    let told = String::from_utf8_lossy(&output.stdout);
    if !output.status.success() {
        let complaint = String::from_utf8_lossy(&output.stderr);
        let tail: String = complaint.lines().rev().take(3).collect::<Vec<_>>().join(" / ");
        bail!("pgbench failed: {tail}");
    }
    rate_in(&told).with_context(|| format!("pgbench told no rate: {told}"))
}

fn rate_in(told: &str) -> Option<f64> {
    told.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse().ok())
}

/// The value of a key in `key=value key=value`.
pub(crate) fn word_of<'a>(address: &'a str, key: &str) -> Option<&'a str> {
    address.split_whitespace().find_map(|word| word.strip_prefix(key)?.strip_prefix('='))
}

/// The same server, another database.
pub(crate) fn with_database(address: &str, name: &str) -> String {
    let others: Vec<&str> = address.split_whitespace().filter(|word| !word.starts_with("dbname=")).collect();
    format!("{} dbname={name}", others.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(id: u128, text: String) -> Vec<Statement> {
        let same = Uuid::from_u128(9);
        vec![
            (
                "INSERT INTO a (x, y, z, q) VALUES ($1, $2, $3, $4)",
                store::params![Uuid::from_u128(id), same, text, 5_i64],
            ),
            ("DELETE FROM b WHERE x = $1 AND v = $2", store::params![Uuid::from_u128(id), vec![171_u8]]),
        ]
    }

    #[test]
    fn ids_that_differ_become_variables_and_the_rest_stays() {
        let text = |id: u128| format!("{{\"d\":\"{}\"}}", Uuid::from_u128(id));
        let made = script(&set(1, text(1)), &set(2, text(2))).unwrap();
        let id = "lpad(to_hex(:id0::bigint), 32, '0')::uuid";
        let expected = format!(
            "\\set n :n + 1\n\\set id0 ((:round * 1000 + :client_id) * 1000000000 + :n) * 64 + 0\nBEGIN;\n\
             INSERT INTO a (x, y, z, q) VALUES ({id}, '00000000-0000-0000-0000-000000000009'::uuid, \
             (U&'{{\"d\"\\003A\"' || ({id})::text || '\"}}'), (5));\n\
             DELETE FROM b WHERE x = {id} AND v = '\\xab'::bytea;\nCOMMIT;\n"
        );
        assert_eq!(made, expected);
    }

    #[test]
    fn a_text_that_differs_without_an_id_stays_as_long() {
        let made = script(&set(1, "T-ABCDEFGH".into()), &set(2, "T-ABCDEFGI".into())).unwrap();
        assert!(made.contains("lpad(to_hex(:id0::bigint), 10, '0')"), "{made}");
    }

    #[test]
    fn what_pgbench_tells_and_where_it_goes() {
        assert_eq!(rate_in("x\ntps = 1234.5 (without initial connection time)\n"), Some(1_234.5));
        let address = "host=/tmp/a user=postgres dbname=postgres";
        assert_eq!(word_of(address, "host"), Some("/tmp/a"));
        assert_eq!(with_database(address, "b"), "host=/tmp/a user=postgres dbname=b");
    }

    #[test]
    fn every_value_needs_a_word() {
        assert_eq!(filled("a $1 b $2", &["x".into(), "y".into()]).unwrap(), "a x b y");
        assert!(filled("a $2", &["x".into()]).is_err());
    }
}
