use bytes::BytesMut;

/// Where XML is written: `String`, `Vec<u8>` and `BytesMut` are such places.
pub trait Sink {
    /// Appends text as it is.
    fn push_str(&mut self, text: &str);
    /// Appends bytes that are whole characters of UTF-8.
    fn push_utf8(&mut self, bytes: &[u8]);
    /// What has been written so far.
    fn written(&self) -> &[u8];
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

impl Sink for Vec<u8> {
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

impl Sink for BytesMut {
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
