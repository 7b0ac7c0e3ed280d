//! Builds the browser part with npm and writes the list of its files for `include_bytes!`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

fn main() {
    let here = PathBuf::from(env("CARGO_MANIFEST_DIR"));
    let out = PathBuf::from(env("OUT_DIR"));
    let source = here.join("../../../web");
    for watched in ["src", "fonts", "build.mjs", "package-lock.json"] {
        println!("cargo::rerun-if-changed={}", source.join(watched).display());
    }
    let dist = out.join("dist");
    if let Err(reason) = build(&source, &dist).and_then(|()| list(&dist, &out.join("assets.rs"))) {
        println!("cargo::error={reason}");
        std::process::exit(1);
    }
}

#[expect(clippy::disallowed_methods, reason = "cargo speaks to build scripts through the environment")]
fn env(name: &str) -> String {
    std::env::var(name).unwrap_or_default()
}

fn build(source: &Path, dist: &Path) -> Result<(), String> {
    let version = Command::new("node").arg("--version").output();
    if !version.is_ok_and(|output| output.status.success()) {
        return Err("Node.js 20 or newer is needed to build the pages' styles and scripts: install it (Debian: apt-get install nodejs npm) and build again.".into());
    }
    let lock = modified(&source.join("package-lock.json"));
    let installed = modified(&source.join("node_modules/.package-lock.json"));
    if installed.is_none() || installed < lock {
        run(Command::new("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(source))?;
    }
    run(Command::new("node").arg("build.mjs").arg("--out").arg(dist).current_dir(source))
}

fn modified(path: &Path) -> Option<std::time::SystemTime> {
    std::fs::metadata(path).and_then(|meta| meta.modified()).ok()
}

fn run(command: &mut Command) -> Result<(), String> {
    let output = command.output().map_err(|e| format!("{command:?} could not start: {e}"))?;
    if output.status.success() {
        return Ok(());
    }
    let text = String::from_utf8_lossy(&output.stderr).replace('\n', " ");
    Err(format!("{command:?} failed: {text}"))
}

/// Writes `pub(crate) const FILES: &[(logical name, path with hash, bytes)]`.
fn list(dist: &Path, target: &Path) -> Result<(), String> {
    let manifest = std::fs::read_to_string(dist.join("manifest.json")).map_err(|e| e.to_string())?;
    let manifest: serde_json::Value = serde_json::from_str(&manifest).map_err(|e| e.to_string())?;
    let mut code = String::from("pub(crate) const FILES: &[(&str, &str, &[u8])] = &[\n");
    for (name, entry) in manifest.as_object().into_iter().flatten() {
        let file = entry.get("file").and_then(serde_json::Value::as_str).unwrap_or_default();
        let path = dist.join(file);
        writeln!(code, "    ({name:?}, {file:?}, include_bytes!({:?})),", path.display().to_string())
            .map_err(|e| e.to_string())?;
    }
    code.push_str("];\n");
    let icons = dist.join("icons.json");
    writeln!(code, "pub(crate) const ICONS: &str = include_str!({:?});", icons.display().to_string())
        .map_err(|e| e.to_string())?;
    std::fs::write(target, code).map_err(|e| e.to_string())
}
