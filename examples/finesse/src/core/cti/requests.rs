//! What is asked of the engine about calls, as messages.

use cti_wire::{
    AnswerCallReq, CallId, ClearConnectionReq, ConferenceCallReq, ConnectionDeviceIdType,
    ConsultationCallReq, Field as _, Frame, HoldCallReq, MakeCallReq, Message as _, NamedArray,
    NamedVariable, Profile, RetrieveCallReq, SendDtmfSignalReq, SetCallDataReq, TransferCallReq, UsageError,
    field,
};
use finesse_proto::Action;

use crate::core::office::{CallAct, CallWish, Office};

/// The action a participant must have for this, and the request to CTI.
pub(super) const fn named(act: &CallAct) -> (Action, &'static str) {
    match act {
        CallAct::Make(_) => (Action::MakeCall, "MAKE_CALL_REQ"),
        CallAct::Answer => (Action::Answer, "ANSWER_CALL_REQ"),
        CallAct::Hold => (Action::Hold, "HOLD_CALL_REQ"),
        CallAct::Retrieve => (Action::Retrieve, "RETRIEVE_CALL_REQ"),
        CallAct::Drop => (Action::Drop, "CLEAR_CONNECTION_REQ"),
        CallAct::Consult(_) => (Action::ConsultCall, "CONSULTATION_CALL_REQ"),
        CallAct::Transfer => (Action::Transfer, "TRANSFER_CALL_REQ"),
        CallAct::Conference => (Action::Conference, "CONFERENCE_CALL_REQ"),
        CallAct::SingleStep(_) => (Action::TransferSst, "TRANSFER_CALL_REQ"),
        CallAct::Tones(_) => (Action::SendDtmf, "SEND_DTMF_SIGNAL_REQ"),
        CallAct::Data(_) => (Action::UpdateCallData, "SET_CALL_DATA_REQ"),
    }
}

/// The request to CTI; the outer error is a wish without a call.
pub(super) fn request(
    office: &Office,
    wish: &CallWish,
    profile: &Profile,
) -> Result<Result<Frame, UsageError>, String> {
    const KIND: ConnectionDeviceIdType = ConnectionDeviceIdType::STATIC;
    let at = wish.extension.as_str();
    let call = || wish.call.map(CallId).ok_or_else(|| "no call".to_owned());
    let active = || {
        let id = wish.call.and_then(|id| office.active_call(id, at));
        id.map(CallId).ok_or_else(|| "no active call".to_owned())
    };
    // A message that names connections at the own phone: fields of call and kind of device, then the field of the device.
    macro_rules! at_phone {
        ($message:ident { $( $id:ident: $call:expr, $kind:ident; )+ } $( $other:ident: $value:expr, )* => $device:ident) => {
            $message { $( $id: $call, $kind: KIND, )+ $( $other: $value, )* ..Default::default() }
                .build(profile)
                .with(field::$device, at)
        };
    }
    macro_rules! here {
        ($message:ident) => {
            at_phone!($message { connection_call_id: call()?, connection_device_id_type; } => ConnectionDeviceId)
        };
    }
    macro_rules! joining {
        ($message:ident) => {
            at_phone!($message {
                active_connection_call_id: active()?, active_connection_device_id_type;
                held_connection_call_id: call()?, held_connection_device_id_type;
            } => ActiveConnectionDeviceId).with(field::HeldConnectionDeviceId, at)
        };
    }
    Ok(match &wish.act {
        CallAct::Make(to) => {
            let built = MakeCallReq::default().build(profile).with(field::AgentInstrument, at);
            built.with(field::DialedNumber, to.as_str()).finish()
        }
        CallAct::Answer => here!(AnswerCallReq).with(field::AgentInstrument, at).finish(),
        CallAct::Hold => here!(HoldCallReq).finish(),
        CallAct::Drop => here!(ClearConnectionReq).finish(),
        CallAct::Retrieve => at_phone!(RetrieveCallReq {
            held_connection_call_id: call()?, held_connection_device_id_type;
        } => HeldConnectionDeviceId)
        .finish(),
        CallAct::Consult(to) => at_phone!(ConsultationCallReq {
            active_connection_call_id: call()?, active_connection_device_id_type;
        } => ActiveConnectionDeviceId)
        .with(field::DialedNumber, to.as_str())
        .finish(),
        CallAct::Transfer => joining!(TransferCallReq).finish(),
        CallAct::Conference => joining!(ConferenceCallReq).with(field::AgentInstrument, at).finish(),
        // No held call: the active one goes to the number.
        CallAct::SingleStep(to) => at_phone!(TransferCallReq {
            active_connection_call_id: call()?, active_connection_device_id_type;
        } held_connection_call_id: CallId::NONE, => ActiveConnectionDeviceId)
        .with(field::DialedNumber, to.as_str())
        .finish(),
        CallAct::Tones(digits) => {
            let built = here!(SendDtmfSignalReq).with(field::DtmfString, digits.as_str());
            built.with(field::AgentInstrument, at).finish()
        }
        CallAct::Data(data) => {
            let mut built = here!(SetCallDataReq);
            for (number, value) in &data.variables {
                let mut bytes = value.as_bytes().to_vec();
                bytes.push(0);
                built =
                    built.with_raw(field::CallVariable1::TAG + u16::from(number.saturating_sub(1)), &bytes);
            }
            if let Some(reason) = &data.wrap_up {
                built = built.with(field::CallWrapupData, reason.as_str());
            }
            for (name, value) in &data.named {
                built = built.with(field::NamedVariable, NamedVariable::new(name.as_str(), value.as_str()));
            }
            for (name, index, value) in &data.arrays {
                built = built.with(field::NamedArray, NamedArray::new(*index, name.as_str(), value.as_str()));
            }
            built.finish()
        }
    })
}
