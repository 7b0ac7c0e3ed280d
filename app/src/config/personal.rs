//! `[personal]`: what people see of those who look at their data.

use serde::{Deserialize, Serialize};

/// What is told of officers.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PersonalOptions {
    /// Whether people read the names of officers who looked at their data; else positions and units only.
    pub show_names: bool,
}

impl Default for PersonalOptions {
    fn default() -> Self {
        Self { show_names: true }
    }
}
