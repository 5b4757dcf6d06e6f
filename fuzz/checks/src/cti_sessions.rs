//! CTI sessions as sequences of operations: whatever is called in whatever order, sessions keep their promises.

// A finding is a panic.
#![allow(clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant, SystemTime};

use arbitrary::{Arbitrary, Result, Unstructured};
use bytes::BytesMut;
use cti_wire::client::{self, Client, ConfigRequest};
use cti_wire::server::{self, Audience, Grant, Masks, Reading, Role, Server};
use cti_wire::{
    ActiveMaintenanceEvent, ActiveMaintenanceReq, AgentStateEvent, AgentStateMask, CcxErrorCode, ConnId,
    ControlFailureCode, Dialect, Frame, HEADER, InvokeId, MaintenanceAnswer, MaintenanceDecision, Message,
    Now, OpenConf, Profile, QueryAgentStateReq, ServiceMask, SessionType, StandbyActiveEvent, StatusCode,
};

/// A dialect and any of its versions; the last ones of CCE, which know standbys and maintenance, more often.
pub(crate) fn profile(u: &mut Unstructured<'_>) -> Result<Profile> {
    Ok(match u.int_in_range(0..=3u8)? {
        0 => Profile::ccx(u.int_in_range(10..=18)?),
        1 => Profile::cce(u.int_in_range(9..=25)?),
        _ => Profile::cce(u.int_in_range(24..=25)?),
    })
}

/// What a client of this profile asks for. Versions before 24 do not know ACTIVE_STANDBY and may refuse it.
pub(crate) fn client_config(u: &mut Unstructured<'_>, profile: Profile) -> Result<client::Config> {
    let agent = client::Mode::Agent { extension: Some("1001".to_owned()), id: None, instrument: None };
    let mode = if bool::arbitrary(u)? { agent } else { client::Mode::Bridge };
    let mut config = client::Config { mode, profile, ..client::Config::default() };
    if u.ratio(2, 3)? {
        config.services |= ServiceMask::ACTIVE_STANDBY;
    }
    Ok(config)
}

/// A message that looks like one: a plausible type, any short body.
pub(crate) fn message(u: &mut Unstructured<'_>) -> Result<Vec<u8>> {
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

/// What a server says that plays by the rules: an answer to OPEN_REQ, and what belongs to standbys and maintenance.
pub(crate) fn said_by_server(u: &mut Unstructured<'_>, profile: &Profile) -> Result<Vec<u8>> {
    let session_type = [None, Some(SessionType::ACTIVE), Some(SessionType::STANDBY)];
    let frame = match u.int_in_range(0..=5u8)? {
        0..=2 => OpenConf {
            invoke_id: InvokeId(1),
            services_granted: ServiceMask(u32::MAX),
            peripheral_online: bool::arbitrary(u)?,
            session_type: *u.choose(&session_type)?,
            ..Default::default()
        }
        .build(profile)
        .finish(),
        3 => StandbyActiveEvent::default().build(profile).finish(),
        4 => ActiveMaintenanceReq { invoke_id: InvokeId(u.int_in_range(0..=3)?), ..Default::default() }
            .build(profile)
            .finish(),
        _ => ActiveMaintenanceEvent { maintenance_mode_status: bool::arbitrary(u)?, ..Default::default() }
            .build(profile)
            .finish(),
    };
    Ok(frame.map_or_else(|_| Vec::new(), |frame| frame.to_bytes().to_vec()))
}

pub(crate) fn query(profile: &Profile) -> Option<Frame> {
    QueryAgentStateReq::default().build(profile).finish().ok()
}

/// A client: every request ends once, nothing follows the end, and the output is whole messages.
pub fn cti_client(data: &[u8]) {
    // Running out of input ends the sequence.
    let _ = drive_client(&mut Unstructured::new(data));
}

fn drive_client(u: &mut Unstructured<'_>) -> Result<()> {
    let mut now = Instant::now();
    let profile = profile(u)?;
    let config = client::Config { max_pending: 8, max_output: 4096, ..client_config(u, profile)? };
    let Ok(mut client) = Client::new(config, now) else { panic!("the configuration fits its profile") };
    let mut pending = BTreeSet::new();
    let mut closed = false;
    let mut downloads = 0;
    let (mut maintenance_asked, mut decided) = (false, false);
    let mut out = BytesMut::new();
    while !u.is_empty() {
        match u.int_in_range(0..=11u8)? {
            0 | 1 => _ = client.handle_input(now, &message(u)?),
            2 => {
                let len = u.int_in_range(0..=40usize)?;
                _ = client.handle_input(now, u.bytes(len.min(u.len()))?);
            }
            3 => _ = client.handle_input(now, &said_by_server(u, &profile)?),
            4 => {
                now += Duration::from_millis(u.int_in_range(0..=30_000)?);
                client.handle_timeout(now);
            }
            5 | 6 => {
                if let Some(Ok(id)) = query(&profile).map(|frame| client.request(now, &frame)) {
                    assert!(pending.insert(id), "an id in use was given again");
                }
            }
            7 => downloads += i32::from(client.download_configuration(now, ConfigRequest::CCX).is_ok()),
            8 => _ = client.close(now),
            9 => {
                let answers = [MaintenanceAnswer::Accepted, MaintenanceAnswer::Refused];
                let answered = client.answer_maintenance(now, *u.choose(&answers)?).is_ok();
                assert!(!answered || std::mem::take(&mut maintenance_asked), "an answer to no question");
            }
            10 => {
                let left = client.stop_requests(now).is_ok();
                assert!(!left || decided, "a client stopped though the server had not decided");
            }
            _ => client.handle_disconnect(),
        }
        while let Some(event) = client.poll_event() {
            assert!(!closed, "{event:?} after the end");
            match event {
                client::Event::Confirmed { invoke_id, .. } | client::Event::Failed { invoke_id, .. } => {
                    assert!(pending.remove(&invoke_id), "{invoke_id} ended without or twice");
                }
                client::Event::ConfigurationEnd(_) => downloads -= 1,
                client::Event::MaintenanceAsked => maintenance_asked = true,
                client::Event::MaintenanceDecided(decision) => {
                    decided = decision == MaintenanceDecision::Begin;
                }
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
    profile: Option<Profile>,
    ended: bool,
    asked: bool,
    requests: Vec<InvokeId>,
}

fn drive_server(u: &mut Unstructured<'_>) -> Result<()> {
    const MOST: usize = 4;
    let mut now = Now { at: Instant::now(), utc: SystemTime::UNIX_EPOCH };
    let profile = profile(u)?;
    let config = server::Config {
        dialect: profile.dialect,
        versions: match profile.dialect {
            Dialect::Ccx => 10..=18,
            Dialect::Cce => 9..=profile.version,
        },
        reading: *u.choose(&[Reading::Lenient, Reading::Strict])?,
        masks: *u.choose(&[Masks::Carry, Masks::Refuse])?,
        role: *u.choose(&[Role::Master, Role::Master, Role::Standby])?,
        max_connections: MOST,
        max_output: 2048,
        ..server::Config::default()
    };
    let mut server = Server::new(config);
    let mut conns: BTreeMap<ConnId, Conn> = BTreeMap::new();
    let mut last = 0;
    // `Some(true)`: asked, and the answers have been told.
    let mut maintenance = None;
    while !u.is_empty() {
        let nth = usize::from(u.int_in_range(0..=4u8)?);
        let conn = conns.keys().nth(nth).copied().unwrap_or(ConnId(0));
        let mut published = false;
        match u.int_in_range(0..=15u8)? {
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
                let oldest = if profile.dialect == Dialect::Ccx { 9 } else { profile.version.min(24) - 1 };
                let spoken = Profile::new(profile.dialect, u.int_in_range(oldest..=profile.version)?);
                let config = client_config(u, spoken)?;
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
                    let told = drain(&mut server, &mut conns, &mut maintenance, Some(conn));
                    assert_eq!(told, !gone.ended);
                }
            }
            9 => {
                let role = [Role::Master, Role::Master, Role::Standby, Role::Offline]
                    [usize::from(u.int_in_range(0..=3u8)?)];
                server.set_role(now, role);
                let waits = conns.keys().any(|conn| server.is_standby(*conn));
                assert!(role == Role::Standby || !waits, "a standby session of a server that is none");
            }
            10 => server.set_online(now, bool::arbitrary(u)?),
            11 => {
                let event = AgentStateEvent::default();
                let audience = Audience::AgentState(AgentStateMask(u32::arbitrary(u)?), &["1001"]);
                let result = server.publish(audience, |profile| event.build(profile).finish());
                assert!(result.is_ok());
                published = true;
            }
            12 => server.end(now, conn, StatusCode(u32::arbitrary(u)?)),
            13 => {
                let may = server.role() == Role::Master && maintenance.is_none();
                let asked = server.ask_maintenance(now).is_ok();
                assert_eq!(asked, may);
                if asked {
                    maintenance = Some(false);
                }
            }
            14 => {
                let decisions = [MaintenanceDecision::Begin, MaintenanceDecision::Cancel];
                let decided = server.decide_maintenance(now, *u.choose(&decisions)?).is_ok();
                assert_eq!(decided, maintenance.take().is_some());
            }
            _ => answer(u, &mut server, &mut conns, now, conn)?,
        }
        let before: BTreeSet<ConnId> = conns.keys().copied().collect();
        let standbys: Vec<ConnId> = conns.keys().copied().filter(|conn| server.is_standby(*conn)).collect();
        drain(&mut server, &mut conns, &mut maintenance, None);
        while let Some(transmit) = server.poll_transmit() {
            assert!(transmit.len() >= HEADER);
            // Last words may come with the order to close.
            assert!(before.contains(&transmit.to), "bytes for a connection that was closed before");
            assert!(!published || !standbys.contains(&transmit.to), "an event for a standby session");
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
            _ => match cti_wire::QueryAgentStateConf::default()
                .build(&state.profile.unwrap_or_default())
                .finish()
            {
                Ok(frame) => server.confirm(conn, id, &frame),
                Err(_) => Ok(()),
            },
        };
        assert_eq!(result.is_ok(), !state.ended);
    }
    Ok(())
}

/// Takes events into the model. `true` if `gone` was told to have ended.
fn drain(
    server: &mut Server,
    conns: &mut BTreeMap<ConnId, Conn>,
    maintenance: &mut Option<bool>,
    gone: Option<ConnId>,
) -> bool {
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
            server::Event::MaintenanceAnswered(answers) => {
                assert_eq!(maintenance.replace(true), Some(false), "answers that nobody waits for");
                let mut who: Vec<ConnId> = answers.accepted.into_iter().chain(answers.refused).collect();
                let all = who.len();
                who.sort_unstable();
                who.dedup();
                assert_eq!(who.len(), all, "a client that answers twice");
                let known = |conn| conns.get(conn).is_some_and(|state| !state.ended);
                assert!(who.iter().all(known), "the answer of a session that has ended");
            }
            server::Event::Request { conn, invoke_id, .. } => {
                assert!(!server.is_standby(conn), "a request in a standby session");
                if let Some(state) = conns.get_mut(&conn) {
                    state.profile = server.profile(conn).copied();
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
