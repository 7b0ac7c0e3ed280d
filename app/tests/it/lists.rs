//! Lists of officers over HTTP: what is saved is what the page shows, leaves a record, and the record is shown.

use axum::http::{StatusCode, header};
use uuid::Uuid;

use crate::common::{Browser, Served, text};

/// The lines of a saved list without their ends.
async fn saved(browser: &Browser<'_>, path: &str) -> Vec<String> {
    let response = browser.get(path).await;
    assert_eq!(response.status(), StatusCode::OK, "{path}");
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    assert_eq!(kind, Some("text/csv; charset=utf-8"));
    text(response).await.split_terminator("\r\n").map(str::to_owned).collect()
}

#[test]
fn a_list_is_saved_as_its_filter_shows_it_and_leaves_a_record() {
    testkit::tokio().block_on(async {
        let served = Served::start().await;
        let (id, reference) = served.filed().await;
        let reception = served.browser("reception").await;
        let lines = saved(&reception, "/officer/unit.csv?filter=new").await;
        let [head, line] = lines.as_slice() else { panic!("{lines:?}") };
        assert!(head.starts_with('\u{feff}') && head.split(';').count() == 8, "{head}");
        let cells: Vec<&str> = line.split(';').collect();
        assert_eq!((cells.len(), cells.first(), cells.get(2)), (8, Some(&reference.as_str()), Some(&"Nguyễn Văn Mẫu")));
        let mark = served.runtime.store().last_mark(id.parse::<Uuid>().unwrap(), "access.read").await.unwrap();
        assert!(mark.is_some_and(|payload| payload.contains("\"export\"")), "saving is a look of its own");

        // Whoever has no work of their own saves the unit's, as the page shows it.
        assert_eq!(saved(&reception, "/officer/inbox.csv").await, lines);
        for (who, path) in [("reception", "/officer/unit.csv?filter=late"), ("other-reception", "/officer/unit.csv")] {
            let browser = served.browser(who).await;
            assert_eq!(saved(&browser, path).await, [head.as_str()], "{path}");
        }
        let page = text(reception.get("/officer/unit?filter=new").await).await.replace("&#x2f;", "/");
        assert!(page.contains("href=\"/officer/unit.csv?filter=new\""), "the page leads to its file");
    });
}

#[test]
fn whoever_has_a_dossier_sees_who_looked_at_it() {
    testkit::tokio().block_on(async {
        let served = Served::start().await;
        let (id, _) = served.filed().await;
        let path = format!("/officer/dossiers/{id}?part=access");
        let words = |key: &str| served.app.words().get(web::Locale::Vi, key).into_owned();
        let (opened, nobody) = (words("dossiers-desk-look-dossier"), words("dossiers-desk-looks-none"));
        let reception = served.browser("reception").await;
        let before = text(reception.get(&path).await).await;
        assert!(before.contains(&nobody) && !before.contains(&opened), "{before}");
        let handler = served.browser("handler").await;
        let after = text(handler.get(&path).await).await;
        assert!(after.contains(&opened) && !after.contains(&nobody), "{after}");
        assert_eq!(served.browser("other-reception").await.get(&path).await.status(), StatusCode::NOT_FOUND);
    });
}
