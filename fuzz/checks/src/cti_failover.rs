//! The client of several servers as a sequence of operations: whatever servers and networks do, and in whatever order,
//! its caller has one master at most.

// A finding is a panic.
#![allow(clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use arbitrary::{Arbitrary, Result, Unstructured};
use bytes::BytesMut;
use cti_wire::client::{ConfigRequest, Event, Failover, FailoverConfig, FailoverEvent, Side};
use cti_wire::{
    ConnId, FailureConf, FailureEvent, Frame, InvokeId, MaintenanceAnswer, Message, PgStatus, Profile,
    QueryAgentStateConf, StatusCode, SystemEvent, SystemEventId,
};

use crate::cti_sessions::{client_config, message, profile, query, said_by_server};

/// A client of one to three servers: masters come strictly in turn, every request ends once, connections are opened and
/// given up in order, and nothing is said to one that is not there.
pub fn cti_failover(data: &[u8]) {
    // Running out of input ends the sequence.
    let _ = drive(&mut Unstructured::new(data), &mut BTreeSet::new());
}

/// Where a sequence comes: the corpus must come everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    InService,
    OutOfService,
    SecondMaster,
    BothSides,
    StandbyPromoted,
    MaintenanceAnswered,
    OldSideTold,
    Stopped,
}

/// A connection as the caller knows it.
struct Link {
    side: Side,
    stands: bool,
    said: BytesMut,
}

struct Model {
    links: BTreeMap<ConnId, Link>,
    last: ConnId,
    master: Option<Side>,
    masters: u32,
    pending: BTreeSet<InvokeId>,
    stopped: bool,
}

fn drive(u: &mut Unstructured<'_>, places: &mut BTreeSet<Place>) -> Result<()> {
    let mut now = Instant::now();
    let profile = profile(u)?;
    let probe = u.ratio(1, 2)?.then(|| Duration::from_secs(20));
    let sides = u.int_in_range(1..=3usize)?;
    let session = client_config(u, profile)?;
    let config = FailoverConfig { session, sides, probe, ..FailoverConfig::default() };
    let Ok(mut client) = Failover::new(config, [u.arbitrary()?; 32], now) else { return Ok(()) };
    let mut model = Model {
        links: BTreeMap::new(),
        last: ConnId(0),
        master: None,
        masters: 0,
        pending: BTreeSet::new(),
        stopped: false,
    };
    model.check(&mut client, places);
    while !u.is_empty() {
        let nth = usize::from(u.int_in_range(0..=2u8)?);
        // The newest first: it is the one that something is due on.
        let conn = model.links.keys().rev().nth(nth).copied().unwrap_or(ConnId(0));
        match u.int_in_range(0..=15u8)? {
            0..=2 => {
                if let Some(link) = model.links.get_mut(&conn).filter(|link| !link.stands) {
                    link.stands = true;
                    client.handle_connected(now, conn);
                }
            }
            3 => client.handle_disconnect(now, conn),
            4..=7 if model.stands(conn) => {
                // A refusal is the end, a broken message as well; the model sees it by its events.
                let _ = client.handle_input(now, conn, &said_by_server(u, &profile)?);
            }
            8 if model.stands(conn) => drop(client.handle_input(now, conn, &refusal(u, &profile)?)),
            9 if model.stands(conn) => drop(client.handle_input(now, conn, &message(u)?)),
            10 => {
                now += Duration::from_millis(u.int_in_range(0..=40_000)?);
                client.handle_timeout(now);
            }
            11 | 12 => {
                if let Some(Ok(id)) = query(&profile).map(|frame| client.request(now, &frame)) {
                    assert!(model.master.is_some(), "a request without a master");
                    assert!(model.pending.insert(id), "an id in use was given again");
                }
            }
            13 => _ = client.download_configuration(now, ConfigRequest::CCX),
            14 => {
                let answers = [MaintenanceAnswer::Accepted, MaintenanceAnswer::Refused];
                if client.answer_maintenance(now, *u.choose(&answers)?).is_ok() {
                    places.insert(Place::MaintenanceAnswered);
                }
            }
            15 if u.ratio(1, 8)? => {
                client.stop(now);
                model.stopped = true;
                places.insert(Place::Stopped);
            }
            _ => {}
        }
        model.check(&mut client, places);
    }
    Ok(())
}

impl Model {
    fn stands(&self, conn: ConnId) -> bool {
        self.links.get(&conn).is_some_and(|link| link.stands)
    }

    /// Takes everything out of the machine and holds it against the rules.
    fn check(&mut self, client: &mut Failover, places: &mut BTreeSet<Place>) {
        let connects = self.last;
        while let Some(event) = client.poll_event() {
            self.event(event, places);
        }
        assert!(!self.stopped || self.last == connects, "a connection after the end");
        while let Some(transmit) = client.poll_transmit() {
            let Some(link) = self.links.get_mut(&transmit.to).filter(|link| link.stands) else {
                panic!("bytes for {:?}, which is not there", transmit.to)
            };
            link.said.extend_from_slice(&transmit.head);
            while let Ok(Some(frame)) = Frame::take(&mut link.said) {
                if frame.message_type.0 == 281 {
                    places.insert(Place::OldSideTold);
                }
            }
            assert!(link.said.is_empty(), "half a message");
        }
        assert_eq!(client.master(), self.master);
        // The main one, one beside it, and a former master that is being left.
        assert!(self.links.len() <= 3, "{} connections", self.links.len());
        let waits = client.poll_timeout().is_some();
        assert!(waits || self.stopped, "nobody would look for a master any more");
        assert!(!self.stopped || waits || self.links.is_empty(), "a connection is left behind");
        if self.master.is_some() && self.links.len() == 2 {
            places.insert(Place::BothSides);
        }
    }

    fn event(&mut self, event: FailoverEvent, places: &mut BTreeSet<Place>) {
        match event {
            FailoverEvent::Connect { conn, side } => {
                assert!(conn > self.last, "{conn:?} was used before");
                self.last = conn;
                self.links.insert(conn, Link { side, stands: false, said: BytesMut::new() });
            }
            FailoverEvent::Disconnect(conn) => {
                assert!(self.links.remove(&conn).is_some(), "{conn:?} was given up twice, or never opened");
            }
            FailoverEvent::InService(side) => {
                assert_eq!(self.master.replace(side), None, "a second master beside the first");
                assert!(self.links.values().any(|link| link.stands && link.side == side));
                places.insert(Place::InService);
                self.masters += 1;
                if self.masters > 1 {
                    places.insert(Place::SecondMaster);
                }
            }
            FailoverEvent::OutOfService(reason) => {
                assert!(self.master.take().is_some(), "a master was lost that was not there");
                assert!(self.pending.is_empty(), "requests were left behind");
                places.insert(Place::OutOfService);
                if reason == cti_wire::client::CloseReason::StandbyActive {
                    places.insert(Place::StandbyPromoted);
                }
            }
            FailoverEvent::Session(event) => {
                assert!(self.master.is_some(), "{event:?} without a master");
                if let Event::Confirmed { invoke_id, .. } | Event::Failed { invoke_id, .. } = event {
                    assert!(self.pending.remove(&invoke_id), "{invoke_id} ended without or twice");
                }
            }
            _ => {}
        }
    }
}

/// What a server says that goes away, is no master, or answers a question.
fn refusal(u: &mut Unstructured<'_>, profile: &Profile) -> Result<Vec<u8>> {
    let invoke_id = InvokeId(u.int_in_range(0..=6)?);
    let statuses =
        [StatusCode::SERVER_NOT_MASTER, StatusCode::CTI_SERVER_OFFLINE, StatusCode::AUTO_CONFIG_RESET];
    let status = *u.choose(&statuses)?;
    let online = bool::arbitrary(u)?;
    let frame = match u.int_in_range(0..=3u8)? {
        0 => FailureConf { invoke_id, status, ..Default::default() }.build(profile).finish(),
        1 => FailureEvent { status, ..Default::default() }.build(profile).finish(),
        2 => {
            let (pg_status, system_event_id) = match online {
                true => (PgStatus::EMPTY, SystemEventId::PERIPHERAL_ONLINE),
                false => (PgStatus::PERIPHERAL_OFFLINE, SystemEventId::PERIPHERAL_OFFLINE),
            };
            SystemEvent { pg_status, system_event_id, ..Default::default() }.build(profile).finish()
        }
        _ => QueryAgentStateConf { invoke_id, ..Default::default() }.build(profile).finish(),
    };
    Ok(frame.map_or_else(|_| Vec::new(), |frame| frame.to_bytes().to_vec()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The committed corpus comes everywhere: into service, to a second master, to standbys, through a maintenance.
    #[test]
    fn the_corpus_comes_everywhere() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../corpus/cti_failover");
        let mut places = BTreeSet::new();
        for file in std::fs::read_dir(folder).unwrap() {
            let data = std::fs::read(file.unwrap().path()).unwrap();
            let _ = drive(&mut Unstructured::new(&data), &mut places);
        }
        use Place::*;
        let all = [
            InService,
            OutOfService,
            SecondMaster,
            BothSides,
            StandbyPromoted,
            MaintenanceAnswered,
            OldSideTold,
            Stopped,
        ];
        assert_eq!(places.into_iter().collect::<Vec<_>>(), all);
    }

    /// A fuzzer for those who have none: random sequences, always the same.
    #[test]
    fn random_sequences() {
        let mut next = cti_wire::generate::numbers(9);
        for n in 0..800_usize {
            let data: Vec<u8> = (0..=n % 300).flat_map(|_| next().to_be_bytes()).collect();
            cti_failover(&data);
        }
    }
}
