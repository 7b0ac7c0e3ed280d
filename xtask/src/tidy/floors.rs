//! A crate uses only the floors below it; two floors have an order inside (ARCHITECTURE.md, Floors).

use super::{Finding, Tree};
use crate::metadata::{Dependency, Metadata, Package};

/// What each platform crate may use of its own floor.
const PLATFORM: &[(&str, &[&str])] = &[
    ("store", &[]),
    ("runtime", &["store"]),
    ("access", &["store", "runtime"]),
    ("web", &["store", "runtime", "access"]),
    ("blobs", &["store"]),
    ("search", &["store"]),
    ("notify", &["store"]),
    ("outside", &[]),
    ("pdf", &[]),
    ("verify", &[]),
    (TESTKIT, &["store", "runtime", "access", "web", "blobs", "search", "notify", "pdf", "verify"]),
];

/// The shared floor, lowest first: each may use those before it.
const SHARED: &[&str] = &["calendar", "organisation", "identity", "procedures", "payments", "signing"];

/// The crate that only tests use.
const TESTKIT: &str = "testkit";

/// Where a crate stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Floor {
    Kernel,
    Platform,
    Shared,
    Domains,
    Insight,
    App,
    Bench,
    Xtask,
}

/// Every arrow of every crate of the workspace points down.
pub(crate) fn check(metadata: &Metadata, tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for package in &metadata.packages {
        let manifest = manifest(metadata, package);
        let Some(floor) = floor(&manifest) else {
            let mend = "move it under one of crates/{platform,shared,domains,insight}";
            findings.push(Finding::new(&manifest, 0, format!("`{}` stands on no floor", package.name), mend));
            continue;
        };
        if !has_place(floor, &package.name) {
            let what = format!("`{}` has no place in the order of its floor", package.name);
            let mend = "say its place in xtask/src/tidy/floors.rs and ARCHITECTURE.md";
            findings.push(Finding::new(&manifest, 0, what, mend));
        }
        for dependency in package.dependencies.iter().filter(|dependency| dependency.path.is_some()) {
            let target = metadata.packages.iter().find(|package| package.name == dependency.name);
            let Some(target) = target else {
                let what =
                    format!("`{}` depends on the folder of `{}`, outside the workspace", package.name, dependency.name);
                findings.push(Finding::new(&manifest, 0, what, "publish it or move it into the workspace"));
                continue;
            };
            let Some(target_floor) = self::floor(&self::manifest(metadata, target)) else { continue };
            if let Some(mend) = objection((floor, &package.name), (target_floor, &target.name), dependency) {
                let line = tree.text(&manifest).map_or(0, |text| line_of(text, &dependency.name));
                let what = format!("`{}` may not use `{}`", package.name, target.name);
                findings.push(Finding::new(&manifest, line, what, mend));
            }
        }
    }
    findings
}

/// The manifest's path from the root.
fn manifest(metadata: &Metadata, package: &Package) -> String {
    let path = package.manifest_path.strip_prefix(&metadata.workspace_root).unwrap_or(&package.manifest_path);
    path.to_string_lossy().replace('\\', "/")
}

fn floor(manifest: &str) -> Option<Floor> {
    let folder = manifest.strip_suffix("/Cargo.toml")?;
    match folder.split('/').collect::<Vec<_>>().as_slice() {
        ["app"] => Some(Floor::App),
        ["bench"] => Some(Floor::Bench),
        ["xtask"] => Some(Floor::Xtask),
        ["crates", "kernel"] => Some(Floor::Kernel),
        ["crates", "platform", _] => Some(Floor::Platform),
        ["crates", "shared", _] => Some(Floor::Shared),
        ["crates", "domains", _] => Some(Floor::Domains),
        ["crates", "insight", _] => Some(Floor::Insight),
        _ => None,
    }
}

fn has_place(floor: Floor, name: &str) -> bool {
    match floor {
        Floor::Platform => PLATFORM.iter().any(|(known, _)| *known == name),
        Floor::Shared => SHARED.contains(&name),
        _ => true,
    }
}

/// Why this arrow is not allowed, said as how to mend it.
fn objection(from: (Floor, &str), to: (Floor, &str), dependency: &Dependency) -> Option<String> {
    let is_test = dependency.kind.as_deref() == Some("dev");
    let of_tools = from.0 == Floor::Xtask || to.0 == Floor::Xtask;
    if of_tools {
        return Some("xtask stands alone: it must compile when nothing else does".to_owned());
    }
    if to.1 == TESTKIT {
        let allowed = is_test || from.0 == Floor::Bench;
        return (!allowed).then(|| "testkit is for tests: put it under [dev-dependencies]".to_owned());
    }
    if to.0 < from.0 {
        return None;
    }
    if to.0 > from.0 {
        return Some(format!(
            "{:?} stands above {:?}: own a trait here and let app plug the other crate in",
            to.0, from.0
        ));
    }
    let allowed = match from.0 {
        Floor::Platform => PLATFORM.iter().any(|(name, below)| *name == from.1 && below.contains(&to.1)),
        Floor::Shared => {
            let place = |name: &str| SHARED.iter().position(|known| *known == name);
            place(to.1) < place(from.1)
        }
        _ => false,
    };
    (!allowed).then(|| "neighbours meet by events and commands, or what both need moves one floor down".to_owned())
}

fn line_of(manifest: &str, name: &str) -> usize {
    let declares = |line: &str| line.strip_prefix(name).is_some_and(|rest| rest.starts_with(['.', ' ', '=']));
    manifest.lines().position(declares).map_or(0, |index| index + 1)
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::*;

    const FOLDERS: &[(&str, &str)] = &[
        ("kernel", "crates/kernel"),
        ("store", "crates/platform/store"),
        ("runtime", "crates/platform/runtime"),
        ("access", "crates/platform/access"),
        ("web", "crates/platform/web"),
        ("blobs", "crates/platform/blobs"),
        ("pdf", "crates/platform/pdf"),
        ("testkit", "crates/platform/testkit"),
        ("calendar", "crates/shared/calendar"),
        ("identity", "crates/shared/identity"),
        ("payments", "crates/shared/payments"),
        ("dossiers", "crates/domains/dossiers"),
        ("portal", "crates/domains/portal"),
        ("ioc", "crates/insight/ioc"),
        ("nhatle", "app"),
        ("bench", "bench"),
        ("xtask", "xtask"),
    ];

    fn workspace(folders: &[(&str, &str)], from: &str, to: &str, kind: Option<&str>) -> Metadata {
        let root = Path::new("/repository");
        let packages = folders.iter().map(|(name, folder)| Package {
            name: (*name).to_owned(),
            manifest_path: root.join(folder).join("Cargo.toml"),
            dependencies: (*name == from)
                .then(|| Dependency {
                    name: to.to_owned(),
                    kind: kind.map(str::to_owned),
                    path: Some(PathBuf::from("/repository/somewhere")),
                })
                .into_iter()
                .collect(),
        });
        Metadata { packages: packages.collect(), workspace_root: root.into(), target_directory: root.join("target") }
    }

    fn allowed(from: &str, to: &str, kind: Option<&str>) -> bool {
        check(&workspace(FOLDERS, from, to, kind), &Tree::default()).is_empty()
    }

    #[test]
    fn arrows_point_down() {
        let table = [
            ("store", "kernel", true),
            ("kernel", "store", false),
            ("runtime", "store", true),
            ("store", "runtime", false),
            ("web", "access", true),
            ("access", "web", false),
            ("blobs", "store", true),
            ("blobs", "runtime", false),
            ("web", "blobs", false),
            ("pdf", "kernel", true),
            ("pdf", "store", false),
            ("identity", "calendar", true),
            ("calendar", "identity", false),
            ("payments", "web", true),
            ("web", "payments", false),
            ("dossiers", "payments", true),
            ("dossiers", "portal", false),
            ("portal", "dossiers", false),
            ("ioc", "dossiers", true),
            ("dossiers", "ioc", false),
            ("nhatle", "dossiers", true),
            ("nhatle", "kernel", true),
            ("dossiers", "nhatle", false),
            ("bench", "nhatle", true),
            ("xtask", "kernel", false),
            ("nhatle", "xtask", false),
        ];
        for (from, to, right) in table {
            for kind in [None, Some("build"), Some("dev")] {
                assert_eq!(allowed(from, to, kind), right, "{from} -> {to} ({kind:?})");
            }
        }
    }

    #[test]
    fn only_tests_and_benchmarks_use_the_test_kit() {
        for from in ["store", "web", "calendar", "dossiers", "ioc", "nhatle"] {
            assert!(allowed(from, "testkit", Some("dev")), "{from}");
            assert!(!allowed(from, "testkit", None), "{from}");
        }
        assert!(allowed("bench", "testkit", None));
        assert!(allowed("testkit", "web", None));
        assert!(!allowed("testkit", "calendar", None));
    }

    #[test]
    fn a_crate_without_a_place_is_found() {
        for folder in ["crates/odd", "crates/platform/queue", "crates/shared/maps"] {
            let name = folder.rsplit('/').next().unwrap();
            let findings = check(&workspace(&[(name, folder)], "", "", None), &Tree::default());
            assert_eq!(findings.len(), 1, "{folder}");
        }
    }

    #[test]
    fn a_folder_outside_the_workspace_is_found() {
        assert!(!allowed("store", "elsewhere", None));
    }

    #[test]
    fn the_line_of_the_arrow_is_named() {
        let manifest = "[dependencies]\nruntime-extra = \"1\"\nruntime.workspace = true\n";
        let tree = Tree::of(&[("crates/platform/store/Cargo.toml", manifest)]);
        let findings = check(&workspace(FOLDERS, "store", "runtime", None), &tree);
        let found: Vec<_> = findings.iter().map(|finding| (finding.file.as_str(), finding.line)).collect();
        assert_eq!(found, [("crates/platform/store/Cargo.toml", 3)]);
    }
}
