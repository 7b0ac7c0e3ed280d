//! Personal values: encrypted under a key per subject, which is wrapped by the database's own key. Destroying the key of a
//! subject erases everything sealed under it.
//!
//! Equality search works on keyed hashes ([`Vault::blind`]), never on the values.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::hmac;
use kernel::Error;
use kernel::rng::Rng;

use crate::ring::Ring;

/// Length of every key in bytes.
pub const KEY_LEN: usize = 32;

/// Bytes of a wrapped key of the first wrapping, which carries no number.
const FIRST_WRAPPED: usize = NONCE_LEN + KEY_LEN + 16;

/// Holds the keys under which personal values are kept.
pub struct Vault {
    /// The keys that wrap the keys of subjects, by number, the newest last.
    wrapping: Vec<(u32, LessSafeKey)>,
    blinding: hmac::Key,
    naming: hmac::Key,
}

/// A key that seals keys.
pub(crate) struct SealingKey(LessSafeKey);

impl SealingKey {
    pub(crate) fn new(bytes: &[u8; KEY_LEN]) -> Result<Self, Error> {
        aes(bytes).map(Self)
    }

    pub(crate) fn seal(&self, context: &str, plain: &[u8], rng: &dyn Rng) -> Result<Vec<u8>, Error> {
        seal_with(&self.0, context, plain, rng)
    }

    pub(crate) fn open(&self, context: &str, sealed: &[u8]) -> Result<Vec<u8>, Error> {
        open_with(&self.0, context, sealed)
    }
}

/// The key of one subject; none of a subject that was erased.
pub struct SubjectKey(Option<LessSafeKey>);

/// A new subject key and its wrapped form for the `subject_key` table.
pub struct NewKey {
    /// The key, for sealing in the same command.
    pub key: SubjectKey,
    /// The key under the newest wrapping key.
    pub wrapped: Vec<u8>,
    /// Number of that wrapping key.
    pub key_no: i64,
}

fn aes(bytes: &[u8]) -> Result<LessSafeKey, Error> {
    UnboundKey::new(&AES_256_GCM, bytes).map(LessSafeKey::new).map_err(|_| Error::internal("a key has a wrong length"))
}

fn seal_with(key: &LessSafeKey, context: &str, plain: &[u8], rng: &dyn Rng) -> Result<Vec<u8>, Error> {
    let mut nonce = [0_u8; NONCE_LEN];
    rng.fill(&mut nonce);
    let mut body = plain.to_vec();
    key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(context.as_bytes()), &mut body)
        .map_err(|_| Error::internal("sealing failed"))?;
    let mut sealed = Vec::with_capacity(NONCE_LEN + body.len());
    sealed.extend_from_slice(&nonce);
    sealed.append(&mut body);
    Ok(sealed)
}

fn open_with(key: &LessSafeKey, context: &str, sealed: &[u8]) -> Result<Vec<u8>, Error> {
    let broken = || Error::internal("a sealed value cannot be opened: wrong key or changed bytes");
    let (nonce, body) = sealed.split_at_checked(NONCE_LEN).ok_or_else(broken)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| broken())?;
    let mut body = body.to_vec();
    let length = key.open_in_place(nonce, Aad::from(context.as_bytes()), &mut body).map_err(|_| broken())?.len();
    body.truncate(length);
    Ok(body)
}

/// What a wrapped key is bound to.
fn wrap_context(no: u32) -> String {
    if no == 1 { "subject".to_owned() } else { format!("subject.{no}") }
}

impl Vault {
    /// A vault under the first master key of a database.
    pub fn new(master: &[u8; KEY_LEN]) -> Result<Self, Error> {
        Ring::of_master(master)?.vault()
    }

    /// A vault with these wrapping keys by number, the newest last, and these keys of hashes and names.
    pub(crate) fn of_keys(
        wraps: &[(u32, [u8; KEY_LEN])],
        blind: &[u8; KEY_LEN],
        name: &[u8; KEY_LEN],
    ) -> Result<Self, Error> {
        let wrapping = wraps.iter().map(|(no, key)| Ok((*no, aes(key)?))).collect::<Result<Vec<_>, Error>>()?;
        Ok(Self {
            wrapping,
            blinding: hmac::Key::new(hmac::HMAC_SHA256, blind),
            naming: hmac::Key::new(hmac::HMAC_SHA256, name),
        })
    }

    /// Number of the key that wraps the keys of subjects now.
    pub fn newest(&self) -> u32 {
        self.wrapping.last().map_or(1, |(no, _)| *no)
    }

    fn wrap(&self, bytes: &[u8; KEY_LEN], rng: &dyn Rng) -> Result<Vec<u8>, Error> {
        let (no, key) = self.wrapping.last().ok_or_else(|| Error::internal("a vault without keys"))?;
        let sealed = seal_with(key, &wrap_context(*no), bytes, rng)?;
        if *no == 1 { Ok(sealed) } else { Ok([no.to_be_bytes().as_slice(), &sealed].concat()) }
    }

    /// The bytes of a wrapped key.
    fn unwrapped(&self, wrapped: &[u8]) -> Result<Vec<u8>, Error> {
        let (no, sealed) = if wrapped.len() == FIRST_WRAPPED {
            (1, wrapped)
        } else {
            let numbered = wrapped.split_first_chunk::<4>();
            let (no, sealed) = numbered.ok_or_else(|| Error::internal("a wrapped key is cut off"))?;
            (u32::from_be_bytes(*no), sealed)
        };
        let known = self.wrapping.iter().find(|(known, _)| *known == no);
        let (_, key) = known.ok_or_else(|| Error::internal(format!("the wrapping key {no} is not known here")))?;
        open_with(key, &wrap_context(no), sealed)
    }

    /// The same key of a subject under the newest wrapping key.
    pub fn rewrap(&self, wrapped: &[u8], rng: &dyn Rng) -> Result<Vec<u8>, Error> {
        let bytes = self.unwrapped(wrapped)?.try_into();
        let bytes: [u8; KEY_LEN] = bytes.map_err(|_| Error::internal("a key has a wrong length"))?;
        self.wrap(&bytes, rng)
    }

    /// A new key for a new subject.
    pub fn new_key(&self, rng: &dyn Rng) -> Result<NewKey, Error> {
        let mut bytes = [0_u8; KEY_LEN];
        rng.fill(&mut bytes);
        let wrapped = self.wrap(&bytes, rng)?;
        Ok(NewKey { key: SubjectKey(Some(aes(&bytes)?)), wrapped, key_no: i64::from(self.newest()) })
    }

    /// The key behind its wrapped form.
    pub fn unwrap_key(&self, wrapped: &[u8]) -> Result<SubjectKey, Error> {
        aes(&self.unwrapped(wrapped)?).map(|key| SubjectKey(Some(key)))
    }

    /// A keyed hash for equality search: the same value of the same index gives the same 16 bytes.
    pub fn blind(&self, index: &str, value: &str) -> Vec<u8> {
        let mut context = hmac::Context::with_key(&self.blinding);
        context.update(index.as_bytes());
        context.update(&[0]);
        context.update(value.as_bytes());
        context.sign().as_ref().iter().take(16).copied().collect()
    }

    /// A keyed hash of content, as a name that does not give the content away.
    pub fn content_name(&self) -> hmac::Context {
        hmac::Context::with_key(&self.naming)
    }
}

impl SubjectKey {
    /// What stands for the key of a subject that was erased: it seals nothing, and every text that was sealed is empty.
    pub fn erased() -> Self {
        Self(None)
    }

    /// Whether the subject was erased.
    pub fn is_erased(&self) -> bool {
        self.0.is_none()
    }

    fn key(&self) -> Result<&LessSafeKey, Error> {
        self.0.as_ref().ok_or_else(Error::not_found)
    }

    /// Encrypts a value. `context` (table and column) must be the same when it is opened. `NotFound` when the subject
    /// was erased.
    pub fn seal(&self, context: &str, plain: &str, rng: &dyn Rng) -> Result<Vec<u8>, Error> {
        seal_with(self.key()?, context, plain.as_bytes(), rng)
    }

    /// Decrypts a value. One that was erased, by itself or with its subject, is an empty text.
    pub fn open(&self, context: &str, sealed: &[u8]) -> Result<String, Error> {
        let Some(key) = self.0.as_ref().filter(|_| !sealed.is_empty()) else { return Ok(String::new()) };
        let plain = open_with(key, context, sealed)?;
        String::from_utf8(plain).map_err(|_| Error::internal("a sealed value is not text"))
    }

    /// Encrypts bytes. `NotFound` when the subject was erased.
    pub fn seal_bytes(&self, context: &str, plain: &[u8], rng: &dyn Rng) -> Result<Vec<u8>, Error> {
        seal_with(self.key()?, context, plain, rng)
    }

    /// Decrypts bytes. `NotFound` when they were erased, by themselves or with their subject.
    pub fn open_bytes(&self, context: &str, sealed: &[u8]) -> Result<Vec<u8>, Error> {
        if sealed.is_empty() {
            return Err(Error::not_found());
        }
        open_with(self.key()?, context, sealed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::rng::SequenceRng;

    #[test]
    fn a_value_opens_only_with_its_key_and_context() {
        let rng = SequenceRng::new(1);
        let vault = Vault::new(&[7; KEY_LEN]).unwrap();
        let new = vault.new_key(&rng).unwrap();
        let sealed = new.key.seal("person.name", "Nguyễn Văn Mẫu", &rng).unwrap();
        let key = vault.unwrap_key(&new.wrapped).unwrap();
        assert_eq!(key.open("person.name", &sealed).unwrap(), "Nguyễn Văn Mẫu");
        assert!(key.open("person.phone", &sealed).is_err());
        assert!(vault.new_key(&rng).unwrap().key.open("person.name", &sealed).is_err());
        assert!(Vault::new(&[8; KEY_LEN]).unwrap().unwrap_key(&new.wrapped).is_err());
    }

    #[test]
    fn what_was_erased_is_empty_and_nothing_is_sealed_for_it() {
        let rng = SequenceRng::new(1);
        let key = Vault::new(&[7; KEY_LEN]).unwrap().new_key(&rng).unwrap().key;
        let sealed = key.seal("person.name", "Nguyễn Văn Mẫu", &rng).unwrap();
        let erased = SubjectKey::erased();
        assert!(erased.is_erased() && !key.is_erased());
        assert_eq!(erased.open("person.name", &sealed).unwrap(), "");
        assert_eq!(key.open("person.name", &[]).unwrap(), "");
        for gone in [erased.open_bytes("file.key", &sealed), key.open_bytes("file.key", &[])] {
            assert_eq!(gone.unwrap_err().kind(), kernel::Kind::NotFound);
        }
        assert!(erased.seal("person.name", "x", &rng).is_err() && erased.seal_bytes("file.key", b"x", &rng).is_err());
    }

    #[test]
    fn blind_hashes_are_equal_for_equal_values_of_one_index_only() {
        let vault = Vault::new(&[7; KEY_LEN]).unwrap();
        assert_eq!(vault.blind("identity", "044085001234"), vault.blind("identity", "044085001234"));
        assert_ne!(vault.blind("identity", "044085001234"), vault.blind("phone", "044085001234"));
    }
}
