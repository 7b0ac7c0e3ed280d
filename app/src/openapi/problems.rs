//! The answers that say what is wrong, as the description lists them.

use serde_json::{Map, Value, json};
use web::{Content, Guard, Method, RouteInfo};

/// Status, name, meaning, and the header that comes with it.
type Problem = (&'static str, &'static str, &'static str, Option<(&'static str, &'static str)>);

const PROBLEMS: [Problem; 10] = [
    ("400", "Malformed", "The body is not JSON", None),
    ("401", "Unauthorised", "There is no valid token", Some(("WWW-Authenticate", "`Bearer`, or `Basic` of a machine"))),
    ("403", "Forbidden", "The account lacks the right, or the work lies with others", None),
    ("404", "NotFound", "It does not exist, or the account may not know of it", None),
    ("409", "Conflict", "The dossier was changed in between, or its state does not allow the act", None),
    ("413", "TooLarge", "The body is too large", None),
    ("415", "MediaType", "The body is of another media type", None),
    ("422", "Invalid", "The input breaks rules; `errors` says where", None),
    ("429", "Busy", "Too much was asked", Some(("Retry-After", "Seconds to wait"))),
    ("503", "Unavailable", "Something does not answer at the moment", Some(("Retry-After", "Seconds to wait"))),
];

/// What belongs to people, to businesses or to officers only, and is hidden from everybody else who signed in.
const OF_A_KIND: [&str; 8] = [
    "/api/v1/me/absences",
    "/api/v1/me/businesses",
    "/api/v1/me/contact",
    "/api/v1/me/consents",
    "/api/v1/me/data",
    "/api/v1/me/delegations",
    "/api/v1/me/erasure",
    "/api/v1/me/representatives",
];

/// All of them by name.
pub(super) fn all() -> Value {
    let problem = |(_, name, words, header): Problem| {
        let mut response = json!({ "description": words, "content": content() });
        if let Some((header, words)) = header {
            response["headers"] = json!({ header: { "description": words, "schema": { "type": "string" } } });
        }
        (name.to_owned(), response)
    };
    PROBLEMS.into_iter().map(problem).collect::<Map<String, Value>>().into()
}

/// Any other one.
pub(super) fn any() -> Value {
    json!({ "description": "A problem document (RFC 9457)", "content": content() })
}

fn content() -> Value {
    json!({ "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } })
}

/// Those that a route may answer with: status and name.
pub(super) fn of(route: &RouteInfo) -> impl Iterator<Item = (&'static str, &'static str)> {
    PROBLEMS.into_iter().filter(move |(status, ..)| may_be(route, status)).map(|(status, name, ..)| (status, name))
}

fn may_be(route: &RouteInfo, status: &str) -> bool {
    let takes = route.exchange.takes;
    let is_of_officers = matches!(route.guard, Guard::Right(_) | Guard::AnyRight(_));
    let (has_json, has_form) = (matches!(takes, Content::Json(_)), matches!(takes, Content::Form(_)));
    let has_file = matches!(takes, Content::File(_));
    let (changes, is_look_up) = (route.method != Method::Get, route.path.starts_with("/api/v1/track/"));
    // Machines show an id and a secret of their own in place of a token.
    let asks_for_secret = route.path == "/api/v1/oauth/token";
    match status {
        "400" | "415" => has_json,
        "401" => route.guard != Guard::Public || asks_for_secret,
        "403" => is_of_officers || (changes && route.guard != Guard::Public),
        "404" => is_of_officers || route.path.contains('{') || OF_A_KIND.contains(&route.path),
        "409" => changes && route.guard != Guard::Public,
        "413" => has_json || has_form || has_file,
        "422" => changes || is_look_up || route.exchange.query.is_some(),
        "429" => is_look_up || asks_for_secret || route.path == "/api/v1/tokens",
        _ => true,
    }
}

/// The schema of a problem document.
pub(super) fn schema() -> Value {
    json!({
        "type": "object",
        "required": ["type", "title", "status", "detail", "code", "errors"],
        "properties": {
            "type": { "type": "string", "description": "The kind: `urn:nhatle:problem:…`" },
            "title": { "type": "string", "description": "The kind in words" },
            "status": { "type": "integer" },
            "detail": { "type": "string", "description": "What is wrong and how to mend it" },
            "code": { "type": "string", "description": "Names the sentence of `detail`" },
            "current_version": {
                "type": "integer",
                "description": "With 409, where an act named a version that is not the newest: the newest one",
            },
            "errors": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["pointer", "detail"],
                    "properties": {
                        "pointer": {
                            "type": "string",
                            "description": "JSON Pointer into the body, or `/` and the name of a parameter or header",
                        },
                        "detail": { "type": "string" },
                    },
                },
            },
        },
    })
}
