//! Rules that read files line by line.
//!
//! The words looked for are put together with `concat!` so that this file does not find itself.

use super::rust_code::code_only;
use super::{Finding, Tree};

/// Longer files are hard to see whole.
const LONGEST: usize = 500;

/// No source file is longer than 500 lines; data and what a program wrote are left out.
pub(crate) fn size(tree: &Tree) -> Vec<Finding> {
    let written =
        |path: &&str| !path.starts_with("data/") && !path.split('/').any(|part| part == "generated" || part == "dist");
    let mut findings = Vec::new();
    for (path, text) in tree.iter() {
        let lines = text.lines().count();
        if has_extension(path, &["rs", "ts", "html", "css", "mjs"]) && written(&path) && lines > LONGEST {
            let what = format!("{lines} lines, more than {LONGEST}");
            findings.push(Finding::new(path, lines, what, "split it by what a reader looks for"));
        }
    }
    findings
}

/// SQL stands only in files named store.rs, in folders named store (the store crate too), in migrations, and in tests that
/// look behind the curtain.
pub(crate) fn sql(tree: &Tree) -> Vec<Finding> {
    let allowed = |path: &str| {
        path.ends_with("/store.rs")
            || path.contains("/store/")
            || path.contains("/migrations/")
            || path.contains("/tests/")
            || is_tool(path)
    };
    let mut findings = Vec::new();
    for (path, text) in rust_files(tree).filter(|(path, _)| !allowed(path)) {
        for line in lines_with_macro(&code_only(text), &["sql"]) {
            findings.push(Finding::new(path, line, "SQL outside the store", "move the statement to src/store.rs"));
        }
    }
    findings
}

/// No unfinished code, no marks of unfinished thoughts.
pub(crate) fn unfinished(tree: &Tree) -> Vec<Finding> {
    let marks = [concat!("FIX", "ME"), concat!("X", "XX")];
    let mut findings = Vec::new();
    for (path, text) in rust_files(tree) {
        for line in lines_with_macro(&code_only(text), &["todo", "unimplemented"]) {
            findings.push(Finding::new(path, line, "unfinished code", "finish it, or leave it out"));
        }
    }
    for (path, text) in tree.iter().filter(|(path, _)| is_source(path)) {
        for (line, mark) in lines_with_word(text, &marks) {
            let mend = "do it now, or write an issue and say in the comment why it is so";
            findings.push(Finding::new(path, line, format!("the mark {mark}"), mend));
        }
    }
    findings
}

/// No path of somebody's machine and no host of a package registry.
pub(crate) fn places(tree: &Tree) -> Vec<Finding> {
    let folders = [concat!("/ho", "me/"), concat!("/ro", "ot/"), concat!("/wo", "rk/")];
    let hosts = [
        concat!("index.", "crates.io"),
        concat!("static.", "crates.io"),
        concat!("registry.", "npmjs.org"),
        concat!("pypi", ".org"),
        concat!("files.", "pythonhosted.org"),
        concat!("deb.", "debian.org"),
        concat!("proxy.", "golang.org"),
    ];
    let mut findings = Vec::new();
    for (path, text) in tree.iter() {
        for (index, line) in text.lines().enumerate() {
            for folder in folders.iter().filter(|folder| begins_a_path(line, folder)) {
                let mend = "name it from the repository's root, or take it from an option";
                findings.push(Finding::new(path, index + 1, format!("the absolute path {folder}…"), mend));
            }
            for host in hosts.iter().filter(|host| line.contains(*host)) {
                let mend = "leave the host to the package client's own settings";
                findings.push(Finding::new(path, index + 1, format!("the registry host {host}"), mend));
            }
        }
    }
    findings
}

/// Only tools, build scripts and programs of tests print.
pub(crate) fn printing(tree: &Tree) -> Vec<Finding> {
    let macros = ["println", "print", "eprintln", "eprint", "dbg"];
    let allowed =
        |path: &str| path.starts_with("app/") || is_tool(path) || path.ends_with("/build.rs") || is_own_program(path);
    let mut findings = Vec::new();
    for (path, text) in rust_files(tree).filter(|(path, _)| !allowed(path)) {
        for line in lines_with_macro(&code_only(text), &macros) {
            findings.push(Finding::new(path, line, "prints", "use tracing; only app and tools speak on the terminal"));
        }
    }
    findings
}

/// Above the platform no code reads even the monotonic clock: a year must pass in a test.
pub(crate) fn stopwatch(tree: &Tree) -> Vec<Finding> {
    let floors = ["crates/kernel/", "crates/shared/", "crates/domains/", "crates/insight/"];
    let mut findings = Vec::new();
    for (path, text) in rust_files(tree).filter(|(path, _)| floors.iter().any(|floor| path.starts_with(floor))) {
        for (index, line) in code_only(text).lines().enumerate() {
            if line.contains(concat!("Instant::", "now")) {
                let mend = "take the time from the clock that is passed in; measuring belongs to the platform";
                findings.push(Finding::new(path, index + 1, "reads a clock", mend));
            }
        }
    }
    findings
}

fn has_extension(path: &str, extensions: &[&str]) -> bool {
    path.rsplit_once('.').is_some_and(|(_, extension)| extensions.contains(&extension))
}

fn rust_files(tree: &Tree) -> impl Iterator<Item = (&str, &str)> {
    tree.iter().filter(|(path, _)| has_extension(path, &["rs"]))
}

fn is_source(path: &str) -> bool {
    let extensions = ["rs", "ts", "mjs", "js", "css", "html", "sql", "ftl", "toml", "sh", "tmpl"];
    !path.starts_with("data/") && has_extension(path, &extensions)
}

fn is_tool(path: &str) -> bool {
    path.starts_with("xtask/") || path.starts_with("bench/")
}

/// Programs that a test starts and listens to.
fn is_own_program(path: &str) -> bool {
    ["/tests/", "/examples/", "/benches/", "/src/bin/"].iter().any(|folder| path.contains(folder))
}

/// Lines of `code` (without comments and literals) that call one of these macros.
fn lines_with_macro(code: &str, names: &[&str]) -> Vec<usize> {
    let calls = |line: &str, name: &str| {
        line.match_indices(&format!("{name}!")).any(|(at, found)| {
            let whole = !line.get(..at).unwrap_or_default().ends_with(|c: char| c.is_alphanumeric() || c == '_');
            let rest = line.get(at + found.len()..).unwrap_or_default().trim_start();
            whole && rest.starts_with(['(', '{', '['])
        })
    };
    let lines = code.lines().enumerate();
    lines.filter(|(_, line)| names.iter().any(|name| calls(line, name))).map(|(index, _)| index + 1).collect()
}

/// Lines that hold one of these words by itself.
fn lines_with_word<'a>(text: &str, words: &[&'a str]) -> Vec<(usize, &'a str)> {
    let mut found = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let mut parts = line.split(|c: char| !c.is_alphanumeric() && c != '_');
        found.extend(parts.find_map(|part| words.iter().find(|word| **word == part)).map(|word| (index + 1, *word)));
    }
    found
}

/// True when `folder` begins a path here, rather than going on with one (as in a web address).
fn begins_a_path(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(at, _)| {
        let before = line.get(..at).unwrap_or_default().chars().next_back();
        before.is_none_or(|c| c.is_whitespace() || "\"'`(=:,[<>|{".contains(c))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: [usize; 0] = [];

    type TextRule = fn(&Tree) -> Vec<Finding>;

    fn lines(rule: TextRule, path: &str, text: &str) -> Vec<usize> {
        rule(&Tree::of(&[(path, text)])).into_iter().map(|finding| finding.line).collect()
    }

    #[test]
    fn long_files_are_found() {
        let long = "x\n".repeat(501);
        for path in ["crates/kernel/src/lib.rs", "web/src/ts/a.ts", "a.html", "a.css", "web/e2e/a.mjs"] {
            assert_eq!(lines(size, path, &long), [501], "{path}");
            assert_eq!(lines(size, path, &"x\n".repeat(500)), NONE, "{path}");
        }
        for path in ["data/forms/a.html", "web/dist/a.css", "web/src/generated/a.ts", "docs/long.md"] {
            assert_eq!(lines(size, path, &long), NONE, "{path}");
        }
    }

    #[test]
    fn sql_outside_the_store_is_found() {
        let text = "// sql!(\"in a comment\")\nlet q = sql!(\"SELECT 1\");\nlet r = mysql!(1);\n";
        for path in ["crates/domains/x/src/queries.rs", "crates/platform/web/src/restore.rs", "app/src/main.rs"] {
            assert_eq!(lines(sql, path, text), [2], "{path}");
        }
        for path in [
            "crates/domains/x/src/store.rs",
            "crates/domains/x/src/store/people.rs",
            "crates/platform/store/src/row.rs",
            "crates/domains/x/migrations/mod.rs",
        ] {
            assert_eq!(lines(sql, path, text), NONE, "{path}");
        }
    }

    #[test]
    fn unfinished_work_is_found() {
        let call = concat!("let s = \"to", "do!()\";\nto", "do!()\n    unimple", "mented! { }\n");
        assert_eq!(lines(unfinished, "crates/kernel/src/lib.rs", call), [2, 3]);
        let mark = concat!("/* fine */\n/* FIX", "ME later */\n/* X", "XX */\n/* XX", "XX */\n");
        assert_eq!(lines(unfinished, "web/src/css/a.css", mark), [2, 3]);
        assert_eq!(lines(unfinished, "data/forms/a.toml", mark), NONE);
    }

    #[test]
    fn machine_paths_are_found_and_web_addresses_are_not() {
        let table = [
            (concat!("cd /ho", "me/me"), true),
            (concat!("data = \"/ro", "ot/x\""), true),
            (concat!("file:/wo", "rk/x"), true),
            (concat!("https://example.vn/ho", "me/x"), false),
            (concat!("web/wo", "rk/list"), false),
            ("/homes/x", false),
        ];
        for (text, found) in table {
            assert_eq!(!lines(places, "docs/a.md", text).is_empty(), found, "{text}");
        }
    }

    #[test]
    fn registry_hosts_are_found() {
        let text = concat!("\n\"resolved\": \"https://registry.", "npmjs.org/x\"\n");
        assert_eq!(lines(places, "web/package-lock.json", text), [2]);
        assert_eq!(lines(places, "Cargo.lock", "registry+https://github.com/rust-lang/crates.io-index"), NONE);
    }

    #[test]
    fn printing_outside_tools_is_found() {
        let text = "fn f() {\n    println!(\"x\");\n    my_println!(\"x\");\n    dbg![1];\n}\n";
        assert_eq!(lines(printing, "crates/platform/web/src/lib.rs", text), [2, 4]);
        for path in ["app/src/main.rs", "bench/src/main.rs", "crates/platform/web/build.rs", "crates/x/tests/it/a.rs"] {
            assert_eq!(lines(printing, path, text), NONE, "{path}");
        }
    }

    #[test]
    fn clocks_are_found_above_the_platform_only() {
        let text = concat!("let t = Instant::", "now();\n");
        assert_eq!(lines(stopwatch, "crates/domains/x/src/jobs.rs", text), [1]);
        assert_eq!(lines(stopwatch, "crates/shared/calendar/src/lib.rs", text), [1]);
        assert_eq!(lines(stopwatch, "crates/platform/store/src/lib.rs", text), NONE);
    }
}
