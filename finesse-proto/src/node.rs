//! Pubsub nodes and object addresses as typed values.
//!
//! A node is named by the REST path of the object it is about. Nodes of a user's own objects are subscribed by the server; the others
//! a client subscribes itself (system inventory, X4 and X5).

use std::fmt;

use crate::http::{Target, encode_component};

/// What a pubsub node is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Node {
    /// `/finesse/api/SystemInfo`: the state of the server. Every user has it automatically.
    SystemInfo,
    /// `/finesse/api/User/{id}`: one user. Automatic for that user.
    User(String),
    /// `/finesse/api/User/{id}/Dialogs`: the user's calls, both the list and each call. Automatic.
    UserDialogs(String),
    /// `/finesse/api/User/{id}/Media`: the user's non-voice domains (CCE). Automatic.
    UserMedia(String),
    /// `/finesse/api/User/{id}/Media/{mrdId}`: one domain; one page of the guide names the node so.
    UserMediaDomain(String, String),
    /// `/finesse/api/User/{id}/Dialogs/Media`: the user's non-voice tasks (CCE). Automatic.
    UserMediaDialogs(String),
    /// `/finesse/api/User/{id}/Queues`: the list of the user's queues (CCE).
    UserQueues(String),
    /// `/finesse/api/User/{id}/ClientLog`: the server asks the desktop for its log.
    UserClientLog(String),
    /// `/finesse/api/User/{id}/Devices`: devices of the user's extension (12.6). Name not confirmed.
    UserDevices(String),
    /// `/finesse/api/Team/{id}/Users`: every member of a team, for its supervisors.
    TeamUsers(String),
    /// `/finesse/api/Team/{id}/TeamMessages`: messages to a team (12.0). Name not confirmed.
    TeamMessages(String),
    /// `/finesse/api/Queue/{id}`: statistics of a queue every 10 s (CCE).
    Queue(String),
}

impl Node {
    /// The nodes that the server subscribes for a user by itself, on a CCX system.
    #[must_use]
    pub fn automatic(user: &str) -> [Self; 4] {
        [
            Self::User(user.into()),
            Self::UserDialogs(user.into()),
            Self::UserMedia(user.into()),
            Self::SystemInfo,
        ]
    }

    /// Reads a node name. `None` for a name that is none of ours; a missing first slash and a slash at the end are forgiven, as both
    /// have been printed.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let mut segments = Target::new(name).segments();
        if segments.next()? != "finesse" || segments.next()? != "api" {
            return None;
        }
        let kind = segments.next()?;
        let rest: Vec<_> = segments.map(std::borrow::Cow::into_owned).collect();
        let rest: Vec<&str> = rest.iter().map(String::as_str).collect();
        let node = match (&*kind, rest.as_slice()) {
            ("SystemInfo", []) => Self::SystemInfo,
            (_, ["", ..]) => return None,
            ("User", [id]) => Self::User((*id).into()),
            ("User", [id, "Dialogs"]) => Self::UserDialogs((*id).into()),
            ("User", [id, "Dialogs", "Media"]) => Self::UserMediaDialogs((*id).into()),
            ("User", [id, "Media"]) => Self::UserMedia((*id).into()),
            ("User", [id, "Media", domain]) => Self::UserMediaDomain((*id).into(), (*domain).into()),
            ("User", [id, "Queues"]) => Self::UserQueues((*id).into()),
            ("User", [id, "ClientLog"]) => Self::UserClientLog((*id).into()),
            ("User", [id, "Devices"]) => Self::UserDevices((*id).into()),
            ("Team", [id, "Users"]) => Self::TeamUsers((*id).into()),
            ("Team", [id, "TeamMessages"]) => Self::TeamMessages((*id).into()),
            ("Queue", [id]) => Self::Queue((*id).into()),
            _ => return None,
        };
        Some(node)
    }
}

impl fmt::Display for Node {
    /// The node's name.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kind, id, tail) = match self {
            Self::SystemInfo => return f.write_str("/finesse/api/SystemInfo"),
            Self::UserMediaDomain(id, domain) => {
                let (id, domain) = (encode_component(id), encode_component(domain));
                return write!(f, "/finesse/api/User/{id}/Media/{domain}");
            }
            Self::User(id) => ("User", id, ""),
            Self::UserDialogs(id) => ("User", id, "/Dialogs"),
            Self::UserMedia(id) => ("User", id, "/Media"),
            Self::UserMediaDialogs(id) => ("User", id, "/Dialogs/Media"),
            Self::UserQueues(id) => ("User", id, "/Queues"),
            Self::UserClientLog(id) => ("User", id, "/ClientLog"),
            Self::UserDevices(id) => ("User", id, "/Devices"),
            Self::TeamUsers(id) => ("Team", id, "/Users"),
            Self::TeamMessages(id) => ("Team", id, "/TeamMessages"),
            Self::Queue(id) => ("Queue", id, ""),
        };
        write!(f, "/finesse/api/{kind}/{}{tail}", encode_component(id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(id: &str) -> Vec<Node> {
        let id = || id.to_owned();
        vec![
            Node::SystemInfo,
            Node::User(id()),
            Node::UserDialogs(id()),
            Node::UserMedia(id()),
            Node::UserMediaDomain(id(), "5001".into()),
            Node::UserMediaDialogs(id()),
            Node::UserQueues(id()),
            Node::UserClientLog(id()),
            Node::UserDevices(id()),
            Node::TeamUsers(id()),
            Node::TeamMessages(id()),
            Node::Queue(id()),
        ]
    }

    proptest::proptest! {
        #[test]
        fn names_read_as_they_are_written(id in ".+") {
            for node in all(&id) {
                proptest::prop_assert_eq!(Node::parse(&node.to_string()), Some(node));
            }
        }

        #[test]
        fn any_name_is_read_without_panic(name in ".*") {
            let _ = Node::parse(&name);
        }
    }

    #[test]
    fn names_of_the_guide() {
        assert_eq!(Node::parse("/finesse/api/User/4711"), Some(Node::User("4711".into())));
        assert_eq!(Node::parse("finesse/api/Team/7/Users/"), Some(Node::TeamUsers("7".into())));
        let names: Vec<_> = Node::automatic("4711").iter().map(Node::to_string).collect();
        assert_eq!(
            names,
            [
                "/finesse/api/User/4711",
                "/finesse/api/User/4711/Dialogs",
                "/finesse/api/User/4711/Media",
                "/finesse/api/SystemInfo",
            ]
        );
    }

    #[test]
    fn other_names_are_not_ours() {
        for name in [
            "",
            "/",
            "/finesse/api",
            "/finesse/api/User/",
            "/finesse/api/User/1/Other",
            "/desktop/api/User/1",
        ] {
            assert_eq!(Node::parse(name), None, "{name}");
        }
    }
}
