//! The drill: the running program is backed up while people submit, is killed, and is restored elsewhere. What was
//! confirmed before the backup began is there, and whatever is wrong with a backup is said before anything is written.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::time::Duration;

use serde_json::Value;

use crate::common::new_dossier;
use crate::kill::{Load, add_database, assert_nothing_is_lost, serve, token, verify, with_postgres};
use crate::program::{Serving, command, finish, request, said};

/// Threads that submit side by side.
const THREADS: usize = 4;
/// Confirmed submissions before the backup begins.
const ENOUGH: usize = 30;

/// Runs a command of backups on a data folder to its end.
fn run(data: &Path, database: &str, words: &[&str], paths: &[&Path]) -> Output {
    let mut task = command(data, words);
    task.args(paths);
    add_database(&mut task, database);
    finish(task)
}

fn backup(data: &Path, database: &str, folder: &Path) -> Output {
    run(data, database, &["backup"], &[folder])
}

/// Backs up while threads submit, until one of them is told that the program is gone. Gives what was confirmed before.
fn backed_up_under_load(serving: Serving, data: &Path, database: &str, folder: &Path) -> Vec<String> {
    let load = Load::begin(serving.address(), THREADS, ENOUGH);
    let before = load.confirmed();
    let output = backup(data, database, folder);
    assert!(output.status.success(), "{}", said(&output));
    assert!(load.confirmed().len() > before.len(), "nobody submitted during the backup");
    let again = backup(data, database, folder);
    assert!(again.status.success() && said(&again).contains("  0 of them new"), "{}", said(&again));
    assert!(!folder.join("uploads.jsonl").exists() && !folder.join("unfinished.json").exists());
    broken_off(data, database, &folder.with_extension("killed"));
    serving.kill();
    load.ended();
    before
}

/// A backup whose caller is killed is whole, or is known as unfinished and goes on when it is asked for again.
fn broken_off(data: &Path, database: &str, folder: &Path) {
    let mut task = command(data, &["backup"]);
    task.arg(folder);
    add_database(&mut task, database);
    let mut child = task.spawn().unwrap();
    for _ in 0..2_000 {
        if folder.join("unfinished.json").exists() || child.try_wait().unwrap().is_some() {
            break;
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    for _ in 0..200 {
        let output = backup(data, database, folder);
        let text = said(&output);
        if output.status.success() {
            assert!(folder.join("manifest.json").is_file());
            return;
        }
        assert!(text.contains("another process") || text.contains("another backup"), "{text}");
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("a backup that was broken off never goes on");
}

fn refused(output: &Output, why: &str) {
    assert!(!output.status.success() && said(output).contains(why), "{why}: {}", said(output));
}

/// The file that the manifest names with this beginning.
fn named(folder: &Path, begins: &str) -> PathBuf {
    let manifest: Value = serde_json::from_slice(&std::fs::read(folder.join("manifest.json")).unwrap()).unwrap();
    let files = manifest["files"].as_array().unwrap();
    let found = files.iter().filter_map(|file| file["path"].as_str()).find(|path| path.starts_with(begins));
    folder.join(found.unwrap())
}

/// The first upload that the backup lists.
fn an_upload(folder: &Path) -> PathBuf {
    let list = std::fs::read_to_string(named(folder, "uploads.")).unwrap();
    let first: Value = serde_json::from_str(list.lines().next().unwrap()).unwrap();
    folder.join(first["path"].as_str().unwrap())
}

/// Changes a file of the backup, tries to restore it, and puts the file back.
fn spoilt(file: &Path, change: impl FnOnce(&mut Vec<u8>), restore: impl FnOnce() -> Output, why: &str) {
    let good = std::fs::read(file).unwrap();
    let mut bad = good.clone();
    change(&mut bad);
    std::fs::write(file, bad).unwrap();
    refused(&restore(), why);
    std::fs::write(file, good).unwrap();
}

/// Whatever is wrong is said, and nothing is written.
fn refuses(folder: &Path, key: &Path, target: &Path, to: &str) {
    let restore = || run(target, to, &["restore"], &[folder, Path::new("--key"), key]);
    refused(&run(target, to, &["restore"], &[folder]), "--key");
    let wrong = folder.with_extension("key");
    std::fs::write(&wrong, [9; 32]).unwrap();
    refused(&run(target, to, &["restore"], &[folder, Path::new("--key"), &wrong]), "another installation");
    spoilt(&named(folder, "database."), |bytes| bytes.truncate(bytes.len() / 2), restore, "instead of");
    let flip = |bytes: &mut Vec<u8>| bytes[0] ^= 1;
    spoilt(&an_upload(folder), flip, restore, "was changed");
    spoilt(&an_upload(folder), Vec::clear, restore, "0 bytes instead of");
    let manifest = folder.join("manifest.json");
    let other_day = |bytes: &mut Vec<u8>| {
        let text = String::from_utf8(bytes.clone()).unwrap().replacen("\"made_at\": \"20", "\"made_at\": \"19", 1);
        *bytes = text.into_bytes();
    };
    spoilt(&manifest, other_day, restore, "was changed after the backup was made");
    spoilt(&manifest, |bytes| bytes.truncate(bytes.len() - 9), restore, "cut off");
    let aside = folder.with_extension("manifest");
    std::fs::rename(&manifest, &aside).unwrap();
    refused(&restore(), "holds no backup");
    std::fs::write(folder.join("unfinished.json"), "{}").unwrap();
    refused(&restore(), "never finished");
    std::fs::remove_file(folder.join("unfinished.json")).unwrap();
    std::fs::rename(&aside, &manifest).unwrap();
    assert_eq!(std::fs::read_dir(target).unwrap().count(), 0, "a refused restore writes nothing");
}

fn drill(from: &str, to: &str) {
    let (old, copies, new) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (data, folder) = (old.path(), copies.path().join("backup"));
    let serving = Serving::start(serve(data, from));
    let mode = std::fs::metadata(data.join("control.sock")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "nobody else may speak to the server");
    let before = backed_up_under_load(serving, data, from, &folder);
    assert!(!folder.join("keys").exists(), "the key is not in a backup that was not asked to hold it");

    let key = data.join("keys").join("master.key");
    refuses(&folder, &key, new.path(), to);
    let words: [&Path; 3] = [&folder, Path::new("--key"), &key];
    refused(&run(data, to, &["restore"], &words), "not empty");
    if !from.is_empty() {
        refused(&run(new.path(), from, &["restore"], &words), "holds tables already");
    }
    let restored = run(new.path(), to, &["restore"], &words);
    assert!(restored.status.success(), "{}", said(&restored));
    refused(&run(new.path(), to, &["restore"], &words), "not empty");

    let verified = run(new.path(), to, &["audit", "verify"], &[]);
    assert!(verified.status.success() && said(&verified).contains("known cut"), "{}", said(&verified));
    let again = Serving::start(serve(new.path(), to));
    assert_nothing_is_lost(again.address(), &before);
    let headers = format!("Authorization: Bearer {}\r\n", token(again.address()));
    let more = request(again.address(), "POST", "/api/v1/dossiers", &headers, &new_dossier().to_string());
    assert_eq!(more.map(|(status, _)| status), Some(201));
    again.kill();
    verify(new.path(), to);
}

#[test]
fn backup_under_load_and_restore() {
    drill("", "");
}

#[test]
fn backup_under_load_and_restore_on_postgres() {
    with_postgres(|from| with_postgres(|to| drill(from, to)));
}

#[test]
fn without_a_server_and_with_the_key() {
    let (old, copies, new) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let folder = copies.path().join("backup");
    let nothing = run(old.path(), "", &["backup", "--empty"], &[&folder]);
    refused(&nothing, "there is no database");
    assert!(!folder.exists() && !old.path().join("keys").exists(), "a slip makes nothing");
    let migrated = run(old.path(), "", &["migrate", "--empty"], &[]);
    assert!(migrated.status.success(), "{}", said(&migrated));
    let inside = old.path().join("backup");
    refused(&run(old.path(), "", &["backup", "--empty"], &[&inside]), "inside the data folder");
    refused(&run(old.path(), "", &["backup", "--empty"], &[new.path(), Path::new("surplus")]), "surplus");

    let output = run(old.path(), "", &["backup", "--empty", "--with-keys"], &[&folder]);
    assert!(output.status.success(), "{}", said(&output));
    let restored = run(new.path(), "", &["restore", "--empty"], &[&folder]);
    assert!(restored.status.success(), "{}", said(&restored));
    let key = |data: &Path| std::fs::read(data.join("keys").join("master.key")).unwrap();
    assert_eq!(key(old.path()), key(new.path()));
    // A restore that was broken off leaves a mark, and nothing is served on it.
    std::fs::write(new.path().join("restoring"), "x").unwrap();
    refused(&run(new.path(), "", &["audit", "verify", "--empty"], &[]), "broken off");
    std::fs::remove_file(new.path().join("restoring")).unwrap();
    let verified = run(new.path(), "", &["audit", "verify", "--empty"], &[]);
    assert!(verified.status.success() && said(&verified).contains("known cut"), "{}", said(&verified));
    // The key of another installation in the folder to be filled is found.
    let other = tempfile::tempdir().unwrap();
    std::fs::create_dir(other.path().join("keys")).unwrap();
    std::fs::write(other.path().join("keys").join("master.key"), [9; 32]).unwrap();
    refused(&run(other.path(), "", &["restore", "--empty"], &[&folder]), "another installation");
}
