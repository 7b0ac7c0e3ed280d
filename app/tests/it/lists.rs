//! Lists of officers over HTTP: what is saved is what the page shows, leaves a record, and the record is shown.

use axum::http::{StatusCode, header};
use serde_json::json;
use uuid::Uuid;

use crate::common::{Browser, Served, json as body_of, text};

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

/// The page as a person's browser reads it: links without escapes.
async fn page(browser: &Browser<'_>, path: &str) -> String {
    let response = browser.get(path).await;
    assert_eq!(response.status(), StatusCode::OK, "{path}");
    text(response).await.replace("&#x2f;", "/").replace("&amp;", "&")
}

#[test]
fn sums_of_the_numbers_open_to_their_dossiers() {
    testkit::tokio().block_on(async {
        let served = Served::start().await;
        served.also("handler", "leader").await;
        let mut codes = Vec::new();
        for _ in 0..2 {
            let (id, _) = served.filed().await;
            let accept = format!("/api/v1/dossiers/{id}/accept");
            let accepted = served.ask("reception", "POST", &accept, &json!({ "version": 1 }).to_string()).await;
            codes.push(body_of(accepted).await["code"].as_str().unwrap().to_owned());
        }
        let leader = served.browser("handler").await;
        let table = page(&leader, "/officer/numbers").await;
        let links: Vec<&str> = table.split("href=\"").filter_map(|rest| rest.split('"').next()).collect();
        let sums: Vec<&&str> = links.iter().filter(|link| link.starts_with("/officer/numbers/sum/received?")).collect();
        // Of everything, once in the table and once above it, and of the level.
        assert_eq!(sums.len(), 3, "{table}");
        assert!(sums.iter().any(|link| link.ends_with("&level=commune")), "{sums:?}");
        for link in sums {
            let list = page(&leader, link).await;
            assert!(codes.iter().all(|code| list.contains(code.as_str())), "{link}: {list}");
        }
        let none = page(&leader, "/officer/numbers/sum/late").await;
        assert!(!codes.iter().any(|code| none.contains(code.as_str())), "{none}");

        let api = async |path: &str| body_of(served.ask("handler", "GET", path, "").await).await;
        let all = api("/api/v1/numbers/received").await;
        assert_eq!((&all["total"], all["items"].as_array().map(Vec::len)), (&json!(2), Some(2)));
        assert!(codes.contains(&all["items"][0]["code"].as_str().unwrap().to_owned()), "{all}");
        let ward = organisation::unit_id("18853").uuid();
        let one = api(&format!("/api/v1/numbers/open?unit={ward}&level=commune&below=true")).await;
        assert_eq!(one["total"], 2);
        assert_eq!(api("/api/v1/numbers/received?level=province").await["total"], 0);
        let neighbour = organisation::unit_id("18856").uuid();
        for (path, status) in [
            (format!("/api/v1/numbers/received?unit={neighbour}"), StatusCode::NOT_FOUND),
            ("/api/v1/numbers/all".to_owned(), StatusCode::NOT_FOUND),
            ("/api/v1/numbers/received?level=village".to_owned(), StatusCode::UNPROCESSABLE_ENTITY),
            ("/api/v1/numbers/received?page=x".to_owned(), StatusCode::UNPROCESSABLE_ENTITY),
        ] {
            assert_eq!(served.ask("handler", "GET", &path, "").await.status(), status, "{path}");
        }
    });
}

#[test]
fn a_payment_is_listed_by_the_code_and_given_back_with_a_reason() {
    testkit::tokio().block_on(async {
        let served = Served::start().await;
        served.also("handler", "leader").await;
        let (id, reference) = served.filed().await;
        let leader = served.browser("handler").await;
        assert!(page(&leader, "/officer/payments").await.contains(&reference), "before there is a code");
        let act = async |what: &str, body: serde_json::Value| {
            let path = format!("/api/v1/dossiers/{id}/{what}");
            body_of(served.ask("reception", "POST", &path, &body.to_string()).await).await
        };
        let code = act("accept", json!({ "version": 1 })).await["code"].as_str().unwrap().to_owned();
        let asked = served.ask("reception", "GET", &format!("/api/v1/dossiers/{id}/payments"), "").await;
        let due = body_of(asked).await["items"][0].clone();
        let paid = json!({ "version": 2, "amount": due["amount"], "method": "cash", "receipt": "0001234" });
        assert_eq!(act("pay-at-counter", paid).await["payment"], "paid");

        let list = page(&leader, "/officer/payments").await;
        assert!(list.contains(&code) && !list.contains(&reference), "{list}");
        let payment = due["id"].as_str().unwrap();
        let form = format!("/officer/dossiers/{id}/act/ask-refund?payment={payment}");
        assert!(list.contains(&format!("href=\"{form}\"")), "{list}");
        let token = leader.token(&form).await;
        let to = format!("/officer/dossiers/{id}/ask-refund");
        let send = async |reason: &str| {
            let sent = format!("csrf={token}&version=3&payment={payment}&reason={reason}");
            leader.post(&to, &sent, &[]).await
        };
        let bare = send("").await;
        assert_eq!(bare.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(send("Thu+hai+lan").await.status(), StatusCode::SEE_OTHER);
        let history = page(&leader, &format!("/officer/dossiers/{id}?part=history")).await;
        assert!(history.contains("Thu hai lan"), "{history}");
        let mark = served.runtime.store().last_mark(id.parse::<Uuid>().unwrap(), "dossiers.ask-refund").await.unwrap();
        assert!(mark.is_some(), "it is audited");
        assert!(page(&leader, "/officer/payments").await.contains("/act/record-refund?payment="));
        let made = json!({ "version": 4 }).to_string();
        let made = served.ask("handler", "POST", &format!("/api/v1/dossiers/{id}/record-refund"), &made).await;
        assert_eq!(body_of(made).await["payment"], "refunded");
    });
}
