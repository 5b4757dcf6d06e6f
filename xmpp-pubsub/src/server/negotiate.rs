//! Header, features, STARTTLS.

use std::time::Instant;

use bytes::Bytes;
use xml_cursor::{Cursor, Profile};

use crate::sasl::base64;
use crate::stream::features::{Features, Offer};
use crate::stream::header::Opening;
use crate::stream::management::failed;
use crate::stream::wire::unexpected;
use crate::stream::{Deadline, Framing, Security, StreamError, Timer, UsageError, auth};
use crate::{Condition, Jid, Kind, Ns, SaslCondition, StreamCondition};

use super::{ServerEvent, ServerStream, StartTls, State};

/// Longer language tags are nobody's (RFC 5646, 4.4.1 asks for 35).
const MAX_LANG: usize = 64;

impl ServerStream {
    /// TLS is up after [`ServerEvent::StartTls`]; the client begins anew (STR-6).
    ///
    /// # Errors
    /// [`UsageError::NothingAsked`].
    pub fn tls_started(&mut self, _now: Instant) -> Result<(), UsageError> {
        if !matches!(self.state, State::Handshake) {
            return Err(UsageError::NothingAsked);
        }
        self.security = Security::Encrypted;
        self.wire.discard();
        self.opened = false;
        self.state = State::Header;
        Ok(())
    }

    pub(super) fn open(&mut self, opening: Opening) -> Result<(), StreamError> {
        if !matches!(self.state, State::Header) {
            return Err(StreamCondition::BadFormat.into());
        }
        let to =
            opening.to.as_deref().filter(|to| !to.is_empty()).ok_or(StreamCondition::ImproperAddressing)?;
        let to = Jid::new(to).map_err(|_| StreamCondition::HostUnknown)?;
        let mut served = std::iter::once(&self.config.domain).chain(&self.config.aliases);
        // The configuration's own copy, which all streams share.
        let known = served.find(|domain| **domain == to).cloned();
        // A login is for one domain: the restart cannot change it.
        let known =
            known.filter(|to| self.account.as_ref().is_none_or(|account| account.domain() == to.domain()));
        self.domain = known.ok_or(StreamCondition::HostUnknown)?;
        if opening.version.is_none_or(|(major, _)| major < 1) {
            return Err(StreamCondition::UnsupportedVersion.into());
        }
        let own = &self.config.lang;
        let other = opening.lang.filter(|lang| lang.len() <= MAX_LANG && !lang.eq_ignore_ascii_case(own));
        self.lang = other.map(Into::into);
        self.send_header(opening.from);
        let features = self.features();
        self.wire.out.push(features.to_bytes());
        self.state = if self.account.is_some() { State::Unbound } else { State::Login };
        Ok(())
    }

    /// Even an error comes within a stream (STR-3).
    pub(super) fn open_if_needed(&mut self) {
        if !self.opened {
            self.send_header(None);
        }
    }

    /// `to`: whom the peer says to be. Only an address is repeated.
    fn send_header(&mut self, to: Option<String>) {
        let to = to.and_then(|to| Jid::new(&to).ok()).map(|jid| jid.to_bare().to_string());
        let opening = Opening {
            from: Some(self.domain.to_string()),
            to,
            id: Some(self.chance.token()),
            lang: Some(self.config.lang.clone()),
            version: Some((1, 0)),
        };
        self.wire.send_open(&opening);
        self.opened = true;
    }

    fn features(&self) -> Features {
        if self.account.is_some() {
            return Features {
                bind: true,
                session: self.config.session.then_some(Offer::Optional),
                management: self.may_manage(),
                roster_versions: self.config.roster_versions,
                ..Features::default()
            };
        }
        let starttls = match self.config.starttls {
            _ if !self.may_start_tls() => None,
            StartTls::Off => None,
            StartTls::Offered => Some(Offer::Optional),
            StartTls::Required => Some(Offer::Required),
        };
        let usable = self.usable_mechanisms();
        let bindings = match usable.iter().any(|mechanism| mechanism.binds()) {
            true => self.bindings().iter().map(|binding| binding.ty().name().to_owned()).collect(),
            false => Vec::new(),
        };
        let mechanisms = usable.iter().map(|mechanism| mechanism.name().to_owned()).collect();
        Features { starttls, mechanisms, bindings, ..Features::default() }
    }

    /// Only TCP has STARTTLS: the others are encrypted around the stream, or not at all (WS-5, XB-7).
    fn may_start_tls(&self) -> bool {
        let clear = self.security == Security::Clear && self.wire.framing() == Framing::Tcp;
        clear && self.config.starttls != StartTls::Off
    }

    pub(super) fn element(&mut self, element: Bytes) -> Result<(), StreamError> {
        match self.state {
            State::Unbound => return self.bind_request(&element),
            State::Bound { .. } | State::Closing { .. } => return self.stanza(&element),
            _ => {}
        }
        let mut cursor = Cursor::<Ns>::with_limits(&element, Profile::Stream, self.config.limits)?;
        let tag = cursor.root()?;
        match (tag.ns(), tag.name()) {
            (Ns::Stream, "error") => self.received_error(&mut cursor),
            (Ns::Tls, "starttls") if matches!(self.state, State::Login) => self.starttls(),
            (Ns::Sasl, "auth") if matches!(self.state, State::Login) => {
                let step = self.begin_login(&tag, &mut cursor);
                self.settle(step);
                Ok(())
            }
            (Ns::Sasl, "response") if !matches!(self.state, State::Header) => {
                let data = base64::decode(&cursor.text()?);
                let step = data.and_then(|data| self.respond(&data.unwrap_or_default()));
                self.settle(step);
                Ok(())
            }
            (Ns::Sasl, "abort") if !matches!(self.state, State::Header) => {
                self.refuse(SaslCondition::Aborted);
                Ok(())
            }
            (Ns::StreamManagement, _) if self.may_manage() => {
                self.wire.out.push(failed(Condition::UnexpectedRequest));
                Ok(())
            }
            // A stanza before its time (STR-8).
            (_, name) if Kind::from_name(name).is_some() => Err(StreamCondition::NotAuthorized.into()),
            _ => Err(unexpected()),
        }
    }

    fn starttls(&mut self) -> Result<(), StreamError> {
        if !self.may_start_tls() {
            self.wire.out.push(auth::tls("failure"));
            return Err(StreamCondition::UnsupportedFeature.into());
        }
        self.wire.out.push(auth::tls("proceed"));
        self.wire.discard();
        self.state = State::Handshake;
        self.events.push_back(ServerEvent::StartTls);
        Ok(())
    }

    pub(super) fn arm(&mut self, at: Instant, why: Timer) {
        self.timer = Some(Deadline { at, why });
    }
}
