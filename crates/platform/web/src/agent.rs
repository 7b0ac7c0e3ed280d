//! The family of a device, read from what its browser says of itself: enough for people to know their own again, too
//! little to tell two of a kind apart.

use access::{Begin, Carrier};

use crate::context::Cx;

/// What a browser's text holds, its code, its name. The first that is found counts: many pretend to be others besides.
const BROWSERS: [(&str, &str, &str); 11] = [
    ("Zalo", "zalo", "Zalo"),
    ("coc_coc_browser", "coccoc", "Cốc Cốc"),
    ("SamsungBrowser", "samsung", "Samsung Internet"),
    ("OPR/", "opera", "Opera"),
    ("Edg", "edge", "Edge"),
    ("FxiOS", "firefox", "Firefox"),
    ("Firefox/", "firefox", "Firefox"),
    ("CriOS", "chrome", "Chrome"),
    ("Chrome/", "chrome", "Chrome"),
    ("Safari/", "safari", "Safari"),
    ("curl/", "curl", "curl"),
];

const SYSTEMS: [(&str, &str, &str); 7] = [
    ("Android", "android", "Android"),
    ("iPhone", "ios", "iOS"),
    ("iPad", "ios", "iOS"),
    ("Windows", "windows", "Windows"),
    ("CrOS", "chromeos", "ChromeOS"),
    ("Mac OS X", "macos", "macOS"),
    ("Linux", "linux", "Linux"),
];

/// Codes of browser and system; empty where it is unknown.
pub(crate) type Family = (&'static str, &'static str);

/// The family behind a `User-Agent`.
pub(crate) fn family(agent: &str) -> Family {
    let code = |table: &[(&'static str, &'static str, &'static str)]| {
        table.iter().find(|(mark, ..)| agent.contains(mark)).map_or("", |(_, code, _)| *code)
    };
    (code(&BROWSERS), code(&SYSTEMS))
}

/// The family as one code, `chrome-windows`; a part that is unknown is empty, and so is the whole when both are.
pub(crate) fn code((browser, system): Family) -> String {
    if browser.is_empty() && system.is_empty() { String::new() } else { format!("{browser}-{system}") }
}

/// The name of a family by its code, e.g. `Chrome, Windows`; empty when it is unknown. Names of products are the same
/// in every language.
pub fn device_name(code: &str) -> String {
    let (browser, system) = code.split_once('-').unwrap_or_default();
    let name = |table: &[(&str, &str, &'static str)], wanted: &str| {
        table.iter().find(|(_, code, _)| *code == wanted).map(|(_, _, name)| *name)
    };
    let names: Vec<&str> = [name(&BROWSERS, browser), name(&SYSTEMS, system)].into_iter().flatten().collect();
    names.join(", ")
}

impl Cx {
    /// A session or token that begins with this request: it keeps the family of the device and a keyed hash of the
    /// network.
    pub fn begins(&self, carrier: Carrier) -> Begin {
        Begin { device: self.device_family(), network: self.network(), ..Begin::from(carrier) }
    }

    /// The family of the device as a code, e.g. `chrome-windows`; empty when it is unknown.
    pub fn device_family(&self) -> String {
        code(self.parts.agent)
    }

    /// The keyed hash of the network that the request comes from.
    pub fn network(&self) -> Option<Vec<u8>> {
        let vault = self.app.runtime().vault();
        self.parts.peer.map(|address| vault.blind("network", &crate::peer::network(address)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_told_apart_by_what_only_they_say() {
        let windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)";
        let phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)";
        let table = [
            (format!("{windows} Chrome/124.0.0.0 Safari/537.36"), "chrome-windows", "Chrome, Windows"),
            (format!("{windows} Chrome/124.0.0.0 Safari/537.36 Edg/124.0"), "edge-windows", "Edge, Windows"),
            (format!("{phone} Version/17.5 Mobile/15E148 Safari/604.1"), "safari-ios", "Safari, iOS"),
            (format!("{phone} CriOS/124.0 Mobile/15E148 Safari/604.1"), "chrome-ios", "Chrome, iOS"),
            ("Mozilla/5.0 (X11; Linux x86_64; rv:125.0) Firefox/125.0".into(), "firefox-linux", "Firefox, Linux"),
            ("curl/8.7.1".into(), "curl-", "curl"),
            (String::new(), "", ""),
        ];
        for (agent, expected, name) in table {
            assert_eq!(code(family(&agent)), expected, "{agent}");
            assert_eq!(device_name(expected), name);
        }
        assert_eq!(device_name("<script>-x"), "");
    }
}
