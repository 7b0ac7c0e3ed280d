//! The committed description of the API is what the program says, and it says all of it.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use serde_json::Value;
use web::{Content, Method, RouteInfo};

use crate::common::{Served, root};

#[test]
fn the_committed_description_is_what_the_program_says() {
    let committed = std::fs::read_to_string(root().join("api").join("openapi.json")).unwrap_or_default();
    let committed: Value = serde_json::from_str(&committed).unwrap_or_default();
    let made = nhatle::house::api();
    let paths = |document: &Value| -> Vec<String> {
        document["paths"].as_object().map_or_else(Vec::new, |paths| paths.keys().cloned().collect())
    };
    let (old, new) = (paths(&committed), paths(&made));
    let added: Vec<_> = new.iter().filter(|path| !old.contains(path)).collect();
    let gone: Vec<_> = old.iter().filter(|path| !new.contains(path)).collect();
    assert!(
        committed == made,
        "api/openapi.json is not what the program says (new: {added:?}, gone: {gone:?}).\n\
         Run `cargo xtask gen` and commit it."
    );
}

#[test]
fn every_operation_says_who_may_ask_and_what_errors_look_like() {
    let made = nhatle::house::api();
    let paths = made["paths"].as_object().unwrap();
    for wanted in ["/api/v1/procedures", "/api/v1/track/{code}", "/api/v1/tokens", "/api/v1/dossiers"] {
        assert!(paths.contains_key(wanted), "{wanted}");
    }
    for (path, item) in paths {
        for (method, operation) in item.as_object().unwrap() {
            assert!(operation["security"].is_array(), "{method} {path}");
            let problem = &operation["responses"]["default"]["content"]["application/problem+json"];
            assert!(problem.is_object(), "{method} {path}");
            let says = |what: &str| operation[what].as_str().is_some_and(|words| !words.is_empty());
            assert!(says("operationId") && says("summary"), "{method} {path}");
            assert!(made["tags"].as_array().unwrap().iter().any(|tag| tag["name"] == operation["tags"][0]), "{path}");
            let needs_token = !operation["security"].as_array().unwrap().is_empty();
            let needs_secret = path == "/api/v1/oauth/token";
            assert_eq!(operation["responses"]["401"].is_object(), needs_token || needs_secret, "{method} {path}");
            let named = operation["parameters"].as_array().map_or(0, Vec::len);
            assert!(named >= path.matches('{').count(), "{method} {path}");
        }
    }
}

#[test]
fn what_is_of_one_kind_of_account_says_that_others_do_not_find_it() {
    testkit::tokio().block_on(async {
        let served = Served::start().await;
        let made = nhatle::house::api();
        for (who, path) in [
            ("citizen", "/api/v1/me/absences"),
            ("citizen", "/api/v1/me/delegations"),
            ("citizen", "/api/v1/me/representatives"),
            ("handler", "/api/v1/me/businesses"),
            ("handler", "/api/v1/me/consents"),
            ("handler", "/api/v1/me/contact"),
            ("handler", "/api/v1/me/representatives"),
        ] {
            assert_eq!(served.ask(who, "GET", path, "").await.status(), StatusCode::NOT_FOUND, "{who} {path}");
            for (method, operation) in made["paths"][path].as_object().unwrap() {
                assert!(operation["responses"]["404"].is_object(), "{method} {path}");
            }
        }
        for path in ["/api/v1/me/data", "/api/v1/me/erasure"] {
            assert_eq!(served.ask("handler", "POST", path, "").await.status(), StatusCode::NOT_FOUND, "{path}");
            assert!(made["paths"][path]["post"]["responses"]["404"].is_object(), "{path}");
        }
        assert!(made["paths"]["/api/v1/me"]["get"]["responses"]["404"].is_null());
    });
}

#[test]
fn parameters_in_paths_are_what_their_routes_read() {
    let made = nhatle::house::api();
    let schema = |path: &str| made["paths"][path]["get"]["parameters"][0]["schema"].clone();
    assert_eq!(schema("/api/v1/numbers/{number}"), serde_json::json!({ "type": "string" }));
    assert_eq!(schema("/api/v1/dossiers/{id}")["format"], "uuid");
    let consent = &made["paths"]["/api/v1/me/consents/{purpose}"]["put"]["parameters"][0]["schema"];
    assert_eq!(*consent, serde_json::json!({ "type": "string" }));
    let way = &made["paths"]["/api/v1/me/contacts/{way}"]["post"]["parameters"][0]["schema"];
    assert_eq!(way["enum"], serde_json::json!(["email", "phone"]));
}

#[test]
fn every_operation_has_a_name_of_its_own() {
    let made = nhatle::house::api();
    let items = made["paths"].as_object().unwrap().values();
    let operations = items.flat_map(|item| item.as_object().unwrap().values());
    let mut names: Vec<&str> = operations.filter_map(|one| one["operationId"].as_str()).collect();
    assert!(names.contains(&"getDraftsByIdFilesByFile"), "{names:?}");
    assert!(names.contains(&"postDossiersByIdAskSupplement"), "{names:?}");
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all);
}

fn routes() -> Vec<RouteInfo> {
    let mut routes = nhatle::house::house().routes;
    routes.retain(|route| route.path.starts_with("/api/v1/"));
    assert!(routes.len() > 40, "{}", routes.len());
    routes
}

#[test]
fn every_route_says_what_it_takes_and_gives() {
    let mut silent = Vec::new();
    for route in routes() {
        let line = format!("{} {}", route.method.text(), route.path);
        if matches!(route.exchange.gives, Content::Unsaid) {
            silent.push(format!("{line} does not say what it gives"));
        }
        let has_body = matches!(route.method, Method::Post | Method::Put);
        if has_body == matches!(route.exchange.takes, Content::Unsaid) {
            silent.push(format!("{line} does not say what it takes"));
        }
    }
    assert!(silent.is_empty(), "{silent:#?}\nAdd `.takes::<T>()` and `.gives::<T>()` behind the route.");
}

#[test]
fn one_name_is_one_schema() {
    let mut known: BTreeMap<String, Value> = BTreeMap::new();
    for route in routes() {
        let json = |content: Content| if let Content::Json(describe) = content { Some(describe) } else { None };
        for describe in [json(route.exchange.takes), json(route.exchange.gives)].into_iter().flatten() {
            let described = describe();
            for (name, schema) in described.parts.into_iter().chain([(described.name, described.schema)]) {
                let before = known.entry(name.clone()).or_insert_with(|| schema.clone());
                assert_eq!(*before, schema, "two types are called {name}; see `#[schema(as = …)]`");
            }
        }
    }
}

/// The texts behind every `$ref` of a document.
fn references(document: &Value) -> Vec<&str> {
    match document {
        Value::Object(map) => {
            let own = map.get("$ref").and_then(Value::as_str);
            own.into_iter().chain(map.values().flat_map(references)).collect()
        }
        Value::Array(all) => all.iter().flat_map(references).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn every_reference_leads_somewhere() {
    let made = nhatle::house::api();
    let all = references(&made);
    assert!(all.len() > 100, "{}", all.len());
    for place in all {
        let found = place.strip_prefix('#').and_then(|pointer| made.pointer(pointer));
        assert!(found.is_some_and(Value::is_object), "{place}");
    }
}

#[test]
fn ids_instants_and_states_have_their_forms() {
    let made = nhatle::house::api();
    let schemas = &made["components"]["schemas"];
    let dossier = &schemas["Dossier"]["properties"];
    assert_eq!(dossier["id"]["format"], "uuid");
    for instant in ["submitted_at", "received_at", "due_at"] {
        assert_eq!(dossier[instant]["format"], "date-time", "{instant}");
    }
    assert_eq!(dossier["state"]["$ref"], "#/components/schemas/DossierState");
    let states: Vec<i64> = (1..=10).collect();
    assert_eq!(schemas["DossierState"]["enum"], serde_json::json!(states));
    assert_eq!(schemas["NewDate"]["properties"]["date"]["format"], "date");
    let days = &made["paths"]["/api/v1/numbers"]["get"]["parameters"];
    assert_eq!((&days[0]["name"], &days[0]["schema"]["format"]), (&"from".into(), &"date".into()));
    let upload = &made["paths"]["/api/v1/drafts/{id}/files"]["post"];
    for kind in ["application/pdf", "application/octet-stream"] {
        assert_eq!(upload["requestBody"]["content"][kind]["schema"]["maxLength"], 20_000_000, "{kind}");
    }
    assert!(upload["responses"]["201"]["headers"]["Location"].is_object(), "{upload}");
    let page = schemas["DossierPage"]["required"].as_array().unwrap();
    assert!(page.contains(&"next".into()), "{page:?}");
    assert!(upload["responses"]["201"]["content"]["application/json"]["schema"].is_object(), "{upload}");
    assert!(made["paths"]["/api/v1/drafts/{id}"]["delete"]["responses"]["204"].is_object());
}
