//! Passwords: what is taken, how they are hashed and compared.

use std::collections::{BTreeSet, HashSet};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use argon2::{Algorithm, Argon2, Params, PasswordHash, PasswordHasher, PasswordVerifier, Version};
use kernel::{Error, Message, Result, text};
use runtime::Runtime;
use tokio::sync::Semaphore;

use crate::accounts::Accounts;

/// Least characters of a password that is not made of words.
const LEAST: usize = 12;
/// Words that make a password of any length.
const WORDS: usize = 3;
/// Least different characters.
const DIFFERENT: usize = 5;
/// Most characters.
const MOST: usize = 200;
const SALT_LEN: usize = 16;
/// More hashings at once than any machine has cores for.
const MOST_AT_ONCE: usize = 1_024;
/// How long a request waits for its turn before it is told to come back.
const PATIENCE: Duration = Duration::from_secs(5);

/// What a hashing costs, from the configuration. Stored hashes keep the cost they were made with until their owner
/// signs in the next time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasswordCost {
    /// Memory of one hashing in KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
    /// Hashings at once: each takes its memory and one core.
    pub at_once: usize,
}

impl Default for PasswordCost {
    /// argon2id as OWASP's password storage guide recommends it for one lane.
    fn default() -> Self {
        Self { memory_kib: 19_456, passes: 2, lanes: 1, at_once: 4 }
    }
}

/// Hashes passwords, a few at once.
#[derive(Clone)]
pub(crate) struct Hashing {
    argon2: Argon2<'static>,
    /// How hashes of this cost begin.
    head: String,
    turns: Arc<Semaphore>,
}

/// One form for a password, however the keyboard composes its letters.
fn canonical(typed: &str) -> String {
    text::squeeze_name(typed)
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Words of which the commonest passwords are made.
static COMMON: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let lines = include_str!("../data/common-words.txt").lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(str::split_whitespace).collect()
});
/// Letters of the longest of them.
const LONGEST: usize = 20;

/// Whether a folded password is one that everybody tries first: common words one after another, with digits and signs
/// before, between and behind them or in the place of letters ("P@ssw0rd 2024", "matkhau123456!").
fn is_common(folded: &str) -> bool {
    let bare = folded.trim_matches(|c: char| !c.is_ascii_lowercase());
    let spelt = bare.chars().map(|c| match c {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    });
    let spelt: String = spelt.filter(char::is_ascii_lowercase).collect();
    let plain: String = bare.chars().filter(char::is_ascii_lowercase).collect();
    // Letters of other scripts are no common word.
    let is_plain = folded.chars().all(|c| c.is_ascii() || !c.is_alphabetic());
    is_plain && (is_made_of_common(&plain) || is_made_of_common(&spelt))
}

/// Whether letters are common words one after another and nothing else.
fn is_made_of_common(letters: &str) -> bool {
    let mut ends = vec![false; letters.len() + 1];
    if let Some(first) = ends.first_mut() {
        *first = true;
    }
    for end in 1..=letters.len() {
        let is_end = (end.saturating_sub(LONGEST)..end).any(|start| {
            let begins = ends.get(start).copied().unwrap_or_default();
            begins && letters.get(start..end).is_some_and(|word| COMMON.contains(word))
        });
        if let Some(slot) = ends.get_mut(end) {
            *slot = is_end;
        }
    }
    !letters.is_empty() && ends.last().copied().unwrap_or_default()
}

/// Whether a new password is strong enough: at least 12 characters that are not digits only, or at least 3 words;
/// none of the commonest.
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
    if is_common(&folded) {
        return Err(Message::new("identity-error-password-common"));
    }
    Ok(())
}

impl Hashing {
    /// Hashing at a cost.
    ///
    /// # Errors
    /// Internal when argon2 knows no such cost.
    pub(crate) fn new(cost: PasswordCost) -> Result<Self> {
        let PasswordCost { memory_kib, passes, lanes, at_once } = cost;
        let params =
            Params::new(memory_kib, passes, lanes, None).map_err(|e| Error::internal(format!("argon2: {e}")))?;
        Ok(Self {
            argon2: Argon2::new(Algorithm::Argon2id, Version::V0x13, params),
            head: format!("$argon2id$v=19$m={memory_kib},t={passes},p={lanes}$"),
            turns: Arc::new(Semaphore::new(at_once.clamp(1, MOST_AT_ONCE))),
        })
    }

    /// Whether a stored hash was made at another cost.
    pub(crate) fn is_outdated(&self, hash: &str) -> bool {
        !hash.starts_with(&self.head)
    }

    pub(crate) fn hash_now(&self, password: &str, salt: &[u8]) -> Result<String> {
        let hash: PasswordHash = self
            .argon2
            .hash_password_with_salt(password.as_bytes(), salt)
            .map_err(|e| Error::internal(format!("argon2: {e}")))?;
        Ok(hash.to_string())
    }

    fn verify_now(&self, password: &str, hash: Option<&str>) -> Result<bool> {
        let Some(hash) = hash else {
            // An unknown account costs as much time as one whose hash is up to date.
            self.hash_now(password, &[0; SALT_LEN])?;
            return Ok(false);
        };
        match self.argon2.verify_password(password.as_bytes(), hash) {
            Ok(()) => Ok(true),
            Err(argon2::password_hash::Error::PasswordInvalid) => Ok(false),
            Err(error) => Err(Error::internal(format!("a stored password hash cannot be used: {error}"))),
        }
    }

    /// Runs a hashing beside the requests, a few at once.
    async fn beside<T: Send + 'static>(&self, work: impl FnOnce(&Self) -> Result<T> + Send + 'static) -> Result<T> {
        let turn = tokio::time::timeout(PATIENCE, Arc::clone(&self.turns).acquire_owned()).await;
        let Ok(Ok(permit)) = turn else { return Err(Error::busy()) };
        let hashing = self.clone();
        // The permit goes along, so that a client that hangs up does not make room for one more.
        let task = tokio::task::spawn_blocking(move || {
            let result = work(&hashing);
            drop(permit);
            result
        });
        task.await.map_err(|e| Error::internal(format!("hashing stopped: {e}")))?
    }
}

/// The hash under which a password is stored. Does not judge the password.
pub async fn hash_password(runtime: &Runtime, password: &str) -> Result<String> {
    let mut salt = [0_u8; SALT_LEN];
    runtime.rng().fill(&mut salt);
    let password = canonical(password);
    let accounts = runtime.services().get::<Accounts>()?;
    accounts.hashing().beside(move |hashing| hashing.hash_now(&password, &salt)).await
}

/// Whether a password is the one behind a stored hash. Without a hash it takes the same time and says no.
pub(crate) async fn verify(runtime: &Runtime, password: &str, hash: Option<String>) -> Result<bool> {
    let password = canonical(password);
    let accounts = runtime.services().get::<Accounts>()?;
    accounts.hashing().beside(move |hashing| hashing.verify_now(&password, hash.as_deref())).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twelve_characters_or_three_words() {
        let long = "mưa rào ".repeat(40);
        let generous = "sông Gianh, ".repeat(16);
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
            (generous.as_str(), None),
            (long.as_str(), Some("identity-error-password-long")),
        ];
        for (password, want) in table {
            let found = check(password, &["0912345678", "tiep.nhan", ""]).err().map(|message| message.key.into_owned());
            assert_eq!(found.as_deref(), want, "{password:?}");
        }
    }

    #[test]
    fn the_commonest_passwords_are_refused_however_they_are_dressed_up() {
        for (password, common) in [
            ("Password2024!", true),
            ("P@ssw0rd 2024", true),
            ("matkhau123456", true),
            ("Mật Khẩu 123", true),
            ("anh yêu em 1999", true),
            ("qwertyuiop123", true),
            ("1q2w3e4r5t6y", true),
            ("quangbinh@2024", true),
            ("admin.donghoi.1", true),
            ("iloveyou forever", true),
            ("sông Nhật Lệ", false),
            ("ba từ ngắn", false),
            ("mot hai ba bon", false),
            ("password của Mẫu", false),
            ("мой password 123", false),
        ] {
            assert_eq!(is_common(&text::fold(&canonical(password))), common, "{password}");
            let refused = check(password, &[]).is_err_and(|found| found.key == "identity-error-password-common");
            assert_eq!(refused, common, "{password}");
        }
        assert!(COMMON.iter().all(|word| word.len() <= LONGEST && word.bytes().all(|byte| byte.is_ascii_lowercase())));
    }

    #[test]
    fn a_hash_of_another_cost_is_known_and_still_verifies() {
        let cheap = PasswordCost { memory_kib: 64, passes: 1, lanes: 1, at_once: 1 };
        let (old, new) = (Hashing::new(cheap).unwrap(), Hashing::new(PasswordCost { passes: 2, ..cheap }).unwrap());
        let hash = old.hash_now("sông Nhật Lệ", &[7; SALT_LEN]).unwrap();
        assert!(!old.is_outdated(&hash) && new.is_outdated(&hash));
        assert!(new.verify_now("sông Nhật Lệ", Some(&hash)).unwrap());
        assert!(!new.verify_now("sông Nhật Lê", Some(&hash)).unwrap());
        assert!(Hashing::new(PasswordCost { memory_kib: 1, ..cheap }).is_err());
    }

    #[test]
    fn a_password_is_the_same_from_every_keyboard() {
        let hashing = Hashing::new(PasswordCost::default()).unwrap();
        let hash = hashing.hash_now(&canonical("sông Nhật Lệ"), &[7; SALT_LEN]).unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        let decomposed = "so\u{0302}ng Nha\u{0323}\u{0302}t Le\u{0323}\u{0302}";
        for (typed, want) in
            [("sông Nhật Lệ", true), (" sông  Nhật Lệ ", true), (decomposed, true), ("song Nhat Le", false)]
        {
            assert_eq!(hashing.verify_now(&canonical(typed), Some(&hash)).unwrap(), want, "{typed}");
        }
        assert!(!hashing.verify_now("sông Nhật Lệ", None).unwrap());
        assert!(hashing.verify_now("sông Nhật Lệ", Some("not a hash")).is_err());
    }
}
