//! The committed description of the API is what the program says.

use serde_json::Value;

use crate::common::root;

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
            let named = operation["parameters"].as_array().map_or(0, Vec::len);
            assert!(named >= path.matches('{').count(), "{method} {path}");
        }
    }
}
