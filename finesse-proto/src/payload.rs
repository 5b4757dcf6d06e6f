//! Bodies of requests and answers as one type each, so that a [`Call`](crate::Call) and its answer can be read without knowing which
//! operation it is.

use std::fmt;

use bytes::Bytes;
use xml_cursor::{Cursor, FromXml, IntoOwned, Profile, ToXml, to_string};

use crate::error::DecodeError;
use crate::operation::Root;
use crate::resource::{
    ClientLog, ClusterConfig, ConfigInfo, ConnectedUsersInfo, Contact, Contacts, Dialog, DialogRequest,
    Dialogs, EnterpriseDatabaseConfig, LayoutConfig, Media, MediaList, MediaPropertiesLayout,
    MediaPropertiesLayouts, MediaRequest, PhoneBook, PhoneBooks, Queue, Queues, ReasonCode, ReasonCodes,
    SystemConfig, SystemInfo, Team, TeamLayoutConfig, TeamMessage, TeamMessages, Teams, User, UserAuthMode,
    UserRequest, Users, Workflow, WorkflowAction, WorkflowActions, Workflows, WrapUpReason, WrapUpReasons,
};

/// Reads a document whose root element has this name, in any namespace: a resource from the body of an answer, for example.
///
/// # Errors
/// See [`DecodeError`].
pub fn from_document<'x, T: FromXml<'x, ()>>(bytes: &'x [u8], root: &'static str) -> Result<T, DecodeError> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(DecodeError::Empty);
    }
    from_cursor(Cursor::new(bytes, Profile::Document)?, root)
}

/// The same of a document whose characters have been looked at.
pub(crate) fn from_cursor<'x, T: FromXml<'x, ()>>(
    mut cursor: Cursor<'x, ()>,
    root: &'static str,
) -> Result<T, DecodeError> {
    let tag = cursor.root()?;
    if tag.name() != root {
        return Err(DecodeError::Root(root));
    }
    let value = T::from_xml(&tag, &mut cursor)?;
    cursor.finish()?;
    Ok(value)
}

macro_rules! payload {
    ($(#[$doc:meta])* $name:ident { $( $root:ident($ty:ident); )* }) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq)]
        #[non_exhaustive]
        #[allow(missing_docs, reason = "each variant holds the resource of its name")]
        pub enum $name<'x> {
            /// None.
            Nothing,
            /// Something that is not XML (JSON, or a form upload), as it came.
            Opaque(Bytes),
            $( $root(Box<$ty<'x>>), )*
        }

        /// What is not XML is not shown: it may be a token.
        impl fmt::Debug for $name<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    Self::Nothing => f.write_str("Nothing"),
                    Self::Opaque(bytes) => write!(f, "Opaque({} bytes)", bytes.len()),
                    $( Self::$root(value) => f.debug_tuple(stringify!($root)).field(value).finish(), )*
                }
            }
        }

        $(
            impl<'x> From<$ty<'x>> for $name<'x> {
                fn from(value: $ty<'x>) -> Self {
                    Self::$root(Box::new(value))
                }
            }
        )*

        impl<'x> $name<'x> {
            /// Reads what a row of the operation table promises.
            ///
            /// # Errors
            /// See [`DecodeError`].
            pub fn read(root: Root, bytes: &'x Bytes) -> Result<Self, DecodeError> {
                Ok(match root {
                    Root::Nothing => Self::Nothing,
                    $( Root::$root => Self::$root(Box::new(from_document::<$ty<'x>>(bytes, stringify!($root))?)), )*
                    _ => Self::Opaque(bytes.clone()),
                })
            }

            /// The bytes of the body.
            #[must_use]
            pub fn write(&self) -> Bytes {
                match self {
                    Self::Nothing => Bytes::new(),
                    Self::Opaque(bytes) => bytes.clone(),
                    $( Self::$root(value) => write(&**value, stringify!($root)), )*
                }
            }

            /// Whether it is XML.
            #[must_use]
            pub const fn is_xml(&self) -> bool {
                !matches!(self, Self::Nothing | Self::Opaque(_))
            }

            /// The same value, borrowing nothing.
            #[must_use]
            pub fn into_owned(self) -> $name<'static> {
                match self {
                    Self::Nothing => $name::Nothing,
                    Self::Opaque(bytes) => $name::Opaque(bytes),
                    $( Self::$root(value) => $name::$root(Box::new((*value).into_owned())), )*
                }
            }
        }
    };
}

fn write<T: ToXml>(value: &T, root: &str) -> Bytes {
    Bytes::from(to_string(value, root))
}

payload! {
    /// The body of a request.
    Body {
        ClientLog(ClientLog);
        ClusterConfig(ClusterConfig);
        Contact(Contact);
        Dialog(DialogRequest);
        EnterpriseDatabaseConfig(EnterpriseDatabaseConfig);
        LayoutConfig(LayoutConfig);
        Media(MediaRequest);
        MediaPropertiesLayout(MediaPropertiesLayout);
        MediaPropertiesLayouts(MediaPropertiesLayouts);
        PhoneBook(PhoneBook);
        PhoneBooks(PhoneBooks);
        ReasonCode(ReasonCode);
        ReasonCodes(ReasonCodes);
        SystemConfig(SystemConfig);
        TeamLayoutConfig(TeamLayoutConfig);
        TeamMessage(TeamMessage);
        User(UserRequest);
        Workflow(Workflow);
        WorkflowAction(WorkflowAction);
        Workflows(Workflows);
        WrapUpReason(WrapUpReason);
        WrapUpReasons(WrapUpReasons);
    }
}

payload! {
    /// The body of a successful answer.
    Answer {
        ClusterConfig(ClusterConfig);
        ConfigInfo(ConfigInfo);
        ConnectedUsersInfo(ConnectedUsersInfo);
        Contact(Contact);
        Contacts(Contacts);
        Dialog(Dialog);
        Dialogs(Dialogs);
        EnterpriseDatabaseConfig(EnterpriseDatabaseConfig);
        LayoutConfig(LayoutConfig);
        Media(Media);
        MediaList(MediaList);
        MediaPropertiesLayout(MediaPropertiesLayout);
        MediaPropertiesLayouts(MediaPropertiesLayouts);
        PhoneBook(PhoneBook);
        PhoneBooks(PhoneBooks);
        Queue(Queue);
        Queues(Queues);
        ReasonCode(ReasonCode);
        ReasonCodes(ReasonCodes);
        SystemConfig(SystemConfig);
        SystemInfo(SystemInfo);
        Team(Team);
        TeamLayoutConfig(TeamLayoutConfig);
        TeamMessage(TeamMessage);
        TeamMessages(TeamMessages);
        Teams(Teams);
        User(User);
        UserAuthMode(UserAuthMode);
        Users(Users);
        Workflow(Workflow);
        WorkflowAction(WorkflowAction);
        WorkflowActions(WorkflowActions);
        Workflows(Workflows);
        WrapUpReason(WrapUpReason);
        WrapUpReasons(WrapUpReasons);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_not_shown() {
        let answer = Answer::Opaque(Bytes::from("{\"token\":\"hush\"}"));
        assert_eq!(format!("{answer:?}"), "Opaque(16 bytes)");
    }
}
