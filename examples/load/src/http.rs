//! One HTTP/1.1 connection that costs little, so that a second core is left to the server.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::ops::Range;

use memchr::memmem;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Why an exchange failed.
#[derive(Debug)]
pub enum HttpError {
    /// The connection ended, or was never there.
    Broken(io::Error),
    /// What came is no answer, or one with another status than 200.
    Answer(String),
}

impl fmt::Display for HttpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Broken(error) => write!(f, "connection: {error}"),
            Self::Answer(text) => write!(f, "answer: {text}"),
        }
    }
}

impl From<io::Error> for HttpError {
    fn from(error: io::Error) -> Self {
        Self::Broken(error)
    }
}

/// The largest answer taken.
const LARGEST: usize = 16 << 20;

/// A connection, kept alive, with one request at a time.
pub struct Http {
    address: SocketAddr,
    head: String,
    stream: Option<TcpStream>,
    input: Vec<u8>,
    output: Vec<u8>,
    /// How often the connection was made, beyond the first time.
    pub reconnects: u64,
    used: usize,
}

impl Http {
    /// A connection to be made when it is needed first.
    #[must_use]
    pub fn new(address: SocketAddr, path: &str) -> Self {
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: {address}\r\nContent-Type: text/xml; charset=utf-8\r\nContent-Length: "
        );
        Self { address, head, stream: None, input: Vec::new(), output: Vec::new(), reconnects: 0, used: 0 }
    }

    /// Posts an entity and waits for the answer's. If a kept connection turns out to be closed, a new one is made: BOSH
    /// allows to repeat any request.
    ///
    /// # Errors
    ///
    /// [`HttpError`]
    pub async fn post(&mut self, entity: &[u8]) -> Result<&[u8], HttpError> {
        let fresh = self.stream.is_none();
        let answer = match self.exchange(entity).await {
            Err(HttpError::Broken(_)) if !fresh => {
                self.reconnects += 1;
                self.stream = None;
                self.exchange(entity).await?
            }
            answer => answer?,
        };
        Ok(self.input.get(answer).unwrap_or_default())
    }

    /// Forgets the connection, with whatever is under way on it.
    pub fn cut(&mut self) {
        self.stream = None;
    }

    async fn exchange(&mut self, entity: &[u8]) -> Result<Range<usize>, HttpError> {
        let stream = match &mut self.stream {
            Some(stream) => stream,
            none => {
                let stream = TcpStream::connect(self.address).await?;
                stream.set_nodelay(true)?;
                self.input.clear();
                self.used = 0;
                none.insert(stream)
            }
        };
        self.output.clear();
        self.output.extend_from_slice(self.head.as_bytes());
        self.output.extend_from_slice(entity.len().to_string().as_bytes());
        self.output.extend_from_slice(b"\r\n\r\n");
        self.output.extend_from_slice(entity);
        stream.write_all(&self.output).await?;
        self.input.drain(..self.used);
        self.used = 0;
        loop {
            if let Some(head) = Head::read(&self.input)? {
                let end = head.len + head.entity;
                if self.input.len() >= end {
                    self.used = end;
                    if head.last {
                        self.stream = None;
                    }
                    return Ok(head.len..end);
                }
            }
            self.input.reserve(2048);
            if stream.read_buf(&mut self.input).await? == 0 {
                return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into());
            }
        }
    }
}

struct Head {
    len: usize,
    entity: usize,
    last: bool,
}

impl Head {
    /// Reads as much of an answer's head as matters here.
    fn read(input: &[u8]) -> Result<Option<Self>, HttpError> {
        let Some(end) = memmem::find(input, b"\r\n\r\n") else { return Ok(None) };
        let text = String::from_utf8_lossy(input.get(..end).unwrap_or_default());
        let mut lines = text.split("\r\n");
        let status = lines.next().and_then(|line| line.split(' ').nth(1)).unwrap_or_default();
        let mut entity = None;
        let mut last = false;
        for line in lines {
            let Some((name, value)) = line.split_once(':') else { continue };
            let value = value.trim();
            if name.eq_ignore_ascii_case("content-length") {
                entity = value.parse().ok().filter(|len| *len <= LARGEST);
            } else if name.eq_ignore_ascii_case("connection") {
                last = value.eq_ignore_ascii_case("close");
            }
        }
        match entity {
            Some(entity) if status == "200" => Ok(Some(Self { len: end + 4, entity, last })),
            _ => Err(HttpError::Answer(text.into_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read_once_it_is_whole() {
        let text = b"HTTP/1.1 200 OK\r\nContent-length: 3\r\nConnection: Close\r\n\r\nabc";
        assert!(Head::read(&text[..40]).unwrap().is_none());
        let head = Head::read(text).unwrap().unwrap();
        assert_eq!((head.len, head.entity, head.last), (text.len() - 3, 3, true));
        assert!(Head::read(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n").is_err());
        assert!(Head::read(b"HTTP/1.1 200 OK\r\n\r\n").is_err());
    }
}
