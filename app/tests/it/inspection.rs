//! The inspector over HTTP: a search, one thing's story, and a file that verifies without the database.

use axum::http::{StatusCode, header};
use store::{Sealer, Trust, bundle, params, sql};
use uuid::Uuid;

use crate::common::{Served, json, text};

#[test]
fn an_inspector_reads_the_story_of_a_dossier_and_takes_it_along() {
    testkit::tokio().block_on(async {
        let served = Served::start().await;
        let (id, _) = served.filed().await;
        let store = served.runtime.store();
        let sealer = served.runtime.services().get::<Sealer>().unwrap();
        assert!(store.seal(served.runtime.wall(), &sealer).await.unwrap());
        let inspector = served.browser("inspector").await;
        let story = format!("/officer/inspection?entity={id}");
        let page = inspector.get(&story).await;
        assert_eq!(page.status(), StatusCode::OK);
        let page = text(page).await;
        assert!(page.contains(&id) && page.contains("dossiers."), "{page}");
        assert!(!page.contains("Nguyễn Văn Mẫu"), "no name of a citizen: {page}");

        let answer = json(served.ask("inspector", "GET", &format!("/api/v1/inspection?entity={id}"), "").await).await;
        let items = answer["items"].as_array().unwrap();
        assert!(!items.is_empty() && items.iter().all(|item| item["entity_id"] == id.as_str()), "{answer}");
        assert!(items.iter().any(|item| item["events"].as_array().is_some_and(|events| !events.is_empty())));

        let file = inspector.get(&format!("/officer/inspection/export?entity={id}")).await;
        assert_eq!(file.status(), StatusCode::OK);
        let name = file.headers().get(header::CONTENT_DISPOSITION).and_then(|name| name.to_str().ok());
        assert!(name.is_some_and(|name| name.starts_with("attachment")), "{name:?}");
        let file = text(file).await;
        let verdict = bundle::verify(&file, Trust { key: Some(sealer.public_key()), ..Trust::default() });
        assert_eq!(verdict.faults, [""; 0]);
        assert!(verdict.rows > 0 && verdict.seals > 0 && verdict.unsealed < verdict.rows, "{verdict:?}");
        let changed = file.replacen("\"action\":\"dossiers.", "\"action\":\"other.", 1);
        assert_ne!(changed, file);
        assert!(!bundle::verify(&changed, Trust::default()).faults.is_empty());
        let mark = store.last_mark(id.parse::<Uuid>().unwrap(), "inspection.export").await.unwrap();
        assert!(mark.is_some(), "who took it along is in the audit");
    });
}

#[test]
fn a_story_says_which_files_of_the_archive_go_on_with_it() {
    testkit::tokio().block_on(async {
        let served = Served::start().await;
        let (id, _) = served.filed().await;
        let inspector = served.browser("inspector").await;
        let (page, api) = (format!("/officer/inspection?entity={id}"), format!("/api/v1/inspection?entity={id}"));
        let sentence = served.app.words().get(web::Locale::Vi, "inspection-archived").into_owned();
        assert!(!text(inspector.get(&page).await).await.contains(&sentence));
        assert_eq!(json(served.ask("inspector", "GET", &api, "").await).await["archived"], serde_json::json!([]));
        let note = sql!(
            "INSERT INTO audit_archive (month, rows, stubs, file_hash, at, public_key, signature)
             VALUES ('2014-01', 12, $1, '', 0, $1, $1)"
        );
        let thing = sql!("INSERT INTO audit_archived_thing (entity_id, month, n) VALUES ($1, '2014-01', 12)");
        let entity: Uuid = id.parse().unwrap();
        let made = vec![(note, params![Vec::<u8>::new()]), (thing, params![entity])];
        served.runtime.store().maintain(made).await.unwrap();
        let shown = text(inspector.get(&page).await).await;
        assert!(shown.contains(&sentence) && shown.contains("audit-2014-01.jsonl"), "{shown}");
        let told = json(served.ask("inspector", "GET", &api, "").await).await["archived"].clone();
        assert_eq!(told, serde_json::json!([{ "name": "audit-2014-01.jsonl", "rows": 12 }]));
        let all = text(inspector.get("/officer/inspection").await).await;
        assert!(!all.contains(&sentence), "only a story says it");
    });
}

#[test]
fn what_cannot_be_searched_for_is_said_beside_its_field() {
    testkit::tokio().block_on(async {
        let served = Served::start().await;
        let inspector = served.browser("inspector").await;
        for (query, key) in [
            ("from=31/02/2024", "inspection-wrong-day"),
            ("entity=x", "inspection-wrong-id"),
            ("action=T%C3%AAn", "inspection-wrong-action"),
        ] {
            let sentence = served.app.words().get(web::Locale::Vi, key).into_owned();
            for path in ["/officer/inspection", "/officer/inspection/export"] {
                let page = inspector.get(&format!("{path}?{query}")).await;
                assert_eq!(page.status(), StatusCode::UNPROCESSABLE_ENTITY, "{path}?{query}");
                let page = text(page).await.replace("&#x2f;", "/");
                assert!(page.contains(&sentence), "{path}?{query}: {page}");
            }
        }
        let nothing = inspector.get("/officer/inspection?action=nothing.such").await;
        assert_eq!(nothing.status(), StatusCode::OK);
    });
}
