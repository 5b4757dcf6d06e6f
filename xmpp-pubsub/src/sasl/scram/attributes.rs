//! The four messages, attribute by attribute (RFC 5802, 7).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use nom::branch::alt;
use nom::bytes::complete::{tag, take_while, take_while1};
use nom::character::complete::{char, satisfy, u32 as number};
use nom::combinator::{all_consuming, map, opt, recognize, rest, verify};
use nom::multi::many0_count;
use nom::sequence::{pair, preceded, separated_pair, terminated};
use nom::{IResult, Parser};

/// What the client says about channel binding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Binding<'x> {
    /// `n`: not supported by the client.
    No,
    /// `y`: the client would, but thinks that the server does not.
    Unoffered,
    /// `p=`: used, of this type.
    Required(&'x str),
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct ClientFirst<'x> {
    /// The text up to the second comma.
    pub(super) header: &'x str,
    pub(super) binding: Binding<'x>,
    /// Still escaped.
    pub(super) authzid: Option<&'x str>,
    /// The text behind the header.
    pub(super) bare: &'x str,
    /// Still escaped.
    pub(super) user: &'x str,
    pub(super) nonce: &'x str,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct ServerFirst<'x> {
    pub(super) nonce: &'x str,
    pub(super) salt: Vec<u8>,
    pub(super) iterations: u32,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct ClientFinal<'x> {
    pub(super) binding: Vec<u8>,
    pub(super) nonce: &'x str,
    /// The text before `,p=`.
    pub(super) without_proof: &'x str,
    pub(super) proof: Vec<u8>,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum ServerFinal<'x> {
    Verifier(Vec<u8>),
    Error(&'x str),
}

pub(super) fn client_first(text: &str) -> Option<ClientFirst<'_>> {
    let gs2 = (
        terminated(
            alt((
                map(char('n'), |_| Binding::No),
                map(char('y'), |_| Binding::Unoffered),
                map(preceded(tag("p="), binding_name), Binding::Required),
            )),
            char(','),
        ),
        terminated(opt(preceded(tag("a="), value)), char(',')),
    );
    let (header, (bare, (binding, authzid))) = all_consuming((recognize_with(gs2), rest))
        .parse(text)
        .ok()
        .map(|(_, ((header, gs2), bare))| (header, (bare, gs2)))?;
    // An `m=` in front would be a mandatory extension: unknown, hence an error by not being `n=`.
    let fields = separated_pair(preceded(tag("n="), value), char(','), preceded(tag("r="), printable));
    let (_, (user, nonce)) = all_consuming(terminated(fields, extensions)).parse(bare).ok()?;
    Some(ClientFirst { header, binding, authzid, bare, user, nonce })
}

pub(super) fn server_first(text: &str) -> Option<ServerFirst<'_>> {
    let fields = (
        preceded(tag("r="), printable),
        preceded(tag(",s="), base64),
        preceded(tag(",i="), verify(number, |iterations| *iterations > 0)),
    );
    let (_, (nonce, salt, iterations)) = all_consuming(terminated(fields, extensions)).parse(text).ok()?;
    Some(ServerFirst { nonce, salt, iterations })
}

pub(super) fn client_final(text: &str) -> Option<ClientFinal<'_>> {
    let (without_proof, proof) = text.rsplit_once(",p=")?;
    let (_, proof) = all_consuming(base64).parse(proof).ok()?;
    let fields = separated_pair(preceded(tag("c="), base64), char(','), preceded(tag("r="), printable));
    let (_, (binding, nonce)) = all_consuming(terminated(fields, extensions)).parse(without_proof).ok()?;
    Some(ClientFinal { binding, nonce, without_proof, proof })
}

pub(super) fn server_final(text: &str) -> Option<ServerFinal<'_>> {
    let verifier = map(preceded(tag("v="), base64), ServerFinal::Verifier);
    let error = map(preceded(tag("e="), value), ServerFinal::Error);
    all_consuming(terminated(alt((verifier, error)), extensions)).parse(text).ok().map(|(_, last)| last)
}

/// A name as it stands in an attribute: `,` and `=` are escaped.
pub(super) fn escape(name: &str) -> String {
    name.replace('=', "=3D").replace(',', "=2C")
}

/// `None`: an `=` that begins neither of the two escapes.
pub(super) fn unescape(name: &str) -> Option<String> {
    let mut pieces = name.split('=');
    let mut out = pieces.next()?.to_owned();
    for piece in pieces {
        if let Some(piece) = piece.strip_prefix("2C") {
            out.push(',');
            out.push_str(piece);
        } else {
            out.push('=');
            out.push_str(piece.strip_prefix("3D")?);
        }
    }
    Some(out)
}

/// Runs a parser and returns the text it took beside its result.
fn recognize_with<'x, O, P>(
    parser: P,
) -> impl Parser<&'x str, Output = (&'x str, O), Error = nom::error::Error<&'x str>>
where
    P: Parser<&'x str, Output = O, Error = nom::error::Error<&'x str>>,
{
    nom::combinator::consumed(parser)
}

/// A value: anything but NUL and comma.
fn value(text: &str) -> IResult<&str, &str> {
    take_while1(|c| c != '\0' && c != ',').parse(text)
}

/// A nonce: printable ASCII without a comma.
fn printable(text: &str) -> IResult<&str, &str> {
    take_while1(|c: char| c.is_ascii_graphic() && c != ',').parse(text)
}

fn binding_name(text: &str) -> IResult<&str, &str> {
    take_while1(|c: char| c.is_ascii_alphanumeric() || c == '.' || c == '-').parse(text)
}

fn base64(text: &str) -> IResult<&str, Vec<u8>> {
    let (left, encoded) =
        take_while(|c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '='))(text)?;
    match STANDARD.decode(encoded) {
        Ok(octets) => Ok((left, octets)),
        Err(_) => Err(nom::Err::Error(nom::error::Error::new(text, nom::error::ErrorKind::Verify))),
    }
}

/// Optional attributes at the end, which are ignored; `m` is mandatory and hence no such.
fn extensions(text: &str) -> IResult<&str, &str> {
    let name = satisfy(|c| c.is_ascii_alphabetic() && c != 'm');
    recognize(many0_count(preceded(char(','), pair(name, preceded(char('='), value))))).parse(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn sasl_10_client_first() {
        let first = client_first("y,a=x=2Cy,n=u,r=abc,z=1").unwrap();
        assert_eq!((first.header, first.bare), ("y,a=x=2Cy,", "n=u,r=abc,z=1"));
        assert_eq!(
            (first.binding, first.authzid, first.user, first.nonce),
            (Binding::Unoffered, Some("x=2Cy"), "u", "abc")
        );
        assert_eq!(client_first("p=tls-unique,,n=u,r=a").unwrap().binding, Binding::Required("tls-unique"));
        for bad in [
            "",
            "n=u,r=a",
            "x,,n=u,r=a",
            "n,n=u,r=a",
            "n,,m=1,n=u,r=a",
            "n,,n=u,r=a,m=1",
            "n,,n=,r=a",
            "n,,n=u,r=",
            "n,,n=u,r=a b",
            "n,,r=a,n=u",
            "n,,n=u",
            "n,,n=u,r=ä",
            "p=,,n=u,r=a",
        ] {
            assert_eq!(client_first(bad), None, "{bad}");
        }
    }

    #[test]
    fn sasl_11_server_first() {
        let first = server_first("r=abc,s=QSXCR+Q6sek8bf92,i=4096,x=y").unwrap();
        assert_eq!((first.nonce, first.salt.len(), first.iterations), ("abc", 12, 4096));
        for bad in [
            "r=a,s=QQ==,i=0",
            "r=a,s=QQ=,i=1",
            "r=a,s=QQ==,i=-1",
            "r=a,s=QQ==,i=99999999999",
            "m=1,r=a,s=QQ==,i=1",
        ] {
            assert_eq!(server_first(bad), None, "{bad}");
        }
    }

    #[test]
    fn sasl_12_final_messages() {
        let last = client_final("c=biws,r=abc,x=1,p=QQ==").unwrap();
        assert_eq!(
            (&*last.binding, last.nonce, last.without_proof, &*last.proof),
            (&b"n,,"[..], "abc", "c=biws,r=abc,x=1", &b"A"[..])
        );
        assert_eq!(client_final("c=biws,r=abc,p=QQ==,x=1"), None);
        assert_eq!(client_final("c=biws,r=abc,m=1,p=QQ=="), None);
        assert_eq!(server_final("v=QQ=="), Some(ServerFinal::Verifier(b"A".to_vec())));
        assert_eq!(server_final("e=unknown-user"), Some(ServerFinal::Error("unknown-user")));
        assert_eq!(server_final("m=1,v=QQ=="), None);
    }

    #[test]
    fn sasl_10_escapes() {
        assert_eq!(unescape("a=2Cb=3Dc").as_deref(), Some("a,b=c"));
        for bad in ["=", "a=2c", "=3", "=41"] {
            assert_eq!(unescape(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn sasl_10_escaping_comes_back(name in "\\PC{0,16}") {
            prop_assert_eq!(unescape(&escape(&name)), Some(name));
        }
    }
}
