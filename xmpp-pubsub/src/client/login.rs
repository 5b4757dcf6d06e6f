//! Features, STARTTLS, login.

use std::time::Instant;

use bytes::Bytes;
use xml_cursor::{Cursor, Profile, Tag};

use crate::sasl::base64;
use crate::stream::features::{Features, Offer};
use crate::stream::wire::unexpected;
use crate::stream::{End, Framing, Security, StreamError, UsageError, auth};
use crate::{ChannelBinding, Jid, Mechanism, Ns, Plain, PlainOn, StreamCondition};

use super::{BindOn, ClientEvent, ClientStream, ClientTls, State};

impl ClientStream {
    /// TLS is up after [`ClientEvent::StartTls`], and the server's certificate is good for the configured domain
    /// (TLS-4).
    ///
    /// # Errors
    /// [`UsageError::NothingAsked`].
    pub fn tls_started(&mut self, _now: Instant) -> Result<(), UsageError> {
        if !matches!(self.state, State::Handshake) {
            return Err(UsageError::NothingAsked);
        }
        self.security = Security::Encrypted;
        self.wire.discard();
        self.begin();
        Ok(())
    }

    pub(super) fn element(&mut self, element: &Bytes) -> Result<(), StreamError> {
        let mut cursor = Cursor::<Ns>::with_limits(element, Profile::Stream, self.config.limits)?;
        let tag = cursor.root()?;
        if tag.is(Ns::Stream, "error") {
            let error = StreamError::read(&mut cursor)?;
            self.end(End::Received(error));
            return Ok(());
        }
        match self.state {
            State::Features => {
                if !tag.is(Ns::Stream, "features") {
                    return Err(unexpected());
                }
                let features = Features::read(&mut cursor)?;
                self.negotiate(&features)
            }
            State::Proceed => match (tag.ns(), tag.name()) {
                (Ns::Tls, "proceed") => {
                    self.wire.discard();
                    self.state = State::Handshake;
                    self.events.push_back(ClientEvent::StartTls);
                    Ok(())
                }
                _ => {
                    self.end(End::Insecure("the server refused to start TLS"));
                    Ok(())
                }
            },
            State::Resume => self.resume_answered(&tag),
            State::Bind { .. } | State::Session { .. } | State::Online | State::Closing => {
                self.stanza(element)
            }
            State::Header | State::Handshake | State::Closed => Err(unexpected()),
            _ => self.sasl(&tag, &mut cursor),
        }
    }

    fn negotiate(&mut self, features: &Features) -> Result<(), StreamError> {
        if self.authenticated {
            if !features.bind {
                return Err(StreamCondition::UnsupportedFeature.into());
            }
            self.session = features.session == Some(Offer::Required);
            self.manageable = features.management && self.wire.framing() != Framing::Bosh;
            if !self.try_resume() {
                self.bind();
            }
            return Ok(());
        }
        let can_start = self.wire.framing() == Framing::Tcp && self.security == Security::Clear;
        match (features.starttls, self.config.tls) {
            (Some(_), ClientTls::Required | ClientTls::IfOffered) if can_start => {
                self.wire.out.push(auth::tls("starttls"));
                self.state = State::Proceed;
                return Ok(());
            }
            (_, ClientTls::Required) if can_start => {
                self.end(End::Insecure("the server does not offer TLS"));
                return Ok(());
            }
            _ => {}
        }
        let binding = self.binding(features).cloned();
        let usable = features.mechanisms.iter().filter_map(|name| Mechanism::from_name(name));
        let usable = usable.filter(|mechanism| binding.is_some() || !mechanism.binds());
        match usable.filter(|mechanism| self.may_use(*mechanism)).max() {
            Some(mechanism) => self.begin_login(mechanism, features, binding.as_ref()),
            None => {
                self.end(End::Insecure("the server offers no mechanism that may be used"));
                Ok(())
            }
        }
    }

    /// The channel binding to use, if any: the best one that the server names (XEP-0440). Of one that names none, nobody knows.
    fn binding(&self, features: &Features) -> Option<&ChannelBinding> {
        let guess = features.bindings.is_empty() && self.config.binding == BindOn::Offered;
        let named =
            |binding: &ChannelBinding| features.bindings.iter().any(|name| name == binding.ty().name());
        self.bindings.iter().find(|binding| guess || named(binding))
    }

    fn may_use(&self, mechanism: Mechanism) -> bool {
        let allowed = self.config.mechanisms.contains(&mechanism);
        allowed
            && match mechanism {
                Mechanism::External => true,
                _ if self.config.password.is_none() => false,
                Mechanism::Plain => self.security == Security::Encrypted || self.config.plain == PlainOn::Any,
                #[cfg(feature = "scram")]
                _ => true,
            }
    }

    fn begin_login(
        &mut self,
        mechanism: Mechanism,
        features: &Features,
        binding: Option<&ChannelBinding>,
    ) -> Result<(), StreamError> {
        let authzid = self.config.authzid.as_ref().map(Jid::as_str);
        #[cfg(not(feature = "scram"))]
        let _ = (features, binding);
        let initial = match (mechanism, &self.config.password) {
            (Mechanism::External, _) => {
                self.state = State::Success;
                Some(authzid.unwrap_or("").as_bytes().to_vec())
            }
            (Mechanism::Plain, Some(password)) => {
                self.state = State::Success;
                Plain::encode(authzid, &self.config.user, password)
            }
            #[cfg(feature = "scram")]
            (mechanism, Some(password)) => {
                use crate::ClientBinding;
                let names_binding = |name: &String| Mechanism::from_name(name).is_some_and(Mechanism::binds);
                let could = self.config.mechanisms.iter().any(|mechanism| mechanism.binds());
                let binding = match binding {
                    Some(binding) if mechanism.binds() => ClientBinding::Used(binding),
                    // SASL-13: if one was offered, the server is to find out.
                    _ if could
                        && !self.bindings.is_empty()
                        && !features.mechanisms.iter().any(names_binding) =>
                    {
                        ClientBinding::NotOffered
                    }
                    _ => ClientBinding::None,
                };
                let nonce = self.chance.token();
                let user = &self.config.user;
                let started = mechanism.scram_hash().and_then(|hash| {
                    crate::ScramClient::start_bound(hash, authzid, user, password, &nonce, binding).ok()
                });
                started.map(|(client, first)| {
                    self.state = State::Challenge(Box::new(client));
                    first
                })
            }
            (_, None) => None,
        };
        match initial {
            Some(initial) => self.wire.out.push(auth::auth(mechanism, Some(&initial))),
            None => self.end(End::Insecure("user or password hold characters that are not allowed")),
        }
        Ok(())
    }

    fn sasl(&mut self, tag: &Tag<'_, Ns>, cursor: &mut Cursor<'_, Ns>) -> Result<(), StreamError> {
        if tag.ns() != Ns::Sasl {
            return Err(unexpected());
        }
        if tag.name() == "failure" {
            let condition = auth::read_failure(cursor)?;
            self.end(End::Refused(condition));
            return Ok(());
        }
        let data =
            base64::decode(&cursor.text()?).map_err(|_| StreamError::new(StreamCondition::BadFormat))?;
        let data = data.unwrap_or_default();
        match tag.name() {
            "challenge" => self.challenged(&data),
            "success" => self.succeeded(&data),
            _ => return Err(unexpected()),
        }
        Ok(())
    }

    fn challenged(&mut self, data: &[u8]) {
        match std::mem::replace(&mut self.state, State::Success) {
            #[cfg(feature = "scram")]
            State::Challenge(client) => match client.respond(data) {
                Ok((verify, response)) => {
                    self.wire.out.push(auth::exchange("response", &response));
                    self.state = State::Signature(verify);
                }
                Err(_) => self.end(End::Insecure("the server's challenge is not acceptable")),
            },
            // Some servers send the signature as a challenge of its own.
            #[cfg(feature = "scram")]
            State::Signature(verify) if verify.verify(data).is_ok() => {
                self.wire.out.push(auth::exchange("response", b""));
            }
            _ => {
                let _ = data;
                self.end(End::Insecure("the server's challenge is not acceptable"));
            }
        }
    }

    /// SASL-6: SCRAM's signature is checked before anything else is believed.
    fn succeeded(&mut self, data: &[u8]) {
        let proved = match std::mem::replace(&mut self.state, State::Success) {
            State::Success => true,
            #[cfg(feature = "scram")]
            State::Signature(verify) => verify.verify(data).is_ok(),
            _ => false,
        };
        if !proved {
            let _ = data;
            self.end(End::Insecure("the server could not prove that it knows the password"));
            return;
        }
        self.authenticated = true;
        self.bindings = Box::default();
        self.wire.restart();
        if self.wire.framing() == Framing::Bosh {
            self.events.push_back(ClientEvent::Restart);
        }
        self.begin();
    }
}
