//! Calls and their connections.

use std::collections::BTreeMap;

use super::{Change, State, text};
use crate::{
    AnyMessage, CallId, CallKey, CallType, ConnectionDeviceIdType, DecodeError, Dialect, Floating,
    LocalConnectionState, Profile, SnapshotCallConf, field,
};

/// Names a connection: two calls may share the number, and the device is opaque.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConnectionKey {
    /// `ConnectionCallID`.
    pub call: CallId,
    /// `ConnectionDeviceIDType`.
    pub kind: ConnectionDeviceIdType,
    /// `ConnectionDeviceID`.
    pub device: String,
}

/// What is known of a call besides its connections.
///
/// It is kept by number. Where two calls of CCE share theirs, this is what was told last; their connections are apart.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct CallInfo {
    /// `CallType`.
    pub kind: CallType,
    /// Who calls.
    pub ani: String,
    /// What the network says was dialled.
    pub dnis: String,
    /// What was dialled.
    pub dialed: String,
    /// Call variables 1 to 10 that were set.
    pub variables: BTreeMap<u8, String>,
    /// Named variables; arrays as `name[index]`.
    pub named: BTreeMap<String, String>,
    /// Queues in which it waits.
    pub queues: Vec<u32>,
}

impl From<CallKey<'_>> for ConnectionKey {
    fn from(key: CallKey<'_>) -> Self {
        Self { call: key.call_id, kind: key.device_id_type, device: text(Some(key.device_id)) }
    }
}

impl State {
    pub(super) fn apply_call(
        &mut self,
        message: &AnyMessage<'_>,
        profile: &Profile,
    ) -> Result<Option<Change>, DecodeError> {
        let Some(key) = message.call()?.map(ConnectionKey::from) else { return self.apply_join(message) };
        let id = key.call;
        match message {
            AnyMessage::BeginCallEvent(event) => {
                let call = self.calls.entry(id).or_default();
                call.kind = event.call_type;
                call.read(&event.floating)?;
            }
            AnyMessage::CallDataUpdateEvent(event) => {
                let mut call = self.calls.remove(&id).unwrap_or_default();
                call.kind = event.call_type;
                call.read(&event.floating)?;
                let mut new = key.clone();
                if event.new_connection_call_id != CallId::NONE {
                    new.call = event.new_connection_call_id;
                }
                if let Some(device) = event.get::<field::NewConnectionDeviceId>()?.filter(|d| !d.is_empty()) {
                    new.device = text(Some(device));
                    new.kind = event.new_connection_device_id_type;
                }
                self.calls.insert(new.call, call);
                self.rename(&key, &new);
                return Ok(Some(Change::Call(new.call)));
            }
            AnyMessage::CallDeliveredEvent(event) => {
                self.calls.entry(id).or_default().read(&event.floating)?;
                self.connections.insert(key, LocalConnectionState::ALERTING);
            }
            AnyMessage::CallEstablishedEvent(_) | AnyMessage::CallRetrievedEvent(_) => {
                self.calls.entry(id).or_default().queues.clear();
                self.connections.insert(key, LocalConnectionState::CONNECT);
            }
            AnyMessage::CallOriginatedEvent(_) => {
                self.connections.insert(key, LocalConnectionState::CONNECT);
            }
            AnyMessage::CallServiceInitiatedEvent(_) => {
                self.connections.insert(key, LocalConnectionState::INITIATE);
            }
            AnyMessage::CallHeldEvent(_) => {
                self.connections.insert(key, LocalConnectionState::HOLD);
            }
            AnyMessage::CallFailedEvent(_) => {
                self.connections.insert(key, LocalConnectionState::FAIL);
            }
            AnyMessage::CallQueuedEvent(event) => {
                let call = self.calls.entry(id).or_default();
                call.queues = event.floating.all::<field::SkillGroupNumber>().collect::<Result<_, _>>()?;
                self.connections.insert(key, LocalConnectionState::QUEUED);
            }
            AnyMessage::CallDequeuedEvent(_) | AnyMessage::CallDivertedEvent(_) => {
                self.calls.entry(id).or_default().queues.clear();
                self.connections.remove(&key);
            }
            AnyMessage::CallConnectionClearedEvent(_) => {
                self.connections.remove(&key);
            }
            // In CCX the number alone names the call here; in CCE another call may share it.
            AnyMessage::CallClearedEvent(_) if profile.dialect == Dialect::Ccx => self.clear_connections(id),
            AnyMessage::CallClearedEvent(_) => {
                self.connections.remove(&key);
            }
            AnyMessage::EndCallEvent(_) => {
                if profile.dialect == Dialect::Ccx {
                    self.clear_connections(id);
                }
                self.connections.remove(&key);
                if self.keys_of(id).next().is_none() {
                    self.calls.remove(&id);
                }
            }
            _ => return Ok(None),
        }
        Ok(Some(Change::Call(id)))
    }

    /// Transfer and conference: the parties that are left are listed.
    fn apply_join(&mut self, message: &AnyMessage<'_>) -> Result<Option<Change>, DecodeError> {
        let (primary, secondary, floating) = match message {
            AnyMessage::CallTransferredEvent(event) => {
                (event.primary_call_id, event.secondary_call_id, event.floating)
            }
            AnyMessage::CallConferencedEvent(event) => {
                (event.primary_call_id, event.secondary_call_id, event.floating)
            }
            _ => return Ok(None),
        };
        let mut left = Vec::new();
        for party in floating.groups::<field::ConnectedPartyCallId>() {
            left.push(ConnectionKey {
                call: CallId(party.get::<field::ConnectedPartyCallId>()?.unwrap_or_default()),
                kind: party.get::<field::ConnectedPartyDeviceIdType>()?.unwrap_or_default(),
                device: text(party.get::<field::ConnectedPartyDeviceId>()?),
            });
        }
        for call in [primary, secondary] {
            self.clear_connections(call);
        }
        for key in left {
            self.calls.entry(key.call).or_default();
            self.connections.insert(key, LocalConnectionState::CONNECT);
        }
        Ok(Some(Change::Call(primary)))
    }

    pub(super) fn snapshot(
        &mut self,
        asked: &ConnectionKey,
        conf: &SnapshotCallConf<'_>,
        profile: &Profile,
    ) -> Result<(), DecodeError> {
        let id = asked.call;
        match profile.dialect {
            Dialect::Ccx => self.clear_connections(id),
            // Others of this number may belong to another call.
            Dialect::Cce => drop(self.connections.remove(asked)),
        }
        let call = self.calls.entry(id).or_default();
        call.kind = conf.call_type;
        call.read(&conf.floating)?;
        for device in conf.groups::<field::CallConnectionCallId>() {
            let key = ConnectionKey {
                call: device.get::<field::CallConnectionCallId>()?.unwrap_or(id),
                kind: device.get::<field::CallConnectionDeviceIdType>()?.unwrap_or_default(),
                device: text(device.get::<field::CallConnectionDeviceId>()?),
            };
            let state = device.get::<field::CallDeviceConnectionState>()?.unwrap_or_default();
            self.connections.insert(key, state);
        }
        Ok(())
    }

    /// The connections of a number: neighbours in the map.
    fn keys_of(&self, id: CallId) -> impl Iterator<Item = &ConnectionKey> {
        let first = ConnectionKey { call: id, kind: ConnectionDeviceIdType(0), device: String::new() };
        self.connections.range(first..).map(|(key, _)| key).take_while(move |key| key.call == id)
    }

    fn clear_connections(&mut self, id: CallId) {
        for key in self.keys_of(id).cloned().collect::<Vec<_>>() {
            self.connections.remove(&key);
        }
    }

    /// One connection has a new name; the others of its call get the new number.
    fn rename(&mut self, old: &ConnectionKey, new: &ConnectionKey) {
        if old == new {
            return;
        }
        let keys: Vec<_> = match old.call == new.call {
            true => vec![old.clone()],
            false => self.keys_of(old.call).cloned().collect(),
        };
        let states: Vec<_> = keys.into_iter().filter_map(|key| self.connections.remove_entry(&key)).collect();
        for (key, state) in states {
            let key = if key == *old { new.clone() } else { ConnectionKey { call: new.call, ..key } };
            self.connections.insert(key, state);
        }
    }
}

impl CallInfo {
    /// Takes over what is given; what is not given stays.
    fn read(&mut self, floating: &Floating<'_>) -> Result<(), DecodeError> {
        use crate::AnyField as F;
        for item in floating.fields() {
            match item? {
                F::Ani(value) => self.ani = text(Some(value)),
                F::Dnis(value) => self.dnis = text(Some(value)),
                F::DialedNumber(value) => self.dialed = text(Some(value)),
                F::CallVariable1(value) => drop(self.variables.insert(1, text(Some(value)))),
                F::CallVariable2(value) => drop(self.variables.insert(2, text(Some(value)))),
                F::CallVariable3(value) => drop(self.variables.insert(3, text(Some(value)))),
                F::CallVariable4(value) => drop(self.variables.insert(4, text(Some(value)))),
                F::CallVariable5(value) => drop(self.variables.insert(5, text(Some(value)))),
                F::CallVariable6(value) => drop(self.variables.insert(6, text(Some(value)))),
                F::CallVariable7(value) => drop(self.variables.insert(7, text(Some(value)))),
                F::CallVariable8(value) => drop(self.variables.insert(8, text(Some(value)))),
                F::CallVariable9(value) => drop(self.variables.insert(9, text(Some(value)))),
                F::CallVariable10(value) => drop(self.variables.insert(10, text(Some(value)))),
                F::NamedVariable(item) => {
                    drop(self.named.insert(text(Some(item.name)), text(Some(item.value))))
                }
                F::NamedArray(item) => {
                    let name = format!("{}[{}]", item.name, item.index);
                    self.named.insert(name, text(Some(item.value)));
                }
                _ => {}
            }
        }
        Ok(())
    }
}
