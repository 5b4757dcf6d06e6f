//! The server's side: one type per step.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use subtle::ConstantTimeEq;

use crate::SaslCondition;
use crate::sasl::prepare;

use super::attributes::{self, Binding};
use super::{ScramHash, ScramKeys};

/// The client's first message is read; the user's keys are needed.
#[derive(Debug)]
pub struct ScramServer {
    hash: ScramHash,
    user: String,
    authzid: Option<String>,
    header: String,
    bare: String,
    nonce: String,
}

/// The challenge is sent; the client's proof is awaited.
pub struct ScramChallenge {
    keys: ScramKeys,
    header: String,
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
    /// Reads the client's first message.
    ///
    /// # Errors
    /// [`SaslCondition::MalformedRequest`]; also for channel binding, which is not offered.
    pub fn start(message: &[u8], hash: ScramHash) -> Result<Self, SaslCondition> {
        let text = std::str::from_utf8(message).map_err(|_| SaslCondition::MalformedRequest)?;
        let first = attributes::client_first(text).ok_or(SaslCondition::MalformedRequest)?;
        if let Binding::Required(_) = first.binding {
            return Err(SaslCondition::MalformedRequest);
        }
        let unescape = |name| attributes::unescape(name).ok_or(SaslCondition::MalformedRequest);
        Ok(Self {
            hash,
            user: prepare(&unescape(first.user)?).ok_or(SaslCondition::NotAuthorized)?,
            authzid: first.authzid.map(unescape).transpose()?,
            header: first.header.to_owned(),
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
        (ScramChallenge { keys, header: self.header, nonce, signed }, message.into_bytes())
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
        let bound =
            last.binding.ct_eq(self.header.as_bytes()) & last.nonce.as_bytes().ct_eq(self.nonce.as_bytes());
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
