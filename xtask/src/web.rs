//! The browser source: its packages, its types, its own tests.

use std::path::Path;
use std::process::Command;
use std::time::SystemTime;

use anyhow::{Result, ensure};

use crate::shell;

/// Installs packages when the lock file is newer than what is installed.
pub(crate) fn install(root: &Path) -> Result<()> {
    let web = root.join("web");
    ensure!(web.join("package-lock.json").is_file(), "web/package-lock.json is missing");
    if is_installed(&web) {
        return Ok(());
    }
    npm(&web, &["ci", "--no-audit", "--no-fund"])
}

/// Installs packages, checks the types and runs the tests of the browser source.
pub(crate) fn check(root: &Path) -> Result<()> {
    install(root)?;
    let web = root.join("web");
    npm(&web, &["run", "typecheck"])?;
    npm(&web, &["test"])
}

fn npm(web: &Path, arguments: &[&str]) -> Result<()> {
    let mut command = Command::new("npm");
    command.args(arguments).current_dir(web).env("npm_config_update_notifier", "false");
    shell::run(&mut command)
}

/// npm leaves a copy of the lock inside the folder it fills: the time of that copy is the time of the installation.
fn is_installed(web: &Path) -> bool {
    let changed = |file: &str| -> Option<SystemTime> { web.join(file).metadata().ok()?.modified().ok() };
    match (changed("node_modules/.package-lock.json"), changed("package-lock.json")) {
        (Some(installed), Some(locked)) => installed >= locked,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::time::Duration;

    use super::*;

    fn write(file: &Path, at: u64) {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        File::create(file).unwrap().set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(at)).unwrap();
    }

    #[test]
    fn packages_are_installed_again_only_when_the_lock_is_newer() {
        let web = tempfile::tempdir().unwrap();
        let (lock, copy) = (web.path().join("package-lock.json"), web.path().join("node_modules/.package-lock.json"));
        write(&lock, 100);
        assert!(!is_installed(web.path()), "nothing installed");
        write(&copy, 200);
        assert!(is_installed(web.path()));
        write(&lock, 300);
        assert!(!is_installed(web.path()), "the lock changed");
    }
}
