//! What people see of an old dossier after a reorganisation: the names of then and of today, where an address lies now,
//! numbers in series, and agencies under codes of before.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use kernel::time::DAY;
use organisation::{Directory, reform};
use runtime::Actor;
use serde_json::json as value;
use testkit::START;

use crate::common::{Browser, Served, config_in, furnish, json, runtime_at, text};

/// Both wards of the city go on in one.
const PLAN: &str = r#"
title = "Sắp xếp mẫu"
basis = "Căn cứ mẫu [SAMPLE]"
effective = "2024-12-12"

[[unit]]
code = "99001"
name = "Phường Mẫu Mới"
kind = "phường"
parent = "450"
identifier = "000.91.99.H46"
from = ["18853", "18856"]
"#;

const OLD: &str = "UBND phường Hải Thành";
const NEW: &str = "UBND phường Mẫu Mới";
const BOTH: &str = "UBND phường Hải Thành (nay là UBND phường Mẫu Mới)";
const AREA: &str = "Phường Mẫu Mới, tỉnh Quảng Bình";

async fn page(browser: &Browser<'_>, path: &str) -> String {
    let response = browser.get(path).await;
    assert_eq!(response.status(), StatusCode::OK, "{path}");
    text(response).await
}

async fn tracked(served: &Served, reference: &str) -> serde_json::Value {
    let request = Request::get(format!("/api/v1/track/{reference}")).header("x-lookup-factor", "0017");
    json(served.send(request.body(Body::empty()).unwrap()).await).await
}

async fn pages_have_both_names(served: &Served, id: &str) {
    let citizen = served.browser("citizen").await;
    let own = page(&citizen, &format!("/my/dossiers/{id}")).await;
    assert!(own.contains(BOTH) && own.contains(AREA) && own.contains("Số 17, đường Mẫu, phường Hải Thành"), "{own}");
    assert!(page(&citizen, "/my/dossiers").await.contains(BOTH));
    let print = page(&citizen, &format!("/my/dossiers/{id}/print/01")).await;
    assert!(print.contains(OLD) && !print.contains(NEW), "a paper keeps the names of its day: {print}");
    assert!(print.contains("Địa bàn hiện nay (suy ra)") && print.contains(AREA), "{print}");
    let handler = served.browser("handler").await;
    let office = page(&handler, &format!("/officer/dossiers/{id}")).await;
    assert!(office.contains(BOTH) && office.contains(AREA), "{office}");
    let whole = json(served.ask("citizen", "GET", &format!("/api/v1/dossiers/{id}"), "").await).await;
    assert_eq!(whole["address_now"], AREA);
    assert_eq!(whole["applicant"]["address"], "Số 17, đường Mẫu, phường Hải Thành");
}

async fn numbers_have_series(served: &Served) {
    let directory = served.runtime.services().get::<Directory>().unwrap();
    let heir = directory.on(served.runtime.now()).by_code("99001").unwrap().id.uuid();
    let days = "from=2024-12-01&to=2024-12-12";
    let api = async |path: String| json(served.ask("handler", "GET", &path, "").await).await;
    let then = api(format!("/api/v1/numbers?{days}")).await;
    assert_eq!((&then["series"], &then["items"][0]["name"]), (&value!("then"), &value!(OLD)));
    let today = api(format!("/api/v1/numbers?{days}&series=today")).await;
    assert_eq!((&today["items"][0]["name"], &today["items"][0]["derived"]), (&value!(NEW), &value!(true)));
    assert_eq!(today["items"][0]["received"], then["items"][0]["received"]);
    let behind = api(format!("/api/v1/numbers/received?{days}&series=today&unit={heir}")).await;
    assert_eq!(behind["total"], 1);
    let wrong = served.ask("handler", "GET", "/api/v1/numbers?series=x", "").await;
    assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);

    let handler = served.browser("handler").await;
    let words = "Suy ra: gồm cả số của UBND phường Hải Thành.";
    let table = page(&handler, &format!("/officer/numbers?{days}&series=today&level=commune")).await;
    assert!(table.contains(words) && table.contains("Đơn vị hiện nay (suy ra)"), "{table}");
    assert!(page(&handler, &format!("/officer/numbers.csv?{days}&series=today")).await.contains(words));
    let list = page(&handler, &format!("/officer/numbers/{heir}/received?{days}&series=today")).await;
    assert!(list.contains(BOTH), "{list}");
}

#[test]
fn old_dossiers_are_found_and_shown_with_the_names_of_then_and_of_today() {
    testkit::tokio().block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let config = config_in(folder.path());
        let opened = nhatle::house::open(&config).await.unwrap();
        let runtime = runtime_at(&opened, START, 5);
        let accounts = furnish(&runtime, &opened.data).await;
        let before = Served::of(&opened, &config, runtime, accounts.clone());
        before.also("handler", "leader").await;
        let (id, reference) = before.filed().await;
        let accept = format!("/api/v1/dossiers/{id}/accept");
        let accepted = before.ask("reception", "POST", &accept, &value!({ "version": 1 }).to_string()).await;
        assert_eq!(accepted.status(), StatusCode::OK);
        let known = tracked(&before, &reference).await;
        assert_eq!((&known["agency"], &known["agency_now"]), (&value!(OLD), &value!(null)));
        reform::apply(&before.runtime, &Actor::system(), PLAN).await.unwrap();
        reform::tend(&before.runtime).await.unwrap();

        let after = Served::of(&opened, &config, runtime_at(&opened, START.plus(2 * DAY), 6), accounts);
        let known = tracked(&after, &reference).await;
        assert_eq!((&known["agency"], &known["agency_now"]), (&value!(OLD), &value!(NEW)));
        pages_have_both_names(&after, &id).await;
        numbers_have_series(&after).await;

        let nobody = after.browser("nobody").await;
        let list = page(&nobody, "/procedures?agency=18853").await;
        assert!(list.contains("UBND phường Hải Thành đã kết thúc hoạt động") && list.contains(NEW), "{list}");
        let found = json(after.ask("anonymous", "GET", "/api/v1/procedures?agency=18853", "").await).await;
        assert_eq!(found["agency_ended"]["heirs"][0]["code"], "99001");
        assert_eq!(found["total"], 2);
    });
}
