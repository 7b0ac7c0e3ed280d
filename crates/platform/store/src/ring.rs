//! The keys of one database, and the master key that wraps them all. They follow from the first master key; a later one
//! only wraps them, so that keyed hashes and names of uploads stay what they are when the master key is changed.

use aws_lc_rs::hmac;
use data_encoding::HEXLOWER;
use kernel::Error;
use kernel::rng::Rng;

use crate::vault::{KEY_LEN, SealingKey, Vault};

/// What a sealed ring is bound to.
const CONTEXT: &str = "key_ring.1";
/// What a ring is bound to while hashes are made anew. A program that knows only the other one opens none, so that it
/// does not work with half of the hashes.
const CONTEXT_HASHING: &str = "key_ring.2";
/// Bytes of the number before each wrapping key.
const NO_LEN: usize = 4;

type Key = [u8; KEY_LEN];

/// The keys of a database in the clear.
#[derive(Clone)]
pub struct Ring {
    blind: Key,
    name: Key,
    /// The key of hashes that is coming, while they are made anew.
    next_blind: Option<Key>,
    /// The keys that wrap the keys of subjects, by number, the newest last; never empty.
    wraps: Vec<(u32, Key)>,
}

/// The key that wraps a ring; made of a master key.
pub struct Kek {
    key: SealingKey,
    id: String,
}

fn derived(master: &Key, purpose: &str) -> Result<Key, Error> {
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, master), purpose.as_bytes());
    Key::try_from(tag.as_ref()).map_err(|_| Error::internal("a derived key has a wrong length"))
}

impl Kek {
    /// The wrapping key that a master key gives.
    pub fn of_master(master: &Key) -> Result<Self, Error> {
        let id = derived(master, "nhatle.kek-id.1")?;
        let short = id.first_chunk::<16>().map_or_else(String::new, |short| HEXLOWER.encode(short));
        Ok(Self { key: SealingKey::new(&derived(master, "nhatle.kek.1")?)?, id: short })
    }

    /// Tells this key from others without giving it away: 32 hex digits.
    pub fn id(&self) -> &str {
        &self.id
    }
}

impl Ring {
    /// The keys that follow from the first master key of a database.
    pub fn of_master(master: &Key) -> Result<Self, Error> {
        Ok(Self {
            blind: derived(master, "nhatle.blind.1")?,
            name: derived(master, "nhatle.name.1")?,
            next_blind: None,
            wraps: vec![(1, derived(master, "nhatle.wrap.1")?)],
        })
    }

    /// The same ring with one more key that wraps the keys of subjects from now on. It follows from nothing.
    #[must_use]
    pub fn with_new_wrap(&self, rng: &dyn Rng) -> Self {
        let mut key = [0_u8; KEY_LEN];
        rng.fill(&mut key);
        let mut wraps = self.wraps.clone();
        wraps.push((self.newest().saturating_add(1), key));
        Self { wraps, ..self.clone() }
    }

    /// The same ring with a new key of hashes that is coming; one that is coming already stays. It follows from
    /// nothing.
    #[must_use]
    pub fn with_next_blind(&self, rng: &dyn Rng) -> Self {
        let mut key = [0_u8; KEY_LEN];
        rng.fill(&mut key);
        Self { next_blind: self.next_blind.or(Some(key)), ..self.clone() }
    }

    /// The same ring after all hashes were made anew: the key that was coming is there, the old one is gone.
    #[must_use]
    pub fn with_hashes_made(&self) -> Self {
        Self { blind: self.next_blind.unwrap_or(self.blind), next_blind: None, ..self.clone() }
    }

    /// Whether hashes are being made anew: some are under one key and some under the other.
    pub fn is_hashing(&self) -> bool {
        self.next_blind.is_some()
    }

    /// Number of the key that wraps the keys of subjects now.
    pub fn newest(&self) -> u32 {
        self.wraps.last().map_or(1, |(no, _)| *no)
    }

    /// A vault that works with these keys.
    pub fn vault(&self) -> Result<Vault, Error> {
        Vault::of_keys(&self.wraps, &self.blind, &self.name)
    }

    /// The ring under a wrapping key, as it is stored.
    pub fn seal(&self, kek: &Kek, rng: &dyn Rng) -> Result<Vec<u8>, Error> {
        let mut plain = [self.blind, self.name].concat();
        plain.extend(self.next_blind.iter().flatten());
        for (no, key) in &self.wraps {
            plain.extend_from_slice(&no.to_be_bytes());
            plain.extend_from_slice(key);
        }
        kek.key.seal(if self.is_hashing() { CONTEXT_HASHING } else { CONTEXT }, &plain, rng)
    }

    /// The ring behind its stored form. Another key than the one that sealed it opens nothing.
    pub fn open(kek: &Kek, sealed: &[u8]) -> Result<Self, Error> {
        let broken = || Error::internal("the stored keys are cut off");
        let (plain, is_hashing) = match kek.key.open(CONTEXT_HASHING, sealed) {
            Ok(plain) => (plain, true),
            Err(_) => (kek.key.open(CONTEXT, sealed)?, false),
        };
        let (blind, rest) = plain.split_first_chunk::<KEY_LEN>().ok_or_else(broken)?;
        let (name, mut rest) = rest.split_first_chunk::<KEY_LEN>().ok_or_else(broken)?;
        let mut next_blind = None;
        if is_hashing {
            let (next, after) = rest.split_first_chunk::<KEY_LEN>().ok_or_else(broken)?;
            (next_blind, rest) = (Some(*next), after);
        }
        let mut wraps = Vec::new();
        while !rest.is_empty() {
            let (no, after) = rest.split_first_chunk::<NO_LEN>().ok_or_else(broken)?;
            let (key, after) = after.split_first_chunk::<KEY_LEN>().ok_or_else(broken)?;
            wraps.push((u32::from_be_bytes(*no), *key));
            rest = after;
        }
        if wraps.is_empty() { Err(broken()) } else { Ok(Self { blind: *blind, name: *name, next_blind, wraps }) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::rng::SequenceRng;

    #[test]
    fn a_ring_outlives_its_master_key_and_its_hashes_stay() {
        let rng = SequenceRng::new(1);
        let (old, new) = ([7; KEY_LEN], [8; KEY_LEN]);
        let before = Vault::new(&old).unwrap();
        let subject = before.new_key(&rng).unwrap();
        let sealed_name = subject.key.seal("person.name", "Nguyễn Văn Mẫu", &rng).unwrap();

        let ring = Ring::of_master(&old).unwrap().with_new_wrap(&rng);
        let kek = Kek::of_master(&new).unwrap();
        let sealed = ring.seal(&kek, &rng).unwrap();
        assert!(Ring::open(&Kek::of_master(&old).unwrap(), &sealed).is_err(), "the old master key opens nothing");
        let after = Ring::open(&kek, &sealed).unwrap().vault().unwrap();

        assert_eq!(after.blind("identity", "044085001234"), before.blind("identity", "044085001234"));
        let name = |vault: &Vault| {
            let mut hash = vault.content_name();
            hash.update(b"x");
            hash.sign().as_ref().to_vec()
        };
        assert_eq!(name(&after), name(&before));
        let key = after.unwrap_key(&subject.wrapped).unwrap();
        assert_eq!(key.open("person.name", &sealed_name).unwrap(), "Nguyễn Văn Mẫu");

        let rewrapped = after.rewrap(&subject.wrapped, &rng).unwrap();
        assert_eq!(after.unwrap_key(&rewrapped).unwrap().open("person.name", &sealed_name).unwrap(), "Nguyễn Văn Mẫu");
        assert!(before.unwrap_key(&rewrapped).is_err(), "what the old master key gives opens no new wrapping");
        assert!(before.unwrap_key(&after.new_key(&rng).unwrap().wrapped).is_err());
    }

    #[test]
    fn a_key_of_hashes_comes_beside_the_old_one_and_then_takes_its_place() {
        let rng = SequenceRng::new(3);
        let kek = Kek::of_master(&[1; KEY_LEN]).unwrap();
        let stored = |ring: &Ring| Ring::open(&kek, &ring.seal(&kek, &rng).unwrap()).unwrap();
        let hash = |ring: &Ring| ring.vault().unwrap().blind("identity", "044085001234");
        let old = Ring::of_master(&[1; KEY_LEN]).unwrap().with_new_wrap(&rng);
        let hashing = stored(&old.with_next_blind(&rng));
        assert!(hashing.is_hashing() && !old.is_hashing());
        assert_eq!(hash(&hashing), hash(&old), "the old one is used until all is done");
        let made = stored(&hashing.with_hashes_made());
        assert!(!made.is_hashing());
        assert_ne!(hash(&made), hash(&old));
        let again = stored(&hashing.with_next_blind(&rng));
        assert_eq!(hash(&again.with_hashes_made()), hash(&made), "broken off, it stays");
        assert_eq!(made.newest(), old.newest());
        let subject = old.vault().unwrap().new_key(&rng).unwrap();
        assert!(made.vault().unwrap().unwrap_key(&subject.wrapped).is_ok());
    }

    #[test]
    fn a_cut_or_foreign_ring_is_refused() {
        let rng = SequenceRng::new(2);
        let kek = Kek::of_master(&[1; KEY_LEN]).unwrap();
        let sealed = Ring::of_master(&[1; KEY_LEN]).unwrap().seal(&kek, &rng).unwrap();
        for length in [0, 12, 40, sealed.len() - 1] {
            assert!(Ring::open(&kek, &sealed[..length]).is_err(), "{length}");
        }
        let empty = kek.key.seal(CONTEXT, &[0; 2 * KEY_LEN], &rng).unwrap();
        assert!(Ring::open(&kek, &empty).is_err());
        assert_ne!(kek.id(), Kek::of_master(&[2; KEY_LEN]).unwrap().id());
        assert_eq!(kek.id().len(), 32);
    }
}
