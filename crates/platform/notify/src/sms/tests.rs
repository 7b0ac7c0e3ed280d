//! Against a gateway of a few lines.

use kernel::Kind;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpListener;

use super::{SmsConfig, Texter, filled};

const TEXT: &str = "Mã \"123456\" của bạn, dùng trong 10 phút. {to}";

fn config(port: u16) -> SmsConfig {
    SmsConfig {
        url: format!("http://127.0.0.1:{port}/v1/messages?brand=NHATLE"),
        header: "X-Api-Key: bi-mat".into(),
        template: r#"{"to":["84{to}"],"content":{"text":"{text}"},"priority":1}"#.into(),
    }
}

/// What the gateway heard: the lines of the head, and the body.
struct Heard {
    head: Vec<String>,
    body: Value,
}

/// Serves one request with a status line.
async fn serve(listener: &TcpListener, status: &str) -> Heard {
    let (stream, _) = listener.accept().await.unwrap();
    let mut stream = BufReader::new(stream);
    let mut head = Vec::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await.unwrap();
        if line.trim().is_empty() {
            break;
        }
        head.push(line.trim().to_ascii_lowercase());
    }
    let length = head.iter().find_map(|line| line.strip_prefix("content-length: ")).unwrap().parse().unwrap();
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.unwrap();
    let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 2\r\n\r\nok");
    stream.write_all(answer.as_bytes()).await.unwrap();
    Heard { head, body: serde_json::from_slice(&body).unwrap() }
}

async fn sent(status: &str) -> (kernel::Result<()>, Heard) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let texter = Texter::gateway(&config(listener.local_addr().unwrap().port())).unwrap();
    tokio::join!(texter.send("0912345678", TEXT), serve(&listener, status))
}

#[tokio::test]
async fn a_message_reaches_the_gateway_as_the_template_wants_it() {
    let (result, heard) = sent("202 Accepted").await;
    result.unwrap();
    assert_eq!(heard.head[0], "post /v1/messages?brand=nhatle http/1.1");
    assert!(heard.head.iter().any(|line| line == "x-api-key: bi-mat"), "{:?}", heard.head);
    assert!(heard.head.iter().any(|line| line == "content-type: application/json"));
    assert_eq!(heard.body, json!({ "to": ["840912345678"], "content": { "text": TEXT }, "priority": 1 }));
}

#[tokio::test]
async fn refusals_for_good_are_not_tried_again_and_others_are() {
    for (status, expected) in [
        ("400 Bad Request", Kind::Invalid),
        ("422 Unprocessable Content", Kind::Invalid),
        ("401 Unauthorized", Kind::Unavailable),
        ("429 Too Many Requests", Kind::Unavailable),
        ("302 Found", Kind::Unavailable),
        ("503 Service Unavailable", Kind::Unavailable),
    ] {
        let error = sent(status).await.0.unwrap_err();
        assert_eq!(error.kind(), expected, "{status}");
        assert!(!error.log_text().contains("0912345678"), "{status}");
    }
}

#[tokio::test]
async fn a_gateway_that_is_not_there_is_tried_again_and_no_gateway_never() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let gone = Texter::gateway(&config(port)).unwrap();
    assert_eq!(gone.send("0912345678", TEXT).await.unwrap_err().kind(), Kind::Unavailable);
    assert_eq!(Texter::nothing().send("0912345678", TEXT).await.unwrap_err().kind(), Kind::Invalid);
    Texter::sandbox().send("0912345678", TEXT).await.unwrap();
    assert!(gone.can_send() && Texter::sandbox().can_send() && !Texter::nothing().can_send());
}

#[test]
fn what_cannot_be_used_is_refused_at_the_start() {
    let good = || config(8080);
    for wrong in [
        SmsConfig { url: "http://sms.example.vn/send".into(), ..good() },
        SmsConfig { url: "ftp://127.0.0.1/send".into(), ..good() },
        SmsConfig { url: "/send".into(), ..good() },
        SmsConfig { header: "no colon".into(), ..good() },
        SmsConfig { header: "a b: c".into(), ..good() },
        SmsConfig { template: r#"{"to":"{to}"}"#.into(), ..good() },
        SmsConfig { template: r#"{"to":"{to}","text":{text}}"#.into(), ..good() },
    ] {
        assert!(Texter::gateway(&wrong).is_err(), "{} {} {}", wrong.url, wrong.header, wrong.template);
    }
    let by_tls = SmsConfig { url: "https://sms.example.vn/send".into(), header: String::new(), ..good() };
    assert!(Texter::gateway(&by_tls).is_ok());
}

#[test]
fn a_mark_inside_a_text_stays() {
    let template = json!({ "a": "{to}: {text}", "b": [7, "{text}{to}"] });
    let made = filled(&template, "09", "{to} \" {text}");
    assert_eq!(made, json!({ "a": "09: {to} \" {text}", "b": [7, "{to} \" {text}09"] }));
}
