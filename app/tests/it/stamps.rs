//! Time stamps of seals, by an authority that is `openssl ts` behind a small server.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};

use kernel::time::HOUR;
use nhatle::stamps::{Authority, stamp_newest};
use store::token::Roots;
use store::{Sealer, params, sql};

use crate::common::Served;

/// How openssl stamps.
const CONFIG: &str = "[req]
distinguished_name = dn
prompt = no
[dn]
CN = Time stamps of a test
[tsa_ext]
extendedKeyUsage = critical,timeStamping
[tsa1]
serial = ./serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
";

fn openssl(folder: &Path, words: &str) -> bool {
    let mut command = Command::new("openssl");
    command.args(words.split(' ')).current_dir(folder).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().unwrap().success()
}

fn key_and_certificate(folder: &Path) {
    std::fs::write(folder.join("ts.cnf"), CONFIG).unwrap();
    std::fs::write(folder.join("serial"), "01\n").unwrap();
    for (key, certificate) in [("key", "cert"), ("other-key", "other")] {
        let files = format!("-keyout {key}.pem -out {certificate}.pem -config ts.cnf -extensions tsa_ext");
        assert!(openssl(folder, &format!("req -x509 -newkey rsa:2048 -nodes -days 2 {files}")));
    }
}

fn roots(folder: &Path, name: &str) -> Roots {
    Roots::of_pem(&std::fs::read_to_string(folder.join(name)).unwrap()).unwrap()
}

/// Answers one request with what openssl says, or with status 503 where it may not.
fn answer(mut stream: TcpStream, folder: &Path, is_well: bool) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length: ") {
            length = value.trim().parse().unwrap();
        }
        if line == "\r\n" {
            break;
        }
    }
    let mut asked = vec![0; length];
    reader.read_exact(&mut asked).unwrap();
    if !is_well {
        stream.write_all(b"HTTP/1.0 503 Away\r\n\r\n").unwrap();
        return;
    }
    std::fs::write(folder.join("asked"), asked).unwrap();
    let reply = "ts -reply -config ts.cnf -section tsa1 -queryfile asked -signer cert.pem -inkey key.pem -out said";
    assert!(openssl(folder, reply));
    stream.write_all(b"HTTP/1.0 200 OK\r\nContent-Type: application/timestamp-reply\r\n\r\n").unwrap();
    stream.write_all(&std::fs::read(folder.join("said")).unwrap()).unwrap();
}

#[test]
fn the_newest_seal_is_stamped_once_an_hour_and_openssl_confirms_it() {
    let folder = tempfile::tempdir().unwrap();
    key_and_certificate(folder.path());
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let authority = Authority::parse(&format!("http://{}/stamp", listener.local_addr().unwrap())).unwrap();
    let place = folder.path().to_owned();
    let server = std::thread::spawn(move || {
        for is_well in [false, true, true] {
            answer(listener.accept().unwrap().0, &place, is_well);
        }
    });
    testkit::tokio().block_on(async {
        let served = Served::start().await;
        let (runtime, store) = (&served.runtime, served.runtime.store());
        let sealer = runtime.services().get::<Sealer>().unwrap();
        store.seal(runtime.wall(), &sealer).await.unwrap();
        let down = stamp_newest(runtime, &authority).await.unwrap_err().to_string();
        assert!(down.contains("503"), "{down}");
        let (right, wrong) = (roots(folder.path(), "cert.pem"), roots(folder.path(), "other.pem"));
        let stranger = stamp_newest(runtime, &authority.clone().with_roots(Some(wrong.clone()))).await.unwrap_err();
        assert!(stranger.to_string().contains("to a given root"), "{stranger}");
        assert!(store.stamps().await.unwrap().is_empty());
        let authority = authority.with_roots(Some(right.clone()));
        let no = stamp_newest(runtime, &authority).await.unwrap().unwrap();
        assert_eq!(stamp_newest(runtime, &authority).await.unwrap(), None, "not twice");
        assert!(store.stamp_wanted(runtime.wall().plus(2 * HOUR), HOUR).await.unwrap().is_none(), "no new seal");

        let stamps = store.stamps().await.unwrap();
        assert_eq!(stamps[0].no, no);
        assert!(stamps[0].time().unwrap().ends_with('Z'));
        assert_eq!(stamps[0].signed_by(&right), Ok(()));
        let fault = format!("seal {no}: nothing leads from the certificate of the signer to a given root");
        assert_eq!(stamps[0].signed_by(&wrong), Err(fault));
        std::fs::write(folder.path().join("kept.tst"), &stamps[0].token).unwrap();
        let hash = stamps[0].hash().unwrap();
        let check = |hash: &str| format!("ts -verify -token_in -in kept.tst -digest {hash} -CAfile cert.pem");
        assert!(openssl(folder.path(), &check(&hash)));
        assert!(!openssl(folder.path(), &check(&hash.replace('0', "1"))));

        // A token of another request, and one whose seal is another.
        for (stmt, why) in [
            (sql!("UPDATE seal_stamp SET nonce = $1"), "answers another request"),
            (sql!("UPDATE audit_seal SET hash = $1"), "stands for something else"),
            (sql!("DELETE FROM audit_seal WHERE hash = $1"), "but no seal"),
        ] {
            store.maintain(vec![(stmt, params![vec![7_u8; 32]])]).await.unwrap();
            let fault = store.stamps().await.unwrap()[0].time().unwrap_err();
            assert!(fault.contains(why), "{fault}");
        }
    });
    server.join().unwrap();
}
