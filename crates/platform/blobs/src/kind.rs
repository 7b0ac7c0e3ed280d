//! What a file is, by its own bytes: neither its name nor what the browser says is believed.

/// How many first bytes decide what a file is.
pub(crate) const HEAD: usize = 1_024;
/// How many last bytes are kept to see whether the file is whole.
pub(crate) const TAIL: usize = 2_048;
/// How far from the end the mark of an image may stand; some cameras append a little.
const IMAGE_END: usize = 64;

/// A kind of file that may be handed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FileKind {
    /// A document.
    Pdf,
    /// A photo.
    Jpeg,
    /// A picture, e.g. of a screen.
    Png,
}

impl FileKind {
    /// The code for storage.
    pub fn code(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Jpeg => "jpeg",
            Self::Png => "png",
        }
    }

    /// The kind of a code.
    pub fn parse(code: &str) -> Option<Self> {
        match code {
            "pdf" => Some(Self::Pdf),
            "jpeg" => Some(Self::Jpeg),
            "png" => Some(Self::Png),
            _ => None,
        }
    }

    /// The media type to serve it with.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
        }
    }

    /// The kind of a file with these first bytes.
    pub(crate) fn sniff(head: &[u8]) -> Option<Self> {
        if infer::image::is_png(head) {
            Some(Self::Png)
        } else if infer::image::is_jpeg(head) {
            Some(Self::Jpeg)
        } else if infer::archive::is_pdf(head) {
            Some(Self::Pdf)
        } else {
            None
        }
    }

    /// Whether a file with these last bytes is whole.
    pub(crate) fn is_whole(self, tail: &[u8]) -> bool {
        let end = tail.get(tail.len().saturating_sub(IMAGE_END)..).unwrap_or(tail);
        match self {
            Self::Pdf => contains(tail, b"%%EOF"),
            Self::Jpeg => contains(end, &[0xFF, 0xD9]),
            Self::Png => contains(end, b"IEND"),
        }
    }
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_known_by_their_first_bytes() {
        for (head, expected) in [
            (&b"%PDF-1.7\n"[..], Some(FileKind::Pdf)),
            (&b"\n\n%PDF-1.4\n"[..], Some(FileKind::Pdf)),
            (&[0xFF, 0xD8, 0xFF, 0xE0][..], Some(FileKind::Jpeg)),
            (&[0x89, b'P', b'N', b'G', 0x0D, 0x0A][..], Some(FileKind::Png)),
            (&b"GIF89a"[..], None),
            (&b"<html>"[..], None),
            (&b"PK\x03\x04"[..], None),
            (&b""[..], None),
        ] {
            assert_eq!(FileKind::sniff(head), expected, "{head:?}");
        }
    }

    #[test]
    fn a_file_without_its_end_is_not_whole() {
        let padded = |mark: &[u8], after: usize| {
            let mut tail = vec![b'x'; 100];
            tail.extend_from_slice(mark);
            tail.extend(std::iter::repeat_n(0, after));
            tail
        };
        for (kind, mark, after, expected) in [
            (FileKind::Pdf, &b"%%EOF"[..], 1_500, true),
            (FileKind::Pdf, &b"endobj"[..], 0, false),
            (FileKind::Jpeg, &[0xFF, 0xD9][..], 0, true),
            (FileKind::Jpeg, &[0xFF, 0xD9][..], 60, true),
            (FileKind::Jpeg, &[0xFF, 0xD9][..], 64, false),
            (FileKind::Png, &b"IEND\xAE\x42\x60\x82"[..], 0, true),
            (FileKind::Png, &b"IDAT"[..], 0, false),
        ] {
            assert_eq!(kind.is_whole(&padded(mark, after)), expected, "{kind:?} {after}");
        }
    }

    #[test]
    fn codes_come_back() {
        for kind in [FileKind::Pdf, FileKind::Jpeg, FileKind::Png] {
            assert_eq!(FileKind::parse(kind.code()), Some(kind));
        }
        assert_eq!(FileKind::parse("gif"), None);
    }
}
