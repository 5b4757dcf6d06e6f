//! Header, features, STARTTLS, login.

use std::time::Instant;

use bytes::Bytes;
use xml_cursor::{Cursor, Profile, Tag};

use crate::sasl::base64;
use crate::stream::features::{Features, Offer};
use crate::stream::header::Opening;
use crate::stream::management::failed;
use crate::stream::wire::unexpected;
use crate::stream::{Deadline, Framing, Security, StreamError, Timer, UsageError, auth};
use crate::{Condition, Jid, Kind, Mechanism, Ns, Plain, SaslCondition, StreamCondition};

use super::{Credentials, PlainOn, ServerEvent, ServerStream, StartTls, State};

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

    /// The host's verdict on [`ServerEvent::Authenticate`]. Say [`SaslCondition::NotAuthorized`] for a wrong password
    /// and for an unknown user alike.
    ///
    /// # Errors
    /// [`UsageError::NothingAsked`].
    pub fn authenticated(
        &mut self,
        _now: Instant,
        verdict: Result<(), SaslCondition>,
    ) -> Result<(), UsageError> {
        let State::Verdict { account } = &self.state else { return Err(UsageError::NothingAsked) };
        match verdict {
            Ok(()) => self.succeed(account.clone(), None),
            Err(condition) => self.refuse(condition),
        }
        self.pump();
        Ok(())
    }

    /// The host's answer to [`ServerEvent::ScramKeys`]; `None`: there is no such user, which the client learns only as a
    /// wrong password.
    ///
    /// # Errors
    /// [`UsageError::NothingAsked`].
    #[cfg(feature = "scram")]
    pub fn scram_keys(&mut self, _now: Instant, keys: Option<crate::ScramKeys>) -> Result<(), UsageError> {
        let state = std::mem::replace(&mut self.state, State::Login);
        let State::Keys { server, account } = state else {
            self.state = state;
            return Err(UsageError::NothingAsked);
        };
        let fake = crate::ScramKeys::fake(
            server.hash(),
            server.user(),
            self.config.scram_iterations,
            self.config.secret(),
        );
        let keys = keys.filter(|keys| keys.hash() == server.hash()).unwrap_or(fake);
        let (challenge, message) = server.challenge(keys, &self.chance.token());
        self.wire.out.push(auth::exchange("challenge", &message));
        self.state = State::Proof { challenge: Box::new(challenge), account };
        self.pump();
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

    fn send_header(&mut self, to: Option<String>) {
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
                ..Features::default()
            };
        }
        let starttls = match self.config.starttls {
            _ if !self.may_start_tls() => None,
            StartTls::Off => None,
            StartTls::Offered => Some(Offer::Optional),
            StartTls::Required => Some(Offer::Required),
        };
        let usable =
            self.config.mechanisms.iter().filter(|mechanism| self.check_mechanism(**mechanism).is_ok());
        let mut usable: Vec<_> = usable.copied().collect();
        usable.sort_unstable_by(|one, two| two.cmp(one));
        let mechanisms = usable.iter().map(|mechanism| mechanism.name().to_owned()).collect();
        Features { starttls, mechanisms, ..Features::default() }
    }

    /// Only TCP has STARTTLS: the others are encrypted around the stream, or not at all (WS-5, XB-7).
    fn may_start_tls(&self) -> bool {
        let clear = self.security == Security::Clear && self.wire.framing() == Framing::Tcp;
        clear && self.config.starttls != StartTls::Off
    }

    fn check_mechanism(&self, mechanism: Mechanism) -> Result<(), SaslCondition> {
        if !self.config.mechanisms.contains(&mechanism) {
            return Err(SaslCondition::InvalidMechanism);
        }
        let clear = self.security == Security::Clear;
        if clear && self.config.starttls == StartTls::Required {
            return Err(SaslCondition::EncryptionRequired);
        }
        match mechanism {
            Mechanism::Plain if clear && self.config.plain == PlainOn::Encrypted => {
                Err(SaslCondition::EncryptionRequired)
            }
            Mechanism::External if self.certificate.is_none() => Err(SaslCondition::InvalidMechanism),
            _ => Ok(()),
        }
    }

    pub(super) fn element(&mut self, element: Bytes) -> Result<(), StreamError> {
        match self.state {
            State::Unbound => return self.bind_request(&element),
            State::Bound { .. } | State::Closing => return self.stanza(&element),
            _ => {}
        }
        let mut cursor = Cursor::<Ns>::with_limits(&element, Profile::Stream, self.config.limits)?;
        let tag = cursor.root()?;
        match (tag.ns(), tag.name()) {
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

    /// A step of SASL that failed is answered, and the client may try again (SASL-5).
    fn settle(&mut self, step: Result<(), SaslCondition>) {
        if let Err(condition) = step {
            self.refuse(condition);
        }
    }

    fn begin_login(&mut self, tag: &Tag<'_, Ns>, cursor: &mut Cursor<'_, Ns>) -> Result<(), SaslCondition> {
        let name = tag.attr("mechanism").unwrap_or_default();
        let mechanism = Mechanism::from_name(&name).ok_or(SaslCondition::InvalidMechanism)?;
        self.check_mechanism(mechanism)?;
        let text = cursor.text().map_err(|_| SaslCondition::MalformedRequest)?;
        match base64::decode(&text)? {
            Some(initial) => self.first_response(mechanism, &initial),
            None => {
                self.wire.out.push(auth::exchange("challenge", b""));
                self.state = State::FirstResponse(mechanism);
                Ok(())
            }
        }
    }

    fn respond(&mut self, data: &[u8]) -> Result<(), SaslCondition> {
        match std::mem::replace(&mut self.state, State::Login) {
            State::FirstResponse(mechanism) => self.first_response(mechanism, data),
            #[cfg(feature = "scram")]
            State::Proof { challenge, account } => {
                let last = challenge.finish(data)?;
                self.succeed(account, Some(&last));
                Ok(())
            }
            _ => Err(SaslCondition::MalformedRequest),
        }
    }

    fn first_response(&mut self, mechanism: Mechanism, data: &[u8]) -> Result<(), SaslCondition> {
        match mechanism {
            Mechanism::Plain => {
                let plain = Plain::decode(data)?;
                let account = self.account_of(&plain.authcid, plain.authzid.as_deref())?;
                self.ask(account, Credentials::Password(plain.password));
            }
            Mechanism::External => {
                let authzid = std::str::from_utf8(data).map_err(|_| SaslCondition::MalformedRequest)?;
                let account = self.certified(authzid)?;
                self.ask(account, Credentials::Certificate);
            }
            #[cfg(feature = "scram")]
            Mechanism::ScramSha1 => self.begin_scram(data, crate::ScramHash::Sha1)?,
            #[cfg(feature = "scram")]
            Mechanism::ScramSha256 => self.begin_scram(data, crate::ScramHash::Sha256)?,
        }
        Ok(())
    }

    #[cfg(feature = "scram")]
    fn begin_scram(&mut self, data: &[u8], hash: crate::ScramHash) -> Result<(), SaslCondition> {
        let server = Box::new(crate::ScramServer::start(data, hash)?);
        let account = self.account_of(server.user(), server.authzid())?;
        self.events.push_back(ServerEvent::ScramKeys { account: account.clone(), hash });
        self.state = State::Keys { server, account };
        Ok(())
    }

    fn ask(&mut self, account: Jid, credentials: Credentials) {
        self.events.push_back(ServerEvent::Authenticate { account: account.clone(), credentials });
        self.state = State::Verdict { account };
    }

    /// The account of a user's name. Some clients give the whole address as the name.
    fn account_of(&self, user: &str, authzid: Option<&str>) -> Result<Jid, SaslCondition> {
        let whole = Jid::new(user).ok().filter(|jid| jid.local().is_some() && jid.is_bare());
        let account = match whole.filter(|jid| jid.domain() == self.domain.domain()) {
            Some(account) => account,
            None => Jid::from_parts(Some(user), self.domain.domain(), None)
                .map_err(|_| SaslCondition::NotAuthorized)?,
        };
        match authzid.map(Jid::new) {
            None => Ok(account),
            Some(Ok(authzid)) if authzid == account => Ok(account),
            Some(_) => Err(SaslCondition::InvalidAuthzid),
        }
    }

    fn certified(&self, authzid: &str) -> Result<Jid, SaslCondition> {
        let addresses = self.certificate.as_deref().unwrap_or(&[]);
        if authzid.is_empty() {
            return match addresses {
                [] => Err(SaslCondition::NotAuthorized),
                [one] => Ok(one.to_bare()),
                _ => Err(SaslCondition::InvalidAuthzid),
            };
        }
        let authzid = Jid::new(authzid).map_err(|_| SaslCondition::InvalidAuthzid)?;
        if addresses.contains(&authzid) { Ok(authzid) } else { Err(SaslCondition::InvalidAuthzid) }
    }

    fn succeed(&mut self, account: Jid, data: Option<&[u8]>) {
        self.wire.out.push(auth::element("success", data));
        self.account = Some(account);
        self.wire.restart();
        self.opened = false;
        self.state = State::Header;
    }

    fn refuse(&mut self, condition: SaslCondition) {
        self.wire.out.push(auth::failure(condition));
        self.state = State::Login;
        self.failures += 1;
        if self.failures >= self.config.attempts {
            self.fail(StreamError::new(StreamCondition::PolicyViolation).with_text("too many failed logins"));
        }
    }

    pub(super) fn arm(&mut self, at: Instant, why: Timer) {
        self.timer = Some(Deadline { at, why });
    }
}
