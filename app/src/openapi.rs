//! The description of the API (OpenAPI 3.1), from the routes that there are and the types that they name.

mod problems;

use serde_json::{Map, Value, json};
use web::{Content, Describe, Guard, RouteInfo};

/// Schemas by their names.
type Schemas = Map<String, Value>;

const ABOUT: &str = "The acts and lists of the portal and of the officers' desks, as JSON.\n\n\
    A token of a person comes from `POST /api/v1/tokens`, one of a machine from \
    `POST /api/v1/oauth/token`. It goes into the header `Authorization: Bearer …`. \
    What lies outside the rights of its account is not found.\n\n\
    Bodies are JSON objects of at most 1,000,000 bytes; files are sent raw, and their bytes tell what they are. \
    Ids are UUIDs, instants RFC 3339, money whole đồng. An act on a dossier names the `version` that it was \
    decided on; when somebody changed the dossier in between, the answer is 409 and names the \
    `current_version`.\n\n\
    Every error is a problem document (RFC 9457): `code` is for programs, `detail` for people, and `errors` \
    points into the body, or names a parameter or header, for all faults at once. Sentences are Vietnamese, or \
    English for `Accept-Language: en`.";

/// The themes of the operations, in the order of a first use.
const THEMES: [(&str, &str); 9] = [
    ("Tokens", "Who asks"),
    ("Reference", "Procedures, their forms, and units"),
    ("Drafts", "Filing page by page, with files"),
    ("Dossiers", "What the holder of an account, and whoever may read a dossier, does with it"),
    ("Payments", "What is to be paid"),
    ("Look-up", "Where a dossier stands, without an account"),
    ("Desk", "The work of officers"),
    ("Numbers", "Figures of units"),
    ("Officers", "Accounts of officers and what they may do"),
];

/// The description.
pub fn api() -> Value {
    let mut routes: Vec<RouteInfo> = crate::house::house().routes;
    routes.retain(|route| route.path.starts_with("/api/"));
    routes.sort_by_key(|route| (route.path, route.method));
    let mut schemas = Schemas::new();
    schemas.insert("Problem".into(), problems::schema());
    let mut paths = Map::new();
    for route in &routes {
        let operation = operation(route, &mut schemas);
        let item = paths.entry(route.path).or_insert_with(|| json!({}));
        if let Some(item) = item.as_object_mut() {
            item.insert(route.method.text().to_lowercase(), operation);
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Nhật Lệ",
            "version": env!("CARGO_PKG_VERSION"),
            "description": ABOUT,
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "servers": [{ "url": "/", "description": "The installation that gives this description" }],
        "tags": THEMES.map(|(name, words)| json!({ "name": name, "description": words })),
        "paths": paths,
        "components": {
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } },
            "schemas": schemas,
            "responses": problems::all(),
        },
    })
}

/// The theme of a route.
fn theme(route: &RouteInfo) -> &'static str {
    let is_of_officers = matches!(route.guard, Guard::Right(_) | Guard::AnyRight(_));
    match route.path.split('/').nth(3).unwrap_or_default() {
        "tokens" | "oauth" => "Tokens",
        "drafts" => "Drafts",
        "payments" => "Payments",
        "track" => "Look-up",
        "numbers" => "Numbers",
        "people" => "Officers",
        "dossiers" | "notices" if !is_of_officers => "Dossiers",
        _ if is_of_officers => "Desk",
        _ => "Reference",
    }
}

/// The name of an operation: its method and path, `getDraftsByIdFiles`.
fn operation_id(route: &RouteInfo) -> String {
    let mut id = route.method.text().to_lowercase();
    for part in route.path.trim_start_matches("/api/").trim_start_matches("v1/").split('/') {
        if part.starts_with('{') {
            id.push_str("By");
        }
        for word in part.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
            let (first, rest) = word.split_at(1);
            id.push_str(&first.to_ascii_uppercase());
            id.push_str(rest);
        }
    }
    id
}

fn operation(route: &RouteInfo, schemas: &mut Schemas) -> Value {
    let exchange = route.exchange;
    let mut parameters: Vec<Value> = route.path.split('/').filter_map(path_parameter).collect();
    parameters.extend(exchange.query.map(|query| query_parameters(query, schemas)).unwrap_or_default());
    parameters.extend(header_parameter(route));
    let security = if route.guard == Guard::Public { json!([]) } else { json!([{ "token": [] }]) };
    let mut operation = Map::new();
    operation.insert("operationId".into(), operation_id(route).into());
    operation.insert("summary".into(), exchange.says.into());
    operation.insert("tags".into(), json!([theme(route)]));
    operation.insert("description".into(), format!("Needs: {}", route.guard.text()).into());
    operation.insert("parameters".into(), parameters.into());
    operation.insert("security".into(), security);
    operation.insert("responses".into(), responses(route, schemas));
    if !matches!(exchange.takes, Content::Unsaid)
        && let Some(content) = content(exchange.takes, exchange.most, schemas)
    {
        operation.insert("requestBody".into(), json!({ "required": true, "content": content }));
    }
    operation.into()
}

fn responses(route: &RouteInfo, schemas: &mut Schemas) -> Value {
    let gives = route.exchange.gives;
    let status = match gives {
        Content::Empty => "204",
        _ if route.exchange.creates => "201",
        _ => "200",
    };
    let mut done = Map::new();
    done.insert("description".into(), "Done".into());
    if let Some(content) = content(gives, None, schemas) {
        done.insert("content".into(), content);
    }
    if route.exchange.creates {
        let schema = json!({ "type": "string", "format": "uri-reference" });
        done.insert("headers".into(), json!({ "Location": { "description": "What was made", "schema": schema } }));
    }
    let mut responses = Map::new();
    responses.insert(status.into(), done.into());
    for (status, name) in problems::of(route) {
        responses.insert(status.into(), json!({ "$ref": format!("#/components/responses/{name}") }));
    }
    responses.insert("default".into(), problems::any());
    responses.into()
}

/// The media types of a body with what is said of each; none when there is no body.
fn content(content: Content, most: Option<i64>, schemas: &mut Schemas) -> Option<Value> {
    match content {
        Content::Empty => None,
        Content::Unsaid => Some(json!({ "application/json": {} })),
        Content::Json(describe) => {
            let schema = reference(describe, schemas);
            Some(json!({ "application/json": { "schema": schema } }))
        }
        Content::Form(describe) => {
            let schema = reference(describe, schemas);
            Some(json!({ "application/x-www-form-urlencoded": { "schema": schema } }))
        }
        Content::File(types) => {
            let types: Map<String, Value> = types.iter().map(|kind| ((*kind).to_owned(), file(kind, most))).collect();
            Some(types.into())
        }
    }
}

/// Raw bytes of a media type.
fn file(kind: &str, most: Option<i64>) -> Value {
    let mut schema = json!({ "type": "string", "contentMediaType": kind });
    if let Some(most) = most {
        schema["maxLength"] = most.into();
        schema["description"] = format!("At most {most} bytes").into();
    }
    json!({ "schema": schema })
}

/// The place of a type's schema among all of them, where it is put with what it refers to.
fn reference(describe: Describe, schemas: &mut Schemas) -> Value {
    let described = describe();
    let place = format!("#/components/schemas/{}", described.name);
    schemas.extend(described.parts);
    schemas.insert(described.name, described.schema);
    json!({ "$ref": place })
}

fn path_parameter(part: &str) -> Option<Value> {
    let name = part.strip_prefix('{')?.strip_suffix('}')?;
    let schema = match name {
        "code" | "number" | "purpose" => json!({ "type": "string" }),
        "way" => json!({ "type": "string", "enum": ["email", "phone"] }),
        _ => json!({ "type": "string", "format": "uuid" }),
    };
    Some(json!({ "name": name, "in": "path", "required": true, "schema": schema }))
}

/// The properties of a type as parameters of the address.
fn query_parameters(describe: Describe, schemas: &mut Schemas) -> Vec<Value> {
    let described = describe();
    schemas.extend(described.parts);
    let required: Vec<Value> = described.schema["required"].as_array().cloned().unwrap_or_default();
    let properties = described.schema["properties"].as_object().cloned().unwrap_or_default();
    let parameter = |(name, mut schema): (String, Value)| {
        let words = schema.as_object_mut().and_then(|schema| schema.remove("description"));
        let is_required = required.iter().any(|known| *known == name);
        let mut parameter = Map::new();
        parameter.insert("name".into(), name.into());
        parameter.insert("in".into(), "query".into());
        parameter.insert("required".into(), is_required.into());
        parameter.insert("schema".into(), schema);
        parameter.extend(words.map(|words| ("description".to_owned(), words)));
        Value::Object(parameter)
    };
    properties.into_iter().map(parameter).collect()
}

/// The header that some requests carry.
fn header_parameter(route: &RouteInfo) -> Option<Value> {
    if route.path == "/api/v1/track/{code}" {
        return Some(json!({
            "name": "X-Lookup-Factor", "in": "header", "required": true,
            "description": "Last four digits of the identity number or of the registered telephone",
            "schema": { "type": "string", "pattern": "^[0-9]{4}$" },
        }));
    }
    if !matches!(route.exchange.takes, Content::File(_)) {
        return None;
    }
    Some(json!({
        "name": "Content-Disposition", "in": "header", "required": false,
        "description": "Name of the file (RFC 6266): attachment; filename*=UTF-8''ten-tep.pdf",
        "schema": { "type": "string" },
    }))
}
