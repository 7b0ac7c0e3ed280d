//! What a machine can do: the same acts as on the pages, over JSON and raw files.

#[path = "api/acts.rs"]
mod acts;
#[path = "api/glass.rs"]
mod glass;
#[path = "api/lists.rs"]
mod lists;
#[path = "api/paper.rs"]
mod paper;
#[path = "api/slips.rs"]
mod slips;

use axum::http::{StatusCode, header};
use axum::response::Response;
use serde_json::{Value, json as value};

use crate::common::{Served, json, text};
use crate::faults::problem;

/// The birth of a child: one paper to upload, no fee.
const BIRTH: &str = "1.001193";
/// The paper that it needs.
const PAPER: &str = "birth-certificate-medical";

fn run(test: impl AsyncFnOnce(Served)) {
    testkit::tokio().block_on(async { test(Served::start().await).await });
}

fn pdf() -> Vec<u8> {
    b"%PDF-1.7\nThis stands for a paper.\n%%EOF\n".to_vec()
}

fn png() -> Vec<u8> {
    b"\x89PNG\r\n\x1a\n of nothing IEND\xAE\x42\x60\x82".to_vec()
}

fn area(code: &str) -> Value {
    organisation::unit_id(code).uuid().to_string().into()
}

fn answers(form: &str) -> Value {
    procedures::sample_answers().unwrap()[form].clone()
}

/// The code of a problem, and the pointers of what is wrong.
async fn wrong(response: Response, status: StatusCode) -> (String, Vec<String>) {
    let found = problem(response, status).await;
    let errors = found["errors"].as_array().unwrap();
    let pointers = errors.iter().map(|error| error["pointer"].as_str().unwrap().to_owned()).collect();
    (found["code"].as_str().unwrap().to_owned(), pointers)
}

impl Served {
    /// Asks for JSON that must come.
    async fn got(&self, who: &str, method: &str, path: &str, body: &Value, status: StatusCode) -> Value {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let response = self.ask(who, method, path, &body).await;
        let found = response.status();
        let place = response.headers().get(header::LOCATION).and_then(|place| place.to_str().ok()).map(str::to_owned);
        assert_eq!(place.is_some(), found == StatusCode::CREATED, "{method} {path}: {place:?}");
        if let Some(place) = place {
            assert_eq!(self.ask(who, "GET", &place, "").await.status(), StatusCode::OK, "{method} {path}: {place}");
        }
        let text = text(response).await;
        assert_eq!(found, status, "{who} {method} {path}: {text}");
        serde_json::from_str(&text).unwrap()
    }

    /// Performs an act on a dossier as it stands, and gives the dossier after it.
    async fn act(&self, who: &str, id: &str, act: &str, mut body: Value) -> Value {
        let dossier = self.got(who, "GET", &format!("/api/v1/dossiers/{id}"), &Value::Null, StatusCode::OK).await;
        body["version"] = dossier["version"].clone();
        self.got(who, "POST", &format!("/api/v1/dossiers/{id}/{act}"), &body, StatusCode::OK).await
    }

    /// A draft of the birth of a child, with its answers and without its paper.
    async fn draft(&self) -> String {
        let new = value!({ "procedure": BIRTH });
        let made = self.got("citizen", "POST", "/api/v1/drafts", &new, StatusCode::CREATED).await;
        let id = made["id"].as_str().unwrap().to_owned();
        let change = value!({ "area": area("18853"), "answers": answers("birth") });
        let path = format!("/api/v1/drafts/{id}/save");
        let saved = self.got("citizen", "POST", &path, &change, StatusCode::OK).await;
        assert_eq!((&saved["procedure"], &saved["area"]), (&value!(BIRTH), &area("18853")));
        id
    }

    /// The birth of a child, filed with the ward over the API.
    async fn filed_birth(&self) -> String {
        let id = self.draft().await;
        let path = format!("/api/v1/drafts/{id}/files?paper={PAPER}");
        let sent = self.send_file("citizen", &path, "", pdf()).await;
        assert_eq!(sent.status(), StatusCode::CREATED);
        self.got("citizen", "POST", &format!("/api/v1/drafts/{id}/submit"), &Value::Null, StatusCode::CREATED).await;
        id
    }
}

#[test]
fn a_machine_files_a_dossier_that_needs_a_paper() {
    run(async |served| {
        let form = format!("/api/v1/procedures/{BIRTH}/form");
        let form = served.got("anonymous", "GET", &form, &Value::Null, StatusCode::OK).await;
        assert!(form["properties"]["birth_place_kind"].is_object(), "{form}");
        let id = served.draft().await;
        let path = |what: &str| format!("/api/v1/drafts/{id}{what}");
        let early = served.ask("citizen", "POST", &path("/submit"), "").await;
        let (_, pointers) = wrong(early, StatusCode::UNPROCESSABLE_ENTITY).await;
        assert_eq!(pointers, [format!("/papers/{PAPER}")]);
        let paper = |draft: &Value| -> Value {
            draft["papers"].as_array().unwrap().iter().find(|paper| paper["code"] == PAPER).cloned().unwrap()
        };
        let draft = served.got("citizen", "GET", &path(""), &Value::Null, StatusCode::OK).await;
        assert_eq!((&paper(&draft)["is_missing"], &paper(&draft)["room"]), (&value!(true), &value!(5)));

        let to = path(&format!("/files?paper={PAPER}"));
        let sent = served.send_file("citizen", &to, "gi%E1%BA%A5y%20sinh.pdf", pdf()).await;
        assert_eq!(sent.status(), StatusCode::CREATED);
        let file = json(sent).await;
        assert_eq!(
            (&file["name"], &file["kind"], &file["paper"]),
            (&value!("giấy sinh.pdf"), &value!("pdf"), &value!(PAPER))
        );
        let second = json(served.send_file("citizen", &to, "", png()).await).await;
        assert_eq!(second["name"], format!("{PAPER}.png"), "a file without a name is called after its paper");
        let away = path(&format!("/files/{}", second["id"].as_str().unwrap()));
        assert_eq!(served.ask("citizen", "DELETE", &away, "").await.status(), StatusCode::NO_CONTENT);
        let draft = served.got("citizen", "GET", &path(""), &Value::Null, StatusCode::OK).await;
        assert_eq!((draft["files"].as_array().unwrap().len(), &paper(&draft)["room"]), (1, &value!(4)));
        assert_eq!(paper(&draft)["is_missing"], false);
        let content = path(&format!("/files/{}", file["id"].as_str().unwrap()));
        let content = served.ask("citizen", "GET", &content, "").await;
        assert_eq!(content.headers()[header::CONTENT_TYPE], "application/pdf");
        assert_eq!(text(content).await.into_bytes(), pdf());

        let filed = served.got("citizen", "POST", &path("/submit"), &Value::Null, StatusCode::CREATED).await;
        assert_eq!((&filed["id"], &filed["payment"]), (&value!(id), &Value::Null));
        problem(served.ask("citizen", "GET", &path(""), "").await, StatusCode::NOT_FOUND).await;
        let files = format!("/api/v1/dossiers/{id}/files");
        for who in ["citizen", "reception"] {
            let list = served.got(who, "GET", &files, &Value::Null, StatusCode::OK).await;
            assert_eq!(list["items"][0]["id"], file["id"], "{who}");
            let one = served.ask(who, "GET", &format!("{files}/{}", file["id"].as_str().unwrap()), "").await;
            assert_eq!(text(one).await.into_bytes(), pdf(), "{who}");
        }
        let late = served.send_file("citizen", &to, "", pdf()).await;
        assert_eq!(late.status(), StatusCode::NOT_FOUND, "what was filed is no draft any more");
    });
}

#[test]
fn what_is_no_paper_is_refused_and_leaves_nothing() {
    run(async |served| {
        let id = served.draft().await;
        let to = |paper: &str| format!("/api/v1/drafts/{id}/files?paper={paper}");
        let large = [pdf(), vec![b' '; 20_000_000], pdf()].concat();
        let mut cut = pdf();
        cut.truncate(20);
        let (invalid, too_large) = (StatusCode::UNPROCESSABLE_ENTITY, StatusCode::PAYLOAD_TOO_LARGE);
        for (bytes, status, code) in [
            (b"GIF89a of nothing".to_vec(), invalid, "blobs-wrong-type"),
            (b"{\"a\": \"JSON\"}".to_vec(), invalid, "blobs-wrong-type"),
            (cut, invalid, "blobs-truncated"),
            (Vec::new(), invalid, "blobs-empty"),
            (large, too_large, "blobs-too-large"),
            (vec![b' '; 21_000_001], too_large, "error-body-too-large"),
        ] {
            let size = bytes.len();
            let sent = served.send_file("citizen", &to(PAPER), "", bytes).await;
            assert_eq!(wrong(sent, status).await.0, code, "{size} bytes");
        }
        for paper in ["", "declaration", "no-such-paper"] {
            let sent = served.send_file("citizen", &to(paper), "", pdf()).await;
            let (_, pointers) = wrong(sent, StatusCode::UNPROCESSABLE_ENTITY).await;
            assert_eq!(pointers, ["/paper"], "{paper:?}");
        }
        for _ in 0..5 {
            assert_eq!(served.send_file("citizen", &to(PAPER), "", pdf()).await.status(), StatusCode::CREATED);
        }
        let sixth = served.send_file("citizen", &to(PAPER), "", pdf()).await;
        assert_eq!(wrong(sixth, StatusCode::UNPROCESSABLE_ENTITY).await.1, ["/paper"]);
        let draft = format!("/api/v1/drafts/{id}");
        let kept = served.got("citizen", "GET", &draft, &Value::Null, StatusCode::OK).await;
        assert_eq!(kept["files"].as_array().unwrap().len(), 5);
        assert_eq!(served.ask("citizen", "DELETE", &draft, "").await.status(), StatusCode::NO_CONTENT);
        let drafts = served.got("citizen", "GET", "/api/v1/drafts", &Value::Null, StatusCode::OK).await;
        assert_eq!(drafts["total"], 0);
    });
}

#[test]
fn a_draft_is_its_holders_alone() {
    run(async |served| {
        let id = served.draft().await;
        for who in ["stranger", "reception"] {
            for (method, what) in [("GET", ""), ("POST", "/submit"), ("POST", "/save"), ("GET", "/files/x")] {
                let path = format!("/api/v1/drafts/{id}{what}");
                let body = if what == "/save" { "{}" } else { "" };
                let response = served.ask(who, method, &path, body).await;
                // Officers have no drafts at all, and are told so before anything is looked for.
                let told = matches!(response.status(), StatusCode::NOT_FOUND | StatusCode::FORBIDDEN);
                assert!(told, "{who} {method} {path}: {}", response.status());
            }
            let sent = served.send_file(who, &format!("/api/v1/drafts/{id}/files?paper={PAPER}"), "", pdf()).await;
            assert_eq!(sent.status(), StatusCode::NOT_FOUND, "{who}");
            let drafts = served.got(who, "GET", "/api/v1/drafts", &Value::Null, StatusCode::OK).await;
            assert_eq!(drafts["total"], 0, "{who}");
        }
        let behalf = value!({ "behalf": "nobody" }).to_string();
        let save = served.ask("citizen", "POST", &format!("/api/v1/drafts/{id}/save"), &behalf).await;
        assert_eq!(wrong(save, StatusCode::UNPROCESSABLE_ENTITY).await.1, ["/behalf"]);
    });
}

#[test]
fn a_dossier_walks_to_its_result() {
    run(async |served| {
        let id = served.filed_birth().await;
        let results = format!("/api/v1/dossiers/{id}/results");
        problem(served.send_file("handler", &results, "", pdf()).await, StatusCode::FORBIDDEN).await;
        // The step is not the approver's yet.
        problem(served.send_file("approver", &results, "", pdf()).await, StatusCode::FORBIDDEN).await;
        served.act("reception", &id, "accept", value!({})).await;
        served.act("handler", &id, "take", value!({})).await;
        served.act("handler", &id, "forward", value!({ "note": "Hồ sơ đủ." })).await;
        let picture = served.send_file("approver", &results, "", png()).await;
        assert_eq!(wrong(picture, StatusCode::UNPROCESSABLE_ENTITY).await.0, "dossiers-desk-error-result-pdf");
        let early = served.ask("approver", "POST", &format!("/api/v1/dossiers/{id}/approve"), "{}").await;
        assert_eq!(wrong(early, StatusCode::UNPROCESSABLE_ENTITY).await.1, ["/version"]);
        let sent = served.send_file("approver", &results, "ket-qua.pdf", pdf()).await;
        assert_eq!(sent.status(), StatusCode::CREATED);
        let file = json(sent).await["id"].as_str().unwrap().to_owned();
        let files = format!("/api/v1/dossiers/{id}/files");
        let content = format!("{files}/{file}");
        problem(served.ask("citizen", "GET", &content, "").await, StatusCode::NOT_FOUND).await;
        let decided = served.act("approver", &id, "approve", value!({})).await;
        assert_eq!((&decided["state"], &decided["delivery"]), (&value!(9), &value!("ready")));

        let list = served.got("citizen", "GET", &files, &Value::Null, StatusCode::OK).await;
        assert_eq!((list["items"].as_array().unwrap().len(), &list["results"][0]["file"]), (1, &value!(file)));
        assert!(list["results"][0]["code"].as_str().unwrap().ends_with("-KQ(1)"), "{list}");
        assert_eq!(text(served.ask("citizen", "GET", &content, "").await).await.into_bytes(), pdf());
        problem(served.ask("stranger", "GET", &content, "").await, StatusCode::NOT_FOUND).await;
        problem(served.ask("other-reception", "GET", &files, "").await, StatusCode::NOT_FOUND).await;
        let returned = served.act("reception", &id, "deliver", value!({ "proof": "Người nộp ký nhận." })).await;
        assert_eq!(returned["state"], 10);
        let rate = format!("/api/v1/dossiers/{id}/rate");
        let six = served.ask("citizen", "POST", &rate, "{\"score\": 6}").await;
        assert_eq!(wrong(six, StatusCode::UNPROCESSABLE_ENTITY).await.1, ["/score"]);
        served.got("citizen", "POST", &rate, &value!({ "score": 5 }), StatusCode::OK).await;

        let history = |lines: Value| -> Vec<String> {
            let lines = lines["items"].as_array().unwrap();
            lines.iter().map(|line| line["act"].as_str().unwrap().to_owned()).collect()
        };
        let path = format!("/api/v1/dossiers/{id}/history");
        let own = history(served.got("citizen", "GET", &path, &Value::Null, StatusCode::OK).await);
        assert_eq!(own, ["submit", "accept", "forward", "approve", "deliver", "rate"]);
        let office = history(served.got("reception", "GET", &path, &Value::Null, StatusCode::OK).await);
        assert!(office.contains(&"assign".to_owned()), "{office:?}");
    });
}

#[test]
fn a_supplement_takes_files_while_it_is_awaited() {
    run(async |served| {
        let (id, _) = served.filed().await;
        let files = format!("/api/v1/dossiers/{id}/files");
        let to = format!("{files}?paper=authorisation");
        let early = served.send_file("citizen", &to, "", pdf()).await;
        assert_eq!(wrong(early, StatusCode::CONFLICT).await.0, "dossiers-error-no-supplement-asked");
        let short = value!({ "version": 1, "request": "Gì" }).to_string();
        let ask = format!("/api/v1/dossiers/{id}/ask-supplement");
        let short = served.ask("reception", "POST", &ask, &short).await;
        assert_eq!(wrong(short, StatusCode::UNPROCESSABLE_ENTITY).await.1, ["/request"]);
        let wanted = "Nộp văn bản ủy quyền có chữ ký.";
        let asked = served.act("reception", &id, "ask-supplement", value!({ "request": wanted })).await;
        assert_eq!(asked["state"], 5);
        let path = format!("/api/v1/dossiers/{id}/history");
        let history = served.got("citizen", "GET", &path, &Value::Null, StatusCode::OK).await;
        let notes: Vec<&Value> = history["items"].as_array().unwrap().iter().map(|line| &line["note"]).collect();
        assert!(notes.contains(&&value!(wanted)), "{history}");

        problem(served.send_file("stranger", &to, "", pdf()).await, StatusCode::NOT_FOUND).await;
        problem(served.send_file("reception", &to, "", pdf()).await, StatusCode::NOT_FOUND).await;
        let first = json(served.send_file("citizen", &to, "", pdf()).await).await;
        assert_eq!(first["round"], 1);
        let away = format!("{files}/{}", first["id"].as_str().unwrap());
        assert_eq!(served.ask("citizen", "DELETE", &away, "").await.status(), StatusCode::NO_CONTENT);
        let give = format!("/api/v1/dossiers/{id}/supplement");
        let nothing = served.ask("citizen", "POST", &give, "{}").await;
        assert_eq!(wrong(nothing, StatusCode::CONFLICT).await.0, "dossiers-error-supplement-empty");
        let second = json(served.send_file("citizen", &to, "", pdf()).await).await;
        let given = served.got("citizen", "POST", &give, &value!({ "note": "Tôi gửi lại." }), StatusCode::OK).await;
        assert_eq!(given["state"], 1);
        let fixed = format!("{files}/{}", second["id"].as_str().unwrap());
        let fixed = served.ask("citizen", "DELETE", &fixed, "").await;
        assert_eq!(wrong(fixed, StatusCode::CONFLICT).await.0, "dossiers-error-file-fixed");
    });
}

#[test]
fn opinions_are_asked_and_given() {
    run(async |served| {
        let (id, _) = served.filed().await;
        served.act("reception", &id, "accept", value!({})).await;
        let ask = format!("/api/v1/dossiers/{id}/ask-opinion");
        let good = value!({
            "version": 2, "unit": area("18856"), "days": 1, "question": "Người này có cư trú ở phường bạn không?",
        });
        for (field, value) in [
            ("unit", area("18853")),
            ("unit", value!("018f0000-0000-7000-8000-0000000000ff")),
            ("days", value!(0)),
            ("question", value!("?")),
        ] {
            let mut body = good.clone();
            body[field] = value;
            let response = served.ask("handler", "POST", &ask, &body.to_string()).await;
            assert_eq!(wrong(response, StatusCode::UNPROCESSABLE_ENTITY).await.1, [format!("/{field}")]);
        }
        problem(served.ask("approver", "POST", &ask, &good.to_string()).await, StatusCode::FORBIDDEN).await;
        problem(served.ask("other-handler", "POST", &ask, &good.to_string()).await, StatusCode::NOT_FOUND).await;
        served.got("handler", "POST", &ask, &good, StatusCode::OK).await;

        let opinions = format!("/api/v1/dossiers/{id}/opinions");
        let list = served.got("other-handler", "GET", &opinions, &Value::Null, StatusCode::OK).await;
        let asked = list["items"].as_array().unwrap().iter().find(|one| one["code"] == "extra").unwrap();
        assert_eq!((&asked["question"], &asked["verdict"]), (&good["question"], &Value::Null));
        let give = format!("/api/v1/dossiers/{id}/give-opinion");
        let answer = value!({ "task": asked["task"], "verdict": "agree", "answer": "Có, từ năm 2010." });
        let mut odd = answer.clone();
        odd["verdict"] = "maybe".into();
        let odd = served.ask("other-handler", "POST", &give, &odd.to_string()).await;
        assert_eq!(wrong(odd, StatusCode::UNPROCESSABLE_ENTITY).await.1, ["/verdict"]);
        problem(served.ask("handler", "POST", &give, &answer.to_string()).await, StatusCode::FORBIDDEN).await;
        served.got("other-handler", "POST", &give, &answer, StatusCode::OK).await;
        let list = served.got("handler", "GET", &opinions, &Value::Null, StatusCode::OK).await;
        let given = list["items"].as_array().unwrap().iter().find(|one| one["code"] == "extra").unwrap();
        assert_eq!((&given["verdict"], &given["answer"]), (&value!("agree"), &answer["answer"]));
        let again = served.ask("other-handler", "POST", &give, &answer.to_string()).await;
        problem(again, StatusCode::NOT_FOUND).await;
        problem(served.ask("citizen", "GET", &opinions, "").await, StatusCode::NOT_FOUND).await;
    });
}

#[test]
fn officers_find_by_what_people_know_and_it_is_recorded() {
    run(async |served| {
        let (id, reference) = served.filed().await;
        let records = async || {
            let stmt = store::sql!("SELECT COUNT(*) FROM access_record WHERE purpose = 'search'");
            served.runtime.store().number(stmt, Vec::new()).await.unwrap()
        };
        let find = async |who: &str, q: &str| {
            served.got(who, "POST", "/api/v1/search", &value!({ "q": q }), StatusCode::OK).await
        };
        assert_eq!(find("reception", "không có ai").await["items"], value!([]));
        assert_eq!(records().await, 0);
        for q in [reference.as_str(), "044085000017", "nguyen van mau", "Nguyễn Văn Mẫu"] {
            let found = find("reception", q).await;
            assert_eq!((&found["next"], &found["items"][0]["id"]), (&Value::Null, &value!(id)), "{q}");
            assert_eq!(find("other-reception", q).await["items"], value!([]), "{q}");
        }
        assert_eq!(records().await, 1, "one look of one officer in a quarter of an hour");
        let of = async |unit: &str| {
            let body = value!({ "q": "nguyen van mau", "unit": area(unit) });
            served.ask("handler", "POST", "/api/v1/search", &body.to_string()).await
        };
        let named = json(of("18853").await).await;
        assert_eq!((&named["items"][0]["id"], &named["is_cut"]), (&value!(id), &value!(false)));
        problem(of("18856").await, StatusCode::NOT_FOUND).await;
        problem(served.ask("citizen", "POST", "/api/v1/search", "{\"q\": \"x\"}").await, StatusCode::NOT_FOUND).await;
        let address = served.ask("reception", "GET", "/api/v1/search?q=x", "").await;
        problem(address, StatusCode::METHOD_NOT_ALLOWED).await;
    });
}

#[test]
fn an_account_reads_its_notices_and_payments() {
    run(async |served| {
        let (id, reference) = served.filed().await;
        let background = dossiers::module().background;
        while served.runtime.run_once(&background).await {}
        let notices = served.got("citizen", "GET", "/api/v1/notices", &Value::Null, StatusCode::OK).await;
        let first = &notices["items"][0];
        assert_eq!(
            (&first["kind"], &first["dossier"], &first["code"]),
            (&value!("submitted"), &value!(id), &value!(reference))
        );
        assert!(first["text"].as_str().unwrap().contains(&reference), "{first}");
        let others = served.got("stranger", "GET", "/api/v1/notices", &Value::Null, StatusCode::OK).await;
        assert_eq!(others["items"], value!([]));

        let path = format!("/api/v1/dossiers/{id}/payments");
        let payments = served.got("citizen", "GET", &path, &Value::Null, StatusCode::OK).await;
        let due = &payments["items"][0];
        assert_eq!((&due["state"], &due["can_start"]), (&value!("due"), &value!(true)));
        let seen = served.got("reception", "GET", &path, &Value::Null, StatusCode::OK).await;
        assert_eq!(seen, payments, "the desk takes the money, so it sees what is due");
        for who in ["stranger", "other-reception"] {
            problem(served.ask(who, "GET", &path, "").await, StatusCode::NOT_FOUND).await;
        }
        let payment = format!("/api/v1/payments/{}", due["id"].as_str().unwrap());
        let one = served.got("citizen", "GET", &payment, &Value::Null, StatusCode::OK).await;
        let mut alone = due.clone();
        alone.as_object_mut().unwrap().remove("reason");
        assert_eq!(one, alone);
        let start = format!("{payment}/start");
        problem(served.ask("stranger", "POST", &start, "").await, StatusCode::NOT_FOUND).await;
        // This house has no gateway: the sandbox belongs to the sample province.
        problem(served.ask("citizen", "POST", &start, "").await, StatusCode::SERVICE_UNAVAILABLE).await;
    });
}
