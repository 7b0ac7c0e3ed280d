//! What an officer searches for is posted and stays out of addresses.

use axum::http::{StatusCode, header};
use axum::response::Response;

use crate::common::{Served, text};

const NUMBER: &str = "044085000017";

fn location(response: &Response) -> &str {
    response.headers().get(header::LOCATION).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// The cookie that keeps what was typed, as a browser sends it back.
fn kept(response: &Response) -> String {
    let mut cookies = response.headers().get_all(header::SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
    let kept = cookies.find(|cookie| cookie.starts_with("nl_kept=")).unwrap_or_default();
    kept.split(';').next().unwrap_or_default().to_owned()
}

#[test]
fn a_number_is_searched_for_by_a_form_and_never_by_an_address() {
    testkit::tokio().block_on(async {
        let served = Served::start().await;
        let (id, reference) = served.filed().await;
        let reception = served.browser("reception").await;
        let asked = reception.get(&format!("/officer/search?q={NUMBER}")).await;
        assert_eq!(asked.status(), StatusCode::OK);
        assert!(!text(asked).await.contains(&reference), "an address finds nothing");

        let token = reception.token("/officer/search").await;
        let without = reception.post("/officer/search", &format!("q={NUMBER}"), &[]).await;
        assert_eq!(without.status(), StatusCode::FORBIDDEN);
        let found = reception.post("/officer/search", &format!("csrf={token}&q={NUMBER}"), &[]).await;
        assert_eq!((found.status(), location(&found)), (StatusCode::SEE_OTHER, "/officer/search"));
        let cookie = kept(&found);
        assert!(!cookie.contains(NUMBER), "it is sealed: {cookie}");
        let stranger = served.browser("other-reception").await;
        let foreign = text(stranger.with(&cookie).get("/officer/search").await).await;
        assert!(!foreign.contains(NUMBER), "it opens in its own session only");
        let page = text(reception.with(&cookie).get("/officer/search").await).await;
        assert!(page.contains(&reference), "{page}");
        for address in page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(!address.contains(NUMBER), "{address}");
        }
        let by_code = reception.post("/officer/search", &format!("csrf={token}&q={reference}"), &[]).await;
        assert_eq!(by_code.status(), StatusCode::SEE_OTHER);
        assert_eq!(location(&by_code), format!("/officer/dossiers/{id}"));

        let other = served.browser("other-reception").await;
        let token = other.token("/officer/search").await;
        for query in [NUMBER, reference.as_str()] {
            let hidden = other.post("/officer/search", &format!("csrf={token}&q={query}"), &[]).await;
            assert_eq!((hidden.status(), location(&hidden)), (StatusCode::SEE_OTHER, "/officer/search"), "{query}");
            let page = text(other.with(&kept(&hidden)).get("/officer/search").await).await;
            assert!(!page.contains(&id), "{query}");
        }
    });
}
