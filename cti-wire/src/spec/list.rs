//! Lists of repeated groups.

macro_rules! lists {
    ($( $(#[$doc:meta])* $list:ident $name:literal $(in $parent:ident)?, $counter:literal, max $max:literal; )*) => {
        /// A list of repeated groups.
        ///
        /// Each group repeats the same tags; a counter says how many groups there are.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum List {
            /// Not a member of a list.
            None,
            $( $(#[$doc])* #[doc = concat!("Counted by `", $counter, "`, at most ", $max, " groups.")] $list, )*
        }

        impl List {
            /// How many lists there are, with `None`.
            pub(crate) const COUNT: usize = 1 $( + { let _ = Self::$list; 1 } )*;

            /// Its name.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    Self::None => "",
                    $( Self::$list => $name, )*
                }
            }

            /// The field that counts its groups.
            #[must_use]
            pub const fn counter(self) -> &'static str {
                match self {
                    Self::None => "",
                    $( Self::$list => $counter, )*
                }
            }

            /// The largest number of groups the guides allow.
            #[must_use]
            pub const fn max(self) -> usize {
                match self {
                    Self::None => 0,
                    $( Self::$list => $max, )*
                }
            }

            /// The list each of whose groups holds this list.
            #[must_use]
            pub const fn parent(self) -> Self {
                match self {
                    Self::None => Self::None,
                    $( Self::$list => { #[allow(unused_mut, unused_assignments)] let mut p = Self::None; $( p = Self::$parent; )? p } )*
                }
            }
        }
    };
}
lists! {
    /// CTI clients of a call.
    CtiClients "CTIClients", "NumCTIClients", max 16;
    /// Named variables.
    NamedVariables "NamedVariables", "NumNamedVariables", max 2000;
    /// Elements of named arrays.
    NamedArrays "NamedArrays", "NumNamedArrays", max 2000;
    /// Parties of a transfer or conference.
    Parties "Parties", "NumParties", max 16;
    /// Devices of a call.
    CallDevices "CallDevices", "NumCallDevices", max 16;
    /// Calls of a device.
    Calls "Calls", "NumCalls", max 16;
    /// Skill groups (CCX: contact service queues) of an event.
    SkillGroups "SkillGroups", "NumSkillGroups", max 20;
    /// Skill groups of an agent's state.
    FltSkillGroups "SkillGroups", "NumFltSkillGroups", max 99;
    /// Lines of a device.
    Lines "Lines", "NumLines", max 10;
    /// Peripherals.
    Peripherals "Peripherals", "NumPeripherals", max 64;
    /// Agents of a team.
    Agents "Agents", "NumberOfAgents", max 64;
    /// Teams of a supervisor.
    Teams "Teams", "NumberOfAgentTeams", max 64;
    /// Members of a team.
    Members "Members", "NumRecords", max 64;
    /// Records of a configuration message.
    Records "Records", "NumRecords", max 10;
    /// Skill groups of an agent's record.
    Skills "Skills" in Records, "NumSkills", max 99;
    /// Media routing domains of an agent's record.
    Mrds "MRDs" in Records, "NumMRDs", max 99;
    /// Members of a service's record.
    ServiceMembers "ServiceMembers" in Records, "NumServiceMembers", max 99;
    /// Instruments of a terminal's record.
    Instruments "Instruments" in Records, "NumInstruments", max 10;
    /// Services enabled for an agent's record.
    RecordServices "OfEnabledServices" in Records, "NumOfEnabledServices", max 10;
    /// Services enabled for a call.
    EnabledServices "EnabledServices", "NumOfEnabledServices", max 10;
}

impl List {
    /// Whether a member of this list lies in a group of `outer`.
    pub(crate) fn is_within(self, outer: Self) -> bool {
        self == outer || (self != Self::None && self.parent() == outer && outer != Self::None)
    }
}
