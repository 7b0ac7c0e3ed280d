//! Every check of a ceremony with an answer that fails it alone.

use kernel::Kind as ErrorKind;

use super::sample::{Device, Kind, PRESENT, VERIFIED, attested, bytes, object, public, text};
use super::*;

const CHALLENGE: [u8; 32] = [7; 32];
const ACCOUNT: Uuid = Uuid::from_u128(5);

fn party() -> Party {
    Party::new("localhost", &["http://localhost".to_owned()]).unwrap()
}

fn registered(brought: &Registration) -> Result<NewPasskey, Why> {
    let party = party();
    registration(&Want { party: &party, challenge: &CHALLENGE, verified: false }, brought)
}

fn made(device: &Device) -> NewPasskey {
    registered(&device.make(&CHALLENGE)).unwrap()
}

fn asserted(new: &NewPasskey, verified: bool, brought: &Assertion) -> Result<Used, Why> {
    let party = party();
    let NewPasskey { key, counter, backup_eligible, .. } = new;
    let known = Known { account: ACCOUNT, key, counter: *counter, backup_eligible: *backup_eligible };
    assertion(&Want { party: &party, challenge: &CHALLENGE, verified }, &known, brought)
}

#[test]
fn keys_of_every_kind_are_taken_and_answer() {
    for device in Device::kinds(ACCOUNT) {
        let new = made(&device);
        assert_eq!((&new.id, new.counter, new.backed_up), (&device.id, 0, false));
        let used = asserted(&new, true, &device.answer(&CHALLENGE));
        assert_eq!(used, Ok(Used { counter: 0, verified: true, backed_up: false }));
        let other = Device::new(ACCOUNT);
        assert_eq!(asserted(&new, true, &other.answer(&CHALLENGE)), Err(Why::Signature));
    }
}

/// A device that differs in one thing.
fn but(change: impl FnOnce(&mut Device)) -> Device {
    let mut device = Device::new(ACCOUNT);
    change(&mut device);
    device
}

#[test]
fn a_new_passkey_answers_this_page_of_this_house() {
    let good = Device::new(ACCOUNT);
    let sent = |client: Vec<u8>| Registration { client, ..good.make(&CHALLENGE) };
    let said = |text: &str| sent(text.as_bytes().to_vec());
    let other_origin = but(|device| device.origin = "http://localhost.evil.example".into());
    let other_port = but(|device| device.origin = "http://localhost:8080".into());
    let right = String::from_utf8(good.client("webauthn.create", &CHALLENGE)).unwrap();
    let unpadded = right.replace("BwcHBwc", "BwcHBw=");
    for (what, brought, expected) in [
        ("another ceremony", sent(good.client("webauthn.get", &CHALLENGE)), Why::Type),
        ("another page", good.make(&[8; 32]), Why::Challenge),
        ("an empty challenge", good.make(&[]), Why::Challenge),
        ("a challenge that cannot be read", said(&unpadded), Why::Challenge),
        ("another origin", other_origin.make(&CHALLENGE), Why::Origin),
        ("another port", other_port.make(&CHALLENGE), Why::Origin),
        ("inside another page", said(&right.replace("false", "true")), Why::Embedded),
        ("no JSON", said("{"), Why::Unreadable),
        ("JSON without an origin", said(&right.replace("origin", "other")), Why::Unreadable),
        ("JSON with two origins", said(&right.replace('{', "{\"origin\":\"x\",")), Why::Unreadable),
        ("another party", but(|device| device.party = "evil.example".into()).make(&CHALLENGE), Why::Party),
        ("nobody there", but(|device| device.flags = VERIFIED).make(&CHALLENGE), Why::Presence),
        ("a reserved flag", but(|device| device.flags = PRESENT | 0x02).make(&CHALLENGE), Why::Flags),
        ("backed up, but not eligible", but(|device| device.flags = PRESENT | 0x10).make(&CHALLENGE), Why::Flags),
        ("no id", but(|device| device.id = Vec::new()).make(&CHALLENGE), Why::Id),
        ("an id that is too long", but(|device| device.id = vec![1; 1024]).make(&CHALLENGE), Why::Id),
    ] {
        assert_eq!(registered(&brought).err(), Some(expected), "{what}");
    }
    let longest = made(&but(|device| device.id = vec![1; 1023]));
    assert_eq!(longest.id.len(), 1023);
}

#[test]
fn an_attestation_is_read_to_its_last_byte() {
    let device = Device::new(ACCOUNT);
    let key = public(&device.key);
    let with = |flags: u8, rest: &[u8]| attested(&device.data(PRESENT | flags, rest));
    let credential = device.credential(&key);
    let extended = [credential.clone(), vec![0xa1], text("credProtect"), vec![0x02]].concat();
    let left = [credential.clone(), vec![0x00]].concat();
    let whole = device.data(PRESENT | 0x40, &credential);
    for (what, attestation, expected) in [
        ("as it should be", with(0x40, &credential), None),
        ("with extensions", with(0xc0, &extended), None),
        ("extensions that are not said", with(0x40, &extended), Some(Why::Trailing)),
        ("extensions that are missing", with(0xc0, &credential), Some(Why::Unreadable)),
        ("a byte after the key", with(0x40, &left), Some(Why::Trailing)),
        ("a byte after all", [attested(&whole), vec![0]].concat(), Some(Why::Trailing)),
        ("no credential", with(0, &[]), Some(Why::Unreadable)),
        ("a credential that is cut", with(0x40, &credential[..40]), Some(Why::Unreadable)),
        ("data that is cut", attested(&whole[..36]), Some(Why::Unreadable)),
        ("no CBOR", vec![0xff], Some(Why::Unreadable)),
        ("another object", vec![0xa0], Some(Why::Unreadable)),
        ("a statement with \"none\"", object("none", &[0xa1, 0x61, b'a', 0x01], &whole), Some(Why::Attestation)),
        ("a format nobody asked for", object("fido-u2f", &[0xa0], &whole), Some(Why::Attestation)),
    ] {
        let brought = Registration { attestation, ..device.make(&CHALLENGE) };
        assert_eq!(registered(&brought).err(), expected, "{what}");
    }
}

#[test]
fn a_key_about_itself_must_be_right() {
    let device = Device::new(ACCOUNT);
    let data = device.data(PRESENT | 0x40, &device.credential(&public(&device.key)));
    let client = device.client("webauthn.create", &CHALLENGE);
    let signature = device.sign(&[data.as_slice(), digest(&SHA256, &client).as_ref()].concat());
    let statement = |algorithm: u8, signature: &[u8]| {
        let entries = [vec![0xa2], text("alg"), vec![algorithm], text("sig"), bytes(signature)].concat();
        object("packed", &entries, &data)
    };
    for (what, attestation, expected) in [
        ("right", statement(0x26, &signature), None),
        ("of another kind", statement(0x27, &signature), Some(Why::Attestation)),
        ("over something else", statement(0x26, &device.sign(b"x")), Some(Why::Attestation)),
    ] {
        let brought = Registration { client: client.clone(), attestation };
        assert_eq!(registered(&brought).err(), expected, "{what}");
    }
}

#[test]
fn only_whole_keys_of_three_kinds_are_taken() {
    let device = Device::new(ACCOUNT);
    let [_, of_edwards, of_rsa] = Device::kinds(ACCOUNT);
    let changed = |from: &Kind, at: usize, to: u8| {
        let mut key = public(from);
        key[at] = to;
        key
    };
    let key = public(&device.key);
    let last = key.len() - 1;
    for (what, key) in [
        ("ES384", changed(&device.key, 4, 0x38)),
        ("another kind of key", changed(&device.key, 2, 0x01)),
        ("another curve", changed(&device.key, 6, 0x02)),
        ("a point off the curve", changed(&device.key, last, key[last] ^ 1)),
        ("Ed25519 on another curve", changed(&of_edwards.key, 6, 0x07)),
        ("RSA with another exponent", changed(&of_rsa.key, public(&of_rsa.key).len() - 1, 3)),
        ("a short modulus", short_rsa()),
        ("nothing", vec![0xa0]),
        ("no map", vec![0x01]),
    ] {
        let data = device.data(PRESENT | 0x40, &device.credential(&key));
        let brought = Registration { attestation: attested(&data), ..device.make(&CHALLENGE) };
        let found = registered(&brought).err();
        assert!(matches!(found, Some(Why::Key | Why::Unreadable)), "{what}: {found:?}");
    }
}

/// An RSA key of 1024 bits.
fn short_rsa() -> Vec<u8> {
    let head = [0xa4, 0x01, 0x03, 0x03, 0x39, 0x01, 0x00, 0x20];
    [head.to_vec(), bytes(&[0xc1; 128]), vec![0x21, 0x43, 1, 0, 1]].concat()
}

#[test]
fn a_passkey_that_is_used_answers_this_page_of_this_house() {
    let device = Device::new(ACCOUNT);
    let new = made(&device);
    let client = device.client("webauthn.get", &CHALLENGE);
    let data = device.data(device.flags, &[]);
    let right = device.answer(&CHALLENGE);
    let origin = |text: &str| {
        let said = String::from_utf8(client.clone()).unwrap().replace("http://localhost", text);
        device.signed(said.into_bytes(), data.clone())
    };
    let of_evil = Device { party: "evil.example".into(), ..Device::new(ACCOUNT) }.data(device.flags, &[]);
    let flags = |flags: u8| device.signed(client.clone(), device.data(flags, &[]));
    let extended = device.data(device.flags | 0x80, &[0xa0]);
    let mut broken = right.signature.clone();
    broken[8] ^= 1;
    for (what, brought, expected) in [
        ("of another ceremony", device.signed(device.client("webauthn.create", &CHALLENGE), data.clone()), Why::Type),
        ("of another page", device.answer(&[8; 32]), Why::Challenge),
        ("another origin", origin("https://evil.example"), Why::Origin),
        ("an origin that begins alike", origin("http://localhost.evil.example"), Why::Origin),
        ("another party", device.signed(client.clone(), of_evil), Why::Party),
        ("nobody there", flags(VERIFIED), Why::Presence),
        ("nobody known", flags(PRESENT), Why::Verification),
        ("a reserved flag", flags(PRESENT | VERIFIED | 0x20), Why::Flags),
        ("it may be copied all at once", flags(PRESENT | VERIFIED | 0x08), Why::Flags),
        ("bytes left over", device.signed(client.clone(), [data.clone(), vec![0]].concat()), Why::Trailing),
        ("cut", device.signed(client.clone(), data[..30].to_vec()), Why::Unreadable),
        ("somebody else's", Assertion { holder: vec![9; 16], ..right.clone() }, Why::Holder),
        ("a broken signature", Assertion { signature: broken, ..right.clone() }, Why::Signature),
        ("no signature", Assertion { signature: Vec::new(), ..right.clone() }, Why::Signature),
        ("other data than was signed", Assertion { data: extended, ..right.clone() }, Why::Signature),
    ] {
        assert_eq!(asserted(&new, true, &brought), Err(expected), "{what}");
    }
    let unsaid = Assertion { holder: Vec::new(), ..right };
    assert!(asserted(&new, true, &unsaid).is_ok(), "an authenticator need not know whose key it is");
    let unverified = asserted(&new, false, &flags(PRESENT)).unwrap();
    assert!(!unverified.verified);
}

#[test]
fn a_counter_never_falls_back() {
    let mut device = Device::new(ACCOUNT);
    let new = made(&device);
    for (before, after, is_good) in
        [(0, 0, true), (0, 1, true), (1, 2, true), (1, 1, false), (5, 4, false), (1, 0, false), (4, u32::MAX, true)]
    {
        device.counter = after;
        let known = NewPasskey { counter: before, ..new.clone() };
        let used = asserted(&known, true, &device.answer(&CHALLENGE));
        let expected = Used { counter: i64::from(after), verified: true, backed_up: false };
        assert_eq!(used, if is_good { Ok(expected) } else { Err(Why::Counter) }, "{before} {after}");
    }
}

#[test]
fn people_are_told_what_they_can_mend_and_nothing_else() {
    for why in [Why::Origin, Why::Verification, Why::Key, Why::Counter, Why::Late, Why::Unknown] {
        assert_eq!(why.error().kind(), ErrorKind::Invalid, "{}", why.code());
    }
    assert_eq!(Why::Unknown.error().message().key, Why::Signature.error().message().key);
}
