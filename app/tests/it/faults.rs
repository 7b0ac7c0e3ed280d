//! Bad input over HTTP: each slip and each attack gets its answer, and nothing is done.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use axum::response::Response;
use serde_json::{Value, json as value};

use crate::common::{Served, json, new_dossier, text};

const NOBODYS: &str = "018f0000-0000-7000-8000-0000000000ff";

fn run(test: impl AsyncFnOnce(Served)) {
    testkit::tokio().block_on(async { test(Served::start().await).await });
}

/// Checks the shape of a problem document (RFC 9457) and gives it.
pub(crate) async fn problem(response: Response, status: StatusCode) -> Value {
    assert_eq!(response.status(), status);
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).map(str::to_owned);
    let body = text(response).await;
    assert_eq!(kind.as_deref(), Some("application/problem+json"), "{body}");
    let found: Value = serde_json::from_str(&body).unwrap();
    assert!(found["type"].as_str().is_some_and(|kind| kind.starts_with("urn:nhatle:problem:")), "{found}");
    for words in ["title", "detail"] {
        assert!(found[words].as_str().is_some_and(|words| !words.is_empty() && !words.contains('⟦')), "{found}");
    }
    assert_eq!(found["status"], u64::from(status.as_u16()), "{found}");
    assert!(found["code"].as_str().is_some() && found["errors"].is_array(), "{found}");
    found
}

#[test]
fn a_form_without_its_token_is_refused() {
    run(async |served| {
        let browser = served.browser("citizen").await;
        let token = browser.token("/my/password").await;
        let sentence = served.app.words().get(web::Locale::Vi, "error-form-token").into_owned();
        for (path, form) in [
            ("/sign-out", String::new()),
            ("/sign-out", "csrf=".to_owned()),
            ("/sign-out", "csrf=forged".to_owned()),
            ("/apply/1.001193", "behalf=self".to_owned()),
        ] {
            let response = browser.post(path, &form, &[]).await;
            assert_eq!(response.status(), StatusCode::FORBIDDEN, "{path} {form}");
            assert!(text(response).await.contains(&sentence), "{path}");
        }
        // The token of one person is none of another's.
        let stranger = served.browser("stranger").await;
        let stolen = stranger.post("/sign-out", &format!("csrf={token}"), &[]).await;
        assert_eq!(stolen.status(), StatusCode::FORBIDDEN);
        assert_eq!(browser.get("/my").await.status(), StatusCode::OK, "nobody was signed out");
        let own = browser.post("/sign-out", &format!("csrf={token}"), &[]).await;
        assert_eq!(own.status(), StatusCode::SEE_OTHER);
        assert_eq!(browser.get("/my").await.status(), StatusCode::SEE_OTHER, "the session is over");
    });
}

#[test]
fn a_post_from_another_site_is_refused_even_with_a_token() {
    run(async |served| {
        let browser = served.browser("citizen").await;
        let form = format!("csrf={}", browser.token("/my/password").await);
        for headers in [
            [("sec-fetch-site", "cross-site"), ("host", "localhost")],
            [("origin", "https://evil.example"), ("host", "localhost")],
            [("origin", "null"), ("host", "localhost")],
        ] {
            let response = browser.post("/sign-out", &form, &headers).await;
            assert_eq!(response.status(), StatusCode::FORBIDDEN, "{headers:?}");
        }
        let same = [("sec-fetch-site", "same-origin"), ("host", "localhost")];
        assert_eq!(browser.post("/sign-out", &form, &same).await.status(), StatusCode::SEE_OTHER);
    });
}

#[test]
fn a_body_that_is_too_large_is_refused() {
    run(async |served| {
        let browser = served.browser("citizen").await;
        let form = format!("csrf={}&note={}", browser.token("/my/password").await, "x".repeat(1_100_000));
        let response = browser.post("/sign-out", &form, &[]).await;
        assert!(response.status().is_client_error(), "{}", response.status());
        assert_eq!(browser.get("/my").await.status(), StatusCode::OK, "nothing was done");
        let mut body = new_dossier();
        body["answers"]["purpose"] = "x".repeat(1_100_000).into();
        let response = served.ask("citizen", "POST", "/api/v1/dossiers", &body.to_string()).await;
        let found = problem(response, StatusCode::PAYLOAD_TOO_LARGE).await;
        assert!(found["detail"].as_str().unwrap().contains("1.000.000"), "{found}");
        let response = served.ask("anonymous", "POST", "/api/v1/tokens", &body.to_string()).await;
        problem(response, StatusCode::PAYLOAD_TOO_LARGE).await;
        assert_eq!(json(served.ask("citizen", "GET", "/api/v1/dossiers", "").await).await["total"], 0);
    });
}

#[test]
fn unknown_codes_and_forged_ids_are_not_found() {
    run(async |served| {
        let browser = served.browser("citizen").await;
        for path in [
            "/procedures/9.999999",
            "/apply/9.999999",
            "/my/dossiers/not-an-id",
            "/my/drafts/..%2F..%2Fetc%2Fpasswd/review",
            "/no/such/page",
            "/assets/../../etc/passwd",
            &format!("/my/dossiers/{NOBODYS}"),
            &format!("/payments/{NOBODYS}"),
        ] {
            assert_eq!(browser.get(path).await.status(), StatusCode::NOT_FOUND, "{path}");
        }
        let reception = served.browser("reception").await;
        for id in ["x", NOBODYS] {
            let response = reception.get(&format!("/officer/dossiers/{id}")).await;
            assert_eq!(response.status(), StatusCode::NOT_FOUND, "{id}");
        }
        for (who, method, path) in [
            ("anonymous", "GET", "/api/v1/procedures/9.999999".to_owned()),
            ("anonymous", "GET", "/api/v1/no-such-thing".to_owned()),
            ("citizen", "GET", "/api/v1/dossiers/not-an-id".to_owned()),
            ("citizen", "GET", format!("/api/v1/dossiers/{NOBODYS}")),
            ("anonymous", "GET", "/api/v1/procedures/%FF".to_owned()),
            ("anonymous", "GET", "/api/v1/procedures/%FF/form".to_owned()),
        ] {
            let found = problem(served.ask(who, method, &path, "").await, StatusCode::NOT_FOUND).await;
            assert_eq!(found["code"], "error-not-found", "{path}");
        }
        let unknown = value!({ "procedure": "9.999999", "answers": {} }).to_string();
        for path in ["/api/v1/dossiers", "/api/v1/drafts"] {
            let found = served.ask("citizen", "POST", path, &unknown).await;
            let found = problem(found, StatusCode::UNPROCESSABLE_ENTITY).await;
            assert_eq!(found["errors"][0]["pointer"], "/procedure", "{path}");
        }
        let wrong = served.ask("anonymous", "PATCH", "/api/v1/procedures", "").await;
        let allowed = wrong.headers().get(header::ALLOW).and_then(|allowed| allowed.to_str().ok()).map(str::to_owned);
        assert_eq!(problem(wrong, StatusCode::METHOD_NOT_ALLOWED).await["code"], "error-method");
        assert!(allowed.is_some_and(|allowed| allowed.contains("GET")));
    });
}

#[test]
fn procedures_are_narrowed_by_an_agency_and_an_unknown_one_is_said() {
    run(async |served| {
        for (agency, total) in [("", 2), ("18853", 2), ("18853.cong-an-xa", 0), ("450", 0), ("so-tu-phap", 0)] {
            let path = format!("/api/v1/procedures?field=ho-tich&agency={agency}");
            let found = json(served.ask("anonymous", "GET", &path, "").await).await;
            assert_eq!(found["total"], total, "{agency}");
        }
        let unknown = served.ask("anonymous", "GET", "/api/v1/procedures?agency=nowhere", "").await;
        let found = problem(unknown, StatusCode::UNPROCESSABLE_ENTITY).await;
        assert_eq!(found["errors"][0]["pointer"], "/agency");
        let browser = served.browser("citizen").await;
        let page = text(browser.get("/procedures?agency=nowhere").await).await;
        assert!(page.contains("“nowhere”"), "{page}");
    });
}

#[test]
fn the_dossier_of_another_unit_or_person_does_not_exist() {
    run(async |served| {
        let (id, _) = served.filed().await;
        let path = format!("/api/v1/dossiers/{id}");
        assert_eq!(served.ask("citizen", "GET", &path, "").await.status(), StatusCode::OK);
        assert_eq!(served.ask("reception", "GET", &path, "").await.status(), StatusCode::OK);
        for who in ["stranger", "other-reception"] {
            problem(served.ask(who, "GET", &path, "").await, StatusCode::NOT_FOUND).await;
        }
        let act = value!({ "version": 1, "text": "Lý do mẫu." }).to_string();
        for (who, what) in [("other-reception", "accept"), ("other-reception", "refuse"), ("stranger", "withdraw")] {
            let response = served.ask(who, "POST", &format!("{path}/{what}"), &act).await;
            problem(response, StatusCode::NOT_FOUND).await;
        }
        let page = format!("/officer/dossiers/{id}");
        assert_eq!(served.browser("other-reception").await.get(&page).await.status(), StatusCode::NOT_FOUND);
        let own = format!("/my/dossiers/{id}");
        assert_eq!(served.browser("stranger").await.get(&own).await.status(), StatusCode::NOT_FOUND);
    });
}

#[test]
fn illegal_acts_and_stale_versions_are_conflicts() {
    run(async |served| {
        let (id, _) = served.filed().await;
        let path = |act: &str| format!("/api/v1/dossiers/{id}/{act}");
        let body = |version: i64| value!({ "version": version, "text": "Lý do mẫu." }).to_string();
        let early = served.ask("reception", "POST", &path("deliver"), &body(1)).await;
        let early = problem(early, StatusCode::CONFLICT).await;
        assert_eq!(early["code"], "dossiers-error-not-at-this-step");
        assert!(early.get("current_version").is_none(), "only a stale version is told the newest: {early}");
        let stale = served.ask("reception", "POST", &path("accept"), &body(7)).await;
        let stale = problem(stale, StatusCode::CONFLICT).await;
        assert_eq!((&stale["code"], &stale["current_version"]), (&value!("error-changed"), &value!(1)));
        // Who has the right, but not at this step, is told that it is not the time; who lacks it, that it is not theirs.
        let early = served.ask("handler", "POST", &path("forward"), &body(1)).await;
        assert_eq!(problem(early, StatusCode::CONFLICT).await["code"], "dossiers-error-not-at-this-step");
        let forbidden = served.ask("handler", "POST", &path("accept"), &body(1)).await;
        problem(forbidden, StatusCode::FORBIDDEN).await;
        let accepted = json(served.ask("reception", "POST", &path("accept"), &body(1)).await).await;
        assert_eq!((&accepted["state"], &accepted["version"]), (&value!(2), &value!(2)));
        let again = served.ask("reception", "POST", &path("accept"), &body(1)).await;
        problem(again, StatusCode::CONFLICT).await;
    });
}

#[test]
fn wrong_answers_are_named_field_by_field_in_the_language_of_the_request() {
    run(async |served| {
        let mut body = new_dossier();
        body["answers"]["person_birth_date"] = "2025-02-30".into();
        body["answers"]["copies"] = 900.into();
        let response = served.ask("citizen", "POST", "/api/v1/dossiers", &body.to_string()).await;
        let found = problem(response, StatusCode::UNPROCESSABLE_ENTITY).await;
        let errors = found["errors"].as_array().unwrap();
        let pointers: Vec<&str> = errors.iter().filter_map(|error| error["pointer"].as_str()).collect();
        assert!(pointers.contains(&"/answers/person_birth_date"), "{pointers:?}");
        assert!(pointers.contains(&"/answers/copies"), "{pointers:?}");
        assert!(errors.iter().all(|error| !error["detail"].as_str().unwrap().contains('⟦')), "{errors:?}");
        assert_eq!(json(served.ask("citizen", "GET", "/api/v1/dossiers", "").await).await["total"], 0);

        for (language, locale) in [("vi", web::Locale::Vi), ("en-GB,en;q=0.9", web::Locale::En)] {
            let request = Request::get("/api/v1/procedures/9.999999").header(header::ACCEPT_LANGUAGE, language);
            let response = served.send(request.body(Body::empty()).unwrap()).await;
            assert_eq!(response.headers()[header::CONTENT_LANGUAGE], locale.code());
            let found = problem(response, StatusCode::NOT_FOUND).await;
            let word = |key: &'static str| served.app.words().get(locale, key).into_owned();
            assert_eq!(found["title"], word("error-kind-not-found"));
            assert_eq!(found["detail"], word("error-api-not-found"));
        }
    });
}

#[test]
fn what_is_no_json_gets_a_problem_document_too() {
    run(async |served| {
        let invalid = StatusCode::UNPROCESSABLE_ENTITY;
        let cases: [(&str, StatusCode, &[&str]); 6] = [
            ("{", StatusCode::BAD_REQUEST, &[]),
            ("[]", invalid, &[""]),
            ("[\"1.001193\"]", invalid, &[""]),
            ("{\"procedure\": 5, \"answers\": {}}", invalid, &["/procedure"]),
            ("{\"answers\": {}}", invalid, &["/procedure"]),
            ("{\"procedure\": \"1.004873\", \"answers\": []}", invalid, &["/answers"]),
        ];
        for (body, status, pointers) in cases {
            for path in ["/api/v1/dossiers", "/api/v1/drafts"] {
                // A draft takes its answers later.
                if path.ends_with("drafts") && pointers == ["/answers"] {
                    continue;
                }
                let found = problem(served.ask("citizen", "POST", path, body).await, status).await;
                let errors = found["errors"].as_array().unwrap();
                let places: Vec<_> = errors.iter().filter_map(|error| error["pointer"].as_str()).collect();
                assert_eq!(places, pointers, "{path} {body}");
                assert!(!found.to_string().contains("expected"), "{found}");
            }
        }
        let plain = Request::post("/api/v1/tokens").header(header::CONTENT_TYPE, "text/plain");
        let plain = served.send(plain.body(Body::from("{}")).unwrap()).await;
        problem(plain, StatusCode::UNSUPPORTED_MEDIA_TYPE).await;
        let empty = served.ask("anonymous", "POST", "/api/v1/tokens", "{}").await;
        assert_eq!(problem(empty, StatusCode::UNPROCESSABLE_ENTITY).await["errors"][0]["pointer"], "/login");
    });
}

#[test]
fn the_api_listens_to_tokens_only() {
    run(async |served| {
        let browser = served.browser("citizen").await;
        let found = problem(browser.get("/api/v1/dossiers").await, StatusCode::UNAUTHORIZED).await;
        assert_eq!(found["code"], "error-token-missing");
        for secret in ["", "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"] {
            let request = Request::get("/api/v1/dossiers").header(header::AUTHORIZATION, format!("Bearer {secret}"));
            let response = served.send(request.body(Body::empty()).unwrap()).await;
            assert_eq!(response.headers()[header::WWW_AUTHENTICATE], "Bearer error=\"invalid_token\"");
            let found = problem(response, StatusCode::UNAUTHORIZED).await;
            assert_eq!(found["code"], "error-token-invalid");
        }
        let secret = served.secret("citizen", access::Carrier::Token).await.unwrap();
        let request = Request::get("/api/v1/dossiers").header(header::AUTHORIZATION, format!("bearer {secret}"));
        let response = served.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(response.status(), StatusCode::OK, "the scheme is written in capitals or not");
        assert_eq!(response.headers()[header::CACHE_CONTROL], "private, no-store");
    });
}

#[test]
fn a_look_up_tells_nothing_and_ends_after_five_tries() {
    run(async |served| {
        let (_, reference) = served.filed().await;
        let look = async |code: &str, factor: &str| {
            let request = Request::get(format!("/api/v1/track/{code}")).header("x-lookup-factor", factor);
            served.send(request.body(Body::empty()).unwrap()).await
        };
        let found = look(&reference, "0017").await;
        assert_eq!(found.status(), StatusCode::OK);
        assert_eq!(found.headers()[header::CACHE_CONTROL], "private, no-store");
        let varies = |by: &str| found.headers().get_all(header::VARY).iter().any(|value| value == by);
        assert!(varies("x-lookup-factor"));
        let shown = text(found).await;
        for personal in ["Nguyễn Văn Mẫu", "044085000017", "Hoàng Thị Lan"] {
            assert!(!shown.contains(personal), "{personal}");
        }
        let wrong_code = problem(look("T-AAAAAAAAAA", "0017").await, StatusCode::NOT_FOUND).await;
        for factor in ["", "001", "00017", "001x"] {
            let found = problem(look(&reference, factor).await, StatusCode::UNPROCESSABLE_ENTITY).await;
            assert_eq!(found["errors"][0]["pointer"], "/x-lookup-factor", "{factor:?}");
        }
        for factor in ["9999", "0000", "1700", "0071", "7100"] {
            let wrong = problem(look(&reference, factor).await, StatusCode::NOT_FOUND).await;
            assert_eq!(wrong, wrong_code, "{factor:?}");
        }
        // Five tries went wrong: the right factor gets the same answer.
        let late = problem(look(&reference, "0017").await, StatusCode::NOT_FOUND).await;
        assert_eq!(late, wrong_code);
    });
}

#[test]
fn every_answer_carries_its_guards() {
    run(async |served| {
        for path in ["/", "/no/such/page", "/api/v1/procedures", "/sign-in"] {
            let response = served.ask("anonymous", "GET", path, "").await;
            for name in ["content-security-policy", "x-content-type-options", "referrer-policy"] {
                assert!(response.headers().contains_key(name), "{path} lacks {name}");
            }
        }
    });
}
