//! Folders whose names outlive a power cut.

use std::fs::{File, create_dir};
use std::io::{ErrorKind, Result};
use std::path::Path;

/// Makes a folder and what is missing above it. The name of a folder is durable only when the folder that holds it was
/// synced: that is done for each new one, and always for the last, which a killed process may have left without it.
pub fn make(folder: &Path) -> Result<()> {
    let above = match folder.parent() {
        None => return Ok(()),
        Some(above) if above.as_os_str().is_empty() => Path::new("."),
        Some(above) => above,
    };
    if !folder.is_dir() {
        if !above.is_dir() {
            make(above)?;
        }
        match create_dir(folder) {
            // Somebody else was faster.
            Err(error) if error.kind() == ErrorKind::AlreadyExists && folder.is_dir() => {}
            result => result?,
        }
    }
    sync(above)
}

/// Makes the names in a folder durable.
pub fn sync(folder: &Path) -> Result<()> {
    match File::open(folder).and_then(|folder| folder.sync_all()) {
        // A folder that may be passed but not read is not ours, and some file systems sync no folders at all.
        Err(error) if matches!(error.kind(), ErrorKind::PermissionDenied | ErrorKind::InvalidInput) => Ok(()),
        result => result,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_made_once_with_those_above_them() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("data").join("keys");
        for _ in 0..2 {
            make(&folder).unwrap();
            assert!(folder.is_dir());
        }
        make(Path::new("")).unwrap();
        make(Path::new("/")).unwrap();
    }

    #[test]
    fn a_file_in_the_way_is_said() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("data");
        std::fs::write(&file, b"x").unwrap();
        assert!(make(&file).is_err());
        assert!(make(&file.join("keys")).is_err());
    }
}
