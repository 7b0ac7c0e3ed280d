//! What is served on a listening address, when administrators have one of their own.

/// The side of a house on which a request comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Everything is served here.
    All,
    /// What belongs to administrators and operators does not exist here.
    Public,
}

/// Where the pages of administrators and operators begin.
const ADMINISTRATORS: [&str; 4] = ["/officer/admin", "/officer/operations", "/metrics", "/api/v1/people"];

impl Side {
    /// Whether a route exists on this side.
    pub(crate) fn has(self, route: &str) -> bool {
        let is_end = |rest: &str| rest.is_empty() || rest.starts_with('/');
        let is_below = |begin: &str| route.strip_prefix(begin).is_some_and(is_end);
        self == Self::All || !ADMINISTRATORS.into_iter().any(is_below)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_public_side_lacks_what_administrators_have() {
        for (route, is_public) in [
            ("/officer/admin/people", false),
            ("/officer/admin/clients", false),
            ("/officer/operations", false),
            ("/officer/operations/jobs/{id}/retry", false),
            ("/metrics", false),
            ("/api/v1/people/{id}", false),
            ("/officer/inbox", true),
            ("/officer/operationsx", true),
            ("/", true),
        ] {
            assert_eq!(Side::Public.has(route), is_public, "{route}");
            assert!(Side::All.has(route));
        }
    }
}
