//! Proven contacts, and codes that are sent to them: as a second step, as the way back from a lost password, and to
//! prove the contact itself. All of it stands in wall time.

pub(crate) mod acts;
pub(crate) mod contacts;
pub(crate) mod lost;
pub(crate) mod messages;
pub(crate) mod pause;
pub(crate) mod second;
pub(crate) mod store;

use ::store::WriteSet;
use ::store::vault::{SubjectKey, Vault};
use access::TryLimit;
use data_encoding::HEXLOWER;
use kernel::rng::Rng;
use kernel::time::{HOUR, MINUTE};
use kernel::vietnam::{EmailAddress, EmailError, PhoneError, PhoneNumber};
use kernel::{Error, Message, Result, Timestamp};
use runtime::{Decide, Reader};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use self::store::{SentRow, SentTo};
use crate::totp;

/// How long a code is good, in microseconds.
pub(crate) const LIFE: i64 = 10 * MINUTE;
/// Wrong codes after which a right one is refused too.
pub(crate) const TRIES: i64 = 5;
/// Codes are below this.
const BELOW: u64 = 1_000_000;

/// Codes that are sent for one account: a message costs money and attention.
pub(crate) const PER_ACCOUNT: TryLimit = TryLimit { name: "code-account", tries: 8, window: 15 * MINUTE };
/// Codes that are sent to one address or number, whoever asks for them.
pub(crate) const PER_CONTACT: TryLimit = TryLimit { name: "code-contact", tries: 6, window: HOUR };
/// Codes that are asked for from one address of the network.
pub(crate) const PER_ADDRESS: TryLimit = TryLimit { name: "code-address", tries: 60, window: HOUR };
/// Codes typed by those who lost a password, from one address of the network.
pub(crate) const TYPED: TryLimit = TryLimit { name: "lost-address", tries: 60, window: 15 * MINUTE };
/// Codes that are asked for the lost password of one account, from everywhere. More than that is somebody who pesters.
pub(crate) const ASKED_EVERYWHERE: TryLimit = TryLimit { name: "lost-asked", tries: 20, window: 6 * HOUR };
/// What is left to each address meanwhile: the owner needs one.
pub(crate) const WHILE_ASKED: TryLimit = TryLimit { name: "lost-asked-address", tries: 2, window: 6 * HOUR };
/// Codes typed for the lost password of one account, from everywhere. More than that is somebody who guesses.
pub(crate) const TYPED_EVERYWHERE: TryLimit = TryLimit { name: "lost-everywhere", tries: 50, window: 6 * HOUR };
/// What is left to each address while somebody guesses: the owner needs one.
pub(crate) const WHILE_GUESSED: TryLimit = TryLimit { name: "lost-guessed", tries: 3, window: 6 * HOUR };

/// How a message reaches somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Way {
    /// By e-mail.
    Email,
    /// By a short message.
    Phone,
}

impl Way {
    /// All of them.
    pub(crate) const ALL: [Self; 2] = [Self::Email, Self::Phone];

    /// As in tables and forms.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Phone => "phone",
        }
    }

    pub(crate) fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.code() == code)
    }

    /// Checks a typed address or number and gives it in its stored form.
    pub(crate) fn check(self, typed: &str) -> Result<String, Message> {
        match self {
            Self::Email if typed.is_empty() => Err(Message::new("identity-error-email-missing")),
            Self::Phone if typed.is_empty() => Err(Message::new("identity-error-phone-missing")),
            Self::Email => EmailAddress::parse(typed).map(|it| it.as_str().to_owned()).map_err(EmailError::message),
            Self::Phone => PhoneNumber::parse(typed).map(|it| it.as_str().to_owned()).map_err(PhoneError::message),
        }
    }

    /// The keyed hash by which accounts with the same contact are found.
    pub(crate) fn blind(self, vault: &Vault, value: &str) -> Vec<u8> {
        vault.blind("contact", &format!("{}|{}", self.code(), value.to_lowercase()))
    }

    /// As much of a contact as its owner knows it by.
    pub(crate) fn masked(self, value: &str) -> String {
        match self {
            Self::Email => {
                let (local, domain) = value.split_once('@').unwrap_or((value, ""));
                let first: String = local.chars().take(1).collect();
                format!("{first}•••@{domain}")
            }
            Self::Phone => {
                let digits: Vec<char> = value.chars().collect();
                let last: String = digits.iter().skip(digits.len().saturating_sub(3)).collect();
                format!("••• ••• {last}")
            }
        }
    }
}

/// What a code is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Use {
    /// Proves the contact that it was sent to.
    Contact,
    /// Ends the second step.
    SignIn,
    /// Replaces a lost password.
    Password,
}

impl Use {
    /// As in tables and audit.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Contact => "contact",
            Self::SignIn => "sign-in",
            Self::Password => "password",
        }
    }
}

/// What became of a typed code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Typed {
    /// It was the right one.
    Right,
    /// It was another one.
    Wrong,
    /// It came too late.
    Ended,
    /// There were too many wrong ones before.
    Spent,
}

impl Typed {
    /// The words of a refusal stand beside the field of the code.
    pub(crate) fn into_result(self) -> Result<()> {
        let key = match self {
            Self::Right => return Ok(()),
            Self::Wrong => "identity-error-sent-wrong",
            Self::Ended => "identity-error-sent-ended",
            Self::Spent => "identity-error-sent-spent",
        };
        Err(Error::invalid_field("code", Message::new(key)))
    }

    fn code(self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::Wrong => "wrong",
            Self::Ended => "ended",
            Self::Spent => "spent",
        }
    }
}

/// A new code of six digits.
fn new_code(rng: &dyn Rng) -> String {
    let mut bytes = [0_u8; 8];
    rng.fill(&mut bytes);
    format!("{:06}", u64::from_be_bytes(bytes) % BELOW)
}

/// What is kept of a code: it holds for one account and one page.
fn hash(vault: &Vault, account: Uuid, page: &[u8], code: &str) -> Vec<u8> {
    vault.blind("sent-code", &format!("{account}|{}|{code}", HEXLOWER.encode(page)))
}

/// Puts a new code of an account into a write set, in the place of the one before of the same page, with the message
/// that carries it. Without a key nobody is there to get one, and the same is written.
fn send(cx: &Decide<'_>, set: &mut WriteSet, to: &SentTo<'_>, key: Option<&SubjectKey>) -> Result<()> {
    let code = new_code(cx.rng);
    let sealed = match (to.purpose, key) {
        (Use::Contact, Some(key)) => Some(key.seal(store::SENT, to.value, cx.rng)?),
        _ => None,
    };
    store::replace_sent(cx, set, to, hash(cx.vault, to.account, &to.page, &code), sealed);
    messages::post_code(cx, set, to, &code, key)?;
    let payload = json!({ "purpose": to.purpose.code(), "way": to.way.code() });
    set.audit(cx.audit("identity.code-sent", "account", to.account, &payload));
    Ok(())
}

/// Judges a typed code and puts what follows into a write set: a right one is good once, a wrong one is counted.
fn judge(cx: &Decide<'_>, set: &mut WriteSet, sent: &SentRow, page: &[u8], typed: &str) -> Typed {
    let is_right = totp::digits(typed).is_some_and(|code| hash(cx.vault, sent.account, page, &code) == sent.code_hash);
    let found = if sent.ends_at <= cx.wall {
        Typed::Ended
    } else if sent.tries >= TRIES {
        Typed::Spent
    } else if is_right {
        Typed::Right
    } else {
        Typed::Wrong
    };
    match found {
        Typed::Right => store::use_sent(set, page.to_vec(), sent.tries),
        Typed::Wrong => store::count_try(set, page.to_vec(), sent.tries),
        Typed::Ended | Typed::Spent => {}
    }
    if found != Typed::Right {
        let payload = json!({ "purpose": sent.purpose, "why": found.code() });
        set.audit(cx.audit("identity.code-refused", "account", sent.account, &payload));
    }
    found
}

/// Fails when no code was typed.
pub(crate) fn required(typed: &str) -> Result<()> {
    if typed.is_empty() {
        return Err(Error::invalid_field("code", Message::new("identity-error-sent-missing")));
    }
    Ok(())
}

/// The ways by which an account gets codes of the second step, and where they go.
pub(crate) async fn steps(reader: &Reader<'_>, account: Uuid) -> Result<Vec<(Way, String)>> {
    let all = contacts::proven(reader, account).await?;
    Ok(all.into_iter().filter(|one| one.is_step).map(|one| (one.way, one.value)).collect())
}

/// When a code that is sent now ends.
fn ends(wall: Timestamp) -> Timestamp {
    wall.plus(LIFE)
}
