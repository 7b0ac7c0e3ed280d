//! Running other programs: always without standard input, so that nothing waits for an answer.

use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

/// Prints the command line, runs it with our own output, and fails unless it succeeds.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    println!("$ {}", line(command));
    let status = command.stdin(Stdio::null()).status();
    let status = status.with_context(|| format!("`{}` did not start", line(command)))?;
    ensure!(status.success(), "`{}` ended with {status}", line(command));
    Ok(())
}

/// Runs quietly and returns what the command printed; its error output is part of the failure.
pub(crate) fn capture(command: &mut Command) -> Result<String> {
    let output = command.stdin(Stdio::null()).output();
    let output = output.with_context(|| format!("`{}` did not start", line(command)))?;
    ensure!(
        output.status.success(),
        "`{}` ended with {}\n{}",
        line(command),
        output.status,
        String::from_utf8_lossy(&output.stderr).trim_end()
    );
    String::from_utf8(output.stdout).with_context(|| format!("`{}` printed something that is not UTF-8", line(command)))
}

/// True when the command starts and succeeds; prints nothing.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    capture(command).is_ok()
}

/// The command as one would type it, for people to read.
pub(crate) fn line(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|word| word.to_string_lossy().into_owned()));
    let quoted = words.into_iter().map(|word| {
        let plain = !word.is_empty() && !word.contains(|c: char| c.is_whitespace() || "\"'$;&|*".contains(c));
        if plain { word } else { format!("'{word}'") }
    });
    quoted.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failing_command_says_which_and_why() {
        let error = capture(Command::new("sh").args(["-c", "echo broken pipe >&2; exit 3"])).unwrap_err().to_string();
        assert!(error.contains("exit 3"), "{error}");
        assert!(error.contains("broken pipe"), "{error}");
    }

    #[test]
    fn a_missing_program_is_an_error_not_a_panic() {
        assert!(!succeeds(&mut Command::new("no-such-program-here")));
    }

    #[test]
    fn words_with_spaces_are_quoted() {
        let mut command = Command::new("echo");
        command.args(["plain", "two words", ""]);
        assert_eq!(line(&command), "echo plain 'two words' ''");
    }
}
