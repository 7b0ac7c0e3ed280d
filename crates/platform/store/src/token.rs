//! Who signed a time stamp: the signature of the message (CMS, RFC 5652), the certificate that the message names
//! (RFC 5816), and the way from there to a root that the operator trusts, at the time that the token tells. Whether a
//! certificate was revoked is not looked up.

use data_encoding::BASE64;

use crate::certificate::{Certificate, Hash};
use crate::der::{EXPLICIT, INTEGER, OCTETS, OID, Part, SEQUENCE, SET, all, inside, only, part, whole};
use crate::stamp::{SIGNED_DATA, TST_INFO, told};

const CONTENT_TYPE: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x03];
const MESSAGE_DIGEST: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x04];
const SIGNING_CERTIFICATE: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x02, 0x2f];
/// `[0]` in the place of a signer: the identifier of a key.
const KEY_ID: u8 = 0x80;
/// The most certificates in a token.
const MOST: usize = 8;

const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const END: &str = "-----END CERTIFICATE-----";

/// The roots of authorities that are trusted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roots(Vec<Vec<u8>>);

/// The message around what a token says.
struct Message<'a> {
    content: &'a [u8],
    certificates: Vec<Certificate<'a>>,
    signers: Vec<Part<'a>>,
}

fn message(token: &[u8]) -> Option<Message<'_>> {
    let (kind, rest) = inside(only(token, SEQUENCE)?, OID)?;
    let signed = only(only(rest, EXPLICIT)?, SEQUENCE)?;
    let (_, rest) = inside(signed, INTEGER)?;
    let (_, rest) = inside(rest, SET)?;
    let (held, rest) = inside(rest, SEQUENCE)?;
    let (what, content) = inside(held, OID)?;
    if kind != SIGNED_DATA || what != TST_INFO {
        return None;
    }
    let content = only(only(content, EXPLICIT)?, OCTETS)?;
    let parts = all(rest)?;
    let held = match parts.first().filter(|part| part.tag == EXPLICIT) {
        Some(held) => all(held.content)?,
        None => Vec::new(),
    };
    let signers = parts.last().filter(|part| part.tag == SET)?;
    if held.len() > MOST {
        return None;
    }
    // One that cannot be read leads nowhere.
    let certificates = held.iter().filter_map(|held| Certificate::parse(held.whole)).collect();
    Some(Message { content, certificates, signers: all(signers.content)? })
}

/// Who signed it.
struct Signer<'a> {
    name: Part<'a>,
    hash: Option<Hash>,
    /// The attributes under the signature, as they are signed.
    signed: Vec<u8>,
    attributes: Vec<(&'a [u8], &'a [u8])>,
    algorithm: &'a [u8],
    signature: &'a [u8],
}

fn signer(bytes: &[u8]) -> Option<Signer<'_>> {
    let (_, rest) = inside(only(bytes, SEQUENCE)?, INTEGER)?;
    let (name, rest) = part(rest)?;
    let (hash, rest) = inside(rest, SEQUENCE)?;
    let (next, after) = part(rest)?;
    let (held, rest) = if next.tag == EXPLICIT { (next, after) } else { (Part { content: &[], ..next }, rest) };
    let (algorithm, rest) = inside(rest, SEQUENCE)?;
    let (signature, _) = inside(rest, OCTETS)?;
    let mut attributes = Vec::new();
    for attribute in all(held.content)? {
        let (kind, values) = inside(only(attribute.whole, SEQUENCE)?, OID)?;
        attributes.push((kind, only(values, SET)?));
    }
    // The signature covers them as a SET.
    let signed = held.whole.get(1..).map(|rest| [[SET].as_slice(), rest].concat())?;
    let (algorithm, _) = inside(algorithm, OID)?;
    let (hash, _) = inside(hash, OID)?;
    Some(Signer { name, hash: Hash::named(hash), signed, attributes, algorithm, signature })
}

/// The hash of the certificate that an attribute names.
fn named(value: &[u8]) -> Option<(Hash, &[u8])> {
    let (list, _) = inside(only(value, SEQUENCE)?, SEQUENCE)?;
    let (first, _) = inside(list, SEQUENCE)?;
    let (next, rest) = part(first)?;
    match next.tag {
        OCTETS => Some((Hash::Sha256, next.content)),
        SEQUENCE => Some((Hash::named(inside(next.content, OID)?.0)?, inside(rest, OCTETS)?.0)),
        _ => None,
    }
}

impl<'a> Signer<'a> {
    /// The value of an attribute that stands there once.
    fn attribute(&self, kind: &[u8]) -> Option<&'a [u8]> {
        let mut found = self.attributes.iter().filter(|(found, _)| *found == kind);
        let (_, value) = found.next()?;
        found.next().is_none().then_some(*value)
    }

    /// Whether the place of the signer names this certificate too.
    fn is(&self, certificate: &Certificate<'_>) -> bool {
        let serial = || {
            let (issuer, rest) = whole(self.name.content, SEQUENCE)?;
            Some((issuer, only(rest, INTEGER)?))
        };
        match self.name.tag {
            SEQUENCE => serial().is_some_and(|(issuer, serial)| certificate.is_from(issuer, serial)),
            KEY_ID => certificate.has_key_id(self.name.content),
            _ => false,
        }
    }
}

/// The second that a token tells, as fourteen digits.
fn second(token: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(told(token)?.time).ok()?.strip_suffix('Z')?;
    let (second, fraction) = text.split_at_checked(14)?;
    let is_plain = |text: &str| text.bytes().all(|sign| sign.is_ascii_digit());
    let is_fraction = fraction.is_empty() || fraction.strip_prefix('.').is_some_and(is_plain);
    (is_plain(second) && is_fraction).then(|| second.to_owned())
}

impl Roots {
    /// Reads a file of certificates in PEM.
    ///
    /// # Errors
    /// A sentence of what is wrong.
    pub fn of_pem(text: &str) -> Result<Self, String> {
        let mut roots = Vec::new();
        for (no, block) in (1..).zip(text.split(BEGIN).skip(1)) {
            let wrong = || format!("its certificate {no} cannot be read");
            let (body, _) = block.split_once(END).ok_or_else(wrong)?;
            let body: String = body.split_whitespace().collect();
            let root = BASE64.decode(body.as_bytes()).map_err(|_| wrong())?;
            Certificate::parse(&root).ok_or_else(wrong)?;
            roots.push(root);
        }
        if roots.is_empty() {
            return Err(format!("it holds no certificate (a line {BEGIN})"));
        }
        Ok(Self(roots))
    }

    /// Whether an authority with one of these roots signed a token.
    ///
    /// # Errors
    /// A sentence of what is wrong.
    pub fn check(&self, token: &[u8]) -> Result<(), String> {
        let message = message(token).ok_or("the time stamp cannot be read")?;
        let at = second(token).ok_or("the time stamp tells no time")?;
        let [signer_info] = message.signers.as_slice() else {
            return Err("the time stamp is not signed by exactly one".into());
        };
        let signer = signer(signer_info.whole).ok_or("who signed the time stamp cannot be read")?;
        if signer.attribute(CONTENT_TYPE).and_then(|value| only(value, OID)) != Some(TST_INFO) {
            return Err("the signature does not say that it is one of a time stamp".into());
        }
        let hash = signer.hash.ok_or("the time stamp is signed in a way that is not known here")?;
        let digest = hash.of(message.content);
        if signer.attribute(MESSAGE_DIGEST).and_then(|value| only(value, OCTETS)) != Some(digest.as_slice()) {
            return Err("what the time stamp says is not what was signed".into());
        }
        let (how, print) = signer
            .attribute(SIGNING_CERTIFICATE)
            .and_then(named)
            .ok_or("the signature does not cover with which certificate it was made (ESSCertIDv2)")?;
        let is_named = |held: &&Certificate<'_>| how.of(held.whole) == print && signer.is(held);
        let certificate = message
            .certificates
            .iter()
            .find(is_named)
            .ok_or("the certificate that the signature names is not there")?;
        match certificate.signed(signer.algorithm, Some(hash), &signer.signed, signer.signature) {
            Some(true) => {}
            Some(false) => return Err("the signature of the time stamp does not fit".into()),
            None => return Err("the time stamp is signed in a way that is not known here".into()),
        }
        self.trusts(certificate, &message.certificates, &at)
    }

    /// Whether the certificate of a signer is one that may sign, and comes from a root.
    fn trusts(&self, signer: &Certificate<'_>, others: &[Certificate<'_>], at: &str) -> Result<(), String> {
        if !signer.is_for_stamps() {
            return Err("the certificate of the signer is not one for time stamps alone".into());
        }
        if !signer.holds(at) {
            return Err("the certificate of the signer did not hold at the time that the token tells".into());
        }
        let roots: Vec<Certificate<'_>> = self.0.iter().filter_map(|root| Certificate::parse(root)).collect();
        if signer.leads(others, &roots, at) {
            return Ok(());
        }
        Err("nothing leads from the certificate of the signer to a given root".into())
    }
}
