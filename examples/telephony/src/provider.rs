//! The simulated provider: devices and who controls them.

mod operations;
mod steps;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::call::Call;
use crate::device::{Device, DeviceKind, DeviceName, Number, Service};
use crate::error::{ControlError, IllegalTransition, SetupError, TelephonyError};
use crate::event::{Cause, Event};
use crate::state::ProviderState;

/// Names a call; never used again after the call ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallId(pub u32);

/// How much the provider holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Devices.
    pub devices: usize,
    /// Calls at one time.
    pub calls: usize,
    /// Calls at one address before it is busy.
    pub calls_per_address: usize,
    /// Parties in one call.
    pub parties: usize,
}

impl Default for Limits {
    /// A large cluster, four calls a line as phones are usually configured, sixteen parties as CTI can name.
    fn default() -> Self {
        Self { devices: 40_000, calls: 20_000, calls_per_address: 4, parties: 16 }
    }
}

/// The switch. See the crate's front page for the rule of use.
#[derive(Debug)]
pub struct Provider {
    state: ProviderState,
    limits: Limits,
    devices: BTreeMap<DeviceName, Entry>,
    addresses: BTreeMap<Number, Vec<DeviceName>>,
    users: BTreeMap<String, BTreeSet<DeviceName>>,
    calls: BTreeMap<CallId, Call>,
    last_call: u32,
    /// Beginnings of the numbers that are reached outside.
    outside: Vec<String>,
    events: VecDeque<Event>,
}

#[derive(Debug)]
struct Entry {
    device: Device,
    calls: BTreeSet<CallId>,
}

impl Default for Provider {
    fn default() -> Self {
        Self::new(Limits::default())
    }
}

impl Provider {
    /// A provider in service, without devices.
    #[must_use]
    pub const fn new(limits: Limits) -> Self {
        Self {
            state: ProviderState::InService,
            limits,
            devices: BTreeMap::new(),
            addresses: BTreeMap::new(),
            users: BTreeMap::new(),
            calls: BTreeMap::new(),
            last_call: 0,
            outside: Vec::new(),
            events: VecDeque::new(),
        }
    }

    /// The next change. Ask again after every operation until there is none.
    #[must_use]
    pub fn poll_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    /// State of the provider.
    #[must_use]
    pub const fn state(&self) -> ProviderState {
        self.state
    }

    /// Numbers that begin so, and that no device has, are reached outside: they ring there until
    /// [`answer_outside`](Self::answer_outside).
    pub fn add_outside(&mut self, prefix: &str) {
        self.outside.push(prefix.to_owned());
    }

    /// Whether a number is one outside that can be called.
    #[must_use]
    pub fn is_outside(&self, number: &str) -> bool {
        let reached = |prefix: &String| number.len() > prefix.len() && number.starts_with(prefix.as_str());
        !self.addresses.contains_key(number) && self.outside.iter().any(reached)
    }

    /// A call that has not ended.
    #[must_use]
    pub fn call(&self, call: CallId) -> Option<&Call> {
        self.calls.get(&call)
    }

    /// Every call that has not ended.
    pub fn calls(&self) -> impl Iterator<Item = (CallId, &Call)> {
        self.calls.iter().map(|(id, call)| (*id, call))
    }

    /// The calls a device takes part in.
    pub fn calls_of(&self, device: &str) -> impl Iterator<Item = CallId> + '_ {
        self.devices.get(device).into_iter().flat_map(|entry| entry.calls.iter().copied())
    }

    /// A device.
    #[must_use]
    pub fn device(&self, device: &str) -> Option<&Device> {
        self.devices.get(device).map(|entry| &entry.device)
    }

    /// Every device.
    pub fn devices(&self) -> impl Iterator<Item = &Device> {
        self.devices.values().map(|entry| &entry.device)
    }

    /// What kind of device stands behind a number.
    #[must_use]
    pub fn kind_of(&self, number: &str) -> Option<DeviceKind> {
        self.addresses.get(number)?.first().and_then(|name| self.device(name.as_str())).map(|d| d.kind)
    }

    /// Adds a device and its numbers.
    ///
    /// # Errors
    /// [`SetupError`]: the name is taken, a number cannot be shared, or the limit is reached.
    pub fn add_device(&mut self, device: Device) -> Result<(), SetupError> {
        if self.devices.contains_key(&device.name) {
            return Err(SetupError::DuplicateDevice);
        }
        if self.devices.len() >= self.limits.devices {
            return Err(SetupError::TooManyDevices);
        }
        let phone = device.kind == DeviceKind::Phone;
        let clash = |line: &Number| {
            self.kind_of(line.as_str()).is_some_and(|kind| !phone || kind != DeviceKind::Phone)
        };
        if device.lines.iter().any(clash) {
            return Err(SetupError::SharedNumber);
        }
        for line in &device.lines {
            let owners = self.addresses.entry(line.clone()).or_default();
            if !owners.contains(&device.name) {
                owners.push(device.name.clone());
            }
        }
        self.devices.insert(device.name.clone(), Entry { device, calls: BTreeSet::new() });
        Ok(())
    }

    /// Puts a device on the list of devices that an application user (for example `rmcm`) controls.
    ///
    /// # Errors
    /// [`SetupError::UnknownDevice`].
    pub fn associate(&mut self, user: &str, device: &str) -> Result<(), SetupError> {
        let (name, _) = self.devices.get_key_value(device).ok_or(SetupError::UnknownDevice)?;
        self.users.entry(user.to_owned()).or_default().insert(name.clone());
        Ok(())
    }

    /// The device behind a number, if the application user controls it and it is registered.
    ///
    /// # Errors
    /// [`ControlError`] says what is missing.
    pub fn controlled_device(&self, user: &str, number: &str) -> Result<DeviceName, ControlError> {
        let owners = self.addresses.get(number).ok_or(ControlError::UnknownAddress)?;
        let list = self.users.get(user).ok_or(ControlError::NotControlled)?;
        let mut controlled = owners.iter().filter(|name| list.contains(*name)).peekable();
        if controlled.peek().is_none() {
            return Err(ControlError::NotControlled);
        }
        controlled.find(|name| self.registered(name.as_str())).cloned().ok_or(ControlError::OutOfService)
    }

    /// Brings the provider into or out of service. Calls are preserved out of service and end with a shutdown.
    ///
    /// # Errors
    /// [`TelephonyError::Illegal`] if the model has no such arrow.
    pub fn set_state(&mut self, to: ProviderState) -> Result<(), TelephonyError> {
        if !self.state.may_become(to) {
            return Err(IllegalTransition::Provider { from: self.state, to }.into());
        }
        self.state = to;
        if to == ProviderState::Shutdown {
            for id in self.calls.keys().copied().collect::<Vec<_>>() {
                self.clear(id, Cause::OutOfService)?;
            }
        }
        self.events.push_back(Event::Provider(to));
        Ok(())
    }

    /// Registers or unregisters a device. What it takes part in ends for it.
    ///
    /// # Errors
    /// [`TelephonyError::UnknownDevice`].
    pub fn set_service(&mut self, device: &str, service: Service) -> Result<(), TelephonyError> {
        let entry = self.devices.get_mut(device).ok_or(TelephonyError::UnknownDevice)?;
        if entry.device.service == service {
            return Ok(());
        }
        entry.device.service = service;
        let name = entry.device.name.clone();
        let calls: Vec<_> = entry.calls.iter().copied().collect();
        self.events.push_back(Event::Device { device: name.clone(), service });
        if service == Service::Out {
            for id in calls {
                self.lose_device(id, &name)?;
            }
        }
        Ok(())
    }
}
