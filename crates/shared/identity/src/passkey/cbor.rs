//! The part of CBOR (RFC 8949) that authenticators speak: whole numbers, bytes, text, lists, maps, true and false, each
//! with its length. Everything else is refused, and so is whatever would cost more than it says.

/// Lists and maps inside one another.
const DEPTH: usize = 4;
/// Entries of one list or map: an attestation object has three, a key five.
const ENTRIES: u64 = 32;
/// Bytes of one value.
const LENGTH: usize = 64 * 1024;

/// A value that points into the bytes it was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value<'a> {
    Int(i64),
    Bytes(&'a [u8]),
    Text(&'a str),
    Bool(bool),
    List(Vec<Value<'a>>),
    /// Entries in their order; no key stands twice.
    Map(Vec<(Value<'a>, Value<'a>)>),
}

impl<'a> Value<'a> {
    /// The entry of a map under a number.
    pub(super) fn at(&self, key: i64) -> Option<&Value<'a>> {
        self.entry(&Value::Int(key))
    }

    /// The entry of a map under a text.
    pub(super) fn of(&self, key: &str) -> Option<&Value<'a>> {
        self.entry(&Value::Text(key))
    }

    fn entry(&self, key: &Value<'_>) -> Option<&Value<'a>> {
        let Self::Map(entries) = self else { return None };
        entries.iter().find(|(known, _)| known == key).map(|(_, value)| value)
    }

    pub(super) fn int(&self) -> Option<i64> {
        if let Self::Int(number) = *self { Some(number) } else { None }
    }

    pub(super) fn bytes(&self) -> Option<&'a [u8]> {
        if let Self::Bytes(bytes) = *self { Some(bytes) } else { None }
    }

    pub(super) fn text(&self) -> Option<&'a str> {
        if let Self::Text(text) = *self { Some(text) } else { None }
    }

    /// Whether it is a map without entries.
    pub(super) fn is_empty_map(&self) -> bool {
        matches!(self, Self::Map(entries) if entries.is_empty())
    }
}

/// The first value of some bytes, and the bytes after it; none when it cannot be read or is too large.
pub(super) fn read(bytes: &[u8]) -> Option<(Value<'_>, &[u8])> {
    if bytes.len() > LENGTH {
        return None;
    }
    let mut reader = Reader { rest: bytes };
    let value = reader.value(DEPTH)?;
    Some((value, reader.rest))
}

struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    fn take(&mut self, count: u64) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(usize::try_from(count).ok()?)?;
        self.rest = rest;
        Some(taken)
    }

    /// Kind of a value and the number in its head.
    fn head(&mut self) -> Option<(u8, u64)> {
        let first = *self.take(1)?.first()?;
        let (kind, low) = (first >> 5, first & 0x1f);
        let width = match low {
            0..=23 => return Some((kind, u64::from(low))),
            24 => 1,
            25 => 2,
            26 => 4,
            27 => 8,
            // Lengths that are not said, and what the standard keeps for later.
            _ => return None,
        };
        // Of kind 7 only true and false are read; in more bytes it is a fraction or unknown.
        if kind == 7 {
            return None;
        }
        let number = self.take(width)?.iter().fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
        Some((kind, number))
    }

    /// A value with at most `depth` lists and maps inside one another.
    fn value(&mut self, depth: usize) -> Option<Value<'a>> {
        let (kind, number) = self.head()?;
        match kind {
            0 => i64::try_from(number).ok().map(Value::Int),
            1 => i64::try_from(number).ok().map(|number| Value::Int(-1 - number)),
            2 => self.take(number).map(Value::Bytes),
            3 => std::str::from_utf8(self.take(number)?).ok().map(Value::Text),
            4 => self.list(number, depth),
            5 => self.map(number, depth),
            7 if number == 20 => Some(Value::Bool(false)),
            7 if number == 21 => Some(Value::Bool(true)),
            _ => None,
        }
    }

    fn list(&mut self, count: u64, depth: usize) -> Option<Value<'a>> {
        let inner = depth.checked_sub(1).filter(|_| count <= ENTRIES)?;
        let mut values = Vec::new();
        for _ in 0..count {
            values.push(self.value(inner)?);
        }
        Some(Value::List(values))
    }

    fn map(&mut self, count: u64, depth: usize) -> Option<Value<'a>> {
        let inner = depth.checked_sub(1).filter(|_| count <= ENTRIES)?;
        let mut entries: Vec<(Value<'a>, Value<'a>)> = Vec::new();
        for _ in 0..count {
            let key = self.value(0)?;
            if entries.iter().any(|(known, _)| *known == key) {
                return None;
            }
            let value = self.value(inner)?;
            entries.push((key, value));
        }
        Some(Value::Map(entries))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use data_encoding::HEXLOWER;
    use kernel::rng::{Rng as _, SequenceRng};

    #[test]
    fn values_are_those_of_the_standard() {
        // RFC 8949, appendix A.
        let int = |number| Some(Value::Int(number));
        for (hex, expected) in [
            ("00", int(0)),
            ("17", int(23)),
            ("1818", int(24)),
            ("1903e8", int(1000)),
            ("1a000f4240", int(1_000_000)),
            ("1b000000e8d4a51000", int(1_000_000_000_000)),
            ("1bffffffffffffffff", None),
            ("20", int(-1)),
            ("3863", int(-100)),
            ("3903e7", int(-1000)),
            ("3b7fffffffffffffff", int(i64::MIN)),
            ("f4", Some(Value::Bool(false))),
            ("f5", Some(Value::Bool(true))),
            ("f6", None),
            ("f814", None),
            ("f90014", None),
            ("fb3ff199999999999a", None),
            ("4401020304", Some(Value::Bytes(&[1, 2, 3, 4]))),
            ("44010203", None),
            ("6449455446", Some(Value::Text("IETF"))),
            ("62c328", None),
            ("80", Some(Value::List(Vec::new()))),
            ("9fff", None),
            ("c11a514b67b0", None),
            ("1c", None),
            ("", None),
        ] {
            let bytes = HEXLOWER.decode(hex.as_bytes()).unwrap();
            assert_eq!(read(&bytes).map(|(value, _)| value), expected, "{hex}");
        }
    }

    #[test]
    fn maps_are_read_by_key_and_no_key_stands_twice() {
        let bytes = HEXLOWER.decode(b"a301020326616102ff").unwrap();
        let (map, rest) = read(&bytes).unwrap();
        assert_eq!((map.at(1), map.of("a")), (Some(&Value::Int(2)), Some(&Value::Int(2))));
        assert_eq!(rest, [0xff]);
        assert_eq!((map.at(2), map.of("b"), Value::Int(1).at(1)), (None, None, None));
        assert_eq!(map.at(3).and_then(Value::int), Some(-7));
        assert!(read(&HEXLOWER.decode(b"a201020103").unwrap()).is_none());
        assert!(read(&HEXLOWER.decode(b"a1a00102").unwrap()).is_none(), "a map is no key");
    }

    #[test]
    fn whatever_would_cost_much_is_refused() {
        let nested = |depth: usize| [vec![0x81_u8; depth], vec![0x00]].concat();
        assert!(read(&nested(DEPTH)).is_some());
        assert!(read(&nested(DEPTH + 1)).is_none());
        assert!(read(&nested(10_000)).is_none());
        let list = |count: u8| [vec![0x98, count], vec![0; usize::from(count)]].concat();
        assert!(read(&list(32)).is_some());
        assert!(read(&list(33)).is_none());
        assert!(read(&[0x5b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]).is_none(), "a length beyond the bytes");
        assert!(read(&[0xbb, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]).is_none(), "entries beyond the bytes");
        assert!(read(&vec![0; LENGTH + 1]).is_none());
    }

    #[test]
    fn chance_never_breaks_the_reader_and_every_cut_is_noticed() {
        let rng = SequenceRng::new(3);
        for length in 0..200_usize {
            for _ in 0..50 {
                let mut bytes = vec![0; length];
                rng.fill(&mut bytes);
                if let Some((_, rest)) = read(&bytes) {
                    assert!(rest.len() < bytes.len());
                }
            }
        }
        let whole = HEXLOWER.decode(b"a301020326616144deadbeef").unwrap();
        for end in 0..whole.len() {
            assert!(read(&whole[..end]).is_none(), "{end}");
        }
        assert!(read(&whole).is_some_and(|(_, rest)| rest.is_empty()));
    }
}
