//! The cookies of the house. Over https each name has the prefix by which browsers refuse a copy that another host or a
//! plain connection tries to set.

use crate::context::Cx;

/// One year in seconds.
pub(crate) const YEAR: u32 = 365 * 24 * 3_600;

/// Name of a cookie.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Name {
    /// Over plain http, which sample runs and tests speak.
    plain: &'static str,
    /// Over https.
    secure: &'static str,
}

/// The secret of a session.
pub(crate) const SESSION: Name = Name { plain: "nl_session", secure: "__Host-nl" };
/// The random text to which form tokens are bound.
pub(crate) const SEED: Name = Name { plain: "nl_seed", secure: "__Host-nl_seed" };
/// The language that somebody chose.
pub(crate) const LANGUAGE: Name = Name { plain: "nl_lang", secure: "__Host-nl_lang" };
/// What the next page says was done.
pub(crate) const FLASH: Name = Name { plain: "nl_flash", secure: "__Host-nl_flash" };
/// The random text by which a browser is known again.
pub(crate) const DEVICE: Name = Name { plain: "nl_device", secure: "__Host-nl_device" };
/// What was typed and is kept for one page. It is sent to that path only, so it cannot have the stronger prefix.
pub(crate) const KEPT: Name = Name { plain: "nl_kept", secure: "__Secure-nl_kept" };

impl Name {
    /// The name on a connection.
    pub(crate) fn on(self, is_secure: bool) -> &'static str {
        if is_secure { self.secure } else { self.plain }
    }

    /// The header that sets it for the whole house; it lives until the browser is closed, or for so many seconds.
    pub(crate) fn set(self, value: &str, is_secure: bool, seconds: Option<u32>) -> String {
        self.set_for("/", value, is_secure, seconds)
    }

    /// The same for one path.
    pub(crate) fn set_for(self, path: &str, value: &str, is_secure: bool, seconds: Option<u32>) -> String {
        let name = self.on(is_secure);
        let secure = if is_secure { "; Secure" } else { "" };
        let life = seconds.map_or_else(String::new, |seconds| format!("; Max-Age={seconds}"));
        format!("{name}={value}; Path={path}; HttpOnly; SameSite=Lax{secure}{life}")
    }
}

impl Cx {
    /// The cookie of a new session.
    pub fn session_cookie(&self, secret: &str) -> String {
        SESSION.set(secret, self.app.is_secure(), None)
    }

    /// The cookie that ends a session in the browser.
    pub fn no_session_cookie(&self) -> String {
        SESSION.set("", self.app.is_secure(), Some(0))
    }

    /// The random text by which the browser is known again, when it has one.
    pub fn device(&self) -> Option<&str> {
        self.parts.device.as_deref()
    }

    /// The cookie by which a browser is known again, for a year.
    pub fn device_cookie(&self, secret: &str) -> String {
        DEVICE.set(secret, self.app.is_secure(), Some(YEAR))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn over_https_every_cookie_is_secure_and_has_a_prefix() {
        for name in [SESSION, SEED, LANGUAGE, FLASH, DEVICE] {
            let text = name.set("x", true, None);
            assert!(text.starts_with("__Host-"), "{text}");
            assert!(text.ends_with("; Path=/; HttpOnly; SameSite=Lax; Secure"), "{text}");
            assert!(!name.set("x", false, None).contains("Secure"));
        }
        let kept = KEPT.set_for("/officer/search", "x", true, Some(60));
        assert!(kept.starts_with("__Secure-nl_kept=x; Path=/officer/search;"), "{kept}");
        assert!(kept.ends_with("; Secure; Max-Age=60"), "{kept}");
    }
}
