//! The client's side: one type per step.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use subtle::ConstantTimeEq;

use crate::sasl::prepare;
use crate::{ChannelBinding, Password};

use super::attributes::{self, ServerFinal};
use super::{MAX_ITERATIONS, MIN_ITERATIONS, ScramHash};

/// What the server did wrong, or why the client cannot begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ScramError {
    /// User or password hold characters that SASLprep does not allow, or the nonce is not printable ASCII.
    Credentials,
    /// A message of the server cannot be read.
    Malformed,
    /// The server's nonce does not begin with ours.
    Nonce,
    /// Fewer rounds than [`MIN_ITERATIONS`], or more than [`MAX_ITERATIONS`].
    Iterations,
    /// The server does not know the password either.
    Signature,
    /// The server refused within SCRAM.
    Refused,
}

impl fmt::Display for ScramError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Credentials => "user, password or nonce have characters that are not allowed",
            Self::Malformed => "the server's message cannot be read",
            Self::Nonce => "the server's nonce does not extend ours",
            Self::Iterations => "too few or too many rounds are asked for",
            Self::Signature => "the server's signature is wrong",
            Self::Refused => "the server refused",
        })
    }
}

impl std::error::Error for ScramError {}

/// What a client has to say about channel binding.
#[derive(Debug, Clone, Copy)]
pub enum ClientBinding<'x> {
    /// It has none, or none that the server has.
    None,
    /// It has one, but the server offers no mechanism with it: one that did is to refuse (SASL-13).
    NotOffered,
    /// This one is used, with a mechanism for it.
    Used(&'x ChannelBinding),
}

/// The first message is sent; the server's challenge is awaited.
#[derive(Debug)]
pub struct ScramClient {
    hash: ScramHash,
    password: Password,
    header: String,
    binding: Option<ChannelBinding>,
    bare: String,
    nonce: String,
}

/// The proof is sent; the server's signature is awaited.
pub struct ScramVerify {
    signature: Vec<u8>,
}

impl fmt::Debug for ScramVerify {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ScramVerify(..)")
    }
}

impl ScramClient {
    /// Begins an exchange without channel binding: the state and the first message. `nonce` must be fresh and
    /// unpredictable.
    ///
    /// # Errors
    /// [`ScramError::Credentials`].
    pub fn start(
        hash: ScramHash,
        authzid: Option<&str>,
        user: &str,
        password: &Password,
        nonce: &str,
    ) -> Result<(Self, Vec<u8>), ScramError> {
        Self::start_bound(hash, authzid, user, password, nonce, ClientBinding::None)
    }

    /// Begins an exchange: the state and the first message. `nonce` must be fresh and unpredictable.
    ///
    /// # Errors
    /// [`ScramError::Credentials`].
    pub fn start_bound(
        hash: ScramHash,
        authzid: Option<&str>,
        user: &str,
        password: &Password,
        nonce: &str,
        binding: ClientBinding<'_>,
    ) -> Result<(Self, Vec<u8>), ScramError> {
        let user = prepare(user).ok_or(ScramError::Credentials)?;
        let password: Password = prepare(password.expose()).ok_or(ScramError::Credentials)?.into();
        if nonce.is_empty() || !nonce.bytes().all(|byte| byte.is_ascii_graphic() && byte != b',') {
            return Err(ScramError::Credentials);
        }
        let (flag, binding) = match binding {
            ClientBinding::None => ("n".to_owned(), None),
            ClientBinding::NotOffered => ("y".to_owned(), None),
            ClientBinding::Used(binding) => (format!("p={}", binding.ty().name()), Some(binding.clone())),
        };
        let header = match authzid {
            Some(authzid) => format!("{flag},a={},", attributes::escape(authzid)),
            None => format!("{flag},,"),
        };
        let bare = format!("n={},r={nonce}", attributes::escape(&user));
        let message = format!("{header}{bare}").into_bytes();
        Ok((Self { hash, password, header, binding, bare, nonce: nonce.to_owned() }, message))
    }

    /// Answers the challenge, which takes as many rounds as it says.
    ///
    /// # Errors
    /// [`ScramError`]: the exchange is over.
    pub fn respond(self, challenge: &[u8]) -> Result<(ScramVerify, Vec<u8>), ScramError> {
        let challenge = std::str::from_utf8(challenge).map_err(|_| ScramError::Malformed)?;
        let first = attributes::server_first(challenge).ok_or(ScramError::Malformed)?;
        if first.nonce.strip_prefix(self.nonce.as_str()).is_none_or(str::is_empty) {
            return Err(ScramError::Nonce);
        }
        if !(MIN_ITERATIONS..=MAX_ITERATIONS).contains(&first.iterations) {
            return Err(ScramError::Iterations);
        }
        let hash = self.hash;
        let mut bound = self.header.into_bytes();
        bound.extend_from_slice(self.binding.as_ref().map_or(b"", ChannelBinding::data));
        let without_proof = format!("c={},r={}", STANDARD.encode(bound), first.nonce);
        let signed = format!("{},{challenge},{without_proof}", self.bare);
        let salted = hash.salted(self.password.expose(), &first.salt, first.iterations);
        let mut proof = hash.hmac(&salted, &[b"Client Key"]);
        let client_signature = hash.hmac(&hash.digest(&proof), &[signed.as_bytes()]);
        proof.iter_mut().zip(client_signature).for_each(|(key, mask)| *key ^= mask);
        let signature = hash.hmac(&hash.hmac(&salted, &[b"Server Key"]), &[signed.as_bytes()]);
        let message = format!("{without_proof},p={}", STANDARD.encode(proof)).into_bytes();
        Ok((ScramVerify { signature }, message))
    }
}

impl ScramVerify {
    /// Checks the server's last message.
    ///
    /// # Errors
    /// [`ScramError`]: whoever answered does not know the password.
    pub fn verify(&self, last: &[u8]) -> Result<(), ScramError> {
        let last = std::str::from_utf8(last).map_err(|_| ScramError::Malformed)?;
        match attributes::server_final(last).ok_or(ScramError::Malformed)? {
            ServerFinal::Verifier(signature) if bool::from(signature.ct_eq(&self.signature)) => Ok(()),
            ServerFinal::Verifier(_) => Err(ScramError::Signature),
            ServerFinal::Error(_) => Err(ScramError::Refused),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn respond(challenge: &str) -> ScramError {
        let (client, _) = ScramClient::start(ScramHash::Sha1, None, "u", &Password::new("p"), "abc").unwrap();
        client.respond(challenge.as_bytes()).unwrap_err()
    }

    #[test]
    fn sasl_11_nonce_must_extend_ours() {
        assert_eq!(respond("r=abd,s=QQ==,i=4096"), ScramError::Nonce);
        assert_eq!(respond("r=abc,s=QQ==,i=4096"), ScramError::Nonce);
    }

    #[test]
    fn sasl_11_rounds_are_bounded() {
        assert_eq!(respond("r=abcd,s=QQ==,i=4095"), ScramError::Iterations);
        assert_eq!(respond("r=abcd,s=QQ==,i=1000001"), ScramError::Iterations);
    }

    #[test]
    fn sasl_8_authzid_is_in_the_header() {
        let (_, first) =
            ScramClient::start(ScramHash::Sha1, Some("a,b"), "u=", &Password::new("p"), "n").unwrap();
        assert_eq!(first, b"n,a=a=2Cb,n=u=3D,r=n");
    }
}
