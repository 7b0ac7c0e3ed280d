//! The fuzz of the API: schemathesis, in a folder of packages of its own, against the running program.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::metadata::Metadata;
use crate::product::{self, Product};
use crate::shell;

/// Made cases per operation and role that a change must pass.
pub(crate) const EXAMPLES: u32 = 3;

/// Starts the sample province and asks its API as each role.
pub(crate) fn run(metadata: &Metadata, examples: u32) -> Result<()> {
    let source = metadata.workspace_root.join("api").join("fuzz");
    let python = packages(metadata)?;
    let program = product::build(metadata)?;
    let options = source.join("fuzz.toml");
    let options = std::fs::read_to_string(&options).with_context(|| format!("cannot read {}", options.display()))?;
    let product = Product::start_with(&program, metadata, &options)?;
    let mut command = Command::new(python);
    command.arg(source.join("run.py")).args(["--url", &product.url()]);
    command.arg("--logs").arg(metadata.target_directory.join("xtask").join("fuzz"));
    command.args(["--examples", &examples.to_string()]).env("PYTHONDONTWRITEBYTECODE", "1");
    shell::run(&mut command).with_context(|| product.last_words())
}

/// The Python that has the pinned packages; what is installed already stays.
fn packages(metadata: &Metadata) -> Result<PathBuf> {
    let folder = metadata.target_directory.join("xtask").join("python");
    let python = folder.join("bin").join("python");
    if !python.is_file() {
        shell::run(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
    }
    let wanted = metadata.workspace_root.join("api").join("fuzz").join("requirements.txt");
    let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"];
    shell::run(Command::new(&python).args(install).arg(wanted))?;
    Ok(python)
}
