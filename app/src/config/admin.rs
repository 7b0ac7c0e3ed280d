//! `[admin]`: an address of their own for administrators and operators.

use std::net::SocketAddr;

use serde::{Deserialize, Serialize};

/// Where administrators and operators come in.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Admin {
    /// A second address to listen on. Their pages then exist there only; without it they stand beside all others.
    pub listen: Option<SocketAddr>,
}
