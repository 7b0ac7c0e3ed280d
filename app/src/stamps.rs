//! Time stamps of seals: once an hour the newest seal is shown to an authority, which says when it was there (RFC 3161).
//! An authority that does not answer only delays that.

use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};
use kernel::Error;
use kernel::time::HOUR;
use outside::{Full, Request, Uri};
use runtime::Runtime;
use store::stamp;
use store::token::Roots;

/// Larger answers are cut off.
const MOST: usize = 100_000;

/// Reads the roots of an authority from a file.
pub(crate) fn roots(file: &Path) -> Result<Roots> {
    let read = || format!("the roots of the time stamp authority in {}", file.display());
    let text = std::fs::read_to_string(file).with_context(read)?;
    Roots::of_pem(&text).map_err(|why| anyhow!(why)).with_context(read)
}

/// Where the authority is, and its roots when they are known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authority {
    at: Uri,
    roots: Option<Roots>,
}

impl Authority {
    /// Takes only what was signed under one of these roots, if there are any.
    #[must_use]
    pub fn with_roots(self, roots: Option<Roots>) -> Self {
        Self { roots, ..self }
    }

    /// Reads `http://host[:port]/path` or `https://…`. A token is signed, so nothing is asked of the way.
    pub fn parse(url: &str) -> Result<Self> {
        let is_place = |address: &Uri| {
            let place = address.authority();
            matches!(address.scheme_str(), Some("http" | "https"))
                && place.is_some_and(|place| place.as_str() == place.host() || place.port_u16().is_some())
        };
        match url.parse::<Uri>() {
            Ok(address) if is_place(&address) => Ok(Self { at: address, roots: None }),
            _ => bail!("seal_tsa is {url:?}; write it like http://time.example/stamp"),
        }
    }

    /// Sends a request; gives the body of the answer.
    async fn ask(&self, request: Vec<u8>) -> Result<Vec<u8>> {
        let request = Request::post(self.at.clone())
            .header("content-type", "application/timestamp-query")
            .body(Full::new(request.into()))?;
        let answer = outside::send(request, MOST).await?;
        if answer.status != 200 {
            bail!("it answered with status {}", answer.status);
        }
        Ok(answer.body.to_vec())
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
    let answer = authority.ask(stamp::request(&hash, &nonce)).await?;
    let token = stamp::token_of(&answer).map_err(anyhow::Error::msg)?;
    stamp::fits(&token, &hash, &nonce).map_err(anyhow::Error::msg)?;
    if let Some(roots) = &authority.roots {
        roots.check(&token).map_err(anyhow::Error::msg)?;
    }
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
        for good in ["http://time.example/a/b", "http://localhost:318", "https://time.example"] {
            assert!(Authority::parse(good).is_ok(), "{good}");
        }
        for bad in ["ftp://time.example", "time.example", "http://", "http://a:b/", "http://a/\r\nY:z", "http://a/ b"] {
            assert!(Authority::parse(bad).is_err(), "{bad}");
        }
    }
}
