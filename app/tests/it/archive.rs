//! `nhatle audit archive` on the command line: what may go, and what is said of the rest.

use std::path::Path;
use std::process::Output;

use crate::program::{command, finish, said};

fn run(data: &Path, words: &[&str]) -> Output {
    finish(command(data, words))
}

#[test]
fn a_month_that_is_none_too_young_or_empty_is_refused_in_words() {
    let (data, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let files = folder.path().join("archive");
    let place = files.to_str().unwrap();
    assert!(run(data.path(), &["migrate", "--empty"]).status.success());
    for (month, why) in [
        ("2014", "is no month"),
        ("2014-13", "is no month"),
        ("2999-01", "stays in the database: audit_keep_months is 120"),
        ("2014-01", "no row of 2014-01 may go"),
    ] {
        let output = run(data.path(), &["audit", "archive", month, place, "--empty"]);
        assert!(!output.status.success() && said(&output).contains(why), "{month}: {}", said(&output));
    }
    assert!(!files.exists() || std::fs::read_dir(&files).unwrap().count() == 0, "a refused archive leaves nothing");
    let verified = run(data.path(), &["audit", "verify", "--archive", place, "--empty"]);
    assert!(verified.status.success() && said(&verified).contains("0 rows in the files"), "{}", said(&verified));
}
