//! Time stamps of seals: once an hour the newest seal is shown to an authority, which says when it was there (RFC 3161).
//! An authority that does not answer only delays that.

use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use kernel::Error;
use kernel::time::HOUR;
use runtime::Runtime;
use store::stamp;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Longer than this nobody waits for an answer.
const TIME: Duration = Duration::from_secs(20);
/// Larger answers are cut off.
const MOST: u64 = 100_000;

/// Where the authority is; none when there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authority {
    host: String,
    port: u16,
    path: String,
}

impl Authority {
    /// Reads `http://host[:port]/path`. A token is signed, so nothing is asked of the way.
    pub fn parse(url: &str) -> Result<Self> {
        let Some(rest) = url.strip_prefix("http://") else {
            bail!("seal_tsa is {url:?}; it must begin with http://, which suffices because time stamps are signed");
        };
        let (place, path) = rest.split_once('/').unwrap_or((rest, ""));
        let (host, port) = match place.rsplit_once(':') {
            Some((host, port)) => (host, port.parse().with_context(|| format!("seal_tsa: the port {port:?}"))?),
            None => (place, 80),
        };
        if host.is_empty() || !url.bytes().all(|sign| sign.is_ascii_graphic()) {
            bail!("seal_tsa is {url:?}; write it like http://time.example/stamp");
        }
        Ok(Self { host: host.to_owned(), port, path: format!("/{path}") })
    }

    /// Sends a request; gives the body of the answer.
    async fn ask(&self, request: &[u8]) -> Result<Vec<u8>> {
        let Self { host, port, path } = self;
        let head = format!(
            "POST {path} HTTP/1.0\r\nHost: {host}\r\nContent-Type: application/timestamp-query\r\n\
             Content-Length: {}\r\n\r\n",
            request.len()
        );
        let talk = async {
            let mut stream = TcpStream::connect((host.as_str(), *port)).await?;
            stream.write_all(&[head.as_bytes(), request].concat()).await?;
            let mut answer = Vec::new();
            stream.take(MOST).read_to_end(&mut answer).await?;
            Ok::<_, std::io::Error>(answer)
        };
        let answer = tokio::time::timeout(TIME, talk).await.context("it did not answer in time")??;
        let end = answer.windows(4).position(|signs| signs == b"\r\n\r\n").context("its answer is cut off")?;
        let (head, body) = answer.split_at(end);
        let head = String::from_utf8_lossy(head);
        let status = head.split(' ').nth(1).unwrap_or_default();
        if status != "200" {
            bail!("it answered with status {status:?}");
        }
        Ok(body.get(4..).unwrap_or_default().to_vec())
    }
}

/// The service: the authority that was configured, if any.
pub struct Stamps(pub Option<Authority>);

/// Gets a time stamp for the newest seal when it is time for one. Gives the number of the seal that got one.
pub async fn stamp_newest(runtime: &Runtime, authority: &Authority) -> Result<Option<i64>> {
    let Some((no, hash)) = runtime.store().stamp_wanted(runtime.wall(), HOUR).await? else { return Ok(None) };
    let mut random = [0; stamp::NONCE];
    runtime.rng().fill(&mut random);
    let nonce = stamp::nonce(random);
    let answer = authority.ask(&stamp::request(&hash, &nonce)).await?;
    let token = stamp::token_of(&answer).map_err(anyhow::Error::msg)?;
    stamp::fits(&token, &hash, &nonce).map_err(anyhow::Error::msg)?;
    runtime.store().keep_stamp(no, &nonce, token, runtime.wall()).await?;
    Ok(Some(no))
}

/// What runs now and then.
pub(crate) async fn scheduled(runtime: &Runtime) -> kernel::Result<()> {
    let stamps = runtime.services().get::<Stamps>()?;
    let Some(authority) = &stamps.0 else { return Ok(()) };
    let stamped = stamp_newest(runtime, authority).await;
    stamped.map(|_| ()).map_err(|error| Error::unavailable(format!("the time stamp authority: {error:#}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_authority_is_read_from_its_address() {
        let read = Authority::parse("http://time.example/a/b").unwrap();
        assert_eq!(read, Authority { host: "time.example".into(), port: 80, path: "/a/b".into() });
        assert_eq!(Authority::parse("http://localhost:318").unwrap().port, 318);
        for bad in ["https://time.example", "time.example", "http://", "http://a:b/", "http://a/\r\nY:z", "http://a/ b"]
        {
            assert!(Authority::parse(bad).is_err(), "{bad}");
        }
    }
}
