//! What a server stores instead of a password (RFC 5802, 3).

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::Password;
use crate::sasl::prepare;

use super::MIN_ITERATIONS;

/// The hash that a SCRAM mechanism is named after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ScramHash {
    /// SCRAM-SHA-1.
    Sha1,
    /// SCRAM-SHA-256.
    Sha256,
}

/// Longest salt made up here.
const MAX_SALT: usize = 256;

/// Salt, rounds, stored key and server key of one user, for one hash. Nothing of it is printed.
#[derive(Clone)]
pub struct ScramKeys {
    hash: ScramHash,
    iterations: u32,
    salt: Vec<u8>,
    stored_key: Vec<u8>,
    server_key: Vec<u8>,
}

impl fmt::Debug for ScramKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ScramKeys")
            .field("hash", &self.hash)
            .field("iterations", &self.iterations)
            .finish_non_exhaustive()
    }
}

impl ScramKeys {
    /// Derives the keys of a password, which takes `iterations` rounds (at least [`MIN_ITERATIONS`]
    /// are used). `None`: SASLprep does not allow the password.
    #[must_use]
    pub fn derive(hash: ScramHash, password: &Password, salt: &[u8], iterations: u32) -> Option<Self> {
        let iterations = iterations.max(MIN_ITERATIONS);
        let salted = hash.salted(&prepare(password.expose())?, salt, iterations);
        Some(Self {
            hash,
            iterations,
            salt: salt.to_vec(),
            stored_key: hash.digest(&hash.hmac(&salted, &[b"Client Key"])),
            server_key: hash.hmac(&salted, &[b"Server Key"]),
        })
    }

    /// Keys that were stored.
    #[must_use]
    pub fn from_stored(
        hash: ScramHash,
        iterations: u32,
        salt: &[u8],
        stored_key: &[u8],
        server_key: &[u8],
    ) -> Self {
        Self {
            hash,
            iterations,
            salt: salt.to_vec(),
            stored_key: stored_key.to_vec(),
            server_key: server_key.to_vec(),
        }
    }

    /// Keys for a user that does not exist: always the same for one name and secret, and no password fits them, so that
    /// nobody can tell which users there are. `iterations` is what real keys have; the salt has 16 octets, which real ones
    /// should have, too.
    #[must_use]
    pub fn fake(hash: ScramHash, user: &str, iterations: u32, secret: &[u8; 32]) -> Self {
        Self::fake_with_salt(hash, user, iterations, 16, secret)
    }

    /// The same, with a salt of `len` octets.
    #[must_use]
    pub fn fake_with_salt(
        hash: ScramHash,
        user: &str,
        iterations: u32,
        len: usize,
        secret: &[u8; 32],
    ) -> Self {
        let of = |label: &[u8]| hash.hmac(secret, &[label, user.as_bytes()]);
        let mut salt = of(b"salt ");
        while salt.len() < len.min(MAX_SALT) {
            salt.extend_from_slice(&hash.hmac(secret, &[b"more ", &salt]));
        }
        salt.truncate(len.min(MAX_SALT));
        Self { hash, iterations, salt, stored_key: of(b"stored "), server_key: of(b"server ") }
    }

    /// Whether these are the keys of this password: for PLAIN, where keys are stored and no passwords. It takes as many
    /// rounds as the keys say; for a user that does not exist ask [`fake`](Self::fake) keys, which takes as long (SEC-7).
    #[must_use]
    pub fn matches(&self, password: &Password) -> bool {
        let prepared = prepare(password.expose());
        let salted =
            self.hash.salted(prepared.as_deref().unwrap_or_default(), &self.salt, self.iterations.max(1));
        let stored = self.hash.digest(&self.hash.hmac(&salted, &[b"Client Key"]));
        prepared.is_some() & bool::from(stored.ct_eq(&self.stored_key))
    }

    /// The hash these keys are for.
    #[must_use]
    pub fn hash(&self) -> ScramHash {
        self.hash
    }

    /// Rounds.
    #[must_use]
    pub fn iterations(&self) -> u32 {
        self.iterations
    }

    /// The salt.
    #[must_use]
    pub fn salt(&self) -> &[u8] {
        &self.salt
    }

    /// To be stored; lets one check a client, not log in as it.
    #[must_use]
    pub fn stored_key(&self) -> &[u8] {
        &self.stored_key
    }

    /// To be stored; lets one pose as the server.
    #[must_use]
    pub fn server_key(&self) -> &[u8] {
        &self.server_key
    }
}

impl ScramHash {
    /// `H(data)`.
    pub(super) fn digest(self, data: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha1 => Sha1::digest(data).to_vec(),
            Self::Sha256 => Sha256::digest(data).to_vec(),
        }
    }

    /// `HMAC(key, pieces)`.
    pub(super) fn hmac(self, key: &[u8], pieces: &[&[u8]]) -> Vec<u8> {
        fn run<M: Mac + KeyInit>(key: &[u8], pieces: &[&[u8]]) -> Vec<u8> {
            // HMAC takes keys of any length.
            let Ok(mut mac) = <M as KeyInit>::new_from_slice(key) else { return Vec::new() };
            for piece in pieces {
                mac.update(piece);
            }
            mac.finalize().into_bytes().to_vec()
        }
        match self {
            Self::Sha1 => run::<Hmac<Sha1>>(key, pieces),
            Self::Sha256 => run::<Hmac<Sha256>>(key, pieces),
        }
    }

    /// `Hi(password, salt, iterations)`.
    pub(super) fn salted(self, password: &str, salt: &[u8], iterations: u32) -> Vec<u8> {
        match self {
            Self::Sha1 => {
                let mut out = vec![0; 20];
                pbkdf2::pbkdf2_hmac::<Sha1>(password.as_bytes(), salt, iterations, &mut out);
                out
            }
            Self::Sha256 => {
                let mut out = vec![0; 32];
                pbkdf2::pbkdf2_hmac::<Sha256>(password.as_bytes(), salt, iterations, &mut out);
                out
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sasl_14_stored_keys_know_their_password() {
        for hash in [ScramHash::Sha1, ScramHash::Sha256] {
            let keys = ScramKeys::derive(hash, &"I\u{ad}X".into(), b"salt", 4096).unwrap();
            assert!(keys.matches(&"IX".into()));
            assert!(!keys.matches(&"ix".into()) && !keys.matches(&"\u{7}".into()));
            let fake = ScramKeys::fake(hash, "nobody", 4096, &[1; 32]);
            assert!(!fake.matches(&"IX".into()));
        }
    }

    #[test]
    fn sasl_14_salts_of_any_length() {
        let salt = |len| ScramKeys::fake_with_salt(ScramHash::Sha1, "nobody", 4096, len, &[1; 32]).salt;
        for len in [0, 4, 16, 36, 100] {
            assert_eq!(salt(len).len(), len);
            assert!(salt(100).starts_with(&salt(len)));
        }
    }
}
