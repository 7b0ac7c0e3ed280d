//! What the tests need from the machine, and how it gets there.

use std::fmt::Write as _;
use std::process::Command;

use anyhow::{Result, bail, ensure};

use crate::{host, shell};

/// One thing that must be installed.
pub(crate) struct Need {
    /// What a person calls it.
    name: &'static str,
    /// Debian packages that bring it.
    apt: &'static [&'static str],
    /// The crate that brings it, when it is a Cargo tool.
    cargo: Option<&'static str>,
    present: fn() -> bool,
}

/// Node.js and npm: the browser source is built with them.
pub(crate) const NODE: Need =
    Need { name: "Node.js 20.10 or newer with npm", apt: &["nodejs", "npm"], cargo: None, present: host::has_node };

/// PostgreSQL's server programs, as Debian packages them.
pub(crate) const POSTGRES: Need = Need {
    name: "PostgreSQL's server programs (initdb, pg_ctl, postgres)",
    apt: &["postgresql"],
    cargo: None,
    present: || host::postgres_programs().is_some(),
};

/// The scanner of uploads.
pub(crate) const CLAMD: Need =
    Need { name: "ClamAV's daemon (clamd)", apt: &["clamav-daemon"], cargo: None, present: host::has_clamd };

/// The browser that the browser tests drive.
pub(crate) const CHROMIUM: Need =
    Need { name: "Chromium", apt: &["chromium"], cargo: None, present: || host::chromium().is_some() };

/// Python: the fuzz of the API is written in it.
pub(crate) const PYTHON: Need =
    Need { name: "Python 3 with venv", apt: &["python3", "python3-venv"], cargo: None, present: host::has_python };

/// The test runner.
pub(crate) const NEXTEST: Need =
    Need { name: "cargo-nextest", apt: &[], cargo: Some("cargo-nextest"), present: || host::has_cargo_tool("nextest") };

/// The check of licences and sources of dependencies.
pub(crate) const DENY: Need =
    Need { name: "cargo-deny", apt: &[], cargo: Some("cargo-deny"), present: || host::has_cargo_tool("deny") };

/// Installs what is missing, or says exactly what to type when it may not.
pub(crate) fn satisfy(needs: &[&Need], may_install: bool) -> Result<()> {
    let missing = absent(needs);
    if missing.is_empty() {
        println!("everything needed is installed");
        return Ok(());
    }
    let rights = rights();
    let wants_packages = missing.iter().any(|need| !need.apt.is_empty());
    if !may_install || (wants_packages && rights.is_none()) {
        bail!(by_hand(&missing, host::is_root()));
    }
    if wants_packages {
        install_packages(&packages(&missing), &rights.unwrap_or_default())?;
    }
    for tool in missing.iter().filter_map(|need| need.cargo) {
        install_tool(tool)?;
    }
    let still = absent(needs);
    ensure!(still.is_empty(), "installed, and yet not found or too old: {}", names(&still));
    Ok(())
}

fn absent<'a>(needs: &[&'a Need]) -> Vec<&'a Need> {
    needs.iter().copied().filter(|need| !(need.present)()).collect()
}

/// What to put before `apt-get` so that it may install; `None` when it may not.
fn rights() -> Option<Vec<&'static str>> {
    host::program("apt-get")?;
    if host::is_root() {
        return Some(Vec::new());
    }
    let sudo = shell::succeeds(Command::new("sudo").args(["-n", "true"]));
    sudo.then(|| vec!["sudo", "-n"])
}

fn packages(missing: &[&Need]) -> Vec<&'static str> {
    missing.iter().flat_map(|need| need.apt).copied().collect()
}

fn names(needs: &[&Need]) -> String {
    needs.iter().map(|need| need.name).collect::<Vec<_>>().join(", ")
}

fn by_hand(missing: &[&Need], root: bool) -> String {
    let sudo = if root { "" } else { "sudo " };
    let mut text = format!("not installed: {}\nInstall with:", names(missing));
    let packages = packages(missing);
    if !packages.is_empty() {
        let packages = packages.join(" ");
        // Writing to a String cannot fail.
        let _ = write!(text, "\n    {sudo}apt-get update && {sudo}apt-get install -y {packages}");
    }
    for tool in missing.iter().filter_map(|need| need.cargo) {
        let _ = write!(text, "\n    cargo install {tool} --locked");
    }
    text.push_str("\nthen run the same command again.");
    text
}

fn install_packages(packages: &[&str], rights: &[&str]) -> Result<()> {
    println!("installing {} with apt-get (a few minutes)", packages.join(", "));
    let apt = |arguments: &[&str]| {
        let mut words = rights.to_vec();
        words.extend(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
        words.extend(["-q", "-o", "DPkg::Lock::Timeout=300", "-o", "Acquire::Retries=3"]);
        words.extend(arguments);
        let (program, rest) = words.split_first().map_or(("apt-get", &[][..]), |(first, rest)| (*first, rest));
        shell::run(Command::new(program).args(rest))
    };
    apt(&["update"])?;
    apt(&[&["install", "-y", "--no-install-recommends"], packages].concat())
}

fn install_tool(tool: &str) -> Result<()> {
    println!("installing {tool} with cargo (several minutes)");
    let mut command = Command::new("cargo");
    command.args(["install", tool, "--locked"]);
    // The tool runs for seconds and compiles for minutes: trade its speed for ours.
    command.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1").env("CARGO_PROFILE_RELEASE_LTO", "off");
    command.env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16").env("CARGO_PROFILE_RELEASE_DEBUG", "0");
    shell::run(&mut command)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: Need = Need { name: "here", apt: &["here"], cargo: None, present: || true };
    const PACKAGE: Need = Need { name: "a server", apt: &["server", "client"], cargo: None, present: || false };
    const TOOL: Need = Need { name: "a tool", apt: &[], cargo: Some("cargo-tool"), present: || false };

    #[test]
    fn nothing_missing_is_fine_without_any_rights() {
        satisfy(&[&HERE], false).unwrap();
    }

    #[test]
    fn what_may_not_be_installed_is_said_exactly() {
        let error = satisfy(&[&HERE, &PACKAGE, &TOOL], false).unwrap_err().to_string();
        assert!(error.contains("a server, a tool"), "{error}");
        assert!(error.contains("apt-get update && "), "{error}");
        assert!(error.contains("apt-get install -y server client\n"), "{error}");
        assert!(error.contains("cargo install cargo-tool --locked\n"), "{error}");
        assert!(!error.contains("here"), "{error}");
    }

    #[test]
    fn sudo_is_named_only_to_those_who_need_it() {
        assert!(by_hand(&[&PACKAGE], false).contains("sudo apt-get update && sudo apt-get install"));
        assert!(!by_hand(&[&PACKAGE], true).contains("sudo"));
        assert!(!by_hand(&[&TOOL], false).contains("apt-get"));
    }
}
