//! What Cargo says of the workspace.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::shell;

/// The workspace, without its third parties.
#[derive(Deserialize)]
pub(crate) struct Metadata {
    /// The workspace's crates.
    pub(crate) packages: Vec<Package>,
    /// The repository's folder.
    pub(crate) workspace_root: PathBuf,
    /// Where Cargo puts what it builds.
    pub(crate) target_directory: PathBuf,
}

/// One crate of the workspace.
#[derive(Deserialize)]
pub(crate) struct Package {
    /// Its name.
    pub(crate) name: String,
    /// Its Cargo.toml.
    pub(crate) manifest_path: PathBuf,
    /// Everything it depends on, third parties too.
    pub(crate) dependencies: Vec<Dependency>,
}

/// One arrow from a crate.
#[derive(Deserialize)]
pub(crate) struct Dependency {
    /// The package it points to.
    pub(crate) name: String,
    /// `None` for a normal dependency, else `dev` or `build`.
    pub(crate) kind: Option<String>,
    /// Set when it is a folder rather than a published package.
    pub(crate) path: Option<PathBuf>,
}

/// Asks Cargo about the workspace of the current folder.
pub(crate) fn load() -> Result<Metadata> {
    let text =
        shell::capture(Command::new("cargo").args(["metadata", "--no-deps", "--offline", "--format-version", "1"]))?;
    serde_json::from_str(&text).context("the answer of `cargo metadata` was not understood")
}
