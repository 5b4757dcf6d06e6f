//! The little of an X.509 certificate that XMPP asks for: whose it is, and how it is signed. Whether it is any good has
//! been judged by who ended TLS.

use crate::Jid;

const SEQUENCE: u8 = 0x30;
const OBJECT_ID: u8 = 0x06;
const OCTETS: u8 = 0x04;
const BOOLEAN: u8 = 0x01;
const UTF8: u8 = 0x0c;
/// `[3]` of a certificate: its extensions.
const EXTENSIONS: u8 = 0xa3;
/// `[0]` of a general name: another kind of name; and the value in it.
const OTHER_NAME: u8 = 0xa0;

/// 2.5.29.17
const SUBJECT_ALT_NAME: &[u8] = &[0x55, 0x1d, 0x11];
/// 1.3.6.1.5.5.7.8.5 (RFC 6120, 13.7.1.4)
const XMPP_ADDR: &[u8] = &[0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x08, 0x05];

/// The function that a certificate's signature hashes with, as RFC 5929, 4.1, counts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SignatureHash {
    Sha256,
    Sha384,
    Sha512,
}

/// Signatures by the content of their object identifiers.
const SIGNATURES: [(&[u8], SignatureHash); 11] = [
    // RSA with MD5, SHA-1, SHA-256, SHA-384, SHA-512: 1.2.840.113549.1.1.{4, 5, 11, 12, 13}
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x04], SignatureHash::Sha256),
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x05], SignatureHash::Sha256),
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b], SignatureHash::Sha256),
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0c], SignatureHash::Sha384),
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0d], SignatureHash::Sha512),
    // ECDSA with SHA-1, SHA-256, SHA-384, SHA-512: 1.2.840.10045.4.{1, 3.2, 3.3, 3.4}
    (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x01], SignatureHash::Sha256),
    (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02], SignatureHash::Sha256),
    (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x03], SignatureHash::Sha384),
    (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x04], SignatureHash::Sha512),
    // DSA with SHA-1, SHA-256: 1.2.840.10040.4.3, 2.16.840.1.101.3.4.3.2
    (&[0x2a, 0x86, 0x48, 0xce, 0x38, 0x04, 0x03], SignatureHash::Sha256),
    (&[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, 0x02], SignatureHash::Sha256),
];

/// `None`: not a certificate, or a signature that RFC 5929 gives no function for.
pub(crate) fn signature_hash(certificate: &[u8]) -> Option<SignatureHash> {
    let (_, rest) = content(certificate, SEQUENCE).and_then(|whole| content_and_rest(whole, SEQUENCE))?;
    let algorithm = content(rest, SEQUENCE)?;
    let id = content(algorithm, OBJECT_ID)?;
    SIGNATURES.iter().find(|(known, _)| *known == id).map(|(_, hash)| *hash)
}

/// The XMPP addresses (xmppAddr) of a certificate in DER, for [`ServerStream::set_certificate`]: none if it names none,
/// or cannot be read. At most 16.
///
/// [`ServerStream::set_certificate`]: crate::ServerStream::set_certificate
#[must_use]
pub fn xmpp_addresses(certificate: &[u8]) -> Vec<Jid> {
    const MOST: usize = 16;
    let mut found = Vec::new();
    let mut names = alternative_names(certificate).unwrap_or_default();
    while let Some((tag, name, rest)) = next(names) {
        names = rest;
        let address = (tag == OTHER_NAME).then(|| other_name(name)).flatten();
        found.extend(address.and_then(|text| Jid::new(text).ok()));
        if found.len() >= MOST {
            break;
        }
    }
    found
}

/// The content of the extension `subjectAltName`.
fn alternative_names(certificate: &[u8]) -> Option<&[u8]> {
    let mut fields = content(content(certificate, SEQUENCE)?, SEQUENCE)?;
    let extensions = loop {
        let (tag, field, rest) = next(fields)?;
        if tag == EXTENSIONS {
            break field;
        }
        fields = rest;
    };
    let mut extensions = content(extensions, SEQUENCE)?;
    loop {
        let (extension, rest) = content_and_rest(extensions, SEQUENCE)?;
        extensions = rest;
        let (id, value) = content_and_rest(extension, OBJECT_ID)?;
        if id == SUBJECT_ALT_NAME {
            let value = content_and_rest(value, BOOLEAN).map_or(value, |(_, value)| value);
            return content(content(value, OCTETS)?, SEQUENCE);
        }
    }
}

/// The text of an `otherName` that is an XMPP address.
fn other_name(name: &[u8]) -> Option<&str> {
    let (id, value) = content_and_rest(name, OBJECT_ID)?;
    if id != XMPP_ADDR {
        return None;
    }
    std::str::from_utf8(content(content(value, OTHER_NAME)?, UTF8)?).ok()
}

fn content(der: &[u8], wanted: u8) -> Option<&[u8]> {
    content_and_rest(der, wanted).map(|(content, _)| content)
}

fn content_and_rest(der: &[u8], wanted: u8) -> Option<(&[u8], &[u8])> {
    let (tag, content, rest) = next(der)?;
    (tag == wanted).then_some((content, rest))
}

/// Tag, content, and what follows. Tags of more than an octet are nowhere needed.
fn next(der: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&[tag, first], rest) = der.split_first_chunk()?;
    let (len, rest) = match first {
        0..=0x7f => (usize::from(first), rest),
        0x81..=0x84 => {
            let (digits, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
            (digits.iter().fold(0, |len, digit| len << 8 | usize::from(*digit)), rest)
        }
        _ => return None,
    };
    let (content, rest) = rest.split_at_checked(len)?;
    Some((tag, content, rest))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn certificate(names: Vec<rcgen::SanType>) -> Vec<u8> {
        let key = rcgen::KeyPair::generate().unwrap();
        let mut params = rcgen::CertificateParams::new(vec![]).unwrap();
        params.is_ca = rcgen::IsCa::ExplicitNoCa;
        params.subject_alt_names = names;
        params.self_signed(&key).unwrap().der().to_vec()
    }

    fn address(text: &str) -> rcgen::SanType {
        let id = vec![1, 3, 6, 1, 5, 5, 7, 8, 5];
        rcgen::SanType::OtherName((id, rcgen::OtherNameValue::Utf8String(text.to_owned())))
    }

    #[test]
    fn sasl_16_addresses_of_a_certificate() {
        let other = rcgen::OtherNameValue::Utf8String("no@address".to_owned());
        let der = certificate(vec![
            rcgen::SanType::DnsName("s.example".try_into().unwrap()),
            address("Me@s.example"),
            rcgen::SanType::OtherName((vec![1, 2, 3], other)),
            address("@"),
            address("you@s.example"),
        ]);
        let found: Vec<_> = xmpp_addresses(&der).iter().map(Jid::to_string).collect();
        assert_eq!(found, ["me@s.example", "you@s.example"]);
        assert!(xmpp_addresses(&certificate(vec![])).is_empty());
        // Cut off anywhere, it names nobody, or the same.
        for len in 0..der.len() {
            assert!(xmpp_addresses(&der[..len]).is_empty());
            assert_eq!(signature_hash(&der[..len]), None);
        }
        let many = (0..50).map(|number| address(&format!("u{number}@s"))).collect();
        assert_eq!(xmpp_addresses(&certificate(many)).len(), 16);
    }

    proptest! {
        #[test]
        fn any_octets_are_read_without_panic(
            octets in prop::collection::vec(any::<u8>(), 0..64), at in any::<prop::sample::Index>(), byte: u8,
        ) {
            let _ = (xmpp_addresses(&octets), signature_hash(&octets));
            let mut der = certificate(vec![address("me@s.example")]);
            let at = at.index(der.len());
            der[at] = byte;
            let _ = (xmpp_addresses(&der), signature_hash(&der));
        }
    }
}
