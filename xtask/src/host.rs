//! What this machine has.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::shell;

/// The oldest Node.js that builds the browser source and runs the browser tests (major, minor).
pub(crate) const OLDEST_NODE: (u32, u32) = (20, 10);

const DEBIAN_POSTGRES: &str = "/usr/lib/postgresql";

/// One variable of the environment.
#[expect(clippy::disallowed_methods, reason = "a developer's tool reads PATH and the developer's own choices")]
pub(crate) fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

/// Names of the variables that configure the product, so that a developer's settings do not leak into tests.
#[expect(clippy::disallowed_methods, reason = "only the names are read, to remove them")]
pub(crate) fn product_variables() -> Vec<OsString> {
    let ours = |name: &OsString| name.to_str().is_some_and(|name| name.starts_with("NHATLE_"));
    std::env::vars_os().map(|(name, _)| name).filter(ours).collect()
}

/// The first program of this name on the search path.
pub(crate) fn program(name: &str) -> Option<PathBuf> {
    let path = variable("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// True when we are the system's administrator.
pub(crate) fn is_root() -> bool {
    shell::capture(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

/// The folder with PostgreSQL's server programs: Debian's newest version, else the search path's.
pub(crate) fn postgres_programs() -> Option<PathBuf> {
    newest_postgres(Path::new(DEBIAN_POSTGRES)).or_else(|| {
        let folder = program("initdb")?.parent()?.to_path_buf();
        has_server(&folder).then_some(folder)
    })
}

fn newest_postgres(base: &Path) -> Option<PathBuf> {
    let versions = std::fs::read_dir(base).ok()?.filter_map(Result::ok).filter_map(|entry| {
        let version: u32 = entry.file_name().to_str()?.parse().ok()?;
        let programs = entry.path().join("bin");
        has_server(&programs).then_some((version, programs))
    });
    versions.max().map(|(_, programs)| programs)
}

fn has_server(folder: &Path) -> bool {
    ["initdb", "pg_ctl", "postgres"].iter().all(|name| folder.join(name).is_file())
}

/// The browser for the browser tests: the variable `CHROMIUM`, else the search path.
pub(crate) fn chromium() -> Option<PathBuf> {
    let chosen = variable("CHROMIUM").map(PathBuf::from).filter(|file| file.is_file());
    chosen.or_else(|| ["chromium", "chromium-browser", "google-chrome"].into_iter().find_map(program))
}

/// True when ClamAV's daemon is there; Debian keeps it where only the administrator's search path looks.
pub(crate) fn has_clamd() -> bool {
    program("clamd").is_some() || Path::new("/usr/sbin/clamd").is_file()
}

/// True when Node.js is new enough and npm is there.
pub(crate) fn has_node() -> bool {
    let printed = shell::capture(Command::new("node").arg("--version")).ok();
    let version = printed.as_deref().and_then(node_version);
    version.is_some_and(|version| version >= OLDEST_NODE) && program("npm").is_some()
}

/// True when Python 3 can make folders of packages of their own.
pub(crate) fn has_python() -> bool {
    shell::succeeds(Command::new("python3").args(["-c", "import venv, ensurepip"]))
}

fn node_version(printed: &str) -> Option<(u32, u32)> {
    let mut parts = printed.trim().strip_prefix('v')?.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

/// True when `cargo <tool>` works.
pub(crate) fn has_cargo_tool(tool: &str) -> bool {
    shell::succeeds(Command::new("cargo").args([tool, "--version"]))
}

/// The last `count` lines of a log, for an error message.
pub(crate) fn tail(file: &Path, count: usize) -> String {
    let text = std::fs::read(file).unwrap_or_default();
    let text = String::from_utf8_lossy(&text).into_owned();
    let lines: Vec<&str> = text.lines().collect();
    let from = lines.len().saturating_sub(count);
    lines.into_iter().skip(from).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_versions_compare_as_numbers() {
        assert_eq!(node_version("v20.20.2\n"), Some((20, 20)));
        assert!(node_version("v9.11.0").unwrap() < OLDEST_NODE);
        assert!(node_version("v100.0.0").unwrap() > OLDEST_NODE);
        assert_eq!(node_version("nonsense"), None);
    }

    #[test]
    fn the_newest_complete_postgres_is_chosen() {
        let base = tempfile::tempdir().unwrap();
        for (version, programs) in [
            ("9", &["initdb", "pg_ctl", "postgres"][..]),
            ("15", &["initdb", "pg_ctl", "postgres"]),
            ("17", &["initdb"]),
        ] {
            let folder = base.path().join(version).join("bin");
            std::fs::create_dir_all(&folder).unwrap();
            for program in programs {
                std::fs::write(folder.join(program), "").unwrap();
            }
        }
        assert_eq!(newest_postgres(base.path()), Some(base.path().join("15/bin")));
    }

    #[test]
    fn a_tail_is_the_last_lines() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "1\n2\n3\n").unwrap();
        assert_eq!(tail(file.path(), 2), "2\n3");
        assert_eq!(tail(Path::new("no such file"), 2), "");
    }
}
