//! What ties an answer to the page that asked. A page carries a ticket; the challenge follows from the ticket, the
//! browser and the master key, so that nothing is stored until somebody answers.

use access::secret_hash;
use data_encoding::BASE64URL_NOPAD;
use kernel::Timestamp;
use kernel::rng::Rng;
use kernel::time::MINUTE;
use store::vault::Vault;

use super::Why;

/// How long a page waits for an answer, in microseconds.
const LIFE: i64 = 10 * MINUTE;
/// Bytes of the instant at which a ticket was made, and of chance.
const INSTANT: usize = 8;
const CHANCE: usize = 16;

/// What an answer is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// A new passkey.
    Add,
    /// Signing in without a password.
    SignIn,
    /// The step after a right password.
    Factor,
}

impl Purpose {
    /// Its name in keyed hashes and in audit rows.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::SignIn => "sign-in",
            Self::Factor => "factor",
        }
    }
}

/// A ticket with its challenge.
#[derive(Clone)]
pub(crate) struct Ticket {
    /// What the page carries.
    pub(crate) text: String,
    /// What the authenticator signs.
    pub(crate) challenge: Vec<u8>,
    pub(crate) purpose: Purpose,
    ends: Timestamp,
}

impl Ticket {
    /// A new ticket for the browser that a text stands for.
    pub(crate) fn new(vault: &Vault, rng: &dyn Rng, purpose: Purpose, browser: &str, wall: Timestamp) -> Self {
        let mut bytes = [0; INSTANT + CHANCE];
        rng.fill(&mut bytes);
        for (to, from) in bytes.iter_mut().zip(wall.0.to_be_bytes()) {
            *to = from;
        }
        Self::of(vault, purpose, browser, BASE64URL_NOPAD.encode(&bytes), wall)
    }

    /// The ticket that a page carried.
    ///
    /// # Errors
    /// It cannot be read, or it has ended. Whoever makes up a ticket does not know its challenge.
    pub(crate) fn read(
        vault: &Vault,
        purpose: Purpose,
        browser: &str,
        text: &str,
        wall: Timestamp,
    ) -> Result<Self, Why> {
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| Why::Late)?;
        let (instant, chance) = bytes.split_first_chunk::<INSTANT>().ok_or(Why::Late)?;
        let made = Timestamp(i64::from_be_bytes(*instant));
        if chance.len() != CHANCE || made.plus(LIFE) <= wall {
            return Err(Why::Late);
        }
        Ok(Self::of(vault, purpose, browser, text.to_owned(), made))
    }

    fn of(vault: &Vault, purpose: Purpose, browser: &str, text: String, made: Timestamp) -> Self {
        let asked = format!("{}|{text}|{browser}", purpose.code());
        let halves = [vault.blind("passkey-challenge", &asked), vault.blind("passkey-challenge-rest", &asked)];
        let challenge = halves.concat();
        Self { text, challenge, purpose, ends: made.plus(LIFE) }
    }

    /// Under what an answered ticket is kept.
    pub(crate) fn hash(&self) -> Vec<u8> {
        secret_hash(&self.text)
    }

    /// Until when it is kept.
    pub(crate) fn ends(&self) -> Timestamp {
        self.ends
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::rng::SequenceRng;

    #[test]
    fn a_ticket_is_of_one_browser_one_purpose_and_ten_minutes() {
        let (vault, other) = (Vault::new(&[7; 32]).unwrap(), Vault::new(&[8; 32]).unwrap());
        let made = Timestamp(1_733_792_400_000_000);
        let ticket = Ticket::new(&vault, &SequenceRng::new(1), Purpose::SignIn, "a", made);
        let challenge = |vault: &Vault, purpose: Purpose, browser: &str, after: i64| {
            Ticket::read(vault, purpose, browser, &ticket.text, made.plus(after)).map(|ticket| ticket.challenge)
        };
        assert_eq!(challenge(&vault, Purpose::SignIn, "a", 0), Ok(ticket.challenge.clone()));
        assert_eq!(challenge(&vault, Purpose::SignIn, "a", LIFE - 1), Ok(ticket.challenge.clone()));
        assert_eq!(challenge(&vault, Purpose::SignIn, "a", LIFE), Err(Why::Late));
        assert_ne!(challenge(&vault, Purpose::SignIn, "b", 0), Ok(ticket.challenge.clone()));
        assert_ne!(challenge(&vault, Purpose::Factor, "a", 0), Ok(ticket.challenge.clone()));
        assert_ne!(challenge(&other, Purpose::SignIn, "a", 0), Ok(ticket.challenge.clone()));
        for text in ["", "x", "AAAA", &ticket.text[..28], "đ"] {
            let read = Ticket::read(&vault, Purpose::SignIn, "a", text, made);
            assert_eq!(read.err(), Some(Why::Late), "{text}");
        }
        assert_eq!(ticket.challenge.len(), 32);
    }
}
