//! An archive in the POSIX ustar form, as far as an export needs it: plain files, one after the other.

use kernel::time::SECOND;
use kernel::{Error, Result, Timestamp};

/// Archives are made of blocks of so many bytes.
const BLOCK: usize = 512;
/// Where the checksum stands in a header.
const SUM: std::ops::Range<usize> = 148..156;

/// What stands before a file. The path is plain ASCII of at most 100 characters; a longer one is a bug.
pub(crate) fn header(path: &str, bytes: u64, at: Timestamp) -> Result<Vec<u8>> {
    if path.len() > 100 || !path.is_ascii() {
        return Err(Error::internal("a path does not fit into an archive"));
    }
    let seconds = at.0.div_euclid(SECOND).max(0);
    let (size, time) = (format!("{bytes:011o}"), format!("{seconds:011o}"));
    let fields: [(&str, usize); 17] = [
        (path, 100),
        ("0000600", 8),
        ("0000000", 8),
        ("0000000", 8),
        (size.as_str(), 12),
        (time.as_str(), 12),
        ("        ", 8),
        ("0", 1),
        ("", 100),
        ("ustar", 6),
        ("00", 2),
        ("", 32),
        ("", 32),
        ("0000000", 8),
        ("0000000", 8),
        ("", 155),
        ("", 12),
    ];
    let mut block = Vec::with_capacity(BLOCK);
    for (text, width) in fields {
        block.extend(text.bytes().chain(std::iter::repeat(0)).take(width));
    }
    let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
    for (place, byte) in block.iter_mut().skip(SUM.start).zip(format!("{sum:06o}\0 ").bytes()) {
        *place = byte;
    }
    Ok(block)
}

/// How many zero bytes follow a file.
pub(crate) fn padding(bytes: u64) -> usize {
    let rest = usize::try_from(bytes % 512).unwrap_or(0);
    (BLOCK - rest) % BLOCK
}

/// The end of an archive.
pub(crate) fn end() -> Vec<u8> {
    vec![0; 2 * BLOCK]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_one_block_with_its_sum() {
        let block = header("files/a.pdf", 1_000, Timestamp(1_733_792_400_000_000)).unwrap();
        assert_eq!(block.len(), BLOCK);
        assert!(block.starts_with(b"files/a.pdf\0"));
        assert_eq!(&block[124..136], b"00000001750\0");
        assert_eq!(&block[257..265], b"ustar\x0000");
        let told = std::str::from_utf8(&block[148..154]).unwrap();
        let mut bare = block.clone();
        bare[SUM].fill(b' ');
        let sum: u32 = bare.iter().map(|byte| u32::from(*byte)).sum();
        assert_eq!(u32::from_str_radix(told, 8).unwrap(), sum);
        assert!(header(&"x".repeat(101), 1, Timestamp(0)).is_err());
        assert!(header("hồ sơ", 1, Timestamp(0)).is_err());
    }

    #[test]
    fn files_end_on_a_block() {
        for (bytes, expected) in [(0, 0), (1, 511), (511, 1), (512, 0), (1_000, 24)] {
            assert_eq!(padding(bytes), expected, "{bytes}");
        }
    }
}
