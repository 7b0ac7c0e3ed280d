//! How many notices are new stands on every page of a citizen until they are seen.

use axum::http::StatusCode;
use nhatle::house;

use crate::common::{Served, text};

/// Rounds of background work before the test is said to go in circles.
const ROUNDS: usize = 1_000;

async fn settle(served: &Served) {
    let background = house::house().background;
    for _ in 0..ROUNDS {
        if !served.runtime.run_once(&background).await {
            return;
        }
    }
    panic!("the background work does not come to an end");
}

#[test]
fn what_is_new_is_counted_until_it_is_seen() {
    testkit::tokio().block_on(async {
        let served = Served::start().await;
        let (one, _) = served.filed().await;
        served.filed().await;
        settle(&served).await;
        let citizen = served.browser("citizen").await;
        let word = served.app.words().get(web::Locale::Vi, "web-nav-unread").into_owned();
        let counted = |number: i64| format!("<b class=\"num\">{number}</b><span class=\"sr\"> {word}</span>");
        let page = text(citizen.get("/").await).await;
        assert!(page.contains(&counted(2)), "{page}");

        assert_eq!(citizen.get(&format!("/my/dossiers/{one}")).await.status(), StatusCode::OK);
        // Marks are gathered for a moment.
        let mut seen = String::new();
        for _ in 0..ROUNDS {
            seen = text(citizen.get("/").await).await;
            if seen.contains(&counted(1)) {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        assert!(seen.contains(&counted(1)), "{seen}");
        let list = text(citizen.get("/my/notices").await).await;
        assert_eq!(list.matches("class=\"new\"").count(), 1, "the dossier that was opened is known");
        assert!(!list.contains(&word), "seeing the list is reading it");
        let again = text(citizen.get("/my/notices").await).await;
        assert!(!again.contains("class=\"new\"") && !again.contains(&word), "{again}");
        let stranger = text(served.browser("stranger").await.get("/").await).await;
        assert!(!stranger.contains(&word), "{stranger}");
    });
}
