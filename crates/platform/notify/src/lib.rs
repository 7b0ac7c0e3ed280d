//! Messages to people outside: e-mail by SMTP, or into a folder for sample runs; short messages by an HTTP gateway.

mod sms;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::time::Duration;

use kernel::{Error, Kind, Message as Sentence, Result};
use lettre::message::{Mailbox, Message, SinglePart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::extension::ClientId;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Tokio1Executor};

pub use sms::{SmsConfig, Texter};

/// The Vietnamese messages of this crate; it stands beside `web`, so app hands them over.
pub const VI: &str = include_str!("../locales/vi.ftl");
/// The English messages of this crate.
pub const EN: &str = include_str!("../locales/en.ftl");

/// A server that does not answer for so long counts as down.
const TIME: Duration = Duration::from_secs(30);
/// Who writes in sample runs; the domain can never exist.
const SAMPLE_SENDER: &str = "khong-tra-loi@nhatle.invalid";
/// Answers about our own account at the server (RFC 4954): no fault of the message, so it is tried again.
const ABOUT_US: [&str; 4] = ["530", "534", "535", "538"];

/// How the way to the mail server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// Plain at first, then TLS before anything is said; a server without it is refused.
    StartTls,
    /// TLS from the first byte.
    Tls,
    /// None: only for a server on the same machine or private network.
    Plain,
}

/// Where the mail server is.
#[derive(Clone)]
pub struct SmtpConfig {
    /// Name of the server.
    pub host: String,
    /// Its port, usually 587 with STARTTLS, 465 with TLS.
    pub port: u16,
    /// How the way is protected.
    pub security: Security,
    /// The account at the server; empty for none.
    pub user: String,
    /// Its password.
    pub password: String,
    /// Who writes, e.g. `Cổng dịch vụ công <dvc@example.vn>`.
    pub from: String,
}

type Transport = AsyncSmtpTransport<Tokio1Executor>;

enum Way {
    Smtp(Box<Transport>),
    Folder(PathBuf),
}

/// Sends e-mail. Registered as a service.
pub struct Mailer {
    from: Mailbox,
    way: Way,
}

impl Mailer {
    /// Mail through a server. Fails when the sender's address or the server's name cannot be used.
    pub fn smtp(config: &SmtpConfig) -> Result<Self> {
        let from = config.from.parse::<Mailbox>().map_err(|e| Error::internal(format!("the sender's address: {e}")))?;
        let unusable = |e: lettre::transport::smtp::Error| Error::internal(format!("the mail server: {e}"));
        let builder = match config.security {
            Security::Tls => Transport::relay(&config.host).map_err(unusable)?,
            Security::StartTls => Transport::starttls_relay(&config.host).map_err(unusable)?,
            Security::Plain => Transport::builder_dangerous(config.host.as_str()),
        };
        let hello = ClientId::Domain(from.email.domain().to_owned());
        let mut builder = builder.port(config.port).timeout(Some(TIME)).hello_name(hello);
        if !config.user.is_empty() {
            builder = builder.credentials(Credentials::new(config.user.clone(), config.password.clone()));
        }
        Ok(Self { from, way: Way::Smtp(Box::new(builder.build())) })
    }

    /// No mail at all: each message becomes an `.eml` file in a folder, which is made when it is missing.
    pub fn sandbox(folder: &Path) -> Result<Self> {
        std::fs::create_dir_all(folder).map_err(|e| Error::unavailable(format!("{}: {e}", folder.display())))?;
        let from = SAMPLE_SENDER.parse::<Mailbox>().map_err(|e| Error::internal(format!("the sample sender: {e}")))?;
        Ok(Self { from, way: Way::Folder(folder.to_owned()) })
    }

    /// The folder of a sandbox.
    pub fn folder(&self) -> Option<&Path> {
        match &self.way {
            Way::Folder(folder) => Some(folder),
            Way::Smtp(_) => None,
        }
    }

    /// Sends a message of plain text. `message_id` (`name@domain`) is the same when a message is sent again, so that servers
    /// and readers see one message.
    ///
    /// `Invalid` when the server will never take it (do not try again), `Unavailable` when it may take it later. The texts
    /// for the log are marked as personal: servers repeat addresses.
    pub async fn send(&self, to: &str, subject: &str, text: &str, message_id: &str) -> Result<()> {
        let message = self.compose(to, subject, text, message_id)?;
        match &self.way {
            Way::Smtp(transport) => transport.send(message).await.map(|_| ()).map_err(|e| refused(&e)),
            Way::Folder(folder) => keep(folder, &clean_id(message_id), &message.formatted()).await,
        }
    }

    fn compose(&self, to: &str, subject: &str, text: &str, message_id: &str) -> Result<Message> {
        let bad = || Error::new(Kind::Invalid, Sentence::new("notify-bad-address"));
        let address = to.trim().parse::<Address>().map_err(|_| bad())?;
        // A header is one line, whatever a name or code in the subject holds.
        let subject: String = subject.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, address))
            .subject(subject)
            .message_id(Some(format!("<{}>", clean_id(message_id))))
            .singlepart(SinglePart::plain(text.to_owned()))
            .map_err(|e| Error::internal(format!("a message cannot be composed: {e}")).personal())
    }
}

/// What may stand in an id of a message and in the name of a file.
fn clean_id(message_id: &str) -> String {
    let is_plain = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '@');
    message_id.chars().filter(is_plain).take(200).collect()
}

fn refused(error: &lettre::transport::smtp::Error) -> Error {
    let code = error.status().map(|code| code.to_string()).unwrap_or_default();
    if error.is_permanent() && !ABOUT_US.contains(&code.as_str()) {
        return Error::new(Kind::Invalid, Sentence::new("notify-refused")).because(error).personal();
    }
    Error::unavailable(error).personal()
}

/// Writes a message under its id; sent again, it replaces itself.
async fn keep(folder: &Path, id: &str, bytes: &[u8]) -> Result<()> {
    let failed = |e: std::io::Error| Error::unavailable(format!("the folder of messages: {e}"));
    let name = if id.trim_matches('.').is_empty() { "message" } else { id };
    let unfinished = folder.join(format!("{name}.part"));
    tokio::fs::write(&unfinished, bytes).await.map_err(failed)?;
    tokio::fs::rename(&unfinished, folder.join(format!("{name}.eml"))).await.map_err(failed)
}
