//! A person takes a copy of everything that is kept of them; nobody else gets one.

use axum::http::{StatusCode, header};
use serde_json::Value;

use crate::common::{Served, text};

/// The files of an archive: name and content.
fn files_in(archive: &str) -> Vec<(String, String)> {
    let mut files = Vec::new();
    let mut rest = archive.as_bytes();
    while rest.first().is_some_and(|byte| *byte != 0) {
        let (head, after) = rest.split_at(512);
        let field = |from: usize, to: usize| {
            let bytes: Vec<u8> = head[from..to].iter().copied().take_while(|byte| *byte != 0).collect();
            String::from_utf8(bytes).unwrap()
        };
        let size = usize::from_str_radix(&field(124, 136), 8).unwrap();
        files.push((field(0, 100), String::from_utf8(after[..size].to_vec()).unwrap()));
        rest = &after[size.div_ceil(512) * 512..];
    }
    assert_eq!(rest.len(), 1_024, "two empty blocks end an archive");
    files
}

#[test]
fn a_citizen_takes_a_copy_of_own_data_by_page_and_by_token() {
    testkit::tokio().block_on(async {
        let served = Served::start().await;
        let (id, reference) = served.filed().await;
        let officer = served.ask("reception", "GET", &format!("/api/v1/dossiers/{id}"), "").await;
        assert_eq!(officer.status(), StatusCode::OK);

        let by_token = served.ask("citizen", "POST", "/api/v1/me/data", "").await;
        assert_eq!(by_token.status(), StatusCode::OK);
        let files = files_in(&text(by_token).await);
        let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["data.json"], "no file was handed in");
        let data: Value = serde_json::from_str(&files[0].1).unwrap();
        assert_eq!(data["person"]["identity"], "044085000017");
        assert_eq!(data["dossiers"][0]["dossier"]["reference"], reference.as_str());
        assert!(data["dossiers"][0]["answers"].as_object().is_some_and(|answers| !answers.is_empty()));
        assert_eq!(data["access"][0]["officer"], "Lê Thị Thử Nghiệm");
        assert_eq!(data["access"][0]["looks"][0]["code"], reference.as_str());

        let browser = served.browser("citizen").await;
        let form = format!("csrf={}", browser.token("/my/data").await);
        let by_page = browser.post("/my/data", &form, &[]).await;
        assert_eq!(by_page.status(), StatusCode::OK);
        assert_eq!(by_page.headers()[header::CONTENT_TYPE], "application/x-tar");
        let length: usize = by_page.headers()[header::CONTENT_LENGTH].to_str().unwrap().parse().unwrap();
        let page = text(by_page).await;
        assert_eq!((page.len(), length % 512), (length, 0));
        assert_eq!(files_in(&page).len(), 1);

        let citizen = served.actor("citizen").await;
        let mark = served.runtime.store().last_mark(citizen.account, "personal.export").await.unwrap();
        assert!(mark.is_some(), "that a copy was taken is audited");
    });
}

#[test]
fn nobody_else_gets_a_copy_and_nobody_gets_many() {
    testkit::tokio().block_on(async {
        let served = Served::start().await;
        served.filed().await;
        for (who, expected) in [("anonymous", StatusCode::UNAUTHORIZED), ("reception", StatusCode::NOT_FOUND)] {
            assert_eq!(served.ask(who, "POST", "/api/v1/me/data", "").await.status(), expected, "{who}");
        }
        let stranger = text(served.ask("stranger", "POST", "/api/v1/me/data", "").await).await;
        let data: Value = serde_json::from_str(&files_in(&stranger)[0].1).unwrap();
        assert_eq!(data["dossiers"].as_array().map(Vec::len), Some(0));
        for _ in 0..9 {
            assert_eq!(served.ask("stranger", "POST", "/api/v1/me/data", "").await.status(), StatusCode::OK);
        }
        let busy = served.ask("stranger", "POST", "/api/v1/me/data", "").await;
        assert_eq!(busy.status(), StatusCode::TOO_MANY_REQUESTS);
    });
}
