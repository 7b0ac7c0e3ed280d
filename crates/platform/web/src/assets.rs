//! Styles, scripts, fonts and icons, built by npm and embedded. File names carry a hash of their content, so that a
//! browser may keep them for a year.

use std::collections::{BTreeSet, HashMap};

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// The embedded files.
pub(crate) struct Assets {
    paths: HashMap<&'static str, String>,
    icons: HashMap<String, String>,
}

impl Assets {
    pub(crate) fn load() -> Self {
        let paths = FILES.iter().map(|(name, file, _)| (*name, format!("/assets/{file}"))).collect();
        let icons = serde_json::from_str(ICONS).unwrap_or_default();
        Self { paths, icons }
    }

    /// The path of a file by its logical name, e.g. `citizen.css`.
    pub(crate) fn path(&self, name: &str) -> &str {
        self.paths.get(name).map_or("", String::as_str)
    }

    pub(crate) fn has_icon(&self, name: &str) -> bool {
        self.icons.contains_key(name)
    }

    /// Puts the symbols that a page uses before its `</body>`.
    pub(crate) fn add_sprite(&self, html: &mut String) {
        const USE: &str = "<use href=\"#";
        let used: BTreeSet<&str> = html
            .match_indices(USE)
            .filter_map(|(at, _)| html.get(at + USE.len()..).and_then(|rest| rest.split('"').next()))
            .collect();
        if used.is_empty() {
            return;
        }
        let mut sprite = String::from("<svg hidden aria-hidden=\"true\">");
        for name in used {
            if let Some(inner) = self.icons.get(name) {
                sprite.push_str("<symbol id=\"");
                sprite.push_str(name);
                sprite.push_str("\" viewBox=\"0 0 24 24\">");
                sprite.push_str(inner);
                sprite.push_str("</symbol>");
            }
        }
        sprite.push_str("</svg>");
        let at = html.rfind("</body>").unwrap_or(html.len());
        html.insert_str(at, &sprite);
    }
}

/// Serves an embedded file.
pub(crate) async fn serve(Path(path): Path<String>) -> Response {
    let Some((_, file, bytes)) = FILES.iter().find(|(_, file, _)| *file == path) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let kind = match file.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("woff2") => "font/woff2",
        Some("svg") => "image/svg+xml; charset=utf-8",
        _ => "application/octet-stream",
    };
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "public, max-age=31536000, immutable")], *bytes)
        .into_response()
}
