//! Login: the steps of SASL, and the host's answers to them.

use std::time::Instant;

use xml_cursor::{Cursor, Tag};

use crate::sasl::base64;
use crate::stream::{Security, StreamError, UsageError, auth};
use crate::{ChannelBinding, Jid, Mechanism, Ns, Plain, SaslCondition, StreamCondition};

use super::{ActAs, Credentials, PlainOn, ServerEvent, ServerStream, StartTls, State};

impl ServerStream {
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
            Ok(()) => {
                let account = account.clone();
                self.proved(account, None);
            }
            Err(condition) => self.refuse(condition),
        }
        self.pump();
        Ok(())
    }

    /// The host's answer to [`ServerEvent::Authorize`]: [`SaslCondition::InvalidAuthzid`] if the one may not act as the
    /// other.
    ///
    /// # Errors
    /// [`UsageError::NothingAsked`].
    pub fn authorized(
        &mut self,
        _now: Instant,
        verdict: Result<(), SaslCondition>,
    ) -> Result<(), UsageError> {
        let state = std::mem::replace(&mut self.state, State::Login);
        let State::Permission { authzid, data } = state else {
            self.state = state;
            return Err(UsageError::NothingAsked);
        };
        match verdict {
            Ok(()) => self.succeed(*authzid, data.as_deref()),
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
        // The account, not the name as it was written: one that exists has one salt for all its spellings.
        let fake = crate::ScramKeys::fake_with_salt(
            server.hash(),
            account.as_str(),
            self.config.scram_iterations,
            self.config.scram_salt,
            self.config.secret(),
        );
        let keys = keys.filter(|keys| keys.hash() == server.hash()).unwrap_or(fake);
        let (challenge, message) = server.challenge(keys, &self.chance.token());
        self.wire.out.push(auth::exchange("challenge", &message));
        self.state = State::Proof { challenge: Box::new(challenge), account };
        self.pump();
        Ok(())
    }

    pub(super) fn check_mechanism(&self, mechanism: Mechanism) -> Result<(), SaslCondition> {
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
            Mechanism::External if self.certificate().is_none() => Err(SaslCondition::InvalidMechanism),
            bound if bound.binds() && self.bindings().is_empty() => Err(SaslCondition::InvalidMechanism),
            _ => Ok(()),
        }
    }

    /// The mechanisms on offer, strongest first (SASL-1).
    pub(super) fn usable_mechanisms(&self) -> Vec<Mechanism> {
        let all = self.config.mechanisms.iter().copied();
        let mut usable: Vec<_> = all.filter(|mechanism| self.check_mechanism(*mechanism).is_ok()).collect();
        usable.sort_unstable_by(|one, two| two.cmp(one));
        usable
    }

    /// A step of SASL that failed is answered, and the client may try again (SASL-5).
    pub(super) fn settle(&mut self, step: Result<(), SaslCondition>) {
        if let Err(condition) = step {
            self.refuse(condition);
        }
    }

    pub(super) fn begin_login(
        &mut self,
        tag: &Tag<'_, Ns>,
        cursor: &mut Cursor<'_, Ns>,
    ) -> Result<(), SaslCondition> {
        let name = tag.attr("mechanism").unwrap_or_default();
        let mechanism = Mechanism::from_name(&name).ok_or(SaslCondition::InvalidMechanism)?;
        self.check_mechanism(mechanism)?;
        self.take_act_as();
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

    pub(super) fn respond(&mut self, data: &[u8]) -> Result<(), SaslCondition> {
        match std::mem::replace(&mut self.state, State::Login) {
            State::FirstResponse(mechanism) => self.first_response(mechanism, data),
            #[cfg(feature = "scram")]
            State::Proof { challenge, account } => {
                let last = challenge.finish(data)?;
                self.proved(account, Some(last));
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
            _ => self.begin_scram(data, mechanism)?,
        }
        Ok(())
    }

    #[cfg(feature = "scram")]
    fn begin_scram(&mut self, data: &[u8], mechanism: Mechanism) -> Result<(), SaslCondition> {
        use crate::ServerBinding;
        let hash = mechanism.scram_hash().ok_or(SaslCondition::InvalidMechanism)?;
        let binding = match self.usable_mechanisms().iter().any(|offered| offered.binds()) {
            _ if mechanism.binds() => ServerBinding::Required(self.bindings()),
            true => ServerBinding::NotChosen,
            false => ServerBinding::NotOffered,
        };
        let server = Box::new(crate::ScramServer::start_bound(data, hash, binding)?);
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
    fn account_of(&mut self, user: &str, authzid: Option<&str>) -> Result<Jid, SaslCondition> {
        let whole = Jid::new(user).ok().filter(|jid| jid.local().is_some() && jid.is_bare());
        let account = match whole.filter(|jid| jid.domain() == self.domain.domain()) {
            Some(account) => account,
            None => Jid::from_parts(Some(user), self.domain.domain(), None)
                .map_err(|_| SaslCondition::NotAuthorized)?,
        };
        if let Some(authzid) = authzid {
            self.wants_to_be(&account, authzid)?;
        }
        Ok(account)
    }

    /// SASL-8: an identity is a bare address of this domain; whether it may be another than the own one is the host's
    /// to say, once the own one is proved.
    fn wants_to_be(&mut self, account: &Jid, authzid: &str) -> Result<(), SaslCondition> {
        let authzid = Jid::new(authzid).map_err(|_| SaslCondition::InvalidAuthzid)?;
        if authzid == *account {
            return Ok(());
        }
        let here = authzid.is_bare() && authzid.local().is_some() && authzid.domain() == self.domain.domain();
        if !here || self.config.act_as == ActAs::OneselfOnly {
            return Err(SaslCondition::InvalidAuthzid);
        }
        self.credentials.get_or_insert_default().act_as = Some(authzid);
        Ok(())
    }

    /// SASL-16: of the certificate's addresses those of this domain count.
    fn certified(&mut self, authzid: &str) -> Result<Jid, SaslCondition> {
        let all = self.certificate().unwrap_or(&[]).iter();
        let here = all.filter(|jid| jid.local().is_some() && jid.domain() == self.domain.domain());
        let mut here: Vec<_> = here.map(Jid::to_bare).collect();
        here.sort_unstable();
        here.dedup();
        match (&here[..], authzid) {
            ([], _) => Err(SaslCondition::NotAuthorized),
            ([one], "") => Ok(one.clone()),
            (_, "") => Err(SaslCondition::InvalidAuthzid),
            (several, _) => {
                let named = Jid::new(authzid).map_err(|_| SaslCondition::InvalidAuthzid)?;
                if several.contains(&named) {
                    return Ok(named);
                }
                let [one] = several else { return Err(SaslCondition::InvalidAuthzid) };
                self.wants_to_be(one, authzid)?;
                Ok(one.clone())
            }
        }
    }

    fn certificate(&self) -> Option<&[Jid]> {
        self.credentials.as_ref()?.certificate.as_deref()
    }

    pub(super) fn bindings(&self) -> &[ChannelBinding] {
        self.credentials.as_ref().map_or(&[], |known| &known.bindings)
    }

    fn take_act_as(&mut self) -> Option<Jid> {
        self.credentials.as_mut()?.act_as.take()
    }

    /// They are who they say; do they want to be somebody else?
    fn proved(&mut self, account: Jid, data: Option<Vec<u8>>) {
        match self.take_act_as() {
            None => self.succeed(account, data.as_deref()),
            Some(authzid) => {
                self.events.push_back(ServerEvent::Authorize { account, authzid: authzid.clone() });
                self.state = State::Permission { authzid: Box::new(authzid), data };
            }
        }
    }

    fn succeed(&mut self, account: Jid, data: Option<&[u8]>) {
        self.wire.out.push(auth::element("success", data));
        self.account = Some(account);
        self.wire.restart();
        self.opened = false;
        self.state = State::Header;
    }

    pub(super) fn refuse(&mut self, condition: SaslCondition) {
        self.wire.out.push(auth::failure(condition));
        self.state = State::Login;
        self.failures += 1;
        if self.failures >= self.config.attempts {
            self.fail(StreamError::new(StreamCondition::PolicyViolation).with_text("too many failed logins"));
        }
    }
}
