//! A BOSH session on a bad network: the suite's own client machine behind impaired exchanges.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::{Duration, Instant};

use bosh::client::{Answer, Client, Config, Event, Exchange, Transmit};
use bytes::Bytes;
use tokio::task::{AbortHandle, JoinSet};

use crate::http::{Http, HttpError};
use crate::impair::{Dice, Impairment, Twist};
use crate::session::Wish;
use crate::tally::{Ledger, Tally};
use crate::xmpp;

/// A session that is open, or becomes so.
pub struct RoughSession {
    client: Client,
    wish: Wish,
    network: Impairment,
    dice: Dice,
    exchanges: JoinSet<(Exchange, Result<Answer, HttpError>)>,
    aborts: BTreeMap<Exchange, AbortHandle>,
}

impl RoughSession {
    /// Opens a session as [`Session::open`](crate::Session::open) does.
    ///
    /// # Errors
    ///
    /// What the server said instead, or that the session was lost.
    pub async fn open(wish: &Wish, network: Impairment, seed: u64) -> Result<Self, String> {
        let mut config = Config::new(wish.domain.clone());
        config.wait = wish.wait;
        config.lang = Some("en".to_owned());
        // A lost answer is noticed by the connection's end; a network this fast needs no longer breaks.
        config.retry_first = Duration::from_millis(50);
        config.retry_most = Duration::from_secs(1);
        let mut dice = Dice::new(seed);
        let mut chance = [0; 32];
        for part in chance.chunks_exact_mut(8) {
            part.copy_from_slice(&dice.number().to_le_bytes());
        }
        let client = Client::new(config, chance, now());
        let wish = wish.clone();
        let mut session =
            Self { client, wish, network, dice, exchanges: JoinSet::new(), aborts: BTreeMap::new() };
        session.until("<mechanism").await?;
        session.send(xmpp::auth(&session.wish.user, &session.wish.password))?;
        session.until("<success").await?;
        session.client.restart().map_err(|e| e.to_string())?;
        session.until("xmpp-bind").await?;
        session.send(xmpp::bind("load"))?;
        let bound = session.until("</jid>").await?;
        if let Some((service, node)) = session.wish.subscribe.clone() {
            let jid = bound.split("<jid>").nth(1).and_then(|rest| rest.split("</jid>").next());
            let jid = jid.ok_or_else(|| format!("no address: {bound}"))?;
            session.send(format!("{}{}", xmpp::PRESENCE, xmpp::subscribe(&service, &node, jid)))?;
            session.until("subscribed").await?;
        }
        Ok(session)
    }

    /// Listens until the tally is over, counting what comes; then ends the session.
    pub async fn listen(mut self, tally: Rc<Tally>) {
        let mut ledger = Ledger::default();
        loop {
            let event = tokio::select! {
                () = tally.over.notified(), if !tally.is_over() => break,
                event = self.next() => event,
            };
            match event {
                Some(Event::Received { payload }) => {
                    for element in payload {
                        tally.take(&mut ledger, &element);
                    }
                }
                Some(Event::Ended { why }) => return tally.lose(format!("{why:?}")),
                None => return,
                Some(_) => {}
            }
            if tally.is_over() {
                break;
            }
        }
        self.network = Impairment::default();
        let _ = self.client.terminate(None);
        let end = async { while self.next().await.is_some() {} };
        let _ = tokio::time::timeout(Duration::from_secs(2), end).await;
    }

    fn send(&mut self, text: String) -> Result<(), String> {
        self.client.send(text.into()).map_err(|e| e.to_string())
    }

    async fn until(&mut self, what: &str) -> Result<String, String> {
        loop {
            match self.next().await {
                Some(Event::Received { payload }) => {
                    for element in payload {
                        let text = String::from_utf8_lossy(&element).into_owned();
                        if text.contains(what) {
                            return Ok(text);
                        }
                        if text.contains("<failure") || text.contains("type='error'") {
                            return Err(format!("no {what}: {text}"));
                        }
                    }
                }
                Some(Event::Ended { why }) => return Err(format!("no {what}: {why:?}")),
                None => return Err(format!("no {what}: over")),
                Some(_) => {}
            }
        }
    }

    async fn next(&mut self) -> Option<Event> {
        loop {
            // Told before sent: an answer rides on the next request, as in the driver of the crate.
            if let Some(event) = self.client.poll_event() {
                return Some(event);
            }
            while let Some(transmit) = self.client.poll_transmit() {
                self.transmit(transmit);
            }
            if let Some(event) = self.client.poll_event() {
                return Some(event);
            }
            if self.client.is_over() {
                return None;
            }
            let deadline = self.client.poll_timeout().map(|d| d.at.into());
            let due = async {
                match deadline {
                    Some(at) => tokio::time::sleep_until(at).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                Some(done) = self.exchanges.join_next() => {
                    if let Ok((exchange, answer)) = done {
                        self.aborts.remove(&exchange);
                        match answer {
                            Ok(answer) => self.client.handle_input(now(), exchange, answer),
                            Err(_) => self.client.handle_failure(now(), exchange),
                        }
                    }
                }
                () = due => self.client.handle_timeout(now()),
            }
        }
    }

    fn transmit(&mut self, transmit: Transmit) {
        match transmit {
            Transmit::Send { exchange, entity } => {
                let fate = self.dice.fate(&self.network);
                let (address, path) = (self.wish.bosh, self.wish.path.clone());
                let entity = entity.to_bytes();
                let abort = self.exchanges.spawn_local(async move {
                    tokio::time::sleep(fate.before).await;
                    let http = || Http::new(address, &path);
                    let answer = match fate.twist {
                        Twist::RequestLost => Err(broken()),
                        Twist::None => post(http(), entity).await,
                        Twist::AnswerLost => post(http(), entity).await.and(Err(broken())),
                        Twist::Twice => twice(http(), http(), entity).await,
                        Twist::CutAfter(time) => {
                            let answer = tokio::time::timeout(time, post(http(), entity)).await;
                            answer.unwrap_or_else(|_| Err(broken()))
                        }
                    };
                    tokio::time::sleep(fate.after).await;
                    (exchange, answer)
                });
                self.aborts.insert(exchange, abort);
            }
            Transmit::Cancel { exchange } => {
                if let Some(abort) = self.aborts.remove(&exchange) {
                    abort.abort();
                }
            }
            _ => {}
        }
    }
}

async fn post(mut http: Http, entity: Bytes) -> Result<Answer, HttpError> {
    let answer = http.post(&entity).await?;
    Ok(Answer { status: 200, entity: Bytes::copy_from_slice(answer) })
}

/// Sent again by something on the way, which takes the answer to its second try.
async fn twice(first: Http, second: Http, entity: Bytes) -> Result<Answer, HttpError> {
    let again = async {
        tokio::time::sleep(Duration::from_millis(5)).await;
        post(second, entity.clone()).await
    };
    let (_, answer) = tokio::join!(post(first, entity.clone()), again);
    answer
}

fn broken() -> HttpError {
    HttpError::Broken(std::io::ErrorKind::ConnectionReset.into())
}

fn now() -> Instant {
    Instant::now()
}
