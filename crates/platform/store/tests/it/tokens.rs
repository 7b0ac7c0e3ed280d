//! Who signed a time stamp: tokens made by openssl, right ones and such as must be refused. The same list stands in
//! docs/security.md.

use std::path::Path;
use std::process::{Command, Stdio};

use store::token::Roots;
use tempfile::TempDir;

/// What certificates say, and how openssl stamps.
const CONFIG: &str = "[req]
distinguished_name = dn
prompt = no
[dn]
CN = Nobody
[ca]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign
[short]
basicConstraints = critical,CA:true,pathlen:0
[encrypts]
basicConstraints = critical,CA:true
keyUsage = critical,keyEncipherment
[web]
basicConstraints = critical,CA:true
extendedKeyUsage = serverAuth
[tsa]
extendedKeyUsage = critical,timeStamping
keyUsage = critical,digitalSignature
[mild]
extendedKeyUsage = timeStamping
[wide]
extendedKeyUsage = critical,timeStamping,serverAuth
[none]
basicConstraints = critical,CA:false
[agrees]
extendedKeyUsage = critical,timeStamping
keyUsage = critical,keyAgreement
[strange]
extendedKeyUsage = critical,timeStamping
1.2.3.4 = critical,ASN1:NULL
[tsa1]
serial = ./serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
";
const TST_INFO: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x01, 0x04];
const SIGNING_TIME: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x05];
/// Number of the right certificate, which stands in it and where the signer is named.
const SERIAL: &[u8] = &[0x5e, 0x41, 0xa1, 0xc0, 0xff, 0xee];

/// How a row of the table is refused.
const UNREADABLE: &str = "the time stamp cannot be read";
const NOT_ONE: &str = "the time stamp is not signed by exactly one";
const NO_KIND: &str = "the signature does not say that it is one of a time stamp";
const OTHER_WORDS: &str = "what the time stamp says is not what was signed";
const NO_NAME: &str = "the signature does not cover with which certificate it was made";
const NO_CERTIFICATE: &str = "the certificate that the signature names is not there";
const UNFIT: &str = "the signature of the time stamp does not fit";
const UNKNOWN: &str = "the time stamp is signed in a way that is not known here";
const OTHER_USE: &str = "the certificate of the signer is not one for time stamps alone";
const NOT_THEN: &str = "the certificate of the signer did not hold at the time that the token tells";
const NO_WAY: &str = "nothing leads from the certificate of the signer to a given root";

/// A folder with a root, one in the middle, and an authority.
struct Shop(TempDir);

impl Shop {
    fn new() -> Self {
        let shop = Self(tempfile::tempdir().unwrap());
        shop.write("ts.cnf", CONFIG.as_bytes());
        shop.write("serial", b"01\n");
        for (name, kind) in [("root", "P-384"), ("middle", "P-256"), ("second", "P-256"), ("tsa", "rsa:2048")] {
            shop.key(name, kind);
        }
        shop.root("root", 40_000);
        shop.issue("middle", "middle root ca");
        shop.issue("tsa", "tsa middle tsa");
        shop.write("data", b"what is stamped");
        shop.openssl("ts -query -data data -sha256 -cert -out asked");
        let reply = "ts -reply -config ts.cnf -section tsa1 -queryfile asked -token_out -out good";
        shop.openssl(&format!("{reply} -signer tsa.pem -inkey tsa.key -chain middle.pem"));
        shop.openssl("cms -verify -noverify -binary -inform DER -in good -out info");
        shop
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn openssl(&self, words: &str) {
        let mut command = Command::new("openssl");
        command.args(words.split(' ')).current_dir(self.path()).stdout(Stdio::null()).stderr(Stdio::null());
        assert!(command.status().unwrap().success(), "{words}");
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.path().join(name), bytes).unwrap();
    }

    fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path().join(name)).unwrap()
    }

    /// Makes a key: a curve, or `rsa:` and the number of bits.
    fn key(&self, name: &str, kind: &str) {
        let how = match kind.strip_prefix("rsa:") {
            Some(bits) => format!("RSA -pkeyopt rsa_keygen_bits:{bits}"),
            None => format!("EC -pkeyopt ec_paramgen_curve:{kind}"),
        };
        self.openssl(&format!("genpkey -algorithm {how} -out {name}.key"));
    }

    /// A root with the key of this name.
    fn root(&self, key: &str, days: u32) {
        let how = format!("-x509 -new -key {key}.key -days {days} -config ts.cnf -extensions ca");
        self.openssl(&format!("req {how} -subj /CN=Root -out {key}.pem"));
    }

    /// Issues a certificate: `what` is its key, who issues it, and what it says.
    fn issue(&self, name: &str, what: &str) {
        self.issue_for(name, what, 2, "sha256");
    }

    fn issue_for(&self, name: &str, what: &str, days: u32, hash: &str) {
        let parts: Vec<&str> = what.split(' ').collect();
        let [key, issuer, says] = parts[..] else { panic!("{what}") };
        self.openssl(&format!("req -new -key {key}.key -subj /CN=The-{key} -config ts.cnf -out {name}.csr"));
        let issued = format!("-CA {issuer}.pem -CAkey {issuer}.key -set_serial 0x5e41a1c0ffee -days {days} -{hash}");
        self.openssl(&format!("x509 -req -in {name}.csr {issued} -extfile ts.cnf -extensions {says} -out {name}.pem"));
    }

    /// A message with these words around what the good token says.
    fn message(&self, words: &str) -> Vec<u8> {
        let (mut said, place) = self.said();
        // The end of the day: a certificate that was just issued held by then.
        said[place + 8..place + 14].copy_from_slice(b"235959");
        self.write("later", &said);
        self.openssl(&format!("cms -sign -binary -nodetach -in later -outform DER -out made {words}"));
        self.read("made")
    }

    /// What a token says, and where in it the time stands (`YYYYMMDDHHMMSSZ`).
    fn said(&self) -> (Vec<u8>, usize) {
        let said = self.read("info");
        let place = said.windows(2).position(|pair| pair == [0x18, 0x0f]).unwrap() + 2;
        (said, place)
    }

    /// A token by a certificate with the key of this name.
    fn token(&self, certificate: &str, key: &str, words: &str) -> Vec<u8> {
        let signer = format!("-signer {certificate}.pem -inkey {key}.key -certfile middle.pem");
        self.message(&format!("-econtent_type id-smime-ct-TSTInfo {signer} {words}"))
    }

    /// A token by a certificate of the authority's key that says something else.
    fn saying(&self, says: &str) -> Vec<u8> {
        self.issue("other", &format!("tsa middle {says}"));
        self.token("other", "tsa", "-md sha256 -cades")
    }

    /// A token whose certificate was issued by a second one in the middle, which `what` makes.
    fn behind(&self, what: &str) -> Vec<u8> {
        self.issue("second", what);
        self.issue("other", "tsa second tsa");
        self.write("both.pem", &[self.read("second.pem"), self.read("middle.pem")].concat());
        let signer = "-signer other.pem -inkey tsa.key -certfile both.pem";
        self.message(&format!("-econtent_type id-smime-ct-TSTInfo {signer} -md sha256 -cades"))
    }

    /// A token that tells another year.
    fn in_year(&self, year: [u8; 4], certificate: &str) -> Vec<u8> {
        let (said, place) = self.said();
        let mut other = said.clone();
        other[place..place + 4].copy_from_slice(&year);
        self.write("info", &other);
        let token = self.token(certificate, "tsa", "-md sha256 -cades");
        self.write("info", &said);
        token
    }

    /// The good token with one bit changed, so many bytes behind the last place where `mark` stands.
    fn edited(&self, mark: &[u8], behind: usize) -> Vec<u8> {
        let mut token = self.read("good");
        let place = token.windows(mark.len()).rposition(|bytes| bytes == mark).unwrap();
        token[place + behind] ^= 1;
        token
    }

    fn der(&self, name: &str) -> Vec<u8> {
        self.openssl(&format!("x509 -in {name}.pem -outform DER -out {name}.der"));
        self.read(&format!("{name}.der"))
    }

    fn answer(&self, root: &str, token: &[u8]) -> Result<(), String> {
        let text = String::from_utf8(self.read(&format!("{root}.pem"))).unwrap();
        Roots::of_pem(&text).unwrap().check(token)
    }
}

type Make = fn(&Shop) -> Vec<u8>;

/// What is tried at the message.
const MESSAGES: [(&str, &str, Make); 14] = [
    ("what it says edited", OTHER_WORDS, |shop| {
        let mut token = shop.read("good");
        let said = shop.read("info");
        let place = token.windows(said.len()).position(|bytes| bytes == said).unwrap();
        token[place + said.len() - 1] ^= 1;
        token
    }),
    ("attribute under the signature edited", UNFIT, |shop| shop.edited(SIGNING_TIME, 13)),
    ("signature edited", UNFIT, |shop| {
        let mut token = shop.read("good");
        let last = token.len() - 1;
        token[last] ^= 1;
        token
    }),
    ("cut off", UNREADABLE, |shop| shop.read("good")[..900].to_vec()),
    ("something behind it", UNREADABLE, |shop| [shop.read("good"), vec![0]].concat()),
    ("signed message of another kind", UNREADABLE, |shop| {
        shop.message("-signer tsa.pem -inkey tsa.key -md sha256 -cades")
    }),
    ("kind under the signature edited", NO_KIND, |shop| shop.edited(TST_INFO, 10)),
    ("signature without attributes", NO_KIND, |shop| shop.token("tsa", "tsa", "-md sha256 -noattr")),
    ("two signers", NOT_ONE, |shop| {
        shop.issue("other", "second middle tsa");
        shop.token("tsa", "tsa", "-md sha256 -cades -signer other.pem -inkey second.key")
    }),
    ("signed without the name of the certificate", NO_NAME, |shop| shop.token("tsa", "tsa", "-md sha256")),
    ("signed over SHA-1", UNKNOWN, |shop| shop.token("tsa", "tsa", "-md sha1 -cades")),
    ("signed by RSA with PSS", UNKNOWN, |shop| {
        shop.token("tsa", "tsa", "-md sha256 -cades -keyopt rsa_padding_mode:pss")
    }),
    ("signed by RSA with 1024 bits", UNFIT, |shop| {
        shop.key("small", "rsa:1024");
        shop.issue("small", "small middle tsa");
        shop.token("small", "small", "-md sha256 -cades")
    }),
    ("signer named by another number", NO_CERTIFICATE, |shop| shop.edited(SERIAL, 5)),
];

/// What is tried at the certificates.
const CERTIFICATES: [(&str, &str, Make); 17] = [
    ("certificate removed", NO_CERTIFICATE, |shop| shop.token("tsa", "tsa", "-md sha256 -cades -nocerts")),
    ("certificate exchanged for another of the same key, name and number", NO_CERTIFICATE, |shop| {
        shop.issue_for("other", "tsa middle tsa", 3, "sha256");
        let signer = "-signer tsa.pem -inkey tsa.key -nocerts -certfile other.pem";
        shop.message(&format!("-econtent_type id-smime-ct-TSTInfo {signer} -md sha256 -cades"))
    }),
    ("certificate edited", NO_CERTIFICATE, |shop| shop.edited(b"The-tsa", 6)),
    ("certificate without a purpose", OTHER_USE, |shop| shop.saying("none")),
    ("certificate with a purpose that is not critical", OTHER_USE, |shop| shop.saying("mild")),
    ("certificate with a second purpose", OTHER_USE, |shop| shop.saying("wide")),
    ("certificate whose key may not sign", OTHER_USE, |shop| shop.saying("agrees")),
    ("certificate with something critical that is not known", OTHER_USE, |shop| shop.saying("strange")),
    ("stamped before the certificate held", NOT_THEN, |shop| shop.in_year(*b"2020", "tsa")),
    ("stamped after the certificate held", NOT_THEN, |shop| shop.in_year(*b"2099", "tsa")),
    ("stamped after the certificate between held", NO_WAY, |shop| {
        shop.issue_for("other", "tsa middle tsa", 40_000, "sha256");
        shop.in_year(*b"2099", "other")
    }),
    ("certificate between missing", NO_WAY, |shop| {
        shop.message("-econtent_type id-smime-ct-TSTInfo -signer tsa.pem -inkey tsa.key -md sha256 -cades")
    }),
    ("certificate between edited", NO_WAY, |shop| {
        let middle = shop.der("middle");
        shop.edited(&middle, middle.len() - 1)
    }),
    ("certificate between that may issue none", NO_WAY, |shop| shop.behind("second middle none")),
    ("certificate between whose key may issue none", NO_WAY, |shop| shop.behind("second middle encrypts")),
    ("certificate between for another purpose", NO_WAY, |shop| shop.behind("second middle web")),
    ("certificate between where none may stand", NO_WAY, |shop| {
        shop.issue("middle", "middle root short");
        shop.behind("second middle ca")
    }),
];

#[test]
fn what_an_authority_signed_is_trusted_under_its_root() {
    let shop = Shop::new();
    assert_eq!(shop.answer("root", &shop.read("good")), Ok(()));
    assert_eq!(shop.answer("root", &shop.behind("second middle ca")), Ok(()));
    // By the identifier of the key instead of issuer and number, and with the certificate itself as the root.
    let by_key = shop.token("tsa", "tsa", "-md sha256 -cades -keyid");
    assert_eq!(shop.answer("root", &by_key), Ok(()));
    assert_eq!(shop.answer("tsa", &by_key), Ok(()));
    for kind in ["rsa:2048", "P-256", "P-384"] {
        shop.key("any", kind);
        for hash in ["sha256", "sha384", "sha512"] {
            shop.root("any", 9);
            shop.issue_for("one", "tsa any tsa", 2, hash);
            shop.issue_for("two", "any root tsa", 2, hash);
            let one = shop.token("one", "tsa", &format!("-md {hash} -cades"));
            assert_eq!(shop.answer("any", &one), Ok(()), "issued by {kind} {hash}");
            let two = shop.token("two", "any", &format!("-md {hash} -cades"));
            assert_eq!(shop.answer("root", &two), Ok(()), "signed by {kind} {hash}");
        }
    }
}

#[test]
fn each_token_that_is_not_right_is_refused_in_words() {
    let page = include_str!("../../../../../docs/security.md");
    let listed = |what: &str, answer: &str| {
        let line = format!("| time stamp: {what} | `{answer}` | the root (`--tsa-root`) |");
        assert!(page.lines().any(|listed| listed == line), "docs/security.md lacks this line:\n{line}");
    };
    for (what, answer, make) in MESSAGES.into_iter().chain(CERTIFICATES) {
        let shop = Shop::new();
        let refused = shop.answer("root", &make(&shop)).unwrap_err();
        assert!(refused.starts_with(answer), "{what}: {refused}");
        listed(what, answer);
    }
    let shop = Shop::new();
    shop.key("forged", "P-384");
    shop.root("forged", 9);
    assert_eq!(shop.answer("forged", &shop.read("good")), Err(NO_WAY.to_owned()));
    listed("issued under another root of the same name", NO_WAY);
}

#[test]
fn a_file_without_roots_is_refused_in_words() {
    let begin = "-----BEGIN CERTIFICATE-----\n";
    for (text, why) in [
        (String::new(), "it holds no certificate"),
        (format!("{begin}AAAA\n"), "its certificate 1 cannot be read"),
        (format!("{begin}!\n-----END CERTIFICATE-----"), "its certificate 1 cannot be read"),
        (format!("{begin}AAAA\n-----END CERTIFICATE-----"), "its certificate 1 cannot be read"),
    ] {
        assert!(Roots::of_pem(&text).unwrap_err().contains(why), "{text}");
    }
}
