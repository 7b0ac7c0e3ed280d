//! Where copies of the seals go.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

/// The folder that an entry names: a path, or an address `file:///…`.
fn folder(entry: &Path) -> Result<PathBuf> {
    let Some((scheme, rest)) = entry.to_str().and_then(|text| text.split_once("://")) else {
        return Ok(entry.to_owned());
    };
    if scheme != "file" {
        bail!("seal_copies names {}: a copy goes into a folder, written as a path or as file:///…", entry.display());
    }
    let place = rest.strip_prefix("localhost").unwrap_or(rest);
    if !place.starts_with('/') || place.contains(['%', '?', '#']) {
        bail!("seal_copies names {}: write it like file:///mnt/worm, or as a path", entry.display());
    }
    Ok(PathBuf::from(place))
}

/// The folders that entries of `seal_copies` name.
pub(crate) fn folders(entries: &[PathBuf]) -> Result<Vec<PathBuf>> {
    entries.iter().map(|entry| folder(entry)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_goes_into_a_folder_and_nowhere_else() {
        for (entry, place) in [
            ("/mnt/worm", "/mnt/worm"),
            ("worm", "worm"),
            ("file:///mnt/worm", "/mnt/worm"),
            ("file://localhost/mnt/worm", "/mnt/worm"),
        ] {
            assert_eq!(folders(&[entry.into()]).unwrap(), [PathBuf::from(place)], "{entry}");
        }
        for entry in ["s3://bucket/seals", "https://worm.example/", "file://worm", "file://host/a", "file:///a%20b"] {
            let refused = folders(&["/mnt/worm".into(), entry.into()]).unwrap_err().to_string();
            assert!(refused.contains(entry), "{refused}");
        }
    }
}
