//! The description of the API (OpenAPI 3.1), from the routes that there are and the types that they name.

use serde_json::{Map, Value, json};
use web::{Content, Describe, Guard, RouteInfo};

/// Schemas by their names.
type Schemas = Map<String, Value>;

/// The description.
pub fn api() -> Value {
    let mut routes: Vec<RouteInfo> = crate::house::house().routes;
    routes.retain(|route| route.path.starts_with("/api/"));
    routes.sort_by_key(|route| (route.path, route.method));
    let mut schemas = Schemas::new();
    schemas.insert("Problem".into(), problem_schema());
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
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "paths": paths,
        "components": {
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } },
            "schemas": schemas,
        },
    })
}

fn operation(route: &RouteInfo, schemas: &mut Schemas) -> Value {
    let exchange = route.exchange;
    let mut parameters: Vec<Value> = route.path.split('/').filter_map(path_parameter).collect();
    parameters.extend(exchange.query.map(|query| query_parameters(query, schemas)).unwrap_or_default());
    parameters.extend(header_parameter(route));
    let security = if route.guard == Guard::Public { json!([]) } else { json!([{ "token": [] }]) };
    let mut operation = Map::new();
    operation.insert("description".into(), format!("Needs: {}", route.guard.text()).into());
    operation.insert("parameters".into(), parameters.into());
    operation.insert("security".into(), security);
    operation.insert("responses".into(), responses(route, schemas));
    if !matches!(exchange.takes, Content::Unsaid)
        && let Some(content) = content(exchange.takes, schemas)
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
    if let Some(content) = content(gives, schemas) {
        done.insert("content".into(), content);
    }
    json!({
        status: done,
        "default": {
            "description": "A problem document (RFC 9457)",
            "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } },
        },
    })
}

/// The media types of a body with what is said of each; none when there is no body.
fn content(content: Content, schemas: &mut Schemas) -> Option<Value> {
    match content {
        Content::Empty => None,
        Content::Unsaid => Some(json!({ "application/json": {} })),
        Content::Json(describe) => {
            let schema = reference(describe, schemas);
            Some(json!({ "application/json": { "schema": schema } }))
        }
        Content::File(types) => {
            let types: Map<String, Value> = types.iter().map(|kind| ((*kind).to_owned(), json!({}))).collect();
            Some(types.into())
        }
    }
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
    let is_id = name != "code";
    let schema = if is_id { json!({ "type": "string", "format": "uuid" }) } else { json!({ "type": "string" }) };
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

fn problem_schema() -> Value {
    json!({
        "type": "object",
        "required": ["type", "title", "status", "detail", "code", "errors"],
        "properties": {
            "type": { "type": "string" },
            "title": { "type": "string" },
            "status": { "type": "integer" },
            "detail": { "type": "string" },
            "code": { "type": "string" },
            "errors": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["pointer", "detail"],
                    "properties": { "pointer": { "type": "string" }, "detail": { "type": "string" } },
                },
            },
        },
    })
}
