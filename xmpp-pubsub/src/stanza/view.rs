//! Typed views that borrow from a stanza.

use std::borrow::Cow;

use xml_cursor::{Cursor, Tag};

use crate::{Condition, Jid, Ns};

use super::{IqType, PresenceType, Stanza, StanzaError, StanzaType};

/// An iq whose shape has been checked (STZ-3).
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Iq<'x> {
    /// Get, set, result or error.
    pub ty: IqType,
    /// What the reply repeats.
    pub id: &'x str,
    /// The sender.
    pub from: Option<&'x Jid>,
    /// The addressee; none: the server, on behalf of the account.
    pub to: Option<&'x Jid>,
    /// The start tag of the payload; always there in a request.
    pub payload: Option<Tag<'x, Ns>>,
    cursor: Cursor<'x, Ns>,
}

impl<'x> Iq<'x> {
    /// A cursor in which the payload is open: its children come first.
    #[must_use]
    pub fn cursor(&self) -> Cursor<'x, Ns> {
        self.cursor.clone()
    }

    /// Whether the payload is that element.
    #[must_use]
    pub fn is(&self, ns: Ns, name: &str) -> bool {
        self.payload.as_ref().is_some_and(|tag| tag.is(ns, name))
    }
}

impl Presence<'_> {
    /// How available the sender says it is, in the words of the subscription option `pubsub#show-values`: `online`, `away`,
    /// `chat`, `dnd` or `xa`; `None` for presences that do not say that (RFC 6121 §4.7.2.1, XEP-0060 §16.4.2).
    #[must_use]
    pub fn availability(&self) -> Option<&'static str> {
        if self.ty != PresenceType::Available {
            return None;
        }
        Some(match self.show {
            None => "online",
            Some(Show::Away) => "away",
            Some(Show::Chat) => "chat",
            Some(Show::Dnd) => "dnd",
            Some(Show::Xa) => "xa",
        })
    }
}

impl Stanza {
    /// The iq, if this is one.
    ///
    /// # Errors
    /// `bad-request`: not an iq, a request without exactly one payload, a result with more than one (STZ-3).
    pub fn as_iq(&self) -> Result<Iq<'_>, StanzaError> {
        let bad = || StanzaError::new(Condition::BadRequest);
        let (StanzaType::Iq(ty), Some(id)) = (self.rest.ty, self.id()) else { return Err(bad()) };
        let mut cursor = Cursor::with_limits(b"<iq/>", xml_cursor::Profile::Stream, super::head::UNLIMITED)
            .map_err(|_| bad())?;
        let mut payload = None;
        if !self.rest.content.is_empty() {
            cursor = self.cursor().map_err(|_| bad())?;
            payload = cursor.child().map_err(|_| bad())?;
        }
        let mut rest = cursor.clone();
        if payload.is_some() {
            rest.skip().map_err(|_| bad())?;
            let more = rest.child().map_err(|_| bad())?.is_some();
            if more && ty != IqType::Error {
                return Err(bad());
            }
        } else if ty.is_request() {
            return Err(bad());
        }
        Ok(Iq { ty, id, from: self.from(), to: self.to(), payload, cursor })
    }
}

/// How available somebody is (RFC 6121, 4.7.2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Show {
    /// Temporarily away.
    Away,
    /// Looking for talk.
    Chat,
    /// Do not disturb.
    Dnd,
    /// Away for longer.
    Xa,
}

/// What a presence stanza says.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Presence<'x> {
    /// Available, unavailable, or about subscriptions.
    pub ty: PresenceType,
    /// How available; none or unknown: simply available.
    pub show: Option<Show>,
    /// Words for people.
    pub status: Option<Cow<'x, str>>,
    /// Which resource is preferred: −128 to 127, negative ones get nothing that is sent to the bare address (PRS-2).
    pub priority: i8,
}

impl Stanza {
    /// The presence, if this is one.
    #[must_use]
    pub fn as_presence(&self) -> Option<Presence<'_>> {
        let StanzaType::Presence(ty) = self.rest.ty else { return None };
        let mut presence = Presence { ty, show: None, status: None, priority: 0 };
        if self.rest.content.is_empty() {
            return Some(presence);
        }
        let mut cursor = self.cursor().ok()?;
        while let Some(tag) = cursor.child().ok()? {
            match (tag.ns(), tag.name()) {
                (Ns::Client, "show") => {
                    presence.show = match cursor.text().ok()?.trim() {
                        "away" => Some(Show::Away),
                        "chat" => Some(Show::Chat),
                        "dnd" => Some(Show::Dnd),
                        "xa" => Some(Show::Xa),
                        _ => None,
                    }
                }
                (Ns::Client, "status") if presence.status.is_none() => {
                    presence.status = Some(cursor.text().ok()?)
                }
                (Ns::Client, "priority") => {
                    presence.priority = cursor.text().ok()?.trim().parse().unwrap_or(0)
                }
                _ => cursor.skip().ok()?,
            }
        }
        Some(presence)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stanza(text: &str) -> Stanza {
        Stanza::parse(text.replacen(' ', " xmlns='jabber:client' ", 1).as_bytes()).unwrap()
    }

    #[test]
    fn stz_3_one_payload() {
        let one =
            stanza("<iq id='1' type='set'> <query xmlns='jabber:iq:roster'><item jid='a@b'/></query></iq>");
        let iq = one.as_iq().unwrap();
        assert!(iq.is(Ns::Roster, "query") && (iq.ty, iq.id) == (IqType::Set, "1"));
        assert_eq!(iq.cursor().child().unwrap().unwrap().attr("jid").unwrap(), "a@b");
        for bad in [
            "<iq id='1' type='get'/>",
            "<iq id='1' type='set'><a/><b/></iq>",
            "<iq id='1' type='result'><a/><b/></iq>",
        ] {
            assert_eq!(stanza(bad).as_iq().unwrap_err().condition, Condition::BadRequest, "{bad}");
        }
        assert!(stanza("<iq id='1' type='result'/>").as_iq().unwrap().payload.is_none());
        assert!(stanza("<iq id='1' type='error'><a/><error/></iq>").as_iq().is_ok());
        assert!(stanza("<message id='1'/>").as_iq().is_err());
    }

    #[test]
    fn prs_2_and_3_presence() {
        let one = stanza(
            "<presence ><priority>-1</priority><show>dnd</show><status>busy</status><x xmlns='u'/></presence>",
        );
        let presence = one.as_presence().unwrap();
        assert_eq!(
            (presence.priority, presence.show, presence.status.as_deref()),
            (-1, Some(Show::Dnd), Some("busy"))
        );
        let odd = stanza("<presence ><priority>128</priority><show>on</show></presence>");
        assert_eq!((odd.as_presence().unwrap().priority, odd.as_presence().unwrap().show), (0, None));
    }
}
