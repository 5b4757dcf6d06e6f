//! A BOSH session on a good network: one connection, one request at a time, as little work as possible.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::Duration;

use memchr::memmem;

use crate::http::Http;
use crate::tally::{Ledger, Tally};
use crate::xmpp;

const BODY: &str = "xmlns='http://jabber.org/protocol/httpbind'";

/// Who opens a session, and what for.
#[derive(Debug, Clone)]
pub struct Wish {
    /// Where BOSH is served.
    pub bosh: SocketAddr,
    /// At which path.
    pub path: String,
    /// The domain of the accounts.
    pub domain: String,
    /// The account's name.
    pub user: String,
    /// Its password.
    pub password: String,
    /// How long a request may be held.
    pub wait: Duration,
    /// The service and the node to subscribe to, if any.
    pub subscribe: Option<(String, String)>,
}

/// A session that is open.
pub struct Session {
    http: Http,
    sid: String,
    rid: u64,
    entity: String,
}

impl Session {
    /// Opens a session: creation, login, restart, binding, presence, subscription.
    ///
    /// # Errors
    ///
    /// What the server said instead.
    pub async fn open(wish: &Wish, rid: u64) -> Result<Self, String> {
        let mut session =
            Self { http: Http::new(wish.bosh, &wish.path), sid: String::new(), rid, entity: String::new() };
        let creation = format!(
            "<body rid='{rid}' to='{}' wait='{}' hold='1' ver='1.6' xml:lang='en' xmpp:version='1.0' \
             xmlns:xmpp='urn:xmpp:xbosh' {BODY}/>",
            wish.domain,
            wish.wait.as_secs()
        );
        let answer = session.http.post(creation.as_bytes()).await.map_err(|e| e.to_string())?;
        let answer = String::from_utf8_lossy(answer).into_owned();
        session.sid = xmpp::attribute(&answer, "sid").ok_or_else(|| format!("no session: {answer}"))?;
        if !answer.contains("mechanisms") {
            session.expect("", "", "mechanisms").await?;
        }
        session.expect("", &xmpp::auth(&wish.user, &wish.password), "<success").await?;
        let restart =
            format!(" to='{}' xml:lang='en' xmpp:restart='true' xmlns:xmpp='urn:xmpp:xbosh'", wish.domain);
        session.expect(&restart, "", "xmpp-bind").await?;
        let bound = session.expect("", &xmpp::bind("load"), "</jid>").await?;
        if let Some((service, node)) = &wish.subscribe {
            let jid = bound.split("<jid>").nth(1).and_then(|rest| rest.split("</jid>").next());
            let jid = jid.ok_or_else(|| format!("no address: {bound}"))?;
            let subscription = format!("{}{}", xmpp::PRESENCE, xmpp::subscribe(service, node, jid));
            session.expect("", &subscription, "subscribed").await?;
        }
        Ok(session)
    }

    /// Polls until the tally is over, counting what comes; then ends the session.
    pub async fn listen(mut self, tally: Rc<Tally>) {
        let mut ledger = Ledger::default();
        let mut reconnects = 0;
        loop {
            let answer = tokio::select! {
                biased;
                () = tally.over.notified(), if !tally.is_over() => None,
                answer = self.say("", "") => Some(answer),
            };
            match answer {
                Some(Ok(answer)) => tally.take(&mut ledger, answer),
                Some(Err(why)) => return tally.lose(why),
                None => {}
            }
            if self.http.reconnects > reconnects {
                tally.reconnected(self.http.reconnects - reconnects);
                reconnects = self.http.reconnects;
            }
            if tally.is_over() {
                // The request that is held stays behind on its connection.
                self.http.cut();
                let end = self.say(" type='terminate'", "");
                let _ = tokio::time::timeout(Duration::from_secs(2), end).await;
                return;
            }
        }
    }

    /// One request, one answer.
    async fn say(&mut self, attributes: &str, payload: &str) -> Result<&[u8], String> {
        self.rid += 1;
        self.entity.clear();
        let _ = write!(self.entity, "<body rid='{}' sid='{}' {BODY}{attributes}", self.rid, self.sid);
        if payload.is_empty() {
            self.entity.push_str("/>");
        } else {
            let _ = write!(self.entity, ">{payload}</body>");
        }
        let answer = self.http.post(self.entity.as_bytes()).await.map_err(|e| e.to_string())?;
        let start =
            answer.iter().position(|b| *b == b'>').and_then(|end| answer.get(..end)).unwrap_or_default();
        if memmem::find(start, b"terminate").is_some() && attributes.is_empty() {
            return Err(String::from_utf8_lossy(start).into_owned());
        }
        Ok(answer)
    }

    /// The same, and empty requests after it, until this is there.
    async fn expect(&mut self, attributes: &str, payload: &str, what: &str) -> Result<String, String> {
        let (mut attributes, mut payload) = (attributes, payload);
        let mut last = String::new();
        for _ in 0..8 {
            last = String::from_utf8_lossy(self.say(attributes, payload).await?).into_owned();
            if last.contains(what) {
                return Ok(last);
            }
            if ["<failure", "type='error'", "type=\"error\""].iter().any(|bad| last.contains(bad)) {
                break;
            }
            (attributes, payload) = ("", "");
        }
        Err(format!("no {what}: {last}"))
    }
}
