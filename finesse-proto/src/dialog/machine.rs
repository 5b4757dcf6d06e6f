//! One voice call as a server keeps it: events of its parties in, states and notices to agents out (facts, section 6).
//!
//! ```text
//!                Dialled             Connected            Held
//!  INITIATING ──────────▶ INITIATED ───────────▶ ACTIVE ────────▶ HELD
//!      │ Failed               │ Failed             ▲  ▲ ◀──────── │ │
//!      ▼                      ▼                    │  │ Retrieved  │ │ WrapUp
//!    FAILED ◀─────────────────┘         Connected  │  └───────────┘ ▼
//!                                      ALERTING ───┘  (WrapUp) ─▶ WRAP_UP
//!                         Accepted         │                         │
//!            ACCEPTED ◀────────────────────┘      any ── Left ──▶ DROPPED
//! ```

use std::collections::VecDeque;
use std::time::SystemTime;

use super::{Action, DialogState, ParticipantState, Situation, StateCause, allowed};
use crate::resource::Participant;
use crate::time::format_time;
use crate::update::UpdateEvent;
use ParticipantState::{Accepted, Active, Alerting, Dropped, Failed, Held, Initiated, Initiating, WrapUp};

/// What happens to one party of a call, as CTI reports it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PartyEvent {
    /// Takes the phone off the hook (BEGIN_CALL for the caller).
    OffHook,
    /// Dials (ORIGINATED), or waits for the other side to answer (CALL_DELIVERED, for the caller).
    Dialled,
    /// The phone rings (CALL_DELIVERED, for the called party).
    Offered,
    /// Talks (CALL_ESTABLISHED), or is found talking after a failover.
    Connected,
    /// Puts the call on hold (CALL_HELD).
    Held,
    /// Takes it back (CALL_RETRIEVED).
    Retrieved,
    /// The call does not come about (CALL_FAILED).
    Failed(StateCause),
    /// Takes a preview.
    Accepted,
    /// The call is over, the agent wraps up.
    WrapUp,
    /// Is gone (CALL_CONNECTION_CLEARED), or has wrapped up.
    Left,
}

impl PartyEvent {
    /// One of each kind.
    pub const ALL: &'static [Self] = &[
        Self::OffHook,
        Self::Dialled,
        Self::Offered,
        Self::Connected,
        Self::Held,
        Self::Retrieved,
        Self::Failed(StateCause::Other),
        Self::Accepted,
        Self::WrapUp,
        Self::Left,
    ];

    /// The name of its kind.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::OffHook => "OffHook",
            Self::Dialled => "Dialled",
            Self::Offered => "Offered",
            Self::Connected => "Connected",
            Self::Held => "Held",
            Self::Retrieved => "Retrieved",
            Self::Failed(_) => "Failed",
            Self::Accepted => "Accepted",
            Self::WrapUp => "WrapUp",
            Self::Left => "Left",
        }
    }

    /// The state it leads to, from wherever.
    #[must_use]
    pub const fn leads_to(self) -> ParticipantState {
        match self {
            Self::OffHook => Initiating,
            Self::Dialled => Initiated,
            Self::Offered => Alerting,
            Self::Connected | Self::Retrieved => Active,
            Self::Held => Held,
            Self::Failed(_) => Failed,
            Self::Accepted => Accepted,
            Self::WrapUp => WrapUp,
            Self::Left => Dropped,
        }
    }

    /// Whether the event is documented in that state; `None` is a party that is not on the call yet.
    #[must_use]
    pub const fn is_usual(self, state: Option<ParticipantState>) -> bool {
        match self {
            Self::OffHook | Self::Offered => state.is_none(),
            Self::Dialled => matches!(state, None | Some(Initiating | Initiated)),
            Self::Connected => matches!(state, None | Some(Initiated | Alerting | Active)),
            Self::Held => matches!(state, Some(Active)),
            Self::Retrieved => matches!(state, Some(Held)),
            Self::Failed(_) => matches!(state, Some(Initiating | Initiated)),
            Self::Accepted => matches!(state, Some(Alerting)),
            Self::WrapUp => matches!(state, Some(Active | Held)),
            Self::Left => matches!(
                state,
                Some(Initiating | Initiated | Alerting | Active | Held | Failed | Accepted | WrapUp)
            ),
        }
    }
}

/// Whether a party's device is that of a signed-in agent. Only those are told about the call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Device {
    /// Of a signed-in agent.
    Agent,
    /// Any other.
    Other,
}

/// A reported event that the table does not hold. It is taken all the same: the engine has the last word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartySurprise {
    /// The state before; `None` for a party that was not on the call.
    pub from: Option<ParticipantState>,
    /// What was reported.
    pub event: PartyEvent,
}

/// Somebody is to be told about the call, by an update on the node of the user's dialogs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Address of the agent's device.
    pub to: String,
    /// `Post` for a call that came, `Put` for one that changed, `Delete` for one that went.
    pub event: UpdateEvent,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Party {
    address: String,
    device: Device,
    state: ParticipantState,
    cause: Option<StateCause>,
    /// What the agent was told last; `None` before the first time and after the call was taken away.
    told: bool,
    started: SystemTime,
    changed: SystemTime,
}

/// One voice call. Change one thing, then drain [`poll_notice`](Self::poll_notice).
#[derive(Debug, Clone)]
pub struct CallMachine {
    situation: Situation,
    state: DialogState,
    parties: Vec<Party>,
    ended: bool,
    notices: VecDeque<Notice>,
}

impl CallMachine {
    /// Most parties of a call: a conference of Unified CM has far fewer. More are refused, so that nobody can fill memory.
    pub const MAX_PARTIES: usize = 128;

    /// A call without parties. The fields of `situation` that are about one agent's other calls are ignored.
    #[must_use]
    pub const fn new(situation: Situation) -> Self {
        Self {
            situation,
            state: DialogState::Initiating,
            parties: Vec::new(),
            ended: false,
            notices: VecDeque::new(),
        }
    }

    /// The state of the dialog.
    #[must_use]
    pub const fn state(&self) -> DialogState {
        self.state
    }

    /// Whether nobody is on the call and nobody wraps it up: it can be forgotten.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.ended && self.parties.iter().all(|party| !party.told)
    }

    /// The state of a party.
    #[must_use]
    pub fn party(&self, address: &str) -> Option<ParticipantState> {
        self.parties.iter().find(|party| party.address == address).map(|party| party.state)
    }

    /// Takes an event of a party; one that is not on the call yet is added.
    ///
    /// # Errors
    /// [`PartySurprise`] when the table does not hold it. It is taken nevertheless, unless the call has
    /// [`MAX_PARTIES`](Self::MAX_PARTIES) already.
    pub fn handle(
        &mut self,
        utc: SystemTime,
        address: &str,
        device: Device,
        event: PartyEvent,
    ) -> Result<(), PartySurprise> {
        let from = self.party(address);
        let surprise = PartySurprise { from, event };
        let place = self.parties.iter().position(|party| party.address == address);
        if place.is_none() && self.parties.len() >= Self::MAX_PARTIES {
            return Err(surprise);
        }
        let to = event.leads_to();
        match place.and_then(|at| self.parties.get_mut(at)) {
            Some(party) => {
                if party.state != to {
                    party.changed = utc;
                }
                party.state = to;
                party.device = device;
                party.cause = None;
                if let PartyEvent::Failed(cause) = event {
                    party.cause = Some(cause);
                }
            }
            None => self.parties.push(Party {
                address: address.to_owned(),
                device,
                state: to,
                cause: if let PartyEvent::Failed(cause) = event { Some(cause) } else { None },
                told: false,
                started: utc,
                changed: utc,
            }),
        }
        self.state = derive(self.parties.iter().map(|party| party.state), self.state);
        self.tell();
        // The wrap-up is over: what END_CALL left behind for it goes now.
        if self.ended && to == Dropped {
            self.take_away(address);
        }
        if event.is_usual(from) { Ok(()) } else { Err(surprise) }
    }

    /// A party is gone while the call goes on without it: an agent who transferred it or left a conference. The agent's list loses the
    /// call at once.
    pub fn release(&mut self, utc: SystemTime, address: &str) {
        let Some(at) = self.parties.iter().position(|party| party.address == address) else { return };
        let device = self.parties.get(at).map_or(Device::Other, |party| party.device);
        // Leaving is usual from every state but the one of who has left.
        let _ = self.handle(utc, address, device, PartyEvent::Left);
        self.take_away(address);
    }

    /// END_CALL: everybody is gone. Agents who wrap up keep the call until they have left.
    pub fn end(&mut self, utc: SystemTime) {
        self.ended = true;
        for party in &mut self.parties {
            if !matches!(party.state, WrapUp | Dropped) {
                party.state = Dropped;
                party.changed = utc;
            }
        }
        self.state = derive(self.parties.iter().map(|party| party.state), self.state);
        let gone: Vec<_> =
            self.parties.iter().filter(|p| p.state == Dropped).map(|p| p.address.clone()).collect();
        gone.iter().for_each(|address| self.take_away(address));
    }

    fn tell(&mut self) {
        for party in &mut self.parties {
            if party.device == Device::Other || (!party.told && party.state == Dropped) {
                continue;
            }
            let event = if party.told { UpdateEvent::Put } else { UpdateEvent::Post };
            party.told = true;
            self.notices.push_back(Notice { to: party.address.clone(), event });
        }
    }

    fn take_away(&mut self, address: &str) {
        for party in self.parties.iter_mut().filter(|party| party.address == address && party.told) {
            party.told = false;
            self.notices.push_back(Notice { to: party.address.clone(), event: UpdateEvent::Delete });
        }
    }

    /// Who is to be told. May have one after any other method.
    #[must_use]
    pub fn poll_notice(&mut self) -> Option<Notice> {
        self.notices.pop_front()
    }

    /// What a party may do now; nothing for a device that is no agent's. `situation` says what the party's other calls are.
    #[must_use]
    pub fn actions(&self, address: &str, situation: Situation) -> Vec<Action> {
        let party = self.parties.iter().find(|party| party.address == address);
        match party {
            Some(party) if party.device == Device::Agent => allowed(party.state, situation),
            _ => Vec::new(),
        }
    }

    /// The parties as records, for the dialog that goes into an answer or an update. `situation` says of an address what its other
    /// calls are; [`situation`](Self::situation) is the one of an agent who has none.
    #[must_use]
    pub fn participants(&self, situation: impl Fn(&str) -> Situation) -> Vec<Participant<'static>> {
        let record = |party: &Party| {
            let actions = self.actions(&party.address, situation(&party.address));
            let kind = if party.device == Device::Agent { "AGENT_DEVICE" } else { "" };
            Participant {
                actions: actions.iter().map(|action| action.as_str().into()).collect(),
                media_address: party.address.clone().into(),
                media_address_type: Some(kind.into()),
                start_time: format_time(party.started).into(),
                state: party.state.as_str().into(),
                state_cause: party.cause.map_or("", StateCause::as_str).into(),
                state_change_time: format_time(party.changed).into(),
                ..Participant::default()
            }
        };
        self.parties.iter().map(record).collect()
    }

    /// What the call was made with.
    #[must_use]
    pub const fn situation(&self) -> Situation {
        self.situation
    }
}

/// The state of a dialog whose participants are in these states. Hold changes nothing, and nor does wrap-up: who is left behind then sees
/// the state the call had (`before`).
#[must_use]
pub fn derive(states: impl Iterator<Item = ParticipantState>, before: DialogState) -> DialogState {
    const ORDER: &[(ParticipantState, DialogState)] = &[
        (Active, DialogState::Active),
        (Held, DialogState::Active),
        (Alerting, DialogState::Alerting),
        (Initiated, DialogState::Initiated),
        (Initiating, DialogState::Initiating),
        (Failed, DialogState::Failed),
        (Accepted, DialogState::Accepted),
    ];
    let (mut best, mut wraps_up) = (None, false);
    for state in states {
        wraps_up |= state == WrapUp;
        let place = ORDER.iter().position(|(of, _)| *of == state);
        best = match (best, place) {
            (Some(a), Some(b)) => Some(std::cmp::min::<usize>(a, b)),
            (a, b) => a.or(b),
        };
    }
    match best.and_then(|at| ORDER.get(at)) {
        Some((_, state)) => *state,
        None if wraps_up => before,
        None => DialogState::Dropped,
    }
}
