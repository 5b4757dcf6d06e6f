//! The states of the model and the arrows between them.

/// State of the switch as its user sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProviderState {
    /// Not usable now; may come back.
    OutOfService,
    /// Calls can be made.
    InService,
    /// Gone for good.
    Shutdown,
}

impl ProviderState {
    /// Whether the model has an arrow from here to `next`.
    #[must_use]
    pub const fn may_become(self, next: Self) -> bool {
        matches!(
            (self, next),
            (Self::OutOfService, Self::InService | Self::Shutdown)
                | (Self::InService, Self::OutOfService | Self::Shutdown)
        )
    }
}

/// State of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CallState {
    /// Made, but nobody is connected yet.
    Idle,
    /// At least one connection lives.
    Active,
    /// The last connection is gone.
    Invalid,
}

impl CallState {
    /// Whether the model has an arrow from here to `next`.
    #[must_use]
    pub const fn may_become(self, next: Self) -> bool {
        matches!((self, next), (Self::Idle, Self::Active | Self::Invalid) | (Self::Active, Self::Invalid))
    }
}

/// State of a connection in the core package: the coarse view.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CoreConnectionState {
    /// Just made.
    Idle,
    /// On its way to the address.
    InProgress,
    /// The address is being told.
    Alerting,
    /// Part of the call.
    Connected,
    /// Was part of the call; final.
    Disconnected,
    /// Could not be completed.
    Failed,
    /// Not known to the switch.
    Unknown,
}

impl CoreConnectionState {
    /// Whether the model has an arrow from here to `next`. Unknown may come from and go to every state but the final one.
    #[must_use]
    pub const fn may_become(self, next: Self) -> bool {
        use CoreConnectionState::{Alerting, Connected, Disconnected, Failed, Idle, InProgress, Unknown};
        match (self, next) {
            (Disconnected, _) => false,
            (Unknown, to) => !matches!(to, Unknown),
            (from, Unknown) => !matches!(from, Unknown),
            (Idle, InProgress | Connected)
            | (InProgress, Alerting | Connected | Failed | Disconnected)
            | (Alerting, Connected | Failed | Disconnected)
            | (Connected, Failed | Disconnected)
            | (Failed, Disconnected) => true,
            (Idle | InProgress | Alerting | Connected | Failed, _) => false,
        }
    }
}

/// State of a connection in the call control package: the fine view, and the one that is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ConnectionState {
    /// Just made.
    Idle,
    /// The address is asked whether it takes the call; a route point decides here.
    Offered,
    /// Waits at the address.
    Queued,
    /// Left for a network that reports no more.
    NetworkReached,
    /// Rings somewhere behind the network.
    NetworkAlerting,
    /// Rings at the address.
    Alerting,
    /// Off hook, nothing dialled.
    Initiated,
    /// Digits are being dialled.
    Dialing,
    /// Talks (or is on hold, which is a matter of its terminal connections).
    Established,
    /// Was part of the call; final.
    Disconnected,
    /// Could not be completed.
    Failed,
    /// Not known to the switch.
    Unknown,
}

impl ConnectionState {
    /// Every state, for tables and tests.
    pub const ALL: [Self; 12] = [
        Self::Idle,
        Self::Offered,
        Self::Queued,
        Self::NetworkReached,
        Self::NetworkAlerting,
        Self::Alerting,
        Self::Initiated,
        Self::Dialing,
        Self::Established,
        Self::Disconnected,
        Self::Failed,
        Self::Unknown,
    ];

    /// The core state this one refines.
    #[must_use]
    pub const fn core(self) -> CoreConnectionState {
        match self {
            Self::Idle => CoreConnectionState::Idle,
            Self::Offered | Self::Queued => CoreConnectionState::InProgress,
            Self::Alerting => CoreConnectionState::Alerting,
            Self::NetworkReached
            | Self::NetworkAlerting
            | Self::Initiated
            | Self::Dialing
            | Self::Established => CoreConnectionState::Connected,
            Self::Disconnected => CoreConnectionState::Disconnected,
            Self::Failed => CoreConnectionState::Failed,
            Self::Unknown => CoreConnectionState::Unknown,
        }
    }

    /// Whether the model has an arrow from here to `next`.
    #[must_use]
    pub const fn may_become(self, next: Self) -> bool {
        use ConnectionState::{
            Alerting, Dialing, Disconnected, Established, Failed, Idle, Initiated, NetworkAlerting,
            NetworkReached, Offered, Queued, Unknown,
        };
        match (self, next) {
            (Disconnected, _) => false,
            (Unknown, to) => !matches!(to, Unknown),
            (from, Unknown) => !matches!(from, Unknown),
            (Idle, Offered | Queued | Initiated | NetworkReached | Established)
            | (Offered, Queued | Alerting | Established | Failed | Disconnected)
            | (Queued, Offered | Alerting | Established | Failed | Disconnected)
            | (Initiated, Dialing | Established | Failed | Disconnected)
            | (Dialing, NetworkReached | Established | Failed | Disconnected)
            | (NetworkReached, NetworkAlerting | Established | Failed | Disconnected)
            | (NetworkAlerting | Alerting, Established | Failed | Disconnected)
            | (Established, Failed | Disconnected)
            | (Failed, Disconnected) => true,
            (
                Idle | Offered | Queued | Initiated | Dialing | NetworkReached | NetworkAlerting | Alerting
                | Established | Failed,
                _,
            ) => false,
        }
    }

    /// Whether the connection still belongs to its call.
    #[must_use]
    pub const fn is_live(self) -> bool {
        !matches!(self, Self::Disconnected)
    }

    /// Whether the core package allows `disconnect()` here.
    #[must_use]
    pub const fn may_disconnect(self) -> bool {
        matches!(
            self.core(),
            CoreConnectionState::Connected
                | CoreConnectionState::Alerting
                | CoreConnectionState::InProgress
                | CoreConnectionState::Failed
        )
    }
}

/// State of a terminal connection in the core package.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CoreTerminalConnectionState {
    /// Just made.
    Idle,
    /// The device rings.
    Ringing,
    /// The device takes part (talking or holding).
    Active,
    /// Another device on the same line takes part.
    Passive,
    /// Was part of the call; final.
    Dropped,
    /// Not known to the switch.
    Unknown,
}

impl CoreTerminalConnectionState {
    /// Whether the model has an arrow from here to `next`.
    #[must_use]
    pub const fn may_become(self, next: Self) -> bool {
        use CoreTerminalConnectionState::{Active, Dropped, Idle, Passive, Ringing, Unknown};
        match (self, next) {
            (Dropped, _) => false,
            (Unknown, to) => !matches!(to, Unknown),
            (from, Unknown) => !matches!(from, Unknown),
            (Idle, Ringing | Active | Passive | Dropped)
            | (Ringing, Active | Passive | Dropped)
            | (Active, Passive | Dropped)
            | (Passive, Active | Dropped) => true,
            (Idle | Ringing | Active | Passive, _) => false,
        }
    }
}

/// State of a terminal connection in the call control package: the fine view, and the one that is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TerminalConnectionState {
    /// Just made.
    Idle,
    /// The device rings.
    Ringing,
    /// The device has the voice path.
    Talking,
    /// The device holds the call.
    Held,
    /// Another device of a shared line has the call; this one may join.
    Bridged,
    /// Another device of a shared line has the call; this one may not join.
    InUse,
    /// Was part of the call; final.
    Dropped,
    /// Not known to the switch.
    Unknown,
}

impl TerminalConnectionState {
    /// Every state, for tables and tests.
    pub const ALL: [Self; 8] = [
        Self::Idle,
        Self::Ringing,
        Self::Talking,
        Self::Held,
        Self::Bridged,
        Self::InUse,
        Self::Dropped,
        Self::Unknown,
    ];

    /// The core state this one refines.
    #[must_use]
    pub const fn core(self) -> CoreTerminalConnectionState {
        match self {
            Self::Idle => CoreTerminalConnectionState::Idle,
            Self::Ringing => CoreTerminalConnectionState::Ringing,
            Self::Talking | Self::Held => CoreTerminalConnectionState::Active,
            Self::Bridged | Self::InUse => CoreTerminalConnectionState::Passive,
            Self::Dropped => CoreTerminalConnectionState::Dropped,
            Self::Unknown => CoreTerminalConnectionState::Unknown,
        }
    }

    /// Whether the model has an arrow from here to `next`.
    #[must_use]
    pub const fn may_become(self, next: Self) -> bool {
        use TerminalConnectionState::{Bridged, Dropped, Held, Idle, InUse, Ringing, Talking, Unknown};
        match (self, next) {
            (Dropped, _) => false,
            (Unknown, to) => !matches!(to, Unknown),
            (from, Unknown) => !matches!(from, Unknown),
            (Idle, Ringing | Talking | Bridged | InUse | Dropped)
            | (Ringing, Talking | Bridged | InUse | Dropped)
            | (Talking, Held | Bridged | InUse | Dropped)
            | (Held, Talking | Bridged | InUse | Dropped)
            | (Bridged, Talking | InUse | Dropped)
            | (InUse, Talking | Bridged | Dropped) => true,
            (Idle | Ringing | Talking | Held | Bridged | InUse, _) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fine_arrow_is_a_core_arrow_or_stays_inside_one_core_state() {
        for from in ConnectionState::ALL {
            for to in ConnectionState::ALL {
                if from.may_become(to) && from.core() != to.core() {
                    assert!(from.core().may_become(to.core()), "{from:?} to {to:?}");
                }
            }
        }
        for from in TerminalConnectionState::ALL {
            for to in TerminalConnectionState::ALL {
                if from.may_become(to) && from.core() != to.core() {
                    assert!(from.core().may_become(to.core()), "{from:?} to {to:?}");
                }
            }
        }
    }

    #[test]
    fn final_states_stay() {
        assert!(ConnectionState::ALL.into_iter().all(|to| !ConnectionState::Disconnected.may_become(to)));
        assert!(
            TerminalConnectionState::ALL
                .into_iter()
                .all(|to| !TerminalConnectionState::Dropped.may_become(to))
        );
        assert!(!CallState::Invalid.may_become(CallState::Active));
        assert!(!ProviderState::Shutdown.may_become(ProviderState::InService));
    }
}
