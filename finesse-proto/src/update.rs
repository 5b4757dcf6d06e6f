//! Events: the `Update` document and the `notification` element that carries it.

use std::borrow::Cow;

use xml_cursor::{
    Content, Cursor, Document, FromXml, IntoOwned, Namespace, Profile, Raw, Sink, Tag, ToXml, Writer,
    XmlError,
};

use crate::error::{ApiErrors, DecodeError};
use crate::resource::{
    ClientLog, Device, Dialog, Dialogs, Media, Queue, Queues, SystemInfo, Team, TeamMessage, User,
};

/// What happened to an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum UpdateEvent {
    /// It changed. Errors come as `PUT` too.
    #[default]
    Put,
    /// It was created.
    Post,
    /// It is gone.
    Delete,
}

impl UpdateEvent {
    /// `PUT`, `POST` or `DELETE`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Put => "PUT",
            Self::Post => "POST",
            Self::Delete => "DELETE",
        }
    }

    /// Reads it in any case: captured error updates say `put`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        [Self::Put, Self::Post, Self::Delete]
            .into_iter()
            .find(|event| text.eq_ignore_ascii_case(event.as_str()))
    }
}

macro_rules! data {
    ($( $(#[$doc:meta])* $variant:ident($ty:ty) = $xml:literal; )*) => {
        /// What an update holds.
        #[derive(Debug, Clone, PartialEq, Default)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase"))]
        #[non_exhaustive]
        pub enum Data<'x> {
            /// Nothing: the object is gone, or the server sent an empty element.
            #[default]
            None,
            /// A request failed.
            Errors(ApiErrors),
            /// The devices of an extension (12.6).
            Devices(Vec<Device<'x>>),
            $( $(#[$doc])* $variant(Box<$ty>), )*
            /// An element this crate does not know, as it came.
            #[cfg_attr(feature = "serde", serde(serialize_with = "crate::wire_serde::raw", skip_deserializing))]
            Other(Raw<'x>),
        }

        impl<'x> Data<'x> {
            /// Reads the child of `data`. The case of its letters is free.
            fn read<N: Namespace>(tag: &Tag<'x, N>, cursor: &mut Cursor<'x, N>) -> Result<Self, XmlError> {
                let name = tag.name();
                let is = |wanted: &str| name.eq_ignore_ascii_case(wanted);
                if is("apiErrors") {
                    return Ok(Self::Errors(ApiErrors::from_xml(tag, cursor)?));
                }
                if is("Devices") {
                    let mut devices = Vec::new();
                    while let Some(child) = cursor.child()? {
                        devices.push(Device::from_xml(&child, cursor)?);
                    }
                    return Ok(Self::Devices(devices));
                }
                $( if is($xml) { return Ok(Self::$variant(Box::new(FromXml::from_xml(tag, cursor)?))); } )*
                Ok(Self::Other(cursor.raw()?))
            }

            fn write<O: Sink>(&self, w: &mut Writer<'_, O>) {
                match self {
                    Self::None => {}
                    Self::Errors(errors) => errors.write_event(w),
                    Self::Devices(devices) => {
                        w.start("Devices");
                        for device in devices {
                            device.to_xml("Device", w);
                        }
                        w.end("Devices");
                    }
                    $( Self::$variant(value) => value.to_xml($xml, w), )*
                    Self::Other(raw) => { w.raw(raw); }
                }
            }

            /// The same value, borrowing nothing.
            #[must_use]
            pub fn into_owned(self) -> Data<'static> {
                match self {
                    Self::None => Data::None,
                    Self::Errors(errors) => Data::Errors(errors),
                    Self::Devices(devices) => Data::Devices(devices.into_owned()),
                    $( Self::$variant(value) => Data::$variant(value.into_owned()), )*
                    Self::Other(raw) => Data::Other(Raw::into_owned(raw)),
                }
            }
        }
    };
}

data! {
    /// A user; in short form on a team's node.
    User(User<'x>) = "user";
    /// A whole team. The guide prints it; live servers send the one member.
    Team(Team<'x>) = "team";
    /// One call that changed.
    Dialog(Dialog<'x>) = "dialog";
    /// Calls that came or went; live servers send one at a time.
    Dialogs(Dialogs<'x>) = "dialogs";
    /// A queue with its figures.
    Queue(Queue<'x>) = "Queue";
    /// Queues that came or went.
    Queues(Queues<'x>) = "Queues";
    /// A non-voice domain.
    Media(Media<'x>) = "media";
    /// The state of the server.
    SystemInfo(SystemInfo<'x>) = "systemInfo";
    /// A message to a team.
    TeamMessage(TeamMessage<'x>) = "TeamMessage";
    /// The server asks for the desktop's log.
    ClientLog(ClientLog<'x>) = "clientLog";
}

/// One event.
#[derive(Debug, Clone, PartialEq, Default)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(default, rename_all = "camelCase")
)]
#[non_exhaustive]
pub struct Update<'x> {
    /// What it is about.
    pub data: Data<'x>,
    /// What happened; `None` for a word that is none of the three.
    pub event: Option<UpdateEvent>,
    /// Id of the request that caused it; empty if none did. Every participant of a call sees it, not only who sent the request.
    pub request_id: Cow<'x, str>,
    /// Address of the object, `/finesse/api/…`. It tells the events of a user's list of calls from those of one call.
    pub source: Cow<'x, str>,
    /// What later releases add.
    #[cfg_attr(feature = "serde", serde(skip))]
    pub other: Vec<Raw<'x>>,
}

impl<'x> Update<'x> {
    /// An update that no request caused.
    #[must_use]
    pub fn new(event: UpdateEvent, source: impl Into<Cow<'x, str>>, data: Data<'x>) -> Self {
        Self { data, event: Some(event), source: source.into(), ..Self::default() }
    }

    /// The same update, caused by a request.
    #[must_use]
    pub fn caused_by(mut self, request_id: impl Into<Cow<'x, str>>) -> Self {
        self.request_id = request_id.into();
        self
    }

    /// Reads an `Update` document.
    ///
    /// # Errors
    /// [`DecodeError::Xml`], [`DecodeError::Root`], [`DecodeError::Empty`].
    pub fn read(text: &'x [u8]) -> Result<Self, DecodeError> {
        crate::payload::from_document(text, "Update")
    }

    /// Writes the document.
    #[must_use]
    pub fn write(&self) -> String {
        // A user or a call with its variables fits without growing.
        let mut out = String::with_capacity(4096);
        self.to_xml("Update", &mut Writer::new(&mut out));
        out
    }

    /// What went wrong, in an error update.
    #[must_use]
    pub const fn errors(&self) -> Option<&ApiErrors> {
        match &self.data {
            Data::Errors(errors) => Some(errors),
            _ => None,
        }
    }

    /// The same value, borrowing nothing.
    #[must_use]
    pub fn into_owned(self) -> Update<'static> {
        Update {
            data: self.data.into_owned(),
            event: self.event,
            request_id: Cow::Owned(self.request_id.into_owned()),
            source: Cow::Owned(self.source.into_owned()),
            other: self.other.into_iter().map(Raw::into_owned).collect(),
        }
    }
}

impl<'x, N: Namespace> FromXml<'x, N> for Update<'x> {
    fn from_xml(_: &Tag<'x, N>, cursor: &mut Cursor<'x, N>) -> Result<Self, XmlError> {
        let mut update = Self::default();
        while let Some(child) = cursor.child()? {
            match child.name() {
                "data" => {
                    while let Some(tag) = cursor.child()? {
                        match update.data {
                            Data::None => update.data = Data::read(&tag, cursor)?,
                            _ => cursor.skip()?,
                        }
                    }
                }
                "event" => update.event = UpdateEvent::parse(&cursor.text()?),
                "requestId" => update.request_id = trimmed(cursor.text()?),
                "source" => update.source = trimmed(cursor.text()?),
                _ => update.other.push(cursor.raw()?),
            }
        }
        Ok(update)
    }
}

fn trimmed(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
        Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
    }
}

impl ToXml for Update<'_> {
    /// Live order: data, event, requestId, source; in error updates data, requestId, source, event.
    fn to_xml<O: Sink>(&self, name: &str, w: &mut Writer<'_, O>) {
        w.start(name);
        self.write_children(w);
        w.end(name);
    }
}

impl Update<'_> {
    fn write_children<O: Sink>(&self, w: &mut Writer<'_, O>) {
        let event = self.event.unwrap_or_default().as_str();
        w.start("data");
        self.data.write(w);
        w.end("data");
        if matches!(self.data, Data::Errors(_)) {
            w.leaf("requestId", &self.request_id).leaf("source", &self.source).leaf("event", event);
        } else {
            w.leaf("event", event).leaf("requestId", &self.request_id).leaf("source", &self.source);
        }
        for raw in &self.other {
            w.raw(raw);
        }
    }

    /// What the payload of an update needs without growing, as a rule: a call has its variables and participants.
    const fn usual_len(&self) -> usize {
        match self.data {
            Data::Dialog(_) | Data::Dialogs(_) | Data::Team(_) => 6144,
            _ => 3072,
        }
    }
}

/// Namespace of the `notification` element.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum NotificationNs {
    /// `http://jabber.org/protocol/pubsub`, seen with 11.x.
    Pubsub,
    /// `urn:xmpp:push:0`, seen with 12.5.
    #[default]
    Push,
}

impl NotificationNs {
    /// The name of the namespace.
    #[must_use]
    pub const fn uri(self) -> &'static str {
        match self {
            Self::Pubsub => "http://jabber.org/protocol/pubsub",
            Self::Push => "urn:xmpp:push:0",
        }
    }
}

/// How the `Update` stands in the `notification`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Form {
    /// As text, its markup escaped; seen with 11.x and 12.5.
    #[default]
    Text,
    /// As an element.
    Markup,
}

/// The payload of a pubsub item: a `notification` that holds an [`Update`], as text or as an element.
///
/// ```
/// use finesse_proto::Notification;
///
/// let payload = b"<notification xmlns='urn:xmpp:push:0'>&lt;Update>&lt;data>&lt;user>&lt;state>READY&lt;/state>&lt;/user>&lt;/data>\
///     &lt;event>PUT&lt;/event>&lt;requestId/>&lt;source>/finesse/api/User/4711&lt;/source>&lt;/Update></notification>";
/// let notification = Notification::read(payload)?;
/// let update = notification.update()?;
/// assert_eq!(update.source, "/finesse/api/User/4711");
/// # Ok::<(), finesse_proto::DecodeError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification<'x> {
    update: Carried<'x>,
    form: Form,
}

/// The update that a notification carries.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Carried<'x> {
    /// As nearly always: text alone.
    Document(Document<'x>),
    /// An element, or text among comments and elements.
    Other(Cow<'x, str>),
}

impl<'x> Notification<'x> {
    /// Reads the payload element: a `notification` in whichever namespace, or a bare `Update`.
    ///
    /// # Errors
    /// [`DecodeError`], also when there is no update in it.
    pub fn read(payload: &'x [u8]) -> Result<Self, DecodeError> {
        let mut cursor = Cursor::<()>::new(payload, Profile::Document)?;
        let root = cursor.root()?;
        if root.name() == "Update" {
            let update = raw_text(cursor.raw()?);
            cursor.finish()?;
            return Ok(Self { update, form: Form::Markup });
        }
        if root.name() != "notification" {
            return Err(DecodeError::Root("notification"));
        }
        if let Some(document) = cursor.plain_document()? {
            cursor.finish()?;
            let empty = document.as_str().trim().is_empty();
            let found = Self { update: Carried::Document(document), form: Form::Text };
            return if empty { Err(DecodeError::Empty) } else { Ok(found) };
        }
        let mut found = None;
        while let Some(content) = cursor.content()? {
            match content {
                Content::Child(tag) if tag.name() == "Update" => {
                    found = Some(Self { update: raw_text(cursor.raw()?), form: Form::Markup });
                }
                Content::Child(_) => cursor.skip()?,
                Content::Text(text) if found.is_none() && !text.trim().is_empty() => {
                    found = Some(Self { update: Carried::Other(text), form: Form::Text });
                }
                Content::Text(_) => {}
            }
        }
        cursor.finish()?;
        found.ok_or(DecodeError::Empty)
    }

    /// How the update stood in the payload.
    #[must_use]
    pub const fn form(&self) -> Form {
        self.form
    }

    /// The update.
    ///
    /// # Errors
    /// [`DecodeError`] when the text is no `Update`.
    pub fn update(&self) -> Result<Update<'_>, DecodeError> {
        match &self.update {
            Carried::Document(document) => {
                crate::payload::from_cursor(document.cursor(Profile::Document)?, "Update")
            }
            Carried::Other(text) => Update::read(text.as_bytes()),
        }
    }

    /// Writes the payload of an update.
    #[must_use]
    pub fn write(update: &Update<'_>, ns: NotificationNs, form: Form) -> String {
        let mut out = String::with_capacity(update.usual_len());
        let mut w = Writer::new(&mut out);
        w.start("notification").ns(ns.uri());
        match form {
            Form::Text => {
                w.escaped(|w| update.to_xml("Update", w));
            }
            // The update is in no namespace, whichever is around it.
            Form::Markup => {
                w.start("Update").ns("");
                update.write_children(&mut w);
                w.end("Update");
            }
        }
        w.end("notification");
        out
    }
}

fn raw_text<'x>(raw: Raw<'x>) -> Carried<'x> {
    let mut out = String::with_capacity(raw.standalone_len());
    raw.write_to(&mut out);
    Carried::Other(Cow::Owned(out))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{ApiError, ErrorType};

    fn ready() -> Update<'static> {
        let user = User { login_id: "4711".into(), state: "READY".into(), ..User::default() };
        Update::new(UpdateEvent::Put, "/finesse/api/User/4711", Data::User(Box::new(user))).caused_by("r<1>")
    }

    #[test]
    fn every_namespace_and_form_reads_back() {
        for ns in [NotificationNs::Pubsub, NotificationNs::Push] {
            for form in [Form::Text, Form::Markup] {
                let payload = Notification::write(&ready(), ns, form);
                let notification = Notification::read(payload.as_bytes()).unwrap();
                assert_eq!(notification.form(), form);
                assert_eq!(notification.update().unwrap(), ready(), "{payload}");
            }
        }
    }

    #[test]
    fn success_and_error_have_their_own_order() {
        let order = |text: &str| -> Vec<String> {
            let doc = roxmltree_names(text);
            doc.into_iter().collect()
        };
        assert_eq!(order(&ready().write()), ["data", "event", "requestId", "source"]);
        let errors = ApiError::new(ErrorType::INVALID_STATE, "CF_X", "1").into();
        let error = Update::new(UpdateEvent::Put, "/u", Data::Errors(errors));
        assert_eq!(order(&error.write()), ["data", "requestId", "source", "event"]);
    }

    fn roxmltree_names(text: &str) -> Vec<String> {
        let mut cursor = Cursor::<()>::new(text.as_bytes(), Profile::Document).unwrap();
        cursor.root().unwrap();
        let mut names = Vec::new();
        while let Some(tag) = cursor.child().unwrap() {
            names.push(tag.name().to_owned());
            cursor.skip().unwrap();
        }
        names
    }

    #[test]
    fn names_and_events_come_in_any_case() {
        let text = "<Update><event>put</event><data><User><state>READY</state></User></data></Update>";
        let update = Update::read(text.as_bytes()).unwrap();
        assert_eq!(update.event, Some(UpdateEvent::Put));
        assert!(matches!(update.data, Data::User(_)));
    }

    #[test]
    fn unknown_data_is_carried() {
        let text = "<Update><data><novelty a='1'><b/></novelty></data><event>PUT</event><requestId></requestId>\
                    <source>/s</source><extra/></Update>";
        let update = Update::read(text.as_bytes()).unwrap();
        let Data::Other(raw) = &update.data else { panic!("{update:?}") };
        assert_eq!(raw.as_str(), "<novelty a='1'><b/></novelty>");
        assert_eq!(Update::read(update.write().as_bytes()).unwrap().other.len(), 1);
    }

    #[test]
    fn an_update_is_found_as_text_in_pieces_too() {
        let escaped = "&lt;Update>&lt;requestId>r&amp;lt;1&amp;gt;&lt;/requestId>&lt;/Update>";
        let (head, tail) = escaped.split_at(20);
        for payload in [
            format!("<notification>{escaped}</notification>"),
            format!("<notification><!-- a -->{escaped}<x/></notification>"),
            format!("<notification>{head}<!-- a -->{tail}</notification>"),
            "<notification><![CDATA[<Update><requestId>r&lt;1&gt;</requestId></Update>]]></notification>"
                .to_owned(),
        ] {
            let notification = Notification::read(payload.as_bytes()).unwrap();
            assert_eq!(notification.form(), Form::Text);
            assert_eq!(notification.update().unwrap().request_id, "r<1>", "{payload}");
        }
    }

    #[test]
    fn what_is_no_update_is_an_error() {
        for payload in [
            "<notification/>",
            "<notification>text</notification>",
            "<other/>",
            "",
            "<notification><x/></notification>",
        ] {
            let read = Notification::read(payload.as_bytes());
            assert!(read.is_err() || read.unwrap().update().is_err(), "{payload}");
        }
    }
}
