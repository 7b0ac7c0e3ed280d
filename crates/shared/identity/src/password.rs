//! Passwords: what is taken, how they are hashed and compared.

use std::collections::BTreeSet;
use std::time::Duration;

use argon2::{Algorithm, Argon2, Params, PasswordHash, PasswordHasher, PasswordVerifier, Version};
use kernel::{Error, Message, Result, text};
use runtime::Runtime;
use tokio::sync::Semaphore;

/// Least characters of a password that is not made of words.
const LEAST: usize = 12;
/// Words that make a password of any length.
const WORDS: usize = 3;
/// Least different characters.
const DIFFERENT: usize = 5;
/// Most characters.
const MOST: usize = 200;
const SALT_LEN: usize = 16;
/// Hashings at once: each takes `COST.memory_kib` of memory and one core.
const AT_ONCE: usize = 4;
/// How long a request waits for its turn before it is told to come back.
const PATIENCE: Duration = Duration::from_secs(5);

/// What a hashing costs.
struct Cost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

/// argon2id as OWASP's password storage guide recommends it for one lane. Stored hashes keep the cost they were made with.
const COST: Cost = Cost { memory_kib: 19_456, passes: 2, lanes: 1 };

static HASHING: Semaphore = Semaphore::const_new(AT_ONCE);

/// One form for a password, however the keyboard composes its letters.
fn canonical(typed: &str) -> String {
    text::squeeze_name(typed)
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Whether a new password is strong enough: at least 12 characters that are not digits only, or at least 3 words.
/// `avoid` holds what others know of the person: the identity number, the telephone number, the login.
pub(crate) fn check(typed: &str, avoid: &[&str]) -> Result<(), Message> {
    let password = canonical(typed);
    let length = password.chars().count();
    if length == 0 {
        return Err(Message::new("identity-error-password-missing"));
    }
    if length > MOST {
        return Err(Message::new("identity-error-password-long")
            .arg("found", number(length))
            .arg("most", number(MOST)));
    }
    let is_word = |word: &&str| word.chars().filter(|c| c.is_alphabetic()).count() >= 2;
    let words = password.split(' ').filter(is_word).count();
    if words < WORDS && length < LEAST {
        return Err(Message::new("identity-error-password-short").arg("found", number(length)));
    }
    if !password.contains(|c: char| !c.is_ascii_digit() && c != ' ') {
        return Err(Message::new("identity-error-password-digits"));
    }
    let different: BTreeSet<char> = password.chars().filter(|c| *c != ' ').collect();
    if different.len() < DIFFERENT {
        return Err(Message::new("identity-error-password-simple"));
    }
    let folded = text::fold(&password);
    if avoid.iter().any(|known| !known.is_empty() && folded.contains(&text::fold(known))) {
        return Err(Message::new("identity-error-password-personal"));
    }
    Ok(())
}

fn hasher() -> Result<Argon2<'static>> {
    let params = Params::new(COST.memory_kib, COST.passes, COST.lanes, None)
        .map_err(|e| Error::internal(format!("argon2: {e}")))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn hash_now(password: &str, salt: &[u8]) -> Result<String> {
    let hash: PasswordHash = hasher()?
        .hash_password_with_salt(password.as_bytes(), salt)
        .map_err(|e| Error::internal(format!("argon2: {e}")))?;
    Ok(hash.to_string())
}

fn verify_now(password: &str, hash: Option<&str>) -> Result<bool> {
    let Some(hash) = hash else {
        // An unknown account costs as much time as a known one.
        hash_now(password, &[0; SALT_LEN])?;
        return Ok(false);
    };
    match hasher()?.verify_password(password.as_bytes(), hash) {
        Ok(()) => Ok(true),
        Err(argon2::password_hash::Error::PasswordInvalid) => Ok(false),
        Err(error) => Err(Error::internal(format!("a stored password hash cannot be used: {error}"))),
    }
}

/// Runs a hashing beside the requests, a few at once.
async fn beside<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let Ok(Ok(permit)) = tokio::time::timeout(PATIENCE, HASHING.acquire()).await else { return Err(Error::busy()) };
    // The permit goes along, so that a client that hangs up does not make room for one more.
    let task = tokio::task::spawn_blocking(move || {
        let result = work();
        drop(permit);
        result
    });
    task.await.map_err(|e| Error::internal(format!("hashing stopped: {e}")))?
}

/// The hash under which a password is stored. Does not judge the password.
pub async fn hash_password(runtime: &Runtime, password: &str) -> Result<String> {
    let mut salt = [0_u8; SALT_LEN];
    runtime.rng().fill(&mut salt);
    let password = canonical(password);
    beside(move || hash_now(&password, &salt)).await
}

/// Whether a password is the one behind a stored hash. Without a hash it takes the same time and says no.
pub(crate) async fn verify(password: &str, hash: Option<String>) -> Result<bool> {
    let password = canonical(password);
    beside(move || verify_now(&password, hash.as_deref())).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twelve_characters_or_three_words() {
        let long = "mưa rào ".repeat(40);
        let table = [
            ("", Some("identity-error-password-missing")),
            ("   ", Some("identity-error-password-missing")),
            ("ngắn quá", Some("identity-error-password-short")),
            ("Mot-hai-ba1", Some("identity-error-password-short")),
            ("Mot-hai-ba12", None),
            ("sông Nhật Lệ", None),
            ("a b c d e f", Some("identity-error-password-short")),
            ("123456789012", Some("identity-error-password-digits")),
            ("1234 5678 9012 3456", Some("identity-error-password-digits")),
            ("aaaaaaaaaaaaab", Some("identity-error-password-simple")),
            ("mật khẩu 0912345678", Some("identity-error-password-personal")),
            ("Tiếp.Nhận.2024", Some("identity-error-password-personal")),
            (long.as_str(), Some("identity-error-password-long")),
        ];
        for (password, want) in table {
            let found = check(password, &["0912345678", "tiep.nhan", ""]).err().map(|message| message.key.into_owned());
            assert_eq!(found.as_deref(), want, "{password:?}");
        }
    }

    #[test]
    fn a_password_is_the_same_from_every_keyboard() {
        let hash = hash_now(&canonical("sông Nhật Lệ"), &[7; SALT_LEN]).unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        let decomposed = "so\u{0302}ng Nha\u{0323}\u{0302}t Le\u{0323}\u{0302}";
        for (typed, want) in
            [("sông Nhật Lệ", true), (" sông  Nhật Lệ ", true), (decomposed, true), ("song Nhat Le", false)]
        {
            assert_eq!(verify_now(&canonical(typed), Some(&hash)).unwrap(), want, "{typed}");
        }
        assert!(!verify_now("sông Nhật Lệ", None).unwrap());
        assert!(verify_now("sông Nhật Lệ", Some("not a hash")).is_err());
    }
}
