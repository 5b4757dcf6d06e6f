//! What CTI clients ask for.

use cti_wire::{
    AgentState, CcxErrorCode, ConnId, ConnectionDeviceIdType, ControlFailureCode, ForcedFlag, Frame,
    InvokeId, LocalConnectionState, Message, Now, Profile, QueryAgentStateConf, QueryAgentStateReq,
    ServiceMask, SetAgentStateConf, SetAgentStateReq, SnapshotDeviceConf, SnapshotDeviceReq, StatusCode,
    TeamConfigReq, Text, field,
};
use telephony::{ConnectionState, TerminalConnectionState};

use crate::agent::Asked;
use crate::core::{Core, Link};
use crate::rmcm::{Login, Refusal};

/// What a request ends with: a confirmation, or one of the two failures.
pub(crate) enum Answer {
    Confirm(Frame),
    Control(Refusal),
    Status(StatusCode),
}

impl From<Refusal> for Answer {
    fn from(refusal: Refusal) -> Self {
        Self::Control(refusal)
    }
}

impl From<cti_wire::UsageError> for Answer {
    fn from(_: cti_wire::UsageError) -> Self {
        Self::Status(StatusCode::UNSPECIFIED_FAILURE)
    }
}

/// A field that cannot be read: the server has checked the layout, so it is the content.
impl From<cti_wire::DecodeError> for Answer {
    fn from(_: cti_wire::DecodeError) -> Self {
        Self::Status(StatusCode::INVALID_FIELD_LENGTH)
    }
}

impl Core {
    pub(crate) fn request(&mut self, now: Now, conn: ConnId, invoke_id: InvokeId, frame: &Frame) {
        let Some(profile) = self.server.profile(conn).copied() else { return };
        let (who, answer) = match frame.message_type.0 {
            SetAgentStateReq::NUMBER => self.set_agent_state(now, conn, frame, &profile),
            QueryAgentStateReq::NUMBER => anonymous(self.query_agent_state(conn, frame, &profile)),
            SnapshotDeviceReq::NUMBER => anonymous(self.snapshot_device(conn, frame, &profile)),
            TeamConfigReq::NUMBER => anonymous(self.team_config(conn, frame, &profile)),
            _ => match self.control_call(conn, frame, &profile) {
                Some(result) => anonymous(result),
                None => (String::new(), Answer::Status(StatusCode::FUNCTION_NOT_AVAILABLE)),
            },
        };
        // The events of what has changed follow the confirmation.
        self.answer(conn, invoke_id, &who, answer);
    }

    pub(crate) fn answer(&mut self, conn: ConnId, invoke_id: InvokeId, who: &str, answer: Answer) {
        // A session that has ended meanwhile needs no answer.
        let _ = match answer {
            Answer::Confirm(frame) => {
                if !who.is_empty() {
                    self.hop(Link::Cti, who, frame.message_type.to_string());
                }
                self.server.confirm(conn, invoke_id, &frame)
            }
            Answer::Status(status) => {
                self.hop(Link::Cti, who, format!("FAILURE_CONF {status}"));
                self.server.fail(conn, invoke_id, status)
            }
            Answer::Control(refusal) => {
                self.hop(Link::Cti, who, format!("CONTROL_FAILURE_CONF {}: {}", refusal.code, refusal.text));
                self.server.fail_control(conn, invoke_id, refusal.code, refusal.peripheral, refusal.text)
            }
        };
    }

    fn set_agent_state(
        &mut self,
        now: Now,
        conn: ConnId,
        frame: &Frame,
        profile: &Profile,
    ) -> (String, Answer) {
        let asked = match self.read_set_agent_state(conn, frame, profile) {
            Ok(asked) => asked,
            Err(failure) => return (String::new(), failure),
        };
        self.hop(Link::Cti, &asked.agent, format!("SET_AGENT_STATE_REQ {}", asked.state));
        let login = Login { agent: &asked.agent, password: &asked.password, instrument: &asked.instrument };
        let result = match (Asked::from_wire(asked.state), asked.forced) {
            // With 2 only the credentials are checked (CCX, ForcedFlag).
            (Asked::Login, ForcedFlag::AUTHENTICATE_ONLY) => self.authenticate(login),
            (Asked::Login, _) => self.login(now, login),
            // A supervisor, or a desktop server whose agent has vanished: from every state, in the middle of a call too.
            (Asked::Logout, ForcedFlag::TRUE) => self.force_logout(now, &asked.agent, asked.reason),
            (wanted, _) => self.ask_state(now, &asked.agent, wanted, asked.reason),
        };
        let answer = match result.map(|()| SetAgentStateConf::default().build(profile).finish()) {
            Ok(Ok(frame)) => Answer::Confirm(frame),
            Ok(Err(error)) => error.into(),
            Err(refusal) => refusal.into(),
        };
        (asked.agent, answer)
    }

    fn read_set_agent_state(
        &self,
        conn: ConnId,
        frame: &Frame,
        profile: &Profile,
    ) -> Result<SetState, Answer> {
        self.needs(conn, ServiceMask::CLIENT_CONTROL)?;
        let request: SetAgentStateReq<'_> = frame.decode(profile)?;
        let instrument = text(request.get::<field::AgentInstrument>()?);
        let agent = self.named_agent(&text(request.get::<field::AgentIdLong>()?), &instrument);
        self.may_control(conn, &agent)?;
        Ok(SetState {
            agent,
            instrument,
            password: request
                .get::<field::AgentPassword>()?
                .map(|p| p.as_bytes().to_vec())
                .unwrap_or_default(),
            state: request.agent_state,
            forced: request.forced_flag,
            reason: request.event_reason_code.0,
        })
    }

    fn query_agent_state(&self, conn: ConnId, frame: &Frame, profile: &Profile) -> Result<Frame, Answer> {
        let request: QueryAgentStateReq<'_> = frame.decode(profile)?;
        let instrument = text(request.get::<field::AgentInstrument>()?);
        let extension = text(request.get::<field::AgentExtension>()?);
        let phone = if instrument.is_empty() { &extension } else { &instrument };
        let id = self.named_agent(&text(request.get::<field::AgentIdLong>()?), phone);
        self.may_control(conn, &id)?;
        let seat = self.agents.get(&id).ok_or(UNKNOWN_AGENT)?;
        let mut conf = QueryAgentStateConf { agent_state: seat.state.wire(), ..Default::default() }
            .build(profile)
            .with(field::AgentIdLong, id.as_str());
        if let Some(place) = &seat.place {
            conf = conf.with(field::AgentExtension, place.extension.as_str());
            conf = conf.with(field::AgentInstrument, place.extension.as_str());
        }
        for (queue, _) in &seat.agent.queues {
            conf = conf.with(field::SkillGroupNumber, *queue);
            conf = conf.with(field::SkillGroupState, seat.state.wire());
        }
        Ok(conf.finish()?)
    }

    fn snapshot_device(&self, conn: ConnId, frame: &Frame, profile: &Profile) -> Result<Frame, Answer> {
        let request: SnapshotDeviceReq<'_> = frame.decode(profile)?;
        let number = text(request.get::<field::AgentInstrument>()?);
        self.may_see(conn, |own| own == number)?;
        // A phone that is out of service can still stand in a call, as the failed destination of one.
        if !matches!(
            self.provider.controlled_device(&self.rmcm_user, &number),
            Ok(_) | Err(telephony::ControlError::OutOfService)
        ) {
            let code = ControlFailureCode::INVALID_CSTA_DEVICE_IDENTIFIER;
            let text = "no controlled device has this number";
            return Err(Refusal::new(code, CcxErrorCode::LOOKUP_FAILURE, text).into());
        }
        let mut conf = SnapshotDeviceConf::default().build(profile);
        for (id, call) in self.provider.calls() {
            let Some(connection) = call.connection(&number) else { continue };
            let mut terminals = connection.terminals().iter().map(telephony::TerminalConnection::state);
            let held = terminals.any(|state| state == TerminalConnectionState::Held);
            conf = conf
                .with(field::CallConnectionCallId, cti_wire::CallId(id.0))
                .with(field::CallConnectionDeviceIdType, ConnectionDeviceIdType::STATIC)
                .with(field::CallConnectionDeviceId, connection.number().as_str())
                .with(field::CallState, local_state(connection.state(), held));
        }
        Ok(conf.finish()?)
    }

    // ---- details ----

    pub(crate) fn needs(&self, conn: ConnId, service: ServiceMask) -> Result<(), Answer> {
        match self.server.services(conn) {
            Some(granted) if granted.contains(service) => Ok(()),
            _ => Err(Answer::Status(StatusCode::FUNCTION_NOT_AVAILABLE)),
        }
    }

    /// The agent a request is about: by id, or whoever sits at the instrument.
    fn named_agent(&self, id: &str, instrument: &str) -> String {
        if id.is_empty() { self.seats.get(instrument).cloned().unwrap_or_default() } else { id.to_owned() }
    }

    /// An agent-mode session sees and uses its own device only, and calls that its device is in.
    pub(crate) fn may_see(&self, conn: ConnId, is_own: impl FnOnce(&str) -> bool) -> Result<(), Refusal> {
        match self.server.device(conn) {
            Some(own) if !is_own(&own.extension) => Err(Refusal::new(
                ControlFailureCode::PRIVILEGE_VIOLATION_ON_SPECIFIED_DEVICE,
                CcxErrorCode::DEFAULT_ERROR_CODE,
                "this session has another device",
            )),
            _ => Ok(()),
        }
    }

    /// An agent-mode session controls its own agent only.
    fn may_control(&self, conn: ConnId, agent: &str) -> Result<(), Refusal> {
        match self.server.device(conn) {
            Some(own) if own.id != agent => Err(Refusal::new(
                ControlFailureCode::PRIVILEGE_VIOLATION_ON_SPECIFIED_DEVICE,
                CcxErrorCode::DEFAULT_ERROR_CODE,
                "this session belongs to another agent",
            )),
            _ => Ok(()),
        }
    }
}

/// SET_AGENT_STATE_REQ, read.
struct SetState {
    agent: String,
    instrument: String,
    password: Vec<u8>,
    state: AgentState,
    forced: ForcedFlag,
    reason: u16,
}

fn anonymous(result: Result<Frame, Answer>) -> (String, Answer) {
    (String::new(), result.map_or_else(|failure| failure, Answer::Confirm))
}

pub(crate) const UNKNOWN_AGENT: Answer = Answer::Control(Refusal::new(
    ControlFailureCode::INVALID_AGENT_ID_SPECIFIED,
    CcxErrorCode::LOOKUP_FAILURE,
    "no such agent",
));

pub(crate) fn text(value: Option<Text<'_>>) -> String {
    value.map(|text| text.to_string_lossy().into_owned()).unwrap_or_default()
}

/// A connection as CTI names its state.
pub(crate) const fn local_state(state: ConnectionState, held: bool) -> LocalConnectionState {
    match state {
        ConnectionState::Idle | ConnectionState::Disconnected | ConnectionState::Unknown => {
            LocalConnectionState::NULL
        }
        ConnectionState::Initiated | ConnectionState::Dialing => LocalConnectionState::INITIATE,
        ConnectionState::Offered | ConnectionState::Alerting | ConnectionState::NetworkAlerting => {
            LocalConnectionState::ALERTING
        }
        ConnectionState::Queued => LocalConnectionState::QUEUED,
        ConnectionState::Established | ConnectionState::NetworkReached if held => LocalConnectionState::HOLD,
        ConnectionState::Established | ConnectionState::NetworkReached => LocalConnectionState::CONNECT,
        ConnectionState::Failed => LocalConnectionState::FAIL,
    }
}
