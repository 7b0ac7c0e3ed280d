//! What somebody typed and an address must not carry, kept sealed in their own browser for a while. The answer to a
//! posted search is then a page of its own, to which the browser goes back without sending the form again.

use axum::http::{HeaderValue, header};
use axum::response::Response;
use data_encoding::BASE64URL_NOPAD;
use kernel::{Error, Result};

use crate::context::Cx;
use crate::cookies::KEPT;

/// How long the browser keeps it, in seconds.
const SECONDS: u32 = 1_800;

impl Cx {
    /// Goes to a page that finds the text again with [`Cx::kept`]. The browser shows it to this path only.
    ///
    /// # Errors
    /// Internal when the text cannot be sealed.
    pub fn redirect_keeping(&self, path: &str, text: &str) -> Result<Response> {
        let runtime = self.app.runtime();
        let new = runtime.vault().new_key(runtime.rng())?;
        let sealed = new.key.seal(&self.kept_for(), text, runtime.rng())?;
        let (wrapped, sealed) = (BASE64URL_NOPAD.encode(&new.wrapped), BASE64URL_NOPAD.encode(&sealed));
        let cookie = KEPT.set_for(path, &format!("{wrapped}.{sealed}"), self.app.is_secure(), Some(SECONDS));
        let mut response = self.redirect(path);
        let value = HeaderValue::from_str(&cookie).map_err(Error::internal)?;
        response.headers_mut().append(header::SET_COOKIE, value);
        Ok(response)
    }

    /// The text that was kept for this page; none without one, and none in another session or for somebody else.
    pub fn kept(&self) -> Option<String> {
        let (wrapped, sealed) = self.parts.kept.as_deref()?.split_once('.')?;
        let wrapped = BASE64URL_NOPAD.decode(wrapped.as_bytes()).ok()?;
        let sealed = BASE64URL_NOPAD.decode(sealed.as_bytes()).ok()?;
        let key = self.app.runtime().vault().unwrap_key(&wrapped).ok()?;
        key.open(&self.kept_for(), &sealed).ok()
    }

    fn kept_for(&self) -> String {
        format!("kept|{}|{}", self.actor().account, self.session().unwrap_or_default())
    }
}
