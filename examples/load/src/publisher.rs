//! The one who publishes, over XMPP on TCP.

use std::cell::Cell;
use std::net::SocketAddr;
use std::rc::Rc;

use memchr::memmem;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::net::tcp::OwnedWriteHalf;

use crate::xmpp;

/// A stream that has an address.
pub struct Publisher {
    stream: TcpStream,
    input: Vec<u8>,
}

/// How publishes were answered.
#[derive(Debug, Default)]
pub struct Results {
    /// With a result.
    pub good: Cell<u64>,
    /// With an error.
    pub bad: Cell<u64>,
}

impl Publisher {
    /// Connects, logs in and binds.
    ///
    /// # Errors
    ///
    /// What the server said instead.
    pub async fn open(address: SocketAddr, domain: &str, user: &str, password: &str) -> Result<Self, String> {
        let stream = TcpStream::connect(address).await.map_err(|e| format!("{address}: {e}"))?;
        stream.set_nodelay(true).map_err(|e| e.to_string())?;
        let mut this = Self { stream, input: Vec::new() };
        let header = format!(
            "<?xml version='1.0'?><stream:stream to='{domain}' version='1.0' xmlns='jabber:client' \
             xmlns:stream='http://etherx.jabber.org/streams'>"
        );
        this.say(&header, "</stream:features>").await?;
        this.say(&xmpp::auth(user, password), "<success").await?;
        this.until(">").await?;
        this.say(&header, "</stream:features>").await?;
        this.say(&xmpp::bind("publisher"), "</iq>").await?;
        Ok(this)
    }

    /// Makes a node that anyone may subscribe to.
    ///
    /// # Errors
    ///
    /// What the server said instead.
    pub async fn create(&mut self, service: &str, number: u64, node: &str) -> Result<(), String> {
        let id = format!("c{number}");
        self.write(&xmpp::create(service, &id, node)).await?;
        loop {
            let mut answer = self.until(">").await?;
            if !answer.contains("<iq")
                || ![format!("'{id}'"), format!("\"{id}\"")].iter().any(|i| answer.contains(i))
            {
                continue;
            }
            if !answer.ends_with("/>") {
                answer += &self.until("</iq>").await?;
            }
            return if answer.contains("error") { Err(answer) } else { Ok(()) };
        }
    }

    /// Where publishes are written; their answers are counted meanwhile. Call within a `LocalSet`.
    #[must_use]
    pub fn split(self) -> (OwnedWriteHalf, Rc<Results>) {
        let (mut reader, writer) = self.stream.into_split();
        let results = Rc::new(Results::default());
        let count = Rc::clone(&results);
        tokio::task::spawn_local(async move {
            let mut piece = vec![0; 1 << 16];
            // A word cut in two by the end of a piece is found with the tail of the one before.
            let (mut text, mut seen) = (Vec::new(), 0);
            while let Ok(length @ 1..) = reader.read(&mut piece).await {
                text.extend_from_slice(piece.get(..length).unwrap_or_default());
                let found = |words: [&str; 2]| -> u64 {
                    let new = |w: &str| memmem::find_iter(&text, w).filter(|at| at + w.len() > seen).count();
                    words.map(|w| new(w) as u64).iter().sum()
                };
                let good = found(["type='result'", "type=\"result\""]);
                let bad = found(["type='error'", "type=\"error\""]);
                count.good.set(count.good.get() + good);
                count.bad.set(count.bad.get() + bad);
                seen = text.len().min(12);
                text.drain(..text.len() - seen);
            }
        });
        (writer, results)
    }

    async fn say(&mut self, text: &str, what: &str) -> Result<(), String> {
        self.write(text).await?;
        self.until(what).await.map(drop)
    }

    async fn write(&mut self, text: &str) -> Result<(), String> {
        self.stream.write_all(text.as_bytes()).await.map_err(|e| e.to_string())
    }

    async fn until(&mut self, what: &str) -> Result<String, String> {
        loop {
            if let Some(at) = memmem::find(&self.input, what.as_bytes()) {
                let end = at + what.len();
                let text = self.input.drain(..end).collect::<Vec<u8>>();
                return Ok(String::from_utf8_lossy(&text).into_owned());
            }
            let more = self.stream.read_buf(&mut self.input).await.map_err(|e| e.to_string())?;
            if more == 0 {
                return Err(format!("closed before {what}: {}", String::from_utf8_lossy(&self.input)));
            }
        }
    }
}
