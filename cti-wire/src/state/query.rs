//! What to ask after a reconnect, because nothing is replayed.

use super::{Change, ConnectionKey, State, text};
use crate::{
    AgentState, CallId, ConnectionDeviceIdType, DecodeError, DeviceIdType, Dialect, Frame,
    LocalConnectionState, Message, Profile, QueryAgentStateConf, QueryAgentStateReq, SnapshotCallConf,
    SnapshotCallReq, SnapshotDeviceConf, SnapshotDeviceReq, UsageError, field,
};

/// A question to the server. Keep it with the invoke id of its request, and give both to [`State::answer`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Query {
    /// The state of this agent.
    Agent(String),
    /// The calls of this extension.
    Device(String),
    /// Everything about this call.
    Call(ConnectionKey),
}

impl Query {
    /// The request.
    ///
    /// # Errors
    /// A name is longer than the wire allows.
    pub fn request(&self, profile: &Profile) -> Result<Frame, UsageError> {
        match self {
            Self::Agent(id) => {
                let request = QueryAgentStateReq::default();
                let builder = request.build(profile);
                match profile.dialect {
                    Dialect::Ccx => builder.with(field::AgentIdLong, id.as_str()),
                    Dialect::Cce => builder.with(field::AgentId, id.as_str()),
                }
                .finish()
            }
            Self::Device(extension) => {
                let kind = DeviceIdType::DEVICE_IDENTIFIER;
                SnapshotDeviceReq { snapshot_device_type: kind, ..Default::default() }
                    .build(profile)
                    .with(field::AgentInstrument, extension.as_str())
                    .finish()
            }
            Self::Call(key) => SnapshotCallReq {
                connection_call_id: key.call,
                connection_device_id_type: key.kind,
                ..Default::default()
            }
            .build(profile)
            .with(field::ConnectionDeviceId, key.device.as_str())
            .finish(),
        }
    }
}

impl State {
    /// Starts asking for everything that the configuration names.
    pub fn resync(&mut self) {
        self.queries.extend(self.agents.keys().cloned().map(Query::Agent));
    }

    /// The next question; answers and events bring more.
    #[must_use]
    pub fn poll_query(&mut self) -> Option<Query> {
        self.queries.pop_front()
    }

    /// Takes the confirmation of a question. A question that failed needs no call: what it asked for stays unknown.
    ///
    /// # Errors
    /// The answer cannot be read.
    pub fn answer(&mut self, query: &Query, frame: &Frame, profile: &Profile) -> Result<Change, DecodeError> {
        match query {
            Query::Agent(id) => {
                let conf: QueryAgentStateConf<'_> = frame.decode(profile)?;
                self.agent_answer(id, &conf)?;
                let agent = self.agents.get(id);
                if let Some(agent) =
                    agent.filter(|a| a.state != AgentState::LOGOUT && !a.signed_in_at.is_empty())
                {
                    self.queries.push_back(Query::Device(agent.signed_in_at.clone()));
                }
                Ok(Change::Agent(id.clone()))
            }
            Query::Device(_) => {
                let conf: SnapshotDeviceConf<'_> = frame.decode(profile)?;
                let mut last = Change::Configuration;
                for group in conf.groups::<field::CallConnectionCallId>() {
                    let call = group.get::<field::CallConnectionCallId>()?.unwrap_or(CallId::NONE);
                    let key = ConnectionKey {
                        call,
                        kind: group
                            .get::<field::CallConnectionDeviceIdType>()?
                            .unwrap_or(ConnectionDeviceIdType::STATIC),
                        device: text(group.get::<field::CallConnectionDeviceId>()?),
                    };
                    // Tag 75; the CCX guide can be read as 61.
                    let state = match group.get::<field::CallState>()? {
                        None => group.get::<field::CallDeviceConnectionState>()?,
                        state => state,
                    };
                    self.calls.entry(call).or_default();
                    self.connections.insert(key.clone(), state.unwrap_or(LocalConnectionState::NULL));
                    // In CCX the number names the call; in CCE another call may share it.
                    let asked = self.queries.iter().any(|query| match (query, profile.dialect) {
                        (Query::Call(other), Dialect::Ccx) => other.call == call,
                        (Query::Call(other), Dialect::Cce) => *other == key,
                        _ => false,
                    });
                    if !asked {
                        self.queries.push_back(Query::Call(key));
                    }
                    last = Change::Call(call);
                }
                Ok(last)
            }
            Query::Call(key) => {
                let conf: SnapshotCallConf<'_> = frame.decode(profile)?;
                self.snapshot(key, &conf, profile)?;
                Ok(Change::Call(key.call))
            }
        }
    }
}
