//! Personal values: encrypted under a key per subject, which is wrapped by the master key. Destroying the key of a
//! subject erases everything sealed under it.
//!
//! Equality search works on keyed hashes ([`Vault::blind`]), never on the values.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::hmac;
use kernel::Error;
use kernel::rng::Rng;

/// Length of every key in bytes.
pub const KEY_LEN: usize = 32;

/// Holds the master key.
pub struct Vault {
    wrapping: LessSafeKey,
    blinding: hmac::Key,
    naming: hmac::Key,
}

/// The key of one subject.
pub struct SubjectKey(LessSafeKey);

/// A new subject key and its wrapped form for the `subject_key` table.
pub struct NewKey {
    /// The key, for sealing in the same command.
    pub key: SubjectKey,
    /// The key under the master key.
    pub wrapped: Vec<u8>,
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

impl Vault {
    /// A vault under a master key.
    pub fn new(master: &[u8; KEY_LEN]) -> Result<Self, Error> {
        let root = hmac::Key::new(hmac::HMAC_SHA256, master);
        let derive = |purpose: &str| hmac::sign(&root, purpose.as_bytes());
        Ok(Self {
            wrapping: aes(derive("nhatle.wrap.1").as_ref())?,
            blinding: hmac::Key::new(hmac::HMAC_SHA256, derive("nhatle.blind.1").as_ref()),
            naming: hmac::Key::new(hmac::HMAC_SHA256, derive("nhatle.name.1").as_ref()),
        })
    }

    /// A new key for a new subject.
    pub fn new_key(&self, rng: &dyn Rng) -> Result<NewKey, Error> {
        let mut bytes = [0_u8; KEY_LEN];
        rng.fill(&mut bytes);
        let wrapped = seal_with(&self.wrapping, "subject", &bytes, rng)?;
        Ok(NewKey { key: SubjectKey(aes(&bytes)?), wrapped })
    }

    /// The key behind its wrapped form.
    pub fn unwrap_key(&self, wrapped: &[u8]) -> Result<SubjectKey, Error> {
        aes(&open_with(&self.wrapping, "subject", wrapped)?).map(SubjectKey)
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
    /// Encrypts a value. `context` (table and column) must be the same when it is opened.
    pub fn seal(&self, context: &str, plain: &str, rng: &dyn Rng) -> Result<Vec<u8>, Error> {
        seal_with(&self.0, context, plain.as_bytes(), rng)
    }

    /// Decrypts a value.
    pub fn open(&self, context: &str, sealed: &[u8]) -> Result<String, Error> {
        let plain = open_with(&self.0, context, sealed)?;
        String::from_utf8(plain).map_err(|_| Error::internal("a sealed value is not text"))
    }

    /// Encrypts bytes.
    pub fn seal_bytes(&self, context: &str, plain: &[u8], rng: &dyn Rng) -> Result<Vec<u8>, Error> {
        seal_with(&self.0, context, plain, rng)
    }

    /// Decrypts bytes.
    pub fn open_bytes(&self, context: &str, sealed: &[u8]) -> Result<Vec<u8>, Error> {
        open_with(&self.0, context, sealed)
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
    fn blind_hashes_are_equal_for_equal_values_of_one_index_only() {
        let vault = Vault::new(&[7; KEY_LEN]).unwrap();
        assert_eq!(vault.blind("identity", "044085001234"), vault.blind("identity", "044085001234"));
        assert_ne!(vault.blind("identity", "044085001234"), vault.blind("phone", "044085001234"));
    }
}
