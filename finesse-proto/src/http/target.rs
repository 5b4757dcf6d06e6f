//! The target of a request: path segments and query parameters, percent-encoding resolved.

use std::borrow::Cow;

/// Path and query of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target<'r> {
    /// The path, still encoded.
    pub path: &'r str,
    /// The query parameters.
    pub query: Query<'r>,
}

impl<'r> Target<'r> {
    /// Splits at the first `?`. A fragment, which has no business here, is cut off.
    #[must_use]
    pub fn new(target: &'r str) -> Self {
        let target = target.split_once('#').map_or(target, |(head, _)| head);
        // A proxy sends the absolute form (RFC 9112, 3.2.2).
        let target = match target.split_once("://") {
            Some((scheme, rest)) if scheme.bytes().all(|b| b.is_ascii_alphanumeric()) => {
                rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("/")
            }
            _ => target,
        };
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        Self { path, query: Query(query) }
    }

    /// The segments of the path, decoded. One slash at the end is ignored, as live servers do (`POST /finesse/api/ReasonCode/`).
    pub fn segments(&self) -> impl Iterator<Item = Cow<'r, str>> + use<'r> {
        let path = self.path.strip_prefix('/').unwrap_or(self.path);
        let path = path.strip_suffix('/').unwrap_or(path);
        path.split('/').map(decode_component)
    }
}

/// Query parameters. Unknown ones are for whoever looks for them: clients add `nocache=<ms>` to every GET.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Query<'r>(&'r str);

impl<'r> Query<'r> {
    /// The first value of a parameter, decoded. A parameter without `=` has the value `""`.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Cow<'r, str>> {
        self.iter().find(|(n, _)| n == name).map(|(_, v)| v)
    }

    /// All parameters in order, decoded.
    pub fn iter(&self) -> impl Iterator<Item = (Cow<'r, str>, Cow<'r, str>)> + use<'r> {
        self.0.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode_form(name), decode_form(value))
        })
    }
}

fn decode_form(text: &str) -> Cow<'_, str> {
    if text.contains('+') {
        Cow::Owned(decode_component(&text.replace('+', " ")).into_owned())
    } else {
        decode_component(text)
    }
}

/// Resolves `%XX`. Broken escapes stay as they are; bytes that are not UTF-8 become U+FFFD.
#[must_use]
pub fn decode_component(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let escape = match after {
            [high, low, ..] if byte == b'%' => hex(*high).zip(hex(*low)),
            _ => None,
        };
        if let Some((high, low)) = escape {
            out.push(high << 4 | low);
            rest = after.get(2..).unwrap_or_default();
        } else {
            out.push(byte);
            rest = after;
        }
    }
    Cow::Owned(String::from_utf8(out).unwrap_or_else(|e| String::from_utf8_lossy(e.as_bytes()).into_owned()))
}

const fn hex(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

/// Writes a text as one path segment or query value: everything but the unreserved characters of RFC 3986 is escaped.
#[must_use]
pub fn encode_component(text: &str) -> Cow<'_, str> {
    let free = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~');
    if text.bytes().all(free) {
        return Cow::Borrowed(text);
    }
    let digit = |n: u8| char::from_digit(u32::from(n), 16).unwrap_or('0').to_ascii_uppercase();
    let mut out = String::with_capacity(text.len() + 8);
    for byte in text.bytes() {
        if free(byte) {
            out.push(char::from(byte));
        } else {
            out.extend(['%', digit(byte >> 4), digit(byte & 15)]);
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn target_is_taken_apart() {
        let target = Target::new("https://fin:8445/finesse/api/User/a%20b/?nocache=7&q=x+y%2B&flag#frag");
        assert_eq!(target.segments().collect::<Vec<_>>(), ["finesse", "api", "User", "a b"]);
        assert_eq!(target.query.get("q").unwrap(), "x y+");
        assert_eq!(target.query.get("flag").unwrap(), "");
        assert_eq!(target.query.get("other"), None);
    }

    #[test]
    fn an_escaped_slash_stays_inside_its_segment() {
        assert_eq!(Target::new("/a%2Fb/c").segments().collect::<Vec<_>>(), ["a/b", "c"]);
    }

    #[test]
    fn broken_escapes_are_kept() {
        assert_eq!(decode_component("%"), "%");
        assert_eq!(decode_component("%4"), "%4");
        assert_eq!(decode_component("%zz%41"), "%zzA");
        assert_eq!(decode_component("%ff"), "\u{fffd}");
    }

    proptest::proptest! {
        #[test]
        fn a_component_survives(text in ".*") {
            let encoded = encode_component(&text).into_owned();
            proptest::prop_assert!(encoded.is_ascii() && !encoded.contains(['/', '?', '#', ' ']));
            proptest::prop_assert_eq!(decode_component(&encoded), text);
        }
    }
}
