//! The head of an HTTP/1 request, as far as this service needs it. Strict where leniency lets requests be smuggled.

use std::fmt;

/// What a request says before its entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Head<'h> {
    pub(super) method: &'h str,
    /// Without host and query.
    pub(super) path: &'h str,
    pub(super) length: Length,
    pub(super) then: Then,
    /// The client of HTTP/1.0 must be told that its connection stays open.
    pub(super) old: bool,
    /// The client waits to be told that its entity is wanted.
    pub(super) expects: bool,
    /// It asks for the connection to become a WebSocket.
    pub(super) websocket: bool,
}

/// How long the entity is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Length {
    Known(usize),
    Chunked,
}

/// What becomes of the connection after the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Then {
    Keep,
    Close,
}

/// Not a head we answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct BadHead;

impl fmt::Display for BadHead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a request")
    }
}

impl<'h> Head<'h> {
    /// Reads a head, the empty line at its end not included.
    pub(super) fn read(bytes: &'h [u8]) -> Result<Self, BadHead> {
        let text = std::str::from_utf8(bytes).map_err(|_| BadHead)?;
        let mut lines = text.split("\r\n");
        let mut words = lines.next().unwrap_or_default().split(' ');
        let (Some(method), Some(target), Some(version), None) =
            (words.next(), words.next(), words.next(), words.next())
        else {
            return Err(BadHead);
        };
        let old = match version {
            "HTTP/1.1" => false,
            "HTTP/1.0" => true,
            _ => return Err(BadHead),
        };
        if !is_token(method) {
            return Err(BadHead);
        }
        let path = path_of(target).ok_or(BadHead)?;
        let (mut known, mut chunked, mut upgrade, mut hosts) = (None, false, false, 0);
        let mut head = Self {
            method,
            path,
            length: Length::Known(0),
            then: if old { Then::Close } else { Then::Keep },
            old,
            expects: false,
            websocket: false,
        };
        for line in lines {
            let (name, value) = line.split_once(':').ok_or(BadHead)?;
            // Also refuses lines that carry on the one before.
            if !is_token(name) || value.bytes().any(|b| b < b' ' && b != b'\t') {
                return Err(BadHead);
            }
            let value = value.trim_matches([' ', '\t']);
            let is = |other: &str| name.eq_ignore_ascii_case(other);
            if is("content-length") {
                let digits = !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit());
                let length = value.parse().ok().filter(|_| digits).ok_or(BadHead)?;
                if known.replace(length).is_some_and(|other| other != length) {
                    return Err(BadHead);
                }
            } else if is("transfer-encoding") {
                if chunked || old || !value.eq_ignore_ascii_case("chunked") {
                    return Err(BadHead);
                }
                chunked = true;
            } else if is("connection") {
                for word in value.split(',').map(str::trim) {
                    if word.eq_ignore_ascii_case("close") {
                        head.then = Then::Close;
                    } else if word.eq_ignore_ascii_case("keep-alive") && old {
                        head.then = Then::Keep;
                    }
                }
            } else if is("host") {
                hosts += 1;
            } else if is("expect") {
                head.expects = value.eq_ignore_ascii_case("100-continue");
            } else if is("upgrade") {
                upgrade |= value.split(',').any(|word| word.trim().eq_ignore_ascii_case("websocket"));
            }
        }
        // One, whose name does not matter here (RFC 9112 §3.2).
        if hosts > 1 || (hosts == 0 && !old) {
            return Err(BadHead);
        }
        head.length = match (known, chunked) {
            (Some(_), true) => return Err(BadHead),
            (None, true) => Length::Chunked,
            (length, false) => Length::Known(length.unwrap_or(0)),
        };
        head.websocket = upgrade && method == "GET" && head.length == Length::Known(0);
        Ok(head)
    }
}

fn is_token(text: &str) -> bool {
    let fit = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
    !text.is_empty() && text.bytes().all(fit)
}

/// The path in a target, which is one already or a whole address.
fn path_of(target: &str) -> Option<&str> {
    if target.is_empty() || target.bytes().any(|b| !b.is_ascii_graphic()) {
        return None;
    }
    let rest = match target.split_once("://") {
        Some((scheme, rest)) if !scheme.starts_with('/') => {
            rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("/")
        }
        _ => target,
    };
    rest.split('?').next()
}

/// Takes chunks (RFC 9112 §7.1) out of what arrived.
#[derive(Debug, Default)]
pub(super) struct Chunks {
    left: usize,
    stage: Stage,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Stage {
    #[default]
    Size,
    Data,
    /// The line end after the data.
    End,
    Trailer,
}

/// A line of a size or a trailer may have so many bytes.
const LONGEST_LINE: usize = 1024;

/// What became of the chunks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Chunked {
    /// More is needed.
    Open,
    /// The entity is whole.
    Whole,
    /// It is larger than allowed.
    TooLarge,
    Bad,
}

impl Chunks {
    /// Moves data from `input` to `entity`, which may have `limit` bytes.
    pub(super) fn take(
        &mut self,
        input: &mut bytes::BytesMut,
        entity: &mut bytes::BytesMut,
        limit: usize,
    ) -> Chunked {
        loop {
            match self.stage {
                Stage::Data => {
                    let now = self.left.min(input.len());
                    entity.extend_from_slice(&input.split_to(now));
                    self.left -= now;
                    if self.left > 0 {
                        return Chunked::Open;
                    }
                    self.stage = Stage::End;
                }
                Stage::End => match input.get(..2) {
                    Some(b"\r\n") => {
                        let _ = input.split_to(2);
                        self.stage = Stage::Size;
                    }
                    Some(_) => return Chunked::Bad,
                    None => return Chunked::Open,
                },
                Stage::Size | Stage::Trailer => {
                    let window = input.get(..input.len().min(LONGEST_LINE)).unwrap_or_default();
                    let Some(end) = memchr::memmem::find(window, b"\r\n") else {
                        return if window.len() == LONGEST_LINE { Chunked::Bad } else { Chunked::Open };
                    };
                    let line = input.split_to(end + 2);
                    let line = line.get(..end).unwrap_or_default();
                    if self.stage == Stage::Trailer {
                        if line.is_empty() {
                            return Chunked::Whole;
                        }
                        continue;
                    }
                    let digits = line.iter().take_while(|b| b.is_ascii_hexdigit()).count();
                    let size = std::str::from_utf8(line.get(..digits).unwrap_or_default());
                    let Some(size) = size.ok().and_then(|s| usize::from_str_radix(s, 16).ok()) else {
                        return Chunked::Bad;
                    };
                    if !matches!(line.get(digits), None | Some(b';' | b' ' | b'\t')) {
                        return Chunked::Bad;
                    }
                    if size > limit.saturating_sub(entity.len()) {
                        return Chunked::TooLarge;
                    }
                    self.left = size;
                    self.stage = if size == 0 { Stage::Trailer } else { Stage::Data };
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use bytes::BytesMut;
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Result<Head<'_>, BadHead> {
        Head::read(text.as_bytes())
    }

    #[test]
    fn what_matters_is_read() {
        let head = read(
            "POST http://h:80/http-bind/?x=1 HTTP/1.1\r\nHost: h\r\ncontent-LENGTH:  7 \r\nExpect: 100-continue",
        );
        let head = head.unwrap();
        assert_eq!((head.method, head.path, head.length), ("POST", "/http-bind/", Length::Known(7)));
        assert_eq!((head.then, head.old, head.expects, head.websocket), (Then::Keep, false, true, false));
        let head =
            read("GET /ws HTTP/1.1\r\nHost: h\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket")
                .unwrap();
        assert!(head.websocket);
    }

    #[test]
    fn connections_are_kept_as_the_version_and_the_client_say() {
        for (version, connection, then) in [
            ("1.1", "", Then::Keep),
            ("1.1", "\r\nConnection: Close", Then::Close),
            ("1.0", "", Then::Close),
            ("1.0", "\r\nConnection: Keep-Alive", Then::Keep),
        ] {
            let text = format!("POST / HTTP/{version}\r\nHost: h{connection}");
            assert_eq!(read(&text).unwrap().then, then, "{text}");
        }
    }

    #[test]
    fn what_lets_requests_be_smuggled_is_refused() {
        for bad in [
            "POST / HTTP/1.1",
            "POST / HTTP/1.1\r\nHost: a\r\nHost: a",
            "POST / HTTP/1.0\r\nHost: a\r\nHost: b",
            "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2",
            "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: +1",
            "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1, 1",
            "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999999999999999",
            "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nTransfer-Encoding: chunked",
            "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip, chunked",
            "POST / HTTP/1.0\r\nTransfer-Encoding: chunked",
            "POST / HTTP/1.1\r\nHost: h\r\nA: b\r\n c: d",
            "POST / HTTP/1.1\r\nHost: h\r\nContent-Length : 1",
            "POST / HTTP/1.1\r\nHost: h\r\nA: b\nContent-Length: 1",
            "POST  / HTTP/1.1",
            "POST / HTTP/2.0",
            "P\u{e9}ST / HTTP/1.1",
            "\0\u{1}",
            "",
        ] {
            assert_eq!(read(bad), Err(BadHead), "{bad:?}");
        }
    }

    fn chunks(pieces: &[&str], limit: usize) -> (Chunked, String) {
        let (mut chunks, mut input, mut entity) = (Chunks::default(), BytesMut::new(), BytesMut::new());
        let mut state = Chunked::Open;
        for piece in pieces {
            input.extend_from_slice(piece.as_bytes());
            state = chunks.take(&mut input, &mut entity, limit);
        }
        (state, String::from_utf8(entity.to_vec()).unwrap())
    }

    #[test]
    fn chunks_are_put_together() {
        assert_eq!(
            chunks(&["3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nT: 1\r\n\r\n"], 5),
            (Chunked::Whole, "abcde".into())
        );
        assert_eq!(chunks(&["3\r\nab", "c\r", "\n0\r\n\r\n"], 5), (Chunked::Whole, "abc".into()));
        assert_eq!(chunks(&["3\r\nabc\r\n3\r\n"], 5).0, Chunked::TooLarge);
        assert_eq!(chunks(&["ffffffffffffffffff\r\n"], 5).0, Chunked::Bad);
        assert_eq!(chunks(&["3\r\nabcd\r\n"], 5).0, Chunked::Bad);
        assert_eq!(chunks(&["-1\r\n"], 5).0, Chunked::Bad);
        assert_eq!(chunks(&["0"; 1024], 5).0, Chunked::Bad);
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = Head::read(&bytes);
            let mut input = BytesMut::from(&bytes[..]);
            let mut entity = BytesMut::new();
            let _ = Chunks::default().take(&mut input, &mut entity, 50);
            prop_assert!(entity.len() <= 50);
        }

        #[test]
        fn chunks_survive_any_cut(text in "[a-z]{0,40}", sizes in prop::collection::vec(1usize..7, 1..20), cut in 1usize..9) {
            let mut wire = String::new();
            let mut rest = &text[..];
            for size in sizes.iter().cycle() {
                if rest.is_empty() { break }
                let (now, then) = rest.split_at((*size).min(rest.len()));
                wire += &format!("{:x}\r\n{now}\r\n", now.len());
                rest = then;
            }
            wire += "0\r\n\r\n";
            let pieces: Vec<&str> = wire.as_bytes().chunks(cut).map(|c| std::str::from_utf8(c).unwrap()).collect();
            prop_assert_eq!(chunks(&pieces, 40), (Chunked::Whole, text));
        }
    }
}
