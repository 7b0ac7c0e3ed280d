//! Reading DER, strictly: one byte for the tag, lengths in their shortest form.

pub(crate) const BOOLEAN: u8 = 0x01;
pub(crate) const INTEGER: u8 = 0x02;
pub(crate) const BITS: u8 = 0x03;
pub(crate) const OCTETS: u8 = 0x04;
pub(crate) const OID: u8 = 0x06;
pub(crate) const TIME: u8 = 0x18;
pub(crate) const SEQUENCE: u8 = 0x30;
pub(crate) const SET: u8 = 0x31;
/// `[0]`, with values in it.
pub(crate) const EXPLICIT: u8 = 0xa0;

/// A value.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part<'a> {
    pub(crate) tag: u8,
    pub(crate) content: &'a [u8],
    /// The value with tag and length.
    pub(crate) whole: &'a [u8],
}

/// The first value, and what follows it.
pub(crate) fn part(bytes: &[u8]) -> Option<(Part<'_>, &[u8])> {
    let (tag, rest) = bytes.split_first()?;
    let (first, rest) = rest.split_first()?;
    if *tag & 0x1f == 0x1f {
        return None;
    }
    let (length, rest) = if *first < 0x80 {
        (usize::from(*first), rest)
    } else {
        let digits = usize::from(*first & 0x7f);
        if digits == 0 || digits > 3 {
            return None;
        }
        let (digits, rest) = rest.split_at_checked(digits)?;
        let length = digits.iter().fold(0_usize, |sum, digit| (sum << 8) | usize::from(*digit));
        if length < 0x80 || digits.first() == Some(&0) {
            return None;
        }
        (length, rest)
    };
    let (content, rest) = rest.split_at_checked(length)?;
    let whole = bytes.get(..bytes.len().saturating_sub(rest.len()))?;
    Some((Part { tag: *tag, content, whole }, rest))
}

/// The content of the first value, when it has this tag, and what follows it.
pub(crate) fn inside(bytes: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (found, rest) = part(bytes)?;
    (found.tag == tag).then_some((found.content, rest))
}

/// The first value with tag and length, when it has this tag, and what follows it.
pub(crate) fn whole(bytes: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (found, rest) = part(bytes)?;
    (found.tag == tag).then_some((found.whole, rest))
}

/// The content of the only value, when it has this tag.
pub(crate) fn only(bytes: &[u8], tag: u8) -> Option<&[u8]> {
    let (content, rest) = inside(bytes, tag)?;
    rest.is_empty().then_some(content)
}

/// All values, one behind the other.
pub(crate) fn all(bytes: &[u8]) -> Option<Vec<Part<'_>>> {
    let (mut parts, mut rest) = (Vec::new(), bytes);
    while !rest.is_empty() {
        let (found, after) = part(rest)?;
        parts.push(found);
        rest = after;
    }
    Some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_der_is_not_read() {
        assert_eq!(only(&[0x04, 0x01, 0x07], OCTETS), Some([7].as_slice()));
        let long = [[0x04, 0x81, 0x80].as_slice(), &[7; 0x80]].concat();
        assert_eq!(only(&long, OCTETS).map(<[u8]>::len), Some(0x80));
        for bad in [
            [].as_slice(),
            &[0x04],
            &[0x04, 0x02, 0x07],
            &[0x04, 0x80, 0x07, 0x00],
            &[0x04, 0x81, 0x01, 0x07],
            &[0x04, 0x82, 0x00, 0x01, 0x07],
            &[0x04, 0x84, 0x00, 0x00, 0x00, 0x01],
            &[0x1f, 0x01, 0x07],
            &[0x04, 0x01, 0x07, 0x00],
            &[0x02, 0x01, 0x07],
        ] {
            assert_eq!(only(bad, OCTETS), None, "{bad:?}");
        }
        assert_eq!(all(&[0x04, 0x00, 0x02, 0x01, 0x05]).map(|parts| parts.len()), Some(2));
        assert!(all(&[0x04, 0x00, 0x02]).is_none());
    }
}
