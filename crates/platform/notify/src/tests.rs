//! Against a mail server of a few lines, and into a folder.

use data_encoding::BASE64;
use kernel::Kind;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

use crate::{Mailer, Security, SmtpConfig};

const SUBJECT: &str = "Hồ sơ 000.00.11.H46-241210-0007 của bạn đã được tiếp nhận";
const TEXT: &str =
    "Chào bạn,\n\nChúng tôi đã tiếp nhận hồ sơ. Ngày hẹn trả: 16/12/2024.\n.\nMột dòng chỉ có dấu chấm.\n";

fn config(port: u16) -> SmtpConfig {
    SmtpConfig {
        host: "127.0.0.1".into(),
        port,
        security: Security::Plain,
        user: String::new(),
        password: String::new(),
        from: "Cổng dịch vụ công <dvc@example.vn>".into(),
    }
}

/// What the server heard: the commands, and the message as it travelled.
#[derive(Default)]
struct Heard {
    commands: Vec<String>,
    message: String,
}

/// Serves one connection with these answers to RCPT and to the end of the message.
async fn serve(listener: &TcpListener, rcpt: &str, end: &str) -> Heard {
    let (stream, _) = listener.accept().await.unwrap();
    let mut stream = BufReader::new(stream);
    let mut heard = Heard::default();
    let mut in_message = false;
    stream.write_all(b"220 test\r\n").await.unwrap();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
            return heard;
        }
        if in_message && line != ".\r\n" {
            heard.message.push_str(&line);
            continue;
        }
        let word = line.split([' ', '\r']).next().unwrap().to_ascii_uppercase();
        let answer = match word.as_str() {
            "EHLO" => "250-test\r\n250 8BITMIME",
            "RCPT" => rcpt,
            "DATA" => "354 go on",
            "." => end,
            "QUIT" => "221 bye",
            _ => "250 ok",
        };
        in_message = word == "DATA";
        heard.commands.push(line.trim_end().to_owned());
        stream.write_all(format!("{answer}\r\n").as_bytes()).await.unwrap();
        if word == "QUIT" {
            return heard;
        }
    }
}

/// Sends one message to a server with these answers.
async fn sent(rcpt: &str, end: &str) -> (kernel::Result<()>, Heard) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mailer = Mailer::smtp(&config(listener.local_addr().unwrap().port())).unwrap();
    tokio::join!(mailer.send("ba@example.vn", SUBJECT, TEXT, "job-1@nhatle"), serve(&listener, rcpt, end))
}

/// The value of a header, its lines joined and its encoded words read.
fn header(message: &str, name: &str) -> String {
    let unfolded = message.replace("\r\n ", " ");
    let line = unfolded.lines().find_map(|line| line.strip_prefix(&format!("{name}: "))).unwrap();
    let mut out = String::new();
    let mut was_encoded = false;
    for word in line.split(' ') {
        let encoded = word.strip_prefix("=?utf-8?b?").and_then(|word| word.strip_suffix("?="));
        // The space between two encoded words is not part of the text (RFC 2047).
        if !(out.is_empty() || (was_encoded && encoded.is_some())) {
            out.push(' ');
        }
        was_encoded = encoded.is_some();
        match encoded {
            Some(encoded) => out.push_str(&String::from_utf8(BASE64.decode(encoded.as_bytes()).unwrap()).unwrap()),
            None => out.push_str(word),
        }
    }
    out
}

/// The text of a message that travels as quoted-printable or base64.
fn body(message: &str) -> String {
    let (head, body) = message.split_once("\r\n\r\n").unwrap();
    if head.contains("Content-Transfer-Encoding: base64") {
        let joined: String = body.split_whitespace().collect();
        return String::from_utf8(BASE64.decode(joined.as_bytes()).unwrap()).unwrap().replace("\r\n", "\n");
    }
    assert!(head.contains("Content-Transfer-Encoding: quoted-printable"), "{head}");
    let mut bytes = Vec::new();
    let joined = body.replace("=\r\n", "");
    let mut rest = joined.as_bytes();
    while let [first, after @ ..] = rest {
        if *first == b'=' {
            let (hex, after) = after.split_at(2);
            bytes.push(u8::from_str_radix(std::str::from_utf8(hex).unwrap(), 16).unwrap());
            rest = after;
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8(bytes).unwrap().replace("\r\n", "\n")
}

#[tokio::test]
async fn a_message_travels_with_vietnamese_subject_and_text() {
    let (result, heard) = sent("250 ok", "250 taken").await;
    result.unwrap();
    assert!(heard.commands.iter().any(|line| line.starts_with("MAIL FROM:<dvc@example.vn>")), "{:?}", heard.commands);
    assert!(heard.commands.iter().any(|line| line.starts_with("RCPT TO:<ba@example.vn>")));
    assert!(heard.message.is_ascii());
    assert_eq!(header(&heard.message, "Subject"), SUBJECT);
    assert_eq!(header(&heard.message, "Message-ID"), "<job-1@nhatle>");
    assert_eq!(header(&heard.message, "MIME-Version"), "1.0");
}

#[tokio::test]
async fn refusals_for_good_are_not_tried_again_and_others_are() {
    for (rcpt, end, expected) in [
        ("550 5.1.1 no such user", "250 taken", Kind::Invalid),
        ("451 4.7.1 greylisted", "250 taken", Kind::Unavailable),
        ("250 ok", "554 5.7.1 looks like spam", Kind::Invalid),
        ("250 ok", "452 4.3.1 the disk is full", Kind::Unavailable),
        ("530 5.7.0 sign in first", "250 taken", Kind::Unavailable),
    ] {
        let (result, _) = sent(rcpt, end).await;
        let error = result.unwrap_err();
        assert_eq!(error.kind(), expected, "{rcpt} {end}");
        assert!(!error.log_text().contains("no such user"), "what the server says may hold an address");
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_is_tried_again() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let mailer = Mailer::smtp(&config(port)).unwrap();
    let error = mailer.send("ba@example.vn", SUBJECT, TEXT, "job-1@nhatle").await.unwrap_err();
    assert_eq!(error.kind(), Kind::Unavailable);
}

#[tokio::test]
async fn the_sandbox_keeps_each_message_once() {
    let folder = tempfile::tempdir().unwrap();
    let mailer = Mailer::sandbox(&folder.path().join("mail")).unwrap();
    for _ in 0..2 {
        mailer.send("ba@example.vn", SUBJECT, TEXT, "job-1@nhatle").await.unwrap();
    }
    mailer.send("ba@example.vn", SUBJECT, TEXT, "../../job 2@nhatle").await.unwrap();
    let files = std::fs::read_dir(mailer.folder().unwrap()).unwrap();
    let mut names: Vec<String> = files.map(|file| file.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    assert_eq!(names, ["....job2@nhatle.eml", "job-1@nhatle.eml"]);
    let message = std::fs::read_to_string(mailer.folder().unwrap().join("job-1@nhatle.eml")).unwrap();
    assert_eq!(header(&message, "Subject"), SUBJECT);
    assert_eq!(header(&message, "To"), "ba@example.vn");
    assert_eq!(body(&message).trim_end(), TEXT.trim_end());
}

#[tokio::test]
async fn nothing_slips_into_the_headers() {
    let folder = tempfile::tempdir().unwrap();
    let mailer = Mailer::sandbox(folder.path()).unwrap();
    mailer.send("ba@example.vn", "one\r\nBcc: other@example.vn", "text", "id>\r\nX: y").await.unwrap();
    let message = std::fs::read_to_string(folder.path().join("idXy.eml")).unwrap();
    assert!(!message.contains("\r\nBcc:") && !message.contains("\r\nX:"), "{message}");
    for address in ["", "nobody", "a@example.vn, b@example.vn", "a@example.vn\r\nBcc: b@example.vn"] {
        let error = mailer.send(address, "x", "x", "id").await.unwrap_err();
        assert_eq!((error.kind(), error.message().key.as_ref()), (Kind::Invalid, "notify-bad-address"), "{address}");
    }
}
