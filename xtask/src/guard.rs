//! A helper process that cleans up after us, however we end.
//!
//! `Drop` does not run on Ctrl-C or kill. A small shell in a process group of its own holds the reading end of a pipe
//! that only we write to: when we are gone, for whatever reason, it reads the end of the file and tidies up.

use std::ffi::OsStr;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus, Stdio};

use anyhow::{Context, Result};

/// Waits for the owner's end, then stops a server (the remaining arguments) and removes the folder `$1`.
pub(crate) const STOP_AND_REMOVE: &str = r#"
trap '' INT TERM HUP
folder=$1; shift
cat >/dev/null
[ ! -e "$folder/data/postmaster.pid" ] || "$@" >/dev/null 2>&1
rm -rf -- "$folder"
"#;

/// Runs a program (the remaining arguments) until it ends or the owner does, then removes the folder `$1`.
pub(crate) const RUN_AND_REMOVE: &str = r#"
trap '' INT TERM HUP
folder=$1; shift
exec 3<&0
( trap - INT TERM HUP; exec "$@" ) </dev/null 3<&- &
program=$!
( trap - TERM; cat <&3
  # Said again each second: a program that is only being started still ignores it, as this script does.
  for second in 1 2 3 4 5 6 7 8 9 10; do kill -TERM "$program" || exit; sleep 1; done
  kill -KILL "$program" ) >/dev/null 2>&1 &
watcher=$!
wait "$program"; code=$?
kill "$watcher" 2>/dev/null
rm -rf -- "$folder"
exit "$code"
"#;

/// The helper process; dropping it lets the script finish and waits for that.
pub(crate) struct Watchdog {
    child: Child,
}

impl Watchdog {
    /// Starts `script` with `arguments` as `$1`, `$2` …; `output` receives what it and its programs print.
    pub(crate) fn start<S: AsRef<OsStr>>(script: &str, arguments: &[S], output: Output) -> Result<Self> {
        let (out, err) = output.pair()?;
        let mut command = Command::new("sh");
        command.args(["-c", script, "watchdog"]).args(arguments);
        command.stdin(Stdio::piped()).stdout(out).stderr(err);
        for name in crate::host::product_variables() {
            command.env_remove(name);
        }
        // Ctrl-C reaches the whole foreground group; the helper must survive it to clean up.
        let child = command.process_group(0).spawn().context("the clean-up helper (sh) did not start")?;
        Ok(Self { child })
    }

    /// How the script ended, if it ended by itself.
    pub(crate) fn ended(&mut self) -> Result<Option<ExitStatus>> {
        Ok(self.child.try_wait()?)
    }
}

impl Drop for Watchdog {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        // Nothing sensible can be done about a failure while dropping.
        let _ = self.child.wait();
    }
}

/// Where a helper's output goes.
pub(crate) enum Output {
    /// Nowhere.
    Nowhere,
    /// Into this file, replaced.
    File(std::path::PathBuf),
}

impl Output {
    fn pair(self) -> Result<(Stdio, Stdio)> {
        match self {
            Self::Nowhere => Ok((Stdio::null(), Stdio::null())),
            Self::File(path) => {
                let file = std::fs::File::create(&path).with_context(|| format!("cannot write {}", path.display()))?;
                let copy = file.try_clone()?;
                Ok((Stdio::from(file), Stdio::from(copy)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::phases::stopwatch;

    #[test]
    fn the_folder_is_gone_after_the_owner_ends() {
        let folder = tempfile::tempdir().unwrap().keep();
        let guard = Watchdog::start(STOP_AND_REMOVE, &[folder.as_os_str()], Output::Nowhere).unwrap();
        assert!(folder.exists());
        drop(guard);
        assert!(!folder.exists());
    }

    #[test]
    fn a_running_program_is_ended_with_its_owner() {
        let folder = tempfile::tempdir().unwrap().keep();
        let arguments = [folder.as_os_str(), OsStr::new("sleep"), OsStr::new("600")];
        let mut guard = Watchdog::start(RUN_AND_REMOVE, &arguments, Output::Nowhere).unwrap();
        assert!(guard.ended().unwrap().is_none());
        let started = stopwatch();
        drop(guard);
        assert!(started.elapsed() < Duration::from_secs(9), "ended by TERM, not by the later KILL");
        assert!(!folder.exists());
    }

    #[test]
    fn a_program_that_ends_early_is_noticed() {
        let folder = tempfile::tempdir().unwrap().keep();
        let arguments = [folder.as_os_str(), OsStr::new("sh"), OsStr::new("-c"), OsStr::new("exit 7")];
        let mut guard = Watchdog::start(RUN_AND_REMOVE, &arguments, Output::Nowhere).unwrap();
        let deadline = stopwatch() + Duration::from_secs(20);
        let ended = loop {
            if let Some(status) = guard.ended().unwrap() {
                break status;
            }
            assert!(stopwatch() < deadline, "the end was not noticed");
            std::thread::sleep(Duration::from_millis(20));
        };
        assert_eq!(ended.code(), Some(7));
        assert!(!folder.exists());
    }
}
