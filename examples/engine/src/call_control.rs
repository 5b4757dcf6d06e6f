//! Calls as CTI clients control them.

use cti_wire::{
    AlternateCallConf, AlternateCallReq, AnswerCallConf, AnswerCallReq, CcxErrorCode, ClearCallConf,
    ClearCallReq, ClearConnectionConf, ClearConnectionReq, ConferenceCallConf, ConferenceCallReq, ConnId,
    ConnectionDeviceIdType, ConsultationCallConf, ConsultationCallReq, ControlFailureCode, Frame,
    HoldCallConf, HoldCallReq, MakeCallConf, MakeCallReq, Message, Profile, RetrieveCallConf,
    RetrieveCallReq, SendDtmfSignalConf, SendDtmfSignalReq, ServiceMask, SetCallDataReq, SnapshotCallConf,
    SnapshotCallReq, StatusCode, TransferCallConf, TransferCallReq, field,
};
use telephony::{CallId, Cause, DeviceName, TelephonyError, TerminalConnection, TerminalConnectionState};

use crate::core::{Core, Link};
use crate::requests::{Answer, local_state, text};
use crate::rmcm::Refusal;

impl Core {
    /// A request of call control; `None` if it is none.
    pub(crate) fn control_call(
        &mut self,
        conn: ConnId,
        frame: &Frame,
        profile: &Profile,
    ) -> Option<Result<Frame, Answer>> {
        let result = match frame.message_type.0 {
            AnswerCallReq::NUMBER => self.answer_call(conn, frame, profile),
            ClearConnectionReq::NUMBER => self.clear_connection(conn, frame, profile),
            ClearCallReq::NUMBER => self.clear_call(conn, frame, profile),
            HoldCallReq::NUMBER => self.hold_call(conn, frame, profile),
            RetrieveCallReq::NUMBER => self.retrieve_call(conn, frame, profile),
            AlternateCallReq::NUMBER => self.alternate_call(conn, frame, profile),
            MakeCallReq::NUMBER => self.make_call(conn, frame, profile),
            ConsultationCallReq::NUMBER => self.consult(conn, frame, profile),
            TransferCallReq::NUMBER => self.transfer_call(conn, frame, profile),
            ConferenceCallReq::NUMBER => self.conference_call(conn, frame, profile),
            SendDtmfSignalReq::NUMBER => self.send_tones(conn, frame, profile),
            SnapshotCallReq::NUMBER => self.snapshot_call(conn, frame, profile),
            SetCallDataReq::NUMBER => self.set_call_data(conn, frame, profile),
            _ => return None,
        };
        Some(result)
    }

    /// The device behind an extension, if this session may use it.
    fn device_at(&mut self, conn: ConnId, extension: &str) -> Result<DeviceName, Answer> {
        self.needs(conn, ServiceMask::CLIENT_CONTROL)?;
        self.may_see(conn, |own| own == extension)?;
        if let Some(place) = self.seats.get(extension).and_then(|id| self.agents.get(id)?.place.clone()) {
            return Ok(place.device);
        }
        self.provider.controlled_device(&self.rmcm_user, extension).map_err(|_| {
            let code = ControlFailureCode::INVALID_CSTA_DEVICE_IDENTIFIER;
            Refusal::new(code, CcxErrorCode::LOOKUP_FAILURE, "no controlled device has this number").into()
        })
    }

    fn said(&mut self, extension: &str, what: &str) {
        let who = self.seats.get(extension).cloned().unwrap_or_default();
        self.hop(Link::Cti, &who, what);
        self.hop(Link::Jtapi, &who, format!("{what} at {extension}"));
    }

    fn answer_call(&mut self, conn: ConnId, frame: &Frame, profile: &Profile) -> Result<Frame, Answer> {
        let request: AnswerCallReq<'_> = frame.decode(profile)?;
        let extension = text(request.get::<field::ConnectionDeviceId>()?);
        let device = self.device_at(conn, &extension)?;
        self.said(&extension, "ANSWER_CALL_REQ");
        let result = self.provider.answer(CallId(request.connection_call_id.0), device.as_str());
        result.map_err(|error| refused(&error, ControlFailureCode::NO_CALL_TO_ANSWER))?;
        Ok(AnswerCallConf::default().build(profile).finish()?)
    }

    fn clear_connection(&mut self, conn: ConnId, frame: &Frame, profile: &Profile) -> Result<Frame, Answer> {
        let request: ClearConnectionReq<'_> = frame.decode(profile)?;
        let extension = text(request.get::<field::ConnectionDeviceId>()?);
        self.device_at(conn, &extension)?;
        self.said(&extension, "CLEAR_CONNECTION_REQ");
        let result = self.provider.disconnect(CallId(request.connection_call_id.0), &extension);
        result.map_err(|error| refused(&error, ControlFailureCode::NO_CONNECTION_TO_CLEAR))?;
        Ok(ClearConnectionConf::default().build(profile).finish()?)
    }

    fn clear_call(&mut self, conn: ConnId, frame: &Frame, profile: &Profile) -> Result<Frame, Answer> {
        let request: ClearCallReq<'_> = frame.decode(profile)?;
        let extension = text(request.get::<field::ConnectionDeviceId>()?);
        self.device_at(conn, &extension)?;
        let id = CallId(request.connection_call_id.0);
        if self.provider.call(id).is_none_or(|call| call.connection(&extension).is_none()) {
            let code = ControlFailureCode::NO_CALL_TO_CLEAR;
            return Err(
                Refusal::new(code, CcxErrorCode::DEFAULT_ERROR_CODE, "not a party of this call").into()
            );
        }
        self.said(&extension, "CLEAR_CALL_REQ");
        let result = self.provider.end(id);
        result.map_err(|error| refused(&error, ControlFailureCode::NO_CALL_TO_CLEAR))?;
        Ok(ClearCallConf::default().build(profile).finish()?)
    }

    fn hold_call(&mut self, conn: ConnId, frame: &Frame, profile: &Profile) -> Result<Frame, Answer> {
        let request: HoldCallReq<'_> = frame.decode(profile)?;
        let extension = text(request.get::<field::ConnectionDeviceId>()?);
        let device = self.device_at(conn, &extension)?;
        self.said(&extension, "HOLD_CALL_REQ");
        let result = self.provider.hold(CallId(request.connection_call_id.0), device.as_str());
        result.map_err(|error| refused(&error, ControlFailureCode::NO_ACTIVE_CALL))?;
        Ok(HoldCallConf::default().build(profile).finish()?)
    }

    fn retrieve_call(&mut self, conn: ConnId, frame: &Frame, profile: &Profile) -> Result<Frame, Answer> {
        let request: RetrieveCallReq<'_> = frame.decode(profile)?;
        let extension = text(request.get::<field::HeldConnectionDeviceId>()?);
        let device = self.device_at(conn, &extension)?;
        self.said(&extension, "RETRIEVE_CALL_REQ");
        let result = self.provider.retrieve(CallId(request.held_connection_call_id.0), device.as_str());
        result.map_err(|error| refused(&error, ControlFailureCode::NO_HELD_CALL))?;
        Ok(RetrieveCallConf::default().build(profile).finish()?)
    }

    /// Holds one call and takes up the other.
    fn alternate_call(&mut self, conn: ConnId, frame: &Frame, profile: &Profile) -> Result<Frame, Answer> {
        let request: AlternateCallReq<'_> = frame.decode(profile)?;
        let extension = text(request.get::<field::ActiveConnectionDeviceId>()?);
        let device = self.device_at(conn, &extension)?;
        self.said(&extension, "ALTERNATE_CALL_REQ");
        let (active, other) =
            (CallId(request.active_connection_call_id.0), CallId(request.other_connection_call_id.0));
        let held = self.provider.hold(active, device.as_str());
        held.map_err(|error| refused(&error, ControlFailureCode::NO_ACTIVE_CALL))?;
        if let Err(error) = self.provider.retrieve(other, device.as_str()) {
            // As it was: the device talks on nothing else.
            let _ = self.provider.retrieve(active, device.as_str());
            return Err(refused(&error, ControlFailureCode::NO_HELD_CALL));
        }
        Ok(AlternateCallConf::default().build(profile).finish()?)
    }

    fn make_call(&mut self, conn: ConnId, frame: &Frame, profile: &Profile) -> Result<Frame, Answer> {
        let request: MakeCallReq<'_> = frame.decode(profile)?;
        let extension = text(request.get::<field::AgentInstrument>()?);
        let dialed = text(request.get::<field::DialedNumber>()?);
        let device = self.device_at(conn, &extension)?;
        self.said(&extension, "MAKE_CALL_REQ");
        let id = self.provider.make_call(device.as_str(), &extension, &dialed);
        let id = id.map_err(|error| refused(&error, ControlFailureCode::INVALID_CALLING_DEVICE))?;
        let conf = MakeCallConf {
            new_connection_call_id: cti_wire::CallId(id.0),
            new_connection_device_id_type: ConnectionDeviceIdType::STATIC,
            ..Default::default()
        };
        Ok(conf.build(profile).with(field::NewConnectionDeviceId, extension.as_str()).finish()?)
    }

    /// Holds the present call and makes another.
    fn consult(&mut self, conn: ConnId, frame: &Frame, profile: &Profile) -> Result<Frame, Answer> {
        let request: ConsultationCallReq<'_> = frame.decode(profile)?;
        let extension = text(request.get::<field::ActiveConnectionDeviceId>()?);
        let dialed = text(request.get::<field::DialedNumber>()?);
        let device = self.device_at(conn, &extension)?;
        self.said(&extension, "CONSULTATION_CALL_REQ");
        let first = CallId(request.active_connection_call_id.0);
        let held = self.provider.hold(first, device.as_str());
        held.map_err(|error| refused(&error, ControlFailureCode::NO_ACTIVE_CALL))?;
        let id = match self.provider.make_call(device.as_str(), &extension, &dialed) {
            Ok(id) => id,
            Err(error) => {
                // As it was: the device talks on nothing else.
                let _ = self.provider.retrieve(first, device.as_str());
                return Err(refused(&error, ControlFailureCode::INVALID_CALLED_DEVICE));
            }
        };
        self.consulting = Some(id);
        let conf = ConsultationCallConf {
            new_connection_call_id: cti_wire::CallId(id.0),
            new_connection_device_id_type: ConnectionDeviceIdType::STATIC,
            ..Default::default()
        };
        Ok(conf.build(profile).with(field::NewConnectionDeviceId, extension.as_str()).finish()?)
    }

    fn transfer_call(&mut self, conn: ConnId, frame: &Frame, profile: &Profile) -> Result<Frame, Answer> {
        let request: TransferCallReq<'_> = frame.decode(profile)?;
        let extension = text(request.get::<field::ActiveConnectionDeviceId>()?);
        if request.held_connection_call_id == cti_wire::CallId::NONE {
            return self.transfer_in_one_step(conn, &extension, &request, profile);
        }
        let calls = (CallId(request.held_connection_call_id.0), CallId(request.active_connection_call_id.0));
        let parties = self.join(conn, &extension, calls, Cause::Transfer)?;
        let conf = TransferCallConf {
            new_connection_call_id: request.held_connection_call_id,
            new_connection_device_id_type: ConnectionDeviceIdType::STATIC,
            ..Default::default()
        };
        let mut conf = conf.build(profile).with(field::NewConnectionDeviceId, extension.as_str());
        for party in &parties {
            conf = conf
                .with(field::ConnectedPartyCallId, request.held_connection_call_id.0)
                .with(field::ConnectedPartyDeviceIdType, ConnectionDeviceIdType::STATIC)
                .with(field::ConnectedPartyDeviceId, party.as_str());
        }
        Ok(conf.finish()?)
    }

    /// Without a held call the active one goes to the dialled number, and the device is out of it.
    fn transfer_in_one_step(
        &mut self,
        conn: ConnId,
        extension: &str,
        request: &TransferCallReq<'_>,
        profile: &Profile,
    ) -> Result<Frame, Answer> {
        let dialed = text(request.get::<field::DialedNumber>()?);
        let device = self.device_at(conn, extension)?;
        self.said(extension, "TRANSFER_CALL_REQ");
        let id = CallId(request.active_connection_call_id.0);
        let connection = self.provider.call(id).and_then(|call| call.connection(extension));
        let mut terminals = connection.into_iter().flat_map(telephony::Connection::terminals);
        if !terminals.any(|t| *t.device() == device && t.state() == TerminalConnectionState::Talking) {
            return Err(refused(&TelephonyError::UnknownDevice, ControlFailureCode::NO_ACTIVE_CALL));
        }
        let result = self.provider.redirect(id, extension, &dialed);
        result.map_err(|error| refused(&error, ControlFailureCode::NO_ACTIVE_CALL))?;
        let conf = TransferCallConf {
            new_connection_call_id: request.active_connection_call_id,
            new_connection_device_id_type: ConnectionDeviceIdType::STATIC,
            ..Default::default()
        };
        Ok(conf.build(profile).with(field::NewConnectionDeviceId, dialed.as_str()).finish()?)
    }

    /// Tones go to whoever listens at the other end; nobody does here, so only their way is checked.
    fn send_tones(&mut self, conn: ConnId, frame: &Frame, profile: &Profile) -> Result<Frame, Answer> {
        let request: SendDtmfSignalReq<'_> = frame.decode(profile)?;
        let extension = text(request.get::<field::ConnectionDeviceId>()?);
        let tones = text(request.get::<field::DtmfString>()?);
        let device = self.device_at(conn, &extension)?;
        self.said(&extension, "SEND_DTMF_SIGNAL_REQ");
        if tones.is_empty() || !tones.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'*' | b'#')) {
            let code = ControlFailureCode::VALUE_OUT_OF_RANGE;
            return Err(Refusal::new(code, CcxErrorCode::INVALID_ARGUMENT, "not tones").into());
        }
        let call = self.provider.call(CallId(request.connection_call_id.0));
        let connection = call.and_then(|call| call.connection(&extension));
        let mut terminals = connection.into_iter().flat_map(telephony::Connection::terminals);
        if !terminals.any(|t| *t.device() == device && t.state() == TerminalConnectionState::Talking) {
            return Err(refused(&TelephonyError::UnknownDevice, ControlFailureCode::NO_ACTIVE_CALL));
        }
        Ok(SendDtmfSignalConf::default().build(profile).finish()?)
    }

    fn conference_call(&mut self, conn: ConnId, frame: &Frame, profile: &Profile) -> Result<Frame, Answer> {
        let request: ConferenceCallReq<'_> = frame.decode(profile)?;
        let extension = text(request.get::<field::ActiveConnectionDeviceId>()?);
        let calls = (CallId(request.held_connection_call_id.0), CallId(request.active_connection_call_id.0));
        let parties = self.join(conn, &extension, calls, Cause::Conference)?;
        let conf = ConferenceCallConf {
            new_connection_call_id: request.held_connection_call_id,
            new_connection_device_id_type: ConnectionDeviceIdType::STATIC,
            ..Default::default()
        };
        let mut conf = conf.build(profile).with(field::NewConnectionDeviceId, extension.as_str());
        for party in &parties {
            conf = conf
                .with(field::ConnectedPartyCallId, request.held_connection_call_id.0)
                .with(field::ConnectedPartyDeviceIdType, ConnectionDeviceIdType::STATIC)
                .with(field::ConnectedPartyDeviceId, party.as_str());
        }
        Ok(conf.finish()?)
    }

    /// Brings two calls of one device together; gives the parties of what is left.
    fn join(
        &mut self,
        conn: ConnId,
        extension: &str,
        (held, active): (CallId, CallId),
        how: Cause,
    ) -> Result<Vec<String>, Answer> {
        let device = self.device_at(conn, extension)?;
        let result = if how == Cause::Transfer {
            self.said(extension, "TRANSFER_CALL_REQ");
            self.provider.transfer(held, active, device.as_str())
        } else {
            self.said(extension, "CONFERENCE_CALL_REQ");
            self.provider.conference(held, active, device.as_str())
        };
        result.map_err(|error| refused(&error, ControlFailureCode::NO_HELD_CALL))?;
        let left = self.provider.call(held).map(telephony::Call::connections).unwrap_or_default();
        Ok(left.iter().map(|connection| connection.number().to_string()).collect())
    }

    fn snapshot_call(&self, conn: ConnId, frame: &Frame, profile: &Profile) -> Result<Frame, Answer> {
        let request: SnapshotCallReq<'_> = frame.decode(profile)?;
        let id = CallId(request.connection_call_id.0);
        let (Some(call), Some(contact)) = (self.provider.call(id), self.contacts.get(&id)) else {
            return Err(Answer::Status(StatusCode::INVALID_CALLID));
        };
        self.may_see(conn, |own| call.connection(own).is_some())?;
        let mut conf = SnapshotCallConf { call_type: contact.kind, ..Default::default() }
            .build(profile)
            .with(field::Ani, contact.calling.as_str())
            .with(field::Dnis, contact.dialed.as_str())
            .with(field::DialedNumber, contact.dialed.as_str());
        for ((tag, _), value) in &contact.data {
            conf = conf.with_raw(*tag, value);
        }
        for connection in call.connections() {
            let held = connection.terminals().iter().map(TerminalConnection::state);
            let held = held.into_iter().any(|state| state == TerminalConnectionState::Held);
            conf = conf
                .with(field::CallConnectionCallId, cti_wire::CallId(id.0))
                .with(field::CallConnectionDeviceIdType, ConnectionDeviceIdType::STATIC)
                .with(field::CallConnectionDeviceId, connection.number().as_str())
                .with(field::CallDeviceType, self.device_type(connection.number()))
                .with(field::CallDeviceId, connection.number().as_str())
                .with(field::CallDeviceConnectionState, local_state(connection.state(), held));
        }
        Ok(conf.finish()?)
    }
}

/// The failure code for what the telephony provider says; `state` is the one for a call in the wrong state.
fn refused(error: &TelephonyError, state: ControlFailureCode) -> Answer {
    let (code, peripheral, text) = match error {
        TelephonyError::Provider(_) => (
            ControlFailureCode::RESOURCE_OUT_OF_SERVICE,
            CcxErrorCode::JTAPI_CCM_PROBLEM,
            "the telephony system is out of service",
        ),
        TelephonyError::UnknownCall(_) => {
            (ControlFailureCode::INVALID_CSTA_CALL_IDENTIFIER, CcxErrorCode::CALL_OBJECT_NULL, "no such call")
        }
        TelephonyError::UnknownDevice | TelephonyError::UnknownAddress => (
            ControlFailureCode::INVALID_CSTA_CONNECTION_IDENTIFIER,
            CcxErrorCode::TERMINAL_CONNECTION_NULL,
            "the device is not in this call",
        ),
        TelephonyError::DeviceOutOfService => (
            ControlFailureCode::RESOURCE_OUT_OF_SERVICE,
            CcxErrorCode::AGENT_DEVICE_OFF,
            "the device is out of service",
        ),
        TelephonyError::DeviceBusy => (
            ControlFailureCode::RESOURCE_BUSY,
            CcxErrorCode::AGENT_DEVICE_BUSY,
            "the device talks on another call",
        ),
        TelephonyError::InvalidDestination(_) => (
            ControlFailureCode::INVALID_DESTINATION,
            CcxErrorCode::INVALID_ARGUMENT,
            "not a possible destination",
        ),
        TelephonyError::TooManyCalls | TelephonyError::Parties => {
            (ControlFailureCode::RESOURCE_LIMITATION_REJECTION, CcxErrorCode::DEFAULT_ERROR_CODE, "too many")
        }
        _ => (state, CcxErrorCode::DEFAULT_ERROR_CODE, "the call's state does not allow this"),
    };
    Refusal::new(code, peripheral, text).into()
}
