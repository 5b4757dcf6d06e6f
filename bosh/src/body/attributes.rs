//! The attributes of a body, one row each.

use std::borrow::Cow;

use bytes::{BufMut, BytesMut};

use super::Ns;
use crate::types::{BodyType, Condition, Rid, Version};

/// Something an attribute can hold.
trait Value<'x>: Sized {
    fn parse(text: Cow<'x, str>) -> Option<Self>;
    fn write(&self, out: &mut BytesMut);
}

macro_rules! attributes {
    ($($(#[doc = $doc:literal])* $field:ident: $type:ty = $ns:ident $prefix:literal $name:literal;)*) => {
        /// One body element: its attributes, typed. What is not said is `None`.
        #[derive(Debug, Clone, Default, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct Attributes<'x> {
            $($(#[doc = $doc])* pub $field: Option<$type>,)*
            /// The first attribute that was there but not of its type; its field is `None`.
            pub invalid: Option<&'static str>,
        }

        impl<'x> Attributes<'x> {
            pub(super) fn set(&mut self, ns: Ns, name: &str, value: Cow<'x, str>) {
                // gloox says so in its creation request: it will not acknowledge.
                if (ns, name) == (Ns::None, "ack") && value.trim() == "0" {
                    return;
                }
                match (ns, name) {
                    $((Ns::$ns, $name) => match Value::parse(value) {
                        Some(value) => self.$field = Some(value),
                        None => self.invalid = self.invalid.or(Some($name)),
                    },)*
                    // Obsolete (`window`, `secure`, …) or not known to us: no part of the protocol's meaning.
                    _ => {}
                }
            }

            pub(super) fn write(&self, out: &mut BytesMut) {
                $(if let Some(value) = &self.$field {
                    out.put_slice(concat!(" ", $prefix, $name, "='").as_bytes());
                    value.write(out);
                    out.put_u8(b'\'');
                })*
            }
        }
    };
}

attributes! {
    /// Which request of the session this is (§14.1).
    rid: Rid = None "" "rid";
    /// Which session (§7.2).
    sid: Cow<'x, str> = None "" "sid";
    /// How a session or a request ended.
    kind: BodyType = None "" "type";
    /// Why a session was terminated (§17.2).
    condition: Condition = None "" "condition";
    /// The highest request id up to which everything was received (§9); `1` in a creation request: answers will
    /// be acknowledged.
    ack: Rid = None "" "ack";
    /// An answer the client did not acknowledge (§9.2).
    report: Rid = None "" "report";
    /// Milliseconds since that answer was sent (§9.2).
    time: u64 = None "" "time";
    /// The client will be silent for so many seconds (§10).
    pause: u32 = None "" "pause";
    /// The domain wanted (§7.1).
    to: Cow<'x, str> = None "" "to";
    /// Who asks, or the domain that answers (§7).
    from: Cow<'x, str> = None "" "from";
    /// The highest protocol version of the sender (§7.1).
    ver: Version = None "" "ver";
    /// The longest time an answer may be held back, in seconds (§7.1).
    wait: u32 = None "" "wait";
    /// How many requests the server may hold (§7.1).
    hold: u32 = None "" "hold";
    /// How many requests the client may have open (§7.2).
    requests: u32 = None "" "requests";
    /// The shortest time between empty requests, in seconds (§7.2).
    polling: u32 = None "" "polling";
    /// The longest silence of a client, in seconds (§7.2).
    inactivity: u32 = None "" "inactivity";
    /// The longest pause, in seconds (§7.2).
    maxpause: u32 = None "" "maxpause";
    /// The Content-Type the client wants its answers to have (§7.1).
    content: Cow<'x, str> = None "" "content";
    /// Content codings the server accepts (§7.2).
    accept: Cow<'x, str> = None "" "accept";
    /// Character sets the server can talk to its peers (§7.2).
    charsets: Cow<'x, str> = None "" "charsets";
    /// Where the server should connect, as `protocol:host:port` (§7.1).
    route: Cow<'x, str> = None "" "route";
    /// Which of several streams (§16).
    stream: Cow<'x, str> = None "" "stream";
    /// The next key of the sequence (§15).
    key: Cow<'x, str> = None "" "key";
    /// The first key of a new sequence (§15).
    newkey: Cow<'x, str> = None "" "newkey";
    /// The stream id for the old authentication (XEP-0206, XB-11 of our rules).
    authid: Cow<'x, str> = None "" "authid";
    /// Language of the session (§7.1).
    lang: Cow<'x, str> = Xml "xml:" "lang";
    /// XMPP version (XEP-0206 §3).
    xmpp_version: Version = XBosh "xmpp:" "version";
    /// The client starts its XMPP stream anew (XEP-0206 §5).
    restart: bool = XBosh "xmpp:" "restart";
    /// The server can restart streams (XEP-0206 §4).
    restart_logic: bool = XBosh "xmpp:" "restartlogic";
}

impl Attributes<'_> {
    /// Is one of the attributes of `urn:xmpp:xbosh` set?
    pub(super) const fn uses_xbosh(&self) -> bool {
        self.xmpp_version.is_some() || self.restart.is_some() || self.restart_logic.is_some()
    }

    /// May this request use the extra place behind the window (§11)?
    pub(crate) fn is_last_word(&self) -> bool {
        self.pause.is_some() || self.kind == Some(BodyType::Terminate)
    }
}

impl<'x> Value<'x> for Cow<'x, str> {
    fn parse(text: Self) -> Option<Self> {
        Some(text)
    }

    fn write(&self, out: &mut BytesMut) {
        escape(self, out);
    }
}

fn digits(text: &str) -> Option<u64> {
    let text = text.trim();
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    // Only overflow is left: peers send numbers of any size, and what we do with a large one is to lower it.
    Some(text.parse().unwrap_or(u64::MAX))
}

fn put_number(number: u64, out: &mut BytesMut) {
    let mut text = [0; 20];
    let mut at = text.len();
    let mut rest = number;
    loop {
        at -= 1;
        if let Some(place) = text.get_mut(at) {
            *place = b'0' + (rest % 10) as u8;
        }
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    out.put_slice(text.get(at..).unwrap_or_default());
}

impl<'x> Value<'x> for Rid {
    fn parse(text: Cow<'x, str>) -> Option<Self> {
        digits(&text).and_then(Self::new)
    }

    fn write(&self, out: &mut BytesMut) {
        put_number(self.get(), out);
    }
}

impl<'x> Value<'x> for u32 {
    fn parse(text: Cow<'x, str>) -> Option<Self> {
        digits(&text).map(|n| Self::try_from(n).unwrap_or(Self::MAX))
    }

    fn write(&self, out: &mut BytesMut) {
        put_number(u64::from(*self), out);
    }
}

impl<'x> Value<'x> for u64 {
    fn parse(text: Cow<'x, str>) -> Option<Self> {
        digits(&text)
    }

    fn write(&self, out: &mut BytesMut) {
        put_number(*self, out);
    }
}

impl<'x> Value<'x> for bool {
    fn parse(text: Cow<'x, str>) -> Option<Self> {
        match text.trim() {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            _ => None,
        }
    }

    fn write(&self, out: &mut BytesMut) {
        out.put_slice(if *self { b"true" } else { b"false" });
    }
}

impl<'x> Value<'x> for Version {
    fn parse(text: Cow<'x, str>) -> Option<Self> {
        Self::parse(&text)
    }

    fn write(&self, out: &mut BytesMut) {
        put_number(u64::from(self.major), out);
        out.put_u8(b'.');
        put_number(u64::from(self.minor), out);
    }
}

impl<'x> Value<'x> for BodyType {
    fn parse(text: Cow<'x, str>) -> Option<Self> {
        match &*text {
            "terminate" => Some(Self::Terminate),
            "error" => Some(Self::Error),
            _ => None,
        }
    }

    fn write(&self, out: &mut BytesMut) {
        out.put_slice(self.as_str().as_bytes());
    }
}

impl<'x> Value<'x> for Condition {
    fn parse(text: Cow<'x, str>) -> Option<Self> {
        Some(Self::from_word(&text))
    }

    fn write(&self, out: &mut BytesMut) {
        out.put_slice(self.as_str().as_bytes());
    }
}

/// Writes text as the value of an attribute in single quotes, so that a reader gets exactly this text back.
/// Characters XML cannot carry at all become U+FFFD.
fn escape(text: &str, out: &mut BytesMut) {
    out.reserve(text.len());
    for c in text.chars() {
        match c {
            '&' => out.put_slice(b"&amp;"),
            '<' => out.put_slice(b"&lt;"),
            '>' => out.put_slice(b"&gt;"),
            '\'' => out.put_slice(b"&apos;"),
            '\t' => out.put_slice(b"&#9;"),
            '\n' => out.put_slice(b"&#10;"),
            '\r' => out.put_slice(b"&#13;"),
            '\0'..'\x20' | '\u{fffe}' | '\u{ffff}' => out.put_slice("\u{fffd}".as_bytes()),
            _ => out.put_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_the_standard_library_does() {
        for n in [0, 1, 9, 10, 4_294_967_295, Rid::MAX.get(), u64::MAX] {
            let mut out = BytesMut::new();
            put_number(n, &mut out);
            assert_eq!(out, n.to_string().as_bytes());
        }
    }

    #[test]
    fn bosh_16_numbers_are_digits_and_large_ones_are_lowered() {
        for bad in ["", "-1", "+1", "1.0", "0x10", "soon", " "] {
            assert_eq!(digits(bad), None, "{bad:?}");
        }
        assert_eq!(digits(" 60 "), Some(60));
        assert_eq!(<u32 as Value<'_>>::parse("99999999999999999999".into()), Some(u32::MAX));
    }
}
