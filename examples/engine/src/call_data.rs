//! Call variables: set by the script or by a client, told to everybody, carried to the agent's desk.

use std::collections::BTreeMap;

use cti_wire::{
    CallDataUpdateEvent, CallMsgMask, ConnId, ConnectionDeviceIdType, Field, Frame, MAX_NAMED, Message, Now,
    Profile, ServiceMask, SetCallDataConf, SetCallDataReq, StatusCode, field,
};
use telephony::CallId;

use crate::core::Core;
use crate::requests::{Answer, text};

/// What a call carries, by tag; named variables and arrays also by name (arrays with their index before it).
pub(crate) type CallData = BTreeMap<Key, Vec<u8>>;

/// Tag and name.
type Key = (u16, Vec<u8>);

/// Longest value of a call variable in CCX, without its NUL.
const VARIABLE: usize = 39;

impl Core {
    /// Sets a call variable, as a script does before it queues the call. `false`: no such call, or not a variable.
    pub fn set_call_variable(&mut self, now: Now, call: CallId, number: u8, value: &str) -> bool {
        let Some((key, bytes)) = variable(number, value) else { return false };
        let Some(contact) = self.contacts.get_mut(&call) else { return false };
        contact.data.insert(key, bytes);
        self.tell_data(call);
        self.work(now);
        true
    }

    /// SET_CALL_DATA_REQ: what is given replaces what was there.
    pub(crate) fn set_call_data(
        &mut self,
        conn: ConnId,
        frame: &Frame,
        profile: &Profile,
    ) -> Result<Frame, Answer> {
        self.needs(conn, ServiceMask::CALL_DATA_UPDATE)?;
        let request: SetCallDataReq<'_> = frame.decode(profile)?;
        let device = text(request.get::<field::ConnectionDeviceId>()?);
        let id = CallId(request.connection_call_id.0);
        let call = self.provider.call(id);
        self.may_see(conn, |own| own == device && call.is_some_and(|call| call.connection(own).is_some()))?;
        let Some(contact) = self.contacts.get_mut(&id) else {
            return Err(Answer::Status(StatusCode::INVALID_CALLID));
        };
        let mut data = contact.data.clone();
        for raw in &request.floating {
            if let Some(name) = name_of(raw.tag, raw.data) {
                data.insert((raw.tag, name), raw.data.to_vec());
            }
        }
        let named =
            |(tag, _): &(u16, Vec<u8>)| *tag == field::NamedVariable::TAG || *tag == field::NamedArray::TAG;
        let size: usize = data.iter().filter(|(key, _)| named(key)).map(|(_, value)| value.len()).sum();
        if size > MAX_NAMED {
            return Err(Answer::Status(StatusCode::TOO_MUCH_DATA));
        }
        contact.data = data;
        self.told_data.push(id);
        Ok(SetCallDataConf::default().build(profile).finish()?)
    }

    /// CALL_DATA_UPDATE_EVENT with everything the call carries.
    pub(crate) fn tell_data(&mut self, id: CallId) {
        let Some(contact) = self.contacts.get(&id) else { return };
        let (calling, data) = (contact.calling.clone(), contact.data.clone());
        let call = cti_wire::CallId(id.0);
        let event = CallDataUpdateEvent {
            call_type: contact.kind,
            connection_device_id_type: ConnectionDeviceIdType::STATIC,
            connection_call_id: call,
            new_connection_device_id_type: ConnectionDeviceIdType::STATIC,
            new_connection_call_id: call,
            ..Default::default()
        };
        self.publish_call(id, CallMsgMask::CALL_DATA_UPDATE, &calling, |profile| {
            let mut built = event
                .build(profile)
                .with(field::ConnectionDeviceId, calling.as_str())
                .with(field::NewConnectionDeviceId, calling.as_str());
            for ((tag, _), value) in &data {
                built = built.with_raw(*tag, value);
            }
            built.finish()
        });
    }
}

/// A call variable as it is kept; `None` if it is none.
pub(crate) fn variable(number: u8, value: &str) -> Option<(Key, Vec<u8>)> {
    let fits = (1..=10).contains(&number) && value.len() <= VARIABLE && !value.contains('\0');
    let tag = field::CallVariable1::TAG + u16::from(number.checked_sub(1)?);
    let mut bytes = value.as_bytes().to_vec();
    bytes.push(0);
    fits.then_some(((tag, Vec::new()), bytes))
}

/// The name under which a field is kept; `None` for fields that are no call data.
fn name_of(tag: u16, data: &[u8]) -> Option<Vec<u8>> {
    let first = field::CallVariable1::TAG;
    match tag {
        _ if (first..first + 10).contains(&tag) || tag == field::CallWrapupData::TAG => Some(Vec::new()),
        field::NamedVariable::TAG | field::NamedArray::TAG => {
            let end = data.iter().skip(1).position(|b| *b == 0)?;
            data.get(..=end).map(<[u8]>::to_vec)
        }
        _ => None,
    }
}
