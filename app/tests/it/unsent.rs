//! A form that was sent after its session had ended: it waits in the page to sign in, and a button sends it again.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use axum::response::Response;
use identity::NewCitizen;

use crate::common::{Browser, Served, text};

const HERE: [(&str, &str); 1] = [("sec-fetch-site", "same-origin")];
const LOGIN: &str = "044090123456";
const WORDS: &str = "song+nhat+le";
/// What somebody typed, and the same as the page to sign in carries it along.
const TYPED: &str = "behalf=other&other_name=L%C3%AA+Th%E1%BB%8B+M%E1%BA%ABu&tax_code=";

fn run(test: impl AsyncFnOnce(Served)) {
    testkit::tokio().block_on(async {
        let served = Served::start().await;
        let citizen = NewCitizen {
            name: "Nguyễn Văn Mẫu".into(),
            identity: LOGIN.into(),
            phone: "0912345678".into(),
            email: String::new(),
            address: String::new(),
            birth_date: String::new(),
            password: "song nhat le".into(),
        };
        identity::add_citizen(&served.runtime, citizen).await.unwrap();
        test(served).await;
    });
}

/// The body as somebody reads it who looks for addresses and fields.
async fn page(response: Response) -> String {
    text(response).await.replace("&#x2f;", "/").replace("&amp;", "&")
}

fn location(response: &Response) -> &str {
    response.headers().get(header::LOCATION).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// The cookie of the session that an answer begins.
fn session(response: &Response) -> String {
    let cookies = response.headers().get_all(header::SET_COOKIE);
    let begun = cookies.iter().filter_map(|value| value.to_str().ok()).find(|text| text.starts_with("nl_session="));
    begun.and_then(|text| text.split(';').next()).unwrap_or_default().to_owned()
}

fn token_of(page: &str, after: &str) -> String {
    let (_, form) = page.split_once(after).unwrap();
    let (_, rest) = form.split_once("name=\"csrf\" value=\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

/// The hidden controls of the page to sign in, as the browser sends them.
fn along(to: &str) -> String {
    let written = |text: &str| text.replace('%', "%25").replace('&', "%26").replace('=', "%3D").replace('+', "%2B");
    format!("unsent_to={}&unsent={}", written(to), written(TYPED))
}

/// Signs in, with what is carried along.
async fn sign_in(browser: &Browser<'_>, password: &str, along: &str) -> Response {
    let token = browser.token("/sign-in").await;
    browser.post("/sign-in", &format!("csrf={token}&login={LOGIN}&password={password}&{along}"), &HERE).await
}

/// The first page of a new draft.
async fn begun(nobody: &Browser<'_>) -> String {
    let cookie = session(&sign_in(nobody, WORDS, "").await);
    let browser = nobody.with(&cookie);
    let token = browser.token("/apply/1.004873").await;
    let started = browser.post("/apply/1.004873", &format!("csrf={token}"), &HERE).await;
    assert_eq!(started.status(), StatusCode::SEE_OTHER);
    location(&started).to_owned()
}

#[test]
fn what_was_typed_when_the_session_ended_is_sent_after_signing_in() {
    run(async |served| {
        let nobody = served.browser("anonymous").await;
        let path = begun(&nobody).await;

        let kept = nobody.post(&path, &format!("csrf=old&{TYPED}"), &HERE).await;
        assert_eq!(kept.status(), StatusCode::OK);
        let kept = page(kept).await;
        let carried = [format!("name=\"unsent_to\" value=\"{path}\""), format!("name=\"unsent\" value=\"{TYPED}\"")];
        assert!(carried.iter().all(|field| kept.contains(field)), "{kept}");
        assert!(!kept.contains("csrf=old") && !kept.contains("unsent_parts"), "{kept}");

        // A slip in the password loses nothing either.
        let wrong = sign_in(&nobody, "khong+phai+the", &along(&path)).await;
        assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let wrong = page(wrong).await;
        assert!(carried.iter().all(|field| wrong.contains(field)), "{wrong}");

        let back = sign_in(&nobody, WORDS, &along(&path)).await;
        assert_eq!(back.status(), StatusCode::OK);
        let browser = nobody.with(&session(&back));
        let resume = page(back).await;
        let action = format!("action=\"{path}\"");
        assert!(resume.contains("name=\"other_name\" value=\"Lê Thị Mẫu\""), "{resume}");
        let token = token_of(&resume, &action);
        let sent = browser.post(&path, &format!("csrf={token}&{TYPED}"), &HERE).await;
        assert_eq!(sent.status(), StatusCode::SEE_OTHER);
        assert!(location(&sent).ends_with("/applicant"), "{}", location(&sent));
        assert!(page(browser.get(&path).await).await.contains("Lê Thị Mẫu"), "what was typed is stored");
        let person = page(browser.get(&path.replace("/for", "/person")).await).await;
        assert!(person.contains("name=\"person_name\" value=\"Lê Thị Mẫu\""), "a name is asked for once: {person}");
    });
}

#[test]
fn nothing_is_kept_of_a_form_that_is_not_ours_too_large_or_secret() {
    run(async |served| {
        let nobody = served.browser("anonymous").await;
        let path = begun(&nobody).await;
        let form = format!("csrf=old&{TYPED}");
        let foreign = nobody.post(&path, &form, &[("sec-fetch-site", "cross-site")]).await;
        assert_eq!(foreign.status(), StatusCode::FORBIDDEN);
        assert!(!page(foreign).await.contains("L%C3%AA"));
        let large = format!("csrf=old&other_name={}", "x".repeat(70_000));
        let (typed, htmx) = ([("sec-fetch-site", "none")], [HERE[0], ("hx-request", "true")]);
        let password = "csrf=old&current=mot+hai+ba&password=bon+nam+sau".to_owned();
        for (path, form, headers) in [
            (path.as_str(), form.as_str(), &HERE[..0]),
            (path.as_str(), form.as_str(), &typed[..]),
            (path.as_str(), form.as_str(), &htmx[..]),
            (path.as_str(), TYPED, &HERE[..]),
            (path.as_str(), large.as_str(), &HERE[..]),
            ("/my/password", password.as_str(), &HERE[..]),
        ] {
            let plain = nobody.post(path, form, headers).await;
            assert_eq!(plain.status(), StatusCode::SEE_OTHER, "{path}");
            assert!(location(&plain).starts_with("/sign-in?") && location(&plain).ends_with("&ended=yes"), "{path}");
        }
    });
}

#[test]
fn a_kept_form_goes_only_where_forms_of_this_house_go() {
    run(async |served| {
        let nobody = served.browser("anonymous").await;
        for to in [
            "https://evil.example/my/contact",
            "//evil.example/my/contact",
            "/sign-out",
            "/my",
            "/no/such/page",
            "/api/v1/tokens",
            "/my/drafts/../password",
            "/my/drafts/%2e%2e/password",
        ] {
            let back = sign_in(&nobody, WORDS, &along(to)).await;
            assert_eq!((back.status(), location(&back)), (StatusCode::SEE_OTHER, "/my"), "{to}");
        }
    });
}

#[test]
fn a_form_in_parts_is_kept_unless_a_file_was_chosen() {
    run(async |served| {
        let nobody = served.browser("anonymous").await;
        let path = begun(&nobody).await.replace("/for", "/papers");
        let part =
            |name: &str, value: &str| format!("--x\r\nContent-Disposition: form-data; {name}\r\n\r\n{value}\r\n");
        let body = |file: &str| {
            let (token, note) = (part("name=\"csrf\"", "old"), part("name=\"note\"", "hai dòng"));
            format!("{token}{}{note}--x--\r\n", part(&format!("name=\"paper-x\"; filename=\"{file}\""), ""))
        };
        let send = |file: &str| {
            let request = Request::post(path.as_str())
                .header("sec-fetch-site", "same-origin")
                .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x");
            served.send(request.body(Body::from(body(file))).unwrap())
        };
        let kept = send("").await;
        assert_eq!(kept.status(), StatusCode::OK);
        let kept = page(kept).await;
        assert!(kept.contains("name=\"unsent_parts\"") && kept.contains("value=\"note=hai+d%C3%B2ng\""), "{kept}");
        let chosen = send("anh.jpg").await;
        assert_eq!(chosen.status(), StatusCode::SEE_OTHER);
    });
}
