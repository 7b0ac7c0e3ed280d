//! Uploads of strangers are held against clamd before somebody else opens them: the opened content goes over its
//! INSTREAM command, so that it never lies in the clear on a disk.

use std::path::PathBuf;
use std::time::Duration;

use ::store::Store;
use futures::StreamExt as _;
use kernel::{Error, Result, Timestamp};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::read::Content;
use crate::seal::KEY_LEN;
use crate::{Blobs, store};

/// Longest that one scan may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// Longest answer that is read.
const ANSWER: u64 = 4_096;

/// Where clamd listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Clamd {
    /// A socket of this machine.
    Unix(PathBuf),
    /// `host:port`. The content goes over this line as it is, so it must be one of the house.
    Tcp(String),
}

impl Clamd {
    /// A path that begins with `/` is a socket of this machine, everything else `host:port`.
    pub fn parse(address: &str) -> Self {
        if address.starts_with('/') { Self::Unix(address.into()) } else { Self::Tcp(address.to_owned()) }
    }

    async fn scan(&self, content: Content) -> Result<Verdict> {
        let silent = |e: std::io::Error| Error::unavailable(format!("clamd: {e}"));
        match self {
            #[cfg(unix)]
            Self::Unix(path) => talk(tokio::net::UnixStream::connect(path).await.map_err(silent)?, content).await,
            #[cfg(not(unix))]
            Self::Unix(_) => Err(Error::unavailable("there are no sockets of this kind on this machine")),
            Self::Tcp(address) => talk(TcpStream::connect(address).await.map_err(silent)?, content).await,
        }
    }
}

/// What the scanner said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing was found.
    Clean,
    /// Something was found; its name in the scanner's words.
    Infected(String),
}

impl Verdict {
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Clean => "clean",
            Self::Infected(_) => "infected",
        }
    }
}

impl Blobs {
    /// Uploads are scanned by this clamd from now on; by none without one.
    #[must_use]
    pub fn scanned_by(mut self, clamd: Option<Clamd>) -> Self {
        self.clamd = clamd;
        self
    }

    /// Whether there is a scanner at all.
    pub fn has_scanner(&self) -> bool {
        self.clamd.is_some()
    }

    /// In how many uploads the scanner found something.
    pub async fn infected(store: &Store) -> Result<i64> {
        store::infected(store).await
    }

    /// What the scanner says of a blob: what it said before, else it is asked now and the answer kept. None when there is
    /// no scanner; `Unavailable` when it does not answer.
    pub async fn verdict(
        &self,
        store: &Store,
        name: &str,
        key: &[u8; KEY_LEN],
        now: Timestamp,
    ) -> Result<Option<Verdict>> {
        if let Some(known) = store::verdict(store, name).await? {
            return Ok(Some(known));
        }
        let Some(clamd) = &self.clamd else { return Ok(None) };
        let content = self.read(name, key, None).await?;
        let said = tokio::time::timeout(PATIENCE, clamd.scan(content)).await;
        let verdict = said.map_err(|_| Error::unavailable("clamd did not answer in time"))??;
        store::note_verdict(store, name, &verdict, now).await?;
        Ok(Some(verdict))
    }
}

async fn talk<S: AsyncRead + AsyncWrite + Unpin>(mut line: S, mut content: Content) -> Result<Verdict> {
    let broken = |e: std::io::Error| Error::unavailable(format!("clamd: {e}"));
    line.write_all(b"zINSTREAM\0").await.map_err(broken)?;
    while let Some(piece) = content.stream.next().await {
        let piece = piece?;
        let length = u32::try_from(piece.len()).map_err(|_| Error::internal("a piece of a blob is too large"))?;
        line.write_all(&length.to_be_bytes()).await.map_err(broken)?;
        line.write_all(&piece).await.map_err(broken)?;
    }
    line.write_all(&0_u32.to_be_bytes()).await.map_err(broken)?;
    line.flush().await.map_err(broken)?;
    let mut answer = Vec::new();
    line.take(ANSWER).read_to_end(&mut answer).await.map_err(broken)?;
    understood(&String::from_utf8_lossy(&answer))
}

/// `stream: OK`, `stream: Eicar-Test FOUND`; anything else is no verdict.
fn understood(answer: &str) -> Result<Verdict> {
    let answer = answer.trim_end_matches(['\0', '\n']).trim();
    match answer.strip_prefix("stream: ") {
        Some("OK") => Ok(Verdict::Clean),
        Some(found) if found.ends_with(" FOUND") => {
            Ok(Verdict::Infected(found.trim_end_matches(" FOUND").chars().take(200).collect()))
        }
        _ => Err(Error::unavailable(format!("clamd said {answer:?}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_verdict_is_a_verdict() {
        assert_eq!(understood("stream: OK\0").unwrap(), Verdict::Clean);
        assert_eq!(
            understood("stream: Eicar.UNOFFICIAL FOUND\0").unwrap(),
            Verdict::Infected("Eicar.UNOFFICIAL".into())
        );
        for other in ["", "stream: ", "INSTREAM size limit exceeded. ERROR\0", "stream: x ERROR", "OK"] {
            assert!(understood(other).is_err(), "{other:?}");
        }
    }

    #[test]
    fn a_path_is_a_socket() {
        assert_eq!(Clamd::parse("/run/clamav/clamd.ctl"), Clamd::Unix("/run/clamav/clamd.ctl".into()));
        assert_eq!(Clamd::parse("10.0.0.5:3310"), Clamd::Tcp("10.0.0.5:3310".into()));
    }
}
