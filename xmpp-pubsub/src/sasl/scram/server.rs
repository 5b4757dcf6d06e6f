//! The server's side: one type per step.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use subtle::ConstantTimeEq;

use crate::sasl::prepare;
use crate::{ChannelBinding, SaslCondition};

use super::attributes::{self, Binding};
use super::{ScramHash, ScramKeys};

/// What a server has to say about channel binding on this connection.
#[derive(Debug, Clone, Copy)]
pub enum ServerBinding<'x> {
    /// No mechanism with channel binding is offered here.
    NotOffered,
    /// One is offered, but the client chose one without. One that says that none was offered has been lied to (SASL-13).
    NotChosen,
    /// The client chose a mechanism with channel binding; these are there.
    Required(&'x [ChannelBinding]),
}

/// The client's first message is read; the user's keys are needed.
#[derive(Debug)]
pub struct ScramServer {
    hash: ScramHash,
    user: String,
    authzid: Option<String>,
    /// What the client must confirm: its header, and the data of the binding.
    bound: Bound,
    bare: String,
    nonce: String,
}

/// Not printed.
struct Bound(Vec<u8>);

impl fmt::Debug for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Bound(..)")
    }
}

/// The challenge is sent; the client's proof is awaited.
pub struct ScramChallenge {
    keys: ScramKeys,
    bound: Bound,
    nonce: String,
    /// Client-first-bare and server-first, joined: what both sides sign, but for the last piece.
    signed: String,
}

impl fmt::Debug for ScramChallenge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ScramChallenge(..)")
    }
}

impl ScramServer {
    /// Reads the client's first message, where no channel binding is offered.
    ///
    /// # Errors
    /// [`SaslCondition::MalformedRequest`]; also for channel binding.
    pub fn start(message: &[u8], hash: ScramHash) -> Result<Self, SaslCondition> {
        Self::start_bound(message, hash, ServerBinding::NotOffered)
    }

    /// Reads the client's first message.
    ///
    /// # Errors
    /// [`SaslCondition::MalformedRequest`], also for a channel binding that does not go with the mechanism, or of a type
    /// that is not there; [`SaslCondition::NotAuthorized`]: the client believes that none is offered, so that somebody
    /// on the way has taken the offer out.
    pub fn start_bound(
        message: &[u8],
        hash: ScramHash,
        binding: ServerBinding<'_>,
    ) -> Result<Self, SaslCondition> {
        let text = std::str::from_utf8(message).map_err(|_| SaslCondition::MalformedRequest)?;
        let first = attributes::client_first(text).ok_or(SaslCondition::MalformedRequest)?;
        let mut bound = first.header.as_bytes().to_vec();
        match (binding, first.binding) {
            (ServerBinding::NotOffered, Binding::No | Binding::Unoffered) => {}
            (ServerBinding::NotChosen, Binding::No) => {}
            (ServerBinding::NotChosen, Binding::Unoffered) => return Err(SaslCondition::NotAuthorized),
            (ServerBinding::Required(there), Binding::Required(name)) => {
                let used = there.iter().find(|binding| binding.ty().name() == name);
                bound.extend_from_slice(used.ok_or(SaslCondition::MalformedRequest)?.data());
            }
            _ => return Err(SaslCondition::MalformedRequest),
        }
        let unescape = |name| attributes::unescape(name).ok_or(SaslCondition::MalformedRequest);
        Ok(Self {
            hash,
            user: prepare(&unescape(first.user)?).ok_or(SaslCondition::NotAuthorized)?,
            authzid: first.authzid.map(unescape).transpose()?,
            bound: Bound(bound),
            bare: first.bare.to_owned(),
            nonce: first.nonce.to_owned(),
        })
    }

    /// The user whose keys are needed, after SASLprep.
    #[must_use]
    pub fn user(&self) -> &str {
        &self.user
    }

    /// The identity to act as, if the client names one.
    #[must_use]
    pub fn authzid(&self) -> Option<&str> {
        self.authzid.as_deref()
    }

    /// The hash of the mechanism.
    #[must_use]
    pub fn hash(&self) -> ScramHash {
        self.hash
    }

    /// The challenge. `nonce` must be fresh, unpredictable and printable; for a user that does not exist pass
    /// [`ScramKeys::fake`].
    #[must_use]
    pub fn challenge(self, keys: ScramKeys, nonce: &str) -> (ScramChallenge, Vec<u8>) {
        let nonce = format!("{}{nonce}", self.nonce);
        let message = format!("r={nonce},s={},i={}", STANDARD.encode(keys.salt()), keys.iterations());
        let signed = format!("{},{message}", self.bare);
        (ScramChallenge { keys, bound: self.bound, nonce, signed }, message.into_bytes())
    }
}

impl ScramChallenge {
    /// Checks the client's proof; the answer is the data of `<success/>`.
    ///
    /// # Errors
    /// [`SaslCondition::NotAuthorized`]: a wrong password (or user); [`SaslCondition::MalformedRequest`].
    pub fn finish(self, response: &[u8]) -> Result<Vec<u8>, SaslCondition> {
        let text = std::str::from_utf8(response).map_err(|_| SaslCondition::MalformedRequest)?;
        let last = attributes::client_final(text).ok_or(SaslCondition::MalformedRequest)?;
        let hash = self.keys.hash();
        let signed = [self.signed.as_bytes(), b",", last.without_proof.as_bytes()];
        let client_signature = hash.hmac(self.keys.stored_key(), &signed);
        let mut client_key = last.proof;
        let same_length = client_key.len() == client_signature.len();
        client_key.iter_mut().zip(client_signature).for_each(|(proof, mask)| *proof ^= mask);
        let proved = hash.digest(&client_key).ct_eq(self.keys.stored_key());
        let bound = last.binding.ct_eq(&self.bound.0) & last.nonce.as_bytes().ct_eq(self.nonce.as_bytes());
        if !same_length || !bool::from(proved & bound) {
            return Err(SaslCondition::NotAuthorized);
        }
        Ok(format!("v={}", STANDARD.encode(hash.hmac(self.keys.server_key(), &signed))).into_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sasl_10_first_message() {
        let server = ScramServer::start(b"y,a=x=2Cy,n=u=3D,r=abc", ScramHash::Sha1).unwrap();
        assert_eq!((server.user(), server.authzid()), ("u=", Some("x,y")));
        for bad in [&b"p=tls-unique,,n=u,r=a"[..], b"n,,n=u=,r=a", b"\xff", b""] {
            assert_eq!(
                ScramServer::start(bad, ScramHash::Sha1).unwrap_err(),
                SaslCondition::MalformedRequest
            );
        }
    }
}
