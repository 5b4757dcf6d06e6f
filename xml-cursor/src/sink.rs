use bytes::BytesMut;

use crate::escape::escape_text;

/// Where XML is written: `String`, `Vec<u8>` and `BytesMut` are such places.
pub trait Sink {
    /// Appends text as it is.
    fn push_str(&mut self, text: &str);
    /// Appends bytes that are whole characters of UTF-8.
    fn push_utf8(&mut self, bytes: &[u8]);
    /// What has been written so far.
    fn written(&self) -> &[u8];

    /// Appends text without markup, control characters and forbidden ones: nobody needs to look at it again.
    #[doc(hidden)]
    #[inline]
    fn push_plain(&mut self, text: &str) {
        self.push_str(text);
    }

    /// Appends a piece of markup, of which `escaped` is the escaped form.
    #[doc(hidden)]
    #[inline]
    fn push_markup(&mut self, markup: &'static str, escaped: &'static str) {
        let _ = escaped;
        self.push_str(markup);
    }
}

impl Sink for String {
    #[inline]
    fn push_str(&mut self, text: &str) {
        Self::push_str(self, text);
    }

    fn push_utf8(&mut self, bytes: &[u8]) {
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::push_str(self, text),
            Err(_) => Self::push_str(self, &Self::from_utf8_lossy(bytes)),
        }
    }

    fn written(&self) -> &[u8] {
        self.as_bytes()
    }
}

macro_rules! bytes {
    ($($place:ty),*) => { $(
        impl Sink for $place {
            #[inline]
            fn push_str(&mut self, text: &str) {
                self.extend_from_slice(text.as_bytes());
            }

            #[inline]
            fn push_utf8(&mut self, bytes: &[u8]) {
                self.extend_from_slice(bytes);
            }

            fn written(&self) -> &[u8] {
                self
            }
        }
    )* };
}

bytes!(Vec<u8>, BytesMut);

/// A place whose content is text of the element around it: what is written into it is escaped on its way. See
/// [`Writer::escaped`](crate::Writer::escaped).
#[derive(Debug)]
pub struct Escaped<'o, O>(pub(crate) &'o mut O);

impl<O: Sink> Sink for Escaped<'_, O> {
    #[inline]
    fn push_str(&mut self, text: &str) {
        escape_text(self.0, text);
    }

    fn push_utf8(&mut self, bytes: &[u8]) {
        match std::str::from_utf8(bytes) {
            Ok(text) => escape_text(self.0, text),
            Err(_) => escape_text(self.0, &String::from_utf8_lossy(bytes)),
        }
    }

    /// In its escaped form, and what the output held before.
    fn written(&self) -> &[u8] {
        self.0.written()
    }

    #[inline]
    fn push_plain(&mut self, text: &str) {
        self.0.push_plain(text);
    }

    #[inline]
    fn push_markup(&mut self, _: &'static str, escaped: &'static str) {
        // One that escapes in its turn has to look at it.
        self.0.push_str(escaped);
    }
}
