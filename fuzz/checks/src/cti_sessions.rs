//! CTI sessions as sequences of operations: whatever is called in whatever order, sessions keep their promises.

// A finding is a panic.
#![allow(clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant, SystemTime};

use arbitrary::{Arbitrary, Result, Unstructured};
use bytes::BytesMut;
use cti_wire::client::{self, Client, ConfigRequest};
use cti_wire::server::{self, Audience, Grant, Role, Server};
use cti_wire::{
    AgentStateEvent, AgentStateMask, CcxErrorCode, ConnId, ControlFailureCode, Frame, HEADER, InvokeId,
    Message, Now, Profile, QueryAgentStateReq, StatusCode,
};

/// A message that looks like one: a plausible type, any short body.
fn message(u: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let kind: u32 = if bool::arbitrary(u)? { u.int_in_range(0..=45)? } else { u.int_in_range(0..=300)? };
    let len = u.int_in_range(0..=60usize)?;
    let mut body = u.bytes(len.min(u.len()))?.to_vec();
    // Small invoke ids meet those in use.
    if let (true, Some(id)) = (bool::arbitrary(u)?, body.get_mut(..4)) {
        id.copy_from_slice(&u32::from(u.int_in_range(0..=9u8)?).to_be_bytes());
    }
    let mut out = u32::try_from(body.len()).unwrap_or(0).to_be_bytes().to_vec();
    out.extend(kind.to_be_bytes());
    out.extend(body);
    Ok(out)
}

fn open_conf() -> Vec<u8> {
    let conf = cti_wire::OpenConf {
        invoke_id: InvokeId(1),
        services_granted: cti_wire::ServiceMask(u32::MAX),
        peripheral_online: true,
        ..Default::default()
    };
    conf.build(&Profile::ccx(17)).finish().map_or_else(|_| Vec::new(), |frame| frame.to_bytes().to_vec())
}

fn query() -> Option<Frame> {
    QueryAgentStateReq::default().build(&Profile::ccx(17)).finish().ok()
}

/// A client: every request ends once, nothing follows the end, and the output is whole messages.
pub fn cti_client(data: &[u8]) {
    // Running out of input ends the sequence.
    let _ = drive_client(&mut Unstructured::new(data));
}

fn drive_client(u: &mut Unstructured<'_>) -> Result<()> {
    let mut now = Instant::now();
    let config = client::Config { max_pending: 8, max_output: 4096, ..client::Config::default() };
    let Ok(mut client) = Client::new(config, now) else { panic!("the default configuration fits") };
    let mut pending = BTreeSet::new();
    let mut closed = false;
    let mut downloads = 0;
    let mut out = BytesMut::new();
    while !u.is_empty() {
        match u.int_in_range(0..=9u8)? {
            0 | 1 => _ = client.handle_input(now, &message(u)?),
            2 => {
                let len = u.int_in_range(0..=40usize)?;
                _ = client.handle_input(now, u.bytes(len.min(u.len()))?);
            }
            3 => _ = client.handle_input(now, &open_conf()),
            4 => {
                now += Duration::from_millis(u.int_in_range(0..=30_000)?);
                client.handle_timeout(now);
            }
            5 | 6 => {
                if let Some(Ok(id)) = query().map(|frame| client.request(now, &frame)) {
                    assert!(pending.insert(id), "an id in use was given again");
                }
            }
            7 => downloads += i32::from(client.download_configuration(now, ConfigRequest::CCX).is_ok()),
            8 => _ = client.close(now),
            _ => client.handle_disconnect(),
        }
        while let Some(event) = client.poll_event() {
            assert!(!closed, "{event:?} after the end");
            match event {
                client::Event::Confirmed { invoke_id, .. } | client::Event::Failed { invoke_id, .. } => {
                    assert!(pending.remove(&invoke_id), "{invoke_id} ended without or twice");
                }
                client::Event::ConfigurationEnd(_) => downloads -= 1,
                client::Event::Closed(_) => closed = true,
                _ => {}
            }
        }
        assert_eq!(closed, client.is_closed());
        assert_eq!(client.poll_timeout().is_none(), closed);
        assert_eq!(pending.len(), client.pending());
        assert!((0..=1).contains(&downloads));
        if closed {
            assert!(pending.is_empty() && downloads == 0, "something was left behind");
        }
        client.poll_transmit(&mut out);
    }
    while let Ok(Some(_)) = Frame::take(&mut out) {}
    assert!(out.is_empty(), "the output ends in the middle of a message");
    Ok(())
}

/// A server: connections end once, nothing is said to one that is closed, limits hold.
pub fn cti_server(data: &[u8]) {
    let _ = drive_server(&mut Unstructured::new(data));
}

#[derive(Default)]
struct Conn {
    ended: bool,
    asked: bool,
    requests: Vec<InvokeId>,
}

fn drive_server(u: &mut Unstructured<'_>) -> Result<()> {
    const MOST: usize = 4;
    let mut now = Now { at: Instant::now(), utc: SystemTime::UNIX_EPOCH };
    let config = server::Config { max_connections: MOST, max_output: 2048, ..server::Config::default() };
    let mut server = Server::new(config);
    let mut conns: BTreeMap<ConnId, Conn> = BTreeMap::new();
    let mut last = 0;
    while !u.is_empty() {
        let nth = usize::from(u.int_in_range(0..=4u8)?);
        let conn = conns.keys().nth(nth).copied().unwrap_or(ConnId(0));
        match u.int_in_range(0..=13u8)? {
            0 | 1 => {
                last += 1;
                let taken = server.handle_connect(now, ConnId(last)).is_ok();
                assert_eq!(taken, conns.len() < MOST);
                if taken {
                    conns.insert(ConnId(last), Conn::default());
                }
            }
            2 | 3 => _ = server.handle_input(now, conn, &message(u)?),
            4 => {
                let len = u.int_in_range(0..=40usize)?;
                _ = server.handle_input(now, conn, u.bytes(len.min(u.len()))?);
            }
            5 | 6 => {
                let agent =
                    client::Mode::Agent { extension: Some("1001".to_owned()), id: None, instrument: None };
                let mode = if bool::arbitrary(u)? { agent } else { client::Mode::Bridge };
                let profile = Profile::ccx(u.int_in_range(9..=18)?);
                let config = client::Config { mode, profile, ..client::Config::default() };
                let mut bytes = BytesMut::new();
                if let Ok(mut client) = Client::new(config, now.at) {
                    client.poll_transmit(&mut bytes);
                }
                _ = server.handle_input(now, conn, &bytes);
            }
            7 => {
                now.at += Duration::from_millis(u.int_in_range(0..=60_000)?);
                server.handle_timeout(now);
            }
            8 => {
                server.handle_disconnect(conn);
                if let Some(gone) = conns.remove(&conn) {
                    // Whoever was not told to go is told to be gone.
                    let told = drain(&mut server, &mut conns, Some(conn));
                    assert_eq!(told, !gone.ended);
                }
            }
            9 => {
                let role = [Role::Master, Role::Master, Role::Standby, Role::Offline]
                    [usize::from(u.int_in_range(0..=3u8)?)];
                server.set_role(now, role);
            }
            10 => server.set_online(now, bool::arbitrary(u)?),
            11 => {
                let event = AgentStateEvent::default();
                let audience = Audience::AgentState(AgentStateMask(u32::arbitrary(u)?), &["1001"]);
                let result = server.publish(audience, |profile| event.build(profile).finish());
                assert!(result.is_ok());
            }
            12 => server.end(now, conn, StatusCode(u32::arbitrary(u)?)),
            _ => answer(u, &mut server, &mut conns, now, conn)?,
        }
        let before: BTreeSet<ConnId> = conns.keys().copied().collect();
        drain(&mut server, &mut conns, None);
        while let Some(transmit) = server.poll_transmit() {
            assert!(transmit.len() >= HEADER);
            // Last words may come with the order to close.
            assert!(before.contains(&transmit.to), "bytes for a connection that was closed before");
            if u.ratio(3, 4)? {
                server.sent(transmit.to, transmit.len());
            }
        }
        assert_eq!(server.connections(), conns.len());
        assert!(conns.is_empty() || server.poll_timeout().is_some(), "nobody may wait for ever");
    }
    Ok(())
}

/// The host answers what it was asked, in any order, or not at all.
fn answer(
    u: &mut Unstructured<'_>,
    server: &mut Server,
    conns: &mut BTreeMap<ConnId, Conn>,
    now: Now,
    conn: ConnId,
) -> Result<()> {
    let Some(state) = conns.get_mut(&conn) else { return Ok(()) };
    if state.asked {
        let granted = if bool::arbitrary(u)? {
            let device = server::Device { extension: "1001".to_owned(), ..Default::default() };
            let agent = bool::arbitrary(u)?.then_some((device, cti_wire::AgentState::NOT_READY));
            server.grant(now, conn, Grant { services: cti_wire::ServiceMask(u32::MAX), agent })
        } else {
            server.refuse(now, conn, StatusCode(u32::arbitrary(u)?))
        };
        assert_eq!(granted.is_ok(), !state.ended, "an open question was not there any more");
        state.asked = false;
    } else if let Some(id) = state.requests.pop() {
        let result = match u.int_in_range(0..=2u8)? {
            0 => server.fail(conn, id, StatusCode(u32::arbitrary(u)?)),
            1 => server.fail_control(conn, id, ControlFailureCode(u16::arbitrary(u)?), CcxErrorCode(0), "no"),
            _ => match cti_wire::QueryAgentStateConf::default().build(&Profile::ccx(17)).finish() {
                Ok(frame) => server.confirm(conn, id, &frame),
                Err(_) => Ok(()),
            },
        };
        assert_eq!(result.is_ok(), !state.ended);
    }
    Ok(())
}

/// Takes events into the model. `true` if `gone` was told to have ended.
fn drain(server: &mut Server, conns: &mut BTreeMap<ConnId, Conn>, gone: Option<ConnId>) -> bool {
    let mut told = false;
    while let Some(event) = server.poll_event() {
        match event {
            server::Event::Ended { conn, .. } if Some(conn) == gone => told = true,
            server::Event::Ended { conn, .. } => {
                let Some(state) = conns.get_mut(&conn) else { panic!("{conn:?} ended after it was closed") };
                assert!(!state.ended, "{conn:?} ended twice");
                state.ended = true;
            }
            server::Event::Close(conn) => {
                let state = conns.remove(&conn);
                assert!(state.is_some_and(|state| state.ended), "{conn:?} closed without an end, or twice");
            }
            server::Event::OpenRequested { conn, .. } => {
                if let Some(state) = conns.get_mut(&conn) {
                    assert!(!state.asked && !state.ended);
                    state.asked = true;
                }
            }
            server::Event::Request { conn, invoke_id, .. } => {
                if let Some(state) = conns.get_mut(&conn) {
                    state.requests.push(invoke_id);
                }
            }
            _ => {}
        }
    }
    told
}

#[cfg(test)]
mod tests {
    /// A fuzzer for those who have none: random sequences, always the same.
    #[test]
    fn random_sequences() {
        let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
        let mut data = Vec::new();
        for n in 0..600 {
            data.clear();
            for _ in 0..=n % 300 {
                seed = seed.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
                data.extend((seed >> 24).to_be_bytes());
            }
            super::cti_client(&data);
            super::cti_server(&data);
        }
    }
}
