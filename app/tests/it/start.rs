//! How the program starts, and when it must not.

use std::io::{ErrorKind, Read as _, Write as _};

use crate::program::{Serving, command, finish, request, said};

#[test]
fn sample_accounts_never_meet_a_public_address() {
    for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:8080"] {
        let folder = tempfile::tempdir().unwrap();
        let output = finish(command(folder.path(), &["serve", "--listen", address]));
        assert!(!output.status.success(), "{address}");
        assert!(said(&output).contains("loopback"), "{address}: {}", said(&output));
        let made = std::fs::read_dir(folder.path()).unwrap().count();
        assert_eq!(made, 0, "{address}: it refuses before it makes anything");
    }
}

#[test]
fn an_empty_house_answers_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let serving = Serving::start(command(folder.path(), &["serve", "--empty", "--listen", "127.0.0.1:0"]));
    for path in ["/healthz", "/readyz", "/metrics", "/", "/procedures", "/sign-in"] {
        let (status, body) = request(serving.address(), "GET", path, "", "").unwrap();
        assert_eq!(status, 200, "{path}: {body}");
    }
    let (status, _) = request(serving.address(), "GET", "/officer/inbox", "", "").unwrap();
    assert_eq!(status, 303);
    // A second program on the same folder is told, and the first goes on.
    let second = finish(command(folder.path(), &["audit", "verify", "--empty"]));
    assert!(!second.status.success() && said(&second).contains("in use"), "{}", said(&second));
    assert_eq!(request(serving.address(), "GET", "/healthz", "", "").map(|(status, _)| status), Some(200));
    serving.kill();
    let verified = finish(command(folder.path(), &["audit", "verify", "--empty"]));
    assert!(verified.status.success(), "{}", said(&verified));
}

#[test]
fn administrators_have_an_address_of_their_own_when_one_is_set() {
    let folder = tempfile::tempdir().unwrap();
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut serve = command(folder.path(), &["serve", "--empty", "--listen", "127.0.0.1:0"]);
    serve.env("NHATLE_ADMIN__LISTEN", free.to_string());
    let serving = Serving::start(serve);
    let admin = free.to_string();
    for (path, inside) in [("/metrics", 200), ("/officer/operations", 303), ("/officer/admin/people", 303)] {
        let outside = request(serving.address(), "GET", path, "", "").map(|(status, _)| status);
        assert_eq!(outside, Some(404), "{path}");
        assert_eq!(request(&admin, "GET", path, "", "").map(|(status, _)| status), Some(inside), "{path}");
    }
    for address in [serving.address(), &admin] {
        assert_eq!(request(address, "GET", "/sign-in", "", "").map(|(status, _)| status), Some(200));
    }
}

#[test]
fn variables_beside_the_configuration_do_not_disturb_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut migrate = command(folder.path(), &["migrate", "--empty"]);
    migrate.env("NHATLE_LOG", "warn").env("NHATLE_PASSWORD", "sông Nhật Lệ").env(testkit::POSTGRES_VARIABLE, "x");
    let output = finish(migrate);
    assert!(output.status.success(), "{}", said(&output));
}

#[test]
fn a_misspelt_option_is_named() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("nhatle.toml"), "listne = \"127.0.0.1:1\"\n").unwrap();
    let output = finish(command(folder.path(), &["migrate", "--empty"]));
    assert!(!output.status.success() && said(&output).contains("listne"), "{}", said(&output));
}

#[test]
fn a_lost_master_key_is_not_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let units = crate::common::root().join("data").join("units-2024.csv");
    let mut import = command(folder.path(), &["import", "units", "--empty"]);
    import.arg(units);
    let imported = finish(import);
    assert!(imported.status.success(), "{}", said(&imported));
    std::fs::remove_file(folder.path().join("keys").join("master.key")).unwrap();
    let output = finish(command(folder.path(), &["audit", "verify", "--empty"]));
    assert!(!output.status.success() && said(&output).contains("master.key"), "{}", said(&output));
    assert!(!folder.path().join("keys").join("master.key").exists());
}

#[test]
fn what_is_generated_is_printed_without_a_database() {
    let folder = tempfile::tempdir().unwrap();
    for (word, wanted) in [("openapi", "\"openapi\": \"3.1.0\""), ("routes", "/api/v1/track/{code}")] {
        let output = finish(command(folder.path(), &[word]));
        assert!(output.status.success() && said(&output).contains(wanted), "{word}: {}", said(&output));
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

/// What a slow client sends before it falls silent.
const BEGINNINGS: [&str; 3] = [
    "",
    "GET / HTTP/1.1\r\nHost: x\r\n",
    "POST /sign-in HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 9\r\n\r\na",
];

/// Whether the other side ends the connection by itself.
fn is_cut_off(address: &str, sent: &str) -> bool {
    let mut slow = std::net::TcpStream::connect(address).unwrap();
    slow.set_read_timeout(Some(std::time::Duration::from_mins(1))).unwrap();
    slow.write_all(sent.as_bytes()).unwrap();
    match slow.read_to_end(&mut Vec::new()) {
        Ok(_) => true,
        Err(error) => !matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut),
    }
}

#[test]
fn slow_clients_are_cut_off() {
    let folder = tempfile::tempdir().unwrap();
    let serving = Serving::start(command(folder.path(), &["serve", "--empty", "--listen", "127.0.0.1:0"]));
    let address = serving.address();
    std::thread::scope(|scope| {
        let waiting = BEGINNINGS.map(|sent| (sent, scope.spawn(move || is_cut_off(address, sent))));
        for (sent, thread) in waiting {
            assert!(thread.join().unwrap(), "{sent:?} holds its connection");
        }
    });
    assert_eq!(request(address, "GET", "/healthz", "", "").map(|(status, _)| status), Some(200));
}
