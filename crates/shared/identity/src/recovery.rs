//! Codes on paper, each good once: ten for whoever has lost the app, one on the slip of the counter for whoever has
//! lost the password. No IO.

use data_encoding::BASE32_NOPAD;
use kernel::rng::Rng;
use store::vault::Vault;
use uuid::Uuid;

/// Codes on one sheet.
pub(crate) const CODES: usize = 10;
/// Letters of a code, of five bits each.
const LETTERS: usize = 10;

/// A new code as it is shown: two groups of five letters and digits.
pub(crate) fn new_code(rng: &dyn Rng) -> String {
    let mut bytes = [0_u8; 7];
    rng.fill(&mut bytes);
    let letters = BASE32_NOPAD.encode(&bytes);
    let (first, rest) = letters.split_at(LETTERS / 2);
    let second: String = rest.chars().take(LETTERS / 2).collect();
    format!("{first}-{second}")
}

/// New codes of an account.
pub(crate) fn new_codes(rng: &dyn Rng) -> Vec<String> {
    std::iter::repeat_with(|| new_code(rng)).take(CODES).collect()
}

/// A typed code in its stored form; none for what cannot be one.
pub(crate) fn canonical(typed: &str) -> Option<String> {
    let letters = typed.chars().filter(|c| !c.is_whitespace() && *c != '-');
    let code: String = letters.map(|c| c.to_ascii_uppercase()).collect();
    let is_code = code.len() == LETTERS && code.bytes().all(|byte| matches!(byte, b'A'..=b'Z' | b'2'..=b'7'));
    is_code.then_some(code)
}

/// The keyed hash under which a code of an account is stored; none for what cannot be one.
pub(crate) fn hash(vault: &Vault, account: Uuid, typed: &str) -> Option<Vec<u8>> {
    canonical(typed).map(|code| vault.blind("recovery", &format!("{account}|{code}")))
}

/// The keyed hash under which the slip of a login is stored; none for what cannot be its code.
pub(crate) fn slip_hash(vault: &Vault, login_key: &str, typed: &str) -> Option<Vec<u8>> {
    canonical(typed).map(|code| vault.blind("recovery-slip", &format!("{login_key}|{code}")))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use kernel::rng::SequenceRng;

    #[test]
    fn ten_different_codes_that_can_be_typed_in_any_way() {
        let codes = new_codes(&SequenceRng::new(1));
        assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), CODES);
        for code in &codes {
            assert_eq!(code.len(), LETTERS + 1, "{code}");
            let typed = code.to_lowercase().replace('-', " ");
            assert_eq!(canonical(&typed), canonical(code));
            assert!(canonical(code).is_some());
        }
        for typed in ["", "123456", "ABCDE-FGHI", "ABCDE-FGHI1", "ABCDE-FGHIJK", "ẮBCDE-FGHIJ"] {
            assert_eq!(canonical(typed), None, "{typed}");
        }
    }

    #[test]
    fn a_code_belongs_to_one_account() {
        let vault = Vault::new(&[7; 32]).unwrap();
        let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let found = hash(&vault, one, "abcde fghij");
        assert!(found.is_some());
        assert_eq!(found, hash(&vault, one, "ABCDE-FGHIJ"));
        assert_ne!(found, hash(&vault, other, "ABCDE-FGHIJ"));
    }
}
